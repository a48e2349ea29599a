//! The search for one child on one day: from the first mark without a reason to the end of the day's window.
//!
//! [`Search::step`] takes what happened and what time it is, changes the search and says what to do about it. It knows no queue and no
//! table: whoever calls it may call it again with the same event, and nothing is done twice.

mod ahead;
mod marks;
mod step;
#[cfg(test)]
mod tests;
mod undo;
mod whom;

pub use ahead::{Ahead, Step};
pub use whom::{NotAsked, hears_why, may_explain, not_asked, reachable};

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::code::Cell;
use crate::contact::Contact;
use crate::duty::{Duty, Raised, Why};
use crate::ladder::Way;
use crate::policy::Policy;
use crate::register::Session;
use crate::wishes::Wishes;

/// How far the search for a child has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// A parent thought the child was in school, or does not know where the child is.
    Alarm,
    /// Nobody of those who may be told can be reached: staff ring.
    Unreachable,
    /// It is not yet time to speak.
    Waiting,
    /// Held by the interlock: nobody is asked until somebody has looked.
    Held,
    /// A contact is being asked.
    Open,
    /// Somebody wrote, no reason yet: the search goes on.
    Answered,
    /// The ladder, or the day's window, ended without a reason: staff have it.
    Unanswered,
    /// A contact who may give one gave a reason.
    Explained,
    /// A parent had said so before the register: nobody is asked.
    NotExpected,
    /// The child is accounted for after having been away.
    Resolved,
    /// The mark was corrected.
    Withdrawn,
}

impl State {
    /// All states, the loudest first: the order in which staff see them.
    pub const ALL: [Self; 11] = [
        Self::Alarm,
        Self::Unreachable,
        Self::Unanswered,
        Self::Held,
        Self::Answered,
        Self::Open,
        Self::Waiting,
        Self::NotExpected,
        Self::Explained,
        Self::Resolved,
        Self::Withdrawn,
    ];

    /// The word for tables, pages and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Unreachable => "unreachable",
            Self::Unanswered => "unanswered",
            Self::Held => "held",
            Self::Answered => "answered",
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::NotExpected => "not_expected",
            Self::Explained => "explained",
            Self::Resolved => "resolved",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether contacts may still be asked.
    pub const fn asks_contacts(self) -> bool {
        matches!(self, Self::Waiting | Self::Held | Self::Open | Self::Answered)
    }

    /// Whether nobody looks for the child any more, and nobody at the school has to be told.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Explained | Self::NotExpected | Self::Resolved | Self::Withdrawn)
    }

    /// Whether a child may still be missing, so that a next step is due or a member of staff knows.
    pub const fn is_running(self) -> bool {
        self.asks_contacts() || matches!(self, Self::Alarm | Self::Unreachable)
    }
}

/// A word that names no state.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "a state is one of alarm, unreachable, unanswered, held, answered, open, waiting, not_expected, explained, resolved, withdrawn"
)]
pub struct NotAState;

impl FromStr for State {
    type Err = NotAState;

    fn from_str(text: &str) -> Result<Self, NotAState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(NotAState)
    }
}

/// A contact, by the name that makes them one person: see [`Contact::name_key`].
pub type ContactKey = String;

/// The search for one child on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// How far it has come.
    pub state: State,
    /// What the registers say, morning and afternoon; a blank never replaces a mark.
    pub cells: [Cell; 2],
    /// How often it opened: once more each time that the mark goes back, that a time given by a parent passes, or that somebody can be
    /// reached of whom nobody could.
    pub openings: u32,
    /// When the mark that opened it was first seen here.
    pub seen: Timestamp,
    /// When the first contact could be asked; `None` while it is not time.
    pub began: Option<Timestamp>,
    /// How many rungs of the ladder are over.
    pub behind: usize,
    /// Until when a parent said that the child is on the way.
    pub on_the_way_until: Option<Timestamp>,
    /// Whether it opened because that time has passed.
    pub was_on_the_way: bool,
    /// Whether somebody wrote without giving a reason, since it opened.
    pub answered: bool,
    /// Whether the interlock holds it.
    pub held: bool,
    /// Whether a member of staff deals with the family: nobody is asked from here.
    pub handled_by_staff: bool,
    /// Whether a member of staff wants the child looked for whatever was reported before.
    pub report_overruled: bool,
    /// Whether staff asked for it to begin at once: it waits for no newer marks.
    pub at_once: bool,
    /// Whether staff saw the child come, whatever the morning's mark says.
    pub arrived: bool,
    /// By which way whom nothing reached today: they are passed over.
    pub not_reached: BTreeSet<(ContactKey, Way)>,
    /// Whom the newest rung has asked, each by which way: none of them is asked by it again.
    pub asked_now: BTreeSet<(ContactKey, Way)>,
    /// Who was asked on this day, and what they have heard since.
    pub told: BTreeMap<ContactKey, Heard>,
    /// What staff are told of, and how far it has gone up.
    pub raised: BTreeMap<Why, Raised>,
    /// Whether a mark `O` is asked about too: the school's policy when the search opened.
    pub asks_about_o: bool,
}

impl Search {
    /// The contacts who were asked until nobody was left to ask, or the day was over, and nobody wrote a word. Of a search that ended otherwise
    /// nobody knows who would have answered.
    pub fn asked_in_vain(&self) -> impl Iterator<Item = &ContactKey> {
        let in_vain = self.state == State::Unanswered && !self.answered;
        self.told.iter().filter(move |(_, heard)| in_vain && **heard == Heard::Nothing).map(|(contact, _)| contact)
    }
}

/// What a contact who was asked has heard since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing: they still wonder.
    Nothing,
    /// That nothing more is needed.
    NothingMore,
}

/// What happens to a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The registers say this now, morning and afternoon.
    Marked([Cell; 2]),
    /// A contact said something.
    Said(ContactKey, Said),
    /// What was to be said to a contact by a way cannot be said.
    NotReached(ContactKey, Way),
    /// The interlock holds it, or lets it go.
    Held(bool),
    /// A member of staff decided.
    Staff(Decision),
    /// Time has passed.
    Tick,
}

/// What was understood of a contact's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// The child should be in school, or nobody knows where the child is.
    Alarm,
    /// A reason.
    Reason,
    /// The child comes late, until then.
    OnTheWay(Timestamp),
    /// Anything else.
    Words,
}

/// What a member of staff decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The reason is known.
    Known,
    /// The child is here.
    Arrived,
    /// A person deals with the family: nothing goes out.
    Handle,
    /// The search begins again.
    Restart,
    /// "I have this": what staff were told of goes no higher.
    Take,
    /// It was asked by mistake: those who were told hear so.
    Correct,
    /// What was decided or read was a mistake: the search goes on as if it had not been.
    Undo {
        /// Whether the alarm itself was the mistake. Else an alarm stays one.
        alarm: bool,
    },
}

/// The words of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Words {
    /// Not in school, and we do not know why.
    FirstDay,
    /// Still not in school on another day.
    SecondDay,
    /// Expected back today, and not here.
    ReturnDay,
    /// Was here this morning, and is not marked this afternoon.
    GoneSinceMorning,
    /// Was on the way, and is not here.
    NotArrived,
    /// Whoever may not hear more of an absent child is asked to ring the school.
    PleaseRing,
    /// Is in school.
    InSchool,
    /// Nothing more is needed.
    NothingMore,
    /// What was asked before was asked by mistake.
    Correction,
    /// After an alarm: it is known where the child is, and the child is safe.
    Found,
}

impl Words {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::FirstDay,
        Self::SecondDay,
        Self::ReturnDay,
        Self::GoneSinceMorning,
        Self::NotArrived,
        Self::PleaseRing,
        Self::InSchool,
        Self::NothingMore,
        Self::Correction,
        Self::Found,
    ];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstDay => "first_day",
            Self::SecondDay => "second_day",
            Self::ReturnDay => "return_day",
            Self::GoneSinceMorning => "gone_since_morning",
            Self::NotArrived => "not_arrived",
            Self::PleaseRing => "please_ring",
            Self::InSchool => "in_school",
            Self::NothingMore => "nothing_more",
            Self::Correction => "correction",
            Self::Found => "found",
        }
    }

    /// Whether it asks why a child is away, of somebody who may say so.
    pub const fn asks_why(self) -> bool {
        !self.corrects() && !matches!(self, Self::PleaseRing)
    }

    /// Whether it mends what was said before. The others ask.
    pub const fn corrects(self) -> bool {
        matches!(self, Self::InSchool | Self::NothingMore | Self::Correction | Self::Found)
    }
}

/// A word that names no message.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("no message has such words")]
pub struct NotWords;

impl FromStr for Words {
    type Err = NotWords;

    fn from_str(text: &str) -> Result<Self, NotWords> {
        Self::ALL.into_iter().find(|words| words.as_str() == text).ok_or(NotWords)
    }
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Say something to a contact.
    Say {
        /// To whom.
        contact: ContactKey,
        /// How.
        way: Way,
        /// What.
        words: Words,
        /// For which opening.
        opening: u32,
        /// For which rung, counted from 0; `None` for what mends.
        rung: Option<usize>,
    },
    /// Tell somebody at the school.
    Tell(Duty, Why),
    /// What was due is not said.
    Drop(Dropped),
}

/// Why something is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// The next rung was as near.
    Overtaken {
        /// Which rung, counted from 0.
        rung: usize,
    },
    /// It is no time to speak.
    OutsideWindow {
        /// What was to be said.
        words: Words,
    },
    /// Nothing leads to whoever was asked before, any more or at this hour.
    NoWay {
        /// What was to be said.
        words: Words,
    },
}

/// The day on which a search runs.
#[derive(Clone, Copy)]
pub struct Day<'a> {
    /// The day at the school.
    pub date: Date,
    /// What the school has decided.
    pub policy: &'a Policy,
    /// When the newest marks were taken out of the MIS.
    pub marks_taken: Timestamp,
    /// Whether these words may be said at a moment.
    pub may_speak: &'a dyn Fn(Timestamp, Words) -> bool,
    /// When the day's window ends: whoever is still looked for then is staff's.
    pub ends: Timestamp,
    /// The ways that there are: a way that nothing here can go reaches nobody.
    pub ways: &'a [Way],
}

/// What is known of the child.
#[derive(Clone, Copy, Debug)]
pub struct Child<'a> {
    /// Everybody on record.
    pub contacts: &'a [Contact],
    /// What some of them have asked for.
    pub wishes: &'a BTreeMap<ContactKey, Wishes>,
    /// Looked after, with a social worker, or named by the safeguarding lead.
    pub flagged: bool,
    /// Looked after: only carers are asked.
    pub looked_after: bool,
    /// What a first question says today: first day, second day, or the day of return.
    pub first_words: Words,
    /// Whether a report from before the register covers today, accepted by staff where that is needed.
    pub reported: bool,
}

/// The places of the two sessions in [`Search::cells`].
const fn place(session: Session) -> usize {
    match session {
        Session::Am => 0,
        Session::Pm => 1,
    }
}
