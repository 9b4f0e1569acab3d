//! What evaluating a statement gives: whether it holds, and by how much.

use super::flat::Span;
use super::machine::Machine;
use super::program::{RelationCode, TruthCode};
use crate::language::syntax::RelationOp;
use crate::numeric::tolerance::TIE_BITS;
use crate::numeric::{Arithmetic, Equality, Fault, Nature};
use std::cmp::Ordering;

/// One side of a failing relation, approximately.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// The left value.
    pub left: f64,
    /// The right value.
    pub right: f64,
    /// The relation asked for.
    pub op: RelationOp,
    /// The component, from 1, where the sides are vectors.
    pub component: Option<usize>,
}

/// What was found of a statement at one index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// Whether it holds.
    pub holds: bool,
    /// The relative slack, negative where it fails; NaN where it cannot be said.
    pub slack: f64,
    /// Both sides are zero.
    pub degenerate: bool,
    /// Neither certainly true nor certainly false: confidence intervals overlap. Then it holds as far as can be said.
    pub open: bool,
    /// An equality of numbers that are not rational agrees to this many bits.
    pub agrees: Option<u32>,
    /// The relation that decided.
    pub side: Option<Side>,
    /// Why it has no value, where that is why it fails.
    pub undefined: Option<&'static str>,
}

impl Judgement {
    const TRUE: Self = Self {
        holds: true,
        slack: f64::INFINITY,
        degenerate: true,
        open: false,
        agrees: None,
        side: None,
        undefined: None,
    };

    fn undefined(reason: &'static str) -> Self {
        Self { holds: false, slack: f64::NAN, degenerate: false, undefined: Some(reason), ..Self::TRUE }
    }

    /// What is undefined makes a relation false.
    #[inline]
    pub(super) fn or_undefined(found: Result<Self, Fault>) -> Result<Self, Fault> {
        match found {
            Err(Fault::Undefined(reason)) => Ok(Self::undefined(reason)),
            other => other,
        }
    }

    /// The one that decides `and`: a failure, else the smaller slack.
    fn and(self, other: Self) -> Self {
        let first = match (self.holds, other.holds) {
            (false, true) => true,
            (true, false) => false,
            _ if self.degenerate != other.degenerate => other.degenerate,
            _ => !(other.slack < self.slack || other.slack.is_nan()),
        };
        let agrees = match (self.agrees, other.agrees) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let chosen = if first { self } else { other };
        Self { agrees, open: chosen.holds && (self.open || other.open), ..chosen }
    }

    fn not(self) -> Self {
        Self { holds: self.open || !self.holds, slack: -self.slack, undefined: None, ..self }
    }
}

// Inlined, a judgement is put together where it is used; copied from function to function, it costs more than the
// statement.
#[allow(clippy::inline_always)]
impl<A: Arithmetic> Machine<'_, A> {
    /// Judges a statement. What is undefined makes a relation false.
    pub(super) fn judge(&mut self, code: &TruthCode) -> Result<Judgement, Fault> {
        self.judge_value(code, None)
    }

    /// Judges a statement, where there is a batch for value `k` of its index.
    pub(super) fn judge_value(&mut self, code: &TruthCode, k: Option<usize>) -> Result<Judgement, Fault> {
        match code {
            TruthCode::Relation(relation) => {
                Judgement::or_undefined(self.reaching(|machine| machine.relation(relation, k)))
            }
            TruthCode::And(parts) => {
                let mut all = Judgement::TRUE;
                for part in parts {
                    all = all.and(self.judge_value(part, k)?);
                    if !all.holds {
                        break;
                    }
                }
                Ok(all)
            }
            TruthCode::Or(both) => {
                let first = self.judge_value(&both.0, k)?;
                if first.holds && !first.open {
                    return Ok(first);
                }
                let second = self.judge_value(&both.1, k)?;
                if first.open {
                    return Ok(if second.holds { second } else { first });
                }
                Ok(if second.holds || second.slack > first.slack { second } else { first })
            }
            TruthCode::Not(inner) => Ok(self.judge_value(inner, k)?.not()),
            TruthCode::Iff(both) => {
                let first = self.judge_value(&both.0, k)?;
                let second = self.judge_value(&both.1, k)?;
                if first.open || second.open {
                    return Ok(Judgement { degenerate: false, open: true, ..Judgement::TRUE });
                }
                let holds = first.holds == second.holds;
                let nearest = first.slack.abs().min(second.slack.abs());
                let slack = if holds { nearest } else { -nearest };
                Ok(Judgement { holds, slack, degenerate: false, ..first })
            }
            TruthCode::Defined(block, place) => match self.block(*block).and_then(|()| self.located(*place)) {
                Ok(_) => Ok(Judgement { degenerate: false, ..Judgement::TRUE }),
                Err(Fault::Undefined(_)) => {
                    Ok(Judgement { holds: false, slack: f64::NEG_INFINITY, degenerate: false, ..Judgement::TRUE })
                }
                Err(fault) => Err(fault),
            },
        }
    }

    /// Whether a statement holds that decides what is computed: there is no leaving it open.
    pub(super) fn decided(&mut self, code: &TruthCode) -> Result<bool, Fault> {
        let before = std::mem::replace(&mut self.deciding, true);
        let found = self.judge(code);
        self.deciding = before;
        let found = found?;
        if found.open { Err(Fault::Undecided) } else { Ok(found.holds) }
    }

    /// Computes both sides of every relation for all values of the batch. False where one cannot be computed.
    pub(super) fn compute(&mut self, code: &TruthCode) -> bool {
        code.every_relation(&mut |relation| {
            let mut operands = [relation.left, relation.right].into_iter().chain(relation.terms.iter().copied());
            self.block(relation.block).is_ok() && operands.all(|place| self.span(place).is_ok())
        })
    }

    /// Judges a relation, in a batch (whose values are there already) for value `k` of the index.
    fn relation(&mut self, code: &RelationCode, k: Option<usize>) -> Result<Judgement, Fault> {
        if k.is_none() {
            self.block(code.block)?;
        }
        let sides = (self.span(code.left)?, self.span(code.right)?);
        self.weigh(code, sides, k.unwrap_or(0))
    }

    /// Judges a relation between two sides that were computed, for value `k` of the index.
    #[inline(always)]
    pub(super) fn weigh(&self, code: &RelationCode, (left, right): (Span, Span), k: usize) -> Result<Judgement, Fault> {
        let width = left.width.max(right.width);
        if width == 1 {
            return self.weigh_component(code, (left.value(k), right.value(k)), k, None);
        }
        let mut all = Judgement::TRUE;
        for i in 0..width {
            let at = (left.component(k, i), right.component(k, i));
            all = all.and(self.weigh_component(code, at, k, Some(i))?);
            if !all.holds {
                break;
            }
        }
        Ok(all)
    }

    #[inline(always)]
    fn weigh_component(
        &self,
        code: &RelationCode,
        (left, right): (usize, usize),
        k: usize,
        component: Option<usize>,
    ) -> Result<Judgement, Fault> {
        let (holds, agrees, open) = match self.compare(code, left, right) {
            Ok((_, Some(_))) | Err(Fault::Undecided) if self.estimate.is_some() => (true, None, true),
            found => found.map(|(holds, agrees)| (holds, agrees, false))?,
        };
        let approximate = |at: usize| self.arithmetic.approximate(&self.memory[at]);
        let (x, y) = (approximate(left), approximate(right));
        // What is too small for a double is not zero for that.
        let degenerate = x == 0.0 && y == 0.0 && !matches!(self.arithmetic.sign(&self.memory[left]), Ok(-1 | 1));
        let mut slack = self.slack(code, (x, y), k, component)?;
        if degenerate && holds {
            slack = f64::INFINITY;
        } else if holds && slack < 0.0 {
            // What holds in exact arithmetic has no negative slack; its doubles differ by rounding alone.
            slack = 0.0;
        }
        let side = Some(Side { left: x, right: y, op: code.op, component: component.map(|i| i + 1) });
        Ok(Judgement { holds, slack, degenerate, open, agrees, side, undefined: None })
    }

    /// Whether the relation holds between two numbers in memory; to how many bits they agree, where an equality
    /// can say no more.
    #[inline(always)]
    fn compare(&self, code: &RelationCode, a: usize, b: usize) -> Result<(bool, Option<u32>), Fault> {
        let (x, y) = (&self.memory[a], &self.memory[b]);
        if code.op == RelationOp::SameBits {
            // Statements about bits are judged by the machine of doubles, where this is the number itself.
            let (x, y) = (self.arithmetic.approximate(x), self.arithmetic.approximate(y));
            if !(x.is_finite() && y.is_finite()) {
                return Err(Fault::Undefined("a double that is not finite"));
            }
            return Ok((x.to_bits() == y.to_bits(), None));
        }
        if matches!(code.op, RelationOp::Eq | RelationOp::Ne) {
            if self.deciding && self.arithmetic.nature() == Nature::Rounded {
                // What is computed next needs a yes or a no, and a double is equal to itself alone.
                let equal = self.arithmetic.approximate(x).partial_cmp(&self.arithmetic.approximate(y));
                return Ok(((equal == Some(Ordering::Equal)) == (code.op == RelationOp::Eq), None));
            }
            let (equal, agrees) = match self.arithmetic.equality(x, y) {
                Equality::Equal => (true, None),
                Equality::Different => (false, None),
                Equality::AgreesTo { bits } => (true, Some(bits)),
            };
            if code.op == RelationOp::Ne && agrees.is_some() {
                return Err(Fault::Undecided);
            }
            return Ok((equal == (code.op != RelationOp::Ne), agrees));
        }
        let wanted = |order| match code.op {
            RelationOp::Le => order != Ordering::Greater,
            RelationOp::Lt => order == Ordering::Less,
            RelationOp::Ge => order != Ordering::Less,
            _ => order == Ordering::Greater,
        };
        match self.arithmetic.compare(x, y) {
            Ok(order) => Ok((wanted(order), None)),
            Err(fault) => {
                // A tie of irrational numbers is never settled by more bits: it counts as met once both sides lie
                // in one narrow enclosure. A strict relation stays undecided.
                let tie = matches!(self.arithmetic.equality(x, y), Equality::AgreesTo { bits } if bits >= TIE_BITS);
                if tie && matches!(code.op, RelationOp::Le | RelationOp::Ge) {
                    return Ok((true, None));
                }
                Err(fault)
            }
        }
    }

    /// The slack of `a <= b`: `1 - a/b` where b > 0, else the difference over the sum of the absolute
    /// values of the top-level terms. For an equality, minus the relative distance.
    #[inline(always)]
    fn slack(
        &self,
        code: &RelationCode,
        (left, right): (f64, f64),
        k: usize,
        component: Option<usize>,
    ) -> Result<f64, Fault> {
        let (a, b) = match code.op {
            RelationOp::Ge | RelationOp::Gt => (right, left),
            _ => (left, right),
        };
        let (a, b) = if code.squared { (a.abs().sqrt(), b.abs().sqrt()) } else { (a, b) };
        if matches!(code.op, RelationOp::Eq | RelationOp::SameBits) {
            return Ok(if a == b { 0.0 } else { -(a - b).abs() / a.abs().max(b.abs()) });
        }
        if code.op == RelationOp::Ne {
            return Ok((a - b).abs() / a.abs().max(b.abs()));
        }
        if b > 0.0 {
            return Ok(1.0 - a / b);
        }
        let mut scale = 0.0;
        for term in &code.terms {
            let at = self.span(*term)?.component(k, component.unwrap_or(0));
            scale += self.arithmetic.approximate(&self.memory[at]).abs();
        }
        Ok((b - a) / scale)
    }
}
