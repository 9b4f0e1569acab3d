//! Minimisers of objectives.

use std::cmp::Ordering;

use super::axis::Axis;
use super::coordinate::Bends;
use super::family::bends::{self, Curvatures, Level};
use super::family::description::{SampleLoss, Valley};
use super::objective::{INVALID, Objective};
use crate::numeric::tolerance::SERIES_OPERATIONS;
use crate::numeric::{Arithmetic, Fault, Float, Nature, Rational};

/// Newton steps in doubles; backtracking makes each go down.
const DOUBLE_STEPS: usize = 100;
/// Halvings of one step.
const HALVINGS: usize = 40;
/// Armijo's share of the predicted decrease; any number in (0, 1/2) will do for Newton's method.
const ARMIJO: f64 = 0.25;
/// Steps in the wanted arithmetic, each of which adds some forty bits.
const REFINEMENTS: usize = 64;
/// The bits that each of them adds.
const REFINED_BITS: usize = 40;

impl<A: Arithmetic> Objective<A> {
    /// How many operations finding a minimiser stands for, where it is to be known to this many bits.
    #[must_use]
    pub fn minimiser_operations(&self, bits: u32) -> usize {
        let (d, samples) = (self.dimension(), self.sample_count());
        if self.family.about().valley() == Valley::Enclosed {
            let steps = (bits as usize / REFINED_BITS + 2).min(REFINEMENTS);
            return steps * samples * (d + SERIES_OPERATIONS);
        }
        // Normal equations have as many sums as entries on and below the diagonal; eliminating takes a third of the cube. In a row
        // these cost about a quarter of what they do as instructions of their own.
        let summed = if self.moments.is_some() { 0 } else { samples };
        d * d * (d + 2 * summed) / 12
    }

    /// Writes the minimiser nearest to `start` (nearest to the centre where there is no start) into `out`.
    ///
    /// Exact in rationals, enclosed in intervals. The minimiser of the penalised logistic loss is irrational; its
    /// enclosure is a point with `|grad R|/alpha` around it, and in doubles it is that point.
    ///
    /// # Errors
    /// [`Fault::Undefined`] where there is no minimiser or none is known, [`Fault::Irrational`] in rationals where
    /// it is not rational, and whatever else the arithmetic cannot do.
    pub fn minimiser(&self, a: &A, start: Option<&[A::Number]>, out: &mut [A::Number]) -> Result<(), Fault> {
        self.check(out)?;
        if let Some(start) = start {
            self.check(start)?;
        }
        match self.family.about().valley() {
            Valley::Unknown(reason) => Err(Fault::Undefined(reason)),
            Valley::Enclosed => self.enclose(a, out),
            Valley::Normal => {
                let penalised = self.family.about().loss() == Some(SampleLoss::PenalisedSquares);
                self.least_squares(a, penalised, start, out)
            }
            Valley::Pieces => {
                let levels = self.levels()?;
                self.separable_minimiser(a, false, Some(&levels), start, out)
            }
            Valley::Stationary => self.stationary_minimiser(a, start, out),
            Valley::Wells => self.separable_minimiser(a, true, None, start, out),
            Valley::Centre => self.separable_minimiser(a, false, None, start, out),
            Valley::Envelope => self.minimiser_of_the_envelope(a, start, out),
        }
    }

    fn minimiser_of_the_envelope(
        &self,
        a: &A,
        start: Option<&[A::Number]>,
        out: &mut [A::Number],
    ) -> Result<(), Fault> {
        let Some(envelope) = &self.envelope else { return Err(INVALID) };
        let start = match start {
            Some(start) => self.less_the_centre(a, start)?,
            None => vec![a.integer(0); self.dimension()],
        };
        envelope.minimiser(a, &start, out)?;
        for (out, axis) in out.iter_mut().zip(&self.axes) {
            *out = a.add(out, &axis.centre)?;
        }
        Ok(())
    }

    fn separable_minimiser(
        &self,
        a: &A,
        wells: bool,
        levels: Option<&[Vec<Level>]>,
        start: Option<&[A::Number]>,
        out: &mut [A::Number],
    ) -> Result<(), Fault> {
        let mut free = wells || levels.is_some();
        for axis in self.axes.iter().filter(|_| levels.is_none()) {
            if axis.flat {
                free = true;
                continue;
            }
            if self.family.uses_threshold() {
                // Of a threshold that may be 0 or not, it is not known whether every point is a minimiser.
                a.sign(&axis.threshold)?;
            }
            if a.sign(&axis.curvature)? < 0 {
                return Err(Fault::Undefined("the objective has no minimiser"));
            }
        }
        for (out, axis) in out.iter_mut().zip(&self.axes) {
            *out = axis.centre.clone();
        }
        if !free {
            return Ok(());
        }
        let origin: Vec<A::Number> = out.to_vec();
        let start = start.unwrap_or(&origin);
        let projection = self.projection(a, start)?;
        for (i, ((out, axis), w)) in out.iter_mut().zip(&self.axes).zip(start).enumerate() {
            let v = axis.turned(a, w, projection.as_ref())?;
            *out = match levels {
                Some(levels) => nearest_level(a, &levels[i], &v)?,
                None => Self::nearest_valley(a, wells, axis, v)?,
            };
        }
        if self.reflection.is_none() {
            return self.place(a, start, out);
        }
        self.reflect(a, out)?;
        for (out, axis) in out.iter_mut().zip(&self.axes) {
            *out = a.add(out, &axis.centre)?;
        }
        Ok(())
    }

    /// The points where each coordinate's profile in pieces is least, before the stretch.
    fn levels(&self) -> Result<Vec<Vec<Level>>, Fault> {
        const NONE: Fault = Fault::Undefined("the objective has no least value");
        const UNKNOWN: Fault = Fault::Undefined("where the objective is least is not known");
        let spec = self.normal.as_ref().ok_or(NONE)?;
        let bends = spec.family.bends();
        let all = spec.coordinates.iter().map(|c| {
            let stretch = c.stretch.to_rational();
            // A convex profile's slope is 0 at 0.
            let levels = match Curvatures::Pieces(bends::pieces(c, bends)).level(&Rational::ZERO) {
                Some(level) => vec![level],
                // Between ramps the slope is a parabola, and its roots need not be rational.
                None if bends == Bends::Ramps => return Err(UNKNOWN),
                None => bends::valleys(&bends::pieces(c, bends)),
            };
            if levels.is_empty() {
                return Err(NONE);
            }
            Ok(levels.iter().map(|level| level.mapped(&Rational::ZERO, &stretch)).collect())
        });
        all.collect()
    }

    /// The minimiser of one profile that is nearest to `v`, before the stretch.
    fn nearest_valley(a: &A, wells: bool, axis: &Axis<A::Number>, v: A::Number) -> Result<A::Number, Fault> {
        if axis.flat {
            return Ok(v);
        }
        if !wells {
            return Ok(a.integer(0));
        }
        let well = match &axis.stretch {
            Some(stretch) => a.div(&axis.threshold, stretch)?,
            None => axis.threshold.clone(),
        };
        Ok(if a.sign(&v)? < 0 { a.negate(&well) } else { well })
    }

    /// Adds the centres, but takes flat coordinates from the start as they are.
    fn place(&self, a: &A, start: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        for ((out, axis), w) in out.iter_mut().zip(&self.axes).zip(start) {
            *out = if axis.flat { w.clone() } else { a.add(out, &axis.centre)? };
        }
        Ok(())
    }

    /// Encloses the minimiser of a strongly convex objective: by strong convexity `|w - w*| <= |grad R(w)|/alpha`.
    fn enclose(&self, a: &A, out: &mut [A::Number]) -> Result<(), Fault> {
        let mut gradient = vec![a.integer(0); self.dimension()];
        for (out, axis) in out.iter_mut().zip(&self.axes) {
            *out = axis.centre.clone();
        }
        self.gradient(a, out, &mut gradient)?;
        if is_exactly_zero(a, &gradient) {
            return Ok(());
        }
        let kind = Kind::of(a)?;
        if matches!(kind, Kind::Rational) {
            return Err(Fault::Irrational);
        }
        let alpha = self.penalty_alpha(a)?;
        let doubles = self.in_doubles(a);
        let approximate = newton(&doubles)?;
        let mut hessian = vec![0.0; approximate.len() * approximate.len()];
        doubles.hessian(&Float, &approximate, &mut hessian)?;
        let mut point = rationals(&approximate)?;
        let mut best: Option<(f64, A::Number)> = None;
        for _ in 0..REFINEMENTS {
            let here: Vec<A::Number> = point.iter().map(|entry| a.rational(entry)).collect();
            self.gradient(a, &here, &mut gradient)?;
            let radius = a.div(&norm(a, &gradient)?, &alpha)?;
            let size = a.approximate(&radius);
            if best.as_ref().is_some_and(|(least, _)| size.is_nan() || size >= least / 2.0) {
                break;
            }
            out.clone_from_slice(&here);
            best = Some((size, radius));
            let slopes: Vec<f64> = gradient.iter().map(|entry| a.approximate(entry)).collect();
            let Some(step) = solve_positive(&hessian, &slopes) else {
                break;
            };
            for (entry, step) in point.iter_mut().zip(rationals(&step)?) {
                *entry -= step;
            }
        }
        if let (Kind::Interval(around_one), Some((_, radius))) = (kind, best) {
            let around = a.mul(&radius, &around_one)?;
            for out in out.iter_mut() {
                *out = a.add(out, &around)?;
            }
        }
        Ok(())
    }

    /// `min scale s^2 k`.
    fn penalty_alpha(&self, a: &A) -> Result<A::Number, Fault> {
        let mut least: Option<A::Number> = None;
        for axis in &self.axes {
            let once = axis.stretched(a, axis.curvature.clone())?;
            let twice = axis.stretched(a, once)?;
            least = Some(match least {
                Some(least) => a.min(&least, &twice),
                None => twice,
            });
        }
        self.scale_by(a, least.unwrap_or_else(|| a.integer(1)))
    }

    /// The same objective in doubles.
    fn in_doubles(&self, a: &A) -> Objective<Float> {
        let double = |number: &A::Number| a.approximate(number);
        Objective {
            family: self.family,
            scale: self.scale.as_ref().map(double),
            height: self.height.as_ref().map(double),
            axes: self
                .axes
                .iter()
                .map(|axis| Axis {
                    curvature: double(&axis.curvature),
                    flat: axis.flat,
                    centre: double(&axis.centre),
                    reflector: double(&axis.reflector),
                    stretch: axis.stretch.as_ref().map(double),
                    threshold: double(&axis.threshold),
                    segments: axis.segments.iter().map(|segment| segment.map(double)).collect(),
                })
                .collect(),
            columns: None,
            envelope: None,
            reflection: self.reflection.as_ref().map(double),
            rows: self.rows.iter().map(double).collect(),
            targets: self.targets.iter().map(double).collect(),
            moments: None,
            normal: None,
            composed: None,
            missing: self.missing,
        }
    }
}

/// The point of some intervals that is nearest to `v`, in the first where there are two.
fn nearest_level<A: Arithmetic>(a: &A, levels: &[Level], v: &A::Number) -> Result<A::Number, Fault> {
    let mut best: Option<(A::Number, A::Number)> = None;
    for level in levels {
        let point = level.nearest(a, v);
        let distance = a.abs(&a.sub(&point, v)?);
        let nearer = match &best {
            Some((least, _)) => a.compare(&distance, least)? == Ordering::Less,
            None => true,
        };
        if nearer {
            best = Some((distance, point));
        }
    }
    best.map(|(_, point)| point).ok_or(Fault::Undefined("the objective has no least value"))
}

/// What results of an arithmetic are.
enum Kind<N> {
    Rational,
    Double,
    /// Enclosures; here is the interval `[-1, 1]`.
    Interval(N),
}

impl<N> Kind<N> {
    fn of<A: Arithmetic<Number = N>>(a: &A) -> Result<Self, Fault> {
        Ok(match a.nature() {
            Nature::Exact => Self::Rational,
            Nature::Rounded => Self::Double,
            Nature::Enclosing { .. } => Self::Interval(a.between(&-Rational::ONE, &Rational::ONE)?),
        })
    }
}

fn is_exactly_zero<A: Arithmetic>(a: &A, vector: &[A::Number]) -> bool {
    vector.iter().all(|entry| a.exact(entry).is_some_and(|value| value.is_zero()))
}

/// The 2-norm; in the screen the 1-norm, which is no smaller: a root of what may be 0 says nothing there.
fn norm<A: Arithmetic>(a: &A, vector: &[A::Number]) -> Result<A::Number, Fault> {
    if A::SCREENS {
        return vector.iter().try_fold(a.integer(0), |sum, entry| a.add(&sum, &a.abs(entry)));
    }
    let mut sum = a.integer(0);
    for entry in vector {
        // The square of an absolute value has no negative part even where the entry's sign is open.
        let size = a.abs(entry);
        sum = a.add(&sum, &a.mul(&size, &size)?)?;
    }
    a.sqrt(&sum)
}

fn rationals(vector: &[f64]) -> Result<Vec<Rational>, Fault> {
    vector
        .iter()
        .map(|entry| Rational::try_from(*entry).map_err(|_| Fault::Unsettled("Newton's method left the doubles")))
        .collect()
}

/// Damped Newton from the centre; approximate.
fn newton(objective: &Objective<Float>) -> Result<Vec<f64>, Fault> {
    let d = objective.dimension();
    let mut w: Vec<f64> = objective.axes.iter().map(|axis| axis.centre).collect();
    let mut gradient = vec![0.0; d];
    let mut hessian = vec![0.0; d * d];
    let mut trial = w.clone();
    for _ in 0..DOUBLE_STEPS {
        objective.gradient(&Float, &w, &mut gradient)?;
        objective.hessian(&Float, &w, &mut hessian)?;
        let Some(step) = solve_positive(&hessian, &gradient) else {
            break;
        };
        let decrease: f64 = gradient.iter().zip(&step).map(|(g, s)| g * s).sum();
        let value = objective.value(&Float, &w)?;
        let mut share = 1.0;
        let mut improved = false;
        for _ in 0..HALVINGS {
            for ((trial, w), step) in trial.iter_mut().zip(&w).zip(&step) {
                *trial = w - share * step;
            }
            improved = objective.value(&Float, &trial)? < value - ARMIJO * share * decrease;
            if improved {
                break;
            }
            share /= 2.0;
        }
        if !improved {
            break;
        }
        w.clone_from(&trial);
    }
    Ok(w)
}

/// Solves `H x = b` by Cholesky's method in doubles; `None` if `H` is not positive definite.
fn solve_positive(matrix: &[f64], right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut l = matrix.to_vec();
    let mut x = right.to_vec();
    for i in 0..n {
        for j in 0..=i {
            let mut sum = l[i * n + j];
            for k in 0..j {
                sum -= l[i * n + k] * l[j * n + k];
            }
            if i != j {
                l[i * n + j] = sum / l[j * n + j];
            } else if sum > 0.0 {
                l[i * n + i] = sum.sqrt();
            } else {
                return None;
            }
        }
    }
    for i in 0..n {
        for k in 0..i {
            x[i] -= l[i * n + k] * x[k];
        }
        x[i] /= l[i * n + i];
    }
    for i in (0..n).rev() {
        for k in i + 1..n {
            x[i] -= l[k * n + i] * x[k];
        }
        x[i] /= l[i * n + i];
    }
    x.iter().all(|entry| entry.is_finite()).then_some(x)
}
