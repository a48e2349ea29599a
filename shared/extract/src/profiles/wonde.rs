//! Wonde, the answers of its API as JSON: `{"data": […], "meta"}` a page, what belongs to a student nested within, dates as objects.

use super::names::*;
use crate::field::Field;
use crate::profile::{Profile, Rows, Table, column};

/// Wonde.
pub(super) static WONDE: Profile = Profile { name: "Wonde", tables: &[STUDENTS, ATTENDANCE] };

const A_STUDENT: &[Field] = &[Field::Upn, Field::AdmissionNumber, Field::Year, Field::RegistrationGroup];

const STUDENTS: Table = Table {
    name: "students",
    rows: Rows::Pupil,
    columns: &[
        column(Field::MisId, &["id"]),
        column(Field::OtherId, &["mis_id"]),
        column(Field::AdmissionNumber, &["education_details.data.admission_number", "admission_number"]),
        column(Field::Upn, &["education_details.data.upn", "upn"]),
        column(Field::Forename, &["legal_forename"]),
        column(Field::PreferredForename, &["forename"]),
        column(Field::Surname, &["legal_surname"]),
        column(Field::PreferredSurname, &["surname"]),
        column(
            Field::Year,
            &["year.data.code", "year.data.name", "education_details.data.current_nc_year", "education_details.data.nc_year"],
        ),
        column(
            Field::RegistrationGroup,
            &["group.data.code", "group.data.name", "registration_group.data.code", "education_details.data.registration_group"],
        ),
        column(Field::House, &["house.data.name", "house.data.code", "education_details.data.house"]),
        column(
            Field::PupilLanguage,
            &[
                "extended_details.data.home_language",
                "extended_details.data.first_language",
                "extended_details.data.native_language",
            ],
        ),
        column(Field::LookedAfter, &["extended_details.data.in_lea_care", "extended_details.data.looked_after"]),
        column(Field::SocialWorker, &["extended_details.data.social_worker", "extended_details.data.child_protection"]),
        column(Field::SenProvision, &["extended_details.data.sen_status", "extended_details.data.sen_provision"]),
        column(
            Field::LeavingDate,
            &["education_details.data.leaving_date.date", "education_details.data.leaving_date", "leaving_date.date"],
        ),
        column(
            Field::PupilPhone,
            &[
                "contact_details.data.phones.mobile",
                "contact_details.data.phones.phone",
                "contact_details.data.phones.primary",
                "contact_details.data.phones.home",
            ],
        ),
        column(Field::ContactId, &["contacts.data.#.id"]),
        column(Field::ContactPriority, &["contacts.data.#.relationship.priority", "contacts.data.#.priority"]),
        column(Field::PrimaryContact, &["contacts.data.#.primary"]),
        column(Field::ContactTitle, &["contacts.data.#.title"]),
        column(Field::ContactForename, &["contacts.data.#.forename", "contacts.data.#.legal_forename"]),
        column(Field::ContactSurname, &["contacts.data.#.surname", "contacts.data.#.legal_surname"]),
        column(Field::Relationship, &["contacts.data.#.relationship.relationship", "contacts.data.#.relationship"]),
        column(
            Field::ParentalResponsibility,
            &["contacts.data.#.relationship.parental_responsibility", "contacts.data.#.parental_responsibility"],
        ),
        column(Field::LivesWithPupil, &["contacts.data.#.relationship.lives_with_pupil", "contacts.data.#.lives_with_pupil"]),
        column(Field::CourtOrder, &["contacts.data.#.relationship.court_order", "contacts.data.#.court_order"]),
        column(Field::DoNotContact, &["contacts.data.#.relationship.do_not_contact", "contacts.data.#.do_not_contact"]),
        column(Field::MobilePhone, &["contacts.data.#.contact_details.data.phones.mobile"]),
        column(
            Field::Phone,
            &["contacts.data.#.contact_details.data.phones.primary", "contacts.data.#.contact_details.data.phones.phone"],
        ),
        column(Field::HomePhone, &["contacts.data.#.contact_details.data.phones.home"]),
        column(Field::WorkPhone, &["contacts.data.#.contact_details.data.phones.work"]),
        column(
            Field::Email,
            &[
                "contacts.data.#.contact_details.data.emails.primary",
                "contacts.data.#.contact_details.data.emails.email",
                "contacts.data.#.contact_details.data.emails.home",
                "contacts.data.#.contact_details.data.emails.work",
            ],
        ),
    ],
    // Contacts and employees have ids and names too; only a student has one of these.
    needs: &[&[Field::MisId], A_FORENAME, A_SURNAME, A_STUDENT],
};

const ATTENDANCE: Table = Table {
    name: "session attendance",
    rows: Rows::Mark,
    columns: &[
        column(Field::MisId, &["student", "student_id", "student.data.id"]),
        column(Field::Date, &["date.date", "date"]),
        SESSION,
        column(Field::Mark, &["attendance_code", "attendance_code.data.code", "code"]),
        column(Field::Comment, &["comment"]),
        column(Field::MinutesLate, &["minutes_late"]),
    ],
    needs: &[&[Field::MisId], &[Field::Date], &[Field::Session], &[Field::Mark]],
};
