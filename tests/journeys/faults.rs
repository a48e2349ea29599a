//! What breaks on the way: processes that die, services that refuse, throttle, hang or lose their answer. Nobody is lost, and
//! nobody hears twice without staff being told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use local::{ParentText, Template};
use serde_json::json;

use super::extract_files::{child, marks, mother, whole};
use super::fault_proxy::{Fault, On, Struck};
use super::scene::{list, text, until};
use super::troubled::{Troubled, families, marked};

/// Longer than any function waits for one answer.
const TOO_LATE: Duration = Duration::from_secs(6);

/// As often as a function tries one call.
const TRIES: usize = 4;

fn publish() -> On {
    On::any("sns", &["Publish"]).by("send-message")
}

/// Writes of a function that hold these words: a table's name, or what stands in no other item.
fn writes(function: &'static str, words: &str) -> On {
    On::any("dynamodb", &["PutItem", "TransactWriteItems"]).by(function).about(words)
}

#[tokio::test]
async fn a_send_message_that_dies_reaches_every_parent_and_each_second_text_is_marked() {
    let troubled = Troubled::start().await;
    let scene = &troubled.scene;
    let (everybody, children) = families::<14>();
    // A school where nobody at all is present is held.
    let (numbers, present) = everybody.split_at(12);
    // Between the provider's answer and the write: the one place where a text can go out twice.
    let said = troubled.proxy.plan(publish().after(2), Fault::KillAfter).await;
    let said_again = troubled.proxy.plan(publish().after(4).times(2), Fault::KillAfter).await;
    let others = [
        // In the middle of a batch, where the next one is not claimed yet, and where it is claimed and not said.
        troubled.proxy.plan(writes("send-message", r#""progress":{"S":"sending"}"#).after(5), Fault::KillBefore).await,
        troubled.proxy.plan(publish().after(3), Fault::KillBefore).await,
        // Where it is said, and its absence does not know it yet.
        troubled.proxy.plan(writes("send-message", scene.stack.table("absences").unwrap()).after(1), Fault::KillBefore).await,
        // The sweep that finds what was left dies too, when it has handed it over.
        troubled.proxy.plan(On::any("sqs", &["SendMessageBatch"]).by("escalate-absences"), Fault::KillAfter).await,
    ];
    let marks = [marked(numbers, "N"), marked(present, "/")].concat();
    scene.upload(&troubled.school, &scene.taken(2), &whole(&children, scene.today(), &marks)).await;
    let told = troubled.in_time_settled(numbers).await;
    assert_eq!((said.times(), said_again.times()), (1, 2));
    assert!(others.iter().all(|death| death.times() == 1));
    let too_many = troubled.each_was_told(&told).await;
    assert!(too_many <= 3, "{too_many} second texts after 3 deaths");
    for (pupil, absence) in &told {
        let story = scene.ask(&troubled.school, &format!("/absences/{}", text(absence, "/id"))).await;
        assert!(list(&story, "/timeline").iter().any(|moment| text(moment, "/what") == "message"), "{pupil}: {story:#}");
    }
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn an_ingest_upload_that_dies_anywhere_leaves_the_morning_as_it_would_have_been() {
    let troubled = Troubled::start().await;
    let scene = &troubled.scene;
    let (numbers, children) = families::<6>();
    scene.upload(&troubled.school, &scene.taken(9), &whole(&children, scene.today(), &[("0001", "/")])).await;
    // Who is missing once or twice has not left.
    for minutes in [8, 7] {
        let upload = scene.taken(minutes);
        scene.put_marks_last(&troubled.school, &upload, &whole(&children[..5], scene.today(), &[("0001", "/")])).await;
        let read = scene.upload_in(&troubled.school, &upload, &["applied"]).await;
        assert_eq!((read["counts"]["left"].as_i64(), read["counts"]["missing"].as_i64()), (Some(0), Some(1)), "{read}");
    }
    troubled.at_rest().await;
    let ingest = "ingest-upload";
    let evaluations = scene.stack.queue("evaluations").unwrap().rsplit('/').next().unwrap();
    let deaths = [
        // Between the pupils and the head that makes them true.
        troubled.proxy.plan(writes(ingest, scene.stack.table("schools").unwrap()), Fault::KillBefore).await,
        // Between the head and the end of the one who left; between it and the hand-over; after the hand-over.
        troubled
            .proxy
            .plan(On::any("dynamodb", &["UpdateItem"]).by(ingest).about(scene.stack.table("roll").unwrap()), Fault::KillBefore)
            .await,
        troubled.proxy.plan(On::any("sqs", &["SendMessage"]).by(ingest).about(evaluations), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("s3", &["PutObject"]).by(ingest), Fault::KillAfter).await,
    ];
    let upload = scene.taken(2);
    let (here, left) = (&numbers[..5], numbers[5]);
    scene.put(&troubled.school, &upload, &whole(&children[..5], scene.today(), &marked(here, "N"))).await;
    troubled.in_time_struck(&deaths).await;
    let told = troubled.in_time_settled(here).await;
    assert_eq!(troubled.each_was_told(&told).await, 0);
    let read = scene.upload_in(&troubled.school, &upload, &["applied"]).await;
    assert_eq!(read["marks"]["N"], 5, "{read}");
    let db = aws_sdk_dynamodb::Client::new(&scene.stack.sdk_config());
    let roll = db.scan().table_name(scene.stack.table("roll").unwrap()).send().await.unwrap();
    let ends: Vec<bool> = roll
        .items()
        .iter()
        .filter(|item| item["sk"].as_s().unwrap().starts_with("pupil#"))
        .map(|item| item.contains_key("expires_at"))
        .collect();
    assert_eq!((ends.len(), ends.iter().filter(|ends| **ends).count()), (6, 1), "{left} alone has left");
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn an_evaluate_absences_that_dies_anywhere_says_nothing_twice() {
    let troubled = Troubled::start().await;
    let scene = &troubled.scene;
    let (mut numbers, mut children) = (vec!["0021", "0022", "0023"], Vec::new());
    for (number, name) in numbers.iter().zip(["Una", "Tom", "Ida"]) {
        children.push(child(number, name, "Jones", vec![mother("Eve", "Jones", "07700900020")]));
    }
    let (others, more) = families::<3>();
    numbers.extend(others);
    children.extend(more);
    let evaluate = "evaluate-absences";
    let absences = scene.stack.table("absences").unwrap();
    let deaths = [
        // Between the messages and the absences; in the middle of the absences; between them and the hand-over, and after it.
        troubled.proxy.plan(writes(evaluate, absences), Fault::KillBefore).await,
        troubled.proxy.plan(writes(evaluate, absences).after(1), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("sqs", &["SendMessageBatch"]).by(evaluate), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("sqs", &["SendMessageBatch"]).by(evaluate), Fault::KillAfter).await,
    ];
    scene.upload(&troubled.school, &scene.taken(2), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    troubled.in_time_struck(&deaths).await;
    let told = troubled.in_time_settled(&numbers).await;
    assert_eq!(troubled.texts().await.into_values().collect::<Vec<_>>(), [1; 4]);
    let to_family = scene.texts_to("+447700900020").await;
    assert!(["Una", "Tom", "Ida"].iter().all(|name| to_family[0].contains(name)), "{to_family:?}");
    assert!(told.values().all(|absence| list(absence, "/messages").len() == 1));
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn a_receive_reply_that_dies_takes_each_reply_once() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let (numbers, children) = families::<2>();
    scene.upload(school, &scene.taken(2), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    scene.settled(school, &numbers).await;
    let receive = "receive-reply";
    let deaths = [
        // Between storing and acting, and between acting and noting that it was done.
        troubled.proxy.plan(writes(receive, scene.stack.table("absences").unwrap()), Fault::KillBefore).await,
        troubled.proxy.plan(writes(receive, r#""handled":{"BOOL":true}"#), Fault::KillBefore).await,
    ];
    scene.reply(school, "+447700900001", "she's poorly", "r1").await;
    troubled.in_time_struck(&deaths).await;
    scene.becomes(school, "0001", "explained").await;

    // Over the webhook the provider hears of it, and may ask again; staff do not wait for that.
    let death = troubled.proxy.plan(writes(receive, scene.stack.table("absences").unwrap()), Fault::KillBefore).await;
    let reply = ParentText { from: "+447700900002", to: &school.number, words: "dentist this morning", id: "SM2" };
    let answer = scene.stack.text_over_webhook(reply).await.unwrap();
    assert_eq!((death.times(), answer.status >= 500), (1, true), "{answer:?}");
    troubled.at_rest().await;
    troubled.later(2).await;
    scene.becomes(school, "0002", "explained").await;
    let again = scene.stack.text_over_webhook(reply).await.unwrap();
    assert_eq!(again.status, 200);
    troubled.at_rest().await;
    assert!(scene.absences(school).await.values().all(|absence| list(absence, "/replies").len() == 1));
    assert_eq!(troubled.texts().await.into_values().collect::<Vec<_>>(), [1; 2]);
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn a_webhook_that_cannot_write_loses_no_reply() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let (numbers, children) = families::<3>();
    scene.upload(school, &scene.taken(2), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    scene.settled(school, &numbers).await;
    let send = async |from, id| {
        let reply = ParentText { from, to: &school.number, words: "she's poorly", id };
        let answer = scene.stack.text_over_webhook(reply).await.unwrap();
        (answer.status, answer.body.as_str().is_some_and(|twiml| twiml.contains("<Message>")))
    };
    let receive = "receive-reply";
    let (absences, messages) = (scene.stack.table("absences").unwrap(), scene.stack.table("messages").unwrap());

    // Not stored: the queue has the text, and nobody is thanked for what nobody has read.
    troubled.proxy.plan(writes(receive, messages).times(TRIES), Fault::Break).await;
    assert_eq!(send("+447700900001", "SM1").await, (200, false));
    scene.becomes(school, "0001", "explained").await;
    // Stored and not acted on: the queue has the rest.
    troubled.proxy.plan(writes(receive, absences).times(TRIES), Fault::Break).await;
    assert_eq!(send("+447700900002", "SM2").await, (200, true));
    scene.becomes(school, "0002", "explained").await;
    // Nothing at all can be reached: the provider is told, and sends the text again.
    troubled.proxy.plan(writes(receive, messages).times(TRIES), Fault::Break).await;
    troubled.proxy.plan(On::any("sqs", &["SendMessage"]).by(receive).times(TRIES), Fault::Break).await;
    assert_eq!(send("+447700900003", "SM3").await, (503, false));
    assert_eq!(send("+447700900003", "SM3").await, (200, true));
    scene.becomes(school, "0003", "explained").await;
    troubled.at_rest().await;
    assert!(scene.absences(school).await.values().all(|absence| list(absence, "/replies").len() == 1));
}

#[tokio::test]
async fn services_that_throttle_refuse_or_lose_their_answers_delay_a_morning_by_seconds_and_nobody_hears_twice() {
    let troubled = Troubled::start().await;
    let scene = &troubled.scene;
    let (numbers, children) = families::<6>();
    let (ingest, evaluate, send) = ("ingest-upload", "evaluate-absences", "send-message");
    let mut faults: Vec<Struck> = Vec::new();
    let mut plan = async |on: On, fault: Fault| faults.push(troubled.proxy.plan(on, fault).await);
    let decrypt = |by| On::any("kms", &["Decrypt"]).by(by);
    let db = |by, operation: &'static [&'static str]| On::any("dynamodb", operation).by(by);
    plan(decrypt(ingest), Fault::Throttle).await;
    plan(decrypt(evaluate).times(2), Fault::Throttle).await;
    plan(decrypt(send), Fault::Refuse).await;
    plan(decrypt(send), Fault::LoseAnswer).await;
    // The lease of the school, its upload, registers and head: each is written with a condition, and each answer is lost once.
    plan(db(ingest, &["UpdateItem"]), Fault::LoseAnswer).await;
    plan(db(ingest, &["PutItem"]).after(1), Fault::LoseAnswer).await;
    plan(db(ingest, &["PutItem"]).after(3), Fault::LoseAnswer).await;
    plan(db(ingest, &["BatchWriteItem"]), Fault::Throttle).await;
    plan(db(evaluate, &["Query"]), Fault::Reset).await;
    plan(db(evaluate, &["PutItem"]).times(3), Fault::LoseAnswer).await;
    plan(db(evaluate, &["PutItem"]).times(TRIES), Fault::Throttle).await;
    // Of each only one try is lost: a claim of which no try has an answer is one that may have been said.
    for before in [0, 1, 3, 6] {
        plan(db(send, &["PutItem"]).after(before), Fault::LoseAnswer).await;
    }
    plan(db(send, &["BatchGetItem"]).times(TRIES), Fault::Break).await;
    plan(On::any("sqs", &["SendMessage"]).by(ingest), Fault::LoseAnswer).await;
    plan(On::any("sqs", &["SendMessageBatch"]).by(evaluate), Fault::LoseAnswer).await;
    plan(On::any("sqs", &["SendMessageBatch"]).by(evaluate), Fault::Refuse).await;
    plan(On::any("sqs", &["ChangeMessageVisibility"]).by(send), Fault::Throttle).await;
    plan(publish().times(2), Fault::Throttle).await;
    plan(On::any("s3", &["GetObject"]).by(ingest), Fault::Throttle).await;
    plan(On::any("s3", &["PutObject"]).by(ingest), Fault::Reset).await;

    // By the clock on the wall: no journey moves it here.
    scene.upload(&troubled.school, &scene.taken(2), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    let told = scene.settled(&troubled.school, &numbers).await;
    troubled.at_rest().await;
    assert_eq!(troubled.texts().await.into_values().collect::<Vec<_>>(), [1; 6]);
    assert!(told.values().all(|absence| absence["messages"][0]["maybe_duplicate"] == false));
    for (index, fault) in faults.iter().enumerate() {
        assert!(fault.times() > 0, "the fault {index} never struck");
    }
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn a_provider_that_hangs_or_loses_its_answer_is_asked_again_and_staff_are_told() {
    let troubled = Troubled::start().await;
    let scene = &troubled.scene;
    let (numbers, children) = families::<4>();
    let faults = [
        troubled.proxy.plan(publish(), Fault::Delay(TOO_LATE)).await,
        troubled.proxy.plan(publish(), Fault::LoseAnswer).await,
        troubled.proxy.plan(publish(), Fault::Break).await,
        // Keys, queues and tables that hang are no provider that hangs: the call is repeated, not the text.
        troubled.proxy.plan(On::any("kms", &["Decrypt"]).by("evaluate-absences"), Fault::Delay(TOO_LATE)).await,
        troubled.proxy.plan(On::any("sqs", &["SendMessageBatch"]).by("evaluate-absences"), Fault::Delay(TOO_LATE)).await,
        troubled.proxy.plan(writes("send-message", scene.stack.table("messages").unwrap()), Fault::Delay(TOO_LATE)).await,
    ];
    scene.upload(&troubled.school, &scene.taken(2), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    let told = troubled.in_time_settled(&numbers).await;
    assert!(faults.iter().all(|fault| fault.times() == 1));
    assert_eq!(troubled.each_was_told(&told).await, 2);
    let marked = told.values().filter(|absence| absence["messages"][0]["maybe_duplicate"] == true).count();
    assert_eq!(marked, 3, "{told:#?}");
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn a_role_without_its_permission_sends_nothing_until_it_has_it_again() {
    let without = |template: &mut Template| {
        let text = template.text.replace(
            "Action: sns:Publish\n                Resource: \"*\"",
            "Action: sns:ListTopics\n                Resource: \"*\"",
        );
        assert_eq!(template.text != text, template.file == "template.yaml");
        template.text = text;
    };
    let mut troubled = Troubled::start_with(Arc::new(without)).await;
    let (numbers, children) = families::<1>();
    troubled
        .scene
        .upload(&troubled.school, &troubled.scene.taken(2), &whole(&children, troubled.scene.today(), &marked(&numbers, "N")))
        .await;
    let refused = until("the provider to refuse", || async {
        let logs = troubled.scene.stack.logs("send-message").await.unwrap();
        logs.into_iter().find(|line| line.contains("ProviderUnavailable"))
    })
    .await;
    assert!(refused.contains("AuthorizationError"), "{refused}");
    troubled.at_rest().await;
    let waiting = troubled.scene.absences(&troubled.school).await;
    assert_eq!(text(&waiting["0001"], "/messages/0/progress"), "planned", "{waiting:#?}");
    assert_eq!(troubled.texts().await, BTreeMap::new());

    troubled.scene.stack.deploy_again(BTreeMap::new(), Arc::new(|_| {})).await.unwrap();
    troubled.later(2).await;
    let told = troubled.scene.settled(&troubled.school, &numbers).await;
    assert_eq!((troubled.each_was_told(&told).await, &told["0001"]["messages"][0]["maybe_duplicate"]), (0, &json!(false)));
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn a_report_that_is_kept_while_its_register_is_evaluated_stops_the_message() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let (numbers, children) = families::<4>();
    let (ava, others) = (numbers[0], marked(&numbers[1..], "/"));
    scene.upload(school, &scene.taken(9), &whole(&children, scene.today(), &others)).await;
    troubled.at_rest().await;
    // The register comes, and whoever evaluates it is late.
    scene.disconnect("evaluate-absences").await;
    scene.pause(school, true).await;
    scene.upload(school, &scene.taken(2), &marks(scene.today(), "AM", &[vec![(ava, "N")], others].concat())).await;
    // The mother writes. There is no search yet, so what she says will be kept.
    let keeps = On::any("dynamodb", &["GetItem"]).by("receive-reply").about("known#").times(TRIES);
    let held = troubled.proxy.plan(keeps, Fault::Hold).await;
    let from = format!("+44{}", &children[0].contacts[0].mobile[1..]);
    scene.reply(school, &from, "she is poorly today", "r1").await;
    until("the report to be about to be kept", || async { (held.times() > 0).then_some(()) }).await;
    let body = json!({"type": "evaluate_v1", "school": school.urn, "date": scene.today()}).to_string();
    let record = json!({"messageId": "late", "receiptHandle": "none", "body": body, "attributes": {}, "messageAttributes": {}, "eventSource": "aws:sqs", "awsRegion": "eu-west-2"});
    let evaluated = scene.stack.invoke("evaluate-absences", &json!({"Records": [record]})).await.unwrap();
    assert_eq!(list(&evaluated, "/batchItemFailures").len(), 0, "{evaluated}");
    assert_eq!(scene.absences(school).await[ava]["state"], "open", "it had not heard of the report");
    troubled.proxy.release();
    scene.becomes(school, ava, "explained").await;
    scene.pause(school, false).await;
    troubled.later(2).await;
    let ended = until("the question to be dropped", || async {
        let absence = scene.absences(school).await.remove(ava)?;
        let progress = text(&absence, "/messages/0/progress").to_owned();
        (progress != "planned" && progress != "sending").then_some(progress)
    })
    .await;
    assert_eq!((ended.as_str(), scene.texts_to(&from).await.len()), ("dropped", 0));
}
