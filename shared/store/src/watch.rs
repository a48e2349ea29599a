//! What has to be looked at of a school though nothing comes in: one item a school, in the table `absences`.

use domain::duty::Raised;
use domain::register::Session;
use domain::school::Urn;
use domain::upload::UploadId;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::absences::Absences;
use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::messages::due;

/// The session whose marks are waited for, so that no extract is noticed too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The day at the school.
    pub date: Date,
    /// The session.
    pub session: Session,
    /// When it is looked at next.
    pub at: Timestamp,
    /// Since when staff are told that no marks came, and how far it has gone up.
    pub raised: Option<Raised>,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

/// Something in the table `absences` that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A day of a school: a search, a hold, or marks that have not come.
    Day {
        /// Whose.
        school: Urn,
        /// Which; `None` for the day on which it is looked at.
        date: Option<Date>,
    },
    /// An upload that is held.
    Upload {
        /// Whose.
        school: Urn,
        /// Which.
        upload: String,
    },
    /// An item whose key cannot be read.
    Unreadable,
}

/// As many due keys of a shard are looked at in one sweep.
const MOST: usize = 4_000;

impl Absences {
    /// What is due in a shard, each day of a school once however many children are behind it.
    pub async fn due(&self, shard: u8) -> Result<Vec<Due>, StoreError> {
        let keys = self.db.due(&self.table, &format!("{shard:02}"), MOST).await?;
        let mut due: Vec<Due> = keys.iter().map(|key| read_due(key).unwrap_or(Due::Unreadable)).collect();
        due.sort();
        due.dedup();
        Ok(due)
    }

    /// What is watched of a school; `None` before anything is.
    pub async fn watch(&self, school: &Urn) -> Result<Option<Watch>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), "watch").await?;
        item.map(|item| read_watch(&item)).transpose()
    }

    /// Writes what is watched and counts its revision up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_watch(&self, school: &Urn, watch: &mut Watch) -> Result<(), StoreError> {
        let condition = if watch.revision == 0 { If::Absent } else { If::Revision(watch.revision) };
        let mut next = watch.clone();
        next.revision += 1;
        self.db.put(&self.table, watch_item(school, &next), condition).await?;
        *watch = next;
        Ok(())
    }
}

fn read_due(key: &Item) -> Option<Due> {
    let reader = Reader::new("absences", key);
    let school: Urn = reader.parsed("pk").ok()?;
    let mut parts = reader.text("sk").ok()?.split('#');
    Some(match (parts.next()?, parts.next()) {
        ("watch", None) => Due::Day { school, date: None },
        ("absence" | "hold", Some(date)) => Due::Day { school, date: Some(date.parse().ok()?) },
        ("upload", Some(upload)) => Due::Upload { school, upload: upload.parse::<UploadId>().ok()?.to_string() },
        _ => return None,
    })
}

pub(crate) fn watch_item(school: &Urn, watch: &Watch) -> Item {
    let mut written = item(
        school.as_str(),
        "watch",
        [("date", s(watch.date.to_string())), ("session", s(watch.session.as_str())), ("revision", n(watch.revision))],
    );
    if let Some(raised) = watch.raised {
        written.insert("raised_since".to_owned(), n(raised.since.as_second()));
        written.insert("raised_over".to_owned(), n(u32::try_from(raised.over).unwrap_or(u32::MAX)));
        written.insert("raised_taken".to_owned(), aws_sdk_dynamodb::types::AttributeValue::Bool(raised.taken));
    }
    due(&mut written, school.as_str(), watch.at);
    written
}

fn read_watch(item: &Item) -> Result<Watch, StoreError> {
    let reader = Reader::new("absences", item);
    let at = |name| Timestamp::from_second(reader.number(name)?).map_err(|_| reader.unreadable(name));
    let raised = match reader.optional_number("raised_since") {
        None => None,
        Some(_) => Some(Raised {
            since: at("raised_since")?,
            over: usize::try_from(reader.number("raised_over")?).map_err(|_| reader.unreadable("raised_over"))?,
            taken: reader.flag("raised_taken"),
        }),
    };
    Ok(Watch {
        date: reader.parsed("date")?,
        session: reader.parsed("session")?,
        at: at("due_at")?,
        raised,
        revision: reader.number("revision")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_watched_comes_back_as_it_was_written() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let school: Urn = "123456".parse().unwrap();
        let quiet = Watch { date: jiff::civil::date(2026, 11, 23), session: Session::Pm, at: at(9), raised: None, revision: 1 };
        assert_eq!(read_watch(&watch_item(&school, &quiet)).unwrap(), quiet);
        let loud = Watch { raised: Some(Raised { since: at(3), over: 2, taken: true }), ..quiet };
        let written = watch_item(&school, &loud);
        assert_eq!(read_watch(&written).unwrap(), loud);
        assert_eq!(read_due(&written), Some(Due::Day { school, date: None }));
    }

    #[test]
    fn a_due_key_names_a_day_an_upload_or_nothing_that_can_be_read() {
        let read = |sk: &str| read_due(&item("123456", sk, []));
        let school: Urn = "123456".parse().unwrap();
        let day = Due::Day { school: school.clone(), date: Some(jiff::civil::date(2026, 11, 23)) };
        assert_eq!(read("absence#2026-11-23#01010101010101010101010101010101").as_ref(), Some(&day));
        assert_eq!(read("hold#2026-11-23#AM#class 7B").as_ref(), Some(&day));
        let upload = Due::Upload { school, upload: "2026-11-23T0905".to_owned() };
        assert_eq!(read("upload#2026-11-23T0905"), Some(upload));
        assert_eq!(read("nothing#else"), None);
    }
}
