//! What a claim's cases are made of.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;
use super::thresholds::{constants, factors, sizes, stored};
use crate::language::typed::{Claim, Class, Data, DrawKind, Given, MatrixForm, Range, Term};
use crate::numeric::Dyadic;
use crate::problem::{Composition, Family, ProblemSpec, Property, PropertySet};
use crate::verdict::Case;

/// The parts of a claim's cases.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Objectives by name with their classes and the families that belong to them.
    pub objectives: Vec<(String, Class, Vec<Family>)>,
    /// Numbers by name.
    pub scalars: Vec<(String, Kind)>,
    /// Vectors by name.
    pub vectors: Vec<(String, Kind)>,
    /// Those vectors that are drawn at the place of another, too; a case may leave them out.
    pub near: BTreeSet<String>,
    /// Matrices by name.
    pub matrices: Vec<(String, MatrixForm)>,
    /// The longest horizon; 1 where no statement goes up to the horizon.
    pub longest: u32,
    /// Whether the dimension is 1.
    pub one_dimensional: bool,
    /// The dimension, where an objective has only one.
    pub fixed_dimension: Option<usize>,
    /// Whether some statement is an equality: then problems and horizons stay small enough for exact rationals,
    /// and the squares of doubles in range.
    pub equality: bool,
    /// Numbers at which the claim may change its mind, by the name of the number or vector that may take them.
    pub thresholds: BTreeMap<String, Vec<Dyadic>>,
    /// Sizes that an objective may have to be of for the claim to change its mind.
    pub sizes: Vec<Dyadic>,
    /// Factors by which an objective may lie far out or near to the origin for the claim to change its mind.
    pub lengths: Vec<Dyadic>,
    /// Whether some statement is about the bits of doubles: then numbers are drawn from all over the doubles.
    pub bits: bool,
}

/// Why a case is none of a claim's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misfit(String);

/// The default horizon.
const HORIZON: u32 = 100;
/// The horizon for equalities, which are decided in exact rationals that grow with every step.
const EQUALITY_HORIZON: u32 = 6;

/// The most draws of a case.
const MOST_DRAWS: u64 = 1 << 30;

impl Schema {
    /// The schema of a claim.
    #[must_use]
    pub fn of(claim: &Claim) -> Self {
        let mut schema = Self {
            objectives: Vec::new(),
            scalars: Vec::new(),
            vectors: Vec::new(),
            near: BTreeSet::new(),
            matrices: Vec::new(),
            longest: 1,
            one_dimensional: false,
            fixed_dimension: None,
            equality: claim.shows.iter().any(|show| show.truth.has_equality() || show.truth.has_bits()),
            bits: claim.shows.iter().any(|show| show.truth.has_bits()),
            thresholds: BTreeMap::new(),
            sizes: Vec::new(),
            lengths: Vec::new(),
        };
        let constants = constants(claim);
        if !schema.bits {
            schema.sizes = sizes(&constants);
            schema.lengths = sizes(&factors(claim));
        }
        for draw in &claim.draws {
            if let DrawKind::Symmetric { rows: Some(rows) } = draw.kind {
                schema.fixed_dimension = Some(rows);
            }
        }
        let samples = reads_samples(claim);
        for given in &claim.givens {
            if let Given::Scalar { name, range, .. } | Given::Vector { name, range, .. } = given {
                let stored = stored(&constants, range, Kind::of(range));
                schema.thresholds.insert(name.clone(), stored);
            }
            match given {
                Given::Objective { name, class, .. } => {
                    schema.one_dimensional |= class.demands(Property::OneDimensional);
                    if class.demands(Property::TwoDimensional) {
                        schema.fixed_dimension = Some(2);
                    }
                    if class.formula.is_some() {
                        continue;
                    }
                    let mut families = families(class);
                    if samples {
                        families.retain(|family| family.composition() != Composition::Mean);
                    }
                    schema.objectives.push((name.clone(), class.clone(), families));
                }
                Given::Scalar { name, range, .. } => schema.scalars.push((name.clone(), Kind::of(range))),
                Given::Vector { name, range, .. } => {
                    schema.vectors.push((name.clone(), Kind::of(range)));
                    if *range == Range::Near {
                        schema.near.insert(name.clone());
                    }
                }
                Given::Matrix { name, form, .. } => schema.matrices.push((name.clone(), *form)),
            }
        }
        let open = claim.shows.iter().any(|show| matches!(show.range, Some((_, _, None))));
        if open {
            schema.longest = if schema.equality { EQUALITY_HORIZON } else { HORIZON };
        }
        schema
    }

    /// The families of a class, rational or not.
    #[must_use]
    pub fn families_of(class: &Class) -> Vec<Family> {
        match class.data {
            Some(Data::Numbers) => return vec![Family::LeastSquares],
            Some(Data::Labels) => return vec![Family::Logistic],
            None => {}
        }
        let demanded = class.properties - PropertySet::of_recipes();
        let fits = |family: &Family| {
            let means = family.composition() != Composition::Mean || class.demands(Property::Sampled);
            means && family.properties().has_all(demanded)
        };
        Family::ALL.into_iter().filter(fits).collect()
    }

    /// Whether there is nothing to draw but the horizon: there is one case of the claim.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.objectives.is_empty() && self.scalars.is_empty() && self.vectors.is_empty() && self.matrices.is_empty()
    }

    /// Whether anything is given that a search could turn.
    #[must_use]
    pub fn has_numbers(&self) -> bool {
        !(self.objectives.is_empty() && self.scalars.is_empty() && self.vectors.is_empty())
    }

    /// Whether a case has all parts, each of its kind, and its problems belong to their classes.
    ///
    /// # Errors
    /// What is missing or out of place, in words.
    pub fn check(&self, case: &Case) -> Result<(), Misfit> {
        for (name, class, families) in &self.objectives {
            let spec = case.problems.get(name).ok_or_else(|| Misfit(format!("the case has no problem `{name}`")))?;
            spec.validate().map_err(|error| Misfit(format!("the problem `{name}` is not well formed: {error}")))?;
            let data = spec.data.is_some();
            let is_known = families.contains(&spec.family) || data && Self::families_of(class).contains(&spec.family);
            if !is_known || !belongs(spec, class) {
                return Err(Misfit(format!("the problem `{name}` is not of the class that the claim is about")));
            }
        }
        for (name, kind) in &self.scalars {
            let value = case.scalars.get(name).ok_or_else(|| Misfit(format!("the case has no number `{name}`")))?;
            if !kind.admits(value) {
                return Err(Misfit(format!("the number `{name}` is out of its range")));
            }
        }
        for (name, kind) in &self.vectors {
            if self.near.contains(name) && !case.vectors.contains_key(name) {
                continue;
            }
            let value = case.vectors.get(name).ok_or_else(|| Misfit(format!("the case has no vector `{name}`")))?;
            if !value.iter().all(|x| kind.admits(x)) {
                return Err(Misfit(format!("the vector `{name}` is out of its range")));
            }
        }
        if let Some(draws) = case.draws {
            let sound = draws.error > 0.0 && draws.error < 1.0 && (1..=MOST_DRAWS).contains(&draws.count);
            if !sound {
                return Err(Misfit(
                    "the case asks for a number of draws or an error probability out of range".to_owned(),
                ));
            }
        }
        for (name, form) in &self.matrices {
            let value = case.matrices.get(name).ok_or_else(|| Misfit(format!("the case has no matrix `{name}`")))?;
            let dimension = value.len().isqrt();
            let singular = (0..dimension).any(|i| value[i * dimension + i].is_zero());
            if value.is_empty() || dimension * dimension != value.len() || singular && needs_diagonal(*form) {
                return Err(Misfit(format!("the matrix `{name}` is not of the form that the claim is about")));
            }
        }
        if self.fixed_dimension.is_some_and(|fixed| !matches!(case.dimension(), 0) && case.dimension() != fixed) {
            return Err(Misfit("the case has another dimension than the objective".to_owned()));
        }
        let dimensions = case.problems.values().map(ProblemSpec::dimension).chain(case.vectors.values().map(Vec::len));
        let dimensions = dimensions.chain(case.matrices.values().map(|matrix| matrix.len().isqrt()));
        let dimensions: std::collections::BTreeSet<usize> = dimensions.collect();
        if dimensions.len() > 1 {
            return Err(Misfit(format!("its parts have different dimensions: {dimensions:?}")));
        }
        if case.horizon == 0 || case.horizon > 1 << 16 {
            return Err(Misfit("the horizon is out of range".to_owned()));
        }
        Ok(())
    }
}

/// Whether a claim reads the features or the target of a sample: losses that are recipes of their own have none.
fn reads_samples(claim: &Claim) -> bool {
    let mut found = false;
    let mut look = |term: &Term| {
        found |= matches!(term, Term::Features(..) | Term::Target(..));
        !found
    };
    let shows = claim.shows.iter().map(|show| &show.truth);
    shows.chain(&claim.assumptions).for_each(|truth| truth.each_once(&mut look));
    let recurrences = claim.runs.iter().flat_map(|run| run.recurrences.iter().map(|recurrence| &recurrence.value));
    let parameters = claim.runs.iter().flat_map(|run| run.parameters.iter().map(|(_, value)| value));
    let states = claim.flows.iter().flat_map(|flow| flow.states.iter().flat_map(|state| [&state.start, &state.rate]));
    for term in recurrences.chain(parameters).chain(states) {
        term.each_once(&mut look);
    }
    for given in &claim.givens {
        match given {
            Given::Objective { class: Class { formula: Some(formula), .. }, .. } => formula.value.each_once(&mut look),
            Given::Scalar { range, .. } | Given::Vector { range, .. } => {
                range.terms().for_each(|term| term.each_once(&mut look));
            }
            Given::Objective { .. } | Given::Matrix { .. } => {}
        }
    }
    found
}

/// Whether no diagonal entry may be zero.
pub(super) fn needs_diagonal(form: MatrixForm) -> bool {
    matches!(form, MatrixForm::Invertible | MatrixForm::PositiveDefinite)
}

/// The families that are drawn for a class.
fn families(class: &Class) -> Vec<Family> {
    class.family.as_ref().map_or_else(|| Schema::families_of(class), |(family, _)| vec![*family])
}

/// Whether a recipe meets what its family alone does not promise.
fn belongs(spec: &ProblemSpec, class: &Class) -> bool {
    if class.samples.is_some_and(|samples| samples != spec.sample_count()) {
        return false;
    }
    if let Some(data) = class.data {
        return spec.samples.iter().all(|sample| data == Data::Numbers || sample.target.abs() == Dyadic::ONE);
    }
    let demanded = class.properties - PropertySet::of(&[Property::Online]);
    if spec.always().has_all(demanded) {
        return true;
    }
    spec.facts().is_ok_and(|facts| facts.properties.has_all(demanded))
}
