//! What offices type into a telephone cell, read by explicit rules.
//!
//! What cannot be exactly one person's number is refused with a reason, and **a cell never yields a number that was not in it**: the
//! digits of a number stood in the cell in that order, only the trunk 0 and the country's code come and go.
//!
//! | in the cell | read as |
//! | --- | --- |
//! | `07700 900123`, `(01632) 960123`, `07700.900.123`, `tel:07700-900123` | the number |
//! | `+44 7700 900123`, `+44(0)7700 900123`, `0044 …`, `44 7700 …` | the number without the country's code |
//! | `7700900123`, `1632960123` | the number with the leading 0 that a spreadsheet took |
//! | `07700 900123 (mum)`, `work 01632 960123 ext 45`, `07700 900123 from 3pm` | the number, and the words as a note |
//! | `07700 900123 / 07700 900124` | two numbers |
//! | `07700 900123 do not use` | none: the words are obeyed |
//! | `07x00 900123`, `O7700 900123` | none: letters within |
//! | `07700 900123/4`, `07700 mum 900123` | none: more than one reading |
//! | `+353 …` | whatever the rule for other countries says |

use std::ops::Range;

use super::note::with_notes;
use super::{PhoneNumber, Refusal, uk, words};
use crate::personal::Personal;

/// Reads another country's number: `+`, the country's code, and its digits, perhaps with a trunk 0 that is to go.
pub type OtherCountries<'a> = &'a dyn Fn(&str) -> Result<PhoneNumber, Refusal>;

/// A number that stood in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number.
    pub number: PhoneNumber,
    /// The words that stood beside it; blank when there were none.
    pub note: Personal,
}

/// What a cell gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The numbers that may be used, in the order of the cell, each once.
    pub numbers: Vec<Found>,
    /// Why digits (or words) of the cell are no number that may be used, each reason once.
    pub refusals: Vec<Refusal>,
    /// What the cell says beside numbers; blank when it says nothing.
    pub note: Personal,
}

/// Digits are read up to this many in one cell; what has more is no list of telephone numbers.
const MOST_DIGITS: usize = 120;

/// Reads a cell.
///
/// ```
/// use domain::phone::{Refusal, cell};
/// let nowhere = |_: &str| Err(Refusal::NotInThatCountry);
/// let read = cell::read("+44(0)7700 900123 (mum)", &nowhere);
/// assert_eq!(read.numbers[0].number.expose(), "+447700900123");
/// assert_eq!(read.numbers[0].note.expose(), "mum");
/// assert_eq!(cell::read("07x00 900123", &nowhere).refusals, [Refusal::LettersInside]);
/// ```
pub fn read(cell: &str, other_countries: OtherCountries<'_>) -> Read {
    let trimmed = cell.trim();
    if let Some(number) = plain_digits(trimmed, other_countries) {
        return Read { numbers: vec![Found { number, note: Personal::default() }], ..Read::default() };
    }
    let text = tidy(trimmed);
    let refuse = |refusal| Read { refusals: vec![refusal], note: Personal::new(text.as_str()), ..Read::default() };
    match text.bytes().filter(u8::is_ascii_digit).count() {
        0 if words::say_there_is_none(&text) => return Read::default(),
        0 => return refuse(Refusal::LettersInside),
        n if n > MOST_DIGITS => return refuse(Refusal::TooLong),
        _ => {}
    }
    let tokens = split(&text);
    match numbers_of(&text, &tokens, other_countries) {
        Ok((numbers, refusals)) => with_notes(&text, &numbers, refusals),
        Err(refusal) => refuse(refusal),
    }
}

/// The common case, without any other work: digits alone, perhaps parted by spaces and behind a `+`.
fn plain_digits(text: &str, other_countries: OtherCountries<'_>) -> Option<PhoneNumber> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if !(9..=16).contains(&text.len()) || !digits.bytes().all(|b| b.is_ascii_digit() || b == b' ') {
        return None;
    }
    number(text, other_countries).ok()
}

/// One kind of dash and of space, no invisible characters, no float's `.0` that a spreadsheet left behind.
fn tidy(text: &str) -> String {
    let mut tidy: String = text
        .chars()
        .filter(
            |c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'),
        )
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\r' | '\n' => '\n',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    if let Some(whole) = tidy.strip_suffix(".0")
        && whole.len() >= 10
        && whole.bytes().all(|b| b.is_ascii_digit())
    {
        tidy.truncate(whole.len());
    }
    tidy
}

/// A piece of a cell.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// Digits with what may stand between the digits of one number; perhaps a `+` before.
    Digits(Range<usize>),
    /// Letters.
    Word(Range<usize>),
    /// Something that stands between numbers: `/`, `,`, `;`, a new line.
    Break(char),
}

fn split(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    // The digits that the run at the end of `tokens` has, while it may still grow.
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match c {
            '0'..='9' => match (open.as_mut(), tokens.last_mut()) {
                (Some(digits), Some(Token::Digits(run))) => {
                    run.end = end;
                    *digits += 1;
                }
                _ => {
                    tokens.push(Token::Digits(at..end));
                    open = Some(1);
                }
            },
            '+' => {
                tokens.push(Token::Digits(at..end));
                open = Some(0);
            }
            // A bracket behind a whole number opens a note; one before or within it is the area's, or the trunk 0.
            '(' if open.is_some_and(|digits| digits >= 9) => {
                tokens.push(Token::Break('('));
                open = None;
            }
            ' ' | '-' | '.' | '(' | ')' | '"' | '=' => {}
            '\'' | '’' if open.is_none() => extend_word(&mut tokens, at..end, false),
            c if c.is_alphanumeric() => {
                extend_word(&mut tokens, at..end, true);
                open = None;
            }
            c => {
                tokens.push(Token::Break(c));
                open = None;
            }
        }
    }
    tokens.retain(|token| !matches!(token, Token::Digits(run) if !text.get(run.clone()).is_some_and(|run| run.contains(|c: char| c.is_ascii_digit()))));
    tokens
}

fn extend_word(tokens: &mut Vec<Token>, range: Range<usize>, may_begin: bool) {
    match tokens.last_mut() {
        Some(Token::Word(word)) if word.end == range.start => word.end = range.end,
        _ if may_begin => tokens.push(Token::Word(range)),
        _ => {}
    }
}

/// A number and where it stands in the cell.
pub(super) type Placed = (PhoneNumber, Range<usize>);

/// Whether letters stand between digits with nothing between: `0h7700…`. Between two whole numbers they are words, and before an
/// extension they name it.
fn letters_part_digits(text: &str, tokens: &[Token]) -> bool {
    tokens.windows(3).any(|three| match three {
        [Token::Digits(before), Token::Word(word), Token::Digits(after)]
            if before.end == word.start && word.end == after.start =>
        {
            let extension = text.get(word.clone()).is_some_and(words::name_an_extension);
            digits_in(text, before) < 9 || (digits_in(text, after) < 9 && !extension)
        }
        _ => false,
    })
}

fn numbers_of(text: &str, tokens: &[Token], other_countries: OtherCountries<'_>) -> Result<(Vec<Placed>, Vec<Refusal>), Refusal> {
    if letters_part_digits(text, tokens) {
        return Err(Refusal::LettersInside);
    }
    let mut numbers: Vec<Placed> = Vec::new();
    let mut failed: Vec<(Refusal, usize)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Digits(run) = token else { continue };
        let seen = Surroundings::of(text, tokens, at);
        let digits = digits_in(text, run);
        if seen.explain(digits) {
            continue;
        }
        match read_run(text, run, &seen, other_countries) {
            Ok(found) => {
                seen.touching_words_are_words(digits)?;
                numbers.extend(found);
            }
            Err(Refusal::LettersInside) => return Err(Refusal::LettersInside),
            Err(refusal) => {
                seen.touching_words_are_words(0)?;
                failed.push((refusal, digits));
            }
        }
    }
    if numbers.is_empty() {
        return joined(text, tokens, other_countries).map_or_else(
            || {
                Err(if failed.len() > 1 {
                    several(&failed)
                } else {
                    failed.first().map_or(Refusal::TooShort, |(refusal, _)| *refusal)
                })
            },
            |number| Ok((vec![number], Vec::new())),
        );
    }
    // A few digits beside a whole number that nothing explains: another last digit, another person's, part of it?
    if failed.iter().any(|(_, digits)| *digits < 5) {
        return Err(Refusal::Ambiguous);
    }
    let mut refusals: Vec<Refusal> = failed.into_iter().map(|(refusal, _)| refusal).collect();
    refusals.dedup();
    Ok((numbers, refusals))
}

/// Several runs of digits and none of them a number: one reason when they agree, else too little to tell.
fn several(failed: &[(Refusal, usize)]) -> Refusal {
    match failed.split_first() {
        Some(((first, _), rest))
            if rest.iter().all(|(refusal, _)| refusal == first) && failed.iter().all(|(_, digits)| *digits >= 9) =>
        {
            *first
        }
        _ => Refusal::Ambiguous,
    }
}

/// `01632/960123`: no run is a number, and all of them together, with only `/` or `,` between, are exactly one that begins with its 0.
fn joined(text: &str, tokens: &[Token], other_countries: OtherCountries<'_>) -> Option<Placed> {
    let mut range: Option<Range<usize>> = None;
    for token in tokens {
        match token {
            Token::Digits(run) => range = Some(range.map_or(run.start, |range| range.start)..run.end),
            Token::Break('/' | ',') => {}
            _ => return None,
        }
    }
    let range = range?;
    let slice = text.get(range.clone())?;
    let found = slice.starts_with(['0', '(']).then(|| number(slice, other_countries).ok()).flatten()?;
    Some((found, range))
}

/// What stands beside a run of digits.
struct Surroundings<'a> {
    before: Option<&'a str>,
    touches_before: bool,
    after: Option<&'a str>,
    touches_after: bool,
    in_brackets: bool,
    of_a_date_or_time: bool,
    short_runs_apart: bool,
}

impl<'a> Surroundings<'a> {
    fn of(text: &'a str, tokens: &[Token], at: usize) -> Self {
        let run = match tokens.get(at) {
            Some(Token::Digits(run)) => run.clone(),
            _ => 0..0,
        };
        let previous = at.checked_sub(1).and_then(|at| tokens.get(at));
        let next = tokens.get(at + 1);
        let word = |token: Option<&Token>| match token {
            Some(Token::Word(word)) => text.get(word.clone()),
            _ => None,
        };
        let touches = |token: Option<&Token>| match token {
            Some(Token::Word(word)) => word.end == run.start || word.start == run.end,
            _ => false,
        };
        let parts_a_date = |token: Option<&Token>| matches!(token, Some(Token::Break('/' | ':')));
        let short = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
            Some(Token::Digits(run)) => digits_in(text, run) <= 4,
            _ => false,
        };
        Self {
            before: word(previous),
            touches_before: touches(previous),
            after: word(next),
            touches_after: touches(next),
            in_brackets: previous == Some(&Token::Break('(')),
            of_a_date_or_time: (parts_a_date(previous) && short(at.checked_sub(2)))
                || (parts_a_date(next) && short(Some(at + 2))),
            short_runs_apart: word(previous).is_some() || word(next).is_some(),
        }
    }

    /// Whether so few digits are an extension, a time, a date or a count.
    fn explain(&self, digits: usize) -> bool {
        let before = self.before.is_some_and(words::come_before_a_short_number);
        let after = self.after.is_some_and(words::come_after_a_short_number);
        let extension = self.before.is_some_and(words::name_an_extension);
        match digits {
            0 => true,
            1..=2 => {
                self.in_brackets
                    || self.of_a_date_or_time
                    || before
                    || after
                    || (self.short_runs_apart && !self.touches_before && !self.touches_after)
            }
            3..=4 => self.in_brackets || self.of_a_date_or_time || before || after,
            5..=6 => extension,
            _ => false,
        }
    }

    /// Whether the words that touch the digits are words, not mistyped digits. `digits` is 0 for a run that is no number.
    fn touching_words_are_words(&self, digits: usize) -> Result<(), Refusal> {
        let extension = digits > 0 && self.after.is_some_and(words::name_an_extension);
        let bad_before = self.touches_before && !self.before.is_some_and(words::may_touch_digits);
        let bad_after = self.touches_after && !extension && !self.after.is_some_and(words::may_touch_digits);
        if bad_before || bad_after { Err(Refusal::LettersInside) } else { Ok(()) }
    }
}

fn digits_in(text: &str, range: &Range<usize>) -> usize {
    text.get(range.clone()).map_or(0, |run| run.bytes().filter(u8::is_ascii_digit).count())
}

/// Reads one run of digits: a number, or several with a space between, or a number and a short one that belongs to the words beside it.
fn read_run(
    text: &str,
    run: &Range<usize>,
    seen: &Surroundings<'_>,
    other_countries: OtherCountries<'_>,
) -> Result<Vec<Placed>, Refusal> {
    let slice = text.get(run.clone()).unwrap_or_default();
    let blocks = blocks(slice);
    let whole = number(slice, other_countries);
    let time_behind = seen.after.is_some_and(words::come_after_a_short_number);
    // `07700 900123 9am`: the last block is the time's.
    if let (true, Some((last, rest))) =
        (time_behind, blocks.split_last().filter(|(last, rest)| last.len() <= 2 && !rest.is_empty()))
    {
        let end = rest.last().map_or(0, |block| block.end);
        let without = slice.get(..end).unwrap_or_default();
        return match (whole, number(without, other_countries)) {
            (Ok(_), _) if !last.is_empty() => Err(Refusal::Ambiguous),
            (_, Ok(found)) => Ok(vec![(found, run.start..run.start + end)]),
            (_, Err(refusal)) => Err(refusal),
        };
    }
    let refusal = match whole {
        Ok(found) => return Ok(vec![(found, run.clone())]),
        Err(refusal) => refusal,
    };
    // `mobile 2 07700 900123`: the first block counts the words before it.
    if let (Some(_), false, Some((first, [second, ..]))) = (seen.before, seen.touches_before, blocks.split_first()) {
        let rest = slice.get(second.start..).unwrap_or_default();
        if first.len() == 1
            && rest.starts_with('0')
            && let Ok(found) = number(rest, other_countries)
        {
            return Ok(vec![(found, run.start + second.start..run.end)]);
        }
    }
    let mut ways = Vec::new();
    lists(slice, &blocks, other_countries, &mut Vec::new(), &mut ways);
    match ways.as_slice() {
        [] => Err(refusal),
        [only] => {
            Ok(only.iter().map(|(number, range)| (number.clone(), run.start + range.start..run.start + range.end)).collect())
        }
        _ => Err(Refusal::Ambiguous),
    }
}

/// Where digits stand together.
fn blocks(slice: &str) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for (at, c) in slice.char_indices() {
        if c.is_ascii_digit() {
            match blocks.last_mut() {
                Some(block) if block.end == at => block.end = at + 1,
                _ => blocks.push(at..at + 1),
            }
        }
    }
    blocks
}

/// Every way to read blocks as two or more numbers, each of which begins with its 0. Two ways are enough to know that it is ambiguous.
fn lists(
    slice: &str,
    blocks: &[Range<usize>],
    other_countries: OtherCountries<'_>,
    so_far: &mut Vec<Placed>,
    ways: &mut Vec<Vec<Placed>>,
) {
    let Some(first) = blocks.first() else {
        if so_far.len() > 1 {
            ways.push(so_far.clone());
        }
        return;
    };
    if ways.len() > 1 || !slice.get(first.clone()).is_some_and(|block| block.starts_with('0')) {
        return;
    }
    let mut digits = 0;
    for (at, block) in blocks.iter().enumerate() {
        digits += block.len();
        if digits > 15 {
            return;
        }
        let range = first.start..block.end;
        if let Some(Ok(found)) = slice.get(range.clone()).map(|part| number(part, other_countries)) {
            so_far.push((found, range));
            lists(slice, blocks.get(at + 1..).unwrap_or_default(), other_countries, so_far, ways);
            so_far.pop();
        }
    }
}

/// Reads one number: a trunk 0, `+` or `00` with a country's code, `44`, or the ten digits that a lost 0 leaves.
fn number(slice: &str, other_countries: OtherCountries<'_>) -> Result<PhoneNumber, Refusal> {
    let digits: String = slice.chars().filter(char::is_ascii_digit).collect();
    if digits.len() > 2 && digits.bytes().all(|b| b == b'0') {
        return Err(Refusal::Placeholder);
    }
    if slice.starts_with('+') {
        // No country's code begins with 0: a `+` was typed before a number of this country.
        return digits.strip_prefix('0').map_or_else(|| abroad(&digits, other_countries), british);
    }
    if let Some(international) = digits.strip_prefix("00") {
        return abroad(international, other_countries);
    }
    if let Some(national) = digits.strip_prefix('0') {
        return british(national);
    }
    if let (Some(rest), 11..=13) = (digits.strip_prefix("44"), digits.len()) {
        return british(rest.strip_prefix('0').unwrap_or(rest));
    }
    match (digits.as_bytes().first(), digits.len()) {
        (Some(b'1' | b'2' | b'3' | b'7' | b'8' | b'9'), 9 | 10) => british(&digits),
        (_, 0..9) => Err(Refusal::TooShort),
        (_, 9 | 10) => Err(Refusal::NotInUse),
        _ => Err(Refusal::TooLong),
    }
}

/// Reads what stands behind a `+` or `00`.
fn abroad(digits: &str, other_countries: OtherCountries<'_>) -> Result<PhoneNumber, Refusal> {
    if let Some(rest) = digits.strip_prefix("44") {
        return british(rest.strip_prefix('0').unwrap_or(rest));
    }
    match digits.len() {
        0..8 => return Err(Refusal::TooShort),
        8..=15 => {}
        _ => return Err(Refusal::TooLong),
    }
    other_countries(&format!("+{digits}"))
}

fn british(national: &str) -> Result<PhoneNumber, Refusal> {
    let line = uk::line(national)?;
    PhoneNumber::from_e164(&format!("+44{national}"), line).map_err(|_| Refusal::NotInUse)
}

#[cfg(test)]
#[path = "cell_tests.rs"]
mod tests;
