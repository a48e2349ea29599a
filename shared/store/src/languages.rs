//! Which languages have been reviewed for a school or the whole deployment: who read which version of the words. In the table `schools`.
//!
//! A language is off until somebody has, and off again when its words have changed since.

use domain::school::Urn;
use jiff::Timestamp;

use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::schools::{DEPLOYMENT, Schools};

/// That somebody read the words of a language and found them right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageReview {
    /// The language, by its BCP 47 tag.
    pub language: String,
    /// Which version of the words; empty where a review was taken back.
    pub version: String,
    /// Who, by the subject of their sign-in.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Schools {
    /// Whether a version of a language's words was reviewed, for this school or for all.
    pub async fn is_reviewed(&self, school: &Urn, language: &str, version: &str) -> Result<bool, StoreError> {
        for pk in [school.as_str(), DEPLOYMENT] {
            let item = self.db.get(&self.table, pk, &language_sk(language)).await?;
            let review = item.as_ref().map(read_review).transpose()?;
            if review.is_some_and(|review| !version.is_empty() && review.version == version) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The reviews of a school, or with `None` those of the whole deployment, in the order of their tags.
    pub async fn language_reviews(&self, school: Option<&Urn>) -> Result<Vec<LanguageReview>, StoreError> {
        let items = self.db.all(&self.table, school.map_or(DEPLOYMENT, Urn::as_str), "language#").await?;
        items.iter().map(read_review).collect()
    }

    /// Notes a review of a school, or with `None` of the whole deployment, in place of an earlier one.
    pub async fn put_language_review(&self, school: Option<&Urn>, review: &LanguageReview) -> Result<(), StoreError> {
        let pk = school.map_or(DEPLOYMENT, Urn::as_str);
        self.db.put(&self.table, review_item(pk, review), If::Always).await
    }
}

fn language_sk(language: &str) -> String {
    format!("language#{language}")
}

pub(crate) fn review_item(pk: &str, review: &LanguageReview) -> Item {
    item(
        pk,
        &language_sk(&review.language),
        [("version", s(&*review.version)), ("by", s(&*review.by)), ("at", n(review.at.as_second()))],
    )
}

fn read_review(item: &Item) -> Result<LanguageReview, StoreError> {
    let reader = Reader::new("schools", item);
    let language = reader.text("sk")?.strip_prefix("language#").ok_or_else(|| reader.unreadable("sk"))?;
    let at = Timestamp::from_second(reader.number("at")?).map_err(|_| reader.unreadable("at"))?;
    Ok(LanguageReview {
        language: language.to_owned(),
        version: reader.text("version")?.to_owned(),
        by: reader.text("by")?.to_owned(),
        at,
    })
}
