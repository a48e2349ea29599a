//! A school's calendar: who is expected on which days and in which of their sessions, and how school days and weeks are counted.
//!
//! Days are days of the civil calendar at the school, so nothing here knows of clocks or of the days when they change.

mod bank_holidays;
mod gap;
mod plan;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

pub use gap::Gap;
pub use plan::{CalendarFault, Closure, Plan, Staggered, Term};

use crate::register::Session;

/// For how many days a next or a previous school day is looked for. No holiday is longer: the calendar has run out.
const LONGEST_BREAK: usize = 400;

/// When a school is in session.
///
/// ```
/// use domain::calendar::Calendar;
/// use jiff::civil::date;
/// // Over the Easter weekend.
/// assert_eq!(Calendar::usual().next_school_day(date(2026, 4, 2)), Some(date(2026, 4, 7)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar(Stated);

/// Who has stated it, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stated {
    /// Nobody.
    Not,
    /// A file, day by day.
    Days(BTreeMap<Date, bool>),
    /// The office.
    Plan(Plan),
}

/// Whether a school that says nothing of a day is in session on it: Monday to Friday, not on England's bank holidays.
fn is_usual(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && !bank_holidays::is_bank_holiday(date)
}

/// The Monday of a day's week.
fn monday(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
}

impl Calendar {
    /// The calendar of a school that gave none: Monday to Friday, without England's bank holidays. It knows no holidays of the
    /// school's own, so the school is asked for one.
    pub const fn usual() -> Self {
        Self(Stated::Not)
    }

    /// The calendar that a file states day by day: `true` is in session. A day of which it does not speak is as usual.
    pub fn from_days(days: &BTreeMap<Date, bool>) -> Self {
        if days.is_empty() { Self::usual() } else { Self(Stated::Days(days.clone())) }
    }

    /// The calendar that the office has written.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with what to do.
    ///
    /// ```
    /// use domain::calendar::{Calendar, CalendarFault, Plan};
    /// assert_eq!(Calendar::from_plan(&Plan::default()), Err(vec![CalendarFault::NoTerm]));
    /// ```
    pub fn from_plan(plan: &Plan) -> Result<Self, Vec<CalendarFault>> {
        let faults = plan.faults();
        if faults.is_empty() { Ok(Self(Stated::Plan(plan.clone()))) } else { Err(faults) }
    }

    /// Whether the school has said when it is in session.
    pub const fn is_stated(&self) -> bool {
        !matches!(self.0, Stated::Not)
    }

    /// The last day of which the school has said anything, so that it is asked for the next year's calendar in time.
    ///
    /// After the end of what the office has written nobody is expected. After the end of a file all is as usual.
    pub fn last_day(&self) -> Option<Date> {
        match &self.0 {
            Stated::Not => None,
            Stated::Days(days) => days.last_key_value().map(|(day, _)| *day),
            Stated::Plan(plan) => plan.last_day(),
        }
    }

    /// Whether anybody at all may be expected on a day, if only for half of it.
    pub fn is_school_day(&self, date: Date) -> bool {
        Session::BOTH.into_iter().any(|session| self.holds(date, session, None))
    }

    /// Whether a year is expected in a session. `year` is as the roll has it: `7`; empty where it is unknown.
    pub fn is_in_session(&self, date: Date, session: Session, year: &str) -> bool {
        self.holds(date, session, Some(year))
    }

    fn holds(&self, date: Date, session: Session, year: Option<&str>) -> bool {
        match &self.0 {
            Stated::Not => is_usual(date),
            Stated::Days(days) => days.get(&date).copied().unwrap_or_else(|| is_usual(date)),
            Stated::Plan(plan) => plan.is_in_session(date, session, year),
        }
    }

    /// The next school day after a day; `None` where the calendar has run out.
    pub fn next_school_day(&self, after: Date) -> Option<Date> {
        let days = std::iter::successors(after.tomorrow().ok(), |day| day.tomorrow().ok());
        days.take(LONGEST_BREAK).find(|day| self.is_school_day(*day))
    }

    /// The last school day before a day; `None` where the calendar does not reach so far back.
    pub fn previous_school_day(&self, before: Date) -> Option<Date> {
        let days = std::iter::successors(before.yesterday().ok(), |day| day.yesterday().ok());
        days.take(LONGEST_BREAK).find(|day| self.is_school_day(*day))
    }

    /// The so-many-th school day after a day, the day itself for none; `None` where the calendar has run out before.
    pub fn school_days_after(&self, date: Date, count: u32) -> Option<Date> {
        (0..count).try_fold(date, |day, _| self.next_school_day(day))
    }

    /// How many school days there are from one day to another, both counted.
    pub fn school_days_between(&self, first: Date, last: Date) -> u32 {
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(|day| *day <= last);
        days.fold(0, |count, day| count.saturating_add(u32::from(self.is_school_day(day))))
    }

    /// The Monday on which the window of so many school weeks begins that ends with the week of a day.
    ///
    /// A school week has at least one session: holidays between are passed over, and the day's own week counts only where it has
    /// one. Where the calendar does not reach so far back, the window begins with the first week there is. With none at all, and
    /// for no weeks, it is empty: it begins on the Monday after the day.
    pub fn school_weeks_back(&self, date: Date, weeks: u32) -> Date {
        let mut begins = monday(date).saturating_add(7.days());
        for _ in 0..weeks {
            let Some(day) = self.previous_school_day(begins) else { break };
            begins = monday(day);
        }
        begins
    }
}
