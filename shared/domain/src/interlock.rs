//! The interlock: before anybody is asked, is it likely that so many children are truly away?
//!
//! A whole class without marks, a school trip that nobody coded, a wrong button: what is affected is held, and a person looks. Fixed
//! thresholds stand from the first day; a school's own history makes them stricter, never laxer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::duty::{Duty, Raised, StaffStep};
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

/// A pupil whose mark asks for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absent<'a> {
    /// Who.
    pub pupil: PupilId,
    /// The registration group; empty when unknown.
    pub class: &'a str,
    /// The year group; empty when unknown.
    pub year: &'a str,
    /// Looked after, with a social worker, or named by the safeguarding lead.
    pub flagged: bool,
}

/// How many pupils there are.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sizes {
    /// On the roll.
    pub roll: usize,
    /// In each year group.
    pub years: BTreeMap<String, usize>,
    /// In each registration group.
    pub classes: BTreeMap<String, usize>,
}

impl Sizes {
    /// Of a roll: each pupil's year and registration group.
    pub fn of<'a>(roll: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut sizes = Self::default();
        for (year, class) in roll {
            sizes.roll += 1;
            for (groups, name) in [(&mut sizes.years, year), (&mut sizes.classes, class)] {
                if !name.is_empty() {
                    *groups.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
        sizes
    }
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
    /// Whatever is more than the school sends in an hour.
    Hour,
}

impl Scope {
    /// The word for tables and the API: `school`, `year 7`, `class 7B`, `hour`.
    pub fn word(&self) -> String {
        match self {
            Self::School => "school".to_owned(),
            Self::Year(year) => format!("year {year}"),
            Self::Class(class) => format!("class {class}"),
            Self::Hour => "hour".to_owned(),
        }
    }

    /// Reads the word.
    pub fn read(word: &str) -> Option<Self> {
        match (word, word.split_once(' ')) {
            ("school", _) => Some(Self::School),
            ("hour", _) => Some(Self::Hour),
            (_, Some(("year", year))) => Some(Self::Year(year.to_owned())),
            (_, Some(("class", class))) => Some(Self::Class(class.to_owned())),
            _ => None,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::School => f.write_str("the school"),
            Self::Year(year) => write!(f, "year {year}"),
            Self::Class(class) => f.write_str(class),
            Self::Hour => f.write_str("this hour"),
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
        if self.id.scope == Scope::Hour {
            return format!(
                "More would be sent in an hour than the school allows. {} pupils wait, and nobody has been asked about them. Look at the list, then release it.",
                self.absent
            );
        }
        let usual = self.usual.map_or_else(String::new, |usual| format!(" On such a day it is usually {usual}."));
        let second = if self.wants_second_person { " Two people have to release it." } else { "" };
        format!(
            "In {} {} of {} are marked absent without a reason.{usual} Nobody has been asked. Is a register not taken, or a trip not coded? Correct the marks, or release it.{second}",
            self.id.scope, self.absent, self.of
        )
    }
}

/// What is held of a session's register, of whom these are absent. `history` are the counts of the same weekday and session in the weeks
/// before.
///
/// A school's hold covers everybody; else a year's hold covers its classes. Whoever is in none may be asked.
pub fn holds(
    (date, session): (Date, Session),
    absent: &[Absent<'_>],
    sizes: &Sizes,
    history: &[usize],
    thresholds: &Thresholds,
) -> Vec<Hold> {
    let usual = (history.len() >= ENOUGH_HISTORY).then(|| middle(history)).flatten();
    let hold = |scope: Scope, group: &[&Absent<'_>], of: usize| Hold {
        id: HoldId { date, session, scope },
        absent: group.len(),
        of,
        usual: None,
        wants_second_person: false,
        pupils: group.iter().map(|one| one.pupil).collect(),
        flagged: group.iter().filter(|one| one.flagged).map(|one| one.pupil).collect(),
    };
    let everybody: Vec<&Absent<'_>> = absent.iter().collect();
    let unlike = usual.is_some_and(|usual| absent.len() > usual.saturating_mul(thresholds.times_usual));
    if absent.len() >= thresholds.count && (thresholds.roll.is_reached(absent.len(), sizes.roll) || unlike) {
        let wants_second_person = thresholds.second_person.is_reached(absent.len(), sizes.roll);
        return vec![Hold { usual, wants_second_person, ..hold(Scope::School, &everybody, sizes.roll) }];
    }
    let mut years: BTreeMap<&str, Vec<&Absent<'_>>> = BTreeMap::new();
    let mut classes: BTreeMap<&str, Vec<&Absent<'_>>> = BTreeMap::new();
    for one in absent {
        for (groups, name) in [(&mut years, one.year), (&mut classes, one.class)] {
            if !name.is_empty() {
                groups.entry(name).or_default().push(one);
            }
        }
    }
    // Of a group that nobody has counted those who are absent are all that is known.
    let size =
        |sizes: &BTreeMap<String, usize>, name: &str, absent: usize| sizes.get(name).map_or(absent, |size| absent.max(*size));
    years.retain(|name, group| {
        group.len() >= thresholds.count && thresholds.year.is_reached(group.len(), size(&sizes.years, name, group.len()))
    });
    classes.retain(|name, group| {
        group.len() >= thresholds.class_count
            && thresholds.class.is_reached(group.len(), size(&sizes.classes, name, group.len()))
            && group.iter().any(|one| !years.contains_key(one.year))
    });
    let of_years =
        years.iter().map(|(name, group)| hold(Scope::Year((*name).to_owned()), group, size(&sizes.years, name, group.len())));
    let of_classes = classes
        .iter()
        .map(|(name, group)| hold(Scope::Class((*name).to_owned()), group, size(&sizes.classes, name, group.len())));
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
    /// The marks have changed, and nothing of it is held any more: nobody is let go from whatever holds them now.
    IsOver,
}

/// What has been decided about a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: nobody of it is asked.
    Stands,
    /// It was let go.
    Released,
    /// Its marks are wrong: nobody is asked until others come.
    Discarded,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Stands, Self::Released, Self::Discarded];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Released => "released",
            Self::Discarded => "discarded",
        }
    }
}

/// A word that names no verdict.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a hold stands, is released or discarded")]
pub struct NotAVerdict;

impl FromStr for Verdict {
    type Err = NotAVerdict;

    fn from_str(text: &str) -> Result<Self, NotAVerdict> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text).ok_or(NotAVerdict)
    }
}

/// What one person has said of a hold that two have to release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstRelease {
    /// Who, by the subject of their sign-in.
    pub person: String,
    /// Whom they have looked at: nobody else is let go by a second person's word.
    pub pupils: BTreeSet<PupilId>,
}

/// A hold with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What is held, as the newest marks have it.
    pub hold: Hold,
    /// What has been decided.
    pub verdict: Verdict,
    /// Who wanted to let whom go, where a second person has to say so too.
    pub released_first: Option<FirstRelease>,
    /// Who of it was let go while the others are held.
    pub let_go: BTreeSet<PupilId>,
    /// Whom staff have told, until somebody looks.
    pub raised: Raised,
    /// Whether the marks have changed so that nothing is to be held any more.
    pub is_over: bool,
}

impl Standing {
    /// A hold that begins now.
    pub fn new(hold: Hold, now: Timestamp) -> Self {
        Self {
            hold,
            verdict: Verdict::Stands,
            released_first: None,
            let_go: BTreeSet::new(),
            raised: Raised::new(now),
            is_over: false,
        }
    }

    /// Whether nobody is asked about a pupil because of it.
    pub fn covers(&self, pupil: PupilId) -> bool {
        !self.is_over && self.verdict != Verdict::Released && self.hold.pupils.contains(&pupil) && !self.let_go.contains(&pupil)
    }

    /// Whether somebody of it is held.
    pub fn holds_somebody(&self) -> bool {
        self.hold.pupils.iter().any(|pupil| self.covers(*pupil))
    }

    /// Takes in what the newest marks make of it: `None` when nothing of it would be held any more.
    pub fn take_in(&mut self, now_held: Option<Hold>, now: Timestamp) {
        match now_held {
            Some(hold) => {
                if self.is_over && self.verdict != Verdict::Released {
                    self.raised = Raised::new(now);
                    self.verdict = Verdict::Stands;
                    self.released_first = None;
                }
                self.is_over = false;
                // Whoever looked at it, or threw its marks away, has not seen who has come since.
                let others_came = !hold.pupils.is_subset(&self.hold.pupils);
                if others_came && self.verdict != Verdict::Released && self.raised.taken {
                    self.raised = Raised::new(now);
                    self.verdict = Verdict::Stands;
                }
                // What one person let go was less than this: whoever has come since waits for two.
                if self.verdict == Verdict::Released && hold.wants_second_person && !self.hold.wants_second_person {
                    self.verdict = Verdict::Stands;
                    self.let_go.append(&mut self.hold.pupils);
                    self.raised = Raised::new(now);
                }
                // Two people, once asked for, stay asked for.
                let wants_second_person = self.hold.wants_second_person || hold.wants_second_person;
                self.hold = Hold { wants_second_person, ..hold };
            }
            None => self.is_over = true,
        }
    }

    /// Somebody has looked, and decides later: staff are told of it no more.
    pub fn see(&mut self) {
        self.raised.taken = true;
    }

    /// Somebody lets all of it go, or some.
    pub fn release(&mut self, person: &str, some: Option<&BTreeSet<PupilId>>) -> Release {
        if self.is_over {
            return Release::IsOver;
        }
        self.raised.taken = true;
        let wanted: BTreeSet<PupilId> = match some {
            Some(some) => some.intersection(&self.hold.pupils).copied().collect(),
            None => self.hold.pupils.clone(),
        };
        if !self.hold.wants_second_person {
            self.let_go(wanted);
            return Release::Done;
        }
        let Some(first) = &mut self.released_first else {
            self.released_first = Some(FirstRelease { person: person.to_owned(), pupils: wanted });
            return Release::WantsSecondPerson;
        };
        if first.person == person {
            first.pupils.extend(wanted);
            return Release::SamePerson;
        }
        let both: BTreeSet<PupilId> = wanted.intersection(&first.pupils).copied().collect();
        if both.is_empty() {
            *first = FirstRelease { person: person.to_owned(), pupils: wanted };
            return Release::WantsSecondPerson;
        }
        self.released_first = None;
        self.let_go(both);
        Release::Done
    }

    /// Lets these go. Who is the whole hold is all of it, and whoever joins it later too.
    fn let_go(&mut self, pupils: BTreeSet<PupilId>) {
        if self.hold.pupils.is_subset(&pupils) {
            self.verdict = Verdict::Released;
        } else {
            self.let_go.extend(pupils);
        }
    }

    /// Somebody says that its marks are wrong: what is held stays silent until others come.
    pub fn discard(&mut self) {
        self.raised.taken = true;
        self.verdict = Verdict::Discarded;
    }

    /// Who is told by now, while nobody has looked at it.
    pub fn climb(&mut self, steps: &[StaffStep], now: Timestamp) -> BTreeSet<Duty> {
        if self.holds_somebody() { self.raised.climb(steps, now) } else { BTreeSet::new() }
    }

    /// When it goes up by itself.
    pub fn next(&self, steps: &[StaffStep]) -> Option<Timestamp> {
        if self.holds_somebody() { self.raised.next(steps) } else { None }
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
    fn school(absent: [usize; 10]) -> Vec<Absent<'static>> {
        let of_class = |class: usize| {
            (0..absent[class]).map(move |number| Absent {
                pupil: pupil(class * 100 + number),
                class: CLASSES[class],
                year: YEARS[class],
                flagged: number == 0,
            })
        };
        (0..10).flat_map(of_class).collect()
    }

    fn sizes() -> Sizes {
        Sizes::of((0..300).map(|number| (YEARS[number / 30], CLASSES[number / 30])))
    }

    fn held(absent: [usize; 10], history: &[usize]) -> Vec<Hold> {
        holds((date(2026, 11, 23), Session::Am), &school(absent), &sizes(), history, &Thresholds::default())
    }

    fn scopes(holds: &[Hold]) -> Vec<String> {
        holds.iter().map(|hold| hold.id.scope.to_string()).collect()
    }

    #[test]
    fn what_one_person_let_go_does_not_let_go_what_two_have_to() {
        let moment = Timestamp::UNIX_EPOCH;
        let [few, many] =
            [[8, 8, 8, 8, 0, 0, 0, 0, 0, 0], [20, 20, 20, 20, 0, 0, 0, 0, 0, 0]].map(|absent| held(absent, &[]).remove(0));
        let mut standing = Standing::new(few.clone(), moment);
        assert_eq!(standing.release("ann", None), Release::Done);
        standing.take_in(Some(many.clone()), moment);
        let held: Vec<bool> = many.pupils.iter().map(|pupil| standing.covers(*pupil)).collect();
        let new: Vec<bool> = many.pupils.iter().map(|pupil| !few.pupils.contains(pupil)).collect();
        assert_eq!((held, standing.verdict), (new, Verdict::Stands));
        assert_eq!(standing.release("ann", None), Release::WantsSecondPerson);
        assert_eq!(standing.release("ben", None), Release::Done);
    }

    #[test]
    fn a_second_person_lets_go_whom_the_first_has_looked_at_and_nobody_else() {
        let hold = held([30; 10], &[]).remove(0);
        let mut standing = Standing::new(hold.clone(), Timestamp::UNIX_EPOCH);
        let [few, others] = [[1, 2], [3, 4]].map(|numbers| numbers.map(pupil).into_iter().collect::<BTreeSet<_>>());
        assert_eq!(standing.release("ann", Some(&few)), Release::WantsSecondPerson);
        assert_eq!(standing.release("ben", Some(&others)), Release::WantsSecondPerson, "nobody has said so of these twice");
        assert_eq!(standing.release("ann", Some(&others)), Release::Done);
        assert!(!standing.covers(pupil(3)) && standing.covers(pupil(1)));
        assert_eq!((standing.release("ann", None), standing.release("ben", None)), (Release::WantsSecondPerson, Release::Done));
        assert_eq!(standing.verdict, Verdict::Released);
    }

    #[test]
    fn who_joins_a_hold_that_somebody_has_looked_at_is_told_of_again() {
        let steps = [StaffStep { after: jiff::SignedDuration::ZERO, tell: BTreeSet::from([Duty::AttendanceOfficer]) }];
        let [before, after] = [[20; 10], [21; 10]].map(|absent| held(absent, &[]).remove(0));
        let mut standing = Standing::new(before.clone(), Timestamp::UNIX_EPOCH);
        let told = |standing: &mut Standing| !standing.climb(&steps, Timestamp::UNIX_EPOCH).is_empty();
        assert!(told(&mut standing));
        standing.discard();
        standing.take_in(Some(before), Timestamp::UNIX_EPOCH);
        assert!(!told(&mut standing), "the same marks tell nothing new");
        standing.take_in(Some(after), Timestamp::UNIX_EPOCH);
        assert!(told(&mut standing));
        assert_eq!(standing.verdict, Verdict::Stands);
    }

    #[test]
    fn of_a_hold_that_is_over_nobody_lets_anybody_go() {
        let mut standing = Standing::new(held([0, 0, 28, 0, 0, 0, 0, 0, 0, 0], &[]).remove(0), Timestamp::UNIX_EPOCH);
        standing.take_in(None, Timestamp::UNIX_EPOCH);
        assert_eq!((standing.release("ann", None), standing.verdict), (Release::IsOver, Verdict::Stands));
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
        let mut standing = Standing::new(hold.clone(), Timestamp::UNIX_EPOCH);
        assert_eq!(standing.release("ann", None), Release::WantsSecondPerson);
        assert_eq!(standing.release("ann", None), Release::SamePerson);
        assert!(standing.covers(pupil(0)));
        assert_eq!(standing.release("ben", None), Release::Done);
        assert!(!standing.covers(pupil(0)));
    }

    #[test]
    fn a_trip_that_nobody_coded_holds_its_class_and_the_others_are_asked_about() {
        let trip = held([20, 1, 0, 2, 1, 0, 0, 1, 1, 0], &[]);
        // 21 of the year's 60 are absent: the year is held, and with it the class.
        assert_eq!(scopes(&trip), ["year 7"]);
        assert!(!trip[0].pupils.contains(&pupil(301)));
        let strict = Thresholds { year: Percent(60), ..Thresholds::default() };
        let by_class = holds((date(2026, 11, 23), Session::Am), &school([20, 1, 0, 2, 1, 0, 0, 1, 1, 0]), &sizes(), &[], &strict);
        assert_eq!((scopes(&by_class), by_class[0].pupils.len()), (vec!["7A".to_owned()], 20));
        let mut standing = Standing::new(by_class[0].clone(), Timestamp::UNIX_EPOCH);
        assert_eq!(standing.release("ann", Some(&BTreeSet::from([pupil(3)]))), Release::Done);
        assert!(!standing.covers(pupil(3)) && standing.covers(pupil(4)), "some are let go, the others are held");
    }

    #[test]
    fn a_village_school_with_two_children_ill_is_not_held() {
        let village: Vec<Absent<'_>> =
            (0..5).map(|number| Absent { pupil: pupil(number), class: "1", year: "1", flagged: false }).collect();
        let sizes = Sizes::of((0..20).map(|_| ("1", "1")));
        assert_eq!(holds((date(2026, 11, 23), Session::Am), &village, &sizes, &[], &Thresholds::default()), []);
    }

    #[test]
    fn a_schools_own_history_makes_it_stricter_and_never_laxer() {
        let many = [3, 3, 2, 3, 3, 3, 2, 3, 3, 3];
        assert_eq!(held(many, &[]), []);
        assert_eq!(scopes(&held(many, &[5, 6, 4, 7])), ["the school"]);
        assert_eq!(held(many, &[5, 6, 4]), [], "three weeks are no history");
        assert_eq!(scopes(&held([6; 10], &[90, 80, 70, 95])), ["the school"], "60 of 300 are held whatever was usual");
    }

    #[test]
    fn a_hold_that_nobody_looks_at_goes_up_and_one_whose_marks_were_corrected_is_over() {
        let step = |minutes, duty| StaffStep { after: jiff::SignedDuration::from_mins(minutes), tell: BTreeSet::from([duty]) };
        let steps = [step(0, Duty::AttendanceOfficer), step(10, Duty::SafeguardingLead)];
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let drill = held([20; 10], &[]);
        let mut standing = Standing::new(drill[0].clone(), at(0));
        assert_eq!(standing.climb(&steps, at(0)), BTreeSet::from([Duty::AttendanceOfficer]));
        assert_eq!(standing.climb(&steps, at(9)), BTreeSet::new());
        assert_eq!(standing.climb(&steps, at(10)), BTreeSet::from([Duty::SafeguardingLead]));
        standing.take_in(None, at(12));
        assert!(!standing.covers(pupil(0)));
        standing.take_in(Some(drill[0].clone()), at(20));
        assert_eq!(standing.climb(&steps, at(20)), BTreeSet::from([Duty::AttendanceOfficer]), "held again, told again");
        standing.discard();
        assert_eq!((standing.climb(&steps, at(60)), standing.covers(pupil(0))), (BTreeSet::new(), true));
    }

    #[test]
    fn what_is_held_is_read_as_it_is_written() {
        for scope in [Scope::School, Scope::Year("7".to_owned()), Scope::Class("7 Blue".to_owned()), Scope::Hour] {
            assert_eq!(Scope::read(&scope.word()), Some(scope));
        }
        assert!(Verdict::ALL.into_iter().all(|verdict| verdict.as_str().parse() == Ok(verdict)));
    }

    proptest! {
        #[test]
        fn whom_a_hold_covers_is_absent_and_one_more_absent_never_lets_anybody_go(
            absent in prop::array::uniform10(0usize..30), more in 0usize..10, history in prop::collection::vec(0usize..60, 0..8),
        ) {
            let all = school(absent);
            let covered = |holds: &[Hold]| -> BTreeSet<PupilId> { holds.iter().flat_map(|hold| hold.pupils.iter().copied()).collect() };
            let before = covered(&held(absent, &history));
            prop_assert!(before.iter().all(|pupil| all.iter().any(|one| one.pupil == *pupil)));
            let mut worse = absent;
            worse[more] += 1;
            let after = covered(&held(worse, &history));
            prop_assert!(before.is_subset(&after), "{:?}", before.difference(&after));
            prop_assert_eq!(held(absent, &history), held(absent, &history));
        }
    }
}
