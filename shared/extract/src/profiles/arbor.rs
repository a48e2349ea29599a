//! Arbor, reports as CSV (UTF-8 with a byte order mark, ISO dates). Its report builder lets the school name the columns; these are the
//! names of its own fields.

use super::names::*;
use crate::field::Field;
use crate::profile::{Column, Profile, Rows, Table, column};

/// Arbor.
pub(super) static ARBOR: Profile = Profile { name: "Arbor", tables: &[STUDENTS, GUARDIANS, ROLL_CALL] };

const STUDENT_ID: Column = column(Field::MisId, &["Arbor Student ID", "Student Arbor ID", "Arbor ID"]);
const WHICH: &[Field] = &[Field::MisId];

const STUDENTS: Table = Table {
    name: "students",
    rows: Rows::Pupil,
    columns: &[
        STUDENT_ID,
        ADMISSION_NUMBER,
        UPN,
        FORENAME,
        PREFERRED_FORENAME,
        SURNAME,
        PREFERRED_SURNAME,
        YEAR,
        REGISTRATION_GROUP,
        HOUSE,
        PUPIL_LANGUAGE,
        LOOKED_AFTER,
        SOCIAL_WORKER,
        EHCP,
        SEN_PROVISION,
        LEAVING_DATE,
        ENROLMENT_STATE,
        PUPIL_PHONE,
    ],
    needs: &[WHICH, A_FORENAME, A_SURNAME, A_GROUP],
};

const GUARDIANS: Table = Table {
    name: "guardians",
    rows: Rows::Contact,
    columns: &[
        STUDENT_ID,
        UPN,
        column(Field::ContactId, &["Arbor Guardian ID", "Guardian Arbor ID", "Guardian ID"]),
        column(Field::ContactName, &["Guardian", "Guardian Name", "Guardian Full Name"]),
        column(Field::ContactForename, &["Guardian First Name", "Guardian Forename"]),
        column(Field::ContactSurname, &["Guardian Last Name", "Guardian Surname"]),
        column(Field::ContactTitle, &["Guardian Title", "Title"]),
        RELATIONSHIP,
        PRIMARY_CONTACT,
        column(Field::ParentalResponsibility, &["Legal guardian", "Is Legal Guardian", "Parental Responsibility"]),
        column(Field::ContactPriority, &["Emergency contact priority", "Contact Priority", "Priority"]),
        LIVES_WITH_PUPIL,
        CONTACT_LANGUAGE,
        COURT_ORDER,
        DO_NOT_CONTACT,
        UNSUBSCRIBED,
        ACCESS_NOTES,
        PHONE,
        MOBILE_PHONE,
        HOME_PHONE,
        WORK_PHONE,
        EMAIL,
    ],
    needs: &[WHICH, &[Field::ContactName, Field::ContactSurname], A_WAY],
};

const ROLL_CALL: Table = Table {
    name: "roll call",
    rows: Rows::Mark,
    columns: &[STUDENT_ID, UPN, REGISTRATION_GROUP, DATE, SESSION, MARK, COMMENT, MINUTES_LATE],
    needs: &[WHICH, &[Field::Date], &[Field::Session], &[Field::Mark]],
};
