//! One file, read from its first byte to its last.

use std::io::Read;

use domain::upload::Part;
use jiff::civil::Date;

use crate::archive::{self, Archive};
use crate::bytes::{Bytes, are_text};
use crate::calendar::Calendar;
use crate::columns::{Columns, Name, Scheme};
use crate::contacts::Contacts;
use crate::delimited;
use crate::found::Problems;
use crate::header::{self, Header, Search};
use crate::input::Input;
use crate::json;
use crate::keys::Keys;
use crate::limits::Limits;
use crate::marks::Marks;
use crate::people::People;
use crate::problem::ProblemCode;
use crate::profile::Rows;
use crate::record::Record;
use crate::records::{Names, Target};
use crate::refusal::{ReadError, Refusal};
use crate::roll::Roll;
use crate::row::Row;
use crate::spreadsheet::{self, Book};
use crate::xml;

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
        Self { parts: columns.parts(), profile: columns.scheme.profile(), table: columns.table().name }
    }
}

/// Takes a row; says whether the next one is wanted.
pub(crate) type TakeRow<'t> = &'t mut dyn FnMut(&Record) -> Result<bool, Refusal>;

/// Hands the rows of a sheet over, from the first.
pub(crate) type EachRow<'e> = &'e mut dyn FnMut(TakeRow<'_>) -> Result<(), Refusal>;

/// How a file is read.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    /// Today at the school.
    pub(crate) today: Date,
    pub(crate) limits: &'a Limits,
    /// What the school has said of its own columns.
    pub(crate) own: &'a [Scheme],
}

/// Says what a file is from its first 64 KB, as `own` names the school's columns and the profiles those of others.
pub(crate) fn recognise(file: impl Read, limits: &Limits, own: &[Scheme]) -> Result<Recognised, ReadError> {
    let mut bytes = Bytes::new(file, limits);
    let (beginning, whole) = bytes.beginning()?;
    recognise_beginning(&beginning, whole, limits, own)
}

fn recognise_beginning(beginning: &[u8], whole: bool, limits: &Limits, own: &[Scheme]) -> Result<Recognised, ReadError> {
    Ok(match kind(beginning, whole, limits, own)? {
        Kind::Delimited(header) => Recognised::of(&header.columns),
        Kind::Json(columns) | Kind::Xml(columns) => Recognised::of(&columns),
    })
}

/// Says what a file is that has to be seen whole; `packed` says whether it comes out of an archive.
pub(crate) fn recognise_whole(
    file: &mut dyn Read,
    limits: &Limits,
    own: &[Scheme],
    packed: bool,
) -> Result<Recognised, ReadError> {
    let mut bytes = Bytes::new(file, limits);
    let (beginning, whole) = bytes.beginning()?;
    if !archive::begins(&beginning) {
        return recognise_beginning(&beginning, whole, limits, own);
    }
    let bytes = archive::whole(beginning, bytes, limits)?;
    let mut archive = Archive::open(&bytes, limits)?;
    let mut found = Found::default();
    if archive.is_spreadsheet() {
        let mut book = Book::open(&bytes)?;
        for sheet in book.sheets() {
            if !book.is_blank(&sheet, limits)? {
                let header = header_of(&mut |take| book.rows(&sheet, limits, take), own);
                found.add(header.map(|(_, columns)| Recognised::of(&columns)).map_err(ReadError::from))?;
            }
        }
    } else if packed {
        return Err(Refusal::new(ProblemCode::ArchiveInArchive).into());
    } else {
        for (place, _) in archive.files() {
            found.add(recognise_whole(&mut archive.file(place)?, limits, own, true))?;
        }
    }
    Ok(found.end().unwrap_or_else(|| Err(Refusal::new(ProblemCode::EmptyFile)))?)
}

/// What the files of an archive, or the sheets of a workbook, bring together.
#[derive(Debug, Default)]
pub(crate) struct Found {
    recognised: Option<Recognised>,
    refused: Option<Refusal>,
}

impl Found {
    /// Adds what one of them is, or why it is not used.
    pub(crate) fn add(&mut self, one: Result<Recognised, ReadError>) -> Result<(), ReadError> {
        match one {
            Ok(one) => match &mut self.recognised {
                Some(all) => one.parts.into_iter().for_each(|part| {
                    if !all.parts.contains(&part) {
                        all.parts.push(part);
                    }
                }),
                None => self.recognised = Some(one),
            },
            Err(ReadError::Refused(refusal)) => self.refused = self.refused.take().or(Some(refusal)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// All of them; the first refusal where none can be used; `None` where there are none.
    pub(crate) fn end(self) -> Option<Result<Recognised, Refusal>> {
        self.recognised.map(Ok).or(self.refused.map(Err))
    }
}

/// The line of a sheet's header, and its columns.
fn header_of(rows: EachRow<'_>, own: &[Scheme]) -> Result<(u64, Columns), Refusal> {
    let mut search = Search::default();
    rows(&mut |record| Ok(search.row(record, own)))?;
    search.end()
}

/// What a file is.
enum Kind {
    Delimited(Header),
    Json(Columns),
    Xml(Columns),
}

/// Sees from a file's beginning what it is: by its first sign, never by its name.
fn kind(beginning: &[u8], whole: bool, limits: &Limits, own: &[Scheme]) -> Result<Kind, ReadError> {
    if archive::begins(beginning) {
        return Err(ReadError::NeedsWholeFile);
    }
    if spreadsheet::begins_old(beginning) {
        return Err(Refusal::new(ProblemCode::OldSpreadsheet).into());
    }
    let Some(first) = beginning.iter().find(|b| !b.is_ascii_whitespace()) else {
        return Err(Refusal::new(if whole { ProblemCode::EmptyFile } else { ProblemCode::NotATable }).into());
    };
    if !are_text(beginning) {
        return Err(Refusal::new(ProblemCode::NotATable).into());
    }
    let of_records = |is_json: bool| -> Result<Columns, ReadError> {
        let mut names = Names::default();
        let input: Input<'_, &[u8]> = Input::new(beginning, None, limits.row_bytes);
        let read = if is_json { json::read(input, &mut names, limits) } else { xml::read(input, &mut names, limits) };
        match read {
            // A beginning ends anywhere.
            Err(ReadError::Refused(refusal)) if refusal.code == ProblemCode::FileEndsInTheMiddle && !whole => {}
            other => other?,
        }
        if names.0.is_empty() && whole {
            return Err(Refusal::new(ProblemCode::NoRows).into());
        }
        Ok(header::of_names(&names.0, own)?)
    };
    Ok(match first {
        b'{' | b'[' => Kind::Json(of_records(true)?),
        b'<' => Kind::Xml(of_records(false)?),
        _ => Kind::Delimited(header::find(beginning, whole, limits, own)?),
    })
}

/// What one file, or one sheet, holds.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) columns: Columns,
    pub(crate) keys: Keys,
    pub(crate) roll: Roll,
    pub(crate) people: People,
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

impl Reader<'_> {
    /// Reads a whole file of text.
    pub(crate) fn read<R: Read>(
        &self,
        name: &str,
        beginning: &[u8],
        whole: bool,
        mut bytes: Bytes<R>,
    ) -> Result<File, ReadError> {
        let limits = self.limits;
        match kind(beginning, whole, limits, self.own)? {
            Kind::Delimited(Header { delimiter, line, columns }) => {
                let mut reading = self.begin(name, columns, Some(line));
                delimited::read(beginning, &mut bytes, delimiter, limits, |record, ended| reading.row(record, ended))?;
                reading.end()
            }
            Kind::Json(columns) => {
                let mut reading = self.begin(name, columns, None);
                json::read(Input::new(beginning, Some(&mut bytes), limits.row_bytes), &mut reading, limits)?;
                reading.end()
            }
            Kind::Xml(columns) => {
                let mut reading = self.begin(name, columns, None);
                xml::read(Input::new(beginning, Some(&mut bytes), limits.row_bytes), &mut reading, limits)?;
                reading.end()
            }
        }
    }

    /// Reads a table whose rows come again each time they are asked for, as a sheet's do: once to find the header, once for good. `rows`
    /// hands each row to the function it is given, until that says no. A row's line is the sheet's own.
    pub(crate) fn read_rows(&self, name: &str, rows: EachRow<'_>) -> Result<File, ReadError> {
        let (line, columns) = header_of(rows, self.own)?;
        let mut reading = self.begin(name, columns, Some(line));
        rows(&mut |record| reading.row(record, true).map(|()| true))?;
        reading.end()
    }

    /// Begins to read the rows of a table whose header stands on a line, or of records, which have none.
    pub(crate) fn begin(&self, name: &str, columns: Columns, header_line: Option<u64>) -> Reading<'_> {
        Reading {
            today: self.today,
            limits: self.limits,
            header_line,
            short_rows: 0,
            file: File {
                name: name.to_owned(),
                columns,
                keys: Keys::default(),
                roll: Roll::default(),
                people: People::default(),
                contacts: Contacts::default(),
                marks: Marks::default(),
                calendar: Calendar::default(),
                problems: Problems::new(self.limits.problems),
                rows: 0,
            },
        }
    }
}

/// A file on its way, row by row.
pub(crate) struct Reading<'a> {
    today: Date,
    limits: &'a Limits,
    header_line: Option<u64>,
    /// Rows with fewer cells than the header has.
    short_rows: u64,
    file: File,
}

impl Target for Reading<'_> {
    fn name(&mut self, name: &Name) -> Option<usize> {
        self.file.columns.known(name)
    }

    fn row(&mut self, record: &Record) -> Result<(), Refusal> {
        self.file.rows += u64::from(!record.is_blank());
        if record.is_blank() { Ok(()) } else { self.counted(record) }
    }
}

impl Reading<'_> {
    /// Takes a row of a table; `ended` says whether it had a line end.
    pub(crate) fn row(&mut self, record: &Record, ended: bool) -> Result<(), Refusal> {
        let above = self.header_line.is_some_and(|header| record.line <= header);
        if above || (record.is_blank() && record.computed().is_empty()) || self.file.columns.repeats(record) || is_total(record) {
            return Ok(());
        }
        self.file.rows += 1;
        let width = self.file.columns.count();
        if record.len() < width {
            // A writer that leaves empty cells out does so in more than the last row.
            if !ended && self.short_rows == 0 && self.file.rows > 1 {
                return Err(Refusal::at(ProblemCode::FileEndsInTheMiddle, record.line));
            }
            self.short_rows += 1;
        }
        self.counted(record)
    }

    fn counted(&mut self, record: &Record) -> Result<(), Refusal> {
        if self.file.rows > self.limits.rows {
            return Err(Refusal::at(ProblemCode::TooManyRows, record.line));
        }
        let File { columns, keys, roll, people, contacts, marks, calendar, problems, .. } = &mut self.file;
        let columns = &*columns;
        let key_column = columns.key_column();
        let key = key_column.map_or("", |column| record.cell(column));
        for column in record.computed() {
            problems.add(record.line, Some(*column), ProblemCode::FormulaNotUsed, None);
        }
        let about_a_pupil = !matches!(columns.rows(), Rows::Day | Rows::Class | Rows::Nothing);
        if about_a_pupil && key.is_empty() {
            problems.add(record.line, key_column, ProblemCode::MissingPupilNumber, None);
            return Ok(());
        }
        let pupil = if about_a_pupil { keys.number(key, self.limits.pupils)? } else { 0 };
        let mut row = Row { record, columns, cells: &columns.row, problems, pupil };
        if (columns.count()..record.len()).any(|column| !record.cell(column).is_empty()) {
            row.report(None, ProblemCode::RowHasExtraCells);
            return Ok(());
        }
        if record.twice.is_some() {
            row.report(record.twice, ProblemCode::NameTwice);
            return Ok(());
        }
        if record.over {
            row.report(None, ProblemCode::TooManyContacts);
        }
        for column in record.cut() {
            row.report(Some(*column), ProblemCode::CellTooLong);
        }
        let most = self.limits.contacts_of_a_pupil;
        match columns.rows() {
            Rows::Pupil => {
                if roll.read(&mut row, key) {
                    contacts.read_all(&mut row, most);
                }
            }
            Rows::Contact => {
                contacts.read(&mut row, most);
                contacts.read_all(&mut row, most);
            }
            Rows::Mark => marks.read(&mut row, self.today, self.limits.marks)?,
            Rows::Marks => marks.read_beside(&mut row, self.today, self.limits.marks)?,
            Rows::Day => calendar.read(&mut row),
            Rows::User => people.read_person(&mut row, key),
            Rows::Role => people.read_role(&row),
            Rows::Class => people.read_class(&row),
            Rows::Enrolment => people.read_enrolment(&row, self.today, self.limits)?,
            Rows::Nothing => {}
        }
        Ok(())
    }

    /// Ends the file.
    pub(crate) fn end(self) -> Result<File, ReadError> {
        // A folder with a file for everything has some that are empty.
        if self.file.rows == 0 && !matches!(self.file.columns.rows(), Rows::Class | Rows::Enrolment | Rows::Nothing) {
            return Err(Refusal::new(ProblemCode::NoRows).into());
        }
        Ok(self.file)
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_sheets_rows_are_read_like_those_of_any_table() {
        let sheet = [&["The day's marks"][..], &["Adno", "Date", "Session", "Mark"], &["1", "46349", "AM", "N"], &["Total", "1"]];
        let limits = Limits::default();
        let reader = Reader { today: date(2026, 11, 23), limits: &limits, own: &[] };
        let mut rows = |take: TakeRow<'_>| -> Result<(), Refusal> {
            let mut record = Record::default();
            for (line, cells) in (1..).zip(sheet) {
                record.clear(line);
                cells.iter().for_each(|cell| record.push(false, |text| text.push_str(cell)));
                if !take(&record)? {
                    break;
                }
            }
            Ok(())
        };
        let file = reader.read_rows("sheet", &mut rows).unwrap();
        assert_eq!((file.rows, file.recognised().parts), (1, vec![Part::Marks]));
    }
}
