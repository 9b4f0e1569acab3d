//! What judging programs costs: replaying 120 cases, and diagnosing a wrong program.

use criterion::{Criterion, criterion_group, criterion_main};
use descentcheck::blackbox::{
    Allowance, Assignment, Options, Precision, Step, Told, Written, judge_method, lecture, record, replay, steps,
    trials,
};

fn replaying(criterion: &mut Criterion) {
    let chapter = lecture();
    for name in ["gradient_descent", "adam_corrected", "damped_newton"] {
        let assignment = Assignment::new(&chapter, name, &[], &[]).expect("a method of the chapter");
        let cases = trials(&assignment, 120, 1, Precision::Double);
        let program = Written(&assignment.equations);
        let runs: Vec<_> = cases
            .iter()
            .map(|trial| record(&trial.setup, &program, &mut Told::new(&trial.landscape, false), 100_000))
            .collect();
        criterion.bench_function(&format!("replay 120 cases of {name}"), |bencher| {
            bencher.iter(|| {
                let found = cases.iter().zip(&runs).filter(|(trial, run)| {
                    let told = Told::new(&trial.landscape, false);
                    let anew = |what, w: &[f64]| told.answer(what, w);
                    let allowance = Allowance::new(Precision::Double);
                    replay(&assignment.equations, run, allowance, &anew, 1).is_agreement()
                });
                found.count()
            });
        });
    }
}

fn diagnosing(criterion: &mut Criterion) {
    let chapter = lecture();
    let ascent = steps(|step: &mut Step<'_>| {
        let (eta, g) = (step.number("eta"), step.gradient()?);
        Ok(step.w.iter().zip(&g).map(|(w, g)| w + eta * g).collect())
    });
    // Nothing that is tried is this one, so that everything is tried.
    let odd = steps(|step: &mut Step<'_>| {
        let (eta, g) = (step.number("eta"), step.gradient()?);
        Ok(step.w.iter().zip(&g).map(|(w, g)| w - eta * g.abs().sqrt() * 0.75).collect())
    });
    let mut group = criterion.benchmark_group("judge a wrong program");
    group.sample_size(10);
    group.bench_function("ascent for gradient_descent", |bencher| {
        bencher.iter(|| judge_method(&chapter, "gradient_descent", &ascent, &Options::default()));
    });
    group.bench_function("something else for adam", |bencher| {
        bencher.iter(|| judge_method(&chapter, "adam", &odd, &Options::default()));
    });
    group.finish();
}

criterion_group!(benches, replaying, diagnosing);
criterion_main!(benches);
