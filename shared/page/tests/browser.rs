//! The pages in a real browser: `tests/pages/` of the checkout opens them.

use std::path::Path;
use std::process::Command;

#[path = "../examples/write_pages.rs"]
#[expect(dead_code, reason = "the example has a main of its own")]
mod write_pages;

#[test]
#[cfg_attr(not(target_arch = "x86_64"), ignore = "the browser that is pinned runs on x86-64 alone")]
fn in_a_browser_every_page_is_accessible_small_screens_hold_it_and_its_form_goes_out_without_scripts() {
    let folder = tempfile::tempdir().unwrap();
    write_pages::write(folder.path()).unwrap();
    let look = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/pages/run.py");
    let output = Command::new("python3").arg("-B").arg(look).arg(folder.path()).output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).join("\n");
    assert!(output.status.success(), "{said}");
    println!("{said}");
}
