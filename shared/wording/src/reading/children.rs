//! Of which child a reply speaks: names as they are typed, "both", the letters of a message about several.
//!
//! A reply about several children is parted where another one is named. What follows a name is of that child until the next one; names that
//! are joined ("Ava and Leo", "Ava, Leo") are one part, and "and so is Leo" says the same of Leo.

use std::ops::Range;

use super::digits::{self, Token, tokens};
use super::lists::holds;
use super::meant::is_the_other;
use super::names::{Name, all_words};
use super::{Heard, Kind, Reading, Weighed, Whom, says_something};
use crate::numbered::NumberedAnswer;

/// Between names they join.
const JOINS: &str = "and & n nor or + plus with a ac i oraz si e ve aur te ar iyo ta و اور و ও আর ਤੇ ਅਤੇ і та й и nd an ile hem ag hefo efo gyda z razem o os as al el w we ou wa m3a aar ebong naal এবং ਨਾਲ";

/// They begin what is said of another child.
const BUT: &str = "but so while whilst whereas though however meanwhile";

/// They say the same of another child.
const TOO: &str = "too also aswell same likewise neither either ditto";

/// Who is so is not what the other child is.
const WELL: &str = "fine ok okay alright grand";

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
    let mut groups: Vec<Mention> = Vec::new();
    for mention in mentions {
        if let Some(last) = groups.last_mut() {
            let between = text.get(last.at.end..mention.at.start).unwrap_or_default();
            let joined = joins(between) && last.digit.is_none() && mention.digit.is_none();
            // "Zoya and Zaki both got it, Zain is just late": both of the two, and not all three.
            let of_named = text.get(mention.at.clone()).is_some_and(|word| word.eq_ignore_ascii_case("both"));
            if mention.all && joined && of_named && !last.all && last.whom.len() == 2 {
                last.at.end = mention.at.end;
                continue;
            }
            let same = mention.all && last.all || !mention.all && !last.all && last.whom == mention.whom;
            let repeats = mention.digit.is_none() && same;
            if joined || repeats {
                for child in mention.whom {
                    if !last.whom.contains(&child) {
                        last.whom.push(child);
                    }
                }
                last.all |= mention.all;
                if joined {
                    last.at.end = mention.at.end;
                }
                continue;
            }
        }
        groups.push(mention);
    }
    let before = groups.iter().map(|group| group.at.end);
    let mut starts: Vec<usize> = groups
        .iter()
        .skip(1)
        .zip(before)
        .map(|(group, since)| sentence_start(text, since.min(group.at.start), group.at.start))
        .collect();
    starts.insert(0, 0);
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    let mut parts = Vec::new();
    for ((Mention { whom, all, digit, .. }, start), end) in groups.into_iter().zip(starts).zip(ends) {
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
    let after = |mark: usize| mark + before.get(mark..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    let last = |marks: &[char]| before.rfind(marks).map(after).filter(|mark| *mark >= since);
    let sentence = last(&['.', ';', '!', '?', '\n', '۔', '।', '؟']);
    let mark = last(&[',', '،']).max(sentence).unwrap_or(0);
    let between = tokens(text.get(since..at).unwrap_or_default());
    // "… so wheres Leo" asks because of what was said before.
    let asks = |place: usize| between.get(place + 1).is_some_and(|next| next.letters.starts_with("wh") || next.letters == "how");
    let but = between
        .iter()
        .enumerate()
        .rfind(|(place, token)| holds(BUT, &token.letters) && !asks(*place) || super::lexicon::says_but(&token.letters));
    let but = but.map(|(_, token)| token);
    if let Some(but) = but.map(|but| since + but.at.start).filter(|but| *but >= mark) {
        return but;
    }
    // What follows a full stop is of the name that it comes to: "No idea why you ask about Leo".
    if let Some(sentence) = sentence.filter(|sentence| *sentence == mark) {
        return sentence;
    }
    // After a comma, words before the name belong to it only where they are few: "and my Leo", "then Leo".
    let words = before.get(mark..).unwrap_or_default().split_whitespace().count();
    if words <= 3 && mark > 0 {
        return mark;
    }
    // "And so does Leo".
    match between.as_slice() {
        [.., so, does]
            if so.letters == "so"
                && matches!(does.letters.as_str(), "is" | "has" | "does" | "was")
                && since + does.at.end < at =>
        {
            since + so.at.start
        }
        _ => at,
    }
}

fn joins(between: &str) -> bool {
    tokens(between).iter().all(|token| holds(JOINS, &token.letters)) && !between.contains(['.', '!', '?', ';', '\n'])
}

fn mentions(text: &str, tokens: &[Token], names: &[Name]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut denied = Vec::new();
    let abroad = is_abroad(tokens);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        if let Some((child, digit, end)) = lettered(text, tokens, at, names.len()) {
            found.push(Mention { whom: vec![child], all: false, at: token.at.start..end, digit });
            at += if digit.is_some() { 2 } else { 1 };
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let ends = next.is_none()
            || text.get(token.at.end..).is_some_and(|after| after.trim_start().starts_with(['.', ',', '!', '\n', ';']));
        // "It is Ava who is ill, not Leo."
        // "Not Leo, he is on the bus" goes on about Leo.
        let goes_on = next.is_some_and(|next| holds("he she they hes shes theyre", &next.letters));
        let is_denied = ends && !goes_on && before.is_some_and(|before| before.letters == "not");
        // "Ines has caught Otto's cold": whose it was, and nothing of Otto.
        let whose = before.is_some_and(|before| holds("caught catching", &before.letters)) && token.letters.ends_with('s');
        if whose && !found.is_empty() {
            at += 1;
            continue;
        }
        let listed = is_listed(text, token, before, next);
        let is_named = |name: &Name| {
            let exact = listed && name.words().contains(&token.letters);
            name.is_named(token, before, next) || exact || abroad && name.is_named_abroad(token)
        };
        let named: Vec<usize> = (0..names.len()).filter(|child| names.get(*child).is_some_and(is_named)).collect();
        // A name that fits two children says neither.
        let last = found.last().filter(|last| !last.all && names.len() == 2);
        if let Some((last, end)) = last.and_then(|last| Some((*last.whom.first()?, last.at.end)))
            && named.is_empty()
            && is_the_other(tokens, at, end)
        {
            found.push(Mention { whom: vec![1 - last], all: false, at: token.at.clone(), digit: None });
        } else if let [child] = named.as_slice() {
            if is_denied {
                denied.push(found.len());
            }
            found.push(Mention { whom: vec![*child], all: false, at: token.at.clone(), digit: None });
        } else {
            let in_other = super::lexicon::says_all(tokens.iter().skip(at).take(3).map(|token| token.letters.as_str()));
            // One word may be English; two that are a phrase of another language are not.
            let in_other = if in_other == 1 && super::english::is_known(&token.letters) { 0 } else { in_other };
            // "One of them is sick."
            let one_of =
                at.checked_sub(2).and_then(|at| tokens.get(at)).is_some_and(|one| holds("one 1 another some", &one.letters))
                    && before.is_some_and(|before| before.letters == "of");
            if in_other > 0 || !one_of && all_words(token, before, next, names.len()) {
                let end = tokens.get(at + in_other.max(1) - 1).map_or(token.at.end, |last| last.at.end);
                found.push(Mention { whom: Vec::new(), all: true, at: token.at.start..end, digit: None });
                at += in_other.max(1) - 1;
            }
        }
        at += 1;
    }
    // "Not Leo! He's in school" has nobody else.
    if denied.len() < found.len() {
        let mut place = 0;
        found.retain(|_| {
            place += 1;
            !denied.contains(&(place - 1))
        });
    }
    found
}

/// Whether most of a reply's words are none of English.
fn is_abroad(tokens: &[Token]) -> bool {
    let strange = tokens.iter().filter(|token| !super::english::is_known(&token.letters)).count();
    strange * 2 > tokens.len()
}

/// "Mo + Sami": what is joined by a sign is a name, whatever else it means.
fn is_listed(text: &str, token: &Token, before: Option<&Token>, next: Option<&Token>) -> bool {
    let joined = |from: usize, to: usize| matches!(text.get(from..to).map(str::trim), Some("+" | "&" | "/"));
    next.is_some_and(|next| joined(token.at.end, next.at.start))
        || before.is_some_and(|before| joined(before.at.end, token.at.start))
}

/// The place that a letter stands for. Cyrillic keyboards have the same letters.
pub(super) fn place_of_letter(letter: &str) -> Option<usize> {
    match letter {
        "a" | "а" => Some(0),
        "b" | "б" | "в" => Some(1),
        "c" | "с" => Some(2),
        "d" => Some(3),
        _ => None,
    }
}

/// The child whose letter stands at a place of a text.
pub(super) fn letter_at(text: &str, tokens: &[Token], at: usize, count: usize) -> Option<usize> {
    lettered(text, tokens, at, count).map(|(child, ..)| child)
}

/// The letter of a child, mostly with its answer: `A1`, `b 9`, `A: 1`.
fn lettered(text: &str, tokens: &[Token], at: usize, count: usize) -> Option<(usize, Option<NumberedAnswer>, usize)> {
    let token = tokens.get(at)?;
    let child = place_of_letter(&token.letters)?;
    if child >= count {
        return None;
    }
    let next = tokens.get(at + 1);
    if let Some((digit, next)) = next.and_then(|next| Some((next.answer()?, next))) {
        let between = text.get(token.at.end..next.at.start).unwrap_or_default();
        let close = between.chars().all(|c| c == ' ' || matches!(c, '=' | ':' | '-' | '.' | ')' | '–')) && between.len() <= 3;
        // "B9 A1": the letter of the next child is no hour's "am".
        let lettered =
            |letter: &&Token| letter.letters.len() == 1 && tokens.get(at + 3).is_some_and(|digit| digit.answer().is_some());
        let behind = tokens.get(at + 2).filter(|letter| !lettered(letter));
        if close && !is_before(tokens, at) && digits::stands_alone(text, next, behind) {
            return Some((child, Some(digit), next.at.end));
        }
    }
    // "B is at the dentist": a capital that is no word. "A" is one too often.
    // "A and B are off".
    let listed = next.is_some_and(|next| holds("and n", &next.letters))
        && tokens.get(at + 2).is_some_and(|other| other.capital && matches!(other.letters.as_str(), "b" | "c"));
    let is_word =
        child == 0 && !listed && !next.is_some_and(|next| matches!(next.letters.as_str(), "is" | "has" | "isnt" | "hasnt"));
    (token.capital && !is_word && next.is_some()).then_some((child, None, token.at.end))
}

/// "Not b4 Thurs" is "before", and no answer for a child.
fn is_before(tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.letters.as_str());
    word(at) == "b"
        && word(at + 1) == "4"
        && (at.checked_sub(1).is_some_and(|before| holds("not never out back in", word(before)))
            || super::english::is_day(word(at + 2))
            || holds("school lunch dinner break the then half he she they i we it", word(at + 2)))
}

/// A part that says nothing, beside one that does, says the same where it says "too" or names a child alone.
pub(super) fn say_the_same(read: &mut [(Part<'_>, Weighed)]) {
    // A day of return alone may be of the same reason: "Leo has caught it too, back Monday".
    let says = |weighed: &Weighed| weighed.heard.iter().any(|heard| says_something(heard.kind) && heard.kind != Kind::ReturnDate);
    for at in 0..read.len() {
        let Some((part, weighed)) = read.get(at) else { continue };
        if says(weighed) || weighed.well {
            continue;
        }
        let words = tokens(part.text);
        // "Ava is ill, Leo fine."
        if words.iter().any(|token| holds(WELL, &token.letters)) {
            continue;
        }
        // A word of another language may be an English one: "as", "to".
        let in_other = |word: &str| super::lexicon::says_too(word) && !super::english::is_known(word);
        let small = part.text.to_lowercase();
        let too = words.iter().any(|token| holds(TOO, &token.letters) || in_other(&token.letters))
            || ["so is", "so has", "so does", "as well", "got it", "has it", "caught it"].iter().any(|same| small.contains(same));
        let returns = weighed.heard.iter().any(|heard| heard.kind == Kind::ReturnDate);
        let own = weighed.away || returns || words.len() > 2;
        if own && !too {
            continue;
        }
        let same: Vec<Heard> = {
            let before = at.checked_sub(1).and_then(|before| read.get(before)).filter(|(_, weighed)| says(weighed));
            let other = before.or_else(|| read.get(at + 1).filter(|(_, weighed)| says(weighed)));
            let Some((_, other)) = other else { continue };
            other.heard.iter().map(|heard| Heard::new(heard.kind, Vec::new(), heard.confidence)).collect()
        };
        let beside = at.checked_sub(1).map_or(at + 1, |before| before);
        let back = read.get(beside).and_then(|(_, weighed)| weighed.back);
        let mut later = None;
        if let Some((_, weighed)) = read.get_mut(at) {
            weighed.heard = same;
            later = weighed.back;
            weighed.back = weighed.back.or(back);
        }
        // The day that is named after both is of both.
        if let Some((_, before)) = at.checked_sub(1).and_then(|before| read.get_mut(before)) {
            before.back = before.back.or(later.filter(|_| says(before)));
        }
    }
}

/// What a part says in sentences of its own after the one that names a child, where they name neither him nor her: it is of all.
pub(super) fn of_all_after<'a>(part: &Part<'a>) -> Option<&'a str> {
    const ONE: &str = "he she him her his hers hes shes hell shell hed shed";
    let mark = part.text.find(['.', '!', ';', '\n'])?;
    let (own, rest) = part.text.split_at_checked(mark + 1)?;
    let words = tokens(rest);
    (!words.is_empty() && !words.iter().any(|token| holds(ONE, &token.letters))).then_some(own)
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

/// "Ava has a cold. Leo too. Neither back before Friday": what is said of all, day and all, takes the place of the same said of each.
fn of_all_instead(readings: &mut Vec<Reading>) {
    let alls: Vec<Reading> = readings.iter().filter(|reading| reading.whom == Whom::All).cloned().collect();
    for all in alls {
        let same = |reading: &Reading| {
            reading.kind == all.kind
                && matches!(reading.whom, Whom::One(_))
                && (reading.back.is_none() || reading.back == all.back)
        };
        let words: Vec<String> =
            readings.iter().filter(|reading| same(reading)).flat_map(|reading| reading.words.clone()).collect();
        readings.retain(|reading| !same(reading));
        let of_all = |reading: &&mut Reading| reading.kind == all.kind && reading.whom == Whom::All && reading.words.is_empty();
        if let Some(reading) = readings.iter_mut().find(of_all) {
            reading.words = words;
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
    of_all_instead(readings);
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
