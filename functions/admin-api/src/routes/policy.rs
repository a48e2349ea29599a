//! A school's policy: what counts, who changed what, and setting another one.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::StoreError;
use store::policy::{PolicyDocument, StoredPolicy};
use store::schools::Role;
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// A version of a school's policy.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyShown {
    /// Counted from 1; 0 while the school has set none and the usual one counts.
    #[schema(example = 3)]
    version: u32,
    /// Who set it, by the subject of their sign-in; empty for the usual one.
    by: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// What it says: `docs/policy.md` explains each setting.
    #[schema(value_type = Object, example = json!({"grace": "15m", "window": {"from": "08:30", "until": "18:00", "corrections_until": "20:00", "any_day": false}}))]
    policy: PolicyDocument,
}

impl PolicyShown {
    fn of(stored: StoredPolicy) -> Self {
        Self { version: stored.version, by: stored.by, at: stored.at, policy: stored.document }
    }
}

/// Another policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPolicy {
    /// The version that it takes the place of: somebody else's change is not overwritten unseen.
    #[schema(example = 3)]
    version: u32,
    /// What it says; a setting that is left out is as usual.
    #[schema(value_type = Object, example = json!({"morning_closes": "09:20", "grace": "10m"}))]
    policy: Value,
}

/// What changed from one version to the next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeShown {
    #[schema(example = 4)]
    version: u32,
    by: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    changes: Vec<SettingShown>,
}

/// One setting that changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingShown {
    #[schema(example = "ladder.2.after")]
    setting: String,
    #[schema(example = "15m")]
    before: String,
    #[schema(example = "20m")]
    after: String,
}

/// The policy that counts.
#[utoipa::path(get, path = "/schools/{urn}/policy", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = PolicyShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<PolicyShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "policy.look", subject: "", roles: OFFICE }).await?;
    Ok(Json(PolicyShown::of(app.follow_up.schools.policy(&school).await?)))
}

/// Sets another policy. It is looked at as a whole: everything that is wrong with it is said at once, and nothing of it counts then.
#[utoipa::path(put, path = "/schools/{urn}/policy", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")), request_body = NewPolicy,
    responses((status = 200, body = PolicyShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`changed_meanwhile`: another version counts by now.")))]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Result<Json<NewPolicy>, JsonRejection>,
) -> Result<Json<PolicyShown>, Problem> {
    let wish = Wish { action: "policy.set", subject: "", roles: &[Role::SchoolAdmin] };
    let school = app.admit(&caller, &urn, wish).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give version and policy as JSON, and nothing else."))?;
    let document: PolicyDocument = serde_json::from_value(new.policy)
        .map_err(|error| Problem::Faults(vec![format!("The policy cannot be read: {error}.")]))?;
    document.policy().map_err(Problem::Faults)?;
    match app.follow_up.schools.set_policy(&school, &document, &caller.subject, new.version).await {
        Err(StoreError::Conflict) => Err(Problem::ChangedMeanwhile),
        stored => {
            let stored = stored?;
            tracing::info!(school = %school, version = stored.version, "a school's policy was set");
            Ok(Json(PolicyShown::of(stored)))
        }
    }
}

/// Who changed what, when, and from which value; the newest first.
#[utoipa::path(get, path = "/schools/{urn}/policy/changes", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = [ChangeShown]), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn changes(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<Vec<ChangeShown>>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "policy.changes", subject: "", roles: OFFICE }).await?;
    let mut versions = app.follow_up.schools.policies(&school).await?;
    versions.push(StoredPolicy::usual());
    let changes = versions.iter().zip(versions.iter().skip(1)).map(|(after, before)| ChangeShown {
        version: after.version,
        by: after.by.clone(),
        at: after.at,
        changes: PolicyDocument::changes(&before.document, &after.document)
            .into_iter()
            .map(|change| SettingShown { setting: change.setting, before: change.before, after: change.after })
            .collect(),
    });
    Ok(Json(changes.collect()))
}
