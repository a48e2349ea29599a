//! Records of XML: what stands in the root element are the records, what stands in them are the columns. Attributes are not read.

use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::input::{self, Input};
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::records::{Place, Records, Target};
use crate::refusal::{ReadError, Refusal};

/// How deep a record stands, and its columns.
const RECORD: usize = 2;
const COLUMN: usize = 3;

/// Reads all records.
pub(crate) fn read<R: Read>(input: Input<'_, R>, target: &mut dyn Target, limits: &Limits) -> Result<(), ReadError> {
    let mut reader = Reader::from_reader(input.mended());
    reader.config_mut().expand_empty_elements = true;
    let mut xml = Xml {
        records: Records::new(target, limits),
        path: String::new(),
        lengths: Vec::new(),
        field: Vec::new(),
        cut: false,
        leaf: false,
        depth: 0,
        nesting: limits.nesting,
        cell_limit: limits.cell_bytes,
    };
    let mut buffer = Vec::new();
    let mut any = false;
    loop {
        reader.get_mut().mark();
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| xml.refused(&error))?;
        match event {
            Event::Eof if xml.depth > 0 => return Err(xml.at(ProblemCode::FileEndsInTheMiddle)),
            Event::Eof if !any => return Err(xml.at(ProblemCode::NotWellFormed)),
            Event::Eof => return Ok(()),
            Event::Start(start) => {
                any = true;
                xml.start(start.local_name().as_ref())?;
            }
            Event::End(_) => xml.end()?,
            Event::Text(text) => xml.text(text.as_bytes()),
            Event::CData(text) => xml.text(text.as_bytes()),
            Event::GeneralRef(reference) => {
                let letter = letter(reference.as_bytes()).ok_or_else(|| xml.at(ProblemCode::EntitiesNotRead))?;
                xml.text(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Event::DocType(_) => return Err(xml.at(ProblemCode::EntitiesNotRead)),
            _ => {}
        }
    }
}

/// The letter that a reference of XML's own stands for: `&amp;`, `&#233;`.
fn letter(reference: &[u8]) -> Option<char> {
    Some(match reference {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', number @ ..] => {
            let number = std::str::from_utf8(number).ok()?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(number) => u32::from_str_radix(number, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|letter| *letter != '\0')?
        }
        _ => return None,
    })
}

/// A column's name without the escapes of what no element's name may have: `Legal_x0020_Surname`.
fn name_of(element: &str) -> String {
    let mut name = String::with_capacity(element.len());
    let mut rest = element;
    while let Some(at) = rest.find("_x") {
        let escaped = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let letter = escaped.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        let (before, letter, length) = match letter {
            Some(letter) => (at, Some(letter), 7),
            None => (at + 2, None, 2),
        };
        name.push_str(rest.get(..before).unwrap_or_default());
        name.extend(letter);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    name.push_str(rest);
    name
}

struct Xml<'t> {
    records: Records<'t>,
    path: String,
    /// How long the path was before each element on it.
    lengths: Vec<usize>,
    field: Vec<u8>,
    cut: bool,
    /// Whether the innermost element has no other in it.
    leaf: bool,
    depth: usize,
    nesting: usize,
    cell_limit: usize,
}

impl Xml<'_> {
    fn start(&mut self, element: &str) -> Result<(), ReadError> {
        self.depth += 1;
        if self.depth > self.nesting {
            return Err(self.at(ProblemCode::NestedTooDeep));
        }
        if self.depth == RECORD {
            self.records.begin();
            self.path.clear();
            self.lengths.clear();
        }
        if self.depth >= COLUMN {
            self.lengths.push(self.path.len());
            if !self.path.is_empty() {
                self.path.push('.');
            }
            self.path.push_str(&name_of(element));
            self.field.clear();
            self.cut = false;
            self.leaf = true;
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8]) {
        if self.depth >= COLUMN && self.leaf {
            let room = self.cell_limit.saturating_sub(self.field.len());
            self.cut |= text.len() > room;
            self.field.extend_from_slice(text.get(..text.len().min(room)).unwrap_or_default());
        }
    }

    fn end(&mut self) -> Result<(), ReadError> {
        if self.depth >= COLUMN {
            if self.leaf {
                let place = Place { path: &self.path, number: None, listed: false };
                self.records.value(place, &self.field, self.cut)?;
            }
            self.leaf = false;
            self.path.truncate(self.lengths.pop().unwrap_or(0));
        } else if self.depth == RECORD {
            self.records.end()?;
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn at(&self, code: ProblemCode) -> ReadError {
        Refusal::at(code, self.records.number()).into()
    }

    fn refused(&self, error: &quick_xml::Error) -> ReadError {
        match error {
            quick_xml::Error::Io(error) => input::read_error(error),
            // A sign that opens and the file's end: what is between has not come.
            quick_xml::Error::Syntax(_) => self.at(ProblemCode::FileEndsInTheMiddle),
            _ => self.at(ProblemCode::NotWellFormed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_in_the_names_of_elements_are_read() {
        for (element, name) in [
            ("Legal_x0020_Surname", "Legal Surname"),
            ("AM_x002F_PM", "AM/PM"),
            ("_x0031_st", "1st"),
            ("Adno", "Adno"),
            ("a_x00", "a_x00"),
            ("a_xé_x0020_b", "a_xé b"),
            ("_x", "_x"),
        ] {
            assert_eq!(name_of(element), name);
        }
    }
}
