//! The same cases for proptest and quickcheck.

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rand::RngExt;

use super::build::{build, problem};
use super::doubles::Doubles;
use super::schema::Schema;
use super::shrink::{simpler_cases, simpler_problems};
use super::source::{Random, Stream};
use crate::language::typed::Class;
use crate::problem::{Family, ProblemSpec};
use crate::verdict::Case;

/// How many cases are drawn until one is within the schema. Few are outside of one that any is within.
const DRAWS: u64 = 1000;

/// Draws and shrinks the cases of a claim.
#[derive(Debug, Clone)]
pub struct CaseStrategy {
    /// What they are made of.
    pub schema: Schema,
}

impl Strategy for CaseStrategy {
    type Tree = CaseTree;
    type Value = Case;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let case = self.draw("proptest", runner.rng().random()).ok_or("no case of the class can be drawn")?;
        Ok(CaseTree::new(self.schema.clone(), case))
    }
}

impl CaseStrategy {
    /// The first case within the schema of a seed's streams.
    pub(super) fn draw(&self, purpose: &str, seed: u64) -> Option<Case> {
        (0..DRAWS).find_map(|number| random_case(&self.schema, super::case_stream(seed, purpose, number)))
    }
}

/// A case with the simpler ones that are still to be tried.
#[derive(Debug, Clone)]
pub struct CaseTree {
    schema: Schema,
    /// The simplest case known to fail.
    failing: Case,
    current: Case,
    /// What is simpler than `failing` and still to be tried; made when first asked for, as most cases pass.
    candidates: Option<std::vec::IntoIter<Case>>,
}

impl CaseTree {
    /// Begins at a case.
    #[must_use]
    pub fn new(schema: Schema, case: Case) -> Self {
        Self { schema, failing: case.clone(), current: case, candidates: None }
    }
}

impl ValueTree for CaseTree {
    type Value = Case;

    fn current(&self) -> Case {
        self.current.clone()
    }

    /// The current case fails: goes on to a simpler one.
    fn simplify(&mut self) -> bool {
        if self.current != self.failing {
            self.failing = self.current.clone();
            self.candidates = None;
        }
        self.advance()
    }

    /// The current case does not fail: goes on to another one that is simpler than the last that did.
    fn complicate(&mut self) -> bool {
        self.current = self.failing.clone();
        self.advance()
    }
}

impl CaseTree {
    fn advance(&mut self) -> bool {
        let simpler = || simpler_cases(&self.schema, &self.failing).into_iter();
        match self.candidates.get_or_insert_with(simpler).next() {
            Some(next) => {
                self.current = next;
                true
            }
            None => false,
        }
    }
}

/// Any problem of any family, for property tests of one's own.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyProblem(pub ProblemSpec);

impl quickcheck::Arbitrary for AnyProblem {
    fn arbitrary(g: &mut quickcheck::Gen) -> Self {
        let mut source = Random::plain(super::case_stream(u64::arbitrary(g), "quickcheck", 0));
        let family = *g.choose(&Family::ALL).expect("there are families");
        let dimension = 1 + usize::arbitrary(g) % 5;
        Self(problem(family, &Class::default(), dimension, false, &mut source).expect("no property is asked for"))
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let smaller = (0..self.0.dimension()).filter_map(|k| self.0.remove_coordinate(k)).collect::<Vec<_>>();
        Box::new(smaller.into_iter().chain(simpler_problems(&self.0)).map(Self))
    }
}

/// A random case from a stream. Nothing where no family belongs to a class, or where what was built turns out to be outside of the
/// schema, as when the smoothness of a sum is not that of its parts.
pub fn random_case(schema: &Schema, rng: impl Stream) -> Option<Case> {
    unchecked_case(schema, rng).filter(|case| schema.check(case).is_ok())
}

/// The same where a case may be outside of the schema, as one that still gets its data, or a witness that is asked why it is.
pub fn unchecked_case(schema: &Schema, rng: impl Stream) -> Option<Case> {
    if schema.bits {
        return build(schema, &mut Doubles::new(rng, schema.objectives.is_empty()));
    }
    build(schema, &mut Random::case(rng))
}
