//! A school's calendar: what counts, where it comes from, and writing another one.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::calendar::Calendar;
use domain::register::Session;
use domain::school::Urn;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use serde_json::Value;
use shell::clock;
use store::calendar::CalendarDocument;
use store::schools::Role;
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// As many days ahead are shown, and the end of a calendar is named so early.
const AHEAD: i64 = 28;

/// When a school is in session, as far as is known.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CalendarShown {
    /// Where it comes from: `written` by the office, a `file`, or `usual` where nobody has stated any.
    #[schema(example = "written")]
    source: &'static str,
    /// What that means, and what to do.
    #[schema(example = "The calendar that the office has written counts.")]
    sentence: String,
    /// The last day of which it says anything; none for the usual one.
    #[schema(value_type = Option<String>, example = "2027-07-20")]
    last_day: Option<Date>,
    /// The days of the next four weeks on which anybody is expected.
    school_days: Vec<SchoolDayShown>,
    /// What the office has written; none where it has written nothing.
    #[schema(value_type = Option<Object>, example = json!({"terms": [{"first": "2026-09-02", "last": "2026-12-18"}], "inset": ["2026-09-02"], "closures": [{"first": "2026-10-26", "last": "2026-10-30", "reason": "Half-term"}], "staggered": [{"year": "7", "first_day": "2026-09-04"}]}))]
    written: Option<CalendarDocument>,
    /// Who wrote it, by the subject of their sign-in; empty where nobody has.
    by: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

/// A day on which anybody is expected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SchoolDayShown {
    #[schema(value_type = String, example = "2026-11-23")]
    date: Date,
    /// The sessions that are held.
    #[schema(example = json!(["AM", "PM"]))]
    sessions: Vec<&'static str>,
}

/// The school's calendar, where it comes from, and the school days of the next four weeks.
#[utoipa::path(get, path = "/schools/{urn}/calendar", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = CalendarShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<CalendarShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "calendar.look", subject: "", roles: OFFICE }).await?;
    Ok(Json(app.calendar(&school).await?))
}

/// Writes the calendar; it counts before a file. It is looked at as a whole: everything that is wrong with it is said at once, and nothing
/// of it counts then. The same again changes nothing.
#[utoipa::path(put, path = "/schools/{urn}/calendar", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    request_body(content = Object, description = "The terms, INSET days, closures and years that begin later.", example = json!({"terms": [{"first": "2026-09-02", "last": "2026-12-18"}], "inset": ["2026-09-02"], "closures": [{"first": "2026-10-26", "last": "2026-10-30", "reason": "Half-term"}, {"first": "2026-12-18", "last": "2026-12-18", "session": "PM", "reason": "End of term"}], "staggered": [{"year": "7", "first_day": "2026-09-04"}]})),
    responses((status = 200, body = CalendarShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<Json<CalendarShown>, Problem> {
    let wish = Wish { action: "calendar.set", subject: "", roles: &[Role::SchoolAdmin] };
    let school = app.admit(&caller, &urn, wish).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give the calendar as JSON."))?;
    let document: CalendarDocument =
        serde_json::from_value(new).map_err(|error| Problem::Faults(vec![format!("The calendar cannot be read: {error}.")]))?;
    document.calendar().map_err(Problem::Faults)?;
    let known = app.follow_up.schools.written_calendar(&school).await?;
    if known.is_none_or(|known| known.document != document) {
        app.follow_up.schools.write_calendar(&school, &document, &caller.subject).await?;
        tracing::info!(school = %school, "a school's calendar was written");
        // Whether today is a school day may be another thing now.
        app.look_at_today(&school).await?;
    }
    Ok(Json(app.calendar(&school).await?))
}

impl App {
    async fn calendar(&self, school: &Urn) -> Result<CalendarShown, Problem> {
        let calendar = self.follow_up.schools.calendar(school).await?;
        let written = self.follow_up.schools.written_calendar(school).await?;
        let today = domain::school::day(clock::now());
        let source = match &written {
            Some(_) => "written",
            None if calendar.is_stated() => "file",
            None => "usual",
        };
        Ok(CalendarShown {
            source,
            sentence: sentence(source, calendar.last_day(), today),
            last_day: calendar.last_day(),
            school_days: ahead(&calendar, today),
            by: written.as_ref().map(|written| written.by.clone()).unwrap_or_default(),
            at: written.as_ref().map(|written| written.at),
            written: written.map(|written| written.document),
        })
    }
}

fn sentence(source: &str, last_day: Option<Date>, today: Date) -> String {
    let counts = match source {
        "written" => "The calendar that the office has written counts.",
        "file" => "The calendar of the school's file counts.",
        _ => {
            return "Nobody has stated a calendar, so every day from Monday to Friday that is no bank holiday counts as a school day, in the holidays too. Please write the school's calendar.".to_owned();
        }
    };
    let soon = today.saturating_add(AHEAD.days());
    match last_day {
        Some(last) if last < soon => {
            format!("{counts} It ends on {}: please add what comes after.", last.strftime("%A %-d %B %Y"))
        }
        _ => counts.to_owned(),
    }
}

fn ahead(calendar: &Calendar, today: Date) -> Vec<SchoolDayShown> {
    let end = today.saturating_add(AHEAD.days());
    let days = std::iter::successors(Some(today), |day| day.tomorrow().ok()).take_while(|day| *day < end);
    days.map(|date| SchoolDayShown {
        date,
        sessions: Session::BOTH
            .into_iter()
            .filter(|session| calendar.is_in_session(date, *session, ""))
            .map(Session::as_str)
            .collect(),
    })
    .filter(|day| !day.sessions.is_empty())
    .collect()
}
