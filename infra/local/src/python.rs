//! The emulator's packages, in a virtual environment of the checkout's own.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Output;

use tokio::process::Command;

use crate::checkout;
use crate::error::Error;
use crate::progress::{Detail, Progress};

/// Keeps Python from writing its caches beside the scripts, into the tree.
pub(crate) const NO_CACHES: &str = "-B";

/// The oldest Python that the pinned packages run on.
const OLDEST: (u32, u32) = (3, 11);

/// Tried in this order; the first that is new enough is taken.
const NAMES: [&str; 5] = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];

/// The Python to run the emulator's scripts with. Installs the packages when they are not there yet (once for each change of
/// `requirements.txt`, about ten seconds and 130 MB); two processes that come here at once share one installation.
pub(crate) async fn interpreter(progress: &Progress) -> Result<PathBuf, Error> {
    let requirements = checkout::emulator().join("requirements.txt");
    let text = fs::read(&requirements).map_err(Error::machine(format!("reading {}", requirements.display())))?;
    let folder = checkout::own_folder().join(format!("emulator-{}", fingerprint(&text)));
    if complete(&folder) {
        return Ok(interpreter_of(&folder));
    }
    let detail = Detail::default();
    progress.step("installing the emulator", &detail, install(&folder, &requirements, &detail)).await?;
    Ok(interpreter_of(&folder))
}

fn fingerprint(text: &[u8]) -> String {
    // Not for security: the packages' own hashes stand in the file.
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn interpreter_of(folder: &Path) -> PathBuf {
    folder.join("bin/python")
}

fn marker_of(folder: &Path) -> PathBuf {
    folder.join("complete")
}

/// An installation whose Python has gone from the machine is none: `bin/python` is a link to it.
fn complete(folder: &Path) -> bool {
    marker_of(folder).exists() && interpreter_of(folder).exists()
}

async fn install(folder: &Path, requirements: &Path, detail: &Detail) -> Result<(), Error> {
    let own = checkout::own_folder();
    fs::create_dir_all(&own).map_err(Error::machine(format!("making {}", own.display())))?;
    detail.set("waiting for another installation");
    let _held = lock(own.join("install.lock")).await?;
    if complete(folder) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder)
            .map_err(Error::machine(format!("removing the half of an installation in {}", folder.display())))?;
    }
    let python = find().await?;
    detail.set("making a virtual environment");
    run(Command::new(python).args(["-m", "venv"]).arg(folder), "making a virtual environment", VENV_NEXT).await?;
    detail.set("fetching packages, 130 MB");
    let mut pip = Command::new(interpreter_of(folder));
    pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"])
        .args(["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement"])
        .arg(requirements);
    run(&mut pip, "installing the emulator's packages", PIP_NEXT).await?;
    fs::write(marker_of(folder), b"").map_err(Error::machine("noting the installation"))
}

const VENV_NEXT: &str = "on Debian and Ubuntu install python3-venv, then run again";
const PIP_NEXT: &str = "check that this machine reaches pypi.org (or that pip is set to a mirror), then run again; a wrong hash means that \
                        somebody changed a package, so do not go on";

/// Held until the file is dropped, or its process is gone.
async fn lock(path: PathBuf) -> Result<File, Error> {
    let doing = format!("locking {}", path.display());
    let locked = tokio::task::spawn_blocking(move || {
        let file = File::create(path)?;
        file.lock()?;
        Ok(file)
    });
    match locked.await {
        Ok(answer) => answer.map_err(Error::machine(doing)),
        Err(panicked) => Err(Error::Machine { doing, source: panicked.into() }),
    }
}

async fn find() -> Result<&'static str, Error> {
    let mut newest_too_old = None;
    for name in NAMES {
        let asked = Command::new(name).args(["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).output().await;
        let Ok(Output { status, stdout, .. }) = asked else { continue };
        let said = String::from_utf8_lossy(&stdout).trim().to_owned();
        match version(&said) {
            Some(found) if status.success() && found >= OLDEST => return Ok(name),
            Some(found) if newest_too_old < Some(found) => newest_too_old = Some(found),
            _ => {}
        }
    }
    Err(match newest_too_old {
        Some((major, minor)) => Error::OldPython { found: format!("{major}.{minor}") },
        None => Error::NoPython,
    })
}

fn version(said: &str) -> Option<(u32, u32)> {
    let (major, minor) = said.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

async fn run(command: &mut Command, what: &'static str, next: &'static str) -> Result<(), Error> {
    let output = command.kill_on_drop(true).output().await.map_err(Error::machine(what))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()).join("\n");
    Err(Error::Install { what, said: said.trim().to_owned(), next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_as_numbers() {
        assert!(version("3.9").unwrap() < OLDEST);
        assert!(version("3.11").unwrap() >= OLDEST);
        assert!(version("4.0").unwrap() > OLDEST);
        assert_eq!(version("Python"), None);
    }

    #[test]
    fn every_requirement_is_pinned_to_a_version_and_hashes() {
        let text = fs::read_to_string(checkout::emulator().join("requirements.txt")).unwrap();
        for line in text.lines().filter(|line| !line.starts_with([' ', '#']) && !line.is_empty()) {
            assert!(line.contains("==") && line.ends_with('\\'), "{line}");
        }
        assert!(text.contains("ministack==1.5.33 "));
    }

    #[tokio::test]
    async fn each_patch_is_still_needed_and_does_what_it_is_for() {
        let python = interpreter(&Progress::default()).await.unwrap();
        let mut tests = Command::new(python);
        tests.args([NO_CACHES, "-m", "unittest", "test_patches"]).current_dir(checkout::emulator());
        let output = tests.output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    #[tokio::test]
    async fn two_installations_at_once_are_one() {
        let progress = Progress::default();
        let (one, other) = tokio::join!(interpreter(&progress), interpreter(&progress));
        assert_eq!(one.unwrap(), other.unwrap());
    }

    #[test]
    fn an_installation_without_its_last_step_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        fs::write(folder.path().join("bin/python"), b"").unwrap();
        assert!(!complete(folder.path()));
        fs::write(folder.path().join("complete"), b"").unwrap();
        assert!(complete(folder.path()));
    }
}
