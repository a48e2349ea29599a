//! Making a school.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::phone::{Line, PhoneNumber};
use domain::school::Urn;
use domain::sending::{Provider, SendingNumbers};
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
    /// At which provider that number is: `aws` or `twilio`; `aws` where it is left out.
    #[schema(example = "aws")]
    provider: Option<String>,
    /// A number at the other provider, from which texts go out while the first provider fails.
    #[schema(example = "+447700900981")]
    second_number: Option<String>,
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
        body.map_err(|_| Problem::BadRequest("Give urn, name, number, office_phone and first_admin as JSON, provider and second_number if need be, and nothing else."))?;
    let school: Urn = new.urn.parse().map_err(|_| Problem::BadRequest("A school's urn is six digits, such as 123456."))?;
    let settings = settings(&new)?;
    app.follow_up.keys.make(&school, &app.data_key).await?;
    match app.follow_up.schools.make(&school, &settings).await {
        Err(StoreError::Conflict) => {
            for (_, number) in settings.numbers.all() {
                let owner = app.follow_up.schools.school_of_number(number.expose()).await?;
                if owner.is_some_and(|owner| owner != school) {
                    return Err(Problem::NumberTaken);
                }
            }
            return Err(Problem::SchoolExists);
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

/// A school's second number.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondNumber {
    /// In international form. It belongs to one school, and is at the other provider than the school's first number.
    #[schema(example = "+447700900981")]
    number: String,
}

/// Gives a school a second number, from which texts go out while the provider of the first one fails; in place of the one that it had.
/// Whoever was texted from that may still answer to it.
#[utoipa::path(put, path = "/schools/{urn}/second-number", tag = "deployment", security(("token" = [])),
    params(("urn" = String, Path, example = "123456")), request_body = SecondNumber, responses(
    (status = 204),
    (status = 400, body = ProblemBody),
    (status = 403, body = ProblemBody, description = "Only an operator does."),
    (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody, description = "`number_taken`."),
))]
pub(crate) async fn set_second_number(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Result<Json<SecondNumber>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let school = urn.parse::<Urn>();
    app.admit_operator(&caller, "school.second-number", school.as_ref().map_or("unreadable", Urn::as_str)).await?;
    let school = school.map_err(|_| Problem::NotFound)?;
    let Json(second) = body.map_err(|_| Problem::BadRequest("Give number as JSON, and nothing else."))?;
    let number = sending_number(&second.number)?;
    let settings = app.follow_up.schools.settings(&school).await?.ok_or(Problem::NotFound)?;
    if settings.numbers.first == number {
        return Err(Problem::BadRequest("This is the school's first number. Give another one, at the other provider."));
    }
    match app.follow_up.schools.set_second_number(&school, &number).await {
        Err(StoreError::Conflict) => Err(Problem::NumberTaken),
        other => Ok(other.map(|()| StatusCode::NO_CONTENT)?),
    }
}

fn settings(new: &NewSchool) -> Result<Settings, Problem> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
        return Err(Problem::BadRequest("A school's name is 1 to 40 characters: it stands in each text."));
    }
    let first = sending_number(&new.number)?;
    let second = new.second_number.as_deref().map(sending_number).transpose()?;
    if second.as_ref() == Some(&first) {
        return Err(Problem::BadRequest("The second_number is another one than the number, at the other provider."));
    }
    let provider = new.provider.as_deref().map_or(Ok(Provider::Aws), str::parse);
    let provider = provider.map_err(|_| Problem::BadRequest("The provider of the number is aws or twilio."))?;
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
    Ok(Settings {
        name: name.to_owned(),
        numbers: SendingNumbers { first, provider, second },
        office_phone: office_phone.to_owned(),
        first_admin: new.first_admin.clone(),
    })
}

fn sending_number(text: &str) -> Result<PhoneNumber, Problem> {
    PhoneNumber::from_e164(text.trim(), Line::Mobile)
        .map_err(|_| Problem::BadRequest("A number is written in international form, such as +447700900980."))
}

/// Whether a text can be the subject of a token.
pub(super) fn is_subject(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}
