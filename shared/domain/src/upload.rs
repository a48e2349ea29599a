//! An upload: a folder of a school's files, taken out of the MIS at one moment.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::school::Urn;

/// The folder's name: when its data was taken, local time, and perhaps a label. `2026-11-23T0905`, `2026-11-23T0905-morning`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UploadId(String);

/// A text that names no upload.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an upload is named by a folder such as 2026-11-23T0905, with letters, digits, - and _ alone")]
pub struct NotAnUpload;

impl UploadId {
    /// The folder's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the data was taken, by the folder's name, in the school's time zone; `None` where the name does not say.
    pub fn taken(&self, zone: &TimeZone) -> Option<Timestamp> {
        let stamp = self.0.get(..15)?;
        let label = self.0.get(15..)?;
        if !(label.is_empty() || label.starts_with(['-', '_'])) {
            return None;
        }
        let local = DateTime::strptime("%Y-%m-%dT%H%M", stamp).ok()?;
        zone.to_ambiguous_timestamp(local).compatible().ok()
    }

    /// Whether it is read and compared alone: the label behind the moment begins with `dry-run`. Nothing of it is applied or sent.
    pub fn is_dry_run(&self) -> bool {
        self.0.get(16..).is_some_and(|label| label.to_ascii_lowercase().starts_with("dry-run"))
    }
}

impl FromStr for UploadId {
    type Err = NotAnUpload;

    fn from_str(text: &str) -> Result<Self, NotAnUpload> {
        let good = (1..=80).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if good { Ok(Self(text.to_owned())) } else { Err(NotAnUpload) }
    }
}

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadId({})", self.0)
    }
}

/// What an object's key says: `schools/{urn}/{upload}/{file}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedFile {
    /// Whose.
    pub school: Urn,
    /// Of which upload.
    pub upload: UploadId,
    /// The file's own name.
    pub file: String,
}

/// Reads an object's key; `None` for one that is not of that form.
///
/// ```
/// let file = domain::upload::read_key("schools/123456/2026-11-23T0905/pupils.csv").unwrap();
/// assert_eq!((file.school.as_str(), file.upload.as_str(), file.file.as_str()), ("123456", "2026-11-23T0905", "pupils.csv"));
/// assert!(domain::upload::read_key("schools/123456/pupils.csv").is_none());
/// ```
pub fn read_key(key: &str) -> Option<UploadedFile> {
    let mut parts = key.strip_prefix("schools/")?.split('/');
    let (school, upload, file) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || file.is_empty() {
        return None;
    }
    Some(UploadedFile { school: school.parse().ok()?, upload: upload.parse().ok()?, file: file.to_owned() })
}

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UploadState {
    /// Addresses were given, and nothing has come.
    Expected,
    /// Files have come, not all that are needed.
    Receiving,
    /// It is being read.
    Reading,
    /// Roll and register say what it says.
    Applied,
    /// The waiting time has passed and files are missing: what can be used is in use.
    Incomplete,
    /// Nothing of it could be used: roll and register are as they were.
    Failed,
    /// It says what a school's extract hardly ever says: beside what protects people nothing is applied until somebody decides.
    Held,
    /// It was held, and roll and register are as they were.
    Discarded,
    /// A dry run: read and compared, nothing applied.
    Compared,
}

impl UploadState {
    const ALL: [Self; 9] = [
        Self::Expected,
        Self::Receiving,
        Self::Reading,
        Self::Applied,
        Self::Incomplete,
        Self::Failed,
        Self::Held,
        Self::Discarded,
        Self::Compared,
    ];

    /// The word for tables, pages and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Receiving => "receiving",
            Self::Reading => "reading",
            Self::Applied => "applied",
            Self::Incomplete => "incomplete",
            Self::Failed => "failed",
            Self::Held => "held",
            Self::Discarded => "discarded",
            Self::Compared => "compared",
        }
    }
}

impl FromStr for UploadState {
    type Err = NotAnUpload;

    fn from_str(text: &str) -> Result<Self, NotAnUpload> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(NotAnUpload)
    }
}

/// What a file of an upload brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Who is on the roll.
    Roll,
    /// Who may be told about them.
    Contacts,
    /// The marks of a register.
    Marks,
    /// Which days are school days.
    Calendar,
}

impl Part {
    const ALL: [Self; 4] = [Self::Roll, Self::Contacts, Self::Marks, Self::Calendar];

    /// The word for tables, pages and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Roll => "roll",
            Self::Contacts => "contacts",
            Self::Marks => "marks",
            Self::Calendar => "calendar",
        }
    }
}

impl FromStr for Part {
    type Err = NotAnUpload;

    fn from_str(text: &str) -> Result<Self, NotAnUpload> {
        Self::ALL.into_iter().find(|part| part.as_str() == text).ok_or(NotAnUpload)
    }
}

/// Whether an upload may be applied, and if not, what is missing, in the order in which the office would look for it.
///
/// A nightly upload brings roll, contacts and marks; a morning one may bring marks alone once the school has a roll.
pub fn missing(parts: &[Part], school_has_a_roll: bool) -> Vec<Part> {
    let has = |part| parts.contains(&part);
    if school_has_a_roll && has(Part::Marks) && !has(Part::Roll) && !has(Part::Contacts) {
        return Vec::new();
    }
    [Part::Roll, Part::Contacts, Part::Marks].into_iter().filter(|part| !has(*part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london() -> TimeZone {
        crate::school::time_zone()
    }

    #[test]
    fn a_folder_says_when_its_data_was_taken_in_local_time() {
        let taken = |name: &str| name.parse::<UploadId>().unwrap().taken(&london()).map(|t| t.to_string());
        assert_eq!(taken("2026-11-23T0905").as_deref(), Some("2026-11-23T09:05:00Z"));
        assert_eq!(taken("2026-06-23T0905-morning").as_deref(), Some("2026-06-23T08:05:00Z"));
        assert_eq!(taken("2026-11-23"), None);
        assert_eq!(taken("2026-11-23T0905x"), None);
        assert_eq!(taken("2026-11-23T9905"), None);
    }

    #[test]
    fn a_dry_run_is_named_behind_the_moment() {
        let is = |name: &str| name.parse::<UploadId>().unwrap().is_dry_run();
        assert!(is("2026-11-23T0905-dry-run"));
        assert!(is("2026-11-23T0905-Dry-Run-k3f"));
        assert!(!is("2026-11-23T0905"));
        assert!(!is("2026-11-23T0905-morning-dry-run"));
    }

    #[test]
    fn marks_alone_are_enough_once_there_is_a_roll() {
        assert!(missing(&[Part::Marks], true).is_empty());
        assert_eq!(missing(&[Part::Marks], false), [Part::Roll, Part::Contacts]);
        assert_eq!(missing(&[Part::Roll, Part::Marks], true), [Part::Contacts]);
        assert!(missing(&[Part::Roll, Part::Contacts, Part::Marks], false).is_empty());
    }

    #[test]
    fn a_key_that_is_not_of_the_form_names_no_upload() {
        for key in [
            "reports/123456/x/y",
            "schools/12345/2026-11-23T0905/a.csv",
            "schools/123456//a.csv",
            "schools/123456/a/b/c",
            "schools/123456/a b/c",
        ] {
            assert!(read_key(key).is_none(), "{key}");
        }
    }
}
