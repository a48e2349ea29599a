//! An absence: one a pupil and day. What becomes of it is its [search](crate::search).

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::pupil::PupilId;

/// Which absence: one a pupil and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AbsenceId {
    /// The day at the school.
    pub date: Date,
    /// Who.
    pub pupil: PupilId,
}

impl fmt::Display for AbsenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.date, self.pupil)
    }
}

/// A text that names no absence.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an absence is named by its date, a dot and 32 hexadecimal digits")]
pub struct NotAnAbsence;

impl FromStr for AbsenceId {
    type Err = NotAnAbsence;

    fn from_str(text: &str) -> Result<Self, NotAnAbsence> {
        let (date, pupil) = text.split_once('.').ok_or(NotAnAbsence)?;
        Ok(Self { date: date.parse().map_err(|_| NotAnAbsence)?, pupil: PupilId::from_hex(pupil).ok_or(NotAnAbsence)? })
    }
}
