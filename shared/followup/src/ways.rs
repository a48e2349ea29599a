//! By which ways this deployment can ask.

use std::str::FromStr;

use domain::ladder::Way;

/// Whether this deployment can make telephone calls: `on` where it has an account at the provider, else `off`, and staff are told to ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// It can.
    On,
    /// It cannot.
    Off,
}

impl Calls {
    /// The ways by which a contact can be asked.
    pub const fn ways(self) -> &'static [Way] {
        match self {
            Self::On => &[Way::Text, Way::Email, Way::Call],
            Self::Off => &[Way::Text, Way::Email],
        }
    }
}

/// A word that does not say whether calls are made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("calls are on or off")]
pub struct NotASwitch;

impl FromStr for Calls {
    type Err = NotASwitch;

    fn from_str(text: &str) -> Result<Self, NotASwitch> {
        match text {
            "on" => Ok(Self::On),
            "off" => Ok(Self::Off),
            _ => Err(NotASwitch),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_rung_where_nothing_can_ring() {
        let ways = |word: &str| word.parse::<Calls>().map(Calls::ways);
        assert!(ways("on").unwrap().contains(&Way::Call));
        assert!(!ways("off").unwrap().contains(&Way::Call));
        assert_eq!(ways("perhaps"), Err(NotASwitch));
    }
}
