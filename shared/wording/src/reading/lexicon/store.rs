//! The lexicons in memory: every word and every beginning of words is a number, so that replies are matched without comparing letters.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::alternatives::Alternatives;
use super::concept::Concept;
use super::{Denial, LEXICONS, LOANS, Tongue, lines};
use crate::reading::script::{folded, is_apostrophe};

/// A word of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    /// The word of this number.
    Whole(u32),
    /// Any word that begins with the beginning of this number.
    Beginning(u32),
    /// Up to so many words of any kind.
    Gap(u8),
}

/// An entry of a lexicon. Its first word is where it is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// `None` for what belongs to every language.
    pub(super) tongue: Option<Tongue>,
    pub(super) concept: Concept,
    /// Whether it lets other words stand between its own.
    pub(super) has_gap: bool,
    /// How much it says: a whole word more than its beginning.
    pub(super) weight: u16,
    /// The words behind the first: so many, from here on.
    rest: u8,
    rest_from: u32,
}

impl Entry {
    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        usize::from(self.rest) + 1
    }
}

/// All lexicons: tens of thousands of entries, those that begin alike side by side.
pub(super) struct Lexicons {
    entries: Vec<Entry>,
    /// The words of the entries behind their first ones.
    pieces: Vec<Piece>,
    words: FxHashMap<Box<str>, u32>,
    beginnings: FxHashMap<Box<str>, u32>,
    /// How many bytes the beginnings have that start with one letter, or with more of which these are the first two: a bit each.
    lengths: FxHashMap<(char, Option<char>), u64>,
    /// The first two letters of what says that all the children are meant.
    of_all: FxHashSet<(char, Option<char>)>,
    /// Where the entries stand whose first word is the one of this number.
    by_word: Vec<Range<u32>>,
    /// Where the entries stand whose first word begins with the beginning of this number.
    by_beginning: Vec<Range<u32>>,
    /// Words and beginnings that are written with a digit among their letters: `3ala`, `ta3ban`.
    spelled: FxHashSet<Box<str>>,
    spelled_beginnings: FxHashSet<Box<str>>,
    /// What a language writes at the beginning of a word: و.
    prefixes: Vec<(Tongue, String)>,
    denial: [Denial; Tongue::ALL.len()],
}

/// An entry as it is read, with its first word.
type Read = (Piece, Entry);

impl Lexicons {
    pub(super) fn read() -> Self {
        let mut lexicons = Self {
            entries: Vec::new(),
            pieces: Vec::new(),
            words: FxHashMap::default(),
            beginnings: FxHashMap::default(),
            lengths: FxHashMap::default(),
            of_all: FxHashSet::default(),
            by_word: Vec::new(),
            by_beginning: Vec::new(),
            spelled: FxHashSet::default(),
            spelled_beginnings: FxHashSet::default(),
            prefixes: Vec::new(),
            denial: [Denial::Before; Tongue::ALL.len()],
        };
        let mut read = Vec::new();
        lexicons.take_in(None, LOANS, &mut read);
        for tongue in Tongue::ALL {
            lexicons.take_in(Some(tongue), tongue.source(), &mut read);
        }
        lexicons.put_in_order(read);
        lexicons
    }

    fn take_in(&mut self, tongue: Option<Tongue>, source: &str, read: &mut Vec<Read>) {
        let mut named = Alternatives::default();
        for (name, words) in lines(source) {
            if name == "denial" {
                if let Some(of) = tongue.and_then(|tongue| self.denial.get_mut(tongue as usize)) {
                    *of = match words.trim() {
                        "after" => Denial::After,
                        "behind" => Denial::Behind,
                        _ => Denial::Before,
                    };
                }
                continue;
            }
            if name == "prefix" {
                let of = |prefix: &str| tongue.map(|tongue| (tongue, prefix.trim().chars().filter_map(folded).collect()));
                self.prefixes.extend(words.split(',').filter_map(of));
                continue;
            }
            if let Some(name) = name.strip_prefix('$') {
                named.name(name, words);
                continue;
            }
            let Some(concept) = Concept::named(name) else { continue };
            for entry in named.written_out(words) {
                read.extend(self.entry(&entry, tongue, concept));
            }
        }
    }

    /// Takes an entry in; `None` where it begins with no word.
    fn entry(&mut self, written: &str, tongue: Option<Tongue>, concept: Concept) -> Option<Read> {
        let mut words = written.split_whitespace();
        let first = words.next().filter(|first| !first.starts_with(".."))?;
        if concept == Concept::All {
            self.of_all.extend(first_two(first.trim_end_matches('*').chars().filter(|c| !is_apostrophe(*c)).filter_map(folded)));
        }
        let (first, mut weight) = self.piece(first);
        let from = self.pieces.len();
        for word in words {
            let (piece, more) = self.piece(word);
            weight += more;
            self.pieces.push(piece);
        }
        let rest = self.pieces.get(from..).unwrap_or_default();
        let entry = Entry {
            tongue,
            concept,
            has_gap: rest.iter().any(|piece| matches!(piece, Piece::Gap(_))),
            weight: u16::try_from(weight).unwrap_or(u16::MAX),
            rest: u8::try_from(rest.len()).ok()?,
            rest_from: u32::try_from(from).ok()?,
        };
        Some((first, entry))
    }

    /// A word of an entry, and how much it says.
    fn piece(&mut self, written: &str) -> (Piece, usize) {
        if let Some(most) = written.strip_prefix("..") {
            return (Piece::Gap(most.parse().unwrap_or(1)), 0);
        }
        let (word, begins) = written.strip_suffix('*').map_or((written, false), |word| (word, true));
        let word: String = word.chars().filter(|c| !is_apostrophe(*c)).filter_map(folded).collect();
        let (numbers, spelled) =
            if begins { (&mut self.beginnings, &mut self.spelled_beginnings) } else { (&mut self.words, &mut self.spelled) };
        let number = numbers.get(word.as_str()).copied().unwrap_or_else(|| {
            if word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic()) {
                spelled.insert(word.as_str().into());
            }
            let number = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            numbers.insert(word.as_str().into(), number);
            number
        });
        if !begins {
            return (Piece::Whole(number), word.len() * 2 + 1);
        }
        if let Some(letters) = first_two(word.chars()) {
            *self.lengths.entry(letters).or_default() |= length(word.len());
        }
        (Piece::Beginning(number), word.len() * 2)
    }

    /// Puts side by side what begins alike.
    fn put_in_order(&mut self, mut read: Vec<Read>) {
        read.sort_by_key(|(first, _)| *first);
        self.by_word = vec![0..0; self.words.len()];
        self.by_beginning = vec![0..0; self.beginnings.len()];
        self.entries = Vec::with_capacity(read.len());
        let unordered = std::mem::take(&mut self.pieces);
        self.pieces = Vec::with_capacity(unordered.len());
        for (first, entry) in read {
            let at = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
            let range = match first {
                Piece::Whole(word) => self.by_word.get_mut(word as usize),
                Piece::Beginning(beginning) => self.by_beginning.get_mut(beginning as usize),
                Piece::Gap(_) => None,
            };
            if let Some(range) = range {
                let first = if range.end == 0 { at } else { range.start };
                *range = first..at + 1;
            }
            let rest_from = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
            self.pieces.extend(pieces_of(&unordered, &entry));
            self.entries.push(Entry { rest_from, ..entry });
        }
    }

    pub(super) fn denial(&self, tongue: Tongue) -> Denial {
        self.denial.get(tongue as usize).copied().unwrap_or(Denial::Before)
    }

    /// Whether a word of letters and digits is one that a lexicon spells so.
    pub(super) fn knows_spelled(&self, word: &str) -> bool {
        let begins = |end| word.get(..end).is_some_and(|beginning| self.spelled_beginnings.contains(beginning));
        self.spelled.contains(word) || (1..=word.len()).any(begins)
    }

    /// A word without what its language writes at the beginning of it.
    pub(super) fn without_prefix<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (Tongue, &'a str)> {
        let bare = |(tongue, prefix): &'a (Tongue, String)| Some((*tongue, word.strip_prefix(prefix.as_str())?));
        self.prefixes.iter().filter_map(bare).filter(|(_, word)| word.chars().nth(1).is_some())
    }

    /// The entries that may begin with a word.
    pub(super) fn beginning_with<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Entry> {
        let by_beginning = self.beginnings_of(word).filter_map(|beginning| self.by_beginning.get(beginning as usize));
        self.beginning_with_whole(word).iter().chain(by_beginning.flat_map(|range| self.entries_in(range)))
    }

    /// Whether a word may begin what says that all the children are meant: most words do not.
    pub(super) fn may_say_all(&self, word: &str) -> bool {
        starts(word).any(|start| self.of_all.contains(&start))
    }

    /// The entries whose first word is this one.
    pub(super) fn beginning_with_whole(&self, word: &str) -> &[Entry] {
        let range = self.words.get(word).and_then(|word| self.by_word.get(*word as usize));
        range.map_or(&[], |range| self.entries_in(range))
    }

    /// The same for a word of a text.
    pub(super) fn beginning_at<'a>(&'a self, text: &'a Numbered, at: usize) -> impl Iterator<Item = &'a Entry> {
        let word = text.words.get(at);
        let by_word = word.and_then(|word| self.by_word.get(word.whole? as usize));
        let beginnings = word.and_then(|word| text.beginnings.get(word.beginnings.clone())).unwrap_or_default();
        let by_beginning = beginnings.iter().filter_map(|beginning| self.by_beginning.get(*beginning as usize));
        by_word.into_iter().chain(by_beginning).flat_map(|range| self.entries_in(range))
    }

    /// The words of an entry behind its first.
    pub(super) fn rest(&self, entry: &Entry) -> &[Piece] {
        pieces_of(&self.pieces, entry)
    }

    fn entries_in(&self, range: &Range<u32>) -> &[Entry] {
        self.entries.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// The numbers of the beginnings that a word has, the shortest first.
    fn beginnings_of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = u32> + 'a {
        let starts = starts(word);
        let mut lengths = starts.filter_map(|start| self.lengths.get(&start)).fold(0, |all, lengths| all | lengths);
        std::iter::from_fn(move || {
            let shortest = lengths.trailing_zeros() as usize;
            let some = lengths != 0 && shortest <= word.len();
            lengths &= lengths.wrapping_sub(1);
            some.then_some(shortest)
        })
        .filter_map(|end| self.beginnings.get(word.get(..end)?).copied())
    }
}

/// The first two letters, or the only one.
fn first_two(mut letters: impl Iterator<Item = char>) -> Option<(char, Option<char>)> {
    letters.next().map(|first| (first, letters.next()))
}

/// What a beginning of a word may have as its first two letters: these two, or the first alone.
fn starts(word: &str) -> impl Iterator<Item = (char, Option<char>)> {
    let two = first_two(word.chars());
    two.into_iter().chain(two.filter(|(_, second)| second.is_some()).map(|(first, _)| (first, None)))
}

/// So many bytes, as a bit. Nothing that is written with a star is longer than 63.
const fn length(bytes: usize) -> u64 {
    1 << if bytes < 63 { bytes } else { 63 }
}

fn pieces_of<'a>(pieces: &'a [Piece], entry: &Entry) -> &'a [Piece] {
    let from = entry.rest_from as usize;
    pieces.get(from..from + usize::from(entry.rest)).unwrap_or_default()
}

/// A text's words as the numbers that lexicons know them by.
pub(super) struct Numbered {
    words: Vec<Known>,
    /// Of all its words, one word's side by side.
    beginnings: Vec<u32>,
}

struct Known {
    whole: Option<u32>,
    beginnings: Range<usize>,
}

impl Numbered {
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut beginnings = Vec::new();
        let known = words.map(|word| {
            let from = beginnings.len();
            beginnings.extend(LEXICONS.beginnings_of(word));
            Known { whole: LEXICONS.words.get(word).copied(), beginnings: from..beginnings.len() }
        });
        Self { words: known.collect(), beginnings }
    }

    /// Whether the word at a place is one that an entry may have there.
    pub(super) fn fits(&self, piece: Piece, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        match piece {
            Piece::Whole(whole) => word.whole == Some(whole),
            Piece::Beginning(beginning) => {
                self.beginnings.get(word.beginnings.clone()).is_some_and(|beginnings| beginnings.contains(&beginning))
            }
            Piece::Gap(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beginning_is_short_enough_to_be_found() {
        assert_eq!(LEXICONS.beginnings.keys().map(|beginning| beginning.len()).filter(|length| *length > 63).max(), None);
        for (beginning, number) in &LEXICONS.beginnings {
            assert!(LEXICONS.beginnings_of(beginning).any(|found| found == *number), "{beginning}");
        }
    }
}
