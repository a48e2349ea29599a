//! Rows that are pupils on the roll.

use domain::Personal;
use domain::pupil::{MisId, Pupil};
use domain::upn::Upn;

use crate::field::Field;
use crate::problem::ProblemCode;
use crate::row::Row;
use crate::values;

/// A pupil as one row has them.
#[derive(Debug)]
pub(crate) struct PupilRow {
    pub(crate) line: u64,
    pub(crate) pupil: Pupil,
}

/// The pupils of one file. Each has one row; what stands twice is reported.
#[derive(Debug, Default)]
pub(crate) struct Roll {
    pub(crate) rows: Vec<PupilRow>,
    /// By the number that [`crate::keys::Keys`] gave: where the pupil stands in `rows`, one more than the place, 0 for none.
    places: Vec<u32>,
}

impl Roll {
    pub(crate) fn read(&mut self, row: &mut Row<'_>, key: &str) {
        let Some(mis_id) = MisId::new(key) else { return };
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
            preferred_language: String::new(),
            flags: std::collections::BTreeSet::new(),
            leaving: None,
            contacts: Vec::new(),
        };
        let upn = Some(row.cell(Field::Upn)).filter(|upn| !upn.is_empty()).map(Upn::new);
        let pupil = Pupil { upn: upn.clone().filter(Upn::is_well_formed), ..pupil };
        if let Some(known) = self.known(row.pupil) {
            row.report(None, if known.pupil == pupil { ProblemCode::RepeatedRow } else { ProblemCode::PupilsDisagree });
            return;
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
        self.keep(row.pupil, PupilRow { line: row.line(), pupil });
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
