//! The format of a table: the one that is told, or the only one that parses every row.

use super::choice::{check_rows, choose};
use super::error::{DataError, shell};
use super::format::{Comment, Decimal, Separator, TableFormat};
use super::numbers::{Numbers, numbers};
use super::reading::Reading;
use super::table::{Header, Layout, Records};
use super::thousands::thousands;

/// The separators that are tried where none is told.
const SEPARATORS: [Separator; 4] =
    [Separator::COMMA, Separator::Character(b';'), Separator::Character(b'\t'), Separator::Blanks];
/// The signs that lines are tried to be comments by, where they begin any line and none is told.
const COMMENTS: [u8; 2] = [b'#', b'%'];

/// What is looked for in a table.
pub(super) struct Wanted<'a> {
    /// What messages call the file.
    pub(super) file: &'a str,
    /// The column to predict.
    pub(super) target: &'a str,
    /// What is told of the format, and what is taken.
    pub(super) reading: &'a Reading,
    /// Whether there is a feature that is always 1.
    pub(super) intercept: bool,
    /// Whether the target is one of two classes.
    pub(super) classifies: bool,
}

/// A table in its format.
#[derive(Debug)]
pub(super) struct Decided {
    /// The format, all of it told.
    pub(super) format: TableFormat,
    /// What it gives.
    pub(super) numbers: Numbers,
    /// What the target is called.
    pub(super) target: String,
    /// How many rows the file has.
    pub(super) rows_in_all: usize,
}

/// Why a format does not parse every row, and how near it came.
struct Rejected {
    /// Whether it finds the target and more than one column, how many lines are right, and what is wrong with the next:
    /// its length is worse than its numbers.
    nearness: (bool, bool, u64, u8),
    error: DataError,
}

/// Reads the text in every format that is possible by what is told.
///
/// # Errors
/// Two formats parse every row and differ, or none does: then what is wrong with the one that came nearest.
pub(super) fn decide(text: &str, wanted: &Wanted<'_>) -> Result<Decided, DataError> {
    let mut parsed: Vec<Decided> = Vec::new();
    let mut nearest: Option<Rejected> = None;
    for layout in layouts(text, &wanted.reading.format) {
        match in_layout(text, layout, wanted) {
            Ok(decided) if parsed.iter().any(|other| is_same(other, &decided)) => {}
            Ok(decided) => parsed.push(decided),
            Err(rejected) => {
                let is_nearer = nearest.as_ref().is_none_or(|nearest| rejected.nearness > nearest.nearness);
                if is_nearer {
                    nearest = Some(*rejected);
                }
            }
        }
    }
    if parsed.len() > 1 {
        let readings = parsed.iter().map(|decided| told(decided, &parsed)).collect();
        return Err(DataError::Ambiguous { file: wanted.file.to_owned(), readings });
    }
    let empty = || DataError::Empty { file: wanted.file.to_owned() };
    parsed.pop().ok_or_else(|| nearest.map_or_else(empty, |nearest| nearest.error))
}

/// The ways to cut the text that are not excluded by what is told.
fn layouts(text: &str, told: &TableFormat) -> Vec<Layout> {
    let begins = |sign: u8| text.lines().any(|line| line.trim_start().as_bytes().first() == Some(&sign));
    let found = COMMENTS.into_iter().filter(|sign| begins(*sign)).map(Comment::Character);
    let comments = told.comment.map_or_else(|| [Comment::None].into_iter().chain(found).collect(), |told| vec![told]);
    let separators = told.separator.map_or_else(|| SEPARATORS.to_vec(), |told| vec![told]);
    let layout = |comment: Comment| {
        let with = move |separator| Layout { separator, comment, header: told.header, row_names: told.row_names };
        separators.iter().copied().map(with)
    };
    comments.into_iter().flat_map(layout).collect()
}

/// The table cut in one way, with the decimal sign that fits.
fn in_layout(text: &str, layout: Layout, wanted: &Wanted<'_>) -> Result<Decided, Box<Rejected>> {
    let choice = &wanted.reading.choice;
    let text = layout.prepared(text);
    let none = |error| Box::new(Rejected { nearness: (false, false, 0, 0), error });
    let records = Records::open(&text, wanted.file, layout).map_err(none)?;
    let (has_target, is_several) = (has(&records.header, wanted.target), records.header.columns.len() > 1);
    let rejected = |stage: u8, error: DataError| {
        let line = if stage == 0 { 0 } else { error.line().unwrap_or(u64::MAX) };
        Box::new(Rejected { nearness: (has_target, is_several, line, stage), error })
    };
    records.header.check(layout.header).map_err(|error| rejected(0, error))?;
    let chosen =
        choose(&records.header, wanted.target, choice, wanted.intercept).map_err(|error| rejected(0, error))?;
    let table = records.rows(&|row| choice.keeps(row)).map_err(|error| rejected(1, error))?;
    check_rows(wanted.file, choice, table.rows_in_all).map_err(|error| rejected(1, error))?;
    let told = wanted.reading.format.decimal;
    let decimals = told.map_or_else(|| vec![Decimal::Point, Decimal::Comma], |told| vec![told]);
    let is_told = told.is_some();
    let mut nearest: Option<Box<Rejected>> = None;
    // Where points serve, no number has a comma: with commas the numbers are the same, or there are none.
    for decimal in &decimals {
        let found = numbers(&table, &chosen, choice, *decimal, wanted.classifies).and_then(|numbers| {
            let is_guess = *decimal == Decimal::Comma && !is_told;
            if is_guess { thousands(&table, &chosen).map(|()| numbers) } else { Ok(numbers) }
        });
        match found {
            Ok(numbers) => {
                let format = TableFormat {
                    separator: Some(layout.separator),
                    decimal: Some(*decimal),
                    comment: Some(layout.comment),
                    header: Some(layout.header.unwrap_or(true)),
                    row_names: Some(table.header.row_names),
                };
                return Ok(Decided { format, numbers, target: chosen.target.name, rows_in_all: table.rows_in_all });
            }
            Err(error) => {
                let next = rejected(2, error);
                nearest = Some(nearest.filter(|nearest| nearest.nearness >= next.nearness).unwrap_or(next));
            }
        }
    }
    Err(nearest.unwrap_or_else(|| none(DataError::Empty { file: wanted.file.to_owned() })))
}

/// Whether a header has the target, by its name or its place.
fn has(header: &Header, target: &str) -> bool {
    let place = target.strip_prefix('@').and_then(|place| place.parse::<usize>().ok());
    header.columns.iter().any(|column| column == target) || place.is_some_and(|place| place <= header.columns.len())
}

fn is_same(one: &Decided, other: &Decided) -> bool {
    one.target == other.target && one.numbers == other.numbers
}

/// What an option says of a format.
type Says<'a> = &'a dyn Fn(&TableFormat) -> String;

/// The options that tell a reading from the others, and its first row.
fn told(decided: &Decided, all: &[Decided]) -> String {
    const SHOWN: usize = 5;
    let differ = |of: Says<'_>| all.iter().any(|other| of(&other.format) != of(&decided.format));
    let separator = |format: &TableFormat| format.separator.map_or(String::new(), |it| shell(&it.to_string()));
    let decimal = |format: &TableFormat| {
        format.decimal.map_or("", |it| if it == Decimal::Comma { "comma" } else { "point" }).to_owned()
    };
    let comment = |format: &TableFormat| format.comment.map_or(String::new(), |it| shell(&it.to_string()));
    let row_names = |format: &TableFormat| if format.row_names == Some(true) { "yes" } else { "no" }.to_owned();
    let options: [(&str, Says<'_>); 4] =
        [("--separator", &separator), ("--decimal", &decimal), ("--comment", &comment), ("--row-names", &row_names)];
    let options: Vec<String> = options
        .into_iter()
        .filter(|(_, of)| differ(*of))
        .map(|(option, of)| format!("{option} {}", of(&decided.format)))
        .collect();
    let numbers = &decided.numbers;
    let features = numbers.features.iter().take(SHOWN).map(|feature| (&feature.name, feature.values.first()));
    let first: Vec<String> = features
        .chain([(&decided.target, numbers.target.first())])
        .filter_map(|(name, value)| Some(format!("{name} = {}", value?)))
        .collect();
    format!("with `{}` the first row is {}", options.join(" "), first.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::choice::DataChoice;
    use super::{Comment, DataError, Decided, Decimal, Reading, Separator, TableFormat, Wanted, decide};

    fn read(text: &str, reading: &Reading) -> Result<Decided, DataError> {
        decide(text, &Wanted { file: "f.csv", target: "y", reading, intercept: true, classifies: false })
    }

    fn found(text: &str) -> (Separator, Decimal) {
        let format = read(text, &Reading::default()).unwrap_or_else(|error| panic!("{error}")).format;
        (format.separator.expect("it is decided"), format.decimal.expect("it is decided"))
    }

    #[test]
    fn the_only_format_that_parses_every_row_is_taken() {
        let semicolon = Separator::Character(b';');
        assert_eq!(found("a,y\n1.5,2\n2,3\n"), (Separator::COMMA, Decimal::Point));
        assert_eq!(found("a;y\n1.5;2\n2;3\n"), (semicolon, Decimal::Point));
        assert_eq!(found("a;y\n1,5;2\n2;3\n"), (semicolon, Decimal::Comma));
        assert_eq!(found("a\ty\n1.5\t2\n2\t3\n"), (Separator::Character(b'\t'), Decimal::Point));
        assert_eq!(found("a   y\n1,5 2\n 2  3\n"), (Separator::Blanks, Decimal::Comma));
        assert_eq!(found("a, y\n1, 2\n2, 3\n"), (Separator::COMMA, Decimal::Point));
        assert_eq!(found("a,y\n\"1,5\",\"2\"\n\"2,5\",\"3\"\n"), (Separator::COMMA, Decimal::Comma));
    }

    #[test]
    fn comments_are_found_where_the_table_needs_it() {
        let read = |text| read(text, &Reading::default()).expect("it is a table").format.comment;
        assert_eq!(read("# one\na,y\n1,2\n"), Some(Comment::Character(b'#')));
        assert_eq!(read("% one, two\na,y\n1,2\n"), Some(Comment::Character(b'%')));
        assert_eq!(read("#a,y\n1,2\n"), Some(Comment::None));
    }

    #[test]
    fn two_formats_that_differ_are_asked_about() {
        let wrong = read("y\n1,5\n2,5\n", &Reading::default()).unwrap_err().to_string();
        for part in ["2 ways", "--separator , --decimal point --row-names yes` the first row is y = 5", "y = 1.5"] {
            assert!(wrong.contains(part), "{wrong}");
        }
        let told = |format| Reading { format, choice: DataChoice::default() };
        let decimal =
            told(TableFormat { decimal: Some(Decimal::Comma), row_names: Some(false), ..TableFormat::default() });
        assert_eq!(read("y\n1,5\n2,5\n", &decimal).expect("it is told").numbers.target, [1.5, 2.5]);
    }

    #[test]
    fn separators_of_thousands_are_not_taken_for_decimal_commas() {
        let text = "a;y\n1,234;2\n5;3\n";
        let wrong = read(text, &Reading::default()).unwrap_err().to_string();
        assert!(wrong.contains("line 2, column `a`: `1,234` is 1.234 with") && wrong.contains("1234"), "{wrong}");
        let format = TableFormat { decimal: Some(Decimal::Comma), ..TableFormat::default() };
        let told = Reading { format, choice: DataChoice::default() };
        assert_eq!(read(text, &told).expect("it is told").numbers.features[0].values, [1.234, 5.0]);
        assert_eq!(found("a;y\n1,234;2\n5,5;3\n").1, Decimal::Comma);
    }

    #[test]
    fn the_format_that_came_nearest_says_what_is_wrong() {
        for (text, part) in [
            ("a,y\n1,2\nred,3\n", "line 3, column `a`: `red` is not a number"),
            ("a;y\n1,5;2\nred;3\n", "line 3, column `a`: `red` is not a number"),
            ("a;y\n1;2\n1;2;3\n", "line 3: 3 values"),
            ("a, y\n1, 2\n5 6\n", "line 3: 1 values"),
            ("a;Y\n1;2\n", "no column is named `y`, as `--target` asks (did you mean `Y`?); the columns are a, Y"),
        ] {
            let wrong = read(text, &Reading::default()).unwrap_err().to_string();
            assert!(wrong.contains(part), "{wrong}");
        }
    }
}
