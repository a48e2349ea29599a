//! A parent answers an email with an email.

use local::ParentEmail;

use super::extract_files::{child, mailed, whole};
use super::scene::{Scene, School, list, text};

const MUM: &str = "eve@example.com";
const DAD: &str = "tom@example.com";

async fn with_two_absent() -> (Scene, School) {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [
        child("0001", "Ava", "Smith", vec![mailed("Eve", "Smith", MUM)]),
        child("0002", "Kit", "Jones", vec![mailed("Tom", "Jones", DAD)]),
    ];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    scene.settled(&school, &["0001", "0002"]).await;
    (scene, school)
}

/// The address to which the email that somebody got is answered, and what it says.
async fn asked(scene: &Scene, whom: &str) -> (String, String) {
    let email = scene.email_to(whom).await;
    (email.answered_to().unwrap(), email.words)
}

/// An email with these words above what they answer, as programs write it.
pub(super) fn mail(from: &str, to: &str, words: &str, ours: &str) -> String {
    let quoted: String = ours.lines().map(|line| format!("> {line}\r\n")).collect();
    format!(
        "From: Somebody <{from}>\r\nTo: Hillside School <{to}>\r\nSubject: Re: not marked in school\r\nMessage-ID: <1@example.com>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n\r\nSent from my iPhone\r\n\r\nOn Mon, 23 Nov 2026 at \
         09:05, Hillside School <absence@example.com> wrote:\r\n{quoted}"
    )
}

#[tokio::test]
async fn an_answer_by_email_is_read_without_what_it_quotes_and_goes_from_the_bucket() {
    let (scene, school) = with_two_absent().await;
    let (to, ours) = asked(&scene, MUM).await;
    assert!(ours.contains("reply to this email"), "{ours}");
    let raw = mail(MUM, &to, "She has a temperature, back on Thursday", &ours);
    // SES may announce it twice.
    for _ in 0..2 {
        scene.stack.answer_by_email(ParentEmail { id: "m1", from: MUM, to: &to.to_uppercase(), raw: &raw }).await.unwrap();
    }
    let explained = scene.becomes(&school, "0001", "explained").await;
    assert_eq!((text(&explained, "/proposed_code"), text(&explained, "/replies/0/channel")), ("I", "email"));
    assert_eq!(text(&explained, "/replies/0/words"), "She has a temperature, back on Thursday");
    scene.quiet().await;
    assert_eq!(list(&scene.absences(&school).await["0001"], "/replies").len(), 1);
    assert_eq!(scene.mail_left().await, 0);

    // Another parent did not know of it.
    let (to, ours) = asked(&scene, DAD).await;
    let raw = mail(DAD, &to, "But I dropped him at the gate at 8.30!", &ours);
    scene.stack.answer_by_email(ParentEmail { id: "m2", from: DAD, to: &to, raw: &raw }).await.unwrap();
    scene.becomes(&school, "0002", "alarm").await;
}

/// The emails to an address, the first of which asks: subject and words.
async fn emails(scene: &Scene, address: &str) -> Vec<(String, String)> {
    let emails = scene.stack.emails().await.unwrap();
    emails.into_iter().filter(|email| email.to.iter().any(|to| to == address)).map(|email| (email.subject, email.words)).collect()
}

#[tokio::test]
async fn whoever_answers_by_email_reads_once_what_was_understood_and_nobody_else_does() {
    let (scene, school) = with_two_absent().await;
    let (to, ours) = asked(&scene, MUM).await;
    let ill = mail(MUM, &to, "She has a temperature", &ours);
    let more = mail(MUM, &to, "And a cough by now", &ours);
    // SES may announce it twice, and whoever writes more is thanked already.
    for (id, raw) in [("m1", &ill), ("m1", &ill), ("m2", &more)] {
        scene.stack.answer_by_email(ParentEmail { id, from: MUM, to: &to, raw }).await.unwrap();
    }
    let (to, ours) = asked(&scene, DAD).await;
    // Somebody to whom it was forwarded, and a machine.
    let forwarded = mail("nan@example.com", &to, "He has a temperature", &ours);
    let of_machine = mail(DAD, &to, "I am away", &ours).replacen("\r\n", "\r\nAuto-Submitted: auto-replied\r\n", 1);
    for (id, raw) in [("m3", &forwarded), ("m4", &of_machine)] {
        scene.stack.answer_by_email(ParentEmail { id, from: DAD, to: &to, raw }).await.unwrap();
    }
    scene.becomes(&school, "0001", "explained").await;
    scene.becomes(&school, "0002", "explained").await;
    scene.quiet().await;
    let thanked = emails(&scene, MUM).await;
    let (subject, words) = &thanked[1];
    assert_eq!((thanked.len(), subject.as_str()), (2, "Re: not marked in school"), "{thanked:?}");
    assert!(words.starts_with("Thank you. We have noted: ill.") && words.trim_end().ends_with("Hillside School"), "{words}");
    assert_eq!((emails(&scene, DAD).await.len(), emails(&scene, "nan@example.com").await.len()), (1, 0));
}

#[tokio::test]
async fn what_a_machine_answers_or_nobody_asked_for_changes_nothing_and_an_email_without_words_is_shown() {
    let (scene, school) = with_two_absent().await;
    let (to, ours) = asked(&scene, MUM).await;
    let of_machine =
        mail(MUM, &to, "I am out of the office, she is ill", &ours).replacen("\r\n", "\r\nAuto-Submitted: auto-replied\r\n", 1);
    let nobody = format!("reply+{}@reply.example.com", "0".repeat(32));
    let guessed = mail(MUM, &nobody, "She is ill", &ours);
    let silent = mail(MUM, &to, "", &ours);
    for (id, to, raw) in [("m1", &to, &of_machine), ("m2", &nobody, &guessed), ("m3", &to, &silent)] {
        scene.stack.answer_by_email(ParentEmail { id, from: MUM, to, raw }).await.unwrap();
    }
    let answered = scene.becomes(&school, "0001", "answered").await;
    assert_eq!(list(&answered, "/replies").len(), 1, "{answered:#}");
    assert!(text(&answered, "/replies/0/words").contains("holds no words"), "{answered:#}");
    scene.quiet().await;
    assert_eq!(list(&scene.ask(&school, "/unmatched").await, "/replies").len(), 0);
    assert_eq!(scene.mail_left().await, 0);
}
