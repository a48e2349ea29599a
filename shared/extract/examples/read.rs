//! Reads every file of a folder and prints what it says as JSON lines: `cargo run -p extract --example read -- DIR`.
//!
//! Each line has a `kind`: `pupil`, `contact`, `mark`, `problem`, and one `summary` at the end. Today is the newest day that the folder
//! has marks for.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use domain::contact::{Contact, Restriction};
use domain::phone::Line;
use extract::{Assembled, Extract, Options, Part, ReadError};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        // Somebody who reads only the first lines closes the pipe.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            let written = writeln!(io::stderr(), "{error}");
            ExitCode::from(if written.is_ok() { 2 } else { 3 })
        }
    }
}

/// Reads the folder; says whether any file of it could be used.
fn run() -> Result<bool, Box<dyn Error>> {
    let folder =
        std::env::args_os().nth(1).map(PathBuf::from).ok_or("Say which folder: cargo run -p extract --example read -- DIR")?;
    let files = files_of(&folder)?;
    let today = newest_day(&files)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut extract = Extract::new(Options::on(today));
    let mut used = 0_u64;
    for (name, path) in &files {
        match extract.read_file(name, open(path)?) {
            Ok(_) => used += 1,
            Err(ReadError::Refused(refusal)) => writeln!(io::stderr(), "{name}: {refusal}")?,
            Err(error) => return Err(format!("{}: {error}", path.display()).into()),
        }
    }
    let parts: Vec<&str> = extract.parts().into_iter().map(Part::as_str).collect();
    let read = extract.finish(&|_| true);
    print(&mut out, &read)?;
    let untaken: Vec<Value> = read
        .untaken
        .iter()
        .map(|untaken| json!({"session": untaken.session.as_str(), "registration_group": untaken.registration_group}))
        .collect();
    let summary = json!({
        "kind": "summary", "files": files.len(), "files_used": used, "parts": parts, "today": today.to_string(), "rows": read.counts.rows,
        "pupils": read.counts.pupils, "contacts": read.counts.contacts, "marks": read.counts.marks, "codes": read.code_counts,
        "untaken": untaken, "problems": read.problems.len(), "errors": read.errors(),
    });
    writeln!(out, "{summary}")?;
    out.flush()?;
    Ok(used > 0)
}

/// What the makers of invented schools write beside a school's files: what a right reader says of them.
const TRUTH: &str = "truth.json";

/// The folder's files by name. What begins with a dot is the system's own.
fn files_of(folder: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let entries =
        fs::read_dir(folder).map_err(|error| format!("{}: {error}. Give a folder with the school's files.", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !name.starts_with('.') && name != TRUTH {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(format!("{}: there are no files in it.", folder.display()).into());
    }
    Ok(files)
}

fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The newest day with a mark.
fn newest_day(files: &[(String, PathBuf)]) -> Result<Date, Box<dyn Error>> {
    let far_away = date(2099, 12, 31);
    let mut extract = Extract::new(Options::on(far_away));
    for (name, path) in files {
        let marks = match extract::recognise(open(path)?) {
            Ok(found) => found.parts.contains(&Part::Marks),
            Err(error) => matches!(error, ReadError::NeedsWholeFile),
        };
        if marks {
            // What is wrong with it is said when it is read for good.
            drop(extract.read_file(name, open(path)?));
        }
    }
    let read = extract.finish(&|_| true);
    Ok(read.registers.iter().map(|register| register.date).max().unwrap_or(far_away))
}

fn print(out: &mut impl Write, read: &Assembled) -> io::Result<()> {
    for pupil in read.pupils.iter().flatten() {
        let upn = pupil.upn.as_ref().map(|upn| upn.expose());
        let line = json!({
            "kind": "pupil", "pupil": pupil.known_as(), "mis_id": pupil.mis_id.as_str(), "upn": upn, "forename": pupil.forename.expose(),
            "surname": pupil.surname.expose(), "year": pupil.year, "registration_group": pupil.registration_group, "house": pupil.house,
            "preferred_language": pupil.preferred_language, "leaving": pupil.leaving.map(|day| day.to_string()),
            "flags": pupil.flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>(),
        });
        writeln!(out, "{line}")?;
    }
    for pupil in read.pupils.iter().flatten() {
        for contact in &pupil.contacts {
            writeln!(out, "{}", contact_line(pupil.known_as(), contact))?;
        }
    }
    for row in read.marks() {
        let pupil = read.known_as(row.mark);
        let line = json!({
            "kind": "mark", "pupil": pupil, "date": row.date.to_string(), "session": row.session.as_str(), "code": read.code(row.mark),
            "minutes_late": row.mark.minutes_late, "comment": read.comment(&row).map(|comment| comment.expose()),
        });
        writeln!(out, "{line}")?;
    }
    for problem in &read.problems {
        let line = json!({
            "kind": "problem", "file": problem.file, "line": problem.line, "column": problem.column, "code": problem.code.as_str(),
            "severity": problem.severity().as_str(), "pupil": problem.pupil, "sentence": problem.sentence(),
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn contact_line(pupil: &str, contact: &Contact) -> Value {
    let phones: Vec<Value> = contact
        .phones
        .iter()
        .map(|phone| {
            let kind = if phone.number.line() == Line::Mobile { "mobile" } else { "landline" };
            json!({"number": phone.number.expose(), "kind": kind, "place": format!("{:?}", phone.place).to_lowercase(), "note": phone.note.expose()})
        })
        .collect();
    let emails: Vec<&str> = contact.emails.iter().map(|email| email.expose()).collect();
    json!({
        "kind": "contact", "pupil": pupil, "priority": contact.priority, "title": contact.title, "forename": contact.forename.expose(),
        "surname": contact.surname.expose(), "relationship": contact.relationship, "parental_responsibility": contact.parental_responsibility,
        "lives_with_pupil": contact.lives_with_pupil, "preferred_language": contact.preferred_language,
        "may_be_told": contact.may_be_told(), "court_order": contact.restriction == Restriction::CourtOrder, "phones": phones, "emails": emails,
    })
}
