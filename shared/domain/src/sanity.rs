//! Whether an extract is what a school's extract usually is, or says what hardly ever is true and is held until somebody looks.

use jiff::civil::Date;

use crate::register::Session;

/// Fewer pupils than this in a class or a school say nothing by their share.
const ENOUGH: u32 = 8;

/// Fewer marks than this may all be those of a class that is out together.
const ENOUGH_MARKS: u32 = 20;

/// Sessions of its own that a school must have before an extract is held against them.
const HISTORY: usize = 5;

/// What is counted in an extract, beside what the school's roll says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// What its roll says; `None` where it has none, or an old one.
    pub roll: Option<ExtractedRoll>,
    /// Pupils with a mark in its newest session of today that is not blank.
    pub marked: u32,
    /// Those of them whose mark asks for a call.
    pub asking: u32,
    /// Pupils marked present in the morning by either stroke.
    pub morning_strokes: u32,
    /// Those of them by the stroke of the afternoon.
    pub morning_strokes_of_the_afternoon: u32,
    /// The one day that all its marks are of; `None` where it has none or those of several days.
    pub only_day: Option<Date>,
    /// The sessions of today that it has marks for.
    pub sessions: Vec<Session>,
}

/// What an extract's roll says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtractedRoll {
    /// Pupils on it.
    pub pupils: u32,
    /// Those of them who were on the roll before.
    pub known: u32,
    /// Contacts of all of them.
    pub contacts: u32,
    /// Pupils with somebody who may be told and has a number or an address.
    pub reachable: u32,
    /// Pupils who were on the roll before and whose names were looked at.
    pub names_looked_at: u32,
    /// Those whose forename is the surname that they had, and the other way round.
    pub names_swapped: u32,
}

/// What the school's roll and registers say so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Pupils who are expected to be on the next roll: those whom the extract before did not miss already. 0 before the first roll.
    pub pupils: u32,
    /// Contacts of all pupils.
    pub contacts: u32,
    /// Of the school's newest sessions, how many pupils in a hundred asked for a call.
    pub asking_of_hundred: Vec<u8>,
}

/// When an extract was taken, on the school's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The day.
    pub day: Date,
    /// The hour, 0 to 23.
    pub hour: i8,
}

/// One thing in which an extract differs from what this school's extracts say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Hardly any pupil of the roll is in the extract.
    AnotherSchool,
    /// A tenth of the roll or more is not in the extract.
    RollShrank,
    /// Hardly anybody could be reached any more.
    ContactsGone,
    /// Forenames are where surnames were.
    NamesSwapped,
    /// Nearly everybody is absent without a reason, or many more than this school ever had.
    TooManyAsking,
    /// The morning's marks are those of an afternoon.
    SessionsSwapped,
    /// An extract of this morning that has the marks of an earlier day alone.
    MarksOfAnotherDay,
}

/// A difference with its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What differs.
    pub difference: Difference,
    /// The count before, or of all.
    pub before: u32,
    /// The count in the extract.
    pub now: u32,
}

impl Difference {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::AnotherSchool,
        Self::RollShrank,
        Self::ContactsGone,
        Self::NamesSwapped,
        Self::TooManyAsking,
        Self::SessionsSwapped,
        Self::MarksOfAnotherDay,
    ];

    /// The stable word for reports and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnotherSchool => "another_school",
            Self::RollShrank => "roll_shrank",
            Self::ContactsGone => "contacts_gone",
            Self::NamesSwapped => "names_swapped",
            Self::TooManyAsking => "too_many_absent",
            Self::SessionsSwapped => "sessions_swapped",
            Self::MarksOfAnotherDay => "marks_of_another_day",
        }
    }
}

impl Found {
    /// What differs and what to look at, for the office.
    pub fn sentence(&self) -> String {
        let Self { before, now, difference } = self;
        match difference {
            Difference::AnotherSchool => format!(
                "Of the {before} pupils on the roll only {now} are in this extract: it may be another school's. Look at the report that made it."
            ),
            Difference::RollShrank => format!(
                "Of the {before} pupils on the roll only {now} are in this extract. Apply it if so many have left; else look for a filter in the report."
            ),
            Difference::ContactsGone => format!(
                "Before there were {before} contacts or pupils with somebody to reach, in this extract there are {now}. Look whether the report still has the contacts' columns."
            ),
            Difference::NamesSwapped => format!(
                "Of {before} pupils {now} have forename and surname the other way round. Look at the order of the report's columns."
            ),
            Difference::TooManyAsking => format!(
                "Of {before} pupils with a mark {now} are absent without a reason, far more than usual. Look whether the registers were taken."
            ),
            Difference::SessionsSwapped => {
                format!(
                    "Of {before} pupils present in the morning {now} have the mark of an afternoon: AM and PM may be swapped."
                )
            }
            Difference::MarksOfAnotherDay => {
                "The extract was taken today and all its marks are of an earlier day. Look at the report's date.".to_owned()
            }
        }
    }
}

/// What is odd about an extract, against the roll and the school's own history; nothing for one that can go through.
///
/// ```
/// use domain::sanity::{self, Before, Difference, Extracted, ExtractedRoll};
///
/// let before = Before { pupils: 900, contacts: 1_700, ..Before::default() };
/// let roll = |pupils| Some(ExtractedRoll { pupils, known: pupils, contacts: 1_500, reachable: pupils, ..ExtractedRoll::default() });
/// let odd = |pupils| sanity::differences(&before, &Extracted { roll: roll(pupils), ..Extracted::default() }, None);
/// assert!(odd(880).is_empty());
/// assert_eq!(odd(810)[0].difference, Difference::RollShrank);
/// ```
pub fn differences(before: &Before, now: &Extracted, taken: Option<Taken>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut add = |difference, before, now| found.push(Found { difference, before, now });
    if let Some(roll) = &now.roll {
        let lost = before.pupils.saturating_sub(roll.known);
        if before.pupils >= ENOUGH && roll.pupils > 0 && roll.known * 10 < before.pupils {
            add(Difference::AnotherSchool, before.pupils, roll.known);
        } else if lost >= 2 && lost * 10 >= before.pupils {
            add(Difference::RollShrank, before.pupils, roll.known);
        }
        if before.contacts >= ENOUGH && roll.contacts * 3 < before.contacts {
            add(Difference::ContactsGone, before.contacts, roll.contacts);
        } else if roll.pupils >= ENOUGH && roll.reachable * 10 < roll.pupils {
            add(Difference::ContactsGone, roll.pupils, roll.reachable);
        }
        if roll.names_looked_at >= 3 && roll.names_swapped * 2 > roll.names_looked_at {
            add(Difference::NamesSwapped, roll.names_looked_at, roll.names_swapped);
        }
    }
    if now.marked >= ENOUGH_MARKS && (now.asking * 10 >= now.marked * 9 || is_far_more_than(&before.asking_of_hundred, now)) {
        add(Difference::TooManyAsking, now.marked, now.asking);
    }
    if now.morning_strokes >= ENOUGH && now.morning_strokes_of_the_afternoon * 10 >= now.morning_strokes * 9 {
        add(Difference::SessionsSwapped, now.morning_strokes, now.morning_strokes_of_the_afternoon);
    }
    if let (Some(taken), Some(day)) = (taken, now.only_day)
        && before.pupils > 0
        && (8..16).contains(&taken.hour)
        && day < taken.day
    {
        add(Difference::MarksOfAnotherDay, 0, 0);
    }
    found
}

/// Whether more pupils ask than three times the most that the school ever had lately, and at least a quarter of all.
fn is_far_more_than(history: &[u8], now: &Extracted) -> bool {
    let Some(most) = history.iter().max().filter(|_| history.len() >= HISTORY) else { return false };
    let hundredths = u64::from(now.asking) * 100 / u64::from(now.marked.max(1));
    now.asking >= ENOUGH && hundredths >= 25 && hundredths > u64::from(*most) * 3
}

/// How many pupils in a hundred ask for a call, for the history.
pub fn asking_of_hundred(now: &Extracted) -> Option<u8> {
    (now.marked >= ENOUGH_MARKS).then(|| u8::try_from(u64::from(now.asking) * 100 / u64::from(now.marked)).unwrap_or(100))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn odd(before: &Before, now: &Extracted) -> Vec<Difference> {
        differences(before, now, None).into_iter().map(|found| found.difference).collect()
    }

    fn roll(pupils: u32, known: u32, contacts: u32, reachable: u32) -> Extracted {
        Extracted {
            roll: Some(ExtractedRoll { pupils, known, contacts, reachable, ..ExtractedRoll::default() }),
            ..Extracted::default()
        }
    }

    #[test]
    fn a_roll_that_shrank_by_a_tenth_is_odd_and_one_that_lost_a_few_is_not() {
        let before = Before { pupils: 1000, contacts: 1800, ..Before::default() };
        assert_eq!(odd(&before, &roll(901, 901, 1700, 890)), []);
        assert_eq!(odd(&before, &roll(900, 900, 1700, 890)), [Difference::RollShrank]);
        let small = Before { pupils: 12, contacts: 20, ..Before::default() };
        assert_eq!(odd(&small, &roll(11, 11, 19, 11)), []);
        assert_eq!(odd(&small, &roll(10, 10, 18, 10)), [Difference::RollShrank]);
    }

    #[test]
    fn another_schools_roll_is_odd_and_a_first_roll_is_not() {
        let before = Before { pupils: 1000, contacts: 1800, ..Before::default() };
        assert_eq!(odd(&before, &roll(1000, 12, 1800, 1000)), [Difference::AnotherSchool]);
        assert_eq!(odd(&Before::default(), &roll(1000, 0, 1800, 990)), []);
    }

    #[test]
    fn contacts_that_are_all_gone_are_odd_even_in_a_first_roll() {
        let before = Before { pupils: 100, contacts: 180, ..Before::default() };
        assert_eq!(odd(&before, &roll(100, 100, 0, 0)), [Difference::ContactsGone]);
        assert_eq!(odd(&before, &roll(100, 100, 170, 2)), [Difference::ContactsGone]);
        assert_eq!(odd(&Before::default(), &roll(100, 0, 0, 0)), [Difference::ContactsGone]);
    }

    #[test]
    fn names_the_other_way_round_are_odd() {
        let names = |looked_at, swapped| Extracted {
            roll: Some(ExtractedRoll {
                pupils: 30,
                known: 30,
                contacts: 50,
                reachable: 30,
                names_looked_at: looked_at,
                names_swapped: swapped,
            }),
            ..Extracted::default()
        };
        let before = Before { pupils: 30, contacts: 50, ..Before::default() };
        assert_eq!(odd(&before, &names(25, 24)), [Difference::NamesSwapped]);
        assert_eq!(odd(&before, &names(25, 1)), []);
    }

    #[test]
    fn a_school_where_nearly_everybody_is_absent_is_odd_and_a_bad_day_is_not() {
        let marks = |marked, asking| Extracted { marked, asking, ..Extracted::default() };
        assert_eq!(odd(&Before::default(), &marks(300, 300)), [Difference::TooManyAsking]);
        assert_eq!(odd(&Before::default(), &marks(300, 90)), []);
        assert_eq!(odd(&Before::default(), &marks(19, 19)), []);
        let used_to_it = Before { asking_of_hundred: vec![2, 3, 4, 3, 2], ..Before::default() };
        assert_eq!(odd(&used_to_it, &marks(300, 90)), [Difference::TooManyAsking]);
        assert_eq!(odd(&used_to_it, &marks(300, 30)), []);
    }

    #[test]
    fn a_morning_with_the_strokes_of_an_afternoon_is_odd() {
        let strokes =
            |all, wrong| Extracted { morning_strokes: all, morning_strokes_of_the_afternoon: wrong, ..Extracted::default() };
        assert_eq!(odd(&Before::default(), &strokes(200, 200)), [Difference::SessionsSwapped]);
        assert_eq!(odd(&Before::default(), &strokes(200, 3)), []);
    }

    #[test]
    fn an_extract_of_this_morning_with_yesterdays_marks_is_odd_and_one_of_the_night_is_not() {
        let now = Extracted { only_day: Some(date(2026, 11, 23)), ..Extracted::default() };
        let before = Before { pupils: 30, ..Before::default() };
        let at = |hour| differences(&before, &now, Some(Taken { day: date(2026, 11, 24), hour }));
        assert_eq!(at(9).first().map(|found| found.difference), Some(Difference::MarksOfAnotherDay));
        assert_eq!(at(2), []);
        assert_eq!(differences(&before, &now, Some(Taken { day: date(2026, 11, 23), hour: 9 })), []);
        assert_eq!(differences(&Before::default(), &now, Some(Taken { day: date(2026, 11, 24), hour: 9 })), []);
    }

    proptest! {
        #[test]
        fn the_same_roll_again_is_never_odd(pupils in 0u32..3000, contacts in 0u32..9000) {
            let reachable = pupils;
            let before = Before { pupils, contacts, ..Before::default() };
            prop_assert_eq!(odd(&before, &roll(pupils, pupils, contacts, reachable)), []);
        }

        #[test]
        fn a_roll_that_lost_more_is_never_less_odd(pupils in 20u32..3000, kept in 0u32..3000, fewer in 0u32..3000) {
            let kept = kept.min(pupils);
            let fewer = fewer.min(kept);
            let before = Before { pupils, contacts: 0, ..Before::default() };
            let is_odd = |known: u32| known > 0 && !odd(&before, &roll(known, known, 0, known)).is_empty();
            prop_assert!(!is_odd(kept) || fewer == 0 || is_odd(fewer));
        }
    }
}
