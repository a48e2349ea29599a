//! Which pupil a row is about: a number each, so that millions of rows hold no text.

use std::collections::HashMap;

use crate::problem::ProblemCode;
use crate::refusal::Refusal;

/// The pupils that a file names, in the order in which they come.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    numbers: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
    last: Option<u32>,
}

impl Keys {
    /// The number of a pupil's id.
    pub(crate) fn number(&mut self, text: &str, most: usize) -> Result<u32, Refusal> {
        // Rows of one pupil mostly follow each other.
        if let Some(last) = self.last.filter(|last| self.text(*last) == text) {
            return Ok(last);
        }
        let number = match self.numbers.get(text) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.texts.len())
                    .ok()
                    .filter(|_| self.texts.len() < most)
                    .ok_or_else(|| Refusal::new(ProblemCode::TooManyPupils))?;
                self.numbers.insert(text.into(), number);
                self.texts.push(text.into());
                number
            }
        };
        self.last = Some(number);
        Ok(number)
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| &**text)
    }
}
