//! A made-up term keeps every rule, and a rule that is broken on purpose is found by the books.

#[expect(dead_code, reason = "a test does not begin where the example does")]
#[path = "../examples/term/main.rs"]
mod term;

use term::books::Rule;
use term::{Asked, report};

#[test]
fn a_term_keeps_every_rule_whatever_the_seed() {
    for seed in 1..=6 {
        let (text, status) = report(&Asked { seed, pupils: 400, days: 75, broken: None });
        assert_eq!(status, 0, "seed {seed}: {text}");
    }
}

#[test]
fn each_rule_that_is_broken_on_purpose_is_found() {
    for rule in Rule::ALL {
        let (text, status) = report(&Asked { seed: 1, pupils: 600, days: 75, broken: Some(rule) });
        assert_eq!(status, 1, "{rule}");
        assert!(text.contains(&format!("  {rule} ")), "{rule}: {text}");
    }
}
