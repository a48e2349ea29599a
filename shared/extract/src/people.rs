//! Tables in which pupils, contacts and staff stand beside each other and name each other by id. Who belongs to whom is known only when
//! all files are read, in whatever order they came: until then what a row says is kept both ways, as a pupil's and as a contact's.

use std::collections::{BTreeSet, HashMap};

use domain::Personal;
use domain::contact::Contact;
use jiff::civil::Date;

use crate::contacts::{ContactRows, read_contact};
use crate::field::Field;
use crate::file::File;
use crate::found::{Found, Problems};
use crate::keys::Keys;
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::refusal::Refusal;
use crate::roll::{PupilRow, Roll};
use crate::row::Row;
use crate::values;

/// Problems of one person's row that are kept: it has no more columns that are looked at.
const PROBLEMS_OF_A_ROW: usize = 16;

/// The people whom one row may name: many more than a boarding house has.
const MOST_AGENTS: usize = 100;

/// What somebody is to the school. The relations come in the order in which the nearer one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Parent,
    Guardian,
    Relative,
    Student,
}

impl Role {
    /// `None` for staff.
    fn of(cell: &str) -> Option<Self> {
        let roles =
            [("student", Self::Student), ("parent", Self::Parent), ("guardian", Self::Guardian), ("relative", Self::Relative)];
        roles.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(cell)).map(|(_, role)| role)
    }

    /// What a contact with this role is to a pupil.
    fn relationship(self) -> Option<&'static str> {
        match self {
            Self::Parent => Some("Parent"),
            Self::Guardian => Some("Guardian"),
            Self::Relative => Some("Relative"),
            Self::Student => None,
        }
    }
}

/// One person as their row has them.
#[derive(Debug)]
struct Person {
    /// By the file's [`Keys`].
    key: u32,
    line: u64,
    roles: BTreeSet<Role>,
    /// `None` for one who is not on the roll.
    pupil: Option<PupilRow>,
    /// `None` for one whose record no longer holds.
    contact: Option<Contact>,
    agents: Vec<Box<str>>,
    as_pupil: Vec<Found>,
    as_contact: Vec<Found>,
}

impl Person {
    fn is_on_roll(&self) -> bool {
        self.roles.contains(&Role::Student) && self.pupil.is_some()
    }

    /// The contact that this person is to others, where they may be one.
    fn as_contact(&self) -> Option<Contact> {
        let relationship = self.roles.iter().find_map(|role| role.relationship())?;
        Some(Contact { relationship: relationship.to_owned(), ..self.contact.clone()? })
    }
}

/// What one file says of people, of their roles and of the classes they are in.
#[derive(Debug, Default)]
pub(crate) struct People {
    persons: Vec<Person>,
    /// Where in `persons` somebody stands, by their key.
    places: HashMap<u32, usize>,
    roles: BTreeSet<(u32, Role)>,
    /// The registration groups: the name of each class that is one, by its id.
    groups: HashMap<Box<str>, String>,
    /// The classes that pupils are in.
    classes: Keys,
    /// Pupils and their classes.
    enrolments: BTreeSet<(u32, u32)>,
}

impl People {
    /// Reads a row that is a person.
    pub(crate) fn read_person(&mut self, row: &mut Row<'_>, key: &str) {
        let written = row.cell(Field::Role);
        let role = Role::of(written);
        if role.is_none() && !written.is_empty() {
            return;
        }
        let named = row.cell(Field::Agents).split([',', ';']).map(str::trim).filter(|id| !id.is_empty());
        if named.clone().nth(MOST_AGENTS).is_some() {
            row.report_field(Field::Agents, ProblemCode::TooManyContacts);
        }
        let agents = named.take(MOST_AGENTS).map(Box::from);
        let mut as_pupil = Problems::new(PROBLEMS_OF_A_ROW);
        let mut as_contact = Problems::new(PROBLEMS_OF_A_ROW);
        let may_be_pupil = role.is_none_or(|role| role == Role::Student);
        let person = Person {
            key: row.pupil,
            line: row.line(),
            roles: role.into_iter().collect(),
            pupil: may_be_pupil.then(|| pupil(&mut alone(row, &mut as_pupil), key)).flatten(),
            contact: (role != Some(Role::Student)).then(|| contact(&mut alone(row, &mut as_contact), key)).flatten(),
            agents: agents.collect(),
            as_pupil: as_pupil.iter().map(|found| Found { pupil: Some(row.pupil), ..*found }).collect(),
            as_contact: as_contact.iter().copied().collect(),
        };
        let known = self.places.get(&row.pupil).and_then(|place| self.persons.get_mut(*place));
        let Some(known) = known else {
            self.places.insert(row.pupil, self.persons.len());
            self.persons.push(person);
            return;
        };
        let differ = matches!((&known.pupil, &person.pupil), (Some(known), Some(other)) if known.pupil != other.pupil);
        row.report(None, if differ { ProblemCode::PupilsDisagree } else { ProblemCode::RepeatedRow });
        known.roles.extend(person.roles);
        known.pupil = known.pupil.take().or(person.pupil);
        known.contact = known.contact.take().or(person.contact);
        known.agents.extend(person.agents);
        known.agents.truncate(MOST_AGENTS);
    }

    /// Reads a row that says what somebody is.
    pub(crate) fn read_role(&mut self, row: &Row<'_>) {
        if row.cell(Field::EnrolmentState) != "left" {
            self.roles.extend(Role::of(row.cell(Field::Role)).map(|role| (row.pupil, role)));
        }
    }

    /// Reads a row that is a class: those in which a register is taken are registration groups.
    pub(crate) fn read_class(&mut self, row: &Row<'_>) {
        let name = values::one_line(row.cell(Field::RegistrationGroup));
        let is_group = row.cell(Field::ClassType).eq_ignore_ascii_case("homeroom");
        if is_group && !name.is_empty() && row.cell(Field::EnrolmentState) != "left" {
            self.groups.insert(row.cell(Field::ClassId).into(), name);
        }
    }

    /// Reads a row that puts somebody into a class.
    pub(crate) fn read_enrolment(&mut self, row: &Row<'_>, today: Date, limits: &Limits) -> Result<(), Refusal> {
        let ended = values::day(row.cell(Field::LeavingDate)).is_some_and(|day| day < today);
        let class = row.cell(Field::ClassId);
        let is_pupil = Role::of(row.cell(Field::Role)) == Some(Role::Student);
        if is_pupil && !ended && !class.is_empty() && row.cell(Field::EnrolmentState) != "left" {
            let class = self.classes.number(class, limits.pupils)?;
            self.enrolments.insert((row.pupil, class));
        }
        Ok(())
    }
}

/// The row with its problems kept apart, under a number of its own.
fn alone<'r>(row: &'r Row<'_>, problems: &'r mut Problems) -> Row<'r> {
    Row { record: row.record, columns: row.columns, cells: row.cells, problems, pupil: 0 }
}

fn pupil(row: &mut Row<'_>, key: &str) -> Option<PupilRow> {
    let mut roll = Roll::default();
    let mut read = if roll.read(row, key) { roll.rows.pop()? } else { return None };
    // Somebody may be in several years; the first is the one they are put down for.
    read.pupil.year = values::year_group(row.cell(Field::Year).split([',', ';']).next().unwrap_or_default());
    // What is wrong with a pupil's own number costs nothing.
    let own = read_contact(&mut alone(row, &mut Problems::new(0)));
    read.phones = own.phones.into_iter().map(|phone| phone.number).collect();
    Some(read)
}

/// A contact may be reached whether or not they have an account.
fn contact(row: &mut Row<'_>, key: &str) -> Option<Contact> {
    if row.cell(Field::EnrolmentState) == "left" {
        return None;
    }
    let (forename, forename_column) = row.either(Field::PreferredForename, Field::Forename);
    let (surname, surname_column) = row.either(Field::PreferredSurname, Field::Surname);
    for (name, column) in [(forename, forename_column), (surname, surname_column)] {
        if values::lost_letters(name) {
            row.report(column, ProblemCode::NameLostLetters);
        }
    }
    Some(Contact {
        mis_id: Some(key.to_owned()),
        forename: Personal::new(values::one_line(forename)),
        surname: Personal::new(values::one_line(surname)),
        ..read_contact(row)
    })
}

/// Makes pupils and contacts of the people of all files: each contact is put to the pupils who name them or whom they name.
pub(crate) fn join(files: &mut [File], most_of_a_pupil: usize) {
    let mut groups = groups(files);
    let mut roles: HashMap<Box<str>, BTreeSet<Role>> = HashMap::new();
    for file in files.iter() {
        for (key, role) in &file.people.roles {
            roles.entry(file.keys.text(*key).into()).or_default().insert(*role);
        }
    }
    let mut people: Vec<(usize, Person)> = Vec::new();
    let mut by_id: HashMap<Box<str>, usize> = HashMap::new();
    for (at, file) in files.iter_mut().enumerate() {
        for mut person in std::mem::take(&mut file.people.persons) {
            let id = file.keys.text(person.key);
            person.roles.extend(roles.get(id).into_iter().flatten());
            if let (Some(row), Some(group)) = (&mut person.pupil, groups.remove(id)) {
                row.pupil.registration_group = group;
            }
            by_id.entry(id.into()).or_insert(people.len());
            people.push((at, person));
        }
    }
    let contacts = contacts_by_pupil(&people, &by_id, most_of_a_pupil);
    for (pupil, theirs) in (0..).zip(&contacts) {
        let Some((at, person)) = people.get(pupil) else { continue };
        let Some(file) = files.get_mut(*at) else { continue };
        for place in theirs.iter().take(most_of_a_pupil) {
            let Some((_, other)) = people.get(*place) else { continue };
            if let Some(contact) = other.as_contact() {
                file.contacts.list.push(ContactRows { pupil: person.key, line: other.line, contact });
            }
        }
        if theirs.len() > most_of_a_pupil {
            file.problems.add(person.line, None, ProblemCode::TooManyContacts, Some(person.key));
        }
    }
    // What is wrong with a contact is told once, under the first pupil of theirs.
    let mut pupil_of: HashMap<usize, (usize, u32)> = HashMap::new();
    for (theirs, (at, pupil)) in contacts.iter().zip(&people) {
        for place in theirs {
            pupil_of.entry(*place).or_insert((*at, pupil.key));
        }
    }
    for (place, (at, person)) in people.into_iter().enumerate() {
        let Some(file) = files.get_mut(at) else { continue };
        if let Some((pupil_at, pupil)) = pupil_of.get(&place) {
            for found in &person.as_contact {
                file.problems.add(found.line, found.column, found.code, (*pupil_at == at).then_some(*pupil));
            }
        }
        if person.roles.contains(&Role::Student) {
            for found in &person.as_pupil {
                file.problems.add(found.line, found.column, found.code, found.pupil);
            }
            file.roll.rows.extend(person.pupil);
        }
    }
}

/// The registration group of each pupil who is in one, by the pupil's id.
fn groups(files: &[File]) -> HashMap<Box<str>, String> {
    let names: HashMap<&str, &String> =
        files.iter().flat_map(|file| &file.people.groups).map(|(id, name)| (&**id, name)).collect();
    let mut groups = HashMap::new();
    for file in files {
        for (key, class) in &file.people.enrolments {
            if let Some(name) = names.get(file.people.classes.text(*class)) {
                groups.entry(file.keys.text(*key).into()).or_insert_with(|| (*name).clone());
            }
        }
    }
    groups
}

/// For each of the people: which of the others are their contacts, those whom they name first; one more than are read where there are more.
fn contacts_by_pupil(people: &[(usize, Person)], by_id: &HashMap<Box<str>, usize>, most: usize) -> Vec<Vec<usize>> {
    let mut contacts: Vec<Vec<usize>> = vec![Vec::new(); people.len()];
    for named_by_pupil in [true, false] {
        for (place, (_, person)) in people.iter().enumerate() {
            for other in person.agents.iter().filter_map(|id| by_id.get(id).copied()) {
                let (pupil, contact) = if named_by_pupil { (place, other) } else { (other, place) };
                let (Some((_, of)), Some((_, who))) = (people.get(pupil), people.get(contact)) else { continue };
                let is_contact = who.contact.is_some() && who.roles.iter().any(|role| role.relationship().is_some());
                if pupil != contact
                    && of.is_on_roll()
                    && is_contact
                    && let Some(theirs) = contacts.get_mut(pupil)
                    && theirs.len() <= most
                    && !theirs.contains(&contact)
                {
                    theirs.push(contact);
                }
            }
        }
    }
    contacts
}
