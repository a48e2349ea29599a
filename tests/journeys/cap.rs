//! What a school lets its texts of a month cost.

use local::Options;
use serde_json::json;

use super::extract_files::whole;
use super::scene::{Scene, School, always_open, list, text};
use super::settings::set_duty;
use super::troubled::{families, marked};

const OFFICER: &str = "+447700900971";

/// A school that may spend a pound a month, where a part costs a quarter of it, and where somebody is on duty.
async fn with_a_pound() -> (Scene, School) {
    let options = Options { parameters: [("PartPence".to_owned(), "25".to_owned())].into(), ..Options::default() };
    let scene = Scene::start_with(options).await;
    let school = scene.school("100001", 80).await;
    let mut policy = always_open();
    policy["hold"] = json!({"class_count": 20, "count": 50});
    policy["monthly_cap_pounds"] = json!(1);
    scene.set_policy(&school, 1, policy).await;
    let on = |duty: &str, number: &str| json!({"duty": duty, "name": duty, "number": number});
    set_duty(&scene, &school, json!([on("attendance-officer", OFFICER)])).await;
    (scene, school)
}

#[tokio::test]
async fn a_cap_stops_questions_before_the_money_is_spent_and_staff_ring_and_alarms_go_out() {
    let (scene, school) = with_a_pound().await;
    let (numbers, children) = families::<6>();
    // Two questions of a part each, one after the other.
    for minutes in [9, 8] {
        let absent = &numbers[..usize::try_from(10 - minutes).unwrap()];
        scene.upload(&school, &scene.taken(minutes), &whole(&children, scene.today(), &marked(absent, "N"))).await;
        scene.settled(&school, absent).await;
    }
    let parents = async || {
        let texts = scene.stack.texts().await.unwrap();
        texts.into_iter().filter(|sent| sent.to != OFFICER).count()
    };
    assert_eq!(parents().await, 2);
    let attention = async || {
        let shown = scene.ask(&school, "/attention").await;
        list(&shown, "/entries").iter().map(|entry| text(entry, "/what").to_owned()).collect::<Vec<_>>()
    };
    assert!(!attention().await.contains(&"cap_near".to_owned()));

    // The rest is away: for two more there is money.
    scene.upload(&school, &scene.taken(5), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    scene.settled(&school, &numbers).await;
    scene.quiet().await;
    assert_eq!(parents().await, 4);
    let absences = scene.absences(&school).await;
    let over: Vec<_> = absences.values().filter(|absence| text(absence, "/messages/0/reason") == "over_the_cap").collect();
    assert_eq!(over.len(), 2);
    assert!(over.iter().all(|absence| text(absence, "/state") == "unreachable"), "{over:#?}");
    assert!(attention().await.contains(&"cap_near".to_owned()));
    assert!(!scene.texts_to(OFFICER).await.is_empty(), "who rings has to know");

    // A parent did not know: the duty phone rings out, whatever it costs.
    let before = scene.texts_to(OFFICER).await.len();
    scene.reply(&school, "+447700900001", "9", "alarm").await;
    scene.becomes(&school, "0001", "alarm").await;
    scene.quiet().await;
    let alarms = scene.texts_to(OFFICER).await;
    assert!(alarms[before..].iter().any(|words| words.starts_with("ALARM")), "{alarms:#?}");

    // What mends is said too.
    scene.upload(&school, &scene.taken(1), &whole(&children, scene.today(), &[("0002", "/")])).await;
    super::scene::until("the parent to hear that all is well", || async { (parents().await == 5).then_some(()) }).await;
}

#[tokio::test]
async fn what_went_out_before_the_school_said_a_cap_counts() {
    let (scene, school) = with_a_pound().await;
    let mut policy = always_open();
    policy["hold"] = json!({"class_count": 20, "count": 50});
    scene.set_policy(&school, 2, policy.clone()).await;
    let (numbers, children) = families::<5>();
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&numbers[..4], "N"))).await;
    scene.settled(&school, &numbers[..4]).await;
    policy["monthly_cap_pounds"] = json!(1);
    scene.set_policy(&school, 3, policy).await;
    scene.upload(&school, &scene.taken(5), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    let absences = scene.settled(&school, &numbers).await;
    assert_eq!(text(&absences["0005"], "/messages/0/reason"), "over_the_cap");
}
