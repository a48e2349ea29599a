//! Children of whom nobody can be reached, or may be told, and what staff have taken.

use super::*;

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
