//! Logs: JSON lines with ids only. Never names, numbers, addresses, bodies of messages or raw events.

use tracing::Level;

/// Starts the log of a function: one JSON object a line, without the time (the platform stamps it). Call it first.
///
/// Nothing below `info` is ever written: the SDKs' debug lines carry requests.
pub fn init() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .without_time()
        .with_ansi(false)
        .with_max_level(Level::INFO)
        .init();
}
