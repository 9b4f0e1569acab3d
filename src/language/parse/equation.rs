//! Reads equations: `w[t] = ...`, `dw/dt = ...`, `p(0) = ...`.

use super::expression::{Parsed, Reader};
use super::lexer::TokenKind;
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::{Equation, Expr, ExprKind, Form, Name};

/// `w[t] = value`, `dw/dt = value` or `p(0) = value`; the value is read by `value`.
pub(super) fn equation<'a>(
    reader: &mut Reader<'a>,
    value: impl Fn(&mut Reader<'a>) -> Parsed<Expr>,
) -> Parsed<Equation> {
    let start = reader.here();
    let mut target = reader.name("an equation such as `w[t] = w[t-1] - eta*g[t]`")?;
    // `dη` is two words, `dp` is one.
    let apart = target.text == "d" && reader.ahead(1).is_some_and(|word| word.is_sign("/"));
    if apart && reader.peek().is_some_and(|word| word.kind == TokenKind::Name) {
        target.text.push_str(&reader.name("the name of a state")?.text);
    }
    let (form, time) = if reader.at_sign("/") && target.text.len() > 1 && target.text.starts_with('d') {
        reader.skip(1);
        target.text.remove(0);
        let time = reader.here();
        reader.expect_word("dt")?;
        (Form::Rate, Expr { kind: ExprKind::Name { run: None, name: "t".to_owned() }, span: time })
    } else if reader.take_sign("(") {
        let time = reader.statement()?;
        reader.expect_sign(")")?;
        (Form::Instant, time)
    } else {
        (Form::Step, time_of(reader, &target)?)
    };
    if !reader.take_sign("=") {
        let mut wrong = reader.unexpected("`=` and the value");
        if reader.at_sign("==") {
            wrong.help = Some("an equation is written with a single `=`".into());
        }
        return Err(wrong);
    }
    let value = value(reader)?;
    Ok(Equation { form, target, time, value, span: reader.since(start) })
}

/// `[t]` behind the name of a sequence.
pub(super) fn time_of(reader: &mut Reader<'_>, target: &Name) -> Parsed<Expr> {
    if !reader.take_sign("[") {
        let message = "expected the step in square brackets";
        return Err(Diagnostic::new(message, reader.here(), "missing here")
            .help(format!("write `{0}[t] = ...` for every step, `{0}[0] = ...` for the start", target.text)));
    }
    let time = reader.statement()?;
    reader.expect_sign("]")?;
    Ok(time)
}
