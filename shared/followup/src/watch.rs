//! Looks whether a session's marks came, and has staff told when they did not.

use std::collections::BTreeSet;

use domain::duty::{Duty, Raised, Why};
use domain::message::Opening;
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::watch::{missed_at, next_awaited};
use jiff::Timestamp;
use jiff::civil::Date;
use shell::clock;
use store::StoreError;
use store::watch::Watch;

use crate::plan::alerts;
use crate::{FollowUp, FollowUpError};

impl FollowUp {
    /// Begins to wait for a school's marks, where nobody does.
    ///
    /// # Errors
    /// As the store says.
    pub async fn begin_to_watch(&self, school: &Urn, now: Timestamp) -> Result<(), FollowUpError> {
        if self.absences.watch(school).await?.is_some() {
            return Ok(());
        }
        let policy = self.policy(school).await?;
        let calendar = self.schools.calendar(school).await?;
        let Some(next) = next_awaited(&policy, &calendar, now) else { return Ok(()) };
        let mut watch = Watch { date: next.date, session: next.session, at: next.missed_at, raised: None, revision: 0 };
        match self.absences.put_watch(school, &mut watch).await {
            // Somebody else has begun meanwhile.
            Err(StoreError::Conflict) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Tells staff at once of somebody who does not know where a child is and whose words belong to no search. All who would be told of an
    /// alarm step by step are told now: there is no search that one of them could take.
    ///
    /// # Errors
    /// [`FollowUpError`]; whoever calls does it again.
    pub async fn alarm_without_absence(&self, school: &Urn, date: Date, now: Timestamp) -> Result<(), FollowUpError> {
        let day = self.load(school, date, &[], now).await?;
        let detail =
            "Somebody wrote who does not know where a child is, and no search is under way: read it among the replies to place.";
        let duties: BTreeSet<Duty> = day.policy.steps(Why::Alarm).iter().flat_map(|step| step.tell.iter().copied()).collect();
        let mut messages = Vec::new();
        for duty in duties {
            messages.extend(alerts(&day, now, (duty, Why::Alarm, detail), Vec::new(), &now.as_second().to_string())?);
        }
        self.tell_staff(&day, messages).await
    }

    /// Tells whoever hears of distress, at once, that a reply of this id is to be read: whatever else it says, and whether or not a search goes
    /// on. Doing it again tells nobody again.
    ///
    /// # Errors
    /// [`FollowUpError`]; whoever calls does it again.
    pub async fn tell_of_distress(&self, school: &Urn, date: Date, pupils: &[PupilId], reply: &str) -> Result<(), FollowUpError> {
        let now = clock::now();
        let day = self.load(school, date, &[], now).await?;
        let opening = |pupil: &PupilId| Some(Opening { pupil: *pupil, number: day.absences.get(pupil)?.search.openings });
        let covers: Vec<Opening> = pupils.iter().filter_map(opening).collect();
        let duties: BTreeSet<Duty> = day.policy.steps(Why::Distress).iter().flat_map(|step| step.tell.iter().copied()).collect();
        let mut messages = Vec::new();
        for duty in duties {
            messages.extend(alerts(&day, now, (duty, Why::Distress, ""), covers.clone(), reply)?);
        }
        self.tell_staff(&day, messages).await
    }

    /// Looks at what is waited for: marks that came end it, marks that did not are told to staff, step by step.
    ///
    /// # Errors
    /// [`FollowUpError`]; whoever calls looks again later.
    pub async fn look_at_watch(&self, school: &Urn, now: Timestamp) -> Result<(), FollowUpError> {
        let Some(mut watch) = self.absences.watch(school).await? else { return self.begin_to_watch(school, now).await };
        let day = self.load(school, watch.date, &[], now).await?;
        // The close may have been set anew since.
        let missed = missed_at(&day.policy, watch.date, watch.session);
        if missed > now {
            watch.at = missed;
            return Ok(self.absences.put_watch(school, &mut watch).await?);
        }
        let register = day.registers.iter().find(|register| register.session == watch.session);
        let came = register.is_some_and(|register| register.marks.values().any(|mark| mark.cell != domain::code::Cell::NotTaken));
        let expected = day.calendar.is_in_session(watch.date, watch.session, "") && watch.date == domain::school::day(now);
        let mut messages = Vec::new();
        if !came && expected {
            let mut raised = watch.raised.unwrap_or(Raised::new(now));
            let detail = format!("No marks of {} {} have come.", watch.date, watch.session);
            for duty in raised.climb(day.policy.steps(Why::NoExtract), now) {
                messages.extend(alerts(&day, now, (duty, Why::NoExtract, &detail), Vec::new(), watch.session.as_str())?);
            }
            watch.raised = Some(raised);
        }
        let again = watch.raised.filter(|_| !came && expected).and_then(|raised| raised.next(day.policy.steps(Why::NoExtract)));
        match (again, next_awaited(&day.policy, &day.calendar, now)) {
            (Some(again), _) => watch.at = again,
            (None, Some(next)) => {
                (watch.date, watch.session, watch.at, watch.raised) = (next.date, next.session, next.missed_at, None);
            }
            // The calendar has ended: it is asked again tomorrow, since a new one may have come.
            (None, None) => watch.at = now.saturating_add(jiff::SignedDuration::from_hours(24)).unwrap_or(now),
        }
        self.tell_staff(&day, messages).await?;
        self.absences.put_watch(school, &mut watch).await?;
        Ok(())
    }
}
