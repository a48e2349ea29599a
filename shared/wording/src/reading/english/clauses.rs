//! Words put in order before any rule looks: clauses parted, and phrases taken together.

use rustc_hash::FxHashSet;

use super::lists::Lists;
use super::pattern::Pattern;
use super::words::{Id, Text, Word};

/// Parts clauses where people leave the mark out: after a greeting, before `but`, and where a question begins ("… can she come").
pub(super) fn part_clauses(text: &mut Text, lists: &Lists) {
    let mut asked = FxHashSet::default();
    let (mut number, mut length, mut only_greeting) = (0, 0, true);
    let ids: Vec<(Id, usize)> = text.words.iter().map(|word| (word.id, word.clause)).collect();
    for (at, word) in text.words.iter_mut().enumerate() {
        let greets = lists.greetings.contains(&word.id)
            || only_greeting
                && lists.greeted.contains(&word.id)
                && at.checked_sub(1).and_then(|at| ids.get(at)).is_some_and(|(before, _)| lists.hails.contains(before));
        let before = at.checked_sub(1).and_then(|at| ids.get(at)).copied();
        let next = ids.get(at + 1).filter(|(_, clause)| *clause == word.clause).map(|(id, _)| *id);
        let marked = before.is_some_and(|(_, clause)| clause != word.clause);
        let inverted = next.is_some_and(|next| inverts(word.id, next, lists));
        let fits = before.is_some_and(|(id, _)| !lists.no_break_after.contains(&id) && !lists.subjects.contains(&id));
        let soft = length > 0 && (only_greeting && !greets || lists.breaks.contains(&word.id) || inverted && fits && length >= 2);
        if marked || soft {
            number += 1;
            (length, only_greeting) = (0, true);
        }
        only_greeting &= greets;
        length += 1;
        let last_of_clause = ids.get(at + 1).is_none_or(|(_, clause)| *clause != word.clause);
        if last_of_clause && text.asked.contains(&word.clause) {
            asked.insert(number);
        }
        word.clause = number;
    }
    text.asked = asked;
}

/// Whether a verb that stands before this word asks: "is she", and not "they have that bug".
pub(super) fn inverts(verb: Id, next: Id, lists: &Lists) -> bool {
    let has_a_thing = lists.having.contains(&verb) && lists.pointing.contains(&next);
    lists.auxiliaries.contains(&verb) && lists.subjects.contains(&next) && !has_a_thing
}

/// "ill call you" is no illness.
pub(super) fn not_illness_but_i_will(words: &mut Vec<Word>, lists: &Lists) {
    let mut at = 0;
    while let Some(word) = words.get(at).cloned() {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).filter(|before| before.clause == word.clause);
        let is_said_of_somebody = before.is_some_and(|before| lists.copulas.contains(&before.id));
        let verb_next = words.get(at + 1).is_some_and(|next| next.clause == word.clause && lists.verbs.contains(&next.id));
        if word.id == lists.ill && verb_next && !is_said_of_somebody {
            words.splice(at..=at, [Word { id: lists.i, ..word.clone() }, Word { id: lists.will, ..word }]);
            at += 1;
        }
        at += 1;
    }
}

/// Makes one word of each place where the phrase stands, and says where these words are now.
pub(super) fn take_together(words: &mut Vec<Word>, pattern: &Pattern, to: Id) -> Vec<usize> {
    let (mut from, mut taken) = (0, Vec::new());
    while from < words.len() {
        if let Some(end) = pattern.end(words, from).filter(|end| *end > from)
            && let (Some(first), Some(last)) = (words.get(from), words.get(end - 1))
        {
            let whole = Word { id: to, at: first.at.start..last.at.end, clause: first.clause };
            words.splice(from..end, [whole]);
            taken.push(from);
        }
        from += 1;
    }
    taken
}
