//! Somebody storms the webhook while parents answer over it.

use std::time::{Duration, Instant};

use futures::{StreamExt, stream};
use local::{Options, ParentText, Stack};

use super::extract_files::{Child, child, mother, whole};
use super::fault_proxy::FaultProxy;
use super::scene::{Scene, School, text, until};
use super::troubled::{families, marked};

/// So many forgeries under way at once.
const AT_ONCE: usize = 12;

/// A form as the provider sends it.
fn form(school: &School, from: &str, words: &str, id: &str) -> String {
    let number = |number: &str| number.replace('+', "%2B");
    let (from, to) = (number(from), number(&school.number));
    format!("AccountSid=AC0&Body={words}&From={from}&MessageSid={id}&NumMedia=0&To={to}")
}

/// Posts one of the things that forgers post; gives the status and whether a word came back.
async fn forge(stack: &Stack, form: &str, number: usize) -> (u16, bool) {
    let long = format!("{form}&Padding={}", "x".repeat(70_000));
    let (path, form, signature) = match number % 6 {
        0 => ("/webhooks/twilio/sms", form, ""),
        1 => ("/webhooks/twilio/sms", form, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        2 => ("/webhooks/twilio/sms", &*long, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        3 => ("/webhooks/twilio/status", "MessageSid=SM1&MessageStatus=delivered", "not base64!"),
        4 => ("/webhooks/twilio/voice", form, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        _ => ("/webhooks/twilio/voice/0123456789abcdef0123456789abcdef/1", "CallSid=CA1&Digits=9", "AAAA"),
    };
    let answer = stack.post_to_webhook(path, form, signature).await.unwrap();
    (answer.status, !answer.body.is_null())
}

#[tokio::test]
async fn a_storm_of_forgeries_is_refused_and_counted_while_every_parent_is_answered() {
    let scene = Scene::start().await;
    let school = scene.school_at("100001", 80, "twilio").await;
    let (numbers, children) = families::<7>();
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&numbers, "N"))).await;
    let asked = scene.settled(&school, &numbers).await;

    let storm = stream::iter(0..240).map(|number| {
        let form = form(&school, "+447700900001", "9", &format!("SM{number:032}"));
        let stack = &scene.stack;
        async move { forge(stack, &form, number).await }
    });
    let storm = storm.buffer_unordered(AT_ONCE).collect::<Vec<_>>();
    let answers = async {
        let mut statuses = Vec::new();
        for (number, absence) in asked.values().enumerate() {
            let id = format!("SM1{number:031}");
            let answer = ParentText { from: text(absence, "/messages/0/to"), to: &school.number, words: "1", id: &id };
            statuses.push(scene.stack.text_over_webhook(answer).await.unwrap().status);
        }
        statuses
    };
    let (forged, real) = tokio::join!(storm, answers);
    assert_eq!(real, vec![200; numbers.len()]);
    assert!(forged.iter().all(|(status, said)| matches!(status, 403 | 413) && !said), "{forged:?}");
    for pupil in numbers {
        let explained = scene.becomes(&school, pupil, "explained").await;
        assert_eq!(explained["replies"].as_array().unwrap().len(), 1, "{explained:#}");
    }
    let counted = async || {
        let lines = scene.stack.logs("receive-reply").await.unwrap();
        let counted = lines.iter().filter(|line| line.contains("\"ForgedWebhooks\":1")).count();
        (counted == forged.len()).then_some(())
    };
    until("each forgery to be counted", counted).await;
    scene.parked("replies", 0).await;
}

/// Pupils with a mother each who has a mobile, and their numbers.
fn roll_of(pupils: usize) -> (Vec<&'static str>, Vec<Child>) {
    let leaked = |words: String| -> &'static str { Box::leak(words.into_boxed_str()) };
    let numbers: Vec<&'static str> = (0..pupils).map(|number| leaked(format!("{number:04}"))).collect();
    let parent = |at: usize| vec![mother("Eve", "Smith", leaked(format!("07700 900{at:03}")))];
    let children = numbers.iter().enumerate().map(|(at, number)| child(number, "Ava", "Smith", parent(at))).collect();
    (numbers, children)
}

/// The value below which so many of a hundred lie.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

#[tokio::test]
#[ignore = "it measures for a minute; it prints what docs/architecture.md has"]
async fn figures_of_answers_over_the_webhook_and_of_texts_that_go_out() {
    const PUPILS: usize = 500;
    const ABSENT: usize = 40;
    const SCHOOLS: u8 = 6;
    // The emulator is asked for more than it can do: what waits is not to be refused.
    let options = Options { parameters: [("ReplyConcurrency".to_owned(), "0".to_owned())].into(), ..Options::default() };
    let scene = Scene::start_with(options).await;
    let (numbers, children) = roll_of(PUPILS);
    let mut schools = Vec::new();
    for number in 0..SCHOOLS {
        let school = scene.school_at(&format!("10000{number}"), 80 + number, "twilio").await;
        scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&numbers, "/"))).await;
        schools.push(school);
    }
    let morning = [marked(&numbers[..ABSENT], "N"), marked(&numbers[ABSENT..], "/")].concat();
    let marks = super::extract_files::marks(scene.today(), "AM", &morning);
    for school in &schools {
        scene.put(school, &scene.taken(5), &marks).await;
    }
    let sent = || scene.stack.provider_texts().len();
    let all = ABSENT * usize::from(SCHOOLS);
    until("the first text", || async { (sent() > 0).then_some(()) }).await;
    let (first, begun) = (sent(), Instant::now());
    until("every text", || async { (sent() >= all).then_some(()) }).await;
    let a_second = (all - first) as f64 / begun.elapsed().as_secs_f64();
    eprintln!("texts out, {SCHOOLS} schools of {ABSENT} absent at once: {a_second:.0} a second");
    scene.quiet().await;

    // Each at its time, whatever became of the ones before.
    let mut waiting = (0..all).map(|number| (format!("SM{number:032}"), &schools[number / ABSENT], number % ABSENT));
    for (a_second, count) in [(1, 20), (5, 50), (50, 50)] {
        let begun = tokio::time::Instant::now();
        let answers: Vec<_> = waiting.by_ref().take(count).enumerate().collect();
        let answers = stream::iter(answers).map(|(number, (id, school, parent))| {
            let stack = &scene.stack;
            async move {
                tokio::time::sleep_until(begun + Duration::from_secs(1).mul_f64(number as f64 / f64::from(a_second))).await;
                let (from, asked) = (format!("+447700900{parent:03}"), Instant::now());
                let answer = ParentText { from: &from, to: &school.number, words: "1", id: &id };
                assert_eq!(stack.text_over_webhook(answer).await.unwrap().status, 200);
                asked.elapsed()
            }
        });
        let mut took: Vec<Duration> = answers.buffer_unordered(count).collect().await;
        took.sort();
        let ms = |percent| percentile(&took, percent).as_millis();
        eprintln!(
            "webhook to stored, read and answered, {count} at {a_second} a second: median {} ms, 99th percentile {} ms",
            ms(50),
            ms(99)
        );
    }

    let mut cold = Vec::new();
    for _ in 0..10 {
        scene.stack.kill_function("receive-reply").unwrap();
        let once = async || {
            let asked = Instant::now();
            forge(&scene.stack, "Body=x", 1).await;
            asked.elapsed()
        };
        let first = once().await;
        cold.push(first.saturating_sub(once().await));
    }
    cold.sort();
    eprintln!("cold start of receive-reply, a debug build, over a warm one: median {} ms", percentile(&cold, 50).as_millis());
}

#[tokio::test]
#[ignore = "it counts for a minute; it prints what docs/architecture.md has"]
async fn figures_of_what_an_answer_and_a_text_ask_of_aws() {
    const ABSENT: usize = 40;
    let proxy = FaultProxy::start().await;
    let function_environment = [("AWS_ENDPOINT_URL".to_owned(), proxy.endpoint())].into();
    let scene = Scene::start_with(Options { function_environment, ..Options::default() }).await;
    proxy.stands_before(scene.stack.endpoint());
    let school = scene.school_at("100001", 80, "twilio").await;
    let (numbers, children) = roll_of(500);
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&numbers, "/"))).await;
    let morning = [marked(&numbers[..ABSENT], "N"), marked(&numbers[ABSENT..], "/")].concat();
    scene.put(&school, &scene.taken(5), &super::extract_files::marks(scene.today(), "AM", &morning)).await;
    until("every text", || async { (scene.stack.provider_texts().len() >= ABSENT).then_some(()) }).await;
    scene.quiet().await;
    eprintln!("\n{ABSENT} texts of a school\n{}", proxy.take_ledger());
    for number in 0..ABSENT {
        let (id, from) = (format!("SM{number:032}"), format!("+447700900{number:03}"));
        let answer = ParentText { from: &from, to: &school.number, words: "1", id: &id };
        assert_eq!(scene.stack.text_over_webhook(answer).await.unwrap().status, 200);
        if number == 0 {
            // The first one asks for the keys as well.
            proxy.take_ledger();
        }
    }
    scene.quiet().await;
    eprintln!("\n{} answers by webhook at a school of {ABSENT} absent\n{}", ABSENT - 1, proxy.take_ledger());
}
