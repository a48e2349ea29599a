//! What comes next by itself, and when.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Day, Search, State};
use crate::duty::{Duty, Why};
use crate::ladder::Way;
use crate::policy::{Begin, Seen};
use crate::school::time_zone;

/// What is to come of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// When.
    pub at: Timestamp,
    /// What, all at that moment.
    pub steps: Vec<Step>,
}

/// One thing that is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is time to ask: the register has closed, or newer marks are waited for no longer.
    Begin,
    /// A rung puts its question.
    Ask {
        /// Which question it is, counted from 1.
        question: usize,
        /// By which ways that there are.
        ways: Vec<Way>,
        /// Whether every way is used, or the first that reaches the contact.
        by_every_way: bool,
    },
    /// A call is due, and nothing here can make one.
    RingByHand,
    /// Somebody at the school is told.
    Tell(BTreeSet<Duty>, Why),
    /// The child is to be here by then, as a contact said.
    ShouldBeHere,
    /// Contacts may be asked no longer, and staff have it.
    DayEnds,
}

impl Step {
    /// The step in words, without its time.
    fn phrase(&self) -> String {
        match self {
            Self::Begin => "first question to a contact".to_owned(),
            Self::Ask { question, ways, by_every_way } => {
                let ways: Vec<&str> = ways.iter().map(|way| way.as_str()).collect();
                format!("{} question by {}", ordinal(*question), ways.join(if *by_every_way { " and " } else { " or " }))
            }
            Self::RingByHand => "somebody has to ring".to_owned(),
            Self::Tell(duties, _) => {
                let duties: Vec<String> = duties.iter().map(|duty| format!("the {duty}")).collect();
                format!("tell {}", duties.join(" and "))
            }
            Self::ShouldBeHere => "the child should be here".to_owned(),
            Self::DayEnds => "contacts are asked no longer, staff have it".to_owned(),
        }
    }
}

impl Ahead {
    /// What comes and when, for staff: `second question by text and email at 09:45`.
    pub fn sentence(&self) -> String {
        let steps: Vec<String> = self.steps.iter().map(Step::phrase).collect();
        format!("{} at {}", steps.join("; "), self.at.to_zoned_datetime(time_zone()).strftime("%H:%M"))
    }
}

fn ordinal(number: usize) -> String {
    match number {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        _ => format!("{number}th"),
    }
}

impl Search {
    /// When there is something to do by itself; `None` when only an event can change it.
    pub fn next(&self, day: &Day<'_>, now: Timestamp) -> Option<Timestamp> {
        self.ahead(day, &|_| true, now).map(|ahead| ahead.at)
    }

    /// What comes next by itself. Of what staff are told only that which somebody `sees`: that a child is flagged is not for everybody.
    pub fn ahead(&self, day: &Day<'_>, sees: &dyn Fn(Why) -> bool, now: Timestamp) -> Option<Ahead> {
        let of_staff = self.raised.iter().filter(|(why, _)| sees(**why)).filter_map(|(why, raised)| {
            let steps = day.policy.steps(*why);
            let tell = steps.get(raised.over).map(|step| step.tell.clone()).unwrap_or_default();
            Some((raised.next(steps)?, vec![Step::Tell(tell, *why)]))
        });
        let all: Vec<(Timestamp, Vec<Step>)> = self.next_of_contacts(day, now).into_iter().chain(of_staff).collect();
        let at = all.iter().map(|(at, _)| *at).min()?;
        Some(Ahead { at, steps: all.into_iter().filter(|(due, _)| *due == at).flat_map(|(_, steps)| steps).collect() })
    }

    fn next_of_contacts(&self, day: &Day<'_>, now: Timestamp) -> Option<(Timestamp, Vec<Step>)> {
        if !self.state.is_running() || self.state == State::Alarm {
            return None;
        }
        let (due, steps) = match (self.state, self.began, self.on_the_way_until) {
            _ if self.handled_by_staff => (day.ends, Vec::new()),
            (_, _, Some(until)) => (until, vec![Step::ShouldBeHere]),
            (State::Held, ..) => (day.ends, Vec::new()),
            (State::Waiting, None, _) => match self.may_begin(day, now) {
                Begin::Now => (now, vec![Step::Begin]),
                Begin::RegisterOpen { until } | Begin::MarksAreOld { until, .. } => (until, vec![Step::Begin]),
            },
            (_, Some(began), _) => {
                let climb = day.policy.ladder.climb(began, self.behind, now);
                climb.next.map_or_else(|| (now, Vec::new()), |next| (next, rung(day, climb.behind)))
            }
            (_, None, _) => (day.ends, Vec::new()),
        };
        Some(if due < day.ends { (due, steps) } else { (day.ends, vec![Step::DayEnds]) })
    }

    pub(super) fn may_begin(&self, day: &Day<'_>, now: Timestamp) -> Begin {
        let Some(session) = self.asking() else { return Begin::Now };
        day.policy.begins(&Seen { date: day.date, session, seen: self.seen, marks_taken: day.marks_taken }, now)
    }
}

/// What a rung does; rungs are counted from 0.
fn rung(day: &Day<'_>, number: usize) -> Vec<Step> {
    let rungs = day.policy.ladder.rungs();
    let Some(rung) = rungs.get(number) else { return Vec::new() };
    let mut steps = Vec::new();
    if let Some(ask) = &rung.ask {
        let question = rungs.iter().take(number.saturating_add(1)).filter(|rung| rung.ask.is_some()).count();
        let ways: Vec<Way> = ask.ways.iter().copied().filter(|way| day.ways.contains(way)).collect();
        if !ways.is_empty() {
            steps.push(Step::Ask { question, ways: ways.clone(), by_every_way: ask.by_every_way });
        }
        if ask.ways.contains(&Way::Call) && !day.ways.contains(&Way::Call) && (ask.by_every_way || ways.is_empty()) {
            steps.push(Step::RingByHand);
        }
    }
    if !rung.tell.is_empty() {
        steps.push(Step::Tell(rung.tell.clone(), Why::NoAnswer));
    }
    steps
}
