//! Staff on duty are told by email and by call, and say "I have this" where they were told.

use local::{Does, Next, Options, ParentEmail, PlacedCall};
use serde_json::{Value, json};

use super::answer_email::mail;
use super::calls::{nothing_holds, token_of};
use super::extract_files::{child, mother, whole};
use super::fault_proxy::{Fault, On};
use super::scene::{Scene, School, list, text, until};
use super::settings::{asks, set_duty};
use super::troubled::Troubled;

const MUM: &str = "+447700900001";
const LEAD: &str = "lead@example.com";
const OFFICER: &str = "+447700900971";
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
    raises_the_alarm(scene, school).await;
    troubled.at_rest().await;
    troubled
}

/// Ava is away, and her mother thought that she was in school.
async fn raises_the_alarm(scene: &Scene, school: &School) {
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(school, &["0001"]).await;
    scene.reply(school, MUM, "what? she left for school at 8", "r1").await;
    scene.becomes(school, "0001", "alarm").await;
}

/// An officer and a head who want to be rung; the officer leads the safeguarding too.
fn who_want_to_be_rung() -> Value {
    let on = |duty: &str, name: &str, number: &str| json!({"duty": duty, "name": name, "number": number, "rings": true});
    json!([
        on("attendance-officer", "Ann Lee", OFFICER),
        on("safeguarding-lead", "Ann Lee", OFFICER),
        on("head", "Dan Poe", HEAD),
    ])
}

/// The alarm about Ava, and the call that it makes.
async fn with_the_officer_rung() -> (Scene, School, PlacedCall) {
    let parameters = [("Calls".to_owned(), "on".to_owned())].into();
    let scene = Scene::start_with(Options { parameters, movable_clock: true, ..Options::default() }).await;
    let school = scene.school("100001", 80).await;
    set_duty(&scene, &school, who_want_to_be_rung()).await;
    raises_the_alarm(&scene, &school).await;
    let call = rung(&scene, OFFICER).await;
    scene.quiet().await;
    (scene, school, call)
}

/// The call to a number.
async fn rung(scene: &Scene, number: &str) -> PlacedCall {
    until("a call to be placed", || async { scene.stack.placed_calls().into_iter().find(|call| call.to == number) }).await
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

async fn somebody_has_it(scene: &Scene, school: &School) {
    until("somebody to have it", || async { (!taken_by(scene, school).await.is_empty()).then_some(()) }).await;
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
    let unmatched = until("the words to reach staff", || async {
        let unmatched = scene.ask(school, "/unmatched").await;
        (!list(&unmatched, "/replies").is_empty()).then_some(unmatched)
    })
    .await;
    assert_eq!(not_of_parents(&unmatched), [("from_staff", "Which Ava is that? Is it mine?")]);
    troubled.at_rest().await;
    assert_eq!(taken_by(scene, school).await, Vec::<String>::new());
    answers(&troubled, "m2", "MINE").await;
    somebody_has_it(scene, school).await;
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
    let token = scene.officer_again(school).await;
    let unmatched = until("the words to reach staff", || async {
        let (_, unmatched) = asks(scene, school, &token, "GET /unmatched", None).await;
        (!list(&unmatched, "/replies").is_empty()).then_some(unmatched)
    })
    .await;
    troubled.at_rest().await;
    assert_eq!(not_of_parents(&unmatched), [("asked_another_day", "MINE")]);
    let (_, story) = asks(scene, school, &token, &format!("GET /absences/{id}"), None).await;
    assert!(list(&story, "/timeline").iter().all(|moment| text(moment, "/what") != "staff.take"), "{story:#}");
}

#[tokio::test]
async fn an_alarm_rings_the_duty_phone_and_whoever_presses_1_twice_has_it() {
    let (scene, school, call) = with_the_officer_rung().await;
    assert_eq!((call.from.as_str(), scene.stack.placed_calls().len()), (school.number.as_str(), 1), "one call for both duties");
    assert!(scene.texts_to(OFFICER).await.iter().any(|words| words.contains("Ava")), "the text goes beside it");
    let mut telephone = scene.stack.lift(&call);
    let greeting = telephone.does(Does::Lifts).await.unwrap();
    assert!(greeting.words.starts_with("This is Firstday for Hillside School, with a message for staff"), "{}", greeting.words);
    assert!(!greeting.twiml.contains("Ava") && !greeting.words.contains("marked"), "{}", greeting.words);
    let alert = telephone.does(Does::Presses("1")).await.unwrap();
    assert!(alert.words.contains("Ava of 7B is not marked in school, and a parent did not know"), "{}", alert.words);
    assert_eq!(taken_by(&scene, &school).await, Vec::<String>::new(), "to have heard it is not to have it");
    let taken = telephone.does(Does::Presses("1")).await.unwrap();
    assert!(taken.words.contains("You have this") && taken.next == Next::HangsUp, "{}", taken.words);
    assert_eq!(taken_by(&scene, &school).await, ["Ann Lee"]);
    assert_eq!(telephone.does(Does::AsksAgain).await.unwrap(), taken);
    for minutes in [6, 12] {
        scene.minutes_later(minutes).await;
        scene.quiet().await;
    }
    assert_eq!(taken_by(&scene, &school).await, ["Ann Lee"]);
    assert_eq!((scene.texts_to(HEAD).await.len(), scene.stack.placed_calls().len()), (0, 1), "she has it");
    let id = text(&scene.absences(&school).await["0001"], "/id").to_owned();
    assert_eq!(text(&scene.ask(&school, &format!("/absences/{id}")).await, "/absence/state"), "alarm");
    let unmatched = scene.ask(&school, "/unmatched").await;
    assert_eq!(not_of_parents(&unmatched), [("from_staff", "MINE")]);
    assert_eq!(text(&unmatched, "/replies/0/channel"), "call");
}

#[tokio::test]
async fn a_machine_takes_nothing_and_the_alarm_climbs_to_the_head_who_is_rung_too() {
    let (scene, school, call) = with_the_officer_rung().await;
    let heard = scene.stack.lift(&call).does(Does::IsAMachine).await.unwrap();
    assert!(heard.words.contains("Hillside School") && heard.next == Next::HangsUp, "{}", heard.words);
    assert!(!heard.twiml.contains("Ava") && !heard.words.contains("marked"), "{}", heard.words);
    scene.minutes_later(6).await;
    let call = rung(&scene, HEAD).await;
    assert_eq!(taken_by(&scene, &school).await, Vec::<String>::new());
    // Whoever hangs up in the midst of it has taken nothing either.
    let mut telephone = scene.stack.lift(&call);
    telephone.plays(&[Does::Lifts, Does::Presses("1"), Does::Presses("0"), Does::HangsUp]).await.unwrap();
    assert_eq!(taken_by(&scene, &school).await, Vec::<String>::new());
    // What somebody takes by text is told no more to whoever lifts after that.
    scene.reply(&school, OFFICER, "MINE", "r2").await;
    somebody_has_it(&scene, &school).await;
    let heard = scene.stack.lift(&PlacedCall { id: "CA0".to_owned(), ..call }).does(Does::Lifts).await.unwrap();
    assert!(heard.words.contains("Somebody has this") && heard.next == Next::HangsUp, "{}", heard.words);
}

#[tokio::test]
async fn no_log_table_or_address_of_a_call_to_staff_holds_a_name_or_a_number_and_its_token_opens_no_page() {
    let (scene, _school, call) = with_the_officer_rung().await;
    scene.stack.lift(&call).plays(&[Does::Lifts, Does::Presses("1"), Does::Presses("1")]).await.unwrap();
    scene.quiet().await;
    nothing_holds(&scene, &call, &["Ava", "Smith", "Eve", "Ann Lee", "7B", "7700900971", "7700900001", "MINE"]).await;
    assert_eq!(scene.stack.open_page(&format!("/r/{}", token_of(&call))).await.unwrap().status, 404);
}

#[tokio::test]
async fn nobody_is_rung_who_does_not_want_it_or_for_what_is_quiet() {
    let parameters = [("Calls".to_owned(), "on".to_owned())].into();
    let scene = Scene::start_with(Options { parameters, ..Options::default() }).await;
    let school = scene.school("100001", 80).await;
    let mut people = who_want_to_be_rung();
    for duty in [0, 1] {
        people[duty]["rings"] = json!(false);
    }
    set_duty(&scene, &school, people).await;
    // Of Leo nobody can be asked, which the head is told, and of Ava there is an alarm, which the officer is told.
    raises_the_alarm(&scene, &school).await;
    let more = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]), child("0002", "Leo", "Fox", vec![])];
    let all = whole(&more, scene.today(), &[("0001", "N"), ("0002", "N")]);
    scene.upload(&school, &scene.taken(1), &all).await;
    scene.becomes(&school, "0002", "unreachable").await;
    scene.quiet().await;
    let told = scene.texts_to(OFFICER).await;
    assert!(told.iter().any(|words| words.contains("Ava")) && told.iter().any(|words| words.contains("Leo")), "{told:?}");
    assert_eq!(scene.stack.placed_calls(), []);
}

#[tokio::test]
async fn whoever_takes_an_alarm_by_key_has_it_once_though_the_function_dies_at_every_step() {
    let troubled = Troubled::that_calls().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    set_duty(scene, school, who_want_to_be_rung()).await;
    raises_the_alarm(scene, school).await;
    let call = rung(scene, OFFICER).await;
    troubled.at_rest().await;
    let mut telephone = scene.stack.lift(&call);
    telephone.plays(&[Does::Lifts, Does::Presses("1")]).await.unwrap();
    let writes = |words: &str| On::any("dynamodb", &["PutItem", "TransactWriteItems"]).by(RECEIVE).about(words);
    // Between storing and taking, between taking and noting that it was done, and between that and the call's own step.
    for words in [scene.stack.table("absences").unwrap(), r#""handled":{"BOOL":true}"#, r#""S":"call#"#] {
        let death = troubled.proxy.plan(writes(words), Fault::KillBefore).await;
        assert!(telephone.does(Does::Presses("1")).await.is_err(), "{words}");
        assert_eq!(death.times(), 1, "{words}");
        troubled.at_rest().await;
    }
    let taken = telephone.does(Does::Presses("1")).await.unwrap();
    assert!(taken.words.contains("You have this"), "{}", taken.words);
    for _ in 0..3 {
        troubled.at_rest().await;
        troubled.later(7).await;
    }
    assert_eq!(taken_by(scene, school).await, ["Ann Lee"]);
    assert_eq!(scene.texts_to(HEAD).await, Vec::<String>::new());
    troubled.nothing_is_dead().await;
}
