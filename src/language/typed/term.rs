//! Terms with every name resolved. Shared terms: a part that occurs in several places is stored once, with the facts needed most often.
//!
//! Abbreviations and derivatives use the same value again and again. Written out as a tree, 25 lines `let b = a + a`
//! are 33 million terms; as shared nodes they are 25. So whatever walks over terms must visit a shared node once:
//! the facts of a node are computed from those of its parts when it is made, and walks use [`Term::each_once`].

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use super::facts::Facts;
use super::function::Function;
use super::shape::{
    DrawId, FlowId, IndexId, MatrixId, ObjectiveId, RunId, ScalarId, SequenceId, Shape, StateId, VectorId,
};
use crate::language::syntax::{BinaryOp, FoldKind, MomentKind, RelationOp};
use crate::numeric::Rational;
use crate::problem::ClassConstant;

/// An objective in a term: perhaps scaled, perhaps one sample's or a batch's share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectiveTerm {
    /// Which.
    pub id: ObjectiveId,
    /// The `c` of `c*R`.
    pub factor: Option<Node>,
    /// The `A` of `R(A @ x)`. Values and derivatives are written out by [`Self::at`], so that only a run's own
    /// objective still has it.
    pub change: Option<Node>,
    /// Which samples.
    pub part: Part,
}

/// The share of an objective that is a mean of losses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// The loss of one sample, counted from 1.
    Sample(Node),
    /// The mean over a drawn batch; of several batches, the one whose number (from 1) is given.
    Batch(DrawId, Option<Node>),
    /// The loss of one step of an online problem, counted from 1; after the last of the `N` losses the first
    /// comes again.
    Step(Node),
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A number.
    Constant(Rational),
    /// The number pi.
    Pi,
    /// `W`.
    Dimension,
    /// `N`.
    Samples(ObjectiveId),
    /// A given scalar.
    Scalar(ScalarId),
    /// A given vector.
    Vector(VectorId),
    /// A given matrix.
    Matrix(MatrixId),
    /// Where an objective that is a formula is taken.
    Point(ObjectiveId),
    /// `unit(i)`: the vector whose component `i` (from 1) is 1, the others 0.
    Unit(Node),
    /// `X[n]`: the features of sample `n` (from 1), so that the sample's prediction is their inner product with `w`.
    Features(ObjectiveId, Node),
    /// `y[n]`: what sample `n` (from 1) says should be predicted.
    Target(ObjectiveId, Node),
    /// A bound whole number.
    Index(IndexId),
    /// `L`, `alpha`, `M`, with the factor of `c*R` where there is one.
    Property(ObjectiveId, ClassConstant),
    /// `w_star`: of several minimisers the one nearest to a point, to the origin where none is named.
    Minimiser(ObjectiveId, Option<Node>),
    /// `w[t-1]`.
    Sequence {
        /// The run.
        run: RunId,
        /// The sequence.
        sequence: SequenceId,
        /// Its shape.
        shape: Shape,
        /// The index.
        index: Node,
    },
    /// `f.p(t)`: a state of a flow at a time.
    State {
        /// The flow.
        flow: FlowId,
        /// The state.
        state: StateId,
        /// Its shape.
        shape: Shape,
        /// The time.
        time: Node,
    },
    /// A state of a flow at the moment, in the rates of the flow alone.
    Now {
        /// The flow.
        flow: FlowId,
        /// The state.
        state: StateId,
        /// Its shape.
        shape: Shape,
        /// The index that stands for the moment.
        moment: IndexId,
    },
    /// `R(x)`.
    Value(ObjectiveTerm, Node),
    /// `grad R(x)`.
    Gradient(ObjectiveTerm, Node),
    /// `hess R(x)`.
    Hessian(ObjectiveTerm, Node),
    /// `-x`.
    Negate(Node),
    /// Arithmetic.
    Binary(BinaryOp, Node, Node),
    /// A function.
    Function(Function, Vec<Node>),
    /// `<u, v>`.
    Inner(Node, Node),
    /// `|x|`.
    Norm(Node),
    /// `x_i`, counted from 1.
    Component(Node, IndexId),
    /// `entry(x, k)`: a component at a whole number that is computed, counted from 1.
    Entry(Node, Node),
    /// The vector whose component `i` is the body.
    Map(IndexId, Node),
    /// The matrix whose row `i` is the body.
    Rows(IndexId, Node),
    /// A sum and the like.
    Fold {
        /// What is done.
        kind: FoldKind,
        /// The bound index.
        index: IndexId,
        /// What it runs over.
        over: Over,
        /// What is folded.
        body: Node,
    },
    /// `first` and `count` fold conditions.
    FoldTruth {
        /// What is done.
        kind: FoldKind,
        /// The bound index.
        index: IndexId,
        /// What it runs over.
        over: Over,
        /// The condition.
        body: Box<Truth>,
    },
    /// The value of the first condition that is true: numbers, or matrices and 0 (vectors go through [`Term::Map`]).
    Cases(Vec<(Truth, Node)>, Node),
    /// `E[..]`, `Var[..]`.
    Moment(MomentKind, Node),
    /// `P[..]`.
    Probability(Box<Truth>),
    /// A drawn matrix.
    Drawn(DrawId),
    /// `size(B[k])`: how many samples a batch holds, which no draw changes.
    BatchSize(DrawId, Option<Node>),
    /// `multiplicity(n, B[k])`: how often a batch holds a sample.
    Multiplicity {
        /// The batch.
        draw: DrawId,
        /// Which of several.
        at: Option<Node>,
        /// The sample, counted from 1.
        sample: Node,
    },
    /// `order(w)`: the measured order of convergence of a run to the minimiser of its objective.
    Order(RunId, ObjectiveId),
    /// `operations(w)`, `numbers(w)`: what a step of a run costs.
    Cost(RunId, Cost),
}

/// What a step of a run costs, as it is counted and not measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cost {
    /// Additions, multiplications and the like.
    Operations,
    /// The numbers that it makes.
    Numbers,
}

/// What a fold runs over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Over {
    /// First to last, both included.
    Range(Node, Node),
    /// The components of vectors.
    Components,
    /// The samples of an objective.
    Samples(ObjectiveId),
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Truth {
    /// `a <= b`, in every component.
    Relation(RelationOp, Node, Node),
    /// All.
    And(Vec<Truth>),
    /// At least one.
    Or(Box<Truth>, Box<Truth>),
    /// The second where the first is true. Where the first is false, the case is vacuous.
    Implies(Box<Truth>, Box<Truth>),
    /// Not.
    Not(Box<Truth>),
    /// Both or neither.
    Iff(Box<Truth>, Box<Truth>),
    /// `defined(x)`.
    Defined(Node),
}

/// Terms with more parts than this are compared with the pairs remembered that were found equal.
const SMALL: u64 = 64;

/// A shared term.
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    term: Term,
    facts: Facts,
}

impl Node {
    /// Shares a term.
    #[must_use]
    pub fn new(term: Term) -> Self {
        let mut facts = term.facts();
        let mut hasher = DefaultHasher::new();
        term.hash(&mut hasher);
        facts.hash = hasher.finish();
        Self(Arc::new(Inner { term, facts }))
    }

    /// The term itself; its parts stay shared.
    #[must_use]
    pub fn into_term(self) -> Term {
        match Arc::try_unwrap(self.0) {
            Ok(mut inner) => std::mem::replace(&mut inner.term, Term::Pi),
            Err(shared) => shared.term.clone(),
        }
    }

    pub(in crate::language) fn facts(&self) -> &Facts {
        &self.0.facts
    }

    /// The same for the same shared term, for as long as it lives.
    #[must_use]
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// The shape of the value.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.0.facts.shape
    }

    /// Whether evaluating the term can fail for some values.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.0.facts.partial
    }

    /// Whether an index occurs free.
    #[must_use]
    pub fn has_free(&self, index: IndexId) -> bool {
        self.0.facts.free.contains(index)
    }
}

/// Terms that are nested deeper than this are taken apart one by one, and not by a stack of calls.
const SHALLOW: u32 = 64;

impl Drop for Inner {
    fn drop(&mut self) {
        if self.facts.depth <= SHALLOW {
            return;
        }
        let mut waiting: Vec<Node> = Vec::new();
        let take_apart = |term: &mut Term, waiting: &mut Vec<Node>| {
            term.nodes(&mut |part| waiting.push(part.clone()));
            *term = Term::Pi;
        };
        take_apart(&mut self.term, &mut waiting);
        while let Some(node) = waiting.pop() {
            if let Ok(mut inner) = Arc::try_unwrap(node.0) {
                take_apart(&mut inner.term, &mut waiting);
            }
        }
    }
}

impl From<Term> for Node {
    fn from(term: Term) -> Self {
        Self::new(term)
    }
}

impl Deref for Node {
    type Target = Term;

    fn deref(&self) -> &Term {
        &self.0.term
    }
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.term.fmt(f)
    }
}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.facts.hash);
    }
}

thread_local! {
    /// The pairs of nodes that the comparison at hand has found equal; `None` outside one.
    static EQUAL: RefCell<Option<HashSet<(usize, usize)>>> = const { RefCell::new(None) };
}

/// Equal as terms. Of two equal terms that were built apart each pair of parts is compared once.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        if self.0.facts.hash != other.0.facts.hash || self.0.facts.size != other.0.facts.size {
            return false;
        }
        if self.0.facts.size <= SMALL {
            return self.0.term == other.0.term;
        }
        let pair = (self.address(), other.address());
        let is_outermost = EQUAL.with_borrow_mut(|equal| {
            let is_outermost = equal.is_none();
            equal.get_or_insert_default();
            is_outermost
        });
        let known = EQUAL.with_borrow(|equal| equal.as_ref().is_some_and(|equal| equal.contains(&pair)));
        let found = known || self.0.term == other.0.term;
        EQUAL.with_borrow_mut(|equal| {
            if is_outermost {
                *equal = None;
            } else if let Some(equal) = equal.as_mut().filter(|_| found) {
                equal.insert(pair);
            }
        });
        found
    }
}

impl Eq for Node {}

impl Term {
    /// Calls `visit` with the term and with every term in it, a shared one once; parts are looked at where it says so.
    pub fn each_once(&self, visit: &mut dyn FnMut(&Self) -> bool) {
        let mut seen = HashSet::new();
        let mut waiting: Vec<Node> = Vec::new();
        if visit(self) {
            self.nodes(&mut |part| waiting.push(part.clone()));
        }
        while let Some(next) = waiting.pop() {
            if seen.insert(next.address()) && visit(&next) {
                next.nodes(&mut |part| waiting.push(part.clone()));
            }
        }
    }

    /// Calls `visit` with each direct part, those that are in statements too.
    pub fn nodes(&self, visit: &mut dyn FnMut(&Node)) {
        let mut in_truth = Vec::new();
        self.parts(visit, &mut |truth| truth.terms(&mut |part| in_truth.push(part.clone())));
        in_truth.iter().for_each(visit);
    }
}

impl Truth {
    /// Calls `visit` with every term in the statement, a shared one once; parts are looked at where it says so.
    pub fn each_once(&self, visit: &mut dyn FnMut(&Term) -> bool) {
        self.terms(&mut |term| term.each_once(visit));
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, Term};
    use crate::language::syntax::BinaryOp;

    fn doubled(times: u32) -> Node {
        let mut node = Node::new(Term::Scalar(0));
        for _ in 0..times {
            node = Node::new(Term::Binary(BinaryOp::Add, node.clone(), node));
        }
        node
    }

    #[test]
    fn equal_terms_built_apart_are_equal_in_little_time() {
        assert!(doubled(200) == doubled(200));
        assert!(doubled(200) != doubled(199));
    }

    #[test]
    fn deeply_nested_terms_are_dropped_without_a_deep_stack() {
        let mut node = Node::new(Term::Scalar(0));
        for _ in 0..200_000 {
            node = Node::new(Term::Negate(node));
        }
        drop(node);
    }

    #[test]
    fn a_shared_part_is_visited_once() {
        let mut visited = 0;
        doubled(200).each_once(&mut |_| {
            visited += 1;
            true
        });
        assert_eq!(visited, 201);
    }
}
