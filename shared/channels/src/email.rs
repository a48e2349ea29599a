//! Emails through SES.

use std::fmt;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::address::EmailAddress;

use crate::failure::{ProviderId, SendError};
use crate::guard::Guard;

/// Who an email is from.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The name that parents see: the school's.
    pub name: &'a str,
    /// The deployment's own address, which SES has verified.
    pub address: &'a EmailAddress,
    /// Where answers go, where the school reads them.
    pub reply_to: Option<&'a EmailAddress>,
}

/// What an email says.
#[derive(Clone, Copy)]
pub struct Mail<'a> {
    /// The subject.
    pub subject: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// The same as HTML.
    pub html: &'a str,
    /// What it answers, where it is a short answer that nobody wrote.
    pub answers: Option<Answered<'a>>,
}

/// An email that is answered.
#[derive(Clone, Copy)]
pub struct Answered<'a> {
    /// The sender's own id of it, without brackets; empty where it has none.
    pub message_id: &'a str,
}

impl fmt::Debug for Mail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail(…)")
    }
}

/// Sends emails.
#[derive(Clone)]
pub struct Emails {
    client: Client,
    guard: Guard,
    configuration_set: String,
}

impl fmt::Debug for Emails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emails").field("guard", &self.guard).finish_non_exhaustive()
    }
}

impl Emails {
    /// Takes a client whose time limits are set already, and the name of SES's configuration set.
    pub fn new(client: Client, guard: Guard, configuration_set: impl Into<String>) -> Self {
        Self { client, guard, configuration_set: configuration_set.into() }
    }

    /// Sends one email.
    ///
    /// # Errors
    /// [`SendError`], with [`SendError::Refused`] before SES is asked.
    pub async fn send(&self, from: Sender<'_>, to: &EmailAddress, mail: Mail<'_>) -> Result<ProviderId, SendError> {
        self.guard.address(to)?;
        let content = content(mail).map_err(|_| SendError::Rejected { code: "content".to_owned() })?;
        let answer = self
            .client
            .send_email()
            .from_email_address(format!("{} <{}>", display_name(from.name), from.address.expose()))
            .set_reply_to_addresses(from.reply_to.map(|address| vec![address.expose().to_owned()]))
            .destination(Destination::builder().to_addresses(to.expose()).build())
            .configuration_set_name(&self.configuration_set)
            .content(content)
            .send()
            .await
            .map_err(|error| SendError::from_sdk(&error))?;
        answer.message_id.map(ProviderId::new).ok_or(SendError::NoAnswer)
    }
}

fn content(mail: Mail<'_>) -> Result<EmailContent, BuildError> {
    let utf8 = |data: &str| Content::builder().charset("UTF-8").data(data).build();
    let body = Body::builder().text(utf8(mail.text)?).html(utf8(mail.html)?).build();
    let mut message = Message::builder().subject(utf8(mail.subject)?).body(body);
    if let Some(answered) = mail.answers {
        let header = |name: &str, value: &str| MessageHeader::builder().name(name).value(value).build();
        // RFC 3834: a machine that gets it answers nothing.
        message = message.headers(header("Auto-Submitted", "auto-replied")?);
        if let Some(id) = in_brackets(answered.message_id) {
            message = message.headers(header("In-Reply-To", &id)?).headers(header("References", &id)?);
        }
    }
    Ok(EmailContent::builder().simple(message.build()).build())
}

/// An email's id as a header has it (RFC 5322); `None` for what is none. A line's end or a bracket of the sender's could be another header.
fn in_brackets(id: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    (!id.is_empty() && id.len() <= 250 && id.bytes().all(plain)).then(|| format!("<{id}>"))
}

/// A name before an address: quoted, or as encoded words (RFC 2047) when it holds more than ASCII. Line ends and other
/// control characters become spaces, so that a school's name cannot add a header.
fn display_name(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = plain.trim();
    if plain.is_ascii() {
        return format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""));
    }
    // An encoded word holds at most 75 characters: 12 of frame, and 60 of Base64, which are 45 bytes.
    let mut words = vec![String::new()];
    for c in plain.chars() {
        match words.last_mut() {
            Some(word) if word.len() + c.len_utf8() <= 45 => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_is_quoted() {
        assert_eq!(display_name("St Mary's, Hill Road"), "\"St Mary's, Hill Road\"");
        assert_eq!(display_name(r#"The "Hill" \ School"#), r#""The \"Hill\" \\ School""#);
    }

    #[test]
    fn a_name_with_other_letters_is_encoded_in_words_of_75_characters_at_most() {
        assert_eq!(display_name("Ysgol Tŷ"), "=?UTF-8?B?WXNnb2wgVMW3?=");
        let long = display_name(&"ŷ".repeat(100));
        assert!(long.split(' ').all(|word| word.len() <= 75 && word.starts_with("=?UTF-8?B?") && word.ends_with("?=")));
        let joined: Vec<u8> = long.split(' ').flat_map(|word| STANDARD.decode(&word[10..word.len() - 2]).unwrap()).collect();
        assert_eq!(String::from_utf8(joined).unwrap(), "ŷ".repeat(100));
    }

    #[test]
    fn an_id_that_could_be_another_header_is_left_out() {
        assert_eq!(in_brackets("CAF+1@mail.example.com").as_deref(), Some("<CAF+1@mail.example.com>"));
        for id in ["", "a@example.com\r\nBcc: b@example.com", "a> <b", "a b", &"a".repeat(251)] {
            assert_eq!(in_brackets(id), None, "{id}");
        }
    }

    #[test]
    fn a_name_cannot_add_a_header() {
        assert_eq!(display_name("Hill\r\nBcc: a@example.com"), "\"Hill  Bcc: a@example.com\"");
    }
}
