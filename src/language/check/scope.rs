//! Scopes: the meaning of names at one place.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};

use super::near::nearest;
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::names::OBJECTIVE;
use crate::language::syntax::{Expr, Name, Span};
use crate::language::typed::Class;
use crate::language::typed::{
    DrawId, FlowId, IndexId, ObjectiveId, ObjectiveTerm, RunId, SequenceId, Shape, StateId, Term, VectorId,
};

/// How deeply abbreviations may be nested.
const ABBREVIATION_DEPTH: usize = 64;

/// How deep the terms of an abbreviation may be nested: a line of a thousand summands, twice over.
const MOST_NESTED: u32 = 2_000;

/// Parts that a claim may have with its abbreviations expanded, an abbreviation that means the same in several places
/// counted once. The longest of the chapter has some hundreds.
const CLAIM_PARTS: usize = 1 << 15;

/// What a name means.
#[derive(Debug, Clone)]
pub enum Meaning {
    /// A value.
    Value(Term),
    /// A value that only a sequence has: the schedule bound to a parameter.
    Current(RunId, SequenceId, Shape, Term),
    /// A `let`, expanded wherever it is used.
    Abbreviation(Expr),
    /// A `let` with an index: the name of the index, and the value in which it is substituted.
    Indexed(String, Expr),
    /// An objective.
    Objective(ObjectiveTerm, Class),
    /// A drawn batch, or several that are told apart by an index.
    Draw(DrawId, Batches),
}

/// Whether a draw is one batch or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batches {
    /// `B`.
    One,
    /// `B[k]`.
    Several,
}

impl Meaning {
    /// What a `let` with or without an index means.
    #[must_use]
    pub fn abbreviation(index: Option<&Name>, value: &Expr) -> Self {
        match index {
            Some(index) => Self::Indexed(index.text.clone(), value.clone()),
            None => Self::Abbreviation(value.clone()),
        }
    }
}

/// The names of one place.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Two scopes with the same version mean the same by every name.
    version: u64,
    names: HashMap<String, Meaning>,
    sequences: HashMap<(Option<String>, String), (RunId, SequenceId, Shape)>,
    states: HashMap<(Option<String>, String), (FlowId, StateId, Shape)>,
    /// What each run is on.
    runs: HashMap<RunId, (ObjectiveTerm, Class)>,
    /// Bound indices by name, for `eta_i`.
    indices: HashMap<String, IndexId>,
    /// The first objective that the claim gives.
    first_objective: Option<String>,
    /// What lines that are wrong would have given. It is not said again that it is not known.
    lost: Lost,
    /// The index that is the current time, inside a method.
    pub now: Option<Term>,
}

/// What is missing since the line that gives it is wrong.
#[derive(Debug, Clone, Default)]
struct Lost {
    names: BTreeSet<String>,
    objective: bool,
    run: bool,
}

impl Scope {
    /// Says which objective the claim gives first, before its line is read.
    pub(super) fn expect_objective(&mut self, name: Option<&Name>) {
        self.first_objective = name.map(|name| name.text.clone());
    }

    /// The first objective that is given, where its line is still to come.
    pub(super) fn objective_below(&self) -> Option<&str> {
        self.first_objective.as_deref().filter(|name| !self.names.contains_key(*name))
    }

    /// A line that gives these names is wrong.
    pub(super) fn lose(&mut self, names: &[Name], is_objective: bool) {
        self.changed();
        self.lost.names.extend(names.iter().map(|name| name.text.clone()));
        self.lost.objective |= is_objective;
    }

    /// A `run` line is wrong: sequences are missing.
    pub(super) fn lose_run(&mut self) {
        self.changed();
        self.lost.run = true;
    }

    /// Whether a name that is not known may be one that a wrong line gives.
    pub(super) fn may_have_lost(&self, name: &str) -> bool {
        self.lost.run || self.lost.names.contains(name)
    }

    /// Whether the line of an objective is wrong.
    pub(super) const fn has_lost_an_objective(&self) -> bool {
        self.lost.objective
    }

    /// Gives a name a meaning, hiding an earlier one.
    pub fn bind(&mut self, name: &str, meaning: Meaning) {
        self.changed();
        self.names.insert(name.to_owned(), meaning);
    }

    /// Binds a whole-number index.
    pub fn bind_index(&mut self, name: &str, id: IndexId) {
        self.changed();
        self.names.insert(name.to_owned(), Meaning::Value(Term::Index(id)));
        self.indices.insert(name.to_owned(), id);
    }

    /// Makes a sequence known, with its run's label.
    pub fn bind_sequence(&mut self, label: Option<&str>, name: &str, run: RunId, id: SequenceId, shape: Shape) {
        self.changed();
        self.sequences.insert((label.map(str::to_owned), name.to_owned()), (run, id, shape));
    }

    /// Makes a state of a flow known, with its run's label.
    pub fn bind_state(&mut self, label: Option<&str>, name: &str, flow: FlowId, id: StateId, shape: Shape) {
        self.changed();
        self.states.insert((label.map(str::to_owned), name.to_owned()), (flow, id, shape));
    }

    /// A state of a flow by label and name.
    #[must_use]
    pub fn state(&self, label: Option<&str>, name: &str) -> Option<(FlowId, StateId, Shape)> {
        self.states.get(&(label.map(str::to_owned), name.to_owned())).copied()
    }

    /// Makes known what a run is on.
    pub fn bind_run(&mut self, run: RunId, objective: ObjectiveTerm, class: Class) {
        self.changed();
        self.runs.insert(run, (objective, class));
    }

    /// What a run is on.
    #[must_use]
    pub fn run(&self, run: RunId) -> Option<&(ObjectiveTerm, Class)> {
        self.runs.get(&run)
    }

    /// The same scope without one abbreviation, so that none can mention itself.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut inner = self.clone();
        inner.names.remove(name);
        inner.changed();
        inner
    }

    /// From here on it may mean something else by a name than before.
    fn changed(&mut self) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        self.version = NEXT.fetch_add(1, Ordering::Relaxed);
    }

    /// What a name means.
    #[must_use]
    pub fn meaning(&self, name: &str) -> Option<&Meaning> {
        self.names.get(name)
    }

    /// A sequence by label and name.
    #[must_use]
    pub fn sequence(&self, label: Option<&str>, name: &str) -> Option<(RunId, SequenceId, Shape)> {
        self.sequences.get(&(label.map(str::to_owned), name.to_owned())).copied()
    }

    /// A bound index by name.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<IndexId> {
        self.indices.get(name).copied()
    }

    /// The objective that unqualified `L`, `w_star`, `N` refer to: `R`, or the only one.
    #[must_use]
    pub fn main_objective(&self) -> Option<(&ObjectiveTerm, &Class)> {
        if let Some(Meaning::Objective(term, class)) = self.names.get(OBJECTIVE) {
            return Some((term, class));
        }
        let mut all = self.names.values().filter_map(|meaning| match meaning {
            Meaning::Objective(term, class) if class.data.is_none() => Some((term, class)),
            _ => None,
        });
        let only = all.next()?;
        all.next().is_none().then_some(only)
    }

    /// All objectives with their names.
    pub(super) fn objectives(&self) -> impl Iterator<Item = (&str, &ObjectiveTerm, &Class)> {
        self.names.iter().filter_map(|(name, meaning)| match meaning {
            Meaning::Objective(term, class) => Some((name.as_str(), term, class)),
            _ => None,
        })
    }

    /// The name that an unknown one is nearly the same as, for the help.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<String> {
        let sequences = self.sequences.keys().chain(self.states.keys()).map(|(_, name)| name.as_str());
        nearest(name, self.names.keys().map(String::as_str).chain(sequences)).map(str::to_owned)
    }

    /// Whether some run gives sequences.
    pub(super) fn has_runs(&self) -> bool {
        !self.runs.is_empty() || !self.states.is_empty()
    }
}

/// Collects what is wrong, and hands out indices.
#[derive(Debug, Default)]
pub struct Checker {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// How many indices were handed out.
    pub indices: usize,
    /// The current depth of expanded abbreviations.
    pub depth: usize,
    /// How many parts the claim at hand has had so far.
    pub parts: usize,
    /// What abbreviations mean in a scope of this version.
    pub(super) known: HashMap<(u64, String), Term>,
    /// The abbreviations being expanded: none of them may mention itself.
    pub(super) open: Vec<String>,
    /// A name was met that an abbreviation being expanded has: its meaning depends on the place.
    pub(super) met_open: bool,
    /// Which runs of the claim depend on a draw.
    pub random_runs: Vec<bool>,
    /// What each draw of the claim draws from: how many there are.
    pub populations: Vec<Option<Term>>,
    /// The points whose nearest minimiser `w_star` is, by objective, where there may be several.
    pub anchors: HashMap<ObjectiveId, VectorId>,
    /// Those of them that the claim needs.
    pub used_anchors: BTreeSet<VectorId>,
    /// Whether the claim is in the file of the `objective` block that it uses.
    pub at_home: bool,
    /// Whether a figure is checked: it reads what depends on a draw on one outcome, and counts what steps cost.
    pub in_figure: bool,
}

/// The error was recorded in [`Checker::diagnostics`].
#[derive(Debug, Clone, Copy)]
pub struct Recorded;

impl Checker {
    /// A new index.
    pub fn fresh_index(&mut self) -> IndexId {
        self.indices += 1;
        self.indices - 1
    }

    /// Begins a new claim.
    pub(super) fn begin(&mut self) {
        self.random_runs.clear();
        self.populations.clear();
        self.anchors.clear();
        self.used_anchors.clear();
        self.known.clear();
        self.parts = 0;
    }

    /// A checker to try something with: what it finds is forgotten.
    pub(super) fn trial(&self) -> Self {
        Self { indices: self.indices, ..Self::default() }
    }

    /// Counts one more part of the claim.
    ///
    /// # Errors
    /// Where it has too many; only the first such error is said.
    pub(super) fn count_part(&mut self, span: Span) -> Result<(), Recorded> {
        self.parts += 1;
        match self.parts.cmp(&CLAIM_PARTS) {
            std::cmp::Ordering::Less => Ok(()),
            std::cmp::Ordering::Equal => {
                let message = format!("with its abbreviations expanded, the claim has more than {CLAIM_PARTS} parts");
                let help = Some("make it shorter, or split it into several claims".to_owned());
                Err(self.error(span, message, "too long from here on", help))
            }
            std::cmp::Ordering::Greater => Err(Recorded),
        }
    }

    /// Whether a name belongs to an abbreviation that is being expanded, so that it has another meaning or none here.
    pub(super) fn is_open(&mut self, name: &str) -> bool {
        let is_open = self.open.iter().any(|open| open == name);
        self.met_open |= is_open;
        is_open
    }

    /// What an abbreviation means here: the same term wherever it is used in one scope.
    pub(super) fn abbreviation(
        &mut self,
        name: &str,
        span: Span,
        scope: &Scope,
        read: impl FnOnce(&mut Self) -> Result<Term, Recorded>,
    ) -> Result<Term, Recorded> {
        let key = (scope.version, name.to_owned());
        if let Some(term) = self.known.get(&key) {
            return Ok(term.clone());
        }
        let met_before = std::mem::take(&mut self.met_open);
        let term = self.put_in(name, span, read);
        if let Ok(term) = &term
            && term.facts().depth > MOST_NESTED
        {
            return Err(self.error(span, "abbreviations are nested too deeply", "used here", None));
        }
        if let (Ok(term), false) = (&term, self.met_open) {
            self.known.insert(key, term.clone());
        }
        self.met_open |= met_before;
        term
    }

    /// Puts in an abbreviation that cannot mention itself.
    pub(super) fn put_in<T>(
        &mut self,
        name: &str,
        span: Span,
        read: impl FnOnce(&mut Self) -> Result<T, Recorded>,
    ) -> Result<T, Recorded> {
        self.open.push(name.to_owned());
        let result = self.deeper(span, read);
        self.open.pop();
        result
    }

    /// Expands an abbreviation, unless they are nested too deeply.
    pub fn deeper<T>(
        &mut self,
        span: Span,
        read: impl FnOnce(&mut Self) -> Result<T, Recorded>,
    ) -> Result<T, Recorded> {
        if self.depth >= ABBREVIATION_DEPTH {
            return Err(self.error(span, "abbreviations are nested too deeply", "used here", None));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Records an error.
    pub fn error(&mut self, span: Span, message: impl Into<String>, label: &str, help: Option<String>) -> Recorded {
        self.diagnostics.push(Diagnostic { message: message.into(), span, label: label.to_owned(), help });
        Recorded
    }
}
