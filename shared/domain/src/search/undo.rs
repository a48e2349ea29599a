//! Taking back what was decided or read by mistake.

use jiff::Timestamp;

use super::{Search, State};

impl Search {
    /// Takes back what was decided or read: whoever it was that ended the search, a child who is still marked as missing is looked for
    /// again, at once. When the day's window is over the search is staff's.
    pub(super) fn undo(&mut self, alarm: bool, now: Timestamp) {
        // Whoever takes a family back from a person takes back nothing that a parent has said.
        if !std::mem::take(&mut self.handled_by_staff) {
            self.on_the_way_until = None;
        }
        let mistaken = self.state.is_over() || (alarm && self.state == State::Alarm);
        let missing = self.asking().is_some() && !self.is_accounted_for();
        if mistaken && missing {
            // Who was seen by mistake has not been here this morning either.
            self.arrived = false;
            self.report_overruled = true;
            self.reopen(now);
            self.at_once = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Cell, read_cell};

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn in_state(state: State, cells: [&str; 2]) -> Search {
        let mut search = Search::open([read_cell("N"), Cell::NotTaken], false, second(0)).unwrap();
        search.cells = cells.map(read_cell);
        search.state = state;
        search.arrived = state == State::Resolved;
        search
    }

    #[test]
    fn what_ended_by_mistake_opens_again_and_an_alarm_only_where_it_was_the_mistake_itself() {
        for (state, alarm, cells, opens) in [
            (State::Explained, false, ["N", "-"], true),
            (State::Resolved, false, ["N", "-"], true),
            (State::NotExpected, false, ["N", "-"], true),
            (State::Alarm, false, ["N", "-"], false),
            (State::Alarm, true, ["N", "-"], true),
            // The register has the child in school by now.
            (State::Explained, false, ["L", "-"], false),
            (State::Alarm, true, ["N", "/"], false),
            (State::Open, false, ["N", "-"], false),
            (State::Unanswered, false, ["N", "-"], false),
        ] {
            let mut search = in_state(state, cells);
            search.undo(alarm, second(60));
            assert_eq!(search.openings == 2, opens, "{state:?} {cells:?}");
            assert_eq!(search.state == State::Waiting, opens, "{state:?} {cells:?}");
        }
    }

    #[test]
    fn undone_twice_it_opens_once_and_nobody_deals_with_the_family_any_more() {
        let mut search = in_state(State::Explained, ["N", "-"]);
        search.handled_by_staff = true;
        search.undo(false, second(60));
        search.undo(false, second(61));
        assert_eq!((search.openings, search.handled_by_staff, search.report_overruled), (2, false, true));
    }

    #[test]
    fn a_child_who_was_seen_by_mistake_was_not_here_this_morning() {
        let mut search = in_state(State::Resolved, ["N", "N"]);
        search.undo(false, second(60));
        assert!(!search.is_gone_since_morning());
    }
}
