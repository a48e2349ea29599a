//! What comes after a message's end: the story of its absences, the counts, and who has to be asked otherwise.

use channels::Outcome;
use domain::Personal;
use domain::absence::AbsenceId;
use domain::known::Suspended;
use domain::message::Progress;
use domain::pupil::PupilId;
use domain::speaking::Drop;
use jiff::Timestamp;
use shell::clock;
use shell::metrics::{self, Unit};
use store::StoreError;
use store::absences::Happened;
use store::messages::{Message, Saying};
use store::way_back::WayBack;

use crate::send::{At, Handover, Send, SendFailure};

/// How often a write that lost against another one is tried again at once.
const TRIES: u32 = 5;

impl Send {
    /// The message's end, and what comes after it.
    pub(crate) async fn end(
        &self,
        at: &At<'_>,
        mut message: Message,
        progress: Progress,
        reason: &str,
    ) -> Result<(), SendFailure> {
        message.progress = progress;
        message.ended = Some(clock::now().as_second());
        reason.clone_into(&mut message.reason);
        if let Saying::Answer { words, mail } = &mut message.saying {
            // Nobody reads it again, and it may name a child of another family who shares the telephone.
            (*words, *mail, message.text) = (Personal::default(), None, Personal::default());
        }
        self.messages.put_message(&at.keys, at.school, &mut message).await?;
        let (channel, outcome) = (message.channel.as_str(), progress.as_str());
        let duplicate = f64::from(u8::from(message.maybe_duplicate));
        metrics::emit(
            clock::now(),
            &[("channel", channel), ("outcome", outcome)],
            &[
                ("Messages", Unit::Count, 1.0),
                ("MessageParts", Unit::Count, f64::from(message.parts)),
                ("MaybeDuplicates", Unit::Count, duplicate),
            ],
        );
        tracing::info!(school = %at.school, message = %message.id, channel, outcome, reason, attempts = message.attempts, "a message came to its end");
        self.record(at, &message).await
    }

    /// Notes a message's end with its absences and in the counts, and has those asked otherwise whom it was to speak of and did not.
    /// Doing it twice is doing it once.
    pub(crate) async fn record(&self, at: &At<'_>, message: &Message) -> Result<(), SendFailure> {
        let to_contact = matches!(message.saying, Saying::ToContact { .. });
        let nobody_reached = message.progress == Progress::Failed || message.reason == Drop::MayNotBeTold.as_str();
        let left_out = |pupil: &PupilId| nobody_reached || (message.progress == Progress::Sent && !message.named.contains(pupil));
        let (unsaid, said): (Vec<PupilId>, Vec<PupilId>) =
            message.covers.iter().map(|opening| opening.pupil).partition(|pupil| left_out(pupil));
        let refused =
            message.progress == Progress::Failed && message.reason.parse().is_ok_and(|outcome: Outcome| outcome.suspends());
        if to_contact && refused {
            // Before anybody is asked otherwise: this number is none of the others.
            let address = Personal::new(message.destination.expose());
            let since = message.ended.and_then(|ended| Timestamp::from_second(ended).ok()).unwrap_or_else(clock::now);
            let suspended = Suspended { address, why: message.reason.clone(), since };
            for opening in &message.covers {
                self.absences.suspend(&at.keys, at.school, opening.pupil, &suspended).await?;
            }
        }
        if to_contact {
            for pupil in said {
                self.record_for(at, message, pupil).await?;
            }
            if !unsaid.is_empty() {
                let task = Handover::MessageNotSaidV1 {
                    school: at.school.to_string(),
                    date: message.date,
                    message: message.id.to_string(),
                };
                self.evaluations.send(&task).await?;
            }
        }
        if message.progress == Progress::Sent && !message.provider_id.is_empty() {
            let way = WayBack { school: at.school.clone(), date: message.date, message: message.id };
            self.messages.await_receipts(&message.provider_id, &way).await?;
        }
        if message.progress == Progress::Sent {
            self.usage.message_sent(at.school, message.date, message.id, message.channel, message.parts).await?;
        }
        Ok(())
    }

    async fn record_for(&self, at: &At<'_>, message: &Message, pupil: PupilId) -> Result<(), SendFailure> {
        let ended = Happened::MessageEnded(message.id);
        let when = message.ended.and_then(|ended| Timestamp::from_second(ended).ok()).unwrap_or_else(clock::now);
        for _ in 0..TRIES {
            let id = AbsenceId { date: message.date, pupil };
            let Some(mut stored) = self.absences.absence(&at.keys, at.school, id).await? else { return Ok(()) };
            let noted = stored.story.iter().any(|moment| moment.what == ended);
            if !stored.has_planned(message.id) || (noted && !stored.unsaid.contains(&message.id)) {
                return Ok(());
            }
            stored.unsaid.remove(&message.id);
            if !noted {
                stored.happened(when, ended.clone());
            }
            match self.absences.put_absence(&at.keys, at.school, &mut stored).await {
                Err(StoreError::Conflict) => {}
                other => return Ok(other?),
            }
        }
        Err(StoreError::Conflict.into())
    }
}
