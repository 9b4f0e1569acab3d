//! Pairs the text of statements with their meaning, so that a report can name the part that decides and its
//! numbers.

use super::expression::Checked;
use super::scope::{Checker, Meaning, Scope};
use crate::language::print;
use crate::language::syntax::{Argument, Domain, Expr, ExprKind, Line, LineKind, LogicOp, MomentKind, names};
use crate::language::typed::{Quantity, Spoken, Wording};

/// Sides with more parts than this are shown as a whole.
const MOST_PARTS: usize = 64;
/// Statements of more relations than this are shown as a whole.
const MOST_RELATIONS: usize = 64;
/// Names with a fixed meaning that a case gives a value: a reader who redoes it by hand needs them.
const CONSTANTS: [&str; 6] =
    [names::SMOOTHNESS, names::STRONG_CONVEXITY, names::HESSIAN_LIPSCHITZ, names::MINIMISER, "R_star", names::SAMPLES];

impl Checker {
    /// A statement that was checked, in its own words; `None` where it has more relations than anybody reads.
    pub(super) fn in_words(&mut self, expr: &Expr, scope: &Scope) -> Option<Spoken> {
        let mut left = MOST_RELATIONS;
        if !is_short(expr, scope, &mut left) {
            return None;
        }
        // It was counted when it was checked.
        let (known, parts) = (self.diagnostics.len(), self.parts);
        let spoken = self.spoken(expr, scope);
        self.diagnostics.truncate(known);
        self.parts = parts;
        spoken.ok()
    }

    fn spoken(&mut self, expr: &Expr, scope: &Scope) -> Checked<Spoken> {
        match &expr.kind {
            ExprKind::Relation(first, rest) => {
                let mut left = self.wording(first, scope)?;
                let mut links = Vec::new();
                for (op, right) in rest {
                    let right = self.wording(right, scope)?;
                    links.push(Spoken::Relation(Box::new(left), *op, Box::new(right.clone())));
                    left = right;
                }
                Ok(if links.len() == 1 { links.remove(0) } else { Spoken::All(links) })
            }
            ExprKind::Logic(op, a, b) => {
                let both = (self.spoken(a, scope)?, self.spoken(b, scope)?);
                Ok(match op {
                    LogicOp::And => Spoken::All(vec![both.0, both.1]),
                    LogicOp::Or => Spoken::Any(Box::new(both)),
                    LogicOp::Iff => Spoken::Iff(Box::new(both)),
                    LogicOp::Implies => Spoken::Implies(Box::new(both)),
                })
            }
            ExprKind::Not(inner) => Ok(Spoken::Not(Box::new(self.spoken(inner, scope)?))),
            ExprKind::Apply { arguments, .. } if matches!(arguments.as_slice(), [_]) => {
                Ok(Spoken::Defined(Box::new(self.wording(&arguments[0].value, scope)?)))
            }
            ExprKind::Name { run: None, name } => match scope.meaning(name) {
                Some(Meaning::Abbreviation(value)) => {
                    self.put_in(name, expr.span, |checker| checker.spoken(value, scope))
                }
                _ => Err(self.error(expr.span, "a statement is expected", "a value", None)),
            },
            _ => Err(self.error(expr.span, "a statement is expected", "a value", None)),
        }
    }

    fn wording(&mut self, expr: &Expr, scope: &Scope) -> Checked<Wording> {
        let chance_of = match &expr.kind {
            ExprKind::Moment(MomentKind::Probability, inner) => Some(Box::new(self.spoken(inner, scope)?)),
            _ => None,
        };
        let mut parts = Vec::new();
        if size(expr) <= MOST_PARTS {
            self.parts(expr, scope, &mut parts);
        }
        Ok(Wording {
            text: print::unicode(expr),
            is_number: is_literal(expr),
            term: self.term(expr, scope)?,
            parts,
            chance_of,
        })
    }

    /// The parts of an expression, each after its own. Those under an index of their own or under draws have no value by
    /// themselves and are left out, and so are plain numbers.
    fn parts(&mut self, expr: &Expr, scope: &Scope, into: &mut Vec<Quantity>) {
        if matches!(expr.kind, ExprKind::Fold { .. } | ExprKind::Moment(..) | ExprKind::Cases { .. }) {
            return;
        }
        children(expr, &mut |child| {
            let start = into.len();
            self.parts(child, scope, into);
            if !matches!(child.kind, ExprKind::Number(_))
                && let Some(found) = self.quantity(child, scope)
            {
                into.push(Quantity { within: into.len() - start, ..found });
            }
        });
    }

    /// What a part means by itself; `None` where it means nothing without what stands around it.
    fn quantity(&mut self, expr: &Expr, scope: &Scope) -> Option<Quantity> {
        let (known, parts) = (self.diagnostics.len(), self.parts);
        let term = self.term(expr, scope);
        self.diagnostics.truncate(known);
        self.parts = parts;
        let is_name = matches!(expr.kind, ExprKind::Name { .. } | ExprKind::At { .. });
        Some(Quantity { text: print::unicode(expr), term: term.ok()?, is_name, within: 0 })
    }

    /// The constants and abbreviations that a line names, each once, with what they mean.
    pub(super) fn mentioned(&mut self, line: &Line, scope: &Scope, known: &mut Vec<Quantity>) {
        let mut names = Vec::new();
        expressions_of(&line.kind, &mut |expr| names_in(expr, scope, &mut names));
        for name in names {
            if let Some(found) = self.quantity(&name, scope)
                && !known.iter().any(|own| own.text == found.text)
            {
                known.push(found);
            }
        }
    }
}

/// Whether a statement has no more than `left` relations; counts them.
fn is_short(expr: &Expr, scope: &Scope, left: &mut usize) -> bool {
    match &expr.kind {
        ExprKind::Logic(_, a, b) => is_short(a, scope, left) && is_short(b, scope, left),
        ExprKind::Not(inner) => is_short(inner, scope, left),
        ExprKind::Name { run: None, name } => match scope.meaning(name) {
            Some(Meaning::Abbreviation(value)) => is_short(value, &scope.without(name), left),
            _ => true,
        },
        ExprKind::Relation(_, links) => {
            *left = left.saturating_sub(links.len());
            *left > 0
        }
        _ => {
            *left = left.saturating_sub(1);
            *left > 0
        }
    }
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Negate(inner) => is_literal(inner),
        ExprKind::Binary(_, left, right) => is_literal(left) && is_literal(right),
        _ => false,
    }
}

/// Whether a name is in an expression.
pub(super) fn mentions(expr: &Expr, wanted: &str) -> bool {
    let mut found = matches!(&expr.kind, ExprKind::Name { run: None, name } | ExprKind::At { run: None, name, .. } if name == wanted);
    children(expr, &mut |child| found |= mentions(child, wanted));
    found
}

/// How many expressions an expression is.
fn size(expr: &Expr) -> usize {
    let mut all = 1;
    children(expr, &mut |child| all += size(child));
    all
}

/// The expressions that an expression is made of.
fn children<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Name { .. } => {}
        ExprKind::At { index: inner, .. }
        | ExprKind::State { time: inner, .. }
        | ExprKind::Negate(inner)
        | ExprKind::Norm(inner)
        | ExprKind::Component(inner, _)
        | ExprKind::Moment(_, inner)
        | ExprKind::Not(inner) => visit(inner),
        ExprKind::Apply { index, arguments, .. } => {
            index.iter().for_each(|index| visit(index));
            arguments.iter().for_each(|Argument { value, .. }| visit(value));
        }
        ExprKind::Derivative { index, point, .. } => {
            index.iter().for_each(|index| visit(index));
            visit(point);
        }
        ExprKind::Binary(_, left, right) | ExprKind::Inner(left, right) | ExprKind::Logic(_, left, right) => {
            visit(left);
            visit(right);
        }
        ExprKind::Fold { range, body, .. } => {
            range.iter().for_each(|ends| {
                visit(&ends.0);
                visit(&ends.1);
            });
            visit(body);
        }
        ExprKind::Cases { arms, otherwise } => {
            for (condition, value) in arms {
                visit(condition);
                visit(value);
            }
            visit(otherwise);
        }
        ExprKind::Relation(first, links) => {
            visit(first);
            links.iter().for_each(|(_, operand)| visit(operand));
        }
    }
}

fn expressions_of(line: &LineKind, visit: &mut dyn FnMut(&Expr)) {
    match line {
        LineKind::Show { statement: value, .. } | LineKind::Assume(value) | LineKind::Let { value, .. } => visit(value),
        LineKind::Given { domain, .. } => match domain {
            Domain::Interval { low, high, .. } => {
                visit(low);
                visit(high);
            }
            Domain::Integers { first, last } => {
                visit(first);
                last.iter().for_each(visit);
            }
            Domain::Relation(relation) => visit(relation),
            Domain::Space { with, .. } => with.iter().for_each(visit),
        },
        LineKind::Run(run) => {
            run.arguments.iter().for_each(|argument| visit(&argument.value));
            run.from.iter().for_each(&mut *visit);
            run.initial.iter().for_each(|equation| visit(&equation.value));
        }
        LineKind::GivenObjective { .. }
        | LineKind::Draw { .. }
        | LineKind::Expect { .. }
        | LineKind::Witness(_)
        | LineKind::Corrects(_)
        | LineKind::Source(_) => {}
    }
}

/// The names in an expression that stand for a constant or an abbreviation.
fn names_in(expr: &Expr, scope: &Scope, into: &mut Vec<Expr>) {
    let is_wanted = match &expr.kind {
        ExprKind::Name { run: None, name } => match scope.meaning(name) {
            Some(Meaning::Abbreviation(value)) => {
                !matches!(value.kind, ExprKind::Relation(..) | ExprKind::Logic(..) | ExprKind::Not(_))
            }
            Some(_) => false,
            None => CONSTANTS.contains(&name.as_str()),
        },
        ExprKind::At { run: None, name, .. } => matches!(scope.meaning(name), Some(Meaning::Indexed(..))),
        ExprKind::Apply { name, index: None, arguments } => {
            let is_objective = |own: &Argument| match &own.value.kind {
                ExprKind::Name { run: None, name } => matches!(scope.meaning(name), Some(Meaning::Objective(..))),
                _ => false,
            };
            CONSTANTS.contains(&name.text.as_str()) && arguments.iter().all(is_objective)
        }
        _ => false,
    };
    if is_wanted {
        into.push(expr.clone());
    } else {
        children(expr, &mut |child| names_in(child, scope, into));
    }
}
