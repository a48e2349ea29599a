//! A file's bytes: counted, in UTF-8 or Windows-1252 (a field at a time), UTF-16 turned into UTF-8 on the way.

use std::io::{self, Read};

use crate::encodings::{Utf16, push_windows_1252};
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::refusal::{ReadError, Refusal};

/// Bytes that are asked for at once.
const CHUNK: usize = 64 * 1024;

/// A file's bytes in chunks.
pub(crate) struct Bytes<R> {
    input: R,
    chunk: Vec<u8>,
    /// UTF-16, where the file begins with its mark, with what it is turned into.
    wide: Option<(Utf16, Vec<u8>)>,
    read: u64,
    limit: u64,
    ended: bool,
}

impl<R: Read> Bytes<R> {
    pub(crate) fn new(input: R, limits: &Limits) -> Self {
        Self { input, chunk: vec![0; CHUNK], wide: None, read: 0, limit: limits.bytes, ended: false }
    }

    /// Reads the file's beginning, up to a chunk and without a byte order mark, and whether the whole file is in it.
    pub(crate) fn beginning(&mut self) -> Result<(Vec<u8>, bool), ReadError> {
        let mut start = Vec::with_capacity(CHUNK);
        while start.len() < CHUNK && self.fill_raw()? {
            start.extend_from_slice(&self.chunk);
        }
        if let Some(mut decoder) = Utf16::of(&start) {
            let start = decoder.decode(&start);
            self.wide = Some((decoder, Vec::new()));
            return Ok((start, self.ended));
        }
        if start.starts_with(b"\xef\xbb\xbf") {
            start.drain(..3);
        }
        Ok((start, self.ended))
    }

    /// The next bytes; empty at the end.
    pub(crate) fn next(&mut self) -> Result<&[u8], ReadError> {
        loop {
            if !self.fill_raw()? {
                return Ok(&[]);
            }
            match &mut self.wide {
                None => return Ok(&self.chunk),
                Some((decoder, text)) => *text = decoder.decode(&self.chunk),
            }
            if self.wide.as_ref().is_some_and(|(_, text)| !text.is_empty()) {
                break;
            }
        }
        Ok(self.wide.as_ref().map_or(&[], |(_, text)| text.as_slice()))
    }

    /// Puts the next bytes into `chunk`; false at the end.
    fn fill_raw(&mut self) -> Result<bool, ReadError> {
        if self.ended {
            return Ok(false);
        }
        self.chunk.resize(CHUNK, 0);
        let count = loop {
            match self.input.read(&mut self.chunk) {
                Ok(count) => break count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        };
        self.chunk.truncate(count);
        self.read += count as u64;
        if self.read > self.limit {
            return Err(Refusal::new(ProblemCode::FileTooLarge).into());
        }
        self.ended = count == 0;
        Ok(!self.ended)
    }
}

/// Appends a field: as UTF-8 where it is, else as Windows-1252, which leaves nothing undefined. A field that was cut off in the middle
/// of a letter loses that letter.
///
/// Deciding for each field needs no look at the whole file, and a file that two programs wrote comes out right.
pub(crate) fn append_field(text: &mut String, field: &[u8], cut: bool) {
    match std::str::from_utf8(field) {
        Ok(field) => text.push_str(field),
        Err(error) if cut && error.error_len().is_none() => {
            append_field(text, field.get(..error.valid_up_to()).unwrap_or_default(), false)
        }
        Err(_) => field.iter().for_each(|byte| push_windows_1252(text, *byte)),
    }
}

/// Whether bytes are text: no NUL and hardly another control sign.
pub(crate) fn are_text(start: &[u8]) -> bool {
    let controls = start.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\r' | b'\n' | 0x0c | 0x1a)).count();
    !start.contains(&0) && controls * 50 <= start.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(bytes: &[u8]) -> String {
        let mut text = String::new();
        append_field(&mut text, bytes, false);
        text
    }

    #[test]
    fn a_field_is_utf_8_where_it_can_be_and_windows_1252_where_not() {
        assert_eq!(field("Siân Łukasz".as_bytes()), "Siân Łukasz");
        assert_eq!(field(b"Si\xe2n O\x92Brien \x80"), "Siân O’Brien €");
    }

    #[test]
    fn utf_16_comes_out_right_whatever_the_chunks() {
        struct Small<'a>(&'a [u8]);
        impl Read for Small<'_> {
            fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
                let n = self.0.len().min(3).min(buf.len());
                buf[..n].copy_from_slice(&self.0[..n]);
                self.0 = &self.0[n..];
                Ok(n)
            }
        }
        let text = "Łukasz, Siân, 𝄞";
        for little in [true, false] {
            let units: Vec<u8> = [0xfeff_u16]
                .into_iter()
                .chain(text.encode_utf16())
                .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect();
            let (start, whole) = Bytes::new(Small(&units), &Limits::default()).beginning().unwrap();
            assert!(whole);
            assert_eq!(String::from_utf8(start).unwrap(), text);
        }
    }
}
