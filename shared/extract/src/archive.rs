//! A zip, and the zip that a spreadsheet is: opened only when all of it holds to its own word and to the limits.
//!
//! Every entry is unpacked once and counted before anything of the archive is used, so what the readers behind it unpack again cannot be
//! larger, damaged or without end, whatever the archive's own lists say.

use std::io::{Cursor, Read};

use zip::read::{Config, ZipFile};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::bytes::Bytes;
use crate::limits::Limits;
use crate::problem::ProblemCode;
use crate::refusal::{ReadError, Refusal};

/// Below this an archive's ratio says nothing: a short table may be one word over and over.
const RATIO_COUNTS_FROM: u64 = 4 * 1024 * 1024;

/// What each entry of the archive's own list begins with.
const LISTED: [u8; 4] = *b"PK\x01\x02";

/// Whether a file that begins so is an archive.
pub(crate) fn begins(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(b"PK\x05\x06")
}

/// The whole of an archive, which has its list at its end.
pub(crate) fn whole<R: Read>(beginning: Vec<u8>, mut bytes: Bytes<R>, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let mut whole = beginning;
    loop {
        let next = bytes.next()?;
        if next.is_empty() {
            return Ok(whole);
        }
        if (whole.len() + next.len()) as u64 > limits.archive_bytes {
            return Err(Refusal::new(ProblemCode::ArchiveTooLarge).into());
        }
        whole.extend_from_slice(next);
    }
}

/// An archive of which every entry unpacks within the limits.
pub(crate) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Its entries' places and names, folders left out.
    entries: Vec<(usize, String)>,
}

impl<'b> Archive<'b> {
    /// Opens an archive, unpacking all of it once to see that it can be.
    ///
    /// # Errors
    /// A refusal when it is damaged, encrypted, packed in a way that is not read, or over a limit.
    pub(crate) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Refusal> {
        if bytes.windows(LISTED.len()).filter(|window| **window == LISTED).count() > limits.archive_entries {
            return Err(Refusal::new(ProblemCode::TooManyEntries));
        }
        let config = Config::default();
        let mut zip = ZipArchive::with_config(config, Cursor::new(bytes)).map_err(|error| refused(&error))?;
        if zip.len() > limits.archive_entries {
            return Err(Refusal::new(ProblemCode::TooManyEntries));
        }
        if zip.has_duplicate_names() || zip.has_overlapping_entries().map_err(|error| refused(&error))? {
            return Err(Refusal::new(ProblemCode::DamagedArchive));
        }
        let mut entries = Vec::new();
        let mut unpacked = 0;
        let mut parts = 0;
        for place in 0..zip.len() {
            let raw = zip.by_index_raw(place).map_err(|error| refused(&error))?;
            if raw.encrypted() {
                return Err(Refusal::new(ProblemCode::EncryptedArchive));
            }
            if !matches!(raw.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
                return Err(Refusal::new(ProblemCode::PackingNotRead));
            }
            let (name, is_dir, said) = (name_of(raw.name_raw()), raw.is_dir(), raw.size());
            drop(raw);
            let mut entry = zip.by_index(place).map_err(|error| refused(&error))?;
            let count = unpack(&mut entry, limits.unpacked_bytes - unpacked, bytes.len() as u64 * limits.unpacked_ratio)?;
            if count != said {
                return Err(Refusal::new(ProblemCode::DamagedArchive));
            }
            unpacked += count;
            if name.starts_with("xl/") && !name.starts_with("xl/worksheets/") {
                parts += count;
            }
            if !is_dir {
                entries.push((place, name));
            }
        }
        let archive = Self { zip, entries };
        if archive.is_spreadsheet() && parts > limits.spreadsheet_parts_bytes {
            return Err(Refusal::new(ProblemCode::UnpacksTooFar));
        }
        Ok(archive)
    }

    /// Whether it is an Excel workbook.
    pub(crate) fn is_spreadsheet(&self) -> bool {
        self.entries.iter().any(|(_, name)| name == "xl/workbook.xml")
    }

    /// The files that somebody put into it, by name: what systems add by themselves is left out.
    pub(crate) fn files(&self) -> Vec<(usize, String)> {
        let mut files: Vec<(usize, String)> = self.entries.iter().filter(|(_, name)| !is_a_systems(name)).cloned().collect();
        files.sort_by(|(_, a), (_, b)| a.cmp(b));
        files
    }

    /// One of its files.
    pub(crate) fn file(&mut self, place: usize) -> Result<ZipFile<'_, Cursor<&'b [u8]>>, Refusal> {
        self.zip.by_index(place).map_err(|error| refused(&error))
    }
}

/// Unpacks an entry and counts.
fn unpack(entry: &mut impl Read, most: u64, most_by_ratio: u64) -> Result<u64, Refusal> {
    let most = most.min(most_by_ratio.max(RATIO_COUNTS_FROM));
    let mut chunk = vec![0; 64 * 1024];
    let mut count = 0;
    loop {
        // Whatever goes wrong in memory is the archive's doing: its sums do not agree, or its packed bytes are none.
        let read = entry.read(&mut chunk).map_err(|_| Refusal::new(ProblemCode::DamagedArchive))?;
        count += read as u64;
        if count > most {
            return Err(Refusal::new(ProblemCode::UnpacksTooFar));
        }
        if read == 0 {
            return Ok(count);
        }
    }
}

/// An entry's name for problems: at most 120 letters, none that steers a terminal.
fn name_of(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).chars().map(|c| if c.is_control() { '?' } else { c }).take(120).collect()
}

/// Whether a file was put in by a system and not by a person.
fn is_a_systems(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || ["__MACOSX", "Thumbs.db", "desktop.ini"].contains(&part))
}

fn refused(error: &ZipError) -> Refusal {
    Refusal::new(match error {
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ProblemCode::EncryptedArchive,
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => ProblemCode::PackingNotRead,
        _ => ProblemCode::DamagedArchive,
    })
}
