//! `compare` and `vectors` on the command line; what `vectors` prints is read by Python with nothing but its standard library.

use std::io::Write;
use std::process::{Command, Stdio};

fn descentcheck(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_descentcheck")).args(arguments).output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn two_methods_are_compared() {
    let (code, text, _) = descentcheck(&["compare", "heavy_ball", "momentum", "--where", "eta = eta*(1 - mu)"]);
    assert!(code == Some(0) && text.contains("are the same method under eta = eta*(1 - mu)"), "{text}");
    let (code, text, _) = descentcheck(&["compare", "heavy_ball", "momentum"]);
    assert!(code == Some(1) && text.contains("are different methods") && text.contains("R(w) ="), "{text}");
    // Where they part, each has a point of its own.
    for pair in [["heavy_ball", "momentum"], ["adam", "adam_corrected"], ["rmsprop", "adagrad"]] {
        let (_, text, _) = descentcheck(&["compare", pair[0], pair[1]]);
        let [first, second] = pair.map(|name| {
            let said = text.rsplit(&format!("`{name}` ")).next().unwrap_or_default();
            said.trim_start_matches("has ").split([',', '\n', ' ']).next().unwrap_or_default().to_owned()
        });
        assert!(!first.is_empty() && first != second, "{text}");
    }
    let (code, _, error) = descentcheck(&["compare", "heavy_bal", "momentum"]);
    assert!(code == Some(2) && error.contains("did you mean `heavy_ball`"), "{error}");
}

#[test]
fn a_method_of_ones_own_is_found_among_those_of_the_chapter() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.md");
    let text = "```method polyak(eta, mu)\ng[t] = grad R(w[t-1])\nw[1] = w[0] - eta*g[1]\n\
                w[t] = w[t-1] - eta*g[t] + mu*(w[t-1] - w[t-2])\n```\n";
    std::fs::write(&file, text).expect("it is written");
    let path = file.to_str().expect("a path");
    let given = ["--given", "eta in (0, 1/L]; mu in [0, 1)"];
    let (code, text, error) = descentcheck(&[&["compare", "polyak", path], &given[..]].concat());
    assert!(code == Some(0) && text.contains("`polyak` and `heavy_ball` are the same method"), "{text}{error}");
    assert!(!text.contains("`polyak` and `momentum` are"), "{text}");
}

#[test]
fn vectors_are_the_same_bytes_each_time() {
    let (code, first, _) = descentcheck(&["vectors", "adam", "--cases", "6"]);
    let (_, second, _) = descentcheck(&["vectors", "adam", "--cases", "6"]);
    assert!(code == Some(0) && first == second && first.contains("\"format\": 1"), "{first}");
    let (code, _, error) = descentcheck(&["vectors", "adm"]);
    assert!(code == Some(2) && error.contains("no method is called `adm`"), "{error}");
}

/// Momentum in fractions, written anew in Python, against the vectors in both formats.
const SCRIPT: &str = r#"
import csv, io, json, sys
from fractions import Fraction as F
text, lines = sys.stdin.read().split("\f")
vectors = json.loads(text)
assert vectors["format"] == 1 and vectors["method"] == "momentum"
numbers = {(int(r["case"]), int(r["t"]), r["quantity"], int(r["component"])): r for r in csv.DictReader(io.StringIO(lines))}
checked = 0
for case in vectors["cases"]:
    p = {x["name"]: F(x["value"]["exact"]) for x in case["parameters"]}
    losses = [([F(x["exact"]) for x in l["centre"]], [[F(x["exact"]) for x in r] for r in l["matrix"]]) for l in case["losses"]]
    def gradient(w):
        rows = [[sum(a * (x - c) for a, x, c in zip(row, w, centre)) for row in matrix] for centre, matrix in losses]
        return [sum(column) / len(rows) for column in zip(*rows)]
    w = [F(x["exact"]) for x in case["steps"][0]["w"]]
    m = [F(0)] * len(w)
    for step in case["steps"]:
        if step["t"] > 0:
            g = gradient(w)
            m = [p["mu"] * m + (1 - p["mu"]) * g for m, g in zip(m, g)]
            w = [w - p["eta"] * m for w, m in zip(w, m)]
        assert [F(x["exact"]) for x in step["w"]] == w, step
        assert [F(x["exact"]) for x in step["gradient"]] == gradient(w), step
        for i, x in enumerate(step["w"]):
            row = numbers[case["case"], step["t"], "w", i]
            assert float(w[i]) == x["double"] == float(row["double"]) and F(row["exact"]) == w[i]
            checked += 1
assert len(vectors["cases"]) == 8 and checked > 16
print("checked", checked)
"#;

#[test]
fn python_reads_the_vectors_and_finds_the_same_numbers() {
    let (_, json, _) = descentcheck(&["vectors", "momentum", "--cases", "8"]);
    let (_, csv, _) = descentcheck(&["vectors", "momentum", "--cases", "8", "--format", "csv"]);
    let python =
        Command::new("python3").args(["-I", "-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else {
        eprintln!("there is no Python here: the vectors are not read");
        return;
    };
    python.stdin.take().expect("a pipe").write_all(format!("{json}\u{c}{csv}").as_bytes()).expect("it reads");
    let output = python.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("checked"), "{text}");
}
