//! What is made of a reply, child by child, and how often staff read it otherwise.

use local::ParentText;
use serde_json::{Value, json};

use super::extract_files::{child, mother, whole};
use super::scene::{Scene, School, list, text, until};
use super::settings::{asks, set_duty};

const SMITH: &str = "+447700900001";
const JONES: &str = "+447700900002";
const BROWN: &str = "+447700900003";

/// The phones of those on duty.
const OFFICER: &str = "+447700900960";
const LEAD: &str = "+447700900961";

/// Two families of two children, and one of one.
async fn with_five_absent() -> (Scene, School) {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let officer = json!({"duty": "attendance-officer", "name": "Ann Lee", "number": "07700900960"});
    let lead = json!({"duty": "safeguarding-lead", "name": "Cat Roe", "number": "07700900961"});
    set_duty(&scene, &school, json!([officer, lead])).await;
    let family = |surname, mobile| vec![mother("Eve", surname, mobile)];
    let children = [
        child("0001", "Ava", "Smith", family("Smith", "07700900001")),
        child("0002", "Leo", "Smith", family("Smith", "07700900001")),
        child("0003", "Isla", "Jones", family("Jones", "07700900002")),
        child("0004", "Kit", "Jones", family("Jones", "07700900002")),
        child("0005", "Finn", "Brown", family("Brown", "07700900003")),
    ];
    let of = ["0001", "0002", "0003", "0004", "0005"];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &of.map(|number| (number, "N")))).await;
    scene.settled(&school, &of).await;
    (scene, school)
}

#[tokio::test]
async fn each_child_of_a_family_has_its_own_answer_and_doubt_leaves_the_search_on() {
    let (scene, school) = with_five_absent().await;
    scene.reply(&school, SMITH, "A1 B9", "r1").await;
    let ava = scene.becomes(&school, "0001", "explained").await;
    assert_eq!(text(&ava, "/proposed_code"), "I");
    let leo = scene.becomes(&school, "0002", "alarm").await;
    assert_eq!(text(&leo, "/replies/0/reading"), "alarm", "the loudest that the text says");
    until("the office's phone to ring for Leo", || async {
        scene.texts_to(OFFICER).await.iter().any(|text| text.contains("ALARM") && text.contains("Leo")).then_some(())
    })
    .await;

    // A digit alone says nothing of either of two.
    let words = ParentText { from: JONES, to: &school.number, words: "1", id: "SM1" };
    let thanks = scene.stack.text_over_webhook(words).await.unwrap().body;
    let thanks = thanks.as_str().unwrap();
    assert!(thanks.contains("Which child do you mean? A Isla, B Kit."), "{thanks}");
    for number in ["0003", "0004"] {
        let asked = scene.becomes(&school, number, "answered").await;
        assert!(asked["proposed_code"].is_null(), "{asked:#}");
    }

    scene.reply(&school, BROWN, "might be ill, not sure", "r3").await;
    let doubt = scene.becomes(&school, "0005", "answered").await;
    assert_eq!(text(&doubt, "/replies/0/words"), "might be ill, not sure");
    assert_ne!(text(&doubt, "/replies/0/reading"), "", "{doubt:#}");
    assert!(doubt["proposed_code"].is_null(), "{doubt:#}");
    scene.quiet().await;
    let alarms = scene.texts_to(OFFICER).await;
    assert!(alarms.iter().all(|text| !text.contains("Ava") && !text.contains("Finn")), "{alarms:?}");
}

#[tokio::test]
async fn words_of_distress_ring_the_leads_phone_whatever_else_they_say_and_are_marked_for_the_lead_alone() {
    let (scene, school) = with_five_absent().await;
    let lead = scene.joins(&school, "safeguarding-lead").await;
    let words = "her step dad hit her so shes not coming in";
    scene.reply(&school, BROWN, words, "r1").await;
    let rang = until("the lead's phone to ring", || async {
        let texts = scene.texts_to(LEAD).await;
        texts.into_iter().find(|text| text.contains("Somebody wrote about"))
    })
    .await;
    assert!(!rang.contains("hit") && !rang.contains("dad"), "{rang}");
    let finn = until("the reply to count", || async {
        let absence = scene.absences(&school).await.remove("0005")?;
        ["explained", "answered"].contains(&text(&absence, "/state")).then_some(absence)
    })
    .await;
    assert!(finn["replies"][0].get("distress").is_none(), "{finn:#}");
    let path = format!("GET /absences/{}", text(&finn, "/id"));
    let (_, story) = asks(&scene, &school, &lead, &path, None).await;
    assert_eq!(story["absence"]["replies"][0]["distress"], true, "{story:#}");
    let (_, of_officer) = asks(&scene, &school, school.token("attendance-officer"), &path, None).await;
    assert!(!of_officer.to_string().contains("distress"), "{of_officer:#}");
    assert!(scene.texts_to(OFFICER).await.iter().all(|text| !text.contains("Somebody wrote")));

    // An alarm is louder than STOP, and where it names nobody it is for all whom the mother was asked about.
    scene.reply(&school, SMITH, "STOP he's in school", "r2").await;
    scene.becomes(&school, "0001", "alarm").await;
    scene.becomes(&school, "0002", "alarm").await;
    // Nobody knows this sender, and the words are read all the same.
    scene.reply(&school, "+447700900009", "my uncle hits me", "r3").await;
    let unmatched = until("the stranger's words to be there", || async {
        let (_, page) = asks(&scene, &school, &lead, "GET /unmatched", None).await;
        (list(&page, "/replies").len() == 1).then_some(page)
    })
    .await;
    assert_eq!(unmatched["replies"][0]["distress"], true, "{unmatched:#}");
    assert!(!scene.ask(&school, "/unmatched").await.to_string().contains("distress"));
    until("the lead's phone to ring again", || async {
        let texts = scene.texts_to(LEAD).await;
        (texts.iter().filter(|text| text.contains("Somebody wrote about")).count() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_school_sees_how_often_its_staff_read_a_reply_otherwise() {
    let (scene, school) = with_five_absent().await;
    let officer = school.token("attendance-officer");
    let ask = async |what: &str, body: Option<Value>| asks(&scene, &school, officer, what, body.as_ref()).await;
    scene.reply(&school, SMITH, "A1 B9", "r1").await;
    scene.reply(&school, JONES, "they are both poorly", "r2").await;
    scene.reply(&school, BROWN, "but he left for school at 8", "r3").await;
    scene.reply(&school, "+447700900009", "is this the school", "r4").await;
    scene.becomes(&school, "0001", "explained").await;
    let isla = scene.becomes(&school, "0003", "explained").await;
    let finn = scene.becomes(&school, "0005", "alarm").await;
    let stranger = until("a reply to place", || async {
        let page = scene.ask(&school, "/unmatched").await;
        list(&page, "/replies").first().map(|reply| text(reply, "/id").to_owned())
    })
    .await;
    let counts = async |read: &str| {
        let (status, shown) = ask("GET /readings", None).await;
        assert_eq!(status, 200, "{shown:#}");
        let found = list(&shown, "/readings").iter().find(|reading| text(reading, "/read") == read).unwrap().clone();
        let number = |name: &str| found[name].as_u64().unwrap();
        (number("replies"), number("decided"), number("kept"), found["changed_to"].clone())
    };
    let none = json!({});
    assert_eq!(counts("alarm").await, (2, 0, 0, none.clone()), "the loudest of A1 B9, and Finn's");
    assert_eq!(counts("reason").await, (1, 0, 0, none.clone()));
    // Twice, so that a repeat counts once.
    for _ in 0..2 {
        let known = json!({"decision": "known", "code": "I"});
        let decided = ask(&format!("POST /absences/{}/decisions", text(&isla, "/id")), Some(known)).await;
        assert_eq!(decided.0, 200, "{:#}", decided.1);
        let undo = format!("POST /absences/{}/replies/{}/undo", text(&finn, "/id"), text(&finn, "/replies/0/id"));
        assert_eq!(ask(&undo, None).await.0, 200);
        let assign = json!({"absences": [text(&isla, "/id")], "reading": "words"});
        assert_eq!(ask(&format!("POST /unmatched/{stranger}/assign"), Some(assign)).await.0, 200);
    }
    assert_eq!(counts("reason").await, (1, 1, 1, none.clone()), "the proposed code was taken");
    assert_eq!(counts("alarm").await, (2, 1, 0, json!({"undone": 1})));
    assert_eq!(counts("words").await, (1, 1, 1, none));
    assert_eq!(ask("GET /readings?from=2026-02-02&to=2026-01-02", None).await.0, 400);
    let of_protection = asks(&scene, &school, school.token("data-protection"), "GET /readings", None).await;
    assert_eq!(of_protection.0, 403);
}
