//! Prints a call step by step: `cargo run -p voice --example call -- --language pl --children Ava,Leo --keys 1,1,2`.
//!
//! Between the keys may stand `silence`, `spoken` (a reason after the tone), `talked` and `nobody` (at the school), `hangup` and `text` (the parent
//! answers by text meanwhile). `--machine yes` has a machine lift, `--records yes` takes spoken reasons, `--twiml yes` prints what the provider gets.

use std::io::{Write, stdout};
use std::process::ExitCode;

use domain::Personal;
use domain::phone::{Line, PhoneNumber};
use voice::{Answer, By, Call, Heard, OfCall, Outcome, Then, step, twiml};
use wording::{Language, School, When};

const USAGE: &str = "call [--language pl] [--children Ava,Leo] [--keys 1,1,2] [--machine yes] [--records yes] [--twiml yes]";

struct Wanted {
    language: Language,
    children: Vec<Personal>,
    keys: Vec<Heard>,
    by: By,
    records: bool,
    twiml: bool,
}

fn wanted(mut given: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted {
        language: Language::English,
        children: vec![Personal::new("Ava")],
        keys: Vec::new(),
        by: By::Person,
        records: false,
        twiml: false,
    };
    while let Some(option) = given.next() {
        let value = given.next().ok_or_else(|| format!("{option} takes a value: {USAGE}"))?;
        let yes = value == "yes";
        match option.as_str() {
            "--language" => {
                wanted.language = Language::named(&value).ok_or_else(|| format!("{value} is no language that is said here"))?;
            }
            "--children" => wanted.children = value.split(',').map(str::trim).map(Personal::new).collect(),
            "--keys" => wanted.keys = value.split(',').map(str::trim).map(heard).collect(),
            "--machine" => wanted.by = if yes { By::Machine } else { By::Person },
            "--records" => wanted.records = yes,
            "--twiml" => wanted.twiml = yes,
            _ => return Err(format!("there is no {option}: {USAGE}")),
        }
    }
    Ok(wanted)
}

fn heard(word: &str) -> Heard {
    match word {
        "silence" => Heard::NoDigits,
        "spoken" => Heard::Recorded { id: "RE1".to_owned(), seconds: 9 },
        "talked" => Heard::Dialled { outcome: Outcome::Completed, seconds: 60 },
        "nobody" => Heard::Dialled { outcome: Outcome::NoAnswer, seconds: 0 },
        "hangup" => Heard::HungUp,
        "text" => Heard::AnsweredElsewhere,
        keys => Heard::Digits(keys.to_owned()),
    }
}

fn numbers() -> Result<(PhoneNumber, PhoneNumber), String> {
    let number = |text, line| PhoneNumber::from_e164(text, line).map_err(|error| error.to_string());
    Ok((number("+441632960001", Line::Landline)?, number("+447700900980", Line::Mobile)?))
}

fn call(wanted: &Wanted, (office, ours): &(PhoneNumber, PhoneNumber)) -> std::io::Result<()> {
    let mut out = stdout().lock();
    let mut of = OfCall {
        school: School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false },
        office: Some(office),
        ours,
        children: &wanted.children,
        when: When::Morning,
        languages: &Language::ALL,
        records: wanted.records,
        // Examples have no clock.
        next_school_day: jiff::civil::date(2026, 11, 27),
        elapsed: 0,
    };
    let mut call = Call::placed(&of, wanted.language);
    let lifted = Heard::Lifted { by: wanted.by };
    for heard in [&lifted].into_iter().chain(&wanted.keys) {
        let (next, answer) = step(&call, heard, &of);
        let pressed = match heard {
            Heard::Digits(keys) => format!("key {keys}"),
            heard => format!("{heard:?}"),
        };
        writeln!(out, "{:>3}s  < {pressed}", of.elapsed)?;
        answer.effects.iter().try_for_each(|effect| writeln!(out, "        stored: {effect:?}"))?;
        answer.lines.iter().try_for_each(|line| writeln!(out, "        {}: {}", line.language.tag(), line.words.expose()))?;
        writeln!(out, "        {}", then(&answer))?;
        if wanted.twiml {
            writeln!(out, "        {}", twiml(&answer, "https://firstday.example.com/v/c1"))?;
        }
        // As if every word were heard to its end, and then answered at once.
        of.elapsed = of.elapsed.saturating_add(answer.longest()).saturating_sub(waited(&answer));
        call = next;
    }
    match call.as_reply(&wanted.children) {
        Some(reply) => writeln!(out, "read as the text: {}", reply.expose().replace('\n', " / ")),
        None => writeln!(out, "nothing was said"),
    }
}

fn waited(answer: &Answer) -> u32 {
    match answer.then {
        Then::Key { wait } => wait,
        Then::Record { longest } => longest,
        Then::Dial { .. } | Then::HangUp => 0,
    }
}

fn then(answer: &Answer) -> String {
    match answer.then {
        Then::Key { wait } => format!("(waits {wait} seconds for a key)"),
        Then::Record { longest } => format!("(tone, then {longest} seconds at most)"),
        Then::Dial { .. } => "(rings the school)".to_owned(),
        Then::HangUp => "(hangs up)".to_owned(),
    }
}

fn main() -> ExitCode {
    let said = wanted(std::env::args().skip(1)).and_then(|wanted| match call(&wanted, &numbers()?) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        said => said.map_err(|error| error.to_string()),
    });
    match said {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // Nobody is left to tell when this cannot be written either.
            drop(writeln!(std::io::stderr(), "{problem}"));
            ExitCode::from(2)
        }
    }
}
