//! What the interlock owes: whom nobody may be asked about, counted again from the marks, and who has heard of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::duty::Duty;
use domain::register::Session;
use domain::search::Effect;
use jiff::Timestamp;

use super::super::dice::{at, later};
use super::super::log::{Entry, Line, OfSchool, SchoolDay};
use super::super::rules::Rule;
use super::super::school::Pupil;
use super::{asks, due_after_gap};

/// A group that is held of a session.
type Group = (Session, String);

/// What was done about a group.
#[derive(Default)]
struct Done {
    since: Option<Timestamp>,
    told: BTreeMap<Duty, Timestamp>,
    persons: BTreeSet<&'static str>,
    touched: bool,
    wants_two: bool,
    /// Who has been let go.
    free: BTreeSet<usize>,
    all_free: bool,
    some_alone: bool,
    discarded: bool,
}

struct Reading<'a> {
    day: &'a SchoolDay,
    pupils: &'a [Pupil],
    sizes: BTreeMap<&'a str, usize>,
    marks: BTreeMap<usize, [&'static str; 2]>,
    /// Whom nobody may be asked about, as the marks are now; with whether two have to release it, and whether history alone holds it.
    groups: BTreeMap<Group, (BTreeSet<usize>, bool, bool)>,
    done: BTreeMap<Group, Done>,
    asked: Vec<(Timestamp, usize)>,
    alarms: BTreeSet<usize>,
    hours_released: BTreeSet<Session>,
    broken: Vec<(Option<usize>, Rule)>,
}

pub(super) fn read(day: &SchoolDay, pupils: &[Pupil]) -> Vec<(Option<usize>, Rule)> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for pupil in pupils {
        for name in [pupil.year, pupil.class.as_str()] {
            *sizes.entry(name).or_default() += 1;
        }
    }
    let mut reading = Reading {
        day,
        pupils,
        sizes,
        marks: BTreeMap::new(),
        groups: BTreeMap::new(),
        done: BTreeMap::new(),
        asked: Vec::new(),
        alarms: BTreeSet::new(),
        hours_released: BTreeSet::new(),
        broken: Vec::new(),
    };
    let mut changed = false;
    for (moment, line) in &day.lines {
        match line {
            Line::Pupil(index, entry) => match entry {
                Entry::Marks(marks) => {
                    let known = reading.marks.entry(*index).or_insert(["-", "-"]);
                    for (known, new) in known.iter_mut().zip(*marks) {
                        if new != "ZZ9" || !asks(known, day.about_o) {
                            *known = new;
                        }
                    }
                    changed = true;
                }
                Entry::Said(_, domain::search::Said::Alarm) => drop(reading.alarms.insert(*index)),
                Entry::Did(Effect::Say { words, .. }) if !words.corrects() => reading.asks(*moment, *index),
                _ => {}
            },
            Line::School(OfSchool::Looked) => {
                if std::mem::take(&mut changed) {
                    reading.count(*moment);
                }
                reading.due(*moment);
            }
            Line::School(OfSchool::HoldTold(session, scope, duty)) => {
                reading.done.entry((*session, scope.clone())).or_default().told.entry(*duty).or_insert(*moment);
            }
            Line::School(OfSchool::Discarded(session, scope)) => {
                let done = reading.done.entry((*session, scope.clone())).or_default();
                (done.discarded, done.touched) = (true, true);
            }
            Line::School(OfSchool::Released { session, scope, person, some }) => {
                reading.release((*session, scope.clone()), person, some.as_ref());
            }
            Line::School(_) => {}
        }
    }
    reading.broken
}

/// The middle of the counts of like days, where there are enough.
fn middle(counts: &[usize]) -> Option<usize> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    (sorted.len() >= 4).then(|| sorted.get(sorted.len() / 2).copied()).flatten()
}

impl Reading<'_> {
    /// Which groups have to be held by the marks of now.
    fn count(&mut self, now: Timestamp) {
        self.groups.clear();
        for (place, session) in Session::BOTH.into_iter().enumerate() {
            let about_o = self.day.about_o;
            let away: BTreeSet<usize> = self
                .marks
                .iter()
                .filter(|(index, [morning, afternoon])| {
                    let expected = self.pupils.get(**index).is_some_and(|pupil| super::is_expected(self.day, pupil));
                    expected
                        && match session {
                            Session::Am => asks(morning, about_o),
                            Session::Pm => asks(afternoon, about_o) && !asks(morning, about_o),
                        }
                })
                .map(|(index, _)| *index)
                .collect();
            let share = |part: usize, whole: usize, percent: usize| part * 100 >= whole * percent;
            let all = self.pupils.len();
            let by_share = share(away.len(), all, 10);
            let usual = self.day.history.get(place).and_then(|history| middle(history));
            if away.len() >= 8 && (by_share || usual.is_some_and(|usual| away.len() > usual * 3)) {
                let two = share(away.len(), all, 20);
                self.groups.insert((session, "school".to_owned()), (away, two, !by_share));
                continue;
            }
            let mut years: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
            let mut classes: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
            for index in &away {
                let Some(pupil) = self.pupils.get(*index) else { continue };
                years.entry(pupil.year).or_default().insert(*index);
                classes.entry(&pupil.class).or_default().insert(*index);
            }
            let mut held = BTreeSet::new();
            for (kind, percent, groups) in [("year", 25, years), ("class", 50, classes)] {
                for (name, group) in groups {
                    // A year's hold covers its classes.
                    let covered = group.is_subset(&held);
                    if !covered && group.len() >= 8 && share(group.len(), self.sizes.get(name).copied().unwrap_or(0), percent) {
                        held.extend(&group);
                        self.groups.insert((session, format!("{kind} {name}")), (group, false, false));
                    }
                }
            }
        }
        for (group, (_, two, _)) in &self.groups {
            let done = self.done.entry(group.clone()).or_default();
            if done.since.is_none() {
                done.since = Some(now);
            }
            done.wants_two |= *two;
        }
        let held: BTreeSet<Group> = self.groups.keys().cloned().collect();
        for (group, done) in &mut self.done {
            if !held.contains(group) {
                done.since = None;
                // Other marks have come: what was said of the old ones is over.
                if done.discarded {
                    done.discarded = false;
                }
            }
        }
    }

    fn release(&mut self, group: Group, person: &'static str, some: Option<&BTreeSet<usize>>) {
        if group.1 == "hour" {
            self.hours_released.insert(group.0);
        }
        let members = self.groups.get(&group).map(|(members, ..)| members.clone());
        let done = self.done.entry(group).or_default();
        done.touched = true;
        done.persons.insert(person);
        if done.wants_two && done.persons.len() < 2 {
            return;
        }
        match some {
            Some(some) => {
                done.free.extend(some);
                done.some_alone = true;
            }
            None => {
                done.free.extend(members.into_iter().flatten());
                done.all_free = true;
            }
        }
    }

    fn asks(&mut self, now: Timestamp, pupil: usize) {
        let is_free = |session| self.done.iter().any(|((of, _), done)| *of == session && done.free.contains(&pupil));
        for (group, (members, two, by_history)) in &self.groups {
            let Some(done) = self.done.get(group) else { continue };
            let enough = !*two || done.persons.len() >= 2;
            if !members.contains(&pupil) || is_free(group.0) || (done.all_free && enough) {
                continue;
            }
            let rule = match group.1.split(' ').next() {
                _ if done.discarded => Rule::Discarded,
                _ if done.some_alone => Rule::ReleasedSome,
                _ if !done.persons.is_empty() && !enough => Rule::SchoolNeedsTwo,
                _ if *by_history => Rule::HistoryIsStricter,
                Some("class") => Rule::ClassIsHeld,
                _ => Rule::HeldIsSilent,
            };
            self.broken.push((Some(pupil), rule));
        }
        if !self.alarms.contains(&pupil) {
            self.asked.push((now, pupil));
            let lately = self.asked.iter().rev().take_while(|(at, _)| now < later(*at, 60)).count();
            let session = if now < at(self.day.date, 13, 30) { Session::Am } else { Session::Pm };
            if lately > self.day.cap && !self.hours_released.contains(&session) {
                self.broken.push((Some(pupil), Rule::Cap));
            }
        }
    }

    /// Who has to have heard of a hold by now.
    fn due(&mut self, now: Timestamp) {
        for ((session, scope), (members, ..)) in &self.groups {
            let Some(done) = self.done.get(&(*session, scope.clone())) else { continue };
            let Some(since) = done.since else { continue };
            let all_free = members.iter().all(|member| self.done.values().any(|done| done.free.contains(member)));
            if done.touched || all_free {
                continue;
            }
            for (duty, after) in [(Duty::AttendanceOfficer, 0), (Duty::SafeguardingLead, 10), (Duty::Head, 20)] {
                let late = now > due_after_gap(self.day, later(since, after));
                if late && !done.told.contains_key(&duty) {
                    self.broken.push((None, Rule::HoldGoesUp));
                }
            }
        }
    }
}
