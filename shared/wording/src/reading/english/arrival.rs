//! When a child who is late will be there.
//!
//! A reply may hold many hours: of an appointment, of leaving the house, of waking up. The words before an hour say what it is of. Going
//! back from it over small words ("at", "about", "school"), the first word of weight must be one of coming ("be there", "arriving",
//! "bringing her in"); any other ("dentist", "left", "call") makes it no arrival. Where nothing stands before it, it must stand alone:
//! "10:15", "sorry, 10 mins". Two that contradict each other are none, and where another day is named all are of that day.

use jiff::civil::Time;

use super::hour::{clock, duration};
use super::token::{Clause, MANNERS, Token, is_one_of};
use crate::reading::{Expected, Kind};

/// Small words between an hour and what it is of.
const LINKS: &str = "\
at by for around about before between hopefully probably just like only another a the more within soon ish today now \
to with this morning later";
/// Before these a number is an hour.
const PREPOSITIONS: &str = "at by for before between";
/// Where the child comes to.
const PLACES: &str = "in there here school back office reception gate";
/// Words of coming.
const COMES: &str = "\
be arrive arrives arriving arrival come comes coming get getting bring bringing drop dropping reach late running way \
route traffic eta delayed";
/// Before a place they make it another's, or the past.
const NO_COMING: &str = "\
was were been had got came went arrived signed phoned rang ring call called calling ringing phone text checked check \
dentist doctor appointment hospital optician orthodontist meeting since bus train taxi took taken dropped left you \
report hear am work";
/// Around an hour that stands alone.
const ALONE: &str = "\
we i she he they is are am will be late running in away from school overslept on way our her his their my and max tops \
there of been bit time or least";
/// What an hour is made of.
const OF_HOURS: &str = "minutes hour half quarter past to am pm oclock o midday";
/// The parent comes then, for something else.
const OF_PARENT: &str = "pick picking picked collect collecting talk speak meet meeting discuss";
/// They say of another day that it is meant.
const OTHER_DAYS: &str = "\
tomorrow monday tuesday wednesday thursday friday saturday sunday week next tonight fortnight";
/// What came before them is over, or is no while from now.
const OVER: &str = "ago old appointment dentist doctor bus train every yesterday last since";

/// The words before an hour say that …
#[derive(PartialEq, Eq)]
enum Before {
    /// … the child comes then.
    Comes,
    /// … nothing: it stands alone, if the rest allows it.
    Alone,
    /// … it is of something else.
    Other,
}

/// How much a time counts beside others of the same reply: an hour says more than a while, and "10 mins late" least, since late may mean
/// later than the bell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Late,
    While,
    Hour,
}

/// When the child will be there; a while counts from when it was written.
pub(super) fn expected(clauses: &[Clause], kind: Kind) -> Option<Expected> {
    if clauses.iter().any(|clause| clause.has(OTHER_DAYS) || clause.tokens.iter().any(|token| matches!(token, Token::Ordinal(_))))
    {
        return None;
    }
    let alone = |clause: &Clause| {
        (0..clause.tokens.len()).all(|at| {
            let word = clause.word(at);
            let known = [ALONE, LINKS, MANNERS, OF_HOURS].iter().any(|words| is_one_of(word, words));
            word.is_empty() || known || clause.number(at).is_some()
        })
    };
    let all_alone = clauses.iter().all(alone);
    let found: Vec<(Weight, Expected)> = clauses
        .iter()
        .filter(|clause| !clause.asks() && !clause.doubts() && !clause.has(OF_PARENT))
        .flat_map(|clause| {
            // In "dentist, 9.30" the hour is the dentist's: only of one who is late does a clause of its own count.
            let may_stand_alone = alone(clause) && (all_alone || kind == Kind::Late);
            arrivals(clause, may_stand_alone)
        })
        .collect();
    let most = found.iter().map(|(weight, _)| *weight).max()?;
    let mut best = found.into_iter().filter(|(weight, _)| *weight == most).map(|(_, expected)| expected);
    let first = best.next()?;
    best.all(|other| other == first).then_some(first)
}

fn arrivals(clause: &Clause, may_stand_alone: bool) -> Vec<(Weight, Expected)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < clause.tokens.len() {
        let Some((expected, end)) = named(clause, at) else {
            at += 1;
            continue;
        };
        let weight = match expected {
            Expected::At(_) => Weight::Hour,
            Expected::In(_) if clause.has("late running") => Weight::Late,
            Expected::In(_) => Weight::While,
        };
        let comes = match before(clause, at, weight == Weight::Hour) {
            Before::Comes => true,
            Before::Alone => may_stand_alone,
            Before::Other => false,
        };
        if comes && !is_one_of(clause.word(end), OVER) {
            found.push((weight, expected));
        }
        at = end;
    }
    found
}

/// The while or hour that begins at a place, whatever it is of, and where it ends.
fn named(clause: &Clause, at: usize) -> Option<(Expected, usize)> {
    let minutes = duration(clause, at).or_else(|| in_ten(clause, at)).map(|(minutes, end)| (Expected::In(minutes), end));
    minutes.or_else(|| hour(clause, at).map(|(time, end)| (Expected::At(time), end)))
}

/// An hour; of two ("between 10 and 11", "10 or 10.30") the later, since until then nobody need wonder.
fn hour(clause: &Clause, at: usize) -> Option<(Time, usize)> {
    let first = clock(clause, at)?;
    let before = clause.word_before(at);
    let near = is_one_of(before, "about around") && at > 1 && is_one_of(clause.word(at - 2), PREPOSITIONS);
    if first.bare && !is_one_of(before, PREPOSITIONS) && !near && before != "until" {
        return None;
    }
    let joined = is_one_of(clause.word(first.end), "and or to") || matches!(clause.tokens.get(first.end), Some(Token::Dash));
    let second = clock(clause, first.end + 1).filter(|second| joined && second.time > first.time);
    Some(second.map_or((first.time, first.end), |second| (second.time, second.end)))
}

/// "Be there in 10": minutes, since an hour would be "at". "Will be in 10" and "in about 10" may be either.
fn in_ten(clause: &Clause, at: usize) -> Option<(u16, usize)> {
    let minutes = clause.number(at).filter(|minutes| (2..=60).contains(minutes))?;
    let about = usize::from(is_one_of(clause.word_before(at), "about around"));
    let is_in = at.checked_sub(about + 1).filter(|at| clause.word(*at) == "in")?;
    let before = clause.word_before(is_in);
    let sure = is_one_of(before, "there here you back") || about == 0 && before != "be";
    let after = clause.word(at + 1);
    let ends = at + 1 >= clause.tokens.len() || is_one_of(after, MANNERS) || is_one_of(after, "or and max ish");
    (sure && ends).then(|| Some((u16::try_from(minutes).ok()?, at + 1))).flatten()
}

/// What the words before an hour or a while say that it is of.
fn before(clause: &Clause, at: usize, is_clock: bool) -> Before {
    let mut from = at;
    if !is_clock {
        // "In ten minutes" names no place, and "for ten minutes" is how long something lasts.
        while is_one_of(clause.word_before(from), LINKS) {
            if clause.word_before(from) == "for" {
                return Before::Other;
            }
            from -= 1;
        }
        from -= usize::from(clause.word_before(from) == "in");
    }
    let mut place = false;
    for back in (0..from).rev() {
        let (word, previous) = (clause.word(back), clause.word_before(back));
        let of_place = is_one_of(word, PLACES) || word == "you" && previous == "with";
        let link = is_one_of(word, LINKS)
            || is_one_of(previous, "bring bringing drop dropping")
            || word == "off" && is_one_of(previous, "him her them");
        let around = !place && word != "you" && (is_one_of(word, ALONE) || is_one_of(word, MANNERS));
        if word == "until" {
            // "Won't be in till 10" says when; "dentist till 10" does not.
            let comes_then = clause.has_before(back, "not") && clause.has_before(back, PLACES);
            return if comes_then && !clause.has_before(back, NO_COMING) { Before::Comes } else { Before::Other };
        }
        if of_place {
            place = true;
        } else if is_one_of(word, COMES) || word == "you" && previous == "see" {
            return if comes(clause, back) { Before::Comes } else { Before::Other };
        } else if !link && !around {
            let may_come = place && !is_one_of(word, NO_COMING);
            return if may_come && comes(clause, back + 1) { Before::Comes } else { Before::Other };
        }
    }
    if place { Before::Comes } else { Before::Alone }
}

/// Whether a word of coming is not denied and not over: "won't be there", "was late".
fn comes(clause: &Clause, at: usize) -> bool {
    const BETWEEN: &str = "\
    be able to will would can could going a bit little very so get getting have is are do does come coming she he they \
    we it in there";
    let mut words = (0..at).rev().map(|at| clause.word(at)).skip_while(|word| is_one_of(word, BETWEEN));
    words.next().is_none_or(|word| !is_one_of(word, "not never no was were been had got came went"))
}
