//! How extracts and people name a language.

use super::Language;

/// Names and codes, without accents and in small letters: what English calls it, what it calls itself, slips that are common, ISO 639
/// in two letters and in three (both forms where there are two), and the codes of the Department for Education's list of languages.
///
/// The Department's RMN is Romanian, whatever ISO 639-3 has under it; its PNJM and PNJP (Mirpuri, Pothwari) are nobody's here, since
/// these families mostly read Urdu and not Gurmukhi: a person asks them.
const NAMES: &[(Language, &[&str])] = &[
    (Language::English, &["english", "saesneg", "en", "eng", "enb", "believed to be english", "inglis", "angielski", "engleza"]),
    (Language::Welsh, &["welsh", "cymraeg", "cy", "cym", "wel"]),
    (Language::Polish, &["polish", "polski", "polska", "polskie", "po polsku", "pl", "pol"]),
    (
        Language::Romanian,
        &[
            "romanian",
            "rumanian",
            "roumanian",
            "romana",
            "romaneste",
            "limba romana",
            "moldovan",
            "moldavian",
            "ro",
            "ron",
            "rum",
            "rmn",
            "rmnm",
            "rmnr",
            "mo",
            "mol",
        ],
    ),
    (Language::Urdu, &["urdu", "urdoo", "اردو", "ur", "urd"]),
    (Language::Punjabi, &["punjabi", "panjabi", "penjabi", "gurmukhi", "ਪੰਜਾਬੀ", "pa", "pan", "pnj", "pnja", "pnjg"]),
    (
        Language::Bengali,
        &["bengali", "bangla", "bengla", "sylheti", "bangladeshi", "বাংলা", "bn", "ben", "bng", "bnga", "bngc", "bngs", "syl"],
    ),
    (
        Language::Arabic,
        &[
            "arabic",
            "arabi",
            "al arabiyya",
            "عربي",
            "العربية",
            "عربية",
            "ar",
            "ara",
            "araa",
            "arag",
            "arai",
            "aram",
            "aras",
            "aray",
        ],
    ),
    (Language::Somali, &["somali", "somalian", "soomaali", "soomaaliga", "af soomaali", "af somali", "so", "som"]),
    (
        Language::Portuguese,
        &["portuguese", "portugese", "portugues", "lingua portuguesa", "brazilian", "pt", "por", "pora", "porb"],
    ),
    (Language::Turkish, &["turkish", "turkce", "tr", "tur"]),
    (
        Language::Ukrainian,
        &[
            "ukrainian",
            "ukranian",
            "ukrainska",
            "ukrayinska",
            "українська",
            "украінська",
            "по українськи",
            "украинский",
            "uk",
            "ukr",
        ],
    ),
];

/// Said beside the name of a language, and nothing by itself.
const BESIDE: &[&str] = &["language", "speaking", "speaker", "spoken", "jezyk", "limba", "lingua", "mova", "мова", "dili"];

/// What in brackets makes a language another one: a Punjabi that is not read in Gurmukhi.
const OTHER: &[&str] = &["mirpuri", "pothwari", "shahmukhi", "western", "arab", "pakistan", "creole", "pidgin", "sign"];

impl Language {
    /// The language that a field of an extract, or a parent who was asked for it, names; `None` where it is none of ours, or in doubt.
    ///
    /// It is for a whole field or answer, since it knows codes of two letters: in a sentence "so" is no Somali.
    ///
    /// ```
    /// use wording::Language;
    /// for polish in ["Polish", "pol", "pl", "POLSKI", "pl-PL"] {
    ///     assert_eq!(Language::named(polish), Some(Language::Polish));
    /// }
    /// assert_eq!(Language::named("Welsh/Cymraeg"), Some(Language::Welsh));
    /// assert_eq!(Language::named("Panjabi (Mirpuri)"), None);
    /// assert_eq!(Language::named("English, Polish"), None);
    /// ```
    pub fn named(text: &str) -> Option<Self> {
        let plain = plain(text);
        if let Some(whole) = exactly(&plain).or_else(|| exactly(&plain.replace(['-', '_'], " "))) {
            return Some(whole);
        }
        if let Some((tag, region)) = plain.split_once(['-', '_']) {
            // `pt-BR`, `pa-Guru-IN`: a region or a script that the language is written in, but no other script.
            let is_tag = tag.len() <= 3 && region.split(['-', '_']).all(|part| (2..=4).contains(&part.len()));
            if is_tag {
                return if OTHER.contains(&region.split(['-', '_']).next().unwrap_or_default()) { None } else { exactly(tag) };
            }
        }
        let pieces = plain.split(['/', '(', ')', ',', ';', ':', '–', '—', '-', '&', '+']).flat_map(|piece| piece.split(" and "));
        let pieces: Vec<String> = pieces.map(without_beside).filter(|piece| !piece.is_empty()).collect();
        if pieces.iter().flat_map(|piece| piece.split(' ')).any(|word| OTHER.contains(&word)) {
            return None;
        }
        // The first piece names the language; what comes after it may be a region, but no other language.
        let first = exactly(pieces.first()?)?;
        let others = pieces.iter().skip(1).filter_map(|piece| exactly(piece)).any(|language| language != first);
        (!others).then_some(first)
    }
}

fn exactly(name: &str) -> Option<Language> {
    NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(language, _)| *language)
}

fn without_beside(piece: &str) -> String {
    piece.split_whitespace().filter(|word| !BESIDE.contains(word)).collect::<Vec<_>>().join(" ")
}

/// Small letters without the accents of the languages above, spaces made one.
fn plain(text: &str) -> String {
    let letters = text.trim().trim_end_matches(['.', '!']).chars().flat_map(char::to_lowercase);
    let bare = letters.filter_map(|c| match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}' => None,
        'ç' => Some('c'),
        'ê' | 'é' => Some('e'),
        'ü' => Some('u'),
        'ă' | 'â' | 'ã' | 'á' => Some('a'),
        'î' | 'í' | 'ı' => Some('i'),
        'ę' => Some('e'),
        'ș' | 'ş' => Some('s'),
        other => Some(other),
    });
    bare.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
