//! Saying whom a reply is about that nobody could place, and how it is read.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::Personal;
use domain::absence::AbsenceId;
use domain::code::Code;
use domain::contact::Contact;
use domain::known::Known;
use domain::pupil::{Pupil, PupilId};
use domain::school::{Urn, time_zone};
use domain::search::{Decision, Event, Said};
use followup::Happening;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use shell::clock;
use store::StoreError;
use store::absences::{Happened, Proposal, StoredAbsence};
use store::replies::Reply;
use store::schools::Role;
use utoipa::ToSchema;
use vault::Keyring;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::given;
use crate::problem::{Problem, ProblemBody};
use crate::shown::{AbsenceShown, ReplyShown};

/// As many absences a reply is about at most.
const MOST: usize = 10;

/// Whom a reply is about, and how it is read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"absences": ["2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455"], "reading": "reason", "code": "I"}))]
pub(crate) struct Assignment {
    /// The absences, one to ten, all of one day.
    absences: Vec<String>,
    /// `reason`: it gives one. `alarm`: the writer thinks that the child is in school, or does not know where the child is. `late`: the child is on the
    /// way. `words`: anything else.
    #[schema(example = "reason")]
    reading: String,
    /// With `late`: when the child will be there, today.
    #[schema(example = "10:15")]
    until: Option<String>,
    /// With `reason`: the code that the register should have.
    #[schema(example = "I")]
    code: Option<String>,
}

/// A reply that was placed, and the absences that it is about as they stand then.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssignedShown {
    reply: ReplyShown,
    absences: Vec<AbsenceShown>,
}

/// How staff read a reply.
#[derive(Clone, Copy, Debug)]
enum Read {
    Alarm,
    Reason(Option<Code>),
    Late(Timestamp),
    Words,
}

impl Read {
    fn word(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Reason(_) => "reason",
            Self::Late(_) => "late",
            Self::Words => "words",
        }
    }
}

impl Assignment {
    fn pupils(&self) -> Result<(Date, BTreeSet<PupilId>), Problem> {
        let ids = self.absences.iter().map(|id| id.parse().map_err(|_| Problem::NotFound));
        let ids: BTreeSet<AbsenceId> = ids.collect::<Result<_, _>>()?;
        let days: BTreeSet<Date> = ids.iter().map(|id| id.date).collect();
        let date = days.first().filter(|_| days.len() == 1 && ids.len() <= MOST);
        let date = date.ok_or(Problem::BadRequest("Give one to ten absences, all of one day."))?;
        Ok((*date, ids.iter().map(|id| id.pupil).collect()))
    }

    fn read(&self, date: Date, now: Timestamp) -> Result<Read, Problem> {
        if self.until.is_some() && self.reading != "late" || self.code.is_some() && self.reading != "reason" {
            return Err(Problem::BadRequest("until goes with the reading late alone, and code with reason alone."));
        }
        match self.reading.as_str() {
            "alarm" => Ok(Read::Alarm),
            "words" => Ok(Read::Words),
            "reason" => Ok(Read::Reason(self.code.as_deref().map(|code| given::code(code, date)).transpose()?)),
            "late" => {
                if date != domain::school::day(now) {
                    return Err(Problem::DayIsOver);
                }
                let hour: Option<Time> = self.until.as_deref().and_then(|hour| hour.parse().ok());
                let hour = hour.ok_or(Problem::BadRequest("With late, say in until when the child will be there: 10:15."))?;
                let until = date.to_datetime(hour).to_zoned_datetime(time_zone()).map_err(|_| Problem::Fault)?.timestamp();
                if until <= now {
                    return Err(Problem::BadRequest(
                        "This time has passed, so nobody waits for the child any more. Assign it as words.",
                    ));
                }
                Ok(Read::Late(until))
            }
            _ => Err(Problem::BadRequest("A reading is reason, alarm, late or words.")),
        }
    }
}

/// Which of a pupil's contacts wrote: whoever has the number, where it is one person's alone, else whom the reply was known to be of.
fn writer<'a>(pupil: &'a Pupil, reply: &Reply) -> Option<&'a Contact> {
    let has_the_number = |contact: &&Contact| contact.phones.iter().any(|phone| phone.number.expose() == reply.from.expose());
    let all: Vec<&Contact> = pupil.contacts.iter().filter(has_the_number).collect();
    let names: BTreeSet<String> = all.iter().map(|contact| contact.name_key()).collect();
    let by_name = || pupil.contacts.iter().find(|contact| contact.name_key() == reply.contact_key.expose());
    all.first().copied().filter(|_| names.len() == 1).or_else(by_name)
}

fn happening(
    pupil: PupilId,
    read: Read,
    writer: Option<&Contact>,
    (reply, caller): (&str, &Caller),
    now: Timestamp,
) -> Result<Happening, Problem> {
    let said = |said| Event::Said(writer.map(Contact::name_key).unwrap_or_default(), said);
    let event = match (read, writer) {
        (Read::Alarm, _) => said(Said::Alarm),
        (Read::Words, _) => said(Said::Words),
        (Read::Reason(_), Some(_)) => said(Said::Reason),
        // Nobody knows who wrote: it is the member of staff who says that it is a reason.
        (Read::Reason(_), None) => Event::Staff(Decision::Known),
        (Read::Late(until), Some(_)) => said(Said::OnTheWay(until)),
        (Read::Late(_), None) => return Err(Problem::WriterUnknown),
    };
    let by = writer.map_or_else(|| Personal::new(&*caller.subject), Contact::display_name);
    let proposal = match read {
        Read::Reason(Some(code)) => Some(Proposal { code, by, decided: true }),
        _ => None,
    };
    Ok(Happening { pupil, event: Some(event), moment: Happened::Replied(reply.to_owned()), at: now, proposal, statement: None })
}

/// Says whom a reply is about that nobody could place, and how it is read: the searches hear it, and it leaves the list of those to place.
/// Where the writer is one of the pupil's contacts it counts as their word, else as the decision of whoever assigns it. Doing it again changes nothing.
#[utoipa::path(post, path = "/schools/{urn}/unmatched/{reply}/assign", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("reply" = String, Path, example = "2026-11-23.9b7d4c2a8e6f0011223344550f3c5a1e")), request_body = Assignment,
    responses((status = 200, body = AssignedShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`writer_unknown`, `day_is_over` or `left_the_roll`.")))]
pub(crate) async fn assign(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, reply)): Path<(String, String)>,
    body: Result<Json<Assignment>, JsonRejection>,
) -> Result<Json<AssignedShown>, Problem> {
    let parsed = given::reply(&reply);
    let subject = parsed.as_ref().map(|(date, id)| format!("reply {date}.{id}")).unwrap_or_default();
    let wish = Wish { action: "reply.assign", subject: &subject, roles: OFFICE };
    let (school, role) = app.admit_as(&caller, &urn, wish).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give absences, reading, until and code as JSON, and nothing else."))?;
    let (day, id) = parsed?;
    let reply = format!("{day}.{id}");
    let now = clock::now();
    let (date, pupils) = new.pupils()?;
    let keys = app.follow_up.keys.school(&school).await?;
    let Some(mut to_place) = app.follow_up.messages.to_place(&keys, &school, day, &id).await? else {
        // The same again: it lies with the placed ones by now.
        let placed = app.follow_up.messages.reply(&keys, &school, day, &id).await?.ok_or(Problem::NotFound)?;
        let same = placed.about == Some(date) && placed.pupils.iter().copied().collect::<BTreeSet<_>>() == pupils;
        let lead = role == Role::SafeguardingLead;
        return if same {
            Ok(Json(app.assigned(&keys, &school, (date, &pupils), &placed, lead).await?))
        } else {
            Err(Problem::NotFound)
        };
    };
    let read = new.read(date, now)?;
    let records = app.records(&keys, &school, date, &pupils).await?;
    let mut happenings = Vec::new();
    let mut writers = Vec::new();
    for pupil in &pupils {
        let record = records.get(pupil).ok_or(Problem::LeftTheRoll)?;
        let writer = writer(record, &to_place);
        writers.extend(writer);
        happenings.push(happening(*pupil, read, writer, (&reply, &caller), now)?);
    }
    app.follow_up.work(&school, date, &happenings, now).await?;
    app.note_reread(&caller, &school, role, &to_place, read.word()).await?;
    app.usage.reply_decided(&school, day, &id, read.word()).await?;
    if let Some(writer) = writers.first() {
        to_place.contact_name = writer.display_name();
        to_place.contact_key = Personal::new(writer.name_key());
    }
    to_place.about = Some(date);
    to_place.pupils = pupils.iter().copied().collect();
    to_place.reading = Personal::new(read.word());
    to_place.handled = true;
    match app.follow_up.messages.put_placed(&keys, &school, &mut to_place).await {
        Ok(()) => {}
        // Somebody else places it at this moment: the searches have heard it once.
        Err(StoreError::Conflict) => return Err(Problem::TryAgain),
        Err(error) => return Err(error.into()),
    }
    if !to_place.contact_key.is_blank() {
        for pupil in &pupils {
            let note = |known: &mut Known| {
                known.has_written(to_place.contact_key.expose());
                Ok::<_, StoreError>(())
            };
            app.follow_up.absences.change_known(&keys, &school, *pupil, note).await?;
        }
    }
    tracing::info!(school = %school, reply = %to_place.id, reading = read.word(), "a reply was placed");
    Ok(Json(app.assigned(&keys, &school, (date, &pupils), &to_place, role == Role::SafeguardingLead).await?))
}

impl App {
    /// The pupils' records, each of whom is absent on that day.
    async fn records(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        pupils: &BTreeSet<PupilId>,
    ) -> Result<HashMap<PupilId, Pupil>, Problem> {
        for pupil in pupils {
            let id = AbsenceId { date, pupil: *pupil };
            self.follow_up.absences.absence(keys, school, id).await?.ok_or(Problem::NotFound)?;
        }
        let head = self.follow_up.schools.head(school).await?;
        let ids: Vec<PupilId> = pupils.iter().copied().collect();
        Ok(self.pupils(keys, school, &head, &ids).await?)
    }

    async fn assigned(
        &self,
        keys: &Keyring,
        school: &Urn,
        (date, pupils): (Date, &BTreeSet<PupilId>),
        reply: &Reply,
        lead: bool,
    ) -> Result<AssignedShown, Problem> {
        let mut absences: Vec<StoredAbsence> = Vec::new();
        for pupil in pupils {
            absences.extend(self.follow_up.absences.absence(keys, school, AbsenceId { date, pupil: *pupil }).await?);
        }
        Ok(AssignedShown { reply: ReplyShown::seen_by(lead, reply), absences: self.show(keys, school, &absences, lead).await? })
    }
}
