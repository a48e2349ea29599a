//! Whether an extract is what this school's extracts usually are; and of one that is held, what protects people and is applied at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::code::{Cell, Class};
use domain::contact::Contact;
use domain::pupil::{Pupil, PupilId};
use domain::register::{Register, Session};
use domain::sanity::{self, Before, Difference, Extracted, ExtractedRoll, Found, Taken};
use domain::school::Urn;
use domain::upload::UploadState;
use extract::Assembled;
use jiff::civil::Date;
use store::schools::Head;
use store::uploads::Upload;
use vault::Keyring;

use crate::apply::{Incoming, MarkOf, Outcome, Settled, Tables, count_of};
use crate::collect::Ingest;
use crate::task::IngestError;

/// So many pupils' names are enough to see whether columns are swapped.
const NAMES_LOOKED_AT: usize = 25;

/// What was made of an extract before anything of it was written.
pub(crate) struct Judged {
    pub(crate) extracted: Extracted,
    pub(crate) found: Vec<Found>,
    /// Pupils on the roll whose record would be another one.
    pub(crate) changed: Vec<PupilId>,
}

/// Counts what an extract's marks of a day say.
pub(crate) fn count_marks(assembled: &Assembled, today: Date) -> Extracted {
    let mut extracted = Extracted::default();
    let mut days = assembled.registers.iter().map(|register| register.date);
    extracted.only_day = days.next().filter(|first| days.all(|day| day == *first));
    let registers = assembled.registers.iter().filter(|register| register.date == today);
    for register in registers {
        (extracted.marked, extracted.asking) = (0, 0);
        extracted.sessions.push(register.session);
        for mark in assembled.marks_of(register) {
            extracted.marked += u32::from(mark.cell != Cell::NotTaken);
            extracted.asking += u32::from(asks(mark.cell));
            let stroke = assembled.code(mark);
            if register.session == Session::Am && ["/", "\\"].contains(&stroke) {
                extracted.morning_strokes += 1;
                extracted.morning_strokes_of_the_afternoon += u32::from(stroke == "\\");
            }
        }
    }
    extracted
}

fn asks(cell: Cell) -> bool {
    matches!(cell, Cell::Known(code) if code.asks_for_a_call())
}

fn is_present(cell: Cell) -> bool {
    matches!(cell, Cell::Known(code) if code.class() == Class::Present)
}

fn is_reachable(pupil: &Pupil) -> bool {
    pupil.contacts.iter().any(|contact| contact.may_be_told() && !(contact.phones.is_empty() && contact.emails.is_empty()))
}

impl Ingest {
    /// Holds an extract against the school's roll and its own history.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that judging depends on")]
    pub(crate) async fn judge(
        &self,
        school: &Urn,
        tables: &Tables,
        keys: &Keyring,
        head: &Head,
        settled: &Settled,
        assembled: &Assembled,
        upload: &Upload,
    ) -> Result<Judged, IngestError> {
        let zone = domain::school::time_zone();
        let taken = zone.to_datetime(upload.taken);
        let mut extracted = count_marks(assembled, taken.date());
        let mut changed = Vec::new();
        if let Some(roll) = &settled.roll {
            changed = tables.roll().changed(keys, &settled.index, roll)?;
            let known = roll.keys().filter(|id| settled.index.contains(**id)).count();
            let mut counted = ExtractedRoll {
                pupils: small(roll.len()),
                known: small(roll.keys().filter(|id| settled.index.contains(**id) && !head.missing.contains_key(id)).count()),
                contacts: small(roll.values().map(|pupil| pupil.contacts.len()).sum()),
                reachable: small(roll.values().filter(|pupil| is_reachable(pupil)).count()),
                ..ExtractedRoll::default()
            };
            // Only a roll in which many are another than they were can have its columns swapped.
            if changed.len() * 2 >= known && !changed.is_empty() {
                let some: Vec<PupilId> = changed.iter().copied().take(NAMES_LOOKED_AT).collect();
                for (id, before) in tables.roll().pupils(keys, school, &settled.index, &some).await? {
                    let Some(now) = roll.get(&id) else { continue };
                    counted.names_looked_at += 1;
                    let differ = before.forename.expose() != before.surname.expose();
                    let swapped =
                        now.forename.expose() == before.surname.expose() && now.surname.expose() == before.forename.expose();
                    counted.names_swapped += u32::from(differ && swapped);
                }
            }
            extracted.roll = Some(counted);
        }
        let before = Before {
            pupils: small(settled.index.pupils().filter(|id| !head.missing.contains_key(id)).count()),
            contacts: head.contacts,
            asking_of_hundred: head.asking_of_hundred.clone(),
        };
        let taken = Taken { day: taken.date(), hour: taken.hour() };
        let found = sanity::differences(&before, &extracted, Some(taken));
        Ok(Judged { extracted, found, changed })
    }

    /// Holds an upload: roll and registers stay, beside what protects people. A contact who must not be told any more is told nothing
    /// more, and a mark corrected to present stops its messages.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that holding depends on")]
    pub(crate) async fn hold(
        &self,
        school: &Urn,
        tables: &Tables,
        keys: &Keyring,
        mut head: Head,
        settled: &Settled,
        judged: &Judged,
        incoming: &Incoming<'_>,
        upload: &Upload,
    ) -> Result<Outcome, IngestError> {
        let today = domain::school::day(upload.taken);
        let odd: BTreeSet<Difference> = judged.found.iter().map(|found| found.difference).collect();
        let mut numbers: BTreeMap<String, i64> = incoming.numbers.clone();
        let mut cleared = None;
        if let Some(roll) = &settled.roll {
            let suspended = self.suspensions(school, tables, keys, settled, judged, roll).await?;
            numbers.insert("suspended".to_owned(), count_of(suspended.values().map(|(_, count)| count).sum()));
            if !suspended.is_empty() {
                let changes: BTreeMap<PupilId, Pupil> = suspended.into_iter().map(|(id, (pupil, _))| (id, pupil)).collect();
                let stay = settled.index.pupils().filter(|id| !changes.contains_key(id)).collect();
                let written = tables.roll().write(keys, school, &head, &settled.index, &changes, &stay).await?;
                head.chunks.clone_from(&written.chunks);
                cleared = Some(written);
            }
        }
        let mut days = BTreeSet::new();
        let mut flagged = Vec::new();
        let mut stopped = 0;
        for (session, marks) in incoming.marks_on(today) {
            let mut stored = tables.absences().register(keys, school, today, session).await?;
            let trusted = !odd.contains(&Difference::AnotherSchool) && !odd.contains(&Difference::SessionsSwapped);
            let corrected: Vec<_> = marks
                .iter()
                .filter(|(id, cell, _)| trusted && asks(stored.register.cell(*id)) && is_present(*cell))
                .copied()
                .collect();
            let whole = head.whole.get(&(today, session)).and_then(|second| jiff::Timestamp::from_second(*second).ok());
            let count = corrected.len();
            if count > 0 && stored.register.merge(corrected, upload.taken, whole).changed {
                tables.absences().put_register(keys, school, &stored).await?;
                stopped += count;
            }
            // Corrected now or by an earlier try that died: what it wrote may never have been handed over.
            days.insert(today);
            flagged.extend(self.flagged(school, tables, keys, settled, &marks, &stored.register).await?);
        }
        numbers.insert("stopped".to_owned(), count_of(stopped));
        flagged.sort_unstable();
        flagged.dedup();
        tables.schools().commit(school, &head).await?;
        if let Some(written) = cleared {
            tables.roll().clear_away(school, &written).await?;
        }
        Ok(Outcome {
            sentence: held(&judged.found),
            state: UploadState::Held,
            days,
            differences: judged.found.clone(),
            flagged_absent: flagged,
            ..incoming.outcome(numbers)
        })
    }

    /// The stored records of pupils with a contact who is restricted by the held roll and was not, with that restriction.
    async fn suspensions(
        &self,
        school: &Urn,
        tables: &Tables,
        keys: &Keyring,
        settled: &Settled,
        judged: &Judged,
        roll: &BTreeMap<PupilId, Pupil>,
    ) -> Result<BTreeMap<PupilId, (Pupil, usize)>, IngestError> {
        let restricting: Vec<PupilId> = judged
            .changed
            .iter()
            .copied()
            .filter(|id| roll.get(id).is_some_and(|pupil| pupil.contacts.iter().any(|contact| !contact.may_be_told())))
            .collect();
        let mut suspended = BTreeMap::new();
        for (id, mut pupil) in tables.roll().pupils(keys, school, &settled.index, &restricting).await? {
            // Another school's pupil may have the same number: whose name is another one says nothing about this child.
            let Some(now) = roll.get(&id).filter(|now| names(now) == names(&pupil)) else { continue };
            let count = restrict(&mut pupil, now);
            if count > 0 {
                suspended.insert(id, (pupil, count));
            }
        }
        Ok(suspended)
    }

    /// Flagged pupils whom the held marks or the stored register have absent without a reason.
    async fn flagged(
        &self,
        school: &Urn,
        tables: &Tables,
        keys: &Keyring,
        settled: &Settled,
        marks: &[MarkOf],
        stored: &Register,
    ) -> Result<Vec<PupilId>, IngestError> {
        let held = marks.iter().filter(|(_, cell, _)| asks(*cell)).map(|(id, ..)| *id);
        let known = stored.marks.iter().filter(|(_, mark)| asks(mark.cell)).map(|(id, _)| *id);
        let asking: Vec<PupilId> = held.chain(known).collect::<BTreeSet<_>>().into_iter().collect();
        let on_roll = tables.roll().pupils(keys, school, &settled.index, &asking).await?;
        let by_roll = |id: &PupilId| settled.roll.as_ref().and_then(|roll| roll.get(id));
        let is_flagged = |id: &PupilId| [by_roll(id), on_roll.get(id)].into_iter().flatten().any(|pupil| !pupil.flags.is_empty());
        Ok(asking.into_iter().filter(is_flagged).collect())
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Both names in the order of the alphabet: swapped columns do not make another child.
fn names(pupil: &Pupil) -> BTreeSet<String> {
    [&pupil.forename, &pupil.surname].map(|name| name.expose().to_lowercase()).into()
}

/// Puts the restrictions of `now` onto the contacts of a stored record; says how many contacts it concerned.
fn restrict(pupil: &mut Pupil, now: &Pupil) -> usize {
    let mut count = 0;
    for restricted in now.contacts.iter().filter(|contact| !contact.may_be_told()) {
        let mut is_known = false;
        // A person may stand twice among a pupil's contacts.
        for known in pupil.contacts.iter_mut().filter(|known| is_same_person(known, restricted)) {
            is_known = true;
            if known.restriction < restricted.restriction {
                known.restriction = restricted.restriction;
                count += 1;
            }
        }
        // One who was not there may share a number with one who was, and must not read it.
        if !is_known {
            pupil.contacts.push(restricted.clone());
            count += 1;
        }
    }
    count
}

fn is_same_person(known: &Contact, other: &Contact) -> bool {
    match (&known.mis_id, &other.mis_id) {
        (Some(known), Some(other)) => known == other,
        _ => known.name_key() == other.name_key(),
    }
}

/// What the office reads of a held upload.
fn held(found: &[Found]) -> String {
    let sentences: Vec<String> = found.iter().map(Found::sentence).collect();
    format!(
        "Held: nothing of it is in use until somebody applies or discards it; what protects people is in use already. {}",
        sentences.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use domain::contact::Restriction;
    use domain::pupil::MisId;

    use super::*;

    fn contact(forename: &str, restriction: Restriction) -> Contact {
        Contact {
            mis_id: None,
            title: String::new(),
            forename: forename.into(),
            surname: "Smith".into(),
            relationship: String::new(),
            priority: Some(1),
            parental_responsibility: false,
            lives_with_pupil: None,
            preferred_language: String::new(),
            restriction,
            phones: Vec::new(),
            emails: Vec::new(),
        }
    }

    fn pupil(contacts: Vec<Contact>) -> Pupil {
        Pupil {
            mis_id: MisId::new("001234").unwrap(),
            admission_number: None,
            upn: None,
            forename: "Ava".into(),
            surname: "Smith".into(),
            year: String::new(),
            registration_group: String::new(),
            house: String::new(),
            preferred_language: String::new(),
            flags: BTreeSet::new(),
            leaving: None,
            contacts,
        }
    }

    #[test]
    fn a_held_roll_suspends_and_never_frees_a_contact() {
        let mut stored = pupil(vec![contact("Ann", Restriction::None), contact("Ben", Restriction::CourtOrder)]);
        let held = pupil(vec![
            contact("Ann", Restriction::DoNotContact),
            contact("Ben", Restriction::None),
            contact("Cy", Restriction::CourtOrder),
        ]);
        assert_eq!(restrict(&mut stored, &held), 2);
        let restrictions: Vec<Restriction> = stored.contacts.iter().map(|contact| contact.restriction).collect();
        assert_eq!(restrictions, [Restriction::DoNotContact, Restriction::CourtOrder, Restriction::CourtOrder]);
        assert_eq!(restrict(&mut stored, &held), 0);
    }
}
