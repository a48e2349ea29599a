//! What we emit, against what the provider publishes.

use std::collections::{BTreeMap, BTreeSet};

use domain::Personal;
use domain::phone::{Line, PhoneNumber};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use voice::{Answer, Call, Line as Said, Placing, Then, placing, read_voice, step, twiml, voice_of};
use wording::Language;

use super::walked::{Family, keys, walk};

pub(crate) const BASE: &str = "https://firstday.example.com/webhooks/twilio/voice/0123abcd";
const TWIML: &str = include_str!("../contracts/twiml.tsv");
const CALLS: &str = include_str!("../contracts/calls.tsv");
const REQUESTS: &str = include_str!("../contracts/requests.tsv");
const VOICES: &str = include_str!("../contracts/voices.tsv");

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let columns = table.lines().next().unwrap().split('\t').count();
    table.lines().skip(1).map(move |line| {
        let row: Vec<&str> = line.split('\t').collect();
        assert_eq!(row.len(), columns, "{line}");
        assert!(!row[columns - 1].is_empty(), "no source: {line}");
        row
    })
}

fn is_number(value: &str) -> bool {
    PhoneNumber::from_e164(value, Line::Landline).is_ok()
}

fn fits(allowed: &str, value: &str) -> bool {
    let number = value.parse::<u32>();
    let column = |place: usize| rows(VOICES).any(|row| row[place] == value);
    match allowed.split_once(':') {
        Some(("one", values)) => values.split('|').any(|one| one == value),
        Some(("chars", chars)) => value.chars().all(|c| chars.contains(c)),
        Some(("from", least)) => number.is_ok_and(|number| number >= least.parse().unwrap()),
        Some(("range", range)) => {
            let (least, most) = range.split_once('-').unwrap();
            number.is_ok_and(|number| (least.parse().unwrap()..=most.parse().unwrap()).contains(&number))
        }
        Some(("text", most)) => {
            let (letters, encoded) = most.split_once('-').unwrap();
            let encoded_as: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            let encoded_as = encoded_as.replace('+', "%20").len();
            value.chars().count() <= letters.parse().unwrap() && encoded_as <= encoded.parse().unwrap()
        }
        _ => match allowed {
            "positive" => number.is_ok_and(|number| number > 0),
            "url" | "absolute" => value.starts_with("https://") && !value.contains(['?', '+', ' ']),
            "number" => is_number(value),
            "language" => column(1),
            "voice" => column(2),
            "-" => value.is_empty(),
            other => panic!("the table allows {other}, which nobody reads"),
        },
    }
}

/// Holds a document against the table; gives the verbs that it has.
pub(crate) fn check(xml: &str) -> BTreeSet<String> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<(String, String)> = Vec::new();
    let mut verbs = BTreeSet::new();
    let started = |tag: &BytesStart<'_>, open: &[(String, String)]| {
        let verb = tag.name().as_ref().to_owned();
        let within = open.last().map_or("-", |(verb, _)| verb.as_str());
        let places = rows(TWIML).find(|row| row[0] == verb && row[2] == "-").map(|row| row[1]);
        assert!(places.is_some_and(|places| places.split(',').any(|place| place == within)), "<{verb}> in <{within}>: {xml}");
        for attribute in tag.attributes() {
            let attribute = attribute.unwrap();
            let name = attribute.key.as_ref().to_owned();
            let value = attribute.value.to_string();
            let row = rows(TWIML).find(|row| row[0] == verb && row[2] == name);
            let allowed = row.unwrap_or_else(|| panic!("<{verb}> has no {name}"))[3];
            assert!(fits(allowed, &value), "<{verb} {name}={value:?}> is not {allowed}");
        }
        verb
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let verb = started(&tag, &open);
                verbs.insert(verb.clone());
                open.push((verb, String::new()));
            }
            Event::Empty(tag) => {
                verbs.insert(started(&tag, &open));
            }
            Event::Text(text) => open.last_mut().unwrap().1.push_str(&text),
            // One letter, whichever it is.
            Event::GeneralRef(_) => open.last_mut().unwrap().1.push('&'),
            Event::End(_) => {
                let (verb, text) = open.pop().unwrap();
                let row = rows(TWIML).find(|row| row[0] == verb && row[2] == "-").unwrap();
                assert!(fits(row[3], &text), "<{verb}> holds {text:?}");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    verbs
}

#[test]
fn everything_that_is_emitted_is_published() {
    let mut seen = BTreeSet::new();
    for family in Family::kinds() {
        let mut documents = BTreeMap::new();
        walk(&family, &mut |turned| {
            documents.entry(twiml(turned.answer, BASE)).or_insert_with(|| turned.answer.step);
        });
        for (xml, step) in documents {
            seen.extend(check(&xml));
            // The address that hears what comes next holds the step and nothing else of the call.
            let actions = xml.matches(BASE).count();
            assert_eq!(
                actions,
                xml.matches(&format!("{BASE}/{step}\"")).count() + xml.matches(&format!("{BASE}/{step}<")).count()
            );
        }
    }
    let published: BTreeSet<String> = rows(TWIML).map(|row| row[0].to_owned()).collect();
    assert_eq!(seen, published);
}

#[test]
fn a_large_family_is_spoken_of_in_every_language_within_the_limits_of_length() {
    let names = ["Zebedee", "Xanthe", "Muhammad-Yusuf", "Aleksandra", "Oluwaseun", "Seren"];
    for language in Language::ALL {
        let mut family = Family::new(&names);
        family.languages = Language::ALL.to_vec();
        let asked = Call::from_stored(&format!("v1 placed asked:greeting {} -,-,-,-,-,- 0 1 1", language.tag())).unwrap();
        let (call, answer) = step(&asked, &keys("1"), &family.of());
        check(&twiml(&answer, BASE));
        check(&twiml(&step(&call, &keys("8"), &family.of()).1, BASE));
    }
}

#[test]
fn every_language_is_spoken_as_the_table_says() {
    for language in Language::ALL {
        let row = rows(VOICES).find(|row| row[0] == language.tag()).unwrap();
        match voice_of(language) {
            Some(voice) => assert_eq!((voice.language, voice.voice), (row[1], row[2])),
            None => assert_eq!((row[1], row[2]), ("-", "-")),
        }
        // Google's voices name their language; the two must agree.
        assert!(!row[2].starts_with("Google.") || row[2].starts_with(&format!("Google.{}-", row[1])));
        let line = Said { language, words: Personal::new("x") };
        check(&twiml(&Answer { step: 1, pause: 1, lines: vec![line], then: Then::HangUp, effects: vec![] }, BASE));
    }
    assert_eq!(rows(VOICES).count(), Language::ALL.len());
}

#[test]
fn words_hold_no_markup_of_their_own() {
    let nasty = "Zoë & <Dial>0900</Dial> \"'\u{0}\u{b}]]>";
    let line = |language| Said { language, words: Personal::new(nasty) };
    let lines = vec![line(Language::English), line(Language::English), line(Language::Polish)];
    let xml = twiml(&Answer { step: 1, pause: 0, lines, then: Then::HangUp, effects: vec![] }, BASE);
    assert_eq!(check(&xml).into_iter().collect::<Vec<_>>(), ["Hangup", "Response", "Say"]);
    assert_eq!(xml.matches("<Say").count(), 2);
    assert!(xml.contains("Zoë &amp; &lt;Dial&gt;"), "{xml}");
}

#[test]
fn a_call_is_made_with_published_parameters() {
    let number = |text| PhoneNumber::from_e164(text, Line::Mobile).unwrap();
    let (to, from) = (number("+447700900123"), number("+447700900980"));
    let made = placing(&Placing { to: &to, from: &from, url: &format!("{BASE}/0"), status: &format!("{BASE}/status") });
    for (name, value) in &made {
        let row = rows(CALLS).find(|row| row[0] == *name).unwrap_or_else(|| panic!("{name} is not published"));
        assert!(fits(row[2], value), "{name}={value} is not {}", row[2]);
    }
    for row in rows(CALLS).filter(|row| row[1] == "yes") {
        assert!(made.iter().any(|(name, _)| *name == row[0]), "{} is required", row[0]);
    }
    assert_eq!(made.len(), rows(CALLS).count());
}

#[test]
fn every_published_value_of_a_request_is_understood_and_any_other_stands_out() {
    for row in rows(REQUESTS) {
        let body: String =
            form_urlencoded::Serializer::new(String::new()).append_pair("CallSid", "CA1").append_pair(row[0], row[1]).finish();
        let read = read_voice(body.as_bytes()).unwrap();
        assert_eq!(format!("{:?}", read.heard), row[2], "{}={}", row[0], row[1]);
        assert!(read.unknown.is_empty(), "{}={}", row[0], row[1]);
    }
    for field in ["AnsweredBy", "CallStatus", "DialCallStatus", "Direction"] {
        let read = read_voice(format!("CallSid=CA1&{field}=something_new").as_bytes()).unwrap();
        assert_eq!(read.unknown, [field]);
    }
}
