//! Sealing, opening and blind indexes with the keys of one school.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use thiserror::Error;

use crate::key::{DataKey, Purpose};
use crate::primitives::{self, Key, NONCE, TAG};

const VERSION: u8 = 1;
const SALT: &[u8] = b"firstday vault 1";
/// Version and epoch.
const HEADER: usize = 5;

/// How many bytes a sealed value is longer than its plaintext.
pub const OVERHEAD: usize = HEADER + NONCE + TAG;

/// Where a sealed value stands. It opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table's role (`roll`), not its deployed name: a restored table opens too.
    pub table: &'a str,
    /// The item's partition key.
    pub pk: &'a str,
    /// The item's sort key.
    pub sk: &'a str,
    /// The attribute that holds the value.
    pub attribute: &'a str,
}

/// Why nothing was sealed.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SealError {
    /// The keyring has no key that seals for this purpose (`index` never has one).
    #[error("the keyring holds no sealing key for {0}")]
    NoKey(Purpose),
    /// The cryptographic library or the system's random source failed.
    #[error("sealing failed")]
    Failed,
}

/// Why a value did not open.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum OpenError {
    /// Shorter than any sealed value.
    #[error("a sealed value is cut short")]
    TooShort,
    /// Written by a later release, or no sealed value at all.
    #[error("a sealed value has the unknown version {0}")]
    UnknownVersion(u8),
    /// The keyring does not hold this epoch: it may be newer than the keyring (see [`KeyCache::reload`](crate::KeyCache::reload)),
    /// or its key has been deleted and the value is gone.
    #[error("the keyring does not hold epoch {epoch} for {purpose}")]
    UnknownEpoch {
        /// The purpose that was asked for.
        purpose: Purpose,
        /// The epoch that the value names.
        epoch: u32,
    },
    /// Changed, moved from another place, or of another school.
    #[error("a sealed value does not open here")]
    DoesNotOpen,
}

/// Why there is no blind index.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BlindError {
    /// The keyring has no index key.
    #[error("the keyring holds no index key")]
    NoKey,
    /// The cryptographic library failed.
    #[error("deriving the index key failed")]
    Failed,
}

/// The unwrapped keys of one school. Cheap to clone; keys are wiped with the last clone.
#[derive(Clone, Debug)]
pub struct Keyring {
    school: String,
    keys: BTreeMap<(Purpose, u32), Arc<DataKey>>,
}

impl Keyring {
    /// A keyring of a school ([`DEPLOYMENT`](crate::DEPLOYMENT) for the deployment's own) from purpose, epoch and key.
    pub fn new(school: impl Into<String>, keys: impl IntoIterator<Item = (Purpose, u32, DataKey)>) -> Self {
        let keys = keys.into_iter().map(|(purpose, epoch, key)| ((purpose, epoch), Arc::new(key))).collect();
        Self { school: school.into(), keys }
    }

    /// The school whose keys these are.
    pub fn school(&self) -> &str {
        &self.school
    }

    /// Whether a key for this purpose is here.
    pub fn holds(&self, purpose: Purpose) -> bool {
        self.of(purpose).next().is_some()
    }

    /// Whether the key of this very epoch is here.
    pub fn holds_epoch(&self, purpose: Purpose, epoch: u32) -> bool {
        self.keys.contains_key(&(purpose, epoch))
    }

    /// Seals with the newest epoch of the purpose.
    ///
    /// # Errors
    /// [`SealError::NoKey`] when there is none; [`SealError::Failed`] when the system has no randomness to give.
    pub fn seal(&self, purpose: Purpose, place: &Place<'_>, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        rand::fill(&mut nonce).map_err(|Unspecified| SealError::Failed)?;
        self.seal_with(nonce, purpose, place, plaintext)
    }

    fn seal_with(&self, nonce: [u8; NONCE], purpose: Purpose, place: &Place<'_>, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let newest = self.of(purpose).next_back().filter(|_| purpose != Purpose::Index);
        let (epoch, key) = newest.ok_or(SealError::NoKey(purpose))?;
        let header = header(epoch);
        let seal = || {
            let key = table_key(key, purpose, place.table)?;
            let mut text = plaintext.to_vec();
            let tag = primitives::encrypt(&key, nonce, &self.associated_data(header, place), &mut text)?;
            Ok([header.as_slice(), &nonce, &text, &tag].concat())
        };
        seal().map_err(|Unspecified| SealError::Failed)
    }

    /// Opens what was sealed for this purpose at this place, with the epoch that the value names.
    ///
    /// # Errors
    /// [`OpenError`]; only [`OpenError::UnknownEpoch`] can be cured, by loading the school's keys again.
    pub fn open(&self, purpose: Purpose, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (version, rest) = sealed.split_first().ok_or(OpenError::TooShort)?;
        if *version != VERSION {
            return Err(OpenError::UnknownVersion(*version));
        }
        if sealed.len() < OVERHEAD {
            return Err(OpenError::TooShort);
        }
        let (epoch, rest) = rest.split_first_chunk().ok_or(OpenError::TooShort)?;
        let (nonce, text_and_tag) = rest.split_first_chunk().ok_or(OpenError::TooShort)?;
        let epoch = u32::from_be_bytes(*epoch);
        let key = self.keys.get(&(purpose, epoch)).ok_or(OpenError::UnknownEpoch { purpose, epoch })?;
        table_key(key, purpose, place.table)
            .and_then(|key| primitives::decrypt(&key, *nonce, &self.associated_data(header(epoch), place), text_and_tag))
            .map_err(|Unspecified| OpenError::DoesNotOpen)
    }

    /// The blind index of a value: the same value gives the same 16 bytes, for this school and this label only.
    ///
    /// # Errors
    /// [`BlindError::NoKey`] when the keyring was made without the index key.
    pub fn blind(&self, label: &str, value: &[u8]) -> Result<[u8; 16], BlindError> {
        let (_, key) = self.of(Purpose::Index).next().ok_or(BlindError::NoKey)?;
        let mut info = b"blind".to_vec();
        push_field(&mut info, label);
        let key = primitives::derive(key.bytes(), SALT, &info).map_err(|Unspecified| BlindError::Failed)?;
        Ok(first_half(primitives::authenticate(key.as_slice(), value)))
    }

    /// This keyring with further keys.
    pub(crate) fn with(&self, keys: impl IntoIterator<Item = (Purpose, u32, DataKey)>) -> Self {
        let mut all = self.clone();
        all.keys.extend(Self::new("", keys).keys);
        all
    }

    fn of(&self, purpose: Purpose) -> impl DoubleEndedIterator<Item = (u32, &Arc<DataKey>)> {
        self.keys.range((purpose, 0)..=(purpose, u32::MAX)).map(|((_, epoch), key)| (*epoch, key))
    }

    fn associated_data(&self, header: [u8; HEADER], place: &Place<'_>) -> Vec<u8> {
        let mut data = header.to_vec();
        for field in [self.school.as_str(), place.table, place.pk, place.sk, place.attribute] {
            push_field(&mut data, field);
        }
        data
    }
}

fn header(epoch: u32) -> [u8; HEADER] {
    let [a, b, c, d] = epoch.to_be_bytes();
    [VERSION, a, b, c, d]
}

fn table_key(key: &DataKey, purpose: Purpose, table: &str) -> Result<Key, Unspecified> {
    let mut info = b"seal".to_vec();
    push_field(&mut info, purpose.as_str());
    push_field(&mut info, table);
    primitives::derive(key.bytes(), SALT, &info)
}

/// Length, then bytes, so that no two lists of fields give the same bytes. No field is near 4 GB: DynamoDB's keys end at 2 KB.
fn push_field(to: &mut Vec<u8>, field: &str) {
    to.extend(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
    to.extend(field.as_bytes());
}

fn first_half(bytes: [u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn counted() -> DataKey {
        DataKey::from_bytes(std::array::from_fn(|at| u8::try_from(at).unwrap()))
    }

    #[test]
    fn the_readme_shows_the_bytes_that_are_written() {
        let ring = Keyring::new("123456", [(Purpose::Roll, 7, counted()), (Purpose::Index, 1, counted())]);
        let place = Place { table: "roll", pk: "123456", sk: "pupil#1", attribute: "sealed" };
        let nonce = std::array::from_fn(|at| 0xa0 + u8::try_from(at).unwrap());
        let sealed = hex(&ring.seal_with(nonce, Purpose::Roll, &place, "Zoë".as_bytes()).unwrap());
        let blind = hex(&ring.blind("pupil", b"001234").unwrap());
        let readme = include_str!("../README.md");
        assert!(readme.contains(&sealed), "{sealed}");
        assert!(readme.contains(&blind), "{blind}");
    }

    #[test]
    fn a_sealed_value_has_the_documented_layout() {
        let ring = Keyring::new("123456", [(Purpose::Bodies, 0x0102_0304, counted())]);
        let place = Place { table: "messages", pk: "a", sk: "b", attribute: "c" };
        let sealed = ring.seal_with([9; NONCE], Purpose::Bodies, &place, b"12345").unwrap();
        assert_eq!(sealed.len(), 5 + OVERHEAD);
        assert_eq!(&sealed[..17], &[1, 1, 2, 3, 4, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
    }

    #[test]
    fn fields_that_run_together_give_other_bytes() {
        let ring = Keyring::new("123456", []);
        let one = ring.associated_data(header(1), &Place { table: "t", pk: "ab", sk: "c", attribute: "d" });
        let two = ring.associated_data(header(1), &Place { table: "t", pk: "a", sk: "bc", attribute: "d" });
        assert_ne!(one, two);
    }
}
