//! When a reply says that the child will be there, and on which day back.
#![expect(clippy::unwrap_used, reason = "a list that is not in its form ends the test")]

use jiff::civil::{Date, Time, date};
use proptest::prelude::*;
use wording::{Expected, Reading, understand};

/// The loudest reading of what was written on a day.
fn read_on(text: &str, today: Date) -> Reading {
    understand(text, today, &["Ava"]).readings.remove(0)
}

/// A Monday.
const TODAY: Date = date(2026, 11, 23);

fn listed(list: &'static str) -> Vec<(&'static str, &'static str)> {
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" | ")).collect()
}

fn times() -> Vec<(Option<Expected>, &'static str)> {
    let expected = |word: &str| match word {
        "-" => None,
        _ if word.contains(':') => Some(Expected::At(word.parse::<Time>().unwrap())),
        _ => Some(Expected::In(word.parse().unwrap())),
    };
    listed(include_str!("times.txt")).into_iter().map(|(word, text)| (expected(word), text)).collect()
}

fn days(list: &'static str) -> Vec<(Option<Date>, &'static str)> {
    let day = |word: &str| if word == "-" { None } else { Some(word.parse().unwrap()) };
    listed(list).into_iter().map(|(word, text)| (day(word), text)).collect()
}

/// Those of a list of days that are read otherwise than they are meant.
fn wrong_days(days: &[(Option<Date>, &str)]) -> Vec<String> {
    let wrong = days.iter().filter_map(|(day, text)| {
        let read = read_on(text, TODAY);
        (read.back != *day).then(|| format!("{text}: {:?}, not {day:?} ({:?})", read.back, read.kind))
    });
    wrong.collect()
}

#[test]
fn every_hour_and_while_of_the_list_is_read_as_it_is_meant() {
    let times = times();
    assert!(times.len() >= 80, "{}", times.len());
    let wrong: Vec<String> = times
        .iter()
        .filter_map(|(expected, text)| {
            let read = read_on(text, TODAY);
            let same = read.expected == *expected;
            (!same).then(|| format!("{text}: {:?}, not {expected:?} ({:?})", read.expected, read.kind))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), times.len(), wrong.join("\n"));
}

#[test]
fn every_day_of_the_list_is_read_as_it_is_meant() {
    let days = days(include_str!("days.txt"));
    assert!(days.len() >= 80, "{}", days.len());
    let wrong = wrong_days(&days);
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), days.len(), wrong.join("\n"));
}

#[test]
fn every_day_of_the_list_in_other_languages_is_read_as_it_is_meant() {
    let days = days(include_str!("days_abroad.txt"));
    assert!(days.len() >= 120, "{}", days.len());
    let wrong = wrong_days(&days);
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), days.len(), wrong.join("\n"));
}

#[test]
fn days_off_are_days_of_school_in_every_language() {
    let thursday = date(2026, 11, 26);
    let tuesday = Some(date(2026, 12, 1));
    for text in [
        "poorly, off for 3 days",
        "mae'n sâl, adra am dri diwrnod",
        "chora, 3 dni w domu",
        "e bolnav, 3 zile stă acasă",
        "bukhar hai, 3 din ghar par rahega",
        "bimar aa, 3 din ghare rahuga",
        "oshustho, 3 din bashay thakbe",
        "مريض، ٣ ايام بالبيت",
        "wuu xanuunsan yahay, 3 maalmood guriga ayuu joogayaa",
        "está doente, 3 dias em casa",
        "hasta, 3 gün evde kalacak",
        "хворіє, 3 дні вдома",
    ] {
        assert_eq!(read_on(text, thursday).back, tuesday, "{text}");
    }
}

#[test]
fn a_day_is_counted_from_the_day_of_writing() {
    let on = |day| read_on("back Monday", day).back;
    assert_eq!(on(date(2026, 11, 26)), Some(date(2026, 11, 30)));
    assert_eq!(on(date(2026, 11, 30)), Some(date(2026, 12, 7)));
    // On a Thursday next Monday is the coming one, and tomorrow's tomorrow is no school day.
    assert_eq!(read_on("back next Monday", date(2026, 11, 26)).back, Some(date(2026, 11, 30)));
    assert_eq!(read_on("back tomorrow", date(2026, 11, 27)).back, Some(date(2026, 11, 30)));
    // Over the end of a year, and on the 29th of February.
    assert_eq!(read_on("off until 5th January", date(2026, 12, 18)).back, Some(date(2027, 1, 5)));
    assert_eq!(read_on("back 29/2", date(2028, 2, 21)).back, Some(date(2028, 2, 29)));
    assert_eq!(read_on("back 29/2", date(2027, 2, 22)).back, None);
}

#[test]
fn an_alarm_names_no_hour_and_no_day() {
    for text in ["he left at 8, should be there by 9", "where is she, she was to be in by 10", "she IS in school. back tomorrow"]
    {
        let read = read_on(text, TODAY);
        assert_eq!((read.kind, read.expected, read.back), (wording::Kind::Alarm, None, None), "{text}");
    }
}

/// A day of the years in which this is used.
fn any_day() -> impl Strategy<Value = Date> {
    (2024..2040_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| date(year, month, day))
}

/// Words that times and days are made of, in any order.
fn any_reply() -> impl Strategy<Value = String> {
    let words = [
        "back",
        "in",
        "at",
        "by",
        "until",
        "till",
        "off",
        "half",
        "quarter",
        "past",
        "to",
        "10",
        "9.45",
        "12:75",
        "99",
        "25/11",
        "31/02",
        "0/0",
        "25th",
        "0th",
        "99th",
        "tomorrow",
        "next",
        "week",
        "monday",
        "monday week",
        "an",
        "hour",
        "and a half",
        "mins",
        "days",
        "1/2",
        "9999",
        "1.5",
        "hours",
        "am",
        "pm",
        "o'clock",
        "ish",
        "-",
        ",",
        ".",
        "?",
        "not",
        "two",
        "rest of the",
        "29/2/28",
        "2/3/4/5",
        "½",
        "@",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..12).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_reply_of_any_letters_panics_on_any_day(text in any::<String>(), today in any_day()) {
        read_on(&text, today);
        read_on(&text, Date::MAX);
        read_on(&text, Date::MIN);
    }

    #[test]
    fn a_day_of_return_is_a_school_day_ahead_and_a_time_one_of_the_day(text in any_reply(), today in any_day()) {
        let read = read_on(&text, today);
        read_on(&text, Date::MAX);
        if let Some(back) = read.back {
            prop_assert!(back > today && back.weekday().to_monday_one_offset() <= 5, "{} {}", text, back);
            prop_assert!((back - today).get_days() <= 92, "{} {}", text, back);
        }
        match read.expected {
            Some(Expected::At(time)) => prop_assert!((7..=14).contains(&time.hour()), "{} {}", text, time),
            Some(Expected::In(minutes)) => prop_assert!((1..=240).contains(&minutes), "{} {}", text, minutes),
            None => {}
        }
        prop_assert!(read.expected.is_none() || read.back.is_none(), "{}", text);
    }

    #[test]
    fn digits_alone_are_no_time_and_no_day(digits in "[0-9]{1,9}", around in "[ .!]{0,2}", today in any_day()) {
        let read = read_on(&format!("{around}{digits}{around}"), today);
        prop_assert_eq!((read.expected, read.back), (None, None));
    }
}
