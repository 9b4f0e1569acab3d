//! Symbolic derivatives of terms.
//!
//! A derivative is pulled back from the outside in: `pull` is given a term and how much the result changes with it
//! (the seed, of the term's shape), and hands to each part its own seed. What arrives at the point is collected; the
//! sum is the gradient. The Hessian's row `i` is the gradient pulled back with the unit vector `i` as its seed.
//!
//! Terms are shared, so that a derivative is small even where it would be long when written out. A term that occurs in
//! several places is still pulled once for each; the number of pulls is bounded.

use std::collections::HashSet;

use super::component::component_of;
use super::function::Function;
use super::shape::{IndexId, ObjectiveId, Shape};
use super::term::{Node, Over, Term, Truth};
use crate::language::syntax::{BinaryOp, FoldKind};
use crate::numeric::Rational;

/// Terms that are pulled through for the derivatives of one formula, at most. A sum of a hundred squares of products
/// takes some thousands; what takes more is a formula that nobody reads.
const MOST_PULLS: usize = 1 << 14;

/// How deep a seed may be nested.
const DEEPEST_SEED: u32 = 4_000;

/// Why a formula has no symbolic derivative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoRule {
    /// There is no rule for a kind of term.
    #[error("there is no rule for the derivative of {0}")]
    For(&'static str),
    /// The derivative would be too long.
    #[error("the formula is too long to differentiate")]
    TooLong,
}

/// Derivatives by the point of one objective.
pub(crate) struct Derivative<'a> {
    /// Whose point.
    point: ObjectiveId,
    /// Makes an index that nothing else uses.
    fresh: &'a mut dyn FnMut() -> IndexId,
    /// The terms that were pulled through so far.
    pulls: usize,
}

impl<'a> Derivative<'a> {
    /// Derivatives by the point of one objective.
    pub(crate) fn new(point: ObjectiveId, fresh: &'a mut dyn FnMut() -> IndexId) -> Self {
        Self { point, fresh, pulls: 0 }
    }

    /// The gradient of a number, simplified. Where a function has a kink (`abs`, `max`, the border of `cases`) it is a
    /// value between the slopes on both sides.
    ///
    /// # Errors
    /// What has no derivative, in words.
    pub(crate) fn gradient(&mut self, value: &Term) -> Result<Term, NoRule> {
        self.pulled(&value.clone().into(), number(1)).map(Node::into_term)
    }

    /// The Hessian as the derivative of a gradient.
    ///
    /// # Errors
    /// As [`Self::gradient`].
    pub(crate) fn jacobian(&mut self, gradient: &Term) -> Result<Term, NoRule> {
        let row = (self.fresh)();
        let unit = Term::Unit(Term::Index(row).into());
        let body = self.pulled(&gradient.clone().into(), unit.into())?;
        Ok(Term::Rows(row, body))
    }

    fn pulled(&mut self, term: &Node, seed: Node) -> Result<Node, NoRule> {
        let mut parts = Vec::new();
        self.pull(term, seed, &mut parts)?;
        let sum = parts.into_iter().reduce(add);
        Ok(sum.unwrap_or_else(|| Term::Map((self.fresh)(), number(0)).into()))
    }

    fn depends(&self, term: &Node) -> bool {
        term.facts().points.contains(self.point)
    }

    fn pull(&mut self, term: &Node, seed: Node, out: &mut Vec<Node>) -> Result<(), NoRule> {
        if !self.depends(term) || is_zero(&seed) {
            return Ok(());
        }
        self.pulls += 1;
        if self.pulls > MOST_PULLS || seed.facts().depth > DEEPEST_SEED {
            return Err(NoRule::TooLong);
        }
        match &**term {
            Term::Point(_) => out.push(seed),
            Term::Negate(x) => self.pull(x, negate(seed), out)?,
            Term::Binary(BinaryOp::MatMul, a, x) => {
                self.constant(a, "a matrix that depends on the point")?;
                let back = function(Function::Transpose, [a.clone()]);
                self.pull(x, binary(BinaryOp::MatMul, back, seed), out)?;
            }
            Term::Binary(BinaryOp::Pow, a, n) if is_smooth_power(n) && matches!(&**a, Term::Norm(_)) => {
                let Term::Norm(x) = &**a else { unreachable!("it was just matched") };
                // n |x|^(n - 2) x has a value where x is 0, though the gradient of |x| has none.
                let lowered = power(a.clone(), subtract(n.clone(), number(2)));
                self.pull(x, multiply(multiply(multiply(seed, n.clone()), lowered), x.clone()), out)?;
            }
            Term::Binary(op, a, b) => self.pull_binary(*op, a, b, &seed, out)?,
            Term::Function(function, arguments) => self.pull_function(*function, arguments, term, &seed, out)?,
            Term::Inner(a, b) if a == b => self.pull(a, multiply(multiply(number(2), seed), a.clone()), out)?,
            Term::Inner(a, b) => {
                self.pull(a, multiply(seed.clone(), b.clone()), out)?;
                self.pull(b, multiply(seed, a.clone()), out)?;
            }
            Term::Norm(x) => self.pull(x, divide(multiply(seed, x.clone()), term.clone()), out)?,
            Term::Component(x, index) => {
                self.pull(x, multiply(seed, Term::Unit(Term::Index(*index).into()).into()), out)?;
            }
            Term::Entry(x, k) => self.pull(x, multiply(seed, Term::Unit(k.clone()).into()), out)?,
            Term::Map(index, body) => self.pull_map(*index, body, &seed, out)?,
            Term::Fold { kind: kind @ (FoldKind::Sum | FoldKind::Mean), index, over, body } => {
                let fresh = (self.fresh)();
                let body = body.with_index(*index, fresh);
                let mut inner = Vec::new();
                self.pull(&body, seed, &mut inner)?;
                out.extend(inner.into_iter().map(|part| summed(*kind, fresh, over, part)));
            }
            Term::Value(objective, x) => {
                let gradient = Term::Gradient(objective.clone(), x.clone());
                self.pull(x, multiply(seed, gradient.into()), out)?;
            }
            Term::Gradient(objective, x) => {
                let hessian = Term::Hessian(objective.clone(), x.clone());
                self.pull(x, binary(BinaryOp::MatMul, hessian.into(), seed), out)?;
            }
            Term::Cases(arms, otherwise) => self.pull_cases(arms, otherwise, &seed, out)?,
            _ => return Err(NoRule::For(named(term))),
        }
        Ok(())
    }

    fn constant(&self, term: &Node, what: &'static str) -> Result<(), NoRule> {
        if self.depends(term) { Err(NoRule::For(what)) } else { Ok(()) }
    }

    fn pull_binary(
        &mut self,
        op: BinaryOp,
        a: &Node,
        b: &Node,
        seed: &Node,
        out: &mut Vec<Node>,
    ) -> Result<(), NoRule> {
        let seed = || seed.clone();
        let (left, right) = match op {
            BinaryOp::Add => (seed(), seed()),
            BinaryOp::Sub => (seed(), negate(seed())),
            BinaryOp::Mul => (multiply(seed(), b.clone()), multiply(seed(), a.clone())),
            BinaryOp::Div => {
                let down = divide(multiply(seed(), a.clone()), power(b.clone(), number(2)));
                (divide(seed(), b.clone()), negate(down))
            }
            _ => {
                let lowered = power(a.clone(), subtract(b.clone(), number(1)));
                let grown = if self.depends(b) {
                    let logarithm = function(Function::Ln, [a.clone()]);
                    multiply(multiply(seed(), power(a.clone(), b.clone())), logarithm)
                } else {
                    number(0)
                };
                (multiply(multiply(seed(), b.clone()), lowered), grown)
            }
        };
        for (part, seed) in [(a, left), (b, right)] {
            let seed = self.reduced(seed, part.shape());
            self.pull(part, seed, out)?;
        }
        Ok(())
    }

    /// What changes with a number that stands for every component is the sum over all.
    fn reduced(&mut self, seed: Node, shape: Shape) -> Node {
        if shape != Shape::Scalar || seed.shape() == Shape::Scalar {
            return seed;
        }
        let index = (self.fresh)();
        summed(FoldKind::Sum, index, &Over::Components, component_of(&seed, index))
    }

    fn pull_function(
        &mut self,
        own: Function,
        arguments: &[Node],
        term: &Node,
        seed: &Node,
        out: &mut Vec<Node>,
    ) -> Result<(), NoRule> {
        let x = &arguments[0];
        let sign = |x: &Node| function(Function::Sign, [x.clone()]);
        let half = |x: Node| divide(x, number(2));
        let slope = match own {
            Function::Sqrt => divide(seed.clone(), multiply(number(2), term.clone())),
            Function::Abs | Function::Norm1 => multiply(seed.clone(), sign(x)),
            Function::Exp => multiply(seed.clone(), term.clone()),
            Function::Ln => divide(seed.clone(), x.clone()),
            // The derivative of the cosine is the cosine a quarter of a turn later.
            Function::Cos => {
                let later = add(x.clone(), half(Term::Pi.into()));
                multiply(seed.clone(), function(Function::Cos, [later]))
            }
            Function::Sign => return Ok(()),
            Function::Min | Function::Max => {
                let rest = match arguments {
                    [_, y] => y.clone(),
                    _ => Term::Function(own, arguments[1..].to_vec()).into(),
                };
                let above = sign(&subtract(x.clone(), rest.clone()));
                let above = if own == Function::Max { above } else { negate(above) };
                let share = |own: Node| multiply(seed.clone(), half(add(number(1), own)));
                let (first, second) = (share(above.clone()), share(negate(above)));
                let first = self.reduced(first, x.shape());
                let second = self.reduced(second, rest.shape());
                self.pull(x, first, out)?;
                return self.pull(&rest, second, out);
            }
            Function::Solve => {
                self.constant(x, "a matrix that depends on the point")?;
                let back = function(Function::Transpose, [x.clone()]);
                return self.pull(&arguments[1], function(Function::Solve, [back, seed.clone()]), out);
            }
            _ => return Err(NoRule::For(named(term))),
        };
        self.pull(x, slope, out)
    }

    fn pull_map(&mut self, index: IndexId, body: &Node, seed: &Node, out: &mut Vec<Node>) -> Result<(), NoRule> {
        let fresh = (self.fresh)();
        let body = body.with_index(index, fresh);
        let mut inner = Vec::new();
        self.pull(&body, component_of(seed, fresh), &mut inner)?;
        out.extend(inner.into_iter().map(|part| summed(FoldKind::Sum, fresh, &Over::Components, part)));
        Ok(())
    }

    /// Each value counts where its condition is the first that is true. What is not defined in other cases must not be
    /// computed there, so that the cases go around the whole contribution.
    fn pull_cases(
        &mut self,
        arms: &[(Truth, Node)],
        otherwise: &Node,
        seed: &Node,
        out: &mut Vec<Node>,
    ) -> Result<(), NoRule> {
        let mut before: Vec<(Truth, Node)> = Vec::new();
        for (condition, value) in arms {
            let mut parts = Vec::new();
            self.pull(value, seed.clone(), &mut parts)?;
            for part in parts {
                let arms = before.clone();
                out.push(self.guarded(part, |part| {
                    let own = arms.iter().cloned().chain([(condition.clone(), part)]);
                    Term::Cases(own.collect(), number(0)).into()
                }));
            }
            before.push((condition.clone(), number(0)));
        }
        let mut parts = Vec::new();
        self.pull(otherwise, seed.clone(), &mut parts)?;
        for part in parts {
            out.push(self.guarded(part, |part| Term::Cases(before.clone(), part).into()));
        }
        Ok(())
    }

    /// Puts cases around a vector: around its factor where it is a multiple of a unit vector, else around each
    /// component.
    fn guarded(&mut self, part: Node, around: impl Fn(Node) -> Node) -> Node {
        if let Some((unit, factor)) = unit_factor(&part) {
            return multiply(around(factor), unit);
        }
        let index = (self.fresh)();
        let component = match &*part {
            Term::Map(own, body) => body.with_index(*own, index),
            _ => component_of(&part, index),
        };
        Term::Map(index, around(component)).into()
    }
}

/// A multiple of a unit vector as the unit vector and the factor.
fn unit_factor(term: &Node) -> Option<(Node, Node)> {
    match &**term {
        Term::Unit(_) => Some((term.clone(), number(1))),
        Term::Negate(x) => unit_factor(x).map(|(unit, factor)| (unit, negate(factor))),
        Term::Binary(BinaryOp::Mul, a, b) => match (a.shape(), b.shape()) {
            (Shape::Scalar, _) => unit_factor(b).map(|(unit, factor)| (unit, multiply(a.clone(), factor))),
            (_, Shape::Scalar) => unit_factor(a).map(|(unit, factor)| (unit, multiply(factor, b.clone()))),
            _ => None,
        },
        Term::Binary(BinaryOp::Div, a, b) if b.shape() == Shape::Scalar => {
            unit_factor(a).map(|(unit, factor)| (unit, divide(factor, b.clone())))
        }
        _ => None,
    }
}

/// What a term is called in a diagnostic.
fn named(term: &Term) -> &'static str {
    match term {
        Term::Hessian(..) => "another objective's Hessian",
        Term::Fold { kind: FoldKind::Product, .. } => "a product over an index",
        Term::Fold { .. } => "an extreme or a variance over an index",
        Term::FoldTruth { .. } => "a count",
        Term::Function(Function::NormInf, _) => "the largest component",
        Term::Function(Function::LambdaMax | Function::LambdaMin, _) => "an eigenvalue",
        Term::Function(Function::Mod | Function::Ceil | Function::Floor | Function::QuotientOrZero, _) => {
            "a step function"
        }
        Term::Rows(..) => "a matrix that depends on the point",
        _ => "this expression",
    }
}

/// The sum (or mean) of a part over an index. In a sum over all components of what is a multiple of unit vector `i`,
/// or of what vanishes except for one `i`, nothing is left to add up.
fn summed(kind: FoldKind, index: IndexId, over: &Over, part: Node) -> Node {
    if *over == Over::Components && kind == FoldKind::Sum {
        if let Some(rest) = without_unit(&part, index, &mut HashSet::new()) {
            return Term::Map(index, rest).into();
        }
        if let Some((at, rest)) = without_delta(&part, index, &mut HashSet::new()) {
            return rest.with_index(index, at);
        }
    }
    Term::Fold { kind, index, over: over.clone(), body: part }.into()
}

/// The `s` of `s*unit(i)`; `without` holds the addresses of what is known to be none.
fn without_unit(term: &Node, index: IndexId, without: &mut HashSet<usize>) -> Option<Node> {
    if !term.has_free(index) || without.contains(&term.address()) {
        return None;
    }
    let found = match &**term {
        Term::Unit(k) if **k == Term::Index(index) => Some(number(1)),
        Term::Negate(x) => without_unit(x, index, without).map(negate),
        Term::Binary(BinaryOp::Mul, a, b) => match without_unit(a, index, without) {
            Some(rest) => Some(multiply(rest, component_of(b, index))),
            None => without_unit(b, index, without).map(|rest| multiply(component_of(a, index), rest)),
        },
        Term::Binary(BinaryOp::Div, a, b) => {
            without_unit(a, index, without).map(|rest| divide(rest, component_of(b, index)))
        }
        _ => None,
    };
    if found.is_none() {
        without.insert(term.address());
    }
    found
}

/// The `k` and the `s` of `s*unit(k)_i`; `without` holds the addresses of what is known to be none.
fn without_delta(term: &Node, index: IndexId, without: &mut HashSet<usize>) -> Option<(IndexId, Node)> {
    if !term.has_free(index) || without.contains(&term.address()) {
        return None;
    }
    let found = match &**term {
        Term::Component(unit, at) if *at == index => match &**unit {
            Term::Unit(k) => match **k {
                Term::Index(k) if k != index => Some((k, number(1))),
                _ => None,
            },
            _ => None,
        },
        Term::Negate(x) => without_delta(x, index, without).map(|(k, rest)| (k, negate(rest))),
        Term::Binary(BinaryOp::Mul, a, b) => match without_delta(a, index, without) {
            Some((k, rest)) => Some((k, multiply(rest, b.clone()))),
            None => without_delta(b, index, without).map(|(k, rest)| (k, multiply(a.clone(), rest))),
        },
        Term::Binary(BinaryOp::Div, a, b) => {
            without_delta(a, index, without).map(|(k, rest)| (k, divide(rest, b.clone())))
        }
        _ => None,
    };
    if found.is_none() {
        without.insert(term.address());
    }
    found
}

fn number(value: i64) -> Node {
    Term::integer(value).into()
}

fn function<const N: usize>(function: Function, arguments: [Node; N]) -> Node {
    Term::Function(function, arguments.to_vec()).into()
}

fn constant(term: &Term) -> Option<&Rational> {
    if let Term::Constant(value) = term { Some(value) } else { None }
}

fn is_zero(term: &Term) -> bool {
    constant(term).is_some_and(Rational::is_zero)
}

fn is_one(term: &Term) -> bool {
    constant(term).is_some_and(Rational::is_one)
}

fn binary(op: BinaryOp, a: Node, b: Node) -> Node {
    Term::Binary(op, a, b).into()
}

fn negate(x: Node) -> Node {
    match &*x {
        Term::Constant(value) => Term::Constant(-value).into(),
        Term::Negate(x) => x.clone(),
        _ => Term::Negate(x).into(),
    }
}

fn add(a: Node, b: Node) -> Node {
    match (constant(&a), constant(&b)) {
        (Some(x), Some(y)) => Term::Constant(x + y).into(),
        (Some(x), None) if x.is_zero() => b,
        (None, Some(y)) if y.is_zero() => a,
        _ => match &*b {
            Term::Negate(b) => binary(BinaryOp::Sub, a, b.clone()),
            _ => binary(BinaryOp::Add, a, b),
        },
    }
}

fn subtract(a: Node, b: Node) -> Node {
    match (numeral(&a), numeral(&b)) {
        (Some(x), Some(y)) => Term::Constant(x - y).into(),
        (_, Some(y)) if y.is_zero() => a,
        _ => binary(BinaryOp::Sub, a, b),
    }
}

/// The number that a term of numerals is, as `3/2`.
fn numeral(term: &Term) -> Option<Rational> {
    match term {
        Term::Constant(value) => Some(value.clone()),
        Term::Negate(x) => numeral(x).map(|value| -value),
        Term::Binary(BinaryOp::Div, a, b) => {
            let (a, b) = (numeral(a)?, numeral(b)?);
            (!b.is_zero()).then(|| a / b)
        }
        _ => None,
    }
}

/// A product; zero stays a number only where both factors are, since a seed keeps its shape.
fn multiply(a: Node, b: Node) -> Node {
    match (constant(&a), constant(&b)) {
        (Some(x), Some(y)) => Term::Constant(x * y).into(),
        (Some(x), None) if x.is_one() => b,
        (None, Some(y)) if y.is_one() => a,
        _ if is_zero(&a) || is_zero(&b) => number(0),
        (None, Some(_)) => multiply(b, a),
        // 2*(3*x) is 6*x.
        (Some(x), None) => match &*b {
            Term::Binary(BinaryOp::Mul, c, rest) if constant(c).is_some() => {
                multiply(Term::Constant(x * constant(c).expect("just seen")).into(), rest.clone())
            }
            Term::Negate(rest) => multiply(Term::Constant(-x).into(), rest.clone()),
            _ => binary(BinaryOp::Mul, a, b),
        },
        (None, None) => match (&*a, &*b) {
            (Term::Negate(a), _) => negate(multiply(a.clone(), b)),
            (_, Term::Negate(b)) => negate(multiply(a, b.clone())),
            _ => binary(BinaryOp::Mul, a, b),
        },
    }
}

fn divide(a: Node, b: Node) -> Node {
    if is_one(&b) || is_zero(&a) {
        return a;
    }
    match (constant(&a), constant(&b)) {
        (Some(x), Some(y)) if !y.is_zero() => Term::Constant(x / y).into(),
        _ => binary(BinaryOp::Div, a, b),
    }
}

/// Whether a power of a norm has a gradient where the norm is 0.
fn is_smooth_power(n: &Node) -> bool {
    n.as_integer().is_some_and(|n| n >= 2)
}

fn power(a: Node, n: Node) -> Node {
    match constant(&n) {
        Some(value) if value.is_one() => a,
        Some(value) if value.is_zero() => number(1),
        _ => binary(BinaryOp::Pow, a, n),
    }
}
