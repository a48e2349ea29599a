//! A school's calendar as the office writes it, and what can be wrong with it.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use super::is_usual;
use crate::register::Session;

/// A term. A half-term holiday is a closure, or lies between two of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

impl Term {
    fn has(&self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    fn days(&self) -> impl Iterator<Item = Date> {
        let last = self.last;
        std::iter::successors(Some(self.first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
    }
}

/// Days within a term on which the school, or a part of it, is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// The session of each day that is closed; `None` where both are.
    pub session: Option<Session>,
    /// The years that stay at home, as the roll has them; none is everybody.
    pub years: BTreeSet<String>,
    /// Why, for staff: polling day.
    pub reason: String,
}

impl Closure {
    fn has(&self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    /// Whether a year stays at home; with no year asked about, whether everybody does.
    fn closes(&self, date: Date, session: Session, year: Option<&str>) -> bool {
        let for_them = self.years.is_empty() || year.is_some_and(|year| self.years.iter().any(|one| is_same_year(one, year)));
        self.has(date) && self.session.is_none_or(|closed| closed == session) && for_them
    }
}

/// A year that begins its term later than the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staggered {
    /// The year, as the roll has it.
    pub year: String,
    /// The first day of the year's term.
    pub first_day: Date,
}

/// A school's calendar as the office writes it. Lessons are from Monday to Friday, and not on bank holidays.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Plan {
    /// The terms, in any order. Outside them nobody is in school.
    pub terms: Vec<Term>,
    /// The days on which staff alone are in school.
    pub inset: BTreeSet<Date>,
    /// When else the school, or a part of it, is closed.
    pub closures: Vec<Closure>,
    /// The years that begin a term later.
    pub staggered: Vec<Staggered>,
}

/// The longest term that is believed, in days: a longer one has a wrong year in a date.
const LONGEST_TERM: i64 = 366;

/// What is wrong with a calendar that the office has written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// No term at all.
    #[error("The calendar has no term: nobody would ever be expected. Add the terms, each with its first and last day.")]
    NoTerm,
    /// A term ends before it begins.
    #[error("The term that begins on {} ends on {}, which is earlier. Correct its dates.", Said(.0.first), Said(.0.last))]
    TermEndsBeforeItBegins(Term),
    /// A term is longer than a year.
    #[error("The term from {} to {} is longer than a year. Correct the year in one of its dates.", Said(.0.first), Said(.0.last))]
    TermTooLong(Term),
    /// Two terms have days in common.
    #[error("The term from {} begins before the one until {} has ended. Correct a date.", Said(.1.first), Said(.0.last))]
    TermsOverlap(Term, Term),
    /// A term in which nobody is ever in school.
    #[error("The term from {} to {} has no school day. Correct its dates, or leave it out.", Said(.0.first), Said(.0.last))]
    TermWithoutSchoolDay(Term),
    /// An INSET day in no term.
    #[error("The INSET day on {} is in no term. Correct its date, or leave it out: nobody is expected on it anyway.", Said(*.0))]
    InsetOutsideTerms(Date),
    /// An INSET day on a weekend or a bank holiday.
    #[error("The INSET day on {} is on a weekend or a bank holiday. Correct its date.", Said(*.0))]
    InsetOnNoSchoolDay(Date),
    /// A closure ends before it begins.
    #[error("The closure that begins on {} ends on {}, which is earlier. Correct its dates.", Said(*first), Said(*last))]
    ClosureEndsBeforeItBegins {
        /// Its first day.
        first: Date,
        /// Its last day.
        last: Date,
    },
    /// A closure has no day on which anybody would be in school without it.
    #[error("The closure from {} to {} has no school day in it. Correct its dates, or leave it out.", Said(*first), Said(*last))]
    ClosesNothing {
        /// Its first day.
        first: Date,
        /// Its last day.
        last: Date,
    },
    /// A year begins in no term.
    #[error("Year {} begins on {}, which is in no term. Correct the date, or the term's.", .0.year, Said(.0.first_day))]
    StaggeredOutsideTerms(Staggered),
    /// A year begins on a day on which it is not in school.
    #[error("Year {} begins on {}, which is no school day for it. Give its first school day.", .0.year, Said(.0.first_day))]
    StaggeredOnNoSchoolDay(Staggered),
    /// A year begins one term twice.
    #[error("Year {} begins the same term twice, the second time on {}. Keep one of the two.", .0.year, Said(.0.first_day))]
    StaggeredTwice(Staggered),
    /// A year that no pupil on a roll has.
    #[error("\"{0}\" is not how the roll writes a year. Write it as 7, R or N1.")]
    NotAYear(String),
}

/// A day as a sentence says it.
struct Said(Date);

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%A %-d %B %Y"))
    }
}

impl Plan {
    /// Whether a session of a day is held for a year; with no year asked about, whether it is held at all.
    pub(super) fn is_in_session(&self, date: Date, session: Session, year: Option<&str>) -> bool {
        let Some(term) = self.term(date) else { return false };
        let has_not_begun = |late: &Staggered| {
            year.is_some_and(|year| is_same_year(&late.year, year)) && term.has(late.first_day) && date < late.first_day
        };
        self.is_open(date, session, year) && !self.staggered.iter().any(has_not_begun)
    }

    /// Whether the school is open in a session of a day, for a year that has begun its term.
    fn is_open(&self, date: Date, session: Session, year: Option<&str>) -> bool {
        self.term(date).is_some()
            && is_usual(date)
            && !self.inset.contains(&date)
            && !self.closures.iter().any(|closure| closure.closes(date, session, year))
    }

    /// The last day of the last term.
    pub(super) fn last_day(&self) -> Option<Date> {
        self.terms.iter().map(|term| term.last).max()
    }

    fn term(&self, date: Date) -> Option<&Term> {
        self.terms.iter().find(|term| term.has(date))
    }

    fn opens(&self, date: Date, year: Option<&str>) -> bool {
        Session::BOTH.into_iter().any(|session| self.is_open(date, session, year))
    }

    /// Everything that is wrong. Days are looked at once each term has a beginning and an end: else all of them would seem wrong.
    pub(super) fn faults(&self) -> Vec<CalendarFault> {
        let mut faults = Vec::new();
        if self.terms.is_empty() {
            faults.push(CalendarFault::NoTerm);
        }
        for term in &self.terms {
            if term.last < term.first {
                faults.push(CalendarFault::TermEndsBeforeItBegins(*term));
            } else if term.last.duration_since(term.first).as_hours() / 24 >= LONGEST_TERM {
                faults.push(CalendarFault::TermTooLong(*term));
            }
        }
        if faults.is_empty() {
            self.terms_faults(&mut faults);
            self.inset_faults(&mut faults);
            self.closure_faults(&mut faults);
            self.staggered_faults(&mut faults);
        }
        faults
    }

    fn terms_faults(&self, faults: &mut Vec<CalendarFault>) {
        let mut terms = self.terms.clone();
        terms.sort_unstable();
        for (one, next) in terms.iter().zip(terms.iter().skip(1)) {
            if next.first <= one.last {
                faults.push(CalendarFault::TermsOverlap(*one, *next));
            }
        }
        let empty = terms.iter().filter(|term| !term.days().any(|day| self.opens(day, None)));
        faults.extend(empty.map(|term| CalendarFault::TermWithoutSchoolDay(*term)));
    }

    fn inset_faults(&self, faults: &mut Vec<CalendarFault>) {
        for day in &self.inset {
            if self.term(*day).is_none() {
                faults.push(CalendarFault::InsetOutsideTerms(*day));
            } else if !is_usual(*day) {
                faults.push(CalendarFault::InsetOnNoSchoolDay(*day));
            }
        }
    }

    fn closure_faults(&self, faults: &mut Vec<CalendarFault>) {
        for closure in &self.closures {
            let (first, last) = (closure.first, closure.last);
            let could_close = |day: Date| closure.has(day) && is_usual(day) && !self.inset.contains(&day);
            if last < first {
                faults.push(CalendarFault::ClosureEndsBeforeItBegins { first, last });
            } else if !self.terms.iter().flat_map(Term::days).any(could_close) {
                faults.push(CalendarFault::ClosesNothing { first, last });
            }
            let unknown = closure.years.iter().filter(|year| !is_year(year));
            faults.extend(unknown.map(|year| CalendarFault::NotAYear(year.clone())));
        }
    }

    fn staggered_faults(&self, faults: &mut Vec<CalendarFault>) {
        for (number, late) in self.staggered.iter().enumerate() {
            let Some(term) = self.term(late.first_day) else {
                faults.push(CalendarFault::StaggeredOutsideTerms(late.clone()));
                continue;
            };
            let is_same = |other: &Staggered| is_same_year(&other.year, &late.year) && term.has(other.first_day);
            if !is_year(&late.year) {
                faults.push(CalendarFault::NotAYear(late.year.clone()));
            } else if self.staggered.iter().take(number).any(is_same) {
                faults.push(CalendarFault::StaggeredTwice(late.clone()));
            } else if !self.opens(late.first_day, Some(&late.year)) {
                faults.push(CalendarFault::StaggeredOnNoSchoolDay(late.clone()));
            }
        }
    }
}

/// Whether a year could stand on a roll. "Year 7" could not: it would be nobody's, and the whole year would be looked for.
fn is_year(year: &str) -> bool {
    let lower = year.to_lowercase();
    let number = lower.strip_prefix('y').unwrap_or(&lower);
    let is_number_in_words = number != lower && number.starts_with(|c: char| c.is_ascii_digit());
    let is_in_words = ["year", "yr", "nc", "reception", "nursery", "0"].iter().any(|word| lower.starts_with(word));
    !lower.is_empty() && lower.trim() == lower && !is_number_in_words && !is_in_words
}

fn is_same_year(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
