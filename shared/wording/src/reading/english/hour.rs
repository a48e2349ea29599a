//! What an hour or a while looks like. Must NOT know what it is the hour of.

use jiff::civil::Time;

use super::token::{Clause, Token, is_one_of};

/// An hour of the day, found in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) time: Time,
    /// A number that could be anything: it is an hour only after "at", "by" and their like.
    pub(super) bare: bool,
    /// Where it ends.
    pub(super) end: usize,
}

/// No child comes to school before, or after: "back at 3" is of somebody who comes home.
const FIRST: (i8, i8) = (7, 0);
const LAST: (i8, i8) = (14, 30);

/// An hour that begins at a place: `9.45`, `quarter to ten`, `half 9`, `10am`, `10ish`, `0945`, `10`.
///
/// Half 9 is half past nine, as it is said in Britain. From one to six it is the afternoon.
pub(super) fn clock(clause: &Clause, at: usize) -> Option<Clock> {
    let a = usize::from(clause.word(at) == "a");
    relative(clause, at + a).or_else(|| written(clause, at))
}

/// `half 9`, `half past nine`, `quarter to ten`, `ten past 9`, `20 mins to 10`.
fn relative(clause: &Clause, at: usize) -> Option<Clock> {
    if clause.word(at) == "half" {
        let hour = at + 1 + usize::from(clause.word(at + 1) == "past");
        return ended(clause, hour_of_day(clause.number(hour)?, clause, hour + 1)?, 30, hour + 1, false);
    }
    let (minutes, mut next) = match clause.word(at) {
        "quarter" => (15, at + 1),
        "twenty" if clause.word(at + 1) == "five" => (25, at + 2),
        _ => (clause.number(at)?, at + 1),
    };
    next += usize::from(clause.word(next) == "minutes");
    let to = match clause.word(next) {
        "past" => false,
        "to" => true,
        _ => return None,
    };
    let hour = clause.number(next + 1)?;
    if minutes == 0 || minutes > 30 || hour > 12 {
        return None;
    }
    let hour = hour_of_day(hour, clause, next + 2)?;
    let (hour, minutes) = if to { (hour.checked_sub(1)?, 60 - minutes) } else { (hour, minutes) };
    ended(clause, hour, minutes, next + 2, false)
}

/// `9.45`, `10am`, `10 o'clock`, `10ish`, `midday`, `nine thirty`, `0945`, `10`.
fn written(clause: &Clause, at: usize) -> Option<Clock> {
    if clause.word(at) == "midday" {
        return ended(clause, 12, 0, at + 1, false);
    }
    if let Some(Token::Number(value, 3..)) = clause.tokens.get(at) {
        return ended(clause, hour_of_day(value / 100, clause, at + 1)?, value % 100, at + 1, true);
    }
    let hour = clause.number(at)?;
    if let (Some(Token::Point), Some(Token::Number(minutes, 2))) = (clause.tokens.get(at + 1), clause.tokens.get(at + 2)) {
        return ended(clause, hour_of_day(hour, clause, at + 3)?, *minutes, at + 3, false);
    }
    let minutes = clause.number(at + 1).filter(|minutes| (10..60).contains(minutes) && minutes % 5 == 0);
    if let Some(minutes) = minutes {
        let more = clause.number(at + 2).filter(|more| *more == 5 && minutes % 10 == 0 && clause.word(at + 2) == "five");
        let end = at + 2 + usize::from(more.is_some());
        return ended(clause, hour_of_day(hour, clause, end)?, minutes + more.unwrap_or(0), end, true);
    }
    let sure = is_one_of(clause.word(at + 1), "am pm oclock ish") || clause.says(at + 1, "o oclock");
    ended(clause, hour_of_day(hour, clause, at + 1)?, 0, at + 1, !sure)
}

/// The hour, 0 to 23, for the number that was written.
fn hour_of_day(hour: u32, clause: &Clause, after: usize) -> Option<u32> {
    let half = (after..after + 3).map(|at| clause.word(at)).find(|word| is_one_of(word, "am pm"));
    match (hour, half) {
        (1..=11, Some("pm")) => Some(hour + 12),
        (12, Some("am")) | (0, _) => None,
        (1..=6, None) => Some(hour + 12),
        (1..=16, _) => Some(hour),
        _ => None,
    }
}

/// The hour, where it is one, with what belongs to it taken along.
fn ended(clause: &Clause, hour: u32, minutes: u32, mut end: usize, bare: bool) -> Option<Clock> {
    while is_one_of(clause.word(end), "am pm oclock ish o") {
        end += 1;
    }
    let (hour, minutes) = (i8::try_from(hour).ok()?, i8::try_from(minutes).ok()?);
    let counted = ["minutes", "hour", "day", "week", "month", "year", "degrees", "c", "lot", "time", "times"];
    let part_of_more = matches!(clause.tokens.get(end), Some(Token::Point | Token::Slash));
    if (hour, minutes) < FIRST || (hour, minutes) > LAST || part_of_more || counted.contains(&clause.word(end)) {
        return None;
    }
    Some(Clock { time: Time::new(hour, minutes, 0, 0).ok()?, bare, end })
}

/// A while that begins at a place, in minutes, and where it ends: `10 mins`, `half an hour`, `an hour and a half`, `5-10 minutes`.
///
/// Of "5 to 10 minutes" it is the ten: earlier is no news.
pub(super) fn duration(clause: &Clause, at: usize) -> Option<(u16, usize)> {
    let (minutes, end) = hours(clause, at).or_else(|| minutes(clause, at))?;
    let minutes = u16::try_from(minutes).ok()?;
    (1..=240).contains(&minutes).then_some((minutes, end))
}

fn minutes(clause: &Clause, at: usize) -> Option<(u32, usize)> {
    let mut value = clause.number(at)?;
    let mut next = at + 1;
    if value % 10 == 0 && clause.word(next) == "five" {
        (value, next) = (value + 5, next + 1);
    }
    let joined = matches!(clause.tokens.get(next), Some(Token::Dash)) || is_one_of(clause.word(next), "to or");
    if let Some(more) = clause.number(next + usize::from(joined)).filter(|more| joined && *more > value) {
        (value, next) = (more, next + 2);
    }
    (clause.word(next) == "minutes").then_some((value, next + 1))
}

fn hours(clause: &Clause, at: usize) -> Option<(u32, usize)> {
    let a = at + usize::from(clause.word(at) == "a");
    let of_an_hour = |at: usize| {
        let of = at + usize::from(clause.word(at) == "of");
        let a = of + usize::from(clause.word(of) == "a");
        (clause.word(a) == "hour").then_some(a + 1)
    };
    if clause.word(a) == "half" {
        return of_an_hour(a + 1).map(|end| (30, end));
    }
    if clause.word(a) == "quarter" {
        return of_an_hour(a + 1).map(|end| (15, end));
    }
    if clause.number(at) == Some(3) && clause.word(at + 1) == "quarter" {
        return of_an_hour(at + 2).map(|end| (45, end));
    }
    if let (Some(1), Some(Token::Slash), Some(2)) = (clause.number(at), clause.tokens.get(at + 1), clause.number(at + 2)) {
        return of_an_hour(at + 3).map(|end| (30, end));
    }
    let mut whole = clause.number(at).or_else(|| (a > at || clause.word(at) == "hour").then_some(1))?;
    let mut next = if a > at { a } else { at + usize::from(clause.number(at).is_some()) };
    whole = whole.checked_mul(60)?;
    if let (Some(Token::Point), Some(Token::Number(5, 1))) = (clause.tokens.get(next), clause.tokens.get(next + 1)) {
        (whole, next) = (whole + 30, next + 2);
    }
    if clause.says(next, "and a half") {
        (whole, next) = (whole + 30, next + 3);
    }
    if clause.word(next) != "hour" {
        return None;
    }
    let counted = next > at;
    next += 1;
    if clause.says(next, "and a half") {
        return Some((whole + 30, next + 3));
    }
    let more = next + usize::from(clause.word(next) == "and");
    if let Some((minutes, end)) = minutes(clause, more) {
        return Some((whole + minutes, end));
    }
    counted.then_some((whole, next))
}
