//! From what searches want said to messages: one a family, one a member of staff.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::contact::{Contact, Destination};
use crate::duty::{Duty, OnDuty, Why, on_duty};
use crate::ladder::Way;
use crate::message::{Channel, Opening};
use crate::pupil::PupilId;
use crate::search::{ContactKey, Effect, Words};

/// A message to a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The contact, as the first of the pupils' records has them.
    pub contact: Contact,
    /// By text, email or call.
    pub channel: Channel,
    /// Where to.
    pub destination: Destination,
    /// What it says.
    pub words: Words,
    /// Which rung it is, counted from 0; `None` for what mends.
    pub rung: Option<usize>,
    /// Whom it speaks of, in the order of their ids.
    pub covers: Vec<Opening>,
}

/// The messages that the effects of many searches ask for.
///
/// Children with the same contact (the same number or address **and** the same name) are spoken of in one message where the words and
/// the rung are the same. The messages stand in the order of the effects, which is the order in which they go out.
pub fn messages<'a>(effects: impl IntoIterator<Item = (PupilId, &'a [Contact], &'a Effect)>) -> Vec<Planned> {
    let mut planned: Vec<Planned> = Vec::new();
    let mut places: BTreeMap<(Destination, ContactKey, Words, Option<usize>), usize> = BTreeMap::new();
    for (pupil, contacts, effect) in effects {
        let Effect::Say { contact: key, way, words, opening, rung } = effect else { continue };
        // The file may hold the same person twice, once without a number.
        let mut named = contacts.iter().filter(|contact| contact.name_key() == *key);
        let Some((contact, destination)) = named.find_map(|contact| Some((contact, destination(contacts, contact, *way)?)))
        else {
            continue;
        };
        let covered = Opening { pupil, number: *opening };
        let place = (destination.clone(), key.clone(), *words, *rung);
        match places.get(&place).and_then(|index| planned.get_mut(*index)) {
            Some(message) => message.covers.push(covered),
            None => {
                places.insert(place, planned.len());
                let channel = destination.channel();
                planned.push(Planned {
                    contact: contact.clone(),
                    channel,
                    destination,
                    words: *words,
                    rung: *rung,
                    covers: vec![covered],
                });
            }
        }
    }
    for message in &mut planned {
        message.covers.sort();
    }
    planned
}

/// Something to tell those on duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Who is to be told.
    pub duty: Duty,
    /// Of what.
    pub why: Why,
    /// Of whom, in the order of their ids; nobody where it concerns the school.
    pub covers: Vec<Opening>,
}

/// The alerts that the effects of many searches ask for: one a duty and reason, of however many children. The loudest stand first.
pub fn alerts<'a>(effects: impl IntoIterator<Item = (Opening, &'a Effect)>) -> Vec<Alert> {
    let mut alerts: BTreeMap<(Why, Duty), Vec<Opening>> = BTreeMap::new();
    for (opening, effect) in effects {
        if let Effect::Tell(duty, why) = effect {
            alerts.entry((*why, *duty)).or_default().push(opening);
        }
    }
    let alert = |((why, duty), mut covers): ((Why, Duty), Vec<Opening>)| {
        covers.sort();
        Alert { duty, why, covers }
    };
    alerts.into_iter().map(alert).collect()
}

/// Whom an alert goes to and where: to each number and address of each person on duty, since one of them may be off. What is loud also rings
/// whoever wants to be rung, where `ways` has calls.
pub fn recipients<'a>(
    list: &'a [OnDuty],
    (duty, why): (Duty, Why),
    ways: &[Way],
    now: Timestamp,
) -> Vec<(&'a OnDuty, Destination)> {
    let rings = why.is_loud() && ways.contains(&Way::Call);
    let leads_to = |one: &OnDuty| {
        let text = one.number.clone().map(Destination::Text);
        let email = one.email.clone().map(Destination::Email);
        let call = one.number.clone().filter(|_| rings && one.rings).map(Destination::Call);
        [text, email, call].into_iter().flatten()
    };
    on_duty(list, duty, now).into_iter().flat_map(|one| leads_to(one).map(move |destination| (one, destination))).collect()
}

/// Where a way leads to a contact: the first number or address that reaches nobody who may not be told. A call rings any number.
pub fn destination(contacts: &[Contact], contact: &Contact, way: Way) -> Option<Destination> {
    let all: Vec<Destination> = match way {
        Way::Text => {
            let numbers = contact.phones.iter().map(|phone| &phone.number).filter(|number| number.takes_texts());
            numbers.cloned().map(Destination::Text).collect()
        }
        Way::Email => contact.emails.iter().cloned().map(Destination::Email).collect(),
        Way::Call => contact.phones.iter().map(|phone| Destination::Call(phone.number.clone())).collect(),
    };
    all.into_iter().find(|destination| read_by_nobody_restricted(contacts, destination))
}

/// Whether a way leads to a contact and to nobody who may not be told.
pub fn reaches(contacts: &[Contact], contact: &Contact, way: Way) -> bool {
    destination(contacts, contact, way).is_some()
}

/// Whether a contact is reached there.
pub fn is_reached_at(contact: &Contact, destination: &Destination) -> bool {
    match destination {
        Destination::Text(number) | Destination::Call(number) => contact.phones.iter().any(|phone| phone.number == *number),
        Destination::Email(address) => contact.emails.contains(address),
    }
}

/// Whoever shares a number or an address with a contact who may not be told would let that contact read it too.
pub fn read_by_nobody_restricted(contacts: &[Contact], destination: &Destination) -> bool {
    contacts.iter().filter(|contact| is_reached_at(contact, destination)).all(Contact::may_be_told)
}

/// How many messages may still be planned in this hour, of the moments at which messages were planned.
pub fn left_of_cap(planned: impl IntoIterator<Item = Timestamp>, cap: u32, now: Timestamp) -> usize {
    let hour = jiff::SignedDuration::from_hours(1);
    let lately = planned.into_iter().filter(|at| now.duration_since(*at) < hour).count();
    usize::try_from(cap).unwrap_or(usize::MAX).saturating_sub(lately)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::EmailAddress;
    use crate::contact::{Phone, PhonePlace, Restriction};
    use crate::personal::Personal;
    use crate::phone::{Line, PhoneNumber};

    const AVA: PupilId = PupilId::new([1; 16]);
    const NOAH: PupilId = PupilId::new([2; 16]);
    const MUM: &str = "+447700900001";

    fn contact(forename: &str, mobile: Option<&str>, email: Option<&str>) -> Contact {
        let phone = |number| Phone {
            number: PhoneNumber::from_e164(number, Line::Mobile).unwrap(),
            place: PhonePlace::Mobile,
            note: Personal::default(),
            is_pupils: false,
        };
        Contact {
            mis_id: None,
            title: String::new(),
            forename: forename.into(),
            surname: "Smith".into(),
            relationship: String::new(),
            priority: Some(1),
            parental_responsibility: true,
            lives_with_pupil: None,
            preferred_language: String::new(),
            restriction: Restriction::None,
            phones: mobile.map(phone).into_iter().collect(),
            emails: email.map(|email| EmailAddress::parse(email).unwrap()).into_iter().collect(),
        }
    }

    fn say(contact: &Contact, words: Words) -> Effect {
        Effect::Say { contact: contact.name_key(), way: Way::Text, words, opening: 1, rung: Some(0) }
    }

    #[test]
    fn siblings_with_the_same_contact_are_spoken_of_in_one_message_where_the_words_are_the_same() {
        let family = [contact("Mum", Some(MUM), None)];
        let (first, gone) = (say(&family[0], Words::FirstDay), say(&family[0], Words::GoneSinceMorning));
        let together = messages([(NOAH, &family[..], &first), (AVA, &family[..], &first)]);
        assert_eq!(together.len(), 1);
        assert_eq!(together[0].covers.iter().map(|opening| opening.pupil).collect::<Vec<_>>(), [AVA, NOAH]);
        assert_eq!(messages([(NOAH, &family[..], &first), (AVA, &family[..], &gone)]).len(), 2);
    }

    #[test]
    fn who_stands_twice_in_the_file_once_without_a_number_is_asked_once_at_the_number() {
        let (without, with) = (contact("Mum", None, None), contact("Mum", Some(MUM), None));
        let question = say(&with, Words::FirstDay);
        for family in [[without.clone(), with.clone()], [with, without]] {
            let planned = messages([(AVA, &family[..], &question)]);
            assert_eq!(planned.iter().map(|message| message.destination.expose()).collect::<Vec<_>>(), [MUM]);
        }
    }

    #[test]
    fn a_number_alone_never_makes_one_person() {
        let (one, other) = ([contact("Mum", Some(MUM), None)], [contact("Nanny", Some(MUM), None)]);
        let (to_one, to_other) = (say(&one[0], Words::FirstDay), say(&other[0], Words::FirstDay));
        assert_eq!(messages([(AVA, &one[..], &to_one), (NOAH, &other[..], &to_other)]).len(), 2);
    }

    #[test]
    fn a_number_that_somebody_under_a_restriction_reads_leads_to_nobody() {
        let mut dad = contact("Dad", Some(MUM), None);
        dad.restriction = Restriction::CourtOrder;
        let mum = contact("Mum", Some(MUM), Some("mum@example.com"));
        let family = [dad, mum.clone()];
        assert_eq!(destination(&family, &mum, Way::Text), None);
        assert!(!reaches(&family, &mum, Way::Call));
        assert_eq!(destination(&family, &mum, Way::Email).unwrap().expose(), "mum@example.com");
    }

    #[test]
    fn a_call_rings_the_first_number_of_a_landline_too_and_is_a_message_of_its_own() {
        let mut mum = contact("Mum", Some(MUM), None);
        let home = PhoneNumber::from_e164("+441632960123", Line::Landline).unwrap();
        mum.phones
            .insert(0, Phone { number: home.clone(), place: PhonePlace::Home, note: Personal::default(), is_pupils: false });
        let family = [mum];
        let texted = say(&family[0], Words::FirstDay);
        let Effect::Say { contact, words, .. } = texted.clone() else { panic!() };
        let rung = Effect::Say { contact, way: Way::Call, words, opening: 1, rung: Some(0) };
        let planned = messages([(AVA, &family[..], &texted), (AVA, &family[..], &rung), (NOAH, &family[..], &rung)]);
        let shown: Vec<_> = planned.iter().map(|one| (one.channel, one.destination.expose(), one.covers.len())).collect();
        assert_eq!(shown, [(Channel::Sms, MUM, 1), (Channel::Call, home.expose(), 2)]);
        assert_eq!(planned[1].destination, Destination::Call(home));
    }

    #[test]
    fn staff_hear_of_many_children_in_one_alert_the_loudest_first() {
        let tell = |why| Effect::Tell(Duty::AttendanceOfficer, why);
        let (late, alarm) = (tell(Why::NoAnswer), tell(Why::Alarm));
        let of = |pupil| Opening { pupil, number: 1 };
        let told = alerts([(of(NOAH), &late), (of(AVA), &late), (of(AVA), &alarm)]);
        assert_eq!(
            told.iter().map(|alert| (alert.why, alert.covers.len())).collect::<Vec<_>>(),
            [(Why::Alarm, 1), (Why::NoAnswer, 2)]
        );
    }

    #[test]
    fn what_is_loud_rings_those_who_want_it_beside_their_text_and_what_is_quiet_rings_nobody() {
        let midnight = jiff::civil::Time::midnight();
        let ann = OnDuty {
            duty: Duty::Head,
            name: "Ann".into(),
            number: PhoneNumber::from_e164(MUM, Line::Mobile).ok(),
            email: EmailAddress::parse("ann@example.com").ok(),
            rings: true,
            weekdays: [].into(),
            from: None,
            until: None,
            starts: midnight,
            ends: midnight,
        };
        let list = [ann.clone(), OnDuty { email: None, rings: false, ..ann.clone() }, OnDuty { number: None, ..ann }];
        let all = [Way::Text, Way::Email, Way::Call];
        let told = |why, ways: &[Way]| {
            let told = recipients(&list, (Duty::Head, why), ways, Timestamp::UNIX_EPOCH);
            told.into_iter().map(|(_, destination)| destination.channel()).collect::<Vec<_>>()
        };
        let quiet = [Channel::Sms, Channel::Email, Channel::Sms, Channel::Email];
        for why in Why::ALL {
            let loud = [Why::Alarm, Why::Distress, Why::GoneSinceMorning].contains(&why);
            let wanted = [&quiet[..2], if loud { &[Channel::Call] } else { &[] }, &quiet[2..]].concat();
            assert_eq!(told(why, &all), wanted, "{why:?}");
            assert_eq!(told(why, &all[..2]), quiet, "{why:?}");
        }
    }

    #[test]
    fn the_cap_counts_the_last_hour_alone() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        assert_eq!(left_of_cap([at(0), at(30), at(59)], 4, at(60)), 2);
        assert_eq!(left_of_cap([at(30), at(59)], 1, at(60)), 0);
    }
}
