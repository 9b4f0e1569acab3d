//! The format of certificates and their exact check. It trusts nothing: it uses fractions and how they are written, and nothing else.
//!
//! A certificate says that a target is nowhere negative: for every function of a class, every dimension and all parameters
//! `p` in the unit cube. It does so by an identity
//!
//! ```text
//! D(p) * target = sum of lambda_j(p) * inequality_j + <S(p), G>
//! ```
//!
//! in which the inequalities hold for every function of the class, the multipliers `lambda_j` and the coefficients of the symmetric
//! matrix `S` in Bernstein form are nonnegative and positive semidefinite, `G` is the Gram matrix of the basis, and `D` is positive.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::numeric::{Rational, parse_rational};

/// What the first line of every certificate says.
pub const SCHEMA: &str = "descentcheck/certificate/1";

/// Limits, so that a hostile file costs little: vectors of the basis, points, parameters, degree, digits of a number.
const MOST_VECTORS: usize = 256;
const MOST_POINTS: usize = 256;
const MOST_PARAMETERS: usize = 3;
const LARGEST_DEGREE: u32 = 48;
const MOST_DIGITS: usize = 4000;
const MOST_COEFFICIENTS: usize = 4096;

/// A polynomial in the parameters as it is written: exponents such as `1,0`, and fractions such as `-1/2`. Without parameters
/// the exponents are the empty text.
pub type Written = BTreeMap<String, String>;

/// A vector as it is written: positions in the basis, and coefficients.
pub type WrittenVector = BTreeMap<usize, Written>;

/// A quadratic form as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenForm {
    /// Coefficients of inner products of two basis vectors `i <= j`, written `i,j`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gram: BTreeMap<String, Written>,
    /// Coefficients of the values at points.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<usize, Written>,
}

/// The class of functions; `L` is 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Class {
    /// Convex.
    Convex,
    /// 1-smooth and strongly convex with the constant `alpha` in [0, 1]: with 0, convex.
    SmoothConvex {
        /// The constant.
        alpha: Written,
    },
    /// 1-smooth.
    Smooth,
}

/// A parameter; it varies in the unit interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What it is.
    pub is: String,
    /// Whether 0 and 1 are included.
    pub closed: [bool; 2],
}

/// A point with the gradient there; the value there is the one of its position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// What it is.
    pub name: String,
    /// The point.
    pub x: WrittenVector,
    /// The gradient.
    pub g: WrittenVector,
    /// Whether it is a minimiser.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_minimiser: bool,
}

/// An inequality that holds for every function of the class, or by hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Inequality {
    /// What the class says of the value at the first point, seen from the second.
    Pair(usize, usize),
    /// `f - f* >= |g|^2/2` of a smooth function at a point, the second being a minimiser.
    Floor(usize, usize),
    /// A hypothesis of the claim.
    Hypothesis(usize),
}

/// An inequality with its multiplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Multiplier {
    /// The inequality.
    pub of: Inequality,
    /// The degree in each parameter.
    pub degree: Vec<u32>,
    /// The coefficients in Bernstein form by their indices.
    pub bernstein: Written,
}

/// What is compiled from the statement, and compared with it: all of a certificate but its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The names of the basis vectors.
    pub basis: Vec<String>,
    /// The class.
    pub class: Class,
    /// The points.
    pub points: Vec<Point>,
    /// Forms that are nonnegative by hypothesis.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hypotheses: Vec<WrittenForm>,
    /// What is to be shown nonnegative.
    pub target: WrittenForm,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// [`SCHEMA`].
    pub schema: String,
    /// What is proved.
    pub problem: Problem,
    /// `D`.
    pub denominator: Written,
    /// The multipliers that are not 0.
    pub multipliers: Vec<Multiplier>,
}

/// Why a certificate proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not well formed.
    #[error("{0}")]
    Malformed(String),
    /// Numbers are too many or too large.
    #[error("{0} is larger than a certificate may be")]
    TooLarge(&'static str),
    /// A multiplier has a negative coefficient.
    #[error("the multiplier of inequality {0} has a negative coefficient")]
    NegativeMultiplier(usize),
    /// The values do not cancel.
    #[error("the value at point {0} does not cancel")]
    ValueLeft(usize),
    /// A coefficient of the slack is not positive semidefinite.
    #[error("coefficient {0:?} of the slack matrix is not positive semidefinite")]
    Indefinite(Vec<u32>),
    /// The denominator is not positive where it must be.
    #[error("the denominator is not shown to be positive on the whole range")]
    Denominator,
}

type Poly = BTreeMap<Vec<u32>, Rational>;
type Vector = BTreeMap<usize, Poly>;

#[derive(Default, Clone)]
struct Form {
    gram: BTreeMap<(usize, usize), Poly>,
    values: BTreeMap<usize, Poly>,
}

/// Checks a certificate.
///
/// # Errors
/// Why it proves nothing.
pub fn check(certificate: &Certificate) -> Result<(), Fault> {
    let problem = &certificate.problem;
    let count = problem.parameters.len();
    sizes(certificate)?;
    let denominator = read(&certificate.denominator, count)?;
    check_denominator(&denominator, &problem.parameters)?;
    let mut rest = Form::default();
    add_scaled(&mut rest, &denominator, &read_form(&problem.target, problem)?);
    for (number, multiplier) in certificate.multipliers.iter().enumerate() {
        let inequality = inequality(problem, multiplier.of)?;
        let lambda = read_multiplier(multiplier, count, number)?;
        add_scaled(&mut rest, &scaled(&lambda, &-Rational::ONE), &inequality);
    }
    if let Some((point, _)) = rest.values.first_key_value() {
        return Err(Fault::ValueLeft(*point));
    }
    check_slack(&rest.gram, problem.basis.len(), count)
}

fn sizes(certificate: &Certificate) -> Result<(), Fault> {
    let problem = &certificate.problem;
    if certificate.schema != SCHEMA {
        return Err(Fault::Malformed(format!("the schema is not {SCHEMA}")));
    }
    let limits = [
        (problem.parameters.len(), MOST_PARAMETERS, "the number of parameters"),
        (problem.basis.len(), MOST_VECTORS, "the basis"),
        (problem.points.len(), MOST_POINTS, "the number of points"),
        (problem.hypotheses.len(), MOST_POINTS, "the number of hypotheses"),
        (certificate.multipliers.len(), MOST_POINTS * MOST_POINTS, "the number of multipliers"),
    ];
    match limits.into_iter().find(|(size, limit, _)| size > limit) {
        Some((_, _, what)) => Err(Fault::TooLarge(what)),
        None => Ok(()),
    }
}

fn malformed(text: impl Into<String>) -> Fault {
    Fault::Malformed(text.into())
}

fn read_exponents(text: &str, count: usize) -> Result<Vec<u32>, Fault> {
    let parts: Vec<&str> = if text.is_empty() { Vec::new() } else { text.split(',').collect() };
    if parts.len() != count {
        return Err(malformed(format!("`{}` does not have {count} exponents", excerpt(text))));
    }
    let exponent = |part: &&str| match part.parse::<u32>() {
        // `+1` and `01` would be second spellings of 1.
        Ok(exponent) if exponent.to_string() == *part => {
            if exponent <= LARGEST_DEGREE {
                Ok(exponent)
            } else {
                Err(Fault::TooLarge("an exponent"))
            }
        }
        _ => Err(malformed(format!("`{}` is not an exponent", excerpt(part)))),
    };
    parts.iter().map(exponent).collect()
}

fn read(written: &Written, count: usize) -> Result<Poly, Fault> {
    let mut poly = Poly::new();
    for (exponents, number) in written {
        if number.len() > MOST_DIGITS {
            return Err(Fault::TooLarge("a number"));
        }
        let value = parse_rational(number).map_err(|error| malformed(error.to_string()))?;
        add_to(&mut poly, read_exponents(exponents, count)?, value);
    }
    Ok(poly)
}

fn read_vector(written: &WrittenVector, problem: &Problem) -> Result<Vector, Fault> {
    let entry = |(position, written): (&usize, &Written)| {
        if *position >= problem.basis.len() {
            return Err(malformed(format!("there is no basis vector {position}")));
        }
        Ok((*position, read(written, problem.parameters.len())?))
    };
    written.iter().map(entry).collect()
}

fn read_form(written: &WrittenForm, problem: &Problem) -> Result<Form, Fault> {
    let mut form = Form::default();
    let count = problem.parameters.len();
    for (pair, coefficient) in &written.gram {
        let positions =
            pair.split_once(',').and_then(|(i, j)| Some((i.parse::<usize>().ok()?, j.parse::<usize>().ok()?)));
        let known = positions.filter(|(i, j)| i <= j && *j < problem.basis.len() && format!("{i},{j}") == *pair);
        let (i, j) = known.ok_or_else(|| malformed(format!("`{}` is no pair of the basis", excerpt(pair))))?;
        add_poly(form.gram.entry((i, j)).or_default(), &read(coefficient, count)?);
    }
    for (point, coefficient) in &written.values {
        if *point >= problem.points.len() {
            return Err(malformed(format!("there is no point {point}")));
        }
        add_poly(form.values.entry(*point).or_default(), &read(coefficient, count)?);
    }
    Ok(form)
}

/// The form that an inequality says is nonnegative.
fn inequality(problem: &Problem, of: Inequality) -> Result<Form, Fault> {
    let point = |at: usize| problem.points.get(at).ok_or_else(|| malformed(format!("there is no point {at}")));
    match of {
        Inequality::Hypothesis(at) => {
            let known = problem.hypotheses.get(at);
            read_form(known.ok_or_else(|| malformed(format!("there is no hypothesis {at}")))?, problem)
        }
        Inequality::Pair(i, j) => {
            if i == j {
                return Err(malformed(format!("point {i} is paired with itself")));
            }
            pair(problem, (i, point(i)?), (j, point(j)?))
        }
        Inequality::Floor(i, j) => {
            if problem.class == Class::Convex || !point(j)?.is_minimiser {
                return Err(malformed(format!("point {j} is not the minimiser of a smooth function")));
            }
            let g = read_vector(&point(i)?.g, problem)?;
            let one = constant(Rational::ONE, problem.parameters.len());
            let mut form = Form::default();
            add_poly(form.values.entry(i).or_default(), &one);
            add_poly(form.values.entry(j).or_default(), &scaled(&one, &-Rational::ONE));
            add_inner(&mut form, &scaled(&one, &-half()), &g, &g);
            form.values.retain(|_, value| !value.is_empty());
            Ok(form)
        }
    }
}

/// What the class says of the values at two points: the interpolation inequality, times a number that is not negative.
fn pair(problem: &Problem, (i, a): (usize, &Point), (j, b): (usize, &Point)) -> Result<Form, Fault> {
    let count = problem.parameters.len();
    let number = |value: i64| constant(Rational::from(value), count);
    let (xa, xb) = (read_vector(&a.x, problem)?, read_vector(&b.x, problem)?);
    let (ga, gb) = (read_vector(&a.g, problem)?, read_vector(&b.g, problem)?);
    let (dx, dg) = (difference(&xa, &xb), difference(&ga, &gb));
    let alpha = match &problem.class {
        Class::Convex => None,
        Class::Smooth => Some(number(-1)),
        Class::SmoothConvex { alpha } => Some(read(alpha, count)?),
    };
    // f_a - f_b - <g_b, x_a - x_b>, times 2(1 - alpha) where the class is smooth.
    let scale = match &alpha {
        None => number(1),
        Some(alpha) => {
            let mut scale = number(2);
            add_poly(&mut scale, &scaled(alpha, &Rational::from(-2)));
            scale
        }
    };
    let mut form = Form::default();
    add_poly(form.values.entry(i).or_default(), &scale);
    add_poly(form.values.entry(j).or_default(), &scaled(&scale, &-Rational::ONE));
    add_inner(&mut form, &scaled(&scale, &-Rational::ONE), &gb, &dx);
    if let Some(alpha) = alpha {
        add_inner(&mut form, &number(-1), &dg, &dg);
        add_inner(&mut form, &scaled(&alpha, &-Rational::ONE), &dx, &dx);
        add_inner(&mut form, &scaled(&alpha, &Rational::from(2)), &dg, &dx);
    }
    form.values.retain(|_, value| !value.is_empty());
    Ok(form)
}

fn read_multiplier(multiplier: &Multiplier, count: usize, number: usize) -> Result<Poly, Fault> {
    if multiplier.degree.len() != count {
        return Err(malformed(format!("multiplier {number} does not have {count} degrees")));
    }
    if multiplier.degree.iter().any(|degree| *degree > LARGEST_DEGREE) {
        return Err(Fault::TooLarge("the degree of a multiplier"));
    }
    indices(&multiplier.degree)?;
    let mut sum = Poly::new();
    for (index, value) in read(&multiplier.bernstein, count)? {
        if value < Rational::ZERO {
            return Err(Fault::NegativeMultiplier(number));
        }
        if index.iter().zip(&multiplier.degree).any(|(at, degree)| at > degree) {
            return Err(malformed(format!("multiplier {number} has a coefficient beyond its degree")));
        }
        add_poly(&mut sum, &scaled(&basis_function(&index, &multiplier.degree), &value));
    }
    Ok(sum)
}

/// The product of `binomial(n, i) p^i (1-p)^(n-i)` over the parameters.
fn basis_function(index: &[u32], degree: &[u32]) -> Poly {
    let count = degree.len();
    let mut product = constant(Rational::ONE, count);
    for (at, (i, n)) in index.iter().zip(degree).enumerate() {
        let mut factor = Poly::new();
        for k in 0..=n - i {
            let sign = if k % 2 == 0 { Rational::ONE } else { -Rational::ONE };
            let mut exponents = vec![0; count];
            exponents[at] = i + k;
            add_to(&mut factor, exponents, sign * binomial(n - i, k) * binomial(*n, *i));
        }
        product = times(&product, &factor);
    }
    product
}

/// The coefficients in Bernstein form of the given degrees, which are at least those of the polynomial; zeros are left out.
fn bernstein(poly: &Poly, degree: &[u32]) -> Result<Poly, Fault> {
    let mut result = Poly::new();
    for index in indices(degree)? {
        let mut sum = Rational::ZERO;
        for (exponents, value) in poly {
            if exponents.iter().zip(&index).all(|(e, i)| e <= i) {
                let weights = exponents.iter().zip(&index).zip(degree);
                sum += weights.fold(value.clone(), |w, ((e, i), n)| w * binomial(*i, *e) / binomial(*n, *e));
            }
        }
        if !sum.is_zero() {
            result.insert(index, sum);
        }
    }
    Ok(result)
}

fn indices(degree: &[u32]) -> Result<Vec<Vec<u32>>, Fault> {
    let mut count = 1_usize;
    for n in degree {
        count = count.saturating_mul(*n as usize + 1);
    }
    if count > MOST_COEFFICIENTS {
        return Err(Fault::TooLarge("the number of coefficients"));
    }
    let extend = |all: Vec<Vec<u32>>, n: &u32| {
        all.iter().flat_map(|index| (0..=*n).map(move |i| [index.clone(), vec![i]].concat())).collect()
    };
    Ok(degree.iter().fold(vec![Vec::new()], extend))
}

fn degrees<'a>(polys: impl Iterator<Item = &'a Poly>, count: usize) -> Vec<u32> {
    let mut degree = vec![0; count];
    for exponents in polys.flat_map(BTreeMap::keys) {
        for (most, exponent) in degree.iter_mut().zip(exponents) {
            *most = (*most).max(*exponent);
        }
    }
    degree
}

/// `D` must be positive on the whole range: no Bernstein coefficient negative, and on every part of the cube that belongs to the
/// range (inside, and at ends that are included) one that is not 0.
fn check_denominator(denominator: &Poly, parameters: &[Parameter]) -> Result<(), Fault> {
    let degree = degrees(std::iter::once(denominator), parameters.len());
    let coefficients = bernstein(denominator, &degree)?;
    if coefficients.values().any(|value| *value < Rational::ZERO) {
        return Err(Fault::Denominator);
    }
    for face in indices(&vec![2; parameters.len()])? {
        // 0: inside, 1: at 0, 2: at 1.
        let is_included = face.iter().zip(parameters).all(|(part, parameter)| match part {
            0 => true,
            1 => parameter.closed[0],
            _ => parameter.closed[1],
        });
        let lies_on = |index: &Vec<u32>| {
            index.iter().zip(&face).zip(&degree).all(|((i, part), n)| match part {
                0 => true,
                1 => *i == 0,
                _ => i == n,
            })
        };
        if is_included && !coefficients.keys().any(lies_on) {
            return Err(Fault::Denominator);
        }
    }
    Ok(())
}

fn check_slack(gram: &BTreeMap<(usize, usize), Poly>, size: usize, count: usize) -> Result<(), Fault> {
    let degree = degrees(gram.values(), count);
    let mut matrices: BTreeMap<Vec<u32>, Vec<Vec<Rational>>> = BTreeMap::new();
    for ((i, j), poly) in gram {
        for (index, value) in bernstein(poly, &degree)? {
            let matrix = matrices.entry(index).or_insert_with(|| vec![vec![Rational::ZERO; size]; size]);
            if i == j {
                matrix[*i][*i] = value;
            } else {
                let half = value * half();
                matrix[*i][*j] = half.clone();
                matrix[*j][*i] = half;
            }
        }
    }
    match matrices.into_iter().find(|(_, matrix)| !is_semidefinite(matrix.clone())) {
        Some((index, _)) => Err(Fault::Indefinite(index)),
        None => Ok(()),
    }
}

/// Whether a symmetric matrix is positive semidefinite: exact elimination, in which no pivot may be negative and the row of a
/// pivot 0 must be 0.
fn is_semidefinite(mut matrix: Vec<Vec<Rational>>) -> bool {
    let size = matrix.len();
    for k in 0..size {
        let pivot = matrix[k][k].clone();
        if pivot < Rational::ZERO {
            return false;
        }
        let below: Vec<usize> = (k + 1..size).filter(|i| !matrix[*i][k].is_zero()).collect();
        if pivot.is_zero() {
            if below.is_empty() {
                continue;
            }
            return false;
        }
        for (position, i) in below.iter().enumerate() {
            let factor = &matrix[*i][k] / &pivot;
            for j in &below[..=position] {
                let change = &factor * &matrix[*j][k];
                matrix[*i][*j] -= change;
            }
        }
    }
    true
}

fn add_to(poly: &mut Poly, exponents: Vec<u32>, value: Rational) {
    let sum = poly.remove(&exponents).map_or_else(|| value.clone(), |known| known + &value);
    if !sum.is_zero() {
        poly.insert(exponents, sum);
    }
}

fn add_poly(sum: &mut Poly, other: &Poly) {
    for (exponents, value) in other {
        add_to(sum, exponents.clone(), value.clone());
    }
}

fn scaled(poly: &Poly, factor: &Rational) -> Poly {
    let mut result = Poly::new();
    for (exponents, value) in poly {
        add_to(&mut result, exponents.clone(), value * factor);
    }
    result
}

fn times(a: &Poly, b: &Poly) -> Poly {
    let mut product = Poly::new();
    for (left, x) in a {
        for (right, y) in b {
            let exponents = left.iter().zip(right).map(|(e, f)| e + f).collect();
            add_to(&mut product, exponents, x * y);
        }
    }
    product
}

fn constant(value: Rational, count: usize) -> Poly {
    let mut poly = Poly::new();
    add_to(&mut poly, vec![0; count], value);
    poly
}

fn difference(a: &Vector, b: &Vector) -> Vector {
    let mut result = a.clone();
    for (position, poly) in b {
        add_poly(result.entry(*position).or_default(), &scaled(poly, &-Rational::ONE));
    }
    result.retain(|_, poly| !poly.is_empty());
    result
}

/// Adds a multiple of the inner product of two vectors.
fn add_inner(form: &mut Form, factor: &Poly, u: &Vector, v: &Vector) {
    for (i, a) in u {
        for (j, b) in v {
            let product = times(factor, &times(a, b));
            add_poly(form.gram.entry((*i.min(j), *i.max(j))).or_default(), &product);
        }
    }
    form.gram.retain(|_, value| !value.is_empty());
}

fn add_scaled(sum: &mut Form, factor: &Poly, other: &Form) {
    for (key, value) in &other.gram {
        add_poly(sum.gram.entry(*key).or_default(), &times(factor, value));
    }
    for (key, value) in &other.values {
        add_poly(sum.values.entry(*key).or_default(), &times(factor, value));
    }
    sum.gram.retain(|_, value| !value.is_empty());
    sum.values.retain(|_, value| !value.is_empty());
}

fn binomial(n: u32, k: u32) -> Rational {
    (0..k).fold(Rational::ONE, |product, i| product * Rational::from(n - i) / Rational::from(i + 1))
}

fn half() -> Rational {
    Rational::ONE / Rational::from(2)
}

/// As much of a text as a message needs.
fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}
