//! One file, read from its first byte to its last.

use std::io::Read;

use domain::upload::Part;
use jiff::civil::Date;

use crate::bytes::{Bytes, are_text};
use crate::calendar::Calendar;
use crate::contacts::Contacts;
use crate::delimited;
use crate::found::Problems;
use crate::header::{self, Columns, Header};
use crate::keys::{self, Keys};
use crate::limits::Limits;
use crate::marks::Marks;
use crate::problem::ProblemCode;
use crate::profile::Rows;
use crate::record::Record;
use crate::refusal::{ReadError, Refusal};
use crate::roll::Roll;
use crate::row::Row;

/// What a file is, found without reading all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// What it brings to an upload.
    pub parts: Vec<Part>,
    /// Whose table it is like: `SIMS`.
    pub profile: &'static str,
    /// Which table: `contacts`.
    pub table: &'static str,
}

impl Recognised {
    fn of(columns: &Columns) -> Self {
        Self { parts: vec![columns.part()], profile: columns.profile.name, table: columns.table.name }
    }
}

/// Says what a file is from its first 64 KB.
///
/// ```
/// let found = extract::recognise("Adno;Date;Session;Mark\r\n001200;23/11/2026;AM;N\r\n".as_bytes()).unwrap();
/// assert_eq!(found.parts, [domain::upload::Part::Marks]);
/// assert!(extract::recognise("colour,shape\nred,square\n".as_bytes()).is_err());
/// ```
///
/// # Errors
/// [`ReadError::Refused`] when it is empty, no table, or has no header that is known.
pub fn recognise(file: impl Read) -> Result<Recognised, ReadError> {
    let limits = Limits::default();
    let (_, _, header) = open(file, &limits)?;
    Ok(Recognised::of(&header.columns))
}

/// Reads a file's beginning and finds its header.
fn open<R: Read>(file: R, limits: &Limits) -> Result<(Vec<u8>, Bytes<R>, Header), ReadError> {
    let mut bytes = Bytes::new(file, limits);
    let (beginning, whole) = bytes.beginning()?;
    if beginning.iter().all(u8::is_ascii_whitespace) && whole {
        return Err(Refusal::new(ProblemCode::EmptyFile).into());
    }
    if !are_text(&beginning) {
        return Err(Refusal::new(ProblemCode::NotATable).into());
    }
    let header = header::find(&beginning, whole, limits)?;
    Ok((beginning, bytes, header))
}

/// What one file holds.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) columns: Columns,
    pub(crate) keys: Keys,
    pub(crate) roll: Roll,
    pub(crate) contacts: Contacts,
    pub(crate) marks: Marks,
    pub(crate) calendar: Calendar,
    pub(crate) problems: Problems,
    /// Rows with something in them, the header, its repetitions and totals not counted.
    pub(crate) rows: u64,
}

impl File {
    pub(crate) fn recognised(&self) -> Recognised {
        Recognised::of(&self.columns)
    }
}

/// Reads a whole file.
pub(crate) fn read<R: Read>(name: &str, file: R, today: Date, limits: &Limits) -> Result<File, ReadError> {
    let (beginning, mut bytes, header) = open(file, limits)?;
    let mut reading = Reading {
        today,
        limits,
        header_line: header.line,
        key_column: keys::kind(&header.columns).and_then(|kind| header.columns.of(kind)),
        short_rows: 0,
        file: File {
            name: name.to_owned(),
            columns: header.columns,
            keys: Keys::default(),
            roll: Roll::default(),
            contacts: Contacts::default(),
            marks: Marks::default(),
            calendar: Calendar::default(),
            problems: Problems::new(limits.problems),
            rows: 0,
        },
    };
    delimited::read(&beginning, &mut bytes, header.delimiter, limits, |record, ended| reading.row(record, ended))?;
    if reading.file.rows == 0 {
        return Err(Refusal::new(ProblemCode::NoRows).into());
    }
    Ok(reading.file)
}

struct Reading<'a> {
    today: Date,
    limits: &'a Limits,
    header_line: u64,
    key_column: Option<usize>,
    /// Rows with fewer cells than the header has.
    short_rows: u64,
    file: File,
}

impl Reading<'_> {
    /// Takes a row; `ended` says whether it had a line end.
    fn row(&mut self, record: &Record, ended: bool) -> Result<(), Refusal> {
        if record.line <= self.header_line || record.is_blank() || self.file.columns.repeats(record) || is_total(record) {
            return Ok(());
        }
        self.file.rows += 1;
        if self.file.rows > self.limits.rows {
            return Err(Refusal::at(ProblemCode::TooManyRows, record.line));
        }
        let width = self.file.columns.count();
        if record.len() < width {
            // A writer that leaves empty cells out does so in more than the last row.
            if !ended && self.short_rows == 0 && self.file.rows > 1 {
                return Err(Refusal::at(ProblemCode::FileEndsInTheMiddle, record.line));
            }
            self.short_rows += 1;
        }
        let key = self.key_column.map_or("", |column| record.cell(column));
        let about_a_pupil = self.file.columns.table.rows != Rows::Day;
        if about_a_pupil && key.is_empty() {
            self.file.problems.add(record.line, self.key_column, ProblemCode::MissingPupilNumber, None);
            return Ok(());
        }
        let pupil = if about_a_pupil { self.file.keys.number(key, self.limits.pupils)? } else { 0 };
        let mut row = Row { record, columns: &self.file.columns, problems: &mut self.file.problems, pupil };
        if (width..record.len()).any(|column| !record.cell(column).is_empty()) {
            row.report(None, ProblemCode::RowHasExtraCells);
            return Ok(());
        }
        for column in record.cut() {
            row.report(Some(*column), ProblemCode::CellTooLong);
        }
        match row.columns.table.rows {
            Rows::Pupil => self.file.roll.read(&mut row, key),
            Rows::Contact => self.file.contacts.read(&mut row, self.limits.contacts_of_a_pupil),
            Rows::Mark => self.file.marks.read(&mut row, self.today, self.limits.marks)?,
            Rows::Day => self.file.calendar.read(&mut row),
        }
        Ok(())
    }
}

/// Whether a row is what a report writes below its rows: totals, the date of printing, a page's number.
fn is_total(record: &Record) -> bool {
    const WORDS: [&str; 16] = [
        "total",
        "grand total",
        "sub total",
        "subtotal",
        "sub-total",
        "count",
        "sum of",
        "number of",
        "report ",
        "printed",
        "produced",
        "generated",
        "page ",
        "end of",
        "run date",
        "date printed",
    ];
    let mut filled = record.cells().filter(|cell| !cell.is_empty());
    let Some(first) = filled.next().filter(|cell| cell.starts_with(|c: char| c.is_ascii_alphanumeric())) else {
        return false;
    };
    let lower = first.get(..24).unwrap_or(first).to_ascii_lowercase();
    let counts = lower.split_once(' ').is_some_and(|(number, of)| {
        number.bytes().all(|b| b.is_ascii_digit())
            && ["rows", "records", "pupils", "students", "contacts", "marks"].iter().any(|word| of.starts_with(word))
    });
    (counts || WORDS.iter().any(|word| lower.starts_with(word))) && filled.count() <= 2
}
