//! A made-up term at a made-up school, searched for by the engine and judged by books of its own:
//! `cargo run --release -p domain --example term -- --seed N --pupils N --days N`.
//!
//! It prints a table by week and ends with the books. Status 1 where they do not balance or a rule was broken. `--break RULE` breaks a
//! rule on purpose, round the engine and never in it, to show that the books find it; `--break list` prints the rules.

pub(crate) mod books;
mod breaks;
mod calendar;
mod dice;
mod expected;
mod log;
mod past;
mod planted;
mod report;
pub(crate) mod rules;
mod run;
mod school;
mod story;

use std::io::{self, Write};
use std::process::ExitCode;

pub(crate) use report::report;
use rules::Rule;

const USAGE: &str = "usage: term [--seed N] [--pupils N] [--days N] [--break RULE | --break list]";

/// More pupils than any school has would only fill the memory.
const MOST_PUPILS: u64 = 20_000;

/// What is run.
pub(crate) struct Asked {
    pub(crate) seed: u64,
    pub(crate) pupils: u64,
    pub(crate) days: usize,
    pub(crate) broken: Option<Rule>,
    /// Whether it ends on the day on which the broken rule is found.
    pub(crate) until_found: bool,
}

enum Wish {
    Run(Asked),
    List,
    Help,
}

fn wish(arguments: &[String]) -> Result<Wish, String> {
    let mut asked = Asked { seed: 1, pupils: 1000, days: 75, broken: None, until_found: false };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        if matches!(name.as_str(), "--help" | "-h") {
            return Ok(Wish::Help);
        }
        if !["--seed", "--pupils", "--days", "--break"].contains(&name.as_str()) {
            return Err(format!("{name} is not known. {USAGE}"));
        }
        let value = rest.next().ok_or_else(|| format!("{name} needs a value. {USAGE}"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name} takes a number, and {value} is none. {USAGE}"));
        match name.as_str() {
            "--seed" => asked.seed = number()?,
            "--pupils" => {
                asked.pupils = Some(number()?)
                    .filter(|pupils| *pupils <= MOST_PUPILS)
                    .ok_or_else(|| format!("--pupils takes at most {MOST_PUPILS}. {USAGE}"))?;
            }
            "--days" => asked.days = usize::try_from(number()?).unwrap_or(usize::MAX),
            "--break" if value == "list" => return Ok(Wish::List),
            _ => {
                let found = Rule::ALL.iter().find(|rule| rule.as_str() == value);
                asked.broken = Some(*found.ok_or_else(|| format!("There is no rule {value}; --break list prints them."))?);
            }
        }
    }
    Ok(Wish::Run(asked))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (text, code) = match wish(&arguments) {
        Ok(Wish::List) => (Rule::ALL.iter().map(|rule| format!("{rule}\n")).collect(), 0),
        Ok(Wish::Help) => (format!("{USAGE}\n"), 0),
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
