//! The table `usage`: counts without anything that leads to a person. Sums are made when asked for, so that a repeat counts once.

use domain::message::{Channel, MessageId};
use domain::school::Urn;
use jiff::civil::Date;

use crate::db::{Db, If, Table};
use crate::error::StoreError;
use crate::item::{Item, item, n, s};
use crate::life::USAGE;

/// The table `usage`.
#[derive(Clone, Debug)]
pub struct Usage {
    db: Db,
    table: Table,
}

impl Usage {
    /// The table under its deployed name.
    pub fn new(db: Db, table: impl Into<String>) -> Self {
        Self { db, table: Table::new("usage", table) }
    }

    /// Notes that a message was sent and in how many parts. The same message again is the same note.
    pub async fn message_sent(
        &self,
        school: &Urn,
        day: Date,
        message: MessageId,
        channel: Channel,
        parts: u32,
    ) -> Result<(), StoreError> {
        self.db.put(&self.table, sent_item(school, day, message, channel, parts, USAGE.end(self.db.now())), If::Always).await
    }

    /// Notes that an item past its date was deleted by the table itself. `record` is the stream record's own id: the same again is the same note.
    pub async fn item_expired(&self, school: &str, day: Date, kind: &str, record: &str) -> Result<(), StoreError> {
        self.db.put(&self.table, expired_item(school, day, kind, record, USAGE.end(self.db.now())), If::Always).await
    }
}

pub(crate) fn sent_item(school: &Urn, day: Date, message: MessageId, channel: Channel, parts: u32, expires_at: i64) -> Item {
    let sk = format!("{day}#sent#{message}");
    item(school.as_str(), &sk, [("channel", s(channel.as_str())), ("parts", n(parts)), ("expires_at", n(expires_at))])
}

pub(crate) fn expired_item(school: &str, day: Date, kind: &str, record: &str, expires_at: i64) -> Item {
    let sk = format!("{day}#expired#{kind}#{record}");
    item(school, &sk, [("kind", s(kind)), ("expires_at", n(expires_at))])
}
