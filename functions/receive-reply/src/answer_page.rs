//! The page on which a parent answers an email: found by its token, shown while its day lasts, answered once.
//!
//! Opening it changes nothing, since programs that look into mail open every address; the form alone counts.

use aws_lambda_events::encodings::Body;
use aws_lambda_events::event::apigw::ApiGatewayV2httpResponse;
use aws_lambda_events::http::{HeaderMap, HeaderName, HeaderValue, header};
use domain::Personal;
use domain::pupil::{Pupil, PupilId};
use domain::reply::{self, AnswerToken, CameBy, PAGES};
use page::{Answered, Asking, Ended, Form, Refused, Unknown};
use shell::{Failure, clock};
use store::absences::StoredAbsence;
use store::messages::{Message, Saying};
use store::schools::Settings;
use store::way_back::WayBack;
use vault::Keyring;
use wording::{Language, Told, When};

use crate::place::{From, Placed};
use crate::receive::{Incoming, Receive, ReceiveError, reply_id};
use crate::request::{Method, Request, empty};

/// A page as it is found.
struct Found {
    way: WayBack,
    keys: std::sync::Arc<Keyring>,
    settings: Settings,
    message: Message,
    language: Language,
    /// Of whom the contact may hear, in the order in which the message names them.
    children: Vec<(PupilId, Pupil)>,
    when: When,
    token: AnswerToken,
    is_answered: bool,
    is_over: bool,
}

/// What is shown, and with which status.
struct Shown(i64, String);

impl Receive {
    /// Answers a request for a page.
    pub(crate) async fn page(&self, request: &Request) -> ApiGatewayV2httpResponse {
        match self.answer_page(request).await {
            Ok(response) => response,
            Err(error) => {
                let line = shell::retry::with_causes(&error);
                tracing::error!(error_type = error.error_type(), error = %line, "a parents' page could not be shown, or its answer not taken in");
                empty(503)
            }
        }
    }

    async fn answer_page(&self, request: &Request) -> Result<ApiGatewayV2httpResponse, ReceiveError> {
        let token = request.raw_path.strip_prefix(PAGES).and_then(|token| token.parse::<AnswerToken>().ok());
        let in_english = request.raw_query_string == "lang=en";
        let found = match token {
            Some(token) => self.find(token, in_english).await?,
            None => None,
        };
        let Some(found) = found else {
            return Ok(html(Shown(404, Unknown { language: Language::English }.html())));
        };
        match request.method() {
            Method::Post if found.takes_answers() => self.posted(request, &found, in_english).await,
            Method::Get | Method::Post => Ok(html(found.shown(None, in_english))),
            Method::Other => Ok(empty(405)),
        }
    }

    /// The form: taken in as a reply, or shown again with what is wrong.
    async fn posted(&self, request: &Request, found: &Found, in_english: bool) -> Result<ApiGatewayV2httpResponse, ReceiveError> {
        let Ok(body) = request.body() else { return Ok(empty(400)) };
        let form = match Form::read(&body, found.children.len(), domain::school::day(clock::now())) {
            Ok(form) => form,
            Err(refused) => return Ok(html(found.shown(Some(&refused), in_english))),
        };
        let placed = Placed {
            school: found.way.school.clone(),
            about: Some(found.way.date),
            pupils: found.children.iter().map(|(pupil, _)| *pupil).collect(),
            from: From::Asked(found.way.date, found.way.message),
            unmatched: "",
        };
        let incoming = Incoming {
            id: page_id(found.token),
            channel: CameBy::Page,
            from: Personal::default(),
            words: form.as_reply(&found.forenames()),
        };
        self.take_in(&found.keys, &placed, &incoming).await?;
        // Whoever loads the page that follows again sends nothing again.
        let to = format!("{}{}", request.raw_path, if in_english { "?lang=en" } else { "" });
        let mut response = html(Shown(303, String::new()));
        if let Ok(to) = HeaderValue::from_str(&to) {
            response.headers.insert(header::LOCATION, to);
        }
        Ok(response)
    }

    async fn find(&self, token: AnswerToken, in_english: bool) -> Result<Option<Found>, ReceiveError> {
        let Some(way) = self.way_back(token).await? else { return Ok(None) };
        let Some(settings) = self.follow_up.schools.settings(&way.school).await? else { return Ok(None) };
        let keys = self.follow_up.keys.school(&way.school).await?;
        let Some(message) = self.follow_up.messages.message(&keys, &way.school, way.date, way.message).await? else {
            return Ok(None);
        };
        // What staff are told has no page: nobody learns from an address of theirs that there is anything.
        if !matches!(message.saying, Saying::ToContact { .. }) {
            return Ok(None);
        }
        let children = self.may_answer_for(&keys, &way, &message).await?;
        let language = match children.first() {
            Some((pupil, _)) if !in_english => self.language(&keys, &way.school, *pupil, &message.contact_key).await?,
            _ => Language::English,
        };
        let is_over = !reply::is_in_time(way.date, domain::school::day(clock::now()));
        let is_answered = self.is_answered(&keys, &way, token).await?;
        let when = asked_when(&self.absences_of(&keys, &way.school, way.date, children.iter().map(|(pupil, _)| *pupil)).await?);
        Ok(Some(Found { way, keys, settings, message, language, children, when, token, is_answered, is_over }))
    }

    /// The children of the message of whom its contact may still hear: the roll may say otherwise since.
    pub(crate) async fn may_answer_for(
        &self,
        keys: &Keyring,
        way: &WayBack,
        message: &Message,
    ) -> Result<Vec<(PupilId, Pupil)>, ReceiveError> {
        let mut children = Vec::new();
        for (pupil, record) in self.pupils(keys, &way.school, &message.named).await? {
            if self.may_explain(keys, &way.school, way.date, (pupil, &record), message.contact_key.expose()).await? {
                children.push((pupil, record));
            }
        }
        Ok(children)
    }

    async fn is_answered(&self, keys: &Keyring, way: &WayBack, token: AnswerToken) -> Result<bool, ReceiveError> {
        let id = reply_id(keys, &page_id(token))?;
        for day in [Ok(way.date), way.date.tomorrow()].into_iter().flatten() {
            if self.follow_up.messages.reply(keys, &way.school, day, &id).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The part of the day that is asked about.
pub(crate) fn asked_when(absences: &[StoredAbsence]) -> When {
    When::of(absences.iter().flat_map(|stored| stored.search.asked_sessions()))
}

impl Found {
    fn takes_answers(&self) -> bool {
        !self.is_over && !self.is_answered && !self.children.is_empty()
    }

    fn forenames(&self) -> Vec<Personal> {
        self.children.iter().map(|(_, record)| record.forename.clone()).collect()
    }

    fn shown(&self, refused: Option<&Refused>, in_english: bool) -> Shown {
        let school =
            wording::School { name: &self.settings.name, telephone: Some(&self.settings.office_phone), reads_email: false };
        let language = self.language;
        // That it was answered says no more than that, for as long as the page lasts.
        if self.is_answered && !self.is_over {
            return Shown(200, Answered { school, language }.html());
        }
        let words = match self.message.saying {
            Saying::ToContact { words, .. } if self.takes_answers() => words,
            _ => return Shown(410, Ended { school, language }.html()),
        };
        let children = self.forenames();
        let told = Told { words, school, children: &children, when: self.when };
        let asking = Asking {
            token_path: &format!("{PAGES}{}{}", self.token.expose(), if in_english { "?lang=en" } else { "" }),
            told,
            language,
            today: domain::school::day(clock::now()),
            problem: refused.map(|refused| refused.problem),
            given: refused.map(|refused| &refused.given),
        };
        Shown(if refused.is_some() { 422 } else { 200 }, asking.html())
    }
}

/// One answer a page: what comes again is the same.
fn page_id(token: AnswerToken) -> String {
    format!("page|{}", token.expose())
}

fn html(Shown(status, document): Shown) -> ApiGatewayV2httpResponse {
    let mut response = empty(status);
    let headers = page::HEADERS
        .iter()
        .filter_map(|(name, value)| Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?)));
    response.headers = headers.collect::<HeaderMap>();
    response.body = Some(Body::Text(document));
    response
}
