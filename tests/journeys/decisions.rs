//! Staff decide: on an absence, on those who signed in, on a reply that nobody could place, on what was said by mistake.

use std::time::Duration;

use jiff::ToSpan;
use local::Answer;
use serde_json::{Value, json};

use super::extract_files::{Child, child, marks, mother, whole};
use super::scene::{Scene, School, always_open, list, text, until};

const MUM: &str = "+447700900001";
const DAD: &str = "+447700900002";

async fn post(scene: &Scene, school: &School, path: &str, body: Value) -> Answer {
    let path = format!("/schools/{}{path}", school.urn);
    scene.stack.ask("POST", &path, school.token("attendance-officer"), Some(&body)).await.unwrap()
}

/// A decision that is taken, and the absence after it.
async fn decide(scene: &Scene, school: &School, absence: &Value, decision: Value) -> Value {
    let decided = post(scene, school, &format!("/absences/{}/decisions", text(absence, "/id")), decision).await;
    assert_eq!(decided.status, 200, "{}", decided.body);
    decided.body["absence"].clone()
}

async fn texts_to(scene: &Scene, number: &str, count: usize) -> Vec<String> {
    until(&format!("{count} texts to {number}"), || async {
        let texts = scene.texts_to(number).await;
        assert!(texts.len() <= count, "{texts:?}");
        (texts.len() == count).then_some(texts)
    })
    .await
}

fn three_families() -> [Child; 3] {
    [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Kit", "Jones", vec![mother("Ann", "Jones", "07700900002")]),
        child("0003", "Isla", "Brown", vec![mother("Joy", "Brown", "07700900003")]),
    ]
}

async fn with_three_absent(scene: &Scene, children: &[Child]) -> School {
    let school = scene.school("100001", 80).await;
    let of = [("0001", "N"), ("0002", "N"), ("0003", "N")];
    scene.upload(&school, &scene.taken(2), &whole(children, scene.today(), &of)).await;
    scene.settled(&school, &["0001", "0002", "0003"]).await;
    school
}

#[tokio::test]
async fn what_staff_decide_on_an_absence_counts_at_once_and_what_they_take_back_does_not() {
    let scene = Scene::start().await;
    let school = with_three_absent(&scene, &three_families()).await;
    let absences = scene.absences(&school).await;
    let (ava, kit, isla) = (&absences["0001"], &absences["0002"], &absences["0003"]);
    let path = format!("/absences/{}/decisions", text(ava, "/id"));

    // What no office would mean is refused with a sentence, and nothing is done.
    let yesterday = scene.today().yesterday().unwrap().to_string();
    for (body, word) in [
        (json!({"decision": "known", "code": "N"}), "no reason"),
        (json!({"decision": "known", "code": "L"}), "arrived"),
        (json!({"decision": "known", "code": "QQ"}), "No register"),
        (json!({"decision": "known", "code": "I", "until": yesterday}), "before the absence"),
        (json!({"decision": "take", "code": "I"}), "known alone"),
        (json!({"decision": "shrug"}), "A decision is"),
    ] {
        let refused = post(&scene, &school, &path, body).await;
        assert_eq!((refused.status, text(&refused.body, "/code")), (400, "bad_request"));
        assert!(text(&refused.body, "/title").contains(word), "{}", refused.body);
    }
    let nobody = format!("/absences/{}.{}/decisions", scene.today(), "0".repeat(32));
    assert_eq!(post(&scene, &school, &nobody, json!({"decision": "known"})).await.status, 404);
    let of_urn = format!("/schools/100001{path}");
    let refused = scene.stack.ask("POST", &of_urn, school.token("data-protection"), Some(&json!({"decision": "known"}))).await;
    assert_eq!(refused.unwrap().status, 403);

    // The reason is known: whoever was asked hears that nothing more is needed, and not why.
    let reason = json!({"decision": "known", "code": "I", "said_by": "Eve Smith", "note": "rang at 08:50"});
    let officer = school.token("attendance-officer");
    for _ in 0..2 {
        let decided = scene.stack.ask_once("POST", &of_urn, officer, "once", &reason).await.unwrap();
        assert_eq!(decided.status, 200, "{}", decided.body);
        assert_eq!((text(&decided.body, "/absence/state"), text(&decided.body, "/absence/proposed_code")), ("explained", "I"));
        let known: Vec<_> =
            list(&decided.body, "/timeline").iter().filter(|moment| text(moment, "/what") == "staff.known").collect();
        assert_eq!(known.len(), 1, "{}", decided.body);
        assert_eq!(text(known[0], "/detail"), "I, said by Eve Smith, rang at 08:50");
    }
    let heard = texts_to(&scene, MUM, 2).await;
    assert_eq!(heard[1], "Hillside School: Nothing more is needed after our earlier message about Ava. Thank you.");

    // It was the wrong child: the mother is asked again, and no code is proposed.
    let again = decide(&scene, &school, ava, json!({"decision": "undo", "note": "wrong Smith"})).await;
    assert_eq!((text(&again, "/state"), &again["openings"], &again["proposed_code"]), ("open", &json!(2), &Value::Null));
    texts_to(&scene, MUM, 3).await;

    // The child is here: the mother hears so, always.
    assert_eq!(text(&decide(&scene, &school, kit, json!({"decision": "arrived"})).await, "/state"), "resolved");
    assert!(texts_to(&scene, DAD, 2).await[1].contains("in school"));

    // A person deals with it; then the search begins again.
    let handled = decide(&scene, &school, isla, json!({"decision": "stop"})).await;
    assert_eq!((text(&handled, "/state"), &handled["handled"]), ("open", &json!(true)));
    let logged = json!({"kind": "call", "with": "grandmother", "note": "no answer"});
    let logged = post(&scene, &school, &format!("/absences/{}/log", text(isla, "/id")), logged).await;
    assert_eq!(logged.status, 200, "{}", logged.body);
    let said: Vec<_> = list(&logged.body, "/timeline").iter().map(|moment| text(moment, "/detail")).collect();
    assert!(said.contains(&"with grandmother: no answer"), "{said:?}");
    scene.quiet().await;
    assert_eq!(scene.texts_to("+447700900003").await.len(), 1);
    let called = decide(&scene, &school, isla, json!({"decision": "call_now"})).await;
    assert_eq!((&called["handled"], &called["openings"]), (&json!(false), &json!(2)));
    texts_to(&scene, "+447700900003", 2).await;
}

#[tokio::test]
async fn fourteen_sign_ins_pasted_in_the_middle_of_the_queue_stop_their_texts() {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let mut policy = always_open();
    policy["hold"] = json!({"class_percent": 100, "class_count": 20, "count": 50, "year_percent": 100, "roll_percent": 100, "second_person_percent": 100});
    scene.set_policy(&school, 1, policy).await;
    let surnames = [
        "Adams", "Brown", "Clark", "Davis", "Evans", "Fuller", "Green", "Hall", "Irwin", "Jones", "King", "Lewis", "Moore",
        "Nash", "Owen", "Owen",
    ];
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let children: Vec<Child> = (1..=16)
        .zip(surnames)
        .map(|(n, surname)| {
            let mobile = leaked(format!("07700900{n:03}"));
            child(leaked(format!("{n:04}")), "Zoë", surname, vec![mother("Eve", surname, mobile)])
        })
        .chain([child("0017", "Kit", "Price", vec![mother("Ann", "Price", "07700900017")])])
        .collect();
    let numbers: Vec<&str> = children.iter().map(|child| child.number).collect();
    let of: Vec<(&str, &str)> = numbers.iter().map(|number| (*number, if *number == "0017" { "/" } else { "N" })).collect();
    // In the middle of the queue: all is planned and nothing is said.
    scene.pause(&school, true).await;
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &of)).await;
    until("sixteen searches", || async { (scene.absences(&school).await.len() == 16).then_some(()) }).await;
    scene.quiet().await;

    let pasted = "Zoe Adams\nBROWN, ZOË\n0003\nZoë Davis 7B\n0005, 0006\tZoe Green\nHall Zoe; Irwin, Zoe\n10\n09:42 Zoë King\n\
        0012\tLewis\tZoë\t7B\nZoe Moore, Zoe Nash\nZoe Owen\nKit Price\nKit Nobody\n";
    for _ in 0..2 {
        let answer = post(&scene, &school, "/arrived", json!({ "list": pasted })).await;
        assert_eq!((answer.status, &answer.body["arrived"]), (200, &json!(14)), "{:#}", answer.body);
        let others: Vec<_> = list(&answer.body, "/entries")
            .iter()
            .filter(|entry| text(entry, "/outcome") != "arrived")
            .map(|entry| (text(entry, "/entry"), text(entry, "/outcome"), list(entry, "/admission_numbers").len()))
            .collect();
        assert_eq!(others, [("Zoe Owen", "ambiguous", 2), ("Kit Price", "not_absent", 1), ("Kit Nobody", "unknown", 0)]);
    }
    scene.pause(&school, false).await;
    scene.minutes_later(3).await;
    let said = until("two texts", || async {
        let texts = scene.stack.texts().await.unwrap();
        (texts.len() >= 2).then_some(texts)
    })
    .await;
    scene.quiet().await;
    assert_eq!(scene.stack.texts().await.unwrap().len(), 2, "{said:?}");
    let mut told: Vec<_> = said.iter().map(|sent| sent.to.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["+447700900015", "+447700900016"]);
}

#[tokio::test]
async fn a_return_date_that_staff_were_told_and_a_family_whom_a_person_deals_with_are_asked_about_on_no_day() {
    let scene = Scene::with_movable_clock().await;
    let school = with_three_absent(&scene, &three_families()).await;
    let absences = scene.absences(&school).await;
    let last = (scene.today() + 8.days()).to_string();
    decide(&scene, &school, &absences["0001"], json!({"decision": "known", "code": "I", "until": last})).await;
    let pupil = text(&absences["0002"], "/id").split_once('.').unwrap().1.to_owned();
    let handled = format!("/schools/100001/pupils/{pupil}/handled");
    let officer = school.token("attendance-officer");
    let put = async |body: Value| scene.stack.ask("PUT", &handled, officer, Some(&body)).await.unwrap();
    assert_eq!(put(json!({"until": "2020-01-01", "reason": "a bereavement"})).await.status, 400);
    let first = put(json!({"reason": "a bereavement"})).await;
    assert_eq!((first.status, text(&first.body, "/reason")), (200, "a bereavement"), "{}", first.body);
    assert_eq!(put(json!({"reason": "a bereavement"})).await.body, first.body);
    assert_eq!(scene.absences(&school).await["0002"]["handled"], json!(true));
    let questions = async || {
        let texts = scene.stack.texts().await.unwrap();
        texts.iter().filter(|sent| !sent.words.contains("Nothing more")).count()
    };
    let before = questions().await;

    scene.stack.set_clock(Duration::from_secs(24 * 60 * 60)).unwrap();
    let of = [("0001", "N"), ("0002", "N"), ("0003", "/")];
    scene.put(&school, &scene.taken(2), &marks(scene.today(), "AM", &of)).await;
    let officer = scene.officer_again(&school).await;
    let today = until("the next day's searches", || async {
        let page = scene.stack.ask("GET", "/schools/100001/absences", &officer, None).await.unwrap().body;
        (list(&page, "/absences").len() == 2).then_some(page)
    })
    .await;
    let of = |number: &str| {
        list(&today, "/absences").iter().find(|absence| text(absence, "/pupil/admission_number") == number).unwrap().clone()
    };
    assert_eq!((text(&of("0001"), "/state"), &of("0002")["handled"]), ("not_expected", &json!(true)));
    scene.quiet().await;
    assert_eq!(questions().await, before);
    // Given back, the mother is asked.
    let told = scene.texts_to(DAD).await.len();
    assert_eq!(scene.stack.ask("DELETE", &handled, &officer, None).await.unwrap().status, 204);
    texts_to(&scene, DAD, told + 1).await;
}

#[tokio::test]
async fn a_reply_that_nobody_could_place_is_assigned_and_a_wrong_reading_is_taken_back() {
    let scene = Scene::start().await;
    // Two mothers have one telephone, and their daughters one name: nobody can be asked which is meant.
    let children = [
        child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]),
        child("0002", "Ava", "Jones", vec![mother("Nan", "Jones", "07700900001")]),
        child("0003", "Isla", "Brown", vec![mother("Joy", "Brown", "07700900003")]),
    ];
    let school = with_three_absent(&scene, &children).await;
    scene.reply(&school, MUM, "she has gone to the dentist", "r1").await;
    scene.reply(&school, "+447700900009", "Isla is with me, on the bus", "r2").await;
    let unmatched = until("two replies to place", || async {
        let page = scene.ask(&school, "/unmatched").await;
        (list(&page, "/replies").len() == 2).then_some(page)
    })
    .await;
    let reply = |words: &str| {
        let found = list(&unmatched, "/replies").iter().find(|reply| text(reply, "/words").contains(words)).unwrap();
        text(found, "/id").to_owned()
    };
    let (dentist, bus) = (reply("dentist"), reply("bus"));
    let absences = scene.absences(&school).await;
    let (ava, isla) = (text(&absences["0001"], "/id").to_owned(), text(&absences["0003"], "/id").to_owned());

    let assign = async |reply: &str, body: Value| post(&scene, &school, &format!("/unmatched/{reply}/assign"), body).await;
    // Nobody can be waited for whom nobody knows.
    let late = assign(&bus, json!({"absences": [isla], "reading": "late", "until": "23:59"})).await;
    assert_eq!((late.status, text(&late.body, "/code")), (409, "writer_unknown"), "{}", late.body);
    assert_eq!(assign(&bus, json!({"absences": [isla], "reading": "guess"})).await.status, 400);
    let of_nobody = format!("{}.{}", scene.today(), "0".repeat(32));
    assert_eq!(assign(&of_nobody, json!({"absences": [isla], "reading": "words"})).await.status, 404);
    let words = assign(&bus, json!({"absences": [isla], "reading": "words"})).await;
    assert_eq!((words.status, text(&words.body, "/absences/0/state")), (200, "answered"), "{}", words.body);
    // It is Ava's mother who has this number there.
    for _ in 0..2 {
        let placed = assign(&dentist, json!({"absences": [ava], "reading": "reason", "code": "M"})).await;
        assert_eq!((placed.status, text(&placed.body, "/absences/0/state")), (200, "explained"), "{}", placed.body);
        assert_eq!(text(&placed.body, "/reply/contact"), "Ms Eve Smith");
    }
    assert!(list(&scene.ask(&school, "/unmatched").await, "/replies").is_empty());
    let now = scene.absences(&school).await;
    assert_eq!((text(&now["0001"], "/proposed_code"), text(&now["0002"], "/state")), ("M", "open"));
    assert_eq!(text(&now["0001"], "/replies/0/words"), "she has gone to the dentist");

    // It was Kit's mother after all: Ava is looked for again, and the reply does not count again.
    let texts = scene.texts_to(MUM).await.len();
    for _ in 0..2 {
        let undone = post(&scene, &school, &format!("/absences/{ava}/replies/{dentist}/undo"), json!({})).await;
        assert_eq!(undone.status, 200, "{}", undone.body);
        let absence = &undone.body["absence"];
        assert_eq!((text(absence, "/state"), &absence["openings"], &absence["proposed_code"]), ("open", &json!(2), &Value::Null));
    }
    texts_to(&scene, MUM, texts + 1).await;
    let strange = post(&scene, &school, &format!("/absences/{ava}/replies/{bus}/undo"), json!({})).await;
    assert_eq!(strange.status, 404);

    // A wrong alarm is taken back as well, and the next one is an alarm again.
    scene.reply(&school, "+447700900003", "but he left for school at 8", "r3").await;
    let alarm = scene.becomes(&school, "0003", "alarm").await;
    let alarming = list(&alarm, "/replies").iter().find(|reply| text(reply, "/reading") == "alarm").unwrap();
    let undo = format!("/absences/{isla}/replies/{}/undo", text(alarming, "/id"));
    assert_eq!(text(&post(&scene, &school, &undo, json!({})).await.body, "/absence/state"), "open");
    scene.reply(&school, "+447700900003", "what?? she left for school at 8", "r4").await;
    scene.becomes(&school, "0003", "alarm").await;
}

#[tokio::test]
async fn one_press_corrects_exactly_those_who_were_asked_wrongly_and_each_once() {
    let scene = Scene::start().await;
    let mut children = three_families().to_vec();
    children.push(child("0004", "Noah", "Smith", vec![mother("Eve", "Smith", "07700900001")]));
    let school = scene.school("100001", 80).await;
    let of = [("0001", "N"), ("0002", "N"), ("0003", "N"), ("0004", "N")];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &of)).await;
    scene.settled(&school, &["0001", "0002", "0003", "0004"]).await;
    // One of them is ill indeed: she was asked about rightly.
    scene.reply(&school, "+447700900003", "she's poorly", "r1").await;
    scene.becomes(&school, "0003", "explained").await;
    scene.quiet().await;
    let said = scene.stack.texts().await.unwrap().len();

    let shown = scene.ask(&school, "/correction?scope=class%207B").await;
    let would: Vec<_> = list(&shown, "/corrections")
        .iter()
        .map(|one| (text(one, "/to"), text(one, "/contact"), text(one, "/asked"), list(one, "/absences").len()))
        .collect();
    assert_eq!(would.len(), 2, "{shown:#}");
    assert!(would.contains(&(MUM, "Ms Eve Smith", "sent", 2)) && would.contains(&(DAD, "Ms Ann Jones", "sent", 1)), "{would:?}");
    assert_eq!((list(&shown, "/absences").len(), list(&shown, "/left_out").len()), (3, 0), "{shown:#}");
    assert_eq!(scene.ask(&school, "/correction?scope=year%207").await["preview"], shown["preview"]);
    assert_eq!(list(&scene.ask(&school, "/correction?scope=class%208A").await, "/corrections").len(), 0);
    assert_eq!(text(&scene.ask(&school, "/correction?scope=7B").await, "/code"), "bad_request");
    assert_eq!(text(&scene.ask(&school, "/correction?scope=all&date=2020-01-06").await, "/code"), "day_is_over");

    // Nobody is told by anything else than the preview that somebody has looked at.
    let send = async |absences: &Value, preview: &str| {
        post(&scene, &school, "/corrections", json!({"absences": absences, "preview": preview})).await
    };
    let some = json!([shown["absences"][0]]);
    for (absences, preview) in [(&some, text(&shown, "/preview")), (&shown["absences"], "0.0")] {
        let refused = send(absences, preview).await;
        assert_eq!((refused.status, text(&refused.body, "/code")), (409, "preview_is_old"), "{}", refused.body);
    }
    let first = send(&shown["absences"], text(&shown, "/preview")).await;
    assert_eq!((first.status, &first.body["count"], list(&first.body, "/messages").len()), (200, &json!(3), 2), "{}", first.body);
    let second = send(&shown["absences"], text(&shown, "/preview")).await;
    assert_eq!((second.status, &second.body["absences"]), (200, &first.body["absences"]), "{}", second.body);
    until("the corrections to be said", || async { (scene.stack.texts().await.unwrap().len() >= said + 2).then_some(()) }).await;
    scene.quiet().await;
    assert_eq!(scene.stack.texts().await.unwrap().len(), said + 2);
    for would in list(&shown, "/corrections") {
        let heard = scene.texts_to(text(would, "/to")).await;
        assert_eq!((heard.len(), heard.iter().filter(|words| *words == text(would, "/text")).count()), (2, 1), "{heard:?}");
    }
    let states: Vec<_> = scene.absences(&school).await.values().map(|absence| text(absence, "/state").to_owned()).collect();
    assert_eq!(states, ["withdrawn", "withdrawn", "explained", "withdrawn"]);
    // Whoever has been corrected is not corrected again.
    assert_eq!(list(&scene.ask(&school, "/correction?scope=all").await, "/corrections").len(), 0);
}
