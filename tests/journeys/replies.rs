//! Parents answer: over the number's topic and over the signed webhook.

use std::time::Duration;

use local::ParentText;
use serde_json::json;

use super::extract_files::{child, mother, on_one_telephone, whole};
use super::scene::{Scene, School, list, text, until};

const MUM: &str = "+447700900001";

async fn with_one_absent() -> (Scene, School) {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Kit", "Jones", vec![mother("Ann", "Jones", "07700900002")]),
        child("0003", "Isla", "Brown", vec![mother("Joy", "Brown", "07700900003")]),
    ];
    let of = [("0001", "N"), ("0002", "N"), ("0003", "N")];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &of)).await;
    scene.settled(&school, &["0001", "0002", "0003"]).await;
    (scene, school)
}

#[tokio::test]
async fn a_reason_ends_the_search_words_do_not_and_an_alarm_is_louder() {
    let (scene, school) = with_one_absent().await;
    scene.reply(&school, MUM, "she's poorly", "r1").await;
    let explained = scene.becomes(&school, "0001", "explained").await;
    assert_eq!((text(&explained, "/replies/0/words"), text(&explained, "/replies/0/reading")), ("she's poorly", "illness"));
    scene.reply(&school, "+447700900002", "who is this?", "r2").await;
    scene.becomes(&school, "0002", "answered").await;
    scene.reply(&school, "+447700900003", "but he left for school at 8", "r3").await;
    scene.becomes(&school, "0003", "alarm").await;
    // The loudest stands first.
    let page = scene.ask(&school, "/absences").await;
    let states: Vec<_> = list(&page, "/absences").iter().map(|absence| text(absence, "/state")).collect();
    assert_eq!(states, ["alarm", "answered", "explained"]);
    // An alarm after a reason is an alarm.
    scene.reply(&school, MUM, "hang on I thought she was in school??", "r4").await;
    scene.becomes(&school, "0001", "alarm").await;
}

#[tokio::test]
async fn the_signed_webhook_thanks_once_and_takes_the_same_text_once() {
    let (scene, school) = with_one_absent().await;
    let reply = ParentText { from: MUM, to: &school.number, words: "got a temp, wont be in today & prob tomorrow +1", id: "SM1" };
    let first = scene.stack.text_over_webhook(reply).await.unwrap();
    assert_eq!(first.status, 200);
    let thanks = first.body.as_str().unwrap();
    assert!(thanks.contains("<Message>") && !thanks.contains("illness"), "{thanks}");
    scene.becomes(&school, "0001", "explained").await;
    let second = scene.stack.text_over_webhook(reply).await.unwrap();
    assert_eq!(second.status, 200);
    assert!(!second.body.as_str().unwrap().contains("<Message>"), "{}", second.body);
    // Over the other way in too it is the same text.
    scene.reply(&school, MUM, reply.words, "SM1").await;
    scene.quiet().await;
    assert_eq!(list(&scene.absences(&school).await["0001"], "/replies").len(), 1);
}

#[tokio::test]
async fn whoever_answers_a_number_at_aws_reads_once_what_was_understood_and_a_stranger_reads_nothing() {
    const STRANGER: &str = "+447700900777";
    let (scene, school) = with_one_absent().await;
    for _ in 0..2 {
        scene.reply(&school, MUM, "she's poorly", "r1").await;
        scene.reply(&school, STRANGER, "who is this?", "r2").await;
    }
    scene.becomes(&school, "0001", "explained").await;
    scene.quiet().await;
    scene.reply(&school, MUM, "thank you!", "r3").await;
    scene.quiet().await;
    let texts = scene.texts_to(MUM).await;
    assert!(texts.len() == 2 && texts[1].starts_with("Hillside School: Thank you") && texts[1].contains("ill"), "{texts:#?}");
    assert_eq!(scene.texts_to(STRANGER).await, [] as [&str; 0]);
}

#[tokio::test]
async fn a_text_that_comes_again_after_midnight_is_the_same_text() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let reply = ParentText { from: MUM, to: &school.number, words: "she's poorly", id: "SM1" };
    let thanked = async || {
        let answer = scene.stack.text_over_webhook(reply).await.unwrap();
        assert_eq!(answer.status, 200);
        answer.body.as_str().unwrap().contains("<Message>")
    };
    assert!(thanked().await);
    scene.stack.set_clock(Duration::from_secs(24 * 60 * 60)).unwrap();
    assert!(!thanked().await);
}

#[tokio::test]
async fn a_forged_or_missing_signature_is_refused_without_a_word() {
    let (scene, school) = with_one_absent().await;
    let form = format!("From=%2B447700900001&To=%2B{}&Body=shes+poorly&MessageSid=SM1", school.number.trim_start_matches('+'));
    for signature in ["", "Zm9yZ2Vk", "RCYmLs4Cq0m0QvBX1yPN6Xx1sNY=", "not base64 !"] {
        let answer = scene.stack.post_webhook(&form, signature).await.unwrap();
        assert_eq!((answer.status, answer.body), (403, serde_json::Value::Null));
    }
    assert!(scene.absences(&school).await.values().all(|absence| list(absence, "/replies").is_empty()));
}

#[tokio::test]
async fn a_stranger_and_a_number_of_two_families_are_for_staff_to_place() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = on_one_telephone();
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    scene.settled(&school, &["0001", "0002"]).await;
    assert_eq!(scene.texts_to(MUM).await.len(), 2);
    // It is of no child: whoever writes is not asked which.
    scene.reply(&school, MUM, "who is this?", "r1").await;
    scene.reply(&school, "+447700900009", "is this the school", "r2").await;
    let unmatched = until("two replies to place", || async {
        let page = scene.ask(&school, "/unmatched").await;
        (list(&page, "/replies").len() == 2).then_some(page)
    })
    .await;
    let mut why: Vec<_> =
        list(&unmatched, "/replies").iter().map(|reply| (text(reply, "/words"), text(reply, "/unmatched"))).collect();
    why.sort_unstable();
    assert_eq!(why, [("is this the school", "unknown_sender"), ("who is this?", "two_families")]);
    assert!(scene.absences(&school).await.values().all(|absence| text(absence, "/state") == "open"));
}

#[tokio::test]
async fn the_story_of_an_absence_has_every_mark_message_reply_and_look_in_order() {
    let (scene, school) = with_one_absent().await;
    scene.reply(&school, MUM, "she's poorly", "r1").await;
    let absence = scene.becomes(&school, "0001", "explained").await;
    let path = format!("/absences/{}", text(&absence, "/id"));
    scene.ask(&school, &path).await;
    let story = scene.ask(&school, &path).await;
    let what: Vec<_> = list(&story, "/timeline").iter().map(|moment| text(moment, "/what")).collect();
    assert_eq!(what, ["marked", "opened", "became", "planned", "message", "reply", "became", "absence.look", "absence.look"]);
    assert_eq!(text(&story, "/timeline/0/detail"), "AM N");
    assert_eq!(text(&story, "/timeline/6/detail"), "explained");
    assert_ne!(text(&story, "/timeline/7/who"), "");
}

#[tokio::test]
async fn a_sender_is_thanked_once_a_day_however_much_they_write() {
    let (scene, school) = with_one_absent().await;
    let mut thanked = 0;
    for (id, words) in
        [("SM1", "I am driving and will answer later"), ("SM2", "I am driving and will answer later"), ("SM3", "she's poorly")]
    {
        let answer = scene.stack.text_over_webhook(ParentText { from: MUM, to: &school.number, words, id }).await.unwrap();
        thanked += usize::from(answer.body.as_str().unwrap().contains("<Message>"));
    }
    assert_eq!(thanked, 1);
    scene.becomes(&school, "0001", "explained").await;
}

#[tokio::test]
async fn who_is_back_today_is_explained_for_the_day_before_by_what_their_parent_writes_now() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(&school, &["0001"]).await;
    let asked = scene.today();
    scene.minutes_later(24 * 60).await;
    let upload = scene.taken(0);
    scene.put_marks_last(&school, &upload, &whole(&children, scene.today(), &[("0001", "/")])).await;
    let officer = scene.officer_again(&school).await;
    let shown = async |path: &str| scene.stack.ask("GET", path, &officer, None).await.unwrap().body;
    until("the marks of the next day", || async {
        (text(&shown(&format!("/schools/100001/uploads/{upload}")).await, "/state") == "applied").then_some(())
    })
    .await;
    scene.reply(&school, MUM, "she was poorly", "r1").await;
    let path = format!("/schools/100001/absences?date={asked}");
    let explained = until("the day before to be explained", || async {
        let page = shown(&path).await;
        (text(&page, "/absences/0/state") == "explained").then_some(page)
    })
    .await;
    assert_eq!(text(&explained, "/absences/0/proposed_code"), "I");
    assert_eq!(list(&shown("/schools/100001/unmatched").await, "/replies").len(), 0);
}

#[tokio::test]
async fn a_text_that_waited_past_its_day_explains_nothing_of_today_and_staff_read_it() {
    let (scene, school) = with_one_absent().await;
    let came = scene.stack.now() - jiff::SignedDuration::from_hours(30);
    let words = json!({"originationNumber": MUM, "destinationNumber": school.number, "messageBody": "she's poorly", "inboundMessageId": "r1"});
    let body = json!({"Type": "Notification", "MessageId": "m1", "Timestamp": came, "Message": words.to_string()});
    let sqs = aws_sdk_sqs::Client::new(&scene.stack.sdk_config());
    sqs.send_message().queue_url(scene.stack.queue("replies").unwrap()).message_body(body.to_string()).send().await.unwrap();
    let unmatched = until("the text to be there", || async {
        let page = scene.ask(&school, "/unmatched").await;
        (list(&page, "/replies").len() == 1).then_some(page)
    })
    .await;
    assert_eq!(text(&unmatched, "/replies/0/unmatched"), "came_late");
    assert_eq!(text(&scene.absences(&school).await["0001"], "/state"), "open");
}

#[tokio::test]
async fn an_answer_to_another_days_question_is_for_staff_to_place() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(&school, &["0001"]).await;
    let asked = scene.today();
    scene.minutes_later(26 * 60).await;
    scene.reply(&school, MUM, "she's poorly", "r1").await;
    let officer = scene.officer_again(&school).await;
    let unmatched = until("the reply to be there", || async {
        let page = scene.stack.ask("GET", "/schools/100001/unmatched", &officer, None).await.unwrap().body;
        (list(&page, "/replies").len() == 1).then_some(page)
    })
    .await;
    assert_eq!(text(&unmatched, "/replies/0/unmatched"), "asked_another_day");
    until("the day before to be ended with staff told", || async {
        let path = format!("/schools/100001/absences?date={asked}");
        let page = scene.stack.ask("GET", &path, &officer, None).await.unwrap().body;
        (text(&page, "/absences/0/state") == "unanswered").then_some(())
    })
    .await;
}
