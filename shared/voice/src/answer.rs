//! What follows from what was heard: words, what the provider does next, and what has to be stored.

use domain::Personal;
use domain::phone::PhoneNumber;
use wording::{Language, NumberedAnswer};

use crate::call::Back;
use crate::heard::Outcome;
use crate::limits::{TONE, seconds};

/// Words in a language that the provider speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The language.
    pub language: Language,
    /// The words; they may name a child.
    pub words: Personal,
}

/// What the provider does after the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// It waits for one key.
    Key {
        /// Seconds.
        wait: u32,
    },
    /// It records what is spoken.
    Record {
        /// Seconds at most.
        longest: u32,
    },
    /// It connects to the school.
    Dial {
        /// The school's telephone.
        to: PhoneNumber,
        /// The number of ours that the school sees; `None` shows the caller's.
        shown: Option<PhoneNumber>,
    },
    /// It ends the call.
    HangUp,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Something was said of every child.
    Answered,
    /// Of some of them.
    PartlyAnswered,
    /// Somebody lifted and pressed nothing that says anything.
    NotAnswered,
    /// A machine took the message.
    LeftMessage,
    /// Somebody said that the number is not this family's.
    WrongNumber,
    /// The other end hung up before the end.
    HungUp,
    /// The parent had answered by another way.
    AnsweredElsewhere,
    /// After an alarm: the parent spoke with the school.
    Connected,
    /// After an alarm: nobody there lifted, and the alarm went up in writing.
    ToldInWriting,
    /// A caller was connected to the office.
    ToOffice,
    /// A caller was not, since nobody there lifted.
    OfficeNotReached,
    /// Nobody lifted.
    NotLifted(Outcome),
}

impl How {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Answered,
        Self::PartlyAnswered,
        Self::NotAnswered,
        Self::LeftMessage,
        Self::WrongNumber,
        Self::HungUp,
        Self::AnsweredElsewhere,
        Self::Connected,
        Self::ToldInWriting,
        Self::ToOffice,
        Self::OfficeNotReached,
        Self::NotLifted(Outcome::Busy),
        Self::NotLifted(Outcome::NoAnswer),
        Self::NotLifted(Outcome::Failed),
        Self::NotLifted(Outcome::Canceled),
    ];

    /// The word for tables, pages and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::PartlyAnswered => "partly_answered",
            Self::NotAnswered => "not_answered",
            Self::LeftMessage => "left_message",
            Self::WrongNumber => "wrong_number",
            Self::HungUp => "hung_up",
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::Connected => "connected",
            Self::ToldInWriting => "told_in_writing",
            Self::ToOffice => "to_office",
            Self::OfficeNotReached => "office_not_reached",
            Self::NotLifted(Outcome::Busy) => "busy",
            Self::NotLifted(Outcome::Canceled) => "canceled",
            Self::NotLifted(Outcome::Failed) => "failed",
            Self::NotLifted(Outcome::NoAnswer | Outcome::Completed) => "no_answer",
        }
    }

    /// The end of a word as [`as_str`](Self::as_str) writes it.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.as_str() == word)
    }
}

/// What has to be stored before the answer is given. A child is a place in the message; `None` is all of them.
///
/// It prints without what was said of a child.
#[derive(Clone, PartialEq, Eq)]
pub enum Effect {
    /// A key was pressed about a child.
    Said {
        /// Which.
        child: Option<usize>,
        /// What.
        answer: NumberedAnswer,
    },
    /// When a child will be back.
    Back {
        /// Which.
        child: Option<usize>,
        /// When.
        back: Back,
    },
    /// A parent did not know, or thought otherwise: staff are told now, before the school is rung.
    Alarm {
        /// Which child.
        child: Option<usize>,
    },
    /// Nobody at the school lifted: whoever is on duty is told in writing that the parent waits for a call.
    AlarmInWriting,
    /// The number is not this family's.
    WrongNumber,
    /// The parent chose a language.
    Language(Language),
    /// A reason was spoken.
    Recording {
        /// Which child it is about.
        child: Option<usize>,
        /// The provider's id.
        id: String,
        /// How long it is.
        seconds: u32,
    },
    /// The call is over.
    Ended {
        /// How.
        how: How,
    },
}

impl Effect {
    /// The word for tables and logs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Said { .. } => "said",
            Self::Back { .. } => "back",
            Self::Alarm { .. } => "alarm",
            Self::AlarmInWriting => "alarm_in_writing",
            Self::WrongNumber => "wrong_number",
            Self::Language(_) => "language",
            Self::Recording { .. } => "recording",
            Self::Ended { .. } => "ended",
        }
    }
}

impl std::fmt::Debug for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ended { how } => write!(f, "Effect(ended: {})", how.as_str()),
            Self::Language(language) => write!(f, "Effect(language: {})", language.tag()),
            _ => write!(f, "Effect({})", self.as_str()),
        }
    }
}

/// The answer to what was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The step that hears what comes back. It stands in the address that the provider asks next, and nothing else of the call does.
    pub step: u16,
    /// Seconds of silence before the words.
    pub pause: u32,
    /// What is said.
    pub lines: Vec<Line>,
    /// What the provider does then.
    pub then: Then,
    /// What has to be stored first.
    pub effects: Vec<Effect>,
}

impl Answer {
    /// How many seconds it takes at most, without a talk with the school.
    pub fn longest(&self) -> u32 {
        let then = match self.then {
            Then::Key { wait } => wait,
            Then::Record { longest } => longest.saturating_add(TONE),
            Then::Dial { .. } | Then::HangUp => 0,
        };
        spoken(&self.lines).saturating_add(self.pause).saturating_add(then)
    }

    /// All that is said, for whoever has to look through it.
    pub fn words(&self) -> String {
        self.lines.iter().map(|line| line.words.expose()).collect::<Vec<_>>().join(" ")
    }
}

/// How many seconds some lines take at most.
pub(crate) fn spoken(lines: &[Line]) -> u32 {
    lines.iter().map(|line| seconds(line.words.expose())).fold(0, u32::saturating_add)
}
