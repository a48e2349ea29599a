//! Replies understood a second, and parts counted: `cargo bench -p wording`. One element is one reply of the corpus, in all twelve
//! languages, or one first text of a day.

#![expect(clippy::unwrap_used, reason = "a benchmark that meets what it did not expect may stop")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::Personal;
use domain::search::Words;
use jiff::civil::Date;
use serde::Deserialize;
use wording::{Language, PartSize, School, Told, When, split, understand};

#[derive(Deserialize)]
struct Reply {
    text: String,
    today: Date,
    children: Vec<String>,
}

fn replies(files: &[&str]) -> Vec<Reply> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/known");
    let lines = files.iter().map(|file| std::fs::read_to_string(folder.join(file)).unwrap());
    lines.flat_map(|text| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Reply>>()).collect()
}

fn reading(c: &mut Criterion) {
    let mut group = c.benchmark_group("understand");
    for (name, files) in [
        ("english", &["en1.jsonl", "en2.jsonl"][..]),
        ("other_languages", &["western.jsonl", "eastern.jsonl", "southasia.jsonl"]),
    ] {
        let replies = replies(files);
        let named: Vec<Vec<&str>> = replies.iter().map(|reply| reply.children.iter().map(String::as_str).collect()).collect();
        group.throughput(Throughput::Elements(u64::try_from(replies.len()).unwrap()));
        group.bench_function(name, |b| {
            b.iter(|| {
                for (reply, children) in replies.iter().zip(&named) {
                    black_box(understand(black_box(&reply.text), reply.today, children));
                }
            });
        });
    }
    let usual = ["She's poorly", "been sick all night, back weds", "1", "thought she was in school??", "dentist at 10"];
    group.throughput(Throughput::Elements(u64::try_from(usual.len()).unwrap()));
    group.bench_function("five_usual_ones", |b| {
        b.iter(|| {
            for text in usual {
                black_box(understand(black_box(text), jiff::civil::date(2026, 11, 23), &["Ava"]));
            }
        });
    });
    group.finish();
}

fn parts(c: &mut Criterion) {
    let school = School { name: "Hill Road School", telephone: Some("01632 960001"), reads_email: false };
    let children = [Personal::new("Ava"), Personal::new("Siân")];
    let told = Told { words: Words::FirstDay, school, children: &children, when: When::Morning };
    let texts: Vec<String> = Language::ALL.into_iter().map(|language| told.text(language)).collect();
    let mut group = c.benchmark_group("parts");
    group.throughput(Throughput::Elements(u64::try_from(texts.len()).unwrap()));
    group.bench_function("of_first_texts", |b| {
        b.iter(|| texts.iter().map(|text| split(black_box(text), PartSize::STANDARD).parts.len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, reading, parts);
criterion_main!(benches);
