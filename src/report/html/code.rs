//! Tells code in backticks from mathematics in backticks.

/// Signs that mathematics in notes does without.
const SIGNS: [&str; 12] = ["--", "\"", "\\", "$", "#", "{", "}", "://", "**", "+=", "-=", ";"];

/// Whether a code span is code; all others are typeset as mathematics, which need not be that of blocks: `2 t x` is a product.
pub(super) fn is_code(span: &str) -> bool {
    SIGNS.iter().any(|sign| span.contains(sign))
        || span.ends_with(':')
        || is_option(span)
        || words(span).any(is_name_of_code)
        || has_words_side_by_side(span)
        || is_assignment(span)
        || has_apostrophe_within_a_word(span)
}

/// `-o DIR`
fn is_option(span: &str) -> bool {
    let mut signs = span.chars();
    signs.next() == Some('-') && signs.next().is_some_and(char::is_alphabetic) && signs.next() == Some(' ')
}

/// Names with dots and lines in them, as far as they go.
fn words(span: &str) -> impl Iterator<Item = &str> {
    span.split(|sign: char| !(sign.is_alphanumeric() || sign == '_' || sign == '.'))
}

/// `torch.optim`, `README.md`, `learning_rate`, but neither `a.w` nor `w_star`, `x_10` and `λ_max`.
fn is_name_of_code(word: &str) -> bool {
    let is_long = |part: &str| part.len() > 1 && part.chars().all(|sign| sign.is_ascii_alphabetic());
    let dotted =
        word.split_once('.').is_some_and(|(first, rest)| is_long(first) && rest.starts_with(char::is_alphabetic));
    let mut lined = word.split('_');
    let first = lined.next().unwrap_or_default();
    let parts: Vec<&str> = lined.collect();
    dotted
        || parts.len() > 1 && parts.iter().all(|part| !part.is_empty())
        || is_long(first) && parts.iter().any(|part| is_long(part))
}

/// `import numpy`
fn has_words_side_by_side(span: &str) -> bool {
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|sign| sign.is_ascii_alphabetic());
    let words: Vec<&str> = span.split(' ').collect();
    words.windows(2).any(|pair| pair.iter().all(is_word))
}

/// `lr=0.1`
fn is_assignment(span: &str) -> bool {
    let signs: Vec<char> = span.chars().collect();
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    signs.windows(3).any(|three| is_part(three[0]) && three[1] == '=' && is_part(three[2]))
}

/// `don't`
fn has_apostrophe_within_a_word(span: &str) -> bool {
    let signs: Vec<char> = span.chars().collect();
    signs.windows(3).any(|three| three[0].is_alphabetic() && three[1] == '\'' && three[2].is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::is_code;

    #[test]
    fn code_is_told_from_mathematics() {
        let code = [
            "import numpy as np",
            "lr=0.1",
            "torch.optim.SGD",
            "for t in range(10):",
            "x**2",
            "a_b_c",
            "pip install x",
            "-o DIR",
            "don't",
            "f\"{x}\"",
            "C:\\temp",
            "https://x.org/a?b=c",
            "np.linalg.norm(g)",
            "README.md",
            "$x$",
            "learning_rate",
        ];
        for span in code {
            assert!(is_code(span), "{span}");
        }
        let mathematics = [
            "w_star",
            "x[t-1]",
            "γ/2",
            "a != b",
            "w + s d",
            "f''(x) d²/2",
            "a.m[t] = (1 − μ) b.m[t]",
            "log(s + 1) − log s",
            "λ_max",
            "x_10",
            "R'' = 12",
            "−η(1 − μ)",
            "1, …, patience",
            "max |λ|",
            "0.05",
            "k = t",
            "E[∇R(w[1])]",
        ];
        for span in mathematics {
            assert!(!is_code(span), "{span}");
        }
    }
}
