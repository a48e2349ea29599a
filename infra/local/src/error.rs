//! What can go wrong between `cargo demo` and a running stack, each with the next step for who reads it.

use std::io;

use thiserror::Error;

/// Why the stack did not start, or did not answer.
#[derive(Debug, Error)]
pub enum Error {
    /// There is no Python on the path.
    #[error(
        "Python is needed for the local stack and none was found: install Python 3.11 or newer, so that `python3 --version` answers"
    )]
    NoPython,
    /// There is one, and it is too old.
    #[error("Python 3.11 or newer is needed for the local stack, and the newest found is {found}: install a newer one beside it")]
    OldPython {
        /// As `python3` says it.
        found: String,
    },
    /// The emulator's packages could not be installed.
    #[error("{what} failed: {said}\nnext: {next}")]
    Install {
        /// Which step of it.
        what: &'static str,
        /// The tool's last words.
        said: String,
        /// What to do.
        next: &'static str,
    },
    /// The functions do not compile.
    #[error("the functions do not build; cargo says:\n{said}")]
    Build {
        /// The compiler's messages.
        said: String,
    },
    /// The emulator ended before it answered.
    #[error("the emulator did not start: {said}")]
    Start {
        /// Its last words.
        said: String,
    },
    /// A template was refused, or a step after it.
    #[error("the stack did not deploy: {said}")]
    Deploy {
        /// The reason of the stack's first failed resource, or the step's own.
        said: String,
    },
    /// A call of the running stack did not work.
    #[error("{call} was not answered as expected: {said}")]
    Call {
        /// Service and operation.
        call: String,
        /// What came instead.
        said: String,
    },
    /// The stack has no such thing.
    #[error("the deployed stack has no {what}: the templates and what asks for it do not agree")]
    Missing {
        /// What was asked for.
        what: String,
    },
    /// The clock cannot be moved so.
    #[error("the clock cannot be moved: {why}")]
    Clock {
        /// The reason.
        why: &'static str,
    },
    /// A file or a process of the machine.
    #[error("{doing} failed: {source}")]
    Machine {
        /// What was being done.
        doing: String,
        /// The machine's reason.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`: names what was being done.
    pub(crate) fn machine(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Machine { doing, source }
    }
}
