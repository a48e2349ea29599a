//! What follows where nobody has answered: the ladder, rung by rung, as it passes.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use local::{Does, Stack};
use serde_json::{Value, json};

use crate::run::{LOOK, PATIENCE, all};
use crate::school::{DUTY_PHONES, School};
use crate::table::{Table, is_final, list, text};

/// When the rungs above the first are due, in seconds after the search began. A school's own are a quarter of an hour apart.
pub(crate) const ASKED_AGAIN: u64 = 15;
pub(crate) const RUNG: u64 = 25;
pub(crate) const OFFICER_TOLD: u64 = 35;
pub(crate) const LEAD_TOLD: u64 = 45;

/// The keys that the parent presses who lifts: it is them, an appointment, back later today.
const KEYS: [&str; 3] = ["1", "2", "1"];

/// A duty, and what its phone was texted.
type Told = (&'static str, String);

/// Waits for each rung, lets the sweep of that moment run, and says what it did. Gives the absences as they stand then.
pub(crate) async fn climb(stack: &Stack, school: &School, table: &mut Table, began: Instant) -> Result<Vec<Value>, String> {
    println!("\nNobody has answered about the others: the ladder goes on. Here its rungs are seconds apart.");
    let mut before = settled(stack, school).await?;
    let told = to_staff(stack).await?;
    for seconds in [ASKED_AGAIN, RUNG, OFFICER_TOLD] {
        tokio::time::sleep_until((began + Duration::from_secs(seconds + 1)).into()).await;
        stack.invoke("escalate-absences", &json!({})).await.map_err(|error| error.to_string())?;
        let after = settled(stack, school).await?;
        match seconds {
            OFFICER_TOLD => println!("\nafter {seconds} s staff take over:"),
            _ => println!("\nafter {seconds} s: {}", new_messages(&before, &after)),
        }
        before = after;
        if seconds == RUNG {
            lifts(stack, school, table).await?;
            before = settled(stack, school).await?;
        }
        if seconds == OFFICER_TOLD {
            for (duty, words) in told_since(stack, &told).await? {
                println!("  {duty} reads: {words}");
            }
        }
    }
    Ok(before)
}

/// The absences, once nothing is under way.
async fn settled(stack: &Stack, school: &School) -> Result<Vec<Value>, String> {
    let begun = Instant::now();
    let mut before = Vec::new();
    loop {
        let absences = all(stack, school).await?;
        if absences == before && absences.iter().flat_map(|absence| list(absence, "/messages")).all(is_final) {
            return Ok(absences);
        }
        if begun.elapsed() > PATIENCE {
            return Err("some messages of the ladder are still under way after a minute".to_owned());
        }
        before = absences;
        // Longer than a message takes from being planned to being seen.
        tokio::time::sleep(LOOK * 8).await;
    }
}

/// What was said since, by channel.
fn new_messages(before: &[Value], after: &[Value]) -> String {
    let ids = |absences: &[Value]| -> BTreeMap<String, String> {
        let messages = absences.iter().flat_map(|absence| list(absence, "/messages"));
        let said = messages.filter(|message| text(message, "/progress") == "sent");
        said.map(|message| (text(message, "/id").to_owned(), text(message, "/channel").to_owned())).collect()
    };
    let known = ids(before);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (id, channel) in ids(after) {
        if !known.contains_key(&id) {
            *counts.entry(channel).or_default() += 1;
        }
    }
    let words = |channel: &str, count: &usize| match (channel, count) {
        ("sms", 1) => "1 text".to_owned(),
        ("sms", count) => format!("{count} texts"),
        (channel, 1) => format!("1 {channel}"),
        (channel, count) => format!("{count} {channel}s"),
    };
    let said: Vec<String> = counts.iter().map(|(channel, count)| words(channel, count)).collect();
    if said.is_empty() { "no contact".to_owned() } else { said.join(", ") }
}

/// Somebody lifts one of the telephones that ring, and what is heard and pressed is shown.
async fn lifts(stack: &Stack, school: &School, table: &mut Table) -> Result<(), String> {
    let failed = |error: local::Error| error.to_string();
    let Some(call) = stack.placed_calls().into_iter().next() else { return Ok(()) };
    println!("  {} is lifted, and hears:", call.to);
    let mut telephone = stack.lift(&call);
    println!("  “{}”", telephone.does(Does::Lifts).await.map_err(failed)?.words);
    for key in KEYS {
        println!("  [{key}] “{}”", telephone.does(Does::Presses(key)).await.map_err(failed)?.words);
    }
    println!();
    let begun = Instant::now();
    loop {
        let absences = all(stack, school).await?;
        let answered = |absence: &&Value| {
            text(absence, "/state") == "explained"
                && list(absence, "/replies")
                    .iter()
                    .any(|reply| text(reply, "/from") == call.to && text(reply, "/channel") == "call")
        };
        if let Some(one) = absences.iter().find(answered) {
            table.update(std::slice::from_ref(one));
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err("what was pressed in the call was not taken in within a minute".to_owned());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// What staff were texted beside what they had; the first is waited for.
async fn told_since(stack: &Stack, had: &BTreeSet<Told>) -> Result<BTreeSet<Told>, String> {
    let begun = Instant::now();
    loop {
        let told: BTreeSet<Told> = to_staff(stack).await?.difference(had).cloned().collect();
        if !told.is_empty() {
            return Ok(told);
        }
        if begun.elapsed() > PATIENCE {
            return Err("the ladder did not tell staff within a minute".to_owned());
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn to_staff(stack: &Stack) -> Result<BTreeSet<Told>, String> {
    let texts = stack.texts().await.map_err(|error| error.to_string())?;
    let duty = |number: &str| DUTY_PHONES.iter().find(|(_, phone)| *phone == number).map(|(duty, _)| *duty);
    Ok(texts.into_iter().filter_map(|sent| Some((duty(&sent.to)?, sent.words))).collect())
}
