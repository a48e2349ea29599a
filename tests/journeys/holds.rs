//! Extracts that hardly can be true: nothing of them counts until somebody decides, beside what protects people.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::extract_files::{Child, child, marks, mother, roll, whole};
use super::scene::{Scene, School, list, text, until};

/// Children of as many families; the first one's mother has the number that ends in 001.
pub(super) fn families(count: usize) -> Vec<Child> {
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    (1..=count)
        .map(|n| {
            child(leaked(format!("{n:04}")), "Ava", "Smith", vec![mother("Eve", "Smith", leaked(format!("07700900{n:03}")))])
        })
        .collect()
}

/// Everybody's mark, with the first pupil's apart.
fn marked(children: &[Child], first: &'static str) -> Vec<(&'static str, &'static str)> {
    children.iter().enumerate().map(|(at, child)| (child.number, if at == 0 { first } else { "/" })).collect()
}

fn codes(upload: &Value) -> Vec<&str> {
    list(upload, "/differences").iter().map(|difference| text(difference, "/code")).collect()
}

async fn nightly(scene: &Scene, school: &School, minutes_ago: i64, files: &[(String, Vec<u8>)]) -> Value {
    let upload = scene.taken(minutes_ago);
    scene.put_marks_last(school, &upload, files).await;
    scene.upload_in(school, &upload, &["applied"]).await
}

async fn decide(scene: &Scene, school: &School, upload: &str, decision: &str) {
    let body = json!({"decision": decision, "reason": "Looked at the report."});
    let path = format!("/schools/{}/uploads/{upload}/decision", school.urn);
    let answer = scene.stack.ask("POST", &path, school.token("attendance-officer"), Some(&body)).await.unwrap();
    assert_eq!(answer.status, 202, "{}", answer.body);
}

#[tokio::test]
async fn a_roll_that_shrank_is_held_until_somebody_applies_it() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = families(20);
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&children, "/"))).await;
    let (fewer, held) = (&children[..15], scene.taken(7));
    scene.put_marks_last(&school, &held, &whole(fewer, scene.today(), &marked(fewer, "N"))).await;
    let shown = scene.upload_in(&school, &held, &["held"]).await;
    assert_eq!(codes(&shown), ["roll_shrank"], "{shown:#}");
    scene.quiet().await;
    // Nobody is called about what may not be true.
    assert_eq!(scene.absences(&school).await.len(), 0);

    decide(&scene, &school, &held, "apply").await;
    let applied = scene.upload_in(&school, &held, &["applied"]).await;
    assert_eq!(applied["counts"]["missing"], 5, "{}", applied["counts"]);
    scene.settled(&school, &["0001"]).await;
    assert_eq!(scene.texts_to("+447700900001").await.len(), 1);
}

#[tokio::test]
async fn a_discarded_upload_leaves_all_as_before_and_the_next_one_goes_through() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = families(24);
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&children, "/"))).await;
    let everybody: Vec<_> = children.iter().map(|child| (child.number, "N")).collect();
    let held = scene.taken(7);
    scene.put(&school, &held, &marks(scene.today(), "AM", &everybody)).await;
    let shown = scene.upload_in(&school, &held, &["held"]).await;
    assert_eq!(codes(&shown), ["too_many_absent"], "{shown:#}");
    decide(&scene, &school, &held, "discard").await;
    scene.upload_in(&school, &held, &["discarded"]).await;
    scene.upload(&school, &scene.taken(5), &marks(scene.today(), "AM", &marked(&children, "N"))).await;
    scene.settled(&school, &["0001"]).await;
    assert_eq!(scene.stack.texts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_protects_people_counts_at_once_even_from_a_held_upload() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = families(20);
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&children, "N"))).await;
    scene.settled(&school, &["0001"]).await;
    let mut fewer = children[..15].to_vec();
    fewer[1].contacts[0].court_order = true;
    let held = scene.taken(7);
    scene.put_marks_last(&school, &held, &whole(&fewer, scene.today(), &marked(&fewer, "/"))).await;
    let shown = scene.upload_in(&school, &held, &["held"]).await;
    assert_eq!((&shown["counts"]["suspended"], &shown["counts"]["stopped"]), (&json!(1), &json!(1)), "{shown:#}");
    // The mark that was corrected has ended the search.
    scene.becomes(&school, "0001", "withdrawn").await;
    // The contact against whom the order stands is told nothing, whatever comes of the upload.
    let mut absent = marked(&children, "/");
    absent[1].1 = "N";
    scene.upload(&school, &scene.taken(5), &marks(scene.today(), "AM", &absent)).await;
    scene.becomes(&school, "0002", "unreachable").await;
    assert_eq!(scene.texts_to("+447700900002").await.len(), 0);
}

#[tokio::test]
async fn flagged_pupils_in_a_held_upload_are_shown_to_the_safeguarding_lead_at_once_and_to_nobody_else() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = families(24);
    let with_flags = |of: &[Child]| {
        let mut files = roll(of);
        let text = String::from_utf8(files[0].1.clone()).unwrap();
        let lines = text.lines().enumerate().map(|(at, line)| {
            let cell = if at == 0 {
                "Looked After"
            } else if line.contains(",0002,") {
                "Yes"
            } else {
                "No"
            };
            format!("{line},{cell}\r\n")
        });
        files[0].1 = lines.collect::<String>().into_bytes();
        files
    };
    let here = [with_flags(&children), marks(scene.today(), "AM", &marked(&children, "/"))].concat();
    scene.upload(&school, &scene.taken(9), &here).await;
    let everybody: Vec<_> = children.iter().map(|child| (child.number, "N")).collect();
    let held = scene.taken(7);
    scene.put(&school, &held, &marks(scene.today(), "AM", &everybody)).await;
    let shown = scene.upload_in(&school, &held, &["held"]).await;
    assert_eq!(shown["flagged_absent"], json!([]), "an officer sees {shown:#}");
    let path = format!("/schools/{}/uploads/{held}", school.urn);
    let lead = scene.joins(&school, "safeguarding-lead").await;
    let to_lead = scene.stack.ask("GET", &path, &lead, None).await.unwrap();
    let flagged = list(&to_lead.body, "/flagged_absent");
    assert_eq!(flagged.len(), 1, "{:#}", to_lead.body);
    assert_eq!(text(&flagged[0], "/admission_number"), "0002", "{:#}", to_lead.body);
}

#[tokio::test]
async fn a_pupil_who_is_missing_once_is_no_leaver_and_one_who_is_missing_three_times_is() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = families(20);
    let rest = &children[1..];
    scene.upload(&school, &scene.taken(19), &whole(&children, scene.today(), &marked(&children, "/"))).await;
    for (night, ago) in [(1, 17), (2, 15)] {
        let upload = nightly(&scene, &school, ago, &whole(rest, scene.today(), &marked(rest, "/"))).await;
        assert_eq!((&upload["counts"]["left"], &upload["counts"]["missing"]), (&json!(0), &json!(1)), "night {night}");
    }
    // Still somebody whose mother can be asked.
    scene.upload(&school, &scene.taken(13), &marks(scene.today(), "PM", &[("0001", "N")])).await;
    scene.settled(&school, &["0001"]).await;
    assert_eq!(scene.texts_to("+447700900001").await.len(), 1);
    let third = nightly(&scene, &school, 11, &whole(rest, scene.today(), &marked(rest, "/"))).await;
    assert_eq!((&third["counts"]["left"], &third["counts"]["pupils"]), (&json!(1), &json!(19)));
}

#[tokio::test]
async fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = families(20);
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&children, "/"))).await;
    let dry = format!("{}-dry-run", scene.taken(7));
    scene.put_marks_last(&school, &dry, &whole(&children[..15], scene.today(), &marked(&children[..15], "N"))).await;
    let shown = scene.upload_in(&school, &dry, &["compared"]).await;
    assert_eq!(codes(&shown), ["roll_shrank"]);
    assert_eq!(shown["would"]["contact"], json!([{"pupils": ["0001"], "channel": "sms"}]), "{shown:#}");
    scene.quiet().await;
    assert_eq!((scene.absences(&school).await.len(), scene.stack.texts().await.unwrap().len()), (0, 0));
    // It counted as no extract: five who were missing in it are not missing.
    let after = nightly(&scene, &school, 5, &whole(&children, scene.today(), &marked(&children, "/"))).await;
    assert_eq!((&after["counts"]["changed"], &after["counts"]["missing"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn an_older_extract_that_is_applied_late_overwrites_nothing_newer() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = families(20);
    let extract = |of: &[Child], mark| whole(of, scene.today(), &marked(of, mark));
    scene.upload(&school, &scene.taken(9), &extract(&children, "/")).await;
    let held = scene.taken(7);
    scene.put_marks_last(&school, &held, &extract(&children[..15], "N")).await;
    scene.upload_in(&school, &held, &["held"]).await;
    // It changes nothing, and is newer all the same.
    nightly(&scene, &school, 5, &extract(&children, "/")).await;
    decide(&scene, &school, &held, "apply").await;
    let done = until("the old upload to have ended", || async {
        let shown = scene.ask(&school, &format!("/uploads/{held}")).await;
        ["applied", "discarded"].contains(&text(&shown, "/state")).then_some(shown)
    })
    .await;
    assert!(text(&done, "/sentence").contains("newer"), "{done:#}");
    scene.quiet().await;
    assert_eq!((scene.absences(&school).await.len(), scene.stack.texts().await.unwrap().len()), (0, 0));
}

/// What an upload says of itself after the sweep of a later minute. It is read where it is stored: nobody stays signed in for days.
async fn says_after(scene: &Scene, upload: &str, minutes: u64, words: &str) {
    scene.minutes_later(minutes).await;
    let db = aws_sdk_dynamodb::Client::new(&scene.stack.sdk_config());
    until("the upload to say something else", || async {
        let asked = db.get_item().table_name(scene.stack.table("absences").unwrap());
        let key =
            asked.key("pk", AttributeValue::S("100001".to_owned())).key("sk", AttributeValue::S(format!("upload#{upload}")));
        let item = key.send().await.unwrap().item.unwrap();
        let said = format!("{}: {}", item["state"].as_s().unwrap(), item["sentence"].as_s().unwrap());
        said.starts_with(words).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_held_upload_asks_again_in_good_time_and_ends_by_itself_with_its_files() {
    const DAY: u64 = 24 * 60;
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = families(20);
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&children, "/"))).await;
    let held = scene.taken(7);
    scene.put_marks_last(&school, &held, &whole(&children[..15], scene.today(), &marked(&children[..15], "N"))).await;
    let first = scene.upload_in(&school, &held, &["held"]).await;
    assert!(!text(&first, "/sentence").contains("Decide before"), "{first:#}");
    says_after(&scene, &held, 5 * DAY + 1, "held: Decide before ").await;
    says_after(&scene, &held, 7 * DAY + 1, "discarded: Discarded by itself: nobody decided").await;
}

#[tokio::test]
async fn a_held_upload_that_newer_extracts_have_overtaken_is_discarded_by_itself() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = families(20);
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&children, "/"))).await;
    let held = scene.taken(7);
    scene.put_marks_last(&school, &held, &whole(&children[..15], scene.today(), &marked(&children[..15], "/"))).await;
    scene.upload_in(&school, &held, &["held"]).await;
    nightly(&scene, &school, 5, &whole(&children, scene.today(), &marked(&children, "/"))).await;
    says_after(&scene, &held, 5 * 24 * 60 + 1, "discarded: Discarded by itself: newer extracts are in use").await;
}
