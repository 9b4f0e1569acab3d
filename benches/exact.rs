//! The cost of one exact decision of Theorem 7.1, in fractions and in intervals, for short and long runs.

mod support;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use descentcheck::evaluate::{Machine, Program, compile};
use descentcheck::numeric::tolerance::{RATIONAL_BITS, interval_ladder};
use descentcheck::numeric::{Arithmetic, Fault, Intervals, Rationals};
use descentcheck::verdict::Case;
use support::Theorem;

/// Steps of a run.
const HORIZONS: [u32; 2] = [10, 100];
/// Decided one after the other, so that short and long numbers are among them.
const CASES: u64 = 64;

/// Decides a case; the fault where the numbers grow beyond what the arithmetic allows itself.
fn decide<A: Arithmetic>(program: &Program, case: &Case, arithmetic: A) -> Result<bool, Fault> {
    let mut machine = Machine::new(program, arithmetic);
    let mut holds = machine.load(case.inputs())?.is_met();
    machine.judge_shows(&mut |_, _, found| {
        holds &= found.is_met();
        true
    })?;
    Ok(holds)
}

fn decisions(c: &mut Criterion) {
    let theorem = Theorem::read();
    let program = compile(&theorem.claim);
    let mut group = c.benchmark_group("exact decision");
    group.sample_size(20);
    for horizon in HORIZONS {
        let cases: Vec<Case> = (0..CASES).map(|number| Case { horizon, ..theorem.case(number) }).collect();
        let bits = interval_ladder(horizon)[0];
        group.bench_function(BenchmarkId::new("fractions", horizon), |b| {
            let mut cases = cases.iter().cycle();
            b.iter(|| decide(&program, cases.next().expect("it goes round"), Rationals { bits: RATIONAL_BITS }));
        });
        group.bench_function(BenchmarkId::new("intervals", horizon), |b| {
            let mut cases = cases.iter().cycle();
            b.iter(|| decide(&program, cases.next().expect("it goes round"), Intervals { bits }));
        });
    }
    group.finish();
}

criterion_group!(benches, decisions);
criterion_main!(benches);
