//! Right programs in styles that are seldom seen: closed forms, other parametrisations, sums in another order, numbers of 32 bits.

use super::{Program, each, quotient, sign, solve};

macro_rules! right {
    ($($method:literal, $style:literal, $body:expr;)*) => {
        &[$(Program { method: $method, style: $style, body: $body, names: &[] }),*]
    };
}

/// In 32 bits throughout; judged with the allowance for that.
#[rustfmt::skip]
pub const SINGLE: &[Program] = right![
    "adam_corrected", "float32, running powers", |m, s, g| { let p = |name: &str| s.number(name) as f32; let (eta, b1, b2, eps) = (p("eta"), p("beta1"), p("beta2"), p("eps")); if s.t == 1 { m.c = vec![1.0; 2]; } m.c[0] = f64::from(m.c[0] as f32 * b1); m.c[1] = f64::from(m.c[1] as f32 * b2); let mut next = Vec::new(); for i in 0..g.len() { let x = g[i] as f32; let a = b1 * m.a[i] as f32 + (1.0 - b1) * x; let b = b2 * m.b[i] as f32 + (1.0 - b2) * x * x; m.a[i] = f64::from(a); m.b[i] = f64::from(b); let (a, b) = (a / (1.0 - m.c[0] as f32), b / (1.0 - m.c[1] as f32)); let below = b.sqrt() + eps; next.push(f64::from(s.w[i] as f32 - if a == 0.0 && below == 0.0 { 0.0 } else { eta * a / below })); } Ok(next) };
    "heavy_ball", "float32, fused", |m, s, g| { let (eta, mu) = (s.number("eta") as f32, s.number("mu") as f32); for i in 0..g.len() { m.a[i] = f64::from(mu.mul_add(m.a[i] as f32, g[i] as f32)); } Ok(each(g.len(), |i| f64::from((-eta).mul_add(m.a[i] as f32, s.w[i] as f32)))) };
    "delta_bar_delta", "float32", |m, s, g| { let p = |name: &str| s.number(name) as f32; let (eta0, kappa, phi, theta) = (p("eta0"), p("kappa"), p("phi"), p("theta")); let t = s.t; let mut next = Vec::new(); for i in 0..g.len() { let mut eta = if t == 1 { eta0 } else { m.b[i] as f32 }; let a = theta * m.a[i] as f32 + (1.0 - theta) * g[i] as f32; let x = sign(f64::from(a)) * sign(g[i]); if x > 0.0 { eta += kappa } else if x < 0.0 { eta *= 1.0 - phi } m.a[i] = f64::from(a); m.b[i] = f64::from(eta); next.push(f64::from(s.w[i] as f32 - eta * g[i] as f32)); } Ok(next) };
];

/// In doubles.
#[rustfmt::skip]
pub const DOUBLE: &[Program] = right![
    "momentum", "the plain sum is kept, the share comes last", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu * m.a[i] + g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * (1.0 - mu) * m.a[i])) };
    "momentum", "the step itself is kept", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu * m.a[i] - (eta - eta * mu) * g[i]; } Ok(each(g.len(), |i| s.w[i] + m.a[i])) };
    "heavy_ball", "the sum by Horner's rule, from all gradients", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); Ok(each(g.len(), |i| { let old = m.gradients.iter().fold(0.0, |sum, old| mu * sum + old[i]); s.w[i] - eta * (mu * old + g[i]) })) };
    "adam_corrected", "weighted sums divided by the sum of their weights", |m, s, g| { let (eta, b1, b2, eps) = (s.number("eta"), s.number("beta1"), s.number("beta2"), s.number("eps")); let t = s.t; if t == 1 { m.c = vec![0.0; 2]; } m.c[0] = b1 * m.c[0] + 1.0; m.c[1] = b2 * m.c[1] + 1.0; for i in 0..g.len() { m.a[i] = b1 * m.a[i] + g[i]; m.b[i] = b2 * m.b[i] + g[i] * g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * quotient(m.a[i] / m.c[0], (m.b[i] / m.c[1]).sqrt() + eps))) };
    "adam_corrected", "the corrections by expm1", |m, s, g| { let (eta, b1, b2, eps) = (s.number("eta"), s.number("beta1"), s.number("beta2"), s.number("eps")); let t = s.t as f64; let (c1, c2) = (-(t * b1.ln()).exp_m1(), -(t * b2.ln()).exp_m1()); for i in 0..g.len() { m.a[i] = b1 * m.a[i] + (1.0 - b1) * g[i]; m.b[i] = b2 * m.b[i] + (1.0 - b2) * g[i] * g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * quotient(m.a[i] / c1, (m.b[i] / c2).sqrt() + eps))) };
    "rmsprop", "the root by hypot", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] = gamma * m.b[i] + (1.0 - gamma) * g[i] * g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * quotient(g[i], m.b[i].sqrt().hypot(eps.sqrt())))) };
    "rmsprop", "a power of -1/2", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] = gamma * m.b[i] + (1.0 - gamma) * g[i] * g[i]; } Ok(each(g.len(), |i| if g[i] == 0.0 { s.w[i] } else { s.w[i] - eta * g[i] * (m.b[i] + eps).powf(-0.5) })) };
    "adagrad", "lengths by hypot instead of squares", |m, s, g| { let (eta, eps) = (s.number("eta"), s.number("eps")); for i in 0..g.len() { m.b[i] = m.b[i].hypot(g[i]); } Ok(each(g.len(), |i| s.w[i] - eta * quotient(g[i], m.b[i].hypot(eps.sqrt())))) };
    "adadelta_zeiler", "the roots are kept and squared again", |m, s, g| { let (gamma, eps) = (s.number("gamma"), s.number("eps")); let mut next = Vec::new(); for i in 0..g.len() { m.b[i] = (gamma * m.b[i] * m.b[i] + (1.0 - gamma) * g[i] * g[i]).sqrt(); let p = ((m.c[i] * m.c[i] + eps) / (m.b[i] * m.b[i] + eps)).sqrt() * -g[i]; m.c[i] = (gamma * m.c[i] * m.c[i] + (1.0 - gamma) * p * p).sqrt(); next.push(s.w[i] + p); } Ok(next) };
    "delta_delta", "eta0 plus gamma times the sum of all products", |m, s, g| { let (eta0, gamma) = (s.number("eta0"), s.number("gamma")); let t = s.t; Ok(each(g.len(), |i| { let mut sum = 0.0; for k in (1..t).rev() { let new = if k + 1 == t { g[i] } else { m.gradients[k][i] }; sum += new * m.gradients[k - 1][i]; } s.w[i] - (eta0 + gamma * sum) * g[i] })) };
    "delta_bar_delta", "the plain sum is kept for the mean", |m, s, g| { let (kappa, phi, theta) = (s.number("kappa"), s.number("phi"), s.number("theta")); let t = s.t; for i in 0..g.len() { if t == 1 { m.b[i] = s.number("eta0"); } m.a[i] = theta * m.a[i] + g[i]; let x = (1.0 - theta) * sign(m.a[i]) * sign(g[i]); if x > 0.0 { m.b[i] += kappa } else if x < 0.0 { m.b[i] -= phi * m.b[i] } } Ok(each(g.len(), |i| s.w[i] - m.b[i] * g[i])) };
    "rprop", "agreements and changes of sign are counted", |m, s, g| { let (eta0, up, down) = (s.number("eta0"), s.number("up"), s.number("down")); let t = s.t; if t > 1 { for i in 0..g.len() { let x = sign(m.gradients[t - 2][i]) * sign(g[i]); if x > 0.0 { m.a[i] += 1.0 } else if x < 0.0 { m.b[i] += 1.0 } } } Ok(each(g.len(), |i| s.w[i] - eta0 * up.powi(m.a[i] as i32) * down.powi(m.b[i] as i32) * sign(g[i]))) };
    "sgd", "one gradient a distinct sample, weighted by how often it was drawn", |_, s, _| { let eta = s.number("eta"); let n = s.w.len(); let b = s.batch.len() as f64; let mut distinct = s.batch.to_vec(); distinct.sort_unstable(); distinct.dedup(); let rows = s.oracle.sample_gradients(s.w, &distinct)?; let batch = s.batch; Ok(each(n, |i| { let sum: f64 = distinct.iter().enumerate().map(|(k, sample)| batch.iter().filter(|drawn| *drawn == sample).count() as f64 / b * rows[k * n + i]).sum(); s.w[i] - eta * sum })) };
    "newton", "Cholesky", |_, s, g| { let h = s.oracle.hessian(s.w)?; let d = cholesky(&h, g).unwrap_or_else(|| solve(&h, g)); Ok(each(g.len(), |i| s.w[i] - d[i])) };
    "damped_newton", "the gain is compared with a share of the slope, Cholesky", |_, s, g| { let h = s.oracle.hessian(s.w)?; let d = cholesky(&h, g).unwrap_or_else(|| solve(&h, g)); let here = s.oracle.value(s.w)?; let slope: f64 = g.iter().zip(&d).map(|(g, d)| g * d).sum(); let mut share = 1.0; for _ in 0..=60 { let next = each(g.len(), |i| s.w[i] - share * d[i]); if here - s.oracle.value(&next)? >= share * slope * 0.25 { return Ok(next); } share *= 0.5; } Err(super::Failure::new("no step is short enough")) };
    "exponential", "by the logarithm", |_, s, _| { let (eta0, q) = (s.number("eta0"), s.number("q")); Ok(vec![eta0 * q.powf(s.t as f64 - 1.0)]) };
    "inverse_root", "a power of -1/2", |_, s, _| { let eta0 = s.number("eta0"); Ok(vec![eta0 * (s.t as f64).powf(-0.5)]) };
    "linear", "the steps that are left, over all", |_, s, _| { let (eta0, last) = (s.number("eta0"), s.number("T")); Ok(vec![eta0 * (last + 1.0 - s.t as f64) / last]) };
    "cosine", "the square of the cosine of half the angle", |_, s, _| { let (eta0, last) = (s.number("eta0"), s.number("T")); let x = (std::f64::consts::FRAC_PI_2 * (s.t as f64 - 1.0) / last).cos(); Ok(vec![eta0 * x * x]) };
];

/// The solution of a symmetric system by Cholesky's factors; nothing where a pivot is not positive.
fn cholesky(matrix: &[f64], right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut l = vec![0.0; n * n];
    for row in 0..n {
        for column in 0..=row {
            let mut rest = matrix[row * n + column];
            for k in 0..column {
                rest -= l[row * n + k] * l[column * n + k];
            }
            if row == column {
                if rest <= 0.0 {
                    return None;
                }
                l[row * n + row] = rest.sqrt();
            } else {
                l[row * n + column] = rest / l[column * n + column];
            }
        }
    }
    let mut x = right.to_vec();
    for row in 0..n {
        for k in 0..row {
            x[row] -= l[row * n + k] * x[k];
        }
        x[row] /= l[row * n + row];
    }
    for row in (0..n).rev() {
        for k in row + 1..n {
            x[row] -= l[k * n + row] * x[k];
        }
        x[row] /= l[row * n + row];
    }
    Some(x)
}
