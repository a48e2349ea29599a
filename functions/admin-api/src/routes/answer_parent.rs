//! Writing to a parent who was asked.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::Personal;
use domain::absence::AbsenceId;
use followup::{Answer, Happening};
use serde::Deserialize;
use shell::clock;
use store::absences::Happened;
use utoipa::ToSchema;

use super::OFFICE;
use super::absences::StoryShown;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// Characters of an answer: two parts of a text with the school's name before it.
const LONGEST: usize = 280;

/// An answer to a parent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": "6f1c0d9e2b7a48356f1c0d9e2b7a4835", "words": "Thank you. Please ring us about tomorrow when you can."}))]
pub(crate) struct NewAnswer {
    /// The id of a message of this absence to the contact who is written to.
    to: String,
    /// What, in 1 to 280 characters, without links. The school's name stands before it.
    words: String,
}

/// Writes to a parent who was asked, in words of one's own. It goes out whatever has become of the search, if the contact may still be told.
/// The same request again, with the same `Idempotency-Key`, is sent once.
#[utoipa::path(post, path = "/schools/{urn}/absences/{id}/answer", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455"), ("Idempotency-Key" = Option<String>, Header, example = "9a7f6e1c")),
    request_body = NewAnswer,
    responses((status = 200, body = StoryShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id)): Path<(String, String)>,
    body: Result<Json<NewAnswer>, JsonRejection>,
) -> Result<Json<StoryShown>, Problem> {
    let parsed: Result<AbsenceId, _> = id.parse();
    let subject = parsed.as_ref().map(AbsenceId::to_string).unwrap_or_default();
    let wish = Wish { action: "absence.answer", subject: &subject, roles: OFFICE };
    let (school, role) = app.admit_as(&caller, &urn, wish).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give to and words as JSON, and nothing else."))?;
    let words = new.words.trim();
    if words.is_empty() || words.chars().count() > LONGEST || words.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Problem::BadRequest("Write 1 to 280 characters."));
    }
    if words.contains("://") || words.to_lowercase().contains("www.") {
        return Err(Problem::BadRequest("Leave links out: parents are right not to trust one in a text."));
    }
    let id = parsed.map_err(|_| Problem::NotFound)?;
    if id.date != domain::school::day(clock::now()) {
        return Err(Problem::BadRequest("Only about today's absences anybody is written to. Ring about an earlier one."));
    }
    let to = new.to.parse().map_err(|_| Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    let request = caller.request_key(&keys)?;
    let now = clock::now();
    let answer = Answer { to, by: &caller.subject, words: &Personal::new(words), request: &request };
    let message = app.follow_up.answer(&school, id, answer, now).await?.ok_or(Problem::NotFound)?;
    let moment = Happened::Staff {
        what: "answer".to_owned(),
        by: caller.subject.clone(),
        note: message.to_string(),
        request: request.clone(),
    };
    let happening = Happening { pupil: id.pupil, event: None, moment, at: now, proposal: None, statement: None };
    app.follow_up.work(&school, id.date, &[happening], now).await?;
    Ok(Json(app.story(&school, role, id).await?))
}
