//! In which language a reply is written. Must NOT know what its words mean.

use super::names::Name;
use super::{english, lexicon};

/// The language other than English that a whole reply is written in.
pub(super) fn tongue(text: &str, names: &[Name]) -> Option<lexicon::Tongue> {
    let (words, _) = words(text, names);
    let english: Vec<bool> = words.iter().map(|word| word.is_empty() || english::is_known(word)).collect();
    let matched = matched(text, None, names)?;
    let (own_alone, english_alone) = alone(&matched, &words, &english);
    (matched.own_script || own_alone > english_alone).then_some(matched.tongue)
}

/// The words of a reply as they are compared, and whether they are in another script than English. A name is a word of no language.
pub(super) fn words(text: &str, names: &[Name]) -> (Vec<String>, bool) {
    let (mut words, own_script) = lexicon::letters(text);
    let is_name = |word: &str| names.iter().any(|name| name.words().iter().any(|own| own == word));
    words.iter_mut().filter(|word| is_name(word)).for_each(String::clear);
    (words, own_script)
}

/// A reply, or a part of one, in the language other than English that has most of its words.
pub(super) fn matched(text: &str, whole: Option<lexicon::Tongue>, names: &[Name]) -> Option<lexicon::Matched> {
    lexicon::matched(text, whole, |word| names.iter().any(|name| name.is_of(word)))
}

/// How many words only the other language has, and how many only English. Words that both have count for neither.
pub(super) fn alone(matched: &lexicon::Matched, words: &[String], english: &[bool]) -> (usize, usize) {
    let own_alone = matched.own.iter().zip(english).filter(|(own, english)| **own && !**english).count();
    // "E", "o", "er": single letters that English has too are words of other languages.
    let counts = words.iter().map(|word| word.chars().count() > 1);
    let of_english =
        matched.own.iter().zip(english).zip(counts).filter(|((own, english), counts)| !**own && **english && *counts);
    (own_alone, of_english.count())
}
