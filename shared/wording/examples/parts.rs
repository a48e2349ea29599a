//! Counts parts: a text a line in, a line of JSON each out.
//!
//! Counted is what would go out: marks whose meaning stays are replaced where that lets the text go out in the telephone alphabet.

use std::io::{BufRead, BufWriter, ErrorKind, Write, stdin, stdout};

use serde::Serialize;
use wording::{Encoding, PartSize, split, tidy};

#[derive(Serialize)]
struct Counted {
    encoding: &'static str,
    parts: usize,
    units: usize,
    replaced: Vec<String>,
}

fn counted(text: &str) -> Counted {
    let tidied = tidy(text);
    let parts = split(&tidied.text, PartSize::STANDARD);
    Counted {
        encoding: match parts.encoding {
            Encoding::Gsm7 => "gsm7",
            Encoding::Ucs2 => "ucs2",
        },
        parts: parts.parts.len(),
        units: parts.units,
        replaced: tidied.marks.iter().map(char::to_string).collect(),
    }
}

fn count() -> std::io::Result<()> {
    let (mut lines, mut out) = (stdin().lock(), BufWriter::new(stdout().lock()));
    let mut line = Vec::new();
    // Bytes, not a String: a line that is no UTF-8 is counted as it would be shown, and does not end the rest.
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        serde_json::to_writer(&mut out, &counted(text.strip_suffix('\r').unwrap_or(text)))?;
        writeln!(out)?;
        line.clear();
    }
    out.flush()
}

fn main() -> std::io::Result<()> {
    match count() {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        counted => counted,
    }
}
