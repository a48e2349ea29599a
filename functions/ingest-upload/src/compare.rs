//! A dry run: what an upload would change and whom it would tell. Nothing is written but the upload's record and report.

use std::collections::BTreeMap;

use domain::absence::State;
use domain::evaluation;
use domain::message::Opening;
use domain::pupil::{Pupil, PupilId};
use domain::register::Session;
use domain::school::Urn;
use domain::upload::UploadState;
use jiff::Timestamp;
use serde_json::json;
use store::schools::Head;
use vault::Keyring;

use crate::apply::{Incoming, Outcome, Settled, Tables, count_of};
use crate::collect::Ingest;
use crate::judge::Judged;
use crate::task::IngestError;

impl Ingest {
    /// Compares an extract with what the school's roll and registers say. Pupils stand in the report by admission number alone.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that comparing depends on")]
    pub(crate) async fn compare(
        &self,
        school: &Urn,
        tables: &Tables,
        keys: &Keyring,
        head: &Head,
        settled: &Settled,
        judged: &Judged,
        incoming: &Incoming<'_>,
    ) -> Result<Outcome, IngestError> {
        let today = domain::school::day(incoming.taken());
        let mut registers = Vec::new();
        for session in Session::BOTH {
            registers.push(tables.absences().register(keys, school, today, session).await?.register);
        }
        for (session, marks) in incoming.marks_on(today) {
            let whole = head.whole.get(&(today, session)).and_then(|second| Timestamp::from_second(*second).ok());
            if let Some(register) = registers.iter_mut().find(|register| register.session == session) {
                register.merge(marks, incoming.taken(), whole);
            }
        }
        let stored = tables.absences().absences_on(keys, school, today).await?;
        let known = stored.into_iter().map(|stored| (stored.id.pupil, stored.absence)).collect();
        let opened: Vec<Opening> = evaluation::absences(&registers, &known)
            .into_iter()
            .filter(|(_, absence)| absence.state == State::Open)
            .map(|(pupil, absence)| Opening { pupil, number: absence.openings })
            .collect();
        let ids: Vec<PupilId> = opened.iter().map(|opening| opening.pupil).collect();
        let mut pupils: BTreeMap<PupilId, Pupil> =
            tables.roll().pupils(keys, school, &settled.index, &ids).await?.into_iter().collect();
        if let Some(roll) = &settled.roll {
            pupils.extend(ids.iter().filter_map(|id| Some((*id, roll.get(id)?.clone()))));
        }
        let plan = evaluation::plan(opened.iter().filter_map(|opening| Some((*opening, pupils.get(&opening.pupil)?))));
        let known_as = |id: &PupilId| pupils.get(id).map_or("", Pupil::known_as).to_owned();
        let would_contact: Vec<_> = plan
            .messages
            .iter()
            .map(|message| {
                let covers: Vec<String> = message.covers.iter().map(|opening| known_as(&opening.pupil)).collect();
                json!({ "pupils": covers, "channel": message.channel.as_str() })
            })
            .collect();
        let unreachable: Vec<String> = plan.unreachable.iter().map(known_as).collect();
        let mut numbers = incoming.numbers.clone();
        let joined = settled.roll.as_ref().map_or(0, |roll| roll.keys().filter(|id| !settled.index.contains(**id)).count());
        let left = settled
            .roll
            .as_ref()
            .map_or(0, |roll| settled.index.pupils().filter(|id| !roll.contains_key(id) && !settled.stay.contains(id)).count());
        for (name, count) in [
            ("joined", joined),
            ("changed", judged.changed.len()),
            ("left", left),
            ("missing", settled.stay.len()),
            ("would_open", opened.len()),
            ("would_tell", plan.messages.len()),
            ("would_not_reach", plan.unreachable.len()),
        ] {
            numbers.insert(name.to_owned(), count_of(count));
        }
        let held = if judged.found.is_empty() { "" } else { " It would be held until somebody decides: see the differences." };
        Ok(Outcome {
            sentence: format!(
                "Dry run: nothing was changed and nobody was told. Applied, it would open {} absences and send {} messages.{held}",
                opened.len(),
                plan.messages.len()
            ),
            state: UploadState::Compared,
            differences: judged.found.clone(),
            would: Some(json!({ "contact": would_contact, "unreachable": unreachable })),
            ..incoming.outcome(numbers)
        })
    }
}
