//! Attendance codes: England's table from 19 August 2024, and what each asks of us.
//!
//! Source: School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208), regulation 10, and the statutory
//! guidance "Working together to improve school attendance".

use std::fmt;

/// How a code counts in the statistics of attendance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// In school.
    Present,
    /// At an approved educational activity elsewhere: counts as attending.
    ApprovedActivity,
    /// Absent with leave.
    AuthorisedAbsence,
    /// Absent without leave.
    UnauthorisedAbsence,
    /// Not a session that the pupil could attend.
    NotPossible,
    /// For the office only: not on the roll yet, or the whole school closed.
    Administrative,
}

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The code as it is written.
    pub code: &'static str,
    /// What it says, in the office's words.
    pub description: &'static str,
    /// How it counts.
    pub class: Class,
}

const fn row(code: &'static str, description: &'static str, class: Class) -> Meaning {
    Meaning { code, description, class }
}

/// The codes in force from 19 August 2024, and those that still arrive in history (`H`, `J`, `Y`, `F`).
static TABLE: [Meaning; 36] = [
    row("/", "present in the morning", Class::Present),
    row("\\", "present in the afternoon", Class::Present),
    row("L", "late, before the register closed", Class::Present),
    row("K", "education arranged by the local authority", Class::ApprovedActivity),
    row("V", "educational visit or trip", Class::ApprovedActivity),
    row("P", "approved sporting activity", Class::ApprovedActivity),
    row("W", "work experience", Class::ApprovedActivity),
    row("B", "other approved educational activity", Class::ApprovedActivity),
    row("D", "registered at another school too", Class::NotPossible),
    row("C1", "leave for a regulated performance or employment abroad", Class::AuthorisedAbsence),
    row("M", "medical or dental appointment", Class::AuthorisedAbsence),
    row("J1", "interview for employment or admission", Class::AuthorisedAbsence),
    row("S", "study leave for a public examination", Class::AuthorisedAbsence),
    row("X", "not of compulsory school age, not required to attend", Class::NotPossible),
    row("C2", "leave on a part-time timetable", Class::AuthorisedAbsence),
    row("C", "leave in exceptional circumstances", Class::AuthorisedAbsence),
    row("T", "parent travelling for occupational purposes", Class::AuthorisedAbsence),
    row("R", "religious observance", Class::AuthorisedAbsence),
    row("I", "illness", Class::AuthorisedAbsence),
    row("E", "suspended or permanently excluded", Class::AuthorisedAbsence),
    row("Q", "unable to attend: no access arrangements", Class::NotPossible),
    row("Y1", "unable to attend: transport not available", Class::NotPossible),
    row("Y2", "unable to attend: widespread disruption to travel", Class::NotPossible),
    row("Y3", "unable to attend: part of the premises closed", Class::NotPossible),
    row("Y4", "unable to attend: the whole site unexpectedly closed", Class::NotPossible),
    row("Y5", "unable to attend", Class::NotPossible),
    row("Y6", "unable to attend: public health guidance or law", Class::NotPossible),
    row("Y7", "unable to attend: another unavoidable cause", Class::NotPossible),
    row("G", "holiday not granted by the school", Class::UnauthorisedAbsence),
    row("N", "reason not yet established", Class::UnauthorisedAbsence),
    row("O", "absent in other or unknown circumstances", Class::UnauthorisedAbsence),
    row("U", "arrived after the register closed", Class::UnauthorisedAbsence),
    row("Z", "not on the admission register", Class::Administrative),
    row("#", "planned whole-school closure", Class::Administrative),
    // Inactive since 19 August 2024; they come in past registers only.
    row("H", "authorised holiday (before August 2024)", Class::AuthorisedAbsence),
    row("J", "interview (before August 2024)", Class::ApprovedActivity),
];

/// A code of the table. It is health or family data where it says why a child is away, so it prints as `Code(…)`.
#[derive(Clone, Copy)]
pub struct Code(&'static Meaning);

impl Code {
    /// The statutory code as it is written: `N`, `/`, `C1`.
    pub fn as_str(self) -> &'static str {
        self.0.code
    }

    /// What it says, in the office's words.
    pub fn description(self) -> &'static str {
        self.0.description
    }

    /// How it counts.
    pub fn class(self) -> Class {
        self.0.class
    }

    /// Whether this mark alone opens an absence: only `N`, circumstances not yet established.
    pub fn asks_for_a_call(self) -> bool {
        self.0.code == "N"
    }

    /// Whether the child was in the school's hands: in school, or at an activity that the school approved.
    pub fn accounts_for_the_child(self) -> bool {
        matches!(self.0.class, Class::Present | Class::ApprovedActivity) || self.0.code == "U"
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.code == other.0.code
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// What stands in the mark's cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A code of the table, or a school's own sub-code of one.
    Known(Code),
    /// Blank or `-`: the register was not taken for this pupil. It is not an absence, and calls nobody.
    NotTaken,
    /// Something that no table knows: it calls nobody and is listed for staff.
    Unknown,
}

/// Reads a mark's cell.
///
/// Sub-codes belong to the longest statutory code they begin with, when a digit or `_` follows it: `I_F` and `I01` are illness.
///
/// ```
/// use domain::code::{Cell, read_cell};
/// assert!(matches!(read_cell("N"), Cell::Known(code) if code.asks_for_a_call()));
/// assert!(matches!(read_cell("I_F"), Cell::Known(code) if code.as_str() == "I"));
/// assert_eq!(read_cell("-"), Cell::NotTaken);
/// assert_eq!(read_cell("?"), Cell::Unknown);
/// ```
pub fn read_cell(cell: &str) -> Cell {
    let cell = cell.trim();
    if cell.is_empty() || cell == "-" {
        return Cell::NotTaken;
    }
    let upper = cell.to_uppercase();
    let parent =
        TABLE.iter().filter(|meaning| is_code_or_sub_code(&upper, meaning.code)).max_by_key(|meaning| meaning.code.len());
    parent.map_or(Cell::Unknown, |meaning| Cell::Known(Code(meaning)))
}

fn is_code_or_sub_code(cell: &str, code: &str) -> bool {
    match cell.strip_prefix(code) {
        Some("") => true,
        Some(rest) => {
            let letters = code.bytes().all(|b| b.is_ascii_alphanumeric());
            letters && rest.len() <= 4 && rest.starts_with(|c: char| c == '_' || c.is_ascii_digit())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_n_asks_for_a_call() {
        let asking: Vec<_> = TABLE.iter().filter(|meaning| Code(meaning).asks_for_a_call()).map(|meaning| meaning.code).collect();
        assert_eq!(asking, ["N"]);
    }

    #[test]
    fn a_sub_code_belongs_to_the_longest_statutory_code() {
        for (cell, parent) in
            [("I01", "I"), ("I_F", "I"), ("X01", "X"), ("C1", "C1"), ("C2", "C2"), ("Y7_A", "Y7"), ("n", "N"), (" \\ ", "\\")]
        {
            assert!(matches!(read_cell(cell), Cell::Known(code) if code.as_str() == parent), "{cell}");
        }
    }

    #[test]
    fn what_no_table_knows_is_unknown_and_never_a_call() {
        for cell in ["?", "$", "!", "NOT", "Present", "//", "7", "ZZ", "N-"] {
            assert_eq!(read_cell(cell), Cell::Unknown, "{cell}");
        }
    }

    #[test]
    fn an_untaken_register_is_no_absence() {
        for cell in ["", "  ", "-"] {
            assert_eq!(read_cell(cell), Cell::NotTaken);
        }
    }

    #[test]
    fn a_code_does_not_print_itself() {
        assert_eq!(format!("{:?}", read_cell("I")), "Known(Code(…))");
    }
}
