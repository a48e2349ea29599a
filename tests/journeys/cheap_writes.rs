//! What an upload costs at DynamoDB and KMS, beside its own record and its files: almost nothing when almost nothing changed.

use std::time::Instant;

use domain::register::Session;
use jiff::civil::{Date, Weekday};
use local::made_up_school;
use serde_json::Value;

use super::scene::{Scene, School};

const PUPILS: usize = 1_500;

type Files = Vec<(String, Vec<u8>)>;

fn nightly(scene: &Scene) -> Files {
    let plan = made_up_school::Plan { pupils: PUPILS, seed: 11, date: scene.today(), session: Session::Am, dirty: false };
    made_up_school::make(&plan).files().into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

fn file<'a>(files: &'a mut Files, name: &str) -> &'a mut Vec<u8> {
    &mut files.iter_mut().find(|(known, _)| known == name).unwrap().1
}

/// Another house for the first pupils of the file.
fn moved_house(mut files: Files, pupils: usize) -> Files {
    let bytes = file(&mut files, "pupils.csv");
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate().map(|(index, line)| {
        let last = line.iter().rposition(|byte| *byte == b',').unwrap();
        if (1..=pupils).contains(&index) { [&line[..=last], b"Noether\r\n"].concat() } else { line.to_vec() }
    });
    *bytes = lines.collect::<Vec<_>>().concat();
    files
}

/// The same marks for both sessions of the school days of the fortnight before today.
pub(super) fn of_days(mut files: Files, today: Date, days: i64) -> Files {
    let bytes = file(&mut files, "attendance.csv");
    let name = today.strftime("%d/%m/%Y").to_string();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut all = format!("{header}\n{rows}");
    let past = (1..=days).map(|back| today.checked_sub(jiff::Span::new().days(back)).unwrap());
    for day in past.filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)) {
        for session in Session::BOTH {
            let day = day.strftime("%d/%m/%Y").to_string();
            all.push_str(&rows.replace(&name, &day).replace(",AM,", &format!(",{session},")));
        }
    }
    *bytes = all.into_bytes();
    files
}

async fn cost(scene: &Scene, school: &School, upload: &str, files: &Files, what: &str) -> (u64, f64, Value) {
    let begun = Instant::now();
    scene.put_marks_last(school, upload, files).await;
    let applied = scene.upload_in(school, upload, &["applied"]).await;
    let (calls, units) = (applied["cost"]["calls"].as_u64().unwrap(), applied["cost"]["write_units"].as_f64().unwrap());
    eprintln!("{PUPILS} pupils, {what}: applied after {} ms, {calls} calls, {units} write units", begun.elapsed().as_millis());
    scene.quiet().await;
    (calls, units, applied)
}

#[tokio::test]
async fn a_nightly_extract_of_fifteen_hundred_pupils_costs_what_changed() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let files = nightly(&scene);
    let (_, units, first) = cost(&scene, &school, &scene.taken(12), &files, "first").await;
    assert!(units <= 1.3 * 1_500.0, "{}", first["cost"]);

    let (calls, units, same) = cost(&scene, &school, &scene.taken(10), &files, "unchanged").await;
    assert!(calls <= 10 && units <= 2.0, "{}", same["cost"]);

    let (calls, _, changed) = cost(&scene, &school, &scene.taken(8), &moved_house(files.clone(), 15), "1% changed").await;
    assert_eq!(changed["counts"]["changed"], 15);
    assert!(calls <= 80, "{}", changed["cost"]);

    // A fortnight of registers in the head does not make the next nights dearer.
    let fortnight = of_days(moved_house(files.clone(), 15), scene.today(), 14);
    cost(&scene, &school, &scene.taken(6), &fortnight, "with a fortnight of marks").await;
    let (calls, units, same) = cost(&scene, &school, &scene.taken(4), &moved_house(files, 15), "unchanged, weeks later").await;
    assert!(calls <= 10 && units <= 2.0, "{}", same["cost"]);
}
