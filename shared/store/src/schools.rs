//! The table `schools`: settings, head, calendar, who works there, pause switches, and which number is whose.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::phone::{Line, PhoneNumber};
use domain::pupil::PupilId;
use domain::register::Session;
use domain::school::Urn;
use domain::sending::{Provider, SendingNumbers};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Change, Db, If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n, s};

/// The partition of what belongs to no school.
pub(crate) const DEPLOYMENT: &str = "deployment";

/// What a school has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The name that parents read.
    pub name: String,
    /// The numbers that texts come from and parents answer to.
    pub numbers: SendingNumbers,
    /// The number of the office that parents may ring, as they should read it.
    pub office_phone: String,
    /// The subject of whom the school was made for: making it again for somebody else is another request.
    pub first_admin: String,
}

/// What somebody may do at a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Works through the absences.
    AttendanceOfficer,
    /// Is told of what concerns a child's safety.
    SafeguardingLead,
    /// Decides on settings and on who works there.
    SchoolAdmin,
    /// Answers for the data.
    DataProtection,
    /// Makes schools; sees no personal data. Of the deployment, not of a school.
    Operator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] =
        [Self::AttendanceOfficer, Self::SafeguardingLead, Self::SchoolAdmin, Self::DataProtection, Self::Operator];

    /// The word for tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AttendanceOfficer => "attendance-officer",
            Self::SafeguardingLead => "safeguarding-lead",
            Self::SchoolAdmin => "school-admin",
            Self::DataProtection => "data-protection",
            Self::Operator => "operator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no role.
#[derive(Debug, thiserror::Error)]
#[error("a role is attendance-officer, safeguarding-lead, school-admin or data-protection")]
pub struct NotARole;

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NotARole)
    }
}

/// A session of a day.
pub type SessionOfDay = (Date, Session);

/// A school's head: the one item that says which roll is the true one, and how old the marks are.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Head {
    /// One more with every write.
    pub revision: i64,
    /// The eight-byte names of the roll's chunks, one a bucket; empty before the first roll.
    pub chunks: Vec<[u8; 8]>,
    /// How many pupils are on the roll.
    pub pupils: u32,
    /// How many contacts they have.
    pub contacts: u32,
    /// When the roll was taken, in seconds.
    pub roll_taken: Option<i64>,
    /// When the newest marks were taken, in seconds.
    pub marks_taken: Option<i64>,
    /// For the sessions of the last days: when the newest extract was taken that had everybody in the register.
    pub whole: BTreeMap<SessionOfDay, i64>,
    /// Pupils on the roll whom the newest rolls did not have, and how many of them in a row.
    pub missing: BTreeMap<PupilId, u8>,
    /// Of the newest sessions, the newest last: how many pupils in a hundred were absent without a reason.
    pub asking_of_hundred: Vec<u8>,
}

/// Who may change a school's roll and registers now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lease {
    /// The caller, until the lease ends; with the head as it stands.
    Yours(Head),
    /// Another upload, until this moment.
    Busy {
        /// When the other lease ends.
        until: Timestamp,
    },
}

/// Whether anything is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Paused {
    /// The operator paused the whole deployment.
    pub deployment: bool,
    /// The school paused itself.
    pub school: bool,
}

impl Paused {
    /// Whether nothing may be sent.
    pub fn is_on(self) -> bool {
        self.deployment || self.school
    }
}

/// The table `schools`.
#[derive(Clone, Debug)]
pub struct Schools {
    pub(crate) db: Db,
    pub(crate) table: Table,
}

impl Schools {
    /// The table under its deployed name.
    pub fn new(db: Db, table: impl Into<String>) -> Self {
        Self { db, table: Table::new("schools", table) }
    }

    /// Makes a school; the same school again with the same settings changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is such a school with other settings, or one of its numbers belongs to another school.
    pub async fn make(&self, school: &Urn, settings: &Settings) -> Result<(), StoreError> {
        if self.settings(school).await?.is_some_and(|known| known != *settings) {
            return Err(StoreError::Conflict);
        }
        for (_, number) in settings.numbers.all() {
            self.claim_number(school, number).await?;
        }
        match self.db.put(&self.table, settings_item(school, settings), If::Absent).await {
            Err(StoreError::Conflict) if self.settings(school).await?.as_ref() == Some(settings) => Ok(()),
            other => other,
        }
    }

    /// Gives a school a second number, at the other provider than the first; in place of the one that it had, which stays its own: who was
    /// texted from it may still answer.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the number belongs to another school, [`StoreError::NoSuchSchool`] when there is no such school.
    pub async fn set_second_number(&self, school: &Urn, number: &PhoneNumber) -> Result<(), StoreError> {
        let mut settings = self.settings(school).await?.ok_or(StoreError::NoSuchSchool)?;
        self.claim_number(school, number).await?;
        settings.numbers.second = Some(number.clone());
        self.db.put(&self.table, settings_item(school, &settings), If::Always).await
    }

    /// Makes a number a school's own; doing it again changes nothing.
    async fn claim_number(&self, school: &Urn, number: &PhoneNumber) -> Result<(), StoreError> {
        match self.db.put(&self.table, number_item(school, number), If::Absent).await {
            Err(StoreError::Conflict) if self.school_of_number(number.expose()).await?.as_ref() == Some(school) => Ok(()),
            other => other,
        }
    }

    /// What the school has set; `None` when there is no such school.
    pub async fn settings(&self, school: &Urn) -> Result<Option<Settings>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), "settings").await?;
        item.as_ref().map(read_settings).transpose()
    }

    /// The school that owns a sending number.
    pub async fn school_of_number(&self, number: &str) -> Result<Option<Urn>, StoreError> {
        let item = self.db.get(&self.table, &number_pk(number), "school").await?;
        item.map(|item| Reader::new("schools", &item).parsed("school")).transpose()
    }

    /// What somebody may do at a school.
    pub async fn role(&self, school: &Urn, subject: &str) -> Result<Option<Role>, StoreError> {
        self.member(school.as_str(), subject).await
    }

    /// Whether somebody is an operator of the deployment.
    pub async fn is_operator(&self, subject: &str) -> Result<bool, StoreError> {
        Ok(self.member(DEPLOYMENT, subject).await? == Some(Role::Operator))
    }

    async fn member(&self, pk: &str, subject: &str) -> Result<Option<Role>, StoreError> {
        let item = self.db.get(&self.table, pk, &member_sk(subject)).await?;
        item.map(|item| Reader::new("schools", &item).parsed("role")).transpose()
    }

    /// Lets somebody work at a school.
    pub async fn set_role(&self, school: &Urn, subject: &str, role: Role) -> Result<(), StoreError> {
        self.db.put(&self.table, member_item(school.as_str(), subject, role), If::Always).await
    }

    /// The pause switches of a school and of the deployment.
    pub async fn paused(&self, school: &Urn) -> Result<Paused, StoreError> {
        Ok(Paused { deployment: self.deployment_paused().await?, school: self.pause_of(school.as_str()).await? })
    }

    /// The pause switch of the deployment.
    pub async fn deployment_paused(&self) -> Result<bool, StoreError> {
        self.pause_of(DEPLOYMENT).await
    }

    async fn pause_of(&self, pk: &str) -> Result<bool, StoreError> {
        let item = self.db.get(&self.table, pk, "pause").await?;
        Ok(item.is_some_and(|item| Reader::new("schools", &item).flag("on")))
    }

    /// Turns a pause switch: of a school, or with `None` of the deployment.
    pub async fn set_paused(&self, school: Option<&Urn>, on: bool, by: &str) -> Result<(), StoreError> {
        let pk = school.map_or(DEPLOYMENT, Urn::as_str);
        self.db.put(&self.table, pause_item(pk, on, by, self.db.now()), If::Always).await
    }

    /// A school's head; the default one before its first upload.
    pub async fn head(&self, school: &Urn) -> Result<Head, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), "head").await?;
        item.map_or_else(|| Ok(Head::default()), |item| read_head(&item))
    }

    /// Takes the right to change the school's roll and registers, until `until`. The lease ends by itself, so that a crash frees the
    /// school; it must not end before the caller has.
    pub async fn lease(&self, school: &Urn, until: Timestamp) -> Result<Lease, StoreError> {
        let now = self.db.now().as_second();
        let holder = holder();
        let taken = self
            .db
            .update_and_get(
                &self.table,
                school.as_str(),
                "head",
                Change {
                    expression: "SET leased_to = :holder, leased_until = :until ADD revision :one",
                    condition: Some("attribute_not_exists(leased_until) OR leased_until <= :now"),
                    values: [(":holder", s(&*holder)), (":until", n(until.as_second())), (":now", n(now)), (":one", n(1))].into(),
                },
            )
            .await;
        match taken {
            Ok(head) => return Ok(Lease::Yours(read_head(&head)?)),
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error),
        }
        let head = self.db.get(&self.table, school.as_str(), "head").await?.unwrap_or_default();
        let reader = Reader::new("schools", &head);
        // The answer to a call that went through may be lost, and the call repeated: then the lease is ours already.
        if reader.optional_text("leased_to") == Some(&holder) {
            return Ok(Lease::Yours(read_head(&head)?));
        }
        let end = reader.optional_number("leased_until").unwrap_or(now);
        Ok(Lease::Busy { until: Timestamp::from_second(end).unwrap_or(self.db.now()) })
    }

    /// Makes what `head` says true, in one write, and ends the lease.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the lease was lost meanwhile: nothing of it is true.
    pub async fn commit(&self, school: &Urn, head: &Head) -> Result<(), StoreError> {
        let revision = head.revision;
        let mut next = head.clone();
        next.revision += 1;
        self.db.put(&self.table, head_item(school, &next), If::Revision(revision)).await
    }
}

/// A name for one holder of a lease: two pieces of work in one process must not take each other's for their own.
fn holder() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

pub(crate) fn read_settings(item: &Item) -> Result<Settings, StoreError> {
    let reader = Reader::new("schools", item);
    let number = |name, text: &str| PhoneNumber::from_e164(text, Line::Mobile).map_err(|_| reader.unreadable(name));
    Ok(Settings {
        name: reader.text("name")?.to_owned(),
        numbers: SendingNumbers {
            first: number("number", reader.text("number")?)?,
            provider: match reader.optional_text("provider") {
                Some(provider) => provider.parse().map_err(|_| reader.unreadable("provider"))?,
                None => Provider::Aws,
            },
            second: reader.optional_text("second_number").map(|text| number("second_number", text)).transpose()?,
        },
        office_phone: reader.text("office_phone")?.to_owned(),
        first_admin: reader.text("first_admin")?.to_owned(),
    })
}

fn number_pk(number: &str) -> String {
    format!("number#{number}")
}

fn member_sk(subject: &str) -> String {
    format!("member#{subject}")
}

/// Whose a sending number is.
pub(crate) fn number_item(school: &Urn, number: &PhoneNumber) -> Item {
    item(&number_pk(number.expose()), "school", [("school", s(school.as_str()))])
}

pub(crate) fn settings_item(school: &Urn, settings: &Settings) -> Item {
    let mut written = item(
        school.as_str(),
        "settings",
        [
            ("name", s(&*settings.name)),
            ("number", s(settings.numbers.first.expose())),
            ("provider", s(settings.numbers.provider.as_str())),
            ("office_phone", s(&*settings.office_phone)),
            ("first_admin", s(&*settings.first_admin)),
        ],
    );
    if let Some(second) = &settings.numbers.second {
        written.insert("second_number".to_owned(), s(second.expose()));
    }
    written
}

pub(crate) fn member_item(pk: &str, subject: &str, role: Role) -> Item {
    item(pk, &member_sk(subject), [("role", s(role.as_str()))])
}

pub(crate) fn pause_item(pk: &str, on: bool, by: &str, at: Timestamp) -> Item {
    item(pk, "pause", [("on", AttributeValue::Bool(on)), ("by", s(by)), ("at", n(at.as_second()))])
}

pub(crate) fn head_item(school: &Urn, head: &Head) -> Item {
    let mut head_item = item(
        school.as_str(),
        "head",
        [
            ("revision", n(head.revision)),
            ("chunks", b(head.chunks.concat())),
            ("pupils", n(head.pupils)),
            ("contacts", n(head.contacts)),
            ("whole", b(packed(&head.whole))),
        ],
    );
    for (name, value) in [("roll_taken", head.roll_taken), ("marks_taken", head.marks_taken)] {
        if let Some(value) = value {
            head_item.insert(name.to_owned(), n(value));
        }
    }
    if head.chunks.is_empty() {
        head_item.remove("chunks");
    }
    if !head.missing.is_empty() {
        let entries = head.missing.iter().flat_map(|(pupil, times)| pupil.bytes().iter().chain([times]).copied());
        head_item.insert("missing".to_owned(), b(entries.collect::<Vec<u8>>()));
    }
    if !head.asking_of_hundred.is_empty() {
        head_item.insert("asking".to_owned(), b(head.asking_of_hundred.clone()));
    }
    head_item
}

/// Eight bytes a session, so that the head of a large school stays below a kilobyte, the unit of a write: twice the days since the
/// first of 1970 (and one more for an afternoon), and the seconds since then, which fit until 2106.
fn packed(whole: &BTreeMap<SessionOfDay, i64>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(whole.len() * 8);
    for ((date, session), taken) in whole {
        let days = date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24;
        let session = 2 * days + i64::from(*session == Session::Pm);
        bytes.extend(u32::try_from(session).unwrap_or_default().to_be_bytes());
        bytes.extend(u32::try_from(*taken).unwrap_or_default().to_be_bytes());
    }
    bytes
}

fn unpacked(bytes: &[u8]) -> Option<BTreeMap<SessionOfDay, i64>> {
    let (entries, rest) = bytes.as_chunks::<8>();
    let read = |[a, b, c, d, e, f, g, h]: &[u8; 8]| {
        let session = u32::from_be_bytes([*a, *b, *c, *d]);
        let day = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(session / 2)).ok()?;
        let of_day = if session % 2 == 0 { Session::Am } else { Session::Pm };
        Some(((day, of_day), i64::from(u32::from_be_bytes([*e, *f, *g, *h]))))
    };
    entries.iter().map(read).collect::<Option<_>>().filter(|_| rest.is_empty())
}

pub(crate) fn read_head(item: &Item) -> Result<Head, StoreError> {
    let reader = Reader::new("schools", item);
    let chunks = reader.optional_bytes("chunks").unwrap_or_default();
    let (chunks, rest) = chunks.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(reader.unreadable("chunks"));
    }
    let count = |name| u32::try_from(reader.optional_number(name).unwrap_or(0)).map_err(|_| reader.unreadable(name));
    let whole = unpacked(reader.optional_bytes("whole").unwrap_or_default()).ok_or_else(|| reader.unreadable("whole"))?;
    let (missing, rest) = reader.optional_bytes("missing").unwrap_or_default().as_chunks::<17>();
    if !rest.is_empty() {
        return Err(reader.unreadable("missing"));
    }
    let missing = missing.iter().filter_map(|entry| {
        let (times, id) = entry.split_last()?;
        Some((PupilId::new(id.try_into().ok()?), *times))
    });
    Ok(Head {
        missing: missing.collect(),
        asking_of_hundred: reader.optional_bytes("asking").unwrap_or_default().to_vec(),
        revision: reader.number("revision")?,
        chunks: chunks.to_vec(),
        pupils: count("pupils")?,
        contacts: count("contacts")?,
        roll_taken: reader.optional_number("roll_taken"),
        marks_taken: reader.optional_number("marks_taken"),
        whole,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_the_largest_school_stays_within_one_unit_of_writing() {
        let days = (9..28).map(|day| jiff::civil::date(2026, 11, day)).filter(|day| day.weekday().to_monday_zero_offset() < 5);
        let sessions = days.flat_map(|day| [(day, Session::Am), (day, Session::Pm)]);
        let head = Head {
            revision: 40_000,
            chunks: vec![[0xab; 8]; 75],
            pupils: 3_000,
            contacts: 6_000,
            roll_taken: Some(1_795_000_000),
            marks_taken: Some(1_795_000_000),
            whole: sessions.map(|session| (session, 1_795_000_000)).collect(),
            missing: BTreeMap::new(),
            asking_of_hundred: vec![3; 20],
        };
        let item = head_item(&"123456".parse().unwrap(), &head);
        assert_eq!(read_head(&item).unwrap(), head);
        let value = |value: &AttributeValue| match value {
            AttributeValue::S(text) | AttributeValue::N(text) => text.len(),
            AttributeValue::B(bytes) => bytes.as_ref().len(),
            _ => 3,
        };
        let bytes: usize = item.iter().map(|(name, held)| name.len() + value(held)).sum();
        // A lease adds its holder and its end.
        assert!(bytes + "leased_to".len() + 16 + "leased_until".len() + 10 <= 1024, "{bytes}");
    }

    #[test]
    fn a_head_comes_back_as_it_was_written() {
        let head = Head {
            revision: 3,
            chunks: vec![[1; 8], [2; 8]],
            pupils: 1000,
            contacts: 1700,
            roll_taken: Some(1),
            marks_taken: None,
            whole: [((jiff::civil::date(2026, 11, 23), Session::Am), 5)].into(),
            missing: [(PupilId::new([9; 16]), 2)].into(),
            asking_of_hundred: vec![3, 4],
        };
        assert_eq!(read_head(&head_item(&"123456".parse().unwrap(), &head)).unwrap(), head);
    }

    #[test]
    fn every_role_is_read_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse::<Role>().unwrap(), role);
        }
    }
}
