//! How a school sets how it calls: calendar, duty list, what is said, what is known of a pupil, and a run beside the old system.

use domain::calendar::Calendar;
use jiff::civil::{Date, time};
use jiff::{SignedDuration, ToSpan};
use serde_json::{Value, json};

use super::extract_files::{child, marks, mother, whole};
use super::scene::{Scene, School, always_open, list, text, until};

const MUM: &str = "+447700900001";

/// A request of somebody, with the status of its answer.
pub(super) async fn asks(scene: &Scene, school: &School, token: &str, what: &str, body: Option<&Value>) -> (u16, Value) {
    let (method, path) = what.split_once(' ').unwrap();
    let answer = scene.stack.ask(method, &format!("/schools/{}{path}", school.urn), token, body).await.unwrap();
    (answer.status, answer.body)
}

/// The first duty list of a school.
pub(super) async fn set_duty(scene: &Scene, school: &School, people: Value) -> Value {
    let list = json!({"revision": 0, "people": people});
    let (status, duty) = asks(scene, school, school.token("school-admin"), "PUT /duty", Some(&list)).await;
    assert_eq!(status, 200, "{duty:#}");
    duty
}

/// Moves the clock to an hour of a day.
async fn moves_to(scene: &Scene, date: Date, hour: i8, moved: &mut SignedDuration) {
    let then = date.to_datetime(time(hour, 0, 0, 0)).to_zoned_datetime(domain::school::time_zone()).unwrap().timestamp();
    *moved += then.duration_since(scene.stack.now());
    scene.minutes_later(u64::try_from(moved.as_mins()).unwrap()).await;
}

#[tokio::test]
async fn a_closure_in_the_calendar_asks_nobody_while_the_school_next_door_asks() {
    let scene = Scene::with_movable_clock().await;
    let (closed, open) = (scene.school("100001", 80).await, scene.school("100002", 81).await);
    let day = Calendar::usual().next_school_day(scene.today()).unwrap();
    for school in [&closed, &open] {
        scene.set_policy(school, 1, json!({"morning_closes": "08:00", "grace": "0s"})).await;
    }
    let admin = closed.token("school-admin");
    let (_, before) = asks(&scene, &closed, admin, "GET /calendar", None).await;
    assert!(text(&before, "/source") == "usual" && text(&before, "/sentence").contains("Please write"), "{before:#}");
    let calendar = |closure: Date| {
        json!({
            "terms": [{"first": scene.today().saturating_sub(30.days()), "last": scene.today().saturating_add(60.days())}],
            "closures": [{"first": closure, "last": closure, "reason": "Polling day"}],
        })
    };
    // Everything that is wrong is said at once, and nothing of it counts.
    let mut wrong = calendar(scene.today().saturating_add(90.days()));
    wrong["closures"][0]["session"] = json!("noon");
    let (status, refused) = asks(&scene, &closed, admin, "PUT /calendar", Some(&wrong)).await;
    assert_eq!((status, list(&refused, "/faults").len()), (400, 2), "{refused:#}");
    assert_eq!(asks(&scene, &closed, admin, "GET /calendar", None).await.1, before);
    let by_officer = asks(&scene, &closed, closed.token("attendance-officer"), "PUT /calendar", Some(&calendar(day))).await;
    assert_eq!(by_officer.0, 403);
    let (status, written) = asks(&scene, &closed, admin, "PUT /calendar", Some(&calendar(day))).await;
    assert_eq!((status, text(&written, "/source")), (200, "written"), "{written:#}");
    let has = |shown: &Value| list(shown, "/school_days").iter().any(|one| text(one, "/date") == day.to_string());
    assert_eq!((has(&before), has(&written)), (true, false));

    let mut moved = SignedDuration::ZERO;
    moves_to(&scene, day, 10, &mut moved).await;
    let of = |mobile| [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", mobile)])];
    scene.put_marks_last(&closed, &scene.taken(2), &whole(&of("07700900001"), day, &[("0001", "N")])).await;
    scene.put_marks_last(&open, &scene.taken(2), &whole(&of("07700900002"), day, &[("0001", "N")])).await;
    until("the open school's parent to be asked", || async { (scene.texts_to("+447700900002").await.len() == 1).then_some(()) })
        .await;
    scene.quiet().await;
    let token = scene.officer_again(&closed).await;
    let (_, read) = asks(&scene, &closed, &token, "GET /absences", None).await;
    assert!(list(&read, "/absences").is_empty(), "a mark of a day without school asks nobody: {read:#}");
    assert_eq!(scene.texts_to(MUM).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_duty_list_says_whose_phone_rings_in_the_morning_and_whose_in_the_afternoon() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let entry = |duty: &str, name: &str, number: &str| json!({"duty": duty, "name": name, "number": number});
    let mut morning = entry("attendance-officer", "Ann Lee", "07700 900960");
    morning["ends"] = json!("12:00");
    let mut afternoon = entry("attendance-officer", "Ben Fox", "07700 900961");
    afternoon["starts"] = json!("12:00");
    let people = json!([morning, afternoon, entry("safeguarding-lead", "Cat Roe", "+44 7700 900962")]);
    let admin = school.token("school-admin");
    let wrong = json!({"revision": 0, "people": [entry("head", "", "01632 960000"), entry("caretaker", "Dan", "07700 900963")]});
    let (status, refused) = asks(&scene, &school, admin, "PUT /duty", Some(&wrong)).await;
    assert_eq!((status, list(&refused, "/faults").len()), (400, 3), "{refused:#}");
    assert!(!refused.to_string().contains("960000"), "a number stands in {refused:#}");
    let duty = set_duty(&scene, &school, people.clone()).await;
    assert_eq!((&duty["nobody_for"], &duty["revision"]), (&json!(["head"]), &json!(1)), "{duty:#}");
    // The same again is the same; another one over a list that was not read is refused.
    assert_eq!(set_duty(&scene, &school, people).await["revision"], 1);
    let over = json!({"revision": 0, "people": []});
    assert_eq!(asks(&scene, &school, admin, "PUT /duty", Some(&over)).await.0, 409);
    assert_eq!(asks(&scene, &school, school.token("attendance-officer"), "PUT /duty", Some(&over)).await.0, 403);

    let (tomorrow, mut moved) = (scene.today().tomorrow().unwrap(), SignedDuration::ZERO);
    let children = [child("0001", "Ava", "Smith", vec![]), child("0002", "Isla", "Jones", vec![])];
    moves_to(&scene, tomorrow, 10, &mut moved).await;
    scene.put_marks_last(&school, &scene.taken(2), &whole(&children, tomorrow, &[("0001", "N"), ("0002", "/")])).await;
    let rings = async |number: &str, name: &str| scene.texts_to(number).await.iter().any(|text| text.contains(name));
    until("the morning's phone to ring", || async { rings("+447700900960", "Ava").await.then_some(()) }).await;
    // She came: else the afternoon's officer would rightly hear of her too.
    scene.put(&school, &scene.taken(1), &marks(tomorrow, "AM", &[("0001", "L"), ("0002", "/")])).await;
    until("the child to be here", || async {
        let (_, read) = asks(&scene, &school, &scene.officer_again(&school).await, "GET /absences", None).await;
        (text(&read, "/absences/0/state") == "withdrawn").then_some(())
    })
    .await;
    moves_to(&scene, tomorrow, 14, &mut moved).await;
    scene.put(&school, &scene.taken(2), &marks(tomorrow, "PM", &[("0001", "/"), ("0002", "N")])).await;
    until("the afternoon's phone to ring", || async { rings("+447700900961", "Isla").await.then_some(()) }).await;
    scene.quiet().await;
    assert!(!rings("+447700900960", "Isla").await && !rings("+447700900961", "Ava").await);
}

#[tokio::test]
async fn a_school_reads_what_goes_out_in_its_name_and_sends_it_to_its_own_phone_first() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let admin = school.token("school-admin");
    set_duty(&scene, &school, json!([{"duty": "head", "name": "Ann Lee", "number": "07700900960"}])).await;
    let (status, preview) = asks(&scene, &school, admin, "GET /policy/preview", None).await;
    assert_eq!((status, list(&preview, "/to_contacts").len(), list(&preview, "/to_staff").len()), (200, 10, 12));
    let first = text(&preview, "/to_contacts/0/one_child/text");
    assert!(first.starts_with("Hillside School") && first.contains("Ava"), "{first}");
    assert!(list(&preview, "/course").iter().any(|step| text(step, "/sentence").contains("first contact")), "{preview:#}");
    let test = json!({"duty_index": 0, "words": "first_day"});
    assert_eq!(asks(&scene, &school, school.token("data-protection"), "POST /policy/test", Some(&test)).await.0, 403);
    let nobody = json!({"duty_index": 1, "words": "first_day"});
    assert_eq!(asks(&scene, &school, admin, "POST /policy/test", Some(&nobody)).await.0, 400);
    assert_eq!(asks(&scene, &school, admin, "POST /policy/test", Some(&test)).await.0, 202);
    let texts =
        until("the test to come", || async { Some(scene.texts_to("+447700900960").await).filter(|texts| !texts.is_empty()) })
            .await;
    assert_eq!(texts, [format!("Test: {first}")]);
}

#[tokio::test]
async fn what_staff_know_of_a_pupil_counts_at_once_and_the_leads_flag_is_the_leads_alone() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let (lead, officer) = (scene.joins(&school, "safeguarding-lead").await, school.token("attendance-officer"));
    // The registers are still open: nobody is asked yet.
    let mut early = always_open();
    (early["morning_closes"], early["afternoon_closes"]) = (json!("23:58"), json!("23:59"));
    scene.set_policy(&school, 1, early).await;
    let mut father = mother("Tom", "Smith", "07700900002");
    father.court_order = true;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001"), father])];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    let absence = scene.becomes(&school, "0001", "waiting").await;
    let id = text(&absence, "/id").split_once('.').unwrap().1.to_owned();
    let pupil = format!("/pupils/{id}");
    let ask = async |token: &str, what: &str, body: Option<Value>| {
        let (method, path) = what.split_once(' ').unwrap();
        asks(&scene, &school, token, &format!("{method} {pupil}{path}"), body.as_ref()).await
    };
    assert_eq!(ask(officer, "PUT /flag", Some(json!({"flagged": true}))).await.0, 403);
    assert_eq!(ask(&lead, "PUT /flag", Some(json!({"flagged": true}))).await.0, 200);
    let (to_officer, to_lead) = (ask(officer, "GET ", None).await.1, ask(&lead, "GET ", None).await.1);
    assert!(to_officer.get("flags").is_none() && to_lead["flags"]["named"] == true, "{to_officer:#} {to_lead:#}");
    assert_eq!(
        (text(&to_officer, "/contacts/1/not_asked"), text(&to_lead, "/contacts/1/not_asked")),
        ("not_told", "court_order")
    );
    assert_eq!(to_officer["contacts"][0]["hears_why"], true, "{to_officer:#}");

    let eve = text(&to_officer, "/contacts/0/id").to_owned();
    let wishes = format!("PUT /contacts/{eve}/wishes");
    assert_eq!(ask(officer, &wishes, Some(json!({"refused": ["pigeon"], "not_before": "8"}))).await.0, 400);
    assert_eq!(ask(officer, &wishes, Some(json!({"refused": ["text"]}))).await.0, 200);
    assert_eq!(text(&ask(officer, "GET ", None).await.1, "/contacts/0/not_asked"), "no_way");
    assert_eq!(ask(officer, &wishes, Some(json!({}))).await.0, 200);

    let note = Some(json!({"text": "Rang at noon."}));
    let expected = Some(json!({"from": scene.today(), "code": "I", "said_by": "Mrs Smith"}));
    for _ in 0..2 {
        assert_eq!(ask(officer, "POST /notes", note.clone()).await.0, 201);
        assert_eq!(ask(officer, "POST /expected", expected.clone()).await.0, 201);
    }
    scene.becomes(&school, "0001", "not_expected").await;
    let known = ask(officer, "GET ", None).await.1;
    assert_eq!((list(&known, "/notes").len(), list(&known, "/expected").len()), (2, 1), "{known:#}");
    let said = format!("/expected/{}", text(&known, "/expected/0/id"));
    assert_eq!(ask(officer, &format!("POST {said}/accept"), None).await.0, 200);
    for _ in 0..2 {
        assert_eq!(ask(officer, &format!("DELETE {said}"), None).await.0, 204);
    }
    assert_eq!(ask(officer, &format!("POST {said}/accept"), None).await.0, 404);
    assert_eq!(list(&ask(officer, "GET ", None).await.1, "/expected").len(), 0);
    assert_eq!(scene.stack.texts().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_school_in_shadow_sends_nothing_and_sees_what_it_would_have_done_beside_its_old_system() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let mut shadow = always_open();
    shadow["shadow"] = json!(true);
    scene.set_policy(&school, 1, shadow).await;
    set_duty(&scene, &school, json!([{"duty": "attendance-officer", "name": "Ann Lee", "number": "07700900960"}])).await;
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Kit", "Jones", vec![mother("Ann", "Jones", "07700900002")]),
        child("0003", "Isla", "Brown", vec![]),
        child("0004", "Finn", "White", vec![mother("Joy", "White", "07700900004")]),
    ];
    let of = [("0001", "N"), ("0002", "N"), ("0003", "N"), ("0004", "/")];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &of)).await;
    let absences = scene.settled(&school, &["0001", "0002", "0003"]).await;
    assert_eq!(text(&absences["0001"], "/messages/0/reason"), "shadow");
    scene.quiet().await;
    assert_eq!((scene.stack.texts().await.unwrap().len(), scene.stack.emails().await.unwrap().len()), (0, 0));

    let day = scene.today().strftime("%d/%m/%Y");
    let csv = format!(
        "Admission No,Date,Session,Time\n0001,{day},AM,23:59\n0003,{day},AM,\n0004,{day},,09:41\n9999,{day},,\n0002,soon,,\n"
    );
    let body = json!({ "csv": csv });
    let officer = school.token("attendance-officer");
    let (status, found) = asks(&scene, &school, officer, "POST /shadow/compare", Some(&body)).await;
    assert_eq!(status, 200, "{found:#}");
    let counts = ["both", "we_earlier", "only_we", "only_they", "neither"].map(|name| found["counts"][name].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 1, 2, 0], "{found:#}");
    assert_eq!((text(&found, "/both/0/admission_number"), text(&found, "/only_we/0/admission_number")), ("0001", "0002"));
    let mut why: Vec<_> =
        list(&found, "/only_they").iter().map(|case| (text(case, "/admission_number"), text(case, "/why"))).collect();
    why.sort_unstable();
    assert_eq!(why, [("0003", "nobody_to_contact"), ("0004", "no_mark_asked")]);
    assert_eq!(list(&found, "/unread").iter().map(|row| row["line"].as_u64().unwrap()).collect::<Vec<_>>(), [5, 6]);
    let (status, _) = asks(&scene, &school, officer, "POST /shadow/compare", Some(&json!({"csv": "no table"}))).await;
    assert_eq!(status, 400);
}
