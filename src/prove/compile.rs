//! From a relation of a typed claim to the problem that a certificate answers: basis, points, target and parameters.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{Form, Vector, difference, whole, written, written_vector};
use crate::certificate::check;
use crate::certificate::check::Inequality;
use crate::language::syntax::RelationOp;
use crate::language::typed::{Claim, Class, Given, Node, ObjectiveId, Range, Term, VectorId, When};
use crate::numeric::Rational;
use crate::problem::{ClassConstant, Property};
use crate::symbolic::{Atom, AtomId, Execution, Fraction, Kind, Monomial, Outcome, Place, Polynomial, Unsupported};

/// A point with the gradient there. Its value is the one of its position.
#[derive(Debug, Clone)]
pub struct Point {
    /// What it is.
    pub name: String,
    /// The point.
    pub x: Vector,
    /// The gradient.
    pub g: Vector,
    /// Whether it is the minimiser.
    pub is_minimiser: bool,
    /// Whether it is the minimiser or a given point at which no run starts: what runs are compared with.
    pub is_reference: bool,
}

/// The class by interpolation, with `L = 1`.
#[derive(Debug, Clone, PartialEq)]
pub enum Interpolation {
    /// Convex.
    Convex,
    /// Smooth, and strongly convex with this constant: -1 means smooth only.
    Smooth(Polynomial),
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// What it is, in words of the claim.
    pub name: String,
    /// Whether 0 and 1 are included.
    pub closed: [bool; 2],
}

/// What is to be certified.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The names of the basis vectors.
    pub basis: Vec<String>,
    /// The class.
    pub class: Interpolation,
    /// The points.
    pub points: Vec<Point>,
    /// The form that must be nonnegative.
    pub target: Form,
    /// The position in the basis of the vector at which a run starts.
    pub start: Option<usize>,
}

impl Problem {
    /// As a certificate says it.
    #[must_use]
    pub fn written(&self) -> check::Problem {
        let count = self.parameters.len();
        let class = match &self.class {
            Interpolation::Convex => check::Class::Convex,
            Interpolation::Smooth(alpha) if *alpha == whole(-1) => check::Class::Smooth,
            Interpolation::Smooth(alpha) => check::Class::SmoothConvex { alpha: written(alpha, count) },
        };
        let point = |point: &Point| check::Point {
            name: point.name.clone(),
            x: written_vector(&point.x, count),
            g: written_vector(&point.g, count),
            is_minimiser: point.is_minimiser,
        };
        check::Problem {
            parameters: self
                .parameters
                .iter()
                .map(|parameter| check::Parameter { is: parameter.name.clone(), closed: parameter.closed })
                .collect(),
            basis: self.basis.clone(),
            class,
            points: self.points.iter().map(point).collect(),
            hypotheses: Vec::new(),
            target: self.target.written(count),
        }
    }

    /// The same problem with a basis vector in units of a parameter, which is above 0 on the whole range: `w[0] = p*y`. Where the
    /// distance of the start vanishes with the parameter, the slack matrix then does not. The target is divided by the powers of
    /// the parameter that all of it has.
    #[must_use]
    pub fn scaled(&self, vector: usize, parameter: AtomId) -> Self {
        let unit = Polynomial::atom(parameter);
        let mut problem = self.clone();
        for point in &mut problem.points {
            for side in [&mut point.x, &mut point.g] {
                if let Some(value) = side.get_mut(&vector) {
                    *value = value.times(&unit);
                }
            }
        }
        for ((i, j), value) in &mut problem.target.gram {
            let times = u32::from(*i == vector) + u32::from(*j == vector);
            *value = value.times(&unit.power(times));
        }
        loop {
            let target = &problem.target;
            let all = target.gram.values().chain(target.values.values());
            let Some(divided) = all.map(|value| value.over(&unit)).collect::<Option<Vec<Polynomial>>>() else { break };
            if divided.is_empty() {
                break;
            }
            let mut divided = divided.into_iter();
            for value in problem.target.gram.values_mut().chain(problem.target.values.values_mut()) {
                *value = divided.next().unwrap_or_default();
            }
        }
        let name = &self.parameters[parameter as usize].name;
        let short = name.split(',').next().unwrap_or_default();
        problem.basis[vector] = format!("{} over the share of {short}", self.basis[vector]);
        problem
    }

    /// The problem itself and its versions with the start of a run in units of a parameter, the scaled ones first.
    #[must_use]
    pub fn versions(&self) -> Vec<Self> {
        let mut versions = Vec::new();
        for (at, parameter) in (0..).zip(&self.parameters) {
            if let Some(start) = self.start.filter(|_| !parameter.closed[0]) {
                versions.push(self.scaled(start, at));
            }
        }
        versions.push(self.clone());
        versions
    }

    /// The form of an inequality of the class.
    #[must_use]
    pub fn inequality(&self, of: Inequality) -> Form {
        let mut form = Form::default();
        match of {
            Inequality::Pair(i, j) => {
                let (a, b) = (&self.points[i], &self.points[j]);
                let (dx, dg) = (difference(&a.x, &b.x), difference(&a.g, &b.g));
                let scale = match &self.class {
                    Interpolation::Convex => whole(1),
                    Interpolation::Smooth(alpha) => whole(2).minus(&alpha.scaled(&Rational::from(2))),
                };
                form.add_value(i, &scale);
                form.add_value(j, &scale.negated());
                form.add_inner(&scale.negated(), &b.g, &dx);
                if let Interpolation::Smooth(alpha) = &self.class {
                    form.add_inner(&whole(-1), &dg, &dg);
                    form.add_inner(&alpha.negated(), &dx, &dx);
                    form.add_inner(&alpha.scaled(&Rational::from(2)), &dg, &dx);
                }
            }
            Inequality::Floor(i, j) => {
                form.add_value(i, &whole(1));
                form.add_value(j, &whole(-1));
                form.add_inner(
                    &whole(-1).scaled(&(Rational::ONE / Rational::from(2))),
                    &self.points[i].g,
                    &self.points[i].g,
                );
            }
            Inequality::Hypothesis(_) => {}
        }
        form
    }
}

/// The problems that together prove a relation; one for each time.
///
/// # Errors
/// The class or the statement is not one for certificates.
pub fn compile(execution: &mut Execution<'_>, claim: &Claim, op: RelationOp, x: &Node, y: &Node) -> Outcome<Problem> {
    let (objective, class) = class_of(claim)?;
    let target = target_of(execution, op, x, y)?;
    let compiler = Compiler {
        execution,
        claim,
        objective,
        class,
        smoothness: None,
        parameters: Vec::new(),
        basis: Vec::new(),
        origin: None,
    };
    compiler.problem(&target)
}

/// The class of the one objective, where interpolation inequalities describe it.
fn class_of(claim: &Claim) -> Outcome<(ObjectiveId, &Class)> {
    let mut objectives = claim.givens.iter().filter_map(|given| match given {
        Given::Objective { id, class, .. } => Some((*id, class)),
        _ => None,
    });
    let (Some((id, class)), None) = (objectives.next(), objectives.next()) else {
        return Err(Unsupported::because("not one objective"));
    };
    let is_named = class.formula.is_some() || class.family.is_some() || class.data.is_some();
    if is_named || class.demands(Property::Sampled) {
        return Err(Unsupported::because("not a class of functions by interpolation"));
    }
    let known = class.properties.known();
    if !known.has(Property::Convex) && !known.has(Property::Smooth) {
        return Err(Unsupported::because("neither convex nor smooth"));
    }
    Ok((id, class))
}

/// What must be nonnegative, as a polynomial whose sign is that of the larger side less the smaller one.
fn target_of(execution: &mut Execution<'_>, op: RelationOp, x: &Node, y: &Node) -> Outcome<Polynomial> {
    let (x, y) = match (&**x, &**y) {
        (Term::Norm(x), Term::Norm(y)) => {
            let square = |x: &Node| Term::Inner(x.clone(), x.clone());
            (execution.term(&square(x))?, execution.term(&square(y))?)
        }
        (x, y) => (execution.term(x)?, execution.term(y)?),
    };
    let difference = match op {
        RelationOp::Le => y.minus(&x),
        RelationOp::Ge => x.minus(&y),
        _ => return Err(Unsupported::because("no inequality of the kind <= or >=")),
    };
    let mut target = execution.signed_numerator(&difference)?;
    for _ in 0..16 {
        let roots = target.atoms().into_iter().any(|atom| {
            matches!(&execution.atoms.get(atom).kind, Kind::Root(radicand) if !radicand.factors().is_empty())
                || matches!(execution.atoms.get(atom).kind, Kind::QuotientOrZero(..))
        });
        if roots {
            return Err(Unsupported::because("roots of fractions"));
        }
        match execution.atoms.simplified(&target) {
            Some(next) => target = next,
            None => return Ok(target),
        }
    }
    Err(Unsupported::limit())
}

struct Compiler<'e, 'c> {
    execution: &'e mut Execution<'c>,
    claim: &'e Claim,
    objective: ObjectiveId,
    class: &'e Class,
    /// The atom of `L`, where it was met.
    smoothness: Option<AtomId>,
    /// The parameters by their atoms.
    parameters: Vec<AtomId>,
    /// The vectors of the basis by their atoms.
    basis: Vec<AtomId>,
    /// The atom that is the origin.
    origin: Option<AtomId>,
}

impl Compiler<'_, '_> {
    fn problem(mut self, target: &Polynomial) -> Outcome<Problem> {
        let places = self.places(target);
        let marks = self.gradients(&places);
        self.sort_atoms(target, &places, &marks)?;
        self.choose_origin(&places, target);
        let names = self.names();
        let mut points = Vec::new();
        for (place, (gradient, _)) in places.iter().zip(&marks) {
            let is_minimiser = self.is_minimiser(place);
            let g = match gradient {
                Some(atom) => self.vector(&Fraction::atom(*atom), 1)?,
                None => Vector::new(),
            };
            let x = self.vector(place, 0)?;
            let is_reference = place.as_atom().is_some_and(|atom| self.is_reference(atom));
            points.push(Point { name: self.describe(place), x, g, is_minimiser, is_reference });
        }
        let target = self.form(target, &marks)?;
        let class = self.interpolation();
        let parameters = self.parameters.iter().map(|atom| self.parameter(*atom)).collect();
        let is_start = |atom: &AtomId| self.weight(*atom) == 1 && !self.is_reference(*atom);
        let start = self.basis.iter().position(is_start);
        Ok(Problem { parameters, basis: names, class, points, target, start })
    }

    /// Wherever the objective or its gradient was taken, and the minimiser.
    ///
    /// Of minimisers only those that the target or another point is made of, or else one: their values are one number.
    fn places(&self, target: &Polynomial) -> Vec<Fraction> {
        let mut places: Vec<Fraction> = Vec::new();
        for (id, atom) in self.execution.atoms.iter() {
            let place = match &atom.kind {
                Kind::Value(_, None, x) | Kind::Gradient(_, None, x) => x.clone(),
                Kind::Minimiser(..) => Fraction::atom(id),
                _ => continue,
            };
            if !places.iter().any(|known| self.execution.atoms.are_equal(known, &place)) {
                places.push(place);
            }
        }
        let mut used = self.summed_atoms(target);
        used.extend(
            places.iter().filter(|place| !self.is_minimiser(place)).flat_map(|place| place.numerator().atoms()),
        );
        let is_used = |place: &Fraction| place.as_atom().is_some_and(|atom| used.contains(&atom));
        let first = places.iter().position(|place| self.is_minimiser(place));
        let one = if places.iter().any(|place| self.is_minimiser(place) && is_used(place)) { None } else { first };
        let mut at = 0;
        places.retain(|place| {
            let keep = !self.is_minimiser(place) || is_used(place) || Some(at) == one;
            at += 1;
            keep
        });
        places
    }

    /// The atoms in the inner products of a target.
    fn summed_atoms(&self, target: &Polynomial) -> BTreeSet<AtomId> {
        let summed = target.atoms().into_iter().filter_map(|atom| match &self.execution.atoms.get(atom).kind {
            Kind::Sum(summed) => Some(summed.numerator().atoms()),
            _ => None,
        });
        summed.flatten().collect()
    }

    /// The atoms of the gradient (none at a minimiser) and of the value at each place.
    fn gradients(&mut self, places: &[Fraction]) -> Vec<(Option<AtomId>, AtomId)> {
        let mut marks = Vec::new();
        for place in places {
            let gradient = (!self.is_minimiser(place)).then(|| {
                self.execution.atoms.of(Kind::Gradient(self.objective, None, place.clone()), true, Place::Anywhere)
            });
            let value =
                self.execution.atoms.of(Kind::Value(self.objective, None, place.clone()), false, Place::Anywhere);
            marks.push((gradient, value));
        }
        marks
    }

    /// Whether an atom is a minimiser, or a given vector at which no run starts.
    fn is_reference(&self, atom: AtomId) -> bool {
        let is_start = |id: VectorId| {
            let mut recurrences = self.claim.runs.iter().flat_map(|run| &run.recurrences);
            recurrences.any(|recurrence| recurrence.when == When::At(0) && recurrence.value == Term::Vector(id))
        };
        match self.execution.atoms.get(atom).kind {
            Kind::Minimiser(..) => true,
            Kind::Vector(id) => !is_start(id),
            _ => false,
        }
    }

    fn is_minimiser(&self, place: &Fraction) -> bool {
        place.as_atom().is_some_and(|atom| matches!(self.execution.atoms.get(atom).kind, Kind::Minimiser(..)))
    }

    /// Parts the atoms into vectors of the basis, parameters, and `L`; anything else that the target is made of is refused there.
    fn sort_atoms(
        &mut self,
        target: &Polynomial,
        places: &[Fraction],
        marks: &[(Option<AtomId>, AtomId)],
    ) -> Outcome<()> {
        let mut used = target.atoms();
        used.extend(self.summed_atoms(target));
        used.extend(places.iter().flat_map(|place| place.numerator().atoms()));
        used.extend(marks.iter().filter_map(|(gradient, _)| *gradient));
        for id in used {
            let atom = self.execution.atoms.get(id);
            match &atom.kind {
                Kind::Vector(_) | Kind::Gradient(..) | Kind::Minimiser(..) => self.basis.push(id),
                Kind::State(..) if atom.is_component => self.basis.push(id),
                Kind::Scalar(_) | Kind::Constant(_, ClassConstant::StrongConvexity) => {
                    if !matches!(atom.place, Place::Unit(..)) {
                        return Err(Unsupported::because("a parameter whose range is not bounded"));
                    }
                    self.parameters.push(id);
                }
                _ => {}
            }
        }
        let is_smoothness =
            |(_, atom): &(AtomId, &Atom)| matches!(atom.kind, Kind::Constant(_, ClassConstant::Smoothness));
        self.smoothness = self.execution.atoms.iter().find(is_smoothness).map(|(id, _)| id);
        Ok(())
    }

    fn interpolation(&self) -> Interpolation {
        let known = self.class.properties.known();
        if !known.has(Property::Smooth) {
            return Interpolation::Convex;
        }
        if !known.has(Property::Convex) {
            return Interpolation::Smooth(whole(-1));
        }
        let is_alpha = |atom: &AtomId| {
            matches!(self.execution.atoms.get(*atom).kind, Kind::Constant(_, ClassConstant::StrongConvexity))
        };
        let share = self.parameters.iter().position(is_alpha).and_then(|at| AtomId::try_from(at).ok());
        Interpolation::Smooth(share.map_or_else(Polynomial::zero, Polynomial::atom))
    }

    /// How far a vector moves when the whole space is moved by one unit.
    fn weight(&self, atom: AtomId) -> i64 {
        let is_free = |id: VectorId| {
            self.claim.givens.iter().any(|given| {
                matches!(given, Given::Vector { id: known, range: Range::Real | Range::Near, .. } if *known == id)
            })
        };
        match self.execution.atoms.get(atom).kind {
            Kind::Vector(id) => i64::from(is_free(id)),
            Kind::Minimiser(..) => 1,
            Kind::State(run, sequence, _) => i64::from(self.claim.runs[run].iterate == sequence),
            _ => 0,
        }
    }

    /// Makes the minimiser, or else a given point, the origin: allowed only where every point moves with the space and the
    /// target does not change when it moves.
    fn choose_origin(&mut self, places: &[Fraction], target: &Polynomial) {
        let is_minimiser = |atom: &&AtomId| matches!(self.execution.atoms.get(**atom).kind, Kind::Minimiser(..));
        let moving = || self.basis.iter().filter(|atom| self.weight(**atom) == 1);
        let reference = || moving().find(|atom| self.is_reference(**atom));
        let origin = moving().find(is_minimiser).or_else(reference).or_else(|| moving().next()).copied();
        if places.iter().all(|place| self.moves(place)) && self.is_invariant(target) {
            self.origin = origin;
            self.basis.retain(|atom| Some(*atom) != origin);
        }
    }

    /// Whether a point moves by one unit when the space does.
    fn moves(&self, place: &Fraction) -> bool {
        let mut sum = Polynomial::zero();
        for (monomial, value) in place.numerator().terms() {
            let (vectors, rest) = monomial.split(|atom| self.basis.contains(&atom));
            if let [(atom, 1)] = vectors.powers() {
                sum.add_term(rest, value * Rational::from(self.weight(*atom)));
            }
        }
        sum == place.denominator()
    }

    /// Whether a form does not change when all vectors move by their weights: its derivative by the movement is 0.
    fn is_invariant(&self, target: &Polynomial) -> bool {
        let mut derivative: BTreeMap<AtomId, Polynomial> = BTreeMap::new();
        for (monomial, value) in target.terms() {
            let (sums, rest) = monomial.split(|atom| matches!(self.execution.atoms.get(atom).kind, Kind::Sum(_)));
            for (sum, _) in sums.powers() {
                let Kind::Sum(summed) = &self.execution.atoms.get(*sum).kind else { continue };
                let Some((vectors, _)) = summed.numerator().terms().next() else { continue };
                for (atom, exponent) in vectors.powers() {
                    let other = vectors.over(&Monomial::of([(*atom, 1)])).unwrap_or_default();
                    let Some((other, _)) = other.powers().first() else { return false };
                    let factor = value * Rational::from(self.weight(*atom)) * Rational::from(*exponent);
                    derivative.entry(*other).or_default().add_term(rest.clone(), factor);
                }
            }
            if self.is_line_product(monomial) {
                return false;
            }
        }
        derivative.values().all(Polynomial::is_zero)
    }

    /// In one dimension inner products are plain products, which are not followed here.
    fn is_line_product(&self, monomial: &Monomial) -> bool {
        monomial.powers().iter().any(|(atom, _)| self.execution.atoms.get(*atom).is_component)
    }

    /// A scalar monomial as a polynomial in the numbers of the parameters. `L` is 1: its degree is checked elsewhere.
    fn coefficient(&self, monomial: &Monomial, value: &Rational) -> Outcome<Polynomial> {
        let mut product = Polynomial::constant(value.clone());
        for (atom, exponent) in monomial.powers() {
            if Some(*atom) == self.smoothness {
                continue;
            }
            let at = self.parameters.iter().position(|parameter| parameter == atom);
            let Some(at) = at.and_then(|at| AtomId::try_from(at).ok()) else {
                return Err(Unsupported::because("a coefficient that is no polynomial in the parameters"));
            };
            product = product.times(&Polynomial::atom(at).power(*exponent));
        }
        Ok(product)
    }

    /// The degree of a monomial under `R -> c*R`: `L`, values and gradients have degree 1.
    fn degree(&self, monomial: &Monomial) -> u32 {
        let degree = |(atom, exponent): &(AtomId, u32)| {
            let own = match &self.execution.atoms.get(*atom).kind {
                Kind::Constant(_, ClassConstant::Smoothness) | Kind::Value(..) | Kind::Gradient(..) => 1,
                Kind::Sum(summed) => summed.numerator().terms().next().map_or(0, |(inner, _)| self.degree(inner)),
                _ => 0,
            };
            own * exponent
        };
        monomial.powers().iter().map(degree).sum()
    }

    /// A vector in the basis, which must have the degree given under `R -> c*R`: so that `L = 1` may be taken.
    fn vector(&self, x: &Fraction, degree: u32) -> Outcome<Vector> {
        let mut below = 0;
        for (factor, exponent) in x.factors() {
            if factor.as_atom().is_none() || factor.as_atom() != self.smoothness {
                return Err(Unsupported::because("a point that is a quotient by a parameter"));
            }
            below += exponent;
        }
        let mut vector = Vector::new();
        for (monomial, value) in x.numerator().terms() {
            if self.class_is_scaled() && self.degree(monomial) != degree + below {
                return Err(Unsupported::because("a point that is not kept when R and L are scaled"));
            }
            let (vectors, rest) = monomial.split(|atom| self.execution.atoms.get(atom).is_component);
            let [(atom, 1)] = vectors.powers() else {
                return Err(Unsupported::because("products of vectors"));
            };
            if Some(*atom) == self.origin {
                continue;
            }
            let at = self.basis.iter().position(|known| known == atom);
            let at = at.ok_or_else(|| Unsupported::because("a vector that is no point and no gradient"))?;
            let sum = vector.remove(&at).unwrap_or_default().plus(&self.coefficient(&rest, value)?);
            if !sum.is_zero() {
                vector.insert(at, sum);
            }
        }
        Ok(vector)
    }

    /// Whether the class has an `L` that is scaled to 1.
    fn class_is_scaled(&self) -> bool {
        self.class.properties.known().has(Property::Smooth)
    }

    fn form(&self, target: &Polynomial, marks: &[(Option<AtomId>, AtomId)]) -> Outcome<Form> {
        let mut form = Form::default();
        let mut degree = None;
        for (monomial, value) in target.terms() {
            let own = self.degree(monomial);
            if self.class_is_scaled() && *degree.get_or_insert(own) != own {
                return Err(Unsupported::because("a statement that is not kept when R and L are scaled"));
            }
            let (quantity, rest) =
                monomial.split(|atom| matches!(self.execution.atoms.get(atom).kind, Kind::Sum(_) | Kind::Value(..)));
            let [(atom, 1)] = quantity.powers() else {
                return Err(Unsupported::because("a term that is neither a value nor an inner product times a number"));
            };
            let coefficient = self.coefficient(&rest, value)?;
            match &self.execution.atoms.get(*atom).kind {
                Kind::Value(..) => {
                    // All minimisers have one value.
                    let star = marks.iter().position(|(gradient, _)| gradient.is_none());
                    let point = match &self.execution.atoms.get(*atom).kind {
                        Kind::Value(_, _, x) if self.is_minimiser(x) => star,
                        _ => marks.iter().position(|(_, value)| value == atom),
                    };
                    form.add_value(point.ok_or_else(|| Unsupported::because("a value at no point"))?, &coefficient);
                }
                Kind::Sum(summed) => self.add_sum(&mut form, &coefficient, summed)?,
                _ => {}
            }
        }
        Ok(form)
    }

    fn add_sum(&self, form: &mut Form, coefficient: &Polynomial, summed: &Fraction) -> Outcome<()> {
        let refused = || Unsupported::because("a sum over components that is no inner product");
        let mut terms = summed.numerator().terms();
        let (Some((monomial, one)), None, true) = (terms.next(), terms.next(), summed.factors().is_empty()) else {
            return Err(refused());
        };
        let flat: Vec<AtomId> =
            monomial.powers().iter().flat_map(|(atom, e)| std::iter::repeat_n(*atom, *e as usize)).collect();
        let [u, v] = flat[..] else { return Err(refused()) };
        let unit = |atom: AtomId| -> Outcome<Vector> {
            if Some(atom) == self.origin {
                return Ok(Vector::new());
            }
            let at = self.basis.iter().position(|known| *known == atom).ok_or_else(refused)?;
            Ok(Vector::from([(at, whole(1))]))
        };
        form.add_inner(&coefficient.scaled(one), &unit(u)?, &unit(v)?);
        Ok(())
    }

    fn parameter(&self, atom: AtomId) -> Parameter {
        let atom = self.execution.atoms.get(atom);
        let closed = match atom.place {
            Place::Unit(zero, one) => [zero, one],
            _ => [true, true],
        };
        Parameter { name: self.execution.name(&atom.kind), closed }
    }

    fn names(&self) -> Vec<String> {
        self.basis.iter().map(|atom| self.execution.name(&self.execution.atoms.get(*atom).kind)).collect()
    }

    fn describe(&self, place: &Fraction) -> String {
        self.execution.describe(place)
    }
}
