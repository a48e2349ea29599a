//! What stands on the pages.

use std::collections::BTreeSet;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Personal;
use domain::search::Words;
use jiff::civil::{Date, date};
use page::{Answered, Asking, Ended, Form, HEADERS, Problem, Unknown};
use wording::{Direction, Language, NumberedAnswer, OnPage, School, Told, When};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };
const TODAY: Date = date(2026, 11, 26);

/// So few bytes are there at once on a poor line.
const MOST: usize = 10_000;

fn names(names: &[&str]) -> Vec<Personal> {
    names.iter().map(|name| Personal::new(*name)).collect()
}

fn asking(children: &[Personal], language: Language) -> Asking<'_> {
    let told = Told { words: Words::FirstDay, school: SCHOOL, children, when: When::Morning };
    Asking { token_path: "/r/0123456789abcdef0123456789abcdef", told, language, today: TODAY, problem: None, given: None }
}

/// Every page in a language, with a word for each.
fn every(language: Language) -> Vec<(&'static str, String)> {
    let children = names(&["Ava", "Muhammad-Ibrahim", "زینب"]);
    let given = |body: &str| Form::read(body.as_bytes(), 3, TODAY).unwrap_or_else(|refused| refused.given);
    let (silent, words) = (given(""), given(&format!("a0=9&b1=2026-11-20&words={}", "%E0%A6%95".repeat(500))));
    let three = asking(&children, language);
    vec![
        ("one", asking(&names(&["Ava"]), language).html()),
        ("three", three.html()),
        ("nothing said", Asking { problem: Some(Problem::NothingSaid(0)), given: Some(&silent), ..three }.html()),
        ("day over", Asking { problem: Some(Problem::DayOver(1)), given: Some(&words), ..three }.html()),
        ("too long", Asking { problem: Some(Problem::TooLong), given: Some(&words), ..three }.html()),
        ("answered", Answered { school: SCHOOL, language }.html()),
        ("ended", Ended { school: SCHOOL, language }.html()),
        ("unknown", Unknown { language }.html()),
    ]
}

/// What stands in attributes of this name.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let begins = format!(" {name}=\"");
    html.split(&begins).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_policy_knows_the_style_by_its_hash() {
    let (_, policy) = HEADERS.iter().find(|(name, _)| *name == "content-security-policy").unwrap();
    let html = Unknown { language: Language::English }.html();
    let style = html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = STANDARD.encode(digest::digest(&digest::SHA256, style.as_bytes()));
    assert!(policy.contains(&format!("style-src 'sha256-{hash}'")), "src/style.sha256 has to be {hash} (without a new line)");
    assert!(policy.starts_with("default-src 'none';"));
    for demand in ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(demand), "{demand}");
    }
}

#[test]
fn each_header_stands_once_and_can_go_out() {
    let names: BTreeSet<&str> = HEADERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), HEADERS.len());
    for (name, value) in HEADERS {
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{name}");
        assert!(value.bytes().all(|b| (0x20..0x7f).contains(&b)), "{name}: {value}");
    }
    for name in ["referrer-policy", "x-robots-tag", "cache-control", "x-content-type-options", "strict-transport-security"] {
        assert!(names.contains(name), "{name}");
    }
}

#[test]
fn every_page_is_small_and_loads_and_runs_nothing() {
    let mut largest = (0, String::new());
    for language in Language::ALL {
        for (name, html) in every(language) {
            // What the parent typed comes on top: 500 letters are up to 1,500 bytes.
            let typed =
                html.split_once("<textarea").and_then(|(_, rest)| rest.split_once("</textarea>")).map_or(0, |(own, _)| own.len());
            let bytes = html.len() - typed;
            assert!(bytes < MOST, "{name} in {language:?}: {bytes} bytes");
            largest = largest.max((bytes, format!("{name} in {language:?}")));
            for never in
                ["<script", "<img", "<link", "<iframe", "<meta http-equiv", "http:", "https:", "style=", "@import", "url(", " on"]
            {
                let outside: String =
                    html.split("<textarea").map(|piece| piece.split("</textarea>").last().unwrap_or_default()).collect();
                let tags: String = outside
                    .split('<')
                    .skip(1)
                    .filter_map(|piece| piece.split('>').next())
                    .map(|tag| format!("<{tag}>"))
                    .collect();
                assert!(!tags.contains(never), "{never} on {name} in {language:?}");
            }
        }
    }
    let one = asking(&names(&["Ava"]), Language::English).html().len();
    println!("the page about one child in English has {one} bytes; the largest, {}, {}", largest.1, largest.0);
}

#[test]
fn every_page_says_its_language_its_direction_and_what_it_is() {
    for language in Language::ALL {
        for (name, html) in every(language) {
            let dir = if language.direction() == Direction::RightToLeft { "rtl" } else { "ltr" };
            let opens = format!("<!DOCTYPE html><html lang=\"{}\" dir=\"{dir}\">", language.tag());
            assert!(html.starts_with(&opens), "{name}: {opens}");
            assert_eq!(html.matches("<h1>").count(), 1, "{name} in {language:?}");
            let title = html.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0;
            assert!(!title.trim().is_empty() && !title.contains("Ava"), "{name} in {language:?}: {title}");
            assert_eq!(title.contains("Hill Road School"), name != "unknown", "{title}");
            let english = "<a href=\"?lang=en\" lang=\"en\" dir=\"ltr\" hreflang=\"en\">English</a>";
            assert_eq!(html.contains(english), language != Language::English, "{name} in {language:?}");
            assert!(html.contains("width=device-width, initial-scale=1") && !html.contains("maximum-scale"));
        }
    }
}

#[test]
fn the_school_and_its_number_stand_on_every_page_that_knows_it() {
    for language in Language::ALL {
        for (name, html) in every(language) {
            let known = name != "unknown";
            assert_eq!(html.contains("<bdi>Hill Road School</bdi>"), known, "{name}");
            let calls = html.matches("<a href=\"tel:01632960001\"><bdi dir=\"ltr\">01632 960001</bdi></a>").count();
            assert_eq!(calls, if known { 2 } else { 0 }, "{name} in {language:?}");
        }
    }
    let abroad = School { telephone: Some("+44 (0)1632 960001"), ..SCHOOL };
    assert!(Ended { school: abroad, language: Language::English }.html().contains("tel:+4401632960001"));
    let none = Ended { school: School { telephone: None, ..SCHOOL }, language: Language::English }.html();
    assert!(!none.contains("tel:") && none.contains("please ring the school.</p>"), "{none}");
}

#[test]
fn each_child_has_a_fieldset_named_by_the_first_name_in_the_order_of_the_message() {
    let html = asking(&names(&["Ava", "Noah", "Zoë"]), Language::English).html();
    let legends: Vec<&str> = html.split("<legend>").skip(1).filter_map(|rest| rest.split("</legend>").next()).collect();
    assert_eq!(legends, ["<bdi>Ava</bdi>", "<bdi>Noah</bdi>", "<bdi>Zoë</bdi>"]);
    assert_eq!(html.matches("</fieldset>").count(), 3);
    let nameless = asking(&[], Language::English).html();
    assert!(nameless.contains("<h1>Your child is not marked in school this morning</h1>"), "{nameless}");
    assert!(nameless.contains("<legend>Your child</legend>"), "{nameless}");
}

#[test]
fn the_answers_are_the_digits_and_words_of_the_message_and_should_be_in_school_stands_first() {
    for language in Language::ALL {
        let children = names(&["Ava", "Noah"]);
        let html = asking(&children, language).html();
        for (place, fieldset) in html.split("<fieldset").skip(1).enumerate() {
            let chosen: Vec<&str> = attributes(fieldset, "value");
            assert_eq!(chosen, ["9", "1", "2", "3", "4"], "{language:?}");
            let field = format!(" name=\"a{place}\"");
            assert_eq!(fieldset.matches(&field).count(), 5);
            for answer in NumberedAnswer::ALL {
                let said = format!("<b>{}</b> {}", answer.digit(), answer.words(language));
                assert!(fieldset.contains(&said), "{language:?}: {said}");
            }
        }
        let one = asking(&children[..1], language);
        let afternoon = Asking { told: Told { words: Words::GoneSinceMorning, ..one.told }, ..one }.html();
        assert_eq!(attributes(&afternoon, "value"), ["9", "1", "2", "4"]);
    }
}

#[test]
fn every_field_has_a_label_and_every_description_and_link_inside_the_page_its_place() {
    for language in Language::ALL {
        for (name, html) in every(language) {
            let ids = attributes(&html, "id");
            let once: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(once.len(), ids.len(), "{name}: an id stands twice");
            for at in attributes(&html, "for").into_iter().chain(attributes(&html, "aria-describedby")) {
                assert!(once.contains(at), "{name}: {at}");
            }
            for to in attributes(&html, "href").into_iter().filter_map(|to| to.strip_prefix('#')) {
                assert!(once.contains(to), "{name}: {to}");
            }
            // Radio buttons stand inside their labels.
            for field in ids.into_iter().filter(|id| !id.contains('-') && *id != "problem") {
                assert!(html.contains(&format!("<label for=\"{field}\">")), "{name}: {field}");
            }
        }
    }
}

#[test]
fn a_problem_stands_first_and_beside_its_field_and_nothing_typed_is_lost() {
    let children = names(&["Ava", "Noah"]);
    let asking = asking(&children, Language::English);
    for (body, problem, to, says) in [
        ("b1=2026-12-01&words=+", Problem::NothingSaid(1), "#a1-9", "Please choose an answer, or write to us."),
        ("a0=3&b0=2026-11-26&words=%3Cb%3E", Problem::DayOver(0), "#b0", "Please choose a day after today."),
    ] {
        let refused = Form::read(body.as_bytes(), 2, TODAY).unwrap_err();
        assert_eq!(refused.problem, problem);
        let html = Asking { problem: Some(problem), given: Some(&refused.given), ..asking }.html();
        assert!(html.contains(&format!("<a href=\"{to}\">{says}</a>")), "{html}");
        assert!(html.contains(&format!("<p class=\"wrong\" id=\"problem\">{says}</p>")), "{html}");
        assert!(html.contains("<title>Please look at this again – Hill Road School</title>"), "{html}");
        let place = |what: &str| html.find(what).unwrap();
        assert!(place("role=\"alert\"") < place("<h1>"));
    }
    let refused = Form::read(b"a0=3&b0=2026-11-26&a1=9&words=a+%3Cb%3E%0D%0Aline", 2, TODAY).unwrap_err();
    let html = Asking { problem: Some(refused.problem), given: Some(&refused.given), ..asking }.html();
    assert!(html.contains("name=\"a0\" value=\"3\" checked") && html.contains("name=\"a1\" value=\"9\" checked"), "{html}");
    assert_eq!(html.matches("checked").count(), 3, "two are chosen, and the style says it once");
    assert!(html.contains("min=\"2026-11-27\" value=\"2026-11-26\" aria-invalid=\"true\""), "{html}");
    assert!(html.contains(">a &lt;b&gt;\nline</textarea>"), "{html}");
}

#[test]
fn after_an_answer_the_page_is_the_same_for_every_answer_and_names_no_child() {
    for language in Language::ALL {
        let html = Answered { school: SCHOOL, language }.html();
        let says = OnPage::of(language);
        assert!(html.contains(&format!("<h1>{}</h1>", says.answered)));
        assert!(!html.contains("<form") && !html.contains("Ava"));
        for answer in NumberedAnswer::ALL.into_iter().filter(|_| language == Language::English) {
            let main = html.split_once("<main>").unwrap().1;
            assert!(!main.split(|c: char| !c.is_alphabetic()).any(|word| word == answer.words(language)), "{main}");
        }
    }
}

#[test]
fn no_name_school_path_or_word_becomes_markup() {
    let hostile = "\"><script>alert(1)</script>&amp;'";
    let children = names(&[hostile, "\u{2069}\u{202e}Ava\u{2068}"]);
    let school = School { name: hostile, telephone: Some(hostile), reads_email: false };
    let body = format!("a0=1&words={}", form_urlencoded(hostile));
    let form = Form::read(body.as_bytes(), 2, TODAY).unwrap();
    for language in [Language::English, Language::Urdu] {
        let told = Told { words: Words::FirstDay, school, children: &children, when: When::Today };
        let asking = Asking { token_path: hostile, told, language, today: TODAY, problem: None, given: Some(&form) };
        for html in [asking.html(), Answered { school, language }.html(), Ended { school, language }.html()] {
            assert!(!html.contains("<script") && !html.contains("\">&amp;") && !html.contains('\u{202e}'), "{html}");
            assert_eq!(html.matches("<bdi").count(), html.matches("</bdi>").count());
        }
    }
}

fn form_urlencoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[test]
fn a_name_in_another_script_stands_apart() {
    for language in Language::ALL {
        let html = asking(&names(&["زینب", "Ava"]), language).html();
        let heading = html.split_once("<h1>").unwrap().1.split_once("</h1>").unwrap().0;
        assert!(heading.contains("<bdi>زینب</bdi>") && heading.contains("<bdi>Ava</bdi>"), "{heading}");
        assert!(!html.contains(['\u{2068}', '\u{2069}']));
    }
}
