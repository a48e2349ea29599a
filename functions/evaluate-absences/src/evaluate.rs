//! One evaluation: load the day's registers and absences, let the rules decide, write, hand the messages over.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::Personal;
use domain::absence::{Absence, AbsenceId, Event};
use domain::code::Cell;
use domain::evaluation::{self, Plan, Planned};
use domain::message::{MessageId, Opening, Progress};
use domain::pupil::{Pupil, PupilId};
use domain::register::{Register, Session};
use domain::school::Urn;
use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::queue::{Queue, QueueError};
use shell::{Failure, Retry, clock};
use store::absences::{Absences, Happened, Snapshot, StoredAbsence};
use store::messages::{Message, Messages};
use store::registers::cell_text;
use store::roll::Roll;
use store::schools::Schools;
use store::{Keys, StoreError};
use thiserror::Error;
use vault::Keyring;

/// Writes under way at once: each is a few milliseconds of waiting.
const AT_ONCE: usize = 8;

/// DynamoDB writes no more items than this together. No family is as large.
const TOGETHER: usize = 100;

/// The first rung: the first contact hears at once.
const FIRST_RUNG: u32 = 1;

/// What the queue of evaluations holds.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Task {
    EvaluateV1 { school: String, date: Date },
}

/// What the queue of messages is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Handover {
    SendMessageV1 { school: String, date: Date, message: String },
}

/// Why an evaluation did not end.
#[derive(Debug, Error)]
pub(crate) enum EvaluateError {
    /// The queue's message is none of ours, or of a later release.
    #[error("the queue's message cannot be read")]
    Unreadable,
    /// There is no such school.
    #[error("the queue's message names a school that does not exist")]
    NoSuchSchool,
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
    /// The messages' queue refused.
    #[error("the messages could not be handed over")]
    Queue(#[from] QueueError),
}

impl Failure for EvaluateError {
    fn retry(&self) -> Retry {
        match self {
            Self::Unreadable | Self::NoSuchSchool => Retry::Never,
            Self::Store(error) if !error.is_passing() => Retry::Never,
            Self::Store(_) | Self::Queue(_) => Retry::Soon,
        }
    }

    fn error_type(&self) -> &'static str {
        match self {
            Self::Unreadable => "UnreadableTask",
            Self::NoSuchSchool => "NoSuchSchool",
            Self::Store(error) => error.error_type(),
            Self::Queue(error) => error.error_type(),
        }
    }
}

/// All that an evaluation needs.
#[derive(Debug)]
pub(crate) struct Evaluate {
    pub(crate) keys: Keys,
    pub(crate) schools: Schools,
    pub(crate) roll: Roll,
    pub(crate) absences: Absences,
    pub(crate) messages: Messages,
    pub(crate) outgoing: Queue,
}

impl Evaluate {
    /// Reads a queue's message and does what it says.
    pub(crate) async fn body(&self, body: &str) -> Result<(), EvaluateError> {
        let Task::EvaluateV1 { school, date } = serde_json::from_str(body).map_err(|_| EvaluateError::Unreadable)?;
        let school: Urn = school.parse().map_err(|_| EvaluateError::Unreadable)?;
        if self.schools.settings(&school).await?.is_none() {
            return Err(EvaluateError::NoSuchSchool);
        }
        self.day(&school, date, clock::now()).await
    }

    /// Evaluates a day. What an earlier run of the same day began and did not end is ended here.
    async fn day(&self, school: &Urn, date: Date, now: Timestamp) -> Result<(), EvaluateError> {
        let keys = self.keys.school(school).await?;
        let mut registers = Vec::new();
        for session in Session::BOTH {
            registers.push(self.absences.register(&keys, school, date, session).await?.register);
        }
        let known: BTreeMap<PupilId, StoredAbsence> = self
            .absences
            .absences_on(&keys, school, date)
            .await?
            .into_iter()
            .map(|absence| (absence.id.pupil, absence))
            .collect();
        let calls = evaluation::calls_somebody(date, domain::school::day(now));
        let decided =
            evaluation::absences(&registers, &known.iter().map(|(pupil, stored)| (*pupil, stored.absence.clone())).collect());
        let wanting: Vec<PupilId> = wanting(&known, &decided).filter(|pupil| calls || known.contains_key(pupil)).collect();
        let pupils = self.pupils(&keys, school, &wanting).await?;

        let mut changed = changed(date, now, &registers, &known, decided, &pupils, calls);
        if calls {
            let plan = evaluation::plan(changed.values().filter_map(|stored| to_plan(stored, pupils.get(&stored.id.pupil)?)));
            self.plan(&keys, school, date, now, plan, &mut changed).await?;
        }
        let changed = self.write(&keys, school, &known, changed).await?;
        self.hand_over(&keys, school, date, known, changed).await?;
        Ok(())
    }

    async fn pupils(&self, keys: &Keyring, school: &Urn, ids: &[PupilId]) -> Result<HashMap<PupilId, Pupil>, EvaluateError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let head = self.schools.head(school).await?;
        let index = self.roll.index(school, &head).await?;
        Ok(self.roll.pupils(keys, school, &index, ids).await?)
    }

    /// Writes the plan's messages, and notes in each absence which message is its own. A message that nobody was noted for is never
    /// handed over, so a crash between the two writes says nothing twice.
    async fn plan(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        now: Timestamp,
        plan: Plan,
        changed: &mut BTreeMap<PupilId, StoredAbsence>,
    ) -> Result<(), EvaluateError> {
        for pupil in plan.unreachable {
            if let Some(stored) = changed.get_mut(&pupil) {
                stored.planned_opening = Some(stored.absence.openings);
                stored.planned_message = None;
                stored.happened(now, Happened::NobodyToTell);
                let next = stored.absence.apply(Event::NobodyToTell);
                stored.becomes(now, next);
            }
        }
        let mut messages = Vec::new();
        for planned in plan.messages {
            let message = message(keys, date, now, planned)?;
            for opening in &message.covers {
                if let Some(stored) = changed.get_mut(&opening.pupil) {
                    stored.planned_opening = Some(opening.number);
                    stored.planned_message = Some(message.id);
                    stored.happened(now, Happened::Planned(message.id));
                }
            }
            messages.push(message);
        }
        futures::stream::iter(messages)
            .map(|mut message| async move {
                match self.messages.put_message(keys, school, &mut message).await {
                    // An earlier run wrote it already.
                    Err(StoreError::Conflict) => Ok(()),
                    other => other,
                }
            })
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
        Ok(())
    }

    /// Writes the absences. Those that share a message planned just now are noted with it together or not at all: half a family would be
    /// planned for again, and its parent texted twice.
    async fn write(
        &self,
        keys: &Keyring,
        school: &Urn,
        known: &BTreeMap<PupilId, StoredAbsence>,
        changed: BTreeMap<PupilId, StoredAbsence>,
    ) -> Result<Vec<StoredAbsence>, EvaluateError> {
        let mut families: BTreeMap<MessageId, Vec<StoredAbsence>> = BTreeMap::new();
        let mut units: Vec<Vec<StoredAbsence>> = Vec::new();
        for (pupil, stored) in changed {
            let before = known.get(&pupil).and_then(|before| before.planned_message);
            match stored.planned_message.filter(|message| before != Some(*message)) {
                Some(message) => families.entry(message).or_default().push(stored),
                None => units.push(vec![stored]),
            }
        }
        units.extend(families.into_values().flat_map(|family| family.chunks(TOGETHER).map(<[_]>::to_vec).collect::<Vec<_>>()));
        let written: Vec<Vec<StoredAbsence>> = futures::stream::iter(units)
            .map(|mut unit| async move {
                match unit.as_mut_slice() {
                    [alone] => self.absences.put_absence(keys, school, alone).await?,
                    family => self.absences.put_together(keys, school, family).await?,
                }
                Ok::<_, StoreError>(unit)
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        Ok(written.into_iter().flatten().collect())
    }

    /// Hands over every message of the day that is planned and was not taken up: those of this run, and those that an earlier run left.
    async fn hand_over(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        known: BTreeMap<PupilId, StoredAbsence>,
        changed: Vec<StoredAbsence>,
    ) -> Result<(), EvaluateError> {
        let mut all = known;
        all.extend(changed.into_iter().map(|stored| (stored.id.pupil, stored)));
        let asking: BTreeSet<MessageId> = all
            .values()
            .filter(|stored| stored.absence.state.asks_parents())
            .filter_map(|stored| stored.planned_message)
            .collect();
        let planned: Vec<Handover> = self
            .messages
            .messages(keys, school, date, &asking)
            .await?
            .iter()
            .filter(|message| message.progress == Progress::Planned && message.wait_until.is_none())
            .map(|message| Handover::SendMessageV1 { school: school.to_string(), date, message: message.id.to_string() })
            .collect();
        self.outgoing.send_all(&planned).await?;
        tracing::info!(school = %school, date = %date, absences = all.len(), handed_over = planned.len(), "a day was evaluated");
        Ok(())
    }
}

/// The pupils whose record is needed: absences that are new, and those that want a message.
fn wanting<'a>(
    known: &'a BTreeMap<PupilId, StoredAbsence>,
    decided: &'a BTreeMap<PupilId, Absence>,
) -> impl Iterator<Item = PupilId> + 'a {
    let new = decided.keys().filter(|pupil| !known.contains_key(pupil)).copied();
    let again = known.iter().filter(|(pupil, stored)| {
        let absence = decided.get(pupil).unwrap_or(&stored.absence);
        evaluation::wants_a_message(absence, stored.planned_opening)
    });
    new.chain(again.map(|(pupil, _)| *pupil))
}

/// The absences that have to be written: new ones, those that the rules changed, and those whose mark is another than the last one seen.
fn changed(
    date: Date,
    now: Timestamp,
    registers: &[Register],
    known: &BTreeMap<PupilId, StoredAbsence>,
    decided: BTreeMap<PupilId, Absence>,
    pupils: &HashMap<PupilId, Pupil>,
    calls: bool,
) -> BTreeMap<PupilId, StoredAbsence> {
    let mut changed: BTreeMap<PupilId, StoredAbsence> = BTreeMap::new();
    for (id, stored) in known {
        let mut next = stored.clone();
        note_marks(&mut next, now, registers);
        if let Some(absence) = decided.get(id) {
            next.becomes(now, absence.clone());
        }
        if next != *stored || (calls && evaluation::wants_a_message(&next.absence, next.planned_opening)) {
            changed.insert(*id, next);
        }
    }
    for (id, absence) in decided {
        // A day gone by is in its register; it opens nothing that somebody would have to look after.
        let (false, true, Some(pupil)) = (known.contains_key(&id), calls, pupils.get(&id)) else { continue };
        let mut stored = StoredAbsence {
            id: AbsenceId { date, pupil: id },
            absence,
            pupil: Snapshot::of(pupil),
            planned_opening: None,
            planned_message: None,
            story: Vec::new(),
            revision: 0,
        };
        note_marks(&mut stored, now, registers);
        stored.happened(now, Happened::Opened);
        changed.insert(id, stored);
    }
    changed
}

fn note_marks(stored: &mut StoredAbsence, now: Timestamp, registers: &[Register]) {
    for register in registers {
        let cell = register.cell(stored.id.pupil);
        let last = stored.story.iter().rev().find_map(|moment| match &moment.what {
            Happened::Marked { session, code } if *session == register.session => Some(code.as_str()),
            _ => None,
        });
        if cell != Cell::NotTaken && last != Some(cell_text(cell)) {
            stored.happened(now, Happened::Marked { session: register.session, code: cell_text(cell).to_owned() });
        }
    }
}

fn to_plan<'a>(stored: &StoredAbsence, pupil: &'a Pupil) -> Option<(Opening, &'a Pupil)> {
    let wants = evaluation::wants_a_message(&stored.absence, stored.planned_opening);
    wants.then_some((Opening { pupil: stored.id.pupil, number: stored.absence.openings }, pupil))
}

fn message(keys: &Keyring, date: Date, now: Timestamp, planned: Planned) -> Result<Message, StoreError> {
    let contact_key = planned.contact.name_key();
    let covers: Vec<String> = planned.covers.iter().map(|opening| format!("{}.{}", opening.pupil, opening.number)).collect();
    let destination = planned.destination.expose();
    let named = [
        contact_key.as_str(),
        destination,
        &date.to_string(),
        &FIRST_RUNG.to_string(),
        planned.channel.as_str(),
        &covers.join(","),
    ];
    Ok(Message {
        id: MessageId::new(keys.blind("message", named.join("|").as_bytes())?),
        date,
        channel: planned.channel,
        contact_name: planned.contact.display_name(),
        relationship: planned.contact.relationship.clone(),
        contact_key: Personal::new(contact_key),
        destination: planned.destination,
        covers: planned.covers,
        progress: Progress::Planned,
        wait_until: None,
        attempts: 0,
        maybe_duplicate: false,
        reason: String::new(),
        ended: None,
        planned: now.as_second(),
        text: Personal::default(),
        named: Vec::new(),
        parts: 0,
        provider_id: String::new(),
        revision: 0,
    })
}
