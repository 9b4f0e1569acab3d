//! Long runs from the command line: parts, resumption, regressions, and errors for files that do not fit.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const NOTES: &str = "\
# Mine

```method descent(eta)
w[t] = w[t-1] - eta*grad R(w[t-1])
```

```claim downhill
given R: convex, L-smooth
given eta in (0, 1/L]
run   descent(eta) on R
show  R(w[t]) <= R(w[t-1])   for t >= 1
```

```claim never-uphill
given R: convex, L-smooth
given eta > 0
run   descent(eta) on R
show  R(w[t]) <= R(w[t-1])   for t >= 1
```
";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    fs::write(folder.path().join("mine.md"), NOTES).expect("the notes are written");
    folder
}

fn run(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::cargo_bin("descentcheck").expect("the program is built");
    command.current_dir(folder).args(arguments.split(' ')).output().expect("the program starts")
}

fn complaint(folder: &Path, arguments: &str) -> String {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments}");
    String::from_utf8(output.stderr).expect("the program writes UTF-8")
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

const VERIFY: &str = "verify mine.md --cases 300";

/// The results of one run, as `one.json`.
fn with_one_run(folder: &Path) -> Vec<u8> {
    run(folder, &format!("{VERIFY} --json one.json"));
    bytes(folder, "one.json")
}

#[test]
fn parts_merge_to_the_bytes_of_one_run() {
    let folder = folder();
    let one = with_one_run(folder.path());
    for part in ["1/2", "2/2"] {
        let name = part.replace('/', "-");
        let output = run(folder.path(), &format!("{VERIFY} --shard {part} --resume {name}.jsonl"));
        assert!(String::from_utf8_lossy(&output.stdout).contains(&format!("part {part}")));
    }
    let merged = run(folder.path(), "merge 1-2.jsonl 2-2.jsonl --json merged.json");
    assert_eq!(merged.status.code(), Some(1), "the false claim is not as expected");
    assert_eq!(bytes(folder.path(), "merged.json"), one);
}

#[test]
fn a_campaign_cut_off_at_any_byte_goes_on_to_the_bytes_of_one_run() {
    let folder = folder();
    let one = with_one_run(folder.path());
    run(folder.path(), &format!("{VERIFY} --resume whole.jsonl"));
    let whole = bytes(folder.path(), "whole.jsonl");
    for share in [0, 1, 20, 50, 73, 99, 100] {
        fs::write(folder.path().join("cut.jsonl"), &whole[..whole.len() * share / 100]).expect("it is written");
        let output = run(folder.path(), &format!("{VERIFY} --resume cut.jsonl --json again.json"));
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(bytes(folder.path(), "again.json"), one, "cut at {share} %");
    }
}

#[test]
fn a_campaign_file_of_another_run_is_refused() {
    let folder = folder();
    run(folder.path(), &format!("{VERIFY} --resume mine.jsonl"));
    let other_seed = complaint(folder.path(), &format!("{VERIFY} --seed 9 --resume mine.jsonl"));
    assert!(other_seed.contains("mine.jsonl was started with `--seed 1 --cases 300`"), "{other_seed}");
    let other_part = complaint(folder.path(), &format!("{VERIFY} --shard 1/2 --resume mine.jsonl"));
    assert!(other_part.contains("holds the part 1/1, not 1/2"), "{other_part}");
    fs::write(folder.path().join("mine.md"), NOTES.replace("1/L", "1.5/L")).expect("the notes are written");
    let other_notes = complaint(folder.path(), &format!("{VERIFY} --resume mine.jsonl"));
    assert!(other_notes.contains("different notes"), "{other_notes}");
}

#[test]
fn what_is_no_campaign_file_is_left_as_it_is() {
    let folder = folder();
    for (name, text) in [("notes.txt", "Buy milk.\n"), ("one-line.txt", "Buy milk."), ("json.txt", "{\"a\": 1}\n")] {
        fs::write(folder.path().join(name), text).expect("it is written");
        let said = complaint(folder.path(), &format!("{VERIFY} --resume {name}"));
        assert!(said.contains(name) && said.contains("is not a campaign file"), "{said}");
        assert_eq!(bytes(folder.path(), name), text.as_bytes());
    }
}

#[test]
fn a_broken_record_is_named_by_its_line() {
    let folder = folder();
    run(folder.path(), &format!("{VERIFY} --resume mine.jsonl"));
    let mut lines: Vec<String> =
        String::from_utf8_lossy(&bytes(folder.path(), "mine.jsonl")).lines().map(str::to_owned).collect();
    lines[2] = "{\"task\":".to_owned();
    fs::write(folder.path().join("mine.jsonl"), lines.join("\n") + "\n").expect("it is written");
    let said = complaint(folder.path(), &format!("{VERIFY} --resume mine.jsonl"));
    assert!(said.contains("mine.jsonl:3: this line was changed after it was written"), "{said}");
}

#[test]
fn a_digit_that_was_changed_anywhere_is_refused_with_its_line() {
    let folder = folder();
    run(folder.path(), &format!("{VERIFY} --resume mine.jsonl"));
    let text = String::from_utf8(bytes(folder.path(), "mine.jsonl")).expect("it is text");
    for (at, digit) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()).step_by(17) {
        let other = if digit == '9' { '8' } else { '9' };
        let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        fs::write(folder.path().join("changed.jsonl"), &changed).expect("it is written");
        let said = complaint(folder.path(), &format!("{VERIFY} --resume changed.jsonl"));
        let line = 1 + text[..at].matches('\n').count();
        let place = format!("changed.jsonl:{line}: this line was changed after it was written");
        assert!(said.contains(&place) || said.contains("is not a campaign file"), "{said}");
        assert!(said.contains("start a new file") || said.contains("run again") || line == 1, "{said}");
        assert_eq!(String::from_utf8(bytes(folder.path(), "changed.jsonl")).expect("it is text"), changed);
    }
}

#[test]
fn a_line_that_was_taken_out_or_moved_is_refused() {
    let folder = folder();
    run(folder.path(), &format!("{VERIFY} --resume mine.jsonl"));
    let text = String::from_utf8(bytes(folder.path(), "mine.jsonl")).expect("it is text");
    let lines: Vec<&str> = text.lines().collect();
    let mut without = lines.clone();
    without.remove(2);
    let mut moved = lines;
    moved.swap(1, 2);
    for changed in [without, moved] {
        fs::write(folder.path().join("changed.jsonl"), changed.join("\n") + "\n").expect("it is written");
        let said = complaint(folder.path(), &format!("{VERIFY} --resume changed.jsonl"));
        assert!(said.contains("was changed after it was written"), "{said}");
    }
}

#[test]
fn a_file_of_the_format_without_check_sums_is_refused() {
    let folder = folder();
    let header = "{\"schema\":\"descentcheck/campaign/v1\",\"version\":\"0.1.0\"}\n";
    fs::write(folder.path().join("old.jsonl"), header).expect("it is written");
    let said = complaint(folder.path(), &format!("{VERIFY} --resume old.jsonl"));
    assert!(said.contains("no checksums") && said.contains("start a new file"), "{said}");
}

/// The line with its checksum put right: as whoever forges a record would write it.
fn summed(before: &str, object: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for line in before.lines() {
        let open = line.rsplit_once(",\"sum\":\"").expect("it has a sum").0;
        hash = fnv(hash, &format!("{open}}}"));
    }
    hash = fnv(hash, object);
    format!("{},\"sum\":\"{hash:016x}\"}}\n", object.strip_suffix('}').expect("it is an object"))
}

fn fnv(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn a_failure_that_does_not_fail_is_an_error() {
    let folder = folder();
    run(folder.path(), &format!("{VERIFY} --resume mine.jsonl"));
    let text = String::from_utf8(bytes(folder.path(), "mine.jsonl")).expect("it is text");
    let place = text.find("\"task\":\"downhill\",\"chunk\":0").expect("the claim has a chunk");
    let begin = text[..place].rfind('\n').expect("the header is before it") + 1;
    let line = text[begin..].lines().next().expect("it is a line");
    let open = line.rsplit_once(",\"sum\":\"").expect("it has a sum").0;
    let forged = open.replace("\"failed\":null", "\"failed\":3") + "}";
    assert_ne!(forged, format!("{open}}}"));
    let changed = format!("{}{}", &text[..begin], summed(&text[..begin], &forged));
    fs::write(folder.path().join("forged.jsonl"), changed).expect("it is written");
    let said = complaint(folder.path(), &format!("{VERIFY} --resume forged.jsonl"));
    assert!(said.contains("case 3 of `downhill` is recorded as a failure, but does not fail"), "{said}");
}

#[test]
fn parts_that_do_not_make_a_whole_are_not_merged() {
    let folder = folder();
    for part in ["1/2", "2/2", "1/3"] {
        let name = part.replace('/', "-");
        run(folder.path(), &format!("{VERIFY} --shard {part} --resume {name}.jsonl"));
    }
    assert!(complaint(folder.path(), "merge 1-2.jsonl").contains("the part 2/2 is not among the files"));
    assert!(complaint(folder.path(), "merge 1-2.jsonl 1-2.jsonl").contains("the part 1/2 appears twice"));
    assert!(complaint(folder.path(), "merge 1-2.jsonl 2-2.jsonl 1-3.jsonl").contains("not among the files"));
    assert!(complaint(folder.path(), "merge missing.jsonl").contains("cannot read missing.jsonl"));
}

#[test]
fn a_case_that_broke_a_claim_is_kept_and_judged_first() {
    let folder = folder();
    let first = run(folder.path(), &format!("{VERIFY} --regressions kept.json --json first.json"));
    assert_eq!(first.status.code(), Some(1));
    let kept = String::from_utf8(bytes(folder.path(), "kept.json")).expect("it is UTF-8");
    assert!(kept.contains("\"never-uphill\"") && !kept.contains("\"downhill\""), "{kept}");
    run(folder.path(), &format!("{VERIFY} --regressions kept.json --json second.json"));
    let second: serde_json::Value = serde_json::from_slice(&bytes(folder.path(), "second.json")).expect("it is JSON");
    assert_eq!(second["claims"][1]["counterexample"]["number"], 0);
    assert_eq!(bytes(folder.path(), "kept.json"), kept.as_bytes(), "the same case is not kept twice");
}

#[test]
fn a_time_is_kept() {
    let folder = folder();
    let output = run(folder.path(), "verify mine.md --claim downhill --cases 20 --time 0.5");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    for wrong in ["0", "-1", "soon", "inf", "nan"] {
        complaint(folder.path(), &format!("verify mine.md --time={wrong}"));
    }
}

#[test]
fn the_effort_says_what_exact_arithmetic_cost() {
    let folder = folder();
    let output = run(folder.path(), "verify mine.md --claim downhill --cases 100 --exact --effort");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("Time per case") && text.contains("100.0 %"), "{text}");
}
