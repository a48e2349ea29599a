//! Families are spoken to in their language, once somebody has read its words.

use local::ParentText;
use serde_json::{Value, json};

use super::extract_files::{Child, child, mother, whole};
use super::scene::{Scene, School, list, text, until};
use super::settings::asks;

const ONE: &str = "+447700900001";
const TWO: &str = "+447700900002";
const THREE: &str = "+447700900003";

/// Two Polish families and an English one. All their children are called as the made-up child is.
fn families() -> Vec<Child> {
    let mother = |surname, mobile, language| {
        let mut mother = mother("Eva", surname, mobile);
        mother.language = language;
        vec![mother]
    };
    vec![
        child("0001", "Ava", "Nowak", mother("Nowak", "07700900001", "Polish")),
        child("0002", "Ava", "Wilk", mother("Wilk", "07700900002", "Polish")),
        child("0003", "Ava", "Smith", mother("Smith", "07700900003", "English")),
    ]
}

/// A text of a language as it stands before those who review it.
fn words(language: &Value, key: &str) -> String {
    let samples = list(language, "/messages").iter();
    let found = samples.into_iter().find(|sample| text(sample, "/key") == key);
    text(found.unwrap(), "/one_child/text").to_owned()
}

/// What the sender of a text is thanked with over the webhook.
async fn thanks(scene: &Scene, school: &School, from: &str, words: &str, id: &str) -> String {
    let answer = scene.stack.text_over_webhook(ParentText { from, to: &school.number, words, id }).await.unwrap();
    assert_eq!(answer.status, 200);
    answer.body.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_family_reads_its_own_language_once_a_person_has_read_its_words() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let (admin, officer) = (school.token("school-admin"), school.token("attendance-officer"));
    let ask = async |token: &str, what: &str, body: Option<Value>| asks(&scene, &school, token, what, body.as_ref()).await;
    let children = families();
    let marked = |of: [&'static str; 3]| [("0001", of[0]), ("0002", of[1]), ("0003", of[2])];
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(["N", "/", "N"]))).await;
    scene.settled(&school, &["0001", "0003"]).await;
    let (_, english) = ask(officer, "GET /languages/en", None).await;
    assert_eq!(scene.texts_to(ONE).await, [words(&english, "first_day")], "nobody has read the Polish words yet");

    // Somebody reads them.
    let (status, polish) = ask(officer, "GET /languages/pl", None).await;
    assert_eq!((status, &polish["language"]["on"]), (200, &json!(false)), "{polish:#}");
    let first = words(&polish, "first_day");
    assert!(["1 ", "2 ", "3 ", "4 ", "9 "].iter().all(|digit| first.contains(digit)) && first.contains("Ava"), "{first}");
    let version = json!({"version": text(&polish, "/language/version")});
    assert_eq!(ask(officer, "PUT /languages/pl/review", Some(version.clone())).await.0, 403);
    let (status, old) = ask(admin, "PUT /languages/pl/review", Some(json!({"version": "00000000"}))).await;
    assert_eq!((status, text(&old, "/code")), (409, "words_changed"), "{old:#}");
    assert_eq!(ask(admin, "PUT /languages/xx/review", Some(version.clone())).await.0, 404);
    assert_eq!(ask(admin, "PUT /languages/en/review", Some(version.clone())).await.0, 400);
    let (status, on) = ask(admin, "PUT /languages/pl/review", Some(version.clone())).await;
    assert_eq!((status, &on["on"]), (200, &json!(true)), "{on:#}");
    assert_eq!(ask(admin, "PUT /languages/pl/review", Some(version.clone())).await, (200, on), "the same again is the same");
    let (_, preview) = ask(officer, "GET /policy/preview", None).await;
    assert_eq!(preview["languages"], json!(["en", "pl"]));

    // The next family is asked in it, answers with a digit, and is thanked in it with what was understood.
    scene.upload(&school, &scene.taken(6), &whole(&children, scene.today(), &marked(["N", "N", "N"]))).await;
    scene.settled(&school, &["0001", "0002", "0003"]).await;
    assert_eq!(scene.texts_to(TWO).await, [first]);
    let thanked = thanks(&scene, &school, TWO, "1", "SM1").await;
    assert!(thanked.contains("Zapisaliśmy: choroba"), "{thanked}");
    let explained = scene.becomes(&school, "0002", "explained").await;
    assert_eq!(text(&explained, "/proposed_code"), "I");
    assert_eq!(text(&explained, "/messages/0/english"), words(&english, "first_day"), "staff read what was said");

    // Another asks for it in a word: it is kept for that contact, the office sees it, and it counts from then on.
    let thanked = thanks(&scene, &school, THREE, "POLSKI", "SM2").await;
    assert!(thanked.contains(&words(&polish, "answer_language_changed")), "{thanked}");
    let absence = scene.becomes(&school, "0003", "answered").await;
    assert_eq!(text(&absence, "/replies/0/reading"), "language");
    let pupil = text(&absence, "/id").split_once('.').unwrap().1;
    let (_, known) = ask(officer, &format!("GET /pupils/{pupil}"), None).await;
    assert_eq!(text(&known, "/contacts/0/wishes/language"), "pl", "{known:#}");
    let (_, correction) = ask(officer, &format!("GET /correction?absences={}", text(&absence, "/id")), None).await;
    assert_eq!(text(&correction, "/corrections/0/language"), "pl", "{correction:#}");
    assert_eq!(text(&correction, "/corrections/0/text"), words(&polish, "correction"));
    scene.upload(&school, &scene.taken(3), &whole(&children, scene.today(), &marked(["N", "N", "L"]))).await;
    let told = until("the mother to hear the end", || async {
        let texts = scene.texts_to(THREE).await;
        (texts.len() == 2).then_some(texts)
    })
    .await;
    assert_eq!(told, [words(&english, "first_day"), words(&polish, "in_school")]);

    // Taken back it is off.
    for _ in 0..2 {
        let (status, off) = ask(admin, "DELETE /languages/pl/review", None).await;
        assert_eq!((status, &off["on"], &off["for_school"]), (200, &json!(false), &Value::Null), "{off:#}");
    }
}

#[tokio::test]
async fn the_operator_turns_a_language_on_for_every_school_and_no_school_for_another() {
    let scene = Scene::start().await;
    let (here, there) = (scene.school("100001", 80).await, scene.school("100002", 81).await);
    let of_operator = async |method: &str, path: &str, body: Option<&Value>| {
        let answer = scene.stack.ask(method, path, &scene.operator, body).await.unwrap();
        (answer.status, answer.body)
    };
    let is_on = async |school: &School, tag: &str| {
        let (_, all) = asks(&scene, school, school.token("attendance-officer"), "GET /languages", None).await;
        let mut found = list(&all, "/languages").iter().filter(|language| text(language, "/tag") == tag);
        found.next().unwrap()["on"] == json!(true)
    };
    let (status, all) = of_operator("GET", "/languages", None).await;
    assert_eq!((status, list(&all, "/languages").len(), text(&all, "/languages/0/tag")), (200, 12, "en"), "{all:#}");
    let version = |at: usize| json!({"version": text(&all, &format!("/languages/{at}/version"))});
    let (welsh, polish) = (version(1), version(2));
    let admin = here.token("school-admin");
    assert_eq!(scene.stack.ask("PUT", "/languages/cy/review", admin, Some(&welsh)).await.unwrap().status, 403);
    assert_eq!(scene.stack.ask("GET", "/languages", admin, None).await.unwrap().status, 403);
    assert_eq!(of_operator("PUT", "/languages/cy/review", Some(&polish)).await.0, 409);
    assert_eq!(of_operator("PUT", "/languages/cy/review", Some(&welsh)).await.0, 200);
    assert_eq!(asks(&scene, &here, admin, "PUT /languages/pl/review", Some(&polish)).await.0, 200);
    assert!(is_on(&here, "cy").await && is_on(&there, "cy").await && is_on(&here, "pl").await && !is_on(&there, "pl").await);
    assert!(is_on(&there, "en").await);
    assert_eq!(of_operator("DELETE", "/languages/cy/review", None).await.0, 200);
    assert!(!is_on(&here, "cy").await && !is_on(&there, "cy").await && is_on(&here, "pl").await);
}
