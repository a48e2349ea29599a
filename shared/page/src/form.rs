//! What a parent sends, and the text that says the same.

use std::fmt::Write;

use domain::Personal;
use jiff::civil::Date;
use wording::{NumberedAnswer, letter};

/// A body that is longer is not read to its end: 500 letters of any script, and all the rest of a form, have room in it.
pub const MOST_BYTES: usize = 8 * 1024;

/// So much may be written to the office, in UTF-16 units, as a browser counts it.
pub const LONGEST: usize = 500;

/// The children whose letters a reply is read by. The others are called by their names.
const LETTERED: usize = 4;

/// The fields of a form: `a0` and `b0` are the first child's answer and day of return.
const WORDS: &str = "words";

/// What a parent sent: an answer a child, and words to the office.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    pub(crate) children: Vec<OfChild>,
    pub(crate) words: Personal,
}

/// What was sent about one child.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OfChild {
    /// What was chosen.
    pub answer: Option<NumberedAnswer>,
    /// The day of return; none where what was sent is not a day.
    pub back: Option<Date>,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form").field("children", &self.children.len()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for OfChild {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OfChild(…)")
    }
}

/// What is wrong with a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// Nothing was chosen and nothing written; or for the child at this place there is a day of return and nothing else.
    NothingSaid(usize),
    /// The day of return of the child at this place is not after today, or is no day.
    DayOver(usize),
    /// The words are more than there is room for.
    TooLong,
}

/// A form that has to be looked at again, and what was in it, so that nothing typed is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub problem: Problem,
    /// What was sent.
    pub given: Form,
}

impl Form {
    /// Reads the body of a posted form about so many children. Bytes that are no form, and fields that are not ours, say nothing.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use page::{Form, Problem};
    /// let today = date(2026, 11, 26);
    /// let form = Form::read(b"a0=1&b0=2026-11-30&words=", 1, today).unwrap();
    /// assert_eq!(form.as_reply(&["Ava".into()]).expose(), "1 back 30/11/2026");
    /// assert_eq!(Form::read(b"words=+", 1, today).unwrap_err().problem, Problem::NothingSaid(0));
    /// ```
    ///
    /// # Errors
    ///
    /// What is wrong with it, with what was sent.
    pub fn read(body: &[u8], children: usize, today: Date) -> Result<Self, Refused> {
        let mut given = Self { children: vec![OfChild::default(); children.max(1)], words: Personal::default() };
        let mut no_day = None;
        // The choices stand before the words, so they are kept even where the words have no end.
        let read = body.get(..MOST_BYTES).unwrap_or(body);
        for (field, value) in form_urlencoded::parse(read) {
            if field == WORDS {
                given.words = Personal::new(tidy(&value));
            } else if let Some(child) = given.child_of(&field, 'a') {
                let mut letters = value.chars();
                child.answer = letters.next().filter(|_| letters.next().is_none()).and_then(NumberedAnswer::from_digit);
            } else if let Some(child) = given.child_of(&field, 'b') {
                let value = value.trim();
                child.back = value.parse::<Date>().ok();
                if !value.is_empty() && child.back.is_none() {
                    no_day = no_day.or_else(|| place_of(&field, 'b'));
                }
            }
        }
        let too_long = body.len() > MOST_BYTES || given.words.expose().encode_utf16().count() > LONGEST;
        let problem = given.problem(today).or(no_day.map(Problem::DayOver));
        match if too_long { Some(Problem::TooLong) } else { problem } {
            Some(problem) => Err(Refused { problem, given }),
            None => Ok(given),
        }
    }

    fn child_of(&mut self, field: &str, kind: char) -> Option<&mut OfChild> {
        self.children.get_mut(place_of(field, kind)?)
    }

    fn problem(&self, today: Date) -> Option<Problem> {
        let places = || self.children.iter().enumerate();
        let over = places().find(|(_, child)| child.back.is_some_and(|back| back <= today));
        let silent = self.words.is_blank() && self.children.iter().all(|child| child.answer.is_none());
        // A day alone says neither that the child is ill nor that it should be in school.
        let only_a_day = places().find(|(_, child)| child.back.is_some() && child.answer.is_none());
        over.map(|(place, _)| Problem::DayOver(place))
            .or(only_a_day.filter(|_| self.words.is_blank()).map(|(place, _)| Problem::NothingSaid(place)))
            .or(silent.then_some(Problem::NothingSaid(0)))
    }

    /// What was sent about each child, in the order of the message.
    pub fn children(&self) -> &[OfChild] {
        &self.children
    }

    /// The words to the office; blank where none were written.
    pub const fn words(&self) -> &Personal {
        &self.words
    }

    /// The answer as the parent of these children would text it, so that it is stored, read and shown like any other reply: `A1 back
    /// 30/11/2026. B9`, then the words to the office.
    ///
    /// Whoever thinks that the child is in school names no day on which it will be back, so none is said then. Replies are read by the letters A
    /// to D; children after the fourth are called by name, and an alarm about one of them is said in words too, since a name may be misread.
    ///
    /// ```
    /// let form = page::Form::read(b"a0=1&b0=2026-11-30&a1=9&words=left+at+8", 2, jiff::civil::date(2026, 11, 26)).unwrap();
    /// let reply = form.as_reply(&["Ava".into(), "Noah".into()]);
    /// assert_eq!(reply.expose(), "A1 back 30/11/2026. B9\nleft at 8");
    /// ```
    pub fn as_reply(&self, children: &[Personal]) -> Personal {
        let several = self.children.len() > 1;
        let mut said: Vec<String> = Vec::new();
        for (place, child) in self.children.iter().enumerate() {
            let alarm = child.answer == Some(NumberedAnswer::ShouldBeInSchool);
            let back = child.back.filter(|_| !alarm);
            if child.answer.is_none() && back.is_none() {
                continue;
            }
            let mut one = String::new();
            if several {
                let name = children.get(place).map(|name| name.expose().trim()).filter(|name| !name.is_empty());
                match (letter(place).filter(|_| place < LETTERED), name) {
                    (Some(letter), _) if child.answer.is_some() => one.push(letter),
                    (_, Some(name)) => push(&mut one, format_args!("{name} ")),
                    (_, None) => {}
                }
            }
            one.extend(child.answer.map(NumberedAnswer::digit));
            if several && alarm && place >= LETTERED {
                one.push_str(": should be in school");
            }
            if let Some(back) = back {
                let space = if child.answer.is_some() { " " } else { "" };
                push(&mut one, format_args!("{space}back {}", back.strftime("%d/%m/%Y")));
            }
            said.push(one);
        }
        let chosen = said.join(". ");
        let parts = [chosen.as_str(), self.words.expose()];
        Personal::new(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
    }
}

/// The place of the child that a field is about: `a0` is the first one's.
fn place_of(field: &str, kind: char) -> Option<usize> {
    // "+1" and "01" would parse, and are not ours.
    let place: usize = field.strip_prefix(kind)?.parse().ok()?;
    (field.get(1..) == Some(place.to_string().as_str())).then_some(place)
}

fn push(to: &mut String, what: std::fmt::Arguments<'_>) {
    let written = to.write_fmt(what);
    // Writing to a String cannot fail.
    debug_assert!(written.is_ok());
}

/// What was written without what no keyboard writes. A browser sends each new line as two letters, and counts it as one.
fn tidy(words: &str) -> String {
    let words = words.replace("\r\n", "\n");
    words.trim().chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
