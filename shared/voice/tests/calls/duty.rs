//! The call with staff on duty: every path of it, and what holds on each.

use std::collections::{BTreeSet, HashSet, VecDeque};

use domain::duty::Why;
use proptest::prelude::*;
use voice::duty::{At, Call, How, OfCall, step};
use voice::{By, Heard, Outcome, PROMPTS, TALK, TRIES, Then, twiml};
use wording::{Alert, Named, School};

use super::contracts::{BASE, check};
use super::walked::{everything, keys};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: None, reads_email: false };

const LIFTS: Heard = Heard::Lifted { by: By::Person };

fn zebedee() -> Vec<Named> {
    vec![Named { forename: "Zebedee".into(), group: "7Q".to_owned() }]
}

fn of(children: &[Named], elapsed: u32) -> OfCall<'_> {
    let alert = Alert { why: Why::Alarm, school: SCHOOL, children, count: 1, detail: "The parent waits for your call" };
    OfCall { alert, elapsed }
}

/// What is heard one after the other, and the call then.
fn after(heard: &[Heard]) -> Call {
    let children = zebedee();
    heard.iter().fold(Call::placed(), |call, heard| step(&call, heard, &of(&children, 0)).0)
}

/// Every state that can be come to, with whether key 1 has said before that staff listen, and everything that can be heard in it.
fn walk(see: &mut impl FnMut(&Call, bool, &Heard)) {
    let (children, everything) = (zebedee(), everything());
    let mut ahead = VecDeque::from([(Call::placed(), false)]);
    let mut known = HashSet::new();
    while let Some((call, confirmed)) = ahead.pop_front() {
        for heard in &everything {
            see(&call, confirmed, heard);
            let (next, _) = step(&call, heard, &of(&children, 0));
            let confirmed = confirmed || (call.at() == At::Greeted && *heard == keys("1"));
            // Without the count of steps, so that the walk ends.
            let state = next.stored();
            if known.insert((state.rsplit_once(' ').unwrap().0.to_owned(), confirmed)) {
                ahead.push_back((next, confirmed));
            }
        }
    }
}

#[test]
fn nobody_hears_of_a_child_before_key_1_and_only_key_1_after_the_alert_takes_it() {
    let children = zebedee();
    let (mut turns, mut ends) = (0, BTreeSet::new());
    walk(&mut |call, confirmed, heard| {
        let (next, answer) = step(call, heard, &of(&children, 0));
        let words = answer.words();
        let listens = confirmed || (call.at() == At::Greeted && *heard == keys("1"));
        let speaks = ["Zebedee", "7Q", "marked", "alarm", "parent"].iter().any(|word| words.contains(word));
        assert!(listens || !speaks, "{call:?} {heard:?}: {words}");
        let takes = next.ended() == Some(How::Taken) && call.ended().is_none();
        assert_eq!(takes, call.at() == At::Told && *heard == keys("1"), "{call:?} {heard:?}");
        assert_eq!(next.ended().is_some(), answer.then == Then::HangUp);
        assert_eq!((next.step(), answer.step), (call.step() + 1, call.step() + 1));
        assert!(call.ended().is_none() || (words.is_empty() && next.at() == call.at()), "nothing happens twice");
        assert!(matches!(answer.then, Then::Key { .. } | Then::HangUp) && answer.effects.is_empty());
        check(&twiml(&answer, BASE));
        ends.extend(next.ended());
        turns += 1;
    });
    assert!(turns > 1_000, "{turns}");
    let spoken = How::ALL.into_iter().filter(|how| !matches!(how, How::NotLifted(_)));
    assert!(spoken.chain([How::NotLifted(Outcome::Busy)]).all(|how| ends.contains(&how)), "{ends:?}");
}

#[test]
fn a_machine_hears_the_schools_name_and_nothing_of_a_child() {
    let children = zebedee();
    let (next, answer) = step(&Call::placed(), &Heard::Lifted { by: By::Machine }, &of(&children, 0));
    assert_eq!((next.ended(), answer.pause), (Some(How::LeftMessage), 1));
    assert_eq!(
        answer.words(),
        "This is Firstday for Hill Road School, with a message for staff on duty. It stands in our text to you. Goodbye."
    );
}

#[test]
fn a_question_is_asked_three_times_and_the_alert_is_heard_again_as_often_as_it_is_wanted() {
    let silent = |times| [vec![LIFTS], vec![Heard::NoDigits; times]].concat();
    assert_eq!(after(&silent(usize::from(TRIES) - 1)).at(), At::Greeted);
    assert_eq!(after(&silent(usize::from(TRIES))).ended(), Some(How::NotTaken));
    let again = |times| [vec![LIFTS, keys("1")], vec![keys("0"); times]].concat();
    assert_eq!(after(&again(10)).at(), At::Told);
    assert_eq!(after(&again(usize::from(PROMPTS))).ended(), Some(How::NotTaken));
    assert_eq!(after(&[again(3), vec![keys("1")]].concat()).ended(), Some(How::Taken));
    // Keys in a hurry are not guessed, and what was missed before is no miss of the alert.
    assert_eq!(after(&[LIFTS, keys("1"), keys("11")]).at(), At::Told);
    assert_eq!(after(&[LIFTS, keys("5"), keys("5"), keys("1"), keys("5"), keys("5")]).at(), At::Told);
}

#[test]
fn no_call_speaks_longer_than_it_may_and_the_key_that_takes_counts_however_late() {
    let children = zebedee();
    let told = after(&[LIFTS, keys("1")]);
    for elapsed in 0..=TALK {
        let (next, answer) = step(&told, &keys("0"), &of(&children, elapsed));
        if next.ended().is_none() {
            assert!(elapsed + answer.longest() <= TALK, "{elapsed}");
        }
    }
    assert_eq!(step(&told, &keys("0"), &of(&children, TALK)).0.ended(), Some(How::NotTaken));
    assert_eq!(step(&told, &keys("1"), &of(&children, TALK * 9)).0.ended(), Some(How::Taken));
}

#[test]
fn a_call_comes_back_from_its_text_and_is_never_taken_for_one_with_parents() {
    walk(&mut |call, _, _| {
        let stored = call.stored();
        assert_eq!(Call::from_stored(&stored), Some(*call));
        assert_eq!(voice::Call::from_stored(&stored), None, "{stored}");
        assert!(!stored.contains("Zebedee"));
    });
    for other in
        ["", "duty1", "duty2 told 0 1 2", "duty1 told 00 1 2", "duty1 told 0 1 2 ", "duty1 asleep 0 1 2", "v1 told 0 1 2"]
    {
        assert_eq!(Call::from_stored(other), None, "{other}");
    }
    let of_parents = "v1 placed asked:greeting en - 0 1 1";
    assert!(voice::Call::from_stored(of_parents).is_some() && Call::from_stored(of_parents).is_none());
}

#[test]
fn who_hangs_up_has_taken_nothing_and_who_does_not_lift_is_counted_as_that() {
    assert_eq!(after(&[LIFTS, keys("1"), Heard::HungUp]).ended(), Some(How::HungUp));
    assert_eq!(after(&[Heard::NotLifted(Outcome::Busy)]).ended(), Some(How::NotLifted(Outcome::Busy)));
    assert_eq!(after(&[Heard::AnsweredElsewhere]).ended(), Some(How::NothingLeft));
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        Call::from_stored(&text);
    }
}
