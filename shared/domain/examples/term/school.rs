//! A made-up school: its families, its classes, and who is on duty.

use std::collections::{BTreeMap, BTreeSet};

use domain::Personal;
use domain::address::EmailAddress;
use domain::contact::{Contact, Phone, PhonePlace, Restriction};
use domain::duty::{Duty, OnDuty};
use domain::ladder::Way;
use domain::phone::{Line, PhoneNumber};
use domain::pupil::{Flag, PupilId};
use domain::wishes::Wishes;
use jiff::civil::{Time, time};

use super::dice::Dice;
use super::planted;

/// Who belongs to a family, and what they wish.
pub(crate) type Family = (Vec<Contact>, BTreeMap<String, Wishes>);

/// A pupil.
pub(crate) struct Pupil {
    pub(crate) id: PupilId,
    pub(crate) year: &'static str,
    pub(crate) class: String,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) wishes: BTreeMap<String, Wishes>,
    pub(crate) flags: BTreeSet<Flag>,
    /// Whether the safeguarding lead has named the child.
    pub(crate) named: bool,
}

const YEARS: [&str; 5] = ["7", "8", "9", "10", "11"];

/// How many a class has at most.
const CLASS: u64 = 16;

impl Pupil {
    pub(crate) fn is_flagged(&self) -> bool {
        self.named || self.flags.contains(&Flag::LookedAfter) || self.flags.contains(&Flag::SocialWorker)
    }

    pub(crate) fn is_looked_after(&self) -> bool {
        self.flags.contains(&Flag::LookedAfter)
    }
}

pub(crate) fn email(number: u64) -> Option<EmailAddress> {
    EmailAddress::parse(&format!("family{number}@example.com")).ok()
}

pub(crate) fn contact(number: u64, relationship: &str, priority: u16) -> Contact {
    let digits = 900_000_u64.saturating_add(number.checked_rem(1000).unwrap_or(0));
    let mobile = PhoneNumber::from_e164(&format!("+447700{digits}"), Line::Mobile);
    let close = matches!(relationship, "Mother" | "Father");
    Contact {
        mis_id: None,
        title: String::new(),
        forename: Personal::new(relationship.to_owned()),
        surname: Personal::new(format!("N{number}")),
        relationship: relationship.to_owned(),
        priority: Some(priority),
        parental_responsibility: close,
        lives_with_pupil: None,
        preferred_language: String::new(),
        restriction: Restriction::None,
        phones: mobile
            .into_iter()
            .map(|number| Phone { number, place: PhonePlace::Mobile, note: Personal::default(), is_pupils: false })
            .collect(),
        emails: Vec::new(),
    }
}

fn landline(contact: &mut Contact) {
    let home = PhoneNumber::from_e164("+441632960123", Line::Landline);
    contact.phones = home
        .into_iter()
        .map(|number| Phone { number, place: PhonePlace::Home, note: Personal::default(), is_pupils: false })
        .collect();
}

/// Who belongs to a family, and what they wish. `number` makes them who they are.
fn family(dice: &mut Dice, number: u64, looked_after: bool) -> Family {
    let of = |place: u64| number.saturating_mul(4).saturating_add(place);
    let mother = || contact(of(0), "Mother", 1);
    let mut contacts = match dice.below(100) {
        _ if looked_after => vec![mother(), contact(of(1), "Foster carer", 2)],
        0..45 => vec![mother(), contact(of(1), "Father", 2)],
        // Parted: she lives with the children, he hears of them all the same.
        45..60 => {
            let mut father = contact(of(1), "Father", 2);
            father.lives_with_pupil = Some(false);
            vec![Contact { lives_with_pupil: Some(true), ..mother() }, father]
        }
        60..75 => vec![mother()],
        75..90 => vec![mother(), contact(of(1), "Father", 2), contact(of(2), "Grandmother", 3)],
        90..95 => vec![mother(), contact(of(2), "Grandmother", 2)],
        // Brought up by her.
        _ => vec![contact(of(2), "Grandmother", 1), contact(of(1), "Father", 2)],
    };
    if dice.permille(400)
        && let (Some(first), Some(email)) = (contacts.first_mut(), email(number))
    {
        first.emails.push(email);
    }
    let mut wishes = BTreeMap::new();
    match dice.below(100) {
        0..3 => restrict(dice, contacts.first_mut()),
        3..5 => restrict(dice, contacts.last_mut()),
        // He reads what she gets.
        5 => {
            restrict(dice, contacts.last_mut());
            let phones = contacts.last().map(|last| last.phones.clone()).unwrap_or_default();
            if let [first, _, ..] = contacts.as_mut_slice() {
                first.phones = phones;
            }
        }
        6..8 => contacts.iter_mut().for_each(landline),
        8 => contacts.iter_mut().for_each(|contact| (contact.phones, contact.emails) = (Vec::new(), Vec::new())),
        9..13 => {
            if let Some(first) = contacts.first() {
                let refused = Wishes { refused: [Way::Text].into(), ..Wishes::default() };
                let sleeps = Wishes { not_before: Some(time(11, 0, 0, 0)), ..Wishes::default() };
                wishes.insert(first.name_key(), if dice.permille(500) { refused } else { sleeps });
            }
        }
        // The neighbour's number: theirs is the family before.
        13..16 => {
            if let Some(first) = contacts.first_mut() {
                first.phones = contact(of(0).saturating_sub(4), "Mother", 1).phones;
            }
        }
        _ => {}
    }
    (contacts, wishes)
}

fn restrict(dice: &mut Dice, contact: Option<&mut Contact>) {
    if let Some(contact) = contact {
        contact.restriction = if dice.permille(500) { Restriction::CourtOrder } else { Restriction::DoNotContact };
    }
}

/// As many pupils, in families of one to three.
pub(crate) fn pupils(dice: &mut Dice, count: u64) -> Vec<Pupil> {
    let mut pupils = Vec::new();
    let classes = count.div_ceil(5).div_ceil(CLASS).max(1);
    let mut children = 0;
    let mut of_family = (Vec::new(), BTreeMap::new());
    let mut looked_after = false;
    for number in 0..count {
        if children == 0 {
            looked_after = dice.permille(20);
            children = if looked_after { 1 } else { [1, 1, 1, 2, 2, 3].get(dice.between(0, 6) as usize).copied().unwrap_or(1) };
            of_family = family(dice, number, looked_after);
        }
        children -= 1;
        let is_planted = number < planted::COUNT;
        if is_planted {
            (children, looked_after, of_family) = (0, false, planted::family(number));
        }
        let year = YEARS.get(usize::try_from(number % 5).unwrap_or(0)).copied().unwrap_or("7");
        let letter = ["A", "B", "C", "D", "E", "F", "G", "H"].get(usize::try_from(number / 5 % classes % 8).unwrap_or(0));
        let mut flags = BTreeSet::new();
        if looked_after {
            flags.insert(Flag::LookedAfter);
        }
        if dice.permille(25) && !is_planted {
            flags.insert(Flag::SocialWorker);
        }
        pupils.push(Pupil {
            id: PupilId::new(u128::from(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).to_be_bytes()),
            year,
            class: format!("{year}{}", letter.copied().unwrap_or("A")),
            contacts: of_family.0.clone(),
            wishes: of_family.1.clone(),
            flags,
            named: if is_planted { planted::is_named(number) } else { dice.permille(20) },
        });
    }
    pupils
}

/// Who is on duty for what: two officers share the day, and nobody of them is there in the evening.
pub(crate) fn duties() -> Vec<OnDuty> {
    let one = |duty, name: &str, number: u64, (starts, ends): (Time, Time)| OnDuty {
        duty,
        name: name.into(),
        number: PhoneNumber::from_e164(&format!("+447700{number}"), Line::Mobile).ok(),
        email: EmailAddress::parse(&format!("{name}@example.org")).ok(),
        rings: false,
        weekdays: BTreeSet::from([1, 2, 3, 4, 5]),
        from: None,
        until: None,
        starts,
        ends,
    };
    vec![
        one(Duty::AttendanceOfficer, "ann", 900_990, (time(8, 0, 0, 0), time(12, 30, 0, 0))),
        one(Duty::AttendanceOfficer, "ben", 900_991, (time(12, 30, 0, 0), time(16, 30, 0, 0))),
        one(Duty::SafeguardingLead, "lea", 900_992, (time(7, 30, 0, 0), time(17, 30, 0, 0))),
        one(Duty::Head, "hal", 900_993, (time(0, 0, 0, 0), time(0, 0, 0, 0))),
    ]
}
