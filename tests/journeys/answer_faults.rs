//! Functions that die while they take in an email, a page's form, or what became of a message.

use std::collections::BTreeSet;

use local::ParentEmail;

use super::answer_email::mail;
use super::extract_files::{child, mailed, mother, whole};
use super::fault_proxy::{Fault, On};
use super::receipts::bounce;
use super::scene::{list, text, until};
use super::troubled::Troubled;

const MUM: &str = "eve@example.com";
const DAD: &str = "tom@example.com";
const RECEIVE: &str = "receive-reply";

fn writes(words: &str) -> On {
    On::any("dynamodb", &["PutItem", "TransactWriteItems"]).by(RECEIVE).about(words)
}

#[tokio::test]
async fn a_receive_reply_that_dies_takes_each_email_and_each_form_once_and_leaves_no_email_behind() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let children = [
        child("0001", "Ava", "Smith", vec![mailed("Eve", "Smith", MUM)]),
        child("0002", "Kit", "Jones", vec![mailed("Tom", "Jones", DAD)]),
    ];
    scene.upload(school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    scene.settled(school, &["0001", "0002"]).await;
    let absences = scene.stack.table("absences").unwrap();
    let deaths = [
        // Between storing and acting, between acting and noting that it was done, and between that and the email's end.
        troubled.proxy.plan(writes(absences), Fault::KillBefore).await,
        troubled.proxy.plan(writes(r#""handled":{"BOOL":true}"#), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("s3", &["DeleteObject"]).by(RECEIVE), Fault::KillBefore).await,
    ];
    let email = scene.email_to(MUM).await;
    let to = email.answered_to().unwrap();
    let raw = mail(MUM, &to, "She has a temperature", &email.words);
    scene.stack.answer_by_email(ParentEmail { id: "m1", from: MUM, to: &to, raw: &raw }).await.unwrap();
    troubled.in_time_struck(&deaths).await;
    scene.becomes(school, "0001", "explained").await;
    for _ in 0..4 {
        troubled.at_rest().await;
        troubled.later(7).await;
    }
    assert_eq!(scene.mail_left().await, 0);

    // The browser hears of it; what was sent is there, and sending it again sends nothing more.
    let page = scene.email_to(DAD).await.page().unwrap();
    let death = troubled.proxy.plan(writes(absences), Fault::KillBefore).await;
    let sent = scene.stack.send_form(&page, "a0=2").await.unwrap();
    assert_eq!((death.times(), sent.status >= 500), (1, true), "{sent:?}");
    troubled.at_rest().await;
    troubled.later(2).await;
    scene.becomes(school, "0002", "explained").await;
    assert_eq!(scene.stack.send_form(&page, "a0=9").await.unwrap().status, 200);
    troubled.at_rest().await;
    let told = scene.absences(school).await;
    assert!(told.values().all(|absence| list(absence, "/replies").len() == 1 && text(absence, "/state") == "explained"));
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn a_receive_reply_that_dies_suspends_an_address_once_and_the_next_contact_is_asked_once() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let father = "+447700900002";
    let children = [child("0001", "Ava", "Smith", vec![mailed("Eve", "Smith", MUM), mother("Tom", "Smith", "07700900002")])];
    scene.upload(school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    let id = scene.email_to(MUM).await.id;
    troubled.at_rest().await;
    let deaths = [
        // Between the suspension and the search, and between the search and what is noted with the message.
        troubled.proxy.plan(writes("absence#"), Fault::KillBefore).await,
        troubled.proxy.plan(writes(r#""delivery":{"S":"hard_failure"#), Fault::KillBefore).await,
    ];
    scene.stack.mail_event(&bounce(&id)).await.unwrap();
    troubled.in_time_struck(&deaths).await;
    troubled.later(7).await;
    until("the father to be asked", || async { (!scene.texts_to(father).await.is_empty()).then_some(()) }).await;
    troubled.at_rest().await;
    let absence = &scene.absences(school).await["0001"];
    // In that time a further rung may have come; of each rung he has one text.
    let asked: Vec<i64> = list(absence, "/messages")
        .iter()
        .filter(|message| text(message, "/to") == father)
        .map(|message| message["rung"].as_i64().unwrap())
        .collect();
    let rungs: BTreeSet<i64> = asked.iter().copied().collect();
    assert_eq!((asked.len(), scene.texts_to(father).await.len()), (rungs.len(), rungs.len()), "{absence:#}");
    assert!(rungs.contains(&1), "{absence:#}");
    let story = scene.ask(school, &format!("/absences/{}", text(absence, "/id"))).await;
    let not_delivered = list(&story, "/timeline").iter().filter(|moment| text(moment, "/what") == "not_delivered").count();
    assert_eq!(not_delivered, 1, "{story:#}");
    troubled.nothing_is_dead().await;
}
