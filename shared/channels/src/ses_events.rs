//! What Amazon SES says of an email that it took: event publishing through a configuration set, over SNS and a queue.
//!
//! Source of the names: "Contents of event data that Amazon SES publishes to Amazon SNS",
//! <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>.

use jiff::Timestamp;
use serde::Deserialize;

use crate::failure::ProviderId;
use crate::inbound::Envelope;
use crate::receipts::{Code, NotAReceipt, Outcome, Receipt, Why};

/// What each bounce is to us, by its type and subtype.
const BOUNCES: [(&str, &str, Outcome); 10] = [
    ("Permanent", "General", Outcome::HardFailure(Why::MailServerRefused)),
    ("Permanent", "NoEmail", Outcome::HardFailure(Why::NoSuchMailbox)),
    ("Permanent", "Suppressed", Outcome::HardFailure(Why::Suppressed)),
    ("Permanent", "OnAccountSuppressionList", Outcome::HardFailure(Why::Suppressed)),
    ("Transient", "General", Outcome::SoftFailure(Why::Undetermined)),
    ("Transient", "MailboxFull", Outcome::SoftFailure(Why::MailboxFull)),
    ("Transient", "MessageTooLarge", Outcome::SoftFailure(Why::TooLarge)),
    ("Transient", "ContentRejected", Outcome::SoftFailure(Why::ContentRefused)),
    ("Transient", "AttachmentRejected", Outcome::SoftFailure(Why::ContentRefused)),
    ("Undetermined", "Undetermined", Outcome::SoftFailure(Why::Undetermined)),
];

/// Why an email waits. None of them changes what we do; another one is told apart.
const DELAYS: [&str; 10] = [
    "InternalFailure",
    "General",
    "MailboxFull",
    "SpamDetected",
    "RecipientServerError",
    "IPFailure",
    "TransientCommunicationFailure",
    "BYOIPHostNameLookupUnavailable",
    "Undetermined",
    "SendingDeferral",
];

/// What SES puts into its topic when event publishing is set up, in place of JSON.
const SET_UP: &str = "Successfully validated SNS topic";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event_type: Option<String>,
    // Where notifications come from the identity in place of the configuration set.
    notification_type: Option<String>,
    mail: Option<Mail>,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    delivery: Option<Moment>,
    delivery_delay: Option<Delay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: Option<String>,
    timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Moment {
    timestamp: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: Option<String>,
    bounce_sub_type: Option<String>,
    timestamp: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complaint_sub_type: Option<String>,
    complaint_feedback_type: Option<String>,
    timestamp: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delay {
    delay_type: Option<String>,
    timestamp: Option<String>,
}

/// Reads one of SES's events, from the body of the queue's message: SNS's envelope with the event's JSON inside.
///
/// # Errors
/// [`NotAReceipt`]; [`NotAReceipt::SetUp`] comes once and is no fault.
pub fn read_ses_event(body: &str) -> Result<Receipt, NotAReceipt> {
    let envelope: Envelope = serde_json::from_str(body).map_err(|_| NotAReceipt::Form)?;
    if envelope.message.starts_with(SET_UP) {
        return Err(NotAReceipt::SetUp);
    }
    let event: Event = serde_json::from_str(&envelope.message).map_err(|_| NotAReceipt::Form)?;
    let mail = event.mail.as_ref().ok_or(NotAReceipt::Missing("mail"))?;
    let id = mail.message_id.as_deref().filter(|id| !id.is_empty()).ok_or(NotAReceipt::Missing("mail.messageId"))?;
    let (outcome, at, unlisted) = meaning(&event)?;
    let at = at.or(mail.timestamp.as_deref()).and_then(|at| at.parse::<Timestamp>().ok());
    Ok(Receipt { provider_id: ProviderId::new(id.chars().take(200).collect()), outcome, at, unlisted })
}

type Meaning<'e> = (Outcome, Option<&'e str>, Option<Code>);

fn meaning(event: &Event) -> Result<Meaning<'_>, NotAReceipt> {
    let name = event.event_type.as_deref().or(event.notification_type.as_deref()).ok_or(NotAReceipt::Missing("eventType"))?;
    Ok(match name {
        "Send" => (Outcome::Accepted, None, None),
        "Delivery" => (Outcome::Delivered, event.delivery.as_ref().and_then(|delivery| delivery.timestamp.as_deref()), None),
        "DeliveryDelay" => {
            let delay = event.delivery_delay.as_ref().ok_or(NotAReceipt::Missing("deliveryDelay"))?;
            let kind = delay.delay_type.as_deref().unwrap_or_default();
            let unlisted = (!DELAYS.contains(&kind)).then(|| Code::new(&format!("DeliveryDelay/{kind}")));
            (Outcome::Delayed, delay.timestamp.as_deref(), unlisted)
        }
        "Bounce" => bounced(event.bounce.as_ref().ok_or(NotAReceipt::Missing("bounce"))?),
        "Complaint" => complained(event.complaint.as_ref().ok_or(NotAReceipt::Missing("complaint"))?),
        // SES found a virus in what we wrote, or could not fill in a template.
        "Reject" | "Rendering Failure" | "RenderingFailure" => (Outcome::SoftFailure(Why::OurFault), None, None),
        // Openings and clicks are not asked for: whoever turned them on should hear of it.
        other => (Outcome::Unknown(Code::new(other)), None, Some(Code::new(other))),
    })
}

fn bounced(bounce: &Bounce) -> Meaning<'_> {
    let kind = bounce.bounce_type.as_deref().unwrap_or_default();
    let sub = bounce.bounce_sub_type.as_deref().unwrap_or_default();
    let at = bounce.timestamp.as_deref();
    if let Some((_, _, outcome)) = BOUNCES.iter().find(|(of, with, _)| *of == kind && *with == sub) {
        return (outcome.clone(), at, None);
    }
    let code = Code::new(&format!("Bounce/{kind}/{sub}"));
    let outcome = match kind {
        // "When you receive bounces marked Permanent, you should remove the corresponding email addresses", whatever the subtype.
        "Permanent" => Outcome::HardFailure(Why::Unlisted),
        "Transient" | "Undetermined" => Outcome::SoftFailure(Why::Unlisted),
        _ => Outcome::Unknown(code.clone()),
    };
    (outcome, at, Some(code))
}

fn complained(complaint: &Complaint) -> Meaning<'_> {
    let at = complaint.timestamp.as_deref();
    let sub = complaint.complaint_sub_type.as_deref();
    let outcome = match (sub, complaint.complaint_feedback_type.as_deref()) {
        // They complained before, so SES did not send this one.
        (Some("OnAccountSuppressionList"), _) => Outcome::Blocked,
        // The opposite of a complaint: taken out of the junk folder.
        (_, Some("not-spam")) => Outcome::Delivered,
        _ => Outcome::Complaint,
    };
    let unlisted = sub.filter(|sub| *sub != "OnAccountSuppressionList").map(|sub| Code::new(&format!("Complaint/{sub}")));
    (outcome, at, unlisted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn body(event: &Value) -> String {
        json!({ "Type": "Notification", "MessageId": "outer", "TopicArn": "arn", "Message": event.to_string() }).to_string()
    }

    fn read(mut event: Value) -> Result<(String, Option<String>), NotAReceipt> {
        event["mail"] = json!({ "messageId": "0100018example-000000", "timestamp": "2026-11-23T09:14:33.482Z" });
        let receipt = read_ses_event(&body(&event))?;
        assert_eq!(receipt.provider_id.as_str(), "0100018example-000000");
        Ok((receipt.outcome.to_string(), receipt.unlisted.map(|code| code.to_string())))
    }

    fn known(outcome: &str) -> Result<(String, Option<String>), NotAReceipt> {
        Ok((outcome.to_owned(), None))
    }

    #[test]
    fn an_email_on_its_way_is_accepted_then_delivered() {
        assert_eq!(read(json!({ "eventType": "Send", "send": {} })), known("accepted"));
        assert_eq!(read(json!({ "eventType": "Delivery", "delivery": { "smtpResponse": "250 ok" } })), known("delivered"));
        assert_eq!(read(json!({ "notificationType": "Delivery", "delivery": {} })), known("delivered"));
    }

    #[test]
    fn when_it_happened_is_the_events_own_moment() {
        let event = json!({
            "eventType": "Delivery", "delivery": { "timestamp": "2026-11-23T09:15:00.000Z" },
            "mail": { "messageId": "m", "timestamp": "2026-11-23T09:14:33.482Z" },
        });
        assert_eq!(read_ses_event(&body(&event)).unwrap().at, Some("2026-11-23T09:15:00Z".parse().unwrap()));
    }

    #[test]
    fn a_bounce_for_good_is_hard_and_another_is_soft() {
        let bounce = |kind: &str, sub: &str| {
            read(json!({ "eventType": "Bounce", "bounce": { "bounceType": kind, "bounceSubType": sub } }))
        };
        assert_eq!(bounce("Permanent", "NoEmail"), known("hard_failure:no_such_mailbox"));
        assert_eq!(bounce("Transient", "MailboxFull"), known("soft_failure:mailbox_full"));
        let unlisted = Ok(("hard_failure:unlisted".to_owned(), Some("Bounce/Permanent/Moved".to_owned())));
        assert_eq!(bounce("Permanent", "Moved"), unlisted);
        let unknown = Ok(("unknown:Bounce/Odd/".to_owned(), Some("Bounce/Odd/".to_owned())));
        assert_eq!(bounce("Odd", ""), unknown);
    }

    #[test]
    fn a_complaint_is_one_unless_it_says_the_opposite() {
        let complaint = |complaint: Value| read(json!({ "eventType": "Complaint", "complaint": complaint }));
        assert_eq!(complaint(json!({ "complaintFeedbackType": "abuse", "complaintSubType": null })), known("complaint"));
        assert_eq!(complaint(json!({})), known("complaint"));
        assert_eq!(complaint(json!({ "complaintFeedbackType": "not-spam" })), known("delivered"));
        assert_eq!(complaint(json!({ "complaintSubType": "OnAccountSuppressionList" })), known("blocked"));
    }

    #[test]
    fn what_is_our_own_fault_suspends_nobody() {
        assert_eq!(
            read(json!({ "eventType": "Reject", "reject": { "reason": "Bad content" } })),
            known("soft_failure:our_fault")
        );
        assert_eq!(read(json!({ "eventType": "Rendering Failure", "failure": {} })), known("soft_failure:our_fault"));
    }

    #[test]
    fn an_event_that_we_did_not_ask_for_stands_out() {
        let unknown = Ok(("unknown:Open".to_owned(), Some("Open".to_owned())));
        assert_eq!(read(json!({ "eventType": "Open", "open": {} })), unknown);
        let delay = read(json!({ "eventType": "DeliveryDelay", "deliveryDelay": { "delayType": "Snow" } }));
        assert_eq!(delay, Ok(("delayed".to_owned(), Some("DeliveryDelay/Snow".to_owned()))));
    }

    #[test]
    fn the_note_that_the_topic_works_is_no_fault() {
        let envelope =
            json!({ "MessageId": "m", "Message": "Successfully validated SNS topic for Amazon SES event publishing." });
        assert_eq!(read_ses_event(&envelope.to_string()), Err(NotAReceipt::SetUp));
    }

    #[test]
    fn what_is_no_event_says_what_is_missing() {
        assert_eq!(read_ses_event("[]"), Err(NotAReceipt::Form));
        assert_eq!(read_ses_event(&body(&json!({ "eventType": "Send" }))), Err(NotAReceipt::Missing("mail")));
        assert_eq!(read_ses_event(&body(&json!({ "mail": {} }))), Err(NotAReceipt::Missing("mail.messageId")));
        assert_eq!(read_ses_event(&body(&json!({ "mail": { "messageId": "m" } }))), Err(NotAReceipt::Missing("eventType")));
        assert_eq!(read(json!({ "eventType": "Bounce" })), Err(NotAReceipt::Missing("bounce")));
    }

    proptest! {
        #[test]
        fn no_body_panics(text: String) {
            read_ses_event(&text).ok();
            read_ses_event(&json!({ "MessageId": "m", "Message": text }).to_string()).ok();
        }
    }
}
