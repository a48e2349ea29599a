//! Reads telephone cells, one a line, and prints what each gives as a JSON line: `cargo run -p extract --example phones < cells.txt`.

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};

use domain::phone::Line;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let cell = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(&line)).into_owned();
        let read = extract::read_phone_cell(&cell);
        let numbers: Vec<&str> = read.numbers.iter().map(|found| found.number.expose()).collect();
        let kind = read.numbers.first().map(|found| if found.number.line() == Line::Mobile { "mobile" } else { "landline" });
        let problem = read.refusals.first().map(|refusal| refusal.as_str());
        writeln!(
            out,
            "{}",
            json!({"cell": cell, "numbers": numbers, "kind": kind, "note": read.note.expose(), "problem": problem})
        )?;
    }
    out.flush()?;
    Ok(())
}
