//! Numbers for statements about doubles: full mantissas, wide exponents, and the operands at which rounding changes.

use rand::RngExt;

use super::kind::Kind;
use super::source::{Random, Source};
use crate::numeric::Dyadic;

/// Exponents of the numbers that objectives are made of stay within this, so that recipes stay well formed.
const RECIPE_EXPONENT: i32 = 100;
/// Exponents of most numbers: operands of like size are the ones that rounding tells apart.
const NEAR_EXPONENT: i32 = 4;
/// Operands this far apart absorb each other, or nearly.
const ABSORBING_EXPONENT: i32 = 60;
/// So many of the numbers drawn last may be drawn again, or nearly.
const REMEMBERED: usize = 8;

/// Draws doubles of all kinds; everything but numbers as [`Random`] does.
pub struct Doubles<R> {
    random: Random<R>,
    /// Whether numbers may lie anywhere among the doubles; else they stay where objectives can be made of them.
    anywhere: bool,
    drawn: Vec<f64>,
}

impl<R: RngExt> Doubles<R> {
    /// Draws from a stream. `anywhere` says that no objective is made of the numbers.
    pub const fn new(rng: R, anywhere: bool) -> Self {
        Self { random: Random::plain(rng), anywhere, drawn: Vec::new() }
    }

    fn below(&mut self, count: usize) -> usize {
        self.random.rng.random_range(0..count)
    }

    /// A number with 53 random bits, one in four times with few.
    fn mantissa(&mut self) -> f64 {
        let bits = if self.below(4) == 0 { self.random.rng.random_range(0..8) } else { 52 };
        let fraction = self.random.rng.random::<u64>() & ((1 << bits) - 1);
        let mantissa = 1.0 + libm::ldexp(fraction as f64, -bits);
        if self.below(2) == 0 { -mantissa } else { mantissa }
    }

    fn exponent(&mut self) -> i32 {
        let most = match self.below(8) {
            0..=4 => NEAR_EXPONENT,
            5 | 6 => ABSORBING_EXPONENT,
            _ if self.anywhere => 1074,
            _ => RECIPE_EXPONENT,
        };
        self.random.rng.random_range(-most..=most.min(1023))
    }

    /// Where rounding changes its ways: powers of two and their neighbours, halves of units in the last place, the ends of
    /// the doubles.
    fn special(&mut self) -> f64 {
        let power = libm::ldexp(1.0, self.exponent().max(-1022));
        let near = [power, power.next_up(), power.next_down(), 0.0, 1.0, f64::EPSILON, f64::EPSILON / 2.0, 1.5];
        let far = [
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::MIN_POSITIVE.next_down(),
            0.0_f64.next_up(),
            f64::MAX / 2.0,
            1.0 / f64::EPSILON,
        ];
        let all = if self.anywhere { near.len() + far.len() } else { near.len() };
        let which = self.below(all);
        let value = if which < near.len() { near[which] } else { far[which - near.len()] };
        if self.below(2) == 0 { -value } else { value }
    }

    /// One of the numbers drawn before, or one that is near it, its opposite, or it times a power of two.
    fn like_before(&mut self) -> Option<f64> {
        let which = self.below(REMEMBERED);
        let value = *self.drawn.iter().rev().nth(which)?;
        let power = libm::ldexp(1.0, self.random.rng.random_range(-ABSORBING_EXPONENT..=ABSORBING_EXPONENT));
        let halved = value * f64::EPSILON / 2.0;
        let kinds = [value, -value, value.next_up(), value.next_down(), value * power, -value * power, halved];
        Some(kinds[self.below(kinds.len())]).filter(|found| found.is_finite())
    }

    fn double(&mut self) -> f64 {
        let found = match self.below(8) {
            0 | 1 => self.special(),
            2 | 3 => self.like_before().unwrap_or(1.0),
            _ => {
                let mantissa = self.mantissa();
                libm::ldexp(mantissa, self.exponent())
            }
        };
        let tame = if self.anywhere || found == 0.0 { found } else { within_recipes(found) };
        self.drawn.push(tame);
        tame
    }
}

/// The number with its exponent brought within that of a recipe.
fn within_recipes(value: f64) -> f64 {
    let (fraction, exponent) = libm::frexp(value);
    libm::ldexp(fraction, exponent.clamp(-RECIPE_EXPONENT, RECIPE_EXPONENT))
}

fn exact(value: f64) -> Dyadic {
    Dyadic::from_f64_exact(value).unwrap_or(Dyadic::ZERO)
}

impl<R: RngExt> Source for Doubles<R> {
    fn choose(&mut self, count: usize) -> usize {
        self.random.choose(count)
    }

    fn number(&mut self, kind: Kind) -> Dyadic {
        match kind {
            Kind::Real => exact(self.double()),
            Kind::Positive { closed } => {
                let value = exact(self.double().abs());
                if value.is_zero() && !closed { Dyadic::ONE } else { value }
            }
            Kind::Whole { .. } => self.random.number(kind),
            Kind::Unit { .. } => {
                // The part behind the point, mostly; a number beyond 1 is brought near one of the ends.
                let value = self.double().abs();
                let unit = if value <= 1.0 { value } else { 1.0 - value.recip() };
                let found = exact(unit);
                if kind.admits(&found) { found } else { self.random.number(kind) }
            }
        }
    }

    fn curvature(&mut self) -> Dyadic {
        let mantissa = self.mantissa().abs();
        let exponent = self.exponent().clamp(-ABSORBING_EXPONENT / 2, ABSORBING_EXPONENT / 2);
        exact(libm::ldexp(mantissa, exponent))
    }

    fn horizon(&mut self, longest: u32) -> u32 {
        self.random.horizon(longest)
    }

    fn rarely(&mut self) -> bool {
        self.random.rarely()
    }

    fn now_and_then(&mut self, share: usize) -> bool {
        self.random.now_and_then(share)
    }

    fn dimension(&mut self) -> usize {
        self.random.dimension()
    }
}

#[cfg(test)]
mod tests {
    use super::Doubles;
    use crate::generate::{Kind, Source, case_stream};

    #[test]
    fn numbers_have_full_mantissas_and_come_near_each_other() {
        let mut source = Doubles::new(case_stream(0, "doubles", 0), true);
        let drawn: Vec<f64> = (0..10_000).map(|_| source.number(Kind::Real).to_f64()).collect();
        let share = |wanted: &dyn Fn(f64) -> bool| drawn.iter().filter(|x| wanted(**x)).count();
        assert!(share(&|x| x.to_bits() & 0xff != 0) > 5_000);
        assert!(share(&|x| x != 0.0 && x.abs() < f64::MIN_POSITIVE) > 10);
        assert!(share(&|x| x.abs() > 1e300) > 10);
        assert!(drawn.windows(2).any(|pair| pair[0].to_bits().abs_diff(pair[1].to_bits()) == 1));
        assert!(drawn.windows(2).any(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_unit_number_stays_in_its_range() {
        let mut source = Doubles::new(case_stream(1, "doubles", 0), false);
        let kind = Kind::Unit { low_closed: false, high_closed: true };
        let all: Vec<_> = (0..2_000).map(|_| source.number(kind)).collect();
        assert!(all.iter().all(|value| kind.admits(value)));
        assert!(all.iter().any(|value| value.to_f64() < 1e-17) && all.iter().any(|value| value.to_f64() > 0.999));
    }
}
