//! A call with a member of staff about an alert. The key that says "I have this" is taken in as their text with MINE is, before it is answered.

use domain::Personal;
use domain::duty::Why;
use domain::message::Opening;
use domain::reply::CameBy;
use domain::speaking;
use shell::clock;
use shell::metrics::{self, Unit};
use store::absences::StoredAbsence;
use store::calls::StoredCall;
use store::messages::{Message, Saying};
use store::way_back::WayBack;
use voice::duty::{At, Call, How, OfCall, step};
use voice::{Heard, VoiceRequest, twiml};
use wording::{Alert, Named, School};

use crate::asked::{Asked, answered, out_of_order};
use crate::place::Placed;
use crate::receive::{Incoming, Receive, ReceiveError};
use crate::telephone::{Line, Question, since_lifted, unreadable};

/// What the key says, as staff would text it.
const MINE: &str = "MINE";

/// The key that takes an alert once it was heard.
const TAKES: &str = "1";

impl Receive {
    /// Answers a question about a call with staff.
    pub(crate) async fn heard_of_staff(
        &self,
        question: Question<'_>,
        asked: Asked,
        request: &VoiceRequest,
        line: &Line,
        (way, told): (&WayBack, &Message),
    ) -> Result<String, ReceiveError> {
        let Saying::ToStaff { why, detail, .. } = &told.saying else { return Ok(out_of_order(&line.school)) };
        let (id, stored) = self.known_call(line, request).await?;
        let mut stored = match stored {
            Some(stored) => stored,
            None if asked.begins() => begin(told, id),
            None => return Ok(out_of_order(&line.school)),
        };
        let call = Call::from_stored(stored.state.expose()).ok_or_else(unreadable)?;
        if let Some(answer) = answered(asked, (call.step(), call.ended().is_some()), &stored, &line.school) {
            return Ok(answer);
        }
        let now = clock::now();
        let today = domain::school::day(now);
        let elapsed = since_lifted(&mut stored, &request.heard, now);
        let behind = self.behind(line, told).await?;
        let children = still_told(*why, &behind);
        let left = !children.is_empty() || behind.is_empty();
        let heard = meant(&call, &request.heard, left, way.date == today);
        let school = School { name: &line.settings.name, telephone: None, reads_email: false };
        let alert = Alert { why: *why, school, children: &children, count: told.covers.len(), detail };
        let (next, answer) = step(&call, &heard, &OfCall { alert, elapsed });
        if next.ended() == Some(How::Taken) && call.ended().is_none() {
            let incoming = Incoming {
                id: format!("call|{}|{MINE}", request.call),
                channel: CameBy::Call,
                from: request.to.as_ref().map_or_else(Personal::default, |number| Personal::new(number.expose())),
                words: Personal::new(MINE),
            };
            self.take_in(&line.keys, &Placed::by_staff(way, told, today), &incoming).await?;
        }
        stored.state = Personal::new(next.stored());
        stored.answer = Personal::new(twiml(&answer, &asked.address(question.base_url)));
        self.follow_up.messages.put_call(&line.keys, &line.school, &mut stored).await?;
        if let Some(how) = next.ended() {
            metrics::emit(now, &[("outcome", how.as_str())], &[("StaffCalls", Unit::Count, 1.0)]);
            tracing::info!(school = %line.school, call = %stored.id, outcome = how.as_str(), "a call with staff came to its end");
        }
        Ok(stored.answer.expose().to_owned())
    }

    /// The absences that an alert is about, as they stand now, in the order in which it names the children.
    async fn behind(&self, line: &Line, told: &Message) -> Result<Vec<(Opening, StoredAbsence)>, ReceiveError> {
        let pupils = told.covers.iter().map(|opening| opening.pupil);
        let absences = self.absences_of(&line.keys, &line.school, told.date, pupils).await?;
        let of = |stored: StoredAbsence| {
            let opening = told.covers.iter().find(|opening| opening.pupil == stored.id.pupil)?;
            Some((*opening, stored))
        };
        let mut behind: Vec<(Opening, StoredAbsence)> = absences.into_iter().filter_map(of).collect();
        behind.sort_by_cached_key(|(_, stored)| (stored.pupil.forename.clone(), stored.pupil.registration_group.clone()));
        Ok(behind)
    }
}

/// A call of which nothing is stored yet.
fn begin(told: &Message, id: String) -> StoredCall {
    StoredCall {
        id,
        state: Personal::new(Call::placed().stored()),
        answer: Personal::default(),
        pupils: told.covers.iter().map(|opening| opening.pupil).collect(),
        asked: Some((told.date, told.id)),
        lifted: None,
        revision: 0,
    }
}

/// Those of whom staff are still told.
fn still_told(why: Why, behind: &[(Opening, StoredAbsence)]) -> Vec<Named> {
    let still = behind.iter().filter(|(opening, stored)| speaking::is_still_told(why, *opening, &stored.search));
    let named = |(_, stored): &(Opening, StoredAbsence)| Named {
        forename: stored.pupil.forename.clone(),
        group: stored.pupil.registration_group.clone(),
    };
    still.map(named).collect()
}

/// What is heard as the call means it: where nothing is `left` of the alert, whoever lifts need not hear it. Who says that they have it is believed
/// even then, since hearing that somebody else has it they would stop; but not of a day gone by, of which nobody can take anything.
fn meant(call: &Call, heard: &Heard, left: bool, is_of_today: bool) -> Heard {
    let has_ended = matches!(heard, Heard::HungUp | Heard::NotLifted(_));
    let takes = call.at() == At::Told && matches!(heard, Heard::Digits(keys) if keys == TAKES);
    match () {
        () if takes && !is_of_today => Heard::NoDigits,
        () if takes || has_ended || left => heard.clone(),
        () => Heard::AnsweredElsewhere,
    }
}

#[cfg(test)]
mod tests {
    use voice::By;

    use super::*;

    #[test]
    fn what_somebody_else_has_is_not_told_and_who_says_that_they_have_it_is_believed() {
        let told = Call::from_stored("duty1 told 0 2 2").unwrap();
        let (lifts, takes) = (Heard::Lifted { by: By::Person }, Heard::Digits(TAKES.to_owned()));
        let again = Heard::Digits("0".to_owned());
        assert_eq!(meant(&Call::placed(), &lifts, true, true), lifts);
        assert_eq!(meant(&Call::placed(), &lifts, false, true), Heard::AnsweredElsewhere);
        assert_eq!(meant(&Call::placed(), &Heard::HungUp, false, true), Heard::HungUp);
        assert_eq!(meant(&told, &again, false, true), Heard::AnsweredElsewhere);
        assert_eq!(meant(&told, &takes, false, true), takes);
        assert_eq!(meant(&told, &takes, true, false), Heard::NoDigits);
    }

    #[test]
    fn the_words_of_the_key_are_read_as_i_have_this() {
        assert!(wording::is_taken(MINE));
    }
}
