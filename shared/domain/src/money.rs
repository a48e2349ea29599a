//! What texts cost, and what a school lets them cost in a month.
//!
//! Example: a part costs 4 pence and the cap is £10: two hundred and fifty parts go out in a month, and a text of two parts is not begun when one
//! is left.

use std::fmt;
use std::str::FromStr;

use crate::search::Words;

/// Money, to the thousandth of a penny.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i64);

impl Money {
    /// More than anybody spends.
    pub const MOST: Self = Self(i64::MAX / 2);

    /// So many thousandths of a penny; below nothing there is nothing.
    pub const fn thousandths(thousandths: i64) -> Self {
        Self(if thousandths < 0 { 0 } else { thousandths })
    }

    /// So many pounds.
    pub const fn pounds(pounds: u32) -> Self {
        Self(pounds as i64 * 100_000)
    }

    /// In thousandths of a penny.
    pub const fn in_thousandths(self) -> i64 {
        self.0
    }

    /// How much of another sum this is, in percent, rounded down.
    pub const fn percent_of(self, whole: Self) -> i64 {
        match self.0.saturating_mul(100).checked_div(whole.0) {
            Some(percent) => percent,
            None => 100,
        }
    }
}

/// In pounds and pence, rounded down: `£12.05`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "£{}.{:02}", self.0 / 100_000, self.0 / 1_000 % 100)
    }
}

/// What a part of a text costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartPrice(Money);

/// A text that is no price.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a price is in pence, such as 4 or 3.75")]
pub struct NotAPrice;

/// Pence, with up to three decimal places.
///
/// ```
/// use domain::money::{Money, PartPrice};
/// let price: PartPrice = "3.75".parse()?;
/// assert_eq!(price.of(2), Money::thousandths(7_500));
/// assert!("free".parse::<PartPrice>().is_err());
/// # Ok::<(), domain::money::NotAPrice>(())
/// ```
impl FromStr for PartPrice {
    type Err = NotAPrice;

    fn from_str(text: &str) -> Result<Self, NotAPrice> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 4 || decimals.len() > 3 || !digits(whole) || !digits(decimals) {
            return Err(NotAPrice);
        }
        format!("{whole}{decimals:0<3}").parse().map(|thousandths| Self(Money(thousandths))).map_err(|_| NotAPrice)
    }
}

impl PartPrice {
    /// What so many parts cost.
    pub const fn of(self, parts: u32) -> Money {
        Money(self.0.0.saturating_mul(parts as i64))
    }
}

/// Whether a cap may stop these words. It stops no question that is close to an alarm, a child who was here and is not, and nothing that mends
/// what a contact was told.
pub const fn may_be_stopped(words: Words) -> bool {
    match words {
        Words::FirstDay | Words::SecondDay | Words::ReturnDay | Words::NotArrived | Words::PleaseRing => true,
        Words::GoneSinceMorning | Words::InSchool | Words::NothingMore | Words::Correction | Words::Found => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_to_the_thousandth_of_a_penny() {
        let price = |text: &str| text.parse::<PartPrice>().map(|price| price.of(1).in_thousandths());
        assert_eq!([price("4"), price("3.75"), price("0.004"), price("12.5")], [Ok(4_000), Ok(3_750), Ok(4), Ok(12_500)]);
        for bad in ["", ".5", "-1", "4,5", "3.7512", "12345", "4p"] {
            assert_eq!(price(bad), Err(NotAPrice), "{bad}");
        }
    }

    #[test]
    fn a_cap_in_pounds_is_a_hundred_thousand_thousandths_each() {
        assert_eq!(Money::pounds(10), "4".parse::<PartPrice>().unwrap().of(250));
        assert_eq!(Money::thousandths(1_205_999).to_string(), "£12.05");
        assert_eq!((Money::pounds(8).percent_of(Money::pounds(10)), Money::pounds(1).percent_of(Money::default())), (80, 100));
    }

    #[test]
    fn what_mends_and_what_is_close_to_an_alarm_is_never_stopped() {
        for words in Words::ALL {
            assert!(!(may_be_stopped(words) && words.corrects()), "{words:?}");
        }
        assert!(!may_be_stopped(Words::GoneSinceMorning));
    }
}
