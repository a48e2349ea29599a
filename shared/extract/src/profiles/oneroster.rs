//! OneRoster 1.1 and 1.2, a folder of CSV. Students, guardians and staff stand in one file and name each other by id; version 1.2 says
//! who is what in a file of its own. It has no attendance: marks come in another report.

use crate::field::Field;
use crate::profile::{Column, Profile, Rows, Table, column};

/// OneRoster.
pub(super) static ONEROSTER: Profile = Profile {
    name: "OneRoster",
    tables: &[
        USERS,
        ROLES,
        CLASSES,
        ENROLLMENTS,
        ORGS,
        ACADEMIC_SESSIONS,
        COURSES,
        DEMOGRAPHICS,
        USER_PROFILES,
        GRADES_AND_RESOURCES,
        MANIFEST,
    ],
};

const ID: Column = column(Field::MisId, &["sourcedId"]);
const USER: Column = column(Field::MisId, &["userSourcedId"]);
const ROLE: Column = column(Field::Role, &["role"]);
/// A record that is to be deleted is no longer true; one without a status is, as folders with everything leave it blank.
const STATUS: Column =
    column(Field::EnrolmentState, &["status"]).meaning(&[("active", "on_roll"), ("tobedeleted", "left"), ("inactive", "left")]);
const WHO: &[Field] = &[Field::MisId];

const USERS: Table = Table {
    name: "users",
    rows: Rows::User,
    columns: &[
        ID,
        STATUS,
        ROLE,
        column(Field::AdmissionNumber, &["identifier"]),
        column(Field::Forename, &["givenName"]),
        column(Field::PreferredForename, &["preferredGivenName", "preferredFirstName"]),
        column(Field::Surname, &["familyName"]),
        column(Field::PreferredSurname, &["preferredFamilyName", "preferredLastName"]),
        column(Field::Year, &["grades", "grade"]),
        column(Field::MobilePhone, &["sms"]),
        column(Field::Phone, &["phone"]),
        column(Field::Email, &["email"]),
        column(Field::Agents, &["agentSourcedIds", "agents"]),
        column(Field::AccountEnabled, &["enabledUser"]),
    ],
    needs: &[WHO, &[Field::Forename], &[Field::Surname], &[Field::Role, Field::Agents, Field::AccountEnabled]],
};

const ROLES: Table = Table {
    name: "roles",
    rows: Rows::Role,
    columns: &[USER, STATUS, ROLE, column(Field::Unread, &["roleType", "userProfileSourcedId"])],
    needs: &[WHO, &[Field::Role], &[Field::Unread]],
};

const CLASSES: Table = Table {
    name: "classes",
    rows: Rows::Class,
    columns: &[
        column(Field::ClassId, &["sourcedId"]),
        STATUS,
        column(Field::RegistrationGroup, &["title"]),
        column(Field::ClassType, &["classType"]),
    ],
    needs: &[&[Field::ClassId], &[Field::RegistrationGroup], &[Field::ClassType]],
};

const ENROLLMENTS: Table = Table {
    name: "enrollments",
    rows: Rows::Enrolment,
    columns: &[USER, column(Field::ClassId, &["classSourcedId"]), STATUS, ROLE, column(Field::LeavingDate, &["endDate"])],
    needs: &[WHO, &[Field::ClassId], &[Field::Role]],
};

const UNREAD: &[&[Field]] = &[WHO, &[Field::Unread]];

const ORGS: Table = Table {
    name: "orgs",
    rows: Rows::Nothing,
    columns: &[ID, STATUS, column(Field::Unread, &["parentSourcedId", "name"])],
    needs: UNREAD,
};

const ACADEMIC_SESSIONS: Table = Table {
    name: "academicSessions",
    rows: Rows::Nothing,
    columns: &[ID, STATUS, column(Field::Unread, &["schoolYear", "parentSourcedId", "startDate", "endDate"])],
    needs: UNREAD,
};

const COURSES: Table = Table {
    name: "courses",
    rows: Rows::Nothing,
    columns: &[ID, STATUS, column(Field::Unread, &["courseCode", "schoolYearSourcedId", "schoolYearId"])],
    needs: UNREAD,
};

const DEMOGRAPHICS: Table = Table {
    name: "demographics",
    rows: Rows::Nothing,
    columns: &[ID, STATUS, column(Field::Unread, &["birthDate", "birthdate", "sex", "countryOfBirthCode", "cityOfBirth"])],
    needs: UNREAD,
};

const USER_PROFILES: Table = Table {
    name: "userProfiles",
    rows: Rows::Nothing,
    columns: &[ID, STATUS, column(Field::Unread, &["profileType", "credentialType", "vendorId", "applicationId"])],
    needs: UNREAD,
};

const GRADES_AND_RESOURCES: Table = Table {
    name: "grades and resources",
    rows: Rows::Nothing,
    columns: &[
        ID,
        STATUS,
        column(
            Field::Unread,
            &[
                "lineItemSourcedId",
                "categorySourcedId",
                "assignDate",
                "weight",
                "scoreStatus",
                "scoreScaleValue",
                "resultSourcedId",
                "learningObjectiveId",
                "vendorResourceId",
                "resourceSourcedId",
            ],
        ),
    ],
    needs: UNREAD,
};

const MANIFEST: Table = Table {
    name: "manifest",
    rows: Rows::Nothing,
    columns: &[column(Field::Unread, &["propertyName"]), column(Field::Event, &["value"])],
    needs: &[&[Field::Unread], &[Field::Event]],
};
