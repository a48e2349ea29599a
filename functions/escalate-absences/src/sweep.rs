//! The sweep over the due index.

use jiff::civil::Date;
use serde::Serialize;
use shell::metrics::{self, Unit};
use shell::queue::{Queue, QueueError};
use shell::{Failure, Retry, clock};
use store::StoreError;
use store::absences::Absences;
use store::messages::{DUE_SHARDS, Due, Messages};
use thiserror::Error;

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

/// Why a sweep did not end.
#[derive(Debug, Error)]
pub(crate) enum SweepError {
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
    /// A queue refused.
    #[error("a queue refused")]
    Queue(#[from] QueueError),
}

impl Failure for SweepError {
    fn retry(&self) -> Retry {
        Retry::Soon
    }

    fn error_type(&self) -> &'static str {
        match self {
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
    pub(crate) outgoing: Queue,
    pub(crate) replies: Queue,
    pub(crate) uploads: Queue,
}

impl Sweep {
    /// Hands over what is due in every shard.
    pub(crate) async fn run(&self) -> Result<(), SweepError> {
        let (mut outgoing, mut incoming, mut held) = (Vec::new(), Vec::new(), Vec::new());
        for shard in 0..DUE_SHARDS {
            for due in self.messages.due(shard).await? {
                match due {
                    Due::Message { school, date, message } => {
                        outgoing.push(Outgoing::SendMessageV1 { school: school.to_string(), date, message: message.to_string() });
                    }
                    Due::Reply { school, date, reply } => {
                        incoming.push(Incoming::ReplyStoredV1 { school: school.to_string(), date, reply });
                    }
                    Due::Unreadable => {
                        tracing::error!(error_type = "ItemUnreadable", shard, "an overdue item has a key that cannot be read")
                    }
                }
            }
            for upload in self.absences.held_too_long(shard).await? {
                match upload {
                    Some((school, upload)) => {
                        held.push(Held::UploadHeldV1 { school: school.to_string(), upload: upload.to_string() });
                    }
                    None => tracing::error!(error_type = "ItemUnreadable", shard, "a held upload has a key that cannot be read"),
                }
            }
        }
        self.outgoing.send_all(&outgoing).await?;
        self.replies.send_all(&incoming).await?;
        self.uploads.send_all(&held).await?;
        let (messages, replies) = (outgoing.len(), incoming.len());
        if messages + replies > 0 {
            tracing::warn!(messages, replies, "what was overdue was handed over again");
        }
        // The heartbeat: an alarm rings when it stops.
        metrics::emit(
            clock::now(),
            &[],
            &[
                ("Sweeps", Unit::Count, 1.0),
                ("OverdueMessages", Unit::Count, messages as f64),
                ("OverdueReplies", Unit::Count, replies as f64),
            ],
        );
        Ok(())
    }
}
