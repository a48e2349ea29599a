//! `docs/codes.md` says what the code does.

use domain::code::page;

#[test]
fn the_page_of_all_codes_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/codes.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "docs/codes.md is not what the codes are: cargo run -p domain --example write_codes_page");
}
