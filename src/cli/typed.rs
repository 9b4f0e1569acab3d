//! A claim that is typed at the prompt or comes through a pipe.

use std::io::{self, IsTerminal, Read};

use anyhow::{Context, ensure};

use super::files::LARGEST_NOTES;
use super::screen;
use crate::language::parse::KEYWORDS;

/// The name of the notes.
const NAME: &str = "standard input";
/// The id of the claim.
const CLAIM: &str = "typed";

/// The notes that standard input holds, by name and text: as they are if they have blocks. Otherwise their lines are
/// those of one claim, with what is given and run, and the methods of the chapter are known.
///
/// # Errors
/// Where standard input cannot be read or has nothing.
pub(super) fn notes(given: &[String], run: &[String]) -> anyhow::Result<(String, String)> {
    let text = read()?;
    ensure!(!text.trim().is_empty(), "standard input is empty; type a claim, such as `R(w[t]) <= R(w[t-1])`");
    let has_blocks = text.lines().any(|line| ["```", "~~~"].iter().any(|fence| line.trim_start().starts_with(fence)));
    ensure!(
        !has_blocks || given.is_empty() && run.is_empty(),
        "what is typed has blocks of its own; put what `--given` and `--run` say into the claim"
    );
    let text = if has_blocks { text } else { claim(&text, given, run) };
    Ok((NAME.to_owned(), text))
}

fn read() -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        screen::err("Type the lines of a claim; end with Ctrl-D on a line of its own.\n");
    }
    let mut bytes = Vec::new();
    io::stdin().take(LARGEST_NOTES + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
    ensure!(bytes.len() as u64 <= LARGEST_NOTES, "standard input has more than {LARGEST_NOTES} bytes");
    String::from_utf8(bytes).context("standard input is not UTF-8 text")
}

/// Notes of one claim.
fn claim(text: &str, given: &[String], run: &[String]) -> String {
    let mut notes = format!("```claim {CLAIM}\n");
    let lines = |keyword: &str, lines: &[String]| -> String {
        lines.iter().map(|line| format!("{keyword} {line}\n")).collect()
    };
    notes.push_str(&lines("given", given));
    notes.push_str(&lines("run", run));
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        notes.push_str(&format!("{}\n", whole(line)));
    }
    notes.push_str("```\n\n```use chapter\n```\n");
    notes
}

/// A line with the words that may be left out: `show`, and `for t >= 1` where a run is read at `t`.
fn whole(line: &str) -> String {
    let first = line.split_whitespace().next().unwrap_or_default();
    if KEYWORDS.contains(&first) {
        return line.to_owned();
    }
    let reads_a_time = ["[t]", "[t-", "[t+", "[t -", "[t +"].iter().any(|time| line.contains(time));
    let range = if reads_a_time && !line.contains(" for ") { " for t >= 1" } else { "" };
    format!("show {line}{range}")
}

#[cfg(test)]
mod tests {
    use super::{claim, whole};

    #[test]
    fn show_and_the_range_of_t_may_be_left_out() {
        assert_eq!(whole("R(w[t]) <= R(w[t-1])"), "show R(w[t]) <= R(w[t-1]) for t >= 1");
        assert_eq!(whole("R(w[t]) <= R(w[0]) for t >= 2"), "show R(w[t]) <= R(w[0]) for t >= 2");
        assert_eq!(whole("<u, v> <= |u|*|v|"), "show <u, v> <= |u|*|v|");
        assert_eq!(whole("given eta > 0"), "given eta > 0");
    }

    #[test]
    fn a_typed_claim_is_a_block_that_uses_the_chapter() {
        let notes = claim("x <= x^2\n", &["x >= 1".to_owned()], &[]);
        assert_eq!(notes, "```claim typed\ngiven x >= 1\nshow x <= x^2\n```\n\n```use chapter\n```\n");
    }
}
