//! A parent who is rung speaks the reason, and staff hear it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use local::{Does, Next, Telephone, sound_of};
use serde_json::{Value, json};

use super::calls::{rings_at_once, rung, story, that_rings, until_why};
use super::extract_files::{child, mother, whole};
use super::fault_proxy::{Fault, On};
use super::scene::{Scene, School, list, text, until};
use super::settings::asks;
use super::troubled::Troubled;

const RECEIVE: &str = "receive-reply";

fn with_recordings() -> Value {
    let mut policy = rings_at_once();
    policy["records_reasons"] = json!(true);
    policy
}

/// Ava is away, and her mother is rung.
async fn away(scene: &Scene, school: &School) {
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
}

/// The mother speaks for nine seconds, and says when Ava will be back.
async fn speaks(telephone: &mut Telephone<'_>) {
    until_why(telephone).await;
    let asked = telephone.does(Does::Presses("4")).await.unwrap();
    assert!(asked.next == Next::Record && asked.words.contains("after the tone"), "{}", asked.words);
    let back = telephone.does(Does::Speaks(9)).await.unwrap();
    assert!(back.words.contains("When will Ava be back"), "{}", back.words);
}

/// What was spoken, by the ids in the story.
async fn spoken(scene: &Scene, school: &School) -> Vec<String> {
    let story = story(scene, school, "0001").await;
    let spoken = list(&story, "/timeline").iter().filter(|moment| text(moment, "/what") == "spoke");
    spoken.map(|moment| text(moment, "/detail").to_owned()).collect()
}

async fn heard(scene: &Scene, school: &School, token: &str, recording: &str) -> (u16, Value) {
    let id = text(&scene.absences(school).await["0001"], "/id").to_owned();
    asks(scene, school, token, &format!("GET /absences/{id}/recordings/{recording}"), None).await
}

#[tokio::test]
async fn what_a_parent_speaks_is_kept_sealed_for_staff_and_deleted_at_the_provider() {
    let (scene, school) = that_rings().await;
    scene.set_policy(&school, 2, with_recordings()).await;
    away(&scene, &school).await;
    let call = rung(&scene).await;
    assert_eq!(&*call.parameters["Record"], "false", "nothing but the reason is recorded");
    let mut telephone = scene.stack.lift(&call);
    speaks(&mut telephone).await;
    let provider_id = telephone.spoken.last().cloned().unwrap();
    telephone.does(Does::Presses("1")).await.unwrap();
    scene.becomes(&school, "0001", "answered").await;
    let recording = until("what was spoken to be kept", || async { spoken(&scene, &school).await.pop() }).await;
    scene.quiet().await;
    assert_eq!(scene.stack.recordings().len(), 0, "the provider has it no more");

    let (status, shown) = heard(&scene, &school, school.token("attendance-officer"), &recording).await;
    assert_eq!((status, &shown["seconds"], text(&shown, "/format")), (200, &json!(9), "audio/mpeg"), "{shown:#}");
    let sound = String::from_utf8(BASE64_STANDARD.decode(text(&shown, "/sound")).unwrap()).unwrap();
    assert_eq!(sound, sound_of(&provider_id));
    let looks = story(&scene, &school, "0001").await;
    assert!(list(&looks, "/timeline").iter().any(|moment| text(moment, "/what") == "recording.hear"), "{looks:#}");

    // The queue may hand it out again after the provider has deleted it.
    let absence = text(&scene.absences(&school).await["0001"], "/id").to_owned();
    let (date, pupil) = absence.split_once('.').unwrap();
    let task = json!({"type": "recording_v1", "school": school.urn, "date": date, "pupils": [pupil], "provider_id": provider_id, "seconds": 9});
    let sqs = aws_sdk_sqs::Client::new(&scene.stack.sdk_config());
    let again = sqs.send_message().queue_url(scene.stack.queue("replies").unwrap()).message_body(task.to_string());
    again.send().await.unwrap();
    scene.quiet().await;
    assert_eq!(spoken(&scene, &school).await, std::slice::from_ref(&recording));

    // Only the office hears it, and only what was spoken about this absence.
    assert_eq!(heard(&scene, &school, school.token("data-protection"), &recording).await.0, 403);
    assert_eq!(heard(&scene, &school, school.token("attendance-officer"), &"0".repeat(32)).await.0, 404);
    let object = format!("recordings/{}/{recording}", school.urn);
    let lies = scene.s3().get_object().bucket(scene.stack.bucket().unwrap()).key(object).send().await.unwrap();
    let lies = lies.body.collect().await.unwrap().to_vec();
    assert!(!String::from_utf8_lossy(&lies).contains("sound"), "it lies there as it was spoken");
    let log = scene.stack.logs(RECEIVE).await.unwrap().concat();
    assert!(!log.contains(&provider_id) && !log.contains("Ava"), "{log}");
}

#[tokio::test]
async fn a_school_that_has_not_turned_it_on_records_nothing() {
    let (scene, school) = that_rings().await;
    away(&scene, &school).await;
    let call = rung(&scene).await;
    let mut telephone = scene.stack.lift(&call);
    until_why(&mut telephone).await;
    let asked = telephone.does(Does::Presses("4")).await.unwrap();
    assert!(asked.next == Next::Key && asked.words.contains("Please ring or text the school"), "{}", asked.words);
    assert!(!asked.twiml.contains("<Record"), "{}", asked.twiml);
}

#[tokio::test]
async fn what_was_spoken_is_kept_once_though_the_function_dies_before_it_lies_there_and_before_it_is_noted() {
    let troubled = Troubled::that_calls().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    scene.set_policy(school, 2, with_recordings()).await;
    away(scene, school).await;
    let call = rung(scene).await;
    troubled.at_rest().await;
    let mut telephone = scene.stack.lift(&call);
    let absences = scene.stack.table("absences").unwrap();
    let deaths = [
        troubled.proxy.plan(On::any("s3", &["PutObject"]).by(RECEIVE), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("s3", &["PutObject"]).by(RECEIVE), Fault::KillAfter).await,
        troubled
            .proxy
            .plan(On::any("dynamodb", &["PutItem", "TransactWriteItems"]).by(RECEIVE).about(absences), Fault::KillBefore)
            .await,
    ];
    speaks(&mut telephone).await;
    troubled.in_time_struck(&deaths).await;
    for _ in 0..3 {
        troubled.at_rest().await;
        troubled.later(7).await;
    }
    let kept = spoken(scene, school).await;
    assert_eq!((kept.len(), scene.stack.recordings().len()), (1, 0), "{kept:?}");
    assert_eq!(heard(scene, school, school.token("attendance-officer"), &kept[0]).await.0, 200);
    troubled.nothing_is_dead().await;
}
