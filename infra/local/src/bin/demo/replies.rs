//! A few made-up parents answer, each in their own way.

use local::{Does, ParentEmail, ParentText, Stack};
use serde_json::Value;

use crate::school::NUMBER;
use crate::table::{list, text};

/// A number that no family of the made-up school has.
const STRANGER: &str = "+447700900979";

/// What they write. The first four answer a text about one child; over the topic or the webhook in turn.
const ANSWERS: [&str; 4] = [
    "She's poorly, been sick in the night. Hopefully back tomorrow",
    "sory forgot 2 ring has a tempreture and sore throte",
    "who is this?",
    "What do you mean?? Left for school at 8 this morning as normal",
];

/// What somebody writes who answers an email with an email.
const BY_EMAIL: &str = "Sorry, orthodontist this morning, I should have said. In after lunch.";

/// What somebody sends on the page of an email: ill, and words to the office.
const ON_PAGE: &str = "a0=1&b0=&words=Temperature+of+39+in+the+night";

/// The keys that the parent presses who rings back in place of writing: it is them, ill, back later or not known.
const KEYS: [&str; 3] = ["1", "1", "3"];

/// To whom messages about one child alone went by a channel.
fn alone<'a>(absences: &'a [Value], channel: &str) -> impl Iterator<Item = &'a str> {
    absences.iter().filter_map(move |absence| {
        let message = list(absence, "/messages")
            .iter()
            .find(|message| text(message, "/progress") == "sent" && text(message, "/channel") == channel)?;
        (list(message, "/absences").len() == 1).then(|| text(message, "/to"))
    })
}

/// Sends them, and has one more parent ring the school's number back; says how many answer about a child. Those who answer are the first whose
/// message was about one child alone. `leaves_page` leaves the page of the first email to whoever watches.
pub(crate) async fn play(stack: &Stack, absences: &[Value], leaves_page: bool) -> Result<usize, String> {
    let mut played = by_email(stack, absences, leaves_page).await?;
    let alone: Vec<&str> = alone(absences, "sms").collect();
    for (index, (from, words)) in alone.iter().zip(ANSWERS).enumerate() {
        let id = format!("SMdemo{index:04}");
        let reply = ParentText { from, to: NUMBER, words, id: &id };
        if index % 2 == 0 {
            stack.text_over_topic(reply).await.map_err(|error| error.to_string())?;
        } else {
            let answer = stack.text_over_webhook(reply).await.map_err(|error| error.to_string())?;
            if answer.status != 200 {
                return Err(format!("the webhook answered {} to a signed text", answer.status));
            }
        }
        played += 1;
    }
    if let Some(from) = alone.get(ANSWERS.len()) {
        rings_back(stack, from).await.map_err(|error| error.to_string())?;
        played += 1;
    }
    let stranger = ParentText { from: STRANGER, to: NUMBER, words: "Hi is this the school? Its Jakes nan", id: "SMdemo9999" };
    stack.text_over_webhook(stranger).await.map_err(|error| error.to_string())?;
    Ok(played)
}

/// The first who got an email answers it on its page, the second with an email.
async fn by_email(stack: &Stack, absences: &[Value], leaves_page: bool) -> Result<usize, String> {
    let failed = |error: local::Error| error.to_string();
    let emails = stack.emails().await.map_err(failed)?;
    let got = |to: &str| emails.iter().find(|email| email.to.iter().any(|known| known == to));
    let mut played = 0;
    for (index, (from, email)) in alone(absences, "email").filter_map(|to| Some((to, got(to)?))).take(2).enumerate() {
        let (Some(page), Some(to)) = (email.page(), email.answered_to()) else { continue };
        if index == 0 && leaves_page {
            continue;
        }
        if index == 0 {
            let sent = stack.send_form(&page, ON_PAGE).await.map_err(failed)?;
            if sent.status != 303 {
                return Err(format!("the page answered {} to its form", sent.status));
            }
        } else {
            let raw = format!(
                "From: A parent <{from}>\r\nTo: <{to}>\r\nSubject: Re: {}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
                 {BY_EMAIL}\r\n\r\n> {}\r\n",
                email.subject,
                email.words.replace('\n', "\r\n> ")
            );
            stack.answer_by_email(ParentEmail { id: "demo", from, to: &to, raw: &raw }).await.map_err(failed)?;
        }
        played += 1;
    }
    Ok(played)
}

/// The address of a page that nobody has answered, as a browser on this machine opens it.
pub(crate) async fn open_page(stack: &Stack) -> Result<Option<String>, String> {
    let failed = |error: local::Error| error.to_string();
    for email in stack.emails().await.map_err(failed)?.into_iter().rev() {
        let Some(page) = email.page() else { continue };
        if stack.open_page(&page).await.map_err(failed)?.html.contains("<form") {
            return Ok(Some(format!("http://{}{page}", stack.api_host().map_err(failed)?)));
        }
    }
    Ok(None)
}

/// A parent rings, and what is heard and pressed is shown.
async fn rings_back(stack: &Stack, from: &str) -> Result<(), local::Error> {
    println!("\n{from} rings the school's number back, and hears:");
    let mut telephone = stack.ring(from, NUMBER)?;
    println!("  “{}”", telephone.does(Does::Lifts).await?.words);
    for key in KEYS {
        println!("  [{key}] “{}”", telephone.does(Does::Presses(key)).await?.words);
    }
    println!();
    Ok(())
}
