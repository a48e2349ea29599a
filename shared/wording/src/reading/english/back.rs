//! On which day the child will be back.
//!
//! A reply names days for many reasons: since when, until when, when the dentist is. [`role`] says which part each plays. Where a
//! reason is given, a day is the day of return unless its words give it another part. Days that are missed ("rest of the week", "off for 3
//! days", "off today and tomorrow") give the day after them, unless they are over ("been off for 3 days"). The plainest way of saying
//! it in a reply counts; two days said equally plainly are none.
//!
//! "Hopefully back Monday" is a day of return: on it the child is asked for again. "Might be back Monday" is none.

use jiff::civil::Date;

use crate::reading::Kind;
use crate::reading::counting::{ahead, days_until, of_school};

use super::day::{Day, Named, day, is_weekday};
use super::role::{Around, Role, is_event, role};
use super::token::{Clause, MANNERS, is_one_of};

/// Around a day that is the whole reply.
const ALONE: &str = "\
and until be will she he they it is rest week on the at by to for school again hopefully probably this next normal morning afternoon lessons \
class nursery with am pm oclock of full fully coming now as day ready you us mr mrs miss first thing latest earliest soonest least \
back return returns returning in there";
/// Around a day that stands alone after the child's being away.
const ALONE_AFTER: &str =
    "yes but on and so probably hopefully please thanks thank you x xx morning first thing tho though then for lol deffo";
/// They put one day in another's place.
const CORRECTS: &str = "actually likely rather sorry mean meant instead make";

/// A day, where it begins and ends.
type Placed = (usize, usize, Result<Day, usize>);

/// The day of return, after `today`.
pub(super) fn back(clauses: &[Clause], today: Date, kind: Kind) -> Option<Date> {
    let placed: Vec<Vec<Placed>> = clauses.iter().map(|clause| days(clause, today)).collect();
    let all_alone = clauses.iter().zip(&placed).all(|(clause, days)| {
        let of_day = |at: usize| days.iter().any(|(begin, end, _)| (*begin..*end).contains(&at));
        (0..clause.tokens.len()).all(|at| of_day(at) || is_one_of(clause.word(at), ALONE) || is_one_of(clause.word(at), MANNERS))
    });
    let mut found: Vec<(Role, Option<Date>)> = Vec::new();
    let mut missed: Vec<Date> = Vec::new();
    let mut corrected = false;
    let mut last_named = None;
    for (number, clause) in clauses.iter().enumerate() {
        // "Not in tomorrow or Friday" names both; "suspended till Friday or had you forgotten" one.
        let beside_day = |or: usize| placed.get(number).into_iter().flatten().any(|(at, ..)| or < *at && *at < or + 3);
        let either = !clause.has("not neither nor never off")
            && (0..clause.tokens.len()).any(|at| clause.word(at) == "or" && beside_day(at));
        if clause.asks() || clause.doubts() || either {
            continue;
        }
        let before = number.checked_sub(1).and_then(|before| clauses.get(before));
        let around = Around { kind, before, all_alone };
        for (at, end, day) in placed.get(number).into_iter().flatten() {
            let named = day.map_or(Named::Itself, |day| day.named);
            let date = day.ok().map(|day| day.date);
            // "They come home 23 January and are in on the Monday": the first one after the day before it.
            let date = date.map(|date| match last_named {
                Some(last) if clause.word_before(*at) == "the" && is_weekday(clause.word(*at)) && date < last => {
                    let eve = ahead(last, -1);
                    ahead(eve, i32::from(days_until(eve, date.weekday())))
                }
                _ => date,
            });
            last_named = last_named.max(date);
            let itself = day.is_ok_and(|day| day.named == Named::Itself);
            let role = match role(clause, (*at, *end), named, around) {
                // "Off today, tomorrow and Friday": a list goes on over a comma.
                Role::Unsaid | Role::Other
                    if date == Some(next_school_day(missed.iter().max().copied().unwrap_or(today)))
                        && goes_on(clause, (*at, *end), before, &missed) =>
                {
                    Role::Missed
                }
                role => role,
            };
            match role {
                Role::Other => {}
                Role::Unsaid | Role::Hoped if !found.is_empty() && before.is_some_and(corrects) => {
                    corrected = true;
                    found.extend(found.iter().map(|(role, _)| *role).max().map(|most| (most, date)));
                }
                Role::Unsaid => {
                    let bare =
                        before.filter(|_| number.checked_sub(1).and_then(|before| placed.get(before)).is_some_and(Vec::is_empty));
                    // Of a Saturday nobody says that it is the day of return without a word of it.
                    let weekend = day.is_ok_and(|day| day.weekend) && kind != Kind::Holiday;
                    let counts = all_alone || unsaid(clause, (*at, *end), kind, bare) && itself && !weekend;
                    found.extend(counts.then_some((Role::Unsaid, date)));
                }
                Role::Hoped if !kind.is_reason() && !all_alone && kind != Kind::ReturnDate && !hopes_alone(clause) => {}
                Role::Missed => missed.extend(date.filter(|_| itself)),
                Role::Through => {
                    // "Until Sunday night" is Monday either way.
                    let named_day = day.ok().map(|day| if day.weekend { day.date } else { of_school(ahead(day.date, 1)) });
                    found.push((Role::Until, named_day));
                }
                role => {
                    corrected |= !found.is_empty() && clause.has(CORRECTS);
                    found.push((role, date));
                }
            }
        }
    }
    found.extend(after_missed(&missed, today).map(|date| (Role::Missed, Some(date))));
    let most = found.iter().map(|(plain, _)| *plain).max()?;
    let best: Vec<Option<Date>> = found.into_iter().filter(|(plain, _)| *plain == most).map(|(_, date)| date).collect();
    let (first, last) = (*best.first()?, *best.last()?);
    if best.iter().all(|other| *other == first) { first } else { last.filter(|_| corrected) }
}

/// The school day after days that are missed, where they go on from today without a gap.
fn after_missed(missed: &[Date], today: Date) -> Option<Date> {
    // "Off Mon, Tues and Weds" on a Tuesday: the Monday that stands before an earlier day is over.
    let mut named: Vec<Date> = Vec::new();
    for date in missed.iter().rev() {
        if named.last().is_none_or(|later| date <= later) {
            named.push(*date);
        }
    }
    let missed = &named[..];
    let mut next = next_school_day(today);
    let last = *missed.iter().max()?;
    // "Thursday and Friday" on a Thursday: the first of them is today.
    let own = missed.iter().any(|date| *date == ahead(today, 7));
    let last = if own { missed.iter().filter(|date| **date != ahead(today, 7)).max().copied()? } else { last };
    // What lies between two days that are named is missed too: "Wednesday to Friday".
    if !missed.contains(&next) {
        return None;
    }
    while next <= last {
        next = next_school_day(next);
    }
    Some(next)
}

fn next_school_day(day: Date) -> Date {
    of_school(ahead(day, 1))
}

/// Whether a day that begins its clause goes on a list of missed days.
fn goes_on(clause: &Clause, (at, end): (usize, usize), before: Option<&Clause>, missed: &[Date]) -> bool {
    let begins = (0..at).all(|at| is_one_of(clause.word(at), "and or nor not on also"));
    let ends = end >= clause.tokens.len() || is_one_of(clause.word(end), "and or nor too either as x");
    let listed = before.is_some_and(|before| {
        before.word_before(before.tokens.len()) == "today"
            && before.has("off not away until celebrating isolating absent out home")
    });
    let in_list = at > 0 && is_one_of(clause.word_before(at), "and or nor") && !missed.is_empty();
    let joined = clause.has("and or nor too either also");
    (begins && listed && joined
        || in_list
        || begins && !missed.is_empty() && before.is_some_and(|before| before.has("today tomorrow not off")))
        && ends
}

/// Whether a day with no word of weight round it is the day of return.
fn unsaid(clause: &Clause, (at, end): (usize, usize), kind: Kind, before: Option<&Clause>) -> bool {
    let alone = (0..clause.tokens.len()).all(|word| (at..end).contains(&word) || is_one_of(clause.word(word), ALONE_AFTER));
    // "Not in today. Wednesday."
    let after_away = before.is_some_and(|before| {
        before.has("neither never unable off away home absent out not ill sick poorly unwell keep keeping bed stay staying")
            && !before.asks()
            && !before.has("been was were had since last")
    });
    let few = clause.tokens.len() <= end - at + 3;
    match kind {
        Kind::Illness => !clause.has("i we he she my his your") || few && !clause.has("i my his her"),
        // The day of an appointment or of a funeral is named in as many words as a return.
        Kind::Appointment | Kind::Other | Kind::Holiday | Kind::Religious => {
            alone && before.is_some() || few && clause.has("school all both normal")
        }
        _ => {
            alone
                && (after_away
                    || before.is_some_and(|before| !before.asks() && !before.words().any(is_event) && !before.has("i")))
        }
    }
}

/// "No sorry", "I mean".
fn corrects(clause: &Clause) -> bool {
    clause.tokens.len() <= 4 && clause.has("no mean meant wait")
}

/// "Should be Thursday", where no reason is understood: of nobody else and of no other thing.
fn hopes_alone(clause: &Clause) -> bool {
    !clause.has("my mum dad nan me us they")
}

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
