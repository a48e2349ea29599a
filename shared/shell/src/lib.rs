//! What every Lambda function needs: clock, configuration, telemetry, partial batches, deadlines. Must NOT know the domain or a table.

pub mod aws;
pub mod batch;
pub mod clock;
pub mod config;
pub mod metrics;
pub mod queue;
pub mod retry;
pub mod telemetry;

pub use retry::{Failure, Retry};
