//! What staff are told.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use super::Worker;
use crate::register::Session;
use crate::year::CompulsoryAge;

/// Whether a contact has given the reason that the register lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// A contact gave it and nobody has coded it: it is the office's turn.
    Given,
    /// Nobody has given one.
    None,
}

/// Something that a school has to be told of. They sort as staff should read them, those of many pupils too: workers first, then the
/// reasons that were given and not coded, the oldest first, so that nobody is fined for the office's backlog.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// A worker has to hear of days of absence that nobody has explained.
    TellTheWorker {
        /// Who.
        worker: Worker,
        /// The days.
        days: BTreeSet<Date>,
    },
    /// The days that the law gives for a reason are over, and the mark is still `N`.
    ReasonOverdue {
        /// Whether a contact gave the reason.
        answer: Answer,
        /// The day of the absence.
        date: Date,
        /// Its sessions.
        sessions: BTreeSet<Session>,
        /// The last day that the law gave.
        due: Date,
    },
    /// Those days end today or on the next school day.
    ReasonDueSoon {
        /// Whether a contact gave the reason.
        answer: Answer,
        /// The day of the absence.
        date: Date,
        /// Its sessions.
        sessions: BTreeSet<Session>,
        /// The last day that the law gives.
        due: Date,
    },
    /// So many school days without leave in a row that the local authority is told.
    ContinuousUnauthorised {
        /// The first of them.
        since: Date,
        /// The last of them so far.
        until: Date,
        /// How many.
        days: usize,
        /// Sessions in them that are still `N`.
        pending: usize,
        /// Whether the age is known.
        age: CompulsoryAge,
    },
    /// Absence without leave that amounts to as many school days in this school year: irregular attendance.
    IrregularAttendance {
        /// Sessions without leave since the school year began.
        sessions: usize,
        /// Of them still `N`.
        pending: usize,
        /// Whether the age is known.
        age: CompulsoryAge,
    },
    /// A penalty notice has to be considered.
    PenaltyThreshold {
        /// Sessions without leave.
        sessions: usize,
        /// Of them still `N`.
        pending: usize,
        /// The first day that counts.
        since: Date,
        /// From how many on.
        threshold: usize,
        /// Whether the age is known.
        age: CompulsoryAge,
    },
    /// So many days of sickness in this school year that the local authority is told.
    Sickness {
        /// Sessions so far; two are a school day.
        sessions: usize,
        /// Sessions that are still to be expected.
        expected_sessions: usize,
        /// Whether the age is known.
        age: CompulsoryAge,
    },
}

impl Notice {
    /// The stable word for tables and the API.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::TellTheWorker { .. } => "tell_the_worker",
            Self::ReasonOverdue { .. } => "reason_overdue",
            Self::ReasonDueSoon { .. } => "reason_due_soon",
            Self::ContinuousUnauthorised { .. } => "continuous_unauthorised",
            Self::IrregularAttendance { .. } => "irregular_attendance",
            Self::PenaltyThreshold { .. } => "penalty_threshold",
            Self::Sickness { .. } => "sickness",
        }
    }

    /// What it is and what to do, for staff alone.
    pub fn sentence(&self) -> String {
        match self {
            Self::TellTheWorker { worker, days } => {
                let worker = match worker {
                    Worker::SocialWorker => "social worker",
                    Worker::YouthWorker => "youth offending team's worker",
                };
                let days: Vec<String> = days.iter().map(Date::to_string).collect();
                format!("Tell the {worker} of the absence without a known reason on {}.", days.join(", "))
            }
            Self::ReasonOverdue { answer, date, sessions, due } => {
                let sessions = of_the_day(sessions);
                match answer {
                    Answer::Given => format!(
                        "A contact gave a reason for {date} {sessions}, and the mark is still N. It was due on {due}: code it now."
                    ),
                    Answer::None => format!(
                        "The reason for {date} {sessions} was due on {due}, and the mark is still N. Ask once more, then decide on the code."
                    ),
                }
            }
            Self::ReasonDueSoon { answer, date, sessions, due } => {
                let sessions = of_the_day(sessions);
                match answer {
                    Answer::Given => {
                        format!("A contact gave a reason for {date} {sessions}, and the mark is still N. Code it by {due}.")
                    }
                    Answer::None => format!("The reason for {date} {sessions} is due by {due}. Ask once more."),
                }
            }
            Self::ContinuousUnauthorised { since, until, days, pending, age } => format!(
                "Without leave on {days} school days in a row, from {since} to {until}: tell the local authority.{}{}",
                still_pending(*pending),
                age_note(*age)
            ),
            Self::IrregularAttendance { sessions, pending, age } => format!(
                "{sessions} sessions without leave in this school year: tell the local authority of irregular attendance.{}{}",
                still_pending(*pending),
                age_note(*age)
            ),
            Self::PenaltyThreshold { sessions, pending, since, threshold, age } => {
                let settled = sessions.saturating_sub(*pending);
                let without = match pending {
                    0 => String::new(),
                    _ if settled < *threshold => format!(
                        "{} Without them it is {settled}, which is below {threshold}: settle them first.",
                        still_pending(*pending)
                    ),
                    _ => format!("{} Without them it is {settled}.", still_pending(*pending)),
                };
                format!(
                    "{sessions} sessions without leave since {since}: from {threshold} on a penalty notice has to be considered.{without}{}",
                    age_note(*age)
                )
            }
            Self::Sickness { sessions, expected_sessions, age } => {
                let expected = match expected_sessions {
                    0 => String::new(),
                    _ => format!(" and {} more to be expected", in_days(*expected_sessions)),
                };
                format!(
                    "{} school days of sickness in this school year{expected}: tell the local authority.{}",
                    in_days(*sessions),
                    age_note(*age)
                )
            }
        }
    }
}

/// A notice may say that a child is ill, so it prints as `Notice(…)`.
impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notice(…)")
    }
}

fn of_the_day(sessions: &BTreeSet<Session>) -> String {
    sessions.iter().map(|session| session.as_str()).collect::<Vec<_>>().join(" and ")
}

fn still_pending(pending: usize) -> String {
    match pending {
        0 => String::new(),
        1 => " 1 of them is still N.".to_owned(),
        _ => format!(" {pending} of them are still N."),
    }
}

fn age_note(age: CompulsoryAge) -> &'static str {
    match age {
        CompulsoryAge::Unknown => " Make sure first that the child is of compulsory school age.",
        CompulsoryAge::Yes | CompulsoryAge::No => "",
    }
}

/// Sessions as school days: `14`, `14½`.
fn in_days(sessions: usize) -> String {
    match (sessions / 2, sessions % 2) {
        (0, 1) => "½".to_owned(),
        (whole, 0) => whole.to_string(),
        (whole, _) => format!("{whole}½"),
    }
}
