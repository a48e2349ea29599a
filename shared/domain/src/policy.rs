//! A school's policy: when the search for a child begins, how it climbs, who is told. Data with defaults; each setting and its reason
//! stand in `docs/policy.md`, which a test holds to this.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, time};
use jiff::{SignedDuration, Timestamp};

use crate::duty::{Duty, StaffStep, Why};
use crate::interlock::Thresholds;
use crate::ladder::Ladder;
use crate::register::Session;
use crate::school::time_zone;
use crate::window::Window;

/// What a school has decided about its searches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// When the morning's registers close, local time.
    pub morning_closes: Time,
    /// When the afternoon's registers close, local time.
    pub afternoon_closes: Time,
    /// How long after the close an extract is missed.
    pub extract_missed_after: SignedDuration,
    /// How long after the close the first contact is asked: children still sign in at the desk.
    pub grace: SignedDuration,
    /// From which age on marks wait for newer ones.
    pub old_marks: SignedDuration,
    /// How long old marks wait before they count as they are.
    pub wait_for_newer: SignedDuration,
    /// When contacts may be spoken to.
    pub window: Window,
    /// How the search climbs.
    pub ladder: Ladder,
    /// Which contacts are asked, and who of them hears why.
    pub contacting: Contacting,
    /// Who at the school is told of what, how long after it began, until somebody says "I have this".
    pub staff: BTreeMap<Why, Vec<StaffStep>>,
    /// How long after staff the parents hear of a child who was here in the morning and is not marked in the afternoon.
    pub afternoon_parents_after: SignedDuration,
    /// How many school days a return date by a parent covers.
    pub return_days: u32,
    /// From when on absences are held until somebody has looked.
    pub hold: Thresholds,
    /// How many messages go out to contacts in an hour before somebody has to look.
    pub hourly_cap: u32,
    /// How many pounds the texts of a month may cost; `None` where nobody has said.
    pub monthly_cap_pounds: Option<u32>,
    /// Whether a mark `O` is asked about like an `N`.
    pub asks_about_o: bool,
    /// Whether everything is decided and written and nothing sent: a school that runs beside its old system.
    pub shadow: bool,
}

/// Which contacts are asked, and who of them hears why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contacting {
    /// The last priority that is asked; `None` asks everybody on record.
    pub up_to_priority: Option<u16>,
    /// Whether those who live with the child come before those who do not, whatever their priority.
    pub lives_with_first: bool,
}

const fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn staff(steps: &[(i64, &[Duty])]) -> Vec<StaffStep> {
    steps.iter().map(|(after, duties)| StaffStep { after: minutes(*after), tell: duties.iter().copied().collect() }).collect()
}

/// Whom a school that has said nothing tells of what.
fn usual_staff() -> BTreeMap<Why, Vec<StaffStep>> {
    use Duty::{AttendanceOfficer as Officer, Head, SafeguardingLead as Lead};
    type Step = (i64, &'static [Duty]);
    let steps: [(Why, &[Step]); 12] = [
        (Why::Alarm, &[(0, &[Officer, Lead]), (5, &[Head])]),
        (Why::Distress, &[(0, &[Lead])]),
        (Why::Flagged, &[(0, &[Lead]), (15, &[Head])]),
        (Why::CourtOrder, &[(0, &[Lead])]),
        (Why::GoneSinceMorning, &[(0, &[Officer, Lead]), (15, &[Head])]),
        (Why::Unreachable, &[(0, &[Officer]), (15, &[Lead]), (30, &[Head])]),
        (Why::RingByHand, &[(0, &[Officer])]),
        (Why::NoAnswer, &[(15, &[Head])]),
        (Why::EndOfDay, &[(0, &[Officer, Lead]), (15, &[Head])]),
        (Why::MarksAreOld, &[(0, &[Officer])]),
        (Why::Held, &[(0, &[Officer]), (10, &[Lead]), (20, &[Head])]),
        (Why::NoExtract, &[(0, &[Officer]), (20, &[Lead])]),
    ];
    steps.into_iter().map(|(why, steps)| (why, staff(steps))).collect()
}

impl Policy {
    /// The policy of a school that has said nothing.
    pub fn usual() -> Self {
        Self {
            morning_closes: time(9, 15, 0, 0),
            afternoon_closes: time(13, 30, 0, 0),
            extract_missed_after: minutes(10),
            grace: minutes(15),
            old_marks: minutes(20),
            wait_for_newer: minutes(15),
            window: Window::usual(),
            ladder: Ladder::usual(),
            contacting: Contacting { up_to_priority: None, lives_with_first: false },
            staff: usual_staff(),
            afternoon_parents_after: minutes(10),
            return_days: 3,
            hold: Thresholds::default(),
            hourly_cap: 400,
            monthly_cap_pounds: None,
            asks_about_o: false,
            shadow: false,
        }
    }

    /// When a session's register closes on a day. On the days when the clocks change it is still the clock on the wall that counts.
    pub fn register_closes(&self, date: Date, session: Session) -> Timestamp {
        let closes = match session {
            Session::Am => self.morning_closes,
            Session::Pm => self.afternoon_closes,
        };
        let local = date.to_datetime(closes);
        // The wall's time exists or is moved on by an hour; only a date at the end of all time has none.
        local.to_zoned_datetime(time_zone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }

    /// Who is told of what, step by step.
    pub fn steps(&self, why: Why) -> &[StaffStep] {
        self.staff.get(&why).map_or(&[], Vec::as_slice)
    }

    /// When the search for a child may begin, and why not yet.
    pub fn begins(&self, search: &Seen, now: Timestamp) -> Begin {
        let earliest = self.register_closes(search.date, search.session).saturating_add(self.grace).unwrap_or(Timestamp::MAX);
        if now < earliest {
            return Begin::RegisterOpen { until: earliest };
        }
        let patience = earliest.max(search.seen).saturating_add(self.wait_for_newer).unwrap_or(Timestamp::MAX);
        if now.duration_since(search.marks_taken) > self.old_marks && now < patience {
            return Begin::MarksAreOld { as_at: search.marks_taken, until: patience };
        }
        Begin::Now
    }
}

/// What is known of an absence when the search for it could begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The day at the school.
    pub date: Date,
    /// The session whose mark asks.
    pub session: Session,
    /// When the mark was first seen here.
    pub seen: Timestamp,
    /// When the newest marks were taken out of the MIS.
    pub marks_taken: Timestamp,
}

/// Whether the search for a child may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// It may.
    Now,
    /// Children still come in.
    RegisterOpen {
        /// When it may begin.
        until: Timestamp,
    },
    /// The marks are old: newer ones are waited for, and the attendance officer is told.
    MarksAreOld {
        /// When the marks were taken.
        as_at: Timestamp,
        /// When it begins with the marks there are.
        until: Timestamp,
    },
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn morning(seen: &str, marks_taken: &str) -> Seen {
        Seen { date: date(2026, 11, 23), session: Session::Am, seen: at(seen), marks_taken: at(marks_taken) }
    }

    #[test]
    fn nobody_is_asked_before_the_register_has_closed_and_children_have_signed_in_at_the_desk() {
        let policy = Policy::usual();
        let seen = morning("2026-11-23T09:05:00Z", "2026-11-23T09:04:00Z");
        assert_eq!(policy.begins(&seen, at("2026-11-23T09:29:59Z")), Begin::RegisterOpen { until: at("2026-11-23T09:30:00Z") });
    }

    #[test]
    fn marks_of_before_the_close_wait_a_little_for_newer_ones_and_then_go() {
        let policy = Policy::usual();
        let seen = morning("2026-11-23T09:05:00Z", "2026-11-23T09:04:00Z");
        let wait = Begin::MarksAreOld { as_at: at("2026-11-23T09:04:00Z"), until: at("2026-11-23T09:45:00Z") };
        assert_eq!(policy.begins(&seen, at("2026-11-23T09:30:00Z")), wait);
        assert_eq!(policy.begins(&seen, at("2026-11-23T09:45:00Z")), Begin::Now);
        let newer = morning("2026-11-23T09:05:00Z", "2026-11-23T09:25:00Z");
        assert_eq!(policy.begins(&newer, at("2026-11-23T09:30:00Z")), Begin::Now);
    }

    #[test]
    fn registers_close_by_the_clock_on_the_wall_on_the_sundays_when_it_changes_too() {
        let policy = Policy::usual();
        for (day, closes) in [
            (date(2026, 3, 28), "2026-03-28T09:15:00Z"),
            (date(2026, 3, 29), "2026-03-29T08:15:00Z"),
            (date(2026, 10, 24), "2026-10-24T08:15:00Z"),
            (date(2026, 10, 25), "2026-10-25T09:15:00Z"),
        ] {
            assert_eq!(policy.register_closes(day, Session::Am), at(closes), "{day}");
        }
    }

    proptest! {
        #[test]
        fn waiting_ends_and_once_begun_it_stays_begun(seen in 0i64..86_400, taken in 0i64..86_400, later in 0i64..86_400) {
            let policy = Policy::usual();
            let midnight = at("2026-11-23T00:00:00Z");
            let moment = |second| midnight + SignedDuration::from_secs(second);
            let seen = Seen { date: date(2026, 11, 23), session: Session::Am, seen: moment(seen), marks_taken: moment(taken) };
            match policy.begins(&seen, moment(later)) {
                Begin::Now => prop_assert_eq!(policy.begins(&Seen { marks_taken: moment(later), ..seen }, moment(later)), Begin::Now),
                Begin::RegisterOpen { until } | Begin::MarksAreOld { until, .. } => {
                    prop_assert!(until > moment(later));
                    prop_assert!(until <= moment(86_400).max(seen.seen) + SignedDuration::from_mins(15));
                }
            }
        }
    }
}
