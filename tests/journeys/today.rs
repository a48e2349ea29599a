//! What staff see: the day when the registers have closed, what somebody has to see to, and one pupil's contact log.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::calendar::Calendar;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::extract_files::{Child, Parent, child, marks, mother, roll};
use super::scene::{Scene, School, always_open, list, text, until};

const MUM: &str = "+447700900001";

/// Only a class is held, whatever its share of the school.
async fn school(scene: &Scene) -> School {
    let school = scene.school("100001", 80).await;
    let mut policy = always_open();
    policy["hold"] = json!({"roll_percent": 100, "year_percent": 100, "second_person_percent": 100});
    scene.set_policy(&school, 1, policy).await;
    school
}

fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn mum(number: u32) -> Parent {
    mother("Eve", "Smith", leaked(format!("07700900{number:03}")))
}

/// Children of families of their own, numbered from 1.
fn families(count: u32) -> Vec<Child> {
    (1..=count).map(|n| child(leaked(format!("{n:04}")), "Ava", leaked(format!("Smith{n:02}")), vec![mum(n)])).collect()
}

/// The roll with some children in other groups, and one with a social worker.
fn grouped(children: &[Child], groups: &[(&str, &[u32])], with_social_worker: u32) -> Vec<(String, Vec<u8>)> {
    let mut files = roll(children);
    let lines = String::from_utf8(files[0].1.clone()).unwrap();
    let lines = lines.lines().enumerate().map(|(at, line)| {
        let number = u32::try_from(at).unwrap();
        let group = groups.iter().find(|(_, of)| of.contains(&number)).map_or("7B", |(group, _)| group);
        let flag = match at {
            0 => "Social Worker",
            _ if number == with_social_worker => "Yes",
            _ => "No",
        };
        format!("{},{flag}\r\n", line.replace(",7B,", &format!(",{group},")))
    });
    files[0].1 = lines.collect::<String>().into_bytes();
    files
}

/// One mark for each child from 1 on: as given, else present.
fn of_all(count: u32, marks: &[(u32, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mark = |n: u32| marks.iter().find(|(number, _)| *number == n).map_or("/", |(_, mark)| mark);
    (1..=count).map(|n| (leaked(format!("{n:04}")), mark(n))).collect()
}

fn numbers<'a>(value: &'a Value, pointer: &str) -> Vec<&'a str> {
    list(value, pointer).iter().map(|child| text(child, "/pupil/admission_number")).collect()
}

async fn ask(scene: &Scene, path: &str, token: &str) -> Value {
    let answer = scene.stack.ask("GET", &format!("/schools/100001{path}"), token, None).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn entries<'a>(attention: &'a Value, what: &str) -> Vec<&'a Value> {
    list(attention, "/entries").iter().filter(|entry| text(entry, "/what") == what).collect()
}

/// An alarm, nobody to reach, a reason, two who are asked (the fifth with a social worker), a class that is held, a register not taken.
async fn a_morning() -> (Scene, School) {
    let scene = Scene::start().await;
    let school = school(&scene).await;
    let mut children = families(30);
    children[1].contacts.clear();
    for at in [3, 4] {
        children[at].contacts.push(mum(100 + u32::try_from(at).unwrap()));
    }
    let held: Vec<u32> = (6..=13).collect();
    let groups: [(&str, &[u32]); 2] = [("7H", &held), ("7C", &[14, 15])];
    let mut of: Vec<(u32, &'static str)> = (1..=13).map(|n| (n, "N")).collect();
    of.extend([(14, "-"), (15, "")]);
    let files = [grouped(&children, &groups, 5), marks(scene.today(), "AM", &of_all(30, &of))].concat();
    scene.upload(&school, &scene.taken(2), &files).await;
    let absent: Vec<&str> = of_all(13, &[]).into_iter().map(|(number, _)| number).collect();
    scene.settled(&school, &absent).await;
    scene.reply(&school, MUM, "but he left for school at 8", "r1").await;
    scene.reply(&school, "+447700900003", "she's poorly", "r3").await;
    scene.becomes(&school, "0001", "alarm").await;
    scene.becomes(&school, "0003", "explained").await;
    (scene, school)
}

#[tokio::test]
async fn a_morning_is_shown_in_the_order_in_which_it_is_needed_and_why_to_the_safeguarding_lead_alone() {
    let (scene, school) = a_morning().await;
    let today = scene.ask(&school, "/today").await;
    assert_eq!(
        text(&today, "/sentence"),
        "12 children without a reason: 1 alarm, 1 to ring, 2 being asked, 8 held. Besides: 1 explained.",
        "{today:#}"
    );
    assert_ne!(text(&today, "/marks_as_at"), "");
    assert_eq!(
        (&today["paused"]["school"], &today["shadow"], &today["window"]["open"]),
        (&json!(false), &json!(false), &json!(true))
    );
    assert_eq!(today["policy"], 2);
    assert!(text(&today, "/calendar").contains("no calendar"), "{today:#}");
    let untaken: Vec<_> = list(&today, "/untaken").iter().filter(|untaken| text(untaken, "/session") == "AM").collect();
    assert_eq!((untaken.len(), &untaken[0]["groups"]), (1, &json!(["7C"])), "{today:#}");
    assert_eq!((text(&today, "/holds/0/scope"), &today["holds"][0]["children"]), ("class 7H", &json!(8)));
    // Whoever reads the day decides on its holds by the ids that stand there.
    assert_eq!(today["holds"][0]["id"], scene.ask(&school, "/holds").await["holds"][0]["id"]);
    // Of those who are asked the one with a social worker comes first, and nothing says why.
    assert_eq!(numbers(&today, "/looked_for")[..4], ["0001", "0002", "0005", "0004"]);
    let states: Vec<_> = list(&today, "/looked_for").iter().map(|child| text(child, "/state")).collect();
    assert_eq!(states[..5], ["alarm", "unreachable", "open", "open", "held"]);
    let levels: Vec<_> = list(&today, "/looked_for")[..4].iter().map(|child| text(child, "/level")).collect();
    assert_eq!(levels, ["alarm", "first", "first", "usual"]);
    assert!(text(&today, "/looked_for/0/next/sentence").starts_with("tell the head at "), "{today:#}");
    assert!(text(&today, "/looked_for/3/next/sentence").starts_with("second question by text and email at "), "{today:#}");
    assert_eq!((text(&today, "/looked_for/3/said/channel"), text(&today, "/looked_for/3/said/progress")), ("sms", "sent"));
    assert_eq!(list(&today, "/looked_for/0/answers"), ["but he left for school at 8"]);
    assert_eq!(numbers(&today, "/explained"), ["0003"]);
    assert_eq!(
        (text(&today, "/explained/0/proposed_code"), list(&today, "/explained/0/words")),
        ("I", &[json!("she's poorly")][..])
    );
    assert!(!text(&today, "/looked_for/2/next/sentence").contains("tell"), "{today:#}");
    assert!(!today.to_string().contains("social worker") && !today.to_string().contains("reasons"), "{today:#}");

    let lead = scene.joins(&school, "safeguarding-lead").await;
    let to_lead = ask(&scene, "/today", &lead).await;
    assert_eq!(numbers(&to_lead, "/looked_for")[..4], ["0001", "0002", "0005", "0004"]);
    assert_eq!(text(&to_lead, "/looked_for/2/reasons/0"), "The child has a social worker.");
    assert!(text(&to_lead, "/looked_for/2/next/sentence").contains("tell the head at "), "{to_lead:#}");

    let table = ask(&scene, "/today?format=csv", school.token("attendance-officer")).await;
    let rows: Vec<&str> = table.as_str().unwrap().lines().collect();
    assert_eq!(rows.len(), 1 + 13, "one row a child: {rows:#?}");
    assert!(rows[1].starts_with("\"alarm\",\"alarm\",\"0001\""), "{}", rows[1]);
    assert!(rows[13].starts_with("\"explained\",\"\",\"0003\"") && rows[13].contains("\"she's poorly\""), "{}", rows[13]);
    assert!(!rows[0].contains("reasons"), "{}", rows[0]);
    let refused = scene.stack.ask("GET", "/schools/100001/today", school.token("data-protection"), None).await.unwrap();
    assert_eq!(refused.status, 403);

    // The same morning by what somebody has to see to, each thing once.
    let attention = scene.ask(&school, "/attention").await;
    for (what, count) in
        [("hold_unseen", 1), ("unreachable", 1), ("duty_without_anybody", 3), ("calendar_missing", 1), ("tell_the_worker", 0)]
    {
        assert_eq!(entries(&attention, what).len(), count, "{what}: {attention:#}");
    }
    assert!(entries(&attention, "untaken").iter().any(|entry| text(entry, "/sentence").ends_with("7C.")), "{attention:#}");
    let to_lead = ask(&scene, "/attention", &lead).await;
    let told = entries(&to_lead, "tell_the_worker");
    assert_eq!((told.len(), text(told[0], "/pupils/0/admission_number")), (1, "0005"), "{to_lead:#}");
}

#[tokio::test]
async fn one_pupils_log_has_what_was_said_by_whom_and_who_looked_and_no_flag_for_everybody() {
    let (scene, school) = a_morning().await;
    let absences = scene.absences(&school).await;
    let of = |number: &str| text(&absences[number], "/id").split_once('.').unwrap().1.to_owned();
    scene.ask(&school, &format!("/absences/{}", text(&absences["0003"], "/id"))).await;
    let log = scene.ask(&school, &format!("/pupils/{}/log", of("0003"))).await;
    let lines = list(&log, "/days/0/lines");
    let of_kind = |what: &str| lines.iter().filter(|line| text(line, "/what") == what).collect::<Vec<_>>();
    assert_eq!(["marked", "opened", "said", "reply", "absence.look"].map(|what| of_kind(what).len()), [1; 5], "{log:#}");
    assert_eq!((text(&lines[0], "/what"), text(&lines[6], "/what"), lines.len()), ("marked", "absence.look", 7), "{log:#}");
    let said = of_kind("said")[0];
    assert_eq!((text(said, "/to"), text(said, "/channel"), text(said, "/outcome")), ("Ms Eve Smith (Mother)", "sms", "sent"));
    assert!(text(said, "/words").contains("Ava"), "{said}");
    assert_eq!(text(of_kind("reply")[0], "/words"), "she's poorly");
    let path = format!("/pupils/{}/log?format=csv", of("0003"));
    let table = ask(&scene, &path, school.token("attendance-officer")).await;
    assert!(table.as_str().unwrap().contains("\"she's poorly\""), "{table}");
    let earlier = scene.ask(&school, &format!("/pupils/{}/log?from=2020-01-01&to=2020-01-31", of("0003"))).await;
    assert_eq!(list(&earlier, "/days").len(), 0);

    // That the lead was told of a flagged child is for the lead alone.
    let path = format!("/pupils/{}/log", of("0005"));
    let lead = scene.joins(&school, "safeguarding-lead").await;
    assert!(!scene.ask(&school, &path).await.to_string().contains("flagged"));
    assert!(ask(&scene, &path, &lead).await.to_string().contains("safeguarding-lead flagged"));
    let refused = scene.stack.ask("GET", &format!("/schools/100001{path}"), school.token("data-protection"), None).await.unwrap();
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn on_day_five_those_answered_and_not_coded_come_first_of_eleven() {
    let scene = Scene::with_movable_clock().await;
    let school = school(&scene).await;
    let children = families(31);
    let of: Vec<(u32, &'static str)> = (1..=11).map(|n| (n, "N")).collect();
    let files = [roll(&children), marks(scene.today(), "AM", &of_all(31, &of))].concat();
    scene.upload(&school, &scene.taken(2), &files).await;
    let absent: Vec<&str> = of_all(11, &[]).into_iter().map(|(number, _)| number).collect();
    scene.settled(&school, &absent).await;
    for number in [2, 7, 9] {
        scene.reply(&school, &format!("+447700900{number:03}"), "she's poorly", &format!("r{number}")).await;
    }
    for number in ["0002", "0007", "0009"] {
        scene.becomes(&school, number, "explained").await;
    }
    let (absent_on, calendar) = (scene.today(), Calendar::usual());
    let due = calendar.school_days_after(absent_on, 5).unwrap();
    let days = |date: Date| u64::try_from(date.duration_since(absent_on).as_hours() / 24).unwrap();
    scene.stack.set_clock(Duration::from_secs(24 * 60 * 60 * days(due))).unwrap();
    let officer = scene.officer_again(&school).await;
    let attention = ask(&scene, "/attention", &officer).await;
    let reasons = entries(&attention, "reason_due_soon");
    assert_eq!((reasons.len(), entries(&attention, "reason_overdue").len()), (11, 0), "{attention:#}");
    let mut first: Vec<_> = reasons[..3].iter().map(|entry| text(entry, "/pupils/0/admission_number")).collect();
    first.sort_unstable();
    assert_eq!(first, ["0002", "0007", "0009"]);
    assert!(reasons[..3].iter().all(|entry| text(entry, "/sentence").starts_with("A contact gave a reason")));
    assert!(reasons[3..].iter().all(|entry| text(entry, "/sentence").ends_with("Ask once more.")));

    // The day after it is too late, and still the same things.
    let after = calendar.next_school_day(due).unwrap();
    scene.stack.set_clock(Duration::from_secs(24 * 60 * 60 * days(after))).unwrap();
    let officer = scene.officer_again(&school).await;
    let late = ask(&scene, "/attention", &officer).await;
    let ids = |entries: Vec<&Value>| entries.iter().map(|entry| text(entry, "/id").to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(entries(&late, "reason_overdue")), ids(entries(&attention, "reason_due_soon")));
}

#[tokio::test]
async fn ten_sessions_in_ten_weeks_are_shown_with_those_still_pending_apart_and_what_does_not_agree_once() {
    let scene = Scene::start().await;
    let school = school(&scene).await;
    let children = families(30);
    let files = [roll(&children), marks(scene.today(), "AM", &of_all(30, &[(2, "N")]))].concat();
    scene.upload(&school, &scene.taken(9), &files).await;
    scene.settled(&school, &["0002"]).await;
    let before = std::iter::successors(Calendar::usual().previous_school_day(scene.today()), |day| {
        Calendar::usual().previous_school_day(*day)
    });
    let mut past = marks(scene.today(), "AM", &[]);
    for (day, mark) in before.zip(["N", "N", "N", "N", "U", "U", "U", "U", "U", "G", "O", "/"]) {
        let of_day = marks(day, "AM", &[("0001", mark)]);
        past[0].1.extend(of_day[0].1.split_inclusive(|byte| *byte == b'\n').nth(1).unwrap());
    }
    scene.upload(&school, &scene.taken(7), &past).await;
    let attention = scene.ask(&school, "/attention").await;
    let threshold = entries(&attention, "penalty_threshold");
    assert_eq!(threshold.len(), 1, "{attention:#}");
    assert_eq!(threshold[0]["count"], json!({"sessions": 11, "pending": 4}));
    assert_eq!(text(threshold[0], "/pupils/0/admission_number"), "0001");
    let sentence = text(threshold[0], "/sentence");
    assert!(sentence.contains("4 of them are still N. Without them it is 7, which is below 10"), "{sentence}");

    // A parent gives a reason, and the register has the child here.
    scene.reply(&school, "+447700900002", "she's poorly", "r2").await;
    scene.becomes(&school, "0002", "explained").await;
    scene.upload(&school, &scene.taken(5), &marks(scene.today(), "AM", &[("0002", "/")])).await;
    let found = until("what does not agree to be shown", || async {
        let attention = scene.ask(&school, "/attention").await;
        (entries(&attention, "reason_and_marked_here").len() == 1).then_some(attention)
    })
    .await;
    let mut ids = BTreeMap::new();
    for entry in list(&found, "/entries") {
        *ids.entry(text(entry, "/id")).or_insert(0) += 1;
    }
    assert!(ids.values().all(|count| *count == 1), "each thing once: {ids:#?}");
}
