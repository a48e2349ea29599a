//! The provider's REST API: Twilio's, and those compatible with it. Calls and texts are placed by it.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::http::Request;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::phone::PhoneNumber;
use serde::Deserialize;

use crate::failure::{ProviderId, SendError, not_connected};
use crate::guard::Guard;

/// How long the provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// After so many seconds a text that has not gone out is given up: it speaks of this morning.
const VALIDITY: &str = "14400";

/// The account at the provider, as its secret holds it.
#[derive(Clone, Deserialize)]
pub(crate) struct Account {
    /// The account's id.
    pub(crate) account_sid: String,
    /// What it signs in with, and signs with.
    pub(crate) auth_token: String,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Account(…)")
    }
}

/// The provider's API. It uses the HTTP client that the AWS SDK links anyway, and never repeats a request.
pub(crate) struct ProviderApi {
    base_url: String,
    guard: Guard,
    // Reading the machine's certificates takes long, so it waits for the first request.
    connector: OnceLock<Connector>,
}

impl fmt::Debug for ProviderApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderApi").field("guard", &self.guard).finish_non_exhaustive()
    }
}

/// What the provider says of what it took.
#[derive(Deserialize)]
struct Taken {
    sid: String,
}

/// What the provider says of what it did not take. Its sentence may repeat the number, so it is not read.
#[derive(Default, Deserialize)]
struct Refused {
    #[serde(default)]
    code: u32,
}

/// A text that the provider is to send.
#[derive(Clone, Copy)]
pub struct ProviderText<'a> {
    /// The number of ours that it comes from.
    pub from: &'a PhoneNumber,
    /// Who it goes to.
    pub to: &'a PhoneNumber,
    /// What it says.
    pub words: &'a str,
    /// Where the provider tells what became of it.
    pub status: &'a str,
}

impl ProviderText<'_> {
    /// The provider's parameters for it.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        vec![
            ("To", self.to.expose().to_owned()),
            ("From", self.from.expose().to_owned()),
            ("Body", self.words.to_owned()),
            ("StatusCallback", self.status.to_owned()),
            ("ValidityPeriod", VALIDITY.to_owned()),
            // Letters are replaced, where they may be, before the parts are counted.
            ("SmartEncoded", "false".to_owned()),
        ]
    }
}

impl ProviderApi {
    /// `base_url` is where the provider's API answers: `https://api.twilio.com`.
    pub(crate) fn new(base_url: String, guard: Guard) -> Self {
        Self { base_url, guard, connector: OnceLock::new() }
    }

    /// Has a number rung, with these parameters of the provider's.
    ///
    /// # Errors
    /// [`SendError`], with [`SendError::Refused`] before the provider is asked.
    pub(crate) async fn call(
        &self,
        account: &Account,
        to: &PhoneNumber,
        parameters: &[(&'static str, String)],
    ) -> Result<ProviderId, SendError> {
        self.guard.number(to)?;
        read(self.ask(account, "POST", "Calls.json", parameters).await?)
    }

    /// Has a text sent.
    ///
    /// # Errors
    /// [`SendError`], with [`SendError::Refused`] before the provider is asked.
    pub(crate) async fn text(&self, account: &Account, text: ProviderText<'_>) -> Result<ProviderId, SendError> {
        self.guard.number(text.to)?;
        read(self.ask(account, "POST", "Messages.json", &text.parameters()).await?)
    }

    /// Has the provider delete a text that it has sent or received, with what it says. One that is not there any more is deleted.
    ///
    /// # Errors
    /// [`SendError`]: the text may still be there.
    pub(crate) async fn forget_text(&self, account: &Account, id: &ProviderId) -> Result<(), SendError> {
        let (status, body) = self.ask(account, "DELETE", &format!("Messages/{id}.json"), &[]).await?;
        if status == 404 { Ok(()) } else { taken(status, &body) }
    }

    /// What was spoken in a call, as MP3; `None` where the provider does not have it yet, or has it no more.
    ///
    /// # Errors
    /// [`SendError`]
    pub(crate) async fn recording(&self, account: &Account, id: &ProviderId) -> Result<Option<Vec<u8>>, SendError> {
        let (status, body) = self.ask(account, "GET", &format!("Recordings/{id}.mp3"), &[]).await?;
        if status == 404 {
            return Ok(None);
        }
        taken(status, &body)?;
        Ok(Some(body))
    }

    /// Has the provider delete what was spoken in a call. What is not there any more is deleted.
    ///
    /// # Errors
    /// [`SendError`]: it may still be there.
    pub(crate) async fn forget_recording(&self, account: &Account, id: &ProviderId) -> Result<(), SendError> {
        let (status, body) = self.ask(account, "DELETE", &format!("Recordings/{id}.json"), &[]).await?;
        if status == 404 { Ok(()) } else { taken(status, &body) }
    }

    async fn ask(
        &self,
        account: &Account,
        method: &str,
        resource: &str,
        parameters: &[(&'static str, String)],
    ) -> Result<(u16, Vec<u8>), SendError> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let request = self.request(account, (method, resource), form).ok_or(SendError::Unreachable)?;
        let make = || Connector::builder().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build();
        let connector = self.connector.get_or_init(make);
        let asked = async {
            let answer = connector.call(request).await.map_err(|error| {
                if error.is_user() || (error.is_io() && not_connected(&error)) {
                    SendError::Unreachable
                } else {
                    SendError::NoAnswer
                }
            })?;
            let status = answer.status().as_u16();
            let body = ByteStream::new(answer.into_body()).collect().await.map_err(|_| SendError::NoAnswer)?;
            Ok((status, body.to_vec()))
        };
        tokio::time::timeout(PATIENCE, asked).await.unwrap_or(Err(SendError::NoAnswer))
    }

    fn request(&self, account: &Account, (method, resource): (&str, &str), form: String) -> Option<Request> {
        let Account { account_sid, auth_token } = account;
        let mut request = Request::new(SdkBody::from(form));
        request.set_method(method).ok()?;
        request.set_uri(format!("{}/2010-04-01/Accounts/{account_sid}/{resource}", self.base_url.trim_end_matches('/'))).ok()?;
        let signed_in = format!("Basic {}", STANDARD.encode(format!("{account_sid}:{auth_token}")));
        let headers = request.headers_mut();
        headers.try_insert("authorization", signed_in).ok()?;
        headers.try_insert("content-type", "application/x-www-form-urlencoded").ok()?;
        let wanted = if resource.ends_with(".mp3") { "audio/mpeg" } else { "application/json" };
        headers.try_insert("accept", wanted).ok()?;
        Some(request)
    }
}

/// The provider's codes that somebody has to mend in the account, after which it goes through: the account is suspended or not active, a
/// country is not allowed, the number of ours cannot be rung or texted from.
const TO_BE_MENDED: [u32; 16] =
    [10001, 20003, 20005, 21210, 21212, 21213, 21215, 21408, 21603, 21606, 21659, 21660, 21661, 30002, 30010, 30024];

/// Its codes that say that there are too many at once.
const TOO_MANY: [u32; 5] = [10004, 14107, 20429, 21611, 30001];

fn read((status, body): (u16, Vec<u8>)) -> Result<ProviderId, SendError> {
    taken(status, &body)?;
    // It took something, and nobody knows under which name.
    serde_json::from_slice::<Taken>(&body).map(|taken| ProviderId::new(taken.sid)).map_err(|_| SendError::NoAnswer)
}

fn taken(status: u16, body: &[u8]) -> Result<(), SendError> {
    if (200..300).contains(&status) {
        return Ok(());
    }
    let known = serde_json::from_slice::<Refused>(body).unwrap_or_default().code;
    let code = if known == 0 { status.to_string() } else { known.to_string() };
    Err(match status {
        _ if status == 429 || TOO_MANY.contains(&known) => SendError::Throttled { code, pause: Duration::from_secs(2) },
        _ if TO_BE_MENDED.contains(&known) => SendError::Denied { code },
        // The account's own address stands in each request: who is not found there is the account.
        401 | 403 | 404 => SendError::Denied { code },
        400..500 => SendError::Rejected { code },
        _ => SendError::Unavailable { code },
    })
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use domain::phone::Line;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::guard::Stage;

    fn account() -> Account {
        Account { account_sid: "AC1".to_owned(), auth_token: "secret".to_owned() }
    }

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::from_e164(text, Line::Landline).unwrap()
    }

    /// A provider that answers one request with this, and what it was asked; with nothing it hangs up.
    async fn provider(answer: &'static str) -> (ProviderApi, Arc<Mutex<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let calls = ProviderApi::new(format!("http://{}", listener.local_addr().unwrap()), Guard::new(Stage::Test, "").unwrap());
        let heard = Arc::new(Mutex::new(String::new()));
        let hears = Arc::clone(&heard);
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = vec![0_u8; 4096];
            let mut read = 0;
            let is_whole = |text: &str| text.contains("To=") || (!text.starts_with("POST") && text.contains("\r\n\r\n"));
            while !is_whole(&String::from_utf8_lossy(&bytes[..read])) {
                read += stream.read(&mut bytes[read..]).await.unwrap();
            }
            *hears.lock().unwrap() = String::from_utf8_lossy(&bytes[..read]).into_owned();
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        (calls, heard)
    }

    #[tokio::test]
    async fn a_call_is_placed_as_the_provider_wants_it_and_its_id_is_kept() {
        let (calls, heard) =
            provider("HTTP/1.1 201 CREATED\r\ncontent-length: 31\r\n\r\n{\"sid\":\"CA1\",\"status\":\"queued\"}").await;
        let to = number("+441632960123");
        let placed = calls.call(&account(), &to, &[("To", to.expose().to_owned()), ("Url", "https://x/0".to_owned())]).await;
        assert_eq!(placed.unwrap().as_str(), "CA1");
        let heard = heard.lock().unwrap().to_lowercase();
        assert!(heard.starts_with("post /2010-04-01/accounts/ac1/calls.json "), "{heard}");
        assert!(heard.contains(&format!("authorization: basic {}", STANDARD.encode("AC1:secret")).to_lowercase()), "{heard}");
        assert!(heard.ends_with("to=%2b441632960123&url=https%3a%2f%2fx%2f0"), "{heard}");
    }

    #[tokio::test]
    async fn a_text_is_sent_as_the_provider_wants_it_and_one_to_be_forgotten_is_deleted() {
        let (api, heard) =
            provider("HTTP/1.1 201 CREATED\r\ncontent-length: 31\r\n\r\n{\"sid\":\"SM1\",\"status\":\"queued\"}").await;
        let (from, to) = (number("+447700900980"), number("+447700900123"));
        let text = ProviderText { from: &from, to: &to, words: "Ava & Leo", status: "https://x/status" };
        assert_eq!(api.text(&account(), text).await.unwrap().as_str(), "SM1");
        let sent = heard.lock().unwrap().clone();
        assert!(sent.to_lowercase().starts_with("post /2010-04-01/accounts/ac1/messages.json "), "{sent}");
        assert!(sent.contains("Body=Ava+%26+Leo") && sent.contains("StatusCallback=https%3A%2F%2Fx%2Fstatus"), "{sent}");
        let (api, heard) = provider("HTTP/1.1 204 NO CONTENT\r\n\r\n").await;
        api.forget_text(&account(), &ProviderId::new("SM1".to_owned())).await.unwrap();
        assert!(heard.lock().unwrap().to_lowercase().starts_with("delete /2010-04-01/accounts/ac1/messages/sm1.json "));
        let (api, _) = provider("HTTP/1.1 404 NOT FOUND\r\ncontent-length: 0\r\n\r\n").await;
        api.forget_text(&account(), &ProviderId::new("SM1".to_owned())).await.unwrap();
    }

    #[tokio::test]
    async fn what_was_spoken_is_fetched_once_it_is_there_and_deleted() {
        let recording = ProviderId::new("RE1".to_owned());
        let (api, heard) = provider("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nsound").await;
        assert_eq!(api.recording(&account(), &recording).await.unwrap().as_deref(), Some(&b"sound"[..]));
        assert!(heard.lock().unwrap().to_lowercase().starts_with("get /2010-04-01/accounts/ac1/recordings/re1.mp3 "));
        let (api, _) = provider("HTTP/1.1 404 NOT FOUND\r\ncontent-length: 0\r\n\r\n").await;
        assert_eq!(api.recording(&account(), &recording).await.unwrap(), None);
        for answer in ["HTTP/1.1 204 X\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n"] {
            let (api, heard) = provider(answer).await;
            api.forget_recording(&account(), &recording).await.unwrap();
            assert!(heard.lock().unwrap().to_lowercase().starts_with("delete /2010-04-01/accounts/ac1/recordings/re1.json "));
        }
        // What leads elsewhere is not what was spoken.
        let (api, _) = provider("HTTP/1.1 307 X\r\ncontent-length: 0\r\n\r\n").await;
        assert_eq!(api.recording(&account(), &recording).await.unwrap_err().code(), "unavailable");
    }

    #[tokio::test]
    async fn a_number_that_the_stage_may_not_reach_is_refused_before_the_provider_is_asked() {
        let calls = ProviderApi::new("http://127.0.0.1:1".to_owned(), Guard::new(Stage::Test, "").unwrap());
        let refused = calls.call(&account(), &number("+441632961123"), &[]).await.unwrap_err();
        assert_eq!(refused.code(), "real_recipient");
    }

    #[tokio::test]
    async fn where_nobody_listens_nobody_was_rung_and_where_somebody_hangs_up_perhaps() {
        let nowhere = ProviderApi::new("http://127.0.0.1:1".to_owned(), Guard::new(Stage::Test, "").unwrap());
        let unreachable = nowhere.call(&account(), &number("+441632960123"), &[("To", String::new())]).await.unwrap_err();
        assert!(matches!(unreachable, SendError::Unreachable) && !unreachable.may_have_been_sent(), "{unreachable:?}");
        let (hangs_up, _) = provider("").await;
        let unknown = hangs_up.call(&account(), &number("+441632960123"), &[("To", "x".to_owned())]).await.unwrap_err();
        assert!(unknown.may_have_been_sent(), "{unknown:?}");
    }

    #[test]
    fn each_refusal_says_whether_trying_again_can_help_and_none_repeats_the_number() {
        let refused = |status, code: u32| {
            read((status, format!("{{\"code\":{code},\"message\":\"+447700900123 is bad\"}}").into_bytes())).unwrap_err()
        };
        for (status, code, word) in [
            (400, 21211, "rejected"),
            (400, 13224, "rejected"),
            (400, 21210, "denied"),
            (400, 21215, "denied"),
            (400, 21606, "denied"),
            (400, 21610, "rejected"),
            (429, 30001, "throttled"),
            (401, 20003, "denied"),
            (404, 20404, "denied"),
            (429, 20429, "throttled"),
            (400, 10004, "throttled"),
            (503, 20500, "unavailable"),
        ] {
            let error = refused(status, code);
            assert_eq!(error.code(), word, "{status} {code}");
            assert!(!format!("{error} {error:?}").contains("900123"));
        }
        assert!(read((500, b"<html>".to_vec())).unwrap_err().may_have_been_sent());
        assert!(read((201, b"<html>".to_vec())).unwrap_err().may_have_been_sent());
        assert_eq!(format!("{:?}", account()), "Account(…)");
    }
}
