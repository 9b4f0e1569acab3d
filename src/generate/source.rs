//! Where the choices of a case come from: a random stream, or an enumeration in order of simplicity.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::kind::Kind;
use crate::numeric::{Digest, Dyadic};

/// Makes choices.
pub trait Source {
    /// One of `count` options, the simplest first.
    fn choose(&mut self, count: usize) -> usize;
    /// A number of a kind, with few bits.
    fn number(&mut self, kind: Kind) -> Dyadic;
    /// A number of a kind where nothing asks for few bits: in some cases it has many, or lies far out or near an end.
    fn precise(&mut self, kind: Kind) -> Dyadic {
        self.number(kind)
    }
    /// Whether families that do not stay rational are drawn for a claim with equalities.
    fn takes_any_family(&self) -> bool {
        false
    }
    /// A positive curvature.
    fn curvature(&mut self) -> Dyadic;
    /// A positive factor of a whole function: a curvature, or a long number.
    fn scale(&mut self) -> Dyadic {
        self.curvature()
    }
    /// A horizon.
    fn horizon(&mut self, longest: u32) -> u32;
    /// Whether a rare feature is used.
    fn rarely(&mut self) -> bool;
    /// Whether something is done that is done in one of so many cases, never in the smallest ones.
    fn now_and_then(&mut self, share: usize) -> bool;
    /// A dimension.
    fn dimension(&mut self) -> usize;
    /// Notes a point, relative to the centre of an objective, where what is seen of the objective was chosen.
    fn mark(&mut self, _point: Vec<Dyadic>) {}
    /// The points noted so far.
    fn marks(&self) -> &[Vec<Dyadic>] {
        &[]
    }
}

/// The random stream of one case, which depends on nothing else.
#[must_use]
pub fn case_stream(seed: u64, claim: &str, number: u64) -> ChaCha8Rng {
    let name = Digest::of(claim).value();
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&name.to_le_bytes());
    bytes[16..24].copy_from_slice(&number.to_le_bytes());
    ChaCha8Rng::from_seed(bytes)
}

/// A stream with another one beside it, which says of what kind the case is.
pub trait Stream: RngExt {
    /// The stream beside this one, at the same place.
    fn beside(&self) -> ChaCha8Rng;
}

impl Stream for ChaCha8Rng {
    fn beside(&self) -> ChaCha8Rng {
        let mut other = self.clone();
        other.set_stream(1);
        other
    }
}

impl<S: Stream> Stream for &mut S {
    fn beside(&self) -> ChaCha8Rng {
        (**self).beside()
    }
}

/// One in so many cases has numbers of many bits.
const WIDE_SHARE: usize = 8;
/// One in so many cases of an equality is made of families that need not stay rational.
const ANY_FAMILY_SHARE: usize = 12;
/// The bits of a long number: as many as a double has, so that the screen knows them too.
const WIDE_BITS: i32 = 53;
/// Binary exponents of most long numbers, and of those that lie far out or near 0.
const WIDE_EXPONENTS: [i32; 4] = [2, 2, 6, 10];

/// Draws at random.
pub struct Random<R> {
    /// The stream.
    pub rng: R,
    /// Whether the case has numbers of many bits.
    wide: bool,
    /// Whether an equality is tried on families that need not stay rational.
    any_family: bool,
    /// The points that were noted.
    marks: Vec<Vec<Dyadic>>,
}

impl<R: Stream> Random<R> {
    /// Draws one case from a stream.
    pub fn case(rng: R) -> Self {
        let mut beside = rng.beside();
        let (wide, any_family) =
            (beside.random_range(0..WIDE_SHARE) == 0, beside.random_range(0..ANY_FAMILY_SHARE) == 0);
        Self { rng, wide, any_family, marks: Vec::new() }
    }
}

impl<R: RngExt> Random<R> {
    /// Draws numbers of few bits.
    pub const fn plain(rng: R) -> Self {
        Self { rng, wide: false, any_family: false, marks: Vec::new() }
    }

    /// A number with many bits.
    fn long(&mut self, kind: Kind) -> Dyadic {
        let mantissa = self.rng.random_range(1_i64 << (WIDE_BITS - 1)..1 << WIDE_BITS);
        match kind {
            Kind::Real | Kind::Positive { .. } => {
                let most = WIDE_EXPONENTS[self.rng.random_range(0..WIDE_EXPONENTS.len())];
                let value = Dyadic::new(mantissa, self.rng.random_range(-most..=most) - WIDE_BITS);
                let falls = kind == Kind::Real && self.rng.random_range(0..2) == 0;
                if falls { value.neg() } else { value }
            }
            Kind::Unit { .. } => match self.rng.random_range(0..4) {
                // Near 0, near 1, and anywhere.
                0 => Dyadic::new(mantissa, -WIDE_BITS - self.rng.random_range(0..=WIDE_BITS / 2)),
                1 => {
                    let short = self.rng.random_range(1..WIDE_BITS);
                    Dyadic::new((1 << WIDE_BITS) - self.rng.random_range(1..1_i64 << short), -WIDE_BITS)
                }
                _ => Dyadic::new(self.rng.random_range(1..1_i64 << WIDE_BITS), -WIDE_BITS),
            },
            Kind::Whole { .. } => self.number(kind),
        }
    }

    fn small(&mut self) -> Dyadic {
        let mantissa = self.rng.random_range(-9..=9);
        let exponent = self.rng.random_range(-3..=2);
        Dyadic::new(mantissa, exponent)
    }
}

impl<R: RngExt> Source for Random<R> {
    fn choose(&mut self, count: usize) -> usize {
        self.rng.random_range(0..count)
    }

    fn number(&mut self, kind: Kind) -> Dyadic {
        match kind {
            Kind::Real => self.small(),
            Kind::Positive { closed } => {
                let value = self.small().abs();
                if value.is_zero() && !closed { Dyadic::ONE } else { value }
            }
            Kind::Whole { first, last, open } => {
                // A range without an end has cases far beyond its first ten numbers, now and then.
                let reach = if open { [9, 9, 9, 9, 9, 9, 40, 400][self.rng.random_range(0..8)] } else { 9 };
                let last = last.unwrap_or(first + reach).max(first);
                Dyadic::integer(self.rng.random_range(first..=last))
            }
            Kind::Unit { low_closed, high_closed } => {
                // Closed ends are drawn with probability 1/8 each: extremes live there.
                match self.rng.random_range(0..8) {
                    0 if low_closed => Dyadic::ZERO,
                    1 if high_closed => Dyadic::ONE,
                    _ => {
                        let bits = self.rng.random_range(1..=10);
                        Dyadic::new(self.rng.random_range(1..1_i64 << bits), -bits)
                    }
                }
            }
        }
    }

    fn precise(&mut self, kind: Kind) -> Dyadic {
        // Beside short ones, long numbers show what hangs on one of several.
        if self.wide && self.rng.random_range(0..3) > 0 { self.long(kind) } else { self.number(kind) }
    }

    fn takes_any_family(&self) -> bool {
        self.any_family
    }

    fn scale(&mut self) -> Dyadic {
        let is_long = self.wide && self.rng.random_range(0..3) > 0;
        if is_long { self.long(Kind::Positive { closed: false }) } else { self.curvature() }
    }

    fn curvature(&mut self) -> Dyadic {
        let mantissa = self.rng.random_range(1..=7);
        // Condition numbers reach 1e8, though rarely.
        let exponent = if self.rng.random_range(0..8) == 0 {
            self.rng.random_range(-26..=2)
        } else {
            self.rng.random_range(-3..=2)
        };
        Dyadic::new(mantissa, exponent)
    }

    fn horizon(&mut self, longest: u32) -> u32 {
        let top = match self.rng.random_range(0..16) {
            0..=7 => 6,
            8..=13 => 20,
            _ => longest,
        };
        self.rng.random_range(1..=top.min(longest))
    }

    fn rarely(&mut self) -> bool {
        self.rng.random_range(0..4) == 0
    }

    fn now_and_then(&mut self, share: usize) -> bool {
        self.rng.random_range(0..share) == 0
    }

    fn dimension(&mut self) -> usize {
        let top = if self.rng.random_range(0..8) == 0 { 16 } else { 4 };
        self.rng.random_range(1..=top)
    }

    fn mark(&mut self, point: Vec<Dyadic>) {
        self.marks.push(point);
    }

    fn marks(&self) -> &[Vec<Dyadic>] {
        &self.marks
    }
}

/// The horizon of the small scope.
const SMALL_HORIZON: u32 = 8;

/// Replays a list of ranks, rank 0 (the simplest) beyond its end, and notes how many options each choice had.
#[derive(Debug, Default)]
pub struct Ranked {
    /// The ranks.
    pub ranks: Vec<usize>,
    /// How many options each choice had.
    pub counts: Vec<usize>,
    /// The dimension.
    pub fixed_dimension: usize,
}

impl Ranked {
    fn pick(&mut self, options: &[Dyadic]) -> Dyadic {
        options[self.choose(options.len())]
    }
}

impl Source for Ranked {
    fn choose(&mut self, count: usize) -> usize {
        let rank = self.ranks.get(self.counts.len()).copied().unwrap_or(0);
        self.counts.push(count);
        rank.min(count - 1)
    }

    fn number(&mut self, kind: Kind) -> Dyadic {
        let n = Dyadic::integer;
        let part = |mantissa, exponent| Dyadic::new(mantissa, exponent);
        let options = match kind {
            Kind::Real => vec![n(1), n(2), n(0), n(-1), part(1, -1), n(-2), n(3)],
            Kind::Positive { closed: true } => vec![n(1), n(2), n(3), part(1, -1), n(4), n(0)],
            Kind::Positive { closed: false } => vec![n(1), n(2), n(3), part(1, -1), n(4)],
            Kind::Whole { first, last, .. } => {
                let last = last.unwrap_or(first + 4).max(first);
                (first..=last.min(first + 4)).map(n).collect()
            }
            Kind::Unit { low_closed, high_closed } => {
                let mut options = vec![part(1, -1)];
                if high_closed {
                    options.insert(0, n(1));
                }
                if low_closed {
                    options.push(n(0));
                }
                options.extend([part(1, -2), part(3, -2)]);
                options
            }
        };
        self.pick(&options)
    }

    fn curvature(&mut self) -> Dyadic {
        self.pick(&[Dyadic::integer(1), Dyadic::integer(2), Dyadic::new(1, -1)])
    }

    fn horizon(&mut self, longest: u32) -> u32 {
        // A statement up to the horizon includes all shorter ones; shrinking shortens it.
        longest.min(SMALL_HORIZON)
    }

    fn rarely(&mut self) -> bool {
        self.choose(2) == 1
    }

    fn now_and_then(&mut self, _share: usize) -> bool {
        false
    }

    fn dimension(&mut self) -> usize {
        self.fixed_dimension
    }
}
