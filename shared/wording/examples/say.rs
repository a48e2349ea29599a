//! Prints every message as it would go out: `cargo run -p wording --example say -- --language cy --children Ava,Leo`.
//!
//! `--school` takes a name. A language is its tag or its name.

use std::io::{Write, stdout};
use std::process::ExitCode;

use domain::Personal;
use wording::{Encoding, Language, PartSize, Sample, School, samples, version};

const USAGE: &str = "say [--language cy] [--children Ava,Leo] [--school 'Hill Road School']";

struct Wanted {
    language: Language,
    children: Vec<Personal>,
    school: String,
}

fn wanted(mut given: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted =
        Wanted { language: Language::English, children: vec![Personal::new("Ava")], school: "Hill Road School".to_owned() };
    while let Some(option) = given.next() {
        let value = given.next().ok_or_else(|| format!("{option} takes a value: {USAGE}"))?;
        match option.as_str() {
            "--language" => wanted.language = Language::named(&value).ok_or_else(|| unknown(&value))?,
            "--children" => wanted.children = value.split(',').map(str::trim).map(Personal::new).collect(),
            "--school" => wanted.school = value,
            _ => return Err(format!("there is no {option}: {USAGE}")),
        }
    }
    Ok(wanted)
}

fn unknown(language: &str) -> String {
    let known: Vec<String> = Language::ALL.iter().map(|known| format!("{} ({})", known.tag(), known.english_name())).collect();
    format!("{language} is no language that is said here. These are: {}", known.join(", "))
}

fn say(wanted: &Wanted) -> std::io::Result<()> {
    let mut out = stdout().lock();
    let Wanted { language, children, school } = wanted;
    let school = School { name: school, telephone: Some("01632 960001"), reads_email: true };
    writeln!(out, "{} ({}), version {}\n", language.english_name(), language.own_name(), version(*language))?;
    for Sample { key, title, text, email } in samples(*language, &school, children, PartSize::STANDARD) {
        let (encoding, units) = match text.encoding {
            Encoding::Gsm7 => ("gsm7", "septets"),
            Encoding::Ucs2 => ("ucs2", "units"),
        };
        let parts = if text.parts == 1 { "part" } else { "parts" };
        writeln!(out, "== {key}: {title} [{encoding}, {} {units}, {} {parts}]", text.units, text.parts)?;
        writeln!(out, "{}", text.text)?;
        let beside = *language != Language::English;
        if beside {
            writeln!(out, "   in English: {}", text.english)?;
        }
        if let Some([own, english]) = email {
            writeln!(out, "-- email: {}\n{}", own.subject, own.text.trim_end())?;
            if beside {
                writeln!(out, "   in English: {}\n   {}", english.subject, english.text.trim_end().replace('\n', "\n   "))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn main() -> ExitCode {
    let said = wanted(std::env::args().skip(1)).and_then(|wanted| match say(&wanted) {
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
