//! Files as they should not be: each is refused or used with its own problem, and nothing panics.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::io::{self, Read};

use extract::{Assembled, Extract, Limits, Options, ProblemCode, ReadError};
use jiff::civil::date;
use proptest::prelude::*;

const ROLL: &str = "UPN,Adno,Legal Forename,Legal Surname,Year,Reg\nP999900024001,001200,Ava,Smith,Year  7,7B\nD999900024002,001201,Noah,Jones,Year  7,7B\n";

fn options() -> Options {
    Options::on(date(2026, 11, 23))
}

fn read(files: &[(&str, &[u8])]) -> Assembled {
    let mut extract = Extract::new(options());
    for (name, bytes) in files {
        // A refused file stands among the problems.
        drop(extract.read_file(name, *bytes));
    }
    extract.finish(&|_| false)
}

fn refusal(bytes: &[u8]) -> ProblemCode {
    match Extract::new(options()).read_file("file", bytes) {
        Err(ReadError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

/// The problems of a file beside [`ROLL`]: line, column, code.
fn problems(file: &str) -> Vec<(u64, String, &'static str)> {
    let read = read(&[("roll.csv", ROLL.as_bytes()), ("file.csv", file.as_bytes())]);
    read.problems
        .iter()
        .map(|problem| (problem.line.unwrap_or(0), problem.column.clone().unwrap_or_default(), problem.code.as_str()))
        .collect()
}

fn problem(line: u64, column: &str, code: &'static str) -> (u64, String, &'static str) {
    (line, column.to_owned(), code)
}

#[test]
fn a_file_that_is_no_table_is_refused_with_its_reason() {
    let wide: String = (0..10_000).map(|n| format!("column {n},")).collect();
    for (bytes, code) in [
        (&b""[..], ProblemCode::EmptyFile),
        (b"\r\n \r\n", ProblemCode::EmptyFile),
        (b"\xef\xbb\xbf", ProblemCode::EmptyFile),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ProblemCode::NotATable),
        (b"PK\x03\x04\0\0\0\0", ProblemCode::DamagedArchive),
        (b"colour,shape\nred,square\n", ProblemCode::HeaderNotRecognised),
        (b"Adno,Forename,Surname\n001200,Ava,Smith\n", ProblemCode::HeaderNotRecognised),
        (b"CommandReporterError: the report was not found", ProblemCode::HeaderNotRecognised),
        (b"Adno,Date,Session,Mark\n", ProblemCode::NoRows),
        (b"Adno,Date,Session,Mark\n,,,\nTotal,0\n", ProblemCode::NoRows),
        (b"Adno,Date,Session,Mark,Comments\n1,23/11/2026,AM,N,\"poorly\n2,23/11/2026,AM,N,\n", ProblemCode::QuoteNeverClosed),
        (b"Adno,Date,Session,Mark\n1,23/11/2026,AM,N\n2,23/11", ProblemCode::FileEndsInTheMiddle),
        (wide.as_bytes(), ProblemCode::TooManyColumns),
    ] {
        assert_eq!(refusal(bytes), code, "{}", String::from_utf8_lossy(bytes.get(..60).unwrap_or(bytes)));
    }
}

#[test]
fn a_refusal_says_in_a_sentence_what_is_missing_and_repeats_nothing_that_it_does_not_know() {
    let mut extract = Extract::new(options());
    let sentence = extract.read_file("file", &b"Adno,Contact Priority,Ava Smith\n1,1,x\n"[..]).unwrap_err().to_string();
    assert_eq!(
        sentence,
        "The names of the columns are not recognised. The report needs a row with the names of its columns. It is nearest to the table of contacts \
         from SIMS (recognised: admission number, contact priority), which also needs telephone or mobile or home telephone or work telephone or email."
    );
}

#[test]
fn each_limit_has_a_code_of_its_own() {
    let marks = "Adno,Date,Session,Mark\n1,23/11/2026,AM,/\n2,23/11/2026,AM,/\n3,23/11/2026,AM,/\n";
    let with = |change: fn(&mut Limits)| {
        let mut options = options();
        change(&mut options.limits);
        match Extract::new(options).read_file("file", marks.as_bytes()) {
            Err(ReadError::Refused(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(with(|limits| limits.bytes = 50), ProblemCode::FileTooLarge);
    assert_eq!(with(|limits| limits.rows = 2), ProblemCode::TooManyRows);
    assert_eq!(with(|limits| limits.columns = 3), ProblemCode::TooManyColumns);
    assert_eq!(with(|limits| limits.row_bytes = 10), ProblemCode::RowTooLong);
    assert_eq!(with(|limits| limits.pupils = 2), ProblemCode::TooManyPupils);
    assert_eq!(with(|limits| limits.marks = 2), ProblemCode::TooManyMarks);
    assert_eq!(with(|limits| limits.files = 0), ProblemCode::TooManyFiles);
}

#[test]
fn problems_beyond_the_limit_are_counted_and_not_listed() {
    let mut options = options();
    options.limits.problems = 3;
    let mut extract = Extract::new(options);
    extract.read_file("roll", ROLL.as_bytes()).unwrap();
    let marks: String = (0..50).map(|n| format!("{n},23/11/2026,AM,/\n")).collect();
    extract.read_file("marks", format!("Adno,Date,Session,Mark\n{marks}").as_bytes()).unwrap();
    let codes: Vec<_> = extract.finish(&|_| false).problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["unknown_pupil", "unknown_pupil", "unknown_pupil", "too_many_problems"]);
}

#[test]
fn a_refused_file_leaves_no_trace_in_what_the_others_say() {
    let cut = "Adno,Date,Session,Mark\n001200,23/11/2026,AM,N\n001201,23/";
    let read = read(&[("roll.csv", ROLL.as_bytes()), ("marks.csv", cut.as_bytes())]);
    assert_eq!(read.pupils.unwrap().len(), 2);
    assert!(read.registers.is_empty());
    assert_eq!(read.problems[0].code, ProblemCode::FileEndsInTheMiddle);
}

#[test]
fn rows_of_marks_are_listed_with_what_is_wrong_and_the_rest_goes_through() {
    let found = problems(
        "Adno,Date,Session,Mark,Minutes Late\n\
         001200,23/11/2026,AM,/,\n\
         001200,11/23/2026,AM,/,\n\
         001200,24/11/2026,AM,I,\n\
         001200,23/11/2026,Period 3,/,\n\
         ,23/11/2026,AM,/,\n\
         001201,23/11/2026,AM,L,soon\n\
         001201,23/11/2026,PM,$,\n\
         001201,23/11/2026,PM,$,\n\
         001200,23/11/2026,AM,N,\n\
         777,23/11/2026,AM,N,\n\
         001200,20/11/2026,AM,/,,extra\n",
    );
    assert_eq!(
        found,
        [
            problem(3, "Date", "bad_date"),
            problem(4, "Date", "date_in_future"),
            problem(5, "Session", "bad_session"),
            problem(6, "Adno", "missing_pupil_number"),
            problem(7, "Minutes Late", "bad_minutes"),
            problem(8, "Mark", "unknown_code"),
            problem(9, "", "repeated_row"),
            problem(10, "", "marks_disagree"),
            problem(11, "Adno", "unknown_pupil"),
            problem(12, "", "row_has_extra_cells"),
        ]
    );
}

#[test]
fn rows_of_contacts_are_listed_with_what_is_wrong_and_the_rest_goes_through() {
    let found = problems(
        "Adno,Contact Priority,Forename,Surname,Relationship,Court Order,Telephone,Email\n\
         001200,1,Mo,Smith,Mother,False,07x00900123,\n\
         001200,first,Al,Smith,Father,see file,07700900124,al@gmial.com\n\
         001200,3,El?bieta,Smith,Aunt,,,not an address\n\
         001201,1,Jo,Jones,Mother,,07700 900125 do not use,\n\
         888,1,Jo,Jones,Mother,,07700900126,\n",
    );
    assert_eq!(
        found,
        [
            problem(2, "Telephone", "bad_phone"),
            problem(3, "Contact Priority", "bad_priority"),
            problem(3, "Court Order", "flag_not_understood"),
            problem(3, "Email", "bad_email"),
            problem(4, "Email", "bad_email"),
            problem(4, "Forename", "name_lost_letters"),
            problem(5, "Telephone", "phone_not_to_be_used"),
            problem(6, "Adno", "unknown_pupil"),
        ]
    );
}

#[test]
fn rows_of_pupils_are_listed_with_what_is_wrong_and_the_pupils_are_kept() {
    let roll = "UPN,Adno,Legal Forename,Legal Surname,Reg\n\
                Q999900024001,1,Ava,Smith,7B\n\
                12,2,,Jones,7B\n\
                ,3,Zo?,Hall,7B\n\
                ,3,Zo?,Hall,7B\n\
                ,3,Zoe,Hall,7C\n";
    let read = read(&[("roll.csv", roll.as_bytes())]);
    let found: Vec<_> = read.problems.iter().map(|problem| (problem.line.unwrap(), problem.code.as_str())).collect();
    assert_eq!(
        found,
        [
            (2, "bad_upn_check_letter"),
            (3, "missing_name"),
            (3, "bad_upn"),
            (4, "name_lost_letters"),
            (5, "repeated_row"),
            (6, "pupils_disagree")
        ]
    );
    assert_eq!(read.pupils.unwrap().len(), 3);
}

#[test]
fn what_spreadsheets_and_report_writers_leave_round_a_table_is_survived() {
    let marks = "Attendance of the day;;;\r\n;;;\r\nMARK ; adno;session_name;date;;\r\nN;001200;AM;23/11/2026;;\r\n;;;;;\r\n\r\n\
                 MARK;adno;session_name;date\r\n/;001201;am;2026-11-23T00:00:00\r\nTotal;2;;\r\nPrinted 23/11/2026 09:10";
    let read = read(&[("a", ROLL.as_bytes()), ("b", marks.as_bytes())]);
    assert_eq!(read.problems, []);
    assert_eq!(read.marks().count(), 2);
    assert_eq!(read.counts.rows, 4);
}

#[test]
fn names_come_out_right_in_every_encoding() {
    let roll = "Adno,Legal Forename,Legal Surname,Reg\r\n1,Siân,O'Brien,7B\r\n2,Zoë,Ó'Súilleabháin,7B\r\n";
    let wide = "Adno,Legal Forename,Legal Surname,Reg\r\n1,Łukasz,Nguyễn,7B\r\n";
    let names = |bytes: &[u8]| -> Vec<String> {
        let read = read(&[("roll", bytes)]);
        assert_eq!(read.problems, []);
        read.pupils.unwrap().iter().map(|pupil| format!("{} {}", pupil.forename.expose(), pupil.surname.expose())).collect()
    };
    let latin: Vec<u8> = roll.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf_16: Vec<u8> = [0xfeff_u16].into_iter().chain(wide.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(names(&latin), ["Siân O'Brien", "Zoë Ó'Súilleabháin"]);
    assert_eq!(names(roll.as_bytes()), ["Siân O'Brien", "Zoë Ó'Súilleabháin"]);
    assert_eq!(names(format!("\u{feff}{wide}").as_bytes()), ["Łukasz Nguyễn"]);
    assert_eq!(names(&utf_16), ["Łukasz Nguyễn"]);
}

#[test]
fn marks_alone_are_read_against_the_roll_that_is_stored() {
    let mut extract = Extract::new(options());
    extract
        .read_file(
            "marks",
            &b"Adno,Reg,Date,Session,Mark\n1,7B,23/11/2026,AM,-\n2,7C,23/11/2026,AM,/\n3,7B,23/11/2026,AM,/\n"[..],
        )
        .unwrap();
    let read = extract.finish(&|mis_id| mis_id.as_str() != "3");
    assert!(read.pupils.is_none());
    assert_eq!(read.marks().map(|row| row.mis_id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(read.problems[0].pupil.as_deref(), Some("3"));
    assert_eq!(read.untaken[0].registration_group, "7B");
}

#[test]
fn the_afternoons_registers_are_not_missed_in_the_morning() {
    let mut extract = Extract::new(options());
    extract.read_file("roll", ROLL.as_bytes()).unwrap();
    extract.read_file("marks", &b"Adno,Date,Session,Mark\n001200,23/11/2026,AM,/\n001201,23/11/2026,AM,/\n001200,23/11/2026,PM,-\n001201,23/11/2026,PM,\n"[..]).unwrap();
    assert_eq!(extract.finish(&|_| false).untaken, []);
}

#[test]
fn a_contact_with_a_court_order_in_one_of_its_rows_is_never_told() {
    let contacts = "Adno,Contact Priority,Surname,Relationship,Court Order,Must Not Contact,Telephone\n\
                    001200,1,Smith,Father,False,,07700900123\n001200,1,Smith,Father,TRUE,,07700900124\n001201,1,Jones,Father,,y,07700900125\n";
    let pupils = read(&[("roll", ROLL.as_bytes()), ("contacts", contacts.as_bytes())]).pupils.unwrap();
    assert_eq!(pupils[0].contacts.len(), 1);
    assert_eq!(pupils[0].contacts[0].phones.len(), 2);
    assert!(pupils.iter().all(|pupil| pupil.contacts.iter().all(|contact| !contact.may_be_told())));
}

#[test]
fn a_person_who_may_not_be_told_under_one_priority_is_not_told_under_another() {
    let contacts = "Adno,Contact Priority,Forename,Surname,Relationship,Court Order,Telephone\n\
                    001200,1,Al,Smith,Father,False,07700900123\n001200,4,AL,SMITH,Father,True,\n001200,2,Mo,Smith,Mother,False,07700900124\n";
    let pupils = read(&[("roll", ROLL.as_bytes()), ("contacts", contacts.as_bytes())]).pupils.unwrap();
    let told: Vec<bool> = pupils[0].contacts.iter().map(|contact| contact.may_be_told()).collect();
    assert_eq!(told, [false, true, false]);
}

#[test]
fn a_problem_prints_without_any_value_of_the_file() {
    let printed = format!("{:?}", read(&[("roll", ROLL.as_bytes())]));
    for value in ["Ava", "Smith", "P999900024001"] {
        assert!(!printed.contains(value), "{value}");
    }
}

/// Gives bytes in small pieces.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(self.1).min(buffer.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// A file with a header that is known and rows that need not be.
fn nearly_a_table() -> impl Strategy<Value = Vec<u8>> {
    let header = prop_oneof![
        Just("Adno,Date,Session,Mark\r\n"),
        Just("UPN;Adno;Legal Forename;Legal Surname;Reg\n"),
        Just("Adno\tContact Priority\tSurname\tRelationship\tTelephone\tEmail\tCourt Order\n"),
        Just("Date,In Session,Event\n"),
    ];
    let cell = prop_oneof![
        "[ -~]{0,12}",
        "[\"\r\n,;\t]{0,4}",
        "\\PC{0,8}",
        Just("23/11/2026".to_owned()),
        Just("AM".to_owned()),
        Just("0770090012x".to_owned())
    ];
    (header, proptest::collection::vec(cell, 0..40), any::<bool>()).prop_map(|(header, cells, latin)| {
        let delimiter = header.chars().find(|c| matches!(c, ',' | ';' | '\t')).unwrap_or(',').to_string();
        let text = format!("{header}{}", cells.chunks(5).map(|row| row.join(&delimiter)).collect::<Vec<_>>().join("\n"));
        if latin { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect() } else { text.into_bytes() }
    })
}

fn everything(bytes: &[u8], pieces: usize) -> String {
    let mut extract = Extract::new(options());
    let outcome = extract.read_file("file", Pieces(bytes, pieces)).map_err(|error| error.to_string());
    let read = extract.finish(&|_| true);
    let codes: Vec<&str> = read.marks().map(|row| read.code(row.mark)).collect();
    let names: Vec<String> =
        read.pupils.iter().flatten().map(|pupil| format!("{}{}", pupil.forename.expose(), pupil.surname.expose())).collect();
    format!("{outcome:?} {codes:?} {names:?} {:?} {:?} {:?} {:?}", read.problems, read.calendar, read.untaken, read.counts)
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        everything(&bytes, 1000);
    }

    #[test]
    fn no_rows_under_a_known_header_make_it_panic_and_pieces_of_any_size_give_the_same(bytes in nearly_a_table(), pieces in 1usize..20) {
        prop_assert_eq!(everything(&bytes, pieces), everything(&bytes, 100_000));
    }

    #[test]
    fn a_file_cut_anywhere_is_read_or_refused(at in 0usize..600) {
        let bytes = [ROLL.as_bytes(), ROLL.as_bytes()].concat();
        everything(bytes.get(..at).unwrap_or(&bytes), 64);
    }
}
