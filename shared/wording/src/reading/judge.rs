//! Weighs what the rules found.
//!
//! The order is the rule of the house: an alarm beats everything; a reason must be said of the child, now, without denial, doubt or
//! question; what is left is for staff to read.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::Kind;
use super::clauses::{not_illness_but_i_will, part_clauses, take_together};
use super::lists::Lists;
use super::pattern::Pattern;
use super::phrases::{DENIALS, PHRASES};
use super::rules::{RULES, Says};
use super::words::{self, Id, NAME, Text, Vocabulary, Word};

/// A reply of more words than this is a letter: staff read the rest, and no text takes long to judge.
const LONGEST: usize = 400;

struct Rules {
    vocabulary: Vocabulary,
    phrases: Vec<(Pattern, Id)>,
    says: Vec<(Says, Pattern)>,
    lists: Lists,
}

static COMPILED: LazyLock<Rules> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::new();
    let mut says = Vec::new();
    for (what, patterns) in RULES {
        let alarm = matches!(what, Says::Alarm | Says::There);
        says.extend(patterns.iter().map(|text| (*what, Pattern::new(text, alarm, &mut vocabulary))));
    }
    let phrases = PHRASES.iter().chain(DENIALS);
    let phrases = phrases.map(|(text, to)| (Pattern::new(text, false, &mut vocabulary), vocabulary.id(to))).collect();
    let lists = Lists::new(&mut vocabulary);
    vocabulary.finish();
    Rules { vocabulary, phrases, says, lists }
});

/// Something a rule found.
struct Found {
    says: Says,
    words: Range<usize>,
}

/// The kind of a reply, and the places of the words that led to it.
pub(super) fn judge(text: &str) -> (Kind, Vec<Range<usize>>) {
    let rules = &*COMPILED;
    let mut text = words::read(text, &rules.vocabulary);
    text.words.truncate(LONGEST);
    part_clauses(&mut text, &rules.lists);
    not_illness_but_i_will(&mut text.words, &rules.lists);
    for (pattern, to) in &rules.phrases {
        take_together(&mut text.words, pattern, *to);
    }
    let mut found = Vec::new();
    for from in 0..text.words.len() {
        let here = rules.says.iter().filter_map(|(says, pattern)| pattern.end(&text.words, from).map(|end| (*says, from..end)));
        found.extend(here.map(|(says, words)| Found { says, words }));
    }
    let (kind, led) = Weighing { text: &text, lists: &rules.lists, found: &found }.kind();
    (kind, places(&text.words, &led))
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
    fn kind(&self) -> (Kind, Vec<Range<usize>>) {
        let alarms = self.alarms();
        if !alarms.is_empty() {
            return (Kind::Alarm, alarms);
        }
        if let Some(words) = self.first(Says::Stop) {
            return (Kind::Stop, vec![words]);
        }
        if let Some(words) = self.first(Says::WrongNumber) {
            return (Kind::WrongNumber, vec![words]);
        }
        let (mut reasons, mut denied) = (Vec::new(), Vec::new());
        for found in self.found.iter().filter(|found| reason(found.says).is_some()) {
            match self.holds(found) {
                Holds::Yes => reasons.push(found),
                Holds::Denied if found.says == Says::Illness => denied.push(found.words.clone()),
                Holds::Denied | Holds::Unsure => {}
            }
        }
        if let Some(reading) = self.reason(&reasons) {
            return reading;
        }
        let surprises = self.all(Says::Surprise);
        if !surprises.is_empty() {
            return (Kind::Alarm, surprises);
        }
        // "She isn't poorly", and no word of knowing where she is.
        let known = self.text.words.iter().any(|word| word.id == self.lists.absent);
        let aside = self.first(Says::Aside);
        if !denied.is_empty() && reasons.is_empty() && !known && aside.is_none() {
            return (Kind::Alarm, denied);
        }
        if let Some(words) = self.first(Says::Late) {
            return (Kind::Late, vec![words]);
        }
        let asks = !self.text.asked.is_empty() || (0..self.text.words.len()).any(|at| self.begins(at) && self.asks(at));
        (if asks { Kind::Question } else { Kind::Unclear }, Vec::new())
    }

    fn alarms(&self) -> Vec<Range<usize>> {
        let mut alarms = self.all(Says::Alarm);
        let there = self.found.iter().filter(|found| found.says == Says::There);
        alarms.extend(there.filter(|found| !self.is_denied_or_to_come(found.words.start)).map(|found| found.words.clone()));
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

    fn reason(&self, reasons: &[&Found]) -> Option<(Kind, Vec<Range<usize>>)> {
        let has = |says| reasons.iter().any(|found| found.says == says);
        let ill_now = reasons.iter().any(|found| found.says == Says::Illness);
        let kind = if has(Says::Religious) {
            Kind::Religious
        } else if has(Says::Holiday) {
            Kind::Holiday
        } else if ill_now {
            Kind::Illness
        } else if has(Says::Appointment) {
            Kind::Appointment
        } else if has(Says::Other) {
            Kind::Other
        } else {
            return None;
        };
        // Ill, but coming: the child is on the way, so nobody stops looking.
        let late = self
            .first(Says::Late)
            .filter(|_| kind == Kind::Illness && !self.text.words.iter().any(|word| word.id == self.lists.absent));
        if let Some(late) = late {
            return Some((Kind::Late, vec![late]));
        }
        let over = kind == Kind::Illness && self.first(Says::Better).is_some();
        if over || self.first(Says::Aside).is_some() || kind != Kind::Other && self.speaks_of_school(reasons) {
            return Some((Kind::Unclear, Vec::new()));
        }
        let led = reasons.iter().filter(|found| reason(found.says) == Some(kind)).map(|found| found.words.clone()).collect();
        Some((kind, led))
    }

    /// School is named where nobody says "not", "off", "back" …, or somebody went, and not to what the reason names: a slip may
    /// hide an alarm, so no reason is believed.
    fn speaks_of_school(&self, reasons: &[&Found]) -> bool {
        let words = &self.text.words;
        words.iter().enumerate().any(|(at, word)| {
            let any = |range: Range<usize>, list: &HashSet<Id>| {
                words.get(range.start..range.end.min(words.len())).unwrap_or_default().iter().any(|word| list.contains(&word.id))
            };
            let school = self.lists.school.contains(&word.id)
                && !any(at.saturating_sub(6)..at, &self.lists.excused_before)
                && !any(at + 1..at + 4, &self.lists.excused_after);
            let went = self.lists.moves.contains(&word.id)
                && !reasons
                    .iter()
                    .any(|found| (at..at + 7).contains(&found.words.start) && self.clause(found) == Some(word.clause));
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
        let denied = before.iter().rev().find(|word| !self.lists.between.contains(&word.id));
        to_come || denied.is_some_and(|word| self.lists.not.contains(&word.id))
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
