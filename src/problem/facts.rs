//! Constants of an objective, known by construction.

use std::cell::RefCell;

use super::exact::{Normal, product, scaled};
use super::family::Family;
use super::spec::{Coordinate, ProblemError, ProblemSpec};
use super::spectrum::Spectrum;
use crate::numeric::{Dyadic, Rational};

/// What is known of `R` exactly as its recipe states it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of a function")]
pub struct Facts {
    /// A Lipschitz constant L of the gradient: positive, never understated; nothing where the gradient has none.
    pub smoothness: Option<Rational>,
    /// Whether `smoothness` is the smallest Lipschitz constant.
    pub smallest_smoothness_known: bool,
    /// A strong convexity constant alpha: positive, never overstated; nothing where none is known.
    pub strong_convexity: Option<Rational>,
    /// A Lipschitz constant M of the Hessian, never understated; nothing where none is known.
    pub hessian_lipschitz: Option<Rational>,
    /// Convex.
    pub convex: bool,
    /// Known to be strictly convex.
    pub strictly_convex: bool,
    /// Differentiable everywhere.
    pub differentiable: bool,
    /// The Hessian exists everywhere and is continuous.
    pub twice_differentiable: bool,
    /// The Hessian is constant.
    pub quadratic: bool,
    /// A sum of functions of one coordinate each.
    pub separable: bool,
    /// A mean of N losses.
    pub sampled: bool,
    /// A minimiser exists, and [`super::Objective::minimiser`] finds it.
    pub minimum_known: bool,
}

/// `max |f'''|` of `sqrt(1 + z^2)` is `3/2 (4/5)^(5/2) = 0.858650...`, at `z = 1/2`.
const PSEUDO_HUBER_THIRD: (u32, u32) = (8_587, 10_000);
/// `max |f'''|` of `1/2 z^2/(1 + z^2)` is `2.33428...`, at `z^2 = 1 - 2/sqrt 5`.
const BUMP_THIRD: (u32, u32) = (2_335, 1_000);
/// `max |f'''|` of `ln(1 + exp z)` is `1/(6 sqrt 3) = 0.0962250...`.
const LOGISTIC_THIRD: (u32, u32) = (9_623, 100_000);

/// Recipes whose facts are kept: those of the case at hand, which every arithmetic asks for again.
const KNOWN_FACTS: usize = 4;

thread_local! {
    /// The facts of sampled recipes, whose spectrum is dear, the latest first.
    static KNOWN: RefCell<Vec<(ProblemSpec, Facts)>> = const { RefCell::new(Vec::new()) };
}

impl ProblemSpec {
    /// Everything known of the objective by construction.
    ///
    /// # Errors
    /// The recipe is not valid.
    pub fn facts(&self) -> Result<Facts, ProblemError> {
        self.validate()?;
        if !self.family.traits().sampled {
            return Ok(self.computed_facts());
        }
        KNOWN.with_borrow_mut(|known| {
            if let Some(place) = known.iter().position(|(spec, _)| spec == self) {
                return Ok(known[place].1.clone());
            }
            let facts = self.computed_facts();
            known.truncate(KNOWN_FACTS - 1);
            known.insert(0, (self.clone(), facts.clone()));
            Ok(facts)
        })
    }

    fn computed_facts(&self) -> Facts {
        let traits = self.family.traits();
        let mut facts = Facts {
            smoothness: None,
            smallest_smoothness_known: false,
            strong_convexity: None,
            hessian_lipschitz: None,
            convex: traits.convex,
            strictly_convex: false,
            differentiable: traits.differentiable,
            twice_differentiable: traits.twice_differentiable,
            quadratic: traits.quadratic,
            separable: traits.separable && (self.dimension() == 1 || !self.is_rotated()),
            sampled: traits.sampled,
            minimum_known: traits.has_minimiser,
        };
        if traits.sampled {
            self.sampled_facts(&mut facts);
        } else {
            self.separable_facts(&mut facts);
        }
        if facts.smoothness.as_ref().is_some_and(Rational::is_zero) {
            // A constant gradient: any positive number is a Lipschitz constant of its gradient.
            facts.smoothness = Some(Rational::ONE);
            facts.smallest_smoothness_known = false;
        }
        facts
    }

    /// An orthogonal change of basis leaves the spectrum alone: each coordinate adds `scale s^2 k`.
    fn separable_facts(&self, facts: &mut Facts) {
        let traits = self.family.traits();
        let signs = || self.coordinates.iter().map(|c| c.curvature.signum());
        let positive = signs().all(|sign| sign > 0);
        if self.family == Family::Saddle {
            facts.convex = signs().all(|sign| sign >= 0);
            facts.minimum_known = facts.convex;
        }
        facts.strictly_convex = positive && (traits.strictly_convex || self.family == Family::Saddle);
        facts.hessian_lipschitz = self.separable_third();
        if !traits.smooth {
            return;
        }
        if traits.linear {
            facts.smoothness = Some(Rational::ZERO);
            return;
        }
        facts.smallest_smoothness_known = true;
        let strongly = positive && traits.quadratic;
        // Most recipes are made of short numbers, whose products are short too and quickly compared.
        let short = |c: &Coordinate| self.scale.mul(c.curvature)?.mul(c.stretch)?.mul(c.stretch);
        if let Some(curvatures) = self.coordinates.iter().map(short).collect::<Option<Vec<Dyadic>>>() {
            facts.smoothness = curvatures.iter().map(|k| k.abs()).max().map(|k| k.to_rational());
            facts.strong_convexity = curvatures.iter().min().filter(|_| strongly).map(Dyadic::to_rational);
            return;
        }
        let curvatures =
            || self.coordinates.iter().map(|c| product(&[&self.scale, &c.curvature, &c.stretch, &c.stretch]));
        facts.smoothness = curvatures().map(absolute).max();
        if strongly {
            facts.strong_convexity = curvatures().min();
        }
    }

    fn separable_third(&self) -> Option<Rational> {
        let (numerator, denominator) = match self.family {
            Family::Quadratic | Family::Saddle | Family::Linear => return Some(Rational::ZERO),
            Family::PseudoHuber => PSEUDO_HUBER_THIRD,
            Family::Bump => BUMP_THIRD,
            _ => return None,
        };
        let third = fraction((numerator, denominator));
        self.coordinates
            .iter()
            .map(|c| {
                let cubic = product(&[&self.scale, &c.curvature, &c.stretch, &c.stretch, &c.stretch]);
                cubic * &third / c.threshold.to_rational()
            })
            .max()
    }

    fn sampled_facts(&self, facts: &mut Facts) {
        let count = i64::try_from(self.samples.len()).unwrap_or(i64::MAX);
        let logistic = matches!(self.family, Family::Logistic | Family::RidgeLogistic);
        let penalty_weight = match self.family {
            Family::Ridge => 1,
            Family::RidgeLogistic => 4 * count,
            _ => 0,
        };
        let share = if logistic { 4 * count } else { count };
        let factor = self.scale.to_rational() / Rational::from(share);
        let normal = Normal::of(self, penalty_weight);
        let spectrum = Spectrum::new(&normal.matrix, normal.dimension);
        let (largest, exact) = spectrum.largest();
        facts.smoothness = Some(largest * &factor);
        // The logistic loss bends most at margin 0, that is in the centre, for all samples at once.
        facts.smallest_smoothness_known = exact;
        if logistic {
            facts.hessian_lipschitz = Some(self.logistic_third());
        } else {
            facts.hessian_lipschitz = Some(Rational::ZERO);
        }
        if self.family == Family::RidgeLogistic {
            facts.strong_convexity =
                self.coordinates.iter().map(|c| product(&[&self.scale, &c.curvature, &c.stretch, &c.stretch])).min();
            facts.strictly_convex = true;
            return;
        }
        let smallest = spectrum.smallest();
        facts.strictly_convex = smallest.is_some();
        if !logistic {
            facts.strong_convexity = smallest.map(|value| value * factor);
        }
    }

    /// The mean of `|S x|^3` times the largest third derivative, rounded up.
    fn logistic_third(&self) -> Rational {
        let stretches: Vec<Rational> = self.coordinates.iter().map(|c| c.stretch.to_rational()).collect();
        let cubes = self.samples.iter().fold(Rational::ZERO, |sum, sample| {
            let square = squared_norm(&sample.features, &stretches);
            let root = root_above(&square);
            sum + square * root
        });
        cubes * fraction(LOGISTIC_THIRD) * self.scale.to_rational() / Rational::from(self.samples.len())
    }
}

fn squared_norm(features: &[Dyadic], stretches: &[Rational]) -> Rational {
    features.iter().zip(stretches).fold(Rational::ZERO, |sum, (x, s)| {
        let entry = x.to_rational() * s;
        sum + &entry * &entry
    })
}

/// A number with a few bits that is at least the square root; checked by squaring.
fn root_above(square: &Rational) -> Rational {
    const BITS: i32 = 20;
    if square.is_zero() {
        return Rational::ZERO;
    }
    let estimate = square.to_f64().value().sqrt();
    if !estimate.is_normal() {
        // (1 + s)/2 is never below the root of s.
        return (Rational::ONE + square) / Rational::from(2);
    }
    let exponent = libm::ilogb(estimate) + 1 - BITS;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of 21 bits at most")]
    let mut mantissa = libm::ldexp(estimate, -exponent).ceil() as i128;
    loop {
        let root = scaled(mantissa, exponent);
        if &root * &root >= *square {
            return root;
        }
        mantissa += 1;
    }
}

fn fraction((numerator, denominator): (u32, u32)) -> Rational {
    Rational::from(numerator) / Rational::from(denominator)
}

fn absolute(value: Rational) -> Rational {
    if value < Rational::ZERO { -value } else { value }
}
