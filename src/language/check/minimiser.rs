//! Minimisers: `w_star` is one of an objective's, the same everywhere in a claim; `w_star(x)` is the one nearest to x.

use super::expression::Checked;
use super::scope::{Checker, Meaning, Recorded, Scope};
use crate::language::syntax::names::OBJECTIVE;
use crate::language::syntax::{Argument, Expr, ExprKind, Span};
use crate::language::typed::{Class, Given, ObjectiveId, ObjectiveTerm, Term, VectorId, may_vanish};
use crate::problem::Property;

impl Checker {
    /// `w_star`: of several minimisers the one nearest to a point that the case draws.
    pub(super) fn minimiser(&mut self, objective: &ObjectiveTerm) -> Term {
        let near = self.anchors.get(&objective.id).copied();
        self.used_anchors.extend(near);
        Term::Minimiser(objective.id, near.map(|near| Term::Vector(near).into()))
    }

    /// `w_star(R)`, `w_star(x)`, and with several objectives `w_star(R, x)`.
    pub(super) fn minimiser_of(&mut self, arguments: &[Argument], span: Span, scope: &Scope) -> Checked<Term> {
        let values: Vec<&Expr> = arguments.iter().filter(|a| a.name.is_none()).map(|a| &a.value).collect();
        let named = |expr: &Expr| match &expr.kind {
            ExprKind::Name { run: None, name } => match scope.meaning(name) {
                Some(Meaning::Objective(term, class)) => Some((name.clone(), term.clone(), class.clone())),
                _ => None,
            },
            _ => None,
        };
        let (objective, point) = match values.as_slice() {
            [only] if values.len() == arguments.len() => match named(only) {
                Some(found) => (Some(found), None),
                None => (None, Some(*only)),
            },
            [first, point] if values.len() == arguments.len() => {
                let Some(found) = named(first) else {
                    return Err(self.error(first.span, "an objective is expected here", "not an objective", None));
                };
                (Some(found), Some(*point))
            }
            _ => {
                let help = Some("write `w_star(x)`, `w_star(R)` or `w_star(R, x)`".to_owned());
                return Err(self.error(span, "`w_star` takes an objective, a point or both", "not these", help));
            }
        };
        let Some((name, term, class)) = objective.or_else(|| {
            scope.main_objective().map(|(term, class)| ("the objective".to_owned(), term.clone(), class.clone()))
        }) else {
            if scope.has_lost_an_objective() {
                return Err(Recorded);
            }
            let help = Some("write `w_star(R, x)`".to_owned());
            return Err(self.error(span, "it is unclear whose minimiser is meant", "which objective?", help));
        };
        if !class.demands(Property::Minimiser) {
            return Err(self.no_minimiser(&name, span));
        }
        match point {
            Some(point) => {
                let point = self.vector(point, scope)?;
                Ok(Term::Minimiser(term.id, Some(point.into())))
            }
            None => Ok(self.minimiser(&term)),
        }
    }

    /// Lets the cases of a claim draw which minimiser of an objective `w_star` is, where there may be several: the key
    /// of the point that it is nearest to. The objective is the last of what is given.
    pub(super) fn anchor(&mut self, givens: &[Given], vector: VectorId) -> Option<String> {
        let Some(Given::Objective { id, name, class }) = givens.last() else { return None };
        if !class.demands(Property::Minimiser) || self.in_figure || !may_have_several(*id, class, givens) {
            return None;
        }
        self.anchors.insert(*id, vector);
        Some(if name == OBJECTIVE { "w_star near".to_owned() } else { format!("w_star near ({name})") })
    }
}

/// Whether an objective of the class may have several minimisers.
fn may_have_several(id: ObjectiveId, class: &Class, givens: &[Given]) -> bool {
    if let Some((_, parameters)) = &class.family {
        // Each of them is a factor of the whole function, which is 0 everywhere where one of them is.
        return parameters.iter().any(|(_, value)| may_vanish(value, givens));
    }
    let declared = class.formula.as_ref().map(|formula| formula.minimiser.as_ref());
    let follows =
        declared.is_none_or(|minimiser| minimiser.is_some_and(|minimiser| minimiser.facts().points.contains(id)));
    follows && !class.demands(Property::StrictlyConvex) && !class.demands(Property::StronglyConvex)
}
