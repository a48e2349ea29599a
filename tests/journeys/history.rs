//! Marks of weeks and terms gone by: they stand in their registers and call nobody.

use domain::register::Session;
use local::made_up_school;
use serde_json::Value;

use super::cheap_writes::of_days;
use super::scene::{Scene, text};

#[tokio::test]
async fn a_term_of_marks_fills_past_registers_and_calls_nobody() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let plan = made_up_school::Plan { pupils: 1_500, seed: 12, date: scene.today(), session: Session::Am, dirty: false };
    let made = made_up_school::make(&plan);
    let files: Vec<_> = made.files().into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    scene.upload(&school, &scene.taken(6), &files).await;
    scene.quiet().await;
    let texts = scene.stack.texts().await.unwrap().len();
    let absences = scene.absences(&school).await.len();

    let term = of_days(files, scene.today(), 84);
    let begun = std::time::Instant::now();
    let upload = scene.taken(4);
    scene.put_marks_last(&school, &upload, &term).await;
    let applied = scene.upload_in(&school, &upload, &["applied"]).await;
    eprintln!("a term of 60 days: applied after {} ms, {}", begun.elapsed().as_millis(), applied["cost"]);
    assert_eq!(text(&applied, "/state"), "applied");
    assert!(applied["counts"]["marks"].as_i64().unwrap() > 170_000, "{}", applied["counts"]);
    scene.quiet().await;
    assert_eq!((scene.stack.texts().await.unwrap().len(), scene.absences(&school).await.len()), (texts, absences));

    let upload = scene.taken(2);
    scene.put_marks_last(&school, &upload, &term).await;
    let again = scene.upload_in(&school, &upload, &["applied"]).await;
    assert!(again["cost"]["write_units"].as_f64().unwrap() <= 2.0, "{}", again["cost"]);

    // What the marks of a school year make of its clocks is answered while somebody waits for it, in few calls.
    for path in ["/attention", "/today"] {
        let begun = std::time::Instant::now();
        let answer = scene.ask(&school, path).await;
        eprintln!("{path} with a term of 60 days of 1,500 pupils: {} ms", begun.elapsed().as_millis());
        assert!(answer.get("entries").or(answer.get("looked_for")).is_some(), "{answer}");
    }
    let logs = scene.stack.logs("admin-api").await.unwrap();
    for (what, most) in [("what needs attention was shown", 22), ("a day was shown", 16)] {
        let line = logs.iter().find(|line| line.contains(what)).unwrap();
        eprintln!("{line}");
        let noted: Value = serde_json::from_str(line).unwrap();
        assert!(noted["calls"].as_u64().unwrap() <= most, "{line}");
    }
}
