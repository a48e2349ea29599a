//! A folder of OneRoster, in either version, beside a report of marks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use domain::pupil::Pupil;
use extract::{Assembled, Extract, Options, Part};
use jiff::civil::date;

const MARKS: &str = "Adno,Date,Session,Mark\n001200,25/11/2026,AM,N\nstu-2,25/11/2026,AM,N\n";

fn folder(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(version)
}

/// Reads the folder's files by name, as the text that `change` makes of each; one for which there is none is left out.
fn read_changed(version: &str, reversed: bool, change: &dyn Fn(&str, String) -> Option<String>) -> Assembled {
    let mut names: Vec<String> =
        fs::read_dir(folder(version)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    if reversed {
        names.reverse();
    }
    let mut extract = Extract::new(Options::on(date(2026, 11, 25)));
    for name in names {
        if let Some(text) = change(&name, fs::read_to_string(folder(version).join(&name)).unwrap()) {
            extract.read_file(&name, text.as_bytes()).unwrap();
        }
    }
    extract.read_file("marks.csv", MARKS.as_bytes()).unwrap();
    extract.finish(&|_| true)
}

fn read(version: &str) -> Assembled {
    read_changed(version, false, &|_, text| Some(text))
}

fn pupils(read: &Assembled) -> Vec<String> {
    let line = |pupil: &Pupil| {
        let (forename, surname) = (pupil.forename.expose(), pupil.surname.expose());
        format!("{} {forename} {surname} year {} group {:?}", pupil.known_as(), pupil.year, pupil.registration_group)
    };
    read.pupils.as_deref().unwrap().iter().map(line).collect()
}

fn contacts(read: &Assembled) -> Vec<String> {
    let mut lines = Vec::new();
    for pupil in read.pupils.as_deref().unwrap() {
        for contact in &pupil.contacts {
            let numbers: Vec<&str> = contact.phones.iter().map(|phone| phone.number.expose()).collect();
            let emails: Vec<&str> = contact.emails.iter().map(|email| email.expose()).collect();
            let (name, of) = (contact.display_name(), pupil.forename.expose());
            let ways = [numbers.join(" "), emails.join(" ")].join(" ");
            lines.push(format!("{of}: {} ({}) {}", name.expose(), contact.relationship, ways.trim()));
        }
    }
    lines
}

fn problems(read: &Assembled) -> Vec<String> {
    let line = |problem: &extract::Problem| {
        let (column, pupil) = (problem.column.as_deref().unwrap_or("-"), problem.pupil.as_deref().unwrap_or("-"));
        format!("{} {} {column} {} {pupil}", problem.file, problem.line.unwrap_or(0), problem.code.as_str())
    };
    read.problems.iter().map(line).collect()
}

#[test]
fn students_of_version_1_1_become_pupils_with_the_group_they_are_in_now() {
    let read = read("oneroster-1.1");
    assert_eq!(
        pupils(&read),
        [
            "001200 Ava Smith year 7 group \"7B\"",
            "001201 Zoë Jones year 7 group \"7B\"",
            "001202 Omar Khan year 8 group \"\"",
            // Without an account, and a pupil all the same.
            "001204 Eve Off year 8 group \"\"",
        ]
    );
}

#[test]
fn guardians_of_version_1_1_are_contacts_of_those_who_name_them_and_of_those_whom_they_name() {
    let read = read("oneroster-1.1");
    assert_eq!(
        contacts(&read),
        [
            "Ava: Mary Smith (Parent) +447700900002 +441632960001 mary@example.com",
            "Ava: Paul Hart (Guardian) +447700900001",
            "Zoë: Nell Jones (Relative) +447700900004",
            "Omar: Nell Jones (Relative) +447700900004",
            "Eve: Mary Smith (Parent) +447700900002 +441632960001 mary@example.com",
        ]
    );
}

#[test]
fn what_the_office_should_look_at_is_told_and_the_cells_of_staff_are_not() {
    let read = read("oneroster-1.1");
    assert_eq!(
        problems(&read),
        [
            "users.csv 2 - pupils_own_phone 001200",
            "users.csv 5 status pupil_not_on_roll stu-4",
            "users.csv 9 email bad_email 001201",
            "marks.csv 3 Adno unknown_pupil stu-2",
        ]
    );
}

#[test]
fn marks_find_the_pupil_by_the_identifier() {
    let read = read("oneroster-1.1");
    assert_eq!(read.marks().map(|row| read.known_as(row.mark).to_owned()).collect::<Vec<_>>(), ["001200"]);
    let by_id = "Student ID,Date,Session,Mark\nstu-2,25/11/2026,AM,N\n";
    let read = read_changed("oneroster-1.1", false, &|name, text| Some(if name == "orgs.csv" { by_id.to_owned() } else { text }));
    assert_eq!(read.marks().count(), 2);
}

#[test]
fn roles_of_version_1_2_say_who_is_a_pupil_and_who_a_contact() {
    let read = read("oneroster-1.2");
    assert_eq!(pupils(&read), ["001200 Ava Smith year 7 group \"7B\"", "001201 Ben Jones year 8 group \"\""]);
    assert_eq!(
        contacts(&read),
        [
            "Ava: Mary Smith-Hart (Guardian) +447700900002 mary@example.com",
            "Ben: Tom Teach (Parent) +447700900003 tom@example.com"
        ]
    );
    assert_eq!(problems(&read), ["marks.csv 3 Adno unknown_pupil stu-2"]);
}

#[test]
fn the_order_of_the_files_makes_no_difference() {
    for version in ["oneroster-1.1", "oneroster-1.2"] {
        let (forwards, backwards) = (read(version), read_changed(version, true, &|_, text| Some(text)));
        assert_eq!(forwards.pupils, backwards.pupils, "{version}");
    }
}

#[test]
fn version_1_2_without_its_roles_changes_no_roll() {
    let read = read_changed("oneroster-1.2", false, &|name, text| (name != "roles.csv").then_some(text));
    assert_eq!(read.pupils, None);
}

#[test]
fn a_file_of_staff_and_guardians_alone_is_no_roll() {
    let read = read_changed("oneroster-1.1", false, &|_, text| {
        Some(text.lines().filter(|line| !line.contains(",student,")).map(|line| format!("{line}\n")).collect())
    });
    assert_eq!(read.pupils, None);
}

#[test]
fn pupils_are_kept_without_groups_where_classes_are_left_out_or_empty() {
    for left_out in ["classes.csv", "enrollments.csv"] {
        let without = read_changed("oneroster-1.1", false, &|name, text| (name != left_out).then_some(text));
        let empty = read_changed("oneroster-1.1", false, &|name, text| {
            Some(if name == left_out { text.lines().take(1).map(|line| format!("{line}\n")).collect() } else { text })
        });
        for read in [without, empty] {
            assert_eq!(read.counts.pupils, 4, "{left_out}");
            assert!(read.pupils.unwrap().iter().all(|pupil| pupil.registration_group.is_empty()), "{left_out}");
        }
    }
}

#[test]
fn guardians_may_stand_in_a_file_of_their_own_and_columns_may_be_called_as_the_interface_calls_them() {
    let whole = read("oneroster-1.1");
    let text = fs::read_to_string(folder("oneroster-1.1").join("users.csv")).unwrap().replace("agentSourcedIds", "AGENTS");
    let (header, rows) = text.split_once('\n').unwrap();
    let with = |students: bool| {
        let rows: Vec<&str> = rows.lines().filter(|row| row.contains(",student,") == students).collect();
        format!("{header}\n{}\n", rows.join("\n"))
    };
    let read = read_changed("oneroster-1.1", false, &|name, text| match name {
        "orgs.csv" => Some(with(true)),
        "users.csv" => Some(with(false)),
        _ => Some(text),
    });
    assert_eq!(contacts(&read), contacts(&whole));
}

#[test]
fn one_person_twice_is_read_once() {
    let read = read_changed("oneroster-1.1", false, &|name, mut text| {
        if name == "users.csv" {
            text.push_str("stu-1,,,true,org-1,student,asmith,,Ava,Smyth,,001200,,,,rel-1,07,\n");
            text.push_str("par-1,,,true,org-1,parent,,,Mary,Smith,,,mary@example.com,07700 900002,01632 960001,,,\n");
        }
        Some(text)
    });
    assert_eq!((read.counts.pupils, read.pupils.as_ref().unwrap()[0].contacts.len()), (4, 3));
    let told = problems(&read);
    assert!(told.contains(&"users.csv 12 - pupils_disagree 001200".to_owned()), "{told:?}");
    assert!(told.contains(&"users.csv 13 - repeated_row par-1".to_owned()), "{told:?}");
}

#[test]
fn more_contacts_than_are_read_are_told_of() {
    let read = read_changed("oneroster-1.1", false, &|name, mut text| {
        for at in (0..60).filter(|_| name == "users.csv") {
            text.push_str(&format!("many-{at},,,true,org-1,parent,,,Many,Smith,,,,,,stu-1,,\n"));
        }
        Some(text)
    });
    assert_eq!(read.pupils.as_ref().unwrap()[0].contacts.len(), 40);
    assert!(problems(&read).contains(&"users.csv 2 - too_many_contacts 001200".to_owned()));
}

#[test]
fn each_file_says_what_it_brings_and_those_that_bring_nothing_are_not_refused() {
    let (both, roll, contacts) = (&[Part::Roll, Part::Contacts][..], &[Part::Roll][..], &[Part::Contacts][..]);
    for (version, users) in [("oneroster-1.1", both), ("oneroster-1.2", contacts)] {
        for entry in fs::read_dir(folder(version)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let found = extract::recognise(fs::File::open(&path).unwrap()).unwrap();
            let brings = match name.as_str() {
                "users" => users,
                "roles" | "classes" | "enrollments" => roll,
                _ => &[],
            };
            assert_eq!((found.profile, found.table, &*found.parts), ("OneRoster", name.as_str(), brings), "{version}");
        }
    }
    for header in [
        "sourcedId,status,dateLastModified,title,weight",
        "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax",
        "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment",
        "sourcedId,status,dateLastModified,vendorResourceId,title,roles,importance,vendorId,applicationId",
        "sourcedId,status,dateLastModified,title,classSourcedId,resourceSourcedId",
    ] {
        let found = extract::recognise(format!("{header}\n").as_bytes()).unwrap();
        assert_eq!((found.profile, found.parts), ("OneRoster", Vec::new()), "{header}");
    }
}
