//! The answers that are a digit: the same in every language, in a text and on the telephone.

use domain::search::Words;

use crate::languages::Language;

/// An answer that is a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberedAnswer {
    /// The child is ill.
    Ill,
    /// A medical or dental appointment.
    Appointment,
    /// The child is running late.
    RunningLate,
    /// Another reason, which the next reply says.
    Other,
    /// The child should be in school: an alarm.
    ShouldBeInSchool,
}

impl NumberedAnswer {
    /// All of them, in the order of their digits.
    pub const ALL: [Self; 5] = [Self::Ill, Self::Appointment, Self::RunningLate, Self::Other, Self::ShouldBeInSchool];

    /// Those that fit when a child was here in the morning: nobody who was here runs late.
    pub(crate) const AFTER_THE_MORNING: [Self; 4] = [Self::Ill, Self::Appointment, Self::Other, Self::ShouldBeInSchool];

    /// The digit.
    ///
    /// ```
    /// use wording::NumberedAnswer;
    /// assert_eq!(NumberedAnswer::ShouldBeInSchool.digit(), '9');
    /// ```
    pub const fn digit(self) -> char {
        match self {
            Self::Ill => '1',
            Self::Appointment => '2',
            Self::RunningLate => '3',
            Self::Other => '4',
            Self::ShouldBeInSchool => '9',
        }
    }

    /// Those that a message with these words offers, in the order of their digits.
    ///
    /// ```
    /// use domain::search::Words;
    /// use wording::NumberedAnswer;
    /// assert_eq!(NumberedAnswer::offered(Words::FirstDay).len(), 5);
    /// assert!(!NumberedAnswer::offered(Words::GoneSinceMorning).contains(&NumberedAnswer::RunningLate));
    /// ```
    pub const fn offered(words: Words) -> &'static [Self] {
        match words {
            Words::GoneSinceMorning => &Self::AFTER_THE_MORNING,
            Words::FirstDay
            | Words::SecondDay
            | Words::ReturnDay
            | Words::NotArrived
            | Words::PleaseRing
            | Words::InSchool
            | Words::NothingMore
            | Words::Correction
            | Words::Found => &Self::ALL,
        }
    }

    /// What it stands for, as every message says it.
    ///
    /// ```
    /// use wording::{Language, NumberedAnswer};
    /// assert_eq!(NumberedAnswer::Ill.words(Language::Polish), "choroba");
    /// ```
    pub fn words(self, language: Language) -> &'static str {
        language.speech().numbered(self)
    }

    /// The answer of a digit; `None` for a digit that stands for nothing.
    pub fn from_digit(digit: char) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.digit() == digit)
    }
}

/// The letter of the child at a place, counted from 0, in a message about several: the first is A. `None` past Z.
///
/// ```
/// use wording::letter;
/// assert_eq!((letter(0), letter(1), letter(26)), (Some('A'), Some('B'), None));
/// ```
pub fn letter(place: usize) -> Option<char> {
    ('A'..='Z').nth(place)
}
