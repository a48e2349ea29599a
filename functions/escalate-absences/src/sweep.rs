//! The sweep over the due index: a tick hands its shards out, and each is swept by itself.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::metrics::{self, Unit};
use shell::queue::{Queue, QueueError};
use shell::{Failure, Retry, clock};
use store::StoreError;
use store::absences::Absences;
use store::messages::{self, DUE_SHARDS, Messages};
use store::watch;
use thiserror::Error;

/// What the queue of sweeps holds.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Task {
    SweepV1 { shard: u8 },
}

/// What the queue of messages is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Outgoing {
    SendMessageV1 { school: String, date: Date, message: String },
}

/// What the queue of replies is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Incoming {
    ReplyStoredV1 { school: String, date: Date, reply: String },
}

/// What the queue of uploads is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Held {
    UploadHeldV1 { school: String, upload: String },
}

/// What the queue of evaluations is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Look {
    EvaluateV1 { school: String, date: Date },
    WatchV1 { school: String },
}

/// Why a sweep did not end.
#[derive(Debug, Error)]
pub(crate) enum SweepError {
    /// The queue's message is none of ours, or of a later release.
    #[error("the queue's message cannot be read")]
    Unreadable,
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
    /// A queue refused.
    #[error("a queue refused")]
    Queue(#[from] QueueError),
}

impl Failure for SweepError {
    fn retry(&self) -> Retry {
        match self {
            Self::Unreadable => Retry::Never,
            Self::Store(_) | Self::Queue(_) => Retry::Soon,
        }
    }

    fn error_type(&self) -> &'static str {
        match self {
            Self::Unreadable => "UnreadableTask",
            Self::Store(error) => error.error_type(),
            Self::Queue(error) => error.error_type(),
        }
    }
}

/// All that a sweep needs.
#[derive(Debug)]
pub(crate) struct Sweep {
    pub(crate) absences: Absences,
    pub(crate) messages: Messages,
    pub(crate) shards: Queue,
    pub(crate) evaluations: Queue,
    pub(crate) outgoing: Queue,
    pub(crate) replies: Queue,
    pub(crate) uploads: Queue,
}

impl Sweep {
    /// A minute has passed: every shard is handed out.
    pub(crate) async fn tick(&self) -> Result<(), SweepError> {
        let shards: Vec<Task> = (0..DUE_SHARDS).map(|shard| Task::SweepV1 { shard }).collect();
        self.shards.send_all(&shards).await?;
        // The heartbeat: an alarm rings when it stops.
        metrics::emit(clock::now(), &[], &[("Sweeps", Unit::Count, 1.0)]);
        Ok(())
    }

    /// Reads a queue's message and sweeps its shard.
    pub(crate) async fn body(&self, body: &str) -> Result<(), SweepError> {
        let Task::SweepV1 { shard } = serde_json::from_str(body).map_err(|_| SweepError::Unreadable)?;
        self.shard(shard).await
    }

    /// Hands over what is due in a shard. Whoever takes it up looks first how far it is, so twice does no harm.
    async fn shard(&self, shard: u8) -> Result<(), SweepError> {
        let (mut outgoing, mut incoming, mut held, mut looks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let today = domain::school::day(clock::now());
        let mut unreadable = 0_usize;
        for due in self.messages.due(shard).await? {
            match due {
                messages::Due::Message { school, date, message } => {
                    outgoing.push(Outgoing::SendMessageV1 { school: school.to_string(), date, message: message.to_string() });
                }
                messages::Due::Reply { school, date, reply } => {
                    incoming.push(Incoming::ReplyStoredV1 { school: school.to_string(), date, reply });
                }
                messages::Due::Unreadable => unreadable += 1,
            }
        }
        for due in self.absences.due(shard).await? {
            match due {
                // A day gone by is ended too: somebody has to know of a child who was looked for to the last.
                watch::Due::Day { school, date: Some(date) } if date <= today => {
                    looks.push(Look::EvaluateV1 { school: school.to_string(), date });
                }
                watch::Due::Day { date: Some(_), .. } => {}
                watch::Due::Day { school, date: None } => looks.push(Look::WatchV1 { school: school.to_string() }),
                watch::Due::Upload { school, upload } => {
                    held.push(Held::UploadHeldV1 { school: school.to_string(), upload });
                }
                watch::Due::Unreadable => unreadable += 1,
            }
        }
        if unreadable > 0 {
            tracing::error!(error_type = "ItemUnreadable", shard, unreadable, "overdue items have keys that cannot be read");
        }
        self.outgoing.send_all(&outgoing).await?;
        self.evaluations.send_all(&looks).await?;
        self.replies.send_all(&incoming).await?;
        self.uploads.send_all(&held).await?;
        let (messages, replies, days) = (outgoing.len(), incoming.len(), looks.len());
        if messages + replies > 0 {
            tracing::warn!(shard, messages, replies, "what was overdue was handed over again");
        }
        if messages + replies + days > 0 {
            let counts = [
                ("OverdueMessages", Unit::Count, messages as f64),
                ("OverdueReplies", Unit::Count, replies as f64),
                ("DueDays", Unit::Count, days as f64),
            ];
            metrics::emit(clock::now(), &[], &counts);
        }
        Ok(())
    }
}
