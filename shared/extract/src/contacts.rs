//! Rows that are contacts, or single numbers and addresses of contacts.

use domain::Personal;
use domain::address;
use domain::contact::{Contact, Phone, PhonePlace, Restriction};
use domain::phone::{self, cell};

use crate::field::Field;
use crate::foreign;
use crate::problem::ProblemCode;
use crate::row::Row;
use crate::values::{self, Flag};

/// A contact of one pupil, put together from all its rows.
#[derive(Debug)]
pub(crate) struct ContactRows {
    /// The pupil, by [`crate::keys::Keys`].
    pub(crate) pupil: u32,
    /// The line of the first row.
    pub(crate) line: u64,
    pub(crate) contact: Contact,
}

impl ContactRows {
    /// Whether two contacts of one pupil are the same: by the MIS's id where both have one, else by name, relationship and priority.
    pub(crate) fn is_same(&self, other: &Contact) -> bool {
        let known = &self.contact;
        match (&known.mis_id, &other.mis_id) {
            (Some(known), Some(other)) => known == other,
            _ => {
                known.priority == other.priority
                    && known.surname == other.surname
                    && known.forename == other.forename
                    && known.relationship == other.relationship
            }
        }
    }

    /// Takes in what another row of the same contact says. The stricter of two restrictions stands.
    pub(crate) fn merge(&mut self, other: Contact) {
        let known = &mut self.contact;
        known.restriction = known.restriction.max(other.restriction);
        known.parental_responsibility |= other.parental_responsibility;
        if known.title.is_empty() {
            known.title = other.title;
        }
        if known.preferred_language.is_empty() {
            known.preferred_language = other.preferred_language;
        }
        known.lives_with_pupil = known.lives_with_pupil.or(other.lives_with_pupil);
        for phone in other.phones {
            match known.phones.iter_mut().find(|known| known.number == phone.number) {
                Some(same) if same.place == PhonePlace::Unknown => same.place = phone.place,
                Some(_) => {}
                None => known.phones.push(phone),
            }
        }
        for email in other.emails {
            if !known.emails.contains(&email) {
                known.emails.push(email);
            }
        }
    }
}

/// The contacts of one file.
#[derive(Debug, Default)]
pub(crate) struct Contacts {
    pub(crate) list: Vec<ContactRows>,
    /// By the pupil's number: which of `list` are theirs.
    of_pupil: Vec<Vec<u32>>,
}

impl Contacts {
    /// Reads the contacts that have columns of their own in a row.
    pub(crate) fn read_all(&mut self, row: &mut Row<'_>, most_of_a_pupil: usize) {
        for cells in row.columns.contacts() {
            let mut one = Row { record: row.record, columns: row.columns, cells, problems: row.problems, pupil: row.pupil };
            self.read(&mut one, most_of_a_pupil);
        }
    }

    /// Reads a row as one contact.
    pub(crate) fn read(&mut self, row: &mut Row<'_>, most_of_a_pupil: usize) {
        let contact = read_contact(row);
        let nothing = contact.forename.is_blank() && contact.surname.is_blank() && contact.relationship.is_empty();
        if nothing && contact.phones.is_empty() && contact.emails.is_empty() {
            // A pupil without contacts, as reports join them.
            return;
        }
        let number = row.pupil as usize;
        if self.of_pupil.len() <= number {
            self.of_pupil.resize_with(number + 1, Vec::new);
        }
        let Some(theirs) = self.of_pupil.get_mut(number) else { return };
        for at in theirs.iter() {
            if let Some(known) = self.list.get_mut(*at as usize)
                && known.is_same(&contact)
            {
                known.merge(contact);
                return;
            }
        }
        if theirs.len() >= most_of_a_pupil {
            row.report(None, ProblemCode::TooManyContacts);
            return;
        }
        report_names(row, &contact);
        if let Ok(at) = u32::try_from(self.list.len()) {
            theirs.push(at);
        }
        self.list.push(ContactRows { pupil: row.pupil, line: row.line(), contact });
    }
}

/// Reads the contact that the row's cells are about.
pub(crate) fn read_contact(row: &mut Row<'_>) -> Contact {
    let (whole, surname) = (row.cell(Field::ContactName), row.cell(Field::ContactSurname));
    let forename = row.cell(Field::ContactForename);
    // Beside a contact's whole name, another forename and surname are theirs only where the whole name has them.
    let parted = !(surname.is_empty() && forename.is_empty())
        && (whole.is_empty() || (whole.contains(surname) && whole.contains(forename)));
    let forename = if parted { forename } else { "" };
    let parental_responsibility = stricter(row, Field::ParentalResponsibility, false);
    Contact {
        mis_id: Some(row.cell(Field::ContactId)).filter(|id| !id.is_empty()).map(str::to_owned),
        title: values::one_line(row.cell(Field::ContactTitle)),
        forename: Personal::new(values::one_line(forename)),
        surname: Personal::new(values::one_line(if parted { surname } else { whole })),
        relationship: values::one_line(row.cell(Field::Relationship)),
        priority: read_priority(row),
        parental_responsibility,
        lives_with_pupil: read_lives_with(row),
        preferred_language: values::one_line(row.cell(Field::ContactLanguage)),
        restriction: read_restriction(row),
        phones: read_phones(row),
        emails: read_emails(row),
    }
}

/// A yes-or-no cell; what is neither is reported, and read as `in_doubt`.
fn stricter(row: &mut Row<'_>, field: Field, in_doubt: bool) -> bool {
    match values::flag(row.cell(field)) {
        Flag::Yes => true,
        Flag::No => false,
        Flag::Unclear => {
            row.report_field(field, ProblemCode::FlagNotUnderstood);
            in_doubt
        }
    }
}

/// Who is asked first: as the file says, else the one who is marked so, else the place among the contacts of the row.
fn read_priority(row: &mut Row<'_>) -> Option<u16> {
    let cell = row.cell(Field::ContactPriority);
    let priority = values::priority(cell);
    if priority.is_some() {
        return priority;
    }
    if !cell.is_empty() {
        row.report_field(Field::ContactPriority, ProblemCode::BadPriority);
        return None;
    }
    if stricter(row, Field::PrimaryContact, false) { Some(1) } else { row.cells.number.filter(|number| *number > 0) }
}

fn read_lives_with(row: &mut Row<'_>) -> Option<bool> {
    let known = row.cells.of(Field::LivesWithPupil).is_some() && !row.cell(Field::LivesWithPupil).is_empty();
    // What is neither yes nor no is mostly an address or a name.
    match values::flag(row.cell(Field::LivesWithPupil)) {
        Flag::Yes => Some(true),
        Flag::No => known.then_some(false),
        Flag::Unclear => None,
    }
}

/// Reads who must not be told. In doubt a contact is not told, and the office is asked: the harm of the other way is larger.
fn read_restriction(row: &mut Row<'_>) -> Restriction {
    let mut restriction = Restriction::None;
    for (field, yes_means) in [
        (Field::CourtOrder, Restriction::CourtOrder),
        (Field::DoNotContact, Restriction::DoNotContact),
        (Field::MayContact, Restriction::DoNotContact),
    ] {
        let Some(column) = row.cells.of(field) else { continue };
        // Also a cell that was longer than is read says something: nobody writes that much to say no.
        let cell = row.record.cell(column);
        let found = match (field, values::flag(cell)) {
            (Field::MayContact, Flag::No) if cell.is_empty() => Restriction::None,
            (Field::MayContact, Flag::Yes) => Restriction::None,
            (Field::MayContact, Flag::No) | (_, Flag::Yes) => yes_means,
            (_, Flag::No) => Restriction::None,
            (_, Flag::Unclear) => {
                row.report(Some(column), ProblemCode::FlagNotUnderstood);
                yes_means
            }
        };
        restriction = restriction.max(found);
    }
    // There is no way yet to keep to voice alone, so an objection to messages is kept as one to all.
    if stricter(row, Field::Unsubscribed, true) {
        row.report_field(Field::Unsubscribed, ProblemCode::ContactUnsubscribed);
        restriction = restriction.max(Restriction::DoNotContact);
    }
    restriction.max(read_access_notes(row.cells.cell(row.record, Field::AccessNotes)))
}

/// Free words about access: those that forbid are obeyed, others are not for us.
fn read_access_notes(notes: &str) -> Restriction {
    let plain = notes.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if has(&[
        "court order",
        "injunction",
        "non-molestation",
        "non molestation",
        "prohibited steps",
        "restraining order",
        "barring order",
    ]) {
        Restriction::CourtOrder
    } else if has(&[
        "no contact",
        "do not contact",
        "don't contact",
        "must not contact",
        "must not be contacted",
        "not to be contacted",
        "not to contact",
        "no access",
    ]) {
        Restriction::DoNotContact
    } else {
        Restriction::None
    }
}

fn read_phones(row: &mut Row<'_>) -> Vec<Phone> {
    let mut phones: Vec<Phone> = Vec::new();
    let location = row.cell(Field::PhoneLocation);
    for (column, place) in &row.cells.phones {
        let text = row.at(*column);
        if text.is_empty() || (*place == PhonePlace::Unknown && values::is_fax(location)) {
            continue;
        }
        let place = if *place == PhonePlace::Unknown { values::place(location) } else { *place };
        let read = cell::read(text, &foreign::number);
        for refusal in read.refusals {
            row.report(
                Some(*column),
                if refusal == phone::Refusal::DoNotUse { ProblemCode::PhoneNotToBeUsed } else { ProblemCode::BadPhone(refusal) },
            );
        }
        for found in read.numbers {
            if !phones.iter().any(|known| known.number == found.number) {
                phones.push(Phone { number: found.number, place, note: found.note, is_pupils: false });
            }
        }
    }
    phones
}

fn read_emails(row: &mut Row<'_>) -> Vec<address::EmailAddress> {
    let mut emails = Vec::new();
    for column in &row.cells.emails {
        let text = row.at(*column);
        if text.is_empty() {
            continue;
        }
        let read = address::read_cell(text);
        for refusal in read.refusals {
            row.report(
                Some(*column),
                if refusal == address::Refusal::DoNotUse {
                    ProblemCode::EmailNotToBeUsed
                } else {
                    ProblemCode::BadEmail(refusal)
                },
            );
        }
        for email in read.addresses {
            if !emails.contains(&email) {
                emails.push(email);
            }
        }
    }
    emails
}

fn report_names(row: &mut Row<'_>, contact: &Contact) {
    let whole =
        row.cell(Field::ContactSurname).is_empty() || (contact.forename.is_blank() && !row.cell(Field::ContactName).is_empty());
    let surname = if whole { Field::ContactName } else { Field::ContactSurname };
    for (name, field) in [(&contact.forename, Field::ContactForename), (&contact.surname, surname)] {
        if values::lost_letters(name.expose()) {
            row.report_field(field, ProblemCode::NameLostLetters);
        }
    }
}
