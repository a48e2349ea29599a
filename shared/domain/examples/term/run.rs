//! The course of a term: what is carried from day to day, and what each day begins with.

mod day;

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Calendar;
use domain::clocks::{self, Days, Law, Worker};
use domain::duty::OnDuty;
use domain::interlock::Sizes;
use domain::ladder::{Ladder, Whom};
use domain::policy::Policy;
use domain::pupil::{Flag, PupilId};
use domain::register::Session;
use domain::search::State;
use domain::year::Year;
use jiff::Timestamp;
use jiff::civil::Date;

use super::dice::{Dice, at, later, later_by};
use super::expected::Report;
use super::log::SchoolDay;
use super::past::Pasts;
use super::rules::Rule;
use super::school::{self, Pupil};
use super::story::{self, Away, Incident, Story};
use super::{breaks, calendar, planted};
use day::Running;

/// On how many days the school runs beside its old system before it trusts the new one.
const SHADOW_DAYS: u64 = 3;

/// The whole course of a term.
pub(crate) struct Course {
    pub(crate) pupils: Vec<Pupil>,
    pub(crate) pasts: Pasts,
    dice: Dice,
    broken: Option<Rule>,
    policy: Policy,
    calendar: Calendar,
    duties: Vec<OnDuty>,
    sizes: Sizes,
    of: BTreeMap<PupilId, usize>,
    away: Vec<Option<Away>>,
    reports: BTreeMap<usize, Report>,
    /// Whose search ended the day before without the child being accounted for.
    missing: BTreeSet<usize>,
    /// How many were absent in a session, by weekday.
    counts: BTreeMap<(i8, Session), Vec<usize>>,
}

impl Course {
    pub(crate) fn new(seed: u64, pupils: u64, broken: Option<Rule>) -> Option<Self> {
        let mut dice = Dice::new(seed);
        let pupils = school::pupils(&mut dice, pupils);
        let mut policy = Policy::usual();
        // Some schools ask about O too.
        policy.asks_about_o = seed.is_multiple_of(3);
        if !seed.is_multiple_of(4) {
            policy.ladder = second_rung_to_two(&policy.ladder)?;
        }
        policy.hourly_cap = u32::try_from(pupils.len() * 2 / 5).unwrap_or(u32::MAX).max(20);
        Some(Self {
            policy: breaks::policy(policy, broken),
            calendar: breaks::calendar(broken),
            duties: school::duties(),
            sizes: Sizes::of(pupils.iter().map(|pupil| (pupil.year, pupil.class.as_str()))),
            of: pupils.iter().enumerate().map(|(index, pupil)| (pupil.id, index)).collect(),
            away: pupils.iter().map(|_| None).collect(),
            pasts: Pasts::new(pupils.len()),
            reports: BTreeMap::new(),
            missing: BTreeSet::new(),
            counts: BTreeMap::new(),
            pupils,
            dice,
            broken,
        })
    }

    /// One day; `number` is which school day it is, `None` for one on which nobody is in school, and stray marks come all the same.
    pub(crate) fn day(&mut self, date: Date, number: Option<u64>, is_last: bool) -> SchoolDay {
        let (incident, stories) = self.stories(date, number);
        let mut extracts: Vec<Timestamp> = [(9, 8), (9, 32), (9, 48), (11, 30), (13, 40), (14, 20), (15, 30)]
            .map(|(hour, minute)| at(date, hour, minute))
            .into();
        // While somebody forces a mistake through, nobody exports.
        extracts.retain(|moment| incident != Incident::WrongButton { forced: true } || *moment != at(date, 14, 20));
        // Exports take as long as they take.
        extracts.iter_mut().for_each(|moment| *moment = later_by(*moment, self.dice.between(4, 40)));
        let planted_away = number.and_then(|number| planted::sweep_away(number, date));
        let thrown = self.dice.below(100);
        let stands_still = number.is_some_and(planted::stands_still);
        match thrown {
            _ if planted_away.is_some() => {}
            _ if stands_still => extracts.retain(|moment| *moment >= at(date, 10, 0)),
            // One was lost on the way.
            0..6 => {
                extracts.remove(usize::try_from(self.dice.between(1, 6)).unwrap_or(1));
            }
            // The schedule stood still.
            6..11 => extracts.retain(|moment| *moment >= at(date, 10, 0)),
            _ => {}
        }
        let away = self.dice.permille(200).then(|| {
            let from = later(at(date, 9, 20), self.dice.between(0, 90));
            (from, later(from, self.dice.between(20, 90)))
        });
        let away = planted_away.or(away);
        let is_shadow = number.is_some_and(|number| number < SHADOW_DAYS);
        let weekday = date.weekday().to_monday_one_offset();
        let history = Session::BOTH.map(|session| self.counts.get(&(weekday, session)).cloned().unwrap_or_default());
        let (about_o, broken) = (self.policy.asks_about_o ^ (self.broken == Some(Rule::OByOption)), self.broken);
        let cap = (self.pupils.len() * 2 / 5).max(20);
        let mut policy = self.policy.clone();
        policy.shadow = is_shadow;
        let mut running = Running {
            date,
            number,
            broken,
            policy,
            calendar: &self.calendar,
            duties: &self.duties,
            sizes: &self.sizes,
            pupils: &mut self.pupils,
            of: &self.of,
            reports: &self.reports,
            missing: &self.missing,
            dice: &mut self.dice,
            incident,
            stories,
            history: history.clone(),
            away,
            ends: at(date, 18, 0),
            marks: Vec::new(),
            taken: at(date, 0, 0),
            searched: Vec::new(),
            place: BTreeMap::new(),
            put_by: Vec::new(),
            standing: Vec::new(),
            seen_holds: BTreeSet::new(),
            planned: Vec::new(),
            queue: BTreeMap::new(),
            queued: 0,
            messages: Vec::new(),
            heard: BTreeSet::new(),
            asked: BTreeSet::new(),
            signed_in: BTreeSet::new(),
            answered: BTreeSet::new(),
            reasons: BTreeSet::new(),
            no_extract: None,
            lines: Vec::new(),
            counted: [None, None],
        };
        running.prepare(&extracts);
        running.through();
        let listed = running.discrepancies();
        let compared = is_shadow.then(|| running.compare());
        let Running { lines, searched, marks, counted, stories, place, .. } = running;
        let mut ends = BTreeMap::new();
        for (pupil, index) in &place {
            if let Some(search) = searched.get(*index).and_then(|pupil| pupil.search.as_ref()) {
                ends.insert(*pupil, search.state);
            }
        }
        let missing = ends.iter().filter(|(_, state)| !state.is_over()).map(|(pupil, _)| *pupil);
        if number.is_some() {
            self.missing = missing.collect();
            for (session, count) in Session::BOTH.into_iter().zip(counted) {
                let counts = self.counts.entry((weekday, session)).or_default();
                counts.extend(count);
            }
        }
        let explained = |pupil: usize| ends.get(&pupil) == Some(&State::Explained);
        if let Some(number) = number {
            self.pasts.keep(date, number, &marks, &stories, explained);
        }
        let notices = (number.is_some() && (weekday == 5 || is_last)).then(|| self.notices(date));
        SchoolDay { date, number, is_shadow, about_o, cap, away, history, stories, lines, ends, listed, compared, notices }
    }

    /// What truly happens to everybody today, and what parents report before the register.
    fn stories(&mut self, date: Date, number: Option<u64>) -> (Incident, BTreeMap<usize, Story>) {
        let Some(number) = number else {
            let stray = self.dice.between(3, 12) as usize;
            let stories = (0..self.pupils.len()).filter(|index| index % 17 == stray).map(|index| (index, story::stray(date)));
            return (Incident::Nothing, stories.collect());
        };
        let into = number % 25;
        // Illness comes in waves of some weeks.
        let wave = 20 + if into < 8 { into * 6 } else { 0 };
        let class = |dice: &mut Dice, pupils: &[Pupil]| {
            let some = usize::try_from(dice.below(pupils.len() as u64)).unwrap_or(0);
            pupils.get(some).map(|pupil| pupil.class.clone()).unwrap_or_default()
        };
        let incident = match (number + 3) % 24 {
            _ if number < SHADOW_DAYS => Incident::Nothing,
            7 => Incident::Drill(["7", "8", "9", "10", "11"].get(self.dice.between(0, 5) as usize).copied().unwrap_or("7")),
            11 | 14 => Incident::Trip(class(&mut self.dice, &self.pupils)),
            9 => Incident::Coach,
            17 | 22 => Incident::Register(class(&mut self.dice, &self.pupils)),
            20 => Incident::WrongButton { forced: number / 24 % 2 == 0 },
            _ => Incident::Nothing,
        };
        let mut stories = BTreeMap::new();
        for (index, (pupil, away)) in self.pupils.iter().zip(&mut self.away).enumerate() {
            if !calendar::expects(date, pupil.year) {
                if index % 13 == 5 {
                    stories.insert(index, story::stray(date));
                }
                continue;
            }
            if let Some(begins) = planted::away(index, number) {
                *away = Some(begins);
            }
            let planted = planted::story(index, number, date).inspect(|_| *away = None);
            let story = planted.or_else(|| story::story(&mut self.dice, (pupil, away), date, wave, &incident));
            let Some(story) = story else { continue };
            if let Some(back) = story.report {
                let back = back.map(|days| number.saturating_add(days));
                self.reports.insert(index, Report { made: number, back, accepted: story.accepted });
            }
            stories.insert(index, story);
        }
        (incident, stories)
    }

    /// What the clocks of the law say this evening, by pupil.
    fn notices(&self, today: Date) -> BTreeMap<usize, Vec<clocks::Notice>> {
        let days = Days {
            school_days_after: &|date, count| self.calendar.school_days_after(date, count),
            weeks_back: &|date, weeks| self.calendar.school_weeks_back(date, weeks),
            is_school_day: &|date| self.calendar.is_school_day(date),
        };
        let law = Law::on(today);
        let of = |(index, pupil): (usize, &Pupil)| {
            let history = self.pasts.history(index)?;
            let workers = pupil.flags.contains(&Flag::SocialWorker).then_some(Worker::SocialWorker).into_iter().collect();
            let age = Year::read(pupil.year).compulsory();
            let facts = clocks::Pupil { age, workers, workers_told: None, ill_until: None };
            let notices = breaks::notices(clocks::notices(history, &facts, &law, today, &days), self.broken);
            (!notices.is_empty()).then_some((index, notices))
        };
        self.pupils.iter().enumerate().filter_map(of).collect()
    }
}

/// At most schools the second try goes to the second contact too.
fn second_rung_to_two(ladder: &Ladder) -> Option<Ladder> {
    let mut rungs = ladder.rungs().to_vec();
    rungs.get_mut(1)?.ask.as_mut()?.whom = Whom::FirstTwo;
    Ladder::new(rungs).ok()
}
