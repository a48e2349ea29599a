//! Applying an upload: all its files read, the roll written beside the old one, the registers merged, the head turned.

use std::collections::{BTreeMap, BTreeSet};

use domain::code::Cell;
use domain::interlock::Sizes;
use domain::pupil::{MisId, Pupil, PupilId};
use domain::register::Session;
use domain::sanity::{self, Extracted, Found};
use domain::school::Urn;
use domain::upload::{Part, UploadId, UploadState};
use extract::{Assembled, Extract, Options, OwnTable, Problem, ReadError, Register};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde_json::Value;
use shell::clock;
use store::absences::Absences;
use store::columns::{OwnColumns, OwnTableRecord};
use store::roll::{Index, Roll};
use store::schools::{Head, Schools};
use store::uploads::{Counts, Upload};
use store::{Cost, Db, StoreError};
use tokio_util::io::SyncIoBridge;
use vault::Keyring;

use crate::collect::Ingest;
use crate::judge::Judged;
use crate::report;
use crate::task::IngestError;

/// For how many days back a register that changed is evaluated again, and the age of its newest whole extract kept.
const LOOK_BACK_DAYS: i64 = 14;

/// A pupil whom so many rolls in a row did not have has left: a school's nightly reports of half a week.
const EXTRACTS_OF_A_LEAVER: u8 = 3;

/// For so many sessions it is kept how many pupils were absent without a reason: two weeks of school.
const SESSIONS_REMEMBERED: usize = 20;

/// The tables, with one meter for all of them.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    pub(crate) db: Db,
    pub(crate) schools: String,
    pub(crate) roll: String,
    pub(crate) absences: String,
}

impl Tables {
    /// The same tables with a meter at zero.
    pub(crate) fn metered(&self) -> Self {
        Self { db: self.db.metered(), ..self.clone() }
    }

    pub(crate) fn schools(&self) -> Schools {
        Schools::new(self.db.clone(), &*self.schools)
    }

    pub(crate) fn absences(&self) -> Absences {
        Absences::new(self.db.clone(), &*self.absences)
    }

    pub(crate) fn roll(&self) -> Roll {
        Roll::new(self.db.clone(), &*self.roll)
    }

    /// What went through since the meter began.
    pub(crate) fn cost(&self) -> Cost {
        self.db.cost()
    }
}

/// What reading and writing came to.
pub(crate) struct Outcome {
    pub(crate) counts: Counts,
    pub(crate) problems: Vec<Problem>,
    pub(crate) sentence: String,
    pub(crate) state: UploadState,
    /// The days to evaluate.
    pub(crate) days: BTreeSet<Date>,
    /// Why the upload is held, or a dry run of it would be.
    pub(crate) differences: Vec<Found>,
    /// Pupils with a flag who are absent without a reason by a held upload.
    pub(crate) flagged_absent: Vec<PupilId>,
    /// What a dry run would do, for the report.
    pub(crate) would: Option<Value>,
}

/// The roll that marks are held against, and what became of it.
pub(crate) struct Settled {
    pub(crate) index: Index,
    pub(crate) roll: Option<BTreeMap<PupilId, Pupil>>,
    /// Those on the roll before whom the new one does not have, and who stay for now.
    pub(crate) stay: BTreeSet<PupilId>,
    /// How often in a row each of them was missing.
    missing: BTreeMap<PupilId, u8>,
    too_old: bool,
}

impl Settled {
    /// Everybody who is on the roll by now.
    pub(crate) fn on_roll(&self) -> Vec<PupilId> {
        match &self.roll {
            Some(roll) => roll.keys().chain(&self.stay).copied().collect(),
            None => self.index.pupils().collect(),
        }
    }
}

/// A pupil's mark, with the minutes where they came late.
pub(crate) type MarkOf = (PupilId, Cell, Option<u16>);

/// An extract that was read, with its pupils by their ids.
pub(crate) struct Incoming<'a> {
    assembled: &'a Assembled,
    ids: Vec<PupilId>,
    upload: &'a Upload,
    pub(crate) numbers: BTreeMap<String, i64>,
}

impl Incoming<'_> {
    /// When its data was taken.
    pub(crate) fn taken(&self) -> Timestamp {
        self.upload.taken
    }

    /// A register's marks.
    fn marks_of(&self, register: &Register) -> Vec<MarkOf> {
        let of = |mark: extract::Mark| Some((*self.ids.get(mark.pupil as usize)?, mark.cell, mark.minutes_late));
        self.assembled.marks_of(register).filter_map(of).collect()
    }

    /// The marks of a day, by session.
    pub(crate) fn marks_on(&self, day: Date) -> Vec<(Session, Vec<MarkOf>)> {
        let of_day = self.assembled.registers.iter().filter(|register| register.date == day);
        of_day.map(|register| (register.session, self.marks_of(register))).collect()
    }

    /// What there is to say of it whatever became of it.
    pub(crate) fn outcome(&self, numbers: BTreeMap<String, i64>) -> Outcome {
        let assembled = self.assembled;
        let mut marks_by_code: BTreeMap<String, i64> = BTreeMap::new();
        for mark in assembled.registers.last().into_iter().flat_map(|newest| assembled.marks_of(newest)) {
            *marks_by_code.entry(assembled.code(mark).to_owned()).or_default() += 1;
        }
        let groups: BTreeSet<_> = assembled.untaken.iter().map(|untaken| untaken.registration_group.clone()).collect();
        Outcome {
            counts: Counts {
                numbers,
                marks_by_code,
                untaken: groups.into_iter().collect(),
                sessions: assembled.registers.iter().map(|register| format!("{}#{}", register.date, register.session)).collect(),
                cost: Cost::default(),
            },
            problems: assembled.problems.clone(),
            sentence: String::new(),
            state: UploadState::Applied,
            days: BTreeSet::new(),
            differences: Vec::new(),
            flagged_absent: Vec::new(),
            would: None,
        }
    }
}

impl Ingest {
    /// Reads an upload's files and writes what they say. The caller holds the school's lease; the head that makes it true is the last write.
    pub(crate) async fn read_and_write(
        &self,
        school: &Urn,
        tables: &Tables,
        head: Head,
        upload: &Upload,
    ) -> Result<Outcome, IngestError> {
        let keys = self.keys.school(school).await?;
        let before = tables.roll().index(school, &head).await?;
        let own = if upload.own_columns { tables.schools().own_columns(school).await? } else { OwnColumns::default() };
        let columns = columns_that_count(&own, &upload.id);
        let mut assembled = self.read(columns, &keys, &before, upload).await?;
        let pupils = assembled.pupils.take();
        let id_of = |mis_id: &MisId| keys.blind("pupil", mis_id.as_str().as_bytes()).map(PupilId::new).map_err(StoreError::from);
        let settled = settle(&head, before, upload, pupils, id_of)?;
        let incoming = Incoming {
            ids: assembled.mis_ids.iter().map(id_of).collect::<Result<_, _>>()?,
            numbers: [
                ("pupils", settled.roll.as_ref().map_or(i64::from(head.pupils), |roll| count_of(roll.len()))),
                ("contacts", contacts_of(&settled).map_or(i64::from(head.contacts), count_of)),
                ("marks", count_of(assembled.registers.iter().map(Register::count).sum())),
                ("problems", count_of(assembled.problems.len())),
                ("errors", count_of(assembled.errors())),
            ]
            .map(|(name, count)| (name.to_owned(), count))
            .into(),
            assembled: &assembled,
            upload,
        };
        let judged = self.judge(school, tables, &keys, &head, &settled, &assembled, upload).await?;
        if upload.id.is_dry_run() {
            let compared = self.compare(school, tables, &keys, &head, &settled, &judged, &incoming).await?;
            tables.schools().commit(school, &head).await?;
            if own.proposed.is_some() {
                tables.schools().saw_proposed_columns(school, columns, &upload.id).await?;
            }
            return Ok(compared);
        }
        if !judged.found.is_empty() && upload.decision.is_none() {
            return self.hold(school, tables, &keys, head, &settled, &judged, &incoming, upload).await;
        }
        self.write(school, tables, &keys, head, &settled, &judged, &incoming).await
    }

    /// Writes the roll and the registers, and turns the head.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that writing depends on")]
    async fn write(
        &self,
        school: &Urn,
        tables: &Tables,
        keys: &Keyring,
        mut head: Head,
        settled: &Settled,
        judged: &Judged,
        incoming: &Incoming<'_>,
    ) -> Result<Outcome, IngestError> {
        let upload = incoming.upload;
        let mut numbers = incoming.numbers.clone();
        let mut new_roll = None;
        if let Some(roll) = &settled.roll {
            let written = tables.roll().write(keys, school, &head, &settled.index, roll, &settled.stay).await?;
            head.chunks.clone_from(&written.chunks);
            head.pupils = u32::try_from(roll.len() + settled.stay.len()).unwrap_or(u32::MAX);
            head.contacts = contacts_of(settled).and_then(|count| u32::try_from(count).ok()).unwrap_or(u32::MAX);
            head.roll_taken = Some(upload.taken.as_second());
            head.missing.clone_from(&settled.missing);
            for (name, count) in [
                ("joined", written.joined),
                ("changed", written.changed),
                ("left", written.left.len()),
                ("missing", settled.missing.len()),
            ] {
                numbers.insert(name.to_owned(), count_of(count));
            }
            numbers.insert("pupils".to_owned(), i64::from(head.pupils));
            if written.joined + written.changed + written.left.len() > 0 {
                let groups = roll.values().map(|pupil| (pupil.year.as_str(), pupil.registration_group.as_str()));
                tables.schools().put_groups(school, &Sizes::of(groups)).await?;
            }
            new_roll = Some(written);
        }
        let days = self.merge_marks(school, tables, keys, &mut head, settled, judged, incoming).await?;
        if let Some(calendar) = &incoming.assembled.calendar {
            let days = calendar.iter().map(|day| (day.date, day.in_session)).collect();
            tables.schools().set_calendar(school, &days).await?;
        }
        tables.schools().commit(school, &head).await?;
        if let Some(written) = new_roll {
            tables.roll().clear_away(school, &written).await?;
        }
        let used = settled.roll.is_some() || !incoming.assembled.registers.is_empty();
        let problems = incoming.assembled.problems.len();
        let (state, sentence) = report::outcome(upload, used, settled.too_old, !head.chunks.is_empty(), problems);
        Ok(Outcome { state, sentence, days, ..incoming.outcome(numbers) })
    }

    /// Reads every file, streamed: a file is never held, however long it is, unless it can be read from its end alone.
    async fn read(
        &self,
        columns: &[OwnTableRecord],
        keys: &Keyring,
        index: &Index,
        upload: &Upload,
    ) -> Result<Assembled, IngestError> {
        let own_tables = own_tables(columns);
        let mut extract = Extract::new(Options { own_tables, ..Options::on(domain::school::day(upload.first_file)) });
        for file in &upload.files {
            if file.parts.is_empty() && file.refused.is_empty() {
                // The school's word that nothing more comes, or a file that brings nothing.
                continue;
            }
            let got = self.s3.get_object().bucket(&self.bucket).key(&file.key).send().await;
            let body = got.map_err(|error| report::bucket_error(&upload.id, &error))?.body.into_async_read();
            let bridge = SyncIoBridge::new(body);
            let name = file.key.rsplit('/').next().unwrap_or_default().to_owned();
            let read = tokio::task::spawn_blocking(move || {
                let outcome = extract.read_file(&name, bridge);
                (extract, outcome)
            });
            let (so_far, outcome) = read.await.map_err(|_| report::no_answer(&upload.id))?;
            extract = so_far;
            // A file that is refused stands among the problems; a connection that broke is another thing: all is read again.
            if let Err(ReadError::Io(_)) = outcome {
                return Err(report::no_answer(&upload.id));
            }
        }
        Ok(extract
            .finish(&|mis_id| keys.blind("pupil", mis_id.as_str().as_bytes()).is_ok_and(|id| index.contains(PupilId::new(id)))))
    }

    /// Merges marks into their registers, and says which days have to be evaluated. One register at a time: an extract may hold terms.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that the merge depends on")]
    async fn merge_marks(
        &self,
        school: &Urn,
        tables: &Tables,
        keys: &Keyring,
        head: &mut Head,
        settled: &Settled,
        judged: &Judged,
        incoming: &Incoming<'_>,
    ) -> Result<BTreeSet<Date>, IngestError> {
        let (taken, today) = (incoming.upload.taken, domain::school::day(clock::now()));
        let on_roll = settled.on_roll();
        let oldest = today.checked_sub(Span::new().days(LOOK_BACK_DAYS)).unwrap_or(today);
        let mut days = BTreeSet::new();
        for register in &incoming.assembled.registers {
            let (date, session) = (register.date, register.session);
            let mut stored = tables.absences().register(keys, school, date, session).await?;
            let whole = head.whole.get(&(date, session)).and_then(|second| Timestamp::from_second(*second).ok());
            let merged = stored.register.merge(incoming.marks_of(register), taken, whole);
            let joined = if date == today { stored.register.add_unmarked(&on_roll, taken) } else { false };
            if merged.changed || joined {
                tables.absences().put_register(keys, school, &stored).await?;
            }
            if merged.outdated {
                head.whole.remove(&(date, session));
            }
            if merged.whole && date >= oldest {
                if date == today && !head.whole.contains_key(&(date, session)) {
                    remember_asking(head, &judged.extracted);
                }
                let newest = head.whole.entry((date, session)).or_insert(taken.as_second());
                *newest = (*newest).max(taken.as_second());
            }
            // Changed or not: what an earlier try wrote may never have been handed over.
            if date >= oldest {
                days.insert(date);
            }
            if date == today {
                head.marks_taken = Some(head.marks_taken.unwrap_or_default().max(taken.as_second()));
            }
        }
        head.whole.retain(|(date, _), _| *date >= oldest);
        Ok(days)
    }
}

/// The columns as this school calls them, where it has said so; of a dry run those that it has proposed.
pub(crate) fn columns_that_count<'a>(own: &'a OwnColumns, upload: &UploadId) -> &'a [OwnTableRecord] {
    own.proposed.as_ref().filter(|_| upload.is_dry_run()).unwrap_or(&own.confirmed)
}

/// A word that this release does not know any more names no column.
pub(crate) fn own_tables(records: &[OwnTableRecord]) -> Vec<OwnTable> {
    let columns = |record: &OwnTableRecord| {
        record.columns.iter().filter_map(|(name, field)| Some((name.clone(), field.parse().ok()?))).collect()
    };
    records.iter().map(|record| OwnTable { part: record.part, columns: columns(record) }).collect()
}

/// Keeps how many of a new session were absent without a reason, for what is usual at this school.
fn remember_asking(head: &mut Head, extracted: &Extracted) {
    head.asking_of_hundred.extend(sanity::asking_of_hundred(extracted));
    let surplus = head.asking_of_hundred.len().saturating_sub(SESSIONS_REMEMBERED);
    head.asking_of_hundred.drain(..surplus);
}

/// Which roll counts: the upload's own where it brings pupils **and** contacts and none newer is in use, else the one before.
///
/// Who is missing once is no leaver: a report may have been made in the middle of a change. They stay as they are until so many
/// extracts in a row had them no more, or an extract says when they left.
fn settle(
    head: &Head,
    index: Index,
    upload: &Upload,
    pupils: Option<Vec<Pupil>>,
    id_of: impl Fn(&MisId) -> Result<PupilId, StoreError>,
) -> Result<Settled, StoreError> {
    let parts = upload.parts();
    let taken = upload.taken.as_second();
    let too_old = head.roll_taken.is_some_and(|newest| newest > taken);
    let whole = parts.contains(&Part::Roll) && parts.contains(&Part::Contacts);
    let Some(pupils) = pupils.filter(|pupils| whole && !too_old && !pupils.is_empty()) else {
        let missing = head.missing.clone();
        return Ok(Settled { index, roll: None, stay: BTreeSet::new(), missing, too_old: too_old && whole });
    };
    let day = domain::school::day(upload.taken);
    let mut roll = BTreeMap::new();
    let mut gone = BTreeSet::new();
    for pupil in pupils {
        let id = id_of(&pupil.mis_id)?;
        if pupil.leaving.is_some_and(|leaving| leaving < day) {
            gone.insert(id);
        } else {
            roll.insert(id, pupil);
        }
    }
    // The same extract once more, after a crash, counts once.
    let counts = u8::from(head.roll_taken != Some(taken));
    let missing: BTreeMap<PupilId, u8> = index
        .pupils()
        .filter(|id| !roll.contains_key(id) && !gone.contains(id))
        .map(|id| (id, head.missing.get(&id).copied().unwrap_or_default().saturating_add(counts).max(1)))
        .filter(|(_, times)| *times < EXTRACTS_OF_A_LEAVER)
        .collect();
    let stay = missing.keys().copied().collect();
    Ok(Settled { index, roll: Some(roll), stay, missing, too_old: false })
}

/// The contacts of a new roll.
fn contacts_of(settled: &Settled) -> Option<usize> {
    settled.roll.as_ref().map(|roll| roll.values().map(|pupil| pupil.contacts.len()).sum())
}

pub(crate) fn count_of(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
