//! On which day the child will be back.
//!
//! A reply names days for many reasons: since when, until when, when the dentist is. Going back from a day over small words ("on",
//! "school"), the first word of weight says which: "back", "in", "returning" make it the day of return, "until" does too (off till
//! Wednesday is back on Wednesday), anything else does not ("since Monday", "off tomorrow", "will ring Thursday"). Days that are missed
//! ("rest of the week", "off for 3 days") give the day after them, unless they are over ("been off for 3 days"). A day with nothing
//! round it counts where it is the whole reply. The plainest way of saying it in a reply counts; two days said equally plainly are none.
//!
//! "Hopefully back Monday" is a day of return: on it the child is asked for again. "Might be back Monday" is none.

use jiff::civil::Date;

use crate::reading::counting::{ahead, of_school};

use super::day::{Day, Named, day, is_weekday};
use super::token::{Clause, MANNERS, Token, is_one_of};

/// Small words between a day and what it is of.
const LINKS: &str = "\
on the at by to for school again hopefully probably this next normal morning afternoon lessons class nursery with am \
pm oclock of full fully coming now as day ready you us mr mrs miss first thing latest earliest soonest least";
/// They make a day the day of return.
const RETURNS: &str =
    "back return returns returning in there fit ready attending attend resume resuming expect come comes coming";
/// Between a word of return and its denial, or whoever returns.
const BETWEEN: &str = "\
be being coming come comes go going goes get gets getting will would should able to can could is are am allowed fit \
hopefully definitely also then he she they it we return back in do does have school until at inshallah insha allah please god both all \
normal normally enough";
/// Before a word of return they deny it, or say that it is over, another's, or a call.
const NO_RETURN: &str = "\
not never no was were been had got came went since letter form note email sent call calling ring ringing phone text message email report hear i me \
mum dad nan doctor dentist hospital results taken took appointment";
/// Said of a child who is away.
const AWAY: &str = "\
neither never unable off away home absent out not ill sick poorly unwell keep keeping kept hospital bed holiday isolating isolate \
quarantine suspended excluded stay staying contagious abroad resting need needs";
/// In a clause with one of these, "until" is of something else.
const NOT_OF_AWAY: &str = "\
know see seen seeing results wait waiting ring call hear tell appointment antibiotics tablets medicine medication bus paid pay \
payday slot October work shift";
/// They say that days which are missed are over.
const OVER: &str = "been was were had since last past ago already now every far";
/// Around a day that is the whole reply.
const ALONE: &str = "and until be will she he they it is rest week";

/// Around a day that stands alone after the child's being away.
const ALONE_AFTER: &str = "on and so probably hopefully please thanks thank you x morning first thing";

/// How plainly a day of return is said; the plainest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plain {
    Alone,
    DaysMissed,
    Until,
    Return,
    Concluded,
}

/// The day of return, after `today`.
pub(super) fn back(clauses: &[Clause], today: Date, has_reason: bool) -> Option<Date> {
    let all_alone = clauses.iter().all(|clause| {
        let known = |word: &str| [LINKS, ALONE, MANNERS].iter().any(|words| is_one_of(word, words));
        let days = days(clause, today);
        let of_day = |at: usize| days.iter().any(|(begin, end, _)| (*begin..*end).contains(&at));
        (0..clause.tokens.len()).all(|at| of_day(at) || known(clause.word(at)))
    });
    let mut found: Vec<(Plain, Option<Date>)> = Vec::new();
    for (number, clause) in
        clauses.iter().enumerate().filter(|(_, clause)| !clause.asks() && !clause.doubts() && !clause.has("or"))
    {
        let before = number.checked_sub(1).and_then(|before| clauses.get(before));
        for (at, end, day) in days(clause, today) {
            // "Not in today. Wednesday."
            let alone =
                (0..clause.tokens.len()).all(|word| (at..end).contains(&word) || is_one_of(clause.word(word), ALONE_AFTER));
            if alone
                && before.is_some_and(|before| {
                    before.has(AWAY) && days(before, today).is_empty() && !before.asks() && !before.has(OVER)
                })
                && days_itself(&day)
            {
                found.push((Plain::Alone, day.ok().map(|day| day.date)));
                continue;
            }
            if let Some(plain) = plainness(clause, at, &day, (all_alone, has_reason)) {
                // "In Wales until Wednesday night".
                let late = plain == Plain::Until && is_one_of(clause.word(end), "night evening");
                found.push((plain, day.ok().map(|day| if late { of_school(ahead(day.date, 1)) } else { day.date })));
            }
        }
    }
    let most = found.iter().map(|(plain, _)| *plain).max()?;
    let mut best = found.into_iter().filter(|(plain, _)| *plain == most).map(|(_, date)| date);
    let first = best.next()?;
    best.all(|other| other == first).then_some(first).flatten()
}

fn days_itself(day: &Result<Day, usize>) -> bool {
    day.is_ok_and(|day| day.named == Named::Itself)
}

/// A day, where it begins and ends.
type Placed = (usize, usize, Result<Day, usize>);

fn days(clause: &Clause, today: Date) -> Vec<Placed> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < clause.tokens.len() {
        match day(clause, at, today) {
            Some(day) => {
                let end = day.map_or_else(|end| end, |day| day.end);
                found.push((at, end, day));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// How plainly this day is said to be the day of return; `None` where it is not.
fn plainness(clause: &Clause, at: usize, day: &Result<Day, usize>, (all_alone, has_reason): (bool, bool)) -> Option<Plain> {
    let named = day.map_or(Named::Itself, |day| day.named);
    let end = day.map_or_else(|end| end, |day| day.end);
    if clause.has("including inclusive") {
        return None;
    }
    if concludes(clause, at, end) {
        return Some(Plain::Concluded);
    }
    let until = clause.word_before(at) == "until" || clause.word_before(at) == "the" && at > 1 && clause.word(at - 2) == "until";
    match named {
        Named::IfUntil if !until => None,
        Named::DaysBefore | Named::IfAway if !until => {
            // "I'd guess he'll be off two weeks" is not over.
            let had = |back: usize| {
                is_one_of(clause.word(back), OVER) && !(clause.word(back) == "had" && clause.word_before(back) == "i")
            };
            let over = (0..at).any(had) || is_one_of(clause.word(end), OVER) || clause.says(end, "so far");
            let missed = clause.has(AWAY) || has_reason || named == Named::DaysBefore && all_alone;
            // "Poorly, rest of the week".
            let by_itself = named == Named::DaysBefore && clause.tokens.len() <= end - at + 2 && !over;
            (missed && !over || by_itself).then_some(Plain::DaysMissed)
        }
        _ => before(clause, at, has_reason).or_else(|| after(clause, at, end)).or_else(|| all_alone.then_some(Plain::Alone)),
    }
}

/// "Back after 48 hours, so Wednesday": the day that a count of days comes to.
fn concludes(clause: &Clause, at: usize, end: usize) -> bool {
    let so = clause.word_before(at) == "so";
    let last = (end..clause.tokens.len()).all(|at| is_one_of(clause.word(at), MANNERS) || is_one_of(clause.word(at), LINKS));
    so && last && (at == 1 || clause.has_before(at, "back return returns returning until hour day clear"))
}

/// What the words before a day say of it.
fn before(clause: &Clause, at: usize, has_reason: bool) -> Option<Plain> {
    for back in (0..at).rev() {
        let word = clause.word(back);
        if word == "until" {
            // "Was off until Monday" is over, and "I'm away until Monday" is of the writer.
            let last = (0..back).rev().find(|at| is_one_of(clause.word(*at), AWAY));
            let over = last.is_some_and(|at| is_one_of(clause.word_before(at), "was were been had am"));
            let away = (last.is_some() || back == 0 || has_reason) && !over;
            // "Seeing the doctor, so not in until Monday": what was said before the child's being away is of no weight.
            let of_else = (last.unwrap_or(0)..back).any(|at| is_one_of(clause.word(at), NOT_OF_AWAY));
            return (away && !of_else).then_some(Plain::Until);
        }
        // "In Spain, home Saturday".
        let home = is_one_of(word, "home fly flying land landing")
            && has_reason
            && (back == 0 || is_one_of(clause.word_before(back), "and get getting fly flying we are is"));
        if home {
            return Some(Plain::Return);
        }
        if is_one_of(word, RETURNS) {
            return returns(clause, back).then_some(Plain::Return);
        }
        if word == "you" && clause.word_before(back) == "see" {
            return Some(Plain::Return);
        }
        // "Expect her Friday", "back from Thursday".
        let taken =
            is_one_of(word, "him her them") && is_one_of(clause.word_before(back), "expect bring bringing send sending see have");
        if taken || word == "from" && clause.has_before(back, "back in returning return returns expect again") {
            continue;
        }
        // "Neither of them before Friday".
        if word == "before" && clause.has_before(back, "not neither never none") {
            return Some(Plain::Until);
        }
        // "She should be fine for tomorrow".
        let well = is_one_of(word, "fine ok well alright better") && is_one_of(clause.word(back + 1), "for by");
        if well && !clause.has_before(back, "not was were") {
            return Some(Plain::Return);
        }
        // "You'll see him Thursday".
        if word == "see" && clause.has_before(back, "you") {
            return Some(Plain::Return);
        }
        let of_hour = clause.number(back).is_some() || matches!(clause.tokens.get(back), Some(Token::Point | Token::Ordinal(_)));
        if !of_hour && !is_one_of(word, LINKS) && !is_weekday(word) {
            // "Expect Ava and Leo on Friday".
            let first = clause.words().find(|word| !is_one_of(word, MANNERS));
            let expects = first == Some("expect") && is_one_of(clause.word_before(at), "on for from back again");
            return expects.then_some(Plain::Return);
        }
    }
    // "In Spain, school Monday".
    (has_reason && at > 0 && clause.word(0) == "school").then_some(Plain::Return)
}

/// "Tomorrow she'll be back", "Monday will be in".
fn after(clause: &Clause, at: usize, end: usize) -> Option<Plain> {
    let begins = (0..at).all(|at| is_one_of(clause.word(at), MANNERS) || is_one_of(clause.word(at), LINKS));
    let next =
        (end..clause.tokens.len()).find(|at| is_one_of(clause.word(*at), RETURNS) || !is_one_of(clause.word(*at), BETWEEN))?;
    // "Monday in hospital" names another place.
    let elsewhere = clause.word(next) == "in" && next + 1 < clause.tokens.len() && clause.word(next + 1) != "school";
    (begins && !elsewhere && is_one_of(clause.word(next), RETURNS)).then_some(Plain::Return)
}

/// Whether a word of return is neither denied nor over, nor another's, nor what hurts.
fn returns(clause: &Clause, at: usize) -> bool {
    let previous = clause.word_before(at);
    let brought = at > 1 && is_one_of(clause.word(at - 2), "bring bringing send sending have get getting");
    if clause.word(at) == "back" && (is_one_of(previous, "his my bad sore lower a hurt") || previous == "her" && !brought) {
        return false;
    }
    let before = (0..at).rev().map(|at| clause.word(at)).find(|word| !is_one_of(word, BETWEEN));
    before.is_none_or(|word| !is_one_of(word, NO_RETURN))
}
