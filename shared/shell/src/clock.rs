//! The one place that reads the clock.

use jiff::Timestamp;

/// The moment, to the nanosecond.
#[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
