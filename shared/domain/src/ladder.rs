//! The ladder: who is asked and who is told, how long after the search for a child began, until somebody answers.
//!
//! A ladder is data that is checked as a whole before it counts. What is due is a question of the time alone, so a sweep that was
//! away for an hour finds the one thing to do now: what it missed towards parents is dropped with its reason, and staff are told of
//! everything, however late.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::duty::Duty;

/// Which contacts a rung asks, of those who may be told, in the order of their priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// The first.
    First,
    /// The first two.
    FirstTwo,
    /// Everybody.
    All,
}

impl Whom {
    /// All of them, the fewest first.
    pub const ALL: [Self; 3] = [Self::First, Self::FirstTwo, Self::All];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::FirstTwo => "first_two",
            Self::All => "all",
        }
    }
}

/// A word that does not say which contacts are asked.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a rung asks first, first_two or all")]
pub struct NotWhom;

impl FromStr for Whom {
    type Err = NotWhom;

    fn from_str(text: &str) -> Result<Self, NotWhom> {
        Self::ALL.into_iter().find(|whom| whom.as_str() == text).ok_or(NotWhom)
    }
}

/// By which way a contact is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A text message.
    Text,
    /// An email.
    Email,
    /// A telephone call.
    Call,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Email, Self::Call];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Call => "call",
        }
    }
}

/// A word that names no way.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a way is text, email or call")]
pub struct NotAWay;

impl FromStr for Way {
    type Err = NotAWay;

    fn from_str(text: &str) -> Result<Self, NotAWay> {
        Self::ALL.into_iter().find(|way| way.as_str() == text).ok_or(NotAWay)
    }
}

/// Whom a rung asks, and how: each way that reaches the contact, or the first that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Which contacts.
    pub whom: Whom,
    /// The ways, the best first.
    pub ways: Vec<Way>,
    /// Whether every way is used, or only the first that reaches the contact.
    pub by_every_way: bool,
}

/// One rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// How long after the search began, to the second.
    pub after: SignedDuration,
    /// Which contacts are asked.
    pub ask: Option<Ask>,
    /// Who at the school is told that nobody has answered yet.
    pub tell: BTreeSet<Duty>,
}

/// A ladder without a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder(Vec<Rung>);

/// The longest time in which nothing happens.
pub const LONGEST_SILENCE: SignedDuration = SignedDuration::from_hours(2);

/// By when a member of staff has been told of a child about whom nobody answers.
pub const STAFF_KNOW_BY: SignedDuration = SignedDuration::from_hours(4);

/// What is wrong with a ladder. Rungs are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LadderFault {
    /// No rung at all.
    #[error("The ladder has no rung: nobody would be asked. Add one that asks a contact.")]
    Empty,
    /// Nobody is asked by the first rung.
    #[error("The first rung asks no contact. Put the question to a parent first.")]
    AsksNobodyFirst,
    /// A rung neither asks nor tells.
    #[error("Rung {0} asks nobody and tells nobody. Leave it out, or say whom.")]
    DoesNothing(usize),
    /// A rung asks by no way.
    #[error("Rung {0} asks by no way. Say text, email or call.")]
    AsksByNoWay(usize),
    /// A rung is not later than the one before it.
    #[error("Rung {0} is not later than the rung before it. Put the rungs into the order of their times.")]
    OutOfOrder(usize),
    /// The first rung is before the search began.
    #[error("Rung {0} is earlier than the search. Times are counted from its beginning.")]
    BeforeTheBeginning(usize),
    /// For too long nothing happens before a rung.
    #[error("For more than two hours nothing happens before rung {0}. Put a rung between.")]
    Silence(usize),
    /// Nobody at the school ever hears.
    #[error(
        "No rung tells the safeguarding lead within four hours. A child about whom nobody answers has to reach a person: add a rung that tells them."
    )]
    StaffNeverKnow,
    /// The last rung is not for staff.
    #[error("The last rung tells no member of staff. Whoever is left has to know that the ladder has ended: tell them there.")]
    EndsUnseen,
}

impl Ladder {
    /// A ladder of these rungs.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with what to do.
    ///
    /// ```
    /// use domain::ladder::{Ladder, LadderFault};
    /// assert_eq!(Ladder::new(Vec::new()), Err(vec![LadderFault::Empty]));
    /// ```
    pub fn new(rungs: Vec<Rung>) -> Result<Self, Vec<LadderFault>> {
        let (Some(first), Some(last)) = (rungs.first(), rungs.last()) else { return Err(vec![LadderFault::Empty]) };
        let mut faults = Vec::new();
        if first.ask.is_none() {
            faults.push(LadderFault::AsksNobodyFirst);
        }
        let mut before = SignedDuration::ZERO;
        for (number, rung) in (1..).zip(&rungs) {
            match &rung.ask {
                None if rung.tell.is_empty() => faults.push(LadderFault::DoesNothing(number)),
                Some(ask) if ask.ways.is_empty() => faults.push(LadderFault::AsksByNoWay(number)),
                _ => {}
            }
            if rung.after < SignedDuration::ZERO {
                faults.push(LadderFault::BeforeTheBeginning(number));
            } else if number > 1 && rung.after <= before {
                faults.push(LadderFault::OutOfOrder(number));
            } else if rung.after.saturating_sub(before) > LONGEST_SILENCE {
                faults.push(LadderFault::Silence(number));
            }
            before = rung.after;
        }
        if !rungs.iter().any(|rung| rung.tell.contains(&Duty::SafeguardingLead) && rung.after <= STAFF_KNOW_BY) {
            faults.push(LadderFault::StaffNeverKnow);
        }
        if last.tell.is_empty() {
            faults.push(LadderFault::EndsUnseen);
        }
        if faults.is_empty() { Ok(Self(rungs)) } else { Err(faults) }
    }

    /// The ladder of a school that has said nothing. It has no hole, which a test shows.
    pub fn usual() -> Self {
        let rung = |minutes: i64, ways: &[Way], by_every_way: bool, tell: &[Duty]| Rung {
            after: SignedDuration::from_mins(minutes),
            ask: (!ways.is_empty()).then(|| Ask { whom: Whom::First, ways: ways.to_vec(), by_every_way }),
            tell: tell.iter().copied().collect(),
        };
        Self(vec![
            rung(0, &[Way::Text, Way::Email], false, &[]),
            rung(15, &[Way::Text, Way::Email], true, &[]),
            rung(30, &[Way::Call], true, &[]),
            rung(45, &[], false, &[Duty::AttendanceOfficer]),
            rung(60, &[], false, &[Duty::SafeguardingLead]),
        ])
    }

    /// The rungs from the first.
    pub fn rungs(&self) -> &[Rung] {
        &self.0
    }

    /// What is due at `now` of a search that began at `began`, of which the first `behind` rungs are over.
    ///
    /// Asking again the same moment, with the `behind` of the answer, gives nothing to do.
    pub fn climb(&self, began: Timestamp, behind: usize, now: Timestamp) -> Climb {
        let due_at = |rung: &Rung| began.saturating_add(rung.after).unwrap_or(Timestamp::MAX);
        let asks_after = |number: usize| self.0.iter().skip(number.saturating_add(1)).find(|rung| rung.ask.is_some()).map(due_at);
        let mut climb = Climb { ask: None, tell: BTreeSet::new(), dropped: Vec::new(), behind, next: None };
        for (number, rung) in self.0.iter().enumerate().skip(behind) {
            let due = due_at(rung);
            if due > now {
                climb.next = Some(due);
                break;
            }
            climb.behind = number.saturating_add(1);
            climb.tell.extend(&rung.tell);
            if rung.ask.is_none() {
                continue;
            }
            // Late by more than half of the way to the next question, it would be asked with that one, or as good as.
            let overtaken = asks_after(number)
                .is_some_and(|next| now.duration_since(due).as_nanos().saturating_mul(2) > next.duration_since(due).as_nanos());
            if overtaken { climb.dropped.push(number) } else { climb.ask = Some(number) }
        }
        climb
    }
}

/// What is due on a ladder. Rungs are counted from 0, as in [`Ladder::rungs`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Climb {
    /// The rung whose contacts are asked now: never two at once.
    pub ask: Option<usize>,
    /// Who at the school is told now, of all rungs that came due.
    pub tell: BTreeSet<Duty>,
    /// The rungs whose question is not put any more, since the next one is as near.
    pub dropped: Vec<usize>,
    /// How many rungs are over.
    pub behind: usize,
    /// When there is something to do again; `None` at the ladder's end.
    pub next: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn began() -> Timestamp {
        "2026-11-23T09:30:00Z".parse().unwrap()
    }

    fn after(minutes: i64) -> Timestamp {
        began() + SignedDuration::from_mins(minutes)
    }

    fn ask(minutes: i64) -> Rung {
        let ask = Ask { whom: Whom::First, ways: vec![Way::Text, Way::Email], by_every_way: false };
        Rung { after: SignedDuration::from_mins(minutes), ask: Some(ask), tell: BTreeSet::new() }
    }

    fn tell(minutes: i64, duty: Duty) -> Rung {
        Rung { after: SignedDuration::from_mins(minutes), ask: None, tell: BTreeSet::from([duty]) }
    }

    fn usual() -> Ladder {
        let (officer, lead) = (Duty::AttendanceOfficer, Duty::SafeguardingLead);
        Ladder::new(vec![ask(0), ask(15), ask(30), tell(45, officer), tell(60, lead)]).unwrap()
    }

    #[test]
    fn the_usual_ladder_has_no_hole() {
        assert_eq!(Ladder::new(Ladder::usual().rungs().to_vec()), Ok(Ladder::usual()));
    }

    #[test]
    fn every_word_is_read_as_it_is_written() {
        assert!(Way::ALL.into_iter().all(|way| way.as_str().parse() == Ok(way)));
        assert!(Whom::ALL.into_iter().all(|whom| whom.as_str().parse() == Ok(whom)));
    }

    #[test]
    fn each_rung_comes_at_its_time_and_once() {
        let ladder = usual();
        let mut behind = 0;
        for (minute, asked, told) in
            [(0, Some(0), 0), (1, None, 0), (15, Some(1), 0), (30, Some(2), 0), (45, None, 1), (60, None, 1)]
        {
            let climb = ladder.climb(began(), behind, after(minute));
            assert_eq!((climb.ask, climb.tell.len(), climb.dropped.len()), (asked, told, 0), "minute {minute}");
            behind = climb.behind;
        }
        assert_eq!(ladder.climb(began(), behind, after(600)).next, None);
    }

    #[test]
    fn a_missed_hour_does_not_ask_an_hours_questions_at_once_and_staff_hear_of_all_of_it() {
        let climb = usual().climb(began(), 1, after(75));
        assert_eq!((climb.ask, climb.dropped.as_slice()), (Some(2), [1].as_slice()));
        assert_eq!(climb.tell, BTreeSet::from([Duty::AttendanceOfficer, Duty::SafeguardingLead]));
        assert_eq!(climb.next, None);
    }

    #[test]
    fn a_question_that_is_late_is_left_to_the_next_one_where_that_is_near() {
        assert_eq!(usual().climb(began(), 1, after(20)).ask, Some(1));
        let near = usual().climb(began(), 1, after(29));
        assert_eq!((near.ask, near.dropped.as_slice(), near.next), (None, [1].as_slice(), Some(after(30))));
    }

    #[test]
    fn nothing_happens_before_the_first_rung() {
        let climb = usual().climb(began(), 0, after(-1));
        assert_eq!((climb.ask, climb.behind, climb.next), (None, 0, Some(began())));
    }

    #[test]
    fn a_ladder_with_a_hole_is_refused_with_all_that_is_wrong() {
        let lead = Duty::SafeguardingLead;
        for (rungs, fault) in [
            (vec![tell(0, lead)], LadderFault::AsksNobodyFirst),
            (vec![ask(0), tell(10, Duty::Head)], LadderFault::StaffNeverKnow),
            (vec![ask(0), tell(10, lead), ask(20)], LadderFault::EndsUnseen),
            (vec![ask(0), tell(10, lead), ask(10), tell(20, lead)], LadderFault::OutOfOrder(3)),
            (vec![ask(0), ask(121), tell(130, lead)], LadderFault::Silence(2)),
            (vec![ask(-1), tell(10, lead)], LadderFault::BeforeTheBeginning(1)),
            (vec![ask(0), Rung { ask: None, ..ask(5) }, tell(10, lead)], LadderFault::DoesNothing(2)),
        ] {
            assert_eq!(Ladder::new(rungs), Err(vec![fault]));
        }
        let faults = Ladder::new(vec![tell(0, Duty::Head), ask(200)]).unwrap_err();
        assert_eq!(faults.len(), 4, "{faults:?}");
    }

    fn ladders() -> impl Strategy<Value = Ladder> {
        prop::collection::vec((1i64..7200, any::<bool>(), any::<bool>()), 1..8).prop_map(|gaps| {
            let mut rungs = vec![ask(0)];
            let mut at = SignedDuration::ZERO;
            for (seconds, asks, tells) in gaps {
                at += SignedDuration::from_secs(seconds);
                let mut rung = if asks { ask(0) } else { tell(0, Duty::AttendanceOfficer) };
                rung.after = at;
                if tells {
                    rung.tell.insert(Duty::SafeguardingLead);
                }
                rungs.push(rung);
            }
            // The last one is for whoever is left; the second is early enough.
            rungs.last_mut().unwrap().tell.insert(Duty::Head);
            rungs[1].tell.insert(Duty::SafeguardingLead);
            Ladder::new(rungs).unwrap()
        })
    }

    proptest! {
        #[test]
        fn however_irregular_the_sweep_each_question_is_put_or_dropped_once_and_none_too_soon_after_another(
            ladder in ladders(),
            gaps in prop::collection::vec(0i64..4000, 0..40),
        ) {
            let mut now = began() - SignedDuration::from_secs(100);
            let (mut behind, mut seen, mut told) = (0, Vec::<usize>::new(), BTreeSet::new());
            let mut last: Option<(usize, Timestamp)> = None;
            let ends = began() + SignedDuration::from_hours(48);
            for gap in gaps.into_iter().map(Some).chain([None]) {
                now = gap.map_or(ends, |gap| now + SignedDuration::from_secs(gap));
                let climb = ladder.climb(began(), behind, now);
                prop_assert!(climb.behind >= behind);
                if let Some(rung) = climb.ask {
                    prop_assert!(began() + ladder.rungs()[rung].after <= now, "before its time");
                    if let Some((before, asked_at)) = last {
                        let apart: SignedDuration = now.duration_since(asked_at);
                        let meant: SignedDuration = ladder.rungs()[rung].after - ladder.rungs()[before].after;
                        prop_assert!(apart.as_nanos() * 2 >= meant.as_nanos(), "{apart:?} where {meant:?} was meant");
                    }
                    last = Some((rung, now));
                    seen.push(rung);
                }
                seen.extend(&climb.dropped);
                told.extend(climb.tell);
                behind = climb.behind;
                let again = ladder.climb(began(), behind, now);
                prop_assert!(again.ask.is_none() && again.tell.is_empty() && again.dropped.is_empty());
            }
            seen.sort_unstable();
            let asks: Vec<usize> = (0..ladder.rungs().len()).filter(|rung| ladder.rungs()[*rung].ask.is_some()).collect();
            prop_assert_eq!(seen, asks);
            let duties: BTreeSet<Duty> = ladder.rungs().iter().flat_map(|rung| rung.tell.iter().copied()).collect();
            prop_assert_eq!(told, duties);
        }
    }
}
