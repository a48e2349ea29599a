//! The arithmetic of attendance.

use super::{Code, Statistical};

/// Sessions of one pupil, or of many, as the statistics of attendance count them.
///
/// Sessions that nobody could attend, and marks that were not taken or that no table knows, are not in it.
///
/// ```
/// use domain::code::{Cell, Tally, read_cell};
/// let cells = ["/", "V", "I", "N", "Y4", "-"].map(read_cell);
/// let tally: Tally = cells.into_iter().filter_map(|cell| match cell {
///     Cell::Known(code) => Some(code),
///     _ => None,
/// }).collect();
/// assert_eq!((tally.possible(), tally.attended(), tally.absent()), (4, 2, 2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sessions attended in school.
    pub present: u32,
    /// Sessions attended at an approved educational activity.
    pub approved_activity: u32,
    /// Sessions missed, authorised.
    pub authorised: u32,
    /// Sessions missed, unauthorised.
    pub unauthorised: u32,
}

impl Tally {
    /// Counts one session in.
    pub fn add(&mut self, code: Code) {
        let count = match code.statistical() {
            Statistical::Present => &mut self.present,
            Statistical::ApprovedActivity => &mut self.approved_activity,
            Statistical::Authorised => &mut self.authorised,
            Statistical::Unauthorised => &mut self.unauthorised,
            Statistical::NotCounted => return,
        };
        *count = count.saturating_add(1);
    }

    /// Sessions attended, wherever.
    pub const fn attended(self) -> u32 {
        self.present.saturating_add(self.approved_activity)
    }

    /// Sessions missed, for whatever reason.
    pub const fn absent(self) -> u32 {
        self.authorised.saturating_add(self.unauthorised)
    }

    /// Sessions that could be attended: what a rate is a share of.
    pub const fn possible(self) -> u32 {
        self.attended().saturating_add(self.absent())
    }
}

impl Extend<Code> for Tally {
    fn extend<T: IntoIterator<Item = Code>>(&mut self, codes: T) {
        codes.into_iter().for_each(|code| self.add(code));
    }
}

impl FromIterator<Code> for Tally {
    fn from_iter<T: IntoIterator<Item = Code>>(codes: T) -> Self {
        let mut tally = Self::default();
        tally.extend(codes);
        tally
    }
}
