//! The marks of a school year, and what they make of its clocks.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::absence::AbsenceId;
use domain::calendar::Calendar;
use domain::clocks::{self, Days, History, Law, Notice, Past, Worker};
use domain::code::{Cell, Code};
use domain::known::Known;
use domain::pupil::{Flag, Pupil, PupilId};
use domain::register::{Register, Session};
use domain::school::Urn;
use domain::search::State;
use domain::year::{CompulsoryAge, Year};
use futures::{StreamExt, TryStreamExt};
use jiff::ToSpan;
use jiff::civil::Date;
use store::StoreError;
use store::absences::StoredAbsence;
use vault::Keyring;

use crate::api::App;
use crate::morning::Morning;

/// Registers are read in stretches of so many days, of which each is a query or two.
const STRETCH: i32 = 21;

/// So many stretches at once.
const AT_ONCE: usize = 4;

/// Every pupil's marks.
#[derive(Debug)]
pub(super) struct Marks {
    today: Date,
    /// The first of the recent days.
    recent_from: Date,
    histories: HashMap<PupilId, History>,
    /// What has no reason in the register: whether a contact has given one is in the absence.
    without_a_reason: BTreeMap<AbsenceId, Vec<(Session, Code)>>,
    recent: Vec<Register>,
}

impl Marks {
    /// Reads every register that can still count, and keeps those of the recent days as they are.
    pub(super) async fn read(app: &App, (keys, school): (&Keyring, &Urn), morning: &Morning) -> Result<Self, StoreError> {
        let today = morning.date;
        let recent_from = morning.days.last().copied().unwrap_or(today);
        let first = with_days(&morning.calendar, |days| clocks::first_day_that_counts(&Law::on(today), today, days));
        let mut registers: Vec<Register> = futures::stream::iter(stretches(first.min(recent_from), today))
            .map(|(first, last)| app.follow_up.absences.registers_between(keys, school, first, last))
            .buffered(AT_ONCE)
            .try_concat()
            .await?;
        // Today's were read with the day, and are as new as they can be.
        registers.extend(morning.registers.iter().cloned());
        Ok(Self::of(registers, today, recent_from, &morning.known))
    }

    /// Most pupils are there day after day: those of whom no clock can say anything get no history.
    fn of(registers: Vec<Register>, today: Date, recent_from: Date, known: &HashMap<PupilId, Known>) -> Self {
        let ill = known.iter().filter(|(_, known)| ill_until(Some(known)).is_some()).map(|(pupil, _)| *pupil);
        let mut count: HashSet<PupilId> = ill.collect();
        let mut without_a_reason: BTreeMap<AbsenceId, Vec<(Session, Code)>> = BTreeMap::new();
        for register in &registers {
            let Register { date, session, ref marks } = *register;
            for (pupil, mark) in marks {
                let Cell::Known(code) = mark.cell else { continue };
                if clocks::counts(code) {
                    count.insert(*pupil);
                }
                if code.asks_for_a_call() || (date >= recent_from && code.asks(true)) {
                    without_a_reason.entry(AbsenceId { date, pupil: *pupil }).or_default().push((session, code));
                }
            }
        }
        let history = |pupil: PupilId| {
            let marks = registers.iter().filter_map(|register| match register.cell(pupil) {
                Cell::Known(code) => Some((register.date, register.session, Past { code, answered: false })),
                Cell::NotTaken | Cell::Unknown => None,
            });
            (pupil, marks.collect())
        };
        let histories = count.into_iter().map(history).collect();
        let recent = registers.into_iter().filter(|register| register.date >= recent_from).collect();
        Self { today, recent_from, histories, without_a_reason, recent }
    }

    /// The absences that have no reason in the register.
    pub(super) fn without_a_reason(&self) -> impl Iterator<Item = AbsenceId> + '_ {
        self.without_a_reason.keys().copied()
    }

    /// Notes for which of them somebody gave a reason.
    pub(super) fn take_in_answers<'a>(&mut self, absences: impl Iterator<Item = &'a StoredAbsence>) {
        for stored in absences.filter(|stored| is_answered(stored)) {
            let Some(history) = self.histories.get_mut(&stored.id.pupil) else { continue };
            for (session, code) in self.without_a_reason.get(&stored.id).into_iter().flatten() {
                history.insert(stored.id.date, *session, Past { code: *code, answered: true });
            }
        }
    }

    /// The registers of the recent days.
    pub(super) fn recent(&self) -> &[Register] {
        &self.recent
    }

    /// Of whom something may have to be told: whose record is needed to know.
    pub(super) fn concerned(&self, morning: &Morning) -> BTreeSet<PupilId> {
        let anybody = |pupil| clocks::Pupil {
            age: CompulsoryAge::Unknown,
            workers: [Worker::SocialWorker].into(),
            workers_told: self.told_until(),
            ill_until: ill_until(morning.known.get(&pupil)),
        };
        with_days(&morning.calendar, |days| {
            let concerns = |(pupil, history): (&PupilId, &History)| {
                (!self.notices_of(history, &anybody(*pupil), days).is_empty()).then_some(*pupil)
            };
            self.histories.iter().filter_map(concerns).collect()
        })
    }

    /// What has to be told of whom, the most pressing first; of workers to the safeguarding lead alone.
    pub(super) fn notices(&self, morning: &Morning, pupils: &HashMap<PupilId, Pupil>, lead: bool) -> BTreeSet<(Notice, PupilId)> {
        with_days(&morning.calendar, |days| {
            let known = pupils.iter().filter_map(|(id, pupil)| Some((id, pupil, self.histories.get(id)?)));
            let notices = known.flat_map(|(id, pupil, history)| {
                let facts = self.facts(pupil, morning.known.get(id), lead);
                self.notices_of(history, &facts, days).into_iter().map(|notice| (notice, *id))
            });
            notices.collect()
        })
    }

    fn facts(&self, pupil: &Pupil, known: Option<&Known>, lead: bool) -> clocks::Pupil {
        let has_worker = lead && pupil.flags.iter().any(|flag| has_social_worker(*flag));
        clocks::Pupil {
            age: Year::read(&pupil.year).compulsory(),
            workers: has_worker.then_some(Worker::SocialWorker).into_iter().collect(),
            workers_told: self.told_until(),
            ill_until: ill_until(known),
        }
    }

    fn notices_of(&self, history: &History, pupil: &clocks::Pupil, days: &Days<'_>) -> Vec<Notice> {
        clocks::notices(history, pupil, &Law::on(self.today), self.today, days)
    }

    /// Nobody notes yet that a worker was told, so what is older than the recent days counts as told.
    fn told_until(&self) -> Option<Date> {
        self.recent_from.yesterday().ok()
    }
}

/// A child who is looked after has a social worker too: general knowledge, not sourced.
const fn has_social_worker(flag: Flag) -> bool {
    matches!(flag, Flag::SocialWorker | Flag::LookedAfter)
}

/// Whether somebody gave a reason for an absence: a contact, or a member of staff who knows it. An alarm takes it back.
fn is_answered(stored: &StoredAbsence) -> bool {
    let state = stored.search.state;
    state != State::Alarm && (stored.proposal.is_some() || matches!(state, State::Explained | State::NotExpected))
}

/// The last day of an illness, where somebody said how long it will be.
fn ill_until(known: Option<&Known>) -> Option<Date> {
    let ill = known?.expected.iter().filter(|expected| expected.code.is_some_and(clocks::is_illness));
    ill.map(|expected| expected.until).max()
}

/// The days before today in stretches that are read at once, from the newest back. What is left over at the beginning, in most years
/// holidays without a register, goes with the oldest of them.
fn stretches(first: Date, today: Date) -> Vec<(Date, Date)> {
    let (mut stretches, mut last) = (Vec::new(), today.saturating_sub(1.days()));
    while first <= last {
        let begins = last.saturating_sub((STRETCH - 1).days());
        let next = begins.saturating_sub(1.days());
        let begins = if next.saturating_sub((STRETCH - 1).days()) < first { first } else { begins };
        stretches.push((begins, last));
        last = begins.saturating_sub(1.days());
    }
    stretches
}

/// The calendar as the clocks ask it. What was asked is remembered: they ask the same of each pupil.
fn with_days<T>(calendar: &Calendar, look: impl FnOnce(&Days<'_>) -> T) -> T {
    let (after, back) = (RefCell::new(HashMap::new()), RefCell::new(HashMap::new()));
    look(&Days {
        school_days_after: &|date, count| {
            *after.borrow_mut().entry((date, count)).or_insert_with(|| calendar.school_days_after(date, count))
        },
        weeks_back: &|date, weeks| {
            *back.borrow_mut().entry((date, weeks)).or_insert_with(|| calendar.school_weeks_back(date, weeks))
        },
        is_school_day: &|date| calendar.is_school_day(date),
    })
}

#[cfg(test)]
mod tests {
    use domain::code::read_cell;
    use domain::register::Mark;
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_days_before_today_are_read_in_stretches_without_a_gap_or_a_day_twice() {
        let today = date(2026, 11, 26);
        for before in 0..100 {
            let first = today.saturating_sub(before.days());
            let mut stretches = stretches(first, today);
            assert!(stretches.iter().all(|(first, last)| first.until(*last).unwrap().get_days() < 2 * STRETCH));
            stretches.reverse();
            let days: Vec<Date> = stretches
                .into_iter()
                .flat_map(|(first, last)| first.series(1.day()).take_while(move |day| *day <= last))
                .collect();
            let expected: Vec<Date> = first.series(1.day()).take_while(|day| *day < today).collect();
            assert_eq!(days, expected);
        }
    }

    #[test]
    fn whoever_was_always_there_has_no_history_and_whoever_was_ill_has_all_of_it() {
        let (here, ill) = (PupilId::new([1; 16]), PupilId::new([2; 16]));
        let register = |day: i8, of_ill: &str| {
            let mut register = Register::new(date(2026, 11, day), Session::Am);
            for (pupil, cell) in [(here, "/"), (ill, of_ill)] {
                register.marks.insert(pupil, Mark { cell: read_cell(cell), taken: Timestamp::UNIX_EPOCH, minutes_late: None });
            }
            register
        };
        let today = date(2026, 11, 24);
        let marks = Marks::of(vec![register(23, "/"), register(24, "I")], today, today, &HashMap::new());
        assert!(!marks.histories.contains_key(&here));
        let past = |day, cell| match read_cell(cell) {
            Cell::Known(code) => (date(2026, 11, day), Session::Am, Past { code, answered: false }),
            _ => panic!("{cell}"),
        };
        assert_eq!(marks.histories[&ill], [past(23, "/"), past(24, "I")].into_iter().collect());
        assert_eq!(marks.recent.len(), 1);
    }
}
