//! What the parents' page says in every language.

use domain::Personal;
use domain::search::Words;
use wording::{Direction, Known, Language, NumberedAnswer, OnPage, School, Told, When, lint};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: true };

fn names(names: &[&str]) -> Vec<Personal> {
    names.iter().map(|name| Personal::new(*name)).collect()
}

#[test]
fn nothing_on_the_page_is_what_may_not_be_said() {
    for language in Language::ALL {
        for (place, said) in OnPage::of(language).said() {
            let found: Vec<_> =
                lint(&said, language, Known::default()).into_iter().map(|found| (found.refused, found.words)).collect();
            assert!(found.is_empty(), "{language:?}, {place} {found:?}: {said}");
        }
    }
}

#[test]
fn each_language_says_everything_and_in_its_own_script() {
    let english = OnPage::of(Language::English).said();
    for language in Language::ALL {
        for ((place, said), (_, english)) in OnPage::of(language).said().into_iter().zip(&english) {
            assert_eq!(said.trim(), said, "{language:?}, {place}");
            assert!(said.chars().any(char::is_alphabetic), "{language:?}, {place}");
            assert!(!said.chars().any(|c| c.is_numeric() && !c.is_ascii()), "{language:?}, {place}: {said}");
            assert_eq!(said.contains("500"), english.contains("500"), "{language:?}, {place}: {said}");
            assert_eq!(said.contains('('), english.contains('('), "{language:?}, {place}: {said}");
            let ends = |text: &str| text.ends_with(['.', '۔', '।']);
            assert_eq!(ends(&said), ends(english), "{language:?}, {place}: {said}");
            let in_latin = said.chars().any(|c| c.is_ascii_alphabetic());
            let other = matches!(
                language,
                Language::Urdu | Language::Punjabi | Language::Bengali | Language::Arabic | Language::Ukrainian
            );
            assert_eq!(in_latin, !other, "{language:?}, {place}: {said}");
            assert!(language == Language::English || said != *english, "{language:?}, {place}: {said}");
        }
    }
}

#[test]
fn the_page_says_neither_what_was_answered_nor_that_a_child_is_away() {
    let page = OnPage::of(Language::English);
    for said in [page.answered, page.close, page.changed, page.ended, page.has_more, page.unknown, page.again] {
        for word in ["ill", "late", "alarm", "away", "looking", "child", "reason", "mark"] {
            assert!(!said.split(|c: char| !c.is_alphabetic()).any(|said| said == word), "{word}: {said}");
        }
    }
}

#[test]
fn a_headline_is_the_subject_of_the_email_with_each_name_set_apart() {
    for language in Language::ALL {
        for words in Words::ALL {
            let children = names(&["Ava", "آوا"]);
            let told = Told { words, school: SCHOOL, children: &children, when: When::Morning };
            let headline = told.headline(language);
            let bare = |text: &str| text.replace(['\u{2068}', '\u{2069}'], "");
            assert_eq!(bare(&headline), bare(&told.email(language).subject));
            let asks = !words.corrects() && words != Words::PleaseRing;
            assert!(!asks || headline.contains("\u{2068}آوا\u{2069}"), "{language:?}: {headline}");
            assert_eq!(headline.matches('\u{2068}').count(), headline.matches('\u{2069}').count());
        }
        let told = names(&["\u{2069}\u{202e}Ava\u{2066}"]);
        let told = Told { words: Words::FirstDay, school: SCHOOL, children: &told, when: When::Morning };
        assert!(told.headline(language).contains("\u{2068}Ava\u{2069}"), "a mark of a name's own is not kept");
        if language.direction() == Direction::LeftToRight {
            let children = names(&["Ava"]);
            let told = Told { words: Words::FirstDay, school: SCHOOL, children: &children, when: When::Morning };
            assert!(!told.email(language).subject.contains('\u{2068}'));
        }
    }
}

#[test]
fn the_digits_that_are_offered_are_those_of_the_message_and_so_are_their_words() {
    for language in Language::ALL {
        for words in [Words::FirstDay, Words::SecondDay, Words::ReturnDay, Words::GoneSinceMorning, Words::NotArrived] {
            let school = School { telephone: None, ..SCHOOL };
            let said = Told { words, school, children: &names(&["Ava"]), when: When::Morning }.text(language);
            for answer in NumberedAnswer::ALL {
                let offered = NumberedAnswer::offered(words).contains(&answer);
                let listed = format!("{} {}", answer.digit(), answer.words(language));
                assert_eq!(said.contains(&listed), offered, "{language:?} {words:?} {listed}: {said}");
            }
        }
    }
}
