//! Telephone calls: each question of the provider's becomes one step of the call. What follows from a step is done, and the step stored, before
//! it is answered; the same question again gets the same answer.

use std::collections::BTreeSet;

use aws_lambda_events::event::apigw::ApiGatewayV2httpResponse;
use channels::Guard;
use domain::Personal;
use domain::message::{Channel, MessageId};
use domain::phone::{PhoneNumber, Refusal, cell};
use domain::pupil::{Pupil, PupilId};
use domain::reply::{CameBy, sender_key};
use domain::school::Urn;
use jiff::{Timestamp, ToSpan};
use shell::metrics::{self, Unit};
use shell::{Failure, Retry, clock};
use store::StoreError;
use store::absences::StoredAbsence;
use store::calls::StoredCall;
use store::messages::{Message, Saying};
use store::schools::Settings;
use store::way_back::WayBack;
use vault::Keyring;
use voice::{Answer, At, Call, Effect, Heard, OfCall, VoiceRequest, Way, read_voice, step, twiml};
use wording::{Language, School, When};

use crate::answer_page::asked_when;
use crate::asked::{Asked, answered, out_of_order, over};
use crate::place::{From, Placed};
use crate::receive::{Incoming, Receive, ReceiveError};
use crate::request::empty;
use crate::webhook::xml;

/// Why a number is suspended of which somebody who lifted says that it is not the family's.
const WRONG_NUMBER: &str = "wrong_number";

/// How often a question that lost against another one about the same call is heard again at once.
const TRIES: u32 = 5;

/// What the provider asks, and what the deployment may answer.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    /// The address of the API as the provider knows it.
    pub(crate) base_url: &'a str,
    /// Whom this stage may have rung.
    pub(crate) guard: &'a Guard,
    pub(crate) path: &'a str,
    pub(crate) body: &'a [u8],
}

/// A school in a call.
pub(crate) struct Line {
    pub(crate) school: Urn,
    pub(crate) keys: std::sync::Arc<Keyring>,
    pub(crate) settings: Settings,
    /// The message that we rang about; `None` where somebody rang us.
    pub(crate) way: Option<WayBack>,
    /// The alert that we rang a member of staff about.
    told: Option<Message>,
}

/// Those whom a call is about, as they stand now.
struct Children {
    names: Vec<Personal>,
    when: When,
    /// Whether something is still asked of one of them.
    is_asked: bool,
    /// Whether the contact may still hear of each.
    may_hear: bool,
}

impl Receive {
    /// Answers a question whose signature was found good.
    pub(crate) async fn telephone(&self, question: Question<'_>) -> ApiGatewayV2httpResponse {
        let (Some(asked), Ok(request)) = (Asked::read(question.path), read_voice(question.body)) else {
            tracing::warn!(error_type = "UnreadableWebhook", "a signed webhook is about no call");
            return xml(over());
        };
        for field in &request.unknown {
            tracing::warn!(
                error_type = "UnknownCallField",
                field,
                "the provider says something of a call that it does not publish"
            );
        }
        match self.heard(question, asked, &request).await {
            Ok(answer) => xml(answer),
            Err(error) => {
                let line = shell::retry::with_causes(&error);
                tracing::error!(error_type = error.error_type(), error = %line, "a step of a call could not be taken");
                // What can never go on ends; for the rest the provider asks its second address, where one is set for the number.
                if error.retry() == Retry::Never { xml(over()) } else { empty(503) }
            }
        }
    }

    async fn heard(&self, question: Question<'_>, asked: Asked, request: &VoiceRequest) -> Result<String, ReceiveError> {
        let Some(line) = self.line(asked, request).await? else { return Ok(over()) };
        let mut tries = 1;
        loop {
            let heard = match (&line.way, &line.told) {
                (Some(way), Some(told)) => self.heard_of_staff(question, asked, request, &line, (way, told)).await,
                _ => self.heard_once(question, asked, request, &line).await,
            };
            match heard {
                Err(ReceiveError::Store(StoreError::Conflict)) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    /// The school that a call is about: of the message that we rang for, or of the number that somebody rang.
    async fn line(&self, asked: Asked, request: &VoiceRequest) -> Result<Option<Line>, ReceiveError> {
        let (school, way) = match asked.token {
            Some(token) => {
                let Some(way) = self.way_back(token).await? else { return Ok(None) };
                (way.school.clone(), Some(way))
            }
            None => {
                let Some(to) = &request.to else { return Ok(None) };
                let Some(school) = self.follow_up.schools.school_of_number(to.expose()).await? else { return Ok(None) };
                (school, None)
            }
        };
        let Some(settings) = self.follow_up.schools.settings(&school).await? else { return Ok(None) };
        let keys = self.follow_up.keys.school(&school).await?;
        let mut told = None;
        if let Some(way) = &way {
            let message = self.follow_up.messages.message(&keys, &school, way.date, way.message).await?;
            told = message.filter(|message| matches!(message.saying, Saying::ToStaff { .. }));
        }
        // The token of an alert that went by email opens no call.
        if told.as_ref().is_some_and(|told| told.channel != Channel::Call) {
            return Ok(None);
        }
        Ok(Some(Line { school, keys, settings, way, told }))
    }

    async fn heard_once(
        &self,
        question: Question<'_>,
        asked: Asked,
        request: &VoiceRequest,
        line: &Line,
    ) -> Result<String, ReceiveError> {
        let (id, stored) = self.known_call(line, request).await?;
        let mut stored = match stored {
            Some(stored) => stored,
            None if asked.begins() => self.begin(line, request, id).await?,
            None => return Ok(out_of_order(&line.school)),
        };
        let call = Call::from_stored(stored.state.expose()).ok_or_else(unreadable)?;
        // That a call is over says nothing of the talk with the school, of which the provider tells at the call's own address.
        let is_over = matches!(call.at(), At::Connecting | At::Office | At::Ended(_));
        if let Some(answer) = answered(asked, (call.step(), is_over), &stored, &line.school) {
            return Ok(answer);
        }
        let now = clock::now();
        let elapsed = since_lifted(&mut stored, &request.heard, now);
        let children = self.children(line, &stored).await?;
        let office = office(&line.settings, question.guard);
        let languages = self.languages_on(&line.school).await?;
        let today = domain::school::day(now);
        let calendar = self.follow_up.schools.calendar(&line.school).await?;
        let of = OfCall {
            school: School { name: &line.settings.name, telephone: Some(&line.settings.office_phone), reads_email: false },
            office: office.as_ref(),
            ours: line.settings.numbers.for_calls(),
            children: &children.names,
            when: children.when,
            languages: &languages,
            records: false,
            next_school_day: calendar.next_school_day(today).unwrap_or_else(|| today.saturating_add(1.day())),
            elapsed,
        };
        let (next, answer) = step(&call, &cut_short(&call, &request.heard, &children), &of);
        self.follow(line, &stored, request, (&next, &answer), &of).await?;
        stored.state = Personal::new(next.stored());
        stored.answer = Personal::new(twiml(&answer, &asked.address(question.base_url)));
        self.follow_up.messages.put_call(&line.keys, &line.school, &mut stored).await?;
        if let Some(how) = next.ended() {
            metrics::emit(now, &[("outcome", how.as_str())], &[("Calls", Unit::Count, 1.0)]);
            tracing::info!(school = %line.school, call = %stored.id, outcome = how.as_str(), "a call came to its end");
        }
        Ok(stored.answer.expose().to_owned())
    }

    /// The id under which a call is stored, and the call as it stands, where anything of it is stored.
    pub(crate) async fn known_call(
        &self,
        line: &Line,
        request: &VoiceRequest,
    ) -> Result<(String, Option<StoredCall>), ReceiveError> {
        let id = MessageId::new(line.keys.blind("call", request.call.as_bytes()).map_err(StoreError::from)?).to_string();
        let stored = self.follow_up.messages.call(&line.keys, &line.school, &id).await?;
        Ok((id, stored))
    }

    /// A call of which nothing is stored yet: whom it is about, and in which language.
    async fn begin(&self, line: &Line, request: &VoiceRequest, id: String) -> Result<StoredCall, ReceiveError> {
        let (asked, with_siblings) = match &line.way {
            Some(way) => (Some(way.clone()), None),
            None => self.asked_of(line, request).await?.map_or((None, None), |(way, pupils)| (Some(way), Some(pupils))),
        };
        let (mut children, mut language) = (Vec::new(), Language::English);
        if let Some(way) = &asked
            && let Some(mut message) = self.follow_up.messages.message(&line.keys, &line.school, way.date, way.message).await?
        {
            message.named = with_siblings.unwrap_or(message.named);
            children = self.may_answer_for(&line.keys, way, &message).await?;
            let of_children = children.iter().map(|(pupil, _)| *pupil);
            let absences = self.absences_of(&line.keys, &line.school, way.date, of_children).await?;
            let still_asked: BTreeSet<PupilId> =
                absences.iter().filter(|stored| is_asked(stored)).map(|stored| stored.id.pupil).collect();
            children.retain(|(pupil, _)| still_asked.contains(pupil));
            if let Some((pupil, _)) = children.first() {
                language = self.language(&line.keys, &line.school, *pupil, &message.contact_key).await?;
            }
        }
        let names: Vec<Personal> = children.iter().map(|(_, record)| record.forename.clone()).collect();
        let of = OfCall {
            school: School { name: &line.settings.name, telephone: None, reads_email: false },
            office: None,
            ours: line.settings.numbers.for_calls(),
            children: &names,
            when: When::Morning,
            languages: &[],
            records: false,
            next_school_day: domain::school::day(clock::now()),
            elapsed: 0,
        };
        let call = match (&line.way, children.is_empty()) {
            (Some(_), _) => Call::placed(&of, language),
            (None, false) => Call::rung_back(&of, language),
            // Who is not known, or of whom nothing is asked any more, is connected to the office.
            (None, true) => Call::unknown(&of, language),
        };
        Ok(StoredCall {
            id,
            state: Personal::new(call.stored()),
            answer: Personal::default(),
            pupils: children.iter().map(|(pupil, _)| *pupil).collect(),
            asked: asked.map(|way| (way.date, way.message)),
            lifted: None,
            revision: 0,
        })
    }

    /// What was asked today of whoever rings, and about whom: found as for a text, by the two numbers. Where two families were asked at one number
    /// nobody guesses.
    async fn asked_of(&self, line: &Line, request: &VoiceRequest) -> Result<Option<(WayBack, Vec<PupilId>)>, ReceiveError> {
        let (Some(from), Some(to)) = (&request.from, &request.to) else { return Ok(None) };
        let sender = self.follow_up.keys.deployment().await?.blind("sender", sender_key(from, to).as_bytes());
        let all = self.follow_up.messages.conversations(sender.map_err(StoreError::from)?).await?;
        let today = domain::school::day(clock::now());
        let asked: Vec<_> = all.into_iter().filter(|one| !one.to_staff && one.date == today).collect();
        let families: BTreeSet<_> = asked.iter().map(|one| (&one.school, one.contact.as_str())).collect();
        let last = asked.last().filter(|last| families.len() == 1 && last.school == line.school);
        let pupils: BTreeSet<PupilId> = asked.iter().flat_map(|one| one.pupils.iter().copied()).collect();
        let way = last.map(|last| WayBack { school: last.school.clone(), date: last.date, message: last.message });
        Ok(way.map(|way| (way, pupils.into_iter().collect())))
    }

    async fn children(&self, line: &Line, stored: &StoredCall) -> Result<Children, ReceiveError> {
        let mut children = Children { names: Vec::new(), when: When::Morning, is_asked: false, may_hear: true };
        let Some((date, message)) = stored.asked else { return Ok(children) };
        let known: Vec<(PupilId, Pupil)> = self.pupils(&line.keys, &line.school, &stored.pupils).await?;
        let asked = self.follow_up.messages.message(&line.keys, &line.school, date, message).await?;
        let contact = asked.map(|message| message.contact_key).unwrap_or_default();
        children.may_hear = known.len() == stored.pupils.len();
        for (pupil, record) in &known {
            children.may_hear &= self.may_explain(&line.keys, &line.school, date, (*pupil, record), contact.expose()).await?;
        }
        let absences = self.absences_of(&line.keys, &line.school, date, known.iter().map(|(pupil, _)| *pupil)).await?;
        children.is_asked = absences.iter().any(is_asked);
        children.when = asked_when(&absences);
        children.names = known.into_iter().map(|(_, record)| record.forename).collect();
        Ok(children)
    }

    /// The languages that the school has turned on.
    async fn languages_on(&self, school: &Urn) -> Result<Vec<Language>, ReceiveError> {
        let mut reviews = self.follow_up.schools.language_reviews(Some(school)).await?;
        reviews.extend(self.follow_up.schools.language_reviews(None).await?);
        let is_on = |language: &Language| {
            let version = wording::version(*language);
            let reviewed = reviews.iter().any(|review| review.language == language.tag() && review.version == version);
            *language == Language::English || reviewed
        };
        Ok(Language::ALL.into_iter().filter(is_on).collect())
    }

    /// Does what follows from a step. Each of it is the same when it is done again.
    async fn follow(
        &self,
        line: &Line,
        stored: &StoredCall,
        request: &VoiceRequest,
        (next, answer): (&Call, &Answer),
        of: &OfCall<'_>,
    ) -> Result<(), ReceiveError> {
        let Some((date, message)) = stored.asked else { return Ok(()) };
        let other_end = if line.way.is_some() { request.to.as_ref() } else { request.from.as_ref() };
        for effect in &answer.effects {
            match effect {
                Effect::Alarm { .. } | Effect::Ended { .. } => {
                    let Some(words) = next.as_reply(of.children).filter(|_| !stored.pupils.is_empty()) else { continue };
                    let placed = Placed {
                        school: line.school.clone(),
                        about: Some(date),
                        pupils: stored.pupils.clone(),
                        from: From::Asked(date, message),
                        unmatched: "",
                    };
                    let from = other_end.map_or_else(Personal::default, |number| Personal::new(number.expose()));
                    // The same that was pressed in the same call is one reply: an alarm is not told again when the call ends.
                    let id = format!("call|{}|{}", request.call, words.expose());
                    self.take_in(&line.keys, &placed, &Incoming { id, channel: CameBy::Call, from, words }).await?;
                }
                Effect::AlarmInWriting => {
                    self.follow_up.tell_that_a_parent_waits(&line.school, date, &stored.pupils, &stored.id).await?;
                }
                Effect::WrongNumber => {
                    // Whoever lifted is none of the family: nothing goes to that number until the office has made sure of it.
                    if let Some(asked) = self.follow_up.messages.message(&line.keys, &line.school, date, message).await? {
                        self.not_delivered(&line.keys, &line.school, &asked, WRONG_NUMBER, clock::now()).await?;
                    }
                }
                Effect::Language(language) => {
                    let asked = self.follow_up.messages.message(&line.keys, &line.school, date, message).await?;
                    let contact = asked.map(|message| message.contact_key).unwrap_or_default();
                    self.choose_language(&line.keys, &line.school, *language, (&contact, &stored.pupils)).await?;
                }
                // They stand in the call's state, from which the reply is made. Nothing is recorded: no school can turn that on.
                Effect::Said { .. } | Effect::Back { .. } | Effect::Recording { .. } => {}
            }
        }
        Ok(())
    }
}

/// Whether a child's absence still wants an answer.
fn is_asked(stored: &StoredAbsence) -> bool {
    !stored.search.state.is_over()
}

/// What is heard when the call has nothing to ask any more: somebody has answered by another way while it rang, or may hear of a child no more.
fn cut_short(call: &Call, heard: &Heard, children: &Children) -> Heard {
    let has_ended = matches!(heard, Heard::HungUp | Heard::NotLifted(_));
    if has_ended || !call.may_be_cut() || call.way() == Way::Unknown {
        return heard.clone();
    }
    // Who has pressed something here has begun to answer, and goes on.
    let begun = call.said().iter().any(Option::is_some);
    let nothing_left = !children.is_asked && !begun;
    if nothing_left || !children.may_hear { Heard::AnsweredElsewhere } else { heard.clone() }
}

/// The school's telephone, where it can be read and this stage may have it rung. Else an alarm goes up in writing.
fn office(settings: &Settings, guard: &Guard) -> Option<PhoneNumber> {
    let read = cell::read(&settings.office_phone, &|_| Err(Refusal::NotInThatCountry));
    read.numbers.into_iter().map(|found| found.number).find(|number| guard.number(number).is_ok())
}

/// Notes that somebody lifted; gives how many seconds ago that was.
pub(crate) fn since_lifted(stored: &mut StoredCall, heard: &Heard, now: Timestamp) -> u32 {
    if stored.lifted.is_none() && matches!(heard, Heard::Lifted { .. }) {
        stored.lifted = Some(now.as_second());
    }
    let elapsed = stored.lifted.map_or(0, |lifted| now.as_second().saturating_sub(lifted));
    u32::try_from(elapsed).unwrap_or(u32::MAX)
}

/// What is stored of a call is none.
pub(crate) fn unreadable() -> StoreError {
    StoreError::Unreadable { table: "messages", reason: "the state of a call".to_owned() }
}

#[cfg(test)]
mod tests {
    use channels::Stage;
    use domain::phone::Line as Kind;
    use domain::sending::{Provider, SendingNumbers};

    use super::*;

    #[test]
    fn only_a_telephone_that_the_stage_may_reach_is_connected() {
        let number = PhoneNumber::from_e164("+447700900980", Kind::Mobile).unwrap();
        let settings = |office: &str| Settings {
            name: "Hillside School".to_owned(),
            numbers: SendingNumbers { first: number.clone(), provider: Provider::Twilio, second: None },
            office_phone: office.to_owned(),
            first_admin: String::new(),
        };
        let guard = Guard::new(Stage::Test, "").unwrap();
        assert_eq!(office(&settings("01632 960000"), &guard).unwrap().expose(), "+441632960000");
        assert_eq!(office(&settings("020 7219 3000"), &guard), None);
        assert_eq!(office(&settings("999"), &guard), None);
    }

    #[test]
    fn who_answered_by_text_is_thanked_and_who_has_begun_to_press_goes_on() {
        let ours = PhoneNumber::from_e164("+447700900980", Kind::Mobile).unwrap();
        let of = OfCall {
            school: School { name: "Hillside School", telephone: None, reads_email: false },
            office: None,
            ours: &ours,
            children: &["Ava".into()],
            when: When::Morning,
            languages: &[],
            records: false,
            next_school_day: jiff::civil::date(2026, 11, 24),
            elapsed: 0,
        };
        let children = |is_asked, may_hear| Children { names: vec!["Ava".into()], when: When::Morning, is_asked, may_hear };
        let key = |key: &str| Heard::Digits(key.to_owned());
        let lifted = Heard::Lifted { by: voice::By::Person };
        let ringing = Call::placed(&of, Language::English);
        assert_eq!(cut_short(&ringing, &lifted, &children(true, true)), lifted);
        assert_eq!(cut_short(&ringing, &lifted, &children(false, true)), Heard::AnsweredElsewhere);
        assert_eq!(cut_short(&ringing, &Heard::HungUp, &children(false, true)), Heard::HungUp);
        let (asked, _) = step(&ringing, &lifted, &of);
        let (why, _) = step(&asked, &key("1"), &of);
        let (back, _) = step(&why, &key("1"), &of);
        assert_eq!(cut_short(&why, &key("1"), &children(false, true)), Heard::AnsweredElsewhere);
        assert_eq!(cut_short(&back, &key("2"), &children(false, true)), key("2"));
        assert_eq!(cut_short(&back, &key("2"), &children(true, false)), Heard::AnsweredElsewhere);
        let unknown = Call::unknown(&of, Language::English);
        assert_eq!(cut_short(&unknown, &lifted, &children(false, true)), lifted);
    }
}
