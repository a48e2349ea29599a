//! A stand-in of the provider: it takes the calls that the system has placed, and the texts, over the provider's own API, and plays whoever lifts.
//!
//! Nothing happens in a call until somebody says what: [`Stack::lift`] gives a call that was placed, [`Stack::ring`] rings the system, and
//! [`Telephone::does`] has the other end lift, press keys, wait or hang up. Each step is asked of the system over its own webhook, signed as the
//! provider signs, and what was heard is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::error::Error;
use crate::sent::Text;
use crate::stack::{Provider, Stack, WEBHOOK_BASE_URL, chance};

/// A call that the system has placed.
#[derive(Clone, PartialEq, Eq)]
pub struct PlacedCall {
    /// The provider's id of it.
    pub id: String,
    /// Whom it rings.
    pub to: String,
    /// The number that it shows.
    pub from: String,
    /// Where the provider asks what is said first.
    pub url: String,
    /// Where it tells how the call ended.
    pub status: String,
    /// What was asked for besides, by the names of the provider's parameters.
    pub parameters: BTreeMap<String, String>,
}

impl fmt::Debug for PlacedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlacedCall({})", self.id)
    }
}

/// A text that the provider was given.
#[derive(Clone)]
pub(crate) struct GivenText {
    pub(crate) text: Text,
    /// Where it tells what became of it.
    pub(crate) status: String,
}

#[derive(Default)]
pub(crate) struct Book {
    placed: Vec<PlacedCall>,
    refusal: Option<(u16, u32)>,
    pub(crate) texts: Vec<GivenText>,
    /// How texts to a number are refused.
    pub(crate) text_refusals: BTreeMap<String, (u16, u32)>,
    /// The texts that it was told to delete, by their ids.
    pub(crate) deleted: BTreeSet<String>,
}

/// The provider's API. It ends when this is dropped.
pub(crate) struct Telephones {
    address: SocketAddr,
    book: Arc<Mutex<Book>>,
    serving: JoinHandle<()>,
}

impl Drop for Telephones {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Telephones {
    pub(crate) async fn start(provider: &Provider) -> Result<Self, Error> {
        let failed = Error::machine("starting the stand-in of the provider");
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
        let address = listener.local_addr().map_err(Error::machine("starting the stand-in of the provider"))?;
        let book = Arc::<Mutex<Book>>::default();
        let (shared, provider) = (Arc::clone(&book), provider.clone());
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (book, provider) = (Arc::clone(&shared), provider.clone());
                // Who hangs up early is not answered.
                tokio::spawn(async move { exchange(stream, &provider, &book).await.ok() });
            }
        });
        Ok(Self { address, book, serving })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One request and its answer.
async fn exchange(mut stream: TcpStream, provider: &Provider, book: &Mutex<Book>) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let (head, body) = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = header(head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0_usize);
        if body.len() >= length {
            break (head.to_owned(), body.to_owned());
        }
    };
    let (status, answer) = answer(&head, &body, provider, &mut book.lock().unwrap_or_else(PoisonError::into_inner));
    let length = answer.len();
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}"
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn answer(head: &str, body: &str, provider: &Provider, book: &mut Book) -> (u16, String) {
    let Provider { account_sid, auth_token } = provider;
    let refused = |status: u16, code: u32| (status, json!({"code": code, "message": "refused", "status": status}).to_string());
    let of_account = |method: &str| head.strip_prefix(&format!("{method} /2010-04-01/Accounts/{account_sid}/"));
    let is_text = of_account("POST").is_some_and(|resource| resource.starts_with("Messages.json "));
    if let Some((status, code)) = book.refusal.filter(|_| !is_text) {
        return refused(status, code);
    }
    let signed_in = format!("Basic {}", BASE64_STANDARD.encode(format!("{account_sid}:{auth_token}")));
    if header(head, "authorization") != Some(&signed_in) {
        return refused(401, 20003);
    }
    if let Some(deleted) = of_account("DELETE").and_then(|rest| rest.strip_prefix("Messages/")?.split_once(".json ")) {
        book.deleted.insert(deleted.0.to_owned());
        return (204, String::new());
    }
    if !is_text && !of_account("POST").is_some_and(|resource| resource.starts_with("Calls.json ")) {
        return refused(404, 20404);
    }
    let parameters: BTreeMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let parameter = |name: &str| parameters.get(name).cloned().unwrap_or_default();
    if let Some((status, code)) = book.text_refusals.get(&parameter("To")).filter(|_| is_text) {
        return refused(*status, *code);
    }
    if is_text {
        return give(book, &["To", "From", "Body", "StatusCallback"].map(parameter));
    }
    let [to, from, url, status] = ["To", "From", "Url", "StatusCallback"].map(parameter);
    let (Ok(chance), false) = (chance(), to.is_empty() || from.is_empty() || url.is_empty()) else { return refused(400, 21201) };
    let id = format!("CA{chance}");
    book.placed.push(PlacedCall { id: id.clone(), to, from, url, status, parameters });
    (201, json!({"sid": id, "status": "queued"}).to_string())
}

/// Takes a text.
fn give(book: &mut Book, [to, from, words, status]: &[String; 4]) -> (u16, String) {
    let (Ok(chance), false) = (chance(), to.is_empty() || from.is_empty() || words.is_empty()) else {
        return (400, json!({"code": 21604, "message": "refused", "status": 400}).to_string());
    };
    let id = format!("SM{chance}");
    let text = Text { id: id.clone(), to: to.clone(), from: Some(from.clone()), words: words.clone() };
    book.texts.push(GivenText { text, status: status.clone() });
    (201, json!({"sid": id, "status": "queued"}).to_string())
}

/// What the other end of a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does<'a> {
    /// Somebody lifts.
    Lifts,
    /// An answering machine lifts, and listens after its tone.
    IsAMachine,
    /// Nobody lifts.
    DoesNotLift,
    /// These keys are pressed.
    Presses(&'a str),
    /// No key is pressed in time.
    Waits,
    /// Somebody at the school lifts, and they speak for so many seconds.
    SchoolSpeaks(u32),
    /// The school's telephone rings in vain.
    SchoolDoesNotLift,
    /// The parent hangs up.
    HangsUp,
    /// The provider repeats its last question.
    AsksAgain,
}

/// What the system answered to one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// What is heard.
    pub words: String,
    /// What follows.
    pub next: Next,
    /// The answer as it came.
    pub twiml: String,
}

/// What the provider does after the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// It waits for a key.
    Key,
    /// It records.
    Record,
    /// It rings this number.
    Dials(String),
    /// It ends the call.
    HangsUp,
}

/// A call as it goes.
pub struct Telephone<'a> {
    stack: &'a Stack,
    id: String,
    from: String,
    to: String,
    direction: &'static str,
    /// Where the next step is asked for.
    address: String,
    /// Where the end is told.
    status: String,
    /// What was asked last, and where.
    asked: Option<(String, BTreeMap<&'static str, String>)>,
    /// What was heard so far.
    pub heard: Vec<Turn>,
}

impl fmt::Debug for Telephone<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Telephone({})", self.id)
    }
}

impl Stack {
    /// Every call that the system has placed, in order.
    pub fn placed_calls(&self) -> Vec<PlacedCall> {
        self.telephones().book().placed.clone()
    }

    /// From now on the provider refuses calls with this status and code of its own; `None` lets them be placed again.
    pub fn refuse_calls(&self, refusal: Option<(u16, u32)>) {
        self.telephones().book().refusal = refusal;
    }

    /// A call that was placed, which rings now.
    pub fn lift(&self, call: &PlacedCall) -> Telephone<'_> {
        Telephone {
            stack: self,
            id: call.id.clone(),
            from: call.from.clone(),
            to: call.to.clone(),
            direction: "outbound-api",
            address: call.url.clone(),
            status: call.status.clone(),
            asked: None,
            heard: Vec::new(),
        }
    }

    /// Somebody rings a number of ours at the provider.
    ///
    /// # Errors
    /// [`Error::Machine`] where no id can be made.
    pub fn ring(&self, from: &str, to: &str) -> Result<Telephone<'_>, Error> {
        Ok(Telephone {
            stack: self,
            id: format!("CA{}", chance()?),
            from: from.to_owned(),
            to: to.to_owned(),
            direction: "inbound",
            address: format!("{WEBHOOK_BASE_URL}/webhooks/twilio/voice"),
            status: format!("{WEBHOOK_BASE_URL}/webhooks/twilio/voice/in/status"),
            asked: None,
            heard: Vec::new(),
        })
    }
}

impl Telephone<'_> {
    /// The other end does something, and the provider asks what follows. When the system ends the call, the provider tells that it is over.
    ///
    /// # Errors
    /// [`Error::Call`] when the system refuses or does not answer.
    pub async fn does(&mut self, does: Does<'_>) -> Result<Turn, Error> {
        let mut fields = BTreeMap::from([("CallStatus", "in-progress".to_owned())]);
        match does {
            // The provider asks for the first step of a call that came in before it is lifted.
            Does::Lifts if self.direction == "inbound" => drop(fields.insert("CallStatus", "ringing".to_owned())),
            Does::Lifts => drop(fields.insert("AnsweredBy", "human".to_owned())),
            Does::IsAMachine => drop(fields.insert("AnsweredBy", "machine_end_beep".to_owned())),
            Does::Presses(keys) => drop(fields.insert("Digits", keys.to_owned())),
            Does::Waits => drop(fields.insert("Digits", String::new())),
            Does::SchoolSpeaks(seconds) => {
                fields.extend([("DialCallStatus", "completed".to_owned()), ("DialCallDuration", seconds.to_string())]);
            }
            Does::SchoolDoesNotLift => drop(fields.insert("DialCallStatus", "no-answer".to_owned())),
            Does::DoesNotLift => return self.is_over("no-answer").await,
            Does::HangsUp => return self.is_over("completed").await,
            Does::AsksAgain => {
                let Some((address, fields)) = self.asked.clone() else {
                    return Err(Error::Missing { what: "question to ask again".to_owned() });
                };
                return self.ask(&address, &fields).await;
            }
        }
        let address = self.address.clone();
        let turn = self.ask(&address, &fields).await?;
        self.asked = Some((address, fields));
        self.heard.push(turn.clone());
        if turn.next == Next::HangsUp {
            self.is_over("completed").await?;
        } else if let Some(next) = between(&turn.twiml, "action=\"", "\"") {
            self.address = next.to_owned();
        }
        Ok(turn)
    }

    /// Plays all of it, and gives what was heard at each step.
    ///
    /// # Errors
    /// As [`Telephone::does`].
    pub async fn plays(&mut self, script: &[Does<'_>]) -> Result<Vec<Turn>, Error> {
        let mut turns = Vec::new();
        for does in script {
            turns.push(self.does(*does).await?);
        }
        Ok(turns)
    }

    async fn is_over(&mut self, status: &str) -> Result<Turn, Error> {
        let address = self.status.clone();
        self.ask(&address, &BTreeMap::from([("CallStatus", status.to_owned())])).await
    }

    async fn ask(&self, address: &str, fields: &BTreeMap<&'static str, String>) -> Result<Turn, Error> {
        let mut form = fields.clone();
        form.extend([
            ("AccountSid", self.stack.provider().account_sid.clone()),
            ("CallSid", self.id.clone()),
            ("Direction", self.direction.to_owned()),
            ("From", self.from.clone()),
            ("To", self.to.clone()),
        ]);
        let answer = self.stack.call_webhook(address, &form).await?;
        match (answer.status, answer.body.as_str()) {
            (200, Some(twiml)) => Ok(read(twiml)),
            (status, _) => Err(Error::Call { call: "a step of a call".to_owned(), said: format!("status {status}") }),
        }
    }
}

/// What an answer of the system's says, as far as it uses the provider's language.
fn read(twiml: &str) -> Turn {
    let said: Vec<String> =
        twiml.split("<Say").skip(1).filter_map(|rest| Some(unescaped(rest.split_once('>')?.1.split_once("</Say>")?.0))).collect();
    let next = match () {
        () if twiml.contains("<Gather") => Next::Key,
        () if twiml.contains("<Record") => Next::Record,
        () if twiml.contains("<Dial") => Next::Dials(between(twiml, "<Number>", "</Number>").unwrap_or_default().to_owned()),
        () => Next::HangsUp,
    };
    Turn { words: said.join(" "), next, twiml: twiml.to_owned() }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

fn unescaped(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider() -> Provider {
        Provider { account_sid: "AC1".to_owned(), auth_token: "secret".to_owned() }
    }

    const HEAD: &str = "POST /2010-04-01/Accounts/AC1/Calls.json HTTP/1.1\r\nAuthorization: Basic QUMxOnNlY3JldA==";
    const BODY: &str = "To=%2B441632960123&From=%2B447700900980&Url=https%3A%2F%2Fx%2F0&StatusCallback=https%3A%2F%2Fx%2Fstatus";

    #[test]
    fn a_call_is_taken_from_the_account_alone_and_can_be_refused() {
        let mut book = Book::default();
        let mut asked = |head: &str, body: &str| answer(head, body, &provider(), &mut book).0;
        assert_eq!(asked(HEAD, BODY), 201);
        assert_eq!(asked(&HEAD.replace("QUMx", "AAAA"), BODY), 401);
        assert_eq!(asked(&HEAD.replace("Calls", "Conferences"), BODY), 404);
        assert_eq!(asked(HEAD, "To=%2B441632960123"), 400);
        assert_eq!((book.placed.len(), book.placed[0].to.as_str()), (1, "+441632960123"));
        book.refusal = Some((429, 20429));
        assert_eq!(answer(HEAD, BODY, &provider(), &mut book).0, 429);
    }

    #[test]
    fn a_text_is_taken_refused_and_deleted() {
        let mut book = Book::default();
        let text = "To=%2B447700900123&From=%2B447700900980&Body=Hello&StatusCallback=https%3A%2F%2Fx%2Fstatus";
        let head = HEAD.replace("Calls", "Messages");
        assert_eq!(answer(&head, text, &provider(), &mut book).0, 201);
        assert_eq!(answer(&head, "To=%2B447700900123", &provider(), &mut book).0, 400);
        assert_eq!((book.texts.len(), book.texts[0].text.words.as_str()), (1, "Hello"));
        let deletes = head.replace("POST", "DELETE").replace("Messages.json", "Messages/SM1.json");
        assert_eq!(answer(&deletes, "", &provider(), &mut book).0, 204);
        assert!(book.deleted.contains("SM1"));
        book.text_refusals.insert("+447700900123".to_owned(), (503, 20500));
        assert_eq!(answer(&head, text, &provider(), &mut book).0, 503);
        assert_eq!(answer(HEAD, BODY, &provider(), &mut book).0, 201, "calls are another thing");
    }

    #[test]
    fn what_is_heard_is_read_from_an_answer() {
        let asks = "<Response><Gather action=\"https://x/1\"><Say voice=\"a\">Ava &amp; Leo</Say><Say>press 1.</Say></Gather></Response>";
        let turn = read(asks);
        assert_eq!((turn.words.as_str(), turn.next), ("Ava & Leo press 1.", Next::Key));
        let dials =
            "<Response><Say>One moment.</Say><Dial action=\"https://x/2\"><Number>+441632960000</Number></Dial></Response>";
        assert_eq!(read(dials).next, Next::Dials("+441632960000".to_owned()));
        assert_eq!(read("<Response><Hangup/></Response>").next, Next::HangsUp);
    }
}
