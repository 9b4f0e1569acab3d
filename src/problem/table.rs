//! CSV files as tables of text.

use std::collections::HashSet;
use std::io::Read;

use super::coordinate::MAX_SAMPLES;
use super::data_error::DataError;

/// More columns than a file may have.
const MAX_COLUMNS: usize = 200;
/// More bytes than a column's name may have: messages list the names.
const MAX_NAME: usize = 200;
/// More bytes than a file may have.
const MAX_BYTES: usize = 64 << 20;

/// A rectangular table of text with a header.
pub(super) struct Table {
    /// What messages call it.
    pub(super) file: String,
    /// The column names, all different.
    pub(super) columns: Vec<String>,
    /// The rows, each as long as the header.
    pub(super) rows: Vec<Row>,
}

/// One row.
pub(super) struct Row {
    /// Its line in the file, from 1.
    pub(super) line: u64,
    /// One text a column, trimmed.
    pub(super) cells: Vec<String>,
}

impl Table {
    /// Reads a table; `file` is what messages call it.
    pub(super) fn read(reader: impl Read, file: &str) -> Result<Self, DataError> {
        let mut bytes = Vec::new();
        reader
            .take(MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|reason| DataError::Unreadable { file: file.to_owned(), reason })?;
        if bytes.len() > MAX_BYTES {
            return Err(too_large(file, MAX_BYTES, "bytes"));
        }
        let text = decode(&bytes, file)?;
        let mut records = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut columns: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        for record in records.records() {
            let record =
                record.map_err(|error| DataError::Unreadable { file: file.to_owned(), reason: error.into() })?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            let Some(columns) = &columns else {
                columns = Some(header(cells, file)?);
                continue;
            };
            if cells.len() != columns.len() {
                return Err(DataError::RowLength {
                    file: file.to_owned(),
                    line,
                    found: cells.len(),
                    expected: columns.len(),
                });
            }
            if rows.len() == MAX_SAMPLES {
                return Err(too_large(file, MAX_SAMPLES, "rows"));
            }
            rows.push(Row { line, cells });
        }
        let file = file.to_owned();
        let Some(columns) = columns else {
            return Err(DataError::Empty { file });
        };
        if rows.is_empty() {
            return Err(DataError::NoRows { file });
        }
        Ok(Self { file, columns, rows })
    }

    /// The index of a column.
    pub(super) fn column(&self, name: &str) -> Result<usize, DataError> {
        self.columns.iter().position(|column| column == name).ok_or_else(|| DataError::NoTarget {
            file: self.file.clone(),
            target: name.to_owned(),
            nearest: self.nearest(name),
            columns: self.columns.clone(),
        })
    }

    fn nearest(&self, name: &str) -> Option<String> {
        if name.len() > MAX_NAME {
            return None;
        }
        let name = name.to_lowercase();
        self.columns
            .iter()
            .map(|column| (strsim::levenshtein(&name, &column.to_lowercase()), column))
            .min()
            .filter(|(distance, column)| *distance <= column.chars().count().max(2) / 2)
            .map(|(_, column)| column.clone())
    }
}

fn decode<'a>(bytes: &'a [u8], file: &str) -> Result<&'a str, DataError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        DataError::NotUtf8 {
            file: file.to_owned(),
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64,
        }
    })?;
    if text.trim().is_empty() {
        return Err(DataError::Empty { file: file.to_owned() });
    }
    Ok(text)
}

fn header(columns: Vec<String>, file: &str) -> Result<Vec<String>, DataError> {
    if columns.len() > MAX_COLUMNS {
        return Err(too_large(file, MAX_COLUMNS, "columns"));
    }
    let mut seen = HashSet::new();
    for (index, column) in columns.iter().enumerate() {
        if column.is_empty() {
            return Err(DataError::UnnamedColumn { file: file.to_owned(), column: index + 1 });
        }
        if column.len() > MAX_NAME {
            return Err(too_large(file, MAX_NAME, "bytes in a column's name"));
        }
        if !seen.insert(column) {
            return Err(DataError::DuplicateColumn { file: file.to_owned(), column: column.clone() });
        }
    }
    Ok(columns)
}

fn too_large(file: &str, limit: usize, what: &'static str) -> DataError {
    DataError::TooLarge { file: file.to_owned(), limit, what }
}
