//! Who may ask what, and what the others see.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;

use super::extract_files::{child, mother, whole};
use super::scene::{Scene, list, text};

#[tokio::test]
async fn other_schools_look_like_schools_that_do_not_exist() {
    let scene = Scene::start().await;
    let (here, there) = (scene.school("100001", 80).await, scene.school("100002", 81).await);
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Kit", "Smith", vec![mother("Eve", "Smith", "07700900002")]),
    ];
    scene.upload(&here, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    let absences = scene.settled(&here, &["0001", "0002"]).await;
    let id = text(&absences["0001"], "/id");

    let ask = async |path: &str, token: &str| scene.stack.ask("GET", path, token, None).await.unwrap();
    let officer = there.token("attendance-officer");
    let nowhere = ask("/schools/999998/absences", officer).await;
    for path in ["/schools/100001/absences", &format!("/schools/100001/absences/{id}"), "/schools/100001/unmatched"] {
        let answer = ask(path, officer).await;
        assert_eq!((answer.status, &answer.body), (404, &nowhere.body), "{path}");
    }
    assert_eq!(text(&nowhere.body, "/code"), "school_not_found");
    // Who was refused has not looked.
    let story = ask(&format!("/schools/100001/absences/{id}"), here.token("attendance-officer")).await.body;
    let looks: Vec<_> = list(&story, "/timeline").iter().filter(|moment| text(moment, "/what") == "absence.look").collect();
    assert_eq!(looks.len(), 1, "{looks:?}");
    assert_eq!(text(looks[0], "/detail"), "attendance-officer");
    // An id of another school finds nothing at one's own, and a cursor of another school is refused.
    assert_eq!(ask(&format!("/schools/100002/absences/{id}"), officer).await.status, 404);
    let cursor = text(&ask("/schools/100001/absences?limit=1", here.token("attendance-officer")).await.body, "/next").to_owned();
    assert_ne!(cursor, "");
    assert_eq!(ask(&format!("/schools/100002/absences?limit=1&cursor={cursor}"), officer).await.status, 400);
    let second = ask(&format!("/schools/100001/absences?limit=1&cursor={cursor}"), here.token("attendance-officer")).await;
    assert_eq!((second.status, list(&second.body, "/absences").len(), text(&second.body, "/next")), (200, 1, ""));

    // No token, a wrong one, a role that may not.
    assert_eq!(ask("/schools/100001/absences", "").await.status, 401);
    assert_eq!(ask("/schools/100001/absences", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln").await.status, 401);
    let refused = ask("/schools/100001/absences", here.token("data-protection")).await;
    assert_eq!((refused.status, text(&refused.body, "/code")), (403, "role_may_not"));
    assert_eq!(ask("/schools/100001/absences", &scene.operator).await.status, 404);
    let body =
        json!({"urn": "100003", "name": "X", "number": "+447700900983", "office_phone": "01632 960000", "first_admin": "x"});
    assert_eq!(scene.stack.ask("POST", "/schools", here.token("school-admin"), Some(&body)).await.unwrap().status, 403);

    // Every look and every refusal is in the audit, before the answer, with nobody's name.
    let entries = audit(&scene, "100001").await;
    let count =
        |action: &str, outcome: &str| entries.iter().filter(|entry| entry == &&(action.to_owned(), outcome.to_owned())).count();
    assert!(count("absences.list", "allowed") >= 2, "{entries:?}");
    assert!(count("absences.list", "refused") >= 3, "{entries:?}");
    assert_eq!(count("absence.look", "refused"), 1, "{entries:?}");
}

async fn audit(scene: &Scene, school: &str) -> Vec<(String, String)> {
    let db = aws_sdk_dynamodb::Client::new(&scene.stack.sdk_config());
    let all = db.query().table_name(scene.stack.table("audit").unwrap()).key_condition_expression("pk = :pk");
    let all = all.expression_attribute_values(":pk", AttributeValue::S(school.to_owned())).send().await.unwrap();
    let text = |item: &std::collections::HashMap<String, AttributeValue>, name: &str| item[name].as_s().unwrap().clone();
    all.items().iter().map(|item| (text(item, "action"), text(item, "outcome"))).collect()
}

#[tokio::test]
async fn a_school_is_made_once_and_its_number_is_its_own() {
    let scene = Scene::start().await;
    let make_for = async |urn: &str, name: &str, number: &str, admin: &str| {
        let body = json!({"urn": urn, "name": name, "number": number, "office_phone": "01632 960000", "first_admin": admin});
        let made = scene.stack.ask("POST", "/schools", &scene.operator, Some(&body)).await.unwrap();
        (made.status, text(&made.body, "/code").to_owned())
    };
    let make = async |urn: &str, name: &str, number: &str| make_for(urn, name, number, "somebody").await;
    for _ in 0..2 {
        assert_eq!(make("100001", "Hillside School", "+447700900980").await, (201, String::new()));
    }
    // An operator, who sees no personal data, cannot make themselves the admin of a school that is there.
    let again = make_for("100001", "Hillside School", "+447700900980", "operator").await;
    assert_eq!(again, (409, "school_exists".to_owned()));
    assert_eq!(make("100001", "Another School", "+447700900980").await, (409, "school_exists".to_owned()));
    assert_eq!(make("100002", "Another School", "+447700900980").await, (409, "number_taken".to_owned()));
    assert_eq!(make("1000", "Another School", "+447700900981").await, (400, "bad_request".to_owned()));
    assert_eq!(make("100002", "", "+447700900981").await, (400, "bad_request".to_owned()));
    assert_eq!(make("100002", "Another School", "07700900981").await, (400, "bad_request".to_owned()));
}

#[tokio::test]
async fn the_pause_switches_are_shown_where_people_look() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let on = json!({"paused": true});
    assert_eq!(scene.stack.ask("PUT", "/pause", school.token("school-admin"), Some(&on)).await.unwrap().status, 403);
    assert_eq!(scene.stack.ask("PUT", "/pause", &scene.operator, Some(&on)).await.unwrap().status, 200);
    let health = scene.stack.ask("GET", "/health", "", None).await.unwrap();
    assert_eq!((health.status, &health.body["paused"]), (200, &json!(true)));
    assert_eq!(scene.ask(&school, "/absences").await["paused"], json!({"deployment": true, "school": false}));
    scene.pause(&school, true).await;
    assert_eq!(scene.ask(&school, "/absences").await["paused"], json!({"deployment": true, "school": true}));
}
