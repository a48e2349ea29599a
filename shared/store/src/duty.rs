//! The duty list of a school: one sealed item, in the table `schools`.

use domain::Personal;
use domain::address::EmailAddress;
use domain::duty::OnDuty;
use domain::phone::{Line, PhoneNumber};
use domain::school::Urn;
use minicbor::{Decode, Encode};
use vault::{Keyring, Purpose};

use crate::db::{If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n};
use crate::schools::Schools;
use crate::sealed::{At, open, seal};

/// A school's duty list, with the revision that a writer has to know.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StoredDuty {
    /// Who is on duty for what and when.
    pub list: Vec<OnDuty>,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

impl Schools {
    /// The duty list; an empty one, at revision 0, before the school has given one.
    pub async fn duty(&self, keys: &Keyring, school: &Urn) -> Result<StoredDuty, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), "duty").await?;
        item.map_or_else(|| Ok(StoredDuty::default()), |item| read_duty(&self.table, keys, school, &item))
    }

    /// Writes the duty list and counts its revision up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_duty(&self, keys: &Keyring, school: &Urn, stored: &mut StoredDuty) -> Result<(), StoreError> {
        let condition = if stored.revision == 0 { If::Absent } else { If::Revision(stored.revision) };
        let revision = stored.revision + 1;
        self.db.put(&self.table, duty_item(&self.table, keys, school, &stored.list, revision)?, condition).await?;
        stored.revision = revision;
        Ok(())
    }
}

fn at<'a>(table: &'a Table, school: &'a Urn) -> At<'a> {
    At { table, pk: school.as_str(), sk: "duty", attribute: "list" }
}

pub(crate) fn duty_item(table: &Table, keys: &Keyring, school: &Urn, list: &[OnDuty], revision: i64) -> Result<Item, StoreError> {
    let record: Vec<OnDutyRecord> = list.iter().map(OnDutyRecord::of).collect();
    let sealed = seal(keys, Purpose::Roll, at(table, school), &record)?;
    Ok(item(school.as_str(), "duty", [("list", b(sealed)), ("revision", n(revision))]))
}

pub(crate) fn read_duty(table: &Table, keys: &Keyring, school: &Urn, item: &Item) -> Result<StoredDuty, StoreError> {
    let reader = Reader::new("schools", item);
    let record: Vec<OnDutyRecord> = open(keys, Purpose::Roll, at(table, school), reader.bytes("list")?)?;
    let list = record.into_iter().map(OnDutyRecord::read).collect::<Option<_>>();
    Ok(StoredDuty { list: list.ok_or_else(|| reader.unreadable("list"))?, revision: reader.number("revision")? })
}

/// Days and hours are as they are written.
#[derive(Encode, Decode)]
struct OnDutyRecord {
    #[n(0)]
    duty: String,
    #[n(1)]
    name: String,
    #[n(2)]
    number: Option<NumberRecord>,
    #[n(3)]
    email: Option<String>,
    #[n(4)]
    weekdays: Vec<i8>,
    #[n(5)]
    from: Option<String>,
    #[n(6)]
    until: Option<String>,
    #[n(7)]
    starts: String,
    #[n(8)]
    ends: String,
    /// Missing in what an earlier release wrote.
    #[n(9)]
    rings: Option<bool>,
}

#[derive(Encode, Decode)]
struct NumberRecord {
    #[n(0)]
    number: String,
    #[n(1)]
    mobile: bool,
}

impl OnDutyRecord {
    fn of(one: &OnDuty) -> Self {
        let OnDuty { duty, name, number, email, rings, weekdays, from, until, starts, ends } = one;
        let number = number.as_ref();
        Self {
            duty: duty.as_str().to_owned(),
            name: name.expose().to_owned(),
            number: number.map(|number| NumberRecord { number: number.expose().to_owned(), mobile: number.takes_texts() }),
            email: email.as_ref().map(|email| email.expose().to_owned()),
            weekdays: weekdays.iter().copied().collect(),
            from: from.map(|day| day.to_string()),
            until: until.map(|day| day.to_string()),
            starts: starts.to_string(),
            ends: ends.to_string(),
            rings: Some(*rings),
        }
    }

    fn read(self) -> Option<OnDuty> {
        let day = |text: Option<String>| text.map(|text| text.parse()).transpose().ok();
        let number = |record: NumberRecord| {
            PhoneNumber::from_e164(&record.number, if record.mobile { Line::Mobile } else { Line::Landline })
        };
        Some(OnDuty {
            duty: self.duty.parse().ok()?,
            name: Personal::new(self.name),
            number: self.number.map(number).transpose().ok()?,
            email: self.email.as_deref().map(EmailAddress::parse).transpose().ok()?,
            rings: self.rings.unwrap_or_default(),
            weekdays: self.weekdays.into_iter().collect(),
            from: day(self.from)?,
            until: day(self.until)?,
            starts: self.starts.parse().ok()?,
            ends: self.ends.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::duty::Duty;
    use jiff::civil::{date, time};
    use vault::DataKey;

    use super::*;

    #[test]
    fn a_duty_list_comes_back_as_it_was_written() {
        let keys = Keyring::new("123456", Purpose::ALL.map(|purpose| (purpose, 1, DataKey::from_bytes([1; 32]))));
        let (school, table) = ("123456".parse().unwrap(), Table::new("schools", "schools"));
        let all = OnDuty {
            duty: Duty::SafeguardingLead,
            name: "Ann Lee".into(),
            number: PhoneNumber::from_e164("+447700900001", Line::Mobile).ok(),
            email: EmailAddress::parse("ann@school.example").ok(),
            rings: true,
            weekdays: [1, 5].into(),
            from: Some(date(2026, 11, 23)),
            until: Some(date(2026, 12, 18)),
            starts: time(7, 30, 0, 0),
            ends: time(18, 0, 0, 0),
        };
        let least = OnDuty {
            duty: Duty::Head,
            number: PhoneNumber::from_e164("+441632960001", Line::Landline).ok(),
            email: None,
            rings: false,
            weekdays: [].into(),
            from: None,
            until: None,
            ..all.clone()
        };
        for list in [vec![all, least.clone(), OnDuty { number: None, ..least }], Vec::new()] {
            let item = duty_item(&table, &keys, &school, &list, 3).unwrap();
            assert_eq!(read_duty(&table, &keys, &school, &item).unwrap(), StoredDuty { list, revision: 3 });
        }
    }
}
