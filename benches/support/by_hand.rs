//! Theorem 7.1 written by hand, for it and nothing else: what the general machinery is measured against.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::support::{MOST_COORDINATES, STEPS};

/// Draws a quadratic from the distribution of the claim, runs gradient descent on it, and says whether the bound
/// holds at every step.
pub fn by_hand(rng: &mut ChaCha8Rng) -> bool {
    const D: usize = MOST_COORDINATES;
    let d = rng.random_range(1..=D);
    let small =
        |rng: &mut ChaCha8Rng| f64::from(rng.random_range(-9..=9_i32)) * f64::from(rng.random_range(-3..=2_i32)).exp2();
    let curvature = |rng: &mut ChaCha8Rng| {
        let low = if rng.random_range(0..8) == 0 { -26 } else { -3 };
        f64::from(rng.random_range(1..=7_i32)) * f64::from(rng.random_range(low..=2_i32)).exp2()
    };
    let rotated = d > 1 && rng.random_range(0..4) == 0;
    let moved = rng.random_range(0..4) == 0;
    let scale = if rng.random_range(0..4) == 0 { curvature(rng) } else { 1.0 };
    let (mut k, mut c, mut axis, mut w) = ([0.0; D], [0.0; D], [0.0; D], [0.0; D]);
    let mut smoothness: f64 = 0.0;
    for i in 0..d {
        k[i] = scale * curvature(rng);
        c[i] = if moved { small(rng) } else { 0.0 };
        axis[i] = if rotated { [1.0, 2.0, 0.0, -1.0][rng.random_range(0..4)] } else { 0.0 };
        w[i] = small(rng);
        smoothness = smoothness.max(k[i]);
    }
    let square: f64 = axis[..d].iter().map(|a| a * a).sum();
    let factor = if square > 0.0 { 2.0 / square } else { 0.0 };
    let eta = f64::from(rng.random_range(1..=1024)) / 1024.0 / smoothness;
    let (k, c, axis, w) = (&k[..d], &c[..d], &axis[..d], &mut w[..d]);
    let mut z = [0.0; D];
    let z = &mut z[..d];
    let turn = |w: &[f64], z: &mut [f64]| {
        for i in 0..d {
            z[i] = w[i] - c[i];
        }
        if rotated {
            let inner: f64 = factor * (0..d).map(|i| axis[i] * z[i]).sum::<f64>();
            for i in 0..d {
                z[i] -= inner * axis[i];
            }
        }
    };
    turn(w, z);
    let start: f64 = z.iter().map(|z| z * z).sum();
    for t in 1..=STEPS {
        // Here `z` belongs to the last iterate.
        for i in 0..d {
            z[i] *= k[i];
        }
        if rotated {
            let inner: f64 = factor * (0..d).map(|i| axis[i] * z[i]).sum::<f64>();
            for i in 0..d {
                z[i] -= inner * axis[i];
            }
        }
        for i in 0..d {
            w[i] -= eta * z[i];
        }
        turn(w, z);
        let value: f64 = 0.5 * (0..d).map(|i| k[i] * z[i] * z[i]).sum::<f64>();
        if value > start / (2.0 * eta * f64::from(t)) {
            return false;
        }
    }
    true
}
