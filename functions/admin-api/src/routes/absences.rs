//! The absences of a day, and the story of one.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use domain::absence::AbsenceId;
use domain::school::Urn;
use domain::search::State as AbsenceState;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::clock;
use store::absences::StoredAbsence;
use store::schools::Role;
use utoipa::{IntoParams, ToSchema};

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::cursor;
use crate::problem::{Problem, ProblemBody};
use crate::shown::{AbsenceShown, MomentShown};

/// The longest page.
const PAGE: usize = 100;

/// Which absences.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// The day, `2026-11-23`; today where it is left out.
    #[param(example = "2026-11-23")]
    date: Option<String>,
    /// One state alone.
    #[param(example = "open")]
    state: Option<String>,
    /// How many, at most 100.
    #[param(example = 100)]
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Whether anything is sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PausedShown {
    /// By the operator, for every school.
    pub(crate) deployment: bool,
    /// By the school.
    pub(crate) school: bool,
}

/// A page of absences, the loudest state first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AbsencesShown {
    #[schema(example = "2026-11-23")]
    date: String,
    /// When the newest marks were taken out of the MIS; none before the first extract.
    #[schema(value_type = Option<String>, format = DateTime)]
    marks_as_at: Option<Timestamp>,
    paused: PausedShown,
    absences: Vec<AbsenceShown>,
    /// For the next page; none on the last one.
    next: Option<String>,
}

/// The absences of a day, the loudest state first, with what was said to whom and what they answered.
#[utoipa::path(get, path = "/schools/{urn}/absences", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), Question),
    responses((status = 200, body = AbsencesShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<AbsencesShown>, Problem> {
    let (school, role) = app.admit_as(&caller, &urn, Wish { action: "absences.list", subject: "", roles: OFFICE }).await?;
    let Query(question) =
        question.map_err(|_| Problem::BadRequest("Ask with date, state, limit and cursor alone; limit is a number."))?;
    let date: Date = match &question.date {
        Some(date) => date.parse().map_err(|_| Problem::BadRequest("A date is written 2026-11-23."))?,
        None => domain::school::day(clock::now()),
    };
    let state: Option<AbsenceState> = question.state.as_deref().map(str::parse).transpose().map_err(|_| {
        Problem::BadRequest("A state is one of alarm, unreachable, unanswered, held, answered, open, waiting, not_expected, explained, resolved, withdrawn.")
    })?;
    let limit = question.limit.unwrap_or(PAGE).clamp(1, PAGE);

    let keys = app.follow_up.keys.school(&school).await?;
    let asked = format!("absences {date} {}", state.map_or("any", AbsenceState::as_str));
    let after = question.cursor.as_deref().map(|cursor| cursor::open(&keys, &school, &asked, cursor)).transpose()?;
    let mut absences = app.follow_up.absences.absences_on(&keys, &school, date).await?;
    absences.retain(|stored| state.is_none_or(|state| stored.search.state == state));
    absences.sort_by_cached_key(order);
    if let Some(after) = after {
        absences.retain(|stored| order(stored) > after);
    }
    let more = absences.len() > limit;
    absences.truncate(limit);
    let next = match absences.last() {
        Some(last) if more => Some(cursor::seal(&keys, &school, &asked, &order(last))?),
        _ => None,
    };
    let paused = app.follow_up.schools.paused(&school).await?;
    let head = app.follow_up.schools.head(&school).await?;
    Ok(Json(AbsencesShown {
        date: date.to_string(),
        marks_as_at: head.marks_taken.and_then(|taken| Timestamp::from_second(taken).ok()),
        paused: PausedShown { deployment: paused.deployment, school: paused.school },
        absences: app.show(&keys, &school, &absences, role == Role::SafeguardingLead).await?,
        next,
    }))
}

/// The loudest state first, then by registration group and name; the id makes the order whole.
fn order(stored: &StoredAbsence) -> String {
    let loudness = AbsenceState::ALL.iter().position(|state| *state == stored.search.state).unwrap_or_default();
    let pupil = &stored.pupil;
    [
        &format!("{loudness:02}"),
        &pupil.registration_group,
        pupil.surname.expose(),
        pupil.forename.expose(),
        &stored.id.to_string(),
    ]
    .join("\u{1}")
}

/// An absence with its story.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoryShown {
    absence: AbsenceShown,
    /// Every mark seen, message, reply, change and look, in order, with who.
    timeline: Vec<MomentShown>,
}

/// One absence with its whole story, those who looked at it included.
#[utoipa::path(get, path = "/schools/{urn}/absences/{id}", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455")),
    responses((status = 200, body = StoryShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id)): Path<(String, String)>,
) -> Result<Json<StoryShown>, Problem> {
    let parsed: Result<AbsenceId, _> = id.parse();
    let subject = parsed.as_ref().map(AbsenceId::to_string).unwrap_or_default();
    let wish = Wish { action: "absence.look", subject: &subject, roles: OFFICE };
    let (school, role) = app.admit_as(&caller, &urn, wish).await?;
    let id = parsed.map_err(|_| Problem::NotFound)?;
    Ok(Json(app.story(&school, role, id).await?))
}

impl App {
    /// One absence with its whole story, as somebody in this role may see it.
    pub(crate) async fn story(&self, school: &Urn, role: Role, id: AbsenceId) -> Result<StoryShown, Problem> {
        let keys = self.follow_up.keys.school(school).await?;
        let stored = self.follow_up.absences.absence(&keys, school, id).await?.ok_or(Problem::NotFound)?;
        let lead = role == Role::SafeguardingLead;
        let shown = self.show(&keys, school, std::slice::from_ref(&stored), lead).await?;
        let mut looks = self.audit.looks_at(school.as_str(), id).await?;
        // Who was refused has seen nothing.
        looks.retain(|look| look.outcome == "allowed");
        let seen = stored.story.iter().filter_map(|moment| MomentShown::seen_by(lead, moment.at, &moment.what));
        let mut timeline: Vec<MomentShown> = seen.collect();
        timeline.extend(looks.into_iter().map(|look| MomentShown {
            at: look.at,
            what: look.action,
            who: look.who,
            detail: look.role,
        }));
        timeline.sort_by_key(|moment| moment.at.as_second());
        let absence = shown.into_iter().next().ok_or(Problem::Fault)?;
        Ok(StoryShown { absence, timeline })
    }
}
