//! What comes from the other end of a call.

/// Who lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Somebody.
    Person,
    /// An answering machine, or a fax.
    Machine,
    /// The provider cannot say: it is taken for somebody, who hears nothing about a child before a key.
    Unknown,
}

/// How a call to somebody ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It was lifted.
    Completed,
    /// The line was busy.
    Busy,
    /// Nobody lifted.
    NoAnswer,
    /// It could not be made.
    Failed,
    /// It was taken back before anybody lifted.
    Canceled,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Completed, Self::Busy, Self::NoAnswer, Self::Failed, Self::Canceled];

    /// The provider's word, which is stored too.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// The outcome of the provider's word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// What was heard. Its keys say something of a child, so it prints without them.
#[derive(Clone, PartialEq, Eq)]
pub enum Heard {
    /// Somebody or something lifted, or rang us.
    Lifted {
        /// Who.
        by: By,
    },
    /// Keys: anything that the provider sends as such.
    Digits(String),
    /// No key in time.
    NoDigits,
    /// A reason was spoken.
    Recorded {
        /// The provider's id of the recording, under which it is fetched and deleted.
        id: String,
        /// How long it is.
        seconds: u32,
    },
    /// The school was rung.
    Dialled {
        /// How that ended.
        outcome: Outcome,
        /// How long they spoke.
        seconds: u32,
    },
    /// The other end hung up, or the provider says that the call is over.
    HungUp,
    /// Nobody lifted.
    NotLifted(Outcome),
    /// The parent answered by another way while the telephone rang or the call went on.
    AnsweredElsewhere,
}

impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Lifted { by } => write!(f, "Lifted({by:?})"),
            Self::Digits(_) => f.write_str("Digits(…)"),
            Self::NoDigits => f.write_str("NoDigits"),
            Self::Recorded { seconds, .. } => write!(f, "Recorded({seconds})"),
            Self::Dialled { outcome, seconds } => write!(f, "Dialled({outcome:?}, {seconds})"),
            Self::HungUp => f.write_str("HungUp"),
            Self::NotLifted(outcome) => write!(f, "NotLifted({outcome:?})"),
            Self::AnsweredElsewhere => f.write_str("AnsweredElsewhere"),
        }
    }
}
