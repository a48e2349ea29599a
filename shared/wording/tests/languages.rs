//! Every message in every language.

use domain::Personal;
use domain::search::Words;
use wording::{
    Acknowledgement, Category, Confirmed, Direction, Encoding, Language, NumberedAnswer, PartSize, Sample, School, Told, When,
    letter, samples, split, tidy, version,
};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: true };
const WHENS: [When; 3] = [When::Morning, When::Afternoon, When::Today];

fn names(names: &[&str]) -> Vec<Personal> {
    names.iter().map(|name| Personal::new(*name)).collect()
}

fn of(language: Language, children: &[&str]) -> Vec<Sample> {
    samples(language, &SCHOOL, &names(children), PartSize::STANDARD)
}

/// Every text there is in a language, about these children.
fn texts(language: Language, children: &[&str]) -> Vec<String> {
    let children = names(children);
    let mut texts: Vec<String> =
        samples(language, &SCHOOL, &children, PartSize::STANDARD).into_iter().map(|sample| sample.text.text).collect();
    for school in [SCHOOL, School { telephone: None, reads_email: false, ..SCHOOL }] {
        for words in Words::ALL {
            for when in WHENS {
                texts.push(Told { words, school, children: &children, when }.text(language));
            }
        }
    }
    texts
}

#[test]
fn every_message_reads_as_it_should_in_every_language() {
    for language in Language::ALL {
        let mut said = String::new();
        for (title, children) in [("one child", &["Ava"] as &[&str]), ("two children", &["Ava", "Noah"])] {
            said.push_str(&format!("==== {title}\n"));
            for Sample { key, text, email, .. } in of(language, children) {
                let encoding = if text.encoding == Encoding::Gsm7 { "gsm7" } else { "ucs2" };
                said.push_str(&format!("== {key} [{encoding} {} units, {} parts]\n{}\n", text.units, text.parts, text.text));
                if let Some([email, _]) = email {
                    said.push_str(&format!("-- {}\n{}", email.subject, email.text));
                }
            }
        }
        let silent = School { telephone: None, reads_email: false, ..SCHOOL };
        said.push_str("==== a child without a name, from a school without a telephone\n");
        for sample in samples(language, &silent, &[], PartSize::STANDARD) {
            said.push_str(&format!("== {}\n{}\n", sample.key, sample.text.text));
            if let Some([email, _]) = sample.email {
                said.push_str(&format!("-- {}\n{}", email.subject, email.text));
            }
        }
        insta::assert_snapshot!(format!("said_in_{}", language.english_name().to_lowercase()), said);
    }
}

#[test]
fn days_and_categories_read_as_they_should_in_every_language() {
    let ava = Personal::new("Ava");
    let said = Language::ALL.into_iter().flat_map(|language| {
        let days = (23..=29).map(|day| jiff::civil::date(2026, 11, day)).zip(Category::ALL.into_iter().cycle());
        let of = days.map(move |(day, category)| Confirmed { child: None, category, back: Some(day), by: None });
        of.map(move |understood| Acknowledgement::Understood(&[understood]).text(&SCHOOL, language)).collect::<Vec<_>>()
    });
    insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"));
    let late =
        Confirmed { child: Some(&ava), category: Category::RunningLate, back: None, by: Some(jiff::civil::time(9, 5, 0, 0)) };
    for language in Language::ALL {
        assert!(Acknowledgement::Understood(&[late]).text(&SCHOOL, language).contains("(09:05)"));
    }
}

#[test]
fn what_somebody_reviewed_has_a_version_and_a_changed_word_has_another() {
    let versions: Vec<String> =
        Language::ALL.into_iter().map(|language| format!("{} {}", language.tag(), version(language))).collect();
    // A version that changes here makes every review of that language void: that is meant, and should be seen.
    insta::assert_snapshot!(versions.join("\n"));
    let mut once: Vec<String> = Language::ALL.into_iter().map(version).collect();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), Language::ALL.len());
}

#[test]
fn the_same_digits_stand_in_every_question_of_every_language() {
    for language in Language::ALL {
        for words in Words::ALL {
            let asks = !words.corrects() && words != Words::PleaseRing;
            let school = School { telephone: None, ..SCHOOL };
            let said = Told { words, school, children: &names(&["Ava"]), when: When::Morning }.text(language);
            let digits: String = said.chars().filter(char::is_ascii_digit).collect();
            let wanted = match (asks, words) {
                (false, _) => "",
                (true, Words::GoneSinceMorning) => "1249",
                (true, _) => "12349",
            };
            assert_eq!(digits, wanted, "{language:?} {words:?}: {said}");
            assert!(!said.chars().any(|c| c.is_numeric() && !c.is_ascii()), "{said}");
        }
    }
    for answer in NumberedAnswer::ALL {
        assert_eq!(NumberedAnswer::from_digit(answer.digit()), Some(answer));
    }
    assert!(['0', '5', '6', '7', '8', 'x'].into_iter().all(|digit| NumberedAnswer::from_digit(digit).is_none()));
}

#[test]
fn several_children_have_letters_where_they_are_asked_about_and_nowhere_else() {
    for language in Language::ALL {
        for words in Words::ALL {
            let said = Told { words, school: SCHOOL, children: &names(&["Ava", "Noah"]), when: When::Morning }.text(language);
            let asks = !words.corrects() && words != Words::PleaseRing;
            let letters = said.contains("Ava (A)") && said.contains("Noah (B)") && said.contains("A1");
            assert_eq!(letters, asks, "{language:?} {words:?}: {said}");
            let one = Told { words, school: SCHOOL, children: &names(&["Ava"]), when: When::Morning }.text(language);
            assert!(!one.contains("(A)") && !one.contains("A1"), "{one}");
        }
        let which = Acknowledgement::WhichChild(&names(&["Ava", " ", "Leo"])).text(&SCHOOL, language);
        assert!(which.contains("A Ava") && which.contains("C Leo") && !which.contains('B'), "{which}");
    }
    assert_eq!((0..30).filter_map(letter).count(), 26);
}

#[test]
fn a_name_keeps_every_letter_in_every_language() {
    let hard = [
        "Siân",
        "Ffion-Mai",
        "Ŵyn",
        "Glŷn",
        "Łukasz",
        "Świętosława",
        "Ștefan",
        "Țenea",
        "Oğuz",
        "Işıl",
        "İrem",
        "Şeyma",
        "O’Shea",
        "O'Shea",
        "Zoe\u{308}",
        "S\u{327}eyma",
        "محمد",
        "ਅਮਨ",
        "আয়ান",
        "Соломія",
        "Nguyễn",
        "João",
    ];
    for language in Language::ALL {
        for others in [&[] as &[&str], &["Noah"]] {
            let about = |name: &'static str| texts(language, &[&[name], others].concat());
            let names_somebody: Vec<bool> = about("Qqq").iter().map(|text| text.contains("Qqq")).collect();
            assert!(names_somebody.iter().filter(|names| **names).count() > 20);
            for name in hard {
                for (text, names_somebody) in about(name).into_iter().zip(&names_somebody) {
                    // A mark beside letters may be another; a letter never is.
                    let as_it_is = text.contains(name) || text.contains(&name.replace('’', "'")) || text.contains("Zoë");
                    assert_eq!(as_it_is, *names_somebody, "{name}: {text}");
                }
            }
        }
    }
    for (plain, name) in [("Ștefan", "Ștefan"), ("Oğuz", "Oğuz"), ("Glŷn", "Glŷn"), ("S\u{327}eyma", "S\u{327}eyma")] {
        assert_eq!(tidy(name).text, plain);
    }
}

#[test]
fn no_message_has_a_hole_where_something_is_not_known() {
    for language in Language::ALL {
        for children in [&[] as &[&str], &[" "], &["Ava"], &["Ava", "Noah", "Leo"]] {
            for text in texts(language, children) {
                for hole in ["  ", " .", " ,", "()", " :", "..", ": .", ": ,"] {
                    assert!(!text.contains(hole), "{language:?} {hole:?}: {text}");
                }
                assert_eq!(text.trim(), text);
            }
        }
    }
}

#[test]
fn what_is_said_is_in_the_languages_own_script() {
    for language in Language::ALL {
        for text in texts(language, &["Ava"]) {
            let said = text.replace("Hill Road School", "").replace("Ava", "").replace("START", "").replace("STOP", "");
            let latin = said.chars().filter(char::is_ascii_alphabetic).count();
            let other = said.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
            let in_latin = !matches!(
                language,
                Language::Urdu | Language::Punjabi | Language::Bengali | Language::Arabic | Language::Ukrainian
            );
            assert!(if in_latin { latin > other } else { other > latin * 4 }, "{language:?}: {text}");
        }
    }
}

/// What a telephone looks at: the first letter that stands between no marks of order.
fn first_letter(text: &str) -> Option<char> {
    let mut depth = 0_u32;
    text.chars().find(|c| {
        match c {
            '\u{2066}'..='\u{2068}' => depth += 1,
            '\u{2069}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_alphabetic()
    })
}

#[test]
fn a_text_that_runs_from_right_to_left_begins_so_and_keeps_its_numbers_whole() {
    for language in Language::ALL.into_iter().filter(|language| language.direction() == Direction::RightToLeft) {
        for children in [&["Ava"] as &[&str], &["Ava", "Noah"], &["Ffion-Mai"]] {
            for sample in of(language, children) {
                let text = sample.text.text;
                assert!(first_letter(&text).is_some_and(|c| !c.is_ascii()), "{text}");
                assert_eq!(text.matches('\u{2068}').count(), text.matches('\u{2069}').count(), "{text}");
                assert!(!text.contains("01632") || text.contains("\u{2068}01632 960001\u{2069}"), "{text}");
                assert!(!text.contains("A1") || text.contains("\u{2068}A1\u{2069}"), "{text}");
                if let Some([email, _]) = sample.email {
                    assert!(first_letter(&email.subject).is_some_and(|c| !c.is_ascii()), "{}", email.subject);
                    assert!(email.html.contains(&format!("<html lang=\"{}\" dir=\"rtl\">", language.tag())));
                }
            }
        }
    }
    for language in Language::ALL.into_iter().filter(|language| language.direction() == Direction::LeftToRight) {
        for sample in of(language, &["Ava", "Noah"]) {
            assert!(!sample.text.text.contains(['\u{2068}', '\u{2069}']));
            assert!(sample.email.is_none_or(|[email, _]| !email.html.contains("dir=")));
        }
    }
}

#[test]
fn the_english_and_the_cost_stand_beside_every_text() {
    for language in Language::ALL {
        for (own, english) in of(language, &["Ava"]).into_iter().zip(of(Language::English, &["Ava"])) {
            if own.key == "answer_language_changed" {
                assert!(own.text.english.contains(&format!("in {}", language.english_name())), "{}", own.text.english);
            } else {
                assert_eq!(own.text.english, english.text.text);
            }
            let parts = split(&own.text.text, PartSize::STANDARD);
            assert_eq!((own.text.encoding, own.text.units, own.text.parts), (parts.encoding, parts.units, parts.parts.len()));
            assert_eq!(own.text.text == own.text.english, language == Language::English);
        }
    }
    let told = Told { words: Words::FirstDay, school: SCHOOL, children: &names(&["Ava"]), when: When::Morning };
    let long = told.shown(Language::Polish, PartSize { ucs2_joined: 50, ..PartSize::STANDARD });
    assert!(long.parts > told.shown(Language::Polish, PartSize::STANDARD).parts);
}

#[test]
fn who_may_not_hear_more_hears_no_name_in_any_language() {
    for language in Language::ALL {
        let told = |children| Told { words: Words::PleaseRing, school: SCHOOL, children, when: When::Morning };
        let (named, nobody) = (names(&["Ava", "Noah"]), []);
        assert_eq!(told(&named).text(language), told(&nobody).text(language));
        assert!(told(&named).email(language) == told(&nobody).email(language));
        let unknown = Acknowledgement::UnknownSender.text(&SCHOOL, language);
        assert!(!unknown.contains("Hill") && !unknown.contains("01632"), "{unknown}");
    }
}

#[test]
fn an_answer_that_changes_something_says_how_to_undo_it() {
    for language in Language::ALL {
        assert!(Acknowledgement::Stopped.text(&SCHOOL, language).contains("START"));
        assert!(Acknowledgement::Started.text(&SCHOOL, language).contains("STOP"));
        let changed = Acknowledgement::LanguageChanged.text(&SCHOOL, language);
        assert!(language == Language::English || changed.contains("ENGLISH"), "{changed}");
    }
}

#[test]
fn a_reason_is_thanked_for_as_a_category_and_a_telephone_may_not_hear_it() {
    let noted = Acknowledgement::ReasonNoted;
    for language in Language::ALL {
        for category in Category::ALL {
            let understood = [Confirmed { child: None, category, back: None, by: None }];
            let thanked = Acknowledgement::Understood(&understood).text(&SCHOOL, language);
            assert!(!thanked.contains("Ava") && thanked != noted.text(&SCHOOL, language));
        }
    }
}

#[test]
fn a_test_says_in_its_language_that_it_is_one() {
    for language in Language::ALL {
        let told = Told { words: Words::FirstDay, school: SCHOOL, children: &names(&["Ava"]), when: When::Morning };
        let (text, email) = told.as_test(language);
        let said = text.split(':').next().unwrap_or_default();
        assert_eq!(text, format!("{said}: {}", told.text(language)));
        assert_eq!(email.subject, format!("{said}: {}", told.email(language).subject));
        assert_eq!(email.text, told.email(language).text);
    }
}
