//! What holds whatever happens.

use proptest::prelude::*;

use super::*;

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
