//! A reply as words and numbers that keep their value. Must NOT know which of them are times or days.
//!
//! The words of [`super::words`] say only that there was a number. Spellings are the same.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::sync::LazyLock;

use super::spellings::{self, APART};
use super::words::{is_apostrophe, push_folded, within};

/// A reply longer than this is a letter: staff read the rest.
const LONGEST: usize = 400;

/// Times and days, as they are written too.
const SPELLINGS: &[(&str, &str)] = &[
    ("until", "til till untill untl unti"),
    ("week", "weeks wk wks"),
    ("day", "days"),
    ("oclock", "clock"),
    ("quarter", "qtr quater quarters"),
    ("past", "passed"),
    ("midday", "noon"),
    ("forty", "fourty"),
    ("about", "abt approx approximately roughly circa say"),
    ("tomorrow", "2moz tomo tomoz tomz 2mos tmoz tmo tmz 2mo 2mor 2mora 2mrow 2mro 2morra tmw tmoro tomorra 2mz temorrow"),
    ("you", "ya yas"),
    ("back", "bak bck bk baack"),
    ("monday", "mondy mundy munday monda mndy"),
    ("tuesday", "tusday tuesd"),
    ("wednesday", "wedns wedsday wednes wendsday"),
    ("thursday", "thrs thursdy thurday"),
    ("friday", "firday fridy frday frid"),
    ("next", "nxt nx nex"),
    ("weekend", "weekends wkend wknd wkends wkd weeknd wend"),
    ("around", "arnd"),
];

/// Long enough that one slip leaves no doubt.
const MENDED: [&str; 8] = ["tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "minutes", "quarter"];

/// In shorter words no slip is looked for.
const SHORTEST_MENDED: usize = 6;

const NUMBERS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const MORE_NUMBERS: [(&str, u32); 5] = [("fifteen", 15), ("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50)];

/// A piece of a reply.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Small letters, one spelling.
    Word(SmolStr),
    /// Digits, with how many there are.
    Number(u32, usize),
    /// `25th`.
    Ordinal(u32),
    /// A point or colon between digits.
    Point,
    /// A slash between digits.
    Slash,
    /// A dash between digits.
    Dash,
}

/// A part of a reply between two marks.
#[derive(Debug, Default)]
pub(super) struct Clause {
    pub(super) tokens: Vec<Token>,
    /// It ends in a question mark.
    marked: bool,
}

impl Clause {
    /// The word at a place; empty where it is none.
    pub(super) fn word(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(Token::Word(word)) => word,
            _ => "",
        }
    }

    /// The word before a place; empty where there is none.
    pub(super) fn word_before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// The number at a place, in digits or as a word.
    pub(super) fn number(&self, at: usize) -> Option<u32> {
        match self.tokens.get(at)? {
            Token::Number(value, _) => Some(*value),
            Token::Word(word) => number(word),
            _ => None,
        }
    }

    /// Whether these words stand at a place.
    pub(super) fn says(&self, at: usize, words: &str) -> bool {
        let (mut at, mut rest) = (at, words);
        // Mostly the first word is another.
        while let Some(behind) = rest.strip_prefix(self.word(at)) {
            let Some(next) = behind.strip_prefix(' ') else { return behind.is_empty() };
            (at, rest) = (at + 1, next);
        }
        false
    }

    /// Whether one of these words stands somewhere.
    pub(super) fn has(&self, words: &'static str) -> bool {
        self.words().any(|word| is_one_of(word, words))
    }

    /// Whether one of these words stands before a place.
    pub(super) fn has_before(&self, at: usize, words: &'static str) -> bool {
        self.words_before(at).any(|word| is_one_of(word, words))
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words_before(self.tokens.len())
    }

    fn words_before(&self, at: usize) -> impl Iterator<Item = &str> {
        (0..at).map(|at| self.word(at)).filter(|word| !word.is_empty())
    }

    /// Whether it asks: by its mark, or by how it begins.
    pub(super) fn asks(&self) -> bool {
        const ASKERS: &str = "who what when where why how which whose";
        const VERBS: &str = "is are was were can could do does did will would should has have may";
        const SUBJECTS: &str = "i you he she they we it this that";
        const TAGS: &str = "remember yes ok right alright thanks please sorry";
        let first = self.words().take_while(|word| is_one_of(word, MANNERS)).count();
        let begins = is_one_of(self.word(first), ASKERS)
            || is_one_of(self.word(first), VERBS) && is_one_of(self.word(first + 1), SUBJECTS);
        begins || self.marked && !is_one_of(self.word_before(self.tokens.len()), TAGS)
    }

    /// Whether it is in doubt.
    pub(super) fn doubts(&self) -> bool {
        const DOUBTS: &str = "might maybe perhaps possibly if unless whether depends depending unsure wondering";
        let not_known = |at: usize| {
            self.word(at) == "not" && is_one_of(self.word(at + 1), "sure know certain")
                || self.says(at, "could be")
                || self.word(at) == "may"
                    && !self.says(at, "may as well")
                    && is_one_of(self.word(at + 1), "be not come return need")
        };
        // "Back on Monday if that's ok" is polite, "if all goes well" hopes.
        let polite = |at: usize| {
            self.word(at) == "if"
                && (is_one_of(self.word(at + 1), "that thats allowed possible you u ok okay alright") || self.says(at + 1, "all"))
        };
        let doubted = |at: usize| is_one_of(self.word(at), DOUBTS) && !polite(at) && !self.says(at, "might as well");
        (0..self.tokens.len()).any(doubted) || (0..self.tokens.len()).any(|at| not_known(at) || self.says(at, "see how"))
    }
}

/// Whether a reply holds a number, or a word that days and times are made of: most hold none.
pub(super) fn names_a_moment(clauses: &[Clause]) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
        let of_days = "\
        monday tuesday wednesday thursday friday saturday sunday sat sun tomorrow morn week weekend fortnight day hour half quarter midday oclock minutes \
        january jan february feb march mar april apr may june jun july jul august aug september sept sep october oct november nov december dec";
        let numbers = NUMBERS.iter().copied().chain(MORE_NUMBERS.iter().map(|(word, _)| *word));
        of_days.split_whitespace().chain(numbers).collect()
    });
    clauses.iter().flat_map(|clause| &clause.tokens).any(|token| match token {
        Token::Number(..) | Token::Ordinal(_) => true,
        Token::Word(word) => WORDS.contains(word.as_str()),
        Token::Point | Token::Slash | Token::Dash => false,
    })
}

/// Whether a word names a day that a child may be away until.
pub(in crate::reading) fn is_day(word: &str) -> bool {
    is_one_of(spelled(word), "monday tuesday wednesday thursday friday saturday sunday sat sun tomorrow next")
}

/// Said at the beginning, and nothing by itself.
pub(super) const MANNERS: &str = "hi hello sorry please thanks thank you ok morning good yes dear sir miss oh afternoon x xx";

/// Whether a list, its words parted by spaces, holds a word.
pub(super) fn is_one_of(word: &str, list: &'static str) -> bool {
    super::super::lists::holds(list, word)
}

fn number(word: &str) -> Option<u32> {
    let small = NUMBERS.iter().position(|known| *known == word).and_then(|at| u32::try_from(at).ok());
    small.or_else(|| MORE_NUMBERS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value))
}

/// Parts a reply into clauses.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut out = vec![Clause::default()];
    let letters: Vec<char> = text.chars().collect();
    let (mut at, mut count) = (0, 0);
    let mut word = String::new();
    while let Some(c) = letters.get(at).copied() {
        let run = letters.iter().skip(at).take_while(|c| is_letter(**c) || is_apostrophe(**c)).count();
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let after = letters.get(at + 1).copied();
        let mut ended = false;
        if run > 0 {
            word.clear();
            letters.iter().skip(at).take(run).for_each(|c| push_folded(*c, &mut word));
            count += push_word(&word, &mut out);
        } else if let Some(mark) = between_digits(c, before, after) {
            push(mark, &mut out);
        } else if c == '@' {
            push(Token::Word(SmolStr::new_static("at")), &mut out);
        } else if c == '&' || c == '+' {
            push(Token::Word(SmolStr::new_static("and")), &mut out);
        } else if c == '~' {
            push(Token::Word(SmolStr::new_static("about")), &mut out);
        } else {
            ended = matches!(c, '.' | ':' | ',' | ';' | '!' | '?' | '\n' | '(' | ')' | '…' | '–' | '—')
                || c == '-' && before.is_none_or(char::is_whitespace);
        }
        if ended {
            if let Some(clause) = out.last_mut() {
                clause.marked |= c == '?';
            }
            out.push(Clause::default());
        }
        if count > LONGEST {
            break;
        }
        at += run.max(1);
    }
    out.retain(|clause| !clause.tokens.is_empty());
    out
}

fn is_letter(c: char) -> bool {
    c != '½' && c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

fn between_digits(c: char, before: Option<char>, after: Option<char>) -> Option<Token> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match c {
        '½' => Some(Token::Word(SmolStr::new_static("half"))),
        '.' | ':' if digit(before) && digit(after) => Some(Token::Point),
        '/' if digit(before) && digit(after) => Some(Token::Slash),
        '-' | '–' if digit(before) && digit(after) => Some(Token::Dash),
        _ => None,
    }
}

fn push(token: Token, out: &mut [Clause]) {
    if let Some(clause) = out.last_mut() {
        clause.tokens.push(token);
    }
}

/// Takes a run of letters, digits and apostrophes; says how many words it made.
fn push_word(run: &str, out: &mut Vec<Clause>) -> usize {
    let joined: Cow<'_, str> = if run.contains('\'') { run.replace('\'', "").into() } else { run.into() };
    let whole = joined.bytes().all(|b| !b.is_ascii_digit()) || is_spelling(&joined);
    let mut count = 0;
    let mut rest = if whole { "" } else { &*joined };
    if whole && !joined.is_empty() {
        return push_letters(run, &joined, out);
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let letters = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (word, after) = after.split_at(letters);
        // A longer number is somebody's telephone.
        let value = if digits <= 4 { number.parse().ok() } else { None };
        match value {
            Some(value) if matches!(word, "st" | "nd" | "rd" | "th") => push(Token::Ordinal(value), out),
            _ => {
                if let Some(value) = value {
                    push(Token::Number(value, digits), out);
                } else if digits > 0 {
                    push(Token::Word(number.into()), out);
                }
                if !word.is_empty() {
                    count += push_letters(word, word, out);
                }
            }
        }
        count += 1;
        rest = after;
    }
    count
}

fn push_letters(run: &str, joined: &str, out: &mut Vec<Clause>) -> usize {
    let written = WRITTEN.get(joined);
    let own = if run == joined { written } else { WRITTEN.get(run) };
    if let Some(apart) = own.and_then(|own| own.apart).or_else(|| written?.apart) {
        return apart.split(' ').map(|word| push_spelled(word, out)).sum();
    }
    // "Ava's" and its like.
    match run.strip_suffix("'s") {
        Some(name) => push_spelled(name, out) + push_spelled("is", out),
        None => push_spelling(joined, written, out),
    }
}

fn push_spelled(word: &str, out: &mut Vec<Clause>) -> usize {
    push_spelling(word, WRITTEN.get(word), out)
}

/// Takes a word in its one spelling; says how many words it made.
fn push_spelling(word: &str, written: Option<&Written>, out: &mut Vec<Clause>) -> usize {
    if word.is_empty() {
        return 0;
    }
    let short = word.len() < SHORTEST_MENDED;
    let word = if short { written.and_then(|written| written.spelled).unwrap_or(word) } else { spelled(word) };
    // As people write without a mark: "poorly but back Monday".
    if is_one_of(word, "but because although though however") {
        out.push(Clause::default());
    }
    push(Token::Word(word.into()), out);
    1
}

/// What is known of one way to write.
#[derive(Default)]
struct Written {
    /// The words that it is.
    apart: Option<&'static str>,
    /// The one spelling of the word that it is.
    spelled: Option<&'static str>,
}

static WRITTEN: LazyLock<FxHashMap<&str, Written>> = LazyLock::new(|| {
    let mut written: FxHashMap<&str, Written> = FxHashMap::default();
    // Of two spellings ours, which come last, count.
    let ways = |(word, ways): &(&'static str, &'static str)| ways.split_whitespace().map(|way| (way, *word)).collect::<Vec<_>>();
    let spellings = spellings::SPELLINGS.iter().chain(SPELLINGS).flat_map(ways);
    spellings.for_each(|(way, word)| written.entry(way).or_default().spelled = Some(word));
    APART.iter().for_each(|(way, words)| written.entry(way).or_default().apart = Some(words));
    written
});

/// Whether a word with digits in it is spelled so: `2moro`.
fn is_spelling(word: &str) -> bool {
    WRITTEN.get(word).is_some_and(|written| written.spelled.is_some())
}

fn spelled(word: &str) -> &str {
    // "On Tuesdays" is no day of return, and "the morn" is tomorrow.
    if is_one_of(word, "mondays tuesdays wednesdays thursdays fridays morn") {
        return word;
    }
    if let Some(known) = WRITTEN.get(word).and_then(|written| written.spelled) {
        return known;
    }
    let letters: Vec<char> = word.chars().collect();
    // Monday and Sunday are one slip apart.
    if letters.len() < 6 || MENDED.contains(&word) || word == "sunday" {
        return word;
    }
    let near = |known: &&&str| within(&known.chars().collect::<Vec<_>>(), &letters, 1);
    // One slip leaves the first letter or the last.
    let may_be = |known: &&&str| {
        let (known, word) = (known.as_bytes(), word.as_bytes());
        known.len().abs_diff(letters.len()) <= 1 && (known.first() == word.first() || known.last() == word.last())
    };
    let mut found = MENDED.iter().filter(may_be).filter(near);
    match (found.next(), found.next()) {
        (Some(known), None) => known,
        _ => word,
    }
}
