//! SIMS .net, reports of its `CommandReporter` as CSV (Windows-1252).
//!
//! There is no standard file: each report's author names the columns. The first name of each list is the one that our own report
//! definition uses, the others have been seen in reports or are what the field is called on SIMS's own pages.

use crate::field::Field;
use crate::profile::{Column, Profile, Rows, Table, column};

/// SIMS .net.
pub(super) static SIMS: Profile = Profile { name: "SIMS", tables: &[PUPILS, CONTACTS, MARKS, CALENDAR] };

const ADMISSION_NUMBER: Column = column(
    Field::AdmissionNumber,
    &["Adno", "Admission Number", "Adm No", "Admission No", "Adm Number", "Admission", "Pupil Adno", "Student Adno"],
);
const UPN: Column = column(Field::Upn, &["UPN", "Unique Pupil Number", "Pupil UPN", "Student UPN"]);
const REGISTRATION_GROUP: Column = column(
    Field::RegistrationGroup,
    &["Reg", "Reg Group", "Registration Group", "Registration", "Tutor Group", "Form", "Registration Form", "Class", "Tutor"],
);
const YEAR: Column = column(Field::Year, &["Year", "Year Group", "NC Year", "Year taught in", "National Curriculum Year", "Yr"]);
const WHICH_PUPIL: &[Field] = &[Field::AdmissionNumber, Field::Upn];

const PUPILS: Table = Table {
    name: "pupils",
    rows: Rows::Pupil,
    columns: &[
        ADMISSION_NUMBER,
        UPN,
        column(
            Field::Forename,
            &["Legal Forename", "Forename", "First Name", "Legal First Name", "Given Name", "Pupil Forename", "Student Forename"],
        ),
        column(
            Field::PreferredForename,
            &["Preferred Forename", "Chosen Name", "Chosen Forename", "Known As", "Preferred Name", "Preferred First Name"],
        ),
        column(
            Field::Surname,
            &["Legal Surname", "Surname", "Last Name", "Legal Last Name", "Family Name", "Pupil Surname", "Student Surname"],
        ),
        column(Field::PreferredSurname, &["Preferred Surname", "Preferred Last Name", "Chosen Surname"]),
        YEAR,
        REGISTRATION_GROUP,
        column(Field::House, &["House", "House Group"]),
    ],
    needs: &[
        WHICH_PUPIL,
        &[Field::Forename, Field::PreferredForename],
        &[Field::Surname, Field::PreferredSurname],
        &[Field::RegistrationGroup, Field::Year],
    ],
};

const CONTACTS: Table = Table {
    name: "contacts",
    rows: Rows::Contact,
    columns: &[
        ADMISSION_NUMBER,
        UPN,
        column(Field::ContactId, &["Contact ID", "Contact Person ID", "Contact Ref"]),
        column(
            Field::ContactPriority,
            &["Contact Priority", "Priority", "Contact Order", "Order", "Priority Number", "Priority No"],
        ),
        column(Field::ContactTitle, &["Title", "Contact Title", "Salutation Title"]),
        column(Field::ContactForename, &["Forename", "Contact Forename", "Contact First Name", "First Name"]),
        column(Field::ContactSurname, &["Surname", "Contact Surname", "Contact Last Name", "Last Name"]),
        column(Field::ContactName, &["Contact Name", "Contact", "Contact Full Name", "Full Name", "Name"]),
        column(
            Field::Relationship,
            &["Relationship", "Contact Relationship", "Relationship to Pupil", "Relationship to Student", "Relation"],
        ),
        column(
            Field::ParentalResponsibility,
            &["Parental Responsibility", "Parental Resp", "PR", "Has Parental Responsibility", "Responsibility"],
        ),
        column(Field::CourtOrder, &["Court Order", "Court Orders", "Has Court Order", "Court Order in place", "Injunction"]),
        column(
            Field::DoNotContact,
            &[
                "Do Not Contact",
                "Must Not Contact",
                "Must Not Be Contacted",
                "Not To Be Contacted",
                "No Contact",
                "Do Not Contact Flag",
                "Contact Restricted",
            ],
        ),
        column(
            Field::MayContact,
            &["May Be Contacted", "May Contact", "Can Be Contacted", "Contactable", "OK To Contact", "Allow Contact"],
        ),
        column(
            Field::Phone,
            &[
                "Telephone",
                "Phone",
                "Telephone Number",
                "Phone Number",
                "Contact Telephone",
                "Contact Phone",
                "Main Telephone",
                "Tel",
                "Tel No",
                "Telephone 1",
                "Telephone 2",
                "Telephone 3",
            ],
        ),
        column(
            Field::PhoneLocation,
            &["Telephone Location", "Location", "Phone Location", "Telephone Type", "Phone Type", "Device"],
        ),
        column(
            Field::MobilePhone,
            &["Mobile", "Mobile Number", "Mobile Phone", "Mobile Telephone", "Contact Mobile", "Mobile No", "SMS"],
        ),
        column(Field::HomePhone, &["Home", "Home Telephone", "Home Phone", "Contact Home Telephone", "Home Number", "Home Tel"]),
        column(
            Field::WorkPhone,
            &["Work", "Work Telephone", "Work Phone", "Contact Work Telephone", "Work Number", "Day Telephone", "Work Tel"],
        ),
        column(
            Field::Email,
            &[
                "Email",
                "E-mail",
                "Email Address",
                "Contact Email",
                "Home Email",
                "Work Email",
                "Main Email",
                "Email 1",
                "Email 2",
            ],
        ),
    ],
    needs: &[
        WHICH_PUPIL,
        &[Field::ContactPriority, Field::Relationship, Field::ContactName],
        &[Field::Phone, Field::MobilePhone, Field::HomePhone, Field::WorkPhone, Field::Email],
    ],
};

const MARKS: Table = Table {
    name: "attendance",
    rows: Rows::Mark,
    columns: &[
        ADMISSION_NUMBER,
        UPN,
        REGISTRATION_GROUP,
        column(Field::Date, &["Date", "Attendance Date", "Mark Date", "Session Date", "Start Date"]),
        column(Field::Session, &["Session", "Session Name", "AM/PM", "AMPM", "Session Type", "Period"]),
        column(Field::Mark, &["Mark", "Attendance Mark", "Code", "Attendance Code", "Session Mark", "Mark Code"]),
        column(Field::Comment, &["Comments", "Comment", "Note", "Notes", "Mark Comment"]),
        column(Field::MinutesLate, &["Minutes Late", "Minutes", "Late Minutes", "Mins Late"]),
    ],
    needs: &[WHICH_PUPIL, &[Field::Date], &[Field::Session], &[Field::Mark]],
};

const CALENDAR: Table = Table {
    name: "calendar",
    rows: Rows::Day,
    columns: &[
        column(Field::Date, &["Date", "Day", "Calendar Date"]),
        column(Field::InSession, &["In Session", "School Day", "Is School Day", "School Open", "Open"]),
        column(Field::Event, &["Event", "Description", "Reason", "Notes"]),
    ],
    needs: &[&[Field::Date], &[Field::InSession]],
};
