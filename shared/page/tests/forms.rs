//! What a form says, and that a reply says the same.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a form without the child that is asked for ends the test")]

use domain::Personal;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use page::{Form, LONGEST, MOST_BYTES, Problem};
use proptest::prelude::*;
use wording::{Kind, NumberedAnswer, understand};

const TODAY: Date = date(2026, 11, 26);
const NAMES: [&str; 5] = ["Ava", "Noah", "Zoë", "Leo", "Mia"];

fn read(body: &str, children: usize) -> Form {
    Form::read(body.as_bytes(), children, TODAY).unwrap()
}

fn problem(body: &str, children: usize) -> Problem {
    Form::read(body.as_bytes(), children, TODAY).unwrap_err().problem
}

fn reply(body: &str, children: usize) -> String {
    let names: Vec<Personal> = NAMES[..children].iter().map(|name| Personal::new(*name)).collect();
    read(body, children).as_reply(&names).expose().to_owned()
}

/// What an answer is read as.
fn kind(answer: NumberedAnswer) -> Kind {
    match answer {
        NumberedAnswer::Ill => Kind::Illness,
        NumberedAnswer::Appointment => Kind::Appointment,
        NumberedAnswer::RunningLate => Kind::Late,
        NumberedAnswer::Other => Kind::Other,
        NumberedAnswer::ShouldBeInSchool => Kind::Alarm,
    }
}

#[test]
fn a_form_says_what_was_chosen_and_written() {
    let form = read("a0=1&b0=2026-11-30&words=Thank+you%2C%0D%0Abye", 1);
    assert_eq!(form.children()[0].answer, Some(NumberedAnswer::Ill));
    assert_eq!(form.children()[0].back, Some(date(2026, 11, 30)));
    assert_eq!(form.words().expose(), "Thank you,\nbye");
    assert_eq!(read("words=she+is+poorly", 2).words().expose(), "she is poorly");
}

#[test]
fn fields_that_are_not_ours_say_nothing() {
    for body in
        ["a0=1&a1=9", "a0=1&x=2&a=9&a00=9&a+0=9&A0=9&a-1=9", "a0=1&b0=&a99999999999999999999=9", "a0=1&words", "&&a0=1&=&"]
    {
        let form = read(body, 1);
        assert_eq!((form.children().len(), form.children()[0].answer), (1, Some(NumberedAnswer::Ill)), "{body}");
        assert!(form.words().is_blank());
    }
    for body in ["a0=5", "a0=11", "a0=", "a0=%F0%9F%98%80", "a0", "a0=on"] {
        assert_eq!(problem(body, 1), Problem::NothingSaid(0), "{body}");
    }
}

#[test]
fn a_form_without_a_choice_and_without_words_is_a_problem() {
    for body in ["", "words=", "words=+%0D%0A+", "a0=&words=", "%00%ff"] {
        assert_eq!(problem(body, 3), Problem::NothingSaid(0), "{body}");
    }
    // A day alone gives no reason, and is no word that the child should be in school.
    assert_eq!(problem("b0=2026-11-30", 1), Problem::NothingSaid(0));
    assert_eq!(problem("a0=1&b2=2026-11-30", 3), Problem::NothingSaid(2));
    assert_eq!(reply("b0=2026-11-30&words=still+at+the+funeral", 1), "back 30/11/2026\nstill at the funeral");
    // One child's answer is an answer.
    assert_eq!(reply("a1=2", 3), "B2");
}

#[test]
fn a_day_of_return_is_after_today() {
    for day in ["2026-11-26", "2026-11-25", "0026-11-30", "27%2F11%2F2026", "2026-02-30", "tomorrow"] {
        assert_eq!(problem(&format!("a0=1&a1=1&b1={day}"), 2), Problem::DayOver(1), "{day}");
    }
    assert_eq!(reply("a0=1&b0=2026-11-27", 1), "1 back 27/11/2026");
}

#[test]
fn words_have_room_as_a_browser_counts_it() {
    for (letter, room) in [("a", LONGEST), ("%E0%A6%95", LONGEST), ("%F0%9F%98%80", LONGEST / 2), ("%0D%0Ax", LONGEST / 2)] {
        let words = |count: usize| format!("a0=1&b0=2026-11-30&words=x{}", letter.repeat(count));
        assert!(words(room).len() < MOST_BYTES);
        assert!(Form::read(words(room - 1).as_bytes(), 1, TODAY).is_ok(), "{letter}");
        let refused = Form::read(words(room).as_bytes(), 1, TODAY).unwrap_err();
        assert_eq!(refused.problem, Problem::TooLong, "{letter}");
        assert_eq!(refused.given.words().expose().chars().filter(|c| *c != 'x').count(), room, "nothing typed is lost");
    }
}

#[test]
fn a_body_without_an_end_is_not_read_and_its_choice_is_kept() {
    let body = format!("a0=9&words={}", "x".repeat(1_000_000));
    let refused = Form::read(body.as_bytes(), 1, TODAY).unwrap_err();
    assert_eq!(refused.problem, Problem::TooLong);
    assert_eq!(refused.given.children()[0].answer, Some(NumberedAnswer::ShouldBeInSchool));
    assert!(refused.given.words().expose().len() < MOST_BYTES);
}

#[test]
fn an_answer_is_what_a_parent_would_text() {
    assert_eq!(reply("a0=1", 1), "1");
    assert_eq!(reply("a0=1&a1=9", 2), "A1. B9");
    assert_eq!(reply("a0=9&b0=2026-11-30&words=left+at+8", 1), "9\nleft at 8");
    assert_eq!(reply("a0=1&a4=2&b4=2026-11-30", 5), "A1. Mia 2 back 30/11/2026");
    assert_eq!(reply("a0=1&a4=9", 5), "A1. Mia 9: should be in school");
    assert_eq!(reply("words=hello", 5), "hello");
}

#[test]
fn an_alarm_about_a_fifth_child_is_an_alarm_whatever_the_child_is_called() {
    for name in ["Mia", "Eve", "Will", "May", "A", "", "So", "Noah", "আয়ান", "X Æ A-12"] {
        let names: Vec<&str> = NAMES[..4].iter().copied().chain([name]).collect();
        let own: Vec<Personal> = names.iter().map(|name| Personal::new(*name)).collect();
        let text = read("a0=1&a1=1&a2=2&a3=4&a4=9", 5).as_reply(&own);
        assert_eq!(understand(text.expose(), TODAY, &names).kind(), Kind::Alarm, "{name}");
    }
}

#[test]
fn nothing_of_a_form_prints() {
    let form = read("a0=9&words=she+is+poorly", 1);
    let printed = format!("{form:?} {:?} {:?}", form.children(), Form::read(b"b0=2026-12-01", 1, TODAY));
    assert!(!printed.contains("poorly") && !printed.contains("Should") && !printed.contains("2026"), "{printed}");
}

/// An answer for each child, or none; at least one.
fn choices(children: usize) -> impl Strategy<Value = Vec<Option<(usize, Option<i64>)>>> {
    let one = proptest::option::weighted(0.8, (0..5_usize, proptest::option::of(1..=88_i64)));
    proptest::collection::vec(one, children).prop_filter("somebody is answered for", |all| all.iter().any(Option::is_some))
}

/// The form of these choices, on a day.
fn posted(chosen: &[Option<(usize, Option<i64>)>], today: Date, words: &str) -> String {
    let mut form = String::new();
    for (place, one) in chosen.iter().enumerate() {
        if let Some((answer, days)) = one {
            form.push_str(&format!("a{place}={}&", NumberedAnswer::ALL[*answer].digit()));
            if let Some(days) = days {
                form.push_str(&format!("b{place}={}&", today.saturating_add(days.days())));
            }
        }
    }
    let words: String = words.bytes().map(|b| format!("%{b:02X}")).collect();
    form + "words=" + &words
}

/// Nobody is in school on a Saturday or Sunday.
fn school_day(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.days()),
        _ => day,
    }
}

/// Alarms in the words of parents.
fn alarms() -> Vec<&'static str> {
    let lines = include_str!("../../wording/tests/replies.txt").lines();
    lines.filter_map(|line| line.strip_prefix("alarm | ")).collect()
}

proptest! {
    #[test]
    fn the_reply_is_read_as_exactly_what_was_chosen_for_each_child(
        children in 1..=5_usize,
        chosen in choices(5),
        today in (2024..2040_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| date(year, month, day)),
    ) {
        let chosen = &chosen[..children];
        prop_assume!(chosen.iter().any(Option::is_some));
        let names = &NAMES[..children];
        let own: Vec<Personal> = names.iter().map(|name| Personal::new(*name)).collect();
        let form = Form::read(posted(chosen, today, "").as_bytes(), children, today).unwrap();
        let text = form.as_reply(&own);
        let read = understand(text.expose(), today, names);
        for (place, one) in chosen.iter().enumerate() {
            let found = read.of_child(place, children);
            let alarm_for_all = read.readings.iter().any(|reading| reading.kind == Kind::Alarm && reading.whom == wording::Whom::NotSaid);
            prop_assert!(children == 1 || !alarm_for_all, "{}", text.expose());
            let wanted = one.map(|(answer, days)| {
                let kind = kind(NumberedAnswer::ALL[answer]);
                let back = days.filter(|_| kind != Kind::Alarm).map(|days| school_day(today.saturating_add(days.days())));
                (kind, back)
            });
            prop_assert_eq!(found.map(|found| (found.kind, found.back)), wanted, "child {} of {}", place, text.expose());
            prop_assert!(found.is_none_or(|found| found.is_sure()));
        }
    }

    #[test]
    fn words_of_alarm_are_an_alarm_whatever_was_chosen(
        children in 1..=3_usize,
        chosen in choices(3),
        at in any::<prop::sample::Index>(),
    ) {
        let chosen = &chosen[..children];
        let words = *at.get(&alarms());
        let names = &NAMES[..children];
        let own: Vec<Personal> = names.iter().map(|name| Personal::new(*name)).collect();
        let form = Form::read(posted(chosen, TODAY, words).as_bytes(), children, TODAY).unwrap();
        let text = form.as_reply(&own);
        prop_assert_eq!(understand(text.expose(), TODAY, names).kind(), Kind::Alarm, "{}", text.expose());
    }

    #[test]
    fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..400), children in 0..30_usize) {
        drop(Form::read(&body, children, TODAY));
    }

    #[test]
    fn no_form_of_odd_values_panics_or_changes_the_number_of_children(
        fields in proptest::collection::vec(("[ab]?[0-9]{0,3}|words", "\\PC{0,30}"), 0..12),
        children in 0..6_usize,
        today in prop_oneof![Just(Date::MAX), Just(Date::MIN), Just(TODAY)],
    ) {
        let body: Vec<String> = fields.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let form = Form::read(body.join("&").as_bytes(), children, today).unwrap_or_else(|refused| refused.given);
        prop_assert_eq!(form.children().len(), children.max(1));
        form.as_reply(&[]);
    }
}
