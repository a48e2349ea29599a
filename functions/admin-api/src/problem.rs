//! Errors as `application/problem+json`, with a stable code; a fault of ours says nothing of the inside.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// The form of an answer that is an error (RFC 9457).
pub(crate) const PROBLEM: &str = "application/problem+json";

/// Why a request was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// There is no such school, or it is not the caller's to know of.
    SchoolNotFound,
    /// The school has no such thing.
    NotFound,
    /// The caller's role may not do this.
    RoleMayNot,
    /// The request is not of the form that the document describes; the text says what to mend.
    BadRequest(&'static str),
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
    /// No columns are proposed.
    NothingProposed,
    /// No dry run has read the columns that are proposed.
    NotSeen,
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
}

impl Problem {
    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::SchoolNotFound => (StatusCode::NOT_FOUND, "school_not_found", "There is no such school."),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "The school has nothing under this id."),
            Self::RoleMayNot => (StatusCode::FORBIDDEN, "role_may_not", "Your role may not do this. Ask your school's admin."),
            Self::BadRequest(title) => (StatusCode::BAD_REQUEST, "bad_request", title),
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
            Self::NothingProposed => {
                (StatusCode::CONFLICT, "nothing_proposed", "No columns are proposed. Propose them with PUT first.")
            }
            Self::NotSeen => (
                StatusCode::CONFLICT,
                "not_seen",
                "No dry run has read these columns yet. Upload the report with dry_run=true, look at what would change, then confirm.",
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
        let body = Json(ProblemBody { status: status.as_u16(), code, title });
        let headers = [(header::CONTENT_TYPE, PROBLEM), (header::CACHE_CONTROL, "no-store")];
        (status, headers, body).into_response()
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
