//! Recipes as formulas to check by hand.

use super::exact::{Reflection, dot, product};
use super::family::text::{TermNumbers, with_factor};
use super::spec::{ProblemSpec, Sample};
use crate::numeric::Rational;

/// Longer sums are cut, and say so.
const MAX_TERMS: usize = 12;

impl ProblemSpec {
    /// The objective with its numbers, `R(w) = 1/2·(w₁ - 1)² + 2·w₂²`. Exact; long sums are cut and say so.
    #[must_use]
    pub fn formula(&self) -> String {
        if let Err(error) = self.validate() {
            return format!("R(w): {error}");
        }
        let forms = Forms::of(self);
        let mut terms = self.sample_terms(&forms);
        terms.extend(self.coordinate_terms(&forms));
        let mut text = format!("R(w) = {}", sum_of(&terms));
        if let Some(legend) = self.family.about().legend() {
            text.push_str(", where ");
            text.push_str(legend);
        }
        text
    }

    fn coordinate_terms(&self, forms: &Forms) -> Vec<String> {
        if !self.family.uses_curvature() {
            return Vec::new();
        }
        (0..self.dimension()).filter_map(|i| self.coordinate_term(i, &forms.coordinate(self, i))).collect()
    }

    fn coordinate_term(&self, i: usize, form: &Linear) -> Option<String> {
        let c = &self.coordinates[i];
        let curvature = product(&[&self.scale, &c.curvature]);
        if curvature.is_zero() {
            return None;
        }
        let stretch = c.stretch.to_rational();
        let stretched = form.times(&stretch);
        let numbers = TermNumbers {
            base: form.bracketed(),
            stretched: stretched.bare(),
            stretched_base: stretched.bracketed(),
            multiple: form.times(&(&curvature * &stretch)).bare(),
            factor: curvature,
            stretch,
            threshold: c.threshold.to_rational(),
            samples: self.samples.len(),
        };
        Some(self.family.about().term(&numbers))
    }

    fn sample_terms(&self, forms: &Forms) -> Vec<String> {
        let count = self.samples.len();
        if count == 0 {
            return Vec::new();
        }
        let share = self.scale.to_rational() / Rational::from(count);
        let logistic = self.family.has_labels();
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
                    with_factor(&(&share / Rational::from(2)), &format!("{}²", residual.bracketed()))
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
    fn bracketed(&self) -> String {
        let bare = self.bare();
        let single = self.constant.is_zero()
            && self.row.iter().filter(|entry| !entry.is_zero()).count() == 1
            && self.row.iter().all(|entry| entry.is_zero() || entry.is_one());
        if single { bare } else { format!("({bare})") }
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
