//! What the law's clocks have to say, counted again from what truly stands in the registers.

use std::collections::{BTreeMap, BTreeSet};

use domain::clocks::Notice;
use domain::pupil::Flag;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};

use super::super::calendar;
use super::super::log::SchoolDay;
use super::super::past::{Mark, Pasts, Truth};
use super::super::rules::Rule;
use super::super::school::Pupil;

pub(super) fn read(day: &SchoolDay, pupils: &[Pupil], pasts: &Pasts) -> Vec<(Option<usize>, Rule)> {
    let Some(notices) = &day.notices else { return Vec::new() };
    let days: Vec<Date> =
        calendar::FIRST.series(1.day()).take_while(|one| *one <= day.date).filter(|one| calendar::meets(*one)).collect();
    let monday = |date: Date| date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days());
    let weeks: BTreeSet<Date> = days.iter().map(|date| monday(*date)).collect();
    let since = weeks.iter().rev().nth(9).or(weeks.first()).copied().unwrap_or(day.date);
    // On the sixth school day after it, a reason is late.
    let late_before = days.iter().rev().nth(6).copied();
    let mut broken = Vec::new();
    for (index, pupil) in pupils.iter().enumerate() {
        let Some(marks) = pasts.truth(index) else { continue };
        let none = Vec::new();
        let said = notices.get(&index).unwrap_or(&none);
        let mut wrong = |rule: Rule, wrong: bool| {
            if wrong {
                broken.push((Some(index), rule));
            }
        };
        let late: BTreeSet<Date> = marks
            .iter()
            .filter(|((date, _), mark)| mark.written == "N" && late_before.is_some_and(|before| *date <= before))
            .map(|((date, _), _)| *date)
            .collect();
        let told: BTreeSet<Date> = said
            .iter()
            .filter_map(|notice| match notice {
                Notice::ReasonOverdue { date, .. } => Some(*date),
                _ => None,
            })
            .collect();
        wrong(Rule::ReasonClock, late != told);
        let without_leave = |mark: &Mark| matches!(mark.written, "G" | "N" | "O" | "U");
        let count = marks.iter().filter(|((date, _), mark)| *date >= since && without_leave(mark)).count();
        let penalty = said.iter().any(|notice| matches!(notice, Notice::PenaltyThreshold { .. }));
        wrong(Rule::TenInTen, (count >= 10) != penalty);
        let ill = marks.values().filter(|mark| mark.written.starts_with('I')).count();
        let sickness = said.iter().any(|notice| matches!(notice, Notice::Sickness { .. }));
        wrong(Rule::DaysOfSickness, (ill >= 30) != sickness);
        let run = said.iter().any(|notice| matches!(notice, Notice::ContinuousUnauthorised { .. }));
        wrong(Rule::TenInARow, has_run(marks, without_leave, day.date) != run);
        let unexplained = marks.values().any(|mark| matches!(mark.written, "N" | "O") && !mark.answered);
        let worker = said.iter().any(|notice| matches!(notice, Notice::TellTheWorker { .. }));
        wrong(Rule::Worker, (unexplained && pupil.flags.contains(&Flag::SocialWorker)) != worker);
    }
    broken
}

/// Whether ten school days in a row are without leave, and the last of them is no more than 31 days ago.
fn has_run(marks: &Truth, without_leave: impl Fn(&Mark) -> bool, today: Date) -> bool {
    let mut days: BTreeMap<Date, bool> = BTreeMap::new();
    // What nobody can read says neither that the child was here nor that they were not.
    for ((date, _), mark) in marks.iter().filter(|(_, mark)| mark.written != "ZZ9") {
        *days.entry(*date).or_insert(true) &= without_leave(mark);
    }
    let (mut run, mut last) = (0, None);
    for (date, away) in days {
        run = if away { run + 1 } else { 0 };
        if run >= 10 {
            last = Some(date);
        }
    }
    last.is_some_and(|last| today.duration_since(last) <= SignedDuration::from_hours(31 * 24))
}
