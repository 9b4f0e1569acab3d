//! The families and sizes that a case adds to the evidence.

use crate::evaluate::Program;
use crate::language::typed::Class;
use crate::problem::Property;
use crate::verdict::{Case, Tried};

/// Counts what a case is made of.
pub(super) fn count(tried: &mut Tried, program: &Program, case: &Case) {
    let parameters = case.dimension();
    tried.parameters = tried.parameters.max(parameters);
    case.problems.values().for_each(|spec| tried.add_problem(spec));
    for name in program.endless() {
        // Whole numbers of a case are far below those that a double does not hold.
        #[expect(clippy::cast_possible_truncation, reason = "it is a whole number of few digits")]
        if let Some(value) = case.scalars.get(name) {
            tried.add_whole(name, value.to_f64() as i64);
        }
    }
    tried.hessians |= parameters > 1 && program.classes().any(is_narrow);
}

/// Whether a class only requires that a Hessian exists, so that the families cover few of the possible ones.
fn is_narrow(class: &Class) -> bool {
    let is_drawn = class.formula.is_none() && class.family.is_none() && class.data.is_none();
    let has_hessians = class.demands(Property::TwiceDifferentiable) || class.demands(Property::HessianLipschitz);
    let is_known = class.demands(Property::Quadratic) || class.demands(Property::Linear);
    is_drawn && has_hessians && !is_known
}
