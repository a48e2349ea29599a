//! The interlock: before anybody is asked, is it likely that so many children are truly away?
//!
//! A whole class without marks, a school trip that nobody coded, a wrong button: what is affected is held, and a person looks. Fixed
//! thresholds stand from the first day; a school's own history makes them stricter, never laxer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use crate::pupil::PupilId;
use crate::register::Session;

/// A share of a group, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub u32);

impl Percent {
    /// Whether `part` is this share of `whole` or more.
    const fn is_reached(self, part: usize, whole: usize) -> bool {
        part.saturating_mul(100) >= whole.saturating_mul(self.0 as usize) && whole > 0
    }
}

/// From when on a group is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Of a class.
    pub class: Percent,
    /// And so many of it: one family in a class of three is no false alarm.
    pub class_count: usize,
    /// Of a year.
    pub year: Percent,
    /// Of the roll.
    pub roll: Percent,
    /// And so many of a year or of the roll.
    pub count: usize,
    /// Of the roll, from where a second person has to release it.
    pub second_person: Percent,
    /// So many times the middle of the same weekdays before, where there are enough of them.
    pub times_usual: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            class: Percent(50),
            class_count: 8,
            year: Percent(25),
            roll: Percent(10),
            count: 8,
            second_person: Percent(20),
            times_usual: 3,
        }
    }
}

/// How many of the same weekday and session there have to be before they say what is usual.
pub const ENOUGH_HISTORY: usize = 4;

/// A pupil in the register that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked<'a> {
    /// Who.
    pub pupil: PupilId,
    /// The registration group; empty when unknown.
    pub class: &'a str,
    /// The year group; empty when unknown.
    pub year: &'a str,
    /// Whether the mark asks for a call.
    pub asks: bool,
    /// Looked after, with a social worker, or named by the safeguarding lead.
    pub flagged: bool,
}

/// What is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole school.
    School,
    /// A year group.
    Year(String),
    /// A registration group.
    Class(String),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::School => f.write_str("the school"),
            Self::Year(year) => write!(f, "year {year}"),
            Self::Class(class) => f.write_str(class),
        }
    }
}

/// What makes a hold the same hold again: the day, the session and what is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HoldId {
    /// The day at the school.
    pub date: Date,
    /// The session.
    pub session: Session,
    /// What is held.
    pub scope: Scope,
}

/// A group about whom nobody is asked until somebody has looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Which.
    pub id: HoldId,
    /// How many of it are marked absent without a reason.
    pub absent: usize,
    /// How many are in it.
    pub of: usize,
    /// The middle of the same weekdays before, where there are enough of them; of the school alone.
    pub usual: Option<usize>,
    /// Whether one person is not enough to release it.
    pub wants_second_person: bool,
    /// Who is held.
    pub pupils: BTreeSet<PupilId>,
    /// Those of them who are shown to the safeguarding lead at once.
    pub flagged: BTreeSet<PupilId>,
}

impl Hold {
    /// Why, for staff.
    pub fn sentence(&self) -> String {
        let usual = self.usual.map_or_else(String::new, |usual| format!(" On such a day it is usually {usual}."));
        let second = if self.wants_second_person { " Two people have to release it." } else { "" };
        format!(
            "In {} {} of {} are marked absent without a reason.{usual} Nobody has been asked. Is a register not taken, or a trip not coded? Correct the marks, or release it.{second}",
            self.id.scope, self.absent, self.of
        )
    }
}

/// What is held of a session's register. `history` are the counts of the same weekday and session in the weeks before.
///
/// A school's hold covers everybody; else a year's hold covers its classes. Whoever is in none may be asked.
pub fn holds((date, session): (Date, Session), register: &[Marked<'_>], history: &[usize], thresholds: &Thresholds) -> Vec<Hold> {
    let usual = (history.len() >= ENOUGH_HISTORY).then(|| middle(history)).flatten();
    let hold = |scope: Scope, group: &[&Marked<'_>], usual: Option<usize>, wants_second_person: bool| Hold {
        id: HoldId { date, session, scope },
        absent: group.iter().filter(|one| one.asks).count(),
        of: group.len(),
        usual,
        wants_second_person,
        pupils: group.iter().filter(|one| one.asks).map(|one| one.pupil).collect(),
        flagged: group.iter().filter(|one| one.asks && one.flagged).map(|one| one.pupil).collect(),
    };
    let everybody: Vec<&Marked<'_>> = register.iter().collect();
    let absent = register.iter().filter(|one| one.asks).count();
    let unlike = usual.is_some_and(|usual| absent > usual.saturating_mul(thresholds.times_usual));
    if absent >= thresholds.count && (thresholds.roll.is_reached(absent, register.len()) || unlike) {
        let second = thresholds.second_person.is_reached(absent, register.len());
        return vec![hold(Scope::School, &everybody, usual, second)];
    }
    let mut years: BTreeMap<&str, Vec<&Marked<'_>>> = BTreeMap::new();
    let mut classes: BTreeMap<&str, Vec<&Marked<'_>>> = BTreeMap::new();
    for one in register {
        for (groups, name) in [(&mut years, one.year), (&mut classes, one.class)] {
            if !name.is_empty() {
                groups.entry(name).or_default().push(one);
            }
        }
    }
    let is_held = |group: &[&Marked<'_>], share: Percent, count: usize| {
        let absent = group.iter().filter(|one| one.asks).count();
        absent >= count && share.is_reached(absent, group.len())
    };
    years.retain(|_, group| is_held(group, thresholds.year, thresholds.count));
    classes.retain(|_, group| {
        is_held(group, thresholds.class, thresholds.class_count)
            && group.iter().any(|one| one.asks && !years.contains_key(one.year))
    });
    let of_years = years.iter().map(|(name, group)| hold(Scope::Year((*name).to_owned()), group, None, false));
    let of_classes = classes.iter().map(|(name, group)| hold(Scope::Class((*name).to_owned()), group, None, false));
    of_years.chain(of_classes).collect()
}

/// The middle of the counts.
fn middle(counts: &[usize]) -> Option<usize> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

/// What follows when somebody wants to release a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// It is released.
    Done,
    /// It is noted, and somebody else has to say so too.
    WantsSecondPerson,
    /// The same person twice is one person.
    SamePerson,
}

/// Whether a hold is released by `person`, when `before` released it already.
pub fn release(hold: &Hold, before: Option<&str>, person: &str) -> Release {
    match before {
        _ if !hold.wants_second_person => Release::Done,
        None => Release::WantsSecondPerson,
        Some(first) if first == person => Release::SamePerson,
        Some(_) => Release::Done,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const CLASSES: [&str; 10] = ["7A", "7B", "8A", "8B", "9A", "9B", "10A", "10B", "11A", "11B"];
    const YEARS: [&str; 10] = ["7", "7", "8", "8", "9", "9", "10", "10", "11", "11"];

    fn pupil(number: usize) -> PupilId {
        PupilId::new(u128::try_from(number).unwrap().to_be_bytes())
    }

    /// Ten classes of thirty, of which these numbers are absent; the first of each class is flagged.
    fn school(absent: [usize; 10]) -> Vec<Marked<'static>> {
        let of_class = |class: usize| {
            (0..30).map(move |number| Marked {
                pupil: pupil(class * 100 + number),
                class: CLASSES[class],
                year: YEARS[class],
                asks: number < absent[class],
                flagged: number == 0,
            })
        };
        (0..10).flat_map(of_class).collect()
    }

    fn held(absent: [usize; 10], history: &[usize]) -> Vec<Hold> {
        holds((date(2026, 11, 23), Session::Am), &school(absent), history, &Thresholds::default())
    }

    fn scopes(holds: &[Hold]) -> Vec<String> {
        holds.iter().map(|hold| hold.id.scope.to_string()).collect()
    }

    #[test]
    fn an_ordinary_morning_holds_nobody() {
        assert_eq!(held([2, 1, 3, 0, 2, 2, 1, 4, 2, 1], &[]), []);
    }

    #[test]
    fn hundreds_by_a_wrong_button_are_held_until_two_people_release_them() {
        let all = held([30; 10], &[]);
        assert_eq!(scopes(&all), ["the school"]);
        let hold = &all[0];
        assert_eq!((hold.pupils.len(), hold.flagged.len(), hold.wants_second_person), (300, 10, true));
        assert!(hold.sentence().contains("300 of 300"), "{}", hold.sentence());
        assert_eq!(release(hold, None, "ann"), Release::WantsSecondPerson);
        assert_eq!(release(hold, Some("ann"), "ann"), Release::SamePerson);
        assert_eq!(release(hold, Some("ann"), "ben"), Release::Done);
    }

    #[test]
    fn a_trip_that_nobody_coded_holds_its_class_and_the_others_are_asked_about() {
        let trip = held([20, 1, 0, 2, 1, 0, 0, 1, 1, 0], &[]);
        // 21 of the year's 60 are absent: the year is held, and with it the class.
        assert_eq!(scopes(&trip), ["year 7"]);
        assert!(!trip[0].pupils.contains(&pupil(301)));
        let strict = Thresholds { year: Percent(60), ..Thresholds::default() };
        let by_class = holds((date(2026, 11, 23), Session::Am), &school([20, 1, 0, 2, 1, 0, 0, 1, 1, 0]), &[], &strict);
        assert_eq!((scopes(&by_class), by_class[0].pupils.len()), (vec!["7A".to_owned()], 20));
        assert_eq!(release(&by_class[0], None, "ann"), Release::Done);
    }

    #[test]
    fn a_village_school_with_two_children_ill_is_not_held() {
        let village: Vec<Marked<'_>> = (0..20)
            .map(|number| Marked { pupil: pupil(number), class: "1", year: "1", asks: number < 5, flagged: false })
            .collect();
        assert_eq!(holds((date(2026, 11, 23), Session::Am), &village, &[], &Thresholds::default()), []);
    }

    #[test]
    fn a_schools_own_history_makes_it_stricter_and_never_laxer() {
        let many = [3, 3, 2, 3, 3, 3, 2, 3, 3, 3];
        assert_eq!(held(many, &[]), []);
        assert_eq!(scopes(&held(many, &[5, 6, 4, 7])), ["the school"]);
        assert_eq!(held(many, &[5, 6, 4]), [], "three weeks are no history");
        assert_eq!(scopes(&held([6; 10], &[90, 80, 70, 95])), ["the school"], "60 of 300 are held whatever was usual");
    }

    proptest! {
        #[test]
        fn whom_a_hold_covers_is_absent_and_one_more_absent_never_lets_anybody_go(
            absent in prop::array::uniform10(0usize..30), more in 0usize..10, history in prop::collection::vec(0usize..60, 0..8),
        ) {
            let all = school(absent);
            let covered = |holds: &[Hold]| -> BTreeSet<PupilId> { holds.iter().flat_map(|hold| hold.pupils.iter().copied()).collect() };
            let before = covered(&held(absent, &history));
            prop_assert!(before.iter().all(|pupil| all.iter().any(|one| one.pupil == *pupil && one.asks)));
            let mut worse = absent;
            worse[more] += 1;
            let after = covered(&held(worse, &history));
            prop_assert!(before.is_subset(&after), "{:?}", before.difference(&after));
            prop_assert_eq!(held(absent, &history), held(absent, &history));
        }
    }
}
