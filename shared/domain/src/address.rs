//! Email addresses.

use std::fmt;

use thiserror::Error;

/// An email address. It never prints itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

/// A text that is no email address.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("an email address has one @ with a name before and a domain after it")]
pub struct NotAnAddress;

impl EmailAddress {
    /// Takes one address; the domain is written small, the name before the `@` is kept as it is.
    ///
    /// # Errors
    /// [`NotAnAddress`] when no mail could be sent to it.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let (name, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        let name_good = !name.is_empty()
            && name.len() <= 64
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
        let label_good = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let last_good = domain.rsplit('.').next().is_some_and(|tld| tld.len() >= 2 && tld.bytes().all(|b| !b.is_ascii_digit()));
        if name_good && last_good && domain.contains('.') && domain.len() <= 253 && domain.split('.').all(label_good) {
            Ok(Self(format!("{name}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(NotAnAddress)
        }
    }

    /// `ava@example.com`.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit('@').next().unwrap_or_default()
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}
