//! Looking again before speaking: everything that the rules need to know of a message at the moment when it would be said.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::absence::AbsenceId;
use domain::day::{self, Facts};
use domain::duty::Why;
use domain::known::Known;
use domain::message::{self, MessageId, Opening, Progress, Reached};
use domain::money::Money;
use domain::policy::Policy;
use domain::pupil::{Pupil, PupilId};
use domain::register::{Register, Session};
use domain::search::{Child, Words};
use domain::speaking::{self, Audience, Behind, Drop, Said};
use jiff::{SignedDuration, Timestamp};
use shell::clock;
use store::absences::StoredAbsence;
use store::messages::{Message, Saying};

use crate::send::{At, Send, SendFailure};

impl Send {
    /// The children whom the message may still name, with their absences, in the order of their names; and what the school's texts of a month may
    /// cost, where it has said so.
    pub(crate) async fn look_again(
        &self,
        at: &At<'_>,
        message: &Message,
    ) -> Result<Result<(Vec<StoredAbsence>, Option<Money>), Drop>, SendFailure> {
        let now = clock::now();
        if is_too_late(message, now) {
            return Ok(Err(Drop::TooLate));
        }
        let stored = self.schools.policy(at.school).await?;
        let policy = stored.document.policy().map_err(|_| SendFailure::Policy)?;
        let behind = self.behind(at, message).await?;
        let told = match &message.saying {
            Saying::ToStaff { why, .. } => to_staff(&policy, &behind, *why),
            Saying::ToContact { words, rung } => {
                self.to_contact((at, &policy), message, &behind, Some((*words, *rung)), now).await?
            }
            Saying::Written { .. } => self.to_contact((at, &policy), message, &behind, None, now).await?,
            // About nobody: whoever wrote is answered; whoever asked for a test stands on the duty list.
            Saying::Answer { .. } | Saying::Test { .. } => Ok(Vec::new()),
        };
        Ok(told.map(|told| {
            let mut told: Vec<StoredAbsence> =
                behind.into_iter().map(|(_, stored)| stored).filter(|stored| told.contains(&stored.id.pupil)).collect();
            told.sort_by_cached_key(|stored| (stored.pupil.forename.clone(), stored.pupil.registration_group.clone()));
            (told, policy.monthly_cap_pounds.map(Money::pounds))
        }))
    }

    /// The absences that the message covers. To a contact, only those that have noted it: what nobody has noted was never to be said.
    async fn behind(&self, at: &At<'_>, message: &Message) -> Result<Vec<(Opening, StoredAbsence)>, SendFailure> {
        let to_contact = matches!(message.saying, Saying::ToContact { .. });
        let mut behind = Vec::new();
        for opening in &message.covers {
            let id = AbsenceId { date: message.date, pupil: opening.pupil };
            let stored = self.absences.absence(&at.keys, at.school, id).await?;
            behind.extend(stored.filter(|stored| !to_contact || stored.has_planned(message.id)).map(|stored| (*opening, stored)));
        }
        Ok(behind)
    }

    async fn to_contact(
        &self,
        (at, policy): (&At<'_>, &Policy),
        message: &Message,
        behind: &[(Opening, StoredAbsence)],
        planned: Option<(Words, Option<usize>)>,
        now: Timestamp,
    ) -> Result<Result<Vec<PupilId>, Drop>, SendFailure> {
        let calendar = self.schools.calendar(at.school).await?;
        let mut registers: Vec<Register> = Vec::new();
        for session in Session::BOTH {
            registers.push(self.absences.register(&at.keys, at.school, message.date, session).await?.register);
        }
        let mends = planned.is_some_and(|(words, _)| words.corrects());
        let heard = if mends { self.heard_before(at, message, behind, now).await? } else { BTreeSet::new() };
        let pupils = self.pupils(at, behind).await?;
        let mut facts: BTreeMap<PupilId, Facts> = BTreeMap::new();
        for (opening, stored) in behind {
            let Some(pupil) = pupils.get(&opening.pupil) else { continue };
            let known: Known = self.absences.known(&at.keys, at.school, opening.pupil).await?.known;
            let of = followup::facts_of(pupil, Some(&known), stored.first_words, (message.date, policy, &calendar));
            facts.insert(opening.pupil, of);
        }
        let children: BTreeMap<PupilId, Child<'_>> = facts.iter().map(|(pupil, facts)| (*pupil, facts.child())).collect();
        let cells = |pupil| {
            let mut cells = registers.iter().map(|register| register.cell(pupil));
            let mut next = || cells.next().unwrap_or(domain::code::Cell::NotTaken);
            [next(), next()]
        };
        let known: Vec<Behind<'_>> = behind
            .iter()
            .map(|(opening, stored)| Behind {
                opening: *opening,
                search: &stored.search,
                cells: cells(opening.pupil),
                child: children.get(&opening.pupil),
            })
            .collect();
        // Of a brother about whom nobody asked this contact they hear nothing.
        let known = match planned {
            Some((words, _)) => speaking::heard_of(&known, words, |opening| heard.contains(&opening.pupil)),
            None => known,
        };
        let heard_before = !mends || !heard.is_empty();
        let of_school = (message.date, policy, &calendar);
        let (contact, destination) = (message.contact_key.expose(), &message.destination);
        Ok(day::with_day(of_school, self.calls.ways(), now, |day| match planned {
            None => speaking::may_write(day, &known, (contact, destination), now),
            Some((words, rung)) => {
                let planned = Timestamp::from_second(message.planned).unwrap_or(now);
                speaking::look_again(day, &known, &Said { words, rung, contact, destination, planned, heard_before }, now)
            }
        }))
    }

    /// Of which of these children something was asked of this contact today that is to be mended: what the provider has, and what it may
    /// have. A question that is being put at this moment is waited for.
    async fn heard_before(
        &self,
        at: &At<'_>,
        message: &Message,
        behind: &[(Opening, StoredAbsence)],
        now: Timestamp,
    ) -> Result<BTreeSet<PupilId>, SendFailure> {
        let earlier: BTreeSet<MessageId> =
            behind.iter().flat_map(|(_, stored)| stored.messages()).filter(|id| *id != message.id).collect();
        let earlier = self.messages.messages(&at.keys, at.school, message.date, &earlier).await?;
        let mut heard = BTreeSet::new();
        for asked in earlier.iter().filter(|asked| asked.contact_key == message.contact_key) {
            let question = matches!(asked.saying, Saying::ToContact { words, .. } if !words.corrects());
            match asked.progress {
                _ if !question => {}
                Progress::Sending { lease_ends } if lease_ends > now => {
                    return Err(SendFailure::Busy(left(lease_ends.duration_since(now))));
                }
                progress if message::reached(progress, asked.maybe_duplicate) >= Reached::Perhaps => {
                    // Before it is said nobody knows whom it will name.
                    let covered = asked.covers.iter().map(|opening| opening.pupil);
                    heard.extend(covered.filter(|pupil| asked.named.is_empty() || asked.named.contains(pupil)));
                }
                _ => {}
            }
        }
        Ok(heard)
    }

    async fn pupils(&self, at: &At<'_>, behind: &[(Opening, StoredAbsence)]) -> Result<HashMap<PupilId, Pupil>, SendFailure> {
        let ids: Vec<PupilId> = behind.iter().map(|(opening, _)| opening.pupil).collect();
        let head = self.schools.head(at.school).await?;
        let index = self.roll.index(at.school, &head).await?;
        Ok(self.roll.pupils(&at.keys, at.school, &index, &ids).await?)
    }
}

/// What staff are told of, as long as nobody has taken it and somebody may be missing. What concerns no child is told in any case.
fn to_staff(policy: &Policy, behind: &[(Opening, StoredAbsence)], why: Why) -> Result<Vec<PupilId>, Drop> {
    if policy.shadow {
        return Err(Drop::Shadow);
    }
    let still = |(opening, stored): &&(Opening, StoredAbsence)| speaking::is_still_told(why, *opening, &stored.search);
    let told: Vec<PupilId> = behind.iter().filter(still).map(|(opening, _)| opening.pupil).collect();
    if told.is_empty() && !behind.is_empty() { Err(Drop::NothingToTell) } else { Ok(told) }
}

/// Whether the message's moment has passed.
fn is_too_late(message: &Message, now: Timestamp) -> bool {
    let audience = match message.saying {
        Saying::ToContact { .. } | Saying::Written { .. } | Saying::Answer { .. } => Audience::Contact,
        Saying::ToStaff { .. } | Saying::Test { .. } => Audience::Staff,
    };
    let planned = Timestamp::from_second(message.planned).unwrap_or(now);
    speaking::is_too_late(audience, message.date, planned, now)
}

fn left(duration: SignedDuration) -> std::time::Duration {
    std::time::Duration::try_from(duration).unwrap_or_default()
}
