//! Evaluates statements: what is known of each, and by how much it holds.

use super::judgement::{Judgement, Side, TIED_CONDITION, Weight, is_undefined};
use super::known::Known;
use super::machine::Machine;
use super::operand::Span;
use super::program::{RelationCode, TruthCode};
use crate::language::syntax::RelationOp;
use crate::numeric::tolerance::{TIE_BITS, TIE_PRECISION};
use crate::numeric::{Arithmetic, Equality, Fault, Nature};
use std::cmp::Ordering;

// Inlined, a judgement is put together where it is used; copied from function to function, it costs more than the
// statement.
#[allow(clippy::inline_always)]
impl<A: Arithmetic> Machine<'_, A> {
    /// Judges a statement.
    ///
    /// # Errors
    /// [`Fault::Exhausted`] alone: every other fault is something known of the statement.
    pub(super) fn judge(&mut self, code: &TruthCode) -> Result<Judgement, Fault> {
        self.judge_value(code, None)
    }

    /// Judges a statement, where there is a batch for value `k` of its index.
    pub(super) fn judge_value(&mut self, code: &TruthCode, k: Option<usize>) -> Result<Judgement, Fault> {
        match code {
            TruthCode::Relation(relation) => self.relation(relation, k),
            TruthCode::And(parts) => {
                let mut all = Judgement::TRUE;
                for part in parts {
                    all = all.and(self.judge_value(part, k)?);
                    if all.known == Known::FALSE {
                        break;
                    }
                }
                Ok(all)
            }
            TruthCode::Or(both) => {
                let first = self.judge_value(&both.0, k)?;
                if first.known == Known::TRUE {
                    return Ok(first);
                }
                Ok(first.or(self.judge_value(&both.1, k)?))
            }
            TruthCode::Implies(both) => {
                let without = Judgement { weight: Weight::Vacuous, ..self.judge_value(&both.0, k)? };
                if without.known == Known::TRUE {
                    return Ok(without);
                }
                Ok(without.or(self.judge_value(&both.1, k)?))
            }
            TruthCode::Iff(both) => {
                let first = self.judge_value(&both.0, k)?;
                Ok(first.iff(self.judge_value(&both.1, k)?))
            }
            TruthCode::Defined { block, place, negated } => {
                self.block(*block)?;
                let found = self.located(*place).map(|(at, _)| at);
                self.defined(found, *negated)
            }
        }
    }

    /// What is known of a value's being defined: always something.
    fn defined(&self, found: Result<usize, Fault>, negated: bool) -> Result<Judgement, Fault> {
        let known = match found {
            // Doubles divide by zero and overflow without a word.
            _ if A::SCREENS || self.arithmetic.nature() == Nature::Rounded => Known::TIED,
            Ok(_) => Known::TRUE,
            Err(Fault::Undefined(_)) => Known::FALSE,
            Err(fault @ Fault::Exhausted(_)) => return Err(fault),
            Err(_) => Known::TIED,
        };
        let has_value = found.is_ok_and(|at| self.arithmetic.approximate(&self.memory[at]).is_finite());
        let known = if negated { known.not() } else { known };
        let seems = has_value != negated;
        let slack = if seems { f64::INFINITY } else { f64::NEG_INFINITY };
        Ok(Judgement { known, with_ties: known, seems, slack, weight: Weight::Telling, ..Judgement::TRUE })
    }

    /// Whether a statement holds that decides what is computed.
    ///
    /// # Errors
    /// Where that is not known for certain: the fault of the value that depends on it. Doubles take what it looks like.
    pub(super) fn decided(&mut self, code: &TruthCode) -> Result<bool, Fault> {
        let found = self.judge(code)?;
        if self.arithmetic.nature() == Nature::Rounded {
            return match found.fault {
                Some(fault) if found.known == Known::UNDEFINED => Err(fault),
                _ => Ok(found.seems),
            };
        }
        match found.known {
            Known::TRUE => Ok(true),
            Known::FALSE => Ok(false),
            Known::UNDEFINED => Err(found.fault.filter(|fault| is_undefined(*fault)).unwrap_or(NO_CONDITION)),
            Known::TIED => Err(TIED_CONDITION),
            _ => Err(found.fault.filter(|fault| !is_undefined(*fault)).unwrap_or(Fault::Undecided)),
        }
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
        match self.reaching(|machine| machine.both_sides(code, k)) {
            Ok(sides) => Ok(self.weigh(code, sides, k.unwrap_or(0))),
            Err(fault @ Fault::Exhausted(_)) => Err(fault),
            Err(fault) => Ok(Judgement::without_value(fault)),
        }
    }

    /// Computes both sides, in a batch just looks them up.
    fn both_sides(&mut self, code: &RelationCode, k: Option<usize>) -> Result<(Span, Span), Fault> {
        if k.is_none() {
            self.block(code.block)?;
        }
        match (self.span(code.left), self.span(code.right)) {
            (Ok(left), Ok(right)) => Ok((left, right)),
            // Of two sides without a value the one for which that is certain.
            (Err(fault @ Fault::Undefined(_)), _) | (_, Err(fault @ Fault::Undefined(_))) => Err(fault),
            (Err(fault), _) | (_, Err(fault)) => Err(fault),
        }
    }

    /// Judges a relation between two sides that were computed, for value `k` of the index.
    #[inline(always)]
    pub(super) fn weigh(&self, code: &RelationCode, (left, right): (Span, Span), k: usize) -> Judgement {
        let width = left.width.max(right.width);
        if width == 1 {
            return self.weigh_component(code, (left.value(k), right.value(k)), k, None);
        }
        let mut found: Option<Judgement> = None;
        for i in 0..width {
            let at = (left.component(k, i), right.component(k, i));
            let next = self.weigh_component(code, at, k, Some(i));
            let so_far = match found {
                None => next,
                Some(found) if code.any => found.or(next),
                Some(found) => found.and(next),
            };
            if so_far.known == Known::certain(code.any) {
                return so_far;
            }
            found = Some(so_far);
        }
        found.unwrap_or(Judgement::TRUE)
    }

    #[inline(always)]
    fn weigh_component(
        &self,
        code: &RelationCode,
        (left, right): (usize, usize),
        k: usize,
        component: Option<usize>,
    ) -> Judgement {
        let approximate = |at: usize| self.arithmetic.approximate(&self.memory[at]);
        let (x, y) = (approximate(left), approximate(right));
        let found = if self.arithmetic.nature() == Nature::Rounded {
            rounded(code, (x, y))
        } else {
            self.compare(code, left, right).map(|(known, agrees)| (known, agrees, known == Known::TRUE))
        };
        let (known, agrees, seems) = match found {
            Ok(found) => found,
            Err(fault) => return Judgement::without_value(fault),
        };
        let with_ties = if agrees.is_some() { Known::TRUE } else { known };
        // What is too small for a double is not zero for that.
        let may_be_zero = |at: usize| !matches!(self.arithmetic.sign(&self.memory[at]), Ok(-1 | 1));
        // Of a tie around 0 no more is known than that both sides may vanish.
        let degenerate = (x == 0.0 && y == 0.0 && may_be_zero(left))
            || (agrees.is_some() && may_be_zero(left) && may_be_zero(right));
        let (mut slack, error) = self.slack(code, (left, right), k, component);
        if with_ties == Known::TRUE && degenerate {
            slack = f64::INFINITY;
        } else if with_ties == Known::TRUE && slack < 0.0 {
            // What holds in exact arithmetic has no negative slack; its doubles differ by rounding alone.
            slack = 0.0;
        }
        // What is compared may be the squares of the sides.
        let shown = |x: f64| if code.squared { x.sqrt() } else { x };
        let side = Some(Side { left: shown(x), right: shown(y), op: code.op, component: component.map(|i| i + 1) });
        let weight = if degenerate { Weight::Degenerate } else { Weight::Telling };
        Judgement { known, with_ties, seems, slack, error, weight, agrees, side, fault: None }
    }

    /// What is known of a relation between two numbers in memory, in an arithmetic that is exact or encloses. With the bits to
    /// which both sides agree where it is a tie that counts as true.
    #[inline(always)]
    fn compare(&self, code: &RelationCode, a: usize, b: usize) -> Result<(Known, Option<u32>), Fault> {
        let (x, y) = (&self.memory[a], &self.memory[b]);
        if code.roots && (self.arithmetic.sign(x)? < 0 || self.arithmetic.sign(y)? < 0) {
            return Err(Fault::Undefined("square root of a negative number"));
        }
        if code.same {
            return Ok((Known::certain(code.op.holds(Ordering::Equal)), None));
        }
        match self.arithmetic.compare(x, y) {
            Ok(order) => Ok((Known::certain(code.op.holds(order)), None)),
            Err(Fault::Undecided) => Ok((Known::TIED, self.tie(code.op, x, y))),
            Err(fault) => Err(fault),
        }
    }

    /// To how many bits both sides agree, where that makes the relation count as met: more bits never settle a tie of numbers
    /// that are not rational, so it is called once both lie in one narrow enclosure.
    fn tie(&self, op: RelationOp, x: &A::Number, y: &A::Number) -> Option<u32> {
        let is_positive = op.holds(Ordering::Equal);
        let is_precise = matches!(self.arithmetic.nature(), Nature::Enclosing { bits } if bits >= TIE_PRECISION);
        // Confidence intervals that overlap say nothing of the numbers in them.
        if !is_positive || !is_precise || self.estimate.is_some() {
            return None;
        }
        match self.arithmetic.equality(x, y) {
            Equality::AgreesTo { bits } if bits >= TIE_BITS => Some(bits),
            Equality::AgreesTo { .. } | Equality::Equal | Equality::Different => None,
        }
    }

    /// The slack of `a <= b`: `1 - a/b` where b > 0, else the difference over the sum of the absolute
    /// values of the top-level terms. For an equality, minus the relative distance. With it, how far off it may be.
    ///
    /// The difference is taken in the arithmetic itself, so that it has all digits where both sides nearly agree.
    #[inline(always)]
    fn slack(
        &self,
        code: &RelationCode,
        (left, right): (usize, usize),
        k: usize,
        component: Option<usize>,
    ) -> (f64, f64) {
        let (a, b) = match code.op {
            RelationOp::Ge | RelationOp::Gt => (right, left),
            RelationOp::Le | RelationOp::Lt | RelationOp::Eq | RelationOp::Ne | RelationOp::SameBits => (left, right),
        };
        let near = |x: &A::Number| (self.arithmetic.approximate(x), self.arithmetic.error(x));
        let (low, high) = (near(&self.memory[a]), near(&self.memory[b]));
        let size = || if low.0.abs() > high.0.abs() { (low.0.abs(), low.1) } else { (high.0.abs(), high.1) };
        if code.op == RelationOp::SameBits {
            return if low.0 == high.0 { (0.0, 0.0) } else { (-(low.0 - high.0).abs() / size().0, 0.0) };
        }
        // Of fractions, the difference may be too long where both sides are not.
        let difference = self.arithmetic.sub(&self.memory[b], &self.memory[a]);
        let difference = difference.map_or_else(|_| (high.0 - low.0, high.1 + low.1), |found| near(&found));
        if matches!(code.op, RelationOp::Eq | RelationOp::Ne) {
            let share = if difference.0 == 0.0 { (0.0, difference.1) } else { share(difference, size()) };
            return if code.op == RelationOp::Ne { (share.0.abs(), share.1) } else { (-share.0.abs(), share.1) };
        }
        if high.0 > high.1 {
            let (slack, error) = share(difference, high);
            return if code.squared { of_roots(slack, error) } else { (slack, error) };
        }
        let mut scale = (0.0, 0.0);
        for term in &code.terms {
            let Ok(span) = self.span(*term) else { return (f64::NAN, f64::NAN) };
            let at = span.component(k, component.unwrap_or(0));
            let (size, error) = near(&self.memory[at]);
            scale = (scale.0 + size.abs(), scale.1 + error);
        }
        let (slack, error) = share(difference, scale);
        // Where the sign of b is not known, neither is which of the two the slack is.
        (slack, if high.0 + high.1 > 0.0 { f64::INFINITY } else { error })
    }
}

const NO_CONDITION: Fault = Fault::Undefined("a condition has no value");

/// A relation in doubles: uncertain for real numbers, decided for bits.
#[inline]
fn rounded(code: &RelationCode, (x, y): (f64, f64)) -> Result<(Known, Option<u32>, bool), Fault> {
    if code.op == RelationOp::SameBits {
        // Statements about bits are judged by the machine of doubles, where this is the number itself.
        if x.is_nan() || y.is_nan() {
            return Err(Fault::Undefined("a double that is not a number"));
        }
        let holds = (x.to_bits() == y.to_bits()) != code.any;
        return Ok((Known::certain(holds), None, holds));
    }
    let seems = x.partial_cmp(&y).is_some_and(|order| code.op.holds(order));
    Ok((if x.is_finite() && y.is_finite() { Known::TIED } else { Known::OUT_OF_REACH }, None, seems))
}

/// What a part is of a whole, each with how far off it may be, and how far off that may be.
#[inline]
fn share((part, off): (f64, f64), (whole, whole_off): (f64, f64)) -> (f64, f64) {
    let share = part / whole;
    // Twice the bound of a quotient (see `numeric::ball`), which covers the rounding of this line.
    let error = 2.0 * (off + share.abs() * whole_off) / (whole - whole_off);
    (share, if error >= 0.0 { error } else { f64::INFINITY })
}

/// From `1 - a/b` to `1 - sqrt(a/b)`.
fn of_roots(slack: f64, error: f64) -> (f64, f64) {
    let root = (1.0 - slack).max(0.0).sqrt();
    // A root moves by at most the root of what its argument moves by.
    (slack / (1.0 + root), if root > 0.0 { (error / root).min(error.sqrt()) } else { error.sqrt() })
}
