//! Records of JSON, read from left to right and never held: a list of them, alone or in an envelope (`{"data": […], "meta": …}`), one
//! page after another, or one record a line.
//!
//! A reader of our own, since those that are there hold a whole value: here a value is at most a record, and its depth, its names and
//! its texts are bounded before they are kept.

use std::io::Read;

use crate::input::Input;
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::records::{Place, Records, Target};
use crate::refusal::{ReadError, Refusal};

/// Members of an envelope that hold the records.
const LISTS: [&str; 8] = ["data", "value", "items", "results", "records", "rows", "students", "attendance"];

/// Members of an envelope that are about the answer.
const ABOUT: [&str; 12] =
    ["success", "meta", "message", "status", "errors", "error", "count", "total", "links", "next", "previous", "page"];

/// A longer name or number is not looked at to its end.
const LONGEST_WORD: usize = 200;

/// Reads all records.
pub(crate) fn read<R: Read>(input: Input<'_, R>, target: &mut dyn Target, limits: &Limits) -> Result<(), ReadError> {
    let mut json = Json {
        input,
        records: Records::new(target, limits),
        path: String::new(),
        number: None,
        listed: false,
        field: Vec::new(),
        cut: false,
        depth: 0,
        nesting: limits.nesting,
        cell_limit: limits.cell_bytes,
        row_limit: limits.row_bytes,
    };
    json.pages()
}

struct Json<'i, 't, R> {
    input: Input<'i, R>,
    records: Records<'t>,
    path: String,
    number: Option<u16>,
    listed: bool,
    /// The text that was read last.
    field: Vec<u8>,
    cut: bool,
    depth: usize,
    nesting: usize,
    cell_limit: usize,
    row_limit: usize,
}

impl<R: Read> Json<'_, '_, R> {
    fn pages(&mut self) -> Result<(), ReadError> {
        loop {
            match self.past_space()? {
                None => return Ok(()),
                Some(b',') => self.input.advance(1),
                Some(b'[') => self.list_of_records()?,
                Some(b'{') => self.envelope()?,
                Some(_) => return Err(self.broken()),
            }
        }
    }

    /// A page with its records in one of its members; where there is none it is a record itself.
    fn envelope(&mut self) -> Result<(), ReadError> {
        self.enter()?;
        self.records.begin();
        let mut had_a_list = false;
        let mut first = true;
        while self.next_member(&mut first)? {
            let is = |list: &[&str]| list.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(&self.field));
            let (is_list, is_about) = (is(&LISTS), is(&ABOUT));
            let start = self.past_space()?;
            if is_list && start == Some(b'[') {
                had_a_list = true;
                self.list_of_records()?;
            } else if had_a_list || is_about {
                self.skip()?;
            } else {
                self.member()?;
            }
        }
        self.depth -= 1;
        if !had_a_list {
            self.records.end()?;
        }
        Ok(())
    }

    fn list_of_records(&mut self) -> Result<(), ReadError> {
        self.enter()?;
        let mut first = true;
        while self.next_element(&mut first)? {
            if self.past_space()? == Some(b'{') {
                self.records.begin();
                self.path.clear();
                self.object()?;
                self.records.end()?;
            } else {
                self.skip()?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn object(&mut self) -> Result<(), ReadError> {
        self.enter()?;
        let mut first = true;
        while self.next_member(&mut first)? {
            self.member()?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// The value of a member whose name was read last.
    fn member(&mut self) -> Result<(), ReadError> {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        // A name that is no text in UTF-8 is none that is known.
        self.path.push_str(std::str::from_utf8(&self.field).unwrap_or("?"));
        self.value()?;
        self.path.truncate(length);
        Ok(())
    }

    fn value(&mut self) -> Result<(), ReadError> {
        match self.past_space()? {
            Some(b'{') => self.object(),
            Some(b'[') => self.list(),
            Some(b'"') => {
                self.text(self.cell_limit)?;
                self.keep()
            }
            Some(_) => {
                self.word()?;
                match &*self.field {
                    b"null" => {
                        self.field.clear();
                        self.keep()
                    }
                    b"true" | b"false" => self.keep(),
                    [b'-' | b'0'..=b'9', rest @ ..]
                        if rest.iter().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) =>
                    {
                        self.keep()
                    }
                    _ => Err(self.broken()),
                }
            }
            None => Err(self.ends()),
        }
    }

    fn keep(&mut self) -> Result<(), ReadError> {
        let place = Place { path: &self.path, number: self.number, listed: self.listed };
        Ok(self.records.value(place, &self.field, self.cut)?)
    }

    /// A list within a record: its objects are one contact each, its plain values are put together.
    fn list(&mut self) -> Result<(), ReadError> {
        self.enter()?;
        let (length, number, listed) = (self.path.len(), self.number, self.listed);
        let mut first = true;
        let mut at: u16 = 0;
        while self.next_element(&mut first)? {
            at = at.saturating_add(1);
            if self.past_space()? == Some(b'{') && number.is_none() {
                if !self.records.is_read(at) {
                    self.skip()?;
                    continue;
                }
                self.number = Some(at);
                self.path.push_str(".#");
            } else {
                self.listed = true;
            }
            self.value()?;
            self.path.truncate(length);
            (self.number, self.listed) = (number, listed);
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads over a value.
    fn skip(&mut self) -> Result<(), ReadError> {
        let depth = self.depth;
        loop {
            match self.past_space()? {
                None => return Err(self.ends()),
                Some(b'{' | b'[') => self.enter()?,
                Some(b'}' | b']') if self.depth > depth => {
                    self.input.advance(1);
                    self.depth -= 1;
                }
                Some(b',' | b':') if self.depth > depth => {
                    self.input.advance(1);
                    continue;
                }
                Some(b'"') => self.text(0)?,
                Some(_) => self.word()?,
            }
            if self.depth == depth {
                return Ok(());
            }
        }
    }

    /// Steps into a list or an object.
    fn enter(&mut self) -> Result<(), ReadError> {
        self.input.advance(1);
        self.depth += 1;
        if self.depth > self.nesting {
            return Err(Refusal::at(ProblemCode::NestedTooDeep, self.records.number()).into());
        }
        Ok(())
    }

    /// Goes to the next member and reads its name; false at the end of the object.
    fn next_member(&mut self, first: &mut bool) -> Result<bool, ReadError> {
        if !self.next_of(b'}', first)? {
            return Ok(false);
        }
        if self.past_space()? != Some(b'"') {
            return Err(self.broken_or_ended()?);
        }
        self.text(LONGEST_WORD)?;
        if self.past_space()? != Some(b':') {
            return Err(self.broken_or_ended()?);
        }
        self.input.advance(1);
        Ok(true)
    }

    fn next_element(&mut self, first: &mut bool) -> Result<bool, ReadError> {
        self.next_of(b']', first)
    }

    fn next_of(&mut self, end: u8, first: &mut bool) -> Result<bool, ReadError> {
        let is_first = std::mem::take(first);
        match self.past_space()? {
            Some(byte) if byte == end => {
                self.input.advance(1);
                Ok(false)
            }
            Some(b',') if !is_first => {
                self.input.advance(1);
                // A comma behind the last one is a slip that does no harm.
                if self.past_space()? == Some(end) {
                    self.input.advance(1);
                    return Ok(false);
                }
                Ok(true)
            }
            Some(_) if is_first => Ok(true),
            _ => Err(self.broken_or_ended()?),
        }
    }

    /// Reads a text between quotation marks into `field`, up to `most` bytes.
    fn text(&mut self, most: usize) -> Result<(), ReadError> {
        self.input.advance(1);
        self.field.clear();
        self.cut = false;
        let mut seen = 0;
        loop {
            let ahead = self.input.ahead()?;
            if ahead.is_empty() {
                return Err(self.ends());
            }
            let plain = ahead.iter().position(|b| matches!(b, b'"' | b'\\')).unwrap_or(ahead.len());
            let room = most.saturating_sub(self.field.len());
            self.cut |= plain > room;
            self.field.extend_from_slice(ahead.get(..plain.min(room)).unwrap_or_default());
            let stop = ahead.get(plain).copied();
            self.input.advance(plain + usize::from(stop.is_some()));
            seen += plain + 1;
            if seen > self.row_limit {
                return Err(Refusal::at(ProblemCode::RowTooLong, self.records.number()).into());
            }
            match stop {
                Some(b'"') => return Ok(()),
                Some(_) => self.escape(most)?,
                None => {}
            }
        }
    }

    fn escape(&mut self, most: usize) -> Result<(), ReadError> {
        let letter = match self.take()? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' | b'f' => ' ',
            b'u' => {
                let first = self.unit()?;
                let high = (0xd800..0xdc00).contains(&first);
                if high && self.input.peek()? == Some(b'\\') {
                    self.input.advance(1);
                    if self.take()? != b'u' {
                        return Err(self.broken());
                    }
                    let second = self.unit()?;
                    char::decode_utf16([first, second]).next().and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER)
                } else {
                    char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
            }
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            _ => return Err(self.broken()),
        };
        if self.field.len() + letter.len_utf8() <= most {
            self.field.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            self.cut = true;
        }
        Ok(())
    }

    fn unit(&mut self) -> Result<u16, ReadError> {
        let mut unit = 0_u16;
        for _ in 0..4 {
            let Some(digit) = char::from(self.take()?).to_digit(16) else { return Err(self.broken()) };
            unit = unit << 4 | u16::try_from(digit).unwrap_or_default();
        }
        Ok(unit)
    }

    fn take(&mut self) -> Result<u8, ReadError> {
        let byte = self.input.peek()?.ok_or_else(|| self.ends())?;
        self.input.advance(1);
        Ok(byte)
    }

    /// Reads what stands without quotation marks: a number, `true`, `false`, `null`.
    fn word(&mut self) -> Result<(), ReadError> {
        self.field.clear();
        self.cut = false;
        while let Some(byte) = self.input.peek()?.filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.')) {
            self.field.push(byte);
            self.input.advance(1);
            if self.field.len() > LONGEST_WORD {
                return Err(self.broken());
            }
        }
        if self.field.is_empty() { Err(self.broken_or_ended()?) } else { Ok(()) }
    }

    fn past_space(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            match self.input.peek()? {
                Some(b' ' | b'\t' | b'\r' | b'\n' | 0x1e) => self.input.advance(1),
                other => return Ok(other),
            }
        }
    }

    fn ends(&self) -> ReadError {
        Refusal::at(ProblemCode::FileEndsInTheMiddle, self.records.number()).into()
    }

    fn broken(&self) -> ReadError {
        Refusal::at(ProblemCode::NotWellFormed, self.records.number()).into()
    }

    fn broken_or_ended(&mut self) -> Result<ReadError, ReadError> {
        Ok(if self.input.peek()?.is_none() { self.ends() } else { self.broken() })
    }
}
