//! The languages that families can be spoken to in: which are on, and every word of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::Personal;
use domain::school::Urn;
use jiff::Timestamp;
use serde::Serialize;
use store::languages::LanguageReview;
use utoipa::ToSchema;
use wording::{Email, Encoding, Language, PartSize, Sample, School, Shown, made_up_children, samples, version};

use super::OFFICE;
use crate::api::App;
use crate::caller::{Caller, Wish};
use crate::problem::{Problem, ProblemBody};

/// Every language there is, English first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LanguagesShown {
    languages: Vec<LanguageShown>,
}

/// A language, and whether families who want it are spoken to in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LanguageShown {
    /// Its BCP 47 tag.
    #[schema(example = "pl")]
    tag: &'static str,
    #[schema(example = "Polish")]
    english_name: &'static str,
    /// What it calls itself.
    #[schema(example = "polski")]
    own_name: &'static str,
    /// Which way it is written: `ltr` or `rtl`.
    #[schema(example = "ltr")]
    direction: &'static str,
    /// The version of its words now. A review counts for the version that was read, and for no other.
    #[schema(example = "5d0c27b1")]
    version: String,
    /// Whether families who want it are spoken to in it; the others, and all while it is off, read English.
    on: bool,
    /// What that rests on, and what to do.
    #[schema(example = "It is on: it was reviewed for your school.")]
    sentence: &'static str,
    /// The newest review for this school; none where there is none or it was taken back.
    for_school: Option<ReviewShown>,
    /// The newest review for every school of this deployment.
    for_deployment: Option<ReviewShown>,
}

/// That somebody read the words of a language and found them right.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewShown {
    /// Which version they read.
    #[schema(example = "5d0c27b1")]
    version: String,
    /// Whether these are the words of now; where they are not, it does not count any more.
    of_these_words: bool,
    /// The subject of their sign-in.
    by: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// A language with every message in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LanguageWordsShown {
    language: LanguageShown,
    /// Every message to a contact and every answer to a reply, in this school's name, about made-up children.
    messages: Vec<SampleShown>,
}

/// A message in a language, with the English beside it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SampleShown {
    /// Which, as a stable word.
    #[schema(example = "first_day")]
    key: &'static str,
    /// What it is, in English.
    #[schema(example = "First message of a day")]
    title: &'static str,
    /// About one child; none where it is said of several alone.
    one_child: Option<SampleTextShown>,
    two_children: SampleTextShown,
    /// About one child; none for an answer to a reply, which is a text.
    email: Option<EmailBesideShown>,
}

/// A text message with the English beside it, and what it costs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SampleTextShown {
    #[schema(example = "Hillside School: Ava nie ma dziś rano w szkole.")]
    text: String,
    #[schema(example = "Hillside School: Ava is not marked in school this morning.")]
    english: String,
    /// `gsm7`, or `ucs2` where it has letters that cost more.
    #[schema(example = "ucs2")]
    encoding: &'static str,
    /// Septets, or UTF-16 units.
    #[schema(example = 141)]
    units: usize,
    /// How many parts are billed.
    #[schema(example = 3)]
    parts: usize,
}

/// An email as plain text, with the English beside it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmailBesideShown {
    subject: String,
    text: String,
    english_subject: String,
    english_text: String,
}

/// Every language of the deployment: whether it is on for all schools, and who has read its words. For the operator.
#[utoipa::path(get, path = "/languages", tag = "deployment", security(("token" = [])),
    responses((status = 200, body = LanguagesShown), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_for_all(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<LanguagesShown>, Problem> {
    app.admit_operator(&caller, "languages.list", "").await?;
    Ok(Json(LanguagesShown { languages: app.languages(None).await? }))
}

/// Every language: whether it is on for this school, who has read its words and when, and which version of them.
#[utoipa::path(get, path = "/schools/{urn}/languages", tag = "settings", security(("token" = [])), params(("urn" = String, Path, example = "123456")),
    responses((status = 200, body = LanguagesShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(urn): Path<String>,
) -> Result<Json<LanguagesShown>, Problem> {
    let school = app.admit(&caller, &urn, Wish { action: "languages.list", subject: "", roles: OFFICE }).await?;
    Ok(Json(LanguagesShown { languages: app.languages(Some(&school)).await? }))
}

/// Every message of a language as it would go out, with the English beside it and what it costs: for whoever reviews it.
#[utoipa::path(get, path = "/schools/{urn}/languages/{tag}", tag = "settings", security(("token" = [])),
    params(("urn" = String, Path, example = "123456"), ("tag" = String, Path, example = "pl")),
    responses((status = 200, body = LanguageWordsShown), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((urn, tag)): Path<(String, String)>,
) -> Result<Json<LanguageWordsShown>, Problem> {
    let language = Language::from_tag(&tag);
    let subject = language.map_or("", Language::tag);
    let school = app.admit(&caller, &urn, Wish { action: "language.look", subject, roles: OFFICE }).await?;
    let language = language.ok_or(Problem::NoSuchLanguage)?;
    let settings = app.follow_up.schools.settings(&school).await?.ok_or(Problem::SchoolNotFound)?;
    let speaks = School { name: &settings.name, telephone: Some(&settings.office_phone), reads_email: false };
    let shown = app.language(Some(&school), language).await?;
    Ok(Json(LanguageWordsShown { language: shown, messages: messages(language, &speaks, &made_up_children()) }))
}

/// Every message, about one child and about two. What is said of several alone is among those of two.
fn messages(language: Language, school: &School<'_>, children: &[Personal]) -> Vec<SampleShown> {
    let of_one = samples(language, school, children.get(..1).unwrap_or_default(), PartSize::STANDARD);
    let mut of_one: BTreeMap<&str, Sample> = of_one.into_iter().map(|sample| (sample.key, sample)).collect();
    let of_two = samples(language, school, children, PartSize::STANDARD);
    of_two
        .into_iter()
        .map(|two| {
            let one = of_one.remove(two.key);
            let (one, email) = one.map_or((None, None), |one| (Some(one.text), one.email));
            SampleShown {
                key: two.key,
                title: two.title,
                one_child: one.map(SampleTextShown::of),
                two_children: SampleTextShown::of(two.text),
                email: email.map(EmailBesideShown::of),
            }
        })
        .collect()
}

impl SampleTextShown {
    fn of(shown: Shown) -> Self {
        let Shown { text, english, encoding, units, parts } = shown;
        let encoding = match encoding {
            Encoding::Gsm7 => "gsm7",
            Encoding::Ucs2 => "ucs2",
        };
        Self { text, english, encoding, units, parts }
    }
}

impl EmailBesideShown {
    fn of([email, english]: [Email; 2]) -> Self {
        let (english_subject, english_text) = (english.subject, english.text);
        Self { subject: email.subject, text: email.text, english_subject, english_text }
    }
}

impl ReviewShown {
    fn of(review: &LanguageReview, now: &str) -> Self {
        let LanguageReview { version, by, at, .. } = review;
        Self { version: version.clone(), of_these_words: version == now, by: by.clone(), at: *at }
    }
}

impl LanguageShown {
    /// A language as the newest reviews leave it; one whose version is empty was taken back.
    fn of(language: Language, for_school: Option<&LanguageReview>, for_deployment: Option<&LanguageReview>) -> Self {
        let version = version(language);
        let shown = |review: Option<&LanguageReview>| {
            review.filter(|review| !review.version.is_empty()).map(|review| ReviewShown::of(review, &version))
        };
        let (for_school, for_deployment) = (shown(for_school), shown(for_deployment));
        let counts = |review: &Option<ReviewShown>| review.as_ref().is_some_and(|review| review.of_these_words);
        let (on, sentence) = match () {
            () if language == Language::English => (true, "English is always on."),
            () if counts(&for_school) => (true, "It is on: it was reviewed for your school."),
            () if counts(&for_deployment) => (true, "It is on: it was reviewed for every school."),
            () if for_school.is_some() || for_deployment.is_some() => {
                (false, "It is off: its words have changed since they were reviewed. Read them again, and review them.")
            }
            () => (false, "It is off: nobody has reviewed it. Have somebody read its words who speaks it, then review it."),
        };
        Self {
            tag: language.tag(),
            english_name: language.english_name(),
            own_name: language.own_name(),
            direction: language.direction().as_str(),
            version,
            on,
            sentence,
            for_school,
            for_deployment,
        }
    }
}

impl App {
    /// Every language as it stands for a school, or with `None` for the whole deployment.
    async fn languages(&self, school: Option<&Urn>) -> Result<Vec<LanguageShown>, Problem> {
        let by_tag = |reviews: Vec<LanguageReview>| -> BTreeMap<String, LanguageReview> {
            reviews.into_iter().map(|review| (review.language.clone(), review)).collect()
        };
        let for_deployment = by_tag(self.follow_up.schools.language_reviews(None).await?);
        let for_school = match school {
            Some(_) => by_tag(self.follow_up.schools.language_reviews(school).await?),
            None => BTreeMap::new(),
        };
        let shown =
            |language: Language| LanguageShown::of(language, for_school.get(language.tag()), for_deployment.get(language.tag()));
        Ok(Language::ALL.into_iter().map(shown).collect())
    }

    /// One language as it stands for a school, or with `None` for the whole deployment.
    pub(crate) async fn language(&self, school: Option<&Urn>, language: Language) -> Result<LanguageShown, Problem> {
        let all = self.languages(school).await?;
        all.into_iter().find(|shown| shown.tag == language.tag()).ok_or(Problem::Fault)
    }

    /// The languages in which this school's families may be spoken to.
    pub(crate) async fn languages_on(&self, school: &Urn) -> Result<BTreeSet<Language>, Problem> {
        let mut reviews = self.follow_up.schools.language_reviews(Some(school)).await?;
        reviews.extend(self.follow_up.schools.language_reviews(None).await?);
        let on = reviews.iter().filter_map(|review| {
            let language = Language::from_tag(&review.language)?;
            (review.version == version(language)).then_some(language)
        });
        Ok(on.chain([Language::English]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(version: &str) -> LanguageReview {
        LanguageReview {
            language: "pl".to_owned(),
            version: version.to_owned(),
            by: "subject".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_language_is_on_for_the_words_that_were_reviewed_and_off_again_when_they_change() {
        let now = version(Language::Polish);
        let on = |school: Option<&str>, all: Option<&str>| {
            let (school, all) = (school.map(review), all.map(review));
            LanguageShown::of(Language::Polish, school.as_ref(), all.as_ref()).on
        };
        assert!(on(Some(&now), None) && on(None, Some(&now)) && on(Some("00000000"), Some(&now)));
        assert!(!on(None, None) && !on(Some("00000000"), None) && !on(Some(""), Some("")));
        assert!(LanguageShown::of(Language::English, None, None).on);
        let changed = LanguageShown::of(Language::Polish, Some(&review("00000000")), None);
        assert!(changed.sentence.contains("changed") && changed.for_school.is_some_and(|review| !review.of_these_words));
        let taken_back = LanguageShown::of(Language::Polish, Some(&review("")), None);
        assert!(taken_back.for_school.is_none());
    }

    #[test]
    fn every_message_is_shown_with_its_english_and_its_cost() {
        let school = School { name: "Hillside School", telephone: None, reads_email: false };
        let all = messages(Language::Polish, &school, &made_up_children());
        let without_one: Vec<_> = all.iter().filter(|sample| sample.one_child.is_none()).map(|sample| sample.key).collect();
        assert_eq!(without_one, ["answer_which_child"]);
        assert!(
            all.iter().all(|sample| sample.two_children.parts > 0 && sample.two_children.text != sample.two_children.english)
        );
        assert!(all.iter().any(|sample| sample.key == "found" && sample.email.is_some()));
    }
}
