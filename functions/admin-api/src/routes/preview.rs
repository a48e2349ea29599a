//! What goes out in a school's name, word for word, and a test of it on one's own phone.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use domain::Personal;
use domain::duty::Why;
use domain::interlock::{Hold, HoldId, Scope};
use domain::register::Session;
use domain::search::Words;
use serde::{Deserialize, Serialize};
use shell::clock;
use utoipa::ToSchema;
use wording::{
    Alert, Email, Encoding, Language, Named, PartSize, School, Told, When, course, made_up_children, made_up_pupils, split,
};

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// What is said and when, by the policy that counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewShown {
    /// The version of the policy.
    #[schema(example = 3)]
    version: u32,
    /// The languages that are on, by their tags: a family that wants one of them reads it, every other English. Every word of one stands under
    /// its own address, `/schools/{urn}/languages/{tag}`.
    #[schema(example = json!(["en", "cy"]))]
    languages: Vec<&'static str>,
    /// What happens on a morning on which nobody answers, in order.
    course: Vec<StepShown>,
    /// Every message to a contact, about made-up children.
    to_contacts: Vec<ToContactShown>,
    /// Every alert to staff, about made-up children.
    to_staff: Vec<ToStaffShown>,
}

/// One thing that happens on a morning.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepShown {
    /// Local time.
    #[schema(example = "09:30")]
    at: String,
    #[schema(example = "The first contact is asked by text, else by email.")]
    sentence: String,
}

/// A message to a contact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToContactShown {
    /// Which, as a stable word.
    #[schema(example = "first_day")]
    words: &'static str,
    /// Whether it mends what was said before; the others ask.
    corrects: bool,
    one_child: TextShown,
    two_children: TextShown,
    email: EmailShown,
}

/// An alert to staff.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToStaffShown {
    /// Why they are told, as a stable word.
    #[schema(example = "alarm")]
    why: &'static str,
    text: TextShown,
    email: EmailShown,
}

/// A text message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TextShown {
    #[schema(example = "Hillside School: Ava is not marked in school this morning, and we do not know why.")]
    text: String,
    /// How many parts are billed.
    #[schema(example = 2)]
    parts: usize,
    /// Whether it has letters that cost more: 70 a part in place of 160.
    costs_more: bool,
}

/// An email, as plain text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmailShown {
    subject: String,
    text: String,
}

impl TextShown {
    fn of(text: String) -> Self {
        let parts = split(&text, PartSize::STANDARD);
        let (count, costs_more) = (parts.parts.len(), parts.encoding == Encoding::Ucs2);
        Self { text, parts: count, costs_more }
    }
}

impl EmailShown {
    fn of(email: Email) -> Self {
        Self { subject: email.subject, text: email.text }
    }
}

fn to_contact(words: Words, school: School<'_>, children: &[Personal]) -> ToContactShown {
    let one = children.get(..1).unwrap_or_default();
    // What is said of an afternoon is of no morning.
    let when = if words == Words::GoneSinceMorning { When::Afternoon } else { When::Morning };
    let told = |children| Told { words, school, children, when };
    ToContactShown {
        words: words.as_str(),
        corrects: words.corrects(),
        one_child: TextShown::of(told(one).text(Language::English)),
        two_children: TextShown::of(told(children).text(Language::English)),
        email: EmailShown::of(told(one).email(Language::English)),
    }
}

fn to_staff(why: Why, school: School<'_>, children: &[Named], held: &str) -> ToStaffShown {
    let (children, count, detail) = match why {
        Why::Held => (children, 15, held),
        Why::MarksAreOld => (children, children.len(), "The newest marks are as at 09:07."),
        Why::NoExtract => (&[] as &[Named], 0, ""),
        _ => (children.get(..1).unwrap_or_default(), 1, ""),
    };
    let alert = Alert { why, school, children, count, detail };
    ToStaffShown { why: why.as_str(), text: TextShown::of(alert.text()), email: EmailShown::of(alert.email()) }
}

/// A made-up hold, for its sentence.
fn made_up_hold() -> String {
    let date = domain::school::day(clock::now());
    let id = HoldId { date, session: Session::Am, scope: Scope::Class("7B".to_owned()) };
    let (pupils, flagged) = Default::default();
    Hold { id, absent: 15, of: 28, usual: None, wants_second_person: false, pupils, flagged }.sentence()
}

/// The exact texts that go out in this school's name, about made-up children, and how a morning goes by the policy that counts.
#[utoipa::path(get, path = "/schools/{urn}/policy/preview", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = PreviewShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<PreviewShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "policy.preview", subject: "", roles: OFFICE }).await?;
    let settings = app.follow_up.schools.settings(&school).await?.ok_or(Problem::SchoolNotFound)?;
    let stored = app.follow_up.schools.policy(&school).await?;
    let policy = stored.document.policy().map_err(|_| followup::FollowUpError::Policy)?;
    let speaks = School { name: &settings.name, telephone: Some(&settings.office_phone), reads_email: false };
    let (children, pupils, held) = (made_up_children(), made_up_pupils(), made_up_hold());
    Ok(Json(PreviewShown {
        version: stored.version,
        languages: app.languages_on(&school).await?.into_iter().map(Language::tag).collect(),
        course: course(&policy)
            .into_iter()
            .map(|step| StepShown { at: step.at.strftime("%H:%M").to_string(), sentence: step.sentence })
            .collect(),
        to_contacts: Words::ALL.into_iter().map(|words| to_contact(words, speaks, &children)).collect(),
        to_staff: Why::ALL.into_iter().map(|why| to_staff(why, speaks, &pupils, &held)).collect(),
    }))
}

/// A test to the phone of somebody on the duty list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTest {
    /// Who, by their place on the duty list, counted from 0.
    #[schema(example = 0)]
    duty_index: usize,
    /// Which message: `first_day`, `second_day`, `return_day`, `gone_since_morning`, `not_arrived`, `please_ring`, `in_school`,
    /// `nothing_more`, `correction` or `found`.
    #[schema(example = "first_day")]
    words: String,
}

/// A test that was handed over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TestShown {
    /// The message's id.
    #[schema(example = "0f3c5a1e9b7d4c2a8e6f001122334455")]
    message: String,
    /// Who is texted.
    #[schema(example = "Ann Lee")]
    to: String,
}

/// Texts a message to a number of the school's own duty list, about a made-up child and marked as a test. The same `Idempotency-Key` again
/// sends nothing more. A school in shadow sends it too: it is a person's wish, and no part of a day.
#[utoipa::path(post, path = "/schools/{urn}/policy/test", tag = "settings", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("Idempotency-Key" = Option<String>, Header, example = "7f9c")), request_body = NewTest,
    responses((status = 202, body = TestShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn test(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    headers: HeaderMap,
    body: Result<Json<NewTest>, JsonRejection>,
) -> Result<(StatusCode, Json<TestShown>), Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "policy.test", subject: "", roles: OFFICE }).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give duty_index and words as JSON, and nothing else."))?;
    let words: Words = new.words.parse().map_err(|_| {
        Problem::BadRequest("The words are one of first_day, second_day, return_day, gone_since_morning, not_arrived, please_ring, in_school, nothing_more, correction, found.")
    })?;
    let keys = app.follow_up.keys.school(&school).await?;
    let duty = app.follow_up.schools.duty(&keys, &school).await?.list;
    let person = duty.get(new.duty_index).ok_or(Problem::BadRequest("Nobody stands at this place of the duty list."))?;
    let number = person.number.as_ref().ok_or(Problem::BadRequest("This entry of the duty list has no number."))?;
    let apart = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or(&caller.request);
    let message = app.follow_up.show_how_it_reads(&school, person, number, (words, apart), clock::now()).await?;
    let shown = TestShown { message: message.to_string(), to: person.name.expose().to_owned() };
    Ok((StatusCode::ACCEPTED, Json(shown)))
}
