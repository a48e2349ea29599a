//! The marks of the days gone by: what the office has coded since, and what it has not.

use std::collections::BTreeMap;

use domain::clocks::{History, Past};
use domain::code::{Cell, read_cell};
use domain::register::Session;
use jiff::civil::Date;

use super::story::Story;

/// A mark of the past, in truth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) written: &'static str,
    /// Whether a contact gave a reason.
    pub(crate) answered: bool,
}

/// What truly stands in the registers of one pupil.
pub(crate) type Truth = BTreeMap<(Date, Session), Mark>;

/// Everybody's marks, and what the office is still going to write.
pub(crate) struct Pasts {
    of: Vec<(Truth, History)>,
    /// By the school day on which the office does it.
    to_code: BTreeMap<u64, Vec<(usize, Date, Session, &'static str)>>,
}

impl Pasts {
    pub(crate) fn new(pupils: usize) -> Self {
        Self { of: (0..pupils).map(|_| Default::default()).collect(), to_code: BTreeMap::new() }
    }

    /// Keeps a day's marks, and codes what the office gets done on it.
    pub(crate) fn keep(
        &mut self,
        date: Date,
        number: u64,
        marks: &[[&'static str; 2]],
        stories: &BTreeMap<usize, Story>,
        explained: impl Fn(usize) -> bool,
    ) {
        for (index, marks) in marks.iter().enumerate() {
            for (session, written) in Session::BOTH.into_iter().zip(*marks) {
                let answered = explained(index);
                self.write(index, (date, session), Mark { written, answered });
                let coded = stories.get(&index).and_then(|story| story.coded).filter(|_| written == "N");
                if let Some((after, code)) = coded {
                    let due = number.saturating_add(after).saturating_add(1);
                    self.to_code.entry(due).or_default().push((index, date, session, code));
                }
            }
        }
        for (index, date, session, written) in self.to_code.remove(&number).unwrap_or_default() {
            self.write(index, (date, session), Mark { written, answered: true });
        }
    }

    fn write(&mut self, index: usize, (date, session): (Date, Session), mark: Mark) {
        let Some((truth, history)) = self.of.get_mut(index) else { return };
        if mark.written == "-" {
            return;
        }
        truth.insert((date, session), mark);
        if let Cell::Known(code) = read_cell(mark.written) {
            history.insert(date, session, Past { code, answered: mark.answered });
        }
    }

    /// What the engine is told of a pupil.
    pub(crate) fn history(&self, index: usize) -> Option<&History> {
        self.of.get(index).map(|(_, history)| history)
    }

    /// What truly stands in the registers.
    pub(crate) fn truth(&self, index: usize) -> Option<&Truth> {
        self.of.get(index).map(|(truth, _)| truth)
    }
}
