//! Who at a school is told, of what, and who is on duty for it at a moment.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

use crate::address::EmailAddress;
use crate::personal::Personal;
use crate::phone::PhoneNumber;
use crate::school::time_zone;

/// A part that somebody at the school plays; the later ones stand above the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Who works through the absences.
    AttendanceOfficer,
    /// Who is told of what concerns a child's safety.
    SafeguardingLead,
    /// The head.
    Head,
}

impl Duty {
    /// All duties, the lowest first.
    pub const ALL: [Self; 3] = [Self::AttendanceOfficer, Self::SafeguardingLead, Self::Head];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AttendanceOfficer => "attendance-officer",
            Self::SafeguardingLead => "safeguarding-lead",
            Self::Head => "head",
        }
    }

    /// Who is told where nobody has this duty: the next above.
    pub const fn above(self) -> Option<Self> {
        match self {
            Self::AttendanceOfficer => Some(Self::SafeguardingLead),
            Self::SafeguardingLead => Some(Self::Head),
            Self::Head => None,
        }
    }
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AttendanceOfficer => "attendance officer",
            Self::SafeguardingLead => "safeguarding lead",
            Self::Head => "head",
        })
    }
}

/// A word that names no duty.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a duty is attendance-officer, safeguarding-lead or head")]
pub struct NotADuty;

impl FromStr for Duty {
    type Err = NotADuty;

    fn from_str(text: &str) -> Result<Self, NotADuty> {
        Self::ALL.into_iter().find(|duty| duty.as_str() == text).ok_or(NotADuty)
    }
}

/// Why somebody at the school is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// A parent thought the child was in school, or does not know where the child is.
    Alarm,
    /// Words of a reply hint at abuse, fear, threats, self-harm or a death.
    Distress,
    /// A flagged pupil is absent.
    Flagged,
    /// A court order keeps somebody from being told of an absent child: it may protect that very parent, so a person decides.
    CourtOrder,
    /// The child was here in the morning and is not marked in the afternoon.
    GoneSinceMorning,
    /// Nobody may be told and reached.
    Unreachable,
    /// A call is due, and nothing here can make one.
    RingByHand,
    /// The ladder has come this far without a reason.
    NoAnswer,
    /// The day's window ended without a reason.
    EndOfDay,
    /// The marks are old, and newer ones are waited for.
    MarksAreOld,
    /// So many are absent that somebody has to look first.
    Held,
    /// No extract came in time.
    NoExtract,
}

impl Why {
    /// All of them, the loudest first.
    pub const ALL: [Self; 12] = [
        Self::Alarm,
        Self::Distress,
        Self::Flagged,
        Self::CourtOrder,
        Self::GoneSinceMorning,
        Self::Unreachable,
        Self::RingByHand,
        Self::NoAnswer,
        Self::EndOfDay,
        Self::MarksAreOld,
        Self::Held,
        Self::NoExtract,
    ];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Distress => "distress",
            Self::Flagged => "flagged",
            Self::CourtOrder => "court_order",
            Self::GoneSinceMorning => "gone_since_morning",
            Self::Unreachable => "unreachable",
            Self::RingByHand => "ring_by_hand",
            Self::NoAnswer => "no_answer",
            Self::EndOfDay => "end_of_day",
            Self::MarksAreOld => "marks_are_old",
            Self::Held => "held",
            Self::NoExtract => "no_extract",
        }
    }

    /// Whether telephones are rung for it: a child may be in danger at this moment. All else is read when somebody looks at their phone.
    pub const fn is_loud(self) -> bool {
        matches!(self, Self::Alarm | Self::Distress | Self::GoneSinceMorning)
    }
}

/// A word that names no reason to tell anybody.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("nobody is told for such a reason")]
pub struct NotAWhy;

impl FromStr for Why {
    type Err = NotAWhy;

    fn from_str(text: &str) -> Result<Self, NotAWhy> {
        Self::ALL.into_iter().find(|why| why.as_str() == text).ok_or(NotAWhy)
    }
}

/// A step towards staff: how long after it began, and who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffStep {
    /// How long after the beginning, to the second.
    pub after: SignedDuration,
    /// Who is told.
    pub tell: BTreeSet<Duty>,
}

/// How far something that staff are told of has gone up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised {
    /// Since when.
    pub since: Timestamp,
    /// How many of its steps are over.
    pub over: usize,
    /// Whether somebody said "I have this": it goes no higher.
    pub taken: bool,
}

impl Raised {
    /// Something that begins now.
    pub const fn new(since: Timestamp) -> Self {
        Self { since, over: 0, taken: false }
    }

    /// Who is told by now of what nobody has taken; asking again at the same moment tells nobody.
    pub fn climb(&mut self, steps: &[StaffStep], now: Timestamp) -> BTreeSet<Duty> {
        if self.taken {
            return BTreeSet::new();
        }
        let due: Vec<&StaffStep> = steps.iter().skip(self.over).take_while(|step| self.due(step) <= now).collect();
        self.over = self.over.saturating_add(due.len());
        due.into_iter().flat_map(|step| step.tell.iter().copied()).collect()
    }

    /// When it goes up by itself; `None` where it was taken or stands at its top.
    pub fn next(&self, steps: &[StaffStep]) -> Option<Timestamp> {
        if self.taken { None } else { steps.get(self.over).map(|step| self.due(step)) }
    }

    fn due(&self, step: &StaffStep) -> Timestamp {
        self.since.saturating_add(step.after).unwrap_or(Timestamp::MAX)
    }
}

/// Somebody on the duty list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDuty {
    /// For what.
    pub duty: Duty,
    /// Their name, for staff alone.
    pub name: Personal,
    /// Their number, where they are texted.
    pub number: Option<PhoneNumber>,
    /// Their address, where they are mailed.
    pub email: Option<EmailAddress>,
    /// Whether their number is rung too, for what [is loud](Why::is_loud).
    pub rings: bool,
    /// On which weekdays, Monday first; none is every day.
    pub weekdays: BTreeSet<i8>,
    /// The first day, where it is not from the beginning.
    pub from: Option<Date>,
    /// The last day, where there is one.
    pub until: Option<Date>,
    /// From when on a day, local time.
    pub starts: Time,
    /// Until when on a day, local time; the same as `starts` is all day.
    pub ends: Time,
}

impl OnDuty {
    /// Whether they are on duty at a moment.
    fn is_on(&self, now: Timestamp) -> bool {
        let local = now.to_zoned_datetime(time_zone()).datetime();
        let (day, hour) = (local.date(), local.time());
        let of_day = self.starts == self.ends || (self.starts <= hour && hour < self.ends);
        let of_week = self.weekdays.is_empty() || self.weekdays.contains(&day.weekday().to_monday_one_offset());
        of_day && of_week && self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Who is told at a moment what is for `duty`: those on duty for it; where nobody is, those of the next duty above; where nobody at all
/// is, everybody who ever has the duty, since being rung at home is better than a child whom nobody knows of.
///
/// The duty that is told in the end goes with it. Empty only where the list has nobody who can be reached.
pub fn on_duty(list: &[OnDuty], duty: Duty, now: Timestamp) -> Vec<&OnDuty> {
    let reachable = |one: &&OnDuty| one.number.is_some() || one.email.is_some();
    let mut asked = Some(duty);
    while let Some(duty) = asked {
        let on: Vec<_> = list.iter().filter(|one| one.duty == duty && one.is_on(now)).filter(reachable).collect();
        if !on.is_empty() {
            return on;
        }
        asked = duty.above();
    }
    let of_duty: Vec<_> = list.iter().filter(|one| one.duty >= duty).filter(reachable).collect();
    if of_duty.is_empty() { list.iter().filter(reachable).collect() } else { of_duty }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;
    use crate::phone::Line;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn person(duty: Duty, name: &str, starts: Time, ends: Time) -> OnDuty {
        OnDuty {
            duty,
            name: name.into(),
            number: PhoneNumber::from_e164("+447700900001", Line::Mobile).ok(),
            email: None,
            rings: false,
            weekdays: BTreeSet::from([1, 2, 3, 4, 5]),
            from: None,
            until: None,
            starts,
            ends,
        }
    }

    fn names(list: &[OnDuty], duty: Duty, now: &str) -> Vec<String> {
        on_duty(list, duty, at(now)).into_iter().map(|one| one.name.expose().to_owned()).collect()
    }

    #[test]
    fn whoever_is_on_duty_is_told_and_where_nobody_is_the_next_above() {
        let all_day = (time(0, 0, 0, 0), time(0, 0, 0, 0));
        let list = [
            person(Duty::AttendanceOfficer, "Ann", time(8, 0, 0, 0), time(12, 0, 0, 0)),
            person(Duty::AttendanceOfficer, "Ben", time(12, 0, 0, 0), time(16, 0, 0, 0)),
            person(Duty::Head, "Cat", all_day.0, all_day.1),
        ];
        assert_eq!(names(&list, Duty::AttendanceOfficer, "2026-11-23T09:00:00Z"), ["Ann"]);
        assert_eq!(names(&list, Duty::AttendanceOfficer, "2026-11-23T12:00:00Z"), ["Ben"]);
        assert_eq!(names(&list, Duty::AttendanceOfficer, "2026-11-23T17:00:00Z"), ["Cat"]);
        assert_eq!(names(&list, Duty::SafeguardingLead, "2026-11-23T09:00:00Z"), ["Cat"]);
        // On a Sunday nobody is on duty: everybody of the duty and above is told all the same.
        assert_eq!(names(&list, Duty::AttendanceOfficer, "2026-11-29T09:00:00Z"), ["Ann", "Ben", "Cat"]);
        assert_eq!(names(&list[..1], Duty::Head, "2026-11-29T09:00:00Z"), ["Ann"]);
        assert!(names(&[], Duty::Head, "2026-11-29T09:00:00Z").is_empty());
    }

    #[test]
    fn what_nobody_takes_goes_up_once_a_step_and_what_is_taken_does_not() {
        let step = |minutes, duty| StaffStep { after: SignedDuration::from_mins(minutes), tell: BTreeSet::from([duty]) };
        let steps = [step(0, Duty::AttendanceOfficer), step(10, Duty::SafeguardingLead), step(20, Duty::Head)];
        let mut raised = Raised::new(at("2026-11-23T09:00:00Z"));
        assert_eq!(raised.climb(&steps, at("2026-11-23T09:00:00Z")), BTreeSet::from([Duty::AttendanceOfficer]));
        assert_eq!(raised.climb(&steps, at("2026-11-23T09:00:00Z")), BTreeSet::new());
        assert_eq!(raised.next(&steps), Some(at("2026-11-23T09:10:00Z")));
        // A sweep that was away tells everybody of it, however late.
        let mut late = raised;
        assert_eq!(late.climb(&steps, at("2026-11-23T10:00:00Z")), BTreeSet::from([Duty::SafeguardingLead, Duty::Head]));
        raised.taken = true;
        assert_eq!((raised.climb(&steps, at("2026-11-23T10:00:00Z")), raised.next(&steps)), (BTreeSet::new(), None));
    }

    #[test]
    fn every_word_is_read_as_it_is_written() {
        assert!(Duty::ALL.into_iter().all(|duty| duty.as_str().parse() == Ok(duty)));
        assert!(Why::ALL.into_iter().all(|why| why.as_str().parse() == Ok(why)));
    }
}
