//! What SNS and SES are asked, and what their refusals become. They are stand-ins that answer from a closure.
#![expect(clippy::unwrap_used, reason = "a stand-in that is asked for something odd ends the test")]

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_sns::config::retry::RetryConfig;
use aws_sdk_sns::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use channels::{Answered, Emails, Guard, Mail, Refusal, Retry, SendError, Sender, Stage, Texts};
use domain::address::EmailAddress;
use domain::phone::{Line, PhoneNumber};

#[derive(Clone, Copy, Debug)]
enum Answer {
    Says(u16, &'static str),
    HangsUp,
    IsNotThere,
}

#[derive(Clone, Debug)]
struct StandIn {
    answer: Answer,
    asked: Arc<Mutex<Vec<String>>>,
}

impl HttpConnector for StandIn {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.asked.lock().unwrap().push(String::from_utf8(request.body().bytes().unwrap().to_vec()).unwrap());
        let answer = match self.answer {
            Answer::Says(status, body) => Ok(HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body))),
            Answer::HangsUp => Err(ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionReset).into())),
            Answer::IsNotThere => Err(ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionRefused).into())),
        };
        HttpConnectorFuture::ready(answer)
    }
}

impl HttpClient for StandIn {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl StandIn {
    fn new(answer: Answer) -> Self {
        Self { answer, asked: Arc::default() }
    }

    fn texts(&self) -> Texts {
        let config = aws_sdk_sns::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-2"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new("a", "b", None, None, "test")))
            .retry_config(RetryConfig::disabled())
            .http_client(SharedHttpClient::new(self.clone()))
            .build();
        Texts::new(aws_sdk_sns::Client::from_conf(config), Guard::new(Stage::Test, "").unwrap())
    }

    fn emails(&self) -> Emails {
        let config = aws_sdk_sesv2::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-2"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new("a", "b", None, None, "test")))
            .retry_config(RetryConfig::disabled())
            .http_client(SharedHttpClient::new(self.clone()))
            .build();
        Emails::new(aws_sdk_sesv2::Client::from_conf(config), Guard::new(Stage::Test, "").unwrap(), "firstday")
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

const TAKEN: Answer = Answer::Says(
    200,
    "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>id-1</MessageId></PublishResult></PublishResponse>",
);

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::from_e164(text, Line::Mobile).unwrap()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

async fn text_answered(answer: Answer) -> SendError {
    let sns = StandIn::new(answer);
    sns.texts().send(&number("+447700900980"), &number("+447700900123"), "Hello").await.unwrap_err()
}

fn refused_with(code: &str) -> String {
    format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>Invalid parameter: +447700900123</Message></Error></ErrorResponse>"
    )
}

#[tokio::test]
async fn a_text_goes_out_from_the_number_that_parents_can_answer() {
    let sns = StandIn::new(TAKEN);
    let id = sns.texts().send(&number("+447700900980"), &number("+447700900123"), "Zoë & Ava").await.unwrap();
    assert_eq!(id.as_str(), "id-1");
    let asked = sns.asked().concat();
    for part in [
        "PhoneNumber=%2B447700900123",
        "Message=Zo%C3%AB%20%26%20Ava",
        "AWS.MM.SMS.OriginationNumber",
        "StringValue=%2B447700900980",
        "AWS.SNS.SMS.SMSType",
        "StringValue=Transactional",
    ] {
        assert!(asked.contains(part), "{part} not in {asked}");
    }
}

#[tokio::test]
async fn a_recipient_whom_the_stage_may_not_reach_is_refused_before_anybody_is_asked() {
    let sns = StandIn::new(TAKEN);
    let error = sns.texts().send(&number("+447700900980"), &number("+447700901000"), "Hello").await.unwrap_err();
    assert!(matches!(error, SendError::Refused(Refusal::RealRecipient)));
    assert_eq!((error.retry(), error.code(), error.may_have_been_sent()), (Retry::Never, "real_recipient", false));
    let from = address("absence@example.com");
    let sender = Sender { name: "Hill Road School", address: &from, reply_to: None };
    let mail = Mail { subject: "s", text: "t", html: "h", answers: None };
    let ses = StandIn::new(TAKEN);
    assert!(ses.emails().send(sender, &address("a@example.sch.uk"), mail).await.is_err());
    assert!(sns.asked().is_empty() && ses.asked().is_empty());
}

#[tokio::test]
async fn refusals_say_whether_trying_again_can_help_and_name_no_number() {
    let cases = [
        (400, "InvalidParameter", Retry::Never, "rejected"),
        (400, "OptedOut", Retry::Never, "rejected"),
        (400, "Throttling", Retry::After(Duration::from_secs(1)), "throttled"),
        (403, "AuthorizationError", Retry::After(Duration::from_secs(60)), "denied"),
        (500, "InternalError", Retry::Soon, "unavailable"),
    ];
    for (status, code, retry, word) in cases {
        let error = text_answered(Answer::Says(status, refused_with(code).leak())).await;
        assert_eq!((error.retry(), error.code()), (retry, word), "{code}");
        assert!(!format!("{error} {error:?}").contains("7700"), "{error:?}");
    }
}

#[tokio::test]
async fn only_a_provider_that_was_reached_may_have_sent_the_text() {
    let lost = text_answered(Answer::HangsUp).await;
    assert!(matches!(lost, SendError::NoAnswer) && lost.may_have_been_sent());
    let away = text_answered(Answer::IsNotThere).await;
    assert!(matches!(away, SendError::Unreachable) && !away.may_have_been_sent());
    assert_eq!((lost.retry(), away.retry()), (Retry::Soon, Retry::Soon));
}

#[tokio::test]
async fn an_email_goes_out_in_the_schools_name_with_text_and_html() {
    let ses = StandIn::new(Answer::Says(200, r#"{"MessageId":"id-2"}"#));
    let (from, office) = (address("absence@example.com"), address("office@example.com"));
    let sender = Sender { name: "Hill Road School", address: &from, reply_to: Some(&office) };
    let mail = Mail { subject: "Zoë is not marked", text: "Hello", html: "<p>Hello</p>", answers: None };
    let id = ses.emails().send(sender, &address("family1.1@example.com"), mail).await.unwrap();
    assert_eq!(id.as_str(), "id-2");
    let asked: serde_json::Value = serde_json::from_str(&ses.asked().concat()).unwrap();
    let expected = serde_json::json!({
        "FromEmailAddress": "\"Hill Road School\" <absence@example.com>",
        "Destination": { "ToAddresses": ["family1.1@example.com"] },
        "ReplyToAddresses": ["office@example.com"],
        "Content": { "Simple": {
            "Subject": { "Data": "Zoë is not marked", "Charset": "UTF-8" },
            "Body": { "Text": { "Data": "Hello", "Charset": "UTF-8" }, "Html": { "Data": "<p>Hello</p>", "Charset": "UTF-8" } },
        } },
        "ConfigurationSetName": "firstday",
    });
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn an_answer_to_an_email_stands_beneath_it_and_tells_machines_not_to_answer() {
    let ses = StandIn::new(Answer::Says(200, r#"{"MessageId":"id-3"}"#));
    let from = address("absence@example.com");
    let sender = Sender { name: "Hill Road School", address: &from, reply_to: None };
    let answers = Some(Answered { message_id: "CAF+1@mail.example.com" });
    let mail = Mail { subject: "Re: Ava", text: "Thank you", html: "<p>Thank you</p>", answers };
    ses.emails().send(sender, &address("family1.1@example.com"), mail).await.unwrap();
    let asked: serde_json::Value = serde_json::from_str(&ses.asked().concat()).unwrap();
    let expected = serde_json::json!([
        { "Name": "Auto-Submitted", "Value": "auto-replied" },
        { "Name": "In-Reply-To", "Value": "<CAF+1@mail.example.com>" },
        { "Name": "References", "Value": "<CAF+1@mail.example.com>" },
    ]);
    assert_eq!(asked["Content"]["Simple"]["Headers"], expected);
}
