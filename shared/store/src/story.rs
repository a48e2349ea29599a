//! What happened to an absence, in order: sealed with it.

use domain::duty::{Duty, Why};
use domain::message::MessageId;
use domain::register::Session;
use domain::search::State;
use jiff::Timestamp;
use minicbor::{Decode, Encode};

/// What happened to an absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A mark was seen in a register.
    Marked {
        /// In which session.
        session: Session,
        /// The code, `-` for a blank, `?` for an unknown one.
        code: String,
    },
    /// It opened, for the first time or again.
    Opened,
    /// A message was planned.
    Planned(MessageId),
    /// A message came to its end; the message itself says how.
    MessageEnded(MessageId),
    /// A message that the provider took was not delivered, and why, as a stable word.
    NotDelivered(MessageId, String),
    /// A reply came, by its id.
    Replied(String),
    /// A contact spoke a reason: by the id of what was recorded, and for how many seconds.
    Spoke(String, u32),
    /// What a contact said contradicts what another had said: the earlier reply, and this one.
    Differed(String, String),
    /// The state changed to this one.
    Became(State),
    /// What was due was not said, and why, as a stable word.
    NotSaid(String),
    /// Somebody at the school is told.
    Told(Duty, Why),
    /// A member of staff decided something: what, as a stable word, by whom.
    Staff {
        /// `known`, `arrived`, `handle`, `stop`, `call_now`, `take`, `undo`, `undo_reading`, `correct`, `call`, `visit`, `police`, `note`,
        /// `release_hold`, `discard_hold`.
        what: String,
        /// The subject of their token, or who answered an alert.
        by: String,
        /// What they wrote of it; may be empty.
        note: String,
        /// By which request, so that the same request again is known and the same decision again is another one; empty where what stands
        /// before is enough.
        request: String,
    },
}

/// Something that happened, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When we saw it.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
}

#[derive(Encode, Decode)]
pub(crate) struct MomentRecord {
    /// In seconds.
    #[n(0)]
    at: i64,
    #[n(1)]
    kind: u8,
    #[n(2)]
    first: Option<String>,
    #[n(3)]
    second: Option<String>,
    #[n(4)]
    third: Option<String>,
    #[n(5)]
    fourth: Option<String>,
}

impl MomentRecord {
    pub(crate) fn of(moment: &Moment) -> Self {
        let fourth = match &moment.what {
            Happened::Staff { request, .. } => Some(request.clone()),
            _ => None,
        };
        let (kind, words): (u8, [Option<&str>; 3]) = match &moment.what {
            Happened::Marked { session, code } => (1, [Some(session.as_str()), Some(code), None]),
            Happened::Opened => (2, [None; 3]),
            Happened::Planned(message) => return Self::about(3, message, moment.at),
            Happened::MessageEnded(message) => return Self::about(5, message, moment.at),
            Happened::Replied(reply) => (6, [Some(reply), None, None]),
            Happened::Differed(first, last) => (12, [Some(first), Some(last), None]),
            Happened::Became(state) => (7, [Some(state.as_str()), None, None]),
            Happened::NotSaid(reason) => (8, [Some(reason), None, None]),
            Happened::Told(duty, why) => (9, [Some(duty.as_str()), Some(why.as_str()), None]),
            Happened::NotDelivered(message, why) => {
                return Self { second: Some(why.clone()), ..Self::about(11, message, moment.at) };
            }
            Happened::Spoke(recording, seconds) => {
                let second = Some(seconds.to_string());
                return Self {
                    at: moment.at.as_second(),
                    kind: 13,
                    first: Some(recording.clone()),
                    second,
                    third: None,
                    fourth: None,
                };
            }
            Happened::Staff { what, by, note, .. } => (10, [Some(what), Some(by), Some(note)]),
        };
        let [first, second, third] = words.map(|word| word.map(str::to_owned));
        Self { at: moment.at.as_second(), kind, first, second, third, fourth }
    }

    fn about(kind: u8, message: &MessageId, at: Timestamp) -> Self {
        Self { at: at.as_second(), kind, first: Some(message.to_string()), second: None, third: None, fourth: None }
    }

    pub(crate) fn read(&self) -> Option<Moment> {
        let (first, second) = (self.first.as_deref(), self.second.as_deref());
        let what = match self.kind {
            1 => Happened::Marked { session: first?.parse().ok()?, code: second?.to_owned() },
            2 => Happened::Opened,
            3 => Happened::Planned(first?.parse().ok()?),
            5 => Happened::MessageEnded(first?.parse().ok()?),
            6 => Happened::Replied(first?.to_owned()),
            7 => Happened::Became(first?.parse().ok()?),
            8 => Happened::NotSaid(first?.to_owned()),
            9 => Happened::Told(first?.parse().ok()?, second?.parse().ok()?),
            10 => Happened::Staff {
                what: first?.to_owned(),
                by: second?.to_owned(),
                note: self.third.clone()?,
                request: self.fourth.clone().unwrap_or_default(),
            },
            11 => Happened::NotDelivered(first?.parse().ok()?, second?.to_owned()),
            12 => Happened::Differed(first?.to_owned(), second?.to_owned()),
            13 => Happened::Spoke(first?.to_owned(), second?.parse().ok()?),
            _ => return None,
        };
        Some(Moment { at: Timestamp::from_second(self.at).ok()?, what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_moment_comes_back_as_it_was_written() {
        let message = MessageId::new([3; 16]);
        for what in [
            Happened::Marked { session: Session::Am, code: "N".to_owned() },
            Happened::Opened,
            Happened::Planned(message),
            Happened::MessageEnded(message),
            Happened::NotDelivered(message, "hard_failure:no_such_mailbox".to_owned()),
            Happened::Replied("r".to_owned()),
            Happened::Spoke("0123456789abcdef0123456789abcdef".to_owned(), 9),
            Happened::Differed("2026-11-23.r".to_owned(), "2026-11-23.s".to_owned()),
            Happened::Became(State::Alarm),
            Happened::NotSaid("overtaken".to_owned()),
            Happened::Told(Duty::Head, Why::Alarm),
            Happened::Staff {
                what: "arrived".to_owned(),
                by: "subject".to_owned(),
                note: "signed in late".to_owned(),
                request: "r1".to_owned(),
            },
        ] {
            let moment = Moment { at: Timestamp::UNIX_EPOCH, what };
            assert_eq!(MomentRecord::of(&moment).read(), Some(moment));
        }
    }
}
