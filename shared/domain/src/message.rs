//! A message to a contact: what it covers, and how far it has come.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::ladder::Way;
use crate::pupil::PupilId;

/// The id of a message: a blind index of (contact, date, rung, channel, the openings it covers), so that planning twice names
/// the same message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId([u8; 16]);

impl MessageId {
    /// Takes the sixteen bytes of the blind index.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageId({self})")
    }
}

/// A text that names no message.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a message is named by 32 hexadecimal digits")]
pub struct NotAMessage;

impl FromStr for MessageId {
    type Err = NotAMessage;

    fn from_str(text: &str) -> Result<Self, NotAMessage> {
        PupilId::from_hex(text).map(|id| Self(*id.bytes())).ok_or(NotAMessage)
    }
}

/// The way a message takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// A text message.
    Sms,
    /// An email.
    Email,
    /// A telephone call.
    Call,
}

impl Channel {
    /// `sms`, `email` or `call`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Call => "call",
        }
    }

    /// The way of asking that takes this channel.
    pub const fn way(self) -> Way {
        match self {
            Self::Sms => Way::Text,
            Self::Email => Way::Email,
            Self::Call => Way::Call,
        }
    }
}

impl FromStr for Channel {
    type Err = NotAChannel;

    fn from_str(text: &str) -> Result<Self, NotAChannel> {
        match text {
            "sms" => Ok(Self::Sms),
            "email" => Ok(Self::Email),
            "call" => Ok(Self::Call),
            _ => Err(NotAChannel),
        }
    }
}

/// A word that names no channel.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a channel is sms, email or call")]
pub struct NotAChannel;

/// The opening of an absence that a message speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opening {
    /// Whose absence.
    pub pupil: PupilId,
    /// Which opening of that day, counted from 1.
    pub number: u32,
}

/// How far a message has come. `Sent`, `Failed` and `Dropped` are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Decided, not said.
    Planned,
    /// Somebody is saying it until `lease_ends`; after that it is anybody's again.
    Sending {
        /// When the claim ends by itself.
        lease_ends: Timestamp,
    },
    /// The provider took it.
    Sent,
    /// The provider, or our own guard, refused it for good.
    Failed,
    /// There was nothing left to say: the mark was corrected, or the contact may not be told any more.
    Dropped,
}

impl Progress {
    /// The word for tables, pages and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending { .. } => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// Whether nothing can happen to it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Sent | Self::Failed | Self::Dropped)
    }
}

/// The answer to somebody who wants to say a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is theirs until the lease ends. `again`: somebody claimed it before and never said how it went, so the parent may have it already.
    Yours {
        /// Whether an earlier claim ran out.
        again: bool,
    },
    /// Somebody else is saying it; ask again when their lease has ended.
    Busy {
        /// When the other claim ends.
        until: Timestamp,
    },
    /// It is final: nothing to do.
    Over,
}

/// Who may say the message now.
pub fn claim(progress: Progress, now: Timestamp) -> Claim {
    match progress {
        Progress::Planned => Claim::Yours { again: false },
        Progress::Sending { lease_ends } if lease_ends <= now => Claim::Yours { again: true },
        Progress::Sending { lease_ends } => Claim::Busy { until: lease_ends },
        Progress::Sent | Progress::Failed | Progress::Dropped => Claim::Over,
    }
}

/// Whether whoever a message is for has it, as far as anybody can know. The order is that of certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// They have not, and never will.
    Never,
    /// They have not; it is on its way.
    NotYet,
    /// They may have it: an attempt is under way, or nobody knows how one ended.
    Perhaps,
    /// The provider took it.
    Yes,
}

/// Whether whoever a message is for has it. What ended otherwise than well may have reached them all the same, where an earlier attempt
/// went unheard of: whoever may wonder about a child is told how it ended.
pub const fn reached(progress: Progress, maybe_duplicate: bool) -> Reached {
    match progress {
        Progress::Sent => Reached::Yes,
        Progress::Sending { .. } => Reached::Perhaps,
        Progress::Planned | Progress::Failed | Progress::Dropped if maybe_duplicate => Reached::Perhaps,
        Progress::Planned => Reached::NotYet,
        Progress::Failed | Progress::Dropped => Reached::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_planned_message_is_for_the_first_who_asks() {
        assert_eq!(claim(Progress::Planned, at(10)), Claim::Yours { again: false });
    }

    #[test]
    fn a_live_claim_of_somebody_else_is_waited_for() {
        assert_eq!(claim(Progress::Sending { lease_ends: at(20) }, at(10)), Claim::Busy { until: at(20) });
    }

    #[test]
    fn a_claim_that_ran_out_is_taken_over_and_the_message_may_be_a_duplicate() {
        assert_eq!(claim(Progress::Sending { lease_ends: at(20) }, at(20)), Claim::Yours { again: true });
    }

    #[test]
    fn nothing_is_said_after_a_final_state() {
        for progress in [Progress::Sent, Progress::Failed, Progress::Dropped] {
            assert!(progress.is_final());
            assert_eq!(claim(progress, at(10)), Claim::Over);
        }
    }

    #[test]
    fn what_failed_or_was_dropped_may_have_been_heard_where_nobody_knows_how_an_earlier_attempt_ended() {
        let sending = Progress::Sending { lease_ends: at(20) };
        for (progress, known, unknown) in [
            (Progress::Planned, Reached::NotYet, Reached::Perhaps),
            (sending, Reached::Perhaps, Reached::Perhaps),
            (Progress::Sent, Reached::Yes, Reached::Yes),
            (Progress::Failed, Reached::Never, Reached::Perhaps),
            (Progress::Dropped, Reached::Never, Reached::Perhaps),
        ] {
            assert_eq!((reached(progress, false), reached(progress, true)), (known, unknown), "{progress:?}");
        }
        assert!(Reached::NotYet < Reached::Perhaps, "what mends is said from Perhaps on");
    }
}
