//! Stream records of deletions at the tables' own hand.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A batch of a DynamoDB stream.
#[derive(Debug, Deserialize)]
pub(crate) struct Batch {
    /// The records, in order.
    #[serde(rename = "Records")]
    pub(crate) records: Vec<Record>,
}

/// One record: keys only are read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    #[serde(rename = "eventID")]
    event_id: String,
    event_name: String,
    user_identity: Option<Identity>,
    dynamodb: Change,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    principal_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    keys: Keys,
    sequence_number: String,
    approximate_creation_date_time: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Keys {
    pk: Text,
    sk: Text,
}

#[derive(Debug, Deserialize)]
struct Text {
    #[serde(rename = "S")]
    s: String,
}

/// What to give back of a batch: everything from the first failure on, so that nothing is noted out of order or lost.
#[derive(Debug, Serialize)]
pub(crate) struct Failures {
    #[serde(rename = "batchItemFailures")]
    items: Vec<Failure>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl Failures {
    pub(crate) fn none() -> Self {
        Self { items: Vec::new() }
    }

    pub(crate) fn from(record: &Record) -> Self {
        Self { items: vec![Failure { item_identifier: record.dynamodb.sequence_number.clone() }] }
    }
}

/// An item that was deleted at its date.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Expired {
    /// The school; `deployment` for what is found by a number or a token, and not by its school.
    pub(crate) school: String,
    /// What kind of item, by its sort key: `message`, `absence`, `pupil`.
    pub(crate) kind: &'static str,
    /// The stream record's own id.
    pub(crate) id: String,
    /// When.
    pub(crate) at: Timestamp,
}

/// Reads a deletion by the table itself; `None` for anything else.
pub(crate) fn read(record: &Record) -> Option<Expired> {
    let by_ttl = record.user_identity.as_ref().is_some_and(|identity| identity.principal_id == "dynamodb.amazonaws.com");
    if record.event_name != "REMOVE" || !by_ttl {
        return None;
    }
    let (pk, sk) = (&record.dynamodb.keys.pk.s, &record.dynamodb.keys.sk.s);
    let kind = match (pk.split('#').next()?, sk.split('#').next()?) {
        ("conversation", _) => "conversation",
        ("thanks", _) => "thanks",
        ("token", _) => "token",
        ("receipts", _) => "receipts",
        ("question", _) => "question",
        (_, "message") => "message",
        (_, "reply" | "unmatched") => "reply",
        (_, "call") => "call",
        (_, "absence") => "absence",
        (_, "register") => "register",
        (_, "upload") => "upload",
        (_, "thread") => "thread",
        (_, "health") => "health",
        (_, "pupil") => "pupil",
        _ => return None,
    };
    let is_nobodys = matches!(kind, "conversation" | "thanks" | "token" | "receipts" | "question");
    let school = if is_nobodys { "deployment" } else { pk.as_str() };
    let at = record.dynamodb.approximate_creation_date_time.and_then(|second| Timestamp::from_second(second as i64).ok())?;
    Some(Expired { school: school.to_owned(), kind, id: record.event_id.clone(), at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(pk: &str, sk: &str, principal: Option<&str>) -> Record {
        serde_json::from_value(serde_json::json!({
            "eventID": "e1",
            "eventName": "REMOVE",
            "userIdentity": principal.map(|p| serde_json::json!({"type": "Service", "principalId": p})),
            "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}, "SequenceNumber": "7", "ApproximateCreationDateTime": 1_795_000_000},
        }))
        .unwrap()
    }

    #[test]
    fn a_deletion_at_its_date_is_noted_by_kind_and_never_by_content() {
        let read = read(&record("123456", "message#2026-11-23#ab", Some("dynamodb.amazonaws.com"))).unwrap();
        assert_eq!((read.school.as_str(), read.kind, read.id.as_str()), ("123456", "message", "e1"));
    }

    #[test]
    fn a_conversation_is_nobodys_school() {
        let read = read(&record("conversation#00ff", "2026-11-23#123456#ab", Some("dynamodb.amazonaws.com"))).unwrap();
        assert_eq!((read.school.as_str(), read.kind), ("deployment", "conversation"));
        let read = super::read(&record("token#00ff", "2026-11-23#123456#ab", Some("dynamodb.amazonaws.com"))).unwrap();
        assert_eq!((read.school.as_str(), read.kind), ("deployment", "token"));
        let read = super::read(&record("question#00ff", "2026-11-23", Some("dynamodb.amazonaws.com"))).unwrap();
        assert_eq!((read.school.as_str(), read.kind), ("deployment", "question"));
    }

    #[test]
    fn a_deletion_by_somebody_else_is_none_of_ours() {
        assert_eq!(read(&record("123456", "message#2026-11-23#ab", None)), None);
    }
}
