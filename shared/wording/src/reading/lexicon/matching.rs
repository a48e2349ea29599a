//! A reply as words, what they stand for in each language, and in which language it is read. Must NOT know what that means.

use std::ops::Range;

use smol_str::SmolStr;

use super::concept::Concept;
use super::store::{Entry, Numbered, Piece};
use super::{Denial, LEXICONS, Tongue};
use crate::reading::script::{Script, emoji, folded, is_apostrophe, is_letter, is_numeric, script};

/// A reply of more words than this is a letter: staff read the rest, and no text takes long to read.
const LONGEST: usize = 400;

/// A word has about so many bytes, with the space behind it.
const LETTERS: usize = 5;

/// A word of the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::reading) struct Word {
    /// As they are compared: small, without accents.
    pub(in crate::reading) letters: SmolStr,
    /// Where it stands in the reply, in bytes.
    pub(super) at: Range<usize>,
    /// The how-manieth clause it belongs to.
    pub(super) clause: usize,
}

impl Word {
    pub(super) fn number(&self) -> Option<u32> {
        if self.letters.len() <= 4 { self.letters.parse().ok() } else { None }
    }
}

/// A reply as words, in no language yet.
pub(in crate::reading) struct Words {
    pub(in crate::reading) words: Vec<Word>,
    /// Clauses that end in a question mark.
    asked: Vec<usize>,
    /// Whether its script is one that English does not write.
    pub(in crate::reading) own_script: bool,
}

/// Something that words stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) concept: Concept,
    /// Which words.
    pub(super) words: Range<usize>,
    pub(super) clause: usize,
}

/// A reply in one language.
#[derive(Debug)]
pub(in crate::reading) struct Matched {
    pub(in crate::reading) tongue: Tongue,
    pub(super) words: Vec<Word>,
    pub(super) hits: Vec<Hit>,
    /// Clauses that end in a question mark.
    pub(super) asked: Vec<usize>,
    pub(super) denial: Denial,
    /// How many of its words the language has.
    pub(super) known: usize,
    /// Which words the language has itself, and did not borrow.
    pub(in crate::reading) own: Vec<bool>,
    /// Whether its script is one that English does not write.
    pub(in crate::reading) own_script: bool,
}

/// The reply in the language that has most of its words, if any has some. `is_name` says which words are no words of a language. A part
/// of a reply is in the language of the `whole`, where that has half as many of its words as any other.
pub(in crate::reading) fn matched(read: Words, whole: Option<Tongue>, is_name: impl Fn(&str) -> bool) -> Option<Matched> {
    let Words { mut words, asked, own_script } = read;
    words.truncate(LONGEST);
    let names: Vec<bool> = words.iter().map(|word| is_name(&word.letters)).collect();
    let numbered = Numbered::new(words.iter().map(|word| word.letters.as_str()));
    let text = Reply { words: &words, numbered: &numbered };
    let mut found: Vec<Found<'_>> = Vec::new();
    // At how many places each language has a word of its own.
    let mut own = [0_usize; Tongue::ALL.len()];
    for (at, word) in words.iter().enumerate().filter(|(at, _)| !names.get(*at).is_some_and(|name| *name)) {
        let mut here = [false; Tongue::ALL.len()];
        for entry in LEXICONS.beginning_at(&numbered, at) {
            if let Some(end) = text.behind_first(LEXICONS.rest(entry), at) {
                if let Some(here) = entry.tongue.and_then(|tongue| here.get_mut(tongue as usize)) {
                    *here = true;
                }
                found.push(Found { entry, words: at..end });
            }
        }
        // "والدكتور": what no entry of the language begins with is tried without "and".
        for (tongue, bare) in LEXICONS.without_prefix(&word.letters) {
            let Some(known) = here.get_mut(tongue as usize).filter(|known| !**known) else { continue };
            let entries = LEXICONS.beginning_with(bare).filter(|entry| entry.tongue == Some(tongue));
            for entry in entries {
                if let Some(end) = text.behind_first(LEXICONS.rest(entry), at) {
                    *known = true;
                    found.push(Found { entry, words: at..end });
                }
            }
        }
        for (own, here) in own.iter_mut().zip(here) {
            *own += usize::from(here);
        }
    }
    let most = own.iter().max().copied().filter(|most| *most > 0)?;
    let read = |tongue| (tongue, of_tongue(tongue, &words, &found));
    let of_whole = Tongue::ALL.into_iter().zip(own).find(|(tongue, own)| whole == Some(*tongue) && *own > 0 && own * 2 >= most);
    let (tongue, read) = match of_whole {
        Some((tongue, _)) => read(tongue),
        None => {
            let likely = Tongue::ALL.into_iter().zip(own).filter(|(_, own)| own * 4 >= most * 3).map(|(tongue, _)| tongue);
            likely
                .map(read)
                .max_by_key(|(_, read)| (read.own.iter().filter(|own| **own).count(), read.known, read.own_longer(&words)))?
        }
    };
    let denial = LEXICONS.denial(tongue);
    let OfTongue { mut hits, known, own } = read;
    // A child's name is the child, in every language.
    let named = names.iter().zip(&words).enumerate().filter(|(_, (name, _))| **name);
    hits.extend(named.map(|(at, (_, word))| Hit { concept: Concept::Child, words: at..at + 1, clause: word.clause }));
    let mut matched = Matched { tongue, words, hits, asked, denial, known, own, own_script };
    matched.part_clauses();
    Some(matched)
}

/// An entry that stands at a place.
struct Found<'a> {
    entry: &'a Entry,
    words: Range<usize>,
}

impl Found<'_> {
    /// How much it says: of two at one place the longer counts.
    fn weight(&self) -> (usize, u16) {
        (self.words.len(), self.entry.weight)
    }
}

/// What one language makes of a reply.
struct OfTongue {
    hits: Vec<Hit>,
    known: usize,
    own: Vec<bool>,
}

impl OfTongue {
    /// How many of the language's own words are more than a letter: of two that have a word each, "e" says less than "ashbe".
    fn own_longer(&self, words: &[Word]) -> usize {
        words.iter().zip(&self.own).filter(|(word, own)| **own && word.letters.chars().count() > 1).count()
    }
}

/// `found` stands in the order of its places.
fn of_tongue(tongue: Tongue, words: &[Word], found: &[Found<'_>]) -> OfTongue {
    let mut read = OfTongue { hits: Vec::new(), known: 0, own: vec![false; words.len()] };
    let mut behind = 0;
    for here in found.chunk_by(|one, next| one.words.start == next.words.start) {
        let here = || here.iter().filter(|found| found.entry.tongue.is_none_or(|of| of == tongue));
        let Some(at) = here().map(|found| found.words.start).next().filter(|at| *at >= behind) else { continue };
        let clause = words.get(at).map_or(0, |word| word.clause);
        let mut push = |found: &Found<'_>| {
            read.hits.push(Hit { concept: found.entry.concept, words: found.words.clone(), clause });
        };
        // What lets other words stand between says something beside them; of the rest the longest counts.
        here().filter(|found| found.entry.has_gap).for_each(&mut push);
        let whole = || here().filter(|found| !found.entry.has_gap);
        let Some(most) = whole().map(Found::weight).max() else { continue };
        let longest = || whole().filter(|found| found.weight() == most);
        longest().for_each(&mut push);
        let length = most.0.max(1);
        read.known += length;
        let is_own = longest().any(|found| found.entry.tongue.is_some());
        read.own.iter_mut().skip(at).take(length).for_each(|own| *own |= is_own);
        behind = at + length;
    }
    read
}

impl Matched {
    /// Words like "but" and "because" begin a clause where nobody wrote a mark.
    fn part_clauses(&mut self) {
        // "Was at the dentist's yesterday today went to school": another day begins another clause.
        let other_day = |day: &Hit| {
            let before = |hit: &&Hit| hit.clause == day.clause && hit.words.start < day.words.start;
            self.hits.iter().filter(before).any(|hit| match day.concept {
                Concept::Today => matches!(hit.concept, Concept::Yesterday | Concept::Tomorrow),
                _ => hit.concept == Concept::Yesterday,
            })
        };
        let begins = |hit: &&Hit| {
            hit.concept == Concept::But || matches!(hit.concept, Concept::Today | Concept::Tomorrow) && other_day(hit)
        };
        let breaks: Vec<usize> = self.hits.iter().filter(begins).map(|hit| hit.words.start).collect();
        let mut asked = Vec::new();
        let (mut number, mut before) = (0, 0);
        let clauses: Vec<usize> = self.words.iter().map(|word| word.clause).collect();
        for (at, word) in self.words.iter_mut().enumerate() {
            if at > 0 && (word.clause != before || breaks.contains(&at)) {
                number += 1;
            }
            before = word.clause;
            let ends = clauses.get(at + 1).is_none_or(|next| *next != before);
            if ends && self.asked.contains(&before) {
                asked.push(number);
            }
            word.clause = number;
        }
        self.asked = asked;
        for hit in &mut self.hits {
            hit.clause = self.words.get(hit.words.start).map_or(0, |word| word.clause);
        }
    }
}

/// A reply's words, and as the numbers that lexicons know them by.
struct Reply<'a> {
    words: &'a [Word],
    numbered: &'a Numbered,
}

impl Reply<'_> {
    /// The end of a match whose first word stands at `from`; within one clause.
    fn behind_first(&self, rest: &[Piece], from: usize) -> Option<usize> {
        if rest.is_empty() {
            return Some(from + 1);
        }
        let clause = self.words.get(from)?.clause;
        self.end(rest, from + 1).filter(|_| self.within(from + 1, clause))
    }

    /// The end of the match that begins at `from`, if there is one; within one clause.
    fn end(&self, pieces: &[Piece], from: usize) -> Option<usize> {
        let clause = self.words.get(from)?.clause;
        let Some((piece, rest)) = pieces.split_first() else { return Some(from) };
        if let Piece::Gap(most) = piece {
            let mut far = (0..=usize::from(*most)).map(|more| from + more);
            let end = |at| self.end(rest, at).filter(|_| self.within(at, clause));
            return far.find_map(|at| if rest.is_empty() { Some(at) } else { end(at) });
        }
        if !self.numbered.fits(*piece, from) {
            return None;
        }
        self.behind_first(rest, from)
    }

    fn within(&self, at: usize, clause: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.clause == clause)
    }
}

impl Words {
    /// Parts a reply into words.
    pub(in crate::reading) fn new(text: &str) -> Self {
        let (mut words, asked, scripts) = words(text);
        if scripts.contains(&Script::Cyrillic) {
            words.iter_mut().for_each(in_cyrillic);
        }
        Self { words, asked, own_script: scripts.iter().any(|script| *script != Script::Latin) }
    }
}

/// The reply's words, the clauses that end in a question mark, and the scripts that it is written in.
fn words(text: &str) -> (Vec<Word>, Vec<usize>, Vec<Script>) {
    let (mut words, mut asked, mut scripts) = (Vec::with_capacity(text.len() / LETTERS), Vec::new(), Vec::new());
    let (mut letters, mut start, mut clause) = (String::new(), 0, 0);
    let mut before = None;
    let mut all = text.char_indices().peekable();
    loop {
        let next = all.next();
        let after = all.peek().map(|(_, c)| *c);
        let inside = next.is_some_and(|(_, c)| {
            let apostrophe = is_apostrophe(c) && !letters.is_empty() && after.is_some_and(char::is_alphabetic);
            // `39stopni`, `2dni`: a number ends where letters begin.
            // But `ta3ban`, `3ala`: Arabic in Latin letters spells with digits.
            let last = letters.as_bytes().last();
            let changes = last.is_some_and(|last| last.is_ascii_digit() != is_numeric(c)) && c.is_alphanumeric();
            let other_kind =
                changes && !next.is_some_and(|(at, c)| spells(text, if is_numeric(c) { at } else { at.saturating_sub(1) }));
            (is_letter(c) || apostrophe) && !other_kind
        });
        if !inside && !letters.is_empty() {
            let at = start..next.map_or(text.len(), |(at, _)| at);
            words.push(Word { letters: SmolStr::new(&letters), at, clause });
            letters.clear();
        }
        let Some((at, c)) = next else { break };
        if let Some(word) = emoji(c) {
            words.push(Word { letters: SmolStr::new_static(word), at: at..at + c.len_utf8(), clause });
        } else if is_letter(c) {
            if letters.is_empty() {
                start = at;
            }
            if let Some(c) = folded(c) {
                letters.push(c);
            }
            if let Some(script) = script(c).filter(|script| !scripts.contains(script)) {
                scripts.push(script);
            }
        } else if !is_apostrophe(c) && ends_clause(c, before, after) {
            if matches!(c, '?' | '؟') {
                asked.push(clause);
            }
            if !matches!(after, Some('?' | '!' | '؟')) {
                clause += 1;
            }
        }
        before = Some(c);
    }
    (words, asked, scripts)
}

/// `пiшов` with a Latin i, `y школу`: only words that are Cyrillic but for these, and words of one such letter.
fn in_cyrillic(word: &mut Word) {
    let like = |c: char| {
        "aceiopxykmtbh".chars().zip("асеіорхукмтвн".chars()).find(|(latin, _)| *latin == c).map(|(_, cyrillic)| cyrillic)
    };
    let is_cyrillic = |c: char| script(c) == Some(Script::Cyrillic);
    let some = word.letters.chars().any(is_cyrillic);
    let all = word.letters.chars().all(|c| is_cyrillic(c) || like(c).is_some());
    if all && (some || word.letters.chars().count() == 1) {
        word.letters = word.letters.chars().map(|c| like(c).unwrap_or(c)).collect();
    }
}

/// Whether the digit at a place is a letter of the word round it, as Arabic is written in Latin letters: between letters (`ta3ban`), or at
/// the beginning or end of a word that a lexicon spells so (`3ala`, `mbere7`). `2dni`, `A1` and `39stopni` have numbers.
pub(in crate::reading) fn spells(text: &str, at: usize) -> bool {
    let inside = |c: &char| c.is_ascii_alphanumeric() || is_apostrophe(*c);
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    let mut rest = after.chars();
    if !matches!(rest.next(), Some('2' | '3' | '5'..='9')) {
        return false;
    }
    let head: String = before.chars().rev().take_while(inside).filter(|c| !is_apostrophe(*c)).take(24).collect();
    let tail: String = rest.take_while(inside).filter(|c| !is_apostrophe(*c)).take(24).collect();
    let letters = |part: &str| part.chars().take_while(char::is_ascii_alphabetic).count();
    let digit_first = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    if digit_first(&head) || digit_first(&tail) || head.is_empty() && tail.is_empty() {
        return false;
    }
    // `A2B9` are answers.
    if !head.is_empty() && !tail.is_empty() && (letters(&head) > 1 || letters(&tail) > 1) {
        return true;
    }
    let word: String = head.chars().rev().chain(after.chars().next()).chain(tail.chars()).filter_map(folded).collect();
    LEXICONS.knows_spelled(&word)
}

/// A point between digits is of a time or date, a comma of a temperature.
fn ends_clause(c: char, before: Option<char>, after: Option<char>) -> bool {
    let digits = before.is_some_and(char::is_numeric) && after.is_some_and(char::is_numeric);
    match c {
        '.' | ',' | ':' | '٫' => !digits,
        ';' | '!' | '?' | '\n' | '(' | ')' | '…' | '،' | '؛' | '؟' | '۔' | '।' | '॥' | '–' | '—' => true,
        _ => false,
    }
}
