//! A school that runs beside its old system: what we would have done, held against what the other did.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use domain::pupil::PupilId;
use domain::school::Urn;
use domain::shadow::{Both, Case, Comparison, Did, Earlier, OnlyTheirs, WhyNot, Would, compare as hold_against};
use extract::{NotRead, OtherSystem, OtherSystemRow, read_other_system};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vault::Keyring;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};
use crate::would::would;

/// As many days are compared at once.
const MOST_DAYS: usize = 31;

const UNKNOWN_NUMBER: &str = "No pupil on the roll has this admission number.";

/// The file of the other system.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherFile {
    /// Delimited text with the names of its columns: Admission number, Date, and where they are known Session, Time and Channel.
    #[schema(example = "Admission number,Date,Session,Time\n001234,23/11/2026,AM,09:41\n")]
    csv: String,
}

/// What a comparison found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedShown {
    counts: CountsShown,
    /// The counts as a table of text, without anything about a person.
    table: String,
    /// Whose family both contacted.
    both: Vec<CaseShown>,
    /// Whose family we alone would have contacted.
    only_we: Vec<CaseShown>,
    /// Whose family they alone contacted, and why we would not have.
    only_they: Vec<CaseShown>,
    /// Absences about which neither contacted anybody, and why we would not have.
    neither: Vec<CaseShown>,
    /// Rows of the file that were not used.
    unread: Vec<UnreadShown>,
}

/// How many.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct CountsShown {
    both: usize,
    /// Of those whom both contacted.
    we_earlier: usize,
    they_earlier: usize,
    same_time: usize,
    their_time_unknown: usize,
    only_we: usize,
    only_they: usize,
    neither: usize,
}

/// A pupil's session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseShown {
    #[schema(example = "001234")]
    admission_number: String,
    #[schema(value_type = String, example = "2026-11-23")]
    date: Date,
    /// `AM` or `PM`; none where the file does not say, and we know of none either.
    #[schema(example = "AM")]
    session: Option<&'static str>,
    /// When we would have contacted somebody.
    #[schema(value_type = Option<String>, format = DateTime)]
    ours: Option<Timestamp>,
    /// When they did, where the file says so.
    #[schema(value_type = Option<String>, format = DateTime)]
    theirs: Option<Timestamp>,
    /// `we`, `they` or `same`, where both did and the file has a time.
    #[schema(example = "we")]
    earlier: Option<&'static str>,
    /// By how many whole minutes.
    #[schema(example = 12)]
    by_minutes: Option<i64>,
    /// Why we would not have, as a stable word: `held`, `corrected_before`, `reported_before`, `asked_in_the_morning`,
    /// `handled_by_staff`, `nobody_to_contact`, `outside_window`, `no_mark_asked`.
    #[schema(example = "held")]
    why: Option<&'static str>,
    /// The same in words.
    #[schema(example = "held until somebody looks")]
    because: String,
}

/// A row that was not used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnreadShown {
    /// The file's first line is 1.
    #[schema(example = 3)]
    line: u64,
    #[schema(example = "The date cannot be read. Write it as 23/11/2026 or 2026-11-23.")]
    reason: &'static str,
}

/// Compares what the other system did, as its file says, with what we would have done on the same days. It changes nothing. The file comes
/// as the body itself (`text/csv`) or in JSON.
#[utoipa::path(post, path = "/schools/{urn}/shadow/compare", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    request_body(content((OtherFile = "application/json"), (String = "text/csv"))),
    responses((status = 200, body = ComparedShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn compare(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<ComparedShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "shadow.compare", subject: "", roles: OFFICE }).await?;
    let body = body.map_err(|_| Problem::BadRequest("The file has more than 2 MB. Give it a few weeks at a time."))?;
    let OtherSystem { rows, unread } = read(&headers, &body)?;
    let dates: BTreeSet<Date> = rows.iter().map(|row| row.date).collect();
    if dates.len() > MOST_DAYS {
        return Err(Problem::BadRequest("The file has more than 31 different days. Give it a month at a time."));
    }
    let keys = app.follow_up.keys.school(&school).await?;
    let (mut numbers, mut ours) = (BTreeMap::new(), Vec::<Would>::new());
    for date in dates {
        for stored in app.follow_up.absences.absences_on(&keys, &school, date).await? {
            ours.extend(would(&stored));
            numbers.insert(stored.pupil.known_as, stored.id.pupil);
        }
    }
    app.find_numbers(&keys, &school, &rows, &mut numbers).await?;
    let mut unread: Vec<UnreadShown> = unread.iter().map(|row| UnreadShown { line: row.line, reason: row.reason }).collect();
    let mut theirs = Vec::new();
    for row in &rows {
        match numbers.get(&row.number) {
            Some(pupil) => theirs.push(Did { pupil: *pupil, date: row.date, session: row.session, at: row.at, by: row.by }),
            None => unread.push(UnreadShown { line: row.line, reason: UNKNOWN_NUMBER }),
        }
    }
    unread.sort_by_key(|row| row.line);
    let names: HashMap<PupilId, String> = numbers.into_iter().map(|(number, pupil)| (pupil, number)).collect();
    Ok(Json(ComparedShown::of(&hold_against(&ours, &theirs), &names, unread)))
}

fn read(headers: &HeaderMap, body: &Bytes) -> Result<OtherSystem, Problem> {
    let is_json = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.contains("json"));
    let read = if is_json {
        let file: OtherFile = serde_json::from_slice(body)
            .map_err(|_| Problem::BadRequest("Give the file as JSON, {\"csv\": \"...\"}, or as it is, as text/csv."))?;
        read_other_system(file.csv.as_bytes())
    } else {
        read_other_system(body)
    };
    read.map_err(|not: NotRead| Problem::Faults(vec![not.to_string()]))
}

impl App {
    /// Finds the pupils of those numbers that no absence has: by the number itself, which for most schools makes the pseudonym, else on
    /// the whole roll.
    async fn find_numbers(
        &self,
        keys: &Keyring,
        school: &Urn,
        rows: &[OtherSystemRow],
        numbers: &mut BTreeMap<String, PupilId>,
    ) -> Result<(), Problem> {
        let wanted: BTreeSet<&str> =
            rows.iter().map(|row| &*row.number).filter(|number| !numbers.contains_key(*number)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let head = self.follow_up.schools.head(school).await?;
        let index = self.follow_up.roll.index(school, &head).await?;
        let mut left = false;
        for number in &wanted {
            let pupil = PupilId::new(keys.blind("pupil", number.as_bytes()).map_err(store::StoreError::from)?);
            if index.contains(pupil) {
                numbers.insert((*number).to_owned(), pupil);
            } else {
                left = true;
            }
        }
        if left {
            let everybody: Vec<PupilId> = index.pupils().collect();
            let roll = self.follow_up.roll.pupils(keys, school, &index, &everybody).await?;
            numbers.extend(roll.into_iter().map(|(id, pupil)| (pupil.known_as().to_owned(), id)));
        }
        Ok(())
    }
}

impl ComparedShown {
    fn of(found: &Comparison, names: &HashMap<PupilId, String>, unread: Vec<UnreadShown>) -> Self {
        let case = |case: &Case| CaseShown {
            admission_number: names.get(&case.pupil).cloned().unwrap_or_default(),
            date: case.date,
            session: case.session.map(domain::register::Session::as_str),
            ours: None,
            theirs: None,
            earlier: None,
            by_minutes: None,
            why: None,
            because: String::new(),
        };
        let not = |of: &Case, why: WhyNot| CaseShown { why: Some(why.as_str()), because: why.to_string(), ..case(of) };
        let mut counts = CountsShown {
            both: found.both.len(),
            only_we: found.only_ours.len(),
            only_they: found.only_theirs.len(),
            neither: found.neither.len(),
            ..CountsShown::default()
        };
        let mut both = Vec::new();
        for (of, pair) in &found.both {
            let Both { ours, theirs } = pair;
            let (count, earlier, by) = match pair.earlier() {
                Some(Earlier::Ours(by)) => (&mut counts.we_earlier, Some("we"), Some(by)),
                Some(Earlier::Theirs(by)) => (&mut counts.they_earlier, Some("they"), Some(by)),
                Some(Earlier::Same) => (&mut counts.same_time, Some("same"), None),
                None => (&mut counts.their_time_unknown, None, None),
            };
            *count = count.saturating_add(1);
            both.push(CaseShown {
                ours: Some(*ours),
                theirs: theirs.at,
                earlier,
                by_minutes: by.map(|by| by.as_mins()),
                ..case(of)
            });
        }
        let only_they = |(of, only): (&Case, &OnlyTheirs)| CaseShown { theirs: only.theirs.at, ..not(of, only.why) };
        Self {
            counts,
            table: found.table(),
            both,
            only_we: found.only_ours.iter().map(|(of, ours)| CaseShown { ours: Some(*ours), ..case(of) }).collect(),
            only_they: found.only_theirs.iter().map(only_they).collect(),
            neither: found.neither.iter().map(|(of, why)| not(of, *why)).collect(),
            unread,
        }
    }
}
