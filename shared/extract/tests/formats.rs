//! What each kind of file says, and that none of them can do harm: XML, JSON, tables with several contacts or marks in a row, a
//! school's own columns.

#![expect(clippy::panic, clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{self, Read};

use domain::pupil::{Flag, Pupil};
use extract::{Assembled, Extract, Field, Limits, Options, OwnTable, PROFILES, Part, ProblemCode, ReadError, Rows};
use jiff::civil::date;
use proptest::prelude::*;

fn options() -> Options {
    Options::on(date(2026, 11, 25))
}

fn read_with(options: Options, files: &[&str]) -> Assembled {
    let mut extract = Extract::new(options);
    for (at, file) in files.iter().enumerate() {
        extract.read_file(&format!("file {at}"), file.as_bytes()).unwrap();
    }
    extract.finish(&|_| true)
}

fn read(files: &[&str]) -> Assembled {
    read_with(options(), files)
}

fn refusal_with(limits: Limits, bytes: &[u8]) -> ProblemCode {
    match Extract::new(Options { limits, ..options() }).read_file("file", bytes) {
        Err(ReadError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn refusal(bytes: &str) -> ProblemCode {
    refusal_with(Limits::default(), bytes.as_bytes())
}

fn codes(read: &Assembled) -> Vec<&'static str> {
    read.problems.iter().map(|problem| problem.code.as_str()).collect()
}

fn marks(read: &Assembled) -> Vec<String> {
    read.marks()
        .map(|row| format!("{} {} {} {}", read.known_as(row.mark), row.date, row.session.as_str(), read.code(row.mark)))
        .collect()
}

fn contacts(pupil: &Pupil) -> Vec<String> {
    let contact = |contact: &domain::contact::Contact| {
        let numbers: Vec<&str> = contact.phones.iter().map(|phone| phone.number.expose()).collect();
        let emails: Vec<&str> = contact.emails.iter().map(|email| email.expose()).collect();
        format!(
            "{:?} {} ({}) {} {} {}",
            contact.priority,
            contact.display_name().expose(),
            contact.relationship,
            numbers.join(" "),
            emails.join(" "),
            if contact.may_be_told() { "told" } else { "not told" }
        )
    };
    pupil.contacts.iter().map(contact).collect()
}

const SIMS_XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- a report --><SuperStarReport xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\r\n\
    <Record><Legal_x0020_Forename>Zoë</Legal_x0020_Forename><Legal_x0020_Surname>O&apos;Brien &amp; Hall</Legal_x0020_Surname><Adno>001200</Adno>\
    <Year>Year  7</Year><Reg>7B</Reg></Record>\r\n\
    <Record><Adno>001201</Adno><Legal_x0020_Forename><![CDATA[Si<â>n]]></Legal_x0020_Forename><Legal_x0020_Surname>Z&#243;&#xF3;</Legal_x0020_Surname>\
    <Reg>7B</Reg><UPN>D999900024002</UPN><House/></Record></SuperStarReport>";

#[test]
fn sims_xml_is_read_with_escaped_names_and_columns_that_come_late() {
    let read = read(&[SIMS_XML]);
    let pupils = read.pupils.as_deref().unwrap();
    let names: Vec<String> =
        pupils.iter().map(|pupil| format!("{} {}", pupil.forename.expose(), pupil.surname.expose())).collect();
    assert_eq!(names, ["Zoë O'Brien & Hall", "Si<â>n Zóó"]);
    assert_eq!((pupils[0].year.as_str(), pupils[1].year.as_str()), ("7", ""));
    assert_eq!(pupils[1].upn.as_ref().unwrap().expose(), "D999900024002");
    assert_eq!(codes(&read), [""; 0]);
}

#[test]
fn xml_in_other_encodings_comes_out_right() {
    let latin: Vec<u8> = SIMS_XML.replace("utf-8", "iso-8859-1").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide: Vec<u8> =
        [0xfeff_u16].into_iter().chain(SIMS_XML.replace("utf-8", "utf-16").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [latin, wide] {
        let mut extract = Extract::new(options());
        extract.read_file("file", &*bytes).unwrap();
        assert_eq!(extract.finish(&|_| true).pupils.unwrap()[0].forename.expose(), "Zoë");
    }
}

const BROMCOM: &str = r#"{"success": true, "data": [
  {"StudentId": 5000, "Upn": "P999900024001", "PreferredFirstName": "Ava   ", "PreferredLastName": "Smith ", "YearGroup": "7 ", "TutorGroupName": "7B  ",
   "InCareFlag": true, "ProvisionName": "EHC Plan", "EnrolmentStateName": "Current",
   "Contact1Name": "Mo Smith ", "Contact1Telephone": "07700 900001", "Contact1Email": "", "Contact1Relationship": "Mother", "Contact1ParentalResponsibility": true,
   "Contact2Name": null, "Contact2Telephone": null, "Contact2Email": null, "Contact2Relationship": null,
   "Contact3Name": "Al Smith", "Contact3Telephone": "", "Contact3Email": "al@example.com", "Contact3Relationship": "Father"},
  {"StudentId": 5001, "Upn": "", "PreferredFirstName": "Noah", "PreferredLastName": "Jones", "YearGroup": "8", "TutorGroupName": "NoTutorGrp  ", "EnrolmentStateName": "Leaver"},
  {"StudentId": 5002, "Upn": "", "PreferredFirstName": "Leo", "PreferredLastName": "Hall", "YearGroup": "8", "TutorGroupName": "NoTutorGrp", "EnrolmentStateName": "Current"}]}"#;

#[test]
fn bromcoms_flat_view_gives_pupils_with_their_contacts() {
    let read = read(&[BROMCOM]);
    let pupils = read.pupils.as_deref().unwrap();
    assert_eq!(pupils.iter().map(Pupil::known_as).collect::<Vec<_>>(), ["5000", "5002"]);
    assert_eq!(
        contacts(&pupils[0]),
        ["Some(1) Mo Smith (Mother) +447700900001  told", "Some(3) Al Smith (Father)  al@example.com told"]
    );
    assert_eq!(pupils[0].flags.iter().copied().collect::<Vec<_>>(), [Flag::LookedAfter, Flag::Ehcp]);
    assert_eq!((pupils[0].registration_group.as_str(), pupils[1].registration_group.as_str()), ("7B", ""));
    assert_eq!(codes(&read), ["pupil_not_on_roll"]);
    let found = extract::recognise(BROMCOM.as_bytes()).unwrap();
    assert_eq!((found.profile, &*found.parts), ("Bromcom", &[Part::Roll, Part::Contacts][..]));
}

#[test]
fn a_weeks_attendance_goes_to_its_days_and_the_days_to_come_say_nothing() {
    let week = r#"{"success":true,"data":[{"StudentId":5000,"MonAM":"/ ","MonPM":"\\","TueAM":"N","TuePM":"-","WedAM":"I","WedPM":"","ThuAM":"","ThuPM":"","FriAM":"","FriPM":""},
                 {"StudentId":5002,"MonAM":"/","MonPM":"\\","TueAM":"/","TuePM":"\\","WedAM":"/","WedPM":"","ThuAM":"N","ThuPM":"","FriAM":"","FriPM":""}]}"#;
    let this_week = read(&[BROMCOM, week]);
    assert_eq!(
        marks(&this_week)[..6],
        [
            "5000 2026-11-23 AM /",
            "5002 2026-11-23 AM /",
            "5000 2026-11-23 PM \\",
            "5002 2026-11-23 PM \\",
            "5000 2026-11-24 AM N",
            "5002 2026-11-24 AM /"
        ]
    );
    assert_eq!(marks(&this_week).len(), 12);
    assert_eq!(codes(&this_week), ["pupil_not_on_roll", "date_in_future"]);
    let earlier = week.replace("\"StudentId\":", "\"WeekStartDate\":\"2026-11-16T00:00:00\",\"StudentId\":");
    let earlier = read(&[BROMCOM, &earlier]);
    assert_eq!(marks(&earlier)[0], "5000 2026-11-16 AM /");
    assert!(marks(&earlier).contains(&"5002 2026-11-19 AM N".to_owned()));
}

#[test]
fn a_row_of_marks_under_the_days_it_is_about_is_history() {
    let read = read(&[
        "Adno,Name,Reg,23/11/2026 AM,23/11/2026 PM,24/11/2026 AM\n001200,Ava Smith,7B,/,\\,N\n001201,Noah Jones,7B,I,I,\n",
    ]);
    assert_eq!(
        marks(&read),
        [
            "001200 2026-11-23 AM /",
            "001201 2026-11-23 AM I",
            "001200 2026-11-23 PM \\",
            "001201 2026-11-23 PM I",
            "001200 2026-11-24 AM N",
            "001201 2026-11-24 AM -"
        ]
    );
}

fn wonde_page(ids: &[u32], page: u32) -> String {
    let students: Vec<String> = ids
        .iter()
        .map(|id| {
            format!(
                r#"{{"id":"A{id}","mis_id":"{id}","upi":"u{id}","forename":"Ava","surname":"Smith\u00e9","restored_at":{{"date":"2026-09-01 00:00:00.000000","timezone_type":3,"timezone":"Europe/London"}},
                "year":{{"data":{{"code":"7"}}}},"group":{{"data":{{"code":"7B"}}}},"education_details":{{"data":{{"upn":"P999900024001","admission_number":"00{id}",
                "leaving_date":{{"date":"2027-07-31 00:00:00.000000","timezone_type":3,"timezone":"Europe/London"}}}}}},
                "contact_details":{{"data":{{"phones":{{"mobile":"07700 900009"}}}}}},
                "contacts":{{"data":[{{"id":"C1{id}","forename":"Mo","surname":"Smith","relationship":{{"relationship":"Mother","parental_responsibility":true,"priority":1,"lives_with_pupil":true}},
                "contact_details":{{"data":{{"phones":{{"mobile":"07700900009","home":null}},"emails":{{"home":"mo@example.com"}}}}}}}},
                {{"id":"C2{id}","forename":"Al","surname":"Smith","relationship":{{"relationship":"Father","parental_responsibility":false,"priority":2}},
                "contact_details":{{"data":{{"phones":{{"mobile":null,"home":"01632 960001"}},"emails":{{}}}}}}}}]}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{"data":[{}],"meta":{{"pagination":{{"more":{},"per_page":2,"current_page":{page}}}}}}}"#,
        students.join(","),
        page < 2
    )
}

#[test]
fn wondes_pages_are_one_roll_in_one_file_or_in_several() {
    let pages = [wonde_page(&[5000, 5001], 1), wonde_page(&[5002], 2)];
    let attendance = r#"{"data":[{"student":"A5000","date":{"date":"2026-11-25 00:00:00.000000","timezone_type":3,"timezone":"Europe/London"},"session":"AM","attendance_code":"N","comment":null,"minutes_late":null},
        {"student":"5002","date":{"date":"2026-11-25 00:00:00.000000","timezone_type":3,"timezone":"Europe/London"},"session":"AM","attendance_code":"L","comment":"bus","minutes_late":7}]}"#;
    let together = read(&[&pages.join("\n"), attendance]);
    let apart = read(&[&pages[0], &pages[1], attendance]);
    assert_eq!(together.pupils, apart.pupils);
    assert_eq!(marks(&together), ["005000 2026-11-25 AM N", "005002 2026-11-25 AM L"]);
    assert_eq!(marks(&together), marks(&apart));
    let late = together.marks().nth(1).unwrap();
    assert_eq!((late.mark.minutes_late, together.comment(&late).unwrap().expose()), (Some(7), "bus"));
    let pupil = &together.pupils.as_deref().unwrap()[0];
    assert_eq!(pupil.surname.expose(), "Smithé");
    assert_eq!(pupil.leaving, Some(date(2027, 7, 31)));
    assert_eq!(
        contacts(pupil),
        ["Some(1) Mo Smith (Mother) +447700900009 mo@example.com told", "Some(2) Al Smith (Father) +441632960001  told"]
    );
    assert_eq!(pupil.contacts[0].lives_with_pupil, Some(true));
    assert_eq!(codes(&together), ["pupils_own_phone"; 3]);
    assert!(pupil.contacts[0].phones[0].is_pupils && !pupil.contacts[1].phones[0].is_pupils);
}

#[test]
fn records_may_stand_alone_in_a_list_or_one_a_line() {
    let row = |id: u32| format!(r#"{{"Adno":"{id}","Date":"2026-11-25","Session":"AM","Mark":"N"}}"#);
    for text in [format!("[{},{}]", row(1), row(2)), format!("{}\n{}\n", row(1), row(2)), format!("[{}]\n[{}]", row(1), row(2))] {
        assert_eq!(marks(&read(&[&text])), ["1 2026-11-25 AM N", "2 2026-11-25 AM N"], "{text}");
    }
}

#[test]
fn arbors_guardians_are_read_with_all_that_keeps_them_from_being_told() {
    let students = "\u{feff}Arbor Student ID,UPN,First name,Last name,Year group,Registration form\n1,,Ava,Smith,Year 7,7B\n";
    let guardians = "\u{feff}Arbor Student ID,Guardian,Relationship,Primary guardian,Legal guardian,Emergency contact priority,Unsubscribed from comms,Access notes,Mobile,Home,Email\n\
        1,Mo Smith,Mother,Yes,Yes,,No,,07700 900001,,mo@example.com;mo2@example.com\n\
        1,Al Smith,Father,No,Yes,2,Yes,,07700 900002,,\n\
        1,Jo Smith,Aunt,No,No,3,No,Court order: no contact,07700 900003,,\n";
    let read = read(&[students, guardians]);
    assert_eq!(
        contacts(&read.pupils.as_deref().unwrap()[0]),
        [
            "Some(1) Mo Smith (Mother) +447700900001 mo@example.com mo2@example.com told",
            "Some(2) Al Smith (Father) +447700900002  not told",
            "Some(3) Jo Smith (Aunt) +447700900003  not told"
        ]
    );
    assert_eq!(codes(&read), ["contact_unsubscribed"]);
    assert!(read.problems[0].sentence().contains("unsubscribed"));
}

#[test]
fn contacts_beside_a_pupil_are_read_with_numbers_in_their_columns_or_a_row_each() {
    let numbered = "Admission Number,Forename,Surname,Year,Reg,Contact 1 Name,Contact 1 Telephone,Contact 2 Name,Contact 2 Mobile,Contact 2 Email\n\
        001200,Ava,Smith,7,7B,Mo Smith,07700 900001,Al Smith,07700 900002,al@example.com\n001201,Noah,Jones,7,7B,,,,,\n";
    let beside = "Adno,Forename,Surname,Reg,Contact Name,Relationship,Telephone\n001200,Ava,Smith,7B,Mo Smith,Mother,07700 900001\n\
        001200,Ava,Smith,7B,Al Smith,Father,07700 900002\n001201,Noah,Jones,7B,,,\n";
    for text in [numbered, beside] {
        let read = read(&[text]);
        let pupils = read.pupils.as_deref().unwrap();
        assert_eq!(pupils.iter().map(|pupil| pupil.forename.expose()).collect::<Vec<_>>(), ["Ava", "Noah"]);
        let names: Vec<String> = pupils[0].contacts.iter().map(|contact| contact.display_name().expose().to_owned()).collect();
        assert_eq!(names, ["Mo Smith", "Al Smith"]);
        assert_eq!((pupils[1].contacts.len(), codes(&read)), (0, Vec::new()));
        assert_eq!(extract::recognise(text.as_bytes()).unwrap().parts, [Part::Roll, Part::Contacts]);
    }
}

#[test]
fn a_school_says_once_what_its_own_columns_mean() {
    let own = |part, columns: &[(&str, Field)]| OwnTable {
        part,
        columns: columns.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect(),
    };
    let roll =
        "Ref,Given,Fam,Klass,Mum/Dad 1 tel,Mum/Dad 1,Mum/Dad 2 tel,Mum/Dad 2\n77,Ava,Smith,7B,07700 900001,Mo,07700 900002,Al\n";
    let marks_file = "Ref;Tag;Halbtag;Zeichen\n77;25/11/2026;AM;N\n";
    assert!(matches!(extract::recognise(roll.as_bytes()), Err(ReadError::Refused(_))));
    let own_tables = vec![
        own(
            Part::Roll,
            &[
                ("Ref", Field::MisId),
                ("Given", Field::Forename),
                ("fam", Field::Surname),
                ("Klass", Field::RegistrationGroup),
                ("Mum/Dad #", Field::ContactName),
                ("Mum/Dad # tel", Field::Phone),
            ],
        ),
        own(Part::Marks, &[("Ref", Field::MisId), ("Tag", Field::Date), ("Halbtag", Field::Session), ("Zeichen", Field::Mark)]),
    ];
    let found = extract::recognise_with(roll.as_bytes(), &own_tables).unwrap();
    assert_eq!((found.profile, found.parts), ("the school's own columns", vec![Part::Roll, Part::Contacts]));
    let read = read_with(Options { own_tables, ..options() }, &[roll, marks_file]);
    assert_eq!(marks(&read), ["77 2026-11-25 AM N"]);
    assert_eq!(contacts(&read.pupils.as_deref().unwrap()[0]).len(), 2);
}

#[test]
fn what_is_missing_and_what_is_not_known_is_said_for_every_kind_of_file() {
    for text in [
        r#"{"data":[{"Adno":"1","Date":"2026-11-25","Session":"AM","Zeichen":"N"}]}"#,
        "<R><Record><Adno>1</Adno><Date>25/11/2026</Date><Session>AM</Session><Zeichen>N</Zeichen></Record></R>",
        "Adno,Date,Session,Zeichen\n1,25/11/2026,AM,N\n",
    ] {
        let sentence = extract::recognise(text.as_bytes()).unwrap_err().to_string();
        assert!(sentence.contains("attendance from SIMS"), "{sentence}");
        assert!(sentence.contains("also needs mark. Not known here: Zeichen."), "{sentence}");
    }
}

#[test]
fn damaged_and_hostile_xml_and_json_is_refused_with_its_reason() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(40), close.repeat(40));
    let marks = r#"[{"Adno":"1","Date":"2026-11-25","Session":"AM","Mark":"N"}"#;
    for (text, code) in [
        (format!("[{}]", deep("[", "]")), ProblemCode::NestedTooDeep),
        (deep("<a>", "</a>"), ProblemCode::NestedTooDeep),
        ("<!DOCTYPE x [<!ENTITY a \"b\">]><R><Record><Adno>&a;</Adno></Record></R>".to_owned(), ProblemCode::EntitiesNotRead),
        ("<R><Record><Adno>&a;</Adno></Record></R>".to_owned(), ProblemCode::EntitiesNotRead),
        ("<R><Record><Adno>1</Record></R>".to_owned(), ProblemCode::NotWellFormed),
        ("<R><Record><Adno>1</Adno></Record>".to_owned(), ProblemCode::FileEndsInTheMiddle),
        ("<R><Record><Adno>1</Ad".to_owned(), ProblemCode::FileEndsInTheMiddle),
        ("<CommandReporterError>The report was not found</CommandReporterError>".to_owned(), ProblemCode::NoRows),
        (marks.to_owned(), ProblemCode::FileEndsInTheMiddle),
        (format!("{marks}, {{\"Adno\":\"2"), ProblemCode::FileEndsInTheMiddle),
        (format!("{marks} \"x\"]"), ProblemCode::NotWellFormed),
        (format!("{marks}, {{\"Adno\": nonsense}}]"), ProblemCode::NotWellFormed),
        (r#"{"success":false,"message":"no such view","data":[]}"#.to_owned(), ProblemCode::NoRows),
        (r#"{"error":"unauthorised"}"#.to_owned(), ProblemCode::NoRows),
    ] {
        assert_eq!(refusal(&text), code, "{text}");
    }
}

#[test]
fn every_limit_holds_for_xml_and_json_too() {
    let row = r#"{"Adno":"1","Date":"2026-11-25","Session":"AM","Mark":"N"},"#;
    let json = format!("[{}{}", row.repeat(3), "{\"Adno\":\"2\"}]");
    let record = "<Record><Adno>1</Adno><Date>25/11/2026</Date><Session>AM</Session><Mark>N</Mark></Record>";
    let xml = format!("<R>{}</R>", record.repeat(4));
    for text in [&json, &xml] {
        let with = |change: fn(&mut Limits)| {
            let mut limits = Limits::default();
            change(&mut limits);
            refusal_with(limits, text.as_bytes())
        };
        assert_eq!(with(|limits| limits.bytes = 100), ProblemCode::FileTooLarge);
        assert_eq!(with(|limits| limits.rows = 2), ProblemCode::TooManyRows);
        assert_eq!(with(|limits| limits.columns = 3), ProblemCode::TooManyColumns);
        assert_eq!(with(|limits| limits.row_bytes = 10), ProblemCode::RowTooLong);
        assert_eq!(with(|limits| limits.nesting = 1), ProblemCode::NestedTooDeep);
        assert_eq!(with(|limits| limits.marks = 0), ProblemCode::TooManyMarks);
    }
    let long = format!(r#"[{{"Adno":"1","Date":"2026-11-25","Session":"AM","Mark":"N","Comments":"{}"}}]"#, "x".repeat(9000));
    assert_eq!(codes(&read(&[&long])), ["cell_too_long"]);
    let longer = long.replace("xx", &"y".repeat(100));
    assert_eq!(refusal_with(Limits { bytes: 1 << 20, ..Limits::default() }, longer.as_bytes()), ProblemCode::RowTooLong);
}

#[test]
fn one_column_with_two_values_costs_its_record() {
    let read = read(&[
        r#"[{"Adno":"1","Date":"2026-11-25","Session":"AM","Mark":"N","Mark":"/"},{"Adno":"2","Date":"2026-11-25","Session":"AM","Mark":"N"}]"#,
    ]);
    assert_eq!((marks(&read), codes(&read)), (vec!["2 2026-11-25 AM N".to_owned()], vec!["name_twice"]));
    assert_eq!(read.problems[0].column.as_deref(), Some("Mark"));
}

#[test]
fn a_mark_in_one_file_is_not_undone_by_a_blank_in_another() {
    let day = "Adno,Date,Session,Mark\n1,24/11/2026,AM,N\n2,24/11/2026,AM,-\n";
    let week = "Adno,Week Commencing,Mon AM,Tue AM\n1,23/11/2026,/,\n2,23/11/2026,/,I\n";
    for files in [[day, week], [week, day]] {
        let read = read(&files);
        assert_eq!(codes(&read), [""; 0]);
        assert_eq!(marks(&read)[2..], ["1 2026-11-24 AM N", "2 2026-11-24 AM I"]);
    }
}

#[test]
fn every_table_of_a_profile_is_recognised_by_the_first_name_of_each_column() {
    for profile in PROFILES {
        for table in profile.tables {
            let mut names: Vec<&str> = Vec::new();
            for column in table.columns.iter().filter(|column| !column.beside) {
                let name = column.names[0];
                if !name.contains('#') && !names.contains(&name) {
                    names.push(name);
                }
            }
            let header = format!("{}\n", names.join(","));
            let found = extract::recognise(header.as_bytes()).unwrap();
            assert_eq!(found.parts.first().copied(), table.rows.part(), "{} {}", profile.name, table.name);
            assert!(table.rows != Rows::Mark || found.parts == [Part::Marks]);
        }
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

fn everything(bytes: &[u8], pieces: usize) -> String {
    let mut extract = Extract::new(options());
    let outcome = extract.read_file("file", Pieces(bytes, pieces)).map_err(|error| error.to_string());
    let read = extract.finish(&|_| true);
    let pupils: Vec<String> =
        read.pupils.iter().flatten().map(|pupil| format!("{} {:?}", pupil.known_as(), contacts(pupil))).collect();
    format!("{outcome:?} {:?} {pupils:?} {:?} {:?}", marks(&read), read.problems, read.counts)
}

fn samples() -> Vec<Vec<u8>> {
    vec![
        SIMS_XML.as_bytes().to_vec(),
        BROMCOM.as_bytes().to_vec(),
        wonde_page(&[5000, 5001], 2).into_bytes(),
        b"Adno,Contact Priority,Forename,Surname,Relationship,Court Order,Telephone,Email\n001200,1,Mo,Smith,Mother,True,07700 900123,mo@example.com\n001201,1,\"Al, x\",Smith,Father,,07700900124,\n".to_vec(),
    ]
}

proptest! {
    #[test]
    fn no_mutation_makes_it_panic_and_pieces_of_any_size_give_the_same(
        which in 0usize..4,
        changes in proptest::collection::vec((any::<u16>(), any::<u8>()), 0..6),
        pieces in 1usize..40,
    ) {
        let mut bytes = samples().swap_remove(which);
        for (at, byte) in changes {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        prop_assert_eq!(everything(&bytes, pieces), everything(&bytes, 1_000_000));
    }

    #[test]
    fn no_text_that_looks_like_xml_or_json_makes_it_panic(text in "[\\[{<][-<>/&;#x!\\[\\]{}\":,\\\\u0-9a-z ]{0,80}") {
        everything(text.as_bytes(), 7);
    }

    #[test]
    fn records_that_are_cut_off_anywhere_are_refused(which in 0usize..3, at in 1usize..3000) {
        let bytes = samples().swap_remove(which);
        let at = at % bytes.len();
        // Behind the last sign of all nothing is missing.
        prop_assume!(at > 0 && bytes[at..].iter().any(|byte| !byte.is_ascii_whitespace()));
        let outcome = Extract::new(options()).read_file("file", &bytes[..at]);
        prop_assert!(outcome.is_err());
    }
}
