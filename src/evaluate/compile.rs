//! From typed terms to flat code. A value is computed once, as far out of the loops as its indices allow.

use std::collections::{HashMap, HashSet};

use super::program::{
    BlockId, DrawCode, FlowCode, FoldCode, FormulaCode, GivenCode, Instruction, ObjectiveUse, Operation, OracleCode,
    OutcomeCode, OverUse, PartUse, Place, Program, RangeCode, Register, RelationCode, RunCode, ShowCode, StateCode,
    TruthCode,
};
use super::terms::{beyond, is_of_index, last_step, opposite, reads_at, scalars, square, top_level};
use crate::language::syntax::{BinaryOp, FoldKind, MomentKind, RelationOp};
use crate::language::typed::Class;
use crate::language::typed::{
    Claim, Draw, DrawId, DrawKind, Flow, Formula, Function, Given, IndexId, Node, ObjectiveTerm, Over, Part, Range,
    Run, RunId, Shape, Show, Term, Truth,
};
use crate::numeric::room::with_room;

/// How far beyond an index runs are laid out; what is read beyond that makes them longer when it is read.
const MOST_AHEAD: i64 = 64;

/// One level of code that is being written: a block, and what makes a value belong to it.
struct Level {
    block: BlockId,
    /// The index that the block is repeated over.
    bound: Option<IndexId>,
    /// The block may be skipped, so what may fail must not leave it.
    lazy: bool,
    /// The block is repeated over draws.
    random: bool,
    /// The block is repeated over the index that a statement is judged over.
    batched: bool,
    known: HashMap<Term, Place>,
}

/// Instructions that a program may have. The longest of the chapter has some hundreds; a value that several branches of
/// `cases` need is computed in each of them, so that branches in branches soon ask for millions.
const MOST_INSTRUCTIONS: usize = 1 << 15;

/// Blocks within blocks, each run by a call within a call. Nobody reads a sum of sums of sums of sums of sums.
const MOST_LEVELS: usize = 64;

struct Compiler {
    program: Program,
    /// How many there are so far.
    instructions: usize,
    levels: Vec<Level>,
    constants: HashMap<Term, Place>,
    /// The registers of the states of each flow at the moment.
    moments: Vec<Vec<Register>>,
    scalars: Vec<Register>,
    vectors: Vec<Register>,
    matrices: Vec<Register>,
    points: Vec<Option<Register>>,
    /// Which runs depend on a draw.
    random: Vec<bool>,
    /// How many draws there are.
    random_draws: usize,
    /// The index that the statement at hand is judged over, where it can be for many of its values at a time.
    judged_over: Option<IndexId>,
    /// The index that the statement at hand is judged over.
    shown_over: Option<IndexId>,
    /// The names of the given numbers.
    scalar_names: Vec<String>,
}

/// Compiles a claim.
#[must_use]
pub fn compile(claim: &Claim) -> Program {
    with_room(|| compiled(claim))
}

fn compiled(claim: &Claim) -> Program {
    let mut compiler = Compiler {
        program: Program { indices: claim.indices, ..Program::default() },
        instructions: 0,
        levels: Vec::new(),
        constants: HashMap::new(),
        moments: Vec::new(),
        scalars: Vec::new(),
        vectors: Vec::new(),
        matrices: Vec::new(),
        points: Vec::new(),
        random: claim.runs.iter().map(|run| run.random).collect(),
        random_draws: claim.draws.len(),
        judged_over: None,
        shown_over: None,
        scalar_names: Vec::new(),
    };
    compiler.registers(claim);
    for given in &claim.givens {
        compiler.given(given);
    }
    for run in &claim.runs {
        compiler.run(run);
    }
    for flow in &claim.flows {
        compiler.flow(flow);
    }
    for draw in &claim.draws {
        compiler.draw(draw);
    }
    for assumption in &claim.assumptions {
        let block = compiler.open(None, false, false);
        let code = compiler.truth(assumption);
        compiler.levels.pop();
        compiler.program.assumptions.push((block, code));
    }
    for show in &claim.shows {
        compiler.show(show);
    }
    compiler.program
}

impl Compiler {
    /// Gives every given its register beforehand, so that they can be named in any order.
    fn registers(&mut self, claim: &Claim) {
        let count = |wanted: fn(&Given) -> Option<usize>| {
            claim.givens.iter().filter_map(wanted).max().map_or(0, |last| last + 1)
        };
        let scalars = count(|given| if let Given::Scalar { id, .. } = given { Some(*id) } else { None });
        let vectors = count(|given| if let Given::Vector { id, .. } = given { Some(*id) } else { None });
        let objectives = count(|given| if let Given::Objective { id, .. } = given { Some(*id) } else { None });
        self.scalars = (0..scalars).map(|_| self.register(Shape::Scalar, false)).collect();
        self.scalar_names = vec![String::new(); scalars];
        for given in &claim.givens {
            if let Given::Scalar { id, name, .. } = given {
                self.scalar_names[*id].clone_from(name);
            }
        }
        self.vectors = (0..vectors).map(|_| self.register(Shape::Vector, false)).collect();
        let matrices = count(|given| if let Given::Matrix { id, .. } = given { Some(*id) } else { None });
        self.matrices = (0..matrices).map(|_| self.register(Shape::Matrix, false)).collect();
        self.points = vec![None; objectives];
        self.program.formulas = (0..objectives).map(|_| None).collect();
        self.program.objectives = objectives;
    }

    fn register(&mut self, shape: Shape, batched: bool) -> Register {
        let counts = if batched { &mut self.program.batched } else { &mut self.program.registers };
        let slot = counts[shape as usize];
        counts[shape as usize] += 1;
        Register { shape, slot, batched }
    }

    fn open(&mut self, bound: Option<IndexId>, lazy: bool, random: bool) -> BlockId {
        let block = self.program.blocks.len();
        self.program.blocks.push(Vec::new());
        let batched = bound.is_some() && bound == self.judged_over;
        self.levels.push(Level { block, bound, lazy, random, batched, known: HashMap::new() });
        block
    }

    fn given(&mut self, given: &Given) {
        let block = self.open(None, false, false);
        let code = match given {
            Given::Objective { id, name, class } => {
                let parameters = class.family.iter().flat_map(|(_, parameters)| parameters);
                let parameters = parameters.map(|(name, value)| (name.clone(), self.place(value))).collect();
                GivenCode::Objective { id: *id, name: name.clone(), class: class.clone(), block, parameters }
            }
            Given::Scalar { id, name, range } => {
                let range = self.range(range);
                GivenCode::Scalar { name: name.clone(), block, range, to: self.scalars[*id] }
            }
            Given::Vector { id, name, range } => {
                let range = self.range(range);
                GivenCode::Vector { name: name.clone(), block, range, to: self.vectors[*id] }
            }
            Given::Matrix { id, name, form } => {
                GivenCode::Matrix { name: name.clone(), form: *form, to: self.matrices[*id] }
            }
        };
        self.levels.pop();
        self.program.givens.push(code);
        if let Given::Objective { id, class: Class { formula: Some(formula), .. }, .. } = given {
            self.formula(*id, formula);
        }
    }

    fn formula(&mut self, id: usize, formula: &Formula) {
        let point = self.register(Shape::Vector, false);
        self.points[id] = Some(point);
        let value = self.body(None, true, false, &formula.value);
        let gradient = self.body(None, true, false, &formula.gradient);
        let hessian = formula.hessian.as_ref().map(|term| self.body(None, true, false, term));
        let minimiser = formula.minimiser.as_ref().map(|term| self.body(None, true, false, term));
        self.program.formulas[id] = Some(FormulaCode { point, value, gradient, hessian, minimiser });
    }

    fn range(&mut self, range: &Range) -> RangeCode {
        match range {
            Range::Interval { low, high, low_closed, high_closed } => {
                RangeCode::Interval(self.place(low), self.place(high), *low_closed && *high_closed)
            }
            Range::Above { low, .. } => RangeCode::Above(self.place(low)),
            Range::Below { high, .. } => RangeCode::Below(self.place(high)),
            Range::Real => RangeCode::Real,
            Range::Near => RangeCode::Near,
            Range::Sphere => RangeCode::Sphere,
            Range::Integers { first, last } => {
                RangeCode::Integers(self.place(first), last.as_ref().map(|last| self.place(last)))
            }
        }
    }

    fn run(&mut self, run: &Run) {
        let prelude = self.open(None, false, false);
        let parameters = run.parameters.iter().map(|(name, value)| (name.clone(), self.place(value))).collect();
        let objective = run.objective.id;
        let oracle = self.oracle(run);
        let steps = run.steps.as_ref().map(|steps| self.place(steps));
        let mut recurrences = Vec::new();
        for recurrence in &run.recurrences {
            let block = self.open(Some(run.time), true, false);
            let place = self.place(&recurrence.value);
            self.levels.pop();
            recurrences.push((recurrence.sequence, recurrence.when, block, place));
        }
        self.levels.pop();
        self.program.runs.push(RunCode {
            label: run.label.clone(),
            method: run.method.clone(),
            prelude,
            parameters,
            objective,
            oracle,
            time: run.time,
            sequences: run.sequences.iter().map(|s| (s.name.clone(), s.shape, s.first)).collect(),
            iterate: run.iterate,
            opening: run.opening.clone(),
            steady: i64::from(run.steady),
            recurrences,
            steps,
            random: run.random,
            measured: false,
            ahead: 0,
        });
    }

    fn flow(&mut self, flow: &Flow) {
        let now: Vec<Register> = flow.states.iter().map(|state| self.register(state.shape, false)).collect();
        self.moments.push(now.clone());
        let prelude = self.open(None, false, false);
        let starts: Vec<Place> = flow.states.iter().map(|state| self.place(&state.start)).collect();
        let rates = self.open(Some(flow.moment), true, false);
        let places: Vec<Place> = flow.states.iter().map(|state| self.place(&state.rate)).collect();
        self.levels.pop();
        self.levels.pop();
        let states = starts.into_iter().zip(now).zip(places);
        let states = states.map(|((start, now), rate)| StateCode { start, now, rate }).collect();
        self.program.flows.push(FlowCode { prelude, rates, states });
    }

    fn draw(&mut self, draw: &Draw) {
        let block = self.open(None, false, false);
        let kind = match &draw.kind {
            DrawKind::Batches { steps, size, population, replacement } => DrawKind::Batches {
                steps: steps.as_ref().map(|steps| self.place(steps)),
                size: self.place(size),
                population: self.place(population),
                replacement: *replacement,
            },
            DrawKind::Epochs { count, size, population } => DrawKind::Epochs {
                count: self.place(count),
                size: self.place(size),
                population: self.place(population),
            },
            DrawKind::Symmetric { rows } => {
                self.program.dimension = self.program.dimension.max(*rows);
                DrawKind::Symmetric { rows: *rows }
            }
        };
        self.levels.pop();
        self.program.draws.push(DrawCode { name: draw.name.clone(), block, kind });
    }

    /// The code of what a program in the method's place may ask at any point; `None` if each step has a loss of its own.
    fn oracle(&mut self, run: &Run) -> Option<OracleCode> {
        let objective = &run.objective;
        if matches!(objective.part, Part::Step(_)) {
            return None;
        }
        let point = self.points[objective.id].unwrap_or_else(|| self.register(Shape::Vector, false));
        self.points[objective.id] = Some(point);
        // Nothing of it may move out: it is run again for every point.
        let outside = std::mem::take(&mut self.levels);
        let mut code = |order: u8| self.body(None, true, false, &objective.at(order, Term::Point(objective.id)));
        let gradient = code(1);
        let asks = |test: fn(&Term) -> bool| {
            let mut found = false;
            for recurrence in &run.recurrences {
                recurrence.value.each_once(&mut |term| {
                    found |= test(term);
                    !found
                });
            }
            found
        };
        let value = asks(|term| matches!(term, Term::Value(..))).then(|| code(0));
        let hessian = asks(|term| matches!(term, Term::Hessian(..))).then(|| code(2));
        self.levels = outside;
        Some(OracleCode { point, gradient, value, hessian })
    }

    fn show(&mut self, show: &Show) {
        let prelude = self.open(None, false, false);
        let range = show.range.as_ref().map(|(index, first, last)| {
            let first = self.place(first);
            (*index, first, last.as_ref().map(|last| self.place(last)))
        });
        if let Some(last) = last_step(show) {
            self.names_time(last);
        }
        // A machine that draws reads the memory of another, which keeps other numbers of values at a time.
        self.judged_over = range.as_ref().map(|range| range.0).filter(|_| self.random_draws == 0);
        self.shown_over = range.as_ref().map(|range| range.0);
        let truth = self.truth_over(self.shown_over, &show.truth);
        self.judged_over = None;
        self.shown_over = None;
        self.levels.pop();
        let batched = range.is_some() && self.random_draws == 0 && self.runs_in_batches(&truth);
        self.program.open |= show.range.as_ref().is_some_and(|range| range.2.is_none());
        self.program.equality |= show.truth.has_equality();
        self.program.bits |= show.truth.has_bits();
        self.program.shows.push(ShowCode { prelude, range, truth, batched });
    }

    /// Takes note of a time that runs are read at: they are laid out for it beforehand, where it is as simple as `T+1`.
    fn names_time(&mut self, time: &Term) {
        self.program.latest = self.program.latest.max(time.as_integer().unwrap_or(0));
        self.program.beyond = self.program.beyond.max(beyond(time));
        scalars(time, &mut |id| {
            self.program.times.insert(self.scalar_names[id].clone());
        });
    }

    fn runs_in_batches(&self, truth: &TruthCode) -> bool {
        truth.every_relation(&mut |relation| {
            let block = &self.program.blocks[relation.block];
            block.iter().all(|instruction| {
                self.program.runs_in_batches(&instruction.operation) && may_be_batched(instruction.to.shape)
            })
        })
    }

    /// A statement whose relations stand in blocks repeated over an index.
    fn truth_over(&mut self, index: Option<IndexId>, truth: &Truth) -> TruthCode {
        self.signed(index, truth, false)
    }

    /// A statement, or its negation, which is pushed inwards to the relations.
    fn signed(&mut self, index: Option<IndexId>, truth: &Truth, negated: bool) -> TruthCode {
        let mut both = |a: &Truth, na: bool, b: &Truth, nb: bool| {
            let a = self.signed(index, a, na);
            (a, self.signed(index, b, nb))
        };
        match (truth, negated) {
            (Truth::Relation(op, a, b), _) => self.relation(index, *op, negated, (a, b)),
            (Truth::And(parts), false) => {
                TruthCode::And(parts.iter().map(|part| self.signed(index, part, false)).collect())
            }
            (Truth::And(parts), true) => {
                let parts: Vec<TruthCode> = parts.iter().map(|part| self.signed(index, part, true)).collect();
                let any = parts.into_iter().reduce(|a, b| TruthCode::Or(Box::new((a, b))));
                any.expect("a conjunction has parts")
            }
            (Truth::Or(a, b), false) => TruthCode::Or(Box::new(both(a, false, b, false))),
            (Truth::Or(a, b), true) => {
                let (a, b) = both(a, true, b, true);
                TruthCode::And(vec![a, b])
            }
            (Truth::Implies(a, b), false) => TruthCode::Implies(Box::new(both(a, true, b, false))),
            (Truth::Implies(a, b), true) => {
                let (a, b) = both(a, false, b, true);
                TruthCode::And(vec![a, b])
            }
            // Both or neither fails where one of them changes places with its negation.
            (Truth::Iff(a, b), _) => TruthCode::Iff(Box::new(both(a, false, b, negated))),
            (Truth::Not(a), _) => self.signed(index, a, !negated),
            (Truth::Defined(x), _) => {
                let block = self.open(index, true, false);
                let place = self.place(x);
                self.levels.pop();
                TruthCode::Defined { block, place, negated }
            }
        }
    }

    fn truth(&mut self, truth: &Truth) -> TruthCode {
        self.truth_over(None, truth)
    }

    fn relation(&mut self, index: Option<IndexId>, op: RelationOp, negated: bool, (a, b): (&Node, &Node)) -> TruthCode {
        let block = self.open(index, true, false);
        let is_root = |term: &Term| matches!(term, Term::Function(Function::Sqrt, _));
        let is_square = |term: &Term| is_root(term) || matches!(term, Term::Norm(_));
        let comparable = op != RelationOp::SameBits && (is_square(a) || is_square(b));
        let squares = square(a).zip(square(b)).filter(|_| comparable);
        let squared = squares.is_some();
        let roots = squared && (is_root(a) || is_root(b));
        let (left_term, right_term) = squares.unwrap_or_else(|| (a.clone(), b.clone()));
        let left = self.place(&left_term);
        let right = self.place(&right_term);
        let (mut summands, mut seen) = (Vec::new(), HashSet::new());
        top_level(&left_term, &mut seen, &mut summands);
        top_level(&right_term, &mut seen, &mut summands);
        let terms = summands.into_iter().map(|term| self.place(term)).collect();
        self.levels.pop();
        let any = negated != (op == RelationOp::Ne);
        let op = if negated { opposite(op) } else { op };
        let same = left_term == right_term;
        TruthCode::Relation(Box::new(RelationCode { block, op, left, right, any, same, squared, roots, terms }))
    }

    /// Where the value of a term will be found, writing the code that puts it there.
    fn place(&mut self, term: &Term) -> Place {
        match term {
            Term::Scalar(id) => return Place::Register(self.scalars[*id]),
            Term::Vector(id) => return Place::Register(self.vectors[*id]),
            Term::Now { flow, state, .. } => return Place::Register(self.moments[*flow][*state]),
            Term::Matrix(id) => return Place::Register(self.matrices[*id]),
            Term::Point(id) => {
                if let Some(point) = self.points[*id] {
                    return Place::Register(point);
                }
            }
            Term::Constant(_) | Term::Property(..) => return self.constant(term),
            Term::Sequence { run, sequence, shape, index } => {
                let (index, offset) = match (index.as_shifted_index(), index.as_integer()) {
                    (Some((index, offset)), _) => (Some(index), offset),
                    (None, Some(offset)) => (None, offset),
                    (None, None) => {
                        self.names_time(index);
                        return self.computed(term);
                    }
                };
                if index.is_none() {
                    self.program.latest = self.program.latest.max(offset);
                } else if index == self.shown_over && offset > self.program.runs[*run].ahead {
                    self.program.runs[*run].ahead = offset.min(MOST_AHEAD);
                }
                return Place::Sequence { run: *run, sequence: *sequence, shape: *shape, index, offset };
            }
            _ => {}
        }
        self.computed(term)
    }

    fn constant(&mut self, term: &Term) -> Place {
        if let Some(place) = self.constants.get(term) {
            return *place;
        }
        let register = self.register(Shape::Scalar, false);
        match term {
            Term::Constant(value) => self.program.constants.push((value.clone(), register)),
            Term::Property(objective, property) => self.program.properties.push((*objective, *property, register)),
            _ => unreachable!("only constants and properties are asked for"),
        }
        let place = Place::Register(register);
        self.constants.insert(term.clone(), place);
        place
    }

    /// The level that a term belongs to: the outermost that all it depends on allows.
    fn level_of(&self, term: &Term) -> usize {
        let free = term.free_indices();
        let random = term.is_random(&self.random);
        let partial = term.is_partial();
        let mut at = self.levels.len() - 1;
        while at > 0 {
            let level = &self.levels[at];
            if level.bound.is_some_and(|index| free.contains(&index))
                || (level.lazy && partial)
                || (level.random && random)
            {
                break;
            }
            at -= 1;
        }
        at
    }

    fn computed(&mut self, term: &Term) -> Place {
        if let Some(place) = self.levels.iter().rev().find_map(|level| level.known.get(term)) {
            return *place;
        }
        if self.instructions >= MOST_INSTRUCTIONS || self.levels.len() > MOST_LEVELS {
            // What comes of it is never run.
            self.program.too_long = true;
            return Place::Register(Register { shape: term.shape(), slot: 0, batched: false });
        }
        self.instructions += 1;
        let at = self.level_of(term);
        // Inner levels wait while the code of an outer one is written.
        let waiting: Vec<Level> = self.levels.drain(at + 1..).collect();
        let operation = self.operation(term);
        let level = &self.levels[at];
        let batched = level.batched
            && may_be_batched(term.shape())
            && level.bound.is_some_and(|index| term.free_indices().contains(&index));
        let to = self.register(term.shape(), batched);
        let level = &mut self.levels[at];
        self.program.blocks[level.block].push(Instruction { operation, to });
        level.known.insert(term.clone(), Place::Register(to));
        self.levels.extend(waiting);
        Place::Register(to)
    }

    fn objective(&mut self, objective: &ObjectiveTerm) -> ObjectiveUse {
        let factor = objective.factor.as_ref().map(|factor| self.place(factor));
        let part = match &objective.part {
            Part::Whole => PartUse::Whole,
            Part::Sample(sample) => PartUse::Sample(self.place(sample)),
            Part::Batch(draw, at) => PartUse::Batch(*draw, at.as_ref().map(|at| self.place(at))),
            Part::Step(step) => PartUse::Step(self.place(step)),
        };
        ObjectiveUse { id: objective.id, factor, part }
    }

    fn operation(&mut self, term: &Term) -> Operation {
        match term {
            Term::Pi => Operation::Pi,
            Term::Dimension => Operation::Dimension,
            Term::Samples(id) => Operation::Samples(*id),
            Term::Index(index) => Operation::Index(*index),
            Term::Minimiser(id, near) => Operation::Minimiser(*id, near.as_ref().map(|near| self.place(near))),
            Term::Sequence { run, sequence, index, .. } => {
                Operation::Read { run: *run, sequence: *sequence, index: self.place(index) }
            }
            Term::State { flow, state, time, .. } => {
                Operation::State { flow: *flow, state: *state, time: self.place(time) }
            }
            Term::Value(o, x) => Operation::Value(self.objective(o), self.place(x)),
            Term::Gradient(o, x) => Operation::Gradient(self.objective(o), self.place(x)),
            Term::Hessian(o, x) => Operation::Hessian(self.objective(o), self.place(x)),
            Term::Negate(x) => Operation::Negate(self.place(x)),
            Term::Binary(BinaryOp::MatMul, a, b) => Operation::MatMul(self.place(a), self.place(b)),
            Term::Binary(BinaryOp::Pow, a, b) => match b.as_integer() {
                Some(n) => Operation::Power(self.place(a), n),
                None => Operation::Binary(BinaryOp::Pow, self.place(a), self.place(b)),
            },
            Term::Binary(op, a, b) => Operation::Binary(*op, self.place(a), self.place(b)),
            Term::Function(function, arguments) => self.function(*function, arguments),
            Term::Inner(a, b) => Operation::Inner(self.place(a), self.place(b)),
            Term::Norm(x) => Operation::Norm(self.place(x)),
            Term::Component(x, index) => Operation::Component(self.place(x), *index),
            Term::Entry(x, k) => Operation::Entry(self.place(x), self.place(k)),
            Term::Unit(k) => Operation::Unit(self.place(k)),
            Term::Features(id, n) => Operation::Features(*id, self.place(n)),
            Term::Target(id, n) => Operation::Target(*id, self.place(n)),
            Term::Rows(index, body) => {
                let (block, place) = self.body(Some(*index), false, false, body);
                Operation::Rows(*index, block, place)
            }
            Term::Map(index, body) => {
                let (block, place) = self.body(Some(*index), false, false, body);
                Operation::Map(*index, block, place)
            }
            Term::Fold { kind, index, over, body } => self.fold(*kind, *index, over, body),
            Term::FoldTruth { kind, index, over, body } => {
                let over = self.over(over);
                let code = self.truth_over(Some(*index), body);
                Operation::FoldTruth(*kind, *index, over, code)
            }
            Term::Cases(arms, otherwise) => self.cases(arms, otherwise),
            Term::Moment(kind, body) => self.moment(*kind, body),
            Term::Probability(truth) => self.probability(truth),
            Term::Drawn(draw) => Operation::Drawn(*draw),
            Term::BatchSize(draw, at) => Operation::BatchSize(*draw, at.as_ref().map(|at| self.place(at))),
            Term::Multiplicity { draw, at, sample } => {
                let at = at.as_ref().map(|at| self.place(at));
                Operation::Multiplicity(*draw, at, self.place(sample))
            }
            Term::Order(run, _) => {
                self.program.runs[*run].measured = true;
                self.program.measured = true;
                Operation::Order(*run)
            }
            Term::Cost(run, cost) => Operation::Cost(*run, *cost),
            Term::Constant(_)
            | Term::Property(..)
            | Term::Scalar(_)
            | Term::Vector(_)
            | Term::Matrix(_)
            | Term::Now { .. }
            | Term::Point(_) => Operation::Copy(self.place(term)),
        }
    }

    fn fold(&mut self, kind: FoldKind, index: IndexId, over: &Over, body: &Node) -> Operation {
        if let Over::Range(_, last) = over
            && reads_at(body, index)
        {
            self.names_time(last);
        }
        // There is at least one sample and one component, so that such a fold is never skipped.
        let lazy = matches!(over, Over::Range(..));
        let goes_on = lazy && kind != FoldKind::Variance && is_of_index(body, index) && !body.is_random(&self.random);
        let prefix = goes_on.then_some(self.program.prefixes);
        self.program.prefixes += usize::from(goes_on);
        let over = self.over(over);
        let (block, place) = self.body(Some(index), lazy, false, body);
        Operation::Fold(FoldCode { kind, index, over, block, place, prefix })
    }

    fn cases(&mut self, arms: &[(Truth, Node)], otherwise: &Node) -> Operation {
        let arms = arms.iter().map(|(condition, value)| {
            let condition = self.truth(condition);
            let (block, place) = self.body(None, true, false, value);
            (condition, block, place)
        });
        let arms = arms.collect();
        let (block, place) = self.body(None, true, false, otherwise);
        Operation::Cases(arms, block, place)
    }

    fn moment(&mut self, kind: MomentKind, body: &Node) -> Operation {
        self.program.nested |= body.has_moment();
        let runs = self.runs_of(|visit| body.runs(visit));
        // There is always an outcome: what does not depend on it need not wait for it.
        let (block, place) = self.body(None, false, true, body);
        let draws = self.draws_of(&runs, |visit| body.draws(visit));
        Operation::Moment(kind, OutcomeCode { runs, block, draws }, place)
    }

    fn probability(&mut self, truth: &Truth) -> Operation {
        truth.terms(&mut |term| self.program.nested |= term.has_moment());
        self.program.equal_chance |= truth.has_equality();
        let runs = self.runs_of(|visit| truth.terms(&mut |term| term.runs(visit)));
        let block = self.open(None, true, true);
        let code = self.truth(truth);
        self.levels.pop();
        let draws = self.draws_of(&runs, |visit| truth.terms(&mut |term| term.draws(visit)));
        Operation::Probability(OutcomeCode { runs, block, draws }, code)
    }

    fn function(&mut self, function: Function, arguments: &[Node]) -> Operation {
        match function {
            Function::Solve => Operation::Solve(self.place(&arguments[0]), self.place(&arguments[1])),
            Function::Transpose => Operation::Transpose(self.place(&arguments[0])),
            Function::LambdaMax | Function::LambdaMin => Operation::Eigenvalue(function, self.place(&arguments[0])),
            Function::Norm1 | Function::NormInf => Operation::Reduce(function, self.place(&arguments[0])),
            Function::Min | Function::Max if arguments.len() > 2 => {
                let rest = Term::Function(function, arguments[1..].to_vec());
                Operation::Function2(function, self.place(&arguments[0]), self.place(&rest))
            }
            Function::Min | Function::Max | Function::Mod | Function::QuotientOrZero => {
                Operation::Function2(function, self.place(&arguments[0]), self.place(&arguments[1]))
            }
            Function::Sqrt
            | Function::Abs
            | Function::Sign
            | Function::Exp
            | Function::Ln
            | Function::Cos
            | Function::Ceil
            | Function::Floor => Operation::Function(function, self.place(&arguments[0])),
        }
    }

    /// The runs to be run again for each outcome: those that a body reads, and those that these read.
    fn runs_of(&self, read: impl FnOnce(&mut dyn FnMut(RunId))) -> Vec<RunId> {
        let mut any = false;
        read(&mut |run| any |= self.random[run]);
        if any { (0..self.random.len()).filter(|run| self.random[*run]).collect() } else { Vec::new() }
    }

    /// The draws that a body depends on: those that it reads, and any where runs do.
    fn draws_of(&self, runs: &[RunId], read: impl FnOnce(&mut dyn FnMut(DrawId))) -> Vec<DrawId> {
        let mut used = vec![!runs.is_empty(); self.program.draws.len()];
        read(&mut |draw| used[draw] = true);
        (0..used.len()).filter(|draw| used[*draw]).collect()
    }

    /// A body in a block of its own, which is repeated, or may be skipped (`lazy`).
    fn body(&mut self, bound: Option<IndexId>, lazy: bool, random: bool, body: &Term) -> (BlockId, Place) {
        let block = self.open(bound, lazy, random);
        let place = self.place(body);
        self.levels.pop();
        (block, place)
    }

    fn over(&mut self, over: &Over) -> OverUse {
        match over {
            Over::Range(first, last) => OverUse::Range(self.place(first), self.place(last)),
            Over::Components => OverUse::Components,
            Over::Samples(objective) => OverUse::Samples(*objective),
        }
    }
}

/// Whether there is room for a value of a shape for each index of a batch.
fn may_be_batched(shape: Shape) -> bool {
    shape != Shape::Matrix
}
