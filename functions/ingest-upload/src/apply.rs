//! Applying an upload: all its files read, the roll written beside the old one, the registers merged, the head turned.

use std::collections::{BTreeMap, BTreeSet};

use domain::code::Cell;
use domain::pupil::{MisId, Pupil, PupilId};
use domain::register::Session;
use domain::school::Urn;
use domain::upload::{Part, UploadState};
use extract::{Assembled, Extract, Options, Problem, ReadError};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use shell::clock;
use store::absences::Absences;
use store::roll::{Index, Roll};
use store::schools::{Head, Schools};
use store::uploads::{Counts, Upload};
use store::{Cost, Db, StoreError};
use tokio_util::io::SyncIoBridge;
use vault::Keyring;

use crate::collect::Ingest;
use crate::report;
use crate::task::IngestError;

/// For how many days back a register that changed is evaluated again, and the age of its newest whole extract kept.
const LOOK_BACK_DAYS: i64 = 14;

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

    fn roll(&self) -> Roll {
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
}

/// The roll that marks are held against, and what became of it.
struct Settled {
    index: Index,
    roll: Option<BTreeMap<PupilId, Pupil>>,
    too_old: bool,
}

type Marks = BTreeMap<(Date, Session), Vec<(PupilId, Cell, Option<u16>)>>;

impl Ingest {
    /// Reads an upload's files and writes what they say. The caller holds the school's lease; the head that makes it true is the last write.
    pub(crate) async fn read_and_write(
        &self,
        school: &Urn,
        tables: &Tables,
        mut head: Head,
        upload: &Upload,
    ) -> Result<Outcome, IngestError> {
        let keys = self.keys.school(school).await?;
        let before = tables.roll().index(school, &head).await?;
        let mut assembled = self.read(&keys, &before, upload).await?;
        let pupils = assembled.pupils.take();
        let id_of = |mis_id: &MisId| keys.blind("pupil", mis_id.as_str().as_bytes()).map(PupilId::new).map_err(StoreError::from);

        let settled = settle(&head, before, upload, pupils, id_of)?;
        let mut numbers: BTreeMap<String, i64> = BTreeMap::new();
        let mut new_roll = None;
        if let Some(roll) = &settled.roll {
            let written = tables.roll().write(&keys, school, &head, &settled.index, roll).await?;
            head.chunks.clone_from(&written.chunks);
            head.pupils = u32::try_from(roll.len()).unwrap_or(u32::MAX);
            head.contacts = u32::try_from(roll.values().map(|pupil| pupil.contacts.len()).sum::<usize>()).unwrap_or(u32::MAX);
            head.roll_taken = Some(upload.taken.as_second());
            for (name, count) in [("joined", written.joined), ("changed", written.changed), ("left", written.left.len())] {
                numbers.insert(name.to_owned(), count_of(count));
            }
            new_roll = Some(written);
        }
        let on_roll: Vec<PupilId> =
            settled.roll.as_ref().map_or_else(|| settled.index.pupils().collect(), |roll| roll.keys().copied().collect());
        let mut marks = Marks::new();
        let ids: Vec<PupilId> = assembled.mis_ids.iter().map(id_of).collect::<Result<_, _>>()?;
        for register in &assembled.registers {
            let of =
                assembled.marks_of(register).filter_map(|mark| Some((*ids.get(mark.pupil as usize)?, mark.cell, mark.minutes_late)));
            marks.insert((register.date, register.session), of.collect());
        }
        let today = domain::school::day(clock::now());
        let days = self.merge_marks(school, tables, &keys, &mut head, &marks, &on_roll, upload.taken, today).await?;
        if let Some(calendar) = &assembled.calendar {
            let days = calendar.iter().map(|day| (day.date, day.in_session)).collect();
            tables.schools().set_calendar(school, &days).await?;
        }
        tables.schools().commit(school, &head).await?;
        if let Some(written) = new_roll {
            tables.roll().clear_away(school, &written).await?;
        }

        let mut marks_by_code: BTreeMap<String, i64> = BTreeMap::new();
        for mark in assembled.registers.last().into_iter().flat_map(|newest| assembled.marks_of(newest)) {
            *marks_by_code.entry(assembled.code(mark).to_owned()).or_default() += 1;
        }
        let mark_count = marks.values().map(Vec::len).sum::<usize>();
        numbers.extend(
            [
                ("pupils", i64::from(head.pupils)),
                ("contacts", i64::from(head.contacts)),
                ("marks", count_of(mark_count)),
                ("problems", count_of(assembled.problems.len())),
                ("errors", count_of(assembled.errors())),
            ]
            .map(|(name, count)| (name.to_owned(), count)),
        );
        let counts = Counts {
            numbers,
            marks_by_code,
            untaken: assembled
                .untaken
                .iter()
                .map(|untaken| untaken.registration_group.clone())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            sessions: marks.keys().map(|(date, session)| format!("{date}#{session}")).collect(),
            cost: Cost::default(),
        };
        let used = settled.roll.is_some() || !marks.is_empty();
        let (state, sentence) = report::outcome(upload, used, settled.too_old, !head.chunks.is_empty(), assembled.problems.len());
        Ok(Outcome { counts, problems: assembled.problems, sentence, state, days })
    }

    /// Reads every file, streamed: a file is never held, however long it is.
    async fn read(&self, keys: &Keyring, index: &Index, upload: &Upload) -> Result<Assembled, IngestError> {
        let mut extract = Extract::new(Options::on(domain::school::day(upload.first_file)));
        for file in &upload.files {
            if file.parts.is_empty() && file.refused.is_empty() {
                // The school's word that nothing more comes.
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

    /// Merges marks into their registers, and says which days have to be evaluated.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that the merge depends on")]
    async fn merge_marks(
        &self,
        school: &Urn,
        tables: &Tables,
        keys: &Keyring,
        head: &mut Head,
        marks: &Marks,
        on_roll: &[PupilId],
        taken: Timestamp,
        today: Date,
    ) -> Result<BTreeSet<Date>, IngestError> {
        let oldest = today.checked_sub(Span::new().days(LOOK_BACK_DAYS)).unwrap_or(today);
        let mut days = BTreeSet::new();
        for ((date, session), incoming) in marks {
            let mut stored = tables.absences().register(keys, school, *date, *session).await?;
            let whole = head.whole.get(&(*date, *session)).and_then(|second| Timestamp::from_second(*second).ok());
            let merged = stored.register.merge(incoming.iter().copied(), taken, whole);
            let joined = if *date == today { stored.register.add_unmarked(on_roll, taken) } else { false };
            if merged.changed || joined {
                tables.absences().put_register(keys, school, &stored).await?;
            }
            if merged.whole && *date >= oldest {
                let newest = head.whole.entry((*date, *session)).or_insert(taken.as_second());
                *newest = (*newest).max(taken.as_second());
            }
            // Changed or not: what an earlier try wrote may never have been handed over.
            if *date >= oldest {
                days.insert(*date);
            }
            if *date == today {
                head.marks_taken = Some(head.marks_taken.unwrap_or_default().max(taken.as_second()));
            }
        }
        head.whole.retain(|(date, _), _| *date >= oldest);
        Ok(days)
    }
}

/// Which roll counts: the upload's own where it brings pupils **and** contacts and none newer is in use, else the one before.
fn settle(
    head: &Head,
    index: Index,
    upload: &Upload,
    pupils: Option<Vec<Pupil>>,
    id_of: impl Fn(&MisId) -> Result<PupilId, StoreError>,
) -> Result<Settled, StoreError> {
    let parts = upload.parts();
    let too_old = head.roll_taken.is_some_and(|taken| taken > upload.taken.as_second());
    let whole = parts.contains(&Part::Roll) && parts.contains(&Part::Contacts);
    let Some(pupils) = pupils.filter(|pupils| whole && !too_old && !pupils.is_empty()) else {
        return Ok(Settled { index, roll: None, too_old: too_old && whole });
    };
    let roll = pupils.into_iter().map(|pupil| Ok((id_of(&pupil.mis_id)?, pupil))).collect::<Result<_, StoreError>>()?;
    Ok(Settled { index, roll: Some(roll), too_old: false })
}

fn count_of(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
