//! Which words of a cell belong to which of its numbers, and which of them forbid a number.

use super::cell::{Found, Placed, Read};
use super::{Refusal, words};
use crate::personal::Personal;

/// Gives each number the words beside it, and obeys those that forbid it.
pub(super) fn with_notes(text: &str, numbers: &[Placed], mut refusals: Vec<Refusal>) -> Read {
    let between = |from: usize, to: usize| trim_note(text.get(from..to).unwrap_or_default());
    let starts: Vec<usize> = numbers.iter().map(|(_, range)| range.start).chain([text.len()]).collect();
    let ends: Vec<usize> = [0].into_iter().chain(numbers.iter().map(|(_, range)| range.end)).collect();
    // The words between numbers: the first before the first number, the last behind the last.
    let gaps: Vec<&str> = ends.iter().zip(&starts).map(|(from, to)| between(*from, *to)).collect();
    let all: Vec<&str> = gaps.iter().filter(|gap| !gap.is_empty()).copied().collect();
    let leading = gaps.first().is_some_and(|gap| !gap.is_empty());
    let forbidden_alone = forbidden_alone(text, numbers);
    let forbidden_somewhere = all.iter().any(|gap| words::forbid(gap)) || words::forbid(&all.join(" "));
    let mut read = Read { note: Personal::new(all.join(" ")), ..Read::default() };
    for (at, (number, _)) in numbers.iter().enumerate() {
        let forbidden = if forbidden_alone.iter().any(|alone| *alone) {
            forbidden_alone.get(at).copied().unwrap_or(true)
        } else {
            forbidden_somewhere
        };
        if forbidden {
            refusals.push(Refusal::DoNotUse);
            continue;
        }
        let note = match (numbers.len(), leading) {
            (1, _) => all.join(" "),
            (_, true) => gaps
                .get(..=at)
                .unwrap_or_default()
                .iter()
                .rev()
                .find(|gap| !gap.is_empty())
                .map_or_else(String::new, |gap| (*gap).to_owned()),
            (_, false) => gaps
                .get(at + 1..)
                .unwrap_or_default()
                .iter()
                .find(|gap| !gap.is_empty())
                .map_or_else(String::new, |gap| (*gap).to_owned()),
        };
        if !read.numbers.iter().any(|found| &found.number == number) {
            read.numbers.push(Found { number: number.clone(), note: Personal::new(note) });
        }
    }
    refusals.sort_unstable();
    refusals.dedup();
    read.refusals = refusals;
    read
}

/// For each number, whether words that stand behind it in its own part of the cell forbid it. All false where it cannot be told
/// which number is meant: then every one is forbidden.
fn forbidden_alone(text: &str, numbers: &[Placed]) -> Vec<bool> {
    let part_end = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.find([',', ';', '/', '|', '\n', ')', '&']).unwrap_or(rest.len())
    };
    let mut forbidden = Vec::new();
    let mut told = 0;
    for (at, (_, range)) in numbers.iter().enumerate() {
        let end = part_end(range.end);
        let next = numbers.get(at + 1).map_or(text.len() + 1, |(_, next)| next.start);
        let here = end < next && words::forbid(text.get(range.end..end).unwrap_or_default());
        told += usize::from(here);
        forbidden.push(here);
    }
    let pieces = text
        .split([',', ';', '/', '|', '\n', ')', '&'])
        .filter(|piece| words::forbid(&piece.replace(|c: char| c.is_ascii_digit(), " ")))
        .count();
    if told == pieces { forbidden } else { vec![false; numbers.len()] }
}

fn trim_note(text: &str) -> &str {
    let edge = |c: char| !c.is_alphanumeric();
    let trimmed = text.trim_matches(edge);
    if trimmed.eq_ignore_ascii_case("tel") { "" } else { trimmed }
}
