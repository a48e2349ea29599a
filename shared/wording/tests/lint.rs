//! What may not be said, and that nothing of ours says it.

use std::collections::BTreeSet;

use domain::Personal;
use domain::search::Words;
use proptest::prelude::*;
use wording::{Alert, Known, Language, Named, PartSize, Refused, School, Told, When, lint, made_up_pupils, samples};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: true };

fn names(names: &[&str]) -> Vec<Personal> {
    names.iter().map(|name| Personal::new(*name)).collect()
}

fn why(text: &str, language: Language) -> Vec<Refused> {
    let (first, family) = (names(&["Ava", "Noah"]), names(&["Smith", "van Dyk"]));
    let known = Known { school: SCHOOL.name, first_names: &first, family_names: &family };
    lint(text, language, known).iter().map(|finding| finding.refused).collect()
}

#[test]
fn no_message_of_any_language_says_what_may_not_be_said() {
    for language in Language::ALL {
        for children in [names(&[]), names(&["Ava"]), names(&["Ava", "Noah"]), names(&["Ava", "Noah", "Zoë"])] {
            let known = Known { school: SCHOOL.name, first_names: &children, family_names: &[] };
            for school in [SCHOOL, School { telephone: None, reads_email: false, ..SCHOOL }] {
                // Much is said alike.
                let mut said: BTreeSet<String> = BTreeSet::new();
                for sample in samples(language, &school, &children, PartSize::STANDARD) {
                    said.insert(sample.text.text);
                    said.extend(sample.email.into_iter().flat_map(|[email, _]| [email.subject, email.text]));
                }
                for words in Words::ALL {
                    for when in [When::Afternoon, When::Today] {
                        let (text, email) = Told { words, school, children: &children, when }.as_test(language);
                        said.extend([text, email.text]);
                    }
                }
                for text in said {
                    let found: Vec<_> =
                        lint(&text, language, known).into_iter().map(|found| (found.refused, found.words)).collect();
                    assert!(found.is_empty(), "{language:?} {found:?}: {text}");
                }
            }
        }
    }
}

#[test]
fn no_alert_to_staff_says_it_either() {
    let children = names(&["Ava", "Noah"]);
    // Staff see the registration group, which no parent does.
    let pupils = made_up_pupils().map(|pupil| Named { group: String::new(), ..pupil });
    for why in domain::duty::Why::ALL {
        let said = Alert { why, school: SCHOOL, children: &pupils, count: 2, detail: "" }.text();
        let known = Known { school: SCHOOL.name, first_names: &children, family_names: &[] };
        let found: Vec<_> = lint(&said, Language::English, known).into_iter().map(|found| (found.refused, found.words)).collect();
        assert!(found.is_empty(), "{found:?}: {said}");
    }
}

#[test]
fn what_is_refused_is_found_in_every_language() {
    let bad: [(Language, [&str; 4]); 12] = [
        (Language::English, ["Raffle tickets on sale", "Ava has the flu", "Ava is MISSING", "Ava is playing truant"]),
        (Language::Welsh, ["Tocynnau raffl", "ffliw sydd ar Ava", "Mae Ava ar goll", "Mae Ava yn absennol"]),
        (Language::Polish, ["Kiermasz i bilety", "Ava ma grypę", "Zofia zaginęła", "nieobecność nieusprawiedliwiona"]),
        (Language::Romanian, ["Tombolă cu premii", "Ava are gripă", "Ava a dispărut", "Ava este absentă"]),
        (Language::Urdu, ["ٹکٹ اور انعامات", "اسے فلو ہے", "بچہ لاپتہ ہے", "وہ غیر حاضر ہے"]),
        (Language::Punjabi, ["ਟਿਕਟਾਂ ਅਤੇ ਇਨਾਮ", "ਉਸ ਨੂੰ ਫਲੂ ਹੈ", "ਬੱਚਾ ਲਾਪਤਾ ਹੈ", "ਉਹ ਗੈਰਹਾਜ਼ਰ ਹੈ"]),
        (Language::Bengali, ["টিকিট ও পুরস্কার", "তার ফ্লু হয়েছে", "শিশুটি নিখোঁজ", "সে অনুপস্থিত"]),
        (Language::Arabic, ["تذاكر وجوائز", "لديها الإنفلونزا", "الطفل مفقود", "الطفل متغيب"]),
        (Language::Somali, ["tikidho bilaash ah", "hargab ayuu qabaa", "ilmuhu wuu lumay", "ilmuhu wuu maqan yahay"]),
        (Language::Portuguese, ["Rifas e descontos", "Ava tem gripe", "Ava desapareceu", "Ava faltou"]),
        (Language::Turkish, ["Ücretsiz bilet", "Ava grip", "Çocuk KAYIP", "Ava devamsız"]),
        (Language::Ukrainian, ["Квитки та знижки", "Ava має грип", "Дитина зникла", "Ava відсутня"]),
    ];
    for (language, [promotes, diagnoses, frightens, accuses]) in bad {
        assert!(why(promotes, language).contains(&Refused::Promotion), "{promotes}");
        assert!(why(diagnoses, language).contains(&Refused::Diagnosis), "{diagnoses}");
        assert!(why(frightens, language).contains(&Refused::Frightens), "{frightens}");
        assert!(why(accuses, language).contains(&Refused::Accuses), "{accuses}");
        // What English refuses is refused beside any other language.
        assert_eq!(why("Ava is missing", language), [Refused::Frightens]);
    }
}

#[test]
fn a_link_is_refused_whoever_it_belongs_to() {
    for link in [
        "https://x.example/a",
        "www.school",
        "hillroad.sch.uk",
        "bit.ly/3xyz",
        "See firstday.org.uk.",
        "office@hillroad",
        "(hillroad.com)",
    ] {
        assert_eq!(why(link, Language::English), [Refused::Link], "{link}");
    }
    for plain in ["Reply, e.g. A1: 1 ill.", "by 9.45", "on 25.11.", "Thank you. Ava is in school.", "St. Mary", "Thanks.Please"] {
        assert_eq!(why(plain, Language::English), [], "{plain}");
    }
}

#[test]
fn a_child_is_known_by_the_first_name_alone() {
    for said in [
        "Ava Smith is in school",
        "the Smith children",
        "Ava Jones",
        "Mr van Dyk",
        "Ava of 7B",
        "class 10C",
        "Year 7",
        "UPN B801200005001",
        "Ava in year 11",
    ] {
        assert!(why(said, Language::English).contains(&Refused::Identifies), "{said}");
    }
    for said in [
        "Ava and Noah",
        "Ava (A) and Noah (B)",
        "Ava: ill",
        "Ava. Please reply",
        "Ava Noah",
        "Reply A1",
        "in 7 days",
        "smithereens",
    ] {
        assert_eq!(why(said, Language::English), [], "{said}");
    }
}

#[test]
fn a_school_or_a_child_may_be_called_anything() {
    let (first, school) = (names(&["Win", "Gratis"]), "The Sale Disco Free School");
    let known = Known { school, first_names: &first, family_names: &[] };
    assert!(lint("The Sale Disco Free School: Win and Gratis are in school.", Language::English, known).is_empty());
    assert!(!lint("There is a sale.", Language::English, known).is_empty());
}

#[test]
fn a_refusal_says_why_without_printing_what() {
    let found = lint("Ava Smith is missing", Language::English, Known { first_names: &names(&["Ava"]), ..Known::default() });
    assert!(!format!("{found:?}").to_lowercase().contains("smith"));
    for refused in Refused::ALL {
        assert!(refused.reason().ends_with('.') && !refused.as_str().contains(' '));
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>(), school in any::<String>(), name in any::<String>(), at in 0..Language::ALL.len()) {
        let first = [Personal::new(name)];
        lint(&text, Language::ALL[at], Known { school: &school, first_names: &first, family_names: &first });
    }
}
