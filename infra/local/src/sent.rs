//! What left the system: texts and emails as the emulator received them.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use crate::ACCOUNT;
use crate::error::Error;
use crate::stack::{REPLY_DOMAIN, Stack};
use crate::telephones::GivenText;

/// One text that was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// The provider's id of it.
    pub id: String,
    /// The number that it went to, `+447700900123`.
    pub to: String,
    /// The number or name that it came from, when the message named one.
    pub from: Option<String>,
    /// What it says.
    pub words: String,
}

/// One email that was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// The provider's id of it.
    pub id: String,
    /// Who it went to.
    pub to: Vec<String>,
    /// Who it came from.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub words: String,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({})", self.id)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.id)
    }
}

#[derive(Deserialize)]
struct TextPage {
    sms_messages: BTreeMap<String, Vec<TextRecord>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TextRecord {
    message_id: String,
    phone_number: String,
    message: String,
    #[serde(default)]
    message_attributes: BTreeMap<String, Attribute>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    #[serde(default, alias = "Value")]
    string_value: Option<String>,
}

#[derive(Deserialize)]
struct EmailPage {
    messages: BTreeMap<String, Vec<EmailRecord>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EmailRecord {
    message_id: String,
    source: String,
    to: Vec<String>,
    subject: String,
    body_text: String,
}

/// The attributes that SNS takes a text's sender from, the number before the name.
const SENDERS: [&str; 2] = ["AWS.MM.SMS.OriginationNumber", "AWS.SNS.SMS.SenderID"];

impl Email {
    /// The path of the page on which it can be answered, `/r/…`, where it holds one.
    pub fn page(&self) -> Option<String> {
        let (_, token) = self.words.lines().find_map(|line| line.split_once("/r/"))?;
        Some(format!("/r/{token}"))
    }

    /// The address to which it is answered: that of its page's token. The emulator drops `Reply-To`.
    pub fn answered_to(&self) -> Option<String> {
        let page = self.page()?;
        Some(format!("reply+{}@{REPLY_DOMAIN}", page.strip_prefix("/r/")?))
    }
}

impl Stack {
    /// Every text so far, by number, those of the provider behind those of AWS; those to one number in the order they were sent.
    ///
    /// # Errors
    /// [`Error::Call`] when the emulator does not answer.
    pub async fn texts(&self) -> Result<Vec<Text>, Error> {
        let page: TextPage =
            parse("/_ministack/sns/sms-messages", self.administrator().look("/_ministack/sns/sms-messages").await?)?;
        Ok(page.sms_messages.into_values().flatten().map(text).chain(self.provider_texts()).collect())
    }

    /// Every text that the provider was given, in order.
    pub fn provider_texts(&self) -> Vec<Text> {
        self.telephones().book().texts.iter().map(|given| given.text.clone()).collect()
    }

    /// From now on the provider refuses texts to a number with this status and code of its own; `None` lets them be sent again.
    pub fn refuse_texts_to(&self, number: &str, refusal: Option<(u16, u32)>) {
        let refusals = &mut self.telephones().book().text_refusals;
        match refusal {
            Some(refusal) => drop(refusals.insert(number.to_owned(), refusal)),
            None => drop(refusals.remove(number)),
        }
    }

    /// Whether the provider was told to delete a text, sent or received.
    pub fn has_forgotten(&self, id: &str) -> bool {
        self.telephones().book().deleted.contains(id)
    }

    /// The provider tells what became of a text: a status and, where it failed, an error code, as it publishes them.
    ///
    /// # Errors
    /// [`Error::Missing`] when it was never given such a text, [`Error::Call`] when the system does not take it.
    pub async fn tell_of_text(&self, id: &str, status: &str, error: Option<u32>) -> Result<(), Error> {
        let given = self.telephones().book().texts.iter().find(|given| given.text.id == id).cloned();
        let GivenText { text, status: address } =
            given.ok_or_else(|| Error::Missing { what: "text at the provider".to_owned() })?;
        let mut form = BTreeMap::from([
            ("AccountSid", self.provider().account_sid.clone()),
            ("From", text.from.unwrap_or_default()),
            ("MessageSid", text.id.clone()),
            ("MessageStatus", status.to_owned()),
            ("SmsSid", text.id),
            ("SmsStatus", status.to_owned()),
            ("To", text.to),
        ]);
        form.extend(error.map(|code| ("ErrorCode", code.to_string())));
        match self.call_webhook(&address, &form).await?.status {
            204 => Ok(()),
            status => Err(Error::Call { call: "a text's status".to_owned(), said: format!("status {status}") }),
        }
    }

    /// Every email so far, in the order they were sent.
    ///
    /// # Errors
    /// [`Error::Call`] when the emulator does not answer.
    pub async fn emails(&self) -> Result<Vec<Email>, Error> {
        let page: EmailPage = parse("/_ministack/ses/messages", self.administrator().look("/_ministack/ses/messages").await?)?;
        let of_account = page.messages.into_iter().filter(|(account, _)| account == ACCOUNT).flat_map(|(_, records)| records);
        Ok(of_account.map(email).collect())
    }
}

fn text(record: TextRecord) -> Text {
    let from = SENDERS.iter().find_map(|name| record.message_attributes.get(*name)?.string_value.clone());
    Text { id: record.message_id, to: record.phone_number, from, words: record.message }
}

fn email(record: EmailRecord) -> Email {
    Email { id: record.message_id, to: record.to, from: record.source, subject: record.subject, words: record.body_text }
}

fn parse<T: for<'a> Deserialize<'a>>(call: &str, value: serde_json::Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|error| Error::Call { call: call.to_owned(), said: error.to_string() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_says_which_number_it_came_from() {
        let page: TextPage = parse(
            "page",
            json!({"sms_messages": {"+447700900123": [{
                "PhoneNumber": "+447700900123", "MessageId": "m1", "Message": "Hello", "TopicArn": null,
                "MessageAttributes": {"AWS.MM.SMS.OriginationNumber": {"DataType": "String", "StringValue": "+447700900980"}},
            }]}, "region": "eu-west-2"}),
        )
        .unwrap();
        let texts: Vec<Text> = page.sms_messages.into_values().flatten().map(text).collect();
        assert_eq!(texts[0].from.as_deref(), Some("+447700900980"));
        assert_eq!(texts[0].words, "Hello");
        assert_eq!(format!("{:?}", texts[0]), "Text(m1)");
    }
}
