//! A MIS as data: which tables it puts out, which names their columns may have.
//!
//! A new MIS is a new constant in `profiles/` and its fixtures; nothing here or in the readers asks which one it is.

use domain::upload::Part;

use crate::field::Field;

/// What a MIS, or a habit of report authors, puts out.
#[derive(Debug, PartialEq, Eq)]
pub struct Profile {
    /// For reports: `SIMS`.
    pub name: &'static str,
    /// Its tables.
    pub tables: &'static [Table],
}

/// One table.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// What the office calls it: `pupils`.
    pub name: &'static str,
    /// What one row is.
    pub rows: Rows,
    /// Which names stand for which field. Case, spaces, `_` and punctuation do not count.
    pub columns: &'static [Column],
    /// What makes it this table: of each list at least one must be there.
    pub needs: &'static [&'static [Field]],
}

/// What one row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// A pupil on the roll.
    Pupil,
    /// A contact of a pupil, or one of their numbers or addresses.
    Contact,
    /// A mark of a pupil.
    Mark,
    /// A day of the calendar.
    Day,
}

impl Rows {
    /// What a file of such rows brings to an upload.
    pub const fn part(self) -> Part {
        match self {
            Self::Pupil => Part::Roll,
            Self::Contact => Part::Contacts,
            Self::Mark => Part::Marks,
            Self::Day => Part::Calendar,
        }
    }
}

/// The names that one field's column may have.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// What the column means.
    pub field: Field,
    /// Its names, the most usual first.
    pub names: &'static [&'static str],
}

/// Shorthand for the data in `profiles/`.
pub(crate) const fn column(field: Field, names: &'static [&'static str]) -> Column {
    Column { field, names }
}

/// Writes a column's name as it is compared: small letters and digits alone.
pub(crate) fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Table {
    /// What a column of this name (as [`plain_name`] writes it) means here, and how far down the list of names it stands.
    pub(crate) fn field_of(&self, plain: &str) -> Option<(Field, usize)> {
        self.columns.iter().find_map(|column| {
            let rank = column.names.iter().position(|name| same_name(name, plain))?;
            Some((column.field, rank))
        })
    }
}

/// Whether a name of a profile is a plain name, without writing it anew.
fn same_name(name: &str, plain: &str) -> bool {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).eq(plain.chars())
}
