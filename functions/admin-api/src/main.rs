//! What staff may ask and do.

use aws_sdk_dynamodb::Client;
use lambda_http::Error;
use shell::queue::Queue;
use shell::{clock, config};
use store::absences::Absences;
use store::audit::Audit;
use store::messages::Messages;
use store::roll::Roll;
use store::schools::Schools;
use store::{Db, Keys};
use vault::{Kms, Purpose};

mod answer;
mod api;
mod caller;
mod cursor;
mod problem;
mod routes;
mod secret;
mod shown;

use crate::api::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shell::telemetry::init();
    let aws = shell::aws::configuration()?;
    let db = Db::new(Client::new(&aws), clock::now);
    let kms = Kms::new(aws_sdk_kms::Client::new(&aws));
    let app = App {
        keys: Keys::new(db.clone(), config::required("KEYS_TABLE")?, kms, &Purpose::ALL),
        data_key: config::required("DATA_KEY")?,
        schools: Schools::new(db.clone(), config::required("SCHOOLS_TABLE")?),
        absences: Absences::new(db.clone(), config::required("ABSENCES_TABLE")?),
        messages: Messages::new(db.clone(), config::required("MESSAGES_TABLE")?),
        audit: Audit::new(db.clone(), config::required("AUDIT_TABLE")?),
        roll: Roll::new(db, config::required("ROLL_TABLE")?),
        decided: Queue::new(aws_sdk_sqs::Client::new(&aws), config::required("UPLOADS_QUEUE")?),
        s3: aws_sdk_s3::Client::new(&aws),
        bucket: config::required("EXTRACTS_BUCKET")?,
    };
    lambda_http::run(answer::finished(api::router(app))).await
}
