//! One objective in doubles: its value, gradient and Hessian at a point, and the constants that are known of it.

use nalgebra::{DMatrix, DVector};

use super::facts::Facts;
use super::objective::Objective;
use super::spec::{ProblemError, ProblemSpec};
use crate::numeric::{Float, to_f64_nearest};

/// An objective `R` of a known class, evaluated in doubles.
///
/// The constants are exact properties of the recipe, rounded to the nearest double.
///
/// ```
/// use descentcheck::Problem;
/// use nalgebra::DVector;
///
/// let recipe = r#"{"family":"quadratic","coordinates":[{"curvature":"2"},{"curvature":"8"}]}"#;
/// let problem = Problem::from_json(recipe)?;
/// let w = DVector::from_vec(vec![1.0, -1.0]);
/// assert_eq!(problem.value(&w), 5.0);
/// assert_eq!(problem.gradient(&w), DVector::from_vec(vec![2.0, -8.0]));
/// assert_eq!(problem.smoothness(), Some(8.0));
/// assert_eq!(problem.minimiser(), Some(DVector::from_vec(vec![0.0, 0.0])));
/// # Ok::<(), descentcheck::ProblemError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Problem {
    recipe: ProblemSpec,
    facts: Facts,
    objective: Objective<Float>,
}

impl Problem {
    /// The objective of a recipe.
    ///
    /// # Errors
    /// The recipe is no objective of its family.
    pub fn new(recipe: ProblemSpec) -> Result<Self, ProblemError> {
        let facts = recipe.facts()?;
        let objective = Objective::new(&recipe, &Float).expect("a recipe with facts is valid");
        Ok(Self { recipe, facts, objective })
    }

    /// The objective of a recipe as `--case` and the results file write it; one on a data set needs its samples, which they do not
    /// hold.
    ///
    /// # Errors
    /// The text is no recipe, or the recipe is no objective of its family.
    pub fn from_json(text: &str) -> Result<Self, ProblemError> {
        Self::new(serde_json::from_str(text).map_err(|wrong| ProblemError::Text(wrong.to_string()))?)
    }

    /// The recipe, from which the same objective can be made again.
    #[must_use]
    pub const fn recipe(&self) -> &ProblemSpec {
        &self.recipe
    }

    /// The number of parameters `W`.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.objective.dimension()
    }

    /// `R(w)`; NaN if it leaves the range of doubles.
    ///
    /// # Panics
    /// If `w` has not [`Self::dimension`] entries.
    #[must_use]
    pub fn value(&self, w: &DVector<f64>) -> f64 {
        self.check(w);
        self.objective.value(&Float, w.as_slice()).unwrap_or(f64::NAN)
    }

    /// `grad R(w)`, with [`Self::dimension`] entries.
    ///
    /// # Panics
    /// If `w` has not [`Self::dimension`] entries.
    #[must_use]
    pub fn gradient(&self, w: &DVector<f64>) -> DVector<f64> {
        self.check(w);
        let mut gradient = DVector::from_element(w.len(), f64::NAN);
        if self.objective.gradient(&Float, w.as_slice(), gradient.as_mut_slice()).is_err() {
            gradient.fill(f64::NAN);
        }
        gradient
    }

    /// The Hessian at `w`, [`Self::dimension`] rows and columns; `None` where `R` is not twice differentiable.
    ///
    /// # Panics
    /// If `w` has not [`Self::dimension`] entries.
    #[must_use]
    pub fn hessian(&self, w: &DVector<f64>) -> Option<DMatrix<f64>> {
        self.check(w);
        // It is symmetric, so that rows may be read as columns.
        let mut hessian = DMatrix::zeros(w.len(), w.len());
        self.objective.hessian(&Float, w.as_slice(), hessian.as_mut_slice()).ok().map(|()| hessian)
    }

    /// The Lipschitz constant `L` of the gradient; `None` if there is none.
    #[must_use]
    pub fn smoothness(&self) -> Option<f64> {
        self.facts.smoothness.as_ref().map(to_f64_nearest)
    }

    /// The strong convexity constant `alpha`; `None` if none is known.
    #[must_use]
    pub fn strong_convexity(&self) -> Option<f64> {
        self.facts.strong_convexity.as_ref().map(to_f64_nearest)
    }

    /// The minimiser nearest to the origin, rounded to doubles; `None` if none is known.
    #[must_use]
    pub fn minimiser(&self) -> Option<DVector<f64>> {
        let mut minimiser = DVector::zeros(self.dimension());
        self.objective.minimiser(&Float, None, minimiser.as_mut_slice()).ok().map(|()| minimiser)
    }

    fn check(&self, w: &DVector<f64>) {
        assert_eq!(w.len(), self.dimension(), "the point has another dimension than the objective");
    }
}

impl PartialEq for Problem {
    /// Whether both have the same recipe.
    fn eq(&self, other: &Self) -> bool {
        self.recipe == other.recipe
    }
}

impl std::fmt::Display for Problem {
    /// The formula.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.recipe.fmt(f)
    }
}
