//! Every message, as it goes out.

use domain::Personal;
use domain::register::Session;
use domain::search::Words;
use wording::{Email, Encoding, Language, PartSize, School, Told, When, page, samples, split};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: true };

fn names(names: &[&str]) -> Vec<Personal> {
    names.iter().map(|name| Personal::new(*name)).collect()
}

fn said(words: Words, children: &[&str], when: When) -> String {
    Told { words, school: SCHOOL, children: &names(children), when }.text(Language::English)
}

fn text(children: &[&str], when: When) -> String {
    said(Words::FirstDay, children, when)
}

fn mail(words: Words, school: School<'_>, children: &[&str]) -> Email {
    Told { words, school, children: &names(children), when: When::Morning }.email(Language::English)
}

fn parts_of(text: &str) -> usize {
    split(text, PartSize::STANDARD).parts.len()
}

#[test]
fn the_page_of_all_messages_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/wording.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "docs/wording.md is not what the messages are: cargo run -p wording --example write_page");
}

#[test]
fn first_texts_read_as_they_should() {
    insta::assert_snapshot!(text(&["Ava"], When::Morning));
    insta::assert_snapshot!(text(&["Ava", "Noah"], When::Afternoon));
    insta::assert_snapshot!(text(&["Ava", "Noah", "Zoë"], When::Today));
}

#[test]
fn first_emails_read_as_they_should() {
    let email = mail(Words::FirstDay, SCHOOL, &["Ava", "Noah"]);
    insta::assert_snapshot!(format!("{}\n---\n{}---\n{}", email.subject, email.text, email.html));
    let silent = School { reads_email: false, telephone: None, ..SCHOOL };
    let children = names(&["Ava", "Noah"]);
    let told = Told { words: Words::FirstDay, school: silent, children: &children, when: When::Afternoon };
    insta::assert_snapshot!(told.email(Language::English).text);
}

#[test]
fn later_texts_read_as_they_should() {
    let all: Vec<String> = Words::ALL
        .iter()
        .flat_map(|words| {
            let one = said(*words, &["Ava"], When::Morning);
            let two = said(*words, &["Ava", "Noah"], When::Today);
            [format!("{words:?}: {one}"), format!("{words:?}: {two}")]
        })
        .collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn later_emails_read_as_they_should() {
    let silent = School { reads_email: false, telephone: None, ..SCHOOL };
    let all = Words::ALL.map(|words| {
        let (answered, unread) = (mail(words, SCHOOL, &["Ava"]), mail(words, silent, &["Ava", "Noah"]));
        format!("== {words:?}: {}\n{}-- {}\n{}", answered.subject, answered.text, unread.subject, unread.text)
    });
    insta::assert_snapshot!(all.join("\n"));
}

/// The answers to a reply about these children.
fn answers(children: &[Personal]) -> Vec<(&'static str, String)> {
    let all = samples(Language::English, &SCHOOL, children, PartSize::STANDARD).into_iter();
    all.filter(|sample| sample.email.is_none()).map(|sample| (sample.key, sample.text.text)).collect()
}

#[test]
fn a_text_is_one_part_for_names_of_the_telephone_alphabet() {
    let school = School { name: "St Mary’s C of E Primary School", ..SCHOOL };
    let children = names(&["Amy"]);
    assert_eq!(school.name.chars().count(), 31);
    for words in Words::ALL {
        for when in [When::Morning, When::Afternoon, When::Today] {
            let text = Told { words, school, children: &children, when }.text(Language::English);
            let parts = split(&text, PartSize::STANDARD);
            assert_eq!((parts.encoding, parts.parts.len()), (Encoding::Gsm7, 1), "{} {text}", parts.units);
        }
        // With two children these cost two parts: what is told of both, and how to answer for each.
        let two =
            if [Words::SecondDay, Words::GoneSinceMorning, Words::ReturnDay, Words::NotArrived].contains(&words) { 2 } else { 1 };
        assert!(parts_of(&said(words, &["Ava", "Noah"], When::Morning)) <= two, "{words:?}");
    }
    assert_eq!(parts_of(&text(&["Siân"], When::Morning)), 3);
    for (key, answer) in answers(&names(&["Ava"])) {
        assert_eq!(parts_of(&answer), 1, "{key}");
    }
}

#[test]
fn a_reason_is_asked_for_with_digits_and_the_childrens_letters() {
    for words in [Words::FirstDay, Words::SecondDay, Words::ReturnDay, Words::NotArrived] {
        let asked = "1 ill, 2 appointment, 3 late, 4 other, 9 should be in school.";
        assert!(said(words, &["Ava"], When::Morning).ends_with(&format!("Please reply {asked}")), "{words:?}");
        let two = said(words, &["Ava", "Noah"], When::Morning);
        assert!(two.contains("Ava (A) and Noah (B)") && two.ends_with(&format!("e.g. A1: {asked}")), "{two}");
    }
    // A letter belongs to the place, whoever else has no name.
    let one_unknown = said(Words::FirstDay, &["Ava", " ", "Zoe"], When::Today);
    assert!(one_unknown.contains("Ava (A) and Zoe (C)"), "{one_unknown}");
}

/// Letters in small, so that "app" is found as a word and not in "happens".
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[test]
fn a_message_holds_no_name_but_the_schools_and_the_first_names() {
    // A word with a capital that begins no sentence is a name, or one of these.
    let known = [
        "Hill",
        "Road",
        "School",
        "Ava",
        "Noah",
        "Zoë",
        "Zoe",
        "Siân",
        "ALARM",
        "MINE",
        "Firstday",
        "Subject",
        "A1",
        "A",
        "B",
        "C",
        "Wednesday",
        "November",
        "English",
        "START",
        "STOP",
    ];
    for message in page().lines().filter_map(|line| line.strip_prefix("> ")) {
        let mut begins = true;
        for word in message.split_whitespace() {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let name = !begins && bare.chars().next().is_some_and(char::is_uppercase);
            assert!(!name || known.contains(&bare), "{word} in {message}");
            begins = word.ends_with(['.', ':', '?', '!']);
        }
    }
}

#[test]
fn who_may_not_hear_more_hears_no_name_and_nothing_of_school_hours() {
    for when in [When::Morning, When::Afternoon, When::Today] {
        let told = Told { words: Words::PleaseRing, school: SCHOOL, children: &names(&["Ava", "Noah"]), when };
        assert_eq!(told.text(Language::English), "Hill Road School: Please ring us on 01632 960001 when you can.");
        let email = told.email(Language::English);
        let all = [email.subject, email.text, email.html].join(" ");
        for word in ["Ava", "Noah", "child", "mark", "morning", "afternoon", "today", "reply", "reason"] {
            assert!(!all.contains(word), "{word}");
        }
    }
    let told = Told { words: Words::PleaseRing, school: School { telephone: None, ..SCHOOL }, children: &[], when: When::Today };
    assert_eq!(told.text(Language::English), "Hill Road School: Please ring us when you can.");
}

#[test]
fn only_being_in_school_says_that_the_child_is_in_school() {
    for words in Words::ALL.into_iter().filter(|words| words.corrects()) {
        let email = mail(words, SCHOOL, &["Ava"]);
        for said in [said(words, &["Ava"], When::Morning), email.subject, email.text] {
            assert_eq!(said.contains("is in school"), words == Words::InSchool, "{said}");
            assert!(!said.contains("reason") && !said.contains("why"), "{said}");
        }
    }
}

#[test]
fn no_message_says_he_or_she() {
    for words in Words::ALL {
        let email = mail(words, SCHOOL, &["Ava"]);
        for word in words_of(&[said(words, &["Ava"], When::Morning), email.text].join(" ")) {
            assert!(!["he", "she", "him", "her", "his", "hers"].contains(&word.as_str()), "{words:?}: {word}");
        }
    }
}

#[test]
fn a_name_keeps_every_letter() {
    for name in ["Siân", "Łukasz", "Nguyễn", "Ffion-Mai", "O'Shea"] {
        for words in Words::ALL.into_iter().filter(|words| *words != Words::PleaseRing) {
            assert!(said(words, &[name], When::Morning).contains(name), "{name}");
        }
    }
}

#[test]
fn a_child_without_a_first_name_is_your_child() {
    assert!(text(&[" "], When::Morning).starts_with("Hill Road School: Your child is not marked"));
    assert!(said(Words::ReturnDay, &[], When::Morning).starts_with("Hill Road School: We expected your child back today"));
    let corrected = said(Words::Correction, &[], When::Morning);
    assert!(corrected.starts_with("Hill Road School: Please ignore our earlier message: it was"), "{corrected}");
    for words in Words::ALL {
        for said in [said(words, &[], When::Today), mail(words, SCHOOL, &[" "]).text] {
            assert!(!said.contains("  ") && !said.contains(" .") && !said.contains("about :"), "{said}");
        }
    }
}

#[test]
fn an_email_cannot_be_made_to_hold_markup_or_another_header() {
    for words in Words::ALL {
        let email = mail(words, SCHOOL, &["<b>Ava</b>\r\nBcc: x"]);
        assert!(!email.html.contains("<b>") && !email.subject.contains('\n'));
    }
}

#[test]
fn the_part_of_the_day_follows_the_sessions() {
    assert_eq!(When::of([Session::Am]), When::Morning);
    assert_eq!(When::of([Session::Pm, Session::Pm]), When::Afternoon);
    assert_eq!(When::of(Session::BOTH), When::Today);
}
