//! The one place that reads the clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The moment, to the nanosecond.
#[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The schools' time zone. Its rules are built in, so it is always there; without them the times would be UTC, never a crash.
pub fn school_time_zone() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// The day at the schools at a moment.
///
/// ```
/// // Half past midnight in summer time is still the day before in UTC.
/// let moment = "2026-06-30T23:30:00Z".parse().unwrap();
/// assert_eq!(shell::clock::school_day(moment), jiff::civil::date(2026, 7, 1));
/// ```
pub fn school_day(moment: Timestamp) -> Date {
    moment.to_zoned_datetime(school_time_zone()).date()
}
