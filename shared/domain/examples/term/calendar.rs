//! The made-up school's year: when it is in session, in truth, and as the office has written it down.

use std::collections::BTreeSet;

use domain::calendar::{Closure, Plan, Staggered, Term};
use jiff::civil::{Date, Weekday, date};

const TERMS: [(Date, Date); 3] =
    [(date(2026, 9, 2), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 3, 24)), (date(2027, 4, 12), date(2027, 7, 21))];

const INSET: [Date; 4] = [date(2026, 9, 2), date(2026, 11, 27), date(2027, 1, 4), date(2027, 6, 7)];

/// Half-terms, and two days on which the hall is a polling station.
const CLOSED: [(Date, Date, &str); 5] = [
    (date(2026, 10, 26), date(2026, 10, 30), "half-term"),
    (date(2026, 11, 12), date(2026, 11, 12), "polling day"),
    (date(2027, 2, 15), date(2027, 2, 19), "half-term"),
    (date(2027, 5, 6), date(2027, 5, 6), "polling day"),
    (date(2027, 6, 1), date(2027, 6, 4), "half-term"),
];

/// Those within the terms.
const BANK_HOLIDAYS: [Date; 2] = [date(2027, 5, 3), date(2027, 5, 31)];

/// On the first day year 7 is alone.
const OTHERS_FROM: Date = date(2026, 9, 4);

/// The day on which it all begins, and the last.
pub(crate) const FIRST: Date = date(2026, 9, 2);
pub(crate) const LAST: Date = date(2027, 7, 21);

/// What the office has written down.
pub(crate) fn plan() -> Plan {
    let closure = |(first, last, reason): (Date, Date, &str)| Closure {
        first,
        last,
        session: None,
        years: BTreeSet::new(),
        reason: reason.to_owned(),
    };
    Plan {
        terms: TERMS.into_iter().map(|(first, last)| Term { first, last }).collect(),
        inset: INSET.into(),
        closures: CLOSED.into_iter().map(closure).collect(),
        staggered: ["8", "9", "10", "11"].map(|year| Staggered { year: year.to_owned(), first_day: OTHERS_FROM }).into(),
    }
}

/// Whether the children of a year truly are in school on a day.
pub(crate) fn expects(day: Date, year: &str) -> bool {
    meets(day) && (year == "7" || day >= OTHERS_FROM)
}

/// Whether anybody is.
pub(crate) fn meets(day: Date) -> bool {
    let within = |(first, last): (Date, Date)| first <= day && day <= last;
    TERMS.into_iter().any(within)
        && is_weekday(day)
        && !INSET.contains(&day)
        && !BANK_HOLIDAYS.contains(&day)
        && !CLOSED.into_iter().any(|(first, last, _)| within((first, last)))
}

pub(crate) fn is_weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
