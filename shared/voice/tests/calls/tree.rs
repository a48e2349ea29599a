//! Every path of the tree, and what holds on each.

use proptest::prelude::*;
use voice::{
    At, By, Call, Effect, Heard, How, Outcome, PROMPTS, Question, SPOKEN, TALK, TRIES, Then, Way, heard_in, step, twiml, voice_of,
};
use wording::{Known, Language, lint};

use super::walked::{Family, everything, keys, walk};

fn ended(effects: &[Effect]) -> Option<How> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ended { how } => Some(*how),
        _ => None,
    })
}

#[test]
fn every_state_answers_everything_that_can_be_heard() {
    let mut turns = 0;
    for family in Family::kinds() {
        turns += walk(&family, &mut |turned| {
            let over = turned.after.ended().is_some();
            assert_eq!(over, turned.answer.then == Then::HangUp, "{turned:?}", turned = turned.after);
            assert_eq!(over, ended(&turned.answer.effects).is_some());
            assert_eq!(turned.answer.step, turned.after.step());
            assert!(turned.after.step() == turned.before.step() + 1);
            assert_eq!(turned.after.way(), turned.before.way());
        });
    }
    assert!(turns > 10_000, "{turns}");
}

#[test]
fn nobody_hears_of_a_child_before_key_1() {
    for family in Family::kinds() {
        walk(&family, &mut |turned| {
            let words = turned.answer.words();
            let names = words.contains("Zebedee") || words.contains("Xanthe");
            assert!(turned.confirmed || !names, "{:?} {:?}: {words}", turned.before, turned.heard);
            let marked = words.contains("marked in school") || words.contains("your child") || words.contains("Your child");
            assert!(turned.confirmed || !marked, "{words}");
            assert!(turned.before.way() != Way::Unknown || !names);
        });
    }
}

#[test]
fn a_machine_hears_the_schools_name_and_number_and_nothing_else() {
    for family in Family::kinds() {
        for language in Language::ALL {
            let (of, call) = (family.of(), Call::placed(&family.of(), language));
            let (after, answer) = step(&call, &Heard::Lifted { by: By::Machine }, &of);
            let words = answer.words();
            assert!(words.contains("Hill Road School"), "{words}");
            assert_eq!(words.contains("0 1 6 3 2, 9 6 0 0 0 1"), family.telephone.is_some(), "{words}");
            assert!(!words.contains("Zebedee") && !words.to_lowercase().contains("absen"), "{words}");
            assert_eq!((after.ended(), answer.then), (Some(How::LeftMessage), Then::HangUp));
            assert_eq!(after.as_reply(&family.children), None);
        }
    }
}

#[test]
fn no_answer_says_what_may_not_be_said() {
    let family = Family::new(&["Ava", "Leo"]);
    let known = Known { school: "Hill Road School", first_names: &family.children, family_names: &[] };
    let mut said = std::collections::BTreeSet::new();
    walk(&family, &mut |turned| {
        said.extend(turned.answer.lines.iter().map(|line| (line.language, line.words.expose().to_owned())));
    });
    for (language, words) in said {
        let found = lint(&words, language, known);
        assert!(found.is_empty(), "{words}: {}", found[0].words);
    }
}

#[test]
fn every_alarm_is_stored_at_once_and_rings_the_school_and_goes_up_in_writing_unless_they_spoke() {
    for family in Family::kinds() {
        walk(&family, &mut |turned| {
            let effects = &turned.answer.effects;
            let raised = effects.iter().any(|effect| matches!(effect, Effect::Alarm { .. }));
            let nine =
                matches!(turned.before.at(), At::Asked(Question::Reason(_) | Question::Back(_))) && *turned.heard == keys("9");
            assert_eq!(raised, nine, "{:?} {:?}", turned.before, turned.heard);
            let in_writing = effects.contains(&Effect::AlarmInWriting);
            if raised {
                assert_eq!(matches!(turned.answer.then, Then::Dial { .. }), family.office.is_some());
                assert_eq!(in_writing, family.office.is_none());
                assert_eq!(turned.after.at() == At::Connecting, family.office.is_some());
            }
            if turned.before.at() == At::Connecting {
                let spoke = matches!(turned.heard, Heard::Dialled { outcome: Outcome::Completed, seconds } if *seconds >= SPOKEN);
                assert_eq!(in_writing, !spoke, "{:?}", turned.heard);
                let how = if spoke { How::Connected } else { How::ToldInWriting };
                assert_eq!(turned.after.ended(), Some(how));
                if !spoke && *turned.heard != Heard::HungUp {
                    assert!(turned.answer.words().contains("ring you back") || turned.before.language() == Language::Polish);
                }
            }
        });
    }
}

#[test]
fn no_limit_stops_an_alarm() {
    let mut family = Family::new(&["Ava", "Leo"]);
    let asked = Call::from_stored(&format!("v1 placed asked:reason:all en -,- 2 {PROMPTS} 90")).unwrap();
    family.elapsed = TALK * 10;
    let (after, answer) = step(&asked, &keys("9"), &family.of());
    assert!(answer.effects.contains(&Effect::Alarm { child: None }));
    assert_eq!(after.at(), At::Connecting);
    assert_eq!(after.as_reply(&family.children).unwrap().expose(), "A9\nB9");
}

#[test]
fn an_alarm_about_one_child_leaves_the_other_open() {
    let family = Family::new(&["Ava", "Leo"]);
    let heard = ["1", "5", "1", "2", "9"];
    let (mut call, of) = (Call::placed(&family.of(), Language::English), family.of());
    (call, _) = step(&call, &Heard::Lifted { by: By::Person }, &of);
    for key in heard {
        (call, _) = step(&call, &keys(key), &of);
    }
    assert_eq!((call.at(), call.as_reply(&family.children).unwrap().expose()), (At::Connecting, "A1 back 27/11\nB9"));
}

#[test]
fn a_question_is_asked_three_times_and_then_the_number_is_said() {
    let family = Family::new(&["Ava"]);
    let of = family.of();
    for silence in [Heard::NoDigits, keys("7"), keys("#"), keys("99")] {
        let (mut call, _) = step(&Call::placed(&of, Language::English), &Heard::Lifted { by: By::Unknown }, &of);
        for _ in 1..TRIES {
            let (next, answer) = step(&call, &silence, &of);
            assert!(answer.words().starts_with("Sorry") && answer.words().contains("press 1"), "{}", answer.words());
            call = next;
        }
        let (call, answer) = step(&call, &silence, &of);
        assert_eq!(call.ended(), Some(How::NotAnswered));
        assert!(answer.words().contains("0 1 6 3 2") && !answer.words().contains("Ava"), "{}", answer.words());
    }
}

#[test]
fn a_key_that_is_understood_gives_the_next_question_its_three_times() {
    let family = Family::new(&["Ava"]);
    let of = family.of();
    let (mut call, _) = step(&Call::placed(&of, Language::English), &Heard::Lifted { by: By::Person }, &of);
    for heard in [Heard::NoDigits, keys("5"), keys("1"), Heard::NoDigits, keys("0"), Heard::NoDigits, keys("1"), Heard::NoDigits]
    {
        (call, _) = step(&call, &heard, &of);
    }
    assert_eq!(call.at(), At::Asked(Question::Back(Some(0))));
}

#[test]
fn another_language_is_offered_in_its_own_words_and_only_where_it_can_be_heard() {
    let mut family = Family::new(&["Ava"]);
    family.languages = Language::ALL.to_vec();
    let of = family.of();
    let (call, answer) = step(&Call::placed(&of, Language::Urdu), &Heard::Lifted { by: By::Person }, &of);
    // Urdu cannot be spoken: English is heard, and the parent's language stays what it was.
    assert!(answer.lines.iter().all(|line| line.language == Language::English) && call.language() == Language::Urdu);
    let (call, answer) = step(&call, &keys("8"), &of);
    let spoken: Vec<Language> = answer.lines.iter().map(|line| line.language).collect();
    assert_eq!(spoken.len(), 10);
    assert!(!spoken.contains(&Language::Urdu) && !spoken.contains(&Language::Somali));
    assert!(answer.words().contains("Aby słuchać po polsku, prosimy nacisnąć 2."), "{}", answer.words());
    let (call, answer) = step(&call, &keys("2"), &of);
    assert_eq!((call.language(), call.at()), (Language::Polish, At::Asked(Question::Greeting)));
    assert!(answer.effects.contains(&Effect::Language(Language::Polish)));
    // Whoever lifted may read no Polish.
    assert!(answer.words().starts_with("Tu Hill Road School") && answer.words().ends_with("For another language, press 8."));
}

#[test]
fn the_wrong_number_is_thanked_and_a_caller_is_connected_instead() {
    let family = Family::new(&["Ava"]);
    let of = family.of();
    let (call, _) = step(&Call::placed(&of, Language::English), &Heard::Lifted { by: By::Person }, &of);
    let (call, answer) = step(&call, &keys("2"), &of);
    assert_eq!(answer.effects, [Effect::WrongNumber, Effect::Ended { how: How::WrongNumber }]);
    assert_eq!(call.as_reply(&family.children).unwrap().expose(), "wrong number");
    let (call, _) = step(&Call::rung_back(&of, Language::English), &Heard::Lifted { by: By::Person }, &of);
    let (call, answer) = step(&call, &keys("2"), &of);
    assert_eq!((call.at(), answer.effects.len()), (At::Office, 0));
    assert!(matches!(answer.then, Then::Dial { shown: None, .. }));
    let (call, answer) = step(&call, &Heard::Dialled { outcome: Outcome::NoAnswer, seconds: 0 }, &of);
    assert_eq!(call.ended(), Some(How::OfficeNotReached));
    assert!(!answer.effects.contains(&Effect::AlarmInWriting));
}

#[test]
fn who_answers_by_text_while_it_rings_hears_so_politely_and_without_a_name() {
    let family = Family::new(&["Zebedee"]);
    walk(&family, &mut |turned| {
        if *turned.heard == Heard::AnsweredElsewhere && turned.before.may_be_cut() {
            assert_eq!(turned.answer.effects, [Effect::Ended { how: How::AnsweredElsewhere }]);
            assert!(!turned.answer.words().contains("Zebedee") && !turned.answer.words().is_empty());
        }
    });
}

#[test]
fn a_reason_is_spoken_where_the_school_records_and_else_told_otherwise() {
    let mut family = Family::new(&["Ava"]);
    let asked = Call::from_stored("v1 placed asked:reason:0 en - 0 2 2").unwrap();
    let (speaking, answer) = step(&asked, &keys("4"), &family.of());
    assert_eq!((speaking.at(), answer.then), (At::Speaking(Some(0)), Then::Record { longest: 60 }));
    let spoken = Heard::Recorded { id: "RE1".into(), seconds: 9 };
    let (call, answer) = step(&speaking, &spoken, &family.of());
    assert_eq!(answer.effects, [Effect::Recording { child: Some(0), id: "RE1".into(), seconds: 9 }]);
    assert_eq!(call.at(), At::Asked(Question::Back(Some(0))));
    for nothing in [Heard::NoDigits, Heard::Recorded { id: "RE1".into(), seconds: 0 }, keys("1")] {
        let (call, answer) = step(&speaking, &nothing, &family.of());
        assert!(answer.words().starts_with("Please ring or text"), "{}", answer.words());
        assert_eq!(call.at(), At::Asked(Question::Back(Some(0))));
    }
    family.records = false;
    let (call, answer) = step(&asked, &keys("4"), &family.of());
    assert!(answer.words().starts_with("Please ring or text") && call.at() == At::Asked(Question::Back(Some(0))));
}

#[test]
fn a_call_that_is_over_stays_over() {
    let family = Family::new(&["Ava"]);
    for how in How::ALL {
        let over = Call::from_stored(&format!("v1 placed ended:{} en 1 0 3 4", how.as_str())).unwrap();
        for heard in everything() {
            let (after, answer) = step(&over, &heard, &family.of());
            assert_eq!((after.ended(), answer.then, answer.effects, answer.lines.len()), (Some(how), Then::HangUp, vec![], 0));
        }
    }
}

#[test]
fn every_line_is_in_a_language_that_the_provider_speaks() {
    walk(&Family::new(&["Ava"]), &mut |turned| {
        assert!(turned.answer.lines.iter().all(|line| voice_of(line.language).is_some()));
    });
    assert_eq!(heard_in(Language::Somali), Language::English);
}

#[test]
fn nothing_of_a_call_prints_what_was_pressed_or_who_it_is_about() {
    let mut family = Family::new(&["Zebedee", "Xanthe"]);
    family.records = false;
    walk(&family, &mut |turned| {
        let printed = format!("{:?} {:?} {:?}", turned.after, turned.answer, turned.heard);
        assert!(!printed.contains("Zebedee") && !printed.contains("7700") && !printed.contains("Ill"), "{printed}");
    });
}

fn some_heard() -> impl Strategy<Value = Heard> {
    prop_oneof![
        4 => proptest::sample::select(everything()),
        4 => "[0-9*]".prop_map(Heard::Digits),
        1 => any::<String>().prop_map(Heard::Digits),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_walk_ends_within_the_limits(
        heard in prop::collection::vec(some_heard(), 60),
        children in 0..7_usize,
        language in proptest::sample::select(Language::ALL.to_vec()),
        clock in any::<bool>(),
        records in any::<bool>(),
    ) {
        let names = ["Ava", "Leo", "Zoe", "Kai", "Mia", "Max", "Eve"];
        let mut family = Family::new(&names[..children]);
        family.languages = Language::ALL.to_vec();
        family.records = records;
        let mut call = Call::placed(&family.of(), language);
        let (mut asked, mut alarmed) = (0, false);
        for heard in &heard {
            let (next, answer) = step(&call, heard, &family.of());
            asked += u8::from(matches!(answer.then, Then::Key { .. }));
            alarmed |= answer.effects.iter().any(|effect| matches!(effect, Effect::Alarm { .. }));
            if clock {
                family.elapsed += answer.longest();
                prop_assert!(alarmed || family.elapsed <= TALK, "{} {:?}", family.elapsed, next.at());
            }
            prop_assert!(twiml(&answer, "https://x/v/c").ends_with("</Response>"));
            call = next;
        }
        prop_assert!(asked <= PROMPTS);
        // Every turn that does not end asks, records or rings.
        prop_assert!(call.ended().is_some(), "{:?}", call.at());
    }

    #[test]
    fn the_same_state_and_the_same_heard_give_the_same_answer_however_the_state_was_kept(
        heard in prop::collection::vec(some_heard(), 1..30),
        language in proptest::sample::select(Language::ALL.to_vec()),
    ) {
        let family = Family::new(&["Ava", "Leo"]);
        let mut call = Call::placed(&family.of(), language);
        for heard in &heard {
            let kept = Call::from_stored(&call.stored()).unwrap();
            prop_assert_eq!(&kept, &call);
            let once = step(&call, heard, &family.of());
            prop_assert!(once == step(&kept, heard, &family.of()));
            call = once.0;
        }
    }

    #[test]
    fn no_text_is_taken_for_a_call_that_it_is_not(text in any::<String>(), more in "[ :a-z0-9,-]{0,40}") {
        for text in [text, format!("v1 {more}")] {
            prop_assert!(Call::from_stored(&text).is_none_or(|call| call.stored() == text));
        }
    }
}
