//! Judges a claim of one's own: a bound for gradient descent that is right, and one that is too good.
//!
//!     cargo run --example own_claim

use descentcheck::{Chapter, Options, Verdict, judge};

const NOTES: &str = r#"
```method descent(eta)
w[t] = w[t-1] - eta*grad R(w[t-1])
```

```claim contracts "The distance to the minimiser shrinks by 1 - eta*alpha"
given R: alpha-strongly convex, L-smooth, with minimiser
given eta in (0, 1/L]
run   descent(eta) on R
show  |w[t] - w_star| <= (1 - eta*alpha)^t*|w[0] - w_star|   for t >= 1
```

```claim contracts-twice "It shrinks by 1 - 2*eta*alpha"
given R: alpha-strongly convex, L-smooth, with minimiser
given eta in (0, 1/L]
run   descent(eta) on R
show  |w[t] - w_star| <= max(0, 1 - 2*eta*alpha)^t*|w[0] - w_star|   for t >= 1
```
"#;

fn main() {
    let chapter = match Chapter::load(vec![("notes.md".to_owned(), NOTES.to_owned())], false) {
        Ok(chapter) => chapter,
        Err(wrong) => return eprintln!("{}", wrong.join("\n")),
    };
    for block in &chapter.claims {
        match judge(&block.claim, &block.id, &Options::default()) {
            Verdict::Holds(evidence) => println!("{}: holds on {} cases", block.id, evidence.counts.cases),
            Verdict::Refuted(found, _) => {
                println!("{}: refuted by", block.id);
                found.objectives.iter().for_each(|objective| println!("    {}", objective.text));
                println!("    {}", serde_json::to_string(&found.case).expect("cases can be written"));
            }
            Verdict::Undecided(reason, _) => println!("{}: undecided, {reason}", block.id),
        }
    }
}
