//! Whether a way that somebody went is explained by what else is said: "left at 7 for her scan", "took her to her nan's, she's ill".

use rustc_hash::FxHashSet;
use std::ops::Range;

use super::super::rules::Says;
use super::super::words::{Id, NAME};
use super::{Found, Weighing};

impl Weighing<'_> {
    /// A way that does not name school, told in one sentence with the reason for it, or with lateness. What comes after "but"
    /// stands against what was said before it.
    pub(super) fn is_explained(&self, found: &Found, reasons: &[&Found]) -> bool {
        // "At the gate, can somebody let us in": who stands there comes now.
        if self.found.iter().any(|late| late.says == Says::Late && self.has(&late.words, &self.lists.let_in)) {
            return true;
        }
        // "In as normal a bit later": the lateness is said in the same breath.
        if self.late().is_some_and(|late| {
            late.start >= found.words.end && self.clause_start(late.start) == self.clause_start(found.words.start)
        }) && self.has(&(found.words.end..self.clause_end(found.words.start)), &self.lists.later)
        {
            return true;
        }
        if self.names_school(&found.words) {
            return false;
        }
        let near = |words: &Range<usize>| self.are_told_together(words, &found.words);
        // "Left the house twice, forgot the dog. On our way": who is on the way with the child.
        let mut coming = self.found.iter().filter(|late| late.says == Says::Late);
        if coming.any(|late| self.has(&late.words, &self.lists.on_our_way)) {
            return true;
        }
        let mut lateness =
            self.found.iter().filter(|late| late.says == Says::Late && self.has(&late.words, &self.lists.lateness));
        let leaves = self.text.words.get(found.words.start).is_some_and(|word| self.lists.goings.contains(&word.id));
        if leaves && lateness.any(|late| !self.is_supposed(&late.words) && near(&late.words)) {
            return true;
        }
        let mut known = self.found.iter().filter(|known| known.says == Says::Known && self.has(&known.words, &self.lists.home));
        if known.any(|known| self.denial(known.words.start).is_none() && near(&known.words)) {
            return true;
        }
        // "Caught this usual bus": a slip makes an illness of the way itself.
        let apart = |reason: &Found| {
            reason.says != Says::Illness || reason.words.end <= found.words.start || found.words.end <= reason.words.start
        };
        reasons.iter().filter(|reason| apart(reason) && !self.was_yesterday(reason)).any(|reason| match reason.says {
            // An interview may be in school; "went to his interview" is the way to it.
            Says::Other => {
                let between = found.words.end..reason.words.start;
                let bound_for = self.clause(reason) == self.clause(found) && self.has(&between, &self.lists.bound_for);
                bound_for || self.has(&reason.words, &self.lists.refused) && near(&reason.words)
            }
            _ => near(&reason.words),
        })
    }

    /// Said of school itself, or of who takes children in there.
    pub(super) fn names_school(&self, words: &Range<usize>) -> bool {
        let (first, end) = (self.clause_start(words.start), self.clause_end(words.start));
        let around = words.start.saturating_sub(2).max(first)..(words.end + 5).min(end);
        let to_you = self
            .text
            .words
            .get(around.clone())
            .unwrap_or_default()
            .windows(2)
            .any(|two| matches!(two, [to, you] if self.lists.towards.contains(&to.id) && self.lists.you.contains(&you.id)));
        // "Taken in by his nan".
        let in_by = self
            .text
            .words
            .get(words.clone())
            .unwrap_or_default()
            .windows(2)
            .any(|two| matches!(two, [into, by] if self.lists.into.contains(&into.id) && self.lists.by.contains(&by.id)));
        to_you || in_by || self.names_it(&around)
    }

    /// "To school", and not "hit by a car on the way to school".
    fn names_it(&self, words: &Range<usize>) -> bool {
        let words = self.text.words.get(words.clone()).unwrap_or_default();
        words.iter().enumerate().any(|(at, word)| {
            let before = words.get(at.saturating_sub(2)..at).unwrap_or_default();
            self.lists.in_school.contains(&word.id) && !before.iter().any(|word| self.lists.way.contains(&word.id))
        })
    }

    pub(super) fn has(&self, words: &Range<usize>, list: &FxHashSet<Id>) -> bool {
        self.text.words.get(words.clone()).unwrap_or_default().iter().any(|word| list.contains(&word.id))
    }

    /// In one sentence, with no "but" between.
    fn are_told_together(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let (first, last) = if one.start <= other.start { (one, other) } else { (other, one) };
        let between = self.text.words.get(first.start..last.end).unwrap_or_default();
        let (Some(start), Some(end)) = (between.first(), between.last()) else { return false };
        let passed = |at: usize| self.text.ends.partition_point(|end| *end < at);
        passed(start.at.start) == passed(end.at.start) && !between.iter().any(|word| word.id == self.lists.but)
    }

    /// "He was not well yesterday" explains no way of today; "ill since yesterday" does.
    pub(super) fn was_yesterday(&self, reason: &Found) -> bool {
        let clause = self.clause_start(reason.words.start)..self.clause_end(reason.words.start);
        let words = self.text.words.get(clause).unwrap_or_default();
        words.iter().enumerate().any(|(at, word)| {
            let since =
                at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|before| self.lists.since.contains(&before.id));
            self.lists.earlier_days.contains(&word.id) && !since
        })
    }

    /// "Bus must be late".
    fn is_supposed(&self, words: &Range<usize>) -> bool {
        let before = self.text.words.get(self.clause_start(words.start)..words.start).unwrap_or_default();
        before.iter().any(|word| self.lists.doubts.contains(&word.id))
    }

    /// What is said of a day to come, or asked of one before, is no alarm of today: "I'll check if she's in tomorrow".
    pub(super) fn is_foretold(&self, words: &Range<usize>) -> bool {
        let clause = self.text.words.get(self.clause_start(words.start)..self.clause_end(words.start)).unwrap_or_default();
        let any = |list: &FxHashSet<Id>| clause.iter().any(|word| list.contains(&word.id));
        let was = self.has(&(words.start..words.start + 1), &self.lists.asked_of_before) && self.names_day(words, false);
        self.names_day(words, false) && any(&self.lists.tomorrow)
            || self.asks(self.clause_start(words.start)) && (was || self.names_day(words, true) && any(&self.lists.earlier_days))
    }

    /// "She wants to come in for her assembly".
    pub(super) fn is_hoped(&self, words: &Range<usize>) -> bool {
        let first = self.clause_start(words.start);
        self.has(&(first..words.start), &self.lists.hopes)
    }

    /// "Mrs Lane in the office", "told Miss Webb at the gate".
    pub(super) fn is_of_staff(&self, words: &Range<usize>) -> bool {
        // "Mrs" may stand at the end of a clause before: it greets too.
        self.has(&(words.start.saturating_sub(2)..words.start), &self.lists.titles)
            && self.text.words.get(words.start).is_some_and(|word| word.id == NAME || self.lists.places.contains(&word.id))
    }

    /// "What time does the bus leave", "when do they go": asked of what is planned.
    pub(super) fn asks_of_a_plan(&self, words: &Range<usize>) -> bool {
        let first = self.clause_start(words.start);
        let two = self.text.words.get(first..first + 2).unwrap_or_default();
        matches!(two, [ask, what] if self.lists.plans.contains(&ask.id) && self.lists.planned.contains(&what.id))
    }
}
