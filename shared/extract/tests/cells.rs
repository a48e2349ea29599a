//! Tables of cells as offices type them, with what each must give and why.

use domain::address;
use domain::upn::Upn;

/// The rows of a table, without its header.
fn rows(table: &str, columns: usize) -> Vec<Vec<&str>> {
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == columns), "each row has {columns} columns");
    rows
}

/// Fails with every line that gives something else.
fn all_give(table: &str, columns: usize, at_least: usize, wrong: impl Fn(&[&str]) -> Option<String>) {
    let rows = rows(table, columns);
    assert!(rows.len() >= at_least, "{} rows", rows.len());
    let failed: Vec<String> =
        rows.iter().filter_map(|row| Some(format!("{:?} ({}): {}", row.first()?, row.last()?, wrong(row)?))).collect();
    assert!(failed.is_empty(), "{}\n", failed.join("\n"));
}

#[test]
fn every_telephone_cell_gives_the_numbers_that_stand_in_it_or_a_reason() {
    all_give(include_str!("cells/phones.tsv"), 4, 150, |row| {
        let read = extract::read_phone_cell(row[0]);
        let numbers: Vec<&str> = read.numbers.iter().map(|found| found.number.expose()).collect();
        let problem = read.refusals.first().map_or("", |refusal| refusal.as_str());
        let got = (numbers.join(" "), problem);
        (got != (row[1].to_owned(), row[2])).then(|| format!("{got:?}"))
    });
}

#[test]
fn every_email_cell_gives_the_addresses_that_stand_in_it_or_a_reason() {
    all_give(include_str!("cells/emails.tsv"), 4, 60, |row| {
        let read = address::read_cell(row[0]);
        let addresses: Vec<&str> = read.addresses.iter().map(|address| address.expose()).collect();
        let problem = read.refusals.first().map_or("", |refusal| refusal.as_str());
        let got = (addresses.join(" "), problem);
        (got != (row[1].to_owned(), row[2])).then(|| format!("{got:?}"))
    });
}

#[test]
fn every_unique_pupil_number_is_told_from_a_slip() {
    all_give(include_str!("cells/upns.tsv"), 4, 40, |row| {
        let upn = Upn::new(row[0]);
        let word = |yes| if yes { "yes" } else { "no" };
        let formed = upn.is_well_formed();
        let got = (word(formed), word(formed && upn.check_letter_is_right()));
        (got != (row[1], row[2])).then(|| format!("{got:?}"))
    });
}

#[test]
fn every_date_cell_is_read_day_first_or_not_at_all() {
    use extract::{Extract, Options};
    all_give(include_str!("cells/dates.tsv"), 3, 60, |row| {
        let mut extract = Extract::new(Options::on(jiff::civil::date(2028, 12, 31)));
        let marks = format!("Adno,Date,Session,Mark\n0001,\"{}\",AM,/\n", row[0]);
        extract.read_file("marks.csv", marks.as_bytes()).unwrap();
        let read = extract.finish(&|_| true);
        let got = read.marks().next().map(|mark| mark.date.to_string()).unwrap_or_default();
        (got != row[1]).then(|| format!("{got:?}"))
    });
}
