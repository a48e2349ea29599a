//! English, by rules.
//!
//! A reply becomes words ([`words`]: spellings made one, slips mended), then phrases that belong together ([`phrases`]), then what
//! the rules find ([`rules`], [`pattern`]), which [`judge`] weighs. Times and days are found beside it ([`arrival`], [`back`]) in
//! words that keep their numbers ([`token`]); they never change the kind.

mod arrival;
mod back;
mod classes;
mod clauses;
mod day;
mod denials;
mod hour;
mod judge;
mod lists;
mod pattern;
mod phrases;
mod role;
mod rules;
mod spellings;
mod token;
mod words;

use jiff::civil::Date;

use super::names::Name;
use super::{Heard, Kind, Weighed};

pub(super) use judge::is_known;
pub(super) use token::is_day;
pub(super) use words::within;

/// Weighs a reply in English. `names` are words that are names here, whatever else they mean.
/// `answered` is what a digit before the words says.
pub(super) fn weigh(text: &str, names: &[Name], today: Option<Date>, answered: Option<Kind>) -> Weighed {
    let mut weighed = judge::judge(text, names, today);
    let guessed = weighed.heard.first().is_some_and(|heard| heard.kind == Kind::Alarm && heard.confidence < judge::SURE_ALARM);
    let kind = weighed.heard.first().filter(|_| !guessed).map_or(Kind::Unclear, |heard| heard.kind);
    let kind = if matches!(kind, Kind::Unclear | Kind::ReturnDate) { answered.unwrap_or(kind) } else { kind };
    // Who thinks that the child is in school has not said when the child comes.
    let tells = !matches!(kind, Kind::Alarm | Kind::WrongNumber | Kind::Question | Kind::Stop);
    let clauses = if tells { token::clauses(text) } else { Vec::new() };
    if !token::names_a_moment(&clauses) {
        not_coming(&mut weighed, &clauses);
        return weighed;
    }
    weighed.back = today.and_then(|today| back::back(&clauses, today, kind));
    if guessed {
        // "Back in on the 23rd, don't worry": who says when the child is back knows that it is away.
        match weighed.back {
            Some(_) => weighed.heard = vec![Heard::new(Kind::Unclear, Vec::new(), 0.2)],
            None => return weighed,
        }
    }
    // A death, and a day of return: the day has a reason.
    let unclear = weighed.heard.first().is_none_or(|heard| heard.kind == Kind::Unclear);
    if unclear && weighed.back.is_some() && !weighed.distress.is_empty() {
        weighed.heard = vec![Heard::new(Kind::Other, weighed.distress.clone(), 0.7)];
    }
    if weighed.back.is_some() {
        on_another_day(&mut weighed, &clauses);
    }
    // Who is back on another day does not come on this one.
    weighed.expected = if weighed.back.is_none() { arrival::expected(&clauses, kind) } else { None };
    // "9.15ish": an hour of coming, and no other word of lateness.
    if kind == Kind::Unclear && weighed.expected.is_some() && !weighed.away && weighed.distress.is_empty() {
        weighed.heard = vec![Heard::new(Kind::Late, Vec::new(), 0.7)];
    }
    not_coming(&mut weighed, &clauses);
    weighed
}

/// "Will be in as usual tomorrow" is no lateness, and no bus until tomorrow is another reason; "late today, normal tomorrow" is late.
fn on_another_day(weighed: &mut Weighed, clauses: &[token::Clause]) {
    if clauses.iter().any(|clause| clause.has("late later running overslept delayed minutes")) {
        return;
    }
    let travels =
        clauses.iter().any(|clause| clause.has("bus buses car train tram traffic road roads van puncture battery tyre lift"));
    if travels {
        weighed.heard.iter_mut().filter(|heard| heard.kind == Kind::Late).for_each(|heard| heard.kind = Kind::Other);
    } else {
        weighed.heard.retain(|heard| heard.kind != Kind::Late);
    }
}

/// The car will not start, and she is not coming at all: no lateness, another reason.
fn not_coming(weighed: &mut Weighed, clauses: &[token::Clause]) {
    let Some(late) = weighed.heard.iter_mut().find(|heard| heard.kind == Kind::Late) else { return };
    let at_all =
        || clauses.iter().any(|clause| clause.has("all") && (0..clause.tokens.len()).any(|at| clause.says(at, "at all")));
    let comes = || clauses.iter().any(|clause| clause.has("until later hour soon after"));
    if weighed.away && weighed.expected.is_none() && (at_all() || !comes()) {
        late.kind = Kind::Other;
    }
}
