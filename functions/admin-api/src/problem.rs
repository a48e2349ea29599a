//! Errors as `application/problem+json`, with a stable code; a fault of ours says nothing of the inside.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use followup::FollowUpError;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// The form of an answer that is an error (RFC 9457).
pub(crate) const PROBLEM: &str = "application/problem+json";

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// There is no such school, or it is not the caller's to know of.
    SchoolNotFound,
    /// The school has no such thing.
    NotFound,
    /// The caller's role may not do this.
    RoleMayNot,
    /// The request is not of the form that the document describes; the text says what to mend.
    BadRequest(&'static str),
    /// What was given is wrong as a whole: each sentence says what to mend.
    Faults(Vec<String>),
    /// Somebody else changed it since it was read.
    ChangedMeanwhile,
    /// There is such a school already, with other settings or another first admin.
    SchoolExists,
    /// The sending number belongs to another school.
    NumberTaken,
    /// A machine shows no upload key of the school that is good.
    KeyRefused,
    /// The school has as many upload keys as it may have.
    TooManyKeys,
    /// There is an upload of this id with other files.
    UploadExists,
    /// The upload is not held: there is nothing to decide.
    NotHeld,
    /// The upload was decided on otherwise.
    AlreadyDecided,
    /// Contacts may have been asked about those of a hold already.
    HoldReleased,
    /// The marks have changed so that a hold holds nobody.
    HoldOver,
    /// The hold is of another day than today.
    HoldOfAnotherDay,
    /// No columns are proposed.
    NothingProposed,
    /// No dry run has read the columns that are proposed.
    NotSeen,
    /// The day is over: nobody is asked about it and nobody hears of it any more.
    DayIsOver,
    /// The pupil has left the roll, so that nothing can be decided.
    LeftTheRoll,
    /// What would be said is another thing than the preview showed.
    PreviewIsOld,
    /// Nobody knows which contact wrote.
    WriterUnknown,
    /// There are no words in this language.
    NoSuchLanguage,
    /// The words of a language are others than those that were read.
    WordsChanged,
    /// Something that we need does not answer.
    TryAgain,
    /// A fault of ours.
    Fault,
}

/// The body of an answer that is an error (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// The HTTP status.
    #[schema(example = 404)]
    status: u16,
    /// A stable code for programs.
    #[schema(example = "school_not_found")]
    code: &'static str,
    /// A sentence for people.
    #[schema(example = "There is no such school.")]
    title: &'static str,
    /// Everything that is wrong, where it is more than one thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!([]))]
    faults: Vec<String>,
}

impl Problem {
    fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::SchoolNotFound => (StatusCode::NOT_FOUND, "school_not_found", "There is no such school."),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "The school has nothing under this id."),
            Self::RoleMayNot => (StatusCode::FORBIDDEN, "role_may_not", "Your role may not do this. Ask your school's admin."),
            Self::BadRequest(title) => (StatusCode::BAD_REQUEST, "bad_request", title),
            Self::Faults(_) => {
                (StatusCode::BAD_REQUEST, "faults", "This cannot count as it is. Mend what stands in faults, and give it again.")
            }
            Self::ChangedMeanwhile => (
                StatusCode::CONFLICT,
                "changed_meanwhile",
                "Somebody else changed this since you read it. Read it again, and repeat your change on it.",
            ),
            Self::SchoolExists => (
                StatusCode::CONFLICT,
                "school_exists",
                "There is such a school already, with other settings or another first admin.",
            ),
            Self::NumberTaken => (StatusCode::CONFLICT, "number_taken", "This sending number belongs to another school."),
            Self::KeyRefused => {
                let title =
                    "This upload key is not good for this school. Look whether it was revoked, and whether the URN is right.";
                (StatusCode::UNAUTHORIZED, "key_refused", title)
            }
            Self::TooManyKeys => {
                (StatusCode::CONFLICT, "too_many_keys", "The school has ten upload keys. Revoke one that is not used any more.")
            }
            Self::UploadExists => (
                StatusCode::CONFLICT,
                "upload_exists",
                "There is an upload of this moment with other files. Give it another label, or another time.",
            ),
            Self::NotHeld => (StatusCode::CONFLICT, "not_held", "This upload is not held, so there is nothing to decide."),
            Self::AlreadyDecided => (
                StatusCode::CONFLICT,
                "already_decided",
                "This upload was decided on otherwise. Look at it to see by whom and why.",
            ),
            Self::HoldReleased => (
                StatusCode::CONFLICT,
                "hold_released",
                "This was released already, and contacts may have been asked. Correct it for those who were.",
            ),
            Self::HoldOver => (
                StatusCode::CONFLICT,
                "hold_over",
                "The marks have changed, so that nobody is held by this any more. There is nothing to decide.",
            ),
            Self::HoldOfAnotherDay => (
                StatusCode::CONFLICT,
                "hold_of_another_day",
                "This hold is of another day, about which nobody is asked any more. Amend the register.",
            ),
            Self::NothingProposed => {
                (StatusCode::CONFLICT, "nothing_proposed", "No columns are proposed. Propose them with PUT first.")
            }
            Self::NotSeen => (
                StatusCode::CONFLICT,
                "not_seen",
                "No dry run has read these columns yet. Upload the report with dry_run=true, look at what would change, then confirm.",
            ),
            Self::DayIsOver => (
                StatusCode::CONFLICT,
                "day_is_over",
                "This absence is of a day that is over: nobody is asked about it and nobody hears of it. Say that its reason is known, or log what was done.",
            ),
            Self::LeftTheRoll => {
                (StatusCode::CONFLICT, "left_the_roll", "This pupil is not on the roll any more, so nobody is asked about them.")
            }
            Self::PreviewIsOld => (
                StatusCode::CONFLICT,
                "preview_is_old",
                "Others would hear it than the preview shows, or in other words. Look at a new preview, then send it.",
            ),
            Self::WriterUnknown => (
                StatusCode::CONFLICT,
                "writer_unknown",
                "Nobody knows which contact of this pupil wrote, so nobody can be waited for. Assign it as words, or decide on the absence.",
            ),
            Self::NoSuchLanguage => (
                StatusCode::NOT_FOUND,
                "no_such_language",
                "There is no such language here. GET languages lists those there are, each with its tag.",
            ),
            Self::WordsChanged => (
                StatusCode::CONFLICT,
                "words_changed",
                "The words of this language are not the ones that you have read. Read the words again, and give their version.",
            ),
            Self::TryAgain => {
                (StatusCode::SERVICE_UNAVAILABLE, "try_again", "This could not be done just now. Try again in a moment.")
            }
            Self::Fault => (StatusCode::INTERNAL_SERVER_ERROR, "fault", "Something went wrong on our side. We have been told."),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code, title) = self.parts();
        let faults = if let Self::Faults(faults) = &self { faults.clone() } else { Vec::new() };
        let body = Json(ProblemBody { status: status.as_u16(), code, title, faults });
        let headers = [(header::CONTENT_TYPE, PROBLEM), (header::CACHE_CONTROL, "no-store")];
        (status, headers, body).into_response()
    }
}

impl From<FollowUpError> for Problem {
    fn from(error: FollowUpError) -> Self {
        match error {
            FollowUpError::NoSuchSchool => Self::SchoolNotFound,
            FollowUpError::Store(error) => error.into(),
            FollowUpError::Queue(error) => {
                tracing::warn!(error_type = "QueueUnavailable", error = %error, "what was decided could not be handed over");
                Self::TryAgain
            }
            FollowUpError::Policy => {
                tracing::error!(error_type = "PolicyUnreadable", "the stored policy of a school cannot be followed");
                Self::Fault
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let line = shell::retry::with_causes(&error);
        match error {
            StoreError::NoSuchSchool => Self::SchoolNotFound,
            passing if passing.is_passing() => {
                tracing::warn!(error_type = passing.error_type(), error = %line, "a request could not be done just now");
                Self::TryAgain
            }
            other => {
                tracing::error!(error_type = other.error_type(), error = %line, "a request failed");
                Self::Fault
            }
        }
    }
}
