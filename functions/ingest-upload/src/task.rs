//! What the queue of uploads holds, what is handed on, and why ingesting stops.

use std::time::Duration;

use domain::school::Urn;
use domain::upload::UploadId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::queue::QueueError;
use shell::{Failure, Retry};
use store::StoreError;
use thiserror::Error;

/// Our own tasks on the queue of uploads.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Task {
    /// The waiting time of an upload has passed.
    UploadWaitedV1 {
        /// Whose.
        school: String,
        /// Which.
        upload: String,
    },
    /// Staff have decided on an upload that was held.
    UploadDecidedV1 {
        /// Whose.
        school: String,
        /// Which.
        upload: String,
    },
    /// An upload is held, and its files come to their end.
    UploadHeldV1 {
        /// Whose.
        school: String,
        /// Which.
        upload: String,
    },
}

/// What the queue of evaluations is given.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Handover {
    /// A day's registers may say something new.
    EvaluateV1 {
        /// Whose.
        school: String,
        /// Which day.
        date: Date,
    },
}

/// A new object in the bucket, as EventBridge tells of it.
#[derive(Debug, Deserialize)]
pub(crate) struct ObjectCreated {
    /// When.
    pub(crate) time: Timestamp,
    /// What.
    pub(crate) detail: Detail,
}

/// What was created.
#[derive(Debug, Deserialize)]
pub(crate) struct Detail {
    /// The object.
    pub(crate) object: Object,
}

/// The object.
#[derive(Debug, Deserialize)]
pub(crate) struct Object {
    /// Its key, not encoded.
    pub(crate) key: String,
    /// Its checksum.
    #[serde(default)]
    pub(crate) etag: String,
}

/// Why an upload was not brought to its next state.
#[derive(Debug, Error)]
pub(crate) enum IngestError {
    /// The queue's message is none of ours, or of a later release.
    #[error("the queue's message cannot be read")]
    Unreadable,
    /// An object lies where no upload is: the key is not `schools/{urn}/{folder}/{file}`.
    #[error("an object's key names no upload")]
    NotAnUpload,
    /// There is no such school.
    #[error("the upload is for a school that does not exist")]
    NoSuchSchool,
    /// Another upload of this school is being applied.
    #[error("another upload of the school {school} is being applied")]
    Busy {
        /// Whose.
        school: Urn,
        /// How long it may take.
        left: Duration,
    },
    /// A file cannot be had from the bucket.
    #[error("a file of the upload {upload} cannot be had ({code})")]
    Bucket {
        /// Which upload.
        upload: UploadId,
        /// S3's error code, or `no_answer`.
        code: String,
    },
    /// A table refused.
    #[error("the store refused")]
    Store(#[from] StoreError),
    /// A queue refused.
    #[error("the rest could not be handed over")]
    Queue(#[from] QueueError),
}

impl Failure for IngestError {
    fn retry(&self) -> Retry {
        match self {
            Self::Unreadable | Self::NotAnUpload | Self::NoSuchSchool => Retry::Never,
            Self::Busy { left, .. } => Retry::After((*left).min(Duration::from_secs(5))),
            Self::Store(error) if !error.is_passing() => Retry::Never,
            Self::Bucket { .. } | Self::Store(_) | Self::Queue(_) => Retry::Soon,
        }
    }

    fn error_type(&self) -> &'static str {
        match self {
            Self::Unreadable => "UnreadableTask",
            Self::NotAnUpload => "NotAnUpload",
            Self::NoSuchSchool => "NoSuchSchool",
            Self::Busy { .. } => "SchoolBusy",
            Self::Bucket { .. } => "BucketUnavailable",
            Self::Store(error) => error.error_type(),
            Self::Queue(error) => error.error_type(),
        }
    }
}
