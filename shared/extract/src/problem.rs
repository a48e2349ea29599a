//! What is wrong in a school's files, in the office's words.

use std::borrow::Cow;

use domain::{address, phone};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// One thing that is wrong. It holds no name, number or address: line, column and admission number are enough to find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file's own name.
    pub file: String,
    /// The line on which the row begins, the file's first line being 1; `None` for the file as a whole.
    pub line: Option<u64>,
    /// The column's name as the file has it.
    pub column: Option<String>,
    /// What is wrong.
    pub code: ProblemCode,
    /// The number by which the office knows the pupil.
    pub pupil: Option<String>,
}

impl Problem {
    /// How much it costs.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What is wrong and what to do, without where.
    pub fn sentence(&self) -> Cow<'static, str> {
        self.code.sentence()
    }
}

impl Serialize for Problem {
    /// `{"file","line","column","code","severity","pupil"}`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Problem", 6)?;
        fields.serialize_field("file", &self.file)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("column", &self.column)?;
        fields.serialize_field("code", self.code.as_str())?;
        fields.serialize_field("severity", self.severity().as_str())?;
        fields.serialize_field("pupil", &self.pupil)?;
        fields.end()
    }
}

/// How much a problem costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Everything was used; somebody should look.
    Warning,
    /// A file, a row or a cell was not used.
    Error,
}

impl Severity {
    /// `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemCode {
    /// The file has no content.
    EmptyFile,
    /// The file is no table that can be read.
    NotATable,
    /// No row names columns that are known.
    HeaderNotRecognised,
    /// The file names its columns and has no rows.
    NoRows,
    /// The file has more bytes than are read.
    FileTooLarge,
    /// The file has more rows than are read.
    TooManyRows,
    /// The table has more columns than are read.
    TooManyColumns,
    /// One row has more bytes than are read.
    RowTooLong,
    /// The file names more pupils than a school has.
    TooManyPupils,
    /// The file has more marks than are read at once.
    TooManyMarks,
    /// The extract has more files than are read.
    TooManyFiles,
    /// A zip or a spreadsheet has more bytes than are read.
    ArchiveTooLarge,
    /// A zip or a spreadsheet has more entries than are read.
    TooManyEntries,
    /// A zip or a spreadsheet unpacks to more than is read.
    UnpacksTooFar,
    /// A zip or a spreadsheet breaks its own rules.
    DamagedArchive,
    /// A zip has a password.
    EncryptedArchive,
    /// A zip is packed in a way that is not read.
    PackingNotRead,
    /// A zip holds a zip.
    ArchiveInArchive,
    /// A workbook of before 2007, or one with a password.
    OldSpreadsheet,
    /// The value of a spreadsheet's cell is computed.
    FormulaNotUsed,
    /// The file's XML or JSON breaks its own rules.
    NotWellFormed,
    /// The file's XML or JSON is nested deeper than is read.
    NestedTooDeep,
    /// The file's XML declares or uses abbreviations of its own.
    EntitiesNotRead,
    /// A quotation mark opens and the next does not close it.
    QuoteNeverClosed,
    /// The last row stops in the middle.
    FileEndsInTheMiddle,
    /// A row has cells beyond the last column: they may all have moved.
    RowHasExtraCells,
    /// A record gives one column two values.
    NameTwice,
    /// A cell has more bytes than are read.
    CellTooLong,
    /// A row does not say which pupil it is about.
    MissingPupilNumber,
    /// The file says that a pupil has left or is still to come.
    PupilNotOnRoll,
    /// A pupil has no forename or no surname.
    MissingName,
    /// A row is about a pupil who is not on the roll.
    UnknownPupil,
    /// A mark that no table knows.
    UnknownCode,
    /// A date that is none, or is written month first.
    BadDate,
    /// A leaving date that is no date.
    BadLeavingDate,
    /// A mark for a day that has not come.
    DateInFuture,
    /// A session that is neither morning nor afternoon.
    BadSession,
    /// Minutes that are no number.
    BadMinutes,
    /// A telephone cell with something that cannot be exactly one person's number.
    BadPhone(phone::Refusal),
    /// A number that words beside it forbid.
    PhoneNotToBeUsed,
    /// An email cell with something that no mail can be sent to, or that is probably a slip.
    BadEmail(address::Refusal),
    /// An address that words beside it forbid.
    EmailNotToBeUsed,
    /// A unique pupil number whose first letter does not fit the rest.
    BadUpnCheckLetter,
    /// A unique pupil number that is not written as one.
    BadUpn,
    /// A contact's priority that is no number.
    BadPriority,
    /// A yes-or-no cell with something else in it.
    FlagNotUnderstood,
    /// A contact has unsubscribed from messages.
    ContactUnsubscribed,
    /// A number of a contact is the pupil's own.
    PupilsOwnPhone,
    /// More contacts of one pupil than are read.
    TooManyContacts,
    /// The same row stands twice.
    RepeatedRow,
    /// Two rows give a pupil two marks for one session.
    MarksDisagree,
    /// Two rows give a pupil two names or groups.
    PupilsDisagree,
    /// A name with `?` or other signs where a letter was.
    NameLostLetters,
    /// A yes-or-no cell of the calendar with something else in it.
    BadCalendarDay,
    /// More problems than are listed.
    TooManyProblems,
}

impl ProblemCode {
    /// The stable word for reports, tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::NotATable => "not_a_table",
            Self::HeaderNotRecognised => "header_not_recognised",
            Self::NoRows => "no_rows",
            Self::FileTooLarge => "file_too_large",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyColumns => "too_many_columns",
            Self::RowTooLong => "row_too_long",
            Self::TooManyPupils => "too_many_pupils",
            Self::TooManyMarks => "too_many_marks",
            Self::TooManyFiles => "too_many_files",
            Self::ArchiveTooLarge => "archive_too_large",
            Self::TooManyEntries => "too_many_entries",
            Self::UnpacksTooFar => "unpacks_too_far",
            Self::DamagedArchive => "damaged_archive",
            Self::EncryptedArchive => "encrypted_archive",
            Self::PackingNotRead => "packing_not_read",
            Self::ArchiveInArchive => "archive_in_archive",
            Self::OldSpreadsheet => "old_spreadsheet",
            Self::FormulaNotUsed => "formula_not_used",
            Self::NotWellFormed => "not_well_formed",
            Self::NestedTooDeep => "nested_too_deep",
            Self::EntitiesNotRead => "entities_not_read",
            Self::QuoteNeverClosed => "quote_never_closed",
            Self::FileEndsInTheMiddle => "file_ends_in_the_middle",
            Self::RowHasExtraCells => "row_has_extra_cells",
            Self::NameTwice => "name_twice",
            Self::CellTooLong => "cell_too_long",
            Self::MissingPupilNumber => "missing_pupil_number",
            Self::PupilNotOnRoll => "pupil_not_on_roll",
            Self::MissingName => "missing_name",
            Self::UnknownPupil => "unknown_pupil",
            Self::UnknownCode => "unknown_code",
            Self::BadDate => "bad_date",
            Self::BadLeavingDate => "bad_leaving_date",
            Self::DateInFuture => "date_in_future",
            Self::BadSession => "bad_session",
            Self::BadMinutes => "bad_minutes",
            Self::BadPhone(_) => "bad_phone",
            Self::PhoneNotToBeUsed => "phone_not_to_be_used",
            Self::BadEmail(_) => "bad_email",
            Self::EmailNotToBeUsed => "email_not_to_be_used",
            Self::BadUpnCheckLetter => "bad_upn_check_letter",
            Self::BadUpn => "bad_upn",
            Self::BadPriority => "bad_priority",
            Self::FlagNotUnderstood => "flag_not_understood",
            Self::ContactUnsubscribed => "contact_unsubscribed",
            Self::PupilsOwnPhone => "pupils_own_phone",
            Self::TooManyContacts => "too_many_contacts",
            Self::RepeatedRow => "repeated_row",
            Self::MarksDisagree => "marks_disagree",
            Self::PupilsDisagree => "pupils_disagree",
            Self::NameLostLetters => "name_lost_letters",
            Self::BadCalendarDay => "bad_calendar_day",
            Self::TooManyProblems => "too_many_problems",
        }
    }

    /// How much it costs.
    pub const fn severity(self) -> Severity {
        match self {
            Self::UnknownCode
            | Self::BadLeavingDate
            | Self::PupilNotOnRoll
            | Self::MissingName
            | Self::PhoneNotToBeUsed
            | Self::EmailNotToBeUsed
            | Self::BadUpnCheckLetter
            | Self::BadUpn
            | Self::BadMinutes
            | Self::BadPriority
            | Self::FlagNotUnderstood
            | Self::RepeatedRow
            | Self::MarksDisagree
            | Self::PupilsDisagree
            | Self::NameLostLetters
            | Self::TooManyProblems => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What is wrong and what to do, in the office's words.
    pub fn sentence(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::EmptyFile => "The file is empty. Run the report again and look whether it finds pupils.",
            Self::NotATable => "This is not a table that can be read. Save the report as CSV and send it again.",
            Self::HeaderNotRecognised => {
                "The names of the columns are not recognised. The report needs a row with the names of its columns."
            }
            Self::NoRows => "The file names its columns and has no rows. Look at the report's filters and run it again.",
            Self::FileTooLarge => "The file is larger than any school's report. Send one report a file, for fewer days.",
            Self::TooManyRows => "The file has more rows than any school's report. Send fewer days at a time.",
            Self::TooManyColumns => {
                "The table has more columns than any report. Look whether the file is whole, and run the report again."
            }
            Self::RowTooLong => {
                "One row is longer than any report's. Often a quotation mark before it was never closed: run the report again."
            }
            Self::TooManyPupils => {
                "The file names more pupils than any school has. Look whether the right column holds the admission number."
            }
            Self::TooManyMarks => "The file holds more marks than are read at once. Send fewer days at a time.",
            Self::TooManyFiles => "The upload has more files than are read. Send the files of one extract at a time.",
            Self::ArchiveTooLarge => {
                "The zip or spreadsheet is larger than is read. Send the reports as CSV, one report a file, for fewer days."
            }
            Self::TooManyEntries => {
                "The zip holds more files than are read. Put the files of one extract into it and nothing else."
            }
            Self::UnpacksTooFar => {
                "The zip or spreadsheet unpacks to more than any school's report. Nothing of it is used: send the reports as CSV, for fewer days."
            }
            Self::DamagedArchive => {
                "The zip or spreadsheet is damaged or contradicts itself. Nothing of it is used: save it again and send it again."
            }
            Self::EncryptedArchive => {
                "The zip has a password. Nothing of it is used: send it without one, the way here is encrypted."
            }
            Self::PackingNotRead => {
                "The zip is packed in a way that is not read. Pack it with the compressed folders of Windows, or send the files as they are."
            }
            Self::ArchiveInArchive => "This is a zip within a zip. It is not used: put its files into the outer one.",
            Self::OldSpreadsheet => {
                "This is a workbook of an old Excel, or one with a password. Save it as an Excel workbook (.xlsx) without a password, or as CSV."
            }
            Self::FormulaNotUsed => {
                "The cell holds a formula or an error in place of a value. It is not used: paste the column as values and save it again."
            }
            Self::NotWellFormed => {
                "The file is damaged: its XML or JSON breaks off or contradicts itself here. Nothing of it is used: run the report again."
            }
            Self::NestedTooDeep => {
                "The file's values stand within each other more deeply than in any report. Look whether it is the right file."
            }
            Self::EntitiesNotRead => {
                "The XML declares abbreviations of its own (a DOCTYPE or entities), which no report needs. Nothing of it is used: run the report again."
            }
            Self::QuoteNeverClosed => {
                "A quotation mark opens here and is never closed. Nothing of this file is used: run the report again."
            }
            Self::FileEndsInTheMiddle => "The file stops in the middle of a row. Nothing of it is used: send it again.",
            Self::RowHasExtraCells => {
                "The row has more cells than the table has columns, so its values may have moved. It is not used: put values that hold a comma in quotation marks."
            }
            Self::NameTwice => {
                "The record gives one column two different values. It is not used: look at the record in the MIS and run the report again."
            }
            Self::CellTooLong => "The cell is longer than is read. It is not used; the rest of the row is.",
            Self::MissingPupilNumber => {
                "The row does not say which pupil it is about. It is not used: add the admission number to the report."
            }
            Self::PupilNotOnRoll => {
                "The file says that the pupil has left or has not started. The pupil is not put on the roll: leave such pupils out of the report."
            }
            Self::MissingName => "The pupil has no forename or no surname. The pupil is kept: complete the name in the MIS.",
            Self::UnknownPupil => {
                "The row is about a pupil who is not on the roll. It is not used: look whether the pupil has left, or is missing from the report of pupils."
            }
            Self::UnknownCode => {
                "The mark is not in the table of attendance codes. Nobody is called because of it: look at the register."
            }
            Self::BadDate => "This is not a date as day, month, year. The row is not used: correct the report's date column.",
            Self::BadLeavingDate => {
                "The leaving date is not a date as day, month, year. The pupil is kept without it: correct it in the MIS."
            }
            Self::DateInFuture => "The mark is for a day that has not come yet. It is not used.",
            Self::BadSession => "The session is neither AM nor PM. The row is not used: have the report give AM or PM.",
            Self::BadMinutes => "The minutes are not a number. The mark is used without them.",
            Self::BadPhone(refusal) => {
                return Cow::Owned(format!(
                    "This is not a telephone number that can be used: {refusal}. The contact's other ways are used: correct it in the MIS."
                ));
            }
            Self::PhoneNotToBeUsed => {
                "Words beside the number say that it is not to be used, and it is not. Remove it in the MIS if it is out of date."
            }
            Self::BadEmail(refusal) => {
                return Cow::Owned(format!(
                    "This is not an email address that can be used: {refusal}. The contact's other ways are used: correct it in the MIS."
                ));
            }
            Self::EmailNotToBeUsed => {
                "Words beside the address say that it is not to be used, and it is not. Remove it in the MIS if it is out of date."
            }
            Self::BadUpnCheckLetter => {
                "The first letter of the unique pupil number does not fit its digits: one of them is mistyped. The pupil is kept: correct it in the MIS."
            }
            Self::BadUpn => "This is not written as a unique pupil number. The pupil is kept without it: correct it in the MIS.",
            Self::BadPriority => "The contact's priority is not a number. The contact is kept and comes last.",
            Self::FlagNotUnderstood => {
                "The cell is neither yes nor no. To be safe it is read as the stricter of the two: correct it in the MIS."
            }
            Self::ContactUnsubscribed => {
                "The contact has unsubscribed from messages, so nobody texts, mails or calls them from here. Ring them yourselves when it matters, or take the mark away in the MIS once they agree."
            }
            Self::PupilsOwnPhone => {
                "A contact's number is the pupil's own telephone. It is still used: ask the family for the parent's number."
            }
            Self::TooManyContacts => "The pupil has more contacts than are read. Those with the lowest rows are used.",
            Self::RepeatedRow => "The same row stands in the file twice. It is used once.",
            Self::MarksDisagree => {
                "The file gives this pupil two marks for one session. The last one is used: look at the register."
            }
            Self::PupilsDisagree => "The file gives this pupil two names or groups. The first is used.",
            Self::NameLostLetters => {
                "Letters of the name were lost when the report was written. The name is used as it stands: export the report as Unicode (UTF-8)."
            }
            Self::BadCalendarDay => "The calendar does not say whether this is a school day. The row is not used.",
            Self::TooManyProblems => "There are more problems than are listed. Correct these first and send the files again.",
        })
    }
}
