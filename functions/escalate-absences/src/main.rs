//! Every minute: what should have been finished by now is handed over again.
//!
//! A message whose lease ran out (its function died between claim and end), a message that had to wait, a reply that was stored and
//! not acted on. Handing something over twice is harmless: whoever takes it up looks first how far it is.

mod sweep;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use shell::queue::Queue;
use shell::{Failure, clock, config};
use store::Db;
use store::messages::Messages;

use crate::sweep::Sweep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shell::telemetry::init();
    let aws = shell::aws::configuration()?;
    let sqs = aws_sdk_sqs::Client::new(&aws);
    let sweep = Sweep {
        messages: Messages::new(Db::new(aws_sdk_dynamodb::Client::new(&aws), clock::now), config::required("MESSAGES_TABLE")?),
        outgoing: Queue::new(sqs.clone(), config::required("MESSAGES_QUEUE")?),
        replies: Queue::new(sqs, config::required("REPLIES_QUEUE")?),
    };
    lambda_runtime::run(service_fn(async |_tick: LambdaEvent<serde_json::Value>| {
        sweep.run().await.map_err(|error| {
            tracing::error!(error_type = error.error_type(), error = %shell::retry::with_causes(&error), "the sweep did not end; the next one begins again");
            Error::from(error)
        })
    }))
    .await
}
