//! What functions asked AWS for: calls by function, service and operation, with DynamoDB's read and write units.
//!
//! Units are those of AWS: the emulator takes every read for one item, so reads are counted here by the size of what was read.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// The calls of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Count {
    pub(super) calls: usize,
    pub(super) read_units: f64,
    pub(super) write_units: f64,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.read_units += other.read_units;
        self.write_units += other.write_units;
    }
}

/// Who asked, at which service, for which operation.
type Kind = (String, String, String);

/// Calls that were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ledger(BTreeMap<Kind, Count>);

impl Ledger {
    /// Notes a call with its answer, an HTTP response as it came.
    pub(super) fn note(&mut self, function: &str, (service, operation): (&str, &str), asked: &[u8], answer: &[u8]) {
        let (read_units, write_units) = if service == "dynamodb" {
            let body = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer, |at| &answer[at + 4..]);
            units(operation, &serde_json::from_slice(asked).unwrap(), &serde_json::from_slice(body).unwrap())
        } else {
            (0.0, 0.0)
        };
        let kind = (function.to_owned(), service.to_owned(), operation.to_owned());
        *self.0.entry(kind).or_default() += Count { calls: 1, read_units, write_units };
    }

    /// What a function asked of a service in all, or of one operation where one is named.
    pub(super) fn of(&self, function: &str, service: &str, operation: Option<&str>) -> Count {
        let mut sum = Count::default();
        for ((of, at, named), count) in &self.0 {
            if of.ends_with(function) && at == service && operation.is_none_or(|operation| operation == named) {
                sum += *count;
            }
        }
        sum
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((function, service, operation), Count { calls, read_units, write_units }) in &self.0 {
            let function = function.trim_start_matches("firstday-local-");
            writeln!(
                f,
                "{function:<18} {service:<9} {operation:<24} {calls:>6} calls {read_units:>9} read {write_units:>7} write"
            )?;
        }
        Ok(())
    }
}

/// Read units of four kilobytes, halved where the newest need not be there, and write units as the emulator gives them.
fn units(operation: &str, asked: &Value, answer: &Value) -> (f64, f64) {
    let started = |bytes: usize| bytes.div_ceil(4096).max(1) as f64;
    let share = |asked: &Value| if asked["ConsistentRead"] == true { 1.0 } else { 0.5 };
    let items = |list: &Value| list.as_array().cloned().unwrap_or_default();
    match operation {
        "GetItem" => (started(item_bytes(&answer["Item"])) * share(asked), 0.0),
        "Query" => (started(items(&answer["Items"]).iter().map(item_bytes).sum()) * share(asked), 0.0),
        "BatchGetItem" => {
            let of_table = |(table, asked): (&String, &Value)| {
                let found = items(&answer["Responses"][table]);
                let missing = items(&asked["Keys"]).len() - found.len();
                (found.iter().map(|item| started(item_bytes(item))).sum::<f64>() + missing as f64) * share(asked)
            };
            (asked["RequestItems"].as_object().unwrap().iter().map(of_table).sum(), 0.0)
        }
        _ => {
            let consumed = &answer["ConsumedCapacity"];
            let all = consumed.as_array().cloned().unwrap_or_else(|| vec![consumed.clone()]);
            (0.0, all.iter().filter_map(|one| one["CapacityUnits"].as_f64()).sum())
        }
    }
}

/// The size of an item as DynamoDB reckons it.
fn item_bytes(item: &Value) -> usize {
    item.as_object().into_iter().flatten().map(|(name, value)| name.len() + value_bytes(value)).sum()
}

fn value_bytes(value: &Value) -> usize {
    let Some((kind, held)) = value.as_object().and_then(|value| value.iter().next()) else { return 0 };
    let text = held.as_str().map_or(0, str::len);
    match kind.as_str() {
        "S" => text,
        "N" => text.div_ceil(2) + 1,
        "B" => text * 3 / 4,
        "L" => 3 + held.as_array().into_iter().flatten().map(|one| 1 + value_bytes(one)).sum::<usize>(),
        "M" => 3 + held.as_object().into_iter().flatten().map(|(name, one)| 1 + name.len() + value_bytes(one)).sum::<usize>(),
        _ => 1,
    }
}

#[test]
fn reads_are_reckoned_by_size_and_by_whether_the_newest_is_asked_for() {
    let item = |bytes: usize| serde_json::json!({"pk": {"S": "x".repeat(bytes - 2)}});
    let asked = serde_json::json!({"ConsistentRead": true});
    assert_eq!(units("GetItem", &asked, &serde_json::json!({"Item": item(4097)})), (2.0, 0.0));
    assert_eq!(units("Query", &serde_json::json!({}), &serde_json::json!({"Items": []})), (0.5, 0.0));
    assert_eq!(units("Query", &asked, &serde_json::json!({"Items": [item(3000), item(3000)]})), (2.0, 0.0));
    let asked = serde_json::json!({"RequestItems": {"t": {"Keys": [{}, {}, {}], "ConsistentRead": true}}});
    assert_eq!(units("BatchGetItem", &asked, &serde_json::json!({"Responses": {"t": [item(100), item(5000)]}})), (4.0, 0.0));
    let written = serde_json::json!({"ConsumedCapacity": {"CapacityUnits": 3.0}});
    assert_eq!(units("PutItem", &serde_json::json!({}), &written), (0.0, 3.0));
}
