//! What is known of a child beyond a day: what a parent said before, and how the day before ended.

use domain::search::Words;

/// What a parent said before the register. School days are counted from the first of the run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    pub(crate) made: u64,
    /// The school day of the return, where one was given.
    pub(crate) back: Option<u64>,
    /// Whether staff have accepted it.
    pub(crate) accepted: bool,
}

/// For how many school days a parent's return date counts.
const COVERED: u64 = 3;

impl Report {
    /// Whether it covers a day.
    pub(crate) fn covers(&self, today: u64, flagged: bool) -> bool {
        let in_time = match self.back {
            None => today == self.made,
            Some(back) => today < back && today < self.made.saturating_add(COVERED),
        };
        in_time && (self.accepted || !flagged)
    }

    /// What the first question says.
    pub(crate) fn words(report: Option<&Self>, today: u64, was_missing: bool) -> Words {
        match report {
            Some(report) if report.back == Some(today) => Words::ReturnDay,
            _ if was_missing => Words::SecondDay,
            _ => Words::FirstDay,
        }
    }
}
