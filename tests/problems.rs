//! Objectives agree with their derivatives, their constants and their minimisers.

use approx::assert_relative_eq;
use descentcheck::numeric::{Arithmetic, Dyadic, Fault, Float, Intervals, Rational, Rationals};
use descentcheck::problem::{
    Bend, Bends, Composition, Coordinate, Curvature, Envelope, Family, Objective, Part, Piece, ProblemSpec, Property,
    Sample, largest_eigenvalue,
};
use nalgebra::DMatrix;
use proptest::prelude::{Just, Strategy, prop, prop_assert, prop_assert_eq, prop_assume, prop_oneof, proptest};

/// Difference quotients in doubles lose half of the digits; these numbers are of order one to a thousand.
const DIFFERENCE: f64 = 2e-4;
/// Step of the central differences, a power of two.
const STEP: f64 = 1.0 / 65_536.0;
/// Rounding of sums of some twenty terms of order up to 1e6.
const ROUNDING: f64 = 1e-9;
const EXACT: Rationals = Rationals { bits: 1 << 20 };

fn small() -> impl Strategy<Value = Dyadic> {
    (-8_i64..=8, -2_i32..=0).prop_map(|(m, e)| Dyadic::new(m, e))
}

fn positive() -> impl Strategy<Value = Dyadic> {
    (1_i64..=8, -2_i32..=0).prop_map(|(m, e)| Dyadic::new(m, e))
}

fn coordinate(family: Family) -> impl Strategy<Value = Coordinate> {
    let curvature = match family {
        Family::Saddle => small().boxed(),
        Family::RidgeLogistic | Family::Linear => positive().boxed(),
        _ => prop_oneof![4 => positive(), 1 => Just(Dyadic::integer(0))].boxed(),
    };
    (curvature, small(), small(), positive(), positive()).prop_map(|(curvature, centre, axis, stretch, threshold)| {
        Coordinate { curvature, centre, axis, stretch, threshold, bends: Vec::new() }
    })
}

/// A coordinate with up to three bends, where the family takes them.
fn bent(family: Family) -> impl Strategy<Value = Coordinate> {
    let curvature = if family.curvature() == Curvature::Any {
        small().boxed()
    } else {
        prop_oneof![3 => positive(), 1 => Just(Dyadic::ZERO)].boxed()
    };
    let bends = prop::collection::vec((small(), curvature.clone()), 1..=3).prop_map(|mut bends| {
        bends.sort();
        bends.dedup_by_key(|(at, _)| *at);
        bends.into_iter().map(|(at, curvature)| Bend { at, curvature }).collect::<Vec<_>>()
    });
    (coordinate(family), curvature, bends).prop_map(move |(plain, curvature, bends)| match family.bends() {
        Bends::Unused => plain,
        Bends::Kinks => Coordinate { curvature, bends, ..plain },
        Bends::Ramps => Coordinate { bends, ..plain },
    })
}

/// Families that parts are drawn from here.
const PARTS: [Family; 6] = [
    Family::Quadratic,
    Family::Huber,
    Family::PiecewiseQuadratic,
    Family::PiecewiseCubic,
    Family::NonconvexPiecewiseQuadratic,
    Family::Saddle,
];

/// A recipe that is put together from others; half of them of convex parts and tilted.
fn composed(family: Family) -> impl Strategy<Value = ProblemSpec> {
    let part = move |convex: bool, dimension: usize| {
        let families = PARTS[..if convex { 4 } else { 6 }].to_vec();
        let recipe = prop::sample::select(families).prop_flat_map(move |family| {
            prop::collection::vec(bent(family), dimension).prop_map(move |mut coordinates| {
                coordinates.iter_mut().for_each(|c| c.axis = Dyadic::ZERO);
                ProblemSpec::new(family, coordinates)
            })
        });
        let direction = prop::collection::vec(positive(), if family == Family::Along { 2 } else { 0 });
        (direction, recipe).prop_map(|(direction, recipe)| Part::new(direction, recipe))
    };
    (any_rotation(), positive(), prop::collection::vec(small(), 2)).prop_flat_map(move |(convex, scale, point)| {
        let dimension = if family == Family::Along { 1 } else { 2 };
        prop::collection::vec(part(convex, dimension), 1..=4).prop_map(move |parts| {
            let mut spec = ProblemSpec::new(family, vec![Coordinate::default(); 2]);
            spec.scale = scale;
            spec.parts = parts;
            if convex {
                spec.stationary.clone_from(&point);
            }
            spec.height = point[0];
            if family == Family::Mean && spec.parts.len() > 1 {
                // What is added to the losses leaves the mean alone.
                spec.parts[0].tilt = point.iter().rev().copied().collect();
                spec.parts[0].curve = point[1];
                return spec.balanced().unwrap();
            }
            spec
        })
    })
}

/// A convex envelope.
fn envelope(dimension: usize) -> impl Strategy<Value = Envelope> {
    let piece =
        (prop::collection::vec(small(), dimension), small()).prop_map(|(slope, offset)| Piece { slope, offset });
    let low = prop_oneof![Just(Dyadic::ZERO), positive()];
    (low, positive(), prop::bool::ANY, prop::collection::vec(piece, 1..=5), prop::bool::ANY).prop_map(
        |(low, more, subtracted, mut pieces, rests)| {
            if rests {
                pieces[0].slope.fill(Dyadic::ZERO);
                pieces[0].offset = pieces.iter().map(|piece| piece.offset).max().unwrap();
            }
            Envelope { low, high: low.add(more).unwrap(), subtracted, pieces }
        },
    )
}

fn spec(family: Family) -> impl Strategy<Value = ProblemSpec> {
    match family.composition() {
        Composition::Profiles | Composition::Envelope => profiles(family).boxed(),
        Composition::Along | Composition::Mean => composed(family).boxed(),
    }
}

fn profiles(family: Family) -> impl Strategy<Value = ProblemSpec> {
    let logistic = matches!(family, Family::Logistic | Family::RidgeLogistic);
    let target = if logistic {
        prop_oneof![Just(Dyadic::integer(1)), Just(Dyadic::integer(-1))].boxed()
    } else {
        small().boxed()
    };
    let sampled = family.has_samples();
    (1_usize..=4, any_rotation(), positive()).prop_flat_map(move |(dimension, rotated, scale)| {
        let coordinates = prop::collection::vec(bent(family), dimension);
        let sample = (prop::collection::vec(small(), dimension), target.clone())
            .prop_map(|(features, target)| Sample { features, target });
        let samples = if sampled { prop::collection::vec(sample, 1..=5).boxed() } else { Just(Vec::new()).boxed() };
        (coordinates, samples, envelope(dimension)).prop_map(move |(mut coordinates, samples, envelope)| {
            if !rotated {
                for c in &mut coordinates {
                    c.axis = Dyadic::integer(0);
                }
            }
            if family == Family::Envelope {
                coordinates.iter_mut().for_each(|c| *c = Coordinate { centre: c.centre, ..Coordinate::default() });
            }
            let mut spec = ProblemSpec::new(family, coordinates);
            spec.envelope = (family == Family::Envelope).then_some(envelope);
            spec.scale = scale;
            spec.samples = samples;
            spec
        })
    })
}

fn any_rotation() -> impl Strategy<Value = bool> {
    prop_oneof![Just(true), Just(false)]
}

fn any_spec() -> impl Strategy<Value = ProblemSpec> {
    prop::sample::select(Family::ALL.to_vec()).prop_flat_map(spec)
}

fn convex_spec() -> impl Strategy<Value = ProblemSpec> {
    let convex: Vec<Family> = Family::ALL.into_iter().filter(|f| f.properties().has(Property::Convex)).collect();
    prop::sample::select(convex).prop_flat_map(spec)
}

fn smooth_spec() -> impl Strategy<Value = ProblemSpec> {
    let smooth: Vec<Family> = Family::ALL.into_iter().filter(|f| f.properties().has(Property::Smooth)).collect();
    prop::sample::select(smooth).prop_flat_map(spec)
}

/// Points off the lattice of the recipes' numbers, so that no kink is hit.
fn point() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-3000_i32..3000).prop_map(|k| f64::from(k) / 1000.0 + 0.000_37), 4)
}

fn gradient(r: &Objective<Float>, w: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; w.len()];
    r.gradient(&Float, w, &mut out).unwrap();
    out
}

fn double(value: &Rational) -> f64 {
    value.to_f64().value()
}

fn norm(u: &[f64]) -> f64 {
    u.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn difference(u: &[f64], v: &[f64]) -> Vec<f64> {
    u.iter().zip(v).map(|(a, b)| a - b).collect()
}

fn hessian(r: &Objective<Float>, w: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; w.len() * w.len()];
    r.hessian(&Float, w, &mut out).unwrap();
    out
}

fn one(family: Family, curvature: i64, threshold: i64) -> ProblemSpec {
    let coordinate = Coordinate {
        curvature: Dyadic::integer(curvature),
        threshold: Dyadic::integer(threshold),
        ..Coordinate::default()
    };
    ProblemSpec::new(family, vec![coordinate])
}

fn exact_value(spec: &ProblemSpec, w: &[Rational]) -> Rational {
    Objective::new(spec, &EXACT).unwrap().value(&EXACT, w).unwrap()
}

fn rational(numerator: i64, denominator: i64) -> Rational {
    Rational::from(numerator) / Rational::from(denominator)
}

proptest! {
    #[test]
    fn the_gradient_is_the_slope_of_the_value(spec in any_spec(), w in point()) {
        let r = Objective::new(&spec, &Float).unwrap();
        let w = &w[..spec.dimension()];
        let g = gradient(&r, w);
        for i in 0..w.len() {
            let mut right = w.to_vec();
            let mut left = w.to_vec();
            right[i] += STEP;
            left[i] -= STEP;
            let rise = r.value(&Float, &right).unwrap() - r.value(&Float, &left).unwrap();
            let quotient = rise / (2.0 * STEP);
            prop_assert!((quotient - g[i]).abs() <= DIFFERENCE * (1.0 + g[i].abs() + norm(&g)), "{quotient} {}", g[i]);
        }
    }

    #[test]
    fn the_hessian_is_the_slope_of_the_gradient(spec in any_spec(), w in point()) {
        let r = Objective::new(&spec, &Float).unwrap();
        let d = spec.dimension();
        let w = &w[..d];
        // Two pieces of an envelope may be the same: then no set of active pieces is the only one.
        let is_kinked = spec.family == Family::Envelope && r.hessian(&Float, w, &mut vec![0.0; d * d]).is_err();
        prop_assume!(!is_kinked);
        let h = hessian(&r, w);
        let size = 1.0 + norm(&h);
        for i in 0..d {
            let mut right = w.to_vec();
            let mut left = w.to_vec();
            right[i] += STEP;
            left[i] -= STEP;
            let smooth_here = spec.family.properties().has(Property::TwiceDifferentiable)
                || norm(&difference(&hessian(&r, &right), &hessian(&r, &left))) < DIFFERENCE * size;
            let rise = difference(&gradient(&r, &right), &gradient(&r, &left));
            for k in 0..d {
                prop_assert!((h[k * d + i] - h[i * d + k]).abs() <= ROUNDING * size);
                if smooth_here {
                    prop_assert!((rise[k] / (2.0 * STEP) - h[k * d + i]).abs() <= DIFFERENCE * size);
                }
            }
        }
    }

    #[test]
    fn no_gradient_slope_exceeds_l(spec in smooth_spec(), u in point(), v in point()) {
        let r = Objective::new(&spec, &Float).unwrap();
        let d = spec.dimension();
        let l = double(&spec.facts().unwrap().smoothness.unwrap());
        let rise = norm(&difference(&gradient(&r, &u[..d]), &gradient(&r, &v[..d])));
        let run = norm(&difference(&u[..d], &v[..d]));
        prop_assert!(rise <= l * run * (1.0 + ROUNDING) + ROUNDING * (1.0 + l));
    }

    #[test]
    fn the_spectrum_lies_between_alpha_and_l(spec in smooth_spec(), w in point()) {
        let r = Objective::new(&spec, &Float).unwrap();
        let d = spec.dimension();
        let facts = spec.facts().unwrap();
        let l = double(&facts.smoothness.clone().unwrap());
        let spectrum = DMatrix::from_row_slice(d, d, &hessian(&r, &w[..d])).symmetric_eigenvalues();
        prop_assert!(spectrum.amax() <= l * (1.0 + ROUNDING) + ROUNDING);
        if let Some(alpha) = &facts.strong_convexity {
            prop_assert!(*alpha > Rational::ZERO);
            prop_assert!(spectrum.min() >= double(alpha) - ROUNDING * l);
        }
        if facts.has(Property::Quadratic) && facts.has(Property::SmallestSmoothness) {
            prop_assert!(spectrum.amax() >= l * (1.0 - ROUNDING));
        }
        if facts.has(Property::Quadratic) && spectrum.amax() > 0.0 {
            prop_assert!(spectrum.amax() >= l * 0.9999, "{} {l}", spectrum.amax());
        }
    }

    #[test]
    fn no_hessian_slope_exceeds_m(spec in smooth_spec(), u in point(), v in point()) {
        let Some(m) = spec.facts().unwrap().hessian_lipschitz else { return Ok(()) };
        let r = Objective::new(&spec, &Float).unwrap();
        let d = spec.dimension();
        let change = difference(&hessian(&r, &u[..d]), &hessian(&r, &v[..d]));
        let change = DMatrix::from_row_slice(d, d, &change).symmetric_eigenvalues().amax();
        let run = norm(&difference(&u[..d], &v[..d]));
        prop_assert!(change <= double(&m) * run * (1.0 + ROUNDING) + ROUNDING * 1e3);
    }

    #[test]
    fn convex_families_lie_below_their_chords(spec in convex_spec(), u in point(), v in point(), part in 0.0_f64..1.0) {
        if !spec.facts().unwrap().has(Property::Convex) {
            return Ok(());
        }
        let r = Objective::new(&spec, &Float).unwrap();
        let d = spec.dimension();
        let between: Vec<f64> = u.iter().zip(&v).map(|(a, b)| part * a + (1.0 - part) * b).collect();
        let low = r.value(&Float, &between[..d]).unwrap();
        let ends = [r.value(&Float, &u[..d]).unwrap(), r.value(&Float, &v[..d]).unwrap()];
        let chord = part * ends[0] + (1.0 - part) * ends[1];
        prop_assert!(low <= chord + ROUNDING * (1.0 + chord.abs()));
    }

    #[test]
    fn the_gradient_vanishes_exactly_at_a_rational_minimiser(spec in any_spec(), start in point()) {
        let r = Objective::new(&spec, &EXACT).unwrap();
        let d = spec.dimension();
        let start: Vec<Rational> = start[..d].iter().map(|x| Rational::try_from(*x).unwrap()).collect();
        let mut minimiser = vec![Rational::ZERO; d];
        match r.minimiser(&EXACT, Some(&start), &mut minimiser) {
            Ok(()) => {}
            Err(Fault::Irrational) => {
                prop_assert_eq!(spec.family, Family::RidgeLogistic);
                return Ok(());
            }
            Err(_) => {
                prop_assert!(!spec.facts().unwrap().has(Property::Minimiser));
                return Ok(());
            }
        }
        let mut slope = vec![Rational::ONE; d];
        r.gradient(&EXACT, &minimiser, &mut slope).unwrap();
        prop_assert!(slope.iter().all(Rational::is_zero), "{slope:?}");
        if let (Ok(low), Ok(here)) = (r.value(&EXACT, &minimiser), r.value(&EXACT, &start)) {
            prop_assert!(low <= here);
        }
    }

    #[test]
    fn the_minimiser_is_the_nearest_one(spec in spec(Family::LeastSquares), start in point()) {
        // What is left of the way to it is orthogonal to every flat direction: it lies in the range of the Hessian.
        let r = Objective::new(&spec, &Float).unwrap();
        let d = spec.dimension();
        let start = &start[..d];
        let mut minimiser = vec![0.0; d];
        r.minimiser(&Float, Some(start), &mut minimiser).unwrap();
        let matrix = DMatrix::from_row_slice(d, d, &hessian(&r, start));
        let eigen = matrix.symmetric_eigen();
        let way = difference(start, &minimiser);
        for (value, vector) in eigen.eigenvalues.iter().zip(eigen.eigenvectors.column_iter()) {
            if value.abs() <= ROUNDING * eigen.eigenvalues.amax() {
                let along: f64 = vector.iter().zip(&way).map(|(a, b)| a * b).sum();
                prop_assert!(along.abs() <= 1e-5 * (1.0 + norm(&way)), "{along}");
            }
        }
    }

    #[test]
    fn the_objective_is_the_mean_of_its_samples(spec in any_spec(), w in point()) {
        if !matches!(spec.family, Family::LeastSquares | Family::Ridge) {
            return Ok(());
        }
        let r = Objective::new(&spec, &EXACT).unwrap();
        let d = spec.dimension();
        let w: Vec<Rational> = w[..d].iter().map(|x| Rational::try_from(*x).unwrap()).collect();
        let count = r.sample_count();
        let mut sum = Rational::ZERO;
        let mut slopes = vec![Rational::ZERO; d];
        let mut slope = slopes.clone();
        for n in 0..count {
            sum += r.sample_value(&EXACT, n, &w).unwrap();
            r.sample_gradient(&EXACT, n, &w, &mut slope).unwrap();
            for (total, one) in slopes.iter_mut().zip(&slope) {
                *total += one;
            }
        }
        prop_assert_eq!(sum / Rational::from(count), r.value(&EXACT, &w).unwrap());
        r.gradient(&EXACT, &w, &mut slope).unwrap();
        for (total, whole) in slopes.into_iter().zip(&slope) {
            prop_assert_eq!(&(total / Rational::from(count)), whole);
        }
    }

    #[test]
    fn the_logistic_mean_is_the_mean_of_its_samples(spec in spec(Family::RidgeLogistic), w in point()) {
        let r = Objective::new(&spec, &Float).unwrap();
        let w = &w[..spec.dimension()];
        let sum: f64 = (0..r.sample_count()).map(|n| r.sample_value(&Float, n, w).unwrap()).sum();
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let mean = sum / r.sample_count() as f64;
        assert_relative_eq!(mean, r.value(&Float, w).unwrap(), max_relative = ROUNDING);
    }

    #[test]
    fn intervals_enclose_the_exact_value(spec in any_spec(), w in point()) {
        let narrow = Intervals { bits: 64 };
        let exact = Objective::new(&spec, &EXACT).unwrap();
        let enclosed = Objective::new(&spec, &narrow).unwrap();
        let w: Vec<Rational> = w[..spec.dimension()].iter().map(|x| Rational::try_from(*x).unwrap()).collect();
        let around: Vec<_> = w.iter().map(|x| narrow.rational(x)).collect();
        if let (Ok(value), Ok(interval)) = (exact.value(&EXACT, &w), enclosed.value(&narrow, &around)) {
            prop_assert!(interval.contains(&value));
        }
    }

    #[test]
    fn the_logistic_minimiser_is_enclosed_to_about_the_precision(spec in spec(Family::RidgeLogistic)) {
        let coarse = enclosure(&spec, 128);
        let fine = enclosure(&spec, 512);
        for (coarse, fine) in coarse.iter().zip(&fine) {
            prop_assert!(coarse.low() <= fine.low() && fine.high() <= coarse.high());
            prop_assert!(double(&(coarse.high() - coarse.low())) < 1e-25);
            prop_assert!(double(&(fine.high() - fine.low())) < 1e-140);
        }
    }

    #[test]
    fn a_recipe_reads_back_from_its_text(spec in any_spec()) {
        let text = serde_json::to_string(&spec).unwrap();
        prop_assert_eq!(serde_json::from_str::<ProblemSpec>(&text).unwrap(), spec);
    }

    #[test]
    fn smaller_recipes_are_recipes(spec in any_spec()) {
        prop_assert!(spec.validate().is_ok());
        for k in 0..spec.dimension() {
            prop_assert!(spec.remove_coordinate(k).is_none_or(|smaller| smaller.validate().is_ok()));
        }
        for n in 0..spec.samples.len() {
            prop_assert!(spec.remove_sample(n).is_none_or(|smaller| smaller.validate().is_ok()));
        }
    }

    #[test]
    fn the_largest_eigenvalue_is_that_of_another_library(n in 1_usize..=5, entries in prop::collection::vec(-20_i64..=20, 25)) {
        let matrix: Vec<i64> = (0..n * n).map(|at| entries[5 * (at / n).max(at % n) + (at / n).min(at % n)]).collect();
        #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
        let doubles: Vec<f64> = matrix.iter().map(|entry| *entry as f64).collect();
        let other = DMatrix::from_row_slice(n, n, &doubles).symmetric_eigenvalues().max();
        let ours = largest_eigenvalue(&Float, &doubles, n).unwrap();
        prop_assert!((ours - other).abs() <= ROUNDING, "{ours} {other}");
        let intervals = Intervals { bits: 128 };
        let enclosed: Vec<_> = matrix.iter().map(|entry| intervals.integer(*entry)).collect();
        let enclosure = largest_eigenvalue(&intervals, &enclosed, n).unwrap();
        prop_assert!(double(&enclosure.low()) <= other + ROUNDING && other - ROUNDING <= double(&enclosure.high()));
        prop_assert!(double(&(enclosure.high() - enclosure.low())) <= 1e-15);
    }

    #[test]
    fn rebuilding_is_building(first in any_spec(), second in any_spec(), w in point()) {
        let mut r = Objective::new(&first, &Float).unwrap();
        r.rebuild(&second, &Float).unwrap();
        let w = &w[..second.dimension()];
        let fresh = Objective::new(&second, &Float).unwrap();
        prop_assert_eq!(r.value(&Float, w).unwrap().to_bits(), fresh.value(&Float, w).unwrap().to_bits());
    }
}

fn enclosure(spec: &ProblemSpec, bits: u32) -> Vec<descentcheck::numeric::Interval> {
    let a = Intervals { bits };
    let r = Objective::new(spec, &a).unwrap();
    let mut out = vec![a.integer(0); spec.dimension()];
    r.minimiser(&a, None, &mut out).unwrap();
    out
}

#[test]
fn a_linear_function_has_one_gradient_and_no_minimiser() {
    let spec = one(Family::Linear, 3, 1);
    let facts = spec.facts().unwrap();
    assert!(
        facts.has(Property::Convex)
            && !facts.has(Property::StrictlyConvex)
            && !facts.has(Property::Quadratic)
            && !facts.has(Property::Minimiser)
    );
    assert_eq!(facts.smoothness, Some(Rational::ONE), "any positive number is a Lipschitz constant");
    let r = Objective::new(&spec, &EXACT).unwrap();
    for at in [-2, 0, 5] {
        let mut gradient = vec![Rational::ZERO];
        r.gradient(&EXACT, &[Rational::from(at)], &mut gradient).unwrap();
        assert_eq!(gradient, [Rational::from(3)]);
        assert_eq!(exact_value(&spec, &[Rational::from(at)]), Rational::from(3 * at));
    }
}

#[test]
fn known_functions_have_their_known_values() {
    let three = [Rational::from(3)];
    assert_eq!(exact_value(&one(Family::Quadratic, 1, 1), &three), rational(9, 2));
    assert_eq!(exact_value(&one(Family::Huber, 1, 1), &three), rational(5, 2));
    assert_eq!(exact_value(&one(Family::PseudoHuber, 1, 4), &three), rational(20, 1));
    assert_eq!(exact_value(&one(Family::Bump, 2, 1), &three), rational(9, 10));
    assert_eq!(exact_value(&one(Family::DoubleWell, 1, 1), &three), rational(2, 1));
    assert_eq!(exact_value(&one(Family::Quartic, 1, 1), &three), rational(81, 1));
    assert_eq!(exact_value(&one(Family::ThreeHalves, 1, 1), &[Rational::from(4)]), rational(8, 1));
}

#[test]
fn the_bump_is_two_smooth_and_not_convex() {
    let facts = one(Family::Bump, 2, 1).facts().unwrap();
    assert_eq!(facts.smoothness, Some(Rational::from(2)));
    assert!(facts.has(Property::SmallestSmoothness) && !facts.has(Property::Convex) && facts.has(Property::Minimiser));
}

#[test]
fn a_kink_has_no_second_derivative() {
    for (family, kink) in [(Family::Huber, 2), (Family::DoubleWell, 1), (Family::ThreeHalves, 0)] {
        let r = Objective::new(&one(family, 1, 2), &EXACT).unwrap();
        let fault = r.hessian(&EXACT, &[Rational::from(kink)], &mut [Rational::ZERO]);
        assert!(matches!(fault, Err(Fault::Undefined(_))), "{family:?}");
    }
}

#[test]
fn a_branch_inside_an_interval_is_enclosed() {
    let a = Intervals { bits: 64 };
    let r = Objective::new(&one(Family::Huber, 1, 1), &a).unwrap();
    let around_one = a.from_bounds(&rational(1, 2), &rational(3, 2));
    // From 1/2 z^2 at 1/2 to z - 1/2 at 3/2.
    let value = r.value(&a, &[around_one]).unwrap();
    assert!(value.low() <= rational(1, 8) && rational(1, 8) <= value.high());
    assert!(value.low() <= rational(1, 1) && rational(1, 1) <= value.high());
}

#[test]
fn the_lectures_ridge_objective_is_a_recipe() {
    let mut spec = ProblemSpec::new(Family::Ridge, vec![Coordinate::default(); 2]);
    spec.samples = [([1, 2], 3), ([0, 1], 1), ([2, -1], 0)]
        .into_iter()
        .map(|(x, y)| Sample { features: x.map(Dyadic::integer).to_vec(), target: Dyadic::integer(y) })
        .collect();
    spec.scale = Dyadic::integer(6);
    // At w = (1, 2): residuals 2, 1, 0 and |w|^2 = 5.
    let w = [Rational::from(1), Rational::from(2)];
    assert_eq!(exact_value(&spec, &w), Rational::from(4 + 1 + 5));
    // X^T X = ((5, 0), (0, 6)).
    let facts = spec.facts().unwrap();
    assert_eq!(facts.smoothness, Some(Rational::from(14)));
    assert_eq!(facts.strong_convexity, Some(Rational::from(12)));
    assert!(facts.has(Property::SmallestSmoothness));
    // (X^T X + I) w* = X^T y = (3, 7).
    let r = Objective::new(&spec, &EXACT).unwrap();
    let mut minimiser = vec![Rational::ZERO; 2];
    r.minimiser(&EXACT, None, &mut minimiser).unwrap();
    assert_eq!(minimiser, [rational(1, 2), Rational::from(1)]);
}

#[test]
fn a_double_well_has_a_minimiser_on_either_side() {
    let r = Objective::new(&one(Family::DoubleWell, 1, 3), &EXACT).unwrap();
    for (start, nearest) in [(-1, -3), (5, 3), (0, 3)] {
        let mut out = [Rational::ZERO];
        r.minimiser(&EXACT, Some(&[Rational::from(start)]), &mut out).unwrap();
        assert_eq!(out[0], Rational::from(nearest));
    }
}

#[test]
fn ramps_that_are_not_convex_have_no_known_minimiser() {
    let bend = |at, curvature| Bend { at, curvature: Dyadic::integer(curvature) };
    let coordinate = Coordinate {
        bends: vec![bend(Dyadic::new(-1, -1), 1), bend(Dyadic::ZERO, -1), bend(Dyadic::integer(1), 1)],
        ..Coordinate::default()
    };
    let spec = ProblemSpec::new(Family::NonconvexPiecewiseCubic, vec![coordinate]);
    assert!(!spec.facts().unwrap().has(Property::Minimiser));
    let r = Objective::new(&spec, &EXACT).unwrap();
    let mut minimiser = vec![Rational::ZERO];
    let found = r.minimiser(&EXACT, None, &mut minimiser);
    assert!(matches!(found, Err(Fault::Undefined(_))), "{found:?} {minimiser:?}");
}

#[test]
fn formulas_can_be_checked_by_hand() {
    let mut spec = one(Family::Quadratic, 1, 1);
    assert_eq!(spec.formula(), "R(w) = 1/2·w²");
    spec.coordinates[0].curvature = Dyadic::integer(2);
    assert_eq!(spec.formula(), "R(w) = w²");
    let second = Coordinate { curvature: Dyadic::integer(4), ..Coordinate::default() };
    spec.coordinates[0].curvature = Dyadic::integer(1);
    spec.coordinates[0].centre = Dyadic::integer(1);
    spec.coordinates.push(second);
    assert_eq!(spec.formula(), "R(w) = 1/2·(w₁ - 1)² + 2·w₂²");
    spec.coordinates[0].axis = Dyadic::integer(1);
    spec.coordinates[1].axis = Dyadic::integer(2);
    assert_eq!(spec.formula(), "R(w) = 1/2·(3/5·w₁ - 4/5·w₂ - 3/5)² + 2·(-4/5·w₁ - 3/5·w₂ + 4/5)²");
    assert_eq!(one(Family::PseudoHuber, 1, 1).formula(), "R(w) = √(1 + w²)");
    assert_eq!(one(Family::Bump, 2, 1).formula(), "R(w) = w²/(1 + w²)");
    assert_eq!(one(Family::Quartic, 1, 1).formula(), "R(w) = w⁴");
    assert_eq!(one(Family::ThreeHalves, 1, 1).formula(), "R(w) = |w|^(3/2)");
    assert_eq!(one(Family::Saddle, -2, 1).formula(), "R(w) = -w²");
    assert_eq!(one(Family::Linear, 3, 1).formula(), "R(w) = 3·w");
    assert_eq!(one(Family::Quadratic, 0, 1).formula(), "R(w) = 0");
    assert_eq!(
        one(Family::Huber, 3, 2).formula(),
        "R(w) = 3·huber(w, 2), where huber(z, τ) is z²/2 up to |z| = τ and τ·(|z| - τ/2) beyond"
    );
}

#[test]
fn regressions_are_sums_of_losses() {
    let sample = |x: i64, y: i64| Sample { features: vec![Dyadic::integer(x)], target: Dyadic::integer(y) };
    let mut spec = one(Family::LeastSquares, 1, 1);
    spec.samples = vec![sample(2, 1), sample(1, 0)];
    assert_eq!(spec.formula(), "R(w) = 1/4·(2·w - 1)² + 1/4·w²");
    spec.family = Family::Ridge;
    spec.scale = Dyadic::integer(4);
    assert_eq!(spec.formula(), "R(w) = (2·w - 1)² + w² + w²");
    spec.family = Family::Logistic;
    spec.scale = Dyadic::integer(1);
    spec.samples = vec![sample(2, 1), sample(1, -1)];
    assert_eq!(spec.formula(), "R(w) = 1/2·ln(1 + exp(-2·w)) + 1/2·ln(1 + exp(w))");
}

#[test]
fn a_plain_recipe_is_short_text() {
    let text = serde_json::to_string(&one(Family::Quadratic, 3, 1)).unwrap();
    assert_eq!(text, r#"{"family":"quadratic","coordinates":[{"curvature":"3"}]}"#);
}

#[test]
fn hostile_recipes_are_refused() {
    let refused = [
        r#"{"family":"quadratic","coordinates":[]}"#,
        r#"{"family":"quadratic","scale":"0","coordinates":[{}]}"#,
        r#"{"family":"quadratic","coordinates":[{"curvature":"-1"}]}"#,
        r#"{"family":"huber","coordinates":[{"threshold":"0"}]}"#,
        r#"{"family":"huber","coordinates":[{"stretch":"-1"}]}"#,
        r#"{"family":"huber","coordinates":[{}],"samples":[{"features":["1"],"target":"1"}]}"#,
        r#"{"family":"least-squares","coordinates":[{}]}"#,
        r#"{"family":"least-squares","coordinates":[{}],"samples":[{"features":[],"target":"1"}]}"#,
        r#"{"family":"logistic","coordinates":[{}],"samples":[{"features":["1"],"target":"2"}]}"#,
        r#"{"family":"ridge-logistic","coordinates":[{"curvature":"0"}],"samples":[{"features":["1"],"target":"1"}]}"#,
    ];
    for text in refused {
        let spec: ProblemSpec = serde_json::from_str(text).unwrap();
        assert!(spec.validate().is_err(), "{text}");
        assert!(spec.facts().is_err() && Objective::new(&spec, &Float).is_err());
        assert!(!spec.formula().is_empty());
    }
    let mut huge = one(Family::Quadratic, 1, 1);
    huge.scale = Dyadic::new(1, 2000);
    assert!(huge.validate().is_err());
}
