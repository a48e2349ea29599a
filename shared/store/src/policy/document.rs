//! A policy as a document: what a school reads and writes, and what stands in the table.

use std::collections::{BTreeMap, BTreeSet};

use domain::duty::{Duty, StaffStep, Why};
use domain::interlock::{Percent, Thresholds};
use domain::ladder::{Ask, Ladder, Rung, Way, Whom};
use domain::policy::{Contacting, Policy};
use domain::window::Window;
use jiff::SignedDuration;
use jiff::civil::Time;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::written::{Word, hour, lasting, read, word, words};

/// A policy as a document. What a document leaves out is as usual; what it does not know is refused, so that a slip of the pen is not
/// taken for a decision. It is always written whole: what a school has decided does not change with a later release's usual values.
///
/// ```
/// use store::policy::PolicyDocument;
/// let document: PolicyDocument = serde_json::from_str(r#"{"morning_closes": "09:20", "grace": "10m"}"#).unwrap();
/// assert_eq!(document.afternoon_closes, PolicyDocument::usual().afternoon_closes);
/// assert!(serde_json::from_str::<PolicyDocument>(r#"{"morning_close": "09:20"}"#).is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyDocument {
    /// When the morning's registers close, local time.
    #[serde(with = "hour")]
    pub morning_closes: Time,
    /// When the afternoon's registers close, local time.
    #[serde(with = "hour")]
    pub afternoon_closes: Time,
    /// How long after the close an extract is missed.
    #[serde(with = "lasting")]
    pub extract_missed_after: SignedDuration,
    /// How long after the close the first contact is asked.
    #[serde(with = "lasting")]
    pub grace: SignedDuration,
    /// From which age on marks wait for newer ones.
    #[serde(with = "lasting")]
    pub old_marks: SignedDuration,
    /// How long old marks wait before they count as they are.
    #[serde(with = "lasting")]
    pub wait_for_newer: SignedDuration,
    /// How the search climbs, the first rung first.
    pub ladder: Vec<RungDocument>,
    /// Which contacts are asked.
    pub contacting: ContactingDocument,
    /// Who at the school is told of what; a reason that a document leaves out is as usual, one with no step is told to nobody.
    #[serde(with = "by_why")]
    pub staff: BTreeMap<Why, Vec<StepDocument>>,
    /// How long after staff the parents hear of a child who was here in the morning and is not marked in the afternoon.
    #[serde(with = "lasting")]
    pub afternoon_parents_after: SignedDuration,
    /// How many school days a return date by a parent covers.
    pub return_days: u32,
    /// From when on absences are held until somebody has looked.
    pub hold: HoldDocument,
    /// How many messages go out to contacts in an hour before somebody has to look.
    pub hourly_cap: u32,
    /// How many pounds the texts of a month may cost; `null` sets no end.
    pub monthly_cap_pounds: Option<u32>,
    /// Whether a mark `O` is asked about like an `N`.
    pub asks_about_o: bool,
    /// Whether everything is decided and written and nothing sent.
    pub shadow: bool,
    /// When contacts may be spoken to.
    pub window: WindowDocument,
}

/// One rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RungDocument {
    /// How long after the search began.
    #[serde(with = "lasting")]
    pub after: SignedDuration,
    /// Which contacts are asked; nobody where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<AskDocument>,
    /// Who at the school is told that nobody has answered yet.
    #[serde(default, with = "words")]
    pub tell: BTreeSet<Duty>,
}

/// Whom a rung asks, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskDocument {
    /// Which contacts.
    #[serde(with = "word")]
    pub whom: Whom,
    /// The ways, the best first.
    #[serde(with = "words")]
    pub ways: Vec<Way>,
    /// Whether every way is used, or only the first that reaches the contact.
    #[serde(default)]
    pub by_every_way: bool,
}

/// A step towards staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDocument {
    /// How long after the beginning.
    #[serde(with = "lasting")]
    pub after: SignedDuration,
    /// Who is told.
    #[serde(with = "words")]
    pub tell: BTreeSet<Duty>,
}

/// Which contacts are asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactingDocument {
    /// The last priority that is asked; `null` asks everybody on record.
    pub up_to_priority: Option<u16>,
    /// Whether those who live with the child come before those who do not, whatever their priority.
    pub lives_with_first: bool,
}

/// From when on a group is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HoldDocument {
    /// Of a class, in percent.
    pub class_percent: u32,
    /// And so many of it.
    pub class_count: usize,
    /// Of a year, in percent.
    pub year_percent: u32,
    /// Of the roll, in percent.
    pub roll_percent: u32,
    /// And so many of a year or of the roll.
    pub count: usize,
    /// Of the roll, in percent, from where a second person has to release it.
    pub second_person_percent: u32,
    /// So many times the middle of the same weekdays before.
    pub times_usual: usize,
}

/// The hours in which contacts may be spoken to, local time. An end at 00:00 is the next midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WindowDocument {
    /// From when on.
    #[serde(with = "hour")]
    pub from: Time,
    /// Until when questions are put.
    #[serde(with = "hour")]
    pub until: Time,
    /// Until when those who were asked may hear that a child is in school, or that nothing more is needed.
    #[serde(with = "hour")]
    pub corrections_until: Time,
    /// Whether it opens on every day, not on school days alone.
    pub any_day: bool,
}

impl Default for PolicyDocument {
    fn default() -> Self {
        Self::usual()
    }
}

impl Default for ContactingDocument {
    fn default() -> Self {
        Self::of(Policy::usual().contacting)
    }
}

impl Default for HoldDocument {
    fn default() -> Self {
        Self::of(Thresholds::default())
    }
}

impl Default for WindowDocument {
    fn default() -> Self {
        Self::of(Window::usual())
    }
}

impl PolicyDocument {
    /// The document of a school that has said nothing.
    pub fn usual() -> Self {
        Self::of(&Policy::usual())
    }

    /// The document of a policy.
    pub fn of(policy: &Policy) -> Self {
        // Every setting is named, so that a new one cannot be left out of the document.
        let Policy {
            morning_closes,
            afternoon_closes,
            extract_missed_after,
            grace,
            old_marks,
            wait_for_newer,
            ladder,
            contacting,
            staff,
            afternoon_parents_after,
            return_days,
            hold,
            hourly_cap,
            monthly_cap_pounds,
            asks_about_o,
            shadow,
            window,
        } = policy;
        let steps = |steps: &Vec<StaffStep>| {
            steps.iter().map(|step| StepDocument { after: step.after, tell: step.tell.clone() }).collect()
        };
        Self {
            morning_closes: *morning_closes,
            afternoon_closes: *afternoon_closes,
            extract_missed_after: *extract_missed_after,
            grace: *grace,
            old_marks: *old_marks,
            wait_for_newer: *wait_for_newer,
            ladder: ladder.rungs().iter().map(RungDocument::of).collect(),
            contacting: ContactingDocument::of(*contacting),
            staff: staff.iter().map(|(why, of_why)| (*why, steps(of_why))).collect(),
            afternoon_parents_after: *afternoon_parents_after,
            return_days: *return_days,
            hold: HoldDocument::of(*hold),
            hourly_cap: *hourly_cap,
            monthly_cap_pounds: *monthly_cap_pounds,
            asks_about_o: *asks_about_o,
            shadow: *shadow,
            window: WindowDocument::of(*window),
        }
    }

    /// The policy, looked at as a whole.
    ///
    /// # Errors
    /// Everything that is wrong with it, each a sentence that says what to do.
    pub fn policy(&self) -> Result<Policy, Vec<String>> {
        let mut faults = self.faults();
        let ladder = match Ladder::new(self.ladder.iter().map(RungDocument::rung).collect()) {
            Ok(ladder) if faults.is_empty() => ladder,
            Ok(_) => return Err(faults),
            Err(of_the_ladder) => {
                faults.extend(of_the_ladder.iter().map(ToString::to_string));
                return Err(faults);
            }
        };
        let steps = |steps: &Vec<StepDocument>| {
            steps.iter().map(|step| StaffStep { after: step.after, tell: step.tell.clone() }).collect()
        };
        Ok(Policy {
            morning_closes: self.morning_closes,
            afternoon_closes: self.afternoon_closes,
            extract_missed_after: self.extract_missed_after,
            grace: self.grace,
            old_marks: self.old_marks,
            wait_for_newer: self.wait_for_newer,
            ladder,
            contacting: Contacting {
                up_to_priority: self.contacting.up_to_priority,
                lives_with_first: self.contacting.lives_with_first,
            },
            staff: self.staff.iter().map(|(why, of_why)| (*why, steps(of_why))).collect(),
            afternoon_parents_after: self.afternoon_parents_after,
            return_days: self.return_days,
            hold: self.hold.thresholds(),
            hourly_cap: self.hourly_cap,
            monthly_cap_pounds: self.monthly_cap_pounds,
            asks_about_o: self.asks_about_o,
            shadow: self.shadow,
            window: self.window.window(),
        })
    }
}

impl RungDocument {
    fn of(rung: &Rung) -> Self {
        let ask =
            rung.ask.as_ref().map(|ask| AskDocument { whom: ask.whom, ways: ask.ways.clone(), by_every_way: ask.by_every_way });
        Self { after: rung.after, ask, tell: rung.tell.clone() }
    }

    fn rung(&self) -> Rung {
        let ask = self.ask.as_ref().map(|ask| Ask { whom: ask.whom, ways: ask.ways.clone(), by_every_way: ask.by_every_way });
        Rung { after: self.after, ask, tell: self.tell.clone() }
    }
}

impl ContactingDocument {
    fn of(contacting: Contacting) -> Self {
        let Contacting { up_to_priority, lives_with_first } = contacting;
        Self { up_to_priority, lives_with_first }
    }
}

impl HoldDocument {
    fn of(thresholds: Thresholds) -> Self {
        let Thresholds { class, class_count, year, roll, count, second_person, times_usual } = thresholds;
        Self {
            class_percent: class.0,
            class_count,
            year_percent: year.0,
            roll_percent: roll.0,
            count,
            second_person_percent: second_person.0,
            times_usual,
        }
    }

    fn thresholds(&self) -> Thresholds {
        Thresholds {
            class: Percent(self.class_percent),
            class_count: self.class_count,
            year: Percent(self.year_percent),
            roll: Percent(self.roll_percent),
            count: self.count,
            second_person: Percent(self.second_person_percent),
            times_usual: self.times_usual,
        }
    }
}

impl WindowDocument {
    fn of(window: Window) -> Self {
        let Window { from, until, corrections_until, any_day } = window;
        Self { from, until, corrections_until, any_day }
    }

    pub(super) const fn window(&self) -> Window {
        Window { from: self.from, until: self.until, corrections_until: self.corrections_until, any_day: self.any_day }
    }
}

mod by_why {
    use super::*;

    pub(super) fn serialize<S: Serializer>(staff: &BTreeMap<Why, Vec<StepDocument>>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(staff.iter().map(|(why, steps)| (why.word(), steps)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Why, Vec<StepDocument>>, D::Error> {
        let mut staff = PolicyDocument::usual().staff;
        for (why, steps) in BTreeMap::<String, Vec<StepDocument>>::deserialize(from)? {
            staff.insert(read::<Why, D>(&why)?, steps);
        }
        Ok(staff)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn taken_in(text: &str) -> Result<PolicyDocument, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// A policy in which nothing is as usual.
    fn unusual() -> Policy {
        let seconds = SignedDuration::from_secs;
        let rung = |after, ask, tell: &[Duty]| Rung { after: seconds(after), ask, tell: tell.iter().copied().collect() };
        let ask = Ask { whom: Whom::FirstTwo, ways: vec![Way::Call, Way::Text], by_every_way: true };
        let mut staff = Policy::usual().staff;
        staff.insert(Why::NoAnswer, vec![StaffStep { after: seconds(90), tell: [Duty::Head].into() }]);
        Policy {
            window: Window { corrections_until: time(19, 0, 0, 0), ..Window::usual() },
            morning_closes: time(9, 0, 0, 0),
            afternoon_closes: time(13, 5, 0, 0),
            extract_missed_after: seconds(61),
            grace: seconds(0),
            old_marks: seconds(62),
            wait_for_newer: seconds(63),
            ladder: Ladder::new(vec![rung(1, Some(ask), &[]), rung(20, None, &[Duty::SafeguardingLead])]).unwrap(),
            contacting: Contacting { up_to_priority: Some(2), lives_with_first: true },
            staff,
            afternoon_parents_after: seconds(64),
            return_days: 2,
            hold: Thresholds {
                class: Percent(41),
                class_count: 2,
                year: Percent(42),
                roll: Percent(43),
                count: 3,
                second_person: Percent(44),
                times_usual: 4,
            },
            hourly_cap: 45,
            monthly_cap_pounds: Some(250),
            asks_about_o: true,
            shadow: true,
        }
    }

    #[test]
    fn every_policy_comes_back_from_its_document_and_every_document_from_its_text() {
        for policy in [Policy::usual(), unusual()] {
            let document = PolicyDocument::of(&policy);
            assert_eq!(document.policy(), Ok(policy));
            let text = serde_json::to_string(&document).unwrap();
            assert_eq!(taken_in(&text), Ok(document), "{text}");
        }
    }

    #[test]
    fn the_usual_policy_reads_as_a_school_would_write_it() {
        insta::with_settings!({omit_expression => true}, {
            insta::assert_snapshot!("usual_policy", serde_json::to_string_pretty(&PolicyDocument::usual()).unwrap());
        });
    }

    #[test]
    fn what_a_document_leaves_out_is_as_usual() {
        assert_eq!(taken_in("{}"), Ok(PolicyDocument::usual()));
        let document = taken_in(r#"{"hold": {"class_count": 5}, "window": {"until": "17:00"}, "staff": {"alarm": []}}"#).unwrap();
        let usual = PolicyDocument::usual();
        assert_eq!(document.hold, HoldDocument { class_count: 5, ..usual.hold });
        assert_eq!(document.window, WindowDocument { until: time(17, 0, 0, 0), ..usual.window });
        assert_eq!((document.staff[&Why::Alarm].len(), &document.staff[&Why::Held]), (0, &usual.staff[&Why::Held]));
        let rung = taken_in(r#"{"ladder": [{"after": "1m30s", "ask": {"whom": "all", "ways": ["call"]}}]}"#).unwrap();
        let ask = AskDocument { whom: Whom::All, ways: vec![Way::Call], by_every_way: false };
        assert_eq!(rung.ladder, [RungDocument { after: SignedDuration::from_secs(90), ask: Some(ask), tell: [].into() }]);
    }

    #[test]
    fn what_is_not_known_is_refused_and_named_wherever_it_stands() {
        for (text, says) in [
            (r#"{"grase": "10m"}"#, "grase"),
            (r#"{"grace": 10}"#, "string"),
            (r#"{"grace": "10"}"#, "15m"),
            (r#"{"morning_closes": "9:15"}"#, "09:15"),
            (r#"{"hold": {"klass": 1}}"#, "klass"),
            (r#"{"window": {"to": "18:00"}}"#, "to"),
            (r#"{"contacting": {"priority": 1}}"#, "priority"),
            (r#"{"staff": {"fire": []}}"#, "fire"),
            (r#"{"staff": {"alarm": [{"after": "0s", "tell": ["janitor"]}]}}"#, "janitor"),
            (r#"{"ladder": [{"after": "0s", "ask": {"whom": "mum", "ways": ["text"]}}]}"#, "mum"),
            (r#"{"ladder": [{"after": "0s", "ask": {"whom": "all", "ways": ["fax"]}}]}"#, "fax"),
            (r#"{"ladder": [{"after": "0s", "say": "head"}]}"#, "say"),
            (r#"{"return_days": -1}"#, "-1"),
        ] {
            let refused = taken_in(text).unwrap_err();
            assert!(refused.contains(says), "{text}: {refused}");
        }
    }
}
