//! A parent answers an email on its page.

use std::time::Duration;

use serde_json::json;

use super::extract_files::{Parent, child, mailed, whole};
use super::scene::{Scene, School, list, text, until};

const MUM: &str = "eve@example.com";

async fn with_two_absent() -> (Scene, School, String) {
    let scene = Scene::with_movable_clock().await;
    let school = scene.school("100001", 80).await;
    let children = [
        child("0001", "Ava", "Smith", vec![mailed("Eve", "Smith", MUM)]),
        child("0002", "Leo", "Smith", vec![mailed("Eve", "Smith", MUM)]),
    ];
    scene.upload(&school, &scene.taken(2), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    scene.settled(&school, &["0001", "0002"]).await;
    let path = scene.email_to(MUM).await.page().unwrap();
    (scene, school, path)
}

#[tokio::test]
async fn a_parent_answers_for_each_child_on_the_page_of_an_email_and_nobody_reads_there_what() {
    let (scene, school, path) = with_two_absent().await;
    for _ in 0..2 {
        // Programs that look into mail open it first: nothing changes.
        let page = scene.stack.open_page(&path).await.unwrap();
        assert_eq!(page.status, 200);
        assert!(page.html.contains("Ava") && page.html.contains("Leo") && !page.html.contains("Smith"), "{}", page.html);
        let header = |name: &str| page.headers.get(name).cloned().unwrap_or_default();
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        assert!(
            header("content-security-policy").starts_with("default-src 'none'") && header("x-robots-tag").contains("noindex")
        );
    }
    assert!(scene.absences(&school).await.values().all(|absence| text(absence, "/state") == "open"));

    // What cannot be read is asked again, and nothing that was typed is lost.
    let again = scene.stack.send_form(&path, "a0=1&b0=2020-01-01&words=a+high+temperature").await.unwrap();
    assert_eq!(again.status, 422);
    assert!(again.html.contains("a high temperature"), "{}", again.html);

    let back = scene.today().checked_add(jiff::ToSpan::days(4)).unwrap();
    let sent = scene.stack.send_form(&path, &format!("a0=1&b0={back}&a1=9&b1=&words=Leo+left+at+8")).await.unwrap();
    assert_eq!((sent.status, sent.headers.get("location")), (303, Some(&path)));
    let explained = scene.becomes(&school, "0001", "explained").await;
    assert_eq!((text(&explained, "/proposed_code"), text(&explained, "/replies/0/channel")), ("I", "page"));
    assert!(text(&explained, "/replies/0/words").ends_with("Leo left at 8"), "{explained:#}");
    scene.becomes(&school, "0002", "alarm").await;

    // Whoever opens it next reads that it was answered, and nothing more; sending again changes nothing.
    let after = scene.stack.open_page(&path).await.unwrap();
    let twice = scene.stack.send_form(&path, "a0=3&a1=1").await.unwrap();
    for page in [after, twice] {
        assert_eq!(page.status, 200);
        assert!(["Ava", "Leo", " ill", "<form"].iter().all(|word| !page.html.contains(word)), "{}", page.html);
    }
    scene.quiet().await;
    let absences = scene.absences(&school).await;
    assert_eq!((text(&absences["0001"], "/state"), text(&absences["0002"], "/state")), ("explained", "alarm"));
    assert_eq!(list(&absences["0001"], "/replies").len(), 1);

    // Staff see what was said, and cannot answer in the parent's place; no log has the address.
    let token = path.trim_start_matches("/r/");
    let story = scene.ask(&school, &format!("/absences/{}", text(&absences["0001"], "/id"))).await;
    assert!(story.to_string().contains("/r/…") && !story.to_string().contains(token), "{story:#}");
    for function in ["send-message", "receive-reply"] {
        assert!(!scene.stack.logs(function).await.unwrap().concat().contains(token));
    }
}

#[tokio::test]
async fn a_page_lasts_until_the_day_after_and_an_address_of_nobody_names_no_school() {
    let (scene, school, path) = with_two_absent().await;
    let guessed = format!("/r/{}", "0".repeat(32));
    for path in [&*guessed, "/r/x", "/r/%00"] {
        let page = scene.stack.open_page(path).await.unwrap();
        assert_eq!(page.status, 404, "{path}");
        assert!(!page.html.contains("Hillside"), "{}", page.html);
    }
    let ids: Vec<String> = scene.absences(&school).await.values().map(|absence| text(absence, "/id").to_owned()).collect();
    let day = Duration::from_secs(24 * 60 * 60);
    scene.stack.set_clock(day).unwrap();
    assert_eq!(scene.stack.open_page(&path).await.unwrap().status, 200);
    scene.stack.set_clock(2 * day).unwrap();
    let over = scene.stack.open_page(&path).await.unwrap();
    assert_eq!(over.status, 410);
    assert!(over.html.contains("01632 960000") && !over.html.contains("Ava"), "{}", over.html);
    let late = scene.stack.send_form(&path, "a0=1&a1=1").await.unwrap();
    assert_eq!((late.status, late.html), (410, over.html));
    for id in ids {
        let path = format!("/schools/{}/absences/{id}", school.urn);
        let absence = scene.stack.ask("GET", &path, &scene.officer_again(&school).await, None).await.unwrap();
        assert_eq!((absence.status, absence.body.pointer("/absence/replies")), (200, Some(&json!([]))), "{}", absence.body);
    }
}

#[tokio::test]
async fn a_contact_who_may_hear_no_more_reads_no_name_on_a_page_that_was_sent_before() {
    let (scene, school, path) = with_two_absent().await;
    let barred = || vec![Parent { court_order: true, ..mailed("Eve", "Smith", MUM) }];
    let children = [child("0001", "Ava", "Smith", barred()), child("0002", "Leo", "Smith", barred())];
    scene.upload(&school, &scene.taken(1), &whole(&children, scene.today(), &[("0001", "N"), ("0002", "N")])).await;
    let page = until("the page to end", || async {
        let page = scene.stack.open_page(&path).await.unwrap();
        (page.status == 410).then_some(page)
    })
    .await;
    assert!(!page.html.contains("Ava") && !page.html.contains("<form"), "{}", page.html);
    assert_eq!(scene.stack.send_form(&path, "a0=1&a1=1").await.unwrap().status, 410);
    assert_eq!(json!([]), scene.absences(&school).await["0001"]["replies"]);
}
