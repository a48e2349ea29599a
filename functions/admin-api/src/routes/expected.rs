//! What staff know of a pupil for the days ahead: absences that were said, and notes.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::Personal;
use domain::code::{Cell, Code, Physical, read_cell_on};
use domain::known::{By, Expected, Known, Note};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use shell::clock;
use utoipa::ToSchema;

use super::OFFICE;
use super::pupils::{ExpectedShown, NoteShown, named};
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::known::expected_id;
use crate::problem::{Problem, ProblemBody};

/// As many absences that were said, and as many notes, are kept of a pupil.
const MOST: usize = 200;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// The longest name of somebody who said something, in characters.
const LONGEST_NAME: usize = 100;

/// Nobody says an absence of more days at once.
const LONGEST_ABSENCE: i64 = 366;

/// An absence that staff know of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExpected {
    /// The first day.
    #[schema(example = "2026-11-23")]
    from: String,
    /// The last day; the first where it is left out.
    #[schema(example = "2026-11-27")]
    until: Option<String>,
    /// The code that it proposes for the register, where it is known.
    #[schema(example = "C")]
    code: Option<String>,
    /// Who told the school; it is kept as a note.
    #[serde(default)]
    #[schema(example = "Mrs Eve Smith, at the desk")]
    said_by: String,
}

/// A note about a pupil.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNote {
    /// 1 to 500 characters.
    #[schema(example = "Rang the mother at work: she rings back at noon.")]
    text: String,
}

struct Read {
    from: Date,
    until: Date,
    code: Option<Code>,
}

impl NewExpected {
    fn read(&self, today: Date) -> Result<Read, Vec<String>> {
        let mut faults = Vec::new();
        let mut day =
            |text: &str| text.trim().parse::<Date>().map_err(|_| faults.push("A day is written 2026-11-23.".to_owned())).ok();
        let from = day(&self.from);
        let until = self.until.as_deref().map_or(from, day);
        let code =
            from.and_then(|from| self.code.as_deref().and_then(|text| code(text, from).map_err(|fault| faults.push(fault)).ok()));
        if let Some((from, until)) = from.zip(until) {
            if until < from {
                faults.push("The last day is before the first. Correct one of them.".to_owned());
            } else if until < today {
                faults.push("The last day is over. Amend the register for days gone by.".to_owned());
            } else if until > from.saturating_add(LONGEST_ABSENCE.days()) {
                faults.push("That is more than a year. Correct the year of one of the days.".to_owned());
            }
        }
        if self.said_by.chars().count() > LONGEST_NAME {
            faults.push(format!("Say in at most {LONGEST_NAME} characters who told the school."));
        }
        match (from, until) {
            (Some(from), Some(until)) if faults.is_empty() => Ok(Read { from, until, code }),
            _ => Err(faults),
        }
    }
}

/// A code that says where a child is who is not in school.
fn code(text: &str, on: Date) -> Result<Code, String> {
    match read_cell_on(text, on) {
        Cell::Known(code) if code.asks(true) => {
            Err("N and O say that no reason is known. Give the code of the reason, or leave it out.".to_owned())
        }
        Cell::Known(code) if matches!(code.physical(), Physical::Here | Physical::Late) => {
            Err("The code says that the child is in school. Give the code of the absence, or leave it out.".to_owned())
        }
        Cell::Known(code) => Ok(code),
        Cell::NotTaken | Cell::Unknown => Err("There is no such code on that day.".to_owned()),
    }
}

/// Keeps an absence that staff know of: nobody is asked on its days. The school's own word covers all of them. The same absence by the same
/// person again is the same one.
#[utoipa::path(post, path = "/schools/{urn}/pupils/{pupil}/expected", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455")), request_body = NewExpected,
    responses((status = 201, body = ExpectedShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn expect(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil)): Path<(String, String)>,
    body: Result<Json<NewExpected>, JsonRejection>,
) -> Result<(StatusCode, Json<ExpectedShown>), Problem> {
    let (id, subject) = named(&pupil);
    let school = app.admit(&caller, &urn, Wish { action: "pupil.expect", subject: &subject, roles: OFFICE }).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give from, until, code and said_by as JSON, and nothing else."))?;
    let now = clock::now();
    let Read { from, until, code } = new.read(domain::school::day(now)).map_err(Problem::Faults)?;
    let id = id.ok_or(Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    app.pupil(&keys, &school, id).await?;
    let who = Personal::new(caller.subject.as_str());
    let said = Expected { from, until, by: By::Staff, who, accepted: true, code, reply: None, said: now };
    let change = |known: &mut Known| {
        let is_same = |one: &&Expected| Expected { said: one.said, ..said.clone() } == **one;
        if let Some(known) = known.expected.iter().find(is_same) {
            return Ok(known.clone());
        }
        if known.expected.len() >= MOST {
            return Err(Problem::BadRequest(
                "So many absences are kept of this pupil that no more can be. Take old ones away first.",
            ));
        }
        known.expected.push(said.clone());
        let said_by = new.said_by.trim();
        if !said_by.is_empty() && known.notes.len() < MOST {
            let text = Personal::new(format!("Absent from {from} to {until}, as {said_by} said."));
            known.notes.push(Note { at: now, by: caller.subject.clone(), text });
        }
        Ok(said.clone())
    };
    let kept = app.change_known(&keys, &school, id, change).await?;
    app.look_at_today(&school).await?;
    Ok((StatusCode::CREATED, Json(ExpectedShown::of(&keys, id, &kept, false)?)))
}

/// Takes an absence that was said back: its days are followed up as others. What is not there stays away, so that the same again gives the
/// same answer.
#[utoipa::path(delete, path = "/schools/{urn}/pupils/{pupil}/expected/{id}", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455"),
        ("id" = String, Path, example = "1b2c5a1e9b7d4c2a8e6f001122334455")),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn take_back(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil, expected)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let (id, subject) = named(&pupil);
    let school = app.admit(&caller, &urn, Wish { action: "pupil.take_back", subject: &subject, roles: OFFICE }).await?;
    let id = id.ok_or(Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    app.pupil(&keys, &school, id).await?;
    let change = |known: &mut Known| {
        let mut left = Vec::new();
        for one in known.expected.drain(..) {
            if expected_id(&keys, id, &one)? != expected {
                left.push(one);
            }
        }
        known.expected = left;
        Ok(())
    };
    app.change_known(&keys, &school, id, change).await?;
    app.look_at_today(&school).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes what a contact said the school's own word: it covers all its days, of a flagged pupil too. The same again changes nothing.
#[utoipa::path(post, path = "/schools/{urn}/pupils/{pupil}/expected/{id}/accept", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455"),
        ("id" = String, Path, example = "1b2c5a1e9b7d4c2a8e6f001122334455")),
    responses((status = 200, body = ExpectedShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn accept(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil, expected)): Path<(String, String, String)>,
) -> Result<Json<ExpectedShown>, Problem> {
    let (id, subject) = named(&pupil);
    let school = app.admit(&caller, &urn, Wish { action: "pupil.accept", subject: &subject, roles: OFFICE }).await?;
    let id = id.ok_or(Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    app.pupil(&keys, &school, id).await?;
    let change = |known: &mut Known| {
        for one in &mut known.expected {
            if expected_id(&keys, id, one)? == expected {
                one.accepted = true;
                return Ok(one.clone());
            }
        }
        Err(Problem::NotFound)
    };
    let accepted = app.change_known(&keys, &school, id, change).await?;
    app.look_at_today(&school).await?;
    Ok(Json(ExpectedShown::of(&keys, id, &accepted, false)?))
}

/// Keeps a note about a pupil. The same words by the same person on the same day are one note.
#[utoipa::path(post, path = "/schools/{urn}/pupils/{pupil}/notes", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455")), request_body = NewNote,
    responses((status = 201, body = NoteShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn note(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil)): Path<(String, String)>,
    body: Result<Json<NewNote>, JsonRejection>,
) -> Result<(StatusCode, Json<NoteShown>), Problem> {
    let (id, subject) = named(&pupil);
    let school = app.admit(&caller, &urn, Wish { action: "pupil.note", subject: &subject, roles: OFFICE }).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give text as JSON, and nothing else."))?;
    let text = new.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_NOTE {
        return Err(Problem::BadRequest("A note has 1 to 500 characters."));
    }
    let id = id.ok_or(Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    app.pupil(&keys, &school, id).await?;
    let now = clock::now();
    let change = |known: &mut Known| {
        let is_same = |one: &&Note| {
            let today = domain::school::day(one.at) == domain::school::day(now);
            one.by == caller.subject && one.text.expose() == text && today
        };
        if let Some(known) = known.notes.iter().find(is_same) {
            return Ok(known.clone());
        }
        if known.notes.len() >= MOST {
            return Err(Problem::BadRequest(
                "So many notes are kept of this pupil that no more can be. Keep it in the school's own record.",
            ));
        }
        let note = Note { at: now, by: caller.subject.clone(), text: Personal::new(text) };
        known.notes.push(note.clone());
        Ok(note)
    };
    let kept = app.change_known(&keys, &school, id, change).await?;
    Ok((StatusCode::CREATED, Json(NoteShown::of(&kept))))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_staff_cannot_know_of_the_days_ahead_is_refused_with_what_to_mend() {
        let new = |from: &str, until: Option<&str>, code: Option<&str>| NewExpected {
            from: from.to_owned(),
            until: until.map(str::to_owned),
            code: code.map(str::to_owned),
            said_by: String::new(),
        };
        let today = date(2026, 11, 23);
        for (wrong, wanted) in [
            (new("23/11/2026", None, None), "A day is written"),
            (new("2026-11-24", Some("2026-11-23"), None), "before the first"),
            (new("2026-11-20", None, None), "is over"),
            (new("2026-11-24", Some("2028-11-24"), None), "more than a year"),
            (new("2026-11-24", None, Some("N")), "no reason is known"),
            (new("2026-11-24", None, Some("/")), "is in school"),
            (new("2026-11-24", None, Some("9")), "no such code"),
        ] {
            let faults = wrong.read(today).map(drop).unwrap_err().join(" ");
            assert!(faults.contains(wanted), "{wrong:?}: {faults}");
        }
        let read = new("2026-11-24", None, Some("I")).read(today).map(|read| (read.until, read.code.map(Code::as_str)));
        assert_eq!(read, Ok((date(2026, 11, 24), Some("I"))));
    }
}
