//! Unique pupil numbers.

use std::fmt;

/// A unique pupil number of 13 characters. It never prints itself, and never leaves the school's own records.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Upn(String);

impl Upn {
    /// Keeps the number as the file has it (upper case, without white space); [`Upn::check_letter_is_right`] says whether it can be one.
    pub fn new(text: &str) -> Self {
        Self(text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect())
    }

    /// The 13 characters.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Upn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upn(…)")
    }
}
