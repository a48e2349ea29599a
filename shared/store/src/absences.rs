//! The table `absences`: absences (here), registers and uploads (in their own modules).

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Personal;
use domain::absence::{Absence, AbsenceId};
use domain::message::MessageId;
use domain::pupil::{Pupil, PupilId};
use domain::register::Session;
use domain::school::Urn;
use jiff::Timestamp;
use jiff::civil::Date;
use minicbor::{Decode, Encode};
use vault::{Keyring, Purpose};

use crate::db::{Db, If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n, s};
use crate::life::OUTCOMES;
use crate::sealed::{At, open, seal};

/// The table `absences`.
#[derive(Clone, Debug)]
pub struct Absences {
    pub(crate) db: Db,
    pub(crate) table: Table,
}

/// A pupil as the absence's day knew them: so that the list needs no second look and stays true when the roll changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What the office knows the pupil by.
    pub known_as: String,
    /// First name.
    pub forename: Personal,
    /// Surname.
    pub surname: Personal,
    /// Year group.
    pub year: String,
    /// Registration group.
    pub registration_group: String,
}

impl Snapshot {
    /// Of a pupil on the roll.
    pub fn of(pupil: &Pupil) -> Self {
        Self {
            known_as: pupil.known_as().to_owned(),
            forename: pupil.forename.clone(),
            surname: pupil.surname.clone(),
            year: pupil.year.clone(),
            registration_group: pupil.registration_group.clone(),
        }
    }
}

/// What happened to an absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A mark was seen in a register.
    Marked {
        /// In which session.
        session: Session,
        /// The code, `-` for a blank, `?` for an unknown one.
        code: String,
    },
    /// It opened, for the first time or again.
    Opened,
    /// A message was planned.
    Planned(MessageId),
    /// Nobody could be told.
    NobodyToTell,
    /// A message came to its end; the message itself says how.
    MessageEnded(MessageId),
    /// A reply came, by its id.
    Replied(String),
    /// The state changed to this one.
    Became(domain::absence::State),
}

/// Something that happened, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When we saw it.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
}

/// An absence with its story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAbsence {
    /// Which.
    pub id: AbsenceId,
    /// How far the search has come.
    pub absence: Absence,
    /// The pupil, as the day knew them.
    pub pupil: Snapshot,
    /// The opening for which somebody was planned to be told, or nobody could be.
    pub planned_opening: Option<u32>,
    /// The message that tells of that opening.
    pub planned_message: Option<MessageId>,
    /// All that happened, in order.
    pub story: Vec<Moment>,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

impl StoredAbsence {
    /// Adds to the story.
    pub fn happened(&mut self, at: Timestamp, what: Happened) {
        self.story.push(Moment { at, what });
    }

    /// Takes over what the rules made of it, and tells so in the story.
    pub fn becomes(&mut self, at: Timestamp, next: Absence) {
        let (before, after) = (self.absence.state, next.state);
        if next.openings > self.absence.openings {
            self.happened(at, Happened::Opened);
        } else if before != after {
            self.happened(at, Happened::Became(after));
        }
        self.absence = next;
    }
}

impl Absences {
    /// The table under its deployed name.
    pub fn new(db: Db, table: impl Into<String>) -> Self {
        Self { db, table: Table::new("absences", table) }
    }

    /// One absence as it stands now.
    pub async fn absence(&self, keys: &Keyring, school: &Urn, id: AbsenceId) -> Result<Option<StoredAbsence>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), &absence_sk(id)).await?;
        item.map(|item| self.read(keys, school, &item)).transpose()
    }

    /// Every absence of a day.
    pub async fn absences_on(&self, keys: &Keyring, school: &Urn, date: Date) -> Result<Vec<StoredAbsence>, StoreError> {
        let items = self.db.all(&self.table, school.as_str(), &format!("absence#{date}#")).await?;
        items.iter().map(|item| self.read(keys, school, item)).collect()
    }

    /// Writes an absence and counts its revision up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_absence(&self, keys: &Keyring, school: &Urn, stored: &mut StoredAbsence) -> Result<(), StoreError> {
        let (written, condition) = self.written(keys, school, stored)?;
        self.db.put(&self.table, written, condition).await?;
        stored.revision += 1;
        Ok(())
    }

    /// Writes absences that belong together, all of them or none, and counts their revisions up. It costs twice what single writes cost.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote one of them since it was read.
    pub async fn put_together(&self, keys: &Keyring, school: &Urn, stored: &mut [StoredAbsence]) -> Result<(), StoreError> {
        let items = stored.iter().map(|stored| self.written(keys, school, stored)).collect::<Result<_, _>>()?;
        self.db.put_together(&self.table, items).await?;
        for stored in stored {
            stored.revision += 1;
        }
        Ok(())
    }

    fn written(&self, keys: &Keyring, school: &Urn, stored: &StoredAbsence) -> Result<(Item, If), StoreError> {
        let condition = if stored.revision == 0 { If::Absent } else { If::Revision(stored.revision) };
        let written = absence_item(&self.table, keys, school, stored, stored.revision + 1, OUTCOMES.end(self.db.now()))?;
        Ok((written, condition))
    }

    fn read(&self, keys: &Keyring, school: &Urn, item: &Item) -> Result<StoredAbsence, StoreError> {
        let reader = Reader::new("absences", item);
        let sk = reader.text("sk")?;
        let id = read_absence_sk(sk).ok_or_else(|| reader.unreadable("sk"))?;
        let at = At { table: &self.table, pk: school.as_str(), sk, attribute: "details" };
        let details: DetailsRecord = open(keys, Purpose::Roll, at, reader.bytes("details")?)?;
        let opening = |name| {
            reader.optional_number(name).map(|number| u32::try_from(number).map_err(|_| reader.unreadable(name))).transpose()
        };
        Ok(StoredAbsence {
            id,
            absence: Absence {
                state: reader.parsed("state")?,
                sessions: read_sessions(item, "sessions").ok_or_else(|| reader.unreadable("sessions"))?,
                unexplained: read_sessions(item, "unexplained").ok_or_else(|| reader.unreadable("unexplained"))?,
                openings: opening("openings")?.ok_or_else(|| reader.unreadable("openings"))?,
            },
            pupil: details.snapshot(),
            planned_opening: opening("planned_opening")?,
            planned_message: reader.optional_text("planned_message").map(|_| reader.parsed("planned_message")).transpose()?,
            story: details
                .story
                .iter()
                .map(MomentRecord::read)
                .collect::<Option<_>>()
                .ok_or_else(|| reader.unreadable("details"))?,
            revision: reader.number("revision")?,
        })
    }
}

pub(crate) fn absence_item(
    table: &Table,
    keys: &Keyring,
    school: &Urn,
    stored: &StoredAbsence,
    revision: i64,
    expires_at: i64,
) -> Result<Item, StoreError> {
    let (pk, sk) = (school.as_str(), absence_sk(stored.id));
    let details = seal(keys, Purpose::Roll, At { table, pk, sk: &sk, attribute: "details" }, &DetailsRecord::of(stored))?;
    let mut written = item(
        pk,
        &sk,
        [
            ("state", s(stored.absence.state.as_str())),
            ("openings", n(stored.absence.openings)),
            ("sessions", sessions(&stored.absence.sessions)),
            ("unexplained", sessions(&stored.absence.unexplained)),
            ("details", b(details)),
            ("revision", n(revision)),
            ("expires_at", n(expires_at)),
        ],
    );
    if let Some(opening) = stored.planned_opening {
        written.insert("planned_opening".to_owned(), n(opening));
    }
    if let Some(message) = stored.planned_message {
        written.insert("planned_message".to_owned(), s(message.to_string()));
    }
    Ok(written)
}

fn absence_sk(id: AbsenceId) -> String {
    format!("absence#{}#{}", id.date, id.pupil)
}

fn read_absence_sk(sk: &str) -> Option<AbsenceId> {
    let (date, pupil) = sk.strip_prefix("absence#")?.split_once('#')?;
    Some(AbsenceId { date: date.parse().ok()?, pupil: PupilId::from_hex(pupil)? })
}

fn sessions(sessions: &BTreeSet<Session>) -> AttributeValue {
    AttributeValue::L(sessions.iter().map(|session| s(session.as_str())).collect())
}

fn read_sessions(item: &Item, name: &str) -> Option<BTreeSet<Session>> {
    item.get(name)?.as_l().ok()?.iter().map(|session| session.as_s().ok()?.parse().ok()).collect()
}

#[derive(Encode, Decode)]
struct DetailsRecord {
    #[n(0)]
    known_as: String,
    #[n(1)]
    forename: String,
    #[n(2)]
    surname: String,
    #[n(3)]
    year: String,
    #[n(4)]
    registration_group: String,
    #[n(5)]
    story: Vec<MomentRecord>,
}

#[derive(Encode, Decode)]
struct MomentRecord {
    /// In seconds.
    #[n(0)]
    at: i64,
    #[n(1)]
    kind: u8,
    #[n(2)]
    first: Option<String>,
    #[n(3)]
    second: Option<String>,
}

impl DetailsRecord {
    fn of(stored: &StoredAbsence) -> Self {
        let pupil = &stored.pupil;
        Self {
            known_as: pupil.known_as.clone(),
            forename: pupil.forename.expose().to_owned(),
            surname: pupil.surname.expose().to_owned(),
            year: pupil.year.clone(),
            registration_group: pupil.registration_group.clone(),
            story: stored.story.iter().map(MomentRecord::of).collect(),
        }
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            known_as: self.known_as.clone(),
            forename: Personal::new(&*self.forename),
            surname: Personal::new(&*self.surname),
            year: self.year.clone(),
            registration_group: self.registration_group.clone(),
        }
    }
}

impl MomentRecord {
    fn of(moment: &Moment) -> Self {
        let (kind, first, second) = match &moment.what {
            Happened::Marked { session, code } => (1, Some(session.as_str().to_owned()), Some(code.clone())),
            Happened::Opened => (2, None, None),
            Happened::Planned(message) => (3, Some(message.to_string()), None),
            Happened::NobodyToTell => (4, None, None),
            Happened::MessageEnded(message) => (5, Some(message.to_string()), None),
            Happened::Replied(reply) => (6, Some(reply.clone()), None),
            Happened::Became(state) => (7, Some(state.as_str().to_owned()), None),
        };
        Self { at: moment.at.as_second(), kind, first, second }
    }

    fn read(&self) -> Option<Moment> {
        let first = self.first.as_deref();
        let what = match self.kind {
            1 => Happened::Marked { session: first?.parse().ok()?, code: self.second.clone()? },
            2 => Happened::Opened,
            3 => Happened::Planned(first?.parse().ok()?),
            4 => Happened::NobodyToTell,
            5 => Happened::MessageEnded(first?.parse().ok()?),
            6 => Happened::Replied(first?.to_owned()),
            7 => Happened::Became(first?.parse().ok()?),
            _ => return None,
        };
        Some(Moment { at: Timestamp::from_second(self.at).ok()?, what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_moment_comes_back_as_it_was_written() {
        let message = MessageId::new([3; 16]);
        for what in [
            Happened::Marked { session: Session::Am, code: "N".to_owned() },
            Happened::Opened,
            Happened::Planned(message),
            Happened::NobodyToTell,
            Happened::MessageEnded(message),
            Happened::Replied("r".to_owned()),
            Happened::Became(domain::absence::State::Alarm),
        ] {
            let moment = Moment { at: Timestamp::UNIX_EPOCH, what };
            assert_eq!(MomentRecord::of(&moment).read(), Some(moment));
        }
    }

    #[test]
    fn an_absence_is_found_under_its_day_and_pupil() {
        let id = AbsenceId { date: jiff::civil::date(2026, 11, 23), pupil: PupilId::new([1; 16]) };
        assert_eq!(absence_sk(id), "absence#2026-11-23#01010101010101010101010101010101");
        assert_eq!(read_absence_sk(&absence_sk(id)), Some(id));
    }
}
