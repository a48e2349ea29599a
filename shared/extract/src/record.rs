//! One row of a table, whatever kind of file it stood in.

/// A row: cells of text by column. It is filled anew for each row, so that reading costs no allocation a row.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The line on which the row begins, the first being 1.
    pub(crate) line: u64,
    text: String,
    ends: Vec<usize>,
    cut: Vec<usize>,
    computed: Vec<usize>,
    /// A column that the record gives two values.
    pub(crate) twice: Option<usize>,
    /// Whether the record lists more contacts than are read.
    pub(crate) over: bool,
}

impl Record {
    pub(crate) fn clear(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.ends.clear();
        self.cut.clear();
        self.computed.clear();
        self.twice = None;
        self.over = false;
    }

    /// Adds a cell through `write`, which appends its text; `cut` says that the cell was longer than is read.
    pub(crate) fn push(&mut self, cut: bool, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        if cut {
            self.cut.push(self.ends.len());
        }
        self.ends.push(self.text.len());
    }

    /// Adds a cell whose value a formula gives, or an error: it counts as empty.
    pub(crate) fn push_computed(&mut self) {
        self.computed.push(self.ends.len());
        self.push(false, |_| {});
    }

    /// The columns whose cells a formula gives.
    pub(crate) fn computed(&self) -> &[usize] {
        &self.computed
    }

    /// Bytes of all cells.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell without the white space round it; empty for one that is not there.
    pub(crate) fn cell(&self, column: usize) -> &str {
        let start = column.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(column).copied());
        range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default().trim()
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|column| self.cell(column))
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The columns whose cells were longer than is read.
    pub(crate) fn cut(&self) -> &[usize] {
        &self.cut
    }
}
