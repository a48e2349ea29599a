//! How far a call has come, and what it is about.

use domain::Personal;
use domain::phone::PhoneNumber;
use jiff::civil::Date;
use wording::{Language, NumberedAnswer, School, When};

use crate::answer::{Answer, How};
use crate::heard::Heard;
use crate::turn::Turn;

/// What a call is about. The same at each of its steps, but for `elapsed`.
#[derive(Clone, Copy, Debug)]
pub struct OfCall<'a> {
    /// Who speaks.
    pub school: School<'a>,
    /// The telephone at the school that somebody lifts; where there is none, an alarm goes up in writing at once.
    pub office: Option<&'a PhoneNumber>,
    /// The number of ours that this call is made from, or was made to.
    pub ours: &'a PhoneNumber,
    /// First names, one family's, in the order of the message that the parent got: a letter belongs to a place.
    pub children: &'a [Personal],
    /// The part of the day.
    pub when: When,
    /// The languages that the school has turned on.
    pub languages: &'a [Language],
    /// Whether the school has spoken reasons recorded.
    pub records: bool,
    /// The school's next day.
    pub next_school_day: Date,
    /// How many seconds ago somebody lifted; 0 where that is not known.
    pub elapsed: u32,
}

/// Whose call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// We rang.
    Placed,
    /// A number that we had rung rang us.
    RungBack,
    /// Another number rang us.
    Unknown,
}

/// A question. `None` is about all children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Whether the right person lifted.
    Greeting,
    /// Why.
    Reason(Option<usize>),
    /// When the child will be back.
    Back(Option<usize>),
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// Nothing has been heard yet.
    Ringing,
    /// A key is waited for.
    Asked(Question),
    /// The key of a language is waited for; the question is asked again in it.
    Languages(Question),
    /// A reason is being spoken.
    Speaking(Option<usize>),
    /// The school is being rung, after an alarm.
    Connecting,
    /// The office is being rung.
    Office,
    /// It is over.
    Ended(How),
}

/// When a child will be back, as it was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Back {
    /// Later today.
    LaterToday,
    /// On the next school day, which is this one.
    NextSchoolDay(Date),
    /// Later, or the parent does not know.
    NotKnown,
}

/// What was pressed about one child.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The key.
    pub answer: NumberedAnswer,
    /// The day of return, where it was asked and answered.
    pub back: Option<Back>,
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Said(…)")
    }
}

/// How far a call has come. It holds what was pressed, so it prints without that, and is sealed where it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub(crate) at: At,
    pub(crate) way: Way,
    pub(crate) language: Language,
    pub(crate) said: Vec<Option<Said>>,
    pub(crate) missed: u8,
    pub(crate) prompts: u8,
    pub(crate) step: u16,
}

impl Call {
    /// A call that we place, in the family's language, which the school must have turned on.
    pub fn placed(of: &OfCall<'_>, language: Language) -> Self {
        Self::new(Way::Placed, of, language)
    }

    /// A call that came in from a number that we had rung, while something is still asked of that family; else it is [`unknown`](Self::unknown).
    pub fn rung_back(of: &OfCall<'_>, language: Language) -> Self {
        Self::new(Way::RungBack, of, language)
    }

    /// A call that came in from anybody else: nothing of a child is ever said in it.
    pub fn unknown(of: &OfCall<'_>, language: Language) -> Self {
        Self::new(Way::Unknown, of, language)
    }

    fn new(way: Way, of: &OfCall<'_>, language: Language) -> Self {
        let said = vec![None; of.children.len().max(1)];
        Self { at: At::Ringing, way, language, said, missed: 0, prompts: 0, step: 0 }
    }

    /// Where it is.
    pub const fn at(&self) -> At {
        self.at
    }

    /// Whose it is.
    pub const fn way(&self) -> Way {
        self.way
    }

    /// How many times it has answered: the state after the step of this number.
    pub const fn step(&self) -> u16 {
        self.step
    }

    /// The parent's language, as it was given or chosen.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// What was pressed, child by child.
    pub fn said(&self) -> &[Option<Said>] {
        &self.said
    }

    /// How it ended.
    pub const fn ended(&self) -> Option<How> {
        match self.at {
            At::Ended(how) => Some(how),
            _ => None,
        }
    }

    /// Whether it may be cut short since the parent has answered by another way: not while the school is being rung, and not when it is over.
    pub const fn may_be_cut(&self) -> bool {
        !matches!(self.at, At::Connecting | At::Office | At::Ended(_))
    }
}

/// What follows from what was heard: the call as it is then, and the answer. It depends on nothing else.
pub fn step(call: &Call, heard: &Heard, of: &OfCall<'_>) -> (Call, Answer) {
    Turn::new(call, of).after(heard)
}
