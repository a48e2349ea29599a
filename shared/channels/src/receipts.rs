//! What becomes of something that a provider took: what the providers' receipts mean, and which of them counts.

mod twilio;

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use thiserror::Error;

use crate::failure::ProviderId;

pub(crate) use twilio::of_error;
pub use twilio::read_twilio_status;

/// Why something did not arrive. Where it is the number's or the address's fault stands in [`Outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// Nobody has this number, or it is none.
    NoSuchNumber,
    /// A landline, which takes no text.
    Landline,
    /// Switched off, or out of reach.
    SwitchedOff,
    /// A network did not let it through.
    CarrierRefused,
    /// A network or another provider in between was too busy or broken.
    NetworkBusy,
    /// Nobody has this mailbox.
    NoSuchMailbox,
    /// The mailbox takes nothing more.
    MailboxFull,
    /// The mail server refuses it for good and does not say more.
    MailServerRefused,
    /// The provider keeps a list of addresses that it no longer tries, and this is one.
    Suppressed,
    /// Refused for what it says or carries.
    ContentRefused,
    /// Too large, or too long.
    TooLarge,
    /// It waited so long that it was given up.
    Expired,
    /// Taken back before it was sent.
    Cancelled,
    /// Our account, our settings or our text: nothing that the recipient could mend.
    OurFault,
    /// The provider does not know.
    Undetermined,
    /// The provider gives a code that stands in no table of ours: [`Receipt::unlisted`] has it.
    Unlisted,
}

impl Why {
    /// Each, for tables and tests.
    pub const ALL: [Self; 16] = [
        Self::NoSuchNumber,
        Self::Landline,
        Self::SwitchedOff,
        Self::CarrierRefused,
        Self::NetworkBusy,
        Self::NoSuchMailbox,
        Self::MailboxFull,
        Self::MailServerRefused,
        Self::Suppressed,
        Self::ContentRefused,
        Self::TooLarge,
        Self::Expired,
        Self::Cancelled,
        Self::OurFault,
        Self::Undetermined,
        Self::Unlisted,
    ];

    /// Whether the way is at fault and not who is at its end: by another provider it may arrive.
    pub const fn is_the_providers(self) -> bool {
        matches!(
            self,
            Self::CarrierRefused | Self::NetworkBusy | Self::Expired | Self::OurFault | Self::Undetermined | Self::Unlisted
        )
    }

    /// A stable word for timelines, metrics and reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoSuchNumber => "no_such_number",
            Self::Landline => "landline",
            Self::SwitchedOff => "switched_off",
            Self::CarrierRefused => "carrier_refused",
            Self::NetworkBusy => "network_busy",
            Self::NoSuchMailbox => "no_such_mailbox",
            Self::MailboxFull => "mailbox_full",
            Self::MailServerRefused => "mail_server_refused",
            Self::Suppressed => "suppressed",
            Self::ContentRefused => "content_refused",
            Self::TooLarge => "too_large",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::OurFault => "our_fault",
            Self::Undetermined => "undetermined",
            Self::Unlisted => "unlisted",
        }
    }
}

/// A provider's own word for something: short, and of letters, digits and a few signs, whatever the provider wrote, so that it may stand in
/// a log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code(String);

impl Code {
    /// The longest that is kept.
    const LONGEST: usize = 48;

    pub(crate) fn new(text: &str) -> Self {
        let kept = text.chars().map(|c| if c.is_ascii_alphanumeric() || ".-/".contains(c) { c } else { '_' });
        Self(kept.take(Self::LONGEST).collect())
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What became of a message at its provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The provider has it, or the network. Not final.
    Accepted,
    /// It is at the phone or in the mailbox. Final.
    Delivered,
    /// It waits for something, and is tried again. Not final.
    Delayed,
    /// It cannot be delivered, and nothing can to this number or address until somebody mends it. Final.
    HardFailure(Why),
    /// This one was not delivered; another may be. Final.
    SoftFailure(Why),
    /// The person told the provider that they want nothing more from us. Final.
    Blocked,
    /// The person told their mail provider that the message was not wanted. Final.
    Complaint,
    /// The provider says something that we do not know. Not final, and never in the way of what we do know.
    Unknown(Code),
}

/// A text that is no stored outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this is no outcome of a message")]
pub struct NotAnOutcome;

impl Outcome {
    /// Whether nothing moves a message on from here.
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Accepted | Self::Delayed | Self::Unknown(_) => false,
            Self::Delivered | Self::HardFailure(_) | Self::SoftFailure(_) | Self::Blocked | Self::Complaint => true,
        }
    }

    /// Whether the number or address is not to be used again until somebody has mended or confirmed it.
    pub const fn suspends(&self) -> bool {
        matches!(self, Self::HardFailure(_) | Self::Blocked | Self::Complaint)
    }

    /// A stable word for metrics: `hard_failure`. With the reason it is what [`Display`](fmt::Display) writes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Delivered => "delivered",
            Self::Delayed => "delayed",
            Self::HardFailure(_) => "hard_failure",
            Self::SoftFailure(_) => "soft_failure",
            Self::Blocked => "blocked",
            Self::Complaint => "complaint",
            Self::Unknown(_) => "unknown",
        }
    }

    /// How far along an outcome is that is not final.
    const fn step(&self) -> u8 {
        match self {
            Self::Unknown(_) => 0,
            Self::Accepted => 1,
            Self::Delayed => 2,
            _ => 3,
        }
    }
}

/// `hard_failure:landline`: what is stored, and read back by `parse`.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::HardFailure(why) | Self::SoftFailure(why) => write!(f, ":{}", why.code()),
            Self::Unknown(code) => write!(f, ":{code}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Outcome {
    type Err = NotAnOutcome;

    fn from_str(text: &str) -> Result<Self, NotAnOutcome> {
        let (code, rest) = text.split_once(':').map_or((text, None), |(code, rest)| (code, Some(rest)));
        let why = || Why::ALL.into_iter().find(|why| Some(why.code()) == rest).ok_or(NotAnOutcome);
        match (code, rest) {
            ("accepted", None) => Ok(Self::Accepted),
            ("delivered", None) => Ok(Self::Delivered),
            ("delayed", None) => Ok(Self::Delayed),
            ("hard_failure", Some(_)) => Ok(Self::HardFailure(why()?)),
            ("soft_failure", Some(_)) => Ok(Self::SoftFailure(why()?)),
            ("blocked", None) => Ok(Self::Blocked),
            ("complaint", None) => Ok(Self::Complaint),
            ("unknown", Some(code)) => Ok(Self::Unknown(Code::new(code))),
            _ => Err(NotAnOutcome),
        }
    }
}

/// What a provider says of something that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Of what: the id that the provider gave when it took it.
    pub provider_id: ProviderId,
    /// What became of it.
    pub outcome: Outcome,
    /// When, where the provider says so.
    pub at: Option<Timestamp>,
    /// A code that stands in none of our tables. It is to be logged and counted each time: the provider has something new.
    pub unlisted: Option<Code>,
}

impl Receipt {
    /// A receipt that was read before, and put aside.
    pub fn new(provider_id: &str, outcome: Outcome) -> Self {
        Self { provider_id: ProviderId::new(provider_id.to_owned()), outcome, at: None, unlisted: None }
    }
}

/// Why a body is no receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAReceipt {
    /// Not in the provider's form. Trying again never helps.
    #[error("the body is not in the provider's form")]
    Form,
    /// A field that must be there is not.
    #[error("the field {0} is not there or empty")]
    Missing(&'static str),
    /// The provider's own word that receipts will come, once, when it is set up. Nothing is wrong.
    #[error("the provider says that its receipts are set up")]
    SetUp,
}

/// What a receipt changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// The message is now this.
    Became(Outcome),
    /// Nothing: it repeats, or it is older than what is known.
    Stays,
    /// The message stays as it is, since what it is is final; but this is about its recipient and has to be acted on: a mail server that
    /// first took an email and then gave it back, or somebody who complains about one that they have.
    AboutRecipient(Outcome),
    /// The message stays as it is; the provider said something that we do not know, which somebody should see.
    Unknown(Code),
}

impl After {
    /// What the message is now, given what it was.
    pub fn outcome(self, current: Option<Outcome>) -> Option<Outcome> {
        match self {
            Self::Became(outcome) => Some(outcome),
            Self::Stays | Self::AboutRecipient(_) | Self::Unknown(_) => current,
        }
    }
}

/// What a receipt changes about a message of which the last word was `current`. Receipts come late, twice and in any order: none moves a
/// message out of a final outcome, and none takes it back.
///
/// ```
/// use channels::{After, Outcome, Why, after};
///
/// assert_eq!(after(None, Outcome::Delivered), After::Became(Outcome::Delivered));
/// assert_eq!(after(Some(&Outcome::Delivered), Outcome::Accepted), After::Stays);
/// let bounced = Outcome::HardFailure(Why::NoSuchMailbox);
/// assert_eq!(after(Some(&Outcome::Delivered), bounced.clone()), After::AboutRecipient(bounced));
/// ```
pub fn after(current: Option<&Outcome>, receipt: Outcome) -> After {
    match current {
        None => After::Became(receipt),
        Some(current) if *current == receipt => After::Stays,
        Some(current) if current.is_final() => match receipt {
            Outcome::Unknown(code) => After::Unknown(code),
            receipt if receipt.suspends() => After::AboutRecipient(receipt),
            _ => After::Stays,
        },
        Some(current) => match receipt {
            Outcome::Unknown(code) => After::Unknown(code),
            receipt if receipt.is_final() || receipt.step() > current.step() => After::Became(receipt),
            _ => After::Stays,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outcomes() -> impl Strategy<Value = Outcome> {
        prop_oneof![
            Just(Outcome::Accepted),
            Just(Outcome::Delivered),
            Just(Outcome::Delayed),
            proptest::sample::select(Why::ALL.to_vec()).prop_map(Outcome::HardFailure),
            proptest::sample::select(Why::ALL.to_vec()).prop_map(Outcome::SoftFailure),
            Just(Outcome::Blocked),
            Just(Outcome::Complaint),
            "[A-Za-z0-9 _:/.-]{1,60}".prop_map(|code| Outcome::Unknown(Code::new(&code))),
        ]
    }

    fn worked(receipts: &[Outcome]) -> Option<Outcome> {
        receipts.iter().fold(None, |current, receipt| after(current.as_ref(), receipt.clone()).outcome(current))
    }

    #[test]
    fn every_word_is_read_back_and_no_two_are_the_same() {
        let words: std::collections::BTreeSet<_> = Why::ALL.iter().map(|why| why.code()).collect();
        assert_eq!(words.len(), Why::ALL.len());
        for text in ["", "delivered:landline", "hard_failure", "hard_failure:", "soft_failure:moon", "unknown", "sent"] {
            assert_eq!(text.parse::<Outcome>(), Err(NotAnOutcome), "{text}");
        }
    }

    #[test]
    fn a_delay_and_a_failure_of_ours_suspend_nobody() {
        assert!(!Outcome::Delayed.suspends() && !Outcome::SoftFailure(Why::OurFault).suspends());
        assert!(Outcome::HardFailure(Why::Landline).suspends() && Outcome::Complaint.suspends() && Outcome::Blocked.suspends());
    }

    #[test]
    fn a_code_is_short_and_of_plain_letters_whatever_the_provider_wrote() {
        assert_eq!(Code::new("Bounce/New type\n<b>é").as_str(), "Bounce/New_type__b__");
        assert_eq!(Code::new(&"x".repeat(500)).as_str().len(), Code::LONGEST);
    }

    proptest! {
        #[test]
        fn an_outcome_is_read_back_as_it_was_stored(outcome in outcomes()) {
            prop_assert_eq!(outcome.to_string().parse(), Ok(outcome));
        }

        #[test]
        fn nothing_moves_a_message_out_of_a_final_outcome(
            first in outcomes().prop_filter("final", Outcome::is_final),
            later in proptest::collection::vec(outcomes(), 0..12),
        ) {
            let mut all = vec![first.clone()];
            all.extend(later);
            prop_assert_eq!(worked(&all), Some(first));
        }

        #[test]
        fn a_receipt_that_comes_again_changes_nothing(receipts in proptest::collection::vec(outcomes(), 1..8), again in 1usize..12) {
            let once = worked(&receipts);
            let repeated: Vec<_> = receipts.iter().flat_map(|receipt| std::iter::repeat_n(receipt.clone(), again)).collect();
            prop_assert_eq!(worked(&repeated), once.clone());
            let mut and_the_first_late = receipts.clone();
            and_the_first_late.extend(receipts);
            prop_assert_eq!(worked(&and_the_first_late), once);
        }

        #[test]
        fn with_one_final_receipt_the_order_does_not_matter(
            others in proptest::collection::vec(outcomes().prop_filter("on the way", |outcome| !outcome.is_final()), 0..6),
            end in outcomes().prop_filter("final", Outcome::is_final),
            at in any::<proptest::sample::Index>(),
        ) {
            let mut receipts = others;
            receipts.insert(at.index(receipts.len() + 1), end.clone());
            prop_assert_eq!(worked(&receipts), Some(end));
        }

        #[test]
        fn a_message_is_never_taken_back(receipts in proptest::collection::vec(outcomes(), 0..10)) {
            let mut current: Option<Outcome> = None;
            for receipt in receipts {
                let was = current.as_ref().map_or(0, Outcome::step);
                current = after(current.as_ref(), receipt).outcome(current);
                prop_assert!(current.as_ref().map_or(0, Outcome::step) >= was);
            }
        }

        #[test]
        fn what_suspends_a_recipient_is_always_said_once_more_than_it_is_known(
            current in outcomes(),
            receipt in outcomes().prop_filter("suspends", Outcome::suspends),
        ) {
            let said = match after(Some(&current), receipt.clone()) {
                After::Became(outcome) | After::AboutRecipient(outcome) => Some(outcome),
                After::Stays => None,
                After::Unknown(_) => unreachable!("a receipt that suspends is known"),
            };
            prop_assert_eq!(said, (current != receipt).then_some(receipt));
        }

        #[test]
        fn what_is_unknown_always_stands_out(current in proptest::option::of(outcomes()), code in "[a-z]{1,9}") {
            let receipt = Outcome::Unknown(Code::new(&code));
            match after(current.as_ref(), receipt.clone()) {
                After::Unknown(said) => prop_assert_eq!(Outcome::Unknown(said), receipt),
                After::Became(said) => prop_assert_eq!(said, receipt),
                other => prop_assert_eq!((other, current), (After::Stays, Some(receipt))),
            }
        }
    }
}
