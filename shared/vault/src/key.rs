//! Data keys: what they are for, unwrapped and wrapped.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::primitives::{KEY, Key};

/// The "school" of the one index key that crosses schools.
pub const DEPLOYMENT: &str = "deployment";

/// What a data key is for. A function's role says which of them it may unwrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Pupils, contacts, registers, absences.
    Roll,
    /// Messages and replies.
    Bodies,
    /// Blind indexes. It seals nothing and never rotates.
    Index,
}

/// A text that names no purpose.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a purpose is roll, bodies or index")]
pub struct UnknownPurpose;

impl Purpose {
    /// All of them: what a new school needs keys for.
    pub const ALL: [Self; 3] = [Self::Roll, Self::Bodies, Self::Index];

    /// `roll`, `bodies` or `index`: in the encryption context, in stored keys and in derivation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Roll => "roll",
            Self::Bodies => "bodies",
            Self::Index => "index",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(text: &str) -> Result<Self, UnknownPurpose> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or(UnknownPurpose)
    }
}

/// An unwrapped 256-bit key. It wipes itself when dropped and never prints itself.
pub struct DataKey(Box<Key>);

impl DataKey {
    /// Takes the key's bytes, as KMS gives them.
    pub fn from_bytes(bytes: [u8; KEY]) -> Self {
        Self(Box::new(Key::new(bytes)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

/// A data key as it is stored: only KMS can unwrap it, and only for the same school and purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// What it is for.
    pub purpose: Purpose,
    /// Which of the school's keys of this purpose it is; counted from 1.
    pub epoch: u32,
    /// What KMS answered: about 184 bytes.
    pub ciphertext: Vec<u8>,
}
