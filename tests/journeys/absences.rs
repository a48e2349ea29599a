//! From a mark to a text, and what stops it.

use super::extract_files::{child, marks, mother, whole};
use super::scene::{Scene, list, text, until};

const MUM: &str = "+447700900001";

#[tokio::test]
async fn an_absence_without_a_reason_is_texted_and_no_other_mark_is() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let codes = ["N", "/", "I", "-", "", "O", "U", "?"];
    let numbers: Vec<&'static str> = vec!["0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008"];
    let mobiles =
        ["07700900001", "07700900002", "07700900003", "07700900004", "07700900005", "07700900006", "07700900007", "07700900008"];
    let children: Vec<_> = numbers
        .iter()
        .zip(mobiles)
        .map(|(number, mobile)| child(number, "Ava", "Smith", vec![mother("Eve", "Smith", mobile)]))
        .collect();
    let of: Vec<_> = numbers.iter().copied().zip(codes).collect();
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &of)).await;
    let absences = scene.settled(&school, &["0001"]).await;
    assert_eq!(text(&absences["0001"], "/state"), "open");
    let texts = scene.stack.texts().await.unwrap();
    assert_eq!(texts.len(), 1);
    assert_eq!((texts[0].to.as_str(), texts[0].from.as_deref()), (MUM, Some(school.number.as_str())));
    assert!(texts[0].words.contains("Ava") && texts[0].words.contains("Hillside School"), "{}", texts[0].words);
    assert!(!texts[0].words.contains("Smith") && !texts[0].words.to_lowercase().contains("missing"), "{}", texts[0].words);
}

#[tokio::test]
async fn siblings_share_one_text_and_a_brother_who_is_marked_later_has_his_own() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let family = || vec![mother("Eve", "Smith", "07700900001")];
    let children = [
        child("0001", "Ava", "Smith", family()),
        child("0002", "Noah", "Smith", family()),
        child("0003", "Isla", "Smith", family()),
    ];
    let of = [("0001", "N"), ("0002", "N"), ("0003", "-")];
    scene.upload(&school, &scene.taken(3), &whole(&children, scene.today(), &of)).await;
    scene.settled(&school, &["0001", "0002"]).await;
    let first = scene.texts_to(MUM).await;
    assert_eq!(first.len(), 1);
    assert!(first[0].contains("Ava") && first[0].contains("Noah"), "{}", first[0]);

    let later = [("0001", "N"), ("0002", "N"), ("0003", "N")];
    scene.upload(&school, &scene.taken(1), &marks(scene.today(), "AM", &later)).await;
    scene.settled(&school, &["0001", "0002", "0003"]).await;
    let texts = scene.texts_to(MUM).await;
    assert_eq!(texts.len(), 2);
    assert!(texts[1].contains("Isla") && !texts[1].contains("Ava"), "{}", texts[1]);
}

#[tokio::test]
async fn a_mark_corrected_before_sending_stops_the_text() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Kit", "Jones", vec![mother("Ann", "Jones", "07700900002")]),
    ];
    // While sending is paused the message is planned and waits.
    scene.pause(&school, true).await;
    scene.upload(&school, &scene.taken(4), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    until("both messages to be planned", || async {
        let absences = scene.absences(&school).await;
        (absences.len() == 2 && absences.values().all(|absence| text(absence, "/messages/0/progress") == "planned")).then_some(())
    })
    .await;
    scene.quiet().await;
    scene.upload(&school, &scene.taken(2), &marks(scene.today(), "AM", &[("0001", "L"), ("0002", "N")])).await;
    scene.becomes(&school, "0001", "withdrawn").await;
    scene.pause(&school, false).await;
    scene.minutes_later(2).await;
    let absences = until("the waiting messages to end", || async {
        let absences = scene.absences(&school).await;
        absences.values().all(|absence| ["sent", "dropped"].contains(&text(absence, "/messages/0/progress"))).then_some(absences)
    })
    .await;
    assert_eq!(text(&absences["0001"], "/messages/0/progress"), "dropped");
    assert_eq!(text(&absences["0001"], "/messages/0/reason"), "nothing_to_ask");
    assert_eq!(scene.texts_to(MUM).await, Vec::<String>::new());
    assert_eq!(scene.texts_to("+447700900002").await.len(), 1);
}

#[tokio::test]
async fn an_absence_that_opens_again_is_told_again_once() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(&school, &["0001"]).await;
    scene.upload(&school, &scene.taken(7), &marks(scene.today(), "AM", &[("0001", "/")])).await;
    scene.becomes(&school, "0001", "withdrawn").await;
    scene.upload(&school, &scene.taken(5), &marks(scene.today(), "AM", &[("0001", "N")])).await;
    let again = until("the second question", || async {
        let absence = scene.absences(&school).await.remove("0001")?;
        (list(&absence, "/messages").len() == 3 && text(&absence, "/messages/2/progress") == "sent").then_some(absence)
    })
    .await;
    assert_eq!(again["openings"], 2);
    let words: Vec<&str> = list(&again, "/messages").iter().map(|message| text(message, "/words")).collect();
    assert_eq!(words, ["first_day", "in_school", "first_day"], "who was asked hears that the child is in school");
    // The same marks again, and an older extract that comes late: nobody hears anything more.
    scene.upload(&school, &scene.taken(3), &marks(scene.today(), "AM", &[("0001", "N")])).await;
    scene.upload(&school, &scene.taken(8), &marks(scene.today(), "AM", &[("0001", "/")])).await;
    scene.quiet().await;
    assert_eq!(scene.texts_to(MUM).await.len(), 3);
    assert_eq!(text(&scene.absences(&school).await["0001"], "/state"), "open");
}

#[tokio::test]
async fn a_court_order_passes_a_contact_over_and_without_another_way_staff_are_shown() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let mut father = mother("Tom", "Smith", "07700900001");
    father.court_order = true;
    let mut by_email = mother("Ann", "Jones", "");
    by_email.email = "ann@example.com";
    let children = [
        child("0001", "Ava", "Smith", vec![father.clone(), mother("Eve", "Smith", "07700900002")]),
        child("0002", "Noah", "Smith", vec![father]),
        child("0003", "Isla", "Jones", vec![by_email]),
        child("0004", "Finn", "Brown", vec![]),
    ];
    let of = [("0001", "N"), ("0002", "N"), ("0003", "N"), ("0004", "N")];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &of)).await;
    let absences = scene.settled(&school, &["0001", "0002", "0003", "0004"]).await;
    assert_eq!(scene.texts_to(MUM).await, Vec::<String>::new());
    assert_eq!(scene.texts_to("+447700900002").await.len(), 1);
    let emails = scene.stack.emails().await.unwrap();
    assert_eq!(emails.len(), 1);
    assert_eq!(emails[0].to, ["ann@example.com"]);
    assert!(emails[0].words.contains("Isla"), "{}", emails[0].words);
    for unreachable in ["0002", "0004"] {
        assert_eq!(text(&absences[unreachable], "/state"), "unreachable", "{unreachable}");
    }
}

#[tokio::test]
async fn a_day_gone_by_is_recorded_and_calls_nobody() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    let yesterday = scene.today().yesterday().unwrap();
    let read = scene.upload(&school, &scene.taken(2), &whole(&children, yesterday, &[("0001", "N")])).await;
    assert_eq!(read["marks"]["N"], 1);
    scene.quiet().await;
    assert!(scene.absences(&school).await.is_empty());
    assert!(scene.stack.texts().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_mark_corrected_before_sending_stops_the_text_even_when_nobody_has_evaluated_it() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.pause(&school, true).await;
    scene.upload(&school, &scene.taken(4), &whole(&children, scene.today(), &[("0001", "N")])).await;
    until("the message to be planned", || async {
        (text(scene.absences(&school).await.get("0001")?, "/messages/0/progress") == "planned").then_some(())
    })
    .await;
    scene.quiet().await;
    // The evaluation of the correction never comes: the function that would do it is taken away.
    scene.disconnect("evaluate-absences").await;
    scene.upload(&school, &scene.taken(2), &marks(scene.today(), "AM", &[("0001", "L")])).await;
    scene.pause(&school, false).await;
    scene.minutes_later(2).await;
    let absence = until("the message to be dropped", || async {
        let absence = scene.absences(&school).await.remove("0001")?;
        (text(&absence, "/messages/0/progress") == "dropped").then_some(absence)
    })
    .await;
    assert_eq!((text(&absence, "/state"), text(&absence, "/messages/0/reason")), ("open", "nothing_to_ask"));
    assert!(scene.stack.texts().await.unwrap().is_empty());
}
