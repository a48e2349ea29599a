//! What somebody at the school has to see to, each thing once.

mod disagreements;
mod entries;
mod marks;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::absence::AbsenceId;
use domain::message::Progress;
use domain::money::Money;
use domain::pupil::PupilId;
use domain::school::Urn;
use jiff::Timestamp;
use serde::Serialize;
use shell::clock;
use store::StoreError;
use store::absences::{Snapshot, StoredAbsence};
use store::replies::Reply;
use store::schools::Role;
use utoipa::ToSchema;
use vault::Keyring;

pub(crate) use self::entries::AttentionEntryShown;
use self::entries::Entries;
use self::marks::Marks;
use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};
use crate::shown::PupilShown;

/// For so many school days before today it is said what does not agree, what could not be said, and of which days workers have to hear.
const RECENT: u32 = 5;

/// Replies to place are counted in pages of so many.
const PAGE: i32 = 100;

/// What somebody has to see to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttentionShown {
    #[schema(value_type = String, format = DateTime)]
    as_at: Timestamp,
    /// How many there are of each kind.
    #[schema(example = json!({"reason_due_soon": 11, "unmatched": 1}))]
    counts: BTreeMap<&'static str, usize>,
    /// Each thing once, the most pressing first.
    entries: Vec<AttentionEntryShown>,
}

/// What somebody has to see to, each thing once, the most pressing first: marks that have not come, registers that were not taken, holds
/// that nobody has looked at, children whom nobody can reach, replies to place, contacts who contradict each other, what does not agree, reasons that the law wants by a day
/// (those that were answered and not coded first), thresholds of absence, what could not be said, a month's cap on texts that is near, duties that nobody has, the calendar.
///
/// It is for staff alone. That a child has a social worker is shown to the safeguarding lead alone.
#[utoipa::path(get, path = "/schools/{urn}/attention", tag = "absences", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = AttentionShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<AttentionShown>, Problem> {
    let (begun, before) = (std::time::Instant::now(), app.db.cost());
    let wish = Wish { action: "attention.list", subject: "", roles: OFFICE };
    let (school, role) = app.admit_as(&caller, &urn, wish).await?;
    let now = clock::now();
    let entries = app.attention(&school, role == Role::SafeguardingLead, now).await?;
    let mut counts = BTreeMap::new();
    for entry in &entries {
        *counts.entry(entry.what).or_default() += 1;
    }
    let cost = app.db.cost() - before;
    let elapsed = begun.elapsed().as_millis();
    tracing::info!(school = %school, calls = cost.calls, read_units = cost.read_units, ms = elapsed, entries = entries.len(), "what needs attention was shown");
    Ok(Json(AttentionShown { as_at: now, counts, entries }))
}

impl App {
    async fn attention(&self, school: &Urn, lead: bool, now: Timestamp) -> Result<Vec<AttentionEntryShown>, Problem> {
        let today = domain::school::day(now);
        let keys = self.follow_up.keys.school(school).await?;
        let morning = self.morning(&keys, school, today, RECENT).await?;
        let first = morning.days.last().copied().unwrap_or(today);
        let (watch, unmatched, mut unsaid, mut marks) = tokio::try_join!(
            self.follow_up.absences.watch(school),
            self.all_unmatched(&keys, school),
            self.follow_up.messages.unsaid_between(&keys, school, first, today),
            Marks::read(self, (&keys, school), &morning),
        )?;
        unsaid.retain(|message| morning.days.contains(&message.date));
        // Whether everything waits matters to what is not said yet alone.
        let waits = unsaid.iter().any(|message| message.progress != Progress::Failed);
        let paused = if waits { self.follow_up.schools.paused(school).await?.is_on() } else { false };

        let absences: HashMap<AbsenceId, &StoredAbsence> =
            morning.absences.iter().chain(&morning.earlier).map(|stored| (stored.id, stored)).collect();
        let is_older = |id: &AbsenceId| !morning.days.contains(&id.date);
        let older: BTreeSet<AbsenceId> = marks.without_a_reason().filter(is_older).collect();
        let older = self.follow_up.absences.absences_gone_by(&keys, school, &older).await?;
        marks.take_in_answers(absences.values().copied().chain(&older));

        let recent = morning.absences.iter().chain(&morning.earlier);
        let differing: Vec<StoredAbsence> = recent.filter(|stored| stored.conflict().is_some()).cloned().collect();
        let said = self.said(&keys, school, &differing).await?;
        let disagreements = disagreements::find(marks.recent(), &absences, &morning);
        let named = marks.concerned(&morning).into_iter().chain(disagreements.iter().map(|found| found.pupil));
        let named = named.chain(differing.iter().map(|stored| stored.id.pupil));
        let named = named.chain(unsaid.iter().flat_map(|message| message.covers.iter().map(|opening| opening.pupil)));
        let named: BTreeSet<PupilId> = named.collect();
        let pupils = self.more_pupils(&keys, school, &morning, &named).await?;

        let of_absences = morning.absences.iter().map(|stored| (stored.id.pupil, PupilShown::of(&stored.pupil)));
        let of_roll = pupils.iter().map(|(id, pupil)| (*id, PupilShown::of(&Snapshot::of(pupil))));
        let mut entries = Entries::new(of_absences.chain(of_roll).collect(), lead);
        entries.no_extract(watch.as_ref(), today);
        entries.untaken(&morning, now);
        entries.holds(&morning);
        entries.unreachable(&morning);
        entries.unmatched(&unmatched);
        entries.conflicts(differing.iter(), &said);
        entries.disagreements(&disagreements);
        entries.notices(marks.notices(&morning, &pupils, lead));
        entries.unsaid(&unsaid, paused, now);
        if let Some(pounds) = morning.policy.monthly_cap_pounds {
            entries.spent(self.usage.spent(school, today).await?, Money::pounds(pounds), today);
        }
        entries.duties(&morning.duty);
        entries.calendar(morning.calendar.gap(today));
        Ok(entries.into_shown())
    }

    async fn all_unmatched(&self, keys: &Keyring, school: &Urn) -> Result<Vec<Reply>, StoreError> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let (mut replies, next) = self.follow_up.messages.unmatched(keys, school, after.as_deref(), PAGE).await?;
            all.append(&mut replies);
            if next.is_none() {
                return Ok(all);
            }
            after = next;
        }
    }
}
