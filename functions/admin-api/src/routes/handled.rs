//! A family with whom a person deals for days: nobody is asked from here.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::Personal;
use domain::absence::AbsenceId;
use domain::known::Handled;
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::search::{Decision, Event};
use followup::Happening;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shell::clock;
use store::absences::Happened;
use utoipa::ToSchema;
use vault::Keyring;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::given;
use crate::problem::{Problem, ProblemBody};

/// That a person deals with a family.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHandled {
    /// The last day; until somebody ends it where it is left out.
    #[schema(example = "2026-12-04")]
    until: Option<String>,
    /// Why, in 1 to 500 characters.
    #[schema(example = "a bereavement: the head of year rings")]
    reason: String,
}

/// A family with whom a person deals.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FamilyHandledShown {
    /// The pupil's pseudonym.
    #[schema(example = "0f3c5a1e9b7d4c2a8e6f001122334455")]
    pupil: String,
    #[schema(example = "2026-12-04")]
    until: Option<String>,
    #[schema(example = "a bereavement: the head of year rings")]
    reason: String,
    /// Who decided so, by the subject of their sign-in.
    by: String,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// Has a person deal with a family: nobody is asked from here until the last day, today's search included. The same again changes nothing.
#[utoipa::path(put, path = "/schools/{urn}/pupils/{pupil}/handled", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455")), request_body = NewHandled,
    responses((status = 200, body = FamilyHandledShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`left_the_roll`.")))]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil)): Path<(String, String)>,
    body: Result<Json<NewHandled>, JsonRejection>,
) -> Result<Json<FamilyHandledShown>, Problem> {
    let (school, pupil) = admit(&app, &caller, &urn, &pupil, "pupil.handle").await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give reason and until as JSON, and nothing else."))?;
    let until = new.until.as_deref().map(given::day).transpose()?;
    let reason = given::note(Some(&new.reason))?;
    if reason.is_empty() {
        return Err(Problem::BadRequest("Say why a person deals with the family."));
    }
    let now = clock::now();
    if until.is_some_and(|until| until < domain::school::day(now)) {
        return Err(Problem::BadRequest("The last day is in the past: give today or a later one, or none."));
    }
    app.still_on_the_roll(&school, pupil).await?;
    let keys = app.follow_up.keys.school(&school).await?;
    let handled = app
        .change_known(&keys, &school, pupil, |known| {
            // Said again with another end it goes on since it began.
            let since =
                known.handled.as_ref().filter(|_| known.is_handled(domain::school::day(now))).map(|handled| handled.since);
            let same = known.handled.as_ref().is_some_and(|handled| handled.until == until && handled.reason.expose() == reason);
            if since.is_none() || !same {
                known.handled = Some(Handled {
                    until,
                    by: caller.subject.clone(),
                    reason: Personal::new(reason),
                    since: since.unwrap_or(now),
                });
            }
            known.handled.clone().ok_or(Problem::Fault)
        })
        .await?;
    tell(&app, &keys, &school, (pupil, Decision::Handle), &caller, reason).await?;
    Ok(Json(FamilyHandledShown {
        pupil: pupil.to_string(),
        until: handled.until.map(|until| until.to_string()),
        reason: handled.reason.expose().to_owned(),
        by: handled.by,
        since: Timestamp::from_second(handled.since.as_second()).unwrap_or(handled.since),
    }))
}

/// Gives a family back: a search of today that is still open goes on. Doing it again changes nothing.
#[utoipa::path(delete, path = "/schools/{urn}/pupils/{pupil}/handled", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455")),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (school, pupil) = admit(&app, &caller, &urn, &pupil, "pupil.end_handling").await?;
    let keys = app.follow_up.keys.school(&school).await?;
    app.change_known(&keys, &school, pupil, |known| {
        known.handled = None;
        Ok(())
    })
    .await?;
    tell(&app, &keys, &school, (pupil, Decision::Undo { alarm: false }), &caller, "").await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn admit(app: &App, caller: &Caller, urn: &str, pupil: &str, action: &'static str) -> Result<(Urn, PupilId), Problem> {
    let parsed = PupilId::from_hex(pupil);
    let subject = parsed.map(|pupil| pupil.to_string()).unwrap_or_default();
    let school = app.admit(caller, urn, Wish { action, subject: &subject, roles: OFFICE }).await?;
    Ok((school, parsed.ok_or(Problem::NotFound)?))
}

/// Tells today's search, where there is one that is open and does not know it yet.
async fn tell(
    app: &App,
    keys: &Keyring,
    school: &Urn,
    (pupil, decision): (PupilId, Decision),
    caller: &Caller,
    reason: &str,
) -> Result<(), Problem> {
    let now = clock::now();
    let id = AbsenceId { date: domain::school::day(now), pupil };
    let handles = decision == Decision::Handle;
    let stored = app.follow_up.absences.absence(keys, school, id).await?;
    let wants = stored.is_some_and(|stored| stored.search.handled_by_staff != handles && !stored.search.state.is_over());
    if !wants {
        return Ok(());
    }
    let moment = Happened::Staff {
        what: if handles { "handle" } else { "undo" }.to_owned(),
        by: caller.subject.clone(),
        note: reason.to_owned(),
        request: caller.request_key(keys)?,
    };
    let happening = Happening { pupil, event: Some(Event::Staff(decision)), moment, at: now, proposal: None, statement: None };
    app.follow_up.work(school, id.date, &[happening], now).await?;
    Ok(())
}
