//! Envelopes against their definition, in exact arithmetic.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::prepared::Prepared;
use super::recipe::{Bottom, Envelope, Piece};
use crate::numeric::{Dyadic, Float, Intervals, Rational, Rationals};

/// Doubles lose a few of their 53 bits here.
const NEAR: f64 = 1.0 / (1_u64 << 30) as f64;
const EXACT: Rationals = Rationals { bits: 4_000 };

type Vector = Vec<Rational>;

fn small(rng: &mut ChaCha8Rng) -> Dyadic {
    Dyadic::new(rng.random_range(-6..=6), rng.random_range(-2..=1))
}

/// A random recipe; with `rests`, its first piece is constant and above all others at the origin.
fn recipe(rng: &mut ChaCha8Rng, dimension: usize, rests: bool) -> Envelope {
    let pieces = (0..rng.random_range(1..=6))
        .map(|_| Piece { slope: (0..dimension).map(|_| small(rng)).collect(), offset: small(rng) })
        .collect();
    let high = Dyadic::new(rng.random_range(1..=5), rng.random_range(-2..=1));
    let mut all = Envelope { low: Dyadic::ZERO, high, subtracted: false, pieces };
    if rests {
        all.pieces[0].slope.fill(Dyadic::ZERO);
        all.pieces[0].offset = all.pieces.iter().map(|piece| piece.offset).max().unwrap();
    }
    all
}

/// The kinds of recipes: convex, strongly convex and L-smooth, the lowest and the highest.
fn variants(rng: &mut ChaCha8Rng, dimension: usize, rests: bool) -> Vec<Envelope> {
    let base = recipe(rng, dimension, rests);
    let (l, half) = (base.high, Dyadic::new(1, -1));
    let with = |low: Dyadic, subtracted| Envelope { low, subtracted, ..base.clone() };
    let quarter = l.mul(half).unwrap().mul(half).unwrap();
    [Dyadic::ZERO, quarter, l.neg(), half.neg()]
        .into_iter()
        .flat_map(|low| [with(low, false), with(low, true)])
        .collect()
}

fn point(rng: &mut ChaCha8Rng, dimension: usize) -> Vector {
    (0..dimension).map(|_| Dyadic::new(rng.random_range(-40..=40), -3).to_rational()).collect()
}

fn dot(u: &[Rational], v: &[Rational]) -> Rational {
    u.iter().zip(v).fold(Rational::ZERO, |sum, (a, b)| sum + a * b)
}

fn minus(u: &[Rational], v: &[Rational]) -> Vector {
    u.iter().zip(v).map(|(a, b)| a - b).collect()
}

fn gradient(envelope: &Prepared<Rational>, x: &[Rational]) -> Vector {
    let mut out = vec![Rational::ZERO; x.len()];
    envelope.gradient(&EXACT, x, &mut out).unwrap();
    out
}

fn value(envelope: &Prepared<Rational>, x: &[Rational]) -> Rational {
    envelope.value(&EXACT, x).unwrap()
}

#[test]
fn no_weights_and_no_point_do_better() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..200 {
        let dimension = rng.random_range(1..=3);
        let recipe = recipe(&mut rng, dimension, false);
        let envelope = Prepared::new(&recipe, &EXACT);
        let x = point(&mut rng, dimension);
        let (best, p) = (value(&envelope, &x), gradient(&envelope, &x));
        let k = recipe.constant().to_rational();
        let pieces: Vec<(Vector, Rational)> = recipe
            .pieces
            .iter()
            .map(|piece| (piece.slope.iter().map(Dyadic::to_rational).collect(), piece.offset.to_rational()))
            .collect();
        // The minimum over z is taken at x - p/K ...
        let above = |z: &[Rational]| {
            let h = pieces.iter().map(|(g, b)| dot(g, z) + b).max().unwrap();
            let gap = minus(&x, z);
            h + &k / Rational::from(2) * dot(&gap, &gap)
        };
        let z: Vector = x.iter().zip(&p).map(|(x, p)| x - p / &k).collect();
        assert_eq!(above(&z), best);
        for _ in 0..10 {
            assert!(above(&point(&mut rng, dimension)) >= best);
            // ... and no weights give more.
            let weights: Vec<u32> = pieces.iter().map(|_| rng.random_range(0..5)).collect();
            let sum = Rational::from(weights.iter().sum::<u32>().max(1));
            let weights: Vector = weights.into_iter().map(|w| Rational::from(w) / &sum).collect();
            if dot(&weights, &vec![Rational::ONE; pieces.len()]) != Rational::ONE {
                continue;
            }
            let height = weights.iter().zip(&pieces).fold(Rational::ZERO, |s, (w, (g, b))| s + w * (dot(g, &x) + b));
            let v: Vector = (0..dimension)
                .map(|i| weights.iter().zip(&pieces).fold(Rational::ZERO, |s, (w, (g, _))| s + w * &g[i]))
                .collect();
            assert!(height - dot(&v, &v) / (Rational::from(2) * &k) <= best);
        }
    }
}

#[test]
fn difference_quotients_stay_between_the_curvatures_and_reach_both() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..60 {
        let dimension = rng.random_range(1..=3);
        for recipe in variants(&mut rng, dimension, false) {
            let envelope = Prepared::new(&recipe, &EXACT);
            let (low, high) = recipe.curvatures();
            for _ in 0..8 {
                let (x, y) = (point(&mut rng, dimension), point(&mut rng, dimension));
                let (slopes, gap) = (minus(&gradient(&envelope, &x), &gradient(&envelope, &y)), minus(&x, &y));
                let (product, square) = (dot(&slopes, &gap), dot(&gap, &gap));
                assert!(&low * &square <= product && product <= &high * &square, "{recipe:?}");
                let size = (&low * &low).max(&high * &high);
                assert!(dot(&slopes, &slopes) <= size * square, "{recipe:?}");
            }
            for (wanted, name) in [(&low, "low"), (&high, "high")] {
                assert!(reaches(&recipe, &envelope, wanted), "{name} of {recipe:?}");
            }
        }
    }
}

/// Whether the gradient changes along some short segment at a given rate, in its direction.
fn reaches(recipe: &Envelope, envelope: &Prepared<Rational>, rate: &Rational) -> bool {
    let far = Rational::from(1 << 20);
    let slopes: Vec<Vector> =
        recipe.pieces.iter().map(|piece| piece.slope.iter().map(Dyadic::to_rational).collect()).collect();
    let k = recipe.constant().to_rational();
    let grows_at = |x: &Vector, y: &Vector| {
        let change = minus(&gradient(envelope, y), &gradient(envelope, x));
        let step = minus(y, x);
        change.iter().zip(&step).all(|(change, step)| *change == rate * step)
    };
    // Far along a slope the steepest pieces are active; where two neighbours in that direction meet, the curvature is the other one.
    slopes.iter().any(|direction| {
        let away: Vector = direction.iter().map(|entry| entry * &far + entry).collect();
        let farther: Vector = away.iter().map(|entry| entry + &Rational::ONE).collect();
        grows_at(&away, &farther)
    }) || slopes.iter().enumerate().any(|(i, g)| {
        slopes.iter().enumerate().any(|(j, other)| {
            let across = minus(g, other);
            if i == j || dot(&across, &across) == Rational::ZERO {
                return false;
            }
            // A point where both pieces are equally high, moved along both, and from it a little across.
            let (bi, bj) = (recipe.pieces[i].offset.to_rational(), recipe.pieces[j].offset.to_rational());
            let share = (bj - bi) / dot(&across, &across);
            let third = Rational::ONE / Rational::from(3);
            [Rational::ZERO, far.clone(), -far.clone(), Rational::from(4), Rational::from(-4)].iter().any(|along| {
                let mut z: Vector = across.iter().map(|entry| entry * &share).collect();
                if z.len() > 1 {
                    z[0] += along * &across[1];
                    z[1] -= along * &across[0];
                }
                let at = |t: Rational| -> Vector {
                    z.iter().zip(other).zip(&across).map(|((z, o), c)| z + (o + c * &t) / &k).collect()
                };
                grows_at(&at(third.clone()), &at(&third + &third))
            })
        })
    })
}

#[test]
fn the_gradient_is_the_limit_of_differences() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let step = Rational::ONE / Rational::from(1_u64 << 40);
    for _ in 0..60 {
        let dimension = rng.random_range(1..=3);
        for recipe in variants(&mut rng, dimension, false) {
            let envelope = Prepared::new(&recipe, &EXACT);
            let x = point(&mut rng, dimension);
            let slopes = gradient(&envelope, &x);
            let (low, high) = recipe.curvatures();
            for i in 0..dimension {
                let mut y = x.clone();
                y[i] += &step;
                let quotient = (value(&envelope, &y) - value(&envelope, &x)) / &step - &slopes[i];
                // Between the parabolas of both curvatures.
                let half = &step / Rational::from(2);
                assert!(&low * &half <= quotient && quotient <= &high * &half);
            }
        }
    }
}

#[test]
fn data_of_another_function_are_interpolated() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for round in 0..100 {
        let dimension = rng.random_range(1..=3);
        // Gradient descent on another envelope, with a constant that is no larger.
        let other = recipe(&mut rng, dimension, false);
        let original = Prepared::new(&other, &EXACT);
        let constant = other.high.mul(Dyadic::new(1, round % 2)).unwrap();
        let k = constant.to_rational();
        let mut x = point(&mut rng, dimension);
        let mut data = Vec::new();
        for _ in 0..4 {
            let g = gradient(&original, &x);
            data.push((x.clone(), value(&original, &x), g.clone()));
            x = x.iter().zip(&g).map(|(x, g)| x - g / Rational::from(4)).collect();
        }
        let pieces: Option<Vec<Piece>> = data
            .iter()
            .map(|(x, f, g)| {
                let offset = f - dot(g, x) + dot(g, g) / (Rational::from(2) * &k);
                Some(Piece {
                    slope: g.iter().map(Dyadic::from_rational).collect::<Option<_>>()?,
                    offset: Dyadic::from_rational(&offset)?,
                })
            })
            .collect();
        // Only dyadic data fit into a recipe.
        let Some(pieces) = pieces else { continue };
        let through = Prepared::new(&Envelope { low: Dyadic::ZERO, high: constant, subtracted: false, pieces }, &EXACT);
        for (x, f, g) in &data {
            assert_eq!(&value(&through, x), f);
            assert_eq!(&gradient(&through, x), g);
        }
    }
}

#[test]
fn nothing_is_lower_than_the_minimiser_and_no_minimiser_is_nearer() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..80 {
        let dimension = rng.random_range(1..=3);
        for recipe in variants(&mut rng, dimension, true) {
            let envelope = Prepared::new(&recipe, &EXACT);
            let Some(bottom) = recipe.bottom() else { continue };
            *seen.entry(format!("{bottom:?}")).or_insert(0) += 1;
            let start = point(&mut rng, dimension);
            let mut nearest = start.clone();
            envelope.minimiser(&EXACT, &start, &mut nearest).unwrap();
            let least = value(&envelope, &nearest);
            assert!(gradient(&envelope, &nearest).iter().all(|slope| *slope == Rational::ZERO), "{recipe:?}");
            let distance = |x: &[Rational]| dot(&minus(&start, x), &minus(&start, x));
            for _ in 0..12 {
                let x = point(&mut rng, dimension);
                assert!(value(&envelope, &x) >= least, "{recipe:?}");
                // From elsewhere the nearest minimiser is another one, no nearer to the start.
                let mut another = x.clone();
                envelope.minimiser(&EXACT, &x, &mut another).unwrap();
                assert_eq!(value(&envelope, &another), least);
                assert!(distance(&another) >= distance(&nearest));
            }
        }
    }
    for bottom in [Bottom::Origin, Bottom::Below, Bottom::Hull, Bottom::Points] {
        assert!(seen.get(&format!("{bottom:?}")).is_some_and(|count| *count > 20), "{seen:?}");
    }
}

#[test]
fn intervals_enclose_and_doubles_are_near() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    for bits in [24, 64] {
        let a = Intervals { bits };
        for _ in 0..60 {
            let dimension = rng.random_range(1..=3);
            for recipe in variants(&mut rng, dimension, true) {
                let exact = Prepared::new(&recipe, &EXACT);
                let (enclosed, rounded) = (Prepared::new(&recipe, &a), Prepared::new(&recipe, &Float));
                // Points on kinks, among others, known to a few bits only.
                let x = point(&mut rng, dimension);
                let z: Vector =
                    x.iter().zip(gradient(&exact, &x)).map(|(x, p)| x - p / recipe.constant().to_rational()).collect();
                for x in [x, z, vec![Rational::ZERO; dimension]] {
                    let fuzz = Rational::ONE / Rational::from(1_u64 << 20);
                    let around: Vec<_> = x.iter().map(|x| a.from_bounds(&(x - &fuzz), &(x + &fuzz))).collect();
                    let (v, mut g) = (enclosed.value(&a, &around).unwrap(), around.clone());
                    assert!(v.contains(&value(&exact, &x)));
                    enclosed.gradient(&a, &around, &mut g).unwrap();
                    for (g, exact) in g.iter().zip(gradient(&exact, &x)) {
                        assert!(g.contains(&exact));
                        let width = Rational::ONE / Rational::from(if bits > 32 { 1_000 } else { 10 });
                        assert!(g.high() - g.low() < width, "{g:?} {recipe:?}");
                    }
                    let point: Vec<f64> = x.iter().map(|x| x.to_f64().value()).collect();
                    let mut slopes = point.clone();
                    rounded.gradient(&Float, &point, &mut slopes).unwrap();
                    let near = |a: f64, b: &Rational| (a - b.to_f64().value()).abs() < NEAR;
                    assert!(slopes.iter().zip(gradient(&exact, &x)).all(|(s, e)| near(*s, &e)));
                    assert!(near(rounded.value(&Float, &point).unwrap(), &value(&exact, &x)));
                }
            }
        }
    }
}

#[test]
fn the_hessian_is_the_rate_of_the_gradient_inside_a_face() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let step = Rational::ONE / Rational::from(1_u64 << 40);
    let mut inside = 0;
    for _ in 0..60 {
        let dimension = rng.random_range(1..=3);
        for recipe in variants(&mut rng, dimension, false) {
            let envelope = Prepared::new(&recipe, &EXACT);
            let x = point(&mut rng, dimension);
            let mut hessian = vec![Rational::ZERO; dimension * dimension];
            if envelope.hessian(&EXACT, &x, &mut hessian).is_err() {
                continue;
            }
            inside += 1;
            let slopes = gradient(&envelope, &x);
            for i in 0..dimension {
                let mut y = x.clone();
                y[i] += &step;
                let rates: Vector = minus(&gradient(&envelope, &y), &slopes).iter().map(|g| g / &step).collect();
                assert_eq!(rates, hessian[i * dimension..(i + 1) * dimension]);
            }
        }
    }
    assert!(inside > 200);
    let kink = Envelope {
        low: Dyadic::ZERO,
        high: Dyadic::ONE,
        subtracted: false,
        pieces: [0, 2].map(|g| Piece { slope: vec![Dyadic::integer(g)], offset: Dyadic::ZERO }).to_vec(),
    };
    let mut hessian = [Rational::ZERO];
    assert!(Prepared::new(&kink, &EXACT).hessian(&EXACT, &[Rational::ZERO], &mut hessian).is_err());
}
