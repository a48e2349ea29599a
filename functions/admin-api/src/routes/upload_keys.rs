//! Upload keys: what a school's machine shows in place of a sign-in.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shell::clock;
use store::StoreError;
use store::schools::Role;
use store::upload_keys::UploadKey;
use utoipa::ToSchema;

use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};
use crate::secret::Secret;

/// How many keys of a school may be good at once.
const KEYS: usize = 10;

const ADMIN: &[Role] = &[Role::SchoolAdmin];

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// What the school calls it: the machine that will hold it. 1 to 60 characters, no name of a person.
    #[schema(example = "Office server")]
    label: String,
}

/// A key that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeKey {
    #[schema(example = "3f9a1c2b4d5e")]
    id: String,
    /// The key. It is shown this once, and nobody can show it again.
    #[schema(example = "fdu_3f9a1c2b4d5e_…")]
    key: String,
}

/// An upload key, without what makes it one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyShown {
    #[schema(example = "3f9a1c2b4d5e")]
    id: String,
    #[schema(example = "Office server")]
    label: String,
    /// Who made it: the subject of their sign-in.
    made_by: String,
    #[schema(value_type = String, format = DateTime)]
    made: Timestamp,
    /// When it was last used, to the hour.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used: Option<Timestamp>,
    /// When it was revoked; none while it is good.
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked: Option<Timestamp>,
}

/// The keys of a school.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeysShown {
    keys: Vec<KeyShown>,
}

/// Makes an upload key: good for uploads of this school, and for asking after them. Ten may be good at once.
#[utoipa::path(post, path = "/schools/{urn}/upload-keys", tag = "uploads", security(("token" = [])), params(("urn" = String, Path, example = "123456")), request_body = NewKey,
    responses((status = 201, body = MadeKey), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`too_many_keys`.")))]
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Result<Json<NewKey>, JsonRejection>,
) -> Result<(StatusCode, Json<MadeKey>), Problem> {
    let secret = Secret::make().ok_or(Problem::Fault)?;
    let school = app.admit(&caller, &urn, Wish { action: "upload_key.make", subject: &secret.id, roles: ADMIN }).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give the key's label as JSON: {\"label\": \"Office server\"}."))?;
    let label = new.label.trim();
    if label.is_empty() || label.chars().count() > 60 || label.chars().any(char::is_control) {
        return Err(Problem::BadRequest("A key's label is 1 to 60 characters."));
    }
    if app.follow_up.schools.upload_keys(&school).await?.iter().filter(|key| key.revoked.is_none()).count() >= KEYS {
        return Err(Problem::TooManyKeys);
    }
    let key = UploadKey {
        id: secret.id.clone(),
        label: label.to_owned(),
        hash: secret.hash(),
        by: caller.subject,
        made: clock::now(),
        used: None,
        revoked: None,
    };
    app.follow_up.schools.keep_upload_key(&school, &key).await?;
    Ok((StatusCode::CREATED, Json(MadeKey { key: secret.expose(), id: secret.id })))
}

/// The school's upload keys, revoked ones too: who made each, and when it was last used.
#[utoipa::path(get, path = "/schools/{urn}/upload-keys", tag = "uploads", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = KeysShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<KeysShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "upload_keys.list", subject: "", roles: ADMIN }).await?;
    let mut keys = app.follow_up.schools.upload_keys(&school).await?;
    keys.sort_by_key(|key| key.made);
    let shown = |key: UploadKey| KeyShown {
        id: key.id,
        label: key.label,
        made_by: key.by,
        made: key.made,
        last_used: key.used,
        revoked: key.revoked,
    };
    Ok(Json(KeysShown { keys: keys.into_iter().map(shown).collect() }))
}

/// Revokes an upload key, at once and for good. Doing it again changes nothing.
#[utoipa::path(delete, path = "/schools/{urn}/upload-keys/{id}", tag = "uploads", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "3f9a1c2b4d5e")),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let is_id = id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit());
    let subject = if is_id { &*id } else { "unreadable" };
    let school = app.admit(&caller, &urn, Wish { action: "upload_key.revoke", subject, roles: ADMIN }).await?;
    if !is_id {
        return Err(Problem::NotFound);
    }
    match app.follow_up.schools.revoke_upload_key(&school, &id).await {
        Err(StoreError::Conflict) if app.follow_up.schools.upload_key(&school, &id).await?.is_none() => Err(Problem::NotFound),
        Ok(()) | Err(StoreError::Conflict) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}
