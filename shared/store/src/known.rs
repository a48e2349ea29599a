//! What is known of a pupil beyond a day: one sealed item a pupil, in the table `absences`.

use std::collections::{BTreeMap, BTreeSet};

use domain::Personal;
use domain::code::{Cell, Code, read_cell};
use domain::known::{Arriving, Expected, Handled, Known, Note, Suspended};
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::wishes::Wishes;
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

/// How often a change that lost against another one is made anew at once.
const TRIES: u32 = 5;

/// What is known of a pupil, with the revision that a writer has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKnown {
    /// Of whom.
    pub pupil: PupilId,
    /// What.
    pub known: Known,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

impl Absences {
    /// What is known of a pupil; nothing, at revision 0, before anybody said anything.
    pub async fn known(&self, keys: &Keyring, school: &Urn, pupil: PupilId) -> Result<StoredKnown, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), &known_sk(pupil)).await?;
        item.map_or_else(
            || Ok(StoredKnown { pupil, known: Known::default(), revision: 0 }),
            |item| read_known(&self.table, keys, school, &item),
        )
    }

    /// What is known of all pupils of whom anything is.
    pub async fn known_all(&self, keys: &Keyring, school: &Urn) -> Result<Vec<StoredKnown>, StoreError> {
        let items = self.db.all(&self.table, school.as_str(), "known#").await?;
        items.iter().map(|item| read_known(&self.table, keys, school, item)).collect()
    }

    /// Changes what is known of a pupil, as it stands at that moment: where somebody else wrote it meanwhile the change is made anew. What changes
    /// nothing is not written.
    ///
    /// # Errors
    /// Those of `change`, which is then not written; [`StoreError::Conflict`] when others wrote it again and again.
    pub async fn change_known<T, E: From<StoreError>>(
        &self,
        keys: &Keyring,
        school: &Urn,
        pupil: PupilId,
        change: impl Fn(&mut Known) -> Result<T, E>,
    ) -> Result<T, E> {
        for _ in 0..TRIES {
            let mut stored = self.known(keys, school, pupil).await?;
            let before = stored.known.clone();
            let changed = change(&mut stored.known)?;
            if stored.known == before {
                return Ok(changed);
            }
            match self.put_known(keys, school, &mut stored).await {
                Err(StoreError::Conflict) => {}
                other => {
                    other?;
                    return Ok(changed);
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Has an address or number of a pupil's contact used no more until the office says so; doing it again changes nothing.
    pub async fn suspend(&self, keys: &Keyring, school: &Urn, pupil: PupilId, suspended: &Suspended) -> Result<(), StoreError> {
        let suspend = |known: &mut Known| {
            if !known.is_suspended(suspended.address.expose()) {
                known.suspended.push(suspended.clone());
            }
            Ok(())
        };
        self.change_known(keys, school, pupil, suspend).await
    }

    /// Writes what is known of a pupil and counts its revision up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_known(&self, keys: &Keyring, school: &Urn, stored: &mut StoredKnown) -> Result<(), StoreError> {
        let condition = if stored.revision == 0 { If::Absent } else { If::Revision(stored.revision) };
        let revision = stored.revision + 1;
        let written = known_item(&self.table, keys, school, stored, revision, OUTCOMES.end(self.db.now()))?;
        self.db.put(&self.table, written, condition).await?;
        stored.revision = revision;
        Ok(())
    }
}

fn known_sk(pupil: PupilId) -> String {
    format!("known#{pupil}")
}

pub(crate) fn known_item(
    table: &Table,
    keys: &Keyring,
    school: &Urn,
    stored: &StoredKnown,
    revision: i64,
    expires_at: i64,
) -> Result<Item, StoreError> {
    let (pk, sk) = (school.as_str(), known_sk(stored.pupil));
    let at = At { table, pk, sk: &sk, attribute: "details" };
    let details = seal(keys, Purpose::Roll, at, &KnownRecord::of(&stored.known))?;
    Ok(item(pk, &sk, [("details", b(details)), ("revision", n(revision)), ("expires_at", n(expires_at))]))
}

fn read_known(table: &Table, keys: &Keyring, school: &Urn, item: &Item) -> Result<StoredKnown, StoreError> {
    let reader = Reader::new("absences", item);
    let sk = reader.text("sk")?;
    let pupil = sk.strip_prefix("known#").and_then(PupilId::from_hex).ok_or_else(|| reader.unreadable("sk"))?;
    let at = At { table, pk: school.as_str(), sk, attribute: "details" };
    let details: KnownRecord = open(keys, Purpose::Roll, at, reader.bytes("details")?)?;
    let known = details.read().ok_or_else(|| reader.unreadable("details"))?;
    Ok(StoredKnown { pupil, known, revision: reader.number("revision")? })
}

/// Moments are in seconds, days and hours as they are written.
#[derive(Encode, Decode)]
struct KnownRecord {
    #[n(0)]
    expected: Vec<ExpectedRecord>,
    #[n(1)]
    handled: Option<HandledRecord>,
    #[n(2)]
    flagged_by_lead: bool,
    #[n(3)]
    wishes: BTreeMap<String, WishesRecord>,
    #[n(4)]
    notes: Vec<NoteRecord>,
    /// Contact, moment and reply.
    #[n(5)]
    arriving: Vec<(String, i64, String)>,
    /// Number or address, reason and moment.
    #[n(6)]
    suspended: Option<Vec<(String, String, i64)>>,
    /// Contact, and the days on which they were asked in vain.
    #[n(7)]
    in_vain: Option<BTreeMap<String, Vec<String>>>,
}

#[derive(Encode, Decode)]
struct ExpectedRecord {
    #[n(0)]
    from: String,
    #[n(1)]
    until: String,
    #[n(2)]
    by: String,
    #[n(3)]
    who: String,
    #[n(4)]
    accepted: bool,
    #[n(5)]
    code: Option<String>,
    #[n(6)]
    reply: Option<String>,
    #[n(7)]
    said: i64,
}

#[derive(Encode, Decode)]
struct HandledRecord {
    #[n(0)]
    until: Option<String>,
    #[n(1)]
    by: String,
    #[n(2)]
    reason: String,
    #[n(3)]
    since: i64,
}

#[derive(Encode, Decode)]
struct WishesRecord {
    #[n(0)]
    refused: Vec<String>,
    #[n(1)]
    not_before: Option<String>,
    #[n(2)]
    not_after: Option<String>,
    #[n(3)]
    language: Option<String>,
}

#[derive(Encode, Decode)]
struct NoteRecord {
    #[n(0)]
    at: i64,
    #[n(1)]
    by: String,
    #[n(2)]
    text: String,
}

fn code(text: &str) -> Option<Code> {
    match read_cell(text) {
        Cell::Known(code) => Some(code),
        Cell::NotTaken | Cell::Unknown => None,
    }
}

impl KnownRecord {
    fn of(known: &Known) -> Self {
        let Known { expected, arriving, handled, flagged_by_lead, wishes, notes, suspended, in_vain } = known;
        let written = |(contact, days): (&String, &BTreeSet<Date>)| {
            (contact.clone(), days.iter().map(ToString::to_string).collect::<Vec<String>>())
        };
        Self {
            expected: expected.iter().map(ExpectedRecord::of).collect(),
            handled: handled.as_ref().map(HandledRecord::of),
            flagged_by_lead: *flagged_by_lead,
            wishes: wishes.iter().map(|(contact, wishes)| (contact.clone(), WishesRecord::of(wishes))).collect(),
            notes: notes.iter().map(NoteRecord::of).collect(),
            arriving: arriving.iter().map(|one| (one.contact.clone(), one.until.as_second(), one.reply.clone())).collect(),
            suspended: Some(suspended.iter().map(suspension).collect()),
            in_vain: (!in_vain.is_empty()).then(|| in_vain.iter().map(written).collect()),
        }
    }

    fn read(self) -> Option<Known> {
        Some(Known {
            expected: self.expected.into_iter().map(ExpectedRecord::read).collect::<Option<_>>()?,
            arriving: self
                .arriving
                .into_iter()
                .map(|(contact, until, reply)| Some(Arriving { contact, until: Timestamp::from_second(until).ok()?, reply }))
                .collect::<Option<_>>()?,
            handled: match self.handled {
                Some(handled) => Some(handled.read()?),
                None => None,
            },
            flagged_by_lead: self.flagged_by_lead,
            wishes: self.wishes.into_iter().map(|(contact, wishes)| Some((contact, wishes.read()?))).collect::<Option<_>>()?,
            notes: self.notes.into_iter().map(NoteRecord::read).collect::<Option<_>>()?,
            suspended: self.suspended.unwrap_or_default().into_iter().map(read_suspension).collect::<Option<_>>()?,
            in_vain: self
                .in_vain
                .unwrap_or_default()
                .into_iter()
                .map(|(contact, days)| Some((contact, days.iter().map(|day| day.parse().ok()).collect::<Option<_>>()?)))
                .collect::<Option<_>>()?,
        })
    }
}

fn suspension(suspended: &Suspended) -> (String, String, i64) {
    (suspended.address.expose().to_owned(), suspended.why.clone(), suspended.since.as_second())
}

fn read_suspension((address, why, since): (String, String, i64)) -> Option<Suspended> {
    Some(Suspended { address: Personal::new(address), why, since: Timestamp::from_second(since).ok()? })
}

impl ExpectedRecord {
    fn of(expected: &Expected) -> Self {
        let Expected { from, until, by, who, accepted, code, reply, said } = expected;
        Self {
            from: from.to_string(),
            until: until.to_string(),
            by: by.as_str().to_owned(),
            who: who.expose().to_owned(),
            accepted: *accepted,
            code: code.map(|code| code.as_str().to_owned()),
            reply: reply.clone(),
            said: said.as_second(),
        }
    }

    fn read(self) -> Option<Expected> {
        Some(Expected {
            from: self.from.parse().ok()?,
            until: self.until.parse().ok()?,
            by: self.by.parse().ok()?,
            who: Personal::new(self.who),
            accepted: self.accepted,
            code: match self.code {
                Some(text) => Some(code(&text)?),
                None => None,
            },
            reply: self.reply,
            said: Timestamp::from_second(self.said).ok()?,
        })
    }
}

impl HandledRecord {
    fn of(handled: &Handled) -> Self {
        Self {
            until: handled.until.map(|day| day.to_string()),
            by: handled.by.clone(),
            reason: handled.reason.expose().to_owned(),
            since: handled.since.as_second(),
        }
    }

    fn read(self) -> Option<Handled> {
        Some(Handled {
            until: self.until.as_deref().map(str::parse).transpose().ok()?,
            by: self.by,
            reason: Personal::new(self.reason),
            since: Timestamp::from_second(self.since).ok()?,
        })
    }
}

impl WishesRecord {
    fn of(wishes: &Wishes) -> Self {
        Self {
            refused: wishes.refused.iter().map(|way| way.as_str().to_owned()).collect(),
            not_before: wishes.not_before.map(|hour| hour.to_string()),
            not_after: wishes.not_after.map(|hour| hour.to_string()),
            language: wishes.language.clone(),
        }
    }

    fn read(self) -> Option<Wishes> {
        Some(Wishes {
            refused: self.refused.iter().map(|way| way.parse().ok()).collect::<Option<_>>()?,
            not_before: self.not_before.as_deref().map(str::parse).transpose().ok()?,
            not_after: self.not_after.as_deref().map(str::parse).transpose().ok()?,
            language: self.language,
        })
    }
}

impl NoteRecord {
    fn of(note: &Note) -> Self {
        Self { at: note.at.as_second(), by: note.by.clone(), text: note.text.expose().to_owned() }
    }

    fn read(self) -> Option<Note> {
        Some(Note { at: Timestamp::from_second(self.at).ok()?, by: self.by, text: Personal::new(self.text) })
    }
}

#[cfg(test)]
mod tests {
    use domain::known::By;
    use domain::ladder::Way;
    use jiff::civil::{date, time};
    use vault::DataKey;

    use super::*;

    fn keys() -> Keyring {
        Keyring::new("123456", Purpose::ALL.map(|purpose| (purpose, 1, DataKey::from_bytes([1; 32]))))
    }

    fn everything() -> Known {
        let second = |second| Timestamp::from_second(second).unwrap();
        let by_mother = Expected {
            from: date(2026, 11, 23),
            until: date(2026, 11, 25),
            by: By::Contact,
            who: "Eve Smith".into(),
            accepted: true,
            code: code("I"),
            reply: Some("56".repeat(16)),
            said: second(5),
        };
        let by_staff = Expected { by: By::Staff, accepted: false, code: None, reply: None, ..by_mother.clone() };
        let wishes = Wishes {
            refused: [Way::Text, Way::Call].into(),
            not_before: Some(time(9, 30, 0, 0)),
            not_after: Some(time(17, 0, 0, 0)),
            language: Some("pl".to_owned()),
        };
        Known {
            arriving: vec![Arriving {
                contact: "evesmith".to_owned(),
                until: Timestamp::from_second(9).unwrap(),
                reply: "r".to_owned(),
            }],
            expected: vec![by_mother, by_staff],
            handled: Some(Handled {
                until: Some(date(2026, 12, 1)),
                by: "subject".to_owned(),
                reason: "a bereavement".into(),
                since: second(6),
            }),
            flagged_by_lead: true,
            wishes: [("evesmith".to_owned(), wishes), ("tomsmith".to_owned(), Wishes::default())].into(),
            in_vain: [("evesmith".to_owned(), [date(2026, 11, 9), date(2026, 11, 16)].into())].into(),
            suspended: vec![Suspended {
                address: "eve@example.com".into(),
                why: "hard_failure:no_such_mailbox".to_owned(),
                since: second(8),
            }],
            notes: vec![Note { at: second(7), by: "subject".to_owned(), text: "rang the grandmother".into() }],
        }
    }

    #[test]
    fn what_is_known_of_a_pupil_comes_back_as_it_was_written() {
        let (keys, school, table) = (keys(), "123456".parse().unwrap(), Table::new("absences", "absences"));
        let forever = Handled { until: None, ..everything().handled.unwrap() };
        for known in [everything(), Known::default(), Known { handled: Some(forever), ..Known::default() }] {
            let stored = StoredKnown { pupil: PupilId::new([3; 16]), known, revision: 4 };
            let item = known_item(&table, &keys, &school, &stored, 4, 1_830_000_000).unwrap();
            assert_eq!(read_known(&table, &keys, &school, &item).unwrap(), stored);
        }
    }

    #[test]
    fn what_is_known_of_one_pupil_does_not_open_as_anothers() {
        let (keys, school, table) = (keys(), "123456".parse().unwrap(), Table::new("absences", "absences"));
        let stored = StoredKnown { pupil: PupilId::new([3; 16]), known: everything(), revision: 1 };
        let mut item = known_item(&table, &keys, &school, &stored, 1, 1_830_000_000).unwrap();
        item.insert("sk".to_owned(), crate::item::s(known_sk(PupilId::new([4; 16]))));
        assert!(matches!(read_known(&table, &keys, &school, &item), Err(StoreError::DoesNotOpen { .. })));
    }
}
