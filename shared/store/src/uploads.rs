//! Uploads: what came, what it brought, how far it is. In the table `absences`, for as long as the problem report lives.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::upload::{Part, UploadId, UploadState};
use jiff::Timestamp;

use crate::absences::Absences;
use crate::db::{Cost, If};
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::life::{FILES, HELD, UPLOAD};
use crate::messages::due;

/// One file of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The object's key in the bucket.
    pub key: String,
    /// The object's checksum as S3 names it: another one is another file of the same name.
    pub etag: String,
    /// What it brings.
    pub parts: BTreeSet<Part>,
    /// Why it cannot be used, as a sentence for the office; empty when it can.
    pub refused: String,
}

/// What applying an upload came to.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Counts {
    /// Counts by name: `pupils`, `contacts`, `marks`, `joined`, `changed`, `left`, `problems`, and of these `errors`.
    pub numbers: BTreeMap<String, i64>,
    /// Marks of the newest session by code.
    pub marks_by_code: BTreeMap<String, i64>,
    /// Registration groups whose register was not taken.
    pub untaken: Vec<String>,
    /// The sessions that were written, as `2026-11-23#AM`.
    pub sessions: Vec<String>,
    /// What it cost at DynamoDB.
    pub cost: Cost,
}

/// One thing in which an upload differs from what this school's extracts say otherwise. It holds counts and no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The stable word: `roll_shrank`.
    pub code: String,
    /// What differs and what to look at, for the office.
    pub sentence: String,
    /// The count before.
    pub before: i64,
    /// The count in this upload.
    pub now: i64,
}

/// What staff decided on a held upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it is applied; else it is discarded.
    pub apply: bool,
    /// Who, by the subject of their sign-in.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why, in their words.
    pub reason: String,
}

/// An upload.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// Which.
    pub id: UploadId,
    /// How far.
    pub state: UploadState,
    /// What to tell the office about it, when there is something to tell.
    pub sentence: String,
    /// When its data was taken.
    pub taken: Timestamp,
    /// When its first file came.
    pub first_file: Timestamp,
    /// Its files by the order in which they came.
    pub files: Vec<File>,
    /// Whether the school had named its own columns when the first file came.
    pub own_columns: bool,
    /// The names of the files that whoever uploads has declared: when all are there nothing more comes. Empty where nothing was declared.
    pub expected: Vec<String>,
    /// Why it is held, or would be.
    pub differences: Vec<Difference>,
    /// What staff decided on it while it was held.
    pub decision: Option<Decision>,
    /// Pupils with a flag who are absent without a reason by a held upload, for the safeguarding lead.
    pub flagged_absent: Vec<PupilId>,
    /// Whether the school said that nothing more comes, or the waiting time has passed.
    pub closed: bool,
    /// The files (by key and checksum) that have been applied.
    pub applied: BTreeSet<String>,
    /// What applying it came to.
    pub counts: Counts,
    /// Of the stored item; 0 for one that was never written.
    pub revision: i64,
}

impl Upload {
    /// What its usable files bring.
    pub fn parts(&self) -> Vec<Part> {
        let parts: BTreeSet<Part> = self.files.iter().flat_map(|file| file.parts.iter().copied()).collect();
        parts.into_iter().collect()
    }

    /// When its files are deleted.
    pub fn files_end(&self) -> Timestamp {
        Timestamp::from_second(FILES.end(self.first_file)).unwrap_or(Timestamp::MAX)
    }

    /// When somebody has to look at it again while it is held: in good time before its files end, and then when they do.
    fn look_again(&self, now: Timestamp) -> Option<Timestamp> {
        let in_good_time = Timestamp::from_second(HELD.end(self.first_file)).unwrap_or(Timestamp::MAX);
        let at = if now < in_good_time { in_good_time } else { self.files_end() };
        (self.state == UploadState::Held).then_some(at)
    }

    /// Whether every file that was declared has come.
    pub fn has_all_expected(&self) -> bool {
        let came = |name: &String| self.files.iter().any(|file| file.key.rsplit('/').next() == Some(name));
        !self.expected.is_empty() && self.expected.iter().all(came)
    }
}

impl Absences {
    /// An upload; `None` when nothing of it has come, or its life is over.
    pub async fn upload(&self, school: &Urn, id: &UploadId) -> Result<Option<Upload>, StoreError> {
        let item = self.db.get(&self.table, school.as_str(), &upload_sk(id)).await?;
        item.map(|item| read_upload(id, &item)).transpose()
    }

    /// The upload whose data is the newest, dry runs left out. Of the last 25 that are named by their moment; where none
    /// is, of the last ones by name.
    pub async fn newest_upload(&self, school: &Urn) -> Result<Option<Upload>, StoreError> {
        // A name that begins with another letter stands behind all that begin with a year.
        for prefix in ["upload#2", "upload#"] {
            let mut newest: Option<Upload> = None;
            for item in self.db.last(&self.table, school.as_str(), prefix, LOOKED_THROUGH).await? {
                let reader = Reader::new("absences", &item);
                let id = reader.text("sk")?.strip_prefix("upload#").and_then(|id| id.parse::<UploadId>().ok());
                let Some(id) = id.filter(|id| !id.is_dry_run()) else { continue };
                let upload = read_upload(&id, &item)?;
                if newest.as_ref().is_none_or(|known| known.taken < upload.taken) {
                    newest = Some(upload);
                }
            }
            if newest.is_some() {
                return Ok(newest);
            }
        }
        Ok(None)
    }

    /// Writes an upload and counts its revision up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote it since it was read.
    pub async fn put_upload(&self, school: &Urn, upload: &mut Upload) -> Result<(), StoreError> {
        let condition = if upload.revision == 0 { If::Absent } else { If::Revision(upload.revision) };
        let mut next = upload.clone();
        next.revision += 1;
        let now = self.db.now();
        let mut written = upload_item(school, &next, UPLOAD.end(now));
        if let Some(at) = next.look_again(now) {
            due(&mut written, next.id.as_str(), at);
        }
        self.db.put(&self.table, written, condition).await?;
        *upload = next;
        Ok(())
    }
}

/// How many uploads are looked through for the newest one: more than anybody makes in a day.
const LOOKED_THROUGH: i32 = 25;

fn upload_sk(id: &UploadId) -> String {
    format!("upload#{id}")
}

fn strings<'a>(values: impl IntoIterator<Item = &'a str>) -> AttributeValue {
    AttributeValue::L(values.into_iter().map(s).collect())
}

fn numbers(values: &BTreeMap<String, i64>) -> AttributeValue {
    AttributeValue::M(values.iter().map(|(name, value)| (name.clone(), n(*value))).collect())
}

pub(crate) fn upload_item(school: &Urn, upload: &Upload, expires_at: i64) -> Item {
    let files = upload.files.iter().map(|file| {
        AttributeValue::M(
            [
                ("key".to_owned(), s(&*file.key)),
                ("etag".to_owned(), s(&*file.etag)),
                ("parts".to_owned(), strings(file.parts.iter().map(|part| part.as_str()))),
                ("refused".to_owned(), s(&*file.refused)),
            ]
            .into(),
        )
    });
    let counts = &upload.counts;
    let mut written = item(
        school.as_str(),
        &upload_sk(&upload.id),
        [
            ("state", s(upload.state.as_str())),
            ("sentence", s(&*upload.sentence)),
            ("taken", n(upload.taken.as_second())),
            ("first_file", n(upload.first_file.as_millisecond())),
            ("files", AttributeValue::L(files.collect())),
            ("own_columns", AttributeValue::Bool(upload.own_columns)),
            ("expected", strings(upload.expected.iter().map(String::as_str))),
            ("differences", AttributeValue::L(upload.differences.iter().map(difference).collect())),
            ("flagged_absent", AttributeValue::L(upload.flagged_absent.iter().map(|pupil| s(pupil.to_string())).collect())),
            ("closed", AttributeValue::Bool(upload.closed)),
            ("applied", strings(upload.applied.iter().map(String::as_str))),
            ("numbers", numbers(&counts.numbers)),
            ("marks_by_code", numbers(&counts.marks_by_code)),
            ("untaken", strings(counts.untaken.iter().map(String::as_str))),
            ("sessions", strings(counts.sessions.iter().map(String::as_str))),
            ("calls", AttributeValue::N(counts.cost.calls.to_string())),
            ("write_units", AttributeValue::N(counts.cost.write_units.to_string())),
            ("read_units", AttributeValue::N(counts.cost.read_units.to_string())),
            ("revision", n(upload.revision)),
            ("expires_at", n(expires_at)),
        ],
    );
    if let Some(decision) = &upload.decision {
        let fields = [
            ("apply".to_owned(), AttributeValue::Bool(decision.apply)),
            ("by".to_owned(), s(&*decision.by)),
            ("at".to_owned(), n(decision.at.as_second())),
            ("reason".to_owned(), s(&*decision.reason)),
        ];
        written.insert("decision".to_owned(), AttributeValue::M(fields.into()));
    }
    written
}

fn difference(difference: &Difference) -> AttributeValue {
    let fields = [
        ("code".to_owned(), s(&*difference.code)),
        ("sentence".to_owned(), s(&*difference.sentence)),
        ("before".to_owned(), n(difference.before)),
        ("now".to_owned(), n(difference.now)),
    ];
    AttributeValue::M(fields.into())
}

fn read_difference(value: &AttributeValue) -> Result<Difference, StoreError> {
    let empty = Item::new();
    let reader = Reader::new("absences", value.as_m().unwrap_or(&empty));
    Ok(Difference {
        code: reader.text("code")?.to_owned(),
        sentence: reader.text("sentence")?.to_owned(),
        before: reader.number("before")?,
        now: reader.number("now")?,
    })
}

fn read_decision(value: &AttributeValue) -> Result<Decision, StoreError> {
    let empty = Item::new();
    let reader = Reader::new("absences", value.as_m().unwrap_or(&empty));
    Ok(Decision {
        apply: reader.flag("apply"),
        by: reader.text("by")?.to_owned(),
        at: Timestamp::from_second(reader.number("at")?).map_err(|_| reader.unreadable("at"))?,
        reason: reader.text("reason")?.to_owned(),
    })
}

fn read_upload(id: &UploadId, item: &Item) -> Result<Upload, StoreError> {
    let reader = Reader::new("absences", item);
    let list = |name: &str| match item.get(name) {
        Some(AttributeValue::L(values)) => Ok(values.as_slice()),
        _ => Err(reader.unreadable(name)),
    };
    let texts = |name: &str| -> Result<Vec<String>, StoreError> {
        list(name)?.iter().map(|value| value.as_s().cloned().map_err(|_| reader.unreadable(name))).collect()
    };
    let map = |name: &str| -> Result<BTreeMap<String, i64>, StoreError> {
        let Some(AttributeValue::M(values)) = item.get(name) else { return Err(reader.unreadable(name)) };
        let number = |value: &AttributeValue| value.as_n().ok().and_then(|number| number.parse().ok());
        values.iter().map(|(key, value)| Ok((key.clone(), number(value).ok_or_else(|| reader.unreadable(name))?))).collect()
    };
    let units =
        |name: &str| item.get(name).and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok()).unwrap_or(0.0);
    let mut files = Vec::new();
    for value in list("files")? {
        let file = value.as_m().map_err(|_| reader.unreadable("files"))?;
        let parts = file.get("parts").and_then(|parts| parts.as_l().ok()).map(Vec::as_slice).unwrap_or_default();
        let of = Reader::new("absences", file);
        files.push(File {
            key: of.text("key")?.to_owned(),
            etag: of.text("etag")?.to_owned(),
            parts: parts.iter().filter_map(|part| part.as_s().ok()?.parse().ok()).collect(),
            refused: of.text("refused")?.to_owned(),
        });
    }
    Ok(Upload {
        id: id.clone(),
        state: reader.parsed("state")?,
        sentence: reader.text("sentence")?.to_owned(),
        taken: Timestamp::from_second(reader.number("taken")?).map_err(|_| reader.unreadable("taken"))?,
        first_file: Timestamp::from_millisecond(reader.number("first_file")?).map_err(|_| reader.unreadable("first_file"))?,
        files,
        own_columns: reader.flag("own_columns"),
        expected: texts("expected")?,
        differences: list("differences")?.iter().map(read_difference).collect::<Result<_, _>>()?,
        decision: item.get("decision").map(read_decision).transpose()?,
        flagged_absent: texts("flagged_absent")?
            .iter()
            .map(|id| PupilId::from_hex(id).ok_or_else(|| reader.unreadable("flagged_absent")))
            .collect::<Result<_, _>>()?,
        closed: reader.flag("closed"),
        applied: texts("applied")?.into_iter().collect(),
        counts: Counts {
            numbers: map("numbers")?,
            marks_by_code: map("marks_by_code")?,
            untaken: texts("untaken")?,
            sessions: texts("sessions")?,
            cost: Cost { calls: units("calls") as u64, write_units: units("write_units"), read_units: units("read_units") },
        },
        revision: reader.number("revision")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_comes_back_as_it_was_written() {
        let upload = Upload {
            id: "2026-11-23T0905".parse().unwrap(),
            state: UploadState::Incomplete,
            sentence: "The contacts are missing.".to_owned(),
            taken: Timestamp::from_second(7).unwrap(),
            first_file: Timestamp::from_millisecond(7_123).unwrap(),
            files: vec![File {
                key: "schools/123456/x/a.csv".to_owned(),
                etag: "e".to_owned(),
                parts: [Part::Roll].into(),
                refused: String::new(),
            }],
            own_columns: true,
            expected: vec!["a.csv".to_owned(), "b.csv".to_owned()],
            differences: vec![Difference {
                code: "roll_shrank".to_owned(),
                sentence: "Fewer pupils.".to_owned(),
                before: 10,
                now: 3,
            }],
            decision: Some(Decision {
                apply: true,
                by: "somebody".to_owned(),
                at: Timestamp::from_second(9).unwrap(),
                reason: "A year group left.".to_owned(),
            }),
            flagged_absent: vec![PupilId::new([7; 16])],
            closed: true,
            applied: ["a".to_owned()].into(),
            counts: Counts {
                numbers: [("pupils".to_owned(), 3)].into(),
                marks_by_code: [("/".to_owned(), 3)].into(),
                untaken: vec!["7B".to_owned()],
                sessions: vec!["2026-11-23#AM".to_owned()],
                cost: Cost { calls: 4, write_units: 5.5, read_units: 6.0 },
            },
            revision: 2,
        };
        let item = upload_item(&"123456".parse().unwrap(), &upload, 99);
        assert_eq!(read_upload(&upload.id, &item).unwrap(), upload);

        let day = |days: i64| Timestamp::from_second(7 + days * 24 * 60 * 60).unwrap();
        assert_eq!(upload.look_again(day(0)), None);
        let held = Upload { state: UploadState::Held, ..upload };
        assert_eq!(held.look_again(day(4)), Some(day(5)));
        assert_eq!(held.look_again(day(6)), Some(day(7)));
    }
}
