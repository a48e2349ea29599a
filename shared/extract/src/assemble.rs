//! Puts the files of one extract together: contacts and marks to their pupils, whatever order the files came in.

use std::collections::{BTreeMap, HashMap};

use domain::contact::Contact;
use domain::phone::PhoneNumber;
use domain::pupil::{MisId, Pupil};
use domain::upload::Part;
use jiff::civil::Date;

use crate::assembled::{Assembled, Counts};
use crate::field::Field;
use crate::file::File;
use crate::found::Problems;
use crate::limits::Limits;
use crate::marked::{Marked, untaken};
use crate::people;
use crate::problem::{Problem, ProblemCode};
use crate::profile::Rows;

/// Says whether a pupil is on the roll that is stored.
pub(crate) type OnStoredRoll<'a> = &'a dyn Fn(&MisId) -> bool;

/// What is put together, on its way.
struct Assembly {
    pupils: Vec<Pupil>,
    /// Where in `pupils` somebody stands, by each of their ids.
    by_key: HashMap<(Field, Box<str>), usize>,
    /// The numbers of pupils themselves.
    own_phones: Vec<OwnPhones>,
    problems: Vec<(usize, Problem)>,
    left_out: u64,
}

/// A pupil's own numbers, and where they stand.
struct OwnPhones {
    file: usize,
    line: u64,
    pupil: usize,
    numbers: Vec<PhoneNumber>,
}

pub(crate) fn assemble(
    files: Vec<File>,
    refused: Vec<Problem>,
    today: Date,
    limits: &Limits,
    stored: OnStoredRoll<'_>,
) -> Assembled {
    let (mut files, most_problems) = (files, limits.problems);
    people::join(&mut files, limits.contacts_of_a_pupil);
    // A table of people is a roll only where it has pupils: staff or guardians alone say nothing of who is on it.
    let has_roll = files.iter().any(|file| file.columns.rows() == Rows::Pupil || !file.roll.rows.is_empty());
    let mut counts = Counts::default();
    for file in &files {
        counts.rows += file.rows;
    }
    let mut assembly =
        Assembly { pupils: Vec::new(), by_key: HashMap::new(), own_phones: Vec::new(), problems: Vec::new(), left_out: 0 };
    let calendar = days(&files);
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
        let found = marked.take(file, &known, most_problems);
        assembly.take_problems(at, file, &known, &found);
    }
    assembly.mark_own_phones(&files);
    for pupil in &mut assembly.pupils {
        restrict_by_name(pupil);
        pupil.contacts.sort_by_key(|contact| contact.priority.unwrap_or(u16::MAX));
        counts.contacts += pupil.contacts.len() as u64;
    }
    counts.pupils = assembly.pupils.len() as u64;
    let groups = marked.groups(&assembly.pupils);
    let (mis_ids, written, comments, registers) = marked.finish();
    counts.marks = registers.iter().map(|register| register.count() as u64).sum();
    let mut assembled = Assembled {
        pupils: has_roll.then_some(assembly.pupils),
        mis_ids,
        written,
        comments,
        today,
        registers,
        calendar,
        untaken: Vec::new(),
        code_counts: BTreeMap::new(),
        problems: listed(refused, assembly.problems, assembly.left_out, most_problems),
        counts,
    };
    assembled.code_counts = assembled.count_codes();
    assembled.untaken = untaken(&assembled, &groups);
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
    let calendars: Vec<&File> = files.iter().filter(|file| file.columns.part() == Some(Part::Calendar)).collect();
    for file in &calendars {
        days.extend(file.calendar.days.clone());
    }
    (!calendars.is_empty()).then(|| days.into_values().collect())
}

impl Assembly {
    fn take_roll(&mut self, at: usize, file: &mut File) {
        let Some(kind) = file.columns.key else { return };
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
            if let Some(id) = row.other_id {
                self.by_key.entry((Field::OtherId, id)).or_insert(place);
            }
            if !row.phones.is_empty() {
                self.own_phones.push(OwnPhones { file: at, line: row.line, pupil: place, numbers: row.phones });
            }
            self.pupils.push(row.pupil);
        }
    }

    fn resolve(&self, file: &File, has_roll: bool) -> Vec<Option<usize>> {
        let Some(kind) = file.columns.key.filter(|_| has_roll) else {
            return Vec::new();
        };
        let other = if kind == Field::MisId { Field::OtherId } else { kind };
        let find = |kind, text: &str| self.by_key.get(&(kind, text.into())).copied();
        file.keys.texts().map(|text| find(kind, text).or_else(|| find(other, text))).collect()
    }

    /// A pupil's own number among a parent's: a text would ask the absent child.
    fn mark_own_phones(&mut self, files: &[File]) {
        for own in &self.own_phones {
            let (Some(pupil), Some(file)) = (self.pupils.get_mut(own.pupil), files.get(own.file)) else { continue };
            let mut found = false;
            for phone in pupil.contacts.iter_mut().flat_map(|contact| &mut contact.phones) {
                phone.is_pupils |= own.numbers.contains(&phone.number);
                found |= phone.is_pupils;
            }
            if found {
                let known_as = Some(pupil.known_as().to_owned());
                let column = file.columns.row.of(Field::PupilPhone);
                self.problems.push((own.file, problem(file, own.line, column, ProblemCode::PupilsOwnPhone, known_as)));
            }
        }
    }

    fn take_contacts(&mut self, at: usize, file: &mut File, resolved: &[Option<usize>]) {
        for rows in std::mem::take(&mut file.contacts.list) {
            let key = file.keys.text(rows.pupil).to_owned();
            let pupil = resolved.get(rows.pupil as usize).copied().flatten().and_then(|place| self.pupils.get_mut(place));
            let Some(pupil) = pupil else {
                let column = file.columns.key_column();
                self.problems.push((at, problem(file, rows.line, column, ProblemCode::UnknownPupil, Some(key))));
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
    fn take_problems(&mut self, at: usize, file: &File, known: &[Option<u32>], marked: &Problems) {
        self.left_out += file.problems.left_out + marked.left_out;
        let nobody = |pupil: Option<u32>| pupil.is_some_and(|pupil| known.get(pupil as usize).copied().flatten().is_none());
        let key_column = file.columns.key_column();
        for found in file.problems.iter().chain(marked.iter()) {
            let about_marks = matches!(found.code, ProblemCode::RepeatedRow | ProblemCode::MarksDisagree);
            let (column, code) = if file.columns.part() == Some(Part::Marks) && about_marks && nobody(found.pupil) {
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
