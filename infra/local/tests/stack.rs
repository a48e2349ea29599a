//! The local stack itself: it starts, is what the templates say, is alone, and ends.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use local::{Error, Options, Progress, Stack, Template};

const TABLES: [&str; 7] = ["keys", "schools", "roll", "absences", "messages", "usage", "audit"];
const QUEUES: [&str; 5] = ["uploads", "evaluations", "messages", "replies", "sweeps"];

fn address(stack: &Stack) -> String {
    stack.endpoint().trim_start_matches("http://").to_owned()
}

#[tokio::test]
async fn a_stack_has_what_the_templates_say_and_ends_with_its_owner() {
    let stack = Stack::start(Options::default()).await.unwrap();
    for table in TABLES {
        assert!(stack.table(table).is_ok(), "{table}");
    }
    for queue in QUEUES {
        assert_ne!(stack.queue(queue).unwrap(), stack.dead_letters(queue).unwrap());
    }
    assert!(stack.inbound_texts_topic().unwrap().starts_with("arn:aws:sns:eu-west-2:"));
    assert!(stack.api_host().unwrap().contains(".execute-api.localhost:"));
    assert!(stack.texts().await.unwrap().is_empty());
    assert!(stack.emails().await.unwrap().is_empty());
    let s3 = aws_sdk_s3::Client::new(&stack.sdk_config());
    let lifecycle = s3.get_bucket_lifecycle_configuration().bucket(stack.bucket().unwrap()).send().await.unwrap();
    assert!(lifecycle.rules().iter().any(|rule| rule.expiration().and_then(|one| one.days()) == Some(7)));

    let address = address(&stack);
    assert!(TcpStream::connect(&address).is_ok());
    stack.stop();
    assert!(TcpStream::connect(&address).is_err());
}

#[tokio::test]
async fn somebody_signs_in_and_the_pool_gives_a_token() {
    let stack = Stack::start(Options::default()).await.unwrap();
    let operator = stack.create_user("operator").await.unwrap();
    stack.make_operator(&operator).await.unwrap();
    let token = stack.sign_in(&operator).await.unwrap();
    assert_eq!(token.split('.').count(), 3);
    assert_eq!(operator.name, "operator@example.com");
    let again = stack.create_user("operator").await;
    assert!(matches!(again, Err(Error::Call { .. })));
}

#[tokio::test]
async fn two_stacks_at_once_do_not_disturb_each_other() {
    let (one, other) = tokio::join!(Stack::start(Options::default()), Stack::start(Options::default()));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_ne!(one.endpoint(), other.endpoint());
    let (s3_of_one, s3_of_other) = (aws_sdk_s3::Client::new(&one.sdk_config()), aws_sdk_s3::Client::new(&other.sdk_config()));
    s3_of_one.create_bucket().bucket("only-here").create_bucket_configuration(london()).send().await.unwrap();
    assert!(s3_of_other.head_bucket().bucket("only-here").send().await.is_err());
    one.stop();
    s3_of_other.list_buckets().send().await.unwrap();
}

fn london() -> aws_sdk_s3::types::CreateBucketConfiguration {
    aws_sdk_s3::types::CreateBucketConfiguration::builder()
        .location_constraint(aws_sdk_s3::types::BucketLocationConstraint::EuWest2)
        .build()
}

#[tokio::test]
async fn a_refused_template_says_why() {
    let edit = |template: &mut Template| {
        if template.file == "template.yaml" {
            template.text = template.text.replace("Type: AWS::SNS::Topic\n", "Type: AWS::SNS::Nonsense\n");
        }
    };
    let refused = Stack::start(Options { edit: Arc::new(edit), ..Options::default() }).await;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("template.yaml") && said.contains("AWS::SNS::Nonsense"), "{said}");
}

#[tokio::test]
async fn what_is_deployed_again_lies_over_what_stands() {
    let mut stack = Stack::start(Options::default()).await.unwrap();
    let bucket = stack.bucket().unwrap().to_owned();
    let s3 = aws_sdk_s3::Client::new(&stack.sdk_config());
    s3.put_object().bucket(&bucket).key("exports/kept").send().await.unwrap();
    let parameters = BTreeMap::from([("UploadWaitSeconds".to_owned(), "7".to_owned())]);
    stack.deploy_again(parameters, Arc::new(|_| {})).await.unwrap();
    assert_eq!(stack.variable("ingest-upload", "UPLOAD_WAIT_SECONDS").unwrap(), "7");
    s3.head_object().bucket(&bucket).key("exports/kept").send().await.unwrap();
}

#[tokio::test]
async fn the_clock_goes_forward_for_the_whole_stack_and_never_back() {
    let stack = Stack::start(Options { movable_clock: true, ..Options::default() }).await.unwrap();
    let day = Duration::from_secs(86_400);
    let before = stack.now();
    stack.set_clock(day * 2).unwrap();
    let s3 = aws_sdk_s3::Client::new(&stack.sdk_config());
    s3.create_bucket().bucket("later").create_bucket_configuration(london()).send().await.unwrap();
    s3.put_object().bucket("later").key("k").send().await.unwrap();
    let made = s3.head_object().bucket("later").key("k").send().await.unwrap().last_modified().unwrap().secs();
    assert!((made - before.as_second() - 172_800).abs() < 30);
    assert!((stack.now().as_second() - made).abs() < 30);
    assert!(matches!(stack.set_clock(day), Err(Error::Clock { .. })));
}

#[tokio::test]
async fn a_clock_that_was_not_asked_for_does_not_move() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    let progress = Progress::new(move |sentence| ear.lock().unwrap().push(sentence.to_owned()));
    let stack = Stack::start(Options { progress, ..Options::default() }).await.unwrap();
    assert!(matches!(stack.set_clock(Duration::from_secs(1)), Err(Error::Clock { .. })));
}
