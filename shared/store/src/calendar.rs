//! A school's calendar in the table `schools`: as a file says it day by day, and as the office has written it, which counts first.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::calendar::{Calendar, Closure, Plan, Staggered, Term};
use domain::register::Session;
use domain::school::Urn;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::schools::Schools;

/// A calendar as the office writes it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDocument {
    /// The terms. A half-term holiday is a closure, or lies between two of them.
    pub terms: Vec<DaysDocument>,
    /// The days on which staff alone are in school.
    #[serde(default)]
    pub inset: BTreeSet<Date>,
    /// When else the school, or a part of it, is closed.
    #[serde(default)]
    pub closures: Vec<ClosureDocument>,
    /// The years that begin a term later.
    #[serde(default)]
    pub staggered: Vec<StaggeredDocument>,
}

/// From a first day to a last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysDocument {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

/// Days on which the school, or a part of it, is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosureDocument {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// `AM` or `PM`; both where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The years that stay at home; everybody where it is left out.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub years: BTreeSet<String>,
    /// Why, for staff.
    #[serde(default)]
    pub reason: String,
}

/// A year that begins its term later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaggeredDocument {
    /// The year, as the roll has it.
    pub year: String,
    /// Its first day.
    pub first_day: Date,
}

impl CalendarDocument {
    /// The calendar, looked at as a whole.
    ///
    /// # Errors
    /// Everything that is wrong with it, each a sentence that says what to do.
    pub fn calendar(&self) -> Result<Calendar, Vec<String>> {
        let (mut closures, mut faults) = (Vec::new(), Vec::new());
        for (number, closure) in (1..).zip(&self.closures) {
            let session = closure.session.as_deref().map(str::parse::<Session>).transpose().unwrap_or_else(|_| {
                faults.push(format!("The session of closure {number} is AM or PM; leave it out for both."));
                None
            });
            closures.push(Closure {
                first: closure.first,
                last: closure.last,
                session,
                years: closure.years.clone(),
                reason: closure.reason.clone(),
            });
        }
        let plan = Plan {
            terms: self.terms.iter().map(|term| Term { first: term.first, last: term.last }).collect(),
            inset: self.inset.clone(),
            closures,
            staggered: self.staggered.iter().map(|one| Staggered { year: one.year.clone(), first_day: one.first_day }).collect(),
        };
        let calendar = Calendar::from_plan(&plan);
        faults.extend(calendar.as_ref().err().into_iter().flatten().map(ToString::to_string));
        calendar.ok().filter(|_| faults.is_empty()).ok_or(faults)
    }
}

/// What the office has written, with who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCalendar {
    /// The calendar.
    pub document: CalendarDocument,
    /// Who, by the subject of their sign-in.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Schools {
    /// Keeps a school's calendar as its file says, day by day: `true` for a day in session.
    pub async fn set_calendar(&self, school: &Urn, days: &BTreeMap<Date, bool>) -> Result<(), StoreError> {
        let Some(calendar) = calendar_item(school, days) else { return Ok(()) };
        let known = self.db.get(&self.table, school.as_str(), "calendar").await?;
        if known.as_ref() == Some(&calendar) { Ok(()) } else { self.db.put(&self.table, calendar, If::Always).await }
    }

    /// Keeps a calendar that the office has written; it counts before a file.
    pub async fn write_calendar(&self, school: &Urn, document: &CalendarDocument, by: &str) -> Result<(), StoreError> {
        let stored = StoredCalendar { document: document.clone(), by: by.to_owned(), at: self.db.now() };
        self.db.put(&self.table, written_item(school, &stored), If::Always).await
    }

    /// What the office has written; `None` where it has written none.
    pub async fn written_calendar(&self, school: &Urn) -> Result<Option<StoredCalendar>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), "written_calendar").await?;
        item.map(|item| read_written(&item)).transpose()
    }

    /// When the school is in session: as the office has written, else as a file says, else as is usual.
    pub async fn calendar(&self, school: &Urn) -> Result<Calendar, StoreError> {
        let sks = ["calendar", "written_calendar"].map(str::to_owned);
        let items = self.db.get_many(&self.table, school.as_str(), &sks).await?;
        let of = |sk: &str| items.iter().find(|item| Reader::new("schools", item).optional_text("sk") == Some(sk));
        calendar_of(of("written_calendar"), of("calendar"))
    }
}

/// What the office has written counts first, then what a file says.
pub(crate) fn calendar_of(written: Option<&Item>, of_file: Option<&Item>) -> Result<Calendar, StoreError> {
    if let Some(written) = written {
        let unreadable = |_| Reader::new("schools", written).unreadable("document");
        return read_written(written)?.document.calendar().map_err(unreadable);
    }
    of_file.map_or_else(|| Ok(Calendar::usual()), read_calendar)
}

pub(crate) fn written_item(school: &Urn, stored: &StoredCalendar) -> Item {
    // Writing plain data as JSON cannot fail.
    let document = serde_json::to_string(&stored.document).unwrap_or_default();
    item(
        school.as_str(),
        "written_calendar",
        [("document", s(document)), ("by", s(&*stored.by)), ("at", n(stored.at.as_second()))],
    )
}

fn read_written(item: &Item) -> Result<StoredCalendar, StoreError> {
    let reader = Reader::new("schools", item);
    Ok(StoredCalendar {
        document: serde_json::from_str(reader.text("document")?).map_err(|_| reader.unreadable("document"))?,
        by: reader.text("by")?.to_owned(),
        at: Timestamp::from_second(reader.number("at")?).map_err(|_| reader.unreadable("at"))?,
    })
}

/// `None` where the calendar has no day.
pub(crate) fn calendar_item(school: &Urn, days: &BTreeMap<Date, bool>) -> Option<Item> {
    let (first, last) = (days.keys().next()?, days.keys().next_back()?);
    let in_session = days.iter().filter(|(_, open)| **open).map(|(day, _)| s(day.to_string())).collect();
    Some(item(
        school.as_str(),
        "calendar",
        [("first_day", s(first.to_string())), ("last_day", s(last.to_string())), ("in_session", AttributeValue::L(in_session))],
    ))
}

fn read_calendar(item: &Item) -> Result<Calendar, StoreError> {
    let reader = Reader::new("schools", item);
    let days = item.get("in_session").and_then(|days| days.as_l().ok()).ok_or_else(|| reader.unreadable("in_session"))?;
    let day = |day: &AttributeValue| day.as_s().ok()?.parse().ok();
    let (first, last): (Date, Date) = (reader.parsed("first_day")?, reader.parsed("last_day")?);
    let in_session: BTreeSet<Date> =
        days.iter().map(day).collect::<Option<_>>().ok_or_else(|| reader.unreadable("in_session"))?;
    let every_day = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(|day| *day <= last);
    Ok(Calendar::from_days(&every_day.map(|day| (day, in_session.contains(&day))).collect()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn school() -> Urn {
        "123456".parse().unwrap()
    }

    #[test]
    fn a_files_calendar_says_of_its_own_days_whether_they_are_in_session_and_the_others_are_as_usual() {
        let (monday, tuesday, wednesday) = (date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25));
        let item = calendar_item(&school(), &[(monday, true), (tuesday, false)].into()).unwrap();
        let calendar = read_calendar(&item).unwrap();
        assert_eq!([monday, tuesday, wednesday].map(|day| calendar.is_school_day(day)), [true, false, true]);
    }

    #[test]
    fn what_the_office_has_written_comes_back_as_it_was_written() {
        let document = r#"{"terms": [{"first": "2026-09-02", "last": "2026-12-18"}], "inset": ["2026-09-02"],
            "closures": [{"first": "2026-10-26", "last": "2026-10-30", "reason": "half-term"}]}"#;
        let document: CalendarDocument = serde_json::from_str(document).unwrap();
        assert!(!document.calendar().unwrap().is_school_day(date(2026, 10, 27)));
        let stored = StoredCalendar { document, by: "subject".to_owned(), at: Timestamp::from_second(7).unwrap() };
        assert_eq!(read_written(&written_item(&school(), &stored)).unwrap(), stored);
        assert_eq!(CalendarDocument::default().calendar().unwrap_err().len(), 1);
    }
}
