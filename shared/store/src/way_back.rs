//! The way back to a message: from an answer that brings its token, and from the provider's receipts. In the table `messages`.

use domain::message::MessageId;
use domain::school::Urn;
use jiff::civil::Date;

use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n};
use crate::life::CONVERSATION;
use crate::messages::Messages;

/// Which message it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// The school that asked.
    pub school: Urn,
    /// The day it asked about.
    pub date: Date,
    /// The message that asked.
    pub message: MessageId,
}

impl Messages {
    /// Remembers to which message a token leads. `token` is its keyed hash: who reads the table can answer for nobody.
    pub async fn open_way_back(&self, token: [u8; 16], way: &WayBack) -> Result<(), StoreError> {
        self.db.put(&self.table, way_back_item(token, way, CONVERSATION.end(self.db.now())), If::Always).await
    }

    /// To which message a token leads; `None` where nobody ever gave it out, or long ago.
    pub async fn way_back(&self, token: [u8; 16]) -> Result<Option<WayBack>, StoreError> {
        let items = self.db.all(&self.table, &way_back_pk(token), "").await?;
        items.first().map(read_way_back).transpose()
    }
}

impl Messages {
    /// Remembers of which message a provider's receipts will be.
    pub async fn await_receipts(&self, provider_id: &str, way: &WayBack) -> Result<(), StoreError> {
        self.db.put(&self.table, receipts_item(provider_id, way, CONVERSATION.end(self.db.now())), If::Always).await
    }

    /// Of which message a provider's receipt is.
    pub async fn way_of_receipt(&self, provider_id: &str) -> Result<Option<WayBack>, StoreError> {
        let items = self.db.all(&self.table, &receipts_pk(provider_id), "").await?;
        items.first().map(read_way_back).transpose()
    }
}

fn receipts_pk(provider_id: &str) -> String {
    format!("receipts#{provider_id}")
}

pub(crate) fn receipts_item(provider_id: &str, way: &WayBack, expires_at: i64) -> Item {
    item(&receipts_pk(provider_id), &way_sk(way), [("expires_at", n(expires_at))])
}

fn way_sk(way: &WayBack) -> String {
    format!("{}#{}#{}", way.date, way.school, way.message)
}

fn way_back_pk(token: [u8; 16]) -> String {
    format!("token#{:032x}", u128::from_be_bytes(token))
}

pub(crate) fn way_back_item(token: [u8; 16], way: &WayBack, expires_at: i64) -> Item {
    item(&way_back_pk(token), &way_sk(way), [("expires_at", n(expires_at))])
}

fn read_way_back(item: &Item) -> Result<WayBack, StoreError> {
    let reader = Reader::new("messages", item);
    let mut parts = reader.text("sk")?.split('#');
    let mut part = || parts.next().ok_or_else(|| reader.unreadable("sk"));
    Ok(WayBack {
        date: part()?.parse().map_err(|_| reader.unreadable("sk"))?,
        school: part()?.parse().map_err(|_| reader.unreadable("sk"))?,
        message: part()?.parse().map_err(|_| reader.unreadable("sk"))?,
    })
}
