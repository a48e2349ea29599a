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
mod store;
mod weigh;

use std::sync::LazyLock;

use self::concept::Concept;
use self::store::{Entry, Lexicons, Numbered, Piece};
use crate::languages::Language;
pub(super) use matching::{Matched, Words, matched, spells};
pub(super) use weigh::weigh;

/// How many of these words, from the first on, say in some language that all the children are meant: `y tri`; 0 where they do not.
pub(super) fn says_all<'a>(mut words: impl Iterator<Item = &'a str>) -> usize {
    let Some(first) = words.next() else { return 0 };
    // "والاولاد": "and the children".
    let bare = || LEXICONS.without_prefix(first).filter(|(_, bare)| LEXICONS.may_say_all(bare));
    if !LEXICONS.may_say_all(first) && bare().next().is_none() {
        return 0;
    }
    let of_bare = || bare().flat_map(|(tongue, bare)| of_all(bare).filter(move |entry| entry.tongue == Some(tongue)));
    if of_all(first).next().is_none() && of_bare().next().is_none() {
        return 0;
    }
    let behind = Numbered::new(words);
    // "Wyszli ..0 razem" leaves its words to what else they say; nothing stands between them.
    let solid = |entry: &Entry| LEXICONS.rest(entry).iter().copied().filter(|piece| *piece != Piece::Gap(0)).collect::<Vec<_>>();
    let said = |entry: &Entry| {
        let solid = solid(entry);
        let fits = solid.iter().enumerate().all(|(at, piece)| behind.fits(*piece, at));
        fits.then_some(solid.len() + 1)
    };
    of_all(first).filter_map(said).max().or_else(|| of_bare().filter_map(said).max()).unwrap_or(0)
}

/// The entries that say that all the children are meant, and may begin with a word.
fn of_all(word: &str) -> impl Iterator<Item = &Entry> {
    LEXICONS.beginning_with(word).filter(|entry| entry.concept == Concept::All)
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
    LEXICONS.beginning_with_whole(word).iter().any(|entry| entry.len() == 1)
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

static LEXICONS: LazyLock<Lexicons> = LazyLock::new(Lexicons::read);

/// The lines of a lexicon that say something: a concept's name and its words.
fn lines(source: &str) -> impl Iterator<Item = (&str, &str)> {
    source.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(|line| {
        let parted = if line.starts_with('$') { line.split_once('=') } else { line.split_once(':') };
        parted.map(|(name, words)| (name.trim(), words))
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
