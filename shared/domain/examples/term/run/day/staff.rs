//! What staff do about holds, and what they read in the evening.

use std::collections::{BTreeMap, BTreeSet};

use domain::code::Cell;
use domain::discrepancy;
use domain::interlock::{Hold, HoldId, Release, Scope};
use domain::pupil::PupilId;
use domain::register::Session;
use domain::search::{Effect, State};
use domain::shadow;
use jiff::Timestamp;

use super::super::super::breaks;
use super::super::super::dice::{at, later};
use super::super::super::log::{Entry, Line, OfSchool};
use super::super::super::planted;
use super::super::super::rules::Rule;
use super::super::super::story::Incident;
use super::{Happening, Running};

impl Running<'_> {
    /// What staff will do about holds that they have not seen yet.
    pub(super) fn look_after_holds(&mut self, now: Timestamp) {
        let new: Vec<Hold> =
            self.standing.iter().filter(|one| !self.seen_holds.contains(&one.hold.id)).map(|one| one.hold.clone()).collect();
        for hold in new {
            self.seen_holds.insert(hold.id.clone());
            let by_mistake = |pupil: &PupilId| {
                let index = self.of.get(pupil)?;
                let afternoon = hold.id.session == Session::Pm;
                Some(match self.stories.get(index) {
                    Some(story) => story.mistaken || (afternoon && story.marks(at(self.date, 14, 0))[1] != "N"),
                    None => true,
                })
            };
            let truly_away: BTreeSet<PupilId> =
                hold.pupils.iter().filter(|pupil| by_mistake(pupil) == Some(false)).copied().collect();
            let mistaken: BTreeSet<PupilId> = hold.pupils.difference(&truly_away).copied().collect();
            let looks = later(now, self.dice.between(3, 40));
            let id = hold.id.clone();
            let forced = self.incident == Incident::WrongButton { forced: true };
            if hold.id.scope == Scope::Hour {
                self.queue(later(now, 8), Happening::Release(id, "ann", None));
            } else if forced && mistaken.len() * 4 > self.pupils.len() {
                self.queue(later(now, 2), Happening::Release(id.clone(), "hal", None));
                self.queue(later(now, 4), Happening::Release(id.clone(), "hal", None));
                // She takes longer than parents wait whose child is gone since the morning: by then nobody has been asked.
                self.queue(later(now, 16), Happening::Release(id, "lea", None));
                self.queue(later(now, 40), Happening::CorrectAll(mistaken));
            } else if mistaken.len() * 2 > hold.pupils.len() {
                let thrown = self.dice.below(10);
                let planted = self.number.and_then(planted::discards).map(|discards| if discards { 0 } else { 4 });
                match planted.unwrap_or(thrown) {
                    0..4 => self.queue(looks, Happening::Discard(id)),
                    4..8 => {
                        self.queue(looks, Happening::Release(id.clone(), "ann", Some(truly_away.clone())));
                        self.queue(later(looks, 4), Happening::Release(id, "lea", Some(truly_away)));
                    }
                    _ => {}
                }
            } else if self.dice.permille(850) {
                self.queue(looks, Happening::Release(id.clone(), "ann", None));
                self.queue(later(looks, 3), Happening::Release(id, "lea", None));
            }
        }
    }

    pub(super) fn release(&mut self, id: &HoldId, person: &'static str, some: Option<BTreeSet<PupilId>>, now: Timestamp) {
        let broken = self.broken;
        let Some(one) = self.standing.iter_mut().find(|one| one.hold.id == *id) else { return };
        let asked = if broken == Some(Rule::ReleasedSome) { None } else { some.as_ref() };
        if one.release(person, asked) == Release::WantsSecondPerson && broken == Some(Rule::SchoolNeedsTwo) {
            one.release("nobody", asked);
        }
        let some = some.map(|some| some.iter().filter_map(|pupil| self.of.get(pupil).copied()).collect());
        self.log(now, Line::School(OfSchool::Released { session: id.session, scope: id.scope.word(), person, some }));
        self.look(now, now);
    }

    /// What does not agree this evening.
    pub(in super::super) fn discrepancies(&self) -> BTreeMap<usize, BTreeSet<discrepancy::Discrepancy>> {
        let mut listed = BTreeMap::new();
        for index in self.stories.keys().copied() {
            let search = self.place.get(&index).and_then(|place| self.searched.get(*place)?.search.as_ref());
            let reported = self.facts(index).is_some_and(|facts| facts.reported) && self.number.is_some();
            let contacted = self.asked.contains(&index) || reported;
            let facts = discrepancy::Facts {
                cell: self
                    .marks
                    .get(index)
                    .map_or(Cell::NotTaken, |[morning, _]| breaks::cell(morning, Cell::NotTaken, self.broken)),
                alarm: search.is_some_and(|search| search.state == State::Alarm),
                reported,
                reason_given: self.reasons.contains(&index),
                proposed: None,
                contacted,
            };
            let found = discrepancy::discrepancies(&facts);
            if !found.is_empty() && self.broken != Some(Rule::Discrepancy) {
                listed.insert(index, found);
            }
        }
        listed
    }

    /// What we would have done, held against what the old system did: it rings everybody who is marked absent at ten.
    pub(in super::super) fn compare(&self) -> (shadow::Comparison, BTreeSet<usize>) {
        let mut would = Vec::new();
        let mut rows = Vec::new();
        let mut rung = BTreeSet::new();
        for (index, place) in &self.place {
            let Some(pupil) = self.searched.get(*place).filter(|pupil| pupil.search.is_some()) else { continue };
            let first = self.lines.iter().find_map(|(moment, line)| match line {
                Line::Pupil(of, Entry::Did(Effect::Say { words, .. })) if of == index && !words.corrects() => Some(*moment),
                _ => None,
            });
            let why = match pupil.search.as_ref().map(|search| search.state) {
                Some(State::NotExpected) => shadow::WhyNot::ReportedBefore,
                Some(State::Unreachable | State::Unanswered) => shadow::WhyNot::NobodyToContact,
                Some(State::Held) => shadow::WhyNot::Held,
                _ => shadow::WhyNot::CorrectedBefore,
            };
            let outcome = first.map_or(shadow::Outcome::NotContacted(why), shadow::Outcome::Contacted);
            let [morning, _] = self.marks.get(*index).copied().unwrap_or(["-", "-"]);
            let session = if morning == "/" { Session::Pm } else { Session::Am };
            would.push(shadow::Would { pupil: pupil.id, date: self.date, session, outcome });
            if index % 4 != 0 {
                rung.insert(*index);
                rows.push(shadow::Did {
                    pupil: pupil.id,
                    date: self.date,
                    session: None,
                    at: Some(at(self.date, 10, 0)),
                    by: None,
                });
            }
        }
        if self.broken == Some(Rule::ShadowCompared) {
            rows.truncate(rows.len() / 2);
        }
        (shadow::compare(&would, &rows), rung)
    }
}
