//! The table `absences`: absences (here), registers and uploads (in their own modules).

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Personal;
use domain::absence::AbsenceId;
use domain::code::{Cell, Code, read_cell};
use domain::message::MessageId;
use domain::pupil::{Pupil, PupilId};
use domain::register::Session;
use domain::school::Urn;
use domain::search::{Search, State, Words};
use domain::statement::{self, Conflict, Statement, What};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use minicbor::{Decode, Encode};
use vault::{Keyring, Purpose};

use crate::db::{Db, If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n, s};
use crate::life::OUTCOMES;
use crate::messages::{due, read_texts};
use crate::sealed::{At, open, seal};
use crate::searches::SearchRecord;
use crate::story::MomentRecord;
pub use crate::story::{Happened, Moment};

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

/// The code that a parent's answer, or a member of staff, proposes for the register. The school amends it; nothing here ever does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The code.
    pub code: Code,
    /// Who said so: a contact's name or the subject of a member of staff.
    pub by: Personal,
    /// Whether a member of staff has decided it.
    pub decided: bool,
}

/// An absence with its search and its story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAbsence {
    /// Which.
    pub id: AbsenceId,
    /// How far the search has come.
    pub search: Search,
    /// The pupil, as the day knew them.
    pub pupil: Snapshot,
    /// Whether the pupil is looked after, has a social worker, or was named by the safeguarding lead, as the day knew them.
    pub flagged: bool,
    /// How many of the pupil's contacts may be asked and can be reached, as the day knew them.
    pub reachable: u32,
    /// What a first question says: first day, second day, or the day of return.
    pub first_words: Words,
    /// The code that is proposed for the register.
    pub proposal: Option<Proposal>,
    /// What each contact said last, in the order in which they did.
    pub statements: Vec<Statement>,
    /// When the search has something to do by itself.
    pub next: Option<Timestamp>,
    /// Messages that were planned and have not come to their end.
    pub unsaid: BTreeSet<MessageId>,
    /// By which version of the school's policy it was last decided.
    pub policy: u32,
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

    /// Two contacts who contradict each other, where that is still for staff to settle: nobody has decided, and the child was not seen since.
    pub fn conflict(&self) -> Option<Conflict<'_>> {
        let seen = matches!(self.search.state, State::Resolved | State::Withdrawn);
        statement::conflict(&self.statements).filter(|_| !seen)
    }

    /// Whether a message was planned for it.
    pub fn has_planned(&self, message: MessageId) -> bool {
        self.story.iter().any(|moment| moment.what == Happened::Planned(message))
    }

    /// The messages that were planned for it, or written by staff, in order.
    pub fn messages(&self) -> impl Iterator<Item = MessageId> + '_ {
        self.story.iter().filter_map(|moment| match &moment.what {
            Happened::Planned(message) => Some(*message),
            Happened::Staff { what, note, .. } if what == "answer" => note.parse().ok(),
            _ => None,
        })
    }

    /// The sessions that were ever marked without a reason.
    pub fn sessions(&self) -> BTreeSet<Session> {
        let marked = self.story.iter().filter_map(|moment| match &moment.what {
            Happened::Marked { session, code } if code == "N" || (code == "O" && self.search.asks_about_o) => Some(*session),
            _ => None,
        });
        marked.collect()
    }

    /// When it has to be looked at again: what was planned and not said is handed over again after a minute.
    fn due(&self, now: Timestamp) -> Option<Timestamp> {
        let again = (!self.unsaid.is_empty()).then(|| now.saturating_add(UNSAID).unwrap_or(now));
        [self.next, again].into_iter().flatten().min()
    }
}

/// After this long what was planned and not said is handed over again.
const UNSAID: SignedDuration = SignedDuration::from_secs(60);

/// Two calls' worth of absences are asked for by name.
const NAMED_AT_MOST: usize = 200;

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

    /// Every absence from one day to another, both counted.
    pub async fn absences_between(
        &self,
        keys: &Keyring,
        school: &Urn,
        first: Date,
        last: Date,
    ) -> Result<Vec<StoredAbsence>, StoreError> {
        let items =
            self.db.between(&self.table, school.as_str(), &format!("absence#{first}#"), &day_end("absence", last)).await?;
        items.iter().map(|item| self.read(keys, school, item)).collect()
    }

    /// Many absences of days gone by; those that are not there are left out. Where they are so many that naming them would take several
    /// calls, their days are read as a whole, and what was written within the last second may not be there.
    pub async fn absences_gone_by(
        &self,
        keys: &Keyring,
        school: &Urn,
        ids: &BTreeSet<AbsenceId>,
    ) -> Result<Vec<StoredAbsence>, StoreError> {
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
        if ids.len() <= NAMED_AT_MOST {
            return self.absences(keys, school, &ids.iter().copied().collect::<Vec<_>>()).await;
        }
        let (first, last) = (absence_sk(*first), absence_sk(*last));
        let items = self.db.history(&self.table, school.as_str(), &first, &last).await?;
        let is_asked_for = |item: &&Item| {
            let id = Reader::new("absences", item).optional_text("sk").and_then(read_absence_sk);
            id.is_some_and(|id| ids.contains(&id))
        };
        items.iter().filter(is_asked_for).map(|item| self.read(keys, school, item)).collect()
    }

    /// Many absences, whatever their days; those that are not there are left out.
    pub async fn absences(&self, keys: &Keyring, school: &Urn, ids: &[AbsenceId]) -> Result<Vec<StoredAbsence>, StoreError> {
        let sks: Vec<String> = ids.iter().map(|id| absence_sk(*id)).collect();
        let items = self.db.get_many(&self.table, school.as_str(), &sks).await?;
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
        let written = absence_item(&self.table, keys, school, stored, stored.revision + 1, self.db.now())?;
        Ok((written, condition))
    }

    fn read(&self, keys: &Keyring, school: &Urn, item: &Item) -> Result<StoredAbsence, StoreError> {
        let reader = Reader::new("absences", item);
        let sk = reader.text("sk")?;
        let id = read_absence_sk(sk).ok_or_else(|| reader.unreadable("sk"))?;
        let at = At { table: &self.table, pk: school.as_str(), sk, attribute: "details" };
        let details: DetailsRecord = open(keys, Purpose::Roll, at, reader.bytes("details")?)?;
        let count = |name| u32::try_from(reader.number(name)?).map_err(|_| reader.unreadable(name));
        let broken = || reader.unreadable("details");
        let openings = count("openings")?;
        Ok(StoredAbsence {
            id,
            search: details.search.read(reader.parsed("state")?, openings).ok_or_else(broken)?,
            pupil: details.snapshot(),
            flagged: details.flagged,
            reachable: details.reachable,
            first_words: read_words(&details.first_words).ok_or_else(broken)?,
            proposal: details.proposal.as_ref().map(|proposal| proposal.read().ok_or_else(broken)).transpose()?,
            statements: details
                .statements
                .iter()
                .flatten()
                .map(StatementRecord::read)
                .collect::<Option<_>>()
                .ok_or_else(broken)?,
            next: reader
                .optional_number("next")
                .map(|at| Timestamp::from_second(at).map_err(|_| reader.unreadable("next")))
                .transpose()?,
            unsaid: read_texts(item, "unsaid", |id| id.parse().ok())
                .ok_or_else(|| reader.unreadable("unsaid"))?
                .into_iter()
                .collect(),
            policy: count("policy")?,
            story: details.story.iter().map(MomentRecord::read).collect::<Option<_>>().ok_or_else(broken)?,
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
    now: Timestamp,
) -> Result<Item, StoreError> {
    let (pk, sk) = (school.as_str(), absence_sk(stored.id));
    let details = seal(keys, Purpose::Roll, At { table, pk, sk: &sk, attribute: "details" }, &DetailsRecord::of(stored))?;
    let unsaid = stored.unsaid.iter().map(|message| s(message.to_string())).collect();
    let mut written = item(
        pk,
        &sk,
        [
            ("state", s(stored.search.state.as_str())),
            ("openings", n(stored.search.openings)),
            ("unsaid", AttributeValue::L(unsaid)),
            ("policy", n(stored.policy)),
            ("details", b(details)),
            ("revision", n(revision)),
            ("expires_at", n(OUTCOMES.end(now))),
        ],
    );
    if let Some(next) = stored.next {
        written.insert("next".to_owned(), n(next.as_second()));
    }
    if let Some(at) = stored.due(now) {
        // One shard a school: whoever sweeps it hands a day over once, however many children are due.
        due(&mut written, school.as_str(), at);
    }
    Ok(written)
}

/// A sort key after all those of a day: `~` comes after every hexadecimal digit.
pub(crate) fn day_end(kind: &str, date: Date) -> String {
    format!("{kind}#{date}#~")
}

fn absence_sk(id: AbsenceId) -> String {
    format!("absence#{}#{}", id.date, id.pupil)
}

fn read_absence_sk(sk: &str) -> Option<AbsenceId> {
    let (date, pupil) = sk.strip_prefix("absence#")?.split_once('#')?;
    Some(AbsenceId { date: date.parse().ok()?, pupil: PupilId::from_hex(pupil)? })
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
    #[n(6)]
    search: SearchRecord,
    #[n(7)]
    flagged: bool,
    #[n(8)]
    reachable: u32,
    #[n(9)]
    first_words: String,
    #[n(10)]
    proposal: Option<ProposalRecord>,
    #[n(11)]
    statements: Option<Vec<StatementRecord>>,
}

#[derive(Encode, Decode)]
struct StatementRecord {
    #[n(0)]
    contact: String,
    #[n(1)]
    by: String,
    #[n(2)]
    reply: String,
    /// `alarm`, `on_the_way`, `away`, or the code of the reason.
    #[n(3)]
    what: String,
    #[n(4)]
    back: Option<String>,
    #[n(5)]
    settled: bool,
}

impl StatementRecord {
    fn of(statement: &Statement) -> Self {
        let what = match statement.what {
            What::Alarm => "alarm",
            What::OnTheWay => "on_the_way",
            What::Away(None) => "away",
            What::Away(Some(code)) => code.as_str(),
        };
        Self {
            contact: statement.contact.clone(),
            by: statement.by.expose().to_owned(),
            reply: statement.reply.clone(),
            what: what.to_owned(),
            back: statement.back.map(|back| back.to_string()),
            settled: statement.settled,
        }
    }

    fn read(&self) -> Option<Statement> {
        let what = match self.what.as_str() {
            "alarm" => What::Alarm,
            "on_the_way" => What::OnTheWay,
            "away" => What::Away(None),
            code => match read_cell(code) {
                Cell::Known(code) => What::Away(Some(code)),
                _ => return None,
            },
        };
        Some(Statement {
            contact: self.contact.clone(),
            by: Personal::new(&*self.by),
            reply: self.reply.clone(),
            what,
            back: self.back.as_deref().map(str::parse).transpose().ok()?,
            settled: self.settled,
        })
    }
}

#[derive(Encode, Decode)]
struct ProposalRecord {
    #[n(0)]
    code: String,
    #[n(1)]
    by: String,
    #[n(2)]
    decided: bool,
}

impl ProposalRecord {
    fn read(&self) -> Option<Proposal> {
        let Cell::Known(code) = read_cell(&self.code) else { return None };
        Some(Proposal { code, by: Personal::new(&*self.by), decided: self.decided })
    }
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
            search: SearchRecord::of(&stored.search),
            flagged: stored.flagged,
            reachable: stored.reachable,
            first_words: stored.first_words.as_str().to_owned(),
            proposal: stored.proposal.as_ref().map(|proposal| ProposalRecord {
                code: proposal.code.as_str().to_owned(),
                by: proposal.by.expose().to_owned(),
                decided: proposal.decided,
            }),
            statements: Some(stored.statements.iter().map(StatementRecord::of).collect()),
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

fn read_words(text: &str) -> Option<Words> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_contact_said_comes_back_as_it_was_written() {
        let Cell::Known(ill) = read_cell("I") else { panic!("I is a code") };
        for what in [What::Alarm, What::OnTheWay, What::Away(None), What::Away(Some(ill))] {
            let statement = Statement {
                contact: "eve smith".to_owned(),
                by: Personal::new("Ms Eve Smith"),
                reply: "2026-11-23.ab".to_owned(),
                what,
                back: Some(jiff::civil::date(2026, 11, 25)),
                settled: true,
            };
            assert_eq!(StatementRecord::of(&statement).read(), Some(statement));
        }
    }

    #[test]
    fn an_absence_is_found_under_its_day_and_pupil() {
        let id = AbsenceId { date: jiff::civil::date(2026, 11, 23), pupil: PupilId::new([1; 16]) };
        assert_eq!(absence_sk(id), "absence#2026-11-23#01010101010101010101010101010101");
        assert_eq!(read_absence_sk(&absence_sk(id)), Some(id));
    }
}
