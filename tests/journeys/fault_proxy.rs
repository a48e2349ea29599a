//! A proxy between the functions and AWS that fails when a journey says so, as AWS and networks fail, and keeps a ledger of the calls.
//!
//! It speaks HTTP/1.1, one exchange a connection. What it plays are the services' own errors, so that the SDKs react as they would on AWS.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::caller::Caller;
use super::ledger::Ledger;

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The service says that it is asked too much.
    Throttle,
    /// The service says that this role may not.
    Refuse,
    /// The service is at fault itself.
    Break,
    /// The call goes through, and its answer comes this much later.
    Delay(Duration),
    /// The call goes through, and its answer comes when [`FaultProxy::release`] says so.
    Hold,
    /// The connection is reset before the call reaches the service.
    Reset,
    /// The call goes through, and the connection is reset instead of its answer.
    LoseAnswer,
    /// The caller's process is killed before the call reaches the service.
    KillBefore,
    /// The call goes through, and the caller's process is killed before it hears of it.
    KillAfter,
}

/// Which calls a fault strikes: all of an operation, unless it is narrowed.
#[derive(Clone, Debug)]
pub(super) struct On {
    service: &'static str,
    operations: &'static [&'static str],
    function: Option<&'static str>,
    about: Option<String>,
    skip: usize,
    times: usize,
}

impl On {
    /// Any of these operations of a service, under the names that the service has in signatures.
    pub(super) fn any(service: &'static str, operations: &'static [&'static str]) -> Self {
        Self { service, operations, function: None, about: None, skip: 0, times: 1 }
    }

    /// Only from this function.
    pub(super) fn by(mut self, function: &'static str) -> Self {
        self.function = Some(function);
        self
    }

    /// Only where this stands in the request: a table's or a queue's name.
    pub(super) fn about(mut self, words: &str) -> Self {
        self.about = Some(words.to_owned());
        self
    }

    /// Lets so many through first.
    pub(super) fn after(mut self, calls: usize) -> Self {
        self.skip = calls;
        self
    }

    /// Strikes so many times, not once.
    pub(super) fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }
}

struct Planned {
    on: On,
    fault: Fault,
    struck: Arc<AtomicUsize>,
}

/// How often a planned fault has struck.
#[derive(Clone)]
pub(super) struct Struck(Arc<AtomicUsize>);

impl Struck {
    pub(super) fn times(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

struct Shared {
    upstream: OnceLock<SocketAddr>,
    // Held while a process is looked for and killed: what else it had under way is then found to come from nobody.
    plans: tokio::sync::Mutex<Vec<Planned>>,
    released: tokio::sync::watch::Sender<bool>,
    pace: Mutex<Pace>,
    ledger: Mutex<Ledger>,
    /// Whose a key is that calls are signed with: each function has its own.
    signers: Mutex<HashMap<String, String>>,
    /// Where an email to an address is answered: the emulator drops it.
    answered_to: Mutex<HashMap<String, String>>,
}

struct Pace {
    under_way: usize,
    last: Instant,
}

/// The proxy. It ends when this is dropped.
pub(super) struct FaultProxy {
    shared: Arc<Shared>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl FaultProxy {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let pace = Mutex::new(Pace { under_way: 0, last: Instant::now() });
        let shared = Arc::new(Shared {
            upstream: OnceLock::new(),
            plans: tokio::sync::Mutex::default(),
            released: tokio::sync::watch::Sender::new(false),
            pace,
            ledger: Mutex::default(),
            signers: Mutex::default(),
            answered_to: Mutex::default(),
        });
        let serving = tokio::spawn(serve(listener, address, Arc::clone(&shared)));
        Self { shared, address, serving }
    }

    /// What functions have to take for AWS.
    pub(super) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets calls through to `endpoint`. Until then there are none.
    pub(super) fn stands_before(&self, endpoint: &str) {
        self.shared.upstream.set(endpoint.trim_start_matches("http://").parse().unwrap()).unwrap();
    }

    /// Plans a fault. Of several that fit a call the one that was planned first strikes.
    pub(super) async fn plan(&self, on: On, fault: Fault) -> Struck {
        let struck = Arc::new(AtomicUsize::new(0));
        self.shared.plans.lock().await.push(Planned { on, fault, struck: Arc::clone(&struck) });
        Struck(struck)
    }

    /// Forgets every fault that is planned: from now on all goes well.
    pub(super) async fn forget(&self) {
        self.shared.plans.lock().await.clear();
    }

    /// Lets every answer go that is held, and holds none from now on.
    pub(super) fn release(&self) {
        self.shared.released.send_replace(true);
    }

    /// The calls that went through since the ledger was last taken.
    pub(super) fn take_ledger(&self) -> Ledger {
        std::mem::take(&mut self.shared.ledger.lock().unwrap())
    }

    /// Where the last email to an address is answered; `None` where none went there, or it is answered nowhere.
    pub(super) fn answered_to(&self, address: &str) -> Option<String> {
        self.shared.answered_to.lock().unwrap().get(address).cloned()
    }

    /// For how long no function has called.
    pub(super) fn quiet_for(&self) -> Duration {
        let pace = self.shared.pace.lock().unwrap();
        if pace.under_way == 0 { pace.last.elapsed() } else { Duration::ZERO }
    }
}

impl Shared {
    fn begins(&self) {
        self.pace.lock().unwrap().under_way += 1;
    }

    fn ends(&self) {
        let mut pace = self.pace.lock().unwrap();
        pace.under_way -= 1;
        pace.last = Instant::now();
    }

    /// Notes a call that went through as it was asked.
    fn note(&self, call: &Call, answer: &[u8], peer: SocketAddr, proxy: SocketAddr) {
        let known = self.signers.lock().unwrap().get(&call.signer).cloned();
        let function = known.unwrap_or_else(|| {
            // Looking for a process takes a while, so once for each key.
            let function = Caller::find(peer, proxy).map(|caller| caller.function).unwrap_or_default();
            if !function.is_empty() {
                self.signers.lock().unwrap().insert(call.signer.clone(), function.clone());
            }
            function
        });
        if call.operation == "SendEmail" {
            let email: serde_json::Value = serde_json::from_slice(&call.body).unwrap();
            let address = |pointer: &str| email.pointer(pointer).and_then(serde_json::Value::as_str).map(str::to_owned);
            if let Some((to, answered)) = address("/Destination/ToAddresses/0").zip(address("/ReplyToAddresses/0")) {
                self.answered_to.lock().unwrap().insert(to, answered);
            }
        }
        self.ledger.lock().unwrap().note(&function, (&call.service, &call.operation), &call.body, answer);
    }

    /// What happens to a call.
    async fn verdict(&self, call: &Call, peer: SocketAddr, proxy: SocketAddr) -> Verdict {
        let mut plans = self.plans.lock().await;
        let mut of_caller = None;
        for planned in plans.iter_mut() {
            let On { service, operations, function, about, .. } = &planned.on;
            let is_about = about.as_ref().is_none_or(|words| call.text.contains(words));
            if call.service != *service || !operations.contains(&&*call.operation) || !is_about {
                continue;
            }
            let caller = match &of_caller {
                Some(known) => known,
                None => match Caller::find(peer, proxy) {
                    Some(found) => &*of_caller.insert(found),
                    None => return Verdict::FromNobody,
                },
            };
            if function.is_some_and(|function| !caller.function.ends_with(function)) {
                continue;
            }
            if planned.on.skip > 0 {
                planned.on.skip -= 1;
                continue;
            }
            if planned.on.times == 0 {
                continue;
            }
            planned.on.times -= 1;
            planned.struck.fetch_add(1, Ordering::SeqCst);
            if planned.fault == Fault::KillBefore {
                caller.kill();
            }
            return Verdict::Struck(planned.fault, caller.clone());
        }
        Verdict::Pass
    }
}

enum Verdict {
    Pass,
    Struck(Fault, Caller),
    FromNobody,
}

impl Caller {
    fn kill(&self) {
        // Gone already is as good.
        kill(Pid::from_raw(self.process), Signal::SIGKILL).ok();
    }
}

async fn serve(listener: TcpListener, proxy: SocketAddr, shared: Arc<Shared>) {
    while let Ok((stream, peer)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            shared.begins();
            // A connection that breaks is what this proxy is for.
            exchange(stream, peer, proxy, &shared).await.ok();
            shared.ends();
        });
    }
}

async fn exchange(mut client: TcpStream, peer: SocketAddr, proxy: SocketAddr, shared: &Shared) -> io::Result<()> {
    let Some(call) = Call::read(&mut client).await? else { return Ok(()) };
    let upstream = *shared.upstream.get().unwrap();
    let (fault, caller) = match shared.verdict(&call, peer, proxy).await {
        Verdict::Pass => {
            let answer = call.forward(upstream).await?;
            shared.note(&call, &answer, peer, proxy);
            return client.write_all(&answer).await;
        }
        Verdict::FromNobody => return Ok(()),
        Verdict::Struck(fault, caller) => (fault, caller),
    };
    match fault {
        Fault::Throttle => client.write_all(&call.answer(throttled(&call.service))).await,
        Fault::Refuse => client.write_all(&call.answer(refused(&call.service))).await,
        Fault::Break => client.write_all(&call.answer(broken(&call.service))).await,
        Fault::Delay(late) => {
            let answer = call.forward(upstream).await?;
            tokio::time::sleep(late).await;
            client.write_all(&answer).await
        }
        Fault::Hold => {
            let answer = call.forward(upstream).await?;
            // The proxy ends with its journey: nobody is left to let it go.
            shared.released.subscribe().wait_for(|released| *released).await.ok();
            client.write_all(&answer).await
        }
        Fault::Reset => client.set_zero_linger(),
        Fault::LoseAnswer => {
            call.forward(upstream).await?;
            client.set_zero_linger()
        }
        Fault::KillBefore => Ok(()),
        Fault::KillAfter => {
            call.forward(upstream).await?;
            caller.kill();
            Ok(())
        }
    }
}

/// One call of a function at AWS.
struct Call {
    /// The id of the key that it is signed with.
    signer: String,
    service: String,
    operation: String,
    /// All of it that is text.
    text: String,
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Call {
    /// Reads a request; `None` when the caller hangs up instead.
    async fn read(client: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let head_ends = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if client.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        };
        let head = String::from_utf8_lossy(&bytes[..head_ends]).into_owned();
        let headers: HashMap<String, &str> = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
        let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        if headers.contains_key("expect") {
            client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        while bytes.len() < head_ends + length {
            if client.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        }
        let body = bytes.split_off(head_ends);
        let form = String::from_utf8_lossy(&body).into_owned();
        let signed: Vec<&str> = headers.get("authorization").map(|signed| signed.split('/').collect()).unwrap_or_default();
        let service = signed.get(3).copied().unwrap_or_default().to_owned();
        let signer = signed.first().copied().unwrap_or_default().to_owned();
        let operation = operation(&head, headers.get("x-amz-target").copied(), &form);
        Ok(Some(Self { signer, service, operation, text: format!("{head}{form}"), head: bytes, body }))
    }

    /// Passes the request on as it came, and gives the whole answer.
    async fn forward(&self, upstream: SocketAddr) -> io::Result<Vec<u8>> {
        let mut server = TcpStream::connect(upstream).await?;
        server.write_all(&closing(&self.head)).await?;
        server.write_all(&self.body).await?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await?;
        Ok(closing(&answer))
    }

    fn answer(&self, (status, kind, body): (u16, &str, String)) -> Vec<u8> {
        let length = body.len();
        format!("HTTP/1.1 {status} Fault\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
            .into_bytes()
    }
}

/// The same head with the word that nothing follows on its connection.
fn closing(message: &[u8]) -> Vec<u8> {
    let first_line = message.windows(2).position(|two| two == b"\r\n").map_or(0, |at| at + 2);
    let (first, rest) = message.split_at(first_line);
    [first, b"connection: close\r\n", rest].concat()
}

/// An operation's name: from its target, its form, or its path.
fn operation(head: &str, target: Option<&str>, form: &str) -> String {
    if let Some((_, operation)) = target.and_then(|target| target.split_once('.')) {
        return operation.to_owned();
    }
    if let Some(operation) = form.split('&').find_map(|pair| pair.strip_prefix("Action=")) {
        return operation.to_owned();
    }
    let mut words = head.split(' ');
    match (words.next().unwrap_or_default(), words.next().unwrap_or_default()) {
        ("POST", path) if path.starts_with("/v2/email/outbound-emails") => "SendEmail".to_owned(),
        ("GET", _) => "GetObject".to_owned(),
        ("PUT", _) => "PutObject".to_owned(),
        ("DELETE", _) => "DeleteObject".to_owned(),
        (method, path) => format!("{method} {path}"),
    }
}

type Answer = (u16, &'static str, String);

const JSON_1_0: &str = "application/x-amz-json-1.0";
const JSON_1_1: &str = "application/x-amz-json-1.1";
const XML: &str = "text/xml";

fn json(status: u16, kind: &'static str, code: &str, message: &str) -> Answer {
    (status, kind, format!(r#"{{"__type":"{code}","message":"{message}"}}"#))
}

fn query(status: u16, code: &str, message: &str) -> Answer {
    let body = format!(
        r#"<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>0</RequestId></ErrorResponse>"#
    );
    (status, XML, body)
}

fn throttled(service: &str) -> Answer {
    match service {
        "dynamodb" => json(
            400,
            JSON_1_0,
            "com.amazonaws.dynamodb.v20120810#ThrottlingException",
            "Rate of requests exceeds the allowed throughput.",
        ),
        "sqs" => json(400, JSON_1_0, "com.amazonaws.sqs#RequestThrottled", "Request is throttled."),
        "sns" => query(429, "Throttled", "Rate exceeded"),
        "s3" => (503, XML, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>".to_owned()),
        _ => json(400, JSON_1_1, "ThrottlingException", "Rate exceeded"),
    }
}

fn refused(service: &str) -> Answer {
    match service {
        "dynamodb" | "sqs" => {
            json(400, JSON_1_0, "com.amazon.coral.service#AccessDeniedException", "The role is not authorized.")
        }
        "sns" => query(403, "AuthorizationError", "The role is not authorized."),
        "s3" => (403, XML, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>".to_owned()),
        _ => json(400, JSON_1_1, "AccessDeniedException", "The role is not authorized."),
    }
}

fn broken(service: &str) -> Answer {
    match service {
        "dynamodb" => json(500, JSON_1_0, "com.amazonaws.dynamodb.v20120810#InternalServerError", "Internal server error"),
        "sqs" => json(500, JSON_1_0, "com.amazonaws.sqs#InternalError", "Internal server error"),
        "sns" => query(500, "InternalError", "Internal server error"),
        "s3" => {
            (500, XML, "<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>".to_owned())
        }
        "kms" => json(500, JSON_1_1, "KMSInternalException", "Internal server error"),
        _ => json(500, JSON_1_1, "InternalServiceError", "Internal server error"),
    }
}
