//! Registers: who was marked what, when, in one session of one day.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::code::Cell;
use crate::pupil::PupilId;

/// Half of a school day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Session {
    /// The morning.
    Am,
    /// The afternoon.
    Pm,
}

impl Session {
    /// Both, in the order of the day.
    pub const BOTH: [Self; 2] = [Self::Am, Self::Pm];

    /// `AM` or `PM`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Am => "AM",
            Self::Pm => "PM",
        }
    }
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Session {
    type Err = NotASession;

    fn from_str(text: &str) -> Result<Self, NotASession> {
        match text.trim().to_ascii_uppercase().as_str() {
            "AM" => Ok(Self::Am),
            "PM" => Ok(Self::Pm),
            _ => Err(NotASession),
        }
    }
}

/// A text that names no session.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a session is AM or PM")]
pub struct NotASession;

/// One pupil's mark in a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What stands in the cell.
    pub cell: Cell,
    /// When the MIS gave its data out, to the second.
    pub taken: Timestamp,
    /// How late the pupil came, in minutes, where the file says so.
    pub minutes_late: Option<u16>,
}

/// The register of one session of one day, with everybody who was on the roll then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// The day at the school.
    pub date: Date,
    /// The session.
    pub session: Session,
    /// One entry a pupil.
    pub marks: BTreeMap<PupilId, Mark>,
}

impl Register {
    /// A register with nobody in it.
    pub fn new(date: Date, session: Session) -> Self {
        Self { date, session, marks: BTreeMap::new() }
    }

    /// What stands for a pupil: [`Cell::NotTaken`] for one who has no entry.
    pub fn cell(&self, pupil: PupilId) -> Cell {
        self.marks.get(&pupil).map_or(Cell::NotTaken, |mark| mark.cell)
    }

    /// Takes in the marks of one extract, `taken` at one moment.
    ///
    /// A mark that was taken earlier never overwrites a later one, whatever order files come in; of two that were taken at the
    /// same moment the one that came last counts. A blank never wipes a mark out: it only says that this extract has none.
    ///
    /// `whole_as_of` is when the newest extract was taken that had every pupil of the register: it stands for each mark here,
    /// so that such an extract which changed nothing costs no write of the register and is still not overwritten by an older one.
    pub fn merge(
        &mut self,
        incoming: impl IntoIterator<Item = (PupilId, Cell, Option<u16>)>,
        taken: Timestamp,
        whole_as_of: Option<Timestamp>,
    ) -> Merged {
        let incoming: BTreeMap<_, _> = incoming.into_iter().map(|(pupil, cell, minutes)| (pupil, (cell, minutes))).collect();
        // Whom nobody has marked yet has no mark that an older extract could overwrite.
        let whole = self.marks.iter().all(|(pupil, mark)| mark.cell == Cell::NotTaken || incoming.contains_key(pupil));
        let joins = |pupil: &PupilId, cell: Cell| cell != Cell::NotTaken && self.cell(*pupil) == Cell::NotTaken;
        // A first mark that is older than that extract was not in it: from here on each mark has to say its own age.
        let late = whole_as_of.filter(|whole| taken < *whole && incoming.iter().any(|(pupil, (cell, _))| joins(pupil, *cell)));
        let mut changed = false;
        if let Some(whole) = late {
            for mark in self.marks.values_mut().filter(|mark| mark.cell != Cell::NotTaken) {
                mark.taken = mark.taken.max(whole);
            }
            changed = true;
        }
        for (pupil, (cell, minutes_late)) in incoming {
            let mark = Mark { cell, taken, minutes_late };
            let keep = match self.marks.get(&pupil) {
                None => true,
                Some(known) => {
                    let newer = taken >= whole_as_of.map_or(known.taken, |whole| whole.max(known.taken));
                    let same = known.cell == cell && known.minutes_late == minutes_late;
                    match (known.cell, cell) {
                        (_, Cell::NotTaken) => false,
                        (Cell::NotTaken, _) => true,
                        _ if same => !whole && newer && taken != known.taken,
                        _ => newer,
                    }
                }
            };
            if keep {
                self.marks.insert(pupil, mark);
                changed = true;
            }
        }
        Merged { changed, whole, outdated: late.is_some() }
    }
}

impl Register {
    /// Notes everybody on the roll of whom the extract says nothing, as not taken; says whether anybody was new to the register.
    pub fn add_unmarked(&mut self, on_roll: &[PupilId], taken: Timestamp) -> bool {
        let before = self.marks.len();
        for pupil in on_roll {
            self.marks.entry(*pupil).or_insert(Mark { cell: Cell::NotTaken, taken, minutes_late: None });
        }
        self.marks.len() > before
    }
}

impl Register {
    /// Whether anybody has a mark that is known.
    pub fn is_begun(&self) -> bool {
        self.marks.values().any(|mark| matches!(mark.cell, Cell::Known(_)))
    }

    /// Who has no mark that is known.
    pub fn unmarked(&self) -> impl Iterator<Item = PupilId> + '_ {
        self.marks.iter().filter(|(_, mark)| !matches!(mark.cell, Cell::Known(_))).map(|(pupil, _)| *pupil)
    }

    /// The registration groups whose register nobody took, with how many are in them: somebody has no mark, and nobody one that is known.
    ///
    /// `groups` are those of whoever is [`unmarked`](Self::unmarked), `sizes` how many are in each group: so nobody else's record is read.
    pub fn untaken<'a>(
        &self,
        groups: impl IntoIterator<Item = (PupilId, &'a str)>,
        sizes: &BTreeMap<String, usize>,
    ) -> BTreeMap<&'a str, usize> {
        let mut unmarked: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
        for (pupil, group) in groups.into_iter().filter(|(_, group)| !group.is_empty()) {
            let (count, blank) = unmarked.entry(group).or_default();
            *count = count.saturating_add(1);
            *blank |= self.cell(pupil) == Cell::NotTaken;
        }
        let whole = |(group, (count, blank)): (&'a str, (usize, bool))| {
            (blank && sizes.get(group).is_none_or(|size| count >= *size)).then_some((group, count))
        };
        unmarked.into_iter().filter_map(whole).collect()
    }
}

/// What [`Register::merge`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Whether the register is another one than before, so that it has to be written.
    pub changed: bool,
    /// Whether the extract had every pupil who had a mark in the register before.
    pub whole: bool,
    /// Whether `whole_as_of` does not hold for every mark any more: each says its own age now, and the caller forgets it.
    pub outdated: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::code::read_cell;

    const AVA: PupilId = PupilId::new([1; 16]);
    const NOAH: PupilId = PupilId::new([2; 16]);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn register(marks: &[(PupilId, &str)], taken: i64) -> Register {
        let mut register = Register::new(jiff::civil::date(2026, 11, 23), Session::Am);
        merge(&mut register, marks, taken, None);
        register
    }

    fn merge(register: &mut Register, marks: &[(PupilId, &str)], taken: i64, whole: Option<i64>) -> Merged {
        register.merge(marks.iter().map(|(pupil, cell)| (*pupil, read_cell(cell), None)), at(taken), whole.map(at))
    }

    #[test]
    fn a_register_is_not_taken_where_nobody_of_the_group_has_a_mark() {
        let pupil = |number: u8| PupilId::new([number; 16]);
        let group = |id: PupilId| if id.bytes()[0] < 10 { "7A" } else { "7B" };
        let sizes = BTreeMap::from([("7A".to_owned(), 2), ("7B".to_owned(), 2)]);
        for (marks, untaken) in [
            ([(1, "/"), (2, "N"), (10, "-"), (11, "")], vec!["7B"]),
            ([(1, "/"), (2, "-"), (10, "-"), (11, "N")], vec![]),
            ([(1, "-"), (2, "-"), (10, "-"), (11, "?")], vec!["7A", "7B"]),
            ([(1, "?"), (2, "?"), (10, "/"), (11, "/")], vec![]),
        ] {
            let register = register(&marks.map(|(number, mark)| (pupil(number), mark)), 1);
            let groups = register.unmarked().map(|id| (id, group(id)));
            assert_eq!(register.untaken(groups, &sizes).into_keys().collect::<Vec<_>>(), untaken);
            assert_eq!(register.is_begun(), marks.iter().any(|(_, mark)| ["/", "N"].contains(mark)));
        }
    }

    #[test]
    fn an_older_extract_never_overwrites_a_newer_mark() {
        let mut register = register(&[(AVA, "/")], 200);
        assert!(!merge(&mut register, &[(AVA, "N")], 100, None).changed);
        assert_eq!(register.cell(AVA), read_cell("/"));
    }

    #[test]
    fn an_older_extract_never_overwrites_one_that_changed_nothing() {
        let mut register = register(&[(AVA, "N"), (NOAH, "/")], 100);
        assert_eq!(
            merge(&mut register, &[(AVA, "N"), (NOAH, "/")], 300, Some(100)),
            Merged { changed: false, whole: true, outdated: false }
        );
        assert!(!merge(&mut register, &[(AVA, "/")], 200, Some(300)).changed);
        assert_eq!(register.cell(AVA), read_cell("N"));
    }

    #[test]
    fn an_extract_without_a_pupil_who_never_had_a_mark_is_whole() {
        let mut register = register(&[(AVA, "/")], 100);
        register.add_unmarked(&[AVA, NOAH], at(100));
        assert_eq!(merge(&mut register, &[(AVA, "/")], 200, Some(100)), Merged { changed: false, whole: true, outdated: false });
        assert!(merge(&mut register, &[(NOAH, "N")], 150, Some(200)).changed);
    }

    #[test]
    fn one_class_alone_that_changed_nothing_is_still_not_overwritten() {
        let mut register = register(&[(AVA, "N"), (NOAH, "/")], 100);
        assert_eq!(merge(&mut register, &[(AVA, "N")], 300, Some(100)), Merged { changed: true, whole: false, outdated: false });
        assert!(!merge(&mut register, &[(AVA, "/")], 200, Some(100)).changed);
    }

    #[test]
    fn a_blank_never_wipes_a_mark_out() {
        let mut register = register(&[(AVA, "N")], 100);
        assert!(!merge(&mut register, &[(AVA, "-")], 200, None).changed);
        assert_eq!(register.cell(AVA), read_cell("N"));
    }

    #[test]
    fn a_mark_fills_a_blank_that_came_later() {
        let mut register = register(&[(AVA, "-")], 300);
        assert!(merge(&mut register, &[(AVA, "N")], 100, None).changed);
    }

    #[test]
    fn a_correction_overwrites() {
        let mut register = register(&[(AVA, "N")], 100);
        assert!(merge(&mut register, &[(AVA, "L")], 200, Some(100)).changed);
        assert_eq!(register.cell(AVA), read_cell("L"));
    }

    proptest! {
        /// As ingest-upload does it: what is whole is remembered beside the register.
        #[test]
        fn extracts_in_any_order_end_in_the_newest_mark_of_each_pupil(
            (extracts, order) in proptest::collection::vec(proptest::collection::btree_map(1u8..5, 0usize..4, 1..5), 1..6)
                .prop_flat_map(|extracts| {
                    let order: Vec<usize> = (0..extracts.len()).collect();
                    (Just(extracts), Just(order).prop_shuffle())
                })
        ) {
            const CELLS: [&str; 4] = ["/", "N", "I", "L"];
            let mut register = Register::new(jiff::civil::date(2026, 11, 23), Session::Am);
            let mut whole = None;
            for number in &order {
                let marks: Vec<_> = extracts[*number].iter().map(|(pupil, cell)| (PupilId::new([*pupil; 16]), CELLS[*cell])).collect();
                let taken = i64::try_from(*number).unwrap() * 600;
                let merged = merge(&mut register, &marks, taken, whole);
                if merged.outdated {
                    whole = None;
                }
                if merged.whole {
                    whole = Some(whole.unwrap_or(taken).max(taken));
                }
            }
            for pupil in 1u8..5 {
                let newest = extracts.iter().rev().find_map(|extract| extract.get(&pupil)).map_or("-", |cell| CELLS[*cell]);
                prop_assert_eq!(register.cell(PupilId::new([pupil; 16])), read_cell(newest), "pupil {}", pupil);
            }
        }
    }
}
