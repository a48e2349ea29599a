//! Problems as they are met, small enough to keep thousands of them while a file is read.

use crate::problem::ProblemCode;

/// A problem before the file's names are put to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) line: u64,
    pub(crate) column: Option<usize>,
    pub(crate) code: ProblemCode,
    /// The pupil, by [`crate::keys::Keys`].
    pub(crate) pupil: Option<u32>,
}

/// The problems of one file, up to a limit.
#[derive(Debug)]
pub(crate) struct Problems {
    list: Vec<Found>,
    most: usize,
    /// Those beyond the limit.
    pub(crate) left_out: u64,
}

impl Problems {
    pub(crate) fn new(most: usize) -> Self {
        Self { list: Vec::new(), most, left_out: 0 }
    }

    pub(crate) fn add(&mut self, line: u64, column: Option<usize>, code: ProblemCode, pupil: Option<u32>) {
        if self.list.len() < self.most {
            self.list.push(Found { line, column, code, pupil });
        } else {
            self.left_out += 1;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Found> {
        self.list.iter()
    }
}
