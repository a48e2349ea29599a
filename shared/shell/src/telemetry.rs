//! Logs: JSON lines with ids only. Never names, numbers, addresses, bodies of messages or raw events.

use tracing_subscriber::EnvFilter;

/// Starts the log of a function: one JSON object a line, without the time (the platform stamps it). Call it first.
///
/// The level is `info`, or what `RUST_LOG` says; the SDKs stay at `warn`, since their debug lines carry requests.
pub fn init() {
    let filter = crate::config::optional("RUST_LOG").unwrap_or_else(|| "info".to_owned());
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .without_time()
        .with_ansi(false)
        .with_env_filter(EnvFilter::new(format!(
            "{filter},aws_config=warn,aws_smithy_runtime=warn,hyper=warn,lambda_runtime=warn"
        )))
        .init();
}
