//! What another calling system did: a small table of whom it contacted when, for a school that runs beside it.

use domain::ladder::Way;
use domain::register::Session;
use domain::school::time_zone;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::delimited::{DELIMITERS, rows_of};
use crate::limits::Limits;
use crate::profile::plain_name;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::values;

/// As many rows are read; a term of a large school has fewer.
const MOST_ROWS: usize = 50_000;

/// A time that another system contacted somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line that it begins on, the file's first line being 1.
    pub line: u64,
    /// The number by which the office knows the pupil.
    pub number: String,
    /// The day at the school.
    pub date: Date,
    /// The session, where the file says so.
    pub session: Option<Session>,
    /// When, where the file says so.
    pub at: Option<Timestamp>,
    /// By which way, where the file says so.
    pub by: Option<Way>,
}

/// A row that was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The line that it begins on, the file's first line being 1.
    pub line: u64,
    /// Why, for the office.
    pub reason: &'static str,
}

/// What a file of another system gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// What it did, in the order of the file.
    pub rows: Vec<Row>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// Why nothing of a file was used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// No row names a number and a date.
    #[error(
        "No row has the names of the columns. The file needs a column Admission number and a column Date; Session, Time and Channel may be there."
    )]
    NoHeader,
    /// It has too many rows.
    #[error("The file has more than 50,000 rows. Give it a few weeks at a time.")]
    TooLong,
    /// It is no table.
    #[error("{0}")]
    Refused(Refusal),
}

/// Which column is what.
struct Columns {
    number: usize,
    date: usize,
    session: Option<usize>,
    time: Option<usize>,
    way: Option<usize>,
}

impl Columns {
    fn of(header: &Record) -> Option<Self> {
        let names: Vec<String> = header.cells().map(plain_name).collect();
        let column = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        Some(Self {
            number: column(&["adno", "admissionnumber", "admissionno", "admno", "admission", "pupilnumber", "studentid"])?,
            date: column(&["date", "day", "absencedate", "datesent", "sentat", "sent"])?,
            session: column(&["session", "ampm"]),
            time: column(&["time", "timesent", "senttime"]),
            way: column(&["channel", "method", "way", "by", "type"]),
        })
    }

    fn row(&self, record: &Record) -> Result<Row, &'static str> {
        let cell = |column: Option<usize>| column.map_or("", |column| record.cell(column));
        let number = record.cell(self.number).to_owned();
        if number.is_empty() {
            return Err("The admission number is missing.");
        }
        let when = record.cell(self.date);
        let date = values::day(when).ok_or("The date cannot be read. Write it as 23/11/2026 or 2026-11-23.")?;
        let session = match cell(self.session) {
            "" => None,
            written => Some(values::session(written).ok_or("The session is neither AM nor PM.")?),
        };
        // A time may stand behind the date.
        let time = match cell(self.time) {
            "" => when.split_once([' ', 'T']).and_then(|(_, time)| hour(time)),
            written => Some(hour(written).ok_or("The time cannot be read. Write it as 09:31.")?),
        };
        let at = time.and_then(|time| Some(date.to_datetime(time).to_zoned_datetime(time_zone()).ok()?.timestamp()));
        Ok(Row { line: record.line, number, date, session, at, by: way(cell(self.way)) })
    }
}

/// `09:31`, `9:31`, `09:31:10`, `1:31 pm`.
fn hour(text: &str) -> Option<Time> {
    let small = text.trim().to_ascii_lowercase();
    let (clock, of_day) = match (small.strip_suffix("am"), small.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (small.as_str(), None),
    };
    let mut parts = clock.trim().split(':');
    let mut part = || parts.next()?.parse::<i8>().ok();
    let (hour, minute) = (part()?, part()?);
    let second = part().unwrap_or(0);
    let hour = match of_day {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// What is none of the ways is not said: the comparison does not need it.
fn way(cell: &str) -> Option<Way> {
    match plain_name(cell).as_str() {
        "text" | "sms" | "textmessage" => Some(Way::Text),
        "email" | "mail" => Some(Way::Email),
        "call" | "phone" | "voice" | "telephone" => Some(Way::Call),
        _ => None,
    }
}

/// Reads the file: delimited text with the names of its columns in the first row that has any.
///
/// ```
/// let read = extract::read_other_system(b"Admission number,Date,Time\n001200,23/11/2026,09:31\n,23/11/2026,09:31\n").unwrap();
/// assert_eq!(read.rows[0].at.unwrap().to_string(), "2026-11-23T09:31:00Z");
/// assert_eq!((read.rows.len(), read.unread[0].line), (1, 3));
/// ```
///
/// # Errors
/// [`NotRead`] where nothing of it can be used.
pub fn read_other_system(file: &[u8]) -> Result<Read, NotRead> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let mut refused = None;
    for delimiter in DELIMITERS {
        let (mut columns, mut read, mut count) = (None, Read::default(), 0_usize);
        let outcome = rows_of(file, true, delimiter, &Limits::default(), |record| {
            match &columns {
                _ if record.is_blank() => {}
                None => columns = Columns::of(record),
                Some(columns) => {
                    count = count.saturating_add(1);
                    match Columns::row(columns, record) {
                        Ok(row) => read.rows.push(row),
                        Err(reason) => read.unread.push(Unread { line: record.line, reason }),
                    }
                }
            }
            count <= MOST_ROWS
        });
        match outcome {
            Err(refusal) => {
                refused.get_or_insert(refusal);
            }
            Ok(()) if columns.is_none() => {}
            Ok(()) if count > MOST_ROWS => return Err(NotRead::TooLong),
            Ok(()) => return Ok(read),
        }
    }
    Err(refused.map_or(NotRead::NoHeader, NotRead::Refused))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_sessions_and_ways_are_read_as_offices_write_them() {
        for (row, at, session, by) in [
            ("7,23/11/2026,AM,09:31,SMS", Some("2026-11-23T09:31:00Z"), Some(Session::Am), Some(Way::Text)),
            ("7,2026-06-23,pm,1:31 pm,phone", Some("2026-06-23T12:31:00Z"), Some(Session::Pm), Some(Way::Call)),
            ("7,23/11/2026 09:31:05,,,", Some("2026-11-23T09:31:05Z"), None, None),
            ("7,23 Nov 2026,,,pigeon", None, None, None),
        ] {
            let read = read_other_system(format!("Adno,Date,Session,Time,Channel\r\n{row}\r\n").as_bytes()).unwrap();
            let one = &read.rows[0];
            let found = (one.at.map(|at| at.to_string()), one.session, one.by);
            assert_eq!(found, (at.map(str::to_owned), session, by), "{row}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_is_listed_with_its_line_and_the_others_count() {
        let file = "Date;Admission No;Time;Session\n11/23/2026;7;;\n23/11/2026;7;soon;\n23/11/2026;7;;noon\n23/11/2026;;;\n23/11/2026;007;;\n";
        let read = read_other_system(file.as_bytes()).unwrap();
        assert_eq!(read.unread.iter().map(|unread| unread.line).collect::<Vec<_>>(), [2, 3, 4, 5]);
        assert_eq!(read.rows.iter().map(|row| (row.line, &*row.number)).collect::<Vec<_>>(), [(6, "007")]);
    }

    #[test]
    fn a_file_without_a_number_and_a_date_is_refused_with_what_it_needs() {
        for file in ["", "Name,Date\nAva,23/11/2026\n", "7,23/11/2026\n"] {
            assert_eq!(read_other_system(file.as_bytes()), Err(NotRead::NoHeader), "{file}");
        }
    }
}
