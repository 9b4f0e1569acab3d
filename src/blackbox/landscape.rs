//! Objectives that programs are run on: means of bowls, with bends where that is asked for, in any arithmetic.
//!
//! `R(w) = c * mean over n of ((w - a_n)' H_n (w - a_n)/2 + sum over i of k_ni (sqrt(1 + (w - a_n)_i^2) - 1))`. Only sums, products
//! and roots occur, so that every machine gives the same bits.

use super::evaluate::Asked;
use super::question::{Ended, Oracle};
use crate::numeric::{Arithmetic, Fault, Float};

/// One loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Bowl {
    /// `a_n`
    pub centre: Vec<f64>,
    /// `H_n`, symmetric, row by row.
    pub matrix: Vec<f64>,
    /// `k_n`
    pub bends: Vec<f64>,
}

/// An objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Landscape {
    /// `c`
    pub scale: f64,
    /// The losses of the samples.
    pub bowls: Vec<Bowl>,
}

impl Landscape {
    /// `W`.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.bowls.first().map_or(0, |bowl| bowl.centre.len())
    }

    /// A number `L` such that the gradient is `L`-Lipschitz: the mean of the losses' largest row sums and bends.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // There are few samples.
    pub fn smoothness(&self) -> f64 {
        let of_bowl = |bowl: &Bowl| {
            let rows = bowl.matrix.chunks(bowl.centre.len()).map(|row| row.iter().map(|x| x.abs()).sum::<f64>());
            rows.fold(0.0, f64::max) + bowl.bends.iter().fold(0.0_f64, |most, k| most.max(k.abs()))
        };
        self.scale.abs() * self.bowls.iter().map(of_bowl).sum::<f64>() / self.bowls.len() as f64
    }

    /// A number `alpha` such that it is `alpha`-strongly convex where that is positive: from the rows' sums.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // There are few samples.
    pub fn strong_convexity(&self) -> f64 {
        let of_bowl = |bowl: &Bowl| {
            let d = bowl.centre.len();
            let of_row = |(i, row): (usize, &[f64])| 2.0 * row[i] - row.iter().map(|x| x.abs()).sum::<f64>();
            let least = bowl.matrix.chunks(d).enumerate().map(of_row).fold(f64::INFINITY, f64::min);
            least + bowl.bends.iter().fold(0.0_f64, |least, k| least.min(*k))
        };
        self.scale * self.bowls.iter().map(of_bowl).sum::<f64>() / self.bowls.len() as f64
    }

    /// What it answers.
    ///
    /// # Errors
    /// Those of the arithmetic.
    pub fn answer<A: Arithmetic>(&self, a: &A, what: Asked, w: &[A::Number]) -> Result<Vec<A::Number>, Fault> {
        let d = w.len();
        let scale = a.double(self.scale);
        let bowls = match what {
            Asked::Sample(n) => &self.bowls[n..=n],
            Asked::Value | Asked::Gradient | Asked::Hessian => &self.bowls[..],
        };
        let width = match what {
            Asked::Value => 1,
            Asked::Gradient | Asked::Sample(_) => d,
            Asked::Hessian => d * d,
        };
        let mut total = vec![a.integer(0); width];
        for bowl in bowls {
            let x = w.iter().zip(&bowl.centre).map(|(w, c)| a.sub(w, &a.double(*c)));
            let x = x.collect::<Result<Vec<_>, _>>()?;
            let share = match what {
                Asked::Value => vec![bowl.value(a, &x)?],
                Asked::Gradient | Asked::Sample(_) => bowl.gradient(a, &x)?,
                Asked::Hessian => bowl.hessian(a, &x)?,
            };
            for (total, share) in total.iter_mut().zip(&share) {
                *total = a.add(total, share)?;
            }
        }
        let count = a.integer(i64::try_from(bowls.len()).unwrap_or(i64::MAX));
        total.iter().map(|x| a.mul(&scale, &a.div(x, &count)?)).collect()
    }

    /// What it answers in doubles; not a number where that fails.
    #[must_use]
    pub fn told(&self, what: Asked, w: &[f64]) -> Vec<f64> {
        self.answer(&Float, what, w).unwrap_or_else(|_| vec![f64::NAN; w.len()])
    }
}

impl Bowl {
    fn slope<A: Arithmetic>(&self, a: &A, x: &[A::Number], row: usize) -> Result<A::Number, Fault> {
        let d = x.len();
        let mut total = a.integer(0);
        for (k, x) in x.iter().enumerate() {
            let entry = self.matrix[row * d + k];
            if entry != 0.0 {
                total = a.add(&total, &a.mul(&a.double(entry), x)?)?;
            }
        }
        Ok(total)
    }

    fn root<A: Arithmetic>(a: &A, x: &A::Number) -> Result<A::Number, Fault> {
        a.sqrt(&a.add(&a.integer(1), &a.mul(x, x)?)?)
    }

    fn value<A: Arithmetic>(&self, a: &A, x: &[A::Number]) -> Result<A::Number, Fault> {
        let mut total = a.integer(0);
        for (i, component) in x.iter().enumerate() {
            total = a.add(&total, &a.mul(component, &self.slope(a, x, i)?)?)?;
        }
        total = a.div(&total, &a.integer(2))?;
        for (x, k) in x.iter().zip(&self.bends).filter(|(_, k)| **k != 0.0) {
            let bend = a.sub(&Self::root(a, x)?, &a.integer(1))?;
            total = a.add(&total, &a.mul(&a.double(*k), &bend)?)?;
        }
        Ok(total)
    }

    fn gradient<A: Arithmetic>(&self, a: &A, x: &[A::Number]) -> Result<Vec<A::Number>, Fault> {
        let mut found = Vec::with_capacity(x.len());
        for (i, component) in x.iter().enumerate() {
            let mut slope = self.slope(a, x, i)?;
            if self.bends[i] != 0.0 {
                let bend = a.div(component, &Self::root(a, component)?)?;
                slope = a.add(&slope, &a.mul(&a.double(self.bends[i]), &bend)?)?;
            }
            found.push(slope);
        }
        Ok(found)
    }

    fn hessian<A: Arithmetic>(&self, a: &A, x: &[A::Number]) -> Result<Vec<A::Number>, Fault> {
        let d = x.len();
        let mut found: Vec<A::Number> = self.matrix.iter().map(|entry| a.double(*entry)).collect();
        for (i, component) in x.iter().enumerate().filter(|(i, _)| self.bends[*i] != 0.0) {
            let root = Self::root(a, component)?;
            let bend = a.div(&a.double(self.bends[i]), &a.mul(&root, &a.mul(&root, &root)?)?)?;
            found[i * d + i] = a.add(&found[i * d + i], &bend)?;
        }
        Ok(found)
    }
}

/// A landscape that answers questions in doubles.
pub struct Told<'a> {
    landscape: &'a Landscape,
    /// Whether answers are rounded to 32 bits.
    single: bool,
}

impl<'a> Told<'a> {
    /// The oracle of a landscape.
    #[must_use]
    pub const fn new(landscape: &'a Landscape, single: bool) -> Self {
        Self { landscape, single }
    }

    /// The answer to a question.
    #[must_use]
    pub fn answer(&self, what: Asked, w: &[f64]) -> Vec<f64> {
        let found = self.landscape.told(what, w);
        #[allow(clippy::cast_possible_truncation)] // Numbers of 32 bits are what is asked for.
        let rounded = |x: f64| if self.single { f64::from(x as f32) } else { x };
        found.into_iter().map(rounded).collect()
    }

    fn admit(&self, w: &[f64]) -> Result<(), Ended> {
        if w.len() == self.landscape.dimension() { Ok(()) } else { Err(Ended::Dimension) }
    }
}

impl Oracle for Told<'_> {
    fn gradient(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended> {
        self.admit(w)?;
        Ok(self.answer(Asked::Gradient, w))
    }

    fn value(&mut self, w: &[f64]) -> Result<f64, Ended> {
        self.admit(w)?;
        Ok(self.answer(Asked::Value, w)[0])
    }

    fn hessian(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended> {
        self.admit(w)?;
        Ok(self.answer(Asked::Hessian, w))
    }

    fn sample_gradients(&mut self, w: &[f64], samples: &[usize]) -> Result<Vec<f64>, Ended> {
        self.admit(w)?;
        if samples.iter().any(|n| *n >= self.landscape.bowls.len()) {
            return Err(Ended::Sample);
        }
        Ok(samples.iter().flat_map(|n| self.answer(Asked::Sample(*n), w)).collect())
    }
}
