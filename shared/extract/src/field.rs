//! What a column can mean.

use std::fmt;
use std::str::FromStr;

macro_rules! fields {
    ($($(#[doc = $doc:literal])* $field:ident, $word:literal, $name:literal;)*) => {
        /// What a column means, whatever a report's author called it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $($(#[doc = $doc])* $field,)*
        }

        impl Field {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$field),*];

            /// The stable word for settings and the API: `admission_number`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$field => $word,)*
                }
            }

            /// What the office would call it, for sentences about what is missing.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$field => $name,)*
                }
            }
        }
    };
}

fields! {
    /// The MIS's own id of a pupil.
    MisId, "mis_id", "the student's id";
    /// Another id by which the same MIS's other tables know the pupil.
    OtherId, "other_id", "the student's other id";
    /// The admission number.
    AdmissionNumber, "admission_number", "admission number";
    /// The unique pupil number.
    Upn, "upn", "UPN";
    /// The legal forename, or the only one.
    Forename, "forename", "forename";
    /// The forename that the pupil goes by.
    PreferredForename, "preferred_forename", "preferred forename";
    /// The legal surname, or the only one.
    Surname, "surname", "surname";
    /// The surname that the pupil goes by.
    PreferredSurname, "preferred_surname", "preferred surname";
    /// The year group.
    Year, "year", "year";
    /// The registration or tutor group.
    RegistrationGroup, "registration_group", "registration group";
    /// The house.
    House, "house", "house";
    /// The language of the family.
    PupilLanguage, "pupil_language", "the pupil's language";
    /// Whether a local authority looks after the pupil.
    LookedAfter, "looked_after", "looked after";
    /// Whether the pupil has a social worker.
    SocialWorker, "social_worker", "social worker";
    /// Whether the pupil has an education, health and care plan.
    Ehcp, "ehcp", "EHCP";
    /// What special provision the pupil has; only a plan counts here.
    SenProvision, "sen_provision", "SEN provision";
    /// The last day on the roll.
    LeavingDate, "leaving_date", "leaving date";
    /// Whether the pupil is on the roll, has left or is still to come.
    EnrolmentState, "enrolment_state", "enrolment state";
    /// The pupil's own telephone: read for a warning alone.
    PupilPhone, "pupil_phone", "the pupil's own telephone";
    /// The MIS's own id of a contact.
    ContactId, "contact_id", "the contact's id";
    /// Who is asked first.
    ContactPriority, "contact_priority", "contact priority";
    /// Whether this contact is asked first, where nothing says in which order.
    PrimaryContact, "primary_contact", "primary contact";
    /// A contact's title.
    ContactTitle, "contact_title", "the contact's title";
    /// A contact's forename.
    ContactForename, "contact_forename", "the contact's forename";
    /// A contact's surname.
    ContactSurname, "contact_surname", "the contact's surname";
    /// A contact's whole name.
    ContactName, "contact_name", "the contact's name";
    /// What the contact is to the pupil.
    Relationship, "relationship", "relationship";
    /// Whether the contact has parental responsibility.
    ParentalResponsibility, "parental_responsibility", "parental responsibility";
    /// Whether the contact lives with the pupil.
    LivesWithPupil, "lives_with_pupil", "lives with the pupil";
    /// The language that the contact would rather read.
    ContactLanguage, "contact_language", "the contact's language";
    /// Whether a court order stands against the contact.
    CourtOrder, "court_order", "court order";
    /// Whether the contact must not be contacted.
    DoNotContact, "do_not_contact", "must not be contacted";
    /// Whether the contact may be contacted: the other way round.
    MayContact, "may_contact", "may be contacted";
    /// Whether the contact has unsubscribed from the school's messages.
    Unsubscribed, "unsubscribed", "unsubscribed from messages";
    /// Free words about who may have contact.
    AccessNotes, "access_notes", "access notes";
    /// A telephone number of any kind.
    Phone, "phone", "telephone";
    /// Where [`Field::Phone`] rings.
    PhoneLocation, "phone_location", "telephone location";
    /// A mobile number.
    MobilePhone, "mobile_phone", "mobile";
    /// A number at home.
    HomePhone, "home_phone", "home telephone";
    /// A number at work.
    WorkPhone, "work_phone", "work telephone";
    /// An email address.
    Email, "email", "email";
    /// The day of a mark or of the calendar.
    Date, "date", "date";
    /// Morning or afternoon.
    Session, "session", "session";
    /// The mark.
    Mark, "mark", "mark";
    /// What stands beside the mark.
    Comment, "comment", "comments";
    /// How late the pupil came.
    MinutesLate, "minutes_late", "minutes late";
    /// A day of the week whose marks stand in one row; without it the week is the school's present one.
    WeekOf, "week_of", "the week's first day";
    /// Monday morning's mark.
    MondayAm, "monday_am", "Monday's morning mark";
    /// Monday afternoon's mark.
    MondayPm, "monday_pm", "Monday's afternoon mark";
    /// Tuesday morning's mark.
    TuesdayAm, "tuesday_am", "Tuesday's morning mark";
    /// Tuesday afternoon's mark.
    TuesdayPm, "tuesday_pm", "Tuesday's afternoon mark";
    /// Wednesday morning's mark.
    WednesdayAm, "wednesday_am", "Wednesday's morning mark";
    /// Wednesday afternoon's mark.
    WednesdayPm, "wednesday_pm", "Wednesday's afternoon mark";
    /// Thursday morning's mark.
    ThursdayAm, "thursday_am", "Thursday's morning mark";
    /// Thursday afternoon's mark.
    ThursdayPm, "thursday_pm", "Thursday's afternoon mark";
    /// Friday morning's mark.
    FridayAm, "friday_am", "Friday's morning mark";
    /// Friday afternoon's mark.
    FridayPm, "friday_pm", "Friday's afternoon mark";
    /// Whether a day is a school day.
    InSession, "in_session", "in session";
    /// What the calendar says of a day.
    Event, "event", "event";
    /// What somebody is at the school: a student, a parent, a guardian.
    Role, "role", "role";
    /// The ids of those who belong to somebody.
    Agents, "agents", "the ids of guardians or students";
    /// Whether somebody's account may be used: a sign of a table of people, and no more.
    AccountEnabled, "account_enabled", "account enabled";
    /// The id of a class.
    ClassId, "class_id", "the class's id";
    /// What kind of class it is.
    ClassType, "class_type", "class type";
    /// What tells what a table is and is not read.
    Unread, "unread", "what is not read";
}

impl Field {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Unread as usize + 1;

    /// For a mark of a week's table: how many days after Monday, and whether in the afternoon.
    pub(crate) fn in_week(self) -> Option<(i64, bool)> {
        let place = (self as usize).checked_sub(Self::MondayAm as usize).filter(|place| *place < 10)?;
        Some((i64::try_from(place / 2).ok()?, place % 2 == 1))
    }

    /// Whether it is about a contact rather than about the pupil.
    pub(crate) fn is_of_a_contact(self) -> bool {
        (Self::ContactId..=Self::Email).contains(&self)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no field's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such field")]
pub struct NoSuchField;

impl FromStr for Field {
    type Err = NoSuchField;

    fn from_str(word: &str) -> Result<Self, NoSuchField> {
        Self::ALL.iter().copied().find(|field| field.as_str() == word).ok_or(NoSuchField)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_read_back_from_its_word() {
        for field in Field::ALL {
            assert_eq!(field.as_str().parse(), Ok(*field));
        }
        assert_eq!(Field::ALL.len(), Field::COUNT);
        assert!("Admission Number".parse::<Field>().is_err());
    }

    #[test]
    fn a_weeks_marks_know_their_day_and_session() {
        assert_eq!(Field::MondayAm.in_week(), Some((0, false)));
        assert_eq!(Field::FridayPm.in_week(), Some((4, true)));
        assert_eq!((Field::WeekOf.in_week(), Field::InSession.in_week()), (None, None));
    }
}
