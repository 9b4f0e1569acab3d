//! The values and gradients of an objective's samples at the point where they were asked for last: most batches of a claim are drawn at
//! one point, and each is a mean of these.

use crate::language::typed::ObjectiveId;
use crate::numeric::{Arithmetic, Fault, Grid, GridSum};
use crate::problem::{NO_SAMPLE, Objective};

/// What is known of the samples of one objective. It is worth its cost from the second batch at the point on.
#[derive(Debug, Clone)]
struct AtPoint<N> {
    point: Vec<N>,
    /// Entry `n` is the value of sample `n`; empty until a value is asked for again at the point.
    values: Vec<N>,
    /// Row `n` is the gradient of sample `n`; empty until the point is met again.
    gradients: Vec<N>,
    /// The gradients on a grid, where the arithmetic has any.
    grid: Option<Grid>,
}

impl<N> AtPoint<N> {
    const fn at(point: Vec<N>) -> Self {
        Self { point, values: Vec::new(), gradients: Vec::new(), grid: None }
    }
}

/// What is known of the samples of each objective, and room for the sum of a batch's gradients.
#[derive(Debug, Clone)]
pub(super) struct Samples<N> {
    known: Vec<AtPoint<N>>,
    total: Vec<N>,
    on_grid: GridSum,
}

impl<N: Clone + PartialEq> Samples<N> {
    /// Nothing of so many objectives.
    pub(super) fn of(objectives: usize) -> Self {
        let known = (0..objectives).map(|_| AtPoint::at(Vec::new())).collect();
        Self { known, total: Vec::new(), on_grid: GridSum::default() }
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.known.iter_mut().for_each(|known| *known = AtPoint::at(Vec::new()));
    }

    /// Whether an objective's samples were asked for at this point the last time; if not, what is known of them is forgotten.
    pub(super) fn are_met_again(&mut self, objective: ObjectiveId, point: &[N]) -> bool {
        let is_same = self.known[objective].point == point;
        if !is_same {
            self.known[objective] = AtPoint::at(point.to_vec());
        }
        is_same
    }

    /// The gradients of all samples, one after the other; empty where they are not known.
    pub(super) fn gradients(&self, objective: ObjectiveId) -> &[N] {
        &self.known[objective].gradients
    }

    /// Takes in the gradients of all samples at the point.
    pub(super) fn learn_gradients<A: Arithmetic<Number = N>>(&mut self, a: &A, objective: ObjectiveId, all: Vec<N>) {
        self.known[objective].grid = a.on_grid(&all);
        self.known[objective].gradients = all;
    }

    /// The values of all samples; empty where they are not known.
    pub(super) fn values(&self, objective: ObjectiveId) -> &[N] {
        &self.known[objective].values
    }

    /// Takes in the values of all samples at the point.
    pub(super) fn learn_values(&mut self, objective: ObjectiveId, all: Vec<N>) {
        self.known[objective].values = all;
    }

    /// The sum of some known gradients, each so wide.
    ///
    /// # Errors
    /// Where there is no such sample, and what the arithmetic cannot do.
    pub(super) fn sum<A: Arithmetic<Number = N>>(
        &mut self,
        a: &A,
        objective: ObjectiveId,
        batch: &[usize],
        width: usize,
    ) -> Result<&[N], Fault> {
        let known = &self.known[objective];
        self.total.clear();
        self.total.resize(width, a.integer(0));
        if grid_total(a, known.grid.as_ref(), batch, &mut self.on_grid, &mut self.total).is_none() {
            self.total.fill(a.integer(0));
            for n in batch {
                let row = known.gradients.get(n * width..(n + 1) * width).ok_or(NO_SAMPLE)?;
                add(a, &mut self.total, row)?;
            }
        }
        Ok(&self.total)
    }

    /// The sum of some gradients at a point, where they are not known.
    ///
    /// # Errors
    /// As [`Self::sum`].
    pub(super) fn sum_at<A: Arithmetic<Number = N>>(
        &mut self,
        a: &A,
        objective: &Objective<A>,
        batch: &[usize],
        point: &[N],
    ) -> Result<&[N], Fault> {
        self.total.clear();
        self.total.resize(point.len(), a.integer(0));
        let mut single = vec![a.integer(0); point.len()];
        for n in batch {
            objective.sample_gradient(a, *n, point, &mut single)?;
            add(a, &mut self.total, &single)?;
        }
        Ok(&self.total)
    }
}

/// The sum of some rows on their grid, where there is one.
fn grid_total<A: Arithmetic>(
    a: &A,
    grid: Option<&Grid>,
    batch: &[usize],
    sum: &mut GridSum,
    total: &mut [A::Number],
) -> Option<()> {
    let grid = grid?;
    grid.add_up(batch, total.len(), sum)?;
    for (column, total) in total.iter_mut().enumerate() {
        *total = a.off_grid(grid, sum, column)?;
    }
    Some(())
}

fn add<A: Arithmetic>(a: &A, total: &mut [A::Number], more: &[A::Number]) -> Result<(), Fault> {
    total.iter_mut().zip(more).try_for_each(|(sum, x)| a.add(sum, x).map(|next| *sum = next))
}
