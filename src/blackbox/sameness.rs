//! Whether two sets of equations are one function, as far as many digits of their runs tell.

use super::cases::Trial;
use super::replayed::Replayed;
use super::tree::Equations;
use super::written::run_in;
use crate::numeric::tolerance::SAMENESS_BITS;
use crate::numeric::{Arithmetic, Interval, Intervals, Rational, power_of_two};

/// Bits in which numbers that are not rational are computed before they are rounded to doubles, or compared.
pub(super) const BITS: u32 = 256;

impl Replayed for Intervals {}

/// What the runs of two sets of equations on a case say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// They have a point that is not the same.
    Apart,
    /// So many numbers after the start are the same to [`SAMENESS_BITS`] bits, as far as both have a next point and so many digits decide
    /// it.
    Same(usize),
}

/// Compares the runs of two sets of equations on a case, from the same start, over at most so many steps.
///
/// That numbers of full length agree to so many digits is no chance: the equations are the same function wherever such runs come. They
/// may part only where none comes, such as in a case that no run takes.
#[must_use]
pub fn sameness(one: &Equations, two: &Equations, trial: &Trial, steps: usize) -> Sameness {
    let mut setup = trial.setup.clone();
    setup.steps = setup.steps.min(steps);
    let arithmetic = Intervals { bits: BITS };
    let run = |equations: &Equations| run_in(equations, &setup, &trial.landscape, &arithmetic).0;
    let (one, two) = (run(one), run(two));
    let mut compared = 0;
    // The start is that of the case.
    for (x, y) in one.iter().skip(1).flatten().zip(two.iter().skip(1).flatten()) {
        match is_same(x, y, &arithmetic) {
            Some(true) => compared += 1,
            Some(false) => return Sameness::Apart,
            // Too many digits were lost on the way.
            None => break,
        }
    }
    Sameness::Same(compared)
}

/// Whether two enclosures are of one number, to [`SAMENESS_BITS`] bits of it; nothing where one of them is too wide to tell.
fn is_same(x: &Interval, y: &Interval, arithmetic: &Intervals) -> Option<bool> {
    let difference = arithmetic.abs(&arithmetic.sub(x, y).ok()?);
    let room = |x: &Interval| {
        let share: Rational = power_of_two(-(SAMENESS_BITS as isize));
        arithmetic.mul(&arithmetic.abs(x), &arithmetic.rational(&share)).ok()
    };
    let room = arithmetic.max(&room(x)?, &room(y)?);
    arithmetic.compare(&difference, &room).ok().map(std::cmp::Ordering::is_le)
}
