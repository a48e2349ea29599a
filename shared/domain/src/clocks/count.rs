//! The counting behind each notice.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::law::school_year;
use super::notice::{Answer, Notice};
use super::{Days, History, Law, Past, Pupil, reason_deadline};
use crate::code::{Class, Code};
use crate::register::Session;

/// From how many school days before the last one on the office is reminded of a reason: one, so that a day is left to ask once more.
const REMIND_BEFORE: u32 = 1;

/// No illness is looked ahead for longer than this many calendar days.
const LOOK_AHEAD: usize = 366;

/// What a code says to the clocks. The only place that knows codes by their letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `N`: without leave so far, and it may still turn out otherwise.
    Pending,
    /// `O`: without leave, and perhaps without anybody who knows why.
    Unknown,
    /// `G` or `U`: without leave, and known.
    Unauthorised,
    /// `I`.
    Illness,
    /// No session that the pupil could attend.
    NotPossible,
    /// There, or away with leave.
    Other,
}

impl Kind {
    fn of(code: Code) -> Self {
        match (code.as_str(), code.class()) {
            ("N", _) => Self::Pending,
            ("O", _) => Self::Unknown,
            ("G" | "U", _) => Self::Unauthorised,
            ("I", _) => Self::Illness,
            (_, Class::NotPossible | Class::Administrative) => Self::NotPossible,
            _ => Self::Other,
        }
    }

    const fn is_without_leave(self) -> bool {
        matches!(self, Self::Pending | Self::Unknown | Self::Unauthorised)
    }
}

/// Whether a code says that the pupil is ill.
pub fn is_illness(code: Code) -> bool {
    Kind::of(code) == Kind::Illness
}

/// Whether a mark says anything to a clock by itself: of whoever has none that does, and is not expected to be ill, nothing has to be told.
pub fn counts(code: Code) -> bool {
    let kind = Kind::of(code);
    kind.is_without_leave() || kind == Kind::Illness
}

/// How many of these marks are without leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WithoutLeave {
    /// Sessions with `G`, `N`, `O` or `U`.
    pub sessions: usize,
    /// Of them `N`, which may still turn out otherwise.
    pub pending: usize,
}

impl WithoutLeave {
    fn among(marks: impl Iterator<Item = Past>) -> Self {
        marks.map(|past| Kind::of(past.code)).filter(|kind| kind.is_without_leave()).fold(Self::default(), |sum, kind| Self {
            sessions: sum.sessions.saturating_add(1),
            pending: sum.pending.saturating_add(usize::from(kind == Kind::Pending)),
        })
    }
}

/// How many sessions without leave count today towards a penalty notice, and from which day on they are counted: the live count beside
/// the register. `None` where the law has no such threshold.
pub fn without_leave(history: &History, law: &Law, today: Date, days: &Days<'_>) -> Option<(Date, WithoutLeave)> {
    let since = (days.weeks_back)(today, law.penalty?.weeks);
    Some((since, WithoutLeave::among(history.until(today).filter(|(date, ..)| *date >= since).map(|(.., past)| past))))
}

pub(super) fn penalty(history: &History, pupil: &Pupil, law: &Law, today: Date, days: &Days<'_>) -> Option<Notice> {
    let threshold = law.penalty?.sessions;
    let (since, count) = without_leave(history, law, today, days)?;
    (count.sessions >= threshold).then_some(Notice::PenaltyThreshold {
        sessions: count.sessions,
        pending: count.pending,
        since,
        threshold,
        age: pupil.age,
    })
}

/// Marks that are still `N` when the law's days are over, or nearly.
pub(super) fn reasons(history: &History, law: &Law, today: Date, days: &Days<'_>) -> Vec<Notice> {
    let Some(given) = law.reason_days else { return Vec::new() };
    let mut missing: BTreeMap<(Answer, Date), BTreeSet<Session>> = BTreeMap::new();
    for (date, session, past) in history.until(today).filter(|(.., past)| Kind::of(past.code) == Kind::Pending) {
        let answer = if past.answered { Answer::Given } else { Answer::None };
        missing.entry((answer, date)).or_default().insert(session);
    }
    let notice = |((answer, date), sessions): ((Answer, Date), BTreeSet<Session>)| {
        let due = reason_deadline(date, given, days)?;
        let remind = match given.saturating_sub(REMIND_BEFORE) {
            0 => date,
            sooner => reason_deadline(date, sooner, days)?,
        };
        if today > due {
            Some(Notice::ReasonOverdue { answer, date, sessions, due })
        } else {
            (today >= remind).then_some(Notice::ReasonDueSoon { answer, date, sessions, due })
        }
    };
    missing.into_iter().filter_map(notice).collect()
}

/// Days of absence that nobody has explained, for those who work with the pupil.
///
/// `O` is one of them: it also stands for circumstances that nobody knows, and a worker who hears of too much is no harm.
///
/// Source: "Working together to improve school attendance", paragraph 52, as Enfield has it.
pub(super) fn workers(history: &History, pupil: &Pupil, today: Date) -> Vec<Notice> {
    let unexplained = |past: &Past| !past.answered && matches!(Kind::of(past.code), Kind::Pending | Kind::Unknown);
    let days: BTreeSet<Date> = history
        .until(today)
        .filter(|(date, _, past)| unexplained(past) && pupil.workers_told.is_none_or(|told| *date > told))
        .map(|(date, ..)| date)
        .collect();
    if days.is_empty() {
        return Vec::new();
    }
    pupil.workers.iter().map(|worker| Notice::TellTheWorker { worker: *worker, days: days.clone() }).collect()
}

/// School days without leave, one after the other.
#[derive(Clone, Copy)]
struct Run {
    since: Date,
    until: Date,
    days: usize,
    pending: usize,
}

/// The newest run of school days without leave that is long enough and not too long ago.
///
/// A day counts where each of its marks is without leave, and today only when both are there. Sessions without a mark, and those that the
/// pupil could not attend, neither count nor break a run; holidays do not either. That `U` counts is general knowledge, not sourced.
pub(super) fn in_a_row(history: &History, pupil: &Pupil, law: &Law, today: Date) -> Option<Notice> {
    let mut by_day: BTreeMap<Date, Vec<Kind>> = BTreeMap::new();
    for (date, _, past) in history.until(today) {
        by_day.entry(date).or_default().push(Kind::of(past.code));
    }
    let (mut running, mut found): (Option<Run>, Option<Run>) = (None, None);
    for (date, kinds) in by_day {
        let whole = date < today || kinds.len() == Session::BOTH.len();
        let mut possible = kinds.iter().filter(|kind| **kind != Kind::NotPossible).peekable();
        if possible.peek().is_none() {
            continue;
        }
        if !possible.all(|kind| kind.is_without_leave()) {
            running = None;
            continue;
        }
        if whole {
            let run = running.get_or_insert(Run { since: date, until: date, days: 0, pending: 0 });
            run.until = date;
            run.days = run.days.saturating_add(1);
            run.pending = run.pending.saturating_add(kinds.iter().filter(|kind| **kind == Kind::Pending).count());
            if run.days >= law.local_authority_days {
                found = Some(*run);
            }
        }
    }
    found.filter(|run| today.duration_since(run.until).as_hours() <= law.local_authority_within.saturating_mul(24)).map(|run| {
        Notice::ContinuousUnauthorised {
            since: run.since,
            until: run.until,
            days: run.days,
            pending: run.pending,
            age: pupil.age,
        }
    })
}

/// Absence without leave that amounts to as many days, in this school year.
pub(super) fn irregular(history: &History, pupil: &Pupil, law: &Law, today: Date) -> Option<Notice> {
    let count = WithoutLeave::among(this_year(history, today));
    (count.sessions >= in_sessions(law.local_authority_days)).then_some(Notice::IrregularAttendance {
        sessions: count.sessions,
        pending: count.pending,
        age: pupil.age,
    })
}

/// Sickness in this school year, with what is to be expected where somebody said how long it will be.
pub(super) fn sickness(history: &History, pupil: &Pupil, law: &Law, today: Date, days: &Days<'_>) -> Option<Notice> {
    let sessions = this_year(history, today).filter(|past| Kind::of(past.code) == Kind::Illness).count();
    let marked: BTreeSet<(Date, Session)> = history.until(today).map(|(date, session, _)| (date, session)).collect();
    let expected_sessions = pupil.ill_until.map_or(0, |until| {
        let ahead = today.series(jiff::Span::new().days(1)).take_while(|day| *day <= until).take(LOOK_AHEAD);
        let open = |day: &Date| Session::BOTH.into_iter().filter(|session| !marked.contains(&(*day, *session))).count();
        ahead.filter(|day| (days.is_school_day)(*day)).map(|day| open(&day)).sum::<usize>()
    });
    (sessions.saturating_add(expected_sessions) >= in_sessions(law.sickness_days?)).then_some(Notice::Sickness {
        sessions,
        expected_sessions,
        age: pupil.age,
    })
}

fn this_year(history: &History, today: Date) -> impl Iterator<Item = Past> {
    let since = school_year(today);
    history.until(today).filter(move |(date, ..)| *date >= since).map(|(.., past)| past)
}

/// A school day has two sessions.
const fn in_sessions(days: usize) -> usize {
    days.saturating_mul(2)
}
