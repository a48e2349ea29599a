//! Whole made-up schools whose truth is known: every text that should be sent is, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::register::Session;
use local::made_up_school;
use serde_json::Value;

use super::scene::{Scene, School, is_settled, list, text, until};

/// Pupils by where they were told about.
type Told = BTreeMap<String, BTreeSet<String>>;

/// What must come of an extract.
struct Expected {
    absent: usize,
    texts: Told,
    emails: Told,
    unreachable: BTreeSet<String>,
    untaken: BTreeSet<String>,
    marks: BTreeMap<String, u64>,
    /// Code and admission number.
    problems: BTreeSet<(String, String)>,
    lost_letters: BTreeSet<String>,
}

impl Expected {
    /// From a fixture's `truth.json`.
    fn of_fixture(truth: &Value) -> Self {
        let told = |map: &Value| map.as_object().unwrap().iter().map(|(to, pupils)| (to.clone(), texts_of(pupils))).collect();
        let planted = |problem: &Value| (text(problem, "/code").to_owned(), text(problem, "/adno").to_owned());
        Self {
            absent: list(truth, "/absent_without_reason").len(),
            texts: told(&truth["first_texts"]),
            emails: told(&truth["first_emails"]),
            unreachable: texts_of(&truth["unreachable_by_text_or_email"]),
            untaken: texts_of(&truth["untaken_registers"]),
            marks: serde_json::from_value(truth["code_counts"].clone()).unwrap(),
            problems: list(truth, "/problems").iter().map(planted).collect(),
            lost_letters: texts_of(&truth["names_that_lost_letters"]),
        }
    }

    /// From the project's own generator.
    fn of_made_up(truth: &made_up_school::Truth) -> Self {
        Self {
            absent: truth.absent.len(),
            texts: truth.first_texts.clone(),
            emails: truth.first_emails.clone(),
            unreachable: truth.unreachable.clone(),
            untaken: truth.untaken.clone(),
            marks: truth.code_counts.iter().map(|(code, count)| (code.clone(), u64::try_from(*count).unwrap())).collect(),
            problems: truth.problems.iter().map(|(_, code, pupil)| (code.clone(), pupil.clone())).collect(),
            lost_letters: truth.names_that_lost_letters.iter().map(|(_, pupil)| pupil.clone()).collect(),
        }
    }
}

fn texts_of(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

type Files = Vec<(String, Vec<u8>)>;

fn made_up(pupils: usize, seed: u64, scene: &Scene) -> made_up_school::School {
    made_up_school::make(&made_up_school::Plan { pupils, seed, date: scene.today(), session: Session::Am, dirty: true })
}

fn files_of(school: &made_up_school::School) -> Files {
    school.files().into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

/// Uploads an extract dated today, and holds what happened against what must.
async fn ends_as_expected(scene: &Scene, school: &School, files: Files, expected: &Expected, name: &str) {
    let upload = scene.upload(school, &scene.taken(1), &files).await;
    let absences = until(&format!("{name}: {} absences with their messages", expected.absent), || async {
        let absences = scene.absences(school).await;
        (absences.len() == expected.absent && absences.values().all(is_settled)).then_some(absences)
    })
    .await;
    let known_as: BTreeMap<&str, &str> = absences.iter().map(|(pupil, absence)| (text(absence, "/id"), pupil.as_str())).collect();
    let mut sent: BTreeMap<&str, Told> = BTreeMap::new();
    for message in absences.values().flat_map(|absence| list(absence, "/messages")) {
        assert_eq!(text(message, "/progress"), "sent", "{name}: {message}");
        let named = list(message, "/absences").iter().map(|id| known_as[id.as_str().unwrap()].to_owned());
        sent.entry(text(message, "/channel")).or_default().entry(text(message, "/to").to_owned()).or_default().extend(named);
    }
    assert_eq!(sent.remove("sms").unwrap_or_default(), expected.texts, "{name}: texts");
    assert_eq!(sent.remove("email").unwrap_or_default(), expected.emails, "{name}: emails");
    let unreachable: BTreeSet<String> =
        absences.iter().filter(|(_, absence)| text(absence, "/state") == "unreachable").map(|(pupil, _)| pupil.clone()).collect();
    assert_eq!(unreachable, expected.unreachable, "{name}: unreachable");
    assert_eq!(texts_of(&upload["untaken"]), expected.untaken, "{name}: untaken registers");
    assert_eq!(
        serde_json::from_value::<BTreeMap<String, u64>>(upload["marks"].clone()).unwrap(),
        expected.marks,
        "{name}: marks"
    );

    // Every planted problem and every name that lost letters is reported, and nothing else.
    let reported: BTreeSet<(String, String)> = list(&upload, "/problems")
        .iter()
        .map(|problem| (text(problem, "/code").to_owned(), text(problem, "/pupil").to_owned()))
        .collect();
    let (lost, others): (BTreeSet<_>, BTreeSet<_>) = reported.into_iter().partition(|(code, _)| code == "name_lost_letters");
    assert_eq!(others, expected.problems, "{name}: problems");
    let lost: BTreeSet<String> = lost.into_iter().map(|(_, pupil)| pupil).collect();
    assert!(lost.is_superset(&expected.lost_letters), "{name}: names that lost letters");

    // Each parent was written to once, from this school's number.
    let sent_from_here =
        scene.stack.texts().await.unwrap().into_iter().filter(|sent| sent.from.as_deref() == Some(school.number.as_str()));
    assert_eq!(sent_from_here.count(), expected.texts.len(), "{name}: texts in all");
}

/// A fixture with its day moved to today, which its files name in one column alone.
fn fixture(folder: &Path, today: jiff::civil::Date) -> (Files, Value) {
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
    let mut folders: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() >= 4);
    for (index, folder) in folders.iter().enumerate() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let index = u8::try_from(index).unwrap();
        let school = scene.school(&format!("10000{index}"), 80 + index).await;
        let (files, truth) = fixture(folder, scene.today());
        ends_as_expected(&scene, &school, files, &Expected::of_fixture(&truth), &name).await;
    }
}

#[tokio::test]
async fn the_made_up_schools_of_the_demo_are_texted_as_their_truth_says() {
    let scene = Scene::start().await;
    for (index, (pupils, seed)) in [(2, 3), (30, 5), (250, 7), (1000, 1)].into_iter().enumerate() {
        let index = u8::try_from(index).unwrap();
        let school = scene.school(&format!("10000{index}"), 80 + index).await;
        let made = made_up(pupils, seed, &scene);
        let expected = Expected::of_made_up(made.truth());
        ends_as_expected(&scene, &school, files_of(&made), &expected, &format!("{pupils} pupils, seed {seed}")).await;
    }
}

#[tokio::test]
async fn an_extract_that_changed_nothing_writes_almost_nothing_and_texts_nobody_again() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let files = files_of(&made_up(300, 2, &scene));
    let first = scene.upload(&school, &scene.taken(5), &files).await;
    scene.quiet().await;
    let texts = scene.stack.texts().await.unwrap().len();
    let units = |upload: &Value| upload["cost"]["write_units"].as_f64().unwrap();
    assert!(units(&first) <= 1.3 * 300.0, "{}", first["cost"]);
    let again = scene.upload(&school, &scene.taken(3), &files).await;
    assert!(units(&again) < 60.0, "{}", again["cost"]);
    assert_eq!((again["counts"]["joined"].as_i64(), again["counts"]["changed"].as_i64()), (Some(0), Some(0)));
    scene.quiet().await;
    assert_eq!(scene.stack.texts().await.unwrap().len(), texts);
}
