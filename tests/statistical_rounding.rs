//! Claims that are true with probability 1 and that the rounding of a draw would break.

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::verdict::Verdict;

fn verdict(lines: &str, seed: u64) -> Verdict {
    let text = format!("# 1 Notes\n\n```claim c\n{lines}\n```\n");
    let files = vec![("notes.md".to_owned(), text)];
    let chapter = Chapter::load(files).unwrap_or_else(|errors| panic!("{lines}\n{errors}"));
    let options = Options { cases: 4, seed, mutants: false, ..Options::default() };
    verify(&chapter, &options, &|_| {}).claims.remove(0).verdict
}

const LOSSES: &str = "given R: mean of 100 losses\ngiven w in R^W\ndraw B: 49 of N with replacement\n";

#[test]
fn what_is_true_of_every_draw_is_never_refuted_by_rounding() {
    let mean = "sum(n in 1..N: multiplicity(n, B)/size(B))";
    for lines in [
        "assume R(w) > 100\nshow P[1/(1 + exp(-R[B](w))) < 1] >= 99/100".to_owned(),
        format!("show P[ceil({mean}) <= 1] >= 99/100"),
        format!("show P[floor({mean}) >= 1] >= 99/100"),
        format!("show E[ceil({mean})] <= 1 and E[floor({mean})] >= 1"),
        format!("show P[{mean} == 1] >= 99/100"),
        format!("show P[sign({mean} - 1) == 0] >= 99/100"),
        format!("show P[mod(floor({mean}), 2) == 1] >= 99/100"),
        format!("show P[max({mean}, 1) <= 1 and min({mean}, 1) >= 1] >= 99/100"),
        format!("show P[{mean} != 1] <= 1/100"),
        format!("show P[cases({mean} < 1: 0; {mean} > 1: 0; else 1) == 1] >= 99/100"),
        format!("show E[cases({mean} >= 1: 1; else 0)] >= 99/100"),
        format!("show P[not ({mean} > 1)] >= 99/100"),
        format!("show P[({mean} >= 1) iff (R[B](w)^2 >= 0)] >= 99/100"),
        "show P[|w - (1 + |grad R[B](w)|^2)*unit(1)/2^70 - w|^2 > 0] >= 99/100".to_owned(),
        "show E[(2^60 + R[B](w)) - 2^60] >= R(w)".to_owned(),
        "show E[(2^60 + R[B](w)) - 2^60] <= R(w)".to_owned(),
        "show E[(2^200 + (1 + R[B](w)^2)) - 2^200] > 0".to_owned(),
        "show Var[(2^60 + R[B](w)) - 2^60] >= Var[R[B](w)]".to_owned(),
        "show P[(1 + R[B](w)^2)*2^(-1000)*2^(-100) > 0] >= 99/100".to_owned(),
        "show P[exp(-800 - R[B](w)) > 0] >= 99/100".to_owned(),
        "show P[exp(-800 - R[B](w)) == 0] <= 1/100".to_owned(),
        "show P[1/exp(800 + R[B](w)) > 0] >= 99/100".to_owned(),
        "show P[log(exp(-900 - abs(R[B](w)))) <= -900] >= 99/100".to_owned(),
        "show P[sqrt(2)*sqrt(3)*(1 + R[B](w)) <= sqrt(6)*(1 + R[B](w))] >= 99/100".to_owned(),
        "show P[(1 + R[B](w))/3*3 == 1 + R[B](w)] >= 99/100".to_owned(),
        "show P[grad R[B](w)/49*49 == grad R[B](w)] >= 99/100".to_owned(),
        "show P[first(k in 1..9: k*(R[B](w)^2 + 1)/9 >= R[B](w)^2 + 1) == 9] >= 99/100".to_owned(),
        "show P[count(k in 1..9: k*(R[B](w)^2 + 1)/9 >= R[B](w)^2 + 1) == 1] >= 99/100".to_owned(),
        "show E[count(k in 1..9: k*(R[B](w)^2 + 1)/9 < R[B](w)^2 + 1)] >= 8".to_owned(),
    ] {
        for seed in 0..2 {
            let found = verdict(&format!("{LOSSES}{lines}"), seed);
            assert!(!matches!(found, Verdict::Refuted(..)), "seed {seed}\n{lines}\n{found:?}");
        }
    }
}

#[test]
fn the_probability_of_an_equality_is_found_where_no_rounding_hides_it() {
    // Each of 49 draws is sample 1 with probability 1/100: the share of none is 0.611.
    for (lines, refuted) in [
        ("show P[multiplicity(1, B) == 0] >= 1/2", false),
        ("show P[multiplicity(1, B) == 0] <= 1/2", true),
        ("show P[multiplicity(1, B) != 0] >= 1/2", true),
    ] {
        let found = verdict(&format!("{LOSSES}{lines}"), 0);
        assert_eq!(matches!(found, Verdict::Refuted(..)), refuted, "{lines}\n{found:?}");
    }
}
