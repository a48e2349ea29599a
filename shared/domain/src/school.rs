//! A school: the tenant that everything belongs to.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

/// A school's URN: six digits, not all zero. It stands in the clear in keys, logs and addresses.
///
/// ```
/// use domain::school::Urn;
/// assert_eq!("123456".parse::<Urn>().unwrap().as_str(), "123456");
/// assert!("12345".parse::<Urn>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urn(String);

/// A text that is no URN.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a school's URN is six digits, such as 123456")]
pub struct NotAUrn;

impl Urn {
    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Urn {
    type Err = NotAUrn;

    fn from_str(text: &str) -> Result<Self, NotAUrn> {
        let good = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) && text != "000000";
        if good { Ok(Self(text.to_owned())) } else { Err(NotAUrn) }
    }
}

impl fmt::Display for Urn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Urn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Urn({})", self.0)
    }
}

/// The schools' time zone. Its rules are built in: no machine has to have them.
pub fn time_zone() -> TimeZone {
    static LONDON: TimeZone = jiff::tz::get!("Europe/London");
    LONDON.clone()
}

/// The day at the schools at a moment.
///
/// ```
/// // Half past midnight in summer time is still the day before in UTC.
/// let moment = "2026-06-30T23:30:00Z".parse().unwrap();
/// assert_eq!(domain::school::day(moment), jiff::civil::date(2026, 7, 1));
/// ```
pub fn day(moment: Timestamp) -> Date {
    moment.to_zoned_datetime(time_zone()).date()
}
