//! A Rust file as the tidy tests see it: its text, and its code with comments and quoted text blanked out.

pub mod imports;

/// One file below src/.
pub struct Source {
    /// The path from the root of the repository, with forward slashes.
    pub path: String,
    /// The file as it is.
    pub text: String,
    /// The same lines, with blanks for comments, strings and characters.
    code: String,
}

impl Source {
    /// Reads a file's text.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.replace('\\', "/"), text: text.to_owned(), code: blank_quoted(text) }
    }

    /// The same file without its test module, which by convention ends the file.
    pub fn without_tests(mut self) -> Self {
        if let Some(start) = self.code.find("#[cfg(test)]\nmod ") {
            self.code.truncate(start);
        }
        self
    }

    /// The module of the file: `judge` for src/judge/exact.rs and src/judge.rs; none for src/lib.rs and src/main.rs.
    pub fn module(&self) -> Option<String> {
        let below = self.path.strip_prefix("src/")?;
        let module = below.split('/').next()?.trim_end_matches(".rs");
        (module != "lib" && module != "main").then(|| module.to_owned())
    }

    /// `path:line: what`, as compilers write it.
    pub fn finding(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }

    /// The modules named as `crate::module`, with their lines.
    pub fn crate_paths(&self) -> Vec<(usize, String)> {
        let mut paths = Vec::new();
        for (line, content) in self.code_lines() {
            for (at, start) in content.match_indices("crate::") {
                if ends_in_word(&content[..at]) || content[..at].ends_with('$') {
                    continue;
                }
                let rest = &content[at + start.len()..];
                let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                paths.push((line, rest[..end].to_owned()));
            }
        }
        paths
    }

    /// The lines of code on which `word` stands by itself.
    pub fn lines_with(&self, word: &str) -> Vec<usize> {
        let alone = |content: &str, at: usize| {
            let after = content[at + word.len()..].chars().next();
            let starts_apart = !word.starts_with(is_word) || !ends_in_word(&content[..at]);
            let ends_apart = !word.ends_with(is_word) || !after.is_some_and(is_word);
            starts_apart && ends_apart
        };
        self.code_lines()
            .filter(|(_, content)| content.match_indices(word).any(|(at, _)| alone(content, at)))
            .map(|(line, _)| line)
            .collect()
    }

    /// Float literals with an exponent, such as `1e-9`, with their lines.
    pub fn scientific_literals(&self) -> Vec<(usize, String)> {
        let mut literals = Vec::new();
        for (line, content) in self.code_lines() {
            let mut rest = content;
            while let Some(start) = rest.find(is_word) {
                let word = number_or_word(&rest[start..]);
                if is_scientific(word) {
                    literals.push((line, word.to_owned()));
                }
                rest = &rest[start + word.len()..];
            }
        }
        literals
    }

    /// The items of the file up to their semicolons or opening braces, without attributes, with their first lines.
    pub fn statements(&self) -> Vec<(usize, String)> {
        let mut statements = Vec::new();
        let mut current: Option<(usize, String)> = None;
        for (line, content) in self.code_lines() {
            let content = content.trim();
            if content.is_empty() || (current.is_none() && content.starts_with("#[")) {
                continue;
            }
            let (_, text) = current.get_or_insert_with(|| (line, String::new()));
            text.push_str(content);
            text.push(' ');
            if content.ends_with(';') {
                statements.extend(current.take());
            }
        }
        statements.extend(current);
        statements
    }

    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code.lines())
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_word)
}

/// The identifier, or the number with its point, exponent and sign, that `text` starts with.
fn number_or_word(text: &str) -> &str {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    let is_decimal = is_number && !text.starts_with("0x");
    let mut end = 0;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        let point = is_number && c == '.' && !text[at..].starts_with("..");
        let sign = is_decimal && (c == '-' || c == '+') && matches!(previous, 'e' | 'E');
        if !(is_word(c) || point || sign) {
            break;
        }
        end = at + c.len_utf8();
        previous = c;
    }
    &text[..end]
}

fn is_scientific(word: &str) -> bool {
    let Some((digits, exponent)) = word.split_once(['e', 'E']) else {
        return false;
    };
    let unsigned = exponent.trim_start_matches(['-', '+']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '_')
        && unsigned.starts_with(|c: char| c.is_ascii_digit())
}

/// The same text, line for line, with blanks in place of comments, strings and characters.
fn blank_quoted(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let quoted = quoted_length(rest, ends_in_word(&code));
        let (taken, is_quoted) = if quoted > 0 { (quoted, true) } else { (c.len_utf8(), false) };
        if is_quoted {
            code.extend(rest[..taken].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        } else {
            code.push(c);
        }
        rest = &rest[taken..];
    }
    code
}

/// How many bytes at the start of `text` are a comment, a string or a character; 0 where code stands.
fn quoted_length(text: &str, after_word: bool) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment_length(text);
    }
    if let Some(inside) = text.strip_prefix('"') {
        return 1 + closing_quote(inside, '"');
    }
    if !after_word && let Some(length) = raw_string_length(text) {
        return length;
    }
    if text.starts_with('\'') { character_length(text) } else { 0 }
}

/// Block comments nest.
fn block_comment_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Bytes up to and including the first `quote` that no backslash escapes.
fn closing_quote(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == quote && !escaped {
            return at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// `r"..."`, `r#"..."#` and their byte forms.
fn raw_string_length(text: &str) -> Option<usize> {
    let body = text.strip_prefix('b').unwrap_or(text).strip_prefix('r')?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let content = body[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = content.find(&end).map_or(content.len(), |at| at + end.len());
    Some(text.len() - content.len() + length)
}

/// `'c'` and `'\n'`; 0 for a lifetime or a label.
fn character_length(text: &str) -> usize {
    let content = &text[1..];
    if content.starts_with('\\') {
        return 1 + closing_quote(content, '\'');
    }
    match content.chars().next() {
        Some(c) if content[c.len_utf8()..].starts_with('\'') => 2 + c.len_utf8(),
        _ => 0,
    }
}
