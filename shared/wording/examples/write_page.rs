//! Writes `docs/wording.md`.

fn main() -> std::io::Result<()> {
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/wording.md"), wording::page())
}
