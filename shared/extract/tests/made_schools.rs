//! Schools whose truth is known: every planted problem is found, and nothing else is.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use domain::code::Cell;
use domain::pupil::Pupil;
use extract::{Assembled, Extract, Options};
use serde_json::Value;

/// A problem without its place: which file, which code, whose.
type Planted = (String, String, String);

fn schools() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/made-schools");
    let mut schools: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    schools.sort();
    assert!(schools.len() >= 5);
    schools
}

fn truth(school: &Path) -> Value {
    serde_json::from_reader(File::open(school.join("truth.json")).unwrap()).unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn read(school: &Path, truth: &Value, backwards: bool) -> Assembled {
    let mut names = vec!["attendance.csv", "calendar.csv", "contacts.csv", "pupils.csv"];
    if backwards {
        names.reverse();
    }
    let mut extract = Extract::new(Options::on(truth["date"].as_str().unwrap().parse().unwrap()));
    for name in names {
        extract.read_file(name, File::open(school.join(name)).unwrap()).unwrap();
    }
    assert_eq!(extract.parts().len(), 4);
    extract.finish(&|_| panic!("the extract has a roll of its own"))
}

/// Names that the file has with a `?` where a letter was, read without this crate: the columns stand where the maker puts them.
fn names_with_a_question_mark(school: &Path) -> BTreeSet<Planted> {
    let mut lost = BTreeSet::new();
    for (file, key, columns) in [("pupils.csv", 1, [2, 3]), ("contacts.csv", 0, [3, 4])] {
        let bytes = fs::read(school.join(file)).unwrap();
        for line in bytes.split(|b| *b == b'\n').skip(1) {
            let cells: Vec<String> = line.split(|b| *b == b',').map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            if columns.iter().any(|column| cells.get(*column).is_some_and(|cell| cell.contains('?'))) {
                lost.insert((file.to_owned(), "name_lost_letters".to_owned(), cells[key].clone()));
            }
        }
    }
    lost
}

#[test]
fn every_planted_problem_is_reported_and_nothing_else() {
    for school in schools() {
        let truth = truth(&school);
        let read = read(&school, &truth, false);
        let mut expected: Vec<Planted> = truth["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|problem| {
                let text = |key: &str| problem[key].as_str().unwrap().to_owned();
                (format!("{}.csv", text("kind")), text("code"), text("adno"))
            })
            .collect();
        let lost = names_with_a_question_mark(&school);
        let lost_pupils: BTreeSet<String> =
            lost.iter().filter(|(file, ..)| file == "pupils.csv").map(|(.., adno)| adno.clone()).collect();
        assert_eq!(lost_pupils, texts(&truth["names_that_lost_letters"]).into_iter().collect());
        expected.extend(lost);
        let mut found: Vec<Planted> = read
            .problems
            .iter()
            .map(|problem| (problem.file.clone(), problem.code.as_str().to_owned(), problem.pupil.clone().unwrap_or_default()))
            .collect();
        let of_names = |list: &[Planted]| -> BTreeSet<Planted> {
            list.iter().filter(|(_, code, _)| code == "name_lost_letters").cloned().collect()
        };
        assert_eq!(of_names(&found), of_names(&expected), "{}", school.display());
        // A pupil may have several contacts whose names lost letters; everything else is reported once.
        for list in [&mut found, &mut expected] {
            list.retain(|(_, code, _)| code != "name_lost_letters");
            list.sort();
        }
        assert_eq!(found, expected, "{}", school.display());
    }
}

#[test]
fn a_problems_line_and_column_are_where_it_stands() {
    for school in schools() {
        let truth = truth(&school);
        for problem in read(&school, &truth, false).problems {
            let bytes = fs::read(school.join(&problem.file)).unwrap();
            let line = bytes.split(|b| *b == b'\n').nth(usize::try_from(problem.line.unwrap()).unwrap() - 1).unwrap();
            let line = String::from_utf8_lossy(line);
            let adno = problem.pupil.clone().unwrap();
            assert!(line.split(',').any(|cell| cell == adno), "{problem:?}");
            let expected: &[&str] = match problem.code.as_str() {
                "unknown_pupil" => &["Adno"],
                "unknown_code" => &["Mark"],
                "bad_phone" => &["Telephone"],
                "bad_upn_check_letter" => &["UPN"],
                "name_lost_letters" => &["Forename", "Surname", "Preferred Forename", "Preferred Surname"],
                _ => continue,
            };
            assert!(expected.contains(&problem.column.as_deref().unwrap()), "{problem:?}");
        }
    }
}

/// Numbers or addresses, and the admission numbers of those whom the message is about.
type Told = BTreeMap<String, Vec<String>>;

/// Whom the first contact who may be told is reached by, as `truth.json` counts it.
fn first_ways(pupils: &[Pupil], absent: &BTreeSet<String>) -> (Told, Told, Vec<String>) {
    let (mut by_text, mut by_email, mut unreachable) = (Told::new(), Told::new(), Vec::new());
    for pupil in pupils.iter().filter(|pupil| absent.contains(pupil.known_as())) {
        let adno = pupil.known_as().to_owned();
        let way = pupil.contacts.iter().filter(|contact| contact.may_be_told()).find_map(|contact| {
            let mobile = contact.mobile().map(|number| (true, number.expose().to_owned()));
            mobile.or_else(|| contact.email().map(|email| (false, email.expose().to_owned())))
        });
        match way {
            Some((true, number)) => by_text.entry(number).or_default().push(adno),
            Some((false, email)) => by_email.entry(email).or_default().push(adno),
            None => unreachable.push(adno),
        }
    }
    for list in by_text.values_mut().chain(by_email.values_mut()) {
        list.sort();
    }
    unreachable.sort();
    (by_text, by_email, unreachable)
}

fn lists(value: &Value) -> Told {
    value.as_object().unwrap().iter().map(|(key, list)| (key.clone(), texts(list))).collect()
}

#[test]
fn roll_contacts_and_marks_say_what_the_truth_says() {
    for school in schools() {
        let truth = truth(&school);
        let read = read(&school, &truth, false);
        let pupils = read.pupils.as_deref().unwrap();
        assert_eq!(pupils.len() as u64, truth["roll"].as_u64().unwrap());
        let absent: BTreeSet<String> = read
            .marks()
            .filter(|row| matches!(row.mark.cell, Cell::Known(code) if code.asks_for_a_call()))
            .map(|row| row.mis_id.as_str().to_owned())
            .collect();
        assert_eq!(absent.iter().cloned().collect::<Vec<_>>(), texts(&truth["absent_without_reason"]));
        assert!(
            read.marks()
                .all(|row| row.session.as_str() == truth["session"] && row.date.to_string() == truth["date"].as_str().unwrap())
        );
        let (by_text, by_email, unreachable) = first_ways(pupils, &absent);
        assert_eq!(by_text, lists(&truth["first_texts"]), "{}", school.display());
        assert_eq!(by_email, lists(&truth["first_emails"]));
        assert_eq!(unreachable, texts(&truth["unreachable_by_text_or_email"]));
        let never: Vec<&str> = pupils
            .iter()
            .filter(|pupil| pupil.contacts.iter().any(|contact| !contact.may_be_told()))
            .map(Pupil::known_as)
            .collect();
        assert_eq!(never, texts(&truth["never_contact"]));
        let counts: BTreeMap<String, u64> = truth["code_counts"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(code, count)| (code.clone(), count.as_u64().unwrap()))
            .collect();
        assert_eq!(read.code_counts, counts);
        assert_eq!(
            read.untaken.iter().map(|untaken| untaken.registration_group.clone()).collect::<Vec<_>>(),
            texts(&truth["untaken_registers"])
        );
        let calendar = read.calendar.as_deref().unwrap();
        assert_eq!(calendar.len(), 43);
        assert!(calendar.iter().any(|day| day.in_session && day.date.to_string() == truth["date"].as_str().unwrap()));
    }
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    for school in schools() {
        let truth = truth(&school);
        let (forwards, backwards) = (read(&school, &truth, false), read(&school, &truth, true));
        assert_eq!(forwards.pupils, backwards.pupils);
        assert_eq!(forwards.registers, backwards.registers);
        assert_eq!(forwards.problems.len(), backwards.problems.len());
    }
}
