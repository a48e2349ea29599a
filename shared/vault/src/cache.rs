//! Keyrings kept by a warm function, for a bounded time and a bounded number of schools.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use thiserror::Error;

use crate::key::{Purpose, WrappedKey};
use crate::keyring::Keyring;
use crate::kms::{Kms, KmsError};

/// Why there is no keyring.
#[derive(Debug, Error)]
pub enum CacheError<E: std::error::Error + 'static> {
    /// The wrapped keys could not be loaded.
    #[error("the school's wrapped keys could not be loaded")]
    Load(#[source] E),
    /// KMS did not unwrap one of them.
    #[error("a key for {purpose} could not be unwrapped")]
    Kms {
        /// The key's purpose.
        purpose: Purpose,
        /// What KMS said.
        #[source]
        source: KmsError,
    },
    /// The school has no key for this purpose: it does not exist, or has left.
    #[error("the school has no key for {0}")]
    NoKey(Purpose),
}

/// Keyrings by school. Shared by every invocation of a warm function; many may ask at once, and KMS is asked once.
///
/// All epochs of the purposes that are asked for are unwrapped together, so that opening an old value needs no waiting.
#[derive(Debug)]
pub struct KeyCache {
    kms: Kms,
    life: Duration,
    schools: NonZeroUsize,
    slots: Mutex<HashMap<String, Slot>>,
}

#[derive(Debug)]
struct Slot {
    asked: Instant,
    held: Arc<tokio::sync::Mutex<Option<Held>>>,
}

#[derive(Clone, Debug)]
struct Held {
    ring: Arc<Keyring>,
    until: Instant,
}

impl KeyCache {
    /// A cache that keeps a keyring for `life` and no more than `schools` of them.
    pub fn new(kms: Kms, life: Duration, schools: NonZeroUsize) -> Self {
        Self { kms, life, schools, slots: Mutex::new(HashMap::new()) }
    }

    /// The school's keyring with a key for each of the purposes (the keyring may hold more). `load` brings the school's wrapped keys, and is called only
    /// when something is missing or too old; keys of purposes that nobody asked for are left wrapped.
    ///
    /// # Errors
    /// [`CacheError`]; what was held before stays as it was.
    pub async fn keyring<E, F, L>(&self, school: &str, purposes: &[Purpose], load: F) -> Result<Arc<Keyring>, CacheError<E>>
    where
        E: std::error::Error + 'static,
        F: FnOnce() -> L,
        L: Future<Output = Result<Vec<WrappedKey>, E>>,
    {
        self.find(school, purposes, None, load).await
    }

    /// Loads again because `stale` lacks an epoch ([`OpenError::UnknownEpoch`](crate::OpenError::UnknownEpoch)). Only the keys
    /// that `stale` does not hold are unwrapped; if somebody else has loaded since, nothing is loaded.
    ///
    /// # Errors
    /// As [`KeyCache::keyring`].
    pub async fn reload<E, F, L>(
        &self,
        stale: &Arc<Keyring>,
        purposes: &[Purpose],
        load: F,
    ) -> Result<Arc<Keyring>, CacheError<E>>
    where
        E: std::error::Error + 'static,
        F: FnOnce() -> L,
        L: Future<Output = Result<Vec<WrappedKey>, E>>,
    {
        self.find(stale.school(), purposes, Some(stale), load).await
    }

    async fn find<E, F, L>(
        &self,
        school: &str,
        purposes: &[Purpose],
        stale: Option<&Arc<Keyring>>,
        load: F,
    ) -> Result<Arc<Keyring>, CacheError<E>>
    where
        E: std::error::Error + 'static,
        F: FnOnce() -> L,
        L: Future<Output = Result<Vec<WrappedKey>, E>>,
    {
        let slot = self.slot(school, Instant::now());
        // Held while loading: whoever else asks for this school waits for the same keys.
        let mut slot = slot.lock().await;
        let now = Instant::now();
        let fresh = slot.clone().filter(|held| now < held.until);
        if let Some(held) = &fresh {
            let is_stale = stale.is_some_and(|stale| Arc::ptr_eq(stale, &held.ring));
            if !is_stale && purposes.iter().all(|purpose| held.ring.holds(*purpose)) {
                return Ok(Arc::clone(&held.ring));
            }
        }
        let base = fresh.unwrap_or_else(|| Held { ring: Arc::new(Keyring::new(school, [])), until: now + self.life });
        let wrapped = load().await.map_err(CacheError::Load)?;
        let mut missing = Vec::new();
        for key in wrapped.iter().filter(|key| purposes.contains(&key.purpose)) {
            if !base.ring.holds_epoch(key.purpose, key.epoch) {
                missing.push(self.unwrap(school, key));
            }
        }
        let ring = Arc::new(base.ring.with(try_join_all(missing).await?));
        if let Some(purpose) = purposes.iter().find(|purpose| !ring.holds(**purpose)) {
            return Err(CacheError::NoKey(*purpose));
        }
        *slot = Some(Held { ring: Arc::clone(&ring), until: base.until });
        Ok(ring)
    }

    async fn unwrap<E>(&self, school: &str, key: &WrappedKey) -> Result<(Purpose, u32, crate::DataKey), CacheError<E>>
    where
        E: std::error::Error + 'static,
    {
        let plain = self.kms.unwrap(school, key).await.map_err(|source| CacheError::Kms { purpose: key.purpose, source })?;
        Ok((key.purpose, key.epoch, plain))
    }

    /// The school's slot, made if need be, after those that are too old or too many are let go.
    fn slot(&self, school: &str, now: Instant) -> Arc<tokio::sync::Mutex<Option<Held>>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|name, slot| name == school || now < slot.asked + self.life);
        while slots.len() >= self.schools.get() && !slots.contains_key(school) {
            let Some(oldest) = slots.iter().min_by_key(|(_, slot)| slot.asked).map(|(name, _)| name.clone()) else {
                break;
            };
            slots.remove(&oldest);
        }
        let slot = slots.entry(school.to_owned()).or_insert_with(|| Slot { asked: now, held: Arc::default() });
        slot.asked = now;
        Arc::clone(&slot.held)
    }
}
