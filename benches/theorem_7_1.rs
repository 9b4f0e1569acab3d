//! Cases of Theorem 7.1 per second on one core, drawn and screened in doubles, compared with a loop written by hand.

#[path = "support/by_hand.rs"]
mod by_hand;
mod support;

use std::hint::black_box;

use by_hand::by_hand;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use descentcheck::judge::{CaseJudge, Decision};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use support::Theorem;

/// Cases an iteration.
const CASES: u64 = 1_000;

fn judged(c: &mut Criterion) {
    let theorem = Theorem::read();
    let mut group = c.benchmark_group("theorem-7.1");
    group.throughput(Throughput::Elements(CASES));
    group.bench_function("draw and screen", |b| {
        let judge = CaseJudge::new(&theorem.claim, &theorem.program);
        let mut first = 0;
        b.iter(|| {
            for number in first..first + CASES {
                let case = theorem.case(number);
                // The bound is far from tight on quadratics, so doubles settle it, except for a start at a minimiser: 0 <= 0.
                let is_settled = judge.screen(&case).is_some();
                let is_tie = || matches!(judge.decide(&case), Decision::Holds { slack, .. } if slack.is_infinite());
                assert!(is_settled || is_tie(), "case {number} is left open");
            }
            first += CASES;
        });
    });
    group.bench_function("draw", |b| {
        let mut first = 0;
        b.iter(|| {
            for number in first..first + CASES {
                black_box(theorem.case(number));
            }
            first += CASES;
        });
    });
    group.bench_function("by hand", |b| {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        b.iter(|| {
            for _ in 0..CASES {
                assert!(by_hand(&mut rng));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, judged);
criterion_main!(benches);
