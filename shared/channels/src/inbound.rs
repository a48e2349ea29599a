//! A text that somebody sent to one of our numbers.

use domain::Personal;
use domain::phone::{Line, PhoneNumber};
use jiff::Timestamp;
use serde::Deserialize;
use thiserror::Error;

/// A text that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundText {
    /// The provider's id of the text: the same text that comes twice has the same.
    pub provider_id: String,
    /// Who wrote.
    pub from: PhoneNumber,
    /// The number of ours that they wrote to.
    pub to: PhoneNumber,
    /// What they wrote; may be empty.
    pub body: Personal,
    /// When it came, where that is said.
    pub came: Option<Timestamp>,
}

/// Why something that came in is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAnInboundText {
    /// The body is not in the provider's form.
    #[error("the body is not in the provider's form")]
    Form,
    /// A field that must be there is not.
    #[error("the field {0} is not there or empty")]
    Missing(&'static str),
    /// Written by something without a telephone number (a network's short code or a word): nobody to answer.
    #[error("the field {0} holds no telephone number")]
    NotANumber(&'static str),
}

impl InboundText {
    pub(crate) fn new(
        id: &str,
        from: (&'static str, &str),
        to: (&'static str, &str),
        body: &str,
    ) -> Result<Self, NotAnInboundText> {
        let number = |(field, text): (&'static str, &str)| match text.trim() {
            "" => Err(NotAnInboundText::Missing(field)),
            text => PhoneNumber::from_e164(text, Line::Mobile).map_err(|_| NotAnInboundText::NotANumber(field)),
        };
        Ok(Self { provider_id: id.to_owned(), from: number(from)?, to: number(to)?, body: Personal::new(body), came: None })
    }
}

/// What SNS writes into a queue round the message.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Envelope {
    pub(crate) message_id: String,
    pub(crate) message: String,
    /// When the topic was given it.
    #[serde(default)]
    pub(crate) timestamp: String,
}

/// AWS's two-way texts, as its user guide gives them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TwoWay {
    #[serde(default)]
    origination_number: String,
    #[serde(default)]
    destination_number: String,
    #[serde(default)]
    message_body: String,
    #[serde(default)]
    inbound_message_id: String,
}

/// Reads a text that came to a number at AWS, from the body of the queue's message: SNS's envelope with the text's JSON inside.
///
/// The id is the network's (`inboundMessageId`), or that of the envelope where there is none.
///
/// # Errors
/// [`NotAnInboundText`]; trying again never helps.
pub fn read_sns(body: &str) -> Result<InboundText, NotAnInboundText> {
    let envelope: Envelope = serde_json::from_str(body).map_err(|_| NotAnInboundText::Form)?;
    let text: TwoWay = serde_json::from_str(&envelope.message).map_err(|_| NotAnInboundText::Form)?;
    let id = if text.inbound_message_id.is_empty() { &envelope.message_id } else { &text.inbound_message_id };
    if id.is_empty() {
        return Err(NotAnInboundText::Missing("MessageId"));
    }
    let from = ("originationNumber", text.origination_number.as_str());
    let to = ("destinationNumber", text.destination_number.as_str());
    Ok(InboundText { came: envelope.timestamp.parse().ok(), ..InboundText::new(id, from, to, &text.message_body)? })
}

/// Writes a text that came at this moment in the form that [`read_sns`] reads: for one that has to wait in the queue beside those from numbers at AWS.
pub fn sns_envelope(text: &InboundText, now: Timestamp) -> serde_json::Value {
    let message = serde_json::json!({
        "originationNumber": text.from.expose(),
        "destinationNumber": text.to.expose(),
        "messageBody": text.body.expose(),
        "inboundMessageId": text.provider_id,
    });
    let came = text.came.unwrap_or(now).to_string();
    serde_json::json!({ "Type": "Notification", "MessageId": text.provider_id, "Message": message.to_string(), "Timestamp": came })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(message: &str) -> String {
        serde_json::json!({ "Type": "Notification", "MessageId": "outer", "TopicArn": "arn", "Message": message }).to_string()
    }

    #[test]
    fn a_text_that_waits_in_the_queue_is_read_as_it_came() {
        let text = InboundText::new("SM1", ("From", "+447700900123"), ("To", "+447700900980"), "She's \"poorly\" 🤒").unwrap();
        let (came, later) = ("2026-11-23T23:59:58Z".parse().unwrap(), "2026-11-24T00:00:04Z".parse().unwrap());
        let waits = read_sns(&sns_envelope(&text, came).to_string()).unwrap();
        assert_eq!(waits, InboundText { came: Some(came), ..text });
        assert_eq!(read_sns(&sns_envelope(&waits, later).to_string()), Ok(waits));
    }

    #[test]
    fn a_text_from_a_number_at_aws_is_read_out_of_its_envelope() {
        let text = r#"{"originationNumber":"+447700900123","destinationNumber":"+447700900980","messageKeyword":"K",
            "messageBody":"She's poorly 🤒","inboundMessageId":"inner","previousPublishedMessageId":"p"}"#;
        let read = read_sns(&envelope(text)).unwrap();
        assert_eq!((read.provider_id.as_str(), read.body.expose()), ("inner", "She's poorly 🤒"));
        assert_eq!((read.from.expose(), read.to.expose()), ("+447700900123", "+447700900980"));
    }

    #[test]
    fn without_an_id_of_its_own_a_text_has_that_of_its_envelope() {
        let text = r#"{"originationNumber":"+447700900123","destinationNumber":"+447700900980","messageBody":""}"#;
        assert_eq!(read_sns(&envelope(text)).unwrap().provider_id, "outer");
    }

    #[test]
    fn what_is_no_text_is_refused_with_what_is_wrong() {
        assert_eq!(read_sns("no json"), Err(NotAnInboundText::Form));
        assert_eq!(read_sns(&envelope("no json")), Err(NotAnInboundText::Form));
        assert_eq!(read_sns(&envelope("{}")), Err(NotAnInboundText::Missing("originationNumber")));
        let word = r#"{"originationNumber":"NETWORK","destinationNumber":"+447700900980"}"#;
        assert_eq!(read_sns(&envelope(word)), Err(NotAnInboundText::NotANumber("originationNumber")));
    }

    #[test]
    fn a_text_never_prints_what_it_says_or_who_wrote_it() {
        let text = r#"{"originationNumber":"+447700900123","destinationNumber":"+447700900980","messageBody":"poorly"}"#;
        let printed = format!("{:?}", read_sns(&envelope(text)).unwrap());
        assert!(!printed.contains("poorly") && !printed.contains("7700"), "{printed}");
    }
}
