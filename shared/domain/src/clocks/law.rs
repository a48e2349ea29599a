//! What the law gives and asks, by the day from which it does.

use jiff::civil::{Date, date};

/// So many sessions within so many school weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Sessions.
    pub sessions: usize,
    /// School weeks: weeks with at least one session at the school.
    pub weeks: u32,
}

/// The numbers of the law of England on one day. `None` where it had no such rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Law {
    /// From when on.
    pub from: Date,
    /// Within how many school days after a session `N` has to give way to the code of its reason.
    ///
    /// General knowledge, not sourced: "Working together to improve school attendance" (2024), five school days.
    pub reason_days: Option<u32>,
    /// From how many sessions without leave (`G`, `N`, `O`, `U` in any mix, in a row or not, across terms and years) a penalty notice
    /// has to be considered.
    ///
    /// Source: the national framework for penalty notices of 19 August 2024, as Manchester's code of conduct (section 4.2) and
    /// Southwark's have it.
    pub penalty: Option<Threshold>,
    /// How many school days without leave in a row are told to the local authority, and how many that amount to it.
    ///
    /// Source: Hertfordshire, "10 day absence" (thegrid.org.uk): ten school days, continuous or amounting to it. The law names no
    /// number for irregular attendance; a local authority may ask for it sooner.
    pub local_authority_days: usize,
    /// How long after such a run has ended it is still to be told, in calendar days: the return is due at least once a month (same source).
    pub local_authority_within: i64,
    /// How many school days of sickness in a school year, in a row or not, reached or to be expected, are told to the local authority.
    ///
    /// General knowledge, not sourced: regulation 13 of SI 2024/208.
    pub sickness_days: Option<usize>,
}

/// The laws, the newest first.
static LAWS: [Law; 1] = [Law {
    from: date(2024, 8, 19),
    reason_days: Some(5),
    penalty: Some(Threshold { sessions: 10, weeks: 10 }),
    local_authority_days: 10,
    local_authority_within: 31,
    sickness_days: Some(15),
}];

/// Before them there was no common number for reasons, penalties or sickness.
static BEFORE: Law = Law {
    from: Date::MIN,
    reason_days: None,
    penalty: None,
    local_authority_days: 10,
    local_authority_within: 31,
    sickness_days: None,
};

impl Law {
    /// The law on a day.
    ///
    /// ```
    /// use domain::clocks::Law;
    /// use jiff::civil::date;
    /// assert_eq!(Law::on(date(2024, 8, 19)).reason_days, Some(5));
    /// assert_eq!(Law::on(date(2024, 8, 18)).reason_days, None);
    /// ```
    pub fn on(day: Date) -> Self {
        LAWS.iter().find(|law| law.from <= day).copied().unwrap_or(BEFORE)
    }
}

/// The first day of the school year of a day. General knowledge, not sourced: 1 August.
pub(super) fn school_year(day: Date) -> Date {
    let august = |year: i16| Date::new(year, 8, 1).unwrap_or(Date::MIN);
    if august(day.year()) <= day { august(day.year()) } else { august(day.year().saturating_sub(1)) }
}
