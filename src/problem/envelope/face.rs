//! Sets of pieces that may be active together, and the systems that give their weights.

use std::sync::OnceLock;

use dashu_base::BitTest;
use dashu_int::{IBig, UBig};

use super::recipe::{Envelope, Piece};
use crate::numeric::{Arithmetic, Dyadic, Rational};

/// Pieces whose slopes are affinely independent. Where they are the active ones, the weights of all but the first solve
/// `N mu = r` with `N` the inner products of the slopes' differences `D` from the first and
/// `r_j = K (s_j - s_0) - <g_j - g_0, g_0>`.
#[derive(Debug, Clone)]
pub(super) struct Face<N> {
    /// The places of the pieces, rising.
    pub(super) members: Vec<usize>,
    /// `det(N) N^-1`, row by row.
    adjugate: Vec<IBig>,
    /// `det(N)`, positive, as an integer times a power of two.
    determinant: (IBig, i32),
    /// The adjugate in doubles, to guess with.
    pub(super) rough: Vec<f64>,
    /// The determinant in doubles.
    pub(super) rough_determinant: f64,
    /// Made when the face is first looked at closely.
    system: OnceLock<System<N>>,
    /// Made when something is first evaluated on the face.
    pub(super) shape: OnceLock<Shape<N>>,
}

/// What a face needs to be decided: its system in the arithmetic at hand.
#[derive(Debug, Clone)]
pub(super) struct System<N> {
    /// `det(N) N^-1`, row by row.
    pub(super) adjugate: Vec<N>,
    /// `det(N)`.
    pub(super) determinant: N,
}

/// Where the pieces of a face are the active ones, `E` is quadratic: its gradient is `p = shift + matrix x`, and
/// `E(x) = level + <tilt, x> + |p|^2/(2K)`.
#[derive(Debug, Clone)]
pub(super) struct Shape<N> {
    /// `K D N^-1 D^T`, row by row; empty where it is 0.
    pub(super) matrix: Vec<N>,
    /// The gradient at the origin, if the face were active there.
    pub(super) shift: Vec<N>,
    /// What is left of each member's slope off the span of the differences; empty where that is 0.
    pub(super) tilt: Vec<N>,
    /// The common height at the origin.
    pub(super) level: N,
}

/// All faces of a recipe, the smallest first.
///
/// At every point the active pieces can be chosen affinely independent (Caratheodory's theorem), so that no others are needed.
pub(super) fn faces<N>(slopes: &Integers, dimension: usize) -> Vec<Face<N>> {
    let count = slopes.count;
    let mut sets: Vec<Vec<usize>> = (1_usize..1 << count)
        .map(|bits| (0..count).filter(|i| bits >> i & 1 == 1).collect::<Vec<_>>())
        .filter(|members| members.len() <= dimension + 1)
        .collect();
    sets.sort_by_key(Vec::len);
    sets.into_iter().filter_map(|members| Face::new(slopes, members)).collect()
}

impl<N> Face<N> {
    /// The face of some pieces; nothing where their slopes depend on each other.
    fn new(slopes: &Integers, members: Vec<usize>) -> Option<Self> {
        let order = members.len() - 1;
        let (adjugate, determinant) = adjugate(slopes.differences(&members), order)?;
        // The inner products are integers times 4^exponent; the adjugate keeps that of all rows but one.
        let exponent = 2 * slopes.exponent;
        let rough = |entry: &IBig, exponent: i32| libm::ldexp(entry.to_f64().value(), exponent);
        Some(Self {
            members,
            rough: adjugate.iter().map(|entry| rough(entry, 0)).collect(),
            rough_determinant: rough(&determinant, exponent),
            adjugate,
            determinant: (determinant, exponent),
            system: OnceLock::new(),
            shape: OnceLock::new(),
        })
    }

    /// The system in an arithmetic, always the same one.
    pub(super) fn system<A: Arithmetic<Number = N>>(&self, a: &A) -> &System<N> {
        self.system.get_or_init(|| System {
            adjugate: self.adjugate.iter().map(|entry| number(a, entry, 0)).collect(),
            determinant: number(a, &self.determinant.0, self.determinant.1),
        })
    }
}

/// The slopes as integers times one power of two, with their inner products.
pub(super) struct Integers {
    count: usize,
    exponent: i32,
    gram: Vec<IBig>,
}

impl Integers {
    /// Those of a recipe.
    pub(super) fn of(recipe: &Envelope) -> Self {
        let numbers = || recipe.pieces.iter().flat_map(|piece| &piece.slope).filter(|number| !number.is_zero());
        let exponent = numbers().map(Dyadic::exponent).min().unwrap_or(0);
        let integer = |number: &Dyadic| {
            let shift = usize::try_from(number.exponent() - exponent).unwrap_or(0);
            IBig::from(number.mantissa()) << shift
        };
        let rows: Vec<Vec<IBig>> =
            recipe.pieces.iter().map(|Piece { slope, .. }| slope.iter().map(integer).collect()).collect();
        let dot = |u: &[IBig], v: &[IBig]| u.iter().zip(v).fold(IBig::ZERO, |sum, (a, b)| sum + a * b);
        let gram = rows.iter().flat_map(|u| rows.iter().map(|v| dot(u, v))).collect();
        Self { count: rows.len(), exponent, gram }
    }

    /// The inner products of all slopes, row by row. Exact.
    pub(super) fn gram<A: Arithmetic>(&self, a: &A) -> Vec<A::Number> {
        self.gram.iter().map(|entry| number(a, entry, 2 * self.exponent)).collect()
    }

    /// The inner products of the differences of some slopes from the first of them.
    fn differences(&self, members: &[usize]) -> Vec<IBig> {
        let entry = |i: usize, j: usize| &self.gram[i * self.count + j];
        let Some((&first, rest)) = members.split_first() else { return Vec::new() };
        rest.iter()
            .flat_map(|&i| rest.iter().map(move |&j| (i, j)))
            .map(|(i, j)| entry(i, j) - entry(i, first) - entry(first, j) + entry(first, first))
            .collect()
    }
}

/// `det(N) N^-1` and `det(N)` by elimination without fractions (Bareiss 1968), every division exact; nothing where the positive
/// semidefinite `N` is singular.
fn adjugate(matrix: Vec<IBig>, n: usize) -> Option<(Vec<IBig>, IBig)> {
    let width = 2 * n;
    let mut rows: Vec<IBig> = Vec::with_capacity(n * width);
    for (i, row) in matrix.chunks(n.max(1)).enumerate() {
        rows.extend(row.iter().cloned());
        rows.extend((0..n).map(|j| IBig::from(u8::from(i == j))));
    }
    let mut previous = IBig::ONE;
    for k in 0..n {
        let pivot = rows[k * width + k].clone();
        if pivot == IBig::ZERO {
            return None;
        }
        for i in (0..n).filter(|i| *i != k) {
            let factor = rows[i * width + k].clone();
            for j in 0..width {
                rows[i * width + j] = (&pivot * &rows[i * width + j] - &factor * &rows[k * width + j]) / &previous;
            }
        }
        previous = pivot;
    }
    Some((rows.chunks(width.max(1)).flat_map(|row| row[n..].to_vec()).collect(), previous))
}

/// An integer times a power of two as a number.
fn number<A: Arithmetic>(a: &A, integer: &IBig, exponent: i32) -> A::Number {
    const SHORT_BITS: usize = 62;
    if integer.bit_len() <= SHORT_BITS
        && let Ok(mantissa) = i64::try_from(integer)
    {
        return a.dyadic(&Dyadic::new(mantissa, exponent));
    }
    let shift = exponent.unsigned_abs() as usize;
    a.rational(&if exponent < 0 {
        Rational::from_parts(integer.clone(), UBig::ONE << shift)
    } else {
        Rational::from(integer << shift)
    })
}
