//! How often staff read a reply otherwise than the rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use domain::school::Urn;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shell::clock;
use store::absences::StoredAbsence;
use store::usage::ReplyUse;
use utoipa::{IntoParams, ToSchema};
use vault::Keyring;

use super::OFFICE;
use super::undo::standing;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::given;
use crate::problem::{Problem, ProblemBody};

/// How rules and staff read, as it is counted.
const READ: [&str; 4] = ["alarm", "reason", "late", "words"];

/// What staff decided on a reply whose reason stands, with another code than the one that it proposed.
const OTHER_CODE: &str = "other_code";

/// As many days back where nobody says.
const USUAL: i64 = 27;

/// As many days at most.
const MOST: i64 = 366;

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// The first day on which a reply came; four weeks before the last one where it is left out.
    #[param(example = "2026-11-01")]
    from: Option<String>,
    /// The last day; today where it is left out.
    #[param(example = "2026-11-28")]
    to: Option<String>,
}

/// How often readings were changed, of the replies of these days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadingsShown {
    #[schema(example = "2026-11-01")]
    from: String,
    #[schema(example = "2026-11-28")]
    to: String,
    /// By what the rules read: `alarm`, `reason`, `late`, `words`.
    readings: Vec<ReadingShown>,
}

/// What became of the replies that the rules read in one way.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ReadingShown {
    /// What the rules read.
    #[schema(example = "reason")]
    read: &'static str,
    /// How many replies.
    #[schema(example = 120)]
    replies: usize,
    /// On how many of them staff decided something; nobody looked at the others, or nobody said so.
    #[schema(example = 31)]
    decided: usize,
    /// How many of those staff read as the rules did.
    #[schema(example = 28)]
    kept: usize,
    /// What the others were changed to, and how often: another reading; `undone`, where what was understood was taken back; `other_code`,
    /// where the reason stood and another code was put.
    #[schema(example = json!({"undone": 2, "other_code": 1}))]
    changed_to: BTreeMap<String, usize>,
}

/// How often staff read a reply otherwise than the rules did: counts, without a word or a name.
#[utoipa::path(get, path = "/schools/{urn}/readings", tag = "settings", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), Question),
    responses((status = 200, body = ReadingsShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<ReadingsShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "readings.look", subject: "", roles: OFFICE }).await?;
    let Query(question) = question.map_err(|_| Problem::BadRequest("Ask with from and to alone."))?;
    let (from, to) = question.days(domain::school::day(clock::now()))?;
    let replies = app.usage.replies_between(&school, from, to).await?;
    Ok(Json(ReadingsShown { from: from.to_string(), to: to.to_string(), readings: counted(&replies) }))
}

impl Question {
    fn days(&self, today: Date) -> Result<(Date, Date), Problem> {
        let to = self.to.as_deref().map(given::day).transpose()?.unwrap_or(today);
        let from = self.from.as_deref().map(given::day).transpose()?;
        let from = from.unwrap_or_else(|| to.saturating_sub(USUAL.days()));
        if from > to {
            return Err(Problem::BadRequest("The first day is after the last one: give from before to."));
        }
        if from < to.saturating_sub(MOST.days()) {
            return Err(Problem::BadRequest("These are more than 366 days: ask for fewer."));
        }
        Ok((from, to))
    }
}

fn counted(replies: &[ReplyUse]) -> Vec<ReadingShown> {
    let of = |read: &'static str| {
        let mut shown = ReadingShown { read, ..ReadingShown::default() };
        for reply in replies.iter().filter(|reply| reply.read == read) {
            shown.replies += 1;
            let Some(decided) = &reply.decided else { continue };
            shown.decided += 1;
            if decided == read {
                shown.kept += 1;
            } else {
                *shown.changed_to.entry(decided.clone()).or_default() += 1;
            }
        }
        shown
    };
    READ.into_iter().map(of).collect()
}

impl App {
    /// Notes for the count what staff decided on the replies that propose a code for an absence: the code itself, or another one. Where no
    /// reply proposes any, or somebody has decided on it before, nothing is said about a reading.
    pub(crate) async fn note_code(
        &self,
        keys: &Keyring,
        school: &Urn,
        stored: &StoredAbsence,
        code: domain::code::Code,
    ) -> Result<(), Problem> {
        let Some(proposal) = stored.proposal.as_ref().filter(|proposal| !proposal.decided) else { return Ok(()) };
        let ids: Vec<(Date, String)> = standing(stored).into_iter().filter_map(|reply| given::reply(reply).ok()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let decided = if proposal.code == code { "reason" } else { OTHER_CODE };
        for reply in self.follow_up.messages.replies(keys, school, &ids).await? {
            let kind = wording::Kind::ALL.into_iter().find(|kind| kind.as_str() == reply.reading.expose());
            if kind.is_some_and(wording::Kind::is_reason) {
                self.usage.reply_decided(school, reply.date, &reply.id, decided).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn each_reading_is_counted_with_what_staff_made_of_it() {
        let of = |read: &str, decided: Option<&str>| ReplyUse { read: read.to_owned(), decided: decided.map(str::to_owned) };
        let replies = [
            of("reason", None),
            of("reason", Some("reason")),
            of("reason", Some("undone")),
            of("reason", Some(OTHER_CODE)),
            of("words", Some("alarm")),
            // Decided on, and of how it was read nothing is known: it was taken in before there were notes.
            of("", Some("reason")),
        ];
        let [alarm, reason, late, words] = counted(&replies).try_into().unwrap();
        assert_eq!((alarm.replies, late.replies), (0, 0));
        assert_eq!((reason.replies, reason.decided, reason.kept), (4, 3, 1));
        assert_eq!(reason.changed_to, BTreeMap::from([(OTHER_CODE.to_owned(), 1), ("undone".to_owned(), 1)]));
        assert_eq!((words.decided, words.kept, words.changed_to["alarm"]), (1, 0, 1));
    }

    #[test]
    fn the_days_are_four_weeks_until_today_unless_somebody_says_and_a_year_at_most() {
        let ask = |from: Option<&str>, to: Option<&str>| {
            Question { from: from.map(str::to_owned), to: to.map(str::to_owned) }.days(date(2026, 11, 28))
        };
        assert_eq!(ask(None, None).unwrap(), (date(2026, 11, 1), date(2026, 11, 28)));
        assert_eq!(ask(Some("2026-11-23"), Some("2026-11-23")).unwrap(), (date(2026, 11, 23), date(2026, 11, 23)));
        assert!(ask(Some("2026-11-24"), Some("2026-11-23")).is_err());
        assert!(ask(Some("2025-11-01"), Some("2026-11-23")).is_err());
        assert!(ask(Some("Monday"), None).is_err());
    }
}
