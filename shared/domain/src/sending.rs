//! The numbers that a school's texts come from, and by which of them the next text goes.
//!
//! Example: a school's number is at AWS, and its second one at Twilio. When AWS has refused three texts within minutes, the next go out by the
//! second number, and a family who was texted there goes on there.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::phone::PhoneNumber;

/// Who carries texts for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Amazon Web Services: SNS.
    Aws,
    /// Twilio, or who speaks its API.
    Twilio,
}

impl Provider {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Aws, Self::Twilio];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Twilio => "twilio",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Aws => Self::Twilio,
            Self::Twilio => Self::Aws,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no provider.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a provider is aws or twilio")]
pub struct NotAProvider;

impl FromStr for Provider {
    type Err = NotAProvider;

    fn from_str(text: &str) -> Result<Self, NotAProvider> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == text).ok_or(NotAProvider)
    }
}

/// The numbers of a school: one that everybody is texted from, and one at the other provider for when the first fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendingNumbers {
    /// The number that parents know.
    pub first: PhoneNumber,
    /// Where it is.
    pub provider: Provider,
    /// The number at the other provider.
    pub second: Option<PhoneNumber>,
}

impl SendingNumbers {
    /// The number at a provider.
    pub fn at(&self, provider: Provider) -> Option<&PhoneNumber> {
        if provider == self.provider { Some(&self.first) } else { self.second.as_ref() }
    }

    /// Each number with its provider, the first one first.
    pub fn all(&self) -> impl Iterator<Item = (Provider, &PhoneNumber)> {
        let second = self.second.as_ref().map(|number| (self.provider.other(), number));
        std::iter::once((self.provider, &self.first)).chain(second)
    }

    /// The number that calls come from: a number at AWS takes texts alone.
    pub fn for_calls(&self) -> &PhoneNumber {
        self.at(Provider::Twilio).unwrap_or(&self.first)
    }

    /// By which numbers a text is tried, the best first. A family goes on where it was texted last (`thread`), unless this very text has
    /// just failed there (`failed`) or the provider fails others too.
    pub fn order(
        &self,
        thread: Option<Provider>,
        failed: Option<Provider>,
        fails: &dyn Fn(Provider) -> bool,
    ) -> Vec<(Provider, &PhoneNumber)> {
        let mut order: Vec<_> = self.all().collect();
        order.sort_by_key(|(provider, _)| {
            (failed == Some(*provider), fails(*provider), Some(*provider) != thread.or(Some(self.provider)))
        });
        order
    }
}

/// How long a provider's failures are remembered.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// So many failures in the window, and at least half of what is known, are a provider that fails.
const ENOUGH: usize = 3;

/// Of a provider no more moments are kept.
const KEPT: usize = 20;

/// How something went at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    /// A text arrived, or the provider took one while it was in doubt.
    Well,
    /// The provider gave no answer or refused us, or could not deliver, and it was not the recipient's fault.
    Badly,
}

/// How a school's texts went at one provider in the last minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// When what went how, the oldest first.
    pub moments: Vec<(Timestamp, Went)>,
}

impl Health {
    /// Notes how something went. Whether it is worth keeping: that all is well where nothing else was known is not.
    pub fn note(&mut self, went: Went, now: Timestamp) -> bool {
        self.moments.retain(|(at, _)| now.duration_since(*at) < WINDOW);
        if went == Went::Well && self.moments.iter().all(|(_, went)| *went == Went::Well) {
            return false;
        }
        self.moments.push((now, went));
        let too_many = self.moments.len().saturating_sub(KEPT);
        self.moments.drain(..too_many);
        true
    }

    /// Whether the provider fails now.
    ///
    /// ```
    /// use domain::sending::{Health, Went};
    /// use jiff::Timestamp;
    ///
    /// let now = Timestamp::UNIX_EPOCH;
    /// let mut health = Health::default();
    /// health.note(Went::Badly, now);
    /// health.note(Went::Badly, now);
    /// assert!(!health.fails(now));
    /// health.note(Went::Badly, now);
    /// assert!(health.fails(now));
    /// ```
    pub fn fails(&self, now: Timestamp) -> bool {
        let lately = self.moments.iter().filter(|(at, _)| now.duration_since(*at) < WINDOW);
        let (bad, all) = lately.fold((0, 0), |(bad, all), (_, went)| (bad + usize::from(*went == Went::Badly), all + 1));
        bad >= ENOUGH && bad * 2 >= all
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use proptest::prelude::*;

    use super::*;
    use crate::phone::Line;

    fn numbers(second: bool) -> SendingNumbers {
        let number = |text| PhoneNumber::from_e164(text, Line::Mobile).unwrap();
        SendingNumbers {
            first: number("+447700900980"),
            provider: Provider::Aws,
            second: second.then(|| number("+447700900981")),
        }
    }

    fn providers(order: &[(Provider, &PhoneNumber)]) -> Vec<Provider> {
        order.iter().map(|(provider, _)| *provider).collect()
    }

    #[test]
    fn a_family_goes_on_where_it_was_texted_last() {
        let all_is_well = |_| false;
        assert_eq!(providers(&numbers(true).order(None, None, &all_is_well)), [Provider::Aws, Provider::Twilio]);
        let moved = numbers(true);
        assert_eq!(providers(&moved.order(Some(Provider::Twilio), None, &all_is_well)), [Provider::Twilio, Provider::Aws]);
    }

    #[test]
    fn a_text_that_failed_at_one_provider_or_whose_provider_fails_goes_by_the_other() {
        let (numbers, aws_fails) = (numbers(true), |provider| provider == Provider::Aws);
        assert_eq!(providers(&numbers.order(None, None, &aws_fails))[0], Provider::Twilio);
        assert_eq!(providers(&numbers.order(Some(Provider::Aws), None, &aws_fails))[0], Provider::Twilio);
        assert_eq!(providers(&numbers.order(None, Some(Provider::Aws), &|_| false))[0], Provider::Twilio);
        // Where both fail, it is not tried again where it has just failed.
        assert_eq!(providers(&numbers.order(None, Some(Provider::Twilio), &|_| true))[0], Provider::Aws);
    }

    #[test]
    fn a_school_with_one_number_has_no_choice() {
        assert_eq!(providers(&numbers(false).order(Some(Provider::Twilio), Some(Provider::Aws), &|_| true)), [Provider::Aws]);
    }

    #[test]
    fn calls_come_from_the_number_that_can_call() {
        assert_eq!(numbers(true).for_calls().expose(), "+447700900981");
        assert_eq!(numbers(false).for_calls().expose(), "+447700900980");
    }

    #[test]
    fn a_provider_fails_for_ten_minutes_and_is_then_tried_again() {
        let now = Timestamp::UNIX_EPOCH;
        let mut health = Health::default();
        assert!(!health.note(Went::Well, now), "a quiet morning writes nothing");
        for _ in 0..3 {
            assert!(health.note(Went::Badly, now));
        }
        assert!(health.fails(now) && health.fails(now + 9.minutes()) && !health.fails(now + 10.minutes()));
        for _ in 0..4 {
            assert!(health.note(Went::Well, now + 1.minute()));
        }
        assert!(!health.fails(now + 1.minute()), "most of it arrives again");
    }

    proptest! {
        #[test]
        fn both_numbers_are_always_tried_each_once(thread in any::<Option<bool>>(), failed in any::<Option<bool>>(), fails in any::<[bool; 2]>()) {
            let provider = |aws: bool| if aws { Provider::Aws } else { Provider::Twilio };
            let numbers = numbers(true);
            let order = numbers.order(thread.map(provider), failed.map(provider), &|one| fails[usize::from(one == Provider::Aws)]);
            let mut tried = providers(&order);
            tried.sort();
            prop_assert_eq!(tried, Provider::ALL);
        }

        #[test]
        fn what_is_remembered_stays_small_and_young(went in proptest::collection::vec((any::<bool>(), 0_i64..300), 0..200)) {
            let (mut health, mut now) = (Health::default(), Timestamp::UNIX_EPOCH);
            for (well, seconds) in went {
                now += seconds.seconds();
                health.note(if well { Went::Well } else { Went::Badly }, now);
                prop_assert!(health.moments.len() <= KEPT);
                prop_assert!(health.moments.iter().all(|(at, _)| now.duration_since(*at) < WINDOW));
            }
        }
    }
}
