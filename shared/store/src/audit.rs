//! The table `audit`: who looked at or changed what. Ids only.

use domain::absence::AbsenceId;
use jiff::Timestamp;

use crate::db::{Db, If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::life::AUDIT;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, by the function's clock.
    pub at: Timestamp,
    /// Who: the subject of the token.
    pub who: String,
    /// The role that they did it in; `none` for somebody who has none there.
    pub role: String,
    /// What they did, as a stable word: `absences.list`, `absence.look`, `school.pause`.
    pub action: String,
    /// What they did it to: an id, or empty.
    pub subject: String,
    /// `allowed` or `refused`.
    pub outcome: String,
    /// The request's own id.
    pub request: String,
}

/// The table `audit`.
#[derive(Clone, Debug)]
pub struct Audit {
    db: Db,
    table: Table,
}

impl Audit {
    /// The table under its deployed name.
    pub fn new(db: Db, table: impl Into<String>) -> Self {
        Self { db, table: Table::new("audit", table) }
    }

    /// Writes an entry; returns when the table has it. The same request again writes the same entry.
    pub async fn write(&self, school: &str, entry: &Entry) -> Result<(), StoreError> {
        self.db.put(&self.table, entry_item(school, entry, AUDIT.end(self.db.now())), If::Always).await
    }

    /// Who looked at an absence, in order.
    pub async fn looks_at(&self, school: &str, absence: AbsenceId) -> Result<Vec<Entry>, StoreError> {
        let items = self.db.all(&self.table, school, &format!("absence#{absence}#")).await?;
        items.iter().map(read_entry).collect()
    }
}

/// Entries about one absence stand together, so that its timeline is one query; all others stand by time.
fn entry_sk(entry: &Entry) -> String {
    let at = entry.at.as_millisecond();
    match entry.subject.parse::<AbsenceId>() {
        Ok(absence) => format!("absence#{absence}#{at:015}#{}", entry.request),
        Err(_) => format!("at#{at:015}#{}", entry.request),
    }
}

pub(crate) fn entry_item(school: &str, entry: &Entry, expires_at: i64) -> Item {
    item(
        school,
        &entry_sk(entry),
        [
            ("at", n(entry.at.as_second())),
            ("who", s(&*entry.who)),
            ("role", s(&*entry.role)),
            ("action", s(&*entry.action)),
            ("subject", s(&*entry.subject)),
            ("outcome", s(&*entry.outcome)),
            ("request", s(&*entry.request)),
            ("expires_at", n(expires_at)),
        ],
    )
}

fn read_entry(item: &Item) -> Result<Entry, StoreError> {
    let reader = Reader::new("audit", item);
    let text = |name| reader.text(name).map(str::to_owned);
    Ok(Entry {
        at: Timestamp::from_second(reader.number("at")?).map_err(|_| reader.unreadable("at"))?,
        who: text("who")?,
        role: text("role")?,
        action: text("action")?,
        subject: text("subject")?,
        outcome: text("outcome")?,
        request: text("request")?,
    })
}
