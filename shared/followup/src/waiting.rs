//! A parent who raised an alarm in a call, and whom nobody at the school could speak to.

use std::collections::BTreeSet;

use domain::duty::{Duty, Why};
use domain::message::Opening;
use domain::pupil::PupilId;
use domain::school::Urn;
use jiff::civil::Date;
use shell::clock;

use crate::plan::alerts;
use crate::{FollowUp, FollowUpError};

impl FollowUp {
    /// Tells whoever hears of an alarm first that the parent waits to be rung: the call to the school was not answered. `call` is what makes the
    /// same call again tell nobody again.
    ///
    /// # Errors
    /// [`FollowUpError`]; whoever calls does it again.
    pub async fn tell_that_a_parent_waits(
        &self,
        school: &Urn,
        date: Date,
        pupils: &[PupilId],
        call: &str,
    ) -> Result<(), FollowUpError> {
        let now = clock::now();
        let day = self.load(school, date, &[], now).await?;
        let opening = |pupil: &PupilId| Some(Opening { pupil: *pupil, number: day.absences.get(pupil)?.search.openings });
        let covers: Vec<Opening> = pupils.iter().filter_map(opening).collect();
        let detail = "The parent was connected to the school and nobody lifted: they wait for your call.";
        let first: BTreeSet<Duty> = day.policy.steps(Why::Alarm).first().map(|step| step.tell.clone()).unwrap_or_default();
        let mut messages = Vec::new();
        for duty in first {
            messages.extend(alerts(&day, now, (duty, Why::Alarm, detail), covers.clone(), call)?);
        }
        self.tell_staff(&day, messages).await
    }
}
