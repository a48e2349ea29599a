//! Two parents who do not say the same: staff see both, and decide.

use serde_json::{Value, json};

use super::extract_files::{child, mother, whole};
use super::scene::{Scene, School, list, text, until};
use super::settings::asks;

const MUM: &str = "+447700900001";
const DAD: &str = "+447700900002";

async fn differing(scene: &Scene, school: &School) -> Vec<Value> {
    let attention = scene.ask(school, "/attention").await;
    list(&attention, "/entries").iter().filter(|entry| text(entry, "/what") == "contacts_differ").cloned().collect()
}

async fn conflict(scene: &Scene, school: &School, differ: &str) -> Value {
    until("the conflict", || async {
        let absence = scene.absences(school).await.remove("0001")?;
        (text(&absence, "/conflict/differ") == differ).then_some(absence)
    })
    .await
}

#[tokio::test]
async fn two_parents_who_differ_are_shown_to_staff_in_their_words_until_somebody_decides() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let parents = vec![mother("Eve", "Smith", "07700900001"), mother("Tom", "Smith", "07700900002")];
    let children = [child("0001", "Ava", "Smith", parents)];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(&school, &["0001"]).await;
    scene.reply(&school, MUM, "she's poorly", "r1").await;
    let absence = scene.becomes(&school, "0001", "explained").await;
    assert_eq!((&absence["conflict"], differing(&scene, &school).await.len()), (&Value::Null, 0), "{absence:#}");

    // The search stays explained, and what is proposed is doubtful.
    for _ in 0..2 {
        scene.reply(&school, DAD, "she is at the dentist this morning", "r2").await;
    }
    let absence = conflict(&scene, &school, "reason").await;
    assert_eq!((text(&absence, "/state"), list(&absence, "/replies").len()), ("explained", 2), "{absence:#}");
    let today = scene.ask(&school, "/today").await;
    assert!(today.to_string().contains(r#""doubtful":true"#), "{today:#}");
    let entries = differing(&scene, &school).await;
    let sentence = text(&entries[0], "/sentence");
    assert!(
        sentence.contains("Eve Smith: “she's poorly”") && sentence.contains("Tom Smith: “she is at the dentist"),
        "{sentence}"
    );
    let path = format!("/absences/{}", text(&absence, "/id"));
    let story = scene.ask(&school, &path).await;
    let differed: Vec<_> = list(&story, "/timeline")
        .iter()
        .filter(|moment| text(moment, "/what") == "differed")
        .map(|moment| text(moment, "/detail"))
        .collect();
    let replies: Vec<_> = list(&absence, "/replies").iter().map(|reply| text(reply, "/id")).collect();
    assert_eq!(differed, [replies.join(" ")], "{story:#}");

    // Somebody decides.
    let decided = json!({"decision": "known", "code": "I"});
    let (status, story) =
        asks(&scene, &school, school.token("attendance-officer"), &format!("POST {path}/decisions"), Some(&decided)).await;
    assert_eq!(status, 200, "{story:#}");
    let absence = scene.absences(&school).await.remove("0001").unwrap();
    assert_eq!((&absence["conflict"], &absence["code_is_decided"]), (&Value::Null, &json!(true)), "{absence:#}");
    assert_eq!(differing(&scene, &school).await.len(), 0);

    // An alarm after that is an alarm, and no other parent's word makes it less.
    scene.reply(&school, DAD, "the dentist says she never came, where is she??", "r3").await;
    scene.becomes(&school, "0001", "alarm").await;
    let absence = conflict(&scene, &school, "alarm").await;
    assert_eq!(text(&absence, "/state"), "alarm");
}
