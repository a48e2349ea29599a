//! Writes what was decided, and hands over what is to be said.

use std::collections::{BTreeMap, BTreeSet};

use domain::duty::Why;
use domain::known::Known;
use domain::message::{MessageId, Progress};
use domain::pupil::PupilId;
use domain::school::Urn;
use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::StoreError;
use store::absences::StoredAbsence;
use store::messages::{Message, Saying};

use crate::load::Day;
use crate::plan::{ToWrite, rung_once};
use crate::{FollowUp, FollowUpError};

/// Writes under way at once: each is a few milliseconds of waiting.
const AT_ONCE: usize = 8;

/// DynamoDB writes no more items than this together. No family is as large.
const TOGETHER: usize = 100;

/// What the queue of messages is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Handover {
    SendMessageV1 { school: String, date: Date, message: String },
}

impl FollowUp {
    /// Writes messages, then the absences that note them, then the holds, and hands over. A message to a contact that no absence notes is
    /// never handed over, so a crash between the two writes says nothing twice.
    pub(crate) async fn write(&self, day: &mut Day, to_write: ToWrite, now: Timestamp) -> Result<(), FollowUpError> {
        let ToWrite { messages, absences, holds, in_vain } = to_write;
        self.write_messages(day, &messages).await?;
        // Before the search is written as ended: whoever dies between does it again, and the same day counts once.
        for (pupil, contacts) in in_vain {
            let note = |known: &mut Known| {
                contacts.iter().for_each(|contact| known.was_asked_in_vain(contact, day.date));
                Ok::<_, StoreError>(())
            };
            self.absences.change_known(&day.keys, &day.school, pupil, note).await?;
        }
        self.write_absences(day, &messages, &absences).await?;
        for place in holds {
            if let Some(hold) = day.holds.get_mut(place) {
                let next = hold.standing.next(day.policy.steps(Why::Held));
                self.absences.put_hold(&day.keys, &day.school, hold, next).await?;
            }
        }
        self.hand_over(day, &messages).await?;
        if !absences.is_empty() || !messages.is_empty() {
            tracing::info!(school = %day.school, date = %day.date, absences = absences.len(), messages = messages.len(), at = %now, "a day was worked");
        }
        Ok(())
    }

    /// Writes alerts that belong to no absence, and hands them over. They stand in the due index until somebody says them.
    pub(crate) async fn tell_staff(&self, day: &Day, messages: Vec<Message>) -> Result<(), FollowUpError> {
        let messages = rung_once(messages);
        self.write_messages(day, &messages).await?;
        let all: Vec<Handover> = messages
            .iter()
            .filter(|message| !message.progress.is_final())
            .map(|message| handover(&day.school, message))
            .collect();
        Ok(self.outgoing.send_all(&all).await?)
    }

    async fn write_messages(&self, day: &Day, messages: &[Message]) -> Result<(), StoreError> {
        futures::stream::iter(messages.iter().cloned())
            .map(|mut message| async move {
                match self.messages.put_message(&day.keys, &day.school, &mut message).await {
                    // An earlier look wrote it already.
                    Err(StoreError::Conflict) => Ok(()),
                    other => other,
                }
            })
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await
    }

    /// Absences that share a message planned just now are noted with it together or not at all: half a family would be planned for again,
    /// and its parent texted twice.
    async fn write_absences(&self, day: &mut Day, messages: &[Message], changed: &BTreeSet<PupilId>) -> Result<(), StoreError> {
        let mut units: Vec<Vec<StoredAbsence>> = Vec::new();
        for family in families(messages, changed) {
            let family: Vec<StoredAbsence> = family.iter().filter_map(|pupil| day.absences.get(pupil).cloned()).collect();
            units.extend(family.chunks(TOGETHER).map(<[_]>::to_vec));
        }
        let (keys, school) = (&day.keys, &day.school);
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
        day.absences.extend(written.into_iter().flatten().map(|stored| (stored.id.pupil, stored)));
        Ok(())
    }

    /// Hands over what is planned and was not taken up: of this look in the order of its messages, and what an earlier one left.
    async fn hand_over(&self, day: &Day, messages: &[Message]) -> Result<(), FollowUpError> {
        let new: BTreeSet<MessageId> = messages.iter().map(|message| message.id).collect();
        let left: BTreeSet<MessageId> =
            day.absences.values().flat_map(|stored| stored.unsaid.iter().copied()).filter(|id| !new.contains(id)).collect();
        let left = self.messages.messages(&day.keys, &day.school, day.date, &left).await?;
        let waiting = |message: &&Message| message.progress == Progress::Planned && message.wait_until.is_none();
        let of_now = messages.iter().filter(|message| !message.progress.is_final());
        let all: Vec<Handover> =
            of_now.chain(left.iter().filter(waiting)).map(|message| handover(&day.school, message)).collect();
        Ok(self.outgoing.send_all(&all).await?)
    }
}

pub(crate) fn handover(school: &Urn, message: &Message) -> Handover {
    Handover::SendMessageV1 { school: school.to_string(), date: message.date, message: message.id.to_string() }
}

/// The changed absences, those together that share a new message to a contact.
fn families(messages: &[Message], changed: &BTreeSet<PupilId>) -> Vec<BTreeSet<PupilId>> {
    let mut families: Vec<BTreeSet<PupilId>> = changed.iter().map(|pupil| BTreeSet::from([*pupil])).collect();
    let mut home: BTreeMap<PupilId, usize> = changed.iter().copied().enumerate().map(|(place, pupil)| (pupil, place)).collect();
    for message in messages.iter().filter(|message| matches!(message.saying, Saying::ToContact { .. })) {
        let homes: BTreeSet<usize> = message.covers.iter().filter_map(|opening| home.get(&opening.pupil).copied()).collect();
        let Some(first) = homes.first().copied() else { continue };
        for other in homes.into_iter().skip(1) {
            let moved = families.get_mut(other).map(std::mem::take).unwrap_or_default();
            home.extend(moved.iter().map(|pupil| (*pupil, first)));
            if let Some(family) = families.get_mut(first) {
                family.extend(moved);
            }
        }
    }
    families.retain(|family| !family.is_empty());
    families
}
