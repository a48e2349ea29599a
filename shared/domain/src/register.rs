//! Registers: who was marked what, when, in one session of one day.

use std::fmt;
use std::str::FromStr;

/// Half of a school day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Session {
    /// The morning.
    Am,
    /// The afternoon.
    Pm,
}

impl Session {
    /// `AM` or `PM`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Am => "AM",
            Self::Pm => "PM",
        }
    }
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Session {
    type Err = NotASession;

    fn from_str(text: &str) -> Result<Self, NotASession> {
        match text.trim().to_ascii_uppercase().as_str() {
            "AM" => Ok(Self::Am),
            "PM" => Ok(Self::Pm),
            _ => Err(NotASession),
        }
    }
}

/// A text that names no session.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a session is AM or PM")]
pub struct NotASession;
