#![doc = include_str!("../README.md")]

mod cache;
mod key;
mod keyring;
mod kms;
mod primitives;

pub use cache::{CacheError, KeyCache};
pub use key::{DEPLOYMENT, DataKey, Purpose, UnknownPurpose, WrappedKey};
pub use keyring::{BlindError, Keyring, OVERHEAD, OpenError, Place, SealError};
pub use kms::{Kms, KmsError, Retry};
