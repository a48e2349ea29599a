//! The table `usage`: counts without anything that leads to a person. Sums are made when asked for, so that a repeat counts once.

use std::collections::BTreeMap;

use domain::message::{Channel, MessageId};
use domain::money::{Money, PartPrice};
use domain::school::Urn;
use jiff::civil::Date;

use crate::db::{Change, Db, If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::life::USAGE;

/// What was made of one reply, without a word of it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ReplyUse {
    /// How the rules read it, as a stable word; empty where that was not noted.
    pub read: String,
    /// What staff decided on it, as a stable word; `None` where they decided nothing.
    pub decided: Option<String>,
}

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

    /// Takes what a text costs out of what the texts of a month may cost; false where it does not fit any more. What is taken twice, by two
    /// attempts at one text, counts twice, as the provider may count it.
    pub async fn spend(
        &self,
        school: &Urn,
        day: Date,
        (cost, cap): (Money, Money),
        price: PartPrice,
    ) -> Result<bool, StoreError> {
        let room = cap.in_thousandths() - cost.in_thousandths();
        let sk = spent_sk(day);
        let change = || Change {
            expression: "ADD spent :cost",
            condition: Some("spent <= :room"),
            values: [(":cost", n(cost.in_thousandths())), (":room", n(room))].into(),
        };
        loop {
            match self.db.update(&self.table, school.as_str(), &sk, change()).await {
                Err(StoreError::Conflict) => {}
                other => return other.map(|()| true),
            }
            if self.db.get(&self.table, school.as_str(), &sk).await?.is_some() {
                return Ok(false);
            }
            // The first that is counted: what was sent before the school said so counts too.
            let parts = self.parts_of_month(school, day).await?;
            let begun = spent_item(school, day, price.of(parts), USAGE.end(self.db.now()));
            match self.db.put(&self.table, begun, If::Absent).await {
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Gives back what was taken for a text that did not go out.
    pub async fn give_back(&self, school: &Urn, day: Date, cost: Money) -> Result<(), StoreError> {
        let change = Change {
            expression: "ADD spent :cost",
            condition: Some("spent >= :taken"),
            values: [(":cost", n(-cost.in_thousandths())), (":taken", n(cost.in_thousandths()))].into(),
        };
        match self.db.update(&self.table, school.as_str(), &spent_sk(day), change).await {
            Err(StoreError::Conflict) => Ok(()),
            other => other,
        }
    }

    /// What the texts of a day's month have cost so far, where that is counted.
    pub async fn spent(&self, school: &Urn, day: Date) -> Result<Money, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), &spent_sk(day)).await?;
        let Some(item) = item else { return Ok(Money::default()) };
        Reader::new("usage", &item).number("spent").map(Money::thousandths)
    }

    async fn parts_of_month(&self, school: &Urn, day: Date) -> Result<u32, StoreError> {
        let (first, last) = (format!("{}#", day.first_of_month()), format!("{}#~", day.last_of_month()));
        let items = self.db.between(&self.table, school.as_str(), &first, &last).await?;
        let parts = items.iter().filter_map(|item| {
            let reader = Reader::new("usage", item);
            (reader.optional_text("channel") == Some(Channel::Sms.as_str())).then(|| reader.optional_number("parts"))?
        });
        Ok(parts.filter_map(|parts| u32::try_from(parts).ok()).sum())
    }

    /// Notes that an item past its date was deleted by the table itself. `record` is the stream record's own id: the same again is the same note.
    pub async fn item_expired(&self, school: &str, day: Date, kind: &str, record: &str) -> Result<(), StoreError> {
        self.db.put(&self.table, expired_item(school, day, kind, record, USAGE.end(self.db.now())), If::Always).await
    }

    /// Notes how the rules read a reply of this day. The same reply again is the same note.
    pub async fn reply_read(&self, school: &Urn, day: Date, reply: &str, read: &str) -> Result<(), StoreError> {
        self.db.put(&self.table, reply_use_item(school, day, reply, ("read", read), USAGE.end(self.db.now())), If::Always).await
    }

    /// Notes what staff decided on a reply, in place of what they decided before.
    pub async fn reply_decided(&self, school: &Urn, day: Date, reply: &str, decided: &str) -> Result<(), StoreError> {
        let note = reply_use_item(school, day, reply, ("decided", decided), USAGE.end(self.db.now()));
        self.db.put(&self.table, note, If::Always).await
    }

    /// What was made of each reply of these days.
    pub async fn replies_between(&self, school: &Urn, first: Date, last: Date) -> Result<Vec<ReplyUse>, StoreError> {
        let (first, last) = (format!("reply#{first}#"), format!("reply#{last}#~"));
        let items = self.db.between(&self.table, school.as_str(), &first, &last).await?;
        read_replies(&items)
    }
}

/// The two notes of a reply stand beside each other: each is written by another function, and neither overwrites the other.
fn read_replies(items: &[Item]) -> Result<Vec<ReplyUse>, StoreError> {
    let mut replies: BTreeMap<&str, ReplyUse> = BTreeMap::new();
    for item in items {
        let reader = Reader::new("usage", item);
        let (reply, what) = reader.text("sk")?.rsplit_once('#').ok_or_else(|| reader.unreadable("sk"))?;
        let noted = replies.entry(reply).or_default();
        match what {
            "read" => noted.read = reader.text("read")?.to_owned(),
            "decided" => noted.decided = Some(reader.text("decided")?.to_owned()),
            _ => return Err(reader.unreadable("sk")),
        }
    }
    Ok(replies.into_values().collect())
}

pub(crate) fn reply_use_item(school: &Urn, day: Date, reply: &str, (what, word): (&str, &str), expires_at: i64) -> Item {
    item(school.as_str(), &format!("reply#{day}#{reply}#{what}"), [(what, s(word)), ("expires_at", n(expires_at))])
}

pub(crate) fn sent_item(school: &Urn, day: Date, message: MessageId, channel: Channel, parts: u32, expires_at: i64) -> Item {
    let sk = format!("{day}#sent#{message}");
    item(school.as_str(), &sk, [("channel", s(channel.as_str())), ("parts", n(parts)), ("expires_at", n(expires_at))])
}

fn spent_sk(day: Date) -> String {
    format!("spent#{}", day.strftime("%Y-%m"))
}

pub(crate) fn spent_item(school: &Urn, day: Date, spent: Money, expires_at: i64) -> Item {
    item(school.as_str(), &spent_sk(day), [("spent", n(spent.in_thousandths())), ("expires_at", n(expires_at))])
}

pub(crate) fn expired_item(school: &str, day: Date, kind: &str, record: &str, expires_at: i64) -> Item {
    let sk = format!("{day}#expired#{kind}#{record}");
    item(school, &sk, [("kind", s(kind)), ("expires_at", n(expires_at))])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_was_read_and_what_was_decided_meet_at_their_reply() {
        let (school, day) = ("123456".parse().unwrap(), date(2026, 11, 23));
        let note = |reply, what| reply_use_item(&school, day, reply, what, 0);
        let items = [note("a", ("decided", "undone")), note("a", ("read", "reason")), note("b", ("read", "late"))];
        let of = |read: &str, decided: Option<&str>| ReplyUse { read: read.to_owned(), decided: decided.map(str::to_owned) };
        assert_eq!(read_replies(&items).unwrap(), [of("reason", Some("undone")), of("late", None)]);
    }
}
