//! A school's own columns: what its report's author called them, said once by the school.

use domain::upload::Part;

use crate::columns::{Name, Scheme};
use crate::field::Field;
use crate::profile::{Rows, Table, numbered, plain_name};
use crate::profiles::other;

/// Whose a table is that fits a school's own columns.
pub(crate) const NAME: &str = "the school's own columns";

/// What a school's columns of one part mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTable {
    /// What a row is.
    pub part: Part,
    /// Each header as the school types it, and what it means. `#` in a header stands for the number of a contact: `Mum/Dad # tel`.
    pub columns: Vec<(String, Field)>,
}

/// The same, ready to be compared.
#[derive(Debug)]
pub(crate) struct OwnScheme {
    /// What the names mean that the school has not said, and what the table needs.
    pub(crate) table: &'static Table,
    names: Vec<(String, Field)>,
}

impl OwnScheme {
    pub(crate) fn of(own: &OwnTable) -> Self {
        let names = own.columns.iter().map(|(name, field)| {
            (name.chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).collect(), *field)
        });
        let week = own.columns.iter().any(|(_, field)| field.in_week().is_some());
        let table = match own.part {
            Part::Roll => &other::PUPILS,
            Part::Contacts => &other::CONTACTS,
            Part::Marks if week => &other::MARKS_BY_DAY,
            Part::Marks => &other::MARKS,
            Part::Calendar => &other::CALENDAR,
        };
        Self { table, names: names.filter(|(name, _): &(String, Field)| !name.is_empty()).collect() }
    }

    pub(crate) fn field_of(&self, plain: &str) -> Option<Field> {
        self.names.iter().find(|(name, _)| name == plain).map(|(_, field)| *field)
    }

    /// Whether a header has any name that only the school uses.
    pub(crate) fn is_named_in(&self, names: &[Name]) -> bool {
        names.iter().any(|name| {
            let plain = plain_name(&name.text);
            self.field_of(&plain).is_some() || numbered(&plain).any(|(pattern, _)| self.field_of(&pattern).is_some())
        })
    }

    /// What the table needs. A school that says what its columns mean need not have a group in its roll.
    pub(crate) fn needs(&self) -> impl Iterator<Item = &'static [Field]> {
        let rows = self.table.rows;
        self.table.needs.iter().copied().filter(move |any| rows != Rows::Pupil || !any.contains(&Field::RegistrationGroup))
    }
}

/// The own tables as schemes, in their order.
pub(crate) fn schemes(own: &[OwnTable]) -> Vec<Scheme> {
    own.iter().map(|own| Scheme::Own(std::sync::Arc::new(OwnScheme::of(own)))).collect()
}
