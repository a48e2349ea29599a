//! Writes every page in every language into a folder: `cargo run -p page --example write_pages -- DIR`.
//!
//! `headers.tsv` holds the headers that go out with each, a name and a value a line; `pages.tsv` a line a page: its file, its language, what it is.

use std::path::Path;

use domain::Personal;
use domain::search::Words;
use jiff::civil::{Date, date};
use page::{Answered, Asking, Ended, Form, HEADERS, Unknown};
use wording::{Language, School, Told, When};

const SCHOOL: School<'_> = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };
const TODAY: Date = date(2026, 11, 26);

fn asking(children: &[Personal], language: Language) -> Asking<'_> {
    let told = Told { words: Words::FirstDay, school: SCHOOL, children, when: When::Morning };
    Asking { token_path: "/r/made-up", told, language, today: TODAY, problem: None, given: None }
}

fn refused(asking: Asking<'_>, body: &str) -> String {
    match Form::read(body.as_bytes(), asking.told.children.len(), TODAY) {
        Ok(form) => Asking { given: Some(&form), ..asking }.html(),
        Err(refused) => Asking { problem: Some(refused.problem), given: Some(&refused.given), ..asking }.html(),
    }
}

fn pages(language: Language) -> [(&'static str, String); 10] {
    let children = ["Ava", "Muhammad-Ibrahim", "زینب"].map(Personal::new);
    let (one, three) = (asking(children.get(..1).unwrap_or_default(), language), asking(&children, language));
    let after_the_morning = Asking { told: Told { words: Words::GoneSinceMorning, when: When::Afternoon, ..one.told }, ..one };
    let silent = Asking { told: Told { school: School { telephone: None, ..SCHOOL }, children: &[], ..one.told }, ..one };
    let long = format!("a0=1&b0=2026-11-30&a1=3&a2=9&words={}", "so+many+words+".repeat(40));
    [
        ("asking-one", one.html()),
        ("asking-three", three.html()),
        ("asking-after-the-morning", after_the_morning.html()),
        ("asking-nameless", silent.html()),
        ("problem-nothing-said", refused(one, "words=")),
        ("problem-day-over", refused(three, "a0=1&b0=2026-11-26&words=Thank+you")),
        ("problem-too-long", refused(three, &long)),
        ("answered", Answered { school: SCHOOL, language }.html()),
        ("ended", Ended { school: School { telephone: None, ..SCHOOL }, language }.html()),
        ("unknown", Unknown { language }.html()),
    ]
}

pub(crate) fn write(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut listed = String::new();
    for language in Language::ALL {
        for (name, html) in pages(language) {
            let file = format!("{name}.{}.html", language.tag());
            std::fs::write(folder.join(&file), html)?;
            listed.push_str(&format!("{file}\t{}\t{name}\n", language.tag()));
        }
    }
    std::fs::write(folder.join("pages.tsv"), listed)?;
    let headers: String = HEADERS.iter().map(|(name, value)| format!("{name}\t{value}\n")).collect();
    std::fs::write(folder.join("headers.tsv"), headers)
}

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| std::io::Error::other("say into which folder: write_pages DIR"))?;
    write(Path::new(&folder))
}
