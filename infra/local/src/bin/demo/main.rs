//! `cargo demo`: the whole system on this machine, with a school of made-up pupils or with your own extract.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod books;
mod replies;
mod run;
mod rungs;
mod school;
mod table;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use domain::school::Urn;
use local::Progress;

/// First-day absence calling, whole, on this machine: no cloud account, nobody real is texted.
#[derive(Debug, Parser)]
#[command(name = "cargo demo --", bin_name = "cargo demo --")]
struct Arguments {
    /// Use the extract in this folder (dated today) instead of a made-up school. No replies are played.
    #[arg(long, value_name = "DIR", conflicts_with = "stop")]
    extract: Option<PathBuf>,
    /// The school's URN: six digits.
    #[arg(long, value_name = "N", default_value = "123456")]
    urn: Urn,
    /// Write what happened to this file, as JSON.
    #[arg(long, value_name = "FILE", conflicts_with = "stop")]
    json: Option<PathBuf>,
    /// Leave the stack running afterwards, and say how to reach it.
    #[arg(long, conflicts_with = "stop")]
    keep: bool,
    /// Stop what this checkout has left running.
    #[arg(long)]
    stop: bool,
    /// How many pupils the made-up school has.
    #[arg(long, value_name = "N", default_value_t = 1000, conflicts_with = "extract", value_parser = clap::value_parser!(u32).range(1..=3000))]
    pupils: u32,
    /// Which made-up school: another number is another one.
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "extract")]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.stop {
        return match local::stop_kept().await {
            Ok(0) => said("Nothing of this checkout was running."),
            Ok(1) => said("Stopped the stack that this checkout had left running."),
            Ok(more) => said(&format!("Stopped the {more} stacks that this checkout had left running.")),
            Err(error) => failed(&error.to_string()),
        };
    }
    // Dropping the run ends the stack, so an interruption leaves nothing behind.
    tokio::select! {
        ended = run::run(&arguments, progress()) => match ended {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        },
        interrupted = tokio::signal::ctrl_c() => match interrupted {
            Ok(()) => {
                eprintln!("\nStopped; nothing is left running.");
                ExitCode::from(130)
            }
            Err(error) => failed(&error.to_string()),
        },
    }
}

fn said(sentence: &str) -> ExitCode {
    println!("{sentence}");
    ExitCode::SUCCESS
}

fn failed(sentence: &str) -> ExitCode {
    eprintln!("error: {sentence}");
    ExitCode::FAILURE
}

/// On a terminal one line that changes; in a file or a pipe, a line now and then.
fn progress() -> Progress {
    let terminal = std::io::stderr().is_terminal();
    Progress::new(move |sentence| if terminal { eprint!("\r\u{1b}[2K  {sentence}\r") } else { eprintln!("  {sentence}") })
}
