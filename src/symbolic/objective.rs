//! Values and gradients of objectives at symbolic points.

use super::atom::{Kind, Place};
use super::execution::Execution;
use super::fraction::Fraction;
use super::polynomial::Polynomial;
use super::unsupported::{Outcome, Unsupported};
use crate::language::typed::{Class, ObjectiveId, ObjectiveTerm, Part, Term};
use crate::numeric::Rational;
use crate::problem::{ClassConstant, Family, Property};

/// What is asked of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Value,
    Gradient,
}

impl Execution<'_> {
    /// The value or a component of the gradient of an objective at a point.
    pub(super) fn objective_at(&mut self, order: Order, objective: &ObjectiveTerm, x: &Fraction) -> Outcome<Fraction> {
        if objective.change.is_some() {
            return Err(Unsupported::because("a change of variables"));
        }
        let class = self.class(objective.id)?;
        let value = match (&class.formula, &class.family) {
            (Some(formula), _) if objective.part == Part::Whole => {
                let term = if order == Order::Value { &formula.value } else { &formula.gradient };
                let before = self.points.insert(objective.id, x.clone());
                // The formula speaks of its own point, and components are counted afresh.
                let component = self.component.take();
                let value = self.term(term);
                self.component = component;
                match before {
                    Some(before) => self.points.insert(objective.id, before),
                    None => self.points.remove(&objective.id),
                };
                value?
            }
            (Some(_), _) => return Err(Unsupported::because("a part of an objective that is a formula")),
            (None, Some((family, parameters))) => {
                let parameters = parameters.clone();
                self.family_at(order, objective.id, *family, &parameters, x)?
            }
            (None, None) => self.class_at(order, objective, class, x)?,
        };
        match &objective.factor {
            Some(factor) => {
                let factor = self.term(factor)?;
                self.multiply(&factor, &value)
            }
            None => Ok(value),
        }
    }

    fn family_at(
        &mut self,
        order: Order,
        id: ObjectiveId,
        family: Family,
        parameters: &[(String, Term)],
        x: &Fraction,
    ) -> Outcome<Fraction> {
        if family != Family::Quadratic {
            return Ok(self.opaque(order, id, None, x));
        }
        let Some((_, curvature)) = parameters.first() else {
            return Err(Unsupported::because("a family without its parameters"));
        };
        let curvature = self.term(curvature)?;
        let slope = self.multiply(&curvature, x)?;
        match order {
            Order::Gradient => Ok(slope),
            Order::Value => {
                let square = self.multiply(&slope, x)?;
                Ok(self.sum_components(&square)?.scaled(&half()))
            }
        }
    }

    fn class_at(&mut self, order: Order, objective: &ObjectiveTerm, class: &Class, x: &Fraction) -> Outcome<Fraction> {
        let id = objective.id;
        match &objective.part {
            Part::Whole if class.demands(Property::Sampled) => {
                let all: Vec<usize> = (1..=self.choice.samples).collect();
                self.mean_of_losses(order, id, &all, x)
            }
            Part::Whole if class.demands(Property::Quadratic) && order == Order::Gradient => {
                if class.demands(Property::Minimiser) {
                    let minimiser = self.atom(Kind::Minimiser(id, None), true, Place::Anywhere);
                    let from = self.add(x, &minimiser.negated())?;
                    self.hessian_times(id, &from)
                } else {
                    let slope = self.atom(Kind::Slope(id), true, Place::Anywhere);
                    let curved = self.hessian_times(id, x)?;
                    self.add(&curved, &slope)
                }
            }
            Part::Whole if class.demands(Property::Linear) && order == Order::Gradient => {
                Ok(self.atom(Kind::Slope(id), true, Place::Anywhere))
            }
            Part::Whole => Ok(self.opaque(order, id, None, x)),
            Part::Sample(sample) => {
                let sample = self.sample(sample)?;
                Ok(self.opaque(order, id, Some(sample), x))
            }
            Part::Step(step) => {
                let step = self.whole(step)?;
                let count = i64::try_from(self.choice.samples).unwrap_or(i64::MAX).max(1);
                let sample = usize::try_from((step - 1).rem_euclid(count) + 1).unwrap_or(1);
                Ok(self.opaque(order, id, Some(sample), x))
            }
            Part::Batch(draw, at) => {
                let batch = self.batch(*draw, at.as_ref())?;
                self.mean_of_losses(order, id, &batch, x)
            }
        }
    }

    /// A value or gradient of which nothing is known but where it is taken. The gradient at a minimiser is 0.
    fn opaque(&mut self, order: Order, id: ObjectiveId, sample: Option<usize>, x: &Fraction) -> Fraction {
        if order == Order::Gradient && sample.is_none() && self.is_minimiser(id, x) {
            return Fraction::constant(Rational::ZERO);
        }
        match order {
            Order::Value => self.atom(Kind::Value(id, sample, x.clone()), false, Place::Anywhere),
            Order::Gradient => self.atom(Kind::Gradient(id, sample, x.clone()), true, Place::Anywhere),
        }
    }

    fn is_minimiser(&self, id: ObjectiveId, x: &Fraction) -> bool {
        let atom = x.as_atom().map(|atom| &self.atoms.get(atom).kind);
        matches!(atom, Some(Kind::Minimiser(known, _)) if *known == id)
    }

    fn mean_of_losses(&mut self, order: Order, id: ObjectiveId, samples: &[usize], x: &Fraction) -> Outcome<Fraction> {
        if samples.is_empty() {
            return Err(Unsupported::because("the mean of no losses"));
        }
        let mut sum = Fraction::constant(Rational::ZERO);
        for sample in samples {
            let loss = self.opaque(order, id, Some(*sample), x);
            sum = self.add(&sum, &loss)?;
        }
        Ok(sum.scaled(&(Rational::ONE / Rational::from(samples.len()))))
    }

    /// The product of a constant Hessian and a vector, which must be a sum of numbers times atoms.
    pub(super) fn hessian_times(&mut self, id: ObjectiveId, x: &Fraction) -> Outcome<Fraction> {
        let mut sum = Polynomial::zero();
        for (monomial, value) in x.numerator().clone().terms() {
            let (varying, fixed) = monomial.split(|atom| self.atoms.get(atom).is_component);
            let [(vector, 1)] = varying.powers() else {
                return Err(Unsupported::because("the Hessian times a product of vectors"));
            };
            // H times any minimiser is one vector: the gradient is 0 at each.
            let vector = match self.atoms.get(*vector).kind {
                Kind::Minimiser(of, Some(_)) if of == id => {
                    self.atoms.of(Kind::Minimiser(id, None), true, Place::Anywhere)
                }
                _ => *vector,
            };
            let image = self.atoms.of(Kind::Hessian(id, vector), true, Place::Anywhere);
            sum = sum.plus(&Polynomial::term(fixed, value.clone()).times(&Polynomial::atom(image)));
        }
        let mut result = Fraction::from(sum);
        for (factor, exponent) in x.factors() {
            let below = Fraction::from(factor.clone());
            if self.is_component(&below) {
                return Err(Unsupported::because("the Hessian times a quotient of vectors"));
            }
            let below = below.inverse().ok_or_else(|| Unsupported::because("a denominator is 0"))?;
            result = self.multiply(&result, &below.power(*exponent))?;
        }
        Ok(result)
    }

    /// `L`, `alpha` or `M` of an objective.
    pub(super) fn constant(&mut self, id: ObjectiveId, constant: ClassConstant) -> Outcome<Fraction> {
        let class = self.class(id)?;
        if let Some(formula) = &class.formula {
            let term = match constant {
                ClassConstant::Smoothness => &formula.smoothness,
                ClassConstant::StrongConvexity => &formula.strong_convexity,
                ClassConstant::HessianLipschitz => &formula.hessian_lipschitz,
            };
            return self.term(term.as_ref().ok_or_else(|| Unsupported::because("a constant that is not declared"))?);
        }
        if let Some((family, parameters)) = &class.family {
            return match (family, constant, parameters.first()) {
                (Family::Quadratic, ClassConstant::HessianLipschitz, _) => Ok(Fraction::constant(Rational::ZERO)),
                (Family::Quadratic, _, Some((_, curvature))) | (_, ClassConstant::Smoothness, Some((_, curvature))) => {
                    self.term(curvature)
                }
                _ => Err(Unsupported::because("a constant of a named family")),
            };
        }
        // The smallest constant of a linear function is 0; every other class has a positive one.
        let smoothness = if class.demands(Property::SmallestSmoothness) { Place::NonNegative } else { Place::Positive };
        match constant {
            ClassConstant::StrongConvexity if class.properties.known().has(Property::Smooth) => {
                let whole = self.atom(Kind::Constant(id, ClassConstant::Smoothness), false, smoothness);
                let share = self.atom(Kind::Constant(id, constant), false, Place::Unit(false, true));
                self.multiply(&whole, &share)
            }
            ClassConstant::StrongConvexity => Ok(self.atom(Kind::Constant(id, constant), false, Place::Positive)),
            ClassConstant::Smoothness => Ok(self.atom(Kind::Constant(id, constant), false, smoothness)),
            ClassConstant::HessianLipschitz => Ok(self.atom(Kind::Constant(id, constant), false, Place::NonNegative)),
        }
    }

    /// A component of a minimiser.
    pub(super) fn minimiser(&mut self, id: ObjectiveId, near: Option<Fraction>) -> Outcome<Fraction> {
        let class = self.class(id)?;
        if let Some(formula) = &class.formula {
            let term =
                formula.minimiser.as_ref().ok_or_else(|| Unsupported::because("a minimiser that is not known"))?;
            let Some(near) = near else { return self.term(term) };
            let before = self.points.insert(id, near);
            let component = self.component.take();
            let value = self.term(term);
            self.component = component;
            if let Some(before) = before {
                self.points.insert(id, before);
            }
            return value;
        }
        if class.family.is_some() {
            return Ok(Fraction::constant(Rational::ZERO));
        }
        Ok(self.atom(Kind::Minimiser(id, near), true, Place::Anywhere))
    }
}

fn half() -> Rational {
    Rational::ONE / Rational::from(2)
}
