//! Whether a failure may be tried again.

use std::time::Duration;

/// What to do with the piece of work that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It can never succeed: park it at once.
    Never,
    /// Give it back to the queue for a moment.
    Soon,
    /// Give it back to the queue for this long.
    After(Duration),
}

/// A failure that says whether it may be tried again and has a stable name that alarms count.
pub trait Failure: std::error::Error {
    /// Whether it may be tried again.
    fn retry(&self) -> Retry;

    /// A stable name, such as `DatabaseUnavailable`: it stands in logs as `error_type`.
    fn error_type(&self) -> &'static str;
}

/// An error with everything that caused it, in one line, for the log.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}
