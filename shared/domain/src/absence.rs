//! An absence: one a pupil and day, its sessions inside, and what state the search is in.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::code::Cell;
use crate::pupil::PupilId;
use crate::register::Session;

/// Which absence: one a pupil and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AbsenceId {
    /// The day at the school.
    pub date: Date,
    /// Who.
    pub pupil: PupilId,
}

impl fmt::Display for AbsenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.date, self.pupil)
    }
}

/// A text that names no absence.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an absence is named by its date, a dot and 32 hexadecimal digits")]
pub struct NotAnAbsence;

impl FromStr for AbsenceId {
    type Err = NotAnAbsence;

    fn from_str(text: &str) -> Result<Self, NotAnAbsence> {
        let (date, pupil) = text.split_once('.').ok_or(NotAnAbsence)?;
        Ok(Self { date: date.parse().map_err(|_| NotAnAbsence)?, pupil: PupilId::from_hex(pupil).ok_or(NotAnAbsence)? })
    }
}

/// How far the search for a child has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// A parent thought the child was in school, or does not know where the child is. Louder than anything.
    Alarm,
    /// Nobody has told us why; a parent is being asked.
    Open,
    /// Nobody can be texted or mailed: staff have to ring.
    Unreachable,
    /// Somebody wrote, no reason yet: staff see the words, the search goes on.
    Answered,
    /// A reason was given: the search has ended.
    Explained,
    /// The child is accounted for after having been away: the search has ended.
    Resolved,
    /// The mark was corrected: there was nothing to search for.
    Withdrawn,
}

impl State {
    /// All states, the loudest first: the order in which staff see them.
    pub const ALL: [Self; 7] =
        [Self::Alarm, Self::Unreachable, Self::Answered, Self::Open, Self::Explained, Self::Resolved, Self::Withdrawn];

    /// The word for tables, pages and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Open => "open",
            Self::Unreachable => "unreachable",
            Self::Answered => "answered",
            Self::Explained => "explained",
            Self::Resolved => "resolved",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether a parent may still be asked why the child is away.
    pub const fn asks_parents(self) -> bool {
        matches!(self, Self::Open | Self::Answered)
    }
}

impl FromStr for State {
    type Err = NotAState;

    fn from_str(text: &str) -> Result<Self, NotAState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(NotAState)
    }
}

/// A word that names no state.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a state is one of alarm, unreachable, answered, open, explained, resolved, withdrawn")]
pub struct NotAState;

/// Something that happens to an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The register now says this for a session.
    Marked(Session, Cell),
    /// There is nobody who could be texted or mailed, or the message could not be sent.
    NobodyToTell,
    /// A contact gave a reason.
    Explained,
    /// A contact thought the child was in school, or does not know where the child is.
    Alarm,
    /// A contact wrote something that is neither.
    Answered,
}

/// The part of an absence that the rules decide on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// How far the search has come.
    pub state: State,
    /// The sessions that were ever marked without a reason, whatever they say now.
    pub sessions: BTreeSet<Session>,
    /// The sessions that are marked without a reason now.
    pub unexplained: BTreeSet<Session>,
    /// How often it opened: 1 at first, one more each time that it opens again after having ended.
    pub openings: u32,
}

impl Absence {
    /// The absence that a first mark without a reason opens.
    pub fn open(session: Session) -> Self {
        let sessions = BTreeSet::from([session]);
        Self { state: State::Open, unexplained: sessions.clone(), sessions, openings: 1 }
    }

    /// What becomes of it. Applying the same event twice changes nothing the second time.
    #[must_use]
    pub fn apply(&self, event: Event) -> Self {
        let mut next = self.clone();
        match event {
            Event::Marked(session, cell) => next.marked(session, cell),
            Event::NobodyToTell if self.state == State::Open => next.state = State::Unreachable,
            Event::Explained if matches!(self.state, State::Open | State::Unreachable | State::Answered) => {
                next.state = State::Explained
            }
            // A child who is accounted for by now raises no alarm: a parent may read the text hours later.
            Event::Alarm if !matches!(self.state, State::Resolved | State::Withdrawn) => next.state = State::Alarm,
            Event::Answered if matches!(self.state, State::Open | State::Unreachable) => next.state = State::Answered,
            Event::NobodyToTell | Event::Explained | Event::Alarm | Event::Answered => {}
        }
        next
    }

    fn marked(&mut self, session: Session, cell: Cell) {
        match cell {
            // Neither says that the child was seen, nor that anybody knows why the child is away.
            Cell::NotTaken | Cell::Unknown => {}
            Cell::Known(code) if code.asks_for_a_call() => {
                self.sessions.insert(session);
                // The same mark once more opens nothing: a child who came in the afternoon keeps the morning's.
                let newly = self.unexplained.insert(session);
                if newly && matches!(self.state, State::Resolved | State::Withdrawn) {
                    self.state = State::Open;
                    self.openings += 1;
                }
            }
            Cell::Known(code) => {
                let corrected = self.unexplained.remove(&session) && self.unexplained.is_empty();
                let seen = code.accounts_for_the_child();
                // Having been there in the morning says nothing about a child whose afternoon mark is the open one.
                let seen_since = seen && self.unexplained.iter().all(|unexplained| *unexplained < session);
                match self.state {
                    // Only the child's being there ends an alarm: an office that codes a reason may not know of it.
                    State::Alarm if seen_since && self.sessions.iter().all(|known| *known <= session) => {
                        self.state = State::Resolved
                    }
                    State::Alarm => {}
                    _ if corrected => self.state = State::Withdrawn,
                    // In school in the afternoon: the morning still wants its reason, but nobody is looking for the child.
                    State::Open | State::Unreachable | State::Answered if seen_since => self.state = State::Resolved,
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::code::read_cell;

    fn marked(session: Session, cell: &str) -> Event {
        Event::Marked(session, read_cell(cell))
    }

    fn after(events: &[Event]) -> State {
        run(Absence::open(Session::Am), events).state
    }

    fn run(start: Absence, events: &[Event]) -> Absence {
        events.iter().fold(start, |absence, event| absence.apply(*event))
    }

    #[test]
    fn a_corrected_mark_withdraws_the_absence_whatever_the_new_code_is() {
        for cell in ["/", "L", "I", "V", "U", "C"] {
            assert_eq!(after(&[marked(Session::Am, cell)]), State::Withdrawn, "{cell}");
        }
    }

    #[test]
    fn a_blank_or_an_unknown_mark_corrects_nothing() {
        for cell in ["", "-", "?"] {
            assert_eq!(after(&[marked(Session::Am, cell)]), State::Open, "{cell}");
        }
    }

    #[test]
    fn a_reason_ends_the_search_and_an_alarm_is_louder() {
        assert_eq!(after(&[Event::Explained]), State::Explained);
        assert_eq!(after(&[Event::Explained, Event::Alarm]), State::Alarm);
        assert_eq!(after(&[Event::Alarm, Event::Explained]), State::Alarm);
        assert_eq!(after(&[Event::Alarm, Event::Answered]), State::Alarm);
    }

    #[test]
    fn words_without_a_reason_do_not_end_the_search() {
        assert_eq!(after(&[Event::Answered]), State::Answered);
        assert!(State::Answered.asks_parents());
        assert_eq!(after(&[Event::Answered, Event::Explained]), State::Explained);
    }

    #[test]
    fn being_in_school_ends_an_alarm_and_a_code_for_a_reason_does_not() {
        assert_eq!(after(&[Event::Alarm, marked(Session::Am, "/")]), State::Resolved);
        assert_eq!(after(&[Event::Alarm, marked(Session::Pm, "\\")]), State::Resolved);
        assert_eq!(after(&[Event::Alarm, marked(Session::Am, "I")]), State::Alarm);
    }

    #[test]
    fn a_child_who_left_at_noon_is_not_found_by_the_mornings_mark() {
        let left_at_noon = Absence::open(Session::Pm).apply(Event::Alarm);
        assert_eq!(left_at_noon.apply(marked(Session::Am, "/")).state, State::Alarm);
        assert_eq!(Absence::open(Session::Pm).apply(marked(Session::Am, "/")).state, State::Open);
    }

    #[test]
    fn an_absence_that_opens_again_counts_its_openings() {
        let again = run(Absence::open(Session::Am), &[marked(Session::Am, "/"), marked(Session::Am, "N")]);
        assert_eq!((again.state, again.openings), (State::Open, 2));
    }

    #[test]
    fn a_child_who_came_in_the_afternoon_stays_found_however_often_the_day_is_looked_at() {
        let day = [marked(Session::Am, "N"), marked(Session::Pm, "\\")];
        let found = run(Absence::open(Session::Am), &day);
        assert_eq!((found.state, found.openings), (State::Resolved, 1));
        assert_eq!(run(found.clone(), &day), found);
    }

    #[test]
    fn the_afternoon_without_a_mark_of_an_explained_morning_asks_nobody_again() {
        assert_eq!(after(&[Event::Explained, marked(Session::Pm, "N")]), State::Explained);
    }

    fn events() -> impl Strategy<Value = Vec<Event>> {
        let cells = prop::sample::select(vec!["N", "/", "\\", "L", "I", "U", "V", "-", "?", ""]);
        let event = prop_oneof![
            (prop::sample::select(vec![Session::Am, Session::Pm]), cells).prop_map(|(session, cell)| marked(session, cell)),
            Just(Event::NobodyToTell),
            Just(Event::Explained),
            Just(Event::Alarm),
            Just(Event::Answered),
        ];
        prop::collection::vec(event, 0..24)
    }

    proptest! {
        #[test]
        fn an_event_that_comes_twice_is_an_event_that_came_once(events in events(), last in events()) {
            let absence = run(Absence::open(Session::Am), &events);
            for event in last {
                prop_assert_eq!(absence.apply(event), absence.apply(event).apply(event));
            }
        }

        #[test]
        fn looking_at_the_same_registers_twice_is_looking_once(
            events in events(),
            morning in prop::sample::select(vec!["N", "/", "L", "I", "-"]),
            afternoon in prop::sample::select(vec!["N", "\\", "I", "-"]),
        ) {
            let day = [marked(Session::Am, morning), marked(Session::Pm, afternoon)];
            let once = run(run(Absence::open(Session::Am), &events), &day);
            prop_assert_eq!(run(once.clone(), &day), once);
        }

        #[test]
        fn an_alarm_ends_only_when_the_child_is_accounted_for(events in events()) {
            let mut absence = Absence::open(Session::Am);
            for event in events {
                let next = absence.apply(event);
                if absence.state == State::Alarm && next.state != State::Alarm {
                    prop_assert!(matches!(event, Event::Marked(_, Cell::Known(code)) if code.accounts_for_the_child()));
                }
                absence = next;
            }
        }

        #[test]
        fn openings_never_shrink_and_grow_only_with_a_mark_without_a_reason(events in events()) {
            let mut absence = Absence::open(Session::Am);
            for event in events {
                let next = absence.apply(event);
                prop_assert!(next.openings == absence.openings || next.openings == absence.openings + 1);
                if next.openings > absence.openings {
                    prop_assert!(matches!(event, Event::Marked(_, Cell::Known(code)) if code.asks_for_a_call()));
                }
                absence = next;
            }
        }
    }
}
