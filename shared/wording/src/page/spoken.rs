//! The words of a call on the page, each with the English beside it.

use super::other::{cell, marked};
use super::{RINGS, children};
use crate::languages::Language;
use crate::spoken::{SpokenSample, spoken_samples};

pub(super) fn calls(out: &mut String) {
    out.push_str(
        "\n## In a call\n\n\
         What is spoken on the telephone; which sentence follows which key stands in [call.md](call.md). Nothing before key 1 is about a\n\
         child, and an answering machine hears no name but the school's. A language that the provider cannot speak is heard in English.\n\n\
         | when | in English |\n| --- | --- |\n",
    );
    for SpokenSample { title, text, .. } in of(Language::English) {
        out.push_str(&format!("| {title} | {} |\n", cell(&text)));
    }
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        out.push_str(&format!("\n### A call in {} ({})\n\n", language.english_name(), language.own_name()));
        out.push_str("| when | spoken | in English |\n| --- | --- | --- |\n");
        for SpokenSample { title, text, english, .. } in of(language) {
            out.push_str(&format!("| {title} | {} | {} |\n", marked(&cell(&text), language), cell(&english)));
        }
    }
}

/// Two children, so that every form is seen.
fn of(language: Language) -> Vec<SpokenSample> {
    spoken_samples(language, &RINGS, &children(&["Ava", "Noah"]))
}
