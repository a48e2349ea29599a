//! What was said about one pupil's absences, for a meeting.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::absence::AbsenceId;
use domain::pupil::PupilId;
use futures::{StreamExt, TryStreamExt};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use shell::clock;
use store::absences::{Happened, StoredAbsence};
use store::audit::Entry;
use store::messages::Message;
use store::replies::Reply;
use store::schools::Role;
use utoipa::{IntoParams, ToSchema};

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::csv::{Form, Table};
use crate::problem::{Problem, ProblemBody};
use crate::shown::{MomentShown, PupilShown, Said};

/// As far back where nothing is said, in days.
const USUAL: i32 = 28;

/// The longest stretch, in days: absences are kept no longer.
const LONGEST: i64 = 400;

/// Reads of who looked at an absence under way at once.
const AT_ONCE: usize = 8;

/// From when until when, in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// The first day; four weeks before the last where it is left out.
    #[param(example = "2026-11-01")]
    from: Option<String>,
    /// The last day; today where it is left out.
    #[param(example = "2026-11-23")]
    to: Option<String>,
    /// `json` or `csv`; else as the `Accept` header says.
    #[param(example = "json")]
    format: Option<String>,
}

/// A pupil's contact log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogShown {
    /// The pupil as the newest of these absences has them; none where there is no absence.
    pupil: Option<PupilShown>,
    #[schema(example = "2026-11-01")]
    from: String,
    #[schema(example = "2026-11-23")]
    to: String,
    /// That it holds what others said.
    #[schema(example = "For staff alone: it holds what each contact said. Do not hand it out.")]
    notice: &'static str,
    /// Each day with an absence, in order.
    days: Vec<DayShown>,
    /// What staff wrote of the pupil in these days.
    notes: Vec<LineShown>,
}

/// A day with an absence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayShown {
    #[schema(example = "2026-11-23")]
    date: String,
    /// The state in which it is now.
    #[schema(example = "explained")]
    state: &'static str,
    #[schema(example = "I")]
    proposed_code: Option<&'static str>,
    lines: Vec<LineShown>,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineShown {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `marked`, `opened`, `said`, `not_said`, `reply`, `became`, `told`, `note`, `staff.known` and the like, or `absence.look`.
    #[schema(example = "said")]
    what: String,
    /// Who did it: `register`, `firstday`, a contact's name, or the subject of a member of staff.
    #[schema(example = "firstday")]
    who: String,
    /// To whom it was said: name and relationship; empty otherwise.
    #[schema(example = "Mrs Ava Smith (Mother)")]
    to: String,
    /// `sms`, `email` or `call`; empty otherwise.
    #[schema(example = "sms")]
    channel: &'static str,
    /// How a message ended, with the reason where it was not sent; what was understood of a reply; empty otherwise.
    #[schema(example = "sent")]
    outcome: String,
    /// The words that were said or written, the mark, the state.
    words: String,
}

/// One pupil's contact log, for a meeting: each day with an absence, with marks, messages, replies, decisions, and who looked.
///
/// It holds what each of the contacts said and that they exist, so it is for staff alone and not for handing out: a parent never learns
/// of another's answer from here.
#[utoipa::path(get, path = "/schools/{urn}/pupils/{pupil}/log", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, description = "The pupil's pseudonym, as in an absence's id.", example = "0f3c5a1e9b7d4c2a8e6f001122334455"), Question),
    responses((status = 200, description = "The log.", content((LogShown = "application/json"), (String = "text/csv"))), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil)): Path<(String, String)>,
    question: Result<Query<Question>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let pupil = PupilId::from_hex(&pupil);
    let subject = pupil.map(|pupil| pupil.to_string()).unwrap_or_default();
    let wish = Wish { action: "pupil.log", subject: &subject, roles: OFFICE };
    let (school, role) = app.admit_as(&caller, &urn, wish).await?;
    let pupil = pupil.ok_or(Problem::NotFound)?;
    let Query(question) = question.map_err(|_| Problem::BadRequest("Ask with from, to and format alone."))?;
    let form = Form::wanted(question.format.as_deref(), &headers)?;
    let (from, to) = stretch(&question)?;

    let keys = app.follow_up.keys.school(&school).await?;
    let days = std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day <= to);
    let ids: Vec<AbsenceId> = days.map(|date| AbsenceId { date, pupil }).collect();
    let (mut absences, known) = tokio::try_join!(
        app.follow_up.absences.absences(&keys, &school, &ids),
        app.follow_up.absences.known(&keys, &school, pupil),
    )?;
    absences.sort_by_key(|stored| stored.id.date);
    let said = app.said(&keys, &school, &absences).await?;
    let found: Vec<AbsenceId> = absences.iter().map(|stored| stored.id).collect();
    let looks: Vec<Vec<Entry>> =
        futures::stream::iter(found).map(|id| app.audit.looks_at(school.as_str(), id)).buffered(AT_ONCE).try_collect().await?;
    let lead = role == Role::SafeguardingLead;
    let shown = LogShown {
        pupil: absences.last().map(|stored| PupilShown::of(&stored.pupil)),
        from: from.to_string(),
        to: to.to_string(),
        notice: "For staff alone: it holds what each contact said. Do not hand it out.",
        days: absences.iter().zip(looks).map(|(stored, looks)| day(stored, looks, &said, lead)).collect(),
        notes: known
            .known
            .notes
            .iter()
            .filter(|note| (from..=to).contains(&domain::school::day(note.at)))
            .map(|note| plain(note.at, "note", &note.by, note.text.expose()))
            .collect(),
    };
    Ok(match form {
        Form::Json => Json(shown).into_response(),
        Form::Csv => shown.table().into_response(),
    })
}

fn stretch(question: &Question) -> Result<(Date, Date), Problem> {
    let read = |date: &Option<String>| date.as_deref().map(str::parse::<Date>).transpose();
    let wrong = |_| Problem::BadRequest("A date is written 2026-11-23.");
    let to = read(&question.to).map_err(wrong)?.unwrap_or_else(|| domain::school::day(clock::now()));
    let from = read(&question.from).map_err(wrong)?.unwrap_or_else(|| to.saturating_sub(USUAL.days()));
    let days = to.duration_since(from).as_hours() / 24;
    if (0..LONGEST).contains(&days) {
        Ok((from, to))
    } else {
        Err(Problem::BadRequest("The last day is not before the first, and there are at most 400 days."))
    }
}

fn plain(at: Timestamp, what: &str, who: &str, words: &str) -> LineShown {
    LineShown {
        at,
        what: what.to_owned(),
        who: who.to_owned(),
        to: String::new(),
        channel: "",
        outcome: String::new(),
        words: words.to_owned(),
    }
}

fn day(stored: &StoredAbsence, looks: Vec<Entry>, said: &Said, lead: bool) -> DayShown {
    let mut seen = BTreeSet::new();
    let of_story = stored.story.iter().filter_map(|moment| match &moment.what {
        // A message stands where it came to its end; one that has not, where it was planned.
        Happened::Planned(id) | Happened::MessageEnded(id) => {
            let message = said.messages.get(id)?;
            seen.insert(*id).then(|| of_message(message))
        }
        Happened::Replied(reply) => said.replies.get(reply).map(|reply| of_reply(moment.at, reply)),
        what => {
            let shown = MomentShown::seen_by(lead, moment.at, what)?;
            Some(plain(shown.at, &shown.what, &shown.who, &shown.detail))
        }
    });
    let mut lines: Vec<LineShown> = of_story.collect();
    // Who was refused has seen nothing.
    let looks = looks.iter().filter(|look| look.outcome == "allowed");
    lines.extend(looks.map(|look| plain(look.at, &look.action, &look.who, &look.role)));
    lines.sort_by_key(|line| line.at.as_second());
    DayShown {
        date: stored.id.date.to_string(),
        state: stored.search.state.as_str(),
        proposed_code: stored.proposal.as_ref().map(|proposal| proposal.code.as_str()),
        lines,
    }
}

fn of_message(message: &Message) -> LineShown {
    let (said, english) = (message.text.expose(), message.english.expose());
    let words = if english.is_empty() { said.to_owned() } else { format!("{said}\n{english}") };
    let reason = if message.reason.is_empty() { String::new() } else { format!(": {}", message.reason) };
    LineShown {
        to: format!("{} ({})", message.contact_name.expose(), message.relationship),
        channel: message.channel.as_str(),
        outcome: format!("{}{reason}", message.progress.as_str()),
        ..plain(Timestamp::from_second(message.ended.unwrap_or(message.planned)).unwrap_or_default(), "said", "firstday", &words)
    }
}

fn of_reply(at: Timestamp, reply: &Reply) -> LineShown {
    LineShown {
        channel: reply.channel.as_str(),
        outcome: reply.reading.expose().to_owned(),
        ..plain(at, "reply", reply.contact_name.expose(), reply.words.expose())
    }
}

impl LogShown {
    /// One row a thing that happened.
    fn table(&self) -> Table {
        let mut table = Table::new(&["date", "state", "at", "what", "who", "to", "channel", "outcome", "words"]);
        let mut row = |date: &str, state: &str, line: &LineShown| {
            let at = line.at.to_zoned_datetime(domain::school::time_zone()).strftime("%Y-%m-%d %H:%M").to_string();
            let LineShown { what, who, to, channel, outcome, words, .. } = line;
            table.row(&[date, state, &at, what, who, to, channel, outcome, words]);
        };
        for day in &self.days {
            day.lines.iter().for_each(|line| row(&day.date, day.state, line));
        }
        for note in &self.notes {
            row(&domain::school::day(note.at).to_string(), "", note);
        }
        table
    }
}
