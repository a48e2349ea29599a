//! One planned message becomes one attempt on one channel: claimed, looked at again, said, recorded.

mod carry;
mod end;
mod look;
mod ring;
mod send;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use channels::{AtProvider, Emails, Guard, Stage, Texts};
use domain::address::EmailAddress;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use shell::batch::Source;
use shell::queue::Queue;
use shell::{clock, config};
use store::absences::Absences;
use store::messages::Messages;
use store::roll::Roll;
use store::schools::Schools;
use store::usage::Usage;
use store::{Db, Keys};
use vault::{Kms, Purpose};

use crate::send::Send;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shell::telemetry::init();
    let aws = shell::aws::configuration()?;
    // A provider's call is never repeated on our behalf: each attempt is claimed and recorded, so that a duplicate is known as one.
    let once = shell::aws::without_retries(&aws);
    let db = Db::new(aws_sdk_dynamodb::Client::new(&aws), clock::now);
    let sqs = aws_sdk_sqs::Client::new(&aws);
    let kms = Kms::new(aws_sdk_kms::Client::new(&aws));
    let stage: Stage = config::parsed("STAGE", "local, test or production")?;
    let guard = Guard::new(stage, &config::optional("ALLOWED_RECIPIENTS").unwrap_or_default())?;
    let send = Send {
        keys: Keys::new(db.clone(), config::required("KEYS_TABLE")?, kms, &[Purpose::Roll, Purpose::Bodies, Purpose::Index]),
        schools: Schools::new(db.clone(), config::required("SCHOOLS_TABLE")?),
        roll: Roll::new(db.clone(), config::required("ROLL_TABLE")?),
        absences: Absences::new(db.clone(), config::required("ABSENCES_TABLE")?),
        messages: Messages::new(db.clone(), config::required("MESSAGES_TABLE")?),
        usage: Usage::new(db, config::required("USAGE_TABLE")?),
        evaluations: Queue::new(sqs.clone(), config::required("EVALUATIONS_QUEUE")?),
        calls: config::parsed("CALLS", "on or off")?,
        price: config::parsed("PART_PENCE", "a price in pence, such as 4 or 3.75")?,
        texts: Texts::new(aws_sdk_sns::Client::new(&once), guard.clone()),
        provider: AtProvider::new(
            config::required("PROVIDER_URL")?,
            guard.clone(),
            aws_sdk_secretsmanager::Client::new(&aws),
            config::required("PROVIDER_SECRET")?,
        ),
        webhooks: config::required("WEBHOOK_BASE_URL")?.trim_end_matches('/').to_owned(),
        emails: Emails::new(aws_sdk_sesv2::Client::new(&once), guard, config::required("MAIL_CONFIGURATION_SET")?),
        mail_sender: EmailAddress::parse(&config::required("MAIL_SENDER")?)
            .map_err(|_| config::ConfigError::Unusable { name: "MAIL_SENDER", expected: "an email address" })?,
        pages: config::required("PAGES_BASE_URL")?,
        reply_domain: config::optional("REPLY_DOMAIN"),
        one_at_a_time: tokio::sync::Mutex::default(),
    };
    let source = Source::new(sqs, config::required("SOURCE_QUEUE")?, config::required("PARKING_QUEUE")?);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let deadline = shell::batch::deadline(&event.context);
        let response = source.work(event.payload, deadline, clock::now, async |body: &str| send.body(body, deadline).await).await;
        Ok::<SqsBatchResponse, Error>(response)
    }))
    .await
}
