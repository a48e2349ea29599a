//! What the office has to look after, so that somebody can be reached when it matters.

use serde_json::Value;

use super::extract_files::{child, mother, whole};
use super::scene::{Scene, list, text, until};

#[tokio::test]
async fn whoever_is_asked_in_vain_again_and_again_is_listed_until_they_write() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children =
        [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001"), mother("Tom", "Smith", "07700900002")])];
    let never_answers = async || {
        let officer = scene.officer_again(&school).await;
        let health = scene.stack.ask("GET", "/schools/100001/contact-health", &officer, None).await.unwrap().body;
        list(&health, "/findings").iter().filter(|one| text(one, "/what") == "never_answers").cloned().collect::<Vec<Value>>()
    };
    let asked = async |day: usize| {
        let files = whole(&children, scene.today(), &[("0001", "N")]);
        scene.put(&school, &scene.taken(2), &files).await;
        until("the mother to be asked", || async { (scene.texts_to("+447700900001").await.len() > day).then_some(()) }).await;
    };
    let mut minutes = 0;
    for day in 0..3 {
        assert_eq!(never_answers().await, Vec::<Value>::new());
        let today = scene.today();
        asked(day).await;
        // Past the day's end.
        minutes += 24 * 60;
        scene.minutes_later(minutes).await;
        let officer = scene.officer_again(&school).await;
        until("the day to be over", || async {
            let path = format!("/schools/100001/absences?date={today}");
            let page = scene.stack.ask("GET", &path, &officer, None).await.unwrap().body;
            (text(&page, "/absences/0/state") == "unanswered").then_some(())
        })
        .await;
    }
    let found = never_answers().await;
    assert!(found.iter().any(|one| text(one, "/name") == "Ms Eve Smith"), "{found:#?}");
    assert!(text(&found[0], "/mend").contains("Ring"), "{found:#?}");
    asked(3).await;
    scene.reply(&school, "+447700900001", "sorry, new phone, all well", "r1").await;
    until("her to be off the list", || async {
        let found = never_answers().await;
        (!found.iter().any(|one| text(one, "/name") == "Ms Eve Smith")).then_some(())
    })
    .await;
}
