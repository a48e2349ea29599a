//! The sheets of an Excel workbook, a row at a time: what a cell shows, never what it computes.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError, open_workbook_from_rs};

use crate::file::TakeRow;
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::record::Record;
use crate::refusal::Refusal;

/// What an old workbook, or one with a password, begins with.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Whether a file that begins so is a workbook of before 2007, or one with a password.
pub(crate) fn begins_old(beginning: &[u8]) -> bool {
    beginning.starts_with(&COMPOUND)
}

/// A workbook whose archive was seen to unpack within the limits.
pub(crate) struct Book<'b> {
    xlsx: Xlsx<Cursor<&'b [u8]>>,
}

/// A sheet that people see.
pub(crate) struct Sheet {
    /// Which of the workbook's, the first being 1.
    pub(crate) place: usize,
    name: String,
}

impl<'b> Book<'b> {
    /// Opens a workbook.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        let xlsx = guarded(|| open_workbook_from_rs(Cursor::new(bytes)).map_err(|error: XlsxError| refused(&error)))?;
        Ok(Self { xlsx })
    }

    /// Its sheets, those that somebody has hidden left out.
    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        let sheets = (1..).zip(self.xlsx.sheets_metadata());
        sheets
            .filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
            .map(|(place, sheet)| Sheet { place, name: sheet.name.clone() })
            .collect()
    }

    /// Whether nothing stands in a sheet.
    pub(crate) fn is_blank(&mut self, sheet: &Sheet, limits: &Limits) -> Result<bool, Refusal> {
        let mut blank = true;
        self.rows(sheet, limits, &mut |record| {
            blank &= record.is_blank();
            Ok(blank)
        })?;
        Ok(blank)
    }

    /// Hands over each row in which something stands, from the first; its line is the sheet's own.
    pub(crate) fn rows(&mut self, sheet: &Sheet, limits: &Limits, take: TakeRow<'_>) -> Result<(), Refusal> {
        guarded(|| {
            let mut cells = self.xlsx.worksheet_cells_reader(&sheet.name).map_err(|error| refused(&error))?;
            let mut record = Record::default();
            record.clear(1);
            while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| refused(&error))? {
                let line = u64::from(cell.pos.0) + 1;
                if line < record.line {
                    return Err(Refusal::at(ProblemCode::DamagedArchive, line));
                }
                if line > record.line {
                    if has_something(&record) && !take(&record)? {
                        return Ok(());
                    }
                    record.clear(line);
                }
                if cell.formula.is_none() && cell.value == DataRef::Empty {
                    continue;
                }
                let column = cell.pos.1 as usize;
                if column >= limits.columns {
                    return Err(Refusal::at(ProblemCode::TooManyColumns, line));
                }
                if column < record.len() {
                    return Err(Refusal::at(ProblemCode::DamagedArchive, line));
                }
                while record.len() < column {
                    record.push(false, |_| {});
                }
                push(&mut record, &cell.value, cell.formula.is_some(), limits);
                if record.bytes() > limits.row_bytes {
                    return Err(Refusal::at(ProblemCode::RowTooLong, line));
                }
            }
            if has_something(&record) {
                take(&record)?;
            }
            Ok(())
        })
    }
}

fn has_something(record: &Record) -> bool {
    !record.is_blank() || !record.computed().is_empty()
}

/// Adds a cell. What a formula or an error gives is not used: it was right when the workbook was last computed, wherever that was.
fn push(record: &mut Record, value: &DataRef<'_>, computed: bool, limits: &Limits) {
    let shown = match value {
        _ if computed => return record.push_computed(),
        DataRef::Error(_) => return record.push_computed(),
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => return push_text(record, text, limits),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            return push_text(record, text, limits);
        }
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => moment_of(moment),
    };
    record.push(false, |text| text.push_str(&shown));
}

fn push_text(record: &mut Record, cell: &str, limits: &Limits) {
    let end = (0..=cell.len().min(limits.cell_bytes)).rev().find(|end| cell.is_char_boundary(*end)).unwrap_or(0);
    record.push(end < cell.len(), |text| text.push_str(cell.get(..end).unwrap_or_default()));
}

/// A date as ISO writes it, a time of day alone as `09:05`.
fn moment_of(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    // Beyond the calendar of a spreadsheet it is a number that is shown as a date.
    if !moment.is_datetime() || !(0.0..2_958_466.0).contains(&days) {
        return days.to_string();
    }
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    if days < 1.0 {
        return format!("{hour:02}:{minute:02}");
    }
    if days.fract() == 0.0 {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00")
}

fn refused(error: &XlsxError) -> Refusal {
    Refusal::new(match error {
        XlsxError::Password => ProblemCode::EncryptedArchive,
        _ => ProblemCode::DamagedArchive,
    })
}

/// Runs a reader that is not ours: where it gives up on bytes that nobody foresaw, the file is refused and the others go on.
fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(Refusal::new(ProblemCode::DamagedArchive)))
}
