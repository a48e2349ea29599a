//! Why a whole file is not used.

use std::fmt;
use std::io;

use crate::problem::{Problem, ProblemCode};

/// A file that cannot be used at all: nothing of it is, and the other files go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub code: ProblemCode,
    /// Where it was seen, the file's first line being 1.
    pub line: Option<u64>,
    /// What the header lacks to be the table that it is nearest to.
    pub missing: Option<Box<Missing>>,
}

/// The table that a header is nearest to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Whose table: `SIMS`.
    pub profile: &'static str,
    /// Which: `contacts`.
    pub table: &'static str,
    /// Of each of these at least one column has to be there, in the office's words.
    pub lacks: Vec<String>,
    /// The columns that were recognised.
    pub found: Vec<&'static str>,
    /// Names that are not known, where they are certainly names.
    pub unknown: Vec<String>,
}

impl Refusal {
    pub(crate) fn new(code: ProblemCode) -> Self {
        Self { code, line: None, missing: None }
    }

    pub(crate) fn at(code: ProblemCode, line: u64) -> Self {
        Self { line: Some(line), ..Self::new(code) }
    }

    pub(crate) fn problem(&self, file: &str) -> Problem {
        Problem { file: file.to_owned(), line: self.line, column: None, code: self.code, pupil: None }
    }
}

impl fmt::Display for Refusal {
    /// A sentence for the office.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code.sentence())?;
        if let Some(missing) = &self.missing {
            let Missing { profile, table, lacks, found, unknown } = &**missing;
            write!(f, " It is nearest to the table of {table} from {profile}")?;
            if !found.is_empty() {
                write!(f, " (recognised: {})", found.join(", "))?;
            }
            write!(f, ", which also needs {}.", lacks.join("; "))?;
            if !unknown.is_empty() {
                write!(f, " Not known here: {}.", unknown.join(", "))?;
            }
        }
        if let Some(line) = self.line {
            write!(f, " (Line {line}.)")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

/// Why reading a file ended.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A spreadsheet or an archive says what it is at its end: the whole file is needed, not its beginning.
    #[error("the whole file is needed to say what it is")]
    NeedsWholeFile,
    /// The file cannot be used; trying again gives the same.
    #[error("{0}")]
    Refused(#[source] Refusal),
    /// The bytes did not come; trying again may help.
    #[error("the file could not be read")]
    Io(#[from] io::Error),
}

impl From<Refusal> for ReadError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
