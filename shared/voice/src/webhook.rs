//! What the provider's voice webhook says, once its signature has been found good.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::phone::{Line, PhoneNumber};
use thiserror::Error;

use crate::heard::{By, Heard, Outcome};

/// Which way a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Somebody rang us.
    Inbound,
    /// We rang, or the school was rung in a call of ours.
    Outbound,
}

/// A request of the provider's about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceRequest {
    /// The provider's id of the call: the same for each request about it.
    pub call: String,
    /// Which way it goes; `None` where the provider says nothing that is known.
    pub direction: Option<Direction>,
    /// Who rang; `None` where the number is withheld.
    pub from: Option<PhoneNumber>,
    /// Who was rung.
    pub to: Option<PhoneNumber>,
    /// What was heard.
    pub heard: Heard,
    /// Fields whose value the provider does not publish, so that a change of theirs is seen. What they mean was taken in the safest way.
    pub unknown: Vec<&'static str>,
}

/// Why a request is none about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAVoiceRequest {
    /// A field that must be there is not.
    #[error("the field {0} is not there or empty")]
    Missing(&'static str),
}

/// What the provider sends in `Digits` when somebody hung up while a reason was recorded.
const HANG_UP: &str = "hangup";

/// Reads the form of a request about a call.
///
/// What the school's telephone did and what was spoken come first, since the provider says of the same request that the call is over when a
/// parent hung up then.
///
/// # Errors
/// [`NotAVoiceRequest`]; trying again never helps.
pub fn read_voice(body: &[u8]) -> Result<VoiceRequest, NotAVoiceRequest> {
    let fields: BTreeMap<Cow<'_, str>, Cow<'_, str>> = form_urlencoded::parse(body).collect();
    let field = |name: &str| fields.get(name).map_or("", |value| value.trim());
    let call = match field("CallSid") {
        "" => return Err(NotAVoiceRequest::Missing("CallSid")),
        call => call.to_owned(),
    };
    let mut unknown = Vec::new();
    let direction = match field("Direction") {
        "inbound" => Some(Direction::Inbound),
        "outbound-api" | "outbound-dial" => Some(Direction::Outbound),
        "" => None,
        _ => {
            unknown.push("Direction");
            None
        }
    };
    let number = |name: &str| PhoneNumber::from_e164(field(name), Line::Mobile).ok();
    let heard = heard(&field, &mut unknown);
    Ok(VoiceRequest { call, direction, from: number("From"), to: number("To"), heard, unknown })
}

fn heard<'a>(field: &impl Fn(&str) -> &'a str, unknown: &mut Vec<&'static str>) -> Heard {
    let seconds = |name: &str| field(name).parse().unwrap_or(0);
    let dialled = field("DialCallStatus");
    if !dialled.is_empty() {
        let outcome = Outcome::from_word(dialled).unwrap_or_else(|| {
            unknown.push("DialCallStatus");
            Outcome::Failed
        });
        return Heard::Dialled { outcome, seconds: seconds("DialCallDuration") };
    }
    let id = match field("RecordingSid") {
        "" => field("RecordingUrl").rsplit('/').next().unwrap_or_default(),
        id => id,
    };
    if !id.is_empty() {
        return Heard::Recorded { id: id.to_owned(), seconds: seconds("RecordingDuration") };
    }
    match field("Digits") {
        "" => {}
        HANG_UP => return Heard::HungUp,
        digits => return Heard::Digits(digits.to_owned()),
    }
    match field("CallStatus") {
        "completed" => return Heard::HungUp,
        "" | "queued" | "initiated" | "ringing" | "in-progress" => {}
        word => match Outcome::from_word(word) {
            Some(outcome) => return Heard::NotLifted(outcome),
            None => unknown.push("CallStatus"),
        },
    }
    match field("AnsweredBy") {
        "human" => Heard::Lifted { by: By::Person },
        "unknown" => Heard::Lifted { by: By::Unknown },
        "machine_start" | "machine_end_beep" | "machine_end_silence" | "machine_end_other" | "fax" => {
            Heard::Lifted { by: By::Machine }
        }
        "" if field("Direction") == "inbound" && field("CallStatus") == "ringing" => Heard::Lifted { by: By::Person },
        "" => Heard::NoDigits,
        _ => {
            unknown.push("AnsweredBy");
            Heard::Lifted { by: By::Unknown }
        }
    }
}
