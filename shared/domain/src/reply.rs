//! Replies: by which way they come, and by what they find those whom they are about.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::phone::PhoneNumber;
use crate::school::Urn;

/// By which way a reply came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CameBy {
    /// A text message.
    Sms,
    /// An email.
    Email,
    /// The page whose address stood in an email.
    Page,
    /// Keys, pressed in a telephone call.
    Call,
}

impl CameBy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sms, Self::Email, Self::Page, Self::Call];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Page => "page",
            Self::Call => "call",
        }
    }
}

/// A word that names no way by which a reply comes.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a reply comes by sms, email, page or call")]
pub struct NotAWayIn;

impl FromStr for CameBy {
    type Err = NotAWayIn;

    fn from_str(text: &str) -> Result<Self, NotAWayIn> {
        Self::ALL.into_iter().find(|way| way.as_str() == text).ok_or(NotAWayIn)
    }
}

/// By what a conversation is found: who wrote, and the number of ours that they wrote to. For the blind index alone.
pub fn sender_key(from: &PhoneNumber, to: &PhoneNumber) -> String {
    format!("{}|{}", from.expose(), to.expose())
}

/// By what whoever answers by email is known to have been thanked today: their address, and the school. For the blind index alone.
pub fn mail_sender_key(from: &str, school: &Urn) -> String {
    format!("{from}|{school}")
}

/// Where a provider tells what became of a text.
pub const STATUSES: &str = "/webhooks/twilio/status";

/// From the Saturday to the Tuesday after a bank holiday.
const WEEKEND: i32 = 3;

/// Where the pages stand on which a message can be answered; its token stands behind it.
pub const PAGES: &str = "/r/";

/// Whether an answer that brings its message's token counts as one to it: until the day after. Later it is for staff to place.
///
/// ```
/// use domain::reply::is_in_time;
/// use jiff::civil::date;
/// assert!(is_in_time(date(2026, 11, 27), date(2026, 11, 28)));
/// assert!(!is_in_time(date(2026, 11, 27), date(2026, 11, 29)));
/// ```
pub fn is_in_time(asked: Date, answered: Date) -> bool {
    answered <= asked.saturating_add(1.day())
}

/// About which day somebody writes who was not asked: today, or on a weekend the next school day. What is written in the holidays says nothing of the
/// first day after them.
///
/// ```
/// use domain::calendar::Calendar;
/// use domain::reply::day_meant;
/// use jiff::civil::date;
/// let (sunday, monday) = (date(2026, 11, 22), date(2026, 11, 23));
/// assert_eq!(day_meant(sunday, &Calendar::usual()), monday);
/// assert_eq!(day_meant(monday, &Calendar::usual()), monday);
/// ```
pub fn day_meant(written: Date, calendar: &Calendar) -> Date {
    if calendar.is_school_day(written) {
        return written;
    }
    let soon = written.saturating_add(WEEKEND.days());
    calendar.next_school_day(written).filter(|next| *next <= soon).unwrap_or(written)
}

/// What an answer to one message brings back: whoever has it has read the message. Nobody can guess it, and it is stored hashed.
///
/// It is written in lower-case hexadecimal, since programs that handle mail change the case of addresses.
///
/// ```
/// use domain::reply::AnswerToken;
/// let token: AnswerToken = "0123456789abcdef0123456789abcdef".parse()?;
/// assert_eq!(token.expose(), "0123456789abcdef0123456789abcdef");
/// assert_eq!(format!("{token:?}"), "AnswerToken(…)");
/// assert!("0123".parse::<AnswerToken>().is_err());
/// # Ok::<(), domain::reply::NotAToken>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AnswerToken([u8; 16]);

impl AnswerToken {
    /// Takes 128 bits that nobody can guess.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the hash under which it is stored.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// 32 hexadecimal digits, for the address that holds it.
    pub fn expose(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for AnswerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerToken(…)")
    }
}

/// A text that is no token.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a token has 32 hexadecimal digits")]
pub struct NotAToken;

impl FromStr for AnswerToken {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let lower = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let bits = lower.then(|| u128::from_str_radix(text, 16).ok()).flatten().ok_or(NotAToken)?;
        Ok(Self(bits.to_be_bytes()))
    }
}
