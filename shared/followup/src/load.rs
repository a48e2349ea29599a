//! Everything that the rules need of a day.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::calendar::Calendar;
use domain::code::Cell;
use domain::day::{self, Facts};
use domain::duty::OnDuty;
use domain::interlock::Sizes;
use domain::known::Known;
use domain::policy::Policy;
use domain::pupil::{Pupil, PupilId};
use domain::register::{Register, Session};
use domain::school::Urn;
use domain::search::Words;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::StoreError;
use store::absences::StoredAbsence;
use store::holds::StoredHold;
use store::schools::Settings;
use vault::Keyring;

use crate::{Calls, FollowUp, FollowUpError, Happening};

/// How many weeks of the same weekday say what is usual.
const WEEKS_OF_HISTORY: i64 = 6;

/// A day of a school, as it is stored.
#[derive(Debug)]
pub struct Day {
    /// Whose.
    pub school: Urn,
    /// Which.
    pub date: Date,
    /// What the school has set.
    pub settings: Settings,
    /// How it calls.
    pub policy: Policy,
    /// Which version of that.
    pub policy_version: u32,
    /// When it is in session.
    pub calendar: Calendar,
    /// When the newest marks were taken out of the MIS; `None` before the first extract.
    pub marks_taken: Option<Timestamp>,
    /// Both registers, morning and afternoon.
    pub registers: [Register; 2],
    /// The absences, by pupil.
    pub absences: BTreeMap<PupilId, StoredAbsence>,
    /// What is held.
    pub holds: Vec<StoredHold>,
    /// Who is on duty when.
    pub duty: Vec<OnDuty>,
    /// What is known of pupils beyond the day.
    pub known: HashMap<PupilId, Known>,
    pub(crate) calls: Calls,
    pub(crate) keys: Arc<Keyring>,
    pub(crate) sizes: Sizes,
    pub(crate) history: [Vec<usize>; 2],
    pub(crate) pupils: HashMap<PupilId, Pupil>,
    pub(crate) facts: HashMap<PupilId, Facts>,
}

impl Day {
    /// What the registers say of a pupil, morning and afternoon.
    pub fn cells(&self, pupil: PupilId) -> [Cell; 2] {
        let [morning, afternoon] = &self.registers;
        [morning.cell(pupil), afternoon.cell(pupil)]
    }

    /// The school as the rules look at it. `planned` are the moments at which messages to contacts were planned.
    pub fn with_school<T>(&self, planned: &[Timestamp], look: impl FnOnce(&day::School<'_>) -> T) -> T {
        let [morning, afternoon] = &self.history;
        look(&day::School {
            date: self.date,
            policy: &self.policy,
            calendar: &self.calendar,
            ways: self.calls.ways(),
            marks_taken: self.marks_taken.unwrap_or(Timestamp::MIN),
            sizes: &self.sizes,
            history: [morning, afternoon],
            planned,
        })
    }
}

/// What is known of a child beyond the day's marks.
pub fn facts_of(
    pupil: &Pupil,
    known: Option<&Known>,
    first_words: Words,
    (date, policy, calendar): (Date, &Policy, &Calendar),
) -> Facts {
    let mut facts = Facts {
        contacts: known.map_or_else(|| pupil.contacts.clone(), |known| known.reachable(&pupil.contacts)),
        wishes: known.map(|known| known.wishes.clone()).unwrap_or_default(),
        flags: pupil.flags.clone(),
        named: known.is_some_and(|known| known.flagged_by_lead),
        first_words,
        reported: false,
        on_the_way: known.and_then(|known| known.arrives(date)).map(|one| (one.contact.clone(), one.until)),
        handled: known.is_some_and(|known| known.is_handled(date)),
    };
    let flagged = facts.is_flagged();
    let school_days = |first, last| calendar.school_days_between(first, last);
    facts.reported = known.is_some_and(|known| known.covers(date, flagged, policy.return_days, &school_days).is_some());
    facts
}

impl FollowUp {
    pub(crate) async fn load(
        &self,
        school: &Urn,
        date: Date,
        happenings: &[Happening],
        now: Timestamp,
    ) -> Result<Day, FollowUpError> {
        let of_school = self.schools.at_once(school).await?;
        let settings = of_school.settings()?.ok_or(FollowUpError::NoSuchSchool)?;
        let keys = self.keys.school(school).await?;
        let stored = of_school.policy()?;
        let policy = stored.document.policy().map_err(|_| FollowUpError::Policy)?;
        let head = of_school.head()?;
        let (registers, absences, known, holds) = futures::future::try_join4(
            self.absences.registers_on(&keys, school, date),
            self.absences.absences_on(&keys, school, date),
            self.absences.known_all(&keys, school),
            self.absences.holds_on(&keys, school, date),
        )
        .await?;
        let mut day = Day {
            school: school.clone(),
            date,
            settings,
            policy,
            policy_version: stored.version,
            calendar: of_school.calendar()?,
            marks_taken: head.marks_taken.and_then(|taken| Timestamp::from_second(taken).ok()),
            holds,
            duty: of_school.duty(&keys)?.list,
            sizes: of_school.groups()?,
            registers,
            absences: absences.into_iter().map(|stored| (stored.id.pupil, stored)).collect(),
            known: known.into_iter().map(|stored| (stored.pupil, stored.known)).collect(),
            calls: self.calls,
            keys,
            history: [Vec::new(), Vec::new()],
            pupils: HashMap::new(),
            facts: HashMap::new(),
        };
        day.sizes.roll = usize::try_from(head.pupils).unwrap_or(usize::MAX).max(day.sizes.roll);
        let wanted = wanted(&day, happenings, now);
        let index = self.roll.index(school, &head).await?;
        day.pupils = self.roll.pupils(&day.keys, school, &index, &wanted).await?;
        self.load_history(&mut day, now).await?;
        self.load_facts(&mut day, now).await?;
        Ok(day)
    }

    /// How many were absent without a reason on the same weekdays before: asked for only when so many are absent that it can matter.
    async fn load_history(&self, day: &mut Day, now: Timestamp) -> Result<(), StoreError> {
        if day.date != domain::school::day(now) {
            return Ok(());
        }
        for (place, session) in Session::BOTH.into_iter().enumerate() {
            let Some(register) = day.registers.get(place) else { continue };
            if asking(register, &day.policy) < day.policy.hold.count {
                continue;
            }
            let mut counts = Vec::new();
            for weeks in 1..=WEEKS_OF_HISTORY {
                let Ok(before) = day.date.checked_sub((7 * weeks).days()) else { continue };
                let earlier = self.absences.register(&day.keys, &day.school, before, session).await?.register;
                if !earlier.marks.is_empty() {
                    counts.push(asking(&earlier, &day.policy));
                }
            }
            if let Some(history) = day.history.get_mut(place) {
                *history = counts;
            }
        }
        Ok(())
    }

    async fn load_facts(&self, day: &mut Day, now: Timestamp) -> Result<(), StoreError> {
        let before = day.calendar.previous_school_day(day.date);
        let is_new = |pupil: &PupilId| !day.absences.contains_key(pupil);
        let mut away_before = BTreeSet::new();
        if let Some(before) = before
            && day.date == domain::school::day(now)
            && day.pupils.keys().any(is_new)
        {
            let earlier = self.absences.absences_on(&day.keys, &day.school, before).await?;
            away_before.extend(earlier.iter().filter(|stored| stored.search.is_unexplained()).map(|stored| stored.id.pupil));
        }
        let facts = day.pupils.iter().map(|(id, pupil)| {
            let known = day.known.get(id);
            let words = match day.absences.get(id) {
                Some(stored) => stored.first_words,
                None if known.is_some_and(|known| known.is_day_of_return(day.date, before)) => Words::ReturnDay,
                None if away_before.contains(id) => Words::SecondDay,
                None => Words::FirstDay,
            };
            (*id, facts_of(pupil, known, words, (day.date, &day.policy, &day.calendar)))
        });
        day.facts = facts.collect();
        // Of whoever has left the roll while somebody looked for them nobody can be asked: staff hear of it step by step, and it ends.
        let left: Vec<PupilId> = day
            .absences
            .iter()
            .filter(|(id, stored)| !stored.search.state.is_over() && !day.pupils.contains_key(id))
            .map(|(id, _)| *id)
            .collect();
        day.facts.extend(left.into_iter().map(|id| (id, nobody_to_ask(day.absences.get(&id)))));
        Ok(())
    }
}

fn nobody_to_ask(stored: Option<&StoredAbsence>) -> Facts {
    Facts {
        contacts: Vec::new(),
        wishes: BTreeMap::new(),
        flags: BTreeSet::new(),
        named: stored.is_some_and(|stored| stored.flagged),
        first_words: stored.map_or(Words::FirstDay, |stored| stored.first_words),
        reported: false,
        on_the_way: None,
        handled: false,
    }
}

/// The pupils whose record is needed: those about whom something may change.
fn wanted(day: &Day, happenings: &[Happening], now: Timestamp) -> Vec<PupilId> {
    let about_o = day.policy.asks_about_o;
    let is_today = day.date == domain::school::day(now);
    let marked = day.registers.iter().flat_map(|register| register.marks.keys().copied());
    let all: BTreeSet<PupilId> = marked.chain(day.absences.keys().copied()).collect();
    let told: BTreeSet<PupilId> = happenings.iter().map(|happening| happening.pupil).collect();
    let wants = |pupil: &PupilId| {
        let search = day.absences.get(pupil).map(|stored| &stored.search);
        // A day gone by is in its register; it opens nothing that somebody would have to look after.
        told.contains(pupil) || ((is_today || search.is_some()) && day::wants_a_look(search, day.cells(*pupil), about_o))
    };
    all.into_iter().filter(wants).collect()
}

fn asking(register: &Register, policy: &Policy) -> usize {
    let asks = |cell| matches!(cell, Cell::Known(code) if code.asks(policy.asks_about_o));
    register.marks.values().filter(|mark| asks(mark.cell)).count()
}
