//! Weighs what a reply's words stand for. The order is the rule of the house: an alarm beats everything, and any hint of one counts; a
//! reason must be said of the child, now, without denial or question; what is left is for staff to read.

use std::ops::Range;

use jiff::civil::Date;

use super::Denial;
use super::concept::Concept;
use super::days::{back, weekday};
use super::matching::{Hit, Matched};
use crate::reading::lists::holds;
use crate::reading::{Heard, Kind, Weighed};

/// A denial reaches over so many words to what it denies.
const REACH: usize = 4;

/// The same to the other side, in languages that say "not" behind.
const REACH_BEHIND: usize = 2;

/// "And" in the languages that say "not" before a verb.
const AND: &str = "a ac i oraz si e iyo oo та і й и ta y";

/// Weighs a reply in the language that it was matched in.
pub(in crate::reading) fn weigh(matched: &Matched, today: Option<Date>) -> Weighed {
    let weighing = Weighing(matched, today);
    let mut heard = weighing.heard();
    let alarm = heard.first().is_some_and(|heard| heard.kind == Kind::Alarm);
    let back = today.filter(|_| !alarm).and_then(|today| back(&weighing, today));
    let says_more =
        heard.iter().any(|heard| heard.kind.is_reason() || matches!(heard.kind, Kind::Alarm | Kind::Late | Kind::WrongNumber));
    if let Some((_, words)) = back.as_ref().filter(|_| !says_more) {
        heard.retain(|heard| !matches!(heard.kind, Kind::Unclear | Kind::Thanks | Kind::Question));
        heard.insert(0, Heard::new(Kind::ReturnDate, vec![words.clone()], 0.9));
    }
    let to_places = |words: &Range<usize>| weighing.place(words);
    for heard in &mut heard {
        heard.places = heard.places.iter().filter_map(to_places).collect();
    }
    let distress = weighing.all(Concept::Distress).filter_map(|hit| weighing.place(&hit.words)).collect();
    let away = weighing.has(Concept::Absent) || weighing.all(Concept::Home).any(|hit| !weighing.denied(hit));
    let well = weighing.has(Concept::Better);
    Weighed { heard, back: back.map(|(date, _)| date), distress, away, well, expected: None }
}

/// A reply, and the day on which it was written.
pub(super) struct Weighing<'a>(pub(super) &'a Matched, Option<Date>);

impl Weighing<'_> {
    /// Everything that is said, the loudest first; the places are words.
    fn heard(&self) -> Vec<Heard> {
        let mut heard = Vec::new();
        let reasons = self.reasons();
        let direct = self.alarms();
        let alarms = if direct.is_empty() { self.quiet_alarms(&reasons) } else { direct.clone() };
        if !alarms.is_empty() {
            heard.push(Heard::new(Kind::Alarm, alarms, if direct.is_empty() { 0.7 } else { 0.9 }));
        }
        heard.extend(reasons);
        for (concept, kind) in [
            (Concept::Late, Kind::Late),
            (Concept::WrongNumber, Kind::WrongNumber),
            (Concept::Stop, Kind::Stop),
            (Concept::Language, Kind::Language),
        ] {
            let said = self.all(concept).filter(|hit| concept != Concept::Late || !self.denied(hit));
            let words: Vec<_> = said.map(|hit| hit.words.clone()).collect();
            if !words.is_empty() {
                heard.push(Heard::new(kind, words, 0.9));
            }
        }
        if heard.is_empty() && self.has(Concept::Distress) && self.is_kept_home() {
            // "My husband hit me, I am at my sister's with the children, they won't come."
            let words = self.all(Concept::Distress).map(|hit| hit.words.clone()).collect();
            heard.push(Heard::new(Kind::Other, words, 0.7));
        }
        if heard.is_empty() {
            let asks = !self.0.asked.is_empty() || self.all(Concept::Question).next().is_some();
            let thanks: Vec<_> = self.all(Concept::Thanks).map(|hit| hit.words.clone()).collect();
            const SAY_NOTHING: [Concept; 5] =
                [Concept::Thanks, Concept::Greeting, Concept::Common, Concept::After, Concept::Date];
            let says = |hit: &Hit| !SAY_NOTHING.contains(&hit.concept);
            let only_thanks = !thanks.is_empty() && !self.0.hits.iter().any(says) && self.0.known * 2 >= self.0.words.len();
            heard.push(match () {
                () if asks => Heard::new(Kind::Question, Vec::new(), 0.7),
                () if only_thanks => Heard::new(Kind::Thanks, thanks, 0.9),
                () => Heard::new(Kind::Unclear, Vec::new(), 0.2),
            });
        }
        heard
    }

    /// The writer says that the child will not come, and not that it did not come home.
    fn is_kept_home(&self) -> bool {
        let not_coming = |hit: &Hit| matches!(hit.concept, Concept::Come | Concept::Future) && self.denied(hit);
        let not_home = self.all(Concept::Home).any(|hit| self.denied(hit));
        !not_home && (self.has(Concept::Absent) || self.0.hits.iter().any(not_coming))
    }

    fn alarms(&self) -> Vec<Range<usize>> {
        let mut alarms: Vec<Range<usize>> = Vec::new();
        let mut push = |hit: &Hit| alarms.push(hit.words.clone());
        for hit in self.0.hits.iter().filter(|hit| matches!(hit.concept, Concept::Alarm | Concept::Where)) {
            push(hit);
        }
        let sent_home = self.has(Concept::SentHome);
        let late_clause = self.all(Concept::Late).filter(|hit| !self.denied(hit)).map(|hit| hit.clause).min();
        // "Overslept, she has just left" is late; "late again, I left him at reception" is not.
        let late = |clause: usize| self.0.asked.is_empty() && late_clause.is_some_and(|late| late <= clause);
        for hit in self.all(Concept::InSchool).filter(|hit| !sent_home && !self.denied(hit) && !self.is_of_other_time(hit)) {
            push(hit);
        }
        const ELSEWHERE: [Concept; 6] =
            [Concept::Doctor, Concept::Hospital, Concept::Holiday, Concept::Home, Concept::Religious, Concept::Other];
        for hit in self.all(Concept::Went).filter(|hit| {
            !sent_home
                && !late(hit.clause)
                && !self.denied(hit)
                && !self.is_of_other_time(hit)
                && !self.is_elsewhere(hit, &ELSEWHERE)
        }) {
            push(hit);
        }
        self.thoughts().for_each(&mut push);
        // "Is he not in school?"
        const ABOUT: [Concept; 5] = [Concept::School, Concept::InSchool, Concept::Come, Concept::Went, Concept::Absent];
        for clause in &self.0.asked {
            let ahead = self.is_other_time(*clause) || self.clause_has(*clause, &[Concept::Late]);
            let explained = self.clause_has(*clause, &[Concept::Ill, Concept::Doctor, Concept::Home]);
            for hit in self.0.hits.iter().filter(|hit| hit.clause == *clause && ABOUT.contains(&hit.concept)) {
                let arrives = matches!(hit.concept, Concept::Come | Concept::Went | Concept::Absent | Concept::InSchool);
                if !ahead && !explained && (arrives || self.clause_has(*clause, &[Concept::Not])) {
                    alarms.push(hit.words.clone());
                }
            }
        }
        // "Ava not?", "she is not there?": asks of the child, denies, and says nothing else.
        for hit in self.all(Concept::Not).filter(|hit| self.asked(hit.clause)) {
            let nothing_else = self.0.hits.iter().filter(|other| other.clause == hit.clause).all(|other| {
                matches!(
                    other.concept,
                    Concept::Not
                        | Concept::Child
                        | Concept::All
                        | Concept::Common
                        | Concept::Question
                        | Concept::Greeting
                        | Concept::But
                        | Concept::Today
                        | Concept::Surprise
                )
            });
            if nothing_else && self.clause_has(hit.clause, &[Concept::Child, Concept::All]) {
                alarms.push(hit.words.clone());
            }
        }
        alarms
    }

    /// What the writer thought or was sure of, where that is that the child is in school.
    fn thoughts(&self) -> impl Iterator<Item = &Hit> {
        const THERE: [Concept; 5] = [Concept::School, Concept::InSchool, Concept::Went, Concept::Way, Concept::Come];
        const COMING: [Concept; 3] = [Concept::InSchool, Concept::Went, Concept::Come];
        // "This morning I thought it was nothing, but he is ill and did not go": what was thought is over.
        let explained = !self.reasons().is_empty();
        let stayed = move |clause: usize| {
            let of_coming = |hit: &Hit| hit.clause == clause && COMING.contains(&hit.concept) && self.denied(hit);
            explained && (self.clause_has(clause, &[Concept::Absent]) || self.0.hits.iter().any(of_coming))
        };
        let there = move |clause: usize| self.clause_has(clause, &THERE) && !stayed(clause);
        // "I think she comes on Monday."
        let coming = |hit: &Hit| {
            self.0.hits.iter().any(|day| {
                let ahead = matches!(day.concept, Concept::Tomorrow | Concept::AfterTomorrow | Concept::NextWeek);
                day.clause == hit.clause && (ahead || day.concept.is_day() && day.concept.month().is_none())
            })
        };
        self.all(Concept::Think)
            .filter(move |hit| there(hit.clause) || there(hit.clause + 1))
            .filter(move |hit| !coming(hit) && !self.clause_has(hit.clause, &[Concept::Ill, Concept::Doctor]))
    }

    /// What is an alarm where nothing else says why.
    fn quiet_alarms(&self, reasons: &[Heard]) -> Vec<Range<usize>> {
        if !reasons.is_empty() {
            return Vec::new();
        }
        let known = self.has(Concept::Absent) || self.all(Concept::Home).any(|hit| !self.denied(hit));
        let mut alarms: Vec<Range<usize>> = self.all(Concept::Surprise).map(|hit| hit.words.clone()).collect();
        if !self.has(Concept::Absent) {
            alarms.extend(self.all(Concept::Home).filter(|hit| self.denied(hit)).map(|hit| hit.words.clone()));
        }
        // "She is not ill", and no word of knowing where she is.
        let away = [Concept::Come, Concept::Future, Concept::School];
        let not_coming = self.0.hits.iter().any(|hit| away.contains(&hit.concept) && self.denied(hit));
        if !known && !not_coming && !self.has(Concept::Better) {
            alarms.extend(self.all(Concept::Ill).filter(|hit| self.denied(hit)).map(|hit| hit.words.clone()));
        }
        // School is spoken of, and nothing says why, when, or that the writer knows: what is not understood may be an alarm.
        const EXPLAINED: [Concept; 8] = [
            Concept::Late,
            Concept::WrongNumber,
            Concept::Stop,
            Concept::Language,
            Concept::SentHome,
            Concept::Question,
            Concept::Better,
            Concept::IllOther,
        ];
        let explained = EXPLAINED.iter().any(|concept| self.has(*concept)) || self.0.hits.iter().any(|hit| hit.concept.is_day());
        if alarms.is_empty() && !known && !not_coming && !explained && self.0.asked.is_empty() {
            let school = self.all(Concept::School).filter(|hit| !self.is_other_time(hit.clause));
            alarms.extend(school.map(|hit| hit.words.clone()));
        }
        alarms
    }

    fn reasons(&self) -> Vec<Heard> {
        let holding = |concept| -> Vec<Range<usize>> {
            self.all(concept).filter(|hit| !self.denied(hit) && !self.asked(hit.clause)).map(|hit| hit.words.clone()).collect()
        };
        let mut ill: Vec<Range<usize>> = self
            .all(Concept::Ill)
            .filter(|hit| !self.denied(hit) && !self.asked(hit.clause) && self.is_of_the_child(hit))
            .map(|hit| hit.words.clone())
            .collect();
        // "Her fever is gone, but she is still weak": what is said of illness in a later clause holds.
        let better = self
            .all(Concept::Better)
            .filter(|hit| !self.denied(hit) && !self.asked(hit.clause) && !self.is_other_time(hit.clause));
        let better = better.map(|hit| hit.clause).max();
        if let Some(better) = better.filter(|_| !self.has(Concept::Absent)) {
            let later = |words: &Range<usize>| self.0.words.get(words.start).is_some_and(|word| word.clause > better);
            ill.retain(|words| {
                later(words)
                    && !self.0.words.get(words.start).is_some_and(|word| self.clause_has(word.clause, &[Concept::Yesterday]))
            });
        }
        let mut doctor = holding(Concept::Doctor);
        // "Was at the doctor's yesterday, comes tomorrow".
        doctor.retain(|words| {
            let clause = self.0.words.get(words.start).map_or(0, |word| word.clause);
            !self.clause_has(clause, &[Concept::Yesterday]) || self.clause_has(clause, &[Concept::Today])
        });
        let hospital = holding(Concept::Hospital);
        if ill.is_empty() {
            doctor.extend(hospital);
        } else {
            // Ill, and therefore at the doctor's.
            ill.extend(hospital);
            doctor.clear();
        }
        let holiday = holding(Concept::Holiday);
        if !holiday.is_empty() {
            // Who is abroad is never absent for illness.
            ill.clear();
        }
        let found = [
            (Kind::Illness, ill),
            (Kind::Appointment, doctor),
            (Kind::Religious, holding(Concept::Religious)),
            (Kind::Holiday, holiday),
            (Kind::Other, holding(Concept::Other)),
        ];
        let found: Vec<Heard> =
            found.into_iter().filter(|(_, words)| !words.is_empty()).map(|(kind, words)| Heard::new(kind, words, 0.9)).collect();
        // Somebody else is ill, and nobody brings the child.
        let not_coming = self.has(Concept::Absent)
            || self.0.hits.iter().any(|hit| matches!(hit.concept, Concept::Come | Concept::Future) && self.denied(hit));
        let others: Vec<Range<usize>> = self.all(Concept::IllOther).map(|hit| hit.words.clone()).collect();
        if found.is_empty() && not_coming && !others.is_empty() {
            return vec![Heard::new(Kind::Other, others, 0.7)];
        }
        found
    }

    /// Illness is said of many people: of somebody else where they are named before it and the child is not.
    fn is_of_the_child(&self, hit: &Hit) -> bool {
        let before = |concept| {
            self.all(concept)
                .filter(|other| other.clause == hit.clause && other.words.end <= hit.words.start)
                .map(|other| other.words.start)
                .max()
        };
        match (before(Concept::Others), before(Concept::Child)) {
            (Some(others), Some(child)) => child > others,
            (Some(_), None) => self.clause_has(hit.clause, &[Concept::Child]),
            _ => true,
        }
    }

    /// Said of another day than today.
    fn is_other_time(&self, clause: usize) -> bool {
        const OTHER: [Concept; 7] = [
            Concept::Yesterday,
            Concept::Tomorrow,
            Concept::AfterTomorrow,
            Concept::NextWeek,
            Concept::Next,
            Concept::Future,
            Concept::Back,
        ];
        // "Until" alone may be of the gate that was not open yet.
        let until_a_day = self.clause_has(clause, &[Concept::Until])
            && self.0.hits.iter().any(|hit| hit.clause == clause && hit.concept.is_day());
        until_a_day || self.clause_has(clause, &OTHER)
    }

    /// "Monday she is in school", "hurt it in PE on Friday": of another day than the one on which it was written.
    fn is_of_weekday(&self, hit: &Hit) -> bool {
        let reach = |day: &Hit| if day.words.start < hit.words.start { 6 } else { 2 };
        let near = |day: &Hit| day.clause == hit.clause && apart(day, hit) <= reach(day);
        let other = |day: &Hit| weekday(day.concept).is_some_and(|weekday| self.1.is_none_or(|today| today.weekday() != weekday));
        hit.concept == Concept::InSchool
            && !self.clause_has(hit.clause, &[Concept::Today, Concept::Since])
            && self.0.hits.iter().any(|day| near(day) && other(day))
    }

    /// The same of one thing: "yesterday ill, today in school" is of today.
    fn is_of_other_time(&self, hit: &Hit) -> bool {
        let nearest = |concept| self.all(concept).filter(|other| other.clause == hit.clause).map(|other| apart(other, hit)).min();
        let today = match (nearest(Concept::Today), nearest(Concept::Yesterday)) {
            (Some(today), Some(yesterday)) => today < yesterday,
            _ => false,
        };
        self.is_other_time(hit.clause) && !today || self.is_of_weekday(hit)
    }

    /// Went somewhere else than to school: of the places named in the clause the nearest counts. But "the doctor said he can come so I
    /// dropped him": what stands between excuses nothing.
    fn is_elsewhere(&self, hit: &Hit, elsewhere: &[Concept]) -> bool {
        let of_clause = |concepts: &'static [Concept]| {
            self.0.hits.iter().filter(move |other| other.clause == hit.clause && concepts.contains(&other.concept))
        };
        let between = |place: &Hit| {
            of_clause(&[Concept::School, Concept::InSchool, Concept::Come]).any(|other| {
                place.words.end <= other.words.start
                    && other.words.end <= hit.words.start
                    && other.words.start < hit.words.start
                    && !self.denied(other)
            })
        };
        let places = self.0.hits.iter().filter(|other| other.clause == hit.clause && elsewhere.contains(&other.concept));
        let nearest = places.filter(|place| !between(place)).map(|place| apart(place, hit)).min();
        let school = of_clause(&[Concept::School, Concept::InSchool]).map(|other| apart(other, hit)).min();
        match (nearest, school) {
            (Some(elsewhere), Some(school)) => elsewhere <= school,
            (elsewhere, _) => elsewhere.is_some(),
        }
    }

    /// Whether a denial reaches what is said here.
    pub(super) fn denied(&self, hit: &Hit) -> bool {
        let verb = is_verb(hit.concept);
        // Where "not" stands by a verb, the verb is denied and not the reason before it: "fever did-not-come-today".
        let is_of_verb = |not: &Hit| {
            self.0.hits.iter().filter(|verb| is_verb(verb.concept)).any(|verb| {
                verb.words.end == not.words.start
                    || verb.words.start == not.words.end
                    || verb.words.start < not.words.end && not.words.start < verb.words.end
            })
        };
        let of_other = |not: &Hit| is_reason(hit.concept) && self.0.denial == Denial::After && is_of_verb(not);
        self.all(Concept::Not).filter(|not| not.clause == hit.clause && !of_other(not)).any(|not| {
            let same = not.words.start < hit.words.end && hit.words.start < not.words.end;
            let before =
                not.words.end <= hit.words.start && hit.words.start - not.words.end < REACH && !self.says_before(not, hit);
            let before = before && !self.goes_on(not, hit);
            let behind = not.words.start >= hit.words.end
                && not.words.start - hit.words.end <= REACH_BEHIND
                && !self.says_between(hit, not);
            // A verb that denies itself ("gelmedi") denies nothing else.
            let fused =
                not.words.len() == 1 && self.0.hits.iter().any(|other| other.words == not.words && is_verb(other.concept));
            same || !fused
                && match self.0.denial {
                    Denial::Before => before,
                    Denial::After => behind && (verb || self.only_too_between(hit, not)) || verb && before,
                    Denial::Behind => behind,
                }
        })
    }

    /// Whether something else that can be denied stands between: the denial is of that. "At home, in school not."
    fn says_between(&self, hit: &Hit, not: &Hit) -> bool {
        self.0.hits.iter().any(|other| {
            hit.words.end <= other.words.start
                && other.words.end <= not.words.start
                && (is_reason(other.concept) || is_place(other.concept))
        })
    }

    /// "Does not come ill", "not in school, is at home": a denial ends at the coming or the place that it denies.
    fn says_before(&self, not: &Hit, hit: &Hit) -> bool {
        const ENDS: [Concept; 8] = [
            Concept::Come,
            Concept::Went,
            Concept::Future,
            Concept::Back,
            Concept::Absent,
            Concept::Home,
            Concept::School,
            Concept::InSchool,
        ];
        let ends = match hit.concept {
            Concept::Ill | Concept::Other => &ENDS[..],
            Concept::Home => &[
                Concept::Come,
                Concept::Went,
                Concept::Future,
                Concept::Back,
                Concept::Absent,
                Concept::School,
                Concept::InSchool,
            ],
            Concept::Doctor | Concept::Hospital | Concept::Holiday | Concept::Religious => {
                &[Concept::Home, Concept::School, Concept::InSchool]
            }
            Concept::InSchool => &[Concept::Home],
            _ => return false,
        };
        self.0.hits.iter().any(|between| {
            ends.contains(&between.concept) && between.words.start >= not.words.start && between.words.end <= hit.words.start
        })
    }

    /// "Had nothing and went to school": what is denied before "and" is not the going behind it.
    fn goes_on(&self, not: &Hit, hit: &Hit) -> bool {
        let between = self.0.words.get(not.words.end..hit.words.start).unwrap_or_default();
        hit.concept == Concept::Went && between.iter().any(|word| holds(AND, &word.letters))
    }

    /// "Bukhar bhi nahi" denies the fever, "bukhar hai nahi aayega" the coming: only words like "too" may stand between.
    fn only_too_between(&self, hit: &Hit, not: &Hit) -> bool {
        (hit.words.end..not.words.start).all(|at| self.all(Concept::Too).any(|too| too.words.contains(&at)))
    }

    pub(super) fn asked(&self, clause: usize) -> bool {
        self.0.asked.contains(&clause)
    }

    pub(super) fn all(&self, concept: Concept) -> impl Iterator<Item = &Hit> {
        self.0.hits.iter().filter(move |hit| hit.concept == concept)
    }

    pub(super) fn has(&self, concept: Concept) -> bool {
        self.all(concept).next().is_some()
    }

    pub(super) fn clause_has(&self, clause: usize, concepts: &[Concept]) -> bool {
        self.0.hits.iter().any(|hit| hit.clause == clause && concepts.contains(&hit.concept))
    }

    /// Where words stand in the reply, in bytes.
    fn place(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let words = self.0.words.get(words.clone())?;
        Some(words.first()?.at.start..words.last()?.at.end)
    }
}

const fn is_verb(concept: Concept) -> bool {
    matches!(concept, Concept::Went | Concept::Come | Concept::Future | Concept::Back)
}

const fn is_reason(concept: Concept) -> bool {
    matches!(concept, Concept::Ill | Concept::Doctor | Concept::Hospital | Concept::Holiday | Concept::Religious | Concept::Other)
}

const fn is_place(concept: Concept) -> bool {
    matches!(concept, Concept::Home | Concept::InSchool | Concept::School)
}

/// How many words stand between two hits.
fn apart(a: &Hit, b: &Hit) -> usize {
    if a.words.end <= b.words.start { b.words.start - a.words.end } else { a.words.start.saturating_sub(b.words.end) }
}
