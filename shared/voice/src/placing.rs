//! What makes a call. Each parameter and value is held against `tests/contracts/calls.tsv`.

use domain::phone::PhoneNumber;

use crate::limits::{CALL, DETECT, RINGS};

/// Where the provider asks what is said in a call; behind it stand the call's token and step, or nothing where somebody rings us.
pub const PATH: &str = "/webhooks/twilio/voice";

/// A call that is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Placing<'a> {
    /// Whom to ring.
    pub to: &'a PhoneNumber,
    /// From which of our numbers.
    pub from: &'a PhoneNumber,
    /// The address that says what is said first: the call's address at ours with step 0. It holds no personal data.
    pub url: &'a str,
    /// The address that hears how it ended.
    pub status: &'a str,
}

/// The parameters of the request that makes a call, in the order in which they are sent.
///
/// A machine is waited for until it listens (`DetectMessageEnd`): else it would miss the message.
pub fn placing(call: &Placing<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("To", call.to.expose().to_owned()),
        ("From", call.from.expose().to_owned()),
        ("Url", call.url.to_owned()),
        ("Method", "POST".to_owned()),
        ("MachineDetection", "DetectMessageEnd".to_owned()),
        ("MachineDetectionTimeout", DETECT.to_string()),
        ("Timeout", RINGS.to_string()),
        ("TimeLimit", CALL.to_string()),
        ("Record", "false".to_owned()),
        ("StatusCallback", call.status.to_owned()),
        ("StatusCallbackMethod", "POST".to_owned()),
        ("StatusCallbackEvent", "completed".to_owned()),
    ]
}
