//! Parts of a text message, exactly.

use proptest::prelude::*;
use wording::{Encoding, PartSize, split, tidy};

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "^{}\\[~]|€\u{c}";

#[test]
fn the_telephone_alphabet_is_the_one_of_gsm_03_38() {
    // 128 places of which one is the escape itself.
    assert_eq!(BASIC.chars().count(), 127);
    assert_eq!((split(BASIC, PartSize::STANDARD).encoding, split(BASIC, PartSize::STANDARD).units), (Encoding::Gsm7, 127));
    assert_eq!((split(EXTENSION, PartSize::STANDARD).encoding, split(EXTENSION, PartSize::STANDARD).units), (Encoding::Gsm7, 20));
    for other in ["â", "ŵ", "ŷ", "Ł", "ç", "á", "’", "–", "…", "`", "\t", "🤒", "Ж"] {
        assert_eq!(split(other, PartSize::STANDARD).encoding, Encoding::Ucs2, "{other}");
    }
}

#[test]
fn parts_end_where_the_network_ends_them() {
    let count = |text: String| split(&text, PartSize::STANDARD).parts.len();
    assert_eq!((count("a".repeat(160)), count("a".repeat(161)), count("a".repeat(306)), count("a".repeat(307))), (1, 2, 2, 3));
    assert_eq!((count("ŵ".repeat(70)), count("ŵ".repeat(71)), count("ŵ".repeat(134)), count("ŵ".repeat(135))), (1, 2, 2, 3));
    let long = |text: String| split(&text, PartSize::LONG_HEADER).parts.len();
    assert_eq!((long("a".repeat(304)), long("a".repeat(305)), long("ŵ".repeat(132)), long("ŵ".repeat(133))), (2, 3, 2, 3));
}

#[test]
fn a_letter_of_two_septets_is_never_cut() {
    // 152 letters, then one that takes two: it does not fit in the 153 of the first part.
    let text = format!("{}€{}", "a".repeat(152), "b".repeat(151));
    let parts = split(&text, PartSize::STANDARD).parts;
    assert_eq!(parts.iter().map(|part| part.chars().count()).collect::<Vec<_>>(), [152, 152]);
    // So 306 septets can take three parts.
    assert_eq!(split(&format!("{}€{}", "a".repeat(152), "b".repeat(152)), PartSize::STANDARD).parts.len(), 3);
}

#[test]
fn an_emoji_is_never_cut() {
    let text = format!("{}🤒{}", "ŵ".repeat(66), "ŵ".repeat(66));
    let parts = split(&text, PartSize::STANDARD).parts;
    assert_eq!(parts.iter().map(|part| part.chars().count()).collect::<Vec<_>>(), [66, 66, 1]);
}

#[test]
fn an_empty_text_is_one_empty_part() {
    assert_eq!(split("", PartSize::STANDARD).parts, [""]);
}

#[test]
fn marks_are_replaced_where_the_meaning_stays() {
    let tidied = tidy("St Mary’s – “Ava” … O’Brien\u{a0}x\u{200b}");
    assert_eq!(tidied.text, "St Mary's - \"Ava\" ... O'Brien x");
    assert_eq!(tidied.marks, ['’', '–', '“', '”', '…', '\u{a0}', '\u{200b}']);
    assert_eq!(tidy("Ame\u{301}lie, Jo\u{308}rg").text, "Amélie, Jörg");
}

#[test]
fn a_name_keeps_its_letters_and_then_the_marks_stay_too() {
    for name in ["Siân’s", "Łukasz – Zoë", "Ffion ŵ…", "Nguyễn", "Zoe\u{308}, Ame\u{301}lie"] {
        assert_eq!(tidy(name).text, name);
        assert!(tidy(name).marks.is_empty());
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-zA-Z0-9 .,]{0,400}", "[a-z€\\[\\]^]{0,400}", "[aŵ🤒€]{0,300}",]
}

proptest! {
    #[test]
    fn joined_the_parts_are_the_text(text in any_text(), joined in 2..200_usize) {
        let size = PartSize { gsm7_joined: joined, ucs2_joined: joined, ..PartSize::STANDARD };
        let parts = split(&text, size);
        prop_assert_eq!(parts.parts.concat(), text);
    }

    #[test]
    fn no_part_is_longer_than_it_may_be_and_none_could_take_the_next_letter(text in any_text()) {
        let parts = split(&text, PartSize::STANDARD);
        let units = |text: &str| match parts.encoding {
            Encoding::Gsm7 => text.chars().map(|c| if EXTENSION.contains(c) { 2 } else { 1 }).sum::<usize>(),
            Encoding::Ucs2 => text.encode_utf16().count(),
        };
        prop_assert_eq!(units(&text), parts.units);
        if parts.parts.len() > 1 {
            let joined = if parts.encoding == Encoding::Gsm7 { 153 } else { 67 };
            prop_assert!(parts.parts.iter().all(|part| units(part) <= joined));
            for pair in parts.parts.windows(2) {
                let next: String = pair[1].chars().take(1).collect();
                prop_assert!(units(pair[0]) + units(&next) > joined);
            }
        }
    }

    #[test]
    fn a_longer_text_never_takes_fewer_parts(text in any_text(), more in any_text()) {
        let longer = format!("{text}{more}");
        prop_assert!(split(&longer, PartSize::STANDARD).parts.len() >= split(&text, PartSize::STANDARD).parts.len());
    }

    #[test]
    fn tidying_never_costs_and_never_takes_a_letter(text in any_text()) {
        let tidied = tidy(&text);
        let units = |text: &str| split(text, PartSize::STANDARD).units;
        prop_assert!(tidied.text == text || split(&tidied.text, PartSize::STANDARD).encoding == Encoding::Gsm7);
        prop_assert!(tidied.text == text || units(&tidied.text) > 0 || text.chars().all(|c| tidied.marks.contains(&c)));
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic() && *c != '\u{2bc}').count();
        prop_assert_eq!(letters(&tidied.text), letters(&text));
        prop_assert_eq!(tidy(&tidied.text).text, tidied.text.clone());
    }
}
