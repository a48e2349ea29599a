//! Calls as a member of staff, a parent or the text provider makes them.

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::error::Error;
use crate::stack::{Stack, WEBHOOK_BASE_URL};

/// An answer of the API.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, `null` where there is none, a string where it is no JSON.
    pub body: Value,
}

/// A page as a parent's browser gets it.
#[derive(Clone, Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The headers by their names in small letters.
    pub headers: BTreeMap<String, String>,
    /// The document.
    pub html: String,
}

/// A text as a parent sends it to a school's number.
#[derive(Clone, Copy, Debug)]
pub struct ParentText<'a> {
    /// The parent's number.
    pub from: &'a str,
    /// The school's number.
    pub to: &'a str,
    /// What they write.
    pub words: &'a str,
    /// The provider's id of the text.
    pub id: &'a str,
}

/// An email as a parent's program sends it.
#[derive(Clone, Copy, Debug)]
pub struct ParentEmail<'a> {
    /// SES's id of it.
    pub id: &'a str,
    /// Who sends it, on the envelope.
    pub from: &'a str,
    /// The address that it answers to.
    pub to: &'a str,
    /// The whole of it, header and all.
    pub raw: &'a str,
}

impl Stack {
    /// Asks the API something; `token` is what [`Stack::sign_in`] gave, empty for none.
    ///
    /// # Errors
    /// [`Error::Call`] when no answer comes; an answer that refuses is an answer.
    pub async fn ask(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Result<Answer, Error> {
        self.ask_as(method, path, token, ("", body)).await
    }

    /// Asks the API something with an `Idempotency-Key`.
    ///
    /// # Errors
    /// As [`Stack::ask`].
    pub async fn ask_once(&self, method: &str, path: &str, token: &str, key: &str, body: &Value) -> Result<Answer, Error> {
        self.ask_as(method, path, token, (key, Some(body))).await
    }

    async fn ask_as(&self, method: &str, path: &str, token: &str, (key, body): (&str, Option<&Value>)) -> Result<Answer, Error> {
        let method = Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET);
        let mut request = self.request(method, path)?;
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        answer(path, request).await
    }

    /// A text that comes in at a number at AWS: published on the number's topic, as AWS does.
    ///
    /// # Errors
    /// [`Error::Call`] when the topic does not take it.
    pub async fn text_over_topic(&self, text: ParentText<'_>) -> Result<(), Error> {
        let message = json!({
            "originationNumber": text.from,
            "destinationNumber": text.to,
            "messageKeyword": "KEYWORD_000000000000",
            "messageBody": text.words,
            "inboundMessageId": text.id,
        });
        self.publish("publishing a parent's text", self.inbound_texts_topic()?, &message).await
    }

    /// An email that answers one of ours: put where SES puts what it receives, and announced as it does.
    ///
    /// # Errors
    /// [`Error::Call`] when the bucket or the topic does not take it.
    pub async fn answer_by_email(&self, email: ParentEmail<'_>) -> Result<(), Error> {
        let ParentEmail { id, from, to, raw } = email;
        let (bucket, key) = (self.bucket()?, format!("mail/{id}"));
        let config = aws_sdk_s3::config::Builder::from(&self.sdk_config()).force_path_style(true).build();
        let put =
            aws_sdk_s3::Client::from_conf(config).put_object().bucket(bucket).key(&key).body(raw.as_bytes().to_vec().into());
        let failed = |said| Error::Call { call: "putting a parent's email into the bucket".to_owned(), said };
        put.send().await.map_err(|error| failed(error.to_string()))?;
        let passed = json!({"status": "PASS"});
        let notice = json!({
            "notificationType": "Received",
            "mail": {"messageId": id, "source": from, "destination": [to]},
            "receipt": {
                "recipients": [to], "spamVerdict": passed, "virusVerdict": passed, "spfVerdict": passed, "dkimVerdict": passed,
                "dmarcVerdict": passed, "action": {"type": "S3", "bucketName": bucket, "objectKey": key},
            },
        });
        self.publish("announcing a parent's email", self.inbound_mail_topic()?, &notice).await
    }

    /// What SES says became of an email, announced as it does: `{"eventType":"Bounce",…}`.
    ///
    /// # Errors
    /// [`Error::Call`] when the topic does not take it.
    pub async fn mail_event(&self, event: &Value) -> Result<(), Error> {
        self.publish("announcing what became of an email", self.mail_events_topic()?, event).await
    }

    async fn publish(&self, call: &str, topic: &str, message: &Value) -> Result<(), Error> {
        let client = aws_sdk_sns::Client::new(&self.sdk_config());
        let published = client.publish().topic_arn(topic).message(message.to_string()).send().await;
        published.map(drop).map_err(|error| Error::Call { call: call.to_owned(), said: error.to_string() })
    }

    /// A text that comes in at a number at the provider: posted to the webhook, signed as the provider signs. `status` 200 and TwiML.
    ///
    /// # Errors
    /// [`Error::Call`] when no answer comes; a refusal is an answer.
    pub async fn text_over_webhook(&self, text: ParentText<'_>) -> Result<Answer, Error> {
        let fields = [
            ("AccountSid", self.provider().account_sid.as_str()),
            ("Body", text.words),
            ("From", text.from),
            ("MessageSid", text.id),
            ("NumMedia", "0"),
            ("To", text.to),
        ];
        let fields = fields.map(|(name, value)| (name, value.to_owned()));
        self.call_webhook(&format!("{WEBHOOK_BASE_URL}{WEBHOOK}"), &fields.into()).await
    }

    /// Posts a form to one of the system's addresses as the provider knows them, signed as it signs.
    pub(crate) async fn call_webhook(&self, address: &str, fields: &BTreeMap<&'static str, String>) -> Result<Answer, Error> {
        let mut signed = address.to_owned();
        for (name, value) in fields {
            signed.push_str(name);
            signed.push_str(value);
        }
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.provider().auth_token.as_bytes());
        let signature = BASE64_STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let path = address.strip_prefix(WEBHOOK_BASE_URL).ok_or_else(|| Error::Missing { what: "webhook of ours".to_owned() })?;
        self.post_to_webhook(path, &form, &signature).await
    }

    /// Posts a form to the webhook under any signature: for what a forger sends.
    ///
    /// # Errors
    /// [`Error::Call`] when no answer comes.
    pub async fn post_webhook(&self, form: &str, signature: &str) -> Result<Answer, Error> {
        self.post_to_webhook(WEBHOOK, form, signature).await
    }

    /// The same to the webhook of this path.
    ///
    /// # Errors
    /// As [`Stack::post_webhook`].
    pub async fn post_to_webhook(&self, path: &str, form: &str, signature: &str) -> Result<Answer, Error> {
        let request = self.request(Method::POST, path)?;
        let request = request.header("content-type", "application/x-www-form-urlencoded").header("x-twilio-signature", signature);
        answer("the provider's webhook", request.body(form.to_owned())).await
    }

    /// Opens a page by its path, `/r/…`.
    ///
    /// # Errors
    /// [`Error::Call`] when no answer comes.
    pub async fn open_page(&self, path: &str) -> Result<Page, Error> {
        page(self.request(Method::GET, path)?).await
    }

    /// Posts the form of a page.
    ///
    /// # Errors
    /// As [`Stack::open_page`].
    pub async fn send_form(&self, path: &str, form: &str) -> Result<Page, Error> {
        let request = self.request(Method::POST, path)?.header("content-type", "application/x-www-form-urlencoded");
        page(request.body(form.to_owned())).await
    }

    /// Takes a function off everything that feeds it, for good.
    ///
    /// # Errors
    /// [`Error::Call`] when the emulator refuses.
    pub async fn disconnect(&self, folder: &str) -> Result<(), Error> {
        let path = format!("/2015-03-31/event-source-mappings/?FunctionName={}", self.function(folder)?);
        let mappings = self.administrator().rest("lambda", Method::GET, &path).await?;
        for mapping in mappings.get("EventSourceMappings").and_then(Value::as_array).into_iter().flatten() {
            let id = mapping.get("UUID").and_then(Value::as_str).unwrap_or_default();
            self.administrator().rest("lambda", Method::DELETE, &format!("/2015-03-31/event-source-mappings/{id}")).await?;
        }
        Ok(())
    }

    fn request(&self, method: Method, path: &str) -> Result<reqwest::RequestBuilder, Error> {
        Ok(self.administrator().client().request(method, format!("{}{path}", self.api())).header("host", self.api_host()?))
    }
}

/// The provider's webhook for texts.
const WEBHOOK: &str = "/webhooks/twilio/sms";

async fn page(request: reqwest::RequestBuilder) -> Result<Page, Error> {
    // The address is a key, so no error names it.
    let failed =
        |error: reqwest::Error| Error::Call { call: "a parents' page".to_owned(), said: error.without_url().to_string() };
    let answer = request.send().await.map_err(failed)?;
    let headers = answer.headers().iter().filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    Ok(Page { status: answer.status().as_u16(), headers: headers.collect(), html: answer.text().await.map_err(failed)? })
}

async fn answer(path: &str, request: reqwest::RequestBuilder) -> Result<Answer, Error> {
    let failed = |error: reqwest::Error| Error::Call { call: path.to_owned(), said: error.without_url().to_string() };
    let answer = request.send().await.map_err(failed)?;
    let status = answer.status().as_u16();
    let text = answer.text().await.map_err(failed)?;
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or(Value::String(text)) };
    Ok(Answer { status, body })
}
