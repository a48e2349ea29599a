//! Uploads in trouble: killed while they are held or applied, two at once, packed as offices pack them.

use std::io::{Cursor, Write};

use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::extract_files::{child, marks, mother, whole};
use super::fault_proxy::{Fault, On};
use super::scene::{Scene, list, text, until};
use super::troubled::{Troubled, families, marked};

const INGEST: &str = "ingest-upload";

#[tokio::test]
async fn an_ingest_upload_that_dies_in_a_held_upload_and_in_its_decision_ends_as_without() {
    let troubled = Troubled::start().await;
    let (scene, school) = (&troubled.scene, &troubled.school);
    let (numbers, children) = families::<14>();
    scene.upload(school, &scene.taken(9), &whole(&children, scene.today(), &marked(&numbers, "/"))).await;
    scene.upload(school, &scene.taken(8), &marks(scene.today(), "AM", &[("0001", "N")])).await;
    troubled.in_time_settled(&numbers[..1]).await;
    troubled.at_rest().await;

    let (schools, absences) = (scene.stack.table("schools").unwrap(), scene.stack.table("absences").unwrap());
    let deaths = [
        // Between the register in which the mark is corrected and the head; between the head and the upload's own record; after the hand-over.
        troubled.proxy.plan(writes(absences), Fault::KillAfter).await,
        troubled.proxy.plan(writes(schools), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("s3", &["PutObject"]).by(INGEST), Fault::KillBefore).await,
        troubled.proxy.plan(On::any("sqs", &["SendMessage"]).by(INGEST), Fault::KillAfter).await,
    ];
    let (held, mut fewer) = (scene.taken(5), children[..10].to_vec());
    fewer[1].contacts[0].court_order = true;
    fewer[2].contacts[0].mobile = "07700900103";
    scene.put_marks_last(school, &held, &whole(&fewer, scene.today(), &marked(&numbers[..10], "/"))).await;
    troubled.in_time_struck(&deaths).await;
    let shown = in_time_read(&troubled, &held, "held").await;
    let found: Vec<&str> = list(&shown, "/differences").iter().map(|one| text(one, "/code")).collect();
    assert_eq!(found, ["roll_shrank"], "{shown:#}");
    // The corrected mark has ended the search, and the roll is the old one.
    scene.becomes(school, "0001", "withdrawn").await;
    // She was asked, and hears that her child is in school.
    assert_eq!(troubled.texts().await.values().sum::<usize>(), 2);

    let deaths = [
        troubled.proxy.plan(writes(scene.stack.table("roll").unwrap()), Fault::KillBefore).await,
        troubled.proxy.plan(writes(schools), Fault::KillAfter).await,
    ];
    let body = json!({"decision": "apply", "reason": "Four have left."});
    let path = format!("/schools/{}/uploads/{held}/decision", school.urn);
    let officer = scene.officer_again(school).await;
    let answer = scene.stack.ask("POST", &path, &officer, Some(&body)).await.unwrap();
    assert_eq!(answer.status, 202, "{}", answer.body);
    troubled.in_time_struck(&deaths).await;
    let applied = in_time_read(&troubled, &held, "applied").await;
    assert_eq!(applied["counts"]["missing"], 4, "{applied:#}");

    // The contact under an order is told nothing, one who was in the extract is.
    scene.upload(school, &scene.taken(2), &marks(scene.today(), "PM", &[("0002", "N"), ("0003", "N")])).await;
    scene.becomes(school, "0002", "unreachable").await;
    until("the third family to be told", || async { (scene.texts_to("+447700900103").await.len() == 1).then_some(()) }).await;
    assert_eq!(scene.texts_to("+447700900002").await.len(), 0);
    troubled.nothing_is_dead().await;
}

/// Lets time pass until an upload is in a state: who was killed keeps what it had taken from its queue for some minutes.
async fn in_time_read(troubled: &Troubled, upload: &str, state: &str) -> Value {
    for _ in 0..5 {
        troubled.at_rest().await;
        let shown = troubled.scene.ask(&troubled.school, &format!("/uploads/{upload}")).await;
        if text(&shown, "/state") == state {
            return shown;
        }
        troubled.later(7).await;
    }
    panic!("the upload is not {state} after half an hour");
}

/// Writes of ingest-upload to a table.
fn writes(table: &str) -> On {
    On::any("dynamodb", &["PutItem", "BatchWriteItem", "TransactWriteItems", "UpdateItem"]).by(INGEST).about(table)
}

#[tokio::test]
async fn two_uploads_at_once_end_as_if_one_had_come_after_the_other() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let (numbers, children) = families::<14>();
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&numbers, "/"))).await;
    // The older one says that two are absent and one has another number; the newer one that all are here but for a third.
    let (mut older, mut newer) = (children.clone(), children.clone());
    older[2].contacts[0].mobile = "07700900102";
    newer[2].contacts[0].mobile = "07700900103";
    let mut said_before = marked(&numbers, "/");
    said_before[0].1 = "N";
    said_before[1].1 = "N";
    let mut said_last = marked(&numbers, "/");
    said_last[2].1 = "N";
    let (first, last) = (scene.taken(6), scene.taken(5));
    let (old_files, new_files) = (whole(&older, scene.today(), &said_before), whole(&newer, scene.today(), &said_last));
    tokio::join!(scene.put(&school, &last, &new_files), scene.put(&school, &first, &old_files));
    scene.upload_in(&school, &last, &["applied"]).await;
    scene.upload_in(&school, &first, &["applied"]).await;
    scene.quiet().await;
    let absences = scene.absences(&school).await;
    let open: Vec<&str> =
        absences.iter().filter(|(_, absence)| text(absence, "/state") == "open").map(|(pupil, _)| pupil.as_str()).collect();
    assert_eq!(open, ["0003"], "{absences:#?}");
    assert_eq!((scene.texts_to("+447700900103").await.len(), scene.texts_to("+447700900102").await.len()), (1, 0));
}

pub(super) fn zipped(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with one sheet of text, as Excel lays it out.
fn workbook(csv: &[u8]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let csv = String::from_utf8(csv.to_vec()).unwrap();
    let rows: String = csv
        .lines()
        .map(|line| {
            let cells: String = line.split(',').map(|cell| format!(r#"<c t="inlineStr"><is><t>{cell}</t></is></c>"#)).collect();
            format!("<row>{cells}</row>")
        })
        .collect();
    zipped(&[
        (
            "[Content_Types].xml",
            br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_vec(),
        ),
        (
            "_rels/.rels",
            format!(r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#)
                .into_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Contacts" sheetId="1" r:id="rId1"/></sheets></workbook>"#)
                .into_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#)
                .into_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#).into_bytes()),
    ])
}

#[tokio::test]
async fn a_zip_with_a_workbook_in_it_is_an_extract_like_any_other() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let (numbers, children) = families::<3>();
    let files = whole(&children, scene.today(), &[(numbers[0], "N"), (numbers[1], "/"), (numbers[2], "/")]);
    let packed = zipped(&[
        ("extract/pupils.csv", files[0].1.clone()),
        ("extract/contacts.xlsx", workbook(&files[1].1)),
        ("extract/marks.csv", files[2].1.clone()),
    ]);
    let applied = scene.upload(&school, &scene.taken(5), &[("monday.zip".to_owned(), packed)]).await;
    assert_eq!((&applied["counts"]["pupils"], &applied["marks"]["N"]), (&json!(3), &json!(1)), "{applied:#}");
    scene.settled(&school, &[numbers[0]]).await;
    assert_eq!(scene.texts_to("+447700900001").await.len(), 1);
}

#[tokio::test]
async fn a_child_who_is_added_and_one_whose_mother_has_a_new_number_are_both_told_about() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let (numbers, mut children) = families::<4>();
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &marked(&numbers, "/"))).await;
    children[0].contacts[0].mobile = "07700900111";
    children.push(child("0099", "Bea", "Hill", vec![mother("Jo", "Hill", "07700900099")]));
    let said = [("0001", "N"), ("0002", "/"), ("0003", "/"), ("0004", "/"), ("0099", "N")];
    scene.upload(&school, &scene.taken(5), &whole(&children, scene.today(), &said)).await;
    scene.settled(&school, &["0001", "0099"]).await;
    for (number, texts) in [("+447700900111", 1), ("+447700900099", 1), ("+447700900001", 0)] {
        assert_eq!(scene.texts_to(number).await.len(), texts, "{number}");
    }
}
