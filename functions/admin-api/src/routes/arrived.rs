//! Who signed in at the desk: their searches end at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::absence::AbsenceId;
use domain::pupil::PupilId;
use domain::search::{Decision, Event, State as AbsenceState};
use domain::signing_in::{self, OnRoll};
use followup::Happening;
use serde::{Deserialize, Serialize};
use shell::clock;
use store::absences::{Happened, StoredAbsence};
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// Characters of a list.
const LONGEST: usize = 20_000;

/// A list of children who signed in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignedIn {
    /// As it was pasted from the signing-in screen: names or admission numbers, one a line, or parted by commas, semicolons or tabs. At
    /// most 20,000 characters.
    #[schema(example = "Ava Smith 7B\n001235\nJones, Kit")]
    list: String,
}

/// What became of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArrivedShown {
    /// How many have arrived by it.
    #[schema(example = 14)]
    arrived: usize,
    /// Each entry, in its order.
    entries: Vec<SignedInShown>,
}

/// What became of one entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedInShown {
    /// As it was pasted.
    #[schema(example = "Ava Smith 7B")]
    entry: String,
    /// `arrived`: the search has ended. `not_absent`: on the roll, and nobody looks for them. `gone_again`: the child had arrived and is not
    /// marked since, so nothing was done: decide on that absence alone. `ambiguous`: it could be several, and nothing was done: give the
    /// admission number. `unknown`: nobody on the roll.
    #[schema(example = "arrived")]
    outcome: &'static str,
    /// The absence, where it is one.
    #[schema(example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455")]
    absence: Option<String>,
    /// The admission numbers of those whom it could mean.
    #[schema(example = json!(["001234"]))]
    admission_numbers: Vec<String>,
}

/// What an entry that means one child is answered with.
fn outcome(stored: Option<&StoredAbsence>) -> &'static str {
    match stored.map(|stored| &stored.search) {
        None => "not_absent",
        // The same list pasted again says the same.
        Some(search) if search.state == AbsenceState::Resolved && search.arrived => "arrived",
        Some(search) if matches!(search.state, AbsenceState::Resolved | AbsenceState::Withdrawn) => "not_absent",
        Some(search) if search.is_gone_since_morning() => "gone_again",
        Some(_) => "arrived",
    }
}

/// Ends the search for everybody on a pasted list, and tells those who were asked that the child is in school. What could mean two children
/// means nobody. The same list again changes nothing.
#[utoipa::path(post, path = "/schools/{urn}/arrived", tag = "absences", security(("token" = [])),
    params(("urn" = String, Path, example = "123456")), request_body = SignedIn,
    responses((status = 200, body = ArrivedShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn arrived(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Result<Json<SignedIn>, JsonRejection>,
) -> Result<Json<ArrivedShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "absences.arrived", subject: "", roles: OFFICE }).await?;
    let Json(SignedIn { list }) = body.map_err(|_| Problem::BadRequest("Give the list as JSON, and nothing else."))?;
    if list.chars().count() > LONGEST {
        return Err(Problem::BadRequest("The list has more than 20,000 characters. Paste it in parts."));
    }
    let now = clock::now();
    let date = domain::school::day(now);
    let keys = app.follow_up.keys.school(&school).await?;
    let head = app.follow_up.schools.head(&school).await?;
    let index = app.follow_up.roll.index(&school, &head).await?;
    let ids: Vec<PupilId> = index.pupils().collect();
    let roll = app.follow_up.roll.pupils(&keys, &school, &index, &ids).await?;
    let absences: BTreeMap<PupilId, StoredAbsence> = app
        .follow_up
        .absences
        .absences_on(&keys, &school, date)
        .await?
        .into_iter()
        .map(|stored| (stored.id.pupil, stored))
        .collect();
    let on_roll = roll.iter().map(|(pupil, record)| OnRoll {
        pupil: *pupil,
        number: record.known_as(),
        forename: record.forename.expose(),
        surname: record.surname.expose(),
        class: &record.registration_group,
    });
    let entries = signing_in::read(&list, on_roll);

    let request = caller.request_key(&keys)?;
    let mut arrived: BTreeSet<PupilId> = BTreeSet::new();
    let mut shown = Vec::new();
    for entry in entries {
        let one = entry.pupils.first().filter(|_| entry.pupils.len() == 1);
        let stored = one.and_then(|pupil| absences.get(pupil));
        let outcome = match (one, entry.pupils.len()) {
            (_, 0) => "unknown",
            (None, _) => "ambiguous",
            (Some(_), _) => outcome(stored),
        };
        arrived.extend(one.filter(|_| outcome == "arrived"));
        let numbers = entry.pupils.iter().filter_map(|pupil| roll.get(pupil)).map(|record| record.known_as().to_owned());
        shown.push(SignedInShown {
            entry: entry.text.to_owned(),
            outcome,
            absence: stored.map(|stored| stored.id.to_string()),
            admission_numbers: numbers.collect(),
        });
    }
    let is_looked_for =
        |pupil: &&PupilId| absences.get(pupil).is_some_and(|stored| stored.search.state != AbsenceState::Resolved);
    let happenings: Vec<Happening> = arrived
        .iter()
        .filter(is_looked_for)
        .map(|pupil| Happening {
            pupil: *pupil,
            event: Some(Event::Staff(Decision::Arrived)),
            moment: Happened::Staff {
                what: "arrived".to_owned(),
                by: caller.subject.clone(),
                note: String::new(),
                request: request.clone(),
            },
            at: now,
            proposal: None,
            statement: None,
        })
        .collect();
    if !happenings.is_empty() {
        app.follow_up.work(&school, date, &happenings, now).await?;
    }
    for happening in &happenings {
        tracing::info!(school = %school, absence = %AbsenceId { date, pupil: happening.pupil }, decision = "arrived", "a child signed in");
    }
    Ok(Json(ArrivedShown { arrived: arrived.len(), entries: shown }))
}
