//! One row with what its columns mean, as the readers of pupils, contacts, marks and days see it.

use crate::columns::{Cells, Columns};
use crate::field::Field;
use crate::found::Problems;
use crate::problem::ProblemCode;
use crate::record::Record;

/// A row that is about a pupil, where [`Row::pupil`] says which.
pub(crate) struct Row<'a> {
    pub(crate) record: &'a Record,
    pub(crate) columns: &'a Columns,
    /// Those of them that the row is read for: the pupil's, or one contact's.
    pub(crate) cells: &'a Cells,
    pub(crate) problems: &'a mut Problems,
    /// The pupil, by [`crate::keys::Keys`]; 0 in a table that is not about pupils.
    pub(crate) pupil: u32,
}

impl<'a> Row<'a> {
    pub(crate) fn line(&self) -> u64 {
        self.record.line
    }

    /// A field's cell; empty where the cell was longer than is read.
    pub(crate) fn cell(&self, field: Field) -> &'a str {
        self.cells.of(field).map_or("", |column| self.cells.meant(field, self.at(column)))
    }

    /// A column's cell; empty where the cell was longer than is read.
    pub(crate) fn at(&self, column: usize) -> &'a str {
        if self.record.cut().contains(&column) { "" } else { self.record.cell(column) }
    }

    /// The first of two fields' cells that says something, with which one it was.
    pub(crate) fn either(&self, first: Field, second: Field) -> (&'a str, Option<usize>) {
        let cell = self.cell(first);
        if cell.is_empty() { (self.cell(second), self.cells.of(second)) } else { (cell, self.cells.of(first)) }
    }

    /// Reports a problem of a column, or of the row as a whole.
    pub(crate) fn report(&mut self, column: Option<usize>, code: ProblemCode) {
        self.problems.add(self.record.line, column, code, Some(self.pupil));
    }

    /// Reports a problem of a field's column.
    pub(crate) fn report_field(&mut self, field: Field, code: ProblemCode) {
        self.report(self.cells.of(field), code);
    }
}
