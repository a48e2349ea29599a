//! What a machine may do that shows an upload key: begin an upload, and ask after uploads. Nothing else.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::upload::UploadId;

use super::begin::{BegunUpload, How, NewUpload, begun};
use super::latest::LatestShown;
use super::uploads::UploadShown;
use crate::api::App;
use crate::caller::Machine;
use crate::problem::{Problem, ProblemBody};

/// Begins an upload, as a machine with an upload key. The answer is as for staff.
#[utoipa::path(post, path = "/machine/schools/{urn}/uploads", tag = "machine", security(("upload_key" = [])),
    params(("urn" = String, Path, example = "123456"), How), request_body = NewUpload,
    responses((status = 201, body = BegunUpload), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody, description = "`key_refused`."), (status = 409, body = ProblemBody, description = "`upload_exists`.")))]
pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    machine: Machine,
    Path(urn): Path<String>,
    how: Result<Query<How>, QueryRejection>,
    body: Result<Json<NewUpload>, JsonRejection>,
) -> Result<(StatusCode, Json<BegunUpload>), Problem> {
    let (school, _) = app.admit_machine(&machine, &urn, "upload.begin", "").await?;
    begun(&app, &school, how, body).await
}

/// One upload, as a machine with an upload key. It names nobody.
#[utoipa::path(get, path = "/machine/schools/{urn}/uploads/{id}", tag = "machine", security(("upload_key" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23T0905-3f9a1c")),
    responses((status = 200, body = UploadShown), (status = 401, body = ProblemBody, description = "`key_refused`."), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    machine: Machine,
    Path((urn, id)): Path<(String, String)>,
) -> Result<Json<UploadShown>, Problem> {
    let parsed: Result<UploadId, _> = id.parse();
    let subject = parsed.as_ref().map(UploadId::to_string).unwrap_or_default();
    let (school, _) = app.admit_machine(&machine, &urn, "upload.look", &subject).await?;
    let (shown, _) = app.shown_upload(&school, parsed.map_err(|_| Problem::NotFound)?).await?;
    Ok(Json(shown))
}

/// How fresh the school's marks are, as a machine with an upload key.
#[utoipa::path(get, path = "/machine/schools/{urn}/uploads/latest", tag = "machine", security(("upload_key" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = LatestShown), (status = 401, body = ProblemBody, description = "`key_refused`.")))]
pub(crate) async fn latest(
    State(app): State<Arc<App>>,
    machine: Machine,
    Path(urn): Path<String>,
) -> Result<Json<LatestShown>, Problem> {
    let (school, _) = app.admit_machine(&machine, &urn, "upload.latest", "").await?;
    Ok(Json(app.latest(&school).await?))
}
