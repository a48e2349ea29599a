//! One telephone, several families or schools: whoever writes from it says which child they mean, or staff read it.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use local::ParentText;
use serde_json::{Value, json};

use super::extract_files::{Child, child, mother, on_one_telephone, whole};
use super::fault_proxy::{Fault, On};
use super::privacy::{logs, tables};
use super::scene::{Scene, School, list, text, until};
use super::troubled::Troubled;

const MUM: &str = "+447700900001";

/// What the sender of a text reads at once; nothing where they are answered with nothing.
async fn answered(scene: &Scene, school: &School, words: &str, id: &str) -> String {
    let answer = scene.stack.text_over_webhook(ParentText { from: MUM, to: &school.number, words, id }).await.unwrap();
    assert_eq!(answer.status, 200);
    let body = answer.body.as_str().unwrap();
    body.split_once("<Message>").map_or("", |(_, rest)| rest.split_once("</Message>").unwrap().0).to_owned()
}

/// The words and the reading of each reply about a child, the oldest first.
async fn replies(scene: &Scene, school: &School, pupil: &str) -> (String, Vec<(String, String)>) {
    let absence = scene.absences(school).await.remove(pupil).unwrap();
    let of = |reply: &Value| (text(reply, "/words").to_owned(), text(reply, "/reading").to_owned());
    (text(&absence, "/state").to_owned(), list(&absence, "/replies").iter().map(of).collect())
}

async fn to_place(scene: &Scene, school: &School) -> Vec<String> {
    let page = scene.ask(school, "/unmatched").await;
    list(&page, "/replies").iter().map(|reply| text(reply, "/words").to_owned()).collect()
}

fn polish(number: &'static str, forename: &'static str) -> [Child; 1] {
    let mut mother = mother("Eva", "Nowak", "07700900001");
    mother.language = "Polish";
    [child(number, forename, "Nowak", vec![mother])]
}

/// Two schools that send from one number, of which each has asked the same telephone about a child, in Polish.
async fn two_schools() -> (Scene, School, School) {
    let scene = Scene::start().await;
    let (here, mut there) = (scene.school("100001", 80).await, scene.school("100002", 81).await);
    let db = aws_sdk_dynamodb::Client::new(&scene.stack.sdk_config());
    let settings = |key: &str| AttributeValue::S(key.to_owned());
    let shared = db.update_item().table_name(scene.stack.table("schools").unwrap());
    let shared = shared.key("pk", settings("100002")).key("sk", settings("settings"));
    let shared = shared.update_expression("SET #number = :number").expression_attribute_names("#number", "number");
    shared.expression_attribute_values(":number", settings(&here.number)).send().await.unwrap();
    there.number.clone_from(&here.number);
    let languages = scene.stack.ask("GET", "/languages", &scene.operator, None).await.unwrap().body;
    let polish_words = list(&languages, "/languages").iter().find(|language| text(language, "/tag") == "pl").unwrap();
    let version = json!({"version": text(polish_words, "/version")});
    let reviewed = scene.stack.ask("PUT", "/languages/pl/review", &scene.operator, Some(&version)).await.unwrap();
    assert_eq!(reviewed.status, 200, "{}", reviewed.body);
    scene.upload(&here, &scene.taken(2), &whole(&polish("0001", "Bogumila"), scene.today(), &[("0001", "N")])).await;
    scene.upload(&there, &scene.taken(2), &whole(&polish("0002", "Zbigniew"), scene.today(), &[("0002", "N")])).await;
    scene.settled(&here, &["0001"]).await;
    scene.settled(&there, &["0002"]).await;
    assert_eq!(scene.texts_to(MUM).await.len(), 2);
    (scene, here, there)
}

/// No name stands anywhere in the clear, and neither school sees the other's child or what was written of it.
async fn neither_sees_the_others(scene: &Scene, [here, there]: [&School; 2]) {
    for (place, bytes) in logs(scene).await.into_iter().chain(tables(scene).await) {
        for secret in ["Bogumila", "Zbigniew", "7700900001", "chora", "dentyst"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{place} holds “{secret}”");
        }
    }
    for (school, pupil, others) in [(here, "0001", "Zbigniew"), (there, "0002", "Bogumila")] {
        let absence = scene.absences(school).await.remove(pupil).unwrap();
        let story = scene.ask(school, &format!("/absences/{}", text(&absence, "/id"))).await;
        let attention = scene.ask(school, "/attention").await;
        for seen in [absence, story, attention] {
            assert!(!seen.to_string().contains(others), "{seen:#}");
        }
    }
}

#[tokio::test]
async fn two_schools_on_one_telephone_ask_in_polish_which_child_and_each_hears_of_its_own_alone() {
    let (scene, here, there) = two_schools().await;
    // It says of nobody whom it means: the sender is asked, in nobody's name, and neither school has anything to read.
    let asked = answered(&scene, &here, "chora, ma gorączkę", "SM1").await;
    assert!(asked.contains("A Bogumila, B Zbigniew") && asked.contains("dziecko"), "{asked}");
    assert!(!asked.contains("Hillside"), "{asked}");
    assert_eq!(answered(&scene, &here, "chora, ma gorączkę", "SM1").await, "", "the same text again asks nothing again");
    for (school, pupil) in [(&here, "0001"), (&there, "0002")] {
        assert_eq!(replies(&scene, school, pupil).await, ("open".to_owned(), vec![]));
        assert_eq!(to_place(&scene, school).await, [""; 0]);
    }
    neither_sees_the_others(&scene, [&here, &there]).await;

    // The letter: what was written first is of that child, and of no other.
    let thanked = answered(&scene, &here, "B", "SM2").await;
    assert!(thanked.contains("Zapisaliśmy: choroba"), "{thanked}");
    let of_b = vec![("chora, ma gorączkę".to_owned(), "illness".to_owned()), ("B".to_owned(), "unclear".to_owned())];
    let (state, mut said) = replies(&scene, &there, "0002").await;
    said.sort_by(|one, other| other.0.cmp(&one.0));
    assert_eq!((state.as_str(), said), ("explained", of_b));
    assert_eq!(replies(&scene, &here, "0001").await, ("open".to_owned(), vec![]));
    assert_eq!(answered(&scene, &here, "B", "SM2").await, "");

    // Letters go on to count, and so do names.
    answered(&scene, &here, "A2", "SM3").await;
    let of_a = vec![("A2".to_owned(), "appointment".to_owned())];
    assert_eq!(replies(&scene, &here, "0001").await, ("explained".to_owned(), of_a));
    answered(&scene, &here, "where is Bogumila??? She left for school at 8!", "SM4").await;
    scene.becomes(&here, "0001", "alarm").await;
    assert_eq!(replies(&scene, &there, "0002").await.0, "explained");
    for school in [&here, &there] {
        assert_eq!(to_place(&scene, school).await, [""; 0]);
    }
    neither_sees_the_others(&scene, [&here, &there]).await;
}

#[tokio::test]
async fn an_alarm_that_names_nobody_is_with_both_schools_at_once_and_asked_about_beside() {
    let (scene, here, there) = two_schools().await;
    let alarm = "what do you mean?? left for school at 8 this morning";
    let asked = answered(&scene, &here, alarm, "SM1").await;
    assert!(asked.contains("A Bogumila, B Zbigniew"), "{asked}");
    for school in [&here, &there] {
        assert_eq!(to_place(&scene, school).await, [alarm]);
    }
    answered(&scene, &here, "A", "SM2").await;
    scene.becomes(&here, "0001", "alarm").await;
    assert_eq!(replies(&scene, &there, "0002").await, ("open".to_owned(), vec![]));
}

#[tokio::test]
async fn two_families_of_one_school_are_asked_by_text_and_what_still_does_not_say_is_for_staff() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = on_one_telephone();
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    scene.settled(&school, &["0001", "0002"]).await;
    // A number at AWS answers nothing at once: the question is a text.
    for _ in 0..2 {
        scene.reply(&school, MUM, "poorly", "r1").await;
    }
    let asked = until("the question", || async {
        let texts = scene.texts_to(MUM).await;
        (texts.len() == 3).then_some(texts)
    })
    .await;
    assert_eq!(asked[2], "Thank you. Which child do you mean? A Ava, B Kit. Please reply with letter and number, e.g. A1.");
    scene.quiet().await;
    assert_eq!(to_place(&scene, &school).await, [""; 0]);
    // The next does not say it either.
    scene.reply(&school, MUM, "she has a temperature", "r2").await;
    let mut unmatched = until("both to be there", || async {
        let unmatched = to_place(&scene, &school).await;
        (unmatched.len() == 2).then_some(unmatched)
    })
    .await;
    unmatched.sort_unstable();
    assert_eq!(unmatched, ["poorly", "she has a temperature"]);
    assert!(scene.absences(&school).await.values().all(|absence| text(absence, "/state") == "open"));
    // Whoever says it after that is heard.
    scene.reply(&school, MUM, "Kit has a temperature, I mean", "r3").await;
    scene.becomes(&school, "0002", "explained").await;
    scene.quiet().await;
    assert_eq!(scene.texts_to(MUM).await.len(), 3, "nobody is asked twice a day");
}

#[tokio::test]
async fn a_question_that_nobody_answers_gives_the_text_to_staff_and_a_letter_after_that_still_counts() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = on_one_telephone();
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    scene.settled(&school, &["0001", "0002"]).await;
    assert!(answered(&scene, &school, "poorly", "SM1").await.contains("A Ava, B Kit"));
    scene.minutes_later(10).await;
    scene.quiet().await;
    let officer = scene.officer_again(&school).await;
    let unmatched = async || {
        let page = scene.stack.ask("GET", "/schools/100001/unmatched", &officer, None).await.unwrap().body;
        list(&page, "/replies").len()
    };
    assert_eq!(unmatched().await, 0);
    scene.stack.set_clock(Duration::from_secs(16 * 60)).unwrap();
    until("the text to be with staff", || async {
        scene.stack.invoke("escalate-absences", &json!({})).await.unwrap();
        (unmatched().await == 1).then_some(())
    })
    .await;
    answered(&scene, &school, "B", "SM2").await;
    let page = scene.stack.ask("GET", "/schools/100001/absences", &officer, None).await.unwrap().body;
    let states: Vec<_> =
        list(&page, "/absences").iter().map(|absence| (text(absence, "/pupil/forename"), text(absence, "/state"))).collect();
    assert!(states.contains(&("Kit", "explained")) && states.contains(&("Ava", "open")), "{states:?}");
}

#[tokio::test]
async fn a_receive_reply_that_dies_asks_once_and_loses_neither_text() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let children = on_one_telephone();
    scene.upload(school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    troubled.in_time_settled(&["0001", "0002"]).await;
    let writes = |words: &str| On::any("dynamodb", &["PutItem"]).by("receive-reply").about(words);
    let asks = On::any("sqs", &["SendMessage"]).by("receive-reply");
    // Between holding the text back and noting that it is asked about, and between that and asking.
    let deaths =
        [troubled.proxy.plan(writes("asked_by"), Fault::KillBefore).await, troubled.proxy.plan(asks, Fault::KillBefore).await];
    scene.reply(school, MUM, "poorly", "r1").await;
    troubled.in_time_struck(&deaths).await;
    let asked = async || scene.texts_to(MUM).await.iter().filter(|said| said.contains("Which child")).count();
    until("the question", || async { (asked().await == 1).then_some(()) }).await;
    troubled.at_rest().await;
    // Between the letter and what it was about, and between that and noting that it was said.
    let absences = scene.stack.table("absences").unwrap();
    let deaths = [
        troubled.proxy.plan(writes(absences), Fault::KillBefore).await,
        troubled.proxy.plan(writes("asked_by"), Fault::KillBefore).await,
    ];
    scene.reply(school, MUM, "B", "r2").await;
    troubled.in_time_struck(&deaths).await;
    scene.becomes(school, "0002", "explained").await;
    troubled.later(7).await;
    troubled.at_rest().await;
    let absences = scene.absences(school).await;
    let said: Vec<&str> = list(&absences["0002"], "/replies").iter().map(|reply| text(reply, "/words")).collect();
    assert!(said.len() == 2 && said.contains(&"poorly") && said.contains(&"B"), "{said:?}");
    assert_eq!(list(&absences["0001"], "/replies").len(), 0);
    assert_eq!(asked().await, 1);
    troubled.nothing_is_dead().await;
}
