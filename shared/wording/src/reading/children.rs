//! Of which child a reply speaks: names as they are typed, "both", the letters of a message about several.
//!
//! A reply about several children is parted where another one is named. What follows a name is of that child until the next one; names that
//! are joined ("Ava and Leo", "Ava, Leo") are one part, and "and so is Leo" says the same of Leo.

use std::ops::Range;

use super::digits::{self, Token, tokens};
use super::lists::holds;
use super::names::{Name, all_words};
use super::{Heard, Kind, Reading, Weighed, Whom, says_something};
use crate::numbered::NumberedAnswer;

/// Between names they join.
const JOINS: &str = "and & n + plus with a ac i oraz si e ve aur te ar iyo ta و اور و ও আর ਤੇ ਅਤੇ і та й и nd an ile hem ag hefo efo gyda z razem o os as al el w we ou wa m3a aar ebong naal এবং ਨਾਲ";

/// They begin what is said of another child.
const BUT: &str = "but while whereas though however";

/// They say the same of another child.
const TOO: &str = "too also aswell same likewise neither either";

/// A part of a reply, and of which child it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) whom: Whom,
    pub(super) text: &'a str,
    /// The answer that the child's letter came with: `A1`.
    pub(super) digit: Option<NumberedAnswer>,
}

/// A place where children are named.
struct Mention {
    whom: Vec<usize>,
    all: bool,
    at: Range<usize>,
    digit: Option<NumberedAnswer>,
}

/// Parts a reply by child. One child alone is never parted.
pub(super) fn parts<'a>(text: &'a str, children: &[Name]) -> Vec<Part<'a>> {
    let whole = |whom| vec![Part { whom, text, digit: None }];
    if children.len() < 2 {
        return whole(Whom::NotSaid);
    }
    let tokens = tokens(text);
    let mentions = mentions(text, &tokens, children);
    if mentions.is_empty() {
        return whole(Whom::NotSaid);
    }
    let mut groups: Vec<(Vec<usize>, bool, Range<usize>, Option<NumberedAnswer>)> = Vec::new();
    for mention in mentions {
        if let Some((whom, all, at, digit)) = groups.last_mut() {
            let between = text.get(at.end..mention.at.start).unwrap_or_default();
            let joined = joins(between) && digit.is_none() && mention.digit.is_none();
            let same = mention.all && *all || !mention.all && !*all && *whom == mention.whom;
            let repeats = mention.digit.is_none() && same;
            if joined || repeats {
                for child in mention.whom {
                    if !whom.contains(&child) {
                        whom.push(child);
                    }
                }
                *all |= mention.all;
                if joined {
                    at.end = mention.at.end;
                }
                continue;
            }
        }
        groups.push((mention.whom, mention.all, mention.at, mention.digit));
    }
    let before = groups.iter().map(|(_, _, at, _)| at.end);
    let mut starts: Vec<usize> = groups
        .iter()
        .skip(1)
        .zip(before)
        .map(|((_, _, at, _), since)| sentence_start(text, since.min(at.start), at.start))
        .collect();
    starts.insert(0, 0);
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    let mut parts = Vec::new();
    for (((whom, all, _, digit), start), end) in groups.into_iter().zip(starts).zip(ends) {
        let text = text.get(start..end.max(start)).unwrap_or_default();
        let everybody = all || whom.len() == children.len();
        if everybody {
            parts.push(Part { whom: Whom::All, text, digit });
        } else {
            // Two of three: each for itself, in the same words.
            parts.extend(whom.into_iter().map(|child| Part { whom: Whom::One(child), text, digit }));
        }
    }
    parts
}

/// Where the clause begins in which a child is named: after the last mark before it, or at the last "but" since the child before.
fn sentence_start(text: &str, since: usize, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let mark = before
        .rfind([',', '.', ';', '!', '?', '\n', '،', '۔', '।', '؟'])
        .map_or(0, |mark| mark + before.get(mark..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let between = tokens(text.get(since..at).unwrap_or_default());
    let but = between.iter().rfind(|token| holds(BUT, &token.letters) || super::lexicon::says_but(&token.letters));
    if let Some(but) = but.map(|but| since + but.at.start).filter(|but| *but >= mark) {
        return but;
    }
    // Words before the name in its own clause belong to it only where they begin the clause in a few words: "and my Leo", "then Leo".
    let words = before.get(mark..).unwrap_or_default().split_whitespace().count();
    if words <= 3 && mark > 0 { mark } else { at }
}

fn joins(between: &str) -> bool {
    tokens(between).iter().all(|token| holds(JOINS, &token.letters)) && !between.contains(['.', '!', '?', ';', '\n'])
}

fn mentions(text: &str, tokens: &[Token], names: &[Name]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        if let Some((child, digit, end)) = lettered(text, tokens, at, names.len()) {
            found.push(Mention { whom: vec![child], all: false, at: token.at.start..end, digit });
            at += if digit.is_some() { 2 } else { 1 };
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let named: Vec<usize> =
            (0..names.len()).filter(|child| names.get(*child).is_some_and(|name| name.is_named(token, before, next))).collect();
        // A name that fits two children says neither.
        if let [child] = named.as_slice() {
            found.push(Mention { whom: vec![*child], all: false, at: token.at.clone(), digit: None });
        } else {
            let rest: Vec<&str> = tokens.iter().skip(at).take(3).map(|token| token.letters.as_str()).collect();
            let in_other = super::lexicon::says_all(&rest);
            // One word may be English; two that are a phrase of another language are not.
            let in_other = if in_other == 1 && super::english::is_known(&token.letters) { 0 } else { in_other };
            if in_other > 0 || all_words(token, before, next, names.len()) {
                let end = tokens.get(at + in_other.max(1) - 1).map_or(token.at.end, |last| last.at.end);
                found.push(Mention { whom: Vec::new(), all: true, at: token.at.start..end, digit: None });
                at += in_other.max(1) - 1;
            }
        }
        at += 1;
    }
    found
}

/// The letter of a child, mostly with its answer: `A1`, `b 9`, `A: 1`.
fn lettered(text: &str, tokens: &[Token], at: usize, count: usize) -> Option<(usize, Option<NumberedAnswer>, usize)> {
    let token = tokens.get(at)?;
    // Cyrillic keyboards have the same letters.
    let child = match token.letters.as_str() {
        "a" | "а" => 0,
        "b" | "б" | "в" => 1,
        "c" | "с" => 2,
        "d" => 3,
        _ => return None,
    };
    if child >= count {
        return None;
    }
    let next = tokens.get(at + 1);
    if let Some((digit, next)) = next.and_then(|next| Some((next.answer()?, next))) {
        let between = text.get(token.at.end..next.at.start).unwrap_or_default();
        let close = between.chars().all(|c| c == ' ' || matches!(c, '=' | ':' | '-' | '.' | ')' | '–')) && between.len() <= 3;
        if close && digits::stands_alone(text, next, tokens.get(at + 2)) {
            return Some((child, Some(digit), next.at.end));
        }
    }
    // "B is at the dentist": a capital that is no word. "A" is one too often.
    let is_word = child == 0 && !next.is_some_and(|next| matches!(next.letters.as_str(), "is" | "has" | "isnt" | "hasnt"));
    (token.capital && !is_word && next.is_some()).then_some((child, None, token.at.end))
}

/// A part that says nothing, beside one that does, says the same where it says "too" or names a child alone.
pub(super) fn say_the_same(read: &mut [(Part<'_>, Weighed)]) {
    let says = |weighed: &Weighed| weighed.heard.iter().any(|heard| says_something(heard.kind));
    for at in 0..read.len() {
        let Some((part, weighed)) = read.get(at) else { continue };
        let words = tokens(part.text);
        let too = words.iter().any(|token| holds(TOO, &token.letters) || super::lexicon::says_too(&token.letters))
            || part.text.to_lowercase().contains("so is")
            || part.text.to_lowercase().contains("so has");
        if says(weighed) || weighed.away || weighed.well || !(too || words.len() <= 2) {
            continue;
        }
        let same: Vec<Heard> = {
            let before = at.checked_sub(1).and_then(|before| read.get(before)).filter(|(_, weighed)| says(weighed));
            let other = before.or_else(|| read.get(at + 1).filter(|(_, weighed)| says(weighed)));
            let Some((_, other)) = other else { continue };
            other.heard.iter().map(|heard| Heard::new(heard.kind, Vec::new(), heard.confidence)).collect()
        };
        let back = at.checked_sub(1).and_then(|before| read.get(before)).and_then(|(_, weighed)| weighed.back);
        if let Some((_, weighed)) = read.get_mut(at) {
            weighed.heard = same;
            weighed.back = weighed.back.or(back);
        }
    }
}

/// A day of return that was named apart belongs to the reason: "the twins are ill, both back Monday".
fn merge_returns(readings: &mut Vec<Reading>) {
    let returns: Vec<Reading> = readings.iter().filter(|reading| reading.kind == Kind::ReturnDate).cloned().collect();
    for of_return in returns {
        let takes = |reading: &Reading| {
            let same = reading.whom == of_return.whom || of_return.whom == Whom::NotSaid || of_return.whom == Whom::All;
            reading.kind.is_reason() && same && reading.back.is_none()
        };
        let mut taken = false;
        for reading in readings.iter_mut().filter(|reading| takes(reading)) {
            reading.back = of_return.back;
            taken = true;
        }
        if taken {
            readings.retain(|reading| reading.kind != Kind::ReturnDate || reading.whom != of_return.whom);
        }
    }
}

/// Readings that say the same of each child become one of all.
pub(super) fn together(readings: &mut Vec<Reading>, count: usize) {
    if count < 2 {
        merge_returns(readings);
        let mut seen: Vec<Kind> = Vec::new();
        readings.retain(|reading| {
            !seen.contains(&reading.kind) && {
                seen.push(reading.kind);
                true
            }
        });
        return;
    }
    let kinds: Vec<(Kind, Option<jiff::civil::Date>)> = readings.iter().map(|reading| (reading.kind, reading.back)).collect();
    for (kind, back) in kinds {
        let of_kind = |reading: &Reading| reading.kind == kind && reading.back == back;
        let mut of: Vec<usize> = readings
            .iter()
            .filter(|reading| of_kind(reading))
            .filter_map(|reading| match reading.whom {
                Whom::One(child) => Some(child),
                _ => None,
            })
            .collect();
        of.sort_unstable();
        of.dedup();
        if of.len() == count {
            let words = readings.iter().filter(|reading| of_kind(reading)).flat_map(|reading| reading.words.clone()).collect();
            let mut first = true;
            readings.retain(|reading| !of_kind(reading) || std::mem::take(&mut first));
            if let Some(reading) = readings.iter_mut().find(|reading| of_kind(reading)) {
                reading.whom = Whom::All;
                reading.words = words;
            }
        }
    }
    merge_returns(readings);
    // The same of the same child once, and what is said of all is not said of one besides.
    let mut seen: Vec<(Kind, Whom)> = Vec::new();
    readings.retain(|reading| {
        let known = seen.contains(&(reading.kind, reading.whom)) || seen.contains(&(reading.kind, Whom::All));
        seen.push((reading.kind, reading.whom));
        !known
    });
}
