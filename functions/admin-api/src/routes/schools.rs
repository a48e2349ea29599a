//! Making a school.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use domain::phone::{Line, PhoneNumber};
use domain::school::Urn;
use serde::{Deserialize, Serialize};
use shell::clock;
use store::StoreError;
use store::schools::{Role, Settings};
use utoipa::ToSchema;

use crate::api::App;
use crate::caller::Caller;
use crate::problem::{Problem, ProblemBody};

/// A school to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSchool {
    /// Six digits.
    #[schema(example = "123456")]
    urn: String,
    /// The name that parents read at the start of each text, so a short one: at most 40 characters.
    #[schema(example = "Hillside School")]
    name: String,
    /// The number that texts come from and parents answer to, in international form. It belongs to one school.
    #[schema(example = "+447700900980")]
    number: String,
    /// The office's number as parents should read it.
    #[schema(example = "01632 960000")]
    office_phone: String,
    /// The subject of the first school-admin's sign-in, as the identity provider shows it.
    #[schema(example = "b6f2d2a4-1111-4222-8333-444455556666")]
    first_admin: String,
}

/// A school that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeSchool {
    #[schema(example = "123456")]
    urn: String,
}

/// Makes a school with its keys and its first school-admin. The same request again changes nothing.
#[utoipa::path(post, path = "/schools", tag = "deployment", security(("token" = [])), request_body = NewSchool, responses(
    (status = 201, body = MadeSchool),
    (status = 400, body = ProblemBody),
    (status = 403, body = ProblemBody, description = "Only an operator makes schools."),
    (status = 409, body = ProblemBody, description = "`school_exists` or `number_taken`."),
))]
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    caller: Caller,
    body: Result<Json<NewSchool>, JsonRejection>,
) -> Result<(StatusCode, Json<MadeSchool>), Problem> {
    let urn = body.as_ref().ok().and_then(|Json(new)| new.urn.parse::<Urn>().ok());
    app.admit_operator(&caller, "school.make", urn.as_ref().map_or("unreadable", Urn::as_str)).await?;
    let Json(new) =
        body.map_err(|_| Problem::BadRequest("Give urn, name, number, office_phone and first_admin as JSON, and nothing else."))?;
    let school: Urn = new.urn.parse().map_err(|_| Problem::BadRequest("A school's urn is six digits, such as 123456."))?;
    let settings = settings(&new)?;
    app.follow_up.keys.make(&school, &app.data_key).await?;
    match app.follow_up.schools.make(&school, &settings).await {
        Err(StoreError::Conflict) => {
            let taken =
                app.follow_up.schools.school_of_number(settings.number.expose()).await?.is_some_and(|owner| owner != school);
            return Err(if taken { Problem::NumberTaken } else { Problem::SchoolExists });
        }
        other => other?,
    }
    // The same request again gives nobody back what the school has taken from them since.
    if app.follow_up.schools.role(&school, &settings.first_admin).await?.is_none() {
        app.follow_up.schools.set_role(&school, &settings.first_admin, Role::SchoolAdmin).await?;
    }
    app.follow_up.begin_to_watch(&school, clock::now()).await?;
    tracing::info!(school = %school, "a school was made");
    Ok((StatusCode::CREATED, Json(MadeSchool { urn: school.to_string() })))
}

fn settings(new: &NewSchool) -> Result<Settings, Problem> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
        return Err(Problem::BadRequest("A school's name is 1 to 40 characters: it stands in each text."));
    }
    let number = PhoneNumber::from_e164(new.number.trim(), Line::Mobile)
        .map_err(|_| Problem::BadRequest("The number is written in international form, such as +447700900980."))?;
    let office_phone = new.office_phone.trim();
    let digits = office_phone.chars().filter(char::is_ascii_digit).count();
    if !(8..=15).contains(&digits) || !office_phone.chars().all(|c| c.is_ascii_digit() || " +()-".contains(c)) {
        return Err(Problem::BadRequest(
            "The office_phone is a telephone number as parents should read it, such as 01632 960000.",
        ));
    }
    if !is_subject(&new.first_admin) {
        return Err(Problem::BadRequest("The first_admin is the subject of their sign-in: 1 to 128 letters, digits, - and _."));
    }
    Ok(Settings { name: name.to_owned(), number, office_phone: office_phone.to_owned(), first_admin: new.first_admin.clone() })
}

/// Whether a text can be the subject of a token.
pub(super) fn is_subject(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}
