//! The registers of all files of one extract, by the numbers that pupils have in the whole of it.

use std::collections::{BTreeMap, HashMap};

use domain::Personal;
use domain::code::Cell;
use domain::pupil::{MisId, Pupil};
use domain::register::Session;
use jiff::civil::Date;

use crate::assemble::OnStoredRoll;
use crate::assembled::{Assembled, Register, Untaken, Writing};
use crate::field::Field;
use crate::file::File;
use crate::found::Problems;
use crate::marks::Slot;
use crate::problem::ProblemCode;

/// Written marks that are told apart in one extract.
const DIFFERENT_MARKS: usize = 60_000;

/// The registers, while files are added to them.
pub(crate) struct Marked {
    mis_ids: Vec<MisId>,
    /// Without a roll of its own: the numbers of the pupils that the stored roll knows.
    numbers: HashMap<Box<str>, Option<u32>>,
    written: Vec<(Writing, Cell)>,
    codes: HashMap<Box<str>, u16>,
    comments: HashMap<(u32, Session), Personal>,
    registers: BTreeMap<(Date, Session), Vec<Slot>>,
    groups: BTreeMap<u32, String>,
}

/// What all files' marks come to: whom they are about, how they were written, what stands beside today's, and the registers.
pub(crate) type Finished = (Vec<MisId>, Vec<(Writing, Cell)>, HashMap<(u32, Session), Personal>, Vec<Register>);

impl Marked {
    pub(crate) fn new(has_roll: bool, pupils: &[Pupil]) -> Self {
        Self {
            mis_ids: if has_roll { pupils.iter().map(|pupil| pupil.mis_id.clone()).collect() } else { Vec::new() },
            numbers: HashMap::new(),
            written: Vec::new(),
            codes: HashMap::new(),
            comments: HashMap::new(),
            registers: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    /// Numbers the pupils of a file that the stored roll knows.
    pub(crate) fn stored(&mut self, file: &File, on_roll: OnStoredRoll<'_>) -> Vec<Option<u32>> {
        let mut numbers = Vec::new();
        for text in file.keys.texts() {
            if let Some(known) = self.numbers.get(text) {
                numbers.push(*known);
                continue;
            }
            let mis_id = MisId::new(text).filter(|mis_id| on_roll(mis_id));
            let number = mis_id.and_then(|mis_id| {
                let number = u32::try_from(self.mis_ids.len()).ok();
                self.mis_ids.push(mis_id);
                number
            });
            self.numbers.insert(text.into(), number);
            numbers.push(number);
        }
        numbers
    }

    /// Takes a file's marks, a register at a time, so that they are held once; gives what is wrong with those that could not be told
    /// while reading.
    pub(crate) fn take(&mut self, file: &mut File, known: &[Option<u32>], most_problems: usize) -> Problems {
        let mut found = Problems::new(most_problems);
        let (key_column, mark_column) = (file.columns.key_column(), file.columns.row.of(Field::Mark));
        let number_of = |pupil: usize| known.get(pupil).copied().flatten();
        let mut marks = std::mem::take(&mut file.marks);
        for (pupil, group) in marks.groups.iter().enumerate() {
            if let (Some(number), Some(group)) = (number_of(pupil), group) {
                self.groups.entry(number).or_insert_with(|| group.to_string());
            }
        }
        for ((pupil, session), comment) in std::mem::take(&mut marks.comments) {
            if let Some(number) = number_of(pupil as usize) {
                self.comments.insert((number, session), Personal::new(&*comment));
            }
        }
        let codes: Vec<u16> = marks.all_written().map(|(text, cell)| self.code_of(text, cell)).collect();
        let mut sessions: Vec<(Date, Session)> = marks.registers.keys().copied().collect();
        sessions.sort_unstable();
        for session in sessions {
            let places = marks.registers.remove(&session).unwrap_or_default();
            let highest = (0..places.len()).filter_map(number_of).max().map_or(0, |number| number as usize + 1);
            let register = self.registers.entry(session).or_default();
            if register.len() < highest {
                register.reserve_exact(highest - register.len());
                register.resize(highest, Slot::default());
            }
            for (pupil, slot) in places.iter().enumerate().filter(|(_, slot)| slot.line != 0) {
                let key = u32::try_from(pupil).ok();
                let mut report = |column, code| found.add(u64::from(slot.line), column, code, key);
                let Some(number) = number_of(pupil) else {
                    report(key_column, ProblemCode::UnknownPupil);
                    continue;
                };
                let code = codes.get(slot.code as usize).copied().unwrap_or(u16::MAX);
                let cell_of = |code: u16| self.written.get(code as usize).map_or(Cell::Unknown, |(_, cell)| *cell);
                let cell = cell_of(code);
                if cell == Cell::Unknown {
                    report(mark_column, ProblemCode::UnknownCode);
                }
                let Some(place) = register.get_mut(number as usize) else { continue };
                if place.line != 0 {
                    let before = cell_of(place.code);
                    // A register that was not taken in one file says nothing against the mark in another.
                    if cell == Cell::NotTaken && before != Cell::NotTaken {
                        continue;
                    }
                    // Two files with the same mark are usual: a day's and a week's. Where they differ the later file counts.
                    let differ = before != Cell::NotTaken && (before, place.minutes()) != (cell, slot.minutes());
                    if differ {
                        report(mark_column, ProblemCode::MarksDisagree);
                    }
                }
                *place = Slot { code, ..*slot };
            }
        }
        found
    }

    fn code_of(&mut self, text: &str, cell: Cell) -> u16 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        let code = u16::try_from(self.written.len()).unwrap_or(u16::MAX);
        if self.written.len() >= DIFFERENT_MARKS {
            return u16::MAX;
        }
        self.codes.insert(text.into(), code);
        self.written.push((Writing(text.to_owned()), cell));
        code
    }

    /// The registration group of each pupil, by number: from the roll, else from the marks' own rows.
    pub(crate) fn groups(&self, pupils: &[Pupil]) -> Vec<Option<String>> {
        (0u32..)
            .zip(&self.mis_ids)
            .map(|(number, _)| {
                pupils
                    .get(number as usize)
                    .map(|pupil| pupil.registration_group.clone())
                    .or_else(|| self.groups.get(&number).cloned())
                    .filter(|group| !group.is_empty())
            })
            .collect()
    }

    pub(crate) fn finish(self) -> Finished {
        let registers = self
            .registers
            .into_iter()
            .map(|((date, session), slots)| Register { date, session, slots })
            .filter(|register| register.count() > 0)
            .collect();
        (self.mis_ids, self.written, self.comments, registers)
    }
}

/// The registration groups whose register of today nobody took: somebody's mark is blank or `-`, and nobody has any that is known. An
/// unknown mark tells nothing either way.
///
/// A session counts once anybody has a mark in it, or when it is the day's first in the extract: in the morning nobody has
/// taken the afternoon's registers yet.
pub(crate) fn untaken(assembled: &Assembled, groups: &[Option<String>]) -> Vec<Untaken> {
    let mut untaken = Vec::new();
    let todays = assembled.registers.iter().filter(|register| register.date == assembled.today);
    for (at, register) in todays.enumerate() {
        let begun = assembled.marks_of(register).any(|mark| mark.cell != Cell::NotTaken);
        if !begun && at > 0 {
            continue;
        }
        // By group: whether somebody has no mark, and whether somebody has one.
        let mut seen: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        for mark in assembled.marks_of(register) {
            let Some(Some(group)) = groups.get(mark.pupil as usize) else { continue };
            let (blank, taken) = seen.entry(group).or_default();
            *blank |= mark.cell == Cell::NotTaken;
            *taken |= matches!(mark.cell, Cell::Known(_));
        }
        let groups = seen.into_iter().filter(|(_, (blank, taken))| *blank && !taken);
        untaken.extend(groups.map(|(group, _)| Untaken { session: register.session, registration_group: group.to_owned() }));
    }
    untaken
}
