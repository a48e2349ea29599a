//! One run, from nothing to the summary.

use std::time::{Duration, Instant};

use domain::register::Session;
use jiff::civil::Date;
use local::{Options, Progress, Stack, made_up_school};
use serde_json::Value;

use crate::Arguments;
use crate::books::{self, Books};
use crate::replies;
use crate::rungs;
use crate::school::{self, School};
use crate::table::{Table, is_final, list, text};

/// How often the API is asked what has changed.
pub(crate) const LOOK: Duration = Duration::from_millis(150);

/// How long nothing may change before the run gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn run(arguments: &Arguments, progress: Progress) -> Result<(), String> {
    // Read first: who mistyped a folder should not wait for a build.
    let own = arguments.extract.as_deref().map(school::read_folder).transpose()?;
    let plays = own.is_none();
    let parameters = [("Calls".to_owned(), "on".to_owned())].into();
    let stack = Stack::start(Options { parameters, progress, ..Options::default() }).await.map_err(|error| error.to_string())?;
    match play(arguments, &stack, own, plays).await {
        Ok((school, books)) => {
            let page = if arguments.keep { replies::open_page(&stack).await? } else { None };
            finish(arguments, stack, &school, &books, page)
        }
        Err(error) => Err(format!("{error}{}", complaints(&stack).await)),
    }
}

async fn play(
    arguments: &Arguments,
    stack: &Stack,
    own: Option<Vec<(String, Vec<u8>)>>,
    plays: bool,
) -> Result<(School, Books), String> {
    let school = School::make(stack, &arguments.urn, plays).await?;
    let files = match own {
        Some(files) => files,
        None => made_up(arguments, domain::school::day(stack.now())),
    };
    let bucket = stack.bucket().map_err(|error| error.to_string())?;
    println!("{}, URN {}: uploading {} files to s3://{bucket}/schools/{}/", school::NAME, school.urn, files.len(), school.urn);
    println!();
    Table::head();
    let mut table = Table::default();
    let started = Instant::now();
    let id = school.upload(stack, files).await?;
    let upload = applied(stack, &school, &id).await?;
    let read = Instant::now();
    let (mut absences, last) = first_messages(stack, &school, &mut table).await?;
    let milliseconds = last.unwrap_or(read).duration_since(started).as_millis();
    let mut unmatched = Vec::new();
    if plays {
        let played = replies::play(stack, &absences, arguments.keep).await?;
        unmatched = answered(stack, &school, &mut table, played).await?;
        alerts(stack).await?;
        absences = rungs::climb(stack, &school, &mut table, read).await?;
    }
    let books = Books { upload, absences, unmatched, milliseconds };
    books.print();
    Ok((school, books))
}

/// What the functions complained of, for a run that did not come to its end. Their logs hold ids alone.
async fn complaints(stack: &Stack) -> String {
    let mut lines = String::new();
    for function in ["ingest-upload", "evaluate-absences", "send-message", "receive-reply", "admin-api"] {
        for line in stack.logs(function).await.unwrap_or_default() {
            if line.contains("\"WARN\"") || line.contains("\"ERROR\"") {
                lines.push_str(&format!("\n  {function}: {}", line.trim_end()));
            }
        }
    }
    if lines.is_empty() { lines } else { format!("\nThe functions said:{lines}") }
}

fn made_up(arguments: &Arguments, date: Date) -> Vec<(String, Vec<u8>)> {
    let plan = made_up_school::Plan {
        pupils: usize::try_from(arguments.pupils).unwrap_or(usize::MAX),
        seed: arguments.seed,
        date,
        session: Session::Am,
        dirty: true,
    };
    made_up_school::make(&plan).files().into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

/// Waits until the upload has been read.
async fn applied(stack: &Stack, school: &School, id: &str) -> Result<Value, String> {
    let begun = Instant::now();
    loop {
        let answer = stack.ask("GET", &format!("/schools/{}/uploads/{id}", school.urn), school.officer(), None).await;
        let answer = answer.map_err(|error| error.to_string())?;
        let sentence = text(&answer.body, "/sentence").to_owned();
        match text(&answer.body, "/state") {
            "applied" => return Ok(answer.body),
            state @ ("failed" | "incomplete") => return Err(format!("the upload is {state}: {sentence}")),
            state if begun.elapsed() > PATIENCE => return Err(format!("the upload is still {state} after a minute: {sentence}")),
            _ => tokio::time::sleep(LOOK).await,
        }
    }
}

/// Waits until every absence has its first message, or is known to be for staff. Says when the last of them was seen, if there was any.
async fn first_messages(stack: &Stack, school: &School, table: &mut Table) -> Result<(Vec<Value>, Option<Instant>), String> {
    let mut changed = Instant::now();
    let mut before = Vec::new();
    loop {
        let absences = all(stack, school).await?;
        table.update(&absences);
        let done = |absence: &Value| {
            let messages = list(absence, "/messages");
            let said = !messages.is_empty() && messages.iter().all(is_final);
            text(absence, "/state") != "waiting" && (text(absence, "/state") != "open" || said)
        };
        // An upload is applied before its day is evaluated, so an empty list is looked at again before it is believed.
        let settled = if absences.is_empty() { changed.elapsed() > Duration::from_secs(3) } else { absences.iter().all(done) };
        if settled && absences == before {
            return Ok((absences, (!before.is_empty()).then_some(changed)));
        }
        if absences != before {
            changed = Instant::now();
            before = absences;
        } else if changed.elapsed() > PATIENCE {
            return Err("some messages are still under way after a minute".to_owned());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Waits until every reply that was played has been taken in. Gives those that staff have to place.
async fn answered(stack: &Stack, school: &School, table: &mut Table, played: usize) -> Result<Vec<Value>, String> {
    let begun = Instant::now();
    loop {
        let absences = all(stack, school).await?;
        table.update(&absences);
        let replied = absences.iter().filter(|absence| !list(absence, "/replies").is_empty()).count();
        let unmatched = school.ask(stack, "/unmatched").await?;
        let unmatched = list(&unmatched, "/replies").to_vec();
        if replied >= played && !unmatched.is_empty() {
            for reply in &unmatched {
                println!("{:<13}{:<20}{:<32}{:<24}“{}”", "unmatched", "", text(reply, "/from"), "", text(reply, "/words"));
            }
            return Ok(unmatched);
        }
        if begun.elapsed() > PATIENCE {
            return Err("some replies were not taken in within a minute".to_owned());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Waits until the alarm has reached a duty phone, and shows what staff read.
async fn alerts(stack: &Stack) -> Result<(), String> {
    let begun = Instant::now();
    let rings = |number: &str| school::DUTY_PHONES.iter().any(|(_, phone)| *phone == number);
    loop {
        let texts = stack.texts().await.map_err(|error| error.to_string())?;
        let told: Vec<_> = texts.iter().filter(|sent| rings(&sent.to)).collect();
        if told.iter().any(|sent| sent.words.contains("ALARM")) {
            println!();
            for sent in told {
                let duty = school::DUTY_PHONES.iter().find(|(_, phone)| *phone == sent.to).map_or("", |(duty, _)| *duty);
                println!("{duty:<20}{}", sent.words);
            }
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err("the alarm did not reach a duty phone within a minute".to_owned());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Every absence of the day, page by page.
pub(crate) async fn all(stack: &Stack, school: &School) -> Result<Vec<Value>, String> {
    let mut absences = Vec::new();
    let mut next = String::new();
    loop {
        let page = school.ask(stack, &format!("/absences{next}")).await?;
        absences.extend_from_slice(list(&page, "/absences"));
        match text(&page, "/next") {
            "" => return Ok(absences),
            cursor => next = format!("?cursor={cursor}"),
        }
    }
}

fn finish(arguments: &Arguments, stack: Stack, school: &School, books: &Books, page: Option<String>) -> Result<(), String> {
    let reach = if arguments.keep { Some(books::reach(&stack, school)?) } else { None };
    if let Some(file) = &arguments.json {
        let text = format!("{:#}\n", books.json(school, reach.clone()));
        std::fs::write(file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    }
    println!();
    if let Some(reach) = reach {
        stack.keep().map_err(|error| error.to_string())?;
        println!("The stack stays. It is reached so:\n{reach:#}");
        println!();
        println!(
            "List the absences:\n  curl -s -H 'Host: {}' -H 'Authorization: Bearer {}' {}/schools/{}/absences",
            text(&reach, "/host"),
            school.officer(),
            text(&reach, "/api"),
            school.urn
        );
        if let Some(page) = page {
            println!("Answer as a parent, in a browser:\n  {page}");
        }
        println!("Stop it:\n  cargo demo -- --stop");
    } else {
        println!("Try next:");
        println!("  cargo demo -- --keep                  leave it running and look round with curl or the AWS CLI");
        println!("  cargo demo -- --extract DIR           the same with your own school's extract, dated today");
        println!("  cargo demo -- --pupils 200 --seed 7   another made-up school");
        println!("  cargo test                            every test, journeys on this stack included");
    }
    Ok(())
}
