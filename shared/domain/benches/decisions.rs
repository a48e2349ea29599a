//! Decisions a second at a school of 1,000: `cargo bench -p domain`. One look is one decision about each child whose mark asks.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that meets what it did not expect may stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use domain::calendar::Calendar;
use domain::code::read_cell;
use domain::contact::{Contact, Phone, PhonePlace, Restriction};
use domain::day::{Facts, Pupil, School};
use domain::interlock::{Sizes, Standing};
use domain::ladder::Way;
use domain::phone::{Line, PhoneNumber};
use domain::policy::Policy;
use domain::pupil::PupilId;
use domain::search::Words;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

/// Of a thousand, on a day in winter.
const ABSENT: usize = 60;

fn contact(pupil: usize, priority: u16) -> Contact {
    let number = PhoneNumber::from_e164(&format!("+447700900{pupil:03}"), Line::Mobile).unwrap();
    Contact {
        mis_id: None,
        title: String::new(),
        forename: "Eve".into(),
        surname: format!("Smith{pupil}x{priority}").as_str().into(),
        relationship: "Mother".to_owned(),
        priority: Some(priority),
        parental_responsibility: true,
        lives_with_pupil: None,
        preferred_language: String::new(),
        restriction: Restriction::None,
        phones: vec![Phone { number, place: PhonePlace::Mobile, note: Default::default(), is_pupils: false }],
        emails: Vec::new(),
    }
}

fn absent(number: usize) -> Pupil {
    Pupil {
        id: PupilId::new(u128::try_from(number).unwrap().to_be_bytes()),
        year: (7 + number % 5).to_string(),
        class: format!("{}{}", 7 + number % 5, ["A", "B", "C", "D"][number / 5 % 4]),
        flagged: false,
        cells: [read_cell("N"), read_cell("-")],
        search: None,
        facts: Some(Facts {
            contacts: vec![contact(number, 1), contact(number, 2)],
            wishes: BTreeMap::new(),
            flags: BTreeSet::new(),
            named: false,
            first_words: Words::FirstDay,
            reported: false,
            on_the_way: None,
            handled: false,
        }),
        events: Vec::new(),
    }
}

fn decisions(criterion: &mut Criterion) {
    let (policy, calendar) = (Policy::usual(), Calendar::usual());
    let sizes = Sizes::of((0..1000).map(|number| (["7", "8", "9", "10", "11"][number % 5], "")));
    let nine = "2026-11-23T09:00:00Z".parse::<Timestamp>().unwrap();
    let at = |minute| nine + SignedDuration::from_mins(minute);
    let look = |pupils: &mut Vec<Pupil>, standing: &mut Vec<Standing>, minute| {
        let school = School {
            date: date(2026, 11, 23),
            policy: &policy,
            calendar: &calendar,
            ways: &[Way::Text, Way::Email],
            marks_taken: at(minute),
            sizes: &sizes,
            history: [&[], &[]],
            planned: &[],
        };
        school.work(pupils, standing, at(minute))
    };
    let morning: Vec<Pupil> = (0..ABSENT).map(absent).collect();
    let mut asked = morning.clone();
    let mut standing = Vec::new();
    look(&mut asked, &mut standing, 32);
    let mut group = criterion.benchmark_group("decisions");
    group.throughput(Throughput::Elements(ABSENT as u64));
    group.bench_function("a morning", |bench| {
        let day = || (morning.clone(), Vec::new());
        bench.iter_batched(
            day,
            |(mut pupils, mut standing)| black_box(look(&mut pupils, &mut standing, 32)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("a quiet minute", |bench| {
        let day = || (asked.clone(), standing.clone());
        bench.iter_batched(
            day,
            |(mut pupils, mut standing)| black_box(look(&mut pupils, &mut standing, 33)),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, decisions);
criterion_main!(benches);
