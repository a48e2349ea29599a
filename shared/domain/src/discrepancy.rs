//! What a contact said and what the register says do not agree. Staff look; nothing is changed by itself.

use std::collections::BTreeSet;
use std::fmt;

use crate::code::{Cell, Code};

/// What is known of one pupil's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What the register says now.
    pub cell: Cell,
    /// Whether an alarm stands: a contact thought the child was in school, or does not know where the child is.
    pub alarm: bool,
    /// Whether a contact reported the absence before the register, for this session. Being late is none.
    pub reported: bool,
    /// Whether a contact who was asked gave a reason for being away in this session. Being late is none.
    pub reason_given: bool,
    /// The code that was proposed from what a contact said.
    pub proposed: Option<Code>,
    /// Whether any contact was asked, or said anything, about this session.
    pub contacted: bool,
}

/// What does not agree, the most pressing first. No sentence holds a name or a code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Discrepancy {
    /// The child is marked as being here while an alarm stands.
    AlarmAndMarkedHere,
    /// The absence has a code while an alarm stands.
    AlarmAndCoded,
    /// A contact gave a reason, and the child is marked as being here.
    ReasonAndMarkedHere,
    /// A contact reported the absence before, and the child is marked as being here.
    ReportedAndMarkedHere,
    /// Marked `O`, and nobody at home was ever asked.
    UnknownAndNobodyAsked,
    /// The register has another code than the one that was proposed.
    CodedOtherwise,
}

impl Discrepancy {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 6] = [
        Self::AlarmAndMarkedHere,
        Self::AlarmAndCoded,
        Self::ReasonAndMarkedHere,
        Self::ReportedAndMarkedHere,
        Self::UnknownAndNobodyAsked,
        Self::CodedOtherwise,
    ];

    /// The stable word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AlarmAndMarkedHere => "alarm_and_marked_here",
            Self::AlarmAndCoded => "alarm_and_coded",
            Self::ReasonAndMarkedHere => "reason_and_marked_here",
            Self::ReportedAndMarkedHere => "reported_and_marked_here",
            Self::UnknownAndNobodyAsked => "unknown_and_nobody_asked",
            Self::CodedOtherwise => "coded_otherwise",
        }
    }

    /// What it is and what to do, for staff.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::AlarmAndMarkedHere => {
                "An alarm stands, and the register has the child here or in the school's care. See the child, then tell whoever asked."
            }
            Self::AlarmAndCoded => {
                "An alarm stands, and the register has a code for the absence. Find out who knows where the child is before the code counts."
            }
            Self::ReasonAndMarkedHere => {
                "A contact gave a reason for being away, and the register has the child here or in the school's care. Ask in class which is true."
            }
            Self::ReportedAndMarkedHere => {
                "A contact reported the absence before the register, and the child is marked as here or in the school's care. Ask in class which is true."
            }
            Self::UnknownAndNobodyAsked => {
                "The absence has the code for other or unknown circumstances, and nobody at home was asked. Ask, or note who knows."
            }
            Self::CodedOtherwise => {
                "The register has another code than the one proposed from what a contact said. Look at the words, then keep the code or correct it."
            }
        }
    }
}

impl fmt::Debug for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What does not agree. A mark that still asks for a reason, or says nothing, agrees with everything: it is not settled yet.
pub fn discrepancies(facts: &Facts) -> BTreeSet<Discrepancy> {
    let Cell::Known(code) = facts.cell else { return BTreeSet::new() };
    if code.asks_for_a_call() {
        return BTreeSet::new();
    }
    let here = code.accounts_for_the_child();
    let other_code = facts.proposed.is_some_and(|proposed| proposed != code);
    [
        (facts.alarm && here, Discrepancy::AlarmAndMarkedHere),
        (facts.alarm && !here, Discrepancy::AlarmAndCoded),
        (facts.reason_given && here, Discrepancy::ReasonAndMarkedHere),
        (facts.reported && here, Discrepancy::ReportedAndMarkedHere),
        (code.as_str() == "O" && !facts.contacted, Discrepancy::UnknownAndNobodyAsked),
        // A child who came has no use for the code of an absence; that a contact said otherwise is listed above.
        (other_code && !here, Discrepancy::CodedOtherwise),
    ]
    .into_iter()
    .filter(|(holds, _)| *holds)
    .map(|(_, discrepancy)| discrepancy)
    .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::code::read_cell;

    fn quiet(cell: &str) -> Facts {
        let cell = read_cell(cell);
        Facts { cell, alarm: false, reported: false, reason_given: false, proposed: None, contacted: true }
    }

    fn code(cell: &str) -> Option<Code> {
        match read_cell(cell) {
            Cell::Known(code) => Some(code),
            Cell::NotTaken | Cell::Unknown => None,
        }
    }

    #[test]
    fn what_a_contact_said_is_held_against_the_register() {
        use Discrepancy::*;
        let cases: [(Facts, &[Discrepancy]); 15] = [
            (quiet("/"), &[]),
            (Facts { alarm: true, ..quiet("/") }, &[AlarmAndMarkedHere]),
            (Facts { alarm: true, ..quiet("V") }, &[AlarmAndMarkedHere]),
            (Facts { alarm: true, ..quiet("I") }, &[AlarmAndCoded]),
            (Facts { alarm: true, ..quiet("N") }, &[]),
            (Facts { reason_given: true, ..quiet("L") }, &[ReasonAndMarkedHere]),
            (Facts { reported: true, ..quiet("\\") }, &[ReportedAndMarkedHere]),
            (Facts { reported: true, ..quiet("I") }, &[]),
            (Facts { contacted: false, ..quiet("O") }, &[UnknownAndNobodyAsked]),
            (quiet("O"), &[]),
            (Facts { reason_given: true, proposed: code("I"), ..quiet("O") }, &[CodedOtherwise]),
            (Facts { reason_given: true, proposed: code("I"), ..quiet("I_F") }, &[]),
            (Facts { reason_given: true, proposed: code("I"), ..quiet("N") }, &[]),
            (Facts { reason_given: true, proposed: code("I"), ..quiet("/") }, &[ReasonAndMarkedHere]),
            (Facts { alarm: true, reason_given: true, ..quiet("/") }, &[AlarmAndMarkedHere, ReasonAndMarkedHere]),
        ];
        for (number, (facts, expected)) in cases.into_iter().enumerate() {
            assert_eq!(discrepancies(&facts).into_iter().collect::<Vec<_>>(), expected, "case {number}");
        }
    }

    #[test]
    fn each_has_a_word_and_a_sentence_of_its_own() {
        let words: BTreeSet<_> = Discrepancy::ALL.iter().map(|one| one.as_str()).collect();
        let sentences: BTreeSet<_> = Discrepancy::ALL.iter().map(|one| one.sentence()).collect();
        assert_eq!((words.len(), sentences.len()), (Discrepancy::ALL.len(), Discrepancy::ALL.len()));
        assert!(Discrepancy::ALL.is_sorted());
    }

    proptest! {
        #[test]
        fn an_alarm_is_never_overlooked_behind_a_settled_mark_and_an_unsettled_one_is_no_discrepancy(
            cell in prop::sample::select(vec!["/", "L", "U", "V", "I", "O", "C1", "Y5", "N", "-", "?", ""]),
            (alarm, reported, reason_given, contacted) in any::<(bool, bool, bool, bool)>(),
            proposed in prop::sample::select(vec!["", "I", "M"]),
        ) {
            let facts = Facts { cell: read_cell(cell), alarm, reported, reason_given, contacted, proposed: code(proposed) };
            let found = discrepancies(&facts);
            if ["N", "-", "?", ""].contains(&cell) {
                prop_assert!(found.is_empty());
            } else if alarm {
                prop_assert!(found.first().is_some_and(|first| *first <= Discrepancy::AlarmAndCoded));
            }
        }
    }
}
