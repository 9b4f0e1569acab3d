//! Recipes: an objective as a few dyadic numbers.

use serde::{Deserialize, Serialize, Serializer};

use super::coordinate::{
    Bends, Coordinate, MAX_DIMENSION, MAX_ENTRIES, MAX_PRODUCTS, MAX_SAMPLES, Sample, is_one, is_zero, one, zero,
};
use super::data::{DataError, DataReference};
use super::dyadic::parts;
use super::envelope::{Envelope, EnvelopeError};
use super::family::{Composition, Family};
use crate::numeric::{Dyadic, Rational};

/// An objective, exactly: `R(w) = scale * f(z) + height` with `z = S Q (w - c)`.
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
    /// What is added to every value, and to the value of every loss; 0 where left out. Parts along directions have none.
    #[serde(default = "zero")]
    pub height: Dyadic,
    /// One record a coordinate; their number is the dimension.
    pub coordinates: Vec<Coordinate>,
    /// The recipe of an envelope, where that is the family; of the coordinates it uses the centres alone.
    #[serde(default)]
    pub envelope: Option<Envelope>,
    /// The samples of a sampled family.
    #[serde(default)]
    pub samples: Vec<Sample>,
    /// What a composed family is put together from: `f(w) = sum_j r_j(d_j.w)`, or the mean of `r_n(w)`.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Where a composed family is tilted to be stationary: `R(w) = scale (f(w) - <grad f(p), w - p>)`; not tilted where
    /// this is left out.
    #[serde(default)]
    pub stationary: Vec<Dyadic>,
    /// Where the samples come from, if from a file; they are then not part of the written recipe, and
    /// [`Self::load_data`] reads them again.
    #[serde(default)]
    pub data: Option<DataReference>,
}

/// A part of a composed recipe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The direction `d` that a recipe of one variable is taken along; left out where it is a recipe of all variables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub direction: Vec<Dyadic>,
    /// The slope of a linear function that is added to a loss; none where left out. Those of all losses of a mean add up to 0, so
    /// that the mean does not change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tilt: Vec<Dyadic>,
    /// The curvature `k` of a parabola `k/2 |w|^2` of any sign that is added to a loss; 0 where left out. Those of all losses add
    /// up to 0 as well.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub curve: Dyadic,
    /// The recipe.
    pub recipe: ProblemSpec,
}

/// Why a recipe is not an objective.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// There is no coordinate.
    #[error("the recipe has no coordinates")]
    NoCoordinates,
    /// The text is no recipe.
    #[error("this is no recipe: {0}")]
    Text(String),
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
    /// The samples are in a file that was not read.
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
    /// The family is an envelope but the recipe has none, or vice versa.
    #[error("an envelope has pieces, and no other family has")]
    Envelope,
    /// An envelope is stretched or turned by its slopes alone.
    #[error("coordinate {0} of an envelope has a curvature, axis, stretch or threshold")]
    BareCoordinate(usize),
    /// The envelope is invalid.
    #[error(transparent)]
    Pieces(#[from] EnvelopeError),
    /// A coordinate has bends that its family does not take, or none where it needs some, or too many.
    #[error(
        "coordinate {0} has bends that its family does not take, none where it needs one, or more than {MAX_BENDS}"
    )]
    Bends(usize),
    /// Bends are not in order.
    #[error("the bends of coordinate {0} must be given from left to right")]
    BendOrder(usize),
    /// A composed family has no parts, or one that cannot be a part of it.
    #[error("the family {0} needs parts: {1}")]
    Parts(&'static str, &'static str),
    /// Another family has parts or a stationary point.
    #[error("the family {0} takes no parts and no stationary point")]
    UnexpectedParts(&'static str),
    /// A logistic target is neither 1 nor -1.
    #[error("the target of sample {0} must be 1 or -1")]
    Target(usize),
}

/// More bends than a coordinate may have.
const MAX_BENDS: usize = 64;
/// More parts than a recipe may have.
const MAX_PARTS: usize = 4_096;
/// Larger exponents would let a short recipe make numbers of gigabytes.
const MAX_EXPONENT: i32 = 256;

/// A recipe as it is written: without defaults, and without the samples that are in a file.
#[derive(Serialize)]
struct Written<'a> {
    family: Family,
    #[serde(skip_serializing_if = "is_one")]
    scale: &'a Dyadic,
    #[serde(skip_serializing_if = "is_zero")]
    height: &'a Dyadic,
    coordinates: &'a [Coordinate],
    #[serde(skip_serializing_if = "Option::is_none")]
    envelope: Option<&'a Envelope>,
    #[serde(skip_serializing_if = "<[Sample]>::is_empty")]
    samples: &'a [Sample],
    #[serde(skip_serializing_if = "<[Part]>::is_empty")]
    parts: &'a [Part],
    #[serde(skip_serializing_if = "<[Dyadic]>::is_empty")]
    stationary: &'a [Dyadic],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a DataReference>,
}

impl Serialize for ProblemSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written {
            family: self.family,
            scale: &self.scale,
            height: &self.height,
            coordinates: &self.coordinates,
            envelope: self.envelope.as_ref(),
            samples: if self.data.is_some() { &[] } else { &self.samples },
            parts: &self.parts,
            stationary: &self.stationary,
            data: self.data.as_ref(),
        }
        .serialize(serializer)
    }
}

impl ProblemSpec {
    /// A recipe of scale 1 without samples.
    #[must_use]
    pub const fn new(family: Family, coordinates: Vec<Coordinate>) -> Self {
        Self {
            family,
            scale: one(),
            height: zero(),
            coordinates,
            envelope: None,
            samples: Vec::new(),
            parts: Vec::new(),
            stationary: Vec::new(),
            data: None,
        }
    }

    /// The number of losses that it is a mean of; 0 where the family is not sampled.
    #[must_use]
    pub const fn sample_count(&self) -> usize {
        // A recipe has samples or losses of its own, never both.
        if matches!(self.family, Family::Mean) { self.parts.len() } else { self.samples.len() }
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
        if !is_moderate(&self.height) {
            return Err(ProblemError::Exponent("the height".to_owned()));
        }
        for (index, coordinate) in self.coordinates.iter().enumerate() {
            coordinate.validate(self.family, index + 1)?;
        }
        self.validate_envelope()?;
        self.validate_parts()?;
        self.validate_samples()
    }

    fn validate_parts(&self) -> Result<(), ProblemError> {
        let name = self.family.name();
        let composition = self.family.composition();
        if matches!(composition, Composition::Profiles | Composition::Envelope) {
            let none = self.parts.is_empty() && self.stationary.is_empty();
            return if none { Ok(()) } else { Err(ProblemError::UnexpectedParts(name)) };
        }
        let wrong = |reason| Err(ProblemError::Parts(name, reason));
        if self.parts.is_empty() || self.parts.len() > MAX_PARTS {
            return wrong("there are none, or too many");
        }
        if self.coordinates.iter().any(|coordinate| *coordinate != Coordinate::default()) {
            return wrong("its own coordinates only give the dimension");
        }
        let points = |point: &[Dyadic]| point.len() == self.dimension() && point.iter().all(is_moderate);
        if !(self.stationary.is_empty() || points(&self.stationary)) {
            return wrong("the stationary point has one number per coordinate");
        }
        for part in &self.parts {
            let inner = &part.recipe;
            let fits = match composition {
                Composition::Along => {
                    let own = inner.family.composition() == Composition::Profiles && !inner.is_rotated();
                    let bare = inner.height.is_zero() && part.tilt.is_empty() && part.curve.is_zero();
                    own && bare
                        && inner.dimension() == 1
                        && points(&part.direction)
                        && !part.direction.iter().all(is_zero)
                }
                Composition::Mean | Composition::Profiles | Composition::Envelope => {
                    let own = inner.family.composition() != Composition::Mean;
                    let tilted = part.tilt.is_empty() || points(&part.tilt);
                    own && inner.dimension() == self.dimension()
                        && part.direction.is_empty()
                        && tilted
                        && is_moderate(&part.curve)
                }
            };
            if !fits || inner.family.has_samples() {
                return wrong("a part is a recipe of one variable along a direction, or of all variables without one");
            }
            inner.validate()?;
        }
        if self.parts.iter().all(Part::is_bare) {
            return Ok(());
        }
        let mut sums = vec![Rational::ZERO; self.dimension() + 1];
        for part in &self.parts {
            let added = std::iter::once(&part.curve).chain(&part.tilt);
            sums.iter_mut().zip(added).for_each(|(sum, entry)| *sum += entry.to_rational());
        }
        let balanced = sums.iter().all(Rational::is_zero);
        if balanced { Ok(()) } else { wrong("what is added to the losses does not add up to 0") }
    }

    /// The mean with its last loss tilted and curved so that it makes up for the others; nothing where that cannot be done
    /// exactly.
    #[must_use]
    pub fn balanced(mut self) -> Option<Self> {
        let dimension = self.dimension();
        let (last, rest) = self.parts.split_last_mut()?;
        last.tilt = vec![Dyadic::ZERO; dimension];
        last.curve = Dyadic::ZERO;
        for part in rest {
            for (sum, entry) in last.tilt.iter_mut().zip(&part.tilt) {
                *sum = sum.sub(*entry)?;
            }
            last.curve = last.curve.sub(part.curve)?;
        }
        if last.tilt.iter().all(is_zero) {
            last.tilt.clear();
        }
        Some(self)
    }

    fn validate_envelope(&self) -> Result<(), ProblemError> {
        let envelope = match (&self.envelope, self.family) {
            (Some(envelope), Family::Envelope) => envelope,
            (None, family) if family != Family::Envelope => return Ok(()),
            _ => return Err(ProblemError::Envelope),
        };
        for (index, c) in self.coordinates.iter().enumerate() {
            if (Coordinate { centre: c.centre, ..Coordinate::default() }) != *c {
                return Err(ProblemError::BareCoordinate(index + 1));
            }
        }
        envelope.validate(self.dimension())?;
        if !envelope.numbers().all(is_moderate) {
            return Err(ProblemError::Exponent("the envelope".to_owned()));
        }
        Ok(())
    }

    fn validate_samples(&self) -> Result<(), ProblemError> {
        if !self.family.has_samples() {
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
        for piece in smaller.envelope.iter_mut().flat_map(|envelope| &mut envelope.pieces) {
            if k < piece.slope.len() {
                piece.slope.remove(k);
            }
        }
        for sample in &mut smaller.samples {
            if k < sample.features.len() {
                sample.features.remove(k);
            }
        }
        if k < smaller.stationary.len() {
            smaller.stationary.remove(k);
        }
        for part in &mut smaller.parts {
            if k < part.tilt.len() {
                part.tilt.remove(k);
            }
            if part.direction.is_empty() {
                part.recipe = part.recipe.remove_coordinate(k)?;
            } else if k < part.direction.len() {
                part.direction.remove(k);
            }
        }
        if smaller.family.composition() == Composition::Along {
            smaller.parts.retain(|part| !part.direction.iter().all(is_zero));
        }
        Some(smaller)
    }

    /// The recipe without part `j` (from 0); None if `j` is out of range or the last one.
    #[must_use]
    pub fn remove_part(&self, j: usize) -> Option<Self> {
        if j >= self.parts.len() || self.parts.len() == 1 {
            return None;
        }
        let mut smaller = self.clone();
        let removed = smaller.parts.remove(j);
        // What is left has to add up again.
        if removed.is_bare() { Some(smaller) } else { smaller.balanced() }
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
        let bends = self.bends.iter().flat_map(|bend| [&bend.at, &bend.curvature]);
        if !numbers.into_iter().chain(bends).all(is_moderate) {
            return Err(ProblemError::Exponent(format!("coordinate {index}")));
        }
        let sign = self.curvature.signum();
        if !family.curvature().admits(sign) {
            return Err(match sign {
                -1 => ProblemError::NegativeCurvature(index),
                _ => ProblemError::Curvature(index),
            });
        }
        self.validate_bends(family, index)?;
        if !is_positive(&self.stretch) {
            return Err(ProblemError::Stretch(index));
        }
        if !is_positive(&self.threshold) {
            return Err(ProblemError::Threshold(index));
        }
        Ok(())
    }

    fn validate_bends(&self, family: Family, index: usize) -> Result<(), ProblemError> {
        let counts = match family.bends() {
            Bends::Unused => 0..=0,
            Bends::Kinks => 0..=MAX_BENDS,
            Bends::Ramps => 1..=MAX_BENDS,
        };
        if !counts.contains(&self.bends.len()) {
            return Err(ProblemError::Bends(index));
        }
        if self.bends.windows(2).any(|pair| pair[0].at >= pair[1].at) {
            return Err(ProblemError::BendOrder(index));
        }
        if !self.bends.iter().all(|bend| family.curvature().admits(bend.curvature.signum())) {
            return Err(ProblemError::NegativeCurvature(index));
        }
        Ok(())
    }

    /// Whether a second derivative that is linear between bends, and nowhere negative, is 0 in single points at most.
    pub(super) fn is_flat_nowhere(&self) -> bool {
        let ends = [self.bends.first(), self.bends.last()];
        ends.iter().all(|end| end.is_some_and(|bend| bend.curvature.signum() > 0))
            && self.bends.windows(2).all(|pair| pair.iter().any(|bend| bend.curvature.signum() > 0))
    }
}

impl Part {
    /// A part along a direction, or of all variables where that is empty, with nothing added to it.
    #[must_use]
    pub const fn new(direction: Vec<Dyadic>, recipe: ProblemSpec) -> Self {
        Self { direction, tilt: Vec::new(), curve: zero(), recipe }
    }

    /// Whether nothing is added to the recipe.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.tilt.is_empty() && is_zero(&self.curve)
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

fn is_positive(number: &Dyadic) -> bool {
    parts(number).0 > 0
}

fn is_moderate(number: &Dyadic) -> bool {
    parts(number).1.unsigned_abs() <= MAX_EXPONENT.unsigned_abs()
}
