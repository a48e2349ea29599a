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

/// Schools of one format, and of every format there is: small ones of this crate, and those that the whole service is tried with.
fn schools() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut schools: Vec<PathBuf> = [here.join("tests/fixtures/made-schools"), here.join("../../tests/fixtures/made-schools")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    schools.sort();
    assert!(schools.len() >= 15);
    schools
}

fn truth(school: &Path) -> Value {
    serde_json::from_reader(File::open(school.join("truth.json")).unwrap()).unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn files(school: &Path) -> Vec<String> {
    let names = fs::read_dir(school).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "truth.json").collect();
    names.sort();
    names
}

/// The file of a school that has what `truth.json` calls `pupils`, `contacts`, `attendance`.
fn file_of(school: &Path, kind: &str) -> String {
    let begins: &[&str] = match kind {
        "pupils" => &["pupils", "students", "StudentFlat"],
        "contacts" => &["contacts", "guardians", "students.json", "StudentFlat"],
        _ => &["attendance", "roll-call", "BasicAttendance"],
    };
    files(school).into_iter().find(|name| begins.iter().any(|begin| name.starts_with(begin))).unwrap()
}

fn read(school: &Path, truth: &Value, backwards: bool) -> Assembled {
    let mut names = files(school);
    if backwards {
        names.reverse();
    }
    let mut extract = Extract::new(Options::on(truth["date"].as_str().unwrap().parse().unwrap()));
    for name in names {
        extract.read_file(&name, File::open(school.join(name.as_str())).unwrap()).unwrap();
    }
    assert_eq!(extract.parts().len(), 4, "{}", school.display());
    extract.finish(&|_| panic!("the extract has a roll of its own"))
}

/// The admission number of a pupil whom a format knows by another id: the maker numbers both in the same order.
fn adno(known_as: &str) -> String {
    match known_as.trim_start_matches('A').parse::<u32>() {
        Ok(id) if (5000..900_000).contains(&id) && !known_as.starts_with('0') => format!("{:06}", id - 5000 + 1200),
        _ => known_as.trim_start_matches('A').to_owned(),
    }
}

/// Whether the format says who must not be told.
fn holds_court_orders(school: &Path) -> bool {
    !files(school).iter().any(|name| name.starts_with("student") && name.ends_with("json") || name.starts_with("StudentFlat"))
}

/// Names that the file has with a `?` where a letter was, read without this crate: the columns stand where the maker puts them.
fn names_with_a_question_mark(school: &Path) -> BTreeSet<Planted> {
    let mut lost = BTreeSet::new();
    if !school.join("pupils.csv").exists() {
        return lost;
    }
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
                (file_of(&school, &text("kind")), text("code"), text("adno"))
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
            .map(|problem| {
                (problem.file.clone(), problem.code.as_str().to_owned(), adno(problem.pupil.as_deref().unwrap_or_default()))
            })
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

/// What stands on a line of a table, or is the record of that number.
fn at(school: &Path, file: &str, line: usize) -> String {
    let text = String::from_utf8_lossy(&fs::read(school.join(file)).unwrap()).into_owned();
    if file.ends_with(".json") {
        let all: Value = serde_json::from_str(&text).unwrap();
        all["data"][line - 1].to_string()
    } else if file.ends_with(".xml") {
        text.split("<Record>").nth(line).unwrap().to_owned()
    } else {
        text.split('\n').nth(line - 1).unwrap().to_owned()
    }
}

#[test]
fn a_problems_line_and_column_are_where_it_stands() {
    for school in schools() {
        let truth = truth(&school);
        for problem in read(&school, &truth, false).problems {
            let stands = at(&school, &problem.file, usize::try_from(problem.line.unwrap()).unwrap());
            let known_as = problem.pupil.clone().unwrap();
            // Wonde's tables of marks have its own id, the office knows the admission number.
            let own_id = known_as.parse::<u32>().map_or(String::new(), |number| format!("A{}", number + 5000 - 1200));
            assert!(stands.contains(&known_as) || stands.contains(&own_id), "{problem:?}");
            let column = problem.column.as_deref().unwrap_or_default();
            let expected: &[&str] = match problem.code.as_str() {
                "unknown_pupil" => &["Adno", "Arbor Student ID", "StudentId", "student"],
                "unknown_code" => &["Mark", "attendance_code"],
                "bad_phone" => {
                    &["Telephone", "Mobile", "Contact1Telephone", "contacts.data.1.contact_details.data.phones.mobile"]
                }
                "bad_upn_check_letter" => &["UPN", "Upn", "education_details.data.upn"],
                "name_lost_letters" => &["Forename", "Surname", "Preferred Forename", "Preferred Surname"],
                _ => continue,
            };
            assert!(expected.contains(&column), "{problem:?}");
        }
    }
}

/// Numbers or addresses, and the admission numbers of those whom the message is about.
type Told = BTreeMap<String, Vec<String>>;

/// Whom the first contact who may be told is reached by, as `truth.json` counts it.
fn first_ways(pupils: &[Pupil], absent: &BTreeSet<String>) -> (Told, Told, Vec<String>) {
    let (mut by_text, mut by_email, mut unreachable) = (Told::new(), Told::new(), Vec::new());
    for pupil in pupils.iter().filter(|pupil| absent.contains(&adno(pupil.known_as()))) {
        let adno = adno(pupil.known_as());
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
            .map(|row| adno(read.known_as(row.mark)))
            .collect();
        assert_eq!(absent.iter().cloned().collect::<Vec<_>>(), texts(&truth["absent_without_reason"]));
        assert!(
            read.marks()
                .all(|row| row.session.as_str() == truth["session"] && row.date.to_string() == truth["date"].as_str().unwrap())
        );
        let (by_text, by_email, unreachable) = first_ways(pupils, &absent);
        assert_eq!(by_text, lists(&truth["first_texts"]), "{}", school.display());
        assert_eq!(by_email, lists(&truth["first_emails"]), "{}", school.display());
        assert_eq!(unreachable, texts(&truth["unreachable_by_text_or_email"]));
        let never: Vec<String> = pupils
            .iter()
            .filter(|pupil| pupil.contacts.iter().any(|contact| !contact.may_be_told()))
            .map(|pupil| adno(pupil.known_as()))
            .collect();
        assert_eq!(never, if holds_court_orders(&school) { texts(&truth["never_contact"]) } else { Vec::new() });
        let counts: BTreeMap<String, u64> = truth["code_counts"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(code, count)| (code.clone(), count.as_u64().unwrap()))
            .collect();
        assert_eq!(read.code_counts, counts);
        // A register whose one mark is unknown was neither taken nor left out: the maker's schools of two have such.
        if pupils.len() > 10 {
            let untaken: Vec<String> = read.untaken.iter().map(|untaken| untaken.registration_group.clone()).collect();
            assert_eq!(untaken, texts(&truth["untaken_registers"]), "{}", school.display());
        }
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

#[test]
fn one_school_is_the_same_in_every_format_within_what_it_holds() {
    type Person = (String, String, Option<u16>, bool, Vec<String>, Vec<String>);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/made-schools");
    for name in ["forty-pupils", "clean-afternoon"] {
        let read_format = |format: &str| {
            let school = fixtures.join(format!("{format}-{name}"));
            let read = read(&school, &truth(&school), false);
            let marks: BTreeMap<String, String> =
                read.marks().map(|row| (adno(read.known_as(row.mark)), read.code(row.mark).to_owned())).collect();
            let people: BTreeMap<String, (String, String, Vec<Person>)> = read
                .pupils
                .iter()
                .flatten()
                .map(|pupil| {
                    let contacts = pupil.contacts.iter().map(|contact| {
                        let mut numbers: Vec<String> =
                            contact.phones.iter().map(|phone| phone.number.expose().to_owned()).collect();
                        numbers.sort();
                        let name = format!("{} {}", contact.forename.expose(), contact.surname.expose()).trim().to_owned();
                        let emails = contact.emails.iter().map(|email| email.expose().to_owned()).collect();
                        (name, contact.relationship.clone(), contact.priority, contact.parental_responsibility, numbers, emails)
                    });
                    let about =
                        format!("{:?} {}", pupil.upn.as_ref().map(|upn| upn.expose().to_owned()), pupil.registration_group);
                    let name = format!("{} {}", pupil.forename.expose(), pupil.surname.expose());
                    (adno(pupil.known_as()), (about, name, contacts.collect()))
                })
                .collect();
            (marks, people)
        };
        let (marks, people) = read_format("sims-xml");
        for format in ["arbor-csv", "wonde-json"] {
            assert_eq!(read_format(format), (marks.clone(), people.clone()), "{format}");
        }
        let (in_csv, there) = read_format("sims-csv");
        assert_eq!(in_csv, marks);
        for (pupil, (about, _, contacts)) in &there {
            let (same_about, _, same) = &people[pupil];
            assert_eq!((about, contacts.len()), (same_about, same.len()));
            assert!(contacts.iter().zip(same).all(|(left, right)| left.4 == right.4 && left.5 == right.5));
        }
        let (in_bromcom, there) = read_format("bromcom-json");
        assert_eq!(in_bromcom, marks);
        for (pupil, (about, name, contacts)) in &there {
            let (same_about, same_name, same) = &people[pupil];
            assert_eq!((about, name, contacts.len()), (same_about, same_name, same.len().min(3)));
            for (has, full) in contacts.iter().zip(same) {
                assert_eq!((&has.0, &has.1, has.2, has.3), (&full.0, &full.1, full.2, full.3));
                assert!(has.4.iter().all(|number| full.4.contains(number)) && has.5 == full.5);
            }
        }
    }
}
