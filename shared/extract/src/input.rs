//! A file's bytes one after the other, for the readers of JSON and XML.

use std::io::{self, BufRead, Read};

use crate::bytes::Bytes;
use crate::encodings::push_windows_1252;
use crate::problem::ProblemCode;
use crate::refusal::{ReadError, Refusal};

/// A file's beginning, and what follows it where all of it is read.
pub(crate) struct Input<'b, R> {
    buffer: Vec<u8>,
    at: usize,
    rest: Option<&'b mut Bytes<R>>,
    /// How many bytes were taken since [`Input::mark`].
    taken: usize,
    /// How many may be.
    most: usize,
    /// Where what is no UTF-8 is read as Windows-1252: the beginning of a letter whose rest has not come.
    mended: Option<Vec<u8>>,
}

impl<'b, R: Read> Input<'b, R> {
    pub(crate) fn new(beginning: &[u8], rest: Option<&'b mut Bytes<R>>, most: usize) -> Self {
        Self { buffer: beginning.to_vec(), at: 0, rest, taken: 0, most, mended: None }
    }

    /// The same where whatever is no UTF-8 is read as Windows-1252, for a reader that takes UTF-8 alone.
    pub(crate) fn mended(mut self) -> Self {
        let mut carried = Vec::new();
        self.buffer = mend(&mut carried, &self.buffer, self.rest.is_none());
        self.mended = Some(carried);
        self
    }

    /// Counts anew how much is taken at once.
    pub(crate) fn mark(&mut self) {
        self.taken = 0;
    }

    /// What is there without waiting for more; empty at the end alone.
    pub(crate) fn ahead(&mut self) -> Result<&[u8], ReadError> {
        if self.at >= self.buffer.len()
            && let Some(rest) = &mut self.rest
        {
            self.at = 0;
            self.buffer.clear();
            match &mut self.mended {
                None => self.buffer.extend_from_slice(rest.next()?),
                Some(carried) => loop {
                    let chunk = rest.next()?;
                    let ended = chunk.is_empty();
                    self.buffer = mend(carried, chunk, ended);
                    if ended || !self.buffer.is_empty() {
                        break;
                    }
                },
            }
        }
        Ok(self.buffer.get(self.at..).unwrap_or_default())
    }

    pub(crate) fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        match self.buffer.get(self.at) {
            Some(byte) => Ok(Some(*byte)),
            None => Ok(self.ahead()?.first().copied()),
        }
    }

    pub(crate) fn advance(&mut self, count: usize) {
        self.at += count;
        self.taken += count;
    }
}

impl<R: Read> Read for Input<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Input<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > self.most {
            return Err(io::Error::other(Refusal::new(ProblemCode::RowTooLong)));
        }
        self.ahead().map_err(|error| match error {
            ReadError::Io(error) => error,
            ReadError::Refused(refusal) => io::Error::other(refusal),
            ReadError::NeedsWholeFile => io::Error::other(Refusal::new(ProblemCode::NotATable)),
        })
    }

    fn consume(&mut self, count: usize) {
        self.advance(count);
    }
}

/// Bytes as UTF-8, with what was carried over before them; half a letter at their end is carried over.
fn mend(carried: &mut Vec<u8>, chunk: &[u8], ended: bool) -> Vec<u8> {
    if carried.is_empty() && std::str::from_utf8(chunk).is_ok() {
        return chunk.to_vec();
    }
    carried.extend_from_slice(chunk);
    let bytes = std::mem::take(carried);
    let mut text = String::with_capacity(bytes.len());
    let mut rest = &*bytes;
    while let Err(error) = std::str::from_utf8(rest) {
        let (valid, wrong) = rest.split_at(error.valid_up_to());
        text.push_str(std::str::from_utf8(valid).unwrap_or_default());
        if error.error_len().is_none() && !ended {
            *carried = wrong.to_vec();
            return text.into_bytes();
        }
        let Some((byte, after)) = wrong.split_first() else { break };
        push_windows_1252(&mut text, *byte);
        rest = after;
    }
    text.push_str(std::str::from_utf8(rest).unwrap_or_default());
    text.into_bytes()
}

/// What [`Input`] gave to a reader that knows input errors alone.
pub(crate) fn read_error(error: &io::Error) -> ReadError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Refusal>()) {
        Some(refusal) => refusal.clone().into(),
        None => io::Error::from(error.kind()).into(),
    }
}
