mod always;
mod asked;
mod heard;
mod out_of_reach;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::date;

use super::*;
use crate::code::read_cell;
use crate::contact::{Contact, Phone, PhonePlace, Restriction};
use crate::phone::PhoneNumber;

const WAYS: [Way; 3] = [Way::Text, Way::Email, Way::Call];

fn at(minute: i64) -> Timestamp {
    "2026-11-23T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

fn contact(name: &str, priority: u16, number: &str) -> Contact {
    Contact {
        mis_id: None,
        title: String::new(),
        forename: crate::Personal::new(name.to_owned()),
        surname: crate::Personal::new("Smith".to_owned()),
        relationship: "Mother".to_owned(),
        priority: Some(priority),
        parental_responsibility: true,
        lives_with_pupil: None,
        preferred_language: String::new(),
        restriction: Restriction::None,
        phones: vec![Phone {
            number: PhoneNumber::from_e164(number, crate::phone::Line::Mobile).unwrap(),
            place: PhonePlace::Mobile,
            note: crate::Personal::default(),
            is_pupils: false,
        }],
        emails: Vec::new(),
    }
}

fn family() -> Vec<Contact> {
    vec![contact("Eve", 1, "+447700900001"), contact("Tom", 2, "+447700900002")]
}

fn cells(morning: &str, afternoon: &str) -> [Cell; 2] {
    [read_cell(morning), read_cell(afternoon)]
}

/// A morning whose marks are as new as they can be.
struct Run {
    policy: Policy,
    contacts: Vec<Contact>,
    wishes: BTreeMap<ContactKey, Wishes>,
    ways: Vec<Way>,
    flagged: bool,
    looked_after: bool,
    reported: bool,
    search: Search,
}

impl Run {
    fn new(morning: &str, afternoon: &str) -> Self {
        let search = Search::open(cells(morning, afternoon), false, at(5)).unwrap();
        Self {
            policy: Policy::usual(),
            contacts: family(),
            wishes: BTreeMap::new(),
            ways: WAYS.to_vec(),
            flagged: false,
            looked_after: false,
            reported: false,
            search,
        }
    }

    fn with_day<T>(&mut self, minute: i64, look: impl FnOnce(&mut Search, &Day<'_>, &Child<'_>) -> T) -> T {
        let may_speak = |now: Timestamp, words: Words| now < if words.corrects() { at(660) } else { at(540) };
        let day = Day {
            date: date(2026, 11, 23),
            policy: &self.policy,
            marks_taken: at(minute),
            may_speak: &may_speak,
            ends: at(540),
            ways: &self.ways,
        };
        let child = Child {
            contacts: &self.contacts,
            wishes: &self.wishes,
            flagged: self.flagged,
            looked_after: self.looked_after,
            first_words: Words::FirstDay,
            reported: self.reported,
        };
        look(&mut self.search, &day, &child)
    }

    fn step(&mut self, event: Event, minute: i64) -> Vec<Effect> {
        self.with_day(minute, |search, day, child| search.step(day, child, &event, at(minute)))
    }

    fn next(&mut self, minute: i64) -> Option<Timestamp> {
        self.with_day(minute, |search, day, _| search.next(day, at(minute)))
    }

    fn tick(&mut self, minute: i64) -> Vec<Effect> {
        self.step(Event::Tick, minute)
    }

    fn says(&mut self, who: &str, said: Said, minute: i64) -> Vec<Effect> {
        self.step(Event::Said(format!("{who}smith"), said), minute)
    }
}

fn said(effects: &[Effect]) -> Vec<(&str, Words)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Say { contact, words, .. } => Some((contact.as_str(), *words)),
            _ => None,
        })
        .collect()
}

fn told(effects: &[Effect]) -> Vec<(Duty, Why)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Tell(duty, why) => Some((*duty, *why)),
            _ => None,
        })
        .collect()
}
