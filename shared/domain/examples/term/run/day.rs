//! Drives the engine through a day of the school, minute by minute where something is due, and keeps what came to pass for the books.

mod saying;
mod staff;

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Calendar;
use domain::code::Cell;
use domain::contact::Restriction;
use domain::day::{self, Facts, School, wants_a_look};
use domain::duty::{Duty, OnDuty, Raised, Why};
use domain::interlock::{HoldId, Sizes, Standing};
use domain::ladder::Way;
use domain::planning::Planned;
use domain::policy::Policy;
use domain::pupil::PupilId;
use domain::register::Session;
use domain::search::{Decision, Effect, Event, Said, hears_why};
use jiff::Timestamp;
use jiff::civil::Date;

use super::super::dice::{Dice, at, later, later_by, whole_minute};
use super::super::expected::Report;
use super::super::log::{Entry, Line, OfSchool};
use super::super::rules::Rule;
use super::super::school::Pupil;
use super::super::story::{self, Incident, Says, Story};
use super::super::{breaks, calendar};

/// What can be done here: nothing can call, so that a call is a person's.
const WAYS: [Way; 2] = [Way::Text, Way::Email];

/// What comes next.
pub(super) enum Happening {
    Extract,
    /// Everybody of the afternoon is uploaded as absent.
    WrongButton,
    Look,
    Says(usize, String, Says),
    Staff(usize, Decision),
    Barred(usize, usize),
    Send(usize),
    Release(HoldId, &'static str, Option<BTreeSet<PupilId>>),
    Discard(HoldId),
    /// One press: those who were asked by mistake hear so.
    CorrectAll(BTreeSet<PupilId>),
}

/// A day while it runs.
pub(super) struct Running<'a> {
    pub(super) date: Date,
    pub(super) number: Option<u64>,
    pub(super) broken: Option<Rule>,
    pub(super) policy: Policy,
    pub(super) calendar: &'a Calendar,
    pub(super) duties: &'a [OnDuty],
    pub(super) sizes: &'a Sizes,
    pub(super) pupils: &'a mut Vec<Pupil>,
    pub(super) of: &'a BTreeMap<PupilId, usize>,
    pub(super) reports: &'a BTreeMap<usize, Report>,
    pub(super) missing: &'a BTreeSet<usize>,
    pub(super) dice: &'a mut Dice,
    pub(super) incident: Incident,
    pub(super) stories: BTreeMap<usize, Story>,
    pub(super) history: [Vec<usize>; 2],
    pub(super) away: Option<(Timestamp, Timestamp)>,
    pub(super) ends: Timestamp,
    /// What the registers say, by pupil.
    pub(super) marks: Vec<[&'static str; 2]>,
    pub(super) taken: Timestamp,
    pub(super) searched: Vec<day::Pupil>,
    /// Where a pupil stands in `searched`.
    pub(super) place: BTreeMap<usize, usize>,
    /// The facts of those about whom nothing is to be done.
    pub(super) put_by: Vec<Option<Facts>>,
    pub(super) standing: Vec<Standing>,
    pub(super) seen_holds: BTreeSet<HoldId>,
    pub(super) planned: Vec<Timestamp>,
    pub(super) queue: BTreeMap<(Timestamp, u64), Happening>,
    pub(super) queued: u64,
    pub(super) messages: Vec<(Planned, Timestamp)>,
    /// Which contact has heard a question about whom.
    pub(super) heard: BTreeSet<(usize, String)>,
    /// About whom anybody was asked.
    pub(super) asked: BTreeSet<usize>,
    /// Who was signed in while the first question was on its way.
    pub(super) signed_in: BTreeSet<usize>,
    pub(super) answered: BTreeSet<usize>,
    /// About whom somebody gave a reason who may.
    pub(super) reasons: BTreeSet<usize>,
    pub(super) no_extract: Option<Raised>,
    pub(super) lines: Vec<(Timestamp, Line)>,
    pub(super) counted: [Option<usize>; 2],
}

impl Running<'_> {
    fn school<T>(&self, look: impl FnOnce(&School<'_>) -> T) -> T {
        let none: [&[usize]; 2] = [&[], &[]];
        let [morning, afternoon] = &self.history;
        look(&School {
            date: self.date,
            policy: &self.policy,
            calendar: self.calendar,
            ways: &WAYS,
            marks_taken: self.taken,
            sizes: self.sizes,
            history: if self.broken == Some(Rule::HistoryIsStricter) { none } else { [morning, afternoon] },
            planned: &self.planned,
        })
    }

    fn queue(&mut self, moment: Timestamp, happening: Happening) {
        self.queued = self.queued.saturating_add(1);
        self.queue.insert((moment, self.queued), happening);
    }

    fn log(&mut self, now: Timestamp, line: Line) {
        self.lines.push((now, line));
    }

    pub(super) fn prepare(&mut self, extracts: &[Timestamp]) {
        self.marks = vec![["-", "-"]; self.pupils.len()];
        for moment in extracts {
            self.queue(*moment, Happening::Extract);
            let seconds = self.dice.between(0, 55);
            self.queue(later_by(*moment, seconds), Happening::Look);
        }
        if matches!(self.incident, Incident::WrongButton { .. }) {
            self.queue(at(self.date, 14, 0), Happening::WrongButton);
            self.queue(later_by(at(self.date, 14, 0), 20), Happening::Look);
        }
        let mut found = Vec::new();
        for (index, story) in &self.stories {
            found.extend(story.staff.iter().map(|(moment, decision)| (*moment, Happening::Staff(*index, *decision))));
            if let Some((moment, place)) = story.barred {
                found.push((moment, Happening::Barred(*index, place)));
            }
            for (moment, place, says) in &story.unasked {
                let contact = self.pupils.get(*index).and_then(|pupil| pupil.contacts.get(*place));
                if let Some(contact) = contact {
                    found.push((*moment, Happening::Says(*index, contact.name_key(), *says)));
                }
            }
        }
        for (moment, happening) in found {
            self.queue(moment, happening);
        }
        self.no_extract =
            self.number.map(|_| Raised::new(later(at(self.date, 9, 15), 10))).filter(|_| self.broken != Some(Rule::NoExtract));
    }

    /// From the first extract to the last correction.
    pub(super) fn through(&mut self) {
        let mut now = at(self.date, 8, 0);
        let last = at(self.date, 20, 30);
        let mut swept_before = now;
        loop {
            // What happens at a whole minute does not take that minute's sweep away.
            let swept = self.next(now).map(|moment| whole_minute(moment.max(now).max(later_by(swept_before, 1))));
            // Who is away does not look; the first look after it has everything.
            let away = self.away.filter(|(from, to)| swept.is_some_and(|moment| moment >= *from && moment < *to));
            let swept = match away {
                Some((_, to)) if self.broken != Some(Rule::NoBurstAfterAGap) => Some(to),
                _ => swept,
            };
            let first = self.queue.first_key_value().map(|((moment, _), _)| *moment);
            match (first, swept) {
                (Some(first), swept) if swept.is_none_or(|swept| first <= swept) => {
                    let Some((_, happening)) = self.queue.pop_first() else { break };
                    now = first.max(now);
                    self.happens(happening, now);
                }
                (_, Some(swept)) if swept < last => {
                    (now, swept_before) = (swept, swept);
                    self.look(now, away.map_or(now, |(_, to)| to));
                }
                _ => break,
            }
        }
        self.lines.sort_by_key(|(moment, _)| *moment);
    }

    /// When something is due by itself.
    fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let of_extract = self.no_extract.as_ref().and_then(|raised| raised.next(self.policy.steps(Why::NoExtract)));
        let of_holds = self.standing.iter().filter_map(|one| one.next(self.policy.steps(Why::Held))).min();
        let of_searches = self.school(|school| {
            school.with_day(|day| {
                let searches = self.searched.iter().filter_map(|pupil| pupil.search.as_ref());
                searches.filter_map(|search| search.next(day, now)).min()
            })
        });
        let next = of_extract.into_iter().chain(of_holds).chain(of_searches).min()?;
        (self.broken != Some(Rule::EverySearchEnds) || next < self.ends).then_some(next)
    }

    fn happens(&mut self, happening: Happening, now: Timestamp) {
        match happening {
            Happening::Extract => self.extract(now),
            Happening::WrongButton => {
                for index in 0..self.pupils.len() {
                    if let Some(marks) = self.marks.get_mut(index) {
                        marks[1] = "N";
                        let marks = *marks;
                        self.log(now, Line::Pupil(index, Entry::Marks(marks)));
                    }
                }
                self.taken = now;
                self.log(now, Line::School(OfSchool::Extract));
                self.read_marks();
            }
            Happening::Look => self.look(now, now),
            Happening::Says(index, contact, says) => {
                if matches!(says, Says::Reason) && self.may_explain(index, &contact) {
                    self.reasons.insert(index);
                }
                let said = match says {
                    Says::Alarm => Said::Alarm,
                    Says::Reason => Said::Reason,
                    Says::Words => Said::Words,
                    Says::OnTheWay(minutes) => Said::OnTheWay(later(now, minutes)),
                };
                self.event(index, Event::Said(contact.clone(), said), Entry::Said(contact, said), now);
            }
            Happening::Staff(index, decision) => self.event(index, Event::Staff(decision), Entry::Staff(decision), now),
            Happening::Barred(index, place) => {
                let contact = self.pupils.get_mut(index).and_then(|pupil| pupil.contacts.get_mut(place));
                let Some(contact) = contact.filter(|contact| contact.restriction == Restriction::None) else { return };
                contact.restriction = Restriction::CourtOrder;
                let key = contact.name_key();
                if let Some(place) = self.place.get(&index).copied() {
                    let facts = self.facts(index);
                    if let Some(pupil) = self.searched.get_mut(place).filter(|pupil| pupil.facts.is_some()) {
                        pupil.facts = facts;
                    } else if let Some(put_by) = self.put_by.get_mut(place) {
                        *put_by = facts;
                    }
                }
                self.log(now, Line::Pupil(index, Entry::Barred(key)));
            }
            Happening::Send(message) => self.send(message, now),
            Happening::Release(id, person, some) => self.release(&id, person, some, now),
            Happening::Discard(id) => {
                let broken = self.broken == Some(Rule::Discarded);
                let Some(one) = self.standing.iter_mut().find(|one| one.hold.id == id) else { return };
                if broken {
                    one.release("ann", None);
                    one.release("lea", None);
                } else {
                    one.discard();
                }
                self.log(now, Line::School(OfSchool::Discarded(id.session, id.scope.word())));
                self.look(now, now);
            }
            Happening::CorrectAll(pupils) => {
                for pupil in pupils {
                    let Some((index, place)) = self.of.get(&pupil).and_then(|index| Some((*index, *self.place.get(index)?)))
                    else {
                        continue;
                    };
                    let event = breaks::event(Event::Staff(Decision::Correct), None, self.broken);
                    if let (Some(pupil), Some(event)) = (self.searched.get_mut(place), event) {
                        pupil.events.push(event);
                    }
                    self.log(now, Line::Pupil(index, Entry::Staff(Decision::Correct)));
                }
                self.look(now, now);
            }
        }
    }

    /// Something that concerns one pupil: the rules look at once.
    fn event(&mut self, index: usize, event: Event, entry: Entry, now: Timestamp) {
        // Before there is a search, a report is all that there could be.
        let Some(place) = self.place.get(&index).copied() else { return };
        let parent = self.pupils.get(index).and_then(|pupil| {
            let mut may = pupil.contacts.iter().filter(|contact| contact.restriction == Restriction::None);
            may.find(|contact| !pupil.is_looked_after() || contact.relationship == "Foster carer")
                .map(|contact| contact.name_key())
        });
        if let (Some(pupil), Some(event)) = (self.searched.get_mut(place), breaks::event(event, parent.as_deref(), self.broken)) {
            pupil.events.push(event);
        }
        self.log(now, Line::Pupil(index, entry));
        self.look(now, now);
    }

    fn may_explain(&self, index: usize, contact: &str) -> bool {
        let Some(facts) = self.facts(index) else { return false };
        self.school(|school| school.with_day(|day| hears_why(day, &facts.child(), contact))) == Some(true)
    }

    fn extract(&mut self, now: Timestamp) {
        self.taken = now;
        self.no_extract = None;
        self.log(now, Line::School(OfSchool::Extract));
        let date = self.date;
        for (index, pupil) in self.pupils.iter().enumerate() {
            let expected = calendar::expects(date, pupil.year);
            let new = match self.stories.get(&index) {
                Some(story) => story.marks(now),
                None if expected => story::usual_marks(date, now),
                None => ["-", "-"],
            };
            let Some(known) = self.marks.get_mut(index) else { continue };
            let before = *known;
            for (known, new) in known.iter_mut().zip(new) {
                if new != "-" {
                    *known = new;
                }
            }
            if before != *known && (self.stories.contains_key(&index) || self.place.contains_key(&index)) {
                self.lines.push((now, Line::Pupil(index, Entry::Marks(*known))));
            }
        }
        self.read_marks();
        for (place, session) in Session::BOTH.into_iter().enumerate() {
            let absent = self.marks.iter().filter(|[morning, afternoon]| match session {
                Session::Am => *morning == "N",
                Session::Pm => *afternoon == "N" && *morning != "N",
            });
            let (absent, after) = (absent.count(), [at(date, 9, 30), at(date, 13, 35)]);
            if let (Some(counted), Some(after)) = (self.counted.get_mut(place), after.get(place))
                && counted.is_none()
                && now >= *after
            {
                *counted = Some(absent);
            }
        }
    }

    /// What the registers say goes to the engine.
    fn read_marks(&mut self) {
        for index in 0..self.pupils.len() {
            let Some(marks) = self.marks.get(index).copied() else { continue };
            let place = self.place.get(&index).copied();
            let before = place.and_then(|place| self.searched.get(place)).map_or([Cell::NotTaken; 2], |pupil| pupil.cells);
            let mut cells = before;
            for (cell, mark) in cells.iter_mut().zip(marks) {
                *cell = breaks::cell(mark, *cell, self.broken);
            }
            if let Some(place) = place {
                if let Some(pupil) = self.searched.get_mut(place) {
                    pupil.cells = cells;
                }
            } else if wants_a_look(None, cells, self.policy.asks_about_o)
                && let (Some(pupil), Some(facts)) = (self.pupils.get(index), self.facts(index))
            {
                self.place.insert(index, self.searched.len());
                self.searched.push(day::Pupil {
                    id: pupil.id,
                    year: pupil.year.to_owned(),
                    class: pupil.class.clone(),
                    flagged: pupil.is_flagged(),
                    cells,
                    search: None,
                    facts: Some(facts),
                    events: Vec::new(),
                });
                self.put_by.push(None);
                if !self.stories.contains_key(&index) {
                    self.lines.push((self.taken, Line::Pupil(index, Entry::Marks(marks))));
                }
            }
        }
    }

    fn facts(&self, index: usize) -> Option<Facts> {
        let pupil = self.pupils.get(index)?;
        let today = self.number.unwrap_or(u64::MAX);
        let report = self.reports.get(&index);
        let bent = |report: &Report| match self.broken {
            Some(Rule::ThreeDays) => report.back.map_or(today == report.made, |back| today < back),
            Some(Rule::FlaggedReport) => report.covers(today, false),
            _ => report.covers(today, pupil.is_flagged()),
        };
        let facts = Facts {
            contacts: pupil.contacts.clone(),
            wishes: pupil.wishes.clone(),
            flags: pupil.flags.clone(),
            named: pupil.named,
            first_words: Report::words(report, today, self.missing.contains(&index)),
            reported: report.is_some_and(bent),
            on_the_way: None,
            handled: self.stories.get(&index).is_some_and(|story| story.handled),
        };
        Some(breaks::facts(facts, self.broken))
    }

    /// The rules look at the day. `shown` is when it counts as done.
    fn look(&mut self, now: Timestamp, shown: Timestamp) {
        let about_o = self.policy.asks_about_o;
        for (pupil, put_by) in self.searched.iter_mut().zip(&mut self.put_by) {
            let wanted = !pupil.events.is_empty() || wants_a_look(pupil.search.as_ref(), pupil.cells, about_o);
            if wanted && pupil.facts.is_none() {
                pupil.facts = put_by.take();
            } else if !wanted && put_by.is_none() {
                *put_by = pupil.facts.take();
            }
        }
        let (mut searched, mut standing) = (std::mem::take(&mut self.searched), std::mem::take(&mut self.standing));
        let outcome = self.school(|school| school.work(&mut searched, &mut standing, now));
        searched.iter_mut().for_each(|pupil| pupil.events.clear());
        (self.searched, self.standing) = (searched, standing);
        self.log(shown, Line::School(OfSchool::Looked));
        for (hold, duty) in outcome.of_holds {
            self.log(shown, Line::School(OfSchool::HoldTold(hold.session, hold.scope.word(), duty)));
        }
        self.look_after_holds(now);
        let effects = breaks::effects(outcome.effects, self.broken);
        for (id, effect) in &effects {
            let Some(index) = self.of.get(id).copied() else { continue };
            if let Effect::Say { words, .. } = effect
                && !words.corrects()
            {
                self.planned.push(now);
            }
            // Of an alarm somebody soon says that they have it.
            if matches!(effect, Effect::Tell(Duty::AttendanceOfficer, Why::Alarm)) && self.dice.permille(600) {
                let moment = later(now, self.dice.between(2, 12));
                self.queue(moment, Happening::Staff(index, Decision::Take));
            }
            self.log(shown, Line::Pupil(index, Entry::Did(effect.clone())));
        }
        self.tell(&effects, shown);
        self.plan(&effects, shown);
    }
}
