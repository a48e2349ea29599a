//! In which language a reply is written. Must NOT know what its words mean.

use super::names::Name;
use super::{english, lexicon};

/// Which words of a reply English has.
pub(super) struct English {
    /// Whether English has it. A name is a word of no language, and in the way of none.
    known: Vec<bool>,
    /// Whether it can say that a reply is English. "E", "o", "er": single letters that English has too are words of other languages.
    says: Vec<bool>,
}

/// The words of a reply, and which of them English has.
pub(super) fn words(text: &str, names: &[Name]) -> (lexicon::Words, English) {
    let words = lexicon::Words::new(text);
    let is_name = |word: &str| names.iter().any(|name| name.words().iter().any(|own| own == word));
    let named: Vec<bool> = words.words.iter().map(|word| is_name(&word.letters)).collect();
    let each = || words.words.iter().zip(&named);
    let known = each().map(|(word, named)| *named || english::is_known(&word.letters)).collect();
    let says = each().map(|(word, named)| !*named && word.letters.chars().nth(1).is_some()).collect();
    (words, English { known, says })
}

impl English {
    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether hardly a word is none of English.
    pub(super) fn has_most(&self) -> bool {
        self.known.iter().filter(|known| !**known).count() * 5 <= self.known.len()
    }

    /// How many words only the other language has, and how many only English. Words that both have count for neither.
    pub(super) fn alone(&self, matched: &lexicon::Matched) -> (usize, usize) {
        let each = || matched.own.iter().zip(&self.known).zip(&self.says);
        let own_alone = each().filter(|((own, known), _)| **own && !**known).count();
        let english_alone = each().filter(|((own, known), says)| !**own && **known && **says).count();
        (own_alone, english_alone)
    }
}

/// The language other than English that a whole reply is written in.
pub(super) fn tongue(text: &str, names: &[Name]) -> Option<lexicon::Tongue> {
    let (words, english) = words(text, names);
    let matched = matched(words, None, names)?;
    let (own_alone, english_alone) = english.alone(&matched);
    (matched.own_script || own_alone > english_alone).then_some(matched.tongue)
}

/// A reply, or a part of one, in the language other than English that has most of its words.
pub(super) fn matched(words: lexicon::Words, whole: Option<lexicon::Tongue>, names: &[Name]) -> Option<lexicon::Matched> {
    lexicon::matched(words, whole, |word| names.iter().any(|name| name.is_of(word)))
}
