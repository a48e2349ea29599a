//! What may not be said to a parent, in words that somebody may want to change.
//!
//! It reads words, not meaning: it finds what should not slip through, and cannot say that a text is good. A person reviews that.

mod listed;

use domain::Personal;

use crate::languages::Language;

/// Why a word is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refused {
    /// It promotes something: one such line makes a message of service a message of marketing.
    Promotion,
    /// An address of the web or of mail: parents are told never to follow one in a text.
    Link,
    /// It names an illness: a message can be read by others.
    Diagnosis,
    /// It says more of a child than the first name: a family name, a class, a number.
    Identifies,
    /// It names a fear.
    Frightens,
    /// It accuses, or says as a fact what a wrong mark would make untrue.
    Accuses,
}

impl Refused {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Promotion, Self::Link, Self::Diagnosis, Self::Identifies, Self::Frightens, Self::Accuses];

    /// The word for the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Promotion => "promotion",
            Self::Link => "link",
            Self::Diagnosis => "diagnosis",
            Self::Identifies => "identifies",
            Self::Frightens => "frightens",
            Self::Accuses => "accuses",
        }
    }

    /// The reason, for whoever wrote it.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Promotion => "A message about a child in school may not promote anything.",
            Self::Link => "A message holds no web or mail address, so that parents never learn to follow one.",
            Self::Diagnosis => "A message names no illness: others may read it.",
            Self::Identifies => "A message says no more of a child than the first name.",
            Self::Frightens => "A message does not frighten: what is feared is said in a call.",
            Self::Accuses => "A message accuses nobody: a mark can be wrong.",
        }
    }
}

/// A word that is refused. It may be a name, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// Why.
    pub refused: Refused,
    /// The words, as they stand in the text but for capitals.
    pub words: String,
}

impl std::fmt::Debug for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Finding").field("refused", &self.refused).finish_non_exhaustive()
    }
}

/// What is known about whom a text speaks of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The school's name: it may hold any word.
    pub school: &'a str,
    /// The children's first names: they may be any word too.
    pub first_names: &'a [Personal],
    /// Their family names, as far as they are known: none of them may be said.
    pub family_names: &'a [Personal],
}

/// The ends of addresses: `school.sch.uk`, `bit.ly`. A full stop before another word without a space is no address.
const ENDS: &[&str] = &[
    "com", "uk", "org", "net", "info", "io", "ly", "gl", "me", "co", "app", "link", "eu", "sch", "gov", "ac", "biz", "xyz",
    "online", "site", "page", "pl", "ro", "pk", "bd", "pt", "ua", "cymru", "wales", "html", "php", "to", "gd", "cc",
];

/// Reads a text in a language and says what of it is refused; nothing where it may go out.
///
/// The English words are refused in every language: they are read by whoever reads English.
///
/// ```
/// use wording::{Known, Language, Refused, lint};
/// let known = Known { school: "Hill Road School", first_names: &["Ava".into()], ..Known::default() };
/// assert!(lint("Hill Road School: Ava is in school now.", Language::English, known).is_empty());
/// let found = lint("Ava Smith is missing. See www.example.com", Language::English, known);
/// let why: Vec<Refused> = found.iter().map(|finding| finding.refused).collect();
/// assert_eq!(why, [Refused::Link, Refused::Identifies, Refused::Frightens]);
/// ```
pub fn lint(text: &str, language: Language, known: Known<'_>) -> Vec<Finding> {
    let text: String = text.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')).collect();
    let text = if known.school.trim().is_empty() { text } else { text.replace(known.school, " · ") };
    let mut found = links(&text);
    found.extend(identifying(&text, &known));
    let own: Vec<String> = known.first_names.iter().flat_map(|name| words(name.expose())).collect();
    let said: Vec<String> = words(&text).into_iter().filter(|word| !own.contains(word)).collect();
    for refused in [Refused::Promotion, Refused::Diagnosis, Refused::Frightens, Refused::Accuses] {
        let mut of_language = listed::refused(language, refused).to_vec();
        if language != Language::English {
            of_language.extend(listed::refused(Language::English, refused));
        }
        found.extend(of_language.into_iter().filter_map(|pattern| {
            let words = matched(&said, pattern)?;
            Some(Finding { refused, words })
        }));
    }
    found
}

fn links(text: &str) -> Vec<Finding> {
    let is_link = |word: &str| {
        let word = word.to_lowercase();
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let host = word.split(['/', '?', '#']).next().unwrap_or_default();
        let ends = host.rsplit_once('.').is_some_and(|(before, end)| !before.is_empty() && ENDS.contains(&end));
        let mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        word.contains("://") || word.starts_with("www.") || ends || mail
    };
    let found = text.split_whitespace().filter(|word| is_link(word));
    found.map(|word| Finding { refused: Refused::Link, words: word.to_lowercase() }).collect()
}

/// Family names, classes (`7B`, `Year 7`) and pupils' numbers.
fn identifying(text: &str, known: &Known<'_>) -> Vec<Finding> {
    let raw: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let first = |word: &str| known.first_names.iter().any(|name| name.expose().split_whitespace().any(|part| part == word));
    let mut found = Vec::new();
    for (place, word) in raw.iter().enumerate() {
        let plain = bare(word);
        let next = raw.get(place.saturating_add(1)).map(|next| bare(next)).unwrap_or_default();
        // "Ava Smith", but neither "Ava. Please" nor "Ava Noah", and "Ava (A)" is a letter of ours.
        let ends = word.ends_with(|c: char| !c.is_alphanumeric());
        let names_on = next.chars().next().is_some_and(char::is_uppercase) && next.chars().count() > 1 && !first(&next);
        if first(&plain) && !ends && names_on {
            found.push(format!("{plain} {next}"));
        }
        let is_class = plain.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = plain.len().saturating_sub(is_class.len());
        if (1..=2).contains(&digits) && is_class.len() == 1 && is_class.chars().all(|c| c.is_ascii_uppercase()) {
            found.push(plain.clone());
        }
        if plain.eq_ignore_ascii_case("year") && !next.is_empty() && next.len() <= 2 && next.chars().all(|c| c.is_ascii_digit()) {
            found.push(format!("{plain} {next}"));
        }
        if is_pupil_number(&plain) {
            found.push(plain);
        }
    }
    let said = words(text);
    for name in known.family_names {
        let name = words(name.expose());
        if !name.is_empty() && said.windows(name.len()).any(|window| window == name) {
            found.push(name.join(" "));
        }
    }
    found.into_iter().map(|words| Finding { refused: Refused::Identifies, words: words.to_lowercase() }).collect()
}

/// A UPN: a letter, eleven digits, and a digit or a letter.
fn is_pupil_number(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    match letters.as_slice() {
        [first, middle @ .., last] => {
            letters.len() == 13
                && first.is_ascii_alphabetic()
                && middle.iter().all(char::is_ascii_digit)
                && last.is_ascii_alphanumeric()
        }
        _ => false,
    }
}

/// Words in small letters. A mark of a script (a virama, a nukta) belongs to its word, so only spaces and punctuation part them.
fn words(text: &str) -> Vec<String> {
    let parts = |c: char| {
        c.is_whitespace()
            || c.is_ascii() && !c.is_ascii_alphanumeric()
            || matches!(c, '·' | '«' | '»' | '‘' | '’' | '“' | '”' | '„' | '–' | '—' | '…' | '،' | '؛' | '؟' | '۔' | '।')
    };
    text.split(parts).filter(|word| !word.is_empty()).map(folded).collect()
}

/// Small letters. The dot of a Turkish I makes no other word.
fn folded(word: &str) -> String {
    word.to_lowercase().chars().filter(|c| *c != '\u{307}').map(|c| if c == 'ı' { 'i' } else { c }).collect()
}

/// The words of a text that a pattern finds: words one after the other, each with a star where it may begin or go on otherwise.
fn matched(said: &[String], pattern: &str) -> Option<String> {
    let pattern: Vec<&str> = pattern.split(' ').collect();
    let fits = |word: &str, wanted: &str| {
        let bare = wanted.trim_matches('*');
        match (wanted.starts_with('*'), wanted.ends_with('*')) {
            (false, false) => word == wanted,
            (false, true) => word.starts_with(bare),
            (true, false) => word.ends_with(bare),
            (true, true) => word.contains(bare),
        }
    };
    let found = said.windows(pattern.len()).find(|window| window.iter().zip(&pattern).all(|(word, wanted)| fits(word, wanted)));
    found.map(|window| window.join(" "))
}
