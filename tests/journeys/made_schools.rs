//! Whole made-up schools whose truth is known: every text that should be sent is, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use local::made_up_school;
use serde_json::Value;

use super::scene::{Scene, School, is_settled, list, text, until};

/// Pupils by where they were told about.
type Told = BTreeMap<String, BTreeSet<String>>;

fn told(map: &Value) -> Told {
    let pupils = |value: &Value| value.as_array().unwrap().iter().map(|pupil| pupil.as_str().unwrap().to_owned()).collect();
    map.as_object().unwrap().iter().map(|(to, value)| (to.clone(), pupils(value))).collect()
}

fn texts_of(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// Uploads an extract dated today, and holds what happened against its truth.
async fn matches_its_truth(scene: &Scene, school: &School, files: Vec<(String, Vec<u8>)>, truth: &Value, name: &str) {
    let upload = scene.upload(school, &scene.taken(1), &files).await;
    let opened = truth["absent_without_reason"].as_array().unwrap().len();
    let absences = until(&format!("{name}: {opened} absences with their messages"), || async {
        let absences = scene.absences(school).await;
        (absences.len() == opened && absences.values().all(is_settled)).then_some(absences)
    })
    .await;
    let known_as: BTreeMap<&str, &str> = absences.iter().map(|(pupil, absence)| (text(absence, "/id"), pupil.as_str())).collect();
    let mut sent: BTreeMap<&str, Told> = BTreeMap::new();
    for message in absences.values().flat_map(|absence| list(absence, "/messages")) {
        assert_eq!(text(message, "/progress"), "sent", "{name}: {message}");
        let named = list(message, "/absences").iter().map(|id| known_as[id.as_str().unwrap()].to_owned());
        sent.entry(text(message, "/channel")).or_default().entry(text(message, "/to").to_owned()).or_default().extend(named);
    }
    assert_eq!(sent.remove("sms").unwrap_or_default(), told(&truth["first_texts"]), "{name}: texts");
    assert_eq!(sent.remove("email").unwrap_or_default(), told(&truth["first_emails"]), "{name}: emails");
    let unreachable: BTreeSet<String> =
        absences.iter().filter(|(_, absence)| text(absence, "/state") == "unreachable").map(|(pupil, _)| pupil.clone()).collect();
    assert_eq!(unreachable, texts_of(&truth["unreachable_by_text_or_email"]), "{name}: unreachable");
    assert_eq!(texts_of(&upload["untaken"]), texts_of(&truth["untaken_registers"]), "{name}: untaken registers");
    assert_eq!(upload["marks"], truth["code_counts"], "{name}: marks");

    // Every planted problem and every name that lost letters is reported, and nothing else.
    let reported: BTreeSet<(String, String)> =
        list(&upload, "/problems").iter().map(|problem| (text(problem, "/code").to_owned(), text(problem, "/pupil").to_owned())).collect();
    let planted: BTreeSet<(String, String)> =
        list(truth, "/problems").iter().map(|problem| (text(problem, "/code").to_owned(), text(problem, "/adno").to_owned())).collect();
    let beside: BTreeSet<_> = reported.difference(&planted).filter(|(code, _)| code != "name_lost_letters").collect();
    assert!(beside.is_empty(), "{name}: reported and not planted: {beside:?}");
    let missed: BTreeSet<_> = planted.difference(&reported).collect();
    assert!(missed.is_empty(), "{name}: planted and not reported: {missed:?}");
    for pupil in texts_of(&truth["names_that_lost_letters"]) {
        assert!(reported.contains(&("name_lost_letters".to_owned(), pupil.clone())), "{name}: {pupil} has lost letters");
    }
}

/// A fixture with its day moved to today, which its files name in one column alone.
fn fixture(folder: &Path, today: jiff::civil::Date) -> (Vec<(String, Vec<u8>)>, Value) {
    let truth: Value = serde_json::from_slice(&std::fs::read(folder.join("truth.json")).unwrap()).unwrap();
    let day: jiff::civil::Date = truth["date"].as_str().unwrap().parse().unwrap();
    let (from, to) = (day.strftime("%d/%m/%Y").to_string(), today.strftime("%d/%m/%Y").to_string());
    let files = ["pupils.csv", "contacts.csv", "attendance.csv", "calendar.csv"].into_iter().map(|name| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        (name.to_owned(), if name == "attendance.csv" { replaced(&bytes, from.as_bytes(), to.as_bytes()) } else { bytes })
    });
    (files.collect(), truth)
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

#[tokio::test]
async fn every_fixture_is_texted_as_its_truth_says() {
    let scene = Scene::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/made-schools");
    let mut folders: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() >= 4);
    for (index, folder) in folders.iter().enumerate() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let index = u8::try_from(index).unwrap();
        let school = scene.school(&format!("10000{index}"), 80 + index).await;
        let (files, truth) = fixture(folder, scene.today());
        matches_its_truth(&scene, &school, files, &truth, &name).await;
    }
}

#[tokio::test]
async fn the_made_up_schools_of_the_demo_are_texted_as_their_truth_says() {
    let scene = Scene::start().await;
    for (index, (pupils, seed)) in [(2, 3), (30, 5), (250, 7), (1000, 1)].into_iter().enumerate() {
        let index = u8::try_from(index).unwrap();
        let school = scene.school(&format!("10000{index}"), 80 + index).await;
        let made = made_up_school::make(pupils, seed, scene.today());
        let truth = serde_json::to_value(&made.truth).unwrap();
        matches_its_truth(&scene, &school, made.files, &truth, &format!("{pupils} pupils, seed {seed}")).await;
    }
}

#[tokio::test]
async fn an_extract_that_changed_nothing_writes_almost_nothing_and_texts_nobody_again() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let made = made_up_school::make(300, 2, scene.today());
    let first = scene.upload(&school, &scene.taken(5), &made.files).await;
    scene.quiet().await;
    let texts = scene.stack.texts().await.unwrap().len();
    let units = |upload: &Value| upload["cost"]["write_units"].as_f64().unwrap();
    assert!(units(&first) <= 1.3 * 300.0, "{}", first["cost"]);
    let again = scene.upload(&school, &scene.taken(3), &made.files).await;
    assert!(units(&again) < 60.0, "{}", again["cost"]);
    assert_eq!((again["counts"]["joined"].as_i64(), again["counts"]["changed"].as_i64()), (Some(0), Some(0)));
    scene.quiet().await;
    assert_eq!(scene.stack.texts().await.unwrap().len(), texts);
}
