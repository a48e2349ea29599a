//! Names of columns that several MIS and report authors use. The first of each list is the one of our own report definitions, the
//! others have been seen in reports or are what the field is called on the MIS's own pages.

use crate::field::Field;
use crate::profile::{Column, column};

pub(super) const ADMISSION_NUMBER: Column = column(
    Field::AdmissionNumber,
    &["Adno", "Admission Number", "Adm No", "Admission No", "Adm Number", "Admission", "Pupil Adno", "Student Adno"],
);
pub(super) const UPN: Column = column(Field::Upn, &["UPN", "Unique Pupil Number", "Pupil UPN", "Student UPN"]);
pub(super) const REGISTRATION_GROUP: Column = column(
    Field::RegistrationGroup,
    &[
        "Reg",
        "Reg Group",
        "Registration Group",
        "Registration",
        "Tutor Group",
        "Form",
        "Registration Form",
        "Tutor Group Name",
        "Class",
        "Tutor",
    ],
);
pub(super) const YEAR: Column =
    column(Field::Year, &["Year", "Year Group", "NC Year", "Year taught in", "National Curriculum Year", "Yr"]);
pub(super) const FORENAME: Column = column(
    Field::Forename,
    &[
        "Legal Forename",
        "Forename",
        "First Name",
        "Legal First Name",
        "Given Name",
        "Pupil Forename",
        "Student Forename",
        "Student First Name",
    ],
);
pub(super) const PREFERRED_FORENAME: Column = column(
    Field::PreferredForename,
    &["Preferred Forename", "Chosen Name", "Chosen Forename", "Known As", "Preferred Name", "Preferred First Name"],
);
pub(super) const SURNAME: Column = column(
    Field::Surname,
    &[
        "Legal Surname",
        "Surname",
        "Last Name",
        "Legal Last Name",
        "Family Name",
        "Pupil Surname",
        "Student Surname",
        "Student Last Name",
    ],
);
pub(super) const PREFERRED_SURNAME: Column =
    column(Field::PreferredSurname, &["Preferred Surname", "Preferred Last Name", "Chosen Surname"]);
pub(super) const HOUSE: Column = column(Field::House, &["House", "House Group", "House Name"]);
pub(super) const PUPIL_LANGUAGE: Column = column(
    Field::PupilLanguage,
    &["Home Language", "First Language", "Preferred Language", "Language", "Native Language", "Correspondence Language"],
);
pub(super) const LOOKED_AFTER: Column =
    column(Field::LookedAfter, &["Looked After", "In Care", "LAC", "CLA", "In Care Flag", "Child Looked After", "In LEA Care"]);
pub(super) const SOCIAL_WORKER: Column =
    column(Field::SocialWorker, &["Social Worker", "Has Social Worker", "Child In Need", "CIN", "Child Protection", "CP"]);
pub(super) const EHCP: Column = column(Field::Ehcp, &["EHCP", "EHC Plan", "Has EHCP", "EHCP Flag"]);
pub(super) const SEN_PROVISION: Column = column(
    Field::SenProvision,
    &["SEN Status", "SEN Provision", "Provision Name", "SEN", "SEND Status", "SEN Need Type", "SEN Code"],
);
pub(super) const LEAVING_DATE: Column =
    column(Field::LeavingDate, &["Leaving Date", "Date of Leaving", "DOL", "End Date", "Leave Date", "Date Left"]);
pub(super) const ENROLMENT_STATE: Column =
    column(Field::EnrolmentState, &["Enrolment State", "Enrolment State Name", "On Roll", "On Roll Status", "Roll Status"])
        .meaning(STATES);
pub(super) const PUPIL_PHONE: Column = column(
    Field::PupilPhone,
    &["Pupil Mobile", "Student Mobile", "Pupil Telephone", "Student Telephone", "Pupil Phone", "Student Phone", "Own Mobile"],
);

/// Words for whether a pupil is on the roll, as the reader of pupils knows them.
const STATES: &[(&str, &str)] = &[
    ("Current", "on_roll"),
    ("On Roll", "on_roll"),
    ("OnRoll", "on_roll"),
    ("Enrolled", "on_roll"),
    ("Active", "on_roll"),
    ("Subsidiary", "on_roll"),
    ("Single Registration", "on_roll"),
    ("Main", "on_roll"),
    ("Yes", "on_roll"),
    ("Y", "on_roll"),
    ("True", "on_roll"),
    ("Leaver", "left"),
    ("Left", "left"),
    ("Former", "left"),
    ("No", "left"),
    ("N", "left"),
    ("False", "left"),
    ("Pre-admission", "to_come"),
    ("PreAdmission", "to_come"),
    ("Applicant", "to_come"),
    ("Future", "to_come"),
    ("Guest", "to_come"),
];

/// Which pupil, by a number of the school or of the state.
pub(super) const WHICH_PUPIL: &[Field] = &[Field::AdmissionNumber, Field::Upn];
/// Which pupil, the MIS's own id included.
pub(super) const WHICH_STUDENT: &[Field] = &[Field::MisId, Field::AdmissionNumber, Field::Upn];
/// A way to a contact.
pub(super) const A_WAY: &[Field] = &[Field::Phone, Field::MobilePhone, Field::HomePhone, Field::WorkPhone, Field::Email];
/// What makes a table one of pupils.
pub(super) const A_FORENAME: &[Field] = &[Field::Forename, Field::PreferredForename];
pub(super) const A_SURNAME: &[Field] = &[Field::Surname, Field::PreferredSurname];
pub(super) const A_GROUP: &[Field] = &[Field::RegistrationGroup, Field::Year];

pub(super) const CONTACT_ID: Column = column(Field::ContactId, &["Contact ID", "Contact Person ID", "Contact Ref"]);
pub(super) const CONTACT_PRIORITY: Column = column(
    Field::ContactPriority,
    &["Contact Priority", "Priority", "Contact Order", "Order", "Priority Number", "Priority No", "Emergency Contact Priority"],
);
pub(super) const PRIMARY_CONTACT: Column =
    column(Field::PrimaryContact, &["Primary Contact", "Primary Guardian", "Main Contact", "Is Primary", "Primary"]);
pub(super) const CONTACT_TITLE: Column = column(Field::ContactTitle, &["Contact Title", "Title", "Salutation Title"]);
pub(super) const CONTACT_FORENAME: Column =
    column(Field::ContactForename, &["Contact Forename", "Contact First Name", "Forename", "First Name"]);
pub(super) const CONTACT_SURNAME: Column =
    column(Field::ContactSurname, &["Contact Surname", "Contact Last Name", "Surname", "Last Name"]);
pub(super) const CONTACT_NAME: Column = column(
    Field::ContactName,
    &["Contact Name", "Contact", "Contact Full Name", "Full Name", "Name", "Guardian", "Guardian Name"],
);
pub(super) const RELATIONSHIP: Column = column(
    Field::Relationship,
    &[
        "Relationship",
        "Contact Relationship",
        "Relationship to Pupil",
        "Relationship to Student",
        "Relation",
        "Guardian Relationship",
    ],
);
pub(super) const PARENTAL_RESPONSIBILITY: Column = column(
    Field::ParentalResponsibility,
    &["Parental Responsibility", "Parental Resp", "PR", "Has Parental Responsibility", "Responsibility", "Legal Guardian"],
);
pub(super) const LIVES_WITH_PUPIL: Column = column(
    Field::LivesWithPupil,
    &["Lives With Pupil", "Lives With", "Lives With Student", "Same Address", "Same Address As Pupil", "Resides With Pupil"],
);
pub(super) const CONTACT_LANGUAGE: Column =
    column(Field::ContactLanguage, &["Contact Language", "Preferred Language", "Language", "Home Language", "First Language"]);
pub(super) const COURT_ORDER: Column =
    column(Field::CourtOrder, &["Court Order", "Court Orders", "Has Court Order", "Court Order in place", "Injunction"]);
pub(super) const DO_NOT_CONTACT: Column = column(
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
);
pub(super) const MAY_CONTACT: Column = column(
    Field::MayContact,
    &["May Be Contacted", "May Contact", "Can Be Contacted", "Contactable", "OK To Contact", "Allow Contact"],
);
pub(super) const UNSUBSCRIBED: Column = column(
    Field::Unsubscribed,
    &["Unsubscribed from comms", "Unsubscribed", "Unsubscribed from communications", "Opted Out", "Comms Opt Out"],
);
pub(super) const ACCESS_NOTES: Column =
    column(Field::AccessNotes, &["Access Notes", "Contact Notes", "Court Order Notes", "Custody Notes"]);
pub(super) const PHONE: Column = column(
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
);
pub(super) const PHONE_LOCATION: Column =
    column(Field::PhoneLocation, &["Telephone Location", "Location", "Phone Location", "Telephone Type", "Phone Type", "Device"]);
pub(super) const MOBILE_PHONE: Column = column(
    Field::MobilePhone,
    &["Mobile", "Mobile Number", "Mobile Phone", "Mobile Telephone", "Contact Mobile", "Mobile No", "SMS"],
);
pub(super) const HOME_PHONE: Column =
    column(Field::HomePhone, &["Home", "Home Telephone", "Home Phone", "Contact Home Telephone", "Home Number", "Home Tel"]);
pub(super) const WORK_PHONE: Column = column(
    Field::WorkPhone,
    &["Work", "Work Telephone", "Work Phone", "Contact Work Telephone", "Work Number", "Day Telephone", "Work Tel"],
);
pub(super) const EMAIL: Column = column(
    Field::Email,
    &["Email", "E-mail", "Email Address", "Contact Email", "Home Email", "Work Email", "Main Email", "Email 1", "Email 2"],
);

pub(super) const DATE: Column =
    column(Field::Date, &["Date", "Attendance Date", "Mark Date", "Session Date", "Start Date", "Calendar Start Date"]);
pub(super) const SESSION: Column =
    column(Field::Session, &["Session", "Session Name", "AM/PM", "AMPM", "Session Type", "Roll call", "Period"]);
pub(super) const MARK: Column =
    column(Field::Mark, &["Mark", "Attendance Mark", "Code", "Attendance Code", "Session Mark", "Mark Code"]);
pub(super) const COMMENT: Column =
    column(Field::Comment, &["Comments", "Comment", "Note", "Notes", "Mark Comment", "Attendance Comment"]);
pub(super) const MINUTES_LATE: Column = column(Field::MinutesLate, &["Minutes Late", "Minutes", "Late Minutes", "Mins Late"]);
pub(super) const WEEK_OF: Column =
    column(Field::WeekOf, &["Week Commencing", "Week Beginning", "Week Start", "W/C", "Week", "Start Date", "Week Starting"]);

pub(super) const DAY: Column = column(Field::Date, &["Date", "Day", "Calendar Date"]);
pub(super) const IN_SESSION: Column =
    column(Field::InSession, &["In Session", "School Day", "Is School Day", "School Open", "Open"]);
pub(super) const EVENT: Column = column(Field::Event, &["Event", "Description", "Reason", "Notes"]);

pub(super) const MONDAY_AM: Column = column(Field::MondayAm, &["Mon AM", "Monday AM"]);
pub(super) const MONDAY_PM: Column = column(Field::MondayPm, &["Mon PM", "Monday PM"]);
pub(super) const TUESDAY_AM: Column = column(Field::TuesdayAm, &["Tue AM", "Tuesday AM", "Tues AM"]);
pub(super) const TUESDAY_PM: Column = column(Field::TuesdayPm, &["Tue PM", "Tuesday PM", "Tues PM"]);
pub(super) const WEDNESDAY_AM: Column = column(Field::WednesdayAm, &["Wed AM", "Wednesday AM", "Weds AM"]);
pub(super) const WEDNESDAY_PM: Column = column(Field::WednesdayPm, &["Wed PM", "Wednesday PM", "Weds PM"]);
pub(super) const THURSDAY_AM: Column = column(Field::ThursdayAm, &["Thu AM", "Thursday AM", "Thur AM", "Thurs AM"]);
pub(super) const THURSDAY_PM: Column = column(Field::ThursdayPm, &["Thu PM", "Thursday PM", "Thur PM", "Thurs PM"]);
pub(super) const FRIDAY_AM: Column = column(Field::FridayAm, &["Fri AM", "Friday AM"]);
pub(super) const FRIDAY_PM: Column = column(Field::FridayPm, &["Fri PM", "Friday PM"]);

/// A mark in each column: those of a week, or of the days that the columns are named after.
pub(super) const MARKS_BESIDE_EACH_OTHER: &[Field] = &[
    Field::Mark,
    Field::MondayAm,
    Field::MondayPm,
    Field::TuesdayAm,
    Field::TuesdayPm,
    Field::WednesdayAm,
    Field::WednesdayPm,
    Field::ThursdayAm,
    Field::ThursdayPm,
    Field::FridayAm,
    Field::FridayPm,
];

// Contacts in a pupil's own row. `#` is the contact's number.
pub(super) const NTH_PRIORITY: Column = column(Field::ContactPriority, &["Contact # Priority", "Parent # Priority"]);
pub(super) const NTH_TITLE: Column = column(Field::ContactTitle, &["Contact # Title", "Parent # Title"]);
pub(super) const NTH_FORENAME: Column = column(
    Field::ContactForename,
    &["Contact # Forename", "Contact # First Name", "Parent # Forename", "Parent # First Name", "Guardian # Forename"],
);
pub(super) const NTH_SURNAME: Column = column(
    Field::ContactSurname,
    &["Contact # Surname", "Contact # Last Name", "Parent # Surname", "Parent # Last Name", "Guardian # Surname"],
);
pub(super) const NTH_NAME: Column = column(
    Field::ContactName,
    &["Contact # Name", "Contact # Full Name", "Contact #", "Parent # Name", "Parent #", "Guardian # Name", "Guardian #"],
);
pub(super) const NTH_RELATIONSHIP: Column = column(
    Field::Relationship,
    &["Contact # Relationship", "Parent # Relationship", "Guardian # Relationship", "Relationship #", "Contact # Relation"],
);
pub(super) const NTH_RESPONSIBILITY: Column = column(
    Field::ParentalResponsibility,
    &["Contact # Parental Responsibility", "Contact # PR", "Parent # Parental Responsibility"],
);
pub(super) const NTH_COURT_ORDER: Column =
    column(Field::CourtOrder, &["Contact # Court Order", "Parent # Court Order", "Guardian # Court Order"]);
pub(super) const NTH_DO_NOT_CONTACT: Column = column(
    Field::DoNotContact,
    &["Contact # Do Not Contact", "Contact # Must Not Be Contacted", "Contact # No Contact", "Parent # Do Not Contact"],
);
pub(super) const NTH_LIVES_WITH: Column =
    column(Field::LivesWithPupil, &["Contact # Lives With Pupil", "Contact # Same Address", "Contact # Lives With"]);
pub(super) const NTH_LANGUAGE: Column =
    column(Field::ContactLanguage, &["Contact # Language", "Contact # Preferred Language", "Parent # Language"]);
pub(super) const NTH_PHONE: Column = column(
    Field::Phone,
    &[
        "Contact # Telephone",
        "Contact # Phone",
        "Contact # Number",
        "Contact # Tel",
        "Contact # Telephone Number",
        "Contact # Phone Number",
        "Parent # Telephone",
        "Parent # Phone",
        "Guardian # Telephone",
        "Guardian # Phone",
    ],
);
pub(super) const NTH_MOBILE: Column = column(
    Field::MobilePhone,
    &["Contact # Mobile", "Contact # Mobile Number", "Contact # Mobile Phone", "Parent # Mobile", "Guardian # Mobile"],
);
pub(super) const NTH_HOME: Column = column(
    Field::HomePhone,
    &["Contact # Home", "Contact # Home Telephone", "Contact # Home Phone", "Parent # Home Telephone", "Guardian # Home"],
);
pub(super) const NTH_WORK: Column = column(
    Field::WorkPhone,
    &["Contact # Work", "Contact # Work Telephone", "Contact # Work Phone", "Parent # Work Telephone", "Guardian # Work"],
);
pub(super) const NTH_EMAIL: Column = column(
    Field::Email,
    &["Contact # Email", "Contact # Email Address", "Parent # Email", "Guardian # Email", "Contact # E-mail"],
);
