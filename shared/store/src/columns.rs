//! A school's own columns: what it calls what, in its own reports. In the table `schools`; no personal data.
//!
//! What a school proposes counts for dry runs alone. It counts for real uploads once a dry run has read it and the school has confirmed it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::school::Urn;
use domain::upload::{Part, UploadId};

use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::schools::Schools;

/// How often a change is tried again when somebody else wrote meanwhile.
const TRIES: usize = 5;

/// The columns of one table of a school's reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTableRecord {
    /// What a row of it brings.
    pub part: Part,
    /// Each header as the school types it, and the stable word of what it means (`extract::Field`).
    pub columns: Vec<(String, String)>,
}

/// What a school has said about its columns.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct OwnColumns {
    /// What counts for real uploads.
    pub confirmed: Vec<OwnTableRecord>,
    /// What counts for dry runs until it is confirmed.
    pub proposed: Option<Vec<OwnTableRecord>>,
    /// The dry run that has read what is proposed; none before there was one.
    pub seen_in: Option<UploadId>,
    /// Of the stored item; 0 where nothing was ever said.
    pub revision: i64,
}

/// Why what is proposed was not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotConfirmed {
    /// Nothing is proposed.
    NothingProposed,
    /// No dry run has read it yet.
    NotSeen,
}

impl Schools {
    /// What a school has said about its columns; nothing before it says something.
    pub async fn own_columns(&self, school: &Urn) -> Result<OwnColumns, StoreError> {
        let found = self.db.get(&self.table, school.as_str(), "columns").await?;
        found.map_or_else(|| Ok(OwnColumns::default()), |item| read_columns(&item))
    }

    /// Proposes columns in place of what was proposed before; a dry run has to read them anew, unless they are the same.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when others keep writing at the same time.
    pub async fn propose_columns(&self, school: &Urn, tables: Vec<OwnTableRecord>) -> Result<OwnColumns, StoreError> {
        self.change_columns(school, |columns| {
            if columns.proposed.as_ref() != Some(&tables) {
                (columns.proposed, columns.seen_in) = (Some(tables.clone()), None);
            }
        })
        .await
    }

    /// Notes that a dry run has read what is proposed. `read` is what it read: when something else is proposed by now, nothing is noted.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when others keep writing at the same time.
    pub async fn saw_proposed_columns(&self, school: &Urn, read: &[OwnTableRecord], upload: &UploadId) -> Result<(), StoreError> {
        let noted = self.change_columns(school, |columns| {
            if columns.proposed.as_deref() == Some(read) {
                columns.seen_in = Some(upload.clone());
            }
        });
        noted.await.map(drop)
    }

    /// Lets what is proposed count for real uploads; `Err` inside says why not yet.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote meanwhile: what would be confirmed may be another proposal.
    pub async fn confirm_columns(&self, school: &Urn) -> Result<Result<OwnColumns, NotConfirmed>, StoreError> {
        let mut columns = self.own_columns(school).await?;
        let (seen, proposed) = (columns.seen_in.take(), columns.proposed.take());
        let Some(proposed) = proposed else { return Ok(Err(NotConfirmed::NothingProposed)) };
        if seen.is_none() {
            return Ok(Err(NotConfirmed::NotSeen));
        }
        columns.confirmed = proposed;
        self.put_columns(school, &mut columns).await?;
        Ok(Ok(columns))
    }

    async fn change_columns(&self, school: &Urn, change: impl Fn(&mut OwnColumns)) -> Result<OwnColumns, StoreError> {
        for _ in 0..TRIES {
            let known = self.own_columns(school).await?;
            let mut columns = known.clone();
            change(&mut columns);
            if columns == known {
                return Ok(known);
            }
            match self.put_columns(school, &mut columns).await {
                Err(StoreError::Conflict) => {}
                other => return other.map(|()| columns),
            }
        }
        Err(StoreError::Conflict)
    }

    async fn put_columns(&self, school: &Urn, columns: &mut OwnColumns) -> Result<(), StoreError> {
        let condition = if columns.revision == 0 { If::Absent } else { If::Revision(columns.revision) };
        columns.revision += 1;
        self.db.put(&self.table, columns_item(school, columns), condition).await
    }
}

fn tables_value(tables: &[OwnTableRecord]) -> AttributeValue {
    let table = |table: &OwnTableRecord| {
        let columns = table.columns.iter().map(|(header, field)| AttributeValue::L(vec![s(&**header), s(&**field)])).collect();
        AttributeValue::M(
            [("part".to_owned(), s(table.part.as_str())), ("columns".to_owned(), AttributeValue::L(columns))].into(),
        )
    };
    AttributeValue::L(tables.iter().map(table).collect())
}

pub(crate) fn columns_item(school: &Urn, columns: &OwnColumns) -> Item {
    let mut written =
        item(school.as_str(), "columns", [("confirmed", tables_value(&columns.confirmed)), ("revision", n(columns.revision))]);
    if let Some(proposed) = &columns.proposed {
        written.insert("proposed".to_owned(), tables_value(proposed));
    }
    if let Some(seen) = &columns.seen_in {
        written.insert("seen_in".to_owned(), s(seen.as_str()));
    }
    written
}

fn read_columns(item: &Item) -> Result<OwnColumns, StoreError> {
    let reader = Reader::new("schools", item);
    let tables = |name: &'static str, value: &AttributeValue| -> Result<Vec<OwnTableRecord>, StoreError> {
        let list = value.as_l().map_err(|_| reader.unreadable(name))?;
        list.iter().map(|table| read_table(table).ok_or_else(|| reader.unreadable(name))).collect()
    };
    let confirmed = item.get("confirmed").ok_or_else(|| reader.unreadable("confirmed"))?;
    Ok(OwnColumns {
        confirmed: tables("confirmed", confirmed)?,
        proposed: item.get("proposed").map(|value| tables("proposed", value)).transpose()?,
        seen_in: reader.optional_text("seen_in").map(|_| reader.parsed("seen_in")).transpose()?,
        revision: reader.number("revision")?,
    })
}

fn read_table(value: &AttributeValue) -> Option<OwnTableRecord> {
    let table = value.as_m().ok()?;
    let columns = table.get("columns")?.as_l().ok()?.iter().map(|column| match column.as_l().ok()?.as_slice() {
        [header, field] => Some((header.as_s().ok()?.clone(), field.as_s().ok()?.clone())),
        _ => None,
    });
    Some(OwnTableRecord { part: table.get("part")?.as_s().ok()?.parse().ok()?, columns: columns.collect::<Option<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schools_columns_come_back_as_they_were_written() {
        let table = OwnTableRecord {
            part: Part::Contacts,
            columns: vec![("Mum/Dad # tel".to_owned(), "phone".to_owned()), ("Adm".to_owned(), "admission_number".to_owned())],
        };
        let columns = OwnColumns {
            confirmed: vec![table.clone()],
            proposed: Some(vec![table]),
            seen_in: Some("2026-11-23T0905-dry-run".parse().unwrap()),
            revision: 3,
        };
        let school = "123456".parse().unwrap();
        assert_eq!(read_columns(&columns_item(&school, &columns)).unwrap(), columns);
        let nothing = OwnColumns { revision: 1, ..OwnColumns::default() };
        assert_eq!(read_columns(&columns_item(&school, &nothing)).unwrap(), nothing);
    }
}
