//! `docs/extracts.md` says what the code does: profiles, tables, fields, problem codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use extract::{Extract, Field, Options, PROFILES};
use jiff::civil::date;

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

/// Case, spaces and punctuation do not count.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The pages for offices name columns; each block of them has to be read as the page's MIS, no column left over.
#[test]
fn the_columns_that_the_pages_for_offices_give_are_read_without_one_left_over() {
    let pages = [
        ("SIMS", 3, include_str!("../../../docs/uploading/sims.md")),
        ("Arbor", 3, include_str!("../../../docs/uploading/arbor.md")),
        ("Bromcom", 3, include_str!("../../../docs/uploading/bromcom.md")),
        ("OneRoster", 1, include_str!("../../../docs/uploading/oneroster.md")),
        ("by hand", 3, include_str!("../../../docs/uploading/by-hand.md")),
    ];
    for (mis, count, page) in pages {
        let blocks: Vec<&str> = page.split("```headers\n").skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect();
        assert_eq!(blocks.len(), count, "{mis}");
        for header in blocks {
            let cells = header.split(',').map(|name| if name.contains('/') { "N" } else { "1" }).collect::<Vec<_>>().join(",");
            let read = Extract::new(Options::on(date(2026, 11, 25)))
                .read_file("file", format!("{header}\n{cells}\n").as_bytes())
                .unwrap();
            let profile = PROFILES.iter().find(|profile| profile.name == read.profile).unwrap();
            let table = profile.tables.iter().find(|table| table.name == read.table).unwrap();
            let known: BTreeSet<String> =
                table.columns.iter().flat_map(|column| column.names).map(|name| letters(&name.replace('#', ""))).collect();
            for name in header.split(',').filter(|name| !name.contains('/')) {
                let one_of_many = letters(&name.replace(|c: char| c.is_ascii_digit(), ""));
                assert!(known.contains(&one_of_many), "{mis}: {name} is not read as {} {}", read.profile, read.table);
            }
        }
    }
}
