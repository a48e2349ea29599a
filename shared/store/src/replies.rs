//! Replies: what parents wrote back, sealed before anything is made of it. In the table `messages`.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Personal;
use domain::pupil::PupilId;
use domain::reply::CameBy;
use domain::school::Urn;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use minicbor::{Decode, Encode};
use vault::{Keyring, Purpose};

use crate::db::{If, Page, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n, s};
use crate::life::BODIES;
use crate::messages::{Messages, due, pupils, read_texts};
use crate::sealed::{At, open, seal};

/// A stored reply that nobody has acted on is taken up by the sweep after this long.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// How long whoever wrote is waited for to say which of the children of several families they mean, before staff of each read it.
pub const WHICH_FAMILY_WAITS: SignedDuration = SignedDuration::from_mins(15);

/// Instead of why staff have to place it: it is held back from them, since the sender was asked which of several families' children it is
/// about. It lies with the placed replies, and no absence names it.
pub const WHICH_FAMILY: &str = "which_family";

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// A blind index of the provider's own id, so that the same reply is stored once.
    pub id: String,
    /// The day it came.
    pub date: Date,
    /// When it came, in seconds.
    pub came: i64,
    /// By which way it came.
    pub channel: CameBy,
    /// Who wrote: the number or address; empty where they answered on a page.
    pub from: Personal,
    /// The name of the contact, where the sender is known.
    pub contact_name: Personal,
    /// The name by which the contact is recognised on the roll; empty where the sender is not known.
    pub contact_key: Personal,
    /// What they wrote.
    pub words: Personal,
    /// What was understood, as a stable word.
    pub reading: Personal,
    /// The day of the absences that it is about.
    pub about: Option<Date>,
    /// The children whom the sender had been asked about; empty where the reply is for staff to place.
    pub pupils: Vec<PupilId>,
    /// Why staff have to place it, as a stable word: `unknown_sender`, `two_families`, `asked_another_day`, `came_late`, `which_child`,
    /// `may_not_explain`, `nobody_absent`, `from_staff`; [`WHICH_FAMILY`] while it is held back from them; empty otherwise.
    pub unmatched: String,
    /// Whether it was acted on.
    pub handled: bool,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

impl Messages {
    /// One reply as it stands now.
    pub async fn reply(&self, keys: &Keyring, school: &Urn, date: Date, id: &str) -> Result<Option<Reply>, StoreError> {
        for kind in ["reply", "unmatched"] {
            if let Some(item) = self.db.get(&self.table, school.as_str(), &format!("{kind}#{date}#{id}")).await? {
                return self.read_reply(keys, school, &item).map(Some);
            }
        }
        Ok(None)
    }

    /// Writes a reply and counts its revision up. Until it is handled it stands in the due index.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is stored already, or somebody else wrote it since it was read.
    pub async fn put_reply(&self, keys: &Keyring, school: &Urn, reply: &mut Reply) -> Result<(), StoreError> {
        let revision = reply.revision + 1;
        let written = reply_item(&self.table, keys, school, reply, revision, BODIES.end(self.db.now()))?;
        let condition = if reply.revision == 0 { If::Absent } else { If::Revision(reply.revision) };
        self.db.put(&self.table, written, condition).await?;
        reply.revision = revision;
        Ok(())
    }

    /// A reply that staff have to place; `None` where it never was one of those, or is placed.
    pub async fn to_place(&self, keys: &Keyring, school: &Urn, date: Date, id: &str) -> Result<Option<Reply>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), &format!("unmatched#{date}#{id}")).await?;
        item.map(|item| self.read_reply(keys, school, &item)).transpose()
    }

    /// Writes a reply that staff have placed, and takes it from those that they have to place, both or neither.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it meanwhile.
    pub async fn put_placed(&self, keys: &Keyring, school: &Urn, reply: &mut Reply) -> Result<(), StoreError> {
        let waiting = format!("unmatched#{}#{}", reply.date, reply.id);
        reply.unmatched = String::new();
        // What a contact wrote about somebody who is not absent lies under both names.
        let known = self.db.get(&self.table, school.as_str(), &reply_sk(reply)).await?;
        let known = known.map(|item| self.read_reply(keys, school, &item)).transpose()?;
        reply.revision = known.map_or(0, |known| known.revision);
        let revision = reply.revision + 1;
        let written = reply_item(&self.table, keys, school, reply, revision, BODIES.end(self.db.now()))?;
        let condition = if reply.revision == 0 { If::Absent } else { If::Revision(reply.revision) };
        self.db.put_in_place_of(&self.table, written, condition, (school.as_str(), &waiting)).await?;
        reply.revision = revision;
        Ok(())
    }

    /// Replies that staff have to place, the oldest first; `after` is the `next` of the page before.
    pub async fn unmatched(
        &self,
        keys: &Keyring,
        school: &Urn,
        after: Option<&str>,
        limit: i32,
    ) -> Result<(Vec<Reply>, Option<String>), StoreError> {
        let Page { items, next } = self.db.page(&self.table, school.as_str(), "unmatched#", after, Some(limit)).await?;
        let replies = items.iter().map(|item| self.read_reply(keys, school, item)).collect::<Result<_, _>>()?;
        Ok((replies, next))
    }

    /// Many replies of known days by their ids; those that are not there are left out.
    pub async fn replies(&self, keys: &Keyring, school: &Urn, ids: &[(Date, String)]) -> Result<Vec<Reply>, StoreError> {
        let sks: Vec<String> = ids.iter().map(|(date, id)| format!("reply#{date}#{id}")).collect();
        let items = self.db.get_many(&self.table, school.as_str(), &sks).await?;
        items.iter().map(|item| self.read_reply(keys, school, item)).collect()
    }

    fn read_reply(&self, keys: &Keyring, school: &Urn, item: &Item) -> Result<Reply, StoreError> {
        let reader = Reader::new("messages", item);
        let sk = reader.text("sk")?;
        let mut parts = sk.split('#').skip(1);
        let (date, id) = parts.next().zip(parts.next()).ok_or_else(|| reader.unreadable("sk"))?;
        let at = At { table: &self.table, pk: school.as_str(), sk, attribute: "details" };
        let details: DetailsRecord = open(keys, Purpose::Bodies, at, reader.bytes("details")?)?;
        Ok(Reply {
            id: id.to_owned(),
            date: date.parse().map_err(|_| reader.unreadable("sk"))?,
            came: reader.number("came")?,
            channel: reader.parsed("channel")?,
            from: Personal::new(details.from),
            contact_name: Personal::new(details.contact_name),
            contact_key: Personal::new(details.contact_key.unwrap_or_default()),
            words: Personal::new(details.words),
            reading: Personal::new(details.reading),
            about: reader.optional_text("about").map(|_| reader.parsed("about")).transpose()?,
            pupils: read_texts(item, "pupils", PupilId::from_hex).ok_or_else(|| reader.unreadable("pupils"))?,
            unmatched: reader.text("unmatched")?.to_owned(),
            handled: reader.flag("handled"),
            revision: reader.number("revision")?,
        })
    }
}

pub(crate) fn reply_item(
    table: &Table,
    keys: &Keyring,
    school: &Urn,
    reply: &Reply,
    revision: i64,
    expires_at: i64,
) -> Result<Item, StoreError> {
    let (pk, sk) = (school.as_str(), reply_sk(reply));
    let details = DetailsRecord {
        from: reply.from.expose().to_owned(),
        contact_name: reply.contact_name.expose().to_owned(),
        words: reply.words.expose().to_owned(),
        reading: reply.reading.expose().to_owned(),
        contact_key: Some(reply.contact_key.expose().to_owned()),
    };
    let sealed = seal(keys, Purpose::Bodies, At { table, pk, sk: &sk, attribute: "details" }, &details)?;
    let mut written = item(
        pk,
        &sk,
        [
            ("came", n(reply.came)),
            ("channel", s(reply.channel.as_str())),
            ("pupils", pupils(&reply.pupils)),
            ("unmatched", s(&*reply.unmatched)),
            ("handled", AttributeValue::Bool(reply.handled)),
            ("details", b(sealed)),
            ("revision", n(revision)),
            ("expires_at", n(expires_at)),
        ],
    );
    if let Some(about) = reply.about {
        written.insert("about".to_owned(), s(about.to_string()));
    }
    if !reply.handled {
        let came = Timestamp::from_second(reply.came).unwrap_or(Timestamp::UNIX_EPOCH);
        let patience = if reply.unmatched == WHICH_FAMILY { WHICH_FAMILY_WAITS } else { PATIENCE };
        due(&mut written, &reply.id, came.saturating_add(patience).unwrap_or(came));
    }
    Ok(written)
}

fn reply_sk(reply: &Reply) -> String {
    let kind = if matches!(reply.unmatched.as_str(), "" | WHICH_FAMILY) { "reply" } else { "unmatched" };
    format!("{kind}#{}#{}", reply.date, reply.id)
}

#[derive(Encode, Decode)]
struct DetailsRecord {
    #[n(0)]
    from: String,
    #[n(1)]
    contact_name: String,
    #[n(2)]
    words: String,
    #[n(3)]
    reading: String,
    #[n(4)]
    contact_key: Option<String>,
}
