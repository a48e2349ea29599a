//! Writes `docs/codes.md`.

fn main() -> std::io::Result<()> {
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/codes.md"), domain::code::page())
}
