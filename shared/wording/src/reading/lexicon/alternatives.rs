//! Alternatives in a lexicon's entries: `{dus|lasat} la {scoala|poarta}`, written out.

use std::collections::BTreeMap;

/// Alternatives that a lexicon has named, by their names.
#[derive(Debug, Default)]
pub(super) struct Alternatives(BTreeMap<String, String>);

impl Alternatives {
    /// Names alternatives: `$o = {ha|ho|hum}`. Names that were given before may stand in them.
    pub(super) fn name(&mut self, name: &str, written: &str) {
        let written = self.put_in(written.trim());
        self.0.insert(name.trim().to_owned(), written);
    }

    /// The entries of a line, its commas parting them, with every alternative written out.
    pub(super) fn written_out(&self, words: &str) -> Vec<String> {
        words.split(',').flat_map(|entry| alternatives(&mut self.put_in(entry).chars())).collect()
    }

    /// Puts what is named in its place; longer names first, so that `$on` is no `$o`.
    fn put_in(&self, entry: &str) -> String {
        if !entry.contains('$') {
            return entry.to_owned();
        }
        let mut names: Vec<(&String, &String)> = self.0.iter().collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names.into_iter().fold(entry.to_owned(), |entry, (name, written)| entry.replace(&format!("${name}"), written))
    }
}

/// Each of the alternatives up to the end, or to the brace that closes them.
fn alternatives(rest: &mut std::str::Chars<'_>) -> Vec<String> {
    let (mut done, mut begun) = (Vec::new(), vec![String::new()]);
    while let Some(c) = rest.next() {
        match c {
            '{' => {
                let inside = alternatives(rest);
                begun = begun.iter().flat_map(|begin| inside.iter().map(move |end| format!("{begin}{end}"))).collect();
            }
            '|' => done.append(&mut std::mem::replace(&mut begun, vec![String::new()])),
            '}' => break,
            c => begun.iter_mut().for_each(|begun| begun.push(c)),
        }
    }
    done.append(&mut begun);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_stand_for_each_of_what_they_may_be() {
        let mut named = Alternatives::default();
        named.name("o", " {ha|ho}");
        named.name("on", "{n|$o}");
        assert_eq!(named.written_out("a, {b|c}d{|e}"), ["a", " bd", " bde", " cd", " cde"]);
        assert_eq!(named.written_out("x$on"), ["xn", "xha", "xho"]);
        assert_eq!(named.written_out("{a{b|c}|d}"), ["ab", "ac", "d"]);
    }

    #[test]
    fn braces_that_do_not_match_stand_for_something_and_never_panic() {
        assert_eq!(Alternatives::default().written_out("{a|b"), ["a", "b"]);
        assert_eq!(Alternatives::default().written_out("a}b"), ["a"]);
    }
}
