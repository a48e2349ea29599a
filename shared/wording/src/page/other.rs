//! The other languages on the page: each text with the English beside it.

use super::{RINGS, children};
use crate::languages::{Direction, Language};
use crate::on_page::OnPage;
use crate::parts::{Encoding, PartSize};
use crate::said::{Email, Shown};
use crate::samples::{Sample, samples};
use crate::version::version;

/// What the page says of emails: their middle, since each begins and ends like the first.
const ENDS: usize = 1;

pub(super) fn languages(out: &mut String) {
    out.push_str(
        "## In other languages\n\n\
         A language is off until somebody who reads it has reviewed it. The version stands for every word of it: who reviews a language\n\
         records the version, and when a word changes the version does too, and the language is off again. Cost is that of a first\n\
         message about one child, and depends on the school's name.\n\n\
         | language | in its own words | tag | version | first message |\n| --- | --- | --- | --- | --- |\n",
    );
    for language in Language::ALL {
        let samples = samples(language, &RINGS, &children(&["Ava"]), PartSize::STANDARD);
        let first = samples.first().map(|sample| cost(&sample.text)).unwrap_or_default();
        let (name, own) = (language.english_name(), marked(language.own_name(), language));
        out.push_str(&format!("| {name} | {own} | `{}` | `{}` | {first} |\n", language.tag(), version(language)));
    }
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        one(out, language);
    }
}

fn one(out: &mut String, language: Language) {
    out.push_str(&format!("\n### {} ({})\n\n", language.english_name(), language.own_name()));
    out.push_str("| | text | in English | parts |\n| --- | --- | --- | --- |\n");
    let about_one = samples(language, &RINGS, &children(&["Ava"]), PartSize::STANDARD);
    let about_two = samples(language, &RINGS, &children(&["Ava", "Noah"]), PartSize::STANDARD);
    for sample in &about_one {
        row(out, sample.title, &sample.text, language);
    }
    let said_otherwise = ["first_day", "gone_since_morning", "in_school", "answer_understood", "answer_which_child"];
    for sample in about_two.iter().filter(|sample| said_otherwise.contains(&sample.key)) {
        row(out, &format!("{}, of two children", sample.title), &sample.text, language);
    }
    out.push_str("\n| | email | in English |\n| --- | --- | --- |\n");
    for Sample { title, email, .. } in &about_one {
        let Some([own, english]) = email else { continue };
        out.push_str(&format!("| {title} | {} | {} |\n", marked(&inside(own), language), inside(english)));
    }
    out.push_str("\n| | on the parents’ page | in English |\n| --- | --- | --- |\n");
    let english = OnPage::of(Language::English).said();
    for ((place, own), (_, english)) in OnPage::of(language).said().iter().zip(&english) {
        out.push_str(&format!("| {place} | {} | {english} |\n", marked(own, language)));
    }
}

fn row(out: &mut String, title: &str, text: &Shown, language: Language) {
    let (own, english) = (marked(&cell(&text.text), language), cell(&text.english));
    out.push_str(&format!("| {title} | {own} | {english} | {} |\n", cost(text)));
}

fn cost(text: &Shown) -> String {
    let parts = if text.parts == 1 { "part" } else { "parts" };
    let of = match text.encoding {
        Encoding::Gsm7 => "letters",
        Encoding::Ucs2 => "units, any alphabet",
    };
    format!("{} {parts} ({} {of})", text.parts, text.units)
}

/// Subject and words, without the greeting and the name at the end.
fn inside(email: &Email) -> String {
    let paragraphs: Vec<&str> = email.text.trim_end().split("\n\n").collect();
    let last = paragraphs.len().saturating_sub(ENDS);
    let said = paragraphs.get(ENDS..last).unwrap_or_default().join(" ");
    format!("**{}** {}", cell(&email.subject), cell(&said))
}

/// A table's cell holds no line and no bar.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', "<br>")
}

pub(super) fn marked(text: &str, language: Language) -> String {
    match language.direction() {
        Direction::LeftToRight => text.to_owned(),
        Direction::RightToLeft => format!("<span dir=\"rtl\" lang=\"{}\">{text}</span>", language.tag()),
    }
}
