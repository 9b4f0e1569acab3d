//! Reads the lines of `objective` blocks: the formula, its class and the constants of the class.

use super::expression::{Parsed, Reader};
use super::given::{classes, givens};
use super::line::let_line;
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::{Constant, Formula, Line, ObjectiveLine};

/// Reads one line of an `objective` block.
pub(super) fn objective_line(reader: &mut Reader<'_>, out: &mut Vec<ObjectiveLine>) -> Parsed<()> {
    let start = reader.here();
    if reader.take_word("given") {
        let mut lines: Vec<Line> = Vec::new();
        givens(reader.rest(), start, &mut lines)?;
        out.extend(lines.into_iter().map(ObjectiveLine::Given));
        reader.skip(usize::MAX / 2);
        return Ok(());
    }
    if reader.take_word("let") {
        let kind = let_line(reader)?;
        out.push(ObjectiveLine::Given(Line { kind, span: reader.since(start) }));
    } else if reader.take_word("class") {
        out.push(ObjectiveLine::Class(classes(reader)?));
    } else {
        let name = reader.name("a line such as `R(w) = ...`, `class convex`, `L = ...` or `w_star = ...`")?;
        let argument = if reader.take_sign("(") {
            let argument = reader.name("the point, as in `R(w) = ...`")?;
            reader.expect_sign(")")?;
            Some(argument)
        } else {
            None
        };
        if !reader.take_sign("=") {
            let wrong = Diagnostic::new("expected `=`", reader.here(), "missing here");
            return Err(wrong.help("a formula reads `R(w) = ...`, a constant of its class `L = ...`"));
        }
        let value = reader.statement()?;
        let span = reader.since(start);
        out.push(match argument {
            Some(argument) => ObjectiveLine::Formula(Formula { name, argument, value, span }),
            None => ObjectiveLine::Constant(Constant { name, value, span }),
        });
    }
    reader.expect_end("the end of the line")
}
