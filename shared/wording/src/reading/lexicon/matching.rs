//! A reply as words, what they stand for in each language, and in which language it is read. Must NOT know what that means.

use std::ops::Range;

use super::concept::Concept;
use super::{Denial, Entry, LEXICONS, Piece, Tongue};
use crate::reading::script::{Script, emoji, folded, is_apostrophe, is_letter, script};

/// A reply of more words than this is a letter: staff read the rest, and no text takes long to read.
const LONGEST: usize = 400;

/// A word of the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) letters: String,
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
pub(in crate::reading) fn matched(text: &str, whole: Option<Tongue>, is_name: impl Fn(&str) -> bool) -> Option<Matched> {
    let (mut words, asked, scripts) = words(text);
    words.truncate(LONGEST);
    let mut found: Vec<Found<'_>> = Vec::new();
    // At how many places each language has a word of its own.
    let mut own = [0_usize; Tongue::ALL.len()];
    let names: Vec<usize> = words.iter().enumerate().filter(|(_, word)| is_name(&word.letters)).map(|(at, _)| at).collect();
    for at in 0..words.len() {
        let Some(word) = words.get(at).filter(|_| !names.contains(&at)) else { continue };
        let mut here = [false; Tongue::ALL.len()];
        for entry in LEXICONS.beginning_with(&word.letters) {
            if let Some(end) = behind_first(&entry.rest, &words, at) {
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
                if let Some(end) = behind_first(&entry.rest, &words, at) {
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
    let own_script = scripts.iter().any(|script| *script != Script::Latin);
    let of_whole = Tongue::ALL.into_iter().zip(own).find(|(tongue, own)| whole == Some(*tongue) && *own > 0 && own * 2 >= most);
    if let Some((tongue, _)) = of_whole {
        return Some(of_tongue(tongue, (&words, &names), &asked, &found, own_script));
    }
    let likely = Tongue::ALL.into_iter().zip(own).filter(|(_, own)| own * 4 >= most * 3).map(|(tongue, _)| tongue);
    likely
        .map(|tongue| of_tongue(tongue, (&words, &names), &asked, &found, own_script))
        .max_by_key(|matched| (matched.own.iter().filter(|own| **own).count(), matched.known, matched.own_longer()))
}

/// The words of a reply as they are compared: small, without accents.
pub(in crate::reading) fn letters(text: &str) -> (Vec<String>, bool) {
    let (words, _, scripts) = words(text);
    (words.into_iter().map(|word| word.letters).collect(), scripts.iter().any(|script| *script != Script::Latin))
}

/// An entry that stands at a place.
struct Found<'a> {
    entry: &'a Entry,
    words: Range<usize>,
}

fn of_tongue(
    tongue: Tongue,
    (words, names): (&[Word], &[usize]),
    asked: &[usize],
    found: &[Found<'_>],
    own_script: bool,
) -> Matched {
    let mut hits = Vec::new();
    let mut known = 0;
    let mut own = vec![false; words.len()];
    let mut at = 0;
    while at < words.len() {
        let here =
            || found.iter().filter(move |found| found.words.start == at && found.entry.tongue.is_none_or(|of| of == tongue));
        let has_gap = |found: &&Found<'_>| found.entry.has_gap();
        let weight = |found: &Found<'_>| (found.words.len(), found.entry.weight());
        let clause = words.get(at).map_or(0, |word| word.clause);
        let mut push = |found: &Found<'_>| hits.push(Hit { concept: found.entry.concept, words: found.words.clone(), clause });
        // What lets other words stand between says something beside them; of the rest the longest counts.
        here().filter(has_gap).for_each(&mut push);
        let most = here().filter(|found| !has_gap(found)).map(weight).max();
        let Some(most) = most else {
            at += 1;
            continue;
        };
        here().filter(|found| !has_gap(found) && weight(found) == most).for_each(&mut push);
        let length = most.0.max(1);
        known += length;
        let is_own = here().any(|found| found.entry.tongue.is_some() && !has_gap(&found) && weight(found) == most);
        own.iter_mut().skip(at).take(length).for_each(|own| *own |= is_own);
        at += length;
    }
    let mut matched = Matched {
        tongue,
        words: words.to_vec(),
        hits,
        asked: asked.to_vec(),
        denial: LEXICONS.denial(tongue),
        known,
        own,
        own_script,
    };
    // A child's name is the child, in every language.
    for at in names {
        let clause = words.get(*at).map_or(0, |word| word.clause);
        matched.hits.push(Hit { concept: Concept::Child, words: *at..at + 1, clause });
    }
    matched.part_clauses();
    matched
}

impl Matched {
    /// How many of the language's own words are more than a letter: of two that have a word each, "e" says less than "ashbe".
    fn own_longer(&self) -> usize {
        self.words.iter().zip(&self.own).filter(|(word, own)| **own && word.letters.chars().count() > 1).count()
    }

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

/// The end of a match whose first word stands at `from`; within one clause.
fn behind_first(rest: &[Piece], words: &[Word], from: usize) -> Option<usize> {
    if rest.is_empty() {
        return Some(from + 1);
    }
    let clause = words.get(from)?.clause;
    end(rest, words, from + 1).filter(|_| within(words, from + 1, clause))
}

/// The end of the match that begins at `from`, if there is one; within one clause.
fn end(pieces: &[Piece], words: &[Word], from: usize) -> Option<usize> {
    let clause = words.get(from)?.clause;
    let Some((piece, rest)) = pieces.split_first() else { return Some(from) };
    if let Piece::Gap(most) = piece {
        let mut far = (0..=usize::from(*most)).map(|more| from + more);
        return far.find_map(
            |at| {
                if rest.is_empty() { Some(at) } else { end(rest, words, at).filter(|_| within(words, at, clause)) }
            },
        );
    }
    if !piece.fits(&words.get(from)?.letters) {
        return None;
    }
    behind_first(rest, words, from)
}

fn within(words: &[Word], at: usize, clause: usize) -> bool {
    words.get(at).is_some_and(|word| word.clause == clause)
}

/// The reply's words, the clauses that end in a question mark, and the scripts that it is written in.
fn words(text: &str) -> (Vec<Word>, Vec<usize>, Vec<Script>) {
    let (mut words, mut asked, mut scripts) = (Vec::new(), Vec::new(), Vec::new());
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
            let changes =
                letters.chars().last().is_some_and(|last| last.is_ascii_digit() != c.is_numeric() && c.is_alphanumeric());
            let other_kind =
                changes && !next.is_some_and(|(at, c)| spells(text, if c.is_numeric() { at } else { at.saturating_sub(1) }));
            (is_letter(c) || apostrophe) && !other_kind
        });
        if !inside && !letters.is_empty() {
            let at = start..next.map_or(text.len(), |(at, _)| at);
            words.push(Word { letters: std::mem::take(&mut letters), at, clause });
        }
        let Some((at, c)) = next else { break };
        if let Some(word) = emoji(c) {
            words.push(Word { letters: word.to_owned(), at: at..at + c.len_utf8(), clause });
        } else if is_letter(c) {
            if letters.is_empty() {
                start = at;
            }
            letters.extend(folded(c));
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
    if scripts.contains(&Script::Cyrillic) {
        words.iter_mut().for_each(in_cyrillic);
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
    let word: String = head.chars().rev().chain(after.chars().next()).chain(tail.chars()).flat_map(folded).collect();
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
