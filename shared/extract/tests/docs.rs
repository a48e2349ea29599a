//! `docs/extracts.md` says what the code does: profiles, tables, fields, problem codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use extract::{Field, PROFILES};

const PAGE: &str = include_str!("../../../docs/extracts.md");

/// The rows of the table under a heading, by their first cell.
fn firsts(heading: &str) -> BTreeSet<String> {
    let section = PAGE.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    cells.map(|cell| cell.trim_matches('`').to_owned()).collect()
}

#[test]
fn every_profile_and_its_tables_are_on_the_page() {
    for profile in PROFILES {
        let tables: Vec<&str> = profile.tables.iter().map(|table| table.name).collect();
        let row = format!("| {} | {} |", profile.name, tables.join(", "));
        assert!(PAGE.contains(&row), "{row}");
    }
}

#[test]
fn every_field_is_on_the_page() {
    for field in Field::ALL {
        assert!(PAGE.contains(&format!("| `{field}` | {} |", field.name())), "{field}");
    }
}

#[test]
fn the_problem_codes_on_the_page_are_those_of_the_code() {
    let code = include_str!("../src/problem.rs");
    let words: BTreeSet<String> = code
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Self::")?.split_once(" => \"")?.1.strip_suffix("\","))
        .filter(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !["warning", "error"].contains(word))
        .map(str::to_owned)
        .collect();
    let mut listed = firsts("Problems");
    listed.retain(|word| !["Code", "---"].contains(&word.as_str()));
    assert_eq!(listed, words);
}
