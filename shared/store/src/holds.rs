//! Holds of the interlock: one item a day, session and group, in the table `absences`.

use std::collections::BTreeSet;

use domain::duty::Raised;
use domain::interlock::{FirstRelease, Hold, HoldId, Scope, Standing, Verdict};
use domain::pupil::PupilId;
use domain::school::Urn;
use jiff::Timestamp;
use jiff::civil::Date;
use minicbor::{Decode, Encode};
use vault::{Keyring, Purpose};

use crate::absences::Absences;
use crate::db::{If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n, s};
use crate::life::OUTCOMES;
use crate::messages::due;
use crate::sealed::{At, open, seal};

/// A hold, with the revision that a writer has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHold {
    /// What is held, and what became of it.
    pub standing: Standing,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

impl Absences {
    /// Every hold of a day, whatever became of it.
    pub async fn holds_on(&self, keys: &Keyring, school: &Urn, date: Date) -> Result<Vec<StoredHold>, StoreError> {
        let items = self.db.all(&self.table, school.as_str(), &format!("hold#{date}#")).await?;
        items.iter().map(|item| read_hold(&self.table, keys, school, item)).collect()
    }

    /// Writes a hold and counts its revision up. It stands in the due index at `next`, when it has something to do by itself.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_hold(
        &self,
        keys: &Keyring,
        school: &Urn,
        stored: &mut StoredHold,
        next: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let condition = if stored.revision == 0 { If::Absent } else { If::Revision(stored.revision) };
        let revision = stored.revision + 1;
        let expires_at = OUTCOMES.end(self.db.now());
        let written = hold_item(&self.table, keys, school, (&stored.standing, next), revision, expires_at)?;
        self.db.put(&self.table, written, condition).await?;
        stored.revision = revision;
        Ok(())
    }
}

fn hold_sk(id: &HoldId) -> String {
    format!("hold#{}#{}#{}", id.date, id.session, id.scope.word())
}

/// Whatever a school calls a class: what stands behind the session is its name, `#` or not.
pub(crate) fn read_hold_sk(sk: &str) -> Option<HoldId> {
    let mut parts = sk.strip_prefix("hold#")?.splitn(3, '#');
    Some(HoldId { date: parts.next()?.parse().ok()?, session: parts.next()?.parse().ok()?, scope: Scope::read(parts.next()?)? })
}

pub(crate) fn hold_item(
    table: &Table,
    keys: &Keyring,
    school: &Urn,
    (standing, next): (&Standing, Option<Timestamp>),
    revision: i64,
    expires_at: i64,
) -> Result<Item, StoreError> {
    let (pk, sk) = (school.as_str(), hold_sk(&standing.hold.id));
    let details = seal(keys, Purpose::Roll, At { table, pk, sk: &sk, attribute: "details" }, &StandingRecord::of(standing))?;
    let mut written = item(
        pk,
        &sk,
        [
            ("verdict", s(standing.verdict.as_str())),
            ("details", b(details)),
            ("revision", n(revision)),
            ("expires_at", n(expires_at)),
        ],
    );
    if let Some(next) = next {
        // In the shard of the school's absences: one look at the day is for both.
        due(&mut written, school.as_str(), next);
    }
    Ok(written)
}

fn read_hold(table: &Table, keys: &Keyring, school: &Urn, item: &Item) -> Result<StoredHold, StoreError> {
    let reader = Reader::new("absences", item);
    let sk = reader.text("sk")?;
    let id = read_hold_sk(sk).ok_or_else(|| reader.unreadable("sk"))?;
    let at = At { table, pk: school.as_str(), sk, attribute: "details" };
    let details: StandingRecord = open(keys, Purpose::Roll, at, reader.bytes("details")?)?;
    let standing = details.read(id, reader.parsed("verdict")?).ok_or_else(|| reader.unreadable("details"))?;
    Ok(StoredHold { standing, revision: reader.number("revision")? })
}

/// Key and verdict stand in the clear, the rest here. Pupils are their sixteen bytes one after the other; moments are in seconds.
#[derive(Encode, Decode)]
struct StandingRecord {
    #[n(0)]
    absent: u32,
    #[n(1)]
    of: u32,
    #[n(2)]
    usual: Option<u32>,
    #[n(3)]
    wants_second_person: bool,
    #[cbor(n(4), with = "minicbor::bytes")]
    pupils: Vec<u8>,
    #[cbor(n(5), with = "minicbor::bytes")]
    flagged: Vec<u8>,
    #[n(6)]
    released_first: Option<String>,
    #[cbor(n(7), with = "minicbor::bytes")]
    let_go: Vec<u8>,
    #[n(8)]
    since: i64,
    #[n(9)]
    over: u32,
    #[n(10)]
    taken: bool,
    #[n(11)]
    is_over: bool,
    #[cbor(n(12), with = "minicbor::bytes")]
    released_first_of: Vec<u8>,
}

fn packed(pupils: &BTreeSet<PupilId>) -> Vec<u8> {
    pupils.iter().flat_map(PupilId::bytes).copied().collect()
}

fn unpacked(bytes: &[u8]) -> Option<BTreeSet<PupilId>> {
    let (pupils, rest) = bytes.as_chunks::<16>();
    rest.is_empty().then(|| pupils.iter().copied().map(PupilId::new).collect())
}

impl StandingRecord {
    fn of(standing: &Standing) -> Self {
        let Standing { hold, verdict: _, released_first, let_go, raised, is_over } = standing;
        let Hold { id: _, absent, of, usual, wants_second_person, pupils, flagged } = hold;
        let Raised { since, over, taken } = raised;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            absent: count(*absent),
            of: count(*of),
            usual: usual.map(count),
            wants_second_person: *wants_second_person,
            pupils: packed(pupils),
            flagged: packed(flagged),
            released_first: released_first.as_ref().map(|first| first.person.clone()),
            let_go: packed(let_go),
            since: since.as_second(),
            over: count(*over),
            taken: *taken,
            is_over: *is_over,
            released_first_of: released_first.as_ref().map(|first| packed(&first.pupils)).unwrap_or_default(),
        }
    }

    fn read(self, id: HoldId, verdict: Verdict) -> Option<Standing> {
        let count = |count: u32| usize::try_from(count).ok();
        let first_of = unpacked(&self.released_first_of)?;
        Some(Standing {
            hold: Hold {
                id,
                absent: count(self.absent)?,
                of: count(self.of)?,
                usual: self.usual.and_then(count),
                wants_second_person: self.wants_second_person,
                pupils: unpacked(&self.pupils)?,
                flagged: unpacked(&self.flagged)?,
            },
            verdict,
            released_first: self.released_first.map(|person| FirstRelease { person, pupils: first_of }),
            let_go: unpacked(&self.let_go)?,
            raised: Raised { since: Timestamp::from_second(self.since).ok()?, over: count(self.over)?, taken: self.taken },
            is_over: self.is_over,
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::register::Session;
    use jiff::civil::date;
    use vault::DataKey;

    use super::*;

    fn hold(scope: Scope) -> Hold {
        let pupil = |number: u8| PupilId::new([number; 16]);
        Hold {
            id: HoldId { date: date(2026, 11, 23), session: Session::Am, scope },
            absent: 20,
            of: 300,
            usual: Some(6),
            wants_second_person: true,
            pupils: (1..=20).map(pupil).collect(),
            flagged: [pupil(4)].into(),
        }
    }

    #[test]
    fn a_hold_comes_back_as_it_was_written_in_every_state() {
        let keys = Keyring::new("123456", Purpose::ALL.map(|purpose| (purpose, 1, DataKey::from_bytes([1; 32]))));
        let (school, table) = ("123456".parse().unwrap(), Table::new("absences", "absences"));
        let at = Timestamp::from_second(5).unwrap();
        let fresh = Standing::new(Hold { usual: None, flagged: BTreeSet::new(), ..hold(Scope::School) }, at);
        let mut looked_at = Standing::new(hold(Scope::Class("7#Blue".to_owned())), at);
        looked_at.release("ann", None);
        looked_at.raised.over = 2;
        looked_at.let_go = [PupilId::new([9; 16])].into();
        let mut over = Standing { verdict: Verdict::Discarded, ..looked_at.clone() };
        over.take_in(None, at);
        for (standing, next) in [(fresh, Some(at)), (looked_at, None), (over, None)] {
            let item = hold_item(&table, &keys, &school, (&standing, next), 2, 1_830_000_000).unwrap();
            assert_eq!(item.contains_key("due_at"), next.is_some());
            assert_eq!(read_hold(&table, &keys, &school, &item).unwrap(), StoredHold { standing, revision: 2 });
        }
    }

    #[test]
    fn a_hold_is_found_under_its_day_session_and_group() {
        for (scope, sk) in [
            (Scope::School, "hold#2026-11-23#AM#school"),
            (Scope::Year("7".to_owned()), "hold#2026-11-23#AM#year 7"),
            (Scope::Class("7#B".to_owned()), "hold#2026-11-23#AM#class 7#B"),
            (Scope::Hour, "hold#2026-11-23#AM#hour"),
        ] {
            let id = hold(scope).id;
            assert_eq!((hold_sk(&id).as_str(), read_hold_sk(sk)), (sk, Some(id)));
        }
    }
}
