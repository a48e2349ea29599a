//! What was pressed is read as it was meant.

use std::collections::HashSet;

use domain::Personal;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;
use voice::{Back, By, Call, Heard, Question, step};
use wording::{Kind, Language, NumberedAnswer, understand};

use super::walked::{Family, keys, walk};

const TODAY: Date = date(2026, 11, 26);

const fn kind(answer: NumberedAnswer) -> Kind {
    match answer {
        NumberedAnswer::Ill => Kind::Illness,
        NumberedAnswer::Appointment => Kind::Appointment,
        NumberedAnswer::RunningLate => Kind::Late,
        NumberedAnswer::Other => Kind::Other,
        NumberedAnswer::ShouldBeInSchool => Kind::Alarm,
    }
}

/// Holds the reading of what was pressed against what was pressed.
fn check(call: &Call, names: &[&str], today: Date) {
    let children: Vec<Personal> = names.iter().map(|name| Personal::new(*name)).collect();
    let Some(reply) = call.as_reply(&children) else {
        assert!(call.said().iter().all(Option::is_none));
        return;
    };
    let read = understand(reply.expose(), today, names);
    assert!(read.distress.is_empty() && read.asks_for.is_none(), "{}", reply.expose());
    for (place, said) in call.said().iter().enumerate() {
        let reading = read.of_child(place, call.said().len());
        let Some(said) = said else {
            let nothing = reading.is_none_or(|reading| !matches!(reading.kind, Kind::Alarm) && !reading.is_reason());
            assert!(nothing || call.ended() == Some(voice::How::WrongNumber), "{}: {reading:?}", reply.expose());
            continue;
        };
        assert!(reading.is_some(), "{}: nothing about {place}", reply.expose());
        let reading = reading.unwrap();
        assert_eq!(reading.kind, kind(said.answer), "{}", reply.expose());
        assert!(reading.is_sure(), "{}", reply.expose());
        let back = match said.back {
            Some(Back::NextSchoolDay(date)) => Some(date),
            Some(Back::LaterToday | Back::NotKnown) | None => None,
        };
        assert_eq!(reading.back, back, "{}", reply.expose());
    }
}

#[test]
fn what_can_be_pressed_about_a_family_is_read_as_it_was_pressed() {
    let mut family = Family::new(&["Zebedee", "Xanthe"]);
    family.languages = vec![Language::English];
    let mut once = HashSet::new();
    walk(&family, &mut |turned| {
        let is_new = once.insert(format!("{:?}", turned.after.stored().split(' ').nth(4)));
        if is_new && turned.after.ended() != Some(voice::How::WrongNumber) {
            check(turned.after, &["Zebedee", "Xanthe"], TODAY);
        }
    });
}

#[test]
fn a_wrong_number_is_read_as_one() {
    let over = Call::from_stored("v1 placed ended:wrong_number en - 0 1 3").unwrap();
    assert_eq!(understand(over.as_reply(&[]).unwrap().expose(), TODAY, &["Ava"]).kind(), Kind::WrongNumber);
}

#[test]
fn the_reply_reads_as_a_parent_would_type_it() {
    let family = Family::new(&["Ava", "Leo"]);
    let of = family.of();
    let (mut call, _) = step(&Call::placed(&of, Language::English), &Heard::Lifted { by: By::Person }, &of);
    for key in ["1", "5", "1", "2", "2", "1"] {
        (call, _) = step(&call, &keys(key), &of);
    }
    assert_eq!(call.as_reply(&family.children).unwrap().expose(), "A1 back 27/11\nB2 back today");
    assert_eq!(call.at(), voice::At::Ended(voice::How::Answered));
    assert_ne!(call.at(), voice::At::Asked(Question::Greeting));
}

proptest! {
    #[test]
    fn each_child_is_read_as_it_was_pressed_on_any_day(
        pressed in prop::collection::vec((proptest::sample::select(vec!["1", "2", "3", "4", "9"]), proptest::sample::select(vec!["1", "2", "3"])), 1..7),
        together in any::<bool>(),
        day in 0..400_i64,
        until in 1..14_i64,
    ) {
        let names = ["Ava", "Leo", "Zoë", "Kai", "Mia", "Max"];
        let names = &names[..pressed.len()];
        let today = date(2026, 9, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let next_school_day = today.checked_add(jiff::Span::new().days(until)).unwrap();
        // A reading moves a day of return that is no school day to Monday.
        prop_assume!(!matches!(next_school_day.weekday(), Weekday::Saturday | Weekday::Sunday));
        let mut family = Family::new(names);
        family.records = false;
        let mut of = family.of();
        of.next_school_day = next_school_day;
        let (mut call, _) = step(&Call::placed(&of, Language::English), &Heard::Lifted { by: By::Person }, &of);
        (call, _) = step(&call, &keys("1"), &of);
        if names.len() > 1 && !together {
            (call, _) = step(&call, &keys("5"), &of);
        }
        for (answer, back) in &pressed {
            (call, _) = step(&call, &keys(answer), &of);
            check(&call, names, today);
            if matches!(call.at(), voice::At::Asked(Question::Back(_))) {
                (call, _) = step(&call, &keys(back), &of);
                check(&call, names, today);
            }
        }
        prop_assert!(call.said().iter().any(Option::is_some));
    }
}
