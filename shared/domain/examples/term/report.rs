//! What a term has to say: a table by week, and the books.

use std::collections::BTreeMap;

use domain::duty::Why;
use domain::search::{Effect, State};
use jiff::ToSpan;
use jiff::civil::Date;

use super::Asked;
use super::books::{self, Books};
use super::calendar;
use super::log::{Entry, Line, OfSchool, SchoolDay};
use super::rules::Rule;
use super::run::Course;

/// A week's figures.
#[derive(Default)]
struct Week {
    searches: u64,
    asked: u64,
    mended: u64,
    not_sent: u64,
    family: u64,
    staff: u64,
    alarms: u64,
    holds: u64,
    notices: u64,
}

fn more(count: &mut u64, by: usize) {
    *count = count.saturating_add(u64::try_from(by).unwrap_or(u64::MAX));
}

impl Week {
    const HEADS: [&str; 9] = ["searches", "asked", "mended", "not sent", "families", "staff", "alarms", "holds", "notices"];

    const fn figures(&self) -> [u64; 9] {
        [self.searches, self.asked, self.mended, self.not_sent, self.family, self.staff, self.alarms, self.holds, self.notices]
    }

    fn add(&mut self, day: &SchoolDay) {
        more(&mut self.searches, day.ends.len());
        more(&mut self.notices, day.notices.iter().flat_map(|of| of.values()).map(Vec::len).sum());
        for (_, line) in &day.lines {
            match line {
                Line::Pupil(_, Entry::Sent { words, .. }) => {
                    more(if words.corrects() { &mut self.mended } else { &mut self.asked }, 1);
                }
                Line::Pupil(_, Entry::NotSent(..)) => more(&mut self.not_sent, 1),
                Line::Pupil(_, Entry::Did(Effect::Tell(duty, Why::Alarm))) => {
                    more(&mut self.alarms, usize::from(*duty == domain::duty::Duty::AttendanceOfficer));
                }
                Line::School(OfSchool::Planned { covers, .. }) => more(&mut self.family, usize::from(covers.len() > 1)),
                Line::School(OfSchool::Alert { .. }) => more(&mut self.staff, 1),
                Line::School(OfSchool::HoldTold(_, _, duty)) => {
                    more(&mut self.holds, usize::from(*duty == domain::duty::Duty::AttendanceOfficer));
                }
                _ => {}
            }
        }
    }
}

/// Runs a term: what it has to say, and the status.
pub(crate) fn report(asked: &Asked) -> (String, u8) {
    let mut text = format!("{} pupils, seed {}\n\n{:<11}", asked.pupils, asked.seed, "week of");
    text.extend(Week::HEADS.map(|head| format!("{head:>9}")));
    text.push('\n');
    let Some(mut course) = Course::new(asked.seed, asked.pupils, asked.broken) else {
        return ("The usual policy is refused.\n".to_owned(), 1);
    };
    let mut kept = Books::default();
    let mut weeks: BTreeMap<Date, Week> = BTreeMap::new();
    let mut whole = Week::default();
    let mut ends: BTreeMap<State, u64> = BTreeMap::new();
    let mut breaches: BTreeMap<Rule, (u64, String)> = BTreeMap::new();
    let mut decided = 0_u64;
    let mut number = 0_u64;
    let wanted = u64::try_from(asked.days).unwrap_or(u64::MAX);
    for date in calendar::FIRST.series(1.day()).take_while(|date| *date <= calendar::LAST) {
        let is_found = asked.until_found && asked.broken.is_some_and(|rule| breaches.contains_key(&rule));
        if number >= wanted || is_found {
            break;
        }
        if !calendar::is_weekday(date) {
            continue;
        }
        let school_day = calendar::meets(date).then_some(number);
        let day = course.day(date, school_day, number.saturating_add(1) == wanted);
        number = number.saturating_add(u64::from(school_day.is_some()));
        for breach in kept.read(&day, &course.pupils, &course.pasts) {
            let (count, _) = breaches.entry(breach.rule).or_insert_with(|| (0, books::story_of(&day, &course.pupils, &breach)));
            more(count, 1);
        }
        for state in day.ends.values() {
            more(ends.entry(*state).or_default(), 1);
        }
        let said = day.lines.iter().filter(|(_, line)| matches!(line, Line::Pupil(_, Entry::Did(Effect::Say { .. }))));
        more(&mut decided, said.count());
        let monday = date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).unwrap_or(date);
        weeks.entry(monday).or_default().add(&day);
        whole.add(&day);
    }
    for (name, week) in weeks.iter().map(|(monday, week)| (monday.to_string(), week)).chain([("term".to_owned(), &whole)]) {
        text.push_str(&format!("{name:<11}"));
        text.extend(week.figures().map(|figure| format!("{figure:>9}")));
        text.push('\n');
    }
    let sessions: u64 = kept.sessions.values().sum();
    if number < wanted && (!asked.until_found || breaches.is_empty()) {
        text.push_str(&format!("\nthe year ends after {number} school days\n"));
    }
    text.push_str(&format!("\nhow each of {sessions} sessions without a reason ended\n"));
    for (end, count) in &kept.sessions {
        text.push_str(&format!("  {:<28}{count:>7}\n", format!("{end:?}")));
    }
    let searches: u64 = ends.values().sum();
    text.push_str(&format!("\nhow each of {searches} searches ended\n"));
    for (end, count) in &ends {
        text.push_str(&format!("  {:<28}{count:>7}\n", end.as_str()));
    }
    text.push_str(&format!("\nwhat became of each of {decided} things to say, and what was not even planned\n"));
    for (what, count) in &kept.messages {
        text.push_str(&format!("  {what:<28}{count:>7}\n"));
    }
    let (missing, known) = kept.still_missing;
    text.push_str(&format!("\nstill missing at the end of a day: {missing}, of whom staff know: {known}\n"));
    let said: u64 = kept.messages.iter().filter(|(what, _)| !what.starts_with("not planned")).map(|(_, count)| count).sum();
    let mut wrong: Vec<String> = Vec::new();
    if said != decided {
        wrong.push(format!("of {decided} things to say {said} were sent or have a reason why not"));
    }
    if missing != known {
        wrong.push(format!("of {missing} missing children staff know {known}"));
    }
    if searches != whole.searches {
        wrong.push(format!("of {} searches {searches} ended", whole.searches));
    }
    if !breaches.is_empty() || !wrong.is_empty() {
        text.push_str("\nbroken\n");
    }
    for (rule, (count, example)) in &breaches {
        text.push_str(&format!("  {rule:<40}{count:>7}\n{example}"));
    }
    wrong.iter().for_each(|wrong| text.push_str(&format!("  the books do not balance: {wrong}\n")));
    let broken: u64 = breaches.values().map(|(count, _)| count).sum();
    let good = breaches.is_empty() && wrong.is_empty();
    text.push_str(&format!(
        "\n{}: {} school days, {} searches, {} messages, {} alerts to staff, {} rules, {} breaches\n",
        if good { "the books balance" } else { "NOT IN ORDER" },
        number,
        whole.searches,
        whole.asked.saturating_add(whole.mended),
        whole.staff,
        Rule::ALL.len(),
        broken,
    ));
    (text, u8::from(!good))
}
