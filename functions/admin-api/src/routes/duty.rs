//! A school's duty list: who is told of what, and when.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::Personal;
use domain::address::EmailAddress;
use domain::duty::{Duty, OnDuty, on_duty};
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use shell::clock;
use store::StoreError;
use store::duty::StoredDuty;
use store::schools::Role;
use utoipa::ToSchema;

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// No school has more on its list.
const MOST: usize = 50;

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Somebody on the duty list.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OnDutyShown {
    /// `attendance-officer`, `safeguarding-lead` or `head`.
    #[schema(example = "attendance-officer")]
    duty: String,
    #[schema(example = "Ann Lee")]
    name: String,
    /// The mobile number that is texted; left out where they are mailed alone.
    #[schema(example = "07700 900123")]
    number: Option<String>,
    /// The address that is mailed; left out where they are texted alone.
    #[schema(example = "ann.lee@example.com")]
    email: Option<String>,
    /// Whether the number is rung too, beside the text, when a child may be in danger: an alarm, words that hint at danger, a child who is gone since
    /// the morning. Nobody is rung where the deployment makes no calls.
    #[schema(example = true)]
    rings: bool,
    /// The weekdays, `monday` to `sunday`; none is every day.
    #[schema(example = json!(["monday", "tuesday"]))]
    weekdays: Vec<String>,
    /// The first day, where it is not from the beginning.
    #[schema(example = "2026-09-02")]
    from: Option<String>,
    /// The last day, where there is one.
    #[schema(example = "2027-07-20")]
    until: Option<String>,
    /// From when on a day, local time; all day where it is left out.
    #[schema(example = "08:00")]
    starts: Option<String>,
    /// Until when on a day, local time.
    #[schema(example = "13:00")]
    ends: Option<String>,
}

/// The duty list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyShown {
    /// Of the list as it stands; whoever changes it gives it.
    #[schema(example = 3)]
    revision: i64,
    /// In the order in which they were given.
    people: Vec<OnDutyShown>,
    /// The duties that nobody on the list ever has: whoever stands above them is told.
    #[schema(example = json!(["head"]))]
    nobody_for: Vec<&'static str>,
    /// Who would be told at this moment.
    told_now: Vec<ToldNowShown>,
}

/// Who would be told at this moment of what is for a duty.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToldNowShown {
    #[schema(example = "attendance-officer")]
    duty: &'static str,
    /// Names; empty where the list has nobody who can be reached.
    #[schema(example = json!(["Ann Lee"]))]
    people: Vec<String>,
}

/// Another duty list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDuty {
    /// The revision that it takes the place of: somebody else's change is not overwritten unseen. 0 for the first.
    #[schema(example = 3)]
    revision: i64,
    people: Vec<OnDutyShown>,
}

/// The duty list: who is told of what, and when.
#[utoipa::path(get, path = "/schools/{urn}/duty", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = DutyShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<DutyShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "duty.look", subject: "", roles: OFFICE }).await?;
    let keys = app.follow_up.keys.school(&school).await?;
    Ok(Json(shown(&app.follow_up.schools.duty(&keys, &school).await?, clock::now())))
}

/// Sets another duty list. Everything that is wrong with it is said at once, and nothing of it counts then. The same again changes nothing.
#[utoipa::path(put, path = "/schools/{urn}/duty", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")), request_body = NewDuty,
    responses((status = 200, body = DutyShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`changed_meanwhile`: another list counts by now.")))]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
    body: Result<Json<NewDuty>, JsonRejection>,
) -> Result<Json<DutyShown>, Problem> {
    let wish = Wish { action: "duty.set", subject: "", roles: &[Role::SchoolAdmin, Role::SafeguardingLead] };
    let school = app.admit(&caller, &urn, wish).await?;
    let Json(new) = body.map_err(|_| Problem::BadRequest("Give revision and people as JSON, and nothing else."))?;
    let list = read(&new.people).map_err(Problem::Faults)?;
    let keys = app.follow_up.keys.school(&school).await?;
    let mut stored = app.follow_up.schools.duty(&keys, &school).await?;
    if stored.list != list {
        if stored.revision != new.revision {
            return Err(Problem::ChangedMeanwhile);
        }
        stored.list = list;
        match app.follow_up.schools.put_duty(&keys, &school, &mut stored).await {
            Err(StoreError::Conflict) => return Err(Problem::ChangedMeanwhile),
            other => other?,
        }
        tracing::info!(school = %school, revision = stored.revision, "a school's duty list was set");
    }
    Ok(Json(shown(&stored, clock::now())))
}

fn shown(stored: &StoredDuty, now: Timestamp) -> DutyShown {
    let has = |duty: Duty| stored.list.iter().any(|one| one.duty == duty && (one.number.is_some() || one.email.is_some()));
    let told = |duty: Duty| ToldNowShown {
        duty: duty.as_str(),
        people: on_duty(&stored.list, duty, now).into_iter().map(|one| one.name.expose().to_owned()).collect(),
    };
    DutyShown {
        revision: stored.revision,
        people: stored.list.iter().map(OnDutyShown::of).collect(),
        nobody_for: Duty::ALL.into_iter().filter(|duty| !has(*duty)).map(Duty::as_str).collect(),
        told_now: Duty::ALL.into_iter().map(told).collect(),
    }
}

impl OnDutyShown {
    fn of(one: &OnDuty) -> Self {
        let hour = |hour: Time| (one.starts != one.ends).then(|| hour.strftime("%H:%M").to_string());
        let weekday = |number: &i8| {
            let place = usize::try_from(*number).ok()?.checked_sub(1)?;
            WEEKDAYS.get(place).map(|word| (*word).to_owned())
        };
        Self {
            duty: one.duty.as_str().to_owned(),
            name: one.name.expose().to_owned(),
            number: one.number.as_ref().map(|number| number.expose().to_owned()),
            email: one.email.as_ref().map(|email| email.expose().to_owned()),
            rings: one.rings,
            weekdays: one.weekdays.iter().filter_map(weekday).collect(),
            from: one.from.map(|day| day.to_string()),
            until: one.until.map(|day| day.to_string()),
            starts: hour(one.starts),
            ends: hour(one.ends),
        }
    }

    /// Reads the entry; what is wrong with it is added to the faults, without the number or address itself.
    fn read(&self, place: usize, faults: &mut Vec<String>) -> Option<OnDuty> {
        let before = faults.len();
        let mut fault = |what: String| faults.push(format!("Entry {place}: {what}"));
        let duty = self.duty.parse::<Duty>().map_err(|not| fault(format!("{not}."))).ok();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            fault(format!("give a name of 1 to {LONGEST_NAME} characters."));
        }
        let number = given(self.number.as_deref()).and_then(|cell| number(cell).map_err(&mut fault).ok());
        let email = given(self.email.as_deref())
            .and_then(|text| EmailAddress::parse(text).map_err(|not| fault(format!("the address cannot be used: {not}."))).ok());
        if given(self.number.as_deref()).is_none() && given(self.email.as_deref()).is_none() {
            fault("give a number or an address: nobody could be reached.".to_owned());
        }
        if self.rings && given(self.number.as_deref()).is_none() {
            fault("give the number that is to be rung.".to_owned());
        }
        let mut weekdays = BTreeSet::new();
        for word in &self.weekdays {
            match (1..).zip(WEEKDAYS).find(|(_, known)| known.eq_ignore_ascii_case(word.trim())) {
                Some((number, _)) => {
                    weekdays.insert(number);
                }
                None => fault("a weekday is monday, tuesday, wednesday, thursday, friday, saturday or sunday.".to_owned()),
            }
        }
        let mut day = |text: &Option<String>| {
            let written = given(text.as_deref())?;
            written.parse::<Date>().map_err(|_| fault("a day is written 2026-11-23.".to_owned())).ok()
        };
        let (from, until) = (day(&self.from), day(&self.until));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            fault("the last day is before the first. Correct one of them.".to_owned());
        }
        let mut hour = |text: &Option<String>| {
            let written = given(text.as_deref())?;
            Time::strptime("%H:%M", written).map_err(|_| fault("an hour is written 08:00.".to_owned())).ok()
        };
        let (starts, ends) = match (hour(&self.starts), hour(&self.ends)) {
            (Some(starts), Some(ends)) => (starts, ends),
            // Until midnight would be the same as from midnight: all day.
            (None, None) => (Time::midnight(), Time::midnight()),
            (starts, ends) => (starts.unwrap_or(Time::midnight()), ends.unwrap_or(Time::MAX)),
        };
        if ends < starts {
            fault("the hours end before they begin. Make two entries of a duty over midnight.".to_owned());
        }
        let (duty, name, rings) = (duty?, Personal::new(name), self.rings);
        let read = OnDuty { duty, name, number, email, rings, weekdays, from, until, starts, ends };
        (faults.len() == before).then_some(read)
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn number(cell: &str) -> Result<PhoneNumber, String> {
    let read = extract::read_phone_cell(cell);
    match (read.numbers.as_slice(), read.refusals.as_slice()) {
        ([one], []) if one.number.takes_texts() => Ok(one.number.clone()),
        ([_], []) => Err("the number is no mobile, so it cannot be texted. Give a mobile, or leave it out.".to_owned()),
        (_, [refusal, ..]) => Err(format!("the number cannot be used: {refusal}.")),
        _ => Err("give one number.".to_owned()),
    }
}

fn read(people: &[OnDutyShown]) -> Result<Vec<OnDuty>, Vec<String>> {
    if people.len() > MOST {
        return Err(vec![format!("The list has more than {MOST} entries. Leave out those who are not on duty any more.")]);
    }
    let mut faults = Vec::new();
    let list: Vec<OnDuty> = (1..).zip(people).filter_map(|(place, one)| one.read(place, &mut faults)).collect();
    if faults.is_empty() { Ok(list) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> OnDutyShown {
        OnDutyShown {
            duty: "head".to_owned(),
            name: "Ann Lee".to_owned(),
            number: Some("07700 900123".to_owned()),
            ..OnDutyShown::default()
        }
    }

    fn fault(entry: OnDutyShown) -> String {
        read(&[ann(), entry]).unwrap_err().join(" ")
    }

    #[test]
    fn each_bad_entry_has_its_sentence_which_repeats_neither_number_nor_address() {
        let text = |text: &str| Some(text.to_owned());
        for (entry, wanted) in [
            (OnDutyShown { duty: "caretaker".to_owned(), ..ann() }, "Entry 2: a duty is"),
            (OnDutyShown { name: " ".to_owned(), ..ann() }, "give a name"),
            (OnDutyShown { number: text("01632 960123"), ..ann() }, "no mobile"),
            (OnDutyShown { number: text("0909 8790123"), ..ann() }, "premium-rate"),
            (OnDutyShown { number: text("07700 900123 / 07700 900124"), ..ann() }, "give one number"),
            (OnDutyShown { number: None, ..ann() }, "give a number or an address"),
            (OnDutyShown { number: None, email: text("ann@example.com"), rings: true, ..ann() }, "number that is to be rung"),
            (OnDutyShown { email: text("ann at example.com"), ..ann() }, "the address cannot be used"),
            (OnDutyShown { weekdays: vec!["payday".to_owned()], ..ann() }, "a weekday is"),
            (OnDutyShown { from: text("23/11/2026"), ..ann() }, "a day is written"),
            (OnDutyShown { from: text("2026-11-23"), until: text("2026-11-22"), ..ann() }, "before the first"),
            (OnDutyShown { starts: text("8"), ..ann() }, "an hour is written"),
            (OnDutyShown { starts: text("13:00"), ends: text("08:00"), ..ann() }, "end before they begin"),
        ] {
            let said = fault(entry);
            assert!(said.contains(wanted), "{said}");
            assert!(!said.contains("900123") && !said.contains("960123") && !said.contains("ann at"), "{said}");
        }
    }

    #[test]
    fn all_faults_of_all_entries_are_said_at_once() {
        let bad = OnDutyShown { duty: "x".to_owned(), name: String::new(), ..ann() };
        assert_eq!(read(&[bad.clone(), bad]).unwrap_err().len(), 4);
    }

    #[test]
    fn an_entry_reads_back_as_it_was_given() {
        let given = OnDutyShown {
            rings: true,
            weekdays: vec!["Monday".to_owned(), "friday".to_owned()],
            starts: Some("08:00".to_owned()),
            ends: Some("13:00".to_owned()),
            ..ann()
        };
        let shown = OnDutyShown::of(&read(&[given]).unwrap()[0]);
        assert_eq!((shown.number.as_deref(), shown.starts.as_deref()), (Some("+447700900123"), Some("08:00")));
        assert_eq!((shown.weekdays, shown.rings), (vec!["monday".to_owned(), "friday".to_owned()], true));
    }
}
