//! Sending to queues. Bodies are versioned tagged enums of ids: never personal data.

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use serde::Serialize;
use thiserror::Error;

use crate::retry::{Failure, Retry};

/// A queue did not take a message.
#[derive(Debug, Error)]
#[error("the queue {queue} did not take the message ({reason})")]
pub struct QueueError {
    queue: String,
    reason: String,
}

impl Failure for QueueError {
    fn retry(&self) -> Retry {
        Retry::Soon
    }

    fn error_type(&self) -> &'static str {
        "QueueUnavailable"
    }
}

/// A queue to hand work to.
#[derive(Clone, Debug)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue at this URL.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    /// Hands a piece of work over; returns when the queue has it.
    ///
    /// # Errors
    /// [`QueueError`] when the queue did not say that it has it.
    pub async fn send(&self, body: &impl Serialize) -> Result<(), QueueError> {
        self.send_delayed(body, Duration::ZERO).await
    }

    /// Hands a piece of work over that may be taken up after `delay`, at most 15 minutes.
    ///
    /// # Errors
    /// [`QueueError`] when the queue did not say that it has it.
    pub async fn send_delayed(&self, body: &impl Serialize, delay: Duration) -> Result<(), QueueError> {
        let text = serde_json::to_string(body).map_err(|error| self.error(error.to_string()))?;
        self.send_text(text, delay).await
    }

    /// Hands over many pieces of work, ten a call.
    ///
    /// # Errors
    /// [`QueueError`] when the queue did not take one of them; those before it may be in the queue, which repeats make harmless.
    pub async fn send_all(&self, bodies: &[impl Serialize]) -> Result<(), QueueError> {
        for ten in bodies.chunks(10) {
            let mut batch = self.client.send_message_batch().queue_url(&self.url);
            for (index, body) in ten.iter().enumerate() {
                let text = serde_json::to_string(body).map_err(|error| self.error(error.to_string()))?;
                let entry =
                    aws_sdk_sqs::types::SendMessageBatchRequestEntry::builder().id(index.to_string()).message_body(text).build();
                batch = batch.entries(entry.map_err(|error| self.error(error.to_string()))?);
            }
            let sent = batch.send().await.map_err(|error| self.error(reason(&error)))?;
            if let Some(failed) = sent.failed.first() {
                return Err(self.error(failed.code.clone()));
            }
        }
        Ok(())
    }

    pub(crate) async fn send_text(&self, text: String, delay: Duration) -> Result<(), QueueError> {
        let seconds = i32::try_from(delay.as_secs().min(900)).unwrap_or(900);
        let send = self.client.send_message().queue_url(&self.url).message_body(text).delay_seconds(seconds).send();
        send.await.map(|_| ()).map_err(|error| self.error(reason(&error)))
    }

    fn error(&self, reason: String) -> QueueError {
        QueueError { queue: self.url.rsplit('/').next().unwrap_or_default().to_owned(), reason }
    }
}

/// The service's own code: its sentence may repeat what was sent.
fn reason<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("unknown").to_owned(),
        _ => "no_answer".to_owned(),
    }
}
