//! Files come in any order: what an upload has so far, and whether it can be applied.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::school::Urn;
use domain::upload::{self, Part, UploadId, UploadState, UploadedFile};
use extract::ReadError;
use jiff::Timestamp;
use shell::clock;
use shell::metrics::{self, Unit};
use shell::queue::Queue;
use store::absences::Absences;
use store::columns::OwnColumns;
use store::schools::{Head, Lease};
use store::uploads::{Counts, Difference, File, Upload};
use store::{Keys, StoreError};
use tokio_util::io::SyncIoBridge;

use crate::apply::{Outcome, Tables};
use crate::report;
use crate::task::{IngestError, ObjectCreated, Task};

/// How much of a file is read to recognise what it brings.
const FIRST_BYTES: u64 = 64 * 1024;

/// How often a write that lost against another one is tried again at once.
const TRIES: u32 = 8;

/// All that ingesting needs.
#[derive(Debug)]
pub(crate) struct Ingest {
    pub(crate) keys: Keys,
    pub(crate) tables: Tables,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) bucket: String,
    pub(crate) again: Queue,
    pub(crate) evaluations: Queue,
    pub(crate) calls: followup::Calls,
    pub(crate) wait: Duration,
}

/// What is known of a file that has just come.
struct Arrived {
    file: File,
    closes: bool,
    at: Timestamp,
    /// Whether the school has named its own columns.
    own_columns: bool,
}

/// Whether a file says that nothing more comes: an object named `complete`, whatever is in it.
fn closes(file: &str) -> bool {
    file.eq_ignore_ascii_case("complete") || file.to_ascii_lowercase().starts_with("complete.")
}

impl Ingest {
    /// Reads a queue's message and does what it says. `deadline` is the invocation's end.
    pub(crate) async fn body(&self, body: &str, deadline: Timestamp) -> Result<(), IngestError> {
        if let Ok(task) = serde_json::from_str(body) {
            let named = |school: String, upload: String| -> Result<(Urn, UploadId), IngestError> {
                let unreadable = || IngestError::Unreadable;
                Ok((school.parse().map_err(|_| unreadable())?, upload.parse().map_err(|_| unreadable())?))
            };
            return match task {
                Task::UploadWaitedV1 { school, upload } => {
                    let (school, id) = named(school, upload)?;
                    self.close(&school, &id, deadline).await
                }
                Task::UploadDecidedV1 { school, upload } => {
                    let (school, id) = named(school, upload)?;
                    self.decided(&school, &id, deadline).await
                }
                Task::UploadHeldV1 { school, upload } => {
                    let (school, id) = named(school, upload)?;
                    self.still_held(&school, &id).await
                }
            };
        }
        let created: ObjectCreated = serde_json::from_str(body).map_err(|_| IngestError::Unreadable)?;
        let object = &created.detail.object;
        let UploadedFile { school, upload, file } = upload::read_key(&object.key).ok_or(IngestError::NotAnUpload)?;
        let known = self.tables.absences().upload(&school, &upload).await?;
        let own = self.own_columns(&school, known.as_ref()).await?;
        let closes = closes(&file);
        let (parts, refused) =
            if closes { (BTreeSet::new(), String::new()) } else { self.recognise(&own, &upload, &object.key).await? };
        let file = File { key: object.key.clone(), etag: object.etag.clone(), parts, refused };
        let own_columns = !own.confirmed.is_empty() || own.proposed.is_some();
        let known = self.collect(&school, &upload, Arrived { file, closes, at: created.time, own_columns }).await?;
        self.apply_if_complete(&school, known, deadline).await
    }

    /// How the school calls its columns; asked at an upload's first file, and later only where there is an answer.
    async fn own_columns(&self, school: &Urn, known: Option<&Upload>) -> Result<OwnColumns, IngestError> {
        let schools = self.tables.schools();
        match known.filter(|known| !known.files.is_empty()) {
            Some(known) if !known.own_columns => Ok(OwnColumns::default()),
            Some(_) => Ok(schools.own_columns(school).await?),
            // Whoever may put files beside a school's own must not make up schools.
            None if schools.settings(school).await?.is_none() => Err(IngestError::NoSuchSchool),
            None => Ok(schools.own_columns(school).await?),
        }
    }

    /// What a file brings, by what stands in it; or why it cannot be used.
    async fn recognise(&self, own: &OwnColumns, upload: &UploadId, key: &str) -> Result<(BTreeSet<Part>, String), IngestError> {
        let own = crate::apply::own_tables(crate::apply::columns_that_count(own, upload));
        let got = self.s3.get_object().bucket(&self.bucket).key(key).range(format!("bytes=0-{}", FIRST_BYTES - 1)).send().await;
        let first = match got {
            Ok(got) => got.body.collect().await.map_err(|_| report::no_answer(upload))?.into_bytes(),
            // An empty object has no first byte.
            Err(error) if error.raw_response().is_some_and(|response| response.status().as_u16() == 416) => Default::default(),
            Err(error) => return Err(report::bucket_error(upload, &error)),
        };
        let mut found = extract::recognise_with(first.as_ref(), &own);
        if matches!(found, Err(ReadError::NeedsWholeFile)) {
            let got = self.s3.get_object().bucket(&self.bucket).key(key).send().await;
            let body = got.map_err(|error| report::bucket_error(upload, &error))?.body.into_async_read();
            let bridge = SyncIoBridge::new(body);
            let read = tokio::task::spawn_blocking(move || extract::recognise_whole(bridge, &own));
            found = read.await.map_err(|_| report::no_answer(upload))?;
        }
        match found {
            Ok(recognised) => Ok((recognised.parts.into_iter().collect(), String::new())),
            Err(ReadError::Refused(refusal)) => Ok((BTreeSet::new(), refusal.to_string())),
            Err(ReadError::NeedsWholeFile | ReadError::Io(_)) => Err(report::no_answer(upload)),
        }
    }

    /// Adds a file to its upload; the first one starts the upload and its waiting time.
    async fn collect(&self, school: &Urn, id: &UploadId, arrived: Arrived) -> Result<Upload, IngestError> {
        let absences = Absences::new(self.tables.db.clone(), &*self.tables.absences);
        for _ in 0..TRIES {
            let mut known = match absences.upload(school, id).await? {
                Some(known) => known,
                None => new_upload(id, arrived.at),
            };
            let starts = known.files.first().is_none_or(|first| first.key == arrived.file.key);
            let is_new = !known.files.contains(&arrived.file) || (arrived.closes && !known.closed);
            if is_new {
                known.files.retain(|file| file.key != arrived.file.key);
                if known.files.is_empty() {
                    known.first_file = arrived.at;
                    known.own_columns = arrived.own_columns;
                    known.taken = known.taken.min(arrived.at);
                }
                if known.state == UploadState::Expected {
                    known.state = UploadState::Receiving;
                }
                known.files.push(arrived.file.clone());
                // What was decided was decided on other files.
                known.decision = None;
                known.closed |= arrived.closes || known.has_all_expected();
                match absences.put_upload(school, &mut known).await {
                    Err(StoreError::Conflict) => continue,
                    other => other?,
                }
            }
            if starts {
                let task = Task::UploadWaitedV1 { school: school.to_string(), upload: id.to_string() };
                self.again.send_delayed(&task, self.wait).await?;
            }
            return Ok(known);
        }
        Err(StoreError::Conflict.into())
    }

    /// The waiting time has passed: what is there is applied as far as it can be.
    async fn close(&self, school: &Urn, id: &UploadId, deadline: Timestamp) -> Result<(), IngestError> {
        let absences = Absences::new(self.tables.db.clone(), &*self.tables.absences);
        let Some(mut known) = absences.upload(school, id).await? else { return Ok(()) };
        if !known.closed {
            known.closed = true;
            absences.put_upload(school, &mut known).await?;
        }
        self.apply_if_complete(school, known, deadline).await
    }

    /// Staff have decided on a held upload: it is applied, or everything stays as it is.
    async fn decided(&self, school: &Urn, id: &UploadId, deadline: Timestamp) -> Result<(), IngestError> {
        let absences = self.tables.absences();
        let Some(known) = absences.upload(school, id).await? else { return Ok(()) };
        let waits = matches!(known.state, UploadState::Held | UploadState::Reading);
        let Some(decision) = known.decision.clone().filter(|_| waits) else { return Ok(()) };
        if decision.apply {
            return self.apply_under_lease(school, &self.tables.metered(), known, deadline).await;
        }
        self.say(school, &absences, known, |known| {
            known.state = UploadState::Discarded;
            known.sentence = "Discarded: roll and registers are as they were.".to_owned();
        })
        .await
    }

    /// A held upload's files come to their end: it asks for a decision once more, and ends by itself where none can come any more or
    /// none is needed.
    async fn still_held(&self, school: &Urn, id: &UploadId) -> Result<(), IngestError> {
        let absences = self.tables.absences();
        let Some(known) = absences.upload(school, id).await? else { return Ok(()) };
        if known.state != UploadState::Held || known.decision.is_some() {
            return Ok(());
        }
        let head = self.tables.schools().head(school).await?;
        let taken = known.taken.as_second();
        let newer = |in_use: Option<i64>, part| !known.parts().contains(&part) || in_use.is_some_and(|second| second > taken);
        let overtaken = newer(head.marks_taken, Part::Marks) && newer(head.roll_taken, Part::Roll);
        let ended = clock::now() >= known.files_end();
        if !overtaken && !ended {
            metrics::emit(clock::now(), &[], &[("HeldUploadsEnding", Unit::Count, 1.0)]);
        }
        let last_day = domain::school::time_zone().to_datetime(known.files_end()).strftime("%A %-d %B, %H:%M").to_string();
        self.say(school, &absences, known, |known| {
            if overtaken {
                known.state = UploadState::Discarded;
                known.sentence = "Discarded by itself: newer extracts are in use.".to_owned();
            } else if ended {
                known.state = UploadState::Discarded;
                known.sentence =
                    "Discarded by itself: nobody decided while its files were there. Upload a new extract if none has come since."
                        .to_owned();
            } else {
                known.sentence = report::decide_soon(&known.sentence, &last_day);
            }
        })
        .await
    }

    /// Applies an upload that is complete, or closed; else says what is waited for.
    async fn apply_if_complete(&self, school: &Urn, known: Upload, deadline: Timestamp) -> Result<(), IngestError> {
        let tables = self.tables.metered();
        // The upload's own record is not what the upload costs: it is counted apart.
        let (schools, absences) = (tables.schools(), self.tables.absences());
        let parts = known.parts();
        // Whether there is a roll is asked only where the answer depends on it.
        let has_a_roll =
            upload::missing(&parts, true) != upload::missing(&parts, false) && !schools.head(school).await?.chunks.is_empty();
        let missing = upload::missing(&parts, has_a_roll);
        if files_of(&known) == known.applied && known.state != UploadState::Reading {
            return self
                .say(school, &absences, known, |known| {
                    let has_ended = matches!(known.state, UploadState::Held | UploadState::Discarded | UploadState::Compared);
                    if known.closed && !missing.is_empty() && !has_ended {
                        report::close(known, &missing);
                    }
                })
                .await;
        }
        if !known.closed && !known.expected.is_empty() {
            // Whoever declared more files than have come has marks among them that belong to the others.
            let sentence = "Waiting for the other files that were declared.";
            return self.say(school, &absences, known, |known| known.sentence = sentence.to_owned()).await;
        }
        if !missing.is_empty() && !known.closed {
            return self.say(school, &absences, known, |known| known.sentence = report::waiting_for(known, &missing)).await;
        }
        if !known.closed && known.expected.is_empty() && self.more_has_come(school, &known).await? {
            // Marks are not used with an old roll while a new one lies beside them: the last file of a folder applies them all.
            let sentence = "Waiting for the other files of the folder to be recognised.";
            return self.say(school, &absences, known, |known| known.sentence = sentence.to_owned()).await;
        }
        self.apply_under_lease(school, &tables, known, deadline).await
    }

    /// Whether files stand in the upload's folder whose own messages are still on their way.
    async fn more_has_come(&self, school: &Urn, known: &Upload) -> Result<bool, IngestError> {
        let folder = format!("schools/{school}/{}/", known.id);
        let listed = self.s3.list_objects_v2().bucket(&self.bucket).prefix(&folder).send().await;
        let listed = listed.map_err(|error| report::bucket_error(&known.id, &error))?;
        Ok(listed.contents().iter().any(|object| {
            let (key, etag) = (object.key().unwrap_or_default(), object.e_tag().unwrap_or_default().trim_matches('"'));
            let counts = upload::read_key(key).is_some_and(|read| !closes(&read.file));
            counts && !known.files.iter().any(|file| file.key == key && file.etag == etag)
        }))
    }

    async fn apply_under_lease(
        &self,
        school: &Urn,
        tables: &Tables,
        known: Upload,
        deadline: Timestamp,
    ) -> Result<(), IngestError> {
        let schools = tables.schools();
        let until = deadline.saturating_add(jiff::SignedDuration::from_secs(2)).unwrap_or(deadline);
        let head = match schools.lease(school, until).await? {
            Lease::Yours(head) => head,
            Lease::Busy { until } => {
                let left = Duration::try_from(until.duration_since(clock::now())).unwrap_or_default();
                return Err(IngestError::Busy { school: school.clone(), left });
            }
        };
        self.apply(school, tables, head, known).await
    }

    /// Changes what the upload says of itself, when it says something else.
    async fn say(
        &self,
        school: &Urn,
        absences: &Absences,
        known: Upload,
        change: impl Fn(&mut Upload),
    ) -> Result<(), IngestError> {
        let mut next = known.clone();
        change(&mut next);
        if next == known {
            return Ok(());
        }
        match absences.put_upload(school, &mut next).await {
            // Another file has come meanwhile, and its own event says what is true by then.
            Err(StoreError::Conflict) | Ok(()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn apply(&self, school: &Urn, tables: &Tables, head: Head, known: Upload) -> Result<(), IngestError> {
        let absences = self.tables.absences();
        // Files may have come since the event: the upload is read again under the lease.
        let mut known = absences.upload(school, &known.id).await?.unwrap_or(known);
        let keys_before = self.keys.cost();
        known.state = UploadState::Reading;
        known.sentence = "The files are being read.".to_owned();
        match absences.put_upload(school, &mut known).await {
            Ok(()) => {}
            Err(error) => return self.give_up(school, tables, head, error.into()).await,
        }
        let outcome = match self.read_and_write(school, tables, head.clone(), &known).await {
            Ok(outcome) => outcome,
            Err(error) => return self.give_up(school, tables, head, error).await,
        };
        let Outcome { counts, problems, sentence, state, days, differences, flagged_absent, would } = outcome;
        for date in days {
            self.evaluations.send(&crate::task::Handover::EvaluateV1 { school: school.to_string(), date }).await?;
        }
        let differences: Vec<Difference> = differences.iter().map(report::difference).collect();
        let written = report::Report {
            upload: &known.id,
            state,
            sentence: &sentence,
            problems: &problems,
            differences: &differences,
            would,
        };
        report::write(&self.s3, &self.bucket, school, written).await?;

        let applied = files_of(&known);
        for _ in 0..TRIES {
            known.state = state;
            known.differences.clone_from(&differences);
            known.flagged_absent.clone_from(&flagged_absent);
            known.sentence.clone_from(&sentence);
            known.applied.clone_from(&applied);
            known.counts = Counts { cost: tables.cost() + (self.keys.cost() - keys_before), ..counts.clone() };
            match absences.put_upload(school, &mut known).await {
                // A file came meanwhile: it stays in the list, and its own event applies it.
                Err(StoreError::Conflict) => known = absences.upload(school, &known.id).await?.ok_or(StoreError::Conflict)?,
                other => {
                    other?;
                    tracing::info!(school = %school, upload = %known.id, outcome = state.as_str(), "an upload was read");
                    return Ok(());
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Ends the lease of a school whose upload could not be applied, so that the next try need not wait for the lease to end.
    async fn give_up(&self, school: &Urn, tables: &Tables, head: Head, error: IngestError) -> Result<(), IngestError> {
        if let Err(refused) = tables.schools().commit(school, &head).await {
            tracing::warn!(error_type = refused.error_type(), school = %school, "a lease could not be given back; it ends by itself");
        }
        Err(error)
    }
}

fn new_upload(id: &UploadId, first_file: Timestamp) -> Upload {
    // What is taken cannot be newer than the file that holds it: a wrong clock would shut out every later extract.
    let taken = id.taken(&domain::school::time_zone()).map_or(first_file, |taken| taken.min(first_file));
    Upload {
        id: id.clone(),
        state: UploadState::Receiving,
        sentence: String::new(),
        taken,
        first_file,
        files: Vec::new(),
        own_columns: false,
        expected: Vec::new(),
        differences: Vec::new(),
        decision: None,
        flagged_absent: Vec::new(),
        closed: false,
        applied: BTreeSet::new(),
        counts: Counts::default(),
        revision: 0,
    }
}

/// The files of an upload by key and checksum.
fn files_of(upload: &Upload) -> BTreeSet<String> {
    upload.files.iter().map(|file| format!("{} {}", file.key, file.etag)).collect()
}
