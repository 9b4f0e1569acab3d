//! Campaigns that are split into shards, interrupted, resumed and merged give the results of one run.

use std::sync::Mutex;
use std::sync::atomic::Ordering;

use descentcheck::judge::{Event, KeptCase, Options, Record, verify};
use descentcheck::language::check::Chapter;
use descentcheck::verdict::{Results, Verdict};

const NOTES: &str = "\
# Campaigns

```method descent(eta)
w[t] = w[t-1] - eta*grad R(w[t-1])
```

```claim downhill
given R: convex, L-smooth
given eta in (0, 1/L]
run   descent(eta) on R
show  R(w[t]) <= R(w[t-1])   for t >= 1
```

```claim bound
given R: convex, L-smooth, with minimiser
given eta in (0, 1/L]
run   descent(eta) on R
show  R(w[t]) - R(w_star) <= |w[0] - w_star|^2 / (2*eta*t)   for t >= 1
```

```claim rarely-false
given R: convex, L-smooth, with minimiser
given h in (0, 2)
run   descent(eta = h/L) on R
show  R(w[t]) - R(w_star) <= |w[0] - w_star|^2 / (2*h/L*t)   for t >= 1
expect refuted
```
";

fn chapter() -> Chapter {
    Chapter::load(vec![("notes.md".to_owned(), NOTES.to_owned())], false)
        .unwrap_or_else(|errors| panic!("{}", errors.join("\n")))
}

fn options() -> Options {
    Options { cases: 600, jobs: 2, ..Options::default() }
}

/// The results with the records of the run.
fn recorded(options: &Options) -> (Results, Vec<Record>) {
    let records = Mutex::new(Vec::new());
    let results = verify(&chapter(), options, &|event| {
        if let Event::Chunk { record: Some(record), .. } = event {
            records.lock().expect("no thread panicked").push(record.clone());
        }
    });
    (results, records.into_inner().expect("no thread panicked"))
}

#[test]
fn shards_merge_to_what_one_run_finds() {
    let (whole, _) = recorded(&options());
    let mut records = Vec::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let shard = Some(shard.parse().expect("it is a shard"));
        records.extend(recorded(&Options { shard, ..options() }).1);
    }
    let (merged, new) = recorded(&Options { done: records, ..options() });
    assert_eq!(merged, whole);
    assert_eq!(new, [], "nothing was left to do");
}

#[test]
fn a_run_that_was_stopped_goes_on_to_what_one_run_finds() {
    let (whole, _) = recorded(&options());
    let stopped = options();
    let records = Mutex::new(Vec::new());
    let partial = verify(&chapter(), &stopped, &|event| {
        if let Event::Chunk { record: Some(record), .. } = event {
            let mut records = records.lock().expect("no thread panicked");
            records.push(record.clone());
            if records.len() == 3 {
                stopped.cancel.store(true, Ordering::SeqCst);
            }
        }
    });
    assert!(partial.interrupted);
    let done = records.into_inner().expect("no thread panicked");
    assert!(!partial.claims.is_empty() && done.len() >= 3, "what was done is kept");
    let (resumed, new) = recorded(&Options { done, ..options() });
    assert_eq!(resumed, whole);
    assert!(!new.is_empty());
}

#[test]
fn records_survive_their_json() {
    let (_, records) = recorded(&options());
    for record in records {
        let text = serde_json::to_string(&record).expect("it has a JSON form");
        assert_eq!(serde_json::from_str::<Record>(&text).expect("and back"), record);
    }
}

#[test]
fn deciding_every_case_exactly_comes_to_the_same_verdicts() {
    let (screened, _) = recorded(&options());
    let (exact, _) = recorded(&Options { exact: true, ..options() });
    for (a, b) in screened.claims.iter().zip(&exact.claims) {
        assert_eq!(std::mem::discriminant(&a.verdict), std::mem::discriminant(&b.verdict), "{}", a.id);
        if let Verdict::Holds(evidence) = &b.verdict {
            assert_eq!(evidence.counts.escalated, evidence.counts.cases);
        }
    }
}

#[test]
fn a_kept_case_is_judged_first() {
    let (whole, _) = recorded(&options());
    let refuted = whole.claims.iter().find(|claim| claim.id == "rarely-false").expect("it is judged");
    let Verdict::Refuted(found, _) = &refuted.verdict else { panic!("{:?}", refuted.verdict) };
    let kept = KeptCase { claim: refuted.id.clone(), mutant: None, case: found.case.clone() };
    let (again, _) = recorded(&Options { kept: vec![kept], ..options() });
    let again = again.claims.iter().find(|claim| claim.id == "rarely-false").expect("it is judged");
    let Verdict::Refuted(first, _) = &again.verdict else { panic!("{:?}", again.verdict) };
    assert_eq!((first.number, &first.case), (Some(0), &found.case));
}

#[test]
fn a_timed_run_judges_round_after_round() {
    let time = Some(std::time::Duration::from_millis(1500));
    let (timed, _) = recorded(&Options { time, cases: 20, mutants: false, ..options() });
    let (single, _) = recorded(&Options { cases: 20, ..options() });
    let cases = |results: &Results| match &results.claims.first().expect("a claim was judged").verdict {
        Verdict::Holds(evidence) => evidence.counts.cases,
        other => panic!("{other:?}"),
    };
    assert!(cases(&timed) > cases(&single));
}
