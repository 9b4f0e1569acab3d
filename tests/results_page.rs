//! docs/results.md and the results file say the same: every key of the file is on the page, and every key on the page is in
//! the file.

use std::collections::{BTreeMap, BTreeSet};

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::report::{Replays, json};
use descentcheck::verdict::{DataEvidence, Evidence, Verdict};
use serde_json::Value;

/// The keys in the tables of the page, by the heading above.
fn page() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string("docs/results.md").expect("the page is there");
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut heading = String::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut heading);
        }
        let Some(first) = line.strip_prefix("| `").map(|rest| rest.split(" |").next().unwrap_or_default()) else {
            continue;
        };
        let names = first.split(", ").map(|name| name.trim_matches('`').to_owned());
        keys.entry(heading.clone()).or_default().extend(names);
    }
    keys
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().expect("an object").keys().cloned().collect()
}

/// A file with everything that a file can have.
fn file() -> Value {
    let text = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n\
                ```claim falls\ngiven R: convex, L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta) on R\n\
                show R(w[t]) <= R(w[t-1]) for t >= 1\n```\n\
                ```step first of falls\nshow R(w[1]) <= R(w[0])\n```\n\
                ```claim rises\ngiven R: convex, L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta) on R\n\
                show R(w[1]) > R(w[0])\nexpect refuted\n```\n\
                ```mutant uphill of gd\nw[t] = w[t-1] + eta*grad R(w[t-1])\nkilled by falls\n```\n";
    let chapter = Chapter::load(vec![("x.md".to_owned(), text.to_owned())], false)
        .unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
    let mut results = verify(&chapter, &Options { cases: 100, mutants: true, ..Options::default() }, &|_| {});
    // What only some runs have.
    results.interrupted = true;
    let set = DataEvidence {
        name: "longley".to_owned(),
        loss: "squares".to_owned(),
        evidence: None,
        cases: 0,
        undecided: 0,
        rejected: 0,
        horizon: 0,
        not_judged: None,
    };
    for claim in &mut results.claims {
        match &mut claim.verdict {
            Verdict::Refuted(found, _) => found.witness = Some("rises/witness".to_owned()),
            Verdict::Holds(findings) | Verdict::Undecided(_, findings) => {
                findings.data.push(set.clone());
                findings.add(Evidence::Consistent { error: 0.5 });
            }
        }
    }
    serde_json::from_str(&json(&results, &Replays::default()).expect("it has a form")).expect("it is JSON")
}

#[test]
fn every_key_of_the_results_file_is_on_its_page_and_the_other_way_round() {
    let file = file();
    let (claim, refuted) = (&file["claims"][0], &file["claims"][1]["counterexample"]);
    let relation = &refuted["relations"][0];
    let mut found = BTreeMap::from([
        ("The run", keys(&file)),
        ("A claim", keys(claim)),
        ("Evidence", keys(&claim["evidence"])),
        ("Evidence on a data set", keys(&claim["evidence"]["data"][0])),
        ("The smallest slack", keys(&claim["evidence"]["smallest_slack"])),
        ("A counterexample", keys(refuted)),
        ("A relation", &keys(relation) | &keys(&relation["left"])),
        ("A step of a run", keys(&refuted["trace"][0])),
        ("A mutant", keys(&file["mutants"][0])),
    ]);
    assert_eq!(keys(&claim["steps"][0]), found["A claim"], "a step has the form of a claim");
    for (heading, on_page) in page() {
        let in_file = found.remove(heading.as_str()).unwrap_or_else(|| panic!("{heading}: no such part of the file"));
        assert_eq!(on_page, in_file, "{heading}");
    }
    assert!(found.is_empty(), "not on the page: {:?}", found.keys());
}
