//! How a rule is broken on purpose: what the engine is told, and what of its decisions is done, is bent round it. The engine is not.

use std::collections::BTreeMap;

use domain::calendar::Calendar;
use domain::clocks::Notice;
use domain::code::{Cell, read_cell};
use domain::contact::Restriction;
use domain::day::Facts;
use domain::duty::Why;
use domain::interlock::Percent;
use domain::planning::Planned;
use domain::policy::Policy;
use domain::pupil::{Flag, PupilId};
use domain::search::{Decision, Effect, Event, Said, Words};
use jiff::SignedDuration;
use jiff::civil::time;

use super::rules::Rule;
use super::{calendar, dice};

/// What the school has decided, as the engine hears it.
pub(crate) fn policy(mut policy: Policy, broken: Option<Rule>) -> Policy {
    match broken {
        Some(Rule::NotBeforeItsTime) => (policy.morning_closes, policy.grace) = (time(8, 45, 0, 0), SignedDuration::ZERO),
        Some(Rule::OldMarksWait) => policy.old_marks = SignedDuration::from_hours(9),
        Some(Rule::StaffBeforeParents) => policy.afternoon_parents_after = SignedDuration::ZERO,
        Some(Rule::OByOption) => policy.asks_about_o = !policy.asks_about_o,
        Some(Rule::ClassIsHeld) => policy.hold.class = Percent(101),
        Some(Rule::HeldIsSilent) => {
            (policy.hold.class, policy.hold.year, policy.hold.roll) = (Percent(101), Percent(101), Percent(101))
        }
        Some(Rule::Cap) => policy.hourly_cap = u32::MAX,
        Some(Rule::HoldGoesUp) => first_step_alone(&mut policy, |why| why == Why::Held),
        Some(Rule::UntakenGoesUp) => first_step_alone(&mut policy, |why| why != Why::Held),
        Some(Rule::NoExtract) => policy.staff.retain(|why, _| *why != Why::NoExtract),
        Some(Rule::Window) => {
            (policy.window.from, policy.window.until, policy.window.corrections_until) =
                (time(7, 0, 0, 0), time(20, 0, 0, 0), time(20, 0, 0, 0));
        }
        _ => {}
    }
    policy
}

fn first_step_alone(policy: &mut Policy, of: impl Fn(Why) -> bool) {
    policy.staff.iter_mut().filter(|(why, _)| of(**why)).for_each(|(_, steps)| steps.truncate(1));
}

/// The calendar as the engine has it.
pub(crate) fn calendar(broken: Option<Rule>) -> Calendar {
    let mut plan = calendar::plan();
    match broken {
        Some(Rule::NoDay) => (plan.inset, plan.closures) = Default::default(),
        Some(Rule::LaterYears) => plan.staggered.clear(),
        _ => {}
    }
    Calendar::from_plan(&plan).unwrap_or_else(|_| Calendar::usual())
}

/// What stands in the register, as the engine reads it; `before` is what it read last.
pub(crate) fn cell(mark: &'static str, before: Cell, broken: Option<Rule>) -> Cell {
    let cell = read_cell(mark);
    let asks = |cell: Cell| matches!(cell, Cell::Known(code) if code.asks_for_a_call());
    match broken {
        Some(Rule::UnknownCode) if cell == Cell::Unknown => read_cell("N"),
        Some(Rule::SubCode) if mark.contains('_') => Cell::Unknown,
        Some(Rule::CorrectedMarkStops) if asks(before) && !asks(cell) => before,
        Some(Rule::OpensAgain) if asks(cell) && matches!(before, Cell::Known(_)) => before,
        _ => cell,
    }
}

/// What is known of a child, as the engine hears it.
pub(crate) fn facts(mut facts: Facts, broken: Option<Rule>) -> Facts {
    match broken {
        Some(Rule::RestrictedHearNothing) => {
            facts.contacts.iter_mut().for_each(|contact| contact.restriction = Restriction::None);
        }
        Some(Rule::SharedNumber) => {
            let restricted = facts.contacts.iter_mut().filter(|contact| contact.restriction != Restriction::None);
            restricted.for_each(|contact| contact.phones.clear());
        }
        Some(Rule::CarersAlone) if facts.flags.remove(&Flag::LookedAfter) => {
            facts.flags.insert(Flag::SocialWorker);
        }
        Some(Rule::GrandparentsHearLess) => {
            facts.contacts.iter_mut().for_each(|contact| contact.parental_responsibility = true);
        }
        Some(Rule::WishesAreKept) => facts.wishes = BTreeMap::new(),
        Some(Rule::WordsOfTheDay) => facts.first_words = Words::FirstDay,
        Some(Rule::ReportedIsNotAsked) => facts.reported = false,
        Some(Rule::FamilyIsHandled) => facts.handled = false,
        _ => {}
    }
    facts
}

/// What happened, as the engine hears it; `parent` is somebody who may give a reason.
pub(crate) fn event(event: Event, parent: Option<&str>, broken: Option<Rule>) -> Option<Event> {
    Some(match (broken, event) {
        (Some(Rule::OnTheWayStops), Event::Said(who, Said::OnTheWay(_))) => Event::Said(who, Said::Words),
        (Some(Rule::OnTheWayEnds), Event::Said(who, Said::OnTheWay(until))) => {
            Event::Said(who, Said::OnTheWay(dice::later(until, 600)))
        }
        (Some(Rule::ReasonEnds), Event::Said(who, Said::Reason)) => Event::Said(who, Said::Words),
        (Some(Rule::WordsDoNotEnd), Event::Said(who, Said::Words)) => Event::Said(who, Said::Reason),
        (Some(Rule::WhoMayExplain), Event::Said(who, Said::Reason)) => {
            Event::Said(parent.map_or(who, ToOwned::to_owned), Said::Reason)
        }
        (Some(Rule::StaffHandle), Event::Staff(Decision::Handle))
        | (Some(Rule::CorrectedOnce), Event::Staff(Decision::Correct))
        | (Some(Rule::TakenGoesNoHigher), Event::Staff(Decision::Take)) => return None,
        (_, event) => event,
    })
}

/// What is done of what was decided.
pub(crate) fn effects(mut effects: Vec<(PupilId, Effect)>, broken: Option<Rule>) -> Vec<(PupilId, Effect)> {
    let says = |effect: &Effect, which: Words| matches!(effect, Effect::Say { words, .. } if *words == which);
    let tells = |effect: &Effect, which: Why| matches!(effect, Effect::Tell(_, why) if *why == which);
    match broken {
        Some(Rule::SeenIsSaid) => effects.retain(|(_, effect)| !says(effect, Words::InSchool)),
        Some(Rule::NothingMoreIsSaid) => effects.retain(|(_, effect)| !says(effect, Words::NothingMore)),
        Some(Rule::AlarmReachesStaff) => effects.retain(|(_, effect)| !tells(effect, Why::Alarm)),
        Some(Rule::FlaggedFirst) => effects.retain(|(_, effect)| !tells(effect, Why::Flagged)),
        Some(Rule::CourtOrder) => effects.retain(|(_, effect)| !tells(effect, Why::CourtOrder)),
        Some(Rule::NobodyIsForgotten) => effects.retain(|(_, effect)| !matches!(effect, Effect::Tell(..))),
        Some(Rule::Order) => effects.reverse(),
        _ => {}
    }
    effects
}

/// The messages that are planned. `one_by_one` plans those of one effect.
pub(crate) fn messages(
    together: Vec<Planned>,
    one_by_one: impl Iterator<Item = Vec<Planned>>,
    broken: Option<Rule>,
) -> Vec<Planned> {
    match broken {
        Some(Rule::FamilyHearsOnce) => one_by_one.flatten().collect(),
        Some(Rule::ContactAndName) => {
            let mut merged: Vec<Planned> = Vec::new();
            for message in together {
                let same = |other: &&mut Planned| {
                    (&other.destination, other.words, other.rung) == (&message.destination, message.words, message.rung)
                };
                match merged.iter_mut().find(same) {
                    Some(other) => other.covers.extend(message.covers),
                    None => merged.push(message),
                }
            }
            merged
        }
        _ => together,
    }
}

/// What reaches staff of what the clocks of the law say.
pub(crate) fn notices(mut notices: Vec<Notice>, broken: Option<Rule>) -> Vec<Notice> {
    notices.retain(|notice| {
        let of = match notice {
            Notice::ReasonOverdue { .. } => Rule::ReasonClock,
            Notice::PenaltyThreshold { .. } => Rule::TenInTen,
            Notice::ContinuousUnauthorised { .. } => Rule::TenInARow,
            Notice::Sickness { .. } => Rule::DaysOfSickness,
            Notice::TellTheWorker { .. } => Rule::Worker,
            _ => return true,
        };
        broken != Some(of)
    });
    notices
}
