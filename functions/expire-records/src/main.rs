//! Deletion that leaves proof: what the tables delete at its date is noted, by school, kind and day, without anything of its content.

mod expired;

use std::time::Duration;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use shell::{clock, config};
use store::usage::Usage;
use store::{Db, StoreError};

use crate::expired::{Batch, Failures, read};

/// A batch with less than this left is given back from the first record that was not begun.
const RESERVE: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shell::telemetry::init();
    let aws = shell::aws::configuration()?;
    let usage = Usage::new(Db::new(aws_sdk_dynamodb::Client::new(&aws), clock::now), config::required("USAGE_TABLE")?);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Batch>| {
        let deadline = shell::batch::deadline(&event.context);
        for record in &event.payload.records {
            let left = Duration::try_from(deadline.duration_since(clock::now())).unwrap_or_default();
            if left < RESERVE {
                return Ok::<_, Error>(Failures::from(record));
            }
            if let Err(error) = note(&usage, record).await {
                tracing::warn!(error_type = error.error_type(), "an expiry was not noted; the batch is given back from it on");
                return Ok(Failures::from(record));
            }
        }
        Ok(Failures::none())
    }))
    .await
}

/// Notes one expiry. A record that is none, or of a kind that nobody counts, is passed over: a stream has no parking place.
async fn note(usage: &Usage, record: &expired::Record) -> Result<(), StoreError> {
    let Some(expired) = read(record) else {
        return Ok(());
    };
    usage.item_expired(&expired.school, domain::school::day(expired.at), expired.kind, &expired.id).await
}
