//! Patterns over words, written as text: `thought/assumed ..4 <in>`.
//!
//! Parts stand between spaces. `a/b` is one of these words, `@child` one of a class, `a/b?` may be left out, `..3` is up to three
//! words of any kind, `^` and `$` are the beginning and end of a clause, `!a/b` says that none of these comes next (nothing is
//! taken), `=a/b/$` that one of these, or the clause's end, does. A pattern never reaches over a clause's end, and begins with a word
//! or `^`.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

use super::classes::CLASSES;
use super::words::{Id, Slips, Vocabulary, Word};

static PLACES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let places = CLASSES.iter().filter(|(class, _)| *class == "@place");
    places.flat_map(|(_, members)| members.split_whitespace()).collect()
});

#[derive(Debug)]
enum Part {
    One(Vec<Id>),
    Maybe(Vec<Id>),
    Gap(usize),
    Start,
    End,
    NotNext(Vec<Id>),
    Next(Vec<Id>, bool),
}

/// A pattern, ready for matching.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Part>);

impl Pattern {
    /// Reads a pattern; its words become known, and slips are mended to them as it is said.
    pub(super) fn new(text: &str, slips: Slips, vocabulary: &mut Vocabulary) -> Self {
        let mut ids = |words: &str| -> Vec<Id> {
            let words = words.split('/').filter(|word| *word != "$");
            let all = words.flat_map(|word| match CLASSES.iter().find(|(class, _)| *class == word) {
                Some((_, members)) => members.split_whitespace().collect::<Vec<_>>(),
                None => vec![word],
            });
            // So many places are a slip away from ordinary words that no slip is mended to them.
            let slips_of = |word: &str| if PLACES.contains(word) { Slips::Kept } else { slips };
            all.map(|word| vocabulary.rule_word(word, slips_of(word))).collect()
        };
        let parts = text.split_whitespace().map(|part| match part {
            "^" => Part::Start,
            "$" => Part::End,
            _ => {
                if let Some(most) = part.strip_prefix("..") {
                    Part::Gap(most.parse().unwrap_or(0))
                } else if let Some(words) = part.strip_prefix('!') {
                    Part::NotNext(ids(words))
                } else if let Some(words) = part.strip_prefix('=') {
                    Part::Next(ids(words), words.split('/').any(|word| word == "$"))
                } else if let Some(words) = part.strip_suffix('?') {
                    Part::Maybe(ids(words))
                } else {
                    Part::One(ids(part))
                }
            }
        });
        Self(parts.collect())
    }

    /// The words that it may begin with: it is tried at no other.
    pub(super) fn begins_with(&self) -> Vec<Id> {
        let mut first = Vec::new();
        for part in &self.0 {
            match part {
                Part::One(ids) => {
                    first.extend(ids);
                    break;
                }
                Part::Maybe(ids) => first.extend(ids),
                Part::Gap(_) | Part::Start | Part::End | Part::NotNext(_) | Part::Next(..) => {}
            }
        }
        first.sort_unstable();
        first.dedup();
        first
    }

    /// The end of the match that begins at `from`, if there is one.
    pub(super) fn end(&self, words: &[Word], from: usize) -> Option<usize> {
        let clause = words.get(from)?.clause;
        step(&self.0, words, from, clause)
    }
}

fn step(parts: &[Part], words: &[Word], at: usize, clause: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    let here = words.get(at).filter(|word| word.clause == clause).map(|word| word.id);
    match part {
        Part::One(ids) => here.filter(|id| ids.contains(id)).and_then(|_| step(rest, words, at + 1, clause)),
        Part::Maybe(ids) => {
            let taken = here.filter(|id| ids.contains(id)).and_then(|_| step(rest, words, at + 1, clause));
            taken.or_else(|| step(rest, words, at, clause))
        }
        Part::Gap(most) => (0..=*most)
            .take_while(|more| *more == 0 || words.get(at + more - 1).is_some_and(|word| word.clause == clause))
            .find_map(|more| step(rest, words, at + more, clause)),
        Part::Start => {
            let first = at == 0 || words.get(at - 1).is_none_or(|before| before.clause != clause);
            first.then(|| step(rest, words, at, clause)).flatten()
        }
        Part::End => here.is_none().then(|| step(rest, words, at, clause)).flatten(),
        Part::NotNext(ids) => (!here.is_some_and(|id| ids.contains(&id))).then(|| step(rest, words, at, clause)).flatten(),
        Part::Next(ids, end) => {
            let good = here.map_or(*end, |id| ids.contains(&id));
            good.then(|| step(rest, words, at, clause)).flatten()
        }
    }
}
