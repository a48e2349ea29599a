//! What an attendance officer needs when the registers have closed, in one answer.

mod children;
mod shown;
mod table;

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::interlock::Standing;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use shell::clock;
use store::schools::Role;
use utoipa::IntoParams;
use vault::Keyring;

use self::children::Children;
use self::shown::{HoldOfDayShown, TodayShown, UntakenShown, WindowShown};
use super::OFFICE;
use super::absences::PausedShown;
use super::holds::hold_id;
use super::latest::fresh;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::csv::Form;
use crate::morning::Morning;
use crate::problem::{Problem, ProblemBody};
use crate::shown::PupilShown;

/// Which day, in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// The day, `2026-11-23`; today where it is left out.
    #[param(example = "2026-11-23")]
    date: Option<String>,
    /// `json` or `csv`; else as the `Accept` header says.
    #[param(example = "json")]
    format: Option<String>,
}

/// Everything that is needed when the registers have closed, in the order in which it is needed: what was not taken, what is held, who is
/// looked for and what comes next, who is accounted for. As a table (`text/csv`) it has one row a child.
///
/// Whoever is not the safeguarding lead sees how soon a child comes, and not why.
#[utoipa::path(get, path = "/schools/{urn}/today", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), Question),
    responses((status = 200, description = "The day.", content((TodayShown = "application/json"), (String = "text/csv"))), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    question: Result<Query<Question>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (begun, before) = (std::time::Instant::now(), app.db.cost());
    let wish = Wish { action: "today.look", subject: "", roles: OFFICE };
    let (school, role) = app.admit_as(&caller, &urn, wish).await?;
    let Query(question) = question.map_err(|_| Problem::BadRequest("Ask with date and format alone."))?;
    let form = Form::wanted(question.format.as_deref(), &headers)?;
    let (now, lead) = (clock::now(), role == Role::SafeguardingLead);
    let date: Date = match &question.date {
        Some(date) => date.parse().map_err(|_| Problem::BadRequest("A date is written 2026-11-23."))?,
        None => domain::school::day(now),
    };
    let keys = app.follow_up.keys.school(&school).await?;
    let of_school = async {
        let paused = app.follow_up.schools.paused(&school);
        let newest = app.follow_up.absences.newest_upload(&school);
        tokio::try_join!(paused, newest).map_err(Problem::from)
    };
    let (morning, (paused, newest)) = tokio::try_join!(app.morning(&keys, &school, date, 0), of_school)?;
    let said = app.said(&keys, &school, &morning.absences).await?;
    let children = Children::of(&morning, &said, lead, now);
    let cost = app.db.cost() - before;
    let elapsed = begun.elapsed().as_millis();
    tracing::info!(school = %school, calls = cost.calls, read_units = cost.read_units, ms = elapsed, "a day was shown");
    if form == Form::Csv {
        return Ok(children.table(lead).into_response());
    }
    let freshness = (date == domain::school::day(now))
        .then(|| fresh(morning.marks_taken(), newest.as_ref(), &morning.policy, &morning.calendar));
    let answer = TodayShown {
        date: date.to_string(),
        sentence: children.sentence(),
        marks_as_at: morning.marks_taken(),
        freshness: freshness.map(|fresh| fresh.as_str()),
        freshness_sentence: freshness.map(|fresh| fresh.sentence()),
        paused: PausedShown { deployment: paused.deployment, school: paused.school },
        shadow: morning.policy.shadow,
        window: window(&morning, now),
        policy: morning.policy_version,
        calendar: morning.calendar.gap(date).map(|gap| gap.sentence()),
        untaken: morning.untaken(now).iter().map(UntakenShown::of).collect(),
        holds: holds(&keys, &morning, lead)?,
        looked_for: children.looked_for,
        not_expected: children.not_expected,
        explained: children.explained,
        in_school: children.in_school,
        corrected: children.corrected,
    };
    Ok(Json(answer).into_response())
}

fn window(morning: &Morning, now: Timestamp) -> WindowShown {
    let (window, calendar) = (&morning.policy.window, &morning.calendar);
    let open = window.allows(calendar, now, false);
    let at = |moment: Timestamp| moment.to_zoned_datetime(domain::school::time_zone());
    let sentence = if open {
        let until = at(window.ends(domain::school::day(now)));
        format!("Contacts may be asked until {}.", until.strftime("%H:%M"))
    } else {
        match window.opens_next(calendar, now) {
            Some(next) => format!("Contacts may not be asked now, and again from {}.", at(next).strftime("%A %H:%M")),
            None => "Contacts may not be asked: the calendar has no school day ahead.".to_owned(),
        }
    };
    WindowShown { open, sentence }
}

/// The holds of whom somebody is still held.
fn holds(keys: &Keyring, morning: &Morning, lead: bool) -> Result<Vec<HoldOfDayShown>, Problem> {
    let standing = morning.holds.iter().map(|stored| &stored.standing).filter(|standing| standing.holds_somebody());
    standing.map(|standing| hold(keys, morning, standing, lead)).collect()
}

fn hold(keys: &Keyring, morning: &Morning, standing: &Standing, lead: bool) -> Result<HoldOfDayShown, Problem> {
    let id = &standing.hold.id;
    let held = |pupil: &domain::pupil::PupilId| standing.covers(*pupil);
    let flagged = morning
        .absences
        .iter()
        .filter(|stored| standing.hold.flagged.contains(&stored.id.pupil) && standing.covers(stored.id.pupil))
        .map(|stored| PupilShown::of(&stored.pupil));
    Ok(HoldOfDayShown {
        id: hold_id(keys, id)?,
        session: id.session.as_str(),
        scope: id.scope.word(),
        sentence: standing.hold.sentence(),
        children: standing.hold.pupils.iter().filter(|pupil| held(pupil)).count(),
        since: standing.raised.since,
        seen: standing.raised.taken,
        wants_second_person: standing.hold.wants_second_person,
        flagged: lead.then(|| flagged.collect()),
    })
}
