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

mod assemble;
mod assembled;
mod bytes;
mod calendar;
mod contacts;
mod delimited;
mod encodings;
mod field;
mod file;
mod foreign;
mod found;
mod header;
mod keys;
mod limits;
mod marks;
mod problem;
mod profile;
mod profiles;
mod record;
mod refusal;
mod roll;
mod row;
mod values;

use std::collections::BTreeSet;
use std::io::Read;

use domain::phone;
use domain::pupil::MisId;
use jiff::civil::Date;

pub use assembled::{Assembled, Counts, Mark, MarkRow, Register, Untaken};
pub use calendar::Day;
pub use domain::upload::Part;
pub use field::Field;
pub use file::{Recognised, recognise};
pub use limits::Limits;
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
}

impl Options {
    /// The usual limits.
    pub fn on(school_date: Date) -> Self {
        Self { school_date, limits: Limits::default() }
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
    /// # Errors
    /// [`ReadError::Refused`] when the file cannot be used, [`ReadError::Io`] when its bytes did not come.
    pub fn read_file(&mut self, name: &str, file: impl Read) -> Result<Recognised, ReadError> {
        let outcome = if self.files.len() + self.refused.len() < self.options.limits.files {
            file::read(name, file, self.options.school_date, &self.options.limits)
        } else {
            Err(Refusal::new(ProblemCode::TooManyFiles).into())
        };
        match outcome {
            Ok(file) => {
                let recognised = file.recognised();
                self.files.push(file);
                Ok(recognised)
            }
            Err(ReadError::Refused(refusal)) => {
                self.refused.push(refusal.problem(name));
                Err(refusal.into())
            }
            Err(error) => Err(error),
        }
    }

    /// What the files read so far bring.
    pub fn parts(&self) -> BTreeSet<Part> {
        self.files.iter().flat_map(|file| file.recognised().parts).collect()
    }

    /// Puts the files together. `on_stored_roll` is asked only when none of them had a roll.
    pub fn finish(self, on_stored_roll: &dyn Fn(&MisId) -> bool) -> Assembled {
        assemble::assemble(self.files, self.refused, self.options.school_date, self.options.limits.problems, on_stored_roll)
    }
}

/// Reads a telephone cell as the reader of contacts does, other countries' numbers included.
pub fn read_phone_cell(cell: &str) -> phone::cell::Read {
    phone::cell::read(cell, &foreign::number)
}
