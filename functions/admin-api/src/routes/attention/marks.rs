//! The marks of a school year, and what they make of its clocks.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    pub(super) async fn read(
        app: &App,
        (keys, school): (&Keyring, &Urn),
        morning: &Morning,
        recent: &[Date],
    ) -> Result<Self, StoreError> {
        let today = morning.date;
        let recent_from = recent.iter().copied().min().unwrap_or(today);
        let first = with_days(&morning.calendar, |days| clocks::first_day_that_counts(&Law::on(today), today, days));
        let first = first.min(recent_from);
        let begin = std::iter::successors(Some(first), |day| day.checked_add(STRETCH.days()).ok());
        let stretches: Vec<(Date, Date)> = begin
            .take_while(|day| *day < today)
            .map(|day| (day, day.saturating_add((STRETCH - 1).days()).min(today.saturating_sub(1.days()))))
            .collect();
        let mut marks =
            Self { today, recent_from, histories: HashMap::new(), without_a_reason: BTreeMap::new(), recent: Vec::new() };
        let mut read = futures::stream::iter(stretches)
            .map(|(first, last)| app.follow_up.absences.registers_between(keys, school, first, last))
            .buffered(AT_ONCE);
        while let Some(registers) = read.try_next().await? {
            registers.into_iter().for_each(|register| marks.take_in(register));
        }
        // Today's were read with the day, and are as new as they can be.
        morning.registers.iter().for_each(|register| marks.take_in(register.clone()));
        Ok(marks)
    }

    fn take_in(&mut self, register: Register) {
        let Register { date, session, .. } = register;
        let is_recent = date >= self.recent_from;
        for (pupil, mark) in &register.marks {
            let Cell::Known(code) = mark.cell else { continue };
            self.histories.entry(*pupil).or_default().insert(date, session, Past { code, answered: false });
            if code.asks_for_a_call() || (is_recent && code.asks(true)) {
                let absence = AbsenceId { date, pupil: *pupil };
                self.without_a_reason.entry(absence).or_default().push((session, code));
            }
        }
        if is_recent {
            self.recent.push(register);
        }
    }

    /// The absences that have no reason in the register.
    pub(super) fn without_a_reason(&self) -> impl Iterator<Item = AbsenceId> + '_ {
        self.without_a_reason.keys().copied()
    }

    /// Notes for which of them somebody gave a reason.
    pub(super) fn take_in_answers(&mut self, absences: &[StoredAbsence]) {
        for stored in absences.iter().filter(|stored| is_answered(stored)) {
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
        let concerns = |(pupil, history): (&PupilId, &History)| {
            (!self.of(history, &anybody(*pupil), &morning.calendar).is_empty()).then_some(*pupil)
        };
        self.histories.iter().filter_map(concerns).collect()
    }

    /// What has to be told of whom, the most pressing first; of workers to the safeguarding lead alone.
    pub(super) fn notices(&self, morning: &Morning, pupils: &HashMap<PupilId, Pupil>, lead: bool) -> BTreeSet<(Notice, PupilId)> {
        let mut notices = BTreeSet::new();
        for (id, pupil) in pupils {
            let Some(history) = self.histories.get(id) else { continue };
            let has_worker = lead && pupil.flags.iter().any(|flag| has_social_worker(*flag));
            let facts = clocks::Pupil {
                age: Year::read(&pupil.year).compulsory(),
                workers: has_worker.then_some(Worker::SocialWorker).into_iter().collect(),
                workers_told: self.told_until(),
                ill_until: ill_until(morning.known.get(id)),
            };
            notices.extend(self.of(history, &facts, &morning.calendar).into_iter().map(|notice| (notice, *id)));
        }
        notices
    }

    fn of(&self, history: &History, pupil: &clocks::Pupil, calendar: &Calendar) -> Vec<Notice> {
        with_days(calendar, |days| clocks::notices(history, pupil, &Law::on(self.today), self.today, days))
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

fn with_days<T>(calendar: &Calendar, look: impl FnOnce(&Days<'_>) -> T) -> T {
    look(&Days {
        school_days_after: &|date, count| calendar.school_days_after(date, count),
        weeks_back: &|date, weeks| calendar.school_weeks_back(date, weeks),
        is_school_day: &|date| calendar.is_school_day(date),
    })
}
