//! Rows by their numbers: `1-50,60,90-`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Rows of a table, counted from 1 without the header: single ones, and ranges that hold both their ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RowRanges(Vec<(usize, Option<usize>)>);

impl RowRanges {
    /// Whether a row is one of them.
    #[must_use]
    pub fn has(&self, row: usize) -> bool {
        self.0.iter().any(|(first, last)| *first <= row && last.is_none_or(|last| row <= last))
    }

    /// The largest number that is written, as the table has to have so many rows.
    #[must_use]
    pub fn largest(&self) -> usize {
        self.0.iter().map(|(first, last)| last.unwrap_or(*first)).max().unwrap_or(0)
    }
}

impl FromStr for RowRanges {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "rows are numbers from 1 and ranges, separated by commas, such as 1-50,60,90-".to_owned();
        let number = |text: &str| text.trim().parse::<usize>().ok().filter(|row| *row > 0).ok_or_else(wrong);
        let range = |part: &str| match part.split_once('-') {
            None => number(part).map(|row| (row, Some(row))),
            Some((first, last)) if last.trim().is_empty() => Ok((number(first)?, None)),
            Some((first, last)) => {
                let (first, last) = (number(first)?, number(last)?);
                if first <= last { Ok((first, Some(last))) } else { Err(wrong()) }
            }
        };
        text.split(',').map(range).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for RowRanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (first, last)) in self.0.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { "," })?;
            match last {
                None => write!(f, "{first}-")?,
                Some(last) if last == first => write!(f, "{first}")?,
                Some(last) => write!(f, "{first}-{last}")?,
            }
        }
        Ok(())
    }
}

impl TryFrom<String> for RowRanges {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<RowRanges> for String {
    fn from(ranges: RowRanges) -> Self {
        ranges.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::RowRanges;

    #[test]
    fn ranges_are_read_as_they_are_written() {
        let ranges: RowRanges = "1-3, 7,9-".parse().expect("they are ranges");
        assert_eq!(ranges.to_string(), "1-3,7,9-");
        assert_eq!(ranges.largest(), 9);
        let rows: Vec<usize> = (1..=11).filter(|row| ranges.has(*row)).collect();
        assert_eq!(rows, [1, 2, 3, 7, 9, 10, 11]);
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for wrong in ["", "0", "3-1", "-3", "a", "1..3", "1,,2", "1-2-3"] {
            assert!(wrong.parse::<RowRanges>().is_err(), "{wrong}");
        }
    }
}
