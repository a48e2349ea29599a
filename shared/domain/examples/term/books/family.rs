//! What a family hears: one message for its children, and only those who are on each child's record.

use std::collections::{BTreeMap, BTreeSet};

use domain::search::{Effect, Words};
use jiff::Timestamp;

use super::super::log::{Entry, Line, OfSchool, SchoolDay};
use super::super::rules::Rule;
use super::super::school::Pupil;

pub(super) fn read(day: &SchoolDay, pupils: &[Pupil]) -> Vec<(Option<usize>, Rule)> {
    let mut broken = Vec::new();
    let mut planned: BTreeSet<(Timestamp, &str, Words, Option<usize>, bool)> = BTreeSet::new();
    for (moment, line) in &day.lines {
        let Line::School(OfSchool::Planned { contact, channel, words, rung, covers }) = line else { continue };
        let is_text = *channel == domain::message::Channel::Sms;
        // What mends is said of each opening, and may come twice in a moment where two things happened.
        if rung.is_some() && !planned.insert((*moment, contact, *words, *rung, is_text)) {
            broken.push((covers.first().copied(), Rule::FamilyHearsOnce));
        }
        for pupil in covers {
            let known = pupils.get(*pupil).is_some_and(|pupil| pupil.contacts.iter().any(|one| one.name_key() == *contact));
            if !known {
                broken.push((Some(*pupil), Rule::ContactAndName));
            }
        }
    }
    broken.extend(order(day, pupils));
    broken
}

/// Questions of one moment are decided on in the fixed order: flagged before the others, then the youngest.
fn order(day: &SchoolDay, pupils: &[Pupil]) -> Vec<(Option<usize>, Rule)> {
    let mut broken = Vec::new();
    let mut at_once: BTreeMap<Timestamp, Vec<usize>> = BTreeMap::new();
    for (moment, line) in &day.lines {
        match line {
            Line::Pupil(pupil, Entry::Did(Effect::Say { words, .. })) if !words.corrects() => {
                at_once.entry(*moment).or_default().push(*pupil);
            }
            // A second look at the same moment has an order of its own.
            Line::School(OfSchool::Looked) => drop(at_once.remove(moment)),
            _ => {}
        }
    }
    for asked in at_once.values() {
        let key = |index: &usize| {
            let pupil = pupils.get(*index)?;
            Some((!pupil.is_flagged(), pupil.year.parse::<u8>().unwrap_or(u8::MAX)))
        };
        let keys: Vec<_> = asked.iter().map(key).collect();
        if !keys.is_sorted() {
            broken.push((asked.first().copied(), Rule::Order));
        }
    }
    broken
}
