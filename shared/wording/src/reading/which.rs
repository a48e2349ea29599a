//! Whom a reply means of children whose families or schools must not hear of each other: what is said of each, apart.

use super::Whom;
use super::children::{Part, letter_at, parts, place_of_letter};
use super::digits::{Token, tokens};
use super::lists::holds;
use super::names::Name;

/// Beside a bare letter they say nothing.
const BESIDE: &str = "\
its it it's is this that about child the one for with pls please thanks thank you ta hi hello ok okay yes sorry option letter answer reply i mean meant my x xx and & n plus or both \
to o dla prosze dziekuje czesc tak chodzi dotyczy a y e și si va ca";

/// One child whom a reply means, and what it says of that child alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Meant {
    /// The child's place among those who were asked about.
    pub place: usize,
    /// The part of the reply that is of this child, with "…" for each name of another.
    pub words: String,
}

impl std::fmt::Debug for Meant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Meant({})", self.place)
    }
}

/// Whom a reply means of these children, each once and in their order; nobody where it does not say. With `lettered` their letters count too:
/// whoever wrote it was asked which of them, by letter, in this order.
///
/// ```
/// use wording::meant;
/// let of = |text| meant(text, &["Ava", "Jan"], true).into_iter().map(|meant| (meant.place, meant.words)).collect::<Vec<_>>();
/// assert_eq!(of("B"), [(1, "B".to_owned())]);
/// assert_eq!(of("Ava is ill, Jan has the dentist"), [(0, "Ava is ill,".to_owned()), (1, "Jan has the dentist".to_owned())]);
/// assert_eq!(of("poorly"), []);
/// ```
pub fn meant(text: &str, children: &[&str], lettered: bool) -> Vec<Meant> {
    let names: Vec<Name> = children.iter().map(|name| Name::new(name)).collect();
    let all = tokens(text);
    let has_letter = (0..all.len()).any(|at| letter_at(text, &all, at, names.len()).is_some());
    if has_letter && !lettered {
        // The letters are those of another message, if of any.
        return Vec::new();
    }
    let letters = if lettered { letters_alone(&all, names.len()) } else { Vec::new() };
    if !letters.is_empty() {
        return letters.into_iter().map(|place| Meant { place, words: text.trim().to_owned() }).collect();
    }
    let found = parts(text, &names);
    let mut of: Vec<(usize, String)> = Vec::new();
    for Part { whom, text, .. } in found {
        let whom = match whom {
            Whom::One(child) => vec![child],
            Whom::All => (0..names.len()).collect(),
            Whom::NotSaid => {
                all.first().filter(|_| lettered).and_then(|first| marked(text, first, names.len())).into_iter().collect()
            }
        };
        for child in whom {
            let words = without_others(text, child, &names);
            match of.iter_mut().find(|(place, _)| *place == child) {
                Some((_, said)) => *said = format!("{said} {words}"),
                None => of.push((child, words)),
            }
        }
    }
    of.sort_by_key(|(place, _)| *place);
    of.into_iter().map(|(place, words)| Meant { place, words }).collect()
}

/// "B", "it's A please", "A and B": letters, and nothing else that says anything.
fn letters_alone(tokens: &[Token], count: usize) -> Vec<usize> {
    let letter = |token: &Token| place_of_letter(&token.letters).filter(|place| *place < count);
    let capitals = tokens.iter().any(|token| token.capital && letter(token).is_some());
    // Where one is written as a capital, a small one is a word: "A a B".
    let counts = |token: &&Token| (token.capital || !capitals) && letter(token).is_some();
    if !tokens.iter().all(|token| counts(&token) || holds(BESIDE, &token.letters)) {
        return Vec::new();
    }
    let mut places: Vec<usize> = tokens.iter().filter(counts).filter_map(letter).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// "B: she is ill": a capital in front, with a mark behind it.
fn marked(text: &str, first: &Token, count: usize) -> Option<usize> {
    let behind = text.get(first.at.end..).unwrap_or_default().trim_start();
    let is_marked = first.capital && behind.starts_with([')', ':', '-', '–', ',', '.', '=']);
    place_of_letter(&first.letters).filter(|place| *place < count && is_marked)
}

/// The words, with "…" in place of the names of the other children.
fn without_others(text: &str, child: usize, names: &[Name]) -> String {
    let tokens = tokens(text);
    let mut words = String::with_capacity(text.len());
    let mut from = 0;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let is_named = |name: &Name| {
            let written = name.words().contains(&token.letters) && token.capital;
            written || name.is_named(token, before, tokens.get(at + 1)) || name.is_named_abroad(token)
        };
        let own = names.get(child).is_some_and(is_named);
        let of_other = names.iter().enumerate().any(|(other, name)| other != child && is_named(name));
        if of_other && !own {
            words.push_str(text.get(from..token.at.start).unwrap_or_default());
            words.push('…');
            from = token.at.end;
        }
    }
    words.push_str(text.get(from..).unwrap_or_default());
    words.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, lettered: bool) -> Vec<(usize, String)> {
        meant(text, &["Ava", "Jan"], lettered).into_iter().map(|meant| (meant.place, meant.words)).collect()
    }

    fn whom(text: &str) -> Vec<usize> {
        of(text, true).into_iter().map(|(place, _)| place).collect()
    }

    #[test]
    fn a_letter_says_which_child_however_it_is_written() {
        for text in
            ["B", "b", "B.", "B please", "it's B", "B2", "b 2", "B: she is poorly", "B) ill", "в", "Jan", "It's about Jan"]
        {
            assert_eq!(whom(text), [1], "{text}");
        }
        for text in ["A", "a", "A1", "A - poorly", "it's A", "Ava 1"] {
            assert_eq!(whom(text), [0], "{text}");
        }
        for text in ["A and B", "both", "A1 B2", "A i B", "Ava and Jan are ill"] {
            assert_eq!(whom(text), [0, 1], "{text}");
        }
    }

    #[test]
    fn what_names_nobody_says_nobody() {
        for text in ["", "poorly", "D", "A bit poorly today", "what do you mean?", "1", "she is ill", "back Monday"] {
            assert_eq!(whom(text), [], "{text}");
        }
    }

    #[test]
    fn letters_that_nobody_was_asked_for_say_nobody() {
        assert_eq!(of("A1", false), []);
        assert_eq!(of("B", false), []);
        assert_eq!(of("Jan has a cold", false), [(1, "Jan has a cold".to_owned())]);
    }

    #[test]
    fn no_family_reads_the_name_or_the_reason_of_anothers_child() {
        assert_eq!(of("A1 B9", true), [(0, "A1".to_owned()), (1, "B9".to_owned())]);
        let said = of("Ava and Jan are both ill", true);
        assert_eq!(said, [(0, "Ava and … are both ill".to_owned()), (1, "… and Jan are both ill".to_owned())]);
        for (place, words) in of("Ava is ill. Jan has the dentist, Ava will be back Monday", true) {
            let other = ["Jan", "Ava"][place];
            assert!(!words.contains(other), "{words}");
        }
    }
}
