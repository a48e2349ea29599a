//! Whether the system answers, and whether it sends.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::App;
use crate::problem::Problem;

/// How the deployment is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// Whether an operator has paused all sending.
    paused: bool,
    /// The release that answers.
    #[schema(example = "0.1.0")]
    release: &'static str,
}

/// Whether the system answers, and whether anything is sent.
#[utoipa::path(get, path = "/health", tag = "deployment", responses((status = 200, body = Health)))]
pub(crate) async fn health(State(app): State<Arc<App>>) -> Result<Json<Health>, Problem> {
    let paused = app.follow_up.schools.deployment_paused().await?;
    Ok(Json(Health { status: "ok", paused, release: env!("CARGO_PKG_VERSION") }))
}
