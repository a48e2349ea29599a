//! What staff are told, in English: they work at an English-speaking school.
//!
//! It may be somebody's own phone, and somebody else may look at it: never a surname, never why a pupil is followed up first, never
//! that a court said anything. A first name alone is not enough to act on, since a school has more than one Éloïse: the registration
//! group stands behind it. An alert says what happened, what to do next, and how to say "I have this".

mod spoken;
mod taken;

use domain::Personal;
use domain::duty::Why;

use crate::english::listed;
use crate::said::{Email, School};

pub use spoken::SpokenToStaff;
pub use taken::is_taken;

/// How many children an alert names.
const NAMED: usize = 3;

/// How many letters of a registration group are said: a school that calls its classes by whole phrases pays for no part more.
const OF_A_GROUP: usize = 12;

/// How to say "I have this": [`is_taken`] reads it.
const TAKE: &str = "Reply MINE if you have this.";

/// For a child of whom no first name is known.
const A_CHILD: &str = "a child";

/// A child, as an alert names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The first name.
    pub forename: Personal,
    /// The registration group, `7M`; empty where none is known.
    pub group: String,
}

impl Named {
    /// `Éloïse (7M)`, `Éloïse`; `None` where no first name is known.
    fn said(&self) -> Option<String> {
        let (forename, group) = (self.forename.expose().trim(), self.group.trim());
        let group: String = group.chars().take(OF_A_GROUP).collect();
        let with_group = || format!("{forename} ({})", group.trim_end());
        let said = if group.is_empty() { forename.to_owned() } else { with_group() };
        (!forename.is_empty()).then_some(said)
    }

    /// `Éloïse of 7M`, as it is spoken.
    fn spoken(&self) -> Option<String> {
        let (forename, group) = (self.forename.expose().trim(), self.group.trim());
        let said = if group.is_empty() { forename.to_owned() } else { format!("{forename} of {group}") };
        (!forename.is_empty()).then_some(said)
    }
}

/// Something that a member of staff is told.
#[derive(Clone, Copy, Debug)]
pub struct Alert<'a> {
    /// Why.
    pub why: Why,
    /// At which school: a member of staff may work at more than one.
    pub school: School<'a>,
    /// Children, in the order in which they matter; the first three are said.
    pub children: &'a [Named],
    /// How many children it is about, those in `children` among them.
    pub count: usize,
    /// What else there is to know, in a sentence for a phone that others may see; empty where there is nothing.
    pub detail: &'a str,
}

/// An alert in its parts.
struct Said {
    /// What happened; the subject of the email too.
    happened: String,
    /// What that means, where it does not say so itself.
    means: &'static str,
    /// What to do next.
    next: &'static str,
}

impl Alert<'_> {
    /// The text message, ready for sending.
    pub fn text(&self) -> String {
        let Said { happened, means, next } = self.said(Named::said);
        let name = self.school.name;
        let alarm = if self.why == Why::Alarm { "ALARM, " } else { "" };
        let sentences =
            [format!("{alarm}{name}: {happened}."), means.to_owned(), self.detail(), next.to_owned(), TAKE.to_owned()];
        let sentences: Vec<String> = sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect();
        crate::tidy(&sentences.join(" ")).text
    }

    /// The email. Answers to it are read only where the school reads emails.
    pub fn email(&self) -> Email {
        let Said { happened, means, next } = self.said(Named::said);
        let name = self.school.name;
        let take = if self.school.reads_email {
            "Answer this email with MINE if you have this."
        } else {
            "Replies to this email are not read. If you have this, reply MINE to our text, or say so in Firstday."
        };
        let alarm = if self.why == Why::Alarm { "ALARM" } else { name };
        let subject = format!("{alarm}: {happened}");
        let paragraphs =
            [format!("{happened}."), means.to_owned(), self.detail(), next.to_owned(), take.to_owned(), name.to_owned()];
        let paragraphs: Vec<String> = paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()).collect();
        Email::new("en", subject, &paragraphs, None)
    }

    fn said(&self, named: fn(&Named) -> Option<String>) -> Said {
        let who = self.who(named);
        let (be, were, have) = if self.count() > 1 { ("are", "were", "have") } else { ("is", "was", "has") };
        let first = if who == A_CHILD { "A child" } else { &who };
        let not_marked = format!("{first} {be} not marked in school");
        let (happened, next) = match self.why {
            Why::Alarm => (format!("{not_marked}, and a parent did not know"), "Look in school now, and ring the parent."),
            Why::Distress => (
                format!("Somebody wrote about {who} in words that you should read now"),
                "Please read the reply, and decide what happens next.",
            ),
            Why::Flagged => {
                (format!("{not_marked}, and {be} to be followed up first"), "Please look at the record and see to it now.")
            }
            Why::CourtOrder => (
                format!("{not_marked}, and somebody on record is not being told"),
                "Please look at the record and decide today whether they should be.",
            ),
            Why::GoneSinceMorning => (
                format!("{first} {were} here this morning and {have} not been marked this afternoon"),
                "Please look in school now: contacts are asked soon.",
            ),
            Why::Unreachable => {
                (format!("{not_marked}, and we can reach nobody who may be told"), "Please look at the record and ring.")
            }
            Why::RingByHand => (format!("A call about {who} is due, and we cannot make it"), "Please ring now."),
            Why::NoAnswer => (
                format!("{not_marked}, and nobody has told us why"),
                "Please take over: ring, and decide whether somebody goes there.",
            ),
            Why::EndOfDay => (
                format!("The day ends, and nobody has told us why {who} {were} not marked in school"),
                "Please decide what happens next.",
            ),
            Why::MarksAreOld => {
                (format!("Our marks are old, so we wait a little before we ask about {who}"), "Please send newer marks.")
            }
            Why::Held => (not_marked, "Please look now, then let the messages go or stop them."),
            Why::NoExtract => {
                ("No marks have come".to_owned(), "Please send the marks, and look at the registers yourself until then.")
            }
        };
        let means = match self.why {
            Why::Held => "That is so many that nobody is being asked until somebody looks.",
            Why::NoExtract => "Silence does not mean that everybody is in school.",
            _ => "",
        };
        Said { happened, means, next }
    }

    /// How many children it is about, whatever the caller counted.
    fn count(&self) -> usize {
        self.count.max(self.children.len())
    }

    /// `Ava (7M)`, `Ava (7M) and Noah (8B)`, `Ava (7M), Noah (8B), Zoë and 9 more`, `12 children`, `a child`.
    fn who(&self, named: fn(&Named) -> Option<String>) -> String {
        let mut names: Vec<String> = self.children.iter().filter_map(named).take(NAMED).collect();
        let more = self.count().saturating_sub(names.len());
        match (names.is_empty(), more) {
            (true, 0 | 1) => return A_CHILD.to_owned(),
            (true, _) => return format!("{more} children"),
            (false, 0) => {}
            (false, _) => names.push(format!("{more} more")),
        }
        listed(&names)
    }

    /// The engine's sentence, with its full stop.
    fn detail(&self) -> String {
        let detail = self.detail.trim();
        if detail.is_empty() || detail.ends_with(['.', '!', '?']) { detail.to_owned() } else { format!("{detail}.") }
    }
}
