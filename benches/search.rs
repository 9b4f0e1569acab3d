//! How long the adversarial search takes to come within a thousandth of the worst that gradient descent can do in a
//! hundred steps, knowing neither the function nor its threshold.

#[path = "support/at_100.rs"]
mod at_100;

use at_100::{chapter, nearest, share_of_worst};
use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};

fn search(c: &mut Criterion) {
    let chapter = chapter();
    let mut group = c.benchmark_group("search");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    let mut seed = 0;
    group.bench_function("theorem-7.1 at 100 steps", |b| {
        b.iter(|| {
            seed += 1;
            let share = share_of_worst(&nearest(&chapter, seed));
            assert!(share >= 0.999, "seed {seed} comes to {share} of the worst");
        });
    });
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
