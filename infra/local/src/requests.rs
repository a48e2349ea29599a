//! Calls of the stack as an administrator, without an SDK for each service.
//!
//! The emulator lets the key `test` do everything and does not check its signature, so a request needs no more than to say whose it is.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use serde_json::Value;

use crate::REGION;
use crate::error::Error;

/// No call of a local stack takes longer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The stack's front door for an administrator.
#[derive(Clone, Debug)]
pub(crate) struct Administrator {
    client: Client,
    endpoint: String,
}

impl Administrator {
    pub(crate) fn new(endpoint: String) -> Result<Self, Error> {
        // No proxy of the user's: the stack is on this machine.
        let client = Client::builder().no_proxy().redirect(Policy::none()).timeout(TIMEOUT).build();
        let client = client.map_err(|error| Error::Call { call: "making an HTTP client".to_owned(), said: error.to_string() })?;
        Ok(Self { client, endpoint })
    }

    /// The HTTP client, for calls of the API.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// One operation of a service that speaks JSON; `target` is `AWSCognitoIdentityProviderService.AdminCreateUser`.
    pub(crate) async fn call(&self, service: &str, target: &str, version: &str, body: &Value) -> Result<Value, Error> {
        let request = self
            .client
            .post(&self.endpoint)
            .header("x-amz-target", target)
            .header("content-type", format!("application/x-amz-json-{version}"))
            .header("authorization", self.authorization(service))
            .body(body.to_string());
        read(target, request.send().await).await
    }

    /// One GET of the emulator's own pages; `path` begins with a slash.
    pub(crate) async fn look(&self, path: &str) -> Result<Value, Error> {
        read(path, self.client.get(format!("{}{path}", self.endpoint)).send().await).await
    }

    /// One call of a service that speaks REST, such as Lambda; `path` begins with a slash.
    pub(crate) async fn rest(&self, service: &str, method: Method, path: &str) -> Result<Value, Error> {
        let request = self.client.request(method, format!("{}{path}", self.endpoint));
        read(path, request.header("authorization", self.authorization(service)).send().await).await
    }

    /// Invokes a function and waits for its answer.
    pub(crate) async fn invoke(&self, function: &str, event: &Value) -> Result<Value, Error> {
        let request = self
            .client
            .post(format!("{}/2015-03-31/functions/{function}/invocations", self.endpoint))
            .header("authorization", self.authorization("lambda"))
            .body(event.to_string());
        let call = format!("invoking {function}");
        let answer = request.send().await;
        let failed = answer.as_ref().is_ok_and(|answer| answer.headers().contains_key("x-amz-function-error"));
        let value = read(&call, answer).await?;
        if failed { Err(Error::Call { call, said: value.to_string() }) } else { Ok(value) }
    }

    fn authorization(&self, service: &str) -> String {
        format!("AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0")
    }
}

async fn read(call: &str, answer: reqwest::Result<Response>) -> Result<Value, Error> {
    let failed = |said: String| Error::Call { call: call.to_owned(), said };
    let answer = answer.map_err(|error| failed(error.to_string()))?;
    let status = answer.status();
    let text = answer.text().await.map_err(|error| failed(error.to_string()))?;
    if !status.is_success() {
        return Err(failed(format!("{status}: {text}")));
    }
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&text).map_err(|error| failed(format!("{error} in {text}")))
}
