//! How a reading is counted.

use crate::reading::Kind;

impl Kind {
    /// The word by which a reading is counted and compared with what staff decided: what it does to a search, and never a diagnosis. So it may
    /// stand in the clear.
    ///
    /// ```
    /// use wording::Kind;
    /// assert_eq!(Kind::Illness.counted_as(), "reason");
    /// assert_eq!(Kind::Late.counted_as(), "late");
    /// ```
    pub const fn counted_as(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Late => "late",
            _ if self.is_reason() => "reason",
            _ => "words",
        }
    }
}
