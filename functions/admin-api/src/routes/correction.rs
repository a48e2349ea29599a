//! One press that tells exactly those who were asked wrongly that it was a mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use domain::absence::AbsenceId;
use domain::interlock::Scope;
use domain::message::{self, Channel, MessageId, Progress, Reached};
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::search::{Decision, Event, Words};
use followup::{Day, Happening};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::clock;
use store::absences::{Happened, StoredAbsence};
use store::messages::{Message, Saying};
use utoipa::{IntoParams, ToSchema};
use vault::Keyring;
use wording::{Language, PartSize, Told, When};

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::given;
use crate::problem::{Problem, ProblemBody};

/// Whom a correction is about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// The day: today's alone can be corrected.
    #[param(example = "2026-11-23")]
    date: Option<String>,
    /// `all`, `class 7B` or `year 7`: all of it who are still looked for. Whose reason is known, or who has come, was asked about rightly.
    #[param(example = "class 7B")]
    scope: Option<String>,
    /// In place of a scope: ids of absences, parted by commas, whatever their state.
    #[param(example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455")]
    absences: Option<String>,
}

/// Exactly who would hear what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectionShown {
    #[schema(example = "2026-11-23")]
    date: String,
    /// The absences that would end. Nobody is asked about them any more.
    absences: Vec<String>,
    /// Who would hear it, once each.
    corrections: Vec<WouldHear>,
    /// Who was asked and cannot be told now: they may not be told any more, or it is no time to speak. Ring them.
    left_out: Vec<LeftOut>,
    /// Parts of all texts together.
    #[schema(example = 104)]
    parts: usize,
    /// For the request that sends it.
    #[schema(example = "0f3c5a1e9b7d4c2a8e6f001122334455.9b7d4c2a8e6f0011223344550f3c5a1e")]
    preview: String,
}

/// A correction as it would be said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WouldHear {
    #[schema(example = "Mrs Eve Smith")]
    contact: String,
    #[schema(example = "Mother")]
    relationship: String,
    /// `sms` or `email`.
    #[schema(example = "sms")]
    channel: &'static str,
    /// The number or address.
    #[schema(example = "+447700900123")]
    to: String,
    /// The language that they are told in, by its tag: the one that they want where it is on, else `en`.
    #[schema(example = "en")]
    language: &'static str,
    /// The exact words.
    #[schema(example = "Hillside School: Please ignore our earlier message about Ava: it was sent by mistake. We are sorry.")]
    text: String,
    /// Parts of the text; 0 for an email.
    #[schema(example = 1)]
    parts: usize,
    /// `sent`: they have been asked. `perhaps`: an attempt is under way, or nobody knows its end. `not_yet`: the question is on its way; it is stopped, and only
    /// if it goes out all the same do they hear this.
    #[schema(example = "sent")]
    asked: &'static str,
    absences: Vec<String>,
}

/// Somebody who was asked and will not hear the correction.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeftOut {
    #[schema(example = "Mrs Eve Smith")]
    contact: String,
    #[schema(example = "Mother")]
    relationship: String,
    #[schema(example = "+447700900123")]
    to: String,
    absences: Vec<String>,
}

/// A correction that somebody has looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCorrection {
    /// The absences of the preview, all of them.
    absences: Vec<String>,
    /// The token of the preview.
    #[schema(example = "0f3c5a1e9b7d4c2a8e6f001122334455.9b7d4c2a8e6f0011223344550f3c5a1e")]
    preview: String,
}

/// What was corrected. How each message fared stands with its absence afterwards.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectedShown {
    /// How many absences.
    #[schema(example = 104)]
    count: usize,
    absences: Vec<String>,
    /// Ids of the messages that say so.
    messages: Vec<String>,
}

/// Shows exactly who would hear what, and does nothing.
#[utoipa::path(get, path = "/schools/{urn}/correction", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), Question),
    responses((status = 200, body = CorrectionShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`day_is_over`.")))]
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<CorrectionShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "correction.preview", subject: "", roles: OFFICE }).await?;
    let Query(question) = question.map_err(|_| Problem::BadRequest("Ask with date, and with scope or absences."))?;
    let now = clock::now();
    let today = domain::school::day(now);
    if question.date.as_deref().map(given::day).transpose()?.is_some_and(|date| date != today) {
        return Err(Problem::DayIsOver);
    }
    let keys = app.follow_up.keys.school(&school).await?;
    let of_today = app.follow_up.absences.absences_on(&keys, &school, today).await?;
    let pupils = match (&question.scope, &question.absences) {
        (Some(scope), None) => in_scope(scope, &of_today)?,
        (None, Some(ids)) => named(ids.split(','), &of_today)?,
        _ => return Err(Problem::BadRequest("Ask with a scope (all, class 7B, year 7) or with absences, not both.")),
    };
    let shown = app.would_correct(&keys, &school, &caller, &pupils, now).await?;
    Ok(Json(shown))
}

/// Tells those whom the preview shows that it was a mistake, once each, and ends the searches. The same again does nothing more and gives
/// the same answer.
#[utoipa::path(post, path = "/schools/{urn}/corrections", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456")), request_body = NewCorrection,
    responses((status = 200, body = CorrectedShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`preview_is_old` or `day_is_over`.")))]
pub(crate) async fn correct(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Result<Json<NewCorrection>, JsonRejection>,
) -> Result<Json<CorrectedShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "correction.send", subject: "", roles: OFFICE }).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give absences and preview as JSON, and nothing else."))?;
    let now = clock::now();
    let today = domain::school::day(now);
    let keys = app.follow_up.keys.school(&school).await?;
    let of_today = app.follow_up.absences.absences_on(&keys, &school, today).await?;
    let pupils = named(new.absences.iter().map(String::as_str), &of_today)?;
    if !new.preview.starts_with(&format!("{}.", token_of_absences(&keys, today, &pupils)?)) {
        return Err(Problem::PreviewIsOld);
    }
    let is_done = |stored: &StoredAbsence| {
        let by_this = |what: &Happened| matches!(what, Happened::Staff { what, request, .. } if what == "correct" && *request == new.preview);
        stored.story.iter().any(|moment| by_this(&moment.what))
    };
    let done: BTreeSet<PupilId> = of_today.iter().filter(|stored| is_done(stored)).map(|stored| stored.id.pupil).collect();
    // Once begun it is brought to its end, whatever has changed meanwhile.
    if done.is_disjoint(&pupils) {
        let shown = app.would_correct(&keys, &school, &caller, &pupils, now).await?;
        if shown.preview != new.preview {
            return Err(Problem::PreviewIsOld);
        }
    }
    let left: BTreeSet<PupilId> = pupils.difference(&done).copied().collect();
    let day = app.follow_up.work(&school, today, &happenings(&left, &caller, &new.preview, now), now).await?;
    let ids = pupils.iter().filter_map(|pupil| day.absences.get(pupil)).flat_map(StoredAbsence::messages).collect();
    let messages = app.follow_up.messages.messages(&keys, &school, today, &ids).await?;
    let messages: Vec<String> =
        messages.iter().filter(|message| is_correction(message)).map(|message| message.id.to_string()).collect();
    tracing::warn!(school = %school, absences = pupils.len(), messages = messages.len(), "absences were corrected");
    Ok(Json(CorrectedShown { count: pupils.len(), absences: ids_of(today, &pupils), messages }))
}

fn in_scope(scope: &str, absences: &[StoredAbsence]) -> Result<BTreeSet<PupilId>, Problem> {
    const REFUSED: Problem = Problem::BadRequest("A scope is all, class 7B or year 7.");
    let scope = if scope == "all" { Scope::School } else { Scope::read(scope).ok_or(REFUSED)? };
    let is_in = |stored: &&StoredAbsence| match &scope {
        Scope::School => true,
        Scope::Year(year) => stored.pupil.year == *year,
        Scope::Class(class) => stored.pupil.registration_group == *class,
        Scope::Hour => false,
    };
    if scope == Scope::Hour {
        return Err(REFUSED);
    }
    Ok(absences.iter().filter(is_in).filter(|stored| !stored.search.state.is_over()).map(|stored| stored.id.pupil).collect())
}

/// Absences by their ids, each of which is one of today.
fn named<'a>(ids: impl Iterator<Item = &'a str>, of_today: &[StoredAbsence]) -> Result<BTreeSet<PupilId>, Problem> {
    let mut pupils = BTreeSet::new();
    for id in ids {
        let id: AbsenceId = id.trim().parse().map_err(|_| Problem::NotFound)?;
        given::of_today(id)?;
        if !of_today.iter().any(|stored| stored.id == id) {
            return Err(Problem::NotFound);
        }
        pupils.insert(id.pupil);
    }
    Ok(pupils)
}

fn ids_of(date: Date, pupils: &BTreeSet<PupilId>) -> Vec<String> {
    pupils.iter().map(|pupil| AbsenceId { date, pupil: *pupil }.to_string()).collect()
}

fn token_of_absences(keys: &Keyring, date: Date, pupils: &BTreeSet<PupilId>) -> Result<String, Problem> {
    token(keys, &ids_of(date, pupils).join(","))
}

fn token(keys: &Keyring, of: &str) -> Result<String, Problem> {
    let blind = keys.blind("correction", of.as_bytes()).map_err(store::StoreError::from)?;
    Ok(format!("{:032x}", u128::from_be_bytes(blind)))
}

fn happenings(pupils: &BTreeSet<PupilId>, caller: &Caller, request: &str, now: Timestamp) -> Vec<Happening> {
    let correct = |pupil: &PupilId| Happening {
        pupil: *pupil,
        event: Some(Event::Staff(Decision::Correct)),
        moment: Happened::Staff {
            what: "correct".to_owned(),
            by: caller.subject.clone(),
            note: String::new(),
            request: request.to_owned(),
        },
        at: now,
        proposal: None,
        statement: None,
    };
    pupils.iter().map(correct).collect()
}

fn is_correction(message: &Message) -> bool {
    matches!(message.saying, Saying::ToContact { words: Words::Correction, .. })
}

fn is_question(message: &Message) -> bool {
    matches!(message.saying, Saying::ToContact { words, .. } if !words.corrects())
}

/// The word for how far a question has come to its contact.
const fn asked_word(reached: Reached) -> &'static str {
    match reached {
        Reached::Never | Reached::NotYet => "not_yet",
        Reached::Perhaps => "perhaps",
        Reached::Yes => "sent",
    }
}

impl App {
    /// What a correction of these absences would say to whom: the engine plans it as it would, and nothing of it is written.
    async fn would_correct(
        &self,
        keys: &Keyring,
        school: &Urn,
        caller: &Caller,
        pupils: &BTreeSet<PupilId>,
        now: Timestamp,
    ) -> Result<CorrectionShown, Problem> {
        let today = domain::school::day(now);
        let (day, planned) = self.follow_up.preview(school, today, &happenings(pupils, caller, "", now), now).await?;
        let ids: BTreeSet<MessageId> =
            pupils.iter().filter_map(|pupil| day.absences.get(pupil)).flat_map(StoredAbsence::messages).collect();
        let said = self.follow_up.messages.messages(keys, school, today, &ids).await?;
        let mut asked: BTreeMap<&str, (Reached, &Message)> = BTreeMap::new();
        for message in said.iter().filter(|message| is_question(message)) {
            let how = message::reached(message.progress, message.maybe_duplicate);
            if how == Reached::Never {
                continue;
            }
            let known = asked.entry(message.contact_key.expose()).or_insert((how, message));
            if how > known.0 {
                *known = (how, message);
            }
        }
        let corrections: Vec<&Message> =
            planned.iter().filter(|message| is_correction(message) && !message.progress.is_final()).collect();
        let heard = corrections.iter().filter_map(|message| {
            let (how, _) = asked.get(message.contact_key.expose())?;
            Some((*message, *how))
        });
        let heard: Vec<(&Message, Reached)> = heard.collect();
        let mended: BTreeSet<&str> = said
            .iter()
            .filter(|message| !is_question(message) && !matches!(message.progress, Progress::Failed | Progress::Dropped))
            .map(|message| message.contact_key.expose())
            .collect();
        let told: BTreeSet<&str> = corrections.iter().map(|message| message.contact_key.expose()).collect();
        let is_left_out = |key: &&str, how: Reached| how > Reached::NotYet && !told.contains(key) && !mended.contains(key);
        let left_out = asked.iter().filter(|(key, (how, _))| is_left_out(key, *how)).map(|(_, (_, message))| LeftOut {
            contact: message.contact_name.expose().to_owned(),
            relationship: message.relationship.clone(),
            to: message.destination.expose().to_owned(),
            absences: message.covers.iter().map(|of| AbsenceId { date: today, pupil: of.pupil }.to_string()).collect(),
        });
        let left_out: Vec<LeftOut> = left_out.collect();
        let messages: BTreeSet<String> = heard.iter().map(|(message, _)| message.id.to_string()).collect();
        let messages = messages.into_iter().collect::<Vec<_>>().join(",");
        let on = self.languages_on(school).await?;
        let corrections: Vec<WouldHear> =
            heard.iter().map(|(message, how)| would_hear(&day, message, language(message, &on), *how)).collect();
        Ok(CorrectionShown {
            date: today.to_string(),
            absences: ids_of(today, pupils),
            parts: corrections.iter().map(|correction| correction.parts).sum(),
            preview: format!("{}.{}", token_of_absences(keys, today, pupils)?, token(keys, &messages)?),
            corrections,
            left_out,
        })
    }
}

/// The language that a contact is told in, these being on.
fn language(message: &Message, on: &BTreeSet<Language>) -> Language {
    Language::named(&message.language).filter(|wanted| on.contains(wanted)).unwrap_or_default()
}

fn would_hear(day: &Day, message: &Message, language: Language, asked: Reached) -> WouldHear {
    let mut children: Vec<&StoredAbsence> =
        message.covers.iter().filter_map(|opening| day.absences.get(&opening.pupil)).collect();
    children.sort_by(|a, b| a.pupil.forename.cmp(&b.pupil.forename));
    let names: Vec<_> = children.iter().map(|child| child.pupil.forename.clone()).collect();
    let sessions = children.iter().flat_map(|child| child.search.asked_sessions());
    let school = wording::School { name: &day.settings.name, telephone: Some(&day.settings.office_phone), reads_email: false };
    let told = Told { words: Words::Correction, school, children: &names, when: When::of(sessions) };
    let (text, parts) = match message.channel {
        Channel::Sms => {
            let text = told.text(language);
            let parts = wording::split(&text, PartSize::STANDARD).parts.len();
            (text, parts)
        }
        // What corrects is never said in a call.
        Channel::Call => (String::new(), 0),
        Channel::Email => (told.email(language).text, 0),
    };
    WouldHear {
        contact: message.contact_name.expose().to_owned(),
        relationship: message.relationship.clone(),
        channel: message.channel.as_str(),
        to: message.destination.expose().to_owned(),
        language: language.tag(),
        text,
        parts,
        asked: asked_word(asked),
        absences: children.iter().map(|child| child.id.to_string()).collect(),
    }
}
