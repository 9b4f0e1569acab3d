//! Real data as problems.

use std::io::Read;
use std::path::Path;

use super::cell::MAX_BITS;
use super::choice::MAX_FEATURES;
use super::decide::{Wanted, decide};
use super::error::DataError;
use super::numbers::{Feature, Numbers};
use super::reading::Reading;
use super::reference::{DataOptions, DataReference, Loss};
use super::taken::Taken;
use super::text::text_of;
use crate::numeric::{Digest, Dyadic};
use crate::problem::coordinate::{Coordinate, MAX_ENTRIES, MAX_PRODUCTS, Sample};
use crate::problem::family::Family;
use crate::problem::spec::ProblemSpec;

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
    /// What was taken of the file.
    pub taken: Taken,
    reference: DataReference,
}

/// Rows that a data set needs at least.
const MIN_ROWS: usize = 2;
/// Standardised values are multiples of 2^-20.
const STANDARD_BITS: i32 = 20;

struct Shipped {
    name: &'static str,
    text: &'static str,
    target: &'static str,
    loss: Loss,
}

const SHIPPED: [Shipped; 2] = [
    Shipped {
        name: "longley",
        text: include_str!("../../../data/longley.csv"),
        target: "employed",
        loss: Loss::Squares,
    },
    Shipped { name: "iris", text: include_str!("../../../data/iris.csv"), target: "species", loss: Loss::Logistic },
];

impl Shipped {
    fn read(&self, target: &str, options: DataOptions, loss: Loss) -> Result<DataSet, DataError> {
        DataSet::from_reader_as(self.text.as_bytes(), self.name, target, options, &Reading::plain(), loss)
    }
}

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
    /// Reads a table of text whose format is found out, and takes all of it.
    ///
    /// # Errors
    /// [`DataError`] names the file, the place and a remedy.
    pub fn read(path: &Path, target: &str, options: DataOptions, loss: Loss) -> Result<Self, DataError> {
        Self::read_as(path, target, options, &Reading::default(), loss)
    }

    /// Reads a table of text as it is told.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_as(
        path: &Path,
        target: &str,
        options: DataOptions,
        reading: &Reading,
        loss: Loss,
    ) -> Result<Self, DataError> {
        let shown = path.display().to_string();
        let unreadable = |reason| DataError::Unreadable { file: shown.clone(), reason };
        let found = std::fs::metadata(path).map_err(unreadable)?;
        if !found.is_file() {
            // A pipe may never end, or never begin.
            let what = if found.is_dir() { "a folder" } else { "a pipe or a device" };
            return Err(DataError::NotAFile { file: shown, what });
        }
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let mut set = Self::from_reader_as(file, &shown, target, options, reading, loss)?;
        if let Some(stem) = path.file_stem() {
            set.name = stem.to_string_lossy().into_owned();
        }
        set.reference.name.clone_from(&set.name);
        set.reference.path = Some(shown);
        Ok(set)
    }

    /// Reads the text of a table whose format is found out; `name` is what messages call it. Such a set cannot be loaded
    /// again by its reference, unless it is one of [`Self::shipped`].
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
        Self::from_reader_as(reader, name, target, options, &Reading::default(), loss)
    }

    /// Reads the text of a table as it is told, as [`Self::from_reader`] does.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_reader_as(
        reader: impl Read,
        name: &str,
        target: &str,
        options: DataOptions,
        reading: &Reading,
        loss: Loss,
    ) -> Result<Self, DataError> {
        let text = text_of(reader, name)?;
        let (intercept, classifies) = (options.intercept, loss.classifies());
        let found = decide(&text, &Wanted { file: name, target, reading, intercept, classifies })?;
        drop(text);
        let samples = samples(name, found.numbers, &found.target, options)?;
        let reference = DataReference {
            name: name.to_owned(),
            path: None,
            target: target.to_owned(),
            loss,
            standardise: options.standardise,
            intercept: options.intercept,
            reading: Reading { format: found.format, choice: reading.choice.clone() },
            rows: samples.rows.len(),
            digest: digest(&samples.rows),
        };
        let taken = Taken {
            file: name.to_owned(),
            format: found.format,
            rows: samples.rows.len(),
            rows_in_all: found.rows_in_all,
            dropped_rows: samples.dropped_rows,
            dropped_columns: samples.dropped_columns,
            features: samples.features.clone(),
            target: found.target,
            classes: samples.classes.clone(),
            vanished: samples.vanished,
        };
        let Samples { features, rows, classes, .. } = samples;
        Ok(Self { name: name.to_owned(), features, rows, classes, taken, reference })
    }

    /// The data sets that come with the program, standardised and with an intercept: `longley` for least squares,
    /// `iris` for the logistic loss.
    #[must_use]
    pub fn shipped() -> Vec<Self> {
        let options = DataOptions { standardise: true, intercept: true };
        SHIPPED.iter().filter_map(|set| set.read(set.target, options, set.loss).ok()).collect()
    }

    /// One of the data sets that come with the program, as asked for.
    ///
    /// # Errors
    /// There is no data set of this name, or its target does not suit the loss.
    pub fn shipped_as(name: &str, options: DataOptions, loss: Loss) -> Result<Self, DataError> {
        let set = shipped(name)?;
        set.read(set.target, options, loss)
    }

    /// Whether the last feature is always 1.
    #[must_use]
    pub fn has_intercept(&self) -> bool {
        self.reference.intercept
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
            DataSet::read_as(Path::new(path), &self.target, options, &self.reading, self.loss)?
        } else {
            shipped(&self.name)?.read(&self.target, options, self.loss)?
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

/// Numbers as samples.
struct Samples {
    features: Vec<String>,
    rows: Vec<Sample>,
    classes: Option<[String; 2]>,
    dropped_rows: usize,
    dropped_columns: Vec<String>,
    vanished: usize,
}

/// The samples of a table's numbers, standardised and with an intercept as asked for.
fn samples(file: &str, numbers: Numbers, target: &str, options: DataOptions) -> Result<Samples, DataError> {
    let (row_count, width) = (numbers.target.len(), numbers.features.len());
    let file = || file.to_owned();
    if row_count < MIN_ROWS {
        return Err(DataError::TooFewRows { file: file(), rows: row_count, needed: MIN_ROWS });
    }
    if width == 0 && !options.intercept {
        return Err(DataError::NoFeatures { file: file(), target: target.to_owned() });
    }
    // One more for an intercept.
    let entries = row_count * (width + 1);
    if width > MAX_FEATURES {
        return Err(DataError::TooLarge { file: file(), limit: MAX_FEATURES, what: "columns" });
    }
    if entries > MAX_ENTRIES || entries * (width + 1) > MAX_PRODUCTS {
        return Err(DataError::TooManyNumbers { file: file(), rows: row_count, columns: width + 1 });
    }
    let mut vanished = numbers.vanished;
    let mut dyadics = |column: &str, values: &[f64], standardise: bool, is_target: bool| {
        if standardise {
            let constant = || DataError::ConstantColumn { file: file(), column: column.to_owned(), is_target };
            return standardised(values).ok_or_else(constant);
        }
        vanished += values.iter().filter(|value| **value != 0.0 && exact_dyadic(**value).is_zero()).count();
        Ok(values.iter().map(|value| exact_dyadic(*value)).collect())
    };
    let is_number = numbers.classes.is_none();
    let targets = dyadics(target, &numbers.target, options.standardise && is_number, true)?;
    let (mut features, mut columns) = (Vec::new(), Vec::new());
    for Feature { name, values, is_coded } in numbers.features {
        // Those of one text add up to 1 as they are: rounded, they nearly would, and the minimiser would be any number.
        columns.push(dyadics(&name, &values, options.standardise && !is_coded, false)?);
        features.push(name);
    }
    if options.intercept {
        features.push("intercept".to_owned());
        columns.push(vec![Dyadic::ONE; row_count]);
    }
    let row = |(n, target): (usize, &Dyadic)| Sample {
        features: columns.iter().map(|column| column[n]).collect(),
        target: *target,
    };
    let rows = targets.iter().enumerate().map(row).collect();
    let Numbers { classes, dropped_rows, dropped_columns, .. } = numbers;
    Ok(Samples { features, rows, classes, dropped_rows, dropped_columns, vanished })
}

/// Mean 0, population standard deviation 1, in steps of 2^-20; `None` if all values are equal.
fn standardised(values: &[f64]) -> Option<Vec<Dyadic>> {
    if values.iter().all(|value| value.total_cmp(&values[0]).is_eq()) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most a hundred thousand rows")]
    let count = values.len() as f64;
    // Squares of tiny values would vanish: by a power of two, nothing is rounded.
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let scale = if largest < f64::from(-MAX_BITS).exp2() { -libm::ilogb(largest) } else { 0 };
    let values: Vec<f64> = values.iter().map(|value| libm::ldexp(*value, scale)).collect();
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

/// The digest of the numbers as doubles, which they are exactly.
fn digest(rows: &[Sample]) -> String {
    let mut digest = Digest::default();
    for number in rows.iter().flat_map(|row| row.features.iter().chain([&row.target])) {
        digest.take(&number.to_f64().to_bits().to_le_bytes());
    }
    digest.to_string()
}
