//! What is held until somebody looks, and deciding on it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use domain::absence::AbsenceId;
use domain::duty::Why;
use domain::interlock::{HoldId, Release, Standing, Verdict};
use domain::message::MessageId;
use domain::pupil::PupilId;
use domain::register::Session;
use domain::school::Urn;
use followup::Happening;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::clock;
use store::StoreError;
use store::absences::{Happened, StoredAbsence};
use store::holds::StoredHold;
use store::schools::Role;
use utoipa::{IntoParams, ToSchema};
use vault::Keyring;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};
use crate::shown::PupilShown;

/// How often a decision is tried again when the hold was written meanwhile.
const TRIES: usize = 5;

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// The day, `2026-11-23`; today where it is left out.
    #[param(example = "2026-11-23")]
    date: Option<String>,
}

/// The holds of a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldsShown {
    #[schema(value_type = String, example = "2026-11-23")]
    date: Date,
    /// Those that hold somebody first.
    holds: Vec<HoldShown>,
}

/// A group about whom nobody is asked until somebody has looked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldShown {
    #[schema(example = "2026-11-23.AM.0f3c5a1e9b7d4c2a8e6f001122334455")]
    id: String,
    /// `AM` or `PM`.
    #[schema(example = "AM")]
    session: &'static str,
    /// What is held: `school`, `year 7`, `class 7B`, or `hour` for what is more than the school sends in an hour.
    #[schema(example = "class 7B")]
    scope: String,
    /// Why, and what to do.
    sentence: String,
    /// How many of it are absent without a reason.
    #[schema(example = 15)]
    absent: usize,
    /// How many are in it.
    #[schema(example = 28)]
    of: usize,
    /// How many are absent without a reason on such a day, where enough is known; of the whole school alone.
    usual: Option<usize>,
    /// `stands`, `released` or `discarded`.
    #[schema(example = "stands")]
    verdict: &'static str,
    /// Whether the marks have changed so that nothing is held any more.
    is_over: bool,
    /// Whether somebody has looked: staff are told no more.
    seen: bool,
    /// Whether two people have to release it.
    two_people: bool,
    /// Who released it first, where two have to, by the subject of their sign-in.
    released_first: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Who is in it, by class and name.
    pupils: Vec<HeldShown>,
}

/// Somebody in a hold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldShown {
    /// The id of the absence.
    #[schema(example = "2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455")]
    absence: String,
    pupil: PupilShown,
    /// Whether nobody is asked about this pupil because of it.
    held: bool,
    /// Whether the pupil is looked after, has a social worker, or was named; for the safeguarding lead alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    flagged: Option<bool>,
}

/// What somebody decides on a hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldDecision {
    /// `seen`: somebody has looked, and decides later. `release`: contacts are asked now. `release_some`: about these absences. `discard`:
    /// the marks are wrong, and nobody is asked until others come.
    #[schema(example = "release_some")]
    decision: String,
    /// The absences for `release_some`, by their ids.
    #[serde(default)]
    #[schema(example = json!(["2026-11-23.0f3c5a1e9b7d4c2a8e6f001122334455"]))]
    absences: Vec<String>,
}

/// What came of a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldDecided {
    /// Whether a second person has to release it too: until then nobody is asked.
    wants_second_person: bool,
    hold: HoldShown,
}

/// The id of a hold, in which a class's name does not show.
pub(crate) fn hold_id(keys: &Keyring, id: &HoldId) -> Result<String, StoreError> {
    let named = format!("{}|{}|{}", id.date, id.session, id.scope.word());
    Ok(format!("{}.{}.{}", id.date, id.session, MessageId::new(keys.blind("hold", named.as_bytes())?)))
}

/// The day of a hold's id, and the id again as it is safe to write down.
fn read_id(text: &str) -> Option<(Date, String)> {
    let mut parts = text.splitn(3, '.');
    let (date, session, blind) = (parts.next()?.parse::<Date>().ok()?, parts.next()?.parse::<Session>().ok()?, parts.next()?);
    Some((date, format!("{date}.{session}.{}", blind.parse::<MessageId>().ok()?)))
}

/// What is held on a day, with who is in it and why. Released and discarded holds stand there too.
#[utoipa::path(get, path = "/schools/{urn}/holds", tag = "holds", security(("token" = [])), params(("urn" = String, Path, example = "123456"), Question),
    responses((status = 200, body = HoldsShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<HoldsShown>, Problem> {
    let (school, role) = app.admit_as(&caller, &urn, Wish { action: "holds.list", subject: "", roles: OFFICE }).await?;
    let Query(question) = question.map_err(|_| Problem::BadRequest("Ask with date alone."))?;
    let date: Date = match &question.date {
        Some(date) => date.parse().map_err(|_| Problem::BadRequest("A date is written 2026-11-23."))?,
        None => domain::school::day(clock::now()),
    };
    let keys = app.follow_up.keys.school(&school).await?;
    let mut stored = app.follow_up.absences.holds_on(&keys, &school, date).await?;
    stored.sort_by_key(|hold| !hold.standing.holds_somebody());
    let absences = by_pupil(app.follow_up.absences.absences_on(&keys, &school, date).await?);
    let shown = |hold: &StoredHold| HoldShown::of(&keys, &hold.standing, &absences, role);
    Ok(Json(HoldsShown { date, holds: stored.iter().map(shown).collect::<Result<_, Problem>>()? }))
}

fn by_pupil(absences: Vec<StoredAbsence>) -> HashMap<PupilId, StoredAbsence> {
    absences.into_iter().map(|stored| (stored.id.pupil, stored)).collect()
}

impl HoldShown {
    fn of(keys: &Keyring, standing: &Standing, absences: &HashMap<PupilId, StoredAbsence>, role: Role) -> Result<Self, Problem> {
        let hold = &standing.hold;
        let mut held: Vec<&StoredAbsence> = hold.pupils.iter().filter_map(|pupil| absences.get(pupil)).collect();
        held.sort_by(|a, b| {
            let order = |one: &StoredAbsence| {
                (one.pupil.registration_group.clone(), one.pupil.surname.clone(), one.pupil.forename.clone())
            };
            order(a).cmp(&order(b))
        });
        let pupils = held.into_iter().map(|stored| HeldShown {
            absence: stored.id.to_string(),
            pupil: PupilShown::of(&stored.pupil),
            held: standing.covers(stored.id.pupil),
            flagged: (role == Role::SafeguardingLead).then(|| hold.flagged.contains(&stored.id.pupil)),
        });
        Ok(Self {
            id: hold_id(keys, &hold.id)?,
            session: hold.id.session.as_str(),
            scope: hold.id.scope.word(),
            sentence: hold.sentence(),
            absent: hold.absent,
            of: hold.of,
            usual: hold.usual,
            verdict: standing.verdict.as_str(),
            is_over: standing.is_over,
            seen: standing.raised.taken,
            two_people: hold.wants_second_person,
            released_first: standing.released_first.as_ref().map(|first| first.person.clone()),
            since: standing.raised.since,
            pupils: pupils.collect(),
        })
    }
}

/// What somebody decides.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Decision {
    Seen,
    Release,
    ReleaseSome(BTreeSet<PupilId>),
    Discard,
}

impl Decision {
    fn read(new: &HoldDecision, date: Date) -> Result<Self, Problem> {
        match &*new.decision {
            "seen" => Ok(Self::Seen),
            "release" => Ok(Self::Release),
            "discard" => Ok(Self::Discard),
            "release_some" => {
                let pupil = |id: &String| id.parse::<AbsenceId>().ok().filter(|id| id.date == date).map(|id| id.pupil);
                let some: Option<BTreeSet<PupilId>> = new.absences.iter().map(pupil).collect();
                let some = some.filter(|some| !some.is_empty());
                some.map(Self::ReleaseSome)
                    .ok_or(Problem::BadRequest("Give the absences to release by their ids, as the hold lists them."))
            }
            _ => Err(Problem::BadRequest("A decision is seen, release, release_some or discard.")),
        }
    }

    /// Does it to a hold; says whether a second person is wanted. The same by the same person again changes nothing.
    fn apply(&self, standing: &mut Standing, person: &str) -> Result<bool, Problem> {
        if standing.verdict == Verdict::Released {
            return if *self == Self::Discard { Err(Problem::HoldReleased) } else { Ok(false) };
        }
        if standing.is_over && *self != Self::Seen {
            return Err(Problem::HoldOver);
        }
        let released = match self {
            Self::Seen => {
                standing.see();
                Release::Done
            }
            Self::Discard => {
                standing.discard();
                Release::Done
            }
            Self::Release => standing.release(person, None),
            Self::ReleaseSome(some) if !some.is_subset(&standing.hold.pupils) => {
                return Err(Problem::BadRequest(
                    "One of these absences is not in the hold. Read it again: the marks may have changed.",
                ));
            }
            Self::ReleaseSome(some) if some.is_subset(&standing.let_go) => Release::Done,
            Self::ReleaseSome(some) => standing.release(person, Some(some)),
        };
        Ok(released != Release::Done)
    }

    /// What stands in the stories of those whom it concerns.
    fn happenings(&self, standing: &Standing, person: &str, now: Timestamp) -> Vec<Happening> {
        let (what, pupils) = match self {
            Self::Seen => return Vec::new(),
            Self::Release => ("release_hold", &standing.hold.pupils),
            Self::ReleaseSome(some) => ("release_hold", some),
            Self::Discard => ("discard_hold", &standing.hold.pupils),
        };
        let (by, note) = (person.to_owned(), standing.hold.id.scope.word());
        let moment = Happened::Staff { what: what.to_owned(), by, note, request: String::new() };
        let happening = |pupil: &PupilId| Happening {
            pupil: *pupil,
            event: None,
            moment: moment.clone(),
            at: now,
            proposal: None,
            statement: None,
        };
        pupils.iter().map(happening).collect()
    }
}

/// Decides on a hold of today. What is released is asked about at once. Where two people have to release it, the first one's answer says so,
/// and the second has to be somebody else. The same decision again changes nothing and gives the same answer.
#[utoipa::path(post, path = "/schools/{urn}/holds/{id}/decisions", tag = "holds", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("id" = String, Path, example = "2026-11-23.AM.0f3c5a1e9b7d4c2a8e6f001122334455")), request_body = HoldDecision,
    responses((status = 200, body = HoldDecided), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`hold_released`, `hold_over` or `hold_of_another_day`.")))]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, id)): Path<(String, String)>,
    body: Result<Json<HoldDecision>, JsonRejection>,
) -> Result<Json<HoldDecided>, Problem> {
    let parsed = read_id(&id);
    let subject = parsed.as_ref().map(|(_, id)| id.clone()).unwrap_or_default();
    let action = match body.as_ref().map(|Json(new)| &*new.decision) {
        Ok("seen") => "hold.seen",
        Ok("release") => "hold.release",
        Ok("release_some") => "hold.release_some",
        Ok("discard") => "hold.discard",
        _ => "hold.decide",
    };
    let (school, role) = app.admit_as(&caller, &urn, Wish { action, subject: &subject, roles: OFFICE }).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give decision and absences as JSON, and nothing else."))?;
    let (date, id) = parsed.ok_or(Problem::NotFound)?;
    let decision = Decision::read(&new, date)?;
    let keys = app.follow_up.keys.school(&school).await?;
    let now = clock::now();
    let (hold, wants_second_person, happenings) =
        app.decide_on_hold(&keys, &school, (date, &id), &decision, (&caller.subject, now)).await?;
    // Also for a repeat: the decision may have been written by a request that died before the day was worked.
    let day = app.follow_up.work(&school, date, &happenings, now).await?;
    let standing = day.holds.iter().map(|stored| &stored.standing).find(|standing| standing.hold.id == hold);
    let absences = by_pupil(day.absences.values().cloned().collect());
    let hold = HoldShown::of(&keys, standing.ok_or(Problem::Fault)?, &absences, role)?;
    tracing::info!(school = %school, hold = %hold.id, action, wants_second_person, "a hold was decided on");
    Ok(Json(HoldDecided { wants_second_person, hold }))
}

impl App {
    /// Writes a decision, on whatever somebody else has written of the hold meanwhile.
    async fn decide_on_hold(
        &self,
        keys: &Keyring,
        school: &Urn,
        (date, id): (Date, &str),
        decision: &Decision,
        (person, now): (&str, Timestamp),
    ) -> Result<(HoldId, bool, Vec<Happening>), Problem> {
        let policy = self.follow_up.policy(school).await?;
        for _ in 0..TRIES {
            let mut found = None;
            for stored in self.follow_up.absences.holds_on(keys, school, date).await? {
                if hold_id(keys, &stored.standing.hold.id)? == id {
                    found = Some(stored);
                }
            }
            let mut stored = found.ok_or(Problem::NotFound)?;
            if date != domain::school::day(now) {
                return Err(Problem::HoldOfAnotherDay);
            }
            let before = stored.standing.clone();
            let wants_second_person = decision.apply(&mut stored.standing, person)?;
            let hold = stored.standing.hold.id.clone();
            if stored.standing == before {
                return Ok((hold, wants_second_person, Vec::new()));
            }
            let next = stored.standing.next(policy.steps(Why::Held));
            match self.follow_up.absences.put_hold(keys, school, &mut stored, next).await {
                Err(StoreError::Conflict) => continue,
                other => other?,
            }
            let noted = if wants_second_person { Vec::new() } else { decision.happenings(&stored.standing, person, now) };
            return Ok((hold, wants_second_person, noted));
        }
        Err(Problem::TryAgain)
    }
}

#[cfg(test)]
mod tests {
    use domain::interlock::{Hold, Scope};
    use jiff::civil::date;

    use super::*;

    fn standing(wants_second_person: bool) -> Standing {
        let id = HoldId { date: date(2026, 11, 23), session: Session::Am, scope: Scope::School };
        let pupils: BTreeSet<PupilId> = (1..=3).map(|n| PupilId::new([n; 16])).collect();
        let hold = Hold { id, absent: 3, of: 9, usual: None, wants_second_person, pupils, flagged: BTreeSet::new() };
        Standing::new(hold, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn two_people_are_two_people_however_often_one_of_them_asks() {
        let mut standing = standing(true);
        assert_eq!(Decision::Release.apply(&mut standing, "ann"), Ok(true));
        assert_eq!(Decision::Release.apply(&mut standing, "ann"), Ok(true));
        assert!(standing.holds_somebody());
        assert_eq!(Decision::Release.apply(&mut standing, "ben"), Ok(false));
        assert!(!standing.holds_somebody());
        // A repeat of either changes nothing, and gives the answer of what stands.
        let after = standing.clone();
        assert_eq!(Decision::Release.apply(&mut standing, "ben"), Ok(false));
        assert_eq!(Decision::Discard.apply(&mut standing, "ann"), Err(Problem::HoldReleased));
        assert_eq!(standing, after);
    }

    #[test]
    fn some_are_let_go_and_the_others_stay_held() {
        let mut standing = standing(false);
        let ava = PupilId::new([1; 16]);
        assert_eq!(Decision::ReleaseSome([ava].into()).apply(&mut standing, "ann"), Ok(false));
        assert!(!standing.covers(ava) && standing.holds_somebody());
        let stranger = Decision::ReleaseSome([PupilId::new([9; 16])].into());
        assert!(matches!(stranger.apply(&mut standing, "ann"), Err(Problem::BadRequest(_))));
    }

    #[test]
    fn what_was_discarded_can_be_released_after_all_and_what_is_over_cannot() {
        let mut standing = standing(false);
        assert_eq!(Decision::Discard.apply(&mut standing, "ann"), Ok(false));
        assert_eq!(Decision::Release.apply(&mut standing, "ann"), Ok(false));
        let mut over = self::standing(false);
        over.take_in(None, Timestamp::UNIX_EPOCH);
        assert_eq!(Decision::Release.apply(&mut over, "ann"), Err(Problem::HoldOver));
    }

    #[test]
    fn an_id_that_is_none_is_never_written_down() {
        let id = "2026-11-23.AM.0f3c5a1e9b7d4c2a8e6f001122334455";
        assert_eq!(read_id(id), Some((date(2026, 11, 23), id.to_owned())));
        for wrong in ["", "2026-11-23", "2026-11-23.AM.7B", "Ava.AM.0f3c5a1e9b7d4c2a8e6f001122334455", "2026-11-23.X.0f"] {
            assert_eq!(read_id(wrong), None, "{wrong}");
        }
    }
}
