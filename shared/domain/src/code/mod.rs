//! Attendance codes: what each means to the law, to the statistics and for the child's whereabouts, and what it asks of us.
//!
//! The rows stand in one dated table a nation (`england.rs`); `docs/codes.md` shows them, and a test holds that page to them.

use std::fmt;

use jiff::civil::Date;

mod england;
mod page;
mod tally;
#[cfg(test)]
mod tests;

pub use page::page;
pub use tally::Tally;

/// A nation of the United Kingdom: each has codes of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nation {
    /// England.
    England,
    /// Wales.
    Wales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Nation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::England, Self::Wales, Self::Scotland, Self::NorthernIreland];
}

/// What a code says of a session by the law of registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legal {
    /// In school.
    Present,
    /// At an approved educational activity elsewhere.
    ApprovedActivity,
    /// Absent with leave, or for a reason that the law accepts.
    AuthorisedAbsence,
    /// Absent without leave.
    UnauthorisedAbsence,
    /// Not a session that the pupil could attend.
    NotPossible,
    /// For the office only: not on the roll yet, or the whole school closed as planned.
    Administrative,
}

/// What a code is by law, as most of the rules ask for it.
pub type Class = Legal;

/// What a code counts as in the arithmetic of attendance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistical {
    /// Attended, in school.
    Present,
    /// Attended, elsewhere.
    ApprovedActivity,
    /// Missed, authorised.
    Authorised,
    /// Missed, unauthorised.
    Unauthorised,
    /// Neither attended nor missed: no possible session.
    NotCounted,
}

/// Where the child was, as far as a code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Physical {
    /// In school from the beginning.
    Here,
    /// In school from some time on.
    Late,
    /// Elsewhere, in the care of those to whom the school or the local authority sent the child.
    Elsewhere,
    /// Not in school, for whatever reason.
    Absent,
    /// Not in school, where nobody expected the child.
    NotRequired,
}

/// Whether a code opens a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Never,
    WhereTheSchoolSaysSo,
    Always,
}

/// One row of the table of a nation.
#[derive(Debug)]
struct Row {
    nation: Nation,
    code: &'static str,
    description: &'static str,
    legal: Legal,
    statistical: Statistical,
    physical: Physical,
    asks: Asks,
    a_parent_may_propose: bool,
    may_be_said: bool,
    counts_towards_a_penalty_notice: bool,
    /// The first day; `None` for longer than registers are kept.
    from: Option<Date>,
    /// The first day on which it is not in force any more.
    until: Option<Date>,
}

impl Row {
    fn is_in_force(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on < until)
    }
}

/// A local mark that an MIS gave to all its schools for some weeks, and the code that it stood for.
struct Local {
    written: &'static str,
    code: &'static str,
    from: Date,
    until: Date,
}

/// A code of a table. It is health or family data where it says why a child is away, so it prints as `Code(…)`.
///
/// Two codes are the same where they are written alike, though a code's meaning may differ between the days of two registers.
#[derive(Clone, Copy)]
pub struct Code(&'static Row);

impl Code {
    /// The statutory code as it is written: `N`, `/`, `C1`.
    pub fn as_str(self) -> &'static str {
        self.0.code
    }

    /// What it says, in the office's words: for staff, never for a message.
    pub fn description(self) -> &'static str {
        self.0.description
    }

    /// What it is by law.
    pub fn legal(self) -> Legal {
        self.0.legal
    }

    /// What it is by law, by its older name.
    pub fn class(self) -> Class {
        self.legal()
    }

    /// What it counts as in the arithmetic of attendance: see [`Tally`].
    pub fn statistical(self) -> Statistical {
        self.0.statistical
    }

    /// Where the child was.
    pub fn physical(self) -> Physical {
        self.0.physical
    }

    /// Whether this mark alone opens a search: `N`, circumstances not yet established, always; `O`, other or unknown
    /// circumstances, where the school has chosen to be asked `about_o`.
    pub fn asks(self, about_o: bool) -> bool {
        match self.0.asks {
            Asks::Never => false,
            Asks::WhereTheSchoolSaysSo => about_o,
            Asks::Always => true,
        }
    }

    /// Whether this mark alone opens a search at every school: only `N`.
    pub fn asks_for_a_call(self) -> bool {
        self.asks(false)
    }

    /// Whether the child was in the school's hands: in school, however late, or where the school knows that the child is cared for.
    pub fn accounts_for_the_child(self) -> bool {
        matches!(self.0.physical, Physical::Here | Physical::Late | Physical::Elsewhere)
    }

    /// Whether a parent's answer may propose it. Staff decide: only they authorise an absence.
    pub fn a_parent_may_propose(self) -> bool {
        self.0.a_parent_may_propose
    }

    /// Whether an office may say that this is the reason of an absence, or what should stand in place of the mark. A child who is in school
    /// has arrived, and `N` is no reason.
    pub fn may_be_given_for_an_absence(self) -> bool {
        let is_here = matches!(self.0.physical, Physical::Here | Physical::Late);
        !is_here && self.0.legal != Legal::Administrative && !self.asks_for_a_call()
    }

    /// Whether its reason may be said at all in a message: never where it could tell of a child's arrest.
    pub fn may_be_said(self) -> bool {
        self.0.may_be_said
    }

    /// Whether the session is one of those ten in ten school weeks at which a school must consider a penalty notice, by the
    /// national framework of 19 August 2024.
    pub fn counts_towards_a_penalty_notice(self) -> bool {
        self.0.counts_towards_a_penalty_notice
    }

    /// Whether a register of that day may hold it. A code that was not in force then is still known, so that staff can read it, and
    /// is not offered for a new absence.
    ///
    /// ```
    /// use domain::code::{Cell, read_cell};
    /// let Cell::Known(holiday) = read_cell("H") else { panic!() };
    /// assert!(holiday.is_in_force(jiff::civil::date(2023, 11, 23)));
    /// assert!(!holiday.is_in_force(jiff::civil::date(2026, 11, 23)));
    /// ```
    pub fn is_in_force(self, on: Date) -> bool {
        rows(self.0.nation).iter().any(|row| row.code == self.0.code && row.is_in_force(on))
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        (self.0.nation, self.0.code) == (other.0.nation, other.0.code)
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

/// The codes of a nation on a day.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    nation: Nation,
    on: Date,
}

impl Table {
    /// The table of a nation that is in force on a day; `None` where no table is known, so that no mark can be read.
    ///
    /// ```
    /// use domain::code::{Nation, Table};
    /// let day = jiff::civil::date(2026, 11, 23);
    /// assert_eq!(Table::of(Nation::England, day).unwrap().codes().count(), 34);
    /// assert!(Table::of(Nation::Wales, day).is_none());
    /// ```
    pub fn of(nation: Nation, on: Date) -> Option<Self> {
        (!rows(nation).is_empty()).then_some(Self { nation, on })
    }

    /// Its codes, in the order of the regulations.
    pub fn codes(self) -> impl Iterator<Item = Code> {
        rows(self.nation).iter().filter(move |row| row.is_in_force(self.on)).map(Code)
    }

    /// Reads a mark's cell: see [`read_cell_on`].
    pub fn read(self, cell: &str) -> Cell {
        let cell = cell.trim();
        if cell.is_empty() || cell == "-" {
            return Cell::NotTaken;
        }
        let upper = cell.to_ascii_uppercase();
        let parent =
            self.codes().filter(|code| is_code_or_sub_code(&upper, code.as_str())).max_by_key(|code| code.as_str().len());
        let local = || {
            let local = locals(self.nation).iter().find(|local| local.written == upper)?;
            (local.from <= self.on && self.on < local.until).then_some(local.code)
        };
        let at_another_time = |written: &str| rows(self.nation).iter().find(|row| row.code == written).map(Code);
        let code = parent.or_else(|| at_another_time(local().unwrap_or(&upper)));
        code.map_or(Cell::Unknown, Cell::Known)
    }
}

fn rows(nation: Nation) -> &'static [Row] {
    match nation {
        Nation::England => &england::ROWS,
        Nation::Wales | Nation::Scotland | Nation::NorthernIreland => &[],
    }
}

fn locals(nation: Nation) -> &'static [Local] {
    match nation {
        Nation::England => &england::LOCALS,
        Nation::Wales | Nation::Scotland | Nation::NorthernIreland => &[],
    }
}

/// Reads a mark's cell of an English register whose day is not known, by the newest table.
///
/// ```
/// use domain::code::{Cell, read_cell};
/// assert!(matches!(read_cell("N"), Cell::Known(code) if code.asks_for_a_call()));
/// assert!(matches!(read_cell("I_F"), Cell::Known(code) if code.as_str() == "I"));
/// assert_eq!(read_cell("-"), Cell::NotTaken);
/// assert_eq!(read_cell("?"), Cell::Unknown);
/// ```
pub fn read_cell(cell: &str) -> Cell {
    read_cell_on(cell, Date::MAX)
}

/// Reads a mark's cell of an English register of a day.
///
/// Sub-codes belong to the longest code in force that they begin with, when a digit or `_` follows it: `I_F` and `I01` are illness.
/// A code of another time is known as it is written, and without sub-codes: `F2` may well be a lesson's own mark today, and what
/// is unknown stops no search.
///
/// ```
/// use domain::code::{Cell, Legal, read_cell_on};
/// use jiff::civil::date;
/// let legal = |cell, day| match read_cell_on(cell, day) {
///     Cell::Known(code) => Some((code.as_str(), code.legal())),
///     _ => None,
/// };
/// // An interview of 2023, by the first of a school's own sub-codes, was an approved activity.
/// assert_eq!(legal("J1", date(2023, 11, 23)), Some(("J", Legal::ApprovedActivity)));
/// assert_eq!(legal("J1", date(2026, 11, 23)), Some(("J1", Legal::AuthorisedAbsence)));
/// ```
pub fn read_cell_on(cell: &str, date: Date) -> Cell {
    Table { nation: Nation::England, on: date }.read(cell)
}

fn is_code_or_sub_code(cell: &str, code: &str) -> bool {
    match cell.strip_prefix(code) {
        Some("") => true,
        Some(rest) => {
            let letters = code.bytes().all(|b| b.is_ascii_alphanumeric());
            let tail = rest.len() <= 4 && rest.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric());
            letters && tail && rest.starts_with(|c: char| c == '_' || c.is_ascii_digit())
        }
        None => false,
    }
}
