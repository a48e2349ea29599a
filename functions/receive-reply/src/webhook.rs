//! The provider's webhook: nothing of it is read before its signature has been found good.

use aws_lambda_events::encodings::Body;
use aws_lambda_events::event::apigw::ApiGatewayV2httpResponse;
use aws_lambda_events::http::{HeaderMap, HeaderValue, header};
use channels::{Guard, NoSecret};
use domain::reply::STATUSES;
use shell::metrics::{self, Unit};
use shell::{Failure, Retry, clock};

use crate::receive::{Receive, ReceiveError, Took};
use crate::request::{Request, empty};
use crate::telephone::Question;

/// Checks and answers the provider's requests.
pub(crate) struct Webhook {
    base_url: String,
    guard: Guard,
}

impl Webhook {
    /// `base_url` is the address of the API as the provider knows it; `guard` says whom a call may be connected to.
    pub(crate) fn new(base_url: String, guard: Guard) -> Self {
        Self { base_url, guard }
    }

    /// Answers a request: 403 without a word for one that the provider did not sign.
    pub(crate) async fn answer(&self, request: Request, receive: &Receive) -> ApiGatewayV2httpResponse {
        let body = match request.signed_body() {
            Ok(body) => body,
            Err(status) => return refused(status),
        };
        let (signature, path) = (request.signature(), request.path_and_query());
        let is_good = |token: &str| channels::verify_twilio(token, &self.base_url, &path, &body, signature);
        match receive.provider.has_signed(is_good).await {
            Ok(true) => {}
            Ok(false) => return refused(403),
            Err(NoSecret) => return empty(503),
        }
        if request.raw_path == STATUSES {
            return receipt(&body, receive).await;
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
        let answer = match receive.text(&text).await {
            Ok(Took::New(thanks)) => xml(channels::twiml_message(&thanks.words)),
            // Where it comes again its sender was asked before.
            Ok(Took::Which(asks)) if !asks.again => xml(channels::twiml_message(&asks.words)),
            Ok(Took::Which(_) | Took::Before) => xml(channels::twiml_nothing()),
            Err(error) => return not_taken(receive, &text, &error).await,
        };
        forget(receive, &text).await;
        answer
    }
}

/// Takes in what the provider says became of a text. It says each thing once, so what cannot be noted now is put on the queue.
async fn receipt(body: &[u8], receive: &Receive) -> ApiGatewayV2httpResponse {
    let receipt = match channels::read_twilio_status(body) {
        Ok(receipt) => receipt,
        Err(error) => {
            tracing::warn!(error_type = "UnreadableWebhook", error = %error, "a signed webhook says nothing of a text");
            return empty(204);
        }
    };
    let Err(error) = receive.receipt(receipt.clone()).await else { return empty(204) };
    let line = shell::retry::with_causes(&error);
    if error.retry() == Retry::Never {
        tracing::error!(error_type = error.error_type(), error = %line, "a receipt can never be taken in");
        return empty(204);
    }
    tracing::info!(error_type = error.error_type(), error = %line, "a receipt is put on the queue");
    match receive.postpone_receipt(&receipt).await {
        Ok(()) => empty(204),
        Err(error) => {
            let line = shell::retry::with_causes(&error);
            tracing::error!(error_type = error.error_type(), error = %line, "a receipt could not be taken in, nor put on the queue");
            empty(503)
        }
    }
}

/// A text lies here, sealed or in the queue: nobody needs it at the provider any more.
async fn forget(receive: &Receive, text: &channels::InboundText) {
    if let Err(error) = receive.forget_text(&text.provider_id).await {
        tracing::error!(error_type = error.error_type(), "a text will stay at the provider");
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
        Ok(()) => {
            forget(receive, text).await;
            xml(channels::twiml_nothing())
        }
        Err(error) => {
            let line = shell::retry::with_causes(&error);
            tracing::error!(error_type = error.error_type(), error = %line, "a text could not be taken in, nor put on the queue");
            empty(503)
        }
    }
}

fn refused(status: i64) -> ApiGatewayV2httpResponse {
    metrics::emit(clock::now(), &[], &[("ForgedWebhooks", Unit::Count, 1.0)]);
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
