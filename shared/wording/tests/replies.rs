//! What replies are read as.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a list that is not in its form ends the test")]

use proptest::prelude::*;
use wording::{Kind, Understood, understand};

/// Reads what one child's parent wrote on a Monday.
fn read_reply(text: &str) -> Understood {
    understand(text, jiff::civil::date(2026, 11, 23), &["Ava"])
}

/// The words that led to the loudest reading.
fn words(text: &str) -> Vec<String> {
    read_reply(text).readings[0].words.clone()
}

/// What the list says of each reply, and the reply. `surprise` is an alarm that a reason in the same text silences.
fn listed() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("replies.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" | ")).collect()
}

/// The kind that each reply of the list should be, and the reply.
fn replies() -> Vec<(Kind, &'static str)> {
    let kind = |word: &str| match word {
        "surprise" => Kind::Alarm,
        _ => Kind::ALL.into_iter().find(|kind| kind.as_str() == word).unwrap(),
    };
    listed().into_iter().map(|(word, text)| (kind(word), text)).collect()
}

#[test]
fn every_reply_of_the_list_is_read_as_it_is_meant() {
    let replies = replies();
    assert!(replies.len() >= 800, "{}", replies.len());
    let wrong = replies.iter().filter_map(|(kind, text)| {
        let read = read_reply(text);
        (read.kind() != *kind).then(|| format!("{:?} read as {:?} by {:?}: {text}", kind, read.kind(), read.readings))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), replies.len(), wrong.join("\n"));
}

/// A slip of the thumb: a letter left out, doubled, swapped with the next, or hit beside.
fn with_slip(text: &str, at: usize, how: usize) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_ascii_alphabetic()).collect();
    let Some(at) = places.get(at % places.len().max(1)).copied() else { return text.to_owned() };
    match how {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => {
            const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
            let letter = letters[at].to_ascii_lowercase();
            let row = ROWS.iter().find(|row| row.contains(letter)).unwrap();
            let place = row.find(letter).unwrap();
            letters[at] = row.chars().nth(if place == 0 { 1 } else { place - 1 }).unwrap();
        }
    }
    letters.into_iter().collect()
}

#[test]
fn no_slip_of_the_thumb_turns_an_alarm_into_a_reason() {
    let mut wrong = Vec::new();
    let (mut tried, mut quieter) = (0, 0);
    for (_, text) in replies().into_iter().filter(|(kind, _)| *kind == Kind::Alarm) {
        for at in 0..text.chars().filter(char::is_ascii_alphabetic).count() {
            for how in 0..4 {
                let slipped = with_slip(text, at, how);
                let read = read_reply(&slipped);
                tried += 1;
                quieter += usize::from(read.kind() != Kind::Alarm);
                if read.kind().is_reason() {
                    wrong.push(format!("{slipped} ({text}) read as {:?} by {:?}", read.kind(), read.readings));
                }
            }
        }
    }
    println!("{tried} tried, {quieter} no longer an alarm");
    assert!(
        wrong.is_empty(),
        "{} of {tried}, first:\n{}",
        wrong.len(),
        wrong.iter().take(60).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn capitals_spaces_emoji_and_marks_change_no_alarm() {
    for (kind, text) in replies().into_iter().filter(|(kind, text)| *kind == Kind::Alarm && text.is_ascii()) {
        for noisy in
            [text.to_uppercase(), text.replace(' ', "  "), format!("{text} 😡😡"), format!("{text}!!!"), format!("\n{text}.  ")]
        {
            assert_eq!(read_reply(&noisy).kind(), kind, "{noisy}");
        }
    }
}

#[test]
fn a_reading_shows_the_words_that_led_to_it_as_they_were_written() {
    assert_eq!(words("Sorry, she’s PORLY today"), ["PORLY"]);
    assert_eq!(words("I'm at work. He left at 8"), ["left"]);
    assert_eq!(words("in a meeting"), Vec::<String>::new());
}

#[test]
fn a_reading_never_prints_what_was_written() {
    let printed = format!("{:?}", read_reply("she is poorly, he hit her"));
    assert!(!printed.contains("poorly") && !printed.contains("hit"), "{printed}");
}

proptest! {
    #[test]
    fn no_reply_of_any_letters_panics(text in any::<String>(), more in "\\PC{0,200}") {
        let read = read_reply(&text);
        prop_assert!(read.readings.iter().flat_map(|reading| &reading.words).all(|words| text.contains(words.as_str())));
        read_reply(&more);
    }

    #[test]
    fn an_alarm_is_louder_than_any_reason_in_the_same_text(a in 0..1000_usize, b in 0..1000_usize) {
        let replies = replies();
        let alarms: Vec<&str> = listed().into_iter().filter(|(word, _)| *word == "alarm").map(|(_, text)| text).collect();
        let reasons: Vec<&str> = replies.iter().filter(|(kind, _)| kind.is_reason()).map(|(_, text)| *text).collect();
        let (alarm, reason) = (alarms[a % alarms.len()], reasons[b % reasons.len()]);
        for text in [format!("{alarm}. {reason}"), format!("{reason}. {alarm}"), format!("{reason}\n{alarm}")] {
            prop_assert_eq!(read_reply(&text).kind(), Kind::Alarm, "{}", text);
        }
    }
}
