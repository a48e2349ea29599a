//! Files of a school's MIS into pupils, contacts, marks and problems. Must NOT do: async, AWS, clocks, storage; it never holds a file.
//!
//! Files come in any order and under any name: what each is, is seen from its header. A file that cannot be used is refused as a whole
//! with a sentence, the others go on; a row or a cell that cannot be used is a [`Problem`], and the rest goes through.
//!
//! ```
//! use extract::{Extract, Options};
//! use jiff::civil::date;
//!
//! let mut extract = Extract::new(Options::on(date(2026, 11, 23)));
//! extract.read_file("a.csv", "Adno,Legal Forename,Legal Surname,Reg\n001200,Ava,Smith,7B\n".as_bytes())?;
//! extract.read_file("b.csv", "Adno,Date,Session,Mark\n001200,23/11/2026,AM,N\n009999,23/11/2026,AM,N\n".as_bytes())?;
//! let read = extract.finish(&|_| false);
//! assert_eq!(read.marks().count(), 1);
//! assert_eq!(read.problems[0].code.as_str(), "unknown_pupil");
//! assert_eq!(read.problems[0].line, Some(3));
//! # Ok::<(), extract::ReadError>(())
//! ```

mod archive;
mod assemble;
mod assembled;
mod bytes;
mod calendar;
mod columns;
mod contacts;
mod delimited;
mod encodings;
mod field;
mod file;
mod foreign;
mod found;
mod header;
mod input;
mod json;
mod keys;
mod limits;
mod marked;
mod marks;
mod other_system;
mod own;
mod people;
mod problem;
mod profile;
mod profiles;
mod record;
mod records;
mod refusal;
mod roll;
mod row;
mod spreadsheet;
mod values;
mod xml;

use std::collections::BTreeSet;
use std::io::Read;

use archive::Archive;
use bytes::Bytes;
use domain::phone;
use domain::pupil::MisId;
use file::Found;
use jiff::civil::Date;
use spreadsheet::Book;

pub use assembled::{Assembled, Counts, Mark, MarkRow, Register, Untaken};
pub use calendar::Day;
pub use domain::upload::Part;
pub use field::{Field, NoSuchField};
pub use file::Recognised;
pub use limits::Limits;
pub use other_system::{NotRead, Read as OtherSystem, Row as OtherSystemRow, Unread, read_other_system};
pub use own::OwnTable;
pub use problem::{Problem, ProblemCode, Severity};
pub use profile::{Column, Profile, Rows, Table};
pub use profiles::ALL as PROFILES;
pub use refusal::{Missing, ReadError, Refusal};

/// How an extract is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Today at the school: later marks are refused, and counts are of this day.
    pub school_date: Date,
    /// How much is read.
    pub limits: Limits,
    /// What the school has said of its own columns: tried before the profiles.
    pub own_tables: Vec<OwnTable>,
}

impl Options {
    /// The usual limits, and no columns of the school's own.
    pub fn on(school_date: Date) -> Self {
        Self { school_date, limits: Limits::default(), own_tables: Vec::new() }
    }
}

/// An extract that is being read, a file at a time.
#[derive(Debug)]
pub struct Extract {
    options: Options,
    files: Vec<file::File>,
    refused: Vec<Problem>,
}

impl Extract {
    /// An extract without files.
    pub fn new(options: Options) -> Self {
        Self { options, files: Vec::new(), refused: Vec::new() }
    }

    /// Reads a file from its first byte to its last, holding its pupils, contacts and marks but never the file. `name` is for problems
    /// alone. Nothing of a refused file is used; its refusal stands among the problems too.
    ///
    /// The files of a zip and the sheets of a workbook are files of their own, and those two are held while they are read. What is said of
    /// them is what they bring together, under the profile of the first that can be used.
    ///
    /// # Errors
    /// [`ReadError::Refused`] when nothing of the file can be used, [`ReadError::Io`] when its bytes did not come.
    pub fn read_file(&mut self, name: &str, mut file: impl Read) -> Result<Recognised, ReadError> {
        self.read_one(name, &mut file, false)
    }

    /// Reads a file, `packed` saying whether it comes out of an archive.
    fn read_one(&mut self, name: &str, file: &mut dyn Read, packed: bool) -> Result<Recognised, ReadError> {
        if self.files.len() + self.refused.len() >= self.options.limits.files {
            return self.refuse(name, Refusal::new(ProblemCode::TooManyFiles));
        }
        let limits = &self.options.limits;
        let mut bytes = Bytes::new(file, limits);
        let outcome = bytes.beginning().and_then(|(beginning, whole)| {
            if archive::begins(&beginning) {
                return archive::whole(beginning, bytes, limits).map(Content::Archive);
            }
            let own = own::schemes(&self.options.own_tables);
            let reader = file::Reader { today: self.options.school_date, limits, own: &own };
            reader.read(name, &beginning, whole, bytes).map(|file| Content::File(Box::new(file)))
        });
        match outcome {
            Ok(Content::File(file)) => Ok(self.keep(*file)),
            Ok(Content::Archive(bytes)) => self.read_archive(name, &bytes, packed),
            Err(ReadError::Refused(refusal)) => self.refuse(name, refusal),
            Err(error) => Err(error),
        }
    }

    fn keep(&mut self, file: file::File) -> Recognised {
        let recognised = file.recognised();
        self.files.push(file);
        recognised
    }

    fn read_archive(&mut self, name: &str, bytes: &[u8], packed: bool) -> Result<Recognised, ReadError> {
        let mut archive = match Archive::open(bytes, &self.options.limits) {
            Ok(archive) => archive,
            Err(refusal) => return self.refuse(name, refusal),
        };
        if archive.is_spreadsheet() {
            return self.read_workbook(name, bytes);
        }
        if packed {
            return self.refuse(name, Refusal::new(ProblemCode::ArchiveInArchive));
        }
        let mut found = Found::default();
        for (place, entry) in archive.files() {
            let name = format!("{name}/{entry}");
            found.add(match archive.file(place) {
                Ok(mut file) => self.read_one(&name, &mut file, true),
                Err(refusal) => self.refuse(&name, refusal),
            })?;
        }
        match found.end() {
            Some(found) => found.map_err(ReadError::from),
            None => self.refuse(name, Refusal::new(ProblemCode::EmptyFile)),
        }
    }

    fn read_workbook(&mut self, name: &str, bytes: &[u8]) -> Result<Recognised, ReadError> {
        let mut book = match Book::open(bytes) {
            Ok(book) => book,
            Err(refusal) => return self.refuse(name, refusal),
        };
        let mut found = Found::default();
        for sheet in book.sheets() {
            let name = format!("{name}, sheet {}", sheet.place);
            let limits = &self.options.limits;
            let own = own::schemes(&self.options.own_tables);
            let reader = file::Reader { today: self.options.school_date, limits, own: &own };
            let file = match book.is_blank(&sheet, limits) {
                Ok(true) => continue,
                Ok(false) => reader.read_rows(&name, &mut |take| book.rows(&sheet, limits, take)),
                Err(refusal) => Err(refusal.into()),
            };
            found.add(match file {
                Ok(file) => Ok(self.keep(file)),
                Err(ReadError::Refused(refusal)) => self.refuse(&name, refusal),
                Err(error) => Err(error),
            })?;
        }
        match found.end() {
            Some(found) => found.map_err(ReadError::from),
            None => self.refuse(name, Refusal::new(ProblemCode::EmptyFile)),
        }
    }

    fn refuse<T>(&mut self, name: &str, refusal: Refusal) -> Result<T, ReadError> {
        self.refused.push(refusal.problem(name));
        Err(refusal.into())
    }

    /// What the files read so far bring.
    pub fn parts(&self) -> BTreeSet<Part> {
        self.files.iter().flat_map(|file| file.recognised().parts).collect()
    }

    /// Puts the files together. `on_stored_roll` is asked only when none of them had a roll.
    pub fn finish(self, on_stored_roll: &dyn Fn(&MisId) -> bool) -> Assembled {
        assemble::assemble(self.files, self.refused, self.options.school_date, &self.options.limits, on_stored_roll)
    }
}

/// What a file turned out to be.
enum Content {
    File(Box<file::File>),
    Archive(Vec<u8>),
}

/// Says what a file is from its first 64 KB. A spreadsheet or an archive says it at its end alone.
///
/// ```
/// let found = extract::recognise("Adno;Date;Session;Mark\r\n001200;23/11/2026;AM;N\r\n".as_bytes()).unwrap();
/// assert_eq!(found.parts, [domain::upload::Part::Marks]);
/// assert!(extract::recognise("colour,shape\nred,square\n".as_bytes()).is_err());
/// ```
///
/// # Errors
/// [`ReadError::Refused`] when it is empty, no table, or has no header that is known; [`ReadError::NeedsWholeFile`] when its beginning
/// does not say.
pub fn recognise(file: impl Read) -> Result<Recognised, ReadError> {
    recognise_with(file, &[])
}

/// The same for a school that has said what its own columns mean.
///
/// # Errors
/// As [`recognise`].
pub fn recognise_with(file: impl Read, own_tables: &[OwnTable]) -> Result<Recognised, ReadError> {
    file::recognise(file, &Limits::default(), &own::schemes(own_tables))
}

/// The same for a spreadsheet or an archive, of which the whole file is needed; for any other file its beginning is enough.
///
/// # Errors
/// [`ReadError::Refused`] when nothing in it can be used, [`ReadError::Io`] when its bytes did not come.
pub fn recognise_whole(mut file: impl Read, own_tables: &[OwnTable]) -> Result<Recognised, ReadError> {
    file::recognise_whole(&mut file, &Limits::default(), &own::schemes(own_tables), false)
}

/// Reads a telephone cell as the reader of contacts does, other countries' numbers included.
pub fn read_phone_cell(cell: &str) -> phone::cell::Read {
    phone::cell::read(cell, &foreign::number)
}
