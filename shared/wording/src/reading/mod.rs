//! What a reply means, by rules.
//!
//! A reply becomes words ([`words`]: spellings made one, slips mended), then phrases that belong together ([`phrases`]), then what
//! the rules find ([`rules`], [`pattern`]), which [`judge`] weighs. Times and days are found beside it ([`arrival`], [`back`]) in
//! words that keep their numbers ([`token`]); they never change the kind.

mod arrival;
mod back;
mod classes;
mod clauses;
mod day;
mod hour;
mod judge;
mod lists;
mod pattern;
mod phrases;
mod rules;
mod spellings;
mod token;
mod words;

use jiff::civil::{Date, Time};

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

/// When a child who is late will be there, as the writer said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expected {
    /// At this time of the day on which it was written.
    At(Time),
    /// So many minutes after it was written, 1 to 240.
    In(u16),
}

/// What was understood of a reply.
#[derive(Clone, PartialEq, Eq)]
pub struct Reading {
    /// The kind.
    pub kind: Kind,
    /// The words that led to it, as they were written; personal data, like the reply itself.
    pub words: Vec<String>,
    /// When the child will be there on the same day. `None` where it is not said, is in doubt, or the reply asks or is an alarm.
    pub expected: Option<Expected>,
    /// The first day on which the child will be in school again, after the day of writing and never on a weekend. `None` as above.
    pub back: Option<Date>,
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
    read(text, None)
}

/// Reads a reply that was written on the day `today` at the school, and with it on which day the child will be back.
///
/// ```
/// use jiff::civil::{date, time};
/// use wording::{Expected, read_reply_on};
/// let monday = date(2026, 11, 23);
/// assert_eq!(read_reply_on("poorly, off till Wednesday", monday).back, Some(date(2026, 11, 25)));
/// assert_eq!(read_reply_on("ill since Thursday", monday).back, None);
/// assert_eq!(read_reply_on("overslept, in by quarter to ten", monday).expected, Some(Expected::At(time(9, 45, 0, 0))));
/// ```
pub fn read_reply_on(text: &str, today: Date) -> Reading {
    read(text, Some(today))
}

fn read(text: &str, today: Option<Date>) -> Reading {
    let (kind, places) = judge::judge(text);
    let words = places.into_iter().filter_map(|place| text.get(place)).map(str::to_owned).collect();
    // Who thinks that the child is in school has not said when the child comes.
    let tells = !matches!(kind, Kind::Alarm | Kind::WrongNumber | Kind::Question | Kind::Stop);
    let clauses = if tells { token::clauses(text) } else { Vec::new() };
    let back = today.and_then(|today| back::back(&clauses, today));
    // Who is back on another day does not come on this one.
    let expected = if back.is_none() { arrival::expected(&clauses, kind) } else { None };
    Reading { kind, words, expected, back }
}
