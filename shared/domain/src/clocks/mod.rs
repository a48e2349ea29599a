//! What a school has to be told of, or has to tell others, from one pupil's marks of the past: reasons still missing after the days
//! that the law gives, thresholds of absence, workers who have to know.
//!
//! Everything here is for staff, who decide. The school amends its register: nothing here ever proposes or writes `O`.

mod count;
mod law;
mod notice;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use count::{WithoutLeave, counts, is_illness, without_leave};
pub use law::{Law, Threshold};
pub use notice::{Answer, Notice};

use crate::code::Code;
use crate::register::Session;
use crate::year::CompulsoryAge;

/// A mark of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// The code that stands in the register.
    pub code: Code,
    /// Whether a contact gave a reason for it.
    pub answered: bool,
}

/// One pupil's marks, one a session: whatever order they came in, it is the same history.
///
/// Sessions whose register was not taken, or whose cell nobody can read, are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(BTreeMap<(Date, Session), Past>);

impl History {
    /// Takes in a mark; the one that stood there before is gone.
    pub fn insert(&mut self, date: Date, session: Session, past: Past) {
        self.0.insert((date, session), past);
    }

    /// The marks in the order of time, up to the end of a day: what is marked ahead is not history.
    fn until(&self, day: Date) -> impl DoubleEndedIterator<Item = (Date, Session, Past)> {
        self.0.range(..=(day, Session::Pm)).map(|((date, session), past)| (*date, *session, *past))
    }
}

impl FromIterator<(Date, Session, Past)> for History {
    fn from_iter<I: IntoIterator<Item = (Date, Session, Past)>>(marks: I) -> Self {
        Self(marks.into_iter().map(|(date, session, past)| ((date, session), past)).collect())
    }
}

/// How the school's calendar counts.
#[derive(Clone, Copy)]
pub struct Days<'a> {
    /// The `n`-th school day after a day; `None` where the calendar does not reach so far.
    pub school_days_after: &'a dyn Fn(Date, u32) -> Option<Date>,
    /// The first day of the `n` school weeks of which the week of this day is the last. A week without a school day is none, in
    /// whatever term or year.
    pub weeks_back: &'a dyn Fn(Date, u32) -> Date,
    /// Whether the school meets on a day.
    pub is_school_day: &'a dyn Fn(Date) -> bool,
}

/// Somebody outside the school who works with a pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Worker {
    /// A social worker.
    SocialWorker,
    /// A youth offending team's worker.
    YouthWorker,
}

/// What is known of the pupil beside the marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// Whether the pupil is of compulsory school age.
    pub age: CompulsoryAge,
    /// Who works with the pupil.
    pub workers: BTreeSet<Worker>,
    /// Up to which day of absence the workers have been told.
    pub workers_told: Option<Date>,
    /// The last day of an illness, where somebody said how long it will be.
    pub ill_until: Option<Date>,
}

/// By when the reason for an absence has to stand in the register: so many school days after it. `None` where the calendar does not
/// reach so far.
pub fn reason_deadline(date: Date, school_days: u32, days: &Days<'_>) -> Option<Date> {
    (days.school_days_after)(date, school_days)
}

/// The first day of which a mark can still count today: that of the school year, or of the weeks that the law looks back.
pub fn first_day_that_counts(law: &Law, today: Date, days: &Days<'_>) -> Date {
    let of_year = law::school_year(today);
    law.penalty.map_or(of_year, |threshold| of_year.min((days.weeks_back)(today, threshold.weeks)))
}

/// What the school has to be told of today, the most pressing first. See [`Notice`].
pub fn notices(history: &History, pupil: &Pupil, law: &Law, today: Date, days: &Days<'_>) -> Vec<Notice> {
    let mut notices = count::workers(history, pupil, today);
    notices.extend(count::reasons(history, law, today, days));
    // Nobody below or above the age is fined or reported to the local authority for being away.
    if pupil.age != CompulsoryAge::No {
        notices.extend(count::penalty(history, pupil, law, today, days));
        notices.extend(count::in_a_row(history, pupil, law, today));
        notices.extend(count::irregular(history, pupil, law, today));
        notices.extend(count::sickness(history, pupil, law, today, days));
    }
    notices.sort();
    notices
}
