//! A dry run: what an upload would change and whom it would tell. Nothing is written but the upload's record and report.

use std::collections::{BTreeMap, BTreeSet};

use domain::code::Cell;
use domain::contact::Contact;
use domain::day;
use domain::interlock::{Sizes, Thresholds};
use domain::planning;
use domain::policy::Policy;
use domain::pupil::{Pupil, PupilId};
use domain::register::Session;
use domain::school::Urn;
use domain::search::{State, Words};
use domain::upload::UploadState;
use domain::window::Window;
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
        let searched: BTreeSet<PupilId> = stored.iter().map(|stored| stored.id.pupil).collect();
        let stored_policy = tables.schools().policy(school).await?;
        let policy = at_once(stored_policy.document.policy().unwrap_or_else(|_| Policy::usual()));
        let calendar = tables.schools().calendar(school).await?;
        let cells = |pupil| {
            let of = |session| registers.iter().find(|register| register.session == session).map(|register| register.cell(pupil));
            Session::BOTH.map(|session| of(session).unwrap_or(Cell::NotTaken))
        };
        let marked: BTreeSet<PupilId> = registers.iter().flat_map(|register| register.marks.keys().copied()).collect();
        let ids: Vec<PupilId> = marked
            .into_iter()
            .filter(|id| !searched.contains(id) && day::wants_a_look(None, cells(*id), policy.asks_about_o))
            .collect();
        let mut pupils: BTreeMap<PupilId, Pupil> =
            tables.roll().pupils(keys, school, &settled.index, &ids).await?.into_iter().collect();
        if let Some(roll) = &settled.roll {
            pupils.extend(ids.iter().filter_map(|id| Some((*id, roll.get(id)?.clone()))));
        }
        let mut looked_at: Vec<day::Pupil> = pupils
            .iter()
            .map(|(id, pupil)| day::Pupil {
                id: *id,
                year: pupil.year.clone(),
                class: pupil.registration_group.clone(),
                flagged: false,
                cells: cells(*id),
                search: None,
                facts: Some(followup::facts_of(pupil, None, Words::FirstDay, (today, &policy, &calendar))),
                events: Vec::new(),
            })
            .collect();
        let of_school = day::School {
            date: today,
            policy: &policy,
            calendar: &calendar,
            ways: self.calls.ways(),
            marks_taken: incoming.taken(),
            sizes: &Sizes::default(),
            history: [&[], &[]],
            planned: &[],
        };
        let outcome = of_school.work(&mut looked_at, &mut Vec::new(), incoming.taken());
        let contacts = |id: &PupilId| pupils.get(id).map_or(&[] as &[Contact], |pupil| pupil.contacts.as_slice());
        let messages = planning::messages(outcome.effects.iter().map(|(id, effect)| (*id, contacts(id), effect)));
        let opened = looked_at.len();
        let nobody = |pupil: &&day::Pupil| pupil.search.as_ref().is_some_and(|search| search.state == State::Unreachable);
        let unreached: Vec<PupilId> = looked_at.iter().filter(nobody).map(|pupil| pupil.id).collect();
        let known_as = |id: &PupilId| pupils.get(id).map_or("", Pupil::known_as).to_owned();
        let would_contact: Vec<_> = messages
            .iter()
            .map(|message| {
                let covers: Vec<String> = message.covers.iter().map(|opening| known_as(&opening.pupil)).collect();
                json!({ "pupils": covers, "channel": message.channel.as_str() })
            })
            .collect();
        let unreachable: Vec<String> = unreached.iter().map(known_as).collect();
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
            ("would_open", opened),
            ("would_tell", messages.len()),
            ("would_not_reach", unreached.len()),
        ] {
            numbers.insert(name.to_owned(), count_of(count));
        }
        let held = if judged.found.is_empty() { "" } else { " It would be held until somebody decides: see the differences." };
        Ok(Outcome {
            sentence: format!(
                "Dry run: nothing was changed and nobody was told. Applied, it would open {} absences and send {} messages.{held}",
                opened,
                messages.len()
            ),
            state: UploadState::Compared,
            differences: judged.found.clone(),
            would: Some(json!({ "contact": would_contact, "unreachable": unreachable })),
            ..incoming.outcome(numbers)
        })
    }
}

/// The school's policy as if the register had closed and everybody could be asked: whom a first question would go to.
fn at_once(policy: Policy) -> Policy {
    let midnight = jiff::civil::Time::midnight();
    Policy {
        morning_closes: midnight,
        afternoon_closes: midnight,
        grace: jiff::SignedDuration::ZERO,
        afternoon_parents_after: jiff::SignedDuration::ZERO,
        window: Window::always(),
        hold: Thresholds { count: usize::MAX, class_count: usize::MAX, ..policy.hold },
        hourly_cap: u32::MAX,
        ..policy
    }
}
