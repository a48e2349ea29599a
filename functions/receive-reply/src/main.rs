//! What parents send: a text over the number's own topic and the queue or over the provider's signed webhook, an email, a form of the parents'
//! page, keys in a call. One core for all.

mod act;
mod answer_page;
mod asked;
mod duty_call;
mod hear;
mod keep;
mod mail;
mod place;
mod receipts;
mod receive;
mod recording;
mod request;
mod stop;
mod telephone;
mod webhook;
mod which;

use aws_lambda_events::event::sqs::SqsEvent;
use channels::{AtProvider, Guard, Stage};
use followup::FollowUp;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;
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

use crate::mail::Mailbox;
use crate::receive::Receive;
use crate::recording::Recordings;
use crate::request::Request;
use crate::webhook::Webhook;

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
        messages: Messages::new(db.clone(), config::required("MESSAGES_TABLE")?),
        outgoing: Queue::new(sqs.clone(), config::required("MESSAGES_QUEUE")?),
        calls: config::parsed("CALLS", "on or off")?,
    };
    let stage: Stage = config::parsed("STAGE", "local, test or production")?;
    let guard = Guard::new(stage, &config::optional("ALLOWED_RECIPIENTS").unwrap_or_default())?;
    let (s3, bucket) = (aws_sdk_s3::Client::new(&aws), config::required("EXTRACTS_BUCKET")?);
    let receive = Receive {
        follow_up,
        usage: Usage::new(db, config::required("USAGE_TABLE")?),
        later: Queue::new(sqs.clone(), config::required("REPLIES_QUEUE")?),
        mailbox: Mailbox::new(s3.clone(), bucket.clone()),
        recordings: Recordings::new(s3, bucket),
        provider: AtProvider::new(
            config::required("PROVIDER_URL")?,
            guard.clone(),
            aws_sdk_secretsmanager::Client::new(&aws),
            config::required("PROVIDER_SECRET")?,
        ),
    };
    let webhook = Webhook::new(config::required("WEBHOOK_BASE_URL")?, guard);
    let source = Source::new(sqs, config::required("SOURCE_QUEUE")?, config::required("PARKING_QUEUE")?);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        let deadline = shell::batch::deadline(&event.context);
        if event.payload.get("Records").is_some() {
            let batch: SqsEvent = serde_json::from_value(event.payload)?;
            let response = source.work(batch, deadline, clock::now, async |body: &str| receive.body(body).await).await;
            Ok::<Value, Error>(serde_json::to_value(response)?)
        } else {
            let request: Request = serde_json::from_value(event.payload)?;
            let is_page = request.raw_path.starts_with(domain::reply::PAGES);
            let answer = if is_page { receive.page(&request).await } else { webhook.answer(request, &receive).await };
            Ok(serde_json::to_value(answer)?)
        }
    }))
    .await
}
