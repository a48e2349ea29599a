//! Metrics in CloudWatch's embedded metric format: one JSON line, few dimensions, units in the names' declarations.

use std::io::Write;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Milliseconds.
    Milliseconds,
}

impl Unit {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// Writes one metric line to standard output, where CloudWatch finds it.
///
/// `dimensions` are few and never about a person: the function, the channel, the outcome.
pub fn emit(now: Timestamp, dimensions: &[(&str, &str)], metrics: &[(&str, Unit, f64)]) {
    let line = line(now, dimensions, metrics);
    // A metric that cannot be written must not fail the work that it counts.
    if let Err(error) = writeln!(std::io::stdout().lock(), "{line}") {
        tracing::warn!(error = %error, "a metric could not be written");
    }
}

fn line(now: Timestamp, dimensions: &[(&str, &str)], metrics: &[(&str, Unit, f64)]) -> Value {
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": "Firstday",
                "Dimensions": [dimensions.iter().map(|(name, _)| *name).collect::<Vec<_>>()],
                "Metrics": metrics.iter().map(|(name, unit, _)| json!({"Name": name, "Unit": unit.as_str()})).collect::<Vec<_>>(),
            }],
        }),
    );
    for (name, value) in dimensions {
        line.insert((*name).to_owned(), json!(value));
    }
    for (name, _, value) in metrics {
        line.insert((*name).to_owned(), json!(value));
    }
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_one_line_in_the_embedded_format() {
        let line = line(Timestamp::from_second(1).unwrap(), &[("channel", "sms")], &[("MessagesSent", Unit::Count, 2.0)]);
        assert_eq!(
            line.to_string(),
            r#"{"MessagesSent":2.0,"_aws":{"CloudWatchMetrics":[{"Dimensions":[["channel"]],"Metrics":[{"Name":"MessagesSent","Unit":"Count"}],"Namespace":"Firstday"}],"Timestamp":1000},"channel":"sms"}"#
        );
    }
}
