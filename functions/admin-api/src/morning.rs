//! A school's day as staff look at it: everything in a fixed number of reads, whatever the number of children.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::calendar::Calendar;
use domain::day::Facts;
use domain::duty::OnDuty;
use domain::interlock::Sizes;
use domain::known::Known;
use domain::policy::Policy;
use domain::pupil::{Pupil, PupilId};
use domain::register::{Register, Session};
use domain::school::Urn;
use domain::search;
use followup::Calls;
use jiff::Timestamp;
use jiff::civil::Date;
use store::StoreError;
use store::absences::StoredAbsence;
use store::holds::StoredHold;
use store::roll::Index;
use store::schools::Head;
use vault::Keyring;

use crate::api::App;
use crate::problem::Problem;

/// How often the roll is read again when another one becomes true meanwhile.
const TRIES: u32 = 3;

/// A school's day.
#[derive(Debug)]
pub(crate) struct Morning {
    pub(crate) date: Date,
    pub(crate) policy: Policy,
    /// Which version of it.
    pub(crate) policy_version: u32,
    pub(crate) calendar: Calendar,
    pub(crate) head: Head,
    pub(crate) sizes: Sizes,
    /// Morning and afternoon.
    pub(crate) registers: [Register; 2],
    pub(crate) absences: Vec<StoredAbsence>,
    /// Today and the school days before it that were asked for, the newest first.
    pub(crate) days: Vec<Date>,
    /// The absences of those before.
    pub(crate) earlier: Vec<StoredAbsence>,
    pub(crate) duty: Vec<OnDuty>,
    pub(crate) holds: Vec<StoredHold>,
    calls: Calls,
    pub(crate) known: HashMap<PupilId, Known>,
    /// Those who are looked for, and those without a mark, as far as they are on the roll.
    pub(crate) pupils: HashMap<PupilId, Pupil>,
    /// Who is on the roll; `None` where nobody was looked up.
    index: Option<Index>,
}

/// A session whose registers were not all taken though they have closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Untaken {
    pub(crate) session: Session,
    /// The registration groups; every one where nothing came at all.
    pub(crate) groups: BTreeSet<String>,
    /// Whether there is no mark of the session at all.
    pub(crate) nothing_came: bool,
}

impl Untaken {
    pub(crate) fn sentence(&self) -> String {
        let session = self.session;
        match self.groups.len() {
            _ if self.nothing_came => {
                format!("No marks of the session {session} have come. Who is away is not known: upload them now.")
            }
            1 => {
                format!("One register of the session {session} is not taken. Nobody is asked about its children: have it taken.")
            }
            count => {
                format!(
                    "{count} registers of the session {session} are not taken. Nobody is asked about their children: have them taken."
                )
            }
        }
    }
}

impl App {
    /// Reads a day, and the absences of so many school days before it.
    pub(crate) async fn morning(&self, keys: &Keyring, school: &Urn, date: Date, before: u32) -> Result<Morning, Problem> {
        let absences = &self.follow_up.absences;
        let of_school = self.follow_up.schools.at_once(school).await?;
        let (policy, calendar, head) = (of_school.policy()?, of_school.calendar()?, of_school.head()?);
        let mut days = vec![date];
        for _ in 0..before {
            let Some(earlier) = days.last().and_then(|day| calendar.previous_school_day(*day)) else { break };
            days.push(earlier);
        }
        let first = days.last().copied().unwrap_or(date);
        let (registers, all, holds, known) = tokio::try_join!(
            absences.registers_on(keys, school, date),
            absences.absences_between(keys, school, first, date),
            absences.holds_on(keys, school, date),
            absences.known_all(keys, school),
        )?;
        let (stored, earlier): (Vec<_>, Vec<_>) = all.into_iter().partition(|stored| stored.id.date == date);
        let looked_for = stored.iter().filter(|stored| !stored.search.state.is_over()).map(|stored| stored.id.pupil);
        let unmarked = registers.iter().filter(|register| register.is_begun()).flat_map(Register::unmarked);
        let wanted: Vec<PupilId> = looked_for.chain(unmarked).collect();
        let (index, pupils) = self.read_pupils(keys, school, &head, None, &wanted).await?;
        Ok(Morning {
            date,
            days,
            earlier,
            duty: of_school.duty(keys)?.list,
            sizes: of_school.groups()?,
            index,
            policy: policy.document.policy().map_err(|_| Problem::from(followup::FollowUpError::Policy))?,
            policy_version: policy.version,
            calendar,
            head,
            registers,
            absences: stored,
            holds,
            calls: self.follow_up.calls,
            known: known.into_iter().map(|stored| (stored.pupil, stored.known)).collect(),
            pupils,
        })
    }

    /// Some pupils, as far as they are on the roll that `head` names, or on a newer one.
    pub(crate) async fn pupils(
        &self,
        keys: &Keyring,
        school: &Urn,
        head: &Head,
        ids: &[PupilId],
    ) -> Result<HashMap<PupilId, Pupil>, StoreError> {
        Ok(self.read_pupils(keys, school, head, None, ids).await?.1)
    }

    /// More pupils, beside those that were read with the day.
    pub(crate) async fn more_pupils(
        &self,
        keys: &Keyring,
        school: &Urn,
        morning: &Morning,
        wanted: &BTreeSet<PupilId>,
    ) -> Result<HashMap<PupilId, Pupil>, StoreError> {
        let ids: Vec<PupilId> = wanted.iter().copied().filter(|id| !morning.pupils.contains_key(id)).collect();
        let (_, mut pupils) = self.read_pupils(keys, school, &morning.head, morning.index.as_ref(), &ids).await?;
        let read = morning.pupils.iter().filter(|(id, _)| wanted.contains(id));
        pupils.extend(read.map(|(id, pupil)| (*id, pupil.clone())));
        Ok(pupils)
    }

    /// `index` is what the head names, where it was read before.
    async fn read_pupils(
        &self,
        keys: &Keyring,
        school: &Urn,
        head: &Head,
        index: Option<&Index>,
        ids: &[PupilId],
    ) -> Result<(Option<Index>, HashMap<PupilId, Pupil>), StoreError> {
        if ids.is_empty() {
            return Ok((None, HashMap::new()));
        }
        let (roll, mut head, mut known, mut tries) = (&self.follow_up.roll, head.clone(), index.cloned(), 1);
        loop {
            let read = async {
                let index = match known.take() {
                    Some(known) => known,
                    None => roll.index(school, &head).await?,
                };
                let pupils = roll.pupils(keys, school, &index, ids).await?;
                Ok((Some(index), pupils))
            };
            match read.await {
                Err(StoreError::Conflict) if tries < TRIES => {
                    tries += 1;
                    head = self.follow_up.schools.head(school).await?;
                }
                other => return other,
            }
        }
    }
}

impl Morning {
    /// When the newest marks were taken out of the MIS.
    pub(crate) fn marks_taken(&self) -> Option<Timestamp> {
        self.head.marks_taken.and_then(|taken| Timestamp::from_second(taken).ok())
    }

    /// What is known of a child who is looked for; `None` for one who has left the roll.
    pub(crate) fn facts(&self, stored: &StoredAbsence) -> Option<Facts> {
        let pupil = self.pupils.get(&stored.id.pupil)?;
        let known = self.known.get(&stored.id.pupil);
        Some(followup::facts_of(pupil, known, stored.first_words, (self.date, &self.policy, &self.calendar)))
    }

    /// Gives the day to a search. `look` is called with it.
    pub(crate) fn with_day<T>(&self, look: impl FnOnce(&search::Day<'_>) -> T) -> T {
        let marks_taken = self.marks_taken().unwrap_or(Timestamp::MIN);
        domain::day::with_day((self.date, &self.policy, &self.calendar), self.calls.ways(), marks_taken, look)
    }

    /// The registers that nobody took, of the sessions whose registers have closed.
    pub(crate) fn untaken(&self, now: Timestamp) -> Vec<Untaken> {
        let closed = Session::BOTH.into_iter().zip(&self.registers);
        let closed = closed.filter(|(session, _)| self.policy.register_closes(self.date, *session) <= now);
        closed.filter_map(|(session, register)| self.untaken_of(session, register)).collect()
    }

    fn untaken_of(&self, session: Session, register: &Register) -> Option<Untaken> {
        if !register.is_begun() {
            let expected = self.calendar.is_in_session(self.date, session, "");
            let groups = self.sizes.classes.keys().cloned().collect();
            return (expected && self.sizes.roll > 0).then_some(Untaken { session, groups, nothing_came: true });
        }
        // Where the calendar has no school and there are marks, the marks are right.
        let is_expected = |pupil: &Pupil| {
            !self.calendar.is_school_day(self.date) || self.calendar.is_in_session(self.date, session, &pupil.year)
        };
        let of_pupil = |id: PupilId| {
            let pupil = self.pupils.get(&id).filter(|pupil| is_expected(pupil))?;
            Some((id, pupil.registration_group.as_str()))
        };
        let groups: BTreeMap<&str, usize> = register.untaken(register.unmarked().filter_map(of_pupil), &self.sizes.classes);
        let groups: BTreeSet<String> = groups.into_keys().map(str::to_owned).collect();
        (!groups.is_empty()).then_some(Untaken { session, groups, nothing_came: false })
    }
}
