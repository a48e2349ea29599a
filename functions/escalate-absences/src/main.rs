//! Every minute: what should have been finished by now is handed over again.
//!
//! A message whose lease ran out (its function died between claim and end), a message that had to wait, a reply that was stored and
//! not acted on, an upload that is held and whose files come to their end. Handing something over twice is harmless: whoever takes it up looks first how far it is.

mod sweep;

use lambda_runtime::{Error, LambdaEvent, service_fn};
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
        outgoing: Queue::new(sqs.clone(), config::required("MESSAGES_QUEUE")?),
        replies: Queue::new(sqs.clone(), config::required("REPLIES_QUEUE")?),
        uploads: Queue::new(sqs, config::required("UPLOADS_QUEUE")?),
    };
    lambda_runtime::run(service_fn(async |_tick: LambdaEvent<serde_json::Value>| {
        sweep.run().await.map_err(|error| {
            tracing::error!(error_type = error.error_type(), error = %shell::retry::with_causes(&error), "the sweep did not end; the next one begins again");
            Error::from(error)
        })
    }))
    .await
}
