//! What the text provider's status callbacks mean.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Code, NotAReceipt, Outcome, Receipt, Why};
use crate::failure::ProviderId;

/// What each status of a message is to us, but for those that failed. Source: the `message_enum_status` of Twilio's `OpenAPI` description,
/// and "Message status values" on <https://www.twilio.com/docs/messaging/api/message-resource>.
const STATUSES: [(&str, Outcome); 9] = [
    ("accepted", Outcome::Accepted),
    ("scheduled", Outcome::Accepted),
    ("queued", Outcome::Accepted),
    ("sending", Outcome::Accepted),
    // A network took it. Whether the phone did is said later, or never.
    ("sent", Outcome::Accepted),
    // Some parts are there; the others may follow.
    ("partially_delivered", Outcome::Accepted),
    ("delivered", Outcome::Delivered),
    ("read", Outcome::Delivered),
    ("canceled", Outcome::SoftFailure(Why::Cancelled)),
];

/// Statuses of a message that failed: its error code says why.
const FAILED: [&str; 2] = ["failed", "undelivered"];

/// What each error code of a failed message is to us. Source: `https://www.twilio.com/docs/api/errors/{code}` for each.
const ERRORS: [(&str, Outcome); 19] = [
    // The number itself is wrong.
    ("21211", Outcome::HardFailure(Why::NoSuchNumber)),
    ("21614", Outcome::HardFailure(Why::Landline)),
    ("21635", Outcome::HardFailure(Why::Landline)),
    ("30005", Outcome::HardFailure(Why::NoSuchNumber)),
    ("30006", Outcome::HardFailure(Why::Landline)),
    // They said STOP.
    ("21610", Outcome::Blocked),
    // This one did not get through.
    ("30003", Outcome::SoftFailure(Why::SwitchedOff)),
    // The page names an opt-out, a filter and a phone without signal as causes: too little to say that somebody wants nothing more.
    ("30004", Outcome::SoftFailure(Why::CarrierRefused)),
    ("30007", Outcome::SoftFailure(Why::CarrierRefused)),
    ("30450", Outcome::SoftFailure(Why::CarrierRefused)),
    ("30410", Outcome::SoftFailure(Why::NetworkBusy)),
    ("30036", Outcome::SoftFailure(Why::Expired)),
    ("30008", Outcome::SoftFailure(Why::Undetermined)),
    // Our account, our sender, our settings.
    ("21408", Outcome::SoftFailure(Why::OurFault)),
    ("21612", Outcome::SoftFailure(Why::OurFault)),
    ("30001", Outcome::SoftFailure(Why::OurFault)),
    ("30002", Outcome::SoftFailure(Why::OurFault)),
    ("30010", Outcome::SoftFailure(Why::OurFault)),
    ("30024", Outcome::SoftFailure(Why::OurFault)),
];

/// Reads the form of a status callback, once its [signature](crate::verify_twilio) has been found good.
///
/// A failed message whose error code stands in no table of ours is a [soft failure](Outcome::SoftFailure) with [`Receipt::unlisted`]: that it
/// failed is certain. A status that stands in none is [`Outcome::Unknown`].
///
/// # Errors
/// [`NotAReceipt`] names the field.
pub fn read_twilio_status(body: &[u8]) -> Result<Receipt, NotAReceipt> {
    let fields: BTreeMap<Cow<'_, str>, Cow<'_, str>> = form_urlencoded::parse(body).collect();
    let field = |name: &str| fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    // The older names are those of providers that are compatible with an older API.
    let id = field("MessageSid").or_else(|| field("SmsSid")).ok_or(NotAReceipt::Missing("MessageSid"))?;
    let status = field("MessageStatus").or_else(|| field("SmsStatus")).ok_or(NotAReceipt::Missing("MessageStatus"))?;
    let (outcome, unlisted) = meaning(&status.to_ascii_lowercase(), field("ErrorCode"));
    Ok(Receipt { provider_id: ProviderId::new(id.chars().take(64).collect()), outcome, at: None, unlisted })
}

/// What an error code of the provider's is to us; `None` where it stands in no table.
pub(crate) fn of_error(code: &str) -> Option<Outcome> {
    ERRORS.iter().find(|(known, _)| *known == code).map(|(_, outcome)| outcome.clone())
}

fn meaning(status: &str, error: Option<&str>) -> (Outcome, Option<Code>) {
    if FAILED.contains(&status) {
        let Some(error) = error.filter(|error| *error != "0") else {
            return (Outcome::SoftFailure(Why::Undetermined), None);
        };
        return match of_error(error) {
            Some(outcome) => (outcome, None),
            None => (Outcome::SoftFailure(Why::Unlisted), Some(Code::new(&format!("{status}/{error}")))),
        };
    }
    match STATUSES.iter().find(|(name, _)| *name == status) {
        Some((_, outcome)) => (outcome.clone(), None),
        None => (Outcome::Unknown(Code::new(status)), Some(Code::new(status))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(body: &str) -> Result<(Outcome, Option<String>), NotAReceipt> {
        let receipt = read_twilio_status(body.as_bytes())?;
        assert_eq!(receipt.provider_id.as_str(), "SM1");
        Ok((receipt.outcome, receipt.unlisted.map(|code| code.to_string())))
    }

    #[test]
    fn a_text_that_arrived_is_delivered() {
        let body = "SmsSid=SM1&SmsStatus=delivered&MessageStatus=delivered&To=%2B447700900123&MessageSid=SM1&AccountSid=AC0&From=%2B447700900980";
        assert_eq!(read(body), Ok((Outcome::Delivered, None)));
    }

    #[test]
    fn a_failed_text_says_why() {
        assert_eq!(
            read("MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003"),
            Ok((Outcome::SoftFailure(Why::SwitchedOff), None))
        );
        assert_eq!(read("MessageSid=SM1&MessageStatus=failed&ErrorCode=21610"), Ok((Outcome::Blocked, None)));
        assert_eq!(read("MessageSid=SM1&MessageStatus=failed"), Ok((Outcome::SoftFailure(Why::Undetermined), None)));
        assert_eq!(read("MessageSid=SM1&MessageStatus=failed&ErrorCode=0"), Ok((Outcome::SoftFailure(Why::Undetermined), None)));
    }

    #[test]
    fn an_error_code_on_a_text_that_did_not_fail_means_nothing() {
        assert_eq!(read("MessageSid=SM1&MessageStatus=sent&ErrorCode=30005"), Ok((Outcome::Accepted, None)));
    }

    #[test]
    fn what_stands_in_no_table_stands_out_and_is_not_lost() {
        let unlisted = Ok((Outcome::SoftFailure(Why::Unlisted), Some("failed/39999".to_owned())));
        assert_eq!(read("MessageSid=SM1&MessageStatus=failed&ErrorCode=39999"), unlisted);
        let unknown = Ok((Outcome::Unknown(Code::new("teleported")), Some("teleported".to_owned())));
        assert_eq!(read("MessageSid=SM1&MessageStatus=Teleported"), unknown);
    }

    #[test]
    fn the_older_names_of_the_fields_are_read_too() {
        assert_eq!(read("SmsSid=SM1&SmsStatus=sent"), Ok((Outcome::Accepted, None)));
    }

    #[test]
    fn without_an_id_or_a_status_it_is_no_receipt() {
        assert_eq!(read_twilio_status(b"MessageStatus=sent"), Err(NotAReceipt::Missing("MessageSid")));
        assert_eq!(read_twilio_status(b"MessageSid=SM1&MessageStatus="), Err(NotAReceipt::Missing("MessageStatus")));
    }

    proptest! {
        #[test]
        fn no_body_panics(body: Vec<u8>) {
            read_twilio_status(&body).ok();
        }
    }
}
