//! Absences, messages and replies as staff see them.

use std::collections::{BTreeSet, HashMap};

use domain::duty::Why;
use domain::message::{MessageId, Progress};
use domain::register::Session;
use domain::school::Urn;
use domain::statement::Conflict;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::StoreError;
use store::absences::{Happened, Snapshot, StoredAbsence};
use store::messages::{Message, Saying};
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
    /// `sms`, `email` or `call`.
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
    /// What the provider says became of it: `delivered`, `hard_failure:no_such_mailbox`; empty before it said anything.
    #[schema(example = "delivered")]
    pub(crate) delivery: String,
    /// What was said; empty before.
    pub(crate) text: String,
    /// The same in English; empty where it was said in English.
    pub(crate) english: String,
    /// Parts of the text; 0 for an email.
    pub(crate) parts: u32,
    /// Whether the parent may have it twice.
    pub(crate) maybe_duplicate: bool,
    /// What it says, as a stable word: `first_day`, `in_school`; for a member of staff why they are told; `written` for a
    /// member of staff's own words.
    #[schema(example = "first_day")]
    pub(crate) words: &'static str,
    /// Which rung of the ladder it is, counted from 1; none for what mends and for staff.
    #[schema(example = 1)]
    pub(crate) rung: Option<usize>,
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
        let (words, rung) = match &message.saying {
            Saying::ToContact { words, rung } => (words.as_str(), rung.map(|rung| rung.saturating_add(1))),
            Saying::ToStaff { why, .. } => (why.as_str(), None),
            Saying::Test { words } => (words.as_str(), None),
            Saying::Written { .. } => ("written", None),
            Saying::Answer { .. } => ("answer", None),
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
            delivery: message.delivery.clone(),
            text: message.text.expose().to_owned(),
            english: message.english.expose().to_owned(),
            parts: message.parts,
            maybe_duplicate: message.maybe_duplicate,
            words,
            rung,
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
    /// `sms`, `email`, `page` or `call`.
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
    /// Why staff have to place it: `unknown_sender`, `two_families`, `asked_another_day`, `came_late`; empty otherwise.
    pub(crate) unmatched: String,
    /// Whether its words tell of distress: somebody hurt, afraid or threatened, a death; for the safeguarding lead alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) distress: Option<bool>,
}

impl ReplyShown {
    /// A reply, as far as somebody may see what was read in it: a mark of distress is for the safeguarding lead alone. It is read again
    /// whenever it is shown, so that no field of the item can give it away.
    pub(crate) fn seen_by(lead: bool, reply: &Reply) -> Self {
        let in_distress = || !wording::understand(reply.words.expose(), reply.date, &[]).distress.is_empty();
        Self {
            id: format!("{}.{}", reply.date, reply.id),
            at: Timestamp::from_second(reply.came).unwrap_or_default(),
            channel: reply.channel.as_str(),
            from: reply.from.expose().to_owned(),
            contact: reply.contact_name.expose().to_owned(),
            words: reply.words.expose().to_owned(),
            reading: reply.reading.expose().to_owned(),
            unmatched: reply.unmatched.clone(),
            distress: lead.then(in_distress),
        }
    }
}

/// An absence with what was said about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AbsenceShown {
    /// Its date, a dot, and the pupil's pseudonym.
    #[schema(example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455")]
    pub(crate) id: String,
    /// `alarm`, `unreachable`, `unanswered`, `held`, `answered`, `open`, `waiting`, `not_expected`, `explained`, `resolved` or `withdrawn`.
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
    /// The code that an answer or a member of staff proposes for the register; the school amends it.
    #[schema(example = "I")]
    pub(crate) proposed_code: Option<&'static str>,
    /// Whether a member of staff has decided on that code.
    pub(crate) code_is_decided: bool,
    /// Two contacts who do not say the same, while staff have not decided: until then the code is doubtful.
    pub(crate) conflict: Option<ConflictShown>,
    /// Whether a member of staff deals with the family, so that nobody is asked from here.
    pub(crate) handled: bool,
    /// By which version of the school's policy it was last decided.
    #[schema(example = 3)]
    pub(crate) policy: u32,
    pub(crate) messages: Vec<MessageShown>,
    pub(crate) replies: Vec<ReplyShown>,
}

/// Two contacts who do not say the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ConflictShown {
    /// In what: `alarm`, `reason` or `return`.
    #[schema(example = "reason")]
    pub(crate) differ: &'static str,
    /// What it is and what to do.
    #[schema(example = "Two contacts gave different reasons. Ask them, then decide on the code.")]
    pub(crate) sentence: &'static str,
    /// The two replies, the earlier one first.
    #[schema(example = json!(["2026-11-23.9b7d4c2a8e6f0011223344550f3c5a1e", "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455"]))]
    pub(crate) replies: [String; 2],
}

impl ConflictShown {
    pub(crate) fn of(conflict: &Conflict<'_>) -> Self {
        Self {
            differ: conflict.differ.as_str(),
            sentence: conflict.differ.sentence(),
            replies: [conflict.first, conflict.last].map(|said| said.reply.clone()),
        }
    }
}

/// Something that happened to an absence.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MomentShown {
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// `marked`, `opened`, `planned`, `not_said`, `message`, `reply`, `spoke`, `differed`, `became`, `told`, `staff.known` and the like, or what a member of staff did: `absence.look`.
    #[schema(example = "marked")]
    pub(crate) what: String,
    /// Who: `register`, `firstday`, `contact`, or the subject of a member of staff's token.
    #[schema(example = "register")]
    pub(crate) who: String,
    /// The mark with its session, the state, the id of the message, reply or recording, or of the two replies that contradict each other; empty where there is nothing more to say.
    #[schema(example = "AM N")]
    pub(crate) detail: String,
}

impl MomentShown {
    /// What happened, as far as somebody may see it: that staff were told of a flagged child, or of a court order, is for the
    /// safeguarding lead alone.
    pub(crate) fn seen_by(lead: bool, at: Timestamp, what: &Happened) -> Option<Self> {
        match what {
            Happened::Told(_, why) if !sees(lead, *why) => None,
            _ => Some(Self::of(at, what)),
        }
    }

    fn of(at: Timestamp, what: &Happened) -> Self {
        let (what, who, detail) = match what {
            Happened::Marked { session, code } => ("marked", "register", format!("{session} {code}")),
            Happened::Opened => ("opened", "firstday", String::new()),
            Happened::Planned(message) => ("planned", "firstday", message.to_string()),
            Happened::NotSaid(reason) => ("not_said", "firstday", reason.clone()),
            Happened::Told(duty, why) => ("told", "firstday", format!("{} {}", duty.as_str(), why.as_str())),
            Happened::Staff { what, by, note, .. } => {
                return Self { at, what: format!("staff.{what}"), who: by.clone(), detail: note.clone() };
            }
            Happened::MessageEnded(message) => ("message", "firstday", message.to_string()),
            Happened::NotDelivered(message, why) => ("not_delivered", "provider", format!("{message} {why}")),
            Happened::Replied(reply) => ("reply", "contact", reply.clone()),
            Happened::Spoke(recording, _) => ("spoke", "contact", recording.clone()),
            Happened::Differed(first, last) => ("differed", "contact", format!("{first} {last}")),
            Happened::Became(state) => ("became", "firstday", state.as_str().to_owned()),
        };
        Self { at, what: what.to_owned(), who: who.to_owned(), detail }
    }
}

/// What was said to contacts and by them.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) messages: HashMap<MessageId, Message>,
    /// By day, a dot, and id.
    pub(crate) replies: HashMap<String, Reply>,
}

impl Said {
    /// What was said to contacts about an absence, in the order in which it was planned.
    pub(crate) fn messages_of<'a>(&'a self, stored: &'a StoredAbsence) -> impl DoubleEndedIterator<Item = &'a Message> {
        stored.story.iter().filter_map(|moment| match &moment.what {
            Happened::Planned(id) => self.messages.get(id),
            _ => None,
        })
    }

    /// What contacts answered about an absence, in the order in which it came.
    pub(crate) fn replies_of<'a>(&'a self, stored: &'a StoredAbsence) -> impl DoubleEndedIterator<Item = &'a Reply> {
        replies_of(stored).filter_map(|id| self.replies.get(id))
    }
}

/// Whether somebody may know that staff were told for this reason: a flag, a court order and distress are for the safeguarding lead alone.
pub(crate) fn sees(lead: bool, why: Why) -> bool {
    lead || !matches!(why, Why::Flagged | Why::CourtOrder | Why::Distress)
}

impl App {
    /// What was said about absences, of whatever days: one read for a hundred messages, one for a hundred replies.
    pub(crate) async fn said(&self, keys: &Keyring, school: &Urn, absences: &[StoredAbsence]) -> Result<Said, StoreError> {
        let messages: BTreeSet<(Date, MessageId)> =
            absences.iter().flat_map(|stored| stored.messages().map(|id| (stored.id.date, id))).collect();
        let replies: BTreeSet<(Date, String)> = absences.iter().flat_map(replies_of).filter_map(dated).collect();
        let replies: Vec<_> = replies.into_iter().collect();
        let (messages, replies) = tokio::try_join!(
            self.follow_up.messages.messages_of_days(keys, school, messages),
            self.follow_up.messages.replies(keys, school, &replies),
        )?;
        Ok(Said {
            messages: messages.into_iter().map(|message| (message.id, message)).collect(),
            replies: replies.into_iter().map(|reply| (format!("{}.{}", reply.date, reply.id), reply)).collect(),
        })
    }

    /// Absences with their messages and replies, in the order given, as the safeguarding lead sees them or anybody else.
    pub(crate) async fn show(
        &self,
        keys: &Keyring,
        school: &Urn,
        absences: &[StoredAbsence],
        lead: bool,
    ) -> Result<Vec<AbsenceShown>, StoreError> {
        let said = self.said(keys, school, absences).await?;
        let shown = absences.iter().map(|stored| {
            let search = &stored.search;
            let asking = search.asked_sessions();
            AbsenceShown {
                id: stored.id.to_string(),
                state: search.state.as_str(),
                pupil: PupilShown::of(&stored.pupil),
                sessions: stored.sessions().into_iter().map(Session::as_str).collect(),
                unexplained: asking.map(Session::as_str).collect(),
                openings: search.openings,
                proposed_code: stored.proposal.as_ref().map(|proposal| proposal.code.as_str()),
                code_is_decided: stored.proposal.as_ref().is_some_and(|proposal| proposal.decided),
                conflict: stored.conflict().as_ref().map(ConflictShown::of),
                handled: search.handled_by_staff,
                policy: stored.policy,
                messages: said.messages_of(stored).map(MessageShown::of).collect(),
                replies: said.replies_of(stored).map(|reply| ReplyShown::seen_by(lead, reply)).collect(),
            }
        });
        Ok(shown.collect())
    }
}

fn replies_of(stored: &StoredAbsence) -> impl DoubleEndedIterator<Item = &str> {
    stored.story.iter().filter_map(|moment| match &moment.what {
        Happened::Replied(reply) => Some(reply.as_str()),
        _ => None,
    })
}

fn dated(reply: &str) -> Option<(Date, String)> {
    let (date, id) = reply.split_once('.')?;
    Some((date.parse().ok()?, id.to_owned()))
}
