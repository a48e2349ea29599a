//! The books: what has to be true of each day, judged from what was said and from what truly happened, with none of the engine's
//! own code.

mod clocks;
mod family;
mod holds;
mod pupil;

use std::collections::{BTreeMap, BTreeSet};

use domain::duty::{Duty, Why};
use domain::search::Effect;
use jiff::Timestamp;

use super::calendar;
use super::dice::{at, later};
use super::log::{Entry, Line, OfSchool, SchoolDay};
use super::past::Pasts;
use super::rules::Rule;
use super::school::Pupil;
pub(crate) use pupil::End;

/// A rule that was broken, and the line that shows it.
pub(crate) struct Breach {
    pub(crate) rule: Rule,
    /// About whom, where it is about one pupil.
    pub(crate) pupil: Option<usize>,
}

/// What the books keep from day to day.
#[derive(Default)]
pub(crate) struct Books {
    /// What parents reported: the school day on which it was made, that of the return, whether staff accepted it.
    reports: BTreeMap<usize, (u64, Option<u64>, bool)>,
    /// Who was missing at the end of the day before.
    missing: BTreeSet<usize>,
    /// How many children were still missing at the end of a day, and of how many of them staff know.
    pub(crate) still_missing: (u64, u64),
    /// How each session without a reason ended.
    pub(crate) sessions: BTreeMap<End, u64>,
    /// What became of each message that was decided on, of each pupil.
    pub(crate) messages: BTreeMap<String, u64>,
}

fn more<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(1);
}

/// Whether a mark asks where its child is.
fn asks(mark: &str, about_o: bool) -> bool {
    mark == "N" || (about_o && mark == "O")
}

/// Whether the child is where the school has them; a school's own code is what stands before the line.
fn seen(mark: &str) -> bool {
    matches!(mark.split('_').next(), Some("/" | "\\" | "L" | "V"))
}

impl Books {
    /// Reads a day: every rule that was broken on it.
    pub(crate) fn read(&mut self, day: &SchoolDay, pupils: &[Pupil], pasts: &Pasts) -> Vec<Breach> {
        for (index, story) in &day.stories {
            if let (Some(back), Some(number)) = (story.report, day.number) {
                self.reports.insert(*index, (number, back.map(|days| number.saturating_add(days)), story.accepted));
            }
        }
        let mut found: BTreeSet<(Option<usize>, Rule)> = BTreeSet::new();
        let mut of_pupils: BTreeMap<usize, Vec<(Timestamp, &Entry)>> = BTreeMap::new();
        for (moment, line) in &day.lines {
            if let Line::Pupil(index, entry) = line {
                of_pupils.entry(*index).or_default().push((*moment, entry));
            }
        }
        let mut missing = BTreeSet::new();
        for (index, log) in &of_pupils {
            let Some(pupil) = pupils.get(*index) else { continue };
            let of = pupil::PupilDay {
                day,
                pupil,
                story: day.stories.get(index),
                log,
                end: day.ends.get(index).copied(),
                report: self.reports.get(index).copied(),
                was_missing: self.missing.contains(index),
                listed: day.listed.get(index),
            };
            let read = pupil::read(&of);
            found.extend(read.breaches.into_iter().map(|rule| (Some(*index), rule)));
            if let Some((end, sessions)) = read.end {
                for _ in 0..sessions {
                    more(&mut self.sessions, end);
                }
                if end == End::Missing {
                    self.still_missing.0 = self.still_missing.0.saturating_add(1);
                    self.still_missing.1 = self.still_missing.1.saturating_add(u64::from(read.staff_know));
                }
            }
            if read.is_missing {
                missing.insert(*index);
            }
            for (_, entry) in log {
                match entry {
                    Entry::Sent { words, .. } => more(&mut self.messages, format!("sent: {}", words.as_str())),
                    Entry::NotSent(.., why) => more(&mut self.messages, format!("not sent: {}", why.as_str())),
                    Entry::Did(Effect::Drop(why)) => {
                        let why = match why {
                            domain::search::Dropped::Overtaken { .. } => "overtaken",
                            domain::search::Dropped::OutsideWindow { .. } => "outside_window",
                            domain::search::Dropped::NoWay { .. } => "no_way",
                        };
                        more(&mut self.messages, format!("not planned: {why}"));
                    }
                    _ => {}
                }
            }
        }
        if day.number.is_some() {
            self.missing = missing;
        }
        found.extend(holds::read(day, pupils));
        found.extend(family::read(day, pupils));
        found.extend(staff(day).into_iter().map(|rule| (None, rule)));
        found.extend(clocks::read(day, pupils, pasts));
        found.into_iter().map(|(pupil, rule)| Breach { rule, pupil }).collect()
    }
}

/// Whether staff reach a person, and hear of an extract that did not come.
fn staff(day: &SchoolDay) -> Vec<Rule> {
    let mut broken = Vec::new();
    let mut told_of_extract: BTreeMap<Duty, Timestamp> = BTreeMap::new();
    let mut first_extract = None;
    for (moment, line) in &day.lines {
        match line {
            Line::School(OfSchool::Extract) => first_extract = first_extract.or(Some(*moment)),
            Line::School(OfSchool::Alert { duty, why, reached, .. }) => {
                if *reached == 0 {
                    broken.push(Rule::DutyReaches);
                }
                if *why == Why::NoExtract {
                    told_of_extract.entry(*duty).or_insert(*moment);
                }
            }
            _ => {}
        }
    }
    for (duty, minute) in [(Duty::AttendanceOfficer, 25), (Duty::SafeguardingLead, 45)] {
        let due = at(day.date, 9, minute);
        let late = due_after_gap(day, due);
        let silent =
            first_extract.is_some_and(|first| first > late) && told_of_extract.get(&duty).is_none_or(|told| *told > late);
        if day.number.is_some() && silent {
            broken.push(Rule::NoExtract);
        }
    }
    if let Some((compared, rows)) = &day.compared {
        let cases = [compared.both.len(), compared.only_ours.len(), compared.only_theirs.len(), compared.neither.len()];
        let theirs = compared.both.len() + compared.only_theirs.len();
        if cases.iter().sum::<usize>() != day.ends.len() || theirs != rows.len() {
            broken.push(Rule::ShadowCompared);
        }
    }
    broken
}

/// By when something due has to have happened: the sweep comes each minute, and where it was away, when it is back.
fn due_after_gap(day: &SchoolDay, due: Timestamp) -> Timestamp {
    let due = match day.away {
        Some((from, to)) if later(due, 1) > from && due < to => to,
        _ => due,
    };
    later(due, 2)
}

/// Whether anybody may be looked for on this day in this year.
fn is_expected(day: &SchoolDay, pupil: &Pupil) -> bool {
    calendar::expects(day.date, pupil.year)
}

/// The day of one pupil as it went, a line each thing.
pub(crate) fn story_of(day: &SchoolDay, pupils: &[Pupil], breach: &Breach) -> String {
    let mut text = format!("    for example on {}", day.date);
    if let Some(pupil) = breach.pupil.and_then(|index| pupils.get(index)) {
        text.push_str(&format!(" in {}{}", pupil.class, if pupil.is_flagged() { ", flagged" } else { "" }));
    }
    if let Some(end) = breach.pupil.and_then(|index| day.ends.get(&index)) {
        text.push_str(&format!(", ended {end:?}"));
    }
    text.push('\n');
    for (moment, line) in &day.lines {
        let shown = match line {
            Line::Pupil(index, entry) if Some(*index) == breach.pupil => format!("{entry:?}"),
            Line::School(OfSchool::Looked | OfSchool::Alert { .. } | OfSchool::Planned { .. }) if breach.pupil.is_some() => {
                continue;
            }
            Line::School(OfSchool::Looked) => continue,
            Line::School(of) => format!("{of:?}"),
            Line::Pupil(..) => continue,
        };
        let wall = moment.to_zoned_datetime(domain::school::time_zone());
        let shown: String = shown.chars().take(180).collect();
        text.push_str(&format!("      {} {shown}\n", wall.strftime("%H:%M:%S")));
    }
    text
}
