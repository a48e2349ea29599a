//! A request as the gateway gives it.

use std::collections::HashMap;

use aws_lambda_events::event::apigw::ApiGatewayV2httpResponse;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

/// The longest body that is looked at: a text's form has a few kilobytes. Checking a signature must cost a forger more than us.
const LONGEST: usize = 64 * 1024;

/// A request as the gateway gives it (payload 2.0). Nothing but what is needed, so that nothing else that somebody sends, such as a header of
/// no right form, can make it unreadable.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    #[serde(default)]
    pub(crate) raw_path: String,
    #[serde(default)]
    pub(crate) raw_query_string: String,
    #[serde(default)]
    headers: HashMap<String, String>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
    #[serde(default)]
    request_context: Context,
}

#[derive(Default, Deserialize)]
struct Context {
    #[serde(default)]
    http: Http,
}

#[derive(Default, Deserialize)]
struct Http {
    #[serde(default)]
    method: String,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Other,
}

impl Request {
    pub(crate) fn method(&self) -> Method {
        match self.request_context.http.method.as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            _ => Method::Other,
        }
    }

    /// The body as it was sent; the status to refuse with otherwise.
    pub(crate) fn body(&self) -> Result<Vec<u8>, i64> {
        let body = self.body.as_deref().unwrap_or_default();
        if body.len() > LONGEST {
            return Err(413);
        }
        if self.is_base64_encoded { BASE64_STANDARD.decode(body).map_err(|_| 400) } else { Ok(body.as_bytes().to_vec()) }
    }

    /// The body as it was sent; the status to refuse with, where nobody can have signed it.
    pub(crate) fn signed_body(&self) -> Result<Vec<u8>, i64> {
        if self.signature().is_empty() && self.body.as_deref().unwrap_or_default().len() <= LONGEST {
            return Err(403);
        }
        self.body().map_err(|status| if status == 400 { 403 } else { status })
    }

    pub(crate) fn signature(&self) -> &str {
        let header = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-twilio-signature"));
        header.map_or("", |(_, value)| value.trim())
    }

    pub(crate) fn path_and_query(&self) -> String {
        let query = if self.raw_query_string.is_empty() { "" } else { "?" };
        format!("{}{query}{}", self.raw_path, self.raw_query_string)
    }
}

/// An answer without a word.
pub(crate) fn empty(status: i64) -> ApiGatewayV2httpResponse {
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = status;
    response
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request(changes: &Value) -> Request {
        let mut event = json!({"version": "2.0", "rawPath": "/webhooks/twilio/sms", "rawQueryString": "",
            "requestContext": {"http": {"method": "POST"}},
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

    #[test]
    fn a_request_of_no_known_kind_is_neither_shown_nor_taken_in() {
        assert_eq!(request(&json!({})).method(), Method::Post);
        assert_eq!(request(&json!({"requestContext": {"http": {"method": "PUT"}}})).method(), Method::Other);
        assert_eq!(request(&json!({"requestContext": {}})).method(), Method::Other);
    }
}
