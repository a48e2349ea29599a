//! Registers: one compact sealed item a session, in the table `absences`.

use domain::code::{Cell, read_cell_on};
use domain::pupil::PupilId;
use domain::register::{Mark, Register, Session};
use domain::school::Urn;
use jiff::Timestamp;
use jiff::civil::Date;
use minicbor::{Decode, Encode};
use vault::{Keyring, Purpose};

use crate::absences::Absences;
use crate::db::{If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n};
use crate::life::OUTCOMES;
use crate::sealed::{At, open, seal};

#[derive(Encode, Decode)]
struct RegisterRecord {
    /// Different codes of the register, each once.
    #[n(0)]
    cells: Vec<String>,
    /// Different moments at which marks were taken, each once, in seconds.
    #[n(1)]
    taken: Vec<i64>,
    #[n(2)]
    marks: Vec<MarkRecord>,
}

#[derive(Encode, Decode)]
struct MarkRecord {
    #[cbor(n(0), with = "minicbor::bytes")]
    pupil: [u8; 16],
    #[n(1)]
    cell: u16,
    #[n(2)]
    taken: u16,
    #[n(3)]
    minutes_late: Option<u16>,
}

/// A register with the revision that a writer has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRegister {
    /// The register.
    pub register: Register,
    /// One more with every write; 0 for one that was never written.
    pub revision: i64,
}

/// The word for a cell that no table knows: a statutory code can never be it.
const UNKNOWN: &str = "?";

impl Absences {
    /// A register; an empty one of revision 0 when it was never written.
    pub async fn register(
        &self,
        keys: &Keyring,
        school: &Urn,
        date: Date,
        session: Session,
    ) -> Result<StoredRegister, StoreError> {
        let (pk, sk) = (school.as_str(), register_sk(date, session));
        let Some(item) = self.db.get(&self.table, pk, &sk).await? else {
            return Ok(StoredRegister { register: Register::new(date, session), revision: 0 });
        };
        self.read_register(keys, school, &item, Register::new(date, session))
    }

    /// Both registers of a day, morning and afternoon, in one call; empty ones where they were never written.
    pub async fn registers_on(&self, keys: &Keyring, school: &Urn, date: Date) -> Result<[Register; 2], StoreError> {
        let sks = Session::BOTH.map(|session| register_sk(date, session));
        let [first, last] = &sks;
        let items = self.db.between(&self.table, school.as_str(), first, last).await?;
        let mut registers = Session::BOTH.map(|session| Register::new(date, session));
        for (register, sk) in registers.iter_mut().zip(&sks) {
            if let Some(item) = items.iter().find(|item| Reader::new("absences", item).optional_text("sk") == Some(sk)) {
                *register = self.read_register(keys, school, item, Register::new(date, register.session))?.register;
            }
        }
        Ok(registers)
    }

    /// The registers from one day to another, both counted, in the order of time; those that were never written are left out. What was
    /// written within the last second may not be there.
    pub async fn registers_between(
        &self,
        keys: &Keyring,
        school: &Urn,
        first: Date,
        last: Date,
    ) -> Result<Vec<Register>, StoreError> {
        let (from, until) = (register_sk(first, Session::Am), register_sk(last, Session::Pm));
        let items = self.db.history(&self.table, school.as_str(), &from, &until).await?;
        let read = |item: &Item| {
            let reader = Reader::new("absences", item);
            let (date, session) = read_register_sk(reader.text("sk")?).ok_or_else(|| reader.unreadable("sk"))?;
            Ok(self.read_register(keys, school, item, Register::new(date, session))?.register)
        };
        items.iter().map(read).collect()
    }

    fn read_register(&self, keys: &Keyring, school: &Urn, item: &Item, empty: Register) -> Result<StoredRegister, StoreError> {
        let reader = Reader::new("absences", item);
        let sk = register_sk(empty.date, empty.session);
        let at = At { table: &self.table, pk: school.as_str(), sk: &sk, attribute: "marks" };
        let record: RegisterRecord = open(keys, Purpose::Roll, at, reader.bytes("marks")?)?;
        // Each code and moment is read once, not once a pupil: a school year has a million marks.
        let cells: Vec<Cell> = record.cells.iter().map(|cell| read_cell_on(cell, empty.date)).collect();
        let taken: Vec<Timestamp> = record
            .taken
            .iter()
            .map(|second| Timestamp::from_second(*second))
            .collect::<Result<_, _>>()
            .map_err(|_| reader.unreadable("marks"))?;
        let mark = |mark: &MarkRecord| {
            let (cell, taken) = (*cells.get(usize::from(mark.cell))?, *taken.get(usize::from(mark.taken))?);
            Some((PupilId::new(mark.pupil), Mark { cell, taken, minutes_late: mark.minutes_late }))
        };
        let marks = record.marks.iter().map(mark).collect::<Option<_>>().ok_or_else(|| reader.unreadable("marks"))?;
        let register = Register { marks, ..empty };
        Ok(StoredRegister { register, revision: reader.number("revision")? })
    }

    /// Writes a register.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_register(&self, keys: &Keyring, school: &Urn, stored: &StoredRegister) -> Result<(), StoreError> {
        let register = &stored.register;
        let condition = if stored.revision == 0 { If::Absent } else { If::Revision(stored.revision) };
        let written = register_item(&self.table, keys, school, register, stored.revision + 1, OUTCOMES.end(self.db.now()))?;
        self.db.put(&self.table, written, condition).await
    }
}

pub(crate) fn register_item(
    table: &Table,
    keys: &Keyring,
    school: &Urn,
    register: &Register,
    revision: i64,
    expires_at: i64,
) -> Result<Item, StoreError> {
    let (pk, sk) = (school.as_str(), register_sk(register.date, register.session));
    let sealed = seal(keys, Purpose::Roll, At { table, pk, sk: &sk, attribute: "marks" }, &record_of(register))?;
    Ok(item(pk, &sk, [("marks", b(sealed)), ("revision", n(revision)), ("expires_at", n(expires_at))]))
}

fn record_of(register: &Register) -> RegisterRecord {
    fn index_of<T: PartialEq>(list: &mut Vec<T>, value: T) -> u16 {
        let index = list.iter().position(|known| *known == value).unwrap_or_else(|| {
            list.push(value);
            list.len() - 1
        });
        u16::try_from(index).unwrap_or(u16::MAX)
    }
    let (mut cells, mut taken) = (Vec::new(), Vec::new());
    let marks = register
        .marks
        .iter()
        .map(|(pupil, mark)| MarkRecord {
            pupil: *pupil.bytes(),
            cell: index_of(&mut cells, cell_text(mark.cell).to_owned()),
            taken: index_of(&mut taken, mark.taken.as_second()),
            minutes_late: mark.minutes_late,
        })
        .collect();
    RegisterRecord { cells, taken, marks }
}

/// A cell as it is stored and counted: the statutory code, `-` for a blank, `?` for what no table knows.
pub fn cell_text(cell: Cell) -> &'static str {
    match cell {
        Cell::Known(code) => code.as_str(),
        Cell::NotTaken => "-",
        Cell::Unknown => UNKNOWN,
    }
}

fn register_sk(date: Date, session: Session) -> String {
    format!("register#{date}#{session}")
}

fn read_register_sk(sk: &str) -> Option<(Date, Session)> {
    let (date, session) = sk.strip_prefix("register#")?.split_once('#')?;
    Some((date.parse().ok()?, session.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed::encode;
    use domain::code::read_cell;

    #[test]
    fn a_register_of_a_thousand_pupils_is_one_item_of_about_twenty_kilobytes() {
        let mut register = Register::new(jiff::civil::date(2026, 11, 23), Session::Am);
        let marks = (0..1000_u128)
            .map(|i| (PupilId::new((i << 90 | i).to_be_bytes()), read_cell(if i % 30 == 0 { "N" } else { "/" }), None));
        register.merge(marks, Timestamp::UNIX_EPOCH, None);
        let bytes = encode(&record_of(&register)).len();
        assert!(bytes < 24_000, "{bytes}");
    }

    #[test]
    fn every_cell_is_read_as_it_is_written() {
        for cell in ["N", "/", "\\", "-", "?", "C1"] {
            assert_eq!(cell_text(read_cell(cell)), cell);
        }
    }
}
