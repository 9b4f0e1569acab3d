//! Small notes that need much work: reading and checking them is quick, no case exceeds its limits, and beyond these there is
//! an error at its place or an undecided verdict with its reason.
#![cfg(target_os = "linux")]

use std::process::Command;

use descentcheck::evaluate::compile;
use descentcheck::generate::{Schema, case_stream, random_case};
use descentcheck::judge::CaseJudge;
use descentcheck::language::check::Chapter;
use descentcheck::numeric::tolerance::CASE_OPERATIONS;

/// What reading and checking notes of ten thousand bytes may take: seconds of a processor, and kilobytes of addresses, of
/// which the stacks of two threads reserve 500,000 and use next to none.
const LIMITS: &str = "ulimit -t 5; ulimit -v 1500000";
/// Attempts that deciding one case makes: in rationals, and in intervals of more and more bits.
const ATTEMPTS: u64 = 8;
/// Largest input that is tried.
const LONGEST: usize = 10_000;

fn claim(lines: &str) -> String {
    format!("```claim c\n{lines}\n```\n")
}

/// Lines `let a1 = ...` to `let aN = ...`, each made of the one before it.
fn lets(count: usize, first: &str, next: impl Fn(&str) -> String) -> String {
    let mut text = format!("let a0 = {first}\n");
    for i in 1..=count {
        text += &format!("let a{i} = {}\n", next(&format!("a{}", i - 1)));
    }
    text
}

fn objective(lines: &str) -> String {
    format!(
        "```objective bad(c)\n{lines}\nclass convex, twice differentiable\n```\n{}",
        claim("given R: bad(1)\ngiven u in R^W\nshow |hess R(u) @ u|^2 >= 0")
    )
}

fn nested(times: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(times), close.repeat(times))
}

const NUMBER: &str = "given x in [1, 2]\n";
const DESCENT: &str = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";
const DESCENDS: &str = "given R: convex, L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta) on R\n";
const FLOWS: &str = "```flow gf()\ndw/dt = -grad R(w)\n```\n";
const FLOW: &str = "given R: quadratic, convex\nrun gf() on R\n";

/// Abbreviations of abbreviations.
fn abbreviations() -> Vec<String> {
    let number = |first: &str, next: &dyn Fn(&str) -> String, count| {
        claim(&format!("{NUMBER}{}show a{count} >= 0", lets(count, first, next)))
    };
    vec![
        number("x + 1", &|a| format!("{a} + {a}"), 25),
        number("x + 1", &|a| format!("{a}*{a}"), 60),
        number("x", &|a| format!("max({a}, {a}/2)"), 60),
        number("1/(x + 1)", &|a| format!("cases({a} > 1/2: {a}/2; else {a}*2)"), 50),
        number("x", &|a| format!("sum(i in 1..2: {a}*i) + sum(j in 1..2: {a})"), 60),
        number("x", &|a| format!("count(i in 1..2: {a} > i) + count(i in 1..2: {a} < i)"), 40),
        number("unknown", &|a| format!("{a} + {a}"), 60),
        claim(&format!("given v in R^W\n{}show |a60|^2 >= 0", lets(60, "v", |a| format!("{a} + {a}")))),
        claim(&format!("given v in R^W\n{}show a60 >= 0", lets(60, "|v|", |a| format!("|{a}*v + {a}*v|")))),
        claim(&format!("{NUMBER}{}show a60", lets(60, "x >= 0", |a| format!("{a} and {a}")))),
        claim(&format!("{NUMBER}{}show a60", lets(60, "x >= 0", |a| format!("({a} <= 1) == ({a} <= 1)")))),
        claim(&format!(
            "{NUMBER}let a0[k] = x*k\n{}show a40[1] >= 0",
            (1..=40).map(|i| format!("let a{i}[k] = a{0}[k] + a{0}[k+1]\n", i - 1)).collect::<String>()
        )),
        claim(&format!("given A in R^(W x W)\n{}show a50 == a50", lets(50, "A", |a| format!("{a} @ {a}")))),
    ]
}

/// Formulas whose derivatives are long.
fn formulas() -> Vec<String> {
    let product = |count: usize| -> String {
        let factors: Vec<String> = (1..=count).map(|i| format!("exp(<w, w>/{i})")).collect();
        factors.join("*")
    };
    let squares = lets(40, "<w, w>", |a| format!("{a}*{a}"));
    vec![
        objective(&format!("R(w) = {}", product(29))),
        objective(&format!("R(w) = {}", product(150))),
        objective(&format!("{squares}R(w) = a40")),
        objective(&format!("R(w) = {}", nested(60, "exp(", "<w, w>", ")"))),
        objective(&format!("R(w) = {}", nested(40, "(1 + ", "<w, w>", ")^2"))),
        objective(&format!("R(w) = sum(i: {})", nested(30, "cases(w_i > 1: ", "w_i^2", "; else w_i)"))),
        objective(&format!("R(w) = {}", nested(30, "sum(i: w_i*", "<w, w>", ")"))),
        objective(&format!("R(w) = {}", nested(30, "max(1, ", "<w, w>", ")^2"))),
    ]
}

/// Work without end, in every judge.
fn work() -> Vec<String> {
    let sums: String = (0..30).map(|k| format!("sum(i{k} in 1..65536: ")).collect();
    let statements = [
        "sum(i in 1..65536: sum(j in 1..65536: x*i*j)) >= 0".to_owned(),
        format!("{sums}x{} >= 0", ")".repeat(30)),
        format!("{}2 >= x", "2^".repeat(60)),
        format!("{} >= 0", nested(40, "(", "x", "^2)")),
        "((x^65536)^65536)^65536 >= 0".to_owned(),
        format!("{} >= 0", nested(60, "exp(", "x", ")")),
        format!("{} <= 1", nested(60, "cos(", "x", "*9999999999999999999999999)")),
        "sum(i in 1..65536: log(i + x)) >= 0".to_owned(),
        "product(i in 1..65536: x/3 + i/7) >= 0".to_owned(),
        "first(k in 1..65536: count(j in 1..65536: j > k + x) < 0) >= 0".to_owned(),
    ];
    let mut all: Vec<String> = statements.iter().map(|show| claim(&format!("{NUMBER}show {show}"))).collect();
    let eigenvalues = "given A in R^(W x W) with symmetric(A)\nshow sum(i in 1..65536: lambda_max(i*A)) >= 0";
    all.push(claim(eigenvalues));
    all.push(format!("{DESCENT}{}", claim(&format!("{DESCENDS}show R(w[t]) <= R(w[t-1]) for t in 1..65536"))));
    all.push(format!("{DESCENT}{}", claim(&format!("{DESCENDS}show w[65536] == w[65536]"))));
    for show in ["R(w(1000000)) <= R(w(0))", "sum(i in 1..65536: R(w(i))) >= 0"] {
        all.push(format!("{FLOWS}{}", claim(&format!("{FLOW}show {show}"))));
    }
    all.push(format!("{FLOWS}{}", claim(&format!("{FLOW}given s >= 0\nshow R(w(s)) <= R(w(s))"))));
    for draw in ["B: 60000 of N with replacement", "B: 3 of N without replacement"] {
        let lines =
            format!("given R: convex, mean of 5 losses\ndraw {draw}\ngiven u in R^W\nshow E[R[B](u)] >= R(u) - 1");
        all.push(claim(&lines));
    }
    all
}

/// Many of something that is small.
fn many() -> Vec<String> {
    let claims: String = (0..200).map(|i| format!("```claim c{i}\ngiven x in [0, 1]\nshow x >= 0\n```\n")).collect();
    let chain: String = (0..200).map(|i| format!("a{i}[t] = a{}[t]\n", i + 1)).collect();
    let chained = format!(
        "```method m(eta)\n{chain}a200[t] = eta*w[t-1]\nw[t] = a0[t]\n```\n{}",
        claim("given R: convex, L-smooth\nrun m(eta = 1) on R\nshow |w[t]| >= 0 for t >= 1")
    );
    let mutants: String = (0..60)
        .map(|i| format!("```mutant m{i} of gd\nw[t] = w[t-1] + {i}*grad R(w[t-1])\nkilled by c\n```\n"))
        .collect();
    let wrong = format!("{DESCENT}{}{mutants}", claim(&format!("{DESCENDS}show R(w[t]) <= R(w[0]) for t >= 1")));
    let sum = |count: usize| claim(&format!("{NUMBER}show {} >= 0", vec!["x"; count].join(" + ")));
    vec![
        claims,
        chained,
        wrong,
        sum(400),
        sum(2_400),
        claim(&format!("{NUMBER}show {}", vec!["x >= 0"; 100].join(" and "))),
        claim(&format!("{NUMBER}show {}x >= 0", "-".repeat(9_000))),
        claim(&format!("{NUMBER}show {} >= 0", nested(4_500, "(", "x", ")"))),
        claim(&format!("{NUMBER}show {}1 >= 0", "9".repeat(9_000))),
        claim(&format!("{NUMBER}show {} >= x", vec!["9".repeat(300); 30].join("*"))),
    ]
}

/// The chapter in the notes, or its errors, once the program has read them within its limits.
fn read(text: &str) -> Result<Chapter, Vec<String>> {
    assert!(text.len() <= LONGEST, "{} bytes: {}", text.len(), &text[..200]);
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    std::fs::write(folder.path().join("notes.md"), text).expect("the notes are written");
    let script = format!("{LIMITS}; exec \"$0\" list notes.md");
    let mut shell = Command::new("bash");
    shell.current_dir(folder.path()).args(["-c", &script, env!("CARGO_BIN_EXE_descentcheck")]);
    let output = shell.output().expect("the shell starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 2)), "{:?}: {said}\n{}", output.status, &text[..text.len().min(300)]);
    let chapter = Chapter::load(vec![("notes.md".to_owned(), text.to_owned())], false);
    assert_eq!(code == Some(0), chapter.is_ok(), "{said}");
    chapter
}

/// Reads the notes; what they ask for is refused at a place with a way out, or costs no more than the limits.
fn is_bounded(text: &str) {
    let chapter = match read(text) {
        Ok(chapter) => chapter,
        Err(errors) => {
            let said = errors.join("\n");
            assert!(said.contains("notes.md:"), "no place: {said}");
            return;
        }
    };
    let claim = &chapter.claims[0].claim;
    let program = compile(claim);
    let schema = Schema::of(claim);
    let Some(case) = random_case(&schema, case_stream(1, "claim", 0)) else { return };
    let judge = CaseJudge::new(claim, &program);
    let _ = judge.decide(&case);
    let spent = judge.spent();
    assert!(spent <= ATTEMPTS * 2 * CASE_OPERATIONS, "{spent} operations: {}", &text[..text.len().min(300)]);
}

#[test]
fn abbreviations_of_abbreviations_are_bounded() {
    abbreviations().iter().for_each(|text| is_bounded(text));
}

#[test]
fn long_derivatives_are_bounded() {
    formulas().iter().for_each(|text| is_bounded(text));
}

#[test]
fn work_without_end_is_bounded() {
    work().iter().for_each(|text| is_bounded(text));
}

#[test]
fn many_small_things_are_bounded() {
    many().iter().for_each(|text| is_bounded(text));
}

/// Notes of ten thousand bytes: claims whose abbreviations are made at random of those before them.
fn random_notes(seed: u64) -> String {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let mut roll = move |below: usize| {
        // Knuth's constants; the high bits are the random ones.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let mut text = String::new();
    for number in 0.. {
        let mut lines = "given x in [1, 2]\ngiven v in R^W\nlet a0 = x\n".to_owned();
        let count = 5 + roll(50);
        for i in 1..=count {
            let (a, b) = (format!("a{}", i - 1), format!("a{}", roll(i)));
            let value = match roll(12) {
                0 => format!("{a} + {b}"),
                1 => format!("{a}*{b}"),
                2 => format!("{a}/({b}^2 + 1)"),
                3 => format!("sum(i in 1..3: {a}*i + {b})"),
                4 => format!("cases({a} > {b}: {a}/2; {b} > 1: {a}; else {b})"),
                5 => format!("max({a}, {b}, {a} - {b})"),
                6 => format!("<{a}*v, v> + |{b}*v|"),
                7 => format!("exp(-{a}^2)*{b}"),
                8 => format!("({a} + {b})^{}", roll(5)),
                9 => format!("count(j in 1..9: {a} > j) + {b}"),
                10 => format!("sum(k in 1..4: cases(k > 2: {a}; else {b}))"),
                _ => format!("lambda_max(outer({a}*v, {a}*v)) + {b}"),
            };
            lines += &format!("let a{i} = {value}\n");
        }
        let block = format!("```claim c{number}\n{lines}show a{count} >= {}\n```\n", roll(3));
        if text.len() + block.len() > LONGEST {
            break;
        }
        text += &block;
    }
    text
}

#[test]
fn random_notes_are_bounded() {
    (0..3).for_each(|seed| is_bounded(&random_notes(seed)));
}

/// Some minutes; `tests/long.sh` runs it.
#[test]
#[ignore = "takes minutes"]
fn a_thousand_random_notes_are_bounded() {
    (0..1_000).for_each(|seed| is_bounded(&random_notes(seed)));
}

#[test]
fn doubled_abbreviations_are_judged() {
    let text = claim(&format!("{NUMBER}{}show a60 >= 0", lets(60, "x", |a| format!("{a} + {a}"))));
    let chapter = read(&text).expect("it is well formed");
    let claim = &chapter.claims[0].claim;
    let program = compile(claim);
    let case = random_case(&Schema::of(claim), case_stream(1, "claim", 0)).expect("it has cases");
    let found = CaseJudge::new(claim, &program).decide(&case);
    assert!(matches!(found, descentcheck::judge::Decision::Holds { .. }), "{found:?}");
}
