//! What breaks on the way: processes that die, services that refuse, throttle, hang or lose their answer. Nobody is lost, and
//! nobody hears twice without staff being told.

use std::time::Duration;

use super::extract_files::{child, marks, mother, whole};
use super::fault_proxy::{Fault, On};
use super::scene::{list, text, until};
use super::troubled::{Troubled, families, marked};

const WRITES: &[&str] = &["PutItem", "TransactWriteItems"];

/// What stands in the write of a claim and of no other item.
const CLAIMS: &str = r#""progress":{"S":"sending"}"#;

fn publish() -> On {
    On::any("sns", &["Publish"]).by("send-message")
}

fn writes(function: &'static str, table: &str) -> On {
    On::any("dynamodb", WRITES).by(function).about(table)
}

#[tokio::test]
async fn a_send_message_that_dies_reaches_every_parent_and_each_second_text_is_marked() {
    let troubled = Troubled::start().await;
    let (numbers, children) = families::<12>();
    let absences = troubled.scene.stack.table("absences").unwrap();
    // Between the provider's answer and the write: the only place where a text can go out twice.
    let after_publish = troubled.proxy.plan(publish().after(2).times(1), Fault::KillAfter).await;
    let once_more = troubled.proxy.plan(publish().after(4).times(2), Fault::KillAfter).await;
    // In the middle of a batch, where nothing has been said yet, and where all has been said and not noted.
    let before_publish = troubled.proxy.plan(publish().after(3), Fault::KillBefore).await;
    let at_claim = troubled.proxy.plan(writes("send-message", CLAIMS).after(5), Fault::KillBefore).await;
    let before_noting = troubled.proxy.plan(writes("send-message", absences).after(1), Fault::KillBefore).await;

    let files = whole(&children, troubled.scene.today(), &marked(&numbers, "N"));
    troubled.scene.upload(&troubled.school, &troubled.scene.taken(2), &files).await;
    let told = troubled.in_time_settled(&numbers).await;
    let kills = after_publish.times() + once_more.times();
    assert_eq!((kills, before_publish.times(), at_claim.times(), before_noting.times()), (3, 1, 1, 1));
    let too_many = troubled.each_was_told(&told).await;
    assert!(too_many <= kills, "{too_many} second texts after {kills} kills");
    // The story of each absence ends with its message, the one whose process died before noting it too.
    for (pupil, absence) in &told {
        let story = troubled.scene.ask(&troubled.school, &format!("/absences/{}", text(absence, "/id"))).await;
        assert!(list(&story, "/timeline").iter().any(|moment| text(moment, "/what") == "message"), "{pupil}: {story:#}");
    }
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn an_ingest_upload_that_dies_anywhere_leaves_the_morning_as_it_would_have_been() {
    let troubled = Troubled::start().await;
    let scene = &troubled.scene;
    let (numbers, children) = families::<6>();
    let (schools, absences) = (scene.stack.table("schools").unwrap(), scene.stack.table("absences").unwrap());
    let evaluations = scene.stack.queue("evaluations").unwrap().rsplit('/').next().unwrap().to_owned();
    let ingest = "ingest-upload";
    let deaths = [
        // Between writing the pupils and turning the head, and before the pupils.
        troubled.proxy.plan(On::any("dynamodb", &["PutItem"]).by(ingest).about(schools), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("dynamodb", &["BatchWriteItem"]).by(ingest), Fault::KillAfter).await,
        // Between the head and the hand-over, and right after it.
        troubled.proxy.plan(On::any("sqs", &["SendMessage"]).by(ingest).about(&evaluations), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("sqs", &["SendMessage"]).by(ingest).about(&evaluations), Fault::KillAfter).await,
        troubled.proxy.plan(On::any("s3", &["PutObject"]).by(ingest), Fault::KillAfter).await,
    ];
    let upload = scene.taken(2);
    scene.put(&troubled.school, &upload, &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    for death in &deaths {
        until("a death", || async {
            if death.times() == 0 {
                troubled.at_rest().await;
                troubled.later(7).await;
                return None;
            }
            Some(())
        })
        .await;
    }
    let told = troubled.in_time_settled(&numbers).await;
    assert_eq!(troubled.each_was_told(&told).await, 0);
    let read = scene.upload_in(&troubled.school, &upload, &["applied"]).await;
    assert_eq!(read["marks"]["N"], 6, "{read}");
    let _ = absences;
    troubled.nothing_is_dead().await;
}

#[tokio::test]
async fn a_pupil_who_left_has_an_end_even_when_the_process_died_before_setting_it() {
    let troubled = Troubled::start().await;
    let scene = &troubled.scene;
    let (_, children) = families::<3>();
    scene.upload(&troubled.school, &scene.taken(9), &whole(&children, scene.today(), &[("0001", "/")])).await;
    troubled.at_rest().await;
    // The head names the new roll; what is not on it any more has not been cleared away.
    let died = troubled.proxy.plan(On::any("dynamodb", &["BatchWriteItem"]).by("ingest-upload").about("DeleteRequest"), Fault::KillBefore).await;
    let ends = troubled.proxy.plan(On::any("dynamodb", &["UpdateItem"]).by("ingest-upload").about(scene.stack.table("roll").unwrap()), Fault::KillBefore).await;
    let upload = scene.taken(2);
    scene.put(&troubled.school, &upload, &whole(&children[..2], scene.today(), &[("0001", "/")])).await;
    until("the deaths", || async {
        if died.times() + ends.times() < 2 {
            troubled.at_rest().await;
            troubled.later(7).await;
            return None;
        }
        Some(())
    })
    .await;
    troubled.at_rest().await;
    troubled.later(7).await;
    scene.upload_in(&troubled.school, &upload, &["applied"]).await;
    let db = aws_sdk_dynamodb::Client::new(&scene.stack.sdk_config());
    let all = db.scan().table_name(scene.stack.table("roll").unwrap()).send().await.unwrap();
    let pupils: Vec<_> = all.items().iter().filter(|item| item["sk"].as_s().unwrap().starts_with("pupil#")).collect();
    let ending = pupils.iter().filter(|pupil| pupil.contains_key("expires_at")).count();
    assert_eq!((pupils.len(), ending), (3, 1));
}

#[tokio::test]
async fn an_evaluate_absences_that_dies_anywhere_says_nothing_twice() {
    let troubled = Troubled::start().await;
    let scene = &troubled.scene;
    let family = || vec![mother("Eve", "Jones", "07700900020")];
    let (mut numbers, mut children) = (vec!["0021", "0022", "0023"], Vec::new());
    for (number, name) in numbers.iter().zip(["Una", "Tom", "Ida"]) {
        children.push(child(number, name, "Jones", family()));
    }
    let (others, more) = families::<3>();
    numbers.extend(others);
    children.extend(more);
    let absences = scene.stack.table("absences").unwrap();
    let deaths = [
        // Between messages and absences, in the middle of the absences, and between them and the hand-over.
        troubled.proxy.plan(writes("evaluate-absences", absences), Fault::KillBefore).await,
        troubled.proxy.plan(writes("evaluate-absences", absences).after(1), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("sqs", &["SendMessageBatch"]).by("evaluate-absences"), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("sqs", &["SendMessageBatch"]).by("evaluate-absences"), Fault::KillAfter).await,
    ];
    let files = whole(&children, scene.today(), &marked(&numbers, "N"));
    scene.upload(&troubled.school, &scene.taken(2), &files).await;
    for death in &deaths {
        until("a death", || async {
            if death.times() == 0 {
                troubled.at_rest().await;
                troubled.later(7).await;
                return None;
            }
            Some(())
        })
        .await;
    }
    let told = troubled.in_time_settled(&numbers).await;
    assert_eq!(troubled.texts().await.into_values().collect::<Vec<_>>(), [1; 4]);
    let to_family = scene.texts_to("+447700900020").await;
    assert!(["Una", "Tom", "Ida"].iter().all(|name| to_family[0].contains(name)), "{to_family:?}");
    assert!(told.values().all(|absence| list(absence, "/messages").len() == 1));
    troubled.nothing_is_dead().await;
}
