//! What a contact has asked for, or refused.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Time;

use crate::ladder::Way;
use crate::school::time_zone;

/// What a contact has asked for, or refused. They make a school's window narrower, never wider.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Wishes {
    /// The ways by which they want to hear nothing.
    pub refused: BTreeSet<Way>,
    /// Not before this hour, local time: somebody who works at night sleeps in the morning.
    pub not_before: Option<Time>,
    /// Not after this hour, local time.
    pub not_after: Option<Time>,
    /// The language that they chose, by its BCP 47 tag: `pl`.
    pub language: Option<String>,
}

/// What is wrong with a contact's wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishesFault {
    /// The hours leave none.
    #[error("Not before the one hour and not after the other leaves no time. Correct one, or refuse the way: then staff ring.")]
    NoTimeLeft,
}

impl Wishes {
    /// Looks at them as a whole. Every way may be refused: staff ring then.
    ///
    /// # Errors
    /// Where the hours leave no time, with what to do.
    pub fn check(&self) -> Result<(), WishesFault> {
        match (self.not_before, self.not_after) {
            (Some(from), Some(until)) if until < from => Err(WishesFault::NoTimeLeft),
            _ => Ok(()),
        }
    }

    /// Whether the contact may be spoken to by a way at a moment. The clock on the wall counts, on the days when it changes too.
    pub fn allows(&self, way: Way, moment: Timestamp) -> bool {
        let hour = moment.to_zoned_datetime(time_zone()).time();
        let in_time = self.not_before.is_none_or(|from| from <= hour) && self.not_after.is_none_or(|until| hour <= until);
        in_time && !self.refused.contains(&way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAYS: [Way; 3] = [Way::Text, Way::Email, Way::Call];

    fn hour(text: &str) -> Option<Time> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_contact_who_wishes_nothing_may_be_spoken_to_by_every_way_and_one_who_refuses_a_way_by_the_others() {
        let moment = "2026-11-23T10:00:00Z".parse().unwrap();
        assert!(WAYS.into_iter().all(|way| Wishes::default().allows(way, moment)));
        let no_calls = Wishes { refused: [Way::Call].into(), ..Wishes::default() };
        assert_eq!(WAYS.map(|way| no_calls.allows(way, moment)), [true, true, false]);
    }

    #[test]
    fn the_hours_are_those_of_the_clock_on_the_wall_in_winter_in_summer_and_when_it_changes() {
        let sleeps_late = Wishes { not_before: hour("11:00"), not_after: hour("16:00"), ..Wishes::default() };
        let at_night = Wishes { not_before: hour("01:30"), not_after: hour("02:00"), ..Wishes::default() };
        for (wishes, moment, allowed) in [
            (&sleeps_late, "2026-11-23T10:59:59Z", false),
            (&sleeps_late, "2026-11-23T11:00:00Z", true),
            (&sleeps_late, "2026-11-23T16:00:00Z", true),
            (&sleeps_late, "2026-11-23T16:00:01Z", false),
            (&sleeps_late, "2026-06-15T09:59:59Z", false),
            (&sleeps_late, "2026-06-15T10:00:00Z", true),
            (&sleeps_late, "2026-03-29T10:00:00Z", true),
            (&sleeps_late, "2026-10-25T10:59:59Z", false),
            // Half past one comes twice, and never on the Sunday in March.
            (&at_night, "2026-10-25T00:30:00Z", true),
            (&at_night, "2026-10-25T01:30:00Z", true),
            (&at_night, "2026-03-29T00:59:59Z", false),
            (&at_night, "2026-03-29T01:00:01Z", false),
        ] {
            assert_eq!(wishes.allows(Way::Text, moment.parse().unwrap()), allowed, "{moment}");
        }
    }

    #[test]
    fn hours_that_leave_no_time_are_refused_and_refusing_every_way_is_not() {
        let none = Wishes { not_before: hour("16:00"), not_after: hour("11:00"), ..Wishes::default() };
        assert_eq!(none.check(), Err(WishesFault::NoTimeLeft));
        let nothing = Wishes { refused: WAYS.into(), not_before: hour("11:00"), not_after: hour("11:00"), language: None };
        assert_eq!(nothing.check(), Ok(()));
    }
}
