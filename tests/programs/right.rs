//! Right programs, at least four a method.

use super::{Memory, Program, each, inverse, quotient, sign, solve, times};
use descentcheck::blackbox::{Failure, Step};

type Found = Result<Vec<f64>, Failure>;

macro_rules! right {
    ($($method:literal, $style:literal, $body:expr;)*) => {
        &[$(Program { method: $method, style: $style, body: $body, names: &[] }),*]
    };
}

/// In 32 bits throughout; judged with the allowance for that.
pub const SINGLE: &[Program] = right![
    "gradient_descent", "float32", |_, s, g| { let eta = s.number("eta") as f32; Ok(each(g.len(), |i| f64::from(s.w[i] as f32 - eta * g[i] as f32))) };
    "momentum", "float32", |m, s, g| { let (eta, mu) = (s.number("eta") as f32, s.number("mu") as f32); for i in 0..g.len() { m.a[i] = f64::from(mu * m.a[i] as f32 + (1.0 - mu) * g[i] as f32); } Ok(each(g.len(), |i| f64::from(s.w[i] as f32 - eta * m.a[i] as f32))) };
    "rprop", "float32", |m, s, g| { let (eta0, up, down) = (s.number("eta0") as f32, s.number("up") as f32, s.number("down") as f32); let t = s.t; let mut next = Vec::new(); for i in 0..g.len() { let mut eta = if t == 1 { eta0 } else { m.a[i] as f32 }; if t > 1 { let k = sign(m.gradients[t - 2][i]) * sign(g[i]); if k > 0.0 { eta *= up } else if k < 0.0 { eta *= down } } m.a[i] = f64::from(eta); next.push(f64::from(s.w[i] as f32 - eta * sign(g[i]) as f32)); } Ok(next) };
    "adam", "float32", |m, s, g| { let p = |name: &str| s.number(name) as f32; let (eta, b1, b2, eps) = (p("eta"), p("beta1"), p("beta2"), p("eps")); let mut next = Vec::new(); for i in 0..g.len() { let x = g[i] as f32; let a = b1 * m.a[i] as f32 + (1.0 - b1) * x; let b = b2 * m.b[i] as f32 + (1.0 - b2) * x * x; m.a[i] = f64::from(a); m.b[i] = f64::from(b); next.push(f64::from(s.w[i] as f32 - eta * a / (b.sqrt() + eps))); } Ok(next) };
    "adagrad", "float32", |m, s, g| { let (eta, eps) = (s.number("eta") as f32, s.number("eps") as f32); let mut next = Vec::new(); for i in 0..g.len() { let x = g[i] as f32; let b = m.b[i] as f32 + x * x; m.b[i] = f64::from(b); next.push(f64::from(s.w[i] as f32 - eta * x / (b + eps).sqrt())); } Ok(next) };
    "rmsprop", "float32", |m, s, g| { let (eta, gamma, eps) = (s.number("eta") as f32, s.number("gamma") as f32, s.number("eps") as f32); let mut next = Vec::new(); for i in 0..g.len() { let x = g[i] as f32; let b = gamma * m.b[i] as f32 + (1.0 - gamma) * x * x; m.b[i] = f64::from(b); next.push(f64::from(s.w[i] as f32 - eta * x / (b + eps).sqrt())); } Ok(next) };
];

/// In doubles.
pub const DOUBLE: &[Program] = right![
    "per_parameter_descent", "plain", |_, s, g| { let eta = s.number("eta"); Ok(each(g.len(), |i| s.w[i] - eta * g[i])) };
    "per_parameter_descent", "fused", |_, s, g| { let eta = s.number("eta"); Ok(each(g.len(), |i| (-eta).mul_add(g[i], s.w[i]))) };
    "per_parameter_descent", "a vector of rates", |_, s, g| { let rates = vec![s.number("eta"); g.len()]; Ok(each(g.len(), |i| s.w[i] - rates[i] * g[i])) };
    "per_parameter_descent", "in place", |_, s, g| { let eta = s.number("eta"); let mut w = s.w.to_vec(); for (w, g) in w.iter_mut().zip(g) { *w -= g * eta; } Ok(w) };
    "gradient_descent", "plain", |_, s, g| { let eta = s.number("eta"); Ok(each(g.len(), |i| s.w[i] - eta * g[i])) };
    "gradient_descent", "fused", |_, s, g| { let eta = s.number("eta"); Ok(each(g.len(), |i| (-eta).mul_add(g[i], s.w[i]))) };
    "gradient_descent", "in place, negative rate", |_, s, g| { let rate = -s.number("eta"); let mut w = s.w.to_vec(); for (w, g) in w.iter_mut().zip(g) { *w += rate * g; } Ok(w) };
    "gradient_descent", "from the start", |m, s, g| { let eta = s.number("eta"); let n = g.len(); let mut all = m.gradients.clone(); all.push(g.to_vec()); let _ = all; Ok(each(n, |i| { let step = g[i] * eta; s.w[i] - step })) };
    "momentum", "plain", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu * m.a[i] + (1.0 - mu) * g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * m.a[i])) };
    "momentum", "lerp, fused", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); for i in 0..g.len() { m.a[i] += (1.0 - mu) * (g[i] - m.a[i]); } Ok(each(g.len(), |i| (-eta).mul_add(m.a[i], s.w[i]))) };
    "momentum", "velocity", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu * m.a[i] - eta * (1.0 - mu) * g[i]; } Ok(each(g.len(), |i| s.w[i] + m.a[i])) };
    "momentum", "from the points", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); let before = m.points.last().cloned().unwrap_or_else(|| s.w.to_vec()); Ok(each(g.len(), |i| s.w[i] - eta * (1.0 - mu) * g[i] + mu * (s.w[i] - before[i]))) };
    "momentum", "summed anew", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); let mut all = m.gradients.clone(); all.push(g.to_vec()); Ok(each(g.len(), |i| { let mut total = 0.0; let mut weight = 1.0 - mu; for g in all.iter().rev() { total += weight * g[i]; weight *= mu; } s.w[i] - eta * total })) };
    "heavy_ball", "plain", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu * m.a[i] + g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * m.a[i])) };
    "heavy_ball", "rate inside", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu * m.a[i] - eta * g[i]; } Ok(each(g.len(), |i| s.w[i] + m.a[i])) };
    "heavy_ball", "Polyak's, from the points", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); let before = m.points.last().cloned().unwrap_or_else(|| s.w.to_vec()); Ok(each(g.len(), |i| s.w[i] - eta * g[i] + mu * (s.w[i] - before[i]))) };
    "heavy_ball", "fused", |m, s, g| { let (eta, mu) = (s.number("eta"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu.mul_add(m.a[i], g[i]); } Ok(each(g.len(), |i| m.a[i].mul_add(-eta, s.w[i]))) };
    "momentum_velocity", "plain", |m, s, g| { let (rate, mu) = (s.number("rate"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu * m.a[i] - rate * g[i]; } Ok(each(g.len(), |i| s.w[i] + m.a[i])) };
    "momentum_velocity", "gradients summed", |m, s, g| { let (rate, mu) = (s.number("rate"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu * m.a[i] + g[i]; } Ok(each(g.len(), |i| s.w[i] - rate * m.a[i])) };
    "momentum_velocity", "from the points", |m, s, g| { let (rate, mu) = (s.number("rate"), s.number("mu")); let before = m.points.last().cloned().unwrap_or_else(|| s.w.to_vec()); Ok(each(g.len(), |i| s.w[i] + (mu * (s.w[i] - before[i]) - rate * g[i]))) };
    "momentum_velocity", "fused", |m, s, g| { let (rate, mu) = (s.number("rate"), s.number("mu")); for i in 0..g.len() { m.a[i] = mu.mul_add(m.a[i], -(rate * g[i])); } Ok(each(g.len(), |i| s.w[i] + m.a[i])) };
    "momentum_stepped", "plain", |m, s, g| { let (rate, mu, h) = (s.number("rate"), s.number("mu"), s.number("s")); for i in 0..g.len() { m.a[i] = (1.0 - (1.0 - mu) * h) * m.a[i] - h * rate * g[i]; } Ok(each(g.len(), |i| s.w[i] + h * m.a[i])) };
    "momentum_stepped", "friction taken off", |m, s, g| { let (rate, mu, h) = (s.number("rate"), s.number("mu"), s.number("s")); for i in 0..g.len() { m.a[i] -= (1.0 - mu) * h * m.a[i] + h * (rate * g[i]); } Ok(each(g.len(), |i| s.w[i] + h * m.a[i])) };
    "momentum_stepped", "push first", |m, s, g| { let (rate, mu, h) = (s.number("rate"), s.number("mu"), s.number("s")); for i in 0..g.len() { m.a[i] = -(rate * h) * g[i] + (1.0 - h * (1.0 - mu)) * m.a[i]; } Ok(each(g.len(), |i| h.mul_add(m.a[i], s.w[i]))) };
    "momentum_stepped", "factor precomputed", |m, s, g| { let (rate, mu, h) = (s.number("rate"), s.number("mu"), s.number("s")); let (keep, push) = (1.0 - (1.0 - mu) * h, h * rate); for i in 0..g.len() { m.a[i] = keep * m.a[i] - push * g[i]; } Ok(each(g.len(), |i| s.w[i] + m.a[i] * h)) };
    "sgd", "mean of rows", |_, s, _| { let eta = s.number("eta"); let g = mean(s)?; Ok(each(g.len(), |i| s.w[i] - eta * g[i])) };
    "sgd", "rate divided", |_, s, _| { let n = s.w.len(); let rows = s.oracle.sample_gradients(s.w, s.batch)?; let rate = s.number("eta") / s.batch.len() as f64; Ok(each(n, |i| s.w[i] - rate * rows.iter().skip(i).step_by(n).sum::<f64>())) };
    "sgd", "backwards, one by one", |_, s, _| { let n = s.w.len(); let mut total = vec![0.0; n]; for k in s.batch.iter().rev() { let row = s.oracle.sample_gradients(s.w, &[*k])?; for i in 0..n { total[i] += row[i]; } } let eta = s.number("eta"); Ok(each(n, |i| s.w[i] - eta * (total[i] / s.batch.len() as f64))) };
    "sgd", "running mean", |_, s, _| { let n = s.w.len(); let rows = s.oracle.sample_gradients(s.w, s.batch)?; let mut mean = vec![0.0; n]; for (k, row) in rows.chunks(n).enumerate() { for i in 0..n { mean[i] += (row[i] - mean[i]) / (k + 1) as f64; } } let eta = s.number("eta"); Ok(each(n, |i| s.w[i] - eta * mean[i])) };
    "sgd", "each divided", |_, s, _| { let n = s.w.len(); let rows = s.oracle.sample_gradients(s.w, s.batch)?; let b = s.batch.len() as f64; let eta = s.number("eta"); Ok(each(n, |i| s.w[i] - rows.iter().skip(i).step_by(n).map(|x| eta * (x / b)).sum::<f64>())) };
    "adagrad", "plain", |m, s, g| { let (eta, eps) = (s.number("eta"), s.number("eps")); for i in 0..g.len() { m.b[i] += g[i] * g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * g[i] / (m.b[i] + eps).sqrt())) };
    "adagrad", "summed anew, backwards", |m, s, g| { let (eta, eps) = (s.number("eta"), s.number("eps")); let mut all = m.gradients.clone(); all.push(g.to_vec()); Ok(each(g.len(), |i| { let v: f64 = all.iter().rev().map(|g| g[i] * g[i]).sum(); s.w[i] - eta * g[i] / (v + eps).sqrt() })) };
    "adagrad", "rate of its own", |m, s, g| { let (eta, eps) = (s.number("eta"), s.number("eps")); for i in 0..g.len() { m.b[i] = g[i].mul_add(g[i], m.b[i]); } Ok(each(g.len(), |i| { let rate = eta / (eps + m.b[i]).sqrt(); s.w[i] - rate * g[i] })) };
    "adagrad", "power", |m, s, g| { let (eta, eps) = (s.number("eta"), s.number("eps")); for i in 0..g.len() { m.b[i] += g[i].powi(2); } Ok(each(g.len(), |i| s.w[i] - quotient(g[i] * eta, (m.b[i] + eps).powf(0.5)))) };
    "rmsprop", "plain", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] = gamma * m.b[i] + (1.0 - gamma) * g[i] * g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * g[i] / (m.b[i] + eps).sqrt())) };
    "rmsprop", "lerp, reciprocal", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] += (1.0 - gamma) * (g[i] * g[i] - m.b[i]); } Ok(each(g.len(), |i| s.w[i] - (1.0 / (m.b[i] + eps).sqrt()) * g[i] * eta)) };
    "rmsprop", "fused", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] = gamma.mul_add(m.b[i], (1.0 - gamma) * (g[i] * g[i])); } Ok(each(g.len(), |i| (eta / (m.b[i] + eps).sqrt()).mul_add(-g[i], s.w[i]))) };
    "rmsprop", "summed anew", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); let mut all = m.gradients.clone(); all.push(g.to_vec()); Ok(each(g.len(), |i| { let mut v = 0.0; let mut weight = 1.0 - gamma; for g in all.iter().rev() { v += weight * g[i] * g[i]; weight *= gamma; } s.w[i] - eta * g[i] / (v + eps).sqrt() })) };
    "rmsprop_outside", "plain", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] = gamma * m.b[i] + (1.0 - gamma) * g[i] * g[i]; } Ok(each(g.len(), |i| s.w[i] - eta * g[i] / (m.b[i].sqrt() + eps))) };
    "rmsprop_outside", "rate last", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] = (1.0 - gamma) * g[i].powi(2) + gamma * m.b[i]; } Ok(each(g.len(), |i| s.w[i] - g[i] / (eps + m.b[i].sqrt()) * eta)) };
    "rmsprop_outside", "lerp", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] += (1.0 - gamma) * (g[i] * g[i] - m.b[i]); } Ok(each(g.len(), |i| s.w[i] - eta / (m.b[i].sqrt() + eps) * g[i])) };
    "rmsprop_outside", "fused", |m, s, g| { let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps")); for i in 0..g.len() { m.b[i] = gamma.mul_add(m.b[i], (1.0 - gamma) * g[i] * g[i]); } Ok(each(g.len(), |i| s.w[i] - eta * (g[i] / (m.b[i].sqrt() + eps)))) };
    "adadelta", "plain", |m, s, g| adadelta(m, s, g, "");
    "adadelta", "lerp, squares of differences of points", |m, s, g| adadelta(m, s, g, "points");
    "adadelta", "rate last", |m, s, g| adadelta(m, s, g, "last");
    "adadelta", "fused", |m, s, g| adadelta(m, s, g, "fused");
    "adadelta_zeiler", "two roots", |m, s, g| zeiler(m, s, g, "");
    "adadelta_zeiler", "one root", |m, s, g| zeiler(m, s, g, "one");
    "adadelta_zeiler", "lerp", |m, s, g| zeiler(m, s, g, "lerp");
    "adadelta_zeiler", "from the points", |m, s, g| zeiler(m, s, g, "points");
    "adam", "plain", |m, s, g| adam(m, s, g, "");
    "adam", "lerp", |m, s, g| adam(m, s, g, "lerp");
    "adam", "rate last", |m, s, g| adam(m, s, g, "last");
    "adam", "zero guarded", |m, s, g| adam(m, s, g, "guarded");
    "adam", "fused", |m, s, g| adam(m, s, g, "fused");
    "adam_corrected", "plain", |m, s, g| adam(m, s, g, "corrected");
    "adam_corrected", "running powers", |m, s, g| adam(m, s, g, "running");
    "adam_corrected", "rate corrected", |m, s, g| adam(m, s, g, "rate");
    "adam_corrected", "lerp", |m, s, g| adam(m, s, g, "corrected lerp");
    "delta_delta", "plain", |m, s, g| { let (eta0, gamma) = (s.number("eta0"), s.number("gamma")); let t = s.t; for i in 0..g.len() { m.a[i] = if t == 1 { eta0 } else { m.a[i] + gamma * g[i] * m.gradients[t - 2][i] }; } Ok(each(g.len(), |i| s.w[i] - m.a[i] * g[i])) };
    "delta_delta", "fused", |m, s, g| { let (eta0, gamma) = (s.number("eta0"), s.number("gamma")); let t = s.t; for i in 0..g.len() { m.a[i] = if t == 1 { eta0 } else { gamma.mul_add(g[i] * m.gradients[t - 2][i], m.a[i]) }; } Ok(each(g.len(), |i| m.a[i].mul_add(-g[i], s.w[i]))) };
    "delta_delta", "summed anew", |m, s, g| { let (eta0, gamma) = (s.number("eta0"), s.number("gamma")); let mut all = m.gradients.clone(); all.push(g.to_vec()); Ok(each(g.len(), |i| { let sum: f64 = all.windows(2).map(|pair| pair[0][i] * pair[1][i]).sum(); s.w[i] - (eta0 + gamma * sum) * g[i] })) };
    "delta_delta", "other order", |m, s, g| { let (eta0, gamma) = (s.number("eta0"), s.number("gamma")); let t = s.t; for i in 0..g.len() { m.a[i] = if t == 1 { eta0 } else { m.gradients[t - 2][i] * (g[i] * gamma) + m.a[i] }; } Ok(each(g.len(), |i| -(m.a[i] * g[i]) + s.w[i])) };
    "delta_bar_delta", "plain", |m, s, g| dbd(m, s, g, "");
    "delta_bar_delta", "lerp", |m, s, g| dbd(m, s, g, "lerp");
    "delta_bar_delta", "signs", |m, s, g| dbd(m, s, g, "signs");
    "delta_bar_delta", "share taken off", |m, s, g| dbd(m, s, g, "off");
    "delta_bar_delta_jacobs", "plain", |m, s, g| dbd(m, s, g, "jacobs");
    "delta_bar_delta_jacobs", "lerp", |m, s, g| dbd(m, s, g, "jacobs lerp");
    "delta_bar_delta_jacobs", "signs", |m, s, g| dbd(m, s, g, "jacobs signs");
    "delta_bar_delta_jacobs", "share taken off", |m, s, g| dbd(m, s, g, "jacobs off");
    "rprop", "plain", |m, s, g| rprop(m, s, g, "");
    "rprop", "g/|g|", |m, s, g| rprop(m, s, g, "quotient");
    "rprop", "equal signs", |m, s, g| rprop(m, s, g, "equal");
    "rprop", "copysign", |m, s, g| rprop(m, s, g, "copysign");
    "quickprop", "plain", |m, s, g| { let eta = s.number("eta"); let t = s.t; m.a = each(g.len(), |i| if t == 1 { -eta * g[i] } else { g[i] / (m.gradients[t - 2][i] - g[i]) * m.a[i] }); Ok(each(g.len(), |i| s.w[i] + m.a[i])) };
    "quickprop", "from the points", |m, s, g| { let eta = s.number("eta"); let t = s.t; Ok(each(g.len(), |i| if t == 1 { s.w[i] - eta * g[i] } else { s.w[i] + g[i] * (s.w[i] - m.points[t - 2][i]) / (m.gradients[t - 2][i] - g[i]) })) };
    "quickprop", "secant", |m, s, g| { let eta = s.number("eta"); let t = s.t; Ok(each(g.len(), |i| if t == 1 { s.w[i] - eta * g[i] } else { s.w[i] - g[i] / ((g[i] - m.gradients[t - 2][i]) / (s.w[i] - m.points[t - 2][i])) })) };
    "quickprop", "product first", |m, s, g| { let eta = s.number("eta"); let t = s.t; m.a = each(g.len(), |i| if t == 1 { -(g[i] * eta) } else { g[i] * m.a[i] / (m.gradients[t - 2][i] - g[i]) }); Ok(each(g.len(), |i| m.a[i] + s.w[i])) };
    "sign_descent", "plain", |_, s, g| { let eta = s.number("eta"); Ok(each(g.len(), |i| s.w[i] - eta * sign(g[i]))) };
    "sign_descent", "branches", |_, s, g| { let eta = s.number("eta"); Ok(each(g.len(), |i| if g[i] > 0.0 { s.w[i] - eta } else if g[i] < 0.0 { s.w[i] + eta } else { s.w[i] })) };
    "sign_descent", "copysign", |_, s, g| { let eta = s.number("eta"); Ok(each(g.len(), |i| if g[i] == 0.0 { s.w[i] } else { s.w[i] - eta.copysign(g[i]) })) };
    "sign_descent", "quotient", |_, s, g| { let eta = s.number("eta"); Ok(each(g.len(), |i| s.w[i] - eta * quotient(g[i], g[i].abs()))) };
    "newton", "elimination", |_, s, g| { let h = s.oracle.hessian(s.w)?; let d = solve(&h, g); Ok(each(g.len(), |i| s.w[i] - d[i])) };
    "newton", "inverse", |_, s, g| { let h = s.oracle.hessian(s.w)?; let d = times(&inverse(&h, g.len()), g); Ok(each(g.len(), |i| s.w[i] - d[i])) };
    "newton", "negative gradient", |_, s, g| { let h = s.oracle.hessian(s.w)?; let d = solve(&h, &each(g.len(), |i| -g[i])); Ok(each(g.len(), |i| s.w[i] + d[i])) };
    "newton", "least squares", |_, s, g| { let n = g.len(); let h = s.oracle.hessian(s.w)?; let square = each(n * n, |at| (0..n).map(|k| h[k * n + at / n] * h[k * n + at % n]).sum()); let right = each(n, |i| (0..n).map(|k| h[k * n + i] * g[k]).sum()); let d = solve(&square, &right); let rest = times(&h, &d); let e = solve(&square, &each(n, |i| (0..n).map(|k| h[k * n + i] * (g[k] - rest[k])).sum())); Ok(each(n, |i| s.w[i] - (d[i] + e[i]))) };
    "damped_newton", "plain", |_, s, g| damped(s, g, "");
    "damped_newton", "halving the step", |_, s, g| damped(s, g, "halving");
    "damped_newton", "inverse", |_, s, g| damped(s, g, "inverse");
    "damped_newton", "slope first", |_, s, g| damped(s, g, "slope");
];

pub fn mean(s: &mut Step<'_>) -> Found {
    let n = s.w.len();
    let rows = s.oracle.sample_gradients(s.w, s.batch)?;
    Ok(each(n, |i| rows.iter().skip(i).step_by(n).sum::<f64>() / s.batch.len() as f64))
}

fn damped(s: &mut Step<'_>, g: &[f64], style: &str) -> Found {
    let n = g.len();
    let h = s.oracle.hessian(s.w)?;
    let mut d = if style == "inverse" { times(&inverse(&h, n), g) } else { solve(&h, g) };
    let slope: f64 = g.iter().zip(&d).map(|(g, d)| g * d).sum();
    let here = s.oracle.value(s.w)?;
    let mut share = 1.0;
    for _ in 0..=60 {
        let next = if style == "halving" { each(n, |i| s.w[i] - d[i]) } else { each(n, |i| s.w[i] - share * d[i]) };
        let there = s.oracle.value(&next)?;
        let fine =
            if style == "slope" { there - here <= -slope * share / 4.0 } else { there <= here - slope * share / 4.0 };
        if fine {
            return Ok(next);
        }
        share /= 2.0;
        if style == "halving" {
            d.iter_mut().for_each(|d| *d /= 2.0);
        }
    }
    Err(Failure::new("no step is short enough"))
}

pub fn adam(m: &mut Memory, s: &Step<'_>, g: &[f64], style: &str) -> Found {
    let (eta, b1, b2, eps) = (s.number("eta"), s.number("beta1"), s.number("beta2"), s.number("eps"));
    let mut next = Vec::new();
    for i in 0..g.len() {
        if style.ends_with("lerp") {
            m.a[i] += (1.0 - b1) * (g[i] - m.a[i]);
            m.b[i] += (1.0 - b2) * (g[i] * g[i] - m.b[i]);
        } else if style == "fused" {
            m.a[i] = b1.mul_add(m.a[i], (1.0 - b1) * g[i]);
            m.b[i] = b2.mul_add(m.b[i], (1.0 - b2) * (g[i] * g[i]));
        } else {
            m.a[i] = b1 * m.a[i] + (1.0 - b1) * g[i];
            m.b[i] = b2 * m.b[i] + (1.0 - b2) * g[i] * g[i];
        }
        let (a, b) = (m.a[i], m.b[i]);
        let (c1, c2) = if style == "running" {
            ((0..s.t).fold(1.0, |p, _| p * b1), (0..s.t).fold(1.0, |p, _| p * b2))
        } else {
            (b1.powi(s.t as i32), b2.powi(s.t as i32))
        };
        let step = match style {
            "last" => a / (b.sqrt() + eps) * eta,
            "guarded" => eta * quotient(a, b.sqrt() + eps),
            "corrected" | "running" | "corrected lerp" => eta * (a / (1.0 - c1)) / ((b / (1.0 - c2)).sqrt() + eps),
            "rate" => eta / (1.0 - c1) * a / (b.sqrt() / (1.0 - c2).sqrt() + eps),
            _ => eta * a / (b.sqrt() + eps),
        };
        next.push(s.w[i] - step);
    }
    Ok(next)
}

fn adadelta(m: &mut Memory, s: &Step<'_>, g: &[f64], style: &str) -> Found {
    let (eta, gamma, eps) = (s.number("eta"), s.number("gamma"), s.number("eps"));
    let mut next = Vec::new();
    for i in 0..g.len() {
        if style == "points" {
            if let Some(before) = m.points.last() {
                let moved = s.w[i] - before[i];
                m.c[i] += (1.0 - gamma) * (moved * moved - m.c[i]);
            }
            m.b[i] += (1.0 - gamma) * (g[i] * g[i] - m.b[i]);
            next.push(s.w[i] - eta * (m.c[i].sqrt() + eps) / (m.b[i] + eps).sqrt() * g[i]);
            continue;
        }
        m.b[i] = if style == "fused" {
            gamma.mul_add(m.b[i], (1.0 - gamma) * (g[i] * g[i]))
        } else {
            gamma * m.b[i] + (1.0 - gamma) * g[i] * g[i]
        };
        let step = if style == "last" {
            -((m.c[i].sqrt() + eps) / (m.b[i] + eps).sqrt() * g[i]) * eta
        } else {
            -eta * (m.c[i].sqrt() + eps) / (m.b[i] + eps).sqrt() * g[i]
        };
        m.c[i] = gamma * m.c[i] + (1.0 - gamma) * step * step;
        next.push(s.w[i] + step);
    }
    Ok(next)
}

fn zeiler(m: &mut Memory, s: &Step<'_>, g: &[f64], style: &str) -> Found {
    let (gamma, eps) = (s.number("gamma"), s.number("eps"));
    let mut next = Vec::new();
    for i in 0..g.len() {
        if style == "points"
            && let Some(before) = m.points.last()
        {
            let moved = s.w[i] - before[i];
            m.c[i] = gamma * m.c[i] + (1.0 - gamma) * moved * moved;
        }
        if style == "lerp" {
            m.b[i] += (1.0 - gamma) * (g[i] * g[i] - m.b[i]);
        } else {
            m.b[i] = gamma * m.b[i] + (1.0 - gamma) * g[i] * g[i];
        }
        let step = if style == "one" {
            -((m.c[i] + eps) / (m.b[i] + eps)).sqrt() * g[i]
        } else {
            -(m.c[i] + eps).sqrt() / (m.b[i] + eps).sqrt() * g[i]
        };
        if style == "lerp" {
            m.c[i] += (1.0 - gamma) * (step * step - m.c[i]);
        } else if style != "points" {
            m.c[i] = gamma * m.c[i] + (1.0 - gamma) * step * step;
        }
        next.push(s.w[i] + step);
    }
    Ok(next)
}

fn dbd(m: &mut Memory, s: &Step<'_>, g: &[f64], style: &str) -> Found {
    let (kappa, phi, theta) = (s.number("kappa"), s.number("phi"), s.number("theta"));
    let mut next = Vec::new();
    for i in 0..g.len() {
        if s.t == 1 {
            m.b[i] = s.number("eta0");
        }
        let old = m.a[i];
        if style.ends_with("lerp") {
            m.a[i] += (1.0 - theta) * (g[i] - m.a[i]);
        } else {
            m.a[i] = theta * m.a[i] + (1.0 - theta) * g[i];
        }
        let bar = if style.starts_with("jacobs") { old } else { m.a[i] };
        let product = if style.ends_with("signs") { sign(bar) * sign(g[i]) } else { bar * g[i] };
        if product > 0.0 {
            m.b[i] += kappa;
        } else if product < 0.0 {
            m.b[i] = if style.ends_with("off") { m.b[i] - phi * m.b[i] } else { m.b[i] * (1.0 - phi) };
        }
        next.push(s.w[i] - m.b[i] * g[i]);
    }
    Ok(next)
}

fn rprop(m: &mut Memory, s: &Step<'_>, g: &[f64], style: &str) -> Found {
    let (eta0, up, down) = (s.number("eta0"), s.number("up"), s.number("down"));
    let mut next = Vec::new();
    for i in 0..g.len() {
        if s.t == 1 {
            m.a[i] = eta0;
        } else {
            let before = m.gradients[s.t - 2][i];
            let agreement = match style {
                "equal" if before == 0.0 || g[i] == 0.0 => 0.0,
                "equal" => {
                    if (before > 0.0) == (g[i] > 0.0) {
                        1.0
                    } else {
                        -1.0
                    }
                }
                _ => sign(before) * sign(g[i]),
            };
            if agreement > 0.0 {
                m.a[i] *= up;
            } else if agreement < 0.0 {
                m.a[i] *= down;
            }
        }
        let step = match style {
            "quotient" => {
                if g[i] == 0.0 {
                    0.0
                } else {
                    m.a[i] * (g[i] / g[i].abs())
                }
            }
            "copysign" => {
                if g[i] == 0.0 {
                    0.0
                } else {
                    m.a[i].copysign(g[i])
                }
            }
            _ => m.a[i] * sign(g[i]),
        };
        next.push(s.w[i] - step);
    }
    Ok(next)
}
