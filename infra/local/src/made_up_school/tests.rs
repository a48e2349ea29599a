use domain::code::Cell;
use extract::{Assembled, Extract, Options};
use jiff::civil::date;

use super::*;

fn plan(pupils: usize, seed: u64) -> Plan {
    Plan {
        pupils,
        seed,
        date: date(2026, 11, 23),
        session: if seed.is_multiple_of(2) { Session::Am } else { Session::Pm },
        dirty: true,
    }
}

fn read(school: &School) -> Assembled {
    let mut extract = Extract::new(Options::on(school.plan.date));
    for (name, bytes) in school.files() {
        extract.read_file(name, bytes.as_slice()).unwrap();
    }
    extract.finish(&|_| false)
}

/// What the reader says, in the form of the truth.
fn as_read(read: &Assembled) -> Truth {
    let mut truth = Truth::default();
    let pupils = read.pupils.as_deref().unwrap();
    truth.roll = pupils.len();
    truth.untaken = read.untaken.iter().map(|untaken| untaken.registration_group.clone()).collect();
    truth.code_counts = read.code_counts.iter().map(|(code, count)| (code.clone(), usize::try_from(*count).unwrap())).collect();
    truth.never_contact = pupils
        .iter()
        .filter(|pupil| !pupil.contacts.iter().all(|contact| contact.may_be_told()))
        .map(|pupil| pupil.known_as().to_owned())
        .collect();
    for problem in &read.problems {
        let (file, code, pupil) = (problem.file.clone(), problem.code.as_str(), problem.pupil.clone().unwrap());
        if code == "name_lost_letters" {
            truth.names_that_lost_letters.insert((file, pupil));
        } else {
            truth.problems.push((file, code.to_owned(), pupil));
        }
    }
    for row in read.marks().filter(|row| matches!(row.mark.cell, Cell::Known(code) if code.asks_for_a_call())) {
        let pupil = pupils.iter().find(|pupil| pupil.mis_id == *row.mis_id).unwrap();
        let number = pupil.known_as().to_owned();
        truth.absent.insert(number.clone());
        let way = pupil.contacts.iter().filter(|contact| contact.may_be_told()).find_map(|contact| {
            let text = contact.mobile().map(|mobile| Way::Text(mobile.expose().to_owned()));
            text.or_else(|| contact.email().map(|email| Way::Email(email.expose().to_owned())))
        });
        match way {
            Some(Way::Text(mobile)) => truth.first_texts.entry(mobile).or_default().insert(number),
            Some(Way::Email(email)) => truth.first_emails.entry(email).or_default().insert(number),
            None => truth.unreachable.insert(number),
        };
    }
    truth
}

#[test]
fn the_reader_says_what_the_truth_says_and_nothing_else() {
    for (pupils, seed) in [(2, 1), (2, 2), (7, 3), (30, 4), (30, 5), (150, 6), (1000, 7), (1000, 8), (1500, 9)] {
        let school = make(&plan(pupils, seed));
        let mut truth = school.truth().clone();
        let mut said = as_read(&read(&school));
        truth.problems.sort();
        said.problems.sort();
        assert_eq!(said, truth, "{pupils} pupils, seed {seed}");
    }
}

#[test]
fn a_clean_school_has_no_problems_but_lost_letters() {
    let school = make(&Plan { dirty: false, ..plan(400, 3) });
    assert!(school.truth().problems.is_empty());
    assert_eq!(as_read(&read(&school)), *school.truth());
}

#[test]
fn the_same_plan_makes_the_same_bytes_and_another_seed_others() {
    assert_eq!(make(&plan(50, 1)).files(), make(&plan(50, 1)).files());
    assert_ne!(make(&plan(50, 1)).files(), make(&plan(50, 3)).files());
}

#[test]
fn the_schools_own_numbers_are_never_given_to_families() {
    let school = make(&plan(3000, 1));
    let mobiles: Vec<&String> = school.families.iter().flatten().filter_map(|parent| parent.mobile.as_ref()).collect();
    assert!(mobiles.len() > 900);
    assert!(mobiles.iter().all(|mobile| ("07700900000".."07700900980").contains(&mobile.as_str())));
}

#[test]
fn titles_fit_those_who_have_them() {
    let school = make(&plan(1000, 1));
    for parent in school.families.iter().flatten() {
        let fits = match parent.relationship {
            "Mother" | "Grandmother" => parent.title != "Mr",
            "Father" => ["Mr", "Dr", ""].contains(&parent.title),
            _ => true,
        };
        assert!(fits, "{} … ({})", parent.title, parent.relationship);
    }
}

#[test]
fn a_school_of_a_thousand_has_everything_that_a_demonstration_shows() {
    let truth = make(&plan(1000, 0)).truth().clone();
    assert!(
        truth.first_texts.len() >= 20
            && !truth.first_emails.is_empty()
            && !truth.never_contact.is_empty()
            && truth.untaken.len() == 1
    );
    assert_eq!(truth.problems.iter().map(|(_, code, _)| code.as_str()).collect::<BTreeSet<_>>().len(), 5);
}

#[test]
fn a_mark_can_be_changed_for_the_next_report() {
    let school = make(&plan(50, 2));
    let absent = school.truth().absent.first().unwrap().clone();
    let later = school.attendance(&BTreeMap::from([(absent.clone(), "L".to_owned())]));
    let later = String::from_utf8(later).unwrap();
    assert!(later.lines().any(|line| line.starts_with(&absent) && line.contains(",L,")));
}
