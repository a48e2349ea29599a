//! The table `roll`: pupils with their contacts in two slots, and the chunks that say which slot is true.
//!
//! A roll is named by its chunks, and the school's head names the chunks: a new roll is written beside the old one (a changed pupil
//! into the slot that nobody reads, a changed chunk under a new name) and becomes true by the one write of the head.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::pupil::{Pupil, PupilId};
use domain::school::Urn;
use vault::{Keyring, Purpose};

use self::record::PupilRecord;
use crate::db::{Change, Db, Table, Write};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n};
use crate::life::LEAVER;
use crate::schools::Head;
use crate::sealed::{At, encode, open};

mod record;

/// Pupils a chunk holds when the roll is first written: about a kilobyte.
const PUPILS_A_CHUNK: usize = 40;

/// Batches of writes under way at once.
const WRITES_AT_ONCE: usize = 8;

/// A pupil's fingerprint: a keyed hash of all that the roll holds of them.
type Print = [u8; 8];

/// The table `roll`.
#[derive(Clone, Debug)]
pub struct Roll {
    db: Db,
    table: Table,
}

/// Who is on the roll that the head names, and which slot of each pupil is true.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Index {
    prints: BTreeMap<PupilId, Print>,
    /// The sort keys of every chunk in the table, those of no head included.
    chunks: Vec<String>,
    /// Whom only a chunk of no head names: on a roll that was given up, or left when a process died before giving them their end.
    left_over: BTreeSet<PupilId>,
}

impl Index {
    /// Whether a pupil is on the roll.
    pub fn contains(&self, pupil: PupilId) -> bool {
        self.prints.contains_key(&pupil)
    }

    /// Everybody on the roll, in the order of their ids.
    pub fn pupils(&self) -> impl Iterator<Item = PupilId> + '_ {
        self.prints.keys().copied()
    }
}

/// A roll that has been written and is not true yet.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct NewRoll {
    /// The chunks for the head to name.
    pub chunks: Vec<[u8; 8]>,
    /// Pupils who were not on the roll before.
    pub joined: usize,
    /// Pupils whose record is another one.
    pub changed: usize,
    /// Pupils who are on the roll no more.
    pub left: Vec<PupilId>,
    /// Sort keys of chunks that nobody reads once the head names the new ones.
    obsolete: Vec<String>,
}

impl Roll {
    /// The table under its deployed name.
    pub fn new(db: Db, table: impl Into<String>) -> Self {
        Self { db, table: Table::new("roll", table) }
    }

    /// Who is on the roll that `head` names.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another roll became true meanwhile: read the head again.
    pub async fn index(&self, school: &Urn, head: &Head) -> Result<Index, StoreError> {
        let items = self.db.all(&self.table, school.as_str(), "chunk#").await?;
        let mut index = Index::default();
        let mut left_over = BTreeMap::new();
        let mut found = 0;
        for item in &items {
            let reader = Reader::new("roll", item);
            let sk = reader.text("sk")?;
            index.chunks.push(sk.to_owned());
            if head.chunks.iter().enumerate().any(|(bucket, name)| chunk_sk(bucket, *name) == sk) {
                found += 1;
                read_chunk(&reader, &mut index.prints)?;
            } else {
                read_chunk(&reader, &mut left_over)?;
            }
        }
        index.left_over = left_over.into_keys().filter(|pupil| !index.contains(*pupil)).collect();
        if found == head.chunks.len() { Ok(index) } else { Err(StoreError::Conflict) }
    }

    /// Some pupils of the roll; those who are not on it are left out.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another roll became true meanwhile: read the head and the index again.
    pub async fn pupils(
        &self,
        keys: &Keyring,
        school: &Urn,
        index: &Index,
        ids: &[PupilId],
    ) -> Result<HashMap<PupilId, Pupil>, StoreError> {
        let wanted: BTreeSet<PupilId> = ids.iter().copied().filter(|id| index.contains(*id)).collect();
        let sks: Vec<String> = wanted.iter().map(|id| pupil_sk(*id)).collect();
        let items = self.db.get_many(&self.table, school.as_str(), &sks).await?;
        let mut pupils = HashMap::new();
        for item in &items {
            let reader = Reader::new("roll", item);
            let sk = reader.text("sk")?;
            let id = sk.strip_prefix("pupil#").and_then(PupilId::from_hex).ok_or_else(|| reader.unreadable("sk"))?;
            let slot = index.prints.get(&id).and_then(|print| true_slot(&reader, print)).ok_or(StoreError::Conflict)?;
            let at = At { table: &self.table, pk: school.as_str(), sk, attribute: slot.name };
            let record: PupilRecord = open(keys, Purpose::Roll, at, reader.bytes(slot.name)?)?;
            pupils.insert(id, record.into_pupil().ok_or_else(|| reader.unreadable(slot.name))?);
        }
        if pupils.len() == wanted.len() { Ok(pupils) } else { Err(StoreError::Conflict) }
    }

    /// Of the pupils of a roll, those who were on it before and are another than they were.
    pub fn changed(&self, keys: &Keyring, index: &Index, roll: &BTreeMap<PupilId, Pupil>) -> Result<Vec<PupilId>, StoreError> {
        let mut changed = Vec::new();
        for (id, pupil) in roll {
            let Some(known) = index.prints.get(id) else { continue };
            if first_eight(keys.blind("pupil print", &encode(&PupilRecord::of(pupil)))?) != *known {
                changed.push(*id);
            }
        }
        Ok(changed)
    }

    /// Writes a roll beside the one that `head` and `index` describe: only what is another one than before. Nobody reads it until the
    /// head names its chunks. Those who `stay` stay as they are; who is in neither leaves. The caller holds the school's lease.
    pub async fn write(
        &self,
        keys: &Keyring,
        school: &Urn,
        head: &Head,
        index: &Index,
        roll: &BTreeMap<PupilId, Pupil>,
        stay: &BTreeSet<PupilId>,
    ) -> Result<NewRoll, StoreError> {
        let mut prints: BTreeMap<PupilId, Print> = stay.iter().filter_map(|id| Some((*id, *index.prints.get(id)?))).collect();
        let mut to_write = Vec::new();
        for (id, pupil) in roll {
            let record = encode(&PupilRecord::of(pupil));
            let print = first_eight(keys.blind("pupil print", &record)?);
            prints.insert(*id, print);
            if index.prints.get(id) != Some(&print) {
                to_write.push((*id, print, record));
            }
        }
        let known: Vec<String> = to_write.iter().filter(|(id, ..)| index.contains(*id)).map(|(id, ..)| pupil_sk(*id)).collect();
        let mut stored: HashMap<String, Item> = HashMap::new();
        for item in self.db.get_many(&self.table, school.as_str(), &known).await? {
            stored.insert(Reader::new("roll", &item).text("sk")?.to_owned(), item);
        }
        let mut writes = Vec::new();
        for (id, print, record) in &to_write {
            let sk = pupil_sk(*id);
            let kept = stored.get(&sk).zip(index.prints.get(id));
            writes.push(Write::Put(pupil_item(&self.table, keys, school, &sk, (*print, record), kept)?));
        }
        let (chunks, chunk_writes) = self.chunks(keys, school, head, index, &prints)?;
        writes.extend(chunk_writes);
        self.db.write_many(&self.table, writes, WRITES_AT_ONCE).await?;
        let current: BTreeSet<String> = chunks.iter().enumerate().map(|(bucket, name)| chunk_sk(bucket, *name)).collect();
        Ok(NewRoll {
            chunks,
            joined: to_write.iter().filter(|(id, ..)| !index.contains(*id)).count(),
            changed: known.len(),
            left: index.pupils().chain(index.left_over.iter().copied()).filter(|id| !prints.contains_key(id)).collect(),
            obsolete: index.chunks.iter().filter(|sk| !current.contains(*sk)).cloned().collect(),
        })
    }

    /// The chunks of a roll: their names, and those that have to be written.
    fn chunks(
        &self,
        keys: &Keyring,
        school: &Urn,
        head: &Head,
        index: &Index,
        prints: &BTreeMap<PupilId, Print>,
    ) -> Result<(Vec<[u8; 8]>, Vec<Write>), StoreError> {
        let wanted = prints.len().div_ceil(PUPILS_A_CHUNK).max(1);
        let buckets = if fits(head.chunks.len(), wanted) { head.chunks.len() } else { wanted };
        let mut bodies = vec![Vec::new(); buckets];
        for (id, print) in prints {
            if let Some(body) = bodies.get_mut(bucket_of(*id, buckets)) {
                body.extend_from_slice(id.bytes());
                body.extend_from_slice(print);
            }
        }
        let mut names = Vec::with_capacity(buckets);
        let mut writes = Vec::new();
        for (bucket, body) in bodies.into_iter().enumerate() {
            let name = first_eight(keys.blind("roll chunk", &body)?);
            let sk = chunk_sk(bucket, name);
            if !index.chunks.contains(&sk) {
                writes.push(Write::Put(chunk_item(school, bucket, name, body)));
            }
            names.push(name);
        }
        Ok((names, writes))
    }

    /// Clears away what nobody reads any more. After the head names the new roll; a crash before it leaves only what the next one
    /// clears: the old chunks go last, since they alone still say who left.
    pub async fn clear_away(&self, school: &Urn, new: &NewRoll) -> Result<(), StoreError> {
        self.expire(school, &new.left).await?;
        let deletes = new.obsolete.iter().map(|sk| Write::Delete { pk: school.as_str().to_owned(), sk: sk.clone() }).collect();
        self.db.write_many(&self.table, deletes, WRITES_AT_ONCE).await
    }

    /// Gives those who left the roll their end date, once: who has one keeps it.
    pub async fn expire(&self, school: &Urn, left: &[PupilId]) -> Result<(), StoreError> {
        let end = LEAVER.end(self.db.now());
        for id in left {
            let change = Change {
                expression: "SET expires_at = :end",
                condition: Some("attribute_exists(pk) AND attribute_not_exists(expires_at)"),
                values: [(":end", n(end))].into(),
            };
            match self.db.update(&self.table, school.as_str(), &pupil_sk(*id), change).await {
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The item of a new or changed pupil: the true slot of `kept` stays as it is, the other one is written.
pub(crate) fn pupil_item(
    table: &Table,
    keys: &Keyring,
    school: &Urn,
    sk: &str,
    (print, record): (Print, &[u8]),
    kept: Option<(&Item, &Print)>,
) -> Result<Item, StoreError> {
    let mut written = item(school.as_str(), sk, []);
    let mut free = &SLOTS[0];
    if let Some((stored, print)) = kept {
        let reader = Reader::new("roll", stored);
        let slot = true_slot(&reader, print).ok_or_else(|| reader.unreadable("a"))?;
        written.insert(slot.name.to_owned(), b(reader.bytes(slot.name)?));
        written.insert(slot.print.to_owned(), b(*print));
        free = if slot.name == SLOTS[0].name { &SLOTS[1] } else { &SLOTS[0] };
    }
    let at = vault::Place { table: table.role, pk: school.as_str(), sk, attribute: free.name };
    written.insert(free.name.to_owned(), b(keys.seal(Purpose::Roll, &at, record)?));
    written.insert(free.print.to_owned(), b(print));
    Ok(written)
}

pub(crate) fn chunk_item(school: &Urn, bucket: usize, name: [u8; 8], prints: Vec<u8>) -> Item {
    item(school.as_str(), &chunk_sk(bucket, name), [("prints", b(prints))])
}

struct Slot {
    name: &'static str,
    print: &'static str,
}

static SLOTS: [Slot; 2] = [Slot { name: "a", print: "a_print" }, Slot { name: "b", print: "b_print" }];

fn true_slot(reader: &Reader<'_>, print: &Print) -> Option<&'static Slot> {
    SLOTS.iter().find(|slot| reader.optional_bytes(slot.print) == Some(print.as_slice()))
}

/// Whether a roll that needs `wanted` chunks may go on with `present` ones: a bucket that moves costs every chunk.
fn fits(present: usize, wanted: usize) -> bool {
    present > 0 && wanted <= present + present / 2 && present <= wanted * 2
}

fn bucket_of(id: PupilId, buckets: usize) -> usize {
    let [a, b, ..] = *id.bytes();
    usize::from(u16::from_be_bytes([a, b])) % buckets
}

fn read_chunk(reader: &Reader<'_>, prints: &mut BTreeMap<PupilId, Print>) -> Result<(), StoreError> {
    let (entries, rest) = reader.bytes("prints")?.as_chunks::<24>();
    if !rest.is_empty() {
        return Err(reader.unreadable("prints"));
    }
    for entry in entries {
        let (id, print) = entry.split_first_chunk::<16>().ok_or_else(|| reader.unreadable("prints"))?;
        let print = print.try_into().map_err(|_| reader.unreadable("prints"))?;
        prints.insert(PupilId::new(*id), print);
    }
    Ok(())
}

pub(crate) fn pupil_sk(id: PupilId) -> String {
    format!("pupil#{id}")
}

fn chunk_sk(bucket: usize, name: [u8; 8]) -> String {
    format!("chunk#{bucket:04}#{:016x}", u64::from_be_bytes(name))
}

fn first_eight(bytes: [u8; 16]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = bytes;
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_pupils_and_chunks_hold_pseudonyms_alone() {
        assert_eq!(pupil_sk(PupilId::new([0xab; 16])), "pupil#abababababababababababababababab");
        assert_eq!(chunk_sk(3, [1; 8]), "chunk#0003#0101010101010101");
    }

    #[test]
    fn a_roll_that_grows_or_shrinks_a_little_keeps_its_buckets() {
        assert!(!fits(0, 1));
        assert!(fits(25, 26));
        assert!(fits(25, 37));
        assert!(!fits(25, 38));
        assert!(!fits(25, 12));
    }
}
