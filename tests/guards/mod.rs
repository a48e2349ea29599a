//! Guards: what must hold of the templates and of the tree, read from the files alone.
//!
//! Each guard is a function from what was read to a list of faults, each fault a sentence that says what to do. Beside the test that
//! finds no fault in the project stands one that breaks the project's own text and sees the fault, so that a guard that no longer
//! looks is noticed.

mod alarms;
mod configuration;
mod crates;
mod data;
mod deployment;
mod documents;
mod functions;
mod permissions;
mod policies;
mod queues;
mod routes;

use std::path::{Path, PathBuf};

use self::deployment::Deployment;

/// The checkout: the nearest folder above this crate that holds the template.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("template.yaml").is_file()).unwrap_or(here).to_path_buf()
}

/// The names of the folders in a folder, in order.
fn folders(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(path)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()))
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The files under a folder whose names end so, in order.
fn files(path: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry, ending));
        } else if entry.to_string_lossy().ends_with(ending) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// Fails with every fault at once.
#[track_caller]
fn holds(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Changes one text of the project's own templates and fails unless the guard then finds a fault with these words.
#[track_caller]
fn notices(guard: impl Fn(&Deployment) -> Vec<String>, file: &str, from: &str, to: &str, words: &str) {
    let broken = Deployment::read_with(|name, text| {
        if name != file {
            return text;
        }
        assert!(
            text.contains(from),
            "{file} no longer contains {from:?}, which this test breaks: give it something that stands there"
        );
        text.replacen(from, to, 1)
    });
    let faults = guard(&broken);
    assert!(faults.iter().any(|fault| fault.contains(words)), "no fault with the words {words:?}, but {faults:#?}");
}
