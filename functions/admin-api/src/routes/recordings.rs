//! A reason that a contact spoke in a call, as staff hear it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::absence::AbsenceId;
use domain::school::Urn;
use jiff::Timestamp;
use serde::Serialize;
use shell::clock;
use store::absences::{Happened, Moment};
use store::life::FILES;
use store::recordings::{open_recording, recording_key};
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// What the provider records.
const FORMAT: &str = "audio/mpeg";

/// What a contact spoke.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordingShown {
    #[schema(example = "audio/mpeg")]
    format: &'static str,
    /// How long it is.
    #[schema(example = 9)]
    seconds: u32,
    /// The recording itself, in Base64.
    #[schema(example = "SUQzBAAAAAAAI1RTU0UAAAAP")]
    sound: String,
}

/// What a contact spoke in a call about an absence. It is kept for a week; each listening is recorded.
#[utoipa::path(get, path = "/schools/{urn}/absences/{id}/recordings/{recording}", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455"), ("recording" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455")),
    responses((status = 200, body = RecordingShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody, description = "There is none, or its week is over.")))]
pub(crate) async fn hear(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id, recording)): Path<(String, String, String)>,
) -> Result<Json<RecordingShown>, Problem> {
    let parsed: Result<AbsenceId, _> = id.parse();
    let subject = parsed.as_ref().map(AbsenceId::to_string).unwrap_or_default();
    let school = app.admit(&caller, &urn, Wish { action: "recording.hear", subject: &subject, roles: OFFICE }).await?;
    let id = parsed.map_err(|_| Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    let stored = app.follow_up.absences.absence(&keys, &school, id).await?.ok_or(Problem::NotFound)?;
    let seconds = spoken(&stored.story, &recording, clock::now()).ok_or(Problem::NotFound)?;
    let sealed = app.recording(&school, &recording).await?;
    let sound = open_recording(&keys, &school, &recording, &sealed)?;
    Ok(Json(RecordingShown { format: FORMAT, seconds, sound: STANDARD.encode(sound) }))
}

/// How long a recording of this absence is; `None` where there is none, or its week is over.
fn spoken(story: &[Moment], recording: &str, now: Timestamp) -> Option<u32> {
    story.iter().find_map(|moment| match &moment.what {
        Happened::Spoke(id, seconds) if id == recording && now.as_second() < FILES.end(moment.at) => Some(*seconds),
        _ => None,
    })
}

impl App {
    async fn recording(&self, school: &Urn, id: &str) -> Result<Vec<u8>, Problem> {
        let got = match self.s3.get_object().bucket(&self.bucket).key(recording_key(school, id)).send().await {
            Ok(got) => got,
            Err(error) if error.as_service_error().is_some_and(|service| service.is_no_such_key()) => {
                return Err(Problem::NotFound);
            }
            Err(_) => {
                tracing::warn!(error_type = "RecordingUnavailable", "a recording could not be read");
                return Err(Problem::TryAgain);
            }
        };
        Ok(got.body.collect().await.map_err(|_| Problem::TryAgain)?.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_found_in_its_own_absence_while_its_week_lasts() {
        let at: Timestamp = "2026-11-23T09:30:00Z".parse().unwrap();
        let story = [Moment { at, what: Happened::Opened }, Moment { at, what: Happened::Spoke("0f".to_owned(), 9) }];
        let later = |days: i64| at + jiff::SignedDuration::from_hours(24 * days);
        assert_eq!(spoken(&story, "0f", later(6)), Some(9));
        assert_eq!(spoken(&story, "0f", later(7)), None);
        assert_eq!(spoken(&story, "1f", at), None);
        assert_eq!(spoken(&story[..1], "0f", at), None);
    }
}
