//! The figures of the chapter: what its claims come to on chosen problems.

use std::collections::BTreeMap;

use crate::figure::{Figure, Gap, StandardError, gap, standard_error};
use crate::judge;
use crate::language::check::Chapter;
use crate::numeric::Dyadic;
use crate::problem::{Coordinate, Family, ProblemSpec, Sample};
use crate::verdict::Case;

/// The last step drawn.
const STEPS: u32 = 100;
/// The lowest gap drawn.
const LOWEST_GAP: f64 = 0.0004;
/// Targets of the regression whose mini-batches are drawn: few enough to enumerate every batch.
const TARGETS: [i64; 8] = [0, 1, 1, 2, 3, 5, 8, 13];

/// Each figure whose claims are in the chapter, by name.
pub(super) fn of(chapter: &Chapter) -> Vec<(&'static str, Figure)> {
    let gap = gap_figure(chapter).map(|figure| ("theorem-7.1", figure));
    let errors = error_figure(chapter).map(|figure| ("standard-error", figure));
    gap.into_iter().chain(errors).collect()
}

fn sides(chapter: &Chapter, claim: &str, case: &Case) -> Option<Vec<(i64, f64, f64)>> {
    Some(judge::sides(&chapter.find(claim)?.claim, case))
}

fn numbers(name: &str, value: Dyadic) -> BTreeMap<String, Dyadic> {
    BTreeMap::from([(name.to_owned(), value)])
}

/// A run of gradient descent with L = 1, D = 1 and the given unit step size.
fn descent(family: Family, shape: &[(Dyadic, Dyadic)], step: Dyadic) -> Case {
    let coordinate =
        |&(curvature, threshold): &(Dyadic, Dyadic)| Coordinate { curvature, threshold, ..Coordinate::default() };
    let spec = ProblemSpec::new(family, shape.iter().map(coordinate).collect());
    // One coordinate starts at 1 and four at 1/2 each, at distance 1 either way.
    let start = if shape.len() == 1 { Dyadic::ONE } else { Dyadic::new(1, -1) };
    Case {
        horizon: STEPS,
        problems: BTreeMap::from([("R".to_owned(), spec)]),
        scalars: numbers("eta", step),
        vectors: BTreeMap::from([("w[0]".to_owned(), vec![start; shape.len()])]),
        matrices: BTreeMap::new(),
        draws: None,
    }
}

fn gap_figure(chapter: &Chapter) -> Option<Figure> {
    let one = Dyadic::ONE;
    let valley = [0, -2, -4, -6].map(|exponent| (Dyadic::new(1, exponent), one));
    let runs = [
        ("Huber, τ = 5/1024", descent(Family::Huber, &[(one, Dyadic::new(5, -10))], one)),
        ("Huber, τ = 1/16", descent(Family::Huber, &[(one, Dyadic::new(1, -4))], one)),
        ("quadratic, λ = 1, 1/4, 1/16, 1/64", descent(Family::Quadratic, &valley, one)),
    ];
    let mut measured = Vec::new();
    let mut bound = Vec::new();
    for (name, case) in &runs {
        let found = sides(chapter, "theorem-7.1", case)?;
        bound = points(found.iter().map(|(t, _, right)| (*t, *right)));
        measured.push(((*name).to_owned(), points(found.iter().map(|(t, left, _)| (*t, *left)))));
    }
    // The sharp claim gives h = eta*L in (0, 2), so that h = 1 is half of the way.
    let sharp = Case { scalars: numbers("h", Dyadic::new(1, -1)), ..descent(Family::Huber, &[(one, one)], one) };
    let worst = sides(chapter, "theorem-7.1-sharp", &sharp)?;
    Some(gap(&Gap {
        title: "Every run stays below the bound, which is loose by a factor of 2 + 1/t".to_owned(),
        note: "L = 1, D = |w[0] − w*| = 1, step size η = 1/L".to_owned(),
        runs: measured,
        bound,
        worst_case: points(worst.iter().map(|(t, _, right)| (*t, *right))),
        lowest: LOWEST_GAP,
    }))
}

fn points(values: impl Iterator<Item = (i64, f64)>) -> Vec<(f64, f64)> {
    // Times are small whole numbers, which doubles hold.
    values.filter(|(_, value)| *value >= 0.0).map(|(t, value)| (t as f64, value)).collect()
}

fn error_figure(chapter: &Chapter) -> Option<Figure> {
    let mut spec = ProblemSpec::new(Family::LeastSquares, vec![Coordinate::default()]);
    let sample = |target| Sample { features: vec![Dyadic::ONE], target: Dyadic::integer(target) };
    spec.samples = TARGETS.into_iter().map(sample).collect();
    let measured = |claim: &str, size: i64| {
        let case = Case {
            horizon: 1,
            problems: BTreeMap::from([("R".to_owned(), spec.clone())]),
            scalars: numbers("b", Dyadic::integer(size)),
            vectors: BTreeMap::from([("w".to_owned(), vec![Dyadic::ZERO])]),
            matrices: BTreeMap::new(),
            draws: None,
        };
        sides(chapter, claim, &case)?.first().map(|(_, left, right)| (size, left.sqrt(), *right))
    };
    let sizes = 1..=TARGETS.len() as i64;
    let with: Vec<(i64, f64, f64)> = sizes.clone().filter_map(|size| measured("standard-error", size)).collect();
    let without = sizes.filter_map(|size| measured("standard-error/finite-population", size));
    let sigma = with.first()?.2.sqrt();
    Some(standard_error(&StandardError {
        title: "Without replacement the standard error falls faster than σ/√B".to_owned(),
        note: format!("gradients of squared losses at {} targets, every batch enumerated", TARGETS.len()),
        samples: u32::try_from(TARGETS.len()).ok()?,
        sigma,
        with_replacement: points(with.iter().map(|(size, error, _)| (*size, *error))),
        without_replacement: points(without.map(|(size, error, _)| (size, error))),
    }))
}
