//! Gradient descent for descentcheck, in Rust without any crate: `rustc -O descent.rs`
//!
//! This one runs the whole loop and asks for gradients itself; descent.c answers step by step.
//!
//! ```text
//! > hello 1 loop optimize gradient w eta steps      < ready 1 Rust
//! > run 7 W 2 steps 3 N 1 eta 0.25 w 1.0 -2.0
//!                                                   < ask gradient 1.0 -2.0
//! > answer 3.0 0.5                                  < at 1 0.25 -2.125
//!                                                   < ...
//!                                                   < done
//! ```

use std::io::{BufRead, Write, stdin, stdout};

/// The words of the next line; nothing at the end.
fn hear() -> Option<Vec<String>> {
    let mut line = String::new();
    let count = stdin().lock().read_line(&mut line).ok()?;
    (count > 0).then(|| line.split_whitespace().map(str::to_owned).collect())
}

fn say(line: &str) {
    let mut out = stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("descentcheck listens");
}

/// Numbers that read back as the same doubles.
fn words(numbers: &[f64]) -> String {
    numbers.iter().map(|x| format!(" {x:?}")).collect()
}

fn numbers(words: &[String]) -> Vec<f64> {
    words.iter().map(|word| word.parse().expect("a number")).collect()
}

fn gradient(w: &[f64]) -> Option<Vec<f64>> {
    say(&format!("ask gradient{}", words(w)));
    let answer = hear()?;
    (answer[0] == "answer").then(|| numbers(&answer[1..]))
}

/// `run` is followed by its number and then by names, each with its value; `w` is followed by `W` numbers and comes last.
fn optimize(run: &[String]) -> Option<()> {
    let at = |name: &str| run.iter().position(|word| word == name).expect("it is handed over");
    let number = |name: &str| run[at(name) + 1].parse::<f64>().expect("a number");
    let (steps, eta) = (number("steps") as usize, number("eta"));
    let mut w = numbers(&run[at("w") + 1..]);
    for t in 1..=steps {
        let g = gradient(&w)?;
        for (w, g) in w.iter_mut().zip(&g) {
            *w -= eta * g;
        }
        say(&format!("at {t}{}", words(&w)));
    }
    say("done");
    Some(())
}

fn main() {
    while let Some(line) = hear() {
        match line.first().map(String::as_str) {
            Some("hello") => say("ready 1 Rust"),
            Some("run") => drop(optimize(&line)),
            _ => {}
        }
    }
}
