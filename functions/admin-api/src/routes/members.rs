//! Who works at a school, in which role.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use store::schools::Role;
use utoipa::ToSchema;

use super::schools::is_subject;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// A role at a school.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Membership {
    /// `attendance-officer`, `safeguarding-lead`, `school-admin` or `data-protection`.
    #[schema(example = "attendance-officer")]
    role: String,
}

/// Lets somebody work at the school, in one role; another role takes the place of the one before.
#[utoipa::path(put, path = "/schools/{urn}/members/{subject}", tag = "school", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("subject" = String, Path, description = "The subject of their sign-in.")),
    request_body = Membership,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, subject)): Path<(String, String)>,
    body: Result<Json<Membership>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let role: Option<Role> = body.as_ref().ok().and_then(|Json(membership)| membership.role.parse().ok());
    let role = role.filter(|role| *role != Role::Operator);
    let done = match role {
        Some(role) if is_subject(&subject) => format!("{subject} {role}"),
        _ => "unreadable".to_owned(),
    };
    let school = app.admit(&caller, &urn, Wish { action: "member.set", subject: &done, roles: &[Role::SchoolAdmin] }).await?;
    if body.is_err() {
        return Err(Problem::BadRequest("Give the role as JSON: {\"role\": \"attendance-officer\"}."));
    }
    let role =
        role.ok_or(Problem::BadRequest("A role is attendance-officer, safeguarding-lead, school-admin or data-protection."))?;
    if !is_subject(&subject) {
        return Err(Problem::BadRequest("The subject of a sign-in is 1 to 128 letters, digits, - and _."));
    }
    app.follow_up.schools.set_role(&school, &subject, role).await?;
    Ok(StatusCode::NO_CONTENT)
}
