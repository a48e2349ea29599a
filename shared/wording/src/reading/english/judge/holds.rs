//! How far what was found holds: of whom, of which day, denied or still to come.

use rustc_hash::FxHashSet;
use std::ops::Range;

use super::super::rules::Says;
use super::super::words::{Id, NAME, NUMBER, Word};
use super::{Found, Holds, Weighing};

impl Weighing<'_> {
    /// Of a way or a place: the child went it or is there, and did not come back.
    pub(super) fn is_there(&self, found: &Found) -> bool {
        let came_back =
            self.text.words.get(found.words.end..).unwrap_or_default().iter().any(|word| word.id == self.lists.came_back);
        !came_back
            && !self.is_denied_or_to_come(found.words.start)
            && !self.is_denied_within(&found.words)
            && !self.is_of_somebody_else(&found.words)
            && !self.is_of_last_night(&found.words)
            && !self.is_of_staff(&found.words)
            && !self.asks_of_a_plan(&found.words)
    }

    /// "Is not coming in to school", "could not get to the gate".
    fn is_denied_within(&self, words: &Range<usize>) -> bool {
        let inside = self.text.words.get(words.clone()).unwrap_or_default();
        inside.iter().any(|word| {
            word.id == self.lists.absent || self.lists.not.contains(&word.id) || self.lists.refused.contains(&word.id)
        })
    }

    /// "Went to A&E last night", "last week he walked"; not "slept at his dad's last night and went in with him".
    fn is_of_last_night(&self, words: &Range<usize>) -> bool {
        let (first, end) = (self.clause_start(words.start), self.clause_end(words.start));
        let around = self.text.words.get(words.start.saturating_sub(4).max(first)..(words.end + 4).min(end)).unwrap_or_default();
        around.windows(2).any(
            |two| matches!(two, [last, night] if self.lists.last.contains(&last.id) && self.lists.nights.contains(&night.id)),
        ) && !around.iter().any(|word| word.id == self.lists.and)
    }

    /// "She was in school when it started on Friday".
    pub(super) fn is_of_another_day(&self, words: &Range<usize>) -> bool {
        self.names_day(words, true)
    }

    /// Whether another day is named in the clause of these words: a weekday, tomorrow, or (if so asked) one before today.
    pub(super) fn names_day(&self, words: &Range<usize>, earlier: bool) -> bool {
        let (first, end) = (self.clause_start(words.start), self.clause_end(words.start));
        let inside = self.text.words.get(first..end).unwrap_or_default();
        let before = |at: usize| at.checked_sub(1).and_then(|at| inside.get(at)).map(|word| word.id);
        let another = inside.iter().enumerate().any(|(at, word)| {
            let weekday = self.lists.weekdays.contains(&word.id) && Some(word.id) != self.weekday;
            // "He is in until Friday" is of today too.
            let next = inside.get(at + 1).is_some_and(|next| self.lists.spans.contains(&next.id));
            // "Next door" is no day.
            let ahead = self.lists.other_time.contains(&word.id) && (self.lists.tomorrow.contains(&word.id) || next);
            // "I had a text yesterday and she was there then too".
            let (from, to) = (words.start.min(first + at), words.start.max(first + at));
            let joined = self.text.words.get(from..to).unwrap_or_default().iter().any(|word| word.id == self.lists.and);
            let named =
                weekday || ahead || self.is_date(inside, at) || earlier && !joined && self.lists.earlier_days.contains(&word.id);
            named && !before(at).is_some_and(|before| self.lists.until.contains(&before))
        });
        // "On the trip yesterday and still sick now".
        let right_after = self.text.words.get(words.end..(words.end + 2).min(end)).unwrap_or_default();
        if earlier && right_after.iter().any(|word| self.lists.earlier_days.contains(&word.id)) {
            return true;
        }
        // "She goes on the walking bus Tuesdays and Thursdays", on a Tuesday.
        another && !inside.iter().any(|word| self.lists.this_day.contains(&word.id) || Some(word.id) == self.weekday)
    }

    /// "Eid is tomorrow, off today", and not "tomorrow, not today".
    fn names_this_time(&self, clause: &[Word]) -> bool {
        clause.iter().enumerate().any(|(at, word)| {
            let denied =
                at.checked_sub(1).and_then(|at| clause.get(at)).is_some_and(|before| self.lists.not.contains(&before.id));
            self.lists.this_time.contains(&word.id) && !denied
        })
    }

    /// "14 January", "June 6th", "the 23rd", and not "the 1st lesson".
    fn is_date(&self, clause: &[Word], at: usize) -> bool {
        let is = |at: usize, list: &FxHashSet<Id>| clause.get(at).is_some_and(|word| list.contains(&word.id));
        let number = |at: usize| clause.get(at).is_some_and(|word| word.id == NUMBER);
        // "24th" is a number and "th", which is also how some write "the".
        let ends = |at: usize| is(at, &self.lists.ordinals);
        let ordinal = at > 1 && ends(at) && number(at - 1) && is(at - 2, &self.lists.the);
        let last =
            clause.get(at + 1).is_none_or(|word| self.lists.months.contains(&word.id) || self.lists.and_so.contains(&word.id));
        let of_month = at > 0 && (number(at - 1) || at > 1 && ends(at - 1) && number(at - 2)) || number(at + 1);
        ordinal && last || is(at, &self.lists.months) && of_month
    }

    pub(super) fn holds(&self, found: &Found) -> Holds {
        let at = found.words.start;
        let Some(clause) = self.clause(found) else { return Holds::Unsure };
        let first = self.clause_start(at);
        if self.asks(first) || self.asked_for_real(clause) {
            return Holds::Unsure;
        }
        if let Some(denial) = self.denial(at) {
            return denial;
        }
        let before = self.text.words.get(first..at).unwrap_or_default();
        if before.iter().any(|word| self.lists.doubts.contains(&word.id)) {
            return Holds::Unsure;
        }
        let inside = self.text.words.get(first..self.clause_end(at)).unwrap_or_default();
        let near = found.words.start.saturating_sub(2).max(first)..(found.words.end + 3).min(self.clause_end(at));
        let near = self.text.words.get(near).unwrap_or_default();
        let about = |words: &[Word], list: &FxHashSet<Id>| words.iter().any(|word| list.contains(&word.id));
        // "Eid is tomorrow so she won't be in till Monday": the reason of a day to come is the reason of today.
        let begins = matches!(found.says, Says::Religious | Says::Holiday | Says::Other) && self.states_absence();
        let elsewhen = match found.says {
            _ if begins => false,
            Says::Illness => about(inside, &self.lists.long_ago) && !about(inside, &self.lists.this_time),
            // "Had the dentist yesterday" is no reason of today.
            Says::Appointment if self.was_yesterday(found) && about(inside, &self.lists.past) => true,
            _ => about(near, &self.lists.other_time) && !self.names_this_time(inside),
        };
        // "He was sick but …": whatever follows, it may be that he went.
        let past = about(inside, &self.lists.past)
            && self.text.words.get(self.clause_end(at)).is_some_and(|word| word.id == self.lists.but);
        let of_child = match found.says {
            // "Her dad is on holiday".
            Says::Holiday => !self.is_of_relative(found, first),
            Says::Illness | Says::Appointment => self.is_of_the_child(found, first) && !self.goes_on_of_another(found, first),
            _ => true,
        };
        if elsewhen || past || !of_child { Holds::Unsure } else { Holds::Yes }
    }

    /// "ill?" asks; "she's ill ok?" does not.
    pub(super) fn asked_for_real(&self, clause: usize) -> bool {
        let last = self.text.words.iter().rev().find(|word| word.clause == clause);
        self.text.asked.contains(&clause) && !last.is_some_and(|word| self.lists.tags.contains(&word.id))
    }

    pub(super) fn denial(&self, at: usize) -> Option<Holds> {
        let first = self.clause_start(at);
        let before = self.text.words.get(first..at).unwrap_or_default();
        let mut unknown = 0;
        for (back, word) in before.iter().rev().enumerate() {
            if self.lists.not.contains(&word.id) {
                return Some(if unknown == 0 { Holds::Denied } else { Holds::Unsure });
            }
            // "No temperature" denies, "no she is ill" answers; "no ill" may be either.
            if back == 0 && self.lists.no.contains(&word.id) {
                return Some(Holds::Unsure);
            }
            let another = self.lists.subjects.contains(&word.id) || self.lists.ends_denial.contains(&word.id);
            if another && !self.lists.links.contains(&word.id) {
                return None;
            }
            if !self.lists.links.contains(&word.id) {
                unknown += 1;
            }
            if unknown > 1 || back > 5 {
                return None;
            }
        }
        None
    }

    /// Of a way or a place: "has not left", "will be dropped".
    pub(super) fn is_denied_or_to_come(&self, at: usize) -> bool {
        let first = self.clause_start(at);
        let before = self.text.words.get(first..at).unwrap_or_default();
        let to_come = before.iter().rev().take(4).any(|word| self.lists.to_come.contains(&word.id));
        // "Went to drop her off", "told me to take him": not done yet; "managed to get him in" is.
        let mut last = before.iter().rev();
        let aim = last.next().is_some_and(|word| self.lists.to.contains(&word.id))
            && !last.next().is_some_and(|word| self.lists.done.contains(&word.id));
        let tried = before.iter().rev().take(4).any(|word| self.lists.refused.contains(&word.id));
        let mut advised = before.iter().rev().take(6).skip_while(|word| !self.lists.says.contains(&word.id));
        let advised = advised.next().is_some() && advised.any(|word| self.lists.said_by.contains(&word.id));
        if aim || tried || advised {
            return true;
        }
        let denied = before
            .iter()
            .rev()
            .find(|word| !self.lists.between.contains(&word.id) && word.id != NAME && !self.lists.taken_along.contains(&word.id));
        // "Did not make it past the gate", and not "not ill, left for school".
        let mut reached = before.iter().rev().take(5).skip_while(|word| self.lists.reaching.contains(&word.id));
        let not_made = reached.next().is_some_and(|word| self.lists.not.contains(&word.id) || word.id == self.lists.absent);
        to_come || not_made || denied.is_some_and(|word| self.lists.not.contains(&word.id))
    }

    /// "His sister went in", "we set off": somebody else did, and took no child along.
    pub(super) fn is_of_somebody_else(&self, words: &Range<usize>) -> bool {
        let earlier = self.text.words.get(..words.start).unwrap_or_default();
        let before = earlier.iter().rev().find(|word| !self.lists.gone_by_then.contains(&word.id));
        let same_clause =
            before.filter(|before| self.text.words.get(words.start).is_some_and(|word| word.clause == before.clause));
        let inside = self.text.words.get(words.clone()).unwrap_or_default();
        let names_child = inside.iter().any(|word| word.id == NAME || self.lists.children.contains(&word.id));
        let names_school = inside.iter().any(|word| self.lists.school.contains(&word.id));
        let goes = inside.first().is_some_and(|word| self.lists.goings.contains(&word.id));
        let we = same_clause.is_some_and(|before| before.id == self.lists.i || before.id == self.lists.we);
        // "Took her brother to nursery"; "walked in with her brother" is of the child.
        let said = self.text.words.get(self.clause_start(words.start)..words.end).unwrap_or_default();
        let takes_another = said.windows(3).any(|three| {
            matches!(three, [takes, whose, who] if self.lists.young.contains(&who.id)
                && self.lists.whose.contains(&whose.id) && self.lists.takes.contains(&takes.id))
        });
        if takes_another {
            return true;
        }
        let of_kin = same_clause.is_some_and(|before| self.lists.kin.contains(&before.id));
        if self.alone && of_kin && !names_child {
            return true;
        }
        same_clause.is_some_and(|before| self.lists.persons.contains(&before.id)) && goes && !names_child && !(we && names_school)
    }

    /// "I'm not well, migraine": what names nobody goes on about whoever was ill in the clause before.
    fn goes_on_of_another(&self, found: &Found, first: usize) -> bool {
        let before = self.text.words.get(first..found.words.start).unwrap_or_default();
        let names_somebody = before
            .iter()
            .any(|word| word.id == NAME || self.lists.children.contains(&word.id) || self.lists.others.contains(&word.id));
        let words = &self.text.words;
        let earlier = || {
            let start = self.clause_start(first.checked_sub(1)?);
            let is = |at: usize| {
                words.get(at).is_some_and(|word| self.lists.copulas.contains(&word.id) || self.lists.having.contains(&word.id))
            };
            let alike = |says| matches!(says, Says::Illness | Says::Appointment);
            let of_clause = |other: &&Found| alike(other.says) && (start..first).contains(&other.words.start);
            let said_of = |other: &&Found| (1..=2).filter_map(|back| other.words.start.checked_sub(back)).any(is);
            self.found.iter().find(|other| of_clause(other) && said_of(other))
        };
        // "Her mum had a fall, we are at a&e": whoever goes along is named.
        let at_hospital = || {
            self.has(&found.words, &self.lists.wards)
                && before.iter().any(|word| word.id == self.lists.we || word.id == self.lists.i)
                && !before.iter().any(|word| word.id == NAME)
        };
        (!names_somebody || at_hospital())
            && earlier().is_some_and(|other| !self.is_of_the_child(other, self.clause_start(other.words.start)))
    }

    /// "Her dad's on holiday", "I'm abroad", and nobody is taken along.
    fn is_of_relative(&self, found: &Found, first: usize) -> bool {
        let words = &self.text.words;
        let before = found.words.start.checked_sub(1).filter(|at| *at >= first);
        let on = before.filter(|at| words.get(*at).is_some_and(|word| self.lists.on.contains(&word.id)));
        let start = on.unwrap_or(found.words.start);
        let is = |at: usize| start.checked_sub(at).filter(|at| *at >= first).and_then(|at| words.get(at));
        let being = is(1).is_some_and(|word| self.lists.copulas.contains(&word.id) || word.id == self.lists.am);
        let (who, whose) = (is(2), is(3));
        let of_i = who.is_some_and(|word| word.id == self.lists.i);
        let of_kin = who.is_some_and(|word| self.lists.others.contains(&word.id) && word.id != self.lists.am)
            && whose.is_some_and(|word| self.lists.whose.contains(&word.id));
        let along = is(4).is_some_and(|word| self.lists.along.contains(&word.id));
        let after = words.get(found.words.end..self.clause_end(start)).unwrap_or_default();
        let takes = after.iter().any(|word| self.lists.bringing.contains(&word.id) || word.id == NAME);
        being && (of_i || of_kin) && !along && !takes
    }

    /// "We are in hospital with my mum": whom one is there with is ill.
    fn is_of_companion(&self, found: &Found) -> bool {
        let after = self.text.words.get(found.words.end..self.clause_end(found.words.start)).unwrap_or_default();
        matches!(after, [with, whose, who, ..] if self.lists.along.contains(&with.id)
            && self.lists.whose.contains(&whose.id) && self.lists.others.contains(&who.id))
    }

    /// Somebody else is ill, or at the doctor's, and that is all that is said of an illness.
    pub(super) fn is_of_another(&self, found: &Found) -> bool {
        let first = self.clause_start(found.words.start);
        let before = self.text.words.get(first..found.words.start).unwrap_or_default();
        matches!(found.says, Says::Illness | Says::Appointment)
            && !self.asks(first)
            && before.iter().any(|word| self.lists.kin.contains(&word.id))
            && (!self.is_of_the_child(found, first) || self.goes_on_of_another(found, first))
    }

    /// Illness and appointments are said of many people. The last one named before counts.
    pub(super) fn is_of_the_child(&self, found: &Found, first: usize) -> bool {
        let words = &self.text.words;
        let before = words.get(first..found.words.start).unwrap_or_default();
        let of_us = before.iter().any(|word| word.id == self.lists.we || word.id == self.lists.i);
        if of_us && self.is_of_companion(found) {
            return false;
        }
        let id = |at: usize| words.get(at).map(|word| word.id);
        for at in (first..found.words.start).rev() {
            let (Some(here), next, before) = (id(at), id(at + 1), at.checked_sub(1).and_then(id)) else { continue };
            if here == NAME {
                let named = next.is_some_and(|next| self.lists.name_after.contains(&next))
                    || before.is_some_and(|before| at > first && self.lists.name_before.contains(&before));
                if named && !next.is_some_and(|next| self.lists.others.contains(&next)) {
                    return true;
                }
            // "10 am" is no "I am".
            } else if self.lists.others.contains(&here) && before != Some(NUMBER) {
                // "With his dad at the dentist": the dad goes along.
                let earlier = words.get(at.saturating_sub(2).max(first)..at).unwrap_or_default();
                let along = earlier.iter().any(|word| self.lists.along.contains(&word.id));
                if along
                    || next.is_some_and(|next| self.lists.speaking.contains(&next))
                    || here != self.lists.i && next == Some(self.lists.here)
                {
                    continue;
                }
                let earlier = words.get(first..at).unwrap_or_default();
                let joined = earlier.iter().any(|word| word.id == self.lists.and)
                    && earlier.iter().any(|word| word.id == NAME || self.lists.children.contains(&word.id));
                let after = words.get(found.words.end..self.clause_end(found.words.start)).unwrap_or_default();
                // "My appointment is with Leo"; "my scan, and Leo's nan is away" is of the writer.
                let goes_along = |two: &[Word]| {
                    matches!(two, [with, child] if self.lists.bringing.contains(&with.id)
                        && (child.id == NAME || self.lists.children.contains(&child.id)))
                };
                let with_child = found.says == Says::Appointment && after.windows(2).any(goes_along);
                return joined || with_child;
            } else if self.lists.children.contains(&here) {
                // "her mum is ill": whose, not who.
                let whose = next.is_some_and(|next| self.lists.others.contains(&next));
                if !whose {
                    // "my other son" is not the one who was asked about.
                    return !before.is_some_and(|before| self.lists.another.contains(&before));
                }
            }
        }
        true
    }
}
