//! Configuration: what the template declares for a function is what its code reads.

use std::collections::BTreeSet;

use super::deployment::{Deployment, entries};
use super::{files, holds, notices, root};

/// The functions of `shell::config` that read a variable by its name.
const READERS: [&str; 3] = ["required", "optional", "parsed"];

fn faults(all: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    for (function, folder) in all.functions() {
        let declared: BTreeSet<String> = [function.at("Environment/Variables"), &all.globals["Environment"]["Variables"]]
            .into_iter()
            .flat_map(entries)
            .map(|(name, _)| name.clone())
            .collect();
        let read = read_by(folder);
        for name in declared.difference(&read) {
            faults.push(format!("{folder} does not read {name}: take it out of template.yaml, or read it"));
        }
        for name in read.difference(&declared) {
            faults.push(format!("{folder} reads {name}, which template.yaml does not declare for it"));
        }
    }
    faults
}

/// The variables that a function's code reads.
fn read_by(folder: &str) -> BTreeSet<String> {
    let sources = files(&root().join("functions").join(folder).join("src"), ".rs");
    sources.iter().flat_map(|path| names_read(&std::fs::read_to_string(path).unwrap())).collect()
}

/// The names in `required("NAME")`, `optional("NAME")` and `parsed("NAME", …)`, wherever the line breaks and whatever the turbofish.
fn names_read(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for reader in READERS {
        for (at, _) in source.match_indices(reader) {
            let after = source[at + reader.len()..].trim_start();
            let after = after.strip_prefix("::<").and_then(|rest| rest.split_once('>')).map_or(after, |(_, rest)| rest);
            let Some(argument) = after.strip_prefix('(').map(str::trim_start).and_then(|rest| rest.strip_prefix('"')) else {
                continue;
            };
            let name: String = argument.chars().take_while(|letter| *letter != '"').collect();
            if name.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_') {
                names.push(name);
            }
        }
    }
    names
}

#[test]
fn each_configuration_name_is_declared_and_read() {
    holds(faults(&Deployment::read()));
}

#[test]
fn names_are_found_in_code() {
    let source = "config::required(\n    \"ONE\")? config::parsed::<u64>(\"TWO_2\", \"a number\") config::optional(\"THREE\") required(name)";
    assert_eq!(names_read(source), ["ONE", "THREE", "TWO_2"]);
}

#[test]
fn a_name_that_stands_on_one_side_only_is_noticed() {
    notices(faults, "template.yaml", "USAGE_TABLE:", "USE_TABLE:", "does not read USE_TABLE");
    notices(faults, "template.yaml", "USAGE_TABLE:", "USE_TABLE:", "reads USAGE_TABLE, which template.yaml does not declare");
}
