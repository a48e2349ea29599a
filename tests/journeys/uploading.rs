//! Getting an extract in: addresses for files, keys for machines, the school's own columns, and the script of the handbook.

use std::fmt::Write;

use aws_lc_rs::digest;
use local::Answer;
use serde_json::{Value, json};

use super::extract_files::{Child, child, marks, mother, roll, whole};
use super::scene::{Scene, School, list, text, until};

type Files = Vec<(String, Vec<u8>)>;

fn checksum(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn declared(files: &Files) -> Value {
    let files: Vec<Value> =
        files.iter().map(|(name, bytes)| json!({"name": name, "bytes": bytes.len(), "sha256": checksum(bytes)})).collect();
    json!({ "files": files })
}

fn ava() -> [Child; 1] {
    [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])]
}

/// Puts a file to its address with the headers that were given, and says what came of it.
async fn put(address: &Value, bytes: &[u8]) -> u16 {
    let mut put = reqwest::Client::new().put(text(address, "/url")).body(bytes.to_vec());
    for (name, value) in address["headers"].as_object().unwrap() {
        if !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case("content-length") {
            put = put.header(name, value.as_str().unwrap());
        }
    }
    put.send().await.unwrap().status().as_u16()
}

async fn make_key(scene: &Scene, school: &School) -> (String, String) {
    let path = format!("/schools/{}/upload-keys", school.urn);
    let made =
        scene.stack.ask("POST", &path, school.token("school-admin"), Some(&json!({"label": "Office server"}))).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.body);
    (text(&made.body, "/id").to_owned(), text(&made.body, "/key").to_owned())
}

async fn as_machine(scene: &Scene, school: &School, method: &str, path: &str, key: &str, body: Option<&Value>) -> Answer {
    scene.stack.ask(method, &format!("/machine/schools/{}{path}", school.urn), key, body).await.unwrap()
}

#[tokio::test]
async fn a_machine_with_a_key_uploads_and_asks_after_it_and_can_do_nothing_else() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let other = scene.school("100002", 81).await;
    let (id, key) = make_key(&scene, &school).await;
    let files = whole(&ava(), scene.today(), &[("0001", "N")]);
    let begun = as_machine(&scene, &school, "POST", "/uploads", &key, Some(&declared(&files))).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    let upload = text(&begun.body, "/id").to_owned();
    let waiting = as_machine(&scene, &school, "GET", &format!("/uploads/{upload}"), &key, None).await;
    assert_eq!(text(&waiting.body, "/state"), "expected", "{}", waiting.body);
    for (address, (name, bytes)) in list(&begun.body, "/files").iter().zip(&files) {
        assert_eq!(text(address, "/name"), name);
        assert_eq!(put(address, bytes).await, 200, "{name}");
    }
    let read = until("the upload to be read", || async {
        let shown = as_machine(&scene, &school, "GET", &format!("/uploads/{upload}"), &key, None).await;
        (text(&shown.body, "/state") == "applied").then_some(shown.body)
    })
    .await;
    assert_eq!(read["marks"]["N"], 1, "{read}");
    scene.settled(&school, &["0001"]).await;
    assert_eq!(scene.texts_to("+447700900001").await.len(), 1);

    // The key opens nothing else, and no other school.
    for (method, path) in
        [("GET", "/schools/100001/absences"), ("GET", "/schools/100001/upload-keys"), ("POST", "/schools/100001/uploads")]
    {
        assert_eq!(scene.stack.ask(method, path, &key, None).await.unwrap().status, 401, "{method} {path}");
    }
    assert_eq!(as_machine(&scene, &other, "POST", "/uploads", &key, Some(&declared(&files))).await.status, 401);
    let keys = scene.stack.ask("GET", "/schools/100001/upload-keys", school.token("school-admin"), None).await.unwrap().body;
    assert!(keys.pointer("/keys/0/last_used").is_some_and(Value::is_string), "{keys}");
    assert!(!keys.to_string().contains(&key), "a key is shown once");

    let revoked =
        scene.stack.ask("DELETE", &format!("/schools/100001/upload-keys/{id}"), school.token("school-admin"), None).await;
    assert_eq!(revoked.unwrap().status, 204);
    assert_eq!(as_machine(&scene, &school, "GET", "/uploads/latest", &key, None).await.status, 401);
}

#[tokio::test]
async fn the_same_request_is_the_same_upload_and_only_the_school_gives_keys() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let files = whole(&ava(), scene.today(), &[("0001", "/")]);
    let mut new = declared(&files);
    new["taken"] = json!(scene.stack.now().to_string());
    let officer = school.token("attendance-officer");
    let begin = async || scene.stack.ask("POST", "/schools/100001/uploads", officer, Some(&new)).await.unwrap();
    let (once, again) = (begin().await, begin().await);
    assert_eq!((once.status, again.status), (201, 201), "{}", again.body);
    assert_eq!(text(&once.body, "/id"), text(&again.body, "/id"));
    let asked = scene.stack.ask("POST", "/schools/100001/upload-keys", officer, Some(&json!({"label": "Mine"}))).await.unwrap();
    assert_eq!(asked.status, 403, "{}", asked.body);
    let bad = json!({"files": [{"name": "../pupils.csv", "bytes": 3, "sha256": "00".repeat(32)}]});
    let refused = scene.stack.ask("POST", "/schools/100001/uploads", officer, Some(&bad)).await.unwrap();
    assert_eq!(refused.status, 400, "{}", refused.body);
}

#[tokio::test]
async fn how_fresh_the_marks_are_can_be_asked_at_any_time() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let before = scene.ask(&school, "/uploads/latest").await;
    assert!(before["newest"].is_null() && before["marks_taken"].is_null(), "{before}");
    assert_ne!(text(&before, "/freshness"), "up_to_date");
    let upload = scene.taken(1);
    scene.upload(&school, &upload, &whole(&ava(), scene.today(), &[("0001", "/")])).await;
    let after = scene.ask(&school, "/uploads/latest").await;
    assert_eq!((text(&after, "/newest/id"), text(&after, "/newest/state")), (&*upload, "applied"), "{after}");
    assert!(after["marks_taken"].is_string() && after["roll_taken"].is_string(), "{after}");
}

#[tokio::test]
async fn columns_of_the_schools_own_count_when_a_dry_run_has_seen_them() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let admin = school.token("school-admin");
    let mut files = roll(&ava());
    let day = scene.today().strftime("%d/%m/%Y");
    files.push(("register.csv".to_owned(), format!("Bairn,Whan,Half,Scrieve\r\n0001,{day},AM,N\r\n").into_bytes()));
    let columns = json!({"tables": [{"part": "marks", "columns": [
        {"header": "Bairn", "means": "admission_number"}, {"header": "Whan", "means": "date"},
        {"header": "Half", "means": "session"}, {"header": "Scrieve", "means": "mark"},
    ]}]});
    let proposed = scene.stack.ask("PUT", "/schools/100001/columns", admin, Some(&columns)).await.unwrap();
    assert_eq!(proposed.status, 200, "{}", proposed.body);
    let confirm = async || scene.stack.ask("POST", "/schools/100001/columns/confirm", admin, None).await.unwrap();
    let early = confirm().await;
    assert_eq!(early.status, 409, "{}", early.body);

    let dry = format!("{}-dry-run", scene.taken(9));
    scene.put(&school, &dry, &files).await;
    let compared = scene.upload_in(&school, &dry, &["compared"]).await;
    assert_eq!(compared["marks"]["N"], 1, "{compared:#}");
    let confirmed = confirm().await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let read = scene.upload(&school, &scene.taken(5), &files).await;
    assert_eq!(read["marks"]["N"], 1, "{read:#}");
    scene.settled(&school, &["0001"]).await;

    // Words that name no field are refused with those that do.
    let wrong = json!({"tables": [{"part": "marks", "columns": [{"header": "Bairn", "means": "child"}]}]});
    let refused = scene.stack.ask("PUT", "/schools/100001/columns", admin, Some(&wrong)).await.unwrap();
    assert_eq!(refused.status, 400, "{}", refused.body);
    let known = marks(scene.today(), "AM", &[("0001", "/")]);
    scene.upload(&school, &scene.taken(3), &known).await;
    scene.becomes(&school, "0001", "withdrawn").await;
}
