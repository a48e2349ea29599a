//! Every minute: what is due now is looked at, and what should have been finished by now is handed over again.
//!
//! A tick hands the sixteen shards of the due index out as messages of a queue, which this function takes up again, several at once. In a
//! shard stand days of schools of which a search, a hold or marks that did not come are due, messages whose lease ran out or that had to
//! wait, replies that were stored and not acted on, and uploads that are held too long. Handing something over twice is harmless: whoever
//! takes it up looks first how far it is.

mod sweep;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;
use shell::batch::Source;
use shell::queue::Queue;
use shell::{Failure, clock, config};
use store::Db;
use store::absences::Absences;
use store::messages::Messages;

use crate::sweep::Sweep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shell::telemetry::init();
    let aws = shell::aws::configuration()?;
    let sqs = aws_sdk_sqs::Client::new(&aws);
    let db = Db::new(aws_sdk_dynamodb::Client::new(&aws), clock::now);
    let sweep = Sweep {
        absences: Absences::new(db.clone(), config::required("ABSENCES_TABLE")?),
        messages: Messages::new(db, config::required("MESSAGES_TABLE")?),
        shards: Queue::new(sqs.clone(), config::required("SWEEPS_QUEUE")?),
        evaluations: Queue::new(sqs.clone(), config::required("EVALUATIONS_QUEUE")?),
        outgoing: Queue::new(sqs.clone(), config::required("MESSAGES_QUEUE")?),
        replies: Queue::new(sqs.clone(), config::required("REPLIES_QUEUE")?),
        uploads: Queue::new(sqs.clone(), config::required("UPLOADS_QUEUE")?),
    };
    let source = Source::new(sqs, config::required("SOURCE_QUEUE")?, config::required("PARKING_QUEUE")?);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        if event.payload.get("Records").is_some() {
            let deadline = shell::batch::deadline(&event.context);
            let batch: SqsEvent = serde_json::from_value(event.payload)?;
            let response = source.work(batch, deadline, clock::now, async |body: &str| sweep.body(body).await).await;
            return Ok::<Value, Error>(serde_json::to_value(response)?);
        }
        sweep.tick().await.map_err(|error| {
            tracing::error!(error_type = error.error_type(), error = %shell::retry::with_causes(&error), "the shards were not handed out; the next tick does it again");
            Error::from(error)
        })?;
        Ok(Value::Null)
    }))
    .await
}
