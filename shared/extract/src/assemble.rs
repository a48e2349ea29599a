//! Puts the files of one extract together: contacts and marks to their pupils, whatever order the files came in.

use std::collections::{BTreeMap, HashMap};

use domain::code::{Cell, Class};
use domain::contact::Contact;
use domain::pupil::{MisId, Pupil};
use domain::register::Session;
use domain::upload::Part;
use jiff::civil::Date;

use crate::assembled::{Assembled, Counts, Mark, Register, Untaken, Writing};
use crate::field::Field;
use crate::file::File;
use crate::found::Found;
use crate::keys;
use crate::marks::Slot;
use crate::problem::{Problem, ProblemCode};

/// Says whether a pupil is on the roll that is stored.
pub(crate) type OnStoredRoll<'a> = &'a dyn Fn(&MisId) -> bool;

/// What is put together, on its way.
struct Assembly {
    pupils: Vec<Pupil>,
    /// Where in `pupils` somebody stands, by each of their ids.
    by_key: HashMap<(Field, Box<str>), usize>,
    problems: Vec<(usize, Problem)>,
    left_out: u64,
}

pub(crate) fn assemble(
    files: Vec<File>,
    refused: Vec<Problem>,
    today: Date,
    most_problems: usize,
    stored: OnStoredRoll<'_>,
) -> Assembled {
    let has_roll = files.iter().any(|file| file.columns.part() == Part::Roll);
    let mut counts = Counts::default();
    for file in &files {
        counts.rows += file.rows;
    }
    let mut assembly = Assembly { pupils: Vec::new(), by_key: HashMap::new(), problems: Vec::new(), left_out: 0 };
    let calendar = days(&files);
    let mut files = files;
    for (at, file) in files.iter_mut().enumerate() {
        assembly.take_roll(at, file);
    }
    // For each file: which of the pupils each of its keys is; `None` where it is nobody on a roll.
    let resolved: Vec<Vec<Option<usize>>> = files.iter().map(|file| assembly.resolve(file, has_roll)).collect();
    let mut marked = Marked::new(has_roll, &assembly.pupils);
    for (at, file) in files.iter_mut().enumerate() {
        let Some(resolved) = resolved.get(at) else { continue };
        if has_roll {
            assembly.take_contacts(at, file, resolved);
        }
        let known: Vec<Option<u32>> = if has_roll {
            resolved.iter().map(|pupil| pupil.and_then(|pupil| u32::try_from(pupil).ok())).collect()
        } else {
            marked.stored(file, stored)
        };
        let found = marked.take(file, today, &known);
        assembly.take_problems(at, file, &known, found);
    }
    for pupil in &mut assembly.pupils {
        restrict_by_name(pupil);
        pupil.contacts.sort_by_key(|contact| contact.priority.unwrap_or(u16::MAX));
        counts.contacts += pupil.contacts.len() as u64;
    }
    counts.pupils = assembly.pupils.len() as u64;
    let groups = marked.groups(&assembly.pupils);
    let (mis_ids, writings, registers) = marked.finish();
    counts.marks = registers.iter().map(|register| register.marks.len() as u64).sum();
    let mut assembled = Assembled {
        pupils: has_roll.then_some(assembly.pupils),
        mis_ids,
        writings,
        registers,
        calendar,
        untaken: Vec::new(),
        code_counts: BTreeMap::new(),
        problems: listed(refused, assembly.problems, assembly.left_out, most_problems),
        counts,
    };
    assembled.code_counts = assembled.count_codes(today);
    assembled.untaken = untaken(&assembled.registers, today, &groups);
    assembled
}

/// A person who stands twice among a pupil's contacts (with two priorities, say) and may not be told once may not be told at all.
fn restrict_by_name(pupil: &mut Pupil) {
    let restricted: Vec<Contact> = pupil.contacts.iter().filter(|contact| !contact.may_be_told()).cloned().collect();
    for contact in &mut pupil.contacts {
        let strictest =
            restricted.iter().filter(|restricted| are_one_person(restricted, contact)).map(|same| same.restriction).max();
        contact.restriction = contact.restriction.max(strictest.unwrap_or_default());
    }
}

/// One name, and a relationship, number or address in common: mother and daughter may have one name.
fn are_one_person(left: &Contact, right: &Contact) -> bool {
    let name = left.name_key();
    let number = || left.phones.iter().any(|left| right.phones.iter().any(|right| left.number == right.number));
    let address = || left.emails.iter().any(|email| right.emails.contains(email));
    !name.is_empty() && name == right.name_key() && (left.relationship == right.relationship || number() || address())
}

/// The days of all calendars; where two files know one day, the later file counts.
fn days(files: &[File]) -> Option<Vec<crate::calendar::Day>> {
    let mut days = BTreeMap::new();
    let calendars: Vec<&File> = files.iter().filter(|file| file.columns.part() == Part::Calendar).collect();
    for file in &calendars {
        days.extend(file.calendar.days.clone());
    }
    (!calendars.is_empty()).then(|| days.into_values().collect())
}

impl Assembly {
    fn take_roll(&mut self, at: usize, file: &mut File) {
        let Some(kind) = keys::kind(&file.columns) else { return };
        for row in std::mem::take(&mut file.roll.rows) {
            let key = (kind, Box::from(row.pupil.mis_id.as_str()));
            if let Some(known) = self.by_key.get(&key).and_then(|place| self.pupils.get(*place)) {
                if *known != row.pupil {
                    let pupil = Some(known.known_as().to_owned());
                    self.problems.push((at, problem(file, row.line, None, ProblemCode::PupilsDisagree, pupil)));
                }
                continue;
            }
            let place = self.pupils.len();
            self.by_key.insert(key, place);
            if let Some(number) = &row.pupil.admission_number {
                self.by_key.entry((Field::AdmissionNumber, number.as_str().into())).or_insert(place);
            }
            if let Some(upn) = &row.pupil.upn {
                self.by_key.entry((Field::Upn, upn.expose().into())).or_insert(place);
            }
            self.pupils.push(row.pupil);
        }
    }

    fn resolve(&self, file: &File, has_roll: bool) -> Vec<Option<usize>> {
        let Some(kind) = keys::kind(&file.columns).filter(|_| has_roll) else {
            return Vec::new();
        };
        file.keys.texts().map(|text| self.by_key.get(&(kind, text.into())).copied()).collect()
    }

    fn take_contacts(&mut self, at: usize, file: &mut File, resolved: &[Option<usize>]) {
        for rows in std::mem::take(&mut file.contacts.list) {
            let key = file.keys.text(rows.pupil).to_owned();
            let pupil = resolved.get(rows.pupil as usize).copied().flatten().and_then(|place| self.pupils.get_mut(place));
            let Some(pupil) = pupil else {
                self.problems.push((
                    at,
                    problem(
                        file,
                        rows.line,
                        keys::kind(&file.columns).and_then(|kind| file.columns.of(kind)),
                        ProblemCode::UnknownPupil,
                        Some(key),
                    ),
                ));
                continue;
            };
            match pupil.contacts.iter().position(|known| rows.is_same(known)) {
                Some(same) => {
                    let mut both = rows;
                    if let Some(known) = pupil.contacts.get_mut(same) {
                        let later = std::mem::replace(&mut both.contact, known.clone());
                        both.merge(later);
                        *known = both.contact;
                    }
                }
                None => pupil.contacts.push(rows.contact),
            }
        }
    }

    /// Puts names and numbers to what was found while reading, and to what `marked` found.
    fn take_problems(&mut self, at: usize, file: &File, known: &[Option<u32>], marked: Vec<Found>) {
        self.left_out += file.problems.left_out;
        let nobody = |pupil: Option<u32>| pupil.is_some_and(|pupil| known.get(pupil as usize).copied().flatten().is_none());
        let key_column = keys::kind(&file.columns).and_then(|kind| file.columns.of(kind));
        for found in file.problems.iter().chain(&marked) {
            let about_marks = matches!(found.code, ProblemCode::RepeatedRow | ProblemCode::MarksDisagree);
            let (column, code) = if file.columns.part() == Part::Marks && about_marks && nobody(found.pupil) {
                (key_column, ProblemCode::UnknownPupil)
            } else {
                (found.column, found.code)
            };
            let pupil = found.pupil.map(|pupil| {
                let on_roll = known.get(pupil as usize).copied().flatten().and_then(|place| self.pupils.get(place as usize));
                on_roll.map_or_else(|| file.keys.text(pupil).to_owned(), |pupil| pupil.known_as().to_owned())
            });
            self.problems.push((at, problem(file, found.line, column, code, pupil)));
        }
    }
}

fn problem(file: &File, line: u64, column: Option<usize>, code: ProblemCode, pupil: Option<String>) -> Problem {
    Problem {
        file: file.name.clone(),
        line: Some(line),
        column: column.and_then(|column| file.columns.name(column)).map(str::to_owned),
        code,
        pupil,
    }
}

/// The problems in the order of files and lines, those of whole files first, up to the limit.
fn listed(refused: Vec<Problem>, mut found: Vec<(usize, Problem)>, mut left_out: u64, most: usize) -> Vec<Problem> {
    found.sort_by(|(left_at, left), (right_at, right)| {
        (left_at, left.line, &left.column).cmp(&(right_at, right.line, &right.column))
    });
    let mut problems: Vec<Problem> = refused.into_iter().chain(found.into_iter().map(|(_, problem)| problem)).collect();
    left_out += problems.len().saturating_sub(most) as u64;
    problems.truncate(most);
    if left_out > 0 {
        problems.push(Problem { file: String::new(), line: None, column: None, code: ProblemCode::TooManyProblems, pupil: None });
    }
    problems
}

/// The registers of all files, by the numbers that pupils have in the whole extract.
struct Marked {
    mis_ids: Vec<MisId>,
    /// Without a roll of its own: the numbers of the pupils that the stored roll knows.
    numbers: HashMap<Box<str>, Option<u32>>,
    writings: Vec<Writing>,
    codes: HashMap<Box<str>, u16>,
    registers: BTreeMap<(Date, Session), BTreeMap<u32, Mark>>,
    groups: BTreeMap<u32, String>,
}

impl Marked {
    fn new(has_roll: bool, pupils: &[Pupil]) -> Self {
        Self {
            mis_ids: if has_roll { pupils.iter().map(|pupil| pupil.mis_id.clone()).collect() } else { Vec::new() },
            numbers: HashMap::new(),
            writings: Vec::new(),
            codes: HashMap::new(),
            registers: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    /// Numbers the pupils of a file that the stored roll knows.
    fn stored(&mut self, file: &File, on_roll: OnStoredRoll<'_>) -> Vec<Option<u32>> {
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

    /// Takes a file's marks; gives what is wrong with those that could not be told while reading.
    fn take(&mut self, file: &mut File, today: Date, known: &[Option<u32>]) -> Vec<Found> {
        let mut found = Vec::new();
        let key_column = keys::kind(&file.columns).and_then(|kind| file.columns.of(kind));
        let mark_column = file.columns.of(Field::Mark);
        let number_of = |pupil: usize| known.get(pupil).copied().flatten();
        let marks = std::mem::take(&mut file.marks);
        for (pupil, group) in marks.groups.iter().enumerate() {
            if let (Some(number), Some(group)) = (number_of(pupil), group) {
                self.groups.entry(number).or_insert_with(|| group.to_string());
            }
        }
        let mut registers: Vec<_> = marks.registers.iter().collect();
        registers.sort_by_key(|(when, _)| **when);
        for ((date, session), places) in registers {
            for (pupil, slot) in places.iter().enumerate().filter(|(_, slot)| slot.line != 0) {
                let key = u32::try_from(pupil).ok();
                let mut report = |column, code| found.push(Found { line: u64::from(slot.line), column, code, pupil: key });
                let Some(number) = number_of(pupil) else {
                    report(key_column, ProblemCode::UnknownPupil);
                    continue;
                };
                let (text, cell) = marks.written(slot.code);
                if cell == Cell::Unknown {
                    report(mark_column, ProblemCode::UnknownCode);
                }
                let comment = key.filter(|_| *date == today).and_then(|key| marks.comments.get(&(key, *session)));
                let mark = self.mark(number, *slot, text, cell, comment.map(|comment| &**comment));
                let register = self.registers.entry((*date, *session)).or_default();
                // Two files with the same mark are usual: a day's and a week's. Where they differ the later file counts.
                let heard = (mark.cell, mark.minutes_late);
                if register.insert(number, mark).is_some_and(|before| (before.cell, before.minutes_late) != heard) {
                    report(mark_column, ProblemCode::MarksDisagree);
                }
            }
        }
        found
    }

    fn mark(&mut self, pupil: u32, slot: Slot, text: &str, cell: Cell, comment: Option<&str>) -> Mark {
        let writing = *self.codes.entry(text.into()).or_insert_with(|| {
            self.writings.push(Writing(text.to_owned()));
            u16::try_from(self.writings.len() - 1).unwrap_or(u16::MAX)
        });
        Mark {
            pupil,
            cell,
            writing,
            minutes_late: slot.minutes(),
            comment: comment.map(|comment| Box::new(domain::Personal::new(comment))),
        }
    }

    /// The registration group of each pupil, by number: from the roll, else from the marks' own rows.
    fn groups(&self, pupils: &[Pupil]) -> Vec<Option<String>> {
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

    fn finish(self) -> (Vec<MisId>, Vec<Writing>, Vec<Register>) {
        let registers = self
            .registers
            .into_iter()
            .map(|((date, session), marks)| Register { date, session, marks: marks.into_values().collect() })
            .collect();
        (self.mis_ids, self.writings, registers)
    }
}

/// The registration groups whose register of today has nothing for most of its pupils.
///
/// A session counts once anybody has a mark in it, or when it is the day's first in the extract: in the morning nobody has
/// taken the afternoon's registers yet. An unknown mark tells nothing either way.
fn untaken(registers: &[Register], today: Date, groups: &[Option<String>]) -> Vec<Untaken> {
    let mut untaken = Vec::new();
    let todays = registers.iter().filter(|register| register.date == today);
    for (at, register) in todays.enumerate() {
        let begun = register.marks.iter().any(|mark| mark.cell != Cell::NotTaken);
        if !begun && at > 0 {
            continue;
        }
        let untaken_groups = untaken_in(register, groups);
        untaken.extend(
            untaken_groups.into_iter().map(|group| Untaken { session: register.session, registration_group: group.to_owned() }),
        );
    }
    untaken
}

/// How many pupils of a group have no mark, a known one, an unknown one.
#[derive(Default)]
struct Tally {
    none: usize,
    known: usize,
    unknown: usize,
}

fn untaken_in<'a>(register: &Register, groups: &'a [Option<String>]) -> Vec<&'a str> {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut somebody_is_in_school = false;
    for mark in &register.marks {
        let Some(Some(group)) = groups.get(mark.pupil as usize) else { continue };
        let tally = tallies.entry(group).or_default();
        match mark.cell {
            Cell::NotTaken => tally.none += 1,
            Cell::Unknown => tally.unknown += 1,
            Cell::Known(code) => {
                tally.known += 1;
                somebody_is_in_school |= code.class() == Class::Present;
            }
        }
    }
    let with = |wanted: fn(&Tally) -> bool| -> Vec<&'a str> {
        tallies.iter().filter(|(_, tally)| wanted(tally)).map(|(group, _)| *group).collect()
    };
    let untaken = with(|tally| tally.none > tally.known);
    if untaken.is_empty() && !somebody_is_in_school {
        // Nothing shows that registers were taken at all: one with unknown marks alone was not.
        return with(|tally| tally.known == 0 && tally.unknown > 0);
    }
    untaken
}
