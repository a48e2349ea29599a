//! Every message there is. Which words a language has for it stands in the language's file.

use domain::Personal;
use domain::register::Session;
use domain::search::Words;
use jiff::civil::{Date, Time};

use crate::alert::Named;
use crate::languages::{Answer, Direction, Language, Telling, english, isolated};
use crate::on_page::OnPage;
use crate::parts::{Encoding, PartSize, split};
use crate::reading::Kind;

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
        let body = language.speech().text(&Telling::new(self, language));
        crate::tidy(&from(&self.school, &body, language)).text
    }

    /// The email.
    pub fn email(&self, language: Language) -> Email {
        self.email_with(language, None)
    }

    /// The email with the address of the page on which it can be answered, where it asks something.
    pub fn email_with(&self, language: Language, page: Option<&str>) -> Email {
        let (speech, telling) = (language.speech(), Telling::new(self, language));
        let (subject, said) = speech.email(&telling);
        let mut paragraphs = vec![speech.greeting().to_owned()];
        paragraphs.extend(said);
        let page = page.filter(|_| self.words.asks_why());
        paragraphs.extend(page.map(|page| format!("{}\n{page}", OnPage::of(language).in_email)));
        paragraphs.push(format!("{}\n{}", speech.closing(), telling.school));
        Email::new(language.tag(), subject, &paragraphs, page)
    }

    /// What it is about, in one line without its end: the subject of the email. Each name stands between U+2068 and U+2069 whichever way
    /// the language runs, so that a page can set it apart.
    ///
    /// ```
    /// use domain::search::Words;
    /// use wording::{Language, School, Told, When};
    /// let school = School { name: "Hill Road School", telephone: None, reads_email: false };
    /// let told = Told { words: Words::FirstDay, school, children: &["Ava".into()], when: When::Morning };
    /// assert_eq!(told.headline(Language::English), "\u{2068}Ava\u{2069} is not marked in school this morning");
    /// ```
    pub fn headline(&self, language: Language) -> String {
        language.speech().email(&Telling::set_apart(self, language)).0
    }

    /// The text message for somebody who chooses it: with the English beside it, and what it costs.
    pub fn shown(&self, language: Language, size: PartSize) -> Shown {
        Shown::new(self.text(language), self.text(Language::English), size)
    }

    /// Text and email for somebody who wants to see how it reads: each says first that it is a test.
    pub fn as_test(&self, language: Language) -> (String, Email) {
        let email = self.email(language);
        let said = language.speech().test();
        let paragraphs: Vec<String> = email.text.trim_end().split("\n\n").map(str::to_owned).collect();
        let marked = Email::new(language.tag(), format!("{said}: {}", email.subject), &paragraphs, None);
        (format!("{said}: {}", self.text(language)), marked)
    }
}

/// What is said, in the school's name.
fn from(school: &School<'_>, body: &str, language: Language) -> String {
    format!("{}: {body}", isolated(school.name, language))
}

/// A text message as somebody sees it who does not read its language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// As it goes out.
    pub text: String,
    /// The same in English.
    pub english: String,
    /// How it goes over the air.
    pub encoding: Encoding,
    /// Septets or UTF-16 units.
    pub units: usize,
    /// How many parts are billed.
    pub parts: usize,
}

impl Shown {
    fn new(text: String, english: String, size: PartSize) -> Self {
        let parts = split(&text, size);
        let (encoding, units, parts) = (parts.encoding, parts.units, parts.parts.len());
        Self { text, english, encoding, units, parts }
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

/// What was understood of a reply, as a plain category: never a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Illness.
    Ill,
    /// A medical or dental appointment.
    Appointment,
    /// The family is away.
    Away,
    /// A day of religious observance.
    ReligiousDay,
    /// The child will come late.
    RunningLate,
    /// Another reason.
    Other,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Ill, Self::Appointment, Self::Away, Self::ReligiousDay, Self::RunningLate, Self::Other];

    /// The category of a reply of this kind; `None` where there is nothing to thank for, or it is better not repeated.
    pub const fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Illness => Some(Self::Ill),
            Kind::Appointment => Some(Self::Appointment),
            Kind::Holiday => Some(Self::Away),
            Kind::Religious => Some(Self::ReligiousDay),
            Kind::Late => Some(Self::RunningLate),
            Kind::Other => Some(Self::Other),
            _ => None,
        }
    }
}

/// What was understood about one child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed<'a> {
    /// The child's first name; `None` where a family has one child, or the reply was about all of them.
    pub child: Option<&'a Personal>,
    /// What.
    pub category: Category,
    /// The day on which the child will be back.
    pub back: Option<Date>,
    /// The time by which a child who is late will be there.
    pub by: Option<Time>,
}

/// The short answer to a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledgement<'a> {
    /// A reason was given, and is not repeated: it is more than a category, or somebody is in distress, or the telephone is shared.
    ReasonNoted,
    /// A reason was given: what was understood, so that the sender can put it right.
    Understood(&'a [Confirmed<'a>]),
    /// Something else was written: staff will read it.
    StaffWillRead,
    /// It is not clear which child is meant. Each is listed with the letter of its place here, which must be the place in the message.
    WhichChild(&'a [Personal]),
    /// The parent thought that the child was in school, or does not know where the child is.
    Looking,
    /// No more texts: how to undo it.
    Stopped,
    /// Texts again: how to undo it.
    Started,
    /// The language that it is said in is the one that was chosen.
    LanguageChanged,
    /// Nobody knows this sender, or more than one family has it. It names no school.
    UnknownSender,
}

impl Acknowledgement<'_> {
    /// The text message, ready for sending.
    pub fn text(self, school: &School<'_>, language: Language) -> String {
        let body = language.speech().answer(&Answer::new(self, school, language));
        let names_no_school = matches!(self, Self::UnknownSender);
        crate::tidy(&if names_no_school { body } else { from(school, &body, language) }).text
    }

    /// The email in plain text, paragraphs parted by an empty line: see [`Email::answer`].
    pub fn email(self, school: &School<'_>, language: Language) -> String {
        let body = language.speech().answer(&Answer::new(self, school, language));
        format!("{body}\n\n{}", isolated(school.name, language))
    }

    /// The text message for somebody who chooses it: with the English beside it, and what it costs.
    pub fn shown(self, school: &School<'_>, language: Language, size: PartSize) -> Shown {
        let english = match self {
            // The language that the text speaks of is not the one that stands beside it.
            Self::LanguageChanged if language != Language::English => {
                format!("{}: {}", school.name, english::changed_to(language))
            }
            _ => self.text(school, Language::English),
        };
        Shown::new(self.text(school, language), english, size)
    }
}

/// Which of these children a text is about, asked where their families or schools must not hear of each other: the words of
/// [`Acknowledgement::WhichChild`] in nobody's name.
///
/// ```
/// use wording::{Language, which_child};
/// let asked = which_child(&["Ava".into(), "Jan".into()], Language::English);
/// assert_eq!(asked, "Thank you. Which child do you mean? A Ava, B Jan. Please reply with letter and number, e.g. A1.");
/// ```
pub fn which_child(children: &[Personal], language: Language) -> String {
    let nobody = School { name: "", telephone: None, reads_email: false };
    crate::tidy(&language.speech().answer(&Answer::new(Acknowledgement::WhichChild(children), &nobody, language))).text
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
        Email::new("en", format!("A message from {name}"), &[self.words.to_owned(), name.to_owned()], None)
    }
}

/// An email: the same words as text and as HTML.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// The subject: it can stand on a locked screen.
    pub subject: String,
    /// Plain text, paragraphs parted by an empty line.
    pub text: String,
    /// The same as a small HTML document without pictures or tracking, and without a link but that to our own page.
    pub html: String,
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(…)")
    }
}

impl Email {
    /// The short answer to an email: the language's tag (`en`), a subject, and plain text whose paragraphs are parted by an empty line.
    pub fn answer(language: &str, subject: &str, text: &str) -> Self {
        let paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
        Self::new(language, subject.to_owned(), &paragraphs, None)
    }

    /// `language` is an HTML language tag (`en`); `page` is a line of the paragraphs that is an address of ours.
    pub(crate) fn new(language: &str, subject: String, paragraphs: &[String], page: Option<&str>) -> Self {
        let direction = match Language::from_tag(language).map(Language::direction) {
            Some(Direction::RightToLeft) => " dir=\"rtl\"",
            Some(Direction::LeftToRight) | None => "",
        };
        let line = |line: &str| match escaped(line) {
            // The direction of an address is its own, whatever stands round it.
            address if page == Some(line) => format!("<a dir=\"ltr\" href=\"{address}\">{address}</a>"),
            words => words,
        };
        let lines = |paragraph: &String| paragraph.split('\n').map(line).collect::<Vec<_>>().join("<br>\n");
        let body: String = paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", lines(paragraph))).collect();
        let html = format!(
            "<!doctype html>\n<html lang=\"{language}\"{direction}>\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{body}</body>\n</html>\n",
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
