//! Checks statements.

use super::expression::Checked;
use super::scope::{Checker, Meaning, Scope};
use crate::language::syntax::{Argument, Expr, ExprKind, LogicOp};
use crate::language::typed::{Shape, Truth};

impl Checker {
    /// A statement that a value or a case depends on, which is about real numbers.
    pub fn condition(&mut self, expr: &Expr, scope: &Scope) -> Checked<Truth> {
        let truth = self.truth(expr, scope)?;
        if !truth.has_bits() {
            return Ok(truth);
        }
        let help = Some("use `same bits` only in a `show` line".to_owned());
        Err(self.error(expr.span, "a condition is about real numbers, not doubles", "compares doubles", help))
    }

    /// The statement that an expression means.
    pub fn truth(&mut self, expr: &Expr, scope: &Scope) -> Checked<Truth> {
        self.count_part(expr.span)?;
        match &expr.kind {
            ExprKind::Relation(first, rest) => {
                let mut left = self.term(first, scope)?;
                let mut parts = Vec::new();
                for (op, right) in rest {
                    let right_term = self.term(right, scope)?;
                    if (left.shape() == Shape::Matrix) != (right_term.shape() == Shape::Matrix) {
                        return Err(self.error(
                            right.span,
                            "a matrix is compared with something that is not a matrix",
                            "shapes do not fit",
                            None,
                        ));
                    }
                    parts.push(Truth::Relation(*op, left.into(), right_term.clone().into()));
                    left = right_term;
                }
                Ok(if parts.len() == 1 { parts.remove(0) } else { Truth::And(parts) })
            }
            ExprKind::Logic(op, a, b) => {
                let a = self.truth(a, scope);
                let b = self.truth(b, scope);
                let (a, b) = (a?, b?);
                Ok(match op {
                    LogicOp::And => Truth::And(vec![a, b]),
                    LogicOp::Or => Truth::Or(Box::new(a), Box::new(b)),
                    LogicOp::Iff => Truth::Iff(Box::new(a), Box::new(b)),
                    LogicOp::Implies => Truth::Implies(Box::new(a), Box::new(b)),
                })
            }
            ExprKind::Not(x) => Ok(Truth::Not(Box::new(self.truth(x, scope)?))),
            ExprKind::Apply { name, index: None, arguments } if name.text == "defined" => {
                let [Argument { name: None, value }] = arguments.as_slice() else {
                    return Err(self.error(expr.span, "`defined` takes one value", "one argument", None));
                };
                Ok(Truth::Defined(self.term(value, scope)?.into()))
            }
            ExprKind::Name { run: None, name }
                if matches!(scope.meaning(name), Some(Meaning::Abbreviation(_))) && !self.is_open(name) =>
            {
                let Some(Meaning::Abbreviation(value)) = scope.meaning(name) else { unreachable!("just matched") };
                self.put_in(name, expr.span, |checker| checker.truth(value, scope))
            }
            _ => Err(self.error(
                expr.span,
                "a value is used where a statement is expected",
                "neither true nor false",
                Some("a statement compares: `a <= b`, `a == b`".to_owned()),
            )),
        }
    }
}
