use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::code::read_cell;
use crate::contact::{Contact, Phone, PhonePlace, Restriction};
use crate::phone::PhoneNumber;

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
    flagged: bool,
    looked_after: bool,
    reported: bool,
    search: Search,
}

impl Run {
    fn new(morning: &str, afternoon: &str) -> Self {
        let search = Search::open(cells(morning, afternoon), at(5)).unwrap();
        Self {
            policy: Policy::usual().unwrap(),
            contacts: family(),
            flagged: false,
            looked_after: false,
            reported: false,
            search,
        }
    }

    fn step(&mut self, event: Event, minute: i64) -> Vec<Effect> {
        let may_speak = |now: Timestamp, words: Words| now < if words.corrects() { at(660) } else { at(540) };
        let day =
            Day { date: date(2026, 11, 23), policy: &self.policy, marks_taken: at(minute), may_speak: &may_speak, ends: at(540) };
        let child = Child {
            contacts: &self.contacts,
            flagged: self.flagged,
            looked_after: self.looked_after,
            first_words: Words::FirstDay,
            reported: self.reported,
        };
        self.search.step(&day, &child, &event, at(minute))
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

#[test]
fn the_first_parent_is_asked_when_the_desk_has_signed_in_and_then_staff_are_told() {
    let mut run = Run::new("N", "-");
    assert_eq!(run.tick(29), []);
    assert_eq!(said(&run.tick(30)), [("evesmith", Words::FirstDay)]);
    assert_eq!(run.tick(31), []);
    assert_eq!(said(&run.tick(45)), [("evesmith", Words::FirstDay)]);
    assert_eq!(said(&run.tick(60)), [("evesmith", Words::FirstDay)]);
    assert_eq!(told(&run.tick(75)), [(Duty::AttendanceOfficer, Why::NoAnswer)]);
    assert_eq!(told(&run.tick(90)), [(Duty::SafeguardingLead, Why::NoAnswer)]);
    assert_eq!(run.search.state, State::Unanswered);
}

#[test]
fn a_mark_corrected_before_the_time_tells_nobody_and_after_it_those_who_were_asked() {
    let mut run = Run::new("N", "-");
    assert_eq!(run.step(Event::Marked(cells("L", "-")), 20), []);
    assert_eq!(run.search.state, State::Withdrawn);
    let mut run = Run::new("N", "-");
    run.tick(30);
    assert_eq!(said(&run.step(Event::Marked(cells("L", "-")), 35)), [("evesmith", Words::InSchool)]);
    assert_eq!(run.step(Event::Marked(cells("L", "-")), 36), []);
    let again = run.step(Event::Marked(cells("N", "-")), 40);
    assert_eq!((said(&again), run.search.openings), (vec![("evesmith", Words::FirstDay)], 2));
}

#[test]
fn a_code_for_a_reason_says_that_nothing_more_is_needed_and_never_the_code() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    assert_eq!(said(&run.step(Event::Marked(cells("I", "-")), 35)), [("evesmith", Words::NothingMore)]);
}

#[test]
fn a_reason_from_one_parent_settles_the_other_without_who_or_why() {
    let mut run = Run::new("N", "-");
    run.policy.ladder = crate::ladder::Ladder::new(
        run.policy
            .ladder
            .rungs()
            .iter()
            .cloned()
            .map(|mut rung| {
                if let Some(ask) = &mut rung.ask {
                    ask.whom = crate::ladder::Whom::FirstTwo;
                }
                rung
            })
            .collect(),
    )
    .unwrap();
    assert_eq!(run.tick(30).len(), 2);
    assert_eq!(said(&run.says("eve", Said::Reason, 37)), [("tomsmith", Words::NothingMore)]);
    assert_eq!(run.search.state, State::Explained);
    assert_eq!(run.tick(200), []);
}

#[test]
fn who_is_this_ends_nothing() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.says("eve", Said::Words, 33);
    assert_eq!(run.search.state, State::Answered);
    assert_eq!(said(&run.tick(45)).len(), 1);
}

#[test]
fn an_alarm_is_told_at_once_and_goes_up_and_no_reason_code_ends_it() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    let first = run.says("eve", Said::Alarm, 33);
    assert_eq!(told(&first), [(Duty::AttendanceOfficer, Why::Alarm), (Duty::SafeguardingLead, Why::Alarm)]);
    assert_eq!(told(&run.tick(38)), [(Duty::Head, Why::Alarm)]);
    assert_eq!(run.tick(45), []);
    run.step(Event::Marked(cells("I", "-")), 46);
    assert_eq!(run.search.state, State::Alarm);
    assert_eq!(said(&run.step(Event::Marked(cells("L", "-")), 50)), [("evesmith", Words::InSchool)]);
    assert_eq!(run.search.state, State::Resolved);
}

#[test]
fn running_late_stops_the_search_until_then_and_no_longer() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.says("eve", Said::OnTheWay(at(45)), 33);
    assert_eq!(run.tick(44), []);
    assert_eq!(said(&run.tick(60)), [("evesmith", Words::NotArrived)]);
}

#[test]
fn a_report_from_before_the_register_asks_nobody() {
    let mut run = Run::new("N", "-");
    run.reported = true;
    assert_eq!(run.tick(30), []);
    assert_eq!(run.search.state, State::NotExpected);
}

#[test]
fn gone_since_the_morning_is_told_to_staff_first_and_to_parents_ten_minutes_later() {
    let mut run = Run::new("/", "N");
    let first = run.tick(285);
    assert_eq!(said(&first), []);
    assert_eq!(told(&first).len(), 2);
    assert_eq!(said(&run.tick(295)), [("evesmith", Words::GoneSinceMorning)]);
}

#[test]
fn of_a_looked_after_child_the_carer_hears_the_birth_father_never_and_the_lead_that_minute() {
    let mut run = Run::new("N", "-");
    (run.flagged, run.looked_after) = (true, true);
    run.contacts[0].relationship = "Father".to_owned();
    run.contacts[1].relationship = "Foster carer".to_owned();
    let first = run.tick(30);
    assert_eq!(said(&first), [("tomsmith", Words::FirstDay)]);
    assert_eq!(told(&first), [(Duty::SafeguardingLead, Why::Flagged)]);
    run.says("eve", Said::Reason, 40);
    assert_eq!(run.search.state, State::Answered, "who may not hear may not explain");
}

#[test]
fn a_held_child_is_asked_about_after_the_release_and_a_flagged_one_is_shown_at_once() {
    let mut run = Run::new("N", "-");
    run.flagged = true;
    run.step(Event::Held(true), 20);
    let inside = run.tick(30);
    assert_eq!((said(&inside), told(&inside)), (vec![], vec![(Duty::SafeguardingLead, Why::Flagged)]));
    assert_eq!(run.search.state, State::Held);
    assert_eq!(said(&run.step(Event::Held(false), 50)), [("evesmith", Words::FirstDay)]);
}

#[test]
fn whom_nobody_may_be_told_of_is_for_staff_at_once() {
    let mut run = Run::new("N", "-");
    run.contacts[0].restriction = Restriction::CourtOrder;
    // The other one reads what goes to the one who must not be told.
    run.contacts[1].phones = run.contacts[0].phones.clone();
    assert_eq!(told(&run.tick(30)), [(Duty::AttendanceOfficer, Why::Unreachable)]);
    assert_eq!(run.search.state, State::Unreachable);
    assert_eq!(told(&run.tick(90)), [(Duty::AttendanceOfficer, Why::NoAnswer), (Duty::SafeguardingLead, Why::NoAnswer)]);
}

#[test]
fn whoever_is_still_looked_for_when_the_window_ends_is_told_to_staff() {
    let mut run = Run::new("N", "-");
    run.step(Event::Held(true), 20);
    assert_eq!(told(&run.tick(540)).len(), 2);
    assert_eq!(run.search.state, State::Unanswered);
}

fn events() -> impl Strategy<Value = Vec<(Event, i64)>> {
    let cell = || prop::sample::select(vec!["N", "/", "L", "I", "-", "?"]);
    let who = || prop::sample::select(vec!["evesmith", "tomsmith", "nobody"]);
    let event = prop_oneof![
        4 => Just(Event::Tick),
        3 => (cell(), cell()).prop_map(|(am, pm)| Event::Marked(cells(am, pm))),
        1 => (who(), 0i64..600).prop_map(|(who, until)| Event::Said(who.to_owned(), Said::OnTheWay(at(until)))),
        3 => (who(), prop::sample::select(vec![Said::Alarm, Said::Reason, Said::Words])).prop_map(|(who, said)| Event::Said(who.to_owned(), said)),
        1 => any::<bool>().prop_map(Event::Held),
        1 => prop::sample::select(vec![Decision::Known, Decision::Arrived, Decision::Handle, Decision::Restart]).prop_map(Event::Staff),
    ];
    prop::collection::vec((event, 0i64..60), 0..40)
}

proptest! {
    #[test]
    fn whatever_happens_nobody_is_asked_wrongly_and_every_search_ends(
        events in events(), flagged: bool, looked_after: bool, reported: bool, barred in 0usize..3,
    ) {
        let mut run = Run::new("N", "-");
        (run.flagged, run.looked_after, run.reported) = (flagged, looked_after, reported);
        if let Some(contact) = run.contacts.get_mut(barred) {
            contact.restriction = Restriction::DoNotContact;
        }
        let mut minute = 5;
        let mut asked = BTreeSet::new();
        let mut staff = false;
        for (event, gap) in events.into_iter().chain([(Event::Tick, 600)]) {
            minute += gap;
            let before = run.search.clone();
            let effects = run.step(event.clone(), minute);
            for effect in &effects {
                match effect {
                    Effect::Say { contact, words, opening, rung, way } => {
                        prop_assert!(at(minute) < at(if words.corrects() { 660 } else { 540 }), "outside the window: {effect:?}");
                        prop_assert!(run.contacts.get(barred).is_none_or(|barred| barred.name_key() != *contact), "{effect:?}");
                        if !words.corrects() {
                            prop_assert!(minute >= 30, "before its time: {effect:?}");
                            prop_assert!(!before.handled_by_staff || matches!(event, Event::Staff(Decision::Restart)), "{effect:?}");
                            prop_assert!(run.search.state.is_running() || run.search.state == State::Unanswered, "{effect:?} in {:?}", run.search.state);
                            prop_assert!(asked.insert((contact.clone(), *opening, *rung, *way)), "twice: {effect:?}");
                        } else {
                            prop_assert!(before.told.contains_key(contact), "nobody told them: {effect:?}");
                        }
                    }
                    Effect::Tell(..) => staff = true,
                    Effect::Drop(_) => {}
                }
            }
            let after = run.search.clone();
            prop_assert_eq!(run.step(event.clone(), minute), [], "{:?} twice", event);
            prop_assert_eq!(&after, &run.search, "{:?} twice", event);
        }
        prop_assert!(!run.search.state.is_running() || run.search.state == State::Alarm, "{:?}", run.search);
        if matches!(run.search.state, State::Unanswered | State::Alarm | State::Unreachable) {
            prop_assert!(staff, "{:?}", run.search);
        }
    }
}
