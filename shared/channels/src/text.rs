//! Texts through Amazon SNS.

use std::fmt;

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use domain::phone::PhoneNumber;

use crate::failure::{ProviderId, SendError};
use crate::guard::Guard;

/// Sends texts from numbers that parents can answer.
#[derive(Clone)]
pub struct Texts {
    client: Client,
    guard: Guard,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("guard", &self.guard).finish_non_exhaustive()
    }
}

impl Texts {
    /// Takes a client whose time limits are set already.
    pub fn new(client: Client, guard: Guard) -> Self {
        Self { client, guard }
    }

    /// Sends one text, at SNS's transactional priority. SNS cuts it into parts.
    ///
    /// # Errors
    /// [`SendError`], with [`SendError::Refused`] before SNS is asked.
    pub async fn send(&self, from: &PhoneNumber, to: &PhoneNumber, text: &str) -> Result<ProviderId, SendError> {
        self.guard.number(to)?;
        let answer = self
            .client
            .publish()
            .phone_number(to.expose())
            .message(text)
            .message_attributes("AWS.MM.SMS.OriginationNumber", attribute(from.expose())?)
            .message_attributes("AWS.SNS.SMS.SMSType", attribute("Transactional")?)
            .send()
            .await
            .map_err(|error| SendError::from_sdk(&error))?;
        answer.message_id.map(ProviderId::new).ok_or(SendError::NoAnswer)
    }
}

fn attribute(value: &str) -> Result<MessageAttributeValue, SendError> {
    let attribute = MessageAttributeValue::builder().data_type("String").string_value(value).build();
    attribute.map_err(|_| SendError::Rejected { code: "attribute".to_owned() })
}
