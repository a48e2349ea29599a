//! A made-up term at a made-up school, searched for by the engine and judged by books of its own:
//! `cargo run --release -p domain --example term -- --seed N --pupils N --days N`.
//!
//! It prints a table by week and ends with the books. Status 1 where they do not balance or a rule was broken. `--break RULE` breaks a
//! rule on purpose, round the engine and never in it, to show that the books find it; `--break list` prints the rules.

pub(crate) mod books;
mod run;
mod school;

use std::io::{self, Write};
use std::process::ExitCode;

use books::Rule;
use run::{Week, term};

const USAGE: &str = "usage: term [--seed N] [--pupils N] [--days N] [--break RULE | --break list]";

/// What is run.
pub(crate) struct Asked {
    pub(crate) seed: u64,
    pub(crate) pupils: u64,
    pub(crate) days: usize,
    pub(crate) broken: Option<Rule>,
}

enum Wish {
    Run(Asked),
    List,
}

fn wish(arguments: &[String]) -> Result<Wish, String> {
    let mut asked = Asked { seed: 1, pupils: 1000, days: 75, broken: None };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let value = rest.next().ok_or_else(|| format!("{name} needs a value. {USAGE}"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name} takes a number, and {value} is none. {USAGE}"));
        match name.as_str() {
            "--seed" => asked.seed = number()?,
            "--pupils" => asked.pupils = number()?,
            "--days" => asked.days = usize::try_from(number()?).unwrap_or(usize::MAX).min(190),
            "--break" if value == "list" => return Ok(Wish::List),
            "--break" => {
                let found = Rule::ALL.into_iter().find(|rule| rule.as_str() == value);
                asked.broken = Some(found.ok_or_else(|| format!("There is no rule {value}; --break list prints them."))?);
            }
            _ => return Err(format!("{name} is not known. {USAGE}")),
        }
    }
    Ok(Wish::Run(asked))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (text, code) = match wish(&arguments) {
        Ok(Wish::List) => (Rule::ALL.map(|rule| format!("{rule}\n")).concat(), 0),
        Ok(Wish::Run(asked)) => report(&asked),
        Err(error) => (format!("{error}\n"), 64),
    };
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::from(code),
        // Somebody who reads only the first lines closes the pipe.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(code),
        Err(_) => ExitCode::from(2),
    }
}

/// Runs a term: what it has to say, and the status.
pub(crate) fn report(asked: &Asked) -> (String, u8) {
    let term = term(asked.seed, asked.pupils, asked.days, asked.broken);
    let mut text = format!(
        "{} pupils, {} school days from {}, seed {}\n\n{:<12}{:>9}{:>11}{:>7}{:>7}{:>10}{:>8}{:>7}{:>7}\n",
        asked.pupils,
        term.days,
        term.first_day,
        asked.seed,
        "week of",
        "searches",
        "N sessions",
        "texts",
        "calls",
        "mended",
        "dropped",
        "staff",
        "alarms",
    );
    let mut whole = Week::default();
    for (week, row) in &term.weeks {
        text.push_str(&line(&week.to_string(), row));
        whole.add(row);
    }
    text.push_str(&line("term", &whole));
    text.push_str("\nhow each search ended\n");
    for (end, count) in &whole.ends {
        text.push_str(&format!("  {end:<14}{count:>7}\n"));
    }
    let ended: u64 = whole.ends.values().sum();
    text.push_str(&format!("  {:<14}{ended:>7} of {}\n", "together", whole.searches));
    text.push_str("\nwhy each message was said\n");
    for (words, count) in &whole.words {
        text.push_str(&format!("  {words:<18}{count:>7}\n"));
    }
    text.push_str(&format!(
        "\nstill missing at the end of a day: {}, of whom staff know: {}\n",
        whole.missing, whole.missing_known
    ));
    let said: u64 = whole.words.values().sum();
    let wrong = &term.breaches;
    let balances =
        ended == whole.searches && said == whole.texts.saturating_add(whole.calls) && whole.missing == whole.missing_known;
    if !wrong.is_empty() || !balances {
        text.push_str("\nbroken\n");
    }
    for (rule, (count, example)) in wrong {
        text.push_str(&format!("  {rule:<26}{count:>7} pupils' days\n{example}"));
    }
    if !balances {
        text.push_str("  the books do not balance\n");
    }
    let broken: u64 = wrong.values().map(|(count, _)| count).sum();
    let good = broken == 0 && balances;
    text.push_str(&format!(
        "\n{}: {} searches, {} messages, {} told to staff, {} rules, {} breaches\n",
        if good { "the books balance" } else { "NOT IN ORDER" },
        whole.searches,
        said,
        whole.staff,
        Rule::ALL.len(),
        broken,
    ));
    (text, u8::from(!good))
}

fn line(name: &str, week: &Week) -> String {
    format!(
        "{name:<12}{:>9}{:>11}{:>7}{:>7}{:>10}{:>8}{:>7}{:>7}\n",
        week.searches, week.sessions, week.texts, week.calls, week.mended, week.dropped, week.staff, week.alarms
    )
}
