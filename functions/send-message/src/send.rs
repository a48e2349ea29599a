//! One attempt: claim, look again, say, record. Killed anywhere, the message is taken up again when the claim's lease ends.

use std::sync::Arc;
use std::time::Duration;

use channels::{Answered, AtProvider, Emails, Mail, SendError, Sender, Texts, reply_address};
use domain::Personal;
use domain::address::EmailAddress;
use domain::contact::Destination;
use domain::message::{self, Claim, MessageId, Progress};
use domain::money::{Money, PartPrice};
use domain::reply::{AnswerToken, PAGES};
use domain::school::Urn;
use domain::speaking::Drop;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use shell::queue::{Queue, QueueError};
use shell::{Failure, Retry, clock};
use store::absences::{Absences, StoredAbsence};
use store::messages::{Conversation, Message, Messages, Saying};
use store::roll::Roll;
use store::schools::{Schools, Settings};
use store::usage::Usage;
use store::way_back::WayBack;
use store::{Keys, StoreError};
use thiserror::Error;
use tokio::sync::Mutex;
use vault::{BlindError, Keyring};
use voice::heard_in;
use wording::{Alert, Email, Language, Named, PartSize, Told, When, Written};

use crate::carry::{OVER_THE_CAP, Ways};
use crate::ring;

/// How long after the invocation's end a claim runs out: by then it cannot be at work any more.
const AFTER_THE_END: SignedDuration = SignedDuration::from_secs(5);

/// How long a message waits while sending is paused before it is looked at again.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// How long a message waits after a failure that may pass, when nobody says otherwise.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(2);

/// What the queue of messages holds.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Task {
    SendMessageV1 { school: String, date: Date, message: String },
}

/// What the queue of evaluations is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Handover {
    /// What a message was to say could not be said to the contact: somebody else has to be asked.
    MessageNotSaidV1 { school: String, date: Date, message: String },
}

/// What a claimed message says when it goes out.
struct Prepared {
    /// The children whom it names, with their absences.
    told: Vec<StoredAbsence>,
    /// What the school's texts of a month may cost.
    cap: Option<Money>,
    language: Language,
    /// What an answer to it brings back, where it asks a contact something.
    token: Option<AnswerToken>,
    /// By which of the school's numbers it is tried, where it is a text.
    ways: Option<Ways>,
}

/// Why a claimed message was not said.
#[derive(Debug, Error)]
pub(crate) enum NotSaid {
    /// Its provider did not take it.
    #[error("the provider did not take the message")]
    Provider(#[from] SendError),
    /// It would go beyond what the school's texts of this month may cost.
    #[error("the month's cap on texts is reached")]
    OverTheCap,
    /// A table refused before the provider was asked.
    #[error("the store refused")]
    Store(#[from] StoreError),
}

/// Why a message is not final yet.
#[derive(Debug, Error)]
pub(crate) enum SendFailure {
    /// The queue's message is none of ours, or of a later release.
    #[error("the queue's message cannot be read")]
    Unreadable,
    /// There is no such school.
    #[error("the queue's message names a school that does not exist")]
    NoSuchSchool,
    /// There is no such message.
    #[error("the queue's message names a message that does not exist")]
    NoSuchMessage,
    /// Somebody else is saying it.
    #[error("somebody else is saying it for {} more seconds", .0.as_secs())]
    Busy(Duration),
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
    /// The queue of evaluations refused.
    #[error("what was not said could not be handed over")]
    Queue(#[from] QueueError),
    /// The school's policy, as it is stored, is none.
    #[error("the stored policy cannot be followed")]
    Policy,
    /// The provider did not take it, for now.
    #[error("the provider did not take the message")]
    Provider(#[source] SendError, Duration),
}

impl Failure for SendFailure {
    fn retry(&self) -> Retry {
        match self {
            Self::Unreadable | Self::NoSuchSchool | Self::NoSuchMessage | Self::Policy => Retry::Never,
            Self::Busy(left) | Self::Provider(_, left) => Retry::After(*left),
            Self::Store(error) if !error.is_passing() => Retry::Never,
            Self::Store(_) | Self::Queue(_) => Retry::Soon,
        }
    }

    fn error_type(&self) -> &'static str {
        match self {
            Self::Unreadable => "UnreadableTask",
            Self::NoSuchSchool => "NoSuchSchool",
            Self::NoSuchMessage => "NoSuchMessage",
            Self::Policy => "PolicyUnreadable",
            Self::Queue(error) => error.error_type(),
            Self::Busy(_) => "ClaimedByAnother",
            Self::Store(error) => error.error_type(),
            Self::Provider(..) => "ProviderUnavailable",
        }
    }
}

/// All that an attempt needs.
#[derive(Debug)]
pub(crate) struct Send {
    pub(crate) keys: Keys,
    pub(crate) schools: Schools,
    pub(crate) roll: Roll,
    pub(crate) absences: Absences,
    pub(crate) messages: Messages,
    pub(crate) usage: Usage,
    pub(crate) evaluations: Queue,
    pub(crate) calls: followup::Calls,
    pub(crate) texts: Texts,
    /// What a part of a text costs.
    pub(crate) price: PartPrice,
    pub(crate) emails: Emails,
    pub(crate) provider: AtProvider,
    /// The address of our API as the provider knows it, without a slash at its end.
    pub(crate) webhooks: String,
    pub(crate) mail_sender: EmailAddress,
    /// The address under which parents find their pages, without a slash at its end.
    pub(crate) pages: String,
    /// The domain to which emails are answered, where answers are received.
    pub(crate) reply_domain: Option<String>,
    /// Held from the claim to the message's end: a process that dies says one message twice, not every message that it has in hand.
    pub(crate) one_at_a_time: Mutex<()>,
}

/// A message's school, as an attempt needs it.
pub(crate) struct At<'a> {
    pub(crate) school: &'a Urn,
    pub(crate) settings: &'a Settings,
    pub(crate) keys: Arc<Keyring>,
}

impl Send {
    /// Reads a queue's message and does what it says. `deadline` is the invocation's end.
    pub(crate) async fn body(&self, body: &str, deadline: Timestamp) -> Result<(), SendFailure> {
        let Task::SendMessageV1 { school, date, message } = serde_json::from_str(body).map_err(|_| SendFailure::Unreadable)?;
        let school: Urn = school.parse().map_err(|_| SendFailure::Unreadable)?;
        let id: MessageId = message.parse().map_err(|_| SendFailure::Unreadable)?;
        let settings = self.schools.settings(&school).await?.ok_or(SendFailure::NoSuchSchool)?;
        let at = At { school: &school, settings: &settings, keys: self.keys.school(&school).await? };
        let _alone = self.one_at_a_time.lock().await;
        let mut message = self.messages.message(&at.keys, &school, date, id).await?.ok_or(SendFailure::NoSuchMessage)?;
        let now = clock::now();
        match message::claim(message.progress, now) {
            // A redelivery after the message's end: what comes after the end may not have been written.
            Claim::Over => self.record(&at, &message).await,
            Claim::Busy { until } => Err(SendFailure::Busy(Duration::try_from(until.duration_since(now)).unwrap_or_default())),
            Claim::Yours { again } if self.is_paused(&school, &message).await? => {
                message.maybe_duplicate |= again;
                self.wait(&at, message, now).await
            }
            Claim::Yours { again } => {
                message.progress = Progress::Sending { lease_ends: deadline.saturating_add(AFTER_THE_END).unwrap_or(deadline) };
                message.wait_until = None;
                message.attempts += 1;
                message.maybe_duplicate |= again;
                self.messages.put_message(&at.keys, &school, &mut message).await?;
                self.attempt(&at, message).await
            }
        }
    }

    /// Whether nothing is sent for now. What staff have to know of a child is sent while their school has paused itself.
    async fn is_paused(&self, school: &Urn, message: &Message) -> Result<bool, SendFailure> {
        let paused = self.schools.paused(school).await?;
        let to_staff = matches!(message.saying, Saying::ToStaff { .. });
        Ok(paused.deployment || (paused.school && !to_staff))
    }

    /// While sending is paused the message waits where the sweep finds it: a queue's patience ends, a pause may last.
    async fn wait(&self, at: &At<'_>, mut message: Message, now: Timestamp) -> Result<(), SendFailure> {
        message.progress = Progress::Planned;
        message.wait_until = Some(now.saturating_add(PAUSE).unwrap_or(now));
        self.messages.put_message(&at.keys, at.school, &mut message).await?;
        tracing::info!(school = %at.school, message = %message.id, "a message waits: sending is paused");
        Ok(())
    }

    /// A claimed message: looks again, and says it or drops it.
    async fn attempt(&self, at: &At<'_>, mut message: Message) -> Result<(), SendFailure> {
        let prepared = match self.prepare(at, &mut message).await {
            Ok(Ok(prepared)) => prepared,
            Ok(Err(drop)) => return self.end(at, message, Progress::Dropped, drop.as_str()).await,
            // The provider was not asked: the next try need not wait until the claim ends, and is no duplicate.
            Err(error) => {
                if let Err(refused) = self.give_back(at, message, PAUSE_AFTER_FAILURE).await {
                    tracing::warn!(error_type = refused.error_type(), school = %at.school, "a claim could not be given back; it ends by itself");
                }
                return Err(error);
            }
        };
        match self.say(at, &mut message, &prepared).await {
            Ok(provider_id) => {
                message.provider_id = provider_id;
                self.end(at, message, Progress::Sent, "").await
            }
            Err(NotSaid::OverTheCap) => {
                tracing::warn!(error_type = "CapReached", school = %at.school, message = %message.id, "a text is not sent: the month's cap is reached");
                self.end(at, message, Progress::Failed, OVER_THE_CAP).await
            }
            Err(NotSaid::Store(error)) => {
                self.give_back(at, message, PAUSE_AFTER_FAILURE).await?;
                Err(error.into())
            }
            Err(NotSaid::Provider(error)) if let Some(outcome) = error.about_recipient() => {
                let reason = outcome.to_string();
                tracing::warn!(error_type = "RecipientRefused", school = %at.school, message = %message.id, reason, "a provider will take nothing for this recipient");
                self.end(at, message, Progress::Failed, &reason).await
            }
            Err(NotSaid::Provider(error)) if error.retry() == channels::Retry::Never => {
                tracing::error!(error_type = "MessageRefused", school = %at.school, message = %message.id, reason = error.code(), "a message cannot be sent");
                self.end(at, message, Progress::Failed, error.code()).await
            }
            // The parent may have it: the claim stands until it ends, and the next attempt is marked.
            Err(NotSaid::Provider(error)) if error.may_have_been_sent() => {
                let left = lease_left(&message);
                if message.provider.is_some() {
                    // The next attempt goes by the other number, where there is one.
                    self.messages.put_message(&at.keys, at.school, &mut message).await?;
                }
                Err(SendFailure::Provider(error, left))
            }
            Err(NotSaid::Provider(error)) => {
                let pause = match error.retry() {
                    channels::Retry::After(pause) => pause,
                    channels::Retry::Soon | channels::Retry::Never => PAUSE_AFTER_FAILURE,
                };
                self.give_back(at, message, pause).await?;
                Err(SendFailure::Provider(error, pause))
            }
        }
    }

    /// Gives a claim back after which nothing was said.
    async fn give_back(&self, at: &At<'_>, mut message: Message, pause: Duration) -> Result<(), SendFailure> {
        message.progress = Progress::Planned;
        message.named.clear();
        // In the due index too, so that it is not lost with the queue's patience.
        let wait = pause.saturating_add(Duration::from_secs(30));
        message.wait_until = SignedDuration::try_from(wait).ok().and_then(|wait| clock::now().checked_add(wait).ok());
        Ok(self.messages.put_message(&at.keys, at.school, &mut message).await?)
    }

    /// All that comes before the provider is asked: whom the message names, and the memory of having spoken to them about it.
    async fn prepare(&self, at: &At<'_>, message: &mut Message) -> Result<Result<Prepared, Drop>, SendFailure> {
        let (told, cap) = match self.look_again(at, message).await? {
            Ok(looked) => looked,
            Err(drop) => return Ok(Err(drop)),
        };
        let language = self.language(at, message).await?;
        message.named = told.iter().map(|child| child.id.pupil).collect();
        let token = self.token(at, message).map_err(StoreError::from)?;
        let ways = match &message.destination {
            Destination::Text(number) => Some(self.ways(at, message, number).await?),
            Destination::Email(_) | Destination::Call(_) => None,
        };
        self.remember(at, message, token, ways.as_ref()).await?;
        if matches!(message.destination, Destination::Call(_)) {
            // Whom it names is asked for as soon as somebody lifts, which may be before we hear that it rings.
            self.messages.put_message(&at.keys, at.school, message).await?;
        }
        Ok(Ok(Prepared { told, cap, language, token, ways }))
    }

    /// Remembers who was asked about whom before asking, so that the quickest answer finds its family.
    async fn remember(
        &self,
        at: &At<'_>,
        message: &Message,
        token: Option<AnswerToken>,
        ways: Option<&Ways>,
    ) -> Result<(), SendFailure> {
        let to_staff = match message.saying {
            Saying::ToContact { .. } | Saying::Written { .. } => false,
            Saying::ToStaff { .. } => true,
            // It asks of no child who was not asked about, and what comes back to a test takes nothing.
            Saying::Answer { .. } | Saying::Test { .. } => return Ok(()),
        };
        let number = match &message.destination {
            Destination::Text(number) => number,
            // Who was rung may ring back, or write.
            Destination::Call(number) => {
                self.remember_way_back(at, message, token).await?;
                number
            }
            Destination::Email(_) => return self.remember_way_back(at, message, token).await,
        };
        let contact = at.keys.blind("contact", message.contact_key.expose().as_bytes()).map_err(StoreError::from)?;
        let conversation = Conversation {
            school: at.school.clone(),
            date: message.date,
            message: message.id,
            contact: MessageId::new(contact).to_string(),
            pupils: message.named.clone(),
            to_staff,
        };
        // Whichever number it goes by in the end, and to whichever they answer.
        let ours = ways.map_or_else(|| vec![at.settings.numbers.for_calls()], |ways| ways.numbers().collect());
        let deployment = self.keys.deployment().await?;
        for ours in ours {
            let sender = deployment.blind("sender", domain::reply::sender_key(number, ours).as_bytes());
            self.messages.open_conversation(sender.map_err(StoreError::from)?, &conversation).await?;
        }
        Ok(())
    }

    /// Remembers to which message the address in an email leads, and that of a call.
    async fn remember_way_back(&self, at: &At<'_>, message: &Message, token: Option<AnswerToken>) -> Result<(), SendFailure> {
        let Some(token) = token else { return Ok(()) };
        let hashed = self.keys.deployment().await?.blind("token", token.bytes()).map_err(StoreError::from)?;
        let way = WayBack { school: at.school.clone(), date: message.date, message: message.id };
        Ok(self.messages.open_way_back(hashed, &way).await?)
    }

    /// The language to speak in: the one that the contact wants, where its words were reviewed for this school; else English.
    async fn language(&self, at: &At<'_>, message: &Message) -> Result<Language, SendFailure> {
        let wanted = Language::named(&message.language).filter(|language| *language != Language::English);
        let Some(language) = wanted.filter(|_| matches!(message.saying, Saying::ToContact { .. })) else {
            return Ok(Language::English);
        };
        let reviewed = self.schools.is_reviewed(at.school, language.tag(), &wording::version(language)).await?;
        Ok(if reviewed { language } else { Language::English })
    }

    /// What an answer to a message brings back, where the message asks a contact something, or a member of staff can say that they have it. Under
    /// the school's own key: the same for each try to say the message, and nobody's guess.
    fn token(&self, at: &At<'_>, message: &Message) -> Result<Option<AnswerToken>, BlindError> {
        let is_answered = match (&message.saying, &message.destination) {
            (Saying::ToContact { words, .. }, _) => words.asks_why(),
            (Saying::ToStaff { .. }, Destination::Email(_)) => self.reply_domain.is_some(),
            (Saying::ToStaff { .. }, Destination::Call(_)) => true,
            // Who texts is known by their number.
            (Saying::ToStaff { .. } | Saying::Written { .. } | Saying::Answer { .. } | Saying::Test { .. }, _) => false,
        };
        is_answered.then(|| token_of(at, message.id)).transpose()
    }

    async fn say(
        &self,
        at: &At<'_>,
        message: &mut Message,
        Prepared { told, cap, language, token: asks, ways }: &Prepared,
    ) -> Result<String, NotSaid> {
        let (language, asks) = (*language, *asks);
        let children: Vec<Personal> = told.iter().map(|child| child.pupil.forename.clone()).collect();
        // What answers an answer comes back to where that came.
        let answered = match &message.saying {
            Saying::Answer { mail: Some(mail), .. } => token_of(at, mail.asked).ok(),
            _ => None,
        };
        let comes_back = asks.or(answered).zip(self.reply_domain.as_deref());
        let reply_to = comes_back.and_then(|(token, domain)| reply_address(&token, domain).ok());
        let school = wording::School {
            name: &at.settings.name,
            telephone: Some(&at.settings.office_phone),
            reads_email: reply_to.is_some(),
        };
        let token = asks.map(|token| token.expose());
        let page = token.as_ref().map(|token| format!("{}{PAGES}{token}", self.pages));
        // Who reads what was said must not be able to answer in the contact's place.
        let without_token =
            |said: String| Personal::new(token.as_ref().map_or_else(|| said.clone(), |token| said.replace(&**token, "…")));
        let mut english = None;
        let mut told_in_call = None;
        let mut part_of_day = When::Morning;
        let (text, email) = match &message.saying {
            Saying::ToContact { words, .. } => {
                part_of_day = When::of(told.iter().flat_map(|child| child.search.asked_sessions()));
                let told = Told { words: *words, school, children: &children, when: part_of_day };
                let page = page.as_deref();
                let email = |language| told.email_with(language, page);
                english = (language != Language::English).then(|| (told.text(Language::English), email(Language::English)));
                (told.text(language), email(language))
            }
            Saying::ToStaff { why, detail, .. } => {
                let named = |child: &StoredAbsence| Named {
                    forename: child.pupil.forename.clone(),
                    group: child.pupil.registration_group.clone(),
                };
                let children: Vec<Named> = told.iter().map(named).collect();
                let alert = Alert { why: *why, school, children: &children, count: message.covers.len(), detail };
                told_in_call = Some(ring::told(alert));
                (alert.text(), alert.email())
            }
            Saying::Written { words, .. } => {
                let written = Written { school, words: words.expose() };
                (written.text(), written.email())
            }
            Saying::Answer { words, mail } => {
                let subject = mail.as_ref().map_or("", |mail| mail.subject.expose());
                (words.expose().to_owned(), Email::answer(&message.language, subject, words.expose()))
            }
            Saying::Test { words } => {
                let children = wording::made_up_children();
                let told = Told { words: *words, school, children: children.get(..1).unwrap_or_default(), when: When::Morning };
                told.as_test(Language::English)
            }
        };
        let provider_id = match &message.destination {
            Destination::Text(number) => {
                message.parts = u32::try_from(wording::split(&text, PartSize::STANDARD).parts.len()).unwrap_or(u32::MAX);
                let ways = ways.as_ref().ok_or(SendError::Unreachable)?;
                let reserved = self.reserve(at, message, *cap).await?;
                let (provider, sent) = self.text(at, ways, (number, &text)).await;
                if sent.as_ref().is_err_and(|error| !error.may_have_been_sent()) {
                    self.give_back_cost(at, reserved).await;
                }
                message.provider = Some(provider);
                message.text = Personal::new(text);
                message.english = english.map_or_else(Personal::default, |(text, _)| Personal::new(text));
                sent?
            }
            Destination::Email(address) => {
                let from = Sender { name: &at.settings.name, address: &self.mail_sender, reply_to: reply_to.as_ref() };
                let answers = match &message.saying {
                    Saying::Answer { mail: Some(mail), .. } => Some(Answered { message_id: mail.message_id.expose() }),
                    _ => None,
                };
                let mail = Mail { subject: &email.subject, text: &email.text, html: &email.html, answers };
                let sent = self.emails.send(from, address, mail).await;
                message.text = without_token(email.text);
                message.english = english.map_or_else(Personal::default, |(_, email)| without_token(email.text));
                sent?
            }
            Destination::Call(number) => {
                // What asks nothing is never planned as a call.
                let token = asks.ok_or_else(|| SendError::Rejected { code: "asks_nothing".to_owned() })?;
                let ours = at.settings.numbers.for_calls();
                let placed = self.ring(ours, number, token).await;
                let asked = |language| {
                    let of = (&children[..], part_of_day);
                    Personal::new(ring::asked(school, ours, of, language, message.date))
                };
                let heard_in_english = heard_in(language) == Language::English;
                (message.text, message.english) = match told_in_call {
                    Some(told) => (Personal::new(told), Personal::default()),
                    None => (asked(language), if heard_in_english { Personal::default() } else { asked(Language::English) }),
                };
                placed?
            }
        };
        Ok(provider_id.as_str().to_owned())
    }
}

fn token_of(at: &At<'_>, asked: MessageId) -> Result<AnswerToken, BlindError> {
    at.keys.blind("token", asked.to_string().as_bytes()).map(AnswerToken::new)
}

fn lease_left(message: &Message) -> Duration {
    match message.progress {
        Progress::Sending { lease_ends } => Duration::try_from(lease_ends.duration_since(clock::now())).unwrap_or_default(),
        _ => Duration::ZERO,
    }
}
