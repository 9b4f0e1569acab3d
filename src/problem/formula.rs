//! Prints recipes as formulas that can be checked by hand.

use super::coordinate::Bends;
use super::coordinate::{Coordinate, Sample};
use super::dyadic::product;
use super::exact::{Reflection, dot};
use super::family::Composition;
use super::family::text::{TermNumbers, with_factor};
use super::objective::Objective;
use super::spec::ProblemSpec;
use crate::numeric::{Dyadic, Rational, Rationals};

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

    /// The right side of the formula, with the arguments of a named family in place of the recipe's own numbers, and
    /// what a function in it is.
    #[must_use]
    pub fn formula_with(&self, arguments: &Arguments) -> (String, Option<String>) {
        if let Err(error) = self.validate() {
            return (format!("({error})"), None);
        }
        let mut legends = Vec::new();
        self.add_legends(&mut legends);
        let text = match self.family.composition() {
            Composition::Profiles => {
                let forms = Forms::of(self);
                let mut terms = self.sample_terms(&forms);
                terms.extend(self.coordinate_terms(&forms, arguments));
                sum_of(&self.raised(terms))
            }
            Composition::Along => sum_of(&self.raised(self.tilted(self.direction_terms(&Rational::ONE)))),
            Composition::Mean => self.mean_formula(),
            Composition::Envelope => sum_of(&self.raised(self.envelope_terms(&Forms::of(self)))),
        };
        (text, (!legends.is_empty()).then(|| legends.join("; ")))
    }

    fn add_legends(&self, all: &mut Vec<&'static str>) {
        all.extend(self.family.about().legend().filter(|legend| !all.contains(legend)));
        self.parts.iter().for_each(|part| part.recipe.add_legends(all));
    }

    /// The terms of a sum along directions, times a factor.
    fn direction_terms(&self, factor: &Rational) -> Vec<String> {
        let scale = factor * self.scale.to_rational();
        let terms = self.parts.iter().filter_map(|part| {
            let coordinate = part.recipe.coordinates.first()?;
            let row = part.direction.iter().map(crate::numeric::Dyadic::to_rational).collect();
            let form = Linear { row, constant: -coordinate.centre.to_rational() };
            let scale = &scale * part.recipe.scale.to_rational();
            part.recipe.profile_term(coordinate, &form, &scale, &Arguments::default())
        });
        terms.collect()
    }

    /// The terms with the height.
    fn raised(&self, mut terms: Vec<String>) -> Vec<String> {
        if !self.height.is_zero() {
            terms.push(self.height.to_rational().to_string());
        }
        terms
    }

    /// The terms with the linear function that the tilt takes away.
    fn tilted(&self, mut terms: Vec<String>) -> Vec<String> {
        if self.stationary.is_empty() {
            return terms;
        }
        let point = self.stationary_point();
        let a = Rationals::default();
        let bare = Self { stationary: Vec::new(), ..self.clone() };
        let mut slope = vec![Rational::ZERO; self.dimension()];
        let known = Objective::new(&bare, &a).and_then(|objective| objective.gradient(&a, &point, &mut slope));
        if known.is_err() {
            let point: Vec<String> = point.iter().map(ToString::to_string).collect();
            terms.push(format!("-<g, w - p> with p = ({}) and g the gradient there of the rest", point.join(", ")));
            return terms;
        }
        let constant = dot(&slope, &point);
        let form = Linear { row: slope.iter().map(|entry| -entry.clone()).collect(), constant };
        if form.row.iter().any(|entry| !entry.is_zero()) {
            terms.push(form.bare());
        }
        terms
    }

    fn mean_formula(&self) -> String {
        let names: Vec<String> = (0..self.parts.len()).map(|n| format!("R{}(w)", subscript(n + 1))).collect();
        let shown = names.iter().take(MAX_TERMS).cloned().collect::<Vec<_>>().join(" + ");
        let more = if names.len() > MAX_TERMS { " + …" } else { "" };
        let mut text = format!("({shown}{more})/{}", names.len());
        let tilt = self.tilted(Vec::new());
        for (name, part) in names.iter().zip(&self.parts).take(MAX_TERMS) {
            let mut terms = match part.recipe.family.composition() {
                Composition::Along => part.recipe.tilted(part.recipe.direction_terms(&self.scale.to_rational())),
                Composition::Mean | Composition::Profiles | Composition::Envelope => {
                    let forms = Forms::of(&part.recipe);
                    let scale = self.scale.mul(part.recipe.scale).unwrap_or(self.scale);
                    let whole = Self { scale, ..part.recipe.clone() };
                    let mut terms = whole.envelope_terms(&forms);
                    terms.extend(whole.coordinate_terms(&forms, &Arguments::default()));
                    terms
                }
            };
            terms.extend(tilt.iter().cloned());
            let scale = self.scale.to_rational();
            let row: Vec<Rational> = part.tilt.iter().map(|entry| entry.to_rational() * &scale).collect();
            // The losses have the height of the mean and their own.
            let constant = self.height.to_rational() + part.recipe.height.to_rational() * scale;
            let own = Linear { row, constant };
            if !part.curve.is_zero() {
                let size = if self.dimension() == 1 { "w²" } else { "|w|²" };
                terms.push(with_factor(
                    &(part.curve.to_rational() * self.scale.to_rational() / Rational::from(2)),
                    size,
                ));
            }
            if !own.constant.is_zero() || own.row.iter().any(|entry| !entry.is_zero()) {
                terms.push(own.bare());
            }
            text.push_str(&format!(", {name} = {}", sum_of(&terms)));
        }
        text
    }

    /// The parabola around the centre and the envelope, with the scale in both.
    fn envelope_terms(&self, forms: &Forms) -> Vec<String> {
        let Some(envelope) = &self.envelope else { return Vec::new() };
        let d = self.dimension();
        let scale = self.scale.to_rational();
        let half = |number: &Dyadic| number.to_rational() * &scale / Rational::from(2);
        let sizes: Vec<String> = (0..d).map(|i| format!("{}²", forms.coordinate(self, i).bracketed())).collect();
        let square = if d == 1 { sizes.concat() } else { format!("({})", sizes.join(" + ")) };
        let pieces = envelope.pieces.iter().map(|piece| {
            let row: Vec<Rational> = piece.slope.iter().map(|g| g.to_rational() * &scale).collect();
            let constant = piece.offset.to_rational() * &scale - dot(&row, &forms.centres);
            Linear { row, constant }.of('z')
        });
        let pieces: Vec<String> = pieces.collect();
        let distance = if d == 1 { "(w - z)²" } else { "|w - z|²" };
        let away = with_factor(&half(&envelope.constant()), distance);
        let least = format!("min over z of [max({}) + {away}]", pieces.join(", "));
        let mut terms = Vec::new();
        if !envelope.parabola().is_zero() {
            terms.push(with_factor(&half(&envelope.parabola()), &square));
        }
        terms.push(if envelope.subtracted { format!("-{least}") } else { least });
        terms
    }

    fn coordinate_terms(&self, forms: &Forms, arguments: &Arguments) -> Vec<String> {
        if !self.family.uses_curvature() && self.family.bends() == Bends::Unused {
            return Vec::new();
        }
        let scale = self.scale.to_rational();
        let term = |(i, c)| self.profile_term(c, &forms.coordinate(self, i), &scale, arguments);
        self.coordinates.iter().enumerate().filter_map(term).collect()
    }

    /// The term of one coordinate at a linear form, times a scale.
    fn profile_term(&self, c: &Coordinate, form: &Linear, scale: &Rational, arguments: &Arguments) -> Option<String> {
        let bends = self.family.bends();
        let factor = scale * arguments.curvature.clone().unwrap_or_else(|| c.curvature.to_rational());
        if factor.is_zero() && bends == Bends::Unused {
            return None;
        }
        let stretch = c.stretch.to_rational();
        let stretched = form.times(&stretch);
        let numbers = TermNumbers {
            base: form.bracketed(),
            stretched: stretched.bare(),
            stretched_base: stretched.bracketed(),
            multiple: form.times(&(&factor * &stretch)).bare(),
            scale: scale.clone(),
            factor,
            stretch,
            threshold: arguments.threshold.clone().unwrap_or_else(|| c.threshold.to_rational()),
            pieces: pieces_of(c, bends),
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

/// The pieces of a second derivative, `1 | 2: 3`.
fn pieces_of(c: &Coordinate, bends: Bends) -> String {
    let first = (bends == Bends::Kinks).then(|| c.curvature.to_rational().to_string());
    let rest = c.bends.iter().map(|bend| format!("{}: {}", bend.at.to_rational(), bend.curvature.to_rational()));
    first.into_iter().chain(rest).collect::<Vec<_>>().join(" | ")
}

/// A number from 1 below a letter.
fn subscript(number: usize) -> String {
    let digits = number.to_string();
    digits.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x2080 + d)).unwrap_or(c)).collect()
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
        self.of('w')
    }

    /// The same of another variable.
    fn of(&self, letter: char) -> String {
        let mut terms: Vec<String> = Vec::new();
        for (i, entry) in self.row.iter().enumerate() {
            if !entry.is_zero() {
                terms.push(with_factor(entry, &variable(letter, i, self.row.len())));
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
fn variable(letter: char, i: usize, dimension: usize) -> String {
    if dimension == 1 {
        return letter.to_string();
    }
    format!("{letter}{}", subscript(i + 1))
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
