//! Days counted from another. Must NOT know in which language they were named.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A return that is further ahead is no day to count on.
pub(super) const FURTHEST: i32 = 90;

/// The day of a month: of this year, else of the next.
pub(super) fn of_month(day: u32, month: i8, year: Option<u32>, today: Date) -> Option<Date> {
    let day = i8::try_from(day).ok()?;
    let in_year = |year: i16| Date::new(year, month, day).ok();
    match year {
        Some(year) => in_year(i16::try_from(year).ok()?),
        None => in_year(today.year()).filter(|date| *date >= today).or_else(|| in_year(today.year().checked_add(1)?)),
    }
}

/// So many days later.
pub(super) fn ahead(from: Date, days: i32) -> Date {
    from.saturating_add(days.days())
}

/// The Monday of the next week.
pub(super) fn monday_after(today: Date) -> Date {
    ahead(today, i32::from(days_until(today, Weekday::Monday)))
}

/// 1 to 7.
pub(super) fn days_until(today: Date, weekday: Weekday) -> i8 {
    match today.weekday().until(weekday) {
        0 => 7,
        days => days,
    }
}

/// On Saturday and Sunday nobody is in school.
pub(super) fn of_school(date: Date) -> Date {
    match date.weekday() {
        Weekday::Saturday => ahead(date, 2),
        Weekday::Sunday => ahead(date, 1),
        _ => date,
    }
}

/// The day of school that comes so many days of school later.
pub(super) fn school_days(from: Date, days: i32) -> Date {
    (0..days).fold(from, |day, _| of_school(ahead(day, 1)))
}

/// The next day that is the so-manieth of its month, and not today.
pub(super) fn of_any_month(day: u32, today: Date) -> Option<Date> {
    (1..=31).map(|more| ahead(today, more)).find(|date| u32::try_from(date.day()) == Ok(day) && date.day() != today.day())
}
