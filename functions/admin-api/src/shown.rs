//! Absences, messages and replies as staff see them.

use std::collections::{BTreeSet, HashMap};

use domain::message::{MessageId, Progress};
use domain::school::Urn;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::StoreError;
use store::absences::{Happened, Snapshot, StoredAbsence};
use store::messages::Message;
use store::replies::Reply;
use utoipa::ToSchema;
use vault::Keyring;

use crate::api::App;

/// A pupil.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PupilShown {
    /// The admission number, as the school's file has it.
    #[schema(example = "001234")]
    pub(crate) admission_number: String,
    #[schema(example = "Ava")]
    pub(crate) forename: String,
    #[schema(example = "Smith")]
    pub(crate) surname: String,
    #[schema(example = "7")]
    pub(crate) year: String,
    #[schema(example = "7B")]
    pub(crate) registration_group: String,
}

impl PupilShown {
    pub(crate) fn of(pupil: &Snapshot) -> Self {
        Self {
            admission_number: pupil.known_as.clone(),
            forename: pupil.forename.expose().to_owned(),
            surname: pupil.surname.expose().to_owned(),
            year: pupil.year.clone(),
            registration_group: pupil.registration_group.clone(),
        }
    }
}

/// A message to a contact.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MessageShown {
    pub(crate) id: String,
    /// `sms` or `email`.
    #[schema(example = "sms")]
    pub(crate) channel: &'static str,
    /// The number or address.
    #[schema(example = "+447700900123")]
    pub(crate) to: String,
    #[schema(example = "Mrs Ava Smith")]
    pub(crate) contact: String,
    #[schema(example = "Mother")]
    pub(crate) relationship: String,
    /// `planned`, `sending`, `sent`, `failed` or `dropped`.
    #[schema(example = "sent")]
    pub(crate) progress: &'static str,
    /// Why it failed or was dropped; empty otherwise.
    pub(crate) reason: String,
    /// What was said; empty before.
    pub(crate) text: String,
    /// Parts of the text; 0 for an email.
    pub(crate) parts: u32,
    /// Whether the parent may have it twice.
    pub(crate) maybe_duplicate: bool,
    /// Ids of all the absences that it speaks of.
    pub(crate) absences: Vec<String>,
    /// When it was sent, failed or was dropped.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) at: Option<Timestamp>,
}

impl MessageShown {
    pub(crate) fn of(message: &Message) -> Self {
        let covered: Vec<_> = if message.progress == Progress::Sent {
            message.named.clone()
        } else {
            message.covers.iter().map(|opening| opening.pupil).collect()
        };
        let absences = covered.into_iter().map(|pupil| domain::absence::AbsenceId { date: message.date, pupil }.to_string());
        Self {
            id: message.id.to_string(),
            channel: message.channel.as_str(),
            to: message.destination.expose().to_owned(),
            contact: message.contact_name.expose().to_owned(),
            relationship: message.relationship.clone(),
            progress: message.progress.as_str(),
            reason: message.reason.clone(),
            text: message.text.expose().to_owned(),
            parts: message.parts,
            maybe_duplicate: message.maybe_duplicate,
            absences: absences.collect(),
            at: message.ended.and_then(|ended| Timestamp::from_second(ended).ok()),
        }
    }
}

/// A reply of a contact.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReplyShown {
    pub(crate) id: String,
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// `sms` or `email`.
    #[schema(example = "sms")]
    pub(crate) channel: &'static str,
    /// The number that wrote.
    #[schema(example = "+447700900123")]
    pub(crate) from: String,
    /// The contact's name, where the sender is known.
    #[schema(example = "Mrs Ava Smith")]
    pub(crate) contact: String,
    /// What they wrote.
    #[schema(example = "she's poorly")]
    pub(crate) words: String,
    /// What was understood.
    #[schema(example = "illness")]
    pub(crate) reading: String,
    /// Why staff have to place it: `unknown_sender`, `two_families`, `asked_another_day`; empty otherwise.
    pub(crate) unmatched: String,
}

impl ReplyShown {
    pub(crate) fn of(reply: &Reply) -> Self {
        Self {
            id: format!("{}.{}", reply.date, reply.id),
            at: Timestamp::from_second(reply.came).unwrap_or_default(),
            channel: reply.channel.as_str(),
            from: reply.from.expose().to_owned(),
            contact: reply.contact_name.expose().to_owned(),
            words: reply.words.expose().to_owned(),
            reading: reply.reading.expose().to_owned(),
            unmatched: reply.unmatched.clone(),
        }
    }
}

/// An absence with what was said about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AbsenceShown {
    /// Its date, a dot, and the pupil's pseudonym.
    #[schema(example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455")]
    pub(crate) id: String,
    /// `alarm`, `unreachable`, `answered`, `open`, `explained`, `resolved` or `withdrawn`.
    #[schema(example = "open")]
    pub(crate) state: &'static str,
    pub(crate) pupil: PupilShown,
    /// The sessions that were marked without a reason at any time.
    #[schema(example = json!(["AM"]))]
    pub(crate) sessions: Vec<&'static str>,
    /// The sessions that are marked without a reason now.
    #[schema(example = json!(["AM"]))]
    pub(crate) unexplained: Vec<&'static str>,
    /// How often it opened that day.
    #[schema(example = 1)]
    pub(crate) openings: u32,
    pub(crate) messages: Vec<MessageShown>,
    pub(crate) replies: Vec<ReplyShown>,
}

/// Something that happened to an absence.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MomentShown {
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// `marked`, `opened`, `planned`, `nobody_to_tell`, `message`, `reply`, `became`, or what a member of staff did: `absence.look`.
    #[schema(example = "marked")]
    pub(crate) what: String,
    /// Who: `register`, `firstday`, `contact`, or the subject of a member of staff's token.
    #[schema(example = "register")]
    pub(crate) who: String,
    /// The mark with its session, the state, the id of the message or reply; empty where there is nothing more to say.
    #[schema(example = "AM N")]
    pub(crate) detail: String,
}

impl MomentShown {
    pub(crate) fn of(at: Timestamp, what: &Happened) -> Self {
        let (what, who, detail) = match what {
            Happened::Marked { session, code } => ("marked", "register", format!("{session} {code}")),
            Happened::Opened => ("opened", "firstday", String::new()),
            Happened::Planned(message) => ("planned", "firstday", message.to_string()),
            Happened::NobodyToTell => ("nobody_to_tell", "firstday", String::new()),
            Happened::MessageEnded(message) => ("message", "firstday", message.to_string()),
            Happened::Replied(reply) => ("reply", "contact", reply.clone()),
            Happened::Became(state) => ("became", "firstday", state.as_str().to_owned()),
        };
        Self { at, what: what.to_owned(), who: who.to_owned(), detail }
    }
}

impl App {
    /// Absences with their messages and replies, in the order given.
    pub(crate) async fn show(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        absences: &[StoredAbsence],
    ) -> Result<Vec<AbsenceShown>, StoreError> {
        let (message_ids, reply_ids): (BTreeSet<MessageId>, Vec<(Date, String)>) =
            absences.iter().fold(Default::default(), |(mut messages, mut replies), stored| {
                messages.extend(messages_of(stored));
                replies.extend(replies_of(stored).filter_map(dated));
                replies.sort();
                replies.dedup();
                (messages, replies)
            });
        let messages: HashMap<MessageId, Message> = self
            .messages
            .messages(keys, school, date, &message_ids)
            .await?
            .into_iter()
            .map(|message| (message.id, message))
            .collect();
        let replies: HashMap<String, Reply> = self
            .messages
            .replies(keys, school, &reply_ids)
            .await?
            .into_iter()
            .map(|reply| (format!("{}.{}", reply.date, reply.id), reply))
            .collect();
        let shown = absences.iter().map(|stored| {
            let absence = &stored.absence;
            AbsenceShown {
                id: stored.id.to_string(),
                state: absence.state.as_str(),
                pupil: PupilShown::of(&stored.pupil),
                sessions: absence.sessions.iter().map(|session| session.as_str()).collect(),
                unexplained: absence.unexplained.iter().map(|session| session.as_str()).collect(),
                openings: absence.openings,
                messages: messages_of(stored).filter_map(|id| messages.get(&id)).map(MessageShown::of).collect(),
                replies: replies_of(stored).filter_map(|id| replies.get(id)).map(ReplyShown::of).collect(),
            }
        });
        Ok(shown.collect())
    }
}

fn messages_of(stored: &StoredAbsence) -> impl Iterator<Item = MessageId> + '_ {
    stored.story.iter().filter_map(|moment| match moment.what {
        Happened::Planned(message) => Some(message),
        _ => None,
    })
}

fn replies_of(stored: &StoredAbsence) -> impl Iterator<Item = &str> {
    stored.story.iter().filter_map(|moment| match &moment.what {
        Happened::Replied(reply) => Some(reply.as_str()),
        _ => None,
    })
}

fn dated(reply: &str) -> Option<(Date, String)> {
    let (date, id) = reply.split_once('.')?;
    Some((date.parse().ok()?, id.to_owned()))
}
