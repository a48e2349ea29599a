//! The table `keys`: each school's wrapped data keys.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use domain::school::Urn;
use jiff::Timestamp;
use vault::{CacheError, DEPLOYMENT, Keyring, Kms, Purpose, WrappedKey};

use crate::db::{Cost, Db, If, Table};
use crate::error::StoreError;
use crate::item::{Item, Reader, b, item, n};

/// How long a warm function keeps unwrapped keys.
const KEPT: Duration = Duration::from_secs(15 * 60);

/// How many schools' keys a warm function keeps.
const SCHOOLS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(63);

/// The wrapped keys and the cache of unwrapped ones: KMS is asked once for a school, a purpose and a warm function.
#[derive(Debug)]
pub struct Keys {
    db: Db,
    table: Table,
    kms: Kms,
    cache: vault::KeyCache,
    purposes: Vec<Purpose>,
}

impl Keys {
    /// For a function whose role may open `purposes`.
    pub fn new(db: Db, table: impl Into<String>, kms: Kms, purposes: &[Purpose]) -> Self {
        let cache = vault::KeyCache::new(kms.clone(), KEPT, SCHOOLS);
        Self { db: db.metered(), table: Table::new("keys", table), kms, cache, purposes: purposes.to_vec() }
    }

    /// What finding keys has cost so far: reads of the table, and each call to KMS as a call.
    pub fn cost(&self) -> Cost {
        let read = self.db.cost();
        Cost { calls: read.calls + self.kms.calls(), ..read }
    }

    /// A school's keys.
    ///
    /// # Errors
    /// [`StoreError::NoSuchSchool`] when it has none.
    pub async fn school(&self, school: &Urn) -> Result<Arc<Keyring>, StoreError> {
        self.keyring(school.as_str(), &self.purposes).await
    }

    /// The deployment's own key: for the blind index of senders, which crosses schools.
    ///
    /// # Errors
    /// [`StoreError::NoSuchSchool`] before the deployment's first school was made.
    pub async fn deployment(&self) -> Result<Arc<Keyring>, StoreError> {
        self.keyring(DEPLOYMENT, &[Purpose::Index]).await
    }

    async fn keyring(&self, of: &str, purposes: &[Purpose]) -> Result<Arc<Keyring>, StoreError> {
        let found = self.cache.keyring(of, purposes, || self.load(of)).await;
        found.map_err(|error| match error {
            CacheError::Load(error) => error,
            CacheError::NoKey(_) => StoreError::NoSuchSchool,
            kms @ CacheError::Kms { .. } => StoreError::Keys(Box::new(kms)),
        })
    }

    async fn load(&self, of: &str) -> Result<Vec<WrappedKey>, StoreError> {
        let items = self.db.all(&self.table, of, "").await?;
        items
            .iter()
            .map(|item| {
                let reader = Reader::new("keys", item);
                let (purpose, epoch) = reader.text("sk")?.split_once('#').ok_or_else(|| reader.unreadable("sk"))?;
                Ok(WrappedKey {
                    purpose: purpose.parse().map_err(|_| reader.unreadable("sk"))?,
                    epoch: epoch.parse().map_err(|_| reader.unreadable("sk"))?,
                    ciphertext: reader.bytes("wrapped")?.to_vec(),
                })
            })
            .collect()
    }

    /// Makes the first epoch of the school's keys, and the deployment's own at the very first school. Those that are there stay:
    /// a second key would leave what the first one sealed or indexed behind.
    pub async fn make(&self, school: &Urn, key_arn: &str) -> Result<(), StoreError> {
        for purpose in Purpose::ALL {
            self.make_one(school.as_str(), purpose, key_arn).await?;
        }
        self.make_one(DEPLOYMENT, Purpose::Index, key_arn).await
    }

    async fn make_one(&self, of: &str, purpose: Purpose, key_arn: &str) -> Result<(), StoreError> {
        let sk = key_sk(purpose, 1);
        if self.db.get(&self.table, of, &sk).await?.is_some() {
            return Ok(());
        }
        let key = self.kms.generate(of, purpose, 1, key_arn).await.map_err(|error| StoreError::Keys(Box::new(error)))?;
        match self.db.put(&self.table, key_item(of, purpose, 1, key.ciphertext, self.db.now()), If::Absent).await {
            Err(StoreError::Conflict) => Ok(()),
            other => other,
        }
    }
}

pub(crate) fn key_item(of: &str, purpose: Purpose, epoch: u32, wrapped: Vec<u8>, made: Timestamp) -> Item {
    item(of, &key_sk(purpose, epoch), [("wrapped", b(wrapped)), ("made_at", n(made.as_second()))])
}

fn key_sk(purpose: Purpose, epoch: u32) -> String {
    format!("{}#{epoch:06}", purpose.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_school_stand_in_the_order_of_their_epochs() {
        assert_eq!(key_sk(Purpose::Bodies, 1), "bodies#000001");
        assert!(key_sk(Purpose::Roll, 9) < key_sk(Purpose::Roll, 10));
    }
}
