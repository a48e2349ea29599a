//! One AWS configuration for all clients of a function.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};

/// Region and credentials from the environment; four attempts with back-off, none longer than five seconds, all within twelve:
/// shorter than any function's time limit, so that what fails is given back to its queue in time.
pub async fn configuration() -> SdkConfig {
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .retry_config(RetryConfig::standard().with_max_attempts(4).with_initial_backoff(Duration::from_millis(100)))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(2))
                .operation_attempt_timeout(Duration::from_secs(5))
                .operation_timeout(Duration::from_secs(12))
                .build(),
        )
        .load()
        .await
}

/// The same configuration for calls that must not be repeated on our behalf.
pub fn without_retries(configuration: &SdkConfig) -> SdkConfig {
    configuration.to_builder().retry_config(RetryConfig::disabled()).build()
}
