//! Statements about doubles, tried on doubles of all kinds.

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::verdict::Verdict;

fn verdict(lines: &str, seed: u64) -> Verdict {
    let text = format!("# 1 Notes\n\n```claim c\n{lines}\n```\n");
    let files = vec![("notes.md".to_owned(), text)];
    let chapter = Chapter::load(files).unwrap_or_else(|errors| panic!("{lines}\n{errors}"));
    let options = Options { cases: 1_000, seed, mutants: false, ..Options::default() };
    verify(&chapter, &options, &|_| {}).claims.remove(0).verdict
}

#[test]
fn laws_of_real_numbers_that_rounding_breaks_are_refuted_under_every_seed() {
    for lines in [
        "given x, y, z in [0, 1]\nshow (x + y) + z same bits x + (y + z)",
        "given x, y, z in [0, 1]\nshow x*(y + z) same bits x*y + x*z",
        "given x in (0, 1]\nshow not (1 + x same bits 1)",
        "given x, y in R\nshow (x + y) - y same bits x",
        "given x, y in R\nshow (x - y)*(x + y) same bits x*x - y*y",
        "given x, y > 0\nshow x/y*y same bits x",
        "given x, y > 0\nshow x/y same bits x*(1/y)",
        "given x, y, z in R\nshow (x*y)*z same bits x*(y*z)",
        "given x > 0\nshow sqrt(x)*sqrt(x) same bits x",
        "given x > 0\nshow 1/(1/x) same bits x",
        "given x in R\nshow x/2*2 same bits x",
        "given x in R\nshow 2*x/2 same bits x",
        "given x, y in R\nshow x + (y - x) same bits y",
        // Two zeros that are equal have different signs.
        "given x, y in R\nshow x - y same bits -(y - x)",
        "given u, v in R^W\nshow (u + v) - v same bits u",
        "given u, v in R^W\nshow |u + v|^2 same bits |u|^2 + 2*<u, v> + |v|^2",
        "given R: quadratic\ngiven u, v in R^W\nshow grad R(u + v) same bits grad R(u) + grad R(v) - grad R(0*u)",
        "given R: convex, L-smooth; u in R^W; c > 0\nshow c*R(u)/c same bits R(u)",
    ] {
        for seed in 0..10 {
            let found = verdict(lines, seed);
            assert!(matches!(found, Verdict::Refuted(..)), "seed {seed}\n{lines}\n{found:?}");
        }
    }
}

#[test]
fn laws_that_doubles_keep_hold() {
    for lines in [
        "given x, y in R\nshow x + y same bits y + x and x*y same bits y*x",
        "given x in R\nshow 2*x same bits x + x",
        "given x in R\nshow x - x same bits 0",
        "given x in [1, 2]; k in 1..20\nshow x/2^k*2^k same bits x and x*2^k/2^k same bits x",
        "given x, y in [1, 2]\nshow 2*(x - y) same bits 2*x - 2*y and (x + y)/2 same bits x/2 + y/2",
        "given u, v in R^W\nshow u + v same bits v + u",
        "given R: convex, L-smooth; u in R^W; k in -20..20\nshow (2^k*R(u))/2^k same bits R(u)",
    ] {
        for seed in 0..10 {
            let found = verdict(lines, seed);
            assert!(matches!(found, Verdict::Holds(_)), "seed {seed}\n{lines}\n{found:?}");
        }
    }
}
