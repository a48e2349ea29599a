use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::date;
use proptest::prelude::*;

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

#[test]
fn whoever_is_not_asked_has_the_strongest_reason_and_whoever_is_has_none() {
    let with = |change: &dyn Fn(&mut Run)| {
        let mut run = Run::new("N", "-");
        run.contacts[1].lives_with_pupil = Some(false);
        run.contacts[1].relationship = "Grandfather".to_owned();
        change(&mut run);
        let day = Day {
            date: date(2026, 11, 23),
            policy: &run.policy,
            marks_taken: at(0),
            may_speak: &|_, _| true,
            ends: at(540),
            ways: &run.ways,
        };
        let child = Child {
            contacts: &run.contacts,
            wishes: &run.wishes,
            flagged: run.flagged,
            looked_after: run.looked_after,
            first_words: Words::FirstDay,
            reported: false,
        };
        not_asked(&day, &child, &run.contacts[1])
    };
    let refused = || Wishes { refused: WAYS.into(), ..Wishes::default() };
    assert_eq!(with(&|_| {}), None);
    for (change, reason) in [
        (&(|run: &mut Run| run.contacts[1].restriction = Restriction::CourtOrder) as &dyn Fn(&mut Run), NotAsked::CourtOrder),
        (&|run| run.contacts[1].restriction = Restriction::DoNotContact, NotAsked::DoNotContact),
        (&|run| run.looked_after = true, NotAsked::NoCarer),
        (&|run| drop(run.wishes.insert("tomsmith".to_owned(), refused())), NotAsked::NoWay),
        (&|run| run.contacts[1].phones.clear(), NotAsked::NoWay),
        (&|run| run.policy.contacting.up_to_priority = Some(1), NotAsked::LowPriority),
    ] {
        assert_eq!(with(change), Some(reason));
    }
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
fn whoever_was_asked_hears_after_an_alarm_that_the_child_is_safe_when_staff_know_where() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.step(Event::Said("evesmith".to_owned(), Said::Alarm), 33);
    assert_eq!(run.search.state, State::Alarm);
    assert_eq!(said(&run.step(Event::Staff(Decision::Known), 50)), [("evesmith", Words::Found)]);
}

#[test]
fn a_code_for_a_reason_says_that_nothing_more_is_needed_and_never_the_code() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    assert_eq!(said(&run.step(Event::Marked(cells("I", "-")), 35)), [("evesmith", Words::NothingMore)]);
    assert_eq!(said(&run.step(Event::Marked(cells("L", "-")), 60)), [("evesmith", Words::InSchool)], "always");
}

#[test]
fn of_a_child_on_a_trip_parents_hear_that_nothing_more_is_needed_and_not_that_they_are_in_school() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    assert_eq!(said(&run.step(Event::Marked(cells("V", "-")), 35)), [("evesmith", Words::NothingMore)]);
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
fn a_report_from_before_the_register_counts_for_a_child_who_is_held_too() {
    let mut run = Run::new("N", "-");
    run.reported = true;
    assert_eq!(run.step(Event::Held(true), 20), []);
    assert_eq!(run.search.state, State::NotExpected);
    // By a mistake of the afternoon it opens again, while a person deals with the family.
    run.step(Event::Staff(Decision::Handle), 60);
    run.step(Event::Staff(Decision::Correct), 90);
    run.step(Event::Marked(cells("N", "N")), 285);
    assert_eq!(run.search.state, State::NotExpected);
    assert_eq!(run.tick(540), [], "nobody looks for the child in the evening");
}

#[test]
fn who_was_reported_ill_and_came_all_the_same_is_looked_for_when_they_are_gone_again() {
    let mut run = Run::new("N", "-");
    run.reported = true;
    run.tick(30);
    run.step(Event::Marked(cells("L", "-")), 60);
    let gone = run.step(Event::Marked(cells("L", "N")), 285);
    assert_eq!(told(&gone).iter().map(|(_, why)| *why).collect::<Vec<_>>(), [Why::GoneSinceMorning; 2]);
    assert_eq!(said(&run.tick(295)), [("evesmith", Words::GoneSinceMorning)]);
}

#[test]
fn a_parent_who_believes_the_child_in_school_is_heard_though_the_office_has_coded_the_absence() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.step(Event::Marked(cells("I", "-")), 35);
    assert_eq!(told(&run.says("eve", Said::Alarm, 50)).len(), 2);
    assert_eq!(run.search.state, State::Alarm);
    // By mistake, staff have said: they know where the child is.
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.step(Event::Staff(Decision::Correct), 35);
    assert_eq!(run.says("eve", Said::Alarm, 50), []);
}

#[test]
fn who_comes_to_the_desk_after_the_office_has_coded_the_absence_is_said_to_be_in_school() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.step(Event::Marked(cells("I", "-")), 35);
    assert_eq!(said(&run.step(Event::Staff(Decision::Arrived), 60)), [("evesmith", Words::InSchool)]);
    assert_eq!(told(&run.step(Event::Marked(cells("I", "N")), 285)).len(), 2, "gone since the morning");
}

#[test]
fn a_reason_that_was_given_and_coded_stands_when_the_afternoon_has_no_mark_for_it() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.says("eve", Said::Reason, 33);
    assert_eq!(run.step(Event::Marked(cells("I", "-")), 60), [], "she need not hear that nothing more is needed");
    assert_eq!(run.step(Event::Marked(cells("I", "N")), 285), []);
    assert_eq!((run.tick(300), run.search.state), (vec![], State::Explained));
}

#[test]
fn a_reason_for_the_morning_is_none_for_a_child_who_came_at_noon_and_is_gone_again() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.says("eve", Said::Reason, 33);
    run.step(Event::Marked(cells("N", "\\")), 285);
    assert_eq!(run.search.state, State::Explained);
    assert_eq!(said(&run.step(Event::Marked(cells("N", "N")), 300)), [("evesmith", Words::FirstDay)]);
}

#[test]
fn who_was_explained_and_came_at_noon_is_signed_in_to_no_effect_and_was_not_here_this_morning() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.says("eve", Said::Reason, 33);
    assert_eq!(said(&run.step(Event::Marked(cells("N", "\\")), 280)), [("evesmith", Words::InSchool)]);
    assert_eq!(run.step(Event::Staff(Decision::Arrived), 293), []);
    assert_eq!((run.search.state, run.search.arrived), (State::Explained, false));
    let again = run.step(Event::Marked(cells("N", "N")), 300);
    assert_eq!((said(&again), told(&again)), (vec![("evesmith", Words::FirstDay)], vec![]));
}

#[test]
fn who_is_signed_in_after_it_was_said_that_it_was_a_mistake_to_ask_has_been_here_all_the_same() {
    for mark in ["N", "I"] {
        let mut run = Run::new("N", "-");
        run.tick(30);
        run.step(Event::Marked(cells(mark, "-")), 40);
        run.step(Event::Staff(Decision::Correct), 45);
        assert_eq!(run.step(Event::Staff(Decision::Arrived), 60), [], "they have heard that it was a mistake");
        let gone = run.step(Event::Marked(cells(mark, "N")), 285);
        assert_eq!(told(&gone).iter().map(|(_, why)| *why).collect::<Vec<_>>(), [Why::GoneSinceMorning; 2], "{mark}");
    }
}

#[test]
fn whoever_raises_the_alarm_after_a_reason_hears_how_it_ended_though_it_was_already_settled_for_them() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    assert_eq!(said(&run.says("tom", Said::Reason, 40)), [("evesmith", Words::NothingMore)]);
    // What was on its way to her is not said while the alarm stands.
    run.says("eve", Said::Alarm, 41);
    assert_eq!(said(&run.step(Event::Marked(cells("V", "-")), 150)), [("evesmith", Words::NothingMore)]);
}

#[test]
fn an_alarm_about_a_child_who_was_explained_and_is_in_school_by_now_is_none() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.says("eve", Said::Reason, 33);
    run.step(Event::Marked(cells("N", "\\")), 280);
    assert_eq!((run.says("tom", Said::Alarm, 300), run.search.state), (vec![], State::Explained));
}

#[test]
fn who_is_in_school_when_the_morning_without_a_mark_is_first_heard_of_is_not_asked_about() {
    let mut run = Run::new("N", "\\");
    assert_eq!((run.tick(280), run.search.state), (vec![], State::Resolved));
    assert_eq!(said(&run.step(Event::Marked(cells("N", "N")), 300)), [("evesmith", Words::FirstDay)]);
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
    let first = told(&run.tick(30));
    assert_eq!(first, [(Duty::SafeguardingLead, Why::CourtOrder), (Duty::AttendanceOfficer, Why::Unreachable)]);
    assert_eq!(run.search.state, State::Unreachable);
    let later = told(&run.tick(90));
    assert!(
        later.contains(&(Duty::SafeguardingLead, Why::NoAnswer)) && later.contains(&(Duty::Head, Why::Unreachable)),
        "{later:?}"
    );
}

#[test]
fn who_may_not_be_told_any_more_in_the_middle_of_a_search_is_told_to_staff_at_once() {
    let mut run = Run::new("N", "-");
    run.contacts.truncate(1);
    run.tick(30);
    run.contacts[0].restriction = Restriction::CourtOrder;
    let now = told(&run.tick(40));
    assert_eq!(now, [(Duty::SafeguardingLead, Why::CourtOrder), (Duty::AttendanceOfficer, Why::Unreachable)]);
    assert_eq!((run.search.state, run.tick(41)), (State::Unreachable, vec![]));
}

/// A search of which nobody could be asked until a new roll brings the numbers, at a minute.
fn unreachable_until(minute: i64, before: impl FnOnce(&mut Run)) -> (Run, Vec<Effect>) {
    let mut run = Run::new("N", "-");
    run.contacts.iter_mut().for_each(|contact| contact.phones.clear());
    run.tick(30);
    assert_eq!(run.search.state, State::Unreachable);
    before(&mut run);
    run.contacts = family();
    let effects = run.tick(minute);
    (run, effects)
}

#[test]
fn a_number_that_comes_with_a_new_roll_is_asked_from_the_first_rung_on_and_staff_hear_no_more_of_it() {
    let (mut run, now) = unreachable_until(40, |_| {});
    assert_eq!((said(&now), told(&now)), (vec![("evesmith", Words::FirstDay)], vec![]));
    assert_eq!((run.search.state, run.search.openings), (State::Open, 2));
    assert_eq!(run.tick(40), []);
    // At fifteen and thirty minutes the lead and the head would have heard that nobody can be reached.
    assert_eq!((said(&run.tick(55)), told(&run.tick(56))), (vec![("evesmith", Words::FirstDay)], vec![]));
    assert_eq!(told(&run.tick(85)), [(Duty::AttendanceOfficer, Why::NoAnswer)]);
}

#[test]
fn a_number_that_comes_while_a_person_deals_with_the_family_is_asked_nothing_and_i_have_this_alone_does_not_stop_it() {
    let (run, now) = unreachable_until(40, |run| drop(run.step(Event::Staff(Decision::Handle), 35)));
    assert_eq!((now, run.search.state), (vec![], State::Unreachable));
    let (run, now) = unreachable_until(40, |run| drop(run.step(Event::Staff(Decision::Take), 35)));
    assert_eq!((said(&now), run.search.state), (vec![("evesmith", Words::FirstDay)], State::Open));
}

#[test]
fn what_was_taken_of_an_unreachable_child_stays_taken_when_a_number_comes_and_what_was_not_is_told_anew() {
    let flagged = |run: &mut Run| {
        run.flagged = true;
        assert_eq!(told(&run.tick(31)), [(Duty::SafeguardingLead, Why::Flagged)]);
    };
    let (_, now) = unreachable_until(40, flagged);
    assert_eq!(told(&now), [(Duty::SafeguardingLead, Why::Flagged)]);
    let (mut run, now) = unreachable_until(40, |run| {
        flagged(run);
        run.step(Event::Staff(Decision::Take), 35);
    });
    assert_eq!((told(&now), told(&run.tick(54))), (vec![], vec![]));
}

#[test]
fn whom_a_message_did_not_reach_is_no_number_that_has_come() {
    let mut run = Run::new("N", "-");
    run.ways = vec![Way::Text];
    run.contacts.truncate(1);
    run.tick(30);
    run.step(Event::NotReached("evesmith".to_owned(), Way::Text), 31);
    assert_eq!((run.tick(32), run.search.state), (vec![], State::Unreachable));
    run.contacts = family();
    assert_eq!((said(&run.tick(33)), run.search.openings), (vec![("tomsmith", Words::FirstDay)], 2));
}

#[test]
fn a_number_that_comes_into_a_hold_waits_for_its_release() {
    let (mut run, now) = unreachable_until(40, |run| drop(run.step(Event::Held(true), 35)));
    assert_eq!((said(&now), run.search.state), (vec![], State::Held));
    assert_eq!(said(&run.step(Event::Held(false), 50)), [("evesmith", Words::FirstDay)]);
}

#[test]
fn what_a_member_of_staff_has_taken_goes_no_higher_and_what_nobody_takes_does() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.says("eve", Said::Alarm, 33);
    assert_eq!(run.step(Event::Staff(Decision::Take), 35), []);
    assert_eq!((run.tick(60), run.search.state), (vec![], State::Alarm));
}

#[test]
fn one_press_tells_those_who_were_asked_by_mistake_and_nobody_is_asked_again() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    assert_eq!(said(&run.step(Event::Staff(Decision::Correct), 35)), [("evesmith", Words::Correction)]);
    assert_eq!(run.step(Event::Staff(Decision::Correct), 36), []);
    assert_eq!(run.step(Event::Marked(cells("N", "-")), 50), []);
    assert_eq!(run.tick(90), []);
}

#[test]
fn a_grandmother_is_asked_to_ring_and_may_not_end_the_search() {
    let mut run = Run::new("N", "-");
    run.contacts[0].restriction = Restriction::DoNotContact;
    (run.contacts[1].relationship, run.contacts[1].parental_responsibility) = ("Grandmother".to_owned(), false);
    run.flagged = true;
    assert_eq!(said(&run.tick(30)), [("tomsmith", Words::PleaseRing)]);
    run.says("tom", Said::Reason, 33);
    assert_eq!(run.search.state, State::Answered);
    // Who was never told that the child is absent need not hear that it is over.
    assert_eq!(said(&run.step(Event::Marked(cells("L", "-")), 35)), []);
}

#[test]
fn a_call_that_nothing_can_make_is_a_persons() {
    let mut run = Run::new("N", "-");
    run.ways = vec![Way::Text, Way::Email];
    run.tick(30);
    run.tick(45);
    assert_eq!(told(&run.tick(60)), [(Duty::AttendanceOfficer, Why::RingByHand)]);
}

#[test]
fn what_a_contact_does_not_want_is_not_done_and_the_next_is_asked() {
    let mut run = Run::new("N", "-");
    let refused = [Way::Text, Way::Call].into();
    run.wishes.insert("evesmith".to_owned(), Wishes { refused, ..Wishes::default() });
    assert_eq!(said(&run.tick(30)), [("tomsmith", Words::FirstDay)]);
}

#[test]
fn who_wants_no_more_texts_may_still_say_why() {
    let mut run = Run::new("N", "-");
    assert_eq!(said(&run.tick(30)), [("evesmith", Words::FirstDay)]);
    run.wishes.insert("evesmith".to_owned(), Wishes { refused: Way::ALL.into(), ..Wishes::default() });
    assert_eq!(said(&run.tick(31)), [], "the next rung asks whoever is left");
    run.step(Event::Said("evesmith".to_owned(), Said::Reason), 32);
    assert_eq!(run.search.state, State::Explained);
}

#[test]
fn whom_nothing_reaches_is_passed_over_at_once_and_where_nobody_is_left_staff_ring() {
    let mut run = Run::new("N", "-");
    run.ways = vec![Way::Text, Way::Email];
    run.tick(30);
    assert_eq!(said(&run.step(Event::NotReached("evesmith".to_owned(), Way::Text), 31)), [("tomsmith", Words::FirstDay)]);
    assert_eq!(said(&run.tick(45)), [("tomsmith", Words::FirstDay)]);
    let missed = run.step(Event::NotReached("tomsmith".to_owned(), Way::Text), 46);
    assert_eq!((told(&missed), run.search.state), (vec![(Duty::AttendanceOfficer, Why::Unreachable)], State::Unreachable));
}

#[test]
fn who_stands_twice_in_the_file_once_without_a_number_is_asked_once_a_rung() {
    for without_first in [true, false] {
        let mut run = Run::new("N", "-");
        let mut again = run.contacts[0].clone();
        again.phones.clear();
        run.contacts.insert(usize::from(!without_first), again);
        assert_eq!(said(&run.tick(30)), [("evesmith", Words::FirstDay)]);
        assert_eq!(run.search.state, State::Open, "she is reached");
    }
}

#[test]
fn a_mark_o_is_asked_about_where_the_school_wants_it() {
    assert!(Search::open(cells("O", "-"), false, at(5)).is_none());
    let mut run = Run::new("N", "-");
    run.search = Search::open(cells("O", "-"), true, at(5)).unwrap();
    assert_eq!(said(&run.tick(30)).len(), 1);
}

#[test]
fn whoever_is_still_looked_for_when_the_window_ends_is_told_to_staff() {
    let mut run = Run::new("N", "-");
    run.step(Event::Held(true), 20);
    assert_eq!(told(&run.tick(540)).len(), 2);
    assert_eq!(run.search.state, State::Unanswered);
}

#[test]
fn that_the_child_is_in_school_is_still_true_when_a_reason_for_the_morning_was_given() {
    let mut run = Run::new("N", "-");
    run.tick(30);
    run.says("eve", Said::Reason, 33);
    assert_eq!(said(&run.step(Event::Marked(cells("N", "\\")), 285)), [("evesmith", Words::InSchool)]);
    let child = Child {
        contacts: &run.contacts,
        wishes: &run.wishes,
        flagged: false,
        looked_after: false,
        first_words: Words::FirstDay,
        reported: false,
    };
    let day = Day {
        date: date(2026, 11, 23),
        policy: &run.policy,
        marks_taken: at(285),
        may_speak: &|_, _| true,
        ends: at(540),
        ways: &WAYS,
    };
    let opening = crate::message::Opening { pupil: crate::pupil::PupilId::new([1; 16]), number: 1 };
    let behind = crate::speaking::Behind { opening, search: &run.search, cells: cells("N", "\\"), child: Some(&child) };
    let destination = crate::contact::Destination::Text(run.contacts[0].phones[0].number.clone());
    let said = crate::speaking::Said {
        words: Words::InSchool,
        rung: None,
        contact: "evesmith",
        destination: &destination,
        planned: at(285),
        heard_before: true,
    };
    assert_eq!(crate::speaking::look_again(&day, &[behind], &said, at(286)), Ok(vec![opening.pupil]));
}

/// Rolls that come in the middle of a search, each before an event: whether it has a number for the one contact and for the other.
fn rolls() -> impl Strategy<Value = BTreeMap<usize, [bool; 2]>> {
    prop::collection::btree_map(0usize..40, any::<[bool; 2]>(), 0..4)
}

fn events() -> impl Strategy<Value = Vec<(Event, i64)>> {
    let cell = || prop::sample::select(vec!["N", "/", "L", "I", "-", "?"]);
    let who = || prop::sample::select(vec!["evesmith", "tomsmith", "nobody"]);
    let event = prop_oneof![
        4 => Just(Event::Tick),
        3 => (cell(), cell()).prop_map(|(am, pm)| Event::Marked(cells(am, pm))),
        1 => (who(), 0i64..600).prop_map(|(who, until)| Event::Said(who.to_owned(), Said::OnTheWay(at(until)))),
        3 => (who(), prop::sample::select(vec![Said::Alarm, Said::Reason, Said::Words])).prop_map(|(who, said)| Event::Said(who.to_owned(), said)),
        1 => who().prop_map(|who| Event::NotReached(who.to_owned(), Way::Text)),
        1 => any::<bool>().prop_map(Event::Held),
        1 => prop::sample::select(vec![Decision::Known, Decision::Arrived, Decision::Handle, Decision::Restart, Decision::Take, Decision::Correct]).prop_map(Event::Staff),
    ];
    prop::collection::vec((event, 0i64..60), 0..40)
}

proptest! {
    #[test]
    fn whatever_happens_nobody_is_asked_wrongly_and_every_search_ends(
        events in events(), flagged: bool, looked_after: bool, reported: bool, barred in 0usize..3, rolls in rolls(),
    ) {
        let mut run = Run::new("N", "-");
        (run.flagged, run.looked_after, run.reported) = (flagged, looked_after, reported);
        if let Some(contact) = run.contacts.get_mut(barred) {
            contact.restriction = Restriction::DoNotContact;
        }
        let mut minute = 5;
        let mut asked = BTreeSet::new();
        let mut staff = false;
        for (place, (event, gap)) in events.into_iter().chain([(Event::Tick, 600)]).enumerate() {
            minute += gap;
            if let Some(numbers) = rolls.get(&place) {
                for (contact, (known, number)) in run.contacts.iter_mut().zip(family().into_iter().zip(numbers)) {
                    contact.phones = if *number { known.phones } else { Vec::new() };
                }
            }
            let before = run.search.clone();
            let effects = run.step(event.clone(), minute);
            for effect in &effects {
                match effect {
                    Effect::Say { contact, words, opening, rung, way } => {
                        prop_assert!(at(minute) < at(if words.corrects() { 660 } else { 540 }), "outside the window: {effect:?}");
                        prop_assert!(run.contacts.get(barred).is_none_or(|barred| barred.name_key() != *contact), "{effect:?}");
                        if !words.corrects() {
                            let wakes = matches!(event, Event::Marked(_) | Event::Staff(Decision::Restart));
                            prop_assert!(wakes || !before.state.is_over(), "after the end: {effect:?} in {:?}", before.state);
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
            // What was not said is heard of a search that asks, and this may just have begun to.
            let asks = matches!(before.state, State::Open | State::Answered) && before.on_the_way_until.is_none();
            if !matches!(event, Event::NotReached(..)) || asks {
                let after = run.search.clone();
                prop_assert_eq!(run.step(event.clone(), minute), [], "{:?} twice", event);
                prop_assert_eq!(&after, &run.search, "{:?} twice", event);
            }
            if run.search.state.is_running() {
                let next = run.next(minute);
                prop_assert!(next.is_some() || staff, "nobody goes on: {:?}", run.search);
                prop_assert!(next.is_none_or(|next| next > at(minute)), "it would never wait: {:?}", run.search);
            }
        }
        prop_assert!(!run.search.state.is_running() || run.search.state == State::Alarm, "{:?}", run.search);
        if matches!(run.search.state, State::Unanswered | State::Alarm | State::Unreachable) {
            prop_assert!(staff, "{:?}", run.search);
        }
    }

    #[test]
    fn of_what_two_contacts_say_and_staff_hold_at_one_moment_it_does_not_matter_what_came_first(
        before in events(), one in said_by("evesmith"), other in said_by("tomsmith"), held: bool, looked_after: bool,
    ) {
        let mut run = Run::new("N", "-");
        run.looked_after = looked_after;
        let mut minute = 5;
        for (event, gap) in before {
            minute += gap;
            run.step(event, minute);
        }
        let outcome = |events: [&Event; 3]| {
            let mut search = run.search.clone();
            let mut again = Run { search: search.clone(), ..Run::new("N", "-") };
            again.looked_after = looked_after;
            let effects = again.with_day(minute + 1, |_, day, child| search.steps(day, child, events, at(minute + 1)));
            let told: BTreeSet<(Duty, Why)> = told(&effects).into_iter().collect();
            let asked = said(&effects).iter().filter(|(_, words)| !words.corrects()).count();
            (search.state, search.held, told, asked)
        };
        let held = Event::Held(held);
        let first = outcome([&one, &other, &held]);
        for events in [[&one, &held, &other], [&other, &one, &held], [&other, &held, &one], [&held, &one, &other], [&held, &other, &one]] {
            prop_assert_eq!(&outcome(events), &first, "{:?}", events);
        }
    }
}

fn said_by(who: &'static str) -> impl Strategy<Value = Event> {
    let said = prop_oneof![
        prop::sample::select(vec![Said::Alarm, Said::Reason, Said::Words]),
        (0i64..600).prop_map(|until| Said::OnTheWay(at(until))),
    ];
    said.prop_map(move |said| Event::Said(who.to_owned(), said))
}

#[test]
fn what_comes_next_is_said_in_words_and_a_flag_is_not_for_everybody() {
    let mut run = Run::new("N", "-");
    run.ways = vec![Way::Text, Way::Email];
    run.flagged = true;
    let ahead = |run: &Run, minute: i64, lead: bool| {
        let day = Day {
            date: date(2026, 11, 23),
            policy: &run.policy,
            marks_taken: at(minute),
            may_speak: &|_, _| true,
            ends: at(540),
            ways: &run.ways,
        };
        let sees = |why: Why| lead || why != Why::Flagged;
        let ahead = run.search.ahead(&day, &sees, at(minute));
        assert!(!lead || ahead.as_ref().map(|ahead| ahead.at) == run.search.next(&day, at(minute)));
        ahead.map(|ahead| ahead.sentence()).unwrap_or_default()
    };
    assert_eq!(ahead(&run, 5, false), "first question to a contact at 09:30");
    run.step(Event::Tick, 31);
    assert_eq!(ahead(&run, 31, false), "second question by text and email at 09:46");
    assert_eq!(ahead(&run, 31, true), "second question by text and email; tell the head at 09:46");
    run.step(Event::Staff(Decision::Take), 32);
    assert_eq!(ahead(&run, 32, true), ahead(&run, 32, false));
    run.step(Event::Tick, 46);
    assert_eq!(ahead(&run, 46, false), "somebody has to ring at 10:01");
    run.step(Event::Tick, 61);
    assert_eq!(ahead(&run, 61, false), "tell the attendance officer at 10:16");
    run.step(Event::Said("evesmith".to_owned(), Said::OnTheWay(at(90))), 62);
    assert_eq!(ahead(&run, 62, false), "the child should be here at 10:30");
    run.step(Event::Staff(Decision::Handle), 63);
    assert_eq!(ahead(&run, 63, false), "contacts are asked no longer, staff have it at 18:00");
    run.step(Event::Staff(Decision::Arrived), 64);
    assert_eq!(ahead(&run, 64, true), "");
}
