//! What a day looks like in English, counted from another. Must NOT know what happens on it.

use jiff::civil::{Date, Weekday};

use super::token::{Clause, Token, is_one_of};
use crate::reading::counting::{FURTHEST, ahead, days_until, monday_after, of_month, of_school, school_days};

/// How a day is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By itself: "tomorrow", "Monday", "25/11", "in 3 days".
    Itself,
    /// By the days before it: "rest of the week", "3 days". It is the first day after them.
    DaysBefore,
    /// By a week of which the child misses the rest, or a part: "this week", "3 days". It says so only with a word of being away.
    IfAway,
    /// By an end that another word must make one: "until the end of the week".
    IfUntil,
}

/// A day found in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) named: Named,
    pub(super) end: usize,
    /// It was a Saturday or Sunday that was named.
    pub(super) weekend: bool,
}

const WEEKDAYS: [(&str, Weekday); 9] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

const MONTHS: [(&str, i8); 24] = [
    ("january", 1),
    ("jan", 1),
    ("february", 2),
    ("feb", 2),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("july", 7),
    ("jul", 7),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("october", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];

/// A day that begins at a place, after `today`; a day of the weekend becomes the Monday after it. `Some(Err(end))` where a day is named
/// that says too little: "next Friday" on a Monday, a day that is over.
pub(super) fn day(clause: &Clause, at: usize, today: Date) -> Option<Result<Day, usize>> {
    let (date, named, end) = span(clause, at, today)
        .or_else(|| week(clause, at, today))
        .or_else(|| written(clause, at, today))
        .or_else(|| relative(clause, at, today))?;
    let furthest = ahead(today, FURTHEST);
    let date = date.filter(|date| today < *date && *date <= furthest);
    Some(date.map_or(Err(end), |date| {
        let school = of_school(date);
        Ok(Day { date: school, named, end, weekend: school != date })
    }))
}

/// Whether a word is the name of a weekday.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|(known, _)| *known == word)
}

type Found = (Option<Date>, Named, usize);

/// "Tomorrow", "the day after tomorrow", "Thursday", "next Tuesday", "Monday week".
fn relative(clause: &Clause, at: usize, today: Date) -> Option<Found> {
    if clause.says(at, "day after tomorrow") {
        return Some((Some(ahead(today, 2)), Named::Itself, at + 3));
    }
    if clause.word(at) == "tomorrow" || clause.says(at, "the morn") {
        let words = if clause.word(at) == "the" { 2 } else { 1 };
        return Some((Some(ahead(today, 1)), Named::Itself, at + words));
    }
    if clause.says(at, "a week tomorrow") {
        return Some((Some(ahead(today, 8)), Named::Itself, at + 3));
    }
    if clause.says(at, "a week today") || clause.says(at, "week today") {
        let words = 2 + usize::from(clause.word(at) == "a");
        return Some((Some(ahead(today, 7)), Named::Itself, at + words));
    }
    if let Some((weekday, end)) = week_on(clause, at) {
        return Some((Some(ahead(today, i32::from(days_until(today, weekday)) + 7)), Named::Itself, end));
    }
    // "Next week Tuesday", "next week on Tuesday".
    if clause.says(at, "next week") {
        let name = at + 2 + usize::from(clause.word(at + 2) == "on");
        return Some((Some(in_next_week(today, weekday(clause.word(name))?)), Named::Itself, name + 1));
    }
    let next = clause.word(at) == "next";
    let name = at + usize::from(next || clause.word(at) == "this");
    let name = name + usize::from(name > at && clause.word(name) == "coming");
    let word = clause.word(name);
    let weekday = weekday(word)?;
    // "Sat" and "sun" are words too.
    if word.len() == 3 && !is_one_of(clause.word_before(name), "until back on next this home to by come get fly land return") {
        return None;
    }
    let coming = ahead(today, i32::from(days_until(today, weekday)));
    // "Monday 22nd March", "Tuesday the 17th": the date says which.
    let dated = name + 1 + usize::from(clause.word(name + 1) == "the");
    if let Some((Some(date), _, end)) = written(clause, dated, today)
        && date.weekday() == weekday
        && !next
    {
        return Some((Some(date), Named::Itself, end));
    }
    if clause.says(name + 1, "of next week") {
        return Some((Some(in_next_week(today, weekday)), Named::Itself, name + 4));
    }
    if clause.word(name + 1) == "week" {
        return Some((Some(ahead(coming, 7)), Named::Itself, name + 2));
    }
    if clause.says(name + 1, "next week") {
        return Some((Some(in_next_week(today, weekday)), Named::Itself, name + 3));
    }
    if !next && clause.word(name + 1) == "next" && !is_one_of(clause.word(name + 2), "to") {
        return Some((Some(coming), Named::Itself, name + 2));
    }
    // On a Monday "next Friday" may be this week's or the next one's; on a Thursday "next Monday" is sure.
    let date = (!next || coming >= monday_after(today)).then_some(coming);
    Some((date, Named::Itself, name + 1))
}

fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(known, _)| *known == word).map(|(_, weekday)| *weekday)
}

/// "A week on Monday", "a week Monday", "week on Monday".
fn week_on(clause: &Clause, at: usize) -> Option<(Weekday, usize)> {
    let week = at + usize::from(clause.word(at) == "a");
    let on = week + 1;
    let name = on + usize::from(clause.word(on) == "on");
    let counted = is_one_of(clause.word_before(at), "this next last all the of") || at > 0 && clause.number(at - 1).is_some();
    (clause.word(week) == "week"
        && !(week == at && name == on && !is_one_of(clause.word_before(at), "back until return in"))
        && !counted)
        .then_some(())?;
    Some((weekday(clause.word(name))?, name + 1))
}

fn in_next_week(today: Date, weekday: Weekday) -> Date {
    ahead(monday_after(today), i32::from(weekday.to_monday_zero_offset()))
}

/// "Rest of the week", "all week", "this week", "next week", "end of the week", "after the weekend".
fn week(clause: &Clause, at: usize, today: Date) -> Option<Found> {
    let monday = Some(monday_after(today));
    let the = |at: usize| at + usize::from(is_one_of(clause.word(at), "the this"));
    let a = the(at);
    let next_too =
        |end: usize| clause.word(end) == "and" && is_one_of(clause.word(end + 1), "next") && !is_weekday(clause.word(end + 2));
    if clause.word(a) == "week" && a > at && next_too(a + 1) {
        let end = a + 3 + usize::from(clause.word(a + 3) == "week");
        return Some((Some(ahead(monday_after(today), 7)), Named::IfAway, end));
    }
    match clause.word(a) {
        "rest" | "remainder" | "end" if clause.word(a + 1) == "of" && clause.word(the(a + 2)) == "week" => {
            let named = if clause.word(a) == "end" { Named::IfUntil } else { Named::DaysBefore };
            Some((monday, named, the(a + 2) + 1))
        }
        "all" | "whole" if clause.word(the(a + 1)) == "week" => Some((monday, Named::DaysBefore, the(a + 1) + 1)),
        "week" if a > at => Some((monday, Named::IfAway, a + 1)),
        "weekend" => Some((monday, Named::IfUntil, a + 1)),
        "after" if clause.word(the(a + 1)) == "weekend" => Some((monday, Named::Itself, the(a + 1) + 1)),
        // "All next week off" says little of the week after it.
        "next"
            if clause.word(a + 1) == "week"
                && is_one_of(clause.word_before(a), "all whole")
                && clause.word_before(a.saturating_sub(1)) != "you" =>
        {
            Some((None, Named::Itself, a + 2))
        }
        "next" if clause.word(a + 1) == "week" && weekday(clause.word(a + 2)).is_none() && !clause.says(a + 2, "on") => {
            Some((monday, Named::Itself, a + 2))
        }
        _ => None,
    }
}

/// "3 days", "a week", "a fortnight", "48 hours", "one more day" from today on, which is the first of them; "in 3 days".
///
/// Days are days of school. Hours, and a couple of days, are taken as they come, weekends too: a child who is looked for a day early is
/// the smaller mistake.
fn span(clause: &Clause, at: usize, today: Date) -> Option<Found> {
    // "2-3 days" is one of two.
    let before = at.checked_sub(1).and_then(|before| clause.tokens.get(before));
    if matches!(before, Some(Token::Dash)) || is_one_of(clause.word_before(at), "or to") && clause.number(at).is_some() {
        return None;
    }
    let is_in = clause.word(at) == "in";
    let first = at + usize::from(is_in);
    let other = is_one_of(clause.word(first), "another further extra") || clause.says(first, "a further");
    let count = first + usize::from(other) + usize::from(clause.says(first, "a further"));
    let couple = count + usize::from(clause.word(count) == "a");
    let (number, unit, loose) = match clause.number(count) {
        Some(number) => (number, count + 1, false),
        None if clause.word(couple) == "couple" => (2, couple + 1 + usize::from(clause.word(couple + 1) == "of"), true),
        None if clause.says(count, "a fortnight") || clause.says(count, "a week") || clause.says(count, "a full") => {
            (1, count + 1, false)
        }
        None if clause.word(count) == "fortnight" || other && is_one_of(clause.word(count), "day week") => (1, count, false),
        _ => return None,
    };
    if week_on(clause, at).is_some() || clause.says(at, "a week today") || clause.says(at, "a week tomorrow") {
        return None;
    }
    let unit = unit + usize::from(is_one_of(clause.word(unit), "more school full whole extra"));
    let days = match (clause.word(unit), number) {
        ("day", 1..=60) => number,
        ("week", 1..=8) => number.saturating_mul(7),
        ("fortnight", 1) => 14,
        ("hour" | "h" | "hs", 24 | 48 | 72) => number / 24,
        _ => return None,
    };
    // "A day or two", "3 days ago", "the 2 day course".
    if clause.says(unit + 1, "or")
        || clause.says(unit + 1, "at a time")
        || clause.word(unit + 1) == "ago"
        || is_one_of(clause.word_before(at), "every")
    {
        return None;
    }
    let counted = i32::try_from(days).ok()?;
    let by_school = clause.word(unit) == "day" && !loose && !is_in;
    let date = if by_school { school_days(today, counted) } else { ahead(today, counted) };
    Some((Some(date), if is_in { Named::Itself } else { Named::IfAway }, unit + 1))
}

/// "25/11", "25/11/2026", "25th", "25 November", "Nov 25th".
fn written(clause: &Clause, at: usize, today: Date) -> Option<Found> {
    let found = |date, end| Some((date, Named::Itself, end));
    if let (Some(Token::Number(day, 1..=2)), Some(Token::Slash), Some(Token::Number(month, 1..=2))) =
        (clause.tokens.get(at), clause.tokens.get(at + 1), clause.tokens.get(at + 2))
    {
        let year = match (clause.tokens.get(at + 3), clause.tokens.get(at + 4)) {
            (Some(Token::Slash), Some(Token::Number(year, 2))) => Some(year + 2000),
            (Some(Token::Slash), Some(Token::Number(year, 4))) => Some(*year),
            (Some(Token::Slash), _) => return None,
            _ => None,
        };
        let end = at + if year.is_some() { 5 } else { 3 };
        // "1/2 hour", "1/2 day".
        if is_one_of(clause.word(end), "hour a of day term way") {
            return None;
        }
        return found(of_month(*day, i8::try_from(*month).ok()?, year, today), end);
    }
    let number = |at: usize| match clause.tokens.get(at)? {
        Token::Ordinal(day) | Token::Number(day, 1..=2) => Some(*day),
        _ => None,
    };
    let month = |at: usize| MONTHS.iter().find(|(known, _)| *known == clause.word(at)).map(|(_, month)| *month);
    if let (Some(month), Some(day)) = (month(at), number(at + 1)) {
        return found(of_month(day, month, None, today), at + 2);
    }
    let day = number(at)?;
    let of = at + 1 + usize::from(clause.word(at + 1) == "of");
    if let Some(month) = month(of) {
        return found(of_month(day, month, None, today), of + 1);
    }
    let of_the_month = matches!(clause.tokens.get(at), Some(Token::Ordinal(_)))
        || clause.word_before(at) == "the"
            && is_one_of(clause.word_before(at - 1), "on until by from back to before of")
            && clause.tokens.len() <= at + 2;
    if !of_the_month {
        return None;
    }
    // "Her 8th birthday", "the 2nd time".
    let other = ["day", "time", "week", "month", "year", "birthday", "child", "one", "floor", "party"];
    let next = (1..=31).map(|more| ahead(today, more)).find(|date| u32::try_from(date.day()) == Ok(day));
    let next = next.filter(|date| date.day() != today.day());
    (!other.contains(&clause.word(at + 1))).then_some((next, Named::Itself, at + 1))
}
