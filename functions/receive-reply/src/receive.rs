//! One reply: find whom it is about, store it sealed, read it, let the rules decide, write. Twice is once.

use std::time::Duration;

use channels::{AtProvider, InboundText, NotAReceipt, ProviderId, Receipt, SendError};
use domain::Personal;
use domain::contact::Destination;
use domain::message::MessageId;
use domain::pupil::PupilId;
use domain::reply::{self, CameBy};
use domain::school::Urn;
use followup::{Acknowledged, FollowUp, FollowUpError};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::queue::{Queue, QueueError};
use shell::{Failure, Retry, clock};
use store::StoreError;
use store::replies::Reply;
use store::schools::Settings;
use store::usage::Usage;
use thiserror::Error;
use vault::Keyring;
use wording::{Acknowledgement, Language};

use crate::hear::Confirmed;
use crate::mail::Mailbox;
use crate::place::{From, Placed, Whose};
use crate::recording::{Recordings, Spoken};
use crate::stop::Texts;
use crate::which::Asks;

/// How long the provider is left alone before it is asked again to forget a text.
const FORGET_AGAIN: Duration = Duration::from_secs(60);

/// How long the provider takes until what was spoken can be had.
const ASK_AGAIN: Duration = Duration::from_secs(10);

/// What the queue of replies holds beside the texts themselves.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Task {
    ReplyStoredV1 { school: String, date: Date, reply: String },
    ReceiptV1 { provider_id: String, outcome: String },
    ForgetTextV1 { provider_id: String },
    RecordingV1 { school: String, date: Date, pupils: Vec<String>, provider_id: String, seconds: u32 },
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
    /// A receipt is of a message whose end nobody has noted yet.
    #[error("a receipt is of a message that is not known yet")]
    EarlyReceipt,
    /// The bucket of emails refused.
    #[error("an email could not be fetched or deleted")]
    Mailbox,
    /// The bucket of what was spoken refused.
    #[error("what was spoken could not be kept")]
    Recordings,
    /// What was spoken is not there yet.
    #[error("the provider does not have a recording yet")]
    EarlyRecording,
    /// The provider still has what it is to forget, or does not give what it has.
    #[error("the provider did not delete a text, or give or delete a recording")]
    Provider(#[from] SendError),
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
    /// The day's searches could not be worked.
    #[error("the searches could not be told")]
    FollowUp(#[from] FollowUpError),
    /// The queue refused.
    #[error("the rest could not be handed over")]
    Queue(#[from] QueueError),
}

impl Failure for ReceiveError {
    fn retry(&self) -> Retry {
        match self {
            Self::Unreadable | Self::NobodysNumber | Self::NoSuchReply => Retry::Never,
            Self::Store(error) if !error.is_passing() => Retry::Never,
            Self::FollowUp(error) => error.retry(),
            // It cannot delete what is still under way.
            Self::Provider(_) => Retry::After(FORGET_AGAIN),
            Self::EarlyRecording => Retry::After(ASK_AGAIN),
            Self::EarlyReceipt | Self::Mailbox | Self::Recordings | Self::Store(_) | Self::Queue(_) => Retry::Soon,
        }
    }

    fn error_type(&self) -> &'static str {
        match self {
            Self::Unreadable => "UnreadableTask",
            Self::NobodysNumber => "NobodysNumber",
            Self::NoSuchReply => "NoSuchReply",
            Self::EarlyReceipt => "EarlyReceipt",
            Self::Mailbox => "MailboxUnavailable",
            Self::Recordings => "RecordingsUnavailable",
            Self::EarlyRecording => "EarlyRecording",
            Self::Provider(_) => "ProviderUnavailable",
            Self::Store(error) => error.error_type(),
            Self::FollowUp(error) => error.error_type(),
            Self::Queue(error) => error.error_type(),
        }
    }
}

/// What was made of a reply, as far as the sender is thanked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// The contact thought the child was in school, or does not know where the child is.
    Alarm,
    /// A reason, for every child that it is about; with what was understood, where that may be repeated.
    Reason(Vec<Confirmed>),
    /// A reason, and nobody knows of which of these children, in the order in which a message names them.
    WhichChild(Vec<Personal>),
    /// Another language is asked for, which is kept.
    Language,
    /// A member of staff has what they were told of.
    Taken,
    /// Texts end, or begin again; it was otherwise before.
    Texts(Texts),
    /// Anything else.
    Words,
}

/// What somebody said, whichever way it came.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    /// The same thing that comes again has the same id.
    pub(crate) id: String,
    pub(crate) channel: CameBy,
    /// The number or address; empty where a page brought it.
    pub(crate) from: Personal,
    pub(crate) words: Personal,
}

impl Incoming {
    pub(crate) fn of_text(text: &InboundText) -> Self {
        Self {
            id: text.provider_id.clone(),
            channel: CameBy::Sms,
            from: Personal::new(text.from.expose()),
            words: text.body.clone(),
        }
    }
}

/// How a text was taken in.
#[derive(Debug)]
pub(crate) enum Took {
    /// For the first time: say this to the sender.
    New(Box<Thanks>),
    /// It does not say which of several families' children it is about: ask the sender.
    Which(Box<Asks>),
    /// It came before, and the sender was thanked then.
    Before,
}

/// A short thank-you.
#[derive(Debug)]
pub(crate) struct Thanks {
    /// Ready for sending.
    pub(crate) words: String,
    language: Language,
    school: Urn,
    reply: String,
    /// The message that the sender had from us; `None` where they wrote of themselves.
    after: Option<(Date, MessageId)>,
}

/// All that taking a reply in needs.
#[derive(Debug)]
pub(crate) struct Receive {
    pub(crate) follow_up: FollowUp,
    pub(crate) usage: Usage,
    pub(crate) later: Queue,
    pub(crate) mailbox: Mailbox,
    pub(crate) provider: AtProvider,
    pub(crate) recordings: Recordings,
}

impl Receive {
    /// Reads a queue's message: a text in its envelope, the notice of an email, what became of one, or a stored reply that somebody did not finish.
    pub(crate) async fn body(&self, body: &str) -> Result<(), ReceiveError> {
        match serde_json::from_str(body) {
            Ok(Task::ReplyStoredV1 { school, date, reply }) => {
                let school: Urn = school.parse().map_err(|_| ReceiveError::Unreadable)?;
                let keys = self.follow_up.keys.school(&school).await?;
                let stored = self.follow_up.messages.reply(&keys, &school, date, &reply).await?;
                self.act(&keys, &school, stored.ok_or(ReceiveError::NoSuchReply)?).await?;
                return Ok(());
            }
            Ok(Task::ReceiptV1 { provider_id, outcome }) => {
                let outcome = outcome.parse().map_err(|_| ReceiveError::Unreadable)?;
                return self.receipt(Receipt::new(&provider_id, outcome)).await;
            }
            Ok(Task::ForgetTextV1 { provider_id }) => {
                return Ok(self.provider.forget_text(&ProviderId::new(provider_id)).await?);
            }
            Ok(Task::RecordingV1 { school, date, pupils, provider_id, seconds }) => {
                let pupils = pupils.iter().map(|pupil| PupilId::from_hex(pupil)).collect::<Option<_>>();
                let spoken = Spoken {
                    school: school.parse().map_err(|_| ReceiveError::Unreadable)?,
                    date,
                    pupils: pupils.ok_or(ReceiveError::Unreadable)?,
                    provider_id: ProviderId::new(provider_id),
                    seconds,
                };
                return self.keep_recording(&spoken).await;
            }
            Err(_) => {}
        }
        if let Ok(notice) = channels::read_ses_notice(body) {
            return self.mail(&notice).await;
        }
        match channels::read_ses_event(body) {
            Ok(receipt) => return self.receipt(receipt).await,
            Err(NotAReceipt::SetUp) => return Ok(()),
            Err(_) => {}
        }
        let text = channels::read_sns(body).map_err(|_| ReceiveError::Unreadable)?;
        match self.text(&text).await? {
            Took::Which(asks) => self.ask_by_message(&text, *asks).await,
            Took::New(thanks) => self.thank_by_message(&text, *thanks).await,
            Took::Before => Ok(()),
        }
    }

    /// Takes a text in.
    pub(crate) async fn text(&self, text: &InboundText) -> Result<Took, ReceiveError> {
        match self.place(text).await? {
            Whose::Placed(placed) => self.take_text_in(text, placed).await,
            Whose::OneOf(asked) => self.of_several(text, &asked).await,
        }
    }

    /// Takes in a text of which it is known where it belongs.
    pub(crate) async fn take_text_in(&self, text: &InboundText, placed: Vec<Placed>) -> Result<Took, ReceiveError> {
        let incoming = Incoming::of_text(text);
        let mut took = Took::Before;
        for placed in placed {
            let keys = self.follow_up.keys.school(&placed.school).await?;
            let (stored, heard) = self.take_in(&keys, &placed, &incoming).await?;
            let Some(heard) = heard else { continue };
            if let Some(thanks) = self.thanks(&keys, (text, &stored), &placed, &heard).await? {
                took = Took::New(Box::new(thanks));
            }
        }
        Ok(took)
    }

    /// Thanks by a message of its own, where a text is not answered at once. A stranger is not written to: nobody knows who has the number.
    async fn thank_by_message(&self, text: &InboundText, thanks: Thanks) -> Result<(), ReceiveError> {
        let Thanks { words, language, school, reply, after } = thanks;
        let Some((date, message)) = after else { return Ok(()) };
        let keys = self.follow_up.keys.school(&school).await?;
        let Some(after) = self.follow_up.messages.message(&keys, &school, date, message).await? else { return Ok(()) };
        let answer = Acknowledged {
            after,
            to: Destination::Text(text.from.clone()),
            reply: &reply,
            words: Personal::new(words),
            language: language.tag(),
            mail: None,
        };
        Ok(self.follow_up.acknowledge(&keys, &school, answer, clock::now()).await?)
    }

    /// What the sender of a text is thanked with; `None` where they were before, or nothing is sent for now.
    pub(crate) async fn thanks(
        &self,
        keys: &Keyring,
        (text, stored): (&InboundText, &Reply),
        placed: &Placed,
        heard: &Heard,
    ) -> Result<Option<Thanks>, ReceiveError> {
        let school = &placed.school;
        let sender = sender(self.follow_up.keys.deployment().await?.as_ref(), text)?;
        if !self.may_thank(school, sender, stored, heard).await? {
            return Ok(None);
        }
        let language = match stored.pupils.first() {
            Some(pupil) => self.language(keys, school, *pupil, &stored.contact_key).await?,
            None => Language::English,
        };
        let settings = self.follow_up.schools.settings(school).await?;
        let named = named(settings.as_ref());
        let words = thanks(placed, heard, language, |answer| answer.text(&named, language));
        let after = match &placed.from {
            From::Asked(date, message) => Some((*date, *message)),
            From::Staff(date, messages) => messages.first().map(|message| (*date, *message)),
            From::OnTheRoll(..) | From::Unknown => None,
        };
        Ok(Some(Thanks { words, language, school: school.clone(), reply: stored.id.clone(), after }))
    }

    /// Stores what somebody said, and acts on it; says what was made of it where it came for the first time.
    pub(crate) async fn take_in(
        &self,
        keys: &Keyring,
        placed: &Placed,
        incoming: &Incoming,
    ) -> Result<(Reply, Option<Heard>), ReceiveError> {
        let school = &placed.school;
        let (stored, is_new) = self.store(keys, placed, incoming, clock::now()).await?;
        let heard = match self.act(keys, school, stored.clone()).await {
            Ok(heard) => heard,
            // It is stored: from here on it is the queue's, whatever becomes of this request.
            Err(error) => {
                tracing::warn!(error_type = error.error_type(), school = %school, "a stored reply is handed to the queue");
                let task = Task::ReplyStoredV1 { school: school.to_string(), date: stored.date, reply: stored.id.clone() };
                self.later.send(&task).await?;
                Heard::Words
            }
        };
        Ok((stored, is_new.then_some(heard)))
    }

    /// Whether the sender is thanked: nothing is sent while sending is paused, and once a day is enough: two machines that thank each other
    /// would never stop. That texts end or begin again is confirmed each time that it changes.
    pub(crate) async fn may_thank(
        &self,
        school: &Urn,
        sender: [u8; 16],
        stored: &Reply,
        heard: &Heard,
    ) -> Result<bool, ReceiveError> {
        if self.follow_up.schools.paused(school).await?.is_on() {
            return Ok(false);
        }
        let first = self.follow_up.messages.thank_once(sender, stored.date, &stored.id).await?;
        Ok(first || matches!(heard, Heard::Texts(_) | Heard::Taken))
    }

    /// The language in which a contact is answered: the one that they want, where its words were reviewed for the school; else English.
    pub(crate) async fn language(
        &self,
        keys: &Keyring,
        school: &Urn,
        pupil: PupilId,
        contact: &Personal,
    ) -> Result<Language, ReceiveError> {
        let known = self.follow_up.absences.known(keys, school, pupil).await?.known;
        let chosen = known.wishes.get(contact.expose()).and_then(|wishes| wishes.language.clone());
        let wanted = match chosen {
            Some(chosen) => chosen,
            None => self.language_on_the_roll(keys, school, pupil, contact).await?,
        };
        let Some(language) = Language::named(&wanted).filter(|language| *language != Language::English) else {
            return Ok(Language::English);
        };
        let reviewed = self.follow_up.schools.is_reviewed(school, language.tag(), &wording::version(language)).await?;
        Ok(if reviewed { language } else { Language::English })
    }

    /// What the extract says of the contact's language, else of the child's; empty where it says nothing.
    async fn language_on_the_roll(
        &self,
        keys: &Keyring,
        school: &Urn,
        pupil: PupilId,
        contact: &Personal,
    ) -> Result<String, ReceiveError> {
        let pupils = self.pupils(keys, school, &[pupil]).await?;
        let Some((_, record)) = pupils.first() else { return Ok(String::new()) };
        let contact = record.contacts.iter().find(|known| known.name_key() == contact.expose());
        let of_contact = contact.map(|contact| contact.preferred_language.clone()).filter(|language| !language.is_empty());
        Ok(of_contact.unwrap_or_else(|| record.preferred_language.clone()))
    }

    /// Puts a text on the queue of replies, in the form in which texts come from numbers at AWS.
    pub(crate) async fn postpone(&self, text: &InboundText) -> Result<(), ReceiveError> {
        Ok(self.later.send(&channels::sns_envelope(text, clock::now())).await?)
    }

    /// Puts a receipt on the queue of replies.
    pub(crate) async fn postpone_receipt(&self, receipt: &Receipt) -> Result<(), ReceiveError> {
        let task = Task::ReceiptV1 { provider_id: receipt.provider_id.as_str().to_owned(), outcome: receipt.outcome.to_string() };
        Ok(self.later.send(&task).await?)
    }

    /// Has the provider delete a text, once it has a moment.
    pub(crate) async fn forget_text(&self, provider_id: &str) -> Result<(), ReceiveError> {
        Ok(self.later.send(&Task::ForgetTextV1 { provider_id: provider_id.to_owned() }).await?)
    }

    /// Has what was spoken fetched, once the provider has it.
    pub(crate) async fn await_recording(&self, spoken: &Spoken) -> Result<(), ReceiveError> {
        let task = Task::RecordingV1 {
            school: spoken.school.to_string(),
            date: spoken.date,
            pupils: spoken.pupils.iter().map(ToString::to_string).collect(),
            provider_id: spoken.provider_id.to_string(),
            seconds: spoken.seconds,
        };
        Ok(self.later.send(&task).await?)
    }

    /// Stores the reply sealed, before anything is made of it; says whether it is there for the first time.
    pub(crate) async fn store(
        &self,
        keys: &Keyring,
        placed: &Placed,
        incoming: &Incoming,
        now: Timestamp,
    ) -> Result<(Reply, bool), ReceiveError> {
        let date = domain::school::day(now);
        let id = reply_id(keys, &incoming.id)?;
        // What came just before midnight may come again just after it.
        for day in [Some(date), date.yesterday().ok()].into_iter().flatten() {
            if let Some(known) = self.follow_up.messages.reply(keys, &placed.school, day, &id).await? {
                return Ok((known, false));
            }
        }
        let (contact_name, contact_key) = match &placed.from {
            From::Asked(date, message) => {
                let asked = self.follow_up.messages.message(keys, &placed.school, *date, *message).await?;
                asked.map(|message| (message.contact_name, message.contact_key)).unwrap_or_default()
            }
            From::Staff(date, messages) => {
                let told = match messages.first() {
                    Some(message) => self.follow_up.messages.message(keys, &placed.school, *date, *message).await?,
                    None => None,
                };
                told.map(|message| (message.contact_name, Personal::default())).unwrap_or_default()
            }
            From::OnTheRoll(name, key) => (name.clone(), key.clone()),
            From::Unknown => Default::default(),
        };
        let mut reply = Reply {
            id: id.clone(),
            date,
            came: now.as_second(),
            channel: incoming.channel,
            from: incoming.from.clone(),
            contact_name,
            contact_key,
            reading: Personal::new(wording::understand(incoming.words.expose(), date, &[]).kind().as_str()),
            words: incoming.words.clone(),
            about: placed.about,
            pupils: placed.pupils.clone(),
            unmatched: placed.unmatched.to_owned(),
            handled: false,
            revision: 0,
        };
        match self.follow_up.messages.put_reply(keys, &placed.school, &mut reply).await {
            Ok(()) => Ok((reply, true)),
            // The same text at the same moment: whoever stored it first thanks the sender.
            Err(StoreError::Conflict) => {
                let known = self.follow_up.messages.reply(keys, &placed.school, date, &id).await?;
                Ok((known.ok_or(StoreError::Conflict)?, false))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The id under which a reply is stored.
pub(crate) fn reply_id(keys: &Keyring, id: &str) -> Result<String, StoreError> {
    Ok(MessageId::new(keys.blind("reply", id.as_bytes())?).to_string())
}

/// The blind index of who wrote and to which of our numbers.
pub(crate) fn sender(deployment: &Keyring, text: &InboundText) -> Result<[u8; 16], StoreError> {
    Ok(deployment.blind("sender", reply::sender_key(&text.from, &text.to).as_bytes())?)
}

/// The school that speaks.
pub(crate) fn named(settings: Option<&Settings>) -> wording::School<'_> {
    wording::School {
        name: settings.map_or("", |settings| settings.name.as_str()),
        telephone: settings.map(|settings| settings.office_phone.as_str()),
        reads_email: false,
    }
}

/// What the sender reads, said by text or email: nothing that tells a stranger who uses which school.
pub(crate) fn thanks(placed: &Placed, heard: &Heard, language: Language, say: impl Fn(Acknowledgement<'_>) -> String) -> String {
    match heard {
        Heard::Texts(Texts::Stop) => say(Acknowledgement::Stopped),
        Heard::Texts(Texts::Start) => say(Acknowledgement::Started),
        Heard::Taken => wording::you_have_this(),
        _ if !placed.unmatched.is_empty() && matches!(placed.from, From::Unknown) => say(Acknowledgement::UnknownSender),
        _ if !placed.unmatched.is_empty() => say(Acknowledgement::StaffWillRead),
        Heard::Alarm => say(Acknowledgement::Looking),
        Heard::Reason(confirmed) if confirmed.is_empty() => say(Acknowledgement::ReasonNoted),
        Heard::Reason(confirmed) => {
            let confirmed: Vec<wording::Confirmed<'_>> = confirmed
                .iter()
                .map(|one| wording::Confirmed { child: one.child.as_ref(), category: one.category, back: one.back, by: one.by })
                .collect();
            say(Acknowledgement::Understood(&confirmed))
        }
        Heard::WhichChild(children) => say(Acknowledgement::WhichChild(children)),
        Heard::Language if language != Language::English => say(Acknowledgement::LanguageChanged),
        // The language is not on here: staff see what was asked for.
        Heard::Language | Heard::Words => say(Acknowledgement::StaffWillRead),
    }
}
