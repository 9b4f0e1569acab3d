//! Mathematics in prose, where products need no sign: read symbol by symbol and never rejected.

use super::signs::{Script, escaped, row, script, word};
use crate::language::parse::{GREEK, LOWERED, RAISED};

/// Words shorter than this are letters side by side: `Th` is T times h.
const SHORTEST_WORD: usize = 3;
/// Short words that are no letters side by side.
const SHORT_WORDS: [&str; 7] = ["ln", "of", "is", "to", "if", "or", "up"];
/// Pieces of more atoms than this are broken.
const LONGEST_PIECE: usize = 14;
/// Groups are read no deeper than this; what is nested deeper stays text.
const DEEPEST: usize = 64;

/// The mathematics of a code span, as `<math>` elements with `<wbr>` between them, where a line may break.
#[must_use]
pub fn prose(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let mut reader = Reader { signs: &signs, place: 0, depth: 0 };
    let pieces = broken(&reader.atoms(), 0);
    let pieces: Vec<String> = pieces.iter().map(|piece| format!("<math>{piece}</math>")).collect();
    pieces.join("<wbr>")
}

/// A quantity as results name it: `eta`, `w[0]`, `a.w[0]` of run `a`.
#[must_use]
pub fn quantity(text: &str) -> String {
    let (run, rest) = match text.split_once('.') {
        Some((run, rest)) if run.chars().all(char::is_alphanumeric) => (Some(run), rest),
        _ => (None, text),
    };
    let (name, index) = rest.split_once('[').unwrap_or((rest, ""));
    let mut found = script(name);
    let index: Vec<char> = index.trim_end_matches(']').chars().collect();
    if !index.is_empty() {
        found.below(&Reader { signs: &[], place: 0, depth: 0 }.inside(&index));
    }
    found.run(run);
    format!("<math>{}</math>", found.finish())
}

/// A title or another short text with the signs of mathematics in place of their ASCII spellings:
/// `sigma^2 / b` is `σ² / b`.
#[must_use]
pub fn signs(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(rest.len());
        let spelled =
            [("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("==", "="), ("(.)", "⊙"), ("^2", "²"), ("^3", "³"), ("*", "·")];
        let end = if length > 0 {
            let plain = &rest[..length];
            match GREEK.iter().find(|(_, name)| *name == plain && plain.len() > 1) {
                Some((letter, _)) => out.push(*letter),
                None => out.push_str(plain),
            }
            length
        } else if let Some((ascii, sign)) = spelled.iter().find(|(ascii, _)| rest.starts_with(ascii)) {
            out.push_str(sign);
            ascii.len()
        } else if first == '-' && minus(&out, &rest[1..]) {
            out.push('−');
            1
        } else {
            out.push(first);
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    out
}

/// Whether a hyphen between these is a minus sign.
fn minus(before: &str, after: &str) -> bool {
    let apart = before.is_empty() || before.ends_with([' ', '(', '^', '[']);
    apart && after.starts_with(|sign: char| sign != ' ' && sign != '-')
        || before.ends_with(' ') && after.starts_with(' ')
}

/// The kind of an atom, which decides what may be next to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Operand,
    Sign,
    /// A sign between two terms.
    Term,
    Relation,
}

/// A sign, number or name with its scripts.
struct Atom {
    kind: Kind,
    /// How many brackets it is in.
    depth: usize,
    text: String,
}

/// What is long is broken in front of relations that are in no more than this many brackets, then in front of its terms,
/// and then inside its brackets.
fn broken(atoms: &[Atom], depth: usize) -> Vec<String> {
    if atoms.len() <= LONGEST_PIECE {
        return vec![joined(atoms)];
    }
    let by_relation = split(atoms, &|atom| atom.kind == Kind::Relation && atom.depth <= depth);
    let mut pieces = Vec::new();
    for piece in by_relation {
        if piece.len() <= LONGEST_PIECE {
            pieces.push(joined(piece));
            continue;
        }
        for piece in split(piece, &|atom| atom.kind == Kind::Term && atom.depth <= depth) {
            let is_flat = piece.iter().all(|atom| atom.depth <= depth);
            if piece.len() <= LONGEST_PIECE {
                pieces.push(joined(piece));
            } else if is_flat {
                // A long product: nothing is left to break at but its factors.
                pieces.extend(piece.chunks(LONGEST_PIECE).map(joined));
            } else {
                pieces.extend(broken(piece, depth + 1));
            }
        }
    }
    pieces
}

/// Cut in front of the atoms that are so, except for the first; at least one part.
fn split<'a>(atoms: &'a [Atom], cut: &dyn Fn(&Atom) -> bool) -> Vec<&'a [Atom]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (place, atom) in atoms.iter().enumerate().skip(1) {
        if cut(atom) {
            parts.push(&atoms[start..place]);
            start = place;
        }
    }
    parts.push(&atoms[start..]);
    parts
}

/// Only at the beginning a browser cannot tell that a sign stands between two sides.
fn joined(atoms: &[Atom]) -> String {
    let Some((first, rest)) = atoms.split_first() else { return String::new() };
    let rest = rest.iter().map(|atom| atom.text.replacen("<mo form=\"infix\">", "<mo>", 1));
    first.text.clone() + &rest.collect::<String>()
}

fn plain(table: &[(char, char)], sign: char) -> Option<char> {
    table.iter().find(|(own, _)| *own == sign).map(|(_, plain)| *plain)
}

/// A letter or digit that is written below the line, brought onto it.
fn lowered(sign: char) -> Option<char> {
    let digit = u32::from(sign).checked_sub(u32::from('₀')).and_then(|value| char::from_digit(value, 10));
    plain(&LOWERED, sign).or(digit)
}

struct Reader<'a> {
    signs: &'a [char],
    place: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.signs.get(self.place).copied()
    }

    /// Everything, sign by sign.
    fn atoms(&mut self) -> Vec<Atom> {
        let mut atoms: Vec<Atom> = Vec::new();
        let (mut open, mut bars) = (0_usize, 0_usize);
        while let Some((sign, kind, text)) = self.next(atoms.last().map_or(Kind::Sign, |atom| atom.kind)) {
            // A bracket stands as deep as what is around it.
            match sign {
                ')' | ']' | '⟩' | '}' => open = open.saturating_sub(1),
                '‖' if bars == 1 => bars = 0,
                '‖' => bars = 1,
                _ => {}
            }
            let is_opening_bar = sign == '‖' && bars == 1;
            let depth = open + bars - usize::from(is_opening_bar);
            if matches!(sign, '(' | '[' | '⟨' | '{') {
                open += 1;
            }
            atoms.push(Atom { kind, depth, text });
        }
        atoms
    }

    /// The next atom with its scripts; nothing at the end.
    fn next(&mut self, last: Kind) -> Option<(char, Kind, String)> {
        let start = self.place;
        while self.peek().is_some_and(char::is_whitespace) {
            self.place += 1;
        }
        let gap = self.place > start && last == Kind::Operand;
        let sign = self.peek()?;
        let (kind, mut atom) = self.atom(sign, last);
        self.scripts(&mut atom);
        let text = atom.finish();
        let space = gap && kind == Kind::Operand && !text.starts_with("<mo");
        Some((sign, kind, if space { format!("<mspace width=\".2em\"/>{text}") } else { text }))
    }

    fn atom(&mut self, sign: char, last: Kind) -> (Kind, Script) {
        if sign.is_ascii_digit() {
            return (Kind::Operand, Script::new(self.number()));
        }
        if sign.is_ascii_alphabetic() {
            return (Kind::Operand, Script::new(self.letters()));
        }
        self.place += 1;
        let operator = |text: &str| Script::new(format!("<mo>{text}</mo>"));
        let fence = |sign: char| Script::new(format!("<mo stretchy=\"false\">{sign}</mo>"));
        // A browser cannot tell which side of a bar it is on.
        let bar = |sign: char| Script::new(format!("<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">{sign}</mo>"));
        match sign {
            '√' => {
                let mut inner = Script::new(self.group());
                // The index of a letter belongs under the root with it.
                while let Some(index) = self.row_of(&lowered) {
                    inner.below(&index);
                }
                (Kind::Operand, Script::new(format!("<msqrt>{}</msqrt>", inner.finish())))
            }
            '-' | '−' if last == Kind::Operand => (Kind::Term, Script::new("<mo form=\"infix\">−</mo>".to_owned())),
            '+' if last == Kind::Operand => (Kind::Term, Script::new("<mo form=\"infix\">+</mo>".to_owned())),
            '-' | '−' => (Kind::Sign, Script::new("<mo form=\"prefix\">−</mo>".to_owned())),
            '*' => (Kind::Sign, operator("·")),
            '/' => (Kind::Sign, Script::new("<mo lspace=\"0\" rspace=\"0\">/</mo>".to_owned())),
            '<' | '>' | '=' | '!' if self.peek() == Some('=') => {
                self.place += 1;
                let text = match sign {
                    '<' => "≤",
                    '>' => "≥",
                    '!' => "≠",
                    _ => "=",
                };
                (Kind::Relation, Script::new(format!("<mo form=\"infix\">{text}</mo>")))
            }
            '=' | '<' | '>' | '≤' | '≥' | '≠' | '≈' | '↦' | '→' | '⇔' | '⇒' => {
                (Kind::Relation, Script::new(format!("<mo form=\"infix\">{}</mo>", escaped(&sign.to_string()))))
            }
            ')' | ']' | '}' | '⟩' => (Kind::Operand, fence(sign)),
            '‖' | '|' => (if last == Kind::Operand { Kind::Operand } else { Kind::Sign }, bar(sign)),
            '(' | '[' | '{' | '⟨' => (Kind::Sign, fence(sign)),
            '∫' => (Kind::Sign, Script::new("<mo largeop=\"false\" lspace=\"0\" rspace=\"0\">∫</mo>".to_owned())),
            'Σ' => (Kind::Sign, Script::new("<mo largeop=\"false\">∑</mo>".to_owned())),
            '∇' | '∂' => (Kind::Sign, Script::new(format!("<mo rspace=\"0\">{sign}</mo>"))),
            _ if sign.is_alphabetic() || sign == '∞' || sign == '…' => {
                (Kind::Operand, Script::new(format!("<mi>{sign}</mi>")))
            }
            _ => (Kind::Sign, operator(&escaped(&sign.to_string()))),
        }
    }

    fn number(&mut self) -> String {
        let start = self.place;
        while let Some(sign) = self.peek() {
            let point =
                (sign == '.' || sign == ',') && self.signs.get(self.place + 1).is_some_and(char::is_ascii_digit);
            if !sign.is_ascii_digit() && !point {
                break;
            }
            self.place += 1;
        }
        format!("<mn>{}</mn>", self.signs[start..self.place].iter().collect::<String>())
    }

    /// One letter, or a whole word.
    fn letters(&mut self) -> String {
        let start = self.place;
        let length = self.signs[start..].iter().take_while(|sign| sign.is_ascii_alphabetic()).count();
        let run: String = self.signs[start..start + length].iter().collect();
        if let Some((letter, _)) = GREEK.iter().find(|(_, name)| *name == run && length > 1) {
            self.place += length;
            return format!("<mi>{letter}</mi>");
        }
        if length >= SHORTEST_WORD || SHORT_WORDS.contains(&run.as_str()) {
            self.place += length;
            return word(&run);
        }
        self.place += 1;
        format!("<mi>{}</mi>", self.signs[start])
    }

    /// What is written below and above an atom: `[t]`, `_i`, `^2`, `²`, `₁`, `⋆`, `'`.
    fn scripts(&mut self, atom: &mut Script) {
        loop {
            let Some(sign) = self.peek() else { return };
            if let Some(text) = self.row_of(&|sign| plain(&RAISED, sign)) {
                atom.above(&text);
            } else if let Some(text) = self.row_of(&lowered) {
                atom.below(&text);
            } else if sign == '⋆' {
                self.place += 1;
                atom.above("<mo>⋆</mo>");
            } else if sign == '\'' || sign == '′' {
                self.place += 1;
                atom.above("<mo>′</mo>");
            } else if sign == '^' {
                self.place += 1;
                let exponent = self.group();
                atom.above(&exponent);
            } else if sign == '_' {
                self.place += 1;
                let index = self.group();
                atom.below(&index);
            } else if sign == '[' && self.follows_letter() {
                let index = self.group();
                atom.below(&index);
            } else {
                return;
            }
        }
    }

    fn follows_letter(&self) -> bool {
        self.place > 0 && self.signs[self.place - 1].is_alphabetic()
    }

    /// Signs that are written above or below the line, brought onto it.
    fn row_of(&mut self, plain: &dyn Fn(char) -> Option<char>) -> Option<String> {
        let mut text = String::new();
        while let Some(found) = self.peek().and_then(plain) {
            text.push(found);
            self.place += 1;
        }
        let inner: Vec<char> = text.chars().collect();
        (!inner.is_empty()).then(|| self.inside(&inner))
    }

    /// What is in the next pair of brackets, without them; else the next sign, number or word.
    fn group(&mut self) -> String {
        let close = match self.peek() {
            Some('(') => ')',
            Some('[') => ']',
            _ => return self.operand(),
        };
        let open = self.signs[self.place];
        let start = self.place + 1;
        let mut depth = 0_usize;
        for (place, sign) in self.signs.iter().enumerate().skip(self.place) {
            if *sign == open {
                depth += 1;
            } else if *sign == close {
                depth -= 1;
                if depth == 0 {
                    self.place = place + 1;
                    return self.inside(&self.signs[start..place]);
                }
            }
        }
        // The bracket is never closed.
        self.place = self.signs.len();
        self.inside(&self.signs[start..])
    }

    fn operand(&mut self) -> String {
        match self.peek() {
            Some('-' | '−') => {
                self.place += 1;
                row(&format!("<mo form=\"prefix\">−</mo>{}", self.operand()))
            }
            Some(sign) if sign.is_ascii_digit() => self.number(),
            Some(sign) if sign.is_ascii_alphabetic() => self.letters(),
            Some(sign) => {
                self.place += 1;
                format!("<mi>{}</mi>", escaped(&sign.to_string()))
            }
            None => String::new(),
        }
    }

    fn inside(&self, signs: &[char]) -> String {
        if self.depth == DEEPEST {
            return format!("<mtext>{}</mtext>", escaped(&signs.iter().collect::<String>()));
        }
        let mut reader = Reader { signs, place: 0, depth: self.depth + 1 };
        row(&joined(&reader.atoms()))
    }
}

#[cfg(test)]
mod tests {
    use super::{prose, signs};

    #[test]
    fn products_without_signs_are_letters_side_by_side() {
        assert_eq!(prose("2ηL"), "<math><mn>2</mn><mi>η</mi><mi>L</mi></math>");
    }

    #[test]
    fn brackets_behind_a_letter_are_an_index() {
        assert_eq!(prose("w[t−1]"), "<math><msub><mi>w</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></math>");
    }

    #[test]
    fn short_formulas_stay_whole_and_long_ones_break_in_front_of_relations() {
        assert_eq!(prose("b = N"), "<math><mi>b</mi><mo>=</mo><mi>N</mi></math>");
        assert_eq!(prose("a + b + c + d = e + f + g + h ≤ i + j").matches("<wbr>").count(), 2);
    }

    #[test]
    fn long_formulas_break_in_front_of_terms_and_then_inside_brackets() {
        assert_eq!(prose("a + b").matches("<wbr>").count(), 0);
        assert_eq!(prose("‖a[t] − w⋆‖² = ‖a‖² − 2η⟨g[t], w[t−1] − w⋆⟩ + η²‖g[t]‖²").matches("<wbr>").count(), 3);
        assert_eq!(prose("⟨∇R(u + s(v−u)) − ∇R(u), v − u⟩").matches("<wbr>").count(), 2);
    }

    #[test]
    fn digits_below_the_line_are_scripts_as_letters_are() {
        assert_eq!(prose("w₁₂"), "<math><msub><mi>w</mi><mn>12</mn></msub></math>");
        assert_eq!(prose("η_i"), prose("ηᵢ"));
        assert_eq!(prose("√β₂"), "<math><msqrt><msub><mi>β</mi><mn>2</mn></msub></msqrt></math>");
    }

    #[test]
    fn nothing_is_refused() {
        for text in ["", "(", "w[", "^", "_", "√", "x^", "a_^2", "⟨", "|", "²", "w[[t]", "x^(", "&<>"] {
            assert!(prose(text).starts_with("<math>"), "{text}");
        }
    }

    #[test]
    fn titles_are_spelled_in_signs() {
        assert_eq!(signs("the variance is sigma^2 / b"), "the variance is σ² / b");
        assert_eq!(
            signs("Along an eigenvalue lambda the factor is 1 - eta lambda"),
            "Along an eigenvalue λ the factor is 1 − η λ"
        );
        assert_eq!(signs("-sum eta_i g_i^2"), "−sum η_i g_i²");
        assert_eq!(signs("mini-batch"), "mini-batch");
    }
}
