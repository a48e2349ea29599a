//! What we read, held against what the providers publish. The facts stand in `contracts/`, each with its source.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a table that is missing ends the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use channels::{
    NotAMail, NotAReceipt, Outcome, ProviderText, Receipt, Verdict, Why, read_ses_event, read_ses_notice, read_twilio_status,
};
use domain::phone::{Line, PhoneNumber};
use serde_json::{Value, json};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/contracts").join(name)
}

/// A table's rows, each of so many cells.
fn table<const CELLS: usize>(name: &str) -> Vec<[String; CELLS]> {
    let text = fs::read_to_string(path(name)).unwrap();
    assert!(text.starts_with("# Source: https://"), "{name} does not say where its facts stand");
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| row.split('\t').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()).collect()
}

/// The bodies that a queue brings.
fn shape(name: &str) -> Vec<String> {
    let samples = path("../../../../events/receive-reply").join(name);
    let shape: Value = serde_json::from_str(&fs::read_to_string(samples).unwrap()).unwrap();
    shape["Records"].as_array().unwrap().iter().map(|record| record["body"].as_str().unwrap().to_owned()).collect()
}

fn text(status: &str, error: &str) -> Receipt {
    let mut form = format!(
        "AccountSid=AC0&From=%2B447700900980&MessageSid=SM1&MessageStatus={status}&SmsSid=SM1&SmsStatus={status}&To=%2B447700900123"
    );
    if !error.is_empty() {
        form.push_str(&format!("&ErrorCode={error}"));
    }
    read_twilio_status(form.as_bytes()).unwrap()
}

fn email(event: &Value) -> Receipt {
    let mut event = event.clone();
    event["mail"] = json!({ "messageId": "m", "timestamp": "2026-11-23T09:14:33.482Z" });
    read_ses_event(&json!({ "MessageId": "o", "Message": event.to_string() }).to_string()).unwrap()
}

#[test]
fn each_status_of_a_text_means_what_the_table_says() {
    for [status, outcome] in table("twilio_statuses.tsv") {
        let receipt = text(&status, "");
        assert_eq!(receipt.outcome.to_string(), outcome, "{status}");
        assert_eq!(receipt.unlisted.is_some(), outcome.starts_with("unknown"), "{status}");
    }
}

#[test]
fn each_error_code_of_a_failed_text_means_what_the_table_says_and_every_other_stands_out() {
    let rows = table::<3>("twilio_errors.tsv");
    let codes: BTreeSet<_> = rows.iter().map(|[code, ..]| code.as_str()).collect();
    assert_eq!(codes.len(), rows.len());
    for [code, _, outcome] in &rows {
        for status in ["failed", "undelivered"] {
            let receipt = text(status, code);
            assert_eq!((receipt.outcome.to_string().as_str(), receipt.unlisted), (outcome.as_str(), None), "{code}");
        }
    }
    for code in (10_000..70_000).map(|code| code.to_string()).filter(|code| !codes.contains(code.as_str())) {
        let receipt = text("undelivered", &code);
        assert_eq!(receipt.outcome, Outcome::SoftFailure(Why::Unlisted), "{code}");
        assert_eq!(receipt.unlisted.unwrap().as_str(), format!("undelivered/{code}"));
    }
}

#[test]
fn a_text_is_given_to_the_provider_with_parameters_that_it_publishes() {
    let number = |text| PhoneNumber::from_e164(text, Line::Mobile).unwrap();
    let (from, to) = (number("+447700900980"), number("+447700900123"));
    let text = ProviderText { from: &from, to: &to, words: "Hill Road School: …", status: "https://firstday.example.com/s" };
    let rows = table::<3>("twilio_texts.tsv");
    let parameters = text.parameters();
    for (name, value) in &parameters {
        let [.., allowed] = rows.iter().find(|[known, ..]| known == name).unwrap_or_else(|| panic!("there is no {name}"));
        let is_in = |range: &str, count: usize| {
            let (least, most) = range.split_once('-').unwrap();
            (least.parse().unwrap()..=most.parse().unwrap()).contains(&count)
        };
        let fits = match allowed.split_once(' ').unwrap_or((allowed, "")) {
            ("number", _) => PhoneNumber::from_e164(value, Line::Mobile).is_ok(),
            ("characters", range) => is_in(range, value.chars().count()),
            ("range", range) => is_in(range, value.parse().unwrap()),
            ("address", _) => value.starts_with("https://") && !value.contains(['_', ' ']),
            ("true", _) => ["true", "false"].contains(&&**value),
            other => panic!("the table allows {other:?}, which nobody reads"),
        };
        assert!(fits, "{name}={value} is not {allowed}");
    }
    let given = |name: &str| parameters.iter().any(|(known, _)| *known == name);
    assert!(rows.iter().all(|[name, needed, _]| needed != "required" || given(name)));
}

#[test]
fn each_event_of_an_email_means_what_the_table_says() {
    for [name, outcome] in table("ses_events.tsv") {
        let event = json!({ "eventType": name, "deliveryDelay": { "delayType": "General" }, "complaint": {}, "delivery": {} });
        let receipt = email(&event);
        assert_eq!(receipt.outcome.to_string(), outcome, "{name}");
        assert_eq!(receipt.unlisted.is_some(), outcome.starts_with("unknown"), "{name}");
    }
}

#[test]
fn each_bounce_means_what_the_table_says_and_every_other_stands_out() {
    let rows = table::<3>("ses_bounces.tsv");
    let bounce =
        |kind: &str, sub: &str| email(&json!({ "eventType": "Bounce", "bounce": { "bounceType": kind, "bounceSubType": sub } }));
    for [kind, _, _] in &rows {
        for [_, sub, _] in &rows {
            let receipt = bounce(kind, sub);
            let listed = rows.iter().find(|[of, with, _]| of == kind && with == sub);
            match listed {
                Some([_, _, outcome]) => {
                    assert_eq!(
                        (receipt.outcome.to_string().as_str(), receipt.unlisted),
                        (outcome.as_str(), None),
                        "{kind} {sub}"
                    );
                }
                None => {
                    assert!(receipt.unlisted.is_some() && receipt.outcome.is_final(), "{kind} {sub}");
                    assert_eq!(receipt.outcome.suspends(), kind == "Permanent", "{kind} {sub}");
                }
            }
        }
    }
}

#[test]
fn each_delay_is_known_and_every_other_stands_out() {
    let delay = |kind: &str| email(&json!({ "eventType": "DeliveryDelay", "deliveryDelay": { "delayType": kind } }));
    for [kind] in table("ses_delays.tsv") {
        assert_eq!((delay(&kind).outcome, delay(&kind).unlisted), (Outcome::Delayed, None), "{kind}");
    }
    assert!(delay("Strike").unlisted.is_some());
}

#[test]
fn one_event_of_each_kind_is_read_as_the_queue_brings_it() {
    let read: Vec<_> = shape("mail-events.json").iter().map(|body| read_ses_event(body)).collect();
    let outcomes: Vec<_> = read.iter().flatten().map(|receipt| receipt.outcome.to_string()).collect();
    let expected = [
        "accepted",
        "delivered",
        "delayed",
        "hard_failure:no_such_mailbox",
        "complaint",
        "soft_failure:our_fault",
        "soft_failure:our_fault",
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(read.last(), Some(&Err(NotAReceipt::SetUp)));
    for receipt in read.into_iter().flatten() {
        assert_eq!(receipt.provider_id.as_str(), "0107019example-5e1c9a52-0000-4000-8000-000000000000-000000");
        assert!(receipt.at.is_some() && receipt.unlisted.is_none());
    }
}

/// The announcement within its envelope.
fn announcement() -> Value {
    let envelope: Value = serde_json::from_str(&shape("inbound-mail.json")[0]).unwrap();
    serde_json::from_str(envelope["Message"].as_str().unwrap()).unwrap()
}

fn announced(notice: &Value) -> Result<channels::MailNotice, NotAMail> {
    read_ses_notice(&json!({ "MessageId": "o", "Message": notice.to_string() }).to_string())
}

/// Each field of an object, as `mail.messageId`; headers are the sender's own.
fn fields(value: &Value, before: &str, into: &mut BTreeSet<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let field = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
        if field != "mail.commonHeaders" {
            fields(value, &field, into);
        }
        into.insert(field);
    }
}

#[test]
fn an_announced_email_is_read_as_the_queue_brings_it() {
    let notice = read_ses_notice(&shape("inbound-mail.json")[0]).unwrap();
    assert_eq!((notice.bucket.as_str(), notice.key.as_str()), ("firstday-test-mail", "mail/o3vrnil0e2ic28tr0example"));
    assert_eq!(notice.token.unwrap().expose(), "8f3a1c5e7b9d2046a1b2c3d4e5f60718");
    assert!([notice.spam, notice.virus, notice.dkim, notice.spf, notice.dmarc].iter().all(|verdict| *verdict == Verdict::Pass));
}

#[test]
fn the_sample_of_an_announcement_has_no_field_that_is_not_published() {
    let published: BTreeSet<String> = table("ses_received.tsv").into_iter().map(|[field, _]| field).collect();
    let mut used = BTreeSet::new();
    fields(&announcement(), "", &mut used);
    assert_eq!(used.difference(&published).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn an_announcement_is_read_without_any_field_that_may_be_missing_and_none_without_one_that_is_needed() {
    for [field, needed] in table("ses_received.tsv") {
        let mut notice = announcement();
        let (within, name) = field.rsplit_once('.').unwrap_or(("", &field));
        let pointer = if within.is_empty() { String::new() } else { format!("/{}", within.replace('.', "/")) };
        notice.pointer_mut(&pointer).unwrap().as_object_mut().unwrap().remove(name);
        assert_eq!(announced(&notice).is_err(), needed == "needed", "{field}");
    }
}

#[test]
fn each_word_for_what_a_check_found_is_known() {
    for [word, verdict] in table("ses_verdicts.tsv") {
        let mut notice = announcement();
        notice["receipt"]["dmarcVerdict"]["status"] = json!(word);
        assert_eq!(format!("{:?}", announced(&notice).unwrap().dmarc), verdict);
    }
    let mut notice = announcement();
    notice["receipt"]["dmarcVerdict"]["status"] = json!("PERHAPS");
    assert_eq!(announced(&notice).unwrap().dmarc, Verdict::Unknown);
}
