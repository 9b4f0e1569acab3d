//! Text that students wrote, made harmless and short: it is shown on terminals, in pages and in tables.

/// So many lines of what a program printed are shown.
const SHOWN_LINES: usize = 8;
/// So many characters of a line are shown.
const SHOWN_WIDTH: usize = 100;

/// Text without characters that a terminal obeys or that turn the order of others.
#[must_use]
pub(super) fn plain(text: &str) -> String {
    let harmless = |c: char| match c {
        '\n' => c,
        '\t' => ' ',
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ if c.is_control() => '\u{fffd}',
        _ => c,
    };
    text.replace("\r\n", "\n").chars().map(harmless).collect()
}

/// The same in one line.
#[must_use]
pub(super) fn plain_line(text: &str) -> String {
    plain(text).split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The beginning of a line that is too long, marked as such.
#[must_use]
pub(super) fn shortened(line: &str, most: usize) -> String {
    if line.chars().count() <= most { line.to_owned() } else { line.chars().take(most).collect::<String>() + "..." }
}

/// What a program printed, in words: Python's warnings, each once, and the beginning of the rest, marked as the program's own words.
#[must_use]
pub(super) fn printed(text: &str) -> Vec<String> {
    let text = plain(text);
    let mut warnings: Vec<String> = Vec::new();
    let mut own: Vec<&str> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(warning) = warning(line) else {
            own.push(line);
            continue;
        };
        // The line of the program that it is about comes after it.
        lines.next_if(|next| next.starts_with("  "));
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    let more = warnings.len().saturating_sub(SHOWN_LINES);
    warnings.truncate(SHOWN_LINES);
    if more > 0 {
        warnings.push(format!("Python warns of {more} more things."));
    }
    while own.last().is_some_and(|line| line.trim().is_empty()) {
        own.pop();
    }
    if !own.is_empty() {
        let shown: Vec<String> =
            own.iter().take(SHOWN_LINES).map(|line| format!("\n| {}", shortened(line, SHOWN_WIDTH))).collect();
        let rest = if own.len() > SHOWN_LINES { "\n(and more)" } else { "" };
        warnings.push(format!("It prints, which costs nothing:{}{rest}", shown.concat()));
    }
    warnings
}

/// A warning of Python's, `file:line: SomeWarning: what`, as a sentence.
fn warning(line: &str) -> Option<String> {
    let (place, rest) = line.split_once(": ")?;
    let (kind, what) = rest.split_once(": ")?;
    if !kind.ends_with("Warning") || !kind.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c)) {
        return None;
    }
    let (file, number) = place.rsplit_once(':')?;
    let number: usize = number.parse().ok()?;
    let place = if file.starts_with('/') { "in a library".to_owned() } else { format!("in line {number}") };
    Some(format!("Python warns {place}: {kind}: {}", shortened(what, SHOWN_WIDTH)))
}

#[cfg(test)]
mod tests {
    use super::{plain, plain_line, printed};

    #[test]
    fn what_a_terminal_obeys_is_left_out() {
        assert_eq!(plain("a\x1b[31mb\r\n\u{202e}c\td\0"), "a\u{fffd}[31mb\n\u{fffd}c d\u{fffd}");
        assert_eq!(plain_line("one\n\n  two\r\n"), "one two");
    }

    #[test]
    fn what_is_printed_is_short_and_marked() {
        let many: String = (0..1000).map(|n| format!("step {n}\n")).collect();
        let [said] = &printed(&many)[..] else { panic!("{:?}", printed(&many)) };
        assert!(
            said.starts_with("It prints, which costs nothing:\n| step 0\n") && said.ends_with("| step 7\n(and more)")
        );
        let long = printed(&"x".repeat(10_000)).concat();
        assert!(long.ends_with("x...") && long.len() < 200, "{long}");
        assert!(printed("\n\n").is_empty() && printed("").is_empty());
    }

    #[test]
    fn warnings_are_said_once_with_their_line() {
        let one = "submission.py:3: RuntimeWarning: divide by zero encountered in divide\n  return w / 0\n";
        let text = format!("{one}{one}/usr/lib/python3/x.py:9: FutureWarning: soon\n  f()\nmine\n");
        assert_eq!(
            printed(&text),
            [
                "Python warns in line 3: RuntimeWarning: divide by zero encountered in divide",
                "Python warns in a library: FutureWarning: soon",
                "It prints, which costs nothing:\n| mine"
            ]
        );
    }
}
