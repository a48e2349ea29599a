//! What is in the way of reaching somebody about a child, and what would mend it: for the office to look through on a quiet day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::contact::{Contact, Phone};
use crate::known::Known;
use crate::personal::Personal;
use crate::pupil::PupilId;

/// A contact of these relationships is the pupil.
const IS_PUPIL: [&str; 4] = ["self", "pupil", "student", "own"];

/// What is in the way. Ordered by how much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ailment {
    /// Of a child: no contact can be reached.
    NobodyReachable,
    /// Of a child: one contact alone can be reached.
    OneReachable,
    /// Nothing is sent to a number or address, since nothing arrives there.
    Suspended,
    /// One number stands for people with different surnames: its answers cannot be told apart.
    SharedNumber,
    /// A number is the pupil's own: a text would ask the absent child.
    PupilsOwn,
    /// The contact refuses every way by which they could be written to.
    RefusesAll,
    /// The contact was asked again and again, and never answered.
    NeverAnswers,
    /// The record has neither number nor address.
    NoAddress,
    /// Landlines alone: they ring, and take no text.
    LandlineOnly,
}

impl Ailment {
    /// All of them, what matters most first.
    pub const ALL: [Self; 9] = [
        Self::NobodyReachable,
        Self::OneReachable,
        Self::Suspended,
        Self::SharedNumber,
        Self::PupilsOwn,
        Self::RefusesAll,
        Self::NeverAnswers,
        Self::NoAddress,
        Self::LandlineOnly,
    ];

    /// The word for the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NobodyReachable => "nobody_reachable",
            Self::OneReachable => "one_reachable",
            Self::Suspended => "suspended",
            Self::SharedNumber => "shared_number",
            Self::PupilsOwn => "pupils_own",
            Self::RefusesAll => "refuses_all",
            Self::NeverAnswers => "never_answers",
            Self::NoAddress => "no_address",
            Self::LandlineOnly => "landline_only",
        }
    }

    /// What would mend it, for staff.
    pub const fn mend(self) -> &'static str {
        match self {
            Self::NobodyReachable => {
                "No contact can be texted or mailed. Ask the family for a mobile number or an email address."
            }
            Self::OneReachable => "Only one contact can be texted or mailed. Ask the family for a second one.",
            Self::Suspended => {
                "What is sent there does not arrive, so nothing is sent. Ask for the right one and correct the record, or lift it if it is right."
            }
            Self::SharedNumber => {
                "People with different surnames have this number, so nobody knows who answers. Make sure whose it is, and correct the record of the others."
            }
            Self::PupilsOwn => {
                "This is the pupil's own number, so the absent child may be the one who answers. Ask the family for the contact's number, and correct the record."
            }
            Self::NeverAnswers => {
                "On three of the last sixty days this contact was asked until the end and nobody answered, and they have not written since. Ring, and make sure of number, address and language."
            }
            Self::RefusesAll => {
                "The contact wants neither texts nor emails. Ask whether an email would be welcome, or keep ringing."
            }
            Self::NoAddress => "The record has no number and no address. Ask the family, or take the contact off the record.",
            Self::LandlineOnly => "Only landlines are on record: they take no text. Ask for a mobile number or an email address.",
        }
    }
}

/// What is in the way of one contact of a child, or of the child where no contact is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What.
    pub ailment: Ailment,
    /// Of which child.
    pub pupil: PupilId,
    /// Of which contact, by the name by which they are recognised; none where it is the child's.
    pub contact: Option<Personal>,
    /// The number or address; blank where it is none's.
    pub address: Personal,
}

/// All that is in the way at a school, what matters most first. `reachable` says of how many contacts of a child a message reaches somebody;
/// `refuses` whether a contact of a child refuses every way; `today` which days count. Who must not be told is left out: nobody is to reach them.
pub fn findings<'a>(
    roll: impl IntoIterator<Item = (PupilId, &'a [Contact], Option<&'a Known>)> + Clone,
    reachable: impl Fn(PupilId) -> usize,
    refuses: impl Fn(PupilId, &Contact) -> bool,
    today: Date,
) -> Vec<Finding> {
    let shared = shared_numbers(roll.clone().into_iter().flat_map(|(_, contacts, _)| contacts));
    let mut found = BTreeSet::new();
    for (id, contacts, known) in roll {
        let of_child = |ailment| Finding { ailment, pupil: id, contact: None, address: Personal::default() };
        match reachable(id) {
            0 => drop(found.insert(of_child(Ailment::NobodyReachable))),
            1 => drop(found.insert(of_child(Ailment::OneReachable))),
            _ => {}
        }
        let own = own_numbers(contacts);
        for contact in contacts.iter().filter(|contact| contact.may_be_told()) {
            let of = |ailment, address: &str| Finding {
                ailment,
                pupil: id,
                contact: Some(Personal::new(contact.name_key())),
                address: Personal::new(address),
            };
            let addresses =
                contact.phones.iter().map(|phone| phone.number.expose()).chain(contact.emails.iter().map(|email| email.expose()));
            let suspended = addresses.filter(|address| known.is_some_and(|known| known.is_suspended(address)));
            found.extend(suspended.map(|address| of(Ailment::Suspended, address)));
            let numbers = contact.phones.iter().map(|phone| phone.number.expose());
            found.extend(numbers.filter(|number| shared.contains(*number)).map(|number| of(Ailment::SharedNumber, number)));
            let numbers = contact.phones.iter().map(|phone| phone.number.expose());
            found.extend(numbers.filter(|number| own.contains(number)).map(|number| of(Ailment::PupilsOwn, number)));
            if known.is_some_and(|known| known.never_answers(&contact.name_key(), today)) {
                found.insert(of(Ailment::NeverAnswers, ""));
            }
            if contact.phones.is_empty() && contact.emails.is_empty() {
                found.insert(of(Ailment::NoAddress, ""));
            } else if contact.emails.is_empty() && !contact.phones.iter().any(takes_texts) {
                found.insert(of(Ailment::LandlineOnly, ""));
            } else if refuses(id, contact) {
                found.insert(of(Ailment::RefusesAll, ""));
            }
        }
    }
    found.into_iter().collect()
}

/// The numbers of a child that are the pupil's own: by the pupil's record, and those that stand at a contact who is the pupil.
fn own_numbers(contacts: &[Contact]) -> BTreeSet<&str> {
    let is_pupil = |contact: &Contact| IS_PUPIL.contains(&contact.relationship.trim().to_lowercase().as_str());
    let phones = contacts.iter().flat_map(|contact| contact.phones.iter().map(move |phone| (contact, phone)));
    phones.filter(|(contact, phone)| phone.is_pupils || is_pupil(contact)).map(|(_, phone)| phone.number.expose()).collect()
}

fn takes_texts(phone: &Phone) -> bool {
    phone.number.takes_texts()
}

/// The numbers that people with different surnames have.
fn shared_numbers<'a>(contacts: impl Iterator<Item = &'a Contact>) -> BTreeSet<&'a str> {
    let mut surnames: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for contact in contacts {
        for phone in &contact.phones {
            surnames.entry(phone.number.expose()).or_default().insert(contact.surname.expose().trim().to_lowercase());
        }
    }
    surnames.into_iter().filter(|(_, surnames)| surnames.len() > 1).map(|(number, _)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::EmailAddress;
    use crate::contact::{PhonePlace, Restriction};
    use crate::known::Suspended;
    use crate::phone::{Line, PhoneNumber};

    const AVA: PupilId = PupilId::new([1; 16]);
    const KIT: PupilId = PupilId::new([2; 16]);

    fn contact(surname: &str, numbers: &[(&str, Line)], email: Option<&str>) -> Contact {
        let phone = |(number, line): &(&str, Line)| Phone {
            number: PhoneNumber::from_e164(number, *line).unwrap(),
            place: PhonePlace::Unknown,
            note: Personal::default(),
            is_pupils: false,
        };
        Contact {
            mis_id: None,
            title: String::new(),
            forename: "Eve".into(),
            surname: surname.into(),
            relationship: "Mother".to_owned(),
            priority: Some(1),
            parental_responsibility: true,
            lives_with_pupil: None,
            preferred_language: String::new(),
            restriction: Restriction::None,
            phones: numbers.iter().map(phone).collect(),
            emails: email.iter().map(|email| EmailAddress::parse(email).unwrap()).collect(),
        }
    }

    fn found(roll: &[(PupilId, Vec<Contact>, Known)], reachable: usize) -> Vec<(Ailment, PupilId, String)> {
        let roll = roll.iter().map(|(id, contacts, known)| (*id, contacts.as_slice(), Some(known)));
        let found = findings(roll, |_| reachable, |_, _| false, jiff::civil::date(2026, 11, 23));
        found.into_iter().map(|finding| (finding.ailment, finding.pupil, finding.address.expose().to_owned())).collect()
    }

    const MOBILE: (&str, Line) = ("+447700900001", Line::Mobile);
    const HOME: (&str, Line) = ("+441632960001", Line::Landline);

    #[test]
    fn a_child_of_whom_one_or_nobody_can_be_reached_is_named_first() {
        let roll = [(AVA, vec![contact("Smith", &[HOME], None)], Known::default())];
        assert_eq!(
            found(&roll, 0),
            [(Ailment::NobodyReachable, AVA, String::new()), (Ailment::LandlineOnly, AVA, String::new())]
        );
        assert_eq!(found(&roll, 1)[0].0, Ailment::OneReachable);
        assert_eq!(found(&roll, 2), [(Ailment::LandlineOnly, AVA, String::new())]);
    }

    #[test]
    fn a_number_of_two_surnames_is_found_at_both_children_and_one_of_a_family_is_not() {
        let of = |surname| vec![contact(surname, &[MOBILE], None)];
        let two = [(AVA, of("Smith"), Known::default()), (KIT, of("Jones"), Known::default())];
        let number = MOBILE.0.to_owned();
        assert_eq!(found(&two, 2), [(Ailment::SharedNumber, AVA, number.clone()), (Ailment::SharedNumber, KIT, number)]);
        let family = [(AVA, of("Smith"), Known::default()), (KIT, of("smith "), Known::default())];
        assert_eq!(found(&family, 2), []);
    }

    #[test]
    fn a_pupils_own_number_is_found_at_whoever_has_it() {
        let mut mother = contact("Smith", &[MOBILE, HOME], None);
        let own = [(Ailment::PupilsOwn, AVA, MOBILE.0.to_owned())];
        let roll = |contacts: Vec<Contact>| [(AVA, contacts, Known::default())];
        mother.phones[0].is_pupils = true;
        assert_eq!(found(&roll(vec![mother.clone()]), 2), own, "the pupil's record has it");
        mother.phones[0].is_pupils = false;
        assert_eq!(found(&roll(vec![mother.clone()]), 2), []);
        let mut pupil = contact("Smith", &[MOBILE], None);
        (pupil.forename, pupil.relationship) = ("Ava".into(), "Self".to_owned());
        let both = found(&roll(vec![mother, pupil]), 2);
        assert_eq!(both, [own.clone(), own].concat(), "at the pupil among the contacts, and at the mother");
    }

    #[test]
    fn whoever_was_asked_in_vain_on_three_days_never_answers() {
        let mut known = Known::default();
        for (day, never) in [(2, false), (9, false), (9, false), (16, true)] {
            known.was_asked_in_vain("evesmith", jiff::civil::date(2026, 11, day));
            let roll = [(AVA, vec![contact("Smith", &[MOBILE], None)], known.clone())];
            let expected = if never { vec![(Ailment::NeverAnswers, AVA, String::new())] } else { Vec::new() };
            assert_eq!(found(&roll, 2), expected, "{day}");
        }
    }

    #[test]
    fn what_is_suspended_is_named_and_nothing_of_whom_nobody_may_tell() {
        let since = jiff::Timestamp::UNIX_EPOCH;
        let suspended = vec![Suspended { address: "eve@example.com".into(), why: "hard_failure".to_owned(), since }];
        let known = Known { suspended, ..Known::default() };
        let mut eve = contact("Smith", &[], Some("eve@example.com"));
        let roll = [(AVA, vec![eve.clone()], known.clone())];
        assert_eq!(found(&roll, 2), [(Ailment::Suspended, AVA, "eve@example.com".to_owned())]);
        eve.restriction = Restriction::CourtOrder;
        assert_eq!(found(&[(AVA, vec![eve], known)], 2), []);
        assert_eq!(found(&[(AVA, vec![contact("Smith", &[], None)], Known::default())], 2)[0].0, Ailment::NoAddress);
    }
}
