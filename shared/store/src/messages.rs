//! The table `messages`: messages and the conversations that they open (here), replies (in their own module).

mod details;

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Personal;
use domain::contact::Destination;
use domain::duty::{Duty, Why};
use domain::message::{Channel, MessageId, Opening, Progress};
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::search::Words;
use domain::sending::Provider;
use jiff::Timestamp;
use jiff::civil::Date;
use vault::{Keyring, Purpose};

use self::details::DetailsRecord;
use crate::absences::day_end;
use crate::db::{Db, If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n, s};
use crate::life::{BODIES, CONVERSATION};
use crate::sealed::{At, open, seal};

/// The due index has this many shards, so that a busy minute does not wait for one of them.
pub const DUE_SHARDS: u8 = 16;

/// As many due keys of a shard are looked at in one sweep.
const MOST_DUE: usize = 1_000;

/// The table `messages`.
#[derive(Clone, Debug)]
pub struct Messages {
    pub(crate) db: Db,
    pub(crate) table: Table,
}

/// What a message says, and to whom by what they are to the school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// To a contact.
    ToContact {
        /// What.
        words: Words,
        /// Which rung it is, counted from 0; `None` for what mends.
        rung: Option<usize>,
    },
    /// To somebody on duty at the school.
    ToStaff {
        /// For what.
        duty: Duty,
        /// Why they are told.
        why: Why,
        /// A sentence more; may be empty.
        detail: String,
    },
    /// To a contact who was asked, in the words of a member of staff.
    Written {
        /// Who wrote it, by the subject of their sign-in.
        by: String,
        /// Their words.
        words: Personal,
    },
    /// To a contact who wrote, the short answer to it, as it was worded then. The words go when it has come to its end.
    Answer {
        /// The words.
        words: Personal,
        /// The email that it answers; `None` for a text.
        mail: Option<AnsweredMail>,
    },
    /// To somebody on duty who wants to see how a message reads: about a made-up child, and marked as a test.
    Test {
        /// What.
        words: Words,
    },
}

/// An email that is answered, as far as its answer names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredMail {
    /// The answer's subject.
    pub subject: Personal,
    /// The sender's own id of it; empty where it has none.
    pub message_id: Personal,
    /// Which of our messages it answered: what answers the answer comes back to the same.
    pub asked: MessageId,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which.
    pub id: MessageId,
    /// The day it is about.
    pub date: Date,
    /// What it says.
    pub saying: Saying,
    /// By which version of the school's policy it was decided.
    pub policy: u32,
    /// Text, email or call.
    pub channel: Channel,
    /// Where to.
    pub destination: Destination,
    /// The contact's name for staff.
    pub contact_name: Personal,
    /// Mother, Carer: as the file said.
    pub relationship: String,
    /// The name by which the contact is recognised again on the roll.
    pub contact_key: Personal,
    /// The openings that it speaks of.
    pub covers: Vec<Opening>,
    /// How far it has come.
    pub progress: Progress,
    /// When it is taken up again by the sweep, where it had to wait before anybody could say it.
    pub wait_until: Option<Timestamp>,
    /// How often somebody tried to say it.
    pub attempts: u32,
    /// Whether the parent may have it twice.
    pub maybe_duplicate: bool,
    /// Why it failed or was dropped, as a stable word; empty otherwise.
    pub reason: String,
    /// When it came to its end, in seconds.
    pub ended: Option<i64>,
    /// When it was planned, in seconds.
    pub planned: i64,
    /// What was said; empty before.
    pub text: Personal,
    /// The same in English, for staff; empty where it was said in English.
    pub english: Personal,
    /// The language that the contact wants, as they or the extract named it; empty where nobody did.
    pub language: String,
    /// The pupils that it named in the end.
    pub named: Vec<PupilId>,
    /// Parts of the text; 0 before and for an email.
    pub parts: u32,
    /// By which provider it went out as a text, or failed to last; `None` before, and for an email or a call.
    pub provider: Option<Provider>,
    /// The provider's own id of what was sent; empty before.
    pub provider_id: String,
    /// What the provider says became of it, as a stable word; empty before it said anything.
    pub delivery: String,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

/// Whom a number was asked about: found by the number that wrote and the one that it wrote to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conversation {
    /// The school that asked.
    pub school: Urn,
    /// The day it asked about.
    pub date: Date,
    /// The message that asked.
    pub message: MessageId,
    /// The contact who was asked: a blind index of their name at that school.
    pub contact: String,
    /// Whom it asked about.
    pub pupils: Vec<PupilId>,
    /// Whether it told a member of staff of something, in place of asking a contact.
    pub to_staff: bool,
}

impl Messages {
    /// The table under its deployed name.
    pub fn new(db: Db, table: impl Into<String>) -> Self {
        Self { db, table: Table::new("messages", table) }
    }

    /// One message as it stands now.
    pub async fn message(&self, keys: &Keyring, school: &Urn, date: Date, id: MessageId) -> Result<Option<Message>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), &message_sk(date, id)).await?;
        item.map(|item| self.read(keys, school, &item)).transpose()
    }

    /// Many messages of a day; those that are not there are left out.
    pub async fn messages(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        ids: &BTreeSet<MessageId>,
    ) -> Result<Vec<Message>, StoreError> {
        self.messages_of_days(keys, school, ids.iter().map(|id| (date, *id))).await
    }

    /// Many messages, each of its day; those that are not there are left out.
    pub async fn messages_of_days(
        &self,
        keys: &Keyring,
        school: &Urn,
        ids: impl IntoIterator<Item = (Date, MessageId)>,
    ) -> Result<Vec<Message>, StoreError> {
        let sks: Vec<String> = ids.into_iter().map(|(date, id)| message_sk(date, id)).collect();
        let items = self.db.get_many(&self.table, school.as_str(), &sks).await?;
        items.iter().map(|item| self.read(keys, school, item)).collect()
    }

    /// The messages from one day to another that failed, and those that nobody has finished: what was said well is not opened.
    pub async fn unsaid_between(
        &self,
        keys: &Keyring,
        school: &Urn,
        first: Date,
        last: Date,
    ) -> Result<Vec<Message>, StoreError> {
        let items =
            self.db.between(&self.table, school.as_str(), &format!("message#{first}#"), &day_end("message", last)).await?;
        let is_unsaid = |item: &&Item| {
            let progress = Reader::new("messages", item).optional_text("progress");
            !matches!(progress, Some("sent" | "dropped"))
        };
        items.iter().filter(is_unsaid).map(|item| self.read(keys, school, item)).collect()
    }

    /// Writes a message and counts its revision up. While somebody is saying it, it stands in the due index at the end of their lease;
    /// while it has to wait, at the end of its wait.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_message(&self, keys: &Keyring, school: &Urn, message: &mut Message) -> Result<(), StoreError> {
        let revision = message.revision + 1;
        let written = message_item(&self.table, keys, school, message, revision, BODIES.end(self.db.now()))?;
        let condition = if message.revision == 0 { If::Absent } else { If::Revision(message.revision) };
        self.db.put(&self.table, written, condition).await?;
        message.revision = revision;
        Ok(())
    }

    /// Remembers whom a number was asked about. `sender` is the blind index of the two numbers under the deployment's key.
    pub async fn open_conversation(&self, sender: [u8; 16], conversation: &Conversation) -> Result<(), StoreError> {
        let opened = conversation_item(sender, conversation, CONVERSATION.end(self.db.now()));
        self.db.put(&self.table, opened, If::Always).await
    }

    /// Whom a number was asked about in the last days, the oldest first.
    pub async fn conversations(&self, sender: [u8; 16]) -> Result<Vec<Conversation>, StoreError> {
        let items = self.db.all(&self.table, &conversation_pk(sender), "").await?;
        items.iter().map(read_conversation).collect()
    }

    /// Notes that a sender is thanked on a day, for the reply of this id; false when they were before.
    pub async fn thank_once(&self, sender: [u8; 16], date: Date, reply: &str) -> Result<bool, StoreError> {
        let noted = thanks_item(sender, date, reply, CONVERSATION.end(self.db.now()));
        match self.db.put(&self.table, noted, If::Absent).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What is due in a shard: messages whose lease has run out, replies that nobody has finished. A key that cannot be read is
    /// [`Due::Unreadable`], so that it holds nothing else up.
    pub async fn due(&self, shard: u8) -> Result<Vec<Due>, StoreError> {
        let keys = self.db.due(&self.table, &format!("{shard:02}"), MOST_DUE).await?;
        Ok(keys.iter().map(|key| read_due(&Reader::new("messages", key)).unwrap_or(Due::Unreadable)).collect())
    }

    fn read(&self, keys: &Keyring, school: &Urn, item: &Item) -> Result<Message, StoreError> {
        let reader = Reader::new("messages", item);
        let sk = reader.text("sk")?;
        let (date, id) = read_message_sk(sk).ok_or_else(|| reader.unreadable("sk"))?;
        let at = At { table: &self.table, pk: school.as_str(), sk, attribute: "details" };
        let details: DetailsRecord = open(keys, Purpose::Bodies, at, reader.bytes("details")?)?;
        let channel: Channel = reader.parsed("channel")?;
        let due_at = reader.optional_number("due_at").and_then(|at| Timestamp::from_second(at).ok());
        let progress = match reader.text("progress")? {
            "planned" => Progress::Planned,
            "sending" => Progress::Sending { lease_ends: due_at.ok_or_else(|| reader.unreadable("due_at"))? },
            "sent" => Progress::Sent,
            "failed" => Progress::Failed,
            "dropped" => Progress::Dropped,
            _ => return Err(reader.unreadable("progress")),
        };
        let count = |name| u32::try_from(reader.number(name)?).map_err(|_| reader.unreadable(name));
        Ok(Message {
            id,
            date,
            saying: details.saying().ok_or_else(|| reader.unreadable("details"))?,
            policy: count("policy")?,
            channel,
            destination: details.destination(channel).ok_or_else(|| reader.unreadable("details"))?,
            contact_name: Personal::new(details.contact_name),
            relationship: details.relationship,
            contact_key: Personal::new(details.contact_key),
            covers: read_texts(item, "covers", read_opening).ok_or_else(|| reader.unreadable("covers"))?,
            progress,
            wait_until: due_at.filter(|_| progress == Progress::Planned),
            attempts: count("attempts")?,
            maybe_duplicate: reader.flag("maybe_duplicate"),
            reason: reader.text("reason")?.to_owned(),
            ended: reader.optional_number("ended"),
            planned: reader.number("planned")?,
            text: Personal::new(details.text),
            english: Personal::new(details.english.unwrap_or_default()),
            language: details.language.unwrap_or_default(),
            named: read_texts(item, "named", PupilId::from_hex).ok_or_else(|| reader.unreadable("named"))?,
            parts: count("parts")?,
            provider: reader.optional_text("provider").map(|_| reader.parsed("provider")).transpose()?,
            provider_id: reader.text("provider_id")?.to_owned(),
            delivery: reader.optional_text("delivery").unwrap_or_default().to_owned(),
            revision: reader.number("revision")?,
        })
    }
}

/// Something that should have been finished by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// A message whose lease or wait is over.
    Message {
        /// Whose.
        school: Urn,
        /// Of which day.
        date: Date,
        /// Which.
        message: MessageId,
    },
    /// A reply that was stored and not acted on.
    Reply {
        /// Whose.
        school: Urn,
        /// Of which day.
        date: Date,
        /// Which.
        reply: String,
    },
    /// An item whose key cannot be read.
    Unreadable,
}

fn read_due(reader: &Reader<'_>) -> Option<Due> {
    let school = reader.parsed("pk").ok()?;
    let mut parts = reader.text("sk").ok()?.split('#');
    let (kind, date, id) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    match kind {
        "message" => Some(Due::Message { school, date, message: id.parse().ok()? }),
        "reply" | "unmatched" => Some(Due::Reply { school, date, reply: id.to_owned() }),
        _ => None,
    }
}

/// Puts an item into the due index.
pub(crate) fn due(item: &mut Item, id: &str, at: Timestamp) {
    // FNV-1a: the same id is always in the same shard, and ids that look alike are in different ones.
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let shard = (hash >> 16) % u32::from(DUE_SHARDS);
    item.insert("due_shard".to_owned(), s(format!("{shard:02}")));
    item.insert("due_at".to_owned(), n(at.as_second()));
}

pub(crate) fn message_item(
    table: &Table,
    keys: &Keyring,
    school: &Urn,
    message: &Message,
    revision: i64,
    expires_at: i64,
) -> Result<Item, StoreError> {
    let (pk, sk) = (school.as_str(), message_sk(message.date, message.id));
    let details = seal(keys, Purpose::Bodies, At { table, pk, sk: &sk, attribute: "details" }, &DetailsRecord::of(message))?;
    let covers = message.covers.iter().map(|opening| s(format!("{}.{}", opening.pupil, opening.number))).collect();
    let mut written = item(
        pk,
        &sk,
        [
            ("progress", s(message.progress.as_str())),
            ("channel", s(message.channel.as_str())),
            ("policy", n(message.policy)),
            ("covers", AttributeValue::L(covers)),
            ("named", pupils(&message.named)),
            ("attempts", n(message.attempts)),
            ("maybe_duplicate", AttributeValue::Bool(message.maybe_duplicate)),
            ("reason", s(&*message.reason)),
            ("planned", n(message.planned)),
            ("parts", n(message.parts)),
            ("provider_id", s(&*message.provider_id)),
            ("details", b(details)),
            ("revision", n(revision)),
            ("expires_at", n(expires_at)),
        ],
    );
    let due_at = match message.progress {
        Progress::Sending { lease_ends } => Some(lease_ends),
        Progress::Planned => message.wait_until,
        Progress::Sent | Progress::Failed | Progress::Dropped => None,
    };
    if let Some(at) = due_at {
        due(&mut written, &message.id.to_string(), at);
    }
    if !message.delivery.is_empty() {
        written.insert("delivery".to_owned(), s(&*message.delivery));
    }
    if let Some(provider) = message.provider {
        written.insert("provider".to_owned(), s(provider.as_str()));
    }
    if let Some(ended) = message.ended {
        written.insert("ended".to_owned(), n(ended));
    }
    Ok(written)
}

pub(crate) fn conversation_item(sender: [u8; 16], conversation: &Conversation, expires_at: i64) -> Item {
    item(
        &conversation_pk(sender),
        &format!("{}#{}#{}", conversation.date, conversation.school, conversation.message),
        [
            ("contact", s(&*conversation.contact)),
            ("pupils", pupils(&conversation.pupils)),
            ("to_staff", AttributeValue::Bool(conversation.to_staff)),
            ("expires_at", n(expires_at)),
        ],
    )
}

pub(crate) fn pupils(ids: &[PupilId]) -> AttributeValue {
    AttributeValue::L(ids.iter().map(|pupil| s(pupil.to_string())).collect())
}

fn message_sk(date: Date, id: MessageId) -> String {
    format!("message#{date}#{id}")
}

fn read_message_sk(sk: &str) -> Option<(Date, MessageId)> {
    let (date, id) = sk.strip_prefix("message#")?.split_once('#')?;
    Some((date.parse().ok()?, id.parse().ok()?))
}

pub(crate) fn thanks_item(sender: [u8; 16], date: Date, reply: &str, expires_at: i64) -> Item {
    let pk = format!("thanks#{:032x}", u128::from_be_bytes(sender));
    item(&pk, &date.to_string(), [("reply", s(reply)), ("expires_at", n(expires_at))])
}

fn conversation_pk(sender: [u8; 16]) -> String {
    format!("conversation#{:032x}", u128::from_be_bytes(sender))
}

fn read_conversation(item: &Item) -> Result<Conversation, StoreError> {
    let reader = Reader::new("messages", item);
    let mut parts = reader.text("sk")?.split('#');
    let mut part = || parts.next().ok_or_else(|| reader.unreadable("sk"));
    Ok(Conversation {
        date: part()?.parse().map_err(|_| reader.unreadable("sk"))?,
        school: part()?.parse().map_err(|_| reader.unreadable("sk"))?,
        message: part()?.parse().map_err(|_| reader.unreadable("sk"))?,
        contact: reader.text("contact")?.to_owned(),
        pupils: read_texts(item, "pupils", PupilId::from_hex).ok_or_else(|| reader.unreadable("pupils"))?,
        to_staff: reader.flag("to_staff"),
    })
}

fn read_opening(text: &str) -> Option<Opening> {
    let (pupil, number) = text.split_once('.')?;
    Some(Opening { pupil: PupilId::from_hex(pupil)?, number: number.parse().ok()? })
}

pub(crate) fn read_texts<T>(item: &Item, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    item.get(name)?.as_l().ok()?.iter().map(|value| read(value.as_s().ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_under_its_day_and_id() {
        let (date, id) = (jiff::civil::date(2026, 11, 23), MessageId::new([2; 16]));
        assert_eq!(message_sk(date, id), "message#2026-11-23#02020202020202020202020202020202");
        assert_eq!(read_message_sk(&message_sk(date, id)), Some((date, id)));
    }

    #[test]
    fn what_is_due_is_spread_over_the_shards() {
        let shards: BTreeSet<String> = (0..200_u8)
            .map(|i| {
                let mut entry = Item::new();
                due(&mut entry, &MessageId::new([i; 16]).to_string(), Timestamp::UNIX_EPOCH);
                Reader::new("messages", &entry).text("due_shard").unwrap().to_owned()
            })
            .collect();
        assert!(shards.len() > usize::from(DUE_SHARDS) / 2, "{shards:?}");
    }
}
