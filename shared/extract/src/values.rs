//! What stands in cells that are no numbers, addresses or marks: dates, sessions, yes and no, year groups, names.

use domain::contact::PhonePlace;
use domain::register::Session;
use jiff::Span;
use jiff::civil::{Date, date};

use crate::encodings::to_windows_1252;

/// What a yes-or-no cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    /// No, or nothing at all.
    No,
    /// Yes.
    Yes,
    /// Something else: whoever asks takes the stricter of the two.
    Unclear,
}

pub(crate) fn flag(cell: &str) -> Flag {
    const NO: [&str; 16] = [
        "",
        "false",
        "no",
        "n",
        "0",
        "f",
        "off",
        "none",
        "-",
        "n/a",
        "na",
        "nil",
        "null",
        "unchecked",
        "none known",
        "not applicable",
    ];
    const YES: [&str; 10] = ["true", "yes", "y", "1", "t", "on", "x", "checked", "\u{2713}", "\u{2714}"];
    let is = |list: &[&str]| list.iter().any(|word| word.eq_ignore_ascii_case(cell));
    if is(&NO) {
        Flag::No
    } else if is(&YES) {
        Flag::Yes
    } else {
        Flag::Unclear
    }
}

/// Reads a day: ISO, day-first with `/`, `-`, `.` or a month's name, a spreadsheet's serial, each perhaps with a weekday before and a
/// time behind. **Never month-first**: `11/23/2026` is no date.
pub(crate) fn day(cell: &str) -> Option<Date> {
    let cell = cell.trim();
    if let Some(day) = iso(cell.get(..10).unwrap_or_default()).filter(|_| cell.len() == 10 || cell.get(10..).is_some_and(is_time))
    {
        return Some(day);
    }
    let serial =
        cell.split_once('.').map_or(cell, |(whole, part)| if part.bytes().all(|b| b.is_ascii_digit()) { whole } else { cell });
    if serial.len() == 5 && serial.bytes().all(|b| b.is_ascii_digit()) {
        return spreadsheet_day(serial.parse().ok()?);
    }
    if cell.len() == 8 && cell.bytes().all(|b| b.is_ascii_digit()) {
        return build(cell.get(..4)?, cell.get(4..6)?, cell.get(6..)?);
    }
    let cell = cell.trim_start_matches(|c: char| !c.is_ascii_digit());
    let (day, rest) = digits(cell)?;
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(rest);
    let rest = part_of_date(rest)?;
    let (month, rest) = month(rest.strip_prefix("of ").unwrap_or(rest))?;
    let (year, rest) = digits(part_of_date(rest)?)?;
    if day.len() > 2 || !(rest.is_empty() || is_time(rest)) {
        return None;
    }
    match year.len() {
        4 => build(year, &month, day),
        2 => build(&format!("20{year}"), &month, day),
        _ => None,
    }
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// What stands behind the sign between two parts of a date.
fn part_of_date(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches([' ', '/', '-', '.', ',']);
    (rest.len() < text.len()).then_some(rest)
}

fn month(text: &str) -> Option<(String, &str)> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Some((month, rest)) = digits(text) {
        return (month.len() <= 2).then(|| (month.to_owned(), rest));
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let name = text.get(..end)?.to_lowercase();
    let at = MONTHS.iter().position(|month| name.starts_with(month))?;
    Some(((at + 1).to_string(), text.get(end..)?))
}

fn is_time(rest: &str) -> bool {
    rest.starts_with(['T', ' ']) && rest.bytes().any(|b| b == b':') && !rest.contains('/')
}

fn iso(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    (year.len() == 4).then(|| build(year, month, day)).flatten()
}

fn build(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|day| (1990..2100).contains(&day.year()))
}

/// Spreadsheets count days from the last but one of 1899.
fn spreadsheet_day(serial: i64) -> Option<Date> {
    date(1899, 12, 30).checked_add(Span::new().try_days(serial).ok()?).ok().filter(|day| (1990..2100).contains(&day.year()))
}

pub(crate) fn session(cell: &str) -> Option<Session> {
    let mut plain = cell.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>();
    for ending in ["registration", "session", "reg", "register"] {
        plain.truncate(plain.strip_suffix(ending).map_or(plain.len(), str::len));
    }
    match plain.as_str() {
        "am" | "morning" => Some(Session::Am),
        "pm" | "afternoon" => Some(Session::Pm),
        _ => None,
    }
}

/// Writes a year group as one word: `7`, `R`, `N1`. What is none is kept as it stands.
pub(crate) fn year_group(cell: &str) -> String {
    let plain: String = cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let rest = ["nationalcurriculumyear", "yeargroup", "ncyear", "year", "yr", "y"]
        .iter()
        .find_map(|word| plain.strip_prefix(word))
        .unwrap_or(&plain);
    let number = rest.trim_start_matches('0');
    match rest {
        "r" | "reception" | "rec" | "0" | "00" => "R".to_owned(),
        "n" | "nursery" => "N".to_owned(),
        "n1" | "nursery1" => "N1".to_owned(),
        "n2" | "nursery2" => "N2".to_owned(),
        _ if !number.is_empty() && number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit()) => number.to_owned(),
        _ => one_line(cell),
    }
}

pub(crate) fn priority(cell: &str) -> Option<u16> {
    let plain = cell.trim_start_matches(|c: char| !c.is_ascii_digit());
    let (number, rest) = digits(plain)?;
    let fair = ["", ".0", "st", "nd", "rd", "th"].contains(&rest);
    number.parse().ok().filter(|_| fair)
}

/// Minutes as a whole number, or nothing.
pub(crate) fn minutes(cell: &str) -> Option<u16> {
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    let cell = ["minutes", "minute", "mins", "min", "m"].iter().find_map(|unit| cell.strip_suffix(unit)).unwrap_or(cell);
    cell.trim().parse().ok()
}

pub(crate) fn place(cell: &str) -> PhonePlace {
    match cell.trim().to_lowercase().as_str() {
        "m" | "mobile" | "mob" | "cell" | "sms" => PhonePlace::Mobile,
        "h" | "home" => PhonePlace::Home,
        "w" | "work" | "day" | "office" => PhonePlace::Work,
        _ => PhonePlace::Unknown,
    }
}

/// Whether a location says that nobody speaks there.
pub(crate) fn is_fax(cell: &str) -> bool {
    matches!(cell.trim().to_lowercase().as_str(), "f" | "fax" | "facsimile")
}

/// Text with one space wherever white space was.
pub(crate) fn one_line(cell: &str) -> String {
    let mut line = String::with_capacity(cell.len());
    for word in cell.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Whether a name has lost letters on its way: `El?bieta`, a replacement sign, or UTF-8 that was read as Windows-1252 (`SiÃ¢n`).
pub(crate) fn lost_letters(name: &str) -> bool {
    let asked = name.contains('?') && name.chars().any(char::is_alphabetic);
    asked || name.contains('\u{fffd}') || read_in_the_wrong_encoding(name)
}

/// Whether the name, written as Windows-1252, is UTF-8 with letters beyond ASCII. A name that is right is never that: it would need a
/// capital letter of the rows from À to ô followed by a sign.
fn read_in_the_wrong_encoding(name: &str) -> bool {
    if name.is_ascii() {
        return false;
    }
    to_windows_1252(name).is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_day_first_and_never_month_first() {
        for cell in [
            "2026-11-23",
            "2026-11-23T00:00:00",
            "2026-11-23 00:00:00.000000",
            "23/11/2026",
            "23-11-2026",
            "23.11.2026",
            "23/11/26",
            "23 Nov 2026",
            "23 November 2026",
            "23rd November 2026",
            "Mon 23/11/2026",
            "Monday, 23 November 2026",
            "23/11/2026 00:00:00",
            "20261123",
            "46349",
            "46349.0",
        ] {
            assert_eq!(day(cell), Some(date(2026, 11, 23)), "{cell}");
        }
        assert_eq!(day("3/4/2026"), Some(date(2026, 4, 3)));
        for cell in [
            "11/23/2026",
            "31/02/2026",
            "2026-13-01",
            "Nov 23 2026",
            "tomorrow",
            "",
            "23",
            "23/11",
            "23/11/2026/1",
            "99999",
            "1234",
            "23/11/0026",
        ] {
            assert_eq!(day(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_session_is_read_as_mis_write_it() {
        for (cell, expected) in [
            ("AM", Some(Session::Am)),
            ("pm ", Some(Session::Pm)),
            ("AM Registration", Some(Session::Am)),
            ("Afternoon", Some(Session::Pm)),
            ("Period 1", None),
            ("", None),
        ] {
            assert_eq!(session(cell), expected, "{cell}");
        }
    }

    #[test]
    fn a_year_group_becomes_one_word() {
        for (cell, expected) in [
            ("Year  7", "7"),
            ("7", "7"),
            ("07", "7"),
            ("Yr 11", "11"),
            ("Year 10", "10"),
            ("R", "R"),
            ("Reception", "R"),
            ("Year R", "R"),
            ("N1", "N1"),
            ("Nursery", "N"),
            ("Sixth  Form", "Sixth Form"),
            ("", ""),
        ] {
            assert_eq!(year_group(cell), expected, "{cell}");
        }
    }

    #[test]
    fn yes_and_no_are_read_and_nothing_else_is_taken_for_either() {
        for cell in ["True", "YES", "y", "1"] {
            assert_eq!(flag(cell), Flag::Yes, "{cell}");
        }
        for cell in ["", "False", "no", "N", "0", "None"] {
            assert_eq!(flag(cell), Flag::No, "{cell}");
        }
        for cell in ["non-molestation order", "see file", "maybe", "2"] {
            assert_eq!(flag(cell), Flag::Unclear, "{cell}");
        }
    }

    #[test]
    fn a_name_that_lost_letters_is_seen_and_one_that_did_not_is_not() {
        for name in ["El?bieta", "?ukasz", "Nguy?n", "Zieli\u{fffd}ski", "SiÃ¢n", "ZoÃ«"] {
            assert!(lost_letters(name), "{name}");
        }
        for name in
            ["Siân", "Łukasz", "Nguyễn", "O'Brien", "Ó'Súilleabháin", "Müller", "Zoë", "Ana\u{ef}s", "?", "Lloyd-Jones", "ÀÖ"]
        {
            assert!(!lost_letters(name), "{name}");
        }
    }

    #[test]
    fn a_priority_is_a_number_however_it_is_dressed() {
        for (cell, expected) in [
            ("1", Some(1)),
            ("Priority 2", Some(2)),
            ("1st", Some(1)),
            ("3.0", Some(3)),
            ("first", None),
            ("1/2", None),
            ("", None),
        ] {
            assert_eq!(priority(cell), expected, "{cell}");
        }
    }
}
