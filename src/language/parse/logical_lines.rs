//! Joins continuation lines of a block.

use super::expression::KEYWORDS;
use super::figure::{FIGURE_LINKS, FIGURE_WORDS};
use super::lexer::{Token, TokenKind};

/// Puts lines together: one that ends in an operator, a comma or an open bracket goes on in the next.
pub(super) fn logical_lines(words: &[Token], figure: bool) -> Vec<Vec<Token>> {
    let mut lines = Vec::new();
    let mut line: Vec<Token> = Vec::new();
    let begin = || Brackets { figure, ..Brackets::default() };
    let mut brackets = begin();
    for word in words {
        if word.kind == TokenKind::Newline {
            if !line.is_empty() && !brackets.goes_on {
                lines.push(std::mem::take(&mut line));
                brackets = begin();
            }
            continue;
        }
        brackets.see(word);
        line.push(word.clone());
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// What stands in front of a line of a claim in an assignment.
const AT_LEAST: [&str; 2] = ["at", "least"];

/// Tells whether the last word seen leaves its line open. `<` and `|` need care: they open, close or compare.
#[derive(Default)]
struct Brackets {
    open: Vec<char>,
    begun: bool,
    after_operand: bool,
    goes_on: bool,
    bits: SameBits,
    /// Whether the line is one of a figure, which has words of its own.
    figure: bool,
}

/// How much of `same bits as` has just been seen.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum SameBits {
    #[default]
    None,
    Same,
    Bits,
}

impl Brackets {
    fn see(&mut self, word: &Token) {
        let bits = std::mem::take(&mut self.bits);
        (self.after_operand, self.goes_on) = match word.kind {
            TokenKind::Name => self.name(&word.text, bits),
            TokenKind::Symbol => self.sign(&word.text),
            TokenKind::Text => (false, false),
            _ => (true, false),
        };
        // `at least show <u, v>` begins like the line that it holds.
        self.begun |= !(word.kind == TokenKind::Name && AT_LEAST.contains(&word.text.as_str()));
    }

    /// Words such as `from` and `as` are names too, where they follow no operand.
    fn name(&mut self, name: &str, bits: SameBits) -> (bool, bool) {
        let links = match name {
            "and" | "or" | "not" | "iff" | "implies" => return (false, true),
            "same" => {
                self.bits = SameBits::Same;
                true
            }
            "bits" if bits == SameBits::Same => {
                self.bits = SameBits::Bits;
                true
            }
            "as" => bits == SameBits::Bits,
            "in" | "else" => true,
            "from" | "with" | "on" => self.after_operand,
            _ if self.figure && FIGURE_LINKS.contains(&name) => self.after_operand,
            _ => !self.begun && (KEYWORDS.contains(&name) || self.figure && FIGURE_WORDS.contains(&name)),
        };
        (!links, false)
    }

    fn sign(&mut self, sign: &str) -> (bool, bool) {
        let innermost = self.open.last().copied();
        match sign {
            "(" | "[" => self.open('('),
            ")" | "]" | "⟩" => self.close(),
            "⟨" => self.open('⟨'),
            "<" if !self.after_operand => self.open('<'),
            ">" if self.after_operand && innermost == Some('<') => self.close(),
            "|" | "‖" if self.after_operand => self.close(),
            "|" | "‖" => self.open('|'),
            ";" => (false, innermost == Some('(')),
            // `1..` may end a line: it is a range without a last value.
            ":" | ".." => (false, false),
            _ => (false, true),
        }
    }

    fn open(&mut self, bracket: char) -> (bool, bool) {
        self.open.push(bracket);
        (false, true)
    }

    fn close(&mut self) -> (bool, bool) {
        self.open.pop();
        (true, false)
    }
}
