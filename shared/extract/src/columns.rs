//! What the columns of one table mean.

use std::sync::Arc;

use domain::contact::PhonePlace;
use domain::register::Session;
use domain::upload::Part;
use jiff::civil::Date;

use crate::field::Field;
use crate::own::OwnScheme;
use crate::profile::{Column, Rows, Table, numbered, plain_name};
use crate::record::Record;
use crate::values;

/// A longer text names no column.
const LONGEST_NAME: usize = 160;

/// The number of the one contact whose columns have no number.
const BESIDE: u16 = 0;

/// A column's name as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// The name; in JSON a path with `#` for a place in a list.
    pub(crate) text: String,
    /// The place in that list, the first being 1.
    pub(crate) number: Option<u16>,
}

impl Name {
    /// The name as the office finds it in the file.
    fn shown(&self) -> String {
        self.number.map_or_else(|| self.text.clone(), |number| self.text.replacen('#', &number.to_string(), 1))
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), number: None }
    }
}

/// How names get their meaning: by a profile's table, or by what the school has said of its own columns.
#[derive(Clone, Debug)]
pub(crate) enum Scheme {
    Profile(&'static str, &'static Table),
    Own(Arc<OwnScheme>),
}

/// What one column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) field: Field,
    /// How far down the list of names it stands.
    pub(crate) rank: usize,
    values: &'static [(&'static str, &'static str)],
    /// Which of the contacts in a pupil's row it belongs to.
    pub(crate) contact: Option<u16>,
    /// Of which day and session it has the marks, where its name says so.
    when: Option<(Date, Session)>,
}

impl Meaning {
    fn of(column: &'static Column, rank: usize, number: Option<u16>) -> Self {
        let contact = number.or(column.beside.then_some(BESIDE)).filter(|_| column.field.is_of_a_contact());
        Self { field: column.field, rank, values: column.values, contact, when: None }
    }
}

impl Scheme {
    /// Whose it is: `SIMS`.
    pub(crate) fn profile(&self) -> &'static str {
        match self {
            Self::Profile(profile, _) => profile,
            Self::Own(_) => crate::own::NAME,
        }
    }

    pub(crate) fn table(&self) -> &'static Table {
        match self {
            Self::Profile(_, table) => table,
            Self::Own(own) => own.table,
        }
    }

    /// What a name means here.
    pub(crate) fn meaning(&self, name: &Name) -> Option<Meaning> {
        if name.text.len() > LONGEST_NAME {
            return None;
        }
        let table = self.table();
        let plain = match name.number {
            // The place in the list is no part of the name that is compared, its sign is.
            Some(_) => name.text.chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).collect(),
            None => plain_name(&name.text),
        };
        if plain.is_empty() {
            return None;
        }
        if let Self::Own(own) = self {
            if let Some(field) = own.field_of(&plain) {
                let contact = (table.rows == Rows::Pupil && field.is_of_a_contact()).then_some(BESIDE);
                return Some(Meaning { field, rank: 0, values: &[], contact, when: None });
            }
            for (pattern, number) in numbered(&plain) {
                if let Some(field) = own.field_of(&pattern) {
                    return Some(Meaning { field, rank: 0, values: &[], contact: Some(number), when: None });
                }
            }
        }
        if let Some((column, rank)) = table.column_of(&plain) {
            return Some(Meaning::of(column, rank, name.number));
        }
        if name.number.is_none() {
            for (pattern, number) in numbered(&plain) {
                if let Some((column, rank)) = table.column_of(&pattern) {
                    return Some(Meaning::of(column, rank, Some(number)));
                }
            }
        }
        let when = (table.rows == Rows::Marks).then(|| named_after_a_session(&name.text)).flatten()?;
        Some(Meaning { field: Field::Mark, rank: 0, values: &[], contact: None, when: Some(when) })
    }
}

/// Reads a column's name that is a day and a session: `23/11/2026 AM`.
fn named_after_a_session(name: &str) -> Option<(Date, Session)> {
    let name = name.trim();
    let (day, session) = name.rsplit_once([' ', '_', '-'])?;
    Some((values::day(day.trim())?, values::session(session)?))
}

/// The columns about one person: the pupil of a row, or one of the contacts in it.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    first: [Option<(usize, usize)>; Field::COUNT],
    values: Vec<(Field, &'static [(&'static str, &'static str)])>,
    /// Every column with telephone numbers, and where they ring, as the column's name says.
    pub(crate) phones: Vec<(usize, PhonePlace)>,
    /// Every column with email addresses.
    pub(crate) emails: Vec<usize>,
    /// Every column with the pupil's own numbers.
    pub(crate) pupil_phones: Vec<usize>,
    /// The contact's place in the row, where several have their columns there.
    pub(crate) number: Option<u16>,
}

impl Cells {
    fn new(number: Option<u16>) -> Self {
        let (phones, emails, pupil_phones) = (Vec::new(), Vec::new(), Vec::new());
        Self { first: [None; Field::COUNT], values: Vec::new(), phones, emails, pupil_phones, number }
    }

    /// The column of a field: where several are there, the one with the most usual name.
    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        self.first.get(field as usize).copied().flatten().map(|(column, _)| column)
    }

    /// A field's cell; empty where there is no such column.
    pub(crate) fn cell<'r>(&self, record: &'r Record, field: Field) -> &'r str {
        self.of(field).map_or("", |column| self.meant(field, record.cell(column)))
    }

    /// What a cell is read as: mostly what stands in it.
    pub(crate) fn meant<'r>(&self, field: Field, cell: &'r str) -> &'r str {
        let Some((_, values)) = self.values.iter().find(|(known, _)| *known == field) else { return cell };
        values.iter().find(|(written, _)| written.eq_ignore_ascii_case(cell)).map_or(cell, |(_, meaning)| meaning)
    }

    fn put(&mut self, column: usize, meaning: &Meaning) {
        let Meaning { field, rank, values, .. } = *meaning;
        if let Some(slot) = self.first.get_mut(field as usize)
            && slot.is_none_or(|(_, known)| rank < known)
        {
            *slot = Some((column, rank));
        }
        if !values.is_empty() && !self.values.iter().any(|(known, _)| *known == field) {
            self.values.push((field, values));
        }
        match field {
            Field::Phone => self.phones.push((column, PhonePlace::Unknown)),
            Field::MobilePhone => self.phones.push((column, PhonePlace::Mobile)),
            Field::HomePhone => self.phones.push((column, PhonePlace::Home)),
            Field::WorkPhone => self.phones.push((column, PhonePlace::Work)),
            Field::Email => self.emails.push(column),
            Field::PupilPhone => self.pupil_phones.push(column),
            _ => {}
        }
    }

    /// Whether they can say who the contact is and how to reach them.
    fn are_a_contact(&self) -> bool {
        let named = [Field::ContactName, Field::ContactForename, Field::ContactSurname, Field::Relationship];
        // Without a number a plain `Forename` is the pupil's own: only a whole name shows that a contact stands beside the pupil.
        let shows = if self.number == Some(BESIDE) { &named[..1] } else { &named };
        shows.iter().any(|field| self.of(*field).is_some()) && !(self.phones.is_empty() && self.emails.is_empty())
    }
}

/// What a table's columns mean.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub(crate) scheme: Scheme,
    /// The names as the file has them.
    names: Vec<String>,
    /// What is about the row itself.
    pub(crate) row: Cells,
    /// The contacts that have columns of their own, by their number.
    contacts: Vec<Cells>,
    /// The columns that are named after a day and a session.
    pub(crate) dated: Vec<(usize, Date, Session)>,
    /// Which field says whose the row is.
    pub(crate) key: Option<Field>,
}

/// The fields that can say which pupil a row is about, the surest first.
const KEYS: [Field; 3] = [Field::MisId, Field::AdmissionNumber, Field::Upn];

impl Columns {
    /// What the names of a header mean.
    pub(crate) fn new<'n>(scheme: Scheme, names: impl Iterator<Item = &'n Name>) -> Self {
        let mut columns =
            Self { scheme, names: Vec::new(), row: Cells::new(None), contacts: Vec::new(), dated: Vec::new(), key: None };
        for name in names {
            columns.add(name);
        }
        columns.key = KEYS.into_iter().find(|key| columns.row.of(*key).is_some());
        columns
    }

    /// Adds a column; gives its place, and whether it means something.
    pub(crate) fn add(&mut self, name: &Name) -> (usize, bool) {
        let column = self.names.len();
        self.names.push(name.shown());
        let Some(meaning) = self.scheme.meaning(name) else { return (column, false) };
        if let Some((date, session)) = meaning.when {
            self.dated.push((column, date, session));
        }
        let cells = match meaning.contact {
            None => &mut self.row,
            Some(number) => {
                let at = self.contacts.partition_point(|cells| cells.number < Some(number));
                if self.contacts.get(at).is_none_or(|cells| cells.number != Some(number)) {
                    self.contacts.insert(at, Cells::new(Some(number)));
                }
                match self.contacts.get_mut(at) {
                    Some(cells) => cells,
                    None => return (column, false),
                }
            }
        };
        cells.put(column, &meaning);
        (column, true)
    }

    /// The column of a name that a record carries; added when it is new, and `None` where it means nothing.
    pub(crate) fn known(&mut self, name: &Name) -> Option<usize> {
        let shown = name.shown();
        match self.names.iter().position(|known| *known == shown) {
            Some(column) => Some(column),
            None => self.scheme.meaning(name).map(|_| self.add(name).0),
        }
    }

    pub(crate) fn table(&self) -> &'static Table {
        self.scheme.table()
    }

    pub(crate) fn rows(&self) -> Rows {
        self.table().rows
    }

    /// The contacts that stand in a row about a pupil, in the order of their numbers.
    pub(crate) fn contacts(&self) -> impl Iterator<Item = &Cells> {
        self.contacts.iter().filter(|cells| cells.are_a_contact())
    }

    /// A column's name as the file has it.
    pub(crate) fn name(&self, column: usize) -> Option<&str> {
        self.names.get(column).map(String::as_str)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.names.len()
    }

    /// The column that says whose the row is.
    pub(crate) fn key_column(&self) -> Option<usize> {
        self.key.and_then(|key| self.row.of(key))
    }

    pub(crate) fn part(&self) -> Option<Part> {
        self.rows().part()
    }

    /// All that the file brings.
    pub(crate) fn parts(&self) -> Vec<Part> {
        if self.rows() == Rows::User {
            // Without their roles nobody of them is known to be a pupil.
            return if self.row.of(Field::Role).is_some() { vec![Part::Roll, Part::Contacts] } else { vec![Part::Contacts] };
        }
        let mut parts: Vec<Part> = self.part().into_iter().collect();
        if self.rows() == Rows::Pupil && self.contacts().next().is_some() {
            parts.push(Part::Contacts);
        }
        parts
    }

    /// Whether a row is the header once more, as reports repeat it on each page.
    pub(crate) fn repeats(&self, record: &Record) -> bool {
        let same = |column: usize| self.names.get(column).is_some_and(|name| record.cell(column) == name);
        let mut columns =
            self.row.first.iter().chain(self.contacts.iter().flat_map(|cells| &cells.first)).flatten().map(|(column, _)| *column);
        columns.all(same)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_column_named_after_a_day_and_a_session_is_known() {
        for name in ["23/11/2026 AM", "2026-11-23 AM", "23/11/2026_am", "Mon 23/11/2026 AM"] {
            assert_eq!(named_after_a_session(name), Some((date(2026, 11, 23), Session::Am)), "{name}");
        }
        for name in ["11/23/2026 AM", "Monday AM", "23/11/2026", "AM"] {
            assert_eq!(named_after_a_session(name), None, "{name}");
        }
    }
}
