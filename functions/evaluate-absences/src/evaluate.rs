//! What the queue of evaluations asks for: a look at a day, at what did not come, or at what could not be said.

use domain::absence::AbsenceId;
use domain::message::{MessageId, Opening};
use domain::school::Urn;
use domain::search::Event;
use followup::{FollowUp, FollowUpError, Happening};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use shell::{Failure, Retry, clock};
use store::StoreError;
use store::absences::Happened;
use store::messages::Saying;
use thiserror::Error;

/// What the queue of evaluations holds.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Task {
    /// A day's registers may have changed, or something of it is due.
    EvaluateV1 { school: String, date: Date },
    /// Marks that are waited for are due.
    WatchV1 { school: String },
    /// A message did not say to a contact what it was to say.
    MessageNotSaidV1 { school: String, date: Date, message: String },
}

/// Why a task did not end.
#[derive(Debug, Error)]
pub(crate) enum EvaluateError {
    /// The queue's message is none of ours, or of a later release.
    #[error("the queue's message cannot be read")]
    Unreadable,
    /// There is no such message.
    #[error("the queue's message names a message that does not exist")]
    NoSuchMessage,
    /// The day could not be worked.
    #[error("the day could not be worked")]
    FollowUp(#[from] FollowUpError),
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
}

impl Failure for EvaluateError {
    fn retry(&self) -> Retry {
        match self {
            Self::Unreadable | Self::NoSuchMessage => Retry::Never,
            Self::FollowUp(error) => error.retry(),
            Self::Store(error) if !error.is_passing() => Retry::Never,
            Self::Store(_) => Retry::Soon,
        }
    }

    fn error_type(&self) -> &'static str {
        match self {
            Self::Unreadable => "UnreadableTask",
            Self::NoSuchMessage => "NoSuchMessage",
            Self::FollowUp(error) => error.error_type(),
            Self::Store(error) => error.error_type(),
        }
    }
}

/// Reads a queue's message and does what it says.
pub(crate) async fn body(follow_up: &FollowUp, body: &str) -> Result<(), EvaluateError> {
    let task = serde_json::from_str(body).map_err(|_| EvaluateError::Unreadable)?;
    let school = |school: &str| school.parse::<Urn>().map_err(|_| EvaluateError::Unreadable);
    let now = clock::now();
    match task {
        Task::EvaluateV1 { school: urn, date } => {
            let urn = school(&urn)?;
            follow_up.work(&urn, date, &[], now).await?;
            if date == domain::school::day(now) {
                follow_up.begin_to_watch(&urn, now).await?;
            }
        }
        Task::WatchV1 { school: urn } => follow_up.look_at_watch(&school(&urn)?, now).await?,
        Task::MessageNotSaidV1 { school: urn, date, message } => {
            let message = message.parse().map_err(|_| EvaluateError::Unreadable)?;
            not_said(follow_up, &school(&urn)?, date, message, now).await?;
        }
    }
    Ok(())
}

/// Those of whom a message did not speak are asked about otherwise.
async fn not_said(follow_up: &FollowUp, school: &Urn, date: Date, id: MessageId, now: Timestamp) -> Result<(), EvaluateError> {
    let keys = follow_up.keys.school(school).await?;
    let message = follow_up.messages.message(&keys, school, date, id).await?.ok_or(EvaluateError::NoSuchMessage)?;
    let question = matches!(message.saying, Saying::ToContact { words, .. } if !words.corrects());
    let way = message.channel.way();
    let left_out =
        |opening: &&Opening| !message.named.contains(&opening.pupil) || message.progress != domain::message::Progress::Sent;
    let mut happenings = Vec::new();
    for opening in message.covers.iter().filter(left_out) {
        let stored = follow_up.absences.absence(&keys, school, AbsenceId { date, pupil: opening.pupil }).await?;
        // Of a search that has begun again since, the message was none.
        let is_of_now = stored.is_some_and(|stored| stored.search.openings == opening.number);
        happenings.push(Happening {
            pupil: opening.pupil,
            event: (question && is_of_now).then(|| Event::NotReached(message.contact_key.expose().to_owned(), way)),
            moment: Happened::MessageEnded(id),
            at: message.ended.and_then(|ended| Timestamp::from_second(ended).ok()).unwrap_or(now),
            proposal: None,
            statement: None,
        });
    }
    follow_up.work(school, date, &happenings, now).await?;
    Ok(())
}
