//! Weighs what the rules found.
//!
//! The order is the rule of the house: an alarm beats everything; a reason must be said of the child, now, without denial, doubt or
//! question; what is left is for staff to read.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::clauses::{not_illness_but_i_will, part_clauses, take_together};
use super::lists::Lists;
use super::pattern::Pattern;
use super::phrases::{DENIALS, PHRASES};
use super::rules::{RULES, Says};
use super::words::{self, Id, NAME, Slips, Text, Vocabulary, Word};
use crate::reading::names::Name;
use crate::reading::{Heard, Kind, Weighed};

/// A reply of more words than this is a letter: staff read the rest, and no text takes long to judge.
const LONGEST: usize = 400;

struct Rules {
    vocabulary: Vocabulary,
    phrases: Vec<Phrase>,
    says: Vec<(Says, Pattern)>,
    /// Which of `says` may begin with a word, by the word's number.
    beginning_with: Vec<Vec<u16>>,
    lists: Lists,
}

/// What is taken together, and what it becomes.
struct Phrase {
    pattern: Pattern,
    begins_with: Vec<Id>,
    to: Id,
}

static COMPILED: LazyLock<Rules> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::new();
    let mut says = Vec::new();
    for (what, patterns) in RULES {
        let alarm = matches!(what, Says::Alarm | Says::There);
        // A slip of another word must not become a reason that few give.
        let slips = if alarm {
            Slips::First
        } else if reason(*what).is_some_and(|kind| kind != Kind::Other) || *what == Says::Late {
            Slips::Mended
        } else {
            Slips::Kept
        };
        says.extend(patterns.iter().map(|text| (*what, Pattern::new(text, slips, &mut vocabulary))));
    }
    let phrases = PHRASES.iter().chain(DENIALS);
    let phrases = phrases.map(|(text, to)| {
        let pattern = Pattern::new(text, Slips::Mended, &mut vocabulary);
        Phrase { begins_with: pattern.begins_with(), pattern, to: vocabulary.id(to) }
    });
    let phrases = phrases.collect();
    let lists = Lists::new(&mut vocabulary);
    vocabulary.finish();
    let mut beginning_with = vec![Vec::new(); vocabulary.len()];
    for (number, (_, pattern)) in says.iter().enumerate() {
        for id in pattern.begins_with() {
            if let (Some(patterns), Ok(number)) = (beginning_with.get_mut(usize::from(id)), u16::try_from(number)) {
                patterns.push(number);
            }
        }
    }
    Rules { vocabulary, phrases, says, beginning_with, lists }
});

/// Something a rule found.
struct Found {
    says: Says,
    words: Range<usize>,
}

/// Everything that a reply says, the loudest first.
pub(super) fn judge(text: &str, names: &[Name]) -> Weighed {
    let rules = &*COMPILED;
    let mut text = words::read(text, &rules.vocabulary, names);
    text.words.truncate(LONGEST);
    part_clauses(&mut text, &rules.lists);
    not_illness_but_i_will(&mut text.words, &rules.lists);
    let mut present = vec![false; rules.vocabulary.len()];
    for word in &text.words {
        mark(&mut present, word.id);
    }
    for phrase in &rules.phrases {
        let may_stand = phrase.begins_with.iter().any(|id| present.get(usize::from(*id)).is_some_and(|present| *present));
        if may_stand && take_together(&mut text.words, &phrase.pattern, phrase.to) {
            mark(&mut present, phrase.to);
        }
    }
    let mut found = Vec::new();
    for from in 0..text.words.len() {
        let id = text.words.get(from).map_or(NAME, |word| word.id);
        let may_begin = rules.beginning_with.get(usize::from(id)).into_iter().flatten();
        let patterns = may_begin.filter_map(|number| rules.says.get(usize::from(*number)));
        let here = patterns.filter_map(|(says, pattern)| pattern.end(&text.words, from).map(|end| (*says, from..end)));
        found.extend(here.map(|(says, words)| Found { says, words }));
    }
    let weighing = Weighing { text: &text, lists: &rules.lists, found: &found };
    let mut heard = weighing.heard();
    for heard in &mut heard {
        heard.places = places(&text.words, &heard.places);
    }
    let distress = places(&text.words, &weighing.all(Says::Distress));
    Weighed {
        heard,
        distress,
        away: weighing.is_known_away(),
        well: weighing.first(Says::Better).is_some(),
        ..Weighed::default()
    }
}

fn mark(present: &mut [bool], id: Id) {
    if let Some(present) = present.get_mut(usize::from(id)) {
        *present = true;
    }
}

/// Whether a word, in small letters, is one that an English reply may hold.
pub(in crate::reading) fn is_known(word: &str) -> bool {
    words::is_known(word, &COMPILED.vocabulary)
}

fn places(words: &[Word], led: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for words in led.iter().filter_map(|range| words.get(range.clone())) {
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            let place = first.at.start..last.at.end;
            if !places.iter().any(|known| known.start <= place.start && place.end <= known.end) {
                places.retain(|known| !(place.start <= known.start && known.end <= place.end));
                places.push(place);
            }
        }
    }
    places.sort_by_key(|place| place.start);
    places
}

/// How far what was found holds.
enum Holds {
    Yes,
    Denied,
    /// Asked, doubted, of somebody else, or of another day.
    Unsure,
}

struct Weighing<'a> {
    text: &'a Text,
    lists: &'a Lists,
    found: &'a [Found],
}

impl Weighing<'_> {
    /// Everything that is said, the loudest first; the places are words.
    fn heard(&self) -> Vec<Heard> {
        let (mut reasons, mut denied) = (Vec::new(), Vec::new());
        for found in self.found.iter().filter(|found| reason(found.says).is_some()) {
            match self.holds(found) {
                Holds::Yes => reasons.push(found),
                Holds::Denied if found.says == Says::Illness => denied.push(found.words.clone()),
                Holds::Denied | Holds::Unsure => {}
            }
        }
        let mut heard = Vec::new();
        let alarms = self.alarms();
        let alarm = !alarms.is_empty();
        if alarm {
            heard.push(Heard::new(Kind::Alarm, alarms, 0.9));
        }
        let given = self.reasons(&reasons, alarm);
        let in_doubt = given.is_empty() && !reasons.is_empty();
        heard.extend(given);
        let stop = self.first(Says::Stop);
        let wrong_number = self.first(Says::WrongNumber);
        let language = self.first(Says::Language);
        let late = self.first(Says::Late);
        let said = stop.is_some() || wrong_number.is_some() || language.is_some() || late.is_some();
        if heard.is_empty() && !said && !in_doubt {
            heard.extend(self.quiet_alarm(&reasons, denied));
        }
        if let Some(words) = late.filter(|_| !heard.iter().any(|heard| heard.kind == Kind::Late) && !in_doubt) {
            heard.push(Heard::new(Kind::Late, vec![words], 0.9));
        }
        heard.extend(wrong_number.map(|words| Heard::new(Kind::WrongNumber, vec![words], 0.9)));
        heard.extend(stop.map(|words| Heard::new(Kind::Stop, vec![words], 0.95)));
        heard.extend(language.map(|words| Heard::new(Kind::Language, vec![words], 0.9)));
        // Something terrible, and the child does not come: that is the reason.
        if heard.is_empty() && !in_doubt && self.is_known_away() {
            let terrible = self.all(Says::Distress);
            heard.extend((!terrible.is_empty()).then(|| Heard::new(Kind::Other, terrible, 0.7)));
        }
        heard.sort_by_key(|heard| heard.kind);
        if heard.is_empty() {
            let asks = !self.text.asked.is_empty() || (0..self.text.words.len()).any(|at| self.begins(at) && self.asks(at));
            let thanks = self.all(Says::Thanks);
            heard.push(match () {
                () if asks => Heard::new(Kind::Question, Vec::new(), 0.7),
                () if !in_doubt && !thanks.is_empty() && self.thanks_alone() => Heard::new(Kind::Thanks, thanks, 0.9),
                () => Heard::new(Kind::Unclear, Vec::new(), 0.2),
            });
            // The best reading of what is in doubt stands beside it.
            if let Some(guess) = reasons.first().filter(|_| in_doubt && !asks)
                && let Some(kind) = reason(guess.says)
            {
                heard.push(Heard::new(kind, vec![guess.words.clone()], 0.3));
            }
        }
        heard
    }

    /// What is an alarm where nothing else says why.
    fn quiet_alarm(&self, reasons: &[&Found], denied: Vec<Range<usize>>) -> Option<Heard> {
        let surprises = self.all(Says::Surprise);
        if !surprises.is_empty() {
            return Some(Heard::new(Kind::Alarm, surprises, 0.7));
        }
        // "She isn't poorly", and no word of knowing where she is.
        let known = self.is_known_away();
        let aside = self.first(Says::Aside);
        (!denied.is_empty() && reasons.is_empty() && !known && aside.is_none()).then(|| Heard::new(Kind::Alarm, denied, 0.6))
    }

    /// The writer knows that the child is not in school.
    fn is_known_away(&self) -> bool {
        self.text.words.iter().any(|word| word.id == self.lists.absent)
    }

    /// Nothing but thanks, and what is said with them.
    fn thanks_alone(&self) -> bool {
        self.text.words.iter().all(|word| self.lists.with_thanks.contains(&word.id) || word.id == NAME)
            && self.text.words.iter().filter(|word| word.id == NAME).count() <= 2
    }

    fn alarms(&self) -> Vec<Range<usize>> {
        let mut alarms = self.all(Says::Alarm);
        let wrong_number = self.first(Says::WrongNumber).is_some();
        let there = self.found.iter().filter(|found| found.says == Says::There && !wrong_number);
        let there =
            there.filter(|found| !self.is_denied_or_to_come(found.words.start) && !self.is_of_somebody_else(&found.words));
        alarms.extend(there.map(|found| found.words.clone()));
        // "Not in school?!"
        for (at, word) in self.text.words.iter().enumerate().filter(|(_, word)| word.id == self.lists.absent) {
            let asked = self.text.asked.contains(&word.clause);
            let explained =
                self.found.iter().any(|found| reason(found.says).is_some() && self.clause(found) == Some(word.clause));
            if asked && !explained {
                alarms.push(at..at + 1);
            }
        }
        alarms
    }

    fn reasons(&self, reasons: &[&Found], alarm: bool) -> Vec<Heard> {
        let has = |says| reasons.iter().any(|found| found.says == says);
        // Ill, but coming: the child is on the way, so nobody stops looking.
        let late = self
            .first(Says::Late)
            .filter(|_| has(Says::Illness) && !self.text.words.iter().any(|word| word.id == self.lists.absent));
        if let Some(late) = late {
            return vec![Heard::new(Kind::Late, vec![late], 0.6)];
        }
        let over = has(Says::Illness) && self.first(Says::Better).is_some();
        if over || self.first(Says::Aside).is_some() || !alarm && !has(Says::Other) && self.speaks_of_school() {
            return Vec::new();
        }
        let said = |kind: Kind| {
            // Ill, and therefore at the doctor's: one reason.
            // Ill on holiday is away: who is in Spain is never absent for illness.
            let within = kind == Kind::Appointment && has(Says::Illness) || kind == Kind::Illness && has(Says::Holiday);
            let words: Vec<Range<usize>> =
                reasons.iter().filter(|found| reason(found.says) == Some(kind)).map(|found| found.words.clone()).collect();
            (!words.is_empty() && !within).then(|| Heard::new(kind, words, 0.9))
        };
        Kind::ALL.into_iter().filter_map(said).collect()
    }

    /// School is named where nobody says "not", "off", "back" …, or somebody went, and not to what the reason names: a slip may
    /// hide an alarm, so no reason is believed.
    fn speaks_of_school(&self) -> bool {
        let words = &self.text.words;
        words.iter().enumerate().any(|(at, word)| {
            let any = |range: Range<usize>, list: &HashSet<Id>| {
                words.get(range.start..range.end.min(words.len())).unwrap_or_default().iter().any(|word| list.contains(&word.id))
            };
            let school = self.lists.school.contains(&word.id)
                && !any(at.saturating_sub(6)..at, &self.lists.excused_before)
                && !any(at + 1..at + 4, &self.lists.excused_after);
            // "… but she wen tin today": a slip.
            let went = self.lists.moves.contains(&word.id)
                && self
                    .clause_start(at)
                    .checked_sub(1)
                    .and_then(|before| words.get(before))
                    .is_some_and(|before| before.id == self.lists.but)
                && !self.found.iter().any(|found| reason(found.says).is_some() && self.clause(found) == Some(word.clause));
            school || went
        })
    }

    fn holds(&self, found: &Found) -> Holds {
        let at = found.words.start;
        let Some(clause) = self.clause(found) else { return Holds::Unsure };
        let first = self.clause_start(at);
        if self.asks(first) || self.asked_for_real(clause) {
            return Holds::Unsure;
        }
        if let Some(denial) = self.denial(at) {
            return denial;
        }
        let before = self.text.words.get(first..at).unwrap_or_default();
        if before.iter().any(|word| self.lists.doubts.contains(&word.id)) {
            return Holds::Unsure;
        }
        let inside = self.text.words.get(first..self.clause_end(at)).unwrap_or_default();
        let near = found.words.start.saturating_sub(2).max(first)..(found.words.end + 3).min(self.clause_end(at));
        let near = self.text.words.get(near).unwrap_or_default();
        let about = |words: &[Word], list: &HashSet<Id>| words.iter().any(|word| list.contains(&word.id));
        let elsewhen = match found.says {
            Says::Illness => about(inside, &self.lists.long_ago) && !about(inside, &self.lists.this_time),
            _ => about(near, &self.lists.other_time) && !about(near, &self.lists.this_time),
        };
        // "He was sick but …": whatever follows, it may be that he went.
        let past = about(inside, &self.lists.past)
            && self.text.words.get(self.clause_end(at)).is_some_and(|word| word.id == self.lists.but);
        let of_child = match found.says {
            Says::Illness | Says::Appointment => self.is_of_the_child(found, first),
            _ => true,
        };
        if elsewhen || past || !of_child { Holds::Unsure } else { Holds::Yes }
    }

    /// "ill?" asks; "she's ill ok?" does not.
    fn asked_for_real(&self, clause: usize) -> bool {
        let last = self.text.words.iter().rev().find(|word| word.clause == clause);
        self.text.asked.contains(&clause) && !last.is_some_and(|word| self.lists.tags.contains(&word.id))
    }

    fn denial(&self, at: usize) -> Option<Holds> {
        let first = self.clause_start(at);
        let before = self.text.words.get(first..at).unwrap_or_default();
        let mut unknown = 0;
        for (back, word) in before.iter().rev().enumerate() {
            if self.lists.not.contains(&word.id) {
                return Some(if unknown == 0 { Holds::Denied } else { Holds::Unsure });
            }
            // "No temperature" denies, "no she is ill" answers; "no ill" may be either.
            if back == 0 && self.lists.no.contains(&word.id) {
                return Some(Holds::Unsure);
            }
            let another = self.lists.subjects.contains(&word.id) || self.lists.ends_denial.contains(&word.id);
            if another && !self.lists.links.contains(&word.id) {
                return None;
            }
            if !self.lists.links.contains(&word.id) {
                unknown += 1;
            }
            if unknown > 1 || back > 5 {
                return None;
            }
        }
        None
    }

    /// Of a way or a place: "has not left", "will be dropped".
    fn is_denied_or_to_come(&self, at: usize) -> bool {
        let first = self.clause_start(at);
        let before = self.text.words.get(first..at).unwrap_or_default();
        let to_come = before.iter().rev().take(4).any(|word| self.lists.to_come.contains(&word.id));
        let denied = before
            .iter()
            .rev()
            .find(|word| !self.lists.between.contains(&word.id) && word.id != NAME && !self.lists.taken_along.contains(&word.id));
        to_come || denied.is_some_and(|word| self.lists.not.contains(&word.id))
    }

    /// "His sister went in", "we set off": somebody else did, and took no child along.
    fn is_of_somebody_else(&self, words: &Range<usize>) -> bool {
        let before = words.start.checked_sub(1).and_then(|at| self.text.words.get(at));
        let same_clause =
            before.filter(|before| self.text.words.get(words.start).is_some_and(|word| word.clause == before.clause));
        let inside = self.text.words.get(words.clone()).unwrap_or_default();
        let names_child = inside.iter().any(|word| word.id == NAME || self.lists.children.contains(&word.id));
        let names_school = inside.iter().any(|word| self.lists.school.contains(&word.id));
        let goes = inside.first().is_some_and(|word| self.lists.goings.contains(&word.id));
        let we = same_clause.is_some_and(|before| before.id == self.lists.i || before.id == self.lists.we);
        same_clause.is_some_and(|before| self.lists.persons.contains(&before.id)) && goes && !names_child && !(we && names_school)
    }

    /// Illness and appointments are said of many people. The last one named before counts.
    fn is_of_the_child(&self, found: &Found, first: usize) -> bool {
        let words = &self.text.words;
        let id = |at: usize| words.get(at).map(|word| word.id);
        for at in (first..found.words.start).rev() {
            let (Some(here), next, before) = (id(at), id(at + 1), at.checked_sub(1).and_then(id)) else { continue };
            if here == NAME {
                let named = next.is_some_and(|next| self.lists.name_after.contains(&next))
                    || before.is_some_and(|before| at > first && self.lists.name_before.contains(&before));
                if named && !next.is_some_and(|next| self.lists.others.contains(&next)) {
                    return true;
                }
            } else if self.lists.others.contains(&here) {
                if next.is_some_and(|next| self.lists.speaking.contains(&next))
                    || here != self.lists.i && next == Some(self.lists.here)
                {
                    continue;
                }
                let earlier = words.get(first..at).unwrap_or_default();
                let joined = earlier.iter().any(|word| word.id == self.lists.and)
                    && earlier.iter().any(|word| word.id == NAME || self.lists.children.contains(&word.id));
                let after = words.get(found.words.end..self.clause_end(found.words.start)).unwrap_or_default();
                let with_child = found.says == Says::Appointment
                    && after.iter().any(|word| word.id == NAME || self.lists.children.contains(&word.id));
                return joined || with_child;
            } else if self.lists.children.contains(&here) {
                // "her mum is ill": whose, not who.
                let whose = next.is_some_and(|next| self.lists.others.contains(&next));
                if !whose {
                    // "my other son" is not the one who was asked about.
                    return !before.is_some_and(|before| self.lists.another.contains(&before));
                }
            }
        }
        true
    }

    fn all(&self, says: Says) -> Vec<Range<usize>> {
        self.found.iter().filter(|found| found.says == says).map(|found| found.words.clone()).collect()
    }

    fn first(&self, says: Says) -> Option<Range<usize>> {
        self.found.iter().find(|found| found.says == says).map(|found| found.words.clone())
    }

    fn clause(&self, found: &Found) -> Option<usize> {
        self.text.words.get(found.words.start).map(|word| word.clause)
    }

    fn clause_start(&self, at: usize) -> usize {
        let clause = self.text.words.get(at).map(|word| word.clause);
        self.text.words.iter().position(|word| Some(word.clause) == clause).unwrap_or(at)
    }

    fn clause_end(&self, at: usize) -> usize {
        let clause = self.text.words.get(at).map(|word| word.clause);
        self.text.words.iter().rposition(|word| Some(word.clause) == clause).map_or(at, |last| last + 1)
    }

    fn begins(&self, at: usize) -> bool {
        self.clause_start(at) == at
    }

    /// Whether a clause that begins here asks: "is she …", "what …".
    fn asks(&self, first: usize) -> bool {
        let at = |at: usize| self.text.words.get(at).map(|word| word.id);
        let Some(id) = at(first) else { return false };
        if self.lists.auxiliaries.contains(&id) {
            return at(first + 1).is_some_and(|next| self.lists.subjects.contains(&next));
        }
        self.lists.askers.contains(&id)
    }
}

/// The kind of a reason; `None` for what is no reason.
fn reason(says: Says) -> Option<Kind> {
    match says {
        Says::Illness => Some(Kind::Illness),
        Says::Appointment => Some(Kind::Appointment),
        Says::Holiday => Some(Kind::Holiday),
        Says::Religious => Some(Kind::Religious),
        Says::Other => Some(Kind::Other),
        _ => None,
    }
}
