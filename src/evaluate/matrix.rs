//! Instructions on matrices, and on the samples of an objective.

use super::machine::Machine;
use super::program::{BlockId, Place, Register};
use crate::language::typed::{Function, IndexId, MatrixForm, ObjectiveId};
use crate::numeric::{Arithmetic, Dyadic, Fault};
use crate::problem::{Objective, largest_eigenvalue};

const NO_COMPONENT: Fault = Fault::Undefined("there is no such component");
const NO_SAMPLES: Fault = Fault::Undefined("there are no samples");

impl<A: Arithmetic> Machine<'_, A> {
    /// `unit(k)`
    pub(super) fn unit(&mut self, k: Place, to: usize) -> Result<(), Fault> {
        let k = self.index_below(k, self.dimension)?;
        for i in 0..self.dimension {
            self.memory[to + i] = self.arithmetic.integer(i64::from(i == k));
        }
        Ok(())
    }

    /// `entry(x, k)`
    pub(super) fn component_at(&self, x: Place, k: Place) -> Result<A::Number, Fault> {
        let (at, width) = self.locate(x)?;
        let k = self.index_below(k, width)?;
        Ok(self.memory[at + k].clone())
    }

    /// A place's whole number less one, where it is a position among `count`.
    fn index_below(&self, place: Place, count: usize) -> Result<usize, Fault> {
        let index = usize::try_from(self.whole(place)? - 1).map_err(|_| NO_COMPONENT)?;
        if index < count { Ok(index) } else { Err(NO_COMPONENT) }
    }

    fn sample(&self, id: ObjectiveId, n: Place) -> Result<(&Objective<A>, usize), Fault> {
        let found = self.objectives[id].as_ref().ok_or(NO_SAMPLES)?;
        let n = usize::try_from(self.whole(n)? - 1).map_err(|_| Fault::Undefined("samples are counted from 1"))?;
        Ok((found, n))
    }

    /// `X[n]`
    pub(super) fn features(&mut self, id: ObjectiveId, n: Place, to: usize) -> Result<(), Fault> {
        let (found, n) = self.sample(id, n)?;
        let row = found.features(n)?.to_vec();
        self.memory[to..to + row.len()].clone_from_slice(&row);
        Ok(())
    }

    /// `y[n]`
    pub(super) fn target(&self, id: ObjectiveId, n: Place) -> Result<A::Number, Fault> {
        let (found, n) = self.sample(id, n)?;
        found.target(&self.arithmetic, n)
    }

    /// `transpose(A)`
    pub(super) fn transpose(&mut self, x: Place, to: usize) -> Result<(), Fault> {
        let (at, _) = self.locate(x)?;
        let d = self.dimension;
        for i in 0..d {
            for k in 0..d {
                self.memory[to + i * d + k] = self.memory[at + k * d + i].clone();
            }
        }
        Ok(())
    }

    /// The matrix whose row `i` is what the block leaves in the place.
    pub(super) fn rows(&mut self, index: IndexId, block: BlockId, place: Place, to: usize) -> Result<(), Fault> {
        let d = self.dimension;
        for i in 0..d {
            self.indices[index] = super::functions::whole(i + 1);
            self.block(block)?;
            let (at, width) = self.locate(place)?;
            for k in 0..d {
                self.memory[to + i * d + k] = self.memory[at + if width == 1 { 0 } else { k }].clone();
            }
        }
        Ok(())
    }

    /// `lambda_max(A)` or `lambda_min(A)`
    pub(super) fn eigenvalue(&self, function: Function, x: Place) -> Result<A::Number, Fault> {
        let (at, width) = self.locate(x)?;
        let a = &self.arithmetic;
        let matrix = &self.memory[at..at + width];
        if function == Function::LambdaMax {
            return largest_eigenvalue(a, matrix, self.dimension);
        }
        let negative: Vec<A::Number> = matrix.iter().map(|entry| a.negate(entry)).collect();
        Ok(a.negate(&largest_eigenvalue(a, &negative, self.dimension)?))
    }

    /// The matrix that the numbers of a case stand for.
    pub(super) fn given_matrix(&mut self, raw: &[Dyadic], form: MatrixForm, to: Register) -> Result<(), Fault> {
        let to = self.address(to);
        let d = self.dimension;
        let a = &self.arithmetic;
        let stored: Vec<A::Number> = raw.iter().map(|entry| a.rational(&entry.to_rational())).collect();
        let one = a.integer(1);
        let mut made = Vec::with_capacity(d * d);
        for i in 0..d {
            for k in 0..d {
                let entry = match form {
                    MatrixForm::General => stored[i * d + k].clone(),
                    MatrixForm::Symmetric => stored[i.max(k) * d + i.min(k)].clone(),
                    MatrixForm::Invertible | MatrixForm::PositiveDefinite => {
                        let mut sum = a.integer(0);
                        for j in 0..=i.min(k) {
                            let lower = &stored[i * d + j];
                            let product = match form {
                                MatrixForm::PositiveDefinite => a.mul(lower, &stored[k * d + j])?,
                                _ => a.mul(if i == j { &one } else { lower }, &stored[j * d + k])?,
                            };
                            sum = a.add(&sum, &product)?;
                        }
                        sum
                    }
                };
                made.push(entry);
            }
        }
        self.memory[to..to + d * d].clone_from_slice(&made);
        Ok(())
    }

    /// The unit vector that the numbers of a case stand for: the first one, reflected along `u`. Every rational unit
    /// vector is such a reflection.
    pub(super) fn given_direction(&mut self, raw: &[Dyadic], to: Register) -> Result<(), Fault> {
        let to = self.address(to);
        let a = &self.arithmetic;
        let u: Vec<A::Number> = raw.iter().map(|entry| a.rational(&entry.to_rational())).collect();
        let mut square = a.integer(0);
        for entry in &u {
            square = a.add(&square, &a.power(entry, 2)?)?;
        }
        let reflects = raw.iter().any(|entry| !entry.is_zero());
        for (i, entry) in u.iter().enumerate() {
            let first = a.integer(i64::from(i == 0));
            self.memory[to + i] = if reflects {
                let twice = a.mul(&a.integer(2), &a.mul(&u[0], entry)?)?;
                a.sub(&first, &a.div(&twice, &square)?)?
            } else {
                first
            };
        }
        Ok(())
    }
}
