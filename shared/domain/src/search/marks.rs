//! What the registers make of a search.

use jiff::Timestamp;

use super::{Search, State, place};
use crate::code::{Cell, Physical};
use crate::register::Session;

/// What a change of marks means to those who were asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing.
    Same,
    /// The child is accounted for.
    Seen,
    /// The mark is another one, and nobody saw the child.
    Corrected,
}

fn asks(cell: Cell, about_o: bool) -> bool {
    matches!(cell, Cell::Known(code) if code.asks(about_o))
}

fn seen(cell: Cell) -> bool {
    matches!(cell, Cell::Known(code) if code.accounts_for_the_child())
}

impl Search {
    /// The search that these marks open; `None` where none asks for one. Of a child who has come by the time that the morning is first
    /// heard of, nobody is asked.
    pub fn open(cells: [Cell; 2], asks_about_o: bool, now: Timestamp) -> Option<Self> {
        let mut search = cells.into_iter().any(|cell| asks(cell, asks_about_o)).then(|| Self {
            state: State::Waiting,
            cells,
            openings: 1,
            seen: now,
            began: None,
            behind: 0,
            on_the_way_until: None,
            was_on_the_way: false,
            answered: false,
            held: false,
            handled_by_staff: false,
            report_overruled: false,
            at_once: false,
            arrived: false,
            not_reached: Default::default(),
            asked_now: Default::default(),
            told: Default::default(),
            raised: Default::default(),
            asks_about_o,
        })?;
        if search.is_accounted_for() {
            search.state = State::Resolved;
        }
        Some(search)
    }

    /// Whether a session's mark is one to ask about.
    pub fn asks(&self, session: Session) -> bool {
        asks(self.cell(session), self.asks_about_o)
    }

    /// The sessions whose marks are to ask about.
    pub fn asked_sessions(&self) -> impl Iterator<Item = Session> {
        Session::BOTH.into_iter().filter(|session| self.asks(*session))
    }

    /// What the register says of a session.
    pub fn cell(&self, session: Session) -> Cell {
        let [morning, afternoon] = self.cells;
        if place(session) == 0 { morning } else { afternoon }
    }

    /// The session whose mark is the one to ask about: the last that asks.
    pub fn asking(&self) -> Option<Session> {
        Session::BOTH.into_iter().rev().find(|session| self.asks(*session))
    }

    /// Whether some mark of the day is still one to ask about, and nobody has given a reason.
    pub fn is_unexplained(&self) -> bool {
        self.asking().is_some() && !self.is_accounted_for() && !self.state.is_over()
    }

    /// Whether the child was here in the morning and is not marked in the afternoon.
    pub fn is_gone_since_morning(&self) -> bool {
        (self.arrived || seen(self.cell(Session::Am))) && self.asks(Session::Pm)
    }

    /// Whether the child is accounted for by the last mark there is: having been here in the morning says nothing of the afternoon.
    pub(crate) fn is_accounted_for(&self) -> bool {
        let last = Session::BOTH.into_iter().rev().map(|session| self.cell(session)).find(|cell| matches!(cell, Cell::Known(_)));
        last.is_some_and(seen)
    }

    /// Whether the last mark there is says that the child is in school.
    pub(super) fn is_in_school(&self) -> bool {
        let last = Session::BOTH.into_iter().rev().find_map(|session| match self.cell(session) {
            Cell::Known(code) => Some(code.physical()),
            Cell::NotTaken | Cell::Unknown => None,
        });
        matches!(last, Some(Physical::Here | Physical::Late))
    }

    /// Whether somebody has seen the child, or staff have said that it was a mistake to ask. A code for a reason alone settles nothing for
    /// good: the office that wrote it may not know what a parent, or whoever stands at the desk, is about to say. Neither does a reason
    /// that was given before the child came make the child any less seen.
    pub(super) fn is_settled(&self) -> bool {
        self.state == State::Resolved || self.is_accounted_for() || (self.state == State::Withdrawn && self.asking().is_some())
    }

    /// Takes the marks in without a word to anybody: what the search will be when they are evaluated.
    pub fn look_at(&mut self, cells: [Cell; 2], now: Timestamp) {
        self.marked(cells, now);
    }

    /// Takes the marks in. A blank, and what no table knows, replaces nothing.
    pub(super) fn marked(&mut self, cells: [Cell; 2], now: Timestamp) -> Meaning {
        let (before, was_here) = (self.cells, self.is_accounted_for());
        for (known, new) in self.cells.iter_mut().zip(cells) {
            if matches!(new, Cell::Known(_)) {
                *known = new;
            }
        }
        if self.cells == before {
            return Meaning::Same;
        }
        let about_o = self.asks_about_o;
        let newly_asks = self.cells.into_iter().zip(before).any(|(now, before)| asks(now, about_o) && !asks(before, about_o));
        if self.is_accounted_for() {
            let over = if self.asking().is_some() { State::Resolved } else { State::Withdrawn };
            // A reason that was given stays given.
            match self.state {
                State::Alarm => self.state = State::Resolved,
                State::Explained | State::NotExpected if over == State::Resolved => {}
                _ => self.state = over,
            }
            return Meaning::Seen;
        }
        if self.asking().is_none() {
            // A code for a reason ends no alarm: the office that writes it may not know of it. A reason that was given stays given: the
            // afternoon's register knows no more of it than the morning's.
            let is_settled = matches!(self.state, State::Explained | State::NotExpected | State::Withdrawn | State::Resolved);
            if is_settled || self.state == State::Alarm {
                return Meaning::Same;
            }
            self.state = State::Withdrawn;
            return Meaning::Corrected;
        }
        // Of a child who has come since, a reason for the time before says nothing.
        let was_over = matches!(self.state, State::Withdrawn | State::Resolved) || (was_here && self.state == State::Explained);
        if newly_asks && was_over {
            self.reopen(now);
        }
        Meaning::Same
    }

    /// It opens once more, and climbs from the beginning.
    pub(super) fn reopen(&mut self, now: Timestamp) {
        self.state = State::Waiting;
        self.openings = self.openings.saturating_add(1);
        self.seen = now;
        self.began = None;
        self.behind = 0;
        self.on_the_way_until = None;
        self.was_on_the_way = false;
        self.at_once = false;
        self.answered = false;
        self.raised.clear();
        self.asked_now.clear();
    }
}
