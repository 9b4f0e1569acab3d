//! What a claim assumes, as facts of its execution.

use crate::language::syntax::RelationOp;
use crate::language::typed::Truth;
use crate::symbolic::Execution;

/// Adds a condition to the facts of an execution; `false` where it is false for certain. What cannot be used is left out.
pub fn assume(condition: &Truth, execution: &mut Execution<'_>) -> bool {
    if let Ok(decided) = execution.decide(condition) {
        return decided;
    }
    match condition {
        Truth::And(parts) => return parts.iter().all(|part| assume(part, execution)),
        Truth::Defined(term) => execution.assume_defined(term),
        Truth::Relation(op, x, y) => {
            let (Ok(x), Ok(y)) = (execution.term(x), execution.term(y)) else { return true };
            let difference = match op {
                RelationOp::Lt => y.minus(&x),
                RelationOp::Gt | RelationOp::Ne => x.minus(&y),
                _ => return true,
            };
            if difference.has_atom(|atom| execution.atoms.get(atom).is_component) {
                return true;
            }
            if *op == RelationOp::Ne {
                execution.assume_nonzero(difference.numerator().clone());
            } else if let Ok(numerator) = execution.signed_numerator(&difference) {
                execution.assume_positive(numerator);
            }
        }
        _ => {}
    }
    true
}
