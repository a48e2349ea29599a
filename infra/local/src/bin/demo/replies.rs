//! A few made-up parents answer, each in their own way.

use local::{Does, ParentText, Stack};
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

/// The keys that the parent presses who rings back in place of writing: it is them, ill, back later or not known.
const KEYS: [&str; 3] = ["1", "1", "3"];

/// Sends them, and has one more parent ring the school's number back; says how many answer about a child. Those who answer are the first whose
/// text was about one child alone.
pub(crate) async fn play(stack: &Stack, absences: &[Value]) -> Result<usize, String> {
    let alone = absences.iter().filter_map(|absence| {
        let message = list(absence, "/messages")
            .iter()
            .find(|message| text(message, "/progress") == "sent" && text(message, "/channel") == "sms")?;
        (list(message, "/absences").len() == 1).then(|| text(message, "/to"))
    });
    let alone: Vec<&str> = alone.collect();
    let mut played = 0;
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
