//! What a language must be able to say, and what it is given to say it with.
//!
//! Names, the school's and the children's, come ready to be put into a sentence. In a language that is written from right to left a
//! Latin name or a telephone number stands between U+2068 and U+2069 where it would else be read in the wrong order:
//!
//! - the school's name, since a telephone takes the direction of a text from its first letter, and looks past what stands between them;
//! - a telephone number that is not digits alone: its groups would change places;
//! - the names of a list and a letter beside a name (`Ava (A)`), which would run together from left to right, and the example `A1`,
//!   which would pull the next digit to itself.
//!
//! One name of letters alone needs none, and two units are saved. A telephone older than 2014 may show the marks as boxes.

use domain::Personal;
use domain::search::Words;
use jiff::civil::{Date, Weekday};

use super::{Direction, Language};
use crate::numbered::{NumberedAnswer, letter};
use crate::said::{Acknowledgement, Category, School, Told, When};

/// One language. Whoever writes one matches on every message by name: no message may fall to a wildcard.
pub(crate) trait Speech {
    /// A text to a contact, without the school's name before it.
    fn text(&self, told: &Telling<'_>) -> String;

    /// The subject of an email to a contact, and its paragraphs between greeting and closing.
    fn email(&self, told: &Telling<'_>) -> (String, Vec<String>);

    /// The short answer to a reply, without the school's name before it.
    fn answer(&self, answer: &Answer<'_>) -> String;

    /// What a numbered answer stands for, in as few words as are clear.
    fn numbered(&self, answer: NumberedAnswer) -> &'static str;

    /// What was understood of a reply.
    fn category(&self, category: Category) -> &'static str;

    /// That a child is back on a day.
    fn back(&self, day: Weekday, date: Date) -> String;

    /// The first line of an email. It is said to somebody who may not hear that it is about a child, so it names no parent.
    fn greeting(&self) -> &'static str;

    /// The line before the school's name at the end of an email.
    fn closing(&self) -> &'static str;

    /// The word that says that a message is a test.
    fn test(&self) -> &'static str;

    /// Names as they are listed in a sentence.
    fn listed(&self, names: &[String]) -> String;

    /// What parts a list.
    fn comma(&self) -> &'static str {
        ", "
    }

    /// What parts a list whose parts have commas.
    fn semicolon(&self) -> &'static str {
        "; "
    }

    /// `1 ill, 2 appointment, …`: every language says the same digits, since nobody but this writes them.
    fn choices(&self, of: &[NumberedAnswer]) -> String {
        let said: Vec<String> = of.iter().map(|answer| format!("{} {}", answer.digit(), self.numbered(*answer))).collect();
        said.join(self.comma())
    }

    /// `Ava: ill, back on Wednesday 25 November; Noah: running late (09:45)`.
    fn items(&self, items: &[Item]) -> String {
        let said = items.iter().map(|item| {
            let child = item.child.as_ref().map(|child| format!("{child}: ")).unwrap_or_default();
            let back = item.back.map(|date| format!("{}{}", self.comma(), self.back(date.weekday(), date))).unwrap_or_default();
            let by = item.by.map(|time| format!(" ({})", time.strftime("%H:%M"))).unwrap_or_default();
            format!("{child}{}{back}{by}", self.category(item.category))
        });
        said.collect::<Vec<_>>().join(self.semicolon())
    }
}

/// A message to a contact, with its names ready for a sentence.
pub(crate) struct Telling<'a> {
    /// What is said.
    pub(crate) words: Words,
    /// The school's name.
    pub(crate) school: String,
    /// Where to ring.
    pub(crate) telephone: Option<String>,
    /// Whether somebody reads the answers to emails.
    pub(crate) reads_email: bool,
    /// The part of the day.
    pub(crate) when: When,
    /// The first names; empty where none is known.
    pub(crate) names: Vec<String>,
    /// The same with their letters, where there is more than one child: `Ava (A)`.
    pub(crate) lettered: Vec<String>,
    speech: &'a dyn Speech,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(told: &Told<'_>, language: Language) -> Self {
        Self::with(told, language, |name, alone| if alone { ready_alone(name, language) } else { isolated(name, language) })
    }

    /// The same with marks round every name, whichever way the language runs.
    pub(crate) fn set_apart(told: &Told<'_>, language: Language) -> Self {
        // A mark of the name's own would end ours, or turn the rest of the sentence.
        let bare = |name: &str| name.replace(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'), "");
        Self::with(told, language, |name, _| marked(&bare(name)))
    }

    fn with(told: &Told<'_>, language: Language, ready: impl Fn(&str, bool) -> String) -> Self {
        let named: Vec<(usize, &str)> = first_names(told.children);
        let alone = named.len() == 1;
        Self {
            words: told.words,
            school: isolated(told.school.name, language),
            telephone: told.school.telephone.map(|number| number_ready(number, language)),
            reads_email: told.school.reads_email,
            when: told.when,
            names: named.iter().map(|(_, name)| ready(name, alone)).collect(),
            lettered: named
                .iter()
                .map(|(place, name)| match letter(*place) {
                    Some(letter) if !alone => isolated(&format!("{name} ({letter})"), language),
                    _ => ready(name, alone),
                })
                .collect(),
            speech: language.speech(),
        }
    }

    /// Whether it is about several children, whose answers need a letter.
    pub(crate) fn many(&self) -> bool {
        self.lettered.len() > 1
    }

    /// The names as a list; `none` where no first name is known.
    pub(crate) fn who(&self, none: &str) -> String {
        self.named().unwrap_or_else(|| none.to_owned())
    }

    /// The same with the letters that an answer may give.
    pub(crate) fn who_with_letters(&self, none: &str) -> String {
        if self.lettered.is_empty() { none.to_owned() } else { self.speech.listed(&self.lettered) }
    }

    /// The names as a list, where one is known.
    pub(crate) fn named(&self) -> Option<String> {
        (!self.names.is_empty()).then(|| self.speech.listed(&self.names))
    }

    /// One of two forms: about one child, about several.
    pub(crate) fn form(&self, one: &'static str, several: &'static str) -> &'static str {
        if self.many() { several } else { one }
    }
}

/// An answer to a reply, with its names ready for a sentence.
pub(crate) struct Answer<'a> {
    /// Which.
    pub(crate) which: Acknowledgement<'a>,
    /// Where to ring.
    pub(crate) telephone: Option<String>,
    /// What was understood.
    pub(crate) items: String,
    /// `A Ava, B Noah`.
    pub(crate) letters: String,
    /// `A1`, as an example of an answer.
    pub(crate) example: String,
}

/// What was understood of one child.
pub(crate) struct Item {
    child: Option<String>,
    category: Category,
    back: Option<Date>,
    by: Option<jiff::civil::Time>,
}

impl<'a> Answer<'a> {
    pub(crate) fn new(which: Acknowledgement<'a>, school: &School<'_>, language: Language) -> Self {
        let speech = language.speech();
        let (mut items, mut letters) = (Vec::new(), Vec::new());
        if let Acknowledgement::Understood(understood) = which {
            items.extend(understood.iter().map(|one| {
                Item {
                    child: one
                        .child
                        .map(|name| name.expose().trim())
                        .filter(|name| !name.is_empty())
                        .map(|name| if understood.len() > 1 { isolated(name, language) } else { ready_alone(name, language) }),
                    category: one.category,
                    back: one.back,
                    by: one.by,
                }
            }));
        }
        if let Acknowledgement::WhichChild(children) = which {
            let lettered = first_names(children).into_iter().filter_map(|(place, name)| Some((letter(place)?, name)));
            letters.extend(lettered.map(|(letter, name)| isolated(&format!("{letter} {name}"), language)));
        }
        Self {
            which,
            telephone: school.telephone.map(|number| number_ready(number, language)),
            items: speech.items(&items),
            letters: letters.join(speech.comma()),
            example: isolated("A1", language),
        }
    }
}

/// The first names that are not blank, each with its place among the children: a letter belongs to the place.
fn first_names(children: &[Personal]) -> Vec<(usize, &str)> {
    let names = children.iter().map(|name| name.expose().trim()).enumerate();
    names.filter(|(_, name)| !name.is_empty()).collect()
}

/// Between the marks that keep its order, in a language that is written the other way.
pub(crate) fn isolated(text: &str, language: Language) -> String {
    match language.direction() {
        Direction::LeftToRight => text.to_owned(),
        Direction::RightToLeft => marked(text),
    }
}

fn marked(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// One name between other words.
fn ready_alone(name: &str, language: Language) -> String {
    if name.chars().all(char::is_alphabetic) { name.to_owned() } else { isolated(name, language) }
}

fn number_ready(number: &str, language: Language) -> String {
    if number.chars().all(|c| c.is_ascii_digit()) { number.to_owned() } else { isolated(number, language) }
}

/// `Ava`, `Ava and Noah`, `Ava, Noah and Zoë`.
pub(super) fn joined(names: &[String], comma: &str, and: &str) -> String {
    match names.split_last() {
        None => String::new(),
        Some((one, [])) => one.clone(),
        Some((last, first)) => format!("{}{and}{last}", first.join(comma)),
    }
}

/// `25.11`, as most of Europe writes a day.
pub(super) fn with_dot(date: Date) -> String {
    date.strftime("%d.%m").to_string()
}

/// `25/11`, as Britain writes a day.
pub(super) fn with_stroke(date: Date) -> String {
    date.strftime("%d/%m").to_string()
}
