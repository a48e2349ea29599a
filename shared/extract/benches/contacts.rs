//! Rows of contacts read, validated and normalised: `cargo bench -p extract`. `benches/peer/compare.py` sets a Python peer beside it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that meets what it did not expect may stop")]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use extract::{Extract, Options};

const FORENAMES: [&str; 8] = ["Ava", "Siân", "Noah", "Zoë", "Aoife", "Jürgen", "Ffion", "Leo"];
const SURNAMES: [&str; 8] = ["Smith", "O'Brien", "Müller", "Patel", "Davies", "Ó'Súilleabháin", "Khan", "Lloyd-Jones"];

/// A number as one of the ways in which offices type it.
fn typed(index: usize) -> String {
    let number = format!("07700900{:03}", index % 980);
    let (code, rest) = number.split_at(5);
    match index % 10 {
        0..4 => number,
        4 => format!("{code} {rest}"),
        5 => format!("+44 {}", number.trim_start_matches('0')),
        6 => format!("+44(0){}", number.trim_start_matches('0')),
        7 => format!("{number} (mum)"),
        8 => format!("{code}-{rest}"),
        _ => number.trim_start_matches('0').to_owned(),
    }
}

/// A school's pupils and as many contacts.
fn school(contacts: usize) -> (String, String) {
    let mut pupils = "Adno,Legal Forename,Legal Surname,Year,Reg\n".to_owned();
    let mut rows = "Adno,Contact Priority,Title,Forename,Surname,Relationship,Parental Responsibility,Court Order,Telephone,Telephone Location,Email\n".to_owned();
    for pupil in 0..contacts.div_ceil(3) {
        let (forename, surname) = (FORENAMES[pupil % 8], SURNAMES[pupil / 8 % 8]);
        writeln!(pupils, "{pupil:06},{forename},{surname},Year  7,7A").unwrap();
        for contact in (0..3).take(contacts - pupil * 3) {
            let (at, forename) = (pupil * 3 + contact, FORENAMES[(pupil + contact) % 8]);
            let priority = contact + 1;
            writeln!(
                rows,
                "{pupil:06},{priority},Mrs,{forename},{surname},Mother,True,False,{},M,family{at}@example.com",
                typed(at)
            )
            .unwrap();
        }
    }
    (pupils, rows)
}

fn contacts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("contacts");
    group.sample_size(20);
    for count in [4_722, 100_000] {
        let (pupils, rows) = school(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(count.to_string(), |bench| {
            bench.iter(|| {
                let mut extract = Extract::new(Options::on(jiff::civil::date(2026, 11, 23)));
                extract.read_file("pupils.csv", pupils.as_bytes()).unwrap();
                extract.read_file("contacts.csv", rows.as_bytes()).unwrap();
                let read = extract.finish(&|_| false);
                assert_eq!((read.counts.contacts, read.errors()), (count as u64, 0));
                black_box(read);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, contacts);
criterion_main!(benches);
