//! The secrets of upload keys: made of chance, shown once, kept as a hash.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;

/// An upload key as a machine shows it: `fdu_`, 12 hexadecimal digits that name it, `_`, 64 that are secret.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret {
    /// Which key it is.
    pub(crate) id: String,
    secret: String,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.id)
    }
}

impl Secret {
    /// A new one; `None` when the system has no randomness to give.
    pub(crate) fn make() -> Option<Self> {
        let (mut id, mut secret) = ([0; 6], [0; 32]);
        rand::fill(&mut id).ok()?;
        rand::fill(&mut secret).ok()?;
        Some(Self { id: hex(&id), secret: hex(&secret) })
    }

    /// Reads what a machine shows; `None` for a text of another form.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix("fdu_")?.split_once('_')?;
        let is_hex = |text: &str, length| text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (is_hex(id, 12) && is_hex(secret, 64)).then(|| Self { id: id.to_owned(), secret: secret.to_owned() })
    }

    /// What the machine is given, once.
    pub(crate) fn expose(&self) -> String {
        format!("fdu_{}_{}", self.id, self.secret)
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        sha256(self.secret.as_bytes())
    }

    /// Whether it is the one of which this was kept. It takes as long whichever byte differs.
    pub(crate) fn is_of(&self, hash: &[u8; 32]) -> bool {
        verify_slices_are_equal(&self.hash(), hash).is_ok()
    }
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(digest(&SHA256, bytes).as_ref()) {
        *to = *from;
    }
    hash
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_again_and_no_other_is_taken_for_it() {
        let (one, other) = (Secret::make().unwrap(), Secret::make().unwrap());
        assert_eq!(one.expose().len(), 4 + 12 + 1 + 64);
        assert_eq!(Secret::read(&one.expose()), Some(one.clone()));
        assert!(one.is_of(&one.hash()) && !one.is_of(&other.hash()));
        assert!(!format!("{one:?}").contains(&one.expose()[17..]));
        for wrong in ["", "fdu_", "fdu_0123456789ab_", &one.expose()[1..], &format!("{}0", one.expose()), "fdu_é_é"] {
            assert_eq!(Secret::read(wrong), None, "{wrong}");
        }
    }
}
