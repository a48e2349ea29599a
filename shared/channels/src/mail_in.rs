//! An email that somebody sent in answer to one of ours.

mod cut;
mod flowed;
mod html;
mod machine;
mod mime;
mod notice;
mod phrases;

use std::fmt;

use domain::Personal;
use domain::address::EmailAddress;
use domain::reply::AnswerToken;
use jiff::Timestamp;
use thiserror::Error;

use crate::reply_address;
use cut::{Ours, words};
use mime::{Content, Entity, Section};

pub use notice::{MailNotice, NotAMail, Verdict, read_ses_notice};

/// How many bytes of an email are looked at. What somebody wrote comes first, photographs of a doctor's letter behind it.
pub const LOOKED_AT: usize = 1024 * 1024;

/// How many recipients are looked at.
const RECIPIENTS: usize = 100;

/// Fields that name recipients, the more reliable first: what a server wrote, then what the sender did.
const TO: [&str; 5] = ["Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"];

/// An email that somebody wrote. It prints nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundMail {
    /// Who wrote, as `From` has it, where that is an address. Anybody can write anything there: see [`MailNotice::dmarc`].
    pub from: Option<EmailAddress>,
    /// The sender's own id of it, at most 250 letters. SES's id is the one to know repeats by.
    pub message_id: Option<String>,
    /// Its subject, on one line, at most 200 letters.
    pub subject: Personal,
    /// Which of our emails it answers.
    pub token: Option<AnswerToken>,
    /// When it was written, by the sender's clock.
    pub date: Option<Timestamp>,
    /// What they wrote themselves, at most 2,000 letters; never empty.
    pub words: Personal,
    /// The words are those of the subject, since nothing else was written.
    pub from_subject: bool,
    /// How many files came with it. None is kept: staff may want to ask for them.
    pub attachments: usize,
}

impl fmt::Debug for InboundMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboundMail").field("date", &self.date).field("attachments", &self.attachments).finish_non_exhaustive()
    }
}

/// Why an email holds no answer of a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAnAnswer {
    /// A machine answered: out of office, a list, a notice that an email was shown. Nobody is to hear of it.
    #[error("a machine answered")]
    Automatic,
    /// A mail server gives our own email back. SES's events say more.
    #[error("a mail server gives an email back")]
    Bounce,
    /// More than is looked at, and no words in what was.
    #[error("the email is too large")]
    TooLarge,
    /// A person wrote, but no words of theirs were found: staff may look whether there was something else.
    #[error("the email holds no words of the sender's own")]
    NoWords,
    /// It carries a virus.
    #[error("the email carries a virus")]
    Virus,
    /// It is no email.
    #[error("this is no email")]
    Unreadable,
}

impl NotAnAnswer {
    /// A stable word for timelines, metrics and reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Bounce => "bounce",
            Self::TooLarge => "too_large",
            Self::NoWords => "no_words",
            Self::Virus => "virus",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Reads an email as it came. [`read_mail_beside`] cuts better, where it is known what was answered.
///
/// ```
/// let raw = b"From: Jane <jane@example.com>\r\nSubject: Re: Ava\r\n\r\nShe is ill\r\n\r\n> Ava is not marked in school\r\n";
/// let mail = channels::read_mail(raw)?;
/// assert_eq!(mail.words.expose(), "She is ill");
/// # Ok::<(), channels::NotAnAnswer>(())
/// ```
///
/// # Errors
/// [`NotAnAnswer`]; trying again never helps.
pub fn read_mail(raw: &[u8]) -> Result<InboundMail, NotAnAnswer> {
    read_mail_beside(raw, "")
}

/// Reads an email as it came, in the knowledge of what we had written: `ours` is the subject and the text of the email that it answers. A
/// line that stands in it is never taken for the sender's, and words below or between unmarked quotes are found.
///
/// Only the first [`LOOKED_AT`] bytes are looked at, so no more need be fetched.
///
/// # Errors
/// [`NotAnAnswer`]; trying again never helps.
pub fn read_mail_beside(raw: &[u8], ours: &str) -> Result<InboundMail, NotAnAnswer> {
    let looked_at = raw.get(..LOOKED_AT).unwrap_or(raw);
    let head = Entity::new(looked_at);
    if head.has_no_header() {
        return Err(NotAnAnswer::Unreadable);
    }
    if let Some(machine) = machine::told_apart(&head, &head.kind()) {
        return Err(machine);
    }
    let content = Content::of(&head);
    let ours = Ours::new(ours);
    let written = written(&content.sections, &ours);
    if written.is_empty() && content.calendar_answer {
        return Err(NotAnAnswer::Automatic);
    }
    let from_subject = written.is_empty();
    let words = if from_subject { said_in_subject(&head, &ours) } else { written };
    if words.is_empty() {
        return Err(if raw.len() >= LOOKED_AT { NotAnAnswer::TooLarge } else { NotAnAnswer::NoWords });
    }
    Ok(InboundMail {
        from: head.address("From").and_then(|address| EmailAddress::parse(&address).ok()),
        message_id: head.id("Message-ID").map(|id| id.chars().take(250).collect()),
        subject: Personal::new(subject(&head)),
        token: TO.iter().find_map(|name| reply_address::find(&head.plain(name)?)),
        date: head.date().filter(|date| date.is_valid()).and_then(|date| Timestamp::from_second(date.to_timestamp()).ok()),
        words: Personal::new(words),
        from_subject,
        attachments: content.attachments,
    })
}

/// What was written into the email itself: plain text before HTML, since a mail program made the one of the other.
fn written(sections: &[Section], ours: &Ours) -> String {
    let read = |plain_first: bool| {
        let texts = sections.iter().map(|section| {
            let html = || section.html.as_deref().map(html::to_text);
            let plain = || section.plain.clone().filter(|plain| !plain.trim().is_empty());
            if plain_first { plain().or_else(html) } else { html().or_else(plain) }.unwrap_or_default()
        });
        words(&texts.collect::<Vec<_>>().join("\n"), ours)
    };
    let from_plain = read(true);
    let has_html = sections.iter().any(|section| section.html.is_some());
    if from_plain.is_empty() && has_html { read(false) } else { from_plain }
}

fn subject(head: &Entity<'_>) -> String {
    let subject = head.text("Subject").unwrap_or_default();
    let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    subject.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

/// The subject of the answer to an email: the same, as an answer's.
///
/// ```
/// use channels::subject_of_answer;
/// assert_eq!(subject_of_answer("Ava is not marked in school"), "Re: Ava is not marked in school");
/// assert_eq!(subject_of_answer("Odp: Ava is not marked in school"), "Odp: Ava is not marked in school");
/// ```
pub fn subject_of_answer(subject: &str) -> String {
    if machine::answers(subject) { subject.to_owned() } else { format!("Re: {subject}") }
}

/// The subject, where it is the sender's own: "Ava is ill", and nothing in the email.
fn said_in_subject(head: &Entity<'_>, ours: &Ours) -> String {
    let subject = head.text("Subject").unwrap_or_default();
    if machine::answers(&subject) || ours.holds_text(&subject) {
        return String::new();
    }
    words(&subject, ours)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_email_is_read_with_who_when_and_which() {
        let raw = "Message-ID: <abc@mail.example.com>\r\nDate: Mon, 23 Nov 2026 09:20:00 +0100\r\nFrom: \"Jane, Ava's mum\" <Jane@Example.com>\r\n\
            To: \"School\" <REPLY+000102030405060708090A0B0C0D0E0F@reply.example.com>\r\n\r\nShe is ill";
        let mail = read_mail(raw.as_bytes()).unwrap();
        assert_eq!(mail.from, EmailAddress::parse("Jane@example.com").ok());
        assert_eq!(mail.message_id.as_deref(), Some("abc@mail.example.com"));
        assert_eq!(mail.token, "000102030405060708090a0b0c0d0e0f".parse().ok());
        assert_eq!(mail.date, "2026-11-23T08:20:00Z".parse().ok());
        assert_eq!((mail.words.expose(), mail.from_subject, mail.attachments), ("She is ill", false, 0));
    }

    #[test]
    fn an_email_prints_nothing_of_who_wrote_or_what() {
        let raw = b"From: jane@example.com\r\nTo: reply+000102030405060708090a0b0c0d0e0f@reply.example.com\r\nMessage-ID: <jane.private>\r\n\r\npoorly";
        let printed = format!("{:?}", read_mail(raw).unwrap());
        assert!(!printed.contains("jane") && !printed.contains("poorly") && !printed.contains("000102"), "{printed}");
    }

    #[test]
    fn words_in_front_of_a_photograph_too_large_are_read() {
        let mut raw =
            b"From: jane@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nill, see photo\r\n--b\r\n\
            Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                .to_vec();
        raw.resize(3 * LOOKED_AT, b'A');
        let mail = read_mail(&raw).unwrap();
        assert_eq!((mail.words.expose(), mail.attachments), ("ill, see photo", 1));
    }

    #[test]
    fn an_email_too_large_with_no_words_in_front_says_so() {
        let mut raw = b"From: jane@example.com\r\nSubject: Re: Ava\r\nContent-Type: image/jpeg\r\n\r\n".to_vec();
        raw.resize(LOOKED_AT, b'A');
        assert_eq!(read_mail(&raw), Err(NotAnAnswer::TooLarge));
    }

    #[test]
    fn what_is_no_email_is_unreadable() {
        for raw in ["", "\r\n", "\r\n\r\nhello", "hello"] {
            assert_eq!(read_mail(raw.as_bytes()), Err(NotAnAnswer::Unreadable), "{raw:?}");
        }
    }

    #[test]
    fn a_subject_counts_where_nothing_else_was_written() {
        let mail = read_mail(b"From: jane@example.com\r\nSubject: Ava has a temperature\r\n\r\n\r\n").unwrap();
        assert_eq!((mail.words.expose(), mail.from_subject), ("Ava has a temperature", true));
        assert_eq!(read_mail(b"From: jane@example.com\r\nSubject: Re: Ava\r\n\r\n"), Err(NotAnAnswer::NoWords));
        let ours = "Ava is not marked in school this morning";
        let same = format!("From: jane@example.com\r\nSubject: {ours}\r\n\r\n");
        assert_eq!(read_mail_beside(same.as_bytes(), ours), Err(NotAnAnswer::NoWords));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(raw: Vec<u8>) {
            read_mail(&raw).ok();
        }
    }
}
