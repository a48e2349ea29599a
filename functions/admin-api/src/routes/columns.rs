//! A school's own columns: what it calls what in its reports.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::upload::Part;
use extract::Field;
use serde::{Deserialize, Serialize};
use store::columns::{NotConfirmed, OwnColumns, OwnTableRecord};
use store::schools::Role;
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

const TABLES: usize = 12;
const COLUMNS: usize = 120;
const ADMIN: &[Role] = &[Role::SchoolAdmin];

/// A column.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    /// The header as the school's report has it; `#` stands for the number of a contact: `Mum/Dad # tel`.
    #[schema(example = "Adm No.")]
    header: String,
    /// What it means: `admission_number`, `forename`, `mark`, … `docs/extracts.md` lists the words.
    #[schema(example = "admission_number")]
    means: String,
}

/// A table of a school's reports.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    /// What a row of it brings: `roll`, `contacts`, `marks` or `calendar`.
    #[schema(example = "roll")]
    part: String,
    columns: Vec<Column>,
}

/// Columns to propose.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewColumns {
    tables: Vec<Table>,
}

/// What a school has said about its columns.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ColumnsShown {
    /// What counts for uploads.
    confirmed: Vec<Table>,
    /// What counts for dry runs until it is confirmed; none where nothing is proposed.
    proposed: Option<Vec<Table>>,
    /// The dry run that has read what is proposed.
    #[schema(example = "2026-11-23T0905-dry-run-3f9a1c")]
    seen_in: Option<String>,
}

fn shown(columns: OwnColumns) -> Json<ColumnsShown> {
    let tables = |tables: Vec<OwnTableRecord>| {
        tables.into_iter().map(|table| Table {
            part: table.part.as_str().to_owned(),
            columns: table.columns.into_iter().map(|(header, means)| Column { header, means }).collect(),
        })
    };
    Json(ColumnsShown {
        confirmed: tables(columns.confirmed).collect(),
        proposed: columns.proposed.map(|proposed| tables(proposed).collect()),
        seen_in: columns.seen_in.map(|upload| upload.to_string()),
    })
}

/// The school's own columns: those that count, and those that wait for a dry run.
#[utoipa::path(get, path = "/schools/{urn}/columns", tag = "uploads", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = ColumnsShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<ColumnsShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "columns.look", subject: "", roles: OFFICE }).await?;
    Ok(shown(app.follow_up.schools.own_columns(&school).await?))
}

/// Proposes columns in place of all that were proposed before. They count for dry runs, and for uploads once they are confirmed.
/// An empty list proposes to go back to what Firstday knows by itself.
#[utoipa::path(put, path = "/schools/{urn}/columns", tag = "uploads", security(("token" = [])), params(("urn" = String, Path, example = "123456")), request_body = NewColumns,
    responses((status = 200, body = ColumnsShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn propose(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Result<Json<NewColumns>, JsonRejection>,
) -> Result<Json<ColumnsShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "columns.propose", subject: "", roles: ADMIN }).await?;
    let Json(new) = body.map_err(|_| {
        Problem::BadRequest("Give tables as JSON, each with a part and columns, each with header and means, and nothing else.")
    })?;
    Ok(shown(app.follow_up.schools.propose_columns(&school, records(new)?).await?))
}

/// Lets what is proposed count for uploads, once a dry run has read it.
#[utoipa::path(post, path = "/schools/{urn}/columns/confirm", tag = "uploads", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = ColumnsShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`nothing_proposed` or `not_seen`.")))]
pub(crate) async fn confirm(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<ColumnsShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "columns.confirm", subject: "", roles: ADMIN }).await?;
    match app.follow_up.schools.confirm_columns(&school).await? {
        Ok(columns) => Ok(shown(columns)),
        Err(NotConfirmed::NothingProposed) => Err(Problem::NothingProposed),
        Err(NotConfirmed::NotSeen) => Err(Problem::NotSeen),
    }
}

fn records(new: NewColumns) -> Result<Vec<OwnTableRecord>, Problem> {
    if new.tables.len() > TABLES {
        return Err(Problem::BadRequest("There may be 12 tables at most."));
    }
    new.tables.into_iter().map(record).collect()
}

fn record(table: Table) -> Result<OwnTableRecord, Problem> {
    let part: Part =
        table.part.parse().map_err(|_| Problem::BadRequest("A table's part is roll, contacts, marks or calendar."))?;
    if table.columns.is_empty() || table.columns.len() > COLUMNS {
        return Err(Problem::BadRequest("A table has 1 to 120 columns."));
    }
    let mut columns: Vec<(String, String)> = Vec::new();
    for Column { header, means } in table.columns {
        let header = header.trim().to_owned();
        if header.is_empty() || header.chars().count() > 100 || header.chars().any(char::is_control) {
            return Err(Problem::BadRequest("A header is 1 to 100 characters, as the school's report has it."));
        }
        let field: Field = means.parse().map_err(|_| {
            Problem::BadRequest("A column means one of the words in docs/extracts.md, such as admission_number or mark.")
        })?;
        if columns.iter().any(|(known, _)| known.eq_ignore_ascii_case(&header)) {
            return Err(Problem::BadRequest("A table has each header once."));
        }
        columns.push((header, field.as_str().to_owned()));
    }
    Ok(OwnTableRecord { part, columns })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(part: &str, columns: &[(&str, &str)]) -> Table {
        let column = |(header, means): &(&str, &str)| Column { header: (*header).to_owned(), means: (*means).to_owned() };
        Table { part: part.to_owned(), columns: columns.iter().map(column).collect() }
    }

    #[test]
    fn a_table_of_known_words_is_taken_and_any_other_says_what_to_mend() {
        let good = record(table("roll", &[(" Adm ", "admission_number"), ("Vorname", "forename")])).unwrap();
        assert_eq!(good.columns[0], ("Adm".to_owned(), "admission_number".to_owned()));
        for wrong in [
            table("pupils", &[("Adm", "admission_number")]),
            table("roll", &[]),
            table("roll", &[("Adm", "Admission number")]),
            table("roll", &[("", "admission_number")]),
            table("roll", &[("Adm", "admission_number"), ("adm", "upn")]),
        ] {
            assert!(matches!(record(wrong), Err(Problem::BadRequest(_))));
        }
    }
}
