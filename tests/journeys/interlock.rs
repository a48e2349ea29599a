//! So many absent that nobody is asked until a person has looked.

use serde_json::{Value, json};

use super::extract_files::{Child, marks, roll};
use super::holds::families;
use super::scene::{Scene, School, list, text, until};
use super::settings::{asks, set_duty};

const OFFICER: &str = "+447700900960";
const LEAD: &str = "+447700900961";

/// The first sixteen are 7B, the others 7C.
fn extract(children: &[Child], scene: &Scene, absent: &[usize]) -> Vec<(String, Vec<u8>)> {
    let mut files = roll(children);
    let pupils = String::from_utf8(files[0].1.clone()).unwrap();
    let in_class = |(line, text): (usize, &str)| if line > 16 { text.replace(",7B,", ",7C,") } else { text.to_owned() };
    files[0].1 = pupils.lines().enumerate().map(in_class).collect::<Vec<_>>().join("\r\n").into_bytes();
    [files, marks(scene.today(), "AM", &marked(children, absent))].concat()
}

fn marked(children: &[Child], absent: &[usize]) -> Vec<(&'static str, &'static str)> {
    children.iter().enumerate().map(|(at, child)| (child.number, if absent.contains(&at) { "N" } else { "/" })).collect()
}

async fn staffed(scene: &Scene) -> School {
    let school = scene.school("100001", 80).await;
    let entry = |duty: &str, number: &str| json!({"duty": duty, "name": duty, "number": number});
    set_duty(scene, &school, json!([entry("attendance-officer", OFFICER), entry("safeguarding-lead", LEAD)])).await;
    school
}

/// The texts that went to anybody but those on duty.
async fn to_parents(scene: &Scene) -> Vec<String> {
    let texts = scene.stack.texts().await.unwrap();
    texts.into_iter().map(|sent| sent.to).filter(|to| ![OFFICER, LEAD].contains(&to.as_str())).collect()
}

/// Waits until there is a hold of whom nobody is asked.
async fn held(scene: &Scene, school: &School) -> Value {
    until("a hold", || async {
        let (_, shown) = asks(scene, school, school.token("attendance-officer"), "GET /holds", None).await;
        list(&shown, "/holds").first().cloned()
    })
    .await
}

async fn decides(scene: &Scene, school: &School, token: &str, hold: &Value, decision: Value) -> (u16, Value) {
    asks(scene, school, token, &format!("POST /holds/{}/decisions", text(hold, "/id")), Some(&decision)).await
}

#[tokio::test]
async fn half_a_class_without_marks_is_held_and_texted_once_a_person_has_let_it_go() {
    let scene = Scene::start().await;
    let school = staffed(&scene).await;
    let children = families(100);
    // Eight of sixteen in 7B, and one of 7C whose family is asked as on any day.
    let absent = [0, 1, 2, 3, 4, 5, 6, 7, 50];
    let upload = scene.taken(3);
    scene.put_marks_last(&school, &upload, &extract(&children, &scene, &absent)).await;
    let hold = held(&scene, &school).await;
    until("the officer to be told, and the other family asked", || async {
        let told = scene.texts_to(OFFICER).await.iter().any(|text| text.contains("nobody is being asked"));
        (told && to_parents(&scene).await == ["+447700900051"]).then_some(())
    })
    .await;
    scene.quiet().await;
    assert_eq!(to_parents(&scene).await.len(), 1);
    assert_eq!((text(&hold, "/scope"), &hold["absent"], &hold["of"]), ("class 7B", &json!(8), &json!(16)), "{hold:#}");
    assert_eq!((list(&hold, "/pupils").len(), hold.pointer("/pupils/0/flagged")), (8, None), "{hold:#}");
    let lead = scene.joins(&school, "safeguarding-lead").await;
    let (_, to_lead) = asks(&scene, &school, &lead, "GET /holds", None).await;
    assert_eq!(to_lead.pointer("/holds/0/pupils/0/flagged"), Some(&json!(false)), "{to_lead:#}");

    let officer = school.token("attendance-officer");
    let refused = decides(&scene, &school, school.token("data-protection"), &hold, json!({"decision": "release"})).await;
    assert_eq!(refused.0, 403);
    let some = json!({"decision": "release_some", "absences": [text(&hold, "/pupils/0/absence")]});
    assert_eq!(decides(&scene, &school, officer, &hold, some).await.0, 200);
    until("the one family to be asked", || async { (to_parents(&scene).await.len() == 2).then_some(()) }).await;
    for _ in 0..2 {
        let (status, done) = decides(&scene, &school, officer, &hold, json!({"decision": "release"})).await;
        assert_eq!((status, &done["wants_second_person"], text(&done, "/hold/verdict")), (200, &json!(false), "released"));
    }
    until("the class's families to be asked", || async { (to_parents(&scene).await.len() == 9).then_some(()) }).await;
    let discarded = decides(&scene, &school, officer, &hold, json!({"decision": "discard"})).await;
    assert_eq!((discarded.0, text(&discarded.1, "/code")), (409, "hold_released"));
    scene.quiet().await;
    assert_eq!(to_parents(&scene).await.len(), 9);
}

#[tokio::test]
async fn a_wrong_button_that_makes_a_quarter_of_the_school_absent_ends_with_nobody_told() {
    let scene = Scene::start().await;
    let school = staffed(&scene).await;
    let children = families(100);
    let absent: Vec<usize> = (0..25).collect();
    scene.put_marks_last(&school, &scene.taken(5), &extract(&children, &scene, &absent)).await;
    let hold = held(&scene, &school).await;
    assert_eq!((text(&hold, "/scope"), &hold["two_people"]), ("school", &json!(true)), "{hold:#}");
    // One person is not enough, however often.
    let officer = school.token("attendance-officer");
    for _ in 0..2 {
        let (status, first) = decides(&scene, &school, officer, &hold, json!({"decision": "release"})).await;
        assert_eq!((status, &first["wants_second_person"], text(&first, "/hold/verdict")), (200, &json!(true), "stands"));
    }
    // The second looks before they press.
    let (status, done) = decides(&scene, &school, school.token("school-admin"), &hold, json!({"decision": "discard"})).await;
    assert_eq!((status, text(&done, "/hold/verdict")), (200, "discarded"), "{done:#}");
    scene.quiet().await;
    scene.upload(&school, &scene.taken(2), &marks(scene.today(), "AM", &marked(&children, &[]))).await;
    until("every search to have ended", || async {
        scene.absences(&school).await.values().all(|absence| text(absence, "/state") == "withdrawn").then_some(())
    })
    .await;
    scene.quiet().await;
    assert_eq!(to_parents(&scene).await, Vec::<String>::new());
    let over = decides(&scene, &school, officer, &hold, json!({"decision": "release"})).await;
    assert_eq!((over.0, text(&over.1, "/code")), (409, "hold_over"));
}

#[tokio::test]
async fn a_hold_that_nobody_looks_at_reaches_the_safeguarding_lead_and_two_people_let_it_go() {
    let scene = Scene::with_movable_clock().await;
    let school = staffed(&scene).await;
    let children = families(40);
    let absent: Vec<usize> = (0..10).collect();
    scene.put_marks_last(&school, &scene.taken(3), &extract(&children, &scene, &absent)).await;
    let hold = held(&scene, &school).await;
    until("the officer to be told", || async { (scene.texts_to(OFFICER).await.len() == 1).then_some(()) }).await;
    scene.minutes_later(5).await;
    scene.quiet().await;
    assert_eq!(scene.texts_to(LEAD).await.len(), 0);
    scene.minutes_later(11).await;
    until("the lead to be told", || async { (scene.texts_to(LEAD).await.len() == 1).then_some(()) }).await;
    assert_eq!(to_parents(&scene).await.len(), 0);

    let lead = scene.joins(&school, "safeguarding-lead").await;
    let (_, first) = decides(&scene, &school, school.token("attendance-officer"), &hold, json!({"decision": "release"})).await;
    assert_eq!((&first["wants_second_person"], &first["hold"]["seen"]), (&json!(true), &json!(true)), "{first:#}");
    let (_, second) = decides(&scene, &school, &lead, &hold, json!({"decision": "release"})).await;
    assert_eq!(second["wants_second_person"], false, "{second:#}");
    until("the families to be asked", || async { (to_parents(&scene).await.len() == 10).then_some(()) }).await;
    // Somebody has looked: it goes no higher.
    scene.minutes_later(25).await;
    scene.quiet().await;
    assert_eq!((scene.texts_to(LEAD).await.len(), to_parents(&scene).await.len()), (1, 10));
}
