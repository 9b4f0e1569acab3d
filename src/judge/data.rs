//! Real data among the cases: the data set is the objective, everything else is drawn.

use crate::generate::Schema;
use crate::numeric::Dyadic;
use crate::problem::ProblemSpec;
use crate::verdict::Case;

/// The case with the data set's problem in place of its (only) objective, where that belongs to the class.
pub(super) fn with_data(schema: &Schema, case: &Case, problem: &ProblemSpec) -> Option<Case> {
    let [(name, ..)] = schema.objectives.as_slice() else { return None };
    let mut case = case.clone();
    let dimension = problem.dimension();
    for vector in case.vectors.values_mut() {
        let drawn = vector.clone();
        let filler = Dyadic::ONE;
        *vector = (0..dimension).map(|i| drawn.get(i % drawn.len().max(1)).copied().unwrap_or(filler)).collect();
    }
    case.problems.insert(name.clone(), problem.clone());
    schema.check(&case).is_ok().then_some(case)
}
