//! Answers as a table that a spreadsheet opens: nothing in a cell is ever run as a formula.

use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// In which form somebody wants an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Csv,
}

impl Form {
    /// As the query says (`format=csv`), else as the `Accept` header does.
    pub(crate) fn wanted(format: Option<&str>, headers: &HeaderMap) -> Result<Self, Problem> {
        let accepts = || headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        match format {
            Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            Some(_) => Err(Problem::BadRequest("A format is json or csv.")),
            None if accepts().contains("text/csv") => Ok(Self::Csv),
            None => Ok(Self::Json),
        }
    }
}

/// A table with its head.
#[derive(Debug)]
pub(crate) struct Table {
    text: String,
}

impl Table {
    pub(crate) fn new(head: &[&str]) -> Self {
        // Spreadsheets take a file without the mark for another alphabet than UTF-8.
        let mut table = Self { text: "\u{feff}".to_owned() };
        table.row(head);
        table
    }

    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell.as_ref())).collect();
        self.text.push_str(&cells.join(","));
        self.text.push_str("\r\n");
    }
}

impl IntoResponse for Table {
    fn into_response(self) -> Response {
        let mut answer = self.text.into_response();
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
        // With an encoding it leaves the function as bytes: as text it would lose its first mark, and be shorter than its length says.
        answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
        // Without a name: it would stand in the history of a browser.
        answer.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"firstday.csv\""));
        answer
    }
}

/// A cell in quotes. What a spreadsheet would take for a formula has an apostrophe before it: parents write what they like.
fn quoted(cell: &str) -> String {
    let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        || cell.starts_with(['\t', '\r', '\n']);
    let apostrophe = if is_formula { "'" } else { "" };
    format!("\"{apostrophe}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_out_of_its_quotes() {
        for (cell, written) in [
            ("she's poorly", "\"she's poorly\""),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            (" =1+1", "\"' =1+1\""),
            ("+447700900123", "\"'+447700900123\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("two\nlines, \"quoted\"", "\"two\nlines, \"\"quoted\"\"\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }

    #[test]
    fn the_query_says_the_form_before_the_header() {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("text/csv"))]);
        for (format, headers, form) in [
            (None, &HeaderMap::new(), Ok(Form::Json)),
            (None, &headers, Ok(Form::Csv)),
            (Some("json"), &headers, Ok(Form::Json)),
            (Some("csv"), &HeaderMap::new(), Ok(Form::Csv)),
            (Some("pdf"), &headers, Err(Problem::BadRequest("A format is json or csv."))),
        ] {
            assert_eq!(Form::wanted(format, headers), form);
        }
    }
}
