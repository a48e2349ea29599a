use proptest::prelude::*;

use super::*;
use crate::phone::Line;

/// Ireland and Poland have everything, no other country anything: enough to see that the rule is asked.
fn two_countries(number: &str) -> Result<PhoneNumber, Refusal> {
    let line = if number.starts_with("+353") {
        Line::Mobile
    } else if number.starts_with("+48") {
        Line::Landline
    } else {
        return Err(Refusal::NotInThatCountry);
    };
    PhoneNumber::from_e164(number, line).map_err(|_| Refusal::NotInThatCountry)
}

fn reads(cell: &str) -> Vec<String> {
    read(cell, &two_countries).numbers.into_iter().map(|found| found.number.expose().to_owned()).collect()
}

fn refusals(cell: &str) -> Vec<Refusal> {
    read(cell, &two_countries).refusals
}

#[test]
fn one_number_is_read_however_it_is_typed() {
    for cell in [
        "07700900123",
        "07700 900123",
        " 07700900123 ",
        "07700-900-123",
        "07700.900.123",
        "(07700) 900123",
        "0770 0900 123",
        "+447700900123",
        "+44 7700900123",
        "+44(0)7700900123",
        "+44 (0) 7700 900123",
        "+44 07700 900123",
        "00447700900123",
        "0044 (0)7700 900123",
        "(+44) 7700 900123",
        "447700900123",
        "44 (0)7700 900123",
        "7700900123",
        "7700 900 123",
        "+07700900123",
        "07700900123 (mum)",
        "mum 07700900123",
        "mum: 07700 900123",
        "07700900123mum",
        "Mob:07700900123",
        "M07700900123",
        "07700900123 m",
        "tel:07700900123",
        "'07700900123",
        "=\"07700900123\"",
        "07700\u{a0}900123",
        "07700\u{2011}900\u{2013}123",
        "\u{202a}07700 900123\u{202c}",
        "7700900123.0",
        "07700900123;",
        "07700900123/",
        "07700 900123 -",
        "07700 900123 from 3pm",
        "07700 900123 (after 5)",
        "07700 900123 9am-5pm",
        "07700 900123 until 10:30",
        "07700 900123 (from 01/09/2026)",
        "1st 07700 900123",
        "mobile 2 07700 900123",
        "07700 900123 (2)",
        "07700 900123 ext 45",
        "07700900123x45",
        "07700 900123 mum, 2 sisters",
        "07700 900123 07700 900123",
        "07700 900123, 07700900123",
        "text only 07700 900123",
        "emergencies 07700 900123",
        "07700/900123",
        "07700,900123",
    ] {
        let read = read(cell, &two_countries);
        assert_eq!(reads(cell), ["+447700900123"], "{cell}");
        assert!(read.refusals.is_empty(), "{cell}: {:?}", read.refusals);
        assert_eq!(read.numbers[0].number.line(), Line::Mobile);
    }
}

#[test]
fn a_landline_is_told_from_a_mobile() {
    for (cell, number) in [
        ("01632 960123", "+441632960123"),
        ("1632960123", "+441632960123"),
        ("(0161) 496 0123", "+441614960123"),
        ("020 7946 0123", "+442079460123"),
        ("2079460123", "+442079460123"),
        ("work 028 9018 0123 ext. 4567", "+442890180123"),
        ("01632/960123", "+441632960123"),
        ("03069 990123", "+443069990123"),
    ] {
        let read = read(cell, &two_countries);
        assert_eq!(reads(cell), [number], "{cell}");
        assert_eq!(read.numbers[0].number.line(), Line::Landline, "{cell}");
    }
}

#[test]
fn two_numbers_in_a_cell_are_two_numbers() {
    for cell in [
        "07700900123 / 01632960123",
        "07700900123/01632960123",
        "07700 900123, 01632 960123",
        "07700900123 or 01632960123",
        "07700 900123 01632 960123",
        "07700 900123 - 01632 960123",
        "07700900123 (01632 960123)",
        "+447700900123+441632960123",
        "mum 07700900123 dad 01632960123",
        "07700900123 mum 01632960123 dad",
        "07700900123; 01632960123;",
        "07700900123\n01632960123",
        "07700900123 & 01632960123",
        "m: 07700900123 h: 01632960123",
    ] {
        assert_eq!(reads(cell), ["+447700900123", "+441632960123"], "{cell}");
    }
}

#[test]
fn what_cannot_be_exactly_one_persons_number_is_refused_with_its_reason() {
    for (cell, refusal) in [
        ("07x00900123", Refusal::LettersInside),
        ("07x00 900123", Refusal::LettersInside),
        ("+44 7x00900123", Refusal::LettersInside),
        ("+44(0)7x00900123", Refusal::LettersInside),
        ("07x00900123 (mum)", Refusal::LettersInside),
        ("07x00-900-123", Refusal::LettersInside),
        ("7x00900123", Refusal::LettersInside),
        ("00447x00900123", Refusal::LettersInside),
        ("O7700900123", Refusal::LettersInside),
        ("077009OO123", Refusal::LettersInside),
        ("0770090012l", Refusal::LettersInside),
        ("7.7009E+09", Refusal::LettersInside),
        ("see office", Refusal::LettersInside),
        ("ava@example.com", Refusal::LettersInside),
        ("0770090012", Refusal::TooShort),
        ("900123", Refusal::TooShort),
        ("960123 (home)", Refusal::TooShort),
        ("077009001234", Refusal::TooLong),
        ("07700 900123 4", Refusal::TooLong),
        ("07700 mum 900123", Refusal::Ambiguous),
        ("07700 900123/4", Refusal::Ambiguous),
        ("07700 900123 / 45", Refusal::Ambiguous),
        ("09098790123", Refusal::Premium),
        ("08710000000", Refusal::Premium),
        ("07000 000123", Refusal::Personal),
        ("+44 70 0000 0123", Refusal::Personal),
        ("07600 000123", Refusal::Pager),
        ("07777777777", Refusal::Placeholder),
        ("00000000000", Refusal::Placeholder),
        ("01234567890", Refusal::Placeholder),
        ("0410 000 0000", Refusal::NotInUse),
        ("+1 202 555 0123", Refusal::NotInThatCountry),
        ("07700 900123 do not use", Refusal::DoNotUse),
        ("DO NOT USE 07700 900123", Refusal::DoNotUse),
        ("07700 900123 (don't use)", Refusal::DoNotUse),
        ("07700 900123 old", Refusal::DoNotUse),
        ("07700900123 - no longer in use", Refusal::DoNotUse),
        ("٠٧٧٠٠٩٠٠١٢٣", Refusal::LettersInside),
    ] {
        let read = read(cell, &two_countries);
        assert!(read.numbers.is_empty(), "{cell}");
        assert_eq!(read.refusals, [refusal], "{cell}");
    }
}

#[test]
fn a_cell_that_says_that_there_is_none_is_no_problem() {
    for cell in ["", "  ", "-", "n/a", "N/A", "none", "ex-directory", "TBC", "unknown", "."] {
        assert_eq!(read(cell, &two_countries), Read::default(), "{cell}");
    }
}

#[test]
fn another_countrys_number_is_kept_when_that_country_has_it() {
    assert_eq!(reads("+353 00 000 0000"), ["+353000000000"]);
    assert_eq!(reads("00 353 00 000 0000"), ["+353000000000"]);
    assert_eq!(reads("+48 00 000 00 00 (babcia)"), ["+48000000000"]);
}

#[test]
fn do_not_use_is_obeyed_for_the_number_that_it_stands_beside_and_for_all_where_that_is_not_clear() {
    assert_eq!(reads("07700900123 do not use, 07700900124"), ["+447700900124"]);
    assert_eq!(reads("07700900123 (do not use) 07700900124"), ["+447700900124"]);
    assert_eq!(reads("07700900123 / 07700900124 do not use"), ["+447700900123"]);
    assert!(reads("do not use: 07700900123, 07700900124").is_empty());
    assert!(reads("07700900123 do not use 07700900124").is_empty());
    assert_eq!(refusals("07700900123 do not use, 07700900124"), [Refusal::DoNotUse]);
}

#[test]
fn words_round_a_number_are_kept_as_its_note() {
    let notes = |cell: &str| -> Vec<String> {
        read(cell, &two_countries).numbers.iter().map(|found| found.note.expose().to_owned()).collect()
    };
    assert_eq!(notes("07700900123 (mum)"), ["mum"]);
    assert_eq!(notes("dad from 3pm: 07700 900123"), ["dad from 3pm"]);
    assert_eq!(notes("mum 07700900123 dad 07700900124"), ["mum", "dad"]);
    assert_eq!(notes("07700900123 mum 07700900124 dad"), ["mum", "dad"]);
    assert_eq!(notes("work 01632 960123 ext 45"), ["work ext 45"]);
    assert_eq!(notes("07700900123"), [""]);
}

/// Whether the digits of `number`, perhaps without the country's code and the trunk 0, stand in `cell` in their order.
fn stood_in(cell: &str, number: &str) -> bool {
    let national = number.strip_prefix("+44").unwrap_or(number.trim_start_matches('+'));
    let mut digits = cell.chars().filter(char::is_ascii_digit);
    national.chars().all(|wanted| digits.any(|digit| digit == wanted))
}

proptest! {
    #[test]
    fn a_cell_never_yields_a_number_that_was_not_in_it(cell in "[0-9 +()./,;a-zé-]{0,48}") {
        for number in reads(&cell) {
            prop_assert!(stood_in(&cell, &number));
        }
    }

    #[test]
    fn no_text_makes_it_panic(cell in any::<String>()) {
        read(&cell, &two_countries);
    }

    #[test]
    fn letters_inside_the_digits_always_refuse_the_number(serial in 0u32..980, at in 1usize..10, letter in "[a-wyz]") {
        let mut cell = format!("07700900{serial:03}");
        cell.insert_str(at, &letter);
        prop_assert!(reads(&cell).is_empty());
    }
}
