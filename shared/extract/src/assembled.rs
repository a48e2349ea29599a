//! What an extract says, put together.

use std::collections::{BTreeMap, HashMap};

use domain::Personal;
use domain::code::Cell;
use domain::pupil::{MisId, Pupil};
use domain::register::Session;
use jiff::civil::Date;

use crate::calendar::Day;
use crate::marks::Slot;
use crate::problem::{Problem, Severity};

/// What all files of an extract say together.
#[derive(Debug)]
pub struct Assembled {
    /// The roll with its contacts in the order of priority; `None` when no file had one.
    pub pupils: Option<Vec<Pupil>>,
    /// Whom [`Mark::pupil`] means. With a roll of its own these are its pupils in its order, else those who have marks.
    pub mis_ids: Vec<MisId>,
    /// What was written, and what it means, by the code of a slot.
    pub(crate) written: Vec<(Writing, Cell)>,
    /// What stands beside today's marks.
    pub(crate) comments: HashMap<(u32, Session), Personal>,
    /// The day at the school on which it was read.
    pub(crate) today: Date,
    /// The marks, by day and session in their order.
    pub registers: Vec<Register>,
    /// The calendar by day; `None` when no file had one.
    pub calendar: Option<Vec<Day>>,
    /// The registers of today that were not taken, by session and group.
    pub untaken: Vec<Untaken>,
    /// How many pupils have which code today. A code is written as the table has it, no mark is `-`, an unknown one as it stands.
    pub code_counts: BTreeMap<String, u64>,
    /// What is wrong, in the order of files and lines.
    pub problems: Vec<Problem>,
    /// How much there was.
    pub counts: Counts,
}

/// How much there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of all files.
    pub rows: u64,
    /// Pupils on the roll.
    pub pupils: u64,
    /// Contacts of pupils on the roll; a sibling's count again.
    pub contacts: u64,
    /// Marks of pupils on the roll.
    pub marks: u64,
}

/// The marks of one session of one day: eight bytes a pupil, read through [`Assembled::marks_of`].
#[derive(Debug, PartialEq, Eq)]
pub struct Register {
    /// The day at the school.
    pub date: Date,
    /// The session.
    pub session: Session,
    /// By the pupil's number; line 0 where the pupil has no mark.
    pub(crate) slots: Vec<Slot>,
}

impl Register {
    /// How many pupils have a mark in it.
    pub fn count(&self) -> usize {
        self.slots.iter().filter(|slot| slot.line != 0).count()
    }
}

/// A mark of a pupil on the roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which pupil, by [`Assembled::mis_ids`].
    pub pupil: u32,
    /// What it means.
    pub cell: Cell,
    /// How it was written.
    pub(crate) writing: u16,
    /// How late the pupil came, in minutes, where the file says so.
    pub minutes_late: Option<u16>,
}

/// A mark as a cell has it. It may say why a child is away, so it prints as `Writing(…)`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Writing(pub(crate) String);

impl std::fmt::Debug for Writing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writing(…)")
    }
}

/// A register of today that nobody took.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untaken {
    /// The session.
    pub session: Session,
    /// The registration group: `7B`.
    pub registration_group: String,
}

/// A mark with whom and when it is about.
#[derive(Clone, Copy, Debug)]
pub struct MarkRow<'a> {
    /// The pupil.
    pub mis_id: &'a MisId,
    /// The day at the school.
    pub date: Date,
    /// The session.
    pub session: Session,
    /// The mark.
    pub mark: Mark,
}

impl Assembled {
    /// Every mark, by day, session and pupil.
    pub fn marks(&self) -> impl Iterator<Item = MarkRow<'_>> {
        self.registers.iter().flat_map(move |register| {
            self.marks_of(register).filter_map(move |mark| {
                Some(MarkRow {
                    mis_id: self.mis_ids.get(mark.pupil as usize)?,
                    date: register.date,
                    session: register.session,
                    mark,
                })
            })
        })
    }

    /// The marks of one of the registers, by pupil.
    pub fn marks_of(&self, register: &Register) -> impl Iterator<Item = Mark> {
        (0u32..).zip(&register.slots).filter(|(_, slot)| slot.line != 0).map(|(pupil, slot)| Mark {
            pupil,
            cell: self.written.get(slot.code as usize).map_or(Cell::Unknown, |(_, cell)| *cell),
            writing: slot.code,
            minutes_late: slot.minutes(),
        })
    }

    /// What stands beside a mark; today's only.
    pub fn comment(&self, row: &MarkRow<'_>) -> Option<&Personal> {
        self.comments.get(&(row.mark.pupil, row.session)).filter(|_| row.date == self.today)
    }

    /// The number by which the office knows a mark's pupil; empty for a mark of another extract.
    pub fn known_as(&self, mark: Mark) -> &str {
        let place = mark.pupil as usize;
        let on_roll = self.pupils.as_ref().and_then(|pupils| pupils.get(place)).map(Pupil::known_as);
        on_roll.or_else(|| self.mis_ids.get(place).map(MisId::as_str)).unwrap_or_default()
    }

    /// A mark's code for a list: as the table has it, `-` for none, an unknown one as it was written where it is short.
    pub fn code(&self, mark: Mark) -> &str {
        match mark.cell {
            Cell::Known(code) => code.as_str(),
            Cell::NotTaken => "-",
            // A longer text in a mark's cell is somebody's words.
            Cell::Unknown => self
                .written
                .get(mark.writing as usize)
                .map(|(Writing(text), _)| text.as_str())
                .filter(|text| (1..=4).contains(&text.len()))
                .unwrap_or("?"),
        }
    }

    /// How many of the problems cost a file, a row or a cell.
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity() == Severity::Error).count()
    }

    pub(crate) fn count_codes(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for register in self.registers.iter().filter(|register| register.date == self.today) {
            for mark in self.marks_of(register) {
                *counts.entry(self.code(mark).to_owned()).or_default() += 1;
            }
        }
        counts
    }
}
