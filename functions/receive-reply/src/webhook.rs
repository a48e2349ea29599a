//! The provider's webhook: nothing of it is read before its signature has been found good.

use std::time::Duration;

use aws_lambda_events::encodings::Body;
use aws_lambda_events::event::apigw::ApiGatewayV2httpResponse;
use aws_lambda_events::http::{HeaderMap, HeaderValue, header};
use aws_sdk_secretsmanager::Client;
use channels::Guard;
use serde::Deserialize;
use shell::{Failure, Retry};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::receive::{Receive, ReceiveError, Took};
use crate::request::{Request, empty};
use crate::telephone::Question;

/// How soon after a look at the secret a failed check may look again: somebody who forges cannot make us ask all the time.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

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
    guard: Guard,
    held: Mutex<Option<(Provider, Instant)>>,
}

impl Webhook {
    /// `secret` names the provider's secret; `base_url` is the address of the API as the provider knows it; `guard` says whom a call may be
    /// connected to.
    pub(crate) fn new(secrets: Client, secret: String, base_url: String, guard: Guard) -> Self {
        Self { secrets, secret, base_url, guard, held: Mutex::new(None) }
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
        if request.raw_path.starts_with(voice::PATH) {
            let question = Question { base_url: &self.base_url, guard: &self.guard, path: &request.raw_path, body: &body };
            return receive.telephone(question).await;
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
            // Where it comes again its sender was asked before.
            Ok(Took::Which(asks)) if !asks.again => xml(channels::twiml_message(&asks.words)),
            Ok(Took::Which(_) | Took::Before) => xml(channels::twiml_nothing()),
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

fn refused(status: i64) -> ApiGatewayV2httpResponse {
    tracing::warn!(error_type = "ForgedWebhook", status, "a webhook without the provider's signature was refused");
    empty(status)
}

pub(crate) fn xml(document: String) -> ApiGatewayV2httpResponse {
    let mut response = empty(200);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
    response.headers = headers;
    response.body = Some(Body::Text(document));
    response
}
