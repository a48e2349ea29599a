//! The functions' binaries, built by cargo as they stand in the checkout.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;
use tokio::task::JoinSet;

use crate::checkout;
use crate::error::Error;
use crate::progress::{Detail, Progress};

/// Every function of the tree; the folder under `functions/`, the package and the binary have one name.
pub(crate) fn names() -> Result<Vec<String>, Error> {
    let folder = checkout::root().join("functions");
    let listed = fs::read_dir(&folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let entries = listed.map_err(Error::machine(format!("listing {}", folder.display())))?;
    let mut names: Vec<String> = entries
        .into_iter()
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}

/// One line of `cargo build --message-format=json`, as far as it is needed.
#[derive(Deserialize)]
struct Line {
    reason: String,
    #[serde(default)]
    executable: Option<PathBuf>,
    #[serde(default)]
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// A function's binary as it was when it was built, held open: a build beside this one may put another in its place.
#[derive(Debug)]
pub(crate) struct Binary(File);

impl Binary {
    /// Where to read it, for as long as this process lives.
    pub(crate) fn path(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/fd/{}", std::process::id(), self.0.as_raw_fd()))
    }
}

/// Builds them (dev profile) and gives each binary by its name. With nothing changed it takes under a second.
pub(crate) async fn build(progress: &Progress) -> Result<BTreeMap<String, Binary>, Error> {
    let names = names()?;
    let detail = Detail::default();
    let building = async {
        let built = run_cargo(&names, &detail).await?;
        detail.set("taking the symbols out");
        slimmed(built).await
    };
    progress.step("building the functions", &detail, building).await
}

async fn run_cargo(names: &[String], detail: &Detail) -> Result<BTreeMap<String, PathBuf>, Error> {
    // By binary, not by package: so dependencies get the features that the whole workspace asks of them, as under `cargo test` and
    // `cargo demo`, and nothing is compiled twice.
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(checkout::root())
        .args(["build", "--message-format=json-render-diagnostics"])
        .args(names.iter().flat_map(|name| ["--bin", name]))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut running = cargo.spawn().map_err(Error::machine("starting cargo"))?;
    let (stdout, stderr) = (running.stdout.take(), running.stderr.take());
    let reading_errors = async {
        let mut said = String::new();
        if let Some(mut stderr) = stderr {
            stderr.read_to_string(&mut said).await?;
        }
        Ok(said)
    };
    let reading_lines = async {
        let mut built = BTreeMap::new();
        let mut count = 0;
        let Some(stdout) = stdout else { return Ok(built) };
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await? {
            let Ok(line) = serde_json::from_str::<Line>(&line) else { continue };
            if line.reason == "compiler-artifact" {
                count += 1;
                detail.set(&format!("{count} crates so far"));
            }
            if let (Some(executable), Some(target)) = (line.executable, line.target) {
                built.insert(target.name, executable);
            }
        }
        Ok(built)
    };
    let (said, built) = tokio::try_join!(reading_errors, reading_lines).map_err(Error::machine("reading what cargo says"))?;
    let status = running.wait().await.map_err(Error::machine("waiting for cargo"))?;
    if !status.success() {
        return Err(Error::Build { said });
    }
    match names.iter().find(|name| !built.contains_key(*name)) {
        Some(name) => Err(Error::Build { said: format!("the package {name} has no binary called {name}") }),
        None => Ok(built),
    }
}

/// The binaries without symbols and debug information: half the size, so that a stack deploys faster and holds half the memory. Each is kept
/// until its binary changes. Where the toolchain has no tool for it, the binary goes as it is.
async fn slimmed(built: BTreeMap<String, PathBuf>) -> Result<BTreeMap<String, Binary>, Error> {
    let folder = checkout::own_folder().join("functions");
    fs::create_dir_all(&folder).map_err(Error::machine(format!("making {}", folder.display())))?;
    let mut slimming = JoinSet::new();
    for (name, binary) in built {
        let folder = folder.clone();
        slimming.spawn(async move {
            let slim = slim(&folder, &name, &binary).await.or_else(|_| File::open(&binary));
            Ok((name, Binary(slim.map_err(Error::machine(format!("opening {}", binary.display())))?)))
        });
    }
    slimming.join_all().await.into_iter().collect()
}

async fn slim(folder: &Path, name: &str, binary: &Path) -> io::Result<File> {
    let seen = fs::metadata(binary)?;
    let own = format!("{name}-{}-{}.{}", seen.size(), seen.mtime(), seen.mtime_nsec());
    if let Ok(made_before) = File::open(folder.join(&own)) {
        return Ok(made_before);
    }
    let (tool, libraries) = objcopy().ok_or(io::ErrorKind::NotFound)?;
    let half_way = folder.join(format!("{name}-by-{}", std::process::id()));
    let mut copying = Command::new(tool);
    copying.env("LD_LIBRARY_PATH", libraries).arg("--strip-all").arg(binary).arg(&half_way).kill_on_drop(true);
    if !copying.output().await?.status.success() {
        return Err(io::ErrorKind::Other.into());
    }
    let made = File::open(&half_way)?;
    fs::rename(&half_way, folder.join(&own))?;
    forget_older(folder, name, &own)?;
    Ok(made)
}

/// The toolchain's own `rust-objcopy`, and where the libraries lie that it needs.
fn objcopy() -> Option<(PathBuf, PathBuf)> {
    let libraries = Path::new(env!("CARGO")).parent()?.parent()?.join("lib");
    let hosts = fs::read_dir(libraries.join("rustlib")).ok()?;
    let tool = hosts.filter_map(|host| Some(host.ok()?.path().join("bin/rust-objcopy"))).find(|tool| tool.exists())?;
    Some((tool, libraries))
}

/// Whoever still needs one holds it open.
fn forget_older(folder: &Path, name: &str, newest: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name();
        let rest = file.to_str().and_then(|file| file.strip_prefix(name)?.strip_prefix('-'));
        if file != newest && rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit())) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_functions_own_older_binaries_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["send-message-10-1.1", "send-message-12-2.1", "send-message-by-77", "send-message-twice-9-1.1"] {
            fs::write(folder.path().join(name), b"").unwrap();
        }
        forget_older(folder.path(), "send-message", "send-message-12-2.1").unwrap();
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["send-message-12-2.1", "send-message-by-77", "send-message-twice-9-1.1"]);
    }

    #[test]
    fn every_folder_under_functions_is_a_function() {
        assert!(names().unwrap().contains(&"send-message".to_owned()));
        assert_eq!(names().unwrap().len(), 7);
    }
}
