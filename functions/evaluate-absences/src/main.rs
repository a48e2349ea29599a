//! A register, a minute that passed, or a message that reached nobody: the day's searches go on.

mod evaluate;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use followup::FollowUp;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use shell::batch::Source;
use shell::queue::Queue;
use shell::{clock, config};
use store::absences::Absences;
use store::messages::Messages;
use store::roll::Roll;
use store::schools::Schools;
use store::{Db, Keys};
use vault::{Kms, Purpose};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shell::telemetry::init();
    let aws = shell::aws::configuration()?;
    let db = Db::new(aws_sdk_dynamodb::Client::new(&aws), clock::now);
    let sqs = aws_sdk_sqs::Client::new(&aws);
    let kms = Kms::new(aws_sdk_kms::Client::new(&aws));
    let follow_up = FollowUp {
        keys: Keys::new(db.clone(), config::required("KEYS_TABLE")?, kms, &[Purpose::Roll, Purpose::Bodies, Purpose::Index]),
        schools: Schools::new(db.clone(), config::required("SCHOOLS_TABLE")?),
        roll: Roll::new(db.clone(), config::required("ROLL_TABLE")?),
        absences: Absences::new(db.clone(), config::required("ABSENCES_TABLE")?),
        messages: Messages::new(db, config::required("MESSAGES_TABLE")?),
        outgoing: Queue::new(sqs.clone(), config::required("MESSAGES_QUEUE")?),
        calls: config::parsed("CALLS", "on or off")?,
    };
    let source = Source::new(sqs, config::required("SOURCE_QUEUE")?, config::required("PARKING_QUEUE")?);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let deadline = shell::batch::deadline(&event.context);
        Ok::<SqsBatchResponse, Error>(
            source.work(event.payload, deadline, clock::now, async |body: &str| evaluate::body(&follow_up, body).await).await,
        )
    }))
    .await
}
