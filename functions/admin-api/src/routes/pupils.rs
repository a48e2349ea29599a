//! What is known of a pupil beyond a day, and what the safeguarding lead and contacts want.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::contact::Contact;
use domain::known::{Expected, Handled, Known, Note};
use domain::ladder::Way;
use domain::pupil::{Flag, Pupil, PupilId};
use domain::search::{NotAsked, Words, hears_why, not_asked};
use domain::wishes::Wishes;
use followup::facts_of;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use shell::clock;
use store::absences::Snapshot;
use store::schools::Role;
use utoipa::ToSchema;
use vault::Keyring;
use wording::Language;

use super::OFFICE;
use super::suspensions::SuspendedShown;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::known::{contact_id, expected_id};
use crate::problem::{Problem, ProblemBody};
use crate::shown::PupilShown;

/// A pupil with all that is known beyond a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnownShown {
    /// The pupil's pseudonym.
    #[schema(example = "0f3c5a1e9b7d4c2a8e6f001122334455")]
    id: String,
    pupil: PupilShown,
    /// Everybody on record, in the order of the record.
    contacts: Vec<ContactShown>,
    /// Absences that were said, in the order in which they came.
    expected: Vec<ExpectedShown>,
    /// Who deals with the family in place of what is here.
    handled: Option<HandledShown>,
    /// What staff wrote, in order.
    notes: Vec<NoteShown>,
    /// What makes the pupil's absence more urgent; for the safeguarding lead alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<FlagsShown>,
}

/// A contact, and how they stand to the child's search.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactShown {
    /// For their wishes.
    #[schema(example = "7a1c5a1e9b7d4c2a8e6f001122334455")]
    id: String,
    #[schema(example = "Mrs Eve Smith")]
    name: String,
    #[schema(example = "Mother")]
    relationship: String,
    #[schema(example = 1)]
    priority: Option<u16>,
    lives_with_pupil: Option<bool>,
    /// Whether they may be asked about the child.
    asked: bool,
    /// Whether they hear that the child is absent. The others are asked to ring the school, and no more.
    hears_why: bool,
    /// Why they are not asked, as a stable word: `no_way`, `low_priority`, or for the safeguarding lead `court_order`, `do_not_contact`,
    /// `no_carer`, in place of which everybody else reads `not_told`.
    #[schema(example = "no_way")]
    not_asked: Option<&'static str>,
    /// The same as a sentence.
    #[schema(example = "They are asked, and hear that the child is absent.")]
    sentence: &'static str,
    /// What they have asked for; none where they have not.
    wishes: Option<WishesShown>,
    /// Their numbers and addresses to which nothing is sent, since nothing arrives there.
    suspended: Vec<SuspendedShown>,
}

/// What a contact has asked for, or refused.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WishesShown {
    /// The ways by which they want to hear nothing: `text`, `email`, `call`.
    #[schema(example = json!(["call"]))]
    refused: Vec<String>,
    /// Not before this hour, local time.
    #[schema(example = "10:00")]
    not_before: Option<String>,
    /// Not after this hour, local time.
    #[schema(example = "20:00")]
    not_after: Option<String>,
    /// The language that they would rather read, by its BCP 47 tag; English where its words were not reviewed.
    #[schema(example = "pl")]
    language: Option<String>,
}

/// An absence that somebody said before the register, or for several days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExpectedShown {
    #[schema(example = "1b2c5a1e9b7d4c2a8e6f001122334455")]
    pub(crate) id: String,
    #[schema(value_type = String, example = "2026-11-23")]
    from: Date,
    #[schema(value_type = String, example = "2026-11-25")]
    until: Date,
    /// `contact` or `staff`.
    #[schema(example = "contact")]
    by: &'static str,
    /// The contact's name, or the subject of the member of staff.
    #[schema(example = "Mrs Eve Smith")]
    who: String,
    /// Whether a member of staff has accepted what a contact said.
    accepted: bool,
    /// Whether it covers all that it says only once a member of staff accepts it.
    wants_yes: bool,
    /// The code that it proposes.
    #[schema(example = "I")]
    code: Option<&'static str>,
    /// When it was said.
    #[schema(value_type = String, format = DateTime)]
    said: Timestamp,
}

/// A family that a member of staff deals with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandledShown {
    /// The last day; none until somebody ends it.
    #[schema(value_type = Option<String>, example = "2026-11-27")]
    until: Option<Date>,
    by: String,
    #[schema(example = "Bereavement")]
    reason: String,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// What a member of staff wrote.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoteShown {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    by: String,
    #[schema(example = "Rang the mother at work: she rings back at noon.")]
    text: String,
}

/// What makes a pupil's absence more urgent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FlagsShown {
    /// Whether the safeguarding lead named the pupil.
    named: bool,
    looked_after: bool,
    social_worker: bool,
}

/// Whether the safeguarding lead names a pupil.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlagShown {
    flagged: bool,
}

/// A pupil of an address, and the word for the audit.
pub(crate) fn named(pupil: &str) -> (Option<PupilId>, String) {
    let id = PupilId::from_hex(pupil);
    (id, id.map(|id| id.to_string()).unwrap_or_default())
}

/// The contact whom the API knows by an id.
pub(crate) fn contact_named<'a>(keys: &Keyring, pupil: &'a Pupil, id: &str) -> Result<&'a Contact, Problem> {
    for contact in &pupil.contacts {
        if contact_id(keys, contact)? == id {
            return Ok(contact);
        }
    }
    Err(Problem::NotFound)
}

/// What is known of a pupil: contacts and who of them is asked, absences that were said, who deals with the family, and notes.
#[utoipa::path(get, path = "/schools/{urn}/pupils/{pupil}", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455")),
    responses((status = 200, body = KnownShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil)): Path<(String, String)>,
) -> Result<Json<KnownShown>, Problem> {
    let (id, subject) = named(&pupil);
    let wish = Wish { action: "pupil.look", subject: &subject, roles: OFFICE };
    let (school, role) = app.admit_as(&caller, &urn, wish).await?;
    let id = id.ok_or(Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    let pupil = app.pupil(&keys, &school, id).await?;
    let known = app.follow_up.absences.known(&keys, &school, id).await?.known;
    let policy = app.follow_up.policy(&school).await?;
    let calendar = app.follow_up.schools.calendar(&school).await?;
    let today = domain::school::day(clock::now());
    let of_school = (today, &policy, &calendar);
    let facts = facts_of(&pupil, Some(&known), Words::FirstDay, of_school);
    let is_lead = role == Role::SafeguardingLead;
    let contacts = domain::day::with_day(of_school, app.follow_up.calls.ways(), clock::now(), |day| {
        let child = facts.child();
        let stands = |contact: &Contact| Stands {
            hears_why: contact.may_be_told() && hears_why(day, &child, &contact.name_key()).unwrap_or(false),
            not_asked: not_asked(day, &child, contact),
        };
        let shown = |contact: &Contact| ContactShown::of(&keys, contact, stands(contact), &known, is_lead);
        pupil.contacts.iter().map(shown).collect::<Result<_, Problem>>()
    })?;
    // That a word of one day wants a yes would give the flag away to others than the lead.
    let flagged = is_lead && facts.is_flagged();
    let wants_yes = |expected: &Expected| {
        let days = calendar.school_days_between(expected.from, expected.until);
        !expected.is_the_schools_word() && (flagged || days > policy.return_days)
    };
    Ok(Json(KnownShown {
        id: id.to_string(),
        contacts,
        expected: known
            .expected
            .iter()
            .map(|expected| ExpectedShown::of(&keys, id, expected, wants_yes(expected)))
            .collect::<Result<_, Problem>>()?,
        handled: known.handled.as_ref().map(HandledShown::of),
        notes: known.notes.iter().map(NoteShown::of).collect(),
        flags: is_lead.then(|| FlagsShown::of(&pupil, &known)),
        pupil: PupilShown::of(&Snapshot::of(&pupil)),
    }))
}

/// How a contact stands to a child's search.
struct Stands {
    hears_why: bool,
    not_asked: Option<NotAsked>,
}

impl ContactShown {
    fn of(keys: &Keyring, contact: &Contact, stands: Stands, known: &Known, is_lead: bool) -> Result<Self, Problem> {
        let (word, sentence) = match stands.not_asked {
            None if stands.hears_why => (None, "They are asked, and hear that the child is absent."),
            None => (None, "They are asked to ring the school, and hear no more."),
            // Why somebody must not be told is for the safeguarding lead; that they must not is for everybody.
            Some(NotAsked::CourtOrder | NotAsked::DoNotContact | NotAsked::NoCarer) if !is_lead => {
                (Some("not_told"), "They are not told anything of this child. Ask the safeguarding lead.")
            }
            Some(why) => (Some(why.as_str()), why.sentence()),
        };
        Ok(Self {
            id: contact_id(keys, contact)?,
            name: contact.display_name().expose().to_owned(),
            relationship: contact.relationship.clone(),
            priority: contact.priority,
            lives_with_pupil: contact.lives_with_pupil,
            asked: stands.not_asked.is_none(),
            hears_why: stands.hears_why,
            not_asked: word,
            sentence,
            wishes: known.wishes.get(&contact.name_key()).map(WishesShown::of),
            suspended: SuspendedShown::of(known, contact),
        })
    }
}

impl WishesShown {
    fn of(wishes: &Wishes) -> Self {
        let hour = |hour: Option<Time>| hour.map(|hour| hour.strftime("%H:%M").to_string());
        Self {
            refused: wishes.refused.iter().map(|way| way.as_str().to_owned()).collect(),
            not_before: hour(wishes.not_before),
            not_after: hour(wishes.not_after),
            language: wishes.language.clone(),
        }
    }

    fn read(&self) -> Result<Wishes, Vec<String>> {
        let mut faults = Vec::new();
        let mut refused = BTreeSet::new();
        for word in &self.refused {
            match word.parse::<Way>() {
                Ok(way) => {
                    refused.insert(way);
                }
                Err(not) => faults.push(format!("What is refused cannot be read: {not}.")),
            }
        }
        let language = self.language.as_deref().map(|tag| (tag, Language::from_tag(tag)));
        if let Some((tag, None)) = language {
            let tags: Vec<&str> = Language::ALL.iter().map(|language| language.tag()).collect();
            faults.push(format!("There is no language {tag}. There are {}.", tags.join(", ")));
        }
        let language = language.and_then(|(_, language)| language).map(|language| language.tag().to_owned());
        let mut hour = |text: &Option<String>| {
            let written = text.as_deref()?;
            Time::strptime("%H:%M", written).map_err(|_| faults.push("An hour is written 10:00.".to_owned())).ok()
        };
        let wishes = Wishes { refused, not_before: hour(&self.not_before), not_after: hour(&self.not_after), language };
        faults.extend(wishes.check().err().map(|fault| fault.to_string()));
        if faults.is_empty() { Ok(wishes) } else { Err(faults) }
    }
}

impl ExpectedShown {
    pub(crate) fn of(keys: &Keyring, pupil: PupilId, expected: &Expected, wants_yes: bool) -> Result<Self, Problem> {
        Ok(Self {
            id: expected_id(keys, pupil, expected)?,
            from: expected.from,
            until: expected.until,
            by: expected.by.as_str(),
            who: expected.who.expose().to_owned(),
            accepted: expected.accepted,
            wants_yes,
            code: expected.code.map(domain::code::Code::as_str),
            said: expected.said,
        })
    }
}

impl HandledShown {
    fn of(handled: &Handled) -> Self {
        let Handled { until, by, reason, since } = handled;
        Self { until: *until, by: by.clone(), reason: reason.expose().to_owned(), since: *since }
    }
}

impl NoteShown {
    pub(crate) fn of(note: &Note) -> Self {
        Self { at: note.at, by: note.by.clone(), text: note.text.expose().to_owned() }
    }
}

impl FlagsShown {
    fn of(pupil: &Pupil, known: &Known) -> Self {
        Self {
            named: known.flagged_by_lead,
            looked_after: pupil.flags.contains(&Flag::LookedAfter),
            social_worker: pupil.flags.contains(&Flag::SocialWorker),
        }
    }
}

/// The safeguarding lead names a pupil, so that an absence is followed up first, or takes the name back. Nobody else is shown it. The same
/// again changes nothing.
#[utoipa::path(put, path = "/schools/{urn}/pupils/{pupil}/flag", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455")), request_body = FlagShown,
    responses((status = 200, body = FlagShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn flag(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil)): Path<(String, String)>,
    body: Result<Json<FlagShown>, JsonRejection>,
) -> Result<Json<FlagShown>, Problem> {
    let (id, subject) = named(&pupil);
    let wish = Wish { action: "pupil.flag", subject: &subject, roles: &[Role::SafeguardingLead] };
    let school = app.admit(&caller, &urn, wish).await?;
    let Json(FlagShown { flagged }) = body.map_err(|_| Problem::BadRequest("Give flagged as JSON: {\"flagged\": true}."))?;
    let id = id.ok_or(Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    app.pupil(&keys, &school, id).await?;
    let change = |known: &mut Known| {
        known.flagged_by_lead = flagged;
        Ok(())
    };
    app.change_known(&keys, &school, id, change).await?;
    app.look_at_today(&school).await?;
    Ok(Json(FlagShown { flagged }))
}

/// Sets what a contact has asked for or refused, in place of what they asked for before. It narrows when they are spoken to, and never
/// widens it. The same again changes nothing.
#[utoipa::path(put, path = "/schools/{urn}/pupils/{pupil}/contacts/{contact}/wishes", tag = "pupils", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("pupil" = String, Path, example = "0f3c5a1e9b7d4c2a8e6f001122334455"),
        ("contact" = String, Path, example = "7a1c5a1e9b7d4c2a8e6f001122334455")), request_body = WishesShown,
    responses((status = 200, body = WishesShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn wishes(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, pupil, contact)): Path<(String, String, String)>,
    body: Result<Json<WishesShown>, JsonRejection>,
) -> Result<Json<WishesShown>, Problem> {
    let (id, subject) = named(&pupil);
    let school = app.admit(&caller, &urn, Wish { action: "contact.wishes", subject: &subject, roles: OFFICE }).await?;
    let Json(new) =
        body.map_err(|_| Problem::BadRequest("Give refused, not_before, not_after and language as JSON, and nothing else."))?;
    let wishes = new.read().map_err(Problem::Faults)?;
    let id = id.ok_or(Problem::NotFound)?;
    let keys = app.follow_up.keys.school(&school).await?;
    let pupil = app.pupil(&keys, &school, id).await?;
    let key = contact_named(&keys, &pupil, &contact)?.name_key();
    let change = |known: &mut Known| {
        if wishes == Wishes::default() {
            known.wishes.remove(&key);
        } else {
            known.wishes.insert(key.clone(), wishes.clone());
        }
        Ok(())
    };
    app.change_known(&keys, &school, id, change).await?;
    app.look_at_today(&school).await?;
    Ok(Json(WishesShown::of(&wishes)))
}
