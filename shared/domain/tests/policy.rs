//! `docs/policy.md` says what the code does.

use domain::interlock::Thresholds;
use domain::ladder::{Ask, Duty, Rung, Way, Whom};
use domain::policy::{Policy, StaffStep};
use jiff::SignedDuration;

const PAGE: &str = include_str!("../../../docs/policy.md");

fn lasting(duration: SignedDuration) -> String {
    if duration.is_zero() { "at once".to_owned() } else { format!("{} min", duration.as_mins()) }
}

fn duties(tell: impl IntoIterator<Item = Duty>) -> String {
    tell.into_iter().map(|duty| duty.to_string()).collect::<Vec<_>>().join(", ")
}

fn staff(steps: &[StaffStep]) -> String {
    let each = steps.iter().map(|step| format!("{}: {}", lasting(step.after), duties(step.tell.iter().copied())));
    each.collect::<Vec<_>>().join("; ")
}

fn rung(rung: &Rung) -> String {
    let asked = rung.ask.as_ref().map(|Ask { whom, ways, by_every_way }| {
        let ways: Vec<_> = ways
            .iter()
            .map(|way| match way {
                Way::Text => "text",
                Way::Email => "email",
                Way::Call => "call",
            })
            .collect();
        let whom = match whom {
            Whom::First => "the first contact",
            Whom::FirstTwo => "the first two contacts",
            Whom::All => "all contacts",
        };
        format!("{whom} by {}", ways.join(if *by_every_way { " and " } else { ", else " }))
    });
    let told = (!rung.tell.is_empty()).then(|| format!("tell the {}", duties(rung.tell.iter().copied())));
    asked.into_iter().chain(told).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_setting_stands_on_the_page_with_its_default() {
    let policy = Policy::usual().unwrap();
    let held = Thresholds::default();
    let rows = [
        ("a class is held from", format!("{}% and {} absent", held.class.0, held.class_count)),
        ("a year is held from", format!("{}% and {} absent", held.year.0, held.count)),
        ("the roll is held from", format!("{}% and {} absent", held.roll.0, held.count)),
        ("a second person releases from", format!("{}% of the roll", held.second_person.0)),
        ("the morning's registers close", policy.morning_closes.strftime("%H:%M").to_string()),
        ("the afternoon's registers close", policy.afternoon_closes.strftime("%H:%M").to_string()),
        ("an extract is missed after the close", lasting(policy.extract_missed_after)),
        ("the first question after the close", lasting(policy.grace)),
        ("marks are old from", lasting(policy.old_marks)),
        ("old marks wait for newer ones", lasting(policy.wait_for_newer)),
        ("a flagged pupil", staff(&policy.flagged)),
        ("an alarm", staff(&policy.alarm)),
        ("gone since the morning: parents after staff", lasting(policy.afternoon_parents_after)),
        ("a hold that nobody has looked at", staff(&policy.hold_unseen)),
        ("a return date by a parent covers", format!("{} school days", policy.return_days)),
    ];
    for (setting, default) in rows {
        let row = format!("| {setting} | {default} | ");
        assert!(PAGE.contains(&row), "{row}");
    }
}

#[test]
fn every_rung_stands_on_the_page() {
    for (number, one) in (1..).zip(Policy::usual().unwrap().ladder.rungs()) {
        let row = format!("| {number} | {} | {} | ", lasting(one.after), rung(one));
        assert!(PAGE.contains(&row), "{row}");
    }
}
