//! `docs/policy.md` says what the code does.

use domain::clocks::Law;
use domain::duty::{Duty, StaffStep, Why};
use domain::interlock::Thresholds;
use domain::ladder::{Ask, Rung, Way, Whom};
use domain::policy::Policy;
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
    let policy = Policy::usual();
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
        ("a reply in distress", staff(policy.steps(Why::Distress))),
        ("a flagged pupil", staff(policy.steps(Why::Flagged))),
        ("an alarm", staff(policy.steps(Why::Alarm))),
        ("gone since the morning: parents after staff", lasting(policy.afternoon_parents_after)),
        ("a hold that nobody has looked at", staff(policy.steps(Why::Held))),
        (
            "contacts are asked",
            format!("{} to {} on school days", policy.window.from.strftime("%H:%M"), policy.window.until.strftime("%H:%M")),
        ),
        ("corrections until", policy.window.corrections_until.strftime("%H:%M").to_string()),
        ("messages in an hour", policy.hourly_cap.to_string()),
        ("texts in a month", policy.monthly_cap_pounds.map_or_else(|| "no end".to_owned(), |pounds| format!("£{pounds}"))),
        ("gone since the morning", staff(policy.steps(Why::GoneSinceMorning))),
        ("a contact kept away by a court order", staff(policy.steps(Why::CourtOrder))),
        ("nobody can be reached", staff(policy.steps(Why::Unreachable))),
        ("a call that nothing here can make", staff(policy.steps(Why::RingByHand))),
        ("the ladder has ended", staff(policy.steps(Why::NoAnswer))),
        ("the day has ended", staff(policy.steps(Why::EndOfDay))),
        ("old marks", staff(policy.steps(Why::MarksAreOld))),
        ("no extract", staff(policy.steps(Why::NoExtract))),
        ("a return date by a parent covers", format!("{} school days", policy.return_days)),
    ];
    for (setting, default) in rows {
        let row = format!("| {setting} | {default} | ");
        assert!(PAGE.contains(&row), "{row}");
    }
}

#[test]
fn every_rung_stands_on_the_page() {
    for (number, one) in (1..).zip(Policy::usual().ladder.rungs()) {
        let row = format!("| {number} | {} | {} | ", lasting(one.after), rung(one));
        assert!(PAGE.contains(&row), "{row}");
    }
}

#[test]
fn every_clock_of_the_law_stands_on_the_page() {
    let law = Law::on(jiff::civil::date(2026, 11, 23));
    let penalty = law.penalty.unwrap();
    for (clock, from) in [
        ("`N` gives way to its reason's code within", format!("{} school days", law.reason_days.unwrap())),
        ("a penalty notice is considered from", format!("{} sessions in {} school weeks", penalty.sessions, penalty.weeks)),
        ("the local authority is told of absence without leave from", format!("{} school days", law.local_authority_days)),
        ("the local authority is told of sickness from", format!("{} school days", law.sickness_days.unwrap())),
    ] {
        let row = format!("| {clock} | {from} | ");
        assert!(PAGE.contains(&row), "{row}");
    }
    assert!(PAGE.contains(&format!("{} days after its end", law.local_authority_within)));
}
