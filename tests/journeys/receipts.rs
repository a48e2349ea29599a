//! What providers say became of a message.

use serde_json::{Value, json};

use super::extract_files::{child, mailed, mother, whole};
use super::scene::{Scene, list, text, until};
use super::settings::asks;

const MUM: &str = "eve@example.com";
const DAD: &str = "+447700900002";

pub(super) fn bounce(id: &str) -> Value {
    json!({"eventType": "Bounce", "mail": {"messageId": id, "timestamp": "2026-11-23T09:14:33.482Z", "destination": [MUM]},
        "bounce": {"bounceType": "Permanent", "bounceSubType": "NoEmail", "timestamp": "2026-11-23T09:14:35.000Z",
            "bouncedRecipients": [{"emailAddress": MUM, "action": "failed", "status": "5.1.1"}]}})
}

fn delivery(id: &str) -> Value {
    json!({"eventType": "Delivery", "mail": {"messageId": id, "timestamp": "2026-11-23T09:14:33.482Z", "destination": [MUM]},
        "delivery": {"timestamp": "2026-11-23T09:14:35.000Z", "recipients": [MUM]}})
}

#[tokio::test]
async fn an_address_that_bounces_is_used_no_more_and_the_next_contact_is_asked_at_once() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mailed("Eve", "Smith", MUM), mother("Tom", "Smith", "07700900002")])];
    let upload = async |minutes: i64, mark: &'static str| {
        scene.upload(&school, &scene.taken(minutes), &whole(&children, scene.today(), &[("0001", mark)])).await;
    };
    upload(9, "N").await;
    let id = scene.email_to(MUM).await.id;
    assert_eq!(scene.texts_to(DAD).await.len(), 0);

    // However often and in whatever order it is said.
    for _ in 0..6 {
        scene.stack.mail_event(&bounce(&id)).await.unwrap();
        scene.stack.mail_event(&delivery(&id)).await.unwrap();
    }
    until("the father to be asked", || async { (scene.texts_to(DAD).await.len() == 1).then_some(()) }).await;
    scene.quiet().await;
    let officer = school.token("attendance-officer");
    let absence = &scene.absences(&school).await["0001"];
    let story = scene.ask(&school, &format!("/absences/{}", text(absence, "/id"))).await;
    let moments: Vec<&str> = list(&story, "/timeline").iter().map(|moment| text(moment, "/what")).collect();
    assert_eq!(moments.iter().filter(|what| **what == "not_delivered").count(), 1, "{story:#}");
    assert_eq!(scene.texts_to(DAD).await.len(), 1);

    let pupil = text(absence, "/id").split_once('.').unwrap().1.to_owned();
    let known = async || asks(&scene, &school, officer, &format!("GET /pupils/{pupil}"), None).await.1;
    let shown = known().await;
    assert_eq!(text(&shown, "/contacts/0/suspended/0/address"), MUM, "{shown:#}");
    assert!(text(&shown, "/contacts/0/suspended/0/why").starts_with("hard_failure"), "{shown:#}");
    let (_, health) = asks(&scene, &school, officer, "GET /contact-health", None).await;
    assert_eq!(health["counts"], json!({"one_reachable": 1, "suspended": 1}), "{health:#}");
    assert_eq!((text(&health, "/findings/1/address"), text(&health, "/findings/1/name")), (MUM, "Ms Eve Smith"));

    // Marked anew, the child's mother is passed over, until the office has made sure of the address.
    upload(6, "L").await;
    upload(5, "N").await;
    until("the father to be asked again", || async { (scene.texts_to(DAD).await.len() >= 2).then_some(()) }).await;
    assert_eq!(scene.stack.emails().await.unwrap().len(), 1);
    let lift = format!("DELETE /pupils/{pupil}/contacts/{}/suspensions", text(&shown, "/contacts/0/id"));
    for _ in 0..2 {
        assert_eq!(asks(&scene, &school, officer, &lift, None).await.0, 204);
    }
    assert_eq!(known().await["contacts"][0]["suspended"], json!([]));
    assert_eq!(asks(&scene, &school, officer, "GET /contact-health", None).await.1["counts"], json!({}));
}

#[tokio::test]
async fn what_was_delivered_stays_delivered() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let children = [child("0001", "Ava", "Smith", vec![mailed("Eve", "Smith", MUM)])];
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &[("0001", "N")])).await;
    let id = scene.email_to(MUM).await.id;
    let delayed = json!({"eventType": "DeliveryDelay", "mail": {"messageId": id, "timestamp": "2026-11-23T09:14:33.482Z"},
        "deliveryDelay": {"timestamp": "2026-11-23T09:14:36.000Z", "delayType": "MailboxFull", "delayedRecipients": []}});
    scene.stack.mail_event(&delivery(&id)).await.unwrap();
    let delivered = async || {
        let absence = &scene.absences(&school).await["0001"];
        (absence.pointer("/messages/0/delivery") == Some(&json!("delivered"))).then_some(())
    };
    until("the receipt to be noted", delivered).await;
    scene.stack.mail_event(&delayed).await.unwrap();
    scene.quiet().await;
    delivered().await.unwrap();
}
