//! Deciding on an absence.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::Personal;
use domain::absence::AbsenceId;
use domain::code::Code;
use domain::known::{By, Expected};
use domain::search::{Decision, Event};
use followup::Happening;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use shell::clock;
use store::absences::{Happened, Proposal};
use utoipa::ToSchema;

use super::OFFICE;
use super::absences::StoryShown;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::given;
use crate::problem::{Problem, ProblemBody};

/// A decision on an absence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decision": "known", "code": "I", "until": "2026-11-27", "said_by": "Eve Smith", "note": "rang at 08:50"}))]
pub(crate) struct AbsenceDecision {
    /// `known`: the reason is known, and nobody is asked any more. `arrived`: the child is here. `handle`: a person deals with the family
    /// today, and nothing goes out; `stop` is the same. `call_now`: the search begins again, at once. `take`: "I have this", so that it goes up no
    /// further. `undo`: what was decided was a mistake.
    #[schema(example = "known")]
    decision: String,
    /// With `known`: the code that the register should have. The school amends the register; nothing here does.
    #[schema(example = "I")]
    code: Option<String>,
    /// With `known`: the last day away, where it is more than this day.
    #[schema(example = "2026-11-27")]
    until: Option<String>,
    /// With `known`: who said so.
    #[schema(example = "Eve Smith")]
    said_by: Option<String>,
    /// At most 500 characters, for the story of the absence.
    #[schema(example = "rang at 08:50")]
    note: Option<String>,
}

/// What the words for decisions mean, with what the audit calls them.
const DECISIONS: [(&str, &str, Decision); 7] = [
    ("known", "absence.known", Decision::Known),
    ("arrived", "absence.arrived", Decision::Arrived),
    ("handle", "absence.handle", Decision::Handle),
    ("stop", "absence.stop", Decision::Handle),
    ("call_now", "absence.call_now", Decision::Restart),
    ("take", "absence.take", Decision::Take),
    ("undo", "absence.undo", Decision::Undo { alarm: false }),
];

/// What is known with `known`.
struct Reason<'a> {
    code: Option<Code>,
    until: Option<Date>,
    said_by: Option<&'a str>,
}

impl AbsenceDecision {
    fn reason(&self, decision: Decision, id: AbsenceId) -> Result<Reason<'_>, Problem> {
        if decision != Decision::Known && (self.code.is_some() || self.until.is_some() || self.said_by.is_some()) {
            return Err(Problem::BadRequest("code, until and said_by go with the decision known alone."));
        }
        let code = self.code.as_deref().map(|code| given::code(code, id.date)).transpose()?;
        let until = self.until.as_deref().map(given::day).transpose()?;
        if until.is_some_and(|until| until < id.date) {
            return Err(Problem::BadRequest("The last day away is before the absence: give a date that is not in its past."));
        }
        if until.is_some_and(|until| id.date.checked_add(1.year()).is_ok_and(|year| until > year)) {
            return Err(Problem::BadRequest("The last day away is more than a year ahead: look at the date again."));
        }
        Ok(Reason { code, until, said_by: given::name(self.said_by.as_deref())? })
    }

    /// What stands in the story: the code, the last day, who said so, and the note.
    fn in_words(&self, reason: &Reason<'_>, note: &str) -> String {
        let code = reason.code.map(|code| code.as_str().to_owned());
        let until = reason.until.map(|until| format!("until {until}"));
        let said_by = reason.said_by.map(|name| format!("said by {name}"));
        let note = (!note.is_empty()).then(|| note.to_owned());
        [code, until, said_by, note].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Decides on an absence. The same request again, with the same `Idempotency-Key`, does nothing twice; all but `call_now` change nothing
/// the second time in any case. Gives the absence as it stands afterwards.
#[utoipa::path(post, path = "/schools/{urn}/absences/{id}/decisions", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455"), ("Idempotency-Key" = Option<String>, Header, example = "9a7f6e1c")),
    request_body = AbsenceDecision,
    responses((status = 200, body = StoryShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`day_is_over` or `left_the_roll`.")))]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id)): Path<(String, String)>,
    body: Result<Json<AbsenceDecision>, JsonRejection>,
) -> Result<Json<StoryShown>, Problem> {
    let parsed: Result<AbsenceId, _> = id.parse();
    let word = body.as_ref().map(|Json(new)| new.decision.as_str()).unwrap_or_default();
    let wanted = DECISIONS.into_iter().find(|(known, ..)| *known == word);
    let action = wanted.map_or("absence.decide", |(_, action, _)| action);
    let subject = parsed.as_ref().map(AbsenceId::to_string).unwrap_or_default();
    let (school, role) = app.admit_as(&caller, &urn, Wish { action, subject: &subject, roles: OFFICE }).await?;
    let Json(new) =
        body.map_err(|_| Problem::BadRequest("Give decision, code, until, said_by and note as JSON, and nothing else."))?;
    let (word, _, decision) =
        wanted.ok_or(Problem::BadRequest("A decision is known, arrived, handle, stop, call_now, take or undo."))?;
    let id = parsed.map_err(|_| Problem::NotFound)?;
    let reason = new.reason(decision, id)?;
    let note = given::note(new.note.as_deref())?;
    let keys = app.follow_up.keys.school(&school).await?;
    let stored = app.follow_up.absences.absence(&keys, &school, id).await?.ok_or(Problem::NotFound)?;
    if matches!(decision, Decision::Arrived | Decision::Handle | Decision::Restart) {
        given::of_today(id)?;
    }
    app.still_on_the_roll(&school, id.pupil).await?;

    if let Some(code) = reason.code {
        // Before the code is decided on: afterwards nobody can tell what the reply had proposed.
        app.note_code(&keys, &school, &stored, code).await?;
    }
    let now = clock::now();
    let who = Personal::new(reason.said_by.unwrap_or(&caller.subject));
    let is_of_this_day = |expected: &Expected| expected.by == By::Staff && expected.from == id.date;
    match (decision, reason.until) {
        (Decision::Known, Some(until)) => {
            let expected = Expected {
                from: id.date,
                until,
                by: By::Staff,
                who: who.clone(),
                accepted: true,
                code: reason.code,
                reply: None,
                said: now,
            };
            app.change_known(&keys, &school, id.pupil, |known| {
                // Said again it is the newer word of the school that counts, and not both.
                known.expected.retain(|known| !is_of_this_day(known));
                known.expected.push(expected.clone());
                Ok(())
            })
            .await?;
        }
        (Decision::Undo { .. }, _) => {
            app.change_known(&keys, &school, id.pupil, |known| {
                known.expected.retain(|known| !is_of_this_day(known));
                Ok(())
            })
            .await?;
        }
        _ => {}
    }
    let happening = Happening {
        pupil: id.pupil,
        event: Some(Event::Staff(decision)),
        moment: Happened::Staff {
            what: word.to_owned(),
            by: caller.subject.clone(),
            note: new.in_words(&reason, note),
            request: caller.request_key(&keys)?,
        },
        at: now,
        proposal: reason.code.map(|code| Proposal { code, by: who, decided: true }),
        statement: None,
    };
    app.follow_up.work(&school, id.date, &[happening], now).await?;
    tracing::info!(school = %school, absence = %id, decision = word, "a member of staff decided on an absence");
    Ok(Json(app.story(&school, role, id).await?))
}
