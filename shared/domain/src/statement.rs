//! What each contact said of why a child is away, and whether two of them contradict each other. Staff decide; a reason stays a reason.

use jiff::civil::Date;

use crate::code::Code;
use crate::personal::Personal;
use crate::search::ContactKey;

/// What one contact said last of a child on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Who, by the name that makes them one person.
    pub contact: ContactKey,
    /// Their name for staff.
    pub by: Personal,
    /// The reply: its day, a dot, its id.
    pub reply: String,
    /// What.
    pub what: What,
    /// The day on which the child will be back, where it was named.
    pub back: Option<Date>,
    /// Whether staff have decided since.
    pub settled: bool,
}

/// What a contact said, as far as another's word can contradict it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The child should be in school, or nobody knows where the child is.
    Alarm,
    /// The child comes late.
    OnTheWay,
    /// The child is away, for the reason of this code; `None` for a reason that has none.
    Away(Option<Code>),
}

/// In what two contacts do not agree, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Differ {
    /// One of them does not know where the child is.
    Alarm,
    /// They give different reasons.
    Reason,
    /// They name different days of return.
    Return,
}

impl Differ {
    /// The stable word for the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Reason => "reason",
            Self::Return => "return",
        }
    }

    /// What it is and what to do, for staff.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Alarm => {
                "One contact gave a reason, and another does not know where the child is. Find out who is right at once."
            }
            Self::Reason => "Two contacts gave different reasons. Ask them, then decide on the code.",
            Self::Return => "Two contacts named different days of return. Ask them when the child will be back.",
        }
    }
}

/// Two contacts who do not say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict<'a> {
    /// In what.
    pub differ: Differ,
    /// Who spoke first.
    pub first: &'a Statement,
    /// Who spoke last.
    pub last: &'a Statement,
}

/// Takes in what a contact says: it replaces what they have said before. Says whether it contradicts what another has said.
pub fn take_in(statements: &mut Vec<Statement>, said: Statement) -> bool {
    statements.retain(|known| known.contact != said.contact);
    statements.push(said);
    let new = statements.last();
    conflict(statements).is_some_and(|conflict| Some(conflict.last) == new)
}

/// Two contacts who contradict each other, the most pressing first, where staff have not decided since the later of them spoke. Statements stand in
/// the order in which they came.
pub fn conflict(statements: &[Statement]) -> Option<Conflict<'_>> {
    let pairs = statements.iter().enumerate().flat_map(|(place, last)| {
        let earlier = statements.get(..place).unwrap_or_default();
        earlier.iter().rev().filter_map(move |first| Some(Conflict { differ: differ(first, last)?, first, last }))
    });
    pairs.filter(|conflict| !conflict.last.settled).min_by_key(|conflict| conflict.differ)
}

fn differ(one: &Statement, other: &Statement) -> Option<Differ> {
    let days = || one.back.zip(other.back).is_some_and(|(one, other)| one != other);
    match (one.what, other.what) {
        (What::Alarm, What::Alarm) => None,
        (What::Alarm, _) | (_, What::Alarm) => Some(Differ::Alarm),
        (one, other) if one != other => Some(Differ::Reason),
        (What::Away(_), _) if days() => Some(Differ::Return),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::code::{Cell, read_cell};

    fn away(code: &str) -> What {
        match read_cell(code) {
            Cell::Known(code) => What::Away(Some(code)),
            _ => What::Away(None),
        }
    }

    fn said(contact: &str, what: What, back: Option<Date>) -> Statement {
        let (contact, by) = (contact.to_owned(), Personal::new(contact));
        Statement { reply: format!("2026-11-23.{contact}"), contact, by, what, back, settled: false }
    }

    fn between(one: (What, Option<Date>), other: (What, Option<Date>)) -> Option<Differ> {
        let statements = [said("mum", one.0, one.1), said("dad", other.0, other.1)];
        let back = [statements[1].clone(), statements[0].clone()];
        let found = conflict(&statements).map(|conflict| conflict.differ);
        assert_eq!(conflict(&back).map(|conflict| conflict.differ), found, "whoever spoke first");
        found
    }

    #[test]
    fn two_contacts_differ_where_both_cannot_be_right() {
        let (wednesday, friday) = (Some(date(2026, 11, 25)), Some(date(2026, 11, 27)));
        let (ill, dentist, other) = (away("I"), away("M"), What::Away(None));
        for (one, other, differs) in [
            ((ill, None), (ill, None), None),
            ((ill, None), (dentist, None), Some(Differ::Reason)),
            ((ill, None), (other, None), Some(Differ::Reason)),
            ((ill, None), (What::OnTheWay, None), Some(Differ::Reason)),
            ((ill, wednesday), (ill, friday), Some(Differ::Return)),
            ((ill, wednesday), (ill, None), None),
            ((ill, wednesday), (ill, wednesday), None),
            ((ill, wednesday), (dentist, friday), Some(Differ::Reason)),
            ((ill, None), (What::Alarm, None), Some(Differ::Alarm)),
            ((What::OnTheWay, None), (What::Alarm, None), Some(Differ::Alarm)),
            ((What::Alarm, None), (What::Alarm, None), None),
        ] {
            assert_eq!(between(one, other), differs, "{one:?} {other:?}");
        }
    }

    #[test]
    fn whoever_says_something_else_later_has_changed_their_mind_and_contradicts_nobody() {
        let mut statements = Vec::new();
        assert!(!take_in(&mut statements, said("mum", away("I"), None)));
        assert!(!take_in(&mut statements, said("mum", away("M"), None)));
        assert!(take_in(&mut statements, said("dad", away("I"), None)));
        assert!(!take_in(&mut statements, said("dad", away("M"), None)), "he agrees now");
        assert_eq!(conflict(&statements), None);
    }

    #[test]
    fn what_staff_have_decided_is_settled_until_somebody_says_otherwise_after_that() {
        let mut statements = vec![said("mum", away("I"), None), said("dad", away("M"), None)];
        statements.iter_mut().for_each(|statement| statement.settled = true);
        assert_eq!(conflict(&statements), None);
        assert!(take_in(&mut statements, said("nan", What::Alarm, None)));
    }
}
