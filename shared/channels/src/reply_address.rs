//! The address that an email of ours is answered to, which says which of them is answered.

use domain::address::{EmailAddress, NotAnAddress};
use domain::reply::AnswerToken;

/// What stands before the token in the address.
const BEFORE: &str = "reply+";

/// How many letters a token has: 128 bits in hexadecimal. Mail addresses may come back in other case, which loses nothing of hexadecimal.
const LETTERS: usize = 32;

/// The address for `Reply-To`: `reply+<token>@<domain>`.
///
/// ```
/// use channels::reply_address;
/// use domain::reply::AnswerToken;
///
/// let address = reply_address(&AnswerToken::new([7; 16]), "reply.example.com")?;
/// assert_eq!(address.expose(), "reply+07070707070707070707070707070707@reply.example.com");
/// # Ok::<(), domain::address::NotAnAddress>(())
/// ```
///
/// # Errors
/// [`NotAnAddress`] where the domain is none.
pub fn reply_address(token: &AnswerToken, domain: &str) -> Result<EmailAddress, NotAnAddress> {
    EmailAddress::parse(&format!("{BEFORE}{}@{domain}", token.expose()))
}

/// Reads the token out of an address of any domain, in whatever case: the receipt rule decides which domains are ours.
pub(crate) fn in_address(address: &str) -> Option<AnswerToken> {
    let small = address.trim().trim_start_matches('<').to_ascii_lowercase();
    let (name, _) = small.split_once('@')?;
    name.strip_prefix(BEFORE)?.parse().ok()
}

/// The first token of an address of ours anywhere in a text: a field of a header, however badly it is written.
pub(crate) fn find(text: &str) -> Option<AnswerToken> {
    let small = text.to_ascii_lowercase();
    small.match_indices(BEFORE).find_map(|(at, _)| {
        let (token, after) = small.get(at + BEFORE.len()..)?.split_at_checked(LETTERS)?;
        after.starts_with('@').then(|| token.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ADDRESS: &str = "reply+00ff00ff00ff00ff00ff00ff00ff00ff@reply.example.com";

    #[test]
    fn an_address_is_read_back_in_any_case() {
        assert!(in_address(ADDRESS).is_some());
        assert_eq!(in_address(ADDRESS), in_address(&ADDRESS.to_uppercase()));
        assert_eq!(in_address(ADDRESS), in_address(&format!(" <{ADDRESS}>")));
        assert_eq!(in_address(ADDRESS), find(&format!("Hill Road School <{ADDRESS}>, x@example.com")));
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
            "réply+00ff00ff00ff00ff00ff00ff00ff00ff@reply.example.com",
        ] {
            assert_eq!((in_address(other), find(other)), (None, None), "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_token_comes_back_from_its_address(random: [u8; 16]) {
            let token = AnswerToken::new(random);
            let address = reply_address(&token, "reply.example.com").unwrap();
            prop_assert_eq!(in_address(&address.expose().to_uppercase()), Some(token));
        }

        #[test]
        fn no_text_makes_reading_an_address_panic(text: String) {
            in_address(&text);
            find(&text);
        }
    }
}
