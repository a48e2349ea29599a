//! What came to pass on a day, in its order.

use std::collections::{BTreeMap, BTreeSet};

use domain::clocks::Notice;
use domain::discrepancy::Discrepancy;
use domain::duty::{Duty, Why};
use domain::message::Channel;
use domain::register::Session;
use domain::search::{Decision, Effect, Said, State, Words};
use domain::shadow::Comparison;
use domain::speaking::Drop;
use jiff::Timestamp;
use jiff::civil::Date;

use super::story::Story;

/// What came to pass about one pupil.
#[derive(Debug)]
pub(crate) enum Entry {
    /// The registers say this from now on.
    Marks([&'static str; 2]),
    /// A contact said something.
    Said(String, Said),
    /// Staff decided.
    Staff(Decision),
    /// The roll has a court order against this contact from now on.
    Barred(String),
    /// The engine decided to do something.
    Did(Effect),
    /// A message went out that names the pupil.
    Sent { contact: String, channel: Channel, words: Words, planned: Timestamp, message: usize },
    /// A message to a contact that was planned does not name the pupil.
    NotSent(String, Words, Drop),
}

/// What came to pass at the school.
#[derive(Debug)]
pub(crate) enum OfSchool {
    /// An extract came, whose marks were taken just then.
    Extract,
    /// The rules looked at the day.
    Looked,
    /// Staff were told of a hold.
    HoldTold(Session, String, Duty),
    /// Somebody released a hold, all of it or some.
    Released { session: Session, scope: String, person: &'static str, some: Option<BTreeSet<usize>> },
    /// Somebody discarded a hold.
    Discarded(Session, String),
    /// A message was planned.
    Planned { contact: String, channel: Channel, words: Words, rung: Option<usize>, covers: Vec<usize> },
    /// Staff were told by so many numbers and addresses.
    Alert { duty: Duty, why: Why, reached: usize },
}

/// Who it is about.
#[derive(Debug)]
pub(crate) enum Line {
    Pupil(usize, Entry),
    School(OfSchool),
}

/// A day at the school.
pub(crate) struct SchoolDay {
    pub(crate) date: Date,
    /// Which school day it is, counted from 0; `None` where nobody is in school.
    pub(crate) number: Option<u64>,
    pub(crate) is_shadow: bool,
    pub(crate) about_o: bool,
    pub(crate) cap: usize,
    /// When the sweep was away.
    pub(crate) away: Option<(Timestamp, Timestamp)>,
    /// How many were absent on the weekdays before, morning and afternoon.
    pub(crate) history: [Vec<usize>; 2],
    pub(crate) stories: BTreeMap<usize, Story>,
    pub(crate) lines: Vec<(Timestamp, Line)>,
    /// How each search ended.
    pub(crate) ends: BTreeMap<usize, State>,
    /// What is listed for staff as not agreeing.
    pub(crate) listed: BTreeMap<usize, BTreeSet<Discrepancy>>,
    /// Of a day beside the old system: what was compared, and how many rows their file had.
    pub(crate) compared: Option<(Comparison, BTreeSet<usize>)>,
    /// What the clocks of the law say, where they were looked at.
    pub(crate) notices: Option<BTreeMap<usize, Vec<Notice>>>,
}
