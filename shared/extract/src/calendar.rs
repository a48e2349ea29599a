//! Rows that are days: which of them are school days.

use jiff::civil::Date;

use crate::field::Field;
use crate::problem::ProblemCode;
use crate::row::Row;
use crate::values::{self, Flag};

/// A day of the school's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether the school is open.
    pub in_session: bool,
    /// What the calendar says of it: `INSET`; empty when nothing.
    pub event: String,
}

/// The days of one file, each once.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    pub(crate) days: std::collections::BTreeMap<Date, Day>,
}

impl Calendar {
    pub(crate) fn read(&mut self, row: &mut Row<'_>) {
        let mut report = |field: Field, code| row.problems.add(row.record.line, row.cells.of(field), code, None);
        let Some(date) = values::day(row.cells.cell(row.record, Field::Date)) else {
            report(Field::Date, ProblemCode::BadDate);
            return;
        };
        let cell = row.cells.cell(row.record, Field::InSession);
        let in_session = match values::flag(cell) {
            Flag::Yes => true,
            Flag::No if !cell.is_empty() => false,
            _ => {
                report(Field::InSession, ProblemCode::BadCalendarDay);
                return;
            }
        };
        let event = values::one_line(row.cells.cell(row.record, Field::Event));
        self.days.insert(date, Day { date, in_session, event });
    }
}
