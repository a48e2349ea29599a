//! A school runs beside its old system: what we would have done, held against what the other system did.
//!
//! The unit is a pupil's session of a day, and of it the first time that anybody at home was contacted. Our own later rungs, and the
//! other system's repeats, change nothing.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::ladder::Way;
use crate::pupil::PupilId;
use crate::register::Session;
use crate::search::{Search, State};

/// What we would have done about a pupil's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Would {
    /// Who.
    pub pupil: PupilId,
    /// The day at the school.
    pub date: Date,
    /// The session.
    pub session: Session,
    /// What would have come of it.
    pub outcome: Outcome,
}

/// What would have come of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The first contact would have been contacted then.
    Contacted(Timestamp),
    /// Nobody would have been.
    NotContacted(WhyNot),
}

/// Why we would have contacted nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhyNot {
    /// The mark was corrected before it was time.
    CorrectedBefore,
    /// A contact had reported the absence before.
    ReportedBefore,
    /// A contact had been asked about the morning, and the afternoon is the same absence.
    AskedInTheMorning,
    /// The interlock held it.
    Held,
    /// A member of staff dealt with it.
    HandledByStaff,
    /// Nobody who may be told can be reached: staff were told instead.
    NobodyToContact,
    /// It was no time to speak: staff were told instead.
    OutsideWindow,
    /// No mark that we saw asked for a call.
    NoMarkAsked,
}

impl WhyNot {
    /// The stable word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CorrectedBefore => "corrected_before",
            Self::ReportedBefore => "reported_before",
            Self::AskedInTheMorning => "asked_in_the_morning",
            Self::Held => "held",
            Self::HandledByStaff => "handled_by_staff",
            Self::NobodyToContact => "nobody_to_contact",
            Self::OutsideWindow => "outside_window",
            Self::NoMarkAsked => "no_mark_asked",
        }
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CorrectedBefore => "the mark was corrected before it was time",
            Self::ReportedBefore => "a contact had reported it before",
            Self::AskedInTheMorning => "a contact had been asked in the morning",
            Self::Held => "held until somebody looks",
            Self::HandledByStaff => "a member of staff dealt with it",
            Self::NobodyToContact => "nobody could be reached, staff were told",
            Self::OutsideWindow => "it was no time to speak, staff were told",
            Self::NoMarkAsked => "no mark asked for it",
        })
    }
}

impl WhyNot {
    /// Why a search has contacted nobody. `outside_window` where it was no time to speak, `by_staff` where a member of staff decided.
    pub const fn of(search: &Search, outside_window: bool, by_staff: bool) -> Self {
        match search.state {
            State::Held => Self::Held,
            State::NotExpected => Self::ReportedBefore,
            State::Withdrawn => Self::CorrectedBefore,
            _ if search.handled_by_staff || by_staff => Self::HandledByStaff,
            State::Resolved => Self::CorrectedBefore,
            // With nobody asked, a reason can only have been said before.
            State::Explained => Self::ReportedBefore,
            _ if outside_window => Self::OutsideWindow,
            State::Unreachable | State::Open | State::Answered | State::Alarm => Self::NobodyToContact,
            State::Waiting | State::Unanswered => Self::OutsideWindow,
        }
    }
}

/// What the other system did: one row of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Did {
    /// Whose family it contacted.
    pub pupil: PupilId,
    /// The day at the school.
    pub date: Date,
    /// The session, where the file says so.
    pub session: Option<Session>,
    /// When, where the file says so.
    pub at: Option<Timestamp>,
    /// By which way, where the file says so.
    pub by: Option<Way>,
}

/// Which pupil's session a line of the comparison is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Case {
    /// The day at the school.
    pub date: Date,
    /// The session; `None` where the other system's file does not say, and we know of none either.
    pub session: Option<Session>,
    /// Who.
    pub pupil: PupilId,
}

/// The first time that the other system contacted anybody in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// When, where the file says so.
    pub at: Option<Timestamp>,
    /// By which way, where the file says so.
    pub by: Option<Way>,
}

impl Theirs {
    /// A row with a time is earlier than one without: nothing says that the other was the first.
    fn order(self) -> (bool, Option<Timestamp>, bool, Option<Way>) {
        (self.at.is_none(), self.at, self.by.is_none(), self.by)
    }
}

/// A case in which both contacted somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Both {
    /// When we would have.
    pub ours: Timestamp,
    /// When they did.
    pub theirs: Theirs,
}

/// A case in which only they contacted somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnlyTheirs {
    /// When they did.
    pub theirs: Theirs,
    /// Why we would not have.
    pub why: WhyNot,
}

/// Who was earlier, and by how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// We, by so much.
    Ours(SignedDuration),
    /// They, by so much.
    Theirs(SignedDuration),
    /// Nobody.
    Same,
}

impl Both {
    /// Who was earlier; `None` where the file has no time.
    pub fn earlier(&self) -> Option<Earlier> {
        let theirs = self.theirs.at?;
        Some(match self.ours.cmp(&theirs) {
            Ordering::Less => Earlier::Ours(theirs.duration_since(self.ours)),
            Ordering::Equal => Earlier::Same,
            Ordering::Greater => Earlier::Theirs(self.ours.duration_since(theirs)),
        })
    }
}

/// What a comparison found: each case stands in one of the maps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Both contacted somebody.
    pub both: BTreeMap<Case, Both>,
    /// Only we would have, then.
    pub only_ours: BTreeMap<Case, Timestamp>,
    /// Only they did, and why we would not have.
    pub only_theirs: BTreeMap<Case, OnlyTheirs>,
    /// Neither did, and why we would not have.
    pub neither: BTreeMap<Case, WhyNot>,
}

/// Holds what we would have done against what the other system did.
///
/// A row of theirs without a session is about the session for which we would have contacted somebody on that day, else about the first that
/// we know of. Of several rows for one session the earliest counts.
pub fn compare(ours: &[Would], theirs: &[Did]) -> Comparison {
    let mut known: BTreeMap<(PupilId, Date), BTreeMap<Session, Outcome>> = BTreeMap::new();
    for would in ours {
        let sessions = known.entry((would.pupil, would.date)).or_default();
        // Being contacted sorts before not being contacted, and earlier before later.
        let outcome = sessions.entry(would.session).or_insert(would.outcome);
        *outcome = would.outcome.min(*outcome);
    }
    let session_of = |did: &Did| {
        let sessions = known.get(&(did.pupil, did.date));
        let first = || {
            sessions?
                .iter()
                .min_by_key(|(session, outcome)| (matches!(outcome, Outcome::NotContacted(_)), **session))
                .map(|(session, _)| *session)
        };
        did.session.or_else(first)
    };
    let mut done: BTreeMap<Case, Theirs> = BTreeMap::new();
    for did in theirs {
        let one = Theirs { at: did.at, by: did.by };
        let first = done.entry(Case { date: did.date, session: session_of(did), pupil: did.pupil }).or_insert(one);
        if one.order() < first.order() {
            *first = one;
        }
    }
    let mut comparison = Comparison::default();
    for ((pupil, date), sessions) in &known {
        for (session, outcome) in sessions {
            let case = Case { date: *date, session: Some(*session), pupil: *pupil };
            match (*outcome, done.remove(&case)) {
                (Outcome::Contacted(ours), Some(theirs)) => {
                    comparison.both.insert(case, Both { ours, theirs });
                }
                (Outcome::Contacted(ours), None) => {
                    comparison.only_ours.insert(case, ours);
                }
                (Outcome::NotContacted(why), Some(theirs)) => {
                    comparison.only_theirs.insert(case, OnlyTheirs { theirs, why });
                }
                (Outcome::NotContacted(why), None) => {
                    comparison.neither.insert(case, why);
                }
            }
        }
    }
    let unseen = done.into_iter().map(|(case, theirs)| (case, OnlyTheirs { theirs, why: WhyNot::NoMarkAsked }));
    comparison.only_theirs.extend(unseen);
    comparison
}

impl Comparison {
    /// The counts as a table of text, without anything about a person:
    ///
    /// ```text
    /// both                                                 12
    ///   we earlier, in the middle by 14 min                 9
    ///   they earlier, in the middle by 3 min                2
    ///   their time unknown                                  1
    /// only we                                               3
    /// only they                                             2
    ///   held until somebody looks                           2
    /// neither                                              40
    ///   the mark was corrected before it was time          40
    /// ```
    pub fn table(&self) -> String {
        let (mut ours, mut theirs, mut same, mut unknown) = (Vec::new(), Vec::new(), 0usize, 0usize);
        for both in self.both.values() {
            match both.earlier() {
                Some(Earlier::Ours(by)) => ours.push(by),
                Some(Earlier::Theirs(by)) => theirs.push(by),
                Some(Earlier::Same) => same = same.saturating_add(1),
                None => unknown = unknown.saturating_add(1),
            }
        }
        let earlier = |who: &str, by: &[SignedDuration]| (format!("  {who} earlier{}", in_the_middle(by)), by.len());
        let mut lines = vec![("both".to_owned(), self.both.len())];
        let of_both = [
            earlier("we", &ours),
            earlier("they", &theirs),
            ("  at the same time".to_owned(), same),
            ("  their time unknown".to_owned(), unknown),
        ];
        lines.extend(of_both.into_iter().filter(|(_, count)| *count > 0));
        lines.push(("only we".to_owned(), self.only_ours.len()));
        lines.push(("only they".to_owned(), self.only_theirs.len()));
        lines.extend(by_reason(self.only_theirs.values().map(|only| only.why)));
        lines.push(("neither".to_owned(), self.neither.len()));
        lines.extend(by_reason(self.neither.values().copied()));
        lines.into_iter().map(|(what, count)| format!("{what:<48} {count:>6}\n")).collect()
    }
}

/// The middle of some times, in whole minutes: one call that came a day late does not move it.
fn in_the_middle(times: &[SignedDuration]) -> String {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).map_or_else(String::new, |middle| format!(", in the middle by {} min", middle.as_mins()))
}

fn by_reason(reasons: impl Iterator<Item = WhyNot>) -> impl Iterator<Item = (String, usize)> {
    let mut counts: BTreeMap<WhyNot, usize> = BTreeMap::new();
    for why in reasons {
        let count = counts.entry(why).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().map(|(why, count)| (format!("  {why}"), count))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const AVA: PupilId = PupilId::new([1; 16]);
    const BEN: PupilId = PupilId::new([2; 16]);
    const MONDAY: Date = date(2026, 11, 23);

    fn at(minute: i64) -> Timestamp {
        "2026-11-23T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
    }

    fn asked(pupil: PupilId, session: Session, minute: i64) -> Would {
        Would { pupil, date: MONDAY, session, outcome: Outcome::Contacted(at(minute)) }
    }

    fn quiet(pupil: PupilId, session: Session, why: WhyNot) -> Would {
        Would { pupil, date: MONDAY, session, outcome: Outcome::NotContacted(why) }
    }

    fn did(pupil: PupilId, session: Option<Session>, minute: Option<i64>) -> Did {
        Did { pupil, date: MONDAY, session, at: minute.map(at), by: None }
    }

    fn case(pupil: PupilId, session: Session) -> Case {
        Case { date: MONDAY, session: Some(session), pupil }
    }

    #[test]
    fn where_both_asked_the_earlier_one_is_named_with_the_time_between() {
        for (theirs, earlier) in [
            (Some(50), Some(Earlier::Ours(SignedDuration::from_mins(20)))),
            (Some(30), Some(Earlier::Same)),
            (Some(25), Some(Earlier::Theirs(SignedDuration::from_mins(5)))),
            (None, None),
        ] {
            let found = compare(&[asked(AVA, Session::Am, 30)], &[did(AVA, Some(Session::Am), theirs)]);
            assert_eq!(found.both[&case(AVA, Session::Am)].earlier(), earlier);
        }
    }

    #[test]
    fn whom_only_they_called_stands_there_with_our_reason_not_to() {
        let ours = [quiet(AVA, Session::Am, WhyNot::CorrectedBefore), asked(BEN, Session::Am, 30)];
        let found = compare(&ours, &[did(AVA, Some(Session::Am), Some(16))]);
        assert_eq!(found.only_theirs[&case(AVA, Session::Am)].why, WhyNot::CorrectedBefore);
        assert_eq!(found.only_ours[&case(BEN, Session::Am)], at(30));
        let unseen = compare(&[], &[did(AVA, None, None)]);
        assert_eq!(unseen.only_theirs.values().map(|only| only.why).collect::<Vec<_>>(), [WhyNot::NoMarkAsked]);
    }

    #[test]
    fn a_row_without_a_session_is_about_the_session_that_we_would_have_asked_for() {
        let ours = [quiet(AVA, Session::Am, WhyNot::ReportedBefore), asked(AVA, Session::Pm, 280)];
        let found = compare(&ours, &[did(AVA, None, Some(290))]);
        assert_eq!((found.both.len(), found.only_theirs.len(), found.neither.len()), (1, 0, 1));
        assert!(found.both.contains_key(&case(AVA, Session::Pm)));
    }

    #[test]
    fn their_repeats_count_once_and_by_the_first() {
        let rows = [did(AVA, None, Some(90)), did(AVA, Some(Session::Am), None), did(AVA, None, Some(45))];
        let found = compare(&[asked(AVA, Session::Am, 30)], &rows);
        assert_eq!(found.both[&case(AVA, Session::Am)].theirs.at, Some(at(45)));
        assert_eq!(found.only_theirs.len(), 0);
    }

    #[test]
    fn the_table_says_how_many_and_why_and_names_nobody() {
        let ours = [
            asked(AVA, Session::Am, 30),
            quiet(AVA, Session::Pm, WhyNot::AskedInTheMorning),
            asked(BEN, Session::Am, 30),
            quiet(BEN, Session::Pm, WhyNot::Held),
        ];
        let theirs = [did(AVA, Some(Session::Am), Some(44)), did(AVA, Some(Session::Pm), Some(300))];
        let table = compare(&ours, &theirs).table();
        let lines: Vec<String> = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            lines,
            [
                "both 1",
                "we earlier, in the middle by 14 min 1",
                "only we 1",
                "only they 1",
                "a contact had been asked in the morning 1",
                "neither 1",
                "held until somebody looks 1",
            ]
        );
    }

    fn would() -> impl Strategy<Value = Would> {
        let why = prop::sample::select(vec![WhyNot::Held, WhyNot::CorrectedBefore, WhyNot::AskedInTheMorning]);
        let outcome =
            prop_oneof![(0i64..300).prop_map(|minute| Outcome::Contacted(at(minute))), why.prop_map(Outcome::NotContacted)];
        (1u8..5, prop::sample::select(Session::BOTH.to_vec()), outcome).prop_map(|(pupil, session, outcome)| Would {
            pupil: PupilId::new([pupil; 16]),
            date: MONDAY,
            session,
            outcome,
        })
    }

    fn done() -> impl Strategy<Value = Did> {
        let session = prop::option::of(prop::sample::select(Session::BOTH.to_vec()));
        let by = prop::option::of(prop::sample::select(vec![Way::Text, Way::Call]));
        (1u8..7, session, prop::option::of(0i64..300), by)
            .prop_map(|(pupil, session, minute, by)| Did { by, ..did(PupilId::new([pupil; 16]), session, minute) })
    }

    proptest! {
        #[test]
        fn each_case_stands_in_one_place_and_the_order_of_rows_does_not_matter(
            (ours, ours_shuffled) in prop::collection::vec(would(), 0..12).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
            (theirs, theirs_shuffled) in prop::collection::vec(done(), 0..12).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        ) {
            let found = compare(&ours, &theirs);
            prop_assert_eq!(&found, &compare(&ours_shuffled, &theirs_shuffled));
            let cases: Vec<Case> = found.both.keys().chain(found.only_ours.keys()).chain(found.only_theirs.keys()).chain(found.neither.keys()).copied().collect();
            let distinct: BTreeSet<Case> = cases.iter().copied().collect();
            prop_assert_eq!(cases.len(), distinct.len());
            for would in &ours {
                prop_assert!(distinct.contains(&case(would.pupil, would.session)));
            }
            for row in &theirs {
                prop_assert!(found.both.keys().chain(found.only_theirs.keys()).any(|case| case.pupil == row.pupil), "a row of theirs is lost");
            }
        }

        #[test]
        fn a_system_that_did_what_we_would_have_done_agrees_in_every_case(ours in prop::collection::vec(would(), 0..12)) {
            let found = compare(&ours, &[]);
            let same: Vec<Did> = found.only_ours.iter().map(|(case, when)| Did {
                pupil: case.pupil, date: case.date, session: case.session, at: Some(*when), by: None,
            }).collect();
            let agreed = compare(&ours, &same);
            prop_assert!(agreed.only_ours.is_empty() && agreed.only_theirs.is_empty());
            prop_assert!(agreed.both.values().all(|both| both.earlier() == Some(Earlier::Same)));
        }
    }
}
