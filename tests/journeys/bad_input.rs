//! What a clumsy office or a broken sender gives us.

use super::extract_files::{child, marks, mother, roll, whole};
use super::scene::{Scene, list, text};
use local::Options;

#[tokio::test]
async fn an_upload_that_cannot_be_used_says_so_and_leaves_everything_as_it_was() {
    let options = Options { parameters: [("UploadWaitSeconds".to_owned(), "2".to_owned())].into(), ..Options::default() };
    let scene = Scene::start_with(options).await;
    let school = scene.school("100001", 80).await;
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Kit", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
    ];
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "/")])).await;
    scene.settled(&school, &["0001"]).await;

    let one = |name: &str, bytes: &[u8]| vec![(name.to_owned(), bytes.to_vec())];
    for (upload, files) in [
        ("empty", one("attendance.csv", b"")),
        ("binary", one("pupils.csv", &[0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0xff, 0xfe, 0, 1])),
        ("unknown", one("attendance.csv", b"Colour,Shape\r\nred,round\r\n")),
    ] {
        scene.put(&school, upload, &files).await;
        let failed = scene.upload_in(&school, upload, &["failed"]).await;
        assert!(text(&failed, "/sentence").len() > 30, "{failed}");
        assert_ne!(text(&failed, "/files/0/refused"), "");
    }
    scene.put(&school, "pupils-alone", &roll(&children)[..1]).await;
    let incomplete = scene.upload_in(&school, "pupils-alone", &["incomplete"]).await;
    assert!(text(&incomplete, "/sentence").contains("the contacts"), "{incomplete}");
    let absences = scene.absences(&school).await;
    assert_eq!(absences.keys().map(String::as_str).collect::<Vec<_>>(), ["0001"]);

    // The roll is still there: marks alone are enough.
    scene.upload(&school, &scene.taken(1), &marks(scene.today(), "AM", &[("0001", "N"), ("0002", "N")])).await;
    scene.settled(&school, &["0001", "0002"]).await;
}

#[tokio::test]
async fn files_come_in_any_order_and_an_upload_waits_for_what_is_missing() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    let mut files = whole(&children, scene.today(), &[("0001", "N")]);
    files.reverse();
    let upload = scene.taken(2);
    scene.put(&school, &upload, &files[..1]).await;
    scene.quiet().await;
    let waiting = scene.upload_in(&school, &upload, &["receiving"]).await;
    assert!(text(&waiting, "/sentence").contains("the pupils and the contacts"), "{waiting}");
    scene.upload(&school, &upload, &files[1..]).await;
    scene.settled(&school, &["0001"]).await;
}

#[tokio::test]
async fn bad_rows_are_listed_by_line_and_column_and_the_good_ones_go_through() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "El?bieta", "Nowak", vec![mother("Ewa", "Nowak", "0770x900002")]),
    ];
    let of = [("0001", "N"), ("0002", "N"), ("9999", "N"), ("0001", "N")];
    let read = scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &of)).await;
    let absences = scene.settled(&school, &["0001", "0002"]).await;
    assert_eq!(text(&absences["0002"], "/state"), "unreachable");
    let mut problems: Vec<_> = list(&read, "/problems")
        .iter()
        .map(|problem| {
            (text(problem, "/file"), problem["line"].as_u64().unwrap(), text(problem, "/code"), text(problem, "/pupil"))
        })
        .collect();
    problems.sort_unstable();
    problems.dedup();
    let expected = [
        ("attendance.csv", 4, "unknown_pupil", "9999"),
        ("attendance.csv", 5, "repeated_row", "0001"),
        ("contacts.csv", 3, "bad_phone", "0002"),
        ("pupils.csv", 3, "name_lost_letters", "0002"),
    ];
    assert_eq!(problems, expected);
    assert!(list(&read, "/problems").iter().all(|problem| !text(problem, "/sentence").is_empty()));
}

#[tokio::test]
async fn a_queue_message_that_nobody_can_read_is_parked_at_once_and_the_others_go_on() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let sqs = aws_sdk_sqs::Client::new(&scene.stack.sdk_config());
    for queue in ["uploads", "evaluations", "messages", "replies"] {
        let bodies = [
            "no json".to_owned(),
            r#"{"type":"something_v9","school":"100001"}"#.to_owned(),
            r#"{"type":"evaluate_v1","school":"999998","date":"2026-11-23"}"#.to_owned(),
        ];
        let mut batch = sqs.send_message_batch().queue_url(scene.stack.queue(queue).unwrap());
        for (index, body) in bodies.into_iter().enumerate() {
            let entry = aws_sdk_sqs::types::SendMessageBatchRequestEntry::builder().id(index.to_string()).message_body(body);
            batch = batch.entries(entry.build().unwrap());
        }
        batch.send().await.unwrap();
    }
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    scene.settled(&school, &["0001"]).await;
    for queue in ["uploads", "evaluations", "messages", "replies"] {
        scene.parked(queue, 3).await;
    }
}
