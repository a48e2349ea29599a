//! A school with a number at each provider: texts go on when one of them fails, and a family goes on where it was texted.

use local::{ParentText, Text};
use serde_json::json;

use super::extract_files::{child, marks, mother, whole};
use super::fault_proxy::{Fault, On};
use super::scene::{Scene, School, list, text, until};
use super::settings::asks;
use super::troubled::{Troubled, families, marked};

/// The school's second number, at Twilio.
const SECOND: &str = "+447700900990";

async fn second_number(scene: &Scene, school: &School, number: &str) -> u16 {
    let path = format!("/schools/{}/second-number", school.urn);
    scene.stack.ask("PUT", &path, &scene.operator, Some(&json!({ "number": number }))).await.unwrap().status
}

/// What a number was texted by the provider beside AWS.
fn by_the_other(scene: &Scene, number: &str) -> Vec<Text> {
    scene.stack.provider_texts().into_iter().filter(|sent| sent.to == number).collect()
}

async fn delivery(scene: &Scene, school: &School, pupil: &str) -> String {
    text(&scene.absences(school).await[pupil], "/messages/0/delivery").to_owned()
}

/// A school whose only number is at Twilio, and of which Ava Smith is away.
async fn at_the_other_alone() -> (Scene, School, Text) {
    let scene = Scene::start().await;
    let school = scene.school_at("100001", 80, "twilio").await;
    let parents = vec![mother("Eve", "Smith", "07700900001"), mother("Tom", "Smith", "07700900002")];
    let children = [child("0001", "Ava", "Smith", parents)];
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(&school, &["0001"]).await;
    let sent = by_the_other(&scene, "+447700900001");
    assert_eq!(sent.len(), 1);
    (scene, school, sent.into_iter().next().unwrap())
}

#[tokio::test]
async fn in_the_midst_of_a_morning_sns_fails_and_every_parent_is_texted_from_the_second_number_and_goes_on_there() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    for _ in 0..2 {
        assert_eq!(second_number(scene, school, SECOND).await, 204);
    }
    let (numbers, children) = families::<8>();
    let (early, late) = numbers.split_at(3);
    scene.upload(school, &scene.taken(9), &whole(&children, scene.today(), &marked(early, "N"))).await;
    troubled.in_time_settled(early).await;
    assert_eq!(scene.stack.provider_texts().len(), 0, "the first number is the one that parents know");

    let outage = troubled.proxy.plan(On::any("sns", &["Publish"]).by("send-message").times(1_000), Fault::Refuse).await;
    scene.upload(school, &scene.taken(5), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    let told = troubled.in_time_settled(&numbers).await;
    assert_eq!(troubled.each_was_told(&told).await, 0, "SNS has none of those that it refused");
    let by_second = scene.stack.provider_texts();
    assert_eq!(by_second.len(), late.len());
    assert!(by_second.iter().all(|sent| sent.from.as_deref() == Some(SECOND)));
    assert!(by_second.iter().all(|sent| sent.words.starts_with("Hillside School: ") && sent.words.contains("reply 1 ill")));
    assert!(outage.times() <= 4, "a provider that fails is left alone: {} tries", outage.times());

    // An answer to either number finds the question.
    let last = by_second.last().unwrap();
    let answer = ParentText { from: &last.to, to: SECOND, words: "1", id: "SM00000000000000000000000000000001" };
    assert_eq!(scene.stack.text_over_webhook(answer).await.unwrap().status, 200);
    let other = &by_second[0];
    scene.reply(school, &other.to, "1", "to-the-first").await;
    let of = |to: &str| told.iter().find(|(_, absence)| text(absence, "/messages/0/to") == to).unwrap().0.clone();
    let explained = [of(&last.to), of(&other.to)];
    for pupil in &explained {
        scene.becomes(school, pupil, "explained").await;
    }

    // SNS is back: who was texted from the first number goes on there, and the others where they were texted.
    let at_school: Vec<_> =
        numbers.iter().map(|number| (*number, if explained.contains(&(*number).to_owned()) { "I" } else { "/" })).collect();
    troubled.proxy.forget().await;
    troubled.later(11).await;
    let before = scene.stack.texts().await.unwrap().len();
    scene.upload(school, &scene.taken(0), &marks(scene.today(), "AM", &at_school)).await;
    until("the others to hear that all is well", || async {
        (scene.stack.texts().await.unwrap().len() == before + 6).then_some(())
    })
    .await;
    for sent in scene.stack.texts().await.unwrap() {
        let of_early = early.iter().any(|pupil| text(&told[*pupil], "/messages/0/to") == sent.to);
        let expected = if of_early { school.number.as_str() } else { SECOND };
        assert_eq!(sent.from.as_deref(), Some(expected), "{}", sent.words);
    }
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn a_text_that_one_provider_will_never_take_waits_for_the_one_that_is_busy() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    assert_eq!(second_number(scene, school, SECOND).await, 204);
    let (numbers, children) = families::<1>();
    let busy = troubled.proxy.plan(On::any("sns", &["Publish"]).by("send-message"), Fault::Throttle).await;
    scene.stack.refuse_texts_to("+447700900001", Some((400, 21_617)));
    scene.upload(school, &scene.taken(5), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    let told = troubled.in_time_settled(&numbers).await;
    assert_eq!((busy.times(), troubled.each_was_told(&told).await), (1, 0));
    assert_eq!(scene.stack.provider_texts().len(), 0);
}

#[tokio::test]
async fn where_texts_do_not_arrive_the_next_ones_go_by_the_other_provider() {
    let scene = Scene::start().await;
    let school = scene.school_at("100001", 80, "twilio").await;
    assert_eq!(second_number(&scene, &school, SECOND).await, 204);
    let (numbers, children) = families::<5>();
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&numbers[..3], "N"))).await;
    scene.settled(&school, &numbers[..3]).await;
    for sent in scene.stack.provider_texts() {
        scene.stack.tell_of_text(&sent.id, "undelivered", Some(30_008)).await.unwrap();
    }
    scene.quiet().await;
    assert_eq!(delivery(&scene, &school, "0001").await, "soft_failure:undetermined");
    scene.upload(&school, &scene.taken(5), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    scene.settled(&school, &numbers).await;
    assert_eq!(scene.stack.provider_texts().len(), 3);
    let texts = scene.stack.texts().await.unwrap();
    let from_second = texts.iter().filter(|sent| sent.from.as_deref() == Some(SECOND)).count();
    assert_eq!((texts.len(), from_second), (5, 2));
}

#[tokio::test]
async fn a_receipt_early_late_and_twelve_times_is_one_and_what_the_provider_held_is_deleted_there() {
    let (scene, school, sent) = at_the_other_alone().await;
    assert_eq!(delivery(&scene, &school, "0001").await, "");
    for _ in 0..12 {
        scene.stack.tell_of_text(&sent.id, "sent", None).await.unwrap();
        scene.stack.tell_of_text(&sent.id, "delivered", None).await.unwrap();
        scene.stack.tell_of_text(&sent.id, "queued", None).await.unwrap();
    }
    scene.stack.tell_of_text(&sent.id, "undelivered", Some(30_003)).await.unwrap();
    scene.quiet().await;
    assert_eq!(delivery(&scene, &school, "0001").await, "delivered");
    until("the provider to be told to delete it", || async { scene.stack.has_forgotten(&sent.id).then_some(()) }).await;

    let id = "SM00000000000000000000000000000002";
    let answer = ParentText { from: "+447700900001", to: &school.number, words: "1", id };
    for _ in 0..2 {
        assert_eq!(scene.stack.text_over_webhook(answer).await.unwrap().status, 200);
    }
    let explained = scene.becomes(&school, "0001", "explained").await;
    assert_eq!(list(&explained, "/replies").len(), 1);
    until("the answer to be deleted there", || async { scene.stack.has_forgotten(id).then_some(()) }).await;
    scene.parked("replies", 0).await;
}

#[tokio::test]
async fn a_number_that_is_no_mobile_is_texted_no_more_and_the_next_contact_is_asked_at_once() {
    let (scene, school, sent) = at_the_other_alone().await;
    scene.stack.tell_of_text(&sent.id, "undelivered", Some(30_006)).await.unwrap();
    until("the father to be asked", || async { by_the_other(&scene, "+447700900002").pop() }).await;
    let (_, health) = asks(&scene, &school, school.token("attendance-officer"), "GET /contact-health", None).await;
    assert_eq!(health["counts"]["suspended"], json!(1), "{health:#}");
}

#[tokio::test]
async fn a_block_at_the_provider_is_seen_by_each_school_that_it_touches_and_the_next_contact_is_asked() {
    let scene = Scene::start().await;
    let schools = [scene.school_at("100001", 80, "twilio").await, scene.school_at("100002", 81, "twilio").await];
    scene.stack.refuse_texts_to("+447700900001", Some((400, 21_610)));
    for school in &schools {
        let parents = vec![mother("Eve", "Smith", "07700900001"), mother("Tom", "Smith", "07700900002")];
        scene
            .upload(school, &scene.taken(9), &whole(&[child("0001", "Ava", "Smith", parents)], scene.today(), &[("0001", "N")]))
            .await;
    }
    for school in &schools {
        until("the father to be asked", || async {
            by_the_other(&scene, "+447700900002").into_iter().find(|sent| sent.from.as_deref() == Some(&school.number))
        })
        .await;
        scene.quiet().await;
        let (_, health) = asks(&scene, school, school.token("attendance-officer"), "GET /contact-health", None).await;
        let suspended = list(&health, "/findings").iter().filter(|finding| text(finding, "/what") == "suspended");
        let addresses: Vec<&str> = suspended.map(|finding| text(finding, "/address")).collect();
        assert_eq!(addresses, ["+447700900001"], "{health:#}");
    }
    assert!(by_the_other(&scene, "+447700900001").is_empty());
}

#[tokio::test]
async fn a_second_number_is_the_operators_to_give_and_belongs_to_one_school() {
    let scene = Scene::start().await;
    let (one, other) = (scene.school("100001", 80).await, scene.school("100002", 81).await);
    assert_eq!(second_number(&scene, &one, &other.number).await, 409);
    assert_eq!(second_number(&scene, &one, &one.number).await, 400);
    assert_eq!(second_number(&scene, &one, "0800").await, 400);
    let path = format!("/schools/{}/second-number", one.urn);
    let body = json!({ "number": SECOND });
    assert_eq!(scene.stack.ask("PUT", &path, one.token("school-admin"), Some(&body)).await.unwrap().status, 403);
    assert_eq!(scene.stack.ask("PUT", "/schools/999999/second-number", &scene.operator, Some(&body)).await.unwrap().status, 404);
}
