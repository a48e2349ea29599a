//! The address that an email of ours is answered to, which says which of them is answered.

use std::fmt;

use aws_lc_rs::digest;
use domain::address::{EmailAddress, NotAnAddress};
use thiserror::Error;

/// What stands before the token in the address.
const BEFORE: &str = "reply+";

/// How many letters a token has: 128 bits in hexadecimal. Mail addresses may come back in other case, which loses nothing of hexadecimal.
const LETTERS: usize = 32;

/// What an answer's address carries: whoever knows it may answer in the name of whom the email was sent to. It never prints itself,
/// and only its [hash](Self::hashed) is stored.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ReplyToken(String);

/// A text that is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a reply token is 32 hexadecimal digits")]
pub struct NotAToken;

impl ReplyToken {
    /// Makes a token of 128 bits that the caller drew by chance.
    pub fn new(random: [u8; LETTERS / 2]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads a token: 32 hexadecimal digits, in any case.
    ///
    /// # Errors
    /// [`NotAToken`] for everything else, without saying what it was.
    pub fn parse(text: &str) -> Result<Self, NotAToken> {
        if text.len() == LETTERS && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(NotAToken)
        }
    }

    /// Reads the token out of an address of any domain: the receipt rule decides which domains are ours.
    pub(crate) fn in_address(address: &str) -> Option<Self> {
        let (name, _) = address.trim().trim_start_matches('<').split_once('@')?;
        let before = name.get(..BEFORE.len())?;
        let token = name.get(BEFORE.len()..)?;
        before.eq_ignore_ascii_case(BEFORE).then(|| Self::parse(token).ok())?
    }

    /// The first token of an address of ours anywhere in a text: a field of a header, however badly it is written.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let small = text.to_ascii_lowercase();
        small.match_indices(BEFORE).find_map(|(at, _)| {
            let (token, after) = small.get(at + BEFORE.len()..)?.split_at_checked(LETTERS)?;
            after.starts_with('@').then(|| Self::parse(token).ok())?
        })
    }

    /// The token's 32 letters, small: for the address and the page, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored and looked up: SHA-256 of the 32 small letters. Nobody can guess 128 bits, so it needs no salt and no slow hash.
    ///
    /// ```
    /// let token = channels::ReplyToken::parse("000102030405060708090A0B0C0D0E0F")?;
    /// assert_eq!(token, channels::ReplyToken::parse("000102030405060708090a0b0c0d0e0f")?);
    /// assert_eq!(token.hashed()[..4], [0xd6, 0x5d, 0xf8, 0x9f]);
    /// # Ok::<(), channels::NotAToken>(())
    /// ```
    pub fn hashed(&self) -> [u8; 32] {
        let mut hash = [0; 32];
        for (to, from) in hash.iter_mut().zip(digest::digest(&digest::SHA256, self.0.as_bytes()).as_ref()) {
            *to = *from;
        }
        hash
    }
}

impl fmt::Debug for ReplyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplyToken(…)")
    }
}

/// The address for `Reply-To`: `reply+<token>@<domain>`.
///
/// ```
/// use channels::{ReplyToken, read_reply_address, reply_address};
///
/// let token = ReplyToken::new([7; 16]);
/// let address = reply_address(&token, "reply.example.com")?;
/// assert_eq!(address.expose(), "reply+07070707070707070707070707070707@reply.example.com");
/// assert_eq!(read_reply_address(address.expose(), "reply.example.com"), Some(token));
/// # Ok::<(), domain::address::NotAnAddress>(())
/// ```
///
/// # Errors
/// [`NotAnAddress`] where the domain is none.
pub fn reply_address(token: &ReplyToken, domain: &str) -> Result<EmailAddress, NotAnAddress> {
    EmailAddress::parse(&format!("{BEFORE}{}@{domain}", token.expose()))
}

/// The token of an address that [`reply_address`] made for this domain, in whatever case a mail program gives it back; `None` for every
/// other address.
pub fn read_reply_address(address: &str, domain: &str) -> Option<ReplyToken> {
    let (_, of) = address.trim().rsplit_once('@')?;
    of.eq_ignore_ascii_case(domain).then(|| ReplyToken::in_address(address))?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ADDRESS: &str = "reply+00ff00ff00ff00ff00ff00ff00ff00ff@reply.example.com";

    #[test]
    fn an_address_is_read_back_in_any_case() {
        let read = |address: &str| read_reply_address(address, "reply.example.com");
        assert!(read(ADDRESS).is_some());
        assert_eq!(read(ADDRESS), read(&ADDRESS.to_uppercase()));
        assert_eq!(read(ADDRESS), read(&format!(" {ADDRESS} ")));
    }

    #[test]
    fn what_is_not_of_the_form_carries_no_token() {
        for other in [
            "",
            "@",
            "reply@reply.example.com",
            "reply+@reply.example.com",
            "reply+00ff@reply.example.com",
            "reply+00ff00ff00ff00ff00ff00ff00ff00fg@reply.example.com",
            "reply+00ff00ff00ff00ff00ff00ff00ff00ff0@reply.example.com",
            "other+00ff00ff00ff00ff00ff00ff00ff00ff@reply.example.com",
            "reply+00ff00ff00ff00ff00ff00ff00ff00ff@example.com",
            "réply+00ff00ff00ff00ff00ff00ff00ff00ff@reply.example.com",
        ] {
            assert_eq!(read_reply_address(other, "reply.example.com"), None, "{other}");
        }
    }

    #[test]
    fn a_token_never_prints_itself() {
        let token = ReplyToken::new([0xab; 16]);
        assert!(!format!("{token:?}").contains("ab"), "{token:?}");
        assert!(!format!("{:?}", ReplyToken::parse("abab")).contains("abab"));
    }

    proptest! {
        #[test]
        fn every_token_comes_back_from_its_address(random: [u8; 16]) {
            let token = ReplyToken::new(random);
            let address = reply_address(&token, "reply.example.com").unwrap();
            prop_assert_eq!(read_reply_address(&address.expose().to_uppercase(), "REPLY.example.com"), Some(token));
        }

        #[test]
        fn different_tokens_have_different_hashes(one: [u8; 16], other: [u8; 16]) {
            prop_assume!(one != other);
            prop_assert_ne!(ReplyToken::new(one).hashed(), ReplyToken::new(other).hashed());
        }

        #[test]
        fn no_text_makes_reading_an_address_panic(text: String) {
            read_reply_address(&text, "reply.example.com");
        }
    }
}
