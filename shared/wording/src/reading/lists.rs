//! Lists of words that are written as one text.

/// Whether a list, its words parted by single spaces, holds a word.
pub(super) fn holds(list: &str, word: &str) -> bool {
    let (list, word) = (list.as_bytes(), word.as_bytes());
    let Some((first, _)) = word.split_first() else { return false };
    let mut at = 0;
    while let Some(rest) = list.get(at..) {
        // Most words differ in their first letter.
        let same =
            rest.first() == Some(first) && rest.starts_with(word) && rest.get(word.len()).is_none_or(|after| *after == b' ');
        if same {
            return true;
        }
        let Some(space) = rest.iter().position(|byte| *byte == b' ') else { return false };
        at += space + 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_list_holds_its_words_and_no_parts_of_them() {
        for (word, held) in
            [("a", true), ("be", true), ("bee", true), ("b", false), ("ee", false), ("be bee", true), ("", false), ("x", false)]
        {
            assert_eq!(holds("a be bee", word), held, "{word}");
        }
        assert!(!holds("", "a"));
    }
}
