//! Reads replies: JSON lines `{"text", "today", "children"}` in, one JSON line each out.
//!
//! `echo '{"text":"Ava ill, back weds","today":"2026-11-23","children":["Ava","Leo"]}' | cargo run -p wording --example understand`
#![expect(clippy::print_stderr, reason = "a program for the terminal")]

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};
use wording::{Reading, Understood, Whom, understand};

#[derive(Deserialize)]
struct Asked {
    text: String,
    today: jiff::civil::Date,
    #[serde(default)]
    children: Vec<String>,
}

#[derive(Serialize)]
struct Shown<'a> {
    kind: &'static str,
    code: Option<&'static str>,
    return_date: Option<jiff::civil::Date>,
    child: Option<&'a str>,
    confidence: f64,
    distress: bool,
    words: &'a [String],
    also: Vec<Also<'a>>,
}

#[derive(Serialize)]
struct Also<'a> {
    kind: &'static str,
    code: Option<&'static str>,
    return_date: Option<jiff::civil::Date>,
    child: Option<&'a str>,
    confidence: f64,
    words: &'a [String],
}

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let asked = line.map_err(|error| error.to_string()).and_then(|line| match line.trim() {
            "" => Ok(None),
            line => serde_json::from_str::<Asked>(line).map(Some).map_err(|error| error.to_string()),
        });
        match asked {
            Ok(None) => {}
            Ok(Some(asked)) => {
                if writeln!(out, "{}", shown(&asked)).is_err() {
                    return ExitCode::FAILURE;
                }
            }
            Err(error) => {
                eprintln!(
                    "line {}: {error}. Each line is like {{\"text\":\"she is ill\",\"today\":\"2026-11-23\",\"children\":[\"Ava\"]}}.",
                    number + 1
                );
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn shown(asked: &Asked) -> String {
    let children: Vec<&str> = asked.children.iter().map(String::as_str).collect();
    let Understood { readings, distress, .. } = understand(&asked.text, asked.today, &children);
    let child = |reading: &Reading| match reading.whom {
        Whom::One(at) => children.get(at).copied(),
        Whom::All if children.len() == 2 => Some("both"),
        Whom::All => Some("all"),
        Whom::NotSaid => None,
    };
    let confidence = |reading: &Reading| (f64::from(reading.confidence) * 100.0).round() / 100.0;
    let also = readings.iter().skip(1).map(|reading| Also {
        kind: reading.kind.as_str(),
        code: reading.kind.proposes().filter(|_| reading.is_sure()),
        return_date: reading.back,
        child: child(reading),
        confidence: confidence(reading),
        words: &reading.words,
    });
    let Some(loudest) = readings.first() else { return String::new() };
    let shown = Shown {
        kind: loudest.kind.as_str(),
        code: loudest.kind.proposes().filter(|_| loudest.is_sure()),
        return_date: loudest.back,
        child: child(loudest),
        confidence: confidence(loudest),
        distress: !distress.is_empty(),
        words: &loudest.words,
        also: also.collect(),
    };
    serde_json::to_string(&shown).unwrap_or_default()
}
