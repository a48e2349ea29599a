//! What an upload did.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::upload::UploadId;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// A file of an upload.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileShown {
    #[schema(example = "pupils.csv")]
    name: String,
    /// What it brings: `roll`, `contacts`, `marks`, `calendar`.
    #[schema(example = json!(["roll"]))]
    brings: Vec<&'static str>,
    /// Why it cannot be used; empty when it can.
    refused: String,
}

/// What applying an upload cost at DynamoDB.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostShown {
    calls: u64,
    write_units: f64,
    read_units: f64,
}

/// An upload.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadShown {
    #[schema(example = "2026-11-23T0905")]
    id: String,
    /// `receiving`, `reading`, `applied`, `incomplete` or `failed`.
    #[schema(example = "applied")]
    state: &'static str,
    /// What to know or do about it; empty where there is nothing to say.
    sentence: String,
    /// When its data was taken out of the MIS.
    #[schema(value_type = String, format = DateTime)]
    taken: Timestamp,
    files: Vec<FileShown>,
    /// Counts by name.
    counts: BTreeMap<String, i64>,
    /// Marks by code; `-` is a blank, `?` a code that no table knows.
    marks: BTreeMap<String, i64>,
    /// Registration groups whose register was not taken.
    #[schema(example = json!(["7B"]))]
    untaken: Vec<String>,
    cost: CostShown,
    /// What could not be used as it stands, by file, line and column: each with a code and a sentence. Pupils stand in it by admission number.
    #[schema(value_type = Vec<Object>)]
    problems: Value,
}

/// One upload: how far it is, what it brought, what is wrong with it and what to do.
#[utoipa::path(get, path = "/schools/{urn}/uploads/{id}", tag = "uploads", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23T0905")),
    responses((status = 200, body = UploadShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id)): Path<(String, String)>,
) -> Result<Json<UploadShown>, Problem> {
    let parsed: Result<UploadId, _> = id.parse();
    let subject = parsed.as_ref().map(UploadId::to_string).unwrap_or_default();
    let school = app.admit(&caller, &urn, Wish { action: "upload.look", subject: &subject, roles: OFFICE }).await?;
    let id = parsed.map_err(|_| Problem::NotFound)?;
    let upload = app.absences.upload(&school, &id).await?.ok_or(Problem::NotFound)?;
    let problems = app.problems(&format!("reports/{school}/{id}/problems.json")).await?;
    let files = upload.files.iter().map(|file| FileShown {
        name: file.key.rsplit('/').next().unwrap_or_default().to_owned(),
        brings: file.parts.iter().map(|part| part.as_str()).collect(),
        refused: file.refused.clone(),
    });
    let cost = upload.counts.cost;
    Ok(Json(UploadShown {
        id: id.to_string(),
        state: upload.state.as_str(),
        sentence: upload.sentence.clone(),
        taken: upload.taken,
        files: files.collect(),
        counts: upload.counts.numbers,
        marks: upload.counts.marks_by_code,
        untaken: upload.counts.untaken,
        cost: CostShown { calls: cost.calls, write_units: cost.write_units, read_units: cost.read_units },
        problems,
    }))
}

impl App {
    /// The problem report's list; an empty one where there is no report yet, or no longer.
    async fn problems(&self, key: &str) -> Result<Value, Problem> {
        let got = match self.s3.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(got) => got,
            Err(error) if error.as_service_error().is_some_and(|service| service.is_no_such_key()) => {
                return Ok(Value::Array(Vec::new()));
            }
            Err(_) => {
                tracing::warn!(error_type = "ReportUnavailable", "a problem report could not be read");
                return Err(Problem::TryAgain);
            }
        };
        let bytes = got.body.collect().await.map_err(|_| Problem::TryAgain)?.into_bytes();
        let report: Value = serde_json::from_slice(&bytes).map_err(|_| Problem::Fault)?;
        Ok(report.get("problems").cloned().unwrap_or_else(|| Value::Array(Vec::new())))
    }
}
