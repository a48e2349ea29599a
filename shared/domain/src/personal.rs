//! Text about a person: it never prints itself.

use std::fmt;

/// Text about a person (a name, an address, what somebody wrote).
///
/// It prints as `Personal(…)`, so that a log line, an error or a failed assertion cannot carry it out. The value comes out by
/// [`Personal::expose`], a name that a reader can search for.
///
/// ```
/// let name = domain::Personal::new("Siân");
/// assert_eq!(format!("{name:?}"), "Personal(…)");
/// assert_eq!(name.expose(), "Siân");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Personal(String);

impl Personal {
    /// Takes the text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for a message to that person's school or family, for sealing, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing but white space stands in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(…)")
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
