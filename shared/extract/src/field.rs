//! What a column can mean.

/// What a column means, whatever a report's author called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The MIS's own id of a pupil.
    MisId,
    /// The admission number.
    AdmissionNumber,
    /// The unique pupil number.
    Upn,
    /// The legal forename, or the only one.
    Forename,
    /// The forename that the pupil goes by.
    PreferredForename,
    /// The legal surname, or the only one.
    Surname,
    /// The surname that the pupil goes by.
    PreferredSurname,
    /// The year group.
    Year,
    /// The registration or tutor group.
    RegistrationGroup,
    /// The house.
    House,
    /// The MIS's own id of a contact.
    ContactId,
    /// Who is asked first.
    ContactPriority,
    /// A contact's title.
    ContactTitle,
    /// A contact's forename.
    ContactForename,
    /// A contact's surname.
    ContactSurname,
    /// A contact's whole name.
    ContactName,
    /// What the contact is to the pupil.
    Relationship,
    /// Whether the contact has parental responsibility.
    ParentalResponsibility,
    /// Whether a court order stands against the contact.
    CourtOrder,
    /// Whether the contact must not be contacted.
    DoNotContact,
    /// Whether the contact may be contacted: the other way round.
    MayContact,
    /// Free words about who may have contact.
    AccessNotes,
    /// A telephone number of any kind.
    Phone,
    /// Where [`Field::Phone`] rings.
    PhoneLocation,
    /// A mobile number.
    MobilePhone,
    /// A number at home.
    HomePhone,
    /// A number at work.
    WorkPhone,
    /// An email address.
    Email,
    /// The day of a mark or of the calendar.
    Date,
    /// Morning or afternoon.
    Session,
    /// The mark.
    Mark,
    /// What stands beside the mark.
    Comment,
    /// How late the pupil came.
    MinutesLate,
    /// Whether a day is a school day.
    InSession,
    /// What the calendar says of a day.
    Event,
}

impl Field {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Event as usize + 1;

    /// What the office would call it, for sentences about what is missing.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MisId => "the student's id",
            Self::AdmissionNumber => "admission number",
            Self::Upn => "UPN",
            Self::Forename => "forename",
            Self::PreferredForename => "preferred forename",
            Self::Surname => "surname",
            Self::PreferredSurname => "preferred surname",
            Self::Year => "year",
            Self::RegistrationGroup => "registration group",
            Self::House => "house",
            Self::ContactId => "the contact's id",
            Self::ContactPriority => "contact priority",
            Self::ContactTitle => "the contact's title",
            Self::ContactForename => "the contact's forename",
            Self::ContactSurname => "the contact's surname",
            Self::ContactName => "the contact's name",
            Self::Relationship => "relationship",
            Self::ParentalResponsibility => "parental responsibility",
            Self::CourtOrder => "court order",
            Self::DoNotContact => "must not be contacted",
            Self::MayContact => "may be contacted",
            Self::AccessNotes => "access notes",
            Self::Phone => "telephone",
            Self::PhoneLocation => "telephone location",
            Self::MobilePhone => "mobile",
            Self::HomePhone => "home telephone",
            Self::WorkPhone => "work telephone",
            Self::Email => "email",
            Self::Date => "date",
            Self::Session => "session",
            Self::Mark => "mark",
            Self::Comment => "comments",
            Self::MinutesLate => "minutes late",
            Self::InSession => "in session",
            Self::Event => "event",
        }
    }
}
