//! From registers to decisions: which absences open or end, and who is told first.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::absence::{Absence, Event, State};
use crate::code::Cell;
use crate::contact::{Contact, Destination};
use crate::message::{Channel, Opening};
use crate::pupil::{Pupil, PupilId};
use crate::register::Register;

/// What the registers of a day make of its absences: those that are new or another than before.
///
/// Every register of the day is given, so that a morning which is corrected while the afternoon is open is seen as a whole.
pub fn absences(registers: &[Register], known: &BTreeMap<PupilId, Absence>) -> BTreeMap<PupilId, Absence> {
    let mut next: BTreeMap<PupilId, Absence> = BTreeMap::new();
    for register in registers {
        for (pupil, mark) in &register.marks {
            let before = next.get(pupil).or_else(|| known.get(pupil));
            let after = match (before, mark.cell) {
                (Some(absence), cell) => absence.apply(Event::Marked(register.session, cell)),
                (None, Cell::Known(code)) if code.asks_for_a_call() => Absence::open(register.session),
                (None, _) => continue,
            };
            next.insert(*pupil, after);
        }
    }
    next.retain(|pupil, absence| known.get(pupil) != Some(absence));
    next
}

/// Whether anybody is told about an absence of that day: days gone by are recorded and call nobody.
pub fn calls_somebody(date: Date, today: Date) -> bool {
    date == today
}

/// One message to plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The contact, as the first of the pupils' records has them.
    pub contact: Contact,
    /// By text or email.
    pub channel: Channel,
    /// Where to.
    pub destination: Destination,
    /// Whom it speaks of, in the order of their ids.
    pub covers: Vec<Opening>,
}

/// Who hears first of the absences that opened.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Plan {
    /// One a family.
    pub messages: Vec<Planned>,
    /// Those for whom there is nobody who may be told and could be texted or mailed.
    pub unreachable: Vec<PupilId>,
}

/// The first contact by priority who may be told and has a mobile or an email hears first: a text where there is a mobile, else an
/// email. Children with the same first contact (the same number or address **and** the same name) are told in one message.
pub fn plan<'a>(opened: impl IntoIterator<Item = (Opening, &'a Pupil)>) -> Plan {
    let mut opened: Vec<_> = opened.into_iter().collect();
    opened.sort_by_key(|(opening, _)| *opening);
    let mut plan = Plan::default();
    let mut families: BTreeMap<(Destination, String), usize> = BTreeMap::new();
    for (opening, pupil) in opened {
        let Some((contact, channel, destination)) = first_to_tell(&pupil.contacts) else {
            plan.unreachable.push(opening.pupil);
            continue;
        };
        let index = *families.entry((destination.clone(), contact.name_key())).or_insert_with(|| {
            plan.messages.push(Planned { contact: contact.clone(), channel, destination, covers: Vec::new() });
            plan.messages.len() - 1
        });
        if let Some(message) = plan.messages.get_mut(index) {
            message.covers.push(opening);
        }
    }
    plan
}

fn first_to_tell(contacts: &[Contact]) -> Option<(&Contact, Channel, Destination)> {
    let mut by_priority: Vec<_> = contacts.iter().filter(|contact| contact.may_be_told()).collect();
    by_priority.sort_by_key(|contact| contact.priority.unwrap_or(u16::MAX));
    by_priority.into_iter().find_map(|contact| {
        let text = contact
            .phones
            .iter()
            .map(|phone| &phone.number)
            .filter(|number| number.takes_texts())
            .cloned()
            .map(Destination::Text);
        let email = contact.emails.iter().cloned().map(Destination::Email);
        let destination = text.chain(email).find(|destination| read_by_nobody_restricted(contacts, destination))?;
        let channel = match destination {
            Destination::Text(_) => Channel::Sms,
            Destination::Email(_) => Channel::Email,
        };
        Some((contact, channel, destination))
    })
}

fn is_reached_at(contact: &Contact, destination: &Destination) -> bool {
    match destination {
        Destination::Text(number) => contact.phones.iter().any(|phone| phone.number == *number),
        Destination::Email(address) => contact.emails.contains(address),
    }
}

/// Whoever shares a number or an address with a contact who may not be told would let that contact read it too.
fn read_by_nobody_restricted(contacts: &[Contact], destination: &Destination) -> bool {
    contacts.iter().filter(|contact| is_reached_at(contact, destination)).all(Contact::may_be_told)
}

/// Why a planned message is not sent after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drop {
    /// No absence behind it is open any more.
    NothingToAsk,
    /// The contact may not be told any more, or is none any more.
    MayNotBeTold,
    /// The day is over: a text about it would frighten and help nobody.
    TooLate,
}

impl Drop {
    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NothingToAsk => "nothing_to_ask",
            Self::MayNotBeTold => "may_not_be_told",
            Self::TooLate => "too_late",
        }
    }
}

/// What is known of one covered opening at the moment of sending.
#[derive(Clone, Debug)]
pub struct Behind<'a> {
    /// The opening that the message was planned for.
    pub opening: Opening,
    /// The absence as it is stored.
    pub absence: &'a Absence,
    /// The pupil as the roll has them now; `None` when they have left.
    pub pupil: Option<&'a Pupil>,
}

/// Looks again before speaking: the pupils whom the message may still name.
///
/// A child stays in when the absence, with what the registers of the day say **now** (evaluation may not have seen it yet), is still
/// of that opening and still asks, and when the contact is still one of the child's own, may be told, and is still reached there.
///
/// # Errors
/// [`Drop`] when none stays in: nothing is sent.
pub fn look_again(
    behind: &[Behind<'_>],
    registers: &[Register],
    contact_name_key: &str,
    destination: &Destination,
) -> Result<Vec<PupilId>, Drop> {
    let asking: Vec<_> = behind.iter().filter(|child| still_asks(child, registers)).collect();
    if asking.is_empty() {
        return Err(Drop::NothingToAsk);
    }
    let told: Vec<_> = asking
        .into_iter()
        .filter(|child| child.pupil.is_some_and(|pupil| may_hear(pupil, contact_name_key, destination)))
        .map(|child| child.opening.pupil)
        .collect();
    if told.is_empty() { Err(Drop::MayNotBeTold) } else { Ok(told) }
}

fn still_asks(child: &Behind<'_>, registers: &[Register]) -> bool {
    let pupil = child.opening.pupil;
    let now = registers
        .iter()
        .fold(child.absence.clone(), |absence, register| absence.apply(Event::Marked(register.session, register.cell(pupil))));
    now.openings == child.opening.number && now.state.asks_parents()
}

fn may_hear(pupil: &Pupil, name_key: &str, destination: &Destination) -> bool {
    read_by_nobody_restricted(&pupil.contacts, destination)
        && pupil.contacts.iter().any(|contact| is_reached_at(contact, destination) && contact.name_key() == name_key)
}

/// Whether an absence should have a message or be shown as unreachable: it is open and nobody was planned for this opening.
pub fn wants_a_message(absence: &Absence, planned_opening: Option<u32>) -> bool {
    absence.state == State::Open && planned_opening.is_none_or(|opening| opening < absence.openings)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::address::EmailAddress;
    use crate::code::read_cell;
    use crate::contact::{Phone, PhonePlace, Restriction};
    use crate::personal::Personal;
    use crate::phone::{Line, PhoneNumber};
    use crate::pupil::MisId;
    use crate::register::Session;

    const AVA: PupilId = PupilId::new([1; 16]);
    const NOAH: PupilId = PupilId::new([2; 16]);
    const MUM: &str = "+447700900001";
    const DAD: &str = "+447700900002";

    fn contact(forename: &str, priority: u16, mobile: Option<&str>, email: Option<&str>) -> Contact {
        let phone = |number| Phone {
            number: PhoneNumber::from_e164(number, Line::Mobile).unwrap(),
            place: PhonePlace::Mobile,
            note: Personal::default(),
        };
        Contact {
            mis_id: None,
            title: String::new(),
            forename: forename.into(),
            surname: "Smith".into(),
            relationship: String::new(),
            priority: Some(priority),
            parental_responsibility: true,
            lives_with_pupil: None,
            preferred_language: String::new(),
            restriction: Restriction::None,
            phones: mobile.map(phone).into_iter().collect(),
            emails: email.map(|email| EmailAddress::parse(email).unwrap()).into_iter().collect(),
        }
    }

    fn pupil(contacts: Vec<Contact>) -> Pupil {
        Pupil {
            mis_id: MisId::new("001234").unwrap(),
            admission_number: None,
            upn: None,
            forename: "Ava".into(),
            surname: "Smith".into(),
            year: "7".into(),
            registration_group: "7B".into(),
            house: String::new(),
            preferred_language: String::new(),
            flags: Default::default(),
            leaving: None,
            contacts,
        }
    }

    fn first(pupil: PupilId) -> Opening {
        Opening { pupil, number: 1 }
    }

    fn register(session: Session, marks: &[(PupilId, &str)]) -> Register {
        let mut register = Register::new(jiff::civil::date(2026, 11, 23), session);
        register.merge(marks.iter().map(|(pupil, cell)| (*pupil, read_cell(cell), None)), Timestamp::UNIX_EPOCH, None);
        register
    }

    #[test]
    fn only_a_mark_without_a_reason_opens_an_absence() {
        for cell in ["/", "L", "I", "M", "U", "O", "-", "", "?", "V", "#"] {
            assert!(absences(&[register(Session::Am, &[(AVA, cell)])], &BTreeMap::new()).is_empty(), "{cell}");
        }
        assert_eq!(absences(&[register(Session::Am, &[(AVA, "N")])], &BTreeMap::new())[&AVA], Absence::open(Session::Am));
    }

    #[test]
    fn evaluating_twice_is_evaluating_once() {
        let registers = [register(Session::Am, &[(AVA, "N"), (NOAH, "/")]), register(Session::Pm, &[(AVA, "N"), (NOAH, "N")])];
        let known = absences(&registers, &BTreeMap::new());
        assert_eq!(known.len(), 2);
        assert!(absences(&registers, &known).is_empty());
    }

    #[test]
    fn the_first_by_priority_who_can_be_written_to_hears_first() {
        let family =
            pupil(vec![contact("Dad", 2, Some(DAD), None), contact("Gran", 1, None, None), contact("Mum", 2, Some(MUM), None)]);
        let plan = plan([(first(AVA), &family)]);
        assert_eq!(plan.messages[0].destination.expose(), DAD);
        assert_eq!(plan.messages.len(), 1);
    }

    #[test]
    fn an_email_goes_where_there_is_no_mobile() {
        let plan = plan([(first(AVA), &pupil(vec![contact("Mum", 1, None, Some("mum@example.com"))]))]);
        assert_eq!((plan.messages[0].channel, plan.messages[0].destination.expose()), (Channel::Email, "mum@example.com"));
    }

    #[test]
    fn a_contact_under_a_restriction_is_passed_over_and_so_is_a_number_that_they_read() {
        for restriction in [Restriction::CourtOrder, Restriction::DoNotContact] {
            let mut dad = contact("Dad", 1, Some(DAD), None);
            dad.restriction = restriction;
            let passed = plan([(first(AVA), &pupil(vec![dad.clone(), contact("Mum", 2, Some(MUM), None)]))]);
            assert_eq!(passed.messages[0].destination.expose(), MUM);
            let shared = plan([(first(AVA), &pupil(vec![dad, contact("Mum", 2, Some(DAD), None)]))]);
            assert_eq!((shared.messages.len(), shared.unreachable), (0, vec![AVA]));
        }
    }

    #[test]
    fn siblings_with_the_same_contact_are_told_in_one_message() {
        let mum = || pupil(vec![contact("Mum", 1, Some(MUM), None)]);
        assert_eq!(plan([(first(NOAH), &mum()), (first(AVA), &mum())]).messages[0].covers, [first(AVA), first(NOAH)]);
    }

    #[test]
    fn a_number_alone_never_makes_one_person() {
        let one = pupil(vec![contact("Mum", 1, Some(MUM), None)]);
        let other = pupil(vec![contact("Nanny", 1, Some(MUM), None)]);
        assert_eq!(plan([(first(AVA), &one), (first(NOAH), &other)]).messages.len(), 2);
    }

    fn look(absence: &Absence, cell: &str, pupil: Option<&Pupil>) -> Result<Vec<PupilId>, Drop> {
        let mum = contact("Mum", 1, Some(MUM), None);
        let behind = [Behind { opening: first(AVA), absence, pupil }];
        look_again(
            &behind,
            &[register(Session::Am, &[(AVA, cell)])],
            &mum.name_key(),
            &Destination::Text(mum.mobile().unwrap().clone()),
        )
    }

    #[test]
    fn a_message_goes_out_while_the_child_is_still_unaccounted_for() {
        let family = pupil(vec![contact("Mum", 1, Some(MUM), None)]);
        assert_eq!(look(&Absence::open(Session::Am), "N", Some(&family)), Ok(vec![AVA]));
    }

    #[test]
    fn a_mark_corrected_before_sending_stops_the_text_even_before_it_was_evaluated() {
        let family = pupil(vec![contact("Mum", 1, Some(MUM), None)]);
        assert_eq!(look(&Absence::open(Session::Am), "/", Some(&family)), Err(Drop::NothingToAsk));
    }

    #[test]
    fn a_child_who_is_back_for_the_afternoon_is_asked_about_no_more() {
        let mum = contact("Mum", 1, Some(MUM), None);
        let family = pupil(vec![mum.clone()]);
        let absence = Absence::open(Session::Am);
        let behind = [Behind { opening: first(AVA), absence: &absence, pupil: Some(&family) }];
        let registers = [register(Session::Am, &[(AVA, "N")]), register(Session::Pm, &[(AVA, "\\")])];
        assert_eq!(
            look_again(&behind, &registers, &mum.name_key(), &Destination::Text(mum.mobile().unwrap().clone())),
            Err(Drop::NothingToAsk)
        );
    }

    #[test]
    fn an_explained_or_reopened_absence_stops_the_text_that_was_planned_before() {
        let family = pupil(vec![contact("Mum", 1, Some(MUM), None)]);
        let explained = Absence::open(Session::Am).apply(Event::Explained);
        assert_eq!(look(&explained, "N", Some(&family)), Err(Drop::NothingToAsk));
        let mut again = Absence::open(Session::Am);
        again.openings = 2;
        assert_eq!(look(&again, "N", Some(&family)), Err(Drop::NothingToAsk));
    }

    #[test]
    fn a_contact_who_may_not_be_told_any_more_hears_nothing() {
        let mut mum = contact("Mum", 1, Some(MUM), None);
        mum.restriction = Restriction::CourtOrder;
        assert_eq!(look(&Absence::open(Session::Am), "N", Some(&pupil(vec![mum]))), Err(Drop::MayNotBeTold));
        assert_eq!(
            look(&Absence::open(Session::Am), "N", Some(&pupil(vec![contact("Mum", 1, Some(DAD), None)]))),
            Err(Drop::MayNotBeTold)
        );
        assert_eq!(look(&Absence::open(Session::Am), "N", None), Err(Drop::MayNotBeTold));
    }
}
