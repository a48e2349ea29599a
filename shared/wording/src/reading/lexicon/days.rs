//! On which day the child will be back, in languages read by lexicon.
//!
//! Each day that is named has a role by the words round it: until it, back on it, away up to it, since it. The plainest role counts; two
//! days said equally plainly are none.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::Denial;
use super::concept::Concept;
use super::matching::{Hit, Word};
use super::weigh::Weighing;
use crate::reading::counting::{FURTHEST, ahead, days_until, monday_after, of_any_month, of_month, of_school, school_days};
use crate::reading::lists::holds;

/// How plainly a day of return is said; the plainest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plain {
    Alone,
    DaysMissed,
    Until,
    Return,
}

/// A day that is named.
struct Named {
    date: Date,
    /// By the days before it: "the whole week", "3 days".
    missed: bool,
    /// By its name: "Monday".
    weekday: bool,
    words: Range<usize>,
    clause: usize,
}

/// The day of return after `today`, and the words that say it.
pub(super) fn back(weighing: &Weighing<'_>, today: Date) -> Option<(Date, Range<usize>)> {
    let named = named(weighing, today);
    let found: Vec<(Plain, Date, Range<usize>)> = named
        .iter()
        .filter_map(|day| {
            plainness(weighing, day).map(|(plain, more)| (plain, of_school(ahead(day.date, more)), day.words.clone()))
        })
        .collect();
    let most = found.iter().map(|(plain, ..)| *plain).max()?;
    let mut best = found.into_iter().filter(|(plain, ..)| *plain == most);
    let (_, date, words) = best.next()?;
    // "Off today and tomorrow, and Wednesday": the last of the days that are missed.
    let date = match most {
        Plain::DaysMissed => best.map(|(_, date, _)| date).fold(date, Date::max),
        _ if best.all(|(_, other, _)| other == date) => date,
        _ => return None,
    };
    (today < date && date <= ahead(today, FURTHEST)).then_some((date, words))
}

fn named(weighing: &Weighing<'_>, today: Date) -> Vec<Named> {
    let mut all = Vec::new();
    for hit in &weighing.0.hits {
        let date = match hit.concept {
            Concept::Tomorrow => Some(ahead(today, 1)),
            Concept::AfterTomorrow => Some(ahead(today, 2)),
            Concept::NextWeek | Concept::WholeWeek => Some(monday_after(today)),
            Concept::Weekend => Some(monday_after(today)),
            Concept::Week if has_next(weighing, hit, Concept::Next) => Some(monday_after(today)),
            concept => weekday(concept).map(|weekday| {
                let coming = ahead(today, i32::from(days_until(today, weekday)));
                let of_next_week = coming < monday_after(today) && has_next(weighing, hit, Concept::Next);
                if of_next_week { ahead(coming, 7) } else { coming }
            }),
        };
        if let Some(date) = date {
            all.push(Named {
                date,
                missed: hit.concept == Concept::WholeWeek,
                weekday: weekday(hit.concept).is_some(),
                words: hit.words.clone(),
                clause: hit.clause,
            });
        }
        all.extend(span(weighing, hit, today));
        if hit.concept == Concept::Date {
            all.extend(of_this_month(weighing, hit, today));
        }
        if let Some((date, words)) = hit.concept.month().and_then(|month| of_named_month(weighing, hit, month, today)) {
            all.push(Named { date, missed: false, weekday: false, words, clause: hit.clause });
        }
    }
    all.extend(written(weighing, today));
    all.retain(|day| day.date > today);
    without_named_twice(all)
}

/// "Wednesday 2 December" on a Tuesday in November is one day, and not the Wednesday of tomorrow.
fn without_named_twice(all: Vec<Named>) -> Vec<Named> {
    let same_day = |weekday: &Named, date: &Named| {
        let beside = weekday.words.start <= date.words.end + 1 && date.words.start <= weekday.words.end + 1;
        weekday.weekday && !date.weekday && beside && weekday.date < date.date && weekday.date.weekday() == date.date.weekday()
    };
    let twice: Vec<bool> = all.iter().map(|day| all.iter().any(|other| same_day(day, other))).collect();
    all.into_iter().zip(twice).filter(|(_, twice)| !twice).map(|(day, _)| day).collect()
}

pub(super) fn weekday(concept: Concept) -> Option<Weekday> {
    Some(match concept {
        Concept::Monday => Weekday::Monday,
        Concept::Tuesday => Weekday::Tuesday,
        Concept::Wednesday => Weekday::Wednesday,
        Concept::Thursday => Weekday::Thursday,
        Concept::Friday => Weekday::Friday,
        _ => return None,
    })
}

fn has_next(weighing: &Weighing<'_>, hit: &Hit, concept: Concept) -> bool {
    weighing.all(concept).any(|other| other.words.end == hit.words.start || other.words.start == hit.words.end)
}

/// "3 days", "2 weeks", "48 hours", "in 3 days"; a week without a number is one, where the child is away.
///
/// Days that are missed are days of school. Hours and weeks are taken as they come, and so is what is counted up to a day: "in 3 days".
fn span(weighing: &Weighing<'_>, hit: &Hit, today: Date) -> Option<Named> {
    let named = |date, missed, words| Some(Named { date, missed, weekday: false, words, clause: hit.clause });
    if hit.concept == Concept::Week && number_before(weighing, hit).is_none() {
        if is_after(weighing, &hit.words, hit.clause) {
            return named(ahead(today, 7), false, hit.words.clone());
        }
        let away = weighing.clause_has(hit.clause, &[Concept::Absent, Concept::Home, Concept::Ill]);
        let other =
            has_next(weighing, hit, Concept::Next) || weighing.clause_has(hit.clause, &[Concept::Until, Concept::Yesterday]);
        return if away && !other { named(ahead(today, 7), true, hit.words.clone()) } else { None };
    }
    let (number, words) = counted(weighing, hit)?;
    let after = is_after(weighing, &words, hit.clause);
    let date = match (hit.concept, i32::try_from(number).ok()?) {
        (Concept::Hour, hours @ (24 | 48 | 72)) => ahead(today, hours / 24),
        (Concept::Days, days @ 1..=30) if after => ahead(today, days),
        (Concept::Days, days @ 1..=30) => school_days(today, days),
        (Concept::Week, weeks @ 1..=8) => ahead(today, weeks * 7),
        _ => return None,
    };
    named(date, !after, words)
}

/// How many days, weeks or hours, and the words that say so; none where two numbers are named, as in "2-3 days" and "2 or 3 days".
fn counted(weighing: &Weighing<'_>, hit: &Hit) -> Option<(u32, Range<usize>)> {
    let number = number_before(weighing, hit)?;
    // "A fortnight", "يومين": the number is in the word.
    let inside = weighing.0.hits.iter().any(|other| other.words == hit.words && other.concept.number().is_some());
    let at = if inside { hit.words.start } else { hit.words.start.checked_sub(1)? };
    let is_number = |at: usize| number_at(weighing, at, hit.clause).is_some();
    let joined = at.checked_sub(1).is_some_and(|before| {
        is_number(before)
            || before.checked_sub(1).is_some_and(|earlier| is_number(earlier) && is_or(weighing.0.words.get(before)))
    });
    (!joined).then_some((number, at..hit.words.end))
}

/// Whether a word between two numbers leaves open which of them it is.
fn is_or(word: Option<&Word>) -> bool {
    word.is_some_and(|word| holds(OR, &word.letters))
}

/// "Or", "to" and "by" between numbers, in all languages.
const OR: &str = "or to lub albo czy do sau ori ou a veya ya yahut или чи або neu ama aw mise او أو یا ya ਜਾਂ ja jan বা ba অথবা ila إلى الى wala ta sa";

/// Whether a number of days is counted up to a day: "in 3 days", "3 days later".
fn is_after(weighing: &Weighing<'_>, words: &Range<usize>, clause: usize) -> bool {
    // The word may be within what it counts: "za tydzień", "3 güne".
    weighing.all(Concept::After).any(|hit| hit.clause == clause && hit.words.start <= words.end && words.start <= hit.words.end)
}

/// "Dia 25", "25 tarikh", "do 25": a number that a word beside it makes a day of the month.
fn of_this_month(weighing: &Weighing<'_>, hit: &Hit, today: Date) -> Option<Named> {
    let day = |at: usize| {
        let word = weighing.0.words.get(at).filter(|word| word.clause == hit.clause)?;
        let day = word.number().filter(|day| (1..=31).contains(day))?;
        (!is_counting(weighing, at)).then_some((day, at))
    };
    let last = hit.words.end.checked_sub(1);
    let (day, at) = last.and_then(day).or_else(|| day(hit.words.end)).or_else(|| day(hit.words.start.checked_sub(1)?))?;
    let words = at.min(hit.words.start)..hit.words.end.max(at + 1);
    Some(Named { date: of_any_month(day, today)?, missed: false, weekday: false, words, clause: hit.clause })
}

/// Whether a number is of something else than of a day alone: "3 days", "25/11", "25 de novembro", "25-11".
fn is_counting(weighing: &Weighing<'_>, at: usize) -> bool {
    let joined = |before: usize| {
        let (Some(one), Some(other)) = (weighing.0.words.get(before), weighing.0.words.get(before + 1)) else { return false };
        one.number().is_some() && other.number().is_some() && one.at.end + 1 == other.at.start
    };
    let of_unit = weighing.0.hits.iter().any(|hit| {
        let unit = matches!(hit.concept, Concept::Days | Concept::Week | Concept::Hour);
        unit && hit.words.start == at + 1
            || hit.concept.month().is_some() && matches!(hit.words.start.checked_sub(at), Some(1 | 2))
    });
    of_unit || joined(at) || at.checked_sub(1).is_some_and(joined)
}

/// The number before a word, in digits or as a word.
fn number_before(weighing: &Weighing<'_>, hit: &Hit) -> Option<u32> {
    // "A fortnight", "for a week": the number is in the words themselves.
    if let Some(within) = weighing.0.hits.iter().filter(|other| other.words == hit.words).find_map(|other| other.concept.number())
    {
        return Some(within);
    }
    number_at(weighing, hit.words.start.checked_sub(1)?, hit.clause)
}

/// The number that stands at a place of a clause, in digits or as a word.
fn number_at(weighing: &Weighing<'_>, at: usize, clause: usize) -> Option<u32> {
    let word = weighing.0.words.get(at).filter(|word| word.clause == clause)?;
    let as_word = || weighing.0.hits.iter().filter(|hit| hit.words.contains(&at)).find_map(|hit| hit.concept.number());
    word.number().or_else(as_word)
}

/// "25 listopada", "Kasım 25", "trzeciego grudnia".
fn of_named_month(weighing: &Weighing<'_>, hit: &Hit, month: i8, today: Date) -> Option<(Date, Range<usize>)> {
    let number = |at: Option<usize>| number_at(weighing, at?, hit.clause).filter(|day| (1..=31).contains(day));
    let (before, after) = (hit.words.start.checked_sub(1), Some(hit.words.end));
    let two_before = hit.words.start.checked_sub(2);
    let (day, words) = number(before)
        .map(|day| (day, hit.words.start - 1..hit.words.end))
        .or_else(|| number(two_before).map(|day| (day, hit.words.start - 2..hit.words.end)))
        .or_else(|| number(after).map(|day| (day, hit.words.start..hit.words.end + 1)))?;
    Some((of_month(day, month, None, today)?, words))
}

/// "25/11", "25.11", "25-11-2026": two numbers that only a mark parts.
fn written(weighing: &Weighing<'_>, today: Date) -> Vec<Named> {
    let words = &weighing.0.words;
    let mut all = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        let [day, month] = pair else { continue };
        let joined = day.clause == month.clause && month.at.start == day.at.end + 1;
        let (Some(first), Some(second)) = (day.number(), month.number()) else { continue };
        let spoken_hour = second > 12 || second == 0 || first > 31 || month.letters.len() > 2 || day.letters.len() > 2;
        let unit = weighing.0.hits.iter().any(|hit| {
            hit.words.start == at + 2 && matches!(hit.concept, Concept::Hour | Concept::Days)
                || hit.words.end == at && hit.concept == Concept::Hour
        });
        if !joined || spoken_hour || unit {
            continue;
        }
        let Ok(month_number) = i8::try_from(second) else { continue };
        let year = words
            .get(at + 2)
            .filter(|year| year.at.start == month.at.end + 1)
            .and_then(|year| year.number())
            .map(|year| if year < 100 { year + 2000 } else { year });
        let date = of_month(first, month_number, year.filter(|year| (2020..2100).contains(year)), today);
        all.extend(date.map(|date| Named { date, missed: false, weekday: false, words: at..at + 2, clause: day.clause }));
    }
    all
}

/// How plainly a day is said to be the day of return, and how many days after it that is; `None` where it is not.
fn plainness(weighing: &Weighing<'_>, day: &Named) -> Option<(Plain, i32)> {
    let near = |concept: Concept, reach: usize| {
        weighing.all(concept).any(|hit| {
            let before = hit.words.end <= day.words.start && day.words.start - hit.words.end <= reach;
            let after = hit.words.start >= day.words.end && hit.words.start - day.words.end <= reach;
            let inside = hit.words.start < day.words.end && day.words.start < hit.words.end;
            hit.clause == day.clause && (before || after || inside)
        })
    };
    let clause_has = |concepts: &[Concept]| weighing.clause_has(day.clause, concepts);
    if clause_has(&[Concept::Maybe, Concept::Question]) {
        return None;
    }
    if weighing.asked(day.clause) || near(Concept::Yesterday, 1) {
        return None;
    }
    if near(Concept::Since, 1) {
        // "From Monday she will be back"; but "ill since Monday".
        let returns = [Concept::Back, Concept::Future, Concept::Come, Concept::InSchool];
        let says = |hit: &Hit| hit.clause == day.clause && returns.contains(&hit.concept) && !weighing.denied(hit);
        // "Ill, from Monday she is back" without a mark: the coming stands right behind the day.
        let beside = weighing
            .0
            .hits
            .iter()
            .any(|hit| says(hit) && hit.words.start >= day.words.end && hit.words.start <= day.words.end + 1);
        let comes = weighing.0.hits.iter().any(says) && !clause_has(&[Concept::Ill, Concept::Absent]);
        return ((comes || beside) && !day.missed).then_some((Plain::Return, 0));
    }
    let reach = if weighing.0.denial == Denial::Before { 3 } else { 2 };
    let inclusive = near(Concept::Inclusive, 2);
    if near(Concept::Until, reach) {
        return Some((Plain::Until, i32::from(inclusive)));
    }
    if inclusive {
        return Some((Plain::DaysMissed, 1));
    }
    if day.missed {
        let away = [
            Concept::Ill,
            Concept::Absent,
            Concept::Home,
            Concept::Not,
            Concept::Hospital,
            Concept::Holiday,
            Concept::Other,
            Concept::School,
        ];
        // "Tummy bug, 48 hours off".
        let said_before = day.clause.checked_sub(1).is_some_and(|clause| weighing.clause_has(clause, &away));
        return (clause_has(&away) || said_before || is_alone(weighing)).then_some((Plain::DaysMissed, 0));
    }
    let comes =
        [Concept::Back, Concept::Future, Concept::Come, Concept::InSchool, Concept::School, Concept::Went, Concept::Absent];
    let of_coming = weighing.0.hits.iter().filter(|hit| hit.clause == day.clause && comes.contains(&hit.concept));
    // Where the verb stands behind, the first one after the day is said of it: "won't come today, will come tomorrow".
    if weighing.0.denial != Denial::Before {
        let verbs = [Concept::Back, Concept::Future, Concept::Come, Concept::InSchool, Concept::Went, Concept::Absent];
        let behind = weighing
            .0
            .hits
            .iter()
            .filter(|hit| hit.clause == day.clause && hit.words.start >= day.words.end && verbs.contains(&hit.concept));
        if let Some(first) = behind.min_by_key(|hit| hit.words.start) {
            let away = first.concept == Concept::Absent || weighing.denied(first);
            return Some(if away { (Plain::DaysMissed, 1) } else { (Plain::Return, 0) });
        }
    }
    // "She is not in school, she comes on Thursday": the nearest says what the day is of, and what stands before it more than what follows.
    let nearest = of_coming.min_by_key(|hit| {
        let behind = hit.words.start >= day.words.end;
        let far = if behind { hit.words.start - day.words.end } else { day.words.start.saturating_sub(hit.words.end) };
        (far, behind)
    });
    if let Some(hit) = nearest {
        // "Does not come today on Friday she comes."
        let of_today = weighing.all(Concept::Today).any(|today| today.clause == day.clause && today.words.end <= day.words.start);
        let returns = |hit: &Hit| {
            let behind = hit.clause == day.clause && hit.words.start >= day.words.end && hit.words.start - day.words.end <= 2;
            behind && matches!(hit.concept, Concept::Back | Concept::Future | Concept::Come) && !weighing.denied(hit)
        };
        if of_today && weighing.0.hits.iter().any(returns) {
            return Some((Plain::Return, 0));
        }
        let away = hit.concept == Concept::Absent || weighing.denied(hit);
        // "Tomorrow too she won't come": back on the day after.
        return Some(if away { (Plain::DaysMissed, 1) } else { (Plain::Return, 0) });
    }
    if is_list_of_missed(weighing, day.clause) {
        return Some((Plain::DaysMissed, 1));
    }
    // "Missed the flight, home on Sunday night."
    if weighing.has(Concept::Holiday) && clause_has(&[Concept::Home]) {
        return Some((Plain::Return, 0));
    }
    is_alone(weighing).then_some((Plain::Alone, 0))
}

/// "Does not come today, tomorrow and Thursday": days alone, after a clause in which the child is away today.
fn is_list_of_missed(weighing: &Weighing<'_>, clause: usize) -> bool {
    let of = |wanted: usize| weighing.0.hits.iter().filter(move |hit| hit.clause == wanted);
    let names_day =
        |hit: &Hit| matches!(hit.concept, Concept::Tomorrow | Concept::AfterTomorrow) || weekday(hit.concept).is_some();
    let fills = |hit: &Hit| names_day(hit) || matches!(hit.concept, Concept::Common | Concept::Child | Concept::All);
    let days = of(clause).filter(|hit| names_day(hit)).map(|hit| hit.words.start).collect::<BTreeSet<usize>>().len();
    let away = |hit: &Hit| hit.concept == Concept::Absent || weighing.denied(hit) && COMES.contains(&hit.concept);
    let Some(before) = clause.checked_sub(1) else { return false };
    days > 1 && of(clause).all(fills) && of(before).any(away) && weighing.clause_has(before, &[Concept::Today])
}

/// They say that the child comes.
const COMES: [Concept; 3] = [Concept::Come, Concept::Future, Concept::InSchool];

/// Whether the reply names nothing but a day.
fn is_alone(weighing: &Weighing<'_>) -> bool {
    let says = |hit: &Hit| {
        let of_day = weekday(hit.concept).is_some() || hit.concept.month().is_some() || hit.concept.number().is_some();
        let fills = matches!(
            hit.concept,
            Concept::Common
                | Concept::Greeting
                | Concept::Thanks
                | Concept::Child
                | Concept::Tomorrow
                | Concept::AfterTomorrow
                | Concept::NextWeek
                | Concept::WholeWeek
                | Concept::Week
                | Concept::Days
                | Concept::Next
                | Concept::Weekend
                | Concept::All
                | Concept::Today
                | Concept::After
                | Concept::Date
        );
        !of_day && !fills
    };
    !weighing.0.hits.iter().any(says)
}
