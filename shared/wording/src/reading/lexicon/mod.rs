//! The languages other than English, by lexicon: what words stand for, and rules over that which are the same for all of them.
//!
//! A lexicon ([`words/*.txt`](words)) is a page that a speaker of the language can read and correct: a concept, a colon, and words or
//! phrases parted by commas. `{dus|lasat} la {scoala|poarta}` is each of four phrases, and a line `$o = {ha|ho|hum}` names alternatives for
//! `$o` in the lines after it. `chor*` is every word that begins so, `nie ma` two words in a row, `nie ..2 szkole` lets up to two words
//! stand between. Accents and capitals do not matter. A line `denial: after` says that "not" follows what it denies, a line `prefix: و`
//! which short words are written at the beginning of the next one ("and", "so").
//!
//! A reply is matched against all lexicons at once; the language whose words it has most of is the one it is read in. `loan.txt` holds the
//! English words that people mix into every language.

mod alternatives;
mod concept;
mod days;
mod matching;
mod weigh;

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use self::alternatives::Alternatives;
use self::concept::Concept;
use super::script::{folded, is_apostrophe};
use crate::languages::Language;
pub(super) use matching::{Matched, letters, matched, spells};
pub(super) use weigh::weigh;

/// How many of these words, from the first on, say in some language that all the children are meant: `y tri`; 0 where they do not.
pub(super) fn says_all(words: &[&str]) -> usize {
    let Some(first) = words.first() else { return 0 };
    let behind = words.get(1..).unwrap_or_default();
    // "Wyszli ..0 razem" leaves its words to what else they say; nothing stands between them.
    let solid = |entry: &Entry| entry.rest.iter().filter(|piece| **piece != Piece::Gap(0)).count();
    let fits = |entry: &Entry| {
        let mut rest = entry.rest.iter().filter(|piece| **piece != Piece::Gap(0)).zip(behind);
        entry.concept == Concept::All && solid(entry) <= behind.len() && rest.all(|(piece, word)| piece.fits(word))
    };
    let longest = |found: &mut dyn Iterator<Item = &Entry>| found.filter(|entry| fits(entry)).map(|entry| solid(entry) + 1).max();
    // "والاولاد": "and the children".
    let bare = LEXICONS
        .without_prefix(first)
        .filter_map(|(tongue, bare)| longest(&mut LEXICONS.beginning_with(bare).filter(|entry| entry.tongue == Some(tongue))));
    longest(&mut LEXICONS.beginning_with(first)).or_else(|| bare.max()).unwrap_or(0)
}

/// The language whose lexicon has this word for asking for it: `polsku`.
pub(super) fn language_named(word: &str) -> Option<Language> {
    let found = LEXICONS.beginning_with(word).find(|entry| entry.concept == Concept::Language && entry.len() == 1);
    found.and_then(|entry| entry.tongue).map(Tongue::language)
}

/// Whether a word begins another clause in some language.
pub(super) fn says_but(word: &str) -> bool {
    LEXICONS.beginning_with(word).any(|entry| entry.concept == Concept::But && entry.len() == 1)
}

/// Whether a language has this word as it stands: it is no name that only sounds like it.
pub(super) fn is_word(word: &str) -> bool {
    LEXICONS.by_word.get(word).is_some_and(|range| LEXICONS.entries_in(range).iter().any(|entry| entry.len() == 1))
}

/// Whether a number before this word is one of days, hours or a month in some language: "3 Aralıkta".
pub(super) fn counts(word: &str) -> bool {
    let unit = |concept: Concept| concept.month().is_some() || matches!(concept, Concept::Days | Concept::Week | Concept::Hour);
    LEXICONS.beginning_with(word).any(|entry| unit(entry.concept) && entry.len() == 1)
}

/// Whether a word says in some language that the same goes for another child.
pub(super) fn says_too(word: &str) -> bool {
    LEXICONS.beginning_with(word).any(|entry| entry.concept == Concept::Too && entry.len() == 1)
}

/// A language that has a lexicon. English has rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Tongue {
    Arabic,
    Bengali,
    Polish,
    Portuguese,
    Punjabi,
    Romanian,
    Somali,
    Turkish,
    Ukrainian,
    Urdu,
    Welsh,
}

impl Tongue {
    pub(super) const ALL: [Self; 11] = [
        Self::Arabic,
        Self::Bengali,
        Self::Polish,
        Self::Portuguese,
        Self::Punjabi,
        Self::Romanian,
        Self::Somali,
        Self::Turkish,
        Self::Ukrainian,
        Self::Urdu,
        Self::Welsh,
    ];

    const fn language(self) -> Language {
        match self {
            Self::Arabic => Language::Arabic,
            Self::Bengali => Language::Bengali,
            Self::Polish => Language::Polish,
            Self::Portuguese => Language::Portuguese,
            Self::Punjabi => Language::Punjabi,
            Self::Romanian => Language::Romanian,
            Self::Somali => Language::Somali,
            Self::Turkish => Language::Turkish,
            Self::Ukrainian => Language::Ukrainian,
            Self::Urdu => Language::Urdu,
            Self::Welsh => Language::Welsh,
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::Arabic => include_str!("words/arabic.txt"),
            Self::Bengali => include_str!("words/bengali.txt"),
            Self::Polish => include_str!("words/polish.txt"),
            Self::Portuguese => include_str!("words/portuguese.txt"),
            Self::Punjabi => include_str!("words/punjabi.txt"),
            Self::Romanian => include_str!("words/romanian.txt"),
            Self::Somali => include_str!("words/somali.txt"),
            Self::Turkish => include_str!("words/turkish.txt"),
            Self::Ukrainian => include_str!("words/ukrainian.txt"),
            Self::Urdu => include_str!("words/urdu.txt"),
            Self::Welsh => include_str!("words/welsh.txt"),
        }
    }
}

/// English words that are mixed into every language.
const LOANS: &str = include_str!("words/loan.txt");

/// On which side of what it denies a language says "not".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Denial {
    Before,
    After,
    /// Behind, and never before a verb.
    Behind,
}

/// A word of an entry.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Whole(Box<str>),
    Beginning(Box<str>),
    Gap(u8),
}

impl Piece {
    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Whole(whole) => **whole == *word,
            Self::Beginning(beginning) => word.starts_with(&**beginning),
            Self::Gap(_) => false,
        }
    }

    /// How much it says: a whole word more than its beginning.
    fn weight(&self) -> usize {
        match self {
            Self::Whole(whole) => whole.len() * 2 + 1,
            Self::Beginning(beginning) => beginning.len() * 2,
            Self::Gap(_) => 0,
        }
    }
}

/// An entry of a lexicon. Its first word is where it is found.
#[derive(Debug)]
struct Entry {
    /// `None` for what belongs to every language.
    tongue: Option<Tongue>,
    concept: Concept,
    /// How much the first word says.
    weight_of_first: usize,
    /// The words behind the first.
    rest: Box<[Piece]>,
}

impl Entry {
    /// How many words it has.
    fn len(&self) -> usize {
        self.rest.len() + 1
    }

    /// Whether it lets other words stand between its own.
    fn has_gap(&self) -> bool {
        self.rest.iter().any(|piece| matches!(piece, Piece::Gap(_)))
    }

    /// How much it says.
    fn weight(&self) -> usize {
        self.weight_of_first + self.rest.iter().map(Piece::weight).sum::<usize>()
    }
}

/// All lexicons: tens of thousands of entries, those that begin alike side by side.
struct Lexicons {
    entries: Vec<Entry>,
    /// Where the entries stand whose first word is this one.
    by_word: FxHashMap<Box<str>, Range<u32>>,
    /// Where the entries stand whose first word begins so.
    by_beginning: FxHashMap<Box<str>, Range<u32>>,
    /// Words and beginnings that are written with a digit among their letters: `3ala`, `ta3ban`.
    spelled: FxHashSet<Box<str>>,
    spelled_beginnings: FxHashSet<Box<str>>,
    /// What a language writes at the beginning of a word: و.
    prefixes: Vec<(Tongue, String)>,
    denial: [Denial; Tongue::ALL.len()],
}

static LEXICONS: LazyLock<Lexicons> = LazyLock::new(Lexicons::read);

impl Lexicons {
    fn read() -> Self {
        let mut lexicons = Self {
            entries: Vec::new(),
            by_word: FxHashMap::default(),
            by_beginning: FxHashMap::default(),
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

    fn take_in(&mut self, tongue: Option<Tongue>, source: &str, read: &mut Vec<(Piece, Entry)>) {
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
                let of = |prefix: &str| tongue.map(|tongue| (tongue, prefix.trim().chars().flat_map(folded).collect()));
                self.prefixes.extend(words.split(',').filter_map(of));
                continue;
            }
            if let Some(name) = name.strip_prefix('$') {
                named.name(name, words);
                continue;
            }
            let Some(concept) = Concept::named(name) else { continue };
            for entry in named.written_out(words) {
                let mut pieces = pieces(&entry);
                let Some(first) = pieces.next().filter(|first| !matches!(first, Piece::Gap(_))) else { continue };
                let entry = Entry { tongue, concept, weight_of_first: first.weight(), rest: pieces.collect() };
                self.note_spelling(&first);
                entry.rest.iter().for_each(|piece| self.note_spelling(piece));
                read.push((first, entry));
            }
        }
    }

    fn note_spelling(&mut self, piece: &Piece) {
        let (set, word) = match piece {
            Piece::Whole(word) => (&mut self.spelled, word),
            Piece::Beginning(word) => (&mut self.spelled_beginnings, word),
            Piece::Gap(_) => return,
        };
        if word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic()) {
            set.insert(word.clone());
        }
    }

    /// Puts side by side what begins alike.
    fn put_in_order(&mut self, mut read: Vec<(Piece, Entry)>) {
        let key = |first: &Piece| match first {
            Piece::Whole(word) => (false, word.clone()),
            Piece::Beginning(word) => (true, word.clone()),
            Piece::Gap(_) => (true, Box::default()),
        };
        read.sort_by_cached_key(|(first, _)| key(first));
        self.entries = Vec::with_capacity(read.len());
        for (first, entry) in read {
            let at = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
            let (map, word) = match first {
                Piece::Whole(word) => (&mut self.by_word, word),
                Piece::Beginning(word) => (&mut self.by_beginning, word),
                Piece::Gap(_) => continue,
            };
            map.entry(word).or_insert(at..at).end = at + 1;
            self.entries.push(entry);
        }
    }

    fn denial(&self, tongue: Tongue) -> Denial {
        self.denial.get(tongue as usize).copied().unwrap_or(Denial::Before)
    }

    /// Whether a word of letters and digits is one that a lexicon spells so.
    fn knows_spelled(&self, word: &str) -> bool {
        let begins = |end| word.get(..end).is_some_and(|beginning| self.spelled_beginnings.contains(beginning));
        self.spelled.contains(word) || (1..=word.len()).any(begins)
    }

    /// A word without what its language writes at the beginning of it.
    fn without_prefix<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (Tongue, &'a str)> {
        let bare = |(tongue, prefix): &'a (Tongue, String)| Some((*tongue, word.strip_prefix(prefix.as_str())?));
        self.prefixes.iter().filter_map(bare).filter(|(_, word)| word.chars().count() >= 2)
    }

    /// The entries that may begin with a word.
    fn beginning_with<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Entry> {
        let ends = word.char_indices().skip(1).map(|(at, _)| at).chain([word.len()]);
        let beginnings = ends.filter_map(|end| self.by_beginning.get(word.get(..end)?));
        self.by_word.get(word).into_iter().chain(beginnings).flat_map(|range| self.entries_in(range))
    }

    fn entries_in(&self, range: &Range<u32>) -> &[Entry] {
        self.entries.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}

/// The lines of a lexicon that say something: a concept's name and its words.
fn lines(source: &str) -> impl Iterator<Item = (&str, &str)> {
    source.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(|line| {
        let parted = if line.starts_with('$') { line.split_once('=') } else { line.split_once(':') };
        parted.map(|(name, words)| (name.trim(), words))
    })
}

fn pieces(entry: &str) -> impl Iterator<Item = Piece> {
    entry.split_whitespace().map(|word| {
        if let Some(most) = word.strip_prefix("..") {
            return Piece::Gap(most.parse().unwrap_or(1));
        }
        let (word, begins) = word.strip_suffix('*').map_or((word, false), |word| (word, true));
        let plain: String = word.chars().filter(|c| !is_apostrophe(*c)).flat_map(folded).collect();
        if begins { Piece::Beginning(plain.into()) } else { Piece::Whole(plain.into()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_lexicon_names_a_concept() {
        let sources = Tongue::ALL.iter().map(|tongue| (format!("{tongue:?}"), tongue.source()));
        for (name, source) in sources.chain([("loans".to_owned(), LOANS)]) {
            let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '$']);
            for line in source.lines().filter(says) {
                let concept = line.split_once(':').map(|(concept, _)| concept.trim());
                let known =
                    concept.is_some_and(|concept| matches!(concept, "denial" | "prefix") || Concept::named(concept).is_some());
                assert!(known, "{name}: {line}");
            }
        }
    }

    #[test]
    fn every_lexicon_says_what_replies_must_be_read_for() {
        let needed = [
            "not",
            "where",
            "alarm",
            "school",
            "in_school",
            "went",
            "home",
            "ill",
            "doctor",
            "stop",
            "until",
            "back",
            "tomorrow",
        ];
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
        for tongue in Tongue::ALL {
            for concept in needed.into_iter().chain(days) {
                assert!(lines(tongue.source()).any(|(name, _)| name == concept), "{tongue:?} has no {concept}");
            }
        }
    }

    #[test]
    fn every_concept_has_one_name() {
        for (concept, name) in Concept::ALL {
            assert_eq!(Concept::named(name), Some(*concept));
        }
    }
}
