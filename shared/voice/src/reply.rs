//! What was pressed, as the parent would text it.

use domain::Personal;
use wording::letter;

use crate::answer::How;
use crate::call::{At, Back, Call, Said};

impl Call {
    /// What was pressed so far as a text of digits, letters and dates (`1`, `A1 back 27/11`), which `wording::understand` reads: so there is one
    /// reading of what parents say, whichever way it comes. Each child has a line. `None` where nothing was said that a text could say.
    ///
    /// `children` are those of the call, in its order. What was spoken is not in it, and a language that was chosen is an
    /// [`Effect`](crate::Effect) alone.
    pub fn as_reply(&self, children: &[Personal]) -> Option<Personal> {
        if self.at == At::Ended(How::WrongNumber) {
            return Some(Personal::new("wrong number"));
        }
        let several = self.said.len() > 1;
        let lines = self.said.iter().enumerate().filter_map(|(place, said)| {
            let said = line((*said)?);
            if several { Some(format!("{}{said}", whom(place, children)?)) } else { Some(said) }
        });
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| Personal::new(lines.join("\n")))
    }
}

/// How many letters are read: behind them a child is called by name.
const LETTERS: usize = 4;

fn whom(place: usize, children: &[Personal]) -> Option<String> {
    let name = children.get(place).map(|name| name.expose().trim()).filter(|name| place >= LETTERS && !name.is_empty());
    name.map(|name| format!("{name} ")).or_else(|| letter(place).map(String::from))
}

fn line(said: Said) -> String {
    let back = match said.back {
        Some(Back::NextSchoolDay(date)) => date.strftime(" back %-d/%m").to_string(),
        Some(Back::LaterToday) => " back today".to_owned(),
        Some(Back::NotKnown) | None => String::new(),
    };
    format!("{}{back}", said.answer.digit())
}
