//! How much of a file is read: each limit ends in a problem code of its own.

/// What a school's files may be. The defaults hold the largest English school (about 3,000 pupils) many times over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
    /// Rows of one file, blank ones not counted.
    pub rows: u64,
    /// Columns of a table, or different names in XML and JSON.
    pub columns: usize,
    /// Bytes of one row with all its cells.
    pub row_bytes: usize,
    /// Bytes of one cell: a longer one is not used, its row is.
    pub cell_bytes: usize,
    /// How deeply values may stand within each other in XML and JSON.
    pub nesting: usize,
    /// Different pupils that one file may name.
    pub pupils: usize,
    /// Contacts of one pupil.
    pub contacts_of_a_pupil: usize,
    /// Places in registers (pupils times sessions) of one file.
    pub marks: usize,
    /// Bytes of a zip or a spreadsheet as it comes: it is held while it is read.
    pub archive_bytes: u64,
    /// Entries of a zip or a spreadsheet.
    pub archive_entries: usize,
    /// Bytes that a zip or a spreadsheet may unpack to.
    pub unpacked_bytes: u64,
    /// How many times its own size one entry may unpack to, beyond 4 MB.
    pub unpacked_ratio: u64,
    /// Bytes of a spreadsheet's parts that are held: everything beside the sheets themselves.
    pub spreadsheet_parts_bytes: u64,
    /// Files of one extract.
    pub files: usize,
    /// Problems that are kept; the others are counted.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 512 * 1024 * 1024,
            rows: 10_000_000,
            columns: 500,
            row_bytes: 256 * 1024,
            cell_bytes: 8 * 1024,
            nesting: 32,
            pupils: 50_000,
            contacts_of_a_pupil: 40,
            marks: 8_000_000,
            archive_bytes: 32 * 1024 * 1024,
            archive_entries: 250,
            unpacked_bytes: 256 * 1024 * 1024,
            unpacked_ratio: 250,
            spreadsheet_parts_bytes: 16 * 1024 * 1024,
            files: 100,
            problems: 5_000,
        }
    }
}
