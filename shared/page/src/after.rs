//! The pages on which nothing is asked.

use maud::html;
use wording::{Language, OnPage, School};

use crate::frame::{document, ring};

/// After an answer, whoever gave it. It is the same for every answer, since the next who opens the link may be somebody else.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// Who asked.
    pub school: School<'a>,
    /// In which language.
    pub language: Language,
}

impl Answered<'_> {
    /// The page.
    pub fn html(&self) -> String {
        let says = OnPage::of(self.language);
        let main = html! {
            h1 { (says.answered) }
            p { (says.close) }
            (ring(says.changed, &self.school, says))
        };
        document(self.language, says.answered, Some(&self.school), &main)
    }
}

/// The page's day is over.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// Who asked.
    pub school: School<'a>,
    /// In which language.
    pub language: Language,
}

impl Ended<'_> {
    /// The page.
    pub fn html(&self) -> String {
        let says = OnPage::of(self.language);
        let main = html! {
            h1 { (says.ended) }
            (ring(says.has_more, &self.school, says))
        };
        document(self.language, says.ended, Some(&self.school), &main)
    }
}

/// There is no such page. It names no school: whoever tries addresses learns nothing.
#[derive(Clone, Copy, Debug)]
pub struct Unknown {
    /// In which language.
    pub language: Language,
}

impl Unknown {
    /// The page.
    pub fn html(&self) -> String {
        let says = OnPage::of(self.language);
        let main = html! {
            h1 { (says.unknown) }
            p { (says.again) (says.stop) }
        };
        document(self.language, says.unknown, None, &main)
    }
}
