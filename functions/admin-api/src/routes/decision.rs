//! Deciding on an upload that is held.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::upload::{UploadId, UploadState};
use serde::{Deserialize, Serialize};
use shell::clock;
use store::StoreError;
use store::uploads::Decision;
use utoipa::ToSchema;

use super::OFFICE;
use super::uploads::DecisionShown;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// How often a decision is tried again when the upload was written meanwhile.
const TRIES: usize = 5;

/// A decision on a held upload.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    /// `apply` or `discard`.
    #[schema(example = "apply")]
    decision: String,
    /// Why, in 1 to 500 characters. It is kept with the upload: name nobody in it.
    #[schema(example = "Year 11 has left, so the roll is smaller.")]
    reason: String,
}

/// What the queue of uploads is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Handover<'a> {
    /// A held upload was decided on.
    UploadDecidedV1 { school: &'a str, upload: &'a str },
}

/// Applies or discards an upload that is held. The same decision again gives the same answer; the other one is refused.
#[utoipa::path(post, path = "/schools/{urn}/uploads/{id}/decision", tag = "uploads", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23T0905")), request_body = NewDecision,
    responses((status = 202, body = DecisionShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`not_held` or `already_decided`.")))]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id)): Path<(String, String)>,
    body: Result<Json<NewDecision>, JsonRejection>,
) -> Result<(axum::http::StatusCode, Json<DecisionShown>), Problem> {
    let parsed: Result<UploadId, _> = id.parse();
    let apply = body.as_ref().ok().and_then(|Json(new)| match &*new.decision {
        "apply" => Some(true),
        "discard" => Some(false),
        _ => None,
    });
    let action = match apply {
        Some(true) => "upload.apply",
        Some(false) => "upload.discard",
        None => "upload.decide",
    };
    let subject = parsed.as_ref().map(UploadId::to_string).unwrap_or_default();
    let school = app.admit(&caller, &urn, Wish { action, subject: &subject, roles: OFFICE }).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give decision and reason as JSON, and nothing else."))?;
    let apply = apply.ok_or(Problem::BadRequest("A decision is apply or discard."))?;
    let reason = new.reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Problem::BadRequest("Give a reason of 1 to 500 characters, and name nobody in it."));
    }
    let id = parsed.map_err(|_| Problem::NotFound)?;
    for _ in 0..TRIES {
        let mut upload = app.follow_up.absences.upload(&school, &id).await?.ok_or(Problem::NotFound)?;
        let shown = match &upload.decision {
            Some(decided) if decided.apply != apply => return Err(Problem::AlreadyDecided),
            Some(decided) => DecisionShown::of(decided),
            None if upload.state != UploadState::Held => return Err(Problem::NotHeld),
            None => {
                let decision = Decision { apply, by: caller.subject.clone(), at: clock::now(), reason: reason.to_owned() };
                let shown = DecisionShown::of(&decision);
                upload.decision = Some(decision);
                match app.follow_up.absences.put_upload(&school, &mut upload).await {
                    Err(StoreError::Conflict) => continue,
                    other => other?,
                }
                shown
            }
        };
        // Also for a repeat: the decision may have been written by a request that died before it handed over.
        if upload.state == UploadState::Held {
            let task = Handover::UploadDecidedV1 { school: school.as_str(), upload: id.as_str() };
            app.decided.send(&task).await.map_err(|error| {
                tracing::warn!(error_type = "QueueUnavailable", error = %error, "a decision could not be handed over");
                Problem::TryAgain
            })?;
        }
        return Ok((axum::http::StatusCode::ACCEPTED, Json(shown)));
    }
    Err(Problem::TryAgain)
}
