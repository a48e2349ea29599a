//! Lists of words that are written as one text.

use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// The words of a text that stands in the program.
type Words = FxHashSet<&'static str>;

/// In a list of so many bytes a look at each word is as quick.
const SHORT: usize = 24;

thread_local! {
    /// The words of each list that was asked for, by where the list stands in the program and how long it is.
    static READ: RefCell<FxHashMap<(usize, usize), Words>> = RefCell::default();
}

/// Whether a list, its words parted by single spaces, holds a word. Each thread reads a list once.
pub(super) fn holds(list: &'static str, word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    if list.len() <= SHORT {
        return list.split(' ').any(|known| known == word);
    }
    READ.with_borrow_mut(|read| {
        let words = read.entry((list.as_ptr().addr(), list.len())).or_insert_with(|| list.split(' ').collect());
        words.contains(word)
    })
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_list_holds_its_words_and_no_parts_of_them() {
        for list in ["a be bee", "a be bee and one that is longer"] {
            for (word, held) in [("a", true), ("be", true), ("bee", true), ("b", false), ("ee", false), ("", false), ("x", false)]
            {
                assert_eq!(holds(list, word), held, "{word}");
            }
        }
        assert!(!holds("", "a"));
    }
}
