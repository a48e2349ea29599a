//! What the registers make of a search.

use jiff::Timestamp;

use super::{Search, State, place};
use crate::code::Cell;
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

fn asks(cell: Cell) -> bool {
    matches!(cell, Cell::Known(code) if code.asks_for_a_call())
}

fn seen(cell: Cell) -> bool {
    matches!(cell, Cell::Known(code) if code.accounts_for_the_child())
}

impl Search {
    /// The search that these marks open; `None` where none asks for one.
    pub fn open(cells: [Cell; 2], now: Timestamp) -> Option<Self> {
        cells.into_iter().any(asks).then(|| Self {
            state: State::Waiting,
            cells,
            openings: 1,
            seen: now,
            began: None,
            behind: 0,
            alarm: None,
            on_the_way_until: None,
            was_on_the_way: false,
            answered: false,
            held: false,
            handled_by_staff: false,
            report_overruled: false,
            at_once: false,
            arrived: false,
            told: Default::default(),
            staff_told: Default::default(),
        })
    }

    fn cell(&self, session: Session) -> Cell {
        let [morning, afternoon] = self.cells;
        if place(session) == 0 { morning } else { afternoon }
    }

    /// The session whose mark is the one to ask about: the last that asks.
    pub fn asking(&self) -> Option<Session> {
        Session::BOTH.into_iter().rev().find(|session| asks(self.cell(*session)))
    }

    /// Whether the child was here in the morning and is not marked in the afternoon.
    pub fn is_gone_since_morning(&self) -> bool {
        (self.arrived || seen(self.cell(Session::Am))) && asks(self.cell(Session::Pm))
    }

    /// Whether the child is accounted for by the last mark there is: having been here in the morning says nothing of the afternoon.
    pub(super) fn is_accounted_for(&self) -> bool {
        let last = Session::BOTH.into_iter().rev().map(|session| self.cell(session)).find(|cell| matches!(cell, Cell::Known(_)));
        last.is_some_and(seen)
    }

    /// Takes the marks in. A blank, and what no table knows, replaces nothing.
    pub(super) fn marked(&mut self, cells: [Cell; 2], now: Timestamp) -> Meaning {
        let before = self.cells;
        for (known, new) in self.cells.iter_mut().zip(cells) {
            if matches!(new, Cell::Known(_)) {
                *known = new;
            }
        }
        if self.cells == before {
            return Meaning::Same;
        }
        let newly_asks = self.cells.into_iter().zip(before).any(|(now, before)| asks(now) && !asks(before));
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
            // A code for a reason ends no alarm: the office that writes it may not know of it.
            if self.state == State::Alarm || matches!(self.state, State::Withdrawn | State::Resolved) {
                return Meaning::Same;
            }
            self.state = State::Withdrawn;
            return Meaning::Corrected;
        }
        if newly_asks && matches!(self.state, State::Withdrawn | State::Resolved) {
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
        self.staff_told.clear();
    }
}
