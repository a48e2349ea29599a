//! Unique pupil numbers.

use std::fmt;

/// The letters that a number may have: no I, O or S, which look like digits.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// A unique pupil number of 13 characters. It never prints itself, and never leaves the school's own records.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Upn(String);

impl Upn {
    /// Keeps the number as the file has it (upper case, without white space); [`Upn::check_letter_is_right`] says whether it can be one.
    pub fn new(text: &str) -> Self {
        Self(text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect())
    }

    /// Whether it is written as a unique pupil number is: a letter, eleven digits, and a digit or (while temporary) a letter.
    pub fn is_well_formed(&self) -> bool {
        let bytes = self.0.as_bytes();
        let letter = |at: usize| bytes.get(at).is_some_and(|b| LETTERS.contains(b));
        let digits = bytes.get(1..12).is_some_and(|middle| middle.iter().all(u8::is_ascii_digit));
        bytes.len() == 13 && letter(0) && digits && (letter(12) || bytes.get(12).is_some_and(u8::is_ascii_digit))
    }

    /// Whether it ends in a letter: given until the permanent one is known.
    pub fn is_temporary(&self) -> bool {
        self.is_well_formed() && self.0.ends_with(|c: char| c.is_ascii_alphabetic())
    }

    /// Whether the first letter is the one that the twelve characters behind it ask for.
    ///
    /// The weights 2 to 13 times the digits (a temporary number's last letter counts by its place among the letters), summed, modulo 23,
    /// give the place of the letter. Which local authorities exist is not looked at: they change.
    ///
    /// Source: the Government Data Standards Catalogue, Unique Pupil Number 2.0.
    ///
    /// ```
    /// use domain::upn::Upn;
    /// assert!(Upn::new("P999900024001").check_letter_is_right());
    /// assert!(!Upn::new("B999900024001").check_letter_is_right());
    /// ```
    pub fn check_letter_is_right(&self) -> bool {
        if !self.is_well_formed() {
            return false;
        }
        let value = |b: u8| match b {
            b'0'..=b'9' => Some(usize::from(b - b'0')),
            _ => LETTERS.iter().position(|letter| *letter == b),
        };
        let sum: usize = self.0.bytes().skip(1).zip(2..).filter_map(|(b, weight)| value(b).map(|value| value * weight)).sum();
        self.0.as_bytes().first() == LETTERS.get(sum % LETTERS.len())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_check_letter_is_right_in_permanent_and_temporary_numbers() {
        for text in [
            "B801200005001",
            "C82012345678A",
            "P207000016049",
            "P999900024001",
            "D999900024002",
            "N99990002401A",
            " p9999000 24001 ",
        ] {
            assert!(Upn::new(text).check_letter_is_right(), "{text}");
        }
        assert!(Upn::new("N99990002401A").is_temporary());
        assert!(!Upn::new("P999900024001").is_temporary());
    }

    #[test]
    fn a_wrong_letter_or_form_is_not_right() {
        for text in [
            "Q207000016049",
            "A999900024001",
            "P99990002400",
            "P9999000240011",
            "I999900024001",
            "P99990002400I",
            "",
            "P9999O0024001",
            "ÄÖÜ",
        ] {
            assert!(!Upn::new(text).check_letter_is_right(), "{text}");
        }
    }
}
