//! Telephone numbers: what one is ([`PhoneNumber`]), which the United Kingdom has ([`uk`]), and what offices type into a cell ([`cell`]).

use std::fmt;

use thiserror::Error;

pub mod cell;
mod note;
pub mod uk;
mod words;

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

/// Why digits in a cell are nobody's number to text or ring.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// `07x00 900123`, `O7700 900123`.
    #[error("letters stand among the digits")]
    LettersInside,
    /// `900123`.
    #[error("digits are missing")]
    TooShort,
    /// `07700 9001234`.
    #[error("there are too many digits")]
    TooLong,
    /// The digits begin like no number in use: `0410 …`.
    #[error("no number begins like this")]
    NotInUse,
    /// `0909 …`, `0871 …`: whoever rings pays for it.
    #[error("it is a premium-rate or service number")]
    Premium,
    /// `070 …`: looks like a mobile, is forwarded at a price.
    #[error("070 numbers are personal numbers, not mobiles")]
    Personal,
    /// `076 …` but `07624`.
    #[error("076 numbers are pagers, not mobiles")]
    Pager,
    /// `07777 777777`, `01234 567890`: typed to fill a box.
    #[error("it was typed to fill the box")]
    Placeholder,
    /// A number with a country's code which that country does not have.
    #[error("the country has no such number")]
    NotInThatCountry,
    /// The words beside it say that it must not be used.
    #[error("the words beside it say not to use it")]
    DoNotUse,
    /// The digits can be read as more than one number.
    #[error("it can be read in more than one way")]
    Ambiguous,
}

impl Refusal {
    /// The stable word for reports: `letters_inside`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LettersInside => "letters_inside",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::NotInUse => "not_in_use",
            Self::Premium => "premium",
            Self::Personal => "personal_070",
            Self::Pager => "pager",
            Self::Placeholder => "placeholder",
            Self::NotInThatCountry => "not_in_that_country",
            Self::DoNotUse => "do_not_use",
            Self::Ambiguous => "ambiguous",
        }
    }
}

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

    /// Whether it belongs to the United Kingdom's numbering plan (with the Isle of Man and the Channel Islands).
    pub fn is_uk(&self) -> bool {
        self.e164.starts_with("+44")
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}
