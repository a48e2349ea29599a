//! Who is asked, when, and in which words.

use super::*;

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
