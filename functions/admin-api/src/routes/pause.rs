//! The pause switches: nothing is sent while one is on.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// A pause switch.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pause {
    /// Whether nothing is sent.
    paused: bool,
}

type Body = Result<Json<Pause>, JsonRejection>;

/// What the audit says of it.
fn in_words(pause: &Result<Pause, Problem>) -> &'static str {
    match pause {
        Ok(Pause { paused: true }) => "on",
        Ok(Pause { paused: false }) => "off",
        Err(_) => "unreadable",
    }
}

fn wanted(body: Body) -> Result<Pause, Problem> {
    body.map(|Json(pause)| pause)
        .map_err(|_| Problem::BadRequest("Give the switch as JSON: {\"paused\": true} or {\"paused\": false}."))
}

/// Pauses the whole deployment, or lets it go on. What was planned waits, and is looked at again before it is sent.
#[utoipa::path(put, path = "/pause", tag = "deployment", security(("token" = [])), request_body = Pause,
    responses((status = 200, body = Pause), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn pause_deployment(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Result<Json<Pause>, Problem> {
    let pause = wanted(body);
    app.admit_operator(&caller, "deployment.pause", in_words(&pause)).await?;
    let pause = pause?;
    app.follow_up.schools.set_paused(None, pause.paused, &caller.subject).await?;
    tracing::warn!(paused = pause.paused, "the deployment's pause switch was turned");
    Ok(Json(pause))
}

/// Pauses one school, or lets it go on. Anybody of the office may: a wrong message that goes on is worse than one that waits.
#[utoipa::path(put, path = "/schools/{urn}/pause", tag = "school", security(("token" = [])), params(("urn" = String, Path, example = "123456")), request_body = Pause,
    responses((status = 200, body = Pause), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn pause_school(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Body,
) -> Result<Json<Pause>, Problem> {
    let pause = wanted(body);
    let school = app.admit(&caller, &urn, Wish { action: "school.pause", subject: in_words(&pause), roles: OFFICE }).await?;
    let pause = pause?;
    app.follow_up.schools.set_paused(Some(&school), pause.paused, &caller.subject).await?;
    tracing::warn!(school = %school, paused = pause.paused, "a school's pause switch was turned");
    Ok(Json(pause))
}
