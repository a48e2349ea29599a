//! A pupil as the roll knows them.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use crate::contact::Contact;
use crate::personal::Personal;
use crate::upn::Upn;

/// The pseudonym of a pupil: a blind index of the MIS's id under the school's own key. Safe in keys, logs and addresses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PupilId([u8; 16]);

impl PupilId {
    /// Takes the sixteen bytes of the blind index.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The sixteen bytes.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads 32 hexadecimal digits; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(|n| Self(n.to_be_bytes()))
    }
}

impl fmt::Display for PupilId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for PupilId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PupilId({self})")
    }
}

/// What the MIS calls a pupil in its own files: the admission number in SIMS, the student's id in others. Leading zeros count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MisId(String);

impl MisId {
    /// Takes the id as the file has it, without the white space round it; `None` when nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The id, for reports to the school and for the blind index.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MisId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MisId(…)")
    }
}

/// What a pupil's record says that makes their absence more urgent, where a report has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Looked after by a local authority.
    LookedAfter,
    /// Has a social worker.
    SocialWorker,
    /// Has an education, health and care plan.
    Ehcp,
}

impl Flag {
    /// All flags.
    pub const ALL: [Self; 3] = [Self::LookedAfter, Self::SocialWorker, Self::Ehcp];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LookedAfter => "looked_after",
            Self::SocialWorker => "social_worker",
            Self::Ehcp => "ehcp",
        }
    }
}

/// A pupil on the roll with those who may be told about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// What the MIS calls the pupil.
    pub mis_id: MisId,
    /// The admission number where the MIS's id is another thing.
    pub admission_number: Option<String>,
    /// The unique pupil number, when it is well-formed.
    pub upn: Option<Upn>,
    /// The name the pupil goes by: the preferred forename where there is one.
    pub forename: Personal,
    /// The surname the pupil goes by.
    pub surname: Personal,
    /// The year group as one word: `7`, `R`, `N1`; empty when unknown.
    pub year: String,
    /// The registration group: `7B`.
    pub registration_group: String,
    /// The house, empty when unknown.
    pub house: String,
    /// The language of the family as the file has it; empty when unknown.
    pub preferred_language: String,
    /// What makes an absence more urgent.
    pub flags: BTreeSet<Flag>,
    /// The last day on the roll, where the file says so.
    pub leaving: Option<Date>,
    /// The contacts in the order of their priority.
    pub contacts: Vec<Contact>,
}

impl Pupil {
    /// The number that the office knows the pupil by: the admission number where there is one, else the MIS's own id.
    pub fn known_as(&self) -> &str {
        self.admission_number.as_deref().unwrap_or(self.mis_id.as_str())
    }
}
