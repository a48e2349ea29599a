//! The drawing of the tree.

#[path = "../../examples/write_call_page.rs"]
mod write_call_page;

use write_call_page::page;

#[test]
fn the_page_of_the_call_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/call.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "docs/call.md is not what the call is: cargo run -p voice --example write_call_page");
}
