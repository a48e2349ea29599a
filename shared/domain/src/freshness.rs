//! How fresh a school's marks are: whether silence can mean anything. It never means that everybody is present.

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};

use crate::school::{day, time_zone};

/// What is known of a school's extracts.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// When the morning's and the afternoon's register close at the school, local time.
    pub close: [Time; 2],
    /// When the newest marks in use were taken out of the MIS.
    pub marks_taken: Option<Timestamp>,
    /// When an upload was taken that is held until somebody decides, where that is the newest one.
    pub held: Option<Timestamp>,
    /// Whether a day is in session; `None` where the calendar does not say.
    pub in_session: &'a dyn Fn(Date) -> Option<bool>,
}

/// How fresh a school's marks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Today is no school day: nothing is asked for.
    NoSchoolToday,
    /// No register has closed yet today.
    RegisterOpen,
    /// The newest marks were taken after the last register closed.
    UpToDate,
    /// There are marks of today, and none since the last register closed.
    NoExtractSinceRegisterClosed,
    /// A register has closed today, and the newest marks are of the school day before.
    LastIsFromYesterday,
    /// A register has closed today, and the newest marks are older than the school day before.
    LastIsOlder,
    /// The newest extract is held: nothing of its marks is in use until somebody decides.
    NewestIsHeld,
    /// There were never any marks.
    NoExtractYet,
}

impl Freshness {
    /// The stable word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSchoolToday => "no_school_today",
            Self::RegisterOpen => "register_open",
            Self::UpToDate => "up_to_date",
            Self::NoExtractSinceRegisterClosed => "no_extract_since_register_closed",
            Self::LastIsFromYesterday => "last_is_from_yesterday",
            Self::LastIsOlder => "last_is_older",
            Self::NewestIsHeld => "newest_is_held",
            Self::NoExtractYet => "no_extract_yet",
        }
    }

    /// What it means and what to do, for the office.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoSchoolToday => "Today is no school day, so no extract is needed.",
            Self::RegisterOpen => "No register has closed yet today. Upload the marks when it has.",
            Self::UpToDate => "The marks are newer than the last register that closed.",
            Self::NoExtractSinceRegisterClosed => {
                "No extract has come since the register closed. Who is away is not known: upload the marks now."
            }
            Self::LastIsFromYesterday => {
                "The last extract is from the school day before. Nobody is called about today until today's marks are uploaded."
            }
            Self::LastIsOlder => {
                "The last extract is days old. Nobody is called about today until today's marks are uploaded: see whether the schedule still runs."
            }
            Self::NewestIsHeld => "The newest extract is held. Look at what differs, then apply it or discard it.",
            Self::NoExtractYet => "No marks have ever come. Upload an extract.",
        }
    }
}

/// How fresh a school's marks are at the moment `now`. A day of which the calendar says nothing is a school day from Monday to Friday.
pub fn freshness(now: Timestamp, known: Known<'_>) -> Freshness {
    let is_school_day =
        |day: Date| (known.in_session)(day).unwrap_or(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    if known.held.is_some_and(|held| known.marks_taken.is_none_or(|taken| taken < held)) {
        return Freshness::NewestIsHeld;
    }
    let (today, local) = (day(now), now.to_zoned_datetime(time_zone()).time());
    if !is_school_day(today) {
        return Freshness::NoSchoolToday;
    }
    let Some(taken) = known.marks_taken else { return Freshness::NoExtractYet };
    let closed = known.close.into_iter().filter(|closes| *closes <= local).max();
    let Some(closed) = closed else { return Freshness::RegisterOpen };
    let of = day(taken);
    if of >= today {
        let taken = taken.to_zoned_datetime(time_zone()).time();
        return if taken >= closed || of > today { Freshness::UpToDate } else { Freshness::NoExtractSinceRegisterClosed };
    }
    // Holidays are shorter than this; a longer silence is old whatever the calendar says.
    let before =
        std::iter::successors(today.yesterday().ok(), |day| day.yesterday().ok()).take(60).find(|day| is_school_day(*day));
    if before.is_some_and(|before| of >= before) { Freshness::LastIsFromYesterday } else { Freshness::LastIsOlder }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    const CLOSE: [Time; 2] = [time(9, 30, 0, 0), time(13, 30, 0, 0)];

    fn at(text: &str) -> Timestamp {
        format!("{text}:00Z").parse().unwrap()
    }

    fn fresh(now: &str, taken: Option<&str>) -> Freshness {
        freshness(at(now), Known { close: CLOSE, marks_taken: taken.map(at), held: None, in_session: &|_| None })
    }

    // 23 November 2026 is a Monday; London has UTC then.
    #[test]
    fn marks_count_as_fresh_once_they_were_taken_after_the_last_register_closed() {
        for (now, taken, is) in [
            ("2026-11-23T09:29", Some("2026-11-20T14:00"), Freshness::RegisterOpen),
            ("2026-11-23T09:30", Some("2026-11-23T09:30"), Freshness::UpToDate),
            ("2026-11-23T10:00", Some("2026-11-23T09:29"), Freshness::NoExtractSinceRegisterClosed),
            ("2026-11-23T13:29", Some("2026-11-23T09:40"), Freshness::UpToDate),
            ("2026-11-23T13:30", Some("2026-11-23T09:40"), Freshness::NoExtractSinceRegisterClosed),
            ("2026-11-23T14:00", Some("2026-11-23T13:45"), Freshness::UpToDate),
            ("2026-11-24T10:00", Some("2026-11-23T13:45"), Freshness::LastIsFromYesterday),
            ("2026-11-24T10:00", Some("2026-11-20T13:45"), Freshness::LastIsOlder),
            ("2026-11-23T10:00", None, Freshness::NoExtractYet),
        ] {
            assert_eq!(fresh(now, taken), is, "{now} {taken:?}");
        }
    }

    #[test]
    fn the_school_day_before_a_monday_is_friday() {
        assert_eq!(fresh("2026-11-23T10:00", Some("2026-11-20T09:40")), Freshness::LastIsFromYesterday);
        assert_eq!(fresh("2026-11-23T10:00", Some("2026-11-19T09:40")), Freshness::LastIsOlder);
    }

    #[test]
    fn a_day_out_of_session_asks_for_nothing() {
        assert_eq!(fresh("2026-11-22T10:00", Some("2026-11-02T09:40")), Freshness::NoSchoolToday);
        let closed = |day: Date| Some(day != jiff::civil::date(2026, 11, 23));
        let known = Known { close: CLOSE, marks_taken: Some(at("2026-11-20T09:40")), held: None, in_session: &closed };
        assert_eq!(freshness(at("2026-11-23T10:00"), known), Freshness::NoSchoolToday);
        // Over an inset day, the school day before is the one before it.
        assert_eq!(freshness(at("2026-11-24T10:00"), known), Freshness::LastIsOlder);
        let saturday_school = Known { in_session: &|_| Some(true), ..known };
        assert_eq!(freshness(at("2026-11-21T10:00"), saturday_school), Freshness::LastIsFromYesterday);
    }

    #[test]
    fn a_register_closes_by_the_clock_on_the_wall() {
        // In summer time 08:30 UTC is 09:30.
        assert_eq!(fresh("2026-06-23T08:29", Some("2026-06-22T12:45")), Freshness::RegisterOpen);
        assert_eq!(fresh("2026-06-23T08:30", Some("2026-06-22T12:45")), Freshness::LastIsFromYesterday);
    }

    #[test]
    fn a_held_extract_is_said_until_newer_marks_are_in_use() {
        let known = Known {
            close: CLOSE,
            marks_taken: Some(at("2026-11-20T09:40")),
            held: Some(at("2026-11-23T09:35")),
            in_session: &|_| None,
        };
        assert_eq!(freshness(at("2026-11-23T10:00"), known), Freshness::NewestIsHeld);
        let newer = Known { marks_taken: Some(at("2026-11-23T09:45")), ..known };
        assert_eq!(freshness(at("2026-11-23T10:00"), newer), Freshness::UpToDate);
    }
}
