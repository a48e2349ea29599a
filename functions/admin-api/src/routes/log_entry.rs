//! What staff did about an absence, for its story.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::absence::AbsenceId;
use followup::Happening;
use serde::Deserialize;
use shell::clock;
use store::absences::Happened;
use utoipa::ToSchema;

use super::OFFICE;
use super::absences::StoryShown;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::given;
use crate::problem::{Problem, ProblemBody};

/// Something that a member of staff did or noticed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "call", "with": "grandmother", "note": "no answer, left a message"}))]
pub(crate) struct LogEntry {
    /// `call`, `visit`, `police` or `note`.
    #[schema(example = "call")]
    kind: String,
    /// With whom, at most 100 characters.
    #[schema(example = "grandmother")]
    with: Option<String>,
    /// In 1 to 500 characters.
    #[schema(example = "no answer, left a message")]
    note: String,
}

const KINDS: [&str; 4] = ["call", "visit", "police", "note"];

/// Logs a call, a visit, a contact with the police, or a note. It changes nothing of the search. The same request again, with the same
/// `Idempotency-Key`, is logged once.
#[utoipa::path(post, path = "/schools/{urn}/absences/{id}/log", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455"), ("Idempotency-Key" = Option<String>, Header, example = "9a7f6e1c")),
    request_body = LogEntry,
    responses((status = 200, body = StoryShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn log(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id)): Path<(String, String)>,
    body: Result<Json<LogEntry>, JsonRejection>,
) -> Result<Json<StoryShown>, Problem> {
    let parsed: Result<AbsenceId, _> = id.parse();
    let subject = parsed.as_ref().map(AbsenceId::to_string).unwrap_or_default();
    let (school, role) = app.admit_as(&caller, &urn, Wish { action: "absence.log", subject: &subject, roles: OFFICE }).await?;
    let Json(entry) = body.map_err(|_| Problem::BadRequest("Give kind, note and with as JSON, and nothing else."))?;
    let kind = KINDS.into_iter().find(|kind| *kind == entry.kind);
    let kind = kind.ok_or(Problem::BadRequest("A kind is call, visit, police or note."))?;
    let note = given::note(Some(&entry.note))?;
    if note.is_empty() {
        return Err(Problem::BadRequest("Say in the note what was done."));
    }
    let with = given::name(entry.with.as_deref())?;
    let id = parsed.map_err(|_| Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    app.follow_up.absences.absence(&keys, &school, id).await?.ok_or(Problem::NotFound)?;
    let now = clock::now();
    let happening = Happening {
        pupil: id.pupil,
        event: None,
        moment: Happened::Staff {
            what: kind.to_owned(),
            by: caller.subject.clone(),
            note: with.map_or_else(|| note.to_owned(), |with| format!("with {with}: {note}")),
            request: caller.request_key(&keys)?,
        },
        at: now,
        proposal: None,
        statement: None,
    };
    app.follow_up.work(&school, id.date, &[happening], now).await?;
    Ok(Json(app.story(&school, role, id).await?))
}
