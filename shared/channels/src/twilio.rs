//! The provider's webhook: its signature, its form, and our answer.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::inbound::{InboundText, NotAnInboundText};

/// Whether the provider signed this request. Compared in constant time; nothing of the body may be believed before.
///
/// `base_url` is the configured public address of the API (`https://firstday.example.com`); `path_and_query` and `body` are as
/// they were received, still encoded (a gateway's Base64 is taken off the body first); `signature` is the header's value.
/// An empty token verifies nothing.
pub fn verify_twilio(auth_token: &str, base_url: &str, path_and_query: &str, body: &[u8], signature: &str) -> bool {
    let Ok(signature) = STANDARD.decode(signature.trim()) else { return false };
    if auth_token.is_empty() {
        return false;
    }
    let mut signed = format!("{}{path_and_query}", base_url.trim_end_matches('/'));
    let mut fields: BTreeMap<Cow<'_, str>, BTreeSet<Cow<'_, str>>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        fields.entry(name).or_default().insert(value);
    }
    for (name, values) in &fields {
        for value in values {
            signed.push_str(name);
            signed.push_str(value);
        }
    }
    // The provider's scheme is HMAC-SHA-1; as a keyed hash it is not touched by SHA-1's collisions.
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes());
    hmac::verify(&key, signed.as_bytes(), &signature).is_ok()
}

/// Reads the form of a text that came in, once its signature has been found good.
///
/// # Errors
/// [`NotAnInboundText`] names the field.
pub fn read_twilio(body: &[u8]) -> Result<InboundText, NotAnInboundText> {
    let fields: BTreeMap<Cow<'_, str>, Cow<'_, str>> = form_urlencoded::parse(body).collect();
    let field = |name: &str| fields.get(name).map_or("", |value| value.as_ref());
    let id = match field("MessageSid").trim() {
        "" => return Err(NotAnInboundText::Missing("MessageSid")),
        id => id,
    };
    InboundText::new(id, ("From", field("From")), ("To", field("To")), field("Body"))
}

/// The answer that makes the provider send a text back.
///
/// ```
/// assert_eq!(
///     channels::twiml_message("Thank you & take care"),
///     "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Message>Thank you &amp; take care</Message></Response>",
/// );
/// ```
pub fn twiml_message(text: &str) -> String {
    twiml(&format!("<Message>{}</Message>", escaped(text)))
}

/// The answer that makes the provider do nothing: for a text that has been answered already.
pub fn twiml_nothing() -> String {
    twiml("")
}

fn twiml(inside: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>{inside}</Response>")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(c),
            // XML 1.0 has no way to write these (section 2.2).
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BASE: &str = "https://firstday.example.com";
    const PATH: &str = "/webhooks/twilio/sms";

    fn signature(token: &str, signed: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
        STANDARD.encode(hmac::sign(&key, signed.as_bytes()))
    }

    /// The provider's own example ("Validating requests", and the tests of its libraries). Its numbers are the provider's too.
    #[test]
    fn the_providers_published_example_verifies() {
        let body = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
        let verify = |body: &str, path: &str, signature: &str| {
            verify_twilio("12345", "https://mycompany.com", path, body.as_bytes(), signature)
        };
        assert!(verify(body, "/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        assert!(!verify(body, "/myapp.php?foo=1", "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        assert!(!verify(&body.replace("Digits=1234", "Digits=1235"), "/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    }

    #[test]
    fn fields_are_signed_as_they_were_meant_sorted_with_each_different_value_once() {
        let body = "b=2&a=%C3%A9+x%2By&empty=&b=1&b=2&B=z";
        let signed = format!("{BASE}{PATH}Bzaé x+yb1b2empty");
        assert!(verify_twilio("token", BASE, PATH, body.as_bytes(), &signature("token", &signed)));
        assert!(verify_twilio("token", "https://firstday.example.com/", PATH, body.as_bytes(), &signature("token", &signed)));
    }

    #[test]
    fn nothing_verifies_without_a_token_or_a_signature() {
        assert!(!verify_twilio("", BASE, PATH, b"a=1", &signature("", &format!("{BASE}{PATH}a1"))));
        for bad in ["", "not base64!", "AAAA"] {
            assert!(!verify_twilio("token", BASE, PATH, b"a=1", bad));
        }
    }

    proptest! {
        #[test]
        fn another_token_path_or_body_never_verifies(name in "[a-zA-Z]{1,8}", value in "\\PC{0,20}", other in "\\PC{1,8}") {
            let body: String = form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
            let good = signature("token", &format!("{BASE}{PATH}{name}{value}"));
            prop_assert!(verify_twilio("token", BASE, PATH, body.as_bytes(), &good));
            let (other_token, other_path, other_body) = (format!("token{other}"), format!("{PATH}{other}"), format!("{body}&more=1"));
            prop_assert!(!verify_twilio(&other_token, BASE, PATH, body.as_bytes(), &good));
            prop_assert!(!verify_twilio("token", BASE, &other_path, body.as_bytes(), &good));
            prop_assert!(!verify_twilio("token", BASE, PATH, other_body.as_bytes(), &good));
        }

        #[test]
        fn bytes_of_any_kind_never_panic(body in any::<Vec<u8>>(), header in "\\PC*") {
            prop_assert!(!verify_twilio("token", BASE, PATH, &body, &header));
            prop_assert!(read_twilio(&body).is_err());
        }

        #[test]
        fn twiml_holds_no_markup_of_the_texts_own(text in any::<String>()) {
            let xml = twiml_message(&text);
            prop_assert_eq!(xml.matches('<').count(), 5);
            prop_assert!(!xml.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }

    #[test]
    fn a_text_is_read_from_its_form() {
        let body = b"ToCountry=GB&SmsMessageSid=SM1&Body=She%27s+poorly+%F0%9F%A4%92&To=%2B447700900980&MessageSid=SM1&From=%2B447700900123&NumMedia=0";
        let read = read_twilio(body).unwrap();
        assert_eq!((read.provider_id.as_str(), read.body.expose()), ("SM1", "She's poorly 🤒"));
        assert_eq!((read.from.expose(), read.to.expose()), ("+447700900123", "+447700900980"));
    }

    #[test]
    fn a_form_without_its_fields_is_refused() {
        assert_eq!(read_twilio(b"Body=x"), Err(NotAnInboundText::Missing("MessageSid")));
        assert_eq!(read_twilio(b"MessageSid=SM1&Body=x"), Err(NotAnInboundText::Missing("From")));
        assert_eq!(read_twilio(b"MessageSid=SM1&From=60000&To=%2B447700900980"), Err(NotAnInboundText::NotANumber("From")));
    }

    #[test]
    fn an_answer_of_nothing_is_an_empty_response() {
        assert_eq!(twiml_nothing(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>");
    }
}
