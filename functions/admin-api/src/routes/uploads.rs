//! What an upload did.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::upload::UploadId;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::absences::Snapshot;
use store::schools::Role;
use store::uploads::Decision;
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};
use crate::shown::PupilShown;

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

/// One thing in which an upload differs from what this school's extracts say otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DifferenceShown {
    #[schema(example = "roll_shrank")]
    code: String,
    sentence: String,
    before: i64,
    now: i64,
}

/// What staff decided on a held upload.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DecisionShown {
    /// `apply` or `discard`.
    #[schema(example = "apply")]
    decision: &'static str,
    /// Who: the subject of their sign-in.
    by: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    reason: String,
}

impl DecisionShown {
    pub(crate) fn of(decision: &Decision) -> Self {
        Self {
            decision: if decision.apply { "apply" } else { "discard" },
            by: decision.by.clone(),
            at: decision.at,
            reason: decision.reason.clone(),
        }
    }
}

/// An upload.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadShown {
    #[schema(example = "2026-11-23T0905")]
    id: String,
    /// `expected`, `receiving`, `reading`, `applied`, `incomplete`, `failed`, `held`, `discarded` or `compared`.
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
    /// Why it is held, or would be.
    differences: Vec<DifferenceShown>,
    /// What staff decided on it while it was held.
    decision: Option<DecisionShown>,
    /// Of a dry run: what would change and who would be contacted; none for other uploads. Pupils stand in it by admission number.
    #[schema(value_type = Option<Object>)]
    would: Option<Value>,
    /// Pupils with a flag who are absent without a reason by a held upload. For the safeguarding lead alone; empty for others.
    flagged_absent: Vec<PupilShown>,
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
    let (school, role) = app.admit_as(&caller, &urn, Wish { action: "upload.look", subject: &subject, roles: OFFICE }).await?;
    let (mut shown, flagged) = app.shown_upload(&school, parsed.map_err(|_| Problem::NotFound)?).await?;
    if role == Role::SafeguardingLead && !flagged.is_empty() {
        shown.flagged_absent = app.on_the_roll(&school, &flagged).await?;
    }
    Ok(Json(shown))
}

impl App {
    /// An upload as anybody may see it who may see uploads, and whom of it the safeguarding lead may see besides.
    pub(crate) async fn shown_upload(&self, school: &Urn, id: UploadId) -> Result<(UploadShown, Vec<PupilId>), Problem> {
        let upload = self.follow_up.absences.upload(school, &id).await?.ok_or(Problem::NotFound)?;
        let mut report = self.report(&format!("reports/{school}/{id}/problems.json")).await?;
        let problems = report.get_mut("problems").map_or_else(|| Value::Array(Vec::new()), Value::take);
        let would = report.get_mut("would").map(Value::take).filter(|would| !would.is_null());
        let files = upload.files.iter().map(|file| FileShown {
            name: file.key.rsplit('/').next().unwrap_or_default().to_owned(),
            brings: file.parts.iter().map(|part| part.as_str()).collect(),
            refused: file.refused.clone(),
        });
        let differences = upload.differences.iter().map(|difference| DifferenceShown {
            code: difference.code.clone(),
            sentence: difference.sentence.clone(),
            before: difference.before,
            now: difference.now,
        });
        let cost = upload.counts.cost;
        let shown = UploadShown {
            id: id.to_string(),
            state: upload.state.as_str(),
            sentence: upload.sentence.clone(),
            taken: upload.taken,
            files: files.collect(),
            differences: differences.collect(),
            decision: upload.decision.as_ref().map(DecisionShown::of),
            counts: upload.counts.numbers,
            marks: upload.counts.marks_by_code,
            untaken: upload.counts.untaken,
            cost: CostShown { calls: cost.calls, write_units: cost.write_units, read_units: cost.read_units },
            would,
            flagged_absent: Vec::new(),
            problems,
        };
        Ok((shown, upload.flagged_absent))
    }

    /// Pupils by name; those who are not on the roll any more are left out.
    async fn on_the_roll(&self, school: &Urn, ids: &[PupilId]) -> Result<Vec<PupilShown>, Problem> {
        let keys = self.follow_up.keys.school(school).await?;
        let head = self.follow_up.schools.head(school).await?;
        let pupils = self.pupils(&keys, school, &head, ids).await?;
        Ok(ids.iter().filter_map(|id| pupils.get(id)).map(|pupil| PupilShown::of(&Snapshot::of(pupil))).collect())
    }

    /// The problem report; an empty one where there is no report yet, or no longer.
    async fn report(&self, key: &str) -> Result<Value, Problem> {
        let got = match self.s3.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(got) => got,
            Err(error) if error.as_service_error().is_some_and(|service| service.is_no_such_key()) => {
                return Ok(Value::Null);
            }
            Err(_) => {
                tracing::warn!(error_type = "ReportUnavailable", "a problem report could not be read");
                return Err(Problem::TryAgain);
            }
        };
        let bytes = got.body.collect().await.map_err(|_| Problem::TryAgain)?.into_bytes();
        serde_json::from_slice(&bytes).map_err(|_| Problem::Fault)
    }
}
