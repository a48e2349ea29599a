//! Every handler is fed each of its events again, in reverse order: nothing changes and nobody hears anything twice.

use serde_json::{Value, json};

use super::extract_files::{child, mother, whole};
use super::scene::{Scene, School, list, text};

fn records(bodies: &[Value]) -> Value {
    let record = |(index, body): (usize, &Value)| {
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        json!({"messageId": format!("again-{index}"), "receiptHandle": "none", "body": body, "attributes": {}, "messageAttributes": {}, "eventSource": "aws:sqs", "awsRegion": "eu-west-2"})
    };
    json!({"Records": bodies.iter().enumerate().map(record).collect::<Vec<_>>()})
}

async fn again(scene: &Scene, function: &str, bodies: &[Value]) {
    let mut reversed = bodies.to_vec();
    reversed.reverse();
    for batch in [bodies, &reversed] {
        let answer = scene.stack.invoke(function, &records(batch)).await.unwrap();
        assert_eq!(list(&answer, "/batchItemFailures"), &[] as &[Value], "{function}: {answer}");
    }
}

/// What staff see and what was sent, in one value.
async fn state(scene: &Scene, school: &School, upload: &str) -> Value {
    let texts: Vec<_> =
        scene.stack.texts().await.unwrap().into_iter().map(|sent| format!("{} {}", sent.to, sent.words)).collect();
    let mut stories = Vec::new();
    for absence in scene.absences(school).await.values() {
        let story = scene.ask(school, &format!("/absences/{}", text(absence, "/id"))).await;
        let moments: Vec<_> =
            list(&story, "/timeline").iter().filter(|moment| text(moment, "/what") != "absence.look").cloned().collect();
        stories.push(json!({"absence": story["absence"], "timeline": moments}));
    }
    let upload = scene.ask(school, &format!("/uploads/{upload}")).await;
    json!({"texts": texts, "stories": stories, "upload": {"state": upload["state"], "counts": upload["marks"], "problems": upload["problems"]},
        "unmatched": scene.ask(school, "/unmatched").await["replies"]})
}

#[tokio::test]
async fn every_event_again_and_in_reverse_order_changes_nothing() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Noah", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0003", "Isla", "Brown", vec![mother("Joy", "Brown", "07700900003")]),
    ];
    let files = whole(&children, scene.today(), &[("0001", "N"), ("0002", "N"), ("0003", "N")]);
    let upload = scene.taken(2);
    scene.upload(&school, &upload, &files).await;
    let absences = scene.settled(&school, &["0001", "0002", "0003"]).await;
    let words = [
        ("+447700900001", "Ava is poorly, noah too", "r1"),
        ("+447700900003", "left at 8", "r2"),
        ("+447700900009", "hello", "r3"),
    ];
    for (from, words, id) in words {
        scene.reply(&school, from, words, id).await;
    }
    for (pupil, state) in [("0001", "explained"), ("0002", "explained"), ("0003", "alarm")] {
        scene.becomes(&school, pupil, state).await;
    }
    scene.quiet().await;
    let before = state(&scene, &school, &upload).await;

    let bucket = scene.stack.bucket().unwrap();
    let mut created = Vec::new();
    for (name, bytes) in &files {
        let etag = scene.etag(&school, &upload, name).await;
        created.push(json!({"version": "0", "detail-type": "Object Created", "source": "aws.s3", "time": "2026-11-23T09:05:00Z",
            "detail": {"bucket": {"name": bucket}, "object": {"key": format!("schools/100001/{upload}/{name}"), "size": bytes.len(), "etag": etag}}}));
    }
    created.push(json!({"type": "upload_waited_v1", "school": "100001", "upload": upload}));
    again(&scene, "ingest-upload", &created).await;
    let date = scene.today().to_string();
    again(&scene, "evaluate-absences", &[json!({"type": "evaluate_v1", "school": "100001", "date": date})]).await;
    let mut messages: Vec<_> =
        absences.values().flat_map(|absence| list(absence, "/messages")).map(|message| text(message, "/id")).collect();
    messages.sort_unstable();
    messages.dedup();
    assert_eq!(messages.len(), 2);
    let sends: Vec<Value> =
        messages.iter().map(|id| json!({"type": "send_message_v1", "school": "100001", "date": date, "message": id})).collect();
    again(&scene, "send-message", &sends).await;
    let replies: Vec<Value> = words
        .iter()
        .map(|(from, words, id)| {
            let text = json!({"originationNumber": from, "destinationNumber": school.number, "messageBody": words, "inboundMessageId": id});
            json!({"Type": "Notification", "MessageId": "outer", "Message": text.to_string()})
        })
        .collect();
    again(&scene, "receive-reply", &replies).await;
    for _ in 0..2 {
        scene.stack.invoke("escalate-absences", &json!({})).await.unwrap();
    }
    scene.quiet().await;
    let after = state(&scene, &school, &upload).await;
    assert_eq!(after, before);
}
