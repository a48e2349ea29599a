//! Saying that a language's words were read and found right, and taking it back.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use domain::school::Urn;
use serde::Deserialize;
use shell::clock;
use store::languages::LanguageReview;
use store::schools::Role;
use utoipa::ToSchema;
use wording::{Language, version};

use super::languages::LanguageShown;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// The words that somebody has read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReview {
    /// Their version, as it stands with the words.
    #[schema(example = "5d0c27b1")]
    version: String,
}

type Body = Result<Json<NewReview>, JsonRejection>;

/// What the audit says of a review: the language and the version.
fn in_words(language: Option<Language>, body: &Body) -> String {
    let is_version = |version: &&str| version.len() == 8 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    let version = body.as_ref().ok().map(|Json(new)| new.version.as_str()).filter(is_version);
    match (language, version) {
        (Some(language), Some(version)) => format!("{} {version}", language.tag()),
        _ => "unreadable".to_owned(),
    }
}

/// A language that has to be reviewed before it is used.
fn reviewable(language: Option<Language>) -> Result<Language, Problem> {
    match language {
        None => Err(Problem::NoSuchLanguage),
        Some(Language::English) => Err(Problem::BadRequest("English is always on: there is nothing to review.")),
        Some(language) => Ok(language),
    }
}

/// Says that these words of a language were read and are right: from now on this school's families who want it are spoken to in it. The same
/// again changes nothing. When one letter of it changes in a later release it is off again.
#[utoipa::path(put, path = "/schools/{urn}/languages/{tag}/review", tag = "settings", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("tag" = String, Path, example = "pl")), request_body = NewReview,
    responses((status = 200, body = LanguageShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`words_changed`.")))]
pub(crate) async fn review(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, tag)): Path<(String, String)>,
    body: Body,
) -> Result<Json<LanguageShown>, Problem> {
    let language = Language::from_tag(&tag);
    let subject = in_words(language, &body);
    let wish = Wish { action: "language.review", subject: &subject, roles: &[Role::SchoolAdmin] };
    let school = app.admit(&caller, &urn, wish).await?;
    Ok(Json(app.review(Some(&school), language, body, &caller).await?))
}

/// Takes a review back: this school's families are written to in English, unless the language was reviewed for every school. Doing it again
/// changes nothing.
#[utoipa::path(delete, path = "/schools/{urn}/languages/{tag}/review", tag = "settings", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("tag" = String, Path, example = "pl")),
    responses((status = 200, body = LanguageShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn take_back(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, tag)): Path<(String, String)>,
) -> Result<Json<LanguageShown>, Problem> {
    let language = Language::from_tag(&tag);
    let subject = language.map_or("unreadable", Language::tag);
    let wish = Wish { action: "language.take_back", subject, roles: &[Role::SchoolAdmin] };
    let school = app.admit(&caller, &urn, wish).await?;
    Ok(Json(app.take_review_back(Some(&school), language, &caller).await?))
}

/// Says for every school that these words of a language were read and are right. For the operator.
#[utoipa::path(put, path = "/languages/{tag}/review", tag = "deployment", security(("token" = [])), params(("tag" = String, Path, example = "pl")),
    request_body = NewReview,
    responses((status = 200, body = LanguageShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "`words_changed`.")))]
pub(crate) async fn review_for_all(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(tag): Path<String>,
    body: Body,
) -> Result<Json<LanguageShown>, Problem> {
    let language = Language::from_tag(&tag);
    app.admit_operator(&caller, "language.review", &in_words(language, &body)).await?;
    Ok(Json(app.review(None, language, body, &caller).await?))
}

/// Takes the review for every school back. A school that has reviewed the language itself goes on using it. For the operator.
#[utoipa::path(delete, path = "/languages/{tag}/review", tag = "deployment", security(("token" = [])), params(("tag" = String, Path, example = "pl")),
    responses((status = 200, body = LanguageShown), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn take_back_for_all(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(tag): Path<String>,
) -> Result<Json<LanguageShown>, Problem> {
    let language = Language::from_tag(&tag);
    app.admit_operator(&caller, "language.take_back", language.map_or("unreadable", Language::tag)).await?;
    Ok(Json(app.take_review_back(None, language, &caller).await?))
}

impl App {
    async fn review(
        &self,
        school: Option<&Urn>,
        language: Option<Language>,
        body: Body,
        caller: &Caller,
    ) -> Result<LanguageShown, Problem> {
        let language = reviewable(language)?;
        let Json(NewReview { version: read }) =
            body.map_err(|_| Problem::BadRequest("Give the version that was read as JSON: {\"version\": \"5d0c27b1\"}."))?;
        if read != version(language) {
            return Err(Problem::WordsChanged);
        }
        self.put_review(school, language, read, caller).await
    }

    async fn take_review_back(
        &self,
        school: Option<&Urn>,
        language: Option<Language>,
        caller: &Caller,
    ) -> Result<LanguageShown, Problem> {
        self.put_review(school, reviewable(language)?, String::new(), caller).await
    }

    /// Whoever said the same before is the one who said it.
    async fn put_review(
        &self,
        school: Option<&Urn>,
        language: Language,
        read: String,
        caller: &Caller,
    ) -> Result<LanguageShown, Problem> {
        let known = self.follow_up.schools.language_reviews(school).await?;
        let known = known.into_iter().find(|review| review.language == language.tag());
        if known.map_or_else(String::new, |review| review.version) != read {
            let review = LanguageReview {
                language: language.tag().to_owned(),
                version: read,
                by: caller.subject.clone(),
                at: clock::now(),
            };
            self.follow_up.schools.put_language_review(school, &review).await?;
            let school = school.map_or("deployment", Urn::as_str);
            tracing::info!(school, language = language.tag(), on = !review.version.is_empty(), "a language was reviewed");
        }
        self.language(school, language).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_audit_names_the_language_and_the_version_and_nothing_that_somebody_wrote() {
        let body = |version: &str| Ok(Json(NewReview { version: version.to_owned() }));
        assert_eq!(in_words(Some(Language::Polish), &body("5d0c27b1")), "pl 5d0c27b1");
        assert_eq!(in_words(Some(Language::Polish), &body("Ava is ill")), "unreadable");
        assert_eq!(in_words(None, &body("5d0c27b1")), "unreadable");
    }
}
