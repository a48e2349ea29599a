//! By what a reply finds those whom it is about.

use crate::phone::PhoneNumber;

/// By what a conversation is found: who wrote, and the number of ours that they wrote to. For the blind index alone.
pub fn sender_key(from: &PhoneNumber, to: &PhoneNumber) -> String {
    format!("{}|{}", from.expose(), to.expose())
}
