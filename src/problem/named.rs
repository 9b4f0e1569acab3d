//! Named families, `huber(curvature = k, threshold = tau)`: their parameters are numbers of the arithmetic and need not be dyadic.

use super::family::description::Third;
use super::objective::Objective;
use super::property::ClassConstant;
use crate::numeric::{Arithmetic, Fault};

const BELOW_ZERO: Fault = Fault::Undefined("the threshold of a family is negative");

impl<A: Arithmetic> Objective<A> {
    /// Puts numbers of the arithmetic in place of the recipe's curvature and threshold, in every coordinate.
    ///
    /// Where one of them is known to be 0, the function is 0 everywhere and every point a minimiser. With a negative threshold there is
    /// no function, and whatever reads it has no value.
    pub fn set_parameters(&mut self, a: &A, curvature: Option<&A::Number>, threshold: Option<&A::Number>) {
        let vanishes = |number: Option<&A::Number>| number.is_some_and(|number| a.sign(number) == Ok(0));
        let flat = vanishes(curvature) || vanishes(threshold);
        for axis in &mut self.axes {
            if let Some(curvature) = curvature {
                axis.curvature = curvature.clone();
            }
            if let Some(threshold) = threshold {
                axis.threshold = threshold.clone();
            }
            axis.flat |= flat;
        }
        self.missing = threshold.filter(|threshold| a.sign(threshold) == Ok(-1)).map(|_| BELOW_ZERO);
        self.rebuild_columns();
    }

    /// A constant of the objective, of one coordinate, with the parameters that were put in: of a parabola's curvature `k` its absolute
    /// value is L, and `k` itself is alpha.
    ///
    /// # Errors
    /// [`Fault::Limit`] where the family has no such constant, and what the arithmetic cannot do.
    pub fn named_constant(&self, a: &A, constant: ClassConstant) -> Result<A::Number, Fault> {
        const NONE: Fault = Fault::Limit("the objective has no such constant");
        let axis = self.axes.first().ok_or(NONE)?;
        match constant {
            ClassConstant::Smoothness => Ok(a.abs(&axis.curvature)),
            ClassConstant::StrongConvexity => Ok(axis.curvature.clone()),
            ClassConstant::HessianLipschitz => match self.family.about().third() {
                Third::AtMost(0, _) => Ok(a.integer(0)),
                Third::AtMost(..) if axis.flat => Ok(a.integer(0)),
                Third::AtMost(numerator, denominator) => {
                    let bound = a.div(&a.integer(i64::from(numerator)), &a.integer(i64::from(denominator)))?;
                    a.div(&a.mul(&bound, &a.abs(&axis.curvature))?, &axis.threshold)
                }
                Third::Unbounded | Third::OfPieces | Third::OfLoss(..) => Err(NONE),
            },
        }
    }
}
