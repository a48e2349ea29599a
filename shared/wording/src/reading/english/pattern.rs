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

/// Which words may stand at a place: a bit for those of every 63rd number, and one for a clause's end. It rules out most patterns at a
/// glance, and never one that fits.
#[derive(Clone, Copy, Debug)]
struct Glance(u64);

impl Glance {
    const NOTHING: Self = Self(0);
    const ANYTHING: Self = Self(u64::MAX);
    const END: Self = Self(1 << 63);

    const fn of(id: Id) -> Self {
        Self(1 << (id % 63))
    }

    /// What stands behind a place up to its clause's end.
    fn behind(words: &[Word], at: usize, clause: usize) -> Self {
        let behind = words.get(at + 1..).unwrap_or_default().iter().take_while(|word| word.clause == clause);
        behind.fold(Self::END, |all, word| all.or(Self::of(word.id)))
    }

    /// What stands at a place, for a clause.
    fn at(words: &[Word], at: usize, clause: usize) -> Self {
        words.get(at).filter(|word| word.clause == clause).map_or(Self::END, |word| Self::of(word.id))
    }

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One of these words.
#[derive(Debug)]
struct OneOf {
    /// In order.
    ids: Box<[Id]>,
    glance: Glance,
}

impl OneOf {
    fn new(mut ids: Vec<Id>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        let glance = ids.iter().fold(Glance::NOTHING, |all, id| all.or(Glance::of(*id)));
        Self { ids: ids.into(), glance }
    }

    fn has(&self, id: Id) -> bool {
        self.glance.meets(Glance::of(id)) && self.ids.binary_search(&id).is_ok()
    }
}

static PLACES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let places = CLASSES.iter().filter(|(class, _)| *class == "@place");
    places.flat_map(|(_, members)| members.split_whitespace()).collect()
});

#[derive(Debug)]
enum Part {
    One(OneOf),
    Maybe(OneOf),
    Gap(usize),
    Start,
    End,
    NotNext(OneOf),
    Next(OneOf, bool),
}

/// A pattern, ready for matching.
#[derive(Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
    /// What may stand where it begins.
    first: Glance,
}

impl Pattern {
    /// Reads a pattern; its words become known, and slips are mended to them as it is said.
    pub(super) fn new(text: &str, slips: Slips, vocabulary: &mut Vocabulary) -> Self {
        let mut ids = |words: &str| -> OneOf {
            let words = words.split('/').filter(|word| *word != "$");
            let all = words.flat_map(|word| match CLASSES.iter().find(|(class, _)| *class == word) {
                Some((_, members)) => members.split_whitespace().collect::<Vec<_>>(),
                None => vec![word],
            });
            // So many places are a slip away from ordinary words that no slip is mended to them.
            let slips_of = |word: &str| if PLACES.contains(word) { Slips::Kept } else { slips };
            OneOf::new(all.map(|word| vocabulary.rule_word(word, slips_of(word))).collect())
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
        let parts: Vec<Part> = parts.collect();
        let first = glance(&parts);
        Self { parts, first }
    }

    /// The words that it may begin with, each with what may follow it.
    fn begins_with(&self) -> Vec<(Id, Glance)> {
        let mut first: Vec<(Id, Glance)> = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            if let Part::One(one_of) | Part::Maybe(one_of) = part {
                let next = glance(self.parts.get(at + 1..).unwrap_or_default());
                first.extend(one_of.ids.iter().map(|id| (*id, next)));
            }
            if let Part::One(_) = part {
                break;
            }
        }
        first.sort_by_key(|(id, _)| *id);
        first.dedup_by(|again, known| {
            let same = again.0 == known.0;
            if same {
                known.1 = known.1.or(again.1);
            }
            same
        });
        first
    }

    /// Of the words that it cannot do without behind the first, those that are met least often.
    fn needs(&self) -> Glance {
        let needed = self.parts.iter().filter_map(|part| match part {
            Part::One(one_of) => Some(one_of.glance),
            _ => None,
        });
        needed.skip(1).min_by_key(|glance| glance.0.count_ones()).unwrap_or(Glance::ANYTHING)
    }

    /// The end of the match that begins at `from`, if there is one.
    pub(super) fn end(&self, words: &[Word], from: usize) -> Option<usize> {
        let word = words.get(from)?;
        let may_be = self.first.meets(Glance::of(word.id));
        may_be.then(|| step(&self.parts, words, from, word.clause)).flatten()
    }
}

/// What may stand where these parts begin.
fn glance(parts: &[Part]) -> Glance {
    let Some((part, rest)) = parts.split_first() else { return Glance::ANYTHING };
    match part {
        Part::One(one_of) | Part::Next(one_of, false) => one_of.glance,
        Part::Maybe(one_of) => one_of.glance.or(glance(rest)),
        Part::Next(one_of, true) => one_of.glance.or(Glance::END),
        Part::End => Glance::END,
        Part::Start | Part::NotNext(_) => glance(rest),
        Part::Gap(0) => glance(rest),
        Part::Gap(_) => Glance::ANYTHING,
    }
}

/// Patterns by the words that they may begin with, so that no others are tried.
pub(super) struct Index(Vec<Vec<Candidate>>);

#[derive(Clone, Copy)]
struct Candidate {
    number: u16,
    next: Glance,
    needs: Glance,
}

impl Index {
    /// Of these patterns, over so many words.
    pub(super) fn new<'a>(patterns: impl Iterator<Item = &'a Pattern>, words: usize) -> Self {
        let mut by_word = vec![Vec::new(); words];
        for (pattern, number) in patterns.zip(0_u16..) {
            let needs = pattern.needs();
            for (id, next) in pattern.begins_with() {
                if let Some(candidates) = by_word.get_mut(usize::from(id)) {
                    candidates.push(Candidate { number, next, needs });
                }
            }
        }
        Self(by_word)
    }

    /// The numbers of the patterns that may begin at a place, in order.
    pub(super) fn at(&self, words: &[Word], at: usize) -> impl Iterator<Item = usize> {
        let word = words.get(at);
        let candidates = word.and_then(|word| self.0.get(usize::from(word.id))).map_or(&[][..], Vec::as_slice);
        let (next, behind) = word.map_or((Glance::NOTHING, Glance::NOTHING), |word| {
            (Glance::at(words, at + 1, word.clause), Glance::behind(words, at, word.clause))
        });
        let fits = move |candidate: &&Candidate| candidate.next.meets(next) && candidate.needs.meets(behind);
        candidates.iter().filter(fits).map(|candidate| usize::from(candidate.number))
    }
}

fn step(parts: &[Part], words: &[Word], at: usize, clause: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    let here = words.get(at).filter(|word| word.clause == clause).map(|word| word.id);
    match part {
        Part::One(one_of) => here.filter(|id| one_of.has(*id)).and_then(|_| step(rest, words, at + 1, clause)),
        Part::Maybe(one_of) => {
            let taken = here.filter(|id| one_of.has(*id)).and_then(|_| step(rest, words, at + 1, clause));
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
        Part::NotNext(one_of) => (!here.is_some_and(|id| one_of.has(id))).then(|| step(rest, words, at, clause)).flatten(),
        Part::Next(one_of, end) => {
            let good = here.map_or(*end, |id| one_of.has(id));
            good.then(|| step(rest, words, at, clause)).flatten()
        }
    }
}
