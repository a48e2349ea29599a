//! How languages are named in extracts and by people.

use proptest::prelude::*;
use wording::{Direction, Language};

const NAMED: &[(Language, &[&str])] = &[
    (Language::English, &["English", "ENG", "en", "en-GB", "ENB", "Believed to be English", "english language", " English. "]),
    (Language::Welsh, &["Welsh", "Cymraeg", "CYMRAEG", "Welsh/Cymraeg", "CYM", "wel", "cy", "cy-GB", "Cymraeg / Welsh"]),
    (Language::Polish, &["Polish", "pol", "pl", "POLSKI", "polski", "Język polski", "Polish speaking", "pl_PL"]),
    (
        Language::Romanian,
        &["Romanian", "română", "Limba română", "ROMANA", "RMN", "RMNM", "Romanian (Moldova)", "ro", "ron", "rum", "Moldovan"],
    ),
    (Language::Urdu, &["Urdu", "اردو", "URD", "ur", "ur-PK"]),
    (
        Language::Punjabi,
        &["Panjabi", "Punjabi", "Panjabi (Gurmukhi)", "PNJG", "PNJ", "Panjabi (Any Other)", "ਪੰਜਾਬੀ", "pa", "pan", "pa-Guru-IN"],
    ),
    (
        Language::Bengali,
        &["Bengali", "Bengali (Sylheti)", "Bengali (Chittagong/Noakhali)", "BNGS", "ben", "bn", "Bangla", "বাংলা", "Sylheti"],
    ),
    (Language::Arabic, &["Arabic", "Arabic (Any Other)", "Arabic (Iraq)", "ARAY", "ar", "ara", "العربية", "ar-SY"]),
    (Language::Somali, &["Somali", "SOM", "so", "Soomaali", "Af-Soomaali", "AF SOOMAALI"]),
    (Language::Portuguese, &["Portuguese", "Portuguese (Brazil)", "PORB", "pt", "pt-BR", "Português", "PORTUGUES"]),
    (Language::Turkish, &["Turkish", "Türkçe", "TÜRKÇE", "TURKCE", "TUR", "tr"]),
    (Language::Ukrainian, &["Ukrainian", "UKR", "uk", "Українська", "УКРАЇНСЬКА", "українська мова", "Ukrainska"]),
];

#[test]
fn a_language_is_known_by_its_names_and_codes() {
    for (language, names) in NAMED {
        for name in *names {
            assert_eq!(Language::named(name), Some(*language), "{name}");
        }
    }
}

#[test]
fn a_language_that_is_none_of_ours_or_in_doubt_is_none() {
    for name in [
        "",
        " ",
        "-",
        "Other than English",
        "Believed to be other than English",
        "OTB",
        "Other",
        "Refused",
        "Not known",
        "Russian",
        "French",
        "Panjabi (Mirpuri)",
        "Panjabi (Pothwari)",
        "PNJM",
        "PNJP",
        "pa-Arab",
        "pnb",
        "English, Polish",
        "English/Urdu",
        "Polish and English",
        "British Sign Language",
        "Caribbean Creole English",
        "West-African Creole Portuguese",
        "rom",
        "Romany/English Romanes",
        "Polynesian",
        "so she is ill",
        "not Polish",
        "Irish",
        "zz",
        "p",
        "Kurdish (Sorani)",
    ] {
        assert_eq!(Language::named(name), None, "{name}");
    }
}

#[test]
fn every_language_knows_its_own_tag_and_names() {
    for language in Language::ALL {
        assert_eq!(Language::from_tag(language.tag()), Some(language));
        for name in [language.tag(), language.english_name(), language.own_name()] {
            assert_eq!(Language::named(name), Some(language), "{name}");
        }
        let rtl = matches!(language, Language::Arabic | Language::Urdu);
        assert_eq!(language.direction(), if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        assert_eq!(language.direction().as_str() == "rtl", rtl);
    }
}

proptest! {
    #[test]
    fn no_field_panics(text in any::<String>()) {
        Language::named(&text);
    }

    #[test]
    fn capitals_and_spaces_name_no_other_language(place in 0..NAMED.len(), at in 0_usize..12) {
        let (language, names) = NAMED[place];
        let name = names[at % names.len()];
        prop_assert_eq!(Language::named(&format!("  {} ", name.to_uppercase())), Some(language));
    }
}
