//! How a verdict's time grows with its cases and shrinks with threads.

#[path = "support/chapter.rs"]
mod chapter;

use chapter::chapter;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use descentcheck::judge::{Options, verify};

/// Cases in all benches: linear growth shows as the same throughput.
const CASES: [u64; 3] = [500, 2_000, 8_000];

/// Theorem 7.1 with the steps of its proof.
fn options(cases: u64, jobs: usize) -> Options {
    Options { cases, jobs, claim: Some("theorem-7.1".to_owned()), mutants: false, ..Options::default() }
}

fn cases(c: &mut Criterion) {
    let chapter = chapter();
    let mut group = c.benchmark_group("cases on one thread");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for cases in CASES {
        group.throughput(Throughput::Elements(cases));
        group.bench_with_input(BenchmarkId::from_parameter(cases), &cases, |b, &cases| {
            b.iter(|| verify(&chapter, &options(cases, 1), &|_| {}));
        });
    }
    group.finish();
}

fn threads(c: &mut Criterion) {
    let chapter = chapter();
    let mut group = c.benchmark_group("threads");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Elements(CASES[2]));
    for jobs in [1, 2] {
        group.bench_with_input(BenchmarkId::from_parameter(jobs), &jobs, |b, &jobs| {
            b.iter(|| verify(&chapter, &options(CASES[2], jobs), &|_| {}));
        });
    }
    group.finish();
}

criterion_group!(benches, cases, threads);
criterion_main!(benches);
