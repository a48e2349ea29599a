//! Makes up a school: what its MIS puts out for one session of one day, with the dirt that real extracts have, and the truth about it.
//!
//! Every number is in Ofcom's ranges for fiction (07700 900980 to 900999 stay free: they are the schools' own), every address under
//! `example.com`, every UPN of a local authority that does not exist. The same plan makes the same bytes.

mod chance;
mod files;
mod names;
mod people;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use domain::register::Session;
use jiff::civil::Date;
use serde::Serialize;

use chance::Chance;
use files::MarkLine;
use people::{Child, Parent, Way};

/// Which school to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many pupils.
    pub pupils: usize,
    /// Another seed makes another school.
    pub seed: u64,
    /// The day that the attendance report is of.
    pub date: Date,
    /// Its session.
    pub session: Session,
    /// Whether the files have the dirt of real ones.
    pub dirty: bool,
}

/// A school that nobody goes to.
#[derive(Debug)]
pub struct School {
    plan: Plan,
    families: Vec<Vec<Parent>>,
    children: Vec<Child>,
    marks: Vec<MarkLine>,
    typed: BTreeMap<String, String>,
    truth: Truth,
}

/// What a right reader says of the school's files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// Pupils on the roll.
    pub roll: usize,
    /// Admission numbers of those marked `N`.
    pub absent: BTreeSet<String>,
    /// The first texts: number, and the admission numbers of those whom it is about.
    pub first_texts: BTreeMap<String, BTreeSet<String>>,
    /// The first emails where there is nobody to text: address and admission numbers.
    pub first_emails: BTreeMap<String, BTreeSet<String>>,
    /// Absent pupils whom nobody can be written to about.
    pub unreachable: BTreeSet<String>,
    /// Pupils with a contact who must never be told.
    pub never_contact: BTreeSet<String>,
    /// Registration groups whose register was not taken.
    pub untaken: BTreeSet<String>,
    /// Names whose letters Windows-1252 lacks: file and admission number.
    pub names_that_lost_letters: BTreeSet<(String, String)>,
    /// The other problems: file, code, admission number.
    pub problems: Vec<(String, String, String)>,
    /// How many pupils have which code.
    pub code_counts: BTreeMap<String, usize>,
}

/// Makes a school.
pub fn make(plan: &Plan) -> School {
    let mut chance = Chance::new(plan.seed);
    let (families, children) = people::make(plan.pupils, &mut chance);
    let mut school =
        School { plan: plan.clone(), families, children, marks: Vec::new(), typed: BTreeMap::new(), truth: Truth::default() };
    let untaken = school.mark(&mut chance);
    if plan.dirty {
        school.mistype();
        school.type_numbers(&mut chance);
    }
    school.tell_the_truth(untaken);
    school
}

impl School {
    /// What a right reader says.
    pub fn truth(&self) -> &Truth {
        &self.truth
    }

    /// The files by name: `pupils.csv`, `contacts.csv`, `attendance.csv`, `calendar.csv`, in Windows-1252.
    pub fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let typed = |number: &str| self.typed.get(number).cloned().unwrap_or_else(|| number.to_owned());
        vec![
            ("pupils.csv", files::pupils(&self.children)),
            ("contacts.csv", files::contacts(&self.children, &self.families, typed)),
            ("attendance.csv", self.attendance(&BTreeMap::new())),
            ("calendar.csv", files::calendar(self.plan.date)),
        ]
    }

    /// `attendance.csv` once more, with other marks for some: admission number and code.
    pub fn attendance(&self, changes: &BTreeMap<String, String>) -> Vec<u8> {
        let mut marks = self.marks.clone();
        for mark in &mut marks {
            if let Some(code) = changes.get(&mark.admission_number) {
                mark.code.clone_from(code);
            }
        }
        files::attendance(&marks, self.plan.date, self.plan.session)
    }

    /// Writes the files, and nothing else, into a folder that is there.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        for (name, bytes) in self.files() {
            fs::write(folder.join(name), bytes)?;
        }
        Ok(())
    }

    /// A pupil's forename as the files can write it (`?` for a letter that Windows-1252 lacks) and registration group.
    pub fn pupil(&self, admission_number: &str) -> Option<(String, &str)> {
        let child = self.children.iter().find(|child| child.admission_number == admission_number)?;
        let forename = files::as_windows_1252(child.forename).into_iter().map(char::from).collect();
        Some((forename, &child.registration_group))
    }

    /// Gives every pupil a mark; says which group's register was not taken.
    fn mark(&mut self, chance: &mut Chance) -> Option<String> {
        let present = if self.plan.session == Session::Am { "/" } else { "\\" };
        let groups: BTreeSet<String> = self.children.iter().map(|child| child.registration_group.clone()).collect();
        let groups: Vec<&String> = groups.iter().collect();
        // With one group alone there is no other whose register was taken.
        let untaken = (groups.len() > 1).then(|| groups.get(chance.below(groups.len())).map(|group| (*group).clone())).flatten();
        let trip = groups.get(chance.below(groups.len())).map(|group| (*group).clone());
        for child in &mut self.children {
            let codes = [
                (present, 890),
                ("N", 32),
                ("I", 31),
                ("M", 9),
                ("L", 18),
                ("U", 5),
                ("C", 3),
                ("B", 5),
                ("G", 2),
                ("O", 2),
                ("Y7", 1),
                ("C2", 2),
            ];
            let drawn = chance.weighted(&codes);
            let group = Some(&child.registration_group);
            child.code = match drawn {
                _ if group == untaken.as_ref() => "-",
                _ if group == trip.as_ref() && (drawn == present || drawn == "N") => "V",
                _ => drawn,
            };
            self.marks.push(MarkLine {
                admission_number: child.admission_number.clone(),
                code: child.code.to_owned(),
                comment: if child.code == "M" { "dentist, back by 11" } else { "" },
                minutes_late: matches!(child.code, "L" | "U").then(|| 2 + chance.below(35)),
            });
        }
        untaken
    }

    /// Puts mistakes into the files that nothing can read past, and into the truth.
    fn mistype(&mut self) {
        let mut planted =
            |file: &str, code: &str, pupil: &str| self.truth.problems.push((file.to_owned(), code.to_owned(), pupil.to_owned()));
        let present = self.children.iter_mut().find(|child| matches!(child.code, "/" | "\\"));
        if let Some(child) = present {
            child.code = "?";
            let number = &child.admission_number;
            planted("attendance.csv", "unknown_code", number);
            for mark in self.marks.iter_mut().filter(|mark| mark.admission_number == *number) {
                mark.code = "?".to_owned();
            }
        }
        if let Some(twice) = self.marks.last().cloned() {
            planted("attendance.csv", "repeated_row", &twice.admission_number);
            let nobody = MarkLine { admission_number: "888888".to_owned(), ..twice.clone() };
            planted("attendance.csv", "unknown_pupil", &nobody.admission_number);
            self.marks.extend([twice, nobody]);
        }
        if let Some(child) = self.children.first_mut() {
            let letter = if child.upn.starts_with('A') { 'B' } else { 'A' };
            child.upn = child.upn.chars().enumerate().map(|(at, c)| if at == 0 { letter } else { c }).collect();
            planted("pupils.csv", "bad_upn_check_letter", &child.admission_number);
        }
        // One absent pupil's first contact has a number that cannot be read, and an address that can.
        let families: BTreeSet<usize> =
            self.children.iter().filter(|child| child.code == "N").map(|child| child.family).collect();
        for family in families {
            let Some(first) = self.families.get_mut(family).and_then(|parents| parents.first_mut()) else { continue };
            if first.mobile.is_some() && first.email.is_some() {
                first.mobile_is_mistyped = true;
                for child in self.children.iter().filter(|child| child.family == family) {
                    planted("contacts.csv", "bad_phone", &child.admission_number);
                }
                break;
            }
        }
    }

    /// Has the office type each number in its own way, a mistyped one with a letter in it.
    fn type_numbers(&mut self, chance: &mut Chance) {
        for parent in self.families.iter_mut().flatten() {
            for number in [&parent.mobile, &parent.landline].into_iter().flatten() {
                self.typed.entry(number.clone()).or_insert_with(|| files::as_typed(number, chance));
            }
            if let Some(mobile) = parent.mobile.as_ref().filter(|_| parent.mobile_is_mistyped) {
                let (start, end) = mobile.split_at_checked(6).unwrap_or((mobile, ""));
                self.typed.insert(mobile.clone(), format!("{start}o{end}"));
            }
        }
    }

    fn tell_the_truth(&mut self, untaken: Option<String>) {
        let truth = &mut self.truth;
        truth.roll = self.children.len();
        truth.untaken.extend(untaken);
        for child in &self.children {
            let number = || child.admission_number.clone();
            let parents = self.families.get(child.family).map(Vec::as_slice).unwrap_or_default();
            *truth.code_counts.entry(child.code.to_owned()).or_default() += 1;
            if parents.iter().any(|parent| parent.court_order) {
                truth.never_contact.insert(number());
            }
            let lost = |names: &[&str]| names.iter().any(|name| files::as_windows_1252(name).contains(&b'?'));
            if lost(&[child.forename, child.surname]) {
                truth.names_that_lost_letters.insert(("pupils.csv".to_owned(), number()));
            }
            if parents.iter().any(|parent| lost(&[parent.forename, parent.surname])) {
                truth.names_that_lost_letters.insert(("contacts.csv".to_owned(), number()));
            }
            if child.code != "N" {
                continue;
            }
            truth.absent.insert(number());
            match parents.iter().find_map(Parent::first_way) {
                Some(Way::Text(mobile)) => truth.first_texts.entry(mobile).or_default().insert(number()),
                Some(Way::Email(email)) => truth.first_emails.entry(email).or_default().insert(number()),
                None => truth.unreachable.insert(number()),
            };
        }
    }
}

#[cfg(test)]
mod tests;
