//! The call with staff on duty: an alert is heard after one key, and another says "I have this".
//!
//! It is held in English, since staff work at an English-speaking school, and it knows nothing of the call with parents but its limits and
//! what the provider is told.

use domain::Personal;
use wording::{Alert, Language, SpokenToStaff};

use crate::answer::{Answer, Line, Then, spoken};
use crate::heard::{By, Heard, Outcome};
use crate::limits::{KEY_WAIT, PROMPTS, TALK, TRIES};
use crate::turn::{AGAIN, one_key};

/// The key that says that staff on duty listen, and then that they have it.
const YES: char = '1';

/// What a call is about. The same at each of its steps, but for whom it still names and for `elapsed`.
#[derive(Clone, Copy, Debug)]
pub struct OfCall<'a> {
    /// What is told.
    pub alert: Alert<'a>,
    /// How many seconds ago somebody lifted; 0 where that is not known.
    pub elapsed: u32,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// They have it.
    Taken,
    /// Somebody lifted and did not say so.
    NotTaken,
    /// A machine lifted.
    LeftMessage,
    /// The other end hung up before the end.
    HungUp,
    /// Somebody else had it by then, or it was over.
    NothingLeft,
    /// Nobody lifted.
    NotLifted(Outcome),
}

impl How {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Taken,
        Self::NotTaken,
        Self::LeftMessage,
        Self::HungUp,
        Self::NothingLeft,
        Self::NotLifted(Outcome::Busy),
        Self::NotLifted(Outcome::NoAnswer),
        Self::NotLifted(Outcome::Failed),
        Self::NotLifted(Outcome::Canceled),
    ];

    /// The word for tables, pages and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::NotTaken => "not_taken",
            Self::LeftMessage => "left_message",
            Self::HungUp => "hung_up",
            Self::NothingLeft => "nothing_left",
            Self::NotLifted(Outcome::Busy) => "busy",
            Self::NotLifted(Outcome::Canceled) => "canceled",
            Self::NotLifted(Outcome::Failed) => "failed",
            Self::NotLifted(Outcome::NoAnswer | Outcome::Completed) => "no_answer",
        }
    }
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// Nothing has been heard yet.
    Ringing,
    /// Whether somebody on duty lifted.
    Greeted,
    /// The alert was said: whether they have it.
    Told,
    /// It is over.
    Ended(How),
}

impl At {
    /// The word for tables.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Greeted => "greeted",
            Self::Told => "told",
            Self::Ended(how) => how.as_str(),
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        let ended = How::ALL.into_iter().map(Self::Ended);
        [Self::Ringing, Self::Greeted, Self::Told].into_iter().chain(ended).find(|at| at.as_str() == word)
    }
}

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    at: At,
    missed: u8,
    prompts: u8,
    step: u16,
}

/// The stored form; another one begins otherwise, as that of the call with parents does.
const FORM: &str = "duty1";

impl Call {
    /// A call that we place.
    pub const fn placed() -> Self {
        Self { at: At::Ringing, missed: 0, prompts: 0, step: 0 }
    }

    /// Where it is.
    pub const fn at(&self) -> At {
        self.at
    }

    /// How many times it has answered: the state after the step of this number.
    pub const fn step(&self) -> u16 {
        self.step
    }

    /// How it ended. What has ended as taken is stored as taken before the answer is given.
    pub const fn ended(&self) -> Option<How> {
        match self.at {
            At::Ended(how) => Some(how),
            At::Ringing | At::Greeted | At::Told => None,
        }
    }

    /// The call as one line of text, for whoever stores it.
    pub fn stored(&self) -> String {
        let Self { at, missed, prompts, step } = self;
        format!("{FORM} {} {missed} {prompts} {step}", at.as_str())
    }

    /// The call of a text that [`stored`](Self::stored) wrote.
    pub fn from_stored(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(' ').collect();
        let [_, at, missed, prompts, step] = parts.as_slice() else { return None };
        let call = Self {
            at: At::from_word(at)?,
            missed: missed.parse().ok()?,
            prompts: prompts.parse().ok()?,
            step: step.parse().ok()?,
        };
        // A number can be written in more than one way, and only one of them is ours.
        (call.stored() == text).then_some(call)
    }
}

/// What follows from what was heard: the call as it is then, and the answer. It depends on nothing else.
///
/// ```
/// use domain::duty::Why;
/// use voice::duty::{Call, How, OfCall, step};
/// use voice::{By, Heard};
/// use wording::{Alert, Named, School};
/// let school = School { name: "Hill Road School", telephone: None, reads_email: false };
/// let children = [Named { forename: "Ava".into(), group: "7M".to_owned() }];
/// let of = OfCall { alert: Alert { why: Why::Alarm, school, children: &children, count: 1, detail: "" }, elapsed: 0 };
/// let key = Heard::Digits("1".to_owned());
/// let (greeted, greeting) = step(&Call::placed(), &Heard::Lifted { by: By::Person }, &of);
/// let (told, alert) = step(&greeted, &key, &of);
/// assert!(!greeting.words().contains("Ava") && alert.words().contains("Ava of 7M is not marked in school"));
/// assert_eq!(step(&told, &key, &of).0.ended(), Some(How::Taken));
/// ```
pub fn step(call: &Call, heard: &Heard, of: &OfCall<'_>) -> (Call, Answer) {
    let call = Call { step: call.step.saturating_add(1), ..*call };
    let mut turn = Turn { call, of, pause: 0, lines: Vec::new() };
    let then = turn.then(heard);
    let Turn { call, pause, lines, .. } = turn;
    (call, Answer { step: call.step, pause, lines, then, effects: Vec::new() })
}

/// One turn of a call.
struct Turn<'a> {
    call: Call,
    of: &'a OfCall<'a>,
    pause: u32,
    lines: Vec<Line>,
}

impl Turn<'_> {
    fn then(&mut self, heard: &Heard) -> Then {
        match (self.call.at, heard) {
            // Whatever still comes is of a call that is over: nothing happens twice.
            (At::Ended(_), _) => Then::HangUp,
            (At::Ringing, Heard::NotLifted(outcome)) => self.end(How::NotLifted(*outcome)),
            (_, Heard::HungUp | Heard::NotLifted(_)) => self.end(How::HungUp),
            (_, Heard::AnsweredElsewhere) => self.end_with(SpokenToStaff::NothingLeft, How::NothingLeft),
            (At::Ringing, Heard::Lifted { by: By::Machine }) => {
                // A machine listens a moment after its tone.
                self.pause = 1;
                self.end_with(SpokenToStaff::Message, How::LeftMessage)
            }
            (At::Ringing, _) => self.ask(At::Greeted),
            (at @ (At::Greeted | At::Told), Heard::Digits(digits)) => match (at, one_key(digits)) {
                (at, Some(AGAIN | '*')) => self.ask(at),
                (At::Greeted, Some(YES)) => self.ask(At::Told),
                (At::Told, Some(YES)) => self.end_with(SpokenToStaff::Taken, How::Taken),
                (at, _) => self.missed(at),
            },
            (at @ (At::Greeted | At::Told), _) => self.missed(at),
        }
    }

    fn missed(&mut self, at: At) -> Then {
        self.call.missed = self.call.missed.saturating_add(1);
        if self.call.missed >= TRIES {
            return self.close();
        }
        self.say(SpokenToStaff::NotHeard);
        self.ask(at)
    }

    /// Asks, unless the call has asked or spoken long enough.
    fn ask(&mut self, at: At) -> Then {
        // Another question has its own tries.
        if self.call.at != at {
            self.call.missed = 0;
        }
        self.call.at = at;
        let asks: &[SpokenToStaff<'_>] = match at {
            At::Told => &[SpokenToStaff::Alert(&self.of.alert), SpokenToStaff::Take, SpokenToStaff::Again],
            At::Ringing | At::Greeted | At::Ended(_) => &[SpokenToStaff::Greeting, SpokenToStaff::Again],
        };
        let asks: Vec<Line> = asks.iter().map(|said| self.line(*said)).collect();
        if self.call.prompts >= PROMPTS || !self.has_time(&asks) {
            return self.close();
        }
        self.call.prompts = self.call.prompts.saturating_add(1);
        self.lines.extend(asks);
        Then::Key { wait: KEY_WAIT }
    }

    /// Whether there is time for these words, a key, and the last words.
    fn has_time(&self, asks: &[Line]) -> bool {
        let last = [self.line(SpokenToStaff::NotHeard), self.line(SpokenToStaff::NotTaken)];
        let needed = [&self.lines, asks, &last].map(spoken).into_iter().fold(KEY_WAIT, u32::saturating_add);
        self.of.elapsed.saturating_add(needed) <= TALK
    }

    fn close(&mut self) -> Then {
        self.end_with(SpokenToStaff::NotTaken, How::NotTaken)
    }

    fn end_with(&mut self, said: SpokenToStaff<'_>, how: How) -> Then {
        self.say(said);
        self.end(how)
    }

    const fn end(&mut self, how: How) -> Then {
        self.call.at = At::Ended(how);
        Then::HangUp
    }

    fn say(&mut self, said: SpokenToStaff<'_>) {
        let line = self.line(said);
        self.lines.push(line);
    }

    fn line(&self, said: SpokenToStaff<'_>) -> Line {
        Line { language: Language::English, words: Personal::new(said.said(&self.of.alert.school)) }
    }
}
