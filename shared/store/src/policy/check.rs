//! What is wrong with a policy beside its ladder, in sentences that say what to do.

use domain::duty::Why;
use domain::window::Window;
use jiff::SignedDuration;
use jiff::civil::{Time, time};

use super::document::{PolicyDocument, StepDocument};

/// When registers of the morning, and of the afternoon, can close in a school. General knowledge, not sourced: a register stays open for
/// half an hour at most, and lessons begin between eight and ten, and between twelve and three.
const MORNING: (Time, Time) = (time(8, 0, 0, 0), time(11, 0, 0, 0));
const AFTERNOON: (Time, Time) = (time(12, 0, 0, 0), time(16, 0, 0, 0));

/// The longest time for which anything waits by a setting: as long as a ladder may be silent.
const LONGEST_WAIT: SignedDuration = domain::ladder::LONGEST_SILENCE;

/// A cap below this would hold an ordinary morning.
const LOWEST_CAP: u32 = 20;

/// No school texts for more in a month.
const MOST_POUNDS: u32 = 20_000;

/// Above these counts a threshold would hold nothing that happens.
const MOST_OF_A_CLASS: usize = 20;
const MOST_OF_A_YEAR: usize = 50;
const MOST_TIMES_USUAL: usize = 10;

/// A parent's word for longer than two school weeks is no word for a day of return.
const MOST_RETURN_DAYS: u32 = 10;

/// What somebody has to be told of at once: nobody else is at it.
const TOLD_AT_ONCE: [Why; 9] = [
    Why::Alarm,
    Why::Distress,
    Why::Flagged,
    Why::CourtOrder,
    Why::GoneSinceMorning,
    Why::Unreachable,
    Why::RingByHand,
    Why::EndOfDay,
    Why::Held,
];

impl PolicyDocument {
    /// Everything that is wrong beside the ladder.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        self.hours(&mut faults);
        self.waits(&mut faults);
        self.numbers(&mut faults);
        for why in Why::ALL {
            steps(why, self.staff.get(&why).map_or(&[], Vec::as_slice), &mut faults);
        }
        faults
    }

    fn hours(&self, faults: &mut Vec<String>) {
        if let Err(of_the_window) = self.window.window().check() {
            faults.extend(of_the_window.iter().map(ToString::to_string));
        }
        if self.morning_closes >= self.afternoon_closes {
            faults.push(
                "The afternoon's registers close before the morning's. Put morning_closes before afternoon_closes.".to_owned(),
            );
        }
        // Who shows how it works at midnight needs registers that close at midnight.
        if self.window.window() == Window::always() {
            return;
        }
        for (setting, hour, (first, last)) in
            [("morning_closes", self.morning_closes, MORNING), ("afternoon_closes", self.afternoon_closes, AFTERNOON)]
        {
            if !(first..=last).contains(&hour) {
                let [first, last] = [first, last].map(|hour| hour.strftime("%H:%M").to_string());
                faults.push(format!("{setting} is no hour at which registers close. Say one from {first} to {last}."));
            }
        }
    }

    fn waits(&self, faults: &mut Vec<String>) {
        for (setting, wait) in [
            ("extract_missed_after", self.extract_missed_after),
            ("grace", self.grace),
            ("old_marks", self.old_marks),
            ("wait_for_newer", self.wait_for_newer),
            ("afternoon_parents_after", self.afternoon_parents_after),
        ] {
            if wait < SignedDuration::ZERO || wait > LONGEST_WAIT {
                faults.push(format!("{setting} is {wait:#}: for so long nobody would look for a child. Say at most 2h."));
            }
        }
    }

    fn numbers(&self, faults: &mut Vec<String>) {
        let hold = &self.hold;
        for (setting, percent) in [
            ("hold.class_percent", hold.class_percent),
            ("hold.year_percent", hold.year_percent),
            ("hold.roll_percent", hold.roll_percent),
            ("hold.second_person_percent", hold.second_person_percent),
        ] {
            if !(1..=100).contains(&percent) {
                faults.push(format!("{setting} is {percent}. Say a percentage from 1 to 100."));
            }
        }
        for (setting, count, most) in [
            ("hold.class_count", hold.class_count, MOST_OF_A_CLASS),
            ("hold.count", hold.count, MOST_OF_A_YEAR),
            ("hold.times_usual", hold.times_usual, MOST_TIMES_USUAL),
        ] {
            if !(1..=most).contains(&count) {
                faults.push(format!("{setting} is {count}: it would hold everything or nothing. Say a number from 1 to {most}."));
            }
        }
        if !(1..=MOST_RETURN_DAYS).contains(&self.return_days) {
            faults
                .push(format!("return_days is {}. Say a number of school days from 1 to {MOST_RETURN_DAYS}.", self.return_days));
        }
        if self.hourly_cap < LOWEST_CAP {
            faults
                .push(format!("hourly_cap is {}: an ordinary morning would be held. Say {LOWEST_CAP} or more.", self.hourly_cap));
        }
        if self.monthly_cap_pounds.is_some_and(|pounds| !(1..=MOST_POUNDS).contains(&pounds)) {
            faults.push(format!("monthly_cap_pounds: say pounds from 1 to {MOST_POUNDS}, or null for no end."));
        }
        if self.contacting.up_to_priority == Some(0) {
            faults.push(
                "contacting.up_to_priority is 0: nobody would be asked. Priorities begin at 1; leave it out to ask everybody."
                    .to_owned(),
            );
        }
    }
}

fn steps(why: Why, steps: &[StepDocument], faults: &mut Vec<String>) {
    let setting = format!("staff.{}", why.as_str());
    if TOLD_AT_ONCE.contains(&why) && steps.first().is_none_or(|first| !first.after.is_zero()) {
        faults.push(format!("{setting} tells nobody at once. Let its first step be after 0s, and say whom it tells."));
    } else if why == Why::NoExtract && steps.is_empty() {
        faults.push(format!("{setting} tells nobody: silence would look as if everybody were present. Add a step."));
    }
    let mut before = None;
    for (number, step) in (1..).zip(steps) {
        if step.tell.is_empty() {
            faults.push(format!("Step {number} of {setting} tells nobody. Leave it out, or say whom."));
        }
        if step.after < SignedDuration::ZERO || before.is_some_and(|before| step.after <= before) {
            faults.push(format!(
                "Step {number} of {setting} is not later than what comes before it. Put the steps into the order of their times."
            ));
        } else if step.after.saturating_sub(before.unwrap_or_default()) > LONGEST_WAIT {
            faults
                .push(format!("Before step {number} of {setting} nothing happens for more than two hours. Put a step between."));
        }
        before = Some(step.after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        serde_json::from_str::<PolicyDocument>(text).unwrap().policy().unwrap_err()
    }

    #[test]
    fn each_fault_is_said_alone_and_names_its_setting() {
        for (text, says) in [
            (r#"{"morning_closes": "07:59"}"#, "morning_closes"),
            (r#"{"morning_closes": "11:01"}"#, "morning_closes"),
            (r#"{"afternoon_closes": "11:59"}"#, "afternoon_closes"),
            (r#"{"afternoon_closes": "16:01"}"#, "afternoon_closes"),
            (r#"{"grace": "2h 1s"}"#, "grace is 2h 1s"),
            (r#"{"extract_missed_after": "3h"}"#, "extract_missed_after"),
            (r#"{"old_marks": "3h"}"#, "old_marks"),
            (r#"{"wait_for_newer": "3h"}"#, "wait_for_newer"),
            (r#"{"afternoon_parents_after": "3h"}"#, "afternoon_parents_after"),
            (r#"{"hold": {"class_percent": 0}}"#, "hold.class_percent"),
            (r#"{"hold": {"year_percent": 101}}"#, "hold.year_percent"),
            (r#"{"hold": {"roll_percent": 0}}"#, "hold.roll_percent"),
            (r#"{"hold": {"second_person_percent": 0}}"#, "hold.second_person_percent"),
            (r#"{"hold": {"class_count": 0}}"#, "hold.class_count"),
            (r#"{"hold": {"count": 1000}}"#, "hold.count"),
            (r#"{"hold": {"times_usual": 0}}"#, "hold.times_usual"),
            (r#"{"return_days": 0}"#, "return_days"),
            (r#"{"return_days": 11}"#, "return_days"),
            (r#"{"hourly_cap": 19}"#, "hourly_cap"),
            (r#"{"monthly_cap_pounds": 0}"#, "monthly_cap_pounds"),
            (r#"{"contacting": {"up_to_priority": 0}}"#, "up_to_priority"),
            (r#"{"staff": {"alarm": []}}"#, "staff.alarm tells nobody at once"),
            (r#"{"staff": {"held": [{"after": "1s", "tell": ["head"]}]}}"#, "staff.held tells nobody at once"),
            (r#"{"staff": {"alarm": [{"after": "0s", "tell": []}]}}"#, "Step 1 of staff.alarm"),
            (r#"{"staff": {"no_extract": []}}"#, "staff.no_extract"),
            (
                r#"{"staff": {"flagged": [{"after": "0s", "tell": ["head"]}, {"after": "0s", "tell": ["head"]}]}}"#,
                "Step 2 of staff.flagged is not later",
            ),
            (
                r#"{"staff": {"flagged": [{"after": "0s", "tell": ["head"]}, {"after": "3h", "tell": ["head"]}]}}"#,
                "Before step 2 of staff.flagged",
            ),
            (r#"{"ladder": []}"#, "The ladder has no rung"),
        ] {
            let faults = faults(text);
            assert!(faults.len() == 1 && faults[0].contains(says), "{text}: {faults:?}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_the_ladder_too() {
        let faults = faults(r#"{"grace": "3h", "hourly_cap": 0, "ladder": [{"after": "0s", "tell": ["head"]}]}"#);
        let says = |part: &str| faults.iter().any(|fault| fault.contains(part));
        assert!(
            says("grace") && says("hourly_cap") && says("first rung asks no contact") && says("safeguarding lead"),
            "{faults:?}"
        );
    }

    #[test]
    fn registers_close_in_order_and_at_any_hour_only_where_the_window_is_always_open() {
        assert_eq!(faults(r#"{"morning_closes": "14:00"}"#).len(), 2);
        let always = r#""window": {"from": "00:00", "until": "00:00", "corrections_until": "00:00", "any_day": true}"#;
        let shown = format!(r#"{{"morning_closes": "00:00", "afternoon_closes": "00:01", "grace": "0s", {always}}}"#);
        assert!(serde_json::from_str::<PolicyDocument>(&shown).unwrap().policy().is_ok());
        let swapped = format!(r#"{{"morning_closes": "00:01", "afternoon_closes": "00:00", {always}}}"#);
        assert_eq!(faults(&swapped).len(), 1);
    }
}
