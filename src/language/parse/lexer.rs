//! The lexer: from text to tokens, with all spellings normalised to ASCII.

use pest::Parser;

use crate::language::syntax::{FoldKind, MomentKind, Span};

mod generated {
    #[derive(pest_derive::Parser)]
    #[grammar = "language/parse/lexer.pest"]
    pub(super) struct Lexer;
}

use generated::{Lexer, Rule};

/// Greek letters with their names.
pub(crate) const GREEK: [(char, &str); 37] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "eps"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('ο', "omicron"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Θ', "Theta"),
    ('Λ', "Lambda"),
    ('Ξ', "Xi"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Ω', "Omega"),
    ('ς', "sigma"),
    ('ϵ', "eps"),
    ('ϕ', "phi"),
    ('ϑ', "theta"),
    ('\u{B5}', "mu"),
];

/// Letters written below the line.
pub(crate) const LOWERED: [(char, char); 17] = [
    ('ₐ', 'a'),
    ('ₑ', 'e'),
    ('ₕ', 'h'),
    ('ᵢ', 'i'),
    ('ⱼ', 'j'),
    ('ₖ', 'k'),
    ('ₗ', 'l'),
    ('ₘ', 'm'),
    ('ₙ', 'n'),
    ('ₒ', 'o'),
    ('ₚ', 'p'),
    ('ᵣ', 'r'),
    ('ₛ', 's'),
    ('ₜ', 't'),
    ('ᵤ', 'u'),
    ('ᵥ', 'v'),
    ('ₓ', 'x'),
];

/// Characters written above the line.
pub(crate) const RAISED: [(char, char); 18] = [
    ('⁰', '0'),
    ('¹', '1'),
    ('²', '2'),
    ('³', '3'),
    ('⁴', '4'),
    ('⁵', '5'),
    ('⁶', '6'),
    ('⁷', '7'),
    ('⁸', '8'),
    ('⁹', '9'),
    ('⁺', '+'),
    ('⁻', '-'),
    ('ᵗ', 't'),
    ('ⁱ', 'i'),
    ('ⁿ', 'n'),
    ('ᵏ', 'k'),
    ('ᵂ', 'W'),
    ('ᴺ', 'N'),
];

/// The kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Newline,
    /// In quotes; the text is without them.
    Text,
    Number,
    /// A name or a word of the language, in ASCII.
    Name,
    /// `_i`; the text is without the underscore.
    Subscript,
    Symbol,
    Unknown,
}

/// A token in its ASCII spelling, with its place in the file.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub text: String,
    pub span: Span,
}

/// The tokens of a text that begins `offset` bytes into its file.
pub(super) fn tokens(text: &str, offset: usize) -> Vec<Token> {
    let mut found = Vec::new();
    let Ok(mut pairs) = Lexer::parse(Rule::words, text) else {
        return found;
    };
    for pair in pairs.next().into_iter().flat_map(pest::iterators::Pair::into_inner) {
        let place = pair.as_span();
        let span = Span { start: offset + place.start(), end: offset + place.end() };
        let spelled = pair.as_str();
        let (kind, text) = match pair.as_rule() {
            Rule::newline => (TokenKind::Newline, String::new()),
            Rule::string => (TokenKind::Text, spelled.trim_matches(['"', '“', '”']).to_owned()),
            Rule::number => (TokenKind::Number, spelled.to_owned()),
            Rule::name => (TokenKind::Name, name(spelled)),
            Rule::subscript => (TokenKind::Subscript, name(spelled).trim_start_matches('_').to_owned()),
            Rule::superscript => {
                raise(spelled, span, &mut found);
                continue;
            }
            Rule::sign => sign(spelled),
            Rule::unknown => (TokenKind::Unknown, spelled.to_owned()),
            _ => continue,
        };
        found.push(Token { kind, text, span });
    }
    found
}

/// `βᵢ` becomes `beta_i`, `w⋆` becomes `w_star`.
fn name(spelled: &str) -> String {
    let mut ascii = String::new();
    for sign in spelled.chars() {
        if let Some((_, greek)) = GREEK.iter().find(|(letter, _)| *letter == sign) {
            ascii.push_str(greek);
        } else if let Some((_, letter)) = LOWERED.iter().find(|(lowered, _)| *lowered == sign) {
            ascii.push('_');
            ascii.push(*letter);
        } else if let digit @ '₀'..='₉' = sign {
            ascii.extend(char::from_digit(u32::from(digit) - u32::from('₀'), 10));
        } else {
            match sign {
                '⋆' => ascii.push_str("_star"),
                '𝔼' => ascii.push('E'),
                'ℙ' => ascii.push('P'),
                'ℝ' => ascii.push('R'),
                '∞' => ascii.push_str("inf"),
                other => ascii.push(other),
            }
        }
    }
    ascii
}

/// A run of raised characters reads as a power with its exponent in brackets.
fn raise(spelled: &str, span: Span, found: &mut Vec<Token>) {
    let mut push = |kind, text: &str| {
        found.push(Token { kind, text: text.to_owned(), span });
    };
    push(TokenKind::Symbol, "^");
    push(TokenKind::Symbol, "(");
    let mut digits = String::new();
    for raised in spelled.chars() {
        let plain = RAISED.iter().find(|(sign, _)| *sign == raised).map_or(raised, |(_, plain)| *plain);
        if plain.is_ascii_digit() {
            digits.push(plain);
            continue;
        }
        if !digits.is_empty() {
            push(TokenKind::Number, &std::mem::take(&mut digits));
        }
        let kind = if plain.is_ascii_alphabetic() { TokenKind::Name } else { TokenKind::Symbol };
        push(kind, &plain.to_string());
    }
    if !digits.is_empty() {
        push(TokenKind::Number, &digits);
    }
    push(TokenKind::Symbol, ")");
}

fn sign(spelled: &str) -> (TokenKind, String) {
    let (kind, text) = match spelled {
        "≤" => (TokenKind::Symbol, "<="),
        "≥" => (TokenKind::Symbol, ">="),
        "≠" => (TokenKind::Symbol, "!="),
        "∥" => (TokenKind::Symbol, "‖"),
        "⊙" | "·" | "⋅" => (TokenKind::Symbol, "*"),
        "−" => (TokenKind::Symbol, "-"),
        "…" => (TokenKind::Symbol, ".."),
        "∇" => (TokenKind::Name, "grad"),
        "∇²" => (TokenKind::Name, "hess"),
        "Σ" | "∑" => (TokenKind::Name, "sum"),
        "Π" | "∏" => (TokenKind::Name, "product"),
        "∈" => (TokenKind::Name, "in"),
        "∧" => (TokenKind::Name, "and"),
        "∨" => (TokenKind::Name, "or"),
        "¬" => (TokenKind::Name, "not"),
        "⇒" | "⟹" => (TokenKind::Name, "implies"),
        "⇔" | "⟺" => (TokenKind::Name, "iff"),
        other => (TokenKind::Symbol, other),
    };
    (kind, text.to_owned())
}

/// The moment that a name in front of a square bracket is.
pub(super) fn moment(name: &str) -> Option<MomentKind> {
    Some(match name {
        "E" => MomentKind::Expectation,
        "Var" => MomentKind::Variance,
        "P" => MomentKind::Probability,
        _ => return None,
    })
}

/// The fold that a name in front of `(i in ...` is.
pub(super) fn fold(name: &str) -> Option<FoldKind> {
    Some(match name {
        "sum" => FoldKind::Sum,
        "product" => FoldKind::Product,
        "mean" | "E" => FoldKind::Mean,
        "Var" => FoldKind::Variance,
        "max" => FoldKind::Max,
        "min" => FoldKind::Min,
        "first" => FoldKind::First,
        "count" => FoldKind::Count,
        _ => return None,
    })
}

/// The name of a moment, as it is read by [`moment`].
pub(crate) fn moment_name(kind: MomentKind) -> &'static str {
    match kind {
        MomentKind::Expectation => "E",
        MomentKind::Variance => "Var",
        MomentKind::Probability => "P",
    }
}
