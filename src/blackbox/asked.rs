//! Where the equations of a method ask for derivatives: whether the questions of a program say where it has been.

use super::terms::{at, binary, children, named, number};
use crate::language::syntax::{BinaryOp, Equation, Expr, ExprKind, Recurrences};

/// Whether a method asks for derivatives at other points than the last one that it has reached, `w[t-1]`. A program that follows it does
/// not say by its questions which points it reached: Nesterov's, for one.
#[must_use]
pub fn asks_elsewhere(equations: &Recurrences) -> bool {
    equations.equations.iter().any(|equation| has_other(&equation.value, equation))
}

fn has_other(node: &Expr, equation: &Equation) -> bool {
    match &node.kind {
        ExprKind::Derivative { point, .. } => !is_last(point, equation),
        _ => children(node).into_iter().any(|child| has_other(child, equation)),
    }
}

/// Whether a point is the last one that was reached when an equation is worked out: `w[t-1]` for what is defined at `t`.
fn is_last(point: &Expr, equation: &Equation) -> bool {
    let before = binary(BinaryOp::Sub, named("t"), number("1"));
    let after = binary(BinaryOp::Add, named("t"), number("1"));
    if equation.time == named("t") {
        *point == at("w", before)
    } else if equation.time == after {
        *point == at("w", named("t"))
    } else {
        // What is set for one step is worked out where the run begins.
        *point == at("w", number("0"))
    }
}

#[cfg(test)]
mod tests {
    use super::asks_elsewhere;
    use crate::blackbox::lecture;
    use crate::language::check::Chapter;

    #[test]
    fn the_methods_of_the_chapter_ask_where_they_are() {
        let chapter = lecture();
        for name in ["gradient_descent", "momentum", "adam", "rprop", "newton", "quickprop", "sgd"] {
            assert!(!asks_elsewhere(chapter.recurrences(name).unwrap()), "{name}");
        }
    }

    #[test]
    fn looking_ahead_is_elsewhere() {
        let methods = [
            ("p[0] = 0\np[t] = mu*p[t-1] - eta*grad R(w[t-1] + mu*p[t-1])\nw[t] = w[t-1] + p[t]", true),
            ("p[0] = 0\nx[t] = w[t-1] + mu*p[t-1]\np[t] = mu*p[t-1] - eta*grad R(x[t])\nw[t] = w[t-1] + p[t]", true),
            ("p[0] = 0\np[t] = mu*p[t-1] - eta*grad R(w[t-1])\nw[t] = w[t-1] + p[t]", false),
        ];
        for (lines, expected) in methods {
            let text = format!("# A\n\n```method m(eta, mu)\n{lines}\n```\n");
            let chapter = Chapter::load(vec![("a.md".to_owned(), text)]).unwrap();
            assert_eq!(asks_elsewhere(chapter.recurrences("m").unwrap()), expected, "{lines}");
        }
    }
}
