//! Finds the row that names the columns, and what each column means. The file's own name is never asked.

use crate::columns::{Columns, Meaning, Name, Scheme};
use crate::delimited::{DELIMITERS, rows_of};
use crate::field::Field;
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::profile::Rows;
use crate::profiles;
use crate::record::Record;
use crate::refusal::{Missing, Refusal};

/// A header stands in one of this many first rows; above it report writers put titles.
pub(crate) const ROWS_LOOKED_AT: usize = 30;

/// Names that are not known are said in this number at most.
const UNKNOWN_NAMES: usize = 12;

/// Where a file's header is.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) delimiter: u8,
    /// The line on which it begins.
    pub(crate) line: u64,
    pub(crate) columns: Columns,
}

/// Looks for the header among the first rows of a table.
#[derive(Default)]
pub(crate) struct Search {
    looked_at: usize,
    found: Option<(usize, u64, Columns)>,
    nearest: Option<(usize, Missing)>,
}

impl Search {
    /// Looks at the next row; says whether to go on.
    pub(crate) fn row(&mut self, record: &Record, own: &[Scheme]) -> bool {
        self.looked_at += usize::from(!record.is_blank());
        let last = (0..record.len()).rev().find(|column| !record.cell(*column).is_empty()).map_or(0, |column| column + 1);
        let names: Vec<Name> = record.cells().take(last).map(Name::from).collect();
        match fit(&names, own, false) {
            Fit::Table(recognised, columns) => {
                self.found = Some((recognised, record.line, *columns));
                return false;
            }
            Fit::Near(recognised, missing) if self.nearest.as_ref().is_none_or(|(most, _)| recognised > *most) => {
                self.nearest = Some((recognised, missing));
            }
            _ => {}
        }
        self.looked_at < ROWS_LOOKED_AT
    }

    /// The header's line and columns, or why there is none.
    pub(crate) fn end(self) -> Result<(u64, Columns), Refusal> {
        match self.found {
            Some((_, line, columns)) => Ok((line, columns)),
            None => Err(not_recognised(self.nearest.map(|(_, missing)| missing))),
        }
    }
}

fn not_recognised(missing: Option<Missing>) -> Refusal {
    Refusal { missing: missing.map(Box::new), ..Refusal::new(ProblemCode::HeaderNotRecognised) }
}

/// Finds the header in the beginning of a file of delimited text.
pub(crate) fn find(beginning: &[u8], whole: bool, limits: &Limits, own: &[Scheme]) -> Result<Header, Refusal> {
    let mut best: Option<(usize, Header)> = None;
    let mut nearest: Option<(usize, Missing)> = None;
    let mut too_wide = None;
    for delimiter in DELIMITERS {
        let mut search = Search::default();
        let outcome = rows_of(beginning, whole, delimiter, limits, |record| search.row(record, own));
        if let Err(refusal) = outcome {
            too_wide.get_or_insert(refusal);
        }
        if let Some((recognised, line, columns)) = search.found
            && best.as_ref().is_none_or(|(most, _)| recognised > *most)
        {
            best = Some((recognised, Header { delimiter, line, columns }));
        }
        if let Some((recognised, missing)) = search.nearest
            && nearest.as_ref().is_none_or(|(most, _)| recognised > *most)
        {
            nearest = Some((recognised, missing));
        }
    }
    if let Some((_, header)) = best {
        return Ok(header);
    }
    match too_wide {
        Some(refusal) if nearest.is_none() => Err(refusal),
        _ => Err(not_recognised(nearest.map(|(_, missing)| missing))),
    }
}

/// What the names of records mean, which each record carries itself.
pub(crate) fn of_names(names: &[Name], own: &[Scheme]) -> Result<Columns, Refusal> {
    match fit(names, own, true) {
        Fit::Table(_, columns) => {
            let scheme = columns.scheme.clone();
            let known: Vec<&Name> = names.iter().filter(|name| scheme.meaning(name).is_some()).collect();
            Ok(Columns::new(scheme, known.into_iter()))
        }
        Fit::Near(_, missing) => Err(not_recognised(Some(missing))),
        Fit::Nothing => Err(not_recognised(None)),
    }
}

enum Fit {
    Table(usize, Box<Columns>),
    Near(usize, Missing),
    Nothing,
}

/// What names say if they are a header; `certain` when they can be nothing else.
fn fit(names: &[Name], own: &[Scheme], certain: bool) -> Fit {
    let profiles =
        profiles::ALL.iter().flat_map(|profile| profile.tables.iter().map(|table| Scheme::Profile(profile.name, table)));
    let mut best: Option<((bool, u8, usize), Scheme)> = None;
    let mut nearest: Option<(usize, usize, Missing)> = None;
    for scheme in own.iter().cloned().chain(profiles) {
        let meanings: Vec<Option<Meaning>> = names.iter().map(|name| scheme.meaning(name)).collect();
        let recognised = meanings.iter().flatten().count();
        if recognised < 2 {
            continue;
        }
        let has = |field: &Field| meanings.iter().flatten().any(|meaning| meaning.field == *field);
        let (needs, is_own): (Vec<&[Field]>, bool) = match &scheme {
            Scheme::Profile(_, table) => (table.needs.to_vec(), false),
            Scheme::Own(own) => (own.needs().collect(), own.is_named_in(names)),
        };
        let lacks: Vec<&[Field]> = needs.iter().filter(|any| !any.iter().any(has)).copied().collect();
        if lacks.is_empty() {
            if matches!(scheme, Scheme::Own(_)) && !is_own {
                continue;
            }
            let rank = (is_own, precedence(&scheme, names), recognised);
            if best.as_ref().is_none_or(|(high, _)| rank > *high) {
                best = Some((rank, scheme));
            }
        } else {
            let met = needs.len() - lacks.len();
            if nearest.as_ref().is_none_or(|(high, most, _)| (met, recognised) > (*high, *most)) {
                nearest = Some((met, recognised, missing(&scheme, &lacks, names, &meanings, certain)));
            }
        }
    }
    match (best, nearest) {
        (Some(((_, _, recognised), scheme)), _) => Fit::Table(recognised, Box::new(Columns::new(scheme, names.iter()))),
        (None, Some((_, recognised, missing))) => Fit::Near(recognised, missing),
        (None, None) => Fit::Nothing,
    }
}

/// A table of marks or of contacts often names the pupil and the group too; that alone does not make it the roll. A roll with contacts
/// beside the pupils is more than either.
fn precedence(scheme: &Scheme, names: &[Name]) -> u8 {
    match scheme.table().rows {
        Rows::User => 6,
        Rows::Mark => 5,
        Rows::Marks => 4,
        Rows::Pupil if Columns::new(scheme.clone(), names.iter()).contacts().next().is_some() => 3,
        Rows::Contact => 2,
        Rows::Pupil | Rows::Role | Rows::Class | Rows::Enrolment => 1,
        Rows::Day | Rows::Nothing => 0,
    }
}

/// Says in the office's words what is missing. Names that no profile knows are repeated only where they must be names: a file without
/// a header has somebody's data in its first row.
fn missing(scheme: &Scheme, lacks: &[&[Field]], names: &[Name], meanings: &[Option<Meaning>], certain: bool) -> Missing {
    let mut found: Vec<&'static str> = Vec::new();
    for meaning in meanings.iter().flatten() {
        if !found.contains(&meaning.field.name()) {
            found.push(meaning.field.name());
        }
    }
    let unknown = names.iter().zip(meanings).filter(|(_, meaning)| meaning.is_none()).map(|(name, _)| name.text.trim());
    let is_a_name = |name: &&str| {
        let words = |c: char| c.is_alphabetic() || matches!(c, ' ' | '_' | '/' | '-' | '.' | '(' | ')' | '#');
        (2..=40).contains(&name.len()) && (certain || name.chars().all(words))
    };
    let is_a_header = certain || found.len() >= 3;
    Missing {
        profile: scheme.profile(),
        table: scheme.table().name,
        lacks: lacks.iter().map(|any| any.iter().map(|field| field.name()).collect::<Vec<_>>().join(" or ")).collect(),
        found,
        unknown: if is_a_header {
            unknown.filter(is_a_name).take(UNKNOWN_NAMES).map(str::to_owned).collect()
        } else {
            Vec::new()
        },
    }
}
