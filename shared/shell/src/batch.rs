//! Batches from SQS: each record for itself, what fails is given back, what can never succeed is parked.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use aws_sdk_sqs::Client;
use futures::{FutureExt, StreamExt};
use jiff::Timestamp;

use crate::queue::Queue;
use crate::retry::{Failure, Retry, with_causes};

/// A handler with less than this left hands the rest of its batch back.
const RESERVE: Duration = Duration::from_secs(2);

/// How long after the invocation's end a message whose function died is seen again.
const AFTER_THE_END: Duration = Duration::from_secs(5);

/// How soon work that can be tried again is seen again, the first time; twice as long each further time.
const SOON: Duration = Duration::from_secs(2);

/// The longest that work which can be tried again is out of sight.
const SOON_AT_MOST: Duration = Duration::from_secs(300);

/// The longest time that work waits for being tried again: SQS refuses what goes beyond twelve hours from when it was received.
const LONGEST: Duration = Duration::from_secs(11 * 60 * 60);

/// How many records of a batch are worked on at once: they wait for the network most of the time.
const AT_ONCE: usize = 5;

/// The queue that a function consumes, and where it parks what can never succeed.
#[derive(Clone, Debug)]
pub struct Source {
    client: Client,
    url: String,
    parking: Queue,
}

/// When the platform ends this invocation.
pub fn deadline(context: &lambda_runtime::Context) -> Timestamp {
    i64::try_from(context.deadline)
        .ok()
        .and_then(|millisecond| Timestamp::from_millisecond(millisecond).ok())
        .unwrap_or(Timestamp::MAX)
}

/// How one record ended.
enum End {
    Done,
    Again(Duration),
}

impl Source {
    /// The consumed queue at `url`, with the queue where its unreadable messages are parked.
    pub fn new(client: Client, url: String, parking_url: String) -> Self {
        let parking = Queue::new(client.clone(), parking_url);
        Self { client, url, parking }
    }

    /// Works on every record of a batch and says which have to be given back.
    ///
    /// A record that can be tried again is seen again within seconds, not after the whole visibility timeout; one that can never
    /// succeed goes to the parking queue as it came, at once; a panic concerns its own record alone. What has not begun with two
    /// seconds left until `deadline` is handed back untouched.
    pub async fn work<F, E>(&self, event: SqsEvent, deadline: Timestamp, now: fn() -> Timestamp, handle: F) -> SqsBatchResponse
    where
        F: AsyncFn(&str) -> Result<(), E>,
        E: Failure,
    {
        let failures: Vec<Option<BatchItemFailure>> = futures::stream::iter(event.records.iter())
            .map(|record| self.work_on(record, deadline, now, &handle))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let mut response = SqsBatchResponse::default();
        response.batch_item_failures = failures.into_iter().flatten().collect();
        response
    }

    async fn work_on<F, E>(
        &self,
        record: &SqsMessage,
        deadline: Timestamp,
        now: fn() -> Timestamp,
        handle: &F,
    ) -> Option<BatchItemFailure>
    where
        F: AsyncFn(&str) -> Result<(), E>,
        E: Failure,
    {
        let left = || Duration::try_from(deadline.duration_since(now())).unwrap_or_default().saturating_sub(RESERVE);
        let end = if left().is_zero() {
            End::Again(Duration::ZERO)
        } else {
            // Should this process die, the message is seen again when it cannot be at work any more, not after six times as long.
            self.see_again_after(record, left().saturating_add(RESERVE).saturating_add(AFTER_THE_END)).await;
            // The queue's answer may have taken its time.
            self.end_of(record, left(), handle).await
        };
        match end {
            End::Done => None,
            End::Again(after) => {
                self.see_again_after(record, after).await;
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = record.message_id.clone().unwrap_or_default();
                Some(failure)
            }
        }
    }

    async fn end_of<F, E>(&self, record: &SqsMessage, left: Duration, handle: &F) -> End
    where
        F: AsyncFn(&str) -> Result<(), E>,
        E: Failure,
    {
        let body = record.body.as_deref().unwrap_or_default();
        let work = AssertUnwindSafe(handle(body)).catch_unwind();
        match tokio::time::timeout(left, work).await {
            Ok(Ok(Ok(()))) => End::Done,
            Ok(Ok(Err(error))) => match error.retry() {
                Retry::Never => {
                    tracing::error!(error_type = error.error_type(), error = %with_causes(&error), "a message can never succeed and is parked");
                    self.park(body).await
                }
                Retry::Soon => {
                    tracing::warn!(error_type = error.error_type(), error = %with_causes(&error), "a message is given back");
                    End::Again(soon(record))
                }
                Retry::After(wait) => {
                    tracing::info!(error_type = error.error_type(), error = %with_causes(&error), "a message has to wait");
                    End::Again(wait.max(SOON))
                }
            },
            Ok(Err(_panic)) => {
                tracing::error!(error_type = "Panic", "a message made the function panic and is given back");
                End::Again(soon(record))
            }
            Err(_elapsed) => {
                tracing::warn!(error_type = "OutOfTime", "a message took too long and is given back");
                End::Again(soon(record))
            }
        }
    }

    async fn park(&self, body: &str) -> End {
        match self.parking.send_text(body.to_owned(), Duration::ZERO).await {
            Ok(()) => End::Done,
            Err(error) => {
                tracing::error!(error_type = error.error_type(), error = %with_causes(&error), "a message could not be parked and is given back");
                End::Again(SOON)
            }
        }
    }

    async fn see_again_after(&self, record: &SqsMessage, after: Duration) {
        let Some(handle) = &record.receipt_handle else { return };
        let seconds = i32::try_from(after.min(LONGEST).as_secs()).unwrap_or(i32::MAX);
        let change = self
            .client
            .change_message_visibility()
            .queue_url(&self.url)
            .receipt_handle(handle)
            .visibility_timeout(seconds)
            .send();
        if change.await.is_err() {
            // The queue shows the message again by itself, only later.
            tracing::warn!(
                error_type = "VisibilityUnchanged",
                "a message that was given back is seen again only after the whole visibility timeout"
            );
        }
    }
}

/// Two seconds the first time, then four, eight …: an outage of minutes does not use up the queue's patience in seconds.
fn soon(record: &SqsMessage) -> Duration {
    let received = record.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
    SOON.saturating_mul(2_u32.saturating_pow(received.saturating_sub(1).min(16))).min(SOON_AT_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_again_and_again_waits_longer_and_longer_but_never_long() {
        let received = |count: &str| {
            let mut record = SqsMessage::default();
            record.attributes.insert("ApproximateReceiveCount".to_owned(), count.to_owned());
            soon(&record).as_secs()
        };
        assert_eq!([received("1"), received("2"), received("3"), received("40")], [2, 4, 8, 300]);
    }

    #[derive(Debug, thiserror::Error)]
    #[error("not now")]
    struct NotNow;

    impl Failure for NotNow {
        fn retry(&self) -> Retry {
            Retry::Soon
        }

        fn error_type(&self) -> &'static str {
            "NotNow"
        }
    }

    /// Works on messages without receipt handles, so that no queue is asked; gives those that are given back.
    async fn given_back(messages: &[(&str, &str)], deadline: Timestamp) -> Vec<String> {
        let config = aws_sdk_sqs::Config::builder().behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest()).build();
        let source = Source::new(Client::from_conf(config), String::new(), String::new());
        let mut event = SqsEvent::default();
        for (id, body) in messages {
            let mut record = SqsMessage::default();
            record.message_id = (!id.is_empty()).then(|| (*id).to_owned());
            record.body = Some((*body).to_owned());
            event.records.push(record);
        }
        let worked = source.work(
            event,
            deadline,
            || Timestamp::UNIX_EPOCH,
            async |body: &str| match body {
                "good" => Ok(()),
                "slow" => std::future::pending().await,
                "panic" => panic!("a fault in the code"),
                _ => Err(NotNow),
            },
        );
        worked.await.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    #[tokio::test]
    async fn what_fails_panics_or_takes_too_long_is_given_back_and_the_rest_of_its_batch_is_not() {
        let messages = [("a", "good"), ("b", "fails"), ("c", "panic"), ("d", "slow"), ("e", "good"), ("f", "good")];
        let deadline = Timestamp::from_millisecond(2_050).unwrap();
        let mut given = given_back(&messages, deadline).await;
        given.sort();
        assert_eq!(given, ["b", "c", "d"]);
    }

    #[tokio::test]
    async fn nothing_is_begun_with_two_seconds_left_or_after_the_end() {
        for left in [2, 0, -3600] {
            let deadline = Timestamp::from_second(left).unwrap();
            assert_eq!(given_back(&[("a", "good"), ("b", "panic")], deadline).await, ["a", "b"]);
        }
    }

    /// An empty identifier is how the queue is told that the whole batch failed: then nothing is lost.
    #[tokio::test]
    async fn a_message_without_an_id_fails_its_whole_batch() {
        let deadline = Timestamp::from_second(60).unwrap();
        assert_eq!(given_back(&[("", "fails"), ("b", "good")], deadline).await, [""]);
    }
}
