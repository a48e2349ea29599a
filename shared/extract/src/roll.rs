//! Rows that are pupils on the roll.

use std::collections::BTreeSet;

use domain::Personal;
use domain::phone::{PhoneNumber, cell};
use domain::pupil::{Flag, MisId, Pupil};
use domain::upn::Upn;
use jiff::civil::Date;

use crate::field::Field;
use crate::foreign;
use crate::problem::ProblemCode;
use crate::row::Row;
use crate::values;

/// A leaving date from this year on is a MIS's way to say that there is none.
const NO_LEAVING_DATE: i16 = 2070;

/// A pupil as one row has them.
#[derive(Debug)]
pub(crate) struct PupilRow {
    pub(crate) line: u64,
    pub(crate) pupil: Pupil,
    /// Another id by which the MIS's other tables know the pupil.
    pub(crate) other_id: Option<Box<str>>,
    /// The pupil's own numbers, for a warning where a contact has one of them.
    pub(crate) phones: Vec<PhoneNumber>,
}

/// The pupils of one file. Each has one row; what stands twice is reported.
#[derive(Debug, Default)]
pub(crate) struct Roll {
    pub(crate) rows: Vec<PupilRow>,
    /// By the number that [`crate::keys::Keys`] gave: where the pupil stands in `rows`, one more than the place, 0 for none.
    places: Vec<u32>,
}

impl Roll {
    /// Reads a pupil's row; says whether the pupil is on the roll.
    pub(crate) fn read(&mut self, row: &mut Row<'_>, key: &str) -> bool {
        let Some(mis_id) = MisId::new(key) else { return false };
        if matches!(row.cell(Field::EnrolmentState), "left" | "to_come") {
            row.report_field(Field::EnrolmentState, ProblemCode::PupilNotOnRoll);
            return false;
        }
        let (forename, forename_column) = row.either(Field::PreferredForename, Field::Forename);
        let (surname, surname_column) = row.either(Field::PreferredSurname, Field::Surname);
        let pupil = Pupil {
            admission_number: Some(row.cell(Field::AdmissionNumber))
                .filter(|number| !number.is_empty() && *number != key)
                .map(str::to_owned),
            mis_id,
            upn: None,
            forename: Personal::new(values::one_line(forename)),
            surname: Personal::new(values::one_line(surname)),
            year: values::year_group(row.cell(Field::Year)),
            registration_group: values::one_line(row.cell(Field::RegistrationGroup)),
            house: values::one_line(row.cell(Field::House)),
            preferred_language: values::one_line(row.cell(Field::PupilLanguage)),
            flags: read_flags(row),
            leaving: read_leaving(row),
            contacts: Vec::new(),
        };
        let upn = Some(row.cell(Field::Upn)).filter(|upn| !upn.is_empty()).map(Upn::new);
        let pupil = Pupil { upn: upn.clone().filter(Upn::is_well_formed), ..pupil };
        if let Some(known) = self.known(row.pupil) {
            if known.pupil != pupil {
                row.report(None, ProblemCode::PupilsDisagree);
            } else if row.columns.contacts().next().is_none() {
                row.report(None, ProblemCode::RepeatedRow);
            }
            return true;
        }
        for (name, column) in [(&pupil.forename, forename_column), (&pupil.surname, surname_column)] {
            if name.is_blank() {
                row.report(column, ProblemCode::MissingName);
            } else if values::lost_letters(name.expose()) {
                row.report(column, ProblemCode::NameLostLetters);
            }
        }
        match &upn {
            Some(upn) if !upn.is_well_formed() => row.report_field(Field::Upn, ProblemCode::BadUpn),
            Some(upn) if !upn.check_letter_is_right() => row.report_field(Field::Upn, ProblemCode::BadUpnCheckLetter),
            _ => {}
        }
        let other_id = row.cell(Field::OtherId);
        self.keep(
            row.pupil,
            PupilRow {
                line: row.line(),
                pupil,
                other_id: (!other_id.is_empty() && other_id != key).then(|| other_id.into()),
                phones: read_own_phones(row),
            },
        );
        true
    }

    fn known(&self, number: u32) -> Option<&PupilRow> {
        let place = self.places.get(number as usize)?.checked_sub(1)?;
        self.rows.get(place as usize)
    }

    fn keep(&mut self, number: u32, row: PupilRow) {
        let number = number as usize;
        if self.places.len() <= number {
            self.places.resize(number + 1, 0);
        }
        self.rows.push(row);
        if let (Some(place), Ok(at)) = (self.places.get_mut(number), u32::try_from(self.rows.len())) {
            *place = at;
        }
    }
}

/// What makes an absence more urgent. A cell that is neither yes nor no says something: it is reported, and counts.
fn read_flags(row: &mut Row<'_>) -> BTreeSet<Flag> {
    let mut flags = BTreeSet::new();
    for (field, flag) in
        [(Field::LookedAfter, Flag::LookedAfter), (Field::SocialWorker, Flag::SocialWorker), (Field::Ehcp, Flag::Ehcp)]
    {
        match values::flag(row.cell(field)) {
            values::Flag::No => continue,
            values::Flag::Yes => {}
            values::Flag::Unclear => row.report_field(field, ProblemCode::FlagNotUnderstood),
        }
        flags.insert(flag);
    }
    let provision = row.cell(Field::SenProvision).to_lowercase();
    if provision == "e" || ["ehc", "education, health", "education health", "e -"].iter().any(|plan| provision.contains(plan)) {
        flags.insert(Flag::Ehcp);
    }
    flags
}

fn read_leaving(row: &mut Row<'_>) -> Option<Date> {
    let cell = row.cell(Field::LeavingDate);
    let day = values::day(cell);
    if day.is_none() && !cell.is_empty() {
        row.report_field(Field::LeavingDate, ProblemCode::BadLeavingDate);
    }
    day.filter(|day| day.year() < NO_LEAVING_DATE)
}

fn read_own_phones(row: &Row<'_>) -> Vec<PhoneNumber> {
    let cells = row.cells.pupil_phones.iter().map(|column| row.at(*column)).filter(|cell| !cell.is_empty());
    cells.flat_map(|cell| cell::read(cell, &foreign::number).numbers).map(|found| found.number).collect()
}
