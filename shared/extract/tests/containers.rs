//! Zips and workbooks: read like the tables in them, refused when they are not what they say.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use extract::{Assembled, Extract, Limits, Options, Part, ProblemCode, ReadError, Recognised};
use jiff::civil::date;
use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

const ROLL: &str = "Adno,Legal Forename,Legal Surname,Reg\n001200,Ava,Smith,7B\n001201,Siân,O'Brien,7B\n";
const MARKS: &str = "Adno,Date,Session,Mark\n001200,23/11/2026,AM,N\n001201,23/11/2026,AM,/\n";

fn options() -> Options {
    Options::on(date(2026, 11, 23))
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A sheet's rows of cells, each written as the sheet's XML has it without its place.
type Rows<'r> = &'r [&'r [&'r str]];

fn text(cell: &str) -> String {
    format!(r#"t="inlineStr"><is><t>{}</t></is>"#, cell.replace('&', "&amp;").replace('<', "&lt;"))
}

/// A cell of each kind: `=` a formula, `#` a number, `d` a day as a spreadsheet counts, `!` a place in the shared words, else text.
fn cell(column: usize, row: usize, cell: &str) -> String {
    let place = format!("{}{row}", char::from(b'A' + u8::try_from(column).unwrap()));
    let (kind, rest) = cell.split_at(cell.len().min(1));
    let written = match kind {
        "" => return String::new(),
        "=" => format!(r#"t="str"><f>{rest}</f><v>001200</v>"#),
        "#" => format!("><v>{rest}</v>"),
        "d" if rest.bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty() => format!(r#"s="1"><v>{rest}</v>"#),
        "!" => format!(r#"t="s"><v>{rest}</v>"#),
        _ => text(cell),
    };
    format!(r#"<c r="{place}" {written}</c>"#)
}

fn sheet(rows: Rows<'_>) -> String {
    let rows: String = (1..)
        .zip(rows)
        .filter(|(_, cells)| !cells.is_empty())
        .map(|(row, cells)| {
            let cells: String = cells.iter().enumerate().map(|(column, text)| cell(column, row, text)).collect();
            format!(r#"<row r="{row}">{cells}</row>"#)
        })
        .collect();
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// A workbook as Excel lays it out; each sheet with what its entry in the list of sheets has beside its name.
fn workbook_of(sheets: &[(&str, String)], words: &[&str]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let numbered = || (1..).zip(sheets);
    let list: String =
        numbered().map(|(n, (state, _))| format!(r#"<sheet name="Sheet{n}" sheetId="{n}" {state} r:id="rId{n}"/>"#)).collect();
    let links: String = numbered()
        .map(|(n, _)| format!(r#"<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>"#))
        .collect();
    let words: String = words.iter().map(|word| format!("<si><t>{word}</t></si>")).collect();
    let mut files = vec![
        (
            "[Content_Types].xml".to_owned(),
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned(),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{list}</sheets></workbook>"#),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}">{links}<Relationship Id="rId90" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId91" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                r#"<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
            ),
        ),
        ("xl/sharedStrings.xml".to_owned(), format!(r#"<sst xmlns="{MAIN}">{words}</sst>"#)),
    ];
    files.extend(numbered().map(|(n, (_, xml))| (format!("xl/worksheets/sheet{n}.xml"), xml.clone())));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_bytes())).collect();
    zipped(&files)
}

fn workbook(sheets: &[Rows<'_>]) -> Vec<u8> {
    workbook_of(&sheets.iter().map(|rows| ("", sheet(rows))).collect::<Vec<_>>(), &[])
}

fn read(files: &[(&str, &[u8])]) -> Assembled {
    let mut extract = Extract::new(options());
    for (name, bytes) in files {
        // A refusal stands among the problems.
        drop(extract.read_file(name, *bytes));
    }
    extract.finish(&|_| false)
}

fn refusal_within(limits: Limits, bytes: &[u8]) -> ProblemCode {
    let mut extract = Extract::new(Options { limits, ..options() });
    let refused = extract.read_file("file", bytes);
    let read = extract.finish(&|_| true);
    assert!(read.pupils.is_none_or(|pupils| pupils.is_empty()) && read.registers.is_empty(), "something was used");
    match refused {
        Err(ReadError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn refusal(bytes: &[u8]) -> ProblemCode {
    refusal_within(Limits::default(), bytes)
}

/// The problems as file, line, column and code.
fn problems(read: &Assembled) -> Vec<(&str, u64, &str, &str)> {
    let all = read.problems.iter();
    all.map(|one| (one.file.as_str(), one.line.unwrap_or(0), one.column.as_deref().unwrap_or(""), one.code.as_str())).collect()
}

#[test]
fn a_zip_of_any_mis_reads_like_the_files_in_it() {
    let schools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/made-schools");
    let mut seen = 0;
    for folder in fs::read_dir(schools).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_name() != "truth.json")
            .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let mut of_zip = read(&[("school.zip", &zipped(&files))]);
        for problem in &mut of_zip.problems {
            problem.file = problem.file.trim_start_matches("school.zip/").to_owned();
        }
        assert_eq!(format!("{of_zip:?}"), format!("{:?}", read(&files)), "{}", folder.display());
        seen += 1;
    }
    assert!(seen >= 5, "{seen}");
}

#[test]
fn a_workbook_reads_like_the_table_that_was_saved_from_it() {
    let marks: Rows<'_> = &[
        &["Attendance of the day"],
        &[],
        &["Adno", "Date", "Session", "Mark", "Minutes Late"],
        &["001200", "d46349", "AM", "L", "#7"],
        &["001201", "23/11/2026", "AM", "/"],
        &["Total", "#2"],
    ];
    let contacts: Rows<'_> = &[
        &["Adno", "Contact Forename", "Contact Surname", "Relationship", "Priority", "Parental Responsibility", "Mobile"],
        &["001200", "Mo & Jo", "Smith", "Mother", "#1", "TRUE", "#7700900123"],
    ];
    let roll = ROLL.as_bytes();
    let read_book = read(&[("roll.csv", roll), ("book.xlsx", &workbook(&[marks, contacts, &[]]))]);
    assert_eq!(problems(&read_book), []);
    let marks: Vec<(String, u16)> = read_book
        .marks()
        .map(|row| (format!("{} {}", row.date, read_book.code(row.mark)), row.mark.minutes_late.unwrap_or(0)))
        .collect();
    assert_eq!(marks, [("2026-11-23 L".to_owned(), 7), ("2026-11-23 /".to_owned(), 0)]);
    let table = "Adno,Contact Forename,Contact Surname,Relationship,Priority,Parental Responsibility,Mobile\n\
                 001200,Mo & Jo,Smith,Mother,1,TRUE,7700900123\n";
    let from_table = read(&[("roll.csv", roll), ("contacts.csv", table.as_bytes())]);
    let contacts = |read: &Assembled| {
        let pupils = read.pupils.as_ref().unwrap();
        format!(
            "{:?} {:?}",
            pupils[0].contacts,
            pupils[0].contacts[0].phones.iter().map(|phone| phone.number.expose()).collect::<Vec<_>>()
        )
    };
    assert_eq!(contacts(&read_book), contacts(&from_table));
}

#[test]
fn words_that_a_workbook_shares_are_read_and_one_that_is_not_there_is_damage() {
    let rows: Rows<'_> = &[&["!0", "!1", "!2", "!3"], &["!4", "!5", "!6", "!7"]];
    let words = ["Adno", "Legal Forename", "Legal Surname", "Reg", "001200", "Łukasz", "O&apos;Brien", "7B"];
    let read_book = read(&[("book.xlsx", &workbook_of(&[("", sheet(rows))], &words))]);
    let pupil = &read_book.pupils.as_ref().unwrap()[0];
    assert_eq!((pupil.forename.expose(), pupil.surname.expose()), ("Łukasz", "O'Brien"));
    assert_eq!(refusal(&workbook_of(&[("", sheet(rows))], &words[..7])), ProblemCode::DamagedArchive);
}

#[test]
fn what_a_formula_gives_is_not_used_and_is_said_with_its_place() {
    let rows: Rows<'_> =
        &[&["Adno", "Date", "Session", "Mark"], &["001200", "d46349", "AM", "=A1"], &["=A2", "d46349", "AM", "N"]];
    let read_book = read(&[("roll.csv", ROLL.as_bytes()), ("book.xlsx", &workbook(&[rows]))]);
    // An empty cell of marks is a register that was not taken: it calls nobody.
    assert_eq!(read_book.marks().map(|row| read_book.code(row.mark)).collect::<Vec<_>>(), ["-"]);
    let found = problems(&read_book);
    for wanted in [
        ("book.xlsx, sheet 1", 2, "Mark", "formula_not_used"),
        ("book.xlsx, sheet 1", 3, "Adno", "formula_not_used"),
        ("book.xlsx, sheet 1", 3, "Adno", "missing_pupil_number"),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
}

#[test]
fn hidden_sheets_are_left_alone_and_sheets_that_fit_nothing_are_said() {
    let hidden: Rows<'_> = &[&["Adno", "Date", "Session", "Mark"], &["001200", "d46349", "AM", "N"]];
    let notes: Rows<'_> = &[&["Please send by nine"]];
    let marks: Rows<'_> = &[&["Adno", "Date", "Session", "Mark"], &["001201", "d46349", "AM", "N"]];
    let sheets = [(r#"state="hidden""#, sheet(hidden)), ("", sheet(notes)), ("", sheet(marks))];
    let read_book = read(&[("roll.csv", ROLL.as_bytes()), ("book.xlsx", &workbook_of(&sheets, &[]))]);
    assert_eq!(read_book.marks().map(|row| read_book.known_as(row.mark)).collect::<Vec<_>>(), ["001201"]);
    assert_eq!(problems(&read_book), [("book.xlsx, sheet 2", 0, "", "header_not_recognised")]);
}

#[test]
fn a_zip_may_hold_workbooks_but_no_zips_and_what_systems_add_is_left_out() {
    let marks: Rows<'_> = &[&["Adno", "Date", "Session", "Mark"], &["001200", "d46349", "AM", "N"]];
    let archive = zipped(&[
        ("extract/", b""),
        ("extract/roll.csv", ROLL.as_bytes()),
        ("extract/marks.xlsx", &workbook(&[marks])),
        ("extract/inner.zip", &zipped(&[("roll.csv", ROLL.as_bytes())])),
        ("__MACOSX/extract/._roll.csv", b"\0\x05\x16\x07"),
        ("extract/.DS_Store", b"\0\0\0\x01Bud1"),
    ]);
    let read_zip = read(&[("a.zip", &archive)]);
    assert_eq!(read_zip.marks().count(), 1);
    assert_eq!(problems(&read_zip), [("a.zip/extract/inner.zip", 0, "", "archive_in_archive")]);
    let found = extract::recognise_whole(archive.as_slice(), &[]).unwrap();
    assert_eq!(found, Recognised { parts: vec![Part::Marks, Part::Roll], profile: "SIMS", table: "attendance" });
    assert!(matches!(extract::recognise(archive.as_slice()), Err(ReadError::NeedsWholeFile)));
}

/// Changes every place where `from` stands.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = (0..=bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

/// Changes a field of every entry: `local` bytes into its own head, `listed` bytes into its place in the archive's list.
fn with_field(bytes: &[u8], local: usize, listed: usize, value: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for at in 0..bytes.len() - 4 {
        let field = match &bytes[at..at + 4] {
            b"PK\x03\x04" => at + local,
            b"PK\x01\x02" => at + listed,
            _ => continue,
        };
        bytes[field..field + value.len()].copy_from_slice(value);
    }
    bytes
}

#[test]
fn a_zip_that_lies_is_damaged_or_locked_is_refused_with_its_reason_and_changes_nothing() {
    let good = zipped(&[("roll.csv", ROLL.as_bytes()), ("marks.csv", MARKS.as_bytes())]);
    let stored = {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file("roll.csv", options).unwrap();
        writer.write_all(ROLL.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    };
    for (what, bytes, code) in [
        ("cut off", good[..good.len() / 2].to_vec(), ProblemCode::DamagedArchive),
        ("its beginning alone", good[..20].to_vec(), ProblemCode::DamagedArchive),
        ("other bytes than its sums say", replaced(&stored, b"Smith", b"Smyth"), ProblemCode::DamagedArchive),
        ("a wrong sum", with_field(&good, 14, 16, &[1, 2, 3, 4]), ProblemCode::DamagedArchive),
        ("a size too small", with_field(&good, 22, 24, &[3, 0, 0, 0]), ProblemCode::DamagedArchive),
        ("a size too large", with_field(&good, 22, 24, &[0, 0, 0, 0x7f]), ProblemCode::DamagedArchive),
        ("a password", with_field(&good, 6, 8, &[1, 0]), ProblemCode::EncryptedArchive),
        ("another way of packing", with_field(&good, 8, 10, &[14, 0]), ProblemCode::PackingNotRead),
        ("nothing in it", zipped(&[]), ProblemCode::EmptyFile),
        ("an empty file in it", zipped(&[("a.csv", b"")]), ProblemCode::EmptyFile),
        ("no table in it", zipped(&[("a.csv", b"colour,shape\nred,square\n")]), ProblemCode::HeaderNotRecognised),
        ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more".to_vec(), ProblemCode::OldSpreadsheet),
    ] {
        assert_eq!(refusal(&bytes), code, "{what}");
    }
}

#[test]
fn each_limit_of_an_archive_has_a_code_of_its_own() {
    let two = zipped(&[("roll.csv", ROLL.as_bytes()), ("marks.csv", MARKS.as_bytes())]);
    let within = |change: fn(&mut Limits), bytes: &[u8]| {
        let mut limits = Limits::default();
        change(&mut limits);
        refusal_within(limits, bytes)
    };
    assert_eq!(within(|limits| limits.archive_entries = 1, &two), ProblemCode::TooManyEntries);
    assert_eq!(within(|limits| limits.unpacked_bytes = 100, &two), ProblemCode::UnpacksTooFar);
    let large: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    assert_eq!(within(|limits| limits.archive_bytes = 100_000, &zipped(&[("a", &large)])), ProblemCode::ArchiveTooLarge);
    let bomb = zipped(&[("bomb.csv", &vec![b' '; 20 * 1024 * 1024])]);
    assert!(bomb.len() < 30_000);
    assert_eq!(refusal(&bomb), ProblemCode::UnpacksTooFar);
    let rows: Rows<'_> = &[&["!0"]];
    let words = workbook_of(&[("", sheet(rows))], &["x"; 1000]);
    assert_eq!(within(|limits| limits.spreadsheet_parts_bytes = 10_000, &words), ProblemCode::UnpacksTooFar);
    let wide: Rows<'_> = &[&["Adno", "Date", "Session", "Mark"], &["1", "d46349", "AM", "N", "", "x"]];
    assert_eq!(within(|limits| limits.columns = 5, &workbook(&[wide])), ProblemCode::TooManyColumns);
    let long: Rows<'_> = &[&["Adno", "Date", "Session", "Mark", "Comments"], &["1", "d46349", "AM", "N", "very long"]];
    assert_eq!(within(|limits| limits.row_bytes = 20, &workbook(&[long])), ProblemCode::RowTooLong);
}

#[test]
fn a_sheet_whose_cells_stand_far_apart_or_out_of_order_takes_no_room_and_does_no_harm() {
    let far = sheet(&[]).replace(
        "<sheetData>",
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#,
    );
    assert_eq!(refusal(&workbook_of(&[("", far)], &[])), ProblemCode::TooManyColumns);
    let back = sheet(&[&["Adno", "Date", "Session", "Mark"], &["001200", "d46349", "AM", "N"]]);
    let back = back.replace("</sheetData>", r#"<row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#);
    assert_eq!(refusal(&workbook_of(&[("", back)], &[])), ProblemCode::DamagedArchive);
    let endless = sheet(&[&["Adno"]]).replace("</sheetData></worksheet>", "");
    assert_eq!(refusal(&workbook_of(&[("", endless)], &[])), ProblemCode::DamagedArchive);
}

proptest! {
    #[test]
    fn an_archive_with_any_bytes_changed_is_read_or_refused_and_never_more(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
        is_workbook in any::<bool>(),
    ) {
        let rows: Rows<'_> = &[&["Adno", "Date", "Session", "Mark"], &["001200", "d46349", "AM", "N"], &["001201", "=A1", "AM", "!0"]];
        let mut bytes = if is_workbook {
            workbook_of(&[("", sheet(rows))], &["N"])
        } else {
            zipped(&[("roll.csv", ROLL.as_bytes()), ("marks.csv", MARKS.as_bytes())])
        };
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()) + 1);
        }
        let read = read(&[("roll.csv", ROLL.as_bytes()), ("file", &bytes)]);
        let marks: Vec<&str> = read.marks().map(|row| read.code(row.mark)).collect();
        // What comes out stood in it.
        prop_assert!(marks.iter().all(|code| ["N", "/"].contains(code)), "{:?}", marks);
    }
}
