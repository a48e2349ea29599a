//! Every message, as it goes out.

use domain::Personal;
use domain::register::Session;
use wording::{Acknowledgement, Encoding, FirstDay, Language, PartSize, School, When, page, split};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: true };

fn names(names: &[&str]) -> Vec<Personal> {
    names.iter().map(|name| Personal::new(*name)).collect()
}

fn text(children: &[&str], when: When) -> String {
    FirstDay { school: SCHOOL, children: &names(children), when }.text(Language::English)
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
    let children = names(&["Ava", "Noah"]);
    let email = FirstDay { school: SCHOOL, children: &children, when: When::Morning }.email(Language::English);
    insta::assert_snapshot!(format!("{}\n---\n{}---\n{}", email.subject, email.text, email.html));
    let silent = School { reads_email: false, telephone: None, ..SCHOOL };
    let email = FirstDay { school: silent, children: &children, when: When::Afternoon }.email(Language::English);
    insta::assert_snapshot!(email.text);
}

#[test]
fn answers_to_replies_read_as_they_should() {
    let all = Acknowledgement::ALL.map(|which| format!("{which:?}: {}", which.text(&SCHOOL, Language::English)));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_first_text_is_one_part_for_names_of_the_telephone_alphabet() {
    let school = School { name: "St Mary’s Church of England School", ..SCHOOL };
    let children = names(&["Amélie"]);
    for when in [When::Morning, When::Afternoon, When::Today] {
        let text = FirstDay { school, children: &children, when }.text(Language::English);
        let parts = split(&text, PartSize::STANDARD);
        assert_eq!((parts.encoding, parts.parts.len()), (Encoding::Gsm7, 1), "{} {text}", parts.units);
    }
    let parts_of = |text: &str| split(text, PartSize::STANDARD).parts.len();
    assert_eq!(parts_of(&text(&["Ava", "Noah", "Amélie"], When::Afternoon)), 1);
    assert_eq!(parts_of(&text(&["Siân"], When::Morning)), 2);
    for which in Acknowledgement::ALL {
        assert_eq!(parts_of(&which.text(&SCHOOL, Language::English)), 1, "{which:?}");
    }
}

#[test]
fn no_message_frightens_accuses_or_promotes() {
    let said = page().to_lowercase();
    for word in ["missing", "truan", "unauthorised", "fine", "illness", "sick", "http", "absent", "upn"] {
        assert!(!said.contains(word), "{word}");
    }
}

#[test]
fn a_name_keeps_every_letter() {
    for name in ["Siân", "Łukasz", "Nguyễn", "Ffion-Mai", "O'Shea"] {
        assert!(text(&[name], When::Morning).contains(name), "{name}");
    }
}

#[test]
fn a_child_without_a_first_name_is_your_child() {
    assert!(text(&[" "], When::Morning).starts_with("Hill Road School: Your child is not marked"));
}

#[test]
fn an_email_cannot_be_made_to_hold_markup_or_another_header() {
    let children = names(&["<b>Ava</b>\r\nBcc: x"]);
    let email = FirstDay { school: SCHOOL, children: &children, when: When::Morning }.email(Language::English);
    assert!(!email.html.contains("<b>") && !email.subject.contains('\n'));
}

#[test]
fn the_part_of_the_day_follows_the_sessions() {
    assert_eq!(When::of([Session::Am]), When::Morning);
    assert_eq!(When::of([Session::Pm, Session::Pm]), When::Afternoon);
    assert_eq!(When::of(Session::BOTH), When::Today);
}
