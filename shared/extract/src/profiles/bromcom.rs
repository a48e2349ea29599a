//! Bromcom, the answers of its Partner API as JSON (`{"success", "data": […]}`), and the same views as tables. Values are padded with
//! white space. A student's view has three contacts at most.

use super::names::*;
use crate::field::Field;
use crate::profile::{Column, Profile, Rows, Table, column};

/// Bromcom.
pub(super) static BROMCOM: Profile = Profile { name: "Bromcom", tables: &[STUDENTS, MARKS, MARKS_BY_WEEK] };

const STUDENT_ID: Column = column(Field::MisId, &["StudentId"]);
const TUTOR_GROUP: Column = column(Field::RegistrationGroup, &["TutorGroupName", "TutorGroup"]).meaning(&[("NoTutorGrp", "")]);
const WHICH: &[Field] = &[Field::MisId];

const STUDENTS: Table = Table {
    name: "StudentFlatView",
    rows: Rows::Pupil,
    columns: &[
        STUDENT_ID,
        column(Field::AdmissionNumber, &["AdmissionNumber"]),
        column(Field::Upn, &["Upn"]),
        column(Field::Forename, &["FirstName"]),
        column(Field::PreferredForename, &["PreferredFirstName"]),
        column(Field::Surname, &["LastName"]),
        column(Field::PreferredSurname, &["PreferredLastName"]),
        column(Field::Year, &["YearGroup"]),
        TUTOR_GROUP,
        column(Field::House, &["HouseName", "House"]),
        column(Field::LookedAfter, &["InCareFlag"]),
        column(Field::SenProvision, &["ProvisionName"]),
        column(Field::PupilLanguage, &["FirstLanguage", "HomeLanguage"]),
        column(Field::LeavingDate, &["LeavingDate"]),
        ENROLMENT_STATE,
        column(Field::PupilPhone, &["StudentTelephone", "StudentMobile"]),
        column(Field::ContactName, &["Contact#Name"]),
        column(Field::Phone, &["Contact#Telephone"]),
        column(Field::Email, &["Contact#Email"]),
        column(Field::Relationship, &["Contact#Relationship"]),
        column(Field::ParentalResponsibility, &["Contact#ParentalResponsibility"]),
    ],
    needs: &[WHICH, A_FORENAME, A_SURNAME, &[Field::Upn, Field::AdmissionNumber, Field::Year, Field::RegistrationGroup]],
};

const MARKS: Table = Table {
    name: "BasicAttendance",
    rows: Rows::Mark,
    columns: &[
        STUDENT_ID,
        TUTOR_GROUP,
        column(Field::Date, &["CalendarStartDate"]),
        column(Field::Session, &["PeriodDisplayName"]),
        column(Field::Mark, &["Mark"]),
        column(Field::Comment, &["AttendanceComment"]),
        column(Field::MinutesLate, &["MinutesLate"]),
    ],
    needs: &[WHICH, &[Field::Date], &[Field::Session], &[Field::Mark]],
};

const MARKS_BY_WEEK: Table = Table {
    name: "StudentAttendanceByWeek",
    rows: Rows::Marks,
    columns: &[
        STUDENT_ID,
        TUTOR_GROUP,
        column(Field::WeekOf, &["WeekStartDate", "StartDate", "WeekCommencing", "CalendarStartDate"]),
        MONDAY_AM,
        MONDAY_PM,
        TUESDAY_AM,
        TUESDAY_PM,
        WEDNESDAY_AM,
        WEDNESDAY_PM,
        THURSDAY_AM,
        THURSDAY_PM,
        FRIDAY_AM,
        FRIDAY_PM,
    ],
    needs: &[WHICH, MARKS_BESIDE_EACH_OTHER],
};
