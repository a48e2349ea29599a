//! An uploaded extract becomes roll and register, with a report of what could not be used.

mod apply;
mod collect;
mod compare;
mod judge;
mod report;
mod task;

use std::time::Duration;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use shell::batch::Source;
use shell::queue::Queue;
use shell::{clock, config};
use store::Keys;
use vault::{Kms, Purpose};

use crate::apply::Tables;
use crate::collect::Ingest;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shell::telemetry::init();
    let aws = shell::aws::configuration()?;
    let db = store::Db::new(aws_sdk_dynamodb::Client::new(&aws), clock::now);
    let sqs = aws_sdk_sqs::Client::new(&aws);
    let kms = Kms::new(aws_sdk_kms::Client::new(&aws));
    let ingest = Ingest {
        keys: Keys::new(db.clone(), config::required("KEYS_TABLE")?, kms, &[Purpose::Roll, Purpose::Index]),
        tables: Tables {
            db,
            schools: config::required("SCHOOLS_TABLE")?,
            roll: config::required("ROLL_TABLE")?,
            absences: config::required("ABSENCES_TABLE")?,
        },
        s3: aws_sdk_s3::Client::new(&aws),
        bucket: config::required("EXTRACTS_BUCKET")?,
        again: Queue::new(sqs.clone(), config::required("UPLOADS_QUEUE")?),
        evaluations: Queue::new(sqs.clone(), config::required("EVALUATIONS_QUEUE")?),
        calls: config::parsed("CALLS", "on or off")?,
        wait: Duration::from_secs(config::parsed("UPLOAD_WAIT_SECONDS", "a number of seconds")?),
    };
    let source = Source::new(sqs, config::required("SOURCE_QUEUE")?, config::required("PARKING_QUEUE")?);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let deadline = shell::batch::deadline(&event.context);
        let response =
            source.work(event.payload, deadline, clock::now, async |body: &str| ingest.body(body, deadline).await).await;
        Ok::<SqsBatchResponse, Error>(response)
    }))
    .await
}
