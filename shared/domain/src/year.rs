//! Year groups: which children are the younger ones, and who has to be in school by law.

use std::fmt;

/// A year group, the youngest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Year {
    /// The first year of nursery, or a nursery that has one year.
    Nursery,
    /// The second year of nursery.
    SecondNursery,
    /// Reception.
    Reception,
    /// 1 to 13.
    Number(u8),
    /// The roll does not say, or says something else.
    Unknown,
}

impl Year {
    /// Reads the one word that the roll has: `N1`, `N2`, `R`, `1` to `13`.
    ///
    /// ```
    /// use domain::year::Year;
    /// assert!(Year::read("N2") < Year::read("R") && Year::read("R") < Year::read("1"));
    /// assert_eq!(Year::read("Sixth Form"), Year::Unknown);
    /// ```
    pub fn read(word: &str) -> Self {
        match word.trim() {
            "N" | "N1" => Self::Nursery,
            "N2" => Self::SecondNursery,
            "R" => Self::Reception,
            number => number.parse().ok().filter(|year| (1..=13).contains(year)).map_or(Self::Unknown, Self::Number),
        }
    }

    /// Whether a pupil of this year is of compulsory school age.
    ///
    /// General knowledge, not sourced: from the term after the fifth birthday, which falls somewhere in reception, to the end of year 11.
    pub const fn compulsory(self) -> CompulsoryAge {
        match self {
            Self::Number(1..=11) => CompulsoryAge::Yes,
            Self::Nursery | Self::SecondNursery | Self::Number(_) => CompulsoryAge::No,
            Self::Reception | Self::Unknown => CompulsoryAge::Unknown,
        }
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nursery => f.write_str("nursery"),
            Self::SecondNursery => f.write_str("the second year of nursery"),
            Self::Reception => f.write_str("reception"),
            Self::Number(number) => write!(f, "year {number}"),
            Self::Unknown => f.write_str("an unknown year"),
        }
    }
}

/// Whether a pupil is of compulsory school age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompulsoryAge {
    /// Yes.
    Yes,
    /// No: nobody is fined, and no return to the local authority is due.
    No,
    /// The roll does not say enough: staff look.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_younger_years_come_first_and_what_is_no_year_comes_last() {
        let words = ["N1", "N2", "R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "Sixth Form"];
        let years: Vec<Year> = words.into_iter().map(Year::read).collect();
        assert!(years.is_sorted_by(|younger, older| younger < older), "{years:?}");
        for word in ["", "0", "14", "-1", "7B"] {
            assert_eq!(Year::read(word), Year::Unknown, "{word}");
        }
    }

    #[test]
    fn years_1_to_11_have_to_be_in_school_and_reception_depends_on_the_birthday() {
        for (word, expected) in [
            ("N1", CompulsoryAge::No),
            ("R", CompulsoryAge::Unknown),
            ("1", CompulsoryAge::Yes),
            ("11", CompulsoryAge::Yes),
            ("12", CompulsoryAge::No),
            ("", CompulsoryAge::Unknown),
        ] {
            assert_eq!(Year::read(word).compulsory(), expected, "{word}");
        }
    }
}
