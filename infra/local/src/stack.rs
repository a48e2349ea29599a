//! A running stack and what can be asked of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::deployment::{self, Deployed, Template};
use crate::emulator::Emulator;
use crate::error::Error;
use crate::functions::Binary;
use crate::progress::{Detail, Progress};
use crate::requests::Administrator;
use crate::telephones::Telephones;
use crate::{ACCESS_KEY, REGION, SECRET_KEY, clock, functions, kept, python};

/// The address under which the provider knows the system's webhooks. Signatures are made over it; requests come in at the API's own.
pub const WEBHOOK_BASE_URL: &str = "https://hooks.example.com";

/// The domain to which parents answer emails.
pub(crate) const REPLY_DOMAIN: &str = "reply.example.com";

/// How a stack is to be. The default is the system as it stands, on its own, with nothing changed.
#[derive(Clone)]
pub struct Options {
    /// Parameters of the templates that are to differ, such as `UploadWaitSeconds`.
    pub parameters: BTreeMap<String, String>,
    /// Variables put on top of every function's own when its process starts: a fault proxy's address as `AWS_ENDPOINT_URL`.
    pub function_environment: BTreeMap<String, String>,
    /// Changes a template's text before it is deployed: a test takes one permission away.
    pub edit: Arc<dyn Fn(&mut Template) + Send + Sync>,
    /// Whether [`Stack::set_clock`] may be called. Functions then run with libfaketime.
    pub movable_clock: bool,
    /// Who hears about what takes long.
    pub progress: Progress,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            parameters: BTreeMap::new(),
            function_environment: BTreeMap::new(),
            edit: Arc::new(|_| {}),
            movable_clock: false,
            progress: Progress::default(),
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("parameters", &self.parameters)
            .field("movable_clock", &self.movable_clock)
            .finish_non_exhaustive()
    }
}

/// What the text provider and the system share.
#[derive(Clone)]
pub struct Provider {
    /// The account's id.
    pub account_sid: String,
    /// What webhooks are signed with.
    pub auth_token: String,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Provider({})", self.account_sid)
    }
}

/// The whole system, running. It ends when this is dropped, and when this process ends in whatever way.
pub struct Stack {
    emulator: Emulator,
    administrator: Administrator,
    endpoint: String,
    python: PathBuf,
    options: Options,
    deployed: Deployed,
    provider: Provider,
    telephones: Telephones,
    ahead: Option<Mutex<Duration>>,
}

impl std::fmt::Debug for Stack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stack({})", self.endpoint)
    }
}

/// The functions' binaries: built once for each process of ours, however many stacks it starts.
static BUILT: OnceCell<BTreeMap<String, Binary>> = OnceCell::const_new();

async fn built(progress: &Progress) -> Result<&'static BTreeMap<String, Binary>, Error> {
    BUILT.get_or_try_init(|| functions::build(progress)).await
}

impl Stack {
    /// Installs what is missing, builds the functions, starts an emulator and deploys the checkout's templates to it.
    ///
    /// # Errors
    /// Each [`Error`] says the next step.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let progress = &options.progress;
        let starting = async {
            let python = python::interpreter(progress).await?;
            let (interpreter, movable) = (python.clone(), options.movable_clock);
            let emulator = tokio::task::spawn_blocking(move || Emulator::start(&interpreter, REGION, movable)).await;
            let emulator = emulator.map_err(|stopped| Error::Start { said: stopped.to_string() })??;
            let endpoint = format!("http://127.0.0.1:{}", emulator.port());
            let administrator = Administrator::new(endpoint.clone())?;
            let emulator = wait_until_ready(emulator, &administrator, progress).await?;
            Ok((python, emulator, endpoint, administrator))
        };
        let (functions, (python, emulator, endpoint, administrator)) = tokio::try_join!(built(progress), starting)?;
        let provider = Provider { account_sid: format!("AC{}", chance()?), auth_token: chance()? };
        let mut stack = Self {
            telephones: Telephones::start(&provider).await?,
            ahead: options.movable_clock.then(|| Mutex::new(Duration::ZERO)),
            deployed: Deployed { resources: Vec::new(), functions: BTreeMap::new() },
            provider,
            emulator,
            administrator,
            endpoint,
            python,
            options,
        };
        stack.set_function_environment(&stack.options.function_environment)?;
        stack.deploy(functions).await?;
        stack.give_provider_secret().await?;
        Ok(stack)
    }

    /// Deploys once more, with other parameters or templates, over what stands: what is stored stays.
    ///
    /// # Errors
    /// [`Error::Deploy`] when the templates are refused.
    pub async fn deploy_again(
        &mut self,
        parameters: BTreeMap<String, String>,
        edit: Arc<dyn Fn(&mut Template) + Send + Sync>,
    ) -> Result<(), Error> {
        self.options.parameters = parameters;
        self.options.edit = edit;
        let functions = built(&self.options.progress).await?;
        self.deploy(functions).await
    }

    async fn deploy(&mut self, functions: &BTreeMap<String, Binary>) -> Result<(), Error> {
        let templates = deployment::templates(&*self.options.edit)?;
        let mut parameters = own_parameters();
        parameters.insert("ProviderAccount".to_owned(), self.provider.account_sid.clone());
        parameters.insert("ProviderUrl".to_owned(), self.telephones.url());
        parameters.extend(self.options.parameters.clone());
        self.deployed =
            deployment::deploy(&self.python, &self.endpoint, &parameters, templates, functions, &self.options.progress).await?;
        Ok(())
    }

    async fn give_provider_secret(&self) -> Result<(), Error> {
        let secret = json!({"account_sid": self.provider.account_sid, "auth_token": self.provider.auth_token});
        let body = json!({"SecretId": self.told("PROVIDER_SECRET")?, "SecretString": secret.to_string()});
        self.administrator.call("secretsmanager", "secretsmanager.PutSecretValue", "1.1", &body).await.map(drop)
    }

    /// Where AWS is: `http://127.0.0.1:PORT`. Region [`REGION`], keys [`ACCESS_KEY`] and [`SECRET_KEY`].
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What an AWS SDK needs to do anything in the stack, as its administrator.
    pub fn sdk_config(&self) -> SdkConfig {
        let credentials = Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "the local stack's administrator");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(&self.endpoint)
            .build()
    }

    /// The API's address; requests to it must carry [`Stack::api_host`] as their `Host`.
    pub fn api(&self) -> &str {
        &self.endpoint
    }

    /// The `Host` header of requests to the API.
    ///
    /// # Errors
    /// [`Error::Missing`] when the templates have no API.
    pub fn api_host(&self) -> Result<String, Error> {
        Ok(format!("{}.execute-api.localhost:{}", self.resource("AWS::ApiGatewayV2::Api", "")?, self.emulator.port()))
    }

    /// The name of a table: `keys`, `schools`, `roll`, `absences`, `messages`, `usage`, `audit`.
    ///
    /// # Errors
    /// [`Error::Missing`] when no function is told of it.
    pub fn table(&self, name: &str) -> Result<&str, Error> {
        self.told(&format!("{}_TABLE", name.to_ascii_uppercase()))
    }

    /// The address of a queue: `uploads`, `evaluations`, `messages`, `replies`, `sweeps`.
    ///
    /// # Errors
    /// [`Error::Missing`] when no function is told of it.
    pub fn queue(&self, name: &str) -> Result<&str, Error> {
        self.told(&format!("{}_QUEUE", name.to_ascii_uppercase()))
    }

    /// The address of the queue where a queue's consumer parks what it cannot read.
    ///
    /// # Errors
    /// [`Error::Missing`] when nothing consumes the queue.
    pub fn dead_letters(&self, queue: &str) -> Result<&str, Error> {
        let address = self.queue(queue)?;
        let consumer = self
            .deployed
            .functions
            .values()
            .find(|one| one.environment.get("SOURCE_QUEUE").is_some_and(|source| source == address));
        let parking = consumer.and_then(|one| one.environment.get("PARKING_QUEUE"));
        parking.map(String::as_str).ok_or_else(|| Error::Missing { what: format!("consumer of the queue {queue}") })
    }

    /// The bucket that schools upload to.
    ///
    /// # Errors
    /// [`Error::Missing`] when no function is told of it.
    pub fn bucket(&self) -> Result<&str, Error> {
        self.told("EXTRACTS_BUCKET")
    }

    /// The topic that texts to our numbers at AWS come in by.
    ///
    /// # Errors
    /// [`Error::Missing`] when the templates have none.
    pub fn inbound_texts_topic(&self) -> Result<&str, Error> {
        self.resource("AWS::SNS::Topic", "InboundTexts")
    }

    /// The topic on which SES says what became of emails.
    ///
    /// # Errors
    /// [`Error::Missing`] when the templates have none.
    pub fn mail_events_topic(&self) -> Result<&str, Error> {
        self.resource("AWS::SNS::Topic", "MailEvents")
    }

    /// The topic on which SES announces emails.
    ///
    /// # Errors
    /// [`Error::Missing`] when the templates have none.
    pub fn inbound_mail_topic(&self) -> Result<&str, Error> {
        self.resource("AWS::SNS::Topic", "InboundMail")
    }

    /// The text provider's account, which signs webhooks over [`WEBHOOK_BASE_URL`].
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    pub(crate) fn telephones(&self) -> &Telephones {
        &self.telephones
    }

    /// A function's deployed name, by its folder: `send-message`.
    ///
    /// # Errors
    /// [`Error::Missing`] when the templates do not have it.
    pub fn function(&self, folder: &str) -> Result<&str, Error> {
        let found = self.deployed.functions.get(folder).map(|function| function.name.as_str());
        found.ok_or_else(|| Error::Missing { what: format!("function {folder}") })
    }

    /// What a function is told under a variable's name.
    ///
    /// # Errors
    /// [`Error::Missing`] when the templates do not give it that.
    pub fn variable(&self, folder: &str, name: &str) -> Result<&str, Error> {
        let found = self.deployed.functions.get(folder).and_then(|function| function.environment.get(name));
        found.map(String::as_str).ok_or_else(|| Error::Missing { what: format!("variable {name} for {folder}") })
    }

    /// Invokes a function with an event and gives its answer.
    ///
    /// # Errors
    /// [`Error::Call`] when the function fails, with what it said.
    pub async fn invoke(&self, folder: &str, event: &Value) -> Result<Value, Error> {
        self.administrator.invoke(self.function(folder)?, event).await
    }

    /// What a function wrote, a line an entry, from its first invocation on. An invocation's lines are there once it has ended.
    ///
    /// # Errors
    /// [`Error::Call`] when the emulator does not answer.
    pub async fn logs(&self, folder: &str) -> Result<Vec<String>, Error> {
        let group = format!("/aws/lambda/{}", self.function(folder)?);
        let mut lines = Vec::new();
        let mut body = json!({"logGroupName": group});
        loop {
            let page = match self.administrator.call("logs", "Logs_20140328.FilterLogEvents", "1.1", &body).await {
                // Not invoked yet.
                Err(Error::Call { said, .. }) if said.contains("ResourceNotFoundException") => return Ok(lines),
                page => page?,
            };
            let events = page.get("events").and_then(Value::as_array).into_iter().flatten();
            lines.extend(events.filter_map(|event| event.get("message")?.as_str()).map(str::to_owned));
            match page.get("nextToken") {
                Some(Value::String(token)) => body = json!({"logGroupName": group, "nextToken": token}),
                _ => return Ok(lines),
            }
        }
    }

    /// Kills a function's processes, in the middle of whatever they do. Returns how many there were; the next invocation starts a new one.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is no such function.
    pub fn kill_function(&self, folder: &str) -> Result<usize, Error> {
        self.emulator.kill_functions(self.function(folder)?)
    }

    /// Puts variables on top of every function's own, for processes that start from now on.
    ///
    /// # Errors
    /// [`Error::Machine`] when they cannot be written down.
    pub fn set_function_environment(&self, variables: &BTreeMap<String, String>) -> Result<(), Error> {
        let text =
            serde_json::to_vec(variables).map_err(|error| Error::machine("writing the functions' variables")(error.into()))?;
        std::fs::write(self.emulator.folder().join("functions.json"), text)
            .map_err(Error::machine("writing the functions' variables"))
    }

    /// Moves the whole system to the machine's time and `ahead`: emulator, functions that run and functions to come. Tokens, leases and
    /// expiry dates follow. It goes forward only, since what happened cannot lie in the future.
    ///
    /// # Errors
    /// [`Error::Clock`] when the stack was started without a movable clock, or when it would go back.
    pub fn set_clock(&self, ahead: Duration) -> Result<(), Error> {
        let Some(current) = &self.ahead else {
            return Err(Error::Clock { why: "the stack was started without `movable_clock`" });
        };
        let mut current = current.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead < *current {
            return Err(Error::Clock { why: "it only goes forward" });
        }
        clock::write_offset(self.emulator.folder(), ahead)?;
        *current = ahead;
        Ok(())
    }

    /// What time it is in the stack.
    pub fn now(&self) -> Timestamp {
        let ahead = self.ahead.as_ref().map(|ahead| *ahead.lock().unwrap_or_else(PoisonError::into_inner)).unwrap_or_default();
        clock::machine_now().saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }

    /// Ends the stack and waits until nothing of it is left. Dropping it does the same.
    pub fn stop(self) {
        drop(self);
    }

    /// Leaves the stack running when this process ends, until [`stop_kept`](crate::stop_kept) ends it.
    ///
    /// # Errors
    /// [`Error::Machine`] when it cannot be noted for that; then the stack ends.
    pub fn keep(self) -> Result<(), Error> {
        kept::note(self.emulator.process_id())?;
        self.emulator.keep()
    }

    pub(crate) fn administrator(&self) -> &Administrator {
        &self.administrator
    }

    pub(crate) fn user_pool(&self) -> Result<&str, Error> {
        self.resource("AWS::Cognito::UserPool", "")
    }

    pub(crate) fn user_pool_client(&self) -> Result<&str, Error> {
        self.resource("AWS::Cognito::UserPoolClient", "")
    }

    /// The one resource of a kind whose logical id begins so.
    fn resource(&self, kind: &str, logical_id: &str) -> Result<&str, Error> {
        let mut found = self.deployed.resources.iter().filter(|one| one.kind == kind && one.logical_id.starts_with(logical_id));
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(&one.physical_id),
            _ => Err(Error::Missing { what: format!("single {kind} {logical_id}") }),
        }
    }

    /// What the functions are told under a name; all that are told are told the same.
    fn told(&self, name: &str) -> Result<&str, Error> {
        let found = self.deployed.functions.values().find_map(|function| function.environment.get(name));
        found.map(String::as_str).ok_or_else(|| Error::Missing { what: format!("variable {name} for a function") })
    }
}

/// The templates' parameters on this machine.
fn own_parameters() -> BTreeMap<String, String> {
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    let own = [
        ("Stage", "local"),
        ("Architecture", architecture),
        ("DeletionProtection", "false"),
        ("MailSender", "absence@example.com"),
        ("ReplyDomain", REPLY_DOMAIN),
        ("WebhookBaseUrl", WEBHOOK_BASE_URL),
    ];
    own.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// It listens before it is ready, so one question waits as long as it takes.
async fn wait_until_ready(mut emulator: Emulator, administrator: &Administrator, progress: &Progress) -> Result<Emulator, Error> {
    let asked = progress.step("starting the emulator", &Detail::default(), administrator.look("/_ministack/health")).await;
    match asked {
        Ok(_) => Ok(emulator),
        Err(error) => {
            let said = emulator.last_words();
            Err(Error::Start { said: if said.is_empty() { error.to_string() } else { said } })
        }
    }
}

/// Thirty-two characters that nobody can guess.
pub(crate) fn chance() -> Result<String, Error> {
    let mut bytes = [0_u8; 16];
    let read = File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    read.map_err(Error::machine("reading chance"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
