//! A made-up term keeps every rule, and a rule that is broken on purpose is found by the books.

#[expect(dead_code, reason = "a test does not begin where the example does")]
#[path = "../examples/term/main.rs"]
mod term;

use std::sync::Mutex;
use std::thread;

use term::rules::Rule;
use term::{Asked, report};

/// Several terms at once: each runs by itself.
fn side_by_side<T: Send>(asked: Vec<T>, run: impl Fn(T) + Sync) {
    let left = Mutex::new(asked);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(one) = left.lock().ok().and_then(|mut left| left.pop()) {
                    run(one);
                }
            });
        }
    });
}

#[test]
fn a_term_keeps_every_rule_whatever_the_seed_and_the_size() {
    let sizes = vec![(1, 400, 25), (2, 150, 75), (3, 40, 190), (4, 150, 40), (5, 1, 40), (6, 30, 75), (7, 0, 3)];
    side_by_side(sizes, |(seed, pupils, days)| {
        let (text, status) = report(&Asked { seed, pupils, days, broken: None, until_found: false });
        assert_eq!(status, 0, "seed {seed}: {text}");
    });
}

#[test]
fn each_rule_that_is_broken_on_purpose_is_found() {
    side_by_side(Rule::ALL.to_vec(), |rule| {
        let (text, status) = report(&Asked { seed: 1, pupils: 280, days: 75, broken: Some(rule), until_found: true });
        assert_eq!(status, 1, "{rule}");
        assert!(text.contains(&format!("  {rule} ")), "{rule}: {text}");
    });
}
