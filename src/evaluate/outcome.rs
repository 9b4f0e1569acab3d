//! An outcome of the draws.

use crate::language::typed::DrawId;
use crate::numeric::Fault;

pub(super) const NO_SUCH_BATCH: Fault = Fault::Undefined("there is no batch of that number");

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

    /// One batch of a draw, batches counted from 0.
    pub fn batch(&self, draw: DrawId, number: usize) -> Result<&[usize], Fault> {
        self.batches[draw].get(number).map(Vec::as_slice).ok_or(NO_SUCH_BATCH)
    }
}
