//! How fresh a school's marks are: silence never means that everybody is present.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::calendar::Calendar;
use domain::freshness::{Freshness, Known, freshness};
use domain::policy::Policy;
use domain::school::Urn;
use domain::upload::UploadState;
use jiff::Timestamp;
use serde::Serialize;
use shell::clock;
use store::uploads::Upload;
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// The newest upload, in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewestShown {
    #[schema(example = "2026-11-23T0905")]
    id: String,
    /// As of an upload.
    #[schema(example = "applied")]
    state: &'static str,
    sentence: String,
    /// When its data was taken out of the MIS.
    #[schema(value_type = String, format = DateTime)]
    taken: Timestamp,
}

/// How fresh a school's marks are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LatestShown {
    /// `up_to_date`, `register_open`, `no_school_today`, `no_extract_since_register_closed`, `last_is_from_yesterday`, `last_is_older`,
    /// `newest_is_held` or `no_extract_yet`. Registers close when the school's policy says so.
    #[schema(example = "up_to_date")]
    freshness: &'static str,
    /// What it means and what to do.
    sentence: &'static str,
    /// When the newest marks in use were taken out of the MIS.
    #[schema(value_type = Option<String>, format = DateTime)]
    marks_taken: Option<Timestamp>,
    /// When the roll in use was taken out of the MIS.
    #[schema(value_type = Option<String>, format = DateTime)]
    roll_taken: Option<Timestamp>,
    /// The upload with the newest data, whatever became of it; dry runs are left out.
    newest: Option<NewestShown>,
}

/// How fresh the school's marks are, and the newest upload.
#[utoipa::path(get, path = "/schools/{urn}/uploads/latest", tag = "uploads", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = LatestShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<LatestShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "upload.latest", subject: "", roles: OFFICE }).await?;
    Ok(Json(app.latest(&school).await?))
}

impl App {
    /// How fresh a school's marks are.
    pub(crate) async fn latest(&self, school: &Urn) -> Result<LatestShown, Problem> {
        let head = self.follow_up.schools.head(school).await?;
        let calendar = self.follow_up.schools.calendar(school).await?;
        let newest = self.follow_up.absences.newest_upload(school).await?;
        let moment = |seconds: Option<i64>| seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let (marks_taken, roll_taken) = (moment(head.marks_taken), moment(head.roll_taken));
        let policy = self.follow_up.policy(school).await?;
        let fresh = fresh(marks_taken, newest.as_ref(), &policy, &calendar);
        Ok(LatestShown {
            freshness: fresh.as_str(),
            sentence: fresh.sentence(),
            marks_taken,
            roll_taken,
            newest: newest.map(|upload| NewestShown {
                id: upload.id.to_string(),
                state: upload.state.as_str(),
                sentence: upload.sentence,
                taken: upload.taken,
            }),
        })
    }
}

/// How fresh marks are that were taken at a moment.
pub(crate) fn fresh(marks_taken: Option<Timestamp>, newest: Option<&Upload>, policy: &Policy, calendar: &Calendar) -> Freshness {
    let known = Known {
        close: [policy.morning_closes, policy.afternoon_closes],
        marks_taken,
        held: newest.filter(|upload| upload.state == UploadState::Held).map(|upload| upload.taken),
        in_session: &|day| calendar.is_stated().then(|| calendar.is_school_day(day)),
    };
    freshness(clock::now(), known)
}
