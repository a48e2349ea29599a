//! When contacts may be spoken to: neither at night nor on a day on which nobody expects to hear from the school.
//!
//! What could not be said in time is dropped, never kept for the evening. Whoever is still looked for at the end is staff's.

use jiff::Timestamp;
use jiff::civil::{Date, Time, time};
use jiff::tz::AmbiguousTimestamp;

use crate::calendar::Calendar;
use crate::school::{day, time_zone};

/// The hours in which contacts may be spoken to. Local time; an end at 00:00 is the next midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From when on.
    pub from: Time,
    /// Until when questions are put.
    pub until: Time,
    /// Until when those who were asked may hear that a child is in school, or that nothing more is needed.
    pub corrections_until: Time,
    /// Whether it opens on every day, not on school days alone.
    pub any_day: bool,
}

/// No window opens earlier, but one that is always open.
pub const EARLIEST: Time = time(7, 0, 0, 0);

/// No window closes later, but one that is always open.
pub const LATEST: Time = time(20, 0, 0, 0);

/// What is wrong with a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowFault {
    /// It is never open.
    #[error("The window closes before it opens: nobody could be asked. Let it close later than it opens.")]
    ClosesBeforeItOpens,
    /// Parents would be woken.
    #[error("The window opens before 07:00. Let it open at 07:00 or later.")]
    OpensTooEarly,
    /// Parents would be asked in the evening.
    #[error("The window closes after 20:00. Let it close at 20:00 or earlier.")]
    ClosesTooLate,
    /// Somebody who was asked would not hear that the child is in school.
    #[error(
        "Corrections end before questions do: a parent could be asked and not hear that the child is there. Let them end later."
    )]
    CorrectionsEndFirst,
    /// Corrections would be sent in the night.
    #[error("Corrections end after 20:00. Let them end at 20:00 or earlier.")]
    CorrectionsEndTooLate,
}

/// Whether one end of a day is before another: midnight is the last.
fn ends_before(one: Time, other: Time) -> bool {
    one != Time::midnight() && (other == Time::midnight() || one < other)
}

fn on_the_wall(date: Date, hour: Time) -> AmbiguousTimestamp {
    time_zone().to_ambiguous_timestamp(date.to_datetime(hour))
}

impl Window {
    /// The window of a school that has said nothing.
    pub const fn usual() -> Self {
        Self { from: time(8, 30, 0, 0), until: time(18, 0, 0, 0), corrections_until: LATEST, any_day: false }
    }

    /// A window that never closes, for a school that shows how it works at any hour.
    pub const fn always() -> Self {
        let midnight = Time::midnight();
        Self { from: midnight, until: midnight, corrections_until: midnight, any_day: true }
    }

    /// Looks at it as a whole.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with what to do.
    pub fn check(&self) -> Result<(), Vec<WindowFault>> {
        let always = *self == Self::always();
        let faults = [
            (self.until != Time::midnight() && self.until <= self.from, WindowFault::ClosesBeforeItOpens),
            (self.from < EARLIEST && !always, WindowFault::OpensTooEarly),
            (ends_before(LATEST, self.until) && !always, WindowFault::ClosesTooLate),
            (ends_before(self.corrections_until, self.until), WindowFault::CorrectionsEndFirst),
            (ends_before(LATEST, self.corrections_until) && !always, WindowFault::CorrectionsEndTooLate),
        ];
        let faults: Vec<_> = faults.into_iter().filter_map(|(wrong, fault)| wrong.then_some(fault)).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Whether contacts may be spoken to at a moment: asked, or where that `corrects`, told that a child is in school or that
    /// nothing more is needed.
    pub fn allows(&self, calendar: &Calendar, moment: Timestamp, corrects: bool) -> bool {
        let date = day(moment);
        let until = if corrects { self.corrections_until } else { self.until };
        let is_open = opens(date, self.from) <= moment && moment < closes(date, until);
        is_open && (self.any_day || calendar.is_school_day(date))
    }

    /// When the questions of a day end: whoever is still looked for then is staff's.
    pub fn ends(&self, date: Date) -> Timestamp {
        closes(date, self.until)
    }

    /// The first moment from `after` on at which a question may be put: `after` itself while the window is open. `None` where the
    /// calendar has run out.
    pub fn opens_next(&self, calendar: &Calendar, after: Timestamp) -> Option<Timestamp> {
        let next = |date: &Date| if self.any_day { date.tomorrow().ok() } else { calendar.next_school_day(*date) };
        // The hours of the next day may be just those that the clocks leave out: the one after has them.
        let days = std::iter::successors(Some(day(after)), next).take(3);
        days.map(|date| opens(date, self.from).max(after)).find(|moment| self.allows(calendar, *moment, false))
    }
}

/// When an hour of a day comes. An hour that the clocks leave out comes an hour later; of one that comes twice it is the first.
/// Only a day at the end of all time has none.
fn opens(date: Date, from: Time) -> Timestamp {
    on_the_wall(date, from).compatible().unwrap_or(Timestamp::MAX)
}

/// When an hour of a day is over: as [`opens`], but of an hour that comes twice it is the second. So a window opens once a day.
fn closes(date: Date, until: Time) -> Timestamp {
    let date = if until == Time::midnight() { date.tomorrow() } else { Ok(date) };
    date.and_then(|date| on_the_wall(date, until).later()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use jiff::{SignedDuration, ToSpan};
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::tests::{calendars, days};
    use crate::calendar::{Closure, Plan, Term};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn hour(text: &str) -> Time {
        text.parse().unwrap()
    }

    /// Opens and closes at odd hours, on any day.
    fn odd(from: &str, until: &str) -> Window {
        Window { from: hour(from), until: hour(until), corrections_until: hour(until), any_day: true }
    }

    #[test]
    fn parents_are_asked_on_school_days_from_half_past_eight_to_six_and_hear_corrections_until_eight() {
        let (window, calendar) = (Window::usual(), Calendar::usual());
        for (moment, asks, corrects) in [
            ("2026-11-23T08:29:59Z", false, false),
            ("2026-11-23T08:30:00Z", true, true),
            ("2026-11-23T17:59:59Z", true, true),
            ("2026-11-23T18:00:00Z", false, true),
            ("2026-11-23T19:59:59Z", false, true),
            ("2026-11-23T20:00:00Z", false, false),
            // A Sunday, and Good Friday.
            ("2026-11-22T10:00:00Z", false, false),
            ("2026-04-03T10:00:00Z", false, false),
            // In summer time, by the clock on the wall.
            ("2026-06-15T07:30:00Z", true, true),
            ("2026-06-15T17:00:00Z", false, true),
            ("2026-06-15T19:00:00Z", false, false),
        ] {
            let allowed = [false, true].map(|corrects| window.allows(&calendar, at(moment), corrects));
            assert_eq!(allowed, [asks, corrects], "{moment}");
        }
    }

    #[test]
    fn on_polling_day_and_in_the_holidays_nobody_hears_from_the_school() {
        let polling = date(2026, 11, 26);
        let closed = |session| Closure {
            first: polling,
            last: polling,
            session,
            years: Default::default(),
            reason: "polling day".to_owned(),
        };
        let terms = vec![Term { first: date(2026, 11, 2), last: date(2026, 12, 18) }];
        let whole = Calendar::from_plan(&Plan { terms: terms.clone(), closures: vec![closed(None)], ..Plan::default() }).unwrap();
        let half = Plan { terms, closures: vec![closed(Some(crate::register::Session::Pm))], ..Plan::default() };
        let half = Calendar::from_plan(&half).unwrap();
        let window = Window::usual();
        for (calendar, moment, allowed) in [
            (&whole, "2026-11-26T10:00:00Z", false),
            (&half, "2026-11-26T10:00:00Z", true),
            (&half, "2026-11-26T15:00:00Z", true),
            (&whole, "2026-11-27T10:00:00Z", true),
            (&whole, "2026-12-21T10:00:00Z", false),
        ] {
            assert_eq!([false, true].map(|corrects| window.allows(calendar, at(moment), corrects)), [allowed; 2], "{moment}");
        }
        assert_eq!(window.opens_next(&whole, at("2026-11-25T19:00:00Z")), Some(at("2026-11-27T08:30:00Z")));
        assert_eq!(window.opens_next(&whole, at("2026-12-18T18:00:00Z")), None, "no term comes after");
        assert!(Window { any_day: true, ..window }.allows(&whole, at("2026-11-26T10:00:00Z"), false));
    }

    #[test]
    fn round_the_sundays_when_the_clocks_change_the_clock_on_the_wall_counts() {
        let (window, calendar) = (Window { any_day: true, ..Window::usual() }, Calendar::usual());
        for (day, opens, ends) in [
            (date(2026, 3, 28), "2026-03-28T08:30:00Z", "2026-03-28T18:00:00Z"),
            (date(2026, 3, 29), "2026-03-29T07:30:00Z", "2026-03-29T17:00:00Z"),
            (date(2026, 10, 24), "2026-10-24T07:30:00Z", "2026-10-24T17:00:00Z"),
            (date(2026, 10, 25), "2026-10-25T08:30:00Z", "2026-10-25T18:00:00Z"),
        ] {
            assert_eq!(window.opens_next(&calendar, at(opens) - SignedDuration::from_hours(5)), Some(at(opens)), "{day}");
            assert_eq!(window.ends(day), at(ends), "{day}");
        }
        // From the Friday before to the Monday after, a school is silent.
        let usual = Window::usual();
        assert_eq!(usual.opens_next(&calendar, at("2026-03-27T18:00:00Z")), Some(at("2026-03-30T07:30:00Z")));
        assert_eq!(usual.opens_next(&calendar, at("2026-10-23T17:00:00Z")), Some(at("2026-10-26T08:30:00Z")));
    }

    #[test]
    fn a_window_that_is_always_open_ends_at_midnight_after_23_24_or_25_hours() {
        let (window, calendar) = (Window::always(), Calendar::usual());
        for (day, began, ends, hours) in [
            (date(2026, 3, 28), "2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z", 24),
            (date(2026, 3, 29), "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z", 23),
            (date(2026, 10, 25), "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z", 25),
        ] {
            assert_eq!(window.ends(day), at(ends), "{day}");
            assert_eq!(at(ends).duration_since(at(began)), SignedDuration::from_hours(hours));
            for moment in [began, ends].map(at) {
                assert!(window.allows(&calendar, moment, false) && window.allows(&calendar, moment, true), "{moment}");
                assert_eq!(window.opens_next(&calendar, moment), Some(moment));
            }
        }
    }

    #[test]
    fn an_hour_that_does_not_exist_comes_an_hour_later_and_one_that_comes_twice_is_one_window() {
        let calendar = Calendar::usual();
        // On 29 March there is no 01:30.
        let spring = odd("01:30", "05:00");
        for (moment, allowed) in
            [("2026-03-29T00:59:59Z", false), ("2026-03-29T01:29:59Z", false), ("2026-03-29T01:30:00Z", true)]
        {
            assert_eq!(spring.allows(&calendar, at(moment), false), allowed, "{moment}");
        }
        assert_eq!(odd("00:00", "01:30").ends(date(2026, 3, 29)), at("2026-03-29T01:30:00Z"));
        // Of this one nothing is left on that day.
        assert_eq!(odd("01:15", "02:00").opens_next(&calendar, at("2026-03-28T02:00:00Z")), Some(at("2026-03-30T00:15:00Z")));
        // On 25 October 01:30 comes at 00:30 and at 01:30 of universal time.
        let autumn = odd("01:15", "01:45");
        for (moment, allowed) in [
            ("2026-10-25T00:14:59Z", false),
            ("2026-10-25T00:15:00Z", true),
            ("2026-10-25T00:50:00Z", true),
            ("2026-10-25T01:05:00Z", true),
            ("2026-10-25T01:44:59Z", true),
            ("2026-10-25T01:45:00Z", false),
        ] {
            assert_eq!(autumn.allows(&calendar, at(moment), false), allowed, "{moment}");
        }
        assert_eq!(autumn.ends(date(2026, 10, 25)), at("2026-10-25T01:45:00Z"));
    }

    #[test]
    fn a_window_is_refused_with_all_that_is_wrong() {
        let usual = Window::usual();
        for (window, faults) in [
            (usual, vec![]),
            (Window::always(), vec![]),
            (Window { any_day: true, ..usual }, vec![]),
            (Window { from: EARLIEST, until: LATEST, ..usual }, vec![]),
            (Window { from: hour("18:00"), ..usual }, vec![WindowFault::ClosesBeforeItOpens]),
            (Window { from: hour("06:59"), ..usual }, vec![WindowFault::OpensTooEarly]),
            (
                Window { until: hour("20:01"), corrections_until: hour("20:01"), ..usual },
                vec![WindowFault::ClosesTooLate, WindowFault::CorrectionsEndTooLate],
            ),
            (Window { corrections_until: hour("17:59"), ..usual }, vec![WindowFault::CorrectionsEndFirst]),
            (Window { corrections_until: hour("00:00"), ..usual }, vec![WindowFault::CorrectionsEndTooLate]),
            (
                Window { any_day: false, ..Window::always() },
                vec![WindowFault::OpensTooEarly, WindowFault::ClosesTooLate, WindowFault::CorrectionsEndTooLate],
            ),
            (
                Window { from: hour("08:30"), ..Window::always() },
                vec![WindowFault::ClosesTooLate, WindowFault::CorrectionsEndTooLate],
            ),
            (
                Window { corrections_until: hour("20:00"), ..Window::always() },
                vec![WindowFault::OpensTooEarly, WindowFault::ClosesTooLate, WindowFault::CorrectionsEndFirst],
            ),
        ] {
            let found = window.check().err().unwrap_or_default();
            assert_eq!(found, faults, "{window:?}");
        }
    }

    /// Windows that a check lets pass, and odd ones round the hours at which the clocks change.
    fn windows() -> impl Strategy<Value = Window> {
        let of_minute = |minute: i32| Time::midnight() + minute.minutes();
        let fair = (420i32..1200, 0i32..780, 0i32..780, any::<bool>()).prop_map(move |(from, long, more, any_day)| {
            let until = (from + 1 + long).min(1200);
            let window = Window {
                from: of_minute(from),
                until: of_minute(until),
                corrections_until: of_minute((until + more).min(1200)),
                any_day,
            };
            window.check().unwrap();
            window
        });
        let odd = (0i32..180, 1i32..180, any::<bool>()).prop_map(move |(from, long, any_day)| {
            let until = of_minute(from + long);
            Window { from: of_minute(from), until, corrections_until: until, any_day }
        });
        prop_oneof![Just(Window::usual()), Just(Window::always()), fair, odd]
    }

    fn moments() -> impl Strategy<Value = Timestamp> {
        (days(), prop_oneof![0i64..90_000, 0i64..14_400])
            .prop_map(|(date, second)| opens(date, Time::midnight()) + SignedDuration::from_secs(second))
    }

    proptest! {
        #[test]
        fn a_window_opens_next_when_questions_are_allowed_and_at_no_moment_before(
            window in windows(), calendar in calendars(), after in moments(), between in prop::collection::vec(0.0f64..1.0, 50),
        ) {
            let opens = window.opens_next(&calendar, after);
            let Some(opens) = opens else {
                prop_assert!(!window.any_day && calendar.next_school_day(day(after)).is_none());
                prop_assert!(!window.allows(&calendar, after, false));
                return Ok(());
            };
            prop_assert!(opens >= after && window.allows(&calendar, opens, false));
            let wait = opens.duration_since(after);
            for share in between {
                let moment = after + SignedDuration::from_secs_f64(wait.as_secs_f64() * share);
                prop_assert!(moment >= opens || !window.allows(&calendar, moment, false), "{} is before {}", moment, opens);
            }
            if opens > after {
                prop_assert!(!window.allows(&calendar, opens - SignedDuration::from_nanos(1), false));
            }
        }

        #[test]
        fn a_day_ends_after_each_question_of_it_and_what_may_be_asked_may_be_corrected(
            window in windows(), calendar in calendars(), moment in moments(),
        ) {
            let date = day(moment);
            let asks = window.allows(&calendar, moment, false);
            prop_assert!(!asks || moment < window.ends(date));
            prop_assert!(!asks || window.allows(&calendar, moment, true));
            prop_assert!(!asks || window.any_day || calendar.is_school_day(date));
            prop_assert!(window.ends(date) < window.ends(date + 1.day()));
            let last = window.ends(date) - SignedDuration::from_nanos(1);
            let opens_at_all = opens(date, window.from) <= last && (window.any_day || calendar.is_school_day(date));
            prop_assert_eq!(window.allows(&calendar, last, false), opens_at_all);
        }
    }

    #[test]
    fn a_file_that_opens_a_saturday_opens_its_window() {
        let calendar = Calendar::from_days(&BTreeMap::from([(date(2026, 11, 28), true)]));
        assert_eq!(Window::usual().opens_next(&calendar, at("2026-11-27T18:00:00Z")), Some(at("2026-11-28T08:30:00Z")));
    }
}
