//! What the page says on which parents answer, beside the message that it repeats ([`Told::headline`](crate::Told::headline)) and the
//! words of the digits ([`NumberedAnswer::words`](crate::NumberedAnswer::words)). Each language is one file, which does not build until
//! it says all of it. The register is that of the texts.

mod arabic;
mod bengali;
mod english;
mod polish;
mod portuguese;
mod punjabi;
mod romanian;
mod somali;
mod turkish;
mod ukrainian;
mod urdu;
mod welsh;

use crate::languages::Language;

/// What the parents' page says in one language. It names nobody, so that one text fits every family and every school.
///
/// ```
/// use wording::{Language, OnPage};
/// assert_eq!(OnPage::of(Language::English).send, "Send");
/// assert_eq!(OnPage::of(Language::Polish).send, "Wyślij");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnPage {
    /// Before the page's address in an email.
    pub in_email: &'static str,
    /// What the reader is asked to do: the document's title, before the school's name.
    pub title: &'static str,
    /// How to answer about one child.
    pub choose_one: &'static str,
    /// How to answer about several.
    pub choose_each: &'static str,
    /// What follows when somebody says that the child should be in school.
    pub looked_for: &'static str,
    /// Before the day of return.
    pub back: &'static str,
    /// Before the words to the office.
    pub words: &'static str,
    /// On the button.
    pub send: &'static str,
    /// Before the school's number, or alone where it gave none.
    pub or_ring: &'static str,
    /// Above what was wrong with the form.
    pub look_again: &'static str,
    /// Nothing was chosen and nothing was written.
    pub nothing_said: &'static str,
    /// The day of return is not after today, or is no day.
    pub day_over: &'static str,
    /// More was written than there is room for.
    pub too_long: &'static str,
    /// It was answered: never what.
    pub answered: &'static str,
    /// That nothing more is needed.
    pub close: &'static str,
    /// When to ring all the same, before the school's number; it must fit every answer.
    pub changed: &'static str,
    /// The page's day is over.
    pub ended: &'static str,
    /// When to ring then, before the school's number.
    pub has_more: &'static str,
    /// There is no such page.
    pub unknown: &'static str,
    /// What to do then: no school is known.
    pub again: &'static str,
    /// A child of whom no first name is known.
    pub your_child: &'static str,
    /// What ends a sentence.
    pub stop: &'static str,
}

impl OnPage {
    /// What it says in a language.
    pub const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &english::WORDS,
            Language::Welsh => &welsh::WORDS,
            Language::Polish => &polish::WORDS,
            Language::Romanian => &romanian::WORDS,
            Language::Urdu => &urdu::WORDS,
            Language::Punjabi => &punjabi::WORDS,
            Language::Bengali => &bengali::WORDS,
            Language::Arabic => &arabic::WORDS,
            Language::Somali => &somali::WORDS,
            Language::Portuguese => &portuguese::WORDS,
            Language::Turkish => &turkish::WORDS,
            Language::Ukrainian => &ukrainian::WORDS,
        }
    }

    /// All of it, each with where it stands: for somebody who reviews it. What only ends a sentence stands behind what it ends.
    ///
    /// ```
    /// use wording::{Language, OnPage};
    /// let said = OnPage::of(Language::English).said();
    /// assert_eq!(said[2], ("How to answer, about one child", "Please choose one answer, or write to us below.".to_owned()));
    /// ```
    pub fn said(&self) -> Vec<(&'static str, String)> {
        // Every field is named, so that none is forgotten.
        let Self {
            in_email,
            title,
            choose_one,
            choose_each,
            looked_for,
            back,
            words,
            send,
            or_ring,
            look_again,
            nothing_said,
            day_over,
            too_long,
            answered,
            close,
            changed,
            ended,
            has_more,
            unknown,
            again,
            your_child,
            stop,
        } = *self;
        let ended_by_stop = |words: &str| format!("{words}{stop}");
        vec![
            ("Before its address in an email", in_email.to_owned()),
            ("Title", title.to_owned()),
            ("How to answer, about one child", choose_one.to_owned()),
            ("How to answer, about several", choose_each.to_owned()),
            ("Under “should be in school”", looked_for.to_owned()),
            ("The day of return", back.to_owned()),
            ("Words to the office", words.to_owned()),
            ("Button", send.to_owned()),
            ("Before the school’s number", ended_by_stop(or_ring)),
            ("Above what was wrong with the form", look_again.to_owned()),
            ("Nothing was chosen and nothing written", nothing_said.to_owned()),
            ("The day of return is not after today", day_over.to_owned()),
            ("Too much was written", too_long.to_owned()),
            ("Answered", answered.to_owned()),
            ("Answered: nothing more to do", close.to_owned()),
            ("Answered: when to ring", ended_by_stop(changed)),
            ("The page’s day is over", ended.to_owned()),
            ("The day is over: when to ring", ended_by_stop(has_more)),
            ("There is no such page", unknown.to_owned()),
            ("There is no such page: what to do", ended_by_stop(again)),
            ("A child without a first name", your_child.to_owned()),
        ]
    }
}
