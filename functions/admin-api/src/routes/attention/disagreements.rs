//! Where what contacts said and what the registers say do not agree.

use std::collections::{BTreeSet, HashMap};

use domain::absence::AbsenceId;
use domain::code::Cell;
use domain::discrepancy::{Discrepancy, Facts, discrepancies};
use domain::known::{By, Expected};
use domain::pupil::PupilId;
use domain::register::{Register, Session};
use domain::search::State;
use jiff::civil::Date;
use store::absences::{Happened, StoredAbsence};

use crate::morning::Morning;

/// Something that does not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Disagreement {
    pub(super) what: Discrepancy,
    pub(super) date: Date,
    pub(super) session: Session,
    pub(super) pupil: PupilId,
}

/// All that does not agree in these registers, the most pressing first.
pub(super) fn find(
    registers: &[Register],
    absences: &HashMap<AbsenceId, &StoredAbsence>,
    morning: &Morning,
) -> BTreeSet<Disagreement> {
    let mut found = BTreeSet::new();
    for register in registers {
        let Register { date, session, .. } = *register;
        for (pupil, mark) in &register.marks {
            let stored = absences.get(&AbsenceId { date, pupil: *pupil }).copied();
            // What was said before is looked at on its day: later it has been read, or its marks are mended.
            let known = morning.known.get(pupil).filter(|_| date == morning.date);
            let expected = known.and_then(|known| {
                known.expected.iter().rev().find(|expected| expected.by == By::Contact && expected.speaks_of(date))
            });
            let facts = facts(mark.cell, session, stored, expected);
            found.extend(discrepancies(&facts).into_iter().map(|what| Disagreement { what, date, session, pupil: *pupil }));
        }
    }
    found
}

fn facts(cell: Cell, session: Session, stored: Option<&StoredAbsence>, expected: Option<&Expected>) -> Facts {
    let was =
        |state: State| stored.is_some_and(|stored| stored.story.iter().any(|moment| moment.what == Happened::Became(state)));
    // A reason is for the sessions that were asked about: who was away in the morning may be here in the afternoon.
    let asked_about = stored.is_some_and(|stored| stored.sessions().contains(&session));
    let by_contact = stored.and_then(|stored| stored.proposal.as_ref()).filter(|proposal| !proposal.decided);
    let reported = expected.is_some() || (asked_about && was(State::NotExpected));
    let contacted = stored.is_some_and(|stored| {
        stored.proposal.is_some()
            || stored.story.iter().any(|moment| match &moment.what {
                Happened::Planned(_) | Happened::Replied(_) => true,
                Happened::Staff { what, .. } => matches!(what.as_str(), "call" | "visit" | "police" | "known"),
                _ => false,
            })
    });
    let proposed = if asked_about { by_contact.map(|proposal| proposal.code) } else { None };
    Facts {
        cell,
        alarm: stored.is_some_and(|stored| stored.search.state == State::Alarm),
        reported,
        reason_given: asked_about && !reported && by_contact.is_some() && was(State::Explained),
        proposed: proposed.or(expected.and_then(|expected| expected.code)),
        contacted: contacted || expected.is_some(),
    }
}
