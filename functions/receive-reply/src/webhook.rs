//! The provider's webhook: nothing of it is read before its signature has been found good.

use std::collections::HashMap;
use std::time::Duration;

use aws_lambda_events::encodings::Body;
use aws_lambda_events::event::apigw::ApiGatewayV2httpResponse;
use aws_lambda_events::http::{HeaderMap, HeaderValue, header};
use aws_sdk_secretsmanager::Client;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use shell::{Failure, Retry};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::receive::{Receive, ReceiveError, Took};

/// How soon after a look at the secret a failed check may look again: somebody who forges cannot make us ask all the time.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// The longest body that is looked at: a text's form has a few kilobytes. Checking a signature must cost a forger more than us.
const LONGEST: usize = 64 * 1024;

/// A request as the gateway gives it (payload 2.0). Nothing but what the check needs, so that nothing else that somebody sends, such as a
/// header of no right form, can make it unreadable.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    #[serde(default)]
    raw_path: String,
    #[serde(default)]
    raw_query_string: String,
    #[serde(default)]
    headers: HashMap<String, String>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// The provider's secret, as Secrets Manager holds it.
#[derive(Clone, Deserialize)]
struct Provider {
    auth_token: String,
}

/// Checks and answers the provider's requests.
pub(crate) struct Webhook {
    secrets: Client,
    secret: String,
    base_url: String,
    held: Mutex<Option<(Provider, Instant)>>,
}

impl Webhook {
    /// `secret` names the provider's secret; `base_url` is the address of the API as the provider knows it.
    pub(crate) fn new(secrets: Client, secret: String, base_url: String) -> Self {
        Self { secrets, secret, base_url, held: Mutex::new(None) }
    }

    /// Answers a request: 403 without a word for one that the provider did not sign.
    pub(crate) async fn answer(&self, request: Request, receive: &Receive) -> ApiGatewayV2httpResponse {
        let body = match request.signed_body() {
            Ok(body) => body,
            Err(status) => return refused(status),
        };
        match self.is_signed(&request, &body).await {
            Ok(true) => {}
            Ok(false) => return refused(403),
            Err(()) => return empty(503),
        }
        let text = match channels::read_twilio(&body) {
            Ok(text) => text,
            Err(error) => {
                tracing::warn!(error_type = "UnreadableWebhook", error = %error, "a signed webhook holds no text from a number");
                return xml(channels::twiml_nothing());
            }
        };
        match receive.text(&text).await {
            Ok(Took::New { thanks }) => xml(channels::twiml_message(&thanks)),
            Ok(Took::Before) => xml(channels::twiml_nothing()),
            Err(error) => not_taken(receive, &text, &error).await,
        }
    }

    async fn is_signed(&self, request: &Request, body: &[u8]) -> Result<bool, ()> {
        let (signature, path) = (request.signature(), request.path_and_query());
        let mut held = self.held.lock().await;
        if held.is_none() {
            *held = Some((self.fetch().await?, Instant::now()));
        }
        let Some((provider, fetched)) = held.clone() else { return Err(()) };
        if channels::verify_twilio(&provider.auth_token, &self.base_url, &path, body, signature) {
            return Ok(true);
        }
        if fetched.elapsed() < LOOK_AGAIN {
            return Ok(false);
        }
        // The secret may have been changed since.
        let provider = self.fetch().await?;
        let good = channels::verify_twilio(&provider.auth_token, &self.base_url, &path, body, signature);
        *held = Some((provider, Instant::now()));
        Ok(good)
    }

    async fn fetch(&self) -> Result<Provider, ()> {
        let got = self.secrets.get_secret_value().secret_id(&self.secret).send().await;
        let text = got.ok().and_then(|secret| secret.secret_string);
        text.and_then(|text| serde_json::from_str(&text).ok()).ok_or_else(|| {
            tracing::error!(error_type = "SecretUnavailable", "the provider's secret could not be had, or is not of its form");
        })
    }
}

/// A text that could not be taken in. The provider asks once, so what may pass is put on the queue; 503 is the last resort.
async fn not_taken(receive: &Receive, text: &channels::InboundText, error: &ReceiveError) -> ApiGatewayV2httpResponse {
    let line = shell::retry::with_causes(error);
    if error.retry() == Retry::Never {
        tracing::error!(error_type = error.error_type(), error = %line, "a text can never be taken in");
        return xml(channels::twiml_nothing());
    }
    tracing::warn!(error_type = error.error_type(), error = %line, "a text is put on the queue");
    match receive.postpone(text).await {
        Ok(()) => xml(channels::twiml_nothing()),
        Err(error) => {
            let line = shell::retry::with_causes(&error);
            tracing::error!(error_type = error.error_type(), error = %line, "a text could not be taken in, nor put on the queue");
            empty(503)
        }
    }
}

impl Request {
    /// The body as it was sent; the status to refuse with, where nobody can have signed it.
    fn signed_body(&self) -> Result<Vec<u8>, i64> {
        let body = self.body.as_deref().unwrap_or_default();
        if body.len() > LONGEST {
            return Err(413);
        }
        if self.signature().is_empty() {
            return Err(403);
        }
        if self.is_base64_encoded { BASE64_STANDARD.decode(body).map_err(|_| 403) } else { Ok(body.as_bytes().to_vec()) }
    }

    fn signature(&self) -> &str {
        let header = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-twilio-signature"));
        header.map_or("", |(_, value)| value.trim())
    }

    fn path_and_query(&self) -> String {
        let query = if self.raw_query_string.is_empty() { "" } else { "?" };
        format!("{}{query}{}", self.raw_path, self.raw_query_string)
    }
}

fn refused(status: i64) -> ApiGatewayV2httpResponse {
    tracing::warn!(error_type = "ForgedWebhook", status, "a webhook without the provider's signature was refused");
    empty(status)
}

fn empty(status: i64) -> ApiGatewayV2httpResponse {
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = status;
    response
}

fn xml(document: String) -> ApiGatewayV2httpResponse {
    let mut response = empty(200);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
    response.headers = headers;
    response.body = Some(Body::Text(document));
    response
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request(changes: &Value) -> Request {
        let mut event = json!({"version": "2.0", "rawPath": "/webhooks/twilio/sms", "rawQueryString": "",
            "headers": {"x-twilio-signature": "c2ln"}, "body": "a=1", "isBase64Encoded": false});
        event.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn what_nobody_can_have_signed_is_refused_before_the_secret_is_asked_for() {
        let status = |changes: Value| request(&changes).signed_body().unwrap_err();
        assert_eq!(status(json!({"headers": {}})), 403);
        assert_eq!(status(json!({"headers": {"x-twilio-signature": " "}})), 403);
        assert_eq!(status(json!({"body": "not base64 !", "isBase64Encoded": true})), 403);
        assert_eq!(status(json!({"body": "a".repeat(LONGEST + 1)})), 413);
    }

    #[test]
    fn a_body_is_taken_as_it_was_sent() {
        assert_eq!(request(&json!({})).signed_body(), Ok(b"a=1".to_vec()));
        assert_eq!(request(&json!({"body": "YT0x", "isBase64Encoded": true})).signed_body(), Ok(b"a=1".to_vec()));
        assert_eq!(request(&json!({"body": null})).signed_body(), Ok(Vec::new()));
        assert_eq!(request(&json!({"rawQueryString": "a=%20b"})).path_and_query(), "/webhooks/twilio/sms?a=%20b");
    }

    #[test]
    fn no_header_of_somebodys_own_makes_a_request_unreadable() {
        let headers = json!({"x-name": "Zo\u{eb}\u{0}", "bad header": "", "X-Twilio-Signature": "c2ln"});
        assert_eq!(request(&json!({"headers": headers})).signature(), "c2ln");
    }
}
