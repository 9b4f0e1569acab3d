//! Recipes: an objective as a few dyadic numbers.

use serde::{Deserialize, Serialize, Serializer};

use super::data::DataReference;
use super::data_error::DataError;
use super::exact::parts;
use super::family::Family;
use crate::numeric::Dyadic;

/// An objective, exactly: `R(w) = scale * f(z)` with `z = S Q (w - c)`.
///
/// `f` is the family's function, `c` the centres, `S` the diagonal of the stretches and `Q` the Householder
/// reflection `I - 2 a a^T/|a|^2` of the axis `a` (the identity where `a = 0`). `Q` is orthogonal and rational,
/// so a change of basis leaves the spectrum, and with it L, exact.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemSpec {
    /// What `f` is.
    pub family: Family,
    /// A positive factor.
    #[serde(default = "one")]
    pub scale: Dyadic,
    /// One record a coordinate; their number is the dimension.
    pub coordinates: Vec<Coordinate>,
    /// The samples of a sampled family.
    #[serde(default)]
    pub samples: Vec<Sample>,
    /// Where the samples come from, if from a file; they are then not part of the written recipe, and
    /// [`Self::load_data`] reads them again.
    #[serde(default)]
    pub data: Option<DataReference>,
}

/// What a recipe says of one coordinate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coordinate {
    /// The second derivative of the profile at its centre (or the penalty's weight); 1 where left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub curvature: Dyadic,
    /// Where the profile is centred; 0 where left out.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub centre: Dyadic,
    /// This coordinate of the reflection's axis; 0 where left out.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub axis: Dyadic,
    /// A positive factor on the profile's argument; 1 where left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub stretch: Dyadic,
    /// Where the profile changes its shape; 1 where left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub threshold: Dyadic,
}

/// One sample of a sampled family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// One number a coordinate.
    pub features: Vec<Dyadic>,
    /// The value to predict; 1 or -1 for the logistic families.
    pub target: Dyadic,
}

/// Why a recipe is not an objective.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// There is no coordinate.
    #[error("the recipe has no coordinates")]
    NoCoordinates,
    /// There are more coordinates than this program takes.
    #[error("the recipe has {0} coordinates; at most {MAX_DIMENSION} are allowed")]
    TooManyCoordinates(usize),
    /// There are more samples than this program takes.
    #[error("the recipe has {0} samples; at most {MAX_SAMPLES} are allowed")]
    TooManySamples(usize),
    /// The samples have more numbers than this program takes.
    #[error("{samples} samples of {coordinates} coordinates are too much for exact arithmetic; take fewer of either")]
    TooManyNumbers {
        /// The samples.
        samples: usize,
        /// The coordinates.
        coordinates: usize,
    },
    /// The scale is zero or negative.
    #[error("the scale must be positive")]
    Scale,
    /// A number's magnitude is out of reason.
    #[error("a number of {0} has an exponent beyond ±{MAX_EXPONENT}")]
    Exponent(String),
    /// A curvature is negative where the family allows none.
    #[error("the curvature of coordinate {0} must not be negative")]
    NegativeCurvature(usize),
    /// A curvature is not positive where the family needs it.
    #[error("the curvature of coordinate {0} must be positive")]
    Curvature(usize),
    /// A stretch is zero or negative.
    #[error("the stretch of coordinate {0} must be positive")]
    Stretch(usize),
    /// A threshold is zero or negative.
    #[error("the threshold of coordinate {0} must be positive")]
    Threshold(usize),
    /// A sampled family has no samples.
    #[error("the family {0} needs samples")]
    NoSamples(&'static str),
    /// A separable family has samples.
    #[error("the family {0} takes no samples")]
    UnexpectedSamples(&'static str),
    /// The samples stand in a file that was not read.
    #[error("the samples of `{0}` are not loaded")]
    DataNotLoaded(String),
    /// A sample has the wrong number of features.
    #[error("sample {sample} has {found} features, the recipe {expected} coordinates")]
    SampleLength {
        /// Counted from 1.
        sample: usize,
        /// Its features.
        found: usize,
        /// The dimension.
        expected: usize,
    },
    /// A logistic target is neither 1 nor -1.
    #[error("the target of sample {0} must be 1 or -1")]
    Target(usize),
}

/// More coordinates than a recipe may have.
pub(super) const MAX_DIMENSION: usize = 1_000;
/// More samples than a recipe may have.
pub(super) const MAX_SAMPLES: usize = 100_000;
/// More numbers than the samples may have together: as exact fractions they take half a gigabyte.
pub(super) const MAX_ENTRIES: usize = 1 << 22;
/// More products than the normal equations of the samples may take: exact ones take about a minute.
pub(super) const MAX_PRODUCTS: usize = 1 << 28;
/// Larger exponents would let a short recipe ask for numbers of gigabytes.
const MAX_EXPONENT: i32 = 256;

/// A recipe as it is written: without defaults, and without the samples that stand in a file.
#[derive(Serialize)]
struct Written<'a> {
    family: Family,
    #[serde(skip_serializing_if = "is_one")]
    scale: &'a Dyadic,
    coordinates: &'a [Coordinate],
    #[serde(skip_serializing_if = "<[Sample]>::is_empty")]
    samples: &'a [Sample],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a DataReference>,
}

impl Serialize for ProblemSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written {
            family: self.family,
            scale: &self.scale,
            coordinates: &self.coordinates,
            samples: if self.data.is_some() { &[] } else { &self.samples },
            data: self.data.as_ref(),
        }
        .serialize(serializer)
    }
}

impl Default for Coordinate {
    /// Curvature, stretch and threshold 1; centre and axis 0.
    fn default() -> Self {
        Self { curvature: one(), centre: zero(), axis: zero(), stretch: one(), threshold: one() }
    }
}

impl ProblemSpec {
    /// A recipe of scale 1 without samples.
    #[must_use]
    pub const fn new(family: Family, coordinates: Vec<Coordinate>) -> Self {
        Self { family, scale: one(), coordinates, samples: Vec::new(), data: None }
    }

    /// The number of parameters.
    #[must_use]
    pub const fn dimension(&self) -> usize {
        self.coordinates.len()
    }

    /// Checks that the recipe is an objective of its family, so that nothing later can panic on it.
    ///
    /// # Errors
    /// The first thing that is wrong, by coordinate or sample (counted from 1).
    pub fn validate(&self) -> Result<(), ProblemError> {
        if self.coordinates.is_empty() {
            return Err(ProblemError::NoCoordinates);
        }
        if self.dimension() > MAX_DIMENSION {
            return Err(ProblemError::TooManyCoordinates(self.dimension()));
        }
        if !is_positive(&self.scale) {
            return Err(ProblemError::Scale);
        }
        if !is_moderate(&self.scale) {
            return Err(ProblemError::Exponent("the scale".to_owned()));
        }
        for (index, coordinate) in self.coordinates.iter().enumerate() {
            coordinate.validate(self.family, index + 1)?;
        }
        self.validate_samples()
    }

    fn validate_samples(&self) -> Result<(), ProblemError> {
        if !self.family.is_sampled() {
            return if self.samples.is_empty() && self.data.is_none() {
                Ok(())
            } else {
                Err(ProblemError::UnexpectedSamples(self.family.name()))
            };
        }
        if self.samples.is_empty() {
            return Err(match &self.data {
                Some(data) => ProblemError::DataNotLoaded(data.name.clone()),
                None => ProblemError::NoSamples(self.family.name()),
            });
        }
        if self.samples.len() > MAX_SAMPLES {
            return Err(ProblemError::TooManySamples(self.samples.len()));
        }
        let entries = self.samples.len() * self.dimension();
        if entries > MAX_ENTRIES || entries * self.dimension() > MAX_PRODUCTS {
            return Err(ProblemError::TooManyNumbers { samples: self.samples.len(), coordinates: self.dimension() });
        }
        let logistic = self.family.has_labels();
        for (index, sample) in self.samples.iter().enumerate() {
            sample.validate(self.dimension(), logistic, index + 1)?;
        }
        Ok(())
    }

    /// Reads the samples that the recipe refers to, if they are not there yet.
    ///
    /// # Errors
    /// The file cannot be read any more, or it is not what it was when the recipe was made.
    pub fn load_data(&mut self) -> Result<(), DataError> {
        if let (true, Some(data)) = (self.samples.is_empty(), &self.data) {
            self.samples = data.load()?;
        }
        Ok(())
    }

    /// The recipe without coordinate `k` (from 0) and its feature; nothing if `k` is out of range or the last one.
    #[must_use]
    pub fn remove_coordinate(&self, k: usize) -> Option<Self> {
        if k >= self.dimension() || self.dimension() == 1 {
            return None;
        }
        let mut smaller = self.clone();
        smaller.data = None;
        smaller.coordinates.remove(k);
        for sample in &mut smaller.samples {
            if k < sample.features.len() {
                sample.features.remove(k);
            }
        }
        Some(smaller)
    }

    /// The recipe without sample `n` (from 0); nothing if `n` is out of range or the last one.
    #[must_use]
    pub fn remove_sample(&self, n: usize) -> Option<Self> {
        if n >= self.samples.len() || self.samples.len() == 1 {
            return None;
        }
        let mut smaller = self.clone();
        smaller.data = None;
        smaller.samples.remove(n);
        Some(smaller)
    }

    /// Whether some coordinate of the axis is not zero.
    #[must_use]
    pub fn is_rotated(&self) -> bool {
        self.coordinates.iter().any(|c| !is_zero(&c.axis))
    }

    /// The same recipe without its reflection.
    #[must_use]
    pub fn unrotated(&self) -> Self {
        let mut other = self.clone();
        other.coordinates.iter_mut().for_each(|coordinate| coordinate.axis = Dyadic::ZERO);
        other
    }
}

impl Coordinate {
    fn validate(&self, family: Family, index: usize) -> Result<(), ProblemError> {
        let numbers = [&self.curvature, &self.centre, &self.axis, &self.stretch, &self.threshold];
        if !numbers.into_iter().all(is_moderate) {
            return Err(ProblemError::Exponent(format!("coordinate {index}")));
        }
        let sign = self.curvature.signum();
        if !family.curvature().admits(sign) {
            return Err(match sign {
                -1 => ProblemError::NegativeCurvature(index),
                _ => ProblemError::Curvature(index),
            });
        }
        if !is_positive(&self.stretch) {
            return Err(ProblemError::Stretch(index));
        }
        if !is_positive(&self.threshold) {
            return Err(ProblemError::Threshold(index));
        }
        Ok(())
    }
}

impl Sample {
    fn validate(&self, dimension: usize, logistic: bool, index: usize) -> Result<(), ProblemError> {
        if self.features.len() != dimension {
            return Err(ProblemError::SampleLength { sample: index, found: self.features.len(), expected: dimension });
        }
        if !self.features.iter().all(is_moderate) || !is_moderate(&self.target) {
            return Err(ProblemError::Exponent(format!("sample {index}")));
        }
        if logistic && self.target != one() && self.target != Dyadic::integer(-1) {
            return Err(ProblemError::Target(index));
        }
        Ok(())
    }
}

impl std::fmt::Display for ProblemSpec {
    /// The formula.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.formula())
    }
}

const fn one() -> Dyadic {
    Dyadic::integer(1)
}

const fn zero() -> Dyadic {
    Dyadic::integer(0)
}

fn is_one(number: &Dyadic) -> bool {
    *number == one()
}

fn is_zero(number: &Dyadic) -> bool {
    parts(number).0 == 0
}

fn is_positive(number: &Dyadic) -> bool {
    parts(number).0 > 0
}

fn is_moderate(number: &Dyadic) -> bool {
    parts(number).1.unsigned_abs() <= MAX_EXPONENT.unsigned_abs()
}
