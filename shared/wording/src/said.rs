//! Every message there is, and in which languages it can be said.

use domain::Personal;
use domain::register::Session;
use domain::search::Words;

use crate::alert::Named;
use crate::english;

/// A language that every message can be said in: a language is added here, and nothing builds until each message has its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
}

/// The school that speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct School<'a> {
    /// The name that parents know: `Hill Road School`.
    pub name: &'a str,
    /// The number to ring, as the school writes it, where it gave one: `01632 960001`.
    pub telephone: Option<&'a str>,
    /// Whether somebody reads the answers to emails.
    pub reads_email: bool,
}

/// The part of the day that a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// This morning.
    Morning,
    /// This afternoon.
    Afternoon,
    /// Today: both sessions, or not the same one for each child.
    Today,
}

impl When {
    /// What to say when these sessions are asked about.
    ///
    /// ```
    /// use domain::register::Session;
    /// use wording::When;
    /// assert_eq!(When::of([Session::Am, Session::Am]), When::Morning);
    /// assert_eq!(When::of([Session::Am, Session::Pm]), When::Today);
    /// ```
    pub fn of(sessions: impl IntoIterator<Item = Session>) -> Self {
        let (mut morning, mut afternoon) = (false, false);
        for session in sessions {
            morning |= session == Session::Am;
            afternoon |= session == Session::Pm;
        }
        match (morning, afternoon) {
            (true, false) => Self::Morning,
            (false, true) => Self::Afternoon,
            _ => Self::Today,
        }
    }
}

/// A message to a contact: about these children, in these words.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// What is said.
    pub words: Words,
    /// Who speaks.
    pub school: School<'a>,
    /// First names, one family's, each of whom the reader may be told about. [`Words::PleaseRing`] says none of them.
    pub children: &'a [Personal],
    /// The part of the day.
    pub when: When,
}

impl Told<'_> {
    /// The text message, ready for sending: [`tidy`](crate::tidy) has been at it.
    pub fn text(&self, language: Language) -> String {
        crate::tidy(&match language {
            Language::English => english::told_text(self),
        })
        .text
    }

    /// The email.
    pub fn email(&self, language: Language) -> Email {
        match language {
            Language::English => english::told_email(self),
        }
    }

    /// Text and email for somebody who wants to see how it reads: each says first that it is a test.
    pub fn as_test(&self, language: Language) -> (String, Email) {
        let email = self.email(language);
        let (tag, said) = match language {
            Language::English => ("en", "Test"),
        };
        let paragraphs: Vec<String> = email.text.trim_end().split("\n\n").map(str::to_owned).collect();
        let marked = Email::new(tag, format!("{said}: {}", email.subject), &paragraphs);
        (format!("{said}: {}", self.text(language)), marked)
    }
}

/// The children of previews and tests. Of nobody's family.
pub fn made_up_children() -> [Personal; 2] {
    ["Ava", "Noah"].map(Personal::new)
}

/// The same as staff see them.
pub fn made_up_pupils() -> [Named; 2] {
    let [ava, noah] = made_up_children();
    [(ava, "7M"), (noah, "8B")].map(|(forename, group)| Named { forename, group: group.to_owned() })
}

/// The short answer to a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Acknowledgement {
    /// A reason was given. The answer does not say which: a telephone may be shared.
    ReasonNoted,
    /// Something else was written: staff will read it.
    StaffWillRead,
    /// The parent thought that the child was in school, or does not know where the child is.
    Looking,
    /// Nobody knows this sender, or more than one family has it. It names no school.
    UnknownSender,
}

impl Acknowledgement {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::ReasonNoted, Self::StaffWillRead, Self::Looking, Self::UnknownSender];

    /// The text message, ready for sending.
    pub fn text(self, school: &School<'_>, language: Language) -> String {
        crate::tidy(&match language {
            Language::English => english::acknowledgement(self, school),
        })
        .text
    }
}

/// What a member of staff wrote to a parent: their own words, with the school's name before them.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Who speaks.
    pub school: School<'a>,
    /// The words.
    pub words: &'a str,
}

impl Written<'_> {
    /// The text message, ready for sending.
    pub fn text(&self) -> String {
        crate::tidy(&format!("{}: {}", self.school.name, self.words)).text
    }

    /// The email.
    pub fn email(&self) -> Email {
        let name = self.school.name;
        Email::new("en", format!("A message from {name}"), &[self.words.to_owned(), name.to_owned()])
    }
}

/// An email: the same words as text and as HTML.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// The subject: it can stand on a locked screen.
    pub subject: String,
    /// Plain text, paragraphs parted by an empty line.
    pub text: String,
    /// The same as a small HTML document without pictures, links or tracking.
    pub html: String,
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(…)")
    }
}

impl Email {
    /// `language` is an HTML language tag (`en`).
    pub(crate) fn new(language: &str, subject: String, paragraphs: &[String]) -> Self {
        let body: String =
            paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph).replace('\n', "<br>\n"))).collect();
        let html = format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{body}</body>\n</html>\n",
            escaped(&subject)
        );
        // A subject is one header line.
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { subject, text: paragraphs.join("\n\n") + "\n", html }
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
        out
    })
}
