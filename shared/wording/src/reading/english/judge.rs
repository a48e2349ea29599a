//! Weighs what the rules found.
//!
//! The order is the rule of the house: an alarm beats everything; a reason must be said of the child, now, without denial, doubt or
//! question; what is left is for staff to read.

mod explained;
mod holds;

use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::clauses::{inverts, not_illness_but_i_will, part_clauses, take_together};
use super::denials::DENIALS;
use super::lists::Lists;
use super::pattern::{Index, Pattern};
use super::phrases::PHRASES;
use super::rules::{self, Rule, Says};
use super::words::{self, Id, NAME, Slips, Text, Vocabulary, Word};
use crate::reading::names::Name;
use crate::reading::{Heard, Kind, Weighed};

/// A reply of more words than this is a letter: staff read the rest, and no text takes long to judge.
const LONGEST: usize = 400;

/// Below it an alarm is a guess from what is not said.
pub(super) const SURE_ALARM: f32 = 0.9;

/// So many weak signs of a way or a place, with nothing else said, are an alarm.
const ENOUGH_HINTS: usize = 2;

struct Rules {
    vocabulary: Vocabulary,
    phrases: Vec<Phrase>,
    phrases_by_word: Index,
    says: Vec<(Says, Pattern)>,
    says_by_word: Index,
    lists: Lists,
}

/// What is taken together, and what it becomes.
struct Phrase {
    pattern: Pattern,
    to: Id,
}

static COMPILED: LazyLock<Rules> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::new();
    let mut says = Vec::new();
    for Rule { says: what, pattern: text, is_rare } in rules::all() {
        let alarm = matches!(what, Says::Alarm | Says::There);
        // A slip of another word must not become a reason that few give.
        let slips = if is_rare {
            Slips::Kept
        } else if alarm {
            Slips::First
        } else if reason(what).is_some_and(|kind| kind != Kind::Other) || what == Says::Late {
            Slips::Mended
        } else {
            Slips::Kept
        };
        says.push((what, Pattern::new(text, slips, &mut vocabulary)));
    }
    let phrases = PHRASES.iter().chain(DENIALS);
    let phrases = phrases.map(|(text, to)| {
        let pattern = Pattern::new(text, Slips::Mended, &mut vocabulary);
        Phrase { pattern, to: vocabulary.id(to) }
    });
    let phrases: Vec<Phrase> = phrases.collect();
    let lists = Lists::new(&mut vocabulary);
    vocabulary.finish();
    let phrases_by_word = Index::new(phrases.iter().map(|phrase| &phrase.pattern), vocabulary.len());
    let says_by_word = Index::new(says.iter().map(|(_, pattern)| pattern), vocabulary.len());
    Rules { vocabulary, phrases, phrases_by_word, says, says_by_word, lists }
});

/// Something a rule found.
struct Found {
    says: Says,
    words: Range<usize>,
}

/// Everything that a reply says, the loudest first.
pub(super) fn judge(text: &str, names: &[Name], today: Option<Date>) -> Weighed {
    let rules = &*COMPILED;
    let mut text = words::read(text, &rules.vocabulary, names);
    text.words.truncate(LONGEST);
    part_clauses(&mut text, &rules.lists);
    not_illness_but_i_will(&mut text.words, &rules.lists);
    take_phrases(&mut text.words, rules);
    let found = found(&text.words, rules);
    let weekday =
        today.and_then(|today| rules.lists.weekdays.get(usize::try_from(today.weekday().to_monday_zero_offset()).ok()?)).copied();
    let weighing = Weighing { text: &text, lists: &rules.lists, found: &found, alone: names.len() == 1, weekday };
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

/// Takes phrases together, in the order in which they are written: each sees what those before it made.
fn take_phrases(words: &mut Vec<Word>, rules: &Rules) {
    let mut due = [false; PHRASES.len() + DENIALS.len()];
    for at in 0..words.len() {
        rules.phrases_by_word.at(words, at).for_each(|number| mark(&mut due, number));
    }
    for (number, phrase) in rules.phrases.iter().enumerate() {
        if !due.get(number).is_some_and(|due| *due) {
            continue;
        }
        for at in take_together(words, &phrase.pattern, phrase.to) {
            // What it became may begin another phrase, or belong to one that begins before it.
            let clause = words.get(at).map(|word| word.clause);
            let of_clause = |at: &usize| words.get(*at).map(|word| word.clause) == clause;
            for at in (0..=at).rev().take_while(of_clause) {
                rules.phrases_by_word.at(words, at).for_each(|number| mark(&mut due, number));
            }
        }
    }
}

fn mark(due: &mut [bool], number: usize) {
    if let Some(due) = due.get_mut(number) {
        *due = true;
    }
}

/// What the rules find, by where it begins.
fn found(words: &[Word], rules: &Rules) -> Vec<Found> {
    let mut found = Vec::new();
    for from in 0..words.len() {
        let patterns = rules.says_by_word.at(words, from).filter_map(|number| rules.says.get(number));
        let here = patterns.filter_map(|(says, pattern)| pattern.end(words, from).map(|end| (*says, from..end)));
        found.extend(here.map(|(says, words)| Found { says, words }));
    }
    found
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
    /// Only one child was asked about: a sister is another.
    alone: bool,
    /// The word of the day on which it was written.
    weekday: Option<Id>,
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
        let alarms = self.alarms(&reasons);
        let alarm = !alarms.is_empty();
        if alarm {
            heard.push(Heard::new(Kind::Alarm, alarms, SURE_ALARM));
        }
        let given = self.reasons(&reasons, alarm);
        let in_doubt = given.is_empty() && !reasons.is_empty();
        heard.extend(given);
        let stop = self.first(Says::Stop);
        let wrong_number = self.first(Says::WrongNumber);
        // "I am a student in Spain" is of the writer.
        heard.retain(|heard| wrong_number.is_none() || heard.kind != Kind::Holiday);
        // "Driving, cannot read this now" asks for no language.
        let language = self.first(Says::Language).filter(|_| !self.has(&(0..self.text.words.len()), &self.lists.busy));
        let late = self.late();
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
        // "Her brother is ill and I can't leave him": the child is away for somebody else.
        if heard.is_empty() && !in_doubt && self.is_known_away() {
            let of_another = self.found.iter().find(|found| self.is_of_another(found));
            heard.extend(of_another.map(|found| Heard::new(Kind::Other, vec![found.words.clone()], 0.6)));
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
        // "I am scared of him" is no surprise at the message.
        let distress = self.all(Says::Distress);
        let mut surprises = self.all(Says::Surprise);
        surprises.retain(|words| !distress.iter().any(|other| words.start < other.end && other.start < words.end));
        if !surprises.is_empty() && !self.states_absence() {
            return Some(Heard::new(Kind::Alarm, surprises, 0.7));
        }
        let known = self.is_known_away();
        let (told, distressed) = (self.first(Says::Known).is_some(), !distress.is_empty());
        let asks = |found: &Found| {
            self.asks(self.clause_start(found.words.start))
                || self.clause(found).is_some_and(|clause| self.asked_for_real(clause))
        };
        let open = |found: &Found| {
            !known
                && !told
                && !distressed
                && !asks(found)
                && !self.is_hoped(&found.words)
                && !self.is_of_another_day(&found.words)
        };
        // Of a text in another language too little is known to guess.
        let unknown = self.text.words.iter().filter(|word| word.id == NAME).count();
        let mostly_known = unknown * 2 <= self.text.words.len();
        let places = |wanted: &[Says]| -> Vec<Range<usize>> {
            let found = self.found.iter().filter(|found| wanted.contains(&found.says) && mostly_known && self.is_there(found));
            let found = found.filter(|found| match found.says {
                Says::There => !known && !self.is_of_another_day(&found.words),
                _ => open(found),
            });
            found.map(|found| found.words.clone()).collect()
        };
        let mut likely = places(&[Says::There, Says::Likely]);
        if likely.is_empty() {
            let mut hints = places(&[Says::Hint]);
            hints.dedup_by_key(|words| words.start);
            // A bus alone says nothing; "bus as usual" does.
            if hints.len() >= ENOUGH_HINTS {
                likely = hints;
            }
        }
        if !likely.is_empty() && self.first(Says::Aside).is_none() {
            return Some(Heard::new(Kind::Alarm, likely, 0.6));
        }
        // "She isn't poorly", and no word of knowing where she is.
        let aside = self.first(Says::Aside);
        (!denied.is_empty() && reasons.is_empty() && !known && aside.is_none()).then(|| Heard::new(Kind::Alarm, denied, 0.6))
    }

    /// Lateness, unless it is of another day ("she'll be in on Thursday") or denied ("no not late, ill").
    fn late(&self) -> Option<Range<usize>> {
        let mut late = self.found.iter().filter(|found| found.says == Says::Late);
        let denied = |found: &Found| matches!(self.denial(found.words.start), Some(Holds::Denied));
        late.find(|found| !self.names_day(&found.words, false) && !denied(found)).map(|found| found.words.clone())
    }

    /// The writer knows that the child is not in school.
    fn is_known_away(&self) -> bool {
        self.text.words.iter().any(|word| word.id == self.lists.absent || word.id == self.lists.came_back)
    }

    /// The writer says of the child that it is not in school, and neither asks nor repeats what school said.
    fn states_absence(&self) -> bool {
        let words = self.text.words.iter().enumerate();
        let mut stated = words.filter(|(_, word)| word.id == self.lists.absent || word.id == self.lists.came_back);
        stated.any(|(at, word)| {
            let first = self.clause_start(at);
            !self.text.asked.contains(&word.clause) && !self.asks(first) && !self.has(&(first..at), &self.lists.reported)
        })
    }

    /// Nothing but thanks, and what is said with them.
    fn thanks_alone(&self) -> bool {
        self.text.words.iter().all(|word| self.lists.with_thanks.contains(&word.id) || word.id == NAME)
            && self.text.words.iter().filter(|word| word.id == NAME).count() <= 2
    }

    fn alarms(&self, reasons: &[&Found]) -> Vec<Range<usize>> {
        let sure = self.found.iter().filter(|found| found.says == Says::Alarm && !self.is_foretold(&found.words));
        let mut alarms: Vec<Range<usize>> = sure.map(|found| found.words.clone()).collect();
        let wrong_number = self.first(Says::WrongNumber).is_some();
        let there = self.found.iter().filter(|found| found.says == Says::There && self.is_there(found));
        let there = there.filter(|found| !wrong_number || self.names_school(&found.words));
        let today = there.filter(|found| !self.is_of_another_day(&found.words) && !self.is_explained(found, reasons));
        alarms.extend(today.map(|found| found.words.clone()));
        // "Not in school?!"
        for (at, word) in self.text.words.iter().enumerate().filter(|(_, word)| word.id == self.lists.absent) {
            let asked = self.text.asked.contains(&word.clause);
            let explained =
                self.found.iter().any(|found| reason(found.says).is_some() && self.clause(found) == Some(word.clause));
            if asked && !explained && !self.names_day(&(at..at + 1), false) {
                alarms.push(at..at + 1);
            }
        }
        alarms
    }

    fn reasons(&self, reasons: &[&Found], alarm: bool) -> Vec<Heard> {
        let has = |says| reasons.iter().any(|found| found.says == says);
        // Ill, but coming: the child is on the way, so nobody stops looking.
        let late = self.late().filter(|_| has(Says::Illness) && !self.is_known_away());
        // "Came off her scooter on the way to school".
        let late = late.filter(|late| {
            let before = |found: &&&Found| found.says == Says::Illness && found.words.end <= late.start;
            let hurt =
                reasons.iter().filter(before).any(|found| self.clause_start(found.words.start) == self.clause_start(late.start));
            !(hurt && self.has(late, &self.lists.way))
        });
        if let Some(late) = late {
            return vec![Heard::new(Kind::Late, vec![late], 0.6)];
        }
        let better = self.found.iter().any(|found| found.says == Says::Better && self.denial(found.words.start).is_none());
        let over = has(Says::Illness) && better;
        if over || self.first(Says::Aside).is_some() || !alarm && !has(Says::Other) && self.speaks_of_school() {
            return Vec::new();
        }
        // "His brother was stabbed, we are at the hospital": no appointment.
        let terrible = self.first(Says::Distress).is_some();
        let of_terror = |found: &Found| {
            terrible
                && match found.says {
                    Says::Appointment => self.has(&found.words, &self.lists.hospital),
                    Says::Illness => self.has(&found.words, &self.lists.weeping),
                    _ => false,
                }
        };
        let said = |kind: Kind| {
            // Ill, and therefore at the doctor's: one reason.
            // Ill on holiday is away: who is in Spain is never absent for illness.
            let within = kind == Kind::Appointment && has(Says::Illness)
                || kind == Kind::Illness && has(Says::Holiday)
                || kind == Kind::Appointment
                    && reasons.iter().any(|found| found.says == Says::Other && self.has(&found.words, &self.lists.births))
                // A funeral in church is a funeral.
                || kind == Kind::Religious
                    && reasons.iter().any(|found| found.says == Says::Other && self.has(&found.words, &self.lists.rites))
                || kind == Kind::Holiday && has(Says::Other) && self.is_place_alone(reasons);
            let words: Vec<Range<usize>> = reasons
                .iter()
                .filter(|found| {
                    let said = reason(found.says).map(|said| if of_terror(found) { Kind::Other } else { said });
                    said == Some(kind)
                })
                .map(|found| found.words.clone())
                .collect();
            (!words.is_empty() && !within).then(|| Heard::new(kind, words, 0.9))
        };
        Kind::ALL.into_iter().filter_map(said).collect()
    }

    /// "His grandad's funeral is in Aberdeen": the only word of a holiday is where something else is.
    fn is_place_alone(&self, reasons: &[&Found]) -> bool {
        let mut holidays = reasons.iter().filter(|found| found.says == Says::Holiday);
        let other = reasons.iter().find(|found| found.says == Says::Other);
        let after = |found: &Found| other.is_some_and(|other| other.words.end <= found.words.start);
        holidays.all(|found| {
            after(found) && found.words.len() <= 3 && self.has(&(found.words.start..found.words.start + 1), &self.lists.at_place)
        })
    }

    /// School is named where nobody says "not", "off", "back" …, or somebody went, and not to what the reason names: a slip may
    /// hide an alarm, so no reason is believed.
    fn speaks_of_school(&self) -> bool {
        let words = &self.text.words;
        let came_back = words.iter().any(|word| word.id == self.lists.came_back);
        words.iter().enumerate().any(|(at, word)| {
            let any = |range: Range<usize>, list: &FxHashSet<Id>| {
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
            let of_others = any(at.saturating_sub(3)..at, &self.lists.kin);
            (school || went) && !of_others && !came_back && !self.is_of_another_day(&(at..at + 1))
        })
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
        let Some((before, clause)) = self.text.words.get(..at).zip(self.text.words.get(at).map(|word| word.clause)) else {
            return at;
        };
        before.iter().rposition(|word| word.clause != clause).map_or(0, |last| last + 1)
    }

    fn clause_end(&self, at: usize) -> usize {
        let clause = self.text.words.get(at).map(|word| word.clause);
        let of_clause = self.text.words.iter().skip(at).take_while(|word| Some(word.clause) == clause);
        at + of_clause.count()
    }

    fn begins(&self, at: usize) -> bool {
        self.clause_start(at) == at
    }

    /// Whether a clause that begins here asks: "is she …", "what …".
    fn asks(&self, first: usize) -> bool {
        let at = |at: usize| self.text.words.get(at).map(|word| word.id);
        let Some(id) = at(first) else { return false };
        if self.lists.auxiliaries.contains(&id) {
            return at(first + 1).is_some_and(|next| {
                inverts(id, next, self.lists) || self.lists.the.contains(&next) && !self.lists.did.contains(&id)
            });
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
