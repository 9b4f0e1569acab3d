//! Problems of a class for property tests of one's own: a proptest strategy, and a quickcheck type per class.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use quickcheck::Arbitrary as _;

use super::schema::Schema;
use super::strategy::{CaseStrategy, CaseTree};
use crate::language::check::Chapter;
use crate::numeric::Dyadic;
use crate::problem::Problem;
use crate::verdict::Case;

/// The name of the objective in the claim that a class is read from.
const OBJECTIVE: &str = "R";
/// The name of the point there.
const POINT: &str = "w";

/// Why a text is not a class of objectives.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClassError {
    /// The text is no class.
    #[error("`{class}` is no class of objectives:\n{reason}")]
    Unknown {
        /// The text.
        class: String,
        /// What is wrong with it, with its place in a claim.
        reason: String,
    },
    /// No family of objectives belongs to the class.
    #[error("no family of objectives belongs to the class `{0}`")]
    Empty(String),
}

/// Problems of a class, written as on a `given` line: `strategy("convex, L-smooth")`.
///
/// Shrinking keeps to the class: fewer coordinates, simpler numbers, simpler families.
///
/// ```
/// use descentcheck::strategy;
/// use nalgebra::DVector;
/// use proptest::prelude::{ProptestConfig, prop_assert, proptest};
///
/// proptest!(ProptestConfig::with_cases(20), |(problem in strategy("convex, L-smooth, with minimiser")?)| {
///     let minimiser = problem.minimiser().expect("the class has one");
///     let away = DVector::from_element(problem.dimension(), 1.0);
///     prop_assert!(problem.value(&minimiser) <= problem.value(&(&minimiser + away)) + 1e-9);
/// });
/// # Ok::<(), descentcheck::ClassError>(())
/// ```
///
/// # Errors
/// The text is no class, or no family of objectives belongs to it.
pub fn strategy(class: &str) -> Result<ProblemStrategy, ClassError> {
    let text = format!(
        "```claim class\ngiven {OBJECTIVE}: {class}\ngiven {POINT} in R^W\nshow {OBJECTIVE}({POINT}) <= {OBJECTIVE}({POINT})\n```\n"
    );
    let unknown = |reason: String| ClassError::Unknown { class: class.to_owned(), reason };
    if class.contains(['\n', '\r', ';', '`']) {
        return Err(unknown("a class is one line without `;` and backticks".to_owned()));
    }
    let chapter = Chapter::load(vec![("class".to_owned(), text)]).map_err(|wrong| unknown(wrong.to_string()))?;
    let claim = chapter.find("class").ok_or_else(|| ClassError::Empty(class.to_owned()))?;
    let schema = Schema::of(&claim.claim);
    if !schema.objectives.iter().any(|(name, _, families)| name == OBJECTIVE && !families.is_empty()) {
        return Err(ClassError::Empty(class.to_owned()));
    }
    Ok(ProblemStrategy { cases: CaseStrategy { schema } })
}

/// Draws and shrinks the problems of a class; made by [`strategy`].
#[derive(Debug, Clone)]
pub struct ProblemStrategy {
    cases: CaseStrategy,
}

impl Strategy for ProblemStrategy {
    type Tree = ProblemTree;
    type Value = Problem;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let cases = self.cases.new_tree(runner)?;
        problem_of(&cases.current()).ok_or("a recipe of the class is no objective")?;
        Ok(ProblemTree { cases })
    }
}

/// A problem with the simpler ones that are still to be tried.
#[derive(Debug, Clone)]
pub struct ProblemTree {
    cases: CaseTree,
}

impl ValueTree for ProblemTree {
    type Value = Problem;

    fn current(&self) -> Problem {
        problem_of(&self.cases.current()).expect("the recipes of cases are objectives")
    }

    fn simplify(&mut self) -> bool {
        self.cases.simplify()
    }

    fn complicate(&mut self) -> bool {
        self.cases.complicate()
    }
}

fn problem_of(case: &Case) -> Option<Problem> {
    Problem::new(case.problems.get(OBJECTIVE)?.clone()).ok()
}

/// Types whose quickcheck values are problems of one class each.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $class:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq)]
            pub struct $name(pub Problem);

            impl quickcheck::Arbitrary for $name {
                fn arbitrary(g: &mut quickcheck::Gen) -> Self {
                    Self(arbitrary(Self::strategy(), g))
                }

                fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
                    Box::new(simpler(Self::strategy(), &self.0).map(Self))
                }
            }

            impl $name {
                fn strategy() -> &'static ProblemStrategy {
                    static STRATEGY: LazyLock<ProblemStrategy> =
                        LazyLock::new(|| strategy($class).expect("the class of the type is a class"));
                    &STRATEGY
                }
            }
        )*

        #[cfg(test)]
        const CLASSES: &[&str] = &[$($class),*];
    };
}

classes! {
    /// A convex objective, differentiable everywhere.
    Convex = "convex";
    /// An objective with a Lipschitz gradient, convex or not.
    Smooth = "L-smooth";
    /// A convex objective with a Lipschitz gradient.
    ConvexSmooth = "convex, L-smooth";
    /// A convex objective with a Lipschitz gradient that has a minimiser.
    ConvexSmoothWithMinimiser = "convex, L-smooth, with minimiser";
    /// A strongly convex objective with a Lipschitz gradient.
    StronglyConvexSmooth = "alpha-strongly convex, L-smooth";
    /// A quadratic objective, convex or not.
    Quadratic = "quadratic";
    /// A convex objective whose Hessian is Lipschitz.
    ConvexHessianLipschitz = "convex, M-Lipschitz Hessian";
}

fn arbitrary(strategy: &ProblemStrategy, g: &mut quickcheck::Gen) -> Problem {
    let case = strategy.cases.draw("quickcheck", u64::arbitrary(g)).expect("a problem of the class can be drawn");
    problem_of(&case).expect("the recipes of cases are objectives")
}

/// The problems of the class that are simpler by one step.
fn simpler(strategy: &ProblemStrategy, problem: &Problem) -> impl Iterator<Item = Problem> + use<> {
    let case = Case {
        horizon: 1,
        problems: [(OBJECTIVE.to_owned(), problem.recipe().clone())].into(),
        scalars: BTreeMap::new(),
        vectors: [(POINT.to_owned(), vec![Dyadic::ZERO; problem.dimension()])].into(),
        matrices: BTreeMap::new(),
        draws: None,
    };
    super::simpler_cases(&strategy.cases.schema, &case).into_iter().filter_map(|case| problem_of(&case))
}

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    use super::{CLASSES, ClassError, strategy};

    #[test]
    fn every_type_has_a_class() {
        for class in CLASSES {
            assert!(strategy(class).is_ok(), "{class}: {:?}", strategy(class).err());
        }
    }

    #[test]
    fn problems_that_are_drawn_belong_to_the_class() {
        let more =
            ["convex, L-smooth, mean of N losses", "L-smooth, separable", "convex, L-smooth, M-Lipschitz Hessian"];
        for class in CLASSES.iter().chain(&more) {
            let strategy = strategy(class).expect("it is a class");
            let mut runner = TestRunner::deterministic();
            let outside = (0..2000).filter(|_| {
                let tree = strategy.new_tree(&mut runner).expect("it has problems");
                strategy.cases.schema.check(&tree.cases.current()).is_err()
            });
            assert_eq!(outside.count(), 0, "{class}");
        }
    }

    #[test]
    fn what_is_no_class_is_refused_with_its_place() {
        for wrong in ["convx", "", "convex; given x in R", "convex\n```"] {
            let error = strategy(wrong).expect_err(wrong);
            assert!(matches!(&error, ClassError::Unknown { reason, .. } if !reason.is_empty()), "{wrong}: {error}");
        }
    }

    #[test]
    fn shrinking_keeps_to_the_class_and_ends() {
        let strategy = strategy("alpha-strongly convex, L-smooth").expect("it is a class");
        let mut runner = TestRunner::deterministic();
        for _ in 0..50 {
            let mut tree = strategy.new_tree(&mut runner).expect("it has problems");
            for _ in 0..200 {
                let problem = tree.current();
                let (low, high) = (problem.strong_convexity(), problem.smoothness());
                assert!(low.is_some_and(|low| low > 0.0) && high >= low, "{problem}");
                if !tree.simplify() {
                    break;
                }
            }
        }
    }
}
