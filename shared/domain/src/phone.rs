//! Telephone numbers.

use std::fmt;

use thiserror::Error;

/// What kind of line a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Takes texts.
    Mobile,
    /// Rings, takes no texts.
    Landline,
}

/// A telephone number in E.164 form, such as `+447700900123`. It never prints itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber {
    e164: String,
    mobile: bool,
}

/// A text that is no E.164 number.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a telephone number is written as + and 8 to 15 digits")]
pub struct NotANumber;

impl PhoneNumber {
    /// Takes a number that is already in E.164 form, with what kind of line it is.
    ///
    /// # Errors
    /// [`NotANumber`] for anything but `+`, a digit from 1 to 9, and 7 to 14 more digits.
    pub fn from_e164(text: &str, line: Line) -> Result<Self, NotANumber> {
        let digits = text.strip_prefix('+').ok_or(NotANumber)?;
        let good = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        if good { Ok(Self { e164: text.to_owned(), mobile: line == Line::Mobile }) } else { Err(NotANumber) }
    }

    /// `+447700900123`.
    pub fn expose(&self) -> &str {
        &self.e164
    }

    /// Whether a text can reach it.
    pub fn takes_texts(&self) -> bool {
        self.mobile
    }

    /// What kind of line it is.
    pub fn line(&self) -> Line {
        if self.mobile { Line::Mobile } else { Line::Landline }
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}
