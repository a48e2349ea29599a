//! What of a message is sealed: whom it goes to, what it says, and as what it is said.

use domain::Personal;
use domain::address::EmailAddress;
use domain::contact::Destination;
use domain::message::Channel;
use domain::phone::{Line, PhoneNumber};
use minicbor::{Decode, Encode};

use super::{AnsweredMail, Message, Saying};

#[derive(Encode, Decode)]
pub(super) struct DetailsRecord {
    #[n(0)]
    pub(super) destination: String,
    #[n(1)]
    pub(super) contact_name: String,
    #[n(2)]
    pub(super) relationship: String,
    #[n(3)]
    pub(super) contact_key: String,
    #[n(4)]
    pub(super) text: String,
    /// The word for what is said to a contact.
    #[n(5)]
    pub(super) words: Option<String>,
    #[n(6)]
    pub(super) rung: Option<u32>,
    /// Duty, reason and detail of what is said to staff.
    #[n(7)]
    pub(super) to_staff: Option<[String; 3]>,
    /// The word for what a test says.
    #[n(8)]
    pub(super) test: Option<String>,
    /// Who wrote it, and what, where it is in the words of a member of staff.
    #[n(9)]
    pub(super) written: Option<[String; 2]>,
    #[n(10)]
    pub(super) language: Option<String>,
    #[n(11)]
    pub(super) english: Option<String>,
    /// Of a call: whether the number is a landline's.
    #[n(12)]
    pub(super) landline: Option<bool>,
    /// The words of a short answer.
    #[n(13)]
    pub(super) answer: Option<String>,
    /// The subject, the id of the email that it answers, and which of our messages that was an answer to.
    #[n(14)]
    pub(super) answered_mail: Option<[String; 3]>,
}

impl DetailsRecord {
    pub(super) fn of(message: &Message) -> Self {
        let (words, rung, to_staff, test) = match &message.saying {
            Saying::ToContact { words, rung } => {
                (Some(words.as_str().to_owned()), rung.and_then(|rung| u32::try_from(rung).ok()), None, None)
            }
            Saying::ToStaff { duty, why, detail } => {
                (None, None, Some([duty.as_str().to_owned(), why.as_str().to_owned(), detail.clone()]), None)
            }
            Saying::Test { words } => (None, None, None, Some(words.as_str().to_owned())),
            Saying::Written { .. } | Saying::Answer { .. } => (None, None, None, None),
        };
        let written = match &message.saying {
            Saying::Written { by, words } => Some([by.clone(), words.expose().to_owned()]),
            Saying::ToContact { .. } | Saying::ToStaff { .. } | Saying::Answer { .. } | Saying::Test { .. } => None,
        };
        let (answer, answered_mail) = match &message.saying {
            Saying::Answer { words, mail } => {
                let named = |mail: &AnsweredMail| {
                    [mail.subject.expose().to_owned(), mail.message_id.expose().to_owned(), mail.asked.to_string()]
                };
                (Some(words.expose().to_owned()), mail.as_ref().map(named))
            }
            _ => (None, None),
        };
        Self {
            written,
            words,
            rung,
            to_staff,
            test,
            destination: message.destination.expose().to_owned(),
            contact_name: message.contact_name.expose().to_owned(),
            relationship: message.relationship.clone(),
            contact_key: message.contact_key.expose().to_owned(),
            text: message.text.expose().to_owned(),
            language: (!message.language.is_empty()).then(|| message.language.clone()),
            english: (!message.english.expose().is_empty()).then(|| message.english.expose().to_owned()),
            landline: match &message.destination {
                Destination::Call(number) => Some(!number.takes_texts()),
                Destination::Text(_) | Destination::Email(_) => None,
            },
            answer,
            answered_mail,
        }
    }

    pub(super) fn saying(&self) -> Option<Saying> {
        if let Some([by, words]) = &self.written {
            return Some(Saying::Written { by: by.clone(), words: Personal::new(&**words) });
        }
        if let Some(words) = &self.answer {
            let mail = match &self.answered_mail {
                None => None,
                Some([subject, message_id, asked]) => Some(AnsweredMail {
                    subject: Personal::new(&**subject),
                    message_id: Personal::new(&**message_id),
                    asked: asked.parse().ok()?,
                }),
            };
            return Some(Saying::Answer { words: Personal::new(&**words), mail });
        }
        match (&self.words, &self.to_staff, &self.test) {
            (Some(words), None, None) => {
                let rung = self.rung.map(usize::try_from).transpose().ok()?;
                Some(Saying::ToContact { words: words.parse().ok()?, rung })
            }
            (None, Some([duty, why, detail]), None) => {
                Some(Saying::ToStaff { duty: duty.parse().ok()?, why: why.parse().ok()?, detail: detail.clone() })
            }
            (None, None, Some(words)) => Some(Saying::Test { words: words.parse().ok()? }),
            _ => None,
        }
    }

    pub(super) fn destination(&self, channel: Channel) -> Option<Destination> {
        match channel {
            Channel::Sms => PhoneNumber::from_e164(&self.destination, Line::Mobile).ok().map(Destination::Text),
            Channel::Email => EmailAddress::parse(&self.destination).ok().map(Destination::Email),
            Channel::Call => {
                let line = if self.landline == Some(true) { Line::Landline } else { Line::Mobile };
                PhoneNumber::from_e164(&self.destination, line).ok().map(Destination::Call)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::message::MessageId;

    use super::*;

    #[test]
    fn a_landline_that_is_rung_is_a_landline_when_it_is_read() {
        for line in [Line::Mobile, Line::Landline] {
            let called = Destination::Call(PhoneNumber::from_e164("+441632960123", line).unwrap());
            let details = DetailsRecord {
                destination: called.expose().to_owned(),
                contact_name: String::new(),
                relationship: String::new(),
                contact_key: String::new(),
                text: String::new(),
                words: None,
                rung: None,
                to_staff: None,
                test: None,
                written: None,
                language: None,
                english: None,
                landline: Some(line == Line::Landline),
                answer: None,
                answered_mail: None,
            };
            assert_eq!(details.destination(Channel::Call), Some(called));
        }
    }

    #[test]
    fn an_answer_comes_back_with_the_email_that_it_answers() {
        let mail = AnsweredMail {
            subject: Personal::new("Re: Ava"),
            message_id: Personal::new("1@example.com"),
            asked: MessageId::new([3; 16]),
        };
        for mail in [None, Some(mail)] {
            let saying = Saying::Answer { words: Personal::new("Thank you."), mail };
            let message = Message { saying: saying.clone(), ..crate::item_keys::message() };
            assert_eq!(DetailsRecord::of(&message).saying(), Some(saying));
        }
    }
}
