//! Rows of delimited text (CSV and its relatives), as spreadsheets and report writers leave it.
//!
//! A state machine of our own, since what matters here is what CSV parsers forgive: a quotation mark that is never closed, and a file
//! that stops in the middle of a row. Both would lose pupils in silence, so both refuse the file.

use std::io::Read;

use crate::bytes::{Bytes, append_field};
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::record::Record;
use crate::refusal::{ReadError, Refusal};

/// What stands between cells, in the order in which they are tried.
pub(crate) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell, perhaps after spaces.
    CellStart,
    /// In a cell without quotation marks.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// Behind a quotation mark within a quoted cell: its end, or the first of two.
    QuoteInQuoted,
    /// Behind the end of a quoted cell.
    AfterQuoted,
}

/// Takes bytes in pieces of any size and gives rows.
pub(crate) struct Splitter {
    delimiter: u8,
    state: State,
    field: Vec<u8>,
    field_cut: bool,
    /// Whether the quoted cell that is open has a line end in it.
    field_has_lines: bool,
    row_bytes: usize,
    /// The physical line that the next byte stands on.
    line: u64,
    last_was_cr: bool,
    record: Record,
    row_begun: bool,
    cell_limit: usize,
    row_limit: usize,
    column_limit: usize,
}

impl Splitter {
    pub(crate) fn new(delimiter: u8, limits: &Limits) -> Self {
        let mut record = Record::default();
        record.clear(1);
        Self {
            delimiter,
            state: State::CellStart,
            field: Vec::new(),
            field_cut: false,
            field_has_lines: false,
            row_bytes: 0,
            line: 1,
            last_was_cr: false,
            record,
            row_begun: false,
            cell_limit: limits.cell_bytes,
            row_limit: limits.row_bytes,
            column_limit: limits.columns,
        }
    }

    /// Takes bytes until a row is whole; says how many it took, and whether [`Splitter::record`] is a row now.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<(usize, bool), Refusal> {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            // Whatever has no meaning in this state goes into the cell as a whole.
            let plain = match self.state {
                State::Plain => rest.iter().position(|b| *b == self.delimiter || matches!(b, b'\n' | b'\r')),
                State::Quoted => rest.iter().position(|b| matches!(b, b'"' | b'\n' | b'\r')),
                _ => Some(0),
            };
            let plain = plain.unwrap_or(rest.len());
            if plain > 0 {
                self.begin();
                self.last_was_cr = false;
                self.append(rest.get(..plain).unwrap_or_default())?;
                taken += plain;
                continue;
            }
            let Some(byte) = rest.first().copied() else { break };
            taken += 1;
            if self.step(byte)? {
                return Ok((taken, true));
            }
        }
        Ok((taken, false))
    }

    /// Takes one byte; says whether it ended a row.
    fn step(&mut self, byte: u8) -> Result<bool, Refusal> {
        let line_end = matches!(byte, b'\n' | b'\r');
        let second_of_pair = byte == b'\n' && self.last_was_cr;
        self.last_was_cr = byte == b'\r';
        if self.state == State::Quoted {
            if byte == b'"' {
                self.state = State::QuoteInQuoted;
                return Ok(false);
            }
            self.line += u64::from(line_end && !second_of_pair);
            self.field_has_lines = true;
            self.append(&[byte])?;
            return Ok(false);
        }
        if line_end {
            if second_of_pair && !self.row_begun {
                self.record.line = self.line;
                return Ok(false);
            }
            self.line += 1;
            let row = self.row_begun;
            if row {
                self.end_cell()?;
            } else {
                self.record.clear(self.line);
            }
            return Ok(row);
        }
        self.begin();
        match (self.state, byte) {
            (_, b) if b == self.delimiter => self.end_cell()?,
            (State::CellStart, b'"') => {
                self.field.clear();
                self.state = State::Quoted;
            }
            (State::CellStart, b' ') => self.append(b" ")?,
            (State::CellStart, b) => {
                self.state = State::Plain;
                self.append(&[b])?;
            }
            (State::QuoteInQuoted, b'"') => {
                self.state = State::Quoted;
                self.append(b"\"")?;
            }
            (State::QuoteInQuoted | State::AfterQuoted, b' ') => self.state = State::AfterQuoted,
            // Text behind a closing quotation mark: on one line it is a habit of typists, over several lines the mark was not the cell's end.
            (State::QuoteInQuoted | State::AfterQuoted, _) if self.field_has_lines => {
                return Err(Refusal::at(ProblemCode::QuoteNeverClosed, self.record.line));
            }
            (_, b) => {
                self.state = State::Plain;
                self.append(&[b])?;
            }
        }
        Ok(false)
    }

    fn begin(&mut self) {
        self.row_begun = true;
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.row_bytes += bytes.len();
        if self.row_bytes > self.row_limit {
            let code = if self.field_has_lines { ProblemCode::QuoteNeverClosed } else { ProblemCode::RowTooLong };
            return Err(Refusal::at(code, self.record.line));
        }
        let room = self.cell_limit.saturating_sub(self.field.len());
        self.field_cut |= bytes.len() > room;
        self.field.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Refusal> {
        if self.record.len() >= self.column_limit && !self.field.is_empty() {
            return Err(Refusal::at(ProblemCode::TooManyColumns, self.record.line));
        }
        self.row_bytes += 1;
        if self.row_bytes > self.row_limit {
            return Err(Refusal::at(ProblemCode::RowTooLong, self.record.line));
        }
        let (field, cut) = (&self.field, self.field_cut);
        self.record.push(cut, |text| append_field(text, field, cut));
        self.field.clear();
        self.field_cut = false;
        self.field_has_lines = false;
        self.state = State::CellStart;
        Ok(())
    }

    /// The row that [`Splitter::take`] has just ended.
    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    /// Forgets the row; the next begins.
    pub(crate) fn next_row(&mut self) {
        self.record.clear(self.line);
        self.row_bytes = 0;
        self.row_begun = false;
    }

    /// Ends the file; says whether a last row without a line end is there.
    pub(crate) fn end(&mut self) -> Result<bool, Refusal> {
        match self.state {
            State::Quoted if self.field_has_lines => Err(Refusal::at(ProblemCode::QuoteNeverClosed, self.record.line)),
            State::Quoted => Err(Refusal::at(ProblemCode::FileEndsInTheMiddle, self.record.line)),
            _ if self.row_begun => {
                // The mark of the end of a file in old systems is no row.
                if self.record.len() == 0 && self.field == [0x1a] {
                    return Ok(false);
                }
                self.end_cell()?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

/// Reads the rows of a piece of text, such as a file's beginning, without its end.
pub(crate) fn rows_of(
    bytes: &[u8],
    whole: bool,
    delimiter: u8,
    limits: &Limits,
    mut each: impl FnMut(&Record) -> bool,
) -> Result<(), Refusal> {
    let mut splitter = Splitter::new(delimiter, limits);
    let mut rest = bytes;
    loop {
        let (taken, row) = splitter.take(rest)?;
        rest = rest.get(taken..).unwrap_or_default();
        if row || (rest.is_empty() && whole && splitter.end()?) {
            if !each(splitter.record()) {
                return Ok(());
            }
            splitter.next_row();
        }
        if rest.is_empty() {
            return Ok(());
        }
    }
}

/// Reads the rows of a file whose beginning has been read. `each` is told whether the row had a line end.
pub(crate) fn read<R: Read>(
    beginning: &[u8],
    bytes: &mut Bytes<R>,
    delimiter: u8,
    limits: &Limits,
    mut each: impl FnMut(&Record, bool) -> Result<(), Refusal>,
) -> Result<(), ReadError> {
    let mut splitter = Splitter::new(delimiter, limits);
    let mut feed = |splitter: &mut Splitter, mut rest: &[u8]| -> Result<(), Refusal> {
        while !rest.is_empty() {
            let (taken, row) = splitter.take(rest)?;
            rest = rest.get(taken..).unwrap_or_default();
            if row {
                each(splitter.record(), true)?;
                splitter.next_row();
            }
        }
        Ok(())
    };
    feed(&mut splitter, beginning)?;
    loop {
        let chunk = bytes.next()?;
        if chunk.is_empty() {
            break;
        }
        feed(&mut splitter, chunk)?;
    }
    if splitter.end()? {
        each(splitter.record(), false)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &[u8], pieces: usize) -> Result<Vec<(u64, Vec<String>)>, ProblemCode> {
        let mut splitter = Splitter::new(b',', &Limits::default());
        let mut rows = Vec::new();
        let mut keep = |splitter: &mut Splitter| {
            rows.push((splitter.record().line, splitter.record().cells().map(str::to_owned).collect()));
            splitter.next_row();
        };
        for mut piece in text.chunks(pieces.max(1)) {
            while !piece.is_empty() {
                let (taken, row) = splitter.take(piece).map_err(|refusal| refusal.code)?;
                piece = &piece[taken..];
                if row {
                    keep(&mut splitter);
                }
            }
        }
        if splitter.end().map_err(|refusal| refusal.code)? {
            keep(&mut splitter);
        }
        Ok(rows)
    }

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        split(text.as_bytes(), 1000).unwrap()
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn rows_carry_the_line_on_which_they_begin_whatever_the_line_ends() {
        for text in ["a,b\r\n\r\nc,d\r\n", "a,b\n\nc,d\n", "a,b\r\rc,d\r", "a,b\r\n\r\nc,d"] {
            assert_eq!(rows(text), [row(1, &["a", "b"]), row(3, &["c", "d"])], "{text:?}");
        }
        assert_eq!(rows("\"a\r\nb\",c\r\nd,e\r\n"), [row(1, &["a\r\nb", "c"]), row(3, &["d", "e"])]);
    }

    #[test]
    fn quotation_marks_are_read_as_spreadsheets_write_and_typists_type_them() {
        assert_eq!(rows("\"a,\"\"b\"\"\",\"\\\",c\n"), [row(1, &["a,\"b\"", "\\", "c"])]);
        assert_eq!(rows("5\" pipe, \"q\" ,\"a\"b\n"), [row(1, &["5\" pipe", "q", "ab"])]);
        assert_eq!(rows("a,,\n"), [row(1, &["a", "", ""])]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_refuses_the_file() {
        assert_eq!(split(b"a,b\n1,\"2\n3,4\n", 1000), Err(ProblemCode::QuoteNeverClosed));
        assert_eq!(split(b"a,b\n1,\"2\n3,\"4\"\n", 1000), Err(ProblemCode::QuoteNeverClosed));
        assert_eq!(split(b"a,b\n1,\"2", 1000), Err(ProblemCode::FileEndsInTheMiddle));
    }

    #[test]
    fn a_row_or_a_table_without_an_end_is_refused() {
        assert_eq!(split(&vec![b'x'; 300_000], 1000), Err(ProblemCode::RowTooLong));
        assert_eq!(split("x,".repeat(10_000).as_bytes(), 1000), Err(ProblemCode::TooManyColumns));
        assert!(split(",".repeat(10_000).as_bytes(), 1000).is_ok());
    }

    proptest! {
        #[test]
        fn the_size_of_the_pieces_does_not_matter(text in "[ab,\"\r\n é]{0,60}", pieces in 1usize..7) {
            prop_assert_eq!(split(text.as_bytes(), pieces), split(text.as_bytes(), 1000));
        }
    }
}
