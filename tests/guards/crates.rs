//! Crates: the arrows between them, the SDKs that each function links, lints, and the names of files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use cargo_metadata::{DependencyKind, MetadataCommand};

use super::{files, folders, holds, root};

/// What each shared crate may stand on, of ours.
const ARROWS: [(&str, &[&str]); 10] = [
    ("channels", &["domain"]),
    ("domain", &[]),
    ("extract", &["domain"]),
    ("followup", &["domain", "shell", "store", "vault"]),
    ("page", &["domain", "wording"]),
    ("shell", &[]),
    ("store", &["domain", "vault"]),
    ("vault", &[]),
    ("voice", &["domain", "wording"]),
    ("wording", &["domain"]),
];

/// The crates that hold rules alone, and what must not come near them.
const PURE: [&str; 5] = ["domain", "extract", "page", "voice", "wording"];
const IMPURE: [&str; 6] = ["aws-", "hyper", "lambda_", "mio", "reqwest", "tokio"];

/// The SDKs that each function links. `kms` comes with `store`, which seals; `sqs` with `shell`, which gives messages back;
/// `sns` and `sesv2` with `channels`, which also reads what comes in. The linker drops what a function never calls.
const SDKS: [(&str, &[&str]); 7] = [
    ("admin-api", &["dynamodb", "kms", "s3", "sqs"]),
    ("escalate-absences", &["dynamodb", "kms", "sqs"]),
    ("evaluate-absences", &["dynamodb", "kms", "sqs"]),
    ("expire-records", &["dynamodb", "kms", "sqs"]),
    ("ingest-upload", &["dynamodb", "kms", "s3", "sqs"]),
    ("receive-reply", &["dynamodb", "kms", "s3", "secretsmanager", "sesv2", "sns", "sqs"]),
    ("send-message", &["dynamodb", "kms", "secretsmanager", "sesv2", "sns", "sqs"]),
];

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 6] = ["common", "core", "helpers", "misc", "types", "utils"];

/// The packages of the workspace and everything that they stand on.
struct Crates {
    /// Our own, each with the folder that its manifest is in.
    ours: BTreeMap<String, PathBuf>,
    /// What each package stands on when it runs: not for its tests, not for its build.
    stands_on: BTreeMap<String, BTreeSet<String>>,
}

impl Crates {
    fn read() -> Self {
        // As for Lambda: without a platform, packages for others would be fetched too.
        let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        let metadata = MetadataCommand::new()
            .manifest_path(root().join("Cargo.toml"))
            .other_options(["--filter-platform".to_owned(), platform])
            .exec()
            .unwrap_or_else(|error| panic!("cargo metadata: {error}"));
        let names: BTreeMap<_, _> = metadata.packages.iter().map(|package| (&package.id, package.name.to_string())).collect();
        let mut stands_on = BTreeMap::<String, BTreeSet<String>>::new();
        for node in &metadata.resolve.as_ref().unwrap().nodes {
            let when_it_runs =
                node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
            stands_on.entry(names[&node.id].clone()).or_default().extend(when_it_runs.map(|dep| names[&dep.pkg].clone()));
        }
        let ours = metadata.workspace_packages();
        let ours =
            ours.iter().map(|package| (package.name.to_string(), package.manifest_path.parent().unwrap().into())).collect();
        Self { ours, stands_on }
    }

    fn direct(&self, name: &str) -> impl Iterator<Item = &String> {
        self.stands_on.get(name).into_iter().flatten()
    }

    fn all(&self, name: &str) -> BTreeSet<&String> {
        let mut found = BTreeSet::new();
        let mut ahead: Vec<&String> = self.direct(name).collect();
        while let Some(next) = ahead.pop() {
            if found.insert(next) {
                ahead.extend(self.direct(next));
            }
        }
        found
    }
}

fn faults(crates: &Crates) -> Vec<String> {
    let mut faults = Vec::new();
    let shared = folders(&root().join("shared"));
    let functions = folders(&root().join("functions"));
    for name in &shared {
        let Some((_, allowed)) = ARROWS.iter().find(|(of, _)| of == name) else {
            faults.push(format!("shared/{name} is not in ARROWS: say there what it may stand on"));
            continue;
        };
        for other in crates.direct(name).filter(|other| crates.ours.contains_key(*other) && !allowed.contains(&other.as_str())) {
            faults.push(format!(
                "{name} must not stand on {other}: move what it needs, or change the arrow in ARROWS and docs/architecture.md"
            ));
        }
    }
    for name in &functions {
        for other in crates.direct(name).filter(|other| crates.ours.contains_key(*other) && !shared.contains(other)) {
            faults.push(format!("{name} must not stand on {other}: functions stand on shared crates alone"));
        }
    }
    for name in PURE {
        for other in crates.all(name).into_iter().filter(|other| IMPURE.iter().any(|impure| other.starts_with(impure))) {
            faults.push(format!("{name} must not link {other}: rules know no network and no clock"));
        }
    }
    for name in &functions {
        sdks(crates, name, &mut faults);
    }
    faults
}

fn sdks(crates: &Crates, name: &str, faults: &mut Vec<String>) {
    let linked: Vec<&str> = crates
        .all(name)
        .into_iter()
        .filter_map(|other| other.strip_prefix("aws-sdk-"))
        .filter(|sdk| !LOADED.contains(sdk))
        .collect();
    let Some((_, allowed)) = SDKS.iter().find(|(of, _)| *of == name) else {
        faults.push(format!("functions/{name} is not in SDKS: say there which SDKs it links"));
        return;
    };
    if linked != *allowed {
        faults.push(format!(
            "{name} links the SDKs {linked:?}, and SDKS allows {allowed:?}: take the dependency out, or change the list"
        ));
    }
    let source: String = files(&root().join("functions").join(name).join("src"), ".rs")
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for sdk in crates.direct(name).filter_map(|other| other.strip_prefix("aws-sdk-")) {
        if !source.contains(&format!("aws_sdk_{sdk}")) {
            faults.push(format!("{name} depends on aws-sdk-{sdk} and never calls it: take it out of its Cargo.toml"));
        }
    }
}

/// SDKs that `aws-config` brings for signing in.
const LOADED: [&str; 3] = ["sso", "ssooidc", "sts"];

fn manners(crates: &Crates) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, folder) in &crates.ours {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        if !manifest.contains("[lints]\nworkspace = true") {
            faults.push(format!("{name} has lints of its own: [lints] workspace = true"));
        }
        for line in manifest.lines().filter(|line| line.contains("features =") && !line.contains("[features]")) {
            faults
                .push(format!("{name} adds a feature ({line}): features stand in the workspace's Cargo.toml, or builds double"));
        }
        if EMPTY_NAMES.contains(&name.as_str()) {
            faults.push(format!("the crate {name} has a name that says nothing"));
        }
        for path in files(&folder.join("src"), ".rs") {
            faults.extend(empty_name(&path));
        }
    }
    for name in folders(&root().join("shared")) {
        let folder = root().join("shared").join(&name);
        let text = std::fs::read_to_string(folder.join("src/lib.rs")).unwrap();
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        let doc = if text.starts_with("#![doc = include_str!") { readme } else { text };
        let opening: String = doc.lines().take(4).collect();
        if !opening.to_lowercase().contains("must not") {
            faults.push(format!("shared/{name} begins without saying what it must not do"));
        }
    }
    faults
}

fn empty_name(path: &std::path::Path) -> Option<String> {
    let named = path.iter().any(|part| EMPTY_NAMES.contains(&part.to_string_lossy().trim_end_matches(".rs")));
    named.then(|| format!("{} has a name that says nothing: call it by what is inside", path.display()))
}

#[test]
fn crates_point_the_way_that_the_architecture_says_and_link_only_what_they_call() {
    holds(faults(&Crates::read()));
}

#[test]
fn each_crate_takes_the_workspaces_lints_and_each_name_says_something() {
    holds(manners(&Crates::read()));
}

#[test]
fn an_arrow_the_wrong_way_is_noticed() {
    let with = |from: &str, to: &str| {
        let mut crates = Crates::read();
        crates.stands_on.get_mut(from).unwrap().insert(to.to_owned());
        faults(&crates)
    };
    let found =
        |faults: Vec<String>, words: &str| assert!(faults.iter().any(|fault| fault.contains(words)), "{words}: {faults:#?}");
    found(with("domain", "store"), "domain must not stand on store");
    found(with("shell", "send-message"), "shell must not stand on send-message");
    found(with("send-message", "local"), "send-message must not stand on local");
    found(with("wording", "tokio"), "wording must not link tokio");
    found(with("escalate-absences", "aws-sdk-s3"), "escalate-absences links the SDKs");
    found(with("escalate-absences", "aws-sdk-s3"), "depends on aws-sdk-s3 and never calls it");
}

#[test]
fn a_name_that_says_nothing_is_noticed() {
    assert!(empty_name(std::path::Path::new("src/utils.rs")).is_some());
    assert!(empty_name(std::path::Path::new("src/helpers/one.rs")).is_some());
    assert!(empty_name(std::path::Path::new("src/register.rs")).is_none());
}
