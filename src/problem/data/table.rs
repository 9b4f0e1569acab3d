//! Text as a table of text.

use std::borrow::Cow;
use std::collections::HashSet;

use super::cell::number;
use super::error::DataError;
use super::format::{Comment, Decimal, Separator};
use crate::problem::coordinate::MAX_SAMPLES;

/// More columns than a file may have.
const MAX_COLUMNS: usize = 10_000;
/// More bytes than a column's name may have: messages list the names.
pub(super) const MAX_NAME: usize = 200;

/// How the text is cut into values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// What stands between two values.
    pub(super) separator: Separator,
    /// How lines that are no data begin.
    pub(super) comment: Comment,
    /// Whether the first line names the columns; if it is not told, it does.
    pub(super) header: Option<bool>,
    /// Whether the first column names the rows; if it is not told, it does where it has no name of its own.
    pub(super) row_names: Option<bool>,
}

/// The columns of a table.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// What messages call the file.
    pub(super) file: String,
    /// The line of the names, from 1.
    pub(super) line: u64,
    /// The names of all columns of the file. They may be empty, and need not differ.
    pub(super) columns: Vec<String>,
    /// Whether the first column names the rows.
    pub(super) row_names: bool,
}

/// A table of text.
#[derive(Debug)]
pub(super) struct Table {
    /// Its columns.
    pub(super) header: Header,
    /// The rows that are asked for, each with as many values as there are columns.
    pub(super) rows: Vec<Row>,
    /// How many rows the file has, those that are not asked for included.
    pub(super) rows_in_all: usize,
}

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    /// Its line in the file, from 1.
    pub(super) line: u64,
    /// Which row of the file it is, from 1.
    pub(super) number: usize,
    /// One text a column, trimmed.
    pub(super) cells: csv::StringRecord,
}

/// A text that is being cut into rows.
pub(super) struct Records<'a> {
    /// The columns.
    pub(super) header: Header,
    text: &'a str,
    comment: Comment,
    reader: csv::Reader<&'a [u8]>,
    /// The first row, which was read to know the columns.
    first: Option<(u64, csv::StringRecord)>,
    /// Whether the first column is taken for row names only because the header is one name short.
    is_short: bool,
}

impl Row {
    /// The text of a column, by its place from 0.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }
}

impl Layout {
    /// The text as it is cut at single separators.
    pub(super) fn prepared<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.separator {
            Separator::Blanks => Cow::Owned(single_blanks(text)),
            Separator::Character(_) => Cow::Borrowed(text),
        }
    }
}

impl<'a> Records<'a> {
    /// Reads the names of the columns.
    pub(super) fn open(text: &'a str, file: &str, layout: Layout) -> Result<Self, DataError> {
        let delimiter = match layout.separator {
            Separator::Blanks => b' ',
            Separator::Character(sign) => sign,
        };
        let comment_sign = match layout.comment {
            Comment::None => None,
            Comment::Character(sign) => Some(sign),
        };
        let reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .delimiter(delimiter)
            .comment(comment_sign)
            .from_reader(text.as_bytes());
        let header = Header { file: file.to_owned(), line: 1, columns: Vec::new(), row_names: false };
        let mut records = Self { header, text, comment: layout.comment, reader, first: None, is_short: false };
        let (line, names) = records.next()?.ok_or_else(|| DataError::Empty { file: file.to_owned() })?;
        if names.len() > MAX_COLUMNS {
            return Err(DataError::TooLarge { file: file.to_owned(), limit: MAX_COLUMNS, what: "columns" });
        }
        records.header.line = line;
        if layout.header == Some(false) {
            records.header.columns = (1..=names.len()).map(|place| format!("c{place}")).collect();
            records.header.row_names = layout.row_names == Some(true);
            records.first = Some((line, names));
            return Ok(records);
        }
        records.header.columns = names.iter().map(str::to_owned).collect();
        records.first = records.next()?;
        records.find_row_names(layout);
        Ok(records)
    }

    /// Finds out whether the first column names the rows.
    fn find_row_names(&mut self, layout: Layout) {
        let columns = &mut self.header.columns;
        let extra = self.first.as_ref().filter(|(_, row)| row.len() == columns.len() + 1);
        let is_full = extra.and_then(|(_, row)| row.iter().next_back()).is_some_and(|last| !last.is_empty());
        if layout.row_names != Some(false) && is_full {
            columns.insert(0, String::new());
            self.header.row_names = true;
            self.is_short = layout.row_names.is_none();
            return;
        }
        let is_unnamed = columns.len() > 1 && columns.first().is_some_and(String::is_empty);
        self.header.row_names = layout.row_names.unwrap_or(is_unnamed);
    }

    /// The rows whose numbers are kept.
    pub(super) fn rows(mut self, keeps: &dyn Fn(usize) -> bool) -> Result<Table, DataError> {
        let width = self.header.columns.len();
        let mut rows = Vec::new();
        let mut number = 0;
        while let Some((line, cells)) = self.first.take().map_or_else(|| self.next(), |first| Ok(Some(first)))? {
            if width > 1 && cells.len() == 1 && cells.get(0) == Some("") {
                // A line of blanks.
                continue;
            }
            number += 1;
            if !keeps(number) {
                continue;
            }
            if cells.len() != width {
                return Err(self.row_length(line, number, &cells));
            }
            if rows.len() == MAX_SAMPLES {
                return Err(DataError::TooLarge { file: self.header.file, limit: MAX_SAMPLES, what: "rows" });
            }
            rows.push(Row { line, number, cells });
        }
        if number == 0 {
            return Err(DataError::NoRows { file: self.header.file });
        }
        if let Some(first) = rows.first().filter(|_| self.is_short && !are_row_names(&rows)) {
            self.header.columns.remove(0);
            return Err(self.row_length(first.line, first.number, &first.cells));
        }
        Ok(Table { header: self.header, rows, rows_in_all: number })
    }

    fn row_length(&self, line: u64, row: usize, cells: &csv::StringRecord) -> DataError {
        DataError::RowLength {
            file: self.header.file.clone(),
            line,
            row,
            found: cells.len(),
            expected: self.header.columns.len(),
            is_open: cells.iter().any(|cell| cell.contains('\n')),
        }
    }

    /// The next line that is data, with its number.
    fn next(&mut self) -> Result<Option<(u64, csv::StringRecord)>, DataError> {
        let start = self.reader.position().clone();
        let mut record = csv::StringRecord::new();
        let is_there = self
            .reader
            .read_record(&mut record)
            .map_err(|error| DataError::Unreadable { file: self.header.file.clone(), reason: error.into() })?;
        Ok(is_there.then(|| (line_of(self.text, &start, self.comment), record)))
    }
}

impl Header {
    /// Refuses names that are too long, and a first line that looks like data where nothing is told of it.
    pub(super) fn check(&self, told: Option<bool>) -> Result<(), DataError> {
        if self.columns.iter().any(|column| column.len() > MAX_NAME) {
            let file = self.file.clone();
            return Err(DataError::TooLarge { file, limit: MAX_NAME, what: "bytes in a column's name" });
        }
        let is_number =
            |name: &String| [Decimal::Point, Decimal::Comma].iter().any(|sign| number(name, *sign).is_some());
        let mut named = self.columns.iter().skip(usize::from(self.row_names));
        if told.is_none() && named.len() > 0 && named.all(is_number) {
            return Err(DataError::NumbersAsNames { file: self.file.clone(), line: self.line });
        }
        Ok(())
    }
}

/// Names are all different; if they are numbers, they count the rows.
fn are_row_names(rows: &[Row]) -> bool {
    let names: Vec<&str> = rows.iter().filter_map(|row| row.cells.get(0)).collect();
    let count = |from: usize| names.iter().zip(rows).all(|(name, row)| name.parse() == Ok(row.number - 1 + from));
    let are_numbers = names.iter().all(|name| number(name, Decimal::Point).is_some());
    let different: HashSet<&&str> = names.iter().collect();
    different.len() == names.len() && (!are_numbers || count(0) || count(1))
}

/// The line of a record that begins at or after a place: empty lines and comments are passed over.
fn line_of(text: &str, start: &csv::Position, comment: Comment) -> u64 {
    let mut line = start.line();
    let mut rest = usize::try_from(start.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    loop {
        let is_comment = matches!((comment, rest.first()), (Comment::Character(sign), Some(first)) if sign == *first);
        if !is_comment && !matches!(rest, [b'\n' | b'\r', ..]) {
            return line;
        }
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { return line };
        rest = &rest[end + 1..];
        line += 1;
    }
}

/// The text with one space for each run of blanks outside quotation marks, and none at the ends of lines.
fn single_blanks(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    let (mut is_quoted, mut is_blank) = (false, false);
    for sign in text.chars() {
        match sign {
            ' ' | '\t' if !is_quoted => is_blank = true,
            '\n' | '\r' if !is_quoted => {
                is_blank = false;
                single.push(sign);
            }
            _ => {
                if is_blank && !single.is_empty() && !single.ends_with('\n') {
                    single.push(' ');
                }
                is_blank = false;
                is_quoted ^= sign == '"';
                single.push(sign);
            }
        }
    }
    single
}

#[cfg(test)]
mod tests {
    use super::{Comment, Layout, Records, Separator, Table, single_blanks};
    use crate::problem::data::error::DataError;

    const PLAIN: Layout = Layout { separator: Separator::COMMA, comment: Comment::None, header: None, row_names: None };

    fn table(text: &str, layout: Layout) -> Result<Table, DataError> {
        let text = layout.prepared(text);
        let records = Records::open(&text, "f.csv", layout)?;
        records.header.check(layout.header)?;
        records.rows(&|_| true)
    }

    fn cells(table: &Table) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| row.cells.iter().collect()).collect()
    }

    #[test]
    fn quoted_values_hold_separators_and_line_ends() {
        let table = table("a,y\r\n\"1,\n2\",3\r\n\r\n4,5\r\n", PLAIN).expect("it is a table");
        assert_eq!(cells(&table), [["1,\n2", "3"], ["4", "5"]]);
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 5]);
    }

    #[test]
    fn lines_are_counted_through_comments_and_blanks() {
        let layout = Layout { comment: Comment::Character(b'#'), ..PLAIN };
        let table = table("# one\n# two\na,y\n1,2\n# three\n\n3,4\n", layout).expect("it is a table");
        assert_eq!(table.header.line, 3);
        assert_eq!(table.rows.iter().map(|row| (row.number, row.line)).collect::<Vec<_>>(), [(1, 4), (2, 7)]);
    }

    #[test]
    fn runs_of_blanks_are_one() {
        assert_eq!(single_blanks("  a \t b\n1   \"2  3\" \n"), "a b\n1 \"2  3\"\n");
        let layout = Layout { separator: Separator::Blanks, ..PLAIN };
        assert_eq!(cells(&table("a   y\n 1  2\n 3  4", layout).expect("it is a table")), [["1", "2"], ["3", "4"]]);
    }

    #[test]
    fn a_header_one_name_short_leaves_the_first_column_to_the_rows() {
        let named = table("a,y\nr1,1,2\nr2,3,4\n", PLAIN).expect("it is a table");
        assert!(named.header.row_names && named.header.columns == ["", "a", "y"]);
        assert!(table("a,y\n1,1,2\n2,3,4\n", PLAIN).is_ok_and(|table| table.header.row_names));
        // Numbers that count nothing are values without a name.
        assert!(table("a,y\n7,1,2\n2,3,4\n", PLAIN).unwrap_err().to_string().contains("line 2: 3 values"));
        // A separator at the end of each row is no value.
        assert!(table("a,y\n1,2,\n2,3,\n", PLAIN).unwrap_err().to_string().contains("line 2: 3 values"));
    }

    #[test]
    fn a_first_line_of_numbers_is_asked_about() {
        assert!(table("1,2\n3,4\n", PLAIN).unwrap_err().to_string().contains("--header no"));
        let told = Layout { header: Some(false), ..PLAIN };
        assert_eq!(table("1,2\n3,4\n", told).expect("it is a table").header.columns, ["c1", "c2"]);
        assert_eq!(table("1,2\n3,4\n", Layout { header: Some(true), ..PLAIN }).expect("it is a table").rows.len(), 1);
    }

    #[test]
    fn rows_that_are_not_kept_may_be_of_any_length() {
        let records = Records::open("a,y\n1,2\n3,4\nsum\n", "f.csv", PLAIN).expect("it has a header");
        assert_eq!(records.rows(&|row| row < 3).expect("it is a table").rows.len(), 2);
    }
}
