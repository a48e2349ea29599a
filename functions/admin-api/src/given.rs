//! What staff give, read at the border: ids, days, codes, and words of a bounded length.

use domain::absence::AbsenceId;
use domain::code::{Cell, Code, read_cell_on};
use domain::pupil::PupilId;
use domain::school::Urn;
use jiff::civil::Date;
use shell::clock;

use crate::api::App;
use crate::problem::Problem;

/// Characters of a note.
const NOTE: usize = 500;

/// Characters of a name.
const NAME: usize = 100;

pub(crate) fn day(text: &str) -> Result<Date, Problem> {
    text.parse().map_err(|_| Problem::BadRequest("A date is written 2026-11-23."))
}

/// A code that an office may give for an absence of that day.
pub(crate) fn code(text: &str, on: Date) -> Result<Code, Problem> {
    let Cell::Known(code) = read_cell_on(text, on) else {
        return Err(Problem::BadRequest("No register has this code. Give one of the codes for an absence, such as I or M."));
    };
    if !code.is_in_force(on) {
        return Err(Problem::BadRequest("This code was not in force on that day. Give one that was."));
    }
    if !code.may_be_given_for_an_absence() {
        return Err(Problem::BadRequest(
            "This code gives no reason for an absence. For a child who is in school the decision is arrived.",
        ));
    }
    Ok(code)
}

/// A note of at most 500 characters; empty where none is given.
pub(crate) fn note(text: Option<&str>) -> Result<&str, Problem> {
    let text = text.unwrap_or_default().trim();
    if text.chars().count() > NOTE {
        return Err(Problem::BadRequest("A note has at most 500 characters."));
    }
    Ok(text)
}

/// The name of whoever said something, at most 100 characters; `None` where none is given.
pub(crate) fn name(text: Option<&str>) -> Result<Option<&str>, Problem> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > NAME) {
        return Err(Problem::BadRequest("A name has at most 100 characters."));
    }
    Ok(text)
}

/// The day and the id of a reply, `2026-11-23.0f3c…`.
pub(crate) fn reply(text: &str) -> Result<(Date, String), Problem> {
    let (date, id) = text.split_once('.').ok_or(Problem::NotFound)?;
    // Its form is a message's: a blind index of sixteen bytes.
    PupilId::from_hex(id).ok_or(Problem::NotFound)?;
    Ok((date.parse().map_err(|_| Problem::NotFound)?, id.to_owned()))
}

/// An absence of today: nobody is asked, and nobody hears anything, of a day that is over.
pub(crate) fn of_today(id: AbsenceId) -> Result<(), Problem> {
    if id.date == domain::school::day(clock::now()) { Ok(()) } else { Err(Problem::DayIsOver) }
}

impl App {
    /// Whoever has left the roll is asked about no more, and no decision would have any effect.
    pub(crate) async fn still_on_the_roll(&self, school: &Urn, pupil: PupilId) -> Result<(), Problem> {
        let head = self.follow_up.schools.head(school).await?;
        let index = self.follow_up.roll.index(school, &head).await?;
        if index.contains(pupil) { Ok(()) } else { Err(Problem::LeftTheRoll) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_that_an_office_may_give_for_that_day() {
        let day = jiff::civil::date(2026, 11, 23);
        for (text, given) in [("I", Some("I")), (" i ", Some("I")), ("I01", Some("I")), ("V", Some("V")), ("O", Some("O"))]
            .into_iter()
            .chain([("N", None), ("/", None), ("L", None), ("H", None), ("?", None), ("", None), ("Z", None)])
        {
            assert_eq!(code(text, day).ok().map(Code::as_str), given, "{text}");
        }
    }

    #[test]
    fn a_note_is_no_longer_than_it_may_be() {
        assert_eq!(note(Some(&"a".repeat(500))).unwrap().len(), 500);
        assert!(note(Some(&"a".repeat(501))).is_err());
        assert!(name(Some(&"a".repeat(101))).is_err());
        assert_eq!(name(Some("  ")).unwrap(), None);
    }
}
