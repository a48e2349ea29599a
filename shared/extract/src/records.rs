//! Records that carry the names of their own values, as XML and JSON have them, made into rows like any table's.

use std::collections::HashMap;

use crate::bytes::append_field;
use crate::columns::Name;
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::record::Record;
use crate::refusal::Refusal;

/// Who takes the rows.
pub(crate) trait Target {
    /// Takes a name that has not come before; gives its column where it means something.
    fn name(&mut self, name: &Name) -> Option<usize>;

    /// Takes a row. Its line is the record's number in the file, the first being 1.
    fn row(&mut self, record: &Record) -> Result<(), Refusal>;
}

/// Collects the names alone, to see what a file is.
#[derive(Debug, Default)]
pub(crate) struct Names(pub(crate) Vec<Name>);

impl Target for Names {
    fn name(&mut self, name: &Name) -> Option<usize> {
        self.0.push(name.clone());
        None
    }

    fn row(&mut self, _: &Record) -> Result<(), Refusal> {
        Ok(())
    }
}

/// A name without the number in it, and its columns by number (0 for none).
#[derive(Debug)]
struct Pattern {
    text: Box<str>,
    columns: Vec<(u16, Option<usize>)>,
}

/// A value of the record on its way.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    start: usize,
    end: usize,
    cut: bool,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    pub(crate) path: &'p str,
    /// The place in the list that is on the path.
    pub(crate) number: Option<u16>,
    /// Whether it is one of several in a further list: they are put together in one cell.
    pub(crate) listed: bool,
}

/// Puts values together to rows.
pub(crate) struct Records<'t> {
    target: &'t mut dyn Target,
    patterns: Vec<Pattern>,
    places: HashMap<Box<str>, usize>,
    /// The pattern that comes next where this record is like the one before.
    expected: usize,
    text: String,
    cells: Vec<Cell>,
    twice: Option<usize>,
    over: bool,
    row_bytes: usize,
    row: Record,
    number: u64,
    row_limit: usize,
    name_limit: usize,
    most_listed: u16,
}

impl<'t> Records<'t> {
    pub(crate) fn new(target: &'t mut dyn Target, limits: &Limits) -> Self {
        Self {
            target,
            patterns: Vec::new(),
            places: HashMap::new(),
            expected: 0,
            text: String::new(),
            cells: Vec::new(),
            twice: None,
            over: false,
            row_bytes: 0,
            row: Record::default(),
            number: 1,
            row_limit: limits.row_bytes,
            name_limit: limits.columns,
            most_listed: u16::try_from(limits.contacts_of_a_pupil).unwrap_or(u16::MAX),
        }
    }

    /// The number of the record that is on its way.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Whether a place in a list is still read; one that is not is reported with the row.
    pub(crate) fn is_read(&mut self, number: u16) -> bool {
        self.over |= number > self.most_listed;
        number <= self.most_listed
    }

    /// Begins a record, forgetting what came since the last one ended.
    pub(crate) fn begin(&mut self) {
        self.text.clear();
        self.cells.fill(Cell::default());
        self.twice = None;
        self.over = false;
        self.row_bytes = 0;
        self.expected = 0;
    }

    /// Takes a value; `cut` says that it was longer than is read.
    pub(crate) fn value(&mut self, place: Place<'_>, value: &[u8], cut: bool) -> Result<(), Refusal> {
        self.row_bytes += value.len() + 1;
        if self.row_bytes > self.row_limit {
            return Err(Refusal::at(ProblemCode::RowTooLong, self.number));
        }
        let Some(column) = self.column(place)? else { return Ok(()) };
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::default());
        }
        let start = self.text.len();
        if start > self.row_limit {
            return Err(Refusal::at(ProblemCode::RowTooLong, self.number));
        }
        append_field(&mut self.text, value, cut);
        let Some(cell) = self.cells.get_mut(column) else { return Ok(()) };
        let (before, new) = (self.text.get(cell.start..cell.end).unwrap_or_default(), self.text.get(start..).unwrap_or_default());
        if before.is_empty() {
            *cell = Cell { start, end: self.text.len(), cut };
        } else if place.listed && !new.is_empty() {
            let both = format!("{before};{new}");
            self.text.truncate(start);
            self.text.push_str(&both);
            *cell = Cell { start, end: self.text.len(), cut: cell.cut | cut };
        } else if !new.is_empty() && before != new {
            self.twice = Some(column);
        }
        Ok(())
    }

    /// Ends a record: it is a row now.
    pub(crate) fn end(&mut self) -> Result<(), Refusal> {
        self.row.clear(self.number);
        let text = &self.text;
        for cell in &self.cells {
            self.row.push(cell.cut, |row| row.push_str(text.get(cell.start..cell.end).unwrap_or_default()));
        }
        self.row.twice = self.twice;
        self.row.over = self.over;
        self.target.row(&self.row)?;
        self.number += 1;
        self.begin();
        Ok(())
    }

    /// Which column a place is; `None` where nobody knows its name.
    fn column(&mut self, place: Place<'_>) -> Result<Option<usize>, Refusal> {
        let expected = self.patterns.get(self.expected).is_some_and(|pattern| *pattern.text == *place.path);
        let at = if expected { Some(self.expected) } else { self.places.get(place.path).copied() };
        let at = match at {
            Some(at) => at,
            None => {
                if self.patterns.len() >= self.name_limit {
                    return Err(Refusal::at(ProblemCode::TooManyColumns, self.number));
                }
                self.places.insert(place.path.into(), self.patterns.len());
                self.patterns.push(Pattern { text: place.path.into(), columns: Vec::new() });
                self.patterns.len() - 1
            }
        };
        self.expected = at + 1;
        let Some(pattern) = self.patterns.get_mut(at) else { return Ok(None) };
        let number = place.number.unwrap_or(0);
        if let Some((_, column)) = pattern.columns.iter().find(|(known, _)| *known == number) {
            return Ok(*column);
        }
        let column = self.target.name(&Name { text: place.path.to_owned(), number: place.number });
        pattern.columns.push((number, column));
        Ok(column)
    }
}
