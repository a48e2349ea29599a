//! One reply: find whom it is about, store it sealed, read it, let the rules decide, write. Twice is once.

use std::collections::BTreeSet;

use channels::InboundText;
use domain::Personal;
use domain::absence::{AbsenceId, Event};
use domain::message::{Channel, MessageId};
use domain::pupil::PupilId;
use domain::reply::{self, Asked, Heard};
use domain::school::Urn;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::metrics::{self, Unit};
use shell::queue::{Queue, QueueError};
use shell::{Failure, Retry, clock};
use store::absences::{Absences, Happened, StoredAbsence};
use store::messages::{Conversation, Messages};
use store::replies::Reply;
use store::schools::{Schools, Settings};
use store::{Keys, StoreError};
use thiserror::Error;
use vault::Keyring;
use wording::{Acknowledgement, Language};

/// How often a write that lost against another one is tried again at once.
const TRIES: u32 = 5;

/// What the queue of replies holds beside the texts themselves.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Task {
    ReplyStoredV1 { school: String, date: Date, reply: String },
}

/// Why a reply was not taken in.
#[derive(Debug, Error)]
pub(crate) enum ReceiveError {
    /// The queue's message is neither a text nor one of ours.
    #[error("the queue's message cannot be read")]
    Unreadable,
    /// The text was sent to a number that no school has.
    #[error("a text came to a number that belongs to no school")]
    NobodysNumber,
    /// The queue's message names a reply that does not exist.
    #[error("the queue's message names a reply that does not exist")]
    NoSuchReply,
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
    /// The queue refused.
    #[error("the rest could not be handed over")]
    Queue(#[from] QueueError),
}

impl Failure for ReceiveError {
    fn retry(&self) -> Retry {
        match self {
            Self::Unreadable | Self::NobodysNumber | Self::NoSuchReply => Retry::Never,
            Self::Store(error) if !error.is_passing() => Retry::Never,
            Self::Store(_) | Self::Queue(_) => Retry::Soon,
        }
    }

    fn error_type(&self) -> &'static str {
        match self {
            Self::Unreadable => "UnreadableTask",
            Self::NobodysNumber => "NobodysNumber",
            Self::NoSuchReply => "NoSuchReply",
            Self::Store(error) => error.error_type(),
            Self::Queue(error) => error.error_type(),
        }
    }
}

/// How a text was taken in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Took {
    /// For the first time: say this to the sender.
    New {
        /// A short thank-you.
        thanks: String,
    },
    /// It came before, and the sender was thanked then.
    Before,
}

/// All that taking a reply in needs.
#[derive(Debug)]
pub(crate) struct Receive {
    pub(crate) keys: Keys,
    pub(crate) schools: Schools,
    pub(crate) absences: Absences,
    pub(crate) messages: Messages,
    pub(crate) later: Queue,
}

/// Where a text belongs.
struct Placed {
    school: Urn,
    about: Option<Date>,
    pupils: Vec<PupilId>,
    asked_by: Option<(Date, MessageId)>,
    unmatched: &'static str,
}

impl Receive {
    /// Reads a queue's message: a text in its envelope, or a stored reply that somebody did not finish.
    pub(crate) async fn body(&self, body: &str) -> Result<(), ReceiveError> {
        if let Ok(Task::ReplyStoredV1 { school, date, reply }) = serde_json::from_str(body) {
            let school: Urn = school.parse().map_err(|_| ReceiveError::Unreadable)?;
            let keys = self.keys.school(&school).await?;
            let stored = self.messages.reply(&keys, &school, date, &reply).await?.ok_or(ReceiveError::NoSuchReply)?;
            self.act(&keys, &school, stored).await?;
            return Ok(());
        }
        let text = channels::read_sns(body).map_err(|_| ReceiveError::Unreadable)?;
        self.text(&text).await.map(|_| ())
    }

    /// Takes a text in.
    pub(crate) async fn text(&self, text: &InboundText) -> Result<Took, ReceiveError> {
        let now = clock::now();
        let mut took = Took::Before;
        for placed in self.place(text).await? {
            let keys = self.keys.school(&placed.school).await?;
            let (stored, is_new) = self.store(&keys, &placed, text, now).await?;
            let school = placed.school.clone();
            let heard = match self.act(&keys, &school, stored.clone()).await {
                Ok(heard) => heard,
                // It is stored: from here on it is the queue's, whatever becomes of this request.
                Err(error) => {
                    tracing::warn!(error_type = error.error_type(), school = %school, "a stored reply is handed to the queue");
                    let task = Task::ReplyStoredV1 { school: school.to_string(), date: stored.date, reply: stored.id.clone() };
                    self.later.send(&task).await?;
                    Heard::Words
                }
            };
            if is_new && self.may_thank(&school, text, &stored).await? {
                let thanks = thanks(self.schools.settings(&school).await?.as_ref(), &placed, heard);
                took = Took::New { thanks };
            }
        }
        Ok(took)
    }

    /// Whether the sender is thanked: nothing is sent while sending is paused, and once a day is enough: two machines that thank each other
    /// would never stop.
    async fn may_thank(&self, school: &Urn, text: &InboundText, stored: &Reply) -> Result<bool, ReceiveError> {
        if self.schools.paused(school).await?.is_on() {
            return Ok(false);
        }
        let sender = sender(self.keys.deployment().await?.as_ref(), text)?;
        Ok(self.messages.thank_once(sender, stored.date, &stored.id).await?)
    }

    /// Puts a text on the queue of replies, in the form in which texts come from numbers at AWS.
    pub(crate) async fn postpone(&self, text: &InboundText) -> Result<(), ReceiveError> {
        Ok(self.later.send(&channels::sns_envelope(text)).await?)
    }

    /// Finds whom a text is about, by who wrote and to which of our numbers.
    ///
    /// Where it was not asked about anybody today, or two families or two schools asked it, staff of each have to see whom the words mean:
    /// nobody guesses.
    async fn place(&self, text: &InboundText) -> Result<Vec<Placed>, ReceiveError> {
        let deployment = match self.keys.deployment().await {
            Err(StoreError::NoSuchSchool) => return Err(ReceiveError::NobodysNumber),
            other => other?,
        };
        let all = self.messages.conversations(sender(&deployment, text)?).await?;
        let newest = all.iter().map(|conversation| conversation.date).max();
        let newest: Vec<&Conversation> = all.iter().filter(|conversation| Some(conversation.date) == newest).collect();
        let today = domain::school::day(clock::now());
        let families: BTreeSet<(&Urn, &str)> = newest.iter().map(|c| (&c.school, c.contact.as_str())).collect();
        if families.is_empty() {
            let school = self.schools.school_of_number(text.to.expose()).await?.ok_or(ReceiveError::NobodysNumber)?;
            return Ok(vec![Placed { school, about: None, pupils: Vec::new(), asked_by: None, unmatched: "unknown_sender" }]);
        }
        if let ([first, ..], 1) = (newest.as_slice(), families.len())
            && first.date == today
        {
            let pupils: BTreeSet<PupilId> = newest.iter().flat_map(|conversation| conversation.pupils.iter().copied()).collect();
            return Ok(vec![Placed {
                school: first.school.clone(),
                about: Some(first.date),
                pupils: pupils.into_iter().collect(),
                asked_by: Some((first.date, first.message)),
                unmatched: "",
            }]);
        }
        let schools: BTreeSet<&Urn> = families.iter().map(|(school, _)| *school).collect();
        // What was asked on another day may be answered about today: nobody's list of today would show it there.
        let unmatched = if families.len() > 1 { "two_families" } else { "asked_another_day" };
        Ok(schools
            .into_iter()
            .map(|school| Placed { school: school.clone(), about: None, pupils: Vec::new(), asked_by: None, unmatched })
            .collect())
    }

    /// Stores the reply sealed, before anything is made of it; says whether it is there for the first time.
    async fn store(
        &self,
        keys: &Keyring,
        placed: &Placed,
        text: &InboundText,
        now: Timestamp,
    ) -> Result<(Reply, bool), ReceiveError> {
        let date = domain::school::day(now);
        let id = MessageId::new(keys.blind("reply", text.provider_id.as_bytes()).map_err(StoreError::from)?).to_string();
        // What came just before midnight may come again just after it.
        for day in [Some(date), date.yesterday().ok()].into_iter().flatten() {
            if let Some(known) = self.messages.reply(keys, &placed.school, day, &id).await? {
                return Ok((known, false));
            }
        }
        let contact_name = match placed.asked_by {
            Some((date, message)) => {
                self.messages.message(keys, &placed.school, date, message).await?.map(|message| message.contact_name)
            }
            None => None,
        };
        let mut reply = Reply {
            id: id.clone(),
            date,
            came: now.as_second(),
            channel: Channel::Sms,
            from: Personal::new(text.from.expose()),
            contact_name: contact_name.unwrap_or_default(),
            reading: Personal::new(wording::read_reply(text.body.expose()).kind.as_str()),
            words: text.body.clone(),
            about: placed.about,
            pupils: placed.pupils.clone(),
            unmatched: placed.unmatched.to_owned(),
            handled: false,
            revision: 0,
        };
        match self.messages.put_reply(keys, &placed.school, &mut reply).await {
            Ok(()) => Ok((reply, true)),
            // The same text at the same moment: whoever stored it first thanks the sender.
            Err(StoreError::Conflict) => {
                let known = self.messages.reply(keys, &placed.school, date, &id).await?;
                Ok((known.ok_or(StoreError::Conflict)?, false))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Does what a stored reply asks for, and notes that it was done.
    async fn act(&self, keys: &Keyring, school: &Urn, mut stored: Reply) -> Result<Heard, ReceiveError> {
        let reading = wording::read_reply(stored.words.expose());
        let heard = match reading.kind {
            wording::Kind::Alarm => Heard::Alarm,
            kind if kind.is_reason() => Heard::Reason,
            _ => Heard::Words,
        };
        if stored.handled {
            return Ok(heard);
        }
        let mut heard = heard;
        if let Some(date) = stored.about
            && !self.tell_absences(keys, school, date, heard, &stored).await?
            && heard == Heard::Reason
        {
            // A reason that leaves a child unaccounted for is thanked for as words: the search goes on.
            heard = Heard::Words;
        }
        stored.handled = true;
        match self.messages.put_reply(keys, school, &mut stored).await {
            // Somebody else has just done the same.
            Ok(()) | Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        let outcome = match (stored.about, heard) {
            (None, _) => "unmatched",
            (_, Heard::Alarm) => "alarm",
            (_, Heard::Reason) => "explained",
            (_, Heard::Words) => "answered",
        };
        metrics::emit(clock::now(), &[("outcome", outcome)], &[("Replies", Unit::Count, 1.0)]);
        tracing::info!(school = %school, reply = %stored.id, outcome, "a reply was taken in");
        Ok(heard)
    }

    /// Says whether what was heard counted for every child that was asked about.
    async fn tell_absences(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        heard: Heard,
        reply: &Reply,
    ) -> Result<bool, ReceiveError> {
        let mut absences = Vec::new();
        for pupil in &reply.pupils {
            absences.extend(self.absences.absence(keys, school, AbsenceId { date, pupil: *pupil }).await?);
        }
        let asked: Vec<Asked<'_>> =
            absences.iter().map(|stored| Asked { pupil: stored.id.pupil, forename: stored.pupil.forename.expose() }).collect();
        let told = Happened::Replied(format!("{}.{}", reply.date, reply.id));
        let came = Timestamp::from_second(reply.came).unwrap_or_else(|_| clock::now());
        let events = reply::apply(heard, reply.words.expose(), &asked);
        let for_all = events.iter().all(|(_, event)| *event != Event::Answered);
        for (pupil, event) in events {
            if let Some(stored) = absences.iter().find(|stored| stored.id.pupil == pupil) {
                self.tell(keys, school, stored.clone(), event, &told, came).await?;
            }
        }
        Ok(for_all)
    }

    async fn tell(
        &self,
        keys: &Keyring,
        school: &Urn,
        mut stored: StoredAbsence,
        event: Event,
        told: &Happened,
        came: Timestamp,
    ) -> Result<(), ReceiveError> {
        for _ in 0..TRIES {
            if stored.story.iter().any(|moment| moment.what == *told) {
                return Ok(());
            }
            let id = stored.id;
            stored.happened(came, told.clone());
            let next = stored.absence.apply(event);
            stored.becomes(came, next);
            match self.absences.put_absence(keys, school, &mut stored).await {
                Err(StoreError::Conflict) => match self.absences.absence(keys, school, id).await? {
                    Some(again) => stored = again,
                    None => return Ok(()),
                },
                other => return Ok(other?),
            }
        }
        Err(StoreError::Conflict.into())
    }
}

/// The blind index of who wrote and to which of our numbers.
fn sender(deployment: &Keyring, text: &InboundText) -> Result<[u8; 16], StoreError> {
    Ok(deployment.blind("sender", reply::sender_key(&text.from, &text.to).as_bytes())?)
}

/// What the sender reads: nothing that tells a stranger who uses which school.
fn thanks(settings: Option<&Settings>, placed: &Placed, heard: Heard) -> String {
    let acknowledgement = match heard {
        _ if !placed.unmatched.is_empty() => Acknowledgement::UnknownSender,
        Heard::Alarm => Acknowledgement::Looking,
        Heard::Reason => Acknowledgement::ReasonNoted,
        Heard::Words => Acknowledgement::StaffWillRead,
    };
    let school = wording::School {
        name: settings.map_or("", |settings| settings.name.as_str()),
        telephone: settings.map(|settings| settings.office_phone.as_str()),
        reads_email: false,
    };
    acknowledgement.text(&school, Language::English)
}
