//! Rows that are marks: eight bytes each, so that a year of registers fits.

use std::collections::HashMap;

use domain::code::{Cell, read_cell};
use domain::register::Session;
use jiff::Span;
use jiff::civil::Date;

use crate::field::Field;
use crate::problem::ProblemCode;
use crate::refusal::Refusal;
use crate::row::Row;
use crate::values;

/// No minutes are given.
const NO_MINUTES: u16 = u16::MAX;

/// Where the column is not one of marks, every cell is another: those behind so many are unknown and not kept.
const DIFFERENT_MARKS: usize = 500;

/// One mark, in a register's place of its pupil.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slot {
    /// The row's line; 0 where the pupil has no row.
    pub(crate) line: u32,
    pub(crate) minutes: u16,
    /// What was written, by [`Marks::all_written`].
    pub(crate) code: u16,
}

impl Slot {
    /// How late the pupil came, where the file says so.
    pub(crate) fn minutes(self) -> Option<u16> {
        (self.minutes != NO_MINUTES).then_some(self.minutes)
    }
}

/// The marks of one file.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// By day and session: a place for each pupil, by [`crate::keys::Keys`].
    pub(crate) registers: HashMap<(Date, Session), Vec<Slot>>,
    /// What stands beside today's marks.
    pub(crate) comments: HashMap<(u32, Session), Box<str>>,
    /// By the pupil's number: the registration group, where the file has it.
    pub(crate) groups: Vec<Option<Box<str>>>,
    written: Vec<(Box<str>, Cell)>,
    places: usize,
}

impl Marks {
    /// Reads a row that is one mark.
    pub(crate) fn read(&mut self, row: &mut Row<'_>, today: Date, most: usize) -> Result<(), Refusal> {
        let Some(date) = values::day(row.cell(Field::Date)) else {
            row.report_field(Field::Date, ProblemCode::BadDate);
            return Ok(());
        };
        let Some(session) = values::session(row.cell(Field::Session)) else {
            row.report_field(Field::Session, ProblemCode::BadSession);
            return Ok(());
        };
        if date > today {
            row.report_field(Field::Date, ProblemCode::DateInFuture);
            return Ok(());
        }
        let late = row.cell(Field::MinutesLate);
        let minutes = values::minutes(late).filter(|minutes| *minutes != NO_MINUTES);
        if minutes.is_none() && !late.is_empty() {
            row.report_field(Field::MinutesLate, ProblemCode::BadMinutes);
        }
        self.keep_group(row);
        let comment = row.cell(Field::Comment);
        if date == today && !comment.is_empty() {
            self.comments.insert((row.pupil, session), comment.into());
        }
        self.keep(row, None, (date, session), row.cell(Field::Mark), minutes.unwrap_or(NO_MINUTES), most)
    }

    /// Reads a row with a mark in each of several columns: those of a week, or of the days that the columns are named after. A week
    /// that the row does not name is the present one. Blank cells of days that have not come say nothing.
    pub(crate) fn read_beside(&mut self, row: &mut Row<'_>, today: Date, most: usize) -> Result<(), Refusal> {
        let week = row.cell(Field::WeekOf);
        let day_of_week = if week.is_empty() { Some(today) } else { values::day(week) };
        let Some(monday) = day_of_week.and_then(monday_of) else {
            row.report_field(Field::WeekOf, ProblemCode::BadDate);
            return Ok(());
        };
        self.keep_group(row);
        let columns = row.columns;
        let of_week = Field::ALL.iter().filter_map(|field| {
            let (column, (days, afternoon)) = (row.cells.of(*field)?, field.in_week()?);
            let date = monday.checked_add(Span::new().days(days)).ok()?;
            Some((column, date, if afternoon { Session::Pm } else { Session::Am }))
        });
        let all: Vec<(usize, Date, Session)> = of_week.chain(columns.dated.iter().copied()).collect();
        for (column, date, session) in all {
            let mark = row.at(column);
            if date > today {
                if read_cell(mark) != Cell::NotTaken {
                    row.report(Some(column), ProblemCode::DateInFuture);
                }
                continue;
            }
            self.keep(row, Some(column), (date, session), mark, NO_MINUTES, most)?;
        }
        Ok(())
    }

    fn keep(
        &mut self,
        row: &mut Row<'_>,
        column: Option<usize>,
        (date, session): (Date, Session),
        mark: &str,
        minutes: u16,
        most: usize,
    ) -> Result<(), Refusal> {
        let slot = Slot { line: u32::try_from(row.line()).unwrap_or(u32::MAX), minutes, code: self.code_of(mark) };
        let place = self.place(date, session, row.pupil, most)?;
        let known = *place;
        *place = slot;
        if known.line != 0 {
            let same = (known.code, known.minutes) == (slot.code, slot.minutes);
            if same {
                // The first row stands; its line is the one that other problems name.
                *place = known;
            }
            row.report(column, if same { ProblemCode::RepeatedRow } else { ProblemCode::MarksDisagree });
        }
        Ok(())
    }

    /// Everything that was written, by its code.
    pub(crate) fn all_written(&self) -> impl Iterator<Item = (&str, Cell)> {
        self.written.iter().map(|(text, cell)| (&**text, *cell))
    }

    fn code_of(&mut self, text: &str) -> u16 {
        // Few codes come again and again, so that a look through the list is quicker than reading them.
        let known = self.written.iter().position(|(known, _)| **known == *text);
        let code = known.unwrap_or_else(|| {
            match self.written.len() {
                0..DIFFERENT_MARKS => self.written.push((text.into(), read_cell(text))),
                DIFFERENT_MARKS => self.written.push(("".into(), Cell::Unknown)),
                _ => {}
            }
            self.written.len() - 1
        });
        u16::try_from(code).unwrap_or(u16::MAX)
    }

    fn keep_group(&mut self, row: &Row<'_>) {
        let group = row.cell(Field::RegistrationGroup);
        if group.is_empty() {
            return;
        }
        let number = row.pupil as usize;
        if self.groups.len() <= number {
            self.groups.resize_with(number + 1, || None);
        }
        if let Some(known @ None) = self.groups.get_mut(number) {
            *known = Some(values::one_line(group).into());
        }
    }

    fn place(&mut self, date: Date, session: Session, pupil: u32, most: usize) -> Result<&mut Slot, Refusal> {
        let register = self.registers.entry((date, session)).or_default();
        let pupil = pupil as usize;
        if register.len() <= pupil {
            self.places += pupil + 1 - register.len();
            if self.places > most {
                return Err(Refusal::new(ProblemCode::TooManyMarks));
            }
            // Doubling would cost as much again as the marks of a whole year do.
            register.reserve_exact((pupil + 1 + register.len() / 8).saturating_sub(register.len()));
            register.resize(pupil + 1, Slot::default());
        }
        register.get_mut(pupil).ok_or_else(|| Refusal::new(ProblemCode::TooManyMarks))
    }
}

/// The Monday of a day's week.
fn monday_of(day: Date) -> Option<Date> {
    day.checked_sub(Span::new().days(i64::from(day.weekday().to_monday_zero_offset()))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_takes_eight_bytes() {
        assert_eq!(size_of::<Slot>(), 8);
    }
}
