//! The provider beside AWS: whether it signed a request, and what it is to forget.

use std::time::Duration;

use aws_sdk_secretsmanager::Client;
use channels::{Account, ProviderApi, ProviderId, SendError};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How soon after a look at the secret a failed check may look again: somebody who forges cannot make us ask all the time.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// The provider's API, with the account that we have there.
#[derive(Debug)]
pub(crate) struct AtProvider {
    api: ProviderApi,
    secrets: Client,
    secret: String,
    held: Mutex<Option<(Account, Instant)>>,
}

/// The provider's secret could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoSecret;

impl AtProvider {
    /// `secret` names the provider's secret.
    pub(crate) fn new(api: ProviderApi, secrets: Client, secret: String) -> Self {
        Self { api, secrets, secret, held: Mutex::new(None) }
    }

    /// Whether what `is_good` checks with the account's token is signed. The secret is asked for once, and again, seldom, when a check fails.
    pub(crate) async fn has_signed(&self, is_good: impl Fn(&str) -> bool) -> Result<bool, NoSecret> {
        let mut held = self.held.lock().await;
        if held.is_none() {
            *held = Some((self.fetch().await?, Instant::now()));
        }
        let Some((account, fetched)) = held.clone() else { return Err(NoSecret) };
        if is_good(&account.auth_token) {
            return Ok(true);
        }
        if fetched.elapsed() < LOOK_AGAIN {
            return Ok(false);
        }
        // The secret may have been changed since.
        let account = self.fetch().await?;
        let good = is_good(&account.auth_token);
        *held = Some((account, Instant::now()));
        Ok(good)
    }

    /// Has a text deleted there, with what it says.
    pub(crate) async fn forget_text(&self, id: &ProviderId) -> Result<(), SendError> {
        let account = {
            let mut held = self.held.lock().await;
            match &*held {
                Some((account, _)) => account.clone(),
                None => {
                    let account = self.fetch().await.map_err(|NoSecret| SendError::Unreachable)?;
                    *held = Some((account.clone(), Instant::now()));
                    account
                }
            }
        };
        let forgotten = self.api.forget_text(&account, id).await;
        if matches!(forgotten, Err(SendError::Denied { .. })) {
            // The secret may have been changed since.
            *self.held.lock().await = None;
        }
        forgotten
    }

    async fn fetch(&self) -> Result<Account, NoSecret> {
        let got = self.secrets.get_secret_value().secret_id(&self.secret).send().await;
        let text = got.ok().and_then(|secret| secret.secret_string);
        text.and_then(|text| serde_json::from_str(&text).ok()).ok_or_else(|| {
            tracing::error!(error_type = "SecretUnavailable", "the provider's secret could not be had, or is not of its form");
            NoSecret
        })
    }
}
