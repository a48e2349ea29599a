//! A pupil as the sealed slot holds them.

use domain::Personal;
use domain::address::EmailAddress;
use domain::contact::{Contact, Phone, PhonePlace, Restriction};
use domain::phone::{Line, PhoneNumber};
use domain::pupil::{Flag, MisId, Pupil};
use domain::upn::Upn;
use minicbor::{Decode, Encode};

/// Fields are numbered for ever: a new one takes a new number and is optional.
#[derive(Encode, Decode)]
pub(super) struct PupilRecord {
    #[n(0)]
    mis_id: String,
    #[n(1)]
    admission_number: Option<String>,
    #[n(2)]
    upn: Option<String>,
    #[n(3)]
    forename: String,
    #[n(4)]
    surname: String,
    #[n(5)]
    year: String,
    #[n(6)]
    registration_group: String,
    #[n(7)]
    house: String,
    #[n(8)]
    contacts: Vec<ContactRecord>,
    #[n(9)]
    preferred_language: Option<String>,
    #[n(10)]
    flags: Option<Vec<FlagRecord>>,
    /// `2026-12-18`.
    #[n(11)]
    leaving: Option<String>,
}

#[derive(Encode, Decode)]
struct ContactRecord {
    #[n(0)]
    mis_id: Option<String>,
    #[n(1)]
    title: String,
    #[n(2)]
    forename: String,
    #[n(3)]
    surname: String,
    #[n(4)]
    relationship: String,
    #[n(5)]
    priority: Option<u16>,
    #[n(6)]
    parental_responsibility: bool,
    #[n(7)]
    restriction: RestrictionRecord,
    #[n(8)]
    phones: Vec<PhoneRecord>,
    #[n(9)]
    emails: Vec<String>,
    #[n(10)]
    lives_with_pupil: Option<bool>,
    #[n(11)]
    preferred_language: Option<String>,
}

#[derive(Encode, Decode)]
#[cbor(index_only)]
enum RestrictionRecord {
    #[n(0)]
    None,
    #[n(1)]
    DoNotContact,
    #[n(2)]
    CourtOrder,
}

#[derive(Encode, Decode)]
#[cbor(index_only)]
enum FlagRecord {
    #[n(0)]
    LookedAfter,
    #[n(1)]
    SocialWorker,
    #[n(2)]
    Ehcp,
}

#[derive(Encode, Decode)]
struct PhoneRecord {
    #[n(0)]
    number: String,
    #[n(1)]
    mobile: bool,
    #[n(2)]
    place: PlaceRecord,
    #[n(3)]
    note: Option<String>,
    /// There where it is the pupil's own number.
    #[n(4)]
    is_pupils: Option<bool>,
}

#[derive(Encode, Decode)]
#[cbor(index_only)]
enum PlaceRecord {
    #[n(0)]
    Mobile,
    #[n(1)]
    Home,
    #[n(2)]
    Work,
    #[n(3)]
    Unknown,
}

impl PupilRecord {
    pub(super) fn of(pupil: &Pupil) -> Self {
        Self {
            mis_id: pupil.mis_id.as_str().to_owned(),
            admission_number: pupil.admission_number.clone(),
            upn: pupil.upn.as_ref().map(|upn| upn.expose().to_owned()),
            forename: pupil.forename.expose().to_owned(),
            surname: pupil.surname.expose().to_owned(),
            year: pupil.year.clone(),
            registration_group: pupil.registration_group.clone(),
            house: pupil.house.clone(),
            contacts: pupil.contacts.iter().map(ContactRecord::of).collect(),
            preferred_language: some_text(&pupil.preferred_language),
            flags: (!pupil.flags.is_empty()).then(|| pupil.flags.iter().copied().map(FlagRecord::of).collect()),
            leaving: pupil.leaving.map(|day| day.to_string()),
        }
    }

    /// `None` when a value cannot be what it was written as.
    pub(super) fn into_pupil(self) -> Option<Pupil> {
        Some(Pupil {
            mis_id: MisId::new(&self.mis_id)?,
            admission_number: self.admission_number,
            upn: self.upn.as_deref().map(Upn::new),
            forename: Personal::new(self.forename),
            surname: Personal::new(self.surname),
            year: self.year,
            registration_group: self.registration_group,
            house: self.house,
            contacts: self.contacts.into_iter().map(ContactRecord::into_contact).collect::<Option<_>>()?,
            preferred_language: self.preferred_language.unwrap_or_default(),
            flags: self.flags.unwrap_or_default().into_iter().map(FlagRecord::into_flag).collect(),
            leaving: self.leaving.map(|day| day.parse()).transpose().ok()?,
        })
    }
}

fn some_text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl FlagRecord {
    const fn of(flag: Flag) -> Self {
        match flag {
            Flag::LookedAfter => Self::LookedAfter,
            Flag::SocialWorker => Self::SocialWorker,
            Flag::Ehcp => Self::Ehcp,
        }
    }

    const fn into_flag(self) -> Flag {
        match self {
            Self::LookedAfter => Flag::LookedAfter,
            Self::SocialWorker => Flag::SocialWorker,
            Self::Ehcp => Flag::Ehcp,
        }
    }
}

impl ContactRecord {
    fn of(contact: &Contact) -> Self {
        Self {
            mis_id: contact.mis_id.clone(),
            title: contact.title.clone(),
            forename: contact.forename.expose().to_owned(),
            surname: contact.surname.expose().to_owned(),
            relationship: contact.relationship.clone(),
            priority: contact.priority,
            parental_responsibility: contact.parental_responsibility,
            restriction: match contact.restriction {
                Restriction::None => RestrictionRecord::None,
                Restriction::DoNotContact => RestrictionRecord::DoNotContact,
                Restriction::CourtOrder => RestrictionRecord::CourtOrder,
            },
            phones: contact.phones.iter().map(PhoneRecord::of).collect(),
            emails: contact.emails.iter().map(|email| email.expose().to_owned()).collect(),
            lives_with_pupil: contact.lives_with_pupil,
            preferred_language: some_text(&contact.preferred_language),
        }
    }

    fn into_contact(self) -> Option<Contact> {
        Some(Contact {
            mis_id: self.mis_id,
            title: self.title,
            forename: Personal::new(self.forename),
            surname: Personal::new(self.surname),
            relationship: self.relationship,
            priority: self.priority,
            parental_responsibility: self.parental_responsibility,
            restriction: match self.restriction {
                RestrictionRecord::None => Restriction::None,
                RestrictionRecord::DoNotContact => Restriction::DoNotContact,
                RestrictionRecord::CourtOrder => Restriction::CourtOrder,
            },
            phones: self.phones.into_iter().map(PhoneRecord::into_phone).collect::<Option<_>>()?,
            emails: self.emails.iter().map(|email| EmailAddress::parse(email).ok()).collect::<Option<_>>()?,
            lives_with_pupil: self.lives_with_pupil,
            preferred_language: self.preferred_language.unwrap_or_default(),
        })
    }
}

impl PhoneRecord {
    fn of(phone: &Phone) -> Self {
        Self {
            number: phone.number.expose().to_owned(),
            mobile: phone.number.takes_texts(),
            place: match phone.place {
                PhonePlace::Mobile => PlaceRecord::Mobile,
                PhonePlace::Home => PlaceRecord::Home,
                PhonePlace::Work => PlaceRecord::Work,
                PhonePlace::Unknown => PlaceRecord::Unknown,
            },
            note: (!phone.note.is_blank()).then(|| phone.note.expose().to_owned()),
            is_pupils: phone.is_pupils.then_some(true),
        }
    }

    fn into_phone(self) -> Option<Phone> {
        let line = if self.mobile { Line::Mobile } else { Line::Landline };
        Some(Phone {
            number: PhoneNumber::from_e164(&self.number, line).ok()?,
            place: match self.place {
                PlaceRecord::Mobile => PhonePlace::Mobile,
                PlaceRecord::Home => PhonePlace::Home,
                PlaceRecord::Work => PhonePlace::Work,
                PlaceRecord::Unknown => PhonePlace::Unknown,
            },
            note: Personal::new(self.note.unwrap_or_default()),
            is_pupils: self.is_pupils.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed::encode;

    #[test]
    fn a_pupil_comes_back_as_they_were_written_and_fits_a_kilobyte() {
        let phone = |number: &str, line, place, note: &str| Phone {
            number: PhoneNumber::from_e164(number, line).unwrap(),
            place,
            note: note.into(),
            is_pupils: note == "mum",
        };
        let contact = |priority, restriction| Contact {
            mis_id: None,
            title: "Mrs".to_owned(),
            forename: "Siân".into(),
            surname: "Ó'Súilleabháin".into(),
            relationship: "Grandparent".to_owned(),
            priority: Some(priority),
            parental_responsibility: true,
            lives_with_pupil: Some(true),
            preferred_language: "Welsh".to_owned(),
            restriction,
            phones: vec![
                phone("+447700900123", Line::Mobile, PhonePlace::Mobile, "mum"),
                phone("+441632960001", Line::Landline, PhonePlace::Home, ""),
            ],
            emails: vec![EmailAddress::parse("family1234.1@example.com").unwrap()],
        };
        let pupil = Pupil {
            mis_id: MisId::new("001234").unwrap(),
            admission_number: Some("001234".to_owned()),
            upn: Some(Upn::new("P999900024001")),
            forename: "Zoë".into(),
            surname: "Ó'Súilleabháin".into(),
            year: "7".to_owned(),
            registration_group: "7B".to_owned(),
            house: "Seacole".to_owned(),
            preferred_language: "Polish".to_owned(),
            flags: Flag::ALL.into(),
            leaving: Some(jiff::civil::date(2026, 12, 18)),
            contacts: vec![
                contact(1, Restriction::None),
                contact(2, Restriction::CourtOrder),
                contact(3, Restriction::DoNotContact),
            ],
        };
        let bytes = encode(&PupilRecord::of(&pupil));
        assert!(bytes.len() + vault::OVERHEAD + 120 < 1024, "{}", bytes.len());
        let back: PupilRecord = minicbor::decode(&bytes).unwrap();
        assert_eq!(back.into_pupil().unwrap(), pupil);
    }
}
