//! A search as it is sealed in its absence.

use std::collections::BTreeMap;

use domain::code::read_cell;
use domain::duty::Raised;
use domain::ladder::Way;
use domain::search::{Heard, Search, State};
use jiff::Timestamp;
use minicbor::{Decode, Encode};

use crate::registers::cell_text;

/// State and openings stand in the clear, the rest here. Moments are in seconds.
#[derive(Encode, Decode)]
pub(crate) struct SearchRecord {
    #[n(0)]
    cells: [String; 2],
    #[n(1)]
    seen: i64,
    #[n(2)]
    began: Option<i64>,
    #[n(3)]
    behind: u32,
    #[n(4)]
    on_the_way_until: Option<i64>,
    /// The yes-or-no of it, a bit each, in the order of [`SearchRecord::flags`].
    #[n(5)]
    flags: u16,
    /// Contacts who were asked, and whether they have heard since that nothing more is needed.
    #[n(6)]
    told: BTreeMap<String, bool>,
    #[n(7)]
    raised: Vec<RaisedRecord>,
    /// Contacts whom nothing reached, each by which way.
    #[n(8)]
    not_reached: Vec<(String, u8)>,
    /// Contacts whom the newest rung has asked, each by which way.
    #[n(9)]
    asked_now: Vec<(String, u8)>,
}

#[derive(Encode, Decode)]
struct RaisedRecord {
    #[n(0)]
    why: String,
    #[n(1)]
    since: i64,
    #[n(2)]
    over: u32,
    #[n(3)]
    taken: bool,
}

impl SearchRecord {
    pub(crate) fn of(search: &Search) -> Self {
        let flags = Self::flags(search).into_iter().rev().fold(0, |bits, flag| (bits << 1) | u16::from(flag));
        Self {
            cells: search.cells.map(|cell| cell_text(cell).to_owned()),
            seen: search.seen.as_second(),
            began: search.began.map(Timestamp::as_second),
            behind: u32::try_from(search.behind).unwrap_or(u32::MAX),
            on_the_way_until: search.on_the_way_until.map(Timestamp::as_second),
            flags,
            told: search.told.iter().map(|(contact, heard)| (contact.clone(), *heard == Heard::NothingMore)).collect(),
            not_reached: search.not_reached.iter().map(written).collect(),
            asked_now: search.asked_now.iter().map(written).collect(),
            raised: search
                .raised
                .iter()
                .map(|(why, raised)| RaisedRecord {
                    why: why.as_str().to_owned(),
                    since: raised.since.as_second(),
                    over: u32::try_from(raised.over).unwrap_or(u32::MAX),
                    taken: raised.taken,
                })
                .collect(),
        }
    }

    fn flags(search: &Search) -> [bool; 8] {
        [
            search.was_on_the_way,
            search.answered,
            search.held,
            search.handled_by_staff,
            search.report_overruled,
            search.at_once,
            search.arrived,
            search.asks_about_o,
        ]
    }

    pub(crate) fn read(&self, state: State, openings: u32) -> Option<Search> {
        let at = |second: i64| Timestamp::from_second(second).ok();
        let flag = |place: u32| self.flags.checked_shr(place).is_some_and(|bits| bits & 1 == 1);
        let raised = self.raised.iter().map(|raised| {
            let record = Raised { since: at(raised.since)?, over: usize::try_from(raised.over).ok()?, taken: raised.taken };
            Some((raised.why.parse().ok()?, record))
        });
        let heard = |nothing_more: bool| if nothing_more { Heard::NothingMore } else { Heard::Nothing };
        Some(Search {
            state,
            cells: [read_cell(&self.cells[0]), read_cell(&self.cells[1])],
            openings,
            seen: at(self.seen)?,
            began: self.began.map(at).map_or(Some(None), |began| began.map(Some))?,
            behind: usize::try_from(self.behind).ok()?,
            on_the_way_until: self.on_the_way_until.map(at).map_or(Some(None), |until| until.map(Some))?,
            was_on_the_way: flag(0),
            answered: flag(1),
            held: flag(2),
            handled_by_staff: flag(3),
            report_overruled: flag(4),
            at_once: flag(5),
            arrived: flag(6),
            asks_about_o: flag(7),
            not_reached: self.not_reached.iter().map(read).collect::<Option<_>>()?,
            asked_now: self.asked_now.iter().map(read).collect::<Option<_>>()?,
            told: self.told.iter().map(|(contact, nothing_more)| (contact.clone(), heard(*nothing_more))).collect(),
            raised: raised.collect::<Option<_>>()?,
        })
    }
}

const WAYS: [Way; 3] = [Way::Text, Way::Email, Way::Call];

fn written((contact, way): &(String, Way)) -> (String, u8) {
    let number = WAYS.iter().position(|known| known == way).and_then(|place| u8::try_from(place).ok());
    (contact.clone(), number.unwrap_or_default())
}

fn read((contact, number): &(String, u8)) -> Option<(String, Way)> {
    Some((contact.clone(), *WAYS.get(usize::from(*number))?))
}

#[cfg(test)]
mod tests {
    use domain::duty::Why;

    use super::*;

    #[test]
    fn a_search_comes_back_as_it_was_written() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut search = Search::open([read_cell("N"), read_cell("-")], true, at(5)).unwrap();
        assert_eq!(SearchRecord::of(&search).read(State::Waiting, 1), Some(search.clone()));
        (search.began, search.behind, search.on_the_way_until) = (Some(at(6)), 3, Some(at(9)));
        (search.was_on_the_way, search.held, search.at_once, search.arrived) = (true, true, true, true);
        search.told = [("evesmith".to_owned(), Heard::Nothing), ("tomsmith".to_owned(), Heard::NothingMore)].into();
        search.not_reached = [("evesmith".to_owned(), Way::Email)].into();
        search.asked_now = [("tomsmith".to_owned(), Way::Call)].into();
        search.raised = [(Why::Alarm, Raised { since: at(7), over: 1, taken: true })].into();
        assert_eq!(SearchRecord::of(&search).read(State::Waiting, 1), Some(search));
    }
}
