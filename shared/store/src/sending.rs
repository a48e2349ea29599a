//! By which number a school's next text goes: how its texts went at each provider lately, and where a family was texted last. In the table
//! `messages`, and only of schools that have a number at both.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::school::Urn;
use domain::sending::{Health, Provider, Went};
use jiff::Timestamp;

use crate::db::If;
use crate::error::StoreError;
use crate::item::{Item, Reader, item, n, s};
use crate::life::CONVERSATION;
use crate::messages::Messages;

/// What is known of a school's providers and of one number that is texted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// Where the number was texted last, where that was not from the school's first number.
    pub thread: Option<Provider>,
    /// How the school's texts went.
    pub health: BTreeMap<Provider, Health>,
}

impl Lately {
    /// Whether a provider fails now.
    pub fn fails(&self, provider: Provider, now: Timestamp) -> bool {
        self.health.get(&provider).is_some_and(|health| health.fails(now))
    }
}

impl Messages {
    /// How a school's texts went lately, and where a number was texted last. `texted` is the number's blind index under the school's key.
    pub async fn lately(&self, school: &Urn, texted: [u8; 16]) -> Result<Lately, StoreError> {
        let mut sks: Vec<String> = Provider::ALL.into_iter().map(health_sk).collect();
        sks.push(thread_sk(texted));
        let mut lately = Lately::default();
        for item in self.db.get_many(&self.table, school.as_str(), &sks).await? {
            let reader = Reader::new("messages", &item);
            match reader.text("sk")?.split_once('#') {
                Some(("health", provider)) => {
                    let provider = provider.parse().map_err(|_| reader.unreadable("sk"))?;
                    lately.health.insert(provider, read_health(&item)?);
                }
                _ => lately.thread = Some(reader.parsed("provider")?),
            }
        }
        Ok(lately)
    }

    /// Notes how something went at a provider. Where two note at the same moment one of them is lost: it is a hint, and the next one comes soon.
    pub async fn note_health(&self, school: &Urn, provider: Provider, went: Went) -> Result<(), StoreError> {
        let (pk, sk) = (school.as_str(), health_sk(provider));
        let stored = self.db.get(&self.table, pk, &sk).await?;
        let mut health = stored.as_ref().map(read_health).transpose()?.unwrap_or_default();
        if !health.note(went, self.db.now()) {
            return Ok(());
        }
        let revision = stored.map_or(Ok(0), |item| Reader::new("messages", &item).number("revision"))?;
        let condition = if revision == 0 { If::Absent } else { If::Revision(revision) };
        let noted = health_item(school, provider, &health, revision + 1, CONVERSATION.end(self.db.now()));
        match self.db.put(&self.table, noted, condition).await {
            Err(StoreError::Conflict) => Ok(()),
            other => other,
        }
    }

    /// Notes where a number was texted: it goes on there.
    pub async fn keep_thread(&self, school: &Urn, texted: [u8; 16], provider: Provider) -> Result<(), StoreError> {
        self.db.put(&self.table, thread_item(school, texted, provider, CONVERSATION.end(self.db.now())), If::Always).await
    }
}

fn health_sk(provider: Provider) -> String {
    format!("health#{provider}")
}

fn thread_sk(texted: [u8; 16]) -> String {
    format!("thread#{:032x}", u128::from_be_bytes(texted))
}

pub(crate) fn health_item(school: &Urn, provider: Provider, health: &Health, revision: i64, expires_at: i64) -> Item {
    let moment = |(at, went): &(Timestamp, Went)| {
        let went = if *went == Went::Well { "well" } else { "badly" };
        s(format!("{} {went}", at.as_second()))
    };
    let moments = AttributeValue::L(health.moments.iter().map(moment).collect());
    item(school.as_str(), &health_sk(provider), [("moments", moments), ("revision", n(revision)), ("expires_at", n(expires_at))])
}

fn read_health(item: &Item) -> Result<Health, StoreError> {
    let read = |value: &AttributeValue| {
        let (at, went) = value.as_s().ok()?.split_once(' ')?;
        let went = match went {
            "well" => Went::Well,
            "badly" => Went::Badly,
            _ => return None,
        };
        Some((Timestamp::from_second(at.parse().ok()?).ok()?, went))
    };
    let moments = item.get("moments").and_then(|moments| moments.as_l().ok());
    let moments: Option<Vec<_>> = moments.and_then(|moments| moments.iter().map(read).collect());
    Ok(Health { moments: moments.ok_or_else(|| Reader::new("messages", item).unreadable("moments"))? })
}

pub(crate) fn thread_item(school: &Urn, texted: [u8; 16], provider: Provider, expires_at: i64) -> Item {
    item(school.as_str(), &thread_sk(texted), [("provider", s(provider.as_str())), ("expires_at", n(expires_at))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_texts_went_comes_back_as_it_was_written() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let health = Health { moments: vec![(at(1_795_000_000), Went::Badly), (at(1_795_000_060), Went::Well)] };
        let school = "123456".parse().unwrap();
        assert_eq!(read_health(&health_item(&school, Provider::Aws, &health, 1, 0)).unwrap(), health);
    }
}
