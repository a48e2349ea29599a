//! The provider beside AWS, with the account that we have there: its secret is asked for once, and again, seldom, when it does not serve.

use std::time::Duration;

use aws_sdk_secretsmanager::Client;
use domain::phone::PhoneNumber;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::failure::{ProviderId, SendError};
use crate::guard::Guard;
use crate::provider_api::{Account, ProviderApi, ProviderText};

/// How soon after a look at the secret a failed check may look again: somebody who forges cannot make us ask all the time.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// The provider's API, with the account that we have there.
#[derive(Debug)]
pub struct AtProvider {
    api: ProviderApi,
    secrets: Client,
    secret: String,
    held: Mutex<Option<(Account, Instant)>>,
}

/// The provider's secret could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSecret;

impl AtProvider {
    /// `url` is where the provider's API answers: `https://api.twilio.com`; `secret` names the secret that holds our account there.
    pub fn new(url: String, guard: Guard, secrets: Client, secret: String) -> Self {
        Self { api: ProviderApi::new(url, guard), secrets, secret, held: Mutex::new(None) }
    }

    /// Whether what `is_good` checks with the account's token is signed.
    ///
    /// # Errors
    /// [`NoSecret`]: nobody can tell.
    pub async fn has_signed(&self, is_good: impl Fn(&str) -> bool) -> Result<bool, NoSecret> {
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

    /// Has a number rung, with these parameters of the provider's.
    ///
    /// # Errors
    /// [`SendError`], with [`SendError::Refused`] before the provider is asked.
    pub async fn call(&self, to: &PhoneNumber, parameters: &[(&'static str, String)]) -> Result<ProviderId, SendError> {
        self.with_account(async |account| self.api.call(account, to, parameters).await).await
    }

    /// Has a text sent.
    ///
    /// # Errors
    /// [`SendError`], with [`SendError::Refused`] before the provider is asked.
    pub async fn text(&self, text: ProviderText<'_>) -> Result<ProviderId, SendError> {
        self.with_account(async |account| self.api.text(account, text).await).await
    }

    /// Has a text deleted there, with what it says.
    ///
    /// # Errors
    /// [`SendError`]: the text may still be there.
    pub async fn forget_text(&self, id: &ProviderId) -> Result<(), SendError> {
        self.with_account(async |account| self.api.forget_text(account, id).await).await
    }

    /// What was spoken in a call; `None` where it is not there yet, or no more.
    ///
    /// # Errors
    /// [`SendError`]
    pub async fn recording(&self, id: &ProviderId) -> Result<Option<Vec<u8>>, SendError> {
        self.with_account(async |account| self.api.recording(account, id).await).await
    }

    /// Has what was spoken deleted there.
    ///
    /// # Errors
    /// [`SendError`]: it may still be there.
    pub async fn forget_recording(&self, id: &ProviderId) -> Result<(), SendError> {
        self.with_account(async |account| self.api.forget_recording(account, id).await).await
    }

    async fn with_account<T>(&self, ask: impl AsyncFn(&Account) -> Result<T, SendError>) -> Result<T, SendError> {
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
        let answer = ask(&account).await;
        if matches!(answer, Err(SendError::Denied { .. })) {
            // The secret may have been changed since.
            *self.held.lock().await = None;
        }
        answer
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
