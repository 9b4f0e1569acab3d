//! The adversarial search comes as near to failure as the theory says one can come, without being told where.

#[path = "../benches/support/at_100.rs"]
mod at_100;

use at_100::{WORST, chapter, nearest, ratio};
use descentcheck::generate::{Schema, small_scope};
use descentcheck::problem::Family;
use descentcheck::verdict::Verdict;

#[test]
fn the_worst_case_of_theorem_7_1_is_found_to_a_thousandth() {
    let chapter = chapter();
    for seed in 0..3 {
        let ratio = ratio(&nearest(&chapter, seed));
        assert!((0.999 * WORST..=WORST * (1.0 + f64::EPSILON)).contains(&ratio), "seed {seed}: {ratio}");
    }
}

#[test]
fn the_threshold_of_the_worst_function_is_found_and_not_given() {
    let chapter = chapter();
    let schema = Schema::of(&chapter.find("at-100").expect("it is there").claim);
    // Neither enumeration nor blind sampling knows the answer: no listed Huber function comes near it.
    let known = |tau: f64, distance: f64| (tau * 201.0 / distance - 1.0).abs() < 0.05;
    for case in small_scope(&schema) {
        let spec = &case.problems["R"];
        if spec.family == Family::Huber && spec.dimension() == 1 {
            let distance = (case.vectors["w[0]"][0].to_f64() - spec.coordinates[0].centre.to_f64()).abs();
            assert!(!known(spec.coordinates[0].threshold.to_f64(), distance), "{case:?}");
        }
    }
    let found = nearest(&chapter, 1);
    let spec = &found.case.problems["R"];
    // Each of these contains the Huber functions.
    let families = [Family::Huber, Family::PiecewiseQuadratic, Family::Envelope];
    assert!(families.contains(&spec.family), "{:?}", spec.family);
}

#[test]
fn the_nearest_case_replays_to_its_slack() {
    let chapter = chapter();
    let found = nearest(&chapter, 2);
    let replay = descentcheck::judge::replay(&chapter, "at-100", None, &found.case).expect("the case fits");
    let Verdict::Holds(evidence) = replay.judged.verdict else { panic!("{replay:?}") };
    let again = evidence.smallest_slack.expect("it is not degenerate").value;
    assert!((again - found.value).abs() <= 4.0 * f64::EPSILON, "{again} is not {}", found.value);
}
