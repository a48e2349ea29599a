//! Finds the row that names the columns, and what each column means. The file's own name is never asked.

use domain::contact::PhonePlace;
use domain::upload::Part;

use crate::delimited::{DELIMITERS, rows_of};
use crate::field::Field;
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::profile::{Profile, Rows, Table, plain_name};
use crate::profiles;
use crate::record::Record;
use crate::refusal::{Missing, Refusal};

/// A header stands in one of this many first rows; above it report writers put titles.
const ROWS_LOOKED_AT: usize = 30;

/// A longer text names no column.
const LONGEST_NAME: usize = 120;

/// What a table's columns mean.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub(crate) profile: &'static Profile,
    pub(crate) table: &'static Table,
    /// The names as the file has them.
    names: Vec<String>,
    first: [Option<usize>; Field::COUNT],
    /// Every column with telephone numbers, and where they ring, as the column's name says.
    pub(crate) phones: Vec<(usize, PhonePlace)>,
    /// Every column with email addresses.
    pub(crate) emails: Vec<usize>,
}

impl Columns {
    /// The column of a field: where several are there, the one with the most usual name.
    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        self.first.get(field as usize).copied().flatten()
    }

    /// A field's cell; empty where there is no such column.
    pub(crate) fn cell<'r>(&self, record: &'r Record, field: Field) -> &'r str {
        self.of(field).map_or("", |column| record.cell(column))
    }

    /// A column's name as the file has it.
    pub(crate) fn name(&self, column: usize) -> Option<&str> {
        self.names.get(column).map(String::as_str)
    }

    pub(crate) fn count(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn part(&self) -> Part {
        self.table.rows.part()
    }

    /// Whether a row is the header once more, as reports repeat it on each page.
    pub(crate) fn repeats(&self, record: &Record) -> bool {
        let same = |column: usize| self.names.get(column).is_some_and(|name| record.cell(column) == name);
        self.first.iter().flatten().all(|column| same(*column))
    }
}

/// Where a file's header is.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) delimiter: u8,
    /// The line on which it begins.
    pub(crate) line: u64,
    pub(crate) columns: Columns,
}

/// Finds the header in a file's beginning.
pub(crate) fn find(beginning: &[u8], whole: bool, limits: &Limits) -> Result<Header, Refusal> {
    let mut best: Option<(usize, Header)> = None;
    let mut nearest: Option<(usize, Missing)> = None;
    let mut too_wide = None;
    for delimiter in DELIMITERS {
        let mut looked_at = 0;
        let outcome = rows_of(beginning, whole, delimiter, limits, |record| {
            looked_at += usize::from(!record.is_blank());
            match fit(record) {
                Fit::Table(recognised, columns) => {
                    if best.as_ref().is_none_or(|(most, _)| recognised > *most) {
                        let line = record.line;
                        best = Some((recognised, Header { delimiter, line, columns: *columns }));
                    }
                    return false;
                }
                Fit::Near(recognised, missing) if nearest.as_ref().is_none_or(|(most, _)| recognised > *most) => {
                    nearest = Some((recognised, missing))
                }
                _ => {}
            }
            looked_at < ROWS_LOOKED_AT
        });
        if let Err(refusal) = outcome {
            too_wide.get_or_insert(refusal);
        }
    }
    if let Some((_, header)) = best {
        return Ok(header);
    }
    let missing = nearest.map(|(_, missing)| missing);
    match too_wide {
        Some(refusal) if missing.is_none() => Err(refusal),
        _ => Err(Refusal { missing, ..Refusal::new(ProblemCode::HeaderNotRecognised) }),
    }
}

enum Fit {
    Table(usize, Box<Columns>),
    Near(usize, Missing),
    Nothing,
}

/// What a row says if it is a header.
fn fit(record: &Record) -> Fit {
    let plain: Vec<String> =
        record.cells().map(|cell| if cell.len() > LONGEST_NAME { String::new() } else { plain_name(cell) }).collect();
    let mut best: Option<(u8, usize, Columns)> = None;
    let mut nearest: Option<(usize, usize, Missing)> = None;
    for profile in profiles::ALL {
        for table in profile.tables {
            let fields: Vec<Option<(Field, usize)>> =
                plain.iter().map(|name| table.field_of(name).filter(|_| !name.is_empty())).collect();
            let has = |field: &Field| fields.iter().flatten().any(|(found, _)| found == field);
            let recognised = fields.iter().flatten().count();
            let lacks: Vec<&[Field]> = table.needs.iter().filter(|any| !any.iter().any(has)).copied().collect();
            if lacks.is_empty() {
                let rank = precedence(table.rows);
                if best.as_ref().is_none_or(|(high, most, _)| (rank, recognised) > (*high, *most)) {
                    best = Some((rank, recognised, columns(profile, table, record, &fields)));
                }
            } else if recognised >= 2 {
                let met = table.needs.len() - lacks.len();
                if nearest.as_ref().is_none_or(|(high, most, _)| (met, recognised) > (*high, *most)) {
                    nearest = Some((met, recognised, missing(profile, table, &lacks, &fields)));
                }
            }
        }
    }
    match (best, nearest) {
        (Some((_, recognised, columns)), _) => Fit::Table(recognised, Box::new(columns)),
        (None, Some((_, recognised, missing))) => Fit::Near(recognised, missing),
        (None, None) => Fit::Nothing,
    }
}

/// A table of marks or of contacts often names the pupil and the group too; that alone does not make it the roll.
fn precedence(rows: Rows) -> u8 {
    match rows {
        Rows::Mark => 3,
        Rows::Contact => 2,
        Rows::Pupil => 1,
        Rows::Day => 0,
    }
}

fn columns(profile: &'static Profile, table: &'static Table, record: &Record, fields: &[Option<(Field, usize)>]) -> Columns {
    let mut first: [Option<(usize, usize)>; Field::COUNT] = [None; Field::COUNT];
    let mut phones = Vec::new();
    let mut emails = Vec::new();
    for (column, found) in fields.iter().enumerate() {
        let Some((field, rank)) = found else { continue };
        if let Some(slot) = first.get_mut(*field as usize)
            && slot.is_none_or(|(_, known)| *rank < known)
        {
            *slot = Some((column, *rank));
        }
        match field {
            Field::Phone => phones.push((column, PhonePlace::Unknown)),
            Field::MobilePhone => phones.push((column, PhonePlace::Mobile)),
            Field::HomePhone => phones.push((column, PhonePlace::Home)),
            Field::WorkPhone => phones.push((column, PhonePlace::Work)),
            Field::Email => emails.push(column),
            _ => {}
        }
    }
    let last = (0..record.len()).rev().find(|column| !record.cell(*column).is_empty()).map_or(0, |column| column + 1);
    Columns {
        profile,
        table,
        names: record.cells().take(last).map(str::to_owned).collect(),
        first: first.map(|found| found.map(|(column, _)| column)),
        phones,
        emails,
    }
}

/// Says in the office's words what is missing. Only names that a profile knows are repeated: a file without a header has somebody's
/// data in its first row.
fn missing(profile: &'static Profile, table: &'static Table, lacks: &[&[Field]], fields: &[Option<(Field, usize)>]) -> Missing {
    let mut found: Vec<&'static str> = fields.iter().flatten().map(|(field, _)| field.name()).collect();
    found.dedup();
    Missing {
        profile: profile.name,
        table: table.name,
        lacks: lacks.iter().map(|any| any.iter().map(|field| field.name()).collect::<Vec<_>>().join(" or ")).collect(),
        found,
    }
}
