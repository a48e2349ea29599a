//! Nothing about a person stands anywhere but sealed, in its extract, and in what was sent.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;

use super::extract_files::{child, mother, whole};
use super::scene::{Scene, School, text, until};

/// Names that nothing else is called, numbers and addresses, each in the forms that a leak would have: of families, and of staff on duty.
const SECRETS: [&str; 23] = [
    "Xanthippe",
    "Quillfeather",
    "Bartholomea",
    "Wrigglesworth",
    "7700900451",
    "7700 900451",
    "7700900452",
    "xq.family@example.com",
    "P999900024001",
    "poorly with the glimmerpox",
    "glimmerpox",
    "left for school with Umberto",
    "Ozymandia",
    "Kettlewick",
    "7700900971",
    "7700 900971",
    "oz.kettlewick@example.com",
    "Peregrina",
    "Thistlethwack",
    "7700900972",
    "7700 900972",
    "peregrina.t@example.com",
    "pt.spare@example.com",
];

/// The duty phones, as they are texted.
const DUTY: [&str; 2] = ["+447700900971", "+447700900972"];

#[tokio::test]
async fn no_log_table_queue_or_object_holds_a_name_number_address_or_reply_in_the_clear() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let mut by_email = mother("Bartholomea", "Wrigglesworth", "");
    by_email.email = "xq.family@example.com";
    let children = [
        child("0451", "Xanthippe", "Quillfeather", vec![mother("Bartholomea", "Quillfeather", "07700900451")]),
        child("0452", "Bartholomea", "Wrigglesworth", vec![by_email]),
        child("0453", "Xanthippe", "Wrigglesworth", vec![mother("Xanthippe", "Wrigglesworth", "07700900452")]),
        child("0454", "Xanthippe", "Quillfeather", vec![]),
    ];
    let mut files = whole(&children, scene.today(), &[("0451", "N"), ("0452", "N"), ("0453", "N"), ("0454", "N"), ("8888", "N")]);
    let pupils = String::from_utf8(files[0].1.clone()).unwrap().replacen("\r\n,0451", "\r\nP999900024001,0451", 1);
    files[0].1 = pupils.into_bytes();
    duty_list(&scene, &school).await;
    scene.upload(&school, &scene.taken(2), &files).await;
    let absences = scene.settled(&school, &["0451", "0452", "0453", "0454"]).await;
    scene.reply(&school, "+447700900451", "poorly with the glimmerpox", "r1").await;
    scene.becomes(&school, "0451", "explained").await;
    scene.reply(&school, "+447700900452", "she left for school with Umberto!", "r2").await;
    scene.becomes(&school, "0453", "alarm").await;
    scene.reply(&school, "+447700900455", "glimmerpox", "r3").await;
    on_duty(&scene, &school).await;
    scene.ask(&school, &format!("/absences/{}", text(&absences["0451"], "/id"))).await;
    // What fails must not speak either.
    scene.stack.post_webhook("From=%2B447700900451&Body=glimmerpox", "Zm9yZ2Vk").await.unwrap();
    scene.quiet().await;

    let mut places = logs(&scene).await;
    places.extend(tables(&scene).await);
    places.extend(queues(&scene).await);
    places.extend(objects(&scene).await);
    assert!(places.values().map(Vec::len).sum::<usize>() > 20_000, "the scan saw almost nothing");
    for (place, bytes) in &places {
        for secret in SECRETS {
            let found = bytes.windows(secret.len()).any(|window| window.eq_ignore_ascii_case(secret.as_bytes()));
            assert!(!found, "{place} holds “{secret}”");
        }
    }
    // The scan itself can fail: the extract does hold them.
    let extract = scene
        .s3()
        .get_object()
        .bucket(scene.stack.bucket().unwrap())
        .key(format!("schools/100001/{}/pupils.csv", scene.taken(2)));
    if let Ok(extract) = extract.send().await {
        let bytes = extract.body.collect().await.unwrap().into_bytes();
        assert!(bytes.windows(9).any(|window| window == b"Xanthippe"));
    }
}

/// Two people on duty, by every way there is, and lists that are refused for what is wrong with them.
async fn duty_list(scene: &Scene, school: &School) {
    let officer = json!({"duty": "attendance-officer", "name": "Ozymandia Kettlewick", "number": "07700 900971", "email": "oz.kettlewick@example.com"});
    let lead = json!({"duty": "safeguarding-lead", "name": "Peregrina Thistlethwack", "number": "07700900972", "email": "peregrina.t@example.com"});
    let wrong =
        json!({"duty": "head", "name": "Peregrina Thistlethwack", "number": "07700 900972 0", "email": "pt.spare@example.com@"});
    for (people, status) in [(json!([wrong]), 400), (json!([officer, lead]), 200)] {
        let body = json!({"revision": 0, "people": people});
        let set = scene.stack.ask("PUT", "/schools/100001/duty", school.token("school-admin"), Some(&body)).await.unwrap();
        assert_eq!(set.status, status, "{}", set.body);
    }
}

/// Those on duty are told, tested and answer; what they are told reaches them.
async fn on_duty(scene: &Scene, school: &School) {
    let test = json!({"duty_index": 1, "words": "first_day"});
    let path = "/schools/100001/policy/test";
    let tested = scene.stack.ask("POST", path, school.token("school-admin"), Some(&test)).await.unwrap();
    assert_eq!(tested.status, 202, "{}", tested.body);
    for phone in DUTY {
        until("somebody on duty to be told", || async { (!scene.texts_to(phone).await.is_empty()).then_some(()) }).await;
    }
    until("somebody on duty to be mailed", || async {
        let mailed = scene.stack.emails().await.unwrap();
        mailed.iter().any(|email| email.to.iter().any(|to| to == "oz.kettlewick@example.com")).then_some(())
    })
    .await;
    scene.reply(school, DUTY[0], "mine, says Ozymandia", "d1").await;
    scene.reply(school, DUTY[1], "who is Peregrina to ring?", "d2").await;
}

pub(super) type Places = BTreeMap<String, Vec<u8>>;

pub(super) async fn logs(scene: &Scene) -> Places {
    let mut places = Places::new();
    for function in [
        "ingest-upload",
        "evaluate-absences",
        "send-message",
        "receive-reply",
        "escalate-absences",
        "admin-api",
        "expire-records",
    ] {
        places.insert(format!("the log of {function}"), scene.stack.logs(function).await.unwrap().join("\n").into_bytes());
    }
    places
}

pub(super) async fn tables(scene: &Scene) -> Places {
    let db = aws_sdk_dynamodb::Client::new(&scene.stack.sdk_config());
    let mut places = Places::new();
    for table in ["keys", "schools", "roll", "absences", "messages", "usage", "audit"] {
        let mut bytes = Vec::new();
        let mut start = None;
        loop {
            let page =
                db.scan().table_name(scene.stack.table(table).unwrap()).set_exclusive_start_key(start).send().await.unwrap();
            for (name, value) in page.items().iter().flatten() {
                bytes.extend_from_slice(name.as_bytes());
                push(value, &mut bytes);
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        places.insert(format!("the table {table}"), bytes);
    }
    places
}

fn push(value: &AttributeValue, bytes: &mut Vec<u8>) {
    bytes.push(b' ');
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => bytes.extend_from_slice(text.as_bytes()),
        AttributeValue::B(blob) => bytes.extend_from_slice(blob.as_ref()),
        AttributeValue::L(values) => values.iter().for_each(|value| push(value, bytes)),
        AttributeValue::M(values) => values.iter().for_each(|(name, value)| {
            bytes.extend_from_slice(name.as_bytes());
            push(value, bytes);
        }),
        _ => {}
    }
}

/// What lies in the queues and among the dead letters now.
async fn queues(scene: &Scene) -> Places {
    let sqs = aws_sdk_sqs::Client::new(&scene.stack.sdk_config());
    let mut places = Places::new();
    for queue in ["uploads", "evaluations", "messages", "replies"] {
        for url in [scene.stack.queue(queue).unwrap(), scene.stack.dead_letters(queue).unwrap()] {
            let held =
                sqs.receive_message().queue_url(url).max_number_of_messages(10).visibility_timeout(0).send().await.unwrap();
            let bodies: Vec<_> = held.messages().iter().filter_map(|message| message.body()).collect();
            places.insert(url.to_owned(), bodies.join("\n").into_bytes());
        }
    }
    places
}

async fn objects(scene: &Scene) -> Places {
    let (s3, bucket) = (scene.s3(), scene.stack.bucket().unwrap());
    let mut places = Places::new();
    let listed = s3.list_objects_v2().bucket(bucket).send().await.unwrap();
    for key in listed.contents().iter().filter_map(|object| object.key()).filter(|key| !key.starts_with("schools/")) {
        let got = s3.get_object().bucket(bucket).key(key).send().await.unwrap();
        places.insert(key.to_owned(), got.body.collect().await.unwrap().into_bytes().to_vec());
    }
    places
}
