//! A school's policy: when the search for a child begins, how it climbs, who is told. Data with defaults; each setting and its reason
//! stand in `docs/policy.md`, which a test holds to this.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, time};
use jiff::{SignedDuration, Timestamp};

use crate::ladder::{Ask, Duty, Ladder, LadderFault, Rung, Way, Whom};
use crate::register::Session;
use crate::school::time_zone;

/// A step towards staff alone: how long after it began, and who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffStep {
    /// How long after the beginning, to the second.
    pub after: SignedDuration,
    /// Who is told.
    pub tell: BTreeSet<Duty>,
}

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
    /// How the search climbs.
    pub ladder: Ladder,
    /// Whom a flagged pupil's absence is told to, from its beginning.
    pub flagged: Vec<StaffStep>,
    /// Whom an alarm is told to.
    pub alarm: Vec<StaffStep>,
    /// How long after staff the parents hear of a child who was here in the morning and is not marked in the afternoon.
    pub afternoon_parents_after: SignedDuration,
    /// Whom a hold is told to while nobody has looked at it.
    pub hold_unseen: Vec<StaffStep>,
    /// How many school days a return date by a parent covers.
    pub return_days: u32,
}

const fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn staff(steps: &[(i64, &[Duty])]) -> Vec<StaffStep> {
    steps.iter().map(|(after, duties)| StaffStep { after: minutes(*after), tell: duties.iter().copied().collect() }).collect()
}

/// The rungs of a school that has said nothing.
fn usual_rungs() -> Vec<Rung> {
    let rung = |after: i64, ways: &[Way], by_every_way: bool, tell: &[Duty]| Rung {
        after: minutes(after),
        ask: (!ways.is_empty()).then(|| Ask { whom: Whom::First, ways: ways.to_vec(), by_every_way }),
        tell: tell.iter().copied().collect(),
    };
    vec![
        rung(0, &[Way::Text, Way::Email], false, &[]),
        rung(15, &[Way::Text, Way::Email], true, &[]),
        rung(30, &[Way::Call], true, &[]),
        rung(45, &[], false, &[Duty::AttendanceOfficer]),
        rung(60, &[], false, &[Duty::SafeguardingLead]),
    ]
}

impl Policy {
    /// The policy of a school that has said nothing.
    ///
    /// # Errors
    /// What is wrong with its ladder; nothing is, which a test shows.
    pub fn usual() -> Result<Self, Vec<LadderFault>> {
        Ok(Self {
            morning_closes: time(9, 15, 0, 0),
            afternoon_closes: time(13, 30, 0, 0),
            extract_missed_after: minutes(10),
            grace: minutes(15),
            old_marks: minutes(20),
            wait_for_newer: minutes(15),
            ladder: Ladder::new(usual_rungs())?,
            flagged: staff(&[(0, &[Duty::SafeguardingLead])]),
            alarm: staff(&[(0, &[Duty::AttendanceOfficer, Duty::SafeguardingLead]), (5, &[Duty::Head])]),
            afternoon_parents_after: minutes(10),
            hold_unseen: staff(&[(0, &[Duty::AttendanceOfficer]), (10, &[Duty::SafeguardingLead]), (20, &[Duty::Head])]),
            return_days: 3,
        })
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
        let policy = Policy::usual().unwrap();
        let seen = morning("2026-11-23T09:05:00Z", "2026-11-23T09:04:00Z");
        assert_eq!(policy.begins(&seen, at("2026-11-23T09:29:59Z")), Begin::RegisterOpen { until: at("2026-11-23T09:30:00Z") });
    }

    #[test]
    fn marks_of_before_the_close_wait_a_little_for_newer_ones_and_then_go() {
        let policy = Policy::usual().unwrap();
        let seen = morning("2026-11-23T09:05:00Z", "2026-11-23T09:04:00Z");
        let wait = Begin::MarksAreOld { as_at: at("2026-11-23T09:04:00Z"), until: at("2026-11-23T09:45:00Z") };
        assert_eq!(policy.begins(&seen, at("2026-11-23T09:30:00Z")), wait);
        assert_eq!(policy.begins(&seen, at("2026-11-23T09:45:00Z")), Begin::Now);
        let newer = morning("2026-11-23T09:05:00Z", "2026-11-23T09:25:00Z");
        assert_eq!(policy.begins(&newer, at("2026-11-23T09:30:00Z")), Begin::Now);
    }

    #[test]
    fn registers_close_by_the_clock_on_the_wall_on_the_sundays_when_it_changes_too() {
        let policy = Policy::usual().unwrap();
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
            let policy = Policy::usual().unwrap();
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
