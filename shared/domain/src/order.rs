//! In what order the open searches are worked and shown. A fixed order, no score:
//!
//! 1. alarms;
//! 2. flagged: looked after, with a social worker, or named by the safeguarding lead;
//! 3. the youngest, by year group, unknown years last;
//! 4. nobody whom we can reach, then one contact alone;
//! 5. a second day without a reason;
//! 6. the rest.
//!
//! Each of them decides only between pupils whom those above it leave level; the registration group and then the pupil's id decide
//! between the rest, so that the list is the same however often it is made.
//!
//! Why a pupil stands where they stand is for the safeguarding lead. Everybody else sees a [`Level`], and the list in the order of
//! [`Place::for_everybody`]: in the order above, a year 11 among the youngest would give the flag away.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

use crate::pupil::{Flag, PupilId};
use crate::year::Year;

/// What decides about a pupil's place.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who.
    pub pupil: PupilId,
    /// Whether a contact thought the child was in school, or does not know where the child is.
    pub alarm: bool,
    /// What the pupil's record says.
    pub flags: &'a BTreeSet<Flag>,
    /// Whether the safeguarding lead has named the pupil.
    pub named: bool,
    /// The year group.
    pub year: Year,
    /// The registration group; empty when unknown.
    pub group: &'a str,
    /// How many contacts may be told and can be reached.
    pub reachable_contacts: usize,
    /// Whether the pupil was away without a reason on the school day before too.
    pub second_day: bool,
}

/// How soon, in one word that everybody at the school may see, the loudest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A child who should be somewhere is not.
    Alarm,
    /// Before the others, for one of several reasons.
    First,
    /// As soon as the first are done.
    Soon,
    /// In its turn.
    Usual,
}

impl Level {
    /// All levels, the loudest first.
    pub const ALL: [Self; 4] = [Self::Alarm, Self::First, Self::Soon, Self::Usual];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::First => "first",
            Self::Soon => "soon",
            Self::Usual => "usual",
        }
    }
}

/// Why a pupil stands where they stand: for the safeguarding lead alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A contact thought the child was in school, or does not know where the child is.
    Alarm,
    /// Looked after by a local authority.
    LookedAfter,
    /// Has a social worker.
    SocialWorker,
    /// Named by the safeguarding lead.
    Named,
    /// The year group.
    Year(Year),
    /// Nobody can be reached.
    NobodyReachable,
    /// One contact alone can be reached.
    OneContact,
    /// The second day without a reason.
    SecondDay,
}

impl Reason {
    /// The reason as a sentence.
    pub fn sentence(self) -> String {
        match self {
            Self::Alarm => "A contact thought the child was in school, or does not know where the child is.".to_owned(),
            Self::LookedAfter => "The child is looked after by a local authority.".to_owned(),
            Self::SocialWorker => "The child has a social worker.".to_owned(),
            Self::Named => "The safeguarding lead has named the child.".to_owned(),
            Self::Year(Year::Unknown) => "The year group is not known, so the child comes after those whose year is.".to_owned(),
            Self::Year(year) => format!("The child is in {year}: the younger come first."),
            Self::NobodyReachable => "Nobody who may be told can be reached.".to_owned(),
            Self::OneContact => "One contact alone can be reached.".to_owned(),
            Self::SecondDay => "It is at least the second school day without a reason.".to_owned(),
        }
    }
}

/// It says why a child needs more care, so it prints as `Reason(…)`.
impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reason(…)")
    }
}

/// A pupil's place among the open searches; the lower is worked first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    alarm: Reverse<bool>,
    flagged: Reverse<bool>,
    year: Year,
    contacts: Contacts,
    second_day: Reverse<bool>,
    group: String,
    pupil: PupilId,
    reasons: Vec<Reason>,
}

/// How many contacts can be reached, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Contacts {
    None,
    One,
    More,
}

/// Where a pupil stands among the open searches.
pub fn place(facts: &Facts<'_>) -> Place {
    let contacts = match facts.reachable_contacts {
        0 => Contacts::None,
        1 => Contacts::One,
        _ => Contacts::More,
    };
    let (looked_after, social_worker) = (facts.flags.contains(&Flag::LookedAfter), facts.flags.contains(&Flag::SocialWorker));
    let reasons = [
        (facts.alarm, Reason::Alarm),
        (looked_after, Reason::LookedAfter),
        (social_worker, Reason::SocialWorker),
        (facts.named, Reason::Named),
        (true, Reason::Year(facts.year)),
        (contacts == Contacts::None, Reason::NobodyReachable),
        (contacts == Contacts::One, Reason::OneContact),
        (facts.second_day, Reason::SecondDay),
    ];
    Place {
        alarm: Reverse(facts.alarm),
        flagged: Reverse(looked_after || social_worker || facts.named),
        year: facts.year,
        contacts,
        second_day: Reverse(facts.second_day),
        group: facts.group.to_owned(),
        pupil: facts.pupil,
        reasons: reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect(),
    }
}

impl Place {
    /// What everybody at the school may see.
    ///
    /// `first` are the flagged, and with them all of nursery and reception, whoever has one contact or none, and whoever is away for the
    /// second day: in every year there are such pupils, so the word alone says nothing of a flag.
    pub fn level(&self) -> Level {
        let few_contacts = self.contacts != Contacts::More;
        match self.year {
            _ if self.alarm.0 => Level::Alarm,
            _ if self.flagged.0 || few_contacts || self.second_day.0 => Level::First,
            Year::Nursery | Year::SecondNursery | Year::Reception => Level::First,
            Year::Number(1..=6) => Level::Soon,
            Year::Number(_) | Year::Unknown => Level::Usual,
        }
    }

    /// By what the list is sorted for those who do not see the reasons: the level, the year, the registration group, the pupil's id.
    pub fn for_everybody(&self) -> (Level, Year, &str, PupilId) {
        (self.level(), self.year, &self.group, self.pupil)
    }

    /// Why the pupil stands here, the weightiest first: for the safeguarding lead alone.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }
}

/// The level alone: why is for the safeguarding lead.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({})", self.level().as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A pupil's facts with their own flags.
    #[derive(Clone, Debug)]
    struct Pupil {
        id: u8,
        alarm: bool,
        flags: BTreeSet<Flag>,
        named: bool,
        year: &'static str,
        group: &'static str,
        contacts: usize,
        second_day: bool,
    }

    impl Pupil {
        fn usual(id: u8, year: &'static str) -> Self {
            let flags = BTreeSet::new();
            Self { id, alarm: false, flags, named: false, year, group: "A", contacts: 2, second_day: false }
        }

        fn place(&self) -> Place {
            place(&Facts {
                pupil: PupilId::new([self.id; 16]),
                alarm: self.alarm,
                flags: &self.flags,
                named: self.named,
                year: Year::read(self.year),
                group: self.group,
                reachable_contacts: self.contacts,
                second_day: self.second_day,
            })
        }
    }

    fn flagged(id: u8, year: &'static str) -> Pupil {
        Pupil { flags: BTreeSet::from([Flag::SocialWorker]), ..Pupil::usual(id, year) }
    }

    #[test]
    fn the_list_is_alarms_flagged_youngest_one_contact_second_day_and_the_rest() {
        let listed = [
            Pupil { alarm: true, ..Pupil::usual(9, "13") },
            Pupil { named: true, ..Pupil::usual(8, "12") },
            Pupil::usual(7, "N1"),
            Pupil::usual(6, "R"),
            Pupil { contacts: 0, ..Pupil::usual(5, "7") },
            Pupil { contacts: 1, ..Pupil::usual(4, "7") },
            Pupil { second_day: true, ..Pupil::usual(3, "7") },
            Pupil::usual(1, "7"),
            Pupil::usual(2, "7"),
            Pupil { group: "B", ..Pupil::usual(0, "7") },
            Pupil::usual(0, ""),
        ];
        let mut places: Vec<Place> = listed.iter().map(Pupil::place).rev().collect();
        places.sort();
        let sorted: Vec<_> = places.iter().map(|place| place.pupil).collect();
        assert_eq!(sorted, listed.iter().map(|pupil| pupil.place().pupil).collect::<Vec<_>>());
    }

    #[test]
    fn a_plan_for_special_needs_alone_is_no_flag_of_this_list() {
        let with_plan = Pupil { flags: BTreeSet::from([Flag::Ehcp]), ..Pupil::usual(1, "9") };
        assert_eq!(with_plan.place(), Pupil::usual(1, "9").place());
    }

    #[test]
    fn everybody_sees_a_word_that_does_not_say_who_is_flagged() {
        for (pupil, level) in [
            (Pupil { alarm: true, ..flagged(1, "9") }, "alarm"),
            (flagged(1, "9"), "first"),
            (Pupil { contacts: 1, ..Pupil::usual(1, "9") }, "first"),
            (Pupil { second_day: true, ..Pupil::usual(1, "9") }, "first"),
            (Pupil::usual(1, "R"), "first"),
            (Pupil::usual(1, "6"), "soon"),
            (Pupil::usual(1, "9"), "usual"),
        ] {
            assert_eq!(pupil.place().level().as_str(), level);
        }
        let one_contact = Pupil { contacts: 1, ..Pupil::usual(1, "9") };
        assert_eq!(flagged(1, "9").place().for_everybody(), one_contact.place().for_everybody());
    }

    #[test]
    fn the_safeguarding_lead_reads_each_reason() {
        let pupil = Pupil { contacts: 1, second_day: true, ..flagged(1, "4") };
        let sentences: Vec<String> = pupil.place().reasons().iter().map(|reason| reason.sentence()).collect();
        assert_eq!(
            sentences,
            [
                "The child has a social worker.",
                "The child is in year 4: the younger come first.",
                "One contact alone can be reached.",
                "It is at least the second school day without a reason.",
            ]
        );
        let printed = format!("{:?} {:?}", pupil.place(), pupil.place().reasons());
        assert!(!printed.contains("ocial"), "{printed}");
    }

    fn pupils() -> impl Strategy<Value = Pupil> {
        let flags = prop::collection::btree_set(prop::sample::select(Flag::ALL.to_vec()), 0..3);
        let years = prop::sample::select(vec!["N1", "N2", "R", "1", "6", "7", "13", "", "Sixth Form"]);
        let groups = prop::sample::select(vec!["", "7B", "10A"]);
        (any::<u8>(), any::<bool>(), flags, any::<bool>(), years, groups, 0usize..4, any::<bool>()).prop_map(
            |(id, alarm, flags, named, year, group, contacts, second_day)| Pupil {
                id,
                alarm,
                flags,
                named,
                year,
                group,
                contacts,
                second_day,
            },
        )
    }

    proptest! {
        #[test]
        fn the_list_is_the_same_however_it_came(
            (pupils, shuffled) in prop::collection::vec(pupils(), 0..20).prop_flat_map(|pupils| (Just(pupils.clone()), Just(pupils).prop_shuffle()))
        ) {
            let sorted = |pupils: &[Pupil]| {
                let mut places: Vec<Place> = pupils.iter().map(Pupil::place).collect();
                places.sort_unstable();
                places
            };
            prop_assert!(sorted(&pupils) == sorted(&shuffled));
        }

        #[test]
        fn two_pupils_never_share_a_place(one in pupils(), other in pupils()) {
            prop_assume!(one.id != other.id);
            prop_assert!(one.place() != other.place());
            prop_assert!(one.place().for_everybody() != other.place().for_everybody());
        }

        #[test]
        fn an_alarm_comes_before_everybody_without_one(one in pupils(), other in pupils()) {
            let (one, other) = (Pupil { alarm: true, ..one }, Pupil { alarm: false, ..other });
            prop_assert!(one.place() < other.place());
            prop_assert!(one.place().for_everybody() < other.place().for_everybody());
        }

        #[test]
        fn the_flagged_come_before_everybody_but_alarms(one in pupils(), other in pupils()) {
            let one = Pupil { named: true, ..one };
            let other = Pupil { alarm: false, named: false, flags: BTreeSet::new(), ..other };
            prop_assert!(one.place() < other.place());
        }

        #[test]
        fn one_reason_more_never_moves_a_pupil_back(pupil in pupils(), which in 0usize..6) {
            let mut more = pupil.clone();
            match which {
                0 => more.alarm = true,
                1 => more.named = true,
                2 => more.second_day = true,
                3 => more.contacts = more.contacts.saturating_sub(1),
                4 => more.year = "N1",
                _ => { more.flags.insert(Flag::LookedAfter); }
            }
            let key = |place: &Place| (place.alarm, place.flagged, place.year, place.contacts, place.second_day);
            prop_assert!(key(&more.place()) <= key(&pupil.place()));
            prop_assert!(more.place().level() <= pupil.place().level());
        }

        #[test]
        fn no_level_and_no_order_for_everybody_tells_a_flag_from_a_second_day(pupil in pupils()) {
            let plain = Pupil { flags: BTreeSet::new(), named: false, second_day: true, ..pupil.clone() };
            let flagged = Pupil { named: true, second_day: false, ..pupil };
            let (plain, flagged) = (plain.place(), flagged.place());
            prop_assert_eq!(plain.for_everybody(), flagged.for_everybody());
        }
    }
}
