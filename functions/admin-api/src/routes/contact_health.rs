//! What is in the way of reaching somebody about a child, and what would mend it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::contact::Contact;
use domain::contact_health::{Ailment, Finding, findings};
use domain::day::Facts;
use domain::known::Known;
use domain::ladder::Way;
use domain::pupil::{Pupil, PupilId};
use domain::search::{Words, reachable};
use followup::facts_of;
use serde::Serialize;
use shell::clock;
use store::absences::Snapshot;
use utoipa::ToSchema;
use vault::Keyring;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::known::contact_id;
use crate::problem::{Problem, ProblemBody};
use crate::shown::PupilShown;

/// What is written reaches a contact at work and on a bus: whoever can only be rung wants another way too.
const WRITTEN: [Way; 2] = [Way::Text, Way::Email];

/// As many are listed; the counts are of all.
const MOST: usize = 500;

/// What is in the way, what matters most first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthShown {
    /// How often what is in the way.
    #[schema(example = json!({"one_reachable": 12, "suspended": 3}))]
    counts: BTreeMap<&'static str, usize>,
    /// The first 500.
    findings: Vec<FindingShown>,
}

/// What is in the way of one contact of a child, or of the child where no contact is named.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingShown {
    /// `nobody_reachable`, `one_reachable`, `suspended`, `shared_number`, `pupils_own`, `refuses_all`, `never_answers`, `no_address` or `landline_only`.
    #[schema(example = "suspended")]
    what: &'static str,
    /// What would mend it.
    mend: &'static str,
    /// The pupil's pseudonym.
    #[schema(example = "0f3c5a1e9b7d4c2a8e6f001122334455")]
    id: String,
    pupil: PupilShown,
    /// The contact's id, for wishes and suspensions.
    #[schema(example = "7a1c5a1e9b7d4c2a8e6f001122334455")]
    contact: Option<String>,
    #[schema(example = "Mrs Eve Smith")]
    name: Option<String>,
    #[schema(example = "Mother")]
    relationship: Option<String>,
    /// The number or address; empty where it is none's.
    #[schema(example = "eve@example.com")]
    address: String,
}

/// The contacts of the whole roll that want looking after: who cannot be reached, where nothing arrives, which numbers cannot be told apart or are
/// the pupil's own, who never answers: asked on three of the last sixty days until the end, without a word from anybody then or from them since.
#[utoipa::path(get, path = "/schools/{urn}/contact-health", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = HealthShown), (status = 403, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<HealthShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "contacts.health", subject: "", roles: OFFICE }).await?;
    let keys = app.follow_up.keys.school(&school).await?;
    let head = app.follow_up.schools.head(&school).await?;
    let index = app.follow_up.roll.index(&school, &head).await?;
    let all: Vec<PupilId> = index.pupils().collect();
    let roll = app.follow_up.roll.pupils(&keys, &school, &index, &all).await?;
    let known = app.follow_up.absences.known_all(&keys, &school).await?;
    let known: HashMap<PupilId, Known> = known.into_iter().map(|stored| (stored.pupil, stored.known)).collect();
    let policy = app.follow_up.policy(&school).await?;
    let calendar = app.follow_up.schools.calendar(&school).await?;
    let of_school = (domain::school::day(clock::now()), &policy, &calendar);
    let facts: HashMap<PupilId, Facts> =
        roll.iter().map(|(id, pupil)| (*id, facts_of(pupil, known.get(id), Words::FirstDay, of_school))).collect();
    let found = domain::day::with_day(of_school, &WRITTEN, clock::now(), |day| {
        let reached = |id: PupilId| facts.get(&id).map_or(0, |facts| reachable(day, &facts.child()));
        let refuses = |id: PupilId, contact: &Contact| {
            let wishes = known.get(&id).and_then(|known| known.wishes.get(&contact.name_key()));
            wishes.is_some_and(|wishes| WRITTEN.iter().all(|way| wishes.refused.contains(way)))
        };
        findings(roll.iter().map(|(id, pupil)| (*id, pupil.contacts.as_slice(), known.get(id))), reached, refuses, of_school.0)
    });
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for finding in &found {
        *counts.entry(finding.ailment.as_str()).or_default() += 1;
    }
    let shown = found.iter().take(MOST).filter_map(|finding| Some((finding, roll.get(&finding.pupil)?)));
    let findings = shown.map(|(finding, pupil)| FindingShown::of(&keys, finding, pupil)).collect::<Result<_, Problem>>()?;
    Ok(Json(HealthShown { counts, findings }))
}

impl FindingShown {
    fn of(keys: &Keyring, finding: &Finding, pupil: &Pupil) -> Result<Self, Problem> {
        let Finding { ailment, pupil: id, contact, address } = finding;
        let ailment: &Ailment = ailment;
        let contact = contact.as_ref().and_then(|key| pupil.contacts.iter().find(|contact| contact.name_key() == key.expose()));
        Ok(Self {
            what: ailment.as_str(),
            mend: ailment.mend(),
            id: id.to_string(),
            pupil: PupilShown::of(&Snapshot::of(pupil)),
            contact: contact.map(|contact| contact_id(keys, contact)).transpose()?,
            name: contact.map(|contact| contact.display_name().expose().to_owned()),
            relationship: contact.map(|contact| contact.relationship.clone()),
            address: address.expose().to_owned(),
        })
    }
}
