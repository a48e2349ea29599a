//! The files of a made-up school as SIMS writes them, with the ways in which offices type.

use domain::register::Session;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::chance::Chance;
use super::people::{Child, Parent};

/// One row of the attendance report.
#[derive(Clone, Debug)]
pub(super) struct MarkLine {
    pub(super) admission_number: String,
    pub(super) code: String,
    pub(super) comment: &'static str,
    pub(super) minutes_late: Option<usize>,
}

/// The ways in which an office types a number that can still be read.
pub(super) fn as_typed(number: &str, chance: &mut Chance) -> String {
    let (area, rest) = number.split_at_checked(5).unwrap_or((number, ""));
    let (middle, end) = rest.split_at_checked(3).unwrap_or((rest, ""));
    let national = number.strip_prefix('0').unwrap_or(number);
    match chance.below(14) {
        0..4 => number.to_owned(),
        4 => format!("{area} {rest}"),
        5 => format!("{area} {middle} {end}"),
        6 => format!("+44 {national}"),
        7 => format!("+44 (0){national}"),
        8 => format!("  {number} "),
        9 => format!("{number} ({})", chance.one_of(&["mum", "dad", "after 4pm", "nan"])),
        10 => format!("{area}.{middle}.{end}"),
        11 => national.to_owned(),
        12 => format!("0044{national}"),
        _ => format!("Tel: {area}-{rest}"),
    }
}

/// `pupils.csv`.
pub(super) fn pupils(children: &[Child]) -> Vec<u8> {
    let mut table = Table::new(&[
        "UPN",
        "Adno",
        "Legal Forename",
        "Legal Surname",
        "Preferred Forename",
        "Preferred Surname",
        "Year",
        "Reg",
        "House",
    ]);
    for child in children {
        let year = format!("Year {:>2}", child.year);
        table.row(&[
            &child.upn,
            &child.admission_number,
            child.forename,
            child.surname,
            child.forename,
            child.surname,
            &year,
            &child.registration_group,
            child.house,
        ]);
    }
    table.bytes()
}

/// `contacts.csv`: one row a number or address. `typed` gives a number as the office typed it.
pub(super) fn contacts(children: &[Child], families: &[Vec<Parent>], typed: impl Fn(&str) -> String) -> Vec<u8> {
    let mut table = Table::new(&[
        "Adno",
        "Contact Priority",
        "Title",
        "Forename",
        "Surname",
        "Relationship",
        "Parental Responsibility",
        "Court Order",
        "Telephone",
        "Telephone Location",
        "Email",
    ]);
    for child in children {
        for parent in families.get(child.family).into_iter().flatten() {
            let mut ways = Vec::new();
            for (number, place) in [(&parent.mobile, "M"), (&parent.landline, "H")] {
                ways.extend(number.as_ref().map(|number| (typed(number), place, "")));
            }
            ways.extend(parent.email.as_ref().map(|email| (String::new(), "", email.as_str())));
            if ways.is_empty() {
                ways.push((String::new(), "", ""));
            }
            let flag = |yes: bool| if yes { "True" } else { "False" };
            for (number, place, email) in &ways {
                table.row(&[
                    &child.admission_number,
                    &parent.priority.to_string(),
                    parent.title,
                    parent.forename,
                    parent.surname,
                    parent.relationship,
                    flag(parent.parental_responsibility),
                    flag(parent.court_order),
                    number,
                    place,
                    email,
                ]);
            }
        }
    }
    table.bytes()
}

/// `attendance.csv`.
pub(super) fn attendance(marks: &[MarkLine], date: Date, session: Session) -> Vec<u8> {
    let mut table = Table::new(&["Adno", "Date", "Session", "Mark", "Comments", "Minutes Late"]);
    let day = date.strftime("%d/%m/%Y").to_string();
    for mark in marks {
        let late = mark.minutes_late.map(|minutes| minutes.to_string()).unwrap_or_default();
        table.row(&[&mark.admission_number, &day, session.as_str(), &mark.code, mark.comment, &late]);
    }
    table.bytes()
}

/// `calendar.csv`: two weeks before the day and four behind it. The day itself is a school day whatever weekday it is.
pub(super) fn calendar(date: Date) -> Vec<u8> {
    let mut table = Table::new(&["Date", "In Session", "Event"]);
    for offset in -14..29_i64 {
        let Ok(day) = date.checked_add(offset.days()) else { continue };
        let open = day == date || !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        table.row(&[&day.to_string(), if open { "Y" } else { "N" }, ""]);
    }
    table.bytes()
}

/// How Windows-1252 writes a letter; what it lacks becomes `?`, as in SIMS.
pub(super) fn as_windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).ok().filter(|byte| !(0x80..0xa0).contains(byte)).unwrap_or(b'?'))
        .collect()
}

/// Rows with commas between and a carriage return at the end, in Windows-1252.
struct Table(String);

impl Table {
    fn new(header: &[&str]) -> Self {
        let mut table = Self(String::new());
        table.row(header);
        table
    }

    fn row(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            if cell.contains([',', '"', '\n']) {
                self.0.push('"');
                self.0.push_str(&cell.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(cell);
            }
        }
        self.0.push_str("\r\n");
    }

    fn bytes(&self) -> Vec<u8> {
        as_windows_1252(&self.0)
    }
}
