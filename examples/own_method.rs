//! Judges programs that claim to be methods of the chapter: one that is, and two that are not.
//!
//! `cargo run --release --example own_method`

use descentcheck::{CannotJudge, Failure, MethodOptions, Question, Step, Stepper, finding, stateful, steps};

/// Adam as in many a repository: epsilon stands under the root.
#[derive(Default)]
struct Adam {
    m: Vec<f64>,
    v: Vec<f64>,
}

impl Stepper for Adam {
    fn step(&mut self, step: &mut Step<'_>) -> Result<Vec<f64>, Failure> {
        let g = step.gradient()?;
        let (eta, eps) = (step.number("eta"), step.number("eps"));
        let (beta1, beta2) = (step.number("beta1"), step.number("beta2"));
        self.m.resize(g.len(), 0.0);
        self.v.resize(g.len(), 0.0);
        let mut w = step.w.to_vec();
        for i in 0..g.len() {
            self.m[i] = beta1 * self.m[i] + (1.0 - beta1) * g[i];
            self.v[i] = beta2 * self.v[i] + (1.0 - beta2) * g[i] * g[i];
            w[i] -= eta * self.m[i] / (self.v[i] + eps).sqrt();
        }
        Ok(w)
    }
}

fn main() -> Result<(), CannotJudge> {
    let options = MethodOptions::default();
    println!("{}\n", finding("adam", &stateful(Adam::default), &options)?);

    let sign = steps(|step: &mut Step<'_>| {
        let (eta, g) = (step.number("eta"), step.gradient()?);
        Ok(step.w.iter().zip(&g).map(|(w, g)| if *g == 0.0 { *w } else { w - eta * g.signum() }).collect())
    });
    println!("{}\n", finding("gradient_descent", &sign, &options)?);

    let heavy_ball = |question: Question<'_>| -> Result<Vec<Vec<f64>>, Failure> {
        let Question { start, steps, parameters, oracle, .. } = question;
        let (eta, mu) = (parameters.number("eta"), parameters.number("mu"));
        let mut points = vec![start.to_vec()];
        let mut before = start.to_vec();
        for t in 0..steps {
            let w = points[t].clone();
            let g = oracle.gradient(&w)?;
            // Polyak's form keeps no velocity.
            points.push((0..w.len()).map(|i| w[i] - eta * g[i] + mu * (w[i] - before[i])).collect());
            before = w;
        }
        Ok(points)
    };
    println!("{}", finding("heavy_ball", &heavy_ball, &options)?);
    Ok(())
}
