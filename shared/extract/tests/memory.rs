//! What a year of registers costs in memory: on its own, since the whole process is measured.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{self, Read};

use extract::{Extract, Options};
use jiff::Span;
use jiff::civil::date;

const PUPILS: u32 = 1500;
const REGISTERS: u32 = 240;

/// A file of marks that is written while it is read, a register at a time.
struct Marks {
    next: u32,
    left: Vec<u8>,
    at: usize,
}

impl Read for Marks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.left.len() && self.next < PUPILS * REGISTERS {
            let register = self.next / PUPILS;
            let day = date(2026, 11, 23).checked_sub(Span::new().days(i64::from(register / 2))).unwrap();
            let session = if register.is_multiple_of(2) { "AM" } else { "PM" };
            let rows =
                (0..PUPILS).map(|pupil| format!("{pupil:06},{day},{session},{}\r\n", if pupil % 20 == 7 { "I" } else { "/" }));
            self.left = rows.collect::<String>().into_bytes();
            self.at = 0;
            self.next += PUPILS;
        }
        let count = (&self.left[self.at..]).read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

/// The most memory that the process has had, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

#[test]
fn a_mark_costs_little_more_than_its_eight_bytes_from_the_file_to_the_register() {
    let before = peak();
    let mut extract = Extract::new(Options::on(date(2026, 11, 23)));
    let file = Marks { next: 0, left: b"Adno,Date,Session,Mark\r\n".to_vec(), at: 0 };
    extract.read_file("marks", file).unwrap();
    let read = extract.finish(&|_| true);
    assert_eq!(read.marks().count(), (PUPILS * REGISTERS) as usize);
    let grown = peak() - before;
    let marks = (PUPILS * REGISTERS) as usize;
    assert!(grown < marks * 12 + 4 * 1024 * 1024, "{grown} bytes for {marks} marks");
}
