//! Sums and other folds, and `cases`: what an index runs over, and which values and conditions are allowed.

use super::expression::Checked;
use super::scope::{Checker, Recorded, Scope};
use crate::language::syntax::{Expr, FoldKind, Name, Span};
use crate::language::typed::{IndexId, Node, Over, Part, Shape, Term, Truth};
use crate::language::typed::{component_of, truth_component};

/// How a body uses the index of a fold that has no range.
#[derive(Debug, Default)]
struct Use {
    /// What it numbers: samples, each time by what they are counted to.
    samples: Vec<Over>,
    /// It numbers components.
    components: bool,
}

impl Checker {
    /// A sum and the like.
    pub(super) fn fold(
        &mut self,
        kind: FoldKind,
        index: &Name,
        range: Option<&(Expr, Expr)>,
        body: &Expr,
        span: Span,
        scope: &Scope,
    ) -> Checked<Term> {
        let bounds = match range {
            Some((first, last)) => Some((self.scalar(first, scope)?, self.scalar(last, scope)?)),
            None => None,
        };
        let id = self.fresh_index();
        let mut inner = scope.clone();
        inner.bind_index(&index.text, id);
        let over = |checker: &mut Self, free: bool, used: Use| match bounds {
            Some((first, last)) => Ok(Over::Range(first.into(), last.into())),
            None => checker.over(index, free, used, span),
        };
        let mut used = Use::default();
        if matches!(kind, FoldKind::First | FoldKind::Count) {
            let body = self.condition(body, &inner)?;
            body.terms(&mut |part| self.uses(part, id, &mut used));
            let over = over(self, body.free_indices().contains(&id), used)?;
            return Ok(Term::FoldTruth { kind, index: id, over, body: Box::new(body) });
        }
        let body_term = self.term(body, &inner)?;
        if body_term.shape() == Shape::Matrix && !matches!(kind, FoldKind::Sum | FoldKind::Mean) {
            let help = "matrices have sums and means; write a product as a sequence `P[t] = A[t] @ P[t-1]`";
            return Err(self.error(body.span, "this is not defined for matrices", "a matrix", Some(help.to_owned())));
        }
        self.uses(&body_term, id, &mut used);
        let over = over(self, body_term.free_indices().contains(&id), used)?;
        Ok(Term::Fold { kind, index: id, over, body: body_term.into() })
    }

    /// What an index without a range runs over: what it numbers.
    fn over(&mut self, index: &Name, free: bool, used: Use, span: Span) -> Checked<Over> {
        let name = &index.text;
        let range = format!("give it a range: `sum({name} in 1..t: ...)`");
        let (message, label) = match (used.samples.as_slice(), used.components) {
            ([], true) => return Ok(Over::Components),
            ([samples], false) => return Ok(samples.clone()),
            ([], false) if !free => (format!("nothing here depends on `{name}`"), "the index is not used"),
            ([], false) => (format!("it is unclear what `{name}` runs over"), "over what?"),
            ([_], true) => (format!("`{name}` indexes both samples and components"), "over which of the two?"),
            _ => (format!("`{name}` indexes the samples of several objectives"), "over which of them?"),
        };
        Err(self.error(span, message, label, Some(range)))
    }

    /// What an index numbers in a term.
    fn uses(&self, term: &Term, index: IndexId, used: &mut Use) {
        term.each_once(&mut |part| {
            let samples = match part {
                Term::Value(o, _) | Term::Gradient(o, _) | Term::Hessian(o, _) => match &o.part {
                    Part::Sample(sample) | Part::Step(sample) if sample.has_free(index) => Some(Over::Samples(o.id)),
                    _ => None,
                },
                Term::Features(id, n) | Term::Target(id, n) if n.has_free(index) => Some(Over::Samples(*id)),
                Term::Multiplicity { draw, sample, .. } if sample.has_free(index) => self.population(*draw),
                _ => None,
            };
            if let Some(samples) = samples
                && !used.samples.contains(&samples)
            {
                used.samples.push(samples);
            }
            used.components |= match part {
                Term::Component(_, of) => *of == index,
                Term::Unit(k) | Term::Entry(_, k) => k.has_free(index),
                _ => false,
            };
            true
        });
    }

    /// The samples that a draw draws from.
    fn population(&self, draw: usize) -> Option<Over> {
        Some(match self.populations.get(draw)?.as_ref()? {
            Term::Samples(id) => Over::Samples(*id),
            count => Over::Range(Term::integer(1).into(), count.clone().into()),
        })
    }

    /// `cases(c: x; d: y; else z)`: of vectors by component; of matrices as a whole, by conditions on numbers.
    pub(super) fn cases(&mut self, arms: &[(Expr, Expr)], otherwise: &Expr, scope: &Scope) -> Checked<Term> {
        let mut checked = Vec::new();
        for (condition, value) in arms {
            let condition = self.condition(condition, scope);
            let value = self.term(value, scope);
            checked.push((condition?, Node::new(value?)));
        }
        let last = Node::new(self.term(otherwise, scope)?);
        let values = checked.iter().map(|(_, value)| value.shape()).chain([last.shape()]);
        let widest = values.max().unwrap_or(Shape::Scalar);
        let conditions: Vec<Shape> = checked.iter().map(|(condition, _)| shape_of(condition)).collect();
        for ((condition, _), shape) in arms.iter().zip(&conditions) {
            if *shape == Shape::Matrix {
                let help = Some("compare numbers here, as in `entry(A @ unit(1), 1) > 0`".to_owned());
                return Err(self.error(condition.span, "a condition on matrices", "not by component", help));
            }
            if widest == Shape::Matrix && *shape == Shape::Vector {
                let message = "a condition on vectors selects components, which a matrix does not have";
                return Err(self.error(condition.span, message, "shapes do not fit", None));
            }
        }
        if widest == Shape::Matrix {
            let terms = checked.iter().map(|(_, value)| value).chain([&last]);
            let written = arms.iter().map(|(_, value)| value).chain([otherwise]);
            for (term, expr) in terms.zip(written) {
                self.stands_for_matrix(term, expr.span)?;
            }
            return Ok(Term::Cases(checked, last));
        }
        if widest == Shape::Scalar && !conditions.contains(&Shape::Vector) {
            return Ok(Term::Cases(checked, last));
        }
        let index = self.fresh_index();
        let arms = checked
            .into_iter()
            .map(|(condition, value)| (truth_component(condition, index), component_of(&value, index)));
        let body = Term::Cases(arms.collect(), component_of(&last, index));
        Ok(Term::Map(index, body.into()))
    }

    /// Of numbers only 0 stands for a matrix: another could be all entries or a multiple of the unit matrix.
    pub(super) fn stands_for_matrix(&mut self, term: &Term, span: Span) -> Result<(), Recorded> {
        if term.shape() == Shape::Matrix || term.as_integer() == Some(0) {
            return Ok(());
        }
        let help = Some("write `2*I` for a multiple of the unit matrix".to_owned());
        Err(self.error(span, "a matrix is expected here", "not a matrix", help))
    }
}

/// The widest shape that a relation of a statement is between.
fn shape_of(truth: &Truth) -> Shape {
    let mut widest = Shape::Scalar;
    truth.terms(&mut |term| widest = widest.max(term.shape()));
    widest
}
