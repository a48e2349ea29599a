//! Which session's marks are waited for, and when somebody has to look whether they came: silence never means that everybody is present.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::calendar::Calendar;
use crate::policy::Policy;
use crate::register::Session;
use crate::school::day;

/// A session whose marks are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// The day at the school.
    pub date: Date,
    /// The session.
    pub session: Session,
    /// When staff are told that none came.
    pub missed_at: Timestamp,
}

/// The first session whose marks are missed after a moment; `None` where the calendar has no school day ahead.
pub fn next_awaited(policy: &Policy, calendar: &Calendar, after: Timestamp) -> Option<Awaited> {
    let today = day(after);
    let first = today.checked_sub(1.day()).ok()?;
    let mut date = Some(today).filter(|today| calendar.is_school_day(*today)).or_else(|| calendar.next_school_day(first));
    while let Some(on) = date {
        for session in Session::BOTH {
            let awaited = Awaited { date: on, session, missed_at: missed_at(policy, on, session) };
            if calendar.is_in_session(on, session, "") && awaited.missed_at > after {
                return Some(awaited);
            }
        }
        date = calendar.next_school_day(on);
    }
    None
}

/// When marks of a session are missed.
pub fn missed_at(policy: &Policy, date: Date, session: Session) -> Timestamp {
    policy.register_closes(date, session).saturating_add(policy.extract_missed_after).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(after: &str) -> String {
        let awaited = next_awaited(&Policy::usual(), &Calendar::usual(), after.parse().unwrap()).unwrap();
        format!("{} {} {}", awaited.date, awaited.session, awaited.missed_at)
    }

    #[test]
    fn marks_are_missed_ten_minutes_after_each_close_on_school_days_alone() {
        assert_eq!(next("2026-11-23T08:00:00Z"), "2026-11-23 AM 2026-11-23T09:25:00Z");
        assert_eq!(next("2026-11-23T09:25:00Z"), "2026-11-23 PM 2026-11-23T13:40:00Z");
        // Friday afternoon: the next is Monday's.
        assert_eq!(next("2026-11-27T14:00:00Z"), "2026-11-30 AM 2026-11-30T09:25:00Z");
        // In summer time the wall counts.
        assert_eq!(next("2026-06-01T06:00:00Z"), "2026-06-01 AM 2026-06-01T08:25:00Z");
    }
}
