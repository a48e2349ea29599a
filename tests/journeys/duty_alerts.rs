//! Staff on duty are told by email, and say "I have this" where they were told.

use local::ParentEmail;
use serde_json::{Value, json};

use super::answer_email::mail;
use super::extract_files::{child, mother, whole};
use super::fault_proxy::{Fault, On};
use super::scene::{Scene, School, list, text};
use super::settings::{asks, set_duty};
use super::troubled::Troubled;

const MUM: &str = "+447700900001";
const LEAD: &str = "lead@example.com";
const HEAD: &str = "+447700900973";
const RECEIVE: &str = "receive-reply";

/// Ava is away, her mother thought that she was in school, and the lead has read it in an email.
async fn with_the_lead_mailed() -> Troubled {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let people = json!([
        {"duty": "safeguarding-lead", "name": "Cat Roe", "email": LEAD},
        {"duty": "head", "name": "Dan Poe", "number": HEAD},
    ]);
    set_duty(scene, school, people).await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(school, &["0001"]).await;
    scene.reply(school, MUM, "what? she left for school at 8", "r1").await;
    scene.becomes(school, "0001", "alarm").await;
    troubled.at_rest().await;
    troubled
}

async fn answers(troubled: &Troubled, id: &str, words: &str) {
    let to = troubled.proxy.answered_to(LEAD).unwrap();
    let raw = mail(LEAD, &to, words, &troubled.scene.email_to(LEAD).await.words);
    troubled.scene.stack.answer_by_email(ParentEmail { id, from: LEAD, to: &to, raw: &raw }).await.unwrap();
}

/// Who has said in the story of Ava's absence that they have it.
async fn taken_by(scene: &Scene, school: &School) -> Vec<String> {
    let id = text(&scene.absences(school).await["0001"], "/id").to_owned();
    let story = scene.ask(school, &format!("/absences/{id}")).await;
    let takes = list(&story, "/timeline").iter().filter(|moment| text(moment, "/what") == "staff.take");
    takes.map(|moment| text(moment, "/who").to_owned()).collect()
}

/// What staff read of those who wrote and are no parent who was asked: why, and the words.
fn not_of_parents(unmatched: &Value) -> Vec<(&str, &str)> {
    list(unmatched, "/replies").iter().map(|reply| (text(reply, "/unmatched"), text(reply, "/words"))).collect()
}

#[tokio::test]
async fn whoever_answers_the_email_of_an_alarm_with_mine_has_it_once_however_often_the_answer_dies() {
    let troubled = with_the_lead_mailed().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let email = scene.email_to(LEAD).await;
    assert!(email.words.contains("Ava") && email.words.contains("Answer this email with MINE"), "{}", email.words);
    assert!(email.page().is_none(), "{}", email.words);
    let writes = |words: &str| On::any("dynamodb", &["PutItem", "TransactWriteItems"]).by(RECEIVE).about(words);
    let deaths = [
        // Between storing and taking, between taking and noting that it was done, and between that and the email's end.
        troubled.proxy.plan(writes(scene.stack.table("absences").unwrap()), Fault::KillBefore).await,
        troubled.proxy.plan(writes(r#""handled":{"BOOL":true}"#), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("s3", &["DeleteObject"]).by(RECEIVE), Fault::KillBefore).await,
    ];
    answers(&troubled, "m1", "Mine, looking in the medical room").await;
    troubled.in_time_struck(&deaths).await;
    for _ in 0..3 {
        troubled.at_rest().await;
        troubled.later(7).await;
    }
    assert_eq!(taken_by(scene, school).await, ["Cat Roe"]);
    assert_eq!((text(&scene.absences(school).await["0001"], "/state"), scene.mail_left().await), ("alarm", 0));
    let unmatched = scene.ask(school, "/unmatched").await;
    assert_eq!(not_of_parents(&unmatched), [("from_staff", "Mine, looking in the medical room")]);
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn an_alarm_that_is_taken_by_email_climbs_no_higher_and_other_words_reach_staff() {
    let troubled = with_the_lead_mailed().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    // What the email itself says is no answer, and "mine?" is a question.
    answers(&troubled, "m1", "Which Ava is that? Is it mine?").await;
    troubled.at_rest().await;
    assert_eq!(taken_by(scene, school).await, Vec::<String>::new());
    let unmatched = scene.ask(school, "/unmatched").await;
    assert_eq!(not_of_parents(&unmatched), [("from_staff", "Which Ava is that? Is it mine?")]);
    answers(&troubled, "m2", "MINE").await;
    troubled.at_rest().await;
    assert_eq!(taken_by(scene, school).await, ["Cat Roe"]);
    for _ in 0..3 {
        troubled.later(7).await;
        troubled.at_rest().await;
    }
    assert_eq!(scene.texts_to(HEAD).await, Vec::<String>::new(), "the lead has it");
}

#[tokio::test]
async fn the_token_of_an_alert_opens_no_page_and_yesterdays_takes_nothing_today() {
    let troubled = with_the_lead_mailed().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let to = troubled.proxy.answered_to(LEAD).unwrap();
    let page = format!("/r/{}", to.split(['+', '@']).nth(1).unwrap());
    let (opened, sent) = (scene.stack.open_page(&page).await.unwrap(), scene.stack.send_form(&page, "a0=1").await.unwrap());
    assert_eq!((opened.status, sent.status), (404, 404));
    assert!(!opened.html.contains("Ava") && !opened.html.contains("Hillside"), "{}", opened.html);
    let id = text(&scene.absences(school).await["0001"], "/id").to_owned();
    troubled.later(24 * 60).await;
    answers(&troubled, "m1", "MINE").await;
    troubled.at_rest().await;
    let token = scene.officer_again(school).await;
    let (_, unmatched) = asks(scene, school, &token, "GET /unmatched", None).await;
    assert_eq!(not_of_parents(&unmatched), [("asked_another_day", "MINE")]);
    let (_, story) = asks(scene, school, &token, &format!("GET /absences/{id}"), None).await;
    assert!(list(&story, "/timeline").iter().all(|moment| text(moment, "/what") != "staff.take"), "{story:#}");
}
