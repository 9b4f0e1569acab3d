//! Real data as problems.

use std::io::Read;
use std::path::Path;

use super::coordinate::{Coordinate, MAX_ENTRIES, MAX_PRODUCTS, Sample};
use super::data_error::DataError;
use super::data_reference::{DataOptions, DataReference, Loss};
use super::family::Family;
use super::spec::ProblemSpec;
use super::table::Table;
use crate::numeric::{Digest, Dyadic};

/// A file made into samples. Without standardising, each number is the double nearest to its text.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSet {
    /// The file's name without its ending.
    pub name: String,
    /// The names of the features, `intercept` last where there is one.
    pub features: Vec<String>,
    /// The samples in the order of the file; a class is 1 (the label that sorts last) or -1.
    pub rows: Vec<Sample>,
    /// The labels of the classes -1 and 1, for a logistic loss.
    pub classes: Option<[String; 2]>,
    reference: DataReference,
}

/// Rows that a data set needs at least.
const MIN_ROWS: usize = 2;
/// Standardised values are multiples of 2^-20.
const STANDARD_BITS: i32 = 20;
/// Larger numbers cannot be squared and summed in doubles with room to spare.
const MAX_BITS: i32 = 200;
/// Labels listed in a message.
const LISTED_CLASSES: usize = 5;

struct Shipped {
    name: &'static str,
    text: &'static str,
    target: &'static str,
    loss: Loss,
}

const SHIPPED: [Shipped; 2] = [
    Shipped { name: "longley", text: include_str!("../../data/longley.csv"), target: "employed", loss: Loss::Squares },
    Shipped { name: "iris", text: include_str!("../../data/iris.csv"), target: "species", loss: Loss::Logistic },
];

impl Loss {
    /// The name as it is in a recipe.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Squares => "squares",
            Self::Ridge => "ridge",
            Self::Logistic => "logistic",
            Self::RidgeLogistic => "ridge-logistic",
        }
    }

    /// The loss of a name, as it is in a recipe.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Squares, Self::Ridge, Self::Logistic, Self::RidgeLogistic].into_iter().find(|loss| loss.name() == name)
    }

    /// The recipe of the loss over samples of this many features.
    #[must_use]
    pub fn problem(self, samples: Vec<Sample>, features: usize) -> ProblemSpec {
        let (family, scale, curvature) = match self {
            Self::Squares => (Family::LeastSquares, Dyadic::integer(1), Dyadic::integer(1)),
            Self::Ridge => (Family::Ridge, twice(samples.len()), Dyadic::integer(1)),
            Self::Logistic => (Family::Logistic, Dyadic::integer(1), Dyadic::integer(1)),
            Self::RidgeLogistic => (Family::RidgeLogistic, Dyadic::integer(1), Dyadic::new(1, -6)),
        };
        let coordinate = Coordinate { curvature, ..Coordinate::default() };
        ProblemSpec { scale, samples, ..ProblemSpec::new(family, vec![coordinate; features]) }
    }

    /// Whether the target is one of two classes.
    #[must_use]
    pub const fn classifies(self) -> bool {
        matches!(self, Self::Logistic | Self::RidgeLogistic)
    }
}

impl DataSet {
    /// Reads a CSV file with a header.
    ///
    /// # Errors
    /// [`DataError`] names the file, the place and a remedy.
    pub fn read(path: &Path, target: &str, options: DataOptions, loss: Loss) -> Result<Self, DataError> {
        let shown = path.display().to_string();
        let unreadable = |reason| DataError::Unreadable { file: shown.clone(), reason };
        let found = std::fs::metadata(path).map_err(unreadable)?;
        if !found.is_file() {
            // A pipe may never end, or never begin.
            let what = if found.is_dir() { "a folder" } else { "a pipe or a device" };
            return Err(DataError::NotAFile { file: shown, what });
        }
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let mut set = Self::from_reader(file, &shown, target, options, loss)?;
        if let Some(stem) = path.file_stem() {
            set.name = stem.to_string_lossy().into_owned();
        }
        set.reference.name.clone_from(&set.name);
        set.reference.path = Some(shown);
        Ok(set)
    }

    /// Reads CSV text; `name` is what messages call it. Such a set cannot be loaded again by its reference, unless
    /// it is one of [`Self::shipped`].
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_reader(
        reader: impl Read,
        name: &str,
        target: &str,
        options: DataOptions,
        loss: Loss,
    ) -> Result<Self, DataError> {
        let table = Table::read(reader, name)?;
        let target_index = table.column(target)?;
        if table.rows.len() < MIN_ROWS {
            return Err(DataError::TooFewRows { file: table.file, rows: table.rows.len(), needed: MIN_ROWS });
        }
        if table.columns.len() == 1 && !options.intercept {
            return Err(DataError::NoFeatures { file: table.file, target: target.to_owned() });
        }
        // One more for an intercept.
        let numbers_in_all = table.rows.len() * (table.columns.len() + 1);
        if numbers_in_all > MAX_ENTRIES || numbers_in_all * table.columns.len() > MAX_PRODUCTS {
            return Err(DataError::TooManyNumbers {
                file: table.file,
                rows: table.rows.len(),
                columns: table.columns.len(),
            });
        }
        let (targets, classes) = if loss.classifies() {
            let (targets, classes) = labels(&table, target_index)?;
            (targets, Some(classes))
        } else {
            (numbers(&table, target_index, options.standardise)?, None)
        };
        let mut features = Vec::new();
        let mut columns = Vec::new();
        for index in (0..table.columns.len()).filter(|index| *index != target_index) {
            features.push(table.columns[index].clone());
            columns.push(numbers(&table, index, options.standardise)?);
        }
        if options.intercept {
            features.push("intercept".to_owned());
            columns.push(vec![Dyadic::integer(1); targets.len()]);
        }
        let rows: Vec<Sample> = targets
            .iter()
            .enumerate()
            .map(|(n, target)| Sample { features: columns.iter().map(|column| column[n]).collect(), target: *target })
            .collect();
        let reference = DataReference {
            name: name.to_owned(),
            path: None,
            target: target.to_owned(),
            loss,
            standardise: options.standardise,
            intercept: options.intercept,
            rows: rows.len(),
            digest: digest(&rows),
        };
        Ok(Self { name: name.to_owned(), features, rows, classes, reference })
    }

    /// The data sets that come with the program, standardised and with an intercept: `longley` for least squares,
    /// `iris` for the logistic loss.
    #[must_use]
    pub fn shipped() -> Vec<Self> {
        let options = DataOptions { standardise: true, intercept: true };
        SHIPPED
            .iter()
            .filter_map(|set| Self::from_reader(set.text.as_bytes(), set.name, set.target, options, set.loss).ok())
            .collect()
    }

    /// One of the data sets that come with the program, as asked for.
    ///
    /// # Errors
    /// There is no data set of this name, or its target does not suit the loss.
    pub fn shipped_as(name: &str, options: DataOptions, loss: Loss) -> Result<Self, DataError> {
        let set = shipped(name)?;
        Self::from_reader(set.text.as_bytes(), set.name, set.target, options, loss)
    }

    /// The recipe of a loss over the data; it refers to the data and carries their samples.
    ///
    /// # Errors
    /// [`DataError::OtherLoss`] where the target was read as classes and the loss needs numbers, or the reverse.
    pub fn problem(&self, loss: Loss) -> Result<ProblemSpec, DataError> {
        if loss.classifies() != self.reference.loss.classifies() {
            return Err(DataError::OtherLoss {
                file: self.name.clone(),
                read: self.reference.loss.name(),
                asked: loss.name(),
            });
        }
        let data = Some(DataReference { loss, ..self.reference.clone() });
        Ok(ProblemSpec { data, ..loss.problem(self.rows.clone(), self.features.len()) })
    }
}

impl DataReference {
    /// Reads the samples again and checks that they are the same.
    ///
    /// # Errors
    /// The file is gone, wrong, or changed.
    pub fn load(&self) -> Result<Vec<Sample>, DataError> {
        let options = DataOptions { standardise: self.standardise, intercept: self.intercept };
        let set = if let Some(path) = &self.path {
            DataSet::read(Path::new(path), &self.target, options, self.loss)?
        } else {
            let set = shipped(&self.name)?;
            DataSet::from_reader(set.text.as_bytes(), set.name, &self.target, options, self.loss)?
        };
        if set.reference.digest != self.digest || set.rows.len() != self.rows {
            return Err(DataError::Changed {
                file: self.path.clone().unwrap_or_else(|| self.name.clone()),
                expected: format!("{} rows, digest {}", self.rows, self.digest),
                found: format!("{} rows, digest {}", set.rows.len(), set.reference.digest),
            });
        }
        Ok(set.rows)
    }
}

fn shipped(name: &str) -> Result<&'static Shipped, DataError> {
    SHIPPED.iter().find(|set| set.name == name).ok_or_else(|| DataError::Unknown {
        name: name.to_owned(),
        known: SHIPPED.iter().map(|set| set.name.to_owned()).collect(),
    })
}

fn twice(count: usize) -> Dyadic {
    Dyadic::new(i64::try_from(count).unwrap_or(i64::MAX), 1)
}

/// A column as numbers.
fn numbers(table: &Table, index: usize, standardise: bool) -> Result<Vec<Dyadic>, DataError> {
    let values = table
        .rows
        .iter()
        .map(|row| number(table, row.line, index, &row.cells[index]))
        .collect::<Result<Vec<f64>, DataError>>()?;
    if !standardise {
        return Ok(values.into_iter().map(exact_dyadic).collect());
    }
    standardised(&values)
        .ok_or_else(|| DataError::ConstantColumn { file: table.file.clone(), column: table.columns[index].clone() })
}

/// As much of a cell as a message needs to show.
fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    text.char_indices().nth(SHOWN).map_or_else(|| text.to_owned(), |(end, _)| format!("{}…", &text[..end]))
}

fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NA" | "N/A" | "na" | "null" | "NULL" | "?" | "-")
}

fn number(table: &Table, line: u64, index: usize, text: &str) -> Result<f64, DataError> {
    let file = table.file.clone();
    let column = table.columns[index].clone();
    if is_missing(text) {
        return Err(DataError::Missing { file, line, column });
    }
    let Ok(value) = text.parse::<f64>() else {
        let text = excerpt(text);
        return Err(DataError::NotANumber { file, line, column, text });
    };
    if value.is_nan() || value.abs() >= f64::from(MAX_BITS).exp2() {
        let text = excerpt(text);
        return Err(DataError::NotFinite { file, line, column, text });
    }
    Ok(value)
}

/// Mean 0, population standard deviation 1, in steps of 2^-20; `None` if all values are equal.
fn standardised(values: &[f64]) -> Option<Vec<Dyadic>> {
    if values.iter().all(|value| value.total_cmp(&values[0]).is_eq()) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most a hundred thousand rows")]
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    let deviation = variance.sqrt();
    if deviation.is_nan() || deviation <= 0.0 {
        return None;
    }
    let steps = f64::from(STANDARD_BITS).exp2();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a standardised value is at most the root of the number of rows"
    )]
    let rounded = |value: &f64| Dyadic::new(((value - mean) / deviation * steps).round() as i64, -STANDARD_BITS);
    Some(values.iter().map(rounded).collect())
}

/// A finite double as it is, except for magnitudes below 2^-200, which become 0.
fn exact_dyadic(value: f64) -> Dyadic {
    const MANTISSA_BITS: i32 = 53;
    if value.abs() < f64::from(-MAX_BITS).exp2() {
        return Dyadic::integer(0);
    }
    let exponent = libm::ilogb(value) + 1 - MANTISSA_BITS;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of 53 bits")]
    Dyadic::new(libm::ldexp(value, -exponent) as i64, exponent)
}

/// A column of two labels as -1 and 1: numbers in their order, text in the alphabet's.
fn labels(table: &Table, index: usize) -> Result<(Vec<Dyadic>, [String; 2]), DataError> {
    let mut classes: Vec<&str> = Vec::new();
    for row in &table.rows {
        let text = row.cells[index].as_str();
        if is_missing(text) {
            return Err(DataError::Missing {
                file: table.file.clone(),
                line: row.line,
                column: table.columns[index].clone(),
            });
        }
        if !classes.iter().any(|class| same_class(class, text)) && classes.len() < LISTED_CLASSES {
            classes.push(text);
        }
    }
    classes.sort_by(|a, b| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) => x.total_cmp(&y),
        (Ok(_), Err(_)) => std::cmp::Ordering::Less,
        (Err(_), Ok(_)) => std::cmp::Ordering::Greater,
        _ => a.cmp(b),
    });
    let [low, high] = classes[..] else {
        return Err(DataError::Classes {
            file: table.file.clone(),
            column: table.columns[index].clone(),
            classes: classes.into_iter().map(excerpt).collect(),
        });
    };
    let targets = table
        .rows
        .iter()
        .map(|row| Dyadic::integer(if same_class(&row.cells[index], high) { 1 } else { -1 }))
        .collect();
    Ok((targets, [low.to_owned(), high.to_owned()]))
}

/// `1` and `1.0` are one class.
fn same_class(a: &str, b: &str) -> bool {
    a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a.total_cmp(&b).is_eq())
}

/// The digest of the numbers as doubles, which they are exactly.
fn digest(rows: &[Sample]) -> String {
    let mut digest = Digest::default();
    for number in rows.iter().flat_map(|row| row.features.iter().chain([&row.target])) {
        digest.take(&number.to_f64().to_bits().to_le_bytes());
    }
    digest.to_string()
}
