//! What all pages have: the document, the school above, a way to the English.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use wording::{Language, OnPage, School};

/// The style of every page. Its hash stands in the headers.
pub(crate) const STYLE: &str = include_str!("style.css");

/// A page: its title, the school where one is known, and what it says.
pub(crate) fn document(language: Language, title: &str, school: Option<&School<'_>>, main: &Markup) -> String {
    let title = match school {
        Some(school) => format!("{title} – {}", school.name),
        None => title.to_owned(),
    };
    html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction().as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // A telephone makes links of digits by itself, and may take a day for a number.
                meta name="format-detection" content="telephone=no";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                @if school.is_some() || language != Language::English {
                    header {
                        @if let Some(school) = school {
                            p { b { bdi { (school.name) } } }
                            @if let Some(number) = school.telephone { p { (telephone(number)) } }
                        }
                        @if language != Language::English {
                            p { a href="?lang=en" lang="en" dir="ltr" hreflang="en" { (Language::English.own_name()) } }
                        }
                    }
                }
                main { (main) }
            }
        }
    }
    .into_string()
}

/// "Or ring us: 01632 960001"; "Or ring us." where the school gave no number.
pub(crate) fn ring(words: &str, school: &School<'_>, of: &OnPage) -> Markup {
    html! {
        p {
            @match school.telephone {
                Some(number) => { (words) ": " (telephone(number)) }
                None => { (words) (of.stop) }
            }
        }
    }
}

/// A number to press. Its groups keep their order in a script that runs the other way.
fn telephone(number: &str) -> Markup {
    let mut dialled: String = number.chars().filter(char::is_ascii_digit).collect();
    if number.trim_start().starts_with('+') {
        dialled.insert(0, '+');
    }
    html! { a href={ "tel:" (dialled) } { bdi dir="ltr" { (number) } } }
}

/// A sentence of ours in which names stand between U+2068 and U+2069: each becomes an element of its own, so that a name in another
/// script neither runs into the sentence nor turns it.
pub(crate) fn sentence(said: &str) -> Markup {
    html! {
        @for (number, piece) in said.split('\u{2068}').enumerate() {
            @if number == 0 {
                (piece)
            } @else {
                @let (name, rest) = piece.split_once('\u{2069}').unwrap_or((piece, ""));
                bdi { (name) } (rest)
            }
        }
    }
}
