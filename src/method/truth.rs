//! What evaluating a statement gives: whether it holds, and by how much.

use super::machine::Machine;
use super::program::{RelationCode, TruthCode};
use crate::language::syntax::RelationOp;
use crate::numeric::tolerance::TIE_BITS;
use crate::numeric::{Arithmetic, Equality, Fault};
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
    /// Consistent with what was drawn.
    const OPEN: Self = Self { open: true, ..Self::TRUE };

    fn undefined(reason: &'static str) -> Self {
        Self { holds: false, slack: f64::NAN, degenerate: false, undefined: Some(reason), ..Self::TRUE }
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

impl<A: Arithmetic> Machine<'_, A> {
    /// Judges a statement. What is undefined makes a relation false.
    pub(super) fn judge(&mut self, code: &TruthCode) -> Result<Judgement, Fault> {
        match code {
            TruthCode::Relation(relation) => match self.relation(relation) {
                Err(Fault::Undefined(reason)) => Ok(Judgement::undefined(reason)),
                other => other,
            },
            TruthCode::And(parts) => {
                let mut all = Judgement::TRUE;
                for part in parts {
                    all = all.and(self.judge(part)?);
                    if !all.holds {
                        break;
                    }
                }
                Ok(all)
            }
            TruthCode::Or(both) => {
                let first = self.judge(&both.0)?;
                if first.holds && !first.open {
                    return Ok(first);
                }
                let second = self.judge(&both.1)?;
                if first.open {
                    return Ok(if second.holds { second } else { first });
                }
                Ok(if second.holds || second.slack > first.slack { second } else { first })
            }
            TruthCode::Not(inner) => Ok(self.judge(inner)?.not()),
            TruthCode::Iff(both) => {
                let first = self.judge(&both.0)?;
                let second = self.judge(&both.1)?;
                if first.open || second.open {
                    return Ok(Judgement { degenerate: false, ..Judgement::OPEN });
                }
                let holds = first.holds == second.holds;
                let nearest = first.slack.abs().min(second.slack.abs());
                let slack = if holds { nearest } else { -nearest };
                Ok(Judgement { holds, slack, degenerate: false, ..first })
            }
            TruthCode::Defined(block, place) => match self.block(*block).and_then(|()| self.locate(*place)) {
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
        let found = self.judge(code)?;
        if found.open { Err(Fault::Undecided) } else { Ok(found.holds) }
    }

    fn relation(&mut self, code: &RelationCode) -> Result<Judgement, Fault> {
        self.block(code.block)?;
        let (left, left_width) = self.locate(code.left)?;
        let (right, right_width) = self.locate(code.right)?;
        let width = left_width.max(right_width);
        let mut all = Judgement::TRUE;
        for i in 0..width {
            let a = left + if left_width == 1 { 0 } else { i };
            let b = right + if right_width == 1 { 0 } else { i };
            let mut found = self.compare(code, a, b)?;
            let (x, y) = (self.arithmetic.approximate(&self.memory[a]), self.arithmetic.approximate(&self.memory[b]));
            found.slack = self.slack(code, x, y, i, width)?;
            // What is too small for a double is not zero for that.
            found.degenerate = x == 0.0 && y == 0.0 && !matches!(self.arithmetic.sign(&self.memory[a]), Ok(-1 | 1));
            found.side = Some(Side { left: x, right: y, op: code.op, component: (width > 1).then_some(i + 1) });
            if found.degenerate && found.holds {
                found.slack = f64::INFINITY;
            } else if found.holds && found.slack < 0.0 {
                // What holds in exact arithmetic has no negative slack; its doubles differ by rounding alone.
                found.slack = 0.0;
            }
            all = all.and(found);
            if !all.holds {
                break;
            }
        }
        Ok(all)
    }

    /// Whether the relation holds between two numbers in memory.
    fn compare(&self, code: &RelationCode, a: usize, b: usize) -> Result<Judgement, Fault> {
        let (x, y) = (&self.memory[a], &self.memory[b]);
        if code.op == RelationOp::SameBits {
            // Statements about bits are judged by the machine of doubles, where this is the number itself.
            let (x, y) = (self.arithmetic.approximate(x), self.arithmetic.approximate(y));
            if !(x.is_finite() && y.is_finite()) {
                return Err(Fault::Undefined("a double that is not finite"));
            }
            return Ok(Judgement { holds: x.to_bits() == y.to_bits(), ..Judgement::TRUE });
        }
        if matches!(code.op, RelationOp::Eq | RelationOp::Ne) {
            let (equal, agrees) = match self.arithmetic.equality(x, y) {
                Equality::AgreesTo { .. } if self.estimate.is_some() => return Ok(Judgement::OPEN),
                Equality::Equal => (true, None),
                Equality::Different => (false, None),
                Equality::AgreesTo { bits } => (true, Some(bits)),
            };
            if code.op == RelationOp::Ne && agrees.is_some() {
                return Err(Fault::Undecided);
            }
            return Ok(Judgement { holds: equal == (code.op != RelationOp::Ne), agrees, ..Judgement::TRUE });
        }
        let wanted = |order| match code.op {
            RelationOp::Le => order != Ordering::Greater,
            RelationOp::Lt => order == Ordering::Less,
            RelationOp::Ge => order != Ordering::Less,
            _ => order == Ordering::Greater,
        };
        match self.arithmetic.compare(x, y) {
            Ok(order) => Ok(Judgement { holds: wanted(order), ..Judgement::TRUE }),
            Err(Fault::Undecided) if self.estimate.is_some() => Ok(Judgement::OPEN),
            Err(fault) => {
                // A tie of irrational numbers is never settled by more bits: it counts as met once both sides lie
                // in one narrow enclosure. A strict relation stays undecided.
                let tie = matches!(self.arithmetic.equality(x, y), Equality::AgreesTo { bits } if bits >= TIE_BITS);
                if tie && matches!(code.op, RelationOp::Le | RelationOp::Ge) {
                    return Ok(Judgement { holds: true, ..Judgement::TRUE });
                }
                Err(fault)
            }
        }
    }

    /// The slack of `a <= b`: `1 - a/b` where b > 0, else the difference over the sum of the absolute
    /// values of the top-level terms. For an equality, minus the relative distance.
    fn slack(&self, code: &RelationCode, left: f64, right: f64, i: usize, width: usize) -> Result<f64, Fault> {
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
            let (at, term_width) = self.locate(*term)?;
            let offset = if term_width == width { i } else { 0 };
            scale += self.arithmetic.approximate(&self.memory[at + offset]).abs();
        }
        Ok((b - a) / scale)
    }
}
