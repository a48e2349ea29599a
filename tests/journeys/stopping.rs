//! STOP and START: a parent who wants no texts gets none, and the search for the child goes on.

use local::ParentText;
use serde_json::json;

use super::extract_files::{child, mother, whole};
use super::scene::{Scene, School, list, text, until};
use super::settings::asks;

const MUM: &str = "+447700900001";

/// What the sender of a text is answered over the webhook; empty where that is nothing.
async fn answered(scene: &Scene, school: &School, words: &str, id: &str) -> String {
    let answer = scene.stack.text_over_webhook(ParentText { from: MUM, to: &school.number, words, id }).await.unwrap();
    assert_eq!(answer.status, 200);
    let body = answer.body.as_str().unwrap().to_owned();
    let said = body.split_once("<Message>").and_then(|(_, rest)| rest.split_once("</Message>"));
    said.map(|(said, _)| said.to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn stop_ends_the_texts_of_a_number_once_confirmed_and_start_undoes_it() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    // Eve is the mother of two at this school; her neighbour is nobody's business here.
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Leo", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0003", "Kit", "Jones", vec![mother("Ann", "Jones", "07700900002")]),
    ];
    let upload = async |minutes: i64, marks: [(&'static str, &'static str); 3]| {
        scene.upload(&school, &scene.taken(minutes), &whole(&children, scene.today(), &marks)).await;
    };
    upload(9, [("0001", "N"), ("0002", "/"), ("0003", "/")]).await;
    scene.settled(&school, &["0001"]).await;
    let first = scene.texts_to(MUM).await;
    assert_eq!(first.len(), 1);

    let confirmed = answered(&scene, &school, "STOP", "SM1").await;
    assert!(confirmed.contains("no more texts") && confirmed.contains("START"), "{confirmed}");
    assert_eq!(answered(&scene, &school, "STOP", "SM2").await, "", "confirmed once");
    // Nobody is left whom a message reaches: staff have it.
    scene.becomes(&school, "0001", "unreachable").await;
    upload(6, [("0001", "N"), ("0002", "N"), ("0003", "N")]).await;
    scene.becomes(&school, "0002", "unreachable").await;
    until("the neighbour to be asked", || async { (scene.texts_to("+447700900002").await.len() == 1).then_some(()) }).await;
    assert_eq!(scene.texts_to(MUM).await, first, "of the brother neither");
    let absences = scene.absences(&school).await;
    for admission in ["0001", "0002"] {
        let pupil = text(&absences[admission], "/id").split_once('.').unwrap().1;
        let (_, known) = asks(&scene, &school, school.token("attendance-officer"), &format!("GET /pupils/{pupil}"), None).await;
        assert_eq!(known["contacts"][0]["wishes"]["refused"], json!(["text"]), "the office sees it: {known:#}");
    }

    // She may still say why.
    assert_eq!(answered(&scene, &school, "Leo has a cold", "SM3").await, "", "thanked today already, by the confirmation");
    scene.becomes(&school, "0002", "explained").await;

    let confirmed = answered(&scene, &school, "start", "SM4").await;
    assert!(confirmed.contains("You will get our texts again"), "{confirmed}");
    assert_eq!(list(&scene.ask(&school, "/unmatched").await, "/replies").len(), 0);
    scene.becomes(&school, "0001", "answered").await;
    let asked = until("the question to be put again", || async {
        let texts = scene.texts_to(MUM).await;
        (texts.len() == 2).then_some(texts)
    })
    .await;
    assert_eq!(asked[1], first[0]);
}

#[tokio::test]
async fn an_alarm_beside_stop_is_an_alarm_and_the_parent_still_hears_of_the_child() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(&school, &["0001"]).await;
    let said = answered(&scene, &school, "Stop texting me, I dropped her at the gate myself!!", "SM1").await;
    assert!(!said.contains("no more texts") && !said.is_empty(), "{said}");
    scene.becomes(&school, "0001", "alarm").await;
    scene.upload(&school, &scene.taken(6), &whole(&children, scene.today(), &[("0001", "L")])).await;
    until("the mother to hear that she is there", || async { (scene.texts_to(MUM).await.len() == 2).then_some(()) }).await;
}
