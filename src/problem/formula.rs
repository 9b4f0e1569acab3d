//! Recipes as formulas to check by hand.

use super::exact::{Reflection, dot, product};
use super::family::Family;
use super::spec::{ProblemSpec, Sample};
use crate::numeric::Rational;

/// Longer sums are cut, and say so.
const MAX_TERMS: usize = 12;

/// The arguments of a named family, which need not be dyadic; they stand for the numbers of every coordinate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The curvature, where it is an argument.
    pub curvature: Option<Rational>,
    /// The threshold, where it is an argument.
    pub threshold: Option<Rational>,
}

impl ProblemSpec {
    /// The objective with its numbers, `R(w) = 1/2·(w₁ - 1)² + 2·w₂²`. Exact; long sums are cut and say so.
    #[must_use]
    pub fn formula(&self) -> String {
        match self.formula_with(&Arguments::default()) {
            (text, Some(legend)) => format!("R(w) = {text}, where {legend}"),
            (text, None) => format!("R(w) = {text}"),
        }
    }

    /// The right side of the formula, with the arguments of a named family in the place of the recipe's own numbers, and
    /// what a function in it is.
    #[must_use]
    pub fn formula_with(&self, arguments: &Arguments) -> (String, Option<String>) {
        if let Err(error) = self.validate() {
            return (format!("({error})"), None);
        }
        let forms = Forms::of(self);
        let mut terms = self.sample_terms(&forms);
        terms.extend(self.coordinate_terms(&forms, arguments));
        (sum_of(&terms), legend(self.family).map(str::to_owned))
    }

    fn coordinate_terms(&self, forms: &Forms, arguments: &Arguments) -> Vec<String> {
        if !self.family.uses_curvature() {
            return Vec::new();
        }
        (0..self.dimension()).filter_map(|i| self.coordinate_term(i, &forms.coordinate(self, i), arguments)).collect()
    }

    fn coordinate_term(&self, i: usize, form: &Linear, arguments: &Arguments) -> Option<String> {
        let c = &self.coordinates[i];
        let curvature = match &arguments.curvature {
            Some(curvature) => self.scale.to_rational() * curvature,
            None => product(&[&self.scale, &c.curvature]),
        };
        if curvature.is_zero() {
            return None;
        }
        let stretch = c.stretch.to_rational();
        let tau = arguments.threshold.clone().unwrap_or_else(|| c.threshold.to_rational());
        let inner = form.times(&stretch);
        let square = || &stretch * &stretch;
        let text = match self.family {
            Family::Huber => with_factor(&curvature, &format!("huber({}, {tau})", inner.bare())),
            Family::DoubleWell => with_factor(&curvature, &format!("well({}, {tau})", inner.bare())),
            Family::PseudoHuber => {
                let root = format!("√({} + {})", &tau * &tau, inner.squared());
                with_factor(&(curvature * tau), &root)
            }
            Family::Bump => {
                let squared = &tau * &tau;
                let share = format!("{}/({squared} + {})", inner.squared(), inner.squared());
                with_factor(&(curvature * squared / Rational::from(2)), &share)
            }
            Family::Quartic => {
                let fourth = square() * square();
                with_factor(&(curvature * fourth), &form.power("⁴"))
            }
            Family::ThreeHalves => with_factor(&curvature, &format!("|{}|^(3/2)", inner.bare())),
            Family::Linear => {
                let form = form.times(&(curvature * stretch));
                form.bare()
            }
            Family::Ridge => {
                let count = Rational::from(2 * self.samples.len());
                with_factor(&(curvature * square() / count), &form.squared())
            }
            _ => with_factor(&(curvature * square() / Rational::from(2)), &form.squared()),
        };
        Some(text)
    }

    fn sample_terms(&self, forms: &Forms) -> Vec<String> {
        let count = self.samples.len();
        if count == 0 {
            return Vec::new();
        }
        let share = self.scale.to_rational() / Rational::from(count);
        let logistic = matches!(self.family, Family::Logistic | Family::RidgeLogistic);
        let shown = self.samples.iter().take(MAX_TERMS);
        let mut terms: Vec<String> = shown
            .map(|sample| {
                let form = forms.sample(self, sample);
                let target = sample.target.to_rational();
                if logistic {
                    let minus_margin = form.times(&-target);
                    with_factor(&share, &format!("ln(1 + exp({}))", minus_margin.bare()))
                } else {
                    let residual = form.minus(&target);
                    with_factor(&(&share / Rational::from(2)), &residual.squared())
                }
            })
            .collect();
        if count > MAX_TERMS {
            let source = self.data.as_ref().map(|data| format!(" of {}", data.name));
            terms.push(format!("… ({} more samples{})", count - MAX_TERMS, source.unwrap_or_default()));
        }
        terms
    }
}

const fn legend(family: Family) -> Option<&'static str> {
    match family {
        Family::Huber => Some("huber(z, τ) is z²/2 up to |z| = τ and τ·(|z| - τ/2) beyond"),
        Family::DoubleWell => Some("well(z, τ) is τ²/4 - z²/2 up to |z| = τ/2 and (|z| - τ)²/2 beyond"),
        _ => None,
    }
}

/// The change of variables.
struct Forms {
    reflection: Option<Reflection>,
    centres: Vec<Rational>,
}

impl Forms {
    fn of(spec: &ProblemSpec) -> Self {
        Self {
            reflection: Reflection::of(spec),
            centres: spec.coordinates.iter().map(|c| c.centre.to_rational()).collect(),
        }
    }

    /// Coordinate `i` of `Q (w - c)`.
    fn coordinate(&self, spec: &ProblemSpec, i: usize) -> Linear {
        let mut row = vec![Rational::ZERO; spec.dimension()];
        row[i] = Rational::ONE;
        self.form(row)
    }

    /// `x . S Q (w - c)`.
    fn sample(&self, spec: &ProblemSpec, sample: &Sample) -> Linear {
        let row = sample.features.iter().zip(&spec.coordinates).map(|(x, c)| product(&[x, &c.stretch])).collect();
        self.form(row)
    }

    fn form(&self, mut row: Vec<Rational>) -> Linear {
        if let Some(q) = &self.reflection {
            q.apply(&mut row);
        }
        let constant = -dot(&row, &self.centres);
        Linear { row, constant }
    }
}

/// A linear form `row . w + constant`.
struct Linear {
    row: Vec<Rational>,
    constant: Rational,
}

impl Linear {
    fn times(&self, factor: &Rational) -> Self {
        Self { row: self.row.iter().map(|entry| entry * factor).collect(), constant: &self.constant * factor }
    }

    fn minus(mut self, constant: &Rational) -> Self {
        self.constant -= constant;
        self
    }

    /// Without brackets, `2·w₁ - w₂ + 1`.
    fn bare(&self) -> String {
        let mut terms: Vec<String> = Vec::new();
        for (i, entry) in self.row.iter().enumerate() {
            if !entry.is_zero() {
                terms.push(with_factor(entry, &variable(i, self.row.len())));
            }
        }
        if !self.constant.is_zero() {
            terms.push(self.constant.to_string());
        }
        sum_of(&terms)
    }

    /// With brackets where a power needs them.
    fn power(&self, exponent: &str) -> String {
        let bare = self.bare();
        let single = self.constant.is_zero()
            && self.row.iter().filter(|entry| !entry.is_zero()).count() == 1
            && self.row.iter().all(|entry| entry.is_zero() || entry.is_one());
        if single { format!("{bare}{exponent}") } else { format!("({bare}){exponent}") }
    }

    fn squared(&self) -> String {
        self.power("²")
    }
}

/// `w` alone, or with its index from 1.
fn variable(i: usize, dimension: usize) -> String {
    if dimension == 1 {
        return "w".to_owned();
    }
    let index = (i + 1).to_string();
    let digits = index.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x2080 + d)).unwrap_or(c));
    std::iter::once('w').chain(digits).collect()
}

/// `2·x`, `x`, `-x`.
fn with_factor(factor: &Rational, text: &str) -> String {
    if factor.is_one() {
        text.to_owned()
    } else if *factor == -Rational::ONE {
        format!("-{text}")
    } else {
        format!("{factor}·{text}")
    }
}

/// `a + b - c`; `0` where there is nothing to add.
fn sum_of(terms: &[String]) -> String {
    let mut text = String::new();
    for term in terms {
        if text.is_empty() {
            text.push_str(term);
        } else if let Some(rest) = term.strip_prefix('-') {
            text.push_str(" - ");
            text.push_str(rest);
        } else {
            text.push_str(" + ");
            text.push_str(term);
        }
    }
    if text.is_empty() { "0".to_owned() } else { text }
}
