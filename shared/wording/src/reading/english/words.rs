//! A reply as words: small letters, spellings made one, contractions taken apart, typing slips mended. Must NOT know what they mean.
//!
//! Each word keeps the place in the reply that it came from, so that a reading can show what led to it.

use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use crate::reading::names::Name;
use crate::reading::script::emoji;

use super::spellings::{APART, NAMES, ORDINARY, SPELLINGS};

/// A word, as a number: equal words have equal numbers.
pub(super) type Id = u16;

/// A word that no list knows: mostly a name.
pub(super) const NAME: Id = 0;
/// A number: `8`, `08:30`.
pub(super) const NUMBER: Id = 1;

/// A word of the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) id: Id,
    /// Where it stands in the reply, in bytes.
    pub(super) at: Range<usize>,
    /// The how-manieth clause it belongs to.
    pub(super) clause: usize,
}

/// A reply as words, which of its clauses end in a question mark, and where its sentences end.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) words: Vec<Word>,
    pub(super) asked: FxHashSet<usize>,
    /// Where its sentences end, in order.
    pub(super) ends: Vec<usize>,
}

/// Whether slips are mended to the words of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slips {
    /// Before all others: an alarm is made of them.
    First,
    Mended,
    Kept,
}

/// A word that slips may be mended to.
#[derive(Debug)]
struct Mendable {
    letters: Vec<char>,
    /// Which letters it has, a bit each.
    mask: u32,
    id: Id,
    /// An alarm is made of it.
    alarm: bool,
}

/// Which letters a word has, a bit each. One slip changes two bits at most, so most words need no closer look.
fn mask(letters: &[char]) -> u32 {
    letters.iter().fold(0, |mask, c| mask | 1 << (u32::from(*c) % 31))
}

/// How long a word is and, where no slip is mended in it, its first letter.
type Shape = (usize, Option<char>);

/// Every word that a rule or list knows.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: FxHashMap<String, Id>,
    /// The same by every spelling.
    by_spelling: FxHashMap<String, Id>,
    /// What contractions are.
    apart: FxHashMap<&'static str, Vec<Id>>,
    /// Words that a slip may be mended to, with whether an alarm is made of them.
    mendable: Vec<Mendable>,
    /// Which letters those of each length and first letter have, and their places. Of words of alarms the first letter may be a slip too.
    by_length: FxHashMap<Shape, Vec<(u32, u16)>>,
}

impl Vocabulary {
    pub(super) fn new() -> Self {
        let mut vocabulary =
            Self { ids: FxHashMap::from_iter([("<name>".to_owned(), NAME), ("<number>".to_owned(), NUMBER)]), ..Self::default() };
        for word in ORDINARY.split_whitespace() {
            vocabulary.id(word);
        }
        for name in NAMES.split_whitespace() {
            vocabulary.ids.insert(name.to_owned(), NAME);
        }
        vocabulary
    }

    /// The number of a word, given one if it has none.
    pub(super) fn id(&mut self, word: &str) -> Id {
        let next = Id::try_from(self.ids.len()).unwrap_or(NAME);
        *self.ids.entry(word.to_owned()).or_insert(next)
    }

    /// The number of a word of a rule.
    pub(super) fn rule_word(&mut self, word: &str, slips: Slips) -> Id {
        let id = self.id(word);
        let letters: Vec<char> = word.chars().collect();
        let alarm = slips == Slips::First;
        if slips != Slips::Kept && letters.len() >= 4 && letters.iter().all(|c| c.is_alphabetic()) {
            match self.mendable.iter_mut().find(|known| known.id == id) {
                Some(known) => known.alarm |= alarm,
                None => self.mendable.push(Mendable { mask: mask(&letters), letters, id, alarm }),
            }
        }
        id
    }

    /// To be called when every word is known.
    pub(super) fn finish(&mut self) {
        self.finish_mendable();
        self.by_spelling = self.ids.clone();
        for (way, word) in &*SPELLINGS_BY_WORD {
            match self.known(word) {
                Some(id) => self.by_spelling.insert((*way).to_owned(), id),
                None => self.by_spelling.remove(*way),
            };
        }
        let ids = |apart: &str| apart.split(' ').map(|word| self.known(word).unwrap_or(NAME)).collect();
        self.apart = APART.iter().map(|(word, apart)| (*word, ids(apart))).collect();
    }

    /// Alarms first: where a slip could be mended to two words of the same distance, the louder is meant.
    fn finish_mendable(&mut self) {
        self.mendable.sort_by_key(|known| (!known.alarm, known.id));
        for (known, number) in self.mendable.iter().zip(0_u16..) {
            let first = known.letters.first().copied().filter(|_| !known.alarm);
            self.by_length.entry((known.letters.len(), first)).or_default().push((known.mask, number));
        }
    }

    /// How many words there are; each number is below it.
    pub(super) fn len(&self) -> usize {
        self.ids.len() + 1
    }

    fn known(&self, word: &str) -> Option<Id> {
        self.ids.get(word).copied()
    }

    fn mended(&self, word: &str) -> Option<Id> {
        let letters: Vec<char> = word.chars().collect();
        let allowed = if letters.len() >= 8 { 2 } else { 1 };
        if letters.len() < 4 {
            return None;
        }
        let own = mask(&letters);
        (1..=allowed).find_map(|slips| {
            let fits = |of: u32, number: u16| {
                // Most words end here.
                let near = (of ^ own).count_ones() as usize <= 2 * slips;
                near && self
                    .mendable
                    .get(usize::from(number))
                    .is_some_and(|known| (slips < 2 || known.letters.len() >= 8) && within(&known.letters, &letters, slips))
            };
            let lengths = letters.len().saturating_sub(slips)..=letters.len() + slips;
            let kinds = lengths.flat_map(|length| [None, letters.first().copied()].map(|first| (length, first)));
            let of_lengths = kinds.filter_map(|kind| self.by_length.get(&kind));
            let first_of_each = of_lengths.filter_map(|words| words.iter().find(|(of, number)| fits(*of, *number)));
            let first = first_of_each.map(|(_, number)| usize::from(*number)).min();
            first.and_then(|number| self.mendable.get(number)).map(|known| known.id)
        })
    }
}

/// Whether one word becomes the other by at most so many letters added, left out, changed, or swapped with the next.
pub(in crate::reading) fn within(a: &[char], b: &[char], slips: usize) -> bool {
    if a.len().abs_diff(b.len()) > slips {
        return false;
    }
    // Where they begin and end alike no letter is a slip.
    let begin = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(begin..).unwrap_or_default(), b.get(begin..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(..a.len() - end).unwrap_or_default(), b.get(..b.len() - end).unwrap_or_default());
    match (a, b) {
        ([], rest) | (rest, []) => rest.len() <= slips,
        ([_], [_]) => slips >= 1,
        ([first, second], [x, y]) if first == y && second == x => slips >= 1,
        _ => slips >= 2 && are_near(a, b, slips),
    }
}

/// The same for any two words, by every way of making one of the other.
fn are_near(a: &[char], b: &[char], slips: usize) -> bool {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = j > 0 && i > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|least| *least > slips) {
            return false;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().is_some_and(|distance| *distance <= slips)
}

static APART_BY_WORD: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| APART.iter().copied().collect());
static SPELLINGS_BY_WORD: LazyLock<FxHashMap<&str, &str>> =
    LazyLock::new(|| SPELLINGS.iter().flat_map(|(word, ways)| ways.split_whitespace().map(move |way| (way, *word))).collect());

/// Contractions that deny, which a slip must not hide.
static DENIALS_APART: LazyLock<Vec<(Vec<char>, u32, &str)>> = LazyLock::new(|| {
    let denials = APART.iter().filter(|(known, _)| known.ends_with("nt") && known.len() >= 4);
    denials
        .map(|(known, apart)| (known.chars().collect::<Vec<char>>(), *apart))
        .map(|(known, apart)| (mask(&known), known, apart))
        .map(|(mask, known, apart)| (known, mask, apart))
        .collect()
});

/// Parts a reply into words and clauses.
pub(super) fn read(text: &str, vocabulary: &Vocabulary, names: &[Name]) -> Text {
    let mut out = Text::default();
    let mut clause = 0;
    let mut token = String::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    loop {
        let next = letters.next();
        let after = letters.peek().map(|(_, c)| *c);
        let continues = next.is_some_and(|(at, c)| continues(&token, c, after, text.get(at..).unwrap_or_default()));
        if !continues && !token.is_empty() {
            let at = start..next.map_or(text.len(), |(at, _)| at);
            if is_fever(&token, text.get(at.end..).unwrap_or_default()) {
                out.words.push(Word { id: vocabulary.known("temperature").unwrap_or(NAME), at: at.clone(), clause });
            }
            push_token(&std::mem::take(&mut token), at, clause, (vocabulary, names), &mut out.words);
        }
        let Some((at, c)) = next else { break };
        if c == '\n' {
            out.ends.push(at);
        }
        if continues || is_letter(c) {
            if token.is_empty() {
                start = at;
            }
            push_folded(c, &mut token);
        } else if let Some(word) = emoji(c) {
            out.words.push(Word { id: vocabulary.known(word).unwrap_or(NAME), at: at..at + c.len_utf8(), clause });
        } else if ends_clause(c, after) && !(c == '\n' && goes_on(text, at)) {
            if c == '?' {
                out.asked.insert(clause);
            }
            if matches!(c, '.' | '!' | '?') {
                out.ends.push(at);
            }
            if !matches!(after, Some('?' | '!')) {
                clause += 1;
            }
        } else if c == '@' {
            out.words.push(Word { id: vocabulary.known("at").unwrap_or(NAME), at: at..at + 1, clause });
        } else if c == '&' || c == '+' {
            out.words.push(Word { id: vocabulary.known("and").unwrap_or(NAME), at: at..at + 1, clause });
        }
    }
    out
}

/// "39.2", "38.5c": a child's temperature in figures.
fn is_fever(number: &str, rest: &str) -> bool {
    let mut after = rest.chars();
    let tenth = after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit());
    matches!(number, "38" | "39" | "40" | "41") && tenth && !after.next().is_some_and(|c| c.is_ascii_digit())
}

/// Whether the next letter belongs to the token: a letter after letters, a digit after digits, and inside a word an apostrophe
/// (she's) and a digit that spells (2moro).
fn continues(token: &str, c: char, after: Option<char>, rest: &str) -> bool {
    let Some(last) = token.chars().last() else { return false };
    if is_apostrophe(c) {
        return !last.is_ascii_digit() && after.is_some_and(char::is_alphabetic);
    }
    is_letter(c) && (last.is_ascii_digit() == c.is_ascii_digit() || spells_with_digit(token, rest))
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// `2moro`, `b4`, `2day`: a digit that is part of a word's spelling.
fn spells_with_digit(token: &str, rest: &str) -> bool {
    let rest: String = rest.chars().take_while(|c| is_letter(*c)).flat_map(folded).collect();
    let whole = format!("{token}{rest}");
    SPELLINGS_BY_WORD.contains_key(whole.as_str()) || APART_BY_WORD.contains_key(whole.as_str())
}

/// A point or colon between digits is a time (8.30), a comma too seldom to matter.
fn ends_clause(c: char, next: Option<char>) -> bool {
    match c {
        '.' | ':' => !next.is_some_and(|next| next.is_ascii_digit()),
        ',' | ';' | '!' | '?' | '\n' | '(' | ')' | '…' => true,
        _ => false,
    }
}

/// "hes in\nbed": a line that ends in a joining word goes on in the next.
fn goes_on(text: &str, at: usize) -> bool {
    const JOINING: [&str; 16] =
        ["in", "at", "to", "the", "a", "with", "w", "and", "n", "on", "is", "has", "for", "of", "his", "her"];
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
    // "Can't come in" and "with her" are whole, "hurt her" goes on.
    const WHOLE: [&str; 16] = [
        "come", "coming", "go", "going", "get", "be", "b", "not", "sent", "school", "then", "back", "straight", "her", "him",
        "them",
    ];
    const WHOSE: [&str; 8] = ["in", "at", "on", "to", "into", "has", "hurt", "broke"];
    let mut last_words = before.rsplit(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let last = last_words.next().unwrap_or_default();
    let earlier = last_words.next().unwrap_or_default();
    // "Asking where he is" is whole.
    let is_whole = match last.as_str() {
        "in" => WHOLE.contains(&earlier.as_str()),
        "her" => !WHOSE.contains(&earlier.as_str()),
        "is" => ["he", "she", "it", "what"].contains(&earlier.as_str()),
        _ => false,
    };
    if is_whole {
        return false;
    }
    JOINING.contains(&last.as_str()) && after.trim_start_matches([' ', '\r']).starts_with(char::is_lowercase)
}

/// Adds a letter, small and without its accent.
pub(super) fn push_folded(c: char, word: &mut String) {
    if c.is_ascii_lowercase() { word.push(c) } else { word.extend(folded(c)) }
}

/// Small, without accents of Latin letters.
fn folded(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'à'..='å' | 'À'..='Å' => 'a',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ò'..='ö' | 'Ò'..='Ö' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'ç' | 'Ç' => 'c',
        'ñ' | 'Ñ' => 'n',
        '\u{300}'..='\u{36f}' => '\0',
        '’' | '‘' | '`' | '´' => '\'',
        c => c,
    };
    plain.to_lowercase().filter(|c| *c != '\0')
}

fn push_token(token: &str, at: Range<usize>, clause: usize, (vocabulary, names): (&Vocabulary, &[Name]), words: &mut Vec<Word>) {
    let mut push = |id| words.push(Word { id, at: at.clone(), clause });
    if names.iter().flat_map(Name::words).any(|name| name == token) {
        push(NAME);
        return;
    }
    if token.bytes().all(|b| b.is_ascii_digit()) {
        push(NUMBER);
        return;
    }
    // "Rose's": nothing else that the letters might be.
    if let Some((name, "s")) = token.split_once('\'')
        && names.iter().flat_map(Name::words).any(|known| known == name)
    {
        push(NAME);
        push(vocabulary.known("is").unwrap_or(NAME));
        return;
    }
    let joined: Cow<'_, str> = if token.contains('\'') { token.replace('\'', "").into() } else { token.into() };
    if let Some(apart) = vocabulary.apart.get(token).or_else(|| vocabulary.apart.get(&*joined)) {
        apart.iter().for_each(|id| push(*id));
        return;
    }
    if let Some(id) = look_up(&joined, vocabulary).or_else(|| other_number(&joined, vocabulary)) {
        push(id);
        return;
    }
    // "Ava's", "mums'": whose, or is; either way the name counts.
    if let Some((name, "s")) = token.split_once('\'') {
        push(look_up(name, vocabulary).unwrap_or(NAME));
        push(vocabulary.known("is").unwrap_or(NAME));
        return;
    }
    if joined.ends_with('t') && token.ends_with("'t") {
        push(vocabulary.known("not").unwrap_or(NAME));
        return;
    }
    let squeezed = squeezed(&joined);
    let known = squeezed.as_ref().and_then(|squeezed| look_up(squeezed, vocabulary));
    let mended = || vocabulary.mended(&joined).or_else(|| squeezed.as_ref().and_then(|squeezed| vocabulary.mended(squeezed)));
    if let Some(id) = known.or_else(mended) {
        push(id);
        return;
    }
    // A slip in "isnt" must not make "she is".
    let letters: Vec<char> = joined.chars().collect();
    let own = mask(&letters);
    let near = |(known, known_mask, _): &&(Vec<char>, u32, &str)| {
        letters.len() >= 4 && (known_mask ^ own).count_ones() <= 2 && within(known, &letters, 1)
    };
    match DENIALS_APART.iter().find(near) {
        Some((_, _, apart)) => apart.split(' ').for_each(|word| push(vocabulary.known(word).unwrap_or(NAME))),
        None => push(NAME),
    }
}

fn look_up(word: &str, vocabulary: &Vocabulary) -> Option<Id> {
    let spelled = |word: &str| vocabulary.by_spelling.get(word).copied();
    // "burnin", "coughin": the g is often left out.
    spelled(word).or_else(|| if word.ends_with("in") { spelled(&format!("{word}g")) } else { None })
}

/// "Sniffle", "sniffles": one form is known for both. Short words are too near to others.
fn other_number(word: &str, vocabulary: &Vocabulary) -> Option<Id> {
    match word.strip_suffix('s') {
        _ if word.len() < 5 => None,
        Some(one) => look_up(one, vocabulary),
        None => look_up(&format!("{word}s"), vocabulary),
    }
}

/// `sooo` and `pleaseeee` as `soo` and `pleasee` would be mended; three of a letter are never meant.
fn squeezed(word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let three_alike = letters.windows(3).any(|three| matches!(three, [a, b, c] if a == b && b == c));
    three_alike.then(|| {
        letters.dedup();
        letters.into_iter().collect()
    })
}

/// Whether a word, in small letters, is one that a rule or list knows, as it stands.
pub(super) fn is_known(word: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.apart.contains_key(word) || look_up(word, vocabulary).is_some_and(|id| id != NAME)
}
