//! What SES announces when it has put an email that came in into the bucket.
//!
//! Source of the names: "Contents of notifications for Amazon SES email receiving",
//! <https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html>.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

use super::{InboundMail, NotAnAnswer, read_mail_beside};
use crate::inbound::Envelope;
use domain::reply::AnswerToken;

use crate::reply_address;

/// What one of SES's checks found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing wrong.
    Pass,
    /// It is what the check looks for.
    Fail,
    /// SES cannot tell.
    Gray,
    /// The check could not be made.
    NotMade,
    /// Not said, or a word that we do not know.
    Unknown,
}

impl Verdict {
    fn read(status: &str) -> Self {
        match status {
            "PASS" => Self::Pass,
            "FAIL" => Self::Fail,
            "GRAY" => Self::Gray,
            "PROCESSING_FAILED" | "DISABLED" => Self::NotMade,
            _ => Self::Unknown,
        }
    }
}

/// An email that came in and lies in the bucket. It prints neither addresses nor token.
#[derive(Clone, PartialEq, Eq)]
pub struct MailNotice {
    /// SES's own id of it: the same email that is announced twice has the same.
    pub provider_id: String,
    /// The bucket that it lies in.
    pub bucket: String,
    /// The object's key.
    pub key: String,
    /// The token of the address that it was sent to, from the envelope: what an email program wrote into it cannot change this.
    pub token: Option<AnswerToken>,
    /// Whether it looks like spam. A parent's words count all the same: staff see them.
    pub spam: Verdict,
    /// Whether it carries a virus: [`MailNotice::read`] refuses it.
    pub virus: Verdict,
    /// Whether the sender's domain signed it.
    pub dkim: Verdict,
    /// Whether it came from a server of the sender's domain.
    pub spf: Verdict,
    /// Whether the sender's domain stands behind the address in `From`.
    pub dmarc: Verdict,
    /// Whether the envelope names no sender, as RFC 5321 asks of bounces and many programs do with automatic answers.
    pub without_sender: bool,
}

impl fmt::Debug for MailNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailNotice")
            .field("provider_id", &self.provider_id)
            .field("spam", &self.spam)
            .field("virus", &self.virus)
            .finish_non_exhaustive()
    }
}

impl MailNotice {
    /// Reads the email itself, `raw` as it lies in the bucket; `ours` is what we had written, as for [`read_mail_beside`].
    ///
    /// # Errors
    /// [`NotAnAnswer::Virus`] before anything is read, then as [`read_mail_beside`], and [`NotAnAnswer::Automatic`] for what no sender stands
    /// behind.
    pub fn read(&self, raw: &[u8], ours: &str) -> Result<InboundMail, NotAnAnswer> {
        if self.virus == Verdict::Fail {
            return Err(NotAnAnswer::Virus);
        }
        match read_mail_beside(raw, ours) {
            Ok(_) | Err(NotAnAnswer::NoWords) if self.without_sender => Err(NotAnAnswer::Automatic),
            Ok(mail) => Ok(InboundMail { token: self.token.or(mail.token), ..mail }),
            Err(why) => Err(why),
        }
    }
}

/// Why a body announces no email.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAMail {
    /// Not SNS's envelope, or not SES's form within.
    #[error("the body is not in SES's form")]
    Form,
    /// A field that must be there is not.
    #[error("the field {0} is not there or empty")]
    Missing(&'static str),
    /// It is about an email, but none was put into a bucket.
    #[error("the email was not put into a bucket")]
    NotStored,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notice {
    #[serde(default)]
    notification_type: String,
    mail: Option<Mail>,
    receipt: Option<Receipt>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    #[serde(default)]
    message_id: String,
    source: Option<String>,
    #[serde(default)]
    destination: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    #[serde(default)]
    recipients: Vec<String>,
    #[serde(default)]
    spam_verdict: Status,
    #[serde(default)]
    virus_verdict: Status,
    #[serde(default)]
    dkim_verdict: Status,
    #[serde(default)]
    spf_verdict: Status,
    #[serde(default)]
    dmarc_verdict: Status,
    action: Option<Action>,
}

#[derive(Default, Deserialize)]
struct Status {
    #[serde(default)]
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    bucket_name: String,
    #[serde(default)]
    object_key: String,
}

/// Reads what SES announces of an email that a receipt rule put into a bucket, from the body of the queue's message: SNS's envelope with
/// SES's JSON inside.
///
/// # Errors
/// [`NotAMail`]; trying again never helps.
pub fn read_ses_notice(body: &str) -> Result<MailNotice, NotAMail> {
    let envelope: Envelope = serde_json::from_str(body).map_err(|_| NotAMail::Form)?;
    let notice: Notice = serde_json::from_str(&envelope.message).map_err(|_| NotAMail::Form)?;
    if notice.notification_type != "Received" {
        return Err(NotAMail::Form);
    }
    let mail = notice.mail.ok_or(NotAMail::Missing("mail"))?;
    let receipt = notice.receipt.ok_or(NotAMail::Missing("receipt"))?;
    let action = receipt.action.ok_or(NotAMail::Missing("receipt.action"))?;
    if action.kind != "S3" {
        return Err(NotAMail::NotStored);
    }
    // The envelope's recipients first: those of the headers are whatever the sender wrote there.
    let addresses = receipt.recipients.iter().chain(&mail.destination);
    let token = addresses.take(super::RECIPIENTS).find_map(|address| reply_address::in_address(address));
    Ok(MailNotice {
        provider_id: there(mail.message_id, "mail.messageId")?,
        bucket: there(action.bucket_name, "receipt.action.bucketName")?,
        key: there(action.object_key, "receipt.action.objectKey")?,
        token,
        spam: Verdict::read(&receipt.spam_verdict.status),
        virus: Verdict::read(&receipt.virus_verdict.status),
        dkim: Verdict::read(&receipt.dkim_verdict.status),
        spf: Verdict::read(&receipt.spf_verdict.status),
        dmarc: Verdict::read(&receipt.dmarc_verdict.status),
        without_sender: mail.source.is_some_and(|source| matches!(source.trim(), "" | "<>")),
    })
}

fn there(text: String, field: &'static str) -> Result<String, NotAMail> {
    if text.is_empty() { Err(NotAMail::Missing(field)) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const MAIL: &[u8] = b"From: parent@example.com\r\nSubject: Re: Ava\r\n\r\nShe is ill\r\n";

    fn notice(change: impl FnOnce(&mut Value)) -> Result<MailNotice, NotAMail> {
        let mut notice = json!({
            "notificationType": "Received",
            "receipt": {
                "recipients": ["reply+000102030405060708090a0b0c0d0e0f@reply.example.com"],
                "spamVerdict": { "status": "PASS" }, "virusVerdict": { "status": "PASS" }, "spfVerdict": { "status": "GRAY" },
                "dkimVerdict": { "status": "PASS" }, "dmarcVerdict": { "status": "PROCESSING_FAILED" },
                "action": { "type": "S3", "bucketName": "bucket", "objectKey": "mail/abc" }
            },
            "mail": { "messageId": "abc", "source": "parent@example.com", "destination": ["office@example.com"] }
        });
        change(&mut notice);
        read_ses_notice(&json!({ "MessageId": "outer", "Message": notice.to_string() }).to_string())
    }

    #[test]
    fn an_email_is_announced_with_where_it_lies_and_what_it_answers() {
        let read = notice(|_| ()).unwrap();
        assert_eq!((read.provider_id.as_str(), read.bucket.as_str(), read.key.as_str()), ("abc", "bucket", "mail/abc"));
        assert_eq!(read.token, "000102030405060708090a0b0c0d0e0f".parse().ok());
        assert_eq!((read.spf, read.dmarc, read.spam), (Verdict::Gray, Verdict::NotMade, Verdict::Pass));
    }

    #[test]
    fn the_envelopes_token_is_believed_before_that_of_the_headers() {
        let read = notice(|notice| {
            notice["mail"]["destination"] = json!(["reply+ffffffffffffffffffffffffffffffff@reply.example.com"]);
        });
        let mail =
            b"From: parent@example.com\r\nTo: reply+eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee@reply.example.com\r\n\r\nShe is ill\r\n";
        let mail = read.unwrap().read(mail, "").unwrap();
        assert_eq!(mail.token, "000102030405060708090a0b0c0d0e0f".parse().ok());
    }

    #[test]
    fn spam_is_read_all_the_same_and_a_virus_is_not() {
        let spam = notice(|notice| notice["receipt"]["spamVerdict"]["status"] = json!("FAIL")).unwrap();
        assert_eq!(spam.read(MAIL, "").unwrap().words.expose(), "She is ill");
        let virus = notice(|notice| notice["receipt"]["virusVerdict"]["status"] = json!("FAIL")).unwrap();
        assert_eq!(virus.read(MAIL, ""), Err(NotAnAnswer::Virus));
        let unchecked = notice(|notice| notice["receipt"]["virusVerdict"]["status"] = json!("PROCESSING_FAILED")).unwrap();
        assert_eq!(unchecked.read(MAIL, "").unwrap().words.expose(), "She is ill");
    }

    #[test]
    fn what_no_sender_stands_behind_is_automatic() {
        for source in ["", "<>"] {
            let read = notice(|notice| notice["mail"]["source"] = json!(source)).unwrap();
            assert_eq!(read.read(MAIL, ""), Err(NotAnAnswer::Automatic));
        }
    }

    #[test]
    fn what_announces_no_stored_email_says_what_is_missing() {
        assert_eq!(read_ses_notice("[]"), Err(NotAMail::Form));
        assert_eq!(notice(|notice| notice["notificationType"] = json!("Bounce")), Err(NotAMail::Form));
        assert_eq!(notice(|notice| notice["mail"] = json!(null)), Err(NotAMail::Missing("mail")));
        assert_eq!(notice(|notice| notice["mail"]["messageId"] = json!("")), Err(NotAMail::Missing("mail.messageId")));
        assert_eq!(notice(|notice| notice["receipt"]["action"]["type"] = json!("SNS")), Err(NotAMail::NotStored));
        let keyless = notice(|notice| notice["receipt"]["action"]["objectKey"] = json!(""));
        assert_eq!(keyless, Err(NotAMail::Missing("receipt.action.objectKey")));
    }

    #[test]
    fn an_announcement_never_prints_an_address_or_a_token() {
        let printed = format!("{:?}", notice(|_| ()).unwrap());
        assert!(!printed.contains('@') && !printed.contains("000102"), "{printed}");
    }

    proptest! {
        #[test]
        fn no_body_panics(text: String) {
            read_ses_notice(&text).ok();
            read_ses_notice(&json!({ "MessageId": "m", "Message": text }).to_string()).ok();
        }
    }
}
