//! The bound of Theorem 7.1 at the hundredth step, and how near to failing it can come.

use descentcheck::judge::{Options, judge};
use descentcheck::language::check::Chapter;
use descentcheck::verdict::{Slack, Verdict};

const NOTES: &str = "\
```method descent(eta)
w[t] = w[t-1] - eta*grad R(w[t-1])
```

```claim at-100
given R: convex, L-smooth, with minimiser
run   descent(eta = 1/L) on R
show  R(w[100]) - R(w_star) <= L*|w[0] - w_star|^2/200
```
";

/// The exact worst ratio of the two sides: t/(2t + 1) (Drori & Teboulle 2014).
pub const WORST: f64 = 100.0 / 201.0;

/// About a second's worth on one core: 32 climbs of 250 screenings each, beside as many random cases.
const CASES: u64 = 8_000;

/// The notes that state it.
pub fn chapter() -> Chapter {
    Chapter::load(vec![("notes.md".to_owned(), NOTES.to_owned())]).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The case nearest to failing that one thread finds.
pub fn nearest(chapter: &Chapter, seed: u64) -> Slack {
    let claim = &chapter.find("at-100").expect("it is there").claim;
    let options = Options { cases: CASES, seed, jobs: 1, ..Options::default() };
    let verdict = judge(claim, "at-100", &options);
    let Verdict::Holds(evidence) = verdict else { panic!("{verdict:?}") };
    evidence.smallest_slack.expect("some case was not degenerate")
}

/// The ratio of the two sides in a case, [`WORST`] at most.
pub fn ratio(found: &Slack) -> f64 {
    1.0 - found.value
}
