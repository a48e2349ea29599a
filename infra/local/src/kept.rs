//! Stacks that this checkout left running, and how to end them without ever ending a stranger's process.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};

use crate::checkout;
use crate::error::Error;

/// How long an end may take.
const LONGEST_END: Duration = Duration::from_secs(10);

/// Who a process is, beyond its number, which the machine gives out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Identity {
    pid: i32,
    /// In the machine's ticks since it started.
    started: u64,
    /// Which start of the machine.
    boot: String,
}

impl Identity {
    /// The process of that number now; `None` when there is none.
    fn of(pid: i32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The second field is the program's name in brackets and may hold anything, so counting begins behind it: state, then 18 more,
        // then the start. A process that has ended and waits for its parent to notice is none.
        let mut fields = stat.rsplit_once(") ")?.1.split(' ');
        if fields.next()? == "Z" {
            return None;
        }
        let started = fields.nth(18)?.parse().ok()?;
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().to_owned();
        Some(Self { pid, started, boot })
    }
}

fn folder() -> PathBuf {
    checkout::own_folder().join("kept")
}

/// Notes a process that stays.
pub(crate) fn note(pid: u32) -> Result<(), Error> {
    note_in(&folder(), pid)
}

fn note_in(folder: &Path, pid: u32) -> Result<(), Error> {
    let missing = || Error::Missing { what: format!("process {pid}") };
    let identity = i32::try_from(pid).ok().and_then(Identity::of).ok_or_else(missing)?;
    fs::create_dir_all(folder).map_err(Error::machine("making the folder of kept stacks"))?;
    let text = serde_json::to_string(&identity).map_err(|error| Error::machine("writing a kept stack's note")(error.into()))?;
    fs::write(folder.join(format!("{pid}.json")), text).map_err(Error::machine("writing a kept stack's note"))
}

/// Ends every stack that this checkout left running. Returns how many there were; notes of stacks that are gone are cleared away.
///
/// # Errors
/// [`Error::Machine`] when a note cannot be read or a process does not end.
pub async fn stop_kept() -> Result<usize, Error> {
    stop_in(&folder()).await
}

async fn stop_in(folder: &Path) -> Result<usize, Error> {
    let mut stopped = 0;
    let notes = match fs::read_dir(folder) {
        Ok(notes) => notes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(Error::machine("listing kept stacks")(error)),
    };
    for note in notes {
        let path = note.map_err(Error::machine("listing kept stacks"))?.path();
        let text = fs::read_to_string(&path).map_err(Error::machine("reading a kept stack's note"))?;
        if let Ok(noted) = serde_json::from_str::<Identity>(&text)
            && Identity::of(noted.pid).as_ref() == Some(&noted)
        {
            end(&noted).await?;
            stopped += 1;
        }
        fs::remove_file(&path).map_err(Error::machine("clearing a kept stack's note"))?;
    }
    Ok(stopped)
}

async fn end(noted: &Identity) -> Result<(), Error> {
    kill(Pid::from_raw(noted.pid), Signal::SIGTERM).map_err(|errno| Error::machine("ending a kept stack")(errno.into()))?;
    let gone = async {
        while Identity::of(noted.pid).as_ref() == Some(noted) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LONGEST_END, gone).await.map_err(|late| Error::machine("waiting for a kept stack's end")(late.into()))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;
    use std::process::Command;

    use super::*;
    use crate::emulator::Emulator;

    #[tokio::test]
    async fn a_kept_process_is_ended_and_its_note_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
        note_in(folder.path(), sleeper.id()).unwrap();
        let reaping = tokio::task::spawn_blocking(move || sleeper.wait());
        assert_eq!(stop_in(folder.path()).await.unwrap(), 1);
        reaping.await.unwrap().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_kept_emulator_outlives_its_owner_until_it_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let python = crate::python::interpreter(&crate::Progress::default()).await.unwrap();
        let emulator = Emulator::start(&python, crate::REGION, false).unwrap();
        let (address, files) = (("127.0.0.1", emulator.port()), emulator.folder().to_owned());
        note_in(folder.path(), emulator.process_id()).unwrap();
        emulator.keep().unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(TcpStream::connect(address).is_ok());
        assert_eq!(stop_in(folder.path()).await.unwrap(), 1);
        assert!(TcpStream::connect(address).is_err());
        assert!(!files.exists());
    }

    #[tokio::test]
    async fn a_stranger_with_a_kept_stacks_number_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut stranger = Command::new("sleep").arg("60").spawn().unwrap();
        let mut identity = Identity::of(i32::try_from(stranger.id()).unwrap()).unwrap();
        identity.started -= 1;
        fs::write(folder.path().join("1.json"), serde_json::to_string(&identity).unwrap()).unwrap();
        assert_eq!(stop_in(folder.path()).await.unwrap(), 0);
        assert!(stranger.try_wait().unwrap().is_none());
        stranger.kill().unwrap();
        stranger.wait().unwrap();
    }

    #[tokio::test]
    async fn nothing_kept_is_nothing_to_stop() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(stop_in(&folder.path().join("none")).await.unwrap(), 0);
    }
}
