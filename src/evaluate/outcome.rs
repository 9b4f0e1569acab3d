//! An outcome of the draws, and cached values of the samples at a point.

use crate::numeric::Grid;

/// One outcome of all draws.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// The batches of each draw, samples counted from 0.
    pub batches: Vec<Vec<Vec<usize>>>,
    /// The matrix of each draw that draws one, row by row.
    pub matrices: Vec<Vec<f64>>,
    /// Nothing is drawn: what depends on a batch is enclosed for all batches at once.
    pub widest: Option<Batches>,
    /// How many numbers were enclosed for all but unlikely batches.
    pub windows: u32,
}

/// For which batches something is enclosed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Batches {
    /// For every one.
    All,
    /// For all but unlikely ones. That needs points that do not depend on what is drawn.
    Likely,
}

impl Outcome {
    /// Nothing drawn yet.
    pub fn of(draws: usize) -> Self {
        Self { batches: vec![Vec::new(); draws], matrices: vec![Vec::new(); draws], widest: None, windows: 0 }
    }
}

/// The values and gradients of all samples at one point. They are worth their cost from the second batch at the point on.
#[derive(Debug, Clone)]
pub(super) struct Shares<N> {
    pub point: Vec<N>,
    /// Entry `n` is the value of sample `n`; empty until a value is asked for again at the point.
    pub values: Vec<N>,
    /// Row `n` is the gradient of sample `n`; empty until the point is met again.
    pub gradients: Vec<N>,
    /// The gradients on a grid, where the arithmetic has any.
    pub grid: Option<Grid>,
}

impl<N> Default for Shares<N> {
    fn default() -> Self {
        Self { point: Vec::new(), values: Vec::new(), gradients: Vec::new(), grid: None }
    }
}

impl<N> Shares<N> {
    /// Forgets them.
    pub fn clear(&mut self) {
        self.point.clear();
        self.values.clear();
        self.gradients.clear();
        self.grid = None;
    }
}
