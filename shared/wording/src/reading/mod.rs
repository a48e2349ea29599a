//! What a reply means, by rules.
//!
//! A reply becomes words ([`words`]: spellings made one, slips mended), then phrases that belong together ([`phrases`]), then what
//! the rules find ([`rules`], [`pattern`]), which [`judge`] weighs.

mod classes;
mod clauses;
mod judge;
mod lists;
mod pattern;
mod phrases;
mod rules;
mod spellings;
mod words;

/// What kind a reply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The writer thinks the child is in school, or does not know where the child is. Louder than anything else in the text.
    Alarm,
    /// The child is ill or hurt.
    Illness,
    /// The child is at a doctor's, dentist's, or hospital appointment.
    Appointment,
    /// The family is away.
    Holiday,
    /// A day of religious observance.
    Religious,
    /// The child will come late. It does not end a search: the child has not arrived.
    Late,
    /// Another clear reason: a funeral, an interview, a suspension.
    Other,
    /// The number is not this family's.
    WrongNumber,
    /// The writer asks something.
    Question,
    /// The writer wants no more texts.
    Stop,
    /// Anything else, and all doubt.
    Unclear,
}

impl Kind {
    /// All of them, the loudest first.
    pub const ALL: [Self; 11] = [
        Self::Alarm,
        Self::Illness,
        Self::Appointment,
        Self::Holiday,
        Self::Religious,
        Self::Late,
        Self::Other,
        Self::WrongNumber,
        Self::Question,
        Self::Stop,
        Self::Unclear,
    ];

    /// Whether it says why the child is away, so that the search can end.
    pub const fn is_reason(self) -> bool {
        matches!(self, Self::Illness | Self::Appointment | Self::Holiday | Self::Religious | Self::Other)
    }

    /// The word for tables, pages and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Illness => "illness",
            Self::Appointment => "appointment",
            Self::Holiday => "holiday",
            Self::Religious => "religious",
            Self::Late => "late",
            Self::Other => "other",
            Self::WrongNumber => "wrong_number",
            Self::Question => "question",
            Self::Stop => "stop",
            Self::Unclear => "unclear",
        }
    }
}

/// What was understood of a reply.
#[derive(Clone, PartialEq, Eq)]
pub struct Reading {
    /// The kind.
    pub kind: Kind,
    /// The words that led to it, as they were written; personal data, like the reply itself.
    pub words: Vec<String>,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").field("kind", &self.kind).field("words", &self.words.len()).finish()
    }
}

/// Reads a reply. It never panics, and in doubt it is [`Kind::Unclear`].
///
/// ```
/// use wording::{Kind, read_reply};
/// assert_eq!(read_reply("docters appt, back at 11").kind, Kind::Appointment);
/// assert_eq!(read_reply("she's not ill, she left for school").kind, Kind::Alarm);
/// assert_eq!(read_reply("in a meeting will call").kind, Kind::Unclear);
/// ```
pub fn read_reply(text: &str) -> Reading {
    let (kind, places) = judge::judge(text);
    let words = places.into_iter().filter_map(|place| text.get(place)).map(str::to_owned).collect();
    Reading { kind, words }
}
