//! `docs/states.md` says what becomes of a search and of a message.

#[expect(dead_code, reason = "a test does not begin where the example does")]
#[path = "../examples/write_states_page.rs"]
mod write_states_page;

use write_states_page::page;

#[test]
fn the_page_of_all_states_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/states.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "docs/states.md is not what the states are: cargo run -p domain --example write_states_page");
}

#[test]
fn each_state_stands_on_the_page_as_it_is_called() {
    let page = page();
    let heads: Vec<&str> = page.lines().find(|line| line.starts_with("| what happens")).unwrap().split(" | ").collect();
    for state in domain::search::State::ALL {
        let name = state.as_str().replace('_', " ");
        assert!(heads.iter().any(|head| head.split(':').next() == Some(&name)), "{name}");
    }
}
