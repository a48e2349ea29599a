//! How far a telephone call has come, sealed, one item a call: each step is stored before it is answered. In the table `messages`.

use domain::Personal;
use domain::message::MessageId;
use domain::pupil::PupilId;
use domain::school::Urn;
use jiff::civil::Date;
use minicbor::{Decode, Encode};
use vault::{Keyring, Purpose};

use crate::db::{If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n};
use crate::life::BODIES;
use crate::messages::{Messages, pupils, read_texts};
use crate::sealed::{At, open, seal};

/// A call as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCall {
    /// A blind index of the provider's own id of it.
    pub id: String,
    /// How far it has come: a line that `voice` writes and reads.
    pub state: Personal,
    /// What was answered last, for the same request again; empty before.
    pub answer: Personal,
    /// Whom it is about, in the order in which they are named; nobody where an unknown caller rang.
    pub pupils: Vec<PupilId>,
    /// The message that asked the family; `None` where an unknown caller rang.
    pub asked: Option<(Date, MessageId)>,
    /// When somebody lifted, in seconds; `None` before.
    pub lifted: Option<i64>,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

impl Messages {
    /// One call as it stands now.
    pub async fn call(&self, keys: &Keyring, school: &Urn, id: &str) -> Result<Option<StoredCall>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), &call_sk(id)).await?;
        item.map(|item| self.read_call(keys, school, id, &item)).transpose()
    }

    /// Writes a call and counts its revision up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another request about it wrote it since it was read.
    pub async fn put_call(&self, keys: &Keyring, school: &Urn, call: &mut StoredCall) -> Result<(), StoreError> {
        let revision = call.revision + 1;
        let written = call_item(&self.table, keys, school, call, revision, BODIES.end(self.db.now()))?;
        let condition = if call.revision == 0 { If::Absent } else { If::Revision(call.revision) };
        self.db.put(&self.table, written, condition).await?;
        call.revision = revision;
        Ok(())
    }

    fn read_call(&self, keys: &Keyring, school: &Urn, id: &str, item: &Item) -> Result<StoredCall, StoreError> {
        let reader = Reader::new("messages", item);
        let sk = reader.text("sk")?;
        let at = At { table: &self.table, pk: school.as_str(), sk, attribute: "details" };
        let details: CallRecord = open(keys, Purpose::Bodies, at, reader.bytes("details")?)?;
        let asked = match details.asked {
            None => None,
            Some([date, message]) => {
                let unreadable = || reader.unreadable("details");
                Some((date.parse().map_err(|_| unreadable())?, message.parse().map_err(|_| unreadable())?))
            }
        };
        Ok(StoredCall {
            id: id.to_owned(),
            state: Personal::new(details.state),
            answer: Personal::new(details.answer),
            pupils: read_texts(item, "pupils", PupilId::from_hex).ok_or_else(|| reader.unreadable("pupils"))?,
            asked,
            lifted: reader.optional_number("lifted"),
            revision: reader.number("revision")?,
        })
    }
}

pub(crate) fn call_item(
    table: &Table,
    keys: &Keyring,
    school: &Urn,
    call: &StoredCall,
    revision: i64,
    expires_at: i64,
) -> Result<Item, StoreError> {
    let (pk, sk) = (school.as_str(), call_sk(&call.id));
    let details = CallRecord {
        state: call.state.expose().to_owned(),
        answer: call.answer.expose().to_owned(),
        asked: call.asked.map(|(date, message)| [date.to_string(), message.to_string()]),
    };
    let sealed = seal(keys, Purpose::Bodies, At { table, pk, sk: &sk, attribute: "details" }, &details)?;
    let mut written = item(
        pk,
        &sk,
        [("pupils", pupils(&call.pupils)), ("details", b(sealed)), ("revision", n(revision)), ("expires_at", n(expires_at))],
    );
    if let Some(lifted) = call.lifted {
        written.insert("lifted".to_owned(), n(lifted));
    }
    Ok(written)
}

fn call_sk(id: &str) -> String {
    format!("call#{id}")
}

#[derive(Encode, Decode)]
struct CallRecord {
    #[n(0)]
    state: String,
    #[n(1)]
    answer: String,
    #[n(2)]
    asked: Option<[String; 2]>,
}
