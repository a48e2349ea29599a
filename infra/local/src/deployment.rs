//! The project's own templates, put on a running emulator by `emulator/deploy.py`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

use crate::checkout;
use crate::error::Error;
use crate::functions::Binary;
use crate::progress::{Detail, Progress};
use crate::python;
use crate::{ACCOUNT, REGION};

/// The stacks in the order in which each finds what it needs, with the template of each. Names as on AWS for the stage `local`.
const STACKS: [(&str, &str); 4] = [
    ("firstday-local-data", "infra/data.yaml"),
    ("firstday-local-identity", "infra/identity.yaml"),
    ("firstday-local-system", "template.yaml"),
    ("firstday-local-watch", "infra/watch.yaml"),
];

/// One of the project's templates, on its way to the stack.
#[derive(Clone, Debug)]
pub struct Template {
    /// From the root of the checkout: `template.yaml`, `infra/data.yaml`.
    pub file: &'static str,
    /// What stands in it.
    pub text: String,
}

#[derive(Serialize)]
struct Plan<'a> {
    endpoint: &'a str,
    region: &'a str,
    account: &'a str,
    parameters: &'a BTreeMap<String, String>,
    stacks: Vec<PlannedStack>,
    functions: BTreeMap<&'a str, PathBuf>,
}

#[derive(Serialize)]
struct PlannedStack {
    name: &'static str,
    file: &'static str,
    template: String,
}

/// What `deploy.py` answers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Refused { error: String },
    Deployed(Deployed),
}

/// What stands after a deployment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Deployed {
    /// Every resource of every stack.
    pub(crate) resources: Vec<Resource>,
    /// The functions by the name of their folder.
    pub(crate) functions: BTreeMap<String, Function>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Resource {
    pub(crate) logical_id: String,
    pub(crate) physical_id: String,
    pub(crate) kind: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Function {
    /// The deployed function's own name.
    pub(crate) name: String,
    /// The variables that it is given.
    pub(crate) environment: BTreeMap<String, String>,
}

/// The templates of this checkout, each as `edit` leaves it.
pub(crate) fn templates(edit: &dyn Fn(&mut Template)) -> Result<Vec<Template>, Error> {
    STACKS
        .iter()
        .map(|(_, file)| {
            let path = checkout::root().join(file);
            let text = std::fs::read_to_string(&path).map_err(Error::machine(format!("reading {}", path.display())))?;
            let mut template = Template { file, text };
            edit(&mut template);
            Ok(template)
        })
        .collect()
}

/// Makes or updates the stacks.
pub(crate) async fn deploy(
    python: &Path,
    endpoint: &str,
    parameters: &BTreeMap<String, String>,
    templates: Vec<Template>,
    functions: &BTreeMap<String, Binary>,
    progress: &Progress,
) -> Result<Deployed, Error> {
    let stacks = STACKS
        .iter()
        .zip(templates)
        .map(|((name, file), template)| PlannedStack { name, file, template: template.text })
        .collect();
    let plan = Plan {
        endpoint,
        region: REGION,
        account: ACCOUNT,
        parameters,
        stacks,
        functions: functions.iter().map(|(name, binary)| (name.as_str(), binary.path())).collect(),
    };
    let plan = serde_json::to_vec(&plan).map_err(|error| Error::Deploy { said: error.to_string() })?;
    let detail = Detail::default();
    progress.step("deploying", &detail, run_script(python, &plan, &detail)).await
}

async fn run_script(python: &Path, plan: &[u8], detail: &Detail) -> Result<Deployed, Error> {
    let mut script = Command::new(python);
    script.arg(python::NO_CACHES).arg(checkout::emulator().join("deploy.py"));
    script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut running = script.spawn().map_err(Error::machine("starting the deployment"))?;
    let (stdin, stdout, stderr) = (running.stdin.take(), running.stdout.take(), running.stderr.take());
    let writing = async {
        if let Some(mut stdin) = stdin {
            stdin.write_all(plan).await?;
        }
        Ok(())
    };
    let reading_answer = async {
        let mut said = String::new();
        if let Some(mut stdout) = stdout {
            stdout.read_to_string(&mut said).await?;
        }
        Ok(said)
    };
    let reading_progress = async {
        let mut said = Vec::new();
        if let Some(stderr) = stderr {
            let mut lines = BufReader::new(stderr).lines();
            while let Some(line) = lines.next_line().await? {
                detail.set(&line);
                said.push(line);
            }
        }
        Ok(said)
    };
    let (answer, said, ()) =
        tokio::try_join!(reading_answer, reading_progress, writing).map_err(Error::machine("talking with the deployment"))?;
    running.wait().await.map_err(Error::machine("waiting for the deployment"))?;
    match serde_json::from_str(&answer) {
        Ok(Answer::Deployed(deployed)) => Ok(deployed),
        Ok(Answer::Refused { error }) => Err(Error::Deploy { said: error }),
        Err(_) => Err(Error::Deploy { said: said.join("\n") }),
    }
}
