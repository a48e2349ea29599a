//! Replies that staff have to place.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use store::schools::Role;
use utoipa::{IntoParams, ToSchema};

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::cursor;
use crate::problem::{Problem, ProblemBody};
use crate::shown::ReplyShown;

/// The longest page.
const PAGE: i32 = 100;

/// Which replies.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// How many, at most 100.
    #[param(example = 100)]
    limit: Option<i32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// A page of replies, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnmatchedShown {
    replies: Vec<ReplyShown>,
    /// For the next page; none on the last one.
    next: Option<String>,
}

/// Replies of unknown senders, and of numbers that two families share: somebody has to see whom they mean.
#[utoipa::path(get, path = "/schools/{urn}/unmatched", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), Question),
    responses((status = 200, body = UnmatchedShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<UnmatchedShown>, Problem> {
    let (school, role) = app.admit_as(&caller, &urn, Wish { action: "unmatched.list", subject: "", roles: OFFICE }).await?;
    let Query(question) = question.map_err(|_| Problem::BadRequest("Ask with limit and cursor alone; limit is a number."))?;
    let keys = app.follow_up.keys.school(&school).await?;
    let after = question.cursor.as_deref().map(|cursor| cursor::open(&keys, &school, "unmatched", cursor)).transpose()?;
    let limit = question.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let (replies, next) = app.follow_up.messages.unmatched(&keys, &school, after.as_deref(), limit).await?;
    let next = next.map(|next| cursor::seal(&keys, &school, "unmatched", &next)).transpose()?;
    let lead = role == Role::SafeguardingLead;
    Ok(Json(UnmatchedShown { replies: replies.iter().map(|reply| ReplyShown::seen_by(lead, reply)).collect(), next }))
}
