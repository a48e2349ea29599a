//! What staff may ask and do.

use aws_sdk_dynamodb::Client;
use followup::FollowUp;
use lambda_http::Error;
use shell::queue::Queue;
use shell::{clock, config};
use store::absences::Absences;
use store::audit::Audit;
use store::messages::Messages;
use store::roll::Roll;
use store::schools::Schools;
use store::usage::Usage;
use store::{Db, Keys};
use vault::{Kms, Purpose};

mod answer;
mod api;
mod caller;
mod csv;
mod cursor;
mod given;
mod known;
mod morning;
mod problem;
mod routes;
mod secret;
mod shown;
mod would;

use crate::api::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shell::telemetry::init();
    let aws = shell::aws::configuration()?;
    let db = Db::new(Client::new(&aws), clock::now);
    let kms = Kms::new(aws_sdk_kms::Client::new(&aws));
    let sqs = aws_sdk_sqs::Client::new(&aws);
    let follow_up = FollowUp {
        keys: Keys::new(db.clone(), config::required("KEYS_TABLE")?, kms, &Purpose::ALL),
        schools: Schools::new(db.clone(), config::required("SCHOOLS_TABLE")?),
        roll: Roll::new(db.clone(), config::required("ROLL_TABLE")?),
        absences: Absences::new(db.clone(), config::required("ABSENCES_TABLE")?),
        messages: Messages::new(db.clone(), config::required("MESSAGES_TABLE")?),
        outgoing: Queue::new(sqs.clone(), config::required("MESSAGES_QUEUE")?),
        calls: config::parsed("CALLS", "on or off")?,
    };
    let app = App {
        db: db.clone(),
        follow_up,
        data_key: config::required("DATA_KEY")?,
        audit: Audit::new(db.clone(), config::required("AUDIT_TABLE")?),
        usage: Usage::new(db, config::required("USAGE_TABLE")?),
        decided: Queue::new(sqs, config::required("UPLOADS_QUEUE")?),
        s3: aws_sdk_s3::Client::new(&aws),
        bucket: config::required("EXTRACTS_BUCKET")?,
    };
    lambda_http::run(answer::finished(api::router(app))).await
}
