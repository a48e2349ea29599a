//! Which recipients a stage may reach.

use std::collections::BTreeSet;
use std::str::FromStr;

use domain::address::EmailAddress;
use domain::phone::{Line, PhoneNumber};
use thiserror::Error;

/// What a deployment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// One machine, an emulator.
    Local,
    /// An account for trying things.
    Test,
    /// Real schools.
    Production,
}

/// A word that names no stage.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a stage is local, test or production")]
pub struct UnknownStage;

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(text: &str) -> Result<Self, UnknownStage> {
        match text {
            "local" => Ok(Self::Local),
            "test" => Ok(Self::Test),
            "production" => Ok(Self::Production),
            _ => Err(UnknownStage),
        }
    }
}

/// Why a recipient is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A stage that is not production reaches made-up recipients, and those who were allowed by name.
    #[error("only production may reach a real recipient")]
    RealRecipient,
    /// Production reaches nobody who does not exist: such a recipient is a mistake in the school's data.
    #[error("production does not reach made-up recipients")]
    MadeUpRecipient,
}

/// A list of allowed recipients that cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("entry {entry} of the allowed recipients is neither a number like +447700900123 nor an email address")]
pub struct NotAllowList {
    /// Which entry, counted from 1.
    pub entry: usize,
}

/// Refuses recipients that a stage may not reach.
#[derive(Clone, Debug)]
pub struct Guard {
    stage: Stage,
    numbers: BTreeSet<PhoneNumber>,
    addresses: BTreeSet<EmailAddress>,
}

impl Guard {
    /// A guard for a stage. `allowed` is a list with commas of numbers (`+44…`) and email addresses that a stage other than production may
    /// reach too; it means nothing in production.
    ///
    /// # Errors
    /// [`NotAllowList`] names the first entry that is neither.
    pub fn new(stage: Stage, allowed: &str) -> Result<Self, NotAllowList> {
        let mut guard = Self { stage, numbers: BTreeSet::new(), addresses: BTreeSet::new() };
        for (at, entry) in allowed.split(',').map(str::trim).enumerate().filter(|(_, entry)| !entry.is_empty()) {
            if let Ok(number) = PhoneNumber::from_e164(entry, Line::Mobile) {
                guard.numbers.insert(number);
            } else {
                let address = EmailAddress::parse(entry).map_err(|_| NotAllowList { entry: at + 1 })?;
                guard.addresses.insert(address);
            }
        }
        Ok(guard)
    }

    /// Whether a number may be texted or rung.
    ///
    /// # Errors
    /// [`Refusal`] says why not.
    pub fn number(&self, number: &PhoneNumber) -> Result<(), Refusal> {
        let named = self.numbers.iter().any(|allowed| allowed.expose() == number.expose());
        self.decide(is_fiction(number), named)
    }

    /// Whether an address may be written to.
    ///
    /// # Errors
    /// [`Refusal`] says why not.
    pub fn address(&self, address: &EmailAddress) -> Result<(), Refusal> {
        self.decide(is_example(address), self.addresses.contains(address))
    }

    fn decide(&self, made_up: bool, named: bool) -> Result<(), Refusal> {
        match self.stage {
            Stage::Production if made_up => Err(Refusal::MadeUpRecipient),
            Stage::Local | Stage::Test if !made_up && !named => Err(Refusal::RealRecipient),
            _ => Ok(()),
        }
    }
}

/// What Ofcom keeps for drama ("Telephone numbers for use in TV and radio drama programmes"): each is one of these and three more digits.
const FICTION: [&str; 19] = [
    "+447700900",
    "+442079460",
    "+441134960",
    "+441144960",
    "+441154960",
    "+441164960",
    "+441174960",
    "+441184960",
    "+441214960",
    "+441314960",
    "+441414960",
    "+441514960",
    "+441614960",
    "+441914980",
    "+442890180",
    "+442920180",
    "+448081570",
    "+443069990",
    "+441632960",
];

/// 0909 8790000 to 8790999, apart because it is the one of premium rate.
const FICTION_PREMIUM: &str = "+449098790";

fn is_fiction(number: &PhoneNumber) -> bool {
    let ranges = FICTION.iter().chain([&FICTION_PREMIUM]);
    ranges.filter_map(|range| number.expose().strip_prefix(range)).any(|rest| rest.len() == 3)
}

/// RFC 2606 and RFC 6761: domains that no mail can ever reach.
fn is_example(address: &EmailAddress) -> bool {
    let domain = address.domain();
    let within = |parent: &str| domain.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    ["example.com", "example.org", "example.net"].into_iter().any(within)
        || [".test", ".example", ".invalid"].iter().any(|top| domain.ends_with(top))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::from_e164(text, Line::Mobile).unwrap()
    }

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    /// First and last of every range, and the neighbours on either side.
    fn ranges() -> Vec<(String, bool)> {
        let starts = FICTION.iter().chain([&FICTION_PREMIUM]);
        starts
            .flat_map(|start| {
                let first: u64 = format!("{}000", &start[1..]).parse().unwrap();
                [(first, true), (first + 999, true), (first - 1, false), (first + 1000, false)]
            })
            .map(|(digits, fiction)| (format!("+{digits}"), fiction))
            .collect()
    }

    #[test]
    fn a_test_stage_reaches_fiction_and_nothing_beside_it() {
        for stage in [Stage::Local, Stage::Test] {
            let guard = Guard::new(stage, "").unwrap();
            for (text, fiction) in ranges() {
                let expected = if fiction { Ok(()) } else { Err(Refusal::RealRecipient) };
                assert_eq!(guard.number(&number(&text)), expected, "{text}");
            }
        }
    }

    #[test]
    fn production_reaches_everything_but_fiction() {
        let guard = Guard::new(Stage::Production, "").unwrap();
        for (text, fiction) in ranges() {
            let expected = if fiction { Err(Refusal::MadeUpRecipient) } else { Ok(()) };
            assert_eq!(guard.number(&number(&text)), expected, "{text}");
        }
        assert_eq!(guard.address(&address("ava@example.com")), Err(Refusal::MadeUpRecipient));
        assert_eq!(guard.address(&address("ava@example.com.uk")), Ok(()));
    }

    #[test]
    fn a_number_of_another_length_is_no_fiction() {
        let guard = Guard::new(Stage::Test, "").unwrap();
        assert_eq!(guard.number(&number("+4477009001234")), Err(Refusal::RealRecipient));
        assert_eq!(guard.number(&number("+44770090012")), Err(Refusal::RealRecipient));
    }

    #[test]
    fn a_test_stage_writes_to_reserved_domains_only() {
        let guard = Guard::new(Stage::Test, "").unwrap();
        for good in ["a@example.com", "a@mail.example.com", "a@EXAMPLE.org", "a@example.net", "a@school.test"] {
            assert_eq!(guard.address(&address(good)), Ok(()), "{good}");
        }
        for bad in ["a@notexample.com", "a@example.com.uk", "a@example.co", "a@example.sch.uk", "a@contest.uk"] {
            assert_eq!(guard.address(&address(bad)), Err(Refusal::RealRecipient), "{bad}");
        }
    }

    #[test]
    fn those_allowed_by_name_are_reached_from_a_test_stage() {
        // Just outside the range for fiction, so that it belongs to nobody here.
        let guard = Guard::new(Stage::Test, " +447700901000, tester@example.sch.uk ,").unwrap();
        assert_eq!(guard.number(&number("+447700901000")), Ok(()));
        assert_eq!(guard.number(&number("+447700901001")), Err(Refusal::RealRecipient));
        assert_eq!(guard.address(&address("tester@example.sch.uk")), Ok(()));
        assert_eq!(guard.address(&address("other@example.sch.uk")), Err(Refusal::RealRecipient));
    }

    #[test]
    fn being_allowed_by_name_opens_nothing_in_production() {
        let guard = Guard::new(Stage::Production, "+447700900123").unwrap();
        assert_eq!(guard.number(&number("+447700900123")), Err(Refusal::MadeUpRecipient));
    }

    #[test]
    fn an_allow_list_that_cannot_be_read_is_refused_by_entry() {
        assert_eq!(Guard::new(Stage::Test, "a@example.com,07700 900123").unwrap_err(), NotAllowList { entry: 2 });
    }

    #[test]
    fn stages_are_read_by_name() {
        assert_eq!("production".parse(), Ok(Stage::Production));
        assert_eq!("Production".parse::<Stage>(), Err(UnknownStage));
    }
}
