//! Parents are rung: what they hear, what they press, and what becomes of it.

use local::{Does, Next, Options, PlacedCall, Telephone};
use serde_json::{Value, json};

use super::extract_files::{child, mother, whole};
use super::scene::{Scene, School, always_open, list, text, until};
use super::settings::set_duty;

const MUM: &str = "+447700900001";
const HOME: &str = "+441632960123";
const OFFICER: &str = "+447700900971";
const LEAD: &str = "+447700900972";
const OFFICE: &str = "+441632960000";

/// A school that rings at once, with somebody on duty.
async fn that_rings() -> (Scene, School) {
    let options = Options { parameters: [("Calls".to_owned(), "on".to_owned())].into(), ..Options::default() };
    let scene = Scene::start_with(options).await;
    let school = scene.school("100001", 80).await;
    let mut policy = always_open();
    policy["ladder"] = json!([
        {"after": "0s", "ask": {"whom": "first", "ways": ["call"]}, "tell": []},
        {"after": "45m", "tell": ["attendance-officer"]},
        {"after": "60m", "tell": ["safeguarding-lead"]},
    ]);
    scene.set_policy(&school, 1, policy).await;
    let on = |duty: &str, number: &str| json!({"duty": duty, "name": duty, "number": number});
    set_duty(&scene, &school, json!([on("attendance-officer", OFFICER), on("safeguarding-lead", LEAD)])).await;
    (scene, school)
}

/// Ava and Leo are away; one call asks their mother about both.
async fn with_two_absent() -> (Scene, School, PlacedCall) {
    let (scene, school) = that_rings().await;
    let mum = || vec![mother("Eve", "Smith", "07700900001")];
    let children = [child("0001", "Ava", "Smith", mum()), child("0002", "Leo", "Smith", mum())];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    let call = rung(&scene).await;
    (scene, school, call)
}

/// Ava is away, and her mother has a telephone at home alone.
async fn with_one_absent() -> (Scene, School, PlacedCall) {
    let (scene, school) = that_rings().await;
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "01632 960123")])];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    let call = rung(&scene).await;
    assert_eq!(call.to, HOME);
    (scene, school, call)
}

/// The first call that was placed.
async fn rung(scene: &Scene) -> PlacedCall {
    let call = until("a call to be placed", || async { scene.stack.placed_calls().into_iter().next() }).await;
    scene.quiet().await;
    call
}

async fn story(scene: &Scene, school: &School, pupil: &str) -> Value {
    let id = text(&scene.absences(school).await[pupil], "/id").to_owned();
    scene.ask(school, &format!("/absences/{id}")).await
}

/// What a call says until it asks why.
async fn until_why(telephone: &mut Telephone<'_>) -> String {
    let greeting = telephone.does(Does::Lifts).await.unwrap();
    assert!(greeting.words.contains("Hillside School") && !greeting.words.contains("Ava"), "{}", greeting.words);
    telephone.does(Does::Presses("1")).await.unwrap().words
}

#[tokio::test]
async fn a_parent_who_is_rung_presses_the_reason_and_the_return_and_the_story_shows_the_call() {
    let (scene, school, call) = with_one_absent().await;
    assert_eq!(call.from, school.number);
    assert_eq!((&*call.parameters["Record"], &*call.parameters["MachineDetection"]), ("false", "DetectMessageEnd"));
    let mut telephone = scene.stack.lift(&call);
    let why = until_why(&mut telephone).await;
    assert!(why.contains("Ava is not marked in school"), "{why}");
    let back = telephone.does(Does::Presses("1")).await.unwrap();
    assert!(back.words.contains("When will Ava be back"), "{}", back.words);
    assert_eq!(text(&scene.absences(&school).await["0001"], "/state"), "open", "the call goes on");
    let thanks = telephone.does(Does::Presses("1")).await.unwrap();
    assert!(thanks.words.contains("ill") && thanks.next == Next::HangsUp, "{}", thanks.words);

    let explained = scene.becomes(&school, "0001", "explained").await;
    let reply = |pointer: &str| text(&explained, &format!("/replies/0/{pointer}")).to_owned();
    assert_eq!(text(&explained, "/proposed_code"), "I");
    assert_eq!([reply("channel"), reply("words"), reply("from")], ["call", "1 back today", HOME]);
    assert_eq!(list(&explained, "/replies").len(), 1);
    let story = story(&scene, &school, "0001").await;
    let what: Vec<_> = list(&story, "/timeline").iter().map(|moment| text(moment, "/what")).collect();
    assert_eq!(what[..7], ["marked", "opened", "became", "planned", "message", "reply", "became"]);
    let message = &story["absence"]["messages"][0];
    assert_eq!((text(message, "/channel"), text(message, "/progress")), ("call", "sent"), "{message:#}");
    assert!(story.to_string().contains("This is Hillside School with a message"), "{story:#}");
}

#[tokio::test]
async fn a_parent_who_hangs_up_after_the_reason_has_given_it() {
    let (scene, school, call) = with_two_absent().await;
    let mut telephone = scene.stack.lift(&call);
    let why = until_why(&mut telephone).await;
    assert!(why.contains("Ava and Leo are not marked in school"), "{why}");
    telephone.plays(&[Does::Presses("5"), Does::Presses("1"), Does::Presses("2"), Does::HangsUp]).await.unwrap();
    let explained = scene.becomes(&school, "0001", "explained").await;
    assert!(text(&explained, "/replies/0/words").starts_with("A1 back "), "{explained:#}");
    assert_eq!(text(&scene.absences(&school).await["0002"], "/state"), "answered", "what is asked of Leo goes on");
}

#[tokio::test]
async fn a_parent_who_did_not_know_is_connected_to_the_school_and_staff_are_told_before_it_rings() {
    let (scene, school, call) = with_one_absent().await;
    let mut telephone = scene.stack.lift(&call);
    until_why(&mut telephone).await;
    let connects = telephone.does(Does::Presses("9")).await.unwrap();
    assert_eq!(connects.next, Next::Dials(OFFICE.to_owned()));
    // Whatever becomes of the call, the alarm stands.
    assert_eq!(text(&scene.absences(&school).await["0001"], "/state"), "alarm");
    telephone.does(Does::SchoolSpeaks(40)).await.unwrap();
    scene.quiet().await;
    let alarms = scene.texts_to(OFFICER).await;
    assert!(alarms.len() == 1 && alarms[0].contains("Ava"), "{alarms:#?}");
    assert_eq!(list(&scene.absences(&school).await["0001"], "/replies").len(), 1, "one alarm is one reply");
}

#[tokio::test]
async fn where_nobody_lifts_at_the_school_staff_read_that_the_parent_waits() {
    let (scene, school, call) = with_one_absent().await;
    let mut telephone = scene.stack.lift(&call);
    until_why(&mut telephone).await;
    telephone.does(Does::Presses("9")).await.unwrap();
    let last = telephone.does(Does::SchoolDoesNotLift).await.unwrap();
    assert!(last.words.contains("will ring you back") && last.next == Next::HangsUp, "{}", last.words);
    let told = until("staff to be told that the parent waits", || async {
        scene.texts_to(OFFICER).await.into_iter().find(|words| words.contains("wait for your call"))
    })
    .await;
    assert!(told.contains("Ava"), "{told}");
    assert_eq!(text(&scene.absences(&school).await["0001"], "/state"), "alarm");
    telephone.does(Does::AsksAgain).await.unwrap();
    scene.quiet().await;
    let told = scene.texts_to(OFFICER).await;
    assert_eq!(told.len(), 2, "the alarm, and that the parent waits: {told:#?}");
}

#[tokio::test]
async fn a_machine_hears_no_name_and_whoever_rings_back_is_asked_the_same() {
    let (scene, school, call) = with_one_absent().await;
    let heard = scene.stack.lift(&call).does(Does::IsAMachine).await.unwrap();
    assert!(heard.words.contains("Hillside School") && heard.next == Next::HangsUp, "{}", heard.words);
    assert!(!heard.twiml.contains("Ava") && !heard.words.contains("pupil"), "{}", heard.words);
    assert_eq!(text(&scene.absences(&school).await["0001"], "/state"), "open");

    // A stranger hears nothing of anybody, and is connected to the office.
    let stranger = scene.stack.ring("+447700900555", &school.number).unwrap().does(Does::Lifts).await.unwrap();
    assert_eq!(stranger.next, Next::Dials(OFFICE.to_owned()));
    assert!(!stranger.words.contains("Ava"), "{}", stranger.words);

    let mut telephone = scene.stack.ring(HOME, &school.number).unwrap();
    let why = until_why(&mut telephone).await;
    assert!(why.contains("Ava is not marked in school"), "{why}");
    telephone.plays(&[Does::Presses("2"), Does::Presses("1")]).await.unwrap();
    let explained = scene.becomes(&school, "0001", "explained").await;
    assert_eq!(text(&explained, "/proposed_code"), "M");
    // Nothing is asked any more: the office.
    let again = scene.stack.ring(HOME, &school.number).unwrap().does(Does::Lifts).await.unwrap();
    assert_eq!(again.next, Next::Dials(OFFICE.to_owned()));
}

#[tokio::test]
async fn whoever_was_texted_about_two_children_apart_and_rings_back_is_asked_about_both() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let mum = || vec![mother("Eve", "Smith", "07700900001")];
    let children = [child("0001", "Ava", "Smith", mum()), child("0002", "Leo", "Smith", mum())];
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "/")])).await;
    scene.settled(&school, &["0001"]).await;
    scene.upload(&school, &scene.taken(5), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    scene.settled(&school, &["0001", "0002"]).await;
    assert_eq!(scene.texts_to(MUM).await.len(), 2);
    let mut telephone = scene.stack.ring(MUM, &school.number).unwrap();
    let why = until_why(&mut telephone).await;
    assert!(why.contains("Ava and Leo are not marked in school"), "{why}");
    telephone.plays(&[Does::Presses("1"), Does::Presses("1")]).await.unwrap();
    for pupil in ["0001", "0002"] {
        scene.becomes(&school, pupil, "explained").await;
    }
}

#[tokio::test]
async fn a_wrong_number_is_rung_and_texted_no_more_and_staff_read_it() {
    let (scene, school, call) = with_two_absent().await;
    assert_eq!(call.to, MUM);
    scene.stack.lift(&call).plays(&[Does::Lifts, Does::Presses("2")]).await.unwrap();
    let answered = until("the word to reach staff", || async {
        let absence = scene.absences(&school).await.remove("0001")?;
        (!list(&absence, "/replies").is_empty()).then_some(absence)
    })
    .await;
    assert_eq!(text(&answered, "/replies/0/words"), "wrong number");
    let (_, pupil) = text(&answered, "/id").split_once('.').unwrap();
    let known = scene.ask(&school, &format!("/pupils/{pupil}")).await;
    let suspended = |pointer: &str| text(&known, &format!("/contacts/0/suspended/0/{pointer}")).to_owned();
    assert_eq!([suspended("address"), suspended("why")], [MUM, "wrong_number"], "{known:#}");
    // Nobody else can be asked: staff hear of it at once.
    scene.becomes(&school, "0001", "unreachable").await;
    scene.quiet().await;
    assert_eq!((scene.stack.placed_calls().len(), scene.texts_to(MUM).await.len()), (1, 0));
}

#[tokio::test]
async fn a_question_that_the_provider_repeats_gets_the_same_answer_and_is_one_reply() {
    let (scene, school, call) = with_one_absent().await;
    let mut telephone = scene.stack.lift(&call);
    for does in [Does::Lifts, Does::Presses("1"), Does::Presses("1"), Does::Presses("3")] {
        let first = telephone.does(does).await.unwrap();
        for _ in 0..2 {
            assert_eq!(telephone.does(Does::AsksAgain).await.unwrap(), first, "{does:?}");
        }
    }
    let explained = scene.becomes(&school, "0001", "explained").await;
    assert_eq!(list(&explained, "/replies").len(), 1);
}

#[tokio::test]
async fn a_parent_who_answers_by_text_while_the_telephone_rings_hears_thanks_and_no_question() {
    let (scene, school, call) = with_two_absent().await;
    let mut telephone = scene.stack.lift(&call);
    telephone.does(Does::Lifts).await.unwrap();
    scene.reply(&school, MUM, "both ill today", "r1").await;
    scene.becomes(&school, "0001", "explained").await;
    scene.becomes(&school, "0002", "explained").await;
    let heard = telephone.does(Does::Presses("1")).await.unwrap();
    assert!(heard.next == Next::HangsUp && !heard.words.contains("Ava"), "{}", heard.words);
    assert_eq!(list(&scene.absences(&school).await["0001"], "/replies").len(), 1);
}

#[tokio::test]
async fn a_call_under_a_forged_signature_is_refused_without_a_word() {
    let (scene, school, call) = with_one_absent().await;
    let path = call.url.strip_prefix(local::WEBHOOK_BASE_URL).unwrap();
    let form = format!("CallSid={}&CallStatus=in-progress&Digits=9&From=x&To=x", call.id);
    for path in [path, "/webhooks/twilio/voice", "/webhooks/twilio/voice/in/1"] {
        for signature in ["", "Zm9yZ2Vk"] {
            let answer = scene.stack.post_to_webhook(path, &form, signature).await.unwrap();
            assert_eq!((answer.status, answer.body), (403, Value::Null), "{path}");
        }
    }
    assert_eq!(text(&scene.absences(&school).await["0001"], "/state"), "open");
}

#[tokio::test]
async fn a_provider_that_refuses_is_asked_again_later_and_what_it_will_never_ring_is_asked_otherwise() {
    let (scene, school) = that_rings().await;
    scene.stack.refuse_calls(Some((400, 21211)));
    let children = [child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N")])).await;
    let unreached = until("the call to fail", || async {
        let absence = scene.absences(&school).await.remove("0001")?;
        (text(&absence, "/messages/0/progress") == "failed").then_some(absence)
    })
    .await;
    assert_eq!(text(&unreached, "/messages/0/channel"), "call");
    // Too many at once: nobody was rung, and it goes again by itself.
    scene.stack.refuse_calls(Some((429, 20429)));
    let more = [child("0002", "Leo", "Jones", vec![mother("Ann", "Jones", "07700900002")])];
    scene
        .upload(
            &school,
            &scene.taken(1),
            &whole(&[&children[..], &more[..]].concat(), scene.today(), &[("0001", "N"), ("0002", "N")]),
        )
        .await;
    until("the second call to be tried", || async {
        let absence = scene.absences(&school).await.remove("0002")?;
        (!list(&absence, "/messages").is_empty()).then_some(())
    })
    .await;
    scene.stack.refuse_calls(None);
    assert_eq!(rung(&scene).await.to, "+447700900002");
}

#[tokio::test]
async fn no_log_table_or_address_of_a_call_holds_a_name_or_a_number() {
    let (scene, _school, call) = with_one_absent().await;
    scene.stack.lift(&call).plays(&[Does::Lifts, Does::Presses("1"), Does::Presses("9"), Does::SchoolDoesNotLift]).await.unwrap();
    scene.quiet().await;
    nothing_holds(&scene, &call, &["Ava", "Smith", "Eve", "1632960123", "1632 960123", "7700900971"]).await;
}

/// No log, table or address of a call holds any of these, nor the call's token or the provider's name for it.
pub(super) async fn nothing_holds(scene: &Scene, call: &PlacedCall, secrets: &[&str]) {
    let token = token_of(call);
    let mut places: Vec<(String, String)> =
        vec![("an address".to_owned(), format!("{} {}", call.url.replace(&token, ""), call.status.replace(&token, "")))];
    for function in ["send-message", "receive-reply", "evaluate-absences"] {
        places.push((function.to_owned(), scene.stack.logs(function).await.unwrap().concat()));
    }
    let db = aws_sdk_dynamodb::Client::new(&scene.stack.sdk_config());
    let scanned = db.scan().table_name(scene.stack.table("messages").unwrap()).send().await.unwrap();
    assert!(scanned.items().iter().any(|item| item["sk"].as_s().unwrap().starts_with("call#")));
    places.push(("the table".to_owned(), format!("{:?}", scanned.items())));
    for (place, words) in places {
        for secret in secrets.iter().copied().chain([token.as_str(), call.id.as_str()]) {
            // What the provider calls it stands beside the message, for its receipts.
            let known = place == "the table" && secret == call.id;
            assert!(known || !words.contains(secret), "{place} holds {secret}");
        }
    }
}

/// The token in the address of a call.
pub(super) fn token_of(call: &PlacedCall) -> String {
    call.url.split('/').nth_back(1).unwrap().to_owned()
}
