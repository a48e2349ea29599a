//! One AWS configuration for all clients of a function.

use std::sync::OnceLock;
use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sqs::config::SharedCredentialsProvider;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient, http_client_fn};

use crate::config::{self, ConfigError};

/// Region and credentials from the environment, where Lambda puts them; the other places in which AWS's own loader looks are never
/// used there and would make each function larger and slower to start. Four attempts with back-off, none longer than five seconds, all within twelve:
/// shorter than any function's time limit, so that what fails is given back to its queue in time.
///
/// # Errors
/// [`ConfigError`] when there is no region.
pub fn configuration() -> Result<SdkConfig, ConfigError> {
    let mut builder = SdkConfig::builder();
    builder.set_endpoint_url(config::optional("AWS_ENDPOINT_URL"));
    Ok(builder
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(config::required("AWS_REGION")?))
        .http_client(http_client())
        .credentials_provider(SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()))
        .retry_config(RetryConfig::standard().with_max_attempts(4).with_initial_backoff(Duration::from_millis(100)))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(2))
                .operation_attempt_timeout(Duration::from_secs(5))
                .operation_timeout(Duration::from_secs(12))
                .build(),
        )
        .build())
}

/// One HTTP client for all, made at the first call: reading the machine's certificates takes longer than all else that starts.
fn http_client() -> SharedHttpClient {
    let made: OnceLock<SharedHttpClient> = OnceLock::new();
    http_client_fn(move |settings, components| {
        let make = || aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https();
        made.get_or_init(make).http_connector(settings, components)
    })
}

/// The same configuration for calls that must not be repeated on our behalf.
pub fn without_retries(configuration: &SdkConfig) -> SdkConfig {
    configuration.to_builder().retry_config(RetryConfig::disabled()).build()
}
