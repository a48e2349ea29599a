//! How a morning goes by a school's policy, as sentences with times: for somebody who decides on it.

use std::collections::BTreeSet;

use domain::duty::{Duty, Why};
use domain::ladder::{Ask, Way, Whom};
use domain::policy::Policy;
use jiff::SignedDuration;
use jiff::civil::Time;

use crate::english::listed;

/// One thing that happens on a morning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When, local time.
    pub at: Time,
    /// What.
    pub sentence: String,
}

/// What happens on a morning on which one child is marked absent without a reason and nobody answers, in the order of the times.
///
/// Times are counted from the register's close with fresh marks. What would be past midnight is left out: the window has closed by then.
///
/// ```
/// let course = wording::course(&domain::policy::Policy::usual());
/// assert_eq!(course[0].sentence, "The morning's registers close.");
/// ```
pub fn course(policy: &Policy) -> Vec<Step> {
    let closes = policy.morning_closes;
    let begins = policy.grace;
    let mut steps: Vec<(SignedDuration, String)> = vec![(SignedDuration::ZERO, "The morning's registers close.".to_owned())];
    for step in policy.steps(Why::NoExtract) {
        let sentence = format!("Where no marks have come, we tell {}.", people(&step.tell));
        steps.push((policy.extract_missed_after.saturating_add(step.after), sentence));
    }
    for step in policy.steps(Why::Held) {
        let sentence =
            format!("Where so many are absent that they are held, and nobody has looked, we tell {}.", people(&step.tell));
        steps.push((begins.saturating_add(step.after), sentence));
    }
    for rung in policy.ladder.rungs() {
        let asked = rung.ask.as_ref().map(|ask| asked(ask, rung.after == SignedDuration::ZERO));
        let told = (!rung.tell.is_empty()).then(|| format!("we tell {} that nobody has answered", people(&rung.tell)));
        let sentence = [asked, told].into_iter().flatten().collect::<Vec<_>>().join(", and ");
        steps.push((begins.saturating_add(rung.after), format!("{}.", capital(&sentence))));
    }
    let last = policy.ladder.rungs().last().map_or(SignedDuration::ZERO, |rung| rung.after);
    for step in policy.steps(Why::NoAnswer) {
        let sentence = format!("Where nobody has taken it, we tell {}.", people(&step.tell));
        steps.push((begins.saturating_add(last).saturating_add(step.after), sentence));
    }
    steps.sort_by_key(|(after, _)| *after);
    let of_day = steps.into_iter().filter_map(|(after, sentence)| Some(Step { at: closes.checked_add(after).ok()?, sentence }));
    let mut course: Vec<Step> = of_day.collect();
    let until = policy.window.until;
    if until != Time::midnight() {
        course.retain(|step| step.at < until);
        let told: BTreeSet<Duty> = policy.steps(Why::EndOfDay).iter().flat_map(|step| step.tell.iter().copied()).collect();
        let sentence = format!("Nobody is asked after this. Where a child is still looked for, we tell {}.", people(&told));
        course.push(Step { at: until, sentence });
    }
    course
}

fn asked(ask: &Ask, first: bool) -> String {
    let (whom, is) = match ask.whom {
        Whom::First => ("the first contact", "is"),
        Whom::FirstTwo => ("the first two contacts", "are"),
        Whom::All => ("every contact", "is"),
    };
    let ways: Vec<String> = ask.ways.iter().map(|way| format!("by {}", word(*way))).collect();
    let ways = if ask.by_every_way { listed(&ways) } else { ways.join(", else ") };
    format!("{whom} {is} asked {}{ways}", if first { "" } else { "again " })
}

const fn word(way: Way) -> &'static str {
    match way {
        Way::Text => "text",
        Way::Email => "email",
        Way::Call => "a call",
    }
}

fn people(duties: &BTreeSet<Duty>) -> String {
    if duties.is_empty() {
        return "nobody".to_owned();
    }
    listed(&duties.iter().map(|duty| format!("the {duty}")).collect::<Vec<_>>())
}

/// A sentence that may begin with a small letter, as one that does not.
pub(crate) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_morning_reads_as_it_goes() {
        let lines: Vec<String> =
            course(&Policy::usual()).into_iter().map(|step| format!("{} {}", step.at.strftime("%H:%M"), step.sentence)).collect();
        assert_eq!(
            lines,
            [
                "09:15 The morning's registers close.",
                "09:25 Where no marks have come, we tell the attendance officer.",
                "09:30 Where so many are absent that they are held, and nobody has looked, we tell the attendance officer.",
                "09:30 The first contact is asked by text, else by email.",
                "09:40 Where so many are absent that they are held, and nobody has looked, we tell the safeguarding lead.",
                "09:45 Where no marks have come, we tell the safeguarding lead.",
                "09:45 The first contact is asked again by text and by email.",
                "09:50 Where so many are absent that they are held, and nobody has looked, we tell the head.",
                "10:00 The first contact is asked again by a call.",
                "10:15 We tell the attendance officer that nobody has answered.",
                "10:30 We tell the safeguarding lead that nobody has answered.",
                "10:45 Where nobody has taken it, we tell the head.",
                "18:00 Nobody is asked after this. Where a child is still looked for, we tell the attendance officer, the safeguarding lead and the head.",
            ]
        );
    }
}
