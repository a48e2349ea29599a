//! One running emulator: its process, its folder, its end.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use serde::Deserialize;

use crate::checkout;
use crate::error::Error;
use crate::python;

/// Ending takes about fifty milliseconds; after this long it is forced.
const LONGEST_END: Duration = Duration::from_secs(5);

/// An emulator that this process started. It ends, with every function and every file, when this is dropped, and when this process ends
/// in whatever way: `start.py` waits for the pipe to close.
pub(crate) struct Emulator {
    process: Child,
    /// `start.py` lives as long as this is open.
    lifeline: Option<ChildStdin>,
    folder: PathBuf,
    port: u16,
    kept: bool,
}

/// The first line that `start.py` says.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Listening { port: u16 },
    Refused { error: String },
}

impl Emulator {
    /// Starts one in a new folder, on a free port of 127.0.0.1.
    pub(crate) fn start(python: &Path, region: &str, movable_clock: bool) -> Result<Self, Error> {
        let folder = new_folder()?;
        if movable_clock {
            fs::write(folder.join("clock"), crate::clock::offset_text(Duration::ZERO))
                .map_err(Error::machine("writing the clock file"))?;
        }
        let mut command = Command::new(python);
        command.arg(python::NO_CACHES).arg(checkout::emulator().join("start.py")).arg(&folder).arg(region);
        if movable_clock {
            command.arg("--movable-clock");
        }
        // A group of its own: Ctrl-C in the terminal reaches this process, whose end then ends the emulator in order.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(Error::machine("starting the emulator"))?;
        let lifeline = process.stdin.take();
        let mut emulator = Self { process, lifeline, folder, port: 0, kept: false };
        emulator.port = emulator.read_port()?;
        Ok(emulator)
    }

    fn read_port(&mut self) -> Result<u16, Error> {
        let mut line = String::new();
        if let Some(stdout) = self.process.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).map_err(Error::machine("reading what the emulator says"))?;
        }
        match serde_json::from_str(&line) {
            Ok(Said::Listening { port }) => Ok(port),
            Ok(Said::Refused { error }) => Err(Error::Start { said: error }),
            Err(_) => Err(Error::Start { said: self.last_words() }),
        }
    }

    /// What it said before it ended. Only for one that has ended or is about to.
    pub(crate) fn last_words(&mut self) -> String {
        let mut said = String::new();
        if let Some(mut stderr) = self.process.stderr.take() {
            match stderr.read_to_string(&mut said) {
                Ok(_) => {}
                Err(error) => said = error.to_string(),
            }
        }
        said.trim().to_owned()
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(Some(_)))
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The process to end when the stack was left running.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Lets it outlive this process.
    pub(crate) fn keep(mut self) -> Result<(), Error> {
        if let Some(mut lifeline) = self.lifeline.take() {
            lifeline.write_all(b"keep\n").map_err(Error::machine("telling the emulator to stay"))?;
        }
        self.kept = true;
        Ok(())
    }

    /// Kills the function processes that `functions.pids` names and that still belong to this emulator. When it returns they are dead: the
    /// emulator would otherwise hand its next event to one that is dying.
    pub(crate) fn kill_functions(&self, name: &str) -> Result<usize, Error> {
        let noted = self.folder.join("functions.pids");
        if !noted.exists() {
            return Ok(0);
        }
        let text = fs::read_to_string(&noted).map_err(Error::machine("reading the functions' process ids"))?;
        let named = text.lines().filter_map(|line| line.split_once(' ')).filter(|(_, function)| *function == name);
        let folder = self.folder.to_string_lossy().into_owned();
        let mut killed = Vec::new();
        for pid in named.filter_map(|(pid, _)| pid.parse().ok()) {
            // Its binary lies in the stack's folder: an id that went to a stranger since is left alone.
            let ours = fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|path| path.starts_with(&folder));
            if ours && kill(Pid::from_raw(pid), Signal::SIGKILL).is_ok() {
                killed.push(pid);
            }
        }
        let began = Instant::now();
        while killed.iter().any(|pid| is_alive(*pid)) {
            if began.elapsed() > LONGEST_END {
                return Err(Error::machine("waiting for killed functions to end")(std::io::ErrorKind::TimedOut.into()));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(killed.len())
    }

    fn end(&mut self) {
        drop(self.lifeline.take());
        let began = Instant::now();
        while !self.has_ended() {
            if began.elapsed() > LONGEST_END {
                // Its emulator is tied to it and its functions to the emulator.
                if let Ok(id) = i32::try_from(self.process.id()) {
                    killpg(Pid::from_raw(id), Signal::SIGKILL).ok();
                }
                self.process.wait().ok();
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        // Gone already, unless `start.py` was killed.
        fs::remove_dir_all(&self.folder).ok();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if !self.kept {
            self.end();
        }
    }
}

/// A folder that nobody else has, and nobody of this process had: an emulator that has just ended may still be clearing its own away.
/// In the checkout rather than in `/tmp`, which some machines mount without the right to run programs.
fn new_folder() -> Result<PathBuf, Error> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let runs = checkout::own_folder().join("run");
    fs::create_dir_all(&runs).map_err(Error::machine(format!("making {}", runs.display())))?;
    let own = std::process::id();
    loop {
        let folder = runs.join(format!("{own}-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            // Left by a process of the same number that was killed.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Error::machine(format!("making {}", folder.display()))(error)),
        }
    }
}

/// Whether a process still runs. One that has ended and that nobody has asked after (a zombie) does not.
fn is_alive(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // `pid (name) state …`, and the name may hold anything.
    stat.rsplit_once(')').is_some_and(|(_, after)| !after.trim_start().starts_with(['Z', 'X']))
}
