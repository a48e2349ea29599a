//! A MIS as data: which tables it puts out, which names their columns may have, what their values mean.
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
    /// A pupil on the roll, perhaps with contacts in further columns.
    Pupil,
    /// A contact of a pupil, or one of their numbers or addresses.
    Contact,
    /// A mark of a pupil.
    Mark,
    /// A pupil with a mark in each of several columns: a week's, or those of the days that the columns name.
    Marks,
    /// A day of the calendar.
    Day,
    /// Somebody of the school: a pupil, a contact or one of the staff.
    User,
    /// What somebody of the school is.
    Role,
    /// A class, which may be a registration group.
    Class,
    /// Somebody's place in a class.
    Enrolment,
    /// What is known and not read.
    Nothing,
}

impl Rows {
    /// What a file of such rows brings to an upload, contacts beside pupils not counted.
    pub const fn part(self) -> Option<Part> {
        match self {
            Self::Pupil | Self::User | Self::Role | Self::Class | Self::Enrolment => Some(Part::Roll),
            Self::Contact => Some(Part::Contacts),
            Self::Mark | Self::Marks => Some(Part::Marks),
            Self::Day => Some(Part::Calendar),
            Self::Nothing => None,
        }
    }
}

/// The names that one field's column may have.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// What the column means.
    pub field: Field,
    /// Its names, the most usual first. `#` stands for a number: `Contact # Name` is `Contact 1 Name`, `Contact 2 Name`, and what has
    /// one number is one contact. In JSON a name is the path (`education_details.data.upn`), and `#` the place in a list.
    pub names: &'static [&'static str],
    /// What stands in the cell, and what it is read as. Case does not count.
    pub values: &'static [(&'static str, &'static str)],
    /// Whether it belongs to the one contact that a row about a pupil has beside the pupil.
    pub beside: bool,
}

/// Shorthand for the data in `profiles/`.
pub(crate) const fn column(field: Field, names: &'static [&'static str]) -> Column {
    Column { field, names, values: &[], beside: false }
}

impl Column {
    /// The same column where some values mean something else.
    pub(crate) const fn meaning(self, values: &'static [(&'static str, &'static str)]) -> Self {
        Self { values, ..self }
    }

    /// The same column for the contact that stands in a pupil's row.
    pub(crate) const fn beside(self) -> Self {
        Self { beside: true, ..self }
    }
}

/// Writes a column's name as it is compared: small letters and digits alone.
pub(crate) fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Writes a name with a number as a profile has it: `contact2name` as `contact#name` and 2, for each number in it.
pub(crate) fn numbered(plain: &str) -> impl Iterator<Item = (String, u16)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + plain.get(at..)?.find(|c: char| c.is_ascii_digit())?;
        let length = plain.get(start..)?.bytes().take_while(u8::is_ascii_digit).count();
        at = start + length;
        Some((start, at))
    })
    .filter_map(|(start, end)| {
        let number = plain.get(start..end)?.parse().ok()?;
        Some((format!("{}#{}", plain.get(..start)?, plain.get(end..)?), number))
    })
}

impl Table {
    /// What a column of this name (as [`plain_name`] writes it, with `#` for its number) means here, and how far down the list of names
    /// it stands.
    pub(crate) fn column_of(&self, plain: &str) -> Option<(&'static Column, usize)> {
        self.columns.iter().find_map(|column| {
            let rank = column.names.iter().position(|name| same_name(name, plain))?;
            Some((column, rank))
        })
    }
}

/// Whether a name of a profile is a plain name, without writing it anew.
fn same_name(name: &str, plain: &str) -> bool {
    if name.is_ascii() {
        // Each header is held against every name of every profile.
        let signs = name.bytes().filter(|b| b.is_ascii_alphanumeric() || *b == b'#');
        return signs.map(|b| b.to_ascii_lowercase()).eq(plain.bytes());
    }
    name.chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).eq(plain.chars())
}
