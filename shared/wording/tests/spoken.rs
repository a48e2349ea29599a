//! What is said in a call, in every language.

use domain::Personal;
use wording::{Known, Language, School, Spoken, SpokenSample, lint, spoken_samples};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };

fn names(names: &[&str]) -> Vec<Personal> {
    names.iter().map(|name| Personal::new(*name)).collect()
}

#[test]
fn every_sentence_of_a_call_reads_as_it_should_in_every_language() {
    for language in Language::ALL {
        let mut said = String::new();
        for SpokenSample { key, text, .. } in spoken_samples(language, &SCHOOL, &names(&["Ava", "Noah"])) {
            said.push_str(&format!("{key}: {text}\n"));
        }
        let silent = School { telephone: None, ..SCHOOL };
        let nameless = spoken_samples(language, &silent, &[]);
        for key in ["marked_morning", "about", "back", "noted", "please_ring"] {
            let found = nameless.iter().find(|sample| sample.key == key).unwrap();
            said.push_str(&format!("{key}, without a name or a number: {}\n", found.text));
        }
        insta::assert_snapshot!(format!("spoken_in_{}", language.english_name().to_lowercase()), said);
    }
}

#[test]
fn no_sentence_of_a_call_says_what_may_not_be_said() {
    for language in Language::ALL {
        for children in [names(&[]), names(&["Ava"]), names(&["Ava", "Noah", "Zoë"])] {
            let known = Known { school: SCHOOL.name, first_names: &children, family_names: &[] };
            for sample in spoken_samples(language, &SCHOOL, &children) {
                let found: Vec<_> =
                    lint(&sample.text, language, known).into_iter().map(|found| (found.refused, found.words)).collect();
                assert!(found.is_empty(), "{language:?} {found:?}: {}", sample.text);
            }
        }
    }
}

#[test]
fn what_may_be_heard_by_anybody_names_no_child() {
    let neutral = ["greeting", "greeting_back", "welcome", "other_language", "this_language", "again", "message", "please_ring"];
    for language in Language::ALL {
        for sample in spoken_samples(language, &SCHOOL, &names(&["Ava", "Noah"])) {
            let names_somebody = sample.text.contains("Ava") || sample.text.contains("Noah");
            assert!(!(names_somebody && neutral.contains(&sample.key)), "{}", sample.text);
        }
        assert!(Spoken::Greeting.said(&SCHOOL, language).contains("Hill Road School"));
    }
}

#[test]
fn every_sentence_is_in_the_languages_own_script_and_is_its_own() {
    for language in Language::ALL {
        for SpokenSample { key, text, .. } in spoken_samples(language, &SCHOOL, &names(&["Ava"])) {
            let said = text.replace("Hill Road School", "").replace("Ava", "").replace("SMS", "");
            let latin = said.chars().filter(char::is_ascii_alphabetic).count();
            let other = said.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
            let in_latin = !matches!(
                language,
                Language::Urdu | Language::Punjabi | Language::Bengali | Language::Arabic | Language::Ukrainian
            );
            assert!(if in_latin { latin > other } else { other > latin * 4 }, "{language:?} {key}: {text}");
            assert!(!text.contains('{') && !text.contains('}'), "{text}");
        }
    }
    let greetings: std::collections::BTreeSet<String> =
        Language::ALL.into_iter().map(|language| Spoken::Greeting.said(&SCHOOL, language)).collect();
    assert_eq!(greetings.len(), Language::ALL.len());
}
