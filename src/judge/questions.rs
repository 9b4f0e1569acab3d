//! What a counterexample shows in addition to its verdict, as questions to a machine: the sides of every relation with their
//! parts, the constants and abbreviations that the claim names, its samples and the arguments of its objectives.
//!
//! Each question is a statement `defined(x)` that is added to the claim; its answer is the value of `x`.

use crate::language::syntax::{RelationOp, Span};
use crate::language::typed::{Claim, Given, IndexId, Node, ObjectiveId, Shape, Show, Term, Truth};
use crate::language::typed::{Quantity, Spoken, Wording};
use crate::verdict::Case;

/// Samples shown at most; a table of more is read elsewhere.
const SHOWN_SAMPLES: usize = 12;

/// The number of a question.
pub(super) type Question = usize;

/// The index of a statement, with its value.
type At = Option<(IndexId, i64)>;

/// Everything that is asked of one failing case.
pub(super) struct Questions<'a> {
    /// The claim with a statement added for each question.
    pub(super) claim: Claim,
    /// The shape of each answer.
    pub(super) shapes: Vec<Shape>,
    /// How many statements the claim has of its own.
    pub(super) own: usize,
    /// The statements that can be the one that fails.
    pub(super) statements: Vec<Asked<'a>>,
    /// Constants and abbreviations, by their texts.
    pub(super) constants: Vec<(&'a str, Question)>,
    /// Samples, by their names.
    pub(super) samples: Vec<(String, Question)>,
    /// The arguments of objectives of a named family: the objective, the parameter, its value.
    pub(super) arguments: Vec<(&'a str, &'a str, Question)>,
    /// Statements that a probability is of.
    pub(super) chances: Vec<Asked<'a>>,
}

/// A statement whose sides are asked for.
pub(super) enum Asked<'a> {
    Relation(Side<'a>, RelationOp, Side<'a>),
    Defined(Side<'a>),
    Not(Box<Asked<'a>>),
    All(Vec<Asked<'a>>),
    Any(Box<(Asked<'a>, Asked<'a>)>),
    Implies(Box<(Asked<'a>, Asked<'a>)>),
    Iff(Box<(Asked<'a>, Asked<'a>)>),
}

/// A side that is asked for.
pub(super) struct Side<'a> {
    pub(super) wording: &'a Wording,
    pub(super) value: Question,
    /// The square of a norm, which is rational where the norm need not be.
    pub(super) square: Option<Question>,
    pub(super) parts: Vec<Question>,
    /// Among the statements that a probability is of.
    pub(super) chance: Option<usize>,
}

impl<'a> Questions<'a> {
    /// What is asked of a case that fails at an index.
    pub(super) fn of(claim: &'a Claim, case: &Case, at: Option<i64>) -> Self {
        let mut all = Self {
            claim: claim.clone(),
            shapes: Vec::new(),
            own: claim.shows.len(),
            statements: Vec::new(),
            constants: Vec::new(),
            samples: Vec::new(),
            arguments: Vec::new(),
            chances: Vec::new(),
        };
        for show in claim.shows.iter().filter(|show| show.range.is_some() == at.is_some()) {
            let at = show.range.as_ref().map(|range| range.0).zip(at);
            if let Some(spoken) = &show.spoken {
                let asked = all.statement(spoken, at);
                all.statements.push(asked);
            }
            all.constants(&show.mentioned, at);
        }
        all.constants(&claim.mentioned, None);
        all.given(claim, case);
        all
    }

    fn ask(&mut self, term: &Term, at: At) -> Question {
        let range = at.map(|(index, at)| (index, Term::integer(at), Some(Term::integer(at))));
        let truth = Truth::Defined(Node::new(term.clone()));
        self.claim.shows.push(Show { range, truth, spoken: None, mentioned: Vec::new(), span: Span::default() });
        self.shapes.push(term.shape());
        self.shapes.len() - 1
    }

    fn statement(&mut self, spoken: &'a Spoken, at: At) -> Asked<'a> {
        match spoken {
            Spoken::Relation(left, op, right) => Asked::Relation(self.side(left, at), *op, self.side(right, at)),
            Spoken::Defined(of) => Asked::Defined(self.side(of, at)),
            Spoken::Not(inner) => Asked::Not(Box::new(self.statement(inner, at))),
            Spoken::All(parts) => Asked::All(parts.iter().map(|part| self.statement(part, at)).collect()),
            Spoken::Any(both) => Asked::Any(Box::new(self.both(both, at))),
            Spoken::Implies(both) => Asked::Implies(Box::new(self.both(both, at))),
            Spoken::Iff(both) => Asked::Iff(Box::new(self.both(both, at))),
        }
    }

    fn both(&mut self, both: &'a (Spoken, Spoken), at: At) -> (Asked<'a>, Asked<'a>) {
        (self.statement(&both.0, at), self.statement(&both.1, at))
    }

    fn side(&mut self, wording: &'a Wording, at: At) -> Side<'a> {
        let square = match &wording.term {
            Term::Norm(x) => Some(self.ask(&Term::Inner(x.clone(), x.clone()), at)),
            _ => None,
        };
        let chance = wording.chance_of.as_ref().map(|spoken| {
            let asked = self.statement(spoken, at);
            self.chances.push(asked);
            self.chances.len() - 1
        });
        let parts = wording.parts.iter().map(|part| self.ask(&part.term, at)).collect();
        Side { wording, value: self.ask(&wording.term, at), square, parts, chance }
    }

    fn constants(&mut self, mentioned: &'a [Quantity], at: At) {
        for quantity in mentioned {
            if !self.constants.iter().any(|(text, _)| *text == quantity.text) {
                let question = self.ask(&quantity.term, at);
                self.constants.push((&quantity.text, question));
            }
        }
    }

    /// The arguments of objectives, and the samples where the claim reads them.
    fn given(&mut self, claim: &'a Claim, case: &Case) {
        for given in &claim.givens {
            let Given::Objective { id, name, class } = given else { continue };
            for (parameter, value) in class.family.iter().flat_map(|(_, parameters)| parameters) {
                let question = self.ask(value, None);
                self.arguments.push((name, parameter, question));
            }
            let samples = case.problems.get(name).map_or(0, |spec| spec.samples.len());
            if samples > 0 && (class.data.is_some() || reads_samples(claim, *id)) {
                self.samples(*id, samples);
            }
        }
    }

    fn samples(&mut self, id: ObjectiveId, count: usize) {
        for n in 1..=count.min(SHOWN_SAMPLES) {
            let number = || Node::new(Term::integer(i64::try_from(n).unwrap_or(i64::MAX)));
            let features = self.ask(&Term::Features(id, number()), None);
            self.samples.push((format!("X[{n}]"), features));
            let target = self.ask(&Term::Target(id, number()), None);
            self.samples.push((format!("y[{n}]"), target));
        }
    }
}

/// Whether a claim reads the samples of an objective one by one.
fn reads_samples(claim: &Claim, id: ObjectiveId) -> bool {
    let mut found = false;
    let mut visit = |term: &Term| {
        found |= matches!(term, Term::Features(own, _) | Term::Target(own, _) if *own == id);
        !found
    };
    claim.shows.iter().for_each(|show| show.truth.each_once(&mut visit));
    claim.assumptions.iter().for_each(|truth| truth.each_once(&mut visit));
    claim.runs.iter().flat_map(|run| &run.recurrences).for_each(|own| own.value.each_once(&mut visit));
    found
}
