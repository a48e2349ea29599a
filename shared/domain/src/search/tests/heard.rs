//! What parents and the desk say, and what becomes of it.

use super::*;

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
fn whom_nobody_answered_for_was_asked_in_vain_and_nobody_is_where_somebody_wrote() {
    let in_vain = |answers: Option<(&str, Said)>| {
        let mut run = Run::new("N", "-");
        for minute in [30, 45, 60, 90, 120, 180, 240] {
            run.tick(minute);
            if let Some((who, said)) = answers.filter(|_| minute == 45) {
                run.says(who, said, 46);
            }
        }
        run.tick(540);
        run.search.asked_in_vain().cloned().collect::<Vec<_>>()
    };
    assert_eq!(in_vain(None), ["evesmith"], "the usual ladder asks one, by every way");
    assert_eq!(in_vain(Some(("eve", Said::Words))), Vec::<String>::new(), "nobody knows whose words they were waiting for");
    assert_eq!(in_vain(Some(("tom", Said::Reason))), Vec::<String>::new());
}
