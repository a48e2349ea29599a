//! Who may be told about a pupil, and how.

use std::fmt;

use crate::address::EmailAddress;
use crate::message::Channel;
use crate::personal::Personal;
use crate::phone::PhoneNumber;

/// What keeps a contact from being told. Ordered from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Restriction {
    /// Nothing: the contact may be told.
    #[default]
    None,
    /// The school's file says that this contact is not to be contacted.
    DoNotContact,
    /// A court order stands against this contact.
    CourtOrder,
}

/// Where a telephone rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhonePlace {
    /// A mobile, as the file's location says.
    Mobile,
    /// At home.
    Home,
    /// At work.
    Work,
    /// The file does not say.
    Unknown,
}

/// One number of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// The number itself.
    pub number: PhoneNumber,
    /// Where it rings.
    pub place: PhonePlace,
    /// Words that stood round the number ("mum", "work until 3"); empty when there were none.
    pub note: Personal,
    /// Whether the file has the same number as the pupil's own: the pupil may be the one who answers.
    pub is_pupils: bool,
}

/// Somebody who may be told about a pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The MIS's own id of the person, where the file has one.
    pub mis_id: Option<String>,
    /// `Mrs`, `Mr`; empty when the file has none.
    pub title: String,
    /// Forename; may be empty.
    pub forename: Personal,
    /// Surname, or the whole name where the file does not part it.
    pub surname: Personal,
    /// Mother, Father, Carer: as the file says.
    pub relationship: String,
    /// 1 is asked first; ties and gaps are allowed; those without one come last.
    pub priority: Option<u16>,
    /// Whether the file says that the contact has parental responsibility.
    pub parental_responsibility: bool,
    /// Whether the contact lives with the pupil; `None` when the file does not say.
    pub lives_with_pupil: Option<bool>,
    /// The language that the contact would rather read, as the file has it; empty when unknown.
    pub preferred_language: String,
    /// What keeps the contact from being told.
    pub restriction: Restriction,
    /// The numbers, in the order of the file.
    pub phones: Vec<Phone>,
    /// The addresses, in the order of the file.
    pub emails: Vec<EmailAddress>,
}

impl Contact {
    /// Whether this contact may be told anything at all.
    pub fn may_be_told(&self) -> bool {
        self.restriction == Restriction::None
    }

    /// The first number that a text can reach.
    pub fn mobile(&self) -> Option<&PhoneNumber> {
        self.phones.iter().map(|phone| &phone.number).find(|number| number.takes_texts())
    }

    /// The first email address.
    pub fn email(&self) -> Option<&EmailAddress> {
        self.emails.first()
    }

    /// The name as one line for staff: `Mrs Ava Smith`.
    pub fn display_name(&self) -> Personal {
        let parts = [self.title.as_str(), self.forename.expose(), self.surname.expose()];
        Personal::new(parts.iter().filter(|part| !part.trim().is_empty()).copied().collect::<Vec<_>>().join(" "))
    }

    /// The name by which two pupils' contacts are recognised as one person: letters alone, without case or white space.
    pub fn name_key(&self) -> String {
        format!("{}{}", self.forename.expose(), self.surname.expose())
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    }
}

/// Where a message goes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// A text to this number.
    Text(PhoneNumber),
    /// An email to this address.
    Email(EmailAddress),
    /// A call to this number, of a mobile or not.
    Call(PhoneNumber),
}

impl Destination {
    /// The channel that leads there.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Text(_) => Channel::Sms,
            Self::Email(_) => Channel::Email,
            Self::Call(_) => Channel::Call,
        }
    }

    /// Number or address as one string, for sending and for the blind index.
    pub fn expose(&self) -> &str {
        match self {
            Self::Text(number) | Self::Call(number) => number.expose(),
            Self::Email(address) => address.expose(),
        }
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Email(_) => "Email(…)",
            Self::Call(_) => "Call(…)",
        })
    }
}
