//! The provider beside AWS, with the account that we have there.

use channels::{Account, ProviderApi, SendError};
use tokio::sync::Mutex;

/// All that asking the provider needs.
#[derive(Debug)]
pub(crate) struct AtProvider {
    pub(crate) api: ProviderApi,
    secrets: aws_sdk_secretsmanager::Client,
    secret: String,
    /// The address of our API as the provider knows it, without a slash at its end.
    pub(crate) base_url: String,
    held: Mutex<Option<Account>>,
}

impl AtProvider {
    /// `secret` names the provider's secret; `base_url` is the address of our API as the provider knows it.
    pub(crate) fn new(api: ProviderApi, secrets: aws_sdk_secretsmanager::Client, secret: String, base_url: &str) -> Self {
        Self { api, secrets, secret, base_url: base_url.trim_end_matches('/').to_owned(), held: Mutex::default() }
    }

    /// Asks something of the provider with our account there. The account is asked for once, and again when the provider does not know it.
    pub(crate) async fn with_account<T>(&self, ask: impl AsyncFn(&Account) -> Result<T, SendError>) -> Result<T, SendError> {
        let account = self.account().await?;
        let answer = ask(&account).await;
        if matches!(answer, Err(SendError::Denied { .. })) {
            // The secret may have been changed since.
            *self.held.lock().await = None;
        }
        answer
    }

    async fn account(&self) -> Result<Account, SendError> {
        let mut held = self.held.lock().await;
        if let Some(account) = &*held {
            return Ok(account.clone());
        }
        let got = self.secrets.get_secret_value().secret_id(&self.secret).send().await;
        let text = got.ok().and_then(|secret| secret.secret_string);
        let account: Option<Account> = text.and_then(|text| serde_json::from_str(&text).ok());
        let account = account.ok_or_else(|| {
            tracing::error!(error_type = "SecretUnavailable", "the provider's secret could not be had, or is not of its form");
            SendError::Unreachable
        })?;
        *held = Some(account.clone());
        Ok(account)
    }
}
